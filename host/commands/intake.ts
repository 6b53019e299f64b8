import { createReadStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { localDate } from '#ground/clock'
import { assert, refusals } from '#ground/refusal'
import { fold } from '#ground/text'
import { importBoundaries } from '#kernel/channels'
import {
  csvLine,
  errorsFile,
  getImport,
  type ImportRun,
  type ReadRow,
  type RecordType,
  runImport,
  startImport,
} from '#kernel/records'
import type { Importer, ImportNote, ImportStudy } from '#kernel/system'
import { findUnitByCode, getRoot, refuseUnit } from '#kernel/trust'
import { communes } from '#province'
import { systemsOfHouse, typesOf } from '../open.ts'
import type { Surroundings } from './command.ts'
import { operator } from './place.ts'
import { type Opened, openForCommand } from './store.ts'

const refuse = refusals('file', {
  unknown: {
    kind: 'invalid',
    vi: 'Không biết loại dữ liệu "{name}". Có thể nhập: {known}.',
    en: 'The kind of data "{name}" is not known. These can be imported: {known}.',
  },
  'no-file': {
    kind: 'missing',
    vi: 'Không có tệp "{path}". Hãy kiểm tra lại đường dẫn.',
    en: 'There is no file "{path}". Check the path.',
  },
  'too-large': {
    kind: 'too-large',
    vi: 'Tệp nặng {size} MB, quá giới hạn {limit} MB. Hãy chia thành nhiều tệp.',
    en: 'The file has {size} MB, over the limit of {limit} MB. Split it.',
  },
  'not-json': {
    kind: 'invalid',
    vi: 'Tệp "{path}" không phải JSON ({why}). Hãy xuất lại tệp ranh giới dạng GeoJSON.',
    en: 'The file "{path}" is no JSON ({why}). Export the boundaries as GeoJSON again.',
  },
})

const MB = 1_048_576
const BOUNDARY_MB_MAX = 64
const LINES_MB_MAX = 200
const SHOW_EVERY_MS = { terminal: 300, log: 5_000 }

async function getFile(path: string, mbMax: number): Promise<string> {
  const full = resolve(path)
  const found = await stat(full).catch(() => undefined)
  if (!found?.isFile()) throw refuse['no-file']({ path })
  if (found.size > mbMax * MB) throw refuse['too-large']({ size: Math.ceil(found.size / MB), limit: mbMax })
  return full
}

async function boundaries(path: string, opened: Opened, say: (line: string) => void): Promise<number> {
  const full = await getFile(path, BOUNDARY_MB_MAX)
  let collection: unknown
  try {
    collection = JSON.parse((await readFile(full, 'utf8')).replace(/^\ufeff/, ''))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw refuse['not-json']({ path, why: error.message.slice(0, 100) })
  }
  const known = new Set(communes.map((commune) => commune.code))
  const { read, changed } = await opened.database.transaction(operator(), (tx) =>
    importBoundaries(tx, collection, known, basename(full).normalize('NFC')),
  )
  say(`Ranh giới: đọc ${read} xã, phường; ${changed} mới hoặc thay đổi, ${read - changed} không đổi.`)
  if (read < known.size)
    say(`Còn ${known.size - read} xã, phường chưa có ranh giới trong tệp này; bản đồ vẽ chúng bằng ô lục giác.`)
  return 0
}

interface Order {
  type: RecordType
  path: string
  mode: 'check' | 'run'
  unit: string | null
  importer?: { name: string; readRow: ReadRow }
}

/**
 * Puts a file through the records room: 500 rows a transaction, the place reached written in the same one. Run again after
 * a crash or Ctrl-C, it goes on behind the last row that is in, unless the file was changed meanwhile.
 */
async function runFile(order: Order, opened: Opened, say: (line: string) => void): Promise<ImportRun> {
  const { database, systems } = opened
  const { type, path, importer } = order
  const written = (await stat(path)).mtime
  const reader = importer?.name ?? null
  const id = await database.transaction(operator(), async (tx) => {
    const begun = await tx.one<{ id: string; done: number }>(
      `select id, done from sen.import where file_path = $1 and system = $2 and record = $3 and reader is not distinct from $4 and mode = $5
          and "by" is null and state in ('waiting', 'running') and created_at > $6 order by created_at desc limit 1`,
      [path, type.system, type.name, reader, order.mode, written],
    )
    if (begun) {
      say(`Đi tiếp lần nhập dở dang, từ dòng thứ ${begun.done + 1}.`)
      return begun.id
    }
    const unit = order.unit === null ? await getRoot(tx) : await findUnitByCode(tx, order.unit)
    if (!unit) throw refuseUnit.unknown({ code: order.unit })
    return startImport(tx, type, {
      filePath: path,
      fileName: basename(path),
      mode: order.mode,
      unit: unit.id,
      keepFile: true,
      ...(reader ? { reader } : {}),
    })
  })
  const stop = new AbortController()
  const onStop = () => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onStop)
  const look = () => database.transaction(operator(), (tx) => getImport(tx, id), { soft: true })
  const live = process.stderr.isTTY === true
  const showing = setInterval(
    () => {
      look().then(
        (run) => {
          const words = `Đã đọc ${run.done}${run.total === null ? '' : `/${run.total}`} dòng: ${run.created} mới, ${run.changed} đổi, ${run.unchanged} như cũ, ${run.failed} lỗi`
          if (live) process.stderr.write(`\r${words}   `)
          else say(words)
        },
        () => undefined,
      )
    },
    live ? SHOW_EVERY_MS.terminal : SHOW_EVERY_MS.log,
  )
  try {
    await runImport(
      database,
      typesOf(systems),
      id,
      stop.signal,
      importer ? { readers: { [importer.name]: importer.readRow } } : {},
    )
  } catch (error) {
    if (!stop.signal.aborted) throw error
  } finally {
    clearInterval(showing)
    if (live) process.stderr.write('\r\x1b[K')
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onStop)
  }
  const run = await look()
  if (run.state === 'running' || run.state === 'waiting')
    say(`Đã dừng sau ${run.done} dòng; những gì đã nhập vẫn còn. Chạy lại đúng lệnh này để đi tiếp.`)
  return run
}

