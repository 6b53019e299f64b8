import ExcelJS from 'exceljs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addMonths, formatInstant, instantAt, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Calendar, clockState, type WorkClock } from '#ground/working-time'
import { calendarOfUnit, move, movesOf, type ShownClock } from '#kernel/cases'
import { type Http, readAnswers, readForm, type Said, type Site, sendPage, statusOf } from '#kernel/channels'
import { kinds as fileKinds } from '#kernel/papers'
import {
  aboutOf,
  countAbout,
  createRow,
  findRow,
  houseProcessing,
  InvalidInput,
  planErasure,
  planRetention,
  processingOf,
  processingRegister,
  type RecordType,
  type Row,
} from '#kernel/records'
import type { Tx } from '#kernel/store'
import {
  consentCounts,
  consentTexts,
  findPerson,
  getRoot,
  giveConsent,
  listConsents,
  withdrawConsent,
  writeFact,
} from '#kernel/trust'
import { provinceName } from '#province'
import { ask, getOwnRequest, getSelf, ownRequests, readAsked } from './asking.ts'
import { Answering } from './cases.ts'
import { assessmentDocument, keptWords, processingLine } from './documents.ts'
import { type AskData, checkPage, choosePage, detailFields, detailPage } from './pages/ask.ts'
import { ASK, DESK, OWN, type PageContent } from './pages/content.ts'
import { deskPage, type HandleData, handlePage, moveFields, registerPage, retentionPage } from './pages/desk.ts'
import { type ConsentState, type Held, minePage } from './pages/mine.ts'
import { publicPage } from './pages/public.ts'
import { requestPage } from './pages/request.ts'
import { Assessment, type Breach, officerRole, Request } from './records.ts'
import { refuse } from './refusals.ts'
import { type Correctable, correctable, type Kind, kinds } from './rules.ts'
import { getTerm, listTerms } from './terms.ts'
import { basisWords, levelWords } from './words.ts'

/** Rows of each table on the officer's page; the lists of her application hold the rest. */
const DESK_ROWS = 100

const paramsOf = (request: FastifyRequest) => request.params as Record<string, string | undefined>
const queryOf = (request: FastifyRequest, name: string): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, 200) : ''
}
const kindOf = (text: string | undefined): Kind | undefined => kinds.find((kind) => kind === text)
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

interface ClockRow {
  name: string
  clock: WorkClock
  warn_minutes: number | null
  due_at: Date | null
}

function shownClock(calendar: Calendar, row: ClockRow, now: Date): ShownClock {
  const shown = clockState(calendar, row.clock, now, row.warn_minutes ?? undefined)
  if (shown.state !== 'done') return { state: shown.state, words: shown.words }
  return { state: shown.words.vi.startsWith('quá hạn') ? 'late' : 'ok', words: shown.words }
}

/** The clocks of one case, in words: its subject may know them too. */
async function clocksOf(tx: Tx, recordId: string, unit: string) {
  const rows = await tx.asHouse(() =>
    tx.query<ClockRow>(
      'select name, clock, warn_minutes, due_at from sen.case_clock where record_id = $1 order by name',
      [recordId],
    ),
  )
  const calendar = await (await calendarOfUnit(tx, unit)).get()
  return rows.map((row) => ({
    name: row.name,
    words: Answering.clocks[row.name] ?? { vi: row.name, en: row.name },
    clock: shownClock(calendar, row, tx.now),
    dueAt: new Date(row.clock.dueAt),
  }))
}

