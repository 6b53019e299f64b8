import { describe, expect, test } from 'vitest'
import { differencesOf, expectedOf, misfitsOf, type Outcome, outcomeOf } from './expected.ts'
import type { Design, DesignField, ExampleExpected } from './shape.ts'

const w = (vi: string) => ({ vi, en: vi })
const field = (name: string, kind: DesignField['kind'], more: Partial<DesignField> = {}): DesignField => ({
  name,
  kind,
  label: w(name.toUpperCase()),
  ...more,
})
const design: Design = {
  pages: [
    {
      name: 'mot',
      title: w('Một'),
      fields: [
        field('street', 'text', { required: true }),
        field('kind', 'choice', {
          choices: [
            { value: 'a', label: w('A') },
            { value: 'b', label: w('B') },
          ],
        }),
        field('plan', 'text', { required: true, when: { field: 'kind', is: 'equals', value: 'b' } }),
      ],
    },
  ],
  papers: [{ code: 'TP.1', name: 'Sơ đồ', form: null, original: 1, copy: 0, required: true }],
  fees: [],
  stages: [
    {
      key: 's',
      name: w('S'),
      steps: [
        {
          key: 'xem',
          kind: 'handle',
          name: w('Xem xét'),
          role: 'handler',
          unit: 'commune-economy',
          limitHours: 4,
          findings: [field('survey', 'yesno')],
        },
        { key: 'do', kind: 'handle', name: w('Đo đạc'), role: 'handler', unit: 'commune-economy', limitHours: 4 },
      ],
    },
  ],
  result: null,
  cutoff: null,
}
const granted: Outcome = { end: 'granted', refusedFor: [], fee: 20_000, hours: 8.5, dueDays: 3, steps: ['xem', 'do'] }
const refused: Outcome = { ...granted, end: 'refused', refusedFor: ['street', 'paper:TP.1'] }

test('what came out, expected again, differs in nothing', () => {
  for (const outcome of [granted, refused]) expect(differencesOf(design, expectedOf(outcome), outcome)).toEqual([])
})

test('a finding is no reason to refuse; a paper that lacks is', () => {
  const outcome = outcomeOf({
    end: 'refused',
    wrong: { street: 1, 'found.survey': 1 },
    missing: [{ code: 'TP.1' }],
    total: 5,
    hours: 1,
    dueDays: 2,
    stages: [
      {
        steps: [
          { key: 'xem', passed: false },
          { key: 'do', passed: true },
        ],
      },
    ],
  })
  expect(outcome).toEqual({
    end: 'refused',
    refusedFor: ['street', 'paper:TP.1'],
    fee: 5,
    hours: 1,
    dueDays: 2,
    steps: ['xem'],
  })
})

describe('each difference is named', () => {
  test.each<[string, Partial<ExampleExpected>, Partial<Outcome>, string[]]>([
    [
      'the end',
      {},
      { end: 'refused', refusedFor: ['street'] },
      ['Kết cục: mong được giải quyết, ra không được tiếp nhận ("STREET" sai).'],
    ],
    ['a fee', {}, { fee: 30_000 }, ['Phải nộp: mong 20.000 đồng, ra 30.000 đồng.']],
    ['hours', {}, { hours: 9 }, ['Giờ làm việc: mong 8,5 giờ, ra 9 giờ.']],
    ['days', {}, { dueDays: 5 }, ['Hẹn trả sau: mong 3 ngày làm việc, ra 5 ngày làm việc.']],
    ['a step that is not passed', {}, { steps: ['xem'] }, ['Các bước: không qua Đo đạc.']],
    ['a step that is added', { steps: ['xem'] }, {}, ['Các bước: qua thêm Đo đạc.']],
    ['the order', {}, { steps: ['do', 'xem'] }, ['Thứ tự các bước: mong Xem xét, Đo đạc, ra Đo đạc, Xem xét.']],
    [
      'nothing that is not looked at',
      { fee: null, hours: null, dueDays: null, steps: null },
      { fee: 1, hours: 1, dueDays: 1, steps: [] },
      [],
    ],
    [
      'two at once',
      {},
      { fee: 0, dueDays: 4 },
      ['Phải nộp: mong 20.000 đồng, ra 0 đồng.', 'Hẹn trả sau: mong 3 ngày làm việc, ra 4 ngày làm việc.'],
    ],
  ])('%s', (_what, expected, outcome, said) => {
    const all = { ...expectedOf(granted), ...expected }
    expect(differencesOf(design, all, { ...granted, ...outcome }).map((one) => one.words.vi)).toEqual(said)
  })
  test('other reasons than those it must be refused for', () => {
    expect(
      differencesOf(design, expectedOf(refused), { ...refused, refusedFor: ['paper:TP.1'] }).map((one) => one.words.vi),
    ).toEqual(['Lý do không tiếp nhận: mong "STREET" sai, thiếu "Sơ đồ", ra thiếu "Sơ đồ".'])
    expect(differencesOf(design, expectedOf(refused), { ...refused, refusedFor: ['paper:TP.1', 'street'] })).toEqual([])
  })
})

describe('an example that no longer fits says where', () => {
  const content = {
    answers: { street: 'x', kind: 'a' },
    findings: { survey: true },
    papers: ['TP.1'],
    channel: 'online',
  } as const
  test('one that fits says nothing', () => {
    expect(misfitsOf(design, content, expectedOf(granted))).toEqual([])
  })
  test.each<[string, Partial<Parameters<typeof misfitsOf>[1]>, Partial<ExampleExpected>, string[]]>([
    ['a field that is gone', { answers: { street: 'x', lane: 'y' } }, {}, ['answers/lane']],
    ['an empty answer to a field that is gone', { answers: { street: 'x', lane: null } }, {}, []],
    ['a choice that is gone', { answers: { street: 'x', kind: 'c' } }, {}, ['answers/kind']],
    ['a question it never knew', { answers: { kind: 'b', street: 'x' } }, {}, ['answers/plan']],
    [
      'a question it never knew, where it is to be refused',
      { answers: { kind: 'b', street: 'x' } },
      { end: 'refused' },
      [],
    ],
    ['a finding that is gone', { findings: { measure: 1 } }, {}, ['findings/measure']],
    ['a paper that is gone', { papers: ['TP.1', 'TP.9'] }, {}, ['papers/TP.9']],
    ['a step that is gone', {}, { steps: ['xem', 'cu'] }, ['steps/cu']],
  ])('%s', (_what, more, expected, at) => {
    expect(
      misfitsOf(design, { ...content, ...more }, { ...expectedOf(granted), ...expected }).map((one) => one.at),
    ).toEqual(at)
  })
})
