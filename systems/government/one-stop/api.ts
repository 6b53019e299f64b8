import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { fold, type Words } from '#ground/text'
import { type Calendar, normaliseStart } from '#ground/working-time'
import { calendarOfUnit, listNotices, move, readNotices } from '#kernel/cases'
import { type Form, type Http, readAnswers, readForm, type Site, sendPage, statusOf } from '#kernel/channels'
import { enterFile, type FileRow, filesOfRecord } from '#kernel/papers'
import { changeRow, findRow, InvalidInput, listRows, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findPerson, findUnit, timeline, unitNameOn, writeFact } from '#kernel/trust'
import { Handling } from './cases.ts'
import { complaintRoutes } from './complaints/routes.ts'
import { designFor, stagesFor } from './design/find.ts'
import { builderRoutes } from './design/routes.ts'
import { getApplicant, openDrafts, ownChosen } from './drafting.ts'
import { claimsTold } from './fees/bills.ts'
import { payRoutes } from './fees/page-routes.ts'
import { cashierRoutes } from './fees/routes.ts'
import { centreFor, findProcedure, track } from './filing.ts'
import { filingRoutes } from './filing-routes.ts'
import { dossiersOfBundle } from './life/bundle.ts'
import { lifeRoutes } from './life/routes.ts'
import { monitorRoutes } from './monitor/routes.ts'
import { dossierWords } from './page-words.ts'
import { cataloguePage, readCatalogueAsked } from './pages/catalogue.ts'
import type { PageContent } from './pages/content.ts'
import {
  type DossierData,
  type DossierRow,
  dossierListPage,
  dossierPage,
  issuedFiles,
  supplyFields,
  withdrawPage,
} from './pages/dossier.ts'
import { ended, promised } from './pages/dossier-state.ts'
import { homePage } from './pages/home.ts'
import { mapPage } from './pages/map.ts'
import { contactFields, mePage } from './pages/me.ts'
import { noticesPage } from './pages/notices.ts'
import { procedurePage } from './pages/procedure.ts'
import { storePage } from './pages/store.ts'
import { systemsPage } from './pages/systems.ts'
import { trackingPage } from './pages/tracking.ts'
import { planningRoutes } from './planning/routes.ts'
import { listForms } from './printing/forms-of-dossier.ts'
import { printingRoutes } from './printing/routes.ts'
import { qualityRoutes } from './quality/routes.ts'
import { Dossier, Procedure, StoredPaper } from './records.ts'
import { refuse } from './refusals.ts'
import { resultRoutes } from './results/routes.ts'
import { cutoffMinute, limitFor } from './rules.ts'
import { scanningRoutes } from './scanning/routes.ts'
import { sharingRoutes } from './sharing/routes.ts'
import { ticketRoutes } from './tickets/routes.ts'

/** A page of what was sought: what can be filed here before the rest, then the name that says little else than the words sought. */
function nearestFirst<T extends { name: string; fileable: boolean }>(rows: readonly T[], sought: string): T[] {
  const words = fold(sought)
  const far = (row: T): number =>
    (row.fileable ? 0 : 20_000) + (fold(row.name).includes(words) ? 0 : 10_000) + row.name.length
  return rows.toSorted((a, b) => far(a) - far(b))
}

const PAGE_ROWS = 20
const CATALOGUE_ROWS = 30
/** Look-ups a minute from one address: enough for a family, too few to walk through the numbers of a day. */
const LOOKUPS_A_MINUTE_MAX = 30
type Params = Record<string, string>
const paramsOf = (request: FastifyRequest): Params => request.params as Params
const queryOf = (request: FastifyRequest): Record<string, unknown> => request.query as Record<string, unknown>
const textOf = (request: FastifyRequest, name: string, max = 1_000): string => {
  const value = queryOf(request)[name]
  return typeof value === 'string' ? value.slice(0, max) : ''
}
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

/** What a browser posted, as the kit's reader takes it. */
const bodyOf = (form: Form): Record<string, unknown> => Object.fromEntries(form.fields)

