import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { closePdf, closeTypeset, inspectPdf, type Letter, letterPdf, letterWord, readPdf } from '#kernel/papers'
import { wordText } from '#kernel/testing'
import { dateInWords, dayWords, instantWords, numberWords } from './forms/words.ts'
import {
  type Apologising,
  type Applicant,
  apologyLetter,
  type Birth,
  birthForm,
  type Office,
  type Receipt,
  type Rejection,
  type Result,
  receiptLetter,
  rejectionLetter,
  resultLetter,
  type Stopping,
  type Summary,
  type SupplementRequest,
  stopLetter,
  summaryForm,
  supplementLetter,
} from './forms.ts'

afterAll(async () => {
  await closePdf()
  await closeTypeset()
})

/** Set SEN_FORMS to a folder to keep the PDFs and look at them. */
const shelf = process.env.SEN_FORMS
function keep(name: string, pdf: Uint8Array): Uint8Array {
  if (shelf) {
    mkdirSync(shelf, { recursive: true })
    writeFileSync(`${shelf}/${name}.pdf`, pdf)
  }
  return pdf
}

/** The two files of one value say the same words. */
async function expectBoth(name: string, letter: Letter, said: readonly string[]): Promise<void> {
  const pdf = keep(name, await letterPdf(letter))
  await expectArchival(pdf)
  const word = await letterWord(letter)
  if (shelf) writeFileSync(`${shelf}/${name}.docx`, word)
  const [inPdf, inWord] = [await textOf(pdf), wordText(word).replace(/\s+/g, ' ')]
  for (const one of said) {
    expect(inPdf).toContain(one)
    expect(inWord).toContain(one)
  }
}

const pdfOf = <T>(make: (value: T) => Letter, value: T): Promise<Uint8Array> => letterPdf(make(value))

/** The text of a PDF on one line: where a line breaks is the typesetter's business. */
async function textOf(pdf: Uint8Array): Promise<string> {
  return (await readPdf(pdf)).join(' ').replace(/\s+/g, ' ')
}

async function expectArchival(pdf: Uint8Array): Promise<void> {
  const plain = Buffer.from(pdf).toString('latin1')
  expect(plain).toContain('<pdfaid:part>2</pdfaid:part>')
  expect(plain).toContain('<pdfaid:conformance>B</pdfaid:conformance>')
  expect(await inspectPdf(pdf, 'form.pdf')).toMatchObject({ active: [], encrypted: false })
}

const office: Office = {
  parent: 'Ủy ban nhân dân xã Tân Hồng',
  name: 'Trung tâm Phục vụ hành chính công',
  place: 'Tân Hồng',
  contact: '0277 3 830 000, thứ Hai đến thứ Sáu',
}

const applicant: Applicant = {
  name: 'Nguyễn Thị Huệ',
  idNumber: '087195001234',
  address: 'Số 12, ấp Thượng, xã Tân Hồng, tỉnh Đồng Tháp',
  phone: '0912 345 678',
  email: 'hue.nguyen@example.vn',
}

const receipt: Receipt = {
  office,
  number: '00125/TNHS',
  dossier: 'H20.126.01-260209-0007',
  applicant,
  procedure: { code: '1.001193', name: 'Đăng ký khai sinh' },
  at: new Date('2026-02-09T08:05:00+07:00'),
  followUrl: 'https://dichvucong.dongthap.example/tra-cuu/H20.126.01-260209-0007?k=9f2c',
  officer: { name: 'Trần Văn Ưng' },
  sample: true,
  papers: [
    { name: 'Tờ khai đăng ký khai sinh', form: 'original', count: 1 },
    { name: 'Giấy chứng sinh', form: 'original', count: 1 },
    { name: 'Giấy chứng nhận kết hôn của cha, mẹ', form: 'electronic', count: 1 },
  ],
  sets: 1,
  receivedAt: new Date('2026-02-09T08:05:00+07:00'),
  dueAt: new Date('2026-02-10T16:30:00+07:00'),
  duration: '01 ngày làm việc',
  receivedBy: 'Trực tiếp tại Trung tâm',
  returnedBy: 'Trực tiếp và bản điện tử trên Cổng Dịch vụ công',
  returnedAt: 'Quầy số 2',
  authority: 'Ủy ban nhân dân xã Tân Hồng',
  fees: [
    { name: 'Lệ phí đăng ký khai sinh', amount: 8000, state: 'free' },
    { name: 'Phí cấp bản sao trích lục (05 bản)', amount: 40_000, state: 'paid' },
  ],
}

