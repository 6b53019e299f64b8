import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { closeCodes, closeOcr, readPdf } from '#kernel/papers'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { takeAll } from './folder.ts'
import { readArrived } from './jobs.ts'
import { runPile } from './receiving.ts'
import { type Component, placePapers } from './rules.ts'
import { sheet } from './sheets.ts'
import { clearOldTrays } from './tray.ts'

/** Papers from the glass of a scanner to dossiers, at the counter of a ward. */

interface Shown {
  id: string
  name: string
  state: string
  reason: string | null
  component: string | null
  componentName: string | null
  head: string
  score: number | null
  goesOn: string | null
  printedNumber: string | null
  sheets: { flaws: string[]; previewUrl: string }[]
}
interface Tray {
  scans: Shown[]
  scanner: { waiting: number; refused: number } | null
}
interface Result {
  ok: boolean
  number: string
  dossier: string
  message: string
  code: string
  accepted: boolean
  papers: { digitised: number; reused: number; lacking: string[] }
}
interface DossierRow {
  id: string
  status: string
  papers: {
    name: string
    code: string | null
    file: string | null
    file_name: string | null
    digitised: string
    digitised_by: string | null
    reused_from: string | null
    reused_kind: string | null
  }[]
  papers_count: number
  papers_digitised: number
  papers_reused: number
}

const LAN = '087185123499'
let site: TestSite
let root: string
let folder: string
let counter: Visitor
let other: Visitor

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sen-scan-'))
  site = await openTestSite({ environment: { SEN_SCAN: root } })
  counter = visitor(site.inject)
  other = visitor(site.inject)
  expect((await counter.signIn('motcua.caolanh', site.password)).status).toBe(200)
  expect((await other.signIn('motcua.mytho', site.password)).status).toBe(200)
  const place = await site.house.database.transaction(house, (tx) =>
    tx.one<{ code: string }>(
      "select u.code from sen.account a join sen.role_grant g on g.account = a.id and g.role = 'one-stop-officer' join sen.unit u on u.id = g.unit where a.login = 'motcua.caolanh'",
    ),
  )
  folder = join(root, place?.code as string, 'motcua.caolanh')
  await mkdir(folder, { recursive: true })
})
afterAll(async () => {
  await site?.close()
  await closeCodes()
  await closeOcr()
  await rm(root, { recursive: true, force: true })
})

const tray = async (who = counter): Promise<Tray> => {
  const answer = await who.get('/api/v1/one-stop/tray')
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Tray>()
}
/** What the workers of the house would do: read what waits. */
const readAll = async (): Promise<void> => {
  const { database } = site.house
  const rows = await database.transaction(house, (tx) =>
    tx.query<{ id: string }>("select id from one_stop.scan where state = 'waiting' order by arrived_at"),
  )
  for (const row of rows) await readArrived(database, row.id)
}
/** Two looks, the time of settling apart. */
const twoLooks = async (): Promise<Tray> => {
  await tray()
  site.clock.advance({ seconds: 3 })
  return tray()
}
const procedure = async (code: string): Promise<{ id: string; components: Component[] }> =>
  (await counter.get(`/api/v1/one-stop/receiving/procedures/${code}`)).json()
const dossierOf = async (id: string): Promise<DossierRow> =>
  (await counter.get(`/api/v1/one-stop/dossier/${id}`)).json<DossierRow>()
const receive = async (applicant: Record<string, unknown>, dossiers: unknown[]): Promise<Result[]> => {
  const answer = await counter.send<{ results: Result[] }>('POST', '/api/v1/one-stop/receiving', {
    applicant,
    dossiers,
  })
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ results: Result[] }>().results
}
const lan = { national_id: LAN, full_name: 'Nguyễn Thị Quét', phone: '0900000199', address: 'Khóm 3, phường Cao Lãnh' }

