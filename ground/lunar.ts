/**
 * The Vietnamese lunar calendar, by the method of Hồ Ngọc Đức: true new moons and the sun's longitude, both taken at
 * +07:00, which is why Tết 1985 and 2007 differ from the Chinese calendar. The astronomy is the short series of
 * J. Meeus, Astronomical Algorithms (1998): good to minutes, which is enough for the day except when a new moon falls
 * within minutes of midnight; every year 1968–2199 is consistent with itself. Before 1968 the country used other meridians.
 */
import { dateOfDay, dayNumber, formatDate, type LocalDate } from './clock.ts'
import { refusals } from './refusal.ts'

export const refuse = refusals('lunar', {
  'no-such-day': {
    kind: 'invalid',
    vi: 'Không có ngày {text} âm lịch. Hãy kiểm tra lại: tháng thiếu chỉ có 29 ngày và không phải năm nào cũng nhuận.',
    en: 'There is no lunar day {text}. A short month has 29 days, and not every year has a leap month.',
  },
  'outside-years': {
    kind: 'unsupported',
    vi: 'Chỉ đổi được âm lịch từ năm 1900 đến năm 2199; {text} nằm ngoài khoảng đó.',
    en: 'The lunar calendar is computed from 1900 to 2199 only; {text} is outside.',
  },
})

/** A lunar day; `leap` marks the second of two months with one number. */
export type LunarDate = { year: number; month: number; day: number; leap: boolean }

const ZONE_DAYS = 7 / 24
const JULIAN_DAY_1970 = 2_440_588
const EPOCH = 2_415_021.076998695
const MONTH_DAYS = 29.530588853
const sine = (degrees: number) => Math.sin((degrees * Math.PI) / 180)

/** Julian day of the k-th new moon after 1/1/1900, in +07:00. */
function newMoonDay(k: number): number {
  const t = k / 1236.85
  const t2 = t * t
  const t3 = t2 * t
  const mean =
    2_415_020.75933 +
    29.53058868 * k +
    0.0001178 * t2 -
    0.000000155 * t3 +
    0.00033 * sine(166.56 + 132.87 * t - 0.009173 * t2)
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3
  const node = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3
  const correction =
    (0.1734 - 0.000393 * t) * sine(sun) +
    0.0021 * sine(2 * sun) -
    0.4068 * sine(moon) +
    0.0161 * sine(2 * moon) -
    0.0004 * sine(3 * moon) +
    0.0104 * sine(2 * node) -
    0.0051 * sine(sun + moon) -
    0.0074 * sine(sun - moon) +
    0.0004 * sine(2 * node + sun) -
    0.0004 * sine(2 * node - sun) -
    0.0006 * sine(2 * node + moon) +
    0.001 * sine(2 * node - moon) +
    0.0005 * sine(2 * moon + sun)
  const deltaT =
    t < -11
      ? 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3
      : -0.000278 + 0.000265 * t + 0.000262 * t2
  return Math.floor(mean + correction - deltaT + 0.5 + ZONE_DAYS)
}

/** Which twelfth of its circle the sun is in at local midnight: 0 from the spring equinox, 9 from the winter solstice. */
function sunArc(julianDay: number): number {
  const t = (julianDay - 2_451_545.5 - ZONE_DAYS) / 36_525
  const t2 = t * t
  const anomaly = 357.5291 + 35_999.0503 * t - 0.0001559 * t2 - 0.00000048 * t * t2
  const meanLongitude = 280.46645 + 36_000.76983 * t + 0.0003032 * t2
  const centre =
    (1.9146 - 0.004817 * t - 0.000014 * t2) * sine(anomaly) +
    (0.019993 - 0.000101 * t) * sine(2 * anomaly) +
    0.00029 * sine(3 * anomaly)
  const degrees = meanLongitude + centre
  return Math.floor((degrees - 360 * Math.floor(degrees / 360)) / 30)
}