describe('words', () => {
  test('dates and instants as NĐ 30/2020 writes them', () => {
    expect(dayWords('2026-02-09')).toBe('ngày 09 tháng 02 năm 2026')
    expect(dayWords('2026-03-25')).toBe('ngày 25 tháng 3 năm 2026')
    expect(instantWords(new Date('2026-12-31T17:01:00Z'))).toBe('00 giờ 01 phút, ngày 01 tháng 01 năm 2027')
  })

  test.each([
    [0, 'không'],
    [5, 'năm'],
    [10, 'mười'],
    [15, 'mười lăm'],
    [21, 'hai mươi mốt'],
    [24, 'hai mươi tư'],
    [55, 'năm mươi lăm'],
    [101, 'một trăm linh một'],
    [1995, 'một nghìn chín trăm chín mươi lăm'],
    [2000, 'hai nghìn'],
    [2005, 'hai nghìn không trăm linh năm'],
    [2026, 'hai nghìn không trăm hai mươi sáu'],
    [1_250_000, 'một triệu hai trăm năm mươi nghìn'],
    [3_000_005_012, 'ba tỷ không trăm linh năm nghìn không trăm mười hai'],
    [15_000_000_000_000, 'mười lăm nghìn tỷ'],
  ])('%i is read "%s"', (n, words) => {
    expect(numberWords(n)).toBe(words)
  })

  test('a birth date in words', () => {
    expect(dateInWords('2026-04-05')).toBe('ngày mồng năm tháng tư năm hai nghìn không trăm hai mươi sáu')
    expect(dateInWords('2021-11-21')).toBe('ngày hai mươi mốt tháng mười một năm hai nghìn không trăm hai mươi mốt')
  })
})

