import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paperKindsOn, scanRule } from './kinds.ts'
import {
  type Component,
  continues,
  digitisationFlag,
  findDossierNumber,
  flawsOf,
  isPassing,
  isSettled,
  likeness,
  matchComponents,
  placePapers,
  readCard,
  readPile,
  SURE,
  scanName,
  usableUntil,
} from './rules.ts'

const component = (code: string, name: string, titles: string[] = [], more: Partial<Component> = {}): Component => ({
  code,
  name,
  titles,
  required: true,
  original: 1,
  copy: 0,
  kind: 'submit',
  case: null,
  reuse: [],
  ...more,
})
const birth: Component[] = [
  component('TK', 'Tờ khai đăng ký khai sinh'),
  component('GT.GCS', 'Giấy chứng sinh; không có thì văn bản của người làm chứng', ['giấy chứng sinh']),
  component('GT.GUQ', 'Văn bản ủy quyền, nếu người khác đi làm thay', ['giấy ủy quyền', 'văn bản ủy quyền']),
  component('GT.CCCD', 'Thẻ căn cước, hộ chiếu hoặc giấy tờ tùy thân khác còn giá trị', [
    'căn cước công dân',
    'thẻ căn cước',
  ]),
]
const motto = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n'

describe('which paper it is', () => {
  test.each([
    [`${motto}TỜ KHAI ĐĂNG KÝ KHAI SINH\nKính gửi: Ủy ban nhân dân phường Cao Lãnh`, 'TK'],
    [`BỆNH VIỆN ĐA KHOA ĐỒNG THÁP\n${motto}GIẤY CHỨNG SINH\nSố: 123`, 'GT.GCS'],
    [`${motto}GIẤY ỦY QUYỀN\nTôi là Nguyễn Văn A, ủy quyền cho bà B nộp tờ khai đăng ký khai sinh`, 'GT.GUQ'],
    ['CĂN CƯỚC CÔNG DÂN\nCitizen Identity Card\nSố / No.: 087194900001', 'GT.CCCD'],
    [`${motto}TỜ KHAI\nĐĂNG KÝ KHAI SINH`, 'TK'],
  ])('%j is %s', (head, code) => {
    const [best] = matchComponents(head, birth)
    expect(best?.code).toBe(code)
    expect(best?.score).toBeGreaterThanOrEqual(0.7)
  })

  test('a heading with two letters read wrong is proposed, not placed as sure', () => {
    const [best] = matchComponents('GlẤY CHỨNG S1NH\nHọ và tên mẹ', birth)
    expect(best?.code).toBe('GT.GCS')
    expect(best?.score).toBeGreaterThan(0.5)
    expect(best?.score).toBeLessThan(SURE)
  })

  test('a letter of something else fits nothing surely', () => {
    const found = matchComponents('HÓA ĐƠN TIỀN ĐIỆN\nKỳ 1 tháng 9 năm 2026\nSố tiền: 350.000 đồng', birth)
    expect(found.every((one) => one.score < 0.6)).toBe(true)
  })

  test('one paper to a component, the surest first; what an officer chose wins', () => {
    const papers = [
      { id: 'a', head: 'GIẤY CHỨNG SINH', component: null },
      { id: 'b', head: 'GIẤY CHỨNG SINH (bản chụp)', component: null },
      { id: 'c', head: 'không đọc được', component: 'GT.CCCD' },
    ]
    const placed = placePapers(papers, birth)
    expect(placed.get('a')?.code).toBe('GT.GCS')
    expect(placed.get('b')?.code).not.toBe('GT.GCS')
    expect(placed.get('c')).toEqual({ code: 'GT.CCCD', score: 1 })
  })

  test('no component is given to two papers, whatever is read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('giấy chứng sinh', 'tờ khai đăng ký khai sinh', 'giấy ủy quyền', 'abc'), {
          maxLength: 12,
        }),
        (heads) => {
          const placed = [
            ...placePapers(
              heads.map((head, i) => ({ id: String(i), head, component: null })),
              birth,
            ).values(),
          ]
          expect(new Set(placed.map((one) => one.code)).size).toBe(placed.length)
        },
      ),
    )
  })

  test('likeness is 1 with itself, 0 with nothing, the same both ways', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a))
        expect(likeness(a, b)).toBeLessThanOrEqual(1)
      }),
    )
    expect(likeness('Giấy chứng sinh', 'giay chung sinh')).toBe(1)
    expect(likeness('', '')).toBe(0)
  })
})

describe('a card’s square code', () => {
  test('is read field by field', () => {
    expect(
      readCard('087194900001|341234567|Nguyễn Thị Ngọc Lan|12051994|Nữ|Khóm 3, Phường Cao Lãnh, Đồng Tháp|15032022'),
    ).toEqual({
      national_id: '087194900001',
      old_id: '341234567',
      full_name: 'Nguyễn Thị Ngọc Lan',
      birth_date: '1994-05-12',
      sex: 'female',
      address: 'Khóm 3, Phường Cao Lãnh, Đồng Tháp',
      issued_on: '2022-03-15',
    })
    expect(readCard('087194900001||Trần Văn Ba|31022000|Nam||')).toMatchObject({
      old_id: null,
      birth_date: null,
      sex: 'male',
      address: null,
    })
  })
  test.each(['', '087194900001', 'a|b|c|d|e|f|g', '12|1|Tên|1|Nam|x|1', 'https://example.vn/?a=1|2|3|4|5|6'])(
    '%j is no card',
    (text) => {
      expect(readCard(text)).toBeUndefined()
    },
  )
})

