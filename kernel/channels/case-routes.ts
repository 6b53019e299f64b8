import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isUuid } from '#ground/ids'
import {
  assign,
  caseOf,
  colleaguesOf,
  type Flow,
  getTask,
  move,
  moveMany,
  moveTask,
  queue,
  recall,
  take,
} from '#kernel/cases'
import { filesOfRecord } from '#kernel/papers'
import { codeLists, listsOf, metaOf, subjectOf } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { type FactRow, isRestricted } from '#kernel/trust'
import { fileShown } from './file-routes.ts'
import { errorBody } from './http.ts'
import { bodyOf, factShown, pathOf, shown } from './record-routes.ts'
import { refuseChannel } from './refusals.ts'
import type { Site } from './site.ts'
import { type SwitchedOff, sayOff } from './switch.ts'

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const dataOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

function flowFor(site: Site, params: { system: string; record: string }): Flow {
  const flow = [...site.flows.values()].find((one) => one.system === params.system && one.record.name === params.record)
  if (!flow) throw refuseChannel['no-such-page']()
  return flow
}

/**
 * Refuses switch.off when a task belongs to a system that is off. Nothing is asked of the database while all are on. What is
 * off is asked before the transaction begins: inside one it would wait for a second connection while holding the first.
 */
async function refuseOff(
  site: Site,
  tx: Tx,
  off: ReadonlyMap<string, SwitchedOff>,
  ids: readonly string[],
): Promise<void> {
  if (off.size === 0) return
  const rows = await tx.query<{ system: string }>('select distinct system from sen.task where id = any($1::uuid[])', [
    ids.filter(isUuid),
  ])
  for (const row of rows) {
    const found = off.get(row.system)
    if (found) throw sayOff(site, found)
  }
}

/** What a move changed beside the state is part of the move: said once, not twice, and its words are found there. */
function told(facts: readonly FactRow[], flow: Flow): FactRow[] {
  const changesOf = (fact: FactRow) => (fact.data as { changes?: Record<string, unknown> } | null)?.changes ?? {}
  const moves = new Set(facts.filter((fact) => flow.moves[fact.kind]).map((fact) => fact.at.getTime()))
  const aside = facts.filter((fact) => fact.kind === 'changed' && moves.has(fact.at.getTime()))
  return facts
    .filter((fact) => !aside.includes(fact))
    .map((fact) => {
      const beside = flow.moves[fact.kind] ? aside.filter((one) => one.at.getTime() === fact.at.getTime()) : []
      if (beside.length === 0) return fact
      const changes = Object.assign({}, ...beside.map(changesOf), changesOf(fact)) as Record<string, unknown>
      return { ...fact, data: { ...(fact.data as object | null), changes } }
    })
}

/** Everything about one case on one page. */
async function casePage(site: Site, tx: Tx, request: FastifyRequest, flow: Flow, recordId: string) {
  const page = await caseOf(tx, flow, recordId)
  const type = flow.record
  const row = (await shown(site, tx, type, [page.record as never]))[0]
  const papers = await filesOfRecord(tx, recordId)
  const subject = subjectOf(type, page.record)
  return {
    record: row,
    restricted: subject !== null && (await isRestricted(tx, subject)),
    meta: { ...metaOf(type, request.actor, await codeLists(tx, listsOf([type]))), path: pathOf(type), flow: flow.name },
    flow: {
      name: flow.name,
      system: flow.system,
      record: type.name,
      title: flow.title,
      ...(flow.escalateTo ? { headRole: flow.escalateTo } : {}),
      states: Object.entries(flow.states).map(([name, state]) => ({
        name,
        label: state.label,
        end: state.end ?? false,
        tone: state.tone,
      })),
    },
    state: page.state,
    moves: page.moves,
    tasks: page.tasks,
    clocks: page.clocks,
    papers: papers.map((file) => ({ ...fileShown(file), file: file.id })),
    comments: page.comments,
    timeline: told(page.timeline, flow).map((fact) => factShown(site, type, fact)),
  }
}

