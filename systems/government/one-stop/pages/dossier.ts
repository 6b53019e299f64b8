import type { Words } from '#ground/text'
import { type Calendar, type Limit, speakLimit } from '#ground/working-time'
import {
  actions,
  button,
  card,
  confirmation,
  csrfField,
  definitions,
  empty,
  type Field,
  fileList,
  form,
  type Html,
  heading,
  html,
  type Lang,
  linkButton,
  linkList,
  momentText,
  moneyText,
  notice,
  pagination,
  pill,
  qrFigure,
  rating,
  type Said,
  type Tone,
  timeline,
} from '#kernel/channels'
import type { FileRow } from '#kernel/papers'
import type { Row } from '#kernel/records'
import type { FactRow } from '#kernel/trust'
import { fill, happeningWords, homeWords, dossierWords as w } from '../page-words.ts'
import type { Apology, Dossier, Supplement } from '../records.ts'
import { channelWords, deliveryWords, ratingWords, statusWords } from '../words.ts'
import type { DraftRow, PageContent } from './content.ts'
import { answerBy, clockShown, dossierClock, ended, promised, statusTone } from './dossier-state.ts'
import { draftHref } from './filing.ts'

export type DossierRow = Row<typeof Dossier>

/** It has a number and does nothing yet: another of its filing comes first. */
const isWaiting = (dossier: DossierRow): boolean => dossier.waits_for !== null && dossier.status === 'registered'

function statePill(dossier: DossierRow, lang: Lang): Html {
  const status = dossier.status ?? 'registered'
  return pill(
    isWaiting(dossier)
      ? { tone: 'wait', words: w.bundlePill }
      : { tone: statusTone[status], words: statusWords[status] },
    lang,
  )
}

export interface DossierListData {
  drafts: readonly DraftRow[]
  dossiers: readonly DossierRow[]
  /** Whose list it is: dossiers filed in another's place say whose they are. */
  person: string | null
  after: string
  next: string | null
  /** Said once after something was done here. */
  done: 'saved' | 'deleted' | null
}

export function dossierListPage(data: DossierListData, lang: Lang): PageContent {
  const body = html`${heading({ title: w.listTitle }, lang)}
${data.done ? notice({ tone: 'good', title: data.done === 'saved' ? w.saved : w.deleted, live: true }, lang) : null}
${
  data.drafts.length > 0
    ? html`<h2>${w.drafts[lang]}</h2>${linkList(
        data.drafts.map((draft) => ({
          href: draftHref(draft, draft.page ?? 1),
          title: draft.procedure_name,
          note: fill(homeWords.savedAt, { at: momentText(draft.saved_at, lang) })[lang],
          icon: 'edit' as const,
        })),
        lang,
      )}<h2>${w.sent[lang]}</h2>`
    : null
}
${
  data.dossiers.length === 0
    ? empty(
        {
          title: w.none,
          body: w.noneBody,
          action: linkButton({ words: w.find, href: '/thu-tuc', tone: 'primary', icon: 'search' }, lang),
        },
        lang,
      )
    : linkList(
        data.dossiers.map((dossier) => ({
          href: `/ho-so/${dossier.number}`,
          title: dossier.procedure_name,
          note: html`${dossier.number} · ${momentText(dossier.received_at, lang)}${dossier.applicant === data.person ? null : html` · ${w.applicant[lang]}: ${dossier.applicant_name}`}`,
          aside: statePill(dossier, lang),
        })),
        lang,
      )
}
${pagination({ newer: data.after ? '/ho-so' : null, older: data.next ? `/ho-so?after=${encodeURIComponent(data.next)}` : null }, lang)}`
  return { title: w.listTitle, body }
}

export interface DossierData {
  dossier: DossierRow
  centre: string
  /** Names of the places: who is competent, who received it, who hands the result over. Null on dossiers of before. */
  places: { agency: string | null; received: string | null; returning: string | null }
  /** Exemptions claimed for it, and what became of them. */
  claims: readonly { name: Words; state: 'claimed' | 'confirmed' | 'refused'; reason: string | null }[]
  /** Dossiers of the same filing, in their order; empty when it was filed alone. */
  together: readonly DossierRow[]
  facts: readonly FactRow[]
  files: readonly FileRow[]
  /** The prescribed forms issued to her, and where each is had as PDF and Word. */
  forms: readonly { title: Words; pdf?: string; docx?: string }[]
  /** Who looks. */
  person: string | null
  calendar: Calendar
  now: Date
  /** Minute of the day of the procedure's cut-off. */
  cutoff: number | undefined
  supplementDue: Date | null
  /** She is the applicant, or filed in her place; not an officer who looks. */
  mine: boolean
  /** She filed it in the place of the applicant. */
  forOther: boolean
  /** Just sent: the confirmation with its QR stands on top. */
  fresh: boolean
  publicUrl: string
  csrf: string
  supply?: { answer: string; errors: Readonly<Record<string, Said>> }
  rate?: { error: Said; note: string }
  /** What was refused just now, in words. */
  problem?: string
  fileBytesMax: number
}

