import type { FastifyReply, FastifyRequest } from 'fastify'
import { addDays, localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import { openTasksOf } from '#kernel/cases'
import {
  card,
  dayText,
  type Field,
  type Form,
  form,
  type Html,
  type Http,
  heading,
  html,
  linkButton,
  notice,
  type Option,
  passwordField,
  readAnswers,
  type Said,
  say,
  sendPage,
  statusOf,
} from '#kernel/channels'
import type { Tx } from '#kernel/store'
import {
  checkPassword,
  endRole,
  endSessions,
  getGrant,
  giveRole,
  hashPassword,
  listSessions,
  lockAccount,
  realmOf,
  rehearse,
  resetFactors,
  roleRequests,
  rolesHeld,
  secondFactorsOf,
  setRoleEnd,
  settleRole,
  stateOf,
  within,
  writeFact,
} from '#kernel/trust'
import {
  type AccountKind,
  type AccountRow,
  acceptInvitation,
  findInvitation,
  getAccount,
  invite,
  leave,
  listAccounts,
  mayManage,
  mayReset,
  openOfficer,
  takersIn,
  transfer,
} from './accounts.ts'
import { confirmPage, type Desk, doing, looking, param, query, refusable, said, textOf } from './desk.ts'
import {
  accountHref,
  accountPage,
  accountsLink,
  accountsPage,
  askPage,
  effectList,
  fields,
  requestsPage,
  roleOptions,
  sightBody,
} from './pages/accounts.ts'
import { refuse } from './refusals.ts'
import { options, roleTitle } from './rules.ts'
import { sightChange } from './sight.ts'
import { unitOptions } from './unit-routes.ts'
import { accountDoneWords, accountWords, both, deskWords, factorWords } from './words.ts'

export function accountRoutes(desk: Desk, http: Http): void {
  const { app } = http
  const { site } = desk

  app.get('/quan-tri/tai-khoan', looking, async (request, reply) => {
    const kinds: readonly string[] = ['officers', 'citizens', 'locked']
    const asked = query(request, 'loai')
    const kind = (kinds.includes(asked) ? asked : 'officers') as AccountKind
    const [q, after] = [query(request, 'q'), query(request, 'sau')]
    const data = await desk.look(request, async (tx) => {
      const realm = await realmOf(tx)
      return {
        ...(await listAccounts(tx, { q, kind, after })),
        all: realm.all,
        waiting: realm.all ? (await roleRequests(tx)).length : 0,
      }
    })
    return desk.show(
      request,
      reply,
      accountsPage({ ...data, q, kind, after, done: accountDoneWords[query(request, 'xong')] ?? null }, request.lang),
    )
  })

  const page = async (
    request: FastifyRequest,
    reply: FastifyReply,
    more: { code?: { code: string; expiresAt: Date } | null; error?: Said | null } = {},
  ): Promise<FastifyReply> => {
    const data = await desk.look(request, async (tx) => {
      const account = await getAccount(tx, param(request, 'account'))
      // Looking at a person's account is an act she can see.
      if (account.person && account.id !== request.actor.account)
        writeFact(tx, {
          kind: 'read',
          system: 'administration',
          record: 'account',
          recordId: account.id,
          subjects: [account.person],
          purpose: 'quản trị tài khoản',
        })
      const realm = await realmOf(tx)
      const grants = await rolesHeld(tx, account.id)
      const manage = await mayManage(tx, account).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Refusal) return false
          throw error
        },
      )
      return tx.asHouse(async () => ({
        account,
        grants,
        sessions: (await listSessions(tx, account.id)).length,
        factors: (await secondFactorsOf(tx, account.id)).map((kind) => factorWords[kind][request.lang]),
        mayManage: manage,
        mine: (unit: string) => within(realm, unit),
        tasks: (await openTasksOf(tx, account.id)).length,
        today: localDate(tx.now),
      }))
    })
    return desk.show(
      request,
      reply,
      accountPage(
        {
          ...data,
          csrf: request.csrf,
          code: more.code ?? null,
          publicUrl: site.publicUrl,
          done: more.code ? null : (accountDoneWords[query(request, 'xong')] ?? null),
          error: more.error ?? null,
        },
        request.lang,
      ),
      reply.statusCode,
    )
  }

  /** A form of this part: asked, read, shown what it will do, done. */
  const journey = (asked: {
    path: string
    fields: readonly Field[]
    title: (subject: Subject) => Said
    start: (subject: Subject) => Record<string, unknown>
    options: (tx: Tx, subject: Subject) => Promise<Record<string, readonly Option[]>>
    before?: (tx: Tx, subject: Subject, lang: 'vi' | 'en') => Promise<Html | null>
    find: (tx: Tx, request: FastifyRequest) => Promise<Subject>
    effects: (tx: Tx, subject: Subject, values: Record<string, unknown>, lang: 'vi' | 'en') => Promise<Html>
    run: (tx: Tx, subject: Subject, values: Record<string, unknown>) => Promise<string>
    submit: Said
    danger?: boolean
  }): void => {
    const ask = async (
      request: FastifyRequest,
      reply: FastifyReply,
      given: { values?: Record<string, unknown>; errors?: Record<string, Said> } = {},
    ): Promise<FastifyReply> => {
      const data = await desk.look(request, async (tx) => {
        const subject = await asked.find(tx, request)
        return {
          subject,
          options: await asked.options(tx, subject),
          before: (await asked.before?.(tx, subject, request.lang)) ?? null,
          start: { ...asked.start(subject), today: localDate(tx.now) },
        }
      })
      return desk.show(
        request,
        reply,
        askPage(
          {
            title: asked.title(data.subject),
            way: way(data.subject),
            fields: asked.fields,
            values: given.values ?? data.start,
            errors: given.errors ?? {},
            options: data.options,
            csrf: request.csrf,
            action: request.url.split('?')[0] ?? '',
            before: data.before,
          },
          request.lang,
        ),
        reply.statusCode,
      )
    }
    app.get(asked.path, looking, (request, reply) => ask(request, reply))
    app.post(asked.path, doing, async (request, reply) => {
      const sent: Form = await desk.form(request)
      const { values, errors } = readAnswers(asked.fields, Object.fromEntries(sent.fields), {
        lang: request.lang,
        complete: true,
      })
      if (Object.keys(errors).length > 0) {
        await desk.look(request, (tx) => asked.find(tx, request))
        return ask(request, reply.status(statusOf.invalid), { values, errors })
      }
      return refusable(
        async () => {
          if (sent.get('act') === 'confirm') {
            const to = await desk.act(request, async (tx) => asked.run(tx, await asked.find(tx, request), values))
            return reply.redirect(to, 303)
          }
          const { subject, effects } = await desk.look(request, async (tx) => {
            const found = await asked.find(tx, request)
            return { subject: found, effects: await asked.effects(tx, found, values, request.lang) }
          })
          return desk.show(
            request,
            reply,
            confirmPage(
              {
                title: accountWords.preview(both((lang) => say(asked.title(subject), lang))),
                way: way(subject),
                effects,
                action: request.url.split('?')[0] ?? '',
                back: subject.account ? accountHref(subject.account.id) : '/quan-tri/tai-khoan',
                csrf: request.csrf,
                hidden: sent,
                submit: asked.submit,
                danger: asked.danger ?? false,
              },
              request.lang,
            ),
          )
        },
        (refusal) => {
          const known = asked.fields.some((field) => field.name === refusal.field)
          return ask(request, reply.status(statusOf[refusal.kind]), {
            values,
            errors: { [known ? (refusal.field ?? '') : '']: said(refusal) },
          })
        },
      )
    })
  }

  const ofAccount = async (tx: Tx, request: FastifyRequest): Promise<Subject> => ({
    account: await getAccount(tx, param(request, 'account')),
    grant: null,
  })
  const today = () => localDate(site.database.clock.now())
  const who = (account: AccountRow) => ({ account: account.id, person: account.person, kind: account.kind })

  journey({
    path: '/quan-tri/tai-khoan/moi',
    fields: fields.open,
    title: () => accountWords.openOfficer,
    start: () => ({ from: today() }),
    options: async (tx) => ({ role: roleOptions, unit: await unitOptions(tx) }),
    find: async (tx) => {
      const realm = await realmOf(tx)
      if (!realm.all && realm.units.size === 0) throw refuse['not-yours']()
      return { account: null, grant: null }
    },
    effects: async (tx, _subject, values, lang) => {
      const { name } = await rehearse(tx, async () => {
        const id = await openOfficer(tx, opening(values))
        const first = firstRole(values, id)
        if (first) await giveRole(tx, first, options)
        return { name: textOf(values, 'name') }
      })
      const role = textOf(values, 'role')
      return effectList([
        say(accountWords.willOpen(textOf(values, 'login').toLowerCase(), name), lang),
        ...(role && textOf(values, 'unit')
          ? [
              say(
                accountWords.willGiveRole(
                  both((lang) => roleTitle(role, lang)),
                  both((lang) => dayText(textOf(values, 'from') || today(), lang)),
                ),
                lang,
              ),
            ]
          : []),
        say(accountWords.thenCode, lang),
      ])
    },
    run: async (tx, _subject, values) => {
      const id = await openOfficer(tx, opening(values))
      const first = firstRole(values, id)
      if (first) await giveRole(tx, first, options)
      return `${accountHref(id)}?xong=mo`
    },
    submit: deskWords.openTheAccount,
  })

  function opening(values: Record<string, unknown>) {
    return {
      login: textOf(values, 'login'),
      name: textOf(values, 'name'),
      email: textOf(values, 'email') || null,
      nationalId: textOf(values, 'national_id') || null,
    }
  }
  function firstRole(values: Record<string, unknown>, account: string) {
    const [role, unit] = [textOf(values, 'role'), textOf(values, 'unit')]
    return role && unit
      ? { account, role, unit, from: (textOf(values, 'from') || null) ?? today(), to: textOf(values, 'to') || null }
      : null
  }

  app.get('/quan-tri/tai-khoan/:account', looking, (request, reply) => page(request, reply))

  journey({
    path: '/quan-tri/tai-khoan/:account/vai-tro',
    fields: fields.give,
    title: (subject) => deskWords.giveRoleTo(subject.account?.name ?? ''),
    start: () => ({ from: today() }),
    options: async (tx) => ({ role: roleOptions, unit: await unitOptions(tx) }),
    find: ofAccount,
    effects: async (tx, { account }, values, lang) => {
      if (!account) throw refuse['no-account']()
      const giving = givingOf(account, values)
      const lines = await sightChange(tx, site, who(account), giving.from, () => giveRole(tx, giving, options))
      const unit = await tx.one<{ name: string }>('select name from sen.unit where id = $1', [giving.unit])
      return html`${effectList([
        say(
          accountWords.willHold(
            account.name,
            both((lang) => roleTitle(giving.role, lang)),
            unit?.name ?? '',
            both((lang) => dayText(giving.from, lang)),
            both((lang) => (giving.to ? dayText(giving.to, lang) : accountWords.furtherNotice[lang])),
          ),
          lang,
        ),
        ...(giving.role === 'administrator' ? [say(accountWords.needsSecond, lang)] : []),
      ])}${sightBody(account.name, lines, giving.from, lang)}`
    },
    run: async (tx, { account }, values) => {
      if (!account) throw refuse['no-account']()
      const given = await giveRole(tx, givingOf(account, values), options)
      return `${accountHref(account.id)}?xong=${'request' in given ? 'de-nghi' : 'vai-tro'}`
    },
    submit: deskWords.giveTheRole,
  })
  function givingOf(account: AccountRow, values: Record<string, unknown>) {
    return {
      account: account.id,
      role: textOf(values, 'role'),
      unit: textOf(values, 'unit'),
      from: (textOf(values, 'from') || null) ?? today(),
      to: textOf(values, 'to') || null,
    }
  }

  journey({
    path: '/quan-tri/vai-tro/:grant',
    fields: fields.end,
    title: (subject) =>
      accountWords.roleOf(
        both((lang) => roleTitle(subject.grant?.role ?? '', lang)),
        subject.account?.name ?? '',
      ),
    start: (subject) => ({ how: 'day', to: subject.grant?.valid_to ?? null }),
    options: async () => ({}),
    find: async (tx, request) => {
      const grant = await tx.asHouse(() => getGrant(tx, param(request, 'grant')))
      const account = await getAccount(tx, grant.account)
      if (!within(await realmOf(tx), grant.unit)) throw refuse['no-account']()
      return { account, grant }
    },
    effects: async (tx, { account, grant }, values, lang) => {
      if (!account || !grant) throw refuse['no-account']()
      const how = textOf(values, 'how')
      const last = how === 'day' ? textOf(values, 'to') || null : null
      // Asked on the day after the end: then the difference shows.
      const on = how === 'now' || last === null ? today() : addDays(last, 1)
      const lines = await sightChange(tx, site, who(account), on, () => ending(tx, grant.id, how, last))
      return html`${effectList([
        say(
          how === 'now'
            ? accountWords.roleEndsNow(grant.unit_name)
            : last
              ? accountWords.roleLastDay(
                  grant.unit_name,
                  both((lang) => dayText(last, lang)),
                )
              : accountWords.roleForGood(grant.unit_name),
          lang,
        ),
        say(accountWords.delegationsEndToo, lang),
      ])}${sightBody(account.name, lines, on, lang)}`
    },
    run: async (tx, { account, grant }, values) => {
      if (!account || !grant) throw refuse['no-account']()
      const how = textOf(values, 'how')
      await ending(tx, grant.id, how, how === 'day' ? textOf(values, 'to') || null : null)
      return `${accountHref(account.id)}?xong=ket-thuc`
    },
    submit: accountWords.confirm,
    danger: true,
  })
  async function ending(tx: Tx, grant: string, how: string, last: string | null) {
    if (how === 'now') return endRole(tx, grant)
    if (how === 'day' && last === null) throw refuse['no-day']({}, 'to')
    return setRoleEnd(tx, grant, last)
  }

  const tasksBefore = async (tx: Tx, { account }: Subject, lang: 'vi' | 'en') => {
    if (!account) return null
    const tasks = await tx.asHouse(() => openTasksOf(tx, account.id))
    return tasks.length === 0
      ? null
      : notice(
          {
            tone: 'info',
            title: accountWords.holdsTasks(account.name, tasks.length),
            body: effectList(
              tasks
                .slice(0, 30)
                .map((task) => `${task.number ?? ''} ${task.title} · ${lang === 'vi' ? task.step_vi : task.step_en}`),
            ),
          },
          lang,
        )
  }
  const heldUnits = async (tx: Tx, account: AccountRow | null): Promise<Option[]> => {
    if (!account) return []
    const held = (await rolesHeld(tx, account.id)).filter(
      (one) => one.delegation === null && stateOf(one, localDate(tx.now)) !== 'past',
    )
    return [...new Map(held.map((one) => [one.unit, one.unit_name])).entries()].map(([value, words]) => ({
      value,
      words,
    }))
  }
  const takers = async (tx: Tx, account: AccountRow | null): Promise<Option[]> => {
    const units = (await heldUnits(tx, account)).map((one) => one.value)
    const found = account ? await tx.asHouse(() => takersIn(tx, units, account.id)) : []
    return found.map((one) => ({ value: one.id, words: one.name }))
  }

  journey({
    path: '/quan-tri/tai-khoan/:account/chuyen',
    fields: fields.transfer,
    title: (subject) => accountWords.transferOf(subject.account?.name ?? ''),
    start: () => ({ on: today() }),
    options: async (tx, { account }) => ({
      from: await heldUnits(tx, account),
      to: await unitOptions(tx),
      role: roleOptions,
      taker: await takers(tx, account),
    }),
    before: tasksBefore,
    find: ofAccount,
    effects: async (tx, { account }, values, lang) => {
      if (!account) throw refuse['no-account']()
      const moving = movingOf(values)
      let tasks = 0
      const lines = await sightChange(tx, site, who(account), moving.on, async () => {
        tasks = await transfer(tx, account, moving)
      })
      return html`${effectList([
        say(accountWords.rolesMoveOn(both((lang) => dayText(moving.on, lang))), lang),
        say(accountWords.oldTasksHandedOver(tasks), lang),
      ])}${sightBody(account.name, lines, moving.on, lang)}`
    },
    run: async (tx, { account }, values) => {
      if (!account) throw refuse['no-account']()
      await transfer(tx, account, movingOf(values))
      return `${accountHref(account.id)}?xong=chuyen`
    },
    submit: accountWords.confirmTheTransfer,
  })
  function movingOf(values: Record<string, unknown>) {
    return {
      from: textOf(values, 'from'),
      to: textOf(values, 'to'),
      role: textOf(values, 'role'),
      on: textOf(values, 'on'),
      taker: textOf(values, 'taker') || null,
    }
  }

  journey({
    path: '/quan-tri/tai-khoan/:account/nghi',
    fields: fields.leave,
    title: (subject) => accountWords.leaveOf(subject.account?.name ?? ''),
    start: () => ({ on: today() }),
    options: async (tx, { account }) => ({ taker: await takers(tx, account) }),
    before: tasksBefore,
    find: ofAccount,
    effects: async (tx, { account }, values, lang) => {
      if (!account) throw refuse['no-account']()
      const value = { on: textOf(values, 'on'), taker: textOf(values, 'taker') || null }
      let left = { tasks: 0, locked: false }
      const after = value.on <= today() ? today() : addDays(value.on, 1)
      const lines = await sightChange(tx, site, who(account), after, async () => {
        left = await leave(tx, account, value)
      })
      return html`${effectList([
        say(accountWords.rolesEndAfter(both((lang) => dayText(value.on, lang))), lang),
        say(accountWords.tasksHandedOver(left.tasks), lang),
        say(left.locked ? accountWords.lockedNow : accountWords.lockLater, lang),
      ])}${sightBody(account.name, lines, after, lang)}`
    },
    run: async (tx, { account }, values) => {
      if (!account) throw refuse['no-account']()
      await leave(tx, account, { on: textOf(values, 'on'), taker: textOf(values, 'taker') || null })
      return `${accountHref(account.id)}?xong=nghi`
    },
    submit: accountWords.confirmTheLeave,
    danger: true,
  })

  app.post('/quan-tri/tai-khoan/:account/ma', doing, async (request, reply) => {
    await desk.form(request)
    const made = await desk.act(request, async (tx) => {
      const account = await getAccount(tx, param(request, 'account'))
      await mayReset(tx, account)
      return invite(tx, account)
    })
    // Shown in the answer itself, the one page that is not a redirect: an address must not carry the code.
    return page(request, reply, { code: made })
  })

  const acts: Record<
    string,
    {
      words: (account: AccountRow) => Said
      effects: (account: AccountRow) => Said[]
      run: (tx: Tx, account: AccountRow) => Promise<string>
    }
  > = {
    khoa: {
      words: (account) => (account.disabled_at ? accountWords.unlockTheAccount : accountWords.lockTheAccount),
      effects: (account) =>
        account.disabled_at ? [accountWords.unlockEffect] : [accountWords.lockEffect, accountWords.lockKeeps],
      run: async (tx, account) => {
        await tx.asHouse(() => lockAccount(tx, account.id, account.disabled_at === null))
        return account.disabled_at ? 'mo-khoa' : 'khoa'
      },
    },
    'ket-thuc-phien': {
      words: () => accountWords.endTheSessions,
      effects: () => [accountWords.endSessionsEffect],
      run: async (tx, account) => {
        await tx.asHouse(() => endSessions(tx, account.id, 'all'))
        return 'phien'
      },
    },
    'lop-hai': {
      words: () => accountWords.removeTheSecondFactors,
      effects: () => [accountWords.removeFactorsEffect, accountWords.onlyWhenMet],
      run: async (tx, account) => {
        await mayReset(tx, account)
        await tx.asHouse(() => resetFactors(tx, account.id))
        return 'lop-hai'
      },
    },
  }
  for (const [path, one] of Object.entries(acts)) {
    app.post(`/quan-tri/tai-khoan/:account/${path}`, doing, async (request, reply) => {
      const sent = await desk.form(request)
      return refusable(
        async () => {
          if (sent.get('act') === 'confirm') {
            const { done, id } = await desk.act(request, async (tx) => {
              const account = await getAccount(tx, param(request, 'account'))
              await mayManage(tx, account)
              return { done: await one.run(tx, account), id: account.id }
            })
            return reply.redirect(`${accountHref(id)}?xong=${done}`, 303)
          }
          const account = await desk.look(request, async (tx) => {
            const found = await getAccount(tx, param(request, 'account'))
            await mayManage(tx, found)
            return found
          })
          const words = one.words(account)
          return desk.show(
            request,
            reply,
            confirmPage(
              {
                title: accountWords.actOn(
                  both((lang) => say(words, lang)),
                  account.name,
                ),
                way: way({ account, grant: null }),
                effects: effectList(one.effects(account).map((effect) => say(effect, request.lang))),
                action: `${accountHref(account.id)}/${path}`,
                back: accountHref(account.id),
                csrf: request.csrf,
                hidden: sent,
                submit: words,
                danger: true,
              },
              request.lang,
            ),
          )
        },
        (refusal) => page(request, reply.status(statusOf[refusal.kind]), { error: said(refusal) }),
      )
    })
  }

  app.get('/quan-tri/de-nghi', looking, async (request, reply) => {
    const rows = await desk.look(request, async (tx) => ((await realmOf(tx)).all ? roleRequests(tx) : []))
    const done = query(request, 'xong') === '' ? null : accountWords.decisionKept
    return desk.show(request, reply, requestsPage(rows, request.actor.account, request.csrf, done, request.lang))
  })
  app.post('/quan-tri/de-nghi/:id', doing, async (request, reply) => {
    const sent = await desk.form(request)
    await desk.act(request, (tx) => settleRole(tx, param(request, 'id'), sent.get('act') === 'yes'))
    return reply.redirect('/quan-tri/de-nghi?xong=1', 303)
  })

  // The owner sets her own password with the code she was handed.
  const slow = {
    max: site.limits.signInsAMinuteMax,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => `invitation:${request.ip}`,
  }
  const invitationPage = (request: FastifyRequest, reply: FastifyReply, error: Refusal | null, code = '') =>
    sendPage(site, request, reply, {
      title: accountWords.setYourPassword,
      body: html`${heading({ title: accountWords.setYourPassword, lead: accountWords.typeTheCode }, request.lang)}
${error && !['code', 'password', 'password_again'].includes(error.field ?? '') ? notice({ tone: 'error', title: said(error), live: true }, request.lang) : null}
${card(
  {
    body: form(
      {
        id: 'dat-mat-khau',
        action: '/dat-mat-khau',
        fields: [
          {
            name: 'code',
            kind: 'text',
            label: accountWords.passwordCode,
            required: true,
            max: 60,
            autocomplete: 'off',
          },
        ],
        values: { code },
        errors: error?.field === 'code' ? { code: said(error) } : {},
        csrf: request.csrf,
        submit: { name: 'set', words: accountWords.setThePassword },
        before: html`${passwordField({ id: 'mat-khau', name: 'password', label: accountWords.newPassword, new: true, ...(error?.field === 'password' ? { error: said(error) } : {}) }, request.lang)}${passwordField({ id: 'mat-khau-lai', name: 'password_again', label: accountWords.passwordAgain, new: true, ...(error?.field === 'password_again' ? { error: said(error) } : {}) }, request.lang)}`,
      },
      request.lang,
    ),
  },
  request.lang,
)}`,
    })
  app.get('/dat-mat-khau', { config: { access: 'public' }, schema: { hide: true } }, (request, reply) =>
    invitationPage(request, reply, null),
  )
  app.post(
    '/dat-mat-khau',
    { config: { access: 'public', ownCsrf: true, rateLimit: slow }, schema: { hide: true } },
    async (request, reply) => {
      const sent = await desk.form(request)
      const code = (sent.get('code') ?? '').slice(0, 60)
      const password = sent.get('password') ?? ''
      try {
        const found = await site.database.transaction(request.actor, (tx) => tx.asHouse(() => findInvitation(tx, code)))
        if (!found) throw refuse.invitation({}, 'code')
        checkPassword(password, found.login)
        if (password !== sent.get('password_again')) throw refuse['passwords-differ']({}, 'password_again')
        const hash = await hashPassword(password, found.login)
        await site.database.transaction(request.actor, (tx) => tx.asHouse(() => acceptInvitation(tx, code, hash)))
        return sendPage(site, request, reply, {
          title: accountWords.yourPasswordIsSet,
          body: html`${heading({ title: accountWords.yourPasswordIsSet, lead: accountWords.yourLogin(found.login) }, request.lang)}${linkButton({ words: accountWords.signIn, href: '/dang-nhap', tone: 'primary' }, request.lang)}`,
        })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return invitationPage(request, reply.status(statusOf[error.kind]), error, code)
      }
    },
  )
}

interface Subject {
  account: AccountRow | null
  grant: Awaited<ReturnType<typeof getGrant>> | null
}

const way = (subject: Subject) => [
  accountsLink,
  ...(subject.account ? [{ href: accountHref(subject.account.id), words: subject.account.name }] : []),
]
