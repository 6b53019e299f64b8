import { addDays, localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { nfc, UNSHOWN, type Words } from '#ground/text'
import { changeRow, createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getRoot } from '#kernel/trust'
import { findCommune } from '#province'
import { type EditionRow, getEdition, requireProvince } from './editions.ts'
import {
  differencesOf,
  type ExampleDifference,
  expectedOf,
  type Misfit,
  misfitsOf,
  type Outcome,
  outcomeOf,
} from './expected.ts'
import { DesignExample } from './records.ts'
import { isEmpty } from './rules.ts'
import type { ExampleContent, ExampleExpected } from './shape.ts'
import { exampleEnds, exampleLimits } from './shape.ts'
import { readAnswers, testRun, trialOf } from './test-run.ts'

/** Examples of a procedure: made-up dossiers kept with it, run on an edition before it is published. */

export const refuse = refusals('design-example', {
  missing: {
    kind: 'missing',
    vi: 'Không có ví dụ này, hoặc ví dụ đã bị xóa. Hãy tải lại danh sách ví dụ.',
    en: 'There is no such example, or it was deleted. Reload the list of examples.',
  },
  name: {
    kind: 'invalid',
    vi: 'Tên ví dụ dài 1 đến {max} ký tự.',
    en: 'The name of an example has 1 to {max} characters.',
  },
  'name-taken': {
    kind: 'conflict',
    vi: 'Thủ tục đã có ví dụ tên "{name}". Hãy đặt tên khác, hoặc sửa ví dụ đó.',
    en: 'The procedure already has an example “{name}”. Choose another name, or change that one.',
  },
  note: {
    kind: 'invalid',
    vi: 'Ghi chú của ví dụ dài tối đa {max} ký tự.',
    en: 'The note of an example has at most {max} characters.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Mỗi thủ tục giữ tối đa {max} ví dụ. Hãy xóa ví dụ không còn cần rồi lưu lại.',
    en: 'A procedure keeps at most {max} examples. Delete one that is no longer needed, then save again.',
  },
  'too-many-kept': {
    kind: 'too-many',
    vi: 'Thủ tục này đã ghi {max} ví dụ, kể cả ví dụ đã xóa và bản cũ, không thêm được nữa.',
    en: 'This procedure has recorded {max} examples, with deleted and former ones; no more can be added.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Ví dụ nặng quá {max} kB. Hãy rút gọn câu trả lời.',
    en: 'The example weighs more than {max} kB. Shorten its answers.',
  },
  expected: {
    kind: 'invalid',
    vi: 'Kết quả mong đợi sai cách viết ở "{at}". Hãy tải lại trang rồi điền lại.',
    en: 'What is expected is malformed at “{at}”. Reload the page and fill it in again.',
  },
  at: {
    kind: 'invalid',
    vi: 'Giờ tiếp nhận của ví dụ không đọc được. Hãy ghi ngày/tháng/năm và giờ, ví dụ 08:00.',
    en: 'The time of acceptance cannot be read. Write day/month/year and a time such as 08:00.',
  },
  place: {
    kind: 'invalid',
    vi: 'Không có xã, phường mã "{code}". Hãy chọn lại nơi nộp của ví dụ.',
    en: 'There is no commune “{code}”. Choose another place for the example.',
  },
  stale: {
    kind: 'conflict',
    vi: 'Ví dụ vừa được sửa ở nơi khác. Hãy tải lại danh sách để không ghi đè.',
    en: 'The example was just changed elsewhere. Reload the list so that nothing is overwritten.',
  },
})

type StoredExample = Omit<Row<typeof DesignExample>, 'content' | 'expected'> & {
  content: ExampleContent
  expected: ExampleExpected
}

/** An example as the builder shows it. */
export interface ExampleShown {
  id: string
  version: number
  name: string
  note: string | null
  content: ExampleContent
  expected: ExampleExpected
  validFrom: string
}

/** What became of one example on an edition. */
export interface ExampleRun {
  id: string
  name: string
  /** As expected in everything that is looked at, and nothing of it is unknown to the design. */
  passed: boolean
  misfits: Misfit[]
  differences: ExampleDifference[]
  outcome: Outcome
}

const shown = (row: StoredExample): ExampleShown => ({
  id: row.id,
  version: row.version,
  name: row.name,
  note: row.note,
  content: row.content,
  expected: row.expected,
  validFrom: row.valid_from,
})

type Given = Record<string, unknown>

function readName(value: unknown): string {
  const name = typeof value === 'string' ? nfc(value).trim() : ''
  if (name === '' || [...name].length > exampleLimits.nameLengthMax || UNSHOWN.test(name))
    throw refuse.name({ max: exampleLimits.nameLengthMax }, 'name')
  return name
}

function readNote(value: unknown): string | null {
  const note = typeof value === 'string' ? nfc(value).trim() : ''
  if ([...note].length > exampleLimits.noteLengthMax || UNSHOWN.test(note))
    throw refuse.note({ max: exampleLimits.noteLengthMax }, 'note')
  return note === '' ? null : note
}

const COUNT_MAX = 1e12
const LIST_MAX = 300
const WORD_LENGTH_MAX = 200

/** What must become of it, from outside; refuses another shape by its place. */
function readExpected(value: unknown): ExampleExpected {
  const bad = (at: string) => refuse.expected({ at }, 'expected')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('expected')
  const given = value as Given
  const end = exampleEnds.find((one) => one === given.end)
  if (!end) throw bad('end')
  const amount = (name: string, whole: boolean): number | null => {
    const one = given[name]
    if (one === null || one === undefined) return null
    if (typeof one !== 'number' || !Number.isFinite(one) || one < 0 || one > COUNT_MAX) throw bad(name)
    if (whole && !Number.isSafeInteger(one)) throw bad(name)
    return one
  }
  const list = (name: string): string[] | null => {
    const many = given[name]
    if (many === null || many === undefined) return null
    if (!Array.isArray(many) || many.length > LIST_MAX) throw bad(name)
    return many.map((one: unknown) => {
      if (typeof one !== 'string' || one.length > WORD_LENGTH_MAX) throw bad(name)
      return one
    })
  }
  return {
    end,
    refusedFor: list('refusedFor'),
    fee: amount('fee', true),
    hours: amount('hours', false),
    dueDays: amount('dueDays', true),
    steps: list('steps'),
  }
}

/** The made-up dossier, from outside; without an hour of acceptance it is now, and stays so. */
function readContent(tx: Tx, given: Given): ExampleContent {
  const at = given.at === undefined || given.at === null ? tx.now : new Date(String(given.at).slice(0, 40))
  if (Number.isNaN(at.getTime())) throw refuse.at({}, 'at')
  const commune = typeof given.commune === 'string' && given.commune !== '' ? given.commune : null
  if (commune !== null && !findCommune(commune)) throw refuse.place({ code: commune.slice(0, 10) }, 'commune')
  const content: ExampleContent = {
    // What is not answered says nothing: a field that goes takes no empty answer with it.
    answers: Object.fromEntries(
      Object.entries(readAnswers(given.answers ?? {})).filter(([, value]) => !isEmpty(value)),
    ),
    findings: readAnswers(given.findings ?? {}, 'findings'),
    papers: Array.isArray(given.papers)
      ? [...new Set(given.papers.filter((one): one is string => typeof one === 'string'))].slice(0, LIST_MAX)
      : null,
    channel: (['online', 'in-person', 'post'] as const).find((one) => one === given.channel) ?? 'online',
    commune,
    at: at.toISOString(),
  }
  if (new TextEncoder().encode(JSON.stringify(content)).length > exampleLimits.bytesMax)
    throw refuse['too-large']({ max: exampleLimits.bytesMax / 1000 }, 'answers')
  return content
}

const OF_PROCEDURE = `select * from one_stop.design_example where procedure_code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by sen.fold(name), id limit ${exampleLimits.perProcedureMax}`

/** The day whose examples an edition is held against: today; of one that has ended, its last day. */
function dayOf(tx: Tx, edition: Pick<EditionRow, 'valid_to'>): string {
  const today = localDate(tx.now)
  return edition.valid_to !== null && edition.valid_to < today ? edition.valid_to : today
}

/** Examples of a procedure in force today, by name. Administrators of the province only. */
export async function listExamples(tx: Tx, code: string): Promise<ExampleShown[]> {
  await requireProvince(tx)
  const rows = await tx.query<StoredExample>(OF_PROCEDURE, [code.slice(0, 20), localDate(tx.now)])
  return rows.map(shown)
}

async function runOne(tx: Tx, edition: EditionRow, example: StoredExample): Promise<ExampleRun> {
  const { content, expected } = example
  const ran = await testRun(tx, edition.content, await trialOf(tx, edition, content))
  const outcome = outcomeOf(ran)
  const misfits = misfitsOf(edition.content, content, expected)
  const differences = differencesOf(edition.content, expected, outcome)
  // A finding that is asked on its way and lacks or is malformed leaves the branch to chance: it belongs to what does not fit.
  for (const [path, words] of Object.entries(ran.wrong))
    if (path.startsWith('found.') && ran.end === 'granted')
      misfits.push({ at: path.replace('found.', 'findings/'), words: findingWords(words) })
  return {
    id: example.id,
    name: example.name,
    passed: misfits.length + differences.length === 0,
    misfits,
    differences,
    outcome,
  }
}

const findingWords = (words: Words): Words => ({
  vi: `Kết luận của cán bộ: ${words.vi}`,
  en: `Finding of an officer: ${words.en}`,
})

/** Runs every example of the procedure on an edition, by the real calendars; nothing is written. The caller is an administrator. */
export async function runExamples(tx: Tx, edition: EditionRow): Promise<ExampleRun[]> {
  const rows = await tx.query<StoredExample>(OF_PROCEDURE, [edition.procedure_code, dayOf(tx, edition)])
  const runs: ExampleRun[] = []
  for (const row of rows) runs.push(await runOne(tx, edition, row))
  return runs
}

/** As runExamples, for the door: refuses everybody but administrators of the province. */
export async function runAll(tx: Tx, editionId: string): Promise<{ runs: ExampleRun[]; passed: number }> {
  await requireProvince(tx)
  const runs = await runExamples(tx, await getEdition(tx, editionId))
  return { runs, passed: runs.filter((one) => one.passed).length }
}

/** The examples of a procedure held until the transaction ends, so that two do not go over the limit at once. */
async function lockExamples(tx: Tx, code: string): Promise<StoredExample[]> {
  return tx.asHouse(async () => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended('one-stop/design-example/' || $1, 0))", [code])
    return tx.query<StoredExample>('select * from one_stop.design_example where procedure_code = $1', [code])
  })
}

