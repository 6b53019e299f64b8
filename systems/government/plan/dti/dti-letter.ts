import { localDate } from '#ground/clock'
import { formatNumber } from '#ground/money'
import type { Letter } from '#kernel/papers'
import { provinceName } from '#province'
import { type IndexYear, outlook, type trend } from './index-year.ts'

/** Chances printed: those the way to the next rank takes, and never fewer than a page's worth or more than two. */
const ROWS_MIN = 15
const ROWS_MAX = 60

const points = (value: number | null): string =>
  value === null ? '–' : value.toLocaleString('vi-VN', { maximumFractionDigits: 2 })

/** The self-assessment of a year as a document: by main indicator, by sub-indicator, what would raise the rank, five years. */
export function dtiLetter(
  index: IndexYear,
  years: Awaited<ReturnType<typeof trend>>,
  options: { now: Date; sample: boolean },
): Letter {
  const { chances, next } = outlook(index)
  const nameOf = new Map(index.lines.map((line) => [line.row.code, line.row.name]))
  const formulas = new Map(index.lines.map((line) => [line.row.code, line.row.formula]))
  const reachedText = (code: string, to: number): string =>
    formulas.get(code) === 'ratio' ? `${points(to * 100)} %` : formulas.get(code) === 'yes-no' ? 'Có' : points(to)
  const assumed = index.lines.filter((line) => line.row.confidence !== 'published').length
  return {
    title: `Tự đánh giá DTI năm ${index.year}`,
    organ: {
      parent: `Ủy ban nhân dân tỉnh ${provinceName.vi}`,
      name: 'Sở Khoa học và Công nghệ',
      place: provinceName.vi,
    },
    on: localDate(options.now),
    at: options.now,
    kind: 'Báo cáo',
    subject: `Tự đánh giá Chỉ số chuyển đổi số (DTI) tỉnh ${provinceName.vi} năm ${index.year}`,
    blocks: [
      { heading: 'I. KẾT QUẢ CHUNG' },
      {
        paragraph:
          `Điểm tự đánh giá: ${points(index.self.points)} trên ${points(index.self.most)} điểm (đã có số liệu cho ${points(index.self.known)} điểm).` +
          (index.verified.known > 0 ? ` Điểm đã được xác nhận: ${points(index.verified.points)}.` : '') +
          (index.rank === null
            ? ''
            : ` Hạng theo điểm các tỉnh đã công bố và nhập vào hệ thống: ${index.rank}/${index.peers.length + 1}.`),
      },
      {
        paragraph: `Bộ chỉ số ${index.edition}: tên hoặc điểm của ${assumed} chỉ tiêu thành phần chưa đối chiếu với bảng chính thức; số trong báo cáo này dùng để điều hành nội bộ.`,
        italic: true,
      },
      {
        table: {
          caption: 'Bảng 1. Theo chỉ số chính',
          columns: [
            { title: 'Chỉ số chính' },
            { title: 'Số chỉ tiêu', width: 22, align: 'right' },
            { title: 'Điểm tối đa', width: 24, align: 'right' },
            { title: 'Có số liệu', width: 24, align: 'right' },
            { title: 'Tự chấm', width: 24, align: 'right' },
            { title: 'Xác nhận', width: 24, align: 'right' },
          ],
          rows: index.mains.map((main) => [
            `${main.code}. ${main.title.vi}`,
            formatNumber(main.count),
            formatNumber(main.points),
            points(main.self.known),
            points(main.self.points),
            main.verified.known > 0 ? points(main.verified.points) : '–',
          ]),
        },
      },
      { heading: 'II. ĐIỀU GÌ NÂNG HẠNG' },
      next === null
        ? { paragraph: 'Chưa đủ điểm của các tỉnh khác để tính hạng, hoặc tỉnh đang đứng đầu danh sách đã nhập.' }
        : {
            paragraph: next.reached
              ? `Để lên hạng ${next.rank}, cần thực hiện ${next.taken.length} việc dưới đây; tổng điểm khi đó là ${points(next.points)}.`
              : `Các việc đã tính được chưa đủ để lên hạng kế tiếp (đến ${points(next.points)} điểm).`,
          },
      {
        table: {
          caption: 'Bảng 2. Việc đáng làm nhất, theo điểm tăng thêm trên công sức',
          size: 10,
          columns: [
            { title: 'Mã', width: 14 },
            { title: 'Chỉ tiêu' },
            { title: 'Đạt đến', width: 22, align: 'right' },
            { title: 'Tăng', width: 18, align: 'right' },
            { title: 'Công sức', width: 20, align: 'right' },
          ],
          rows: chances
            .slice(0, Math.max(ROWS_MIN, Math.min(ROWS_MAX, next?.taken.length ?? 0)))
            .map((one) => [
              one.code,
              nameOf.get(one.code) ?? '',
              reachedText(one.code, one.to),
              points(one.gain),
              points(one.effort),
            ]),
        },
      },
      {
        table: {
          caption: 'Bảng 3. Năm năm',
          columns: [
            { title: 'Năm' },
            { title: 'Tự chấm', width: 34, align: 'right' },
            { title: 'Xác nhận', width: 34, align: 'right' },
            { title: 'Hạng', width: 24, align: 'right' },
          ],
          rows: years.map((one) => [
            String(one.year),
            points(one.points),
            points(one.verified),
            one.rank === null ? '–' : String(one.rank),
          ]),
        },
      },
      { break: true },
      { paragraph: 'PHỤ LỤC', bold: true, align: 'center' },
      {
        table: {
          size: 9,
          columns: [
            { title: 'Mã', width: 12 },
            { title: 'Chỉ tiêu thành phần' },
            { title: 'Tối đa', width: 15, align: 'right' },
            { title: 'Giá trị', width: 28, align: 'right' },
            { title: 'Tự chấm', width: 18, align: 'right' },
            { title: 'Xác nhận', width: 18, align: 'right' },
          ],
          rows: index.lines.map(({ row, score, self, verified }) => [
            row.code,
            row.name,
            points(row.points),
            row.formula === 'ratio' && score?.denominator
              ? `${points(score.numerator)}/${points(score.denominator)}`
              : points(score?.reached ?? null),
            points(self),
            points(verified),
          ]),
        },
      },
    ],
    receivers: ['UBND tỉnh', 'Các sở, ban, ngành tỉnh', 'Lưu: VT'],
    signer: { above: ['Giám đốc'] },
    sample: options.sample,
  }
}
