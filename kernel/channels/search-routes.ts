import type { FastifyInstance } from 'fastify'
import { listRows, type RecordType, refuseList } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { mayBrowse } from './officer-routes.ts'
import { pathOf } from './record-routes.ts'
import type { Site } from './site.ts'

export const searchLimits = {
  /** Rows of one kind of record in an answer, and kinds looked through. */
  rowsAKindMax: 5,
  kindsMax: 40,
  lettersMin: 2,
  lettersMax: 200,
  requestsAMinuteMax: 60,
} as const

/** What one kind of record has to say to a search. */
interface Found {
  system: string
  record: string
  title: { vi: string; en: string }
  path: string
  /** The record is a case: it is opened on its page of work. */
  flow: boolean
  rows: { id: string; title: string; more: string[] }[]
}

const isSearchable = (type: RecordType): boolean => Object.values(type.fields).some((field) => field.spec.searchable)

/** The values beside the title that tell rows apart: what the list shows first. */
function moreOf(type: RecordType, row: Record<string, unknown>, lang: 'vi' | 'en'): string[] {
  const shown: string[] = []
  for (const name of type.list.columns) {
    if (name === type.titleField || shown.length === 3) continue
    const value = row[name]
    const spec = type.fields[name]?.spec
    if (spec?.kind === 'choice' && typeof value === 'string')
      shown.push(type.words.choices?.[name]?.[value]?.[lang] ?? value)
    else if (spec?.kind === 'text' && typeof value === 'string' && value !== '') shown.push(value.slice(0, 120))
  }
  return shown
}

async function searchAll(
  tx: Tx,
  types: readonly RecordType[],
  flows: ReadonlySet<string>,
  q: string,
): Promise<Found[]> {
  const { rowsAKindMax } = searchLimits
  const found: Found[] = []
  for (const type of types) {
    const { rows } = await listRows(tx, type, { q, limit: rowsAKindMax, count: false })
    if (rows.length === 0) continue
    found.push({
      system: type.system,
      record: type.name,
      title: type.words.plural,
      path: pathOf(type),
      flow: flows.has(type.table),
      rows: rows.map((row) => ({
        id: row.id,
        title: String((row as Record<string, unknown>)[type.titleField] ?? row.id).slice(0, 300),
        more: moreOf(type, row as Record<string, unknown>, tx.actor.lang),
      })),
    })
  }
  return found
}

/** One box over everything somebody may see: each kind of record answers with its first rows, under its own rights. */
export function searchRoutes(site: Site, app: FastifyInstance): void {
  const { lettersMin, lettersMax, kindsMax, requestsAMinuteMax } = searchLimits
  app.get(
    '/api/v1/search',
    {
      config: { access: 'officer', rateLimit: { max: requestsAMinuteMax, timeWindow: 60_000 } },
      schema: {
        tags: ['meta'],
        summary: 'Tìm trong mọi danh sách được xem',
        querystring: { type: 'object', properties: { q: { type: 'string' } } },
      },
    },
    async (request) => {
      const q = String((request.query as { q?: string }).q ?? '').trim()
      if (q.length > lettersMax) throw refuseList['query-too-long']({ max: lettersMax })
      if (q.length < lettersMin) return { q, found: [] }
      const off = new Set((await site.switches.list()).map((one) => one.system))
      const types = [...site.types.values()]
        .filter((type) => !off.has(type.system) && isSearchable(type) && mayBrowse(type, request.actor))
        .slice(0, kindsMax)
      const flows = new Set(site.systems.flatMap((system) => system.flows.map((flow) => flow.record.table)))
      return {
        q,
        found: await site.database.transaction(request.actor, (tx) => searchAll(tx, types, flows, q), { soft: true }),
      }
    },
  )
}
