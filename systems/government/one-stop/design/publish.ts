import { addDays, formatDate, isLocalDate, type LocalDate, localDate } from '#ground/clock'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Calendar } from '#ground/working-time'
import { calendarOfUnit } from '#kernel/cases'
import { changeRow, createRow, type Input, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getRoot } from '#kernel/trust'
import type { Channel, Method } from '#province'
import { enterAnnouncement } from '../quality/announcements.ts'
import { Procedure } from '../records.ts'
import { checkDesign } from './check.ts'
import { DAYS_COUNTED_MAX, dayAfterWorkingDays, workingDaysAfter } from './days.ts'
import { againstOf, type EditionRow, factsOf, getEdition, lockEditions, requireProvince } from './editions.ts'
import { runExamples, speakFailing } from './example.ts'
import { ProcedureDesign } from './records.ts'
import type { Design, DesignProcedure } from './shape.ts'

/** Refusals of announcing an edition. */
export const refuse = refusals('publishing', {
  decision: {
    kind: 'invalid',
    vi: 'Hãy ghi số quyết định công bố, ví dụ 1234/QĐ-UBND.',
    en: 'Give the number of the announcing decision, such as 1234/QĐ-UBND.',
  },
  date: {
    kind: 'invalid',
    vi: 'Hãy ghi ngày theo dạng ngày/tháng/năm.',
    en: 'Write the date as day/month/year.',
  },
  'not-decided': {
    kind: 'invalid',
    vi: 'Quyết định ký ngày {decided}, sau hôm nay. Hãy công bố khi quyết định đã được ký.',
    en: 'The decision is dated {decided}, after today. Publish once it is signed.',
  },
  past: {
    kind: 'invalid',
    vi: 'Ngày hiệu lực {from} đã qua. Hồ sơ đã nhận theo bản cũ nên không đổi lùi; hãy chọn từ hôm nay trở đi.',
    en: 'The day it comes into force, {from}, has passed. Dossiers were taken by the old edition; choose today or later.',
  },
  'too-soon': {
    kind: 'invalid',
    vi: 'Quyết định ngày {decided} phải trước ngày hiệu lực ít nhất {days} ngày làm việc. Ngày hiệu lực sớm nhất là {earliest} ({source}).',
    en: 'The decision of {decided} must come at least {days} working days before it is in force. The earliest day is {earliest} ({source}).',
  },
  'too-far': {
    kind: 'invalid',
    vi: 'Ngày hiệu lực xa quá {days} ngày. Hãy công bố gần ngày hiệu lực hơn.',
    en: 'The day it comes into force is more than {days} days away. Publish nearer to it.',
  },
  'listed-before': {
    kind: 'invalid',
    vi: 'Niêm yết không thể trước ngày ký quyết định {decided}.',
    en: 'It cannot be listed before the decision of {decided}.',
  },
  'not-accepted': {
    kind: 'invalid',
    vi: 'Có cảnh báo chưa được xác nhận: {warning} Hãy đọc rồi đánh dấu "Tôi đã biết".',
    en: 'A warning has not been acknowledged: {warning} Read it and tick it.',
  },
  'has-errors': {
    kind: 'invalid',
    vi: 'Thiết kế còn {count} lỗi, lỗi đầu tiên: {first} Hãy sửa rồi công bố.',
    en: 'The design has {count} errors, the first: {first} Correct them, then publish.',
  },
  'not-a-draft': {
    kind: 'conflict',
    vi: 'Lần {edition} không còn là bản nháp. Hãy tạo bản nháp mới từ nó.',
    en: 'Edition {edition} is no draft any more. Begin a new draft from it.',
  },
  'not-published': {
    kind: 'conflict',
    vi: 'Lần {edition} chưa công bố hoặc đã thu hồi nên không thu hồi được.',
    en: 'Edition {edition} is not published, or was withdrawn, so it cannot be withdrawn.',
  },
  'no-longer-in-force': {
    kind: 'conflict',
    vi: 'Lần {edition} đã hết hiệu lực ngày {to}. Không thu hồi việc đã qua.',
    en: 'Edition {edition} ended on {to}. What has passed is not withdrawn.',
  },
  'later-edition': {
    kind: 'conflict',
    vi: 'Đã có lần {edition} hiệu lực từ {from}. Hãy chọn ngày sau ngày đó, hoặc thu hồi lần {edition} trước.',
    en: 'Edition {edition} is in force from {from}. Choose a later day, or withdraw edition {edition} first.',
  },
  reason: {
    kind: 'invalid',
    vi: 'Hãy ghi lý do thu hồi, ít nhất 5 chữ cái.',
    en: 'Say why it is withdrawn, in at least 5 letters.',
  },
})

