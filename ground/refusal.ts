/**
 * Two kinds of error, kept apart. A Refusal is understood and not done: it has a code, words a person can act
 * on, and facts. A Bug is a broken promise of ours: it becomes an alarm, never an explanation.
 */

export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'

export type Fact = string | number | boolean | null
export type Facts = Record<string, Fact>

/** What a file says once about one refusal. `{slot}` in the words is filled from the facts of the same name. */
export type RefusalWords = { readonly kind: RefusalKind; readonly vi: string; readonly en: string }

/** A promise of ours is broken; nobody outside can help it. */
export class Bug extends Error {
  override readonly name: string = 'Bug'
}

/** Understood and not done. `code` is 'scope.name'; `say` gives the sentence for a person. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal'
  readonly code: string
  readonly kind: RefusalKind
  readonly facts: Facts
  readonly field?: string
  readonly #words: RefusalWords

  constructor(code: string, words: RefusalWords, facts: Facts = {}, field?: string) {
    super(`${code}: ${fill(words.en, facts)}`)
    this.code = code
    this.kind = words.kind
    this.facts = facts
    if (field !== undefined) this.field = field
    this.#words = words
  }

  say(lang: 'vi' | 'en'): string {
    return fill(this.#words[lang], this.facts)
  }
}

function fill(words: string, facts: Facts): string {
  return words.replace(/\{([\w-]+)\}/g, (slot, name: string) => {
    const fact = facts[name]
    return fact === undefined ? slot : String(fact ?? '')
  })
}

type SlotsOf<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}` ? Slot | SlotsOf<Rest> : never
type SlotsIn<W extends RefusalWords> = SlotsOf<W['vi']> | SlotsOf<W['en']>

/** Facts are optional when the words have no slot; otherwise every slot must be given, and more may be. */
export type RefusalMaker<W extends RefusalWords = RefusalWords> = string extends W['vi'] | W['en']
  ? (facts?: Facts, field?: string) => Refusal
  : [SlotsIn<W>] extends [never]
    ? (facts?: Facts, field?: string) => Refusal
    : (facts: { [Slot in SlotsIn<W>]: Fact } & Facts, field?: string) => Refusal

const declared = new Map<string, RefusalWords>()

/**
 * Declares the refusals of one scope and returns their makers, keyed by name.
 * A scope may be declared in several files; the same code twice is a Bug.
 */
export function refusals<const W extends Record<string, RefusalWords>>(
  scope: string,
  words: W,
): { readonly [Name in keyof W]: RefusalMaker<W[Name]> } {
  assert(/^[a-z][a-z0-9-]*$/.test(scope), `refusal scope "${scope}" must be lower-case words joined by hyphens`)
  const makers: Record<string, (facts?: Facts, field?: string) => Refusal> = {}
  for (const [name, said] of Object.entries(words)) {
    const code = `${scope}.${name}`
    assert(/^[a-z][a-z0-9-]*$/.test(name), `refusal name "${code}" must be lower-case words joined by hyphens`)
    assert(!declared.has(code), `refusal "${code}" is declared twice`)
    declared.set(code, said)
    makers[name] = (facts, field) => new Refusal(code, said, facts, field)
  }
  return makers as { readonly [Name in keyof W]: RefusalMaker<W[Name]> }
}

/** Every refusal declared so far, sorted by code: for the documentation and for tests of the words. */
export function allRefusals(): ReadonlyArray<RefusalWords & { code: string }> {
  return [...declared].map(([code, words]) => ({ code, ...words })).sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** Throws a Bug unless the condition holds. For our own promises, never for what a person typed. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message)
}
