import ExcelJS from 'exceljs'
import { expect } from 'vitest'
import { openTestSite } from '#host'
import { closePdf, readPdf } from '#kernel/papers'
import { house } from '#kernel/store'
import { type Answer, falseClock, type Story, story, type Visitor, wordText } from '#kernel/testing'
import { batchFile, dossierToPrint, formFile, readFormAsked } from './forms-of-dossier.ts'
import { type RegisterLine, registerBook } from './register.ts'

interface Row {
  id: string
  number: string
  [field: string]: unknown
}
interface Forms {
  forms: { form: string; pdf?: string; docx?: string; when?: { vi: string } }[]
}
interface Register {
  asked: { centre: string | null }
  centres: { id: string; name: string }[]
  lines: (Omit<RegisterLine, 'receivedAt' | 'dueAt' | 'returnedAt'> & { receivedAt: string })[]
  next: string | null
  count: number
}

async function open(s: Story) {
  const site = await openTestSite({ clock: falseClock('2026-12-07T08:00:00+07:00') })
  s.finally(() => site.close())
  s.finally(() => closePdf())
  s.reach(site.inject)
  const as = async (login: string): Promise<Visitor> => {
    const visitor = s.visitor()
    expect((await visitor.signIn(login, site.password)).status, login).toBe(200)
    return visitor
  }
  const make = async (officer: Visitor, dossier: string, move: string, data: Record<string, unknown> = {}) => {
    const { rows } = (await officer.get('/api/v1/tasks?scope=unit&limit=200')).json<{
      rows: { id: string; version: number; recordId: string }[]
    }>()
    const task = rows.find((row) => row.recordId === dossier)
    expect(task, 'the task is in the queue').toBeDefined()
    return officer.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
  }
  const counter = await as('motcua.caolanh')
  const take = async (name: string, nationalId: string, code = '1.001612') => {
    const { rows } = (await counter.get(`/api/v1/one-stop/procedure?f.code=${code}`)).json<{ rows: Row[] }>()
    const answer = await counter.send<Row>('POST', '/api/v1/one-stop/intake', {
      procedure: rows[0]?.id,
      national_id: nationalId,
      full_name: name,
      phone: '0900012345',
      address: 'Số 5, đường Nguyễn Huệ',
      papers: [{ name: 'Giấy đề nghị đăng ký hộ kinh doanh', origin: 'original', count: 1 }],
    })
    expect(answer.status, answer.text).toBe(201)
    return answer.json<{ dossier: string; number: string }>()
  }
  /** What a form says, read from the file itself; the house looks so that bytes need not travel as text. */
  const said = (dossier: string, file: string): Promise<string> =>
    site.house.database.transaction(house, async (tx) => {
      const made = await formFile(tx, await dossierToPrint(tx, dossier), readFormAsked(file))
      const text = made.format === 'docx' ? wordText(made.bytes) : (await readPdf(made.bytes)).join('\n')
      return text.replace(/\s+/g, ' ')
    })
  return { ...site, as, make, counter, take, said }
}

const refusedAs = (answer: Answer, status: number, code: string): void => {
  expect([answer.status, answer.json<{ error: { code: string } }>().error.code], answer.text).toEqual([status, code])
}
const path = '/api/v1/one-stop/printing'

