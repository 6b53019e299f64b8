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
import { confirmPage, type Desk, doing, looking, param, query, refusable, said, t } from './desk.ts'
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

const doneWords: Record<string, Said> = {
  mo: t('Đã mở tài khoản.', 'The account was opened.'),
  khoa: t('Đã khóa tài khoản, mọi phiên đã kết thúc.', 'The account is locked and its sessions ended.'),
  'mo-khoa': t('Đã mở khóa tài khoản.', 'The account is unlocked.'),
  phien: t('Đã kết thúc các phiên.', 'The sessions were ended.'),
  'lop-hai': t('Đã xóa lớp bảo vệ thứ hai.', 'The second factors were removed.'),
  'vai-tro': t('Đã giao vai trò.', 'The role was given.'),
  'de-nghi': t(
    'Đã ghi đề nghị. Vai trò quản trị có hiệu lực khi một quản trị cấp tỉnh khác xác nhận.',
    'Asked for. It is in force when another administrator of the province confirms.',
  ),
  'ket-thuc': t('Đã đổi thời hạn vai trò.', 'The role’s end was changed.'),
  chuyen: t('Đã ghi việc chuyển công tác.', 'The transfer is done.'),
  nghi: t('Đã ghi việc thôi công tác.', 'The leave of service is done.'),
}

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
      accountsPage({ ...data, q, kind, after, done: doneWords[query(request, 'xong')] ?? null }, request.lang),
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
          done: more.code ? null : (doneWords[query(request, 'xong')] ?? null),
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
                title: t(
                  `Xem trước: ${say(asked.title(subject), 'vi')}`,
                  `Preview: ${say(asked.title(subject), 'en')}`,
                ),
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
  const day = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  const text = (values: Record<string, unknown>, name: string): string => String(values[name] ?? '').trim()
  const today = () => localDate(site.database.clock.now())
  const who = (account: AccountRow) => ({ account: account.id, person: account.person, kind: account.kind })

  journey({
    path: '/quan-tri/tai-khoan/moi',
    fields: fields.open,
    title: () => t('Mở tài khoản cán bộ', 'Open an officer’s account'),
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
        return { name: text(values, 'name') }
      })
      const role = text(values, 'role')
      return effectList([
        say(
          t(
            `Mở tài khoản "${text(values, 'login').toLowerCase()}" cho ${name}, chưa có mật khẩu.`,
            `The account “${text(values, 'login').toLowerCase()}” is opened for ${name}, without a password.`,
          ),
          lang,
        ),
        ...(role && text(values, 'unit')
          ? [
              say(
                t(
                  `Giao vai trò ${roleTitle(role, 'vi')} từ ngày ${dayText(text(values, 'from') || today(), 'vi')}.`,
                  `The role ${roleTitle(role, 'en')} is given from ${dayText(text(values, 'from') || today(), 'en')}.`,
                ),
                lang,
              ),
            ]
          : []),
        say(
          t(
            'Sau đó bấm "Cấp mã đặt mật khẩu" trên trang tài khoản rồi đưa mã cho người dùng.',
            'Then make a password code on the account’s page and hand it over.',
          ),
          lang,
        ),
      ])
    },
    run: async (tx, _subject, values) => {
      const id = await openOfficer(tx, opening(values))
      const first = firstRole(values, id)
      if (first) await giveRole(tx, first, options)
      return `${accountHref(id)}?xong=mo`
    },
    submit: t('Mở tài khoản', 'Open the account'),
  })

  function opening(values: Record<string, unknown>) {
    return {
      login: text(values, 'login'),
      name: text(values, 'name'),
      email: text(values, 'email') || null,
      nationalId: text(values, 'national_id') || null,
    }
  }
  function firstRole(values: Record<string, unknown>, account: string) {
    const [role, unit] = [text(values, 'role'), text(values, 'unit')]
    return role && unit ? { account, role, unit, from: day(values.from) ?? today(), to: day(values.to) } : null
  }

  app.get('/quan-tri/tai-khoan/:account', looking, (request, reply) => page(request, reply))

  journey({
    path: '/quan-tri/tai-khoan/:account/vai-tro',
    fields: fields.give,
    title: (subject) => t(`Giao vai trò cho ${subject.account?.name}`, `Give ${subject.account?.name} a role`),
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
          t(
            `${account.name} giữ vai trò ${roleTitle(giving.role, 'vi')} tại ${unit?.name} từ ${dayText(giving.from, 'vi')} đến ${giving.to ? dayText(giving.to, 'vi') : 'khi có thay đổi'}.`,
            `${account.name} holds the role ${roleTitle(giving.role, 'en')} at ${unit?.name} from ${dayText(giving.from, 'en')} until ${giving.to ? dayText(giving.to, 'en') : 'further notice'}.`,
          ),
          lang,
        ),
        ...(giving.role === 'administrator'
          ? [
              say(
                t(
                  'Vai trò quản trị chỉ có hiệu lực khi một quản trị cấp tỉnh khác xác nhận.',
                  'It is in force only when another administrator of the province confirms it.',
                ),
                lang,
              ),
            ]
          : []),
      ])}${sightBody(account.name, lines, giving.from, lang)}`
    },
    run: async (tx, { account }, values) => {
      if (!account) throw refuse['no-account']()
      const given = await giveRole(tx, givingOf(account, values), options)
      return `${accountHref(account.id)}?xong=${'request' in given ? 'de-nghi' : 'vai-tro'}`
    },
    submit: t('Giao vai trò', 'Give the role'),
  })
  function givingOf(account: AccountRow, values: Record<string, unknown>) {
    return {
      account: account.id,
      role: text(values, 'role'),
      unit: text(values, 'unit'),
      from: day(values.from) ?? today(),
      to: day(values.to),
    }
  }

  journey({
    path: '/quan-tri/vai-tro/:grant',
    fields: fields.end,
    title: (subject) =>
      t(
        `Vai trò ${roleTitle(subject.grant?.role ?? '', 'vi')} của ${subject.account?.name}`,
        `The role ${roleTitle(subject.grant?.role ?? '', 'en')} of ${subject.account?.name}`,
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
      const how = text(values, 'how')
      const last = how === 'day' ? day(values.to) : null
      // Asked on the day after the end: then the difference shows.
      const on = how === 'now' || last === null ? today() : addDays(last, 1)
      const lines = await sightChange(tx, site, who(account), on, () => ending(tx, grant.id, how, last))
      return html`${effectList([
        say(
          how === 'now'
            ? t(
                `Vai trò tại ${grant.unit_name} kết thúc ngay; không xóa, vẫn còn trong lịch sử.`,
                `The role at ${grant.unit_name} ends now; it stays in the history.`,
              )
            : last
              ? t(
                  `Ngày cuối cùng giữ vai trò tại ${grant.unit_name} là ${dayText(last, 'vi')}.`,
                  `The last day of the role at ${grant.unit_name} is ${dayText(last, 'en')}.`,
                )
              : t(`Vai trò tại ${grant.unit_name} không thời hạn.`, `The role at ${grant.unit_name} is for good.`),
          lang,
        ),
        say(
          t('Ủy quyền dựa trên vai trò này kết thúc cùng lúc.', 'Delegations that rest on this role end with it.'),
          lang,
        ),
      ])}${sightBody(account.name, lines, on, lang)}`
    },
    run: async (tx, { account, grant }, values) => {
      if (!account || !grant) throw refuse['no-account']()
      const how = text(values, 'how')
      await ending(tx, grant.id, how, how === 'day' ? day(values.to) : null)
      return `${accountHref(account.id)}?xong=ket-thuc`
    },
    submit: t('Xác nhận', 'Confirm'),
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
            title: t(
              `${account.name} đang nhận ${tasks.length} việc`,
              `${account.name} has ${tasks.length} tasks in hand`,
            ),
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
    title: (subject) => t(`Chuyển công tác: ${subject.account?.name}`, `Transfer: ${subject.account?.name}`),
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
        say(
          t(
            `Mọi vai trò ở đơn vị cũ hết hiệu lực trước ngày ${dayText(moving.on, 'vi')}; vai trò mới bắt đầu ngày đó.`,
            `Roles in the old unit end before ${dayText(moving.on, 'en')}; the new one begins that day.`,
          ),
          lang,
        ),
        say(
          t(
            `${tasks} việc đang nhận ở đơn vị cũ được giao lại ngay khi xác nhận.`,
            `${tasks} tasks in hand in the old unit are handed over when you confirm.`,
          ),
          lang,
        ),
      ])}${sightBody(account.name, lines, moving.on, lang)}`
    },
    run: async (tx, { account }, values) => {
      if (!account) throw refuse['no-account']()
      await transfer(tx, account, movingOf(values))
      return `${accountHref(account.id)}?xong=chuyen`
    },
    submit: t('Xác nhận chuyển công tác', 'Confirm the transfer'),
  })
  function movingOf(values: Record<string, unknown>) {
    return {
      from: text(values, 'from'),
      to: text(values, 'to'),
      role: text(values, 'role'),
      on: text(values, 'on'),
      taker: text(values, 'taker') || null,
    }
  }

  journey({
    path: '/quan-tri/tai-khoan/:account/nghi',
    fields: fields.leave,
    title: (subject) => t(`Thôi công tác: ${subject.account?.name}`, `Leave of service: ${subject.account?.name}`),
    start: () => ({ on: today() }),
    options: async (tx, { account }) => ({ taker: await takers(tx, account) }),
    before: tasksBefore,
    find: ofAccount,
    effects: async (tx, { account }, values, lang) => {
      if (!account) throw refuse['no-account']()
      const value = { on: text(values, 'on'), taker: text(values, 'taker') || null }
      let left = { tasks: 0, locked: false }
      const after = value.on <= today() ? today() : addDays(value.on, 1)
      const lines = await sightChange(tx, site, who(account), after, async () => {
        left = await leave(tx, account, value)
      })
      return html`${effectList([
        say(
          t(
            `Mọi vai trò kết thúc sau ngày ${dayText(value.on, 'vi')}.`,
            `Every role ends after ${dayText(value.on, 'en')}.`,
          ),
          lang,
        ),
        say(
          t(
            `${left.tasks} việc đang nhận được giao lại ngay khi xác nhận.`,
            `${left.tasks} tasks in hand are handed over when you confirm.`,
          ),
          lang,
        ),
        say(
          left.locked
            ? t('Tài khoản bị khóa và mọi phiên kết thúc ngay.', 'The account is locked and its sessions end now.')
            : t(
                'Tài khoản còn đăng nhập được nhưng không còn vai trò; hãy khóa sau ngày cuối cùng.',
                'The account can still sign in but holds no role; lock it after the last day.',
              ),
          lang,
        ),
      ])}${sightBody(account.name, lines, after, lang)}`
    },
    run: async (tx, { account }, values) => {
      if (!account) throw refuse['no-account']()
      await leave(tx, account, { on: text(values, 'on'), taker: text(values, 'taker') || null })
      return `${accountHref(account.id)}?xong=nghi`
    },
    submit: t('Xác nhận thôi công tác', 'Confirm the leave'),
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
      words: (account) =>
        account.disabled_at ? t('Mở khóa tài khoản', 'Unlock the account') : t('Khóa tài khoản', 'Lock the account'),
      effects: (account) =>
        account.disabled_at
          ? [
              t(
                'Chủ tài khoản đăng nhập lại được; vai trò còn hạn có hiệu lực như cũ.',
                'The owner can sign in again; roles in force are as before.',
              ),
            ]
          : [
              t('Mọi phiên kết thúc ngay, không đăng nhập được nữa.', 'Every session ends now; signing in is refused.'),
              t(
                'Vai trò và việc đang nhận giữ nguyên; muốn giao việc cho người khác hãy dùng "Nghỉ việc".',
                'Roles and tasks stay; to hand tasks over use “Leave of service”.',
              ),
            ],
      run: async (tx, account) => {
        await tx.asHouse(() => lockAccount(tx, account.id, account.disabled_at === null))
        return account.disabled_at ? 'mo-khoa' : 'khoa'
      },
    },
    'ket-thuc-phien': {
      words: () => t('Kết thúc các phiên', 'End the sessions'),
      effects: () => [t('Mọi thiết bị đang đăng nhập phải đăng nhập lại.', 'Every device has to sign in again.')],
      run: async (tx, account) => {
        await tx.asHouse(() => endSessions(tx, account.id, 'all'))
        return 'phien'
      },
    },
    'lop-hai': {
      words: () => t('Xóa lớp bảo vệ thứ hai', 'Remove the second factors'),
      effects: () => [
        t(
          'Ứng dụng tạo mã, khóa truy cập và mã dự phòng của tài khoản bị xóa; chủ tài khoản nhận thông báo.',
          'Code applications, passkeys and recovery codes are removed; the owner is told.',
        ),
        t('Chỉ làm khi đã gặp và nhận đúng người.', 'Only when you have met the person and know her.'),
      ],
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
                title: t(`${say(words, 'vi')}: ${account.name}`, `${say(words, 'en')}: ${account.name}`),
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
    const done = query(request, 'xong') === '' ? null : t('Đã ghi quyết định.', 'The decision is kept.')
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
      title: t('Đặt mật khẩu', 'Set your password'),
      body: html`${heading({ title: t('Đặt mật khẩu', 'Set your password'), lead: t('Nhập mã bạn nhận từ người quản trị đơn vị, rồi tự đặt mật khẩu.', 'Type the code the administrator of your unit handed you, then choose a password.') }, request.lang)}
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
            label: t('Mã đặt mật khẩu', 'Code'),
            required: true,
            max: 60,
            autocomplete: 'off',
          },
        ],
        values: { code },
        errors: error?.field === 'code' ? { code: said(error) } : {},
        csrf: request.csrf,
        submit: { name: 'set', words: t('Đặt mật khẩu', 'Set the password') },
        before: html`${passwordField({ id: 'mat-khau', name: 'password', label: t('Mật khẩu mới', 'New password'), new: true, ...(error?.field === 'password' ? { error: said(error) } : {}) }, request.lang)}${passwordField({ id: 'mat-khau-lai', name: 'password_again', label: t('Nhập lại mật khẩu', 'The password again'), new: true, ...(error?.field === 'password_again' ? { error: said(error) } : {}) }, request.lang)}`,
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
          title: t('Đã đặt mật khẩu', 'Your password is set'),
          body: html`${heading({ title: t('Đã đặt mật khẩu', 'Your password is set'), lead: t(`Tên đăng nhập của bạn: ${found.login}`, `Your login: ${found.login}`) }, request.lang)}${linkButton({ words: t('Đăng nhập', 'Sign in'), href: '/dang-nhap', tone: 'primary' }, request.lang)}`,
        })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return invitationPage(request, reply.status(statusOf[error.kind]), error, code)
      }
    },
  )
}

const factorWords = {
  totp: t('ứng dụng tạo mã', 'code application'),
  passkey: t('khóa truy cập', 'passkey'),
  recovery: t('mã dự phòng', 'recovery codes'),
}

interface Subject {
  account: AccountRow | null
  grant: Awaited<ReturnType<typeof getGrant>> | null
}

const way = (subject: Subject) => [
  accountsLink,
  ...(subject.account ? [{ href: accountHref(subject.account.id), words: subject.account.name }] : []),
]
