import type { Channel, Confidence } from './procedure.ts'
import { procedures } from './procedures/index.ts'

/** One fee as a dated row. `amount_vnd` is an integer number of đồng, null when it is not known to us in đồng. */
export type FeeRow = {
  procedure: string
  channel: Channel
  /** 'LP', 'LP2' …: unique among the rows of one procedure and channel. */
  code: string
  /** What the receipt calls it. */
  name: string
  /** Lệ phí is a fee, phí is a charge (Luật Phí và lệ phí 97/2015/QH13, Điều 3). */
  kind: 'fee' | 'charge'
  /** Which case of the procedure, null when all. */
  case: string | null
  amount_vnd: number | null
  /** What the amount is for: one dossier, one copy, one page of one copy. */
  per: 'dossier' | 'copy' | 'page'
  /** From this copy or page on `next_vnd` is charged for each; null: the same for all. */
  next_from: number | null
  next_vnd: number | null
  /** At most so much for one copy; null: no bound. */
  amount_max: number | null
  /** Collected on filing, or when the result is returned. */
  collect: 'filing' | 'return'
  text: string | null
  /** True when the People's Council fixes it: the row is to be replaced by its resolution. */
  by_council: boolean
  valid_from: string
  valid_to: string | null
  source: string
  confidence: Confidence
}

type Terms = Partial<
  Pick<FeeRow, 'name' | 'kind' | 'per' | 'next_from' | 'next_vnd' | 'amount_max' | 'collect' | 'source'>
>

const CERTIFICATION = 'Thông tư 226/2016/TT-BTC'
const page = { per: 'page', next_from: 3, next_vnd: 1_000, collect: 'return', source: CERTIFICATION } as const

/** What the announced words of a fee say beside its amount; procedures without a line here pay once a dossier, on filing. */
const terms: Readonly<Record<string, Terms>> = {
  '2.000635': {
    name: 'Phí cấp bản sao trích lục hộ tịch',
    kind: 'charge',
    per: 'copy',
    source: 'Thông tư 281/2016/TT-BTC',
  },
  '2.000815': { ...page, name: 'Phí chứng thực bản sao từ bản chính', amount_max: 200_000 },
  '2.000942': { ...page, name: 'Phí cấp bản sao có chứng thực hợp đồng, giao dịch', amount_max: 200_000 },
  '2.000884': { name: 'Phí chứng thực chữ ký', collect: 'return', source: CERTIFICATION },
  '2.001008': { name: 'Phí chứng thực chữ ký người dịch', collect: 'return', source: CERTIFICATION },
  '2.001263': { name: 'Lệ phí đăng ký nuôi con nuôi trong nước', source: 'Nghị định 114/2016/NĐ-CP' },
}

/** How receipts call the fees of a sector, and whether they are lệ phí or phí. */
const usual: Readonly<Record<string, { name: string; kind: FeeRow['kind'] }>> = {
  'Hộ tịch': { name: 'Lệ phí hộ tịch', kind: 'fee' },
  'Nuôi con nuôi': { name: 'Lệ phí đăng ký nuôi con nuôi', kind: 'fee' },
  'Chứng thực': { name: 'Phí chứng thực', kind: 'charge' },
  'Thành lập và hoạt động của hộ kinh doanh': { name: 'Lệ phí đăng ký hộ kinh doanh', kind: 'fee' },
  'Thành lập và hoạt động của tổ hợp tác, hợp tác xã': { name: 'Lệ phí đăng ký hợp tác xã', kind: 'fee' },
  'Đất đai': { name: 'Lệ phí cấp giấy chứng nhận quyền sử dụng đất', kind: 'fee' },
  'Hoạt động xây dựng': { name: 'Lệ phí cấp giấy phép xây dựng', kind: 'fee' },
  'Lưu thông hàng hóa trong nước': { name: 'Phí thẩm định điều kiện kinh doanh', kind: 'charge' },
}

/** The fees of every procedure on every channel it offers, one row a case. */
export const fees: FeeRow[] = procedures.flatMap((value) => {
  const counts = new Map<Channel, number>()
  return value.methods.map((method): FeeRow => {
    const place = (counts.get(method.channel) ?? 0) + 1
    counts.set(method.channel, place)
    const own = terms[value.code]
    const sector = usual[value.sector] ?? { name: 'Phí, lệ phí', kind: 'fee' as const }
    return {
      procedure: value.code,
      channel: method.channel,
      code: place === 1 ? 'LP' : `LP${place}`,
      name: own?.name ?? sector.name,
      kind: own?.kind ?? sector.kind,
      case: method.note,
      amount_vnd: method.fee_vnd,
      per: own?.per ?? 'dossier',
      next_from: own?.next_from ?? null,
      next_vnd: own?.next_vnd ?? null,
      amount_max: own?.amount_max ?? null,
      collect: own?.collect ?? 'filing',
      text: method.fee_text,
      by_council: method.fee_by_council,
      valid_from: value.valid_from,
      valid_to: value.valid_to,
      source: method.fee_by_council ? 'Chờ nghị quyết của HĐND tỉnh Đồng Tháp' : (own?.source ?? value.source),
      confidence: value.source.startsWith('Danh mục') || method.fee_by_council ? 'assumed' : 'published',
    }
  })
})
