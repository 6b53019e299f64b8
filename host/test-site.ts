import { rmSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import { createFromTemplate, dropTestDatabase, type FalseClock, falseClock, type Inject } from '#kernel/testing'
import { demoPassword } from '#province'
import { type House, openHouse } from './open.ts'

export interface TestSite {
  house: House
  clock: FalseClock
  /** For story(): reaches the server inside the process, through every hook and header. */
  inject: Inject
  /** Signs in by login with the demonstration password. */
  password: string
  /** Address, when it listens. */
  url: string | null
  close(): Promise<void>
}

let swept = false

/**
 * The whole house on a throw-away database, with the province's values and demonstration accounts, at a false clock.
 * The first call of a run makes the template; others copy it.
 */
export async function openTestSite(
  options: {
    clock?: FalseClock
    listen?: boolean
    jobs?: boolean
    rateMax?: number
    log?: Logger
    port?: number
    environment?: NodeJS.ProcessEnv
  } = {},
): Promise<TestSite> {
  const clock = options.clock ?? falseClock('2026-10-05T08:00:00+07:00')
  const log = options.log ?? pino({ level: process.env.SEN_LOG ?? 'error' })
  // One secret for all houses of a run: the application's role is the server's, not a database's.
  const secrets = join(tmpdir(), `sen-test-secrets-${process.pid}`)
  if (!swept) {
    swept = true
    process.once('exit', () => rmSync(secrets, { recursive: true, force: true }))
  }
  const limits = { requestsAMinuteMax: options.rateMax ?? 100_000, signInsAMinuteMax: 10_000 }
  const url = await createFromTemplate('whole_house', async (template) => {
    const house = await openHouse({
      dataDir: secrets,
      databaseUrl: template,
      demo: true,
      jobs: false,
      listen: false,
      log,
      limits,
      progress: () => undefined,
    })
    await house.close()
  })
  const dataDir = await mkdtemp(join(tmpdir(), 'sen-test-house-'))
  await cp(join(secrets, 'secrets'), join(dataDir, 'secrets'), { recursive: true })
  const house = await openHouse({
    dataDir,
    databaseUrl: url,
    demo: true,
    jobs: options.jobs ?? false,
    listen: options.listen ?? false,
    port: options.port ?? 0,
    host: '127.0.0.1',
    // Where addresses must lead back here (sign-in for other systems), the port is known beforehand.
    publicUrl: options.port ? `http://127.0.0.1:${options.port}` : 'http://sen.example',
    ...(options.environment ? { environment: { ...process.env, ...options.environment } } : {}),
    clock,
    log,
    limits,
    progress: () => undefined,
  })
  const address = options.listen ? house.http.app.server.address() : null
  return {
    house,
    clock,
    password: demoPassword,
    url: address && typeof address === 'object' ? `http://127.0.0.1:${address.port}` : null,
    async inject(request) {
      const answer = await house.http.app.inject({
        method: request.method as 'GET',
        url: request.path,
        headers: request.headers,
        ...(request.body === undefined ? {} : { payload: Buffer.from(request.body) }),
      })
      return {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string | string[] | undefined>,
        body: answer.body,
      }
    },
    async close() {
      await house.close()
      await dropTestDatabase(url)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
