import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DesignField, DesignResult } from '../design/shape.ts'
import {
  answerText,
  differences,
  fillResult,
  GAP,
  gapsIn,
  generalTemplate,
  type ResultFacts,
  type ResultText,
  validUntil,
} from './rules.ts'

const w = (vi: string) => ({ vi, en: vi })
const fields: DesignField[] = [
  { name: 'full_name', kind: 'text', label: w('Họ tên') },
  { name: 'birth_date', kind: 'date', label: w('Ngày sinh') },
  { name: 'amount', kind: 'money', label: w('Số tiền') },
  { name: 'area', kind: 'number', label: w('Diện tích'), unit: 'm²' },
  {
    name: 'sex',
    kind: 'choice',
    label: w('Giới tính'),
    choices: [
      { value: 'female', label: w('Nữ') },
      { value: 'male', label: w('Nam') },
    ],
  },
  { name: 'ethnicity', kind: 'choice', label: w('Dân tộc'), codes: 'civil.ethnicity' },
  {
    name: 'trades',
    kind: 'many',
    label: w('Ngành nghề'),
    choices: [
      { value: 'a', label: w('Bán lẻ') },
      { value: 'b', label: w('Ăn uống') },
    ],
  },
  { name: 'married', kind: 'yesno', label: w('Đã kết hôn') },
  { name: 'stay', kind: 'period', label: w('Thời gian cư trú') },
  {
    name: 'children',
    kind: 'rows',
    label: w('Các con'),
    fields: [
      { name: 'name', kind: 'text', label: w('Tên') },
      { name: 'born', kind: 'date', label: w('Sinh ngày') },
    ],
  },
]
const template = (over: Partial<DesignResult>): DesignResult => ({
  kind: 'Giấy xác nhận',
  subject: '',
  bases: [],
  paragraphs: [],
  articles: [],
  receivers: [],
  signer: ['CHỦ TỊCH'],
  validYears: null,
  code: null,
  ...over,
})
const facts = (answers: Record<string, unknown>, known: ResultFacts['known'] = {}): ResultFacts => ({
  fields,
  answers,
  known,
  labels: { 'civil.ethnicity': { '01': 'Kinh', '02': 'Tày' } },
})
const filled = (text: string, answers: Record<string, unknown>, known: ResultFacts['known'] = {}) =>
  fillResult(template({ paragraphs: [text] }), facts(answers, known)).paragraphs[0]

describe('filling', () => {
  test.each([
    ['{{full_name}}', { full_name: ' Lê Văn Tám ' }, 'Lê Văn Tám'],
    ['{{full_name|hoa}}', { full_name: 'Đặng Thị Ưng' }, 'ĐẶNG THỊ ƯNG'],
    ['sinh ngày {{birth_date}}', { birth_date: '1980-04-05' }, 'sinh ngày 05/04/1980'],
    ['{{birth_date|chữ}}', { birth_date: '1980-04-05' }, 'ngày mồng năm tháng tư năm một nghìn chín trăm tám mươi'],
    ['{{amount}}', { amount: 1_250_000 }, '1.250.000 đồng'],
    ['{{amount|chữ}}', { amount: 1_250_000 }, 'một triệu hai trăm năm mươi nghìn đồng'],
    ['{{area}}', { area: 1350.5 }, '1.350,5 m²'],
    ['{{area|chữ}}', { area: 350 }, 'ba trăm năm mươi m²'],
    ['{{sex}}', { sex: 'female' }, 'Nữ'],
    ['{{ethnicity}}', { ethnicity: '02' }, 'Tày'],
    ['{{trades}}', { trades: ['a', 'b'] }, 'Bán lẻ, Ăn uống'],
    ['{{married}}', { married: false }, 'không'],
    ['{{stay}}', { stay: { from: '2020-01-01', to: null } }, 'từ ngày 01/01/2020'],
    ['{{children}}', { children: [{ name: 'An', born: '2020-02-01' }, { name: 'Bình' }] }, 'An, 01/02/2020; Bình'],
  ])('%s', (text, answers, said) => {
    expect(filled(text, answers)).toBe(said)
  })

  test('known names, and days among them', () => {
    expect(
      filled(
        '{{dossier.number}} của {{applicant.name|hoa}}, nhận {{dossier.received_on}}',
        {},
        {
          'dossier.number': 'H20.1',
          'applicant.name': 'Võ Yến',
          'dossier.received_on': '2026-10-05',
        },
      ),
    ).toBe('H20.1 của VÕ YẾN, nhận 05/10/2026')
  })

  test('what nobody knows stays and is listed; what is empty becomes a gap and is listed; each once', () => {
    const made = fillResult(
      template({ subject: '{{full_name}}', paragraphs: ['{{ghost}} {{full_name}} {{ghost}}', '{{applicant.phone}}'] }),
      facts({}),
    )
    expect(made.unknown).toEqual(['ghost'])
    expect(made.empty).toEqual(['full_name', 'applicant.phone'])
    expect(made.paragraphs[0]).toBe(`{{ghost}} ${GAP} {{ghost}}`)
    expect(gapsIn(made)).toEqual([GAP, '{{ghost}}'])
  })

  test('the number of an article is counted, not typed twice; the last day follows from the years', () => {
    const made = fillResult(
      template({ articles: ['Điều 1. Cho phép.', 'Điều 2: Hiệu lực đến {{valid_to}}.'], validYears: 5 }),
      facts({}, { date: '2026-03-05' }),
    )
    expect(made.articles).toEqual(['Cho phép.', 'Hiệu lực đến 04/03/2031.'])
    expect(made.validTo).toBe('2031-03-04')
  })

  test.each([
    [1, '2024-02-29', '2025-02-28'],
    [1, '2026-01-01', '2026-12-31'],
    [null, '2026-01-01', null],
  ])('good for %s years from %s until %s', (years, from, until) => {
    expect(validUntil(years, from)).toBe(until)
  })

  test('the general template asks for the one thing only a person can say', () => {
    const made = fillResult(
      generalTemplate,
      facts(
        {},
        {
          'agency.name': 'Ủy ban nhân dân phường Cao Lãnh',
          'dossier.number': 'H20.1',
          'applicant.name': 'Võ Yến',
          'dossier.accepted_on': '2026-10-05',
          'procedure.name': 'Cấp giấy',
          'procedure.code': '1.0',
        },
      ),
    )
    expect([made.unknown, made.empty, gapsIn(made)]).toEqual([[], [], [GAP]])
  })
})

