import { describe, expect, test } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { falseClock, story, type Visitor } from '#kernel/testing'
import { complaintLimitOn } from './rules.ts'

describe('limits of a complaint are dated', () => {
  test.each([
    ['refuse', 2],
    ['ask', 5],
    ['answer', 15],
    ['publish', 2],
  ] as const)('%s: %i working days', (what, days) => {
    expect(complaintLimitOn(what, '2026-10-05')?.limit).toEqual({ amount: days, unit: 'working-day' })
    expect(complaintLimitOn(what, '2020-01-01')).toBeUndefined()
  })
})

story(
  'a complaint about lateness: sorted, asked, answered by the leader, rated, published without a name',
  async (s) => {
    const clock = falseClock('2026-10-05T08:00:00+07:00')
    const site = await openTestSite({ clock })
    s.finally(() => site.close())
    s.reach(site.inject)
    const as = async (login: string): Promise<Visitor> => {
      const visitor = s.visitor()
      expect((await visitor.signIn(login, site.password)).status).toBe(200)
      return visitor
    }
    let lan = await as('lan')
    const send = (fields: Record<string, string>) =>
      lan.form('/phan-anh/moi', { kind: 'lateness', detail: 'Hẹn hôm qua mà chưa có kết quả', act: 'send', ...fields })
    expect((await send({ number: '', place: '' })).text).toContain('Hãy chọn cơ quan bạn muốn nói đến')
    expect((await send({ number: 'H20.82.29869.001-261005-0099' })).text).toContain('Không có hồ sơ mã')
    const sent = await send({ place: '29869' })
    expect(sent.status, sent.text.slice(-300)).toBe(303)
    const path = String(sent.headers.location)
    const number = decodeURIComponent(path.split('/').at(-1) ?? '')
    expect(number).toMatch(/^PA\..+-261005-0001$/)
    const row = async () =>
      (await site.house.database.transaction(house, (tx) =>
        tx.one<Record<string, unknown>>('select * from one_stop.complaint where number = $1', [number]),
      )) as Record<string, unknown>
    // 15 working days from Monday 5 October: 26 October, same hour.
    expect((await row()).due_at).toEqual(new Date('2026-10-26T08:00:00+07:00'))

    // Nobody else's, and no office elsewhere.
    expect((await (await as('thuly.mytho')).get(path)).status).toBe(404)
    const taskOf = async (who: Visitor): Promise<{ id: string; version: number } | undefined> =>
      (await who.get('/api/v1/tasks?scope=unit&limit=200'))
        .json<{ rows: { id: string; version: number; number: string }[] }>()
        .rows.find((task) => task.number === number)
    expect(await taskOf(await as('giamdoc.mytho'))).toBeUndefined()
    const act = async (login: string, move: string, data: Record<string, unknown> = {}) => {
      const who = await as(login)
      const task = await taskOf(who)
      return who.send('POST', `/api/v1/tasks/${task?.id}/move`, { move, version: task?.version, data })
    }
    expect((await act('giamdoc.caolanh', 'accept')).status).toBe(200)
    // The head of the counter does not answer for her own counter's lateness: the leader does.
    expect(await taskOf(await as('giamdoc.caolanh'))).toBeUndefined()
    clock.set('2026-10-07T08:00:00+07:00')
    lan = await as('lan')
    expect((await act('lanhdao.caolanh', 'ask', { question: 'Hồ sơ nào, nộp ngày nào?' })).status).toBe(200)
    expect((await row()).due_at).toBeNull()
    expect((await lan.get(path)).text).toContain('Hồ sơ nào, nộp ngày nào?')
    clock.set('2026-10-09T08:00:00+07:00')
    lan = await as('lan')
    expect((await lan.form(`${path}/lam-ro`, { supplied: '', act: 'send' })).status).toBe(422)
    expect((await lan.form(`${path}/lam-ro`, { supplied: 'Chứng thực, ngày 1/10', act: 'send' })).status).toBe(303)
    expect((await lan.form(`${path}/lam-ro`, { supplied: 'lần nữa', act: 'send' })).status).toBe(409)
    // Two working days of hers are given back.
    expect((await row()).due_at).toEqual(new Date('2026-10-28T08:00:00+07:00'))
    expect((await lan.form(`${path}/danh-gia`, { rating: '3' })).status).toBe(409)
    expect((await act('lanhdao.caolanh', 'answer', { answer: 'Đã xin lỗi và trả kết quả ngày 9/10.' })).status).toBe(
      200,
    )
    expect((await lan.get(path)).text).toContain('Đã xin lỗi và trả kết quả')
    expect((await lan.form(`${path}/danh-gia`, { rating: '9' })).status).toBe(422)
    expect((await lan.form(`${path}/danh-gia`, { rating: '2', note: 'Được' })).status).toBe(303)
    expect((await lan.form(`${path}/danh-gia`, { rating: '1' })).status).toBe(409)

    const open = s.visitor()
    expect((await open.get('/phan-anh/cong-khai')).text).toContain('Chưa có câu trả lời nào')
    const name = String((await row()).sender_name)
    const named = await act('giamdoc.caolanh', 'publish', {
      question: `Bà ${name} hỏi vì sao chậm`,
      answer: 'Đã xin lỗi.',
    })
    expect([named.status, named.text.includes('bỏ tên riêng')]).toEqual([422, true])
    expect(
      (
        await act('giamdoc.caolanh', 'publish', {
          question: 'Vì sao trả kết quả chậm?',
          answer: 'Đã xin lỗi, trả ngày 9/10.',
        })
      ).status,
    ).toBe(200)
    const published = (await open.get('/phan-anh/cong-khai?q=tra ket qua')).text
    expect(published).toContain('Vì sao trả kết quả chậm?')
    expect(published).not.toContain(name)
    expect((await row()).state).toBe('published')
  },
)
