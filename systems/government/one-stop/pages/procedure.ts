import type { LocalDate } from '#ground/clock'
import { type Limit, speakLimit } from '#ground/working-time'
import {
  actions,
  breadcrumb,
  card,
  dayText,
  definitions,
  type Html,
  heading,
  html,
  join,
  type Lang,
  linkButton,
  momentText,
  moneyText,
  notice,
  type Piece,
  pill,
  table,
} from '#kernel/channels'
import type { Method, PaperItem } from '#province'
import type { Design, DesignPaper, DesignStage } from '../design/shape.ts'
import { catalogueWords, fill, procedureWords as w } from '../page-words.ts'
import { channelWords, levelWords } from '../words.ts'
import type { PageContent, ProcedureRow } from './content.ts'

export interface ProcedureData {
  procedure: ProcedureRow
  /** The edition in force, or what is made of the announcement (`id` null). */
  design: { id: string | null; content: Design }
  /** The order of work, and where it comes from. */
  work: { from: 'design' | 'steps' | 'default'; stages: readonly DesignStage[] }
  /** The worked example: received now, counted from, due; null when no calendar reaches so far. */
  example: { now: Date; counts: Date; limit: Limit; announced: boolean; due: Date } | null
  today: LocalDate
}

/** Whether it can be filed online in this house. */
export function filesHere(procedure: Pick<ProcedureRow, 'fileable' | 'methods'>): boolean {
  const methods = procedure.methods ?? []
  return procedure.fileable === true && (methods.length === 0 || methods.some((method) => method.channel === 'online'))
}

function limitWords(method: Method, lang: Lang): Piece {
  if (!method.limit) return w.noLimit[lang]
  const spoken = speakLimit(method.limit)[lang]
  return method.limit_confidence === 'published'
    ? spoken
    : `${spoken} (${method.limit_confidence === 'assumed' ? w.assumed[lang] : w.readLimit[lang]})`
}

export function feeWords(method: Pick<Method, 'fee_vnd' | 'fee_text' | 'fee_by_council'>, lang: Lang): string {
  const amount = method.fee_vnd === null ? null : moneyText(method.fee_vnd, lang)
  const words = method.fee_by_council ? w.council[lang] : method.fee_text
  // A fee in words often repeats the amount ("8.000 đồng mỗi bản sao"): the words then say both.
  if (amount !== null && words && method.fee_vnd !== 0 && !words.startsWith(amount)) return `${amount} (${words})`
  if (method.fee_vnd === 0 && !method.fee_by_council) return amount ?? ''
  return words ?? amount ?? w.unknownFee[lang]
}

type Line = Pick<DesignPaper, 'name' | 'original' | 'copy' | 'required'> & {
  kind: PaperItem['kind']
  answered: boolean
}
type Group = { case: string | null; lines: readonly Line[] }

/** The papers as announced, remarks and all. */
const announcedGroups = (procedure: ProcedureRow): Group[] =>
  (procedure.papers ?? []).map((one) => ({
    case: one.case,
    lines: one.items.map((item) => ({ ...item, answered: false })),
  }))

/** The papers of an edition: those of everyone, then those of each case as the form asks for it. */
function designedGroups(design: Design): Group[] {
  const cases = design.pages.flatMap((page) => page.fields).find((field) => field.name === 'paper_case')?.choices ?? []
  const line = (paper: DesignPaper): Line => ({
    ...paper,
    kind: paper.present ? 'present' : 'submit',
    answered: paper.answered === true,
  })
  const caseOf = (paper: DesignPaper): string | null => {
    const when = paper.when
    if (!when) return null
    const known =
      'is' in when && when.is === 'equals' && when.field === 'paper_case'
        ? cases.find((one) => one.value === when.value)?.label.vi
        : undefined
    return known ?? w.someCase.vi
  }
  const groups = new Map<string | null, Line[]>()
  for (const paper of design.papers) {
    const name = caseOf(paper)
    groups.set(name, [...(groups.get(name) ?? []), line(paper)])
  }
  return [...groups].map(([name, lines]) => ({ case: name, lines }))
}

function paperLine(item: Line, lang: Lang): Html {
  const count = [
    item.original > 0 ? fill(w.original, { n: item.original })[lang] : null,
    item.copy > 0 ? fill(w.copy, { n: item.copy })[lang] : null,
  ].filter(Boolean)
  const kind = item.kind === 'remark' ? w.remark : item.kind === 'present' ? w.present : w.submit
  const remarks = [
    item.kind === 'submit' ? (item.required ? w.required[lang] : w.ifAny[lang]) : null,
    item.answered ? w.byForm[lang] : item.kind === 'submit' ? count.join(', ') : null,
  ].filter(Boolean)
  return html`<li><strong>${kind[lang]}:</strong> ${item.name}${remarks.length > 0 ? html` <span class="hint">(${remarks.join('; ')})</span>` : null}</li>`
}

