import { localDate } from '#ground/clock'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import { due, type Limit, normaliseStart } from '#ground/working-time'
import { calendarOfUnit } from '#kernel/cases'
import type { Tx } from '#kernel/store'
import { getUnitByCode } from '#kernel/trust'
import { findCommune, findRole, getUnitByRule, isUnitRule, placesIn, ruleAtProvince } from '#province'
import { cutoffMinute } from '../rules.ts'
import { askedAnswers, askedPages, type FeeLine, feesIn, fieldsOf, holds, papersIn, wrongIn } from './rules.ts'
import type { Design, DesignField, DesignStep } from './shape.ts'
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
  answers: Record<string, unknown>
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
}

export interface TrialResult {
  /** Pages that are asked, by their names, with the fields asked and what was answered, in words. */
  pages: { title: Words; fields: { name: string; label: Words; said: Words | null }[] }[]
  /** What is wrong with the answers, by path. */
  wrong: Record<string, Words>
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
export function readAnswers(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse.answers({}, 'answers')
  if (JSON.stringify(value).length > ANSWERS_BYTES_MAX) throw refuse.answers({}, 'answers')
  return value as Record<string, unknown>
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
  if (trial.commune !== null && !findCommune(trial.commune))
    throw refuse.place({ code: trial.commune.slice(0, 10) }, 'commune')
  const answers = askedAnswers(design, trial.answers)
  const asked = askedPages(design, trial.answers)
  const fields = fieldsOf(design)
  const today = localDate(trial.at)
  const wrong = Object.assign({}, ...asked.map((page) => wrongIn(page.fields, answers, today, fields))) as Record<
    string,
    Words
  >
  const centre = await unitOf(tx, 'receiving-centre', trial)
  const calendar = await (await calendarOfUnit(tx, centre?.id ?? '')).get()
  const cutoff = cutoffMinute({ cutoff: design.cutoff })
  const rules = { lastHourRule: true, ...(cutoff === undefined ? {} : { cutoffMinute: cutoff }) }
  const startsAt = normaliseStart(calendar, trial.at, rules)
  let at = startsAt
  const stages: TrialResult['stages'] = []
  for (const stage of design.stages) {
    const steps: TrialStep[] = []
    let end = at
    for (const step of stage.steps) {
      const unit = await unitOf(tx, step.unit, trial)
      const passed = !holds(step.when, answers)
      let until: Date | null = null
      if (!passed && unit && step.limitHours !== null && step.limitHours > 0) {
        const own = await (await calendarOfUnit(tx, unit.id)).get()
        until = due(own, at, { amount: step.limitHours, unit: 'working-hour' }, { lastHourRule: false })
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
        why: step.when ? speakCondition(step.when, fields) : null,
      })
    }
    stages.push({ key: stage.key, name: stage.name, steps })
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
    papers: papersIn(design, answers).map((paper) => ({
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
