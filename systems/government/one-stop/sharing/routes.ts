import type { FastifyReply, FastifyRequest } from 'fastify'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Form, type Http, readAnswers, readForm, type Site, sendPage, statusOf } from '#kernel/channels'
import { kinds } from '#kernel/papers'
import { listRows } from '#kernel/records'
import type { PageContent } from '../pages/content.ts'
import { StoredPaper } from '../records.ts'
import { madePage, openFields, openPage, shareFields, sharePage, sharesPage, viewPage } from './pages.ts'
import { sharingLimits } from './rules.ts'
import {
  listShares,
  openShare,
  openSharedFile,
  ownPapers,
  type PaperRow,
  revokeShare,
  sharePapers,
  viewShare,
} from './share.ts'

const COOKIE = 'sen_viewing'
const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })
const bodyOf = (posted: Form): Record<string, unknown> => Object.fromEntries(posted.fields)

/** '203.113.9.7' → '203.113.9.*'; an IPv6 address keeps its first three groups. */
export function networkOf(address: string): string {
  const four = /(\d+\.\d+\.\d+)\.\d+$/.exec(address)
  return four ? `${four[1]}.*` : `${address.split(':').slice(0, 3).join(':')}:*`
}

/** Sharing papers of the store by a code that opens once, and opening one. */
export function sharingRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  const posting = { config: { access: 'signed-in' as const, ownCsrf: true }, schema: { hide: true } }
  const open = { config: { access: 'public' as const }, schema: { hide: true } }
  const show = (request: FastifyRequest, reply: FastifyReply, content: PageContent, status = 200) =>
    sendPage(site, request, reply.status(status), { ...content, sheets: ['/face/one-stop/sharing.css'] })

  const papersOfStore = (request: FastifyRequest): Promise<PaperRow[]> =>
    database.transaction(
      request.actor,
      async (tx) =>
        (await listRows(tx, StoredPaper, { limit: sharingLimits.listMax, count: false })).rows as PaperRow[],
      { soft: true },
    )

  app.get('/giay-to/chia-se', mine, async (request, reply) => {
    const { giay } = request.query as { giay?: string }
    return show(
      request,
      reply,
      sharePage(
        {
          papers: await papersOfStore(request),
          values: { papers: giay && isUuid(giay) ? [giay] : [], minutes: '60' },
          errors: {},
          csrf: request.csrf,
        },
        request.lang,
      ),
    )
  })

  app.post('/giay-to/chia-se', posting, async (request, reply) => {
    const posted = await readForm(site, request)
    const { values, errors } = readAnswers(shareFields, bodyOf(posted), { lang: request.lang, usual: 'send' })
    const again = async (wrong: Record<string, Words>, status: number) =>
      show(
        request,
        reply,
        sharePage({ papers: await papersOfStore(request), values, errors: wrong, csrf: request.csrf }, request.lang),
        status,
      )
    if (Object.keys(errors).length > 0) return again(errors, 422)
    try {
      const made = await database.transaction(request.actor, async (tx) => {
        const done = await sharePapers(tx, {
          papers: Array.isArray(values.papers) ? values.papers.map(String).filter(isUuid) : [],
          purpose: String(values.purpose ?? ''),
          minutes: String(values.minutes ?? ''),
        })
        return { ...done, papers: await ownPapers(tx, done.share.papers ?? []) }
      })
      // The code is in this answer alone: an address to come back to would have to keep it somewhere.
      return show(request, reply, madePage({ ...made, url: site.publicUrl }, request.lang), 201)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return again({ [error.field ?? '']: said(error) }, statusOf[error.kind])
    }
  })

  app.get('/giay-to/da-chia-se', mine, async (request, reply) => {
    const data = await database.transaction(
      request.actor,
      async (tx) => {
        const shares = await listShares(tx)
        const papers = await ownPapers(tx, [...new Set(shares.flatMap((share) => share.papers ?? []))])
        return { shares, names: Object.fromEntries(papers.map((paper) => [paper.id, paper.name])), now: tx.now }
      },
      { soft: true },
    )
    return show(request, reply, sharesPage({ ...data, csrf: request.csrf }, request.lang))
  })

  app.post('/giay-to/chia-se/:id/thu-hoi', posting, async (request, reply) => {
    await readForm(site, request)
    const { id } = request.params as { id: string }
    await database.transaction(request.actor, (tx) => revokeShare(tx, isUuid(id) ? id : ''.padEnd(36, '0')))
    return reply.redirect('/giay-to/da-chia-se', 303)
  })

  app.get('/nhan-giay-to', open, async (request, reply) => {
    const { ma } = request.query as { ma?: string }
    return show(
      request,
      reply,
      openPage(
        {
          signedIn: request.session !== null,
          values: { code: (ma ?? '').slice(0, 20) },
          errors: {},
          csrf: request.csrf,
        },
        request.lang,
      ),
    )
  })

  app.post(
    '/nhan-giay-to',
    {
      config: {
        access: 'public' as const,
        ownCsrf: true,
        rateLimit: {
          max: sharingLimits.opensAMinuteMax,
          timeWindow: 60_000,
          keyGenerator: (request: FastifyRequest) => `nhan-giay-to:${request.ip}`,
        },
      },
      schema: { hide: true },
    },
    async (request, reply) => {
      const posted = await readForm(site, request)
      const fields = openFields(request.session !== null)
      const { values, errors } = readAnswers(fields, bodyOf(posted), { lang: request.lang, usual: 'send' })
      const again = (wrong: Record<string, Words>, status: number) =>
        show(
          request,
          reply,
          openPage({ signedIn: request.session !== null, values, errors: wrong, csrf: request.csrf }, request.lang),
          status,
        )
      if (Object.keys(errors).length > 0) return again(errors, 422)
      try {
        const { token, until } = await database.transaction(request.actor, (tx) =>
          openShare(tx, {
            code: String(values.code ?? ''),
            who: String(values.who ?? ''),
            network: networkOf(request.ip),
          }),
        )
        return reply
          .setCookie(COOKIE, token, {
            path: '/nhan-giay-to',
            httpOnly: true,
            sameSite: 'strict',
            secure: site.secureCookies,
            expires: until,
          })
          .redirect('/nhan-giay-to/xem', 303)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return again({ [error.field ?? '']: said(error) }, statusOf[error.kind])
      }
    },
  )

  app.get('/nhan-giay-to/xem', open, async (request, reply) => {
    try {
      const data = await database.transaction(request.actor, (tx) => viewShare(tx, request.cookies[COOKIE]), {
        soft: true,
      })
      return show(request, reply, viewPage(data, request.lang))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return show(
        request,
        reply,
        openPage(
          { signedIn: request.session !== null, values: {}, errors: { '': said(error) }, csrf: request.csrf },
          request.lang,
        ),
        statusOf[error.kind],
      )
    }
  })

  app.get('/nhan-giay-to/tep/:paper', open, async (request, reply) => {
    const { paper } = request.params as { paper: string }
    const file = await database.transaction(request.actor, (tx) =>
      openSharedFile(tx, request.cookies[COOKIE], isUuid(paper) ? paper : ''),
    )
    const stream = await site.blobs.get(file.sha256)
    return reply
      .type(kinds[file.kind].mediaTypes[0])
      .header('content-length', file.size)
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .header('cache-control', 'private, no-store')
      .send(stream)
  })
}
