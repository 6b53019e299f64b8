import type { IdentifierKindName } from '#ground/ids'
import type { Words } from '#ground/text'
import type { MaskKind } from './mask.ts'

/** A point, line or polygon as GeoJSON (RFC 7946), WGS84, longitude first. */
export interface Geometry {
  type: 'Point' | 'LineString' | 'Polygon' | 'MultiPolygon' | 'MultiPoint' | 'MultiLineString'
  coordinates: unknown
}

/** A file of a record: `file` is the id of a row in papers, the rest is copied so that a list needs no second look. */
export interface FileRef {
  file: string
  name: string
  kind: string
  size: number
}

export interface Period {
  from: string
  to: string | null
}

export type FieldKind =
  | 'text'
  | 'richtext'
  | 'number'
  | 'money'
  | 'date'
  | 'instant'
  | 'period'
  | 'choice'
  | 'yesno'
  | 'ref'
  | 'refs'
  | 'rows'
  | 'files'
  | 'place'
  | 'identifier'
  | 'json'
  | 'computed'

export interface FieldSpec {
  kind: FieldKind
  required: boolean
  /** Only the system's own code writes it; a value sent from outside is refused. */
  readonly: boolean
  /** Longest text, largest number, most rows or files. */
  max?: number
  min?: number
  decimals?: number
  /** Unit of measure, UCUM where there is one. */
  unit?: string
  values?: readonly string[]
  /** Name of a dated code list: allowed values are rows in force today. */
  codeList?: string
  /** 'system/record' or 'kernel/unit' and the like. */
  ref?: string
  identifier?: IdentifierKindName
  /** Kinds of file taken, by name of papers' kinds; empty means all that papers allows. */
  fileKinds?: readonly string[]
  rows?: Record<string, Field<unknown>>
  /** SQL of a computed column; may name only columns of the same row. */
  expression?: string
  sqlType?: string
  personal?: 'basic' | 'sensitive'
  searchable: boolean
  unique: boolean
  /** May go to open data. */
  open: boolean
  /** Roles that see the value; others get null. Empty: all who may read the record. */
  seenBy: readonly string[]
  /** What the others see of it instead of nothing; they may ask for the whole with a purpose. */
  mask?: MaskKind
  default?: unknown
  renamedFrom?: string
  help?: Words
}

/** One field of a record. `T` is the type of its value in a row; null is part of it until `required()`. */
export class Field<T> {
  readonly spec: FieldSpec
  /** Carries the type only; never set. */
  declare readonly type: T

  constructor(spec: FieldSpec) {
    this.spec = spec
  }

  #with<U = T>(change: Partial<FieldSpec>): Field<U> {
    return new Field<U>({ ...this.spec, ...change })
  }

  required(): Field<NonNullable<T>> {
    return this.#with<NonNullable<T>>({ required: true })
  }
  /** Written by the system alone. */
  readonly(): Field<T> {
    return this.#with({ readonly: true })
  }
  /** Personal data by Law 91/2025: every reading is written down. */
  personal(level: 'basic' | 'sensitive'): Field<T> {
    return this.#with({ personal: level })
  }
  searchable(): Field<T> {
    return this.#with({ searchable: true })
  }
  unique(): Field<T> {
    return this.#with({ unique: true })
  }
  open(): Field<T> {
    return this.#with({ open: true })
  }
  seenBy(...roles: string[]): Field<T> {
    return this.#with({ seenBy: roles })
  }
  /** For those who may read the row but are not in `seenBy`: shown in part, the whole only with a purpose that is logged. */
  maskedAs(kind: MaskKind): Field<T> {
    return this.#with({ mask: kind })
  }
  default(value: NonNullable<T>): Field<NonNullable<T>> {
    return this.#with<NonNullable<T>>({ default: value, required: true })
  }
  /** The former column name, so that the migration renames instead of losing data. */
  renamedFrom(name: string): Field<T> {
    return this.#with({ renamedFrom: name })
  }
  help(words: Words): Field<T> {
    return this.#with({ help: words })
  }
}

const blank = { required: false, readonly: false, searchable: false, unique: false, open: false, seenBy: [] }

/** Text on one line or several; `max` counts characters (default 500). */
export const text = (options: { max?: number; min?: number } = {}): Field<string | null> =>
  new Field({ ...blank, kind: 'text', max: 500, ...options })
/** Long text with paragraphs (Markdown subset); rendered escaped. */
export const richtext = (options: { max?: number } = {}): Field<string | null> =>
  new Field({ ...blank, kind: 'richtext', max: 20_000, ...options })
/** A number with an optional unit of measure; `decimals` 0 makes it an integer. */
export const number = (
  options: { min?: number; max?: number; decimals?: number; unit?: string } = {},
): Field<number | null> => new Field({ ...blank, kind: 'number', decimals: 0, ...options })
/** Integer đồng. */
export const money = (options: { min?: number; max?: number } = {}): Field<number | null> =>
  new Field({ ...blank, kind: 'money', min: 0, max: 1_000_000_000_000_000, ...options })
/** A day, 'YYYY-MM-DD'. */
export const date = (): Field<string | null> => new Field({ ...blank, kind: 'date' })
/** An instant, stored as timestamptz. */
export const instant = (): Field<Date | null> => new Field({ ...blank, kind: 'instant' })
/** A period of days; `to` is included, null is open. */
export const period = (): Field<Period | null> => new Field({ ...blank, kind: 'period' })
/** One of the given words; a typo in code fails to compile. */
export const choice = <const V extends string>(...values: V[]): Field<V | null> =>
  new Field({ ...blank, kind: 'choice', values })
/** One of a dated code list kept in `sen.code`. */
export const code = (codeList: string): Field<string | null> => new Field({ ...blank, kind: 'choice', codeList })
export const yesno = (): Field<boolean | null> => new Field({ ...blank, kind: 'yesno' })
/** A reference to a record ('kite-club/kite') or a kernel row ('kernel/unit', 'kernel/person', 'kernel/account'). */
export const ref = (target: string): Field<string | null> => new Field({ ...blank, kind: 'ref', ref: target })
export const refs = (target: string, options: { max?: number } = {}): Field<string[] | null> =>
  new Field({ ...blank, kind: 'refs', ref: target, max: 100, ...options })
type RowOf<F> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }
/** A list of rows with fields of their own. */
export const rows = <F extends Record<string, Field<unknown>>>(
  fields: F,
  options: { max?: number } = {},
): Field<RowOf<F>[] | null> => new Field({ ...blank, kind: 'rows', rows: fields, max: 100, ...options })
export const files = (options: { max?: number; kinds?: string[] } = {}): Field<FileRef[] | null> =>
  new Field({ ...blank, kind: 'files', max: options.max ?? 10, fileKinds: options.kinds ?? [] })
export const place = (): Field<Geometry | null> => new Field({ ...blank, kind: 'place' })
/** A number of identity with its check rules: CCCD, tax code, phone … */
export const identifier = (kind: IdentifierKindName): Field<string | null> =>
  new Field({ ...blank, kind: 'identifier', identifier: kind })
/** JSON that the system's own code reads and checks. */
export const json = <T = unknown>(): Field<T | null> => new Field({ ...blank, kind: 'json', readonly: true })
/** A column computed by the database from the same row. */
export const computed = <T>(sqlType: string, expression: string): Field<T | null> =>
  new Field({ ...blank, kind: 'computed', readonly: true, sqlType, expression })
