import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Words } from '#ground/text'
import { addComment, type Flow, listComments, startCase } from '#kernel/cases'
import {
  changeRow,
  checkReferences,
  checkUnmasked,
  createRow,
  getRow,
  hasReactions,
  type Input,
  type ListQuery,
  labelsOf,
  listRows,
  masked,
  type RecordType,
  type Row,
  readInput,
  revealField,
  schemaOf,
} from '#kernel/records'
import type { Tx } from '#kernel/store'
import { timeline } from '#kernel/trust'
import { refuseChannel } from './refusals.ts'
import type { Site } from './site.ts'

/** The path of a record's API. */
export const pathOf = (type: RecordType): string => `/api/v1/${type.system}/${type.name}`

const asList = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)]

/** Reads the query string of a list: q, sort, after, limit, scope, f.<field>=a,b, f.<field>.from=, f.<field>.to=. */
export function readListQuery(query: Record<string, unknown>): ListQuery {
  const filters: Record<string, (string | null)[]> = {}
  const ranges: Record<string, { from?: string; to?: string }> = {}
  for (const [key, value] of Object.entries(query)) {
    const match = /^f\.([a-z][a-z0-9_]*)(?:\.(from|to))?$/.exec(key)
    if (!match) continue
    const [, field, end] = match as unknown as [string, string, 'from' | 'to' | undefined]
    const values = asList(value)
      .flatMap((one) => one.split(','))
      .filter((one) => one !== '')
    if (values.length === 0) continue
    if (end) ranges[field] = { ...ranges[field], [end]: values[0] as string }
    else filters[field] = values.map((one) => (one === 'null' ? null : one))
  }
  const text = (name: string) =>
    typeof query[name] === 'string' && query[name] !== '' ? (query[name] as string) : undefined
  const limit = Number(text('limit') ?? 50)
  return {
    q: text('q'),
    filters,
    ranges,
    sort: text('sort'),
    after: text('after'),
    limit: Number.isInteger(limit) ? limit : 50,
    scope: query.scope === 'all' ? 'all' : 'own',
    purpose: text('purpose')?.slice(0, 200),
    light: query.fields !== 'all',
  }
}

/** A row as the API gives it: masked, without the search column, with the names of what it refers to. */
export async function shown<R extends RecordType>(
  site: Site,
  tx: Tx,
  type: R,
  rows: readonly Row<R>[],
  named = true,
): Promise<Record<string, unknown>[]> {
  const labels = named ? await labelsOf(tx, type, site.types, rows) : {}
  return rows.map((row) => {
    const { search: _search, ...rest } = masked(tx, type, row) as Record<string, unknown>
    const own: Record<string, unknown> = {}
    for (const [field, names] of Object.entries(labels)) {
      const value = rest[field]
      own[field] = Array.isArray(value)
        ? value.map((id) => names[id as string] ?? null)
        : (names[value as string] ?? null)
    }
    return { ...rest, _labels: own }
  })
}

