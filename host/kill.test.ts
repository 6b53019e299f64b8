import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { killAgainAndAgain } from '../tools/kill.ts'

/** A port nobody listens on now. */
const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })

test('killed under load, with its database and without: no acknowledged dossier is lost, numbers have no gap and no double', async () => {
  // Four times here; `node tools/kill.ts --times 200` is the long trial.
  const report = await killAgainAndAgain(4, await freePort())
  expect(report).toMatchObject({ kills: 4, databaseKills: 1, lost: [], gaps: [], doubles: [] })
  expect(report.acknowledged).toBeGreaterThan(8)
  expect(report.stored).toBeGreaterThanOrEqual(report.acknowledged)
}, 180_000)
