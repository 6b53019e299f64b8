import { type TSchema, Type } from 'typebox'
import type { FieldSpec } from './field.ts'
import type { RecordType } from './record.ts'

function valueSchema(spec: FieldSpec): TSchema {
  switch (spec.kind) {
    case 'number':
      return spec.decimals === 0 ? Type.Integer(range(spec)) : Type.Number(range(spec))
    case 'money':
      return Type.Integer({ ...range(spec), description: 'đồng' })
    case 'date':
      return Type.String({ format: 'date' })
    case 'instant':
      return Type.String({ format: 'date-time' })
    case 'period':
      return Type.Object({ from: Type.String({ format: 'date' }), to: Type.Union([Type.String({ format: 'date' }), Type.Null()]) })
    case 'choice':
      return spec.values ? Type.Union(spec.values.map((value) => Type.Literal(value))) : Type.String({ maxLength: 100 })
    case 'yesno':
      return Type.Boolean()
    case 'ref':
      return Type.String({ format: 'uuid', description: spec.ref })
    case 'refs':
      return Type.Array(Type.String({ format: 'uuid' }), { maxItems: spec.max ?? 100 })
    case 'rows':
      return Type.Array(Type.Object(Object.fromEntries(Object.entries(spec.rows ?? {}).map(([name, field]) => [name, fieldSchema(field.spec)]))), { maxItems: spec.max ?? 100 })
    case 'files':
      return Type.Array(Type.Object({ file: Type.String({ format: 'uuid' }), name: Type.String(), kind: Type.String(), size: Type.Integer() }), { maxItems: spec.max ?? 10 })
    case 'place':
      return Type.Object({ type: Type.String(), coordinates: Type.Unknown() }, { description: 'GeoJSON, WGS84' })
    case 'json':
    case 'computed':
      return Type.Unknown()
    default:
      return Type.String(spec.max ? { maxLength: spec.max } : {})
  }
}

const range = (spec: FieldSpec): { minimum?: number; maximum?: number } => ({
  ...(spec.min === undefined ? {} : { minimum: spec.min }),
  ...(spec.max === undefined ? {} : { maximum: spec.max }),
})

const fieldSchema = (spec: FieldSpec): TSchema => (spec.required ? valueSchema(spec) : Type.Optional(Type.Union([valueSchema(spec), Type.Null()])))

/**
 * JSON Schema of a record for the OpenAPI document: what may be sent to create or change it, or what a row looks like.
 * It describes; readInput decides and refuses in words.
 */
export function schemaOf(type: RecordType, purpose: 'create' | 'change' | 'row'): TSchema {
  const fields = Object.entries(type.fields)
  if (purpose === 'row') {
    return Type.Object({
      id: Type.String({ format: 'uuid' }),
      unit: Type.String({ format: 'uuid' }),
      version: Type.Integer(),
      sample: Type.Boolean(),
      created_at: Type.String({ format: 'date-time' }),
      updated_at: Type.String({ format: 'date-time' }),
      ...Object.fromEntries(fields.map(([name, field]) => [name, Type.Optional(Type.Union([valueSchema(field.spec), Type.Null()]))])),
    })
  }
  const open = fields.filter(([, field]) => !field.spec.readonly && field.spec.kind !== 'computed')
  return purpose === 'create'
    ? Type.Object({ unit: Type.Optional(Type.String({ format: 'uuid' })), ...Object.fromEntries(open.map(([name, field]) => [name, field.spec.default === undefined ? fieldSchema(field.spec) : Type.Optional(valueSchema(field.spec))])) })
    : Type.Object({ version: Type.Integer(), ...Object.fromEntries(open.map(([name, field]) => [name, Type.Optional(Type.Union([valueSchema(field.spec), Type.Null()]))])) })
}
