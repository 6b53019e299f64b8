import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import { readingReport, readProcedure, readProcedures } from './procedure-reader.ts'

const whole = {
  code: '1.900001',
  name: 'Thủ tục  thử',
  sector: 'Hộ tịch',
  ministry: 'Bộ Tư pháp',
  levels: ['Cấp tỉnh', 'Cấp xã'],
  kind: 'Loại khác',
  decision: '1/QĐ-BTP',
  applicants: ['Tổ chức (không bao gồm doanh nghiệp', 'HTX)', 'Cán bộ', 'công chức', 'viên chức', 'Công dân Việt Nam'],
  agency: '',
  methods: [{ channel: 'Trực tiếp', time: 5, unit: 'Ngày làm việc', fee_vnd: 8000, fee_text: '8,000 VNĐ', note: '' }],
  dossier: [{ case: '', items: [{ name: '- Đơn đề nghị;', form: null, original: 1, copy: 0 }] }],
  conditions: '',
  results: [{ name: 'Giấy chứng nhận.', code: 'KQ.G15.000001' }],
  legal_refs: ['123/2015/NĐ-CP'],
  url: 'https://dichvucong.gov.vn/thu-tuc/1',
  handled_by: 'UBND/sở',
  core: true,
}

function method(change: object): ReturnType<typeof readProcedure> {
  return readProcedure({
    ...whole,
    methods: [{ channel: 'Trực tuyến', time: null, unit: null, fee_vnd: null, fee_text: null, note: '', ...change }],
  })
}

function limit(change: object): unknown[] {
  return method(change).procedure.methods.map((one) => [one.limit, one.limit_confidence])
}

function fee(change: object): unknown {
  const [one] = method(change).procedure.methods
  return one && [one.fee_vnd, one.fee_text, one.fee_by_council]
}

function paper(name: string, form: string | null, heading = ''): unknown {
  const read = readProcedure({ ...whole, dossier: [{ case: heading, items: [{ name, form, original: 1, copy: 0 }] }] })
  const item = read.procedure.papers[0]?.items[0]
  return item && [item.name, item.form, item.kind, item.required]
}

