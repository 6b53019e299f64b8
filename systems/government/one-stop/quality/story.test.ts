import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite, type TestSite } from '#host'
import { getImport, runImport, startImport } from '#kernel/records'
import { house } from '#kernel/store'
import { falseClock, type Visitor, visitor } from '#kernel/testing'
import { findActor, getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import { enterAnnouncement } from './announcements.ts'
import { putHandSet } from './hand-set.ts'
import { Announcement } from './records.ts'

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
    groups: {
      code: string
      items: { code: string; met: number; of: number; unknown?: number; score: number | null; points: number }[]
    }[]
  }
  levers: { code: string; failing: number; gainAll: number; words: { vi: string } }[]
  communes: { agency: { code: string }; rank: number | null }[]
  others: { agency: { code: string }; rank: number | null }[]
  ranked: { communes: number; others: number }
  trend: { period: string; share: number | null }[]
}
interface RowsShown {
  rows: { id: string; kind: string; number: string; met: boolean | null; why: { vi: string } | null; link: string }[]
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

/** How many rows are met, how many could be judged, how many could not. */
const standings = (rows: RowsShown['rows']): number[] => [
  rows.filter((row) => row.met).length,
  rows.filter((row) => row.met !== null).length,
  rows.filter((row) => row.met === null).length,
]

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
        else expect(standings(rows), where).toEqual([item.met, item.of, item.unknown ?? 0])
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

  test('announcements of a quarter: met, judged and unknown, as the figures say', async () => {
    for (const [login, scope] of [
      ['tonghop', 'province'],
      ['lanhdao.caolanh', ''],
      ['gd.stp', ''],
    ] as const) {
      const shown = await page(login, `?period=2026-Q2&scope=${scope}`)
      for (const code of ['1.1', '1.2']) {
        const item = shown.index.groups[0]?.items.find((one) => one.code === code)
        const rows = await rowsOf(login, `?period=2026-Q2&scope=${scope}&item=${code}&part=all`)
        expect(standings(rows), `${login} ${code}`).toEqual([item?.met, item?.of, item?.unknown])
      }
    }
  })

