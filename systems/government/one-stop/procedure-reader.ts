import { Refusal, refusals } from '#ground/refusal'
import { nfc } from '#ground/text'
import type { Limit } from '#ground/working-time'
import {
  type Channel,
  type Confidence,
  type HandledBy,
  type Level,
  type Method,
  type PaperCase,
  type PaperItem,
  type PaperKind,
  type ProcedureResult,
  type ProcedureValue,
  procedureCodePattern,
  procedureLimits,
  twoLevelFrom,
} from '#province'

/**
 * Reads the procedure records of the national portal, one JSON object a line, into procedure values of ours.
 * Nothing is guessed in silence: what was understood beyond the letter is a reading, what was not is said.
 */

/** Refusals of a line that is no procedure at all. */
export const refuse = refusals('procedure-reader', {
  line: {
    kind: 'invalid',
    vi: 'Dòng này không phải một thủ tục dạng JSON ({why}). Hãy xuất lại tệp, mỗi dòng một thủ tục.',
    en: 'This line is not a procedure in JSON ({why}). Export the file again, one procedure a line.',
  },
  'too-long': {
    kind: 'too-large',
    vi: 'Dòng dài {length} ký tự, quá giới hạn {limit}. Hãy kiểm tra tệp, mỗi dòng chỉ chứa một thủ tục.',
    en: 'The line has {length} characters, over the limit of {limit}. Check that each line holds one procedure.',
  },
  'too-many': {
    kind: 'too-large',
    vi: 'Thủ tục {code} có {count} mục ở phần "{part}", quá giới hạn {limit}. Hãy tách hoặc rút gọn rồi nhập lại.',
    en: 'Procedure {code} has {count} entries in "{part}", over the limit of {limit}. Split or shorten it.',
  },
  code: {
    kind: 'invalid',
    vi: 'Mã thủ tục "{text}" không đúng dạng n.nnnnnn, ví dụ 1.001193. Hãy sửa mã rồi nhập lại.',
    en: 'Procedure code "{text}" is not of the form n.nnnnnn, such as 1.001193. Correct it and import again.',
  },
  name: {
    kind: 'invalid',
    vi: 'Thủ tục {code} không có tên. Hãy điền tên thủ tục rồi nhập lại.',
    en: 'Procedure {code} has no name. Fill in the name and import again.',
  },
  repeated: {
    kind: 'conflict',
    vi: 'Thủ tục {code} đã có ở dòng {first}. Hãy giữ một dòng đúng và bỏ dòng kia.',
    en: 'Procedure {code} already stands on line {first}. Keep the right line and remove the other.',
  },
})

/** What we took a text to mean although it does not say so to the letter. */
export type Reading = { field: string; text: string; as: string }

/** What we could not take in, and why (Vietnamese). */
export type NotUnderstood = { field: string; text: string; why: string }

/** One procedure read. `understood` names the fields that gave a value. */
export type ReadProcedure = {
  procedure: ProcedureValue
  understood: string[]
  readings: Reading[]
  notUnderstood: NotUnderstood[]
}

type Row = Record<string, unknown>

/** What is noted while one line is read. */
type Notes = { understood: Set<string>; readings: Reading[]; notUnderstood: NotUnderstood[] }

const shownCharsMax = 200

