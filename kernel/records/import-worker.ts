import { Refusal } from '#ground/refusal'
import type { FileAnswer, FileQuestion, FileRow, ImportFile, SentRefusal, SentRow } from './import-file.ts'
import { readFileRows } from './import-reader.ts'

/** Rows go over in parcels: enough that their cost is small, bounded by rows and by what is in them. */
const PARCEL_ROWS = 200
const PARCEL_CHARACTERS = 2_000_000

const sent = ({ code, facts, field }: Refusal): SentRefusal => ({
  code,
  facts,
  ...(field === undefined ? {} : { field }),
})

function weightOf(row: FileRow): number {
  let sum = 0
  for (const value of Object.values(row.cells))
    sum += typeof value === 'string' ? value.length : typeof value === 'object' && value !== null ? 1_000 : 8
  return sum
}

let file: ImportFile | undefined
/** Why reading stopped in the middle of a parcel: told after the rows before it. */
let stopped: Refusal | undefined

async function answer(question: FileQuestion): Promise<FileAnswer> {
  if (question.do === 'open') {
    file = await readFileRows(question.path, question.format)
    return { opened: { columns: file.columns, total: file.total } }
  }
  if (stopped) return { refused: sent(stopped) }
  const rows: SentRow[] = []
  let weight = 0
  while (file && rows.length < PARCEL_ROWS && weight < PARCEL_CHARACTERS) {
    let next: IteratorResult<FileRow>
    try {
      next = await file.rows.next()
    } catch (error) {
      if (!(error instanceof Refusal) || rows.length === 0) throw error
      stopped = error
      return { rows, done: false }
    }
    if (next.done) return { rows, done: true }
    const { broken, ...row } = next.value
    rows.push(broken ? { ...row, broken: sent(broken) } : row)
    weight += weightOf(next.value)
  }
  return { rows, done: false }
}

// Without its house there is nobody to read for.
process.on('disconnect', () => process.exit())
process.on('message', async (question: FileQuestion) => {
  let reply: FileAnswer
  try {
    reply = await answer(question)
  } catch (error) {
    reply = error instanceof Refusal ? { refused: sent(error) } : { fault: String((error as Error).stack ?? error) }
  }
  process.send?.(reply)
})
