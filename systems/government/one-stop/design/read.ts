import { refusals } from '#ground/refusal'
import { nfc, type Words } from '#ground/text'
import type { LimitUnit } from '#ground/working-time'
import type {
  Condition,
  Design,
  DesignFee,
  DesignField,
  DesignPage,
  DesignPaper,
  DesignProcedure,
  DesignResult,
  DesignStage,
  DesignStep,
  FieldCheck,
  Prefill,
} from './shape.ts'
import { applicantFields, designLimits, fieldKinds, stepKinds } from './shape.ts'

/** Reads a design that came from outside: unknown keys are dropped, texts trimmed to NFC, anything of another shape refused by its place. */

export const refuseDesign = refusals('design', {
  shape: {
    kind: 'invalid',
    vi: 'Thiết kế sai cách viết ở "{at}": {why}. Hãy tải lại trang hoặc xuất lại tệp.',
    en: 'The design is malformed at “{at}”: {why}. Reload the page or export the file again.',
  },
  'too-many': {
    kind: 'too-large',
    vi: 'Thiết kế có {count} {what}, tối đa {max}. Hãy bỏ bớt hoặc tách thành hai thủ tục.',
    en: 'The design has {count} {what}, at most {max}. Remove some or split the procedure.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Thiết kế nặng {size} kB, tối đa {max} kB. Hãy rút gọn câu chữ hoặc bớt lựa chọn.',
    en: 'The design weighs {size} kB, at most {max} kB. Shorten its texts or drop choices.',
  },
})

type Obj = Record<string, unknown>
const TEXT_MAX = 4_000
const LIST_MAX = 200
const LABEL_MAX = 500
const COLUMNS_MAX = 20
const CHECKS_MAX = 10

const bad = (at: string, why: string) => refuseDesign.shape({ at, why })

function object(value: unknown, at: string): Obj {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(at, 'phải là một đối tượng')
  return value as Obj
}
function list<T>(value: unknown, at: string, read: (one: unknown, at: string) => T, max = LIST_MAX, what = 'mục'): T[] {
  if (!Array.isArray(value)) throw bad(at, 'phải là một danh sách')
  if (value.length > max) throw refuseDesign['too-many']({ count: value.length, what, max }, at)
  return value.map((one, i) => read(one, `${at}/${i}`))
}
function text(value: unknown, at: string, max = TEXT_MAX): string {
  if (typeof value !== 'string') throw bad(at, 'phải là chữ')
  const read = nfc(value).trim()
  if (read.length > max) throw bad(at, `dài quá ${max} ký tự`)
  return read
}
function number(value: unknown, at: string, min = -1e15, max = 1e15): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max)
    throw bad(at, 'phải là số trong khoảng cho phép')
  return value
}
function whole(value: unknown, at: string, min: number, max: number): number {
  if (!Number.isSafeInteger(number(value, at, min, max))) throw bad(at, 'phải là số nguyên')
  return value as number
}
function flag(value: unknown, at: string): boolean {
  if (typeof value !== 'boolean') throw bad(at, 'phải là có hoặc không')
  return value
}
function one<const T extends string>(value: unknown, at: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value)
  if (found === undefined) throw bad(at, `phải là một trong: ${allowed.join(', ').slice(0, 200)}`)
  return found
}
const words = (value: unknown, at: string, max = LABEL_MAX): Words => {
  const given = object(value, at)
  const vi = text(given.vi, `${at}/vi`, max)
  // Where nobody wrote English the Vietnamese stands, so that no reader meets an empty label.
  const en = text(given.en ?? '', `${at}/en`, max)
  return { vi, en: en === '' ? vi : en }
}
/** A key that is there with a value; undefined and null are both "not said". */
const has = (given: Obj, key: string): boolean => given[key] !== undefined && given[key] !== null
const maybe = <K extends string, T>(
  given: Obj,
  key: K,
  at: string,
  read: (value: unknown, at: string) => T,
): { [P in K]?: T } => (has(given, key) ? { [key]: read(given[key], `${at}/${key}`) } : {}) as { [P in K]?: T }

