import type { Words } from '#ground/text'
import { dayText, type Lang, type PageParts, type Tone } from '#kernel/channels'
import type { ProcessingEntry } from '#kernel/records'
import type { Correctable, Status } from '../rules.ts'
import { endWords, w } from '../words.ts'

/** What a page of ours puts into the document; the rest comes from the request. */
export type PageContent = Pick<PageParts, 'title' | 'body'> & Partial<Pick<PageParts, 'wide' | 'description'>>

export const statusTone: Record<Status, Tone> = {
  received: 'active',
  processing: 'active',
  executing: 'wait',
  restricted: 'wait',
  answered: 'good',
  refused: 'bad',
  withdrawn: 'neutral',
}

export const OWN = '/toi/du-lieu'
export const ASK = '/toi/du-lieu/yeu-cau-moi'
export const PUBLIC = '/du-lieu-ca-nhan'
export const DESK = '/quan-tri/du-lieu-ca-nhan'
export const TRACKER = '/toi/ai-da-xem'

export const ownCrumb = { href: OWN, words: w('Dữ liệu của tôi', 'My data') }
export const deskCrumb = { href: DESK, words: w('Dữ liệu cá nhân', 'Personal data') }

/** How long rows stay and what then. */
export function kept(entry: Pick<ProcessingEntry, 'retention'>): Words {
  const { years, ends } = entry.retention
  if (years === null) return w('không đặt hạn riêng', 'no end of our own')
  const count = String(years)
  return w(
    `${count.replace('.', ',')} năm rồi ${endWords[ends].vi}`,
    `${count} ${years === 1 ? 'year' : 'years'}, then ${endWords[ends].en}`,
  )
}

export const lawText = (entry: Pick<ProcessingEntry, 'basis'>): string =>
  [entry.basis.law, entry.basis.article].filter(Boolean).join(', ')

/** A value of the register of people, as a person reads it. */
export function correctionText(field: Correctable, value: string | null, lang: Lang): string {
  if (!value) return '—'
  if (field === 'birth_date') return dayText(value, lang)
  if (field === 'sex') return (value === 'male' ? w('nam', 'male') : w('nữ', 'female'))[lang]
  return value
}
