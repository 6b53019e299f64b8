import type { Board } from '#kernel/channels'
import { officerRole } from './records.ts'
import type { Kind } from './rules.ts'
import { kindWords, w } from './words.ts'

/** Requests and breaches in numbers, for whoever answers for them. */
export const personalDataBoard: Board = {
  name: 'personal-data',
  title: w('Bảo vệ dữ liệu cá nhân', 'Personal data protection'),
  roles: [officerRole],
  async content(tx) {
    const sums = await tx.one<{ open: number; late: number; answered: number; in_time: number }>(
      `select count(*) filter (where closed_at is null and status <> 'restricted')::int as open,
              count(*) filter (where closed_at is null and status <> 'restricted' and due_at < $1)::int as late,
              count(*) filter (where closed_at is not null)::int as answered,
              count(*) filter (where closed_at is not null and closed_at <= due_at)::int as in_time
         from personal_data.request`,
      [tx.now],
    )
    const kinds = await tx.query<{ kind: Kind; count: number }>(
      'select kind, count(*)::int as count from personal_data.request group by kind order by 2 desc',
    )
    const breaches = await tx.one<{ open: number; late: number }>(
      `select count(*) filter (where status <> 'closed')::int as open,
              count(*) filter (where report_late or (reported_at is null and report_due_at < $1))::int as late
         from personal_data.breach`,
      [tx.now],
    )
    const link = '/officer/records/personal-data/request'
    return {
      numbers: [
        { key: 'open', label: w('Yêu cầu đang giải quyết', 'Open requests'), value: sums?.open ?? 0, link },
        {
          key: 'late',
          label: w('Yêu cầu quá hạn', 'Late requests'),
          value: sums?.late ?? 0,
          tone: sums?.late ? ('bad' as const) : ('good' as const),
          link,
        },
        {
          key: 'in-time',
          label: w('Xong đúng hạn', 'Done in time'),
          value: `${sums?.in_time ?? 0}/${sums?.answered ?? 0}`,
        },
        {
          key: 'breaches',
          label: w('Hồ sơ vi phạm đang mở', 'Open breach files'),
          value: breaches?.open ?? 0,
          link: '/officer/records/personal-data/breach',
        },
        {
          key: 'late-breaches',
          label: w('Vi phạm báo trễ 72 giờ', 'Breaches past 72 hours'),
          value: breaches?.late ?? 0,
          tone: breaches?.late ? ('bad' as const) : ('good' as const),
          link: '/officer/records/personal-data/breach',
        },
      ],
      series: [
        {
          key: 'kinds',
          title: w('Yêu cầu theo loại', 'Requests by kind'),
          kind: 'bar',
          categories: kinds.map((one) => kindWords[one.kind].vi),
          values: [{ name: 'Yêu cầu', data: kinds.map((one) => one.count) }],
        },
      ],
      lists: [],
    }
  },
}
