import { formatMoney } from '#ground/money'
import type { Words } from '#ground/text'
import { askedPages, conditionFields, fieldsOf, isEmpty } from './rules.ts'
import type { Design, ExampleContent, ExampleExpected } from './shape.ts'
import { FOUND } from './shape.ts'
import { speakNumber } from './words.ts'

/** What must become of an example and what did, held side by side. Pure: the rules of a run without the run. */

/** What came out of a run, in the terms an example expects things in. */
export interface Outcome {
  end: ExampleExpected['end']
  refusedFor: readonly string[]
  fee: number
  hours: number
  dueDays: number
  steps: readonly string[]
}

/** What an outcome is taken from; a TrialResult is this and more. */
interface Ran {
  end: ExampleExpected['end']
  wrong: Readonly<Record<string, unknown>>
  missing: readonly { code: string }[]
  total: number
  hours: number
  dueDays: number
  stages: readonly { steps: readonly { key: string; passed: boolean }[] }[]
}

const PAPER = 'paper:'

/** The outcome of a run. Findings are no reason to refuse: they are made after acceptance. */
export const outcomeOf = (ran: Ran): Outcome => ({
  end: ran.end,
  refusedFor: [
    ...Object.keys(ran.wrong).filter((path) => !path.startsWith(FOUND)),
    ...ran.missing.map((paper) => PAPER + paper.code),
  ],
  fee: ran.total,
  hours: ran.hours,
  dueDays: ran.dueDays,
  steps: ran.stages.flatMap((stage) => stage.steps.filter((step) => !step.passed).map((step) => step.key)),
})

/** What came out, as what is to come out every time: hours and steps only of a dossier that is accepted. */
export const expectedOf = (outcome: Outcome): ExampleExpected =>
  outcome.end === 'refused'
    ? { end: 'refused', refusedFor: outcome.refusedFor, fee: null, hours: null, dueDays: null, steps: null }
    : {
        end: 'granted',
        refusedFor: null,
        fee: outcome.fee,
        hours: outcome.hours,
        dueDays: outcome.dueDays,
        steps: outcome.steps,
      }

export interface ExampleDifference {
  what: 'end' | 'refused-for' | 'fee' | 'hours' | 'due' | 'steps'
  /** 'Lệ phí: mong 20.000 đồng, ra 30.000 đồng.' */
  words: Words
}

/** Something of an example that the design no longer knows. */
export interface Misfit {
  /** 'answers/lane_plan', 'findings/survey', 'papers/TP.2', 'steps/y-kien', 'channel'. */
  at: string
  words: Words
}

const w = (vi: string, en: string): Words => ({ vi, en })
const joined = (list: readonly Words[]): Words =>
  list.length === 0
    ? w('không có', 'none')
    : w(list.map((one) => one.vi).join(', '), list.map((one) => one.en).join(', '))
const ends: Record<ExampleExpected['end'], Words> = {
  granted: w('được giải quyết', 'granted'),
  refused: w('không được tiếp nhận', 'not accepted'),
}
const differs = (vi: string, en: string, wanted: Words, came: Words): Words =>
  w(`${vi}: mong ${wanted.vi}, ra ${came.vi}.`, `${en}: expected ${wanted.en}, came out ${came.en}.`)

