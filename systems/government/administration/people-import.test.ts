import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { peopleFiles, peopleRows } from './examples.ts'
import { columns, runPeopleImport, takeIn, waitingImports } from './people-import.ts'
import { isLogin, readDay, readRole } from './rules.ts'

type Site = Awaited<ReturnType<typeof openTestSite>>
let site: Site
let admin: Visitor

beforeAll(async () => {
  site = await openTestSite()
  admin = visitor(site.inject)
  expect((await admin.signIn('quantri', site.password)).status).toBe(200)
})
afterAll(() => site?.close())

const one = async <T>(sql: string, params: unknown[] = []): Promise<T> =>
  (await site.house.database.transaction(house, (tx) => tx.one(sql, params))) as T

async function send(name: string, content: string): Promise<{ status: number; id: string; text: string }> {
  const { csrf } = (await admin.get('/api/v1/me')).json<{ csrf: string }>()
  const boundary = 'sen-boundary-of-a-test'
  const body = `--${boundary}\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n--${boundary}--\r\n`
  const answer = await site.inject({
    method: 'POST',
    path: '/quan-tri/nhap-nguoi',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      cookie: admin.cookies(),
      accept: 'text/html',
    },
    body,
  })
  return {
    status: answer.status,
    id:
      String(answer.headers.location ?? '')
        .split('/')
        .at(-1) ?? '',
    text: answer.body,
  }
}

const head = columns.map((column) => column.title).join(',')
const titled = Object.fromEntries(columns.map((column) => [column.title, peopleRows.good[column.name]]))
const units = ['H20.x29869.kt', 'H20.x29869.vhxh', 'H20.x28261.kt', 'H20.x28261.vhxh']
const ROWS = 2_000
const rows = Array.from(
  { length: ROWS },
  (_, i) => `nhap.${i},Người Nhập ${i},,,Cán bộ thụ lý,${units[i % 4]},05/10/2026,31/12/2027`,
)
/** A bad row of the examples, as a line of the file. */
function written(which: string): string {
  const row = peopleRows.bad[which]
  if (!row) throw new Error(`no example "${which}"`)
  return columns.map((column) => row[column.name]).join(',')
}
const bad: Record<number, string> = {
  10: written('a login with a blank and tones'),
  500: written('a role nobody has heard of'),
  777: written('a unit that is not there'),
  1200: written('a day that no calendar has'),
  1999: written('the login of another person'),
}
const file = [head, ...rows.map((row, i) => bad[i] ?? row)].join('\n')

test.each([
  ['31/12/2026', '2026-12-31'],
  ['1/2/2026', '2026-02-01'],
  ['2026-12-31', '2026-12-31'],
  ['', null],
  ['31/02/2026', undefined],
  ['mai', undefined],
  ['2026-13-01', undefined],
])('the day %o is read as %o', (text, day) => expect(readDay(text)).toBe(day))

test('roles are read by name and by title, with tones or without; logins are small and plain', () => {
  expect(['handler', 'Cán bộ thụ lý', 'can bo thu ly', ' CÁN BỘ THỤ LÝ '].map(readRole)).toEqual(
    Array(4).fill('handler'),
  )
  expect(['citizen', 'Vua', ''].map(readRole)).toEqual([undefined, undefined, undefined])
  expect(['lan.nguyen', 'a1', 'Lan', '1a', 'a', 'lan nguyen', 'x'.repeat(61)].map(isLogin)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ])
})

test('a file that is none, without its columns, without rows, with too many is refused with what to do', async () => {
  expect((await send('a.csv', peopleFiles['columns of another list'] ?? '')).text).toContain(
    'Tệp thiếu cột: Tên đăng nhập, Họ và tên',
  )
  expect((await send('a.csv', peopleFiles['titles and nothing below'] ?? '')).status).toBe(422)
  expect(
    (await send('a.csv', [head, ...Array.from({ length: 10_001 }, (_, i) => `u${i},Người`)].join('\n'))).status,
  ).toBe(413)
  // JSON holds lists and objects where a table has cells.
  const folder = await mkdtemp(join(tmpdir(), 'sen-people-'))
  const path = join(folder, 'a.json')
  await writeFile(path, JSON.stringify([{ ...titled, 'Họ và tên': { Họ: 'Lê', Tên: 'Mai' } }]))
  const { id } = await one<{ id: string }>("select id from sen.account where login = 'quantri'")
  await expect(
    takeIn(site.house.database, { account: id, name: 'x' }, { path, name: 'a.json', sha256: '0' }),
  ).rejects.toMatchObject({ code: 'administration.row-text', facts: { line: 1, column: 'Họ và tên' } })
  await rm(folder, { recursive: true })
  expect((await one<{ n: number }>('select count(*)::int as n from administration.people_import')).n).toBe(0)
})