/** First day of lunar month 11, the month that holds the winter solstice. */
function eleventhMonth(year: number): number {
  const lastDay = dayNumber(`${year}-12-31`) + JULIAN_DAY_1970
  const k = Math.floor((lastDay - 2_415_021) / MONTH_DAYS)
  const start = newMoonDay(k)
  return sunArc(start) < 9 ? start : newMoonDay(k - 1)
}

/** How many months after month 11 the leap month stands: the first in which the sun enters no new twelfth. */
function leapOffset(eleventh: number): number {
  const k = Math.floor((eleventh - EPOCH) / MONTH_DAYS + 0.5)
  let i = 1
  let arc = sunArc(newMoonDay(k + 1))
  for (;;) {
    const last = arc
    i += 1
    arc = sunArc(newMoonDay(k + i))
    if (arc === last || i >= 14) return i - 1
  }
}

/** The lunar day of a day of the province, years 1900–2199. */
export function solarToLunar(date: LocalDate): LunarDate {
  const year = Number(date.slice(0, 4))
  if (!(year >= 1900 && year <= 2199)) throw refuse['outside-years']({ text: date })
  const day = dayNumber(date) + JULIAN_DAY_1970
  // One month ahead of the mean is never too early; walk back to the new moon on or before the day.
  let k = Math.floor((day - EPOCH) / MONTH_DAYS) + 2
  let monthStart = newMoonDay(k)
  while (monthStart > day) {
    k -= 1
    monthStart = newMoonDay(k)
  }
  const thisEleventh = eleventhMonth(year)
  const [from, to, endYear] =
    thisEleventh > monthStart
      ? [eleventhMonth(year - 1), thisEleventh, year]
      : [thisEleventh, eleventhMonth(year + 1), year + 1]
  const offset = Math.round((monthStart - from) / MONTH_DAYS)
  const leapAt = to - from > 365 ? leapOffset(from) : Number.POSITIVE_INFINITY
  const counted = offset >= leapAt ? offset - 1 : offset
  const month = ((counted + 10) % 12) + 1
  return { year: counted < 2 ? endYear - 1 : endYear, month, day: day - monthStart + 1, leap: offset === leapAt }
}

/** The day of the province of a lunar day. Refuses lunar.no-such-day for a 30th of a short month or a leap month that is not. */
export function lunarToSolar(lunar: LunarDate): LocalDate {
  const { year, month, day, leap } = lunar
  const text = `${day}/${month}${leap ? ' nhuận' : ''}/${year}`
  if (!(year >= 1900 && year <= 2199)) throw refuse['outside-years']({ text })
  const whole = [year, month, day].every(Number.isInteger)
  if (!whole || month < 1 || month > 12 || day < 1 || day > 30) throw refuse['no-such-day']({ text })
  const [from, to] =
    month < 11 ? [eleventhMonth(year - 1), eleventhMonth(year)] : [eleventhMonth(year), eleventhMonth(year + 1)]
  const k = Math.floor(0.5 + (from - EPOCH) / MONTH_DAYS)
  let offset = (month + 1) % 12
  const leapAt = to - from > 365 ? leapOffset(from) : Number.POSITIVE_INFINITY
  // The leap month repeats the number of the month before it.
  if (leap) {
    if (offset + 1 !== leapAt) throw refuse['no-such-day']({ text })
    offset += 1
  } else if (offset >= leapAt) {
    offset += 1
  }
  const start = newMoonDay(k + offset)
  if (start + day > newMoonDay(k + offset + 1)) throw refuse['no-such-day']({ text })
  return dateOfDay(start + day - 1 - JULIAN_DAY_1970)
}

/** '10/3 âm lịch', '1/6 nhuận âm lịch' and the solar day: for calendars and notices. */
export function formatLunar(date: LocalDate): string {
  const { day, month, leap } = solarToLunar(date)
  return `${day}/${month}${leap ? ' nhuận' : ''} âm lịch (${formatDate(date)})`
}
