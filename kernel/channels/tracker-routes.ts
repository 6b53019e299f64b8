import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { addWorkingDays } from '#ground/working-time'
import { calendarOfUnit, notify } from '#kernel/cases'
import type { Tx } from '#kernel/store'
import {
  answerObjection,
  getTrackedFact,
  type Objection,
  objectionRoles,
  objectionsToAnswer,
  objectTo,
  proveFact,
  refuseTracker,
  reviewersOf,
  trackedFacts,
  trackerChoices,
} from '#kernel/trust'
import { bodyOf } from './record-routes.ts'
import { readForm, sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'
import {
  linesOf,
  objectionsPage,
  objectionsTitle,
  type TrackerAsked,
  trackedFactPage,
  trackerPage,
  trackerTitle,
  unsealedPage,
} from './tracker-page.ts'

const SHEETS = ['/face/sight.css']
const OBJECTIONS_AN_HOUR_MAX = 20
/** Answered within two working days, as any request of a person about her data (Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP). */
const ANSWER_WORKING_DAYS = 2

const seqOf = (request: FastifyRequest): number => Number((request.params as { seq: string }).seq)
const textOf = (request: FastifyRequest, name: string): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, 60) : ''
}
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

/** Working days from now by the calendar of a unit. */
export const workingDaysFrom =
  (tx: Tx, days: number) =>
  async (unit: string): Promise<Date> => {
    const { get } = await calendarOfUnit(tx, unit)
    return addWorkingDays(await get(), tx.now, days)
  }

/** An objection is told to whoever answers it. */
async function object(tx: Tx, seq: number, text: string): Promise<{ id: string; dueAt: Date }> {
  const { id, unit, dueAt } = await objectTo(tx, seq, text, workingDaysFrom(tx, ANSWER_WORKING_DAYS))
  await notify(
    tx,
    { accounts: await reviewersOf(tx, objectionRoles, unit) },
    {
      title: { vi: 'Người dân phản đối một lần xem dữ liệu', en: 'A citizen objects to a look at her data' },
      body: { vi: 'Trả lời trong 2 ngày làm việc.', en: 'To be answered within two working days.' },
      link: '/quan-tri/phan-doi',
      key: `objection:${id}`,
    },
  )
  return { id, dueAt }
}

