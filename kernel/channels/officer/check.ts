import type { FieldMeta } from './api.ts'
import type { WordKey } from './words.ts'

/** What a form holds while someone types: values as the API writes them, `undefined` for what cannot be read yet. */
export type Draft = Record<string, unknown>

type Say = (key: WordKey, facts?: Record<string, string | number>) => string

/** The values a new form begins with. */
export function defaultsOf(fields: FieldMeta[]): Draft {
  return Object.fromEntries(
    fields
      .filter((field) => field.default !== undefined && !field.readonly)
      .map((field) => [field.name, field.default]),
  )
}

/** Nothing was filled in. */
export function blank(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * What is wrong with a draft, by field name ('rows.2.amount' inside a list of rows). Only what the declaration says;
 * the server decides the rest and answers with the field's name.
 */
export function problemsOf(fields: FieldMeta[], draft: Draft, t: Say, before = ''): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const field of fields) {
    if (field.readonly || field.kind === 'computed') continue
    const name = `${before}${field.name}`
    const value = draft[field.name]
    // A key that is there and undefined is a value typed but unreadable: its own control already says so.
    if (field.name in draft && value === undefined) problems[name] = t(unreadable[field.kind] ?? 'required')
    else if (blank(value)) {
      if (field.required) problems[name] = t('required')
    } else Object.assign(problems, problemOf(field, value, t, name))
  }
  return problems
}

const unreadable: Partial<Record<FieldMeta['kind'], WordKey>> = {
  date: 'badDate',
  instant: 'badInstant',
  period: 'badDate',
  json: 'badJson',
  place: 'badPlace',
}

function problemOf(field: FieldMeta, value: unknown, t: Say, name: string): Record<string, string> {
  switch (field.kind) {
    case 'text':
    case 'richtext':
    case 'identifier': {
      const length = String(value).length
      return field.max !== undefined && length > field.max
        ? { [name]: t('tooLong', { n: length, max: field.max }) }
        : {}
    }
    case 'number':
    case 'money': {
      const number = Number(value)
      if (field.min !== undefined && number < field.min) return { [name]: t('tooSmall', { min: field.min }) }
      if (field.max !== undefined && number > field.max) return { [name]: t('tooBig', { max: field.max }) }
      return {}
    }
    case 'period': {
      const { from, to } = value as { from?: string; to?: string }
      if (field.required && !from) return { [name]: t('required') }
      return from && to && to < from ? { [name]: t('badPeriod') } : {}
    }
    case 'rows': {
      const rows = value as Draft[]
      if (field.max !== undefined && rows.length > field.max) return { [name]: t('tooManyRows', { max: field.max }) }
      return Object.assign(
        {},
        ...rows.map((row, index) => problemsOf(field.fields ?? [], row, t, `${name}.${index}.`)),
      ) as Record<string, string>
    }
    case 'files':
      return field.max !== undefined && (value as unknown[]).length > field.max
        ? { [name]: t('tooManyFiles', { max: field.max }) }
        : {}
    default:
      return {}
  }
}

/** Same value, whatever the order of keys; null, undefined, '' and [] are all “nothing”. */
export function same(a: unknown, b: unknown): boolean {
  if (blank(a) && blank(b)) return true
  return steady(a) === steady(b)
}

function steady(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** The fields whose value the draft changes, with the new value; what was emptied is sent as null. */
export function changesOf(fields: FieldMeta[], before: Draft, draft: Draft): Draft {
  const changes: Draft = {}
  for (const field of fields) {
    if (field.readonly || field.kind === 'computed' || !(field.name in draft)) continue
    const value = draft[field.name]
    if (!same(before[field.name], value)) changes[field.name] = value === '' || value === undefined ? null : value
  }
  return changes
}

/**
 * Three-way merge after a version conflict: what only I changed stays mine, what only they changed becomes theirs,
 * what both changed to different values is a clash that a person decides.
 */
export function mergeDraft(
  fields: FieldMeta[],
  before: Draft,
  mine: Draft,
  theirs: Draft,
): { draft: Draft; clashes: string[] } {
  const draft: Draft = {}
  const clashes: string[] = []
  for (const { name } of fields) {
    const iChanged = name in mine && !same(before[name], mine[name])
    const theyChanged = !same(before[name], theirs[name])
    draft[name] = iChanged ? mine[name] : theirs[name]
    if (iChanged && theyChanged && !same(mine[name], theirs[name])) clashes.push(name)
  }
  return { draft, clashes }
}