function shown(text: string): string {
  return text.length <= shownCharsMax ? text : `${text.slice(0, shownCharsMax - 1)}…`
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function clean(value: unknown): string {
  return typeof value === 'string' ? nfc(value).replace(/\s+/g, ' ').trim() : ''
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/**
 * Reads one line: a JSON text, or an object already parsed. `from` (LocalDate) is the first day the value is in force.
 * Refuses a line that is not an object, has no well-formed code or no name, or is longer than any procedure.
 */
export function readProcedure(line: unknown, from: string = twoLevelFrom): ReadProcedure {
  const row = parsed(line)
  const code = clean(row.code)
  if (!procedureCodePattern.test(code)) throw refuse.code({ text: shown(code) }, 'code')
  const notes: Notes = { understood: new Set(['code']), readings: [], notUnderstood: [] }
  const name = cut(clean(row.name), procedureLimits.nameCharsMax, 'name', notes)
  if (name === '') throw refuse.name({ code }, 'name')
  within(code, 'methods', listOf(row.methods).length, procedureLimits.methodsMax)
  within(code, 'dossier', listOf(row.dossier).length, procedureLimits.paperCasesMax)
  within(code, 'results', listOf(row.results).length, procedureLimits.resultsMax)
  within(code, 'legal_refs', listOf(row.legal_refs).length, procedureLimits.legalRefsMax)
  within(code, 'applicants', listOf(row.applicants).length, procedureLimits.applicantsMax)

  const decision = readDecision(row.decision, notes)
  const methods = readMethods(row.methods, notes)
  const papers = readPapers(code, row.dossier, notes)
  if (clean(row.steps) !== '') {
    notes.notUnderstood.push({
      field: 'steps',
      text: shown(clean(row.steps)),
      why: 'Trình tự là văn xuôi; các bước của tỉnh được khai riêng theo ngày hiệu lực.',
    })
  }
  const touched = notes.readings.some((reading) => reading.field === 'limit' || reading.field === 'fee')
  const procedure: ProcedureValue = {
    code,
    name,
    sector: text(row.sector, 'sector', notes) ?? 'Chưa rõ lĩnh vực',
    ministry: text(row.ministry, 'ministry', notes) ?? 'Chưa rõ bộ chủ quản',
    levels: readLevels(row.levels, notes),
    kind: text(row.kind, 'kind', notes),
    decision,
    applicants: readApplicants(row.applicants, notes),
    agency: text(row.agency, 'agency', notes),
    handled_by: readHandledBy(row.handled_by, notes),
    methods,
    papers,
    conditions: text(row.conditions, 'conditions', notes),
    results: readResults(row.results, notes),
    legal_refs: readLegalRefs(row.legal_refs, notes),
    url: readUrl(row.url, notes),
    core: row.core === true,
    cutoff: null,
    valid_from: from,
    valid_to: null,
    source: `Cổng Dịch vụ công quốc gia${decision === null ? '' : `, quyết định công bố ${decision}`}`,
    confidence: touched ? 'read' : 'published',
    note: noteOf(notes),
  }
  notes.understood.add('name')
  return {
    procedure,
    understood: [...notes.understood].sort(),
    readings: notes.readings,
    notUnderstood: notes.notUnderstood,
  }
}

function parsed(line: unknown): Row {
  if (typeof line !== 'string') {
    if (isRecord(line)) return line
    throw refuse.line({ why: Array.isArray(line) ? 'là một danh sách' : 'không phải một đối tượng' })
  }
  const limit = procedureLimits.lineCharsMax
  if (line.length > limit) throw refuse['too-long']({ length: line.length, limit })
  let value: unknown
  try {
    value = JSON.parse(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line)
  } catch {
    throw refuse.line({ why: 'sai cú pháp' })
  }
  if (!isRecord(value)) throw refuse.line({ why: 'không phải một đối tượng' })
  return value
}

function within(code: string, part: string, count: number, limit: number): void {
  if (count > limit) throw refuse['too-many']({ code, part, count, limit }, part)
}

function cut(value: string, max: number, field: string, notes: Notes): string {
  if (value.length <= max) return value
  notes.readings.push({ field, text: shown(value), as: `cắt còn ${max} ký tự` })
  return `${value.slice(0, max - 1).trimEnd()}…`
}

function text(value: unknown, field: string, notes: Notes): string | null {
  const read = clean(value)
  if (read === '') return null
  notes.understood.add(field)
  return cut(read, procedureLimits.textCharsMax, field, notes)
}

function noteOf(notes: Notes): string | null {
  const said = [...new Set(notes.readings.filter((r) => r.field === 'limit' || r.field === 'fee').map((r) => r.as))]
  return said.length === 0 ? null : shown(said.join('; '))
}

// ------------------------------------------------------------------------------------------------ small fields

const levelNames: ReadonlyMap<string, Level> = new Map([
  ['Cấp xã', 'commune'],
  ['Cấp tỉnh', 'province'],
  ['Cấp bộ', 'ministry'],
  ['Cơ quan khác', 'other'],
])

function readLevels(value: unknown, notes: Notes): Level[] {
  const levels = new Set<Level>()
  for (const entry of listOf(value)) {
    const level = levelNames.get(clean(entry))
    if (level === undefined)
      notes.notUnderstood.push({ field: 'levels', text: shown(clean(entry)), why: 'Cấp chưa biết.' })
    else levels.add(level)
  }
  if (levels.size > 0) notes.understood.add('levels')
  return [...levels]
}

const handlers: ReadonlyMap<string, HandledBy> = new Map([
  ['UBND/sở', 'local-government'],
  ['Công an', 'police'],
  ['Thuế', 'tax'],
  ['Hải quan', 'customs'],
  ['Bảo hiểm xã hội', 'social-insurance'],
  ['Kho bạc', 'treasury'],
  ['Ngân hàng Nhà nước', 'state-bank'],
  ['Tòa án', 'court'],
  ['Thi hành án dân sự', 'civil-enforcement'],
  ['Cảng vụ/đăng kiểm', 'registry'],
  ['Dự trữ quốc gia', 'reserves'],
  ['Trung ương', 'central'],
])

function readHandledBy(value: unknown, notes: Notes): HandledBy {
  const handler = handlers.get(clean(value))
  if (handler !== undefined) {
    notes.understood.add('handled_by')
    return handler
  }
  notes.notUnderstood.push({
    field: 'handled_by',
    text: shown(clean(value)),
    why: 'Không rõ cơ quan giải quyết; tạm xem là cơ quan trung ương nên không mở nhận ở một cửa của tỉnh.',
  })
  return 'central'
}

function readDecision(value: unknown, notes: Notes): string | null {
  const raw = text(value, 'decision', notes)
  const turned = raw === null ? null : /^QĐ\s*(\d+)-([A-ZĐ]+)$/.exec(raw)
  if (raw === null || turned === null) return raw
  const right = `${turned[1]}/QĐ-${turned[2]}`
  notes.readings.push({ field: 'decision', text: raw, as: right })
  return right
}

/** Joins what a split at every comma tore apart: brackets, and the three words of one kind of applicant. */
function readApplicants(value: unknown, notes: Notes): string[] {
  const pieces = listOf(value)
    .map(clean)
    .filter((piece) => piece !== '')
  if (pieces.length === 0) return []
  const officials = 'Cán bộ, công chức, viên chức'
  const joined = pieces.join(', ').replaceAll(officials, 'Cán bộ‚ công chức‚ viên chức')
  const applicants: string[] = []
  let depth = 0
  let current = ''
  for (const letter of joined) {
    if (letter === '(') depth += 1
    if (letter === ')') depth = Math.max(depth - 1, 0)
    if (letter === ',' && depth === 0) {
      applicants.push(current.trim())
      current = ''
    } else current += letter
  }
  applicants.push(current.trim())
  notes.understood.add('applicants')
  return [...new Set(applicants.map((one) => one.replaceAll('‚', ',')).filter((one) => one !== ''))]
}

function readUrl(value: unknown, notes: Notes): string | null {
  const raw = clean(value)
  if (raw === '') return null
  if (!/^https:\/\/[\w.-]+\/\S*$/.test(raw) || raw.length > 500) {
    notes.notUnderstood.push({ field: 'url', text: shown(raw), why: 'Không phải địa chỉ https.' })
    return null
  }
  notes.understood.add('url')
  return raw
}

function readResults(value: unknown, notes: Notes): ProcedureResult[] {
  const results: ProcedureResult[] = []
  for (const entry of listOf(value)) {
    const row: Row = isRecord(entry) ? entry : {}
    const name = unbulleted(clean(row.name)).replace(/[.;]+$/, '')
    if (name === '') {
      notes.notUnderstood.push({
        field: 'results',
        text: shown(JSON.stringify(entry) ?? ''),
        why: 'Kết quả không có tên.',
      })
      continue
    }
    const code = clean(row.code)
    if (results.some((one) => one.name === name && one.code === (code === '' ? null : code))) continue
    results.push({ name: cut(name, procedureLimits.nameCharsMax, 'results', notes), code: code === '' ? null : code })
  }
  if (results.length > 0) notes.understood.add('results')
  return results
}

// --------------------------------------------------------------------------------------------------- legal references

const symbols = (
  'NĐ-CP NQ-CP NQ-HĐND NQ-QH NQ-UBTVQH PL-UBTVQH QĐ-TTg QĐ-UBND QĐ-NHNN TTLT-BCT-BTC-BGTVT-BNN TTLT-BCT-BTC ' +
  'TT-BTC TT-BTP TT-BCA TT-BQP TT-BNV TT-BNG TT-BCT TT-BXD TT-BYT TT-BGDĐT TT-BKHCN TT-BKHĐT TT-BTNMT TT-BNNMT ' +
  'TT-BNNPTNT TT-BGTVT TT-BLĐTBXH TT-BVHTTDL TT-BTTTT TT-BDTTG TT-NHNN TT-TTCP TT-VPCP TT-TANDTC ' +
  'QH10 QH11 QH12 QH13 QH14 QH15 QH16'
)
  .split(' ')
  .sort((a, b) => b.length - a.length)

/** Laws of one National Assembly year never reached this number; a greater one is two numbers run together. */
const lawNumberMax = 250

/** A document number without the letters of the next sentence stuck to its end, or null when it cannot be told. */
function legalRef(raw: string): string | null {
  const match = /^(\d{1,4}[A-Za-z]?)\/(\d{4})\/(\S+)$/.exec(raw)
  if (match === null) return null
  const [, number = '', year = '', tail = ''] = match
  if (Number(year) < 1945 || Number(year) > 2100) return null
  const mended = tail
    .replace(/^ND-/, 'NĐ-')
    .replace(/^QD-/, 'QĐ-')
    .replace(/^QĐ-TT(?!g)/, 'QĐ-TTg')
    .replace(/^NĐ-C(?!P)/, 'NĐ-CP')
  const symbol = symbols.find((one) => mended.startsWith(one))
  if (symbol === undefined || mended.length - symbol.length > 8) return null
  if (symbol.startsWith('QH') && Number.parseInt(number, 10) > lawNumberMax) return null
  return `${number}/${year}/${symbol}`
}

function readLegalRefs(value: unknown, notes: Notes): string[] {
  const refs = new Set<string>()
  for (const entry of listOf(value)) {
    const raw = clean(entry)
    const ref = legalRef(raw)
    if (ref === null) {
      notes.notUnderstood.push({
        field: 'legal_refs',
        text: shown(raw),
        why: 'Số hiệu văn bản dính hoặc thiếu, không tách được.',
      })
      continue
    }
    if (ref !== raw) notes.readings.push({ field: 'legal_refs', text: shown(raw), as: ref })
    refs.add(ref)
  }
  if (refs.size > 0) notes.understood.add('legal_refs')
  return [...refs]
}

// -------------------------------------------------------------------------------------------------------- methods

const channels: ReadonlyMap<string, Channel> = new Map([
  ['Trực tiếp', 'in-person'],
  ['Trực tuyến', 'online'],
  ['Dịch vụ bưu chính', 'post'],
])

function readMethods(value: unknown, notes: Notes): Method[] {
  const methods: Method[] = []
  for (const entry of listOf(value)) {
    const row: Row = isRecord(entry) ? entry : {}
    const channel = channels.get(clean(row.channel))
    if (channel === undefined) {
      notes.notUnderstood.push({ field: 'channel', text: shown(clean(row.channel)), why: 'Kênh nộp chưa biết.' })
      continue
    }
    notes.understood.add('channel')
    const note = clean(row.note)
    const fee = readFee(row, note, notes)
    for (const one of readLimits(row, note, notes)) {
      methods.push({
        channel,
        limit: one.limit,
        limit_confidence: one.confidence,
        ...fee,
        note: one.case ?? (note === '' ? null : cut(note, procedureLimits.textCharsMax, 'note', notes)),
      })
    }
  }
  return methods
}

type ReadLimit = { limit: Limit | null; confidence: Confidence; case: string | null }

const daysMax = 3650

/** Beyond three months of working days "Khác" no longer reads as days. */
const otherDaysMax = 60

function readLimits(row: Row, note: string, notes: Notes): ReadLimit[] {
  const amount = whole(row.time)
  const unit = clean(row.unit)
  if (amount !== null && (amount < 1 || amount > daysMax)) {
    notes.notUnderstood.push({ field: 'limit', text: `${amount} ${unit}`, why: 'Thời hạn không phải số dương hợp lý.' })
    return [{ limit: null, confidence: 'published', case: null }]
  }
  if (amount !== null && unit === 'Ngày làm việc') return announced({ amount, unit: 'working-day' }, notes)
  if (amount !== null && unit === 'Ngày') return announced({ amount, unit: 'calendar-day' }, notes)
  if (amount !== null && unit === 'Tháng') return announced({ amount, unit: 'month' }, notes)
  if (amount !== null && unit === 'Giờ') {
    return taken({ amount, unit: 'working-hour' }, `${amount} Giờ`, `${amount} giờ làm việc`, notes)
  }
  if (amount !== null && unit === 'Khác') {
    if (amount === 1) return taken({ amount: 1, unit: 'same-day' }, '1 Khác', 'trong ngày', notes)
    if (amount > otherDaysMax) {
      notes.notUnderstood.push({
        field: 'limit',
        text: `${amount} Khác`,
        why: 'Đơn vị "Khác" với số quá lớn để là ngày làm việc.',
      })
      return [{ limit: null, confidence: 'published', case: null }]
    }
    return taken({ amount, unit: 'working-day' }, `${amount} Khác`, `${amount} ngày làm việc`, notes)
  }
  if (amount !== null) {
    notes.notUnderstood.push({ field: 'limit', text: `${amount} ${unit}`, why: 'Đơn vị thời hạn chưa biết.' })
    return [{ limit: null, confidence: 'published', case: null }]
  }
  return limitsInNote(note, notes)
}

function announced(limit: Limit, notes: Notes): ReadLimit[] {
  notes.understood.add('limit')
  return [{ limit, confidence: 'published', case: null }]
}

function taken(limit: Limit, text: string, as: string, notes: Notes): ReadLimit[] {
  notes.understood.add('limit')
  notes.readings.push({ field: 'limit', text: shown(text), as: `thời hạn đọc là ${as}` })
  return [{ limit, confidence: 'read', case: null }]
}

const spokenLimit =
  /(?<![\d/.,])(\d{1,3})\s*(?:\([^)]{1,20}\)\s*)?(ngày làm việc|ngày|giờ làm việc|giờ|tháng)(?![\p{L}\d])/giu
const withinDay = /(?:ngay )?trong ngày(?: làm việc)?(?! nhận)|trong cùng ngày|ngay sau khi (?:tiếp )?nhận/iu
const unitWords: ReadonlyMap<string, Limit['unit']> = new Map([
  ['ngày làm việc', 'working-day'],
  ['ngày', 'calendar-day'],
  ['giờ làm việc', 'working-hour'],
  ['giờ', 'working-hour'],
  ['tháng', 'month'],
])

/** Limits found in the words of a note: one for the whole note, or one for each of its clauses. */
function limitsInNote(note: string, notes: Notes): ReadLimit[] {
  const none: ReadLimit[] = [{ limit: null, confidence: 'published', case: null }]
  if (note === '') return none
  const found = limitsIn(note)
  const [only] = found
  if (only !== undefined && found.length === 1) return taken(only.limit, note, `${only.text} (lấy từ ghi chú)`, notes)
  if (found.length === 0) {
    const day = withinDay.exec(note)
    return day === null ? none : taken({ amount: 1, unit: 'same-day' }, note, 'trong ngày (lấy từ ghi chú)', notes)
  }
  const clauses = note
    .split(/;\s*|\n|(?:^|\s)[-+•]\s+|\.\s+(?=\p{Lu})/u)
    .filter((clause) => limitsIn(clause).length > 0)
  const each = clauses.map((clause) => ({ clause: unbulleted(clause), limits: limitsIn(clause) }))
  const limitsMax = 6
  if (each.length < 2 || each.length > limitsMax || each.some((one) => one.limits.length !== 1)) {
    notes.notUnderstood.push({
      field: 'limit',
      text: shown(note),
      why: 'Ghi chú nêu nhiều thời hạn không tách được theo trường hợp.',
    })
    return none
  }
  return each.flatMap(({ clause, limits: [one] }) =>
    one === undefined
      ? []
      : taken(one.limit, clause, `${one.text} (lấy từ ghi chú)`, notes).map((read) => ({
          ...read,
          case: shown(clause),
        })),
  )
}

function limitsIn(text: string): { limit: Limit; text: string }[] {
  const found = new Map<string, { limit: Limit; text: string }>()
  for (const match of text.matchAll(spokenLimit)) {
    const amount = Number(match[1])
    const unit = unitWords.get((match[2] ?? '').toLowerCase())
    if (unit === undefined || amount < 1) continue
    found.set(`${amount} ${unit}`, { limit: { amount, unit }, text: `${amount} ${(match[2] ?? '').toLowerCase()}` })
  }
  return [...found.values()]
}

type ReadFee = Pick<Method, 'fee_vnd' | 'fee_text' | 'fee_by_council'>

const byCouncil = /Hội đồng nhân dân|HĐND/iu
const byLaw = /theo (?:quy định|mức)[^.;]{0,40}(?:Luật phí|pháp luật)/iu
const exempt = /^\(*\s*(?:miễn|không thu|không quy định|không)/iu
const spokenAmount = /(?<![\d.])(\d{1,3}(?:[.,]\d{3})+)\s*(?:đồng|vnđ|đ)(?!\p{L})/giu
const councilText = 'Theo nghị quyết của HĐND tỉnh'
const feeMax = 10_000_000_000

/** Amounts of đồng said in a text, each once. */
function amountsIn(text: string): number[] {
  const amounts = [...text.matchAll(spokenAmount)].map((match) => Number((match[1] ?? '').replace(/\D/g, '')))
  return [...new Set(amounts)]
}

function readFee(row: Row, note: string, notes: Notes): ReadFee {
  const announcedText = clean(row.fee_text)
  const council = byCouncil.test(note) || byCouncil.test(announcedText)
  const amount = whole(row.fee_vnd)
  if (amount !== null && amount > feeMax) {
    notes.notUnderstood.push({ field: 'fee', text: String(amount), why: 'Mức phí vượt quá giới hạn hợp lý.' })
    return { fee_vnd: null, fee_text: announcedText === '' ? null : announcedText, fee_by_council: council }
  }
  if (amount !== null && amount > 0) {
    notes.understood.add('fee')
    return { fee_vnd: amount, fee_text: council ? councilText : null, fee_by_council: council }
  }
  if (amount === 0) {
    notes.understood.add('fee')
    if (exempt.test(note)) return { fee_vnd: 0, fee_text: 'Không thu', fee_by_council: false }
    if (council) {
      notes.readings.push({
        field: 'fee',
        text: shown(note),
        as: '"0 đồng" kèm ghi chú HĐND tỉnh quyết định: mức phí chưa biết',
      })
      return { fee_vnd: null, fee_text: councilText, fee_by_council: true }
    }
    if (byLaw.test(note)) {
      notes.readings.push({
        field: 'fee',
        text: shown(note),
        as: '"0 đồng" kèm ghi chú theo pháp luật về phí: mức phí chưa biết',
      })
      return { fee_vnd: null, fee_text: 'Theo pháp luật về phí và lệ phí', fee_by_council: false }
    }
    return { fee_vnd: 0, fee_text: null, fee_by_council: false }
  }
  return feeInWords(announcedText, note, council, notes)
}

/** No amount is given as a number: a short one cut at its thousands, one said in the note, or none. */
function feeInWords(announcedText: string, note: string, council: boolean, notes: Notes): ReadFee {
  const said = amountsIn(note)
  const short = /^([\d.,]+)\s*(?:VNĐ|Việt Nam Đồng)$/iu.exec(announcedText)
  if (short !== null) {
    const digits = Number((short[1] ?? '').replace(/\D/g, ''))
    if (said.includes(digits * 1000)) {
      notes.understood.add('fee')
      notes.readings.push({
        field: 'fee',
        text: announcedText,
        as: `"${announcedText}" đọc là ${digits * 1000} đồng theo ghi chú`,
      })
      return { fee_vnd: digits * 1000, fee_text: shown(note), fee_by_council: council }
    }
    notes.notUnderstood.push({
      field: 'fee',
      text: announcedText,
      why: 'Số tiền bị cắt hàng nghìn, ghi chú không xác nhận.',
    })
    return { fee_vnd: null, fee_text: note === '' ? announcedText : shown(note), fee_by_council: council }
  }
  const [only] = said
  if (only !== undefined && said.length === 1) {
    notes.understood.add('fee')
    notes.readings.push({ field: 'fee', text: shown(note), as: `phí ${only} đồng lấy từ ghi chú` })
    return { fee_vnd: only, fee_text: shown(note), fee_by_council: council }
  }
  if (said.length > 1) {
    notes.notUnderstood.push({ field: 'fee', text: shown(note), why: 'Ghi chú nêu nhiều mức phí.' })
    return { fee_vnd: null, fee_text: shown(note), fee_by_council: council }
  }
  if (council) {
    notes.understood.add('fee')
    return { fee_vnd: null, fee_text: councilText, fee_by_council: true }
  }
  const dollars = /\d+\s*USD[^.;)]*/iu.exec(`${announcedText} ${note}`)
  if (dollars !== null) return { fee_vnd: null, fee_text: dollars[0].trim(), fee_by_council: false }
  return { fee_vnd: null, fee_text: announcedText === '' ? null : announcedText, fee_by_council: false }
}

// --------------------------------------------------------------------------------------------------------- papers

const plainHeading =
  /^(?:(?:\d+|[a-z])[.)]\s*)?(?:giấy tờ phải nộp|thành phần hồ sơ|hồ sơ gồm|hồ sơ bao gồm|giấy tờ phải xuất trình|giấy tờ xuất trình|lưu ý)?\s*[:.]*$/iu
