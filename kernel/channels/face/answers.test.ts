import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Field, readAct, readAnswers, readNumber } from './answers.ts'
import { numberText } from './words.ts'

const label = { vi: 'Ô', en: 'Box' }
const read = (field: Omit<Field, 'name' | 'label'>, body: Record<string, unknown>, complete = true) => {
  const { values, errors } = readAnswers([{ name: 'a', label, ...field }], body, { lang: 'vi', complete })
  return { value: values.a, errors }
}
const en = (errors: Record<string, { en: string }>, path: string) => errors[path]?.en

describe('one field', () => {
  test('text is tidied to NFC and one kind of line break', () => {
    expect(read({ kind: 'text' }, { a: '  Cao La\u0303nh\r\nSa \u0110e\u0301c ' }).value).toBe('Cao Lãnh\nSa Đéc')
    expect(en(read({ kind: 'text', max: 3 }, { a: '😀😀😀😀' }).errors, 'a')).toBe(
      '“Box” has 4 characters, at most 3. Make it shorter.',
    )
    expect(read({ kind: 'text', max: 3 }, { a: '😀😀😀' }).errors).toEqual({})
  })
  test('dates as people write them', () => {
    expect(read({ kind: 'date' }, { a: '2/9/1985' }).value).toBe('1985-09-02')
    const wrong = read({ kind: 'date' }, { a: '31/02/1985' })
    expect(wrong.value).toBe('31/02/1985')
    expect(wrong.errors.a?.vi).toContain('31/02/1985')
  })
  test('money and numbers', () => {
    expect(read({ kind: 'money' }, { a: '1.500.000 đồng' }).value).toBe(1_500_000)
    expect(read({ kind: 'money' }, { a: '1.50' }).errors).toHaveProperty('a')
    expect(read({ kind: 'number' }, { a: '1.234,5' }).value).toBe(1234.5)
    expect(read({ kind: 'number' }, { a: '12.5' }).value).toBe(12.5)
    expect(en(read({ kind: 'number', min: 5 }, { a: '4' }).errors, 'a')).toBe('“Box” must be 5 or more.')
    expect(read({ kind: 'number' }, { a: '1e9' }).errors).toHaveProperty('a')
    expect(readNumber('1,234.5', 'en')).toBe(1234.5)
  })
  test('a number written by us is read back, in both languages', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom('vi' as const, 'en' as const), (n, lang) => {
        const value = n / 1000
        expect(readNumber(numberText(value, lang), lang)).toBe(value)
      }),
    )
  })
  test('choices and yes or no take only what was offered', () => {
    const choices = [{ value: 'x', label }]
    expect(read({ kind: 'choice', choices }, { a: 'x' }).value).toBe('x')
    expect(read({ kind: 'choice', choices }, { a: 'y' })).toMatchObject({
      value: null,
      errors: { a: { en: 'Choose one of the options of “Box”.' } },
    })
    expect(read({ kind: 'yesno' }, { a: 'no' }).value).toBe(false)
    expect(read({ kind: 'yesno', required: true }, {}).errors).toHaveProperty('a')
  })
  test('identifiers go through their own rule', () => {
    expect(read({ kind: 'identifier', identifier: 'phone' }, { a: '0912 345 678' }).value).toBe('0912345678')
    expect(read({ kind: 'identifier', identifier: 'nationalId' }, { a: '123' }).errors).toHaveProperty('a')
  })
  test('places, periods, instants', () => {
    expect(read({ kind: 'place' }, { 'a.commune': '29869', 'a.line': ' Số 12 ' }).value).toEqual({
      commune: '29869',
      line: 'Số 12',
    })
    expect(read({ kind: 'place', required: true }, {}).errors).toHaveProperty(['a.commune'])
    expect(read({ kind: 'period' }, { 'a.from': '1/11/2026', 'a.to': '31/10/2026' }).errors).toHaveProperty(['a.to'])
    expect(read({ kind: 'instant' }, { 'a.date': '20/11/2026', 'a.time': '10:32' }).value).toEqual(
      new Date('2026-11-20T03:32:00Z'),
    )
    expect(read({ kind: 'instant' }, { 'a.date': '20/11/2026', 'a.time': '25:00' }).errors).toHaveProperty(['a.time'])
  })
  test('a draft may be empty, a finished form may not; readonly fields are never read', () => {
    expect(read({ kind: 'text', required: true }, {}, false)).toEqual({ value: null, errors: {} })
    expect(en(read({ kind: 'text', required: true }, {}).errors, 'a')).toBe('Fill in “Box”.')
    expect(read({ kind: 'text', readonly: true }, { a: 'forged' }).value).toBeUndefined()
  })
})