const open = (row: StoredExample): boolean => row.valid_to === null

function checkPlace(rows: readonly StoredExample[], name: string, self?: string): void {
  const folded = name.toLocaleLowerCase('vi')
  if (rows.some((row) => open(row) && row.id !== self && row.name.toLocaleLowerCase('vi') === folded))
    throw refuse['name-taken']({ name }, 'name')
  if (!self && rows.filter(open).length >= exampleLimits.perProcedureMax)
    throw refuse['too-many']({ max: exampleLimits.perProcedureMax })
  if (rows.length >= exampleLimits.keptMax) throw refuse['too-many-kept']({ max: exampleLimits.keptMax })
}

interface Kept {
  name: string
  note: string | null
  content: ExampleContent
  expected: ExampleExpected
}

async function create(tx: Tx, code: string, kept: Kept, fact: string): Promise<ExampleShown> {
  return tx.asHouse(async () => {
    const row = await createRow(
      tx,
      DesignExample,
      { procedure_code: code, ...kept, valid_from: localDate(tx.now) },
      { unit: (await getRoot(tx)).id, fact },
    )
    return shown(row as StoredExample)
  })
}

/**
 * Keeps a trial of an edition as an example of its procedure. What is expected is what is said, or, where nothing is said, what
 * comes out of the run now.
 */