const tone = (kind: string): Tone =>
  kind === 'reject' || kind === 'stop' || kind === 'close-unanswered' || kind === 'apologise'
    ? 'bad'
    : kind === 'finish' || kind === 'return' || kind === 'accept'
      ? 'good'
      : kind === 'ask-supplement' || kind === 'ask-payment'
        ? 'wait'
        : 'active'

/** Only what concerns the applicant: hand-overs inside the agency, its notes and readings stay there. */
export function happenings(facts: readonly FactRow[], lang: Lang): Html {
  return timeline(
    facts
      .filter((fact) => Object.hasOwn(happeningWords, fact.kind))
      .map((fact) => ({
        at: new Date(fact.at),
        title: happeningWords[fact.kind] as Words,
        tone: tone(fact.kind),
        ...(fact.actor_unit_name ? { by: fact.actor_unit_name } : {}),
      })),
    lang,
  )
}

/** Files the agency made for the applicant: receipt, request, refusal. What officers pass among themselves is not shown. */
const issuedNames = [
  'Giấy tiếp nhận',
  'Phiếu yêu cầu bổ sung',
  'Phiếu từ chối',
  'Văn bản xin lỗi',
  'Thông báo dừng giải quyết',
]
export const issuedFiles = (files: readonly FileRow[]): FileRow[] =>
  files.filter((file) => issuedNames.some((name) => file.name.startsWith(name)))

const fileHref = (id: string): string => `/api/v1/files/${id}`

export const supplyFields = (fileBytesMax: number): readonly Field[] => [
  { name: 'answer', kind: 'text', label: w.answer, help: w.answerHelp, required: true, max: 2_000, lines: 4 },
  {
    name: 'files',
    kind: 'files',
    label: w.files,
    max: 20,
    sizeMax: fileBytesMax,
    accept: 'image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf',
  },
]

function supplementCard(data: DossierData, lang: Lang): Html | null {
  const supplement = data.dossier.supplement as Supplement | null
  if (!supplement || data.dossier.status !== 'supplement-asked') return null
  if (supplement.answeredAt)
    return notice(
      { tone: 'info', title: fill(w.supplementDone, { at: momentText(new Date(supplement.answeredAt), lang) }) },
      lang,
    )
  const until = data.supplementDue
  return html`${notice(
    {
      tone: 'warn',
      title: w.supplementTitle,
      body: html`<p>${fill(w.supplementAsked, { at: momentText(new Date(supplement.at), lang) })[lang]}</p><p><strong>${w.supplementWhat[lang]}:</strong> ${supplement.items}</p><p><strong>${w.supplementWhy[lang]}:</strong> ${supplement.reason}</p><p>${until ? fill(w.supplementUntil, { at: momentText(until, lang) })[lang] : w.supplementUntilUnknown[lang]} ${w.supplementOnce[lang]}</p>`,
    },
    lang,
  )}${
    data.mine
      ? card(
          {
            title: w.supply,
            icon: 'upload',
            body: form(
              {
                id: 'bo-sung',
                action: `/ho-so/${data.dossier.number}/bo-sung`,
                fields: supplyFields(data.fileBytesMax),
                values: { answer: data.supply?.answer ?? '', files: [] },
                ...(data.supply ? { errors: data.supply.errors } : {}),
                csrf: data.csrf,
                submit: { name: 'send', words: w.supply },
                uploadUrl: '/api/v1/files',
              },
              lang,
            ),
          },
          lang,
        )
      : null
  }`
}

/** Promised anew: said where she looks first, with both dates. */
function apologyNotice({ dossier }: DossierData, lang: Lang): Html | null {
  const apology = dossier.apology as Apology | null
  if (!apology || ended.has(dossier.status ?? 'registered') || dossier.finished_at) return null
  const dates = {
    former: momentText(new Date(apology.formerDue), lang),
    due: momentText(new Date(apology.newDue), lang),
  }
  return notice(
    {
      tone: 'warn',
      title: w.apologyTitle,
      body: html`<p>${fill(w.apologyDates, dates)[lang]}</p><p>${apology.reason}</p>`,
    },
    lang,
  )
}

