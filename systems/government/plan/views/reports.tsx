import { Button, SegmentedControl, Select, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import {
  AppLink,
  CommuneMap,
  call,
  Empty,
  Failure,
  Loading,
  post,
  Refusal,
  showDate,
  ToneBadge,
  told,
  useCommunes,
  useLanguage,
} from '#kernel/channels/officer'
import type { ReportHead, ReportsJson } from '../shape.ts'
import { reportStateWords } from '../words.ts'
import { Panel, Scroll, useWords } from './parts.tsx'

const tones = { draft: 'wait', submitted: 'active', returned: 'bad', accepted: 'good' } as const

/** Who has reported on a year and who is late: as a list, and on the map. */
export default function Reports() {
  const [year, setYear] = useState<string | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'reports', year],
    queryFn: ({ signal }) => call<ReportsJson>(`/api/v1/plan/reports${year ? `?year=${year}` : ''}`, { signal }),
  })
  if (isPending) return <Loading lines={12} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return <ReportList data={data} setYear={setYear} />
}

function ReportList({ data, setYear }: { data: ReportsJson; setYear: (year: string | null) => void }) {
  const s = useWords()
  const { say } = useLanguage()
  const client = useQueryClient()
  const open = useMutation({
    mutationFn: () => post<{ opened: number }>('/api/v1/plan/reports/open', { year: data.year }),
    onSuccess: async ({ opened }) => {
      await client.invalidateQueries({ queryKey: ['plan', 'reports'] })
      told(s(`Đã mở ${opened} báo cáo, số liệu được lấy sẵn.`, `${opened} reports opened and prefilled.`))
    },
  })
  const [wanted, setWanted] = useState('all')
  const sent = data.reports.filter((one) => one.submitted_on !== null).length
  const late = data.reports.filter((one) => one.late).length
  const figures = [
    { label: s('Phải báo cáo', 'Owed'), value: data.reports.length + data.unopened, tone: 'neutral' },
    { label: s('Đã gửi', 'In'), value: sent, tone: 'active' },
    {
      label: s('Đã duyệt', 'Accepted'),
      value: data.reports.filter((one) => one.status === 'accepted').length,
      tone: 'good',
    },
    { label: s('Trễ', 'Late'), value: late, tone: late > 0 ? 'bad' : 'good' },
  ]
  const shown = data.reports.filter((one) =>
    wanted === 'open'
      ? one.submitted_on === null
      : wanted === 'late'
        ? one.late
        : wanted === 'submitted'
          ? one.status === 'submitted'
          : true,
  )
  const rest = (one: ReportHead): string =>
    one.submitted_on
      ? showDate(one.submitted_on)
      : one.daysLeft < 0
        ? s(`trễ ${-one.daysLeft} ngày`, `${-one.daysLeft} days late`)
        : s(`còn ${one.daysLeft} ngày`, `${one.daysLeft} days left`)
  return (
    <div className="plan-stack">
      <div className="plan-head">
        <div>
          <Title order={1} size="h3">
            {s(`Báo cáo năm ${data.year}`, `Reports of ${data.year}`)}
          </Title>
          <p className="plan-note">
            {s(
              `Nhắc từ ${showDate(data.remind_from)}, hạn ${showDate(data.due_on)}.`,
              `Reminders from ${showDate(data.remind_from)}, due ${showDate(data.due_on)}.`,
            )}
          </p>
        </div>
        <div className="plan-tools">
          <Select
            label={s('Năm', 'Year')}
            value={String(data.year)}
            onChange={setYear}
            data={data.years.map(String)}
            allowDeselect={false}
          />
          {data.focal && data.unopened > 0 ? (
            <Button loading={open.isPending} onClick={() => open.mutate()}>
              {s(`Mở ${data.unopened} báo cáo`, `Open ${data.unopened} reports`)}
            </Button>
          ) : null}
          {data.focal ? (
            <Button component="a" variant="default" href="/officer/desk/plan/yearly">
              {s('Báo cáo tổng hợp', 'Report of the province')}
            </Button>
          ) : null}
        </div>
      </div>
      <Refusal reason={open.error} />
      {data.focal ? (
        <ul className="numbers">
          {figures.map((figure) => (
            <li key={figure.label}>
              <div className="number panel" data-tone={figure.tone}>
                <span className="number-label">{figure.label}</span>
                <span className="number-value">{figure.value}</span>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <div className={data.focal ? 'plan-columns plan-tall' : 'plan-stack'}>
        <Panel
          title={s('Các đơn vị', 'Units')}
          action={
            data.focal ? (
              <SegmentedControl
                size="xs"
                value={wanted}
                onChange={setWanted}
                aria-label={s('Lọc', 'Filter')}
                data={[
                  { value: 'all', label: s('Tất cả', 'All') },
                  { value: 'open', label: s('Chưa gửi', 'Awaited') },
                  { value: 'late', label: s('Trễ', 'Late') },
                  { value: 'submitted', label: s('Chờ duyệt', 'To review') },
                ]}
              />
            ) : null
          }
        >
          {data.reports.length === 0 ? (
            <Empty
              text={
                data.focal
                  ? s('Chưa mở báo cáo năm này.', 'No report of this year is open yet.')
                  : s(
                      'Đơn vị bạn chưa có báo cáo năm này. Báo cáo tự mở khi đến kỳ nhắc.',
                      'Your unit has no report of this year yet. It opens when reminding begins.',
                    )
              }
            />
          ) : (
            <Scroll label={s('Các đơn vị', 'Units')}>
              <table className="inner">
                <thead>
                  <tr>
                    <th scope="col">{s('Đơn vị', 'Unit')}</th>
                    <th scope="col">{s('Trạng thái', 'State')}</th>
                    <th scope="col">{s('Ngày gửi', 'Handed in')}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((one) => (
                    <tr key={one.id}>
                      <th scope="row">
                        <AppLink link={`/officer/desk/plan/reports/${one.id}`}>{one.unit.name}</AppLink>
                        {one.kind === 'partner' ? <span className="plan-note">{s('Đối tác', 'Partner')}</span> : null}
                      </th>
                      <td>
                        <ToneBadge
                          tone={one.late && one.submitted_on === null ? 'bad' : tones[one.status]}
                          label={say(reportStateWords[one.status])}
                        />
                      </td>
                      <td className="figures">
                        {rest(one)}
                        {one.late && one.submitted_on !== null ? (
                          <span className="plan-note" data-tone="bad">
                            {s('gửi trễ', 'late')}
                          </span>
                        ) : null}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </Panel>
        {data.focal && data.reports.length > 0 ? <LateMap reports={data.reports} /> : null}
      </div>
    </div>
  )
}

/** How a report stands, by the figure of the map. */
const standings = [
  { vi: 'đã gửi', en: 'handed in' },
  { vi: 'chưa gửi', en: 'awaited' },
  { vi: 'trễ', en: 'late' },
]

/** Communes by how their report stands. */
function LateMap({ reports }: { reports: readonly ReportHead[] }) {
  const s = useWords()
  const { lang } = useLanguage()
  const communes = useCommunes()
  const [hover, setHover] = useState<string | null>(null)
  const values = useMemo(
    () =>
      new Map(
        reports.flatMap((one): [string, number][] =>
          one.unit.commune ? [[one.unit.commune, one.submitted_on ? 0 : one.late ? 2 : 1]] : [],
        ),
      ),
    [reports],
  )
  const title = s('Xã, phường chưa gửi, trễ', 'Communes that have not reported')
  const names = useMemo(() => standings.map((words, value) => ({ value, label: words[lang] })), [lang])
  return (
    <Panel title={title}>
      <div className="board-map-frame">
        {communes.data ? (
          <CommuneMap
            communes={communes.data}
            values={values}
            unit={s('Báo cáo năm', 'Yearly report')}
            names={names}
            title={title}
            hover={hover}
            onHover={setHover}
          />
        ) : (
          <Loading lines={6} />
        )}
      </div>
    </Panel>
  )
}
