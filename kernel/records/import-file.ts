import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Facts, type Refusal, refusals } from '#ground/refusal'

export const refuseFile = refusals('import', {
  'unknown-format': {
    kind: 'unsupported',
    vi: 'Không đọc được tệp "{name}". Hãy gửi tệp .xlsx, .csv, .json, .ndjson hoặc .geojson.',
    en: 'The file "{name}" cannot be read. Send .xlsx, .csv, .json, .ndjson or .geojson.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Tệp nặng {size} MB, quá giới hạn {max} MB của định dạng này. Hãy chia thành nhiều tệp, hoặc gửi dạng CSV.',
    en: 'The file has {size} MB, more than the {max} MB of this format. Split it, or send it as CSV.',
  },
  'too-heavy': {
    kind: 'too-large',
    vi: 'Tệp bung ra quá lớn so với {max} MB bộ nhớ dành cho một lần nhập. Hãy chia thành nhiều tệp, hoặc gửi dạng CSV.',
    en: 'The file unfolds to more than the {max} MB of memory an import may use. Split it, or send it as CSV.',
  },
  'too-slow': {
    kind: 'too-large',
    vi: 'Tệp quá phức tạp: đọc quá {seconds} giây mà chưa được dòng tiếp theo. Hãy chia thành nhiều tệp, hoặc gửi dạng CSV.',
    en: 'The file is too complex: no next row after {seconds} seconds of reading. Split it, or send it as CSV.',
  },
  'too-many-rows': {
    kind: 'too-large',
    vi: 'Tệp có hơn {max} dòng; {max} dòng đầu đã được đọc. Hãy để các dòng còn lại vào tệp khác.',
    en: 'The file has more than {max} rows; the first {max} have been read. Put the rest into another file.',
  },
  'too-many-columns': {
    kind: 'too-large',
    vi: 'Tệp có {count} cột, tối đa {max}. Hãy bỏ các cột thừa.',
    en: 'The file has {count} columns, at most {max}. Remove those that are not needed.',
  },
  'not-utf8': {
    kind: 'invalid',
    vi: 'Tệp không phải Unicode (UTF-8) nên chữ có dấu sẽ hỏng. Trong Excel hãy chọn "Lưu dưới dạng" → "CSV UTF-8", hoặc gửi tệp .xlsx.',
    en: 'The file is not UTF-8, so letters with marks would be damaged. In Excel choose "Save as" → "CSV UTF-8", or send .xlsx.',
  },
  'not-csv': {
    kind: 'invalid',
    vi: 'Từ dòng {line} trở đi tệp CSV không đọc được, thường do thừa hoặc thiếu dấu nháy kép. Hãy sửa dòng đó rồi gửi lại.',
    en: 'The CSV cannot be read from line {line} on, most often for a missing double quote. Correct that line and send again.',
  },
  'not-xlsx': {
    kind: 'invalid',
    vi: 'Tệp không phải bảng tính .xlsx còn nguyên vẹn. Hãy mở bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx rồi gửi.',
    en: 'The file is not a whole .xlsx workbook. Open it, save it again as .xlsx and send it.',
  },
  'not-json': {
    kind: 'invalid',
    vi: 'Nội dung JSON không đọc được: cần một danh sách các đối tượng (mỗi dòng một đối tượng với NDJSON).',
    en: 'The JSON cannot be read: a list of objects is needed (one a line for NDJSON).',
  },
  'no-header': {
    kind: 'invalid',
    vi: 'Tệp không có dòng tiêu đề cột. Dòng đầu phải là tên các cột.',
    en: 'The file has no row of column titles. Its first row must name the columns.',
  },
  'same-column-twice': {
    kind: 'invalid',
    vi: 'Cột "{column}" có hai lần trong tệp. Hãy giữ một cột.',
    en: 'The column "{column}" is in the file twice. Keep one of them.',
  },
  'more-cells': {
    kind: 'invalid',
    vi: 'Dòng này có nhiều ô hơn số cột tiêu đề, có thể do thừa dấu ngăn cách. Hãy sửa lại dòng.',
    en: 'This row has more cells than there are column titles, perhaps for a separator too many. Correct the row.',
  },
  'cell-error': {
    kind: 'invalid',
    vi: 'Ô ở cột "{column}" là công thức bị lỗi hoặc chưa được tính {error}. Hãy mở tệp bằng Excel, sửa công thức hoặc dán giá trị, rồi lưu lại.',
    en: 'The cell in column "{column}" is a formula with an error or without a result {error}. Correct it or paste its value, and save again.',
  },
  'cell-too-long': {
    kind: 'too-large',
    vi: 'Ô ở cột "{column}" dài {length} ký tự, tối đa {max}.',
    en: 'The cell in column "{column}" has {length} characters, at most {max}.',
  },
})