/** How long before it is in force a decision must be signed, and how soon after it the public must be able to read it. */
export interface AnnouncementRule {
  valid_from: LocalDate
  valid_to: LocalDate | null
  workingDaysBeforeMin: number
  workingDaysToListMax: number
  source: string
}

/** Dated, as every rule of law: a change is another row. */
export const announcementRules: readonly AnnouncementRule[] = [
  {
    valid_from: '2013-07-01',
    valid_to: null,
    workingDaysBeforeMin: 5,
    workingDaysToListMax: 5,
    source:
      'Nghị định 63/2010/NĐ-CP Điều 15 (sửa bởi Nghị định 48/2013/NĐ-CP); Quyết định 766/QĐ-TTg, nhóm 1: công bố, công khai đúng hạn',
  },
]
const DAYS_AHEAD_MAX = 370

/** The rule in force on a day. */
export function announcementRuleOn(day: LocalDate): AnnouncementRule | undefined {
  return announcementRules.find((rule) => rule.valid_from <= day && (rule.valid_to === null || rule.valid_to >= day))
}

/** What an edition is announced by. Dates are LocalDate. */
export interface Announcing {
  decision: string
  decidedOn: LocalDate
  listedOn: LocalDate
  validFrom: LocalDate
}

/** Something the law minds and a person may still do, knowing it. */
export interface Warning {
  code: 'listed-late' | 'no-former' | 'shorter-limit' | 'problems' | 'examples'
  words: Words
}

/** Refuses what an announcement may not be; answers what is to be known before. Pure: calendar and today are given. */
export function checkAnnouncing(announcing: Announcing, today: LocalDate, calendar: Calendar): Warning[] {
  const { decision, decidedOn, listedOn, validFrom } = announcing
  if (!/\d/.test(decision) || decision.trim().length < 3 || decision.length > 200) throw refuse.decision({}, 'decision')
  for (const [name, day] of Object.entries({ decided_on: decidedOn, listed_on: listedOn, valid_from: validFrom }))
    if (!isLocalDate(day)) throw refuse.date({}, name)
  if (decidedOn > today) throw refuse['not-decided']({ decided: formatDate(decidedOn) }, 'decided_on')
  if (validFrom < today) throw refuse.past({ from: formatDate(validFrom) }, 'valid_from')
  if (validFrom > addDays(today, DAYS_AHEAD_MAX)) throw refuse['too-far']({ days: DAYS_AHEAD_MAX }, 'valid_from')
  if (listedOn < decidedOn) throw refuse['listed-before']({ decided: formatDate(decidedOn) }, 'listed_on')
  const rule = announcementRuleOn(decidedOn)
  if (!rule) return []
  // An old decision has its days behind it: no need to count a year of them.
  const near = validFrom <= addDays(decidedOn, DAYS_COUNTED_MAX)
  if (near && workingDaysAfter(calendar, decidedOn, validFrom) < rule.workingDaysBeforeMin)
    throw refuse['too-soon'](
      {
        decided: formatDate(decidedOn),
        days: rule.workingDaysBeforeMin,
        earliest: formatDate(dayAfterWorkingDays(calendar, decidedOn, rule.workingDaysBeforeMin)),
        source: rule.source,
      },
      'valid_from',
    )
  const latest = dayAfterWorkingDays(calendar, decidedOn, rule.workingDaysToListMax)
  if (listedOn <= latest) return []
  return [
    {
      code: 'listed-late',
      words: {
        vi: `Niêm yết ngày ${formatDate(listedOn)}, trễ hạn ${formatDate(latest)} (${rule.workingDaysToListMax} ngày làm việc sau quyết định). Bộ chỉ số 766 sẽ tính là công khai chậm.`,
        en: `Listed on ${formatDate(listedOn)}, after ${formatDate(latest)} (${rule.workingDaysToListMax} working days from the decision). Index 766 counts it as late.`,
      },
    },
  ]
}

/** The calendar of the province's own office. */
export async function provinceCalendar(tx: Tx): Promise<Calendar> {
  return (await calendarOfUnit(tx, (await getRoot(tx)).id)).get()
}

/** What publishing will do, said before it is done. */
export interface PublishingPlan {
  effects: Words[]
  warnings: Warning[]
}

