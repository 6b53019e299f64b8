import { expect, test } from 'vitest'
import { rollingRestart } from '../tools/rolling.ts'

test('two hosts that opened at once on an empty database are restarted in turn under load: no request fails, no write is lost', async () => {
  // Each host once here; `node tools/rolling.ts --seconds 600` is the long trial.
  const report = await rollingRestart({ seconds: 1, restartsMin: 2 })
  expect(report.failed.join('\n')).toBe('')
  expect(report.lost).toEqual([])
  expect(report).toMatchObject({ restarts: 2, hostsSeen: 2 })
  expect(report.acknowledged).toBeGreaterThan(5)
  expect(report.reads).toBeGreaterThan(20)
  // a session ended at one host is believed by the other for two seconds at most; the rest is the way there
  expect(report.signOutSeenMs).toBeLessThan(4_000)
}, 400_000)