export const importFormats = ['csv', 'xlsx', 'ndjson', 'json', 'geojson'] as const
export type ImportFormat = (typeof importFormats)[number]

/** One row of a file, as it came. */
export interface FileRow {
  /** As a person counts who opens the file: the line of a sheet with its titles, the place in a list from 1. */
  number: number
  cells: Record<string, unknown>
  /** Set when the row could not be taken apart. */
  broken?: Refusal
}

export interface ImportFile {
  /** Titles of a table; null where every row names its own columns. */
  columns: readonly string[] | null
  /** Known at once only where the file is held whole. */
  total: number | null
  rows: AsyncGenerator<FileRow>
}

/** The same, being read in a process of its own, which `close` ends. */
export interface OpenFile extends ImportFile {
  close(): Promise<void>
}

/** The format by the ending of a name. */
export function formatOf(fileName: string): ImportFormat {
  const ending = fileName.toLowerCase().split('.').at(-1) ?? ''
  if (ending === 'jsonl') return 'ndjson'
  if (ending === 'txt' || ending === 'tsv') return 'csv'
  const known = importFormats.find((format) => format === ending)
  if (!known) throw refuseFile['unknown-format']({ name: fileName.slice(0, 100) })
  return known
}

/** What the process that reads a file is asked, and what it answers. Refusals go by name: the words stay on this side. */
export type FileQuestion = { do: 'open'; path: string; format: ImportFormat } | { do: 'next' }
export interface SentRefusal {
  code: string
  facts: Facts
  field?: string
}
export type SentRow = Omit<FileRow, 'broken'> & { broken?: SentRefusal }
export type FileAnswer =
  | { opened: { columns: readonly string[] | null; total: number | null } }
  | { rows: SentRow[]; done: boolean }
  | { refused: SentRefusal }
  | { fault: string }

/** `openSecondsMax` until the first rows, `stepSecondsMax` for each next step; the heap of the reader in MB. */
export const readingLimits = { openSecondsMax: 180, stepSecondsMax: 60, memoryMaxMB: 1_024 }

function received({ code, facts, field }: SentRefusal): Refusal {
  const name = code.replace(/^import\./, '') as keyof typeof refuseFile
  const make = refuseFile[name] as ((facts: Facts, field?: string) => Refusal) | undefined
  if (!make) throw new Error(`the reader refused with ${code}, which is not declared here`)
  return make(facts, field)
}

/**
 * Opens a file for reading row by row, in a process of its own: what a workbook of some kilobytes unfolds to can take that
 * process, never the house. (A thread would not do: one that runs out of memory inside the engine takes all with it.)
 * Refuses what is too large, too heavy, too slow, or not what its format says.
 */
export async function openFile(path: string, format: ImportFormat, limits = readingLimits): Promise<OpenFile> {
  const reader = fork(fileURLToPath(new URL('./import-worker.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${limits.memoryMaxMB}`],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // Held back from keeping the house open; while an answer is awaited, its clock does.
  reader.unref()
  reader.channel?.unref()
  let ended: Error | undefined
  const close = async () => {
    ended ??= new Error('the file was closed')
    reader.removeAllListeners()
    reader.on('error', () => undefined)
    reader.kill('SIGKILL')
  }
  async function ask(question: FileQuestion, secondsMax: number): Promise<Exclude<FileAnswer, { refused: unknown }>> {
    if (ended) throw ended
    let clock: ReturnType<typeof setTimeout> | undefined
    try {
      const answer = await new Promise<FileAnswer>((resolve, reject) => {
        reader.removeAllListeners()
        reader.once('message', (message) => resolve(message as FileAnswer))
        reader.once('error', reject)
        // It ends by itself for one reason alone: the engine found no more memory.
        reader.once('exit', () => reject(refuseFile['too-heavy']({ max: limits.memoryMaxMB })))
        clock = setTimeout(() => reject(refuseFile['too-slow']({ seconds: secondsMax })), secondsMax * 1_000)
        reader.send(question, (error) => error && reject(error))
      })
      if ('fault' in answer) throw new Error(`reading: ${answer.fault}`)
      if ('refused' in answer) throw received(answer.refused)
      return answer
    } catch (error) {
      await close()
      throw error
    } finally {
      clearTimeout(clock)
    }
  }
  const first = await ask({ do: 'open', path, format }, limits.openSecondsMax)
  if (!('opened' in first)) throw new Error('the reader answered another question')
  async function* rows(): AsyncGenerator<FileRow> {
    try {
      for (;;) {
        const step = await ask({ do: 'next' }, limits.stepSecondsMax)
        if (!('rows' in step)) throw new Error('the reader answered another question')
        for (const { broken, ...row } of step.rows) yield broken ? { ...row, broken: received(broken) } : row
        if (step.done) return
      }
    } finally {
      await close()
    }
  }
  return { ...first.opened, rows: rows(), close }
}