export async function keepExample(tx: Tx, editionId: string, given: Given): Promise<ExampleShown> {
  await requireProvince(tx)
  const edition = await getEdition(tx, editionId)
  const name = readName(given.name)
  const note = readNote(given.note)
  const content = readContent(tx, given)
  const code = edition.procedure_code
  checkPlace(await lockExamples(tx, code), name)
  const trial = await trialOf(tx, edition, content)
  const expected =
    given.expected === undefined || given.expected === null
      ? expectedOf(outcomeOf(await testRun(tx, edition.content, trial)))
      : readExpected(given.expected)
  return create(tx, code, { name, note, content: { ...content, commune: trial.commune }, expected }, 'kept')
}

async function getExample(tx: Tx, id: string): Promise<StoredExample> {
  await requireProvince(tx)
  const row = isUuid(id)
    ? await tx.one<StoredExample>('select * from one_stop.design_example where id = $1', [id])
    : undefined
  if (!row || !open(row)) throw refuse.missing()
  return row
}

/**
 * Changes name, note, dossier or what is expected of it. Like a design it is dated: what stood yesterday ends yesterday and the
 * changed one begins today, so that a former edition is still held against the examples of its time.
 */
export async function changeExample(tx: Tx, id: string, version: number, given: Given): Promise<ExampleShown> {
  const row = await getExample(tx, id)
  const rows = await lockExamples(tx, row.procedure_code)
  const now = rows.find((one) => one.id === id)
  if (!now || !open(now)) throw refuse.missing()
  if (now.version !== version) throw refuse.stale()
  const kept: Kept = {
    name: given.name === undefined ? row.name : readName(given.name),
    note: given.note === undefined ? row.note : readNote(given.note),
    content: given.answers === undefined ? row.content : readContent(tx, { at: row.content.at, ...given }),
    expected: given.expected === undefined ? row.expected : readExpected(given.expected),
  }
  checkPlace(rows, kept.name, id)
  const today = localDate(tx.now)
  if (row.valid_from >= today)
    return tx.asHouse(async () =>
      shown((await changeRow(tx, DesignExample, id, version, kept, { fact: 'changed' })) as StoredExample),
    )
  await tx.asHouse(() =>
    changeRow(tx, DesignExample, id, version, { valid_to: addDays(today, -1) }, { fact: 'replaced' }),
  )
  return create(tx, row.procedure_code, kept, 'changed')
}

