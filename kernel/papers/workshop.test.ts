import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkshop, type Workshop } from './workshop.ts'

type Question = { do: 'double'; n: number } | { do: 'hang' } | { do: 'die' }

let dir: string
let workshop: Workshop<Question, number>
const errors = { late: () => new Error('late'), full: (waiting: number) => new Error(`full ${waiting}`) }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'workshop-'))
  const script = join(dir, 'worker.mjs')
  await writeFile(
    script,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', (q) => {
       if (q.do === 'hang') for (;;) {}
       if (q.do === 'die') process.exit(3)
       parentPort.postMessage(Number.isFinite(q.n) ? { answer: q.n * 2 } : { fault: { code: 'odd', message: 'not a number' } })
     })`,
  )
  workshop = openWorkshop(pathToFileURL(script), { secondsMax: 1, waitingMax: 3, memoryMaxMiB: 64 })
})
afterAll(async () => {
  await workshop.close()
  await rm(dir, { recursive: true, force: true })
})

const double = (n: number) => workshop.ask({ do: 'double', n }, errors)

test('answers in turn; a fault is told by its code', async () => {
  expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6])
  await expect(double(Number.NaN)).rejects.toMatchObject({ name: 'WorkFault', code: 'odd' })
})

test('work that hangs or kills its thread costs itself only', async () => {
  const hang = workshop.ask({ do: 'hang' }, errors)
  const after = double(4)
  await expect(hang).rejects.toThrow('late')
  expect(await after).toBe(8)
  const die = workshop.ask({ do: 'die' }, errors)
  const next = double(5)
  await expect(die).rejects.toMatchObject({ code: 'died' })
  expect(await next).toBe(10)
})

test('a full queue refuses at once', async () => {
  const asked = [1, 2, 3, 4].map(double)
  await expect(double(5)).rejects.toThrow('full 3')
  expect(await Promise.all(asked)).toEqual([2, 4, 6, 8])
})
