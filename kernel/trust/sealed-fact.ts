import { factBytes, type SealedFact } from '#ground/merkle'
import { leafOf } from './tree.ts'

/** Columns of a fact as text that loses nothing; `f` is the table. Read by `sealedFact`. */
export const FACT_TEXT =
  `f.seq, to_char(f.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_text, f.kind, f.system, f.record, f.record_id, f.unit, ` +
  'f.actor, f.actor_name, f.actor_unit, f.subjects::text[] as subjects, f.purpose, f.request, f.data::text as data_text'

export interface FactText {
  seq: number
  at_text: string
  kind: string
  system: string
  record: string | null
  record_id: string | null
  unit: string | null
  actor: string | null
  actor_name: string
  actor_unit: string | null
  subjects: string[] | null
  purpose: string | null
  request: string | null
  data_text: string | null
}

/** True when every number of this JSON text comes back from a double written as it was. */
function isExact(json: string): boolean {
  if (!/\d{16}|\d\.\d|\d[eE]/.test(json)) return true
  for (const [number] of json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/-?\d[\d.eE+-]*/g))
    if (String(Number(number)) !== number) return false
  return true
}

/** The fact as it is sealed. */
export function sealedFact(row: FactText): SealedFact {
  const { at_text: at, data_text: text, ...same } = row
  const data: Pick<SealedFact, 'data' | 'data_text'> =
    text === null ? { data: null } : isExact(text) ? { data: JSON.parse(text) } : { data_text: text }
  return { format: 'sen-fact/1', ...same, at, ...data }
}

export const leafOfFact = (fact: SealedFact): Buffer => leafOf(factBytes(fact))