const w = (vi: string, en: string): Words => ({ vi, en })

interface Prepared extends PublishingPlan {
  design: EditionRow
  former: EditionRow | undefined
  facts: DesignProcedure | null
  isNew: boolean
}

async function prepare(tx: Tx, id: string, announcing: Announcing): Promise<Prepared> {
  await requireProvince(tx)
  const design = await getEdition(tx, id)
  if (design.state !== 'draft') throw refuse['not-a-draft']({ edition: design.edition })
  const editions = await lockEditions(tx, design.procedure_code)
  const today = localDate(tx.now)
  const warnings = checkAnnouncing(announcing, today, await provinceCalendar(tx))
  const { content } = design
  const facts = await factsOf(tx, design.procedure_code)
  const problems = checkDesign(content, await againstOf(tx, facts))
  const errors = problems.filter((one) => one.level === 'error')
  if (errors.length > 0)
    throw refuse['has-errors']({ count: errors.length, first: errors[0]?.words[tx.actor.lang] ?? '' })
  const published = editions.filter((one) => one.state === 'published' && one.id !== design.id)
  const later = published.find((one) => (one.valid_from ?? '') >= announcing.validFrom)
  if (later)
    throw refuse['later-edition']({ edition: later.edition, from: formatDate(later.valid_from ?? '') }, 'valid_from')
  const former = published
    .filter((one) => one.valid_to === null || one.valid_to >= announcing.validFrom)
    .sort((a, b) => ((a.valid_from ?? '') < (b.valid_from ?? '') ? 1 : -1))[0]
  const from = formatDate(announcing.validFrom)
  const before = formatDate(addDays(announcing.validFrom, -1))
  const going =
    (
      await tx.asHouse(() =>
        tx.one<{ count: number }>(
          'select count(*)::int as count from one_stop.dossier where procedure_code = $1 and finished_at is null',
          [design.procedure_code],
        ),
      )
    )?.count ?? 0
  const effects: Words[] = [
    w(
      `Lần ${design.edition} có hiệu lực từ ${from}: hồ sơ nhận từ ngày đó theo bản này.`,
      `Edition ${design.edition} is in force from ${from}: dossiers taken from that day follow it.`,
    ),
    former
      ? w(`Lần ${former.edition} hết hiệu lực ngày ${before}.`, `Edition ${former.edition} ends on ${before}.`)
      : w(
          `Trước ${from} thủ tục chạy theo bản mặc định của nền tảng.`,
          `Before ${from} the procedure runs by the default of the platform.`,
        ),
    w(
      `${going} hồ sơ đang giải quyết giữ nguyên bản đã nhận, không đổi bước và không đổi hạn.`,
      `${going} dossiers under way keep the edition they were taken by: neither steps nor dates change.`,
    ),
    w(
      'Người dân đang soạn bản nháp được báo và xem lại trước khi gửi; không mất gì đã điền.',
      'Citizens with a draft are told and look again before they send; nothing typed is lost.',
    ),
  ]
  if (!facts) {
    effects[1] = w(
      `Thủ tục ${design.procedure_code} "${content.procedure?.name ?? design.title}" được thêm vào danh mục công khai, nhận hồ sơ từ ${from}.`,
      `Procedure ${design.procedure_code} “${content.procedure?.name ?? design.title}” joins the public catalogue and is taken from ${from}.`,
    )
    effects.splice(2)
  } else if (content.procedure)
    effects.push(
      w(
        'Tên, thời hạn, cách nộp ghi ở thẻ Thủ tục thay cho nội dung đã công bố trước.',
        'Name, limit and ways to file given under Procedure replace what was announced.',
      ),
    )
  const notices = problems.filter((one) => one.level === 'warning')
  if (notices.length > 0)
    warnings.push({
      code: 'problems',
      words: w(
        `Còn ${notices.length} điểm nên xem: ${notices
          .slice(0, 3)
          .map((one) => one.words.vi)
          .join(' ')}`,
        `${notices.length} points to look at: ${notices
          .slice(0, 3)
          .map((one) => one.words.en)
          .join(' ')}`,
      ),
    })
  const failing = speakFailing(await runExamples(tx, design))
  if (failing) warnings.push({ code: 'examples', words: failing })
  return { design, former, facts: content.procedure ?? null, isNew: facts === null, effects, warnings }
}

