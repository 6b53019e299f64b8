import { describe, expect, test } from 'vitest'
import { Refusal } from '#ground/refusal'
import { compileCalendar, stateCalendar } from '#ground/working-time'
import { dayAfterWorkingDays, workingDaysAfter } from './days.ts'
import { type Announcing, checkAnnouncing, methodsOf } from './publish.ts'

const calendar = compileCalendar(stateCalendar(2026, 2027), 2026, 2027)
const announcing = (more: Partial<Announcing> = {}): Announcing => ({
  decision: '12/QĐ-UBND',
  decidedOn: '2026-10-05',
  listedOn: '2026-10-05',
  validFrom: '2026-10-12',
  ...more,
})
const codeOf = (more: Partial<Announcing>, today = '2026-10-05'): string => {
  try {
    const warnings = checkAnnouncing(announcing(more), today, calendar)
    return warnings.map((one) => one.code).join(',') || 'fine'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('an announcement by the law', () => {
  test.each<[what: string, more: Partial<Announcing>, today: string, said: string]>([
    ['five working days', {}, '2026-10-05', 'fine'],
    ['four working days and a Sunday', { validFrom: '2026-10-11' }, '2026-10-05', 'publishing.too-soon'],
    [
      'signed on a Friday, in force the Friday after',
      { decidedOn: '2026-10-02', validFrom: '2026-10-09' },
      '2026-10-05',
      'fine',
    ],
    ['decided tomorrow', { decidedOn: '2026-10-06' }, '2026-10-05', 'publishing.not-decided'],
    [
      'in force yesterday',
      { decidedOn: '2026-09-01', listedOn: '2026-09-02', validFrom: '2026-10-04' },
      '2026-10-05',
      'publishing.past',
    ],
    [
      'in force today by an old decision',
      { decidedOn: '2026-09-01', listedOn: '2026-09-02', validFrom: '2026-10-05' },
      '2026-10-05',
      'fine',
    ],
    ['listed on the fifth working day', { listedOn: '2026-10-12' }, '2026-10-05', 'fine'],
    ['listed on the sixth', { listedOn: '2026-10-13' }, '2026-10-05', 'listed-late'],
    ['listed before it was signed', { listedOn: '2026-10-04' }, '2026-10-05', 'publishing.listed-before'],
    ['two years ahead', { validFrom: '2027-12-01' }, '2026-10-05', 'publishing.too-far'],
    ['no number', { decision: 'Quyết định' }, '2026-10-05', 'publishing.decision'],
    ['no day', { validFrom: '31/12/2026' }, '2026-10-05', 'publishing.date'],
    // Tết 2027: from 5 to 11 February; the days of the holiday are no working days.
    [
      'over Tết',
      { decidedOn: '2027-02-03', listedOn: '2027-02-03', validFrom: '2027-02-12' },
      '2027-02-03',
      'publishing.too-soon',
    ],
  ])('%s', (_what, more, today, said) => {
    expect(codeOf(more, today)).toBe(said)
  })

  test('the earliest day is the first on which so many working days have passed', () => {
    for (const from of ['2026-10-05', '2026-10-09', '2026-10-10', '2026-08-31', '2027-02-03']) {
      const day = dayAfterWorkingDays(calendar, from, 5)
      expect(workingDaysAfter(calendar, from, day)).toBe(5)
      expect(codeOf({ decidedOn: from, listedOn: from, validFrom: day }, from)).toBe('fine')
    }
  })
})

test('the catalogue says of each way to file what everybody pays on it', () => {
  const facts = {
    name: 'A',
    sector: 'B',
    ministry: null,
    level: 'commune',
    channels: ['post', 'online'],
    limit: { amount: 5, unit: 'working-day' },
    applicants: [],
    legalRefs: [],
    conditions: null,
    resultName: 'C',
  } as const
  const fee = { code: '1', name: 'Lệ phí', kind: 'charge', amount: 20_000, per: 'dossier', collect: 'filing' } as const
  const methods = methodsOf(facts, [
    fee,
    { ...fee, code: '2', name: 'Phí bưu chính', channel: 'post', amount: 5_000 },
    { ...fee, code: '3', name: 'Phí thẩm định', channel: 'post', when: { field: 'x', is: 'filled' } },
  ])
  expect(methods.map((one) => [one.channel, one.fee_vnd, one.fee_text])).toEqual([
    ['online', 20_000, null],
    ['post', 25_000, 'Lệ phí; Phí bưu chính; Phí thẩm định'],
  ])
})
