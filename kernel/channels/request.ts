import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal, type RefusalKind } from '#ground/refusal'
import { nfc } from '#ground/text'
import { type Kept, refuseFile } from '#kernel/papers'
import { type Actor, stranger } from '#kernel/store'
import { refuseAccount, type Session } from '#kernel/trust'
import { actingRibbon } from './acting.ts'
import type { Html } from './face/html.ts'
import { type PageParts, page } from './face/page.ts'
import type { Lang } from './face/words.ts'
import { refuseChannel } from './refusals.ts'
import type { Site } from './site.ts'

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | null
    /** Who acts: the session's account, or a stranger. */
    actor: Actor
    lang: Lang
    /** Token every unsafe request must carry back. */
    csrf: string
    nonce: string
  }
  interface FastifyContextConfig {
    /** Who may call at all; row-level security decides about rows. Absent: officers. */
    access?: 'public' | 'signed-in' | 'officer'
    /** Other sites' pages may send here: what they send carries its own proof, and no cookie opens anything. */
    foreign?: boolean
    /** Unsafe request without a CSRF token (only where no cookie gives rights). */
    withoutCsrf?: boolean
    /** Reads its own multipart body, token included. */
    ownCsrf?: boolean
    /** Only for accounts that hold one of these roles somewhere; the rows are still the database's to decide. */
    roles?: readonly string[]
    /** The system that brought the route: switched off, it answers nothing. */
    system?: string
    /** A dangerous act: the person must have proved herself, with her strongest factor, in the last minutes. */
    fresh?: boolean
    /** How surely the person must be known; absent: a password, or nothing on public doors. See standing.ts. */
    assurance?: 'one-time-code' | 'password' | 'two-factor'
    /** Open to a session that has yet to set up the second factor its roles demand. */
    enrolling?: boolean
  }
}

/** The only place that knows HTTP: what each kind of refusal is called there. */
export const statusOf: Record<RefusalKind, number> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  unavailable: 503,
}

export function actorOf(request: FastifyRequest): Actor {
  const base = request.session?.actor ?? stranger
  return { ...base, lang: request.lang, request: request.id }
}

/** A page in the citizen's face with everything around it. */
export async function sendPage(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: Pick<PageParts, 'title' | 'body'> & Partial<PageParts>,
): Promise<FastifyReply> {
  const unread = request.session ? await unreadOf(site, request) : 0
  const officer = (request.session?.actor.roles.length ?? 0) > 0
  const ribbon = actingRibbon(request)
  const document: Html = page({
    lang: request.lang,
    house: site.house,
    user: request.session
      ? {
          name: request.session.actor.name,
          unread,
          key: createHash('sha256').update(`device:${request.session.actor.account}`).digest('hex').slice(0, 16),
          links: [
            ...(officer ? [{ href: '/officer/', words: { vi: 'Bàn làm việc cán bộ', en: 'Officer desk' } }] : []),
            ...(officer
              ? [{ href: '/toi/uy-quyen', words: { vi: 'Ủy quyền khi vắng mặt', en: 'Delegation while away' } }]
              : []),
            ...(looksAfter(request) ? [{ href: '/quan-tri', words: { vi: 'Quản trị', en: 'Administration' } }] : []),
            { href: '/toi/tai-khoan', words: { vi: 'Tài khoản của tôi', en: 'My account' } },
            ...(request.actor.person
              ? [{ href: '/toi/ai-da-xem', words: { vi: 'Ai đã xem dữ liệu của tôi', en: 'Who looked at my data' } }]
              : []),
          ],
        }
      : null,
    path: request.url,
    csrf: request.csrf,
    sample: site.demo,
    ...(request.cookies.sen_theme === 'dark' || request.cookies.sen_theme === 'light'
      ? { theme: request.cookies.sen_theme }
      : {}),
    ...parts,
    ...(ribbon ? { ribbon, sheets: [...new Set([...(parts.sheets ?? []), '/face/federation.css'])] } : {}),
  })
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(document.toString())
}

/** Roles for which the house has a desk of its own. */
const DESK_ROLES = ['administrator', 'auditor', 'data-protection-officer']
const looksAfter = (request: FastifyRequest): boolean =>
  request.session?.actor.roles.some((grant) => DESK_ROLES.includes(grant.role)) ?? false