test('2,000 rows with five bad ones: checked first, run once, cut off and carried on, run again without doubling', async () => {
  const { database } = site.house
  const counted = () =>
    one<{ accounts: number; grants: number }>(
      "select (select count(*)::int from sen.account where login like 'nhap.%') as accounts, (select count(*)::int from sen.role_grant g join sen.account a on a.id = g.account where a.login like 'nhap.%') as grants",
    )
  const outcomes = async (id: string) =>
    (
      await one<{ all: Record<string, number> }>(
        'select jsonb_object_agg(outcome, n) as all from (select outcome, count(*)::int as n from administration.people_import_line where import = $1 group by outcome) as o',
        [id],
      )
    ).all
  const sent = await send('can-bo.csv', file)
  expect(sent.status, sent.text).toBe(303)
  await runPeopleImport(database, sent.id)
  expect(await counted()).toEqual({ accounts: 0, grants: 0 })
  expect(await outcomes(sent.id)).toEqual({ 'new-account': 1_995, refused: 5 })

  const page = (await admin.get(`/quan-tri/nhap-nguoi/${sent.id}?loai=refused`)).text
  for (const words of [
    'Không có vai trò &quot;Vua&quot;',
    'Không có đơn vị mang mã',
    '31/02/2027',
    'người có tên khác',
    '2–60 chữ cái không dấu',
  ])
    expect(page).toContain(words)
  const errors = (await admin.get(`/quan-tri/nhap-nguoi/${sent.id}/loi.csv`)).text
  expect(errors.trim().split('\r\n')).toHaveLength(6)

  const begun = await admin.form(`/quan-tri/nhap-nguoi/${sent.id}/chay`, {})
  expect(begun.status, begun.text).toBe(303)
  let asked = 0
  const cut = {
    get aborted() {
      return ++asked > 350
    },
  } as AbortSignal
  await runPeopleImport(database, sent.id, cut)
  const half = await counted()
  expect(half.accounts).toBeGreaterThan(100)
  expect(half.accounts).toBeLessThan(1_000)
  expect(await waitingImports(database)).toEqual([sent.id])
  // Two workers at once: one of them finds it taken.
  await Promise.all([runPeopleImport(database, sent.id), runPeopleImport(database, sent.id)])
  expect(await counted()).toEqual({ accounts: 1_995, grants: 1_995 })
  expect(await outcomes(sent.id)).toEqual({ 'new-account': 1_995, refused: 5 })
  expect((await admin.form(`/quan-tri/nhap-nguoi/${sent.id}/chay`, {})).status).toBe(409)

  // The same file once more, with one end changed.
  const again = await send(
    'can-bo.csv',
    file.replace(
      'nhap.7,Người Nhập 7,,,Cán bộ thụ lý,H20.x28261.vhxh,05/10/2026,31/12/2027',
      'nhap.7,Người Nhập 7,,,Cán bộ thụ lý,H20.x28261.vhxh,05/10/2026,30/06/2027',
    ),
  )
  await runPeopleImport(database, again.id)
  expect(await outcomes(again.id)).toEqual({ changed: 1, unchanged: 1_994, refused: 5 })
  await admin.form(`/quan-tri/nhap-nguoi/${again.id}/chay`, {})
  await runPeopleImport(database, again.id)
  expect(await counted()).toEqual({ accounts: 1_995, grants: 1_995 })
  expect(
    (
      await one<{ last: string }>(
        "select valid_to as last from sen.role_grant g join sen.account a on a.id = g.account where a.login = 'nhap.7'",
      )
    ).last,
  ).toBe('2027-06-30')
}, 300_000)

test('nobody reads the import of another', async () => {
  const id = (await one<{ id: string }>('select id from administration.people_import limit 1')).id
  const auditor = visitor(site.inject)
  await auditor.signIn('kiemtoan', site.password)
  for (const path of [`/quan-tri/nhap-nguoi/${id}`, `/quan-tri/nhap-nguoi/${id}/loi.csv`])
    expect((await auditor.get(path)).status).toBe(403)
})
