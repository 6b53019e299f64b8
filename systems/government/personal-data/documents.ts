import { readFileSync } from 'node:fs'
import { formatDate, formatInstant, localDate } from '#ground/clock'
import { nfc } from '#ground/text'
import { type FileRow, keepPaper, type Printable, typeset } from '#kernel/papers'
import type { ProcessingEntry, Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { provinceName } from '#province'
import type { Copy } from './copy.ts'
import type { Assessment, Breach } from './records.ts'
import { basisWords, causeWords, endWords, levelWords } from './words.ts'

/**
 * Papers of this system in the layout of NĐ 30/2020: a person's data for her to read, the notice of a breach, the impact
 * assessment. The fields of the last two follow Mẫu 08 and Mẫu 10 of NĐ 356/2025 as far as the facts name them; the wording
 * is ours.
 */
const template = readFileSync(new URL('./forms/document.typ', import.meta.url), 'utf8')

interface Section {
  title: string
  paragraphs?: readonly string[]
  pairs?: readonly { label: string; value: string | null }[]
  tables?: readonly {
    title?: string
    heads: readonly string[]
    widths: readonly number[]
    rows: readonly (readonly string[])[]
  }[]
}

interface Document {
  title: string
  below?: string
  number?: string
  lead?: string
  at: Date
  sections: readonly Section[]
  closing?: string
  signed?: boolean
  signer?: string
  receivers?: readonly string[]
  sample: boolean
}

const CELL_MAX = 2_000
const cut = (text: string): string => {
  const one = nfc(text)
  return one.length > CELL_MAX ? `${one.slice(0, CELL_MAX)}… (xem bản JSON)` : one
}

function placeDate(at: Date): string {
  const day = localDate(at)
  return `${provinceName.vi}, ngày ${day.slice(8, 10)} tháng ${day.slice(5, 7)} năm ${day.slice(0, 4)}`
}

function print(of: Document): Promise<Uint8Array> {
  const data: Printable = {
    office: { parent: null, name: `Tỉnh ${provinceName.vi}` },
    number: of.number ?? null,
    placeDate: placeDate(of.at),
    title: of.title,
    below: of.below ?? null,
    lead: of.lead ?? null,
    sections: of.sections.map((section) => ({
      title: section.title,
      paragraphs: [...(section.paragraphs ?? [])].map(cut),
      pairs: (section.pairs ?? []).map((pair) => ({ label: pair.label, value: pair.value ? cut(pair.value) : null })),
      tables: (section.tables ?? []).map((table) => ({
        title: table.title ?? null,
        heads: [...table.heads],
        widths: [...table.widths],
        rows: table.rows.map((row) => row.map(cut)),
      })),
    })),
    closing: of.closing ?? null,
    signed: of.signed ?? false,
    signer: of.signer ?? null,
    receivers: [...(of.receivers ?? [])],
    sample: of.sample ? { note: 'Bản mẫu, dữ liệu thử nghiệm, không có giá trị pháp lý.', mark: 'BẢN MẪU' } : null,
  }
  return typeset(template, data, { title: of.title, at: of.at })
}

/** How long and what then, in words. */
export function keptWords(entry: Pick<ProcessingEntry, 'retention'>): string {
  const { years, ends, basis } = entry.retention
  const term =
    years === null ? 'Không đặt hạn riêng' : `${String(years).replace('.', ',')} năm rồi ${endWords[ends].vi}`
  return `${term}. ${basis}`
}

const ROWS_PRINTED_MAX = 60

/** Any value of a record as a person reads it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (value instanceof Date) return formatInstant(value)
  if (typeof value === 'boolean') return value ? 'có' : 'không'
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value) : value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(valueText).filter(Boolean).join('; ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => [name, valueText(one)] as const)
      .filter(([, one]) => one !== '')
      .map(([name, one]) => `${name}: ${one}`)
      .join(', ')
  return String(value)
}

/** What the house keeps of a person, for her to read. */
export function copyDocument(copy: Copy, at: Date, sample: boolean): Promise<Uint8Array> {
  const of = (system: string, record: string) =>
    copy.processing.find((entry) => entry.system === system && entry.record === record)
  return print({
    title: 'Dữ liệu cá nhân đang được lưu giữ',
    below: `Về: ${copy.person.full_name}`,
    lead: `Lập theo Điều 4 Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, lúc ${formatInstant(at)}. Bản đầy đủ để máy đọc là tệp JSON đi kèm khi bạn yêu cầu bản sao.`,
    at,
    sample,
    sections: [
      {
        title: 'Trong sổ người',
        pairs: [
          { label: 'Họ và tên', value: copy.person.full_name },
          { label: 'Ngày sinh', value: valueText(copy.person.birth_date) },
          {
            label: 'Giới tính',
            value: copy.person.sex === 'male' ? 'Nam' : copy.person.sex === 'female' ? 'Nữ' : null,
          },
          { label: 'Số định danh cá nhân', value: copy.person.national_id },
          { label: 'Mã số thuế', value: copy.person.tax_code },
          { label: 'Số điện thoại', value: copy.person.phone },
          { label: 'Thư điện tử', value: copy.person.email },
          { label: 'Địa chỉ', value: copy.person.address },
          { label: 'Tài khoản', value: copy.accounts.map((one) => one.login).join(', ') },
        ],
      },
      ...copy.records.map((record): Section => {
        const entry = of(record.system, record.record)
        return {
          title: `${record.title.vi} (${record.rows.length}${record.whole ? '' : ', chưa đủ'})`,
          paragraphs: entry
            ? [
                `Vì sao: ${entry.purpose.vi}`,
                `Căn cứ: ${basisWords[entry.basis.kind].vi}. ${[entry.basis.law, entry.basis.article].filter(Boolean).join(', ')}. Lưu: ${keptWords(entry)}`,
              ]
            : [],
          tables: record.rows.slice(0, ROWS_PRINTED_MAX).map((row, at) => ({
            title: `${record.title.vi} ${at + 1}`,
            heads: ['Mục', 'Giá trị'],
            widths: [1, 2],
            rows: record.fields
              .map((field) => [field.label.vi, valueText(row[field.name])] as const)
              .filter(([, value]) => value !== ''),
          })),
        }
      }),
      {
        title: 'Sự đồng ý đã cho và đã rút',
        paragraphs: copy.consents.length === 0 ? ['Chưa có.'] : [],
        tables:
          copy.consents.length === 0
            ? []
            : [
                {
                  heads: ['Mục đích', 'Quyết định', 'Lúc'],
                  widths: [2, 1, 1],
                  rows: copy.consents.map((one) => [
                    one.title,
                    one.given ? 'Đồng ý' : 'Rút lại',
                    formatInstant(one.at),
                  ]),
                },
              ],
      },
      {
        title: `Nhật ký về dữ liệu của bạn (${copy.facts.length} dòng gần nhất)`,
        tables: [
          {
            heads: ['Lúc', 'Việc', 'Ai', 'Vì sao'],
            widths: [2, 2, 3, 3],
            rows: copy.facts
              .slice(0, 200)
              .map((fact) => [
                formatInstant(fact.at),
                fact.kind,
                [fact.actor_name, fact.unit].filter(Boolean).join(', '),
                fact.purpose ?? '',
              ]),
          },
        ],
      },
    ],
    closing:
      'Không có trong bản này: trao đổi nội bộ giữa cán bộ; giá trị mà luật không cho tiết lộ; nội dung tệp đã nộp (bản JSON ghi tên tệp và mã băm).',
  })
}

const into = (record: string, row: { id: string; unit: string }) => ({
  system: 'personal-data',
  record,
  recordId: row.id,
  unit: row.unit,
})

const isSample = (tx: Tx, row: { sample: boolean }): boolean => row.sample || tx.lent('demo') === true

/** The notice to the authority, kept with the breach file. */
export async function issueBreachReport(tx: Tx, breach: Row<typeof Breach>): Promise<FileRow> {
  const at = (value: Date | null) => (value ? formatInstant(value) : null)
  const bytes = await print({
    title: 'Thông báo vi phạm quy định bảo vệ dữ liệu cá nhân',
    below: 'Theo Điều 23 Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15',
    ...(breach.report_number ? { number: breach.report_number } : {}),
    lead: 'Kính gửi: Cơ quan chuyên trách bảo vệ dữ liệu cá nhân.',
    at: tx.now,
    sample: isSample(tx, breach),
    sections: [
      {
        title: '1. Sự việc',
        pairs: [
          { label: 'Tên sự việc', value: breach.title },
          { label: 'Số hồ sơ', value: breach.number },
          { label: 'Phát hiện lúc', value: at(breach.found_at) },
          {
            label: 'Xảy ra',
            value: [breach.happened_from, breach.happened_to].map((day) => (day ? formatDate(day) : '…')).join(' – '),
          },
          { label: 'Nguyên nhân', value: causeWords[breach.cause].vi },
        ],
        paragraphs: [breach.story],
      },
      {
        title: '2. Dữ liệu và người bị ảnh hưởng',
        pairs: [
          { label: 'Loại dữ liệu', value: breach.data_kinds },
          { label: 'Số người', value: breach.people_count === null ? null : String(breach.people_count) },
          { label: 'Đã báo cho người bị ảnh hưởng', value: at(breach.told_at) },
        ],
      },
      {
        title: '3. Hậu quả và biện pháp',
        pairs: [
          { label: 'Hậu quả có thể có', value: breach.harm },
          { label: 'Biện pháp đã và sẽ làm', value: breach.measures },
        ],
      },
      {
        title: '4. Thời hạn thông báo',
        pairs: [
          { label: 'Hạn 72 giờ', value: at(breach.report_due_at) },
          { label: 'Thông báo lúc', value: at(breach.reported_at) },
          { label: 'Trễ hạn', value: breach.report_late ? `Có. ${breach.late_reason ?? ''}` : 'Không' },
          { label: 'Đầu mối liên hệ', value: breach.contact },
        ],
      },
    ],
    closing: 'Mẫu do nền tảng soạn theo các nội dung luật nêu; chữ in của mẫu ban hành kèm nghị định có thể khác.',
    signed: true,
    signer: tx.actor.name,
    receivers: ['Như trên', 'Lưu: hồ sơ vi phạm'],
  })
  return keepPaper(tx, bytes, `Thông báo vi phạm ${breach.number ?? ''}.pdf`.replace(' .', '.'), into('breach', breach))
}

/** The impact assessment as a PDF. */
export function assessmentDocument(row: Row<typeof Assessment>, at: Date, sample: boolean): Promise<Uint8Array> {
  return print({
    title: 'Hồ sơ đánh giá tác động xử lý dữ liệu cá nhân',
    below: `${row.title}, phiên bản ${row.edition}`,
    ...(row.sent_number ? { number: row.sent_number } : {}),
    lead: 'Theo Điều 21, Điều 22 Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15. Các mục theo Mẫu số 10 (Nghị định 356/2025/NĐ-CP); câu chữ của nền tảng.',
    at,
    sample,
    sections: [
      {
        title: '1. Bên kiểm soát và người phụ trách',
        pairs: [
          { label: 'Bên kiểm soát, xử lý dữ liệu', value: row.controller },
          { label: 'Người phụ trách bảo vệ dữ liệu', value: row.officer },
          { label: 'Liên hệ', value: row.contact },
          { label: 'Ngày đầu tiên xử lý', value: formatDate(row.first_processing_on) },
          { label: 'Hạn gửi (60 ngày)', value: row.send_due_on ? formatDate(row.send_due_on) : null },
        ],
      },
      {
        title: '2. Các hoạt động xử lý (lấy từ sổ đăng ký)',
        tables: [
          {
            heads: ['Dữ liệu', 'Mục đích', 'Căn cứ', 'Loại dữ liệu', 'Thời hạn lưu'],
            widths: [2, 3, 3, 3, 3],
            rows: (row.processings ?? []).map((one) => [
              one.what ?? '',
              one.purpose ?? '',
              one.basis ?? '',
              one.kinds ?? '',
              one.kept ?? '',
            ]),
          },
        ],
      },
      { title: '3. Vì sao cần xử lý', paragraphs: [row.necessity ?? 'Chưa ghi.'] },
      { title: '4. Chuyển cho bên khác, chuyển ra nước ngoài', paragraphs: [row.transfers ?? 'Không.'] },
      { title: '5. Rủi ro đối với người dân', paragraphs: [row.risks ?? 'Chưa ghi.'] },
      { title: '6. Biện pháp bảo vệ', paragraphs: [row.measures ?? 'Chưa ghi.'] },
      { title: '7. Rủi ro còn lại', paragraphs: [row.rest ?? 'Chưa ghi.'] },
    ],
    signed: true,
    signer: row.officer,
  })
}

/** The assessment as it was sent, kept with it. */
export async function issueAssessment(tx: Tx, row: Row<typeof Assessment>): Promise<FileRow> {
  const bytes = await assessmentDocument(row, tx.now, isSample(tx, row))
  return keepPaper(tx, bytes, `Đánh giá tác động, phiên bản ${row.edition}.pdf`, into('assessment', row))
}

/** A row of the register as the assessment keeps it. */
export const processingLine = (entry: ProcessingEntry) => ({
  what: entry.title.vi.slice(0, 300),
  purpose: entry.purpose.vi.slice(0, 1_000),
  basis: [entry.basis.law, entry.basis.article].filter(Boolean).join(', ').slice(0, 500),
  kinds: entry.fields
    .map((field) => `${field.label.vi} (${levelWords[field.level].vi})`)
    .join('; ')
    .slice(0, 2_000),
  kept: keptWords(entry).slice(0, 500),
})
