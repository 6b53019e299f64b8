import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays, formatDate, localDate } from '#ground/clock'
import { notify } from '#kernel/cases'

import {
  breadcrumb,
  card,
  form,
  type Http,
  heading,
  html,
  notice,
  readAnswers,
  type Said,
  say,
  statusOf,
} from '#kernel/channels'
import type { Tx } from '#kernel/store'
import {
  type Delegating,
  delegable,
  delegate,
  delegationsIn,
  delegationsOf,
  type RoleGrant,
  realmOf,
  recallDelegation,
  rehearse,
  standIns,
  within,
} from '#kernel/trust'
import { getAccount } from './accounts.ts'
import { type Content, confirmPage, type Desk, doing, looking, param, query, refusable, said, textOf } from './desk.ts'
import { accountHref, accountsLink, sightBody } from './pages/accounts.ts'
import {
  delegationEffects,
  delegationFields,
  delegationsPage,
  delegationsTable,
  delegationTitle,
} from './pages/delegations.ts'
import { refuse } from './refusals.ts'
import { roleTitle } from './rules.ts'
import { sightChange } from './sight.ts'
import { both, delegationDoneWords, delegationWords, deskWords } from './words.ts'

const own = { config: { access: 'officer' as const }, schema: { hide: true } }
const ownDoing = { config: { access: 'officer' as const, ownCsrf: true, fresh: true }, schema: { hide: true } }

interface Away {
  id: string
  name: string
  grants: RoleGrant[]
  colleagues: { id: string; name: string; login: string; role: string; unit_name: string }[]
}