const scalar = (value: unknown, at: string): string | number | boolean =>
  typeof value === 'boolean' ? value : typeof value === 'number' ? number(value, at) : text(value, at, LABEL_MAX)

function condition(value: unknown, at: string, depth = 1): Condition {
  // The reader itself must not be led into the depth; what is merely too deep is told by the check.
  if (depth > designLimits.conditionDepthMax + 2) throw bad(at, 'lồng quá sâu')
  const given = object(value, at)
  if ('all' in given) return { all: list(given.all, `${at}/all`, (v, a) => condition(v, a, depth + 1), 20) }
  if ('any' in given) return { any: list(given.any, `${at}/any`, (v, a) => condition(v, a, depth + 1), 20) }
  // 'found.' and a name of up to 40 letters.
  const field = text(given.field, `${at}/field`, 50)
  const is = one(given.is, `${at}/is`, ['filled', 'empty', 'equals', 'differs', 'one-of', 'at-least', 'at-most'])
  switch (is) {
    case 'filled':
    case 'empty':
      return { field, is }
    case 'equals':
    case 'differs':
      return { field, is, value: scalar(given.value, `${at}/value`) }
    case 'one-of':
      return {
        field,
        is,
        values: list(
          given.values,
          `${at}/values`,
          (v, a) => {
            const read = scalar(v, a)
            if (typeof read === 'boolean') throw bad(a, 'phải là chữ hoặc số')
            return read
          },
          designLimits.choicesMax,
        ),
      }
    default:
      return { field, is, value: number(given.value, `${at}/value`) }
  }
}

function prefill(value: unknown, at: string): Prefill {
  const given = object(value, at)
  const from = one(given.from, `${at}/from`, ['applicant', 'today', 'value'])
  if (from === 'today') return { from }
  if (from === 'value') return { from, value: scalar(given.value, `${at}/value`) }
  return {
    from,
    field: one(given.field, `${at}/field`, applicantFields),
    ...maybe(given, 'ofSex', at, (v, a) => one(v, a, ['male', 'female'])),
  }
}

function fieldCheck(value: unknown, at: string): FieldCheck {
  const given = object(value, at)
  const check = one(given.check, `${at}/check`, [
    'not-future',
    'not-past',
    'age-at-least',
    'age-at-most',
    'after',
    'not-before',
    'equals',
    'differs',
    'pattern',
    'year',
    'filled-when',
  ])
  const say = maybe(given, 'words', at, words)
  switch (check) {
    case 'not-future':
    case 'not-past':
    case 'year':
      return { check, ...say }
    case 'filled-when':
      return { check, when: condition(given.when, `${at}/when`), ...say }
    case 'age-at-least':
    case 'age-at-most':
      return { check, years: whole(given.years, `${at}/years`, 0, 150), ...say }
    case 'pattern':
      return { check, pattern: one(given.pattern, `${at}/pattern`, ['letters', 'digits', 'code']), ...say }
    default:
      return { check, field: text(given.field, `${at}/field`, 40), ...say }
  }
}

