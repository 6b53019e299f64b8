import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc16, paymentMessage, readVietQr, vietQr } from './vietqr.ts'

/** The check value of CRC-16/CCITT-FALSE, and the examples of the published specification of QR transfers (to account, static and dynamic). */
const STATIC = '00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F'
const DYNAMIC =
  '00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E'

test.each([
  ['123456789', '29B1'],
  ['', 'FFFF'],
  [STATIC.slice(0, -4), '9E6F'],
  [DYNAMIC.slice(0, -4), '2E2E'],
])('the check sum of %s', (text, sum) => {
  expect(crc16(text)).toBe(sum)
})

test('the published examples are read', () => {
  expect(readVietQr(STATIC)).toEqual({
    payee: { bank: '970403', account: '0011012345678' },
    amount: null,
    message: null,
  })
  expect(readVietQr(DYNAMIC)).toEqual({
    payee: { bank: '970403', account: '0011012345678' },
    amount: 180_000,
    message: 'thanh toan don hang',
  })
})

test('ours is written as the specification says, tag by tag', () => {
  expect(vietQr({ bank: '970403', account: '0011012345678' }, 180_000, 'H20101012610050001P1')).toBe(
    `00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62240820H20101012610050001P16304${crc16('00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62240820H20101012610050001P16304')}`,
  )
})

test('what is written is read back, and one changed letter is found', () => {
  const digits = (from: number, to: number) => fc.stringMatching(new RegExp(`^[0-9]{${from},${to}}$`))
  fc.assert(
    fc.property(
      digits(6, 6),
      digits(1, 19),
      fc.option(fc.integer({ min: 1, max: 999_999_999_999 })),
      fc.stringMatching(/^[0-9A-Za-z ]{1,25}$/),
      fc.nat(),
      (bank, account, amount, message, place) => {
        const text = vietQr({ bank, account }, amount, message)
        expect(readVietQr(text)).toEqual({ payee: { bank, account }, amount, message })
        const at = place % (text.length - 4)
        const changed = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1)
        expect(readVietQr(changed)).toBeUndefined()
      },
    ),
  )
})

test('what no bank could take is a mistake of ours', () => {
  const payee = { bank: '970403', account: '0011012345678' }
  expect(() => vietQr(payee, 0, 'A')).toThrow()
  expect(() => vietQr(payee, 1.5, 'A')).toThrow()
  expect(() => vietQr(payee, 1, 'lệ phí')).toThrow()
  expect(() => vietQr({ ...payee, bank: '97040' }, 1, 'A')).toThrow()
})

test.each([
  ['H20.101.01-261005-0001', 1, 'H20101012610050001P1'],
  ['H20.101.01-261005-12345', 12, 'H201010126100512345P12'],
  ['000.00.00.H20-250615-0001', 2, '0000000H202506150001P2'],
])('the message of %s, round %i', (number, round, message) => {
  expect(paymentMessage(number, round)).toBe(message)
})

test('a code made to be read for ever ends', () => {
  // A length of -4 would lead back to where it stands.
  for (const length of ['-4', '-1', '+0', ' 4', '0x']) {
    const text = `00${length}ABCD6304`
    expect(readVietQr(`${text}${crc16(text)}`)).toBeUndefined()
  }
})
