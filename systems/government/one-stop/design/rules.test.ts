import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { procedures } from '#province'
import { ownCodes, ownDesign } from './own.ts'
import {
  askedAnswers,
  askedPages,
  feesIn,
  formField,
  formOptions,
  holds,
  isEmpty,
  isKnown,
  listsIn,
  papersIn,
  prefilled,
  settle,
  wrongIn,
} from './rules.ts'
import type { Condition, Design, DesignField, DesignPage } from './shape.ts'

// The script of the page says the same as the server: it is asked here side by side.
const script = new URL('../assets/conditions.js', import.meta.url).href
const { holds: holdsInBrowser } = (await import(/* @vite-ignore */ script)) as {
  holds: (rule: Condition, answers: Record<string, unknown>, lang: string) => boolean
}

const today = '2026-11-24'
const w = (vi: string) => ({ vi, en: vi })
const field = (name: string, kind: DesignField['kind'], more: Partial<DesignField> = {}): DesignField => ({
  name,
  kind,
  label: w(name),
  ...more,
})
const page = (fields: readonly DesignField[], more: Partial<DesignPage> = {}): DesignPage => ({
  name: 'page',
  title: w('Trang'),
  fields,
  ...more,
})
const own = (code: string): Design => {
  const value = procedures.find((one) => one.code === code)
  if (!value) throw new Error(code)
  return ownDesign(value)
}
/** What the whole form finds wrong. */
const wrong = (design: Pick<Design, 'pages'>, answers: Record<string, unknown>): string[] => {
  const asked = askedAnswers(design, answers)
  return askedPages(design, answers).flatMap((one) => Object.keys(wrongIn(one.fields, asked, today)))
}

const names = ['a', 'b', 'c']
const value = fc.oneof(
  fc.constantFrom('', ' ', 'x', 'y', 'yes'),
  fc.integer({ min: -3, max: 2_000 }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
)
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fc.constantFrom(...names), is: fc.constantFrom('filled' as const, 'empty' as const) }),
  fc.record({
    field: fc.constantFrom(...names),
    is: fc.constantFrom('equals' as const, 'differs' as const),
    value: fc.oneof(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 3 }), fc.boolean()),
  }),
  fc.record({
    field: fc.constantFrom(...names),
    is: fc.constant('one-of' as const),
    values: fc.array(fc.constantFrom('x', 'y'), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    field: fc.constantFrom(...names),
    is: fc.constantFrom('at-least' as const, 'at-most' as const),
    value: fc.integer({ min: 0, max: 1_500 }),
  }),
)
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
  ),
})).node

/** As a form would hold it: what the browser sees of the same answer. Yes and no are radio buttons, numbers are typed. */
const inForm = (kept: unknown): unknown =>
  typeof kept === 'boolean'
    ? kept
      ? 'yes'
      : 'no'
    : typeof kept === 'number'
      ? kept.toLocaleString('vi-VN')
      : kept === null
        ? ''
        : kept

