import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLocalDate, localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Announcement, announceDay, type Effect, tryOut, withdrawDay } from '#kernel/cases'
import {
  type Answers,
  dayText,
  type Form,
  type Http,
  html,
  readAnswers,
  refuseChannel,
  type SwitchedOff,
  sendPage,
  statusOf,
  switchOff,
  switchOn,
} from '#kernel/channels'
import { addCode, type CodeValue, codeListStates, codesOf, endCode, listsOf, renameCode, usesOf } from '#kernel/records'
import { house, type Tx } from '#kernel/store'
import { calendars, codeListTitles } from '#province'
import { type Desk, param, query, said, textOf } from './desk.ts'
import {
  type CalendarDayShown,
  type Content,
  calendarsPage,
  codeFields,
  codePage,
  dayFields,
  effectBody,
  endFields,
  listPage,
  listsPage,
  offFields,
  previewPage,
  renameFields,
  type Standing,
  type SystemShown,
  standingBody,
  switchesPage,
  switchPage,
  usesTable,
} from './pages/reference.ts'
import { refuse } from './refusals.ts'
import { both, dayKindWords, referenceWords, w } from './words.ts'

/** The system that holds the switch: off, nobody could switch it on again. */
const FIXED = 'administration'

const doneOf = (request: FastifyRequest): string => query(request, 'xong', 20)
const bodyOf = (form: Form): Record<string, unknown> => Object.fromEntries(form.fields)

/** All that was sent, to be sent again with the confirmation. */
const again = (form: Form): Record<string, string> =>
  Object.fromEntries(
    [...form.fields]
      .filter(([name]) => name !== 'csrf' && name !== 'act')
      .map(([name, values]) => [name, values[0] ?? '']),
  )