describe('nothing runs', () => {
  test('an answer is never read as a template', () => {
    const text = filled('{{full_name}}', { full_name: '{{applicant.national_id}}' }, { 'applicant.national_id': '087' })
    expect(text).not.toContain('087')
    expect(
      gapsIn({ ...fillResult(template({ paragraphs: ['{{full_name}}'] }), facts({ full_name: '{{x}}' })) }),
    ).toEqual([])
  })

  test('whatever is typed comes out as typed, and no answer of another field with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (typed) => {
        const said = filled('a {{full_name}} z', { full_name: typed, amount: 987_654_321 }) ?? ''
        const plain = typed.trim().replaceAll('{{', '{ {')
        expect(said).toBe(`a ${plain === '' ? GAP : plain} z`)
      }),
    )
  })

  test('any template gives a text, without an error, whatever was answered', () => {
    const snare = fc.dictionary(
      fc.constantFrom('toString', 'valueOf', 'name', 'born', 'from'),
      fc.constantFrom('', null),
      {
        maxKeys: 3,
      },
    )
    const answer = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('toString', 'constructor'),
      snare,
      fc.array(snare, { maxLength: 2 }),
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), answer, (text, value) => {
        const odd = Object.fromEntries(fields.map(({ name }) => [name, value]))
        const all = fields.map(({ name }) => `{{${name}}}{{${name}|chữ}}`).join('')
        expect(typeof filled(text + all, odd)).toBe('string')
      }),
    )
  })

  test('an answer that hides its own text is left out', () => {
    const hidden = { toString: '' }
    for (const kind of ['text', 'date', 'money', 'number', 'choice', 'many', 'rows', 'files'] as const)
      expect(answerText({ name: 'x', kind, label: w('x') }, hidden), kind).toBe('')
    expect(answerText({ name: 'x', kind: 'place', label: w('x') }, { coordinates: [hidden] })).toBe('')
  })

  test('a prototype is no known name', () => {
    expect(filled('{{constructor}} {{tostring}}', {})).toBe('{{constructor}} {{tostring}}')
  })
})

test('files are named, a place says its degrees', () => {
  expect(answerText({ name: 'f', kind: 'files', label: w('Tệp') }, [{ file: 'x', name: 'don.pdf' }])).toBe('don.pdf')
  expect(answerText({ name: 'p', kind: 'place', label: w('Nơi') }, { type: 'Point', coordinates: [105.6, 10.4] })).toBe(
    '105.6, 10.4',
  )
})

describe('comparing', () => {
  const text = (over: Partial<ResultText>): ResultText => ({
    kind: 'Quyết định',
    subject: 'Về việc A',
    bases: [],
    articles: [],
    paragraphs: ['một', 'hai', 'ba'],
    receivers: [],
    signer: ['CHỦ TỊCH'],
    ...over,
  })

  test('one paragraph put in does not make the rest look changed', () => {
    expect(differences(text({}), text({ paragraphs: ['một', 'mới', 'hai', 'ba'] }))).toEqual([
      { field: 'paragraphs', place: 1, before: null, after: 'mới' },
    ])
  })

  test('a change, a loss and another subject', () => {
    expect(differences(text({}), text({ subject: 'Về việc B', paragraphs: ['một', 'hai rưỡi'] }))).toEqual([
      { field: 'subject', place: 0, before: 'Về việc A', after: 'Về việc B' },
      { field: 'paragraphs', place: 1, before: 'hai', after: 'hai rưỡi' },
      { field: 'paragraphs', place: 2, before: 'ba', after: null },
    ])
  })

  test('a text differs from itself in nothing, and what is told is enough to see every change', () => {
    const items = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 })
    fc.assert(
      fc.property(items, items, (before, after) => {
        expect(differences(text({ paragraphs: before }), text({ paragraphs: before }))).toEqual([])
        const found = differences(text({ paragraphs: before }), text({ paragraphs: after }))
        const gone = found.filter((one) => one.before !== null).map((one) => one.before)
        const come = found.filter((one) => one.after !== null).map((one) => one.after)
        const left: string[] = [...before]
        for (const one of gone) left.splice(left.indexOf(one as string), 1)
        expect([...left, ...come].sort()).toEqual([...after].sort())
      }),
    )
  })
})
