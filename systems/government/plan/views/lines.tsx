import { Button, SegmentedControl, Select, Switch, TextInput, Title } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useMemo, useRef, useState } from 'react'
import { fold } from '#ground/text'
import {
  AppLink,
  call,
  Empty,
  Failure,
  Loading,
  showDate,
  ToneBadge,
  useKeys,
  useLanguage,
} from '#kernel/channels/officer'
import { healths, healthTones, isOnCourse, parts } from '../rules.ts'
import type { LineJson, OverviewJson } from '../shape.ts'
import { healthWords, partWords, statusWords } from '../words.ts'
import { Bar, Scroll, useWords, Years } from './parts.tsx'

/** The forty contents: as bars in the years, or as a table with milestones and units. */
export default function Lines() {
  const s = useWords()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'overview'],
    queryFn: ({ signal }) => call<OverviewJson>('/api/v1/plan/overview', { signal }),
  })
  if (isPending) return <Loading lines={14} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return <Overview data={data} title={s('Nội dung và tiến độ', 'Contents and progress')} />
}

function Overview({ data, title }: { data: OverviewJson; title: string }) {
  const s = useWords()
  const { say } = useLanguage()
  const [view, setView] = useState('gantt')
  const [part, setPart] = useState<string | null>(null)
  const [health, setHealth] = useState<string | null>(null)
  const [mine, setMine] = useState(false)
  const [text, setText] = useState('')
  const [active, setActive] = useState(-1)
  const frame = useRef<HTMLDivElement>(null)
  const shown = useMemo(() => {
    const wanted = fold(text)
    return data.lines.filter(
      (line) =>
        (!part || line.part === part) &&
        (!health || line.health === health) &&
        (!mine || line.mine) &&
        (wanted === '' ||
          fold(`${line.code} ${line.content.vi} ${line.content.en} ${line.field.vi} ${line.units_text.vi}`).includes(
            wanted,
          )),
    )
  }, [data.lines, part, health, mine, text])

  const go = (by: number) => {
    const next = Math.min(Math.max(active + by, 0), shown.length - 1)
    setActive(next)
    frame.current?.querySelector<HTMLAnchorElement>(`tr[data-line="${shown[next]?.code}"] a`)?.focus()
  }
  useKeys({ j: () => go(1), k: () => go(-1) })

  const late = data.lines.filter((line) => line.health === 'late' || line.health === 'behind').length
  const figures = [
    { label: s('Nội dung', 'Contents'), value: data.lines.length, tone: 'neutral' },
    { label: s('Hoàn thành', 'Done'), value: data.lines.filter((line) => line.health === 'done').length, tone: 'good' },
    {
      label: s('Đúng tiến độ', 'On course'),
      value: data.lines.filter((line) => isOnCourse(line.health)).length,
      tone: 'active',
    },
    { label: s('Trễ mốc hoặc chậm', 'Late or behind'), value: late, tone: late > 0 ? 'bad' : 'good' },
  ]
  return (
    <div className="plan-stack" ref={frame}>
      <div className="plan-head">
        <Title order={1} size="h3">
          {title}
        </Title>
        <Button
          variant="default"
          size="xs"
          className="plan-tools"
          leftSection={<IconPrinter size={16} />}
          onClick={() => window.print()}
        >
          {s('In', 'Print')}
        </Button>
      </div>
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
      <div className="plan-tools">
        <SegmentedControl
          value={view}
          onChange={setView}
          aria-label={s('Cách xem', 'View')}
          data={[
            { value: 'gantt', label: s('Theo năm', 'In years') },
            { value: 'table', label: s('Bảng', 'Table') },
          ]}
        />
        <TextInput
          label={s('Tìm', 'Find')}
          value={text}
          data-search=""
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          label={s('Phần', 'Part')}
          clearable
          value={part}
          onChange={setPart}
          data={parts.map((one) => ({ value: one, label: say(partWords[one]) }))}
        />
        <Select
          label={s('Tình trạng', 'State')}
          clearable
          value={health}
          onChange={setHealth}
          data={healths.map((one) => ({ value: one, label: say(healthWords[one]) }))}
        />
        {data.lines.some((line) => line.mine) ? (
          <Switch
            mb={8}
            label={s('Của đơn vị tôi', 'My unit’s')}
            checked={mine}
            onChange={(event) => setMine(event.currentTarget.checked)}
          />
        ) : null}
      </div>
      <div className="panel">
        {shown.length === 0 ? (
          <Empty text={s('Không có nội dung nào khớp.', 'No content fits.')} />
        ) : (
          <Scroll label={title}>
            <table className="inner plan-lines">
              <thead>
                <tr>
                  <th scope="col">{s('Nội dung', 'Content')}</th>
                  {view === 'gantt' ? (
                    <th scope="col">
                      <span className="for-readers">{s('Kỳ thực hiện', 'Period')}</span>
                      <Years first={data.from} last={data.to} />
                    </th>
                  ) : (
                    <>
                      <th scope="col">{s('Thời gian', 'Period')}</th>
                      <th scope="col">{s('Phân công', 'Responsible')}</th>
                      <th scope="col">{s('Mốc kế tiếp', 'Next milestone')}</th>
                    </>
                  )}
                  <th scope="col">{s('Tình trạng', 'State')}</th>
                  <th scope="col" data-align="end">
                    {s('Tiến độ', 'Progress')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {parts.map((one) => {
                  const own = shown.filter((line) => line.part === one)
                  if (own.length === 0) return null
                  return (
                    <Fragment key={one}>
                      <tr className="part-row">
                        <th colSpan={view === 'gantt' ? 4 : 6} scope="colgroup">
                          {say(partWords[one])}
                        </th>
                      </tr>
                      {own.map((line) => (
                        <LineRow
                          key={line.code}
                          line={line}
                          data={data}
                          view={view}
                          active={shown[active]?.code === line.code}
                        />
                      ))}
                    </Fragment>
                  )
                })}
              </tbody>
            </table>
          </Scroll>
        )}
        <p className="plan-legend">
          <span>{s('Thanh: kỳ thực hiện; phần đậm: tiến độ', 'Bar: period; dark: progress')}</span>
          <span>{s('Vạch đứng: hôm nay', 'Upright line: today')}</span>
          <span>
            {s('Hình thoi: mốc (đặc là đã xong, viền đỏ là trễ)', 'Diamond: milestone (full: done, red edge: late)')}
          </span>
          <span>{s('Phím j, k: chọn dòng; Enter: mở', 'Keys j, k: choose; Enter: open')}</span>
        </p>
      </div>
    </div>
  )
}

function LineRow({ line, data, view, active }: { line: LineJson; data: OverviewJson; view: string; active: boolean }) {
  const s = useWords()
  const { say } = useLanguage()
  const next = line.milestones.find((one) => one.done_on === null)
  const period = line.from_year === line.to_year ? `${line.from_year}` : `${line.from_year}–${line.to_year}`
  return (
    <tr data-active={active || undefined} data-line={line.code}>
      <th scope="row">
        <AppLink link={`/officer/desk/plan/lines/${line.code}`}>
          <span className="plan-code">{line.code}</span> {say(line.content)}
        </AppLink>
      </th>
      {view === 'gantt' ? (
        <td className="bar-cell">
          <Bar
            line={line}
            first={data.from}
            last={data.to}
            today={data.today}
            label={`${line.code}: ${period}, ${s('tiến độ', 'progress')} ${line.progress} %`}
          />
        </td>
      ) : (
        <>
          <td className="figures">{period}</td>
          <td>{say(line.units_text)}</td>
          <td>
            {next ? (
              <>
                {next.title}
                <span className="plan-note" data-tone={next.due < data.today ? 'bad' : undefined}>
                  {showDate(next.due)}
                  {next.due < data.today ? ` – ${s('quá hạn', 'overdue')}` : ''}
                </span>
              </>
            ) : (
              '–'
            )}
          </td>
        </>
      )}
      <td>
        <ToneBadge tone={healthTones[line.health]} label={say(healthWords[line.health])} />
        <span className="plan-note">{say(statusWords[line.status])}</span>
      </td>
      <td data-align="end" className="figures">
        {line.progress} %
      </td>
    </tr>
  )
}