/** Another example like this one, under a name of its own. */
export async function copyExample(tx: Tx, id: string, name?: unknown): Promise<ExampleShown> {
  const row = await getExample(tx, id)
  const rows = await lockExamples(tx, row.procedure_code)
  const own = name === undefined ? freeName(rows, row.name) : readName(name)
  checkPlace(rows, own)
  const { note, content, expected } = row
  return create(tx, row.procedure_code, { name: own, note, content, expected }, 'kept')
}

/** 'Đóng làn' → 'Đóng làn (2)', not among those in force. */
function freeName(rows: readonly StoredExample[], name: string): string {
  const taken = new Set(rows.filter(open).map((row) => row.name.toLocaleLowerCase('vi')))
  const bare = name.replace(/ \(\d+\)$/, '')
  for (let n = 2; ; n++) {
    const tail = ` (${n})`
    const next = [...bare].slice(0, exampleLimits.nameLengthMax - tail.length).join('') + tail
    if (!taken.has(next.toLocaleLowerCase('vi'))) return next
  }
}

/** Takes an example out of use: it ends, and editions of its time still know it. */
export async function removeExample(tx: Tx, id: string, version: number): Promise<void> {
  const row = await getExample(tx, id)
  if (row.version !== version) throw refuse.stale()
  const today = localDate(tx.now)
  // One that began today never stood: it ends before it begins, and no day finds it.
  await tx.asHouse(() =>
    changeRow(tx, DesignExample, id, version, { valid_to: addDays(today, -1) }, { fact: 'removed' }),
  )
}

/** What publishing says of examples that fail: how many, and the first difference of at most three. Null when all pass. */
export function speakFailing(runs: readonly ExampleRun[]): Words | null {
  const failing = runs.filter((one) => !one.passed)
  if (failing.length === 0) return null
  const first = (one: ExampleRun): Words => one.misfits[0]?.words ?? one.differences[0]?.words ?? { vi: '', en: '' }
  const told = failing.slice(0, 3)
  const more = failing.length - told.length
  return {
    vi: `${failing.length} trên ${runs.length} ví dụ không đạt: ${told.map((one) => `"${one.name}" (${first(one).vi})`).join(' ')}${more > 0 ? ` Còn ${more} ví dụ nữa.` : ''}`,
    en: `${failing.length} of ${runs.length} examples fail: ${told.map((one) => `“${one.name}” (${first(one).en})`).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`,
  }
}
