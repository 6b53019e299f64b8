import { parseLocalDate } from '#ground/clock'
import { identifierKinds, isUuid } from '#ground/ids'
import { Refusal, refusals } from '#ground/refusal'
import { nfc, UNSHOWN } from '#ground/text'
import type { FieldSpec, Geometry } from './field.ts'
import type { RecordType } from './record.ts'

export const refuseInput = refusals('records', {
  required: {
    kind: 'invalid',
    vi: 'Chưa có "{label}". Hãy điền vào rồi gửi lại.',
    en: '"{label}" is missing. Fill it in and send again.',
  },
  'too-long': {
    kind: 'invalid',
    vi: '"{label}" dài {length} ký tự, tối đa {max}. Hãy viết ngắn lại.',
    en: '"{label}" has {length} characters, at most {max}. Shorten it.',
  },
  'too-short': {
    kind: 'invalid',
    vi: '"{label}" dài {length} ký tự, ít nhất {min}. Hãy viết đủ.',
    en: '"{label}" has {length} characters, at least {min}. Write it out.',
  },
  'not-a-number': {
    kind: 'invalid',
    vi: '"{label}" phải là một con số, ví dụ 12 hoặc 12,5.',
    en: '"{label}" must be a number.',
  },
  'out-of-range': {
    kind: 'invalid',
    vi: '"{label}" phải từ {min} đến {max}.',
    en: '"{label}" must be between {min} and {max}.',
  },
  'not-a-choice': {
    kind: 'invalid',
    vi: '"{label}" không nhận giá trị "{value}". Hãy chọn một trong: {choices}.',
    en: '"{label}" does not take "{value}". Choose one of: {choices}.',
  },
  'not-an-instant': {
    kind: 'invalid',
    vi: '"{label}" phải là ngày giờ, ví dụ 2026-11-24T08:00:00+07:00.',
    en: '"{label}" must be an instant, for example 2026-11-24T08:00:00+07:00.',
  },
  'not-a-period': {
    kind: 'invalid',
    vi: '"{label}" phải có ngày bắt đầu không sau ngày kết thúc.',
    en: '"{label}" needs a first day that is not after its last.',
  },
  'not-a-reference': {
    kind: 'invalid',
    vi: '"{label}" không chỉ tới mục nào có trong hệ thống. Hãy chọn lại từ danh sách.',
    en: '"{label}" refers to nothing known. Choose again from the list.',
  },
  'too-many': {
    kind: 'invalid',
    vi: '"{label}" chỉ nhận tối đa {max} dòng.',
    en: '"{label}" takes at most {max} rows.',
  },
  'not-rows': { kind: 'invalid', vi: '"{label}" phải là một danh sách.', en: '"{label}" must be a list.' },
  'not-a-place': {
    kind: 'invalid',
    vi: '"{label}" phải là một điểm, đường hoặc vùng (GeoJSON) nằm trong lãnh thổ Việt Nam.',
    en: '"{label}" must be a GeoJSON geometry within Viet Nam.',
  },
  'unknown-field': {
    kind: 'invalid',
    vi: 'Không có trường "{field}" trong {title}. Hãy bỏ trường này.',
    en: 'There is no field "{field}" in {title}. Remove it.',
  },
  'read-only-field': {
    kind: 'invalid',
    vi: '"{label}" do hệ thống tự ghi, không sửa được từ bên ngoài.',
    en: '"{label}" is written by the system and cannot be set from outside.',
  },
  'bad-text': {
    kind: 'invalid',
    vi: '"{label}" có ký tự không hợp lệ. Hãy gõ lại.',
    en: '"{label}" has characters that are not allowed. Type it again.',
  },
  invalid: {
    kind: 'invalid',
    vi: 'Có {count} chỗ cần sửa trước khi gửi.',
    en: '{count} things need to be corrected first.',
  },
})

/** Several refusals at once, so that a form can show each beside its field. */
export class InvalidInput extends Refusal {
  readonly errors: readonly Refusal[]
  constructor(errors: readonly Refusal[]) {
    super(
      'records.invalid',
      {
        kind: 'invalid',
        vi: 'Có {count} chỗ cần sửa trước khi gửi.',
        en: '{count} things need to be corrected first.',
      },
      { count: errors.length },
    )
    this.errors = errors
  }
}

const empty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/**
 * A value as the word it is. Lists and objects are refused: what a form sends as JSON inside a field may hide what the
 * language asks for when it makes a text of it ({"toString": ""}).
 */
function wordOf(value: unknown, label: string, field: string): string {
  if (typeof value === 'object' && !(value instanceof Date)) throw refuseInput['bad-text']({ label }, field)
  return String(value)
}

function parseNumber(value: unknown, label: string, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'string') {
    // Vietnamese writes 1.234,5; machines write 1234.5. A dot followed by exactly three digits groups thousands,
    // unless nothing but a nought stands before it: 0.125 is an eighth.
    const trimmed = value.trim().replace(/\s|đồng|đ$/g, '')
    const plain = /^-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(trimmed)
      ? trimmed.replaceAll('.', '').replace(',', '.')
      : trimmed.replace(',', '.')
    if (/^-?\d+(\.\d+)?$/.test(plain)) return Number(plain)
  }
  throw refuseInput['not-a-number']({ label }, field)
}

