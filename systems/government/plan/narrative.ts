import { formatDate } from '#ground/clock'
import { formatMoney } from '#ground/money'
import type { Gathered } from './gathered.ts'
import { inYear, isOnCourse, type Part, parts, percent, type Section, sections, sumMoney } from './rules.ts'
import { partWords, sourceWords } from './words.ts'

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : Math.round(numbers.reduce((sum, one) => sum + one, 0) / numbers.length)

/** One part of the plan in figures. */
export function partFigures(g: Gathered, part: Part) {
  const lines = g.lines.filter((line) => line.part === part)
  return {
    part,
    count: lines.length,
    done: lines.filter((line) => line.status === 'done').length,
    running: lines.filter((line) => line.status === 'running').length,
    preparing: lines.filter((line) => line.status === 'preparing').length,
    waiting: lines.filter((line) => line.status === 'not-started').length,
    aside: lines.filter((line) => line.status === 'paused' || line.status === 'dropped').length,
    late: lines.filter((line) => line.health === 'late' || line.health === 'behind').length,
    progress: mean(lines.map((line) => line.progress)),
  }
}

const list = (items: readonly string[], none: string): string => (items.length === 0 ? none : `${items.join('; ')}.`)
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`)

/**
 * The words of each section as the house writes them from the figures. Somebody may put her own in their place: those are kept
 * apart, so that figures gathered anew never overwrite them, and a change below them is seen.
 */
export function narratives(g: Gathered): Record<Section, string> {
  const approved = g.lines.filter((line) => line.approvals.some((one) => one.decided_on !== null && one.number !== ''))
  const inTime = g.reports.filter((one) => one.submitted_on !== null && !one.late).length
  const sentIn = g.reports.filter((one) => one.submitted_on !== null).length
  const active = g.lines.filter((line) => inYear(line, g.year))
  const sum = (status: string) => g.lines.filter((line) => line.status === status).length
  const money = sumMoney(g.bySource.map((one) => one.money))
  const spentShare = percent(money.spent, money.allocated)
  const late = g.lines.filter((line) => line.health === 'late' || line.health === 'behind')
  const high = g.risks.filter((one) => one.level === 'high' || one.level === 'extreme')
  const partner = g.reports.filter((one) => one.kind === 'partner')
  const open = g.obstacles.filter((one) => one.answer === '')
  const nextYear = g.year + 1
  const due = g.lines.flatMap((line) =>
    line.milestones
      .filter((one) => one.done_on === null && one.due.startsWith(`${nextYear}-`))
      .map((one) => `${line.code}: ${one.title} (${formatDate(one.due)})`),
  )
  return {
    steering: [
      `Năm ${g.year} có ${active.length} trên ${g.lines.length} nội dung của Kế hoạch trong kỳ thực hiện. ` +
        `${approved.length} nội dung đã được cấp có thẩm quyền chấp thuận chủ trương.`,
      `${g.reports.length} cơ quan, đơn vị phải báo cáo; ${sentIn} đã gửi, trong đó ${inTime} đúng hạn; ${g.missing.length} chưa gửi.` +
        (partner.length > 0
          ? ` Đối tác: ${partner.map((one) => `${one.unit} ${one.submitted_on ? `gửi ngày ${formatDate(one.submitted_on)}` : 'chưa gửi'}`).join('; ')}.`
          : ''),
    ].join('\n'),
    results: [
      `Đến ngày ${formatDate(g.on)}: ${sum('done')} nội dung hoàn thành, ${sum('running')} đang triển khai, ${sum('preparing')} đang chuẩn bị, ` +
        `${sum('not-started')} chưa bắt đầu, ${sum('paused') + sum('dropped')} tạm dừng hoặc không triển khai. ` +
        `${g.lines.filter((line) => isOnCourse(line.health)).length} nội dung đúng tiến độ, ${late.length} trễ mốc hoặc chậm.`,
      ...parts.map((part) => {
        const p = partFigures(g, part)
        return `${partWords[part].vi}: ${p.count} nội dung, hoàn thành ${p.done}, đang triển khai ${p.running}, chuẩn bị ${p.preparing}, chưa bắt đầu ${p.waiting}; tiến độ bình quân ${p.progress} %.`
      }),
    ].join('\n'),
    money: [
      `Tổng kinh phí năm ${g.year}: kế hoạch ${formatMoney(money.planned)}, đã bố trí ${formatMoney(money.allocated)}, đã giải ngân ${formatMoney(money.spent)}` +
        `${spentShare === null ? '' : ` (đạt ${spentShare} % số đã bố trí)`}.`,
      list(
        g.bySource
          .filter((one) => one.money.planned + one.money.allocated + one.money.spent > 0)
          .map(
            (one) =>
              `${sourceWords[one.source].vi}: ${formatMoney(one.money.spent)} trên ${formatMoney(one.money.allocated)} đã bố trí`,
          ),
        'Chưa có kinh phí nào được ghi nhận trong năm.',
      ),
    ].join('\n'),
    obstacles: [
      `Trong năm có ${g.obstacles.length} vướng mắc được gửi đến đơn vị đầu mối; ${g.obstacles.length - open.length} đã được trả lời, ${open.length} đang giải quyết.`,
      `Rủi ro đang theo dõi: ${g.risks.length}, trong đó ${high.length} ở mức cao hoặc rất cao${high.length > 0 ? `: ${high.map((one) => `${one.code} – ${one.title}`).join('; ')}` : ''}.`,
      list(
        late.map((line) => line.code),
        'Không có nội dung nào trễ mốc hoặc chậm tiến độ.',
      ).replace(/^(?!Không)/, 'Nội dung trễ mốc hoặc chậm tiến độ (xem Phụ lục I): '),
      ...g.reports.filter((one) => one.obstacles !== '').map((one) => `${one.unit}: ${sentence(one.obstacles)}`),
    ].join('\n'),
    next: [
      list(due, `Chưa có mốc nào được đặt cho năm ${nextYear}.`).replace(/^(?!Chưa)/, `Các mốc của năm ${nextYear}: `),
      ...g.reports
        .filter((one) => one.next_year !== '')
        .map((one) => `${one.unit} (nhiệm vụ năm sau): ${sentence(one.next_year)}`),
      ...g.reports
        .filter((one) => one.proposals !== '')
        .map((one) => `${one.unit} (đề xuất, kiến nghị): ${sentence(one.proposals)}`),
    ].join('\n'),
  }
}

export type Edits = Partial<Record<Section, { text: string; instead: string; by: string; at: string }>>

/** Each section as it will be printed, and whether what an edit replaced has changed since. */
export function spoken(g: Gathered, edits: Edits | null) {
  const own = narratives(g)
  return sections.map((section) => {
    const edit = edits?.[section]
    return {
      section,
      own: own[section],
      text: edit?.text ?? own[section],
      edited: edit !== undefined,
      stale: edit !== undefined && edit.instead !== own[section],
      by: edit?.by ?? null,
      at: edit?.at ?? null,
    }
  })
}
