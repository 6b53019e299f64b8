import { formatDate, localDate } from '#ground/clock'
import { formatMoney } from '#ground/money'
import type { Board } from '#kernel/channels'
import { type BudgetRow, moneyOf, ROWS_MAX, readLines } from './lines.ts'
import { isOnCourse, parts, planRoles, sources, statuses, sumMoney } from './rules.ts'
import { healthWords, partWords, sourceWords, statusWords, w } from './words.ts'

/** The plan in numbers: how contents stand, money by source, obstacles and reports, each as the looker may see it. */
export const planBoard: Board = {
  name: 'plan',
  title: w('Kế hoạch hợp tác chuyển đổi số', 'Digital cooperation plan'),
  roles: [...planRoles],
  async content(tx) {
    const today = localDate(tx.now)
    const year = Number(today.slice(0, 4))
    const lines = await readLines(tx, today)
    const late = lines.filter(({ health }) => health === 'late' || health === 'behind')
    const budget = await tx.query<BudgetRow>(`select * from plan.budget where year = $1 limit ${ROWS_MAX}`, [year])
    const money = sumMoney(budget.map(moneyOf))
    const obstacles = await tx.one<{ open: number; late: number }>(
      `select count(*) filter (where status in ('sent', 'forwarded', 'more-asked'))::int as open,
              count(*) filter (where status in ('sent', 'forwarded') and answer_due_at < $1)::int as late from plan.obstacle`,
      [tx.now],
    )
    const reports = await tx.one<{ all: number; sent: number; late: number }>(
      `select count(*)::int as all, count(*) filter (where submitted_on is not null)::int as sent,
              count(*) filter (where (submitted_on is null and due_on < $2) or late)::int as late from plan.report where year = $1`,
      [year, today],
    )
    const communes = await tx.query<{ commune: string; state: number }>(
      `select u.commune, case when r.submitted_on is null and r.due_on < $2 then 2 when r.submitted_on is null then 1 else 0 end as state
         from plan.report r join sen.unit u on u.id = r.unit where r.year = $1 and u.commune is not null`,
      [year, today],
    )
    const view = '/officer/desk/plan'
    return {
      numbers: [
        {
          key: 'on-course',
          label: w('Nội dung đúng tiến độ', 'Contents on course'),
          value: `${lines.filter(({ health }) => isOnCourse(health)).length}/${lines.length}`,
          tone: late.length === 0 ? 'good' : 'active',
          link: `${view}/lines`,
        },
        {
          key: 'late',
          label: w('Trễ mốc hoặc chậm', 'Late or behind'),
          value: late.length,
          tone: late.length > 0 ? 'bad' : 'good',
          link: `${view}/lines`,
        },
        {
          key: 'allocated',
          label: w(`Đã bố trí ${year}`, `Allocated ${year}`),
          value: formatMoney(money.allocated),
          link: `${view}/money`,
        },
        {
          key: 'spent',
          label: w(`Đã giải ngân ${year}`, `Spent ${year}`),
          value: formatMoney(money.spent),
          link: `${view}/money`,
        },
        {
          key: 'obstacles',
          label: w('Vướng mắc chưa trả lời', 'Open obstacles'),
          value: obstacles?.open ?? 0,
          tone: obstacles?.late ? 'bad' : 'neutral',
          link: `${view}/obstacles`,
        },
        {
          key: 'obstacles-late',
          label: w('Vướng mắc quá hạn trả lời', 'Answers overdue'),
          value: obstacles?.late ?? 0,
          tone: obstacles?.late ? 'bad' : 'good',
          link: `${view}/obstacles`,
        },
        {
          key: 'reports',
          label: w(`Báo cáo năm ${year} đã gửi`, `Reports of ${year} in`),
          value: `${reports?.sent ?? 0}/${reports?.all ?? 0}`,
          link: `${view}/reports`,
        },
        {
          key: 'reports-late',
          label: w('Báo cáo trễ', 'Reports late'),
          value: reports?.late ?? 0,
          tone: reports?.late ? 'bad' : 'good',
          link: `${view}/reports`,
        },
      ],
      series: [
        {
          key: 'status',
          title: w('Nội dung theo trạng thái', 'Contents by state'),
          kind: 'pie',
          categories: statuses.map((status) => statusWords[status].vi),
          values: [
            {
              name: 'Nội dung',
              data: statuses.map((status) => lines.filter(({ row }) => row.status === status).length),
            },
          ],
        },
        {
          key: 'parts',
          title: w('Tiến độ bình quân từng phần (%)', 'Mean progress by part (%)'),
          kind: 'bar',
          categories: parts.map((part) => partWords[part].vi),
          values: [
            {
              name: 'Tiến độ',
              data: parts.map((part) => {
                const own = lines.filter(({ row }) => row.part === part)
                return own.length === 0
                  ? 0
                  : Math.round(own.reduce((sum, { row }) => sum + row.progress, 0) / own.length)
              }),
            },
          ],
        },
        {
          key: 'sources',
          title: w(`Kinh phí ${year} theo nguồn (triệu đồng)`, `Money ${year} by source (million đồng)`),
          kind: 'bar',
          categories: sources.map((source) => sourceWords[source].vi),
          values: (['planned', 'allocated', 'spent'] as const).map((name) => ({
            name: { planned: 'Kế hoạch', allocated: 'Đã bố trí', spent: 'Đã giải ngân' }[name],
            data: sources.map((source) =>
              Math.round(sumMoney(budget.filter((row) => row.source === source).map(moneyOf))[name] / 1_000_000),
            ),
          })),
        },
      ],
      map: {
        title: w(`Báo cáo năm ${year}: 0 đã gửi, 1 chưa gửi, 2 quá hạn`, `Reports of ${year}: 0 in, 1 awaited, 2 late`),
        unit: w('', ''),
        values: Object.fromEntries(communes.map((row) => [row.commune, row.state])),
      },
      lists: [
        {
          title: w('Trễ mốc hoặc chậm tiến độ', 'Late or behind'),
          columns: [
            w('Mã', 'Code'),
            w('Nội dung', 'Content'),
            w('Tình trạng', 'State'),
            w('Tiến độ', 'Progress'),
            w('Mốc gần nhất', 'Next milestone'),
          ],
          rows: late.map(({ row, milestones, health }) => {
            const next = milestones.find((one) => one.done_on === null)
            return [
              row.code,
              row.content,
              healthWords[health].vi,
              `${row.progress} %`,
              next ? `${next.title} (${formatDate(next.due)})` : '–',
            ]
          }),
        },
      ],
    }
  },
}
