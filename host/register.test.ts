import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { house } from '#kernel/store'
import { enterPerson } from '#kernel/trust'
import { openTestSite, type TestSite } from './test-site.ts'

/** A citizen without an account makes one with a plain form, as a browser without script sends it. */

let site: TestSite
beforeAll(async () => {
  site = await openTestSite()
}, 120_000)
afterAll(() => site?.close())

interface Shown {
  status: number
  text: string
  location: string
}

let households = 0

/** A browser without script: it keeps cookies, and sends back the token of the form it was shown. */
function browser(address = `10.0.0.${++households}`) {
  const cookies = new Map<string, string>()
  let token = ''
  async function ask(method: 'GET' | 'POST', url: string, fields?: URLSearchParams): Promise<Shown> {
    const answer = await site.house.http.app.inject({
      method,
      url,
      remoteAddress: address,
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(fields ? { payload: fields.toString() } : {}),
    })
    for (const { name, value } of answer.cookies) cookies.set(name, value)
    token = /name="csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? token
    return { status: answer.statusCode, text: answer.body, location: String(answer.headers.location ?? '') }
  }
  return {
    cookies,
    get: (url: string) => ask('GET', url),
    post: (url: string, fields: Record<string, string>) =>
      ask('POST', url, new URLSearchParams({ csrf: token, ...fields })),
    bare: (url: string, fields: Record<string, string>) => ask('POST', url, new URLSearchParams(fields)),
  }
}

const filled = (national_id: string, more: Record<string, string> = {}): Record<string, string> => ({
  act: 'send',
  next: '/nop/1.001193',
  full_name: 'Phạm Thị Sen Hồng',
  national_id,
  birth_date: '15/08/1990',
  phone: '0939 123 456',
  email: '',
  commune: '29869',
  address: 'Ấp 1',
  password: 'Mat-khau-rieng-7',
  password_again: 'Mat-khau-rieng-7',
  declared: 'yes',
  ...more,
})

const count = async (sql: string, number: string): Promise<number> =>
  (await site.house.database.transaction(house, (tx) => tx.one<{ n: number }>(sql, [number])))?.n ?? -1
const people = (number: string) => count('select count(*)::int as n from sen.person where national_id = $1', number)
const accounts = (number: string) => count('select count(*)::int as n from sen.account where login = $1', number)

/** The error beside a field, as text. */
const errorOf = (text: string, name: string): string | undefined =>
  new RegExp(`id="register-${name}-error">(.*?)</p>`, 's').exec(text)?.[1]?.replace(/<svg.*?<\/svg>|<[^>]+>/gs, '')