/** The citizen's tracker, proofs of its lines, objections and their answers. */
export function trackerRoutes(site: Site, app: FastifyInstance): void {
  const { database } = site
  const tags = ['tracker']
  const mine = { access: 'signed-in' as const }
  const answering = { access: 'officer' as const, roles: [...objectionRoles] }
  const rateLimit = { max: OBJECTIONS_AN_HOUR_MAX, timeWindow: 3_600_000 }

  const asked = (request: FastifyRequest): TrackerAsked => {
    const before = Number(textOf(request, 'truoc'))
    return {
      month: textOf(request, 'thang'),
      unit: textOf(request, 'don-vi'),
      own: textOf(request, 'ca-toi') === '1',
      before: Number.isSafeInteger(before) && before > 0 ? before : null,
    }
  }

  app.get('/toi/ai-da-xem', { config: mine, schema: { hide: true } }, async (request, reply) => {
    const query = asked(request)
    const data = await database.transaction(
      request.actor,
      async (tx) => {
        const page = await trackedFacts(tx, {
          ...(query.before ? { before: query.before } : {}),
          ...(query.month ? { month: query.month } : {}),
          ...(query.unit ? { unit: query.unit } : {}),
          own: query.own,
        })
        return { lines: await linesOf(site, tx, page.rows), next: page.next, choices: await trackerChoices(tx) }
      },
      { soft: true },
    )
    return sendPage(site, request, reply, {
      title: trackerTitle,
      body: trackerPage({ ...data, asked: query }, request.lang),
      sheets: SHEETS,
    })
  })

  const showOne = async (request: FastifyRequest) =>
    database.transaction(
      request.actor,
      async (tx) => (await linesOf(site, tx, [await getTrackedFact(tx, seqOf(request))]))[0],
      { soft: true },
    )

  app.get('/toi/ai-da-xem/:seq', { config: mine, schema: { hide: true } }, async (request, reply) => {
    const line = await showOne(request)
    if (!line) throw refuseTracker.missing()
    return sendPage(site, request, reply, {
      title: line.what,
      body: trackedFactPage({ line, csrf: request.csrf, sent: textOf(request, 'da-gui') === '1' }, request.lang),
      sheets: SHEETS,
    })
  })

  app.post(
    '/toi/ai-da-xem/:seq',
    { config: { ...mine, ownCsrf: true, rateLimit }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const text = form.get('text') ?? ''
      try {
        await database.transaction(request.actor, (tx) => object(tx, seqOf(request), text))
      } catch (error) {
        if (!(error instanceof Refusal) || error.field !== 'text') throw error
        const line = await showOne(request)
        if (!line) throw error
        return sendPage(site, request, reply.status(statusOf[error.kind]), {
          title: line.what,
          body: trackedFactPage(
            { line, csrf: request.csrf, sent: false, values: { text }, errors: { text: said(error) } },
            request.lang,
          ),
          sheets: SHEETS,
        })
      }
      return reply.redirect(`/toi/ai-da-xem/${seqOf(request)}?da-gui=1`, 303)
    },
  )

  /** Only for a line about her: asked first, so that nobody leafs through the log by proofs. */
  const proof = (request: FastifyRequest) =>
    database.transaction(
      request.actor,
      async (tx) => {
        const { seq } = await getTrackedFact(tx, seqOf(request))
        return proveFact(tx, seq)
      },
      { soft: true },
    )

  app.get('/toi/ai-da-xem/:seq/bang-chung', { config: mine, schema: { hide: true } }, async (request, reply) => {
    const found = await proof(request)
    if (!found) {
      const refusal = refuseTracker['not-sealed']()
      return sendPage(site, request, reply.status(statusOf[refusal.kind]).header('retry-after', '5'), {
        title: said(refusal),
        body: unsealedPage(seqOf(request), refusal.say(request.lang), request.lang),
      })
    }
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="bang-chung-${found.fact.seq}.json"`)
      .send(`${JSON.stringify(found, null, 2)}\n`)
  })

  app.get(
    '/api/v1/tracker',
    { config: mine, schema: { tags, summary: 'Ai đã xem dữ liệu của tôi' } },
    async (request) => {
      const before = Number(textOf(request, 'before'))
      const limit = Number(textOf(request, 'limit'))
      return database.transaction(
        request.actor,
        async (tx) => {
          const page = await trackedFacts(tx, {
            ...(Number.isSafeInteger(before) && before > 0 ? { before } : {}),
            ...(Number.isSafeInteger(limit) && limit > 0 ? { limit } : {}),
            ...(textOf(request, 'month') ? { month: textOf(request, 'month') } : {}),
            ...(textOf(request, 'unit') ? { unit: textOf(request, 'unit') } : {}),
            own: textOf(request, 'own') === 'true',
          })
          return { rows: await linesOf(site, tx, page.rows), next: page.next === null ? null : String(page.next) }
        },
        { soft: true },
      )
    },
  )

  app.get(
    '/api/v1/tracker/:seq/proof',
    { config: mine, schema: { tags, summary: 'Bằng chứng của một dòng nói về tôi' } },
    async (request) => {
      const found = await proof(request)
      if (!found) throw refuseTracker['not-sealed']()
      return found
    },
  )

  app.post(
    '/api/v1/tracker/:seq/objection',
    { config: { ...mine, rateLimit }, schema: { tags, summary: 'Phản đối một lần xem dữ liệu của tôi' } },
    async (request, reply) => {
      const made = await database.transaction(request.actor, (tx) =>
        object(tx, seqOf(request), String(bodyOf(request).text ?? '')),
      )
      return reply.status(201).send(made)
    },
  )

  // ------------------------------------------------------------------------------------------------ answers

  /** What each objection is about, without opening the record: the officer who answers needs no more to begin. */
  const whatOf = (one: Objection): Words => {
    const type = site.types.get(`${one.fact_system}/${one.fact_record}`)
    const kind = one.fact_kind ?? ''
    const label = type?.words.title ?? { vi: one.fact_record ?? '', en: one.fact_record ?? '' }
    return { vi: `${label.vi} (${kind}, số ${one.seq})`, en: `${label.en} (${kind}, number ${one.seq})` }
  }

  const objections = async (
    request: FastifyRequest,
    more: Pick<Parameters<typeof objectionsPage>[0], 'again'> & { saved: boolean },
  ) => {
    const data = await database.transaction(
      request.actor,
      async (tx) => ({
        waiting: await objectionsToAnswer(tx, 'waiting'),
        done: (await objectionsToAnswer(tx, 'answered')).slice(0, 20),
        now: tx.now,
      }),
      { soft: true },
    )
    const withWhat = (list: readonly Objection[]) => list.map((objection) => ({ objection, what: whatOf(objection) }))
    return objectionsPage(
      { waiting: withWhat(data.waiting), done: withWhat(data.done), now: data.now, csrf: request.csrf, ...more },
      request.lang,
    )
  }

  app.get('/quan-tri/phan-doi', { config: answering, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, {
      title: objectionsTitle,
      body: await objections(request, { saved: textOf(request, 'da-tra-loi') === '1' }),
      sheets: SHEETS,
    }),
  )

  app.post(
    '/quan-tri/phan-doi/:id',
    { config: { ...answering, ownCsrf: true }, schema: { hide: true } },
    async (request, reply) => {
      const form = await readForm(site, request)
      const { id } = request.params as { id: string }
      const values = { outcome: form.get('outcome') ?? '', answer: form.get('answer') ?? '' }
      try {
        await database.transaction(request.actor, async (tx) => {
          const done = await answerObjection(tx, id, values)
          await notify(
            tx,
            { person: done.person },
            {
              title: { vi: 'Phản đối của bạn đã được trả lời', en: 'Your objection was answered' },
              link: `/toi/ai-da-xem/${done.seq}`,
              key: `objection:${id}:answered`,
            },
          )
        })
      } catch (error) {
        if (!(error instanceof Refusal) || !error.field) throw error
        return sendPage(site, request, reply.status(statusOf[error.kind]), {
          title: objectionsTitle,
          body: await objections(request, {
            saved: false,
            again: { id, values, errors: { [error.field]: said(error) } },
          }),
          sheets: SHEETS,
        })
      }
      return reply.redirect('/quan-tri/phan-doi?da-tra-loi=1', 303)
    },
  )
}
