import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { move } from '#kernel/cases'
import { type Form, type Http, readAnswers, readForm, type Site, sendPage, statusOf } from '#kernel/channels'
import { enterFile } from '#kernel/papers'
import { InvalidInput } from '#kernel/records'
import type { PageContent } from '../pages/content.ts'
import { Complaining } from './cases.ts'
import {
  type ComplaintRow,
  complain,
  complaintPageLimits,
  getComplaint,
  listComplaints,
  listPublished,
  rateAnswer,
} from './complaint.ts'
import {
  clearFields,
  complaintFields,
  complaintPage,
  complaintsPage,
  newComplaintPage,
  publishedPage,
} from './pages.ts'
import { refuseComplaint } from './refusals.ts'

const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })
const bodyOf = (posted: Form): Record<string, unknown> => Object.fromEntries(posted.fields)
const numberOf = (request: FastifyRequest): string => (request.params as { number: string }).number
const textOf = (request: FastifyRequest, name: string): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, 100) : ''
}

/** Complaints and proposals: sending one, following it, rating the answer; and what was published, for everybody. */
export function complaintRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  const posting = { config: { access: 'signed-in' as const, ownCsrf: true }, schema: { hide: true } }
  const open = { config: { access: 'public' as const }, schema: { hide: true } }
  const show = (request: FastifyRequest, reply: FastifyReply, content: PageContent, status = 200) =>
    sendPage(site, request, reply.status(status), content)
  const { fileBytesMax } = site.limits

  app.get('/phan-anh', mine, async (request, reply) => {
    const rows = await database.transaction(request.actor, listComplaints, { soft: true })
    return show(request, reply, complaintsPage({ rows }, request.lang))
  })

  app.get('/phan-anh/cong-khai', open, async (request, reply) => {
    const search = textOf(request, 'q')
    const after = textOf(request, 'truoc')
    const rows = await database.transaction(request.actor, (tx) => listPublished(tx, search, after), { soft: true })
    const shown = rows.slice(0, complaintPageLimits.publicRows)
    const next = rows.length > shown.length ? (shown.at(-1)?.number ?? null) : null
    return show(request, reply, publishedPage({ rows: shown, search, next, after }, request.lang))
  })

  app.get('/phan-anh/moi', mine, async (request, reply) =>
    show(
      request,
      reply,
      newComplaintPage(
        { values: { number: textOf(request, 'ho-so') }, errors: {}, csrf: request.csrf, fileBytesMax },
        request.lang,
      ),
    ),
  )

  app.post('/phan-anh/moi', posting, async (request, reply) => {
    const posted = await readForm(site, request)
    const { values, errors } = readAnswers(complaintFields(fileBytesMax), bodyOf(posted), {
      lang: request.lang,
      usual: 'send',
    })
    for (const { field, refusal } of posted.refused) errors[field.replace(/\.new$/, '')] = said(refusal)
    const again = (wrong: Record<string, Words>, status: number) =>
      show(
        request,
        reply,
        newComplaintPage(
          { values: { ...values, attached: [] }, errors: wrong, csrf: request.csrf, fileBytesMax },
          request.lang,
        ),
        status,
      )
    if (Object.keys(errors).length > 0) return again(errors, 422)
    try {
      const made = await database.transaction(request.actor, async (tx) => {
        const files = []
        for (const { kept } of posted.files.slice(0, complaintPageLimits.filesMax))
          files.push(await enterFile(tx, kept))
        return complain(tx, {
          kind: String(values.kind) as ComplaintRow['kind'],
          detail: String(values.detail ?? ''),
          number: String(values.number ?? ''),
          place: String(values.place ?? ''),
          files: files.map((file) => ({ file: file.id, name: file.name, kind: file.kind, size: Number(file.size) })),
        })
      })
      return reply.redirect(`/phan-anh/${encodeURIComponent(made.number)}`, 303)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return again({ [error.field ?? '']: said(error) }, statusOf[error.kind])
    }
  })

  app.get('/phan-anh/:number', mine, async (request, reply) => {
    const row = await database.transaction(request.actor, (tx) => getComplaint(tx, numberOf(request)), { soft: true })
    return show(request, reply, complaintPage({ row, csrf: request.csrf }, request.lang))
  })

  app.post('/phan-anh/:number/lam-ro', posting, async (request, reply) => {
    const posted = await readForm(site, request)
    const { values, errors } = readAnswers(clearFields, bodyOf(posted), { lang: request.lang, usual: 'send' })
    const number = numberOf(request)
    const again = async (wrong: Record<string, Words>, status: number) => {
      const row = await database.transaction(request.actor, (tx) => getComplaint(tx, number), { soft: true })
      return show(
        request,
        reply,
        complaintPage({ row, csrf: request.csrf, supply: { values, errors: wrong } }, request.lang),
        status,
      )
    }
    if (Object.keys(errors).length > 0) return again(errors, 422)
    try {
      await database.transaction(request.actor, async (tx) => {
        const row = await getComplaint(tx, number)
        await move(tx, Complaining, { recordId: row.id, move: 'supply', data: { supplied: values.supplied } })
      })
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'missing') throw error
      const one = error instanceof InvalidInput ? (error.errors[0] ?? error) : error
      return again({ [one.field ?? '']: said(one) }, statusOf[error.kind])
    }
    return reply.redirect(`/phan-anh/${encodeURIComponent(number)}`, 303)
  })

  app.post('/phan-anh/:number/danh-gia', posting, async (request, reply) => {
    const posted = await readForm(site, request)
    const number = numberOf(request)
    // Three stars of the kit, from the lowest up.
    const rating = ([null, 'dissatisfied', 'satisfied', 'very-satisfied'] as const)[Number(posted.get('rating')) || 0]
    if (!rating) throw refuseComplaint['no-rating']({}, 'rating')
    await database.transaction(request.actor, (tx) => rateAnswer(tx, number, rating, posted.get('note') ?? ''))
    return reply.redirect(`/phan-anh/${encodeURIComponent(number)}`, 303)
  })
}