/** The whole of a filing of several procedures: what runs, what waits for what, which results are there. */
function bundleCard({ dossier, together }: DossierData, lang: Lang): Html | null {
  if (together.length < 2) return null
  const nameOf = new Map(together.map((one) => [one.id, one.procedure_name]))
  const stands = (one: DossierRow): Words | null => {
    if (isWaiting(one)) return fill(w.bundleWaits, { name: nameOf.get(one.waits_for ?? '') ?? '' })
    if (one.result_number) return fill(w.bundleResult, { number: one.result_number })
    return one.due_at ? fill(w.bundleDue, { at: momentText(one.due_at, lang) }) : null
  }
  const results = together.flatMap((one) => (one.id === dossier.id ? [] : (one.results ?? [])))
  return card(
    {
      title: fill(w.bundleTitle, { count: together.length }),
      icon: 'file',
      body: html`${linkList(
        together.map((one) => {
          const said = stands(one)
          return {
            href: `/ho-so/${one.number}`,
            title: `${one.bundle_place}. ${one.procedure_name}`,
            note: html`${one.number}${one.id === dossier.id ? html` (${w.bundleThis[lang]})` : null}${said ? html` · ${said[lang]}` : null}`,
            aside: statePill(one, lang),
          }
        }),
        lang,
      )}${
        results.length > 0
          ? html`<h3>${w.bundleFiles[lang]}</h3>${fileList(
              results.map((file) => ({ id: file.file, name: file.name, size: file.size, href: fileHref(file.file) })),
              {},
              lang,
            )}`
          : null
      }`,
    },
    lang,
  )
}

/** Money of a dossier that ended without a result. */
function refundNotice({ dossier, centre }: DossierData, lang: Lang): Html | null {
  const without = ['rejected', 'withdrawn', 'stopped'].includes(dossier.status ?? '')
  if (!without || !dossier.fee || !['paid', 'refunded'].includes(dossier.finance_state ?? '')) return null
  const words = dossier.finance_state === 'paid' ? w.refund : w.refunded
  return notice({ tone: 'info', body: fill(words, { amount: moneyText(dossier.fee, lang), centre })[lang] }, lang)
}

/** The page of the bill: its lines, the code to pay by, the receipts. */
const payLink = (dossier: DossierRow, lang: Lang): Html =>
  linkButton({ words: w.payOpen, href: `/ho-so/${dossier.number}/nop-tien`, icon: 'money' }, lang)

function paymentCard({ dossier, centre, claims }: DossierData, lang: Lang): Html | null {
  const over = ended.has(dossier.status ?? 'registered')
  const waits = claims.find((claim) => claim.state === 'claimed')
  if (waits && !over && dossier.status !== 'financial-duty')
    return notice({ tone: 'info', body: fill(w.claimWaits, { name: waits.name[lang] })[lang] }, lang)
  const refused = claims.find((claim) => claim.state === 'refused')
  const granted = claims.find((claim) => claim.state === 'confirmed')
  if (granted && !over && (dossier.finance_state === 'none' || !dossier.fee))
    return notice({ tone: 'good', body: fill(w.claimGranted, { name: granted.name[lang] })[lang] }, lang)
  if (dossier.finance_state !== 'awaiting' || !dossier.fee) return null
  if (dossier.status !== 'financial-duty')
    return over
      ? null
      : notice(
          {
            tone: 'info',
            body: `${refused ? `${fill(w.claimRefused, { name: refused.name[lang], reason: refused.reason ?? '' })[lang]} ` : ''}${fill(w.payFee, { amount: moneyText(dossier.fee, lang) })[lang]}`,
            actions: payLink(dossier, lang),
          },
          lang,
        )
  return card(
    {
      title: w.pay,
      icon: 'money',
      body: html`${definitions(
        [
          [w.payFor, dossier.fee_note],
          [w.payAmount, html`<strong>${moneyText(dossier.fee, lang)}</strong>`],
        ],
        lang,
      )}<p>${fill(w.payHow, { centre })[lang]}</p>`,
      foot: payLink(dossier, lang),
    },
    lang,
  )
}

