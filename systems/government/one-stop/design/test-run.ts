import { localDate } from '#ground/clock'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { due, type Limit, normaliseStart } from '#ground/working-time'
import { calendarOfUnit } from '#kernel/cases'
import type { Tx } from '#kernel/store'
import { getUnitByCode } from '#kernel/trust'
import { findCommune, findRole, getUnitByRule, isUnitRule, placesIn, ruleAtProvince } from '#province'
import { cutoffMinute, limitFor } from '../rules.ts'
import { workingDaysAfter } from './days.ts'
import { type EditionRow, factsOf } from './editions.ts'
import {
  asFound,
  askedAnswers,
  askedPages,
  conditionFields,
  type FeeLine,
  feesIn,
  fieldsOf,
  holds,
  papersIn,
  wrongIn,
} from './rules.ts'
import type { Design, DesignField, DesignStep, ExampleExpected } from './shape.ts'
import { FOUND } from './shape.ts'
import { speakCondition, speakValue } from './words.ts'

/** What would happen to one dossier with these answers: nothing is written, the calendars are the real ones. */

export const refuse = refusals('test-run', {
  answers: {
    kind: 'invalid',
    vi: 'Câu trả lời của lần chạy thử sai cách viết. Hãy điền lại ở khung xem trước.',
    en: 'The answers of the trial are malformed. Fill them in again in the preview.',
  },
  place: {
    kind: 'invalid',
    vi: 'Không có xã, phường mã "{code}". Hãy chọn lại nơi nộp của lần chạy thử.',
    en: 'There is no commune “{code}”. Choose another place for the trial.',
  },
})

const ANSWERS_BYTES_MAX = 200_000

/** On what a design is tried. */
export interface Trial {
  answers: Readonly<Record<string, unknown>>
  /** What officers find on its way, by the name of the finding. */
  findings: Readonly<Record<string, unknown>>
  /** Codes of the papers that are handed in; null: all that are asked. */
  papers: readonly string[] | null
  channel: 'online' | 'in-person' | 'post'
  /** Five digits; null: taken by the province. */
  commune: string | null
  /** When the dossier is accepted. */
  at: Date
  ministry: string | null
  limit: Limit
}

/** One step of the trial: who would have it, from when and until when. */
export interface TrialStep {
  key: string
  kind: DesignStep['kind']
  name: Words
  role: Words
  unit: string
  hours: number | null
  from: Date | null
  due: Date | null
  /** Not done with these answers; `why` says the condition. */
  passed: boolean
  why: Words | null
  /** What its officer is asked, and what the trial says she found. */
  findings: { name: string; label: Words; said: Words | null }[]
}

export interface TrialResult {
  /** Pages that are asked, by their names, with the fields asked and what was answered, in words. */
  pages: { title: Words; fields: { name: string; label: Words; said: Words | null }[] }[]
  /** What is wrong with the answers and findings, by path; findings are 'found.<name>'. */
  wrong: Record<string, Words>
  /** Papers that must be handed in and are not. */
  missing: { code: string; name: string }[]
  /** Refused: not accepted at the counter, for wrong answers or lacking papers. */
  end: ExampleExpected['end']
  /** Working hours along the longest way through the steps that are done. */
  hours: number
  /** Working days from acceptance to the promised day. */
  dueDays: number
  papers: { code: string; name: string; required: boolean; original: number; copy: number; answered: boolean }[]
  fees: FeeLine[]
  /** Integer đồng of what is known. */
  total: number
  stages: { key: string; name: Words; steps: TrialStep[] }[]
  startsAt: Date
  /** When the result is promised, and when the last counted step would be done. */
  promisedAt: Date
  doneAt: Date
  inTime: boolean
}

/** Answers from outside: an object of limited size. */
export function readAnswers(value: unknown, field = 'answers'): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse.answers({}, field)
  if (JSON.stringify(value).length > ANSWERS_BYTES_MAX) throw refuse.answers({}, field)
  return value as Record<string, unknown>
}

/** How a trial is asked for from outside: all but what the edition itself says. `at` without a readable instant is now. */
interface TrialAsked {
  answers?: unknown
  findings?: unknown
  papers?: unknown
  channel?: unknown
  commune?: unknown
  at?: unknown
}

const PAPERS_MAX = 200
const PLACE_USUAL = '29869'

/** A trial of an edition, read from what was asked: place by the level that settles, limit by what is announced. */
export async function trialOf(tx: Tx, edition: EditionRow, asked: TrialAsked): Promise<Trial> {
  const facts = await factsOf(tx, edition.procedure_code)
  const procedure = edition.content.procedure
  const channel = (['online', 'in-person', 'post'] as const).find((one) => one === asked.channel) ?? 'online'
  const atProvince = procedure ? procedure.level === 'province' : !(facts?.levels ?? []).includes('commune')
  const at = typeof asked.at === 'string' ? new Date(asked.at) : tx.now
  const commune = typeof asked.commune === 'string' && asked.commune !== '' ? asked.commune : PLACE_USUAL
  if (!atProvince && !findCommune(commune)) throw refuse.place({ code: commune.slice(0, 10) }, 'commune')
  return {
    answers: readAnswers(asked.answers ?? {}),
    findings: readAnswers(asked.findings ?? {}, 'findings'),
    papers: Array.isArray(asked.papers)
      ? [
          ...new Set(
            asked.papers.filter((one): one is string => typeof one === 'string').map((one) => one.slice(0, 60)),
          ),
        ].slice(0, PAPERS_MAX)
      : null,
    channel,
    commune: atProvince ? null : commune,
    at: Number.isNaN(at.getTime()) ? tx.now : at,
    ministry: procedure?.ministry ?? facts?.ministry ?? null,
    limit: procedure?.limit ?? limitFor({ methods: facts?.methods ?? [] }, channel).limit,
  }
}

