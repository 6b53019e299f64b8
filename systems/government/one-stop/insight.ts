import { addDays, localDate } from '#ground/clock'
import type { Board, BoardContent } from '#kernel/channels'
import type { Tx } from '#kernel/store'
import { dossierRoles } from './records.ts'
import { statusWords } from './words.ts'

const w = (vi: string, en: string) => ({ vi, en })

interface Sums {
  open: number
  late: number
  soon: number
  waiting: number
  received: number
  finished: number
  on_time: number
  online: number
  satisfied: number
  rated: number
}

/**
 * The desk in numbers, from the dossiers the looker may see. Shares are computed from dossiers, never from the percentages
 * of units (index 766: on time is finished no later than promised).
 */
async function content(tx: Tx): Promise<BoardContent> {
  const reach = await tx.one<{ units: string[] }>('select sen.reach($1::text[]) as units', [dossierRoles])
  const units = reach?.units ?? []
  const since = addDays(localDate(tx.now), -30)
  const sums = await tx.one<Sums>(
    `select count(*) filter (where finished_at is null)::int as open,
            count(*) filter (where finished_at is null and due_at < $2)::int as late,
            count(*) filter (where finished_at is null and due_at >= $2 and due_at < $2::timestamptz + interval '1 day')::int as soon,
            count(*) filter (where status in ('supplement-asked', 'financial-duty'))::int as waiting,
            count(*) filter (where received_at >= $3)::int as received,
            count(*) filter (where finished_at >= $3 and status in ('finished', 'returned'))::int as finished,
            count(*) filter (where finished_at >= $3 and status in ('finished', 'returned') and finished_at <= due_at)::int as on_time,
            count(*) filter (where received_at >= $3 and channel = 'online')::int as online,
            count(*) filter (where rating in ('satisfied', 'very-satisfied'))::int as satisfied,
            count(*) filter (where rating is not null)::int as rated
       from one_stop.dossier where unit = any($1) and (finished_at is null or finished_at >= $3 or received_at >= $3)`,
    [units, tx.now, since],
  )
  const byStatus = await tx.query<{ status: keyof typeof statusWords; count: number }>(
    'select status, count(*)::int as count from one_stop.dossier where unit = any($1) and (finished_at is null or finished_at >= $2) group by status order by 2 desc',
    [units, since],
  )
  const byDay = await tx.query<{ day: string; received: number; finished: number }>(
    `select to_char(d.day, 'DD/MM') as day,
            (select count(*)::int from one_stop.dossier where unit = any($1) and received_at >= d.day::timestamp at time zone 'Asia/Ho_Chi_Minh' and received_at < (d.day + interval '1 day') at time zone 'Asia/Ho_Chi_Minh') as received,
            (select count(*)::int from one_stop.dossier where unit = any($1) and finished_at >= d.day::timestamp at time zone 'Asia/Ho_Chi_Minh' and finished_at < (d.day + interval '1 day') at time zone 'Asia/Ho_Chi_Minh') as finished
       from generate_series($2::date - 13, $2::date, interval '1 day') as d(day)`,
    [units, localDate(tx.now)],
  )
  const byCommune = await tx.query<{ commune: string; open: number }>(
    'select u.commune, count(*)::int as open from one_stop.dossier d join sen.unit u on u.id = d.unit where d.unit = any($1) and d.finished_at is null and u.commune is not null group by u.commune',
    [units],
  )
  const late = await tx.query<{ number: string; procedure_name: string; unit: string; due_at: Date }>(
    `select d.number, d.procedure_name, u.short_name as unit, d.due_at from one_stop.dossier d join sen.unit u on u.id = d.unit
      where d.unit = any($1) and d.finished_at is null and d.due_at < $2 order by d.due_at limit 20`,
    [units, tx.now],
  )
  const share = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${((part / whole) * 100).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} %`
  const list = '/officer/records/one-stop/dossier'
  const open = `${list}?f.status=registered,received,processing,supplement-asked,financial-duty`
  const now = tx.now.toISOString()
  const tomorrow = new Date(tx.now.getTime() + 86_400_000).toISOString()
  const s = sums as Sums
  return {
    numbers: [
      { key: 'open', label: w('Đang giải quyết', 'Open'), value: s.open, tone: 'active', link: open },
      {
        key: 'late',
        label: w('Quá hạn', 'Late'),
        value: s.late,
        tone: s.late > 0 ? 'bad' : 'good',
        link: `${open}&f.due_at.to=${now}&sort=due_at`,
      },
      {
        key: 'soon',
        label: w('Đến hạn trong 24 giờ', 'Due within 24 hours'),
        value: s.soon,
        tone: s.soon > 0 ? 'wait' : 'neutral',
        link: `${open}&f.due_at.from=${now}&f.due_at.to=${tomorrow}&sort=due_at`,
      },
      {
        key: 'waiting',
        label: w('Chờ người dân', 'Waiting for the applicant'),
        value: s.waiting,
        tone: 'wait',
        link: `${list}?f.status=supplement-asked,financial-duty`,
      },
      {
        key: 'received',
        label: w('Nhận trong 30 ngày', 'Received in 30 days'),
        value: s.received,
        link: `${list}?f.received_at.from=${since}`,
      },
      {
        key: 'finished',
        label: w('Xong trong 30 ngày', 'Finished in 30 days'),
        value: s.finished,
        tone: 'good',
        link: `${list}?f.status=finished,returned&f.finished_at.from=${since}`,
      },
      {
        key: 'on-time',
        label: w('Đúng hạn', 'On time'),
        value: share(s.on_time, s.finished),
        tone: s.on_time === s.finished ? 'good' : 'wait',
        link: `${list}?f.status=finished,returned&f.finished_at.from=${since}`,
      },
      {
        key: 'online',
        label: w('Nộp trực tuyến', 'Filed online'),
        value: share(s.online, s.received),
        link: `${list}?f.channel=online&f.received_at.from=${since}`,
      },
      {
        key: 'satisfied',
        label: w('Hài lòng', 'Satisfied'),
        value: share(s.satisfied, s.rated),
        link: `${list}?f.rating=satisfied,very-satisfied`,
      },
    ],
    series: [
      {
        key: 'days',
        title: w('Nhận và giải quyết xong, 14 ngày qua', 'Received and finished, last 14 days'),
        kind: 'bar',
        categories: byDay.map((row) => row.day),
        values: [
          { name: 'Nhận', data: byDay.map((row) => row.received) },
          { name: 'Xong', data: byDay.map((row) => row.finished) },
        ],
      },
      {
        key: 'status',
        title: w('Theo trạng thái', 'By status'),
        kind: 'pie',
        categories: byStatus.map((row) => statusWords[row.status].vi),
        values: [{ name: 'Hồ sơ', data: byStatus.map((row) => row.count) }],
      },
    ],
    map: {
      title: w('Hồ sơ đang giải quyết', 'Open dossiers'),
      unit: w('hồ sơ', 'dossiers'),
      values: Object.fromEntries(byCommune.map((row) => [row.commune, row.open])),
    },
    lists: [
      {
        title: w('Quá hạn lâu nhất', 'Longest late'),
        columns: [
          w('Mã hồ sơ', 'Number'),
          w('Thủ tục', 'Procedure'),
          w('Nơi nhận', 'Received at'),
          w('Hẹn trả', 'Due'),
        ],
        rows: late.map((row) => [
          row.number,
          row.procedure_name,
          row.unit,
          row.due_at.toLocaleString('vi-VN', {
            timeZone: 'Asia/Ho_Chi_Minh',
            hour: '2-digit',
            minute: '2-digit',
            day: '2-digit',
            month: '2-digit',
            year: 'numeric',
          }),
        ]),
      },
    ],
  }
}

export const desk: Board = {
  name: 'one-stop',
  title: w('Một cửa', 'One-stop desk'),
  roles: ['one-stop-officer', 'centre-head', 'leader', 'section-head', 'province-monitor'],
  content,
}
