import type { Words } from '#ground/text'
import type { Limit } from '#ground/working-time'
import type { Confidence, ProcedureValue } from './procedure.ts'
import { procedures } from './procedures/index.ts'
import type { RoleName } from './roles.ts'
import type { UnitRule } from './unit-rules.ts'
import { twoLevelFrom } from './units.ts'

/** What a step does; the flow knows these words, the rows say who and how long. */
export type StepKind = 'receive' | 'handle' | 'review' | 'sign' | 'stamp' | 'duty' | 'return'

/** One step of one procedure as a dated row. `limit_hours` are working hours; null is a wait that no clock counts. */
export type StepRow = {
  /** Procedure code, or '*' for the template of procedures that have no rows of their own. */
  procedure: string
  order: number
  kind: StepKind
  name: Words
  role: RoleName
  unit: UnitRule
  limit_hours: number | null
  valid_from: string
  valid_to: string | null
  source: string
  confidence: Confidence
}

const names: Record<StepKind, Words> = {
  receive: { vi: 'Tiếp nhận hồ sơ', en: 'Receive the dossier' },
  handle: { vi: 'Thụ lý hồ sơ', en: 'Handle the dossier' },
  review: { vi: 'Lãnh đạo phòng soát xét', en: 'Review by the head of section' },
  sign: { vi: 'Lãnh đạo Ủy ban nhân dân ký', en: 'Signature of the leader' },
  stamp: { vi: 'Văn thư vào số, đóng dấu', en: 'Number and stamp by the clerk' },
  duty: { vi: 'Xác định nghĩa vụ tài chính', en: 'Determine the financial duty' },
  return: { vi: 'Trả kết quả', en: 'Return the result' },
}

type Draft = [kind: StepKind, role: RoleName, unit: UnitRule, hours: number | null, name?: Words]

function rows(procedure: string, source: string, confidence: Confidence, drafts: Draft[]): StepRow[] {
  return drafts.map(([kind, role, unit, limit_hours, name], place) => ({
    procedure,
    order: place + 1,
    kind,
    name: name ?? names[kind],
    role,
    unit,
    limit_hours,
    valid_from: twoLevelFrom,
    valid_to: null,
    source,
    confidence,
  }))
}

const usual = 'Quy trình mẫu của tỉnh, chờ quyết định phê duyệt quy trình nội bộ'
const registerCopy = 'Quy trình nội bộ thủ tục 2.000908: 02, 03, 02, 01 giờ'
const landWork =
  'Quy trình mẫu theo Nghị định 151/2025/NĐ-CP, Phụ lục I; giờ của từng bước là giá trị của tỉnh, chờ phê duyệt'

/** 2 + 4 + 4 + 2 hours around the handling, as a counter and two signatures need them. */
const hoursAroundHandling = 12

function usualSteps(procedure: string, section: UnitRule, handleHours: number): StepRow[] {
  return rows(procedure, usual, 'assumed', [
    ['receive', 'one-stop-officer', 'receiving-centre', 2],
    ['handle', 'handler', section, handleHours],
    ['review', 'section-head', section, 4],
    ['sign', 'leader', 'commune-leaders', 4],
    ['stamp', 'clerk', 'commune-office', 2],
    ['return', 'one-stop-officer', 'returning-centre', null],
  ])
}

/** One working day of eight hours: 1 + 3 + 1 + 1 + 1, one hour in hand. */
function dayLongSteps(procedure: string, section: UnitRule): StepRow[] {
  return rows(procedure, usual, 'assumed', [
    ['receive', 'one-stop-officer', 'receiving-centre', 1],
    ['handle', 'handler', section, 3],
    ['review', 'section-head', section, 1],
    ['sign', 'leader', 'commune-leaders', 1],
    ['stamp', 'clerk', 'commune-office', 1],
    ['return', 'one-stop-officer', 'returning-centre', null],
  ])
}

/** 02, 03, 02 and 01 hours: the internal order of work announced for copies from the original register. */
function registerCopySteps(procedure: string): StepRow[] {
  return rows(procedure, registerCopy, 'published', [
    ['receive', 'one-stop-officer', 'receiving-centre', 2],
    [
      'handle',
      'handler',
      'commune-office',
      3,
      { vi: 'Tra sổ gốc, lập bản sao', en: 'Find the register, make the copy' },
    ],
    ['sign', 'leader', 'commune-leaders', 2],
    ['stamp', 'clerk', 'commune-office', 1],
    ['return', 'one-stop-officer', 'returning-centre', null],
  ])
}

