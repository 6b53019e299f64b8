import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays, localDate } from '#ground/clock'
import { type Field, form, type Http, html, readAnswers, type Said, say, statusOf } from '#kernel/channels'
import type { Tx } from '#kernel/store'
import {
  endRole,
  getService,
  giveRole,
  issueToken,
  kernelWords,
  listServices,
  openService,
  rehearse,
  rolesHeld,
  type Scope,
  setService,
  stateOf,
  switchService,
  withdrawToken,
} from '#kernel/trust'
import { confirmPage, type Desk, doing, looking, param, query, refusable, said, textOf } from './desk.ts'
import { fields as accountFields, askPage, effectList, roleOptions, sightBody } from './pages/accounts.ts'
import {
  accessOptions,
  type ScopeChoice,
  scopeName,
  scopeWords,
  serviceFields,
  serviceHref,
  servicePage,
  servicesLink,
  servicesPage,
} from './pages/services.ts'
import { refuse } from './refusals.ts'
import { options, roleTitle } from './rules.ts'
import { sightChange } from './sight.ts'
import { unitOptions } from './unit-routes.ts'
import { deskWords, kernelTitles, serviceDoneWords, serviceWords, w } from './words.ts'

export function serviceRoutes(desk: Desk, http: Http): void {
  const { app } = http
  const { site } = desk
  const choices: readonly ScopeChoice[] = [
    ...[...site.types.values()].map((type) => ({ system: type.system, thing: type.name, title: type.words.plural })),
    ...[...kernelWords].map((thing) => ({ system: 'kernel', thing, title: kernelTitles[thing] ?? w(thing, thing) })),
  ]
  const known = (scope: Scope): boolean =>
    choices.some((one) => one.system === scope.system && one.thing === scope.thing) &&
    ['read', 'write'].includes(scope.access)
  const today = () => localDate(site.database.clock.now())
  const scopesOf = (values: Record<string, unknown>): Scope[] =>
    choices.flatMap((one) => {
      const access = values[scopeName(one)]
      return access === 'read' || access === 'write' ? [{ system: one.system, thing: one.thing, access }] : []
    })
  const networksOf = (values: Record<string, unknown>): string[] => textOf(values, 'networks').split(/[\n,;]+/)

  app.get('/quan-tri/dich-vu', looking, async (request, reply) => {
    const rows = await desk.look(request, listServices)
    return desk.show(
      request,
      reply,
      servicesPage(rows, today(), serviceDoneWords[query(request, 'xong')] ?? null, request.lang),
    )
  })

  /** Opening and changing share a form; `service` is null while there is none. */
  const ask = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: { values?: Record<string, unknown>; errors?: Record<string, Said> } = {},
    status = 200,
  ): Promise<FastifyReply> => {
    const data = await desk.look(request, async (tx) => ({
      service: param(request, 'service') === '' ? null : await getService(tx, param(request, 'service')),
      owner: param(request, 'service') === '' ? await unitOptions(tx) : [],
    }))
    const start: Record<string, unknown> = {
      ...Object.fromEntries(choices.map((one) => [scopeName(one), 'none'])),
      ...Object.fromEntries((data.service?.scopes ?? []).map((one) => [scopeName(one), one.access])),
      networks: data.service?.networks.join('\n') ?? '',
    }
    return desk.show(
      request,
      reply,
      askPage(
        {
          title: data.service ? serviceWords.changeScopes : serviceWords.openAServiceAccount,
          way: [
            servicesLink,
            ...(data.service ? [{ href: serviceHref(data.service.id), words: data.service.name }] : []),
          ],
          fields: serviceFields(choices, data.service === null),
          values: given.values ?? start,
          errors: given.errors ?? {},
          options: { owner: data.owner, ...Object.fromEntries(choices.map((one) => [scopeName(one), accessOptions])) },
          csrf: request.csrf,
          action: request.url.split('?')[0] ?? '',
        },
        request.lang,
      ),
      status,
    )
  }

  const post = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const sent = await desk.form(request)
    const id = param(request, 'service')
    const service = id === '' ? null : await desk.look(request, (tx) => getService(tx, id))
    const asked: readonly Field[] = serviceFields(choices, service === null)
    const { values, errors } = readAnswers(asked, Object.fromEntries(sent.fields), {
      lang: request.lang,
      complete: true,
    })
    if (Object.keys(errors).length > 0) return ask(request, reply, { values, errors }, statusOf.invalid)
    const text = (name: string) => textOf(values, name)
    const scopes = scopesOf(values)
    const value = {
      name: text('name'),
      purpose: text('purpose'),
      owner: text('owner'),
      scopes,
      networks: networksOf(values),
    }
    const run = (tx: Tx): Promise<string> =>
      service ? setService(tx, service.id, value, known).then(() => service.id) : openService(tx, value, known)
    return refusable(
      async () => {
        if (sent.get('act') === 'confirm') {
          const made = await desk.act(request, run)
          return reply.redirect(`${serviceHref(made)}?xong=${service ? 'pham-vi' : 'mo'}`, 303)
        }
        await desk.look(request, (tx) => rehearse(tx, () => run(tx)))
        const words = (list: readonly Scope[]) => list.map((scope) => scopeWords(scope, choices, request.lang))
        const before = words(service?.scopes ?? [])
        const after = words(scopes)
        return desk.show(
          request,
          reply,
          confirmPage(
            {
              title: service ? serviceWords.previewScopes : serviceWords.previewServiceAccount,
              way: [servicesLink],
              effects: html`${effectList([
                ...after
                  .filter((one) => !before.includes(one))
                  .map((one) => say(serviceWords.gains(one), request.lang)),
                ...before
                  .filter((one) => !after.includes(one))
                  .map((one) => say(serviceWords.loses(one), request.lang)),
                ...(after.length === before.length && after.every((one) => before.includes(one))
                  ? [say(serviceWords.scopesUnchanged, request.lang)]
                  : []),
              ])}<p>${say(serviceWords.othersRefused, request.lang)}</p>`,
              action: request.url.split('?')[0] ?? '',
              back: service ? serviceHref(service.id) : '/quan-tri/dich-vu',
              csrf: request.csrf,
              hidden: sent,
              submit: service ? serviceWords.changeTheScopes : deskWords.openTheAccount,
            },
            request.lang,
          ),
        )
      },
      (refusal) => {
        const name = asked.some((field) => field.name === refusal.field) ? (refusal.field ?? '') : ''
        return ask(request, reply, { values, errors: { [name]: said(refusal) } }, statusOf[refusal.kind])
      },
    )
  }

  app.get('/quan-tri/dich-vu/moi', looking, (request, reply) => ask(request, reply))
  app.post('/quan-tri/dich-vu/moi', doing, post)
  app.get('/quan-tri/dich-vu/:service/pham-vi', looking, (request, reply) => ask(request, reply))
  app.post('/quan-tri/dich-vu/:service/pham-vi', doing, post)

  const page = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: { token?: string; error?: Said } = {},
    status = 200,
  ): Promise<FastifyReply> => {
    const data = await desk.look(request, async (tx) => {
      const service = await getService(tx, param(request, 'service'))
      const held = await rolesHeld(tx, service.id)
      return { service, grants: held.filter((grant) => stateOf(grant, today()) !== 'past') }
    })
    const tokenField = form(
      {
        id: 'cap-ma',
        action: `${serviceHref(data.service.id)}/ma`,
        fields: [
          {
            name: 'expires_on',
            kind: 'date',
            label: serviceWords.lastDayOfToken,
            required: true,
          },
        ],
        values: { expires_on: addDays(today(), 180) },
        csrf: request.csrf,
        submit: { name: 'issue', words: serviceWords.issueAToken },
      },
      request.lang,
    )
    return desk.show(
      request,
      reply,
      servicePage(
        {
          ...data,
          choices,
          token: more.token ?? null,
          csrf: request.csrf,
          today: today(),
          tokenField,
          roleWords: (role) => roleTitle(role, request.lang),
          done: more.token ? null : (serviceDoneWords[query(request, 'xong')] ?? null),
          error: more.error ?? null,
        },
        request.lang,
      ),
      status,
    )
  }
  app.get('/quan-tri/dich-vu/:service', looking, (request, reply) => page(request, reply))

  app.post('/quan-tri/dich-vu/:service/ma', doing, async (request, reply) => {
    const sent = await desk.form(request)
    const { values } = readAnswers(
      [{ name: 'expires_on', kind: 'date', label: serviceWords.lastDay }],
      Object.fromEntries(sent.fields),
      { lang: request.lang },
    )
    return refusable(
      async () => {
        const token = await desk.act(request, (tx) =>
          issueToken(tx, param(request, 'service'), textOf(values, 'expires_on')),
        )
        // In the answer itself: an address must not carry the token.
        return page(request, reply, { token })
      },
      (refusal) => page(request, reply, { error: said(refusal) }, statusOf[refusal.kind]),
    )
  })
  app.post('/quan-tri/dich-vu/:service/ma/:token/thu-hoi', doing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, (tx) => withdrawToken(tx, param(request, 'service'), param(request, 'token')))
    return reply.redirect(`${serviceHref(param(request, 'service'))}?xong=thu-hoi`, 303)
  })
  app.post('/quan-tri/dich-vu/:service/bat-tat', doing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, async (tx) => {
      const service = await getService(tx, param(request, 'service'))
      await switchService(tx, service.id, service.disabled_at !== null)
    })
    return reply.redirect(`${serviceHref(param(request, 'service'))}?xong=tat`, 303)
  })

  const askRole = async (
    request: FastifyRequest,
    reply: FastifyReply,
    given: { values?: Record<string, unknown>; errors?: Record<string, Said> } = {},
    status = 200,
  ): Promise<FastifyReply> => {
    const data = await desk.look(request, async (tx) => ({
      service: await getService(tx, param(request, 'service')),
      unit: await unitOptions(tx),
    }))
    return desk.show(
      request,
      reply,
      askPage(
        {
          title: deskWords.giveRoleTo(data.service.name),
          way: [servicesLink, { href: serviceHref(data.service.id), words: data.service.name }],
          fields: accountFields.give,
          values: given.values ?? { from: today() },
          errors: given.errors ?? {},
          options: { role: roleOptions, unit: data.unit },
          csrf: request.csrf,
          action: request.url.split('?')[0] ?? '',
        },
        request.lang,
      ),
      status,
    )
  }
  app.get('/quan-tri/dich-vu/:service/vai-tro', looking, (request, reply) => askRole(request, reply))
  app.post('/quan-tri/dich-vu/:service/vai-tro', doing, async (request, reply) => {
    const sent = await desk.form(request)
    const service = await desk.look(request, (tx) => getService(tx, param(request, 'service')))
    const { values, errors } = readAnswers(accountFields.give, Object.fromEntries(sent.fields), {
      lang: request.lang,
      complete: true,
    })
    if (Object.keys(errors).length > 0) return askRole(request, reply, { values, errors }, statusOf.invalid)
    const giving = {
      account: service.id,
      role: textOf(values, 'role'),
      unit: textOf(values, 'unit'),
      from: textOf(values, 'from'),
      to: textOf(values, 'to') || null,
    }
    return refusable(
      async () => {
        // A program holds no role over people.
        if (['administrator', 'auditor', 'data-protection-officer'].includes(giving.role))
          throw refuse.privileged({}, 'role')
        if (sent.get('act') === 'confirm') {
          await desk.act(request, (tx) => giveRole(tx, giving, options))
          return reply.redirect(`${serviceHref(service.id)}?xong=vai-tro`, 303)
        }
        const lines = await desk.look(request, (tx) =>
          sightChange(tx, site, { account: service.id, person: null, kind: 'service' }, giving.from, () =>
            giveRole(tx, giving, options),
          ),
        )
        return desk.show(
          request,
          reply,
          confirmPage(
            {
              title: serviceWords.previewRole,
              way: [servicesLink, { href: serviceHref(service.id), words: service.name }],
              effects: sightBody(service.name, lines, giving.from, request.lang),
              action: request.url.split('?')[0] ?? '',
              back: serviceHref(service.id),
              csrf: request.csrf,
              hidden: sent,
              submit: deskWords.giveTheRole,
            },
            request.lang,
          ),
        )
      },
      (refusal) =>
        askRole(request, reply, { values, errors: { [refusal.field ?? '']: said(refusal) } }, statusOf[refusal.kind]),
    )
  })
  const ending = async (tx: Tx, request: FastifyRequest) => {
    const service = await getService(tx, param(request, 'service'))
    const grant = (await rolesHeld(tx, service.id)).find((one) => one.id === param(request, 'grant'))
    if (!grant) throw refuse['no-account']()
    return { service, grant }
  }
  app.get('/quan-tri/dich-vu/:service/vai-tro/:grant', looking, async (request, reply) => {
    const { service, grant, lines } = await desk.look(request, async (tx) => {
      const found = await ending(tx, request)
      const who = { account: found.service.id, person: null, kind: 'service' as const }
      return { ...found, lines: await sightChange(tx, site, who, today(), () => endRole(tx, found.grant.id)) }
    })
    return desk.show(
      request,
      reply,
      confirmPage(
        {
          title: serviceWords.endRole,
          way: [servicesLink, { href: serviceHref(service.id), words: service.name }],
          effects: html`${effectList([`${roleTitle(grant.role, request.lang)}, ${grant.unit_name}`])}${sightBody(service.name, lines, today(), request.lang)}`,
          action: request.url.split('?')[0] ?? '',
          back: serviceHref(service.id),
          csrf: request.csrf,
          hidden: { fields: new Map(), files: [], refused: [], get: () => undefined },
          submit: serviceWords.endItNow,
          danger: true,
        },
        request.lang,
      ),
    )
  })
  app.post('/quan-tri/dich-vu/:service/vai-tro/:grant', doing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, async (tx) => endRole(tx, (await ending(tx, request)).grant.id))
    return reply.redirect(`${serviceHref(param(request, 'service'))}?xong=het-vai-tro`, 303)
  })
}