describe('from the scanner’s folder', () => {
  test('a file is taken when the scanner is done with it, never half, and its original is kept aside', async () => {
    const paper = await sheet('GIẤY CHỨNG SINH', [
      'Bệnh viện Đa khoa Đồng Tháp chứng nhận bà Nguyễn Thị Quét đã sinh con.',
    ])
    await writeFile(join(folder, 'scan001.png'), paper.subarray(0, 5_000))
    expect((await tray()).scanner?.waiting).toBe(1)
    await appendFile(join(folder, 'scan001.png'), paper.subarray(5_000))
    site.clock.advance({ seconds: 3 })
    expect((await tray()).scans, 'it grew since the last look').toEqual([])
    site.clock.advance({ seconds: 3 })
    const { scans } = await tray()
    expect(scans).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['da-nhan'])
    const [day] = await readdir(join(folder, 'da-nhan'))
    expect(await readdir(join(folder, 'da-nhan', day as string))).toEqual([expect.stringMatching(/-scan001\.png$/)])
    await readAll()
    const [read] = (await tray()).scans
    expect(read).toMatchObject({ state: 'read', component: 'GT.GCS', name: 'GT.GCS_Giay-chung-sinh.pdf' })
    expect(read?.score).toBeGreaterThan(0.7)
  })

  test('the tray is the officer’s alone', async () => {
    expect((await tray(other)).scans).toEqual([])
    const [mine] = (await tray()).scans
    expect((await other.send('POST', `/api/v1/one-stop/tray/${mine?.id}/discard`, {})).status).toBe(404)
    expect((await other.get(mine?.sheets[0]?.previewUrl ?? '')).status).toBe(404)
    expect((await counter.get(mine?.sheets[0]?.previewUrl ?? '')).status).toBe(200)
    const citizen = visitor(site.inject)
    await citizen.signIn('lan', site.password)
    expect((await citizen.get('/api/v1/one-stop/tray')).status).toBe(403)
  })

  test('what the house does not take stays known with its reason, and the original with it; links are not followed', async () => {
    await writeFile(
      join(folder, 'virus.pdf'),
      Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(2_000, 0x90)]),
    )
    await writeFile(join(folder, 'ghi-do.part'), 'x')
    await symlink('/etc/passwd', join(folder, 'passwd.txt'))
    const { scans } = await twoLooks()
    const failed = scans.find((one) => one.state === 'failed')
    expect(failed?.name).toBe('virus.pdf')
    expect(failed?.reason).toContain('virus.pdf')
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['khong-nhan', 'ghi-do.part', 'passwd.txt']))
    expect(scans.some((one) => one.name.includes('passwd'))).toBe(false)
    await counter.send('POST', `/api/v1/one-stop/tray/${failed?.id}/discard`, {})
  })

  test('two looks at once, and a look after a crash, take a paper once', async () => {
    await writeFile(
      join(folder, 'scan002.pdf'),
      await sheet('TỜ KHAI ĐĂNG KÝ KHAI SINH', ['Kính gửi: Ủy ban nhân dân phường Cao Lãnh'], { as: 'pdf' }),
    )
    await tray()
    site.clock.advance({ seconds: 3 })
    const before = (await tray()).scans.length
    await Promise.all([tray(), tray(), takeAll(site.house.database)])
    expect((await tray()).scans).toHaveLength(before)
    await readAll()
    const [, declaration] = (await tray()).scans
    expect(declaration).toMatchObject({ state: 'read' })
    expect(declaration?.componentName).toMatch(/^Tờ khai đăng ký/)
  })

  test('a page that goes on is offered to be joined; joined, parted and thrown away by hand', async () => {
    await writeFile(
      join(folder, 'scan003.jpg'),
      await sheet('GIẤY ỦY QUYỀN', ['Tôi ủy quyền cho ông Trần Văn Ba nộp hồ sơ thay tôi.'], { as: 'jpeg', dpi: 150 }),
    )
    await twoLooks()
    site.clock.advance({ seconds: 1 })
    await writeFile(join(folder, 'scan004.png'), await sheet('', ['Trang 2/2', 'Các bên đã đọc lại và ký tên.']))
    await twoLooks()
    await readAll()
    const scans = (await tray()).scans
    const [first, second] = scans.slice(-2)
    expect(first).toMatchObject({ component: 'GT.GUQ' })
    expect(first?.sheets[0]?.flaws).toContain('dpi-low')
    expect(second?.goesOn ?? null).toSatisfy((id: string | null) => id === first?.id || id === null)
    const joined = await counter.send<Tray>('POST', `/api/v1/one-stop/tray/${first?.id}/join`, { with: [second?.id] })
    expect(joined.json<Tray>().scans.find((one) => one.id === first?.id)?.sheets).toHaveLength(2)
    expect((await counter.send('POST', `/api/v1/one-stop/tray/${first?.id}/split`, { at: 3 })).status).toBe(422)
    const parted = await counter.send<Tray>('POST', `/api/v1/one-stop/tray/${first?.id}/split`, { at: 2 })
    const rest = parted.json<Tray>().scans.find((one) => one.state === 'waiting')
    expect(rest?.sheets).toHaveLength(1)
    await readAll()
    await counter.send('POST', `/api/v1/one-stop/tray/${first?.id}/join`, { with: [rest?.id] })
    // Parted once more: the part of before is still known to the tray.
    const again = await counter.send<Tray>('POST', `/api/v1/one-stop/tray/${first?.id}/split`, { at: 2 })
    expect(again.status, again.text).toBe(200)
    const newest = again.json<Tray>().scans.find((one) => one.state === 'waiting')
    await readAll()
    await counter.send('POST', `/api/v1/one-stop/tray/${first?.id}/join`, { with: [newest?.id] })
    expect(
      (await counter.send('POST', `/api/v1/one-stop/tray/${rest?.id}/discard`, {})).status,
      'it is part of another',
    ).toBe(409)
  })
})