function refusalCode(line: unknown): string {
  try {
    readProcedure(line)
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'none'
}

describe('a whole line', () => {
  test('becomes a procedure value, nothing read beyond the letter', () => {
    const { procedure, readings, notUnderstood, understood } = readProcedure(JSON.stringify(whole))
    expect(readings).toEqual([])
    expect(notUnderstood).toEqual([])
    expect(understood).toContain('limit')
    expect(procedure).toMatchObject({
      code: '1.900001',
      name: 'Thủ tục thử',
      levels: ['province', 'commune'],
      handled_by: 'local-government',
      agency: null,
      applicants: ['Tổ chức (không bao gồm doanh nghiệp, HTX)', 'Cán bộ, công chức, viên chức', 'Công dân Việt Nam'],
      results: [{ name: 'Giấy chứng nhận', code: 'KQ.G15.000001' }],
      confidence: 'published',
      note: null,
      valid_from: '2025-07-01',
    })
    expect(procedure.papers).toEqual([
      {
        case: null,
        items: [{ name: 'Đơn đề nghị;', form: null, original: 1, copy: 0, required: true, kind: 'submit' }],
      },
    ])
  })

  test('is composed: a decomposed Vietnamese name is the same name', () => {
    expect(readProcedure({ ...whole, name: 'Khai tử'.normalize('NFD') }).procedure.name).toBe(
      'Khai tử'.normalize('NFC'),
    )
  })
})

describe('limits', () => {
  test('stand as announced', () => {
    expect(limit({ time: 5, unit: 'Ngày làm việc' })).toEqual([[{ amount: 5, unit: 'working-day' }, 'published']])
    expect(limit({ time: 15, unit: 'Ngày' })).toEqual([[{ amount: 15, unit: 'calendar-day' }, 'published']])
    expect(limit({ time: 2, unit: 'Tháng' })).toEqual([[{ amount: 2, unit: 'month' }, 'published']])
  })

  test('of another unit are read: 1 as the same day, a few as working days, hours as working hours', () => {
    expect(limit({ time: 1, unit: 'Khác' })).toEqual([[{ amount: 1, unit: 'same-day' }, 'read']])
    expect(limit({ time: 3, unit: 'Khác' })).toEqual([[{ amount: 3, unit: 'working-day' }, 'read']])
    expect(limit({ time: 8, unit: 'Giờ' })).toEqual([[{ amount: 8, unit: 'working-hour' }, 'read']])
    expect(method({ time: 220, unit: 'Khác' }).notUnderstood.map((one) => one.field)).toEqual(['limit'])
    expect(method({ time: 0, unit: 'Ngày' }).notUnderstood.map((one) => one.field)).toEqual(['limit'])
    expect(method({ time: 5, unit: 'Tuần' }).notUnderstood.map((one) => one.field)).toEqual(['limit'])
  })

  test('are looked for in the note when missing', () => {
    expect(limit({ note: '05 ngày làm việc kể từ ngày nhận được hồ sơ đầy đủ' })).toEqual([
      [{ amount: 5, unit: 'working-day' }, 'read'],
    ])
    expect(limit({ note: 'Trong thời hạn 10 (mười) ngày' })).toEqual([[{ amount: 10, unit: 'calendar-day' }, 'read']])
    expect(limit({ note: 'Trả kết quả ngay trong ngày' })).toEqual([[{ amount: 1, unit: 'same-day' }, 'read']])
    expect(limit({ note: 'Theo Thông tư số 25/2021/TT-BTC ngày 07/4/2021' })).toEqual([[null, 'published']])
  })

  test('become one way for each case when the note tells the cases apart', () => {
    const read = method({
      note: '- 03 ngày làm việc kể từ ngày nhận đủ hồ sơ; - 07 ngày làm việc nếu cần kiểm tra thực tế',
    })
    expect(read.procedure.methods.map((one) => [one.limit?.amount, one.note])).toEqual([
      [3, '03 ngày làm việc kể từ ngày nhận đủ hồ sơ'],
      [7, '07 ngày làm việc nếu cần kiểm tra thực tế'],
    ])
    const tangled = method({ note: 'Thời gian giải quyết 15 ngày làm việc và 47 ngày' })
    expect(tangled.procedure.methods.map((one) => one.limit)).toEqual([null])
    expect(tangled.notUnderstood[0]?.field).toBe('limit')
  })

  test('of one channel may be several', () => {
    const read = readProcedure({
      ...whole,
      methods: [
        { channel: 'Trực tuyến', time: 5, unit: 'Ngày', fee_vnd: 0, fee_text: null, note: 'Trường hợp a' },
        { channel: 'Trực tuyến', time: 30, unit: 'Ngày', fee_vnd: 0, fee_text: null, note: 'Trường hợp b' },
        { channel: 'Bồ câu', time: 1, unit: 'Ngày', fee_vnd: 0, fee_text: null, note: '' },
      ],
    })
    expect(read.procedure.methods.map((one) => [one.channel, one.limit?.amount, one.note])).toEqual([
      ['online', 5, 'Trường hợp a'],
      ['online', 30, 'Trường hợp b'],
    ])
    expect(read.notUnderstood).toEqual([{ field: 'channel', text: 'Bồ câu', why: 'Kênh nộp chưa biết.' }])
  })
})

describe('fees', () => {
  test('stand as announced, and free is free', () => {
    expect(fee({ fee_vnd: 8000, fee_text: '8,000 VNĐ' })).toEqual([8000, null, false])
    expect(fee({ fee_vnd: 0 })).toEqual([0, null, false])
    expect(fee({ fee_vnd: 0, note: '(Miễn lệ phí. Bản sao thu theo HĐND)' })).toEqual([0, 'Không thu', false])
  })

  test('of zero that the council fixes are unknown, not zero', () => {
    expect(fee({ fee_vnd: 0, note: '(Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định.)' })).toEqual([
      null,
      'Theo nghị quyết của HĐND tỉnh',
      true,
    ])
    expect(fee({ fee_vnd: 0, note: '(Theo quy định của Luật phí và lệ phí)' })).toEqual([
      null,
      'Theo pháp luật về phí và lệ phí',
      false,
    ])
  })

  test('cut at their thousands are mended only when the note says the same amount', () => {
    expect(fee({ fee_text: '20VNĐ', note: '(20.000 vnđ /tờ khai)' })).toEqual([20_000, '(20.000 vnđ /tờ khai)', false])
    const bare = method({ fee_text: '20VNĐ' })
    expect(bare.procedure.methods[0]?.fee_vnd).toBeNull()
    expect(bare.notUnderstood.map((one) => one.field)).toEqual(['fee'])
  })

  test('are taken from a note that says one amount, not from one that says several', () => {
    expect(fee({ note: '(10.000 đồng/giấy.)' })).toEqual([10_000, '(10.000 đồng/giấy.)', false])
    expect(method({ note: '50.000đ/tem A. 25.000đ/tem B' }).notUnderstood.map((one) => one.field)).toEqual(['fee'])
    expect(fee({ note: '10 USD(/bản)Tại cơ quan đại diện' })).toEqual([null, '10 USD(/bản', false])
  })
})

describe('papers', () => {
  test('lose the crawl glue between the name and the form', () => {
    expect(paper('Đơn đề nghị cấp phép đang khai thácĐơn_TT1.', '013061.docx')).toEqual([
      'Đơn đề nghị cấp phép đang khai thác',
      'Đơn TT1.013061',
      'submit',
      true,
    ])
    expect(paper('Văn bản đề nghị cấp phép (bản chính)', 'theo mẫuVăn bản đề nghị.docx')).toEqual([
      'Văn bản đề nghị cấp phép (bản chính) theo mẫu',
      'Văn bản đề nghị',
      'submit',
      true,
    ])
    expect(paper('Đơn đề nghị', 'Mau_04.docx.docx')).toEqual(['Đơn đề nghị', 'Mau 04', 'submit', true])
    expect(paper('- Đơn đề nghị hỗ trợ;', 'MẪU ĐƠN ĐỀ NGHỊ HỖ TRỢ.docx')).toEqual([
      'Đơn đề nghị hỗ trợ;',
      'MẪU ĐƠN ĐỀ NGHỊ HỖ TRỢ',
      'submit',
      true,
    ])
  })

  test('know what is shown, what is asked in some cases, and what is a remark', () => {
    expect(paper('- Thẻ căn cước', null, '* Giấy tờ phải xuất trình:')).toEqual(['Thẻ căn cước', null, 'present', true])
    expect(paper('(i) Trường hợp ủy quyền thì có văn bản ủy quyền', null)).toEqual([
      'Trường hợp ủy quyền thì có văn bản ủy quyền',
      null,
      'submit',
      false,
    ])
    const remark = readProcedure({
      ...whole,
      dossier: [{ case: '* Lưu ý:', items: [{ name: 'Không thu thêm giấy tờ', form: null, original: 0, copy: 0 }] }],
    })
    expect(remark.procedure.papers[0]?.items[0]).toMatchObject({ kind: 'remark', required: false })
  })

  test('said twice stand once, and plain headings make one case', () => {
    const item = { name: '- Tờ khai', form: null, original: 1, copy: 0 }
    const read = readProcedure({
      ...whole,
      dossier: [
        { case: 'Giấy tờ phải nộp:', items: [item, { ...item, name: 'Tờ khai' }] },
        { case: '', items: [item] },
        { case: 'Trường hợp nhận thừa kế:', items: [item] },
      ],
    })
    expect(read.procedure.papers.map((one) => [one.case, one.items.length])).toEqual([
      [null, 1],
      ['Trường hợp nhận thừa kế', 1],
    ])
    expect(read.readings.filter((one) => one.as === 'bỏ dòng trùng')).toHaveLength(2)
  })
})

describe('small fields', () => {
  test('legal references lose the letters of the next sentence; two numbers run together are not guessed', () => {
    const read = readProcedure({
      ...whole,
      legal_refs: [
        '85/2019/TT-BTCN',
        '123/2015/NĐ-CPT',
        '118/2025/NĐ-CL',
        '24/2021/QĐ-TT',
        '31/2024/QH15118',
        '2443/2024/QH15',
      ],
    })
    expect(read.procedure.legal_refs).toEqual([
      '85/2019/TT-BTC',
      '123/2015/NĐ-CP',
      '118/2025/NĐ-CP',
      '24/2021/QĐ-TTg',
      '31/2024/QH15',
    ])
    expect(read.notUnderstood.map((one) => one.text)).toEqual(['2443/2024/QH15'])
  })

  test('words of the machine are no words of ours', () => {
    const read = readProcedure({
      ...whole,
      levels: ['constructor'],
      handled_by: 'toString',
      url: 'javascript:alert(1)',
    })
    expect(read.procedure).toMatchObject({ levels: [], handled_by: 'central', url: null })
    expect(read.notUnderstood.map((one) => one.field)).toEqual(['levels', 'handled_by', 'url'])
  })

  test('a turned decision number is set right', () => {
    expect(readProcedure({ ...whole, decision: 'QĐ2338-BTP' }).procedure.decision).toBe('2338/QĐ-BTP')
  })
})

describe('lines that are no procedure', () => {
  test('are refused with what to do', () => {
    expect(refusalCode('{')).toBe('procedure-reader.line')
    expect(refusalCode('[]')).toBe('procedure-reader.line')
    expect(refusalCode(null)).toBe('procedure-reader.line')
    expect(refusalCode({ ...whole, code: '1.19' })).toBe('procedure-reader.code')
    expect(refusalCode({ ...whole, name: '  ' })).toBe('procedure-reader.name')
    expect(refusalCode(`{"code":"${'x'.repeat(400_001)}"}`)).toBe('procedure-reader.too-long')
    expect(refusalCode({ ...whole, methods: Array(61).fill({}) })).toBe('procedure-reader.too-many')
    const items = Array.from({ length: 401 }, (_, i) => ({ name: `Giấy ${i}`, form: null, original: 1, copy: 0 }))
    expect(refusalCode({ ...whole, dossier: [{ case: '', items }] })).toBe('procedure-reader.too-many')
  })

  test('never stop the reader with anything but a refusal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(whole)), (value, field) => {
        const line = { ...whole, [field]: value }
        expect(['none', 'procedure-reader.code', 'procedure-reader.name', 'procedure-reader.too-many']).toContain(
          refusalCode(JSON.stringify(line)),
        )
      }),
      { numRuns: 300 },
    )
  })
})

test('a file is read line by line: a bad line and a repeated code do not stop it, the report says where', () => {
  const lines = [
    JSON.stringify(whole),
    '',
    'not json',
    JSON.stringify(whole),
    JSON.stringify({
      ...whole,
      code: '1.900002',
      steps: '+ Nộp hồ sơ',
      methods: [{ channel: 'Trực tiếp', time: 1, unit: 'Khác', fee_vnd: 0, note: '' }],
    }),
  ]
  const report = readingReport(readProcedures(lines, '2026-01-01'))
  expect([report.lines, report.read, report.refused]).toEqual([4, 2, 2])
  expect(report.understood).toMatchObject({ limit: 2, fee: 2, papers: 2 })
  expect(report.readings).toEqual({ limit: 1 })
  expect(report.notUnderstood).toEqual({ steps: 1 })
  expect(report.rows.map((row) => [row.line, row.kind, row.field])).toEqual([
    [3, 'refused', ''],
    [4, 'refused', 'code'],
    [5, 'not-understood', 'steps'],
    [5, 'reading', 'limit'],
  ])
})