describe('Mẫu 01', () => {
  test('says every field, with its marks, on one page', async () => {
    const pdf = keep('receipt', await pdfOf(receiptLetter, receipt))
    await expectArchival(pdf)
    expect(await readPdf(pdf)).toHaveLength(1)
    const text = await textOf(pdf)
    for (const said of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'ỦY BAN NHÂN DÂN XÃ TÂN HỒNG',
      'TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG',
      'Số: 00125/TNHS',
      'Tân Hồng, ngày 09 tháng 02 năm 2026',
      'GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ',
      'Mã hồ sơ: H20.126.01-260209-0007',
      'Tiếp nhận hồ sơ của: Nguyễn Thị Huệ',
      '087195001234',
      'Số 12, ấp Thượng, xã Tân Hồng, tỉnh Đồng Tháp',
      'Số điện thoại: 0912 345 678',
      'Email: hue.nguyen@example.vn',
      'Đăng ký khai sinh (mã 1.001193)',
      'Giấy chứng sinh Bản chính 1',
      'Giấy chứng nhận kết hôn của cha, mẹ Bản điện tử 1',
      'Số lượng hồ sơ: 1 bộ',
      'Thời gian giải quyết hồ sơ theo quy định là: 01 ngày làm việc',
      'Thời gian nhận hồ sơ: 08 giờ 05 phút, ngày 09 tháng 02 năm 2026',
      'Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 30 phút, ngày 10 tháng 02 năm 2026',
      'Hình thức nộp: Trực tiếp tại Trung tâm',
      'Đăng ký nhận kết quả: Trực tiếp và bản điện tử trên Cổng Dịch vụ công',
      'Nơi trả kết quả: Quầy số 2',
      'Cơ quan có thẩm quyền giải quyết: Ủy ban nhân dân xã Tân Hồng',
      'Lệ phí đăng ký khai sinh 8.000 Được miễn',
      'Phí cấp bản sao trích lục (05 bản) 40.000 Đã nộp',
      'Cộng 40.000',
      'hoặc tại dichvucong.dongthap.example/tra-cuu/ H20.126.01-260209-0007.',
      'Liên hệ: 0277 3 830 000, thứ Hai đến thứ Sáu.',
      'Trần Văn Ưng',
      'BẢN MẪU',
      'không có giá trị pháp lý',
    ]) {
      expect(text).toContain(said)
    }
  })

  test('fifteen papers and long names go to a second page whose table repeats its head', async () => {
    const papers = Array.from({ length: 15 }, (_, i) => ({
      name: `Giấy tờ chứng minh quyền sử dụng đất và quyền sở hữu nhà ở, tài sản khác gắn liền với đất của thửa đất số ${i + 1}`,
      form: 'certified-copy' as const,
      count: i + 1,
    }))
    const long = {
      ...receipt,
      applicant: {
        ...applicant,
        name: 'Công ty trách nhiệm hữu hạn một thành viên Xuất nhập khẩu Nông sản Thực phẩm Đồng Tháp Mười – Chi nhánh Hồng Ngự',
        signs: 'Tôn Nữ Hoàng Nguyễn Thị Phương Thảo Nguyên',
      },
      papers,
      sample: false,
    }
    const pdf = keep('receipt-long', await pdfOf(receiptLetter, long))
    const pages = await readPdf(pdf)
    expect(pages).toHaveLength(2)
    const text = pages.join(' ').replace(/\s+/g, ' ')
    expect(text.match(/Tên giấy tờ Loại bản Số lượng/g)).toHaveLength(2)
    expect(text).toContain('thửa đất số 15')
    expect(text).toContain('Chi nhánh Hồng Ngự')
    expect(text).not.toContain('BẢN MẪU')
    expect(pages[1]?.trimStart().startsWith('2')).toBe(true)
  })

  test('what people type is printed and never run', async () => {
    const name = '#panic("x") \\ "quote" $x^2$ *b* _i_ <l> @ref ` // /* #sys.inputs'
    const text = await textOf(await pdfOf(receiptLetter, { ...receipt, applicant: { ...applicant, name } }))
    expect(text).toContain(name)
  })

  test('a character the face lacks is a square, and the receipt is still made', async () => {
    const pdf = await pdfOf(receiptLetter, { ...receipt, applicant: { ...applicant, name: 'Lê Văn 😀 阮 Tám' } })
    await expectArchival(pdf)
    expect(await textOf(pdf)).toContain('Lê Văn □ □ Tám')
  })

  test('no fee, no due date, nothing that was not given', async () => {
    const { name } = applicant
    const bare = { ...receipt, applicant: { name }, fees: [], dueAt: null, followUrl: undefined, number: undefined }
    const text = await textOf(keep('receipt-bare', await pdfOf(receiptLetter, bare)))
    expect(text).toContain('Phí, lệ phí: không thu.')
    expect(text).toContain('Thời gian trả kết quả giải quyết hồ sơ: Cơ quan sẽ thông báo khi có kết quả')
    for (const absent of ['Email', 'Số điện thoại', 'Quét để theo dõi', 'Số: ']) expect(text).not.toContain(absent)
  })

  test('the same facts give the same bytes', async () => {
    expect(Buffer.compare(await pdfOf(receiptLetter, receipt), await pdfOf(receiptLetter, receipt))).toBe(0)
  })
})

test('Mẫu 02 says what is asked, why, and until when', async () => {
  const request: SupplementRequest = {
    ...receipt,
    officer: { name: 'Trần Văn Ưng', title: 'Người hướng dẫn hồ sơ' },
    items: [
      {
        what: 'Giấy chứng sinh (bản chính)',
        why: 'Bản đã nộp là ảnh chụp bị mờ, không đọc được họ tên mẹ. Chụp lại rõ cả bốn góc.',
      },
      { what: 'Văn bản ủy quyền', why: 'Người nộp không phải cha, mẹ của trẻ.' },
    ],
    basis: 'Khoản 2 Điều 17 Nghị định số 118/2025/NĐ-CP',
    answerBy: '2026-03-09',
    answerAt: 'Cổng Dịch vụ công hoặc quầy số 2',
    guide: 'Trần Văn Ưng, 0277 3 830 000',
  }
  const pdf = keep('supplement', await pdfOf(supplementLetter, request))
  await expectArchival(pdf)
  const text = await textOf(pdf)
  for (const said of [
    'PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ',
    'Hồ sơ của: Nguyễn Thị Huệ',
    'Giấy chứng sinh (bản chính)',
    'không đọc được họ tên mẹ',
    'Văn bản ủy quyền',
    'Căn cứ: Khoản 2 Điều 17 Nghị định số 118/2025/NĐ-CP',
    'Thời điểm nhận hồ sơ: 08 giờ 05 phút, ngày 09 tháng 02 năm 2026',
    'Thời hạn nộp bổ sung: hết ngày 09 tháng 3 năm 2026',
    'chỉ thực hiện một lần',
    'Nơi nhận hồ sơ bổ sung: Cổng Dịch vụ công hoặc quầy số 2',
    'liên hệ với Trần Văn Ưng, 0277 3 830 000 để được hướng dẫn./.',
    'NGƯỜI HƯỚNG DẪN HỒ SƠ',
  ]) {
    expect(text).toContain(said)
  }
})

