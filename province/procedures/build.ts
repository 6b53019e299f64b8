import type { Limit } from '#ground/working-time'
import type {
  Channel,
  Confidence,
  Method,
  PaperCase,
  PaperItem,
  PaperKind,
  ProcedureResult,
  ProcedureValue,
} from '../procedure.ts'
import { twoLevelFrom } from '../units.ts'

/** What a sector file writes of one procedure; everything left out takes the value most procedures have. */
export type ProcedureDraft = {
  code: string
  name: string
  sector: string
  ministry: string
  decision?: string
  levels?: ProcedureValue['levels']
  applicants?: string[]
  agency?: string
  methods: Method[]
  papers: PaperCase[]
  conditions?: string
  results: ProcedureResult[]
  legal_refs: string[]
  core?: boolean
  cutoff?: string
  source?: string
  confidence?: Confidence
  note?: string
}

/** A draft made whole: commune level, settled by the local government, in force since the two-level government began. */
export function procedure(draft: ProcedureDraft): ProcedureValue {
  return {
    code: draft.code,
    name: draft.name,
    sector: draft.sector,
    ministry: draft.ministry,
    levels: draft.levels ?? ['commune'],
    kind: null,
    decision: draft.decision ?? null,
    applicants: draft.applicants ?? ['Công dân Việt Nam'],
    agency: draft.agency ?? 'Ủy ban nhân dân cấp xã',
    handled_by: 'local-government',
    methods: draft.methods,
    papers: draft.papers,
    conditions: draft.conditions ?? null,
    results: draft.results,
    legal_refs: draft.legal_refs,
    url: null,
    core: draft.core ?? true,
    cutoff: draft.cutoff ?? null,
    valid_from: twoLevelFrom,
    valid_to: null,
    source: draft.source ?? (draft.decision ? `Quyết định công bố ${draft.decision}` : 'Danh mục thủ tục cấp xã'),
    confidence: draft.confidence ?? 'published',
    note: draft.note ?? null,
  }
}

type FeeDraft = { vnd: number | null; text?: string; council?: boolean }

/** No fee at all. */
export const free: FeeDraft = { vnd: 0, text: 'Không thu' }

/** A fee fixed by the People's Council of the province; the resolution of Đồng Tháp is not among our sources. */
export const byCouncil: FeeDraft = { vnd: null, text: 'Theo nghị quyết của HĐND tỉnh', council: true }

/** A known amount in đồng, with the words of its unit ("mỗi trang"). */
export function fee(vnd: number, text?: string): FeeDraft {
  return { vnd, text }
}

/** All three channels unless said otherwise, with one limit and one fee. */
export function ways(
  limit: Limit | null,
  cost: FeeDraft,
  more: { channels?: Channel[]; confidence?: Confidence; note?: string } = {},
): Method[] {
  return (more.channels ?? ['in-person', 'online', 'post']).map((channel) => ({
    channel,
    limit,
    limit_confidence: more.confidence ?? 'published',
    fee_vnd: cost.vnd,
    fee_text: cost.text ?? null,
    fee_by_council: cost.council ?? false,
    note: more.note ?? null,
  }))
}

/** Within the day of receipt; after 15:00 on the next working day. */
export const sameDay: Limit = { amount: 1, unit: 'same-day' }

/** So many working days. */
export function workingDays(amount: number): Limit {
  return { amount, unit: 'working-day' }
}

/** So many calendar days. */
export function calendarDays(amount: number): Limit {
  return { amount, unit: 'calendar-day' }
}

function item(name: string, kind: PaperKind, required: boolean, more: Partial<PaperItem> = {}): PaperItem {
  return { name, form: null, original: 1, copy: 0, required, kind, ...more }
}

/** A paper everyone hands in, one original. */
export function paper(name: string, more: Partial<PaperItem> = {}): PaperItem {
  return item(name, 'submit', true, more)
}

/** The form to fill in: its name is also the name of the form. */
export function form(name: string): PaperItem {
  return item(name, 'submit', true, { form: name })
}

/** A paper asked only in some cases. */
export function ifAny(name: string, more: Partial<PaperItem> = {}): PaperItem {
  return item(name, 'submit', false, more)
}

/** A copy everyone hands in. */
export function copyOf(name: string): PaperItem {
  return item(name, 'submit', true, { original: 0, copy: 1 })
}

/** A paper that is shown and given back. */
export function shown(name: string): PaperItem {
  return item(name, 'present', true)
}

/** The papers everyone hands in. */
export function papers(...items: PaperItem[]): PaperCase[] {
  return [{ case: null, items }]
}

/** Proof of who stands at the counter; not asked again when the national population database already answers. */
export const identity: PaperItem = shown('Thẻ căn cước, hộ chiếu hoặc giấy tờ tùy thân khác còn giá trị')

/** A power of attorney when someone else comes. */
export const authority: PaperItem = ifAny('Văn bản ủy quyền, nếu người khác đi làm thay')
