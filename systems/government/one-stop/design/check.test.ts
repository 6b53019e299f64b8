import { describe, expect, test } from 'vitest'
import { checkDesign, type Problem } from './check.ts'
import { hoursOf } from './rules.ts'
import type { Design, DesignField, DesignStage, DesignStep } from './shape.ts'

const w = (vi: string) => ({ vi, en: vi })
const step = (
  key: string,
  kind: DesignStep['kind'],
  role: string,
  unit: string,
  limitHours: number | null,
): DesignStep => ({
  key,
  kind,
  name: w(key),
  role,
  unit,
  limitHours,
})
const stage = (key: string, ...steps: DesignStep[]): DesignStage => ({ key, name: w(key), steps })
const receive = stage('a', step('nhan', 'receive', 'one-stop-officer', 'receiving-centre', 2))
const handle = stage('b', step('xu-ly', 'handle', 'handler', 'commune-economy', 10))
const sign = stage('c', step('ky', 'sign', 'leader', 'commune-leaders', 4))
const stamp = stage('d', step('dau', 'stamp', 'clerk', 'commune-office', 2))
const back = stage('e', step('tra', 'return', 'one-stop-officer', 'returning-centre', null))
const field = (name: string, kind: DesignField['kind'], more: Partial<DesignField> = {}): DesignField => ({
  name,
  kind,
  label: w(name),
  ...more,
})
/** Sound in every part; each row of the table breaks one thing. */
const sound: Design = {
  pages: [
    {
      name: 'mot',
      title: w('Một'),
      fields: [
        field('kind', 'choice', {
          choices: [
            { value: 'a', label: w('A') },
            { value: 'b', label: w('B') },
          ],
        }),
        field('born', 'date'),
        field('area', 'number'),
        field('detail', 'text', { when: { field: 'kind', is: 'equals', value: 'a' } }),
      ],
    },
  ],
  papers: [{ code: 'TP.1', name: 'Đơn', form: null, original: 1, copy: 0, required: true }],
  fees: [{ code: 'LP.1', name: 'Lệ phí', kind: 'charge', amount: 10_000, per: 'dossier', collect: 'filing' }],
  stages: [receive, handle, sign, stamp, back],
  result: {
    kind: 'Giấy xác nhận',
    subject: 'Về {{detail}}',
    bases: [],
    paragraphs: ['{{applicant.name}} sinh ngày {{born|chữ}}.'],
    articles: [],
    receivers: [],
    signer: ['CHỦ TỊCH'],
    validYears: null,
    code: null,
  },
  cutoff: '15:00',
}
const three = { limit: { amount: 3, unit: 'working-day' } } as const
const withFields = (...fields: DesignField[]): Design => ({
  ...sound,
  result: null,
  pages: [{ name: 'mot', title: w('Một'), fields }],
})
const withStages = (...stages: DesignStage[]): Design => ({ ...sound, stages })
const withResult = (more: Partial<NonNullable<Design['result']>>): Design => ({
  ...sound,
  result: { ...(sound.result as NonNullable<Design['result']>), ...more },
})
const errorsOf = (problems: Problem[]) => problems.filter((one) => one.level === 'error').map((one) => one.at)

test('a sound design has nothing wrong, exactly at its limit', () => {
  expect(checkDesign(sound, three)).toEqual([])
  // 2 + 10 + 4 + 2 are 18 of 24 hours; six more are the limit, one more is over it.
  const long = (hours: number) =>
    withStages(receive, stage('b', { ...(handle.steps[0] as DesignStep), limitHours: hours }), sign, stamp, back)
  expect(checkDesign(long(16), three)).toEqual([])
  expect(errorsOf(checkDesign(long(16.5), three))).toEqual(['stages'])
})

test('steps of one stage are counted once, by the longest', () => {
  const opinion = step('y-kien', 'handle', 'handler', 'commune-office', 9)
  expect(
    checkDesign(withStages(receive, stage('b', handle.steps[0] as DesignStep, opinion), sign, stamp, back), {
      limit: { amount: 18, unit: 'working-hour' },
    }),
  ).toEqual([])
})