export function procedurePage(data: ProcedureData, lang: Lang): PageContent {
  const { procedure } = data
  const here = filesHere(procedure)
  const methods = procedure.methods ?? []
  const papers = data.design.id === null ? announcedGroups(procedure) : designedGroups(data.design.content)
  const confidence = procedure.confidence ?? 'published'
  const filing = here
    ? actions(
        linkButton({ words: w.file, href: `/nop/${procedure.code}`, tone: 'primary', icon: 'edit', wide: true }, lang),
      )
    : notice(
        {
          tone: 'info',
          title: w.where,
          body: html`<p>${procedure.fileable ? w.notOnline[lang] : fill(w.notHere, { agency: procedure.agency ?? procedure.ministry ?? '' })[lang]}</p>`,
          ...(procedure.url ? { actions: linkButton({ words: w.national, href: procedure.url }, lang) } : {}),
        },
        lang,
      )
  const body = html`${breadcrumb(
    [
      { href: '/', words: catalogueWords.home },
      { href: '/thu-tuc', words: catalogueWords.title },
      { href: `/thu-tuc/${procedure.code}`, words: procedure.code },
    ],
    lang,
  )}
${heading({ title: procedure.name, above: procedure.sector }, lang)}
${procedure.valid_to !== null && procedure.valid_to < data.today ? notice({ tone: 'warn', title: catalogueWords.ended }, lang) : null}
${filing}
${card(
  {
    title: w.basics,
    body: definitions(
      [
        [w.code, procedure.code],
        [
          w.result,
          procedure.results && procedure.results.length > 0
            ? join(procedure.results.map((result) => html`<div>${result.name}</div>`))
            : null,
        ],
        [w.agency, procedure.agency],
        [w.applicants, (procedure.applicants ?? []).join('; ')],
        [w.level, levelWords[procedure.level][lang]],
      ],
      lang,
    ),
  },
  lang,
)}
${card(
  {
    title: w.ways,
    icon: 'clock',
    body: html`${table(
      {
        caption: w.ways,
        hideCaption: true,
        columns: [{ words: w.channel }, { words: w.limit }, { words: w.fee }],
        rows: methods.map((method) => [
          html`${channelWords[method.channel][lang]}${method.note ? html`<div class="hint">${method.note}</div>` : null}`,
          limitWords(method, lang),
          feeWords(method, lang),
        ]),
        empty: html`<p>${w.noLimit[lang]}</p>`,
      },
      lang,
    )}`,
  },
  lang,
)}
${data.example && here ? example(data.example, procedure.cutoff, lang) : null}
${card(
  {
    title: w.papers,
    icon: 'file',
    body:
      papers.length === 0
        ? html`<p>${w.noPapers[lang]}</p>`
        : html`${papers.map((one) => {
            const list = html`<ul class="plain">${one.lines.map((item) => paperLine(item, lang))}</ul>`
            if (one.case === null) return html`${papers.length > 1 ? html`<h3>${w.usualCase[lang]}</h3>` : null}${list}`
            return html`<details class="filters"><summary>${fill(w.whenCase, { case: one.case })[lang]}</summary>${list}</details>`
          })}`,
  },
  lang,
)}
${procedure.conditions ? card({ title: w.conditions, body: paragraphs(procedure.conditions) }, lang) : null}
${
  data.work.stages.length > 0 && procedure.fileable
    ? card(
        {
          title: w.steps,
          body: html`<ol class="plain">${data.work.stages.map((stage) => html`<li>${stage.steps.map((step) => html`<div>${step.name[lang]} <span class="hint">(${step.limitHours === null ? w.noClock[lang] : fill(w.hours, { n: String(step.limitHours).replace('.', lang === 'vi' ? ',' : '.') })[lang]}${step.when ? `; ${w.onCondition[lang]}` : ''})</span></div>`)}</li>`)}</ol>${data.work.from === 'default' ? html`<p class="hint">${w.template[lang]}</p>` : null}`,
        },
        lang,
      )
    : null
}
${card(
  {
    title: w.legal,
    body: html`${procedure.legal_refs && procedure.legal_refs.length > 0 ? html`<ul class="plain">${procedure.legal_refs.map((ref) => html`<li>${ref}</li>`)}</ul>` : null}${definitions(
      [
        [w.decision, procedure.decision],
        [
          w.inForce,
          `${fill(w.from, { date: dayText(procedure.valid_from, lang) })[lang]}${procedure.valid_to ? ` ${fill(w.until, { date: dayText(procedure.valid_to, lang) })[lang]}` : ''}`,
        ],
        [w.source, procedure.source],
        [
          w.honest,
          html`${pill({ tone: confidence === 'published' ? 'good' : confidence === 'read' ? 'neutral' : 'wait', words: confidence === 'published' ? w.publishedPill : confidence === 'read' ? w.readPill : w.guessedPill }, lang)}<p>${(confidence === 'published' ? w.published : confidence === 'read' ? w.read : w.guessed)[lang]}</p>${procedure.note ? html`<p>${procedure.note}</p>` : null}`,
        ],
      ],
      lang,
    )}`,
  },
  lang,
)}
${here ? filing : null}`
  return { title: procedure.name, body }
}

const paragraphs = (text: string): Html => html`${text.split(/\n+/).map((line) => html`<p>${line}</p>`)}`

function example(example: NonNullable<ProcedureData['example']>, cutoff: string | null, lang: Lang): Html {
  return card(
    {
      title: w.due,
      icon: 'calendar',
      body: html`<p>${fill(w.dueIntro, { now: momentText(example.now, lang) })[lang]}</p>${definitions(
        [
          [w.dueStart, momentText(example.counts, lang)],
          [w.dueLimit, speakLimit(example.limit)[lang]],
          [w.dueEnd, html`<strong>${momentText(example.due, lang)}</strong>`],
        ],
        lang,
      )}${example.announced ? null : html`<p>${w.dueUnannounced[lang]}</p>`}<p class="hint">${w.dueRule[lang]}${cutoff ? ` ${fill(w.dueCutoff, { cutoff })[lang]}` : ''} ${w.dueAcceptance[lang]}</p>`,
    },
    lang,
  )
}