  test('announcements: late, not done, not known, each with its reason and its row of the register', async () => {
    const of = async (item: string, part: string) =>
      (await rowsOf('tonghop', `?period=2026-06&scope=province&item=${item}&part=${part}`)).map((row) => [
        row.number,
        row.why?.vi ?? null,
      ])
    expect(await of('1.1', 'missed')).toEqual([
      ['9.100007', 'Văn bản đã có hiệu lực mà chưa công bố'],
      ['9.100011', 'Công bố không đủ số ngày trước khi có hiệu lực'],
      ['9.100016', 'Công bố không đủ số ngày trước khi có hiệu lực'],
      ['9.100020', 'Công bố không đủ số ngày trước khi có hiệu lực'],
    ])
    expect(await of('1.1', 'unknown')).toEqual([
      ['2.000815', 'Chưa biết ngày ký quyết định công bố'],
      ['9.000005', 'Chưa biết ngày ký quyết định công bố'],
      ['9.000006', 'Chưa biết ngày ký quyết định công bố'],
      ['9.000007', 'Chưa biết ngày ký quyết định công bố'],
      ['9.100008', 'Chưa biết ngày ký quyết định công bố'],
      ['9.100009', 'Chưa biết ngày văn bản có hiệu lực'],
      ['9.100017', 'Chưa biết ngày ký quyết định công bố'],
      ['9.100018', 'Chưa biết ngày ký quyết định công bố'],
    ])
    expect(await of('1.2', 'missed')).toEqual([
      ['9.100011', 'Quá hạn mà chưa công khai'],
      ['9.100023', 'Công khai sau hạn'],
    ])
    const [row] = await rowsOf('tonghop', '?period=2026-06&scope=province&item=1.1&part=met')
    expect(row?.link).toBe(`/officer/records/one-stop/announcement/${row?.id}`)
    expect((await (people.tonghop as Visitor).get(`/api/v1/one-stop/announcement/${row?.id}`)).status).toBe(200)
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

describe('the register of announcements', () => {
  const register = '/api/v1/one-stop/announcement'
  const row = { procedure_code: '9.200001', procedure_name: 'Thủ tục ghi tay', level: 'commune', kind: 'new' }
  const duties = async (login: string, scope = '') => {
    const answer = await get(login, `/announcements?scope=${scope}`)
    expect(answer.status, answer.text.slice(0, 300)).toBe(200)
    return answer.json<{ duties: { number: string; what: string; by: string; late: boolean }[]; unknown: number }>()
  }
  const announced = async (period: string) => {
    const shown = await page('tonghop', `?period=${period}&scope=province`)
    const item = shown.index.groups[0]?.items.find((one) => one.code === '1.1')
    return [item?.met, item?.of, item?.unknown]
  }

  test('what waits is told before it is late, to whom it concerns', async () => {
    const all = await duties('tonghop', 'province')
    expect(all.duties.map((one) => [one.number, one.what, one.by, one.late])).toEqual([
      ['9.100007', 'decide', '2026-05-25', true],
      ['9.100011', 'list', '2026-06-11', true],
      ['9.100012', 'decide', '2026-11-15', false],
    ])
    // N08, N09, N10, N17, N18 and the four of the catalogue.
    expect(all.unknown).toBe(9)
    expect((await duties('gd.stp')).duties).toEqual([])
    expect((await duties('lanhdao.caolanh')).duties).toHaveLength(3)
    expect((await get('motcua.caolanh', '/announcements')).status).toBe(403)
    expect((await get('lanhdao.caolanh', '/announcements?scope=province')).status).toBe(403)
  })

  test('entered by hand, it counts at once; when its day becomes known, it is judged', async () => {
    const who = people.tonghop as Visitor
    const before = await announced('2026-10')
    const made = await who.send('POST', register, {
      ...row,
      reference: '12/2026/TT-BTP',
      law_from: '2026-10-01',
      decided_unknown: true,
    })
    expect(made.status, made.text).toBe(201)
    const { id, version } = made.json<{ id: string; version: number }>()
    expect(await announced('2026-10')).toEqual([before[0], before[1], (before[2] ?? 0) + 1])
    const changed = await who.send('PATCH', `${register}/${id}`, {
      version,
      decided_unknown: false,
      decided_on: '2026-09-24',
      decision: '77/QĐ-UBND',
    })
    expect(changed.status, changed.text).toBe(200)
    // 1/10, 30/9, 29, 28, 25: the last day was 24/9.
    expect(await announced('2026-10')).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1, before[2]])
  })

  test.each([
    ['listed before it was decided', { decided_on: '2026-09-02', listed_on: '2026-09-01' }, 'listed_after_decided'],
    ['a day and unknown', { decided_on: '2026-09-02', decided_unknown: true }, 'decided_or_unknown'],
    ['a day and unknown, of the listing', { listed_on: '2026-09-02', listed_unknown: true }, 'listed_or_unknown'],
  ])('%s is refused', async (name, days, rule) => {
    const answer = await (people.tonghop as Visitor).send('POST', register, { ...row, ...days, reference: name })
    expect([answer.status, answer.json<ErrorShown>().error.code]).toEqual([422, 'records.breaks-rule'])
    expect(answer.text).toContain(rule)
  })

  test('a published edition fills the row that waited and keeps the day of the law; once more is no other one', async () => {
    const enter = (decision: string) =>
      site.house.database.transaction(house, (tx) =>
        enterAnnouncement(tx, {
          code: '9.100012',
          name: 'Thủ tục N12',
          isNew: false,
          level: null,
          ministry: null,
          decision,
          decidedOn: '2026-10-05',
          listedOn: '2026-10-06',
          validFrom: '2026-11-25',
        }),
      )
    const filled = await enter('300/QĐ-UBND')
    expect([filled.reference, filled.law_from, filled.decided_on, filled.listed_on]).toEqual([
      'N12/2026/TT-BTP',
      '2026-11-20',
      '2026-10-05',
      '2026-10-06',
    ])
    expect((await enter('300/QĐ-UBND')).id).toBe(filled.id)
    const next = await enter('301/QĐ-UBND')
    expect([next.id === filled.id, next.reference, next.law_from, next.kind]).toEqual([
      false,
      '301/QĐ-UBND',
      '2026-11-25',
      'amended',
    ])
  })

  test('who does not keep it does not write in it', async () => {
    for (const login of ['lanhdao.caolanh', 'motcua.caolanh', 'lan']) {
      const answer = await (people[login] as Visitor).send('POST', register, { ...row, reference: login })
      expect(answer.status, login).toBe(403)
    }
    await site.house.database.transaction(house, async (tx) => {
      const account = await openAccount(tx, {
        login: 'th.xa',
        name: 'Tổng hợp xã',
        password: site.password,
        sample: true,
      })
      await grantRole(tx, {
        account,
        role: 'province-monitor',
        unit: (await getUnitByCode(tx, 'H20.x28261')).id,
        from: '2026-01-01',
      })
    })
    const who = visitor(site.inject)
    expect((await who.signIn('th.xa', site.password)).status).toBe(200)
    const answer = await who.send('POST', register, { ...row, reference: 'xã tự ghi' })
    expect([answer.status, answer.json<ErrorShown>().error.code]).toEqual([403, 'quality.province-register'])
  })

  test('a file of announcements is read row by row; a line that contradicts itself stays out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sen-announcements-'))
    const filePath = join(folder, 'so-cong-bo.csv')
    const lines = [
      'Mã thủ tục,Tên thủ tục,Cấp giải quyết,Loại công bố,Văn bản làm căn cứ,Ngày văn bản có hiệu lực,Số quyết định công bố của tỉnh,Ngày ký quyết định công bố,"Ngày niêm yết, công khai"',
      '9.300001,Thủ tục nhập một,commune,new,90/2026/NĐ-CP,15/09/2026,101/QĐ-UBND,08/09/2026,10/09/2026',
      '9.300002,Thủ tục nhập hai,commune,amended,90/2026/NĐ-CP,15/09/2026,101/QĐ-UBND,09/09/2026,10/09/2026',
      '9.300003,Thủ tục nhập ba,commune,abolished,90/2026/NĐ-CP,15/09/2026,101/QĐ-UBND,09/09/2026,08/09/2026',
    ]
    const before = await announced('2026-09')
    writeFileSync(filePath, lines.join('\n'))
    const { database } = site.house
    const actor = await database.transaction(house, async (tx) =>
      findActor(tx, (await tx.one<{ id: string }>("select id from sen.account where login = 'tonghop'"))?.id ?? ''),
    )
    const bring = async () => {
      const id = await database.transaction(actor ?? house, (tx) =>
        startImport(tx, Announcement, { filePath, fileName: 'so-cong-bo.csv', mode: 'run' }),
      )
      await runImport(database, new Map([['one-stop/announcement', Announcement]]), id, new AbortController().signal)
      const run = await database.transaction(actor ?? house, (tx) => getImport(tx, id))
      return [run.created, run.changed, run.failed]
    }
    expect(await bring()).toEqual([2, 0, 1])
    rmSync(folder, { recursive: true })
    // 15/9, 14, 11, 10, 9: the last day was 8/9. The third line contradicts itself and stays out.
    expect(await announced('2026-09')).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 2, before[2]])
  })
})

test.each([
  ['2022', 5],
  ['2022-Q1', 8],
  ['2022-01', 12],
  ['2025', 5],
])('%s is shown, although its trend looks back beyond the decision', async (key, points) => {
  expect((await page('tonghop', `?period=${key}&scope=province`)).trend).toHaveLength(points)
})

describe('refusals', () => {
  test.each([
    ['?period=2021-12', 422, 'quality.bad-period'],
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
