import type { FastifyReply, FastifyRequest } from 'fastify'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import {
  actions,
  breadcrumb,
  button,
  csrfField,
  type Form,
  type Html,
  heading,
  html,
  type Lang,
  linkButton,
  notice,
  type Piece,
  readForm,
  type Said,
  type Site,
  sendPage,
} from '#kernel/channels'
import type { Tx } from '#kernel/store'
import { refuse } from './refusals.ts'
import { deskWords } from './words.ts'

/** What a page of this system puts into the document. */
export interface Content {
  title: Said
  body: Html
}

export const home = { href: '/quan-tri', words: deskWords.administration }
export type Link = { href: string; words: Said }

export const said = (refusal: Refusal): Words => ({ vi: refusal.say('vi'), en: refusal.say('en') })

/** A page with the way to it, its heading, and what happened just now or went wrong. */
export function deskPage(
  parts: {
    title: Said
    lead?: Said
    way?: readonly Link[]
    /** The first page has no way to it. */
    top?: boolean
    done?: Said | null
    error?: Said | null
    beside?: Piece
    body: Piece
  },
  lang: Lang,
): Content {
  return {
    title: parts.title,
    body: html`${parts.top ? null : breadcrumb([home, ...(parts.way ?? []), { href: '#', words: parts.title }], lang)}
${heading({ title: parts.title, ...(parts.lead ? { lead: parts.lead } : {}), beside: parts.beside }, lang)}
${parts.done ? notice({ tone: 'good', title: parts.done, live: true }, lang) : null}
${parts.error ? notice({ tone: 'error', title: parts.error, live: true }, lang) : null}
<div class="desk stack">${parts.body}</div>`,
  }
}

/** What will happen, before it happens: the exact effects, and one button that does it. All that was typed travels along. */
export function confirmPage(
  parts: {
    title: Said
    lead?: Said
    way?: readonly Link[]
    effects: Piece
    action: string
    back: string
    csrf: string
    hidden: Form
    submit: Said
    danger?: boolean
  },
  lang: Lang,
): Content {
  const kept = [...parts.hidden.fields].filter(([name]) => name !== 'csrf' && name !== 'act')
  return deskPage(
    {
      title: parts.title,
      lead: parts.lead ?? deskWords.nothingHasChanged,
      way: parts.way ?? [],
      body: html`<div class="effects">${parts.effects}</div>
<form method="post" action="${parts.action}" class="form">${csrfField(parts.csrf)}${kept.flatMap(([name, values]) =>
        values.map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
      )}${actions(
        button({ words: parts.submit, tone: parts.danger ? 'danger' : 'primary', name: 'act', value: 'confirm' }, lang),
        linkButton({ words: deskWords.backUnchanged, href: parts.back }, lang),
      )}</form>`,
    },
    lang,
  )
}

export interface Desk {
  site: Site
  look<T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T>
  act<T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T>
  show(request: FastifyRequest, reply: FastifyReply, content: Content, status?: number): Promise<FastifyReply>
  form(request: FastifyRequest): Promise<Form>
}

export function openDesk(site: Site): Desk {
  return {
    site,
    // Readings of others' accounts are written down; nothing else of a page is lost with a soft commit.
    look: (request, work) => site.database.transaction(request.actor, work, { soft: true }),
    act: (request, work) => site.database.transaction(request.actor, work),
    show: (request, reply, content, status = 200) =>
      sendPage(site, request, reply.status(status), {
        ...content,
        wide: true,
        sheets: ['/face/desk.css', '/face/administration/desk.css'],
      }),
    form: (request) => readTexts(site, request),
  }
}

/** What the button pressed says: 'preview', 'confirm', 'yes', 'no', 'on'. A longer word is no button of this desk. */
const ACT = /^[a-z]{1,20}$/

/**
 * Reads a posted form of this desk. Every field of it is one text: what a program sends otherwise (a list, an object, a
 * number, the same name twice) is refused by its name and never read as the text it would become.
 */
async function readTexts(site: Site, request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart())
    for (const [name, value] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
      if (Array.isArray(value) && value.length > 1 && value.every((one) => typeof one === 'string')) continue
      if (typeof value !== 'string') throw refuse['no-text']({ field: shortName(name) }, name)
    }
  const form = await readForm(site, request)
  for (const [name, values] of form.fields)
    if (values.length !== 1) throw refuse.twice({ field: shortName(name), count: values.length }, name)
  const act = form.get('act')
  if (act !== undefined && act !== '' && !ACT.test(act)) throw refuse['no-such-act']({}, 'act')
  return form
}

const shortName = (name: string): string => name.slice(0, 60)

/** An answer that is one text; what was left empty, or is of another kind, is ''. */
export const textOf = (values: Readonly<Record<string, unknown>>, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** Runs what may be refused; a refusal of something that is there is answered by showing the form again. */
export async function refusable<T>(work: () => Promise<T>, again: (refusal: Refusal) => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // What somebody may not know of is not there; no form is shown again for it.
    if (!(error instanceof Refusal) || error.kind === 'missing') throw error
    return again(error)
  }
}

export const param = (request: FastifyRequest, name: string): string =>
  (request.params as Readonly<Record<string, string | undefined>>)[name] ?? ''
export const query = (request: FastifyRequest, name: string, max = 200): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, max).trim() : ''
}
/** An id of a path that is none finds nothing. */
export const idOf = (text: string): string => (isUuid(text) ? text : '00000000-0000-0000-0000-000000000000')

/** Roles that may open the desk at all; each page narrows it. */
export const deskRoles = ['administrator', 'auditor', 'data-protection-officer'] as const
const base = { access: 'officer' as const, roles: ['administrator'] }
/** Routes of an administrator: looking, and doing (which needs a fresh proof of who she is). */
export const looking = { config: base, schema: { hide: true } }
export const doing = { config: { ...base, ownCsrf: true, fresh: true }, schema: { hide: true } }