/** The citizen's pages. Each works by sending a form and coming back; scripts only make it smoother. */
export function api(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const open = { config: { access: 'public' as const }, schema: { hide: true } }
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  const posting = { config: { access: 'signed-in' as const, ownCsrf: true }, schema: { hide: true } }
  /** Notices say what happened, not what is in a dossier: open to who came in by a code that was sent. */
  const simple = { config: { ...mine.config, assurance: 'one-time-code' as const }, schema: mine.schema }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)
  const show = (request: FastifyRequest, reply: FastifyReply, content: PageContent, status = 200) =>
    sendPage(site, request, reply.status(status), content)
  const { fileBytesMax } = site.limits
  qualityRoutes(site, http)
  monitorRoutes(site, http)
  scanningRoutes(site, http)
  sharingRoutes(site, http)
  planningRoutes(site, http)
  lifeRoutes(site, http)
  builderRoutes(site, http)
  complaintRoutes(site, http)
  printingRoutes(site, http)
  resultRoutes(site, http)
  cashierRoutes(site, http)
  ticketRoutes(site, http)
  payRoutes(site, http)

  app.get('/', open, async (request, reply) => {
    const data = await look(request, async (tx) => {
      const today = localDate(tx.now)
      const common = await tx.query<{ code: string; name: string; sector: string }>(
        `select code, name, sector from one_stop.procedure where core and fileable and valid_from <= $1 and (valid_to is null or valid_to >= $1) order by array_position($2::text[], code::text) nulls last, sector, code limit 8`,
        [today, FIRST],
      )
      const { person } = tx.actor
      return {
        common,
        dossiers: person
          ? await tx.query<DossierRow>(
              'select * from one_stop.dossier where applicant = $1 and status <> all($2::text[]) order by received_at desc, id desc limit 3',
              [person, [...ended]],
            )
          : [],
        drafts: tx.actor.account ? (await openDrafts(tx)).slice(0, 3) : [],
      }
    })
    return show(request, reply, homePage(data, request.lang))
  })

  app.get('/thu-tuc', open, async (request, reply) => {
    const asked = readCatalogueAsked(queryOf(request))
    const data = await look(request, async (tx) => {
      const filters: Record<string, string[]> = {}
      for (const name of ['sector', 'level', 'online', 'fileable'] as const)
        if (asked[name]) filters[name] = [asked[name]]
      const page = await listRows(tx, Procedure, {
        ...(asked.q ? { q: asked.q } : {}),
        filters,
        ...(asked.after ? { after: asked.after } : {}),
        limit: CATALOGUE_ROWS,
      })
      const sectors = await tx.query<{ sector: string }>(
        'select distinct sector from one_stop.procedure order by sector limit 1000',
      )
      return {
        rows: asked.q ? nearestFirst(page.rows, asked.q) : page.rows,
        next: page.next,
        count: asked.after ? null : page.count,
        sectors: sectors.map((row) => row.sector).sort((a, b) => a.localeCompare(b, 'vi')),
        today: localDate(tx.now),
      }
    })
    return show(request, reply, cataloguePage({ asked, ...data }, request.lang))
  })

  app.get('/thu-tuc/:code', open, async (request, reply) => {
    const data = await look(request, async (tx) => {
      const { code } = paramsOf(request)
      // A procedure out of force is still shown, as such: dossiers and old links point at it.
      const procedure =
        (await findProcedure(tx, code ?? '')) ??
        (await tx.one<Row<typeof Procedure>>(
          'select * from one_stop.procedure where code = $1 order by valid_from desc limit 1',
          [(code ?? '').slice(0, 20)],
        ))
      if (!procedure) throw refuse['no-such-procedure']({ code: (code ?? '').slice(0, 20) })
      const today = localDate(tx.now)
      // Announced and not yet in force: what is shown is what will be asked.
      const day = [procedure.valid_from, today].sort().at(-1) ?? today
      // The form and the order of work are public (Nghị định 118/2025/NĐ-CP); the records themselves are for those who are signed in.
      const [design, work] = await tx.asHouse(
        async () => [await designFor(tx, procedure, day), await stagesFor(tx, procedure, day)] as const,
      )
      return { procedure, design, work, today, example: procedure.fileable ? await exampleOf(tx, procedure) : null }
    })
    return show(request, reply, procedurePage(data, request.lang))
  })

  filingRoutes(site, http, show)

  // ---------------------------------------------------------------------------------------------- dossiers

  app.get('/ho-so', mine, async (request, reply) => {
    const after = textOf(request, 'after')
    const data = await look(request, async (tx) => {
      const { person } = tx.actor
      // Her own and those she filed for others, whatever roles she holds beside: an officer's dossiers of work are in her queue.
      const cursor = readMark(after)
      const dossiers = person
        ? await tx.query<DossierRow>(
            `select * from (
               (select * from one_stop.dossier where applicant = $1 and ($2::timestamptz is null or (received_at, id) < ($2, $3::uuid)) order by received_at desc, id desc limit $4)
               union all
               (select * from one_stop.dossier where representative = $1 and applicant <> $1 and ($2::timestamptz is null or (received_at, id) < ($2, $3::uuid)) order by received_at desc, id desc limit $4)
             ) as hers order by received_at desc, id desc limit $4`,
            [person, cursor?.at ?? null, cursor?.id ?? null, PAGE_ROWS + 1],
          )
        : []
      return { drafts: after ? [] : await openDrafts(tx), dossiers }
    })
    const dossiers = data.dossiers.slice(0, PAGE_ROWS)
    const last = data.dossiers.length > PAGE_ROWS ? dossiers.at(-1) : undefined
    const done = textOf(request, 'da-luu') === '1' ? 'saved' : textOf(request, 'da-xoa') === '1' ? 'deleted' : null
    return show(
      request,
      reply,
      dossierListPage(
        {
          drafts: data.drafts,
          dossiers,
          person: request.actor.person,
          after,
          next: last ? writeMark(last) : null,
          done,
        },
        request.lang,
      ),
    )
  })

  const getDossier = async (tx: Tx, number: string): Promise<DossierRow> => {
    const row = await tx.one<{ id: string }>('select id from one_stop.dossier where number = $1', [
      number.toUpperCase().slice(0, 40),
    ])
    const dossier = row ? await findRow(tx, Dossier, row.id, 'xem trang hồ sơ') : undefined
    if (!dossier) throw refuse['no-such-dossier']({ number: number.slice(0, 40) })
    return dossier
  }

  const dossierData = async (tx: Tx, request: FastifyRequest, dossier: DossierRow): Promise<DossierData> => {
    const calendar = await (await calendarOfUnit(tx, dossier.unit)).get()
    const procedure = await tx.one<{ cutoff: string | null }>('select cutoff from one_stop.procedure where id = $1', [
      dossier.procedure,
    ])
    const unit = await findUnit(tx, dossier.unit)
    const waiting =
      dossier.status === 'supplement-asked'
        ? await tx.asHouse(() =>
            tx.one<{ due_at: Date | null }>(
              "select due_at from sen.case_clock where record_id = $1 and name = 'supplement' and ended_at is null",
              [dossier.id],
            ),
          )
        : undefined
    return {
      dossier,
      centre: (await unitNameOn(tx, dossier.unit, localDate(dossier.received_at))) ?? unit?.name ?? '',
      facts: await timeline(tx, dossier.id, { limit: 200 }),
      files: await filesOfRecord(tx, dossier.id),
      forms: await listForms(tx, dossier, `/ho-so/${dossier.number}/bieu-mau`, false),
      person: tx.actor.person ?? null,
      calendar,
      now: tx.now,
      cutoff: cutoffMinute({ cutoff: procedure?.cutoff ?? null }),
      supplementDue: waiting?.due_at ?? null,
      ...(await placesShown(tx, dossier)),
      // Why somebody pays less is hers to read, not every officer's who opens this page.
      claims: mayAct(tx, dossier) ? await claimsTold(tx, dossier) : [],
      together: await dossiersOfBundle(tx, dossier),
      mine: mayAct(tx, dossier),
      forOther: mayAct(tx, dossier) && dossier.applicant !== tx.actor.person,
      fresh: textOf(request, 'moi') === '1' && dossier.status === 'registered' && mayAct(tx, dossier),
      publicUrl: site.publicUrl,
      csrf: request.csrf,
      fileBytesMax,
    }
  }

  /** A deed that came too late or too early is told on the page of the dossier as it now stands. */
  const problem = async (request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> => {
    if (!(error instanceof Refusal) || error.kind !== 'conflict') throw error
    const data = await look(request, async (tx) =>
      dossierData(tx, request, await getDossier(tx, paramsOf(request).number ?? '')),
    )
    return show(
      request,
      reply,
      dossierPage({ ...data, problem: error.say(request.lang) }, request.lang),
      statusOf[error.kind],
    )
  }

  app.get('/ho-so/:number', mine, async (request, reply) => {
    const data = await look(request, async (tx) =>
      dossierData(tx, request, await getDossier(tx, paramsOf(request).number ?? '')),
    )
    return show(request, reply, dossierPage(data, request.lang))
  })

  app.get('/ho-so/:number/giay-tiep-nhan.pdf', mine, async (request, reply) => {
    const file = await look(request, async (tx) => {
      const dossier = await getDossier(tx, paramsOf(request).number ?? '')
      const receipts: FileRow[] = issuedFiles(await filesOfRecord(tx, dossier.id)).filter((one) =>
        one.name.startsWith('Giấy tiếp nhận'),
      )
      const found = receipts.at(-1)
      if (!found) throw refuse['no-such-dossier']({ number: dossier.number })
      return found
    })
    return reply.redirect(`/api/v1/files/${file.id}`, 303)
  })

  app.post('/ho-so/:number/bo-sung', posting, async (request, reply) => {
    const form = await readForm(site, request)
    const fields = supplyFields(fileBytesMax)
    const { values, errors, act: did } = readAnswers(fields, bodyOf(form), { lang: request.lang, usual: 'send' })
    const number = paramsOf(request).number ?? ''
    for (const { field, refusal } of form.refused) errors[field.replace(/\.new$/, '')] = said(refusal)
    const again = async (status: number) => {
      const data = await look(request, async (tx) => dossierData(tx, request, await getDossier(tx, number)))
      return show(
        request,
        reply,
        dossierPage({ ...data, supply: { answer: String(values.answer ?? ''), errors } }, request.lang),
        status,
      )
    }
    if (Object.keys(errors).length > 0 || did.is !== 'go')
      return again(form.refused[0] ? statusOf[form.refused[0].refusal.kind] : 422)
    try {
      await act(request, async (tx) => {
        const dossier = await getDossier(tx, number)
        const given = await ownChosen(tx, Array.isArray(values.files) ? values.files.map(String) : [], [], 20)
        const entered = []
        for (const { kept } of form.files) entered.push(await enterFile(tx, kept))
        const files = [
          ...given.map((one) => ({ file: one.file, name: one.name, kind: '', size: one.size })),
          ...entered.map((one) => ({ file: one.id, name: one.name, kind: one.kind, size: Number(one.size) })),
        ]
        await move(tx, Handling, { recordId: dossier.id, move: 'supply', data: { answer: values.answer, files } })
      })
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'missing') throw error
      if (error.kind === 'conflict') return problem(request, reply, error)
      for (const one of error instanceof InvalidInput ? error.errors : [error])
        errors[one.field && fields.some((field) => field.name === one.field) ? one.field : ''] = said(one)
      return again(statusOf[error.kind])
    }
    return reply.redirect(`/ho-so/${encodeURIComponent(number)}`, 303)
  })

  app.get('/ho-so/:number/rut', mine, async (request, reply) => {
    try {
      const dossier = await look(request, async (tx) => {
        const found = await getDossier(tx, paramsOf(request).number ?? '')
        if (!mayAct(tx, found)) throw refuse['no-such-dossier']({ number: found.number })
        if (found.finished_at) throw refuse['decision-made']()
        return found
      })
      return show(request, reply, withdrawPage({ dossier, csrf: request.csrf, reason: '' }, request.lang))
    } catch (error) {
      return problem(request, reply, error)
    }
  })

  app.post('/ho-so/:number/rut', posting, async (request, reply) => {
    const form = await readForm(site, request)
    const number = paramsOf(request).number ?? ''
    const reason = (form.get('reason') ?? '').trim()
    try {
      await act(request, async (tx) => {
        const dossier = await getDossier(tx, number)
        const version = whole(form.get('version'))
        await move(tx, Handling, {
          recordId: dossier.id,
          move: 'withdraw',
          data: { reason },
          ...(version > 0 ? { version } : {}),
        })
      })
    } catch (error) {
      if (!(error instanceof InvalidInput)) return problem(request, reply, error)
      const dossier = await look(request, (tx) => getDossier(tx, number))
      return show(
        request,
        reply,
        withdrawPage(
          { dossier, csrf: request.csrf, reason, error: error.errors[0]?.say(request.lang) ?? error.say(request.lang) },
          request.lang,
        ),
        422,
      )
    }
    return reply.redirect(`/ho-so/${encodeURIComponent(number)}`, 303)
  })

  app.post('/ho-so/:number/danh-gia', posting, async (request, reply) => {
    const form = await readForm(site, request)
    const number = paramsOf(request).number ?? ''
    const note = (form.get('note') ?? '').trim()
    // Three stars of the kit, from the lowest up.
    const rating = ([null, 'dissatisfied', 'satisfied', 'very-satisfied'] as const)[whole(form.get('rating'))] ?? null
    const wrong = rating === null ? dossierWords.rateMissing : [...note].length > 1_000 ? dossierWords.rateLong : null
    if (wrong) {
      const data = await look(request, async (tx) => dossierData(tx, request, await getDossier(tx, number)))
      return show(request, reply, dossierPage({ ...data, rate: { error: wrong, note } }, request.lang), 422)
    }
    const rated = act(request, async (tx) => {
      const dossier = await getDossier(tx, number)
      if (!tx.actor.person || dossier.applicant !== tx.actor.person)
        throw refuse['no-such-dossier']({ number: number.slice(0, 40) })
      if (dossier.status !== 'finished' && dossier.status !== 'returned') throw refuse['not-yet-returned']()
      if (dossier.rating) throw refuse['already-rated']()
      // The applicant may not write into her dossier; the house does, for this one answer of hers.
      await tx.asHouse(() =>
        changeRow(tx, Dossier, dossier.id, dossier.version, { rating, rating_note: note || null }, { fact: 'rated' }),
      )
    })
    try {
      await rated
    } catch (error) {
      return problem(request, reply, error)
    }
    return reply.redirect(`/ho-so/${encodeURIComponent(number)}`, 303)
  })

  // ------------------------------------------------------------------------------- tracking, store, notices

  app.get(
    '/tra-cuu',
    {
      config: {
        access: 'public' as const,
        rateLimit: {
          max: LOOKUPS_A_MINUTE_MAX,
          timeWindow: 60_000,
          keyGenerator: (request: FastifyRequest) => `tra-cuu:${request.ip}`,
        },
      },
      schema: { hide: true },
    },
    async (request, reply) => {
      const asked = textOf(request, 'so', 60).trim()
      if (asked === '')
        return show(
          request,
          reply,
          trackingPage({ asked, found: null, calendar: null, now: database.clock.now(), error: null }, request.lang),
        )
      try {
        const data = await look(request, async (tx) => {
          const found = await track(tx, asked)
          return { found, calendar: await calendarOfDossier(tx, found.number), now: tx.now }
        })
        return show(request, reply, trackingPage({ asked, ...data, error: null }, request.lang))
      } catch (error) {
        // One answer for a number that is malformed and for one that nobody has: nothing to learn by trying.
        if (!(error instanceof Refusal) || error.code !== 'one-stop.no-such-dossier') throw error
        return show(
          request,
          reply,
          trackingPage(
            { asked, found: null, calendar: null, now: database.clock.now(), error: error.say(request.lang) },
            request.lang,
          ),
          404,
        )
      }
    },
  )

  app.get('/giay-to', mine, async (request, reply) => {
    const after = textOf(request, 'after')
    const data = await look(request, async (tx) => {
      const page = await listRows(tx, StoredPaper, { ...(after ? { after } : {}), limit: PAGE_ROWS, count: false })
      const ids = page.rows.map((row) => row.dossier).filter((id): id is string => id !== null)
      const numbers =
        ids.length > 0
          ? await tx.query<{ id: string; number: string }>(
              'select id, number from one_stop.dossier where id = any($1::uuid[])',
              [ids],
            )
          : []
      return {
        rows: page.rows,
        next: page.next,
        dossiers: Object.fromEntries(numbers.map((row) => [row.id, row.number])),
      }
    })
    return show(request, reply, storePage({ ...data, after }, request.lang))
  })

  app.get('/thong-bao', simple, async (request, reply) => {
    const after = textOf(request, 'after')
    const data = await look(request, (tx) => listNotices(tx, { ...(after ? { after } : {}), limit: PAGE_ROWS }))
    return show(request, reply, noticesPage({ ...data, after, csrf: request.csrf }, request.lang))
  })

  app.post('/thong-bao', posting, async (request, reply) => {
    const form = await readForm(site, request)
    const id = form.get('id') ?? ''
    await act(request, (tx) => readNotices(tx, id === 'all' ? 'all' : { id }))
    return reply.redirect('/thong-bao', 303)
  })

  app.get('/toi', mine, async (request, reply) => {
    const person = await look(request, async (tx) =>
      tx.actor.person ? ((await findPerson(tx, tx.actor.person)) ?? null) : null,
    )
    return show(
      request,
      reply,
      mePage({ person, csrf: request.csrf, saved: textOf(request, 'da-luu') === '1' }, request.lang),
    )
  })

  app.post('/toi', posting, async (request, reply) => {
    const form = await readForm(site, request)
    const { values, errors } = readAnswers(contactFields, bodyOf(form), { lang: request.lang, usual: 'save' })
    if (Object.keys(errors).length > 0) {
      const person = await look(request, getApplicant)
      return show(
        request,
        reply,
        mePage({ person, csrf: request.csrf, values, errors, saved: false }, request.lang),
        422,
      )
    }
    await act(request, async (tx) => {
      const person = await getApplicant(tx)
      const changed = (['phone', 'email', 'address'] as const).filter(
        (name) => (person[name] ?? null) !== (values[name] ?? null),
      )
      if (changed.length === 0) return
      await tx.query('update sen.person set phone = $2, email = $3, address = $4 where id = $1', [
        person.id,
        values.phone ?? null,
        values.email ?? null,
        values.address ?? null,
      ])
      writeFact(tx, {
        kind: 'person-changed',
        system: 'kernel',
        record: 'person',
        recordId: person.id,
        subjects: [person.id],
        data: { changes: changed },
      })
    })
    return reply.redirect('/toi?da-luu=1', 303)
  })

  app.get('/he-thong', open, async (request, reply) => show(request, reply, systemsPage(site.systems, request.lang)))

  app.get('/ban-do', open, async (request, reply) => {
    const shapes = await look(request, (tx) =>
      tx.query<{ code: string; shape: unknown }>('select code, shape from sen.boundary'),
    )
    const found = new Map(shapes.map((row) => [row.code, row.shape as { type: string; coordinates?: unknown }]))
    const real = found.size > 0
    return show(
      request,
      reply,
      mapPage(
        {
          communes: site.communes,
          places: {
            type: 'FeatureCollection',
            source: real ? 'boundaries' : 'hexagons',
            features: site.communes
              .filter((commune) => !real || found.has(commune.code))
              .map((commune) => ({
                type: 'Feature',
                properties: { code: commune.code, name: commune.name },
                geometry: real
                  ? (found.get(commune.code) ?? null)
                  : { type: 'Polygon', coordinates: [commune.hexagon] },
              })),
          },
        },
        request.lang,
      ),
    )
  })
}

