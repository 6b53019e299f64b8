/** Vietnamese text: one normal form, one convention for tone marks, one way to fold for search. */

/** What a person reads, in both languages of the house. */
export type Words = { vi: string; en: string }

/** Unicode NFC: the only form stored. */
export function nfc(text: string): string {
  return text.normalize('NFC')
}

/**
 * Letters that are not seen and change how the others are: control characters other than tab and line ends, and those that
 * turn the direction of writing (Unicode TR 36, 3.1), with which "gpj.exe" reads as "exe.jpg" and a line of a log as another.
 */
export const UNSHOWN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/

const pairs: [from: string, to: string][] = buildFold()

/**
 * Folding as two strings of equal length, letter by letter: upper-case ASCII, every accented Latin letter and every
 * kind of blank. In SQL the same function is
 * `btrim(regexp_replace(translate(normalize(x, NFC), FOLD_FROM, FOLD_TO), ' +', ' ', 'g'))`;
 * it asks nothing of the database's locale, which is why it agrees with `fold` on every string.
 */
export const FOLD_FROM: string = pairs.map(([from]) => from).join('')
export const FOLD_TO: string = pairs.map(([, to]) => to).join('')

const folded = new Map(pairs)

function buildFold(): [string, string][] {
  const found: [string, string][] = []
  for (let code = 0x41; code <= 0x5a; code++) found.push([String.fromCharCode(code), String.fromCharCode(code + 0x20)])
  // Đ is a letter of its own in Unicode; Ð (eth) and Ɖ look the same and are typed for it.
  for (const d of 'ĐđÐðƉ') found.push([d, 'd'])
  const latin = [
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
  ] as const
  for (const [first, last] of latin) {
    for (let code = first; code <= last; code++) {
      const letter = String.fromCharCode(code)
      const base = letter.normalize('NFD')
      if (base.length > 1 && /^[A-Za-z]$/.test(base.charAt(0))) found.push([letter, base.charAt(0).toLowerCase()])
    }
  }
  for (const blank of '\t\n\v\f\r\u0085\u00a0\u2002\u2003\u2007\u2009\u202f\u3000') found.push([blank, ' '])
  return found
}

/** Lower case, no tones, đ→d, blanks collapsed and trimmed: what search compares. Scripts other than Latin, and marks that fit no letter, stay. */
export function fold(text: string): string {
  let out = ''
  let blank = true
  for (const letter of text.normalize('NFC')) {
    const to = folded.get(letter) ?? letter
    if (to === ' ') {
      if (!blank) out += ' '
      blank = true
    } else {
      out += to
      blank = false
    }
  }
  return blank && out !== '' ? out.slice(0, -1) : out
}

const TONES = '\u0300\u0301\u0303\u0309\u0323'
const anyTone = new RegExp(`[${TONES}]`)
const everyTone = new RegExp(`[${TONES}]`, 'g')
const anyMark = /[\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]|[đĐ]/

/** True when the text carries any Vietnamese mark (tone, hat, breve, horn, đ): then the reader meant them. */
export function hasTones(text: string): boolean {
  return anyMark.test(text.normalize('NFD'))
}

const syllable =
  /^(ngh|ng|nh|gh|gi(?=[aeouyăâêôơư])|qu(?=[aeiyăâêơ])|ch|kh|ph|th|tr|[bcdđghklmnpqrstvx])?([aeiouyăâêôơư]{1,3})(ch|ng|nh|[cmnpt])?$/

/** Where the tone stands in a syllable without tones, or -1 when it is not a Vietnamese syllable. */
function toneIndex(plain: string): number {
  const parts = syllable.exec(plain)
  if (parts === null) return -1
  const [, onset = '', nucleus = '', coda = ''] = parts
  for (let i = nucleus.length - 1; i >= 0; i--) {
    if ('âêôơă'.includes(nucleus.charAt(i))) return onset.length + i
  }
  if (nucleus.includes('ư')) return onset.length + nucleus.indexOf('ư')
  if (nucleus.length === 1) return onset.length
  if (nucleus.length === 3) return onset.length + 1
  return onset.length + (coda === '' ? 0 : 1)
}

/**
 * Moves every tone mark to the convention of Vietnamese official documents: hoà→hòa, uý→úy, and repairs
 * qúy→quý, gìa→già. Words that are not Vietnamese syllables (café, Pokémon) stay as they are. The result is NFC.
 */
export function placeTones(text: string): string {
  return text.normalize('NFC').replace(/[\p{L}\p{M}]+/gu, (word) => {
    const full = word.normalize('NFD')
    if (full.match(everyTone)?.length !== 1) return word
    const tone = anyTone.exec(full)?.[0] ?? ''
    const bare = full.replace(everyTone, '').normalize('NFC')
    const at = toneIndex(bare.toLowerCase())
    if (at < 0) return word
    return (bare.slice(0, at + 1) + tone + bare.slice(at + 1)).normalize('NFC')
  })
}

// i and y are two spellings of one sound at the end of an open syllable after these letters (Mỹ/Mĩ, Quý/Quí).
const openI = /(?<![\p{L}\p{M}])(h|k|l|m|s|t|qu)i(?!\p{L}|\u0302|\u0306|\u031b)/gu

/** One key for one name: tone marks in one place, i/y in one spelling, lower case, blanks collapsed. Tones still count. */
function nameKey(name: string): string {
  const placed = placeTones(name).toLowerCase().normalize('NFD')
  return placed.replace(openI, '$1y').normalize('NFC').replace(/\s+/g, ' ').trim()
}

/** Same name in spite of case, blanks, Unicode form, place of the tone mark (Hoà/Hòa) or i/y (Quí/Quý). Hòa and Hoa differ. */
export function sameName(a: string, b: string): boolean {
  return nameKey(a) === nameKey(b)
}

/** 'Phường Mỹ Tho' → 'phuong-my-tho': ASCII letters, digits and single hyphens. */
export function slug(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

const collator = new Intl.Collator('vi', { numeric: true })

/** Dictionary order of Vietnamese (a ă â b c d đ e ê …); runs of digits compare as numbers. */
export function compareVietnamese(a: string, b: string): number {
  return collator.compare(a, b)
}
