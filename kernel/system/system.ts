import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { assert } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Flow } from '#kernel/cases'
import type { Board, Http, Site } from '#kernel/channels'
import type { RecordType } from '#kernel/records'
import type { Database, Job, Schema } from '#kernel/store'

/** What a system says of itself. The rest is said by which files lie beside it. */
export interface SystemHead {
  name: string
  title: Words
  /** Row of the provincial plan: 'III.2b'. */
  planRow: string
  /** The agency that answers for it. */
  owner: string
  /** Systems whose doors it opens. */
  uses: readonly string[]
  /** One sentence for the page that lists systems. */
  about: Words
}

/** Declares a system; `system.ts` exports it as default. */
export const system = (head: SystemHead): SystemHead => {
  assert(/^[a-z][a-z0-9-]*$/.test(head.name), `system name ${head.name} is malformed`)
  assert(!reserved.has(head.name), `system name ${head.name} is one of the kernel's own API words`)
  return head
}

/** First path words of the API that belong to the kernel. */
export const reserved: ReadonlySet<string> = new Set([
  'me',
  'meta',
  'sign-in',
  'sign-out',
  'tasks',
  'cases',
  'files',
  'notices',
  'boards',
  'map',
  'imports',
  'units',
  'kernel',
  'account',
  'log',
  'mandates',
  'tracker',
  'views',
  'search',
])

/** Loads values or demonstration data; must be safe to run at every start. */
export type Load = (database: Database, options: LoadOptions) => Promise<void>
export interface LoadOptions {
  demo: boolean
  log: (line: string) => void
}

/** What became of one part of a foreign file that was not taken to the letter. */
export interface ImportNote {
  /** Line of the file, from 1. */
  line: number
  /** How the file itself names the thing. */
  code: string
  kind: 'refused' | 'not-understood' | 'reading'
  field: string
  text: string
  /** For a person, in Vietnamese. */
  why: string
}

/** What a whole foreign file says, before anything of it is written. */
export interface ImportStudy {
  lines: number
  read: number
  refused: number
  /** Read, and left out on purpose, with the reason for a person. */
  leftOut: { count: number; why: Words }
  /** Rows that gave a value, were read beyond the letter, or were not understood, by field. */
  understood: Record<string, number>
  readings: Record<string, number>
  notUnderstood: Record<string, number>
  notes: ImportNote[]
}

/** Takes in a file of a shape that is not ours, one JSON object a line: `npx sen import <name> FILE`. */
export interface Importer {
  title: Words
  record: RecordType
  study(lines: Iterable<string>): ImportStudy
  /** A reader for one run: fields of the record for one row; null leaves the row out; throws a Refusal to refuse it. */
  reader(): (raw: Record<string, unknown>, row: number) => Record<string, unknown> | null
}

/** A system as found in its folder. */
export interface System extends SystemHead {
  /** 'society/kite-club' */
  folder: string
  records: RecordType[]
  flows: Flow[]
  boards: Board[]
  jobs: Job[]
  schema: Schema | null
  api: ((site: Site, http: Http) => void | Promise<void>) | null
  load: Load | null
  loadExamples: Load | null
  importers: Readonly<Record<string, Importer>>
  /** Folder of its style sheets and scripts for the citizen's face, if it has one. */
  assets: string | null
}

const isRecord = (value: unknown): value is RecordType =>
  typeof value === 'object' && value !== null && 'table' in value && 'titleField' in value
const isFlow = (value: unknown): value is Flow =>
  typeof value === 'object' && value !== null && 'moves' in value && 'stateField' in value
const isJob = (value: unknown): value is Job =>
  typeof value === 'object' && value !== null && 'run' in value && 'name' in value
const isBoard = (value: unknown): value is Board =>
  typeof value === 'object' && value !== null && 'content' in value && 'roles' in value

/**
 * Finds the systems below `root` (folders `part/name` with a system.ts) and reads what their files declare: records.ts,
 * cases.ts, reactions.ts, jobs.ts, insight.ts, schema.ts (`schema`), api.ts (`api`), values.ts (`load`), examples.ts (`loadExamples`),
 * imports.ts (`importers`), assets/ (style sheets and scripts); views/index.ts (screens of the officer's application) is read by the web build.
 * Presence is registration; a name in `off` is left out and the rest still runs.
 */
export async function findSystems(root: string, off: readonly string[] = []): Promise<System[]> {
  const found: System[] = []
  for (const part of (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
    for (const entry of (await readdir(join(root, part.name), { withFileTypes: true })).filter((one) =>
      one.isDirectory(),
    )) {
      const folder = `${part.name}/${entry.name}`
      const files = new Set(await readdir(join(root, folder)))
      if (!files.has('system.ts') || off.includes(folder) || off.includes(entry.name)) continue
      const open = async (file: string): Promise<Record<string, unknown>> =>
        files.has(file) ? ((await import(pathToFileURL(join(root, folder, file)).href)) as Record<string, unknown>) : {}
      const head = (await open('system.ts')).default as SystemHead
      assert(
        head?.name === entry.name,
        `systems/${folder}/system.ts must export the head of a system named ${entry.name}`,
      )
      // What follows from a row registers itself as it is read.
      await open('reactions.ts')
      const values = async (file: string) => Object.values(await open(file))
      found.push({
        ...head,
        folder,
        records: (await values('records.ts')).filter(isRecord),
        flows: (await values('cases.ts')).filter(isFlow),
        jobs: (await values('jobs.ts')).filter(isJob),
        boards: (await values('insight.ts')).filter(isBoard),
        schema: ((await open('schema.ts')).schema as Schema | undefined) ?? null,
        api: ((await open('api.ts')).api as System['api'] | undefined) ?? null,
        load: ((await open('values.ts')).load as Load | undefined) ?? null,
        loadExamples: ((await open('examples.ts')).loadExamples as Load | undefined) ?? null,
        importers: ((await open('imports.ts')).importers as System['importers'] | undefined) ?? {},
        assets: files.has('assets') ? join(root, folder, 'assets') : null,
      })
    }
  }
  for (const one of found) {
    for (const used of one.uses) {
      assert(
        off.some((name) => used.endsWith(name)) || found.some((other) => other.name === used || other.folder === used),
        `${one.folder} uses ${used}, which is not there`,
      )
    }
  }
  return found.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}