/** Code lists, working calendars, and systems switched on and off: each change is shown before it is done. */
export function referenceRoutes(desk: Desk, http: Http): void {
  const { app } = http
  const { site } = desk
  const { database } = site
  const reading = { config: { access: 'officer' as const, roles: ['administrator'] }, schema: { hide: true } }
  const writing = {
    config: { access: 'officer' as const, roles: ['administrator'], ownCsrf: true, fresh: true },
    schema: { hide: true },
  }
  const show = (request: FastifyRequest, reply: FastifyReply, content: Content, status = 200) => {
    reply.status(status)
    return sendPage(site, request, reply, content)
  }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, (tx) => tx.asHouse(() => work(tx)), { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, (tx) => tx.asHouse(() => work(tx)))
  /** These hold for the whole province: an administrator of one unit reads them only. */
  const provinceOnly = (request: FastifyRequest) => {
    const top = request.actor.roles.some((grant) => grant.role === 'administrator' && grant.unit === rootUnit)
    if (!top) throw refuseChannel['not-your-role']()
  }
  let rootUnit: string | undefined
  app.addHook('onReady', async () => {
    const root = await database.transaction(house, (tx) =>
      tx.one<{ id: string }>('select id from sen.unit where parent is null order by valid_from desc limit 1'),
    )
    rootUnit = root?.id
  })

  // -------------------------------------------------------------------------------------------- code lists

  const titleOf = (list: string): Words => codeListTitles[list] ?? w(list, list)
  const used = listsOf(site.types.values())

  app.get('/quan-tri/danh-muc', reading, async (request, reply) => {
    const states = await look(request, codeListStates)
    const names = [...new Set([...Object.keys(codeListTitles), ...used, ...states.map((one) => one.list)])].sort()
    const lists = names.map((list) => ({
      title: titleOf(list),
      ...(states.find((one) => one.list === list) ?? { list, inForce: 0, coming: 0, over: 0 }),
    }))
    return show(request, reply, listsPage(lists, request.lang))
  })

  const getList = async (tx: Tx, list: string): Promise<CodeValue[]> => {
    const codes = await codesOf(tx, list)
    if (codes.length === 0 && !(list in codeListTitles) && !used.includes(list)) throw refuseChannel['no-such-page']()
    return codes
  }
  const today = () => localDate(database.clock.now())

  app.get('/quan-tri/danh-muc/:list', reading, async (request, reply) => {
    const list = param(request, 'list')
    const codes = await look(request, (tx) => getList(tx, list))
    return show(
      request,
      reply,
      listPage(
        { list, title: titleOf(list), codes, today: today(), csrf: request.csrf, done: doneOf(request) },
        request.lang,
      ),
    )
  })

  app.post('/quan-tri/danh-muc/:list', writing, async (request, reply) => {
    provinceOnly(request)
    const list = param(request, 'list')
    const sent = await desk.form(request)
    const { values, errors } = readAnswers(codeFields, bodyOf(sent), { lang: request.lang, complete: true })
    const wrong = async (found: Record<string, Words>) =>
      show(
        request,
        reply,
        listPage(
          {
            list,
            title: titleOf(list),
            codes: await look(request, (tx) => getList(tx, list)),
            today: today(),
            csrf: request.csrf,
            done: '',
            values,
            errors: found,
          },
          request.lang,
        ),
        statusOf.invalid,
      )
    if (Object.keys(errors).length > 0) return wrong(errors)
    const code = {
      list,
      value: textOf(values, 'value'),
      label: { vi: textOf(values, 'label_vi'), en: textOf(values, 'label_en') },
      from: textOf(values, 'from'),
      source: textOf(values, 'source'),
    }
    const confirmed = sent.get('act') === 'confirm'
    try {
      await act(request, async (tx) => {
        await getList(tx, list)
        await addCode(tx, code)
        if (!confirmed) throw taken
      })
    } catch (error) {
      if (error instanceof Refusal) return wrong({ [error.field ?? '']: said(error) })
      if (error !== taken) throw error
    }
    if (confirmed) return reply.redirect(`/quan-tri/danh-muc/${encodeURIComponent(list)}?xong=added`, 303)
    const fields = [...site.types.values()].flatMap((type) =>
      Object.entries(type.fields)
        .filter(([, field]) => field.spec.codeList === list)
        .map(([name]) => `${type.words.title[request.lang]}: ${type.words.fields[name]?.[request.lang] ?? name}`),
    )
    return show(
      request,
      reply,
      previewPage(
        {
          title: referenceWords.addOf(code.label),
          here: { href: `/quan-tri/danh-muc/${encodeURIComponent(list)}`, words: titleOf(list) },
          action: `/quan-tri/danh-muc/${encodeURIComponent(list)}`,
          csrf: request.csrf,
          hidden: again(sent),
          effect: html`<p>${
            referenceWords.addEffect(
              both((lang) => dayText(code.from, lang)),
              code.label,
              code.value,
            )[request.lang]
          }</p>${fields.length > 0 ? html`<ul>${fields.map((one) => html`<li>${one}</li>`)}</ul>` : null}`,
        },
        request.lang,
      ),
    )
  })

  const getCode = async (tx: Tx, list: string, value: string): Promise<CodeValue> => {
    const held = (await codesOf(tx, list)).find(
      (code) => code.value === value && (!code.to || code.to >= localDate(tx.now)),
    )
    if (!held) throw refuseChannel['no-such-page']()
    return held
  }
  const usesShown = async (tx: Tx, list: string, value: string) =>
    (await usesOf(tx, site.types.values(), list, value)).map(({ type, field, count }) => ({
      title: type.words.title,
      field: type.words.fields[field] ?? { vi: field, en: field },
      count,
    }))

  app.get('/quan-tri/danh-muc/:list/:value', reading, async (request, reply) => {
    const [list, value] = [param(request, 'list'), param(request, 'value')]
    const data = await look(request, async (tx) => ({
      code: await getCode(tx, list, value),
      uses: await usesShown(tx, list, value),
    }))
    return show(
      request,
      reply,
      codePage({ list, title: titleOf(list), ...data, today: today(), csrf: request.csrf }, request.lang),
    )
  })

  app.post('/quan-tri/danh-muc/:list/:value', writing, async (request, reply) => {
    provinceOnly(request)
    const [list, value] = [param(request, 'list'), param(request, 'value')]
    const here = `/quan-tri/danh-muc/${encodeURIComponent(list)}`
    const sent = await desk.form(request)
    const kind = sent.get('kind')
    if (kind !== 'end' && kind !== 'rename') throw refuse['no-such-act']({}, 'kind')
    const ending = kind === 'end'
    const { values, errors } = readAnswers(ending ? endFields : renameFields, bodyOf(sent), {
      lang: request.lang,
      complete: true,
    })
    const data = await look(request, async (tx) => ({
      code: await getCode(tx, list, value),
      uses: await usesShown(tx, list, value),
    }))
    const wrong = (found: Record<string, Words>) =>
      show(
        request,
        reply,
        codePage(
          {
            list,
            title: titleOf(list),
            ...data,
            today: today(),
            csrf: request.csrf,
            sent: ending ? 'end' : 'rename',
            values,
            errors: found,
          },
          request.lang,
        ),
        statusOf.invalid,
      )
    if (Object.keys(errors).length > 0) return wrong(errors)
    const confirmed = sent.get('act') === 'confirm'
    const label = { vi: textOf(values, 'label_vi'), en: textOf(values, 'label_en') }
    const from = textOf(values, 'from')
    const to = textOf(values, 'to')
    try {
      await act(request, async (tx) => {
        if (ending) await endCode(tx, list, value, to)
        else await renameCode(tx, list, value, label, from, textOf(values, 'source'))
        if (!confirmed) throw taken
      })
    } catch (error) {
      if (error instanceof Refusal) return wrong({ [error.field ?? '']: said(error) })
      if (error !== taken) throw error
    }
    if (confirmed) return reply.redirect(`${here}?xong=${ending ? 'ended' : 'renamed'}`, 303)
    return show(
      request,
      reply,
      previewPage(
        {
          title: ending ? referenceWords.endOf(data.code.label) : referenceWords.renameOf(data.code.label),
          here: { href: here, words: titleOf(list) },
          action: `${here}/${encodeURIComponent(value)}`,
          csrf: request.csrf,
          hidden: again(sent),
          danger: ending,
          effect: html`<p>${
            ending
              ? referenceWords.endEffect(both((lang) => dayText(to, lang)))[request.lang]
              : referenceWords.renameEffect(
                  both((lang) => dayText(from, lang)),
                  label,
                  value,
                )[request.lang]
          }</p>${usesTable(data.uses, request.lang)}`,
        },
        request.lang,
      ),
    )
  })

  // ---------------------------------------------------------------------------------------------- calendars

  const calendarsData = async (tx: Tx) => {
    const sessions = await tx.query<{ calendar: string; hours: string }>(
      `select calendar, string_agg(distinct lpad((start_minute / 60)::text, 2, '0') || ':' || lpad((start_minute % 60)::text, 2, '0') || '–'
                || lpad((end_minute / 60)::text, 2, '0') || ':' || lpad((end_minute % 60)::text, 2, '0'), ', ') as hours
         from sen.calendar_session where valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) group by calendar`,
    )
    const units = await tx.query<{ calendar: string; count: number }>(
      'select calendar, count(*)::int as count from sen.unit where valid_to is null or valid_to >= sen.today() group by calendar',
    )
    const days = await tx.query<Omit<CalendarDayShown, 'note'> & { note_vi: string; note_en: string }>(
      'select scope, date, kind, note_vi, note_en, document, announced from sen.calendar_day where date >= sen.today() order by date, scope limit 200',
    )
    return {
      calendars: sessions.map(({ calendar, hours }) => ({
        name: calendar,
        title: calendars.find((one) => one.name === calendar)?.title ?? { vi: calendar, en: calendar },
        sessions: hours,
        units: units.find((one) => one.calendar === calendar)?.count ?? 0,
      })),
      days: days.map(({ note_vi, note_en, ...day }) => ({ ...day, note: { vi: note_vi, en: note_en } })),
    }
  }

  app.get('/quan-tri/lich', reading, async (request, reply) => {
    const data = await look(request, calendarsData)
    return show(
      request,
      reply,
      calendarsPage({ ...data, today: today(), csrf: request.csrf, done: doneOf(request) }, request.lang),
    )
  })

  app.post('/quan-tri/lich', writing, async (request, reply) => {
    provinceOnly(request)
    const sent = await desk.form(request)
    const withdrawn = sent.get('withdraw')
    if (withdrawn !== undefined && !isLocalDate(withdrawn)) throw refuse['no-such-day']({}, 'withdraw')
    const data = await look(request, calendarsData)
    const { values, errors }: Pick<Answers, 'values' | 'errors'> = withdrawn
      ? { values: {}, errors: {} }
      : readAnswers(dayFields(data.calendars), bodyOf(sent), { lang: request.lang, complete: true })
    const wrong = (found: Record<string, Words>) =>
      show(
        request,
        reply,
        calendarsPage({ ...data, today: today(), csrf: request.csrf, done: '', values, errors: found }, request.lang),
        statusOf.invalid,
      )
    // A swap is of two days: what is worked for which, so that nobody counts one of them alone.
    if (['swap_off', 'swap_work'].includes(textOf(values, 'kind')) && textOf(values, 'swapped_with') === '')
      errors.swapped_with ??= said(refuse['swap-alone']({}, 'swapped_with'))
    if (Object.keys(errors).length > 0) return wrong(errors)
    const confirmed = sent.get('act') === 'confirm'
    const note = textOf(values, 'note')
    const swapped = textOf(values, 'swapped_with')
    const day: Announcement = {
      scope: textOf(values, 'scope'),
      date: textOf(values, 'date'),
      kind: textOf(values, 'kind') as Announcement['kind'],
      note: { vi: note, en: note },
      document: textOf(values, 'document'),
      swappedWith: swapped || null,
    }
    let effect: Effect
    try {
      effect = await act(request, (tx) => {
        const change = () =>
          withdrawn ? withdrawDay(tx, site.flows, sent.get('scope') ?? '', withdrawn) : announceDay(tx, site.flows, day)
        return confirmed ? change() : tryOut(tx, change)
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return wrong({ [error.field ?? '']: said(error) })
    }
    if (confirmed) return reply.redirect(`/quan-tri/lich?xong=${withdrawn ? 'withdrawn' : 'announced'}`, 303)
    const date = (withdrawn ?? day.date).split('-').reverse().join('/')
    return show(
      request,
      reply,
      previewPage(
        {
          title: withdrawn
            ? referenceWords.withdrawOf(date)
            : referenceWords.announceOf(date, dayKindWords[day.kind] ?? w(day.kind, day.kind)),
          here: { href: '/quan-tri/lich', words: referenceWords.workingCalendars },
          action: '/quan-tri/lich',
          csrf: request.csrf,
          hidden: again(sent),
          effect: effectBody(
            effect,
            {
              calendar: (name) => calendars.find((one) => one.name === name)?.title[request.lang] ?? name,
              flow: (path) => site.flows.get(path)?.title[request.lang] ?? path,
            },
            request.lang,
          ),
        },
        request.lang,
      ),
    )
  })

  // ------------------------------------------------------------------------------------------------ systems

  const shownSystem = (name: string, off: SwitchedOff | undefined): SystemShown => {
    const found = site.systems.find((one) => one.name === name)
    if (!found) throw refuseChannel['no-such-page']()
    return { name, title: found.title, owner: found.owner, off, fixed: name === FIXED }
  }
  const standingOf = async (tx: Tx, name: string): Promise<Standing> => {
    const found = site.systems.find((one) => one.name === name)
    const tasks = await tx.one<{ count: number }>(
      'select count(*)::int as count from sen.task where system = $1 and done_at is null',
      [name],
    )
    const clocks = await tx.one<{ count: number }>(
      'select count(*)::int as count from sen.case_clock where system = $1 and ended_at is null and paused_at is null',
      [name],
    )
    return {
      routes: http.routes.filter((route) => route.system === name).length,
      records: found?.records.map((type) => type.words.plural) ?? [],
      openTasks: tasks?.count ?? 0,
      runningCases: clocks?.count ?? 0,
      jobs: found?.jobs.length ?? 0,
      usedBy: site.systems.filter((one) => one.uses.some((used) => used.endsWith(name))).map((one) => one.title),
    }
  }

  app.get('/quan-tri/he-thong', reading, async (request, reply) => {
    const off = await site.switches.list()
    const systems = site.systems.map((one) =>
      shownSystem(
        one.name,
        off.find((held) => held.system === one.name),
      ),
    )
    return show(request, reply, switchesPage(systems, doneOf(request), request.lang))
  })

  app.get('/quan-tri/he-thong/:name', reading, async (request, reply) => {
    const name = param(request, 'name')
    const off = (await site.switches.list()).find((held) => held.system === name)
    const system = shownSystem(name, off)
    if (system.fixed) throw refuseChannel['no-such-page']()
    const standing = await look(request, (tx) => standingOf(tx, name))
    return show(request, reply, switchPage({ system, standing, csrf: request.csrf }, request.lang))
  })

  app.post('/quan-tri/he-thong/:name', writing, async (request, reply) => {
    provinceOnly(request)
    const name = param(request, 'name')
    const off = (await site.switches.list()).find((held) => held.system === name)
    const system = shownSystem(name, off)
    if (system.fixed) throw refuseChannel['no-such-page']()
    const sent = await desk.form(request)
    if (sent.get('act') === 'on') {
      await act(request, (tx) => switchOn(tx, name))
      site.switches.forget()
      return reply.redirect('/quan-tri/he-thong?xong=on', 303)
    }
    const { values, errors } = readAnswers(offFields, bodyOf(sent), { lang: request.lang, complete: true })
    const until = values.until instanceof Date ? values.until : null
    if (until && until <= database.clock.now() && !errors.until) errors.until = referenceWords.mustLieAhead
    const standing = await look(request, (tx) => standingOf(tx, name))
    if (Object.keys(errors).length > 0)
      return show(
        request,
        reply,
        switchPage({ system, standing, csrf: request.csrf, values, errors }, request.lang),
        statusOf.invalid,
      )
    if (sent.get('act') === 'confirm') {
      await act(request, (tx) => switchOff(tx, name, { reason: textOf(values, 'reason'), until }))
      site.switches.forget()
      return reply.redirect('/quan-tri/he-thong?xong=off', 303)
    }
    return show(
      request,
      reply,
      previewPage(
        {
          title: referenceWords.switchOffOf(system.title),
          here: { href: `/quan-tri/he-thong/${name}`, words: system.title },
          action: `/quan-tri/he-thong/${name}`,
          csrf: request.csrf,
          hidden: again(sent),
          danger: true,
          effect: standingBody(standing, request.lang),
        },
        request.lang,
      ),
    )
  })
}

/** Thrown to roll back what was only tried. */
const taken = new Error('tried out')
