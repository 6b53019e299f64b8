import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LAUGHS, nestedZip, sheetXml, workbookFile } from '#kernel/testing'
import { formatOf, openFile } from './import-file.ts'

/** Tables made to take the memory or the time of whoever reads them. The house's own memory is looked at once at the end. */
let dir: string
let before: number
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'import-bombs-'))
  before = process.memoryUsage().rss
})
afterAll(() => rm(dir, { recursive: true, force: true }))

let count = 0
/** The code of the refusal, or how many rows came. */
async function verdict(name: string, content: string | Buffer): Promise<string> {
  const path = join(dir, `${count++}-${name}`)
  await writeFile(path, content)
  try {
    const file = await openFile(path, formatOf(name), { openSecondsMax: 20, stepSecondsMax: 8, memoryMaxMB: 192 })
    let rows = 0
    for await (const row of file.rows) {
      rows++
      if (row.broken) return `row ${row.broken.code}`
    }
    return `${rows} rows`
  } catch (error) {
    const { code, say } = error as { code?: string; say?: (lang: 'vi') => string }
    if (!code || !say) throw error
    expect((error as { say(lang: 'vi'): string }).say('vi')).not.toMatch(/\{\w+\}/)
    return code
  } finally {
    await rm(path)
  }
}

const rows = (number: number, text: string) => Array.from({ length: number }, () => [text])
const SST = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

test.each<[string, string, () => string | Buffer, string]>([
  ['a plain workbook', 'a.xlsx', () => workbookFile(sheetXml([['mã'], ['A'], ['B']])), '2 rows'],
  ['a CSV of a million columns', 'a.csv', () => `${'a,'.repeat(1_000_000)}\n`, 'import.(too-many-columns|not-csv)'],
  [
    'a CSV of 900,000 columns with names',
    'a.csv',
    () => `${Array.from({ length: 290_000 }, (_, i) => `c${i}`).join(',')}\n`,
    'import.too-many-columns',
  ],
  ['a CSV of one line of 100 MB', 'a.csv', () => Buffer.alloc(100_000_000, 'a'), 'import.not-csv'],
  ['a CSV of one quoted cell that never ends', 'a.csv', () => `mã\n"${'a\n'.repeat(20_000_000)}`, 'import.not-csv'],
  ['NDJSON of one line of 100 MB', 'a.ndjson', () => Buffer.alloc(100_000_000, '['), 'import.not-json'],
  ['NDJSON a million deep', 'a.ndjson', () => `${'['.repeat(1_000_000)}\n`, 'row import.not-json'],
  ['JSON ten million deep', 'a.json', () => '['.repeat(10_000_000), 'import.not-json'],
  ['JSON of twenty million lists', 'a.json', () => `[${'[],'.repeat(20_000_000)}[]]`, 'import.too-heavy'],
  ['JSON past its limit', 'a.json', () => Buffer.alloc(70_000_000, ' '), 'import.too-large'],
  ['JSON that sets a prototype', 'a.json', () => '[{"__proto__":{"polluted":1},"a":1}]', '1 rows'],
  [
    'zips in zips called a workbook',
    'a.xlsx',
    () => nestedZip(3, Buffer.alloc(1_000_000)),
    'import.(no-header|not-xlsx)',
  ],
  [
    'entities without end',
    'a.xlsx',
    () =>
      workbookFile(
        `${LAUGHS}<worksheet ${SST}><sheetData><row><c t="inlineStr"><is><t>&k;</t></is></c></row></sheetData></worksheet>`,
      ),
    'import.(not-xlsx|no-header)',
  ],
  [
    'entities without end among the shared texts',
    'a.xlsx',
    () => workbookFile(sheetXml([['a']]), `${LAUGHS}<sst ${SST}><si><t>&k;</t></si></sst>`),
    'import.(not-xlsx|no-header)|0 rows',
  ],
  [
    'a sheet of 60 MB of blanks',
    'a.xlsx',
    () => workbookFile(`<worksheet ${SST}><sheetData>${' '.repeat(60_000_000)}`),
    'import.(no-header|not-xlsx|too-slow)',
  ],
  [
    'one cell of 200 MB',
    'a.xlsx',
    () => workbookFile(sheetXml([['mã'], ['a'.repeat(200_000_000)]])),
    'import.(too-heavy|too-slow|not-xlsx)|row import.cell-too-long',
  ],
  [
    'shared texts that fill the memory',
    'a.xlsx',
    () =>
      workbookFile(
        sheetXml([['mã']]),
        `<sst ${SST}>${Array.from({ length: 60_000 }, (_, i) => `<si><t>${i}${'x'.repeat(4_000)}</t></si>`).join('')}</sst>`,
      ),
    'import.(too-heavy|too-slow)',
  ],
  [
    'a sheet of 16,384 columns',
    'a.xlsx',
    () => workbookFile(sheetXml([Array.from({ length: 16_384 }, (_, i) => `c${i}`)])),
    'import.too-many-columns',
  ],
  [
    'a cell far to the right',
    'a.xlsx',
    () =>
      workbookFile(
        `<worksheet ${SST}><sheetData><row r="1"><c r="ZZZZZZ1" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>`,
      ),
    'import.(not-xlsx|no-header|too-many-columns)',
  ],
  [
    'a million empty rows',
    'a.xlsx',
    () =>
      workbookFile(
        `<worksheet ${SST}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>mã</t></is></c></row>${'<row/>'.repeat(1_000_000)}</sheetData></worksheet>`,
      ),
    '0 rows|import.too-slow',
  ],
  ['noughts called a workbook', 'a.xlsx', () => Buffer.alloc(1_000_000), 'import.not-xlsx'],
])(
  '%s',
  async (_words, name, make, expected) => {
    expect(await verdict(name, make())).toMatch(new RegExp(`^(?:${expected})$`))
  },
  60_000,
)

test('a prototype is not set by a file', async () => {
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('five thousand rows arrive in their order, whole', async () => {
  const path = join(dir, 'all.xlsx')
  await writeFile(path, workbookFile(sheetXml([['mã'], ...rows(5_000, 'x').map((_, i) => [`${i}`])])))
  const file = await openFile(path, 'xlsx')
  const found: unknown[] = []
  for await (const row of file.rows) found.push(row.cells.mã)
  expect(found).toEqual(Array.from({ length: 5_000 }, (_, i) => String(i)))
})

test('a file opened and not read lets its reader go', async () => {
  const path = join(dir, 'left.csv')
  await writeFile(path, 'a;b\n1;2\n')
  const file = await openFile(path, 'csv')
  await file.close()
  await expect(file.rows.next()).rejects.toThrow()
})

test('what they cost: the process has not grown by a gigabyte', () => {
  expect(process.memoryUsage().rss - before).toBeLessThan(1_200 * 1_048_576)
})
