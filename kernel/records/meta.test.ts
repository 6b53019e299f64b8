import { expect, test } from 'vitest'
import { metaOf, schemaOf } from '#kernel/records'
import { type Actor, house, stranger } from '#kernel/store'
import { Flight, Kite } from '#kernel/testing'

const officer = (role: string): Actor => ({ ...stranger, kind: 'person', account: 'a', roles: [{ role, unit: 'u' }] })

test('a client learns every field, its words, its limits and its choices', () => {
  const meta = metaOf(Kite, officer('keeper'))
  expect(meta).toMatchObject({
    system: 'kite-club',
    name: 'kite',
    path: '/api/v1/kite-club/kite',
    titleField: 'name',
    title: { vi: 'Con diều' },
  })
  expect(meta.fields.map((field) => field.name)).toEqual(Object.keys(Kite.fields))
  const field = (name: string) => meta.fields.find((one) => one.name === name)
  expect(field('code')).toMatchObject({
    kind: 'text',
    required: true,
    readonly: false,
    max: 20,
    sortable: true,
    searchable: false,
    label: { vi: 'Mã diều' },
  })
  expect(field('strings')).toMatchObject({ kind: 'number', required: false, min: 1, max: 12 })
  expect(field('span')).toMatchObject({ unit: 'm', decimals: 3 })
  expect(field('shape')?.choices?.[0]).toEqual({ value: 'whistle', label: { vi: 'Diều sáo', en: 'Whistle kite' } })
  expect(field('owner_phone')).toMatchObject({ kind: 'identifier', identifier: 'phone', personal: 'basic' })
  expect(field('parts')?.fields?.map((inner) => [inner.name, inner.label.vi, inner.required])).toEqual([
    ['part', 'Tên bộ phận', true],
    ['count', 'Số lượng', true],
  ])
  expect(field('label')).toMatchObject({ kind: 'computed', readonly: true })
  const codes = new Map([['kite-wind', [{ value: 'nhẹ', label: { vi: 'Gió nhẹ', en: 'Breeze' } }]]])
  expect(metaOf(Kite, house, codes).fields.find((one) => one.name === 'wind')?.choices).toEqual(codes.get('kite-wind'))
})

test('what one may do is said for the one who asks', () => {
  const all = { create: true, change: true, import: true, export: true }
  expect(metaOf(Kite, officer('keeper')).access).toEqual(all)
  expect(metaOf(Kite, house).access).toEqual(all)
  expect(metaOf(Kite, officer('flyer')).access).toEqual({ create: false, change: false, import: false, export: false })
  expect(metaOf(Flight, officer('flyer')).access).toEqual({ create: true, change: true, import: true, export: false })
  expect(metaOf(Flight, stranger).access).toEqual({ create: false, change: false, import: false, export: false })
})

test('the JSON Schema of what is sent asks for what must be there and takes nothing else', () => {
  const create = JSON.parse(JSON.stringify(schemaOf(Kite, 'create')))
  expect(create.required).toEqual(['code', 'name', 'shape'])
  expect(create.additionalProperties).toBe(false)
  expect(Object.keys(create.properties)).not.toEqual(expect.arrayContaining(['label']))
  expect(create.properties.balance).toBeUndefined()
  expect(create.properties.price).toEqual({
    anyOf: [{ type: 'integer', minimum: 0, maximum: 1_000_000_000_000_000, description: 'đồng' }, { type: 'null' }],
  })
  expect(create.properties.shape.anyOf.map((one: { const: string }) => one.const)).toEqual([
    'whistle',
    'butterfly',
    'dragon',
  ])
  expect(JSON.parse(JSON.stringify(schemaOf(Kite, 'change'))).required).toEqual(['version'])
})

test('the JSON Schema of a row has every column, and null where a role may not look', () => {
  const row = JSON.parse(JSON.stringify(schemaOf(Kite, 'row')))
  expect(Object.keys(row.properties)).toEqual(
    expect.arrayContaining(['id', 'unit', 'version', ...Object.keys(Kite.fields)]),
  )
  expect(row.required).toEqual(Object.keys(row.properties))
  expect(row.properties.temper.anyOf.at(-1)).toEqual({ type: 'null' })
  expect(row.properties.parts.anyOf[0].items.required).toEqual(['part', 'count'])
})
