import type { Words } from '#ground/text'

/** What the door of the panel answers. */
export interface Around {
  places: { agency: string | null; received: string | null; returning: string | null }
  elsewhere: { received: boolean; returning: boolean }
  together: {
    place: number
    number: string
    procedure: string
    state: Words
    tone: 'active' | 'wait' | 'good' | 'bad' | 'neutral'
    here: boolean
    link: string | null
  }[]
  claims: number
}

export const aroundDoor = (id: string): string => `/api/v1/one-stop/life/${id}`
/** Two panels of the case ask the same door: once, by this key. */
export const aroundKey = (row: { id: string; version: number }): readonly unknown[] => [
  'case',
  'life',
  row.id,
  row.version,
]
