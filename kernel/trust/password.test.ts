import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPassword, hashPassword, isCommonPassword, verifyPassword } from '#kernel/trust'

test.each([
  'password1',
  'Password123',
  'P@ssw0rd',
  'p4ssw0rd2026',
  'matkhau123',
  'Mật khẩu 123',
  'mat-khau-2026',
  'anhyeuem1',
  'Anh yêu em 123',
  '123456789a',
  'a123456789',
  'qwertyuiop1',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'abcd1234',
  'aa11aa11aa11',
  'iloveyou2',
  'dongthap2026',
  'DongThap@2026',
  'hoangtu01011990',
  'nguyenvan123',
  'quantri@123',
  'Admin@123',
  'vietnam1975',
  'caolanh2025',
])('%s is among those guessed first', (password) => {
  expect(isCommonPassword(password)).toBe(true)
  expect(() => checkPassword(password)).toThrow('account.common-password')
})

test.each([
  'hoa-sen-dong-thap',
  'dieu-sao-2026',
  'Mat-khau-rieng-7',
  'ghe tam ban hong xoai cat',
  'bông điên điển nở 3 lần',
  'x7Gq!mv2Lp',
  'correct horse battery staple',
  'nước nổi tháng mười về sớm',
])('%s is not', (password) => {
  expect(isCommonPassword(password)).toBe(false)
  expect(() => checkPassword(password)).not.toThrow()
})

describe('length and kinds', () => {
  test.each([
    ['ngan-1', false],
    ['chi-co-chu', false],
    ['04719385', false],
    ['du-tam-7k', true],
    ['một câu dài mà không có số nào', true],
    [`${'đ'.repeat(5)}-${'khác nhau '.repeat(18)}7`, true],
    [`dài quá ${'mức '.repeat(60)}`, false],
  ])('%s', (password, good) => {
    if (good) expect(() => checkPassword(password)).not.toThrow()
    else expect(() => checkPassword(password)).toThrow('account.weak-password')
  })
})

test('a password made of the login is refused for that login', () => {
  expect(() => checkPassword('082185000001a', '082185000001')).toThrow('account.common-password')
  expect(() => checkPassword('to.mo.27', 'to.mo')).toThrow('account.common-password')
  expect(() => checkPassword('to.mo.27 và cánh diều', 'to.mo')).not.toThrow()
})

test('the rule never breaks, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 250 }), (text) => {
      expect(typeof isCommonPassword(text, text.slice(0, 5))).toBe('boolean')
    }),
  )
})

test('what was hashed is verified, however its letters are composed, at every allowed length; nothing else is', async () => {
  for (const password of ['nước nổi tháng mười', 'x7Gq!mv2Lp'.repeat(20)]) {
    const hash = await hashPassword(password)
    expect(await verifyPassword(hash, password.normalize('NFD'))).toBe(true)
    expect(await verifyPassword(hash, `${password}!`)).toBe(false)
    expect(await verifyPassword(hash, password.slice(0, -1))).toBe(false)
  }
  expect(await verifyPassword(null, 'nước nổi tháng mười')).toBe(false)
  expect(await verifyPassword(undefined, '')).toBe(false)
})