/** What publishing on these dates would do; refuses what publishing would refuse. Nothing is written. */
export async function planPublishing(tx: Tx, id: string, announcing: Announcing): Promise<PublishingPlan> {
  const { effects, warnings } = await prepare(tx, id, announcing)
  return { effects, warnings }
}

const CHANNELS: readonly Channel[] = ['in-person', 'online', 'post']

/** The ways to file as the catalogue announces them: one limit, and the fees that everybody pays. */
export function methodsOf(facts: DesignProcedure, fees: Design['fees']): Method[] {
  return CHANNELS.filter((channel) => facts.channels.includes(channel)).map((channel) => {
    const own = fees.filter((fee) => fee.channel === undefined || fee.channel === channel)
    const fixed = own.filter((fee) => fee.per === 'dossier' && fee.when === undefined)
    const open = own.length > fixed.length
    return {
      channel,
      limit: facts.limit,
      limit_confidence: 'published',
      fee_vnd: fixed.reduce((sum, fee) => sum + fee.amount, 0),
      fee_text:
        own.length === 0
          ? 'Không thu'
          : open
            ? own
                .map((fee) => fee.name)
                .join('; ')
                .slice(0, 500)
            : null,
      fee_by_council: own.some((fee) => fee.byCouncil === true),
      note: null,
    }
  })
}

/** The row of the catalogue for what a design announces of its procedure. */
export function catalogueRow(
  code: string,
  facts: DesignProcedure,
  content: Design,
  announcing: Announcing,
): Input<typeof Procedure> {
  return {
    code,
    name: facts.name,
    sector: facts.sector,
    ministry: facts.ministry,
    level: facts.level,
    levels: [facts.level],
    handled_by: 'local-government',
    fileable: true,
    online: facts.channels.includes('online'),
    decision: announcing.decision,
    applicants: [...facts.applicants],
    agency: facts.level === 'commune' ? 'Ủy ban nhân dân cấp xã' : 'Ủy ban nhân dân cấp tỉnh',
    methods: methodsOf(facts, content.fees),
    papers: [
      {
        case: null,
        items: content.papers.map((paper) => ({
          name: paper.name,
          form: paper.form,
          original: paper.original,
          copy: paper.copy,
          required: paper.required,
          kind: 'submit' as const,
        })),
      },
    ],
    conditions: facts.conditions,
    results: [{ name: facts.resultName, code: content.result?.code ?? null }],
    legal_refs: [...facts.legalRefs],
    cutoff: content.cutoff,
    decided_on: announcing.decidedOn,
    listed_on: announcing.listedOn,
    valid_from: announcing.validFrom,
    valid_to: null,
    source: `Quyết định công bố ${announcing.decision}`.slice(0, 500),
    confidence: 'published',
  }
}

/** Puts what is announced into the catalogue as a dated row; the row before ends the day before. */
async function announce(
  tx: Tx,
  code: string,
  facts: DesignProcedure,
  content: Design,
  announcing: Announcing,
): Promise<void> {
  const row = catalogueRow(code, facts, content, announcing)
  const standing = await tx.query<Row<typeof Procedure>>(
    'select * from one_stop.procedure where code = $1 and (valid_to is null or valid_to >= $2) order by valid_from',
    [code, announcing.validFrom],
  )
  const same = standing.find((one) => one.valid_from === announcing.validFrom)
  for (const one of standing)
    if (one.valid_from < announcing.validFrom)
      await changeRow(
        tx,
        Procedure,
        one.id,
        one.version,
        { valid_to: addDays(announcing.validFrom, -1) },
        { fact: 'replaced' },
      )
  if (same) {
    await changeRow(tx, Procedure, same.id, same.version, row, { fact: 'announced' })
    return
  }
  const last = standing.filter((one) => one.valid_from < announcing.validFrom).at(-1)
  await createRow(
    tx,
    Procedure,
    last
      ? // What a design does not speak of stays as it was announced.
        { ...row, core: last.core, kind: last.kind, url: last.url, levels: levelsOf(last, facts) }
      : row,
    { unit: (await getRoot(tx)).id, fact: 'announced' },
  )
}

/** A procedure taken at several levels stays so while its lowest level is the same. */
const levelsOf = (last: Row<typeof Procedure>, facts: DesignProcedure): string[] =>
  last.level === facts.level ? (last.levels ?? [facts.level]) : [facts.level]

/**
 * Publishes a draft: it is in force from a day, the edition before ends the day before, dossiers under way keep theirs. A
 * procedure nobody knew becomes a row of the catalogue. Refuses what the law refuses (`checkAnnouncing`), a design with errors,
 * a warning that was not accepted by its code, and a version that is no longer the present one.
 */