describe('rows and files, moved by buttons', () => {
  const fields: Field[] = [
    { name: 'kids', kind: 'rows', label, max: 2, fields: [{ name: 'name', kind: 'text', label, required: true }] },
    { name: 'photos', kind: 'files', label },
  ]
  const body = { 'kids.0.name': 'An', 'kids.7.name': '', photos: ['f1', 'f2', 'f1'] }
  test('gaps close up and errors follow', () => {
    const { values, errors } = readAnswers(fields, { ...body, act: 'next' }, { lang: 'vi' })
    expect(values).toEqual({ kids: [{ name: 'An' }, { name: null }], photos: ['f1', 'f2'] })
    expect(Object.keys(errors)).toEqual(['kids.1.name'])
  })
  test('add, remove, and the limit', () => {
    const at = (act: string, more = {}) =>
      readAnswers(fields, { 'kids.0.name': 'An', photos: ['f1', 'f2'], ...more, act }, { lang: 'vi' }).values
    expect(at('row-add:kids').kids).toEqual([{ name: 'An' }, {}])
    expect(at('row-add:kids', { 'kids.1.name': 'Bình' }).kids).toHaveLength(2)
    expect(at('row-remove:kids:0').kids).toEqual([])
    expect(at('file-remove:photos:f1').photos).toEqual(['f2'])
  })
  test('too many rows are refused, never swallowed', () => {
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`kids.${i}.name`, 'x']))
    expect(readAnswers(fields, many, { lang: 'vi' }).errors).toHaveProperty('kids')
  })
})

test('the button pressed', () => {
  expect(readAct('send')).toEqual({ is: 'go', name: 'send' })
  expect(readAct(undefined, 'save')).toEqual({ is: 'go', name: 'save' })
  expect(readAct('<script>')).toEqual({ is: 'go', name: 'next' })
  expect(readAct('row-remove:kids:x')).toEqual({ is: 'go', name: 'next' })
  expect(readAct('files-add:photos')).toEqual({ is: 'files-add', field: 'photos' })
})

test('no body can break the reader', () => {
  const kinds = [
    'text',
    'number',
    'money',
    'date',
    'instant',
    'period',
    'choice',
    'yesno',
    'ref',
    'refs',
    'rows',
    'files',
    'place',
    'identifier',
    'json',
  ] as const
  const fields = kinds.map(
    (kind): Field => ({
      name: kind,
      kind,
      label,
      required: true,
      identifier: 'taxCode',
      fields: [{ name: 'x', kind: 'date', label }],
    }),
  )
  const name = fc.oneof(
    fc.constantFrom(...kinds),
    fc.constantFrom('place.commune', 'period.from', 'rows.0.x', 'rows.999', 'instant.time', 'act', '__proto__'),
    fc.string(),
  )
  // What was typed is said again in the refusal: braces in it would look like a place that nobody filled.
  const typed = fc.string().map((text) => text.replace(/[{}]/g, ''))
  const value = fc.oneof(typed, fc.array(typed), fc.constant(null), fc.integer(), fc.object())
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (pairs) => {
      const { errors } = readAnswers(fields, Object.fromEntries(pairs), { lang: 'vi' })
      for (const words of Object.values(errors)) expect(words.vi).not.toMatch(/\{\w+\}/)
    }),
  )
})