test('Mẫu 03 says why, by which law, and what can be done', async () => {
  const rejection: Rejection = {
    ...receipt,
    reasons: [
      'Việc khai sinh của trẻ đã được đăng ký tại Ủy ban nhân dân xã Thường Phước ngày 03/01/2026.',
      'Hồ sơ không thuộc thẩm quyền giải quyết của Ủy ban nhân dân xã Tân Hồng.',
    ],
    bases: ['Điều 13 Luật Hộ tịch số 60/2014/QH13', 'Điều 17 Nghị định số 118/2025/NĐ-CP'],
    guide: 'Ông/bà có thể đề nghị cấp bản sao trích lục khai sinh tại bất kỳ trung tâm nào trong tỉnh.',
  }
  const pdf = keep('rejection', await pdfOf(rejectionLetter, rejection))
  await expectArchival(pdf)
  const text = await textOf(pdf)
  for (const said of [
    'PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ',
    '1. Việc khai sinh của trẻ đã được đăng ký',
    '2. Hồ sơ không thuộc thẩm quyền',
    'Thời điểm nộp: 08 giờ 05 phút, ngày 09 tháng 02 năm 2026',
    'Điều 13 Luật Hộ tịch số 60/2014/QH13',
    'Hướng dẫn: Ông/bà có thể đề nghị',
    'có quyền khiếu nại, khởi kiện',
  ]) {
    expect(text).toContain(said)
  }
})

describe('Mẫu 04 and 05', () => {
  const base = { ...receipt, receivedAt: receipt.receivedAt, officer: { name: 'Lê Thị Lãnh Đạo' } }

  test('04 apologises, says why, what was promised and what is promised now', async () => {
    const apology: Apologising = {
      ...base,
      reason: 'Phải xác minh nơi cư trú cũ của cha tại tỉnh An Giang.',
      formerDue: new Date('2026-02-10T16:30:00+07:00'),
      newDue: new Date('2026-02-12T10:00:00+07:00'),
    }
    await expectBoth('apology', apologyLetter(apology), [
      'Mẫu số 04, Thông tư 03/2025/TT-VPCP',
      'VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT',
      'Kính gửi: Nguyễn Thị Huệ',
      'Thời gian hẹn trả kết quả: 16 giờ 30 phút, ngày 10 tháng 02 năm 2026',
      'với lý do: Phải xác minh nơi cư trú cũ',
      'sẽ trả kết quả vào lúc 10 giờ 00 phút, ngày 12 tháng 02 năm 2026',
      'chỉ thực hiện một lần',
      'THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ',
      'Lê Thị Lãnh Đạo',
    ])
  })

  test.each([
    [false, 'Trung tâm Phục vụ hành chính công thông báo dừng giải quyết hồ sơ nêu trên'],
    [true, 'Theo đề nghị rút hồ sơ của ông/bà (tổ chức), Trung tâm Phục vụ hành chính công thông báo dừng'],
  ])('05 says that handling stops (withdrawn: %s)', async (withdrawn, words) => {
    const stop: Stopping = { ...base, reason: 'Quá thời hạn mà không nộp bổ sung.', withdrawn }
    await expectBoth(`stop-${withdrawn}`, stopLetter(stop), [
      'THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ',
      words,
      'với lý do: Quá thời hạn mà không nộp bổ sung.',
      'mã hồ sơ: H20.126.01-260209-0007',
    ])
  })
})

test('the receipt in Word says what the PDF says', async () => {
  await expectBoth('receipt-both', receiptLetter(receipt), [
    'Mẫu số 01, Thông tư 03/2025/TT-VPCP',
    'Số: 00125/TNHS',
    'Mã hồ sơ: H20.126.01-260209-0007',
    'Giấy chứng nhận kết hôn của cha, mẹ',
    '40.000',
    'NGƯỜI NỘP HỒ SƠ',
    'Trần Văn Ưng',
  ])
})

