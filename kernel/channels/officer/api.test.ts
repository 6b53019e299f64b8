import { expect, test } from 'vitest'
import { Refused, readRefusal, Unreachable } from './api.ts'

test('a refusal is read from our JSON only; a proxy’s page is a broken road', () => {
  const refused = readRefusal(
    422,
    '{"error":{"code":"records.invalid","message":"Có 2 chỗ","facts":{},"errors":[{"code":"a","message":"Thiếu","field":"name"}]}}',
  )
  expect(refused).toBeInstanceOf(Refused)
  expect(refused).toMatchObject({ status: 422, code: 'records.invalid', stale: false, fields: { name: 'Thiếu' } })
  expect(readRefusal(409, '{"error":{"code":"records.stale-version","message":"x"}}')).toMatchObject({ stale: true })
  expect(readRefusal(502, '<html>Bad gateway</html>')).toBeInstanceOf(Unreachable)
})
