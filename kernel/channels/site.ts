import type { Logger } from 'pino'
import type { Words } from '#ground/text'
import type { Flow } from '#kernel/cases'
import type { Blobs } from '#kernel/papers'
import type { RecordType } from '#kernel/records'
import type { Database, Tx } from '#kernel/store'
import type { UpstreamSettings } from '#kernel/trust'
import type { House } from './face/page.ts'
import type { Switches } from './switch.ts'
import type { Host } from './watch.ts'

/** A system as the channels know it: what it declares, and a name for people. */
export interface SystemFace {
  name: string
  title: Words
  records: readonly RecordType[]
  flows: readonly Flow[]
  boards: readonly Board[]
  /** Systems whose doors it opens. */
  uses: readonly string[]
  /** The agency that answers for it. */
  owner: string
  /** Names of its jobs. */
  jobs: readonly string[]
}

export interface BoardNumber {
  key: string
  label: Words
  value: number | string
  unit?: Words
  tone?: 'neutral' | 'active' | 'good' | 'bad' | 'wait'
  /** Where the rows behind the number are. */
  link?: string
}

export interface BoardContent {
  numbers: BoardNumber[]
  series: {
    key: string
    title: Words
    kind: 'bar' | 'line' | 'pie'
    categories: string[]
    values: { name: string; data: number[] }[]
  }[]
  map?: { title: Words; unit: Words; values: Record<string, number> }
  lists: { title: Words; columns: Words[]; rows: (string | number)[][] }[]
}

/** Numbers on one screen, each from the rows the looker may see. */
export interface Board {
  name: string
  title: Words
  /** Roles that may open it; empty: every officer. */
  roles: readonly string[]
  content(tx: Tx): Promise<BoardContent>
}

export interface Mailer {
  /** `html`: the same letter for programs that show it; the text is always sent. */
  send(to: string, subject: string, text: string, html?: string): Promise<void>
}

/** Everything a request may need, put together once by the host. */
export interface Site {
  database: Database
  blobs: Blobs
  dataDir: string
  systems: readonly SystemFace[]
  /** Which of them are switched off now. */
  switches: Switches
  types: ReadonlyMap<string, RecordType>
  flows: ReadonlyMap<string, Flow>
  roles: Readonly<Record<string, Words>>
  house: House
  /** Demonstration data are in: every page says so. */
  demo: boolean
  /** Accounts shown at sign-in of a demonstration; empty otherwise. */
  demoAccounts: readonly { login: string; name: string; role: Words }[]
  demoPassword: string | null
  log: Logger
  /** Folder of the built officer's application. */
  officerDir: string
  /** Address by which the outside knows this house, for QR codes and mails. */
  publicUrl: string
  /** By what a code can be sent to a person from here. */
  sends: { email: boolean; phone: boolean }
  limits: { requestsAMinuteMax: number; signInsAMinuteMax: number; bodyBytesMax: number; fileBytesMax: number }
  secureCookies: boolean
  /** The provider of electronic identities people may come in by; absent: none is connected. */
  upstream?: UpstreamSettings | null
  /** Communes as values, for the map until boundaries are imported. */
  communes: readonly {
    code: string
    name: string
    kind: string
    area_km2: number
    population: number
    hexagon: [number, number][]
  }[]
  /** This process among the hosts of the house. */
  host: Host
  health: () => Promise<{ ok: boolean; checks: Record<string, { ok: boolean; words: string }> }>
}
