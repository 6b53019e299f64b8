import type { FastifyInstance } from 'fastify'
import { isUuid, uuidv7 } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { nfc } from '#ground/text'
import type { Schema, Tx } from '#kernel/store'
import { sight } from '#kernel/trust'
import type { Site } from './site.ts'

export const refuseView = refusals('view', {
  'no-name': {
    kind: 'invalid',
    vi: 'Hãy đặt tên cho góc nhìn, từ 1 đến {max} ký tự.',
    en: 'Name the view, 1 to {max} characters.',
  },
  'no-list': {
    kind: 'invalid',
    vi: 'Không có danh sách "{place}" để lưu góc nhìn. Hãy mở danh sách rồi lưu lại.',
    en: 'There is no list “{place}” to keep a view of. Open the list and save again.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Góc nhìn này quá dài để lưu (tối đa {max} ký tự). Hãy bớt điều kiện lọc.',
    en: 'This view is too long to keep (at most {max} characters). Use fewer filters.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Bạn đã lưu {max} góc nhìn cho danh sách này. Hãy xóa bớt trước khi lưu thêm.',
    en: 'You keep {max} views of this list. Delete some before keeping another.',
  },
  'not-there': {
    kind: 'forbidden',
    vi: 'Chỉ dùng chung được trong đơn vị mà bạn đang giữ vai trò.',
    en: 'A view is shared only in a unit where you hold a role.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy góc nhìn này trong các góc nhìn của bạn.',
    en: 'There is no such view among yours.',
  },
})

export const viewLimits = { nameMax: 60, contentMax: 8_000, viewsMax: 50 } as const

/** Ways of looking at a list that somebody keeps, on every device she signs in at; shared with a unit if she wants. */
export const savedViewSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.saved_view',
      comment:
        'Kept ways of looking at a list: filters, order, columns; a shared one is read by the officers of a unit',
      columns: {
        id: { type: 'uuid' },
        account: { type: 'uuid' },
        place: { type: 'text' },
        name: { type: 'text' },
        content: { type: 'jsonb' },
        shared_unit: { type: 'uuid', nullable: true },
        saved_at: { type: 'timestamptz' },
      },
      primaryKey: ['id'],
      unique: { name: ['account', 'place', 'name'] },
      foreignKeys: {
        account: { columns: ['account'], table: 'sen.account', references: ['id'], onDelete: 'cascade' },
        shared_unit: { columns: ['shared_unit'], table: 'sen.unit', references: ['id'] },
      },
      indexes: { shared: { on: 'place, shared_unit', where: 'shared_unit is not null' } },
      policies: {
        read: { for: 'select', using: `account = ${sight.me} or shared_unit = any(${sight.anyReach})` },
        add: { for: 'insert', check: `account = ${sight.me}` },
        change: { for: 'update', using: `account = ${sight.me}`, check: `account = ${sight.me}` },
        remove: { for: 'delete', using: `account = ${sight.me}` },
      },
      grants: ['select', 'insert', 'update', 'delete'],
    },
  ],
}

export interface SavedView {
  id: string
  name: string
  content: Record<string, unknown>
  /** Of the actor; another's shared view can be used, not changed. */
  mine: boolean
  by: string
  shared: boolean
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Views of one list: her own first, then those shared with her units. */
export function listViews(tx: Tx, place: string): Promise<SavedView[]> {
  return tx.query<SavedView>(
    `select v.id, v.name, v.content, v.account = $2 as mine, coalesce(a.name, '') as by, v.shared_unit is not null as shared
       from sen.saved_view v left join sen.account a on a.id = v.account
      where v.place = $1 order by (v.account = $2) desc, v.name, v.id limit ${viewLimits.viewsMax}`,
    [place, tx.actor.account],
  )
}

/**
 * Keeps a view under its name; the same name again replaces it. `unit`: shared with the officers of that unit.
 * Refuses view.no-name, .too-large, .too-many, .not-there.
 */
export async function saveView(
  tx: Tx,
  given: { place: string; name: string; content: Record<string, unknown>; unit: string | null },
): Promise<SavedView[]> {
  const { nameMax, contentMax, viewsMax } = viewLimits
  const name = nfc(given.name).trim()
  if (name === '' || name.length > nameMax) throw refuseView['no-name']({ max: nameMax }, 'name')
  const content = JSON.stringify(given.content)
  if (content.length > contentMax) throw refuseView['too-large']({ max: contentMax })
  if (given.unit !== null && !tx.actor.roles.some((held) => held.unit === given.unit))
    throw refuseView['not-there']({}, 'unit')
  const kept = await tx.one<{ n: number }>(
    'select count(*)::int as n from sen.saved_view where account = $1 and place = $2 and name <> $3',
    [tx.actor.account, given.place, name],
  )
  if ((kept?.n ?? 0) >= viewsMax) throw refuseView['too-many']({ max: viewsMax })
  await tx.query(
    `insert into sen.saved_view (id, account, place, name, content, shared_unit, saved_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (account, place, name) do update set content = excluded.content, shared_unit = excluded.shared_unit, saved_at = excluded.saved_at`,
    [uuidv7(tx.now), tx.actor.account, given.place, name, content, given.unit, tx.now],
  )
  return listViews(tx, given.place)
}

/** Forgets a view of hers. Refuses view.missing. */
export async function deleteView(tx: Tx, id: string): Promise<void> {
  const gone = isUuid(id)
    ? await tx.query('delete from sen.saved_view where id = $1 and account = $2 returning 1', [id, tx.actor.account])
    : []
  if (gone.length === 0) throw refuseView.missing()
}

/** Kept views of lists, for the officer's application. */
export function viewRoutes(site: Site, app: FastifyInstance): void {
  const tags = ['views']
  const config = { access: 'officer' as const }
  const placeOf = (text: unknown): string => {
    const place = typeof text === 'string' ? text.slice(0, 120) : ''
    if (place !== 'kernel/task' && !site.types.has(place)) throw refuseView['no-list']({ place })
    return place
  }
  app.get(
    '/api/v1/views',
    { config, schema: { tags, summary: 'Góc nhìn đã lưu của một danh sách' } },
    async (request) => {
      const place = placeOf((request.query as { place?: string }).place)
      return { rows: await site.database.transaction(request.actor, (tx) => listViews(tx, place), { soft: true }) }
    },
  )
  app.post(
    '/api/v1/views',
    {
      config,
      schema: { tags, summary: 'Lưu một góc nhìn' },
    },
    async (request) => {
      const body = (request.body ?? {}) as Record<string, unknown>
      const place = placeOf(body.place)
      return {
        rows: await site.database.transaction(request.actor, (tx) =>
          saveView(tx, {
            place,
            name: typeof body.name === 'string' ? body.name : '',
            content: isObject(body.content) ? body.content : {},
            unit: typeof body.unit === 'string' ? body.unit : null,
          }),
        ),
      }
    },
  )
  app.delete('/api/v1/views/:id', { config, schema: { tags, summary: 'Xóa một góc nhìn' } }, async (request, reply) => {
    await site.database.transaction(request.actor, (tx) => deleteView(tx, (request.params as { id: string }).id))
    return reply.status(204).send()
  })
}