/** The applicant herself, or who filed in her place. */
const mayAct = (tx: Tx, dossier: DossierRow): boolean =>
  tx.actor.person !== null && [dossier.applicant, dossier.representative].includes(tx.actor.person)

/** Who settles it, where it was received and where it is handed over. */
async function placesShown(tx: Tx, dossier: DossierRow): Promise<Pick<DossierData, 'places'>> {
  const day = localDate(dossier.received_at)
  const name = async (id: string | null): Promise<string | null> =>
    id === null ? null : ((await unitNameOn(tx, id, day)) ?? null)
  return {
    places: {
      agency: await name(dossier.agency),
      received: await name(dossier.received_unit),
      returning: await name(dossier.returning_unit),
    },
  }
}

/** Procedures shown first on the home page, by how often they are asked for; the rest follow by sector. */
const FIRST = ['1.001193', '1.000894', '1.004873', '2.000635', '2.000815', '1.001612', '1.013978', '1.000656']

const whole = (value: unknown): number => {
  const number = Number(Array.isArray(value) ? value[0] : value)
  return Number.isSafeInteger(number) && number >= 0 ? number : 0
}
/** "If you file now": counted with the calendar of a centre that takes it. */
async function exampleOf(
  tx: Tx,
  procedure: Row<typeof Procedure>,
): Promise<{
  now: Date
  counts: Date
  limit: ReturnType<typeof limitFor>['limit']
  announced: boolean
  due: Date
} | null> {
  const methods = procedure.methods ?? []
  const { limit, announced } = limitFor({ methods }, 'online')
  const person = tx.actor.person ? await findPerson(tx, tx.actor.person) : undefined
  const centre = await centreFor(
    tx,
    (procedure.levels ?? []).includes('commune') ? (person?.commune ?? FIRST_COMMUNE) : null,
  )
  const calendar = await (await calendarOfUnit(tx, centre.id)).get()
  const cutoff = cutoffMinute({ cutoff: procedure.cutoff })
  const rules = { lastHourRule: true, ...(cutoff === undefined ? {} : { cutoffMinute: cutoff }) }
  try {
    return {
      now: tx.now,
      counts: normaliseStart(calendar, tx.now, rules),
      limit,
      announced,
      due: promised(calendar, tx.now, limit, cutoff),
    }
  } catch (error) {
    // A calendar that does not reach so far gives no example rather than a wrong one.
    if (error instanceof Refusal) return null
    throw error
  }
}

/** Phường Cao Lãnh: the hours of its centre stand for all when nobody is signed in. */
const FIRST_COMMUNE = '29869'

async function calendarOfDossier(tx: Tx, number: string): Promise<Calendar> {
  const row = await tx.asHouse(() =>
    tx.one<{ unit: string }>('select unit from one_stop.dossier where number = $1', [number]),
  )
  if (!row) throw refuse['no-such-dossier']({ number })
  return (await calendarOfUnit(tx, row.unit)).get()
}

const writeMark = (row: { received_at: Date; id: string }): string => `${row.received_at.toISOString()}~${row.id}`
function readMark(text: string): { at: string; id: string } | null {
  const [at = '', id = ''] = text.split('~')
  return isUuid(id) && !Number.isNaN(Date.parse(at)) ? { at: new Date(at).toISOString(), id } : null
}
