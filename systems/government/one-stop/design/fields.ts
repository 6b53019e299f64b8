import type { Words } from '#ground/text'
import type { DesignField, Prefill } from './shape.ts'

/** Questions that many forms ask, so that one thing is asked in the same words everywhere. */
const w = (vi: string, en: string): Words => ({ vi, en })
/** The same words in both languages: names the portal announces in Vietnamese only. */
export const both = (text: string): Words => ({ vi: text, en: text })
export const short = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max - 1).trimEnd()}…` : text

type More = Partial<DesignField>

export const text = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'text',
  label,
  max: 200,
  ...more,
})
export const personName = (name: string, label: Words, more: More = {}): DesignField =>
  text(name, label, { required: true, personal: 'basic', ...more })
export const idNumber = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'identifier',
  identifier: 'nationalId',
  label,
  personal: 'basic',
  ...more,
})
export const date = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'date',
  label,
  ...more,
})
/** A day of birth or of another thing that has happened. */
export const pastDate = (name: string, label: Words, more: More = {}): DesignField =>
  date(name, label, { checks: [{ check: 'not-future' }], ...more })
export const birthDate = (name: string, label: Words, more: More = {}): DesignField =>
  pastDate(name, label, { required: true, personal: 'basic', ...more })
/** A year is four digits, not a number: nobody writes 1.994. */
export const year = (name: string, label: Words, more: More = {}): DesignField =>
  text(name, label, { max: 4, checks: [{ check: 'year' }], ...more })
export const count = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'number',
  label,
  min: 0,
  max: 1_000_000,
  ...more,
})
export const choice = (
  name: string,
  label: Words,
  choices: readonly (readonly [value: string, vi: string, en: string])[],
  more: More = {},
): DesignField => ({
  name,
  kind: 'choice',
  label,
  choices: choices.map(([value, vi, en]) => ({ value, label: w(vi, en) })),
  ...more,
})
export const sex = (name: string, label: Words = w('Giới tính', 'Sex'), more: More = {}): DesignField =>
  choice(
    name,
    label,
    [
      ['male', 'Nam', 'Male'],
      ['female', 'Nữ', 'Female'],
    ],
    { required: true, ...more },
  )
export const ethnicity = (name: string, label: Words = w('Dân tộc', 'Ethnicity'), more: More = {}): DesignField =>
  text(name, label, { max: 60, codes: 'civil.ethnicity', ...more })
export const nationality = (name: string, label: Words = w('Quốc tịch', 'Nationality'), more: More = {}): DesignField =>
  text(name, label, { max: 60, ...more })
export const yesno = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'yesno',
  label,
  ...more,
})
export const money = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'money',
  label,
  min: 0,
  ...more,
})
export const longText = (name: string, label: Words, more: More = {}): DesignField =>
  text(name, label, { max: 4_000, lines: 5, ...more })
export const commune = (name: string, label: Words, more: More = {}): DesignField => ({
  name,
  kind: 'choice',
  codes: 'communes',
  label,
  ...more,
})
/** Filled from what the house knows of the applicant. */
export const known = (
  field: Extract<Prefill, { from: 'applicant' }>['field'],
  ofSex?: 'male' | 'female',
): { prefill: Prefill } => ({ prefill: { from: 'applicant', field, ...(ofSex ? { ofSex } : {}) } })
/** Filled with what most people answer; to be changed where it is not so. */
export const usually = (value: string | number | boolean): { prefill: Prefill } => ({
  prefill: { from: 'value', value },
})
