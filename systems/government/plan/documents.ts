import { formatDate, type LocalDate, localDate } from '#ground/clock'
import { formatMoney, formatNumber } from '#ground/money'
import type { Letter, LetterBlock } from '#kernel/papers'
import { planAgreement, provinceName } from '#province'
import type { Gathered } from './gathered.ts'
import { type Edits, partFigures, spoken } from './narrative.ts'
import { type Part, parts, sectionTitles, sumMoney } from './rules.ts'
import { healthWords, partWords, riskLevelWords, sourceWords, statusWords } from './words.ts'
import type { ReportRow } from './yearly.ts'

const paragraphs = (text: string): LetterBlock[] =>
  text
    .split(/\n+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((paragraph) => ({ paragraph }))

const bold = (text: string) => ({ bold: text })
const days = (day: LocalDate | null): string => (day ? formatDate(day) : '')
const or = (text: string, none = '–'): string => (text.trim() === '' ? none : text)

/** Rows of the tables by unit in one document; past it the rest is named by number, and stays in the system. */
const SAID_ROWS_MAX = 2_000

function resultTables(g: Gathered): LetterBlock[] {
  return [
    {
      table: {
        caption: 'Bảng 1. Kết quả theo năm phần của Kế hoạch',
        columns: [
          { title: 'Phần' },
          { title: 'Số nội dung', width: 18, align: 'right' },
          { title: 'Hoàn thành', width: 18, align: 'right' },
          { title: 'Triển khai', width: 18, align: 'right' },
          { title: 'Chuẩn bị', width: 17, align: 'right' },
          { title: 'Trễ, chậm', width: 17, align: 'right' },
          { title: 'Tiến độ', width: 17, align: 'right' },
        ],
        rows: [
          ...parts.map((part) => {
            const p = partFigures(g, part)
            return [
              partWords[part].vi,
              String(p.count),
              String(p.done),
              String(p.running),
              String(p.preparing),
              String(p.late),
              `${p.progress} %`,
            ]
          }),
          [
            bold('Tổng số'),
            bold(String(g.lines.length)),
            bold(String(g.lines.filter((line) => line.status === 'done').length)),
            bold(String(g.lines.filter((line) => line.status === 'running').length)),
            bold(String(g.lines.filter((line) => line.status === 'preparing').length)),
            bold(String(g.lines.filter((line) => line.health === 'late' || line.health === 'behind').length)),
            bold(''),
          ],
        ],
      },
    },
  ]
}

function moneyTables(g: Gathered): LetterBlock[] {
  const total = sumMoney(g.bySource.map((one) => one.money))
  const money = (one: { planned: number; allocated: number; spent: number }) =>
    [one.planned, one.allocated, one.spent].map(formatNumber)
  const columns = (first: string) => [
    { title: first },
    { title: 'Kế hoạch', width: 34, align: 'right' as const },
    { title: 'Đã bố trí', width: 34, align: 'right' as const },
    { title: 'Đã giải ngân', width: 34, align: 'right' as const },
  ]
  return [
    {
      table: {
        caption: `Bảng 2. Kinh phí năm ${g.year} theo nguồn (đồng)`,
        columns: columns('Nguồn vốn'),
        rows: [
          ...g.bySource.map((one) => [sourceWords[one.source].vi, ...money(one.money)]),
          ['Tổng số', ...money(total)].map(bold),
        ],
      },
    },
    ...(g.byYear.length > 1
      ? [
          {
            table: {
              caption: 'Bảng 3. Kinh phí qua các năm (đồng)',
              columns: columns('Năm'),
              rows: g.byYear.map((one) => [String(one.year), ...money(one.money)]),
            },
          },
        ]
      : []),
  ]
}

function obstacleTables(g: Gathered): LetterBlock[] {
  const found: LetterBlock[] = []
  if (g.obstacles.length > 0)
    found.push({
      table: {
        caption: 'Bảng 4. Vướng mắc gửi đơn vị đầu mối',
        size: 10,
        columns: [
          { title: 'Mã', width: 14 },
          { title: 'Đơn vị', width: 36 },
          { title: 'Vướng mắc, đề nghị' },
          { title: 'Trả lời', width: 46 },
        ],
        rows: g.obstacles.map((one) => [
          one.code,
          one.unit,
          `${one.title}. Đề nghị: ${one.wanted}`,
          or(one.answer, one.state),
        ]),
      },
    })
  if (g.risks.length > 0)
    found.push({
      table: {
        caption: 'Bảng 5. Rủi ro đang theo dõi',
        size: 10,
        columns: [
          { title: 'Mã', width: 14 },
          { title: 'Rủi ro' },
          { title: 'Mức', width: 28 },
          { title: 'Ứng phó', width: 52 },
        ],
        rows: g.risks.map((one) => [
          one.code,
          one.title,
          `${riskLevelWords[one.level].vi} (${one.weighting})`,
          or(one.action),
        ]),
      },
    })
  return found
}

function appendix(g: Gathered): LetterBlock[] {
  const rowOf = (part: Part) =>
    g.lines
      .filter((line) => line.part === part)
      .map((line) => {
        const open = line.milestones.filter((one) => one.done_on === null)
        const done = line.milestones.filter((one) => one.done_on !== null)
        return [
          line.code,
          `${line.content}\n${line.units_text} (${line.from_year === line.to_year ? line.from_year : `${line.from_year}–${line.to_year}`})`,
          `${statusWords[line.status].vi}, ${line.progress} %\n${healthWords[line.health].vi}`,
          [
            ...line.approvals.map(
              (one) => `Chủ trương: ${one.number ? `${one.number}, ${days(one.decided_on)}` : one.state}`,
            ),
            ...done.map((one) => `Xong: ${one.title} (${days(one.done_on)})`),
            ...open.map((one) => `Hạn ${days(one.due)}: ${one.title}`),
            ...(line.summary ? [line.summary] : []),
            ...line.systems
              .filter((one) => one.state !== 'absent')
              .map((one) => `Hệ thống: ${one.title} (${one.state === 'on' ? 'đang chạy' : 'đang tắt'})`),
          ].join('\n') || '–',
          line.money.planned + line.money.allocated + line.money.spent > 0
            ? `${formatNumber(line.money.planned)}\n${formatNumber(line.money.allocated)}\n${formatNumber(line.money.spent)}`
            : '–',
        ]
      })
  const blocks: LetterBlock[] = [
    { break: true },
    { paragraph: 'PHỤ LỤC I', bold: true, align: 'center' },
    {
      paragraph: `Kết quả thực hiện ${g.lines.length} nội dung của Kế hoạch đến ngày ${formatDate(g.on)}`,
      bold: true,
      align: 'center',
    },
  ]
  for (const part of parts)
    blocks.push({
      table: {
        caption: partWords[part].vi.toUpperCase(),
        size: 9,
        columns: [
          { title: 'Mã', width: 13 },
          { title: 'Nội dung, phân công' },
          { title: 'Tình trạng', width: 25 },
          { title: 'Chủ trương, mốc, kết quả', width: 52 },
          { title: 'Kế hoạch\nBố trí\nGiải ngân', width: 27, align: 'right' },
        ],
        rows: rowOf(part),
      },
    })
  blocks.push(
    { break: true },
    { paragraph: 'PHỤ LỤC II', bold: true, align: 'center' },
    { paragraph: `Báo cáo của các cơ quan, đơn vị và đối tác năm ${g.year}`, bold: true, align: 'center' },
    {
      table: {
        size: 10,
        columns: [
          { title: 'TT', width: 10, align: 'right' },
          { title: 'Đơn vị' },
          { title: 'Tình trạng', width: 32 },
          { title: 'Ngày gửi', width: 25 },
          { title: 'Đúng hạn', width: 22 },
        ],
        rows: g.reports.map((one, place) => [
          String(place + 1),
          one.unit,
          one.state,
          or(days(one.submitted_on)),
          one.late ? 'Trễ' : one.submitted_on ? 'Đúng hạn' : 'Chưa đến hạn',
        ]),
      },
    },
  )
  const said = g.said.slice(0, SAID_ROWS_MAX)
  if (said.length > 0)
    blocks.push({
      table: {
        caption: 'Kết quả các đơn vị đã báo cáo và được duyệt',
        size: 9,
        columns: [
          { title: 'Đơn vị', width: 34 },
          { title: 'Mã', width: 13 },
          { title: 'Kết quả' },
          { title: 'Số liệu', width: 42 },
          { title: 'Tiến độ', width: 15, align: 'right' },
          { title: 'Kế hoạch\nGiải ngân', width: 26, align: 'right' },
        ],
        rows: said.map((one) => [
          one.unit,
          one.code,
          one.done,
          or(one.figures),
          one.progress === null ? '–' : `${one.progress} %`,
          one.planned + one.spent > 0 ? `${formatNumber(one.planned)}\n${formatNumber(one.spent)}` : '–',
        ]),
      },
    })
  if (g.said.length > said.length)
    blocks.push({ paragraph: `Còn ${g.said.length - said.length} dòng kết quả, tra cứu trên hệ thống.`, italic: true })
  return blocks
}

/** The report of the province as one document: words (edited or the house's own), then tables from what was gathered. */
export function provinceLetter(
  report: { year: number; number: string | null; issued_on: LocalDate | null; edits: Edits | null; gathered: Gathered },
  options: { now: Date; sample: boolean },
): Letter {
  const { gathered: g, year } = report
  const tables = {
    steering: [],
    results: resultTables(g),
    money: moneyTables(g),
    obstacles: obstacleTables(g),
    next: [],
  }
  const subject = `Kết quả năm ${year} thực hiện ${planAgreement.title.vi}`
  return {
    title: `Báo cáo ${year} – Kế hoạch hợp tác chuyển đổi số`,
    organ: { name: `Ủy ban nhân dân tỉnh ${provinceName.vi}`, place: provinceName.vi },
    ...(report.number ? { number: report.number } : {}),
    on: report.issued_on ?? localDate(options.now),
    at: options.now,
    kind: 'Báo cáo',
    subject,
    blocks: [
      {
        paragraph: `Thực hiện ${planAgreement.source}; trên cơ sở báo cáo của các cơ quan, đơn vị và đối tác, Ủy ban nhân dân tỉnh báo cáo kết quả năm ${year} như sau:`,
      },
      ...spoken(g, report.edits).flatMap(({ section, text }): LetterBlock[] => [
        { heading: sectionTitles[section].vi },
        ...paragraphs(text),
        ...tables[section],
      ]),
      { paragraph: `Trên đây là báo cáo kết quả năm ${year}./.` },
      ...appendix(g),
    ],
    receivers: [
      'CT, các PCT. UBND tỉnh',
      'Các sở, ban, ngành tỉnh',
      'UBND các xã, phường',
      'Viễn thông Đồng Tháp',
      'Lưu: VT, KGVX',
    ],
    signer: { above: ['TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch'] },
    sample: options.sample,
  }
}

/** The yearly report of one unit or of the partner. */
export function unitLetter(
  report: ReportRow,
  unit: { name: string; parent: string | null; place: string },
  options: { now: Date; sample: boolean },
): Letter {
  const lines = report.lines ?? []
  const total = sumMoney(lines.map((one) => ({ planned: one.planned ?? 0, allocated: 0, spent: one.spent ?? 0 })))
  const section = (title: string, text: string | null): LetterBlock[] => [
    { heading: title },
    ...(text?.trim() ? paragraphs(text) : [{ paragraph: 'Không có.' }]),
  ]
  return {
    title: report.title,
    organ: { ...(unit.parent ? { parent: unit.parent } : {}), name: unit.name, place: unit.place },
    on: report.submitted_on ?? localDate(options.now),
    at: options.now,
    kind: 'Báo cáo',
    subject: `Kết quả năm ${report.year} thực hiện ${planAgreement.title.vi}`,
    blocks: [
      { paragraph: 'Kính gửi: Ủy ban nhân dân tỉnh (qua Sở Khoa học và Công nghệ).', align: 'center' },
      ...section('I. TÌNH HÌNH CHUNG', report.general),
      { heading: 'II. KẾT QUẢ TỪNG NỘI DUNG' },
      {
        table: {
          size: 10,
          columns: [
            { title: 'Mã', width: 13 },
            { title: 'Nội dung', width: 42 },
            { title: 'Kết quả, số liệu' },
            { title: 'Tiến độ', width: 15, align: 'right' },
            { title: 'Kế hoạch\nGiải ngân', width: 27, align: 'right' },
          ],
          rows: lines.map((one) => [
            one.code,
            one.content,
            [one.done, one.figures].filter(Boolean).join('\n') || '–',
            one.progress === null || one.progress === undefined ? '–' : `${one.progress} %`,
            (one.planned ?? 0) + (one.spent ?? 0) > 0
              ? `${formatNumber(one.planned ?? 0)}\n${formatNumber(one.spent ?? 0)}`
              : '–',
          ]),
        },
      },
      ...(total.planned + total.spent > 0
        ? [{ paragraph: `Kinh phí: kế hoạch ${formatMoney(total.planned)}, đã giải ngân ${formatMoney(total.spent)}.` }]
        : []),
      ...section('III. KHÓ KHĂN, VƯỚNG MẮC', report.obstacles),
      ...section('IV. NHIỆM VỤ NĂM SAU', report.next_year),
      ...section('V. ĐỀ XUẤT, KIẾN NGHỊ', report.proposals),
    ],
    receivers: ['Như trên', 'Sở Khoa học và Công nghệ', 'Lưu: VT'],
    signer: { above: ['Thủ trưởng đơn vị'] },
    sample: options.sample,
  }
}
