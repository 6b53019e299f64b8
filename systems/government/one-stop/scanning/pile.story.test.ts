import { readFile } from 'node:fs/promises'
import QRCode from 'qrcode'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { closeCodes, closeOcr, closePdf, drawPdf, paperPdf } from '#kernel/papers'
import { house } from '#kernel/store'
import { type Visitor, visitor } from '#kernel/testing'
import { sortPile } from './covers.ts'
import { readArrived } from './jobs.ts'
import { separatorPdf, separatorsOf } from './separators.ts'
import { sheet } from './sheets.ts'

/** A pile of twelve sheets as the glass gives it: three covers among them, one of them of a ward elsewhere; and codes that lie. */

interface Shown {
  id: string
  name: string
  state: string
  component: string | null
  componentName: string | null
  chosen: boolean
  forNumber: string | null
  codes: { sheet: number; is: string; said: string | null; refused?: true }[]
  cards: { national_id: string; full_name: string; birth_date: string | null; sex: string | null; address: string }[]
  covers: string[]
  sheets: unknown[]
}
interface Tray {
  scans: Shown[]
}
interface Received {
  ok: boolean
  code?: string
  number: string
  dossier: string
  receipt: string
}

let site: TestSite
let counter: Visitor
let elsewhere: Visitor
const CARD = '087194123456|341234567|Nguyễn Thị Thúy Hòa|12051994|Nữ|Khóm 3, phường Cao Lãnh, tỉnh Đồng Tháp|15032022'

beforeAll(async () => {
  site = await openTestSite()
  counter = visitor(site.inject)
  elsewhere = visitor(site.inject)
  expect((await counter.signIn('motcua.caolanh', site.password)).status).toBe(200)
  expect((await elsewhere.signIn('motcua.mytho', site.password)).status).toBe(200)
})
afterAll(async () => {
  await site?.close()
  await closeCodes()
  await closeOcr()
  await closePdf()
})

const asHouse = <T>(sql: string, params: unknown[] = []) =>
  site.house.database.transaction(house, (tx) => tx.query<never>(sql, params)) as Promise<T[]>
const tray = async (who = counter) => (await who.get('/api/v1/one-stop/tray')).json<Tray>().scans
const procedureId = async (code: string): Promise<string> =>
  (await counter.get(`/api/v1/one-stop/receiving/procedures/${code}`)).json<{ id: string }>().id

async function receive(who: Visitor, applicant: Record<string, unknown>, papers: unknown[] = []): Promise<Received> {
  const answer = await who.send<{ results: Received[] }>('POST', '/api/v1/one-stop/receiving', {
    applicant,
    dossiers: [{ procedure: await procedureId('1.001193'), content: 'Đăng ký khai sinh', papers }],
  })
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ results: Received[] }>().results[0] as Received
}

/** A printed paper of ours laid on the glass: drawn, a little askew, with the grain of a cheap scanner. */
async function onTheGlass(pdf: Uint8Array, page: number, degrees: number): Promise<Buffer> {
  const drawn = await drawPdf(pdf, { name: 'tờ in', page, width: 1_654, pixelsMax: 10_000_000 })
  expect(drawn).not.toBeNull()
  const { width = 0, height = 0, data = new Uint8Array() } = drawn ?? {}
  const turned = await sharp(data, { raw: { width, height, channels: 4 } })
    .flatten()
    .greyscale()
    .rotate(degrees, { background: '#fff' })
    .blur(0.7)
    .raw()
    .toBuffer({ resolveWithObject: true })
  let seed = 7
  for (let at = 0; at < turned.data.length; at++) {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
    turned.data[at] = Math.max(0, Math.min(255, (turned.data[at] ?? 0) * 0.88 + 12 + (seed / 2 ** 32 - 0.5) * 40))
  }
  return sharp(turned.data, {
    raw: { width: turned.info.width, height: turned.info.height, channels: turned.info.channels },
  })
    .withMetadata({ density: 200 })
    .jpeg({ quality: 78 })
    .toBuffer()
}
/** A sheet with nothing but a code on it, and what is printed beside it. */
async function codeSheet(text: string, level: 'L' | 'M' = 'M'): Promise<Buffer> {
  const code = await QRCode.toBuffer(text, { errorCorrectionLevel: level, margin: 3, width: 620 })
  return sharp({ create: { width: 1_240, height: 1_754, channels: 3, background: '#fff' } })
    .composite([{ input: code, left: 300, top: 200 }])
    .withMetadata({ density: 150 })
    .jpeg()
    .toBuffer()
}
const asPdf = (pages: readonly Buffer[]) =>
  paperPdf(
    pages.map((source) => ({ source, name: 'xấp' })),
    { title: 'xấp quét', at: new Date(0) },
  )

