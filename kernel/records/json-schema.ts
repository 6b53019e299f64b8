import { type TSchema, Type } from 'typebox'
import { identifierKinds } from '#ground/ids'
import type { FieldSpec } from './field.ts'
import type { RecordType } from './record.ts'

const uuid = (description?: string) => Type.String({ format: 'uuid', ...(description ? { description } : {}) })
const day = () => Type.String({ format: 'date', description: 'YYYY-MM-DD, Asia/Ho_Chi_Minh' })

const geometry = Type.Object(
  {
    type: Type.Union(
      ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'].map((name) =>
        Type.Literal(name),
      ),
    ),
    coordinates: Type.Array(Type.Unknown()),
  },
  { description: 'GeoJSON geometry (RFC 7946), WGS 84, longitude first' },
)

const range = (spec: FieldSpec) => ({
  ...(spec.min === undefined ? {} : { minimum: spec.min }),
  ...(spec.max === undefined ? {} : { maximum: spec.max }),
})

/** The JSON Schema of a value that is there. */
function schemaOfValue(spec: FieldSpec): TSchema {
  switch (spec.kind) {
    case 'text':
    case 'richtext':
      return Type.String({ ...(spec.max ? { maxLength: spec.max } : {}), ...(spec.min ? { minLength: spec.min } : {}) })
    case 'number':
      return spec.decimals === 0
        ? Type.Integer({ ...range(spec), ...(spec.unit ? { description: spec.unit } : {}) })
        : Type.Number({ ...range(spec), ...(spec.unit ? { description: spec.unit } : {}) })
    case 'money':
      return Type.Integer({ ...range(spec), description: 'đồng' })
    case 'date':
      return day()
    case 'instant':
      return Type.String({ format: 'date-time' })
    case 'period':
      return Type.Object(
        { from: day(), to: Type.Union([day(), Type.Null()]) },
        { description: 'Both days included; to null is open' },
      )
    case 'choice':
      return spec.values
        ? Type.Union(spec.values.map((value) => Type.Literal(value)))
        : Type.String({ maxLength: 100, description: `code list ${spec.codeList ?? ''}`.trim() })
    case 'yesno':
      return Type.Boolean()
    case 'ref':
      return uuid(spec.ref)
    case 'refs':
      return Type.Array(uuid(spec.ref), { maxItems: spec.max ?? 100 })
    case 'rows':
      return Type.Array(
        objectOf(
          Object.entries(spec.rows ?? {}).map(([name, field]) => [
            name,
            field.spec,
            field.spec.required && field.spec.default === undefined,
          ]),
        ),
        {
          maxItems: spec.max ?? 100,
        },
      )
    case 'files':
      return Type.Array(
        Type.Object({
          file: uuid(),
          name: Type.String({ maxLength: 200 }),
          kind: Type.String(),
          size: Type.Integer({ minimum: 0 }),
        }),
        { maxItems: spec.max ?? 10 },
      )
    case 'place':
      return geometry
    case 'identifier':
      return Type.String({ description: spec.identifier ? identifierKinds[spec.identifier].label.vi : '' })
    case 'json':
      return Type.Unknown()
    case 'computed':
      return /int|numeric|double|real/.test(spec.sqlType ?? '')
        ? Type.Number()
        : spec.sqlType === 'boolean'
          ? Type.Boolean()
          : Type.String()
  }
}

const nullable = (schema: TSchema): TSchema => Type.Union([schema, Type.Null()])

/** An object that takes nothing but these fields; one that need not be sent may also be null. */
function objectOf(
  fields: readonly (readonly [name: string, spec: FieldSpec, needed: boolean])[],
  more: Record<string, TSchema> = {},
): TSchema {
  const properties: Record<string, TSchema> = { ...more }
  for (const [name, spec, needed] of fields)
    properties[name] = needed ? schemaOfValue(spec) : Type.Optional(nullable(schemaOfValue(spec)))
  return Type.Object(properties, { additionalProperties: false })
}

/**
 * The JSON Schema of a record as one sends it ('create', 'change') or gets it ('row'), for OpenAPI. What a person types
 * is read more kindly than this says (12,5 for 12.5; 31/12/2026): parseField has the last word, not a validator.
 */
export function schemaOf(type: RecordType, of: 'create' | 'change' | 'row'): TSchema {
  const fields = Object.entries(type.fields).map(([name, field]) => [name, field.spec] as const)
  if (of === 'row') {
    const properties: Record<string, TSchema> = {
      id: uuid(),
      unit: uuid('kernel/unit'),
      version: Type.Integer({ minimum: 1 }),
      sample: Type.Boolean(),
      created_at: Type.String({ format: 'date-time' }),
      created_by: nullable(uuid('kernel/account')),
      updated_at: Type.String({ format: 'date-time' }),
      updated_by: nullable(uuid('kernel/account')),
    }
    // A required field that only some roles see is null for the others.
    for (const [name, spec] of fields)
      properties[name] = spec.required && spec.seenBy.length === 0 ? schemaOfValue(spec) : nullable(schemaOfValue(spec))
    return Type.Object(properties, { title: type.words.title.vi })
  }
  const writable = fields.filter(([, spec]) => !spec.readonly && spec.kind !== 'computed')
  if (of === 'change')
    return objectOf(
      writable.map(([name, spec]) => [name, spec, false]),
      { version: Type.Integer({ minimum: 1 }) },
    )
  return objectOf(
    writable.map(([name, spec]) => [name, spec, spec.required && spec.default === undefined]),
    { unit: Type.Optional(uuid('kernel/unit')) },
  )
}