function ratingCard(data: DossierData, lang: Lang): Html | null {
  const { dossier } = data
  if (dossier.status !== 'finished' && dossier.status !== 'returned') return null
  if (dossier.rating)
    return card(
      {
        title: w.rateTitle,
        icon: 'star',
        body: html`<p>${w.rateThanks[lang]}: <strong>${ratingWords[dossier.rating][lang]}</strong>.</p>${dossier.rating_note ? html`<p>${dossier.rating_note}</p>` : null}`,
      },
      lang,
    )
  if (!data.mine) return null
  return card(
    {
      title: w.rateTitle,
      icon: 'star',
      body: html`<form class="form" id="danh-gia" method="post" action="/ho-so/${dossier.number}/danh-gia">${csrfField(data.csrf)}${rating(
        {
          id: 'muc',
          name: 'rating',
          question: w.rate,
          words: [ratingWords.dissatisfied, ratingWords.satisfied, ratingWords['very-satisfied']],
          ...(data.rate ? { error: data.rate.error } : {}),
        },
        lang,
      )}<div class="field"><label for="gop-y">${w.rateNote[lang]}</label><textarea id="gop-y" name="note" rows="3" maxlength="1000" data-count="1000">
${data.rate?.note ?? ''}</textarea></div>${actions(button({ words: w.rateSend }, lang))}</form>`,
    },
    lang,
  )
}

function freshCard(data: DossierData, lang: Lang): Html {
  const { dossier, calendar } = data
  const limit = dossier.limit as Limit | null
  const by = answerBy(calendar, dossier.received_at)
  return html`<div class="card card-structure"><div class="card-body">${notice({ tone: 'good', title: w.sentTitle, live: true, body: html`<p>${w.sentLead[lang]}: <strong>${dossier.number}</strong></p>` }, lang)}${qrFigure(
    {
      text: `${data.publicUrl}/tra-cuu?so=${encodeURIComponent(dossier.number)}`,
      label: fill(w.qr, { number: dossier.number }),
      caption: w.qrCaption[lang],
    },
    lang,
  )}<h2>${w.sentNext[lang]}</h2><ol class="plain"><li>${fill(w.sentAnswer, { at: momentText(by, lang) })[lang]}</li>${
    limit
      ? html`<li>${fill(w.sentLimit, { limit: speakLimit(limit)[lang], at: momentText(promised(calendar, dossier.received_at, limit, data.cutoff), lang) })[lang]}</li>`
      : null
  }<li>${w.sentNotice[lang]}</li></ol><p class="hint">${w.sentKeep[lang]}</p></div></div>`
}