function field(value: unknown, at: string, inner = false): DesignField {
  const given = object(value, at)
  return {
    name: text(given.name, `${at}/name`, 60),
    kind: one(given.kind, `${at}/kind`, fieldKinds),
    label: words(given.label, `${at}/label`),
    ...maybe(given, 'help', at, (v, a) => words(v, a, 1_000)),
    ...maybe(given, 'required', at, flag),
    ...maybe(given, 'when', at, condition),
    ...maybe(given, 'max', at, number),
    ...maybe(given, 'min', at, number),
    ...maybe(given, 'unit', at, (v, a) => text(v, a, 30)),
    ...maybe(given, 'lines', at, (v, a) => whole(v, a, 1, 30)),
    ...maybe(given, 'choices', at, (v, a) =>
      list(
        v,
        a,
        (c, b) => ({
          value: text(object(c, b).value, `${b}/value`, 100),
          label: words(object(c, b).label, `${b}/label`),
        }),
        designLimits.choicesMax,
        'lựa chọn',
      ),
    ),
    ...maybe(given, 'codes', at, (v, a) => text(v, a, 100)),
    ...maybe(given, 'identifier', at, (v, a) =>
      one(v, a, ['nationalId', 'taxCode', 'phone', 'email', 'insuranceCode', 'healthCard']),
    ),
    ...(inner ? {} : maybe(given, 'fields', at, (v, a) => list(v, a, (f, b) => field(f, b, true), COLUMNS_MAX, 'cột'))),
    ...maybe(given, 'personal', at, (v, a) => one(v, a, ['basic', 'sensitive'])),
    ...maybe(given, 'prefill', at, prefill),
    ...maybe(given, 'checks', at, (v, a) => list(v, a, fieldCheck, CHECKS_MAX)),
  }
}

function page(value: unknown, at: string): DesignPage {
  const given = object(value, at)
  return {
    name: text(given.name, `${at}/name`, 60),
    title: words(given.title, `${at}/title`),
    ...maybe(given, 'short', at, (v, a) => words(v, a, 60)),
    ...maybe(given, 'lead', at, (v, a) => words(v, a, 2_000)),
    ...maybe(given, 'when', at, condition),
    fields: list(given.fields, `${at}/fields`, field, designLimits.fieldsMax, 'ô'),
  }
}

function paper(value: unknown, at: string): DesignPaper {
  const given = object(value, at)
  return {
    code: text(given.code, `${at}/code`, 60),
    name: text(given.name, `${at}/name`, 2_000),
    form: has(given, 'form') ? text(given.form, `${at}/form`, 500) : null,
    original: whole(given.original, `${at}/original`, 0, 100),
    copy: whole(given.copy, `${at}/copy`, 0, 100),
    required: flag(given.required, `${at}/required`),
    ...maybe(given, 'when', at, condition),
    ...maybe(given, 'answered', at, flag),
    ...maybe(given, 'present', at, flag),
    ...maybe(given, 'reuse', at, (v, a) => list(v, a, (t, b) => text(t, b, 60), 20)),
  }
}

function fee(value: unknown, at: string): DesignFee {
  const given = object(value, at)
  return {
    code: text(given.code, `${at}/code`, 60),
    name: text(given.name, `${at}/name`, 300),
    kind: one(given.kind, `${at}/kind`, ['fee', 'charge']),
    amount: whole(given.amount, `${at}/amount`, 0, 1_000_000_000_000),
    per: one(given.per, `${at}/per`, ['dossier', 'copy', 'page']),
    ...maybe(given, 'count', at, (v, a) => text(v, a, 40)),
    ...maybe(given, 'channel', at, (v, a) => one(v, a, ['online', 'in-person', 'post'])),
    ...maybe(given, 'when', at, condition),
    collect: one(given.collect, `${at}/collect`, ['filing', 'return']),
    ...maybe(given, 'byCouncil', at, flag),
  }
}

function step(value: unknown, at: string): DesignStep {
  const given = object(value, at)
  return {
    key: text(given.key, `${at}/key`, 60),
    kind: one(given.kind, `${at}/kind`, stepKinds),
    name: words(given.name, `${at}/name`, 200),
    role: text(given.role, `${at}/role`, 60),
    unit: text(given.unit, `${at}/unit`, 100),
    limitHours: has(given, 'limitHours') ? number(given.limitHours, `${at}/limitHours`, 0, 5_000) : null,
    ...maybe(given, 'when', at, condition),
    ...maybe(given, 'findings', at, (v, a) =>
      list(v, a, (f, b) => field(f, b, true), designLimits.findingsMax, 'kết luận của một bước'),
    ),
  }
}

