import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { speakLimit } from '#ground/working-time'
import { type Form, type Http, type Lang, readAct, readAnswers, readForm, type Site, statusOf } from '#kernel/channels'
import { listRows, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { bundles, findBundle } from '#province'
import { formField, isEmpty } from './design/rules.ts'
import {
  type Acting,
  answersOf,
  beginBundle,
  beginDraft,
  type ChosenPapers,
  chooseStored,
  claimOf,
  type DraftRow,
  deleteDraft,
  draftLimits,
  enterChosen,
  type FilingForm,
  feesGranted,
  fileFields,
  filingPages,
  formOf,
  getApplicant,
  getDraft,
  getFileable,
  hasNewerEdition,
  moveToNewest,
  offeredOf,
  openDrafts,
  ownChosen,
  paperSlots,
  papersOf,
  previewForm,
  type Saving,
  saveDraft,
  savesOf,
  sendDraft,
  slotsToUpload,
  turned,
  unfinished,
  wrongOn,
} from './drafting.ts'
import { getProcedure } from './filing.ts'
import { fill, filingWords as words } from './page-words.ts'
import type { PageContent } from './pages/content.ts'
import {
  bundlesPage,
  deletePage,
  draftHref,
  type FilingData,
  filingPage,
  startPage,
  stoppedPage,
  summaryPage,
} from './pages/filing.ts'
import { type Procedure, StoredPaper } from './records.ts'
import { refuse } from './refusals.ts'

const STORED_CHOICES_MAX = 50
/** Saves a minute of one person: one every second, twice what the page itself sends. */
const SAVES_A_MINUTE_MAX = 120

type Params = Record<string, string>
const paramsOf = (request: FastifyRequest): Params => request.params as Params
const queryOf = (request: FastifyRequest): Record<string, unknown> => request.query as Record<string, unknown>
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })
/** What a browser posted, as the kit's reader takes it. */
const bodyOf = (form: Form): Record<string, unknown> => Object.fromEntries(form.fields)
/** Whom the session acts for under a mandate. */
const actingOf = (request: FastifyRequest): Acting | null => {
  const acting = request.session?.acting
  return acting ? { name: acting.name, kind: acting.kind } : null
}

