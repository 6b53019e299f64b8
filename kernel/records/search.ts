import { fold, hasTones, nfc } from '#ground/text'
import { quote, type Routine, type Tx } from '#kernel/store'
import type { RecordType } from './record.ts'

export const QUERY_MAX = 200
const WORDS_MAX = 8
/** Three letters make a trigram; of fewer only the beginning of a word can be looked up. */
const LETTERS_LOOKED_UP_MIN = 3

/**
 * Vietnamese marks as digits, in Unicode's own order: 'Nguyễn' → 'nguye64n', 'Đặng' → '9a58ng'. Trigrams are made of the
 * letters the database's locale knows, which are those of ASCII alone: of 'ễ' they would see a blank.
 */
const MARKS: readonly [mark: string, digit: string][] = [
  ['\u0300', '2'],
  ['\u0301', '1'],
  ['\u0303', '4'],
  ['\u0309', '3'],
  ['\u0323', '5'],
  ['\u0302', '6'],
  ['\u0306', '8'],
  ['\u031b', '7'],
  ['\u0111', '9'],
  ['\u0110', '9'],
]
const digits = new Map(MARKS)

/** Lower case with every Vietnamese mark as a digit behind its letter; the program's twin of sen.tones(). */
export const tones = (text: string): string =>
  [...text.normalize('NFD').toLowerCase()].map((letter) => digits.get(letter) ?? letter).join('')

const escapes = (letters: string[]): string =>
  letters.map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

export const tonesRoutine: Routine = {
  name: 'sen.tones(text)',
  definition: `create or replace function sen.tones(value text) returns text language sql immutable strict parallel safe as
$$ select translate(lower(normalize(value, nfd)), e'${escapes(MARKS.map(([mark]) => mark))}', '${MARKS.map(([, digit]) => digit).join('')}') $$`,
}

/** What is searched in a row: its words without tones, and on a second line with them; each line begins with a blank, as every word does. */
export function searchExpression(type: RecordType): string | undefined {
  const names = Object.entries(type.fields)
    .filter(([, field]) => field.spec.searchable)
    .map(([name]) => `coalesce(${quote(name)}::text, '')`)
  if (names.length === 0) return undefined
  const text = names.join(" || ' ' || ")
  return `' ' || sen.fold(${text}) || e'\\n ' || sen.tones(${text})`
}

const likeEscaped = (text: string): string => text.replace(/[\\%_]/g, (letter) => `\\${letter}`)

/** The LIKE patterns of a search, one a word: a word typed with tones must be there with them, one typed without matches any. */
export function patternsOf(q: string): string[] {
  const words = nfc(q).trim().split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
  return words.map((word) => {
    const letters = hasTones(word) ? tones(word) : fold(word)
    return `%${letters.length < LETTERS_LOOKED_UP_MIN ? ' ' : ''}${likeEscaped(letters)}%`
  })
}

/** So many of the newest rows are looked at to learn how often words occur; shared among the units of a list. */
const SAMPLE = 1_000
const SAMPLE_A_UNIT_MIN = 100
/**
 * Where fewer than this share of rows holds the words, finding them all in the index costs less than walking the newest until a
 * page is full: then five thousand rows are walked, and as many found where one unit has half a million.
 */
const RARE_IN_A_UNIT = 0.01
/** Of all units together there are more rows to find. */
const RARE_IN_ALL = 0.002

/**
 * How a search is best answered. 'walk': the words are common, the newest rows in order soon fill a page. 'index': they are
 * rare, all that hold them are found first. 'plain': so few rows that it does not matter, and the planner may choose.
 */
export type Way = 'walk' | 'index' | 'plain'

/**
 * Looks at the newest rows and says how to search the rest: what the planner believes of several words at once is the product of
 * their shares, which sent it through every dossier of a province for 'Nguyễn Văn' (900 ms).
 *
 * `own`: the units of the list, undefined for all. `fits`: how many of the rows looked at hold the words.
 */
export async function wayOf(
  tx: Tx,
  type: RecordType,
  patterns: readonly string[],
  own: readonly string[] | undefined,
  order: string,
): Promise<{ way: Way; fits: number }> {
  const each = own ? Math.max(SAMPLE_A_UNIT_MIN, Math.ceil(SAMPLE / own.length)) : SAMPLE
  const newest = `select search from ${quote(type.table)}${own ? ' where unit = mine.id' : ''} order by ${order} limit ${each}`
  const from = own
    ? `unnest($${patterns.length + 1}::uuid[]) as mine(id) cross join lateral (${newest}) as newest`
    : `(${newest}) as newest`
  const fitting = patterns.map((_, i) => `search like $${i + 1}`).join(' and ')
  const row = await tx.one<{ seen: number; fits: number }>(
    `select count(*)::int as seen, (count(*) filter (where ${fitting}))::int as fits from ${from}`,
    own ? [...patterns, own] : [...patterns],
  )
  const { seen = 0, fits = 0 } = row ?? {}
  if (seen < each) return { way: 'plain', fits }
  return { way: fits < seen * (own ? RARE_IN_A_UNIT : RARE_IN_ALL) ? 'index' : 'walk', fits }
}