export function delegationRoutes(desk: Desk, http: Http): void {
  const { app } = http
  const { site } = desk

  /** Who is away, as the page may show her: the officer herself, or an account of the administrator's. */
  async function away(tx: Tx, who: { id: string; name: string }, mine: (unit: string) => boolean): Promise<Away> {
    const grants = (await delegable(tx, who.id)).filter((grant) => mine(grant.unit))
    const found = new Map<string, Away['colleagues'][number]>()
    const today = localDate(tx.now)
    for (const unit of new Set(grants.map((grant) => grant.unit)))
      for (const one of await standIns(tx, unit, today, who.id)) found.set(one.id, one)
    return { ...who, grants, colleagues: [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'vi')) }
  }
  const fieldsOf = (who: Away) =>
    delegationFields(
      who.grants.map((grant) => ({
        value: grant.id,
        label: delegationWords.roleAt(
          both((lang) => roleTitle(grant.role, lang)),
          grant.unit_name,
        ),
      })),
    )
  const formOf = (
    request: FastifyRequest,
    who: Away,
    action: string,
    given: { values?: Record<string, unknown>; errors?: Record<string, Said> },
  ) => {
    const today = localDate(site.database.clock.now())
    if (who.grants.length === 0)
      return notice(
        {
          tone: 'info',
          title: delegationWords.nothingToDelegate,
          body: html`<p>${say(delegationWords.privilegedStay, request.lang)}</p>`,
        },
        request.lang,
      )
    if (who.colleagues.length === 0)
      return notice(
        {
          tone: 'info',
          title: delegationWords.noColleague,
        },
        request.lang,
      )
    return card(
      {
        title: delegationWords.newDelegation,
        icon: 'users',
        body: form(
          {
            id: 'uy-quyen',
            action,
            fields: fieldsOf(who),
            values: given.values ?? {
              since: today,
              until: addDays(today, 6),
              ...Object.fromEntries(
                who.grants.map((grant) => [`grant_${grant.id}`, who.grants.length === 1 ? true : null]),
              ),
            },
            errors: given.errors ?? {},
            options: {
              to: who.colleagues.map((one) => ({
                value: one.id,
                words: `${one.name} – ${roleTitle(one.role, request.lang)}, ${one.unit_name}`,
              })),
            },
            csrf: request.csrf,
            submit: { name: 'preview', words: deskWords.preview },
          },
          request.lang,
        ),
      },
      request.lang,
    )
  }

  async function post(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: {
      action: string
      back: string
      after: string
      who(tx: Tx): Promise<Away>
      again(
        given: { values: Record<string, unknown>; errors: Record<string, Said> },
        status: number,
      ): Promise<FastifyReply>
    },
  ): Promise<FastifyReply> {
    const sent = await desk.form(request)
    const who = await desk.look(request, asked.who)
    const fields = fieldsOf(who)
    const { values, errors } = readAnswers(fields, Object.fromEntries(sent.fields), {
      lang: request.lang,
      complete: true,
    })
    if (Object.keys(errors).length > 0) return asked.again({ values, errors }, statusOf.invalid)
    const text = (name: string) => textOf(values, name)
    const chosen = who.grants.filter((grant) => values[`grant_${grant.id}`] === true)
    const value: Delegating = {
      from: who.id,
      to: text('to'),
      grants: chosen.map((grant) => grant.id),
      since: text('since'),
      until: text('until'),
      reason: text('reason'),
      decision: text('decision'),
    }
    return refusable(
      async () => {
        if (sent.get('act') === 'confirm') {
          await desk.act(request, async (tx) => {
            const id = await delegate(tx, value)
            const words = delegationWords.delegatesToYou(who.name)
            const body = delegationWords.told(
              formatDate(value.since),
              formatDate(value.until),
              both((lang) => chosen.map((grant) => `${roleTitle(grant.role, lang)}, ${grant.unit_name}`).join('; ')),
            )
            await notify(
              tx,
              { accounts: [value.to] },
              { title: words, body, link: '/toi/uy-quyen', key: `delegation:${id}` },
            )
          })
          return reply.redirect(asked.after, 303)
        }
        const deputy = who.colleagues.find((one) => one.id === value.to)
        const lines = await desk.look(request, async (tx) => {
          await rehearse(tx, () => delegate(tx, value))
          const account = await tx.asHouse(() =>
            tx.one<{ person: string | null }>('select person from sen.account where id = $1', [value.to]),
          )
          return sightChange(
            tx,
            site,
            { account: value.to, person: account?.person ?? null, kind: 'person' },
            value.since,
            () => delegate(tx, value),
          )
        })
        const roles = chosen.map((grant) => `${roleTitle(grant.role, request.lang)} (${grant.unit_name})`)
        return desk.show(
          request,
          reply,
          confirmPage(
            {
              title: delegationWords.previewDelegation,
              effects: html`${delegationEffects({ ...value, from: who.name, to: deputy?.name ?? '', roles }, request.lang)}${sightBody(deputy?.name ?? '', lines, value.since, request.lang)}`,
              action: asked.action,
              back: asked.back,
              csrf: request.csrf,
              hidden: sent,
              submit: delegationWords.confirmTheDelegation,
            },
            request.lang,
          ),
        )
      },
      (refusal) => {
        const known = fields.some((field) => field.name === refusal.field)
        return asked.again(
          { values, errors: { [known ? (refusal.field ?? '') : '']: said(refusal) } },
          statusOf[refusal.kind],
        )
      },
    )
  }

  // The officer's own page.
  const mineOf = (request: FastifyRequest) => (tx: Tx) =>
    away(tx, { id: request.actor.account ?? '', name: request.actor.name }, () => true)
  const minePage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: { values?: Record<string, unknown>; errors?: Record<string, Said> } = {},
    status = 200,
  ) => {
    const data = await desk.look(request, async (tx) => ({
      who: await mineOf(request)(tx),
      rows: await delegationsOf(tx, request.actor.account ?? ''),
      today: localDate(tx.now),
    }))
    const finished = delegationDoneWords[query(request, 'xong')]
    const content: Content = {
      title: delegationTitle,
      body: html`${breadcrumb(
        [
          { href: '/toi', words: delegationWords.mine },
          { href: '#', words: delegationTitle },
        ],
        request.lang,
      )}
${heading({ title: delegationTitle, lead: delegationWords.ownAbout }, request.lang)}
${finished ? notice({ tone: 'good', title: finished, live: true }, request.lang) : null}
<div class="desk stack">${delegationsTable(data.rows, { csrf: request.csrf, base: '/toi/uy-quyen', today: data.today, mayRecall: (one) => one.from_account === request.actor.account }, request.lang)}
${formOf(request, data.who, '/toi/uy-quyen', given)}</div>`,
    }
    return desk.show(request, reply, content, status)
  }
  app.get('/toi/uy-quyen', own, (request, reply) => minePage(request, reply))
  app.post('/toi/uy-quyen', ownDoing, (request, reply) =>
    post(request, reply, {
      action: '/toi/uy-quyen',
      back: '/toi/uy-quyen',
      after: '/toi/uy-quyen?xong=giao',
      who: mineOf(request),
      again: (given, status) => minePage(request, reply, given, status),
    }),
  )
  app.post('/toi/uy-quyen/:id/thu-hoi', ownDoing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, (tx) => recallDelegation(tx, param(request, 'id')))
    return reply.redirect('/toi/uy-quyen?xong=thu-hoi', 303)
  })

  // The administrator's.
  app.get('/quan-tri/uy-quyen', looking, async (request, reply) => {
    const rows = await desk.look(request, (tx) => delegationsIn(tx))
    const today = localDate(site.database.clock.now())
    return desk.show(
      request,
      reply,
      delegationsPage(
        rows,
        { csrf: request.csrf, today, done: delegationDoneWords[query(request, 'xong')] ?? null },
        request.lang,
      ),
    )
  })
  app.post('/quan-tri/uy-quyen/:id/thu-hoi', doing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, (tx) => recallDelegation(tx, param(request, 'id')))
    return reply.redirect('/quan-tri/uy-quyen?xong=thu-hoi', 303)
  })
  const theirs = (request: FastifyRequest) => async (tx: Tx) => {
    const account = await getAccount(tx, param(request, 'account'))
    if (account.id === request.actor.account) throw refuse.self()
    const realm = await realmOf(tx)
    return away(tx, account, (unit) => within(realm, unit))
  }
  const theirPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: { values?: Record<string, unknown>; errors?: Record<string, Said> } = {},
    status = 200,
  ) => {
    const who = await desk.look(request, theirs(request))
    const title = delegationWords.delegationFor(who.name)
    return desk.show(
      request,
      reply,
      {
        title,
        body: html`${breadcrumb([{ href: '/quan-tri', words: deskWords.administration }, accountsLink, { href: accountHref(who.id), words: who.name }, { href: '#', words: title }], request.lang)}
${heading({ title, lead: delegationWords.forAnotherAbout }, request.lang)}
<div class="desk stack">${formOf(request, who, `/quan-tri/tai-khoan/${who.id}/uy-quyen`, given)}</div>`,
      },
      status,
    )
  }
  app.get('/quan-tri/tai-khoan/:account/uy-quyen', looking, (request, reply) => theirPage(request, reply))
  app.post('/quan-tri/tai-khoan/:account/uy-quyen', doing, (request, reply) =>
    post(request, reply, {
      action: `/quan-tri/tai-khoan/${param(request, 'account')}/uy-quyen`,
      back: accountHref(param(request, 'account')),
      after: '/quan-tri/uy-quyen?xong=giao',
      who: theirs(request),
      again: (given, status) => theirPage(request, reply, given, status),
    }),
  )
}