/** First registration of land: 132 of the 136 working hours of the shortest announced limit (17 working days). */
function landSteps(procedure: string): StepRow[] {
  return rows(procedure, landWork, 'assumed', [
    ['receive', 'one-stop-officer', 'receiving-centre', 4],
    [
      'handle',
      'handler',
      'commune-economy',
      40,
      { vi: 'Kiểm tra hiện trạng, niêm yết, xác nhận', en: 'Check on site, post publicly, confirm' },
    ],
    ['review', 'section-head', 'commune-economy', 8],
    [
      'handle',
      'handler',
      'land-registry',
      32,
      { vi: 'Trích lục, lập hồ sơ địa chính', en: 'Cadastral extract and land file' },
    ],
    [
      'duty',
      'handler',
      'tax-agency',
      24,
      { vi: 'Cơ quan thuế xác định nghĩa vụ tài chính', en: 'The tax agency determines the financial duty' },
    ],
    [
      'sign',
      'leader',
      'commune-leaders',
      16,
      { vi: 'Lãnh đạo Ủy ban nhân dân xã, phường ký Giấy chứng nhận', en: 'The commune leader signs the certificate' },
    ],
    ['stamp', 'clerk', 'commune-office', 4],
    ['return', 'one-stop-officer', 'returning-centre', null],
  ])
}

// Nghị định 150/2025/NĐ-CP: justice sits in the office, economy and land in the economy section, the rest in culture and society.
const sectionBySector: Record<string, UnitRule> = {
  'Hộ tịch': 'commune-office',
  'Nuôi con nuôi': 'commune-office',
  'Chứng thực': 'commune-office',
  'Hòa giải ở cơ sở': 'commune-office',
  'Bảo trợ xã hội': 'commune-culture',
  'Văn bằng, chứng chỉ': 'commune-culture',
}

/** The section of a commune that handles a sector; the economy section when the sector names no other. */
export function sectionOf(sector: string): UnitRule {
  return Object.hasOwn(sectionBySector, sector) ? (sectionBySector[sector] ?? 'commune-economy') : 'commune-economy'
}

/** Working hours of a limit: eight a working day, five working days in seven calendar days, twenty-one in a month. */
export function workingHoursOf(limit: Limit): number {
  switch (limit.unit) {
    case 'working-hour':
      return limit.amount
    case 'same-day':
    case 'working-day':
      return limit.amount * 8
    case 'calendar-day':
      return Math.max(Math.floor((limit.amount * 5) / 7), 1) * 8
    case 'calendar-hour':
      return Math.max(Math.floor(limit.amount / 24), 1) * 8
    case 'month':
      return limit.amount * 21 * 8
  }
}

/** Shortest limit of a procedure in working hours; three working days when none is announced. */
function shortestHours(value: ProcedureValue): number {
  const hours = value.methods.flatMap((method) => (method.limit === null ? [] : [workingHoursOf(method.limit)]))
  return hours.length === 0 ? 24 : Math.min(...hours)
}

const landCodes = new Set(['1.013978', '1.012753'])

function stepsOf(value: ProcedureValue): StepRow[] {
  if (value.code === '2.000908') return registerCopySteps(value.code)
  if (landCodes.has(value.code)) return landSteps(value.code)
  const section = sectionOf(value.sector)
  const hours = shortestHours(value)
  if (hours <= 8) return dayLongSteps(value.code, section)
  return usualSteps(value.code, section, hours - hoursAroundHandling)
}

/** Every step row; the template of '*' (three working days) stands first and serves procedures without rows. */
export const steps: StepRow[] = [...usualSteps('*', 'commune-economy', 12), ...procedures.flatMap(stepsOf)]

/**
 * The steps in force for a procedure on a day (LocalDate), in order; the template under its own code '*' when the
 * procedure has none.
 */
export function stepsFor(procedure: string, on: string): StepRow[] {
  const inForce = steps.filter((row) => row.valid_from <= on && (row.valid_to === null || on <= row.valid_to))
  const own = inForce.filter((row) => row.procedure === procedure)
  return own.length > 0 ? own : inForce.filter((row) => row.procedure === '*')
}
