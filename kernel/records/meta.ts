import type { Words } from '#ground/text'
import type { Actor } from '#kernel/store'
import { mayBreak } from './broken.ts'
import type { Field, FieldKind, FieldSpec } from './field.ts'
import type { RecordType, Who } from './record.ts'

export interface FieldMeta {
  name: string
  kind: FieldKind
  label: Words
  help?: Words
  /** What stands in the field of a new row, also where only the house writes it. */
  default?: unknown
  required: boolean
  readonly: boolean
  max?: number
  min?: number
  decimals?: number
  /** Unit of measure. */
  unit?: string
  choices?: { value: string; label: Words }[]
  /** Name of the dated code list the values are from. */
  codeList?: string
  ref?: string
  identifier?: string
  fields?: FieldMeta[]
  personal?: 'basic' | 'sensitive'
  searchable: boolean
  sortable: boolean
}

export interface RecordMeta {
  system: string
  name: string
  path: string
  title: Words
  plural: Words
  titleField: string
  subject?: string
  /** The actor may open a row of this record in an emergency. */
  breakGlass?: true
  fields: FieldMeta[]
  /** For this actor; row-level security has the last word on each row. */
  access: { create: boolean; change: boolean; import: boolean; export: boolean }
  list: { columns: readonly string[]; sorts: readonly string[]; defaultSort: string; filters: readonly string[] }
}

/** Could the actor be one of these? For showing a button or not; the answer about a row is the database's. */
function mayBe(actor: Actor, rules: readonly Who[]): boolean {
  if (actor.kind === 'system') return true
  return rules.some((who) => {
    if (who === 'everyone') return true
    if (who === 'house') return false
    if (who === 'subject') return actor.person !== null
    if (who === 'signed-in' || who === 'creator') return actor.account !== null
    if ('person' in who) return actor.person !== null
    return actor.roles.some((grant) => who.role.includes(grant.role))
  })
}

/** Values in force of dated code lists, by list: for choices that are rows, not words of the program. */
export type CodeLists = ReadonlyMap<string, readonly { value: string; label: Words }[]>

function fieldMeta(
  name: string,
  spec: FieldSpec,
  label: Words,
  type: RecordType,
  codes: CodeLists | undefined,
): FieldMeta {
  const meta: FieldMeta = {
    name,
    kind: spec.kind,
    label,
    // A field with a default may be left empty by a person: it is never empty in a row.
    required: spec.required && spec.default === undefined,
    readonly: spec.readonly || spec.kind === 'computed',
    searchable: spec.searchable,
    sortable: (type.list.sorts as readonly string[]).includes(name),
  }
  if (spec.help) meta.help = spec.help
  if (spec.default !== undefined) meta.default = spec.default
  for (const key of ['max', 'min', 'decimals', 'unit', 'ref', 'personal', 'codeList', 'identifier'] as const) {
    if (spec[key] !== undefined) Object.assign(meta, { [key]: spec[key] })
  }
  if (spec.values)
    meta.choices = spec.values.map((value) => ({
      value,
      label: type.words.choices?.[name]?.[value] ?? { vi: value, en: value },
    }))
  const listed = spec.codeList ? codes?.get(spec.codeList) : undefined
  if (listed) meta.choices = [...listed]
  if (spec.rows)
    meta.fields = Object.entries(spec.rows).map(([inner, field]) => innerMeta(name, inner, field, type, codes))
  return meta
}

function innerMeta(
  outer: string,
  name: string,
  field: Field<unknown>,
  type: RecordType,
  codes: CodeLists | undefined,
): FieldMeta {
  const label = type.words.rows?.[outer]?.[name] ?? { vi: name, en: name }
  const meta: FieldMeta = { ...fieldMeta(name, field.spec, label, type, codes), sortable: false }
  const words = type.words.rowChoices?.[outer]?.[name]
  if (words && field.spec.values)
    meta.choices = field.spec.values.map((value) => ({ value, label: words[value] ?? { vi: value, en: value } }))
  return meta
}

/** What a client must know to show lists and forms of a record, and what `actor` may do with it. */
export function metaOf(type: RecordType, actor: Actor, codes?: CodeLists): RecordMeta {
  return {
    system: type.system,
    name: type.name,
    path: `/api/v1/${type.system}/${type.name}`,
    title: type.words.title,
    plural: type.words.plural,
    titleField: type.titleField,
    ...(type.subject ? { subject: type.subject } : {}),
    ...(mayBreak({ actor }, type) ? { breakGlass: true as const } : {}),
    fields: Object.entries(type.fields).map(([name, field]) =>
      fieldMeta(name, field.spec, type.words.fields[name] ?? { vi: name, en: name }, type, codes),
    ),
    access: {
      create: mayBe(actor, type.access.create),
      change: mayBe(actor, type.access.change),
      import: mayBe(actor, [{ role: type.access.import ?? [] }]),
      export: mayBe(actor, [{ role: type.access.export ?? [] }]),
    },
    list: type.list,
  }
}
