import { expect, test } from 'vitest'
import type { FieldMeta, FlowMeta, RecordMeta, Row } from './api.ts'
import { gistOf, subtitleOf } from './gist.ts'

const field = (name: string, kind: FieldMeta['kind'], more: Partial<FieldMeta> = {}): FieldMeta => ({
  name,
  kind,
  label: { vi: name, en: name },
  required: false,
  readonly: true,
  searchable: false,
  sortable: false,
  ...more,
})

const meta: RecordMeta = {
  system: 'kite-club',
  name: 'flight',
  path: '/api/v1/kite-club/flight',
  title: { vi: 'Lượt bay', en: 'Flight' },
  plural: { vi: 'Lượt bay', en: 'Flights' },
  titleField: 'number',
  fields: [
    field('number', 'text'),
    field('kite', 'ref', { ref: 'kite-club/kite' }),
    field('kite_name', 'text', { max: 200 }),
    field('state', 'choice'),
    field('medal', 'choice', { default: 'none', choices: [{ value: 'none', label: { vi: 'Chưa', en: 'None' } }] }),
    field('flyer', 'ref', { ref: 'kernel/person' }),
    field('flyer_name', 'text', { max: 200 }),
    field('field_code', 'text', { max: 5 }),
    field('flown_at', 'instant'),
    field('turns', 'number'),
    field('height', 'number', { unit: 'm' }),
    field('parts', 'rows'),
    field('photos', 'files'),
    field('route', 'json'),
  ],
  access: { create: false, change: false, import: false, export: false },
  list: {
    columns: ['number', 'kite_name', 'flyer_name', 'state', 'flown_at'],
    sorts: [],
    defaultSort: 'number',
    filters: [],
  },
}
const flow: FlowMeta = {
  system: 'kite-club',
  name: 'flying',
  record: 'flight',
  title: { vi: '', en: '' },
  states: [{ name: 'up', label: { vi: 'Đang bay', en: 'Up' }, tone: 'active' }],
}
const row: Row = {
  id: 'r',
  version: 1,
  number: 'B-1',
  kite: 'k',
  kite_name: 'Diều sáo',
  state: 'up',
  medal: 'none',
  flyer: 'p',
  flyer_name: 'Út Hiền',
  field_code: '29869',
  flown_at: '2026-03-01T01:00:00Z',
  turns: 3,
  height: 120,
  parts: [{ part: 'Đuôi' }],
  photos: [],
  plan: { a: 1 },
  _labels: { kite: 'Diều sáo', flyer: null },
}

test('what a reader wants first comes first; the empty, the untouched and the technical wait to be asked for', () => {
  const gist = gistOf(meta, row, flow, ['number'])
  expect(gist.main.map((one) => one.name)).toEqual(['kite', 'flyer_name', 'flown_at', 'height'])
  expect(gist.long.map((one) => one.name)).toEqual(['parts'])
  expect(gist.rest.map((one) => one.name)).toEqual([
    'kite_name',
    'medal',
    'flyer',
    'field_code',
    'turns',
    'photos',
    'route',
  ])
})

test('every field is somewhere, but the state and what the head has said', () => {
  const gist = gistOf(meta, row, flow, ['number'])
  expect([...gist.main, ...gist.long, ...gist.rest]).toHaveLength(meta.fields.length - 2)
})

test('the words beside the title are the other texts of the list', () => {
  expect(subtitleOf(meta, row)).toEqual(['Diều sáo', 'Út Hiền'])
})