async function upload(who: Visitor, name: string, bytes: Uint8Array): Promise<string> {
  const edge = 'sen-edge'
  const answer = await site.inject({
    method: 'POST',
    path: '/api/v1/files',
    headers: {
      'content-type': `multipart/form-data; boundary=${edge}`,
      'x-csrf': (await who.get('/api/v1/me')).json<{ csrf: string }>().csrf,
      cookie: who.cookies(),
    },
    body: Buffer.concat([
      Buffer.from(
        `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      ),
      Buffer.from(bytes),
      Buffer.from(`\r\n--${edge}--\r\n`),
    ]),
  })
  expect(answer.status, answer.body).toBe(201)
  return (JSON.parse(answer.body) as { id: string }).id
}
/** Into the tray; answers the paper that came. */
async function lay(who: Visitor, name: string, bytes: Uint8Array): Promise<Shown> {
  const before = new Set((await tray(who)).map((one) => one.id))
  const id = await upload(who, name, bytes)
  const put = await who.send<Tray>('POST', '/api/v1/one-stop/tray', { files: [id] })
  expect(put.status, put.text).toBe(201)
  return put.json<Tray>().scans.find((one) => !before.has(one.id)) as Shown
}
const attach = async (scans: readonly string[], who = counter) =>
  (await who.send('POST', '/api/v1/one-stop/tray/attach', { scans })).json<{
    results: { scan: string; ok: boolean; code?: string; number?: string; message?: string }[]
  }>().results
const receiptOf = async (who: Visitor, received: Received): Promise<Uint8Array> => {
  expect((await who.get(`/api/v1/files/${received.receipt}`)).status).toBe(200)
  const [row] = await asHouse<{ sha256: string }>('select sha256 from sen.file where id = $1', [received.receipt])
  return readFile(site.house.site.blobs.path(row?.sha256 as string))
}

/** Drawing and reading a dozen sheets, on a machine that may be busy. */
const PILE_MS_MAX = 240_000

describe('twelve sheets, three covers', { timeout: PILE_MS_MAX }, () => {
  let own: Received
  let other: Received
  let parts: Shown[] = []

  test('are parted by their codes before any print is read; each part is named and sent by its cover', async () => {
    const applicant = { full_name: 'Lê Thị Xấp', phone: '', address: '' }
    own = await receive(counter, { ...applicant, national_id: '087185550001' }, [
      { code: 'GT.GCS', name: 'Giấy chứng sinh', origin: 'original', count: 1 },
    ])
    other = await receive(elsewhere, { ...applicant, national_id: '087185550002' })
    expect([own.ok, other.ok], JSON.stringify([own, other])).toEqual([true, true])
    const plain = await sheet('', ['Tờ của xấp'], { as: 'jpeg', dpi: 100 })
    const empty = await blank()
    const pile = await asPdf([
      empty,
      empty,
      await onTheGlass(await receiptOf(counter, own), 1, 2.5),
      plain,
      empty,
      await onTheGlass(await separatorPage(), 1, -4),
      plain,
      empty,
      empty,
      await onTheGlass(await receiptOf(elsewhere, other), 1, 178),
      empty,
      empty,
    ])
    const scan = await lay(counter, 'xap.pdf', pile)
    expect(scan.sheets).toHaveLength(12)
    expect(await sortPile(site.house.database, scan.id)).toBe(4)
    parts = await tray()
    expect(parts.map((one) => [one.state, one.sheets.length, one.covers.length, one.forNumber, one.component])).toEqual(
      [
        ['waiting', 2, 0, null, null],
        ['waiting', 2, 1, own.number, null],
        ['waiting', 3, 1, own.number, 'GT.GCS'],
        ['waiting', 2, 1, null, null],
      ],
    )
    expect(parts[2]).toMatchObject({ name: 'GT.GCS_Giay-chung-sinh.pdf', chosen: true })
    expect(parts[2]?.codes).toEqual([
      { sheet: 0, is: 'dossier', said: own.number },
      { sheet: 0, is: 'separator', said: expect.stringMatching(/^Giấy chứng sinh/) },
    ])
    // The ward elsewhere: what stood on the sheet is said, whether there is such a dossier is not.
    expect(parts[3]?.codes).toEqual([{ sheet: 0, is: 'dossier', said: other.number, refused: true }])
    expect(JSON.stringify(await tray())).not.toContain('Lê Thị Xấp')
  })

  test('what was parted is not parted again, and is read like any paper', async () => {
    const [, unnamed, named] = parts
    expect((await attach([named?.id as string]))[0]).toMatchObject({ ok: false, code: 'scanning.still-reading' })
    for (const part of [unnamed, named]) await readArrived(site.house.database, part?.id as string)
    const now = (await tray()).find((one) => one.id === named?.id)
    expect(now).toMatchObject({ state: 'read', component: 'GT.GCS', forNumber: own.number, codes: named?.codes })
    expect(await tray()).toHaveLength(4)
  })

  test('the officer sends them on: into the line received on paper, or as one of its own; not where she has no counter', async () => {
    const ids = parts.map((one) => one.id)
    expect((await attach(ids, elsewhere)).map((one) => one.code)).toEqual(ids.map(() => 'scanning.missing'))
    const done = await attach(ids)
    expect(done.map((one) => [one.ok, one.number ?? one.code])).toEqual([
      [false, 'scanning.no-cover'],
      [true, own.number],
      [true, own.number],
      [false, 'scanning.no-cover'],
    ])
    const row = (await counter.get(`/api/v1/one-stop/dossier/${own.dossier}`)).json<{
      papers: { name: string; code: string | null; digitised: string; digitised_by: string | null; file: string }[]
      papers_count: number
      papers_digitised: number
    }>()
    expect([row.papers_count, row.papers_digitised]).toEqual([2, 2])
    expect(row.papers.map((one) => [one.code, one.digitised])).toEqual([
      ['GT.GCS', 'yes'],
      [null, 'yes'],
    ])
    expect(row.papers[0]?.digitised_by).toMatch(/\S/)
    expect((await counter.get(`/api/v1/files/${row.papers[0]?.file}`)).status).toBe(200)
    // Digitised for an accepted dossier, it serves the applicant again.
    expect(
      await asHouse('select paper_code from one_stop.stored_paper where dossier = $1 and paper_code is not null', [
        own.dossier,
      ]),
    ).toEqual([{ paper_code: 'GT.GCS' }])
    expect((await tray()).map((one) => one.id)).toEqual([parts[0]?.id, parts[3]?.id])
  })

  test('a cover that is a paper after all is put back, and the paper stays whole', async () => {
    const last = parts[3] as Shown
    const whole = await counter.send<Tray>('POST', `/api/v1/one-stop/tray/${last.id}/whole`, {})
    expect(whole.json<Tray>().scans.find((one) => one.id === last.id)).toMatchObject({ covers: [], forNumber: null })
    await sortPile(site.house.database, last.id)
    const now = (await tray()).find((one) => one.id === last.id)
    expect([now?.sheets.length, now?.covers.length]).toEqual([3, 0])
    expect((await counter.send('POST', `/api/v1/one-stop/tray/${last.id}/whole`, {})).status).toBe(422)
    for (const one of await tray()) await counter.send('POST', `/api/v1/one-stop/tray/${one.id}/discard`, {})
  })

  test('a dossier that has ended takes nothing more', async () => {
    const scan = await lay(
      counter,
      'xap2.pdf',
      await asPdf([await codeSheet(`/tra-cuu?so=${own.number}`), await blank()]),
    )
    await readArrived(site.house.database, scan.id)
    await asHouse("update one_stop.dossier set status = 'returned' where id = $1", [own.dossier])
    const [refused] = await attach([scan.id])
    expect(refused).toMatchObject({ ok: false, code: 'scanning.dossier-ended' })
    expect((await tray()).map((one) => one.id)).toEqual([scan.id])
    await counter.send('POST', `/api/v1/one-stop/tray/${scan.id}/discard`, {})
  })
})

describe('codes that lie', { timeout: PILE_MS_MAX }, () => {
  test('are ignored and said: a page of text, control letters, another address, SQL; what they say is kept nowhere', async () => {
    const scan = await lay(
      counter,
      'la.pdf',
      await asPdf([
        await codeSheet('9'.repeat(1_400), 'L'),
        await codeSheet('SEN:TACH:1.001193:GT.GCS\u0000\u001b[2J'),
        await codeSheet('https://la-dao.example/tra-cuu?so=%3Cscript%3E'),
        await codeSheet("H20.101.01-261122-0001'; drop table one_stop.scan; --"),
      ]),
    )
    expect(await sortPile(site.house.database, scan.id)).toBe(1)
    const now = (await tray()).find((one) => one.id === scan.id)
    expect(now).toMatchObject({ covers: [], forNumber: null, component: null })
    expect(now?.codes).toEqual([1, 2, 3, 4].map((sheet) => ({ sheet, is: 'other', said: null })))
    expect(now?.sheets).toHaveLength(4)
    const [row] = await asHouse<{ all: string }>('select s::text as all from one_stop.scan s where id = $1', [scan.id])
    expect(row?.all).not.toMatch(/la-dao|drop table|9{40}/)
    await counter.send('POST', `/api/v1/one-stop/tray/${scan.id}/discard`, {})
  })

  test('a number that nobody has is refused in the same words as another ward’s; a separator of no paper names nothing', async () => {
    const scan = await lay(
      counter,
      'khong-co.pdf',
      await asPdf([
        await codeSheet('https://a.vn/tra-cuu?so=H20.101.01-261101-9999'),
        await blank(),
        await codeSheet('SEN:TACH:1.001193:GT.KHONGCO'),
        await blank(),
      ]),
    )
    expect(await sortPile(site.house.database, scan.id)).toBe(2)
    const now = await tray()
    expect(now.map((one) => [one.codes, one.component, one.forNumber])).toEqual([
      [[{ sheet: 0, is: 'dossier', said: 'H20.101.01-261101-9999', refused: true }], null, null],
      [
        [
          { sheet: 0, is: 'dossier', said: 'H20.101.01-261101-9999', refused: true },
          { sheet: 0, is: 'separator', said: null, refused: true },
        ],
        null,
        null,
      ],
    ])
    for (const one of now) await counter.send('POST', `/api/v1/one-stop/tray/${one.id}/discard`, {})
  })
})

describe('the code of a citizen card', { timeout: PILE_MS_MAX }, () => {
  test('is offered, confirmed by who holds the card, and believed in nothing', async () => {
    const scan = await lay(counter, 'cccd.pdf', await asPdf([await codeSheet(CARD)]))
    await sortPile(site.house.database, scan.id)
    const [now] = await tray()
    expect(now?.codes).toEqual([{ sheet: 1, is: 'card', said: null }])
    expect(now?.cards).toMatchObject([
      { national_id: '087194123456', full_name: 'Nguyễn Thị Thúy Hòa', birth_date: '1994-05-12', sex: 'female' },
    ])
    expect(await tray(elsewhere)).toEqual([])
    const card = now?.cards[0]
    const applicant = { ...card, phone: '', read_from: 'card-code' }
    const paper = { code: 'GT.CCCD', name: 'Thẻ căn cước', origin: 'copy', count: 1, scan: scan.id }
    expect(await receive(counter, applicant, [paper])).toMatchObject({ ok: false, code: 'scanning.card-unseen' })
    const received = await receive(counter, { ...applicant, card_seen: true }, [paper])
    expect(received, JSON.stringify(received)).toMatchObject({ ok: true })
    const [row] = await asHouse(
      `select p.birth_date::text, p.sex, p.full_name, i.read_from, d.identity_linked from one_stop.dossier d
         join sen.person p on p.id = d.applicant join one_stop.intake i on i.dossier = d.id where d.id = $1`,
      [received.dossier],
    )
    expect(row).toEqual({
      birth_date: '1994-05-12',
      sex: 'female',
      full_name: 'Nguyễn Thị Thúy Hòa',
      read_from: 'card-code',
      identity_linked: false,
    })
    // What the card said is not kept with the scan once it has left the tray.
    expect(await asHouse('select cards, codes, head from one_stop.scan where id = $1', [scan.id])).toEqual([
      { cards: null, codes: null, head: null },
    ])
  })
})

describe('separator sheets', () => {
  test('one for each paper the procedure asks for, or for those chosen; none for a paper it does not', async () => {
    const ask = (query: string) => counter.get(`/api/v1/one-stop/separators/1.001193${query}`)
    expect((await ask('')).status).toBe(200)
    expect((await ask('?paper=GT.GCS&paper=GT.GUQ')).status).toBe(200)
    expect((await ask('?paper=GT.KHONGCO')).status).toBe(404)
    expect((await counter.get('/api/v1/one-stop/separators/9.999999')).status).toBe(404)
    expect((await visitor(site.inject).get('/api/v1/one-stop/separators/1.001193')).status).toBe(401)
  })
})

async function blank(): Promise<Buffer> {
  return sharp({ create: { width: 620, height: 877, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer()
}

/** The separator of the birth certificate, as the counter prints it. */
async function separatorPage(): Promise<Uint8Array> {
  const wanted = await site.house.database.transaction(house, (tx) => separatorsOf(tx, '1.001193', ['GT.GCS']))
  return separatorPdf(wanted)
}