/** The pages by which a citizen files: begun, filled page by page, looked over, sent. Each works by sending a form and coming back. */
export function filingRoutes(
  site: Site,
  { app }: Http,
  show: (request: FastifyRequest, reply: FastifyReply, content: PageContent, status?: number) => Promise<FastifyReply>,
): void {
  const { database } = site
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  const open = { config: { access: 'public' as const }, schema: { hide: true } }
  const posting = { config: { access: 'signed-in' as const, ownCsrf: true }, schema: { hide: true } }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)
  const { fileBytesMax } = site.limits

  // ------------------------------------------------------------------------------------------------------- begin

  app.get('/nop/:code', mine, async (request, reply) => {
    const data = await look(request, async (tx) => {
      const procedure = await getProcedure(tx, paramsOf(request).code ?? '')
      getFileable(tx, procedure)
      const form = await previewForm(tx, procedure)
      return { procedure, papers: form.form.papers, drafts: await openDrafts(tx) }
    })
    return show(request, reply, startPage({ ...data, csrf: request.csrf }, request.lang))
  })

  app.post('/nop/:code', posting, async (request, reply) => {
    await readForm(site, request)
    const draft = await act(request, (tx) => beginDraft(tx, paramsOf(request).code ?? '', actingOf(request)))
    return reply.redirect(draftHref(draft, 1), 303)
  })

  app.get('/nop-lien-thong', open, async (request, reply) => {
    const day = localDate(database.clock.now())
    return show(
      request,
      reply,
      bundlesPage(
        bundles
          .filter((one) => findBundle(one.code, day) === one)
          .map((one) => ({ code: one.code, title: one.title, lead: one.lead, count: one.members.length })),
        request.lang,
      ),
    )
  })

  app.get('/nop-lien-thong/:bundle', mine, async (request, reply) => {
    const { lang } = request
    const data = await look(request, async (tx) => {
      const form = await previewForm(tx, paramsOf(request).bundle ?? '')
      return { form, drafts: await openDrafts(tx) }
    })
    const { bundle, members, form } = data.form
    if (!bundle) throw refuse['no-such-bundle']({ code: paramsOf(request).bundle?.slice(0, 40) ?? '' })
    const nameOf = (key: string | null) => bundle.members.find((one) => one.key === key)?.name ?? null
    const results = bundle.members.map((member) => {
      const { procedure } = members.find((one) => one.key === member.key) ?? {}
      const after = nameOf(member.after)
      const results = (procedure?.results ?? []).map((result) => result.name).join('; ')
      const by = fill(words.promisedBy, { agency: procedure?.agency ?? '' })
      const later = after
        ? { vi: fill(words.promisedAfter, { name: after.vi }).vi, en: fill(words.promisedAfter, { name: after.en }).en }
        : null
      return {
        name: member.name,
        note: {
          vi: [results, by.vi, later?.vi].filter(Boolean).join('; '),
          en: [results, by.en, later?.en].filter(Boolean).join('; '),
        },
      }
    })
    return show(
      request,
      reply,
      startPage(
        {
          procedure: { code: data.form.procedure.code, name: bundle.title[lang] },
          papers: form.papers,
          drafts: data.drafts,
          csrf: request.csrf,
          bundle: { code: bundle.code, lead: bundle.lead, whole: speakLimit(bundle.whole)[lang], results },
        },
        lang,
      ),
    )
  })

  app.post('/nop-lien-thong/:bundle', posting, async (request, reply) => {
    await readForm(site, request)
    const draft = await act(request, (tx) => beginBundle(tx, paramsOf(request).bundle ?? '', actingOf(request)))
    return reply.redirect(draftHref(draft, 1), 303)
  })

  // ------------------------------------------------------------------------------------------------------- pages

  /** A draft with the form it was begun with. */
  const opened = async (
    tx: Tx,
    request: FastifyRequest,
    id: string,
    lock = false,
  ): Promise<{ draft: DraftRow; procedure: Row<typeof Procedure>; form: FilingForm }> => {
    const { draft, procedure } = await getDraft(tx, id, lock)
    return { draft, procedure, form: await formOf(tx, draft, procedure, actingOf(request)) }
  }

  /** A page of filing as it stands in the draft. */
  const filingData = async (
    tx: Tx,
    request: FastifyRequest,
    draft: DraftRow,
    form: FilingForm,
    at: number,
  ): Promise<FilingData> => {
    const pages = filingPages(form, draft)
    const kind = pages[at - 1]?.kind
    const costs = kind === 'delivery' || kind === 'summary'
    return {
      form,
      pages,
      draft,
      person: await getApplicant(tx),
      at,
      csrf: request.csrf,
      mark: uuidv7(tx.now),
      toSummary: queryOf(request).ve === 'kiem-tra',
      moved: queryOf(request).moi === '1',
      newer: await hasNewerEdition(tx, draft, form),
      stored:
        kind === 'papers'
          ? (await listRows(tx, StoredPaper, { limit: STORED_CHOICES_MAX, count: false })).rows.filter(
              (one) => one.owner === tx.actor.person,
            )
          : [],
      fileBytesMax,
      fees: costs ? feesShown(form, request.lang) : [],
      granted: costs && claimOf(form, draft) ? await feesGranted(tx, form, draft) : null,
      today: localDate(tx.now),
    }
  }

  const summaryOf = (
    data: FilingData,
    request: FastifyRequest,
    more: { undeclared?: boolean; refused?: string } = {},
  ): PageContent =>
    summaryPage(
      {
        ...data,
        lacking: unfinished(data.form, data.draft, localDate(database.clock.now())),
        undeclared: more.undeclared ?? false,
        ...(more.refused ? { refused: more.refused } : {}),
      },
      request.lang,
    )

  /** Refusals about the draft as a whole get a page of their own, with the way on. */
  const stopped = async (request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> => {
    if (!(error instanceof Refusal) || (request.headers.accept ?? '').includes('application/json')) throw error
    const { code, draft } = paramsOf(request)
    if (error.code === 'one-stop.already-sent') {
      const number = String(error.facts.number ?? '')
      return show(
        request,
        reply,
        stoppedPage(
          {
            title: words.sentAlready,
            message: error.say(request.lang),
            href: `/ho-so/${number}`,
            words: fill(words.openDossier, { number }),
          },
          request.lang,
        ),
        statusOf[error.kind],
      )
    }
    if (error.code === 'one-stop.newer-draft') {
      const at = paramsOf(request).page ?? '1'
      return show(
        request,
        reply,
        stoppedPage(
          {
            title: words.stale,
            message: error.say(request.lang),
            href: `/nop/${code}/${draft}/${at}`,
            words: words.reload,
          },
          request.lang,
        ),
        statusOf[error.kind],
      )
    }
    throw error
  }

  app.get('/nop/:code/:draft/:page', mine, async (request, reply) => {
    try {
      const { draft: id = '', page = '' } = paramsOf(request)
      const found = await look(request, async (tx) => {
        const { draft, form } = await opened(tx, request, id)
        const pages = filingPages(form, draft)
        const at = askedNumber(page, pages)
        return { draft, at, last: at === pages.length, data: await filingData(tx, request, draft, form, at) }
      })
      if (page === 'xoa')
        return show(request, reply, deletePage({ draft: found.draft, csrf: request.csrf }, request.lang))
      // May be kept on the device of whoever fills it in, for when the network is gone.
      reply.header('x-sen-keep', '1')
      return show(request, reply, found.last ? summaryOf(found.data, request) : filingPage(found.data, request.lang))
    } catch (error) {
      return stopped(request, reply, error)
    }
  })

  app.post('/nop/:code/:draft/xoa', posting, async (request, reply) => {
    await readForm(site, request)
    await act(request, (tx) => deleteDraft(tx, paramsOf(request).draft ?? ''))
    return reply.redirect('/ho-so?da-xoa=1', 303)
  })

  app.post('/nop/:code/:draft/bieu-mau-moi', posting, async (request, reply) => {
    await readForm(site, request)
    try {
      const draft = await act(request, (tx) => moveToNewest(tx, paramsOf(request).draft ?? '', actingOf(request)))
      return reply.redirect(`${draftHref(draft, 1)}?moi=1`, 303)
    } catch (error) {
      return stopped(request, reply, error)
    }
  })

  /** The last save of a page and what it holds, so that a device that was away can tell whether another one saved meanwhile. */
  app.get('/nop/:code/:draft/:page/luu', mine, async (request, reply) => {
    const state = await look(request, async (tx) => {
      const { draft, form } = await opened(tx, request, paramsOf(request).draft ?? '')
      const pages = filingPages(form, draft)
      const at = pageNumber(paramsOf(request).page ?? '', pages.length)
      const answers = answersOf(draft)
      const fields = pages[at - 1]?.page.fields ?? []
      const last = savesOf(draft)[at] ?? null
      return {
        mark: last?.mark ?? null,
        own: last?.own ?? 0,
        as: last?.as ?? 0,
        sequence: draft.sequence ?? 0,
        savedAt: clockTime(draft.saved_at),
        answers: Object.fromEntries(fields.map((field) => [field.name, answers[field.name] ?? null])),
      }
    })
    return reply.header('cache-control', 'no-store').send(state)
  })

  app.post(
    '/nop/:code/:draft/:page/luu',
    {
      config: {
        access: 'signed-in' as const,
        ownCsrf: false,
        rateLimit: { max: SAVES_A_MINUTE_MAX, timeWindow: 60_000 },
      },
      schema: { hide: true },
    },
    async (request, reply) => {
      const body = (request.body ?? {}) as Record<string, unknown>
      const saved = await act(request, async (tx) => {
        const { draft, form } = await opened(tx, request, paramsOf(request).draft ?? '', true)
        const at = pageNumber(paramsOf(request).page ?? '', filingPages(form, draft).length)
        const patch = await readPage(tx, request.lang, draft, form, at, body, false)
        const sequence = whole(body.sequence)
        return saveDraft(
          tx,
          draft,
          { at, mark: markOf(body.mark), base: whole(body.base), sequence, tab: String(body.tab ?? '').slice(0, 60) },
          { ...patch, page: Math.max(at, draft.page ?? 1) },
        )
      })
      return reply.send({ savedAt: clockTime(saved.saved_at), sequence: saved.sequence })
    },
  )

  app.post('/nop/:code/:draft/:page', posting, async (request, reply) => {
    const form = await readForm(site, request)
    const body = bodyOf(form)
    const { draft: id = '', page: number = '' } = paramsOf(request)
    try {
      const outcome = await act(request, async (tx) => {
        const { draft, form: filing } = await opened(tx, request, id, true)
        const before = filingPages(filing, draft)
        const at = pageNumber(number, before.length)
        const did = readAct(body.act, at === before.length ? 'send' : 'next')
        const go = did.is === 'go' ? did.name : ''
        const toSummary = form.get('ve') === 'kiem-tra'
        if (at === before.length) {
          if (go === 'send' && form.get('declared') === 'yes') {
            // What she confirmed must be what is sent: a save in another window since this summary sends her back to look.
            const saving = savingOf(form, draft, at)
            if (saving.mark !== null && (draft.sequence ?? 0) > saving.base) throw refuse['newer-draft']()
            const dossier = await sendDraft(tx, draft.id, actingOf(request))
            return { to: `/ho-so/${dossier.number}?moi=1` }
          }
          if (go === 'back') return { to: draftHref(draft, turned(before, at, -1)) }
          if (go === 'save') return { to: '/ho-so?da-luu=1' }
          return { summary: await filingData(tx, request, draft, filing, at), undeclared: true }
        }
        const patch = await readPage(tx, request.lang, draft, filing, at, body, true)
        const errors: Record<string, Words> = {}
        // Files that came with the form itself, from a browser without script.
        const papers: ChosenPapers = { ...(patch.papers ?? papersOf(draft)) }
        const takes = takesFiles(filing, draft, at)
        for (const { field, kept } of form.files) {
          const key = field.replace(/\.new$/, '')
          const most = takes.get(key)
          if (most === undefined) continue
          const list = papers[key] ?? []
          if (list.length >= most) errors[key] = full(most)
          else papers[key] = [...list, await enterChosen(tx, kept)]
        }
        if (takes.size > 0) {
          patch.papers = papers
          patch.answers = { ...patch.answers, ...fileAnswers(filing, draft, at, papers) }
        }
        for (const { field, refusal } of form.refused) errors[field.replace(/\.new$/, '')] = said(refusal)
        const forward = go === 'next'
        const saving = savingOf(form, draft, at)
        const saved = await saveDraft(tx, draft, saving, {
          ...patch,
          page: forward ? Math.max(at + 1, draft.page ?? 1) : Math.max(at, draft.page ?? 1),
        })
        const after = filingPages(filing, saved)
        const page = after[at - 1]
        if (forward)
          Object.assign(errors, { ...(page ? wrongOn(page, filing, saved, localDate(tx.now)) : {}), ...errors })
        // Questions her answers have opened and nobody has shown her yet: without a script this is when she sees them.
        const shown = new Set((form.get('asked') ?? '').split(','))
        const fresh =
          forward && form.get('asked') !== undefined && page
            ? page.fields.filter(
                (field) => field.when && !shown.has(field.name) && isEmpty(answersOf(saved)[field.name]),
              ).length
            : 0
        if ((Object.keys(errors).length > 0 || fresh > 0) && go !== 'back' && go !== 'save') {
          const worst = form.refused[0]?.refusal
          return {
            page: {
              ...(await filingData(tx, request, saved, filing, at)),
              toSummary,
              errors,
              ...(fresh > 0 ? { opened: fresh } : {}),
            },
            status: worst ? statusOf[worst.kind] : 422,
          }
        }
        if (go === 'back') return { to: draftHref(draft, turned(after, at, -1)) }
        if (go === 'save') return { to: '/ho-so?da-luu=1' }
        if (!forward)
          return {
            to: `${draftHref(draft, at)}${toSummary ? '?ve=kiem-tra' : ''}${did.is === 'go' ? '' : `#trang-${did.field}`}`,
          }
        return { to: draftHref(draft, toSummary ? after.length : turned(after, at, 1)) }
      })
      if (outcome.to !== undefined) return reply.redirect(outcome.to, 303)
      if (outcome.summary) return show(request, reply, summaryOf(outcome.summary, request, { undeclared: true }), 422)
      if (outcome.page) return show(request, reply, filingPage(outcome.page, request.lang), outcome.status)
      return reply.redirect('/ho-so', 303)
    } catch (error) {
      if (error instanceof Refusal && toldOnSummary.has(error.code)) {
        const data = await look(request, async (tx) => {
          const { draft, form: filing } = await opened(tx, request, id)
          return filingData(tx, request, draft, filing, filingPages(filing, draft).length)
        })
        return show(
          request,
          reply,
          summaryOf(data, request, { refused: error.say(request.lang) }),
          statusOf[error.kind],
        )
      }
      return stopped(request, reply, error)
    }
  })
}

