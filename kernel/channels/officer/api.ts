import type { Words } from '#ground/text'
import { noteReach } from './reach.ts'

/** What the JSON API answers; the shapes mirror the contract of /api/v1 field by field. */

export type { Words }
export type Lang = 'vi' | 'en'

export type Me = {
  account: { id: string; name: string; login: string } | null
  person: { id: string; fullName?: string } | string | null
  /** `inPlaceOf`: held for an absent colleague. */
  roles: {
    role: string
    title: Words | string
    unit: { id: string; code: string; name: string }
    inPlaceOf?: string
  }[]
  csrf: string
  assurance?: 'one-factor' | 'two-factor'
  /** Her roles demand a second factor and she has none: nothing else opens until she has. */
  enrolDue?: boolean
  lang: Lang
  demo: boolean
  /** Given only where the house shows its demonstration. */
  demoAccounts?: { login: string; name: string; role: Words }[]
}

/** How somebody proves who she is beside the password. */
export type ProofMethod = 'password' | 'totp' | 'passkey' | 'recovery'

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

export type FieldMeta = {
  name: string
  kind: FieldKind
  label: Words
  help?: Words
  /** What stands in the field of a new row. */
  default?: unknown
  required: boolean
  readonly: boolean
  max?: number
  min?: number
  /** Digits after the comma; absent: any. */
  decimals?: number
  unit?: string
  choices?: { value: string; label: Words }[]
  ref?: string
  identifier?: string
  fields?: FieldMeta[]
  personal?: 'basic' | 'sensitive'
  searchable: boolean
  sortable: boolean
}

export type RecordMeta = {
  system: string
  name: string
  path: string
  title: Words
  plural: Words
  titleField: string
  /** What may not be seen may be opened in an emergency. */
  breakGlass?: true
  fields: FieldMeta[]
  access: { create: boolean; change: boolean; import: boolean; export: boolean }
  list: { columns: string[]; sorts: string[]; defaultSort: string; filters: string[] }
  flow?: string
}

export type Tone = 'neutral' | 'active' | 'good' | 'bad' | 'wait'
export type FlowMeta = {
  system: string
  name: string
  record: string
  title: Words
  /** Who answers for late work, and so may hand any of it over. */
  headRole?: string
  states: { name: string; label: Words; end?: boolean; tone: Tone }[]
}

export type SystemMeta = { name: string; title: Words; records: RecordMeta[]; flows: FlowMeta[] }
export type Meta = { systems: SystemMeta[]; roles: Record<string, Words> }

/** One row of a record: its fields by name, with the titles of what it refers to in `_labels`. */
export type Row = {
  id: string
  version: number
  unit?: string
  sample?: boolean
  _labels?: Record<string, unknown>
  /** Fields that hold more than is shown here. */
  _masked?: string[]
} & Record<string, unknown>

export type Count = { value: number; exact: boolean }
export type Page<R> = { rows: R[]; next: string | null; count: Count }

export type ClockState = 'ok' | 'warn' | 'late' | 'paused' | 'none'
export type Clock = { state: ClockState; words: Words }
export type Move = {
  name: string
  label: Words
  tone: 'primary' | 'neutral' | 'danger'
  confirm?: Words
  fields: FieldMeta[]
}
export type Task = {
  id: string
  version: number
  flow: string
  system: string
  record: string
  recordId: string
  title: string
  number: string
  step: string
  stepLabel: Words
  unit: { id: string; name: string }
  role: string
  assignee: { id: string; name: string } | null
  openedAt: string
  dueAt: string | null
  pausedAt: string | null
  doneAt: string | null
  doneBy?: string | null
  clock: Clock
  moves: Move[]
  /** The absent colleague for whom I would do it. */
  inPlaceOf?: string | null
  /** My own last move, which nobody has opened yet. */
  recallable: boolean
}
export type TaskScope = 'mine' | 'unit' | 'all'
export type TaskPage = {
  rows: Task[]
  next: string | null
  counts: { mine: number; unit: number; late: number; warn: number }
}
export type BulkAnswer = { done: string[]; refused: { id: string; error: ErrorBody }[] }

