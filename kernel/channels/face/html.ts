/**
 * One typed, auto-escaping template for every page the server draws. The literal text of a template is ours and
 * trusted; whatever is put in between is not, and is escaped for the place it lands in. A place where no escaping
 * is safe (a script, a style, an event attribute, a tag name, an attribute without quotes) is a mistake of the
 * programmer and throws when the template is first used, never only when a hostile value comes by.
 */

import { Bug } from '#ground/refusal'

/** A piece of markup that is safe to send. Made by `html` and `raw` only: a value that came as JSON can never be one. */
export class Html {
  readonly #text: string
  constructor(text: string, key: typeof door) {
    if (key !== door) throw new Bug('Html is made by html`…` or raw()')
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}
const door = Symbol('html')

/** What may stand in a template's hole where text goes. `null`, `undefined`, `false` and `true` print nothing. */
export type Piece = Html | string | number | bigint | boolean | null | undefined | readonly Piece[]

/** Attributes given as a value: `<input ${attributes({ id, required, 'aria-describedby': [a, b] })}>`. */
export class Attributes {
  readonly #text: string
  constructor(text: string, key: typeof door) {
    if (key !== door) throw new Bug('Attributes are made by attributes()')
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}
type AttributeValue = string | number | boolean | null | undefined | readonly (string | false | null | undefined)[]

/** Marks text as markup. Only for text this program wrote itself (a file of ours, another Html): never for input. */
export function raw(trusted: string): Html {
  return new Html(trusted, door)
}

const dangerous = /[&<>"'`\0]/g
const safeForm: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '\0': '�',
}
/** Escapes for text and for a quoted attribute alike. NUL, which no browser keeps, becomes U+FFFD. */
export function escapeText(text: string): string {
  return text.replace(dangerous, (c) => safeForm[c] ?? c)
}

/** What a refused address is replaced with: a link that goes nowhere and can be found in a log. */
export const refusedUrl = 'about:invalid#refused'
const urlAttributes = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'poster',
  'cite',
  'data',
  'background',
  'manifest',
  'ping',
  'xlink:href',
])
const goodSchemes = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'geo'])

/**
 * Says whether an address may stand in a link. A browser drops tabs and line breaks anywhere and blanks and control
 * characters in front before it reads the scheme (WHATWG URL 4.4), so they are dropped here too. Addresses with a host
 * but no scheme (`//x`, `/\x`) are refused: no page of ours needs one, and a redirect that is not checked does.
 */
