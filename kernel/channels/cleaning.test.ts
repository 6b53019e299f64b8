import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { casesSchema } from '#kernel/cases'
import { attachFiles, enterFile, lendBlobs, openBlobs, papersSchema } from '#kernel/papers'
import { house } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'
import { cleaningJob } from './cleaning.ts'

let club: TestHouse
let dir: string
beforeAll(async () => {
  club = await openTestHouse({ schemas: [papersSchema, casesSchema] })
  dir = await mkdtemp(join(tmpdir(), 'sen-cleaning-'))
})
afterAll(async () => {
  await club.close()
  await rm(dir, { recursive: true, force: true })
})

test('files never used go after sixty days, with their bytes unless another file holds the same; used ones stay', async () => {
  const { database, clock } = club
  const blobs = await openBlobs(dir, { bytesMax: 1_000_000 })
  lendBlobs(database, blobs)
  const put = async (text: string) => {
    const kept = await blobs.put(Buffer.from(text), { name: 'a.txt' })
    return database.transaction(house, (tx) => enterFile(tx, kept))
  }
  const loose = await put('không ai dùng đến tệp này')
  const twin = await put('hai người cùng gửi một nội dung')
  const used = await put('hai người cùng gửi một nội dung')
  const unit = await club.unit(
    (await database.owner.query<{ code: string }>('select code from sen.unit limit 1')).rows[0]?.code as string,
  )
  await database.transaction(house, (tx) =>
    attachFiles(tx, [used.id], { system: 'kite-club', record: 'kite', recordId: used.id, unit }),
  )
  clock.advance(59 * 86_400_000)
  await cleaningJob.run(database, {}, new AbortController().signal)
  expect(await blobs.has(loose.sha256)).toBe(true)
  clock.advance(2 * 86_400_000)
  await cleaningJob.run(database, {}, new AbortController().signal)
  const left = (await database.owner.query<{ id: string }>('select id from sen.file order by id')).rows.map(
    (row) => row.id,
  )
  expect(left).toEqual([used.id])
  expect(await blobs.has(loose.sha256)).toBe(false)
  expect(twin.sha256).toBe(used.sha256)
  expect(await blobs.has(used.sha256)).toBe(true)
})
