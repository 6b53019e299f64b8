import { fold } from '#ground/text'

/** Pure decisions of scanning and of receiving at the counter; the browser runs them too. */

/** One paper a procedure asks for, with the code it is kept and found again by. */
export interface Component {
  code: string
  name: string
  required: boolean
  original: number
  copy: number
  /** Handed in, or only shown and given back: what is only shown is not copied (TT 03/2025/TT-VPCP, Điều 5). */
  kind: 'submit' | 'present'
  /** The case it belongs to; null for everyone. */
  case: string | null
  /** Headings that tell it. */
  titles: readonly string[]
  /** Codes in the citizen's store that serve as this paper. */
  reuse: readonly string[]
}

export interface Match {
  code: string
  /** 0–1. */
  score: number
}

/** What the square code on the back of a citizen card says. Dates 'YYYY-MM-DD'. */
export interface Card {
  national_id: string
  old_id: string | null
  full_name: string
  birth_date: string | null
  sex: 'male' | 'female' | null
  address: string | null
  issued_on: string | null
}

function cardDate(text: string | undefined): string | null {
  const found = /^(\d{2})(\d{2})(\d{4})$/.exec(text ?? '')
  if (!found) return null
  const [, day, month, year] = found as unknown as [string, string, string, string]
  const date = `${year}-${month}-${day}`
  const back = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(back.getTime()) && back.toISOString().slice(0, 10) === date ? date : null
}

/**
 * Reads the text of the card's square code: number|old number|name|birth date ddmmyyyy|sex|address|issued ddmmyyyy. Newer
 * cards append more fields (parents, spouse), which are not wanted here. Undefined when the text is something else.
 */
export function readCard(text: string): Card | undefined {
  const parts = text.normalize('NFC').trim().split('|')
  const [number = '', old = '', name = '', born, sex, address, issued] = parts.map((part) => part.trim())
  if (parts.length < 6 || !/^\d{12}$/.test(number) || name === '') return undefined
  const said = fold(sex ?? '')
  return {
    national_id: number,
    old_id: /^\d{9}$/.test(old) ? old : null,
    full_name: name.slice(0, 200),
    birth_date: cardDate(born),
    sex: said === 'nam' ? 'male' : said === 'nu' ? 'female' : null,
    address: address ? address.slice(0, 500) : null,
    issued_on: cardDate(issued),
  }
}

/** A dossier number printed on a paper (on a receipt, on a supplement), upper case. OCR reads O for 0 and blanks around dots. */
export function findDossierNumber(text: string): string | null {
  for (const found of text
    .toUpperCase()
    .matchAll(/H\s?\d[\dO]\s?[.,]\s?[\dO]{1,3}\s?[.,]\s?[\dO]{1,3}\s?-\s?[\dO]{6}\s?-\s?[\dO]{4,6}/g)) {
    const plain = found[0].replace(/\s/g, '').replaceAll(',', '.').replaceAll('O', '0')
    if (/^H\d{2}\.\d{1,3}\.\d{1,3}-\d{6}-\d{4,6}$/.test(plain)) return plain
  }
  return null
}

const words = (text: string): string[] =>
  fold(text)
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)
/** Words that stand in the heading of every second paper and tell nothing. */
const EMPTY = new Set(
  'va hoac cua cho cac theo mau neu chua co khong da duoc con gia tri ban giay to khac nguoi thi tai trong so ve la de nghi van cong hoa xa hoi chu nghia viet nam doc lap tu do hanh phuc uy ban nhan dan tinh phuong xa'.split(
    ' ',
  ),
)

const pairs = (text: string): Map<string, number> => {
  const found = new Map<string, number>()
  const plain = ` ${words(text).join(' ')} `
  for (let at = 0; at + 3 <= plain.length; at++) {
    const piece = plain.slice(at, at + 3)
    found.set(piece, (found.get(piece) ?? 0) + 1)
  }
  return found
}

/** Likeness of two short texts 0–1 by their letters in threes (Sørensen–Dice), without tones: what OCR gets wrong costs little. */
export function likeness(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)]
  let shared = 0
  let all = 0
  for (const [piece, count] of left) {
    shared += Math.min(count, right.get(piece) ?? 0)
    all += count
  }
  for (const count of right.values()) all += count
  return all === 0 ? 0 : (2 * shared) / all
}

