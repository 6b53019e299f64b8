import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays, localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import { fold } from '#ground/text'
import { type Html, type Http, readForm, type Site, sendPage, statusOf } from '#kernel/channels'
import { choice, text } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { readBody } from '../fees/reading.ts'
import {
  bookingPage,
  centresPage,
  displayBody,
  displayPage,
  kioskPage,
  phonePage,
  slipPage,
  standingBody,
} from './pages.ts'
import {
  actOnTicket,
  arrive,
  bookTicket,
  callNext,
  countersOf,
  currentAt,
  desksOf,
  displayOf,
  getCentre,
  getRule,
  giveUp,
  keepCounter,
  kindsOn,
  placeOf,
  servicesOf,
  slotsOf,
  standingOf,
  type TicketRow,
  takeTicket,
  waitingAt,
} from './queue.ts'
import { counterRoles } from './records.ts'
import { refuse } from './refusals.ts'
import { ticketActs } from './rules.ts'
import { waitingNow } from './waiting.ts'

const w = (vi: string, en: string) => ({ vi, en })
/** Numbers a minute from one address: a kiosk that hands them out as fast as people can press. */
const TAKEN_A_MINUTE_MAX = 30
const ACTS_A_MINUTE_MAX = 20
/** Looks a minute: a page asks every five seconds, and a family shares an address. */
const LOOKS_A_MINUTE_MAX = 240
const CENTRES_SHOWN = 110
const DAYS_SHOWN = 7

