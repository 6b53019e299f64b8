import type { FieldMeta, FlowMeta, RecordMeta, Row } from './api.ts'
import { blank, same } from './check.ts'

/** A record's fields in the order a hurried reader wants them. */
export type Gist = {
  /** Short facts, what the record's own list shows first. */
  main: FieldMeta[]
  /** Filled tables, long texts and files; each needs the whole width. */
  long: FieldMeta[]
  /** Empty, untouched or technical: there when asked for. */
  rest: FieldMeta[]
}

const LONG = new Set(['rows', 'files', 'richtext', 'json'])
/** A text of so few characters is a code, not words; its name stands in another field. */
const CODE_LENGTH_MAX = 10
const LONG_TEXT_LENGTH = 120

/** The field in which a flow keeps its state: a choice among that flow's states and nothing else. */
export function isState(field: FieldMeta, flow: FlowMeta): boolean {
  if (field.kind !== 'choice') return false
  const states = new Set(flow.states.map((one) => one.name))
  return field.choices?.length ? field.choices.every((one) => states.has(one.value)) : field.name === 'state'
}

/** The words beside the title of a row: the other texts its list shows, without repeating any. */
export function subtitleOf(meta: RecordMeta, row: Row): string[] {
  const texts = meta.list.columns
    .filter((name) => name !== meta.titleField)
    .map((name) => meta.fields.find((field) => field.name === name))
    .filter((field) => field?.kind === 'text')
    .map((field) => row[field?.name ?? ''])
    .filter((value): value is string => typeof value === 'string' && value !== '')
  return [...new Set(texts)]
}

/**
 * Sorts the fields of a row by what they say. Nothing is known of the record but its declaration, so the rules are about
 * kinds: what is empty, what still holds its default, what repeats a reference's title, what is a bare counter or an id
 * whose title may not be seen goes to the rest. What the page's head already says (`told`) is left out.
 */
export function gistOf(meta: RecordMeta, row: Row, flow?: FlowMeta, told: readonly string[] = []): Gist {
  const listed = new Set(meta.list.columns)
  const titles = new Set(
    meta.fields
      .filter((field) => field.kind === 'ref')
      .map((field) => row._labels?.[field.name])
      .filter((title) => typeof title === 'string'),
  )
  const gist: Gist = { main: [], long: [], rest: [] }
  for (const field of meta.fields) {
    if (told.includes(field.name) || (flow && isState(field, flow))) continue
    const value = row[field.name]
    // Something is there and may be asked for: that is a fact of the row, not an empty field.
    if (blank(value) && row._masked?.includes(field.name) && field.kind !== 'json') gist.main.push(field)
    else if (blank(value) || (field.default !== undefined && field.readonly && same(field.default, value)))
      gist.rest.push(field)
    else if (field.kind === 'json') gist.rest.push(field)
    else if (LONG.has(field.kind)) gist.long.push(field)
    else if (technical(field, row, listed, titles)) gist.rest.push(field)
    else gist.main.push(field)
  }
  const place = (field: FieldMeta) => {
    const at = meta.list.columns.indexOf(field.name)
    if (field.kind === 'ref' && titles.has(String(row._labels?.[field.name]))) return -1
    return at === -1 || field.kind === 'instant' ? meta.list.columns.length : at
  }
  gist.main.sort((a, b) => place(a) - place(b))
  return gist
}

function technical(field: FieldMeta, row: Row, listed: Set<string>, titles: Set<unknown>): boolean {
  const value = row[field.name]
  switch (field.kind) {
    case 'ref':
      return typeof row._labels?.[field.name] !== 'string'
    case 'refs':
      return field.readonly
    case 'number':
      return field.readonly && !field.unit && !listed.has(field.name)
    case 'text':
      if (titles.has(value)) return true
      return field.max !== undefined && field.max <= CODE_LENGTH_MAX && !listed.has(field.name)
    default:
      return false
  }
}

/** Does this value want a whole line of the list of fields? */
export function broad(field: FieldMeta, row: Row): boolean {
  const value = row[field.name]
  const title = row._labels?.[field.name]
  const text = typeof title === 'string' ? title : value
  return LONG.has(field.kind) || (typeof text === 'string' && text.length > LONG_TEXT_LENGTH)
}
