import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { totpCode, totpStep } from './totp.ts'

describe('RFC 6238, appendix B', () => {
  const seed = (bytes: number) => Buffer.from('1234567890'.repeat(7).slice(0, bytes))
  const vectors: [seconds: number, sha1: string, sha256: string, sha512: string][] = [
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ]
  test.each(vectors)('at %i seconds', (seconds, sha1, sha256, sha512) => {
    const at = new Date(seconds * 1000)
    expect(totpCode(seed(20), at, { digits: 8 })).toBe(sha1)
    expect(totpCode(seed(32), at, { digits: 8, algorithm: 'SHA256' })).toBe(sha256)
    expect(totpCode(seed(64), at, { digits: 8, algorithm: 'SHA512' })).toBe(sha512)
    // The six digits of applications are the last six of eight.
    expect(totpCode(seed(20), at)).toBe(sha1.slice(2))
  })
})

test('a code is taken one step early or late, and no further', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.integer({ min: 0, max: 4_000_000_000 }),
      fc.integer({ min: -4, max: 4 }),
      (seed, seconds, off) => {
        const at = new Date(seconds * 1000)
        const other = new Date((seconds + off * 30) * 1000)
        if (other.getTime() < 0) return
        const step = Math.floor(seconds / 30)
        const found = totpStep(seed, totpCode(seed, other), at)
        if (Math.abs(off) <= 1) {
          expect(found).not.toBeNull()
          expect(Math.abs((found ?? 99) - step)).toBeLessThanOrEqual(1)
        } else if (found !== null) {
          // One in a few hundred thousand: two steps with the same code.
          expect(totpCode(seed, new Date(found * 30_000))).toBe(totpCode(seed, other))
        }
      },
    ),
  )
})

test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', ' 123456'])('"%s" is no code', (code) => {
  expect(totpStep(new Uint8Array(20), code, new Date(0))).toBeNull()
})
