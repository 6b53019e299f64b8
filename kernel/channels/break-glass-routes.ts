import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { notify } from '#kernel/cases'
import { breakGlass, metaOf, type RecordType, readBroken, sealedRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import {
  checkReason,
  findUnit,
  getOpening,
  type Opening,
  openingsToReview,
  ownOpenings,
  REVIEW_WORKING_DAYS,
  refuseBreakGlass,
  reviewersOf,
  reviewOpening,
} from '#kernel/trust'
import {
  breakGlassPage,
  breakGlassTitle,
  brokenRowPage,
  confirmBreakPage,
  reviewPage,
  reviewTitle,
} from './break-glass-page.ts'
import { bodyOf, shown } from './record-routes.ts'
import { readForm, sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'
import { workingDaysFrom } from './tracker-routes.ts'

const SHEETS = ['/face/sight.css']
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })
const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id
const queryOf = (request: FastifyRequest, name: string): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, 120) : ''
}

/** Opening a row in an emergency, reading it while it lasts, and the review afterwards. */
export function breakGlassRoutes(site: Site, app: FastifyInstance): void {
  const { database } = site
  const types = [...site.types.values()].filter((type) => type.breakGlass)
  if (types.length === 0) return
  const tags = ['break-glass']
  const opening = {
    access: 'officer' as const,
    roles: [...new Set(types.flatMap((type) => type.breakGlass?.roles ?? []))],
  }
  const reviewing = {
    access: 'officer' as const,
    roles: [...new Set(types.flatMap((type) => type.breakGlass?.reviewedBy ?? []))],
  }
  const dangerous = { ...opening, fresh: true, rateLimit: { max: 30, timeWindow: 60_000 } }
  const titles = new Map(types.map((type) => [`${type.system}/${type.name}`, type.words.title]))
  const typeOf = (path: string): RecordType => {
    const type = types.find((one) => `${one.system}/${one.name}` === path)
    if (!type) throw refuseBreakGlass['not-offered']({ title: path.slice(0, 60) })
    return type
  }
  const offered = (request: FastifyRequest) =>
    types
      .filter((type) => request.actor.roles.some((grant) => type.breakGlass?.roles.includes(grant.role)))
      .map((type) => ({ path: `${type.system}/${type.name}`, title: type.words.title }))

  /** Opens, and tells the citizen and the reviewers in the same transaction. */
  const open = async (
    tx: Tx,
    type: RecordType,
    name: string,
    why: { emergency: string; reason: string },
  ): Promise<{ id: string; until: Date; recordId: string }> => {
    const made = await breakGlass(tx, type, name, why, workingDaysFrom(tx, REVIEW_WORKING_DAYS))
    if (!made.again) {
      const { vi, en } = type.words.title
      await notify(
        tx,
        { person: made.subject },
        {
          title: {
            vi: `${vi} ${made.sealed.title} của bạn vừa được mở khẩn cấp`,
            en: `Your ${en.toLowerCase()} ${made.sealed.title} was opened in an emergency`,
          },
          body: {
            vi: `Người mở: ${tx.actor.name}. Lý do: ${why.reason.trim()}`,
            en: `Opened by ${tx.actor.name}. Reason: ${why.reason.trim()}`,
          },
          link: '/toi/ai-da-xem',
          key: `break-glass:${made.id}`,
        },
      )
      await notify(
        tx,
        { accounts: await reviewersOf(tx, type.breakGlass?.reviewedBy ?? [], made.sealed.unit) },
        {
          title: {
            vi: `Cần xem xét: mở khẩn cấp ${made.sealed.title}`,
            en: `To review: ${made.sealed.title} was opened`,
          },
          body: {
            vi: `${tx.actor.name} đã mở. Xem xét trong ${REVIEW_WORKING_DAYS} ngày làm việc.`,
            en: `Opened by ${tx.actor.name}. Review within ${REVIEW_WORKING_DAYS} working days.`,
          },
          link: '/quan-tri/mo-khan-cap',
          key: `break-glass:${made.id}:review`,
        },
      )
    }
    return { id: made.id, until: made.until, recordId: made.sealed.id }
  }

  const formPage = async (request: FastifyRequest, values: Record<string, unknown>, errors?: Record<string, Words>) => {
    const { own, now } = await database.transaction(
      request.actor,
      async (tx) => ({ own: await ownOpenings(tx), now: tx.now }),
      { soft: true },
    )
    return {
      title: breakGlassTitle,
      body: breakGlassPage(
        { types: offered(request), own, now, csrf: request.csrf, values, ...(errors ? { errors } : {}) },
        request.lang,
      ),
      sheets: SHEETS,
    }
  }

  app.get('/mo-khan-cap', { config: opening, schema: { hide: true } }, async (request, reply) => {
    const only = offered(request)
    const type = queryOf(request, 'type') || (only.length === 1 ? only[0]?.path : '')
    return sendPage(site, request, reply, await formPage(request, { type, name: queryOf(request, 'name') }))
  })

  app.post(
    '/mo-khan-cap',
    { config: { ...dangerous, ownCsrf: true }, schema: { hide: true } },
    async (request, reply) => {
      const sent = await readForm(site, request)
      const values = Object.fromEntries(
        ['type', 'name', 'emergency', 'reason'].map((name) => [name, sent.get(name) ?? '']),
      ) as Record<'type' | 'name' | 'emergency' | 'reason', string>
      try {
        const type = typeOf(values.type)
        if (sent.get('act') === 'open') {
          const made = await database.transaction(request.actor, (tx) => open(tx, type, values.name, values))
          return reply.redirect(`/mo-khan-cap/${made.id}`, 303)
        }
        const sealed = await database.transaction(request.actor, async (tx) => {
          checkReason(values)
          const found = await sealedRow(tx, type, values.name)
          return { ...found, unitName: (await findUnit(tx, found.unit))?.name ?? '' }
        })
        return sendPage(site, request, reply, {
          title: breakGlassTitle,
          body: confirmBreakPage(
            { values, title: sealed.title, typeTitle: type.words.title, unit: sealed.unitName, csrf: request.csrf },
            request.lang,
          ),
          sheets: SHEETS,
        })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        // What was typed comes back with what is wrong beside it: nothing of the row is on the page.
        const field = error.field ?? (error.kind === 'missing' || error.kind === 'conflict' ? 'name' : '')
        return sendPage(
          site,
          request,
          reply.status(statusOf[error.kind]),
          await formPage(request, values, { [field]: said(error) }),
        )
      }
    },
  )

  const read = (request: FastifyRequest) =>
    database.transaction(
      request.actor,
      async (tx) => {
        const found = await readBroken(tx, site.types, idOf(request))
        const [row = {}] = await shown(site, tx, found.type, [found.row])
        return { ...found, row }
      },
      { soft: true },
    )

  app.get('/mo-khan-cap/:id', { config: opening, schema: { hide: true } }, async (request, reply) => {
    const { opening: one, type, row } = await read(request)
    return sendPage(site, request, reply, {
      title: one.title,
      body: brokenRowPage(
        { opening: one, typeTitle: type.words.title, fields: metaOf(type, request.actor).fields, row },
        request.lang,
      ),
      sheets: SHEETS,
    })
  })

  app.post(
    '/api/v1/break-glass',
    { config: dangerous, schema: { tags, summary: 'Mở khẩn cấp một bản ghi' } },
    async (request, reply) => {
      const body = bodyOf(request)
      const type = typeOf(`${String(body.system ?? '')}/${String(body.record ?? '')}`)
      const made = await database.transaction(request.actor, (tx) =>
        open(tx, type, String(body.id ?? body.number ?? ''), {
          emergency: String(body.emergency ?? ''),
          reason: String(body.reason ?? ''),
        }),
      )
      return reply.status(201).send(made)
    },
  )

  app.get(
    '/api/v1/break-glass/:id',
    { config: opening, schema: { tags, summary: 'Xem bản ghi đã mở khẩn cấp' } },
    async (request) => {
      const { opening: one, row } = await read(request)
      return { opening: openingShown(one), record: row }
    },
  )

  // ------------------------------------------------------------------------------------------------ review

  const queue = async (request: FastifyRequest) =>
    database.transaction(
      request.actor,
      async (tx) => ({
        waiting: await openingsToReview(tx, 'waiting'),
        done: (await openingsToReview(tx, 'reviewed')).slice(0, 20),
        now: tx.now,
      }),
      { soft: true },
    )

  /** The finding, and whoever it concerns is told: the one who opened, and the citizen. */
  const review = async (tx: Tx, id: string, value: { verdict: string; note: string }): Promise<Opening> => {
    const done = await reviewOpening(tx, id, value)
    const good = done.verdict === 'justified'
    const finding = good ? { vi: 'chính đáng', en: 'justified' } : { vi: 'không chính đáng', en: 'not justified' }
    await notify(
      tx,
      { accounts: [done.account] },
      {
        title: {
          vi: `Lần mở khẩn cấp ${done.title} được kết luận là ${finding.vi}`,
          en: `The emergency opening of ${done.title} was found ${finding.en}`,
        },
        ...(done.note ? { body: { vi: done.note, en: done.note } } : {}),
        link: '/mo-khan-cap',
        key: `break-glass:${id}:reviewed`,
      },
    )
    const subjects = await tx.asHouse(() =>
      tx.query<{ person: string }>('select unnest(subjects) as person from sen.break_glass where id = $1', [id]),
    )
    for (const { person } of subjects)
      await notify(
        tx,
        { person },
        {
          title: {
            vi: `Việc mở khẩn cấp ${done.title} được kết luận là ${finding.vi}`,
            en: `The emergency opening of ${done.title} was found ${finding.en}`,
          },
          link: '/toi/ai-da-xem',
          key: `break-glass:${id}:reviewed`,
        },
      )
    return done
  }

  app.get('/quan-tri/mo-khan-cap', { config: reviewing, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, {
      title: reviewTitle,
      body: reviewPage(
        { ...(await queue(request)), csrf: request.csrf, titles, saved: queryOf(request, 'da-ghi') === '1' },
        request.lang,
      ),
      sheets: SHEETS,
    }),
  )

  app.post(
    '/quan-tri/mo-khan-cap/:id',
    { config: { ...reviewing, ownCsrf: true }, schema: { hide: true } },
    async (request, reply) => {
      const sent = await readForm(site, request)
      const values = { verdict: sent.get('verdict') ?? '', note: sent.get('note') ?? '' }
      try {
        await database.transaction(request.actor, (tx) => review(tx, idOf(request), values))
      } catch (error) {
        if (!(error instanceof Refusal) || !error.field) throw error
        return sendPage(site, request, reply.status(statusOf[error.kind]), {
          title: reviewTitle,
          body: reviewPage(
            {
              ...(await queue(request)),
              csrf: request.csrf,
              titles,
              saved: false,
              again: { id: idOf(request), values, errors: { [error.field]: said(error) } },
            },
            request.lang,
          ),
          sheets: SHEETS,
        })
      }
      return reply.redirect('/quan-tri/mo-khan-cap?da-ghi=1', 303)
    },
  )

  app.get(
    '/api/v1/break-glass',
    { config: reviewing, schema: { tags, summary: 'Các lần mở khẩn cấp cần xem xét' } },
    async (request) => {
      const { waiting, done } = await queue(request)
      return { waiting: waiting.map(openingShown), reviewed: done.map(openingShown) }
    },
  )

  app.post(
    '/api/v1/break-glass/:id/review',
    { config: reviewing, schema: { tags, summary: 'Kết luận một lần mở khẩn cấp' } },
    async (request) => {
      const body = bodyOf(request)
      return database.transaction(request.actor, async (tx) => {
        const done = await review(tx, idOf(request), {
          verdict: String(body.verdict ?? ''),
          note: String(body.note ?? ''),
        })
        return openingShown(await getOpening(tx, done.id))
      })
    },
  )
}

function openingShown(one: Opening) {
  return {
    id: one.id,
    at: one.at,
    until: one.until,
    by: { name: one.account_name, unit: one.account_unit_name },
    system: one.system,
    record: one.record,
    recordId: one.record_id,
    title: one.title,
    unit: one.unit_name,
    emergency: one.emergency,
    reason: one.reason,
    dueAt: one.due_at,
    reviewedAt: one.reviewed_at,
    reviewer: one.reviewer_name,
    verdict: one.verdict,
    note: one.note,
  }
}
