import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Index } from '#kernel/store'
import type { Field } from './field.ts'
import { checkProcessing, type Processing } from './processing.ts'

export type Fields = Record<string, Field<unknown>>

/**
 * Who may do something with a record. Every rule becomes part of a row-level security policy:
 * - 'everyone', also without signing in; 'signed-in'; 'house' (only the system itself: the default)
 * - 'subject': the person the record is about (`subject` names the field)
 * - 'creator': the account that made the row
 * - a role, held at the unit in field `at` (default 'unit'; a `refs('kernel/unit')` field works too), or 'anywhere'
 * - the person a field refers to (who acts in the subject's place)
 */
export type Who =
  | 'everyone'
  | 'signed-in'
  | 'house'
  | 'subject'
  | 'creator'
  | { role: readonly string[]; at?: string }
  | { person: string }

export interface Access {
  read: readonly Who[]
  create: readonly Who[]
  change: readonly Who[]
  import?: readonly string[]
  export?: readonly string[]
}

/**
 * Reading in an emergency what one may not see: `roles` may open one row read-only for half an hour with a written
 * reason; `reviewedBy` judge it afterwards, each over the unit the row belongs to. Needs `subject`: she is told at once.
 */
export interface BreakGlass {
  roles: readonly string[]
  reviewedBy: readonly string[]
}

/** What a person sees of a record: one name a field, so that a forgotten label fails to compile. */
export interface RecordWords<F extends Fields> {
  title: Words
  plural: Words
  fields: { [K in keyof F]: Words }
  choices?: { [K in keyof F]?: Record<string, Words> }
  /** Labels of the fields inside `rows` fields. */
  rows?: { [K in keyof F]?: Record<string, Words> }
  /** Labels of the choices inside `rows` fields: field → inner field → value. */
  rowChoices?: { [K in keyof F]?: Record<string, Record<string, Words>> }
  /** What the record's own facts are called in its timeline. */
  facts?: Record<string, Words>
}

export interface RecordOptions<F extends Fields> {
  fields: F
  words: RecordWords<F>
  access: Access
  breakGlass?: BreakGlass
  /** The field shown as the name of a row. */
  titleField: keyof F & string
  /** The field that refers to the person the record is about. */
  subject?: keyof F & string
  /** Why personal data are kept, by what law and for how long; a record with personal fields must say it. */
  processing?: Processing<keyof F & string>
  /** Natural key: an import with the same key changes the row instead of adding one. */
  key?: readonly (keyof F & string)[]
  list: {
    columns: readonly ((keyof F & string) | 'created_at')[]
    sorts: readonly ((keyof F & string) | 'created_at')[]
    defaultSort: string
    filters: readonly (keyof F & string)[]
  }
  unique?: Record<string, string[]>
  checks?: Record<string, string>
  indexes?: Record<string, Index>
}

/** Columns that every record has. */
export interface Standard {
  id: string
  unit: string
  version: number
  sample: boolean
  created_at: Date
  created_by: string | null
  updated_at: Date
  updated_by: string | null
}

export interface RecordType<F extends Fields = Fields> extends RecordOptions<F> {
  /** 'kite-club' */
  system: string
  /** 'flight' */
  name: string
  /** 'kite_club.flight' */
  table: string
}

export type Values<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }
export type Row<R> = R extends RecordType<infer F> ? Values<F> & Standard : never
export type Input<R> = R extends RecordType<infer F> ? Partial<Values<F>> : never

const standardNames = new Set([
  'id',
  'unit',
  'version',
  'sample',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'search',
])

/** Declares a record as `system/name`: table, API, form, list, permissions, import, export and search all follow from it. */
export function record<const F extends Fields>(path: string, options: RecordOptions<F>): RecordType<F> {
  const [system, name] = path.split('/') as [string, string]
  assert(
    /^[a-z][a-z0-9-]*$/.test(system ?? '') && /^[a-z][a-z0-9-]*$/.test(name ?? ''),
    `record path ${path} is not system/name`,
  )
  for (const field of Object.keys(options.fields)) {
    assert(
      /^[a-z][a-z0-9_]*$/.test(field) && !standardNames.has(field),
      `field ${path}.${field} has a reserved or malformed name`,
    )
    const { spec } = options.fields[field] as Field<unknown>
    assert(!spec.mask || spec.seenBy.length > 0, `field ${path}.${field} is masked, but for nobody: say seenBy`)
    assert(
      !spec.mask || spec.mask === 'hidden' || spec.kind === 'text' || spec.kind === 'identifier',
      `field ${path}.${field} is no text: only 'hidden' can mask it`,
    )
  }
  assert(
    !options.breakGlass || (options.subject && options.breakGlass.reviewedBy.length > 0),
    `record ${path} may be opened in an emergency, but has no subject to tell or nobody who reviews it`,
  )
  checkProcessing(path, options)
  return { ...options, system, name, table: `${system.replaceAll('-', '_')}.${name.replaceAll('-', '_')}` }
}
