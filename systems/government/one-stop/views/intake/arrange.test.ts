import { expect, test } from 'vitest'
import { clashes, frameKeys } from '#kernel/channels/officer'
import type { Component } from '../../scanning/rules.ts'
import { arrange, type Draft, isLacking, noClaim } from './arrange.ts'
import type { ScanShown, StoredShown } from './shape.ts'
import { intakeKeys, pileKeys } from './shortcuts.ts'

const component = (code: string, name: string, more: Partial<Component> = {}): Component => ({
  code,
  name,
  required: true,
  original: 1,
  copy: 0,
  kind: 'submit',
  case: null,
  titles: [name],
  reuse: [code],
  ...more,
})
const scan = (id: string, head: string, more: Partial<ScanShown> = {}): ScanShown => ({
  id,
  name: `${id}.pdf`,
  origin: 'folder',
  state: 'read',
  reason: null,
  head,
  component: null,
  componentName: null,
  score: null,
  chosen: false,
  printedNumber: null,
  goesOn: null,
  codes: [],
  cards: [],
  forNumber: null,
  covers: [],
  arrivedAt: '2026-10-05T01:00:00Z',
  sheets: [],
  ...more,
})
const draft = (key: number, components: Component[], chosen: Draft['chosen'] = {}): Draft => ({
  key,
  procedure: {
    id: String(key),
    code: '1',
    name: 'Thủ tục',
    sector: '',
    components,
    channels: ['in-person'],
    limit: { limit: { amount: 1, unit: 'working-day' }, announced: true },
    fee: { amount: null, words: null },
    exemptions: [],
  },
  content: '',
  delivery: 'counter',
  channel: 'in-person',
  copies: 1,
  chosen,
  claim: noClaim,
  refused: null,
})
const birth = component('GT.GCS', 'Giấy chứng sinh')
const proxy = component('GT.GUQ', 'Văn bản ủy quyền', { required: false })
const card = component('GT.CCCD', 'Thẻ căn cước', { kind: 'present' })
const kept: StoredShown = {
  id: 'k1',
  name: 'Giấy chứng sinh',
  code: 'GT.GCS',
  kind: 'paper',
  issued_on: '2026-09-01',
  expires_on: null,
  issuer: 'x',
  number: null,
}

test('a sure paper is put in place, an unsure one suggested, what is only shown is not asked for', () => {
  const lines = arrange(
    [draft(1, [birth, proxy, card])],
    [scan('a', 'GIẤY CHỨNG SINH'), scan('b', 'GlẤY ỦY QUYEN x1y2')],
    [],
    false,
  ).get(1)
  expect(lines?.map((line) => line.choice)).toEqual(['scan:a', '', ''])
  expect(lines?.[1]?.suggestion?.scan ?? 'b').toBe('b')
  expect(lines?.map(isLacking)).toEqual([false, false, false])
})

test('one scan serves one dossier; the second of the same kind goes to the next', () => {
  const done = arrange(
    [draft(1, [birth]), draft(2, [birth])],
    [scan('a', 'GIẤY CHỨNG SINH'), scan('b', 'GIẤY CHỨNG SINH')],
    [],
    false,
  )
  const taken = [...done.values()].map((lines) => lines[0]?.choice)
  expect(new Set(taken)).toEqual(new Set(['scan:a', 'scan:b']))
})

test('what the officer chose stays, and its scan is offered to nobody else', () => {
  const done = arrange(
    [draft(1, [birth]), draft(2, [proxy], { 'GT.GUQ': 'scan:a' })],
    [scan('a', 'GIẤY CHỨNG SINH')],
    [],
    false,
  )
  expect(done.get(1)?.[0]?.choice).toBe('')
  expect(isLacking(done.get(1)?.[0] as never)).toBe(true)
  expect(done.get(2)?.[0]?.choice).toBe('scan:a')
  const refused = arrange([draft(1, [birth], { 'GT.GCS': '' })], [scan('a', 'GIẤY CHỨNG SINH')], [], false)
  expect(refused.get(1)?.[0]?.choice, 'a correction to nothing is a choice').toBe('')
})

test('the store is used with consent only, and a fresh scan goes before it', () => {
  const one = (consent: boolean, scans: ScanShown[]) => arrange([draft(1, [birth])], scans, [kept], consent).get(1)?.[0]
  expect(one(false, [])?.choice).toBe('')
  expect(one(false, [])?.stored?.id).toBe('k1')
  expect(one(true, [])?.choice).toBe('stored:k1')
  expect(one(true, [scan('a', 'GIẤY CHỨNG SINH')])?.choice).toBe('scan:a')
})

test('papers not read yet wait', () => {
  const done = arrange([draft(1, [birth])], [scan('a', 'GIẤY CHỨNG SINH', { state: 'waiting' })], [], false)
  expect(done.get(1)?.[0]?.choice).toBe('')
})

test('the keys of the counter clash with nothing', () => {
  expect(clashes(frameKeys(), intakeKeys)).toEqual([])
  expect(clashes(frameKeys(), pileKeys)).toEqual([])
})

test('a separator names a paper before it is read; what a cover sends elsewhere, and what shows a claim, stand nowhere else', () => {
  const named = scan('a', '', { state: 'waiting', chosen: true, component: 'GT.GCS' })
  expect(arrange([draft(1, [birth])], [named], [], false).get(1)?.[0]?.choice).toBe('scan:a')
  const tied = scan('a', 'GIẤY CHỨNG SINH', { forNumber: 'H20.101.01-261005-0001' })
  expect(arrange([draft(1, [birth])], [tied], [], false).get(1)?.[0]?.choice).toBe('')
  const claiming = { ...draft(1, [birth]), claim: { exemption: 'ho-ngheo', evidence: '', scan: 'a' } }
  expect(arrange([claiming], [scan('a', 'GIẤY CHỨNG SINH')], [], false).get(1)?.[0]?.choice).toBe('')
})