/** Fees by the name of what they are for. */
const feesShown = (form: FilingForm, lang: Lang): FilingData['fees'] =>
  form.fees.map(({ key, fees }, place) => ({
    title: form.bundle?.members.find((one) => one.key === key)?.name[lang] ?? form.members[place]?.procedure.name ?? '',
    fees,
  }))

/** What keeps a dossier from being sent is told where it is sent from. */
const toldOnSummary: ReadonlySet<string> = new Set([
  'draft.incomplete',
  'draft.newer-edition',
  'draft.represents-herself',
  'one-stop.paper-missing',
  'one-stop.no-office',
  'one-stop.wrong-centre',
  'one-stop.channel-closed',
  'one-stop.own-representative',
])

const full = (max: number): Words => ({
  vi: `Mỗi giấy tờ nhận tối đa ${max} tệp. Hãy ghép các trang vào một tệp PDF.`,
  en: `At most ${max} files for one paper. Join the pages into one PDF.`,
})

const whole = (value: unknown): number => {
  const number = Number(Array.isArray(value) ? value[0] : value)
  return Number.isSafeInteger(number) && number >= 0 ? number : 0
}
const MARK = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const markOf = (value: unknown): string | null => {
  const text = Array.isArray(value) ? value[0] : value
  return typeof text === 'string' && MARK.test(text) ? text : null
}
const clockTime = (at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Ho_Chi_Minh' }).format(at)

/** The number of a page of filing from its address; anything else is the first. */
const pageNumber = (text: string, count: number): number => {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 1
  return Math.min(Math.max(number, 1), count)
}

/** The page of an address, or the next one that is asked. */
function askedNumber(text: string, pages: ReturnType<typeof filingPages>): number {
  const at = pageNumber(text, pages.length)
  return pages[at - 1]?.asked ? at : turned(pages, at, 1)
}

/** A whole page that was sent counts as one save after all those its own script made, which says how many those were. */
function savingOf(form: Form, draft: DraftRow, at: number): Saving {
  const mark = markOf(form.get('mark'))
  const sequence = Math.max((draft.sequence ?? 0) + 1, whole(form.get('sequence')))
  return { at, mark, base: whole(form.get('base')), sequence, tab: mark ?? 'form' }
}

/** What of a page takes files: the fields and papers by name, with how many each takes. */
function takesFiles(form: FilingForm, draft: DraftRow, at: number): Map<string, number> {
  const page = filingPages(form, draft)[at - 1]
  if (!page) return new Map()
  if (page.kind === 'papers')
    return new Map(slotsToUpload(paperSlots(form, draft)).map((slot) => [slot.key, draftLimits.filesAPaperMax]))
  return new Map(fileFields(page.page.fields).map((field) => [field.name, field.max ?? draftLimits.filesAPaperMax]))
}

/** Fields that take files answer with the ids of what was chosen. */
function fileAnswers(form: FilingForm, draft: DraftRow, at: number, papers: ChosenPapers): Record<string, string[]> {
  const fields = fileFields(filingPages(form, draft)[at - 1]?.page.fields ?? [])
  return Object.fromEntries(fields.map((field) => [field.name, (papers[field.name] ?? []).map((one) => one.file)]))
}

/** What a page changes in a draft: its answers, or the papers chosen on it. Papers of the store are taken only from a page that was `sent`: while it is typed the choice may still change. */
async function readPage(
  tx: Tx,
  lang: Lang,
  draft: DraftRow,
  form: FilingForm,
  at: number,
  body: Record<string, unknown>,
  sent: boolean,
): Promise<{ answers?: Record<string, unknown>; papers?: ChosenPapers }> {
  const page = filingPages(form, draft)[at - 1]
  if (!page || page.kind === 'summary') return {}
  const list = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')
  const did = readAct(body.act)
  const known = papersOf(draft)
  const papers: ChosenPapers = { ...known }
  const chosen = async (key: string, most: number) => {
    const kept = list(body[key]).filter((id) => !(did.is === 'file-remove' && did.field === key && did.file === id))
    return ownChosen(tx, kept, Object.values(known).flat(), most)
  }
  if (page.kind !== 'papers') {
    const fields = page.page.fields
    const takes = takesFiles(form, draft, at)
    for (const [key, most] of takes) papers[key] = await chosen(key, most)
    const { values } = readAnswers(fields.filter((field) => field.kind !== 'files').map(formField), body, {
      lang,
      complete: false,
    })
    return {
      answers: { ...values, ...fileAnswers(form, draft, at, papers) },
      ...(takes.size > 0 ? { papers } : {}),
    }
  }
  const slots = slotsToUpload(paperSlots(form, draft))
  for (const { key } of slots) {
    const own = await chosen(key, draftLimits.filesAPaperMax)
    const stored = sent ? list(body[`store.${key}`])[0] : undefined
    // A paper pressed in for another slot leaves what is preselected here for later.
    const meant = did.is !== 'files-add' || did.field === key
    if (stored && meant && own.length < draftLimits.filesAPaperMax) own.push(await chooseStored(tx, stored))
    papers[key] = own
  }
  const keys = new Set(slots.map((slot) => slot.key))
  const went = sent && did.is === 'go' && did.name === 'next'
  return {
    papers,
    answers: {
      papers_later: list(body.later).filter((key) => keys.has(key)),
      ...(went ? { papers_offered: [...new Set([...offeredOf(answersOf(draft)), ...keys])] } : {}),
    },
  }
}