describe('findings', () => {
  const survey = field('survey', 'yesno')
  const asking = (findings: readonly DesignField[], more: Partial<DesignStep> = {}) =>
    stage('b', { ...(handle.steps[0] as DesignStep), findings, ...more })
  const onFinding = (name: string) =>
    stage('x', {
      ...step('do-dac', 'handle', 'handler', 'commune-economy', 1),
      when: { field: `found.${name}`, is: 'equals', value: true },
    })
  test('a branch follows what a step that is always done before it has found', () => {
    expect(checkDesign(withStages(receive, asking([survey]), onFinding('survey'), sign, stamp, back), three)).toEqual(
      [],
    )
  })
  const choices = [1, 2, 3, 4, 5, 6].map((n) => field(`n${n}`, 'number'))
  const cases: [what: string, design: Design, at: string][] = [
    [
      'a finding nobody makes',
      withStages(receive, asking([survey]), onFinding('other'), sign, stamp, back),
      'stages/2/steps/0/when',
    ],
    [
      'a finding of the same stage',
      withStages(receive, stage('b', ...asking([survey]).steps, ...onFinding('survey').steps), sign, stamp, back),
      'stages/1/steps/1/when',
    ],
    [
      'a finding made later',
      withStages(receive, onFinding('survey'), asking([survey]), sign, stamp, back),
      'stages/1/steps/0/when',
    ],
    [
      'a finding of a step that may be passed over',
      withStages(
        receive,
        asking([survey], { when: { field: 'kind', is: 'equals', value: 'a' } }),
        onFinding('survey'),
        sign,
        stamp,
        back,
      ),
      'stages/2/steps/0/when',
    ],
    [
      'a value that is no finding',
      withStages(receive, asking([field('survey', 'number')]), onFinding('survey'), sign, stamp, back),
      'stages/2/steps/0/when',
    ],
    ['six findings', withStages(receive, asking(choices), sign, stamp, back), 'stages/1/steps/0/findings'],
    [
      'a finding of a kind no branch can follow',
      withStages(receive, asking([field('a', 'text')]), sign, stamp, back),
      'stages/1/steps/0/findings/0',
    ],
    [
      'a finding with a condition',
      withStages(receive, asking([field('a', 'yesno', { when: { field: 'kind', is: 'filled' } })]), sign, stamp, back),
      'stages/1/steps/0/findings/0',
    ],
    [
      'a finding of personal data',
      withStages(receive, asking([field('a', 'date', { personal: 'basic' })]), sign, stamp, back),
      'stages/1/steps/0/findings/0',
    ],
    [
      'a finding of twenty-one choices',
      withStages(
        receive,
        asking([
          field('a', 'choice', {
            choices: Array.from({ length: 21 }, (_, n) => ({ value: `v${n}`, label: w(`V${n}`) })),
          }),
        ]),
        sign,
        stamp,
        back,
      ),
      'stages/1/steps/0/findings/0/choices',
    ],
    [
      'two findings of a name',
      withStages(receive, asking([survey, survey]), sign, stamp, back),
      'stages/1/steps/0/findings/1',
    ],
    [
      'a finding of one choice',
      withStages(
        receive,
        asking([field('a', 'choice', { choices: [{ value: 'x', label: w('X') }] })]),
        sign,
        stamp,
        back,
      ),
      'stages/1/steps/0/findings/0/choices',
    ],
    [
      'a finding on the return',
      withStages(receive, handle, sign, stamp, stage('e', { ...(back.steps[0] as DesignStep), findings: [survey] })),
      'stages/4/steps/0/findings',
    ],
    [
      'a form that asks for a finding',
      {
        ...withStages(receive, asking([survey]), sign, stamp, back),
        papers: [
          {
            ...(sound.papers[0] as Design['papers'][number]),
            when: { field: 'found.survey', is: 'equals', value: true },
          },
        ],
      },
      'papers/0/when',
    ],
  ]
  test.each(cases)('%s', (_what, design, at) => {
    expect(errorsOf(checkDesign(design, three))).toContain(at)
  })
})