/** The pages of people's data: everybody's, each one's own, and the officer's who answers for them. */
export function api(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const types: RecordType[] = [...site.types.values()]
  const register = processingRegister(types)
  const open = { config: { access: 'public' as const }, schema: { hide: true } }
  // A right over one's own data is not lent with a mandate to file papers: parents, guardians and heads of an enterprise have it by law.
  const inOwnName = async (request: FastifyRequest): Promise<void> => {
    const acting = request.session?.acting
    if (acting && acting.kind === 'authorised') throw refuse['own-name-only']({ name: acting.name })
  }
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true }, preHandler: inOwnName }
  const posting = {
    config: { access: 'signed-in' as const, ownCsrf: true },
    schema: { hide: true },
    preHandler: inOwnName,
  }
  const desk = { config: { access: 'officer' as const, roles: [officerRole] }, schema: { hide: true } }
  const handling = {
    config: { access: 'officer' as const, roles: [officerRole], ownCsrf: true },
    schema: { hide: true },
  }
  // Carrying out changes or erases what is kept of a person: whoever presses the button must be the officer herself.
  const deciding = { ...handling, config: { ...handling.config, fresh: true } }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)
  const show = (request: FastifyRequest, reply: FastifyReply, content: PageContent, status = 200) =>
    sendPage(site, request, reply.status(status), content)

  // --------------------------------------------------------------------------------------------- everybody

  app.get('/du-lieu-ca-nhan', open, async (request, reply) => {
    const terms = await look(request, listTerms)
    return show(request, reply, publicPage({ register, terms }, request.lang))
  })

  app.get(
    '/api/v1/personal-data/register',
    {
      config: { access: 'public' },
      schema: { tags: ['personal-data'], summary: 'Sổ đăng ký hoạt động xử lý dữ liệu cá nhân' },
    },
    async () => ({ rows: register }),
  )

  // ------------------------------------------------------------------------------------------- her own data

  app.get(OWN, mine, async (request, reply) => {
    const done = queryOf(request, 'xong')
    const data = await look(request, async (tx) => {
      const person = await getSelf(tx)
      return tx.asHouse(async () => {
        const about = await aboutOf(tx, person.id)
        const counts = about ? await countAbout(tx, types, about) : new Map<string, number>()
        const held: Held[] = [
          ...houseProcessing
            .filter((entry) => entry.record === 'person' || entry.record === 'account')
            .map((entry) => ({ entry, count: entry.record === 'person' ? 1 : (about?.accounts.length ?? 0) })),
          ...types.flatMap((type) => {
            const entry = processingOf(type)
            const count = counts.get(`${type.system}/${type.name}`)
            return entry && count ? [{ entry, count }] : []
          }),
        ]
        const decided = await listConsents(tx, person.id)
        const consents: ConsentState[] = (await consentTexts(tx)).map((text) => {
          const last = decided.find((one) => one.purpose === text.purpose)
          return { text, decided: last?.at ?? null, given: last?.given === true && last.version === text.version }
        })
        const restriction = await tx.one<{ since: Date }>(
          'select since from sen.restriction where person = $1 and until is null',
          [person.id],
        )
        return { held, consents, restrictedSince: restriction?.since ?? null }
      })
    })
    const requests = await look(request, ownRequests)
    return show(
      request,
      reply,
      minePage(
        {
          ...data,
          requests,
          csrf: request.csrf,
          officer: request.actor.roles.some((grant) => grant.role === officerRole),
          done: done === 'dong-y' ? 'given' : done === 'rut' ? 'withdrawn' : null,
        },
        request.lang,
      ),
    )
  })

  app.post(`${OWN}/dong-y`, posting, async (request, reply) => {
    const form = await readForm(site, request)
    const purpose = form.get('purpose') ?? ''
    const giving = form.get('act') === 'give'
    await act(request, async (tx) => {
      const person = await getSelf(tx)
      if (giving) await giveConsent(tx, { purpose, version: Number(form.get('version')) })
      else await withdrawConsent(tx, person.id, purpose)
    })
    return reply.redirect(`${OWN}?xong=${giving ? 'dong-y' : 'rut'}`, 303)
  })

  const detailData = async (request: FastifyRequest, kind: Kind, more: Omit<AskData, 'csrf'>) =>
    look(request, async (tx) => {
      const person = await getSelf(tx)
      const lines =
        kind === 'erase'
          ? await tx.asHouse(async () => {
              const about = await aboutOf(tx, person.id)
              return about ? planErasure(tx, types, about, tx.now) : []
            })
          : null
      return {
        kind,
        term: await getTerm(tx, 'finish', kind),
        answer: await getTerm(tx, 'answer', kind),
        lines,
        csrf: request.csrf,
        ...more,
      }
    })

  app.get(ASK, mine, async (request, reply) => {
    const kind = kindOf(queryOf(request, 'loai'))
    if (!kind) return show(request, reply, choosePage({ csrf: request.csrf, values: {} }, request.lang))
    return show(request, reply, detailPage(await detailData(request, kind, { values: {} }), request.lang))
  })

  app.post(ASK, posting, async (request, reply) => {
    const form = await readForm(site, request)
    const kind = kindOf(form.get('loai'))
    const pressed = form.get('act')
    if (!kind) return reply.redirect(ASK, 303)
    if (pressed === 'back') return reply.redirect(ASK, 303)
    const fields = detailFields(kind)
    const { values, errors } = readAnswers(fields, Object.fromEntries(form.fields), {
      lang: request.lang,
      complete: pressed !== 'edit',
    })
    const text = (name: string): string => (typeof values[name] === 'string' ? (values[name] as string) : '')
    const field = correctable.find((one) => one === text('field'))
    const asked = {
      kind,
      content: text('content') || null,
      corrections: kind === 'correct' && field ? [{ field: field as Correctable, value: text('value') }] : [],
    }
    const again = async (wrong: Record<string, Said>, status: number) =>
      show(request, reply, detailPage(await detailData(request, kind, { values, errors: wrong }), request.lang), status)
    if (pressed === 'edit') return again({}, 200)
    if (Object.keys(errors).length > 0) return again(errors, 422)
    try {
      if (pressed === 'send') {
        const row = await act(request, (tx) => ask(tx, asked))
        return reply.redirect(`${OWN}/yeu-cau/${row.id}?gui=1`, 303)
      }
      await look(request, async (tx) => readAsked(await getSelf(tx), asked))
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'forbidden') throw error
      const first = error instanceof InvalidInput ? (error.errors[0] ?? error) : error
      return again({ [first.field ?? '']: said(first) }, statusOf[first.kind])
    }
    return show(request, reply, checkPage(await detailData(request, kind, { values }), request.lang))
  })

  app.get(`${OWN}/yeu-cau/:id`, mine, async (request, reply) => {
    const data = await look(request, async (tx) => {
      const row = await getOwnRequest(tx, paramsOf(request).id ?? '')
      const facts = await tx.asHouse(() =>
        tx.query<{ at: Date; kind: string; actor: string }>(
          'select at, kind, actor_name as actor from sen.fact where record_id = $1 order by seq desc limit 100',
          [row.id],
        ),
      )
      const moves = (await movesOf(tx, Answering, row)).map((one) => one.name)
      return {
        request: row,
        clocks: ['received', 'processing', 'executing'].includes(row.status)
          ? await clocksOf(tx, row.id, row.unit)
          : [],
        happenings: facts.map((fact) => ({ at: fact.at, kind: fact.kind, by: fact.actor })),
        canWithdraw: moves.includes('withdraw'),
        canLift: moves.includes('lift'),
        now: tx.now,
      }
    })
    return show(
      request,
      reply,
      requestPage({ ...data, csrf: request.csrf, sent: queryOf(request, 'gui') === '1' }, request.lang),
    )
  })

  for (const [path, name] of [
    ['rut', 'withdraw'],
    ['go-han-che', 'lift'],
  ] as const)
    app.post(`${OWN}/yeu-cau/:id/${path}`, posting, async (request, reply) => {
      await readForm(site, request)
      const id = paramsOf(request).id ?? ''
      await act(request, async (tx) => {
        const row = await getOwnRequest(tx, id)
        await move(tx, Answering, { recordId: row.id, move: name })
      })
      return reply.redirect(`${OWN}/yeu-cau/${id}`, 303)
    })

  app.get(`${OWN}/yeu-cau/:id/tep/:file`, mine, async (request, reply) => {
    const { id = '', file: wanted = '' } = paramsOf(request)
    const file = await act(request, async (tx) => {
      const row = await getOwnRequest(tx, id)
      if (row.results_until && (row.results_until < tx.now || !row.results))
        throw refuse['copy-gone']({ until: formatInstant(row.results_until) })
      const found = row.results?.find((one) => one.id === wanted)
      if (!found) throw refuse['no-such-request']()
      writeFact(tx, {
        kind: 'downloaded',
        system: 'personal-data',
        record: 'request',
        recordId: row.id,
        unit: row.unit,
        subjects: [row.asker],
        data: { sha256: found.sha256, name: found.name },
      })
      return found
    })
    const stream = await site.blobs.get(file.sha256)
    const media = file.name.endsWith('.json')
      ? 'application/json; charset=utf-8'
      : fileKinds[file.kind as keyof typeof fileKinds].mediaTypes[0]
    return reply
      .type(media)
      .header('content-length', file.size)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .header('cache-control', 'private, no-store')
      .send(stream)
  })

  // --------------------------------------------------------------------------------------- the officer's desk

  app.get(DESK, desk, async (request, reply) => {
    const data = await look(request, async (tx) => {
      const requests = await tx.query<Row<typeof Request>>(
        `select * from personal_data.request where status not in ('answered', 'refused', 'withdrawn') order by due_at, id limit ${DESK_ROWS}`,
      )
      const breaches = await tx.query<Row<typeof Breach>>(
        `select * from personal_data.breach order by found_at desc, id desc limit ${DESK_ROWS}`,
      )
      const clocked = async <R extends { id: string; unit: string }>(rows: R[], name: string) => {
        const shown: { row: R; clock: ShownClock | null }[] = []
        for (const row of rows) {
          const clocks = await clocksOf(tx, row.id, row.unit)
          shown.push({ row, clock: clocks.find((one) => one.name === name)?.clock ?? null })
        }
        return shown
      }
      return {
        requests: await clocked(requests, 'whole'),
        breaches: await clocked(breaches, 'report'),
        assessments: await tx.query<Row<typeof Assessment>>(
          `select * from personal_data.assessment order by created_at desc, id desc limit ${DESK_ROWS}`,
        ),
        terms: await listTerms(tx),
        ...(await tx.asHouse(async () => ({
          consents: await consentCounts(tx),
          restricted:
            (
              await tx.one<{ count: number }>('select count(*)::int as count from sen.restriction where until is null')
            )?.count ?? 0,
        }))),
      }
    })
    return show(request, reply, deskPage({ ...data, csrf: request.csrf }, request.lang))
  })

  app.get(`${DESK}/so-dang-ky`, desk, async (request, reply) =>
    show(request, reply, registerPage(register, request.lang)),
  )

  app.get(`${DESK}/so-dang-ky.xlsx`, desk, async (_request, reply) => {
    const book = new ExcelJS.Workbook()
    const sheet = book.addWorksheet('Sổ đăng ký', { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.addRow([
      'Hệ thống',
      'Bản ghi',
      'Dữ liệu',
      'Mục đích',
      'Loại căn cứ',
      'Văn bản',
      'Trường cá nhân',
      'Trong đó nhạy cảm',
      'Chủ thể',
      'Bên nhận',
      'Thời hạn',
      'Biện pháp',
    ]).font = { bold: true }
    for (const entry of register)
      sheet.addRow([
        entry.system,
        entry.record,
        entry.title.vi,
        entry.purpose.vi,
        basisWords[entry.basis.kind].vi,
        [entry.basis.law, entry.basis.article].filter(Boolean).join(', '),
        entry.fields.map((field) => `${field.label.vi} (${levelWords[field.level].vi})`).join('; '),
        entry.fields
          .filter((field) => field.level === 'sensitive')
          .map((field) => field.label.vi)
          .join('; '),
        entry.subjects.vi,
        entry.recipients.map((one) => one.vi).join('; '),
        keptWords(entry),
        entry.measures?.vi ?? '',
      ])
    for (let i = 1; i <= 12; i++) sheet.getColumn(i).width = 30
    return reply
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent('so-dang-ky-xu-ly.xlsx')}`)
      .send(Buffer.from(await book.xlsx.writeBuffer()))
  })

  app.get(`${DESK}/luu-giu`, desk, async (request, reply) => {
    const data = await look(request, (tx) =>
      tx.asHouse(async () => {
        const until = addMonths(localDate(tx.now), 1)
        const last = await tx.one<{ at: Date }>(
          "select at from sen.fact where kind in ('retention-erased', 'retention-anonymised') order by seq desc limit 1",
        )
        return {
          now: await planRetention(tx, types, tx.now),
          month: await planRetention(tx, types, instantAt(until, 1439)),
          until,
          last: last?.at ?? null,
        }
      }),
    )
    return show(request, reply, retentionPage(data, request.lang))
  })

  const getHandled = async (tx: Tx, id: string): Promise<Row<typeof Request>> => {
    const row = isUuid(id) ? await findRow(tx, Request, id, 'giải quyết yêu cầu về dữ liệu cá nhân') : undefined
    if (!row) throw refuse['no-such-request']()
    return row
  }

  const handleData = (request: FastifyRequest, more: Pick<HandleData, 'error' | 'typed' | 'done'>) =>
    look(request, async (tx) => {
      const row = await getHandled(tx, paramsOf(request).id ?? '')
      const all = (await movesOf(tx, Answering, row)).map((one) => one.name)
      return {
        row,
        // Only what is asked to be corrected is looked at beside what it should become.
        person: row.kind === 'correct' ? ((await tx.asHouse(() => findPerson(tx, row.asker))) ?? null) : null,
        clocks: await clocksOf(tx, row.id, row.unit),
        moves: all.filter(
          (name) =>
            (name !== 'preview' || row.kind === 'erase') && (name !== 'carry-out' || row.kind !== 'erase' || row.plan),
        ),
        csrf: request.csrf,
        ...more,
      }
    })

  app.get(`${DESK}/yeu-cau/:id`, desk, async (request, reply) =>
    show(
      request,
      reply,
      handlePage(
        await handleData(request, { error: null, typed: {}, done: queryOf(request, 'xong') === '1' }),
        request.lang,
      ),
    ),
  )

  app.post(`${DESK}/yeu-cau/:id`, deciding, async (request, reply) => {
    const form = await readForm(site, request)
    const id = paramsOf(request).id ?? ''
    const name = form.get('move') ?? ''
    const data: Record<string, string> = {}
    for (const field of moveFields(name)) {
      const typed = form.get(field.name)?.trim()
      if (typed) data[field.name] = typed
    }
    try {
      await act(request, async (tx) => {
        const row = await getHandled(tx, id)
        // Somebody else may have moved it since the page was shown: what was read is what is decided on.
        const version = Number(form.get('version'))
        if (Number.isInteger(version) && version > 0 && version !== row.version) throw refuse['changed-meanwhile']()
        await move(tx, Answering, { recordId: row.id, move: name as never, data })
      })
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'missing') throw error
      const first = error instanceof InvalidInput ? (error.errors[0] ?? error) : error
      return show(
        request,
        reply,
        handlePage(await handleData(request, { error: said(first), typed: data, done: false }), request.lang),
        statusOf[first.kind],
      )
    }
    return reply.redirect(`${DESK}/yeu-cau/${id}?xong=1`, 303)
  })

  // The register as it stands becomes the next edition; what the officer wrote in the last one comes along.
  app.post(`${DESK}/danh-gia`, handling, async (request, reply) => {
    await readForm(site, request)
    const row = await act(request, async (tx) => {
      const root = await getRoot(tx)
      const last = await tx.one<Row<typeof Assessment>>(
        'select * from personal_data.assessment order by edition desc, created_at desc limit 1',
      )
      const first = await tx.asHouse(() => tx.one<{ at: Date | null }>('select min(created_at) as at from sen.person'))
      return createRow(
        tx,
        Assessment,
        {
          title: last?.title ?? `Nền tảng số tỉnh ${provinceName.vi}`,
          edition: (last?.edition ?? 0) + 1,
          former: last?.id ?? null,
          controller: last?.controller ?? root.name,
          officer: last?.officer ?? request.actor.name,
          contact: last?.contact ?? null,
          // Luật 91/2025/QH15, Điều 21: sixty days from the first processing; for a later edition, from today (Điều 22).
          first_processing_on: localDate(!last && first?.at && first.at < tx.now ? first.at : tx.now),
          register: register as unknown as unknown[],
          processings: register.map(processingLine),
          necessity: last?.necessity ?? null,
          transfers: last?.transfers ?? null,
          risks: last?.risks ?? null,
          measures: last?.measures ?? null,
          rest: last?.rest ?? null,
        },
        { unit: root.id },
      )
    })
    return reply.redirect(`/officer/cases/personal-data/assessment/${row.id}`, 303)
  })

  app.get(`${DESK}/danh-gia/:id`, desk, async (request, reply) => {
    const row = await look(request, async (tx) => {
      const id = paramsOf(request).id ?? ''
      const found = isUuid(id) ? await findRow(tx, Assessment, id) : undefined
      if (!found) throw refuse['no-such-request']()
      return found
    })
    const bytes = await assessmentDocument(row, database.clock.now(), site.demo)
    return reply
      .type('application/pdf')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header(
        'content-disposition',
        `inline; filename*=UTF-8''${encodeURIComponent(`danh-gia-tac-dong-${row.edition}.pdf`)}`,
      )
      .send(Buffer.from(bytes))
  })
}