story('the forms of a dossier, as issued and as Word', async (s) => {
  const { as, make, counter, take, said, clock } = await open(s)
  const { dossier, number } = await take('Trần Thị Bảy', '087185123456')
  const forms = async (who: Visitor) => (await who.get(`${path}/${dossier}`)).json<Forms>().forms

  const receipt = await s.step(
    'accepted at the counter: form 01 is there, the others say when they will be',
    async () => {
      const list = await forms(counter)
      expect(list.map((one) => [one.form, one.pdf !== undefined])).toEqual([
        ['01', true],
        ['02', false],
        ['03', false],
        ['04', false],
        ['05', false],
        ['06', true],
      ])
      expect(list[1]?.when?.vi).toBe('Có khi yêu cầu bổ sung')
      const pdf = await counter.get(list[0]?.pdf as string)
      expect([pdf.status, pdf.headers['content-type'], pdf.headers['cache-control']]).toEqual([
        200,
        'application/pdf',
        'private, no-store',
      ])
      const [inPdf, inWord] = [await said(dossier, '01.pdf'), await said(dossier, '01.docx')]
      for (const words of [
        `Mã hồ sơ: ${number}`,
        'Trần Thị Bảy',
        'Giấy đề nghị đăng ký hộ kinh doanh',
        'Ủy ban nhân dân phường Cao Lãnh',
      ]) {
        expect(inPdf).toContain(words)
        expect(inWord).toContain(words)
      }
      return inWord
    },
  )

  await s.step('a form that is not there, or of no such name, is refused by name', async () => {
    refusedAs(await counter.get(`${path}/${dossier}/04.pdf`), 404, 'printing.not-issued')
    refusedAs(await counter.get(`${path}/${dossier}/08.pdf`), 404, 'printing.no-such-form')
    refusedAs(await counter.get(`${path}/${dossier}/01.exe`), 404, 'printing.no-such-form')
  })

  await s.step('another commune’s officer has no dossier to print from', async () => {
    const far = await as('motcua.mytho')
    expect((await far.get(`${path}/${dossier}`)).status).toBe(404)
    expect((await far.get(`${path}/${dossier}/01.pdf`)).status).toBe(404)
  })

  await s.step('a supplement is asked: form 02 comes, and the receipt stays what it was', async () => {
    clock.advance(3_600_000)
    const asked = await make(counter, dossier, 'ask-supplement', {
      items: 'Bản sao hợp đồng thuê nhà',
      reason: 'Địa điểm kinh doanh không phải của chủ hộ',
    })
    expect(asked.status, asked.text).toBe(200)
    expect((await forms(counter))[1]?.docx).toBe(`${path}/${dossier}/02.docx`)
    expect(await said(dossier, '02.docx')).toContain('Bản sao hợp đồng thuê nhà')
    expect(await said(dossier, '01.docx')).toBe(receipt)
  })

  await s.step('the control slip tells who had it, from when, and why it came back', async () => {
    const slip = await said(dossier, '06.docx')
    for (const words of [
      'PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ',
      'Giao: Người nộp hồ sơ',
      'Giao: Trần Thị Bảy',
      'Yêu cầu bổ sung',
      '08 giờ 00 phút, ngày 07 tháng 12 năm 2026',
    ])
      expect(slip).toContain(words)
    expect(await said(dossier, '06.pdf')).toContain('Kết quả giải quyết hồ sơ')
  })

  await s.step('withdrawn at the counter: form 05 says at whose wish', async () => {
    const answer = await counter.send('POST', `/api/v1/cases/one-stop/dossier/${dossier}/move`, {
      move: 'withdraw',
      data: { reason: 'Không kinh doanh nữa' },
    })
    expect(answer.status, answer.text).toBe(200)
    expect(await said(dossier, '05.docx')).toContain('Theo đề nghị rút hồ sơ')
    expect(await said(dossier, '05.pdf')).toContain('Không kinh doanh nữa')
  })
})

story('a citizen prints her own forms and nobody else’s', async (s) => {
  const { as, take, house: home } = await open(s)
  const lan = await as('lan')
  const { dossier, number } = await take('Nguyễn Thị Lan', '087185123498')
  await home.database.owner.query(
    "update one_stop.dossier set applicant = (select person from sen.account where login = 'lan') where id = $1",
    [dossier],
  )
  expect((await lan.get(`/ho-so/${number}/bieu-mau/01.pdf`)).headers['content-type']).toBe('application/pdf')
  expect((await lan.get(`/ho-so/${number}/bieu-mau/01.docx`)).status).toBe(200)
  expect((await lan.get(`/ho-so/${number}/bieu-mau/06.pdf`)).status).toBe(404)
  const other = await take('Người Khác', '087185123499')
  expect((await lan.get(`/ho-so/${other.number}/bieu-mau/01.pdf`)).status).toBe(404)
  const stranger = s.visitor()
  expect((await stranger.get(`/ho-so/${number}/bieu-mau/01.pdf`)).status).not.toBe(200)
})

