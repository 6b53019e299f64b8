import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, type Visitor, visitor } from '#kernel/testing'
import { getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { putHandSet } from './hand-set.ts'

/** The index told through its doors: who sees what, what stands behind a figure, the report on paper. */

let site: TestSite
const people: Record<string, Visitor> = {}

interface PageShown {
  scope: string
  name: string
  province: boolean
  agencies: { id: string; code: string }[]
  index: {
    total: number
    share: number | null
    groups: { code: string; items: { code: string; met: number; of: number; score: number | null; points: number }[] }[]
  }
  levers: { code: string; failing: number; gainAll: number; words: { vi: string } }[]
  communes: { agency: { code: string }; rank: number | null }[]
  others: { agency: { code: string }; rank: number | null }[]
  ranked: { communes: number; others: number }
  trend: { period: string; share: number | null }[]
}
interface RowsShown {
  rows: { id: string; kind: string; number: string; met: boolean; why: { vi: string } | null; link: string }[]
  next: string | null
}
interface ErrorShown {
  error: { code: string; message: string }
}

beforeAll(async () => {
  site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
  await site.house.database.transaction(house, async (tx) => {
    await putHandSet(tx)
    for (const [login, role, code] of [
      ['gd.stp', 'leader', 'H20.stp'],
      ['gd.pvhcc', 'centre-head', 'H20.vp.pvhcc'],
    ] as const) {
      const account = await openAccount(tx, { login, name: login, password: site.password, sample: true })
      await grantRole(tx, { account, role, unit: (await getUnitByCode(tx, code)).id, from: '2026-01-01' })
    }
  })
  for (const login of ['tonghop', 'lanhdao.caolanh', 'giamdoc.mytho', 'motcua.caolanh', 'lan', 'gd.stp', 'gd.pvhcc']) {
    const who = visitor(site.inject)
    expect((await who.signIn(login, site.password)).status, login).toBe(200)
    people[login] = who
  }
})
afterAll(() => site?.close())

const get = <T>(login: string, path: string) => (people[login] as Visitor).get<T>(`/api/v1/one-stop/quality${path}`)
const page = async (login: string, query: string): Promise<PageShown> => {
  const answer = await get(login, query)
  expect(answer.status, answer.text.slice(0, 300)).toBe(200)
  return answer.json<PageShown>()
}
/** Every row behind a figure, page after page. */
async function rowsOf(login: string, query: string): Promise<RowsShown['rows']> {
  const found: RowsShown['rows'] = []
  let after = ''
  for (let pages = 0; pages < 10; pages++) {
    const answer = await get(login, `/rows${query}${after ? `&after=${encodeURIComponent(after)}` : ''}`)
    expect(answer.status, answer.text.slice(0, 300)).toBe(200)
    const { rows, next } = answer.json<RowsShown>()
    found.push(...rows)
    if (!next) return found
    after = next
  }
  throw new Error('more pages than there can be')
}

describe('who sees what', () => {
  test('the monitor of the province sees the province, every commune and every place', async () => {
    const shown = await page('tonghop', '?period=2026-09')
    expect([shown.scope, shown.province, shown.index.total]).toEqual(['province', true, 62.93])
    expect(shown.agencies.length).toBeGreaterThan(110)
    expect(shown.communes).toHaveLength(102)
    expect(shown.ranked).toEqual({ communes: 3, others: 1 })
    expect(shown.trend.map((point) => point.share).slice(-2)).toEqual([expect.any(Number), 62.93])
  })

  test('a leader of a commune sees her own only, with her place among all', async () => {
    const shown = await page('lanhdao.caolanh', '?period=2026-09')
    expect(shown.agencies.map((one) => one.code)).toEqual(['H20.x29869'])
    expect(shown.index.total).toBe(70.15)
    expect(shown.communes.map((row) => [row.agency.code, row.rank])).toEqual([['H20.x29869', 2]])
    expect([shown.others, shown.ranked.communes]).toEqual([[], 3])
    const other = (await page('tonghop', '?period=2026-09')).agencies.find((one) => one.code === 'H20.x28261')?.id
    for (const scope of ['province', other, 'x', '01993000-0000-7000-8000-000000000000'])
      for (const path of [``, '/rows', '/report']) {
        const answer = await get('lanhdao.caolanh', `${path}?period=2026-09&item=2.1&scope=${scope}`)
        expect([answer.status, answer.json<ErrorShown>().error.code], `${path} ${scope}`).toEqual([
          403,
          'quality.not-your-scope',
        ])
      }
  })

  test('the head of a centre sees the commune of the centre; the head of the provincial centre every department', async () => {
    expect((await page('giamdoc.mytho', '?period=2026-09')).agencies.map((one) => one.code)).toEqual(['H20.x28261'])
    expect((await page('gd.stp', '?period=2026-09')).index.total).toBe(7.75)
    const all = await page('gd.pvhcc', '?period=2026-09')
    expect(all.province).toBe(false)
    expect(all.agencies.some((one) => one.code === 'H20.sxd')).toBe(true)
    expect(all.agencies.some((one) => one.code.startsWith('H20.x'))).toBe(false)
  })

  test.each(['motcua.caolanh', 'lan'])('%s is refused', async (login) => {
    expect((await get(login, '?period=2026-09')).status).toBe(403)
  })
})

describe('what stands behind a figure', () => {
  test('every item of every scope: as many met and missed as the figure says', async () => {
    for (const [login, scope, period] of [
      ['tonghop', 'province', '2026-09'],
      ['lanhdao.caolanh', '', '2026-08'],
      ['giamdoc.mytho', '', '2026-09'],
      ['gd.stp', '', '2026-08'],
    ] as const) {
      const shown = await page(login, `?period=${period}&scope=${scope}`)
      for (const item of shown.index.groups.flatMap((group) => group.items)) {
        const rows = await rowsOf(login, `?period=${period}&scope=${scope}&item=${item.code}&part=all`)
        const where = `${login} ${period} ${item.code}`
        expect(new Set(rows.map((row) => row.id)).size, where).toBe(rows.length)
        expect(
          rows.every((row) => row.met || row.why),
          where,
        ).toBe(true)
        // 2.2 tells days; 5.4 takes one dossier twice when it is late and disliked.
        if (item.code === '2.2' || item.code === '5.4') expect(rows.length, where).toBe(item.of)
        else expect([rows.filter((row) => row.met).length, rows.length], where).toEqual([item.met, item.of])
      }
    }
  })

  test('met and missed are the two halves of all', async () => {
    const of = (part: string) => rowsOf('tonghop', `?period=2026-09&scope=province&item=2.1&part=${part}`)
    const [met, missed, all] = [await of('met'), await of('missed'), await of('all')]
    expect([met.length, missed.length, all.length]).toEqual([75, 33, 108])
    expect(met.every((row) => row.met) && missed.every((row) => !row.met && row.why)).toBe(true)
  })

  test('the reason is told, and the link leads to the dossier', async () => {
    const rows = await rowsOf('giamdoc.mytho', '?period=2026-08&item=2.1&part=missed')
    expect(rows).toHaveLength(5)
    expect(rows[0]?.why?.vi).toBe('Yêu cầu bổ sung hơn một lần')
    const [row] = await rowsOf('giamdoc.mytho', '?period=2026-09&item=2.1&part=missed')
    expect(row?.why?.vi).toBe('Hẹn lại sau khi đã quá hạn')
    expect(row?.link).toBe(`/officer/cases/one-stop/dossier/${row?.id}`)
    const opened = await (people['giamdoc.mytho'] as Visitor).get(`/api/v1/one-stop/dossier/${row?.id}`)
    expect(opened.status).toBe(200)
    expect((await (people['giamdoc.mytho'] as Visitor).get(`/api/v1/one-stop/dossier/${row?.id}`)).status).toBe(200)
    expect((await (people['lanhdao.caolanh'] as Visitor).get(`/api/v1/one-stop/dossier/${row?.id}`)).status).toBe(404)
    const lacking = await rowsOf('tonghop', '?period=2026-09&scope=province&item=1.3&part=missed')
    expect(lacking.map((one) => [one.number, one.why?.vi])).toEqual([
      ['9.000003', 'Thiếu bộ phận: hồ sơ'],
      ['9.000007', 'Thiếu bộ phận: cơ quan'],
    ])
  })

  test('names of applicants do not leave by this door', async () => {
    const answer = await get('tonghop', '/rows?period=2026-09&scope=province&item=2.1')
    expect(answer.text).not.toContain('Người nộp thử')
  })
})

test('what would move it most', async () => {
  const { levers } = await page('lanhdao.caolanh', '?period=2026-09')
  // Ten late dossiers on time: 2.1 from 15 to 20 and 5.4 from 4,81 to 6.
  expect(levers[0]).toMatchObject({ code: '2.1', failing: 10, gainAll: 6.19 })
  expect(levers[0]?.words.vi).toBe(
    'Nếu cả 10 hồ sơ quá hạn được giải quyết đúng hạn: thêm 6,19 điểm; mỗi một thêm 0,67.',
  )
})

describe('refusals', () => {
  test.each([
    ['?period=2026-13', 422, 'quality.bad-period'],
    ['?period=2027-01', 422, 'quality.period-to-come'],
    ['/rows?period=2026-09&item=9.9', 404, 'quality.no-such-item'],
    ['/rows?period=2026-09&item=2.1&after=x', 422, 'quality.bad-page-mark'],
    ['/report?period=2026-09&format=exe', 422, 'quality.no-such-format'],
  ])('%s', async (path, status, code) => {
    const answer = await get('tonghop', path)
    expect([answer.status, answer.json<ErrorShown>().error.code]).toEqual([status, code])
  })
})

describe('the report', () => {
  test('as a workbook: items, places, counts', async () => {
    const answer = await site.house.http.app.inject({
      method: 'GET',
      url: '/api/v1/one-stop/quality/report?period=2026-09&format=xlsx&scope=province',
      headers: { cookie: (people.tonghop as Visitor).cookies() },
    })
    expect(answer.statusCode).toBe(200)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(answer.rawPayload as unknown as ArrayBuffer)
    expect(book.worksheets.map((sheet) => sheet.name)).toEqual([
      'Chỉ số',
      'Xã, phường',
      'Sở, ngành',
      'Diễn biến',
      'Số đếm',
    ])
    const items = book.getWorksheet('Chỉ số')
    const row = (items?.getRows(1, 40) ?? []).find((one) => one.getCell(1).value === '2.1')
    expect([row?.getCell(3).value, row?.getCell(4).value, row?.getCell(7).value]).toEqual([75, 108, 13.89])
  })
  test.each([
    ['pdf', '%PDF-1.7'],
    ['docx', 'PK'],
  ])('as %s', async (format, begins) => {
    const answer = await site.house.http.app.inject({
      method: 'GET',
      url: `/api/v1/one-stop/quality/report?period=2026-09&format=${format}`,
      headers: { cookie: (people['lanhdao.caolanh'] as Visitor).cookies() },
    })
    expect(answer.statusCode, answer.body.slice(0, 200)).toBe(200)
    expect(answer.rawPayload.subarray(0, begins.length).toString('latin1')).toBe(begins)
    expect(answer.headers['content-disposition']).toContain(`chi-so-766-H20.x29869-2026-09.${format}`)
    expect(answer.rawPayload.length).toBeGreaterThan(8_000)
  })
})