export function isSafeUrl(url: string): boolean {
  let read = ''
  for (const c of url) {
    const code = c.codePointAt(0) ?? 0
    if (code === 9 || code === 10 || code === 13) continue
    if (read === '' && code <= 32) continue
    read += c
  }
  if (/^[/\\]{2}/.test(read)) return false
  const scheme = /^([^/?#]*?):/.exec(read)
  if (!scheme) return true
  const name = (scheme[1] ?? '').toLowerCase()
  if (goodSchemes.has(name)) return true
  return /^data:image\/(png|jpeg|webp|gif);base64,[a-z0-9+/=]*$/i.test(read)
}

// A template read once: what kind of place each hole is. Kept by the identity of the strings array, which the
// language guarantees to be one per template in the source.
type Part =
  | { is: 'static'; text: string }
  | { is: 'text'; hole: number }
  | { is: 'attribute'; hole: number }
  | { is: 'attributes'; hole: number }
  | { is: 'flag'; hole: number; name: string }
  | { is: 'url'; pieces: (string | number)[] }
const plans = new WeakMap<TemplateStringsArray, Part[]>()

function planOf(strings: TemplateStringsArray): Part[] {
  const known = plans.get(strings)
  if (known) return known
  const made = read(strings)
  plans.set(strings, made)
  return made
}

function mistake(what: string, strings: TemplateStringsArray): never {
  throw new Bug(`html template: ${what}, in: ${strings.join('…').slice(0, 160)}`)
}

/** A small reader of HTML, enough to know where a hole lies. */
function read(strings: TemplateStringsArray): Part[] {
  const parts: Part[] = []
  let out = ''
  type State = 'text' | 'name' | 'tag' | 'attribute' | 'equals' | 'value' | 'comment' | 'rawtext'
  let state: State = 'text'
  let tag = ''
  let attribute = ''
  let quote = ''
  let url: (string | number)[] | null = null
  const keep = (c: string) => {
    if (!url) {
      out += c
      return
    }
    const last = url.length - 1
    const piece = url[last]
    if (typeof piece === 'string') url[last] = piece + c
    else url.push(c)
  }
  const flush = () => {
    if (out !== '') parts.push({ is: 'static', text: out })
    out = ''
  }
  for (let s = 0; s < strings.length; s++) {
    const text = strings[s] ?? ''
    for (let i = 0; i < text.length; i++) {
      const c = text[i] ?? ''
      if (state === 'text' || state === 'rawtext') {
        out += c
        if (c === '<') {
          if (i === text.length - 1 && s < strings.length - 1) mistake('a value as the name of a tag', strings)
          if (text.startsWith('<!--', i)) state = 'comment'
          else if (state === 'rawtext' ? text.startsWith(`</${tag}`, i) : /[a-z/!]/i.test(text[i + 1] ?? '')) {
            state = 'name'
            tag = ''
          }
        }
      } else if (state === 'comment') {
        out += c
        if (text.startsWith('-->', i)) {
          out += '->'
          i += 2
          state = 'text'
        }
      } else if (state === 'value') {
        if (c === quote) {
          if (url) {
            const pieces: (string | number)[] = url
            url = null
            if (pieces.some((p) => typeof p === 'number')) {
              flush()
              parts.push({ is: 'url', pieces })
            } else out += pieces.join('')
          }
          out += c
          state = 'tag'
        } else keep(c)
      } else if (c === '>') {
        out += c
        state = tag === 'script' || tag === 'style' ? 'rawtext' : 'text'
      } else if (state === 'name') {
        out += c
        if (/\s/.test(c)) state = 'tag'
        else tag += c.toLowerCase()
      } else if (state === 'tag') {
        out += c
        if (!/[\s/]/.test(c)) {
          state = 'attribute'
          attribute = c.toLowerCase()
        }
      } else if (state === 'attribute') {
        out += c
        if (c === '=') state = 'equals'
        else if (/\s/.test(c)) state = 'tag'
        else attribute += c.toLowerCase()
      } else if (c === '"' || c === "'") {
        out += c
        quote = c
        state = 'value'
        url = urlAttributes.has(attribute) ? [] : null
      } else mistake('an attribute without quotes', strings)
    }
    if (s === strings.length - 1) break
    // Here lies the hole number s.
    if (state === 'text') {
      flush()
      parts.push({ is: 'text', hole: s })
    } else if (state === 'value') {
      if (attribute.startsWith('on') || attribute === 'style' || attribute === 'srcdoc' || attribute === 'srcset')
        mistake(`a value in the attribute ${attribute}`, strings)
      if (url) (url as (string | number)[]).push(s)
      else {
        flush()
        parts.push({ is: 'attribute', hole: s })
      }
    } else if (state === 'tag') {
      flush()
      parts.push({ is: 'attributes', hole: s })
    } else if (state === 'equals' && /^\?[a-z-]+$/.test(attribute)) {
      // `?checked=${flag}` prints the bare attribute or nothing.
      out = out.slice(0, -attribute.length - 1)
      flush()
      parts.push({ is: 'flag', hole: s, name: attribute.slice(1) })
      state = 'tag'
    } else mistake(`a value where nothing may be put (${state === 'rawtext' ? tag : state})`, strings)
  }
  if (state !== 'text') mistake(`the template ends inside a ${state}`, strings)
  flush()
  return parts
}

function printText(piece: Piece): string {
  if (piece instanceof Html) return piece.toString()
  if (piece === null || piece === undefined || typeof piece === 'boolean') return ''
  if (typeof piece === 'string') return escapeText(piece)
  if (typeof piece === 'number' || typeof piece === 'bigint') return String(piece)
  if (Array.isArray(piece)) return piece.map(printText).join('')
  throw new Bug('html template: only text, numbers, Html and lists of them can be printed')
}

function attributeText(piece: unknown): string {
  if (piece === null || piece === undefined || typeof piece === 'boolean') return ''
  if (typeof piece === 'string') return piece
  if (typeof piece === 'number' || typeof piece === 'bigint') return String(piece)
  if (Array.isArray(piece))
    return piece
      .map(attributeText)
      .filter((p) => p !== '')
      .join(' ')
  throw new Bug('html template: an attribute takes text, numbers and lists of them')
}

/**
 * The template. Text holes take strings, numbers, Html and lists; `null`, `undefined`, `true` and `false` print nothing.
 * Quoted attributes take text, numbers and lists joined by a blank; an address that could run a script becomes
 * `about:invalid#refused`. `?name=${boolean}` prints a bare attribute; a hole between attributes takes `attributes({…})`.
 */
export function html(strings: TemplateStringsArray, ...holes: (Piece | Attributes)[]): Html {
  let text = ''
  for (const part of planOf(strings)) {
    if (part.is === 'static') text += part.text
    else if (part.is === 'url') {
      let whole = ''
      let printed = ''
      for (const p of part.pieces) {
        const value = typeof p === 'number' ? attributeText(holes[p]) : p
        whole += value
        printed += typeof p === 'number' ? escapeText(value) : value
      }
      text += isSafeUrl(whole) ? printed : refusedUrl
    } else {
      const hole = holes[part.hole]
      if (part.is === 'text') {
        if (hole instanceof Attributes) throw new Bug('html template: attributes() outside a tag')
        text += printText(hole)
      } else if (part.is === 'attribute') text += escapeText(attributeText(hole))
      else if (part.is === 'flag') text += hole ? part.name : ''
      else if (hole instanceof Attributes) text += hole.toString()
      else if (hole !== null && hole !== undefined && hole !== false)
        throw new Bug('html template: only attributes() may stand between attributes')
    }
  }
  return new Html(text, door)
}

/** Attributes as a value. `false`, `null` and `undefined` are left out, `true` prints the bare name, lists are joined. */
export function attributes(values: Record<string, AttributeValue>): Attributes {
  const printed: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (!/^[a-z][a-z0-9:-]*$/.test(name) || name.startsWith('on') || name === 'style' || name === 'srcdoc')
      throw new Bug(`html template: an attribute may not be named ${name}`)
    if (value === null || value === undefined || value === false) continue
    if (value === true) {
      printed.push(name)
      continue
    }
    const text = attributeText(value)
    if (Array.isArray(value) && text === '') continue
    printed.push(`${name}="${urlAttributes.has(name) && !isSafeUrl(text) ? refusedUrl : escapeText(text)}"`)
  }
  return new Attributes(printed.join(' '), door)
}

/** Puts pieces one after another, with `between` in the gaps. */
export function join(pieces: readonly Piece[], between: Piece = ''): Html {
  return new Html(pieces.map(printText).join(printText(between)), door)
}