/** Routes of every record: list, create, read, change, timeline, comments. */
export function recordRoutes(site: Site, app: FastifyInstance): void {
  for (const type of site.types.values()) {
    const path = pathOf(type)
    const tags = [type.system]
    const title = type.words.title.vi
    // Everybody may knock; row-level security decides what is behind. A record that strangers may read says so.
    const open = type.access.read.includes('everyone')
    const reading = { access: open ? ('public' as const) : ('signed-in' as const) }

    app.get(
      path,
      { config: reading, schema: { tags, summary: `Danh sách: ${title}`, querystring: listQuerySchema(type) } },
      async (request) => {
        const query = readListQuery(request.query as Record<string, unknown>)
        return site.database.transaction(
          request.actor,
          async (tx) => {
            const page = await listRows(tx, type, query)
            return { rows: await shown(site, tx, type, page.rows), next: page.next, count: page.count }
          },
          { soft: true },
        )
      },
    )

    app.post(
      path,
      {
        config: { access: 'signed-in' },
        schema: { tags, summary: `Thêm: ${title}`, body: schemaOf(type, 'create') },
        attachValidation: true,
      },
      async (request, reply) => {
        const { unit, ...input } = bodyOf(request)
        const values = readInput(type, input)
        const { answer } = await site.database.transaction(request.actor, async (tx) => {
          await checkReferences(tx, type, values)
          const making = createRow(tx, type, values as Input<typeof type>, typeof unit === 'string' ? { unit } : {})
          // Whoever made it knows the names of what it refers to: none is looked up for the answer.
          const told = (created: Row<typeof type>) => shown(site, tx, type, [created], false)
          const flow = [...site.flows.values()].find((one) => one.record.table === type.table)
          if (flow || hasReactions(type)) {
            const created = await making
            if (flow) await startCase(tx, flow, created)
            return { answer: told(created) }
          }
          // What begins nothing is the last word of its transaction. Bare, the promise would hold up the commit.
          const answer = making.then(told)
          tx.sent(answer)
          return { answer }
        })
        return reply.status(201).send((await answer)[0])
      },
    )

    app.get(`${path}/:id`, { config: reading, schema: { tags, summary: `Xem: ${title}` } }, async (request) => {
      const { id } = request.params as { id: string }
      const { purpose } = request.query as { purpose?: string }
      return site.database.transaction(
        request.actor,
        async (tx) => (await shown(site, tx, type, [await getRow(tx, type, id, purpose?.slice(0, 200))]))[0],
        { soft: true },
      )
    })

    app.patch(
      `${path}/:id`,
      {
        config: { access: 'signed-in' },
        schema: { tags, summary: `Sửa: ${title}`, body: schemaOf(type, 'change') },
        attachValidation: true,
      },
      async (request) => {
        const { id } = request.params as { id: string }
        const { version, unit: _unit, ...input } = bodyOf(request)
        const patch = readInput(type, input, { partial: true })
        return site.database.transaction(request.actor, async (tx) => {
          await checkUnmasked(tx, type, id, patch)
          await checkReferences(tx, type, patch)
          const row = await changeRow(tx, type, id, Number(version), patch as Input<typeof type>)
          return (await shown(site, tx, type, [row]))[0]
        })
      },
    )

    if (Object.values(type.fields).some((field) => field.spec.mask))
      app.post(
        `${path}/:id/reveal`,
        {
          config: { access: 'signed-in', rateLimit: { max: REVEALS_A_MINUTE_MAX, timeWindow: 60_000 } },
          schema: { tags, summary: `Hiện đầy đủ một trường: ${title}` },
        },
        async (request) => {
          const { id } = request.params as { id: string }
          const { field, purpose } = bodyOf(request)
          return site.database.transaction(request.actor, (tx) =>
            revealField(tx, type, id, { field: String(field ?? ''), purpose: String(purpose ?? '') }),
          )
        },
      )

    app.get(
      `${path}/:id/timeline`,
      { config: { access: 'signed-in' }, schema: { tags, summary: `Nhật ký: ${title}` } },
      async (request) => {
        const { id } = request.params as { id: string }
        const before = Number((request.query as { after?: string }).after)
        return site.database.transaction(request.actor, async (tx) => {
          await getRow(tx, type, id, 'xem nhật ký')
          const items = await timeline(
            tx,
            id,
            Number.isSafeInteger(before) && before > 0 ? { before, limit: 50 } : { limit: 50 },
          )
          return {
            items: items.map((fact) => factShown(site, type, fact)),
            next: items.length === 50 ? String(items.at(-1)?.seq) : null,
          }
        })
      },
    )

    app.get(
      `${path}/:id/comments`,
      { config: { access: 'officer' }, schema: { tags, summary: `Ý kiến: ${title}` } },
      async (request) => {
        const { id } = request.params as { id: string }
        return site.database.transaction(request.actor, async (tx) => {
          await getRow(tx, type, id, 'xem ý kiến')
          return { rows: await listComments(tx, type, id) }
        })
      },
    )

    app.post(
      `${path}/:id/comments`,
      { config: { access: 'officer' }, schema: { tags, summary: `Thêm ý kiến: ${title}` } },
      async (request, reply) => {
        const { id } = request.params as { id: string }
        const text = String(bodyOf(request).text ?? '')
        const comment = await site.database.transaction(request.actor, async (tx) => {
          await getRow(tx, type, id, 'thêm ý kiến')
          return addComment(tx, type, id, text)
        })
        return reply.status(201).send(comment)
      },
    )
  }
}