story('the register of a centre', async (s) => {
  const { as, clock, counter, take, house: home } = await open(s)
  await take('Lê Văn Tám', '087185123457')
  clock.advance({ minutes: 3 })
  await take('Võ Thị Chín', '087185123458', '1.004873')
  const day = 'from=2026-12-07&to=2026-12-07'

  const centre = await s.step('the counter sees her centre’s lines of the day, in the order of receipt', async () => {
    const page = (await counter.get(`${path}/register?${day}`)).json<Register>()
    expect(page.lines.map((line) => [line.name, line.phone, line.agency])).toEqual([
      ['Lê Văn Tám', '0900012345', 'Ủy ban nhân dân phường Cao Lãnh'],
      ['Võ Thị Chín', '0900012345', 'Ủy ban nhân dân phường Cao Lãnh'],
    ])
    expect([page.count, page.next, page.centres.length]).toEqual([2, null, 1])
    const filtered = (await counter.get(`${path}/register?${day}&procedure=1.004873`)).json<Register>()
    expect(filtered.lines.map((line) => line.name)).toEqual(['Võ Thị Chín'])
    return page.asked.centre
  })

  await s.step('who follows the province sees the numbers masked, and may take all centres together', async () => {
    const page = (await (await as('tonghop')).get(`${path}/register?${day}&centre=${centre}`)).json<Register>()
    expect(page.lines.map((line) => [line.address, line.phone])).toEqual([
      [null, '09•• ••• 345'],
      [null, '09•• ••• 345'],
    ])
    expect((await (await as('tonghop')).get(`${path}/register?${day}`)).json<Register>().asked.centre).toBeNull()
  })

  await s.step('another centre’s register is not hers', async () => {
    refusedAs(
      await (await as('motcua.mytho')).get(`${path}/register?${day}&centre=${centre}`),
      422,
      'printing.no-centre',
    )
    expect((await (await as('thuly.caolanh')).get(`${path}/register?${day}`)).status).toBe(403)
  })

  await s.step('a period that is none is refused', async () => {
    for (const wrong of [
      'from=2026-12-08&to=2026-12-07',
      'from=2025-01-01&to=2026-12-07',
      'from=7/12/2026&to=2026-12-07',
    ])
      refusedAs(await counter.get(`${path}/register?${wrong}`), 422, 'printing.bad-period')
  })

  await s.step('printed only for a purpose, and everybody in it can read that it was', async () => {
    refusedAs(await counter.get(`${path}/register/pdf?${day}`), 422, 'printing.no-purpose')
    refusedAs(
      await counter.get(`${path}/register/pdf?${day}&purpose=ngắn`.replaceAll('ắ', '%E1%BA%AF')),
      422,
      'printing.no-purpose',
    )
    for (const format of ['pdf', 'docx', 'xlsx']) {
      const answer = await counter.get(
        `${path}/register/${format}?${day}&purpose=${encodeURIComponent('Ký nhận cuối ngày tại quầy')}`,
      )
      expect(answer.status, answer.text.slice(0, 300)).toBe(200)
    }
    const { rows } = await home.database.owner.query<{ subjects: string[]; data: { format: string; rows: number } }>(
      `select subjects, data from sen.fact where kind = 'exported' and purpose = 'Ký nhận cuối ngày tại quầy' order by seq`,
    )
    expect(rows.map((row) => [row.data.format, row.data.rows, row.subjects.length])).toEqual([
      ['pdf', 2, 2],
      ['docx', 2, 2],
      ['xlsx', 2, 2],
    ])
  })
})

story('several papers go to the printer at once', async (s) => {
  const { as, counter, take, house: home } = await open(s)
  const one = await take('Lê Văn Tám', '087185123457')
  const two = await take('Võ Thị Chín', '087185123458')
  await s.step('two receipts are one file, in the order asked', async () => {
    expect((await counter.get(`${path}/batch/receipts?ids=${two.dossier},${one.dossier}`)).status).toBe(200)
    const made = await home.database.transaction(house, (tx) => batchFile(tx, 'receipts', [two.dossier, one.dossier]))
    const pages = await readPdf(made.bytes)
    expect(pages).toHaveLength(2)
    expect(pages[0]).toContain(two.number)
    expect(pages[1]).toContain(one.number)
  })
  await s.step('nothing to print, another’s dossiers, too many and no such paper are refused', async () => {
    refusedAs(await counter.get(`${path}/batch/results?ids=${one.dossier}`), 422, 'printing.nothing-to-print')
    refusedAs(
      await (await as('motcua.mytho')).get(`${path}/batch/receipts?ids=${one.dossier}`),
      422,
      'printing.nothing-to-print',
    )
    const many = Array.from({ length: 101 }, (_, i) => `018f0000-0000-7000-8000-${String(i).padStart(12, '0')}`)
    refusedAs(await counter.get(`${path}/batch/receipts?ids=${many.join(',')}`), 413, 'printing.too-many-dossiers')
    refusedAs(await counter.get(`${path}/batch/drafts?ids=${one.dossier}`), 404, 'printing.no-such-form')
  })
})

story('the workbook keeps days as days and text as text', async () => {
  const line: RegisterLine = {
    id: '1',
    number: 'H20.126.01-261207-0001',
    procedure: 'Đăng ký khai sinh',
    procedureCode: '1.001193',
    sets: 1,
    name: '=HYPERLINK("http://x")',
    address: null,
    phone: null,
    agency: 'Ủy ban nhân dân xã Tân Hồng',
    receivedAt: new Date('2026-12-07T08:30:00+07:00'),
    dueAt: null,
    returnedAt: null,
    delivery: 'Tại quầy',
    receiver: null,
    status: 'received',
    note: '',
  }
  const asked = { from: '2026-12-01', to: '2026-12-31', centre: null, procedure: null, status: null }
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await registerBook(asked, [line], new Date('2026-12-31T10:00:00Z'))).buffer as ArrayBuffer)
  const row = book.worksheets[0]?.getRow(4)
  expect(row?.getCell(2).value).toBe('H20.126.01-261207-0001')
  expect([row?.getCell(5).type, row?.getCell(5).value]).toEqual([ExcelJS.ValueType.String, '=HYPERLINK("http://x")'])
  expect(row?.getCell(8).value).toEqual(new Date('2026-12-07T08:30:00Z'))
  expect(row?.getCell(9).value).toBeNull()
})