export type Paper = {
  id: string
  file: string
  name: string
  kind: string
  size: number
  by?: string | { name: string } | null
  at: string
  previewUrl: string | null
  url: string
}
export type Comment = { id: string; at: string; by: { name: string; unit: string | null }; text: string }
export type TimelineItem = {
  seq: number | string
  at: string
  kind: string
  actor: { name: string; unit: string | null } | null
  words: Words
  /** What was said with it: a remark, a reason, what is to be supplied. */
  details?: { label: Words | null; text: Words | string }[]
  data?: unknown
}
export type Timeline = { items: TimelineItem[]; next: string | null }
export type CaseClock = Clock & { name: string; label: Words; dueAt: string | null; endedAt?: string | null }
export type CaseView = {
  record: Row
  /** The person it is about asked that her data go no further than the law commands. */
  restricted: boolean
  meta: RecordMeta
  flow: FlowMeta
  state: string
  /** Moves on the case itself, without a task: supply at the counter, withdraw. */
  moves: Move[]
  tasks: Task[]
  clocks: CaseClock[]
  papers: Paper[]
  comments: Comment[]
  timeline: TimelineItem[]
}

/** A file as a record keeps it. */
export type FileRef = { file: string; name: string; kind: string; size: number }
export type StoredFile = { id: string; name: string; kind: string; size: number; sha256?: string; pages?: number }
export type Notice = {
  id: string
  at: string
  title: Words | string
  body: Words | string
  link: string | null
  readAt: string | null
}
export type NoticePage = { rows: Notice[]; unread: number; next?: string | null }

export type ImportJob = {
  id: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  total: number | null
  done: number
  created: number
  changed: number
  unchanged: number
  failed: number
  /** What became of each column; field null for one that was left out. */
  columns?: { column: string; field: string | null }[] | null
  /** Why it failed as a whole, for a person. */
  reason?: string | null
  startedAt: string | null
  endedAt: string | null
}

export type BoardHead = { name: string; title: Words | string; system: string }
export type BoardNumber = {
  key: string
  label: Words | string
  value: number | string | null
  unit?: Words | string
  tone?: Tone
  link?: string
}
export type Series = {
  key: string
  title: Words | string
  kind: 'bar' | 'line' | 'pie'
  categories: (Words | string)[]
  values: { name: Words | string; data: (number | null)[] }[]
}
export type BoardList = {
  title: Words | string
  columns: (string | Words | { key: string; label: Words | string })[]
  rows: (unknown[] | Record<string, unknown>)[]
}
export type Board = {
  title: Words | string
  at: string
  numbers: BoardNumber[]
  series: Series[]
  map?: { title: Words | string; unit?: Words | string; values: Record<string, number> }
  lists: BoardList[]
}

export type CommuneFeature = {
  type: 'Feature'
  properties: { code: string; name: string; kind: string; area_km2: number | null; population: number | null }
  geometry:
    | { type: 'Polygon'; coordinates: [number, number][][] }
    | { type: 'MultiPolygon'; coordinates: [number, number][][][] }
}
export type Communes = { type: 'FeatureCollection'; source: 'boundaries' | 'hexagons'; features: CommuneFeature[] }

type ErrorBody = {
  code: string
  message: string
  field?: string
  facts?: Record<string, unknown>
  /** Several refusals at once, one a field. */
  errors?: ErrorBody[]
}

/** The server understood and refused; `message` is already the sentence to show. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly facts: Record<string, unknown>
  /** What is wrong, by field name; empty when the refusal is about the whole. */
  readonly fields: Record<string, string>

  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.name = 'Refused'
    this.status = status
    this.code = body.code
    this.field = body.field
    this.facts = body.facts ?? {}
    this.fields = Object.fromEntries(
      [body, ...(body.errors ?? [])].flatMap((one) => (one.field ? [[one.field, one.message] as const] : [])),
    )
  }

  /** Somebody else changed the row since it was read. */
  get stale(): boolean {
    return this.code.endsWith('stale-version') || this.code === 'cases.already-moved'
  }
}