test.each([
  ['Mã hồ sơ: H20.175.03-261005-0001 ngày', 'H20.175.03-261005-0001'],
  ['H20. 175.O3-26 1005', null],
  ['H2O.175.03 - 261005 - 0012', 'H20.175.03-261005-0012'],
  ['số 087194900001', null],
])('a dossier number in %j is %j', (text, number) => {
  expect(findDossierNumber(text)).toBe(number)
})

test('pages that go on', () => {
  expect(continues('Trang 2/3\n5. Cam kết', 400, 90, 0)).toBe(true)
  expect(continues('cam kết những lời khai trên là đúng sự thật', 20, 90, 0.2)).toBe(true)
  expect(continues('cam kết những lời khai trên là đúng sự thật', 200, 90, 0.2)).toBe(false)
  expect(continues(`${motto}GIẤY CHỨNG SINH`, 20, 90, 0.9)).toBe(false)
  expect(continues('GIẤY ỦY QUYỀN', 5, 90, 0.3)).toBe(false)
  expect(continues('', 5, 90, 0)).toBe(false)
})

test('a file is settled when two looks, far enough apart, saw the same', () => {
  const seen = { size: 10, mtimeMs: 5, atMs: 1_000 }
  expect(isSettled(undefined, seen, 2)).toBe(false)
  expect(isSettled(seen, { ...seen, atMs: 2_999 }, 2)).toBe(false)
  expect(isSettled(seen, { ...seen, atMs: 3_000 }, 2)).toBe(true)
  expect(isSettled(seen, { size: 11, mtimeMs: 5, atMs: 9_000 }, 2)).toBe(false)
  expect(isSettled(seen, { size: 10, mtimeMs: 6, atMs: 9_000 }, 2)).toBe(false)
  expect(isSettled({ ...seen, size: 0 }, { size: 0, mtimeMs: 5, atMs: 9_000 }, 2)).toBe(false)
  expect(['.x.pdf', '~a.jpg', 'scan.part', 'Thumbs.db', 'desktop.ini'].every(isPassing)).toBe(true)
  expect(isPassing('Scan 001.pdf')).toBe(false)
})

test('what is wrong with a page', () => {
  const limits = { dpiGood: 300, dpiMin: 200, skewMax: 3, confidenceMin: 70 }
  const page = { confidence: 95, dpi: 300, dpiDeclared: true, skewDegrees: 0.4, blank: false }
  expect(flawsOf(page, limits)).toEqual([])
  expect(flawsOf({ ...page, dpi: 250 }, limits)).toEqual(['dpi-poor'])
  expect(flawsOf({ ...page, dpi: 150, skewDegrees: -5, confidence: 40 }, limits)).toEqual([
    'dpi-low',
    'leaning',
    'unsure',
  ])
  expect(flawsOf({ ...page, blank: true, dpi: 50 }, limits)).toEqual(['blank'])
})

test('names, flags and terms', () => {
  expect(scanName('GT.GCS', 'Giấy chứng sinh; không có thì văn bản')).toBe('GT.GCS_Giay-chung-sinh.pdf')
  expect(scanName('../..', '???')).toBe('...._Giay-to.pdf')
  expect(digitisationFlag({ digitised: 'no' })).toBe(0)
  expect(digitisationFlag({ digitised: 'yes' })).toBe(1)
  expect(digitisationFlag({ digitised: 'reused', reused_kind: 'paper' })).toBe(2)
  expect(digitisationFlag({ digitised: 'reused', reused_kind: 'result' })).toBe(3)
  expect(usableUntil('2026-08-31', 6)).toBe('2027-02-28')
  expect(usableUntil('2026-10-05', null)).toBeNull()
  expect(usableUntil('2026-10-05', 0)).toBe('2026-10-05')
  expect(paperKindsOn('2024-01-01')).toEqual([])
  expect(paperKindsOn('2026-10-05').map((one) => one.code)).toContain('GT.GCS')
  expect(scanRule('dpi-min', '2026-10-05')).toBe(200)
})

test('a pasted list', () => {
  const text = [
    'Số định danh\tHọ tên\tĐiện thoại\tNội dung\tSố bản',
    '087 194 900 001\tNguyễn Thị Ngọc Lan\t0900000123\tBằng tốt nghiệp\t3',
    '087050900009;H’Y Đắc Ê Ban;;;',
    '',
    '0870509\tThiếu số',
    '087194900002|341234567|Trần Văn Ba|01011990|Nam|Khóm 1|15032022',
    '087194900003\tNgười Thứ Tư',
  ].join('\n')
  const { rows, wrong, leftOut } = readPile(text, 3)
  expect(rows).toEqual([
    {
      national_id: '087194900001',
      full_name: 'Nguyễn Thị Ngọc Lan',
      phone: '0900000123',
      content: 'Bằng tốt nghiệp',
      copies: 3,
    },
    { national_id: '087050900009', full_name: 'H’Y Đắc Ê Ban', phone: '', content: '', copies: 1 },
    { national_id: '087194900002', full_name: 'Trần Văn Ba', phone: '', content: '', copies: 1 },
  ])
  expect(wrong).toEqual([5])
  expect(leftOut).toBe(1)
})