const GEOMETRY_DEPTH: Record<Geometry['type'], number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}
const POSITIONS_MAX = 100_000

/** Positions as RFC 7946 nests them, longitude first, altitude dropped; undefined when anything in it is none. */
function positions(value: unknown, depth: number, count: { left: number }): unknown {
  if (!Array.isArray(value)) return undefined
  if (depth === 0) {
    const [lng, lat] = value as unknown[]
    const inside = typeof lng === 'number' && typeof lat === 'number' && lng > 100 && lng < 120 && lat > 5 && lat < 25
    return inside && value.length <= 3 && --count.left >= 0 ? [lng, lat] : undefined
  }
  const list: unknown[] = []
  for (const inner of value) {
    const read = positions(inner, depth - 1, count)
    if (read === undefined) return undefined
    list.push(read)
  }
  return list.length > 0 ? list : undefined
}

function parsePlace(value: unknown, label: string, field: string): Geometry {
  const geometry = (typeof value === 'string' ? safeJson(value) : value) as Geometry | undefined
  const depth =
    typeof geometry?.type === 'string' && Object.hasOwn(GEOMETRY_DEPTH, geometry.type)
      ? GEOMETRY_DEPTH[geometry.type]
      : undefined
  const coordinates =
    geometry && depth !== undefined ? positions(geometry.coordinates, depth, { left: POSITIONS_MAX }) : undefined
  if (!geometry || coordinates === undefined) throw refuseInput['not-a-place']({ label }, field)
  return { type: geometry.type, coordinates }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const INSTANT = /^(\S+?)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * 2026-11-24T08:00:00+07:00, 2026-11-24 08:00 or 24/11/2026 08:00; without a zone it is the province's time. Not
 * Date.parse: that takes 03/04/2026 for the fourth of March and the machine's zone for the province's.
 */
function parseInstant(text: string, field: string): Date | undefined {
  const parts = INSTANT.exec(text.trim())
  if (!parts) return undefined
  const [, day = '', hour = '0', minute = '00', second = '00', fraction = '0', zone = '+07:00'] = parts
  if (Number(hour) > 23) return undefined
  const ms = fraction.padEnd(3, '0').slice(0, 3)
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  return new Date(`${parseLocalDate(day, field)}T${hour.padStart(2, '0')}:${minute}:${second}.${ms}${offset}`)
}

/**
 * Reads one value from outside (JSON, a form field, a cell of a sheet) into the value a row keeps.
 * Throws a Refusal that names the field and says what to do. Empty becomes null.
 */
export function parseField(
  spec: FieldSpec,
  value: unknown,
  field: string,
  label: string,
  rowLabels?: Record<string, { vi: string }>,
): unknown {
  if (empty(value)) {
    if (spec.kind === 'yesno' && spec.required && value === '') return false
    if (spec.required && spec.default === undefined) throw refuseInput.required({ label }, field)
    return spec.default ?? null
  }
  switch (spec.kind) {
    case 'text':
    case 'richtext': {
      if (typeof value !== 'string' && typeof value !== 'number') throw refuseInput['bad-text']({ label }, field)
      const text = nfc(String(value)).replaceAll('\r\n', '\n').trim()
      if (UNSHOWN.test(text)) throw refuseInput['bad-text']({ label }, field)
      const length = [...text].length
      if (spec.min && length > 0 && length < spec.min)
        throw refuseInput['too-short']({ label, length, min: spec.min }, field)
      if (spec.max && length > spec.max) throw refuseInput['too-long']({ label, length, max: spec.max }, field)
      if (text === '' && spec.required) throw refuseInput.required({ label }, field)
      return text === '' ? null : text
    }
    case 'number':
    case 'money': {
      const number = parseNumber(value, label, field)
      if ((spec.kind === 'money' || spec.decimals === 0) && !Number.isSafeInteger(number))
        throw refuseInput['not-a-number']({ label }, field)
      if ((spec.min !== undefined && number < spec.min) || (spec.max !== undefined && number > spec.max)) {
        throw refuseInput['out-of-range']({ label, min: spec.min ?? '−∞', max: spec.max ?? '∞' }, field)
      }
      return number
    }
    case 'date':
      if (typeof value !== 'string' && !(value instanceof Date)) throw refuseInput['bad-text']({ label }, field)
      return parseLocalDate(value instanceof Date ? value.toISOString().slice(0, 10) : value.trim(), field)
    case 'instant': {
      const at = value instanceof Date ? value : parseInstant(wordOf(value, label, field), field)
      if (!at || Number.isNaN(at.getTime())) throw refuseInput['not-an-instant']({ label }, field)
      return at
    }
    case 'period': {
      const raw = (typeof value === 'string' ? safeJson(value) : value) as { from?: unknown; to?: unknown } | undefined
      if (typeof raw?.from !== 'string') throw refuseInput['not-a-period']({ label }, field)
      const from = parseLocalDate(raw.from, field)
      const to = empty(raw.to) ? null : parseLocalDate(wordOf(raw.to, label, field), field)
      if (to !== null && to < from) throw refuseInput['not-a-period']({ label }, field)
      return { from, to }
    }
    case 'choice': {
      const word = wordOf(value, label, field).trim()
      if (spec.values && !spec.values.includes(word)) {
        throw refuseInput['not-a-choice'](
          { label, value: word.slice(0, 60), choices: spec.values.slice(0, 12).join(', ') },
          field,
        )
      }
      if (word.length > 100) throw refuseInput['too-long']({ label, length: word.length, max: 100 }, field)
      return word
    }
    case 'yesno': {
      if (typeof value === 'boolean') return value
      const word = wordOf(value, label, field).trim().toLowerCase()
      if (['true', 'yes', 'có', '1', 'on', 'x'].includes(word)) return true
      if (['false', 'no', 'không', '0', 'off'].includes(word)) return false
      throw refuseInput['not-a-choice']({ label, value: word.slice(0, 60), choices: 'có, không' }, field)
    }
    case 'ref':
      if (typeof value !== 'string' || !isUuid(value)) throw refuseInput['not-a-reference']({ label }, field)
      return value.toLowerCase()
    case 'refs': {
      const list = Array.isArray(value) ? value : wordOf(value, label, field).split(',')
      if (list.length > (spec.max ?? 100)) throw refuseInput['too-many']({ label, max: spec.max ?? 100 }, field)
      return list.map((one) => {
        const id = wordOf(one, label, field).trim()
        if (!isUuid(id)) throw refuseInput['not-a-reference']({ label }, field)
        return id.toLowerCase()
      })
    }
    case 'rows': {
      const list = typeof value === 'string' ? safeJson(value) : value
      if (!Array.isArray(list)) throw refuseInput['not-rows']({ label }, field)
      if (list.length > (spec.max ?? 100)) throw refuseInput['too-many']({ label, max: spec.max ?? 100 }, field)
      return list.map((item: unknown, index) => {
        if (typeof item !== 'object' || item === null) throw refuseInput['not-rows']({ label }, field)
        const row: Record<string, unknown> = {}
        for (const key of Object.keys(item)) {
          if (!spec.rows?.[key]) throw refuseInput['unknown-field']({ field: key, title: label }, field)
        }
        for (const [name, inner] of Object.entries(spec.rows ?? {})) {
          row[name] = parseField(
            inner.spec,
            (item as Record<string, unknown>)[name],
            `${field}.${index}.${name}`,
            rowLabels?.[name]?.vi ?? name,
          )
        }
        return row
      })
    }
    case 'files': {
      const list = typeof value === 'string' ? safeJson(value) : value
      if (!Array.isArray(list)) throw refuseInput['not-rows']({ label }, field)
      if (list.length > (spec.max ?? 10)) throw refuseInput['too-many']({ label, max: spec.max ?? 10 }, field)
      return list.map((item: unknown) => {
        const { file, name, kind, size } = (item ?? {}) as Record<string, unknown>
        if (typeof file !== 'string' || !isUuid(file)) throw refuseInput['not-a-reference']({ label }, field)
        return {
          file,
          name: nfc(wordOf(name ?? '', label, field))
            .split(UNSHOWN)
            .join('')
            .slice(0, 200),
          kind: wordOf(kind ?? '', label, field).slice(0, 40),
          size: typeof size === 'number' ? size : Number(wordOf(size ?? 0, label, field)) || 0,
        }
      })
    }
    case 'place':
      return parsePlace(value, label, field)
    case 'identifier':
      return identifierKinds[spec.identifier as keyof typeof identifierKinds].parse(wordOf(value, label, field), field)
    case 'json':
      return value
    case 'computed':
      throw refuseInput['read-only-field']({ label }, field)
  }
}

export interface ReadOptions {
  /** Only the fields given; required ones may be absent, but not emptied. */
  partial?: boolean
  /** From the system's own code: read-only fields may be set. */
  inside?: boolean
}

/**
 * Reads a whole record from outside. Unknown fields are refused, not dropped: a client that thinks it set something must
 * hear that it did not. All refusals are gathered and thrown together as InvalidInput.
 */
export function readInput(
  type: RecordType,
  input: Record<string, unknown>,
  options: ReadOptions = {},
): Record<string, unknown> {
  const errors: Refusal[] = []
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(input)) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
    if (!field)
      errors.push(
        refuseInput['unknown-field']({ field: name.slice(0, 60), title: type.words.title.vi }, name.slice(0, 60)),
      )
    else if ((field.spec.readonly && !options.inside) || field.spec.kind === 'computed') {
      errors.push(refuseInput['read-only-field']({ label: type.words.fields[name]?.vi ?? name }, name))
    }
  }
  for (const [name, field] of Object.entries(type.fields)) {
    if (field.spec.kind === 'computed' || (field.spec.readonly && !options.inside)) continue
    if (options.partial && !(name in input)) continue
    try {
      values[name] = parseField(
        field.spec,
        input[name],
        name,
        type.words.fields[name]?.vi ?? name,
        type.words.rows?.[name],
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new InvalidInput(errors)
  return values
}