const optional = /^(?:trường hợp|nếu |đối với |khi )|nếu có|\(nếu /iu

function unbulleted(text: string): string {
  return text.replace(/^(?:[-–+*•\s]+|\((?:\d{1,2}|[ivx]{1,4}|[a-zđ])\)\s*|\d{1,2}[.)]\s+)+/u, '').trim()
}

function readPapers(code: string, value: unknown, notes: Notes): PaperCase[] {
  const cases = new Map<string, PaperCase>()
  let count = 0
  for (const entry of listOf(value)) {
    const row: Row = isRecord(entry) ? entry : {}
    const heading = unbulleted(clean(row.case))
      .replace(/[:;.]+$/, '')
      .trim()
    const name = plainHeading.test(heading) ? '' : cut(heading, procedureLimits.nameCharsMax, 'papers', notes)
    const kept = cases.get(name) ?? { case: name === '' ? null : name, items: [] }
    cases.set(name, kept)
    for (const one of listOf(row.items)) {
      const item = readPaper(one, heading, notes)
      if (item === null) continue
      if (kept.items.some((other) => other.name === item.name && other.form === item.form)) {
        notes.readings.push({ field: 'papers', text: shown(item.name), as: 'bỏ dòng trùng' })
        continue
      }
      kept.items.push(item)
      count += 1
      within(code, 'dossier.items', count, procedureLimits.papersMax)
    }
  }
  const papers = [...cases.values()].filter((one) => one.items.length > 0)
  if (papers.length > 0) notes.understood.add('papers')
  return papers
}