/** An answer as a person reads it; null when there is none. */
export function speakAnswer(field: DesignField, value: unknown): Words | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return speakValue(field, value)
  if (Array.isArray(value)) {
    if (value.length === 0) return null
    if (field.kind === 'many') {
      const said = value.map((one) => speakValue(field, String(one)))
      return { vi: said.map((one) => one.vi).join(', '), en: said.map((one) => one.en).join(', ') }
    }
    return { vi: `${value.length} dòng`, en: `${value.length} rows` }
  }
  const parts = Object.values(value as Record<string, unknown>).filter((one) => typeof one === 'string' && one !== '')
  return parts.length === 0 ? null : { vi: parts.join(', '), en: parts.join(', ') }
}

async function unitOf(tx: Tx, rule: string, trial: Trial): Promise<{ id: string; name: string } | null> {
  const own = trial.commune === null && isUnitRule(rule) ? ruleAtProvince(rule, trial.ministry) : rule
  if (!isUnitRule(own)) return null
  return getUnitByCode(tx, getUnitByRule(own, placesIn(trial.commune)))
}

/** Runs a design on paper: pages asked, papers, fees, and each step with its unit and its time by that unit’s calendar. */
export async function testRun(tx: Tx, design: Design, trial: Trial): Promise<TrialResult> {
  const answers = askedAnswers(design, trial.answers)
  const asked = askedPages(design, trial.answers)
  const fields = fieldsOf(design)
  const askable = conditionFields(design)
  const today = localDate(trial.at)
  const wrong = Object.assign({}, ...asked.map((page) => wrongIn(page.fields, answers, today, fields))) as Record<
    string,
    Words
  >
  const papers = papersIn(design, answers)
  const handed = trial.papers
  const missing = handed
    ? papers.filter((paper) => paper.required && !paper.answered && !handed.includes(paper.code))
    : []
  const refused = Object.keys(wrong).length + missing.length > 0
  const centre = await unitOf(tx, 'receiving-centre', trial)
  const calendar = await (await calendarOfUnit(tx, centre?.id ?? '')).get()
  const cutoff = cutoffMinute({ cutoff: design.cutoff })
  const rules = { lastHourRule: true, ...(cutoff === undefined ? {} : { cutoffMinute: cutoff }) }
  const startsAt = normaliseStart(calendar, trial.at, rules)
  let at = startsAt
  let hours = 0
  // What is known so far: the answers, then what each step that is done has found.
  const known = { ...answers }
  const stages: TrialResult['stages'] = []
  for (const stage of design.stages) {
    const steps: TrialStep[] = []
    const found: Record<string, unknown> = {}
    let end = at
    let longest = 0
    for (const step of stage.steps) {
      const unit = await unitOf(tx, step.unit, trial)
      const passed = !holds(step.when, known)
      const findings = passed ? [] : (step.findings ?? [])
      const own = Object.fromEntries(findings.map((field) => [field.name, trial.findings[field.name] ?? null]))
      for (const [name, words] of Object.entries(wrongIn(findings, own, today))) wrong[FOUND + name] = words
      Object.assign(found, asFound(own))
      if (!passed) longest = Math.max(longest, step.limitHours ?? 0)
      let until: Date | null = null
      if (!passed && unit && step.limitHours !== null && step.limitHours > 0) {
        const calendarOfStep = await (await calendarOfUnit(tx, unit.id)).get()
        until = due(calendarOfStep, at, { amount: step.limitHours, unit: 'working-hour' }, { lastHourRule: false })
        if (until > end) end = until
      }
      steps.push({
        key: step.key,
        kind: step.kind,
        name: step.name,
        role: findRole(step.role)?.title ?? { vi: step.role, en: step.role },
        unit: unit?.name ?? step.unit,
        hours: step.limitHours,
        from: passed ? null : at,
        due: until,
        passed,
        why: step.when ? speakCondition(step.when, askable) : null,
        findings: findings.map((field) => ({
          name: field.name,
          label: field.label,
          said: speakAnswer(field, own[field.name]),
        })),
      })
    }
    stages.push({ key: stage.key, name: stage.name, steps })
    Object.assign(known, found)
    hours += longest
    at = end
  }
  const promisedAt = due(calendar, trial.at, trial.limit, rules)
  const fees = feesIn(design, answers, trial.channel)
  return {
    pages: asked.map(({ page, fields: here }) => ({
      title: page.title,
      fields: here.map((field) => ({
        name: field.name,
        label: field.label,
        said: speakAnswer(field, answers[field.name]),
      })),
    })),
    wrong,
    missing: missing.map((paper) => ({ code: paper.code, name: paper.name })),
    end: refused ? 'refused' : 'granted',
    hours: Math.round(hours * 10) / 10,
    dueDays: workingDaysAfter(calendar, localDate(startsAt), localDate(promisedAt)),
    papers: papers.map((paper) => ({
      code: paper.code,
      name: paper.name,
      required: paper.required,
      original: paper.original,
      copy: paper.copy,
      answered: paper.answered === true,
    })),
    fees,
    total: fees.reduce((sum, fee) => sum + (fee.amount ?? 0), 0),
    stages,
    startsAt,
    promisedAt,
    doneAt: at,
    inTime: at <= promisedAt,
  }
}