/** Lines that can be a heading: the first of a page, alone and joined with the next one; the State's motto is none. */
export function headings(head: string): string[] {
  const lines = head
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => words(line).length > 0)
    .filter(
      (line) =>
        likeness(line, 'cộng hòa xã hội chủ nghĩa việt nam') < 0.6 &&
        likeness(line, 'độc lập - tự do - hạnh phúc') < 0.6,
    )
    .slice(0, 12)
  return lines.flatMap((line, at) => (lines[at + 1] ? [line, `${line} ${lines[at + 1]}`] : [line]))
}

/** The first clause of a component's name: what comes after a comma or a semicolon is a condition, not a heading. */
const firstClause = (name: string): string => (/^[^;,:(]+/.exec(name)?.[0] ?? name).trim()

/** Is the heading the start of the line, or all of it? "Giấy chứng sinh số 12" begins with one; a sentence that names it does not. */
function headScore(line: string, title: string): number {
  const wanted = words(title)
  const said = words(line)
  if (wanted.length === 0 || said.length === 0) return 0
  const cut = said.slice(0, wanted.length + 2).join(' ')
  return Math.max(
    likeness(line, title),
    0.97 * likeness(cut, title),
    0.95 * likeness(said.slice(0, wanted.length).join(' '), title),
  )
}

/**
 * Which of these components the paper is, best first, at most five and none below 0.35. Headings of known kinds count
 * first, then the first clause of the component's own name, then its telling words anywhere in the first lines. `head` is the beginning of what was read.
 */
export function matchComponents(head: string, components: readonly Component[]): Match[] {
  const lines = headings(head)
  const all = new Set(words(head))
  const found = components.map((component) => {
    const clause = firstClause(component.name)
    let score = 0
    for (const [at, line] of lines.entries()) {
      // A heading stands high on the page: each step down is a little less likely to be one.
      const place = 1 - Math.min(at, 20) * 0.006
      for (const title of [...component.titles, clause]) score = Math.max(score, headScore(line, title) * place)
    }
    const telling = words(clause).filter((word) => !EMPTY.has(word))
    const there = telling.filter((word) => all.has(word)).length
    if (telling.length >= 2) score = Math.max(score, 0.55 * (there / telling.length))
    return { code: component.code, score: Math.round(score * 100) / 100 }
  })
  return found
    .filter((one) => one.score >= 0.35)
    .sort((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
    .slice(0, 5)
}

/** Sure enough to be put in place at once; below it the officer is asked. */
export const SURE = 0.72

export interface TrayPaper {
  id: string
  head: string
  /** A component chosen by hand before; it wins. */
  component: string | null
}

/**
 * Puts the papers of a tray to the components of a procedure: the surest pair first, one paper to a component except where
 * nothing else is left for it. Answers component code by paper id, with the score; papers that fit nothing are left out.
 */
export function placePapers(papers: readonly TrayPaper[], components: readonly Component[]): Map<string, Match> {
  const placed = new Map<string, Match>()
  const taken = new Set<string>()
  const codes = new Set(components.map((one) => one.code))
  for (const paper of papers)
    if (paper.component && codes.has(paper.component)) {
      placed.set(paper.id, { code: paper.component, score: 1 })
      taken.add(paper.component)
    }
  const wishes = papers
    .filter((paper) => !placed.has(paper.id))
    .flatMap((paper) => matchComponents(paper.head, components).map((match) => ({ paper: paper.id, ...match })))
    .sort((a, b) => b.score - a.score)
  for (const wish of wishes) {
    if (placed.has(wish.paper) || taken.has(wish.code)) continue
    placed.set(wish.paper, { code: wish.code, score: wish.score })
    taken.add(wish.code)
  }
  return placed
}

/** A page that goes on: it says so ("trang 2/3", "tiếp theo"), or it has no heading and came right after. */
export function continues(head: string, secondsAfter: number, secondsMax: number, best: number): boolean {
  const text = fold(head)
  const marked = /(^|\s)(trang|page)\s*([2-9]|\d{2})(\s*[/-]\s*\d+)?(\s|$)/.exec(text.slice(0, 200)) !== null
  if (marked || text.startsWith('(tiep theo') || text.startsWith('tiep theo')) return true
  if (secondsAfter > secondsMax || words(head).length === 0) return false
  const first = head.split('\n').find((line) => words(line).length > 0) ?? ''
  // A heading is written in capitals, or stands under the State's motto.
  const capitals = first === first.toUpperCase() && words(first).length >= 2
  return !capitals && best < 0.5 && !/cong hoa xa hoi/.test(text.slice(0, 120))
}

/** A file name of a component: "GT.GCS_Giay-chung-sinh.pdf"; at most 120 letters. */
export function scanName(code: string, name: string): string {
  const plain = words(firstClause(name)).join('-').slice(0, 80)
  const safe = code.replace(/[^A-Za-z0-9._-]/g, '').slice(0, 30)
  return `${safe || 'GT'}_${plain ? plain[0]?.toUpperCase() + plain.slice(1) : 'Giay-to'}.pdf`
}

/** What one look saw of a file in a folder. */
export interface Seen {
  size: number
  mtimeMs: number
  atMs: number
}

/** Has the scanner finished? The same size and time of writing as at a look at least `settleSeconds` ago; an empty file never has. */
export function isSettled(before: Seen | undefined, now: Seen, settleSeconds: number): boolean {
  return (
    before !== undefined &&
    now.size > 0 &&
    before.size === now.size &&
    before.mtimeMs === now.mtimeMs &&
    now.atMs - before.atMs >= settleSeconds * 1_000
  )
}

/** A file a scanner is not done with, or that no scanner writes. */
export const isPassing = (name: string): boolean =>
  name.startsWith('.') || name.startsWith('~') || /\.(tmp|part|partial|crdownload|lock|ini|db)$/i.test(name)

export type Flaw = 'blank' | 'dpi-low' | 'dpi-poor' | 'leaning' | 'unsure'
export interface PageNote {
  confidence: number
  dpi: number | null
  dpiDeclared: boolean
  skewDegrees: number
  blank: boolean
}

/** What is wrong with a page, worst first. `blank` pages have nothing else to say. */
export function flawsOf(
  page: PageNote,
  limits: { dpiGood: number; dpiMin: number; skewMax: number; confidenceMin: number },
): Flaw[] {
  if (page.blank) return ['blank']
  const flaws: Flaw[] = []
  if (page.dpi !== null && page.dpi < limits.dpiMin) flaws.push('dpi-low')
  else if (page.dpi !== null && page.dpiDeclared && page.dpi < limits.dpiGood) flaws.push('dpi-poor')
  if (Math.abs(page.skewDegrees) > limits.skewMax) flaws.push('leaning')
  if (page.confidence < limits.confidenceMin) flaws.push('unsure')
  return flaws
}

/** National flag of a paper (`DuocSoHoa`): 0 not, 1 digitised, 2 taken again, 3 taken again from a result. */
export function digitisationFlag(paper: {
  digitised: 'no' | 'yes' | 'reused'
  reused_kind?: string | null
}): 0 | 1 | 2 | 3 {
  if (paper.digitised === 'no') return 0
  if (paper.digitised === 'yes') return 1
  return paper.reused_kind === 'result' ? 3 : 2
}

/** The last day a kept paper may be used again; null: without end. `months` 0: never. */
export function usableUntil(madeOn: string, months: number | null): string | null {
  if (months === null) return null
  if (months === 0) return madeOn
  const [year = 0, month = 1, day = 1] = madeOn.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10)
}

/** One line of a pile as typed or pasted. */
export interface PileRow {
  national_id: string
  full_name: string
  phone: string
  content: string
  copies: number
}

/**
 * Reads rows pasted from a table or typed line by line: number, name, telephone, content, copies; parted by tabs, semicolons
 * or bars. The text of a citizen card is a row by itself. A head line is passed over. Answers what could not be read by line.
 */
export function readPile(text: string, rowsMax: number): { rows: PileRow[]; wrong: number[]; leftOut: number } {
  const rows: PileRow[] = []
  const wrong: number[] = []
  const lines = text.normalize('NFC').split(/\r?\n/)
  let leftOut = 0
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const card = readCard(line)
    const parts = card ? [card.national_id, card.full_name] : line.split(/[\t;|]/).map((part) => part.trim())
    const [number = '', name = '', phone = '', content = '', copies = ''] = parts
    const digits = number.replace(/[\s.]/g, '')
    if (at === 0 && !/\d{6}/.test(digits)) continue
    if (!/^\d{12}$/.test(digits) || name === '') {
      wrong.push(at + 1)
      continue
    }
    if (rows.length >= rowsMax) {
      leftOut++
      continue
    }
    rows.push({
      national_id: digits,
      full_name: name.slice(0, 200),
      phone: phone.replace(/[\s.]/g, '').slice(0, 20),
      content: content.slice(0, 500),
      copies: Math.max(1, Math.min(200, Math.floor(Number(copies)) || 1)),
    })
  }
  return { rows, wrong, leftOut }
}