describe('results', () => {
  const decision: Result = {
    agency: { name: 'Ủy ban nhân dân xã Tân Hồng', place: 'Tân Hồng' },
    number: '15/QĐ-UBND',
    on: '2026-02-12',
    at: new Date('2026-02-12T09:00:00+07:00'),
    kind: 'Quyết định',
    subject: 'Về việc cho phép thay đổi, cải chính hộ tịch đối với ông Lê Văn Tám',
    authority: 'Chủ tịch Ủy ban nhân dân xã Tân Hồng',
    bases: [
      'Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;',
      'Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;',
      'Theo đề nghị của công chức tư pháp - hộ tịch.',
    ],
    articles: [
      ['Cho phép ông Lê Văn Tám, sinh ngày 05/4/1980, thay đổi chữ đệm trong Giấy khai sinh.'],
      ['Ông Lê Văn Tám nộp lệ phí theo quy định.', 'Công chức tư pháp - hộ tịch ghi vào sổ và cấp trích lục.'],
      ['Quyết định này có hiệu lực kể từ ngày ký.'],
    ],
    paragraphs: [],
    receivers: ['Như Điều 2', 'Sở Tư pháp (để báo cáo)', 'Lưu: VT'],
    signer: { above: ['Chủ tịch'], name: 'Võ Hoàng Yến' },
    verifyUrl: 'https://dichvucong.dongthap.example/kiem-tra/abc',
    sample: true,
  }

  test('a decision has its bases, articles, receivers and signer', async () => {
    const pdf = keep('decision', await pdfOf(resultLetter, decision))
    await expectArchival(pdf)
    const text = await textOf(pdf)
    for (const said of [
      'ỦY BAN NHÂN DÂN XÃ TÂN HỒNG',
      'Số: 15/QĐ-UBND',
      'Tân Hồng, ngày 12 tháng 02 năm 2026',
      'QUYẾT ĐỊNH Về việc cho phép thay đổi',
      'CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TÂN HỒNG',
      'Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;',
      'QUYẾT ĐỊNH:',
      'Điều 1. Cho phép ông Lê Văn Tám',
      'Công chức tư pháp - hộ tịch ghi vào sổ',
      'Điều 3. Quyết định này có hiệu lực',
      'Nơi nhận:',
      '- Lưu: VT.',
      'Võ Hoàng Yến',
    ]) {
      expect(text).toContain(said)
    }
  })

  test('another document is paragraphs', async () => {
    const paragraphs = Array.from(
      { length: 30 },
      (_, i) => `Đoạn ${i + 1}. ${'Nội dung xác nhận tình trạng hôn nhân của công dân. '.repeat(3)}`,
    )
    const pdf = keep(
      'letter',
      await pdfOf(resultLetter, {
        ...decision,
        kind: 'Giấy xác nhận',
        subject: 'Tình trạng hôn nhân',
        articles: [],
        paragraphs,
      }),
    )
    const pages = await readPdf(pdf)
    expect(pages.length).toBeGreaterThan(1)
    const text = pages.join(' ')
    expect(text).toContain('GIẤY XÁC NHẬN')
    expect(text).toContain('Đoạn 30.')
    expect(text).not.toContain('Điều 1.')
    expect(text).not.toContain('QUYẾT ĐỊNH:')
  })

  const birth: Birth = {
    extract: false,
    agency: { parent: 'Tỉnh Đồng Tháp', name: 'Ủy ban nhân dân xã Tân Hồng', place: 'Tân Hồng' },
    number: '27/2026',
    at: new Date('2026-02-10T10:00:00+07:00'),
    on: '2026-02-10',
    child: {
      name: 'Nguyễn Lê Bảo Ngọc',
      birthDate: '2026-01-24',
      sex: 'female',
      ethnicity: 'Kinh',
      nationality: 'Việt Nam',
      birthPlace: 'Bệnh viện Đa khoa khu vực Hồng Ngự, phường Hồng Ngự, tỉnh Đồng Tháp',
      homeTown: 'Xã Tân Hồng, tỉnh Đồng Tháp',
      idNumber: '087326000123',
    },
    mother: {
      name: 'Lê Thị Mỹ Duyên',
      birthYear: 1998,
      ethnicity: 'Kinh',
      nationality: 'Việt Nam',
      residence: 'Ấp Thượng, xã Tân Hồng, tỉnh Đồng Tháp',
      idNumber: '087198004567',
    },
    father: { name: 'Nguyễn Quốc Khởi', birthYear: 1995, ethnicity: 'Khmer', nationality: 'Việt Nam' },
    declarant: { name: 'Nguyễn Quốc Khởi', document: 'Thẻ căn cước số 087095001122, Bộ Công an cấp ngày 12/7/2024' },
    registeredAt: 'Ủy ban nhân dân xã Tân Hồng, tỉnh Đồng Tháp',
    registeredOn: '2026-02-10',
    signer: { above: ['TM. Ủy ban nhân dân', 'KT. Chủ tịch', 'Phó Chủ tịch'], name: 'Phan Thị Ánh Nguyệt' },
    verifyUrl: 'https://dichvucong.dongthap.example/kiem-tra/def',
    sample: true,
  }

  test('a birth certificate says who was born, of whom, and who registered it', async () => {
    const pdf = keep('birth', await birthForm(birth))
    await expectArchival(pdf)
    expect(await readPdf(pdf)).toHaveLength(1)
    const text = await textOf(pdf)
    for (const said of [
      'GIẤY KHAI SINH',
      'Số: 27/2026',
      'NGUYỄN LÊ BẢO NGỌC',
      'Ngày, tháng, năm sinh: 24/01/2026',
      'ngày hai mươi tư tháng một năm hai nghìn không trăm hai mươi sáu',
      'Giới tính: Nữ',
      'Dân tộc: Kinh',
      'Bệnh viện Đa khoa khu vực Hồng Ngự',
      'Quê quán: Xã Tân Hồng, tỉnh Đồng Tháp',
      'Số định danh cá nhân: 087326000123',
      'LÊ THỊ MỸ DUYÊN',
      'Năm sinh: 1998',
      'NGUYỄN QUỐC KHỞI',
      'Dân tộc: Khmer',
      'Thẻ căn cước số 087095001122',
      'Ngày, tháng, năm đăng ký: 10/02/2026',
      'KT. CHỦ TỊCH',
      'PHÓ CHỦ TỊCH',
      'Phan Thị Ánh Nguyệt',
    ]) {
      expect(text).toContain(said)
    }
    expect(text).not.toContain('BẢN SAO')
  })

  test('the extract is a copy, dated, and may know no father', async () => {
    const pdf = keep('birth-extract', await birthForm({ ...birth, extract: true, father: undefined }))
    const text = await textOf(pdf)
    expect(text).toContain('TRÍCH LỤC KHAI SINH (BẢN SAO)')
    expect(text).toContain('Tân Hồng, ngày 10 tháng 02 năm 2026')
    expect(text).not.toContain('tên người cha')
  })
})