function tell(run: ImportRun, say: (line: string) => void): void {
  if (run.reason) say(`Không đọc hết tệp: ${run.reason}`)
  const act = run.mode === 'check' ? 'Kiểm tra (chưa ghi gì)' : 'Nhập'
  say(
    `${act}: ${run.done} dòng; ${run.created} mới, ${run.changed} thay đổi, ${run.unchanged} không đổi, ${run.failed} dòng bị từ chối.`,
  )
}

const stemOf = (path: string): string =>
  fold(basename(path, extname(path)))
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || 'file'

async function reportPath(opened: Opened, name: string, path: string): Promise<string> {
  const folder = join(opened.dataDir, 'reports')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${name.replaceAll('/', '-')}-${localDate(new Date())}-${stemOf(path)}`)
}

async function generic(order: Order, opened: Opened, say: (line: string) => void): Promise<number> {
  const run = await runFile(order, opened, say)
  tell(run, say)
  if (run.failed > 0) {
    const file = `${await reportPath(opened, `${order.type.system}/${order.type.name}`, order.path)}.csv`
    await writeFile(file, await opened.database.transaction(operator(), (tx) => errorsFile(tx, run.id)), {
      mode: 0o600,
    })
    say(`Từng dòng bị từ chối và cách sửa: ${file}`)
  }
  return run.state === 'done' && run.failed === 0 ? 0 : 1
}

const counts = (fields: Record<string, number>): string =>
  Object.entries(fields)
    .sort(([, a], [, b]) => b - a)
    .map(([field, count]) => `${field} ${count}`)
    .join(', ') || 'không có'

/** What the records room refused although the importer had read it: a value out of bounds, a key in use. */
async function refusedRows(opened: Opened, run: ImportRun): Promise<ImportNote[]> {
  const rows = await opened.database.transaction(operator(), (tx) =>
    tx.query<{ row: number; column: string; value: string; code: string; message: string }>(
      'select "row", "column", value, code, message from sen.import_error where import = $1 order by seq',
      [run.id],
    ),
  )
  return rows.map((one) => ({
    line: one.row,
    code: '',
    kind: 'refused',
    field: one.column,
    text: one.value || one.code,
    why: one.message,
  }))
}

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  }))
    lines.push(line)
  return lines
}

async function foreign(
  name: string,
  importer: Importer,
  path: string,
  mode: 'check' | 'run',
  opened: Opened,
  say: (line: string) => void,
): Promise<number> {
  const study: ImportStudy = importer.study(await linesOf(path))
  say(`${importer.title.vi}: ${study.lines} dòng, hiểu được ${study.read}, không đọc được ${study.refused}.`)
  say(`  Lấy được: ${counts(study.understood)}`)
  say(`  Hiểu thêm ngoài mặt chữ: ${counts(study.readings)}`)
  say(`  Chưa hiểu, bỏ trống: ${counts(study.notUnderstood)}`)
  if (study.leftOut.count > 0) say(`  Để nguyên: ${study.leftOut.count} ${study.leftOut.why.vi}`)
  const run = await runFile(
    { type: importer.record, path, mode, unit: null, importer: { name, readRow: importer.reader() } },
    opened,
    say,
  )
  tell(run, say)
  const known = new Set(study.notes.filter((note) => note.kind === 'refused').map((note) => note.line))
  const notes = [...study.notes, ...(await refusedRows(opened, run)).filter((note) => !known.has(note.line))].sort(
    (a, b) => a.line - b.line,
  )
  const stem = await reportPath(opened, name, path)
  const { notes: _notes, ...said } = study
  const { created, changed, unchanged, failed, done, state, reason } = run
  await writeFile(
    `${stem}.json`,
    `${JSON.stringify({ file: basename(path), mode, ...said, import: { state, reason, done, created, changed, unchanged, failed }, notes }, null, 1)}\n`,
    { mode: 0o600 },
  )
  const table = notes.map((note) => csvLine([note.line, note.code, note.kind, note.field, note.text, note.why]))
  // a byte order mark, or Excel takes the Vietnamese letters apart
  const head = `\ufeff${csvLine(['Dòng', 'Mã', 'Loại', 'Phần', 'Nguyên văn', 'Cách hiểu hoặc lý do'])}`
  await writeFile(`${stem}.csv`, head + table.join(''), { mode: 0o600 })
  say(`Báo cáo từng dòng: ${stem}.json và .csv`)
  return run.state === 'done' && run.failed === 0 ? 0 : 1
}

async function takeIn(
  name: string,
  path: string,
  values: { check?: boolean; unit?: string },
  opened: Opened,
  around: Surroundings,
): Promise<number> {
  const { say } = around
  if (name === 'boundaries') return boundaries(path, opened, say)
  const mode = values.check ? 'check' : 'run'
  const importers = new Map(opened.systems.flatMap((one) => Object.entries(one.importers)))
  assert(!importers.has('boundaries'), 'the importer "boundaries" is the kernel\'s own')
  const importer = importers.get(name)
  if (importer) return foreign(name, importer, await getFile(path, LINES_MB_MAX), mode, opened, say)
  const types = typesOf(opened.systems)
  const type = types.get(name)
  // the room itself knows how large a file of each format may be
  if (type)
    return generic(
      { type, path: await getFile(path, Number.POSITIVE_INFINITY), mode, unit: values.unit ?? null },
      opened,
      say,
    )
  throw refuse.unknown({
    name: name.slice(0, 60),
    known: ['boundaries', ...importers.keys(), ...types.keys()].join(', '),
  })
}

/** What can be imported, one a line. */
export async function tellImports(say: (line: string) => void): Promise<void> {
  const systems = await systemsOfHouse()
  say('boundaries  Ranh giới xã, phường')
  for (const [name, importer] of systems.flatMap((one) => Object.entries(one.importers))) {
    say(`${name}  ${importer.title.vi}`)
  }
  for (const [name, type] of typesOf(systems)) say(`${name}  ${type.words.plural.vi}`)
}

/** Opens the database, takes in the file under its name, closes. Answers the exit code. */
export async function importFile(
  name: string,
  path: string,
  values: { check?: boolean; unit?: string },
  around: Surroundings,
): Promise<number> {
  await getFile(path, Number.POSITIVE_INFINITY)
  const opened = await openForCommand(around)
  try {
    return await takeIn(name, path, values, opened, around)
  } finally {
    await opened.close()
  }
}
