import { identifierKinds, readDossierNumber } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { readVietQr } from '../fees/vietqr.ts'
import { type Card, readCard } from './rules.ts'

/** What a code on a scanned sheet may be taken for. Pure: what is read here is data from outside and is only compared, never opened. */
export type SheetCode =
  /** A paper of ours: the receipt and every other form carry the address where the dossier is followed, and its number as bars. */
  | { is: 'dossier'; number: string }
  /** A separator sheet printed for a paper of a procedure. */
  | { is: 'separator'; procedure: string; paper: string }
  /** The square code of a citizen card. */
  | { is: 'card'; card: Card }
  /** A transfer as banks read it; told, not acted on. */
  | { is: 'transfer' }
  | { is: 'other' }

const other: SheetCode = { is: 'other' }
const SEPARATOR = /^SEN:TACH:(\d\.\d{6}):([A-Za-z0-9._%-]{1,120})$/
/** Any host: papers outlive an address, and nobody goes there. */
const FOLLOWED = /^(?:https?:\/\/[A-Za-z0-9.:[\]-]{1,200})?\/tra-cuu\?so=([A-Za-z0-9.%-]{10,80})$/
const TEXT_MAX = 1_000
/** Control letters and those that turn the direction of writing have no place on any of these. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u

const plain = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** A number of the national form, or nothing. */
function dossierNumber(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 40) return undefined
  try {
    return readDossierNumber(text).value
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** Is the number of the card one that can be? What number and birth disagree on is shown to the officer, not judged here. */
function cardOf(text: string): Card | undefined {
  const card = readCard(text)
  if (!card) return undefined
  try {
    identifierKinds.nationalId.parse(card.national_id)
    return card
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** What the text of a code says; `null` (longer than is told) and everything that is none of ours is 'other'. */
export function readSheetCode(text: string | null): SheetCode {
  if (text === null || text.length > TEXT_MAX) return other
  const said = text.normalize('NFC').trim()
  if (said === '' || HIDDEN.test(said)) return other
  const separator = SEPARATOR.exec(said)
  if (separator) {
    const paper = plain(separator[2] ?? '')
    return paper === undefined || HIDDEN.test(paper)
      ? other
      : { is: 'separator', procedure: separator[1] ?? '', paper: paper.slice(0, 60) }
  }
  const followed = FOLLOWED.exec(said)
  const number = dossierNumber(followed ? plain(followed[1] ?? '') : said)
  if (number !== undefined) return { is: 'dossier', number }
  const card = cardOf(said)
  if (card) return { is: 'card', card }
  return readVietQr(said) ? { is: 'transfer' } : other
}

/** The text of the code on a separator sheet. */
export const separatorText = (procedure: string, paper: string): string =>
  `SEN:TACH:${procedure}:${encodeURIComponent(paper)}`

type Cover = Extract<SheetCode, { is: 'dossier' | 'separator' }>

/** What a sheet heads, if it is a cover: one thing and no other. Two numbers on a sheet make a list, not a cover. */
export function coverOf(codes: readonly SheetCode[]): Cover | undefined {
  const covers = codes.filter((code): code is Cover => code.is === 'dossier' || code.is === 'separator')
  const said = new Set(covers.map((code) => (code.is === 'dossier' ? code.number : `${code.procedure}|${code.paper}`)))
  return said.size === 1 ? covers[0] : undefined
}

/** One paper of a pile: places of its sheets and of the covers before it (from 0), and what these said. */
export interface Part {
  covers: number[]
  sheets: number[]
  number: string | null
  separator: { procedure: string; paper: string } | null
}

/**
 * Parts a pile at its covers: a paper of ours says whose the sheets after it are until another does, a separator says what the
 * sheets after it are. A cover is no sheet of a paper, and none is lost: one that nothing follows lies with the covers of its
 * neighbour. Empty when there is no cover, or nothing but covers: then the pile is one paper as it lies.
 */
export function partPile(pages: readonly (readonly SheetCode[])[]): Part[] {
  const parts: Part[] = []
  let number: string | null = null
  let open: Part = { covers: [], sheets: [], number: null, separator: null }
  const begin = (cover: number, separator: Part['separator']) => {
    if (open.sheets.length > 0) {
      parts.push(open)
      open = { covers: [], sheets: [], number: null, separator: null }
    }
    open = { covers: [...open.covers, cover], sheets: [], number, separator }
  }
  for (const [at, codes] of pages.entries()) {
    const cover = coverOf(codes)
    if (cover?.is === 'dossier') {
      number = cover.number
      begin(at, null)
    } else if (cover) begin(at, { procedure: cover.procedure, paper: cover.paper })
    else open.sheets.push(at)
  }
  if (open.sheets.length > 0) parts.push(open)
  else parts.at(-1)?.covers.push(...open.covers)
  return parts.some((part) => part.covers.length > 0) ? parts : []
}
