export type { Around } from '../../life/around.ts'

export const aroundDoor = (id: string): string => `/api/v1/one-stop/life/${id}`
/** Two panels of the case ask the same door: once, by this key. */
export const aroundKey = (row: { id: string; version: number }): readonly unknown[] => [
  'case',
  'life',
  row.id,
  row.version,
]