export async function publishDesign(
  tx: Tx,
  id: string,
  version: number,
  announcing: Announcing,
  accepted: readonly string[],
): Promise<EditionRow> {
  const { design, former, facts, isNew, warnings } = await prepare(tx, id, announcing)
  const open = warnings.find((warning) => !accepted.includes(warning.code))
  if (open) throw refuse['not-accepted']({ warning: open.words[tx.actor.lang] })
  return tx.asHouse(async () => {
    if (former)
      await changeRow(
        tx,
        ProcedureDesign,
        former.id,
        former.version,
        { valid_to: addDays(announcing.validFrom, -1) },
        { fact: 'replaced' },
      )
    const published = await changeRow(
      tx,
      ProcedureDesign,
      id,
      version,
      {
        state: 'published',
        valid_from: announcing.validFrom,
        valid_to: null,
        decision: announcing.decision.trim(),
        decided_on: announcing.decidedOn,
        listed_on: announcing.listedOn,
        published_at: tx.now,
      },
      { fact: 'published' },
    )
    await enterAnnouncement(tx, {
      ...announcing,
      code: design.procedure_code,
      name: facts?.name ?? design.title,
      isNew,
      level: facts?.level ?? null,
      ministry: facts?.ministry ?? null,
    })
    if (facts) await announce(tx, design.procedure_code, facts, design.content, announcing)
    else {
      // The same procedure, run another way: when it was last announced and listed is what the index asks.
      const row = await tx.one<Row<typeof Procedure>>(
        'select * from one_stop.procedure where code = $1 and (valid_to is null or valid_to >= $2) order by valid_from desc limit 1',
        [design.procedure_code, announcing.validFrom],
      )
      if (row)
        await changeRow(
          tx,
          Procedure,
          row.id,
          row.version,
          { decided_on: announcing.decidedOn, listed_on: announcing.listedOn, cutoff: design.content.cutoff },
          { fact: 'announced' },
        )
    }
    return published as EditionRow
  })
}

/**
 * Takes a published edition back, before it is in force or while it is: the edition before stands again; a procedure that this
 * edition brought into being is taken no more. Dossiers taken meanwhile keep it.
 */
export async function withdrawDesign(tx: Tx, id: string, version: number, reason: string): Promise<EditionRow> {
  await requireProvince(tx)
  const design = await getEdition(tx, id)
  if (design.state !== 'published') throw refuse['not-published']({ edition: design.edition })
  if ([...reason.trim()].length < 5) throw refuse.reason({}, 'reason')
  const editions = await lockEditions(tx, design.procedure_code)
  const today = localDate(tx.now)
  if (design.valid_to !== null && design.valid_to < today)
    throw refuse['no-longer-in-force']({ edition: design.edition, to: formatDate(design.valid_to) })
  const from = design.valid_from ?? today
  const former = editions.find((one) => one.state === 'published' && one.valid_to === addDays(from, -1))
  // Days are texts: the later of two.
  const last = [from, today].sort()[1] as string
  return tx.asHouse(async () => {
    const withdrawn = await changeRow(
      tx,
      ProcedureDesign,
      id,
      version,
      { state: 'withdrawn', valid_to: last, note: reason.trim().slice(0, 2_000) },
      { fact: 'withdrawn', data: { reason: reason.trim().slice(0, 500) } },
    )
    if (former)
      await changeRow(
        tx,
        ProcedureDesign,
        former.id,
        former.version,
        { valid_to: design.valid_to },
        { fact: 'stands-again' },
      )
    if (design.content.procedure) {
      const rows = await tx.query<Row<typeof Procedure>>(
        'select * from one_stop.procedure where code = $1 order by valid_from',
        [design.procedure_code],
      )
      const own = rows.find((row) => row.valid_from === from)
      const before = rows.find((row) => row.valid_to === addDays(from, -1))
      if (own)
        await changeRow(
          tx,
          Procedure,
          own.id,
          own.version,
          // A row that never was in force ends before it begins: nobody finds it.
          { valid_to: before || from > today ? addDays(from, -1) : today, fileable: false },
          { fact: 'withdrawn' },
        )
      if (before)
        await changeRow(tx, Procedure, before.id, before.version, { valid_to: null }, { fact: 'stands-again' })
    }
    return withdrawn as EditionRow
  })
}
