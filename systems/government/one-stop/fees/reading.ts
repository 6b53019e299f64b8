import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Field, InvalidInput, parseField } from '#kernel/records'

type Fields = Record<string, Field<unknown>>
type Read<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** Reads the JSON body of a desk's request by declared fields: unknown ones are dropped, all that is wrong is refused together. */
export function readBody<F extends Fields>(fields: F, labels: { [K in keyof F]: Words }, body: unknown): Read<F> {
  const given =
    typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {}
  const read: Record<string, unknown> = {}
  const errors: Refusal[] = []
  for (const [name, field] of Object.entries(fields)) {
    try {
      read[name] = parseField(field.spec, given[name], name, labels[name]?.vi ?? name)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new InvalidInput(errors)
  return read as Read<F>
}
