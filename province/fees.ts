import type { Channel, Confidence } from './procedure.ts'
import { procedures } from './procedures/index.ts'

/** One fee as a dated row. `amount_vnd` is an integer number of đồng, null when it is not known to us in đồng. */
export type FeeRow = {
  procedure: string
  channel: Channel
  /** Which case of the procedure, null when all. */
  case: string | null
  amount_vnd: number | null
  text: string | null
  /** True when the People's Council fixes it: the row is to be replaced by its resolution. */
  by_council: boolean
  valid_from: string
  valid_to: string | null
  source: string
  confidence: Confidence
}

/** The fee of every procedure on every channel it offers. */
export const fees: FeeRow[] = procedures.flatMap((value) =>
  value.methods.map((method) => ({
    procedure: value.code,
    channel: method.channel,
    case: method.note,
    amount_vnd: method.fee_vnd,
    text: method.fee_text,
    by_council: method.fee_by_council,
    valid_from: value.valid_from,
    valid_to: value.valid_to,
    source: method.fee_by_council ? 'Chờ nghị quyết của HĐND tỉnh Đồng Tháp' : value.source,
    confidence: value.source.startsWith('Danh mục') || method.fee_by_council ? 'assumed' : 'published',
  })),
)