function readPaper(value: unknown, heading: string, notes: Notes): PaperItem | null {
  const row: Row = isRecord(value) ? value : {}
  const glued = separate(clean(row.name), clean(row.form))
  const name = unbulleted(glued.name)
  if (name === '') {
    notes.notUnderstood.push({
      field: 'papers',
      text: shown(JSON.stringify(value) ?? ''),
      why: 'Giấy tờ không có tên.',
    })
    return null
  }
  if (glued.mended)
    notes.readings.push({
      field: 'papers',
      text: shown(`${clean(row.name)} | ${clean(row.form)}`),
      as: `mẫu "${glued.form ?? ''}"`,
    })
  if (glued.form !== null) notes.understood.add('form')
  const original = whole(row.original) ?? 0
  const copy = whole(row.copy) ?? 0
  const kind: PaperKind = original + copy === 0 ? 'remark' : /xuất trình/iu.test(heading) ? 'present' : 'submit'
  return {
    name: cut(name, procedureLimits.paperNameCharsMax, 'papers', notes),
    form: glued.form,
    original: Math.min(original, 99),
    copy: Math.min(copy, 99),
    required: kind !== 'remark' && !optional.test(name),
    kind,
  }
}

const extension = /(?:\.(?:docx?|pdf|xlsx?|rtf|odt)\s*(?:\(\d+\))?)+$/iu
const seam = /(?<=[\p{Ll});:,]|\)\.)(?=\p{Lu})|(?<=[^\s("“])(?=[Mm](?:ẫu|au|us|s) ?(?:s[oố] ?)?\d)/gu

/**
 * The crawl ran the paper's name and the form's file name together and cut them at the last full stop:
 * "…đang khai thácĐơn_TT1." + "013061.docx" is "…đang khai thác" and the form "Đơn_TT1.013061". A form that begins with
 * the end of a sentence ("theo mẫuVăn bản đề nghị.docx") gives it back to the name.
 */
function separate(name: string, form: string): { name: string; form: string | null; mended: boolean } {
  if (form === '') return { name, form: null, mended: false }
  const bare = form.replace(extension, '').trim()
  const prose = /^(?:theo|docx?|pdf)/u.test(bare) ? seamWithin(bare, bare.length) : -1
  if (prose > 0) {
    const head = bare
      .slice(0, prose)
      .replace(/^(?:docx?|pdf)\s*/u, '')
      .trim()
    return { name: `${name} ${head}`.trim(), form: formName(bare.slice(prose)), mended: true }
  }
  const tornAt = name.endsWith('.') || bare === '' ? seamWithin(name, 80) : -1
  if (tornAt > 0) return { name: name.slice(0, tornAt).trim(), form: formName(name.slice(tornAt) + bare), mended: true }
  const own = formName(bare)
  return { name, form: own, mended: false }
}

/** First place in the last `reach` characters where a capital follows a small letter or a closing mark with no space; -1 when nowhere. */
function seamWithin(text: string, reach: number): number {
  for (const match of text.matchAll(seam)) if (match.index >= text.length - reach) return match.index
  return -1
}

function formName(raw: string): string | null {
  const name = raw
    .replace(extension, '')
    .replace(/_/g, ' ')
    .replace(/\s*\(\d+\)$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  return name === '' ? null : name.slice(0, 200)
}

// ---------------------------------------------------------------------------------------------------- whole files

/** One line of a file: a procedure read, or the refusal of that line. Line numbers start at 1. */
export type ReadLine = { line: number; read: ReadProcedure } | { line: number; refusal: Refusal }

/** Reads lines in order; empty lines are passed over, a code that came before is refused, no line stops the others. */
export function readProcedures(lines: Iterable<string>, from: string = twoLevelFrom): ReadLine[] {
  const results: ReadLine[] = []
  const seen = new Map<string, number>()
  let line = 0
  for (const content of lines) {
    line += 1
    if (content.trim() === '') continue
    try {
      const read = readProcedure(content, from)
      const first = seen.get(read.procedure.code)
      if (first !== undefined) throw refuse.repeated({ code: read.procedure.code, first }, 'code')
      seen.set(read.procedure.code, line)
      results.push({ line, read })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      results.push({ line, refusal: error })
    }
  }
  return results
}

/** One row of the report file: what a line left open. `kind` says which of the three it is. */
export type ReportRow = {
  line: number
  code: string
  kind: 'refused' | 'not-understood' | 'reading'
  field: string
  text: string
  why: string
}

/** What a reading came to: counts by field, and the rows for a file. */
export type ReadingReport = {
  lines: number
  read: number
  refused: number
  /** Procedures that gave a value for the field. */
  understood: Record<string, number>
  /** Procedures with at least one reading, or one thing not understood, in the field. */
  readings: Record<string, number>
  notUnderstood: Record<string, number>
  rows: ReportRow[]
}

function counted(fields: Iterable<string>, counts: Record<string, number>): void {
  for (const field of new Set(fields)) counts[field] = (counts[field] ?? 0) + 1
}

/** Counts by field over the lines read, and one row for everything refused, not understood, or read beyond the letter. */
export function readingReport(results: readonly ReadLine[]): ReadingReport {
  const report: ReadingReport = {
    lines: results.length,
    read: 0,
    refused: 0,
    understood: {},
    readings: {},
    notUnderstood: {},
    rows: [],
  }
  for (const result of results) {
    const { line } = result
    if ('refusal' in result) {
      const { refusal } = result
      report.refused += 1
      report.rows.push({
        line,
        code: '',
        kind: 'refused',
        field: refusal.field ?? '',
        text: refusal.code,
        why: refusal.say('vi'),
      })
      continue
    }
    const { procedure, understood, readings, notUnderstood } = result.read
    report.read += 1
    counted(understood, report.understood)
    counted(
      readings.map((one) => one.field),
      report.readings,
    )
    counted(
      notUnderstood.map((one) => one.field),
      report.notUnderstood,
    )
    for (const one of notUnderstood) report.rows.push({ line, code: procedure.code, kind: 'not-understood', ...one })
    for (const one of readings)
      report.rows.push({ line, code: procedure.code, kind: 'reading', field: one.field, text: one.text, why: one.as })
  }
  return report
}