export function dossierPage(data: DossierData, lang: Lang): PageContent {
  const { dossier } = data
  const status = dossier.status ?? 'registered'
  const results = dossier.results ?? []
  const papers = dossier.papers ?? []
  const issued = issuedFiles(data.files)
  const first = data.together.find((one) => one.id === dossier.waits_for)
  const waits = isWaiting(dossier) ? fill(w.bundleWaits, { name: first?.procedure_name ?? '' }) : null
  const { agency, received, returning } = data.places
  const withdrawable = data.mine && !ended.has(status) && status !== 'finished' && !dossier.finished_at
  const body = html`${heading({ title: dossier.procedure_name, above: dossier.number, beside: statePill(dossier, lang) }, lang)}
${data.problem ? notice({ tone: 'error', title: data.problem, live: true }, lang) : null}
${
  data.forOther
    ? notice({ tone: 'info', body: fill(w.forOther, { name: dossier.applicant_name })[lang] }, lang)
    : data.mine
      ? null
      : notice({ tone: 'info', body: w.officerView[lang] }, lang)
}
${data.fresh ? freshCard(data, lang) : null}
${apologyNotice(data, lang)}
${bundleCard(data, lang)}
${supplementCard(data, lang)}
${paymentCard(data, lang)}
${refundNotice(data, lang)}
${
  results.length > 0
    ? card(
        {
          title: w.results,
          icon: 'check',
          body: html`${definitions(
            [[w.resultNumber, dossier.result_number]],
            lang,
          )}${dossier.result_note ? html`<p>${dossier.result_note}</p>` : null}${fileList(
            results.map((file) => ({ id: file.file, name: file.name, size: file.size, href: fileHref(file.file) })),
            {},
            lang,
          )}<p>${w.resultStore[lang]}</p>`,
          foot: data.mine
            ? linkButton({ words: w.openStore, href: '/giay-to', tone: 'quiet', icon: 'wallet' }, lang)
            : null,
        },
        lang,
      )
    : null
}
${card(
  {
    title: w.state,
    icon: 'clock',
    body: definitions(
      [
        ...(waits ? [] : [[w.clock, clockShown(dossierClock(dossier, data.calendar, data.now), lang)] as const]),
        ...(waits ? [[w.status, waits[lang]] as const] : []),
        ...(dossier.due_at
          ? [[w.dueAt, momentText(dossier.due_at, lang)] as const]
          : status === 'registered' && !waits
            ? [[w.dueAt, w.dueLater[lang]] as const]
            : []),
        [w.filedAt, momentText(dossier.received_at, lang)],
        ...(dossier.accepted_at ? [[w.acceptedAt, momentText(dossier.accepted_at, lang)] as const] : []),
        ...(agency && received && returning
          ? [
              [w.agency, agency] as const,
              ...(received === returning
                ? [[w.onePlace, received] as const]
                : [[w.receivedUnit, received] as const, [w.returningUnit, returning] as const]),
            ]
          : [[w.centre, data.centre] as const]),
        ...(dossier.representative_name
          ? [
              [
                w.representative,
                fill(w.representativePaper, {
                  name: dossier.representative_name,
                  paper: dossier.representative_paper ?? '',
                })[lang],
              ] as const,
            ]
          : []),
        [w.channel, channelWords[dossier.channel][lang]],
        [w.delivery, deliveryWords[dossier.delivery ?? 'electronic'][lang]],
        ...(dossier.reason ? ([[w.reason, dossier.reason]] as const) : []),
      ],
      lang,
    ),
  },
  lang,
)}
${card({ title: w.happened, body: happenings(data.facts, lang) }, lang)}
${
  issued.length > 0
    ? card(
        {
          title: w.issued,
          icon: 'file',
          body: fileList(
            issued.map((file) => ({ id: file.id, name: file.name, size: Number(file.size), href: fileHref(file.id) })),
            {},
            lang,
          ),
        },
        lang,
      )
    : null
}
${
  data.forms.some((form) => form.docx)
    ? html`<details class="filters"><summary>${w.printForms[lang]}</summary><ul class="plain">${data.forms
        .filter((form) => form.docx && form.pdf)
        .map(
          (form) => html`<li>${form.title[lang]}: <a href="${form.pdf}">PDF</a> · <a href="${form.docx}">Word</a></li>`,
        )}</ul></details>`
    : null
}
${ratingCard(data, lang)}
${card(
  {
    title: w.papers,
    body:
      papers.length === 0
        ? html`<p>${w.noPapers[lang]}</p>`
        : html`<ul class="plain">${papers.map((paper) => html`<li>${paper.name}${paper.file ? html`: <a href="${fileHref(paper.file)}">${paper.file_name ?? w.open[lang]}</a>` : null}</li>`)}</ul>`,
  },
  lang,
)}
${
  dossier.answered && dossier.answered.length > 0
    ? html`<details class="filters"><summary>${w.declared[lang]}</summary>${definitions(
        dossier.answered.map((row) => [row.label ?? '', row.value ?? ''] as const),
        lang,
      )}</details>`
    : null
}
${dossier.applicant === data.person ? html`<p><a href="/phan-anh/moi?ho-so=${encodeURIComponent(dossier.number)}">${w.complain[lang]}</a></p>` : null}
${withdrawable ? html`<p><a href="/ho-so/${dossier.number}/rut">${w.withdraw[lang]}</a></p>` : null}`
  return {
    title: { vi: `${dossier.number} · ${dossier.procedure_name}`, en: `${dossier.number} · ${dossier.procedure_name}` },
    body,
    scripts: ['upload', 'counter'],
  }
}

export function withdrawPage(
  data: { dossier: DossierRow; csrf: string; reason: string; error?: string },
  lang: Lang,
): PageContent {
  const { dossier } = data
  return {
    title: w.withdraw,
    body: confirmation(
      {
        title: fill(w.withdrawTitle, { number: dossier.number }),
        body: html`<p>${dossier.procedure_name}</p><p>${w.withdrawBody[lang]}</p><div class="${['field', data.error && 'field-wrong']}"><label for="ly-do">${w.withdrawReason[lang]} <span class="required" aria-hidden="true">*</span></label>${data.error ? html`<p class="error" id="ly-do-error">${data.error}</p>` : null}<textarea id="ly-do" name="reason" rows="3" maxlength="2000" required aria-describedby="${data.error ? 'ly-do-error' : ''}">
${data.reason}</textarea></div>`,
        action: `/ho-so/${dossier.number}/rut`,
        csrf: data.csrf,
        yes: w.withdraw,
        no: { href: `/ho-so/${dossier.number}`, words: w.withdrawKeep },
        hidden: { version: String(dossier.version) },
      },
      lang,
    ),
  }
}