/** Queues, moves, hand-overs and the page of a case. */
export function caseRoutes(site: Site, app: FastifyInstance): void {
  const tags = ['tasks']
  const officer = { access: 'officer' as const }

  app.get('/api/v1/tasks', { config: officer, schema: { tags, summary: 'Hàng chờ' } }, async (request) => {
    const query = request.query as Record<string, string | undefined>
    return site.database.transaction(
      request.actor,
      (tx) =>
        queue(tx, site.flows, {
          scope: query.scope === 'unit' || query.scope === 'all' ? query.scope : 'mine',
          q: text(query.q),
          flow: text(query.flow),
          step: text(query.step),
          unit: text(query.unit),
          overdue: query.overdue === 'true',
          after: text(query.after),
          limit: Number(query.limit) || 50,
        }),
      { soft: true },
    )
  })

  app.post(
    '/api/v1/tasks/:id/move',
    { config: officer, schema: { tags, summary: 'Chuyển một việc' } },
    async (request) => {
      const body = bodyOf(request)
      const off = await site.switches.now()
      return site.database.transaction(request.actor, async (tx) => {
        await refuseOff(site, tx, off, [idOf(request)])
        const moved = await moveTask(tx, site.flows, {
          taskId: idOf(request),
          move: String(body.move ?? ''),
          ...(Number.isInteger(body.version) ? { version: body.version as number } : {}),
          note: text(body.note) ?? null,
          data: dataOf(body.data),
        })
        return {
          from: moved.from,
          to: moved.to,
          opened: moved.opened.map((task) => task.id),
          version: (moved.record as { version: number }).version,
        }
      })
    },
  )

  app.post(
    '/api/v1/tasks/move',
    { config: officer, schema: { tags, summary: 'Chuyển nhiều việc' } },
    async (request) => {
      const body = bodyOf(request)
      const ids = Array.isArray(body.ids) ? body.ids.filter((id): id is string => typeof id === 'string') : []
      const off = await site.switches.now()
      return site.database.transaction(request.actor, async (tx) => {
        await refuseOff(site, tx, off, ids)
        const result = await moveMany(tx, site.flows, {
          ids,
          move: String(body.move ?? ''),
          note: text(body.note) ?? null,
          data: dataOf(body.data),
        })
        return {
          done: result.done,
          refused: result.refused.map((one) => ({ id: one.id, error: errorBody(one.error, request.lang) })),
        }
      })
    },
  )

  app.post('/api/v1/tasks/:id/take', { config: officer, schema: { tags, summary: 'Nhận việc' } }, async (request) =>
    site.database.transaction(request.actor, async (tx) => {
      const task = await take(tx, idOf(request))
      return { id: task.id, version: task.version, assignee: task.assignee }
    }),
  )

  app.post('/api/v1/tasks/:id/assign', { config: officer, schema: { tags, summary: 'Giao việc' } }, async (request) =>
    site.database.transaction(request.actor, async (tx) => {
      const task = await assign(tx, idOf(request), text(bodyOf(request).account) ?? null)
      return { id: task.id, version: task.version, assignee: task.assignee }
    }),
  )

  app.post(
    '/api/v1/tasks/:id/recall',
    { config: officer, schema: { tags, summary: 'Lấy lại việc vừa chuyển' } },
    async (request) => {
      const off = await site.switches.now()
      return site.database.transaction(request.actor, async (tx) => {
        await refuseOff(site, tx, off, [idOf(request)])
        const { task } = await recall(tx, site.flows, idOf(request))
        return { id: task.id, version: task.version }
      })
    },
  )

  app.get(
    '/api/v1/tasks/:id/colleagues',
    { config: officer, schema: { tags, summary: 'Có thể giao cho ai' } },
    async (request) =>
      site.database.transaction(request.actor, (tx) => colleaguesOf(tx, idOf(request)), { soft: true }),
  )

  app.get('/api/v1/tasks/:id', { config: officer, schema: { tags, summary: 'Một việc' } }, async (request) =>
    site.database.transaction(
      request.actor,
      async (tx) => {
        const task = await getTask(tx, idOf(request))
        return {
          id: task.id,
          system: task.system,
          record: task.record,
          recordId: task.record_id,
          version: task.version,
          doneAt: task.done_at,
        }
      },
      { soft: true },
    ),
  )

  app.get(
    '/api/v1/cases/:system/:record/:id',
    { config: officer, schema: { tags: ['cases'], summary: 'Mọi điều về một hồ sơ' } },
    async (request) => {
      const params = request.params as { system: string; record: string; id: string }
      const flow = flowFor(site, params)
      return site.database.transaction(request.actor, (tx) => casePage(site, tx, request, flow, params.id), {
        soft: true,
      })
    },
  )

  app.post(
    '/api/v1/cases/:system/:record/:id/move',
    { config: { access: 'signed-in' }, schema: { tags: ['cases'], summary: 'Việc của người nộp: bổ sung, rút' } },
    async (request) => {
      const params = request.params as { system: string; record: string; id: string }
      const flow = flowFor(site, params)
      const off = await site.switches.offNow(flow.system)
      if (off) throw sayOff(site, off)
      const body = bodyOf(request)
      return site.database.transaction(request.actor, async (tx) => {
        const moved = await move(tx, flow, {
          recordId: params.id,
          move: String(body.move ?? ''),
          ...(Number.isInteger(body.version) ? { version: body.version as number } : {}),
          note: text(body.note) ?? null,
          data: dataOf(body.data),
        })
        return { from: moved.from, to: moved.to, version: (moved.record as { version: number }).version }
      })
    },
  )
}