describe('received at the counter', () => {
  let dossier = ''
  test('two dossiers of one applicant in one go; papers of the tray become named, two-layer PDFs; one refused does not stop the other', async () => {
    const birth = await procedure('1.001193')
    const scans = (await tray()).scans
    const placed = placePapers(
      scans.map((scan) => ({ id: scan.id, head: scan.head, component: null })),
      birth.components,
    )
    expect([...placed.values()].map((match) => match.code).sort()).toEqual(['GT.GCS', 'GT.GUQ', 'TP.1.001193.0-0'])
    const used = scans.map((scan) => {
      const code = placed.get(scan.id)?.code
      const name = birth.components.find((one) => one.code === code)?.name
      return { code, name, origin: 'original', count: 1, scan: scan.id }
    })
    const [first, refused] = await receive(lan, [
      { procedure: birth.id, content: 'Đăng ký khai sinh cho con', papers: used },
      { procedure: '00000000-0000-7000-8000-000000000000', papers: [] },
    ])
    expect(first, JSON.stringify(first)).toMatchObject({ ok: true, accepted: true })
    expect(refused?.ok).toBe(false)
    expect(refused?.message).not.toBe('')
    dossier = first?.dossier as string
    const row = await dossierOf(dossier)
    expect(row.status).toBe('received')
    expect(row.papers.map((one) => [one.digitised, one.digitised_by !== null])).toEqual(used.map(() => ['yes', true]))
    const names = row.papers.map((one) => one.file_name)
    expect(names).toContain('GT.GCS_Giay-chung-sinh.pdf')
    expect((await tray()).scans).toEqual([])
    expect([row.papers_count, row.papers_digitised, row.papers_reused]).toEqual([3, 3, 0])
    // The joined paper has both sheets, and what was read can be searched.
    const joined = row.papers.find((one) => one.code === 'GT.GUQ')
    const file = await site.house.database.transaction(house, (tx) =>
      tx.one<{ sha256: string; pages: number }>('select sha256, pages from sen.file where id = $1', [joined?.file]),
    )
    expect(file?.pages).toBe(2)
    const texts = await readPdf(site.house.site.blobs.path(file?.sha256 as string))
    expect(texts.join('\n')).toContain('ỦY QUYỀN')
    expect(texts.join('\n')).toContain('Trang 2/2')
  })

  test('what was digitised once is offered again by its code, taken with consent only, and counted as reused', async () => {
    const ask = async (full_name?: string) =>
      (await counter.send('POST', '/api/v1/one-stop/receiving/person', { national_id: LAN, full_name })).json<{
        known: boolean
        hint: string
        person: { papers: { id: string; code: string }[] } | null
      }>()
    expect(await ask(), 'a number alone tells no name').toEqual({ known: true, hint: 'N… T… Q…', person: null })
    expect((await ask('Nguyễn Thị Khác')).person).toBeNull()
    const { person } = await ask('nguyen thi quet')
    expect(
      person?.papers.map((one) => one.code),
      'a power of attorney is for once',
    ).toEqual(['GT.GCS'])
    const birth = await procedure('1.001193')
    const slot = birth.components.find((one) => one.code === 'GT.GCS')
    const stored = { code: slot?.code, name: slot?.name, origin: 'electronic', count: 1, stored: person?.papers[0]?.id }
    const [without] = await receive(lan, [{ procedure: birth.id, papers: [stored] }])
    expect(without).toMatchObject({ ok: false, code: 'scanning.consent-missing' })
    const [wrong] = await receive({ ...lan, consent: true }, [
      {
        procedure: birth.id,
        papers: [{ ...stored, code: birth.components.find((one) => one.code === 'GT.GUQ')?.code }],
      },
    ])
    expect(wrong).toMatchObject({ ok: false, code: 'scanning.not-reusable' })
    const [taken] = await receive({ ...lan, consent: true }, [{ procedure: birth.id, papers: [stored] }])
    expect(taken, JSON.stringify(taken)).toMatchObject({ ok: true, papers: { digitised: 0, reused: 1 } })
    const row = await dossierOf(taken?.dossier as string)
    expect(row.papers[0]).toMatchObject({
      digitised: 'reused',
      reused_kind: 'paper',
      reused_from: person?.papers[0]?.id,
    })
    expect([row.papers_count, row.papers_digitised, row.papers_reused]).toEqual([1, 1, 1])
    // Another's paper cannot be taken by its id.
    const [stolen] = await receive({ ...lan, national_id: '087185123498', full_name: 'Người Khác', consent: true }, [
      { procedure: birth.id, papers: [stored] },
    ])
    expect(stolen).toMatchObject({ ok: false, code: 'scanning.not-reusable' })
    const seen = await site.house.database.transaction(house, (tx) =>
      tx.query<{ kind: string; purpose: string | null }>(
        "select kind, purpose from sen.fact where record = 'stored-paper' and kind = 'reused'",
      ),
    )
    expect(seen.length, 'the use is in the log').toBe(1)
  })

  test('a receipt with a wrong number is refused by field, and the paper stays in the tray', async () => {
    const upload = await site.inject(
      await multipart(counter, 'giay.pdf', await sheet('GIẤY BÁO TỬ', ['Ông A'], { as: 'pdf' })),
    )
    expect(upload.status, upload.body).toBe(201)
    const { id } = JSON.parse(upload.body) as { id: string }
    const put = await counter.send<Tray>('POST', '/api/v1/one-stop/tray', { files: [id, id] })
    expect(put.json<Tray>().scans).toHaveLength(1)
    const death = await procedure('1.000656')
    const [scan] = put.json<Tray>().scans
    const [result] = await receive({ ...lan, national_id: '08718512' }, [
      {
        procedure: death.id,
        papers: [{ code: 'GT.GBT', name: 'Giấy báo tử', origin: 'original', count: 1, scan: scan?.id }],
      },
    ])
    expect(result).toMatchObject({ ok: false, fields: [{ field: 'national_id' }] })
    expect((await tray()).scans).toHaveLength(1)
    site.clock.advance({ days: 31 })
    expect(await clearOldTrays(site.house.database)).toBe(1)
    await counter.signIn('motcua.caolanh', site.password)
    await other.signIn('motcua.mytho', site.password)
    expect((await tray()).scans).toEqual([])
  })
})

