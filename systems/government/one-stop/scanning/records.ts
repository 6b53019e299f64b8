import { choice, instant, json, number, record, ref, text, yesno } from '#kernel/records'
import type { Card, PageNote } from './rules.ts'
import { pileWords, scanWords } from './words.ts'

/** One sheet of a paper: a page of a kept file, by the hash of its content. */
export interface Sheet {
  file: string
  sha256: string
  name: string
  kind: 'pdf' | 'jpeg' | 'png' | 'webp'
  /** From 1, for a PDF. */
  page: number | null
}

/** What a code on a sheet was taken for. `sheet` from 1, 0 for a cover; `said` is a number or a name of our own, never what stood in a code we do not know. */
export interface CodeNote {
  sheet: number
  is: 'dossier' | 'separator' | 'card' | 'transfer' | 'other' | 'unread'
  said: string | null
  /** It names something that is not there, or that this officer may not see: nothing came of it. */
  refused?: true
}

/** One paper on its way from the glass to a dossier, in the tray of the officer who scanned it; nobody else sees it. */
export const Scan = record('one-stop/scan', {
  words: scanWords,
  fields: {
    name: text({ max: 200 }).required().readonly().personal('basic'),
    origin: choice('folder', 'upload').required().readonly(),
    /** Name, size and time of writing of the file in the folder, so that a look that broke off takes nothing twice. */
    source_mark: text({ max: 400 }).readonly(),
    state: choice('waiting', 'reading', 'read', 'failed', 'used', 'joined', 'discarded').default('waiting').readonly(),
    reason: text({ max: 1_000 }).readonly(),
    sheets: json<Sheet[]>(),
    sheets_count: number({ min: 0, max: 500 }).default(0).readonly(),
    notes: json<PageNote[]>(),
    /** The first lines only, for telling what paper it is. */
    head: text({ max: 2_000 }).readonly().personal('sensitive'),
    component: text({ max: 60 }).readonly(),
    component_name: text({ max: 500 }).readonly(),
    score: number({ min: 0, max: 1, decimals: 2 }).readonly(),
    chosen: yesno().default(false).readonly(),
    printed_number: text({ max: 40 }).readonly(),
    goes_on: text({ max: 36 }).readonly(),
    /** What the codes on its sheets say, and the covers it lay under: no sheets of the paper, kept to be put back. */
    codes: json<CodeNote[]>(),
    covers: json<Sheet[]>(),
    cards: json<Card[]>().personal('basic'),
    /** The dossier its cover names, when the officer may see it. */
    for_dossier: ref('one-stop/dossier').readonly(),
    for_number: text({ max: 40 }).readonly(),
    /** The officer said its covers are sheets of the paper: it is not parted again. */
    kept_whole: yesno().default(false).readonly(),
    dossier: ref('one-stop/dossier').readonly(),
    arrived_at: instant().required().readonly(),
    settled_at: instant().readonly(),
  },
  titleField: 'name',
  unique: { source: ['created_by', 'source_mark'] },
  indexes: { tray: { on: 'created_by, arrived_at', where: 'settled_at is null' } },
  processing: {
    purpose: {
      vi: 'Giữ bản quét giấy tờ nộp tại quầy cho đến khi vào hồ sơ.',
      en: 'To hold scans of papers handed in at the counter until they enter a dossier.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP; Thông tư 01/2023/TT-VPCP', article: 'Điều 8', kind: 'law' },
    subjects: { vi: 'Người nộp hồ sơ tại quầy', en: 'Who files at the counter' },
    recipients: [],
    retention: {
      years: 1,
      after: 'settled_at',
      ends: 'erase',
      basis:
        'Quy ước của nền tảng: giấy tờ đã vào hồ sơ nằm trong hồ sơ; khay chỉ để đối chiếu. Giấy tờ không dùng bị bỏ sau 30 ngày.',
    },
    measures: { vi: 'Chỉ cán bộ đã quét xem được khay của mình.', en: 'Only the officer who scanned sees the tray.' },
    // A tray holds papers of people not yet known; nobody can be found by it.
    about: 'nobody',
  },
  access: { read: ['creator'], create: ['house'], change: ['house'] },
  list: {
    columns: ['name', 'state', 'component_name', 'arrived_at'],
    sorts: ['arrived_at'],
    defaultSort: '-arrived_at',
    filters: ['state'],
  },
})

/** One line of a pile and what became of it. */
export interface PileLine {
  national_id: string
  full_name: string
  phone: string
  content: string
  copies: number
  number?: string
  dossier?: string
  /** Why it was refused, in the officer's language, by field when it is about one. */
  refused?: string
}

/** Many applicants, one procedure: made into dossiers one by one, each in a transaction of its own. */
export const Pile = record('one-stop/pile', {
  words: pileWords,
  fields: {
    procedure: ref('one-stop/procedure').required().readonly(),
    procedure_name: text({ max: 1_000 }).required().readonly(),
    state: choice('waiting', 'running', 'done', 'cancelled').default('waiting').readonly(),
    lines: json<PileLine[]>().personal('basic'),
    lines_count: number({ min: 0, max: 1_000 }).default(0).readonly(),
    done_count: number({ min: 0, max: 1_000 }).default(0).readonly(),
    refused_count: number({ min: 0, max: 1_000 }).default(0).readonly(),
    accept_now: yesno().default(true).readonly(),
    ended_at: instant().readonly(),
  },
  titleField: 'procedure_name',
  processing: {
    purpose: {
      vi: 'Lập hồ sơ cho nhiều người nộp cùng lúc tại quầy.',
      en: 'To make dossiers for many applicants at once at the counter.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP', article: 'Điều 17', kind: 'law' },
    subjects: { vi: 'Người nộp hồ sơ tại quầy', en: 'Who files at the counter' },
    recipients: [],
    retention: {
      years: 1,
      after: 'ended_at',
      ends: 'erase',
      basis: 'Quy ước của nền tảng: hồ sơ đã giữ đủ nội dung.',
    },
    measures: { vi: 'Chỉ cán bộ đã lập xấp xem được.', en: 'Only the officer who made the pile sees it.' },
    about: 'nobody',
  },
  access: { read: ['creator'], create: ['house'], change: ['house'] },
  list: {
    columns: ['procedure_name', 'state', 'lines_count', 'done_count', 'refused_count', 'created_at'],
    sorts: ['created_at'],
    defaultSort: '-created_at',
    filters: ['state'],
  },
})