describe('each thing that is wrong is found at its place', () => {
  const cases: [what: string, design: Design, at: string][] = [
    ['no page', { ...sound, pages: [], result: null }, 'pages'],
    ['an empty page', withFields(), 'pages/0'],
    ['two fields of a name', withFields(field('a', 'text'), field('a', 'text')), 'pages/0/fields/1/name'],
    ['a name with tones', withFields(field('Tên đường', 'text')), 'pages/0/fields/0/name'],
    ['no label', withFields({ ...field('a', 'text'), label: w(' ') }), 'pages/0/fields/0/label'],
    [
      'a condition on a later field',
      withFields(field('a', 'text', { when: { field: 'b', is: 'filled' } }), field('b', 'text')),
      'pages/0/fields/0/when',
    ],
    [
      'a condition on itself',
      withFields(field('a', 'text', { when: { field: 'a', is: 'filled' } })),
      'pages/0/fields/0/when',
    ],
    [
      'a condition on nothing',
      withFields(field('a', 'text', { when: { field: 'x', is: 'filled' } })),
      'pages/0/fields/0/when',
    ],
    [
      'a value that is no answer',
      withFields(field('a', 'yesno'), field('b', 'text', { when: { field: 'a', is: 'equals', value: 'có' } })),
      'pages/0/fields/1/when',
    ],
    [
      'an order of texts',
      withFields(field('a', 'text'), field('b', 'text', { when: { field: 'a', is: 'at-least', value: 1 } })),
      'pages/0/fields/1/when',
    ],
    [
      'an empty group',
      withFields(field('a', 'text'), field('b', 'text', { when: { all: [] } })),
      'pages/0/fields/1/when',
    ],
    [
      'one choice',
      withFields(field('a', 'choice', { choices: [{ value: 'x', label: w('X') }] })),
      'pages/0/fields/0/choices',
    ],
    [
      'two choices of a value',
      withFields(
        field('a', 'many', {
          choices: [
            { value: 'x', label: w('X') },
            { value: 'x', label: w('Y') },
          ],
        }),
      ),
      'pages/0/fields/0/choices',
    ],
    ['a list nobody keeps', withFields(field('a', 'choice', { codes: 'không.có' })), 'pages/0/fields/0/codes'],
    ['a table without columns', withFields(field('a', 'rows')), 'pages/0/fields/0/fields'],
    ['least above most', withFields(field('a', 'number', { min: 5, max: 1 })), 'pages/0/fields/0/min'],
    [
      'a name filled into a date',
      withFields(field('a', 'date', { prefill: { from: 'applicant', field: 'full_name' } })),
      'pages/0/fields/0/prefill',
    ],
    [
      'an age of a text',
      withFields(field('a', 'text', { checks: [{ check: 'age-at-least', years: 18 }] })),
      'pages/0/fields/0/checks/0',
    ],
    [
      'a date after a text',
      withFields(field('a', 'text'), field('b', 'date', { checks: [{ check: 'after', field: 'a' }] })),
      'pages/0/fields/1/checks/0',
    ],
    [
      'a paper without a name',
      { ...sound, papers: [{ ...(sound.papers[0] as Design['papers'][number]), name: '' }] },
      'papers/0/name',
    ],
    [
      'two papers of a code',
      { ...sound, papers: [sound.papers[0], sound.papers[0]] as Design['papers'] },
      'papers/1/code',
    ],
    [
      'a fee by copies nobody counts',
      { ...sound, fees: [{ ...(sound.fees[0] as Design['fees'][number]), per: 'copy' }] },
      'fees/0/count',
    ],
    ['no stage', withStages(), 'stages'],
    ['nobody receives', withStages(handle, sign, stamp, back), 'stages/0'],
    ['no return', withStages(receive, handle, sign, stamp), 'stages'],
    ['work after the return', withStages(receive, handle, sign, back, stamp), 'stages/3/steps/0'],
    ['a stamp before the signature', withStages(receive, handle, stamp, sign, back), 'stages/2/steps/0'],
    [
      'stamp and signature side by side',
      withStages(receive, handle, stage('c', sign.steps[0] as DesignStep, stamp.steps[0] as DesignStep), back),
      'stages/2/steps/1',
    ],
    ['no signature under a template', withStages(receive, handle, back), 'stages'],
    [
      'an unknown role',
      withStages(receive, stage('b', step('x', 'handle', 'vua', 'commune-economy', 1)), sign, stamp, back),
      'stages/1/steps/0/role',
    ],
    [
      'an unknown unit',
      withStages(receive, stage('b', step('x', 'handle', 'handler', 'cung-trang', 1)), sign, stamp, back),
      'stages/1/steps/0/unit',
    ],
    [
      'a role that unit has not',
      withStages(receive, stage('b', step('x', 'handle', 'leader', 'commune-economy', 1)), sign, stamp, back),
      'stages/1/steps/0/role',
    ],
    [
      'two steps of a key',
      withStages(receive, stage('b', step('nhan', 'handle', 'handler', 'commune-economy', 1)), sign, stamp, back),
      'stages/1/steps/0/key',
    ],
    [
      'no hours at all on a step',
      withStages(receive, stage('b', step('x', 'handle', 'handler', 'commune-economy', 0)), sign, stamp, back),
      'stages/1/steps/0/limitHours',
    ],
    ['a placeholder of nothing', withResult({ subject: 'Về {{ten_la}}' }), 'result/subject'],
    ['a placeholder left open', withResult({ paragraphs: ['Về {{detail'] }), 'result/paragraphs/0'],
    ['a result without text', withResult({ paragraphs: [] }), 'result/paragraphs'],
    ['a cut-off that is no time', { ...sound, cutoff: '25:00' }, 'cutoff'],
  ]
  test.each(cases)('%s', (_what, design, at) => {
    expect(errorsOf(checkDesign(design, { ...three, codes: new Set(['civil.ethnicity']) }))).toContain(at)
  })
})