test('the summary of a filed form repeats every question and answer', async () => {
  const summary: Summary = {
    office,
    dossier: receipt.dossier,
    procedure: receipt.procedure,
    applicant: { name: applicant.name },
    filedAt: receipt.receivedAt,
    sections: [
      {
        title: 'Người được khai sinh',
        rows: [
          { label: 'Họ, chữ đệm, tên', value: 'Nguyễn Lê Bảo Ngọc' },
          { label: 'Nơi sinh', value: 'Bệnh viện Đa khoa khu vực Hồng Ngự\nphường Hồng Ngự' },
          { label: 'Số định danh cá nhân', value: '' },
        ],
      },
      {
        title: 'Người mẹ',
        rows: Array.from({ length: 30 }, (_, i) => ({
          label: `Câu hỏi ${i + 1}`,
          value: `Trả lời thứ ${i + 1} đầy đủ dấu: ừ, ữ, ễ`,
        })),
      },
    ],
    papers: receipt.papers,
    declaration:
      'Tôi cam đoan nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan của mình.',
    sample: true,
  }
  const pdf = keep('summary', await summaryForm(summary))
  await expectArchival(pdf)
  const text = await textOf(pdf)
  for (const said of [
    'TÓM TẮT HỒ SƠ ĐÃ NỘP',
    'Người được khai sinh',
    'Nguyễn Lê Bảo Ngọc',
    'Số định danh cá nhân (không khai)',
    'Câu hỏi 30 Trả lời thứ 30 đầy đủ dấu: ừ, ữ, ễ',
    'Giấy chứng sinh Bản chính 1',
    'Tôi cam đoan nội dung khai trên đây là đúng sự thật',
  ]) {
    expect(text).toContain(said)
  }
})