/** Words for steps, fields and papers of a design, by key, path and code; what it does not know stands for itself. */
function namesOf(design: Design) {
  const steps = new Map(design.stages.flatMap((stage) => stage.steps.map((step) => [step.key, step.name] as const)))
  const fields = fieldsOf(design)
  const papers = new Map(design.papers.map((paper) => [paper.code, paper.name]))
  return {
    step: (key: string): Words => steps.get(key) ?? w(key, key),
    reason: (path: string): Words => {
      if (path.startsWith(PAPER)) {
        const code = path.slice(PAPER.length)
        const name = papers.get(code) ?? code
        return w(`thiếu "${name}"`, `lacks “${name}”`)
      }
      const [name = path, ...rest] = path.split('.')
      const label = fields.get(name)?.label ?? w(name, name)
      const row = rest[0] !== undefined && /^\d+$/.test(rest[0]) ? Number(rest[0]) + 1 : null
      return row === null
        ? w(`"${label.vi}" sai`, `“${label.en}” is wrong`)
        : w(`"${label.vi}" dòng ${row} sai`, `“${label.en}” row ${row} is wrong`)
    },
  }
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().every((one, at) => one === [...b].sort()[at])

/** What came out otherwise than expected, the end first; empty: as expected. What is null is not looked at. */
export function differencesOf(design: Design, expected: ExampleExpected, outcome: Outcome): ExampleDifference[] {
  const found: ExampleDifference[] = []
  const names = namesOf(design)
  if (expected.end !== outcome.end) {
    const why = outcome.end === 'refused' ? joined(outcome.refusedFor.slice(0, 5).map(names.reason)) : null
    const came = why ? w(`${ends.refused.vi} (${why.vi})`, `${ends.refused.en} (${why.en})`) : ends[outcome.end]
    found.push({ what: 'end', words: differs('Kết cục', 'End', ends[expected.end], came) })
  } else if (expected.refusedFor && !sameList(expected.refusedFor, outcome.refusedFor))
    found.push({
      what: 'refused-for',
      words: differs(
        'Lý do không tiếp nhận',
        'Reasons',
        joined(expected.refusedFor.map(names.reason)),
        joined(outcome.refusedFor.map(names.reason)),
      ),
    })
  const money = (amount: number): Words => w(formatMoney(amount), formatMoney(amount))
  const counted = (amount: number, vi: string, en: string): Words =>
    w(`${speakNumber(amount).vi} ${vi}`, `${speakNumber(amount).en} ${en}`)
  if (expected.fee !== null && expected.fee !== outcome.fee)
    found.push({ what: 'fee', words: differs('Phải nộp', 'To pay', money(expected.fee), money(outcome.fee)) })
  if (expected.hours !== null && expected.hours !== outcome.hours)
    found.push({
      what: 'hours',
      words: differs(
        'Giờ làm việc',
        'Working hours',
        counted(expected.hours, 'giờ', 'h'),
        counted(outcome.hours, 'giờ', 'h'),
      ),
    })
  if (expected.dueDays !== null && expected.dueDays !== outcome.dueDays)
    found.push({
      what: 'due',
      words: differs(
        'Hẹn trả sau',
        'Promised after',
        counted(expected.dueDays, 'ngày làm việc', 'working days'),
        counted(outcome.dueDays, 'ngày làm việc', 'working days'),
      ),
    })
  const { steps } = expected
  if (steps && (steps.length !== outcome.steps.length || steps.some((key, at) => key !== outcome.steps[at]))) {
    const lacking = steps.filter((key) => !outcome.steps.includes(key)).map(names.step)
    const added = outcome.steps.filter((key) => !steps.includes(key)).map(names.step)
    const vi = [
      ...(lacking.length > 0 ? [`không qua ${joined(lacking).vi}`] : []),
      ...(added.length > 0 ? [`qua thêm ${joined(added).vi}`] : []),
    ]
    const en = [
      ...(lacking.length > 0 ? [`does not pass ${joined(lacking).en}`] : []),
      ...(added.length > 0 ? [`also passes ${joined(added).en}`] : []),
    ]
    found.push({
      what: 'steps',
      words:
        vi.length > 0
          ? w(`Các bước: ${vi.join('; ')}.`, `Steps: ${en.join('; ')}.`)
          : differs(
              'Thứ tự các bước',
              'Order of the steps',
              joined(steps.map(names.step)),
              joined(outcome.steps.map(names.step)),
            ),
    })
  }
  return found
}

/**
 * What an example says that the design cannot hear: answers to fields, findings, papers and steps that are gone, choices that
 * are not offered any more, required fields it never knew of. Each names the place and what to do.
 */
export function misfitsOf(
  design: Design,
  content: Pick<ExampleContent, 'answers' | 'findings' | 'papers' | 'channel'>,
  expected: ExampleExpected,
): Misfit[] {
  const found: Misfit[] = []
  const add = (at: string, vi: string, en: string) => void found.push({ at, words: w(vi, en) })
  const fields = fieldsOf(design)
  for (const [name, value] of Object.entries(content.answers)) {
    const field = fields.get(name)
    if (isEmpty(value)) continue
    if (!field)
      add(
        `answers/${name}`,
        `Biểu mẫu không còn ô "${name}" mà ví dụ trả lời.`,
        `The form no longer has the field “${name}” that the example answers.`,
      )
    else if (field.choices && !field.codes) {
      const gone = (Array.isArray(value) ? value : [value]).filter(
        (one) => !field.choices?.some((choice) => choice.value === one),
      )
      if (gone.length > 0 && (field.kind === 'choice' || field.kind === 'many'))
        add(
          `answers/${name}`,
          `Ô "${field.label.vi}" không còn lựa chọn "${gone.join(', ')}".`,
          `The field “${field.label.en}” no longer offers “${gone.join(', ')}”.`,
        )
    }
  }
  if (expected.end === 'granted')
    for (const page of askedPages(design, content.answers))
      for (const field of page.fields)
        if (field.required && !Object.hasOwn(content.answers, field.name))
          add(
            `answers/${field.name}`,
            `Biểu mẫu nay hỏi "${field.label.vi}", ví dụ chưa trả lời.`,
            `The form now asks “${field.label.en}”, which the example does not answer.`,
          )
  const findings = conditionFields(design)
  for (const name of Object.keys(content.findings))
    if (!findings.has(FOUND + name))
      add(
        `findings/${name}`,
        `Không bước nào còn ghi kết luận "${name}".`,
        `No step records the finding “${name}” any more.`,
      )
  const codes = new Set(design.papers.map((paper) => paper.code))
  for (const code of content.papers ?? [])
    if (!codes.has(code))
      add(`papers/${code}`, `Không còn giấy tờ mã "${code}".`, `There is no paper with the code “${code}” any more.`)
  const keys = new Set(design.stages.flatMap((stage) => stage.steps.map((step) => step.key)))
  for (const key of expected.steps ?? [])
    if (!keys.has(key))
      add(`steps/${key}`, `Quy trình không còn bước "${key}".`, `The order of work no longer has the step “${key}”.`)
  if (design.procedure && !design.procedure.channels.includes(content.channel))
    add('channel', 'Thủ tục không còn nhận theo cách nộp của ví dụ.', 'The procedure is no longer filed in this way.')
  return found
}
