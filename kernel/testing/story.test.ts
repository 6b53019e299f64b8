import { expect, test } from 'vitest'
import { falseClock, type Inject, story, tell } from './index.ts'

story('a story tells its steps in order and hands on what they return', async (s) => {
  const told: string[] = []
  s.finally(() => expect(told).toEqual(['one', 'two']))
  const found = await s.step('the kite is found', () => {
    told.push('one')
    return 'kite'
  })
  await s.step('and flown', () => {
    told.push('two')
    expect(found).toBe('kite')
  })
})

test('a failing step is named by its number and its words, and the end runs all the same', async () => {
  const ends: string[] = []
  const failing = tell(async (s) => {
    s.finally(() => void ends.push('first'))
    s.finally(() => void ends.push('last'))
    await s.step('the wind is good', () => undefined)
    await s.step('the line holds', () => Promise.reject(new Error('it snapped')))
  })
  await expect(failing).rejects.toThrow('step 2 "the line holds": it snapped')
  expect(ends).toEqual(['last', 'first'])
})

test('a visitor keeps cookies, and sends the csrf token with what is unsafe', async () => {
  const seen: { method: string; path: string; headers: Record<string, string> }[] = []
  const inject: Inject = async (request) => {
    seen.push(request)
    const headers = request.path.endsWith('sign-in')
      ? { 'set-cookie': ['sen_session=abc; HttpOnly; Path=/', 'old=; Max-Age=0'] }
      : {}
    return { status: 200, headers, body: JSON.stringify({ csrf: `t${seen.length}` }) }
  }
  await tell(async (s) => {
    s.reach(inject)
    const her = s.visitor()
    await her.signIn('chu-nhiem', 'x')
    await her.send('POST', '/api/v1/kite-club/kite', { code: 'A' })
    expect((await her.get<{ csrf: string }>('/api/v1/me')).json().csrf).toBe('t5')
  })
  expect(seen.map((one) => `${one.method} ${one.path}`)).toEqual([
    'GET /api/v1/me',
    'POST /api/v1/sign-in',
    'GET /api/v1/me',
    'POST /api/v1/kite-club/kite',
    'GET /api/v1/me',
  ])
  expect(seen[1]?.headers).toMatchObject({ 'x-csrf': 't1' })
  expect(seen[3]?.headers).toMatchObject({
    cookie: 'sen_session=abc',
    'x-csrf': 't3',
    'content-type': 'application/json',
  })
  expect(seen[4]?.headers['x-csrf']).toBeUndefined()
})

test('nobody visits before the story says how to reach the house', async () => {
  await expect(tell(async (s) => void s.visitor())).rejects.toThrow('reach()')
})

test('a false clock stands still until it is moved', () => {
  const clock = falseClock('2026-11-24T08:00:00+07:00')
  expect(clock.now()).toEqual(clock.now())
  clock.advance({ days: 1, hours: 2, minutes: 30, seconds: 5 })
  expect(clock.now().toISOString()).toBe('2026-11-25T03:30:05.000Z')
  clock.advance(-5_000)
  clock.set('2027-01-01T00:00:00Z')
  expect(clock.now().toISOString()).toBe('2027-01-01T00:00:00.000Z')
})