describe('conditions', () => {
  test.each([
    [{ field: 'a', is: 'filled' }, { a: 'x' }, true],
    [{ field: 'a', is: 'filled' }, { a: '  ' }, false],
    [{ field: 'a', is: 'empty' }, {}, true],
    [{ field: 'a', is: 'empty' }, { a: { from: null, to: null } }, true],
    [{ field: 'a', is: 'equals', value: 'x' }, { a: ['y', 'x'] }, true],
    [{ field: 'a', is: 'differs', value: 'x' }, {}, true],
    [{ field: 'a', is: 'one-of', values: ['x', 2] }, { a: 2 }, true],
    [{ field: 'a', is: 'at-least', value: 3 }, { a: 3 }, true],
    [{ field: 'a', is: 'at-least', value: 3 }, { a: 'ba' }, false],
    [{ field: 'a', is: 'at-most', value: 3 }, { a: 4 }, false],
    [{ all: [] }, {}, true],
    [{ any: [] }, {}, false],
    [{ field: 'constructor', is: 'filled' }, {}, false],
  ] satisfies [Condition, Record<string, unknown>, boolean][])('%j of %j is %s', (rule, answers, expected) => {
    expect(holds(rule, answers)).toBe(expected)
  })

  test('the script of the page decides as the server does, over what stands in the form', () => {
    fc.assert(
      fc.property(condition, fc.record({ a: value, b: value, c: value }), (rule, answers) => {
        // The text 'yes' and the answer yes look alike in a form; no design has a field that may hold both.
        fc.pre(!Object.values(answers).includes('yes'))
        const typed = Object.fromEntries(Object.entries(answers).map(([name, one]) => [name, inForm(one)]))
        expect(holdsInBrowser(rule, typed, 'vi')).toBe(holds(rule, answers))
        expect(holdsInBrowser(rule, answers, 'vi')).toBe(holds(rule, answers))
      }),
      { seed: 41, numRuns: 2_000 },
    )
  })

  test('what is not asked counts as not answered for all that follows', () => {
    const design = {
      pages: [
        page([
          field('kind', 'choice'),
          field('number', 'text', { when: { field: 'kind', is: 'equals', value: 'old' } }),
          field('issuer', 'text', { when: { field: 'number', is: 'filled' }, required: true }),
        ]),
        page([field('why', 'text', { required: true })], { when: { field: 'issuer', is: 'filled' } }),
      ],
    }
    const typed = { kind: 'old', number: '12', issuer: 'UBND', why: '' }
    expect(askedPages(design, typed).map((one) => one.fields.map((two) => two.name))).toEqual([
      ['kind', 'number', 'issuer'],
      ['why'],
    ])
    expect(askedAnswers(design, { ...typed, kind: 'new' })).toEqual({ kind: 'new' })
    expect(wrong(design, { ...typed, kind: 'new' })).toEqual([])
  })

  test('nothing that is hidden is ever wrong, and nothing hidden leaves the form', () => {
    fc.assert(
      fc.property(
        fc.array(condition, { maxLength: 6 }),
        fc.record({ a: value, b: value, c: value }),
        (rules, known) => {
          const design = {
            pages: [
              page(names.map((name) => field(name, 'text'))),
              ...rules.map((when, i) => page([field(`q${i}`, 'text', { required: true, when })])),
            ],
          }
          const asked = askedAnswers(design, known)
          const expected = rules.flatMap((when, i) => (holds(when, asked) ? [`q${i}`] : []))
          expect(Object.keys(asked).filter((name) => name.startsWith('q'))).toEqual(expected)
          expect(wrong(design, known).filter((path) => path.startsWith('q'))).toEqual(expected)
        },
      ),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('what is wrong', () => {
  test.each([
    [field('a', 'text', { required: true }), '', 'a'],
    [field('a', 'text', { max: 3 }), 'bốn chữ', 'a'],
    [field('a', 'text', { max: 3 }), 'ầấậ', null],
    [field('a', 'number', { min: 1 }), 0, 'a'],
    [field('a', 'number'), 'mười', 'a'],
    [field('a', 'money', { max: 10 }), 11, 'a'],
    [field('a', 'money'), '12x', 'a'],
    [field('a', 'date'), '31/02/2026', 'a'],
    [field('a', 'date'), '2026-02-28', null],
    [field('a', 'date', { checks: [{ check: 'not-future' }] }), '2026-11-25', 'a'],
    [field('a', 'date', { checks: [{ check: 'not-future' }] }), today, null],
    [field('a', 'date', { checks: [{ check: 'not-past' }] }), '2026-11-23', 'a'],
    [field('a', 'date', { checks: [{ check: 'age-at-least', years: 18 }] }), '2008-11-24', null],
    [field('a', 'date', { checks: [{ check: 'age-at-least', years: 18 }] }), '2008-11-25', 'a'],
    [field('a', 'date', { checks: [{ check: 'age-at-most', years: 5 }] }), '2020-11-25', null],
    [field('a', 'date', { checks: [{ check: 'age-at-most', years: 5 }] }), '2020-11-24', 'a'],
    [field('a', 'yesno', { required: true }), null, 'a'],
    [field('a', 'yesno', { required: true }), false, null],
    [field('a', 'choice', { choices: [{ value: 'x', label: w('x') }] }), 'y', 'a'],
    [field('a', 'many', { choices: [{ value: 'x', label: w('x') }] }), ['x', 'y'], 'a'],
    [field('a', 'identifier', { identifier: 'nationalId' }), '0871949', 'a'],
    [field('a', 'period', { required: true }), { from: null, to: null }, 'a.from'],
    [field('a', 'period'), { from: '2026-02-01', to: '2026-01-01' }, 'a.to'],
    [field('a', 'place', { required: true }), { commune: null, line: 'Khóm 2' }, 'a.commune'],
    [field('a', 'rows', { required: true, fields: [] }), [], 'a'],
    [field('a', 'rows', { max: 1, fields: [] }), [{}, {}], 'a'],
    [field('a', 'rows', { min: 2, fields: [] }), [{}], 'a'],
    [field('a', 'files', { required: true }), [], 'a'],
    [field('a', 'text', { checks: [{ check: 'pattern', pattern: 'digits' }] }), '12a', 'a'],
    [field('a', 'text', { checks: [{ check: 'pattern', pattern: 'letters' }] }), 'Nguyễn Ánh', null],
    [field('a', 'text', { checks: [{ check: 'year' }] }), '2027', 'a'],
    [field('a', 'text', { checks: [{ check: 'year' }] }), '1994', null],
  ] satisfies [DesignField, unknown, string | null][])('%j answered %j: %s', (one, answer, path) => {
    const found = wrongIn([one], { a: answer }, today)
    expect(Object.keys(found)).toEqual(path === null ? [] : [path])
    for (const words of Object.values(found)) expect(words.vi.length > 5 && words.en.length > 5).toBe(true)
  })

  test('two fields compared name both, and a row says which row', () => {
    const fields = [
      field('from', 'date', { label: w('Từ ngày') }),
      field('until', 'date', { label: w('Đến ngày'), checks: [{ check: 'after', field: 'from' }] }),
      field('list', 'rows', { fields: [field('n', 'number', { required: true, max: 5 })] }),
    ]
    const found = wrongIn(
      fields,
      { from: '2026-05-02', until: '2026-05-02', list: [{ n: 5 }, { n: 6 }, { n: null }] },
      today,
    )
    expect(Object.keys(found)).toEqual(['until', 'list.1.n', 'list.2.n'])
    expect(found.until?.vi).toContain('"Đến ngày" phải sau "Từ ngày"')
  })
})

describe('the province’s own forms', () => {
  const birth = {
    child_name: 'Nguyễn Ánh Dương',
    child_birth_date: '2026-10-12',
    child_sex: 'female',
    child_ethnicity: 'Kinh',
    child_nationality: 'Việt Nam',
    child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
    child_home_town: 'Cao Lãnh, Đồng Tháp',
    mother_name: 'Nguyễn Thị Ngọc Lan',
    mother_birth_year: '1994',
    relation: 'mother',
    paper_case: 'none',
  }
  const couple = {
    husband_name: 'Trần An',
    husband_birth_date: '2000-01-01',
    husband_national_id: '087200000001',
    husband_ethnicity: 'Kinh',
    husband_nationality: 'Việt Nam',
    husband_residence: 'Cao Lãnh',
    husband_marriages: 1,
    wife_name: 'Lê Bình',
    wife_birth_date: '2002-01-01',
    wife_national_id: '087302000001',
    wife_ethnicity: 'Kinh',
    wife_nationality: 'Việt Nam',
    wife_residence: 'Mỹ Tho',
    wife_marriages: 1,
    voluntary: ['yes'],
    paper_case: '1',
  }
  const status = {
    relation: 'self',
    subject_name: 'Lan',
    subject_birth_date: '1994-08-20',
    subject_sex: 'female',
    subject_national_id: '087194000001',
    subject_residence: 'Cao Lãnh',
    marital_status: 'single',
    purpose: 'marriage',
  }

  test('birth, death, marriage, status and land have one; nothing is asked twice by one name', () => {
    expect([...ownCodes].sort()).toEqual(['1.000656', '1.000894', '1.001193', '1.004873', '1.012753', '1.013978'])
    for (const code of ownCodes) {
      const fields = own(code).pages.flatMap((one) => one.fields.map((two) => two.name))
      expect(new Set(fields).size, code).toBe(fields.length)
    }
  })

  test.each([
    ['1.001193', birth, {}, []],
    ['1.001193', birth, { mother_name: ' ' }, ['father_name']],
    ['1.001193', birth, { child_birth_date: '2026-11-25' }, ['child_birth_date']],
    ['1.001193', birth, { mother_birth_year: '19944' }, ['mother_birth_year']],
    ['1.000894', couple, {}, []],
    ['1.000894', couple, { husband_birth_date: '2006-11-25' }, ['husband_birth_date']],
    ['1.000894', couple, { wife_birth_date: '2008-11-25' }, ['wife_birth_date']],
    ['1.000894', couple, { wife_national_id: '087200000001' }, ['wife_national_id']],
    ['1.000894', couple, { voluntary: [] }, ['voluntary']],
    ['1.004873', status, {}, []],
    ['1.004873', status, { marital_status: 'divorced' }, ['status_paper']],
    ['1.004873', status, { marital_status: 'widowed', status_paper: 'Trích lục 12/2025' }, []],
    ['1.004873', status, { purpose: 'other' }, ['purpose_detail']],
  ])('%s with %j changed: %j', (code, answers, change, expected) => {
    const design = own(code)
    const cases = design.pages.flatMap((one) => one.fields).some((one) => one.name === 'paper_case')
    const all: Record<string, unknown> = { ...answers, ...change }
    if (!cases) delete all.paper_case
    expect(wrong(design, all)).toEqual(expected)
  })

  test('a death cannot come before the birth, and the words say so', () => {
    const design = own('1.000656')
    const [first] = design.pages
    const answers = { deceased_birth_date: '2020-01-02', death_date: '2020-01-01' }
    expect(wrongIn(first?.fields ?? [], answers, today).death_date?.vi).toContain('không thể trước ngày sinh')
  })

  test('what is known is filled in for the one it is about, and only what still is the same bears the mark', () => {
    const lan = {
      full_name: 'Lan',
      sex: 'female',
      national_id: '087194000001',
      address: 'Khóm 2',
      birth_date: '1994-08-20',
    }
    const design = own('1.000894')
    const answers = prefilled(design, lan, today)
    expect(answers).toEqual({
      husband_nationality: 'Việt Nam',
      wife_name: 'Lan',
      wife_birth_date: '1994-08-20',
      wife_national_id: '087194000001',
      wife_nationality: 'Việt Nam',
      wife_residence: 'Khóm 2',
    })
    const name = design.pages[1]?.fields[0]
    const country = design.pages[1]?.fields.find((one) => one.name === 'wife_nationality')
    if (!name || !country) throw new Error('the form has changed')
    expect([isKnown(name, 'Lan', lan), isKnown(name, 'Lan Anh', lan), isKnown(country, 'Việt Nam', lan)]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('the kit is told what it needs: lists, ticks, limits', () => {
    const design = own('1.000894')
    expect(listsIn(design)).toEqual(['civil.ethnicity'])
    const fields = design.pages.flatMap((one) => one.fields)
    const options = formOptions(fields, { 'civil.ethnicity': [{ value: 'Kinh', words: 'Kinh' }] })
    expect(options.husband_ethnicity).toEqual([{ value: 'Kinh', words: 'Kinh' }])
    expect(options.voluntary).toHaveLength(1)
    expect(fields.map(formField).find((one) => one.name === 'voluntary')).toMatchObject({
      kind: 'refs',
      required: true,
    })
  })
})

describe('papers and fees', () => {
  const design: Pick<Design, 'papers' | 'fees'> = {
    papers: [
      { code: '0-0', name: 'Đơn', form: null, original: 1, copy: 0, required: true },
      {
        code: '1-0',
        name: 'Ủy quyền',
        form: null,
        original: 1,
        copy: 0,
        required: true,
        when: { field: 'paper_case', is: 'equals', value: '1' },
      },
    ],
    fees: [
      { code: 'a', name: 'Lệ phí', kind: 'fee', amount: 50_000, per: 'dossier', collect: 'filing', channel: 'online' },
      { code: 'b', name: 'Bản sao', kind: 'charge', amount: 8_000, per: 'copy', collect: 'return' },
      { code: 'c', name: 'Trang', kind: 'charge', amount: 2_000, per: 'page', count: 'sheets', collect: 'return' },
      { code: 'd', name: 'HĐND', kind: 'fee', amount: 0, per: 'dossier', collect: 'filing', byCouncil: true },
    ],
  }
  test('papers come with their case', () => {
    expect(papersIn(design, {}).map((one) => one.code)).toEqual(['0-0'])
    expect(papersIn(design, { paper_case: '1' }).map((one) => one.code)).toEqual(['0-0', '1-0'])
  })
  test('fees count what was declared, by the channel; what the council fixes has no amount', () => {
    const told = (answers: Record<string, unknown>, channel: 'online' | 'post') =>
      feesIn(design, answers, channel).map((line) => [line.code, line.count, line.amount])
    expect(told({ copies: 3, sheets: 2 }, 'online')).toEqual([
      ['a', 1, 50_000],
      ['b', 3, 24_000],
      ['c', 2, 4_000],
      ['d', 1, null],
    ])
    expect(told({ copies: 0 }, 'post')).toEqual([['d', 1, null]])
  })
  test('empty is empty', () => {
    expect([null, undefined, '', ' ', [], {}, { from: null }].every(isEmpty)).toBe(true)
    expect([0, false, 'x', [1], { from: '2026-01-01' }].some(isEmpty)).toBe(false)
  })
})

describe('what can be decided of a condition', () => {
  const leaf = fc.constantFrom('a', 'b', 'c').map((name): Condition => ({ field: name, is: 'equals', value: true }))
  const condition = fc.letrec<{ one: Condition }>((tie) => ({
    one: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((all): Condition => ({ all })),
      fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((any): Condition => ({ any })),
    ),
  })).one
  test('deciding some answers first and the rest later says the same as deciding all at once', () => {
    fc.assert(
      fc.property(
        condition,
        fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() }),
        fc.subarray(['a', 'b', 'c']),
        (when, answers, first) => {
          const early = settle(when, (one) => (first.includes(one.field) ? holds(one, answers) : undefined))
          const whole = holds(when, answers)
          if (typeof early === 'boolean') expect(early).toBe(whole)
          else {
            expect(first.length).toBeLessThan(3)
            expect(holds(early, answers)).toBe(whole)
          }
          expect(settle(when, (one) => holds(one, answers))).toBe(whole)
        },
      ),
      { numRuns: 500 },
    )
  })
})