describe('registering', () => {
  test('from the sign-in page to the first page of a dossier, and back in another day', async () => {
    const citizen = browser()
    const door = await citizen.get('/dang-nhap?next=/nop/1.001193')
    const href = /href="(\/dang-ky\?[^"]+)"/.exec(door.text)?.[1] ?? ''
    expect(door.text).toContain('Chưa có tài khoản?')
    const page = await citizen.get(href)
    expect([page.status, page.text.includes('<script src="http')]).toEqual([200, false])
    expect(page.text).toContain('Phường Cao Lãnh')
    const next = /name="next" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const sent = await citizen.post('/dang-ky', filled('087 190 000 011', { next, email: 'Sen.Hong@Example.vn' }))
    expect([sent.status, sent.location]).toEqual([303, '/nop/1.001193'])
    const begin = await citizen.get('/nop/1.001193')
    expect([begin.status, begin.text.includes('Phạm Thị Sen Hồng')]).toEqual([200, true])
    const begun = await citizen.post('/nop/1.001193', {})
    expect([begun.status, begun.location]).toEqual([303, expect.stringMatching(/^\/nop\/1\.001193\/[0-9a-f-]{36}\/1$/)])
    const first = await citizen.get(begun.location)
    expect(first.text).toContain('0939123456')
    const row = await site.house.database.transaction(house, (tx) =>
      tx.one<Record<string, unknown>>(
        'select p.full_name, p.birth_date, p.commune, p.email, a.email as notices, a.login from sen.person p join sen.account a on a.person = p.id where p.national_id = $1',
        ['087190000011'],
      ),
    )
    expect(row).toEqual({
      full_name: 'Phạm Thị Sen Hồng',
      birth_date: '1990-08-15',
      commune: '29869',
      email: 'Sen.Hong@example.vn',
      notices: 'Sen.Hong@example.vn',
      login: '087190000011',
    })
    const later = browser()
    await later.get('/dang-nhap')
    const back = await later.post('/dang-nhap', {
      login: '087190000011',
      password: 'Mat-khau-rieng-7',
      next: '/ho-so',
    })
    expect([back.status, back.location]).toEqual([303, '/ho-so'])
    expect((await later.get('/dang-ky?next=/ho-so')).location).toBe('/ho-so')
  })

  test('a number entered at a counter is refused, in the words of one that has an account, and no account is made', async () => {
    const number = '087190000012'
    await site.house.database.transaction(house, (tx) =>
      enterPerson(tx, {
        kind: 'citizen',
        full_name: 'Người Đã Nộp Tại Quầy',
        birth_date: null,
        sex: null,
        national_id: number,
        tax_code: null,
        phone: null,
        email: null,
        commune: null,
        address: null,
        sample: true,
      }),
    )
    const stranger = browser()
    await stranger.get('/dang-ky')
    const counter = await stranger.post('/dang-ky', filled(number))
    const online = await stranger.post('/dang-ky', filled('087190000011'))
    expect([counter.status, online.status]).toEqual([409, 409])
    expect(errorOf(counter.text, 'national_id')).toContain('hãy mang thẻ căn cước đến')
    expect(errorOf(counter.text, 'national_id')).toBe(errorOf(online.text, 'national_id'))
    expect(counter.text).not.toContain('Người Đã Nộp Tại Quầy')
    expect([await people(number), await accounts(number)]).toEqual([1, 0])
    expect(stranger.cookies.has('sen_session')).toBe(false)
  })

  test.each<[string, Record<string, string>, string, string]>([
    ['a weak password', { password: '12345678', password_again: '12345678' }, 'password', 'ít nhất 8 ký tự'],
    ['two passwords', { password_again: 'Mat-khau-rieng-8' }, 'password_again', 'không giống nhau'],
    ['31 February', { birth_date: '31/02/1990' }, 'birth_date', '31/02/1990'],
    ['a birth to come', { birth_date: '15/08/2090' }, 'birth_date', 'không sau hôm nay'],
    ['eleven digits', { national_id: '08719000001' }, 'national_id', '12 chữ số'],
    ['a name of digits', { full_name: '12345' }, 'full_name', 'bằng chữ'],
    ['a commune of elsewhere', { commune: '00001' }, 'commune', 'Hãy chọn'],
    ['no phone', { phone: '' }, 'phone', 'Hãy điền'],
    ['no declaration', { declared: '' }, 'declared', 'lời cam đoan'],
  ])('%s comes back beside its field; what was typed is kept, the password is not', async (_case, wrong, at, said) => {
    const citizen = browser()
    await citizen.get('/dang-ky')
    const back = await citizen.post('/dang-ky', filled('087190000013', { address: 'Ấp "Giữa"', ...wrong }))
    expect(back.status).toBe(422)
    expect(errorOf(back.text, at)).toContain(said)
    expect(back.text.match(/id="register-[a-z_]+-error"/g)).toHaveLength(1)
    expect(back.text).toContain('value="Ấp &quot;Giữa&quot;"')
    for (const secret of [wrong.password ?? 'Mat-khau-rieng-7', wrong.password_again ?? 'Mat-khau-rieng-7'])
      expect(back.text).not.toContain(secret)
    if (wrong[at] && !at.startsWith('password') && at !== 'commune') expect(back.text).toContain(`value="${wrong[at]}"`)
    expect([await people('087190000013'), await accounts('087190000013')]).toEqual([0, 0])
  })

  test('a number that tells another year is remarked on; confirmed it goes through, for that number and day only', async () => {
    const citizen = browser()
    await citizen.get('/dang-ky')
    const remarked = await citizen.post('/dang-ky', filled('087190000014', { birth_date: '15/08/1991' }))
    expect([remarked.status, remarked.text.includes('Số định danh ghi năm sinh 1990')]).toEqual([422, true])
    const tick = /name="confirmed" value="([^"]+)"/.exec(remarked.text)?.[1] ?? ''
    const other = await citizen.post('/dang-ky', filled('087190000014', { birth_date: '15/08/1992', confirmed: tick }))
    expect([other.status, other.text.includes('đã khai (1992)')]).toEqual([422, true])
    const confirmed = await citizen.post(
      '/dang-ky',
      filled('087190000014', { birth_date: '15/08/1991', confirmed: tick }),
    )
    expect(confirmed.status).toBe(303)
    expect(await accounts('087190000014')).toBe(1)
  })

  test('sent twice at once, or again afterwards, there is one account', async () => {
    const citizen = browser()
    await citizen.get('/dang-ky')
    const form = filled('087190000015')
    const both = await Promise.all([citizen.post('/dang-ky', form), citizen.post('/dang-ky', form)])
    expect(both.map((one) => one.status).sort()).toEqual([303, 409])
    expect((await citizen.post('/dang-ky', form)).location).toBe('/nop/1.001193')
    expect([await people('087190000015'), await accounts('087190000015')]).toEqual([1, 1])
  })

  test('without the token of the form it is refused', async () => {
    const citizen = browser()
    await citizen.get('/dang-ky')
    expect((await citizen.bare('/dang-ky', filled('087190000016'))).status).toBe(403)
    expect((await browser().bare('/dang-ky', { ...filled('087190000016'), csrf: 'x'.repeat(32) })).status).toBe(403)
    expect(await accounts('087190000016')).toBe(0)
  })

  test('five numbers an hour may be tried from one address; mistypings do not count', async () => {
    const prober = browser()
    await prober.get('/dang-ky')
    for (let i = 0; i < 7; i++)
      expect((await prober.post('/dang-ky', filled('087190000017', { birth_date: 'x' }))).status).toBe(422)
    for (let i = 0; i < 5; i++) expect((await prober.post('/dang-ky', filled('087190000011'))).status).toBe(409)
    const stopped = await prober.post('/dang-ky', filled('087190000017'))
    expect([stopped.status, stopped.text.includes('5 lần đăng ký trong một giờ')]).toEqual([429, true])
    expect(stopped.text).toContain('value="087190000017"')
    expect(await people('087190000017')).toBe(0)
  })

  test('an address of elsewhere is not where one lands', async () => {
    const citizen = browser()
    await citizen.get('/dang-ky?next=//xa.example')
    expect((await citizen.post('/dang-ky', filled('087190000018', { next: '//xa.example' }))).location).toBe('/')
  })
})