/** Kiosk, phone and hall screen for everybody; the calling desk for who sits at a counter. */
export function ticketRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const limited = (max: number, name: string) => ({
    max,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => `${name}:${request.ip}`,
  })
  const looked = {
    config: { access: 'public' as const, rateLimit: limited(LOOKS_A_MINUTE_MAX, 'hang-cho') },
    schema: { hide: true },
  }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)
  const paramOf = (request: FastifyRequest, name: string) => (request.params as Record<string, string>)[name] ?? ''
  const queryOf = (request: FastifyRequest, name: string): string => {
    const value = (request.query as Record<string, unknown>)[name]
    return typeof value === 'string' ? value.slice(0, 100) : ''
  }
  const send = (reply: FastifyReply, page: Html, status = 200) =>
    reply.status(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page.toString())
  const sheets = ['/face/one-stop/tickets.css']
  const nameOfKind = async (tx: Tx, ticket: TicketRow, lang: 'vi' | 'en') => {
    const kind = (await kindsOn(tx, ticket.day)).find((one) => one.code === ticket.kind)
    return kind ? (lang === 'vi' ? kind.name_vi : kind.name_en) : ticket.kind
  }

  // ------------------------------------------------------------------------------------------- kiosk and phone

  app.get('/lay-so', looked, async (request, reply) => {
    const q = queryOf(request, 'q').trim()
    const centres = await look(request, (tx) =>
      tx.asHouse(() =>
        tx.query<{ name: string; commune: string | null }>(
          "select name, commune from sen.unit where kind in ('province-one-stop', 'commune-one-stop') and valid_to is null order by kind desc, name limit 400",
        ),
      ),
    )
    const sought = fold(q)
    return sendPage(
      site,
      request,
      reply,
      centresPage(
        {
          q,
          centres: centres
            .filter((one) => fold(one.name).includes(sought))
            .slice(0, CENTRES_SHOWN)
            .map((one) => ({ name: one.name, place: placeOf(one) })),
        },
        request.lang,
      ),
    )
  })

  const kiosk = async (request: FastifyRequest, reply: FastifyReply, inHall: boolean, problem?: Refusal) => {
    const data = await look(request, async (tx) => {
      const unit = await getCentre(tx, paramOf(request, 'centre'))
      const day = localDate(tx.now)
      return {
        name: unit.name,
        kinds: await kindsOn(tx, day),
        services: servicesOf(await countersOf(tx, unit.id, day)),
        waiting: (await waitingAt(tx, unit.id)).length,
      }
    })
    return send(
      reply,
      kioskPage(
        {
          ...data,
          place: paramOf(request, 'centre'),
          csrf: request.csrf,
          sample: site.demo,
          inHall,
          ...(problem ? { problem: problem.say(request.lang) } : {}),
        },
        request.lang,
      ),
      problem ? statusOf[problem.kind] : 200,
    )
  }
  app.get('/lay-so/:centre', looked, async (request, reply) =>
    kiosk(request, reply, queryOf(request, 'tai-cho') === '1'),
  )

  app.post(
    '/lay-so/:centre',
    {
      config: { access: 'public' as const, ownCsrf: true, rateLimit: limited(TAKEN_A_MINUTE_MAX, 'lay-so') },
      schema: { hide: true },
    },
    async (request, reply) => {
      const form = await readForm(site, request)
      const inHall = form.get('tai-cho') === '1'
      try {
        const ticket = await act(request, async (tx) =>
          takeTicket(tx, await getCentre(tx, paramOf(request, 'centre')), {
            kind: (form.get('kind') ?? '').slice(0, 40),
            service: (form.get('service') ?? '').slice(0, 40),
            source: inHall ? 'kiosk' : 'phone',
          }),
        )
        return reply.redirect(`/so-thu-tu/${ticket.code}${inHall ? '?tai-cho=1' : ''}`, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind === 'missing') throw error
        return kiosk(request, reply, inHall, error)
      }
    },
  )

  const ticketPage = async (request: FastifyRequest, reply: FastifyReply, problem?: Refusal) => {
    const data = await look(request, async (tx) => {
      const standing = await standingOf(tx, paramOf(request, 'ticket'))
      return { standing, kind: await nameOfKind(tx, standing.ticket, request.lang) }
    })
    const { code } = data.standing.ticket
    if (!problem && queryOf(request, 'tai-cho') === '1')
      return send(
        reply,
        slipPage({ ...data, followUrl: `${site.publicUrl}/so-thu-tu/${code}`, sample: site.demo }, request.lang),
      )
    return sendPage(site, request, reply.status(problem ? statusOf[problem.kind] : 200), {
      ...phonePage(
        { ...data, csrf: request.csrf, ...(problem ? { problem: problem.say(request.lang) } : {}) },
        request.lang,
      ),
      sheets,
    })
  }
  app.get('/so-thu-tu/:ticket', looked, async (request, reply) => ticketPage(request, reply))

  app.get('/so-thu-tu/:ticket/trang-thai', looked, async (request, reply) => {
    const standing = await look(request, (tx) => standingOf(tx, paramOf(request, 'ticket')))
    return reply
      .header('cache-control', 'no-store')
      .send({ state: standing.ticket.state, html: standingBody(standing, request.lang).toString() })
  })

  app.post(
    '/so-thu-tu/:ticket',
    {
      config: { access: 'public' as const, ownCsrf: true, rateLimit: limited(ACTS_A_MINUTE_MAX, 'so-thu-tu') },
      schema: { hide: true },
    },
    async (request, reply) => {
      const form = await readForm(site, request)
      const code = paramOf(request, 'ticket')
      try {
        await act(request, (tx) => (form.get('viec') === 'den' ? arrive(tx, code) : giveUp(tx, code)))
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind === 'missing') throw error
        return ticketPage(request, reply, error)
      }
      return reply.redirect(`/so-thu-tu/${code}`, 303)
    },
  )

  // ------------------------------------------------------------------------------------------------ booking

  const booking = async (
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { day: string; service: string; kind: string },
    problem?: Refusal,
  ) => {
    const data = await look(request, async (tx) => {
      const unit = await getCentre(tx, paramOf(request, 'centre'))
      const today = localDate(tx.now)
      const rule = await getRule(tx, today)
      const days: string[] = []
      for (let ahead = 0; ahead <= rule.days_ahead_max && days.length < DAYS_SHOWN; ahead++) {
        const day = addDays(today, ahead)
        if ((await slotsOf(tx, unit, day)).length > 0) days.push(day)
      }
      const day = asked.day || days[0] || today
      return {
        name: unit.name,
        days,
        day,
        slots: await slotsOf(tx, unit, day),
        kinds: await kindsOn(tx, today),
        services: servicesOf(await countersOf(tx, unit.id, today)),
        mine: await tx.query<TicketRow>(
          "select * from one_stop.ticket where holder = $1 and unit = $2 and state in ('booked', 'waiting', 'called') order by taken_at desc limit 5",
          [tx.actor.person, unit.id],
        ),
      }
    })
    return sendPage(site, request, reply.status(problem ? statusOf[problem.kind] : 200), {
      ...bookingPage(
        {
          ...data,
          place: paramOf(request, 'centre'),
          values: asked,
          csrf: request.csrf,
          ...(problem ? { problem: problem.say(request.lang) } : {}),
        },
        request.lang,
      ),
      sheets,
    })
  }
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  app.get('/lay-so/:centre/hen', mine, async (request, reply) =>
    booking(request, reply, { day: queryOf(request, 'ngay'), service: queryOf(request, 'viec'), kind: '' }),
  )
  app.post(
    '/lay-so/:centre/hen',
    {
      config: { access: 'signed-in' as const, ownCsrf: true, rateLimit: limited(ACTS_A_MINUTE_MAX, 'hen') },
      schema: { hide: true },
    },
    async (request, reply) => {
      const form = await readForm(site, request)
      const asked = {
        day: (form.get('ngay') ?? '').slice(0, 10),
        service: (form.get('service') ?? '').slice(0, 40),
        kind: (form.get('kind') ?? '').slice(0, 40),
      }
      try {
        const ticket = await act(request, async (tx) => {
          const unit = await getCentre(tx, paramOf(request, 'centre'))
          if (!tx.actor.person) throw refuse['no-slot']()
          return bookTicket(tx, unit, { ...asked, at: new Date((form.get('at') ?? '').slice(0, 40)) })
        })
        return reply.redirect(`/so-thu-tu/${ticket.code}`, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind === 'missing') throw error
        return booking(request, reply, asked, error)
      }
    },
  )

  // -------------------------------------------------------------------------------------------- hall screen

  app.get('/man-hinh/:centre', looked, async (request, reply) => {
    const display = await look(request, async (tx) => displayOf(tx, await getCentre(tx, paramOf(request, 'centre'))))
    return send(reply, displayPage({ display, place: paramOf(request, 'centre'), sample: site.demo }, request.lang))
  })
  app.get('/man-hinh/:centre/bang', looked, async (request, reply) => {
    const display = await look(request, async (tx) => displayOf(tx, await getCentre(tx, paramOf(request, 'centre'))))
    return send(reply, displayBody(display, request.lang))
  })

  // ---------------------------------------------------------------------------------------- the calling desk

  const tags = ['queue']
  const config = { access: 'officer' as const, roles: [...counterRoles] }
  const base = '/api/v1/one-stop/calling'

  const stateOf = async (tx: Tx, asked: string, counter?: string) => {
    const desks = await desksOf(tx)
    const at = counter
      ? (await tx.one<{ unit: string }>('select unit from one_stop.counter where id = $1', [counter]))?.unit
      : asked
    const desk = desks.find((one) => one.id === at) ?? desks[0]
    if (!desk) throw refuse['no-counter']()
    const day = localDate(tx.now)
    const counters = await countersOf(tx, desk.id, day)
    const kept = counters.find((counter) => counter.officer === tx.actor.account && counter.state !== 'closed')
    const kinds = await kindsOn(tx, day)
    const shown = (ticket: TicketRow) => {
      const kind = kinds.find((one) => one.code === ticket.kind)
      return {
        id: ticket.id,
        number: ticket.number,
        state: ticket.state,
        rank: ticket.rank,
        kind: kind ? w(kind.name_vi, kind.name_en) : w(ticket.kind, ticket.kind),
        service: ticket.service,
        calls: ticket.calls,
        queuedAt: ticket.queued_at,
        calledAt: ticket.last_called_at,
        servedAt: ticket.served_at,
        wanted: ticket.wanted,
        counter: ticket.counter,
        acts: ticketActs[ticket.state],
      }
    }
    const current = kept ? await currentAt(tx, kept.id) : undefined
    const dossier = current?.dossier
      ? await tx.one<{ number: string; id: string; procedure_name: string }>(
          'select id, number, procedure_name from one_stop.dossier where id = $1',
          [current.dossier],
        )
      : undefined
    const skipped = await tx.query<TicketRow>(
      "select * from one_stop.ticket where unit = $1 and day = $2 and state = 'skipped' order by skipped_at desc limit 30",
      [desk.id, day],
    )
    const [hall] = await waitingNow(tx, [desk.id])
    return {
      at: tx.now,
      desks: desks.map((one) => ({ id: one.id, name: one.name, place: placeOf(one) })),
      desk: desk.id,
      place: placeOf(desk),
      counters: counters.map((counter) => ({
        id: counter.id,
        number: counter.number,
        name: w(counter.name_vi, counter.name_en),
        services: counter.services ?? [],
        priority: counter.priority,
        state: counter.state,
        officer: counter.officer_name,
        mine: counter.officer === tx.actor.account && counter.state !== 'closed',
      })),
      current: current ? { ...shown(current), dossier: dossier ?? null } : null,
      waiting: (await waitingAt(tx, desk.id)).map(shown),
      skipped: skipped.map(shown),
      services: servicesOf(counters),
      kinds: kinds.map((kind) => ({ code: kind.code, rank: kind.rank, name: w(kind.name_vi, kind.name_en) })),
      hall: hall ?? null,
      rule: await getRule(tx, day).then((rule) => ({
        callsMax: rule.calls_max,
        priorityRunMax: rule.priority_run_max,
      })),
    }
  }

  app.get(`${base}/state`, { config, schema: { tags, summary: 'Hàng chờ tại Trung tâm' } }, async (request) =>
    act(request, (tx) => stateOf(tx, queryOf(request, 'unit'))),
  )

  app.post(`${base}/counter`, { config, schema: { tags, summary: 'Mở, tạm dừng, đóng quầy' } }, async (request) => {
    const asked = readBody(
      { counter: text({ max: 36 }).required(), act: choice('open', 'pause', 'resume', 'close').required() },
      { counter: w('Quầy', 'Counter'), act: w('Việc', 'Act') },
      request.body,
    )
    return act(request, async (tx) => {
      const counter = await keepCounter(tx, asked.counter, asked.act)
      return stateOf(tx, counter.unit)
    })
  })

  app.post(`${base}/next`, { config, schema: { tags, summary: 'Gọi số tiếp theo' } }, async (request) => {
    const asked = readBody({ counter: text({ max: 36 }).required() }, { counter: w('Quầy', 'Counter') }, request.body)
    return act(request, async (tx) => {
      await callNext(tx, asked.counter)
      return stateOf(tx, '', asked.counter)
    })
  })

  app.post(`${base}/give`, { config, schema: { tags, summary: 'Cấp số tại quầy' } }, async (request) => {
    const asked = readBody(
      {
        unit: text({ max: 36 }).required(),
        kind: text({ max: 40 }).required(),
        service: text({ max: 40 }).required(),
      },
      { unit: w('Trung tâm', 'Centre'), kind: w('Loại lượt', 'Kind'), service: w('Việc', 'Service') },
      request.body,
    )
    return act(request, async (tx) => {
      const desk = (await desksOf(tx)).find((one) => one.id === asked.unit)
      if (!desk) throw refuse['no-counter']()
      const unit = await getCentre(tx, placeOf(desk))
      const ticket = await takeTicket(tx, unit, { kind: asked.kind, service: asked.service, source: 'desk' })
      return { given: ticket.number, ...(await stateOf(tx, unit.id)) }
    })
  })

  app.post(`${base}/ticket/:id`, { config, schema: { tags, summary: 'Xử lý một lượt chờ' } }, async (request) => {
    const asked = readBody(
      {
        act: choice('again', 'serve', 'finish', 'skip', 'restore', 'transfer', 'link').required(),
        counter: text({ max: 36 }),
        dossier: text({ max: 40 }),
      },
      { act: w('Việc', 'Act'), counter: w('Quầy', 'Counter'), dossier: w('Mã hồ sơ', 'Dossier number') },
      request.body,
    )
    return act(request, async (tx) => {
      const ticket = await actOnTicket(tx, paramOf(request, 'id'), {
        act: asked.act,
        counter: asked.counter ?? undefined,
        dossier: asked.dossier ?? undefined,
      })
      return stateOf(tx, ticket.unit)
    })
  })
}