/** Whole values one person may ask for in a minute: enough for work, too few to leaf through a list. */
const REVEALS_A_MINUTE_MAX = 20

/** The body as an object; anything else is refused by name. */
export function bodyOf(request: FastifyRequest): Record<string, unknown> {
  const { body } = request
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refuseChannel['bad-body']({ reason: 'cần một đối tượng JSON' })
  const { csrf: _csrf, ...rest } = body as Record<string, unknown>
  return rest
}

function listQuerySchema(type: RecordType): Record<string, unknown> {
  const string = { type: 'string' }
  const properties: Record<string, unknown> = {
    q: string,
    sort: { type: 'string', description: [...type.list.sorts].join(', ') },
    after: string,
    limit: string,
    scope: string,
    purpose: string,
  }
  for (const name of type.list.filters) properties[`f.${name}`] = {}
  return { type: 'object', properties, additionalProperties: true }
}

/** A fact as a line of the timeline. */
export function factShown(site: Site, type: RecordType, fact: Awaited<ReturnType<typeof timeline>>[number]) {
  const flow = [...site.flows.values()].find((one) => one.record.table === type.table)
  const move = flow?.moves[fact.kind]
  const usual: Record<string, { vi: string; en: string }> = {
    created: { vi: 'Tạo mới', en: 'Created' },
    changed: { vi: 'Sửa', en: 'Changed' },
    read: { vi: 'Xem', en: 'Read' },
    commented: { vi: 'Thêm ý kiến', en: 'Commented' },
    imported: { vi: 'Nhập từ tệp', en: 'Imported' },
    taken: { vi: 'Nhận việc', en: 'Taken' },
    assigned: { vi: 'Giao việc', en: 'Assigned' },
    recalled: { vi: 'Thu hồi', en: 'Recalled' },
  }
  return {
    seq: fact.seq,
    at: fact.at,
    kind: fact.kind,
    actor: { name: fact.actor_name, unit: fact.actor_unit_name },
    words: move?.label ?? type.words.facts?.[fact.kind] ?? usual[fact.kind] ?? { vi: fact.kind, en: fact.kind },
    details: saidWith(move, fact.data),
    data: fact.data,
  }
}

const DETAIL_LENGTH_MAX = 2_000
type Detail = { label: Words | null; text: Words | string }

/** The remark and the texts that a mover gave, by the move's own words, wherever the record keeps them now. */
function saidWith(move: Flow['moves'][string] | undefined, data: unknown): Detail[] {
  const { note, changes, said } = (data ?? {}) as {
    note?: unknown
    changes?: Record<string, unknown>
    said?: { label: Words; text: Words }[]
  }
  // What the task asked of its officer stands in the fact itself, in both languages.
  const found: Detail[] = move && Array.isArray(said) ? [...said] : []
  const after = Object.entries(changes ?? {}).map(([name, change]) => [name, (change as unknown[])[1]] as const)
  for (const [name, label] of Object.entries(move?.labels ?? {})) {
    const values = after.flatMap(([field, value]) =>
      field === name
        ? [value]
        : typeof value === 'object' && value !== null && !Array.isArray(value)
          ? [(value as Record<string, unknown>)[name]]
          : [],
    )
    const text = values.find((value) => typeof value === 'string' && value !== '' && value !== '•')
    if (text !== undefined && !move?.choices?.[name])
      found.push({ label, text: String(text).slice(0, DETAIL_LENGTH_MAX) })
  }
  if (typeof note === 'string' && note !== '') found.push({ label: null, text: note.slice(0, DETAIL_LENGTH_MAX) })
  return found
}
