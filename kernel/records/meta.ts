import type { Words } from '#ground/text'
import type { Actor } from '#kernel/store'
import type { FieldSpec } from './field.ts'
import type { RecordType, Who } from './record.ts'

export interface FieldMeta {
  name: string
  kind: FieldSpec['kind']
  label: Words
  help?: Words
  required: boolean
  readonly: boolean
  max?: number
  min?: number
  decimals?: number
  unit?: string
  identifier?: string
  choices?: { value: string; label: Words }[]
  ref?: string
  fields?: FieldMeta[]
  personal?: 'basic' | 'sensitive'
  searchable: boolean
  sortable: boolean
}

export interface RecordMeta {
  system: string
  name: string
  title: Words
  plural: Words
  titleField: string
  fields: FieldMeta[]
  access: { create: boolean; change: boolean; import: boolean; export: boolean }
  list: { columns: string[]; sorts: string[]; defaultSort: string; filters: string[] }
}

function fieldMeta(name: string, spec: FieldSpec, label: Words, choices: Record<string, Words> | undefined, rowLabels: Record<string, Words> | undefined, sortable: boolean): FieldMeta {
  return {
    name,
    kind: spec.kind,
    label,
    ...(spec.help ? { help: spec.help } : {}),
    required: spec.required && spec.default === undefined,
    readonly: spec.readonly,
    ...(spec.max === undefined ? {} : { max: spec.max }),
    ...(spec.min === undefined ? {} : { min: spec.min }),
    ...(spec.decimals === undefined ? {} : { decimals: spec.decimals }),
    ...(spec.unit ? { unit: spec.unit } : {}),
    ...(spec.identifier ? { identifier: spec.identifier } : {}),
    ...(spec.values ? { choices: spec.values.map((value) => ({ value, label: choices?.[value] ?? { vi: value, en: value } })) } : {}),
    ...(spec.ref ? { ref: spec.ref } : {}),
    ...(spec.rows
      ? {
          fields: Object.entries(spec.rows).map(([inner, field]) =>
            fieldMeta(inner, field.spec, rowLabels?.[inner] ?? { vi: inner, en: inner }, undefined, undefined, false),
          ),
        }
      : {}),
    ...(spec.personal ? { personal: spec.personal } : {}),
    searchable: spec.searchable,
    sortable,
  }
}

/** May the actor try at all? Row-level security has the last word on each row. */
function may(actor: Actor, rules: readonly Who[]): boolean {
  return rules.some((who) => {
    if (who === 'everyone') return true
    if (who === 'house') return actor.kind === 'system'
    if (who === 'signed-in' || who === 'creator') return actor.account !== null
    if (who === 'subject') return actor.person !== null && actor.roles.length === 0
    return actor.roles.some((grant) => who.role.includes(grant.role))
  })
}

const holds = (actor: Actor, roles: readonly string[] | undefined): boolean => (roles ?? []).some((role) => actor.roles.some((grant) => grant.role === role))

/** What a screen needs to know of a record to draw lists and forms for this actor. */
export function metaOf(type: RecordType, actor: Actor): RecordMeta {
  const sorts = new Set<string>(type.list.sorts)
  return {
    system: type.system,
    name: type.name,
    title: type.words.title,
    plural: type.words.plural,
    titleField: type.titleField,
    fields: Object.entries(type.fields).map(([name, field]) =>
      fieldMeta(name, field.spec, type.words.fields[name] ?? { vi: name, en: name }, type.words.choices?.[name], type.words.rows?.[name], sorts.has(name)),
    ),
    access: {
      create: may(actor, type.access.create),
      change: may(actor, type.access.change),
      import: holds(actor, type.access.import),
      export: holds(actor, type.access.export),
    },
    list: { columns: [...type.list.columns], sorts: [...type.list.sorts], defaultSort: type.list.defaultSort, filters: [...type.list.filters] },
  }
}
