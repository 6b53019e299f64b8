import type { Tx } from '#kernel/store'

/** Something that happened, said in the past tense: 'created', 'changed', 'read', 'accepted' … */
export interface Fact {
  kind: string
  system: string
  record?: string
  recordId?: string
  /** The unit the record belongs to: officers there may read the fact. */
  unit?: string | null
  /** People whose data were changed or looked at: they may read the fact. */
  subjects?: readonly (string | null | undefined)[]
  /** Why personal data were looked at. */
  purpose?: string
  /** What changed, as JSON. Never a password, a token or the text of a paper. */
  data?: Record<string, unknown>
}

const waiting = new WeakMap<Tx, Fact[]>()

/** Facts of one transaction are written by one statement just before commit: they stand or fall with what they tell. */
export function writeFact(tx: Tx, given: Fact): void {
  const fact = inPlaceOf(tx, given)
  const queue = waiting.get(tx)
  if (queue) {
    queue.push(fact)
    return
  }
  waiting.set(tx, [fact])
  tx.before(flush)
}

/** What is done in the place of an absent colleague says for whom. */
function inPlaceOf(tx: Tx, fact: Fact): Fact {
  const { instead } = tx.actor
  return instead ? { ...fact, data: { ...fact.data, delegated_from: instead.account } } : fact
}

/**
 * Marks where the queue of facts stands, and returns what takes it back there: for work under a savepoint that is rolled
 * back while its transaction goes on.
 */
export function markFacts(tx: Tx): () => void {
  const count = waiting.get(tx)?.length ?? 0
  return () => {
    const queue = waiting.get(tx)
    if (queue) queue.length = count
  }
}

const INSERT = `insert into sen.fact (at, kind, system, record, record_id, unit, actor, actor_name, actor_unit, subjects, purpose, request, data)
select $1, f.kind, f.system, f.record, f.record_id, f.unit, $2, $3, $4, case when f.subjects is null then null else f.subjects::uuid[] end, f.purpose, $5, f.data
  from jsonb_to_recordset($6::jsonb) as f(kind text, system text, record text, record_id uuid, unit uuid, subjects text, purpose text, data jsonb)`

async function flush(tx: Tx): Promise<void> {
  const queue = waiting.get(tx) ?? []
  waiting.delete(tx)
  if (queue.length === 0) return
  const { actor } = tx
  const rows = queue.map((fact) => {
    const subjects = [...new Set((fact.subjects ?? []).filter((id): id is string => Boolean(id)))]
    return {
      kind: fact.kind,
      system: fact.system,
      record: fact.record ?? null,
      record_id: fact.recordId ?? null,
      unit: fact.unit ?? null,
      subjects: subjects.length > 0 ? `{${subjects.join(',')}}` : null,
      purpose: fact.purpose ?? null,
      data: fact.data ?? null,
    }
  })
  await tx.last(INSERT, [tx.now, actor.account, actor.name, actor.unit, actor.request ?? null, JSON.stringify(rows)])
}

export interface FactRow {
  seq: number
  at: Date
  kind: string
  system: string
  record: string | null
  record_id: string | null
  actor_name: string
  actor_unit_name: string | null
  purpose: string | null
  data: Record<string, unknown> | null
}

/**
 * The facts of one record, newest first. The caller must have read the record under the actor's own sight: then its
 * history is hers to see too, also the part written while the record lay in another unit.
 */
export async function timeline(
  tx: Tx,
  recordId: string,
  options: { before?: number; limit?: number; readings?: boolean } = {},
): Promise<FactRow[]> {
  return tx.asHouse(() =>
    tx.query<FactRow>(
      `select f.seq, f.at, f.kind, f.system, f.record, f.record_id, f.actor_name, sen.unit_name_on(f.actor_unit, (f.at at time zone 'Asia/Ho_Chi_Minh')::date) as actor_unit_name, f.purpose, f.data
         from sen.fact f
        where f.record_id = $1 and f.seq < $2 and ($4 or f.kind <> 'read') order by f.seq desc limit $3`,
      [
        recordId,
        options.before ?? Number.MAX_SAFE_INTEGER,
        Math.min(options.limit ?? 100, 500),
        options.readings ?? false,
      ],
    ),
  )
}

/** Columns of a fact written together with the row it tells of; see `factValues`. */
export const FACT_COLUMNS =
  'at, kind, system, record, record_id, unit, actor, actor_name, actor_unit, subjects, purpose, request, data'

/** The values of one fact in the order of FACT_COLUMNS, for a statement that writes row and fact in one. */
export function factValues(tx: Tx, given: Fact): unknown[] {
  const fact = inPlaceOf(tx, given)
  const subjects = [...new Set((fact.subjects ?? []).filter((id): id is string => Boolean(id)))]
  return [
    tx.now,
    fact.kind,
    fact.system,
    fact.record ?? null,
    fact.recordId ?? null,
    fact.unit ?? null,
    tx.actor.account,
    tx.actor.name,
    tx.actor.unit,
    subjects.length > 0 ? subjects : null,
    fact.purpose ?? null,
    tx.actor.request ?? null,
    fact.data === undefined ? null : JSON.stringify(fact.data),
  ]
}