/** The server could not be reached, or answered something that is not ours (a proxy's page). */
export class Unreachable extends Error {
  readonly status: number | undefined
  constructor(status?: number) {
    super('unreachable')
    this.name = 'Unreachable'
    this.status = status
  }
}

/** What every request carries; the session keeps it up to date. */
export const credentials: {
  csrf: string
  lang: Lang
  lost: () => void
  /** Asks the person to prove herself again; true when she did and the request may be repeated. */
  prove: () => Promise<boolean>
} = { csrf: '', lang: 'vi', lost: () => {}, prove: async () => false }

/** Refused for want of a proof of identity, which can be given on the spot. */
const wantsProof = (reason: unknown): boolean =>
  reason instanceof Refused && (reason.code === 'account.prove-again' || reason.code === 'account.password-needed')

/** Reads the refusal out of an answer's text; anything else than our JSON is a broken road, not a refusal. */
export function readRefusal(status: number, text: string): Refused | Unreachable {
  try {
    const body = JSON.parse(text) as { error?: ErrorBody }
    if (body.error && typeof body.error.message === 'string' && typeof body.error.code === 'string')
      return new Refused(status, body.error)
  } catch {}
  return new Unreachable(status)
}

type Options = { method?: string; body?: unknown; signal?: AbortSignal; quiet?: boolean; again?: boolean }

/** One request to the API. Throws Refused or Unreachable; an aborted request throws the usual AbortError. */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const { method = 'GET', body, signal, quiet = false, again = false } = options
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': credentials.lang }
  if (method !== 'GET') headers['x-csrf'] = credentials.csrf
  const form = body instanceof FormData
  if (body !== undefined && !form) headers['content-type'] = 'application/json'
  let answer: Response
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : form ? body : JSON.stringify(body),
      signal,
      credentials: 'same-origin',
    })
  } catch (reason) {
    if (signal?.aborted) throw reason
    noteReach(false)
    throw new Unreachable()
  }
  const text = await answer.text()
  noteReach(true)
  if (!answer.ok) {
    const refusal = readRefusal(answer.status, text)
    if (answer.status === 401 && !quiet) credentials.lost()
    if (wantsProof(refusal) && !quiet && !again && (await credentials.prove()))
      return call<T>(path, { ...options, again: true })
    throw refusal
  }
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch {
    throw new Unreachable(answer.status)
  }
}

export const post = <T>(path: string, body: unknown = {}, options: Options = {}): Promise<T> =>
  call<T>(path, { ...options, method: 'POST', body })
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>(path, { method: 'PATCH', body })

/** Query string from plain values; empty ones are left out. */
export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== '' && value !== false) search.set(name, String(value))
  const text = search.toString()
  return text ? `?${text}` : ''
}

/** Sends one file with progress (0..1); fetch cannot report upload progress, XMLHttpRequest can. */
export function upload<T>(
  path: string,
  file: File,
  progress: (part: number) => void,
): { done: Promise<T>; cancel: () => void } {
  const request = new XMLHttpRequest()
  const done = new Promise<T>((resolve, reject) => {
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        try {
          resolve(JSON.parse(request.responseText) as T)
        } catch {
          reject(new Unreachable(request.status))
        }
        return
      }
      if (request.status === 401) credentials.lost()
      reject(readRefusal(request.status, request.responseText))
    }
    request.onerror = () => reject(new Unreachable())
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    const form = new FormData()
    form.append('file', file, file.name)
    request.open('POST', path)
    request.setRequestHeader('x-csrf', credentials.csrf)
    request.setRequestHeader('accept-language', credentials.lang)
    request.setRequestHeader('accept', 'application/json')
    request.send(form)
  })
  return { done, cancel: () => request.abort() }
}