function stage(value: unknown, at: string): DesignStage {
  const given = object(value, at)
  return {
    key: text(given.key, `${at}/key`, 60),
    name: words(given.name, `${at}/name`, 200),
    steps: list(given.steps, `${at}/steps`, step, designLimits.stepsMax, 'bước'),
  }
}

function result(value: unknown, at: string): DesignResult {
  const given = object(value, at)
  const lines = (key: string, max = 100) => list(given[key], `${at}/${key}`, (t, a) => text(t, a), max)
  return {
    kind: text(given.kind, `${at}/kind`, 100),
    subject: text(given.subject, `${at}/subject`, 1_000),
    bases: lines('bases'),
    paragraphs: lines('paragraphs'),
    articles: lines('articles'),
    receivers: lines('receivers', 30),
    signer: lines('signer', 10),
    validYears: has(given, 'validYears') ? whole(given.validYears, `${at}/validYears`, 1, 100) : null,
    code: has(given, 'code') ? text(given.code, `${at}/code`, 60) : null,
  }
}

const units: readonly LimitUnit[] = [
  'working-hour',
  'working-day',
  'calendar-day',
  'calendar-hour',
  'month',
  'same-day',
]

/** The facts of a procedure as typed; refuses another shape. */
export function readProcedureFacts(value: unknown, at = 'procedure'): DesignProcedure {
  const given = object(value, at)
  const limit = object(given.limit, `${at}/limit`)
  return {
    name: text(given.name, `${at}/name`, 1_000),
    sector: text(given.sector, `${at}/sector`, 300),
    ministry: has(given, 'ministry') ? text(given.ministry, `${at}/ministry`, 200) : null,
    level: one(given.level, `${at}/level`, ['commune', 'province']),
    channels: [
      ...new Set(list(given.channels, `${at}/channels`, (v, a) => one(v, a, ['in-person', 'online', 'post']), 3)),
    ],
    limit: {
      amount: whole(limit.amount, `${at}/limit/amount`, 0, 2_000),
      unit: one(limit.unit, `${at}/limit/unit`, units),
    },
    applicants: list(given.applicants, `${at}/applicants`, (t, a) => text(t, a, 200), 30),
    legalRefs: list(given.legalRefs, `${at}/legalRefs`, (t, a) => text(t, a, 300), 80),
    conditions: has(given, 'conditions') ? text(given.conditions, `${at}/conditions`, 20_000) : null,
    resultName: text(given.resultName, `${at}/resultName`, 500),
  }
}

/** A design from JSON of any origin. Refuses by the place what has another shape, more than `designLimits`, or too many bytes. */
export function readDesign(value: unknown): Design {
  const given = object(value, '/')
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length
  if (bytes > designLimits.bytesMax)
    throw refuseDesign['too-large']({ size: Math.ceil(bytes / 1000), max: designLimits.bytesMax / 1000 })
  const design: Design = {
    ...(has(given, 'procedure') ? { procedure: readProcedureFacts(given.procedure) } : {}),
    pages: list(given.pages, 'pages', page, designLimits.pagesMax, 'trang'),
    papers: list(given.papers, 'papers', paper, designLimits.papersMax, 'giấy tờ'),
    fees: list(given.fees, 'fees', fee, designLimits.feesMax, 'khoản thu'),
    stages: list(given.stages, 'stages', stage, designLimits.stagesMax, 'giai đoạn'),
    result: has(given, 'result') ? result(given.result, 'result') : null,
    cutoff: has(given, 'cutoff') ? text(given.cutoff, 'cutoff', 5) : null,
  }
  const fields = design.pages.reduce((sum, one) => sum + one.fields.length, 0)
  if (fields > designLimits.fieldsMax)
    throw refuseDesign['too-many']({ count: fields, what: 'ô', max: designLimits.fieldsMax }, 'pages')
  const steps = design.stages.reduce((sum, one) => sum + one.steps.length, 0)
  if (steps > designLimits.stepsMax)
    throw refuseDesign['too-many']({ count: steps, what: 'bước', max: designLimits.stepsMax }, 'stages')
  return design
}