test('a fee whose code no dated rule knows is told, and may be published', () => {
  const said = (feeCodes: string[]) =>
    checkDesign(sound, { ...three, feeCodes: new Set(feeCodes) }).map((one) => [one.level, one.at])
  expect(said(['LP', 'LP2'])).toEqual([['warning', 'fees/0/code']])
  expect(said(['LP', 'LP.1'])).toEqual([])
  // Nobody has said which rules there are, as for a procedure that is announced with its design.
  expect(checkDesign(sound, three)).toEqual([])
})

test('a new procedure must say what it is; one with a design of its own is held to the limit it announces', () => {
  expect(errorsOf(checkDesign(sound, { fresh: true }))).toContain('procedure')
  const procedure = {
    name: 'Thủ tục',
    sector: 'Lĩnh vực',
    ministry: null,
    level: 'commune',
    channels: ['online'],
    limit: { amount: 2, unit: 'working-day' },
    applicants: [],
    legalRefs: ['1/2026/NĐ-CP'],
    conditions: null,
    resultName: 'Giấy',
  } as const
  expect(errorsOf(checkDesign({ ...sound, procedure }, { fresh: true }))).toEqual(['stages'])
  expect(
    checkDesign({ ...sound, procedure: { ...procedure, limit: { amount: 3, unit: 'working-day' } } }, { fresh: true }),
  ).toEqual([])
})

test('hours of a limit by days of eight hours', () => {
  expect([
    hoursOf({ amount: 5, unit: 'working-day' }),
    hoursOf({ amount: 3, unit: 'working-hour' }),
    hoursOf({ amount: 1, unit: 'same-day' }),
    hoursOf({ amount: 7, unit: 'calendar-day' }),
  ]).toEqual([40, 3, 8, 40])
})