describe('a pile of applicants', () => {
  interface PileShown {
    id: string
    state: string
    doneCount: number
    refusedCount: number
    lines: { full_name: string; number?: string; refused?: string }[]
  }
  test('each line is a dossier of its own, a refused one stays with its reason, stops and goes on', async () => {
    const copy = await procedure('2.000815')
    const text = [
      '087194900031\tMột Người\t\tBằng tốt nghiệp\t3',
      '000000000000\tSai Số',
      '087194900032\tHai Người',
      '087194900033\tBa Người',
    ].join('\n')
    const begun = await counter.send<PileShown>('POST', '/api/v1/one-stop/receiving/piles', {
      procedure: copy.id,
      text,
    })
    expect(begun.status, begun.text).toBe(201)
    const { id } = begun.json<PileShown>()
    expect((await other.get(`/api/v1/one-stop/receiving/piles/${id}`)).status).toBe(404)
    await counter.send('POST', `/api/v1/one-stop/receiving/piles/${id}/cancel`, {})
    await runPile(site.house.database, id)
    const look = async () => (await counter.get(`/api/v1/one-stop/receiving/piles/${id}`)).json<PileShown>()
    expect(await look()).toMatchObject({ state: 'cancelled', doneCount: 0 })
    await counter.send('POST', `/api/v1/one-stop/receiving/piles/${id}/resume`, {})
    await Promise.all([runPile(site.house.database, id), runPile(site.house.database, id)])
    const done = await look()
    expect(done).toMatchObject({ state: 'done', doneCount: 3, refusedCount: 1 })
    expect(done.lines[1]?.refused).toMatch(/định danh|12/)
    const numbers = done.lines.flatMap((line) => line.number ?? [])
    expect(new Set(numbers).size).toBe(3)
    const made = await site.house.database.transaction(house, (tx) =>
      tx.one<{ n: number }>(
        "select count(*)::int as n from one_stop.dossier where applicant_name = any('{Một Người,Hai Người,Ba Người}')",
      ),
    )
    expect(made?.n, 'nobody is filed twice').toBe(3)
    await counter.send('POST', `/api/v1/one-stop/receiving/piles/${id}/resume`, {
      lines: [{ at: 1, national_id: '087194900034' }],
    })
    await runPile(site.house.database, id)
    expect(await look()).toMatchObject({ state: 'done', doneCount: 4, refusedCount: 0 })
  })

  test('a list with nothing in it is refused', async () => {
    const copy = await procedure('2.000815')
    const answer = await counter.send('POST', '/api/v1/one-stop/receiving/piles', {
      procedure: copy.id,
      text: 'abc\n1\t2',
    })
    expect(answer.status).toBe(422)
  })
})

async function multipart(who: Visitor, name: string, bytes: Buffer) {
  const edge = 'sen-edge'
  const body = Buffer.concat([
    Buffer.from(
      `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/pdf\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${edge}--\r\n`),
  ])
  return {
    method: 'POST',
    path: '/api/v1/files',
    headers: {
      'content-type': `multipart/form-data; boundary=${edge}`,
      'x-csrf': (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf,
      cookie: who.cookies(),
    },
    body,
  }
}
