import type { Limit } from '#ground/working-time'

/** States of a complaint. */
export const complaintStates = ['received', 'handling', 'answered', 'published', 'refused'] as const

/** One dated rule of time: what must be done within how much. Source: the facts' table of PAKN limits. */
export interface ComplaintLimit {
  what: 'refuse' | 'ask' | 'answer' | 'publish'
  limit: Limit
  valid_from: string
  valid_to: string | null
  source: string
}

/** Working days to refuse, to ask for more, to answer (index 766, item 5.2) and to publish the answer. */
export const complaintLimits: readonly ComplaintLimit[] = [
  {
    what: 'refuse',
    limit: { amount: 2, unit: 'working-day' },
    valid_from: '2025-07-01',
    valid_to: null,
    source: 'Nghị định 118/2025/NĐ-CP; Quyết định 766/QĐ-TTg',
  },
  {
    what: 'ask',
    limit: { amount: 5, unit: 'working-day' },
    valid_from: '2025-07-01',
    valid_to: null,
    source: 'Nghị định 118/2025/NĐ-CP; Quyết định 766/QĐ-TTg',
  },
  {
    what: 'answer',
    limit: { amount: 15, unit: 'working-day' },
    valid_from: '2025-07-01',
    valid_to: null,
    source: 'Quyết định 766/QĐ-TTg, mục 5.2',
  },
  {
    what: 'publish',
    limit: { amount: 2, unit: 'working-day' },
    valid_from: '2025-07-01',
    valid_to: null,
    source: 'Nghị định 118/2025/NĐ-CP',
  },
]

/** The limit in force on a day; undefined when none is. */
export function complaintLimitOn(what: ComplaintLimit['what'], day: string): ComplaintLimit | undefined {
  return complaintLimits.find(
    (one) => one.what === what && one.valid_from <= day && (one.valid_to === null || one.valid_to >= day),
  )
}