async function unreadOf(site: Site, request: FastifyRequest): Promise<number> {
  const row = await site.database.transaction(
    request.actor,
    (tx) =>
      tx.one<{ count: number }>(
        'select count(*)::int as count from sen.notice where account = $1 and read_at is null',
        [request.actor.account],
      ),
    {
      soft: true,
    },
  )
  return row?.count ?? 0
}

/** A form from a browser without script: fields, and files already kept in the blob store. */
export interface Form {
  fields: Map<string, string[]>
  files: { field: string; kept: Kept }[]
  /** Files refused on the way; the rest of the form is there all the same, so nothing typed is lost. */
  refused: { field: string; refusal: Refusal }[]
  get(name: string): string | undefined
}

const FIELDS_MAX = 500
const FILES_MAX = 20

/** Reads url-encoded and multipart forms alike and checks the token. */
export async function readForm(site: Site, request: FastifyRequest): Promise<Form> {
  const fields = new Map<string, string[]>()
  const files: Form['files'] = []
  const refused: Form['refused'] = []
  const add = (name: string, value: string) => {
    const list = fields.get(name)
    if (list) list.push(value)
    else fields.set(name, [value])
  }
  if (request.isMultipart()) {
    const parts = request.parts({
      limits: {
        fields: FIELDS_MAX,
        files: FILES_MAX,
        fieldSize: 200_000,
        fileSize: site.limits.fileBytesMax + 1,
        parts: FIELDS_MAX + FILES_MAX,
      },
    })
    for await (const part of parts) {
      if (part.type === 'field') {
        // A part that says it is JSON comes as an object; no form of ours sends one, and it may hide its own text.
        if (typeof part.value !== 'string' && part.value !== undefined)
          throw refuseChannel['bad-body']({ reason: `trường ${part.fieldname.slice(0, 60)} không phải là chữ` })
        add(part.fieldname, nfc(part.value ?? ''))
        continue
      }
      if (!part.filename) {
        part.file.resume()
        continue
      }
      // The token comes before the first file in every form of ours: a forged request is refused before it costs disk.
      if (!sameToken(fields.get('csrf')?.[0], request)) {
        part.file.resume()
        throw refuseChannel['forged-request']()
      }
      try {
        const kept = await site.blobs.put(part.file, {
          name: part.filename,
          declaredKind: part.mimetype,
          limitBytes: site.limits.fileBytesMax,
        })
        files.push({ field: part.fieldname, kept })
      } catch (error) {
        part.file.resume()
        if (!(error instanceof Refusal)) throw error
        refused.push({ field: part.fieldname, refusal: error })
      }
    }
  } else {
    for (const [name, value] of Object.entries((request.body ?? {}) as Record<string, string | string[]>)) {
      for (const one of Array.isArray(value) ? value : [value]) add(name, nfc(String(one)))
    }
  }
  if (!sameToken(fields.get('csrf')?.[0], request)) throw refuseChannel['forged-request']()
  return { fields, files, refused, get: (name) => fields.get(name)?.[0] }
}

export function sameToken(given: string | undefined, request: FastifyRequest): boolean {
  if (!given || given.length !== request.csrf.length) return false
  let difference = 0
  for (let i = 0; i < given.length; i++) difference |= given.charCodeAt(i) ^ request.csrf.charCodeAt(i)
  return difference === 0
}

export function isOfficer(request: FastifyRequest): boolean {
  return (request.session?.actor.roles.length ?? 0) > 0
}

/** Refuses strangers. */
export function getSession(request: FastifyRequest): Session {
  if (!request.session) throw refuseAccount['sign-in-first']()
  return request.session
}

/** One uploaded file of an API request, kept in the blob store. */
export async function readOneFile(site: Site, request: FastifyRequest): Promise<Kept> {
  const part = await request.file({ limits: { files: 1, fileSize: site.limits.fileBytesMax + 1, fields: 10 } })
  if (!part) throw refuseFile.missing()
  return site.blobs.put(part.file, {
    name: part.filename,
    declaredKind: part.mimetype,
    limitBytes: site.limits.fileBytesMax,
  })
}
