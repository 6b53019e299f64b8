import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '#ground/ids'
import { visitor } from '#kernel/testing'
import { hideObject, hideText } from './hidden.ts'
import { openLog, openLogFile } from './log.ts'
import { openTestSite } from './test-site.ts'

describe('what a log may not say', () => {
  test.each([
    ['người nộp 087185123456 gọi 0912 345 678', 'người nộp • gọi •'],
    ['invalid input syntax for type date: "31/02/1990"', 'invalid input syntax for type date: "•"'],
    ['Key (national_id)=(087185123456) already exists.', 'Key (national_id)=(•) already exists.'],
    ['gửi tới lan.nguyen@example.vn không được', 'gửi tới •@• không được'],
    ['phiên Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6 hết hạn', 'phiên • hết hạn'],
    ['+84 912 345 678', '•'],
  ])('%s', (said, hidden) => {
    expect(hideText(said)).toBe(hidden)
  })

  test('what a log is read by stays', () => {
    const id = uuidv7(new Date())
    for (const text of [
      `request ${id}`,
      'GET /api/v1/tasks/:id/move 200 in 12.5 ms',
      '2026-10-05T08:00:00.123Z',
      'at move (kernel/cases/case.ts:576:12)',
      '00000001000000000000000A',
    ])
      expect(hideText(text)).toBe(text)
  })

  test('however deep it lies, and errors too', () => {
    const hidden = hideObject({ a: [{ b: 'số 087185123456' }], error: new Error('value: "Trần Thị Bảy"') })
    expect(JSON.stringify(hidden)).not.toMatch(/087185123456|Bảy/)
  })
})

describe('the file of the log', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sen-log-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const dayAfter = (days: number): Date => new Date(Date.now() + days * 86_400_000)
  const written = (path: string, text: string) =>
    expect.poll(() => readFile(path, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain(text)

  test('turns with the day and with its size, is packed, and goes after its time', async () => {
    const path = join(folder, 'sen.log')
    const file = await openLogFile(path, { bytesMax: 2_000, daysMax: 400 })
    const log = openLog('info', file.destination)
    log.info({ password: 'mật khẩu rất dài', headers: { cookie: 'sen_session=abc' } }, 'ngày thứ nhất')
    await written(path, 'ngày thứ nhất')
    expect(await readFile(path, 'utf8')).not.toMatch(/rất dài|sen_session/)
    expect(await file.look()).toBeUndefined()

    const first = await file.look(dayAfter(1))
    expect(first).toMatch(/^sen-\d{4}-\d\d-\d\d\.log\.gz$/)
    expect(gunzipSync(await readFile(join(folder, first ?? ''))).toString()).toContain('ngày thứ nhất')

    for (let i = 0; i < 40; i++) log.info({ i }, 'một dòng dài để tệp lớn lên cho tới khi phải xoay')
    await written(path, '"i":39')
    const second = await file.look(dayAfter(1))
    expect(second).toBeDefined()
    expect(second).not.toBe(first)
    log.info('vẫn ghi tiếp')
    await written(path, 'vẫn ghi tiếp')

    await writeFile(join(folder, 'sen-2020-01-01.log.gz'), '')
    await writeFile(join(folder, 'của-người-khác-2020-01-01.log.gz'), '')
    await file.look(dayAfter(1))
    const left = await readdir(folder)
    expect(left).not.toContain('sen-2020-01-01.log.gz')
    expect(left).toEqual(expect.arrayContaining([first, second, 'của-người-khác-2020-01-01.log.gz']))
    // a year later the first is still there, fourteen months later it is not
    await file.look(dayAfter(366))
    expect(await readdir(folder)).toContain(first)
    await file.look(dayAfter(420))
    expect(await readdir(folder)).not.toContain(first)
    file.close()
  })
})

test('a day at the counter leaves a line for each request and no personal value in the whole log', async () => {
  const lines: string[] = []
  const log = openLog('trace', { write: (line) => void lines.push(line) })
  const site = await openTestSite({ log })
  const secrets = [
    'Trần Thị Bảy Kín',
    'Bảy Kín',
    '087185123456',
    '0900099887',
    'bay.kin@example.vn',
    'nội dung rất kín',
    'mật-khẩu-đoán-sai-77',
    '1990-02-31',
  ]
  try {
    const stranger = visitor(site.inject)
    // somebody types her own number as a login, and a password
    await stranger.signIn('087185123456', 'mật-khẩu-đoán-sai-77')
    await stranger.form('/dang-nhap', { login: '087185123456', password: 'mật-khẩu-đoán-sai-77' })
    await stranger.form('/dang-ky', {
      full_name: 'Trần Thị Bảy Kín',
      national_id: '087185123456',
      birth_date: '1990-02-31',
      phone: '0900099887',
      email: 'bay.kin@example.vn',
    })
    const officer = visitor(site.inject)
    expect((await officer.signIn('motcua.caolanh', site.password)).status).toBe(200)
    const procedures = await officer.get<{ rows: { id: string }[] }>('/api/v1/one-stop/procedure?f.code=1.001193')
    const made = await officer.send<{ dossier: string; number: string }>('POST', '/api/v1/one-stop/intake', {
      procedure: procedures.json().rows[0]?.id,
      national_id: '087185123456',
      full_name: 'Trần Thị Bảy Kín',
      phone: '0900099887',
      content: 'nội dung rất kín',
    })
    expect(made.status, made.text).toBe(201)
    const { dossier, number } = made.json()
    await officer.get(`/api/v1/one-stop/dossier/${dossier}`)
    await officer.get(`/api/v1/one-stop/dossier?q=${encodeURIComponent('Bảy Kín')}&f.applicant_id=087185123456`)
    await officer.get(`/tra-cuu?number=${number}&q=087185123456`)
    await officer.send('POST', '/api/v1/one-stop/intake', {
      procedure: 'x',
      national_id: '087185123456',
      birth_date: '1990-02-31',
    })
    await officer.get('/api/v1/one-stop/dossier/087185123456')
    await officer.get('/khong-co/087185123456')
    // a bug of ours whose message quotes what was typed
    site.house.site.log.error(new Error('invalid input syntax for type date: "1990-02-31"'), 'broken')

    const whole = lines.join('')
    const asked = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line.msg === 'request')
    expect(asked.length).toBeGreaterThan(12)
    expect(asked).toContainEqual(
      expect.objectContaining({ route: '/api/v1/one-stop/dossier/:id', method: 'GET', status: 200 }),
    )
    expect(asked.find((line) => line.route === '/api/v1/one-stop/intake' && line.status === 201)).toMatchObject({
      account: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ip: '127.0.0.…',
      ms: expect.any(Number),
    })
    const tokens = [...officer.cookies().matchAll(/=([^;]+)/g)].map((found) => found[1] as string)
    const { csrf } = (await officer.get('/api/v1/me')).json<{ csrf: string }>()
    for (const secret of [...secrets, ...tokens, csrf, site.password, number])
      expect(whole.includes(secret), `the log says "${secret}": ${lines.find((line) => line.includes(secret))}`).toBe(
        false,
      )
  } finally {
    await site.close()
  }
}, 60_000)
