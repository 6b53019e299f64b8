import { Button, NumberInput, Select, Switch, Tabs, Textarea, Title } from '@mantine/core'
import { IconCloudDownload, IconFileSpreadsheet } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, useMemo, useState } from 'react'
import {
  AppLink,
  call,
  Dialog,
  Empty,
  Failure,
  Loading,
  post,
  Refusal,
  Refused,
  showNumber,
  ToneBadge,
  told,
  useLanguage,
} from '#kernel/channels/officer'
import { pointsOf, rankOf, supposed, total } from '../dti/rules.ts'
import type { DtiJson, DtiLineJson } from '../shape.ts'
import { Files, Panel, Scroll, useWords } from './parts.tsx'

/** The index of digital transformation: values, self-score, what would raise the rank, five years, other provinces. */
export default function Dti() {
  const [year, setYear] = useState<string | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'dti', year],
    queryFn: ({ signal }) => call<DtiJson>(`/api/v1/plan/dti${year ? `?year=${year}` : ''}`, { signal }),
  })
  if (isPending) return <Loading lines={12} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return <DtiPage key={data.year} data={data} setYear={setYear} />
}

function DtiPage({ data, setYear }: { data: DtiJson; setYear: (year: string | null) => void }) {
  const s = useWords()
  const { lang } = useLanguage()
  const client = useQueryClient()
  const take = useMutation({
    mutationFn: () => post<{ taken: number }>('/api/v1/plan/dti/take', { year: data.year }),
    onSuccess: async ({ taken }) => {
      await client.invalidateQueries({ queryKey: ['plan', 'dti'] })
      told(s(`Đã lấy ${taken} chỉ tiêu từ hệ thống đang chạy.`, `${taken} indicators taken from running systems.`))
    },
  })
  const figures = [
    {
      label: s('Tự chấm', 'Self-score'),
      value: showNumber(data.self.points, lang),
      note: `/ ${showNumber(data.self.most, lang)}`,
      tone: 'active',
    },
    {
      label: s('Có số liệu cho', 'Known for'),
      value: showNumber(data.self.known, lang),
      note: s('điểm', 'points'),
      tone: 'neutral',
    },
    {
      label: s('Được xác nhận', 'Verified'),
      value: data.verified.known > 0 ? showNumber(data.verified.points, lang) : '–',
      note: '',
      tone: 'good',
    },
    {
      label: s('Hạng (điểm tự chấm)', 'Rank (self-score)'),
      value: data.rank === null ? '–' : String(data.rank),
      note: data.rank === null ? '' : `/ ${data.peers.length + 1}`,
      tone: 'neutral',
    },
  ]
  return (
    <div className="plan-stack">
      <div className="plan-head">
        <div>
          <Title order={1} size="h3">
            {s(`Chỉ số chuyển đổi số (DTI) năm ${data.year}`, `Digital transformation index (DTI), ${data.year}`)}
          </Title>
          <p className="plan-note">
            {s('Bộ chỉ số', 'Edition')} {data.edition}.{' '}
            {s(
              'Tên, điểm đánh dấu * chưa đối chiếu với bảng chính thức.',
              'Names and points marked * are not checked against the official table.',
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
          {data.focal ? (
            <Button
              variant="default"
              leftSection={<IconCloudDownload size={16} />}
              loading={take.isPending}
              onClick={() => take.mutate()}
            >
              {s('Lấy số liệu từ hệ thống', 'Take figures of the house')}
            </Button>
          ) : null}
          <Files path="/api/v1/plan/dti/document" query={`?year=${data.year}`} />
          <Button
            component="a"
            variant="default"
            size="compact-sm"
            leftSection={<IconFileSpreadsheet size={16} />}
            href={`/api/v1/plan/dti/document.xlsx?year=${data.year}`}
          >
            XLSX
          </Button>
        </div>
      </div>
      <Refusal reason={take.error} />
      <ul className="numbers">
        {figures.map((figure) => (
          <li key={figure.label}>
            <div className="number panel" data-tone={figure.tone}>
              <span className="number-label">{figure.label}</span>
              <span className="number-value">
                {figure.value} <small>{figure.note}</small>
              </span>
            </div>
          </li>
        ))}
      </ul>
      <Tabs defaultValue="scores" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="scores">{s('Điểm', 'Scores')}</Tabs.Tab>
          <Tabs.Tab value="raise">{s('Điều gì nâng hạng', 'What raises the rank')}</Tabs.Tab>
          <Tabs.Tab value="trend">{s('Năm năm', 'Five years')}</Tabs.Tab>
          <Tabs.Tab value="peers">{s('Các tỉnh', 'Provinces')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="scores" pt="md">
          <Scores data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="raise" pt="md">
          <Raise data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="trend" pt="md">
          <Trend data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="peers" pt="md">
          <Peers data={data} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

/** The first of a long list: the rest stands in the table below. */
const CODES_SAID_MAX = 12
const someOf = (codes: readonly string[]): string =>
  codes.length > CODES_SAID_MAX ? `${codes.slice(0, CODES_SAID_MAX).join(', ')}…` : codes.join(', ')

const mark = (line: DtiLineJson): string => (line.confidence === 'published' ? '' : ' *')

function useValue(): (line: DtiLineJson) => string {
  const s = useWords()
  const { lang } = useLanguage()
  return (line) => {
    if (line.formula === 'ratio')
      return line.denominator ? `${showNumber(line.numerator ?? 0, lang)}/${showNumber(line.denominator, lang)}` : '–'
    if (line.reached === null) return '–'
    if (line.formula === 'yes-no') return line.reached >= 1 ? s('Có', 'Yes') : s('Không', 'No')
    return showNumber(line.reached, lang)
  }
}

function Scores({ data }: { data: DtiJson }) {
  const s = useWords()
  const { say, lang } = useLanguage()
  const value = useValue()
  const [editing, setEditing] = useState<DtiLineJson | null>(null)
  return (
    <div className="panel">
      <Scroll label={s('Điểm theo chỉ tiêu', 'Scores by indicator')}>
        <table className="inner plan-lines">
          <thead>
            <tr>
              <th scope="col">{s('Chỉ tiêu', 'Indicator')}</th>
              <th scope="col" data-align="end">
                {s('Giá trị', 'Value')}
              </th>
              <th scope="col" data-align="end">
                {s('Tự chấm', 'Self')}
              </th>
              <th scope="col" data-align="end">
                {s('Xác nhận', 'Verified')}
              </th>
              <th scope="col" data-align="end">
                {s('Tối đa', 'Most')}
              </th>
              {data.focal ? <th scope="col">{s('Nhập', 'Enter')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {data.mains.map((main) => (
              <Fragment key={main.code}>
                <tr className="part-row">
                  <th scope="row" colSpan={2}>
                    {main.code}. {say(main.title)}
                  </th>
                  <td data-align="end" className="figures">
                    <strong>{showNumber(main.self.points, lang)}</strong>
                  </td>
                  <td data-align="end" className="figures">
                    {main.verified.known > 0 ? showNumber(main.verified.points, lang) : '–'}
                  </td>
                  <td data-align="end" className="figures">
                    {showNumber(main.points, lang)}
                  </td>
                  {data.focal ? <td /> : null}
                </tr>
                {data.lines
                  .filter((line) => line.main === main.code)
                  .map((line) => (
                    <tr key={line.code}>
                      <th scope="row">
                        <span className="plan-code">{line.code}</span> {say(line.name)}
                        {mark(line)}
                        {line.origin === 'house' || line.evidence > 0 ? (
                          <span className="plan-note">
                            {line.origin === 'house' ? s('tính từ hệ thống đang chạy', 'computed by the house') : ''}
                            {line.evidence > 0 ? ` ${line.evidence} ${s('minh chứng', 'pieces of evidence')}` : ''}
                          </span>
                        ) : null}
                      </th>
                      <td data-align="end" className="figures">
                        {value(line)}
                      </td>
                      <td data-align="end" className="figures">
                        {line.self === null ? '–' : showNumber(line.self, lang)}
                      </td>
                      <td data-align="end" className="figures">
                        {line.verified === null ? '–' : showNumber(line.verified, lang)}
                      </td>
                      <td data-align="end" className="figures">
                        {showNumber(line.points, lang)}
                        {line.pointsKnown ? '' : ' *'}
                      </td>
                      {data.focal ? (
                        <td>
                          <Button
                            variant="default"
                            size="compact-xs"
                            onClick={() => setEditing(line)}
                            aria-label={`${s('Nhập', 'Enter')} ${line.code}`}
                          >
                            {s('Nhập', 'Enter')}
                          </Button>
                        </td>
                      ) : null}
                    </tr>
                  ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </Scroll>
      {editing ? <Enter line={editing} year={data.year} close={() => setEditing(null)} /> : null}
    </div>
  )
}

function Enter({ line, year, close }: { line: DtiLineJson; year: number; close: () => void }) {
  const s = useWords()
  const { say } = useLanguage()
  const client = useQueryClient()
  const [values, setValues] = useState<{
    numerator: number | null
    denominator: number | null
    reached: number | null
    verified: number | null
    explanation: string
  }>({
    numerator: line.numerator,
    denominator: line.denominator,
    reached: line.reached,
    verified: line.verified,
    explanation: line.explanation ?? '',
  })
  const send = useMutation({
    mutationFn: () => {
      const { numerator, denominator, reached, ...rest } = values
      // Only what was changed is sent: a figure of the house stays the house's until somebody types another.
      const measure = line.formula === 'ratio' ? { numerator, denominator } : { reached }
      const changed = Object.entries(measure).some(([name, value]) => value !== line[name as 'reached'])
      return post('/api/v1/plan/dti/scores', { year, code: line.code, ...rest, ...(changed ? measure : {}) })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['plan', 'dti'] })
      told(s('Đã lưu.', 'Saved.'))
      close()
    },
  })
  const set = (name: 'numerator' | 'denominator' | 'reached' | 'verified') => (value: string | number) =>
    setValues({ ...values, [name]: value === '' ? null : Number(value) })
  const wrong = (name: string): string | undefined =>
    send.error instanceof Refused ? send.error.fields[name] : undefined
  const box = (name: 'numerator' | 'denominator' | 'reached' | 'verified', label: string) => (
    <NumberInput
      label={label}
      min={0}
      hideControls
      decimalSeparator=","
      thousandSeparator="."
      value={values[name] ?? ''}
      onChange={set(name)}
      error={wrong(name)}
    />
  )
  return (
    <Dialog title={`${line.code} ${say(line.name)}`} close={close}>
      <form
        className="plan-stack"
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate()
        }}
      >
        <Refusal reason={send.error} />
        {line.formula === 'ratio' ? (
          <>
            {box('numerator', s('a: đạt được', 'a: reached'))}
            {box('denominator', s('b: tổng số', 'b: all'))}
          </>
        ) : line.formula === 'yes-no' ? (
          <Switch
            label={s('Có', 'Yes')}
            checked={(values.reached ?? 0) >= 1}
            onChange={(event) => setValues({ ...values, reached: event.currentTarget.checked ? 1 : 0 })}
          />
        ) : (
          box(
            'reached',
            line.formula === 'steps'
              ? `${s('Mức đạt', 'Reached')} (${line.steps.map((step) => `${step.from} → ${step.points}`).join('; ')})`
              : s('Điểm', 'Points'),
          )
        )}
        {box('verified', s('Điểm được xác nhận', 'Verified points'))}
        <Textarea
          label={s('Giải trình', 'Explanation')}
          autosize
          minRows={2}
          value={values.explanation}
          onChange={(event) => setValues({ ...values, explanation: event.currentTarget.value })}
        />
        {line.score ? (
          <AppLink link={`/officer/records/plan/score/${line.score.id}`} className="quiet-link">
            {s('Minh chứng, lịch sử của chỉ tiêu', 'Evidence and history')}
          </AppLink>
        ) : null}
        <Button type="submit" loading={send.isPending}>
          {s('Lưu', 'Save')}
        </Button>
      </form>
    </Dialog>
  )
}

/** Chances in the order of points for effort; each can be supposed, and points and rank follow by the same rules. */
function Raise({ data }: { data: DtiJson }) {
  const s = useWords()
  const { say, lang } = useLanguage()
  const [wanted, setWanted] = useState<Readonly<Record<string, number>>>({})
  const byCode = useMemo(() => new Map(data.lines.map((line) => [line.code, line])), [data.lines])
  const peers = data.peers.map((peer) => peer.points)
  const then = useMemo(
    () =>
      total(
        data.lines.map((line) => {
          const to = wanted[line.code]
          return { of: line, points: to === undefined ? line.self : pointsOf(line, supposed(line, line, to)) }
        }),
      ).points,
    [data.lines, wanted],
  )
  const shown = data.chances.slice(0, 30)
  const text = (line: DtiLineJson, to: number): string =>
    line.formula === 'ratio'
      ? `${showNumber(Math.round(to * 1000) / 10, lang)} %`
      : line.formula === 'yes-no'
        ? s('Có', 'Yes')
        : showNumber(to, lang)
  return (
    <div className="plan-stack">
      <Panel title={s('Con đường lên hạng kế tiếp', 'The way to the next rank')}>
        {data.next === null ? (
          <p className="nothing">
            {data.rank === null
              ? s(
                  'Hãy nhập điểm đã công bố của các tỉnh để tính hạng.',
                  'Enter the published points of the provinces to compute the rank.',
                )
              : s('Tỉnh đang đứng đầu danh sách đã nhập.', 'The province leads the list that was entered.')}
          </p>
        ) : (
          <p>
            {data.next.reached
              ? s(
                  `Làm ${data.next.taken.length} việc (${someOf(data.next.taken.map((one) => one.code))}) thì đạt ${showNumber(data.next.points, lang)} điểm, lên hạng ${data.next.rank}.`,
                  `Do ${data.next.taken.length} things (${someOf(data.next.taken.map((one) => one.code))}) to reach ${showNumber(data.next.points, lang)} points, rank ${data.next.rank}.`,
                )
              : s(
                  `Các việc tính được chưa đủ lên hạng (đến ${showNumber(data.next.points, lang)} điểm).`,
                  `What can be computed is not enough (up to ${showNumber(data.next.points, lang)} points).`,
                )}
          </p>
        )}
        <div aria-live="polite">
          <ToneBadge
            tone={then > data.self.points ? 'good' : 'neutral'}
            label={s(`Giả định: ${showNumber(then, lang)} điểm`, `Supposed: ${showNumber(then, lang)} points`)}
          />{' '}
          {peers.length > 0 ? s(`hạng ${rankOf(then, peers)}`, `rank ${rankOf(then, peers)}`) : ''}
          {Object.keys(wanted).length > 0 ? (
            <Button variant="default" size="compact-xs" ml="sm" onClick={() => setWanted({})}>
              {s('Bỏ giả định', 'Clear')}
            </Button>
          ) : null}
        </div>
      </Panel>
      <Panel title={s('Việc đáng làm nhất', 'Most worthwhile')}>
        {shown.length === 0 ? (
          <Empty text={s('Chưa có chỉ tiêu nào tính được.', 'No indicator can be computed yet.')} />
        ) : (
          <Scroll label={s('Việc đáng làm nhất', 'Most worthwhile')}>
            <table className="inner plan-lines">
              <thead>
                <tr>
                  <th scope="col">{s('Chỉ tiêu', 'Indicator')}</th>
                  <th scope="col" data-align="end">
                    {s('Đạt đến', 'Up to')}
                  </th>
                  <th scope="col" data-align="end">
                    {s('Thêm', 'Gain')}
                  </th>
                  <th scope="col" data-align="end">
                    {s('Công sức', 'Effort')}
                  </th>
                  <th scope="col" data-align="end">
                    {s('Điểm/công sức', 'Gain for effort')}
                  </th>
                  <th scope="col">{s('Giả định', 'Suppose')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => {
                  const line = byCode.get(one.code)
                  if (!line) return null
                  const at = wanted[one.code]
                  return (
                    <tr key={one.code}>
                      <th scope="row">
                        <span className="plan-code">{one.code}</span> {say(line.name)}
                        {mark(line)}
                      </th>
                      <td data-align="end" className="figures">
                        {text(line, one.to)}
                      </td>
                      <td data-align="end" className="figures dti-gain">
                        +{showNumber(one.gain, lang)}
                      </td>
                      <td data-align="end" className="figures">
                        {one.effort}
                      </td>
                      <td data-align="end" className="figures">
                        {showNumber(one.perEffort, lang)}
                      </td>
                      <td>
                        {line.formula === 'yes-no' ? (
                          <Switch
                            aria-label={`${s('Giả định', 'Suppose')} ${one.code}`}
                            label={s('Có', 'Yes')}
                            checked={at === 1}
                            onChange={(event) => {
                              const { [one.code]: _former, ...rest } = wanted
                              setWanted(event.currentTarget.checked ? { ...rest, [one.code]: 1 } : rest)
                            }}
                          />
                        ) : (
                          <NumberInput
                            size="xs"
                            className="dti-input"
                            aria-label={`${s('Giả định', 'Suppose')} ${one.code}`}
                            placeholder={text(line, one.to)}
                            suffix={line.formula === 'ratio' ? ' %' : ''}
                            min={0}
                            max={line.formula === 'ratio' ? 100 : undefined}
                            hideControls
                            value={at === undefined ? '' : line.formula === 'ratio' ? Math.round(at * 1000) / 10 : at}
                            onChange={(next) => {
                              const { [one.code]: _former, ...rest } = wanted
                              setWanted(
                                next === ''
                                  ? rest
                                  : {
                                      ...rest,
                                      [one.code]: line.formula === 'ratio' ? Number(next) / 100 : Number(next),
                                    },
                              )
                            }}
                          />
                        )}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </Scroll>
        )}
        <p className="plan-legend">
          {s(
            'Tỷ lệ được thử tăng 10 điểm phần trăm; bậc thử lên bậc kế tiếp. Công sức 1–5 do đầu mối đặt ở từng chỉ tiêu.',
            'Shares are tried ten points higher, steps at the next one. Effort 1–5 is set on each indicator.',
          )}
        </p>
      </Panel>
    </div>
  )
}

function Trend({ data }: { data: DtiJson }) {
  const s = useWords()
  const { say, lang } = useLanguage()
  const most = Math.max(1, data.self.most)
  const points = data.trend.flatMap((one, place) =>
    one.points === null ? [] : [[60 + place * 120, 150 - (one.points / most) * 130] as const],
  )
  return (
    <Panel title={s('Năm năm', 'Five years')}>
      <svg
        className="trend"
        viewBox="0 0 600 175"
        role="img"
        aria-label={s(
          'Điểm tự chấm qua năm năm, số liệu ở bảng dưới',
          'Self-scores of five years, the figures are in the table below',
        )}
      >
        <line className="gantt-grid" x1={30} x2={580} y1={150} y2={150} />
        {points.length > 1 ? (
          <polyline className="trend-line" points={points.map((at) => at.join(',')).join(' ')} />
        ) : null}
        {data.trend.map((one, place) => (
          <Fragment key={one.year}>
            <text className="trend-text" x={60 + place * 120} y={168} textAnchor="middle">
              {one.year}
            </text>
            {one.points === null ? null : (
              <>
                <circle className="gantt-progress" cx={60 + place * 120} cy={150 - (one.points / most) * 130} r={4} />
                <text
                  className="trend-text"
                  x={60 + place * 120}
                  y={140 - (one.points / most) * 130}
                  textAnchor="middle"
                >
                  {showNumber(Math.round(one.points), lang)}
                </text>
              </>
            )}
          </Fragment>
        ))}
      </svg>
      <Scroll label={s('Năm năm', 'Five years')}>
        <table className="inner">
          <thead>
            <tr>
              <th scope="col">{s('Chỉ số chính', 'Main indicator')}</th>
              {data.trend.map((one) => (
                <th key={one.year} scope="col" data-align="end">
                  {one.year}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.mains.map((main) => (
              <tr key={main.code}>
                <th scope="row">
                  {main.code}. {say(main.title)}
                </th>
                {data.trend.map((one) => (
                  <td key={one.year} data-align="end" className="figures">
                    {one.mains[main.code] === undefined ? '–' : showNumber(one.mains[main.code] ?? 0, lang)}
                  </td>
                ))}
              </tr>
            ))}
            {(['points', 'verified', 'rank'] as const).map((name) => (
              <tr key={name}>
                <th scope="row">
                  <strong>
                    {
                      {
                        points: s('Tự chấm', 'Self-score'),
                        verified: s('Được xác nhận', 'Verified'),
                        rank: s('Hạng', 'Rank'),
                      }[name]
                    }
                  </strong>
                </th>
                {data.trend.map((one) => (
                  <td key={one.year} data-align="end" className="figures">
                    {one[name] === null ? '–' : showNumber(one[name] ?? 0, lang)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  )
}

function Peers({ data }: { data: DtiJson }) {
  const s = useWords()
  const { lang } = useLanguage()
  const own = {
    province: s('Tỉnh ta (tự chấm)', 'This province (self-score)'),
    points: data.self.points,
    sample: false,
    own: true,
  }
  const rows = [...data.peers.map((peer) => ({ ...peer, own: false })), own].sort((a, b) => b.points - a.points)
  return (
    <Panel
      title={s('Điểm các tỉnh đã công bố', 'Published points of the provinces')}
      action={
        data.focal ? (
          <AppLink link="/officer/records/plan/peer" className="quiet-link">
            {s('Nhập, sửa', 'Enter, edit')}
          </AppLink>
        ) : null
      }
    >
      {data.peers.length === 0 ? (
        <Empty text={s('Chưa nhập điểm tỉnh nào.', 'No province has been entered.')} />
      ) : (
        <table className="inner">
          <thead>
            <tr>
              <th scope="col">{s('Hạng', 'Rank')}</th>
              <th scope="col">{s('Tỉnh, thành phố', 'Province')}</th>
              <th scope="col" data-align="end">
                {s('Điểm', 'Points')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.province} data-active={row.own || undefined}>
                <td className="figures">
                  {rankOf(
                    row.points,
                    rows.map((one) => one.points),
                  )}
                </td>
                <th scope="row">
                  {row.own ? <strong>{row.province}</strong> : row.province}
                  {row.sample ? <span className="plan-note">{s('số liệu mẫu', 'sample')}</span> : null}
                </th>
                <td data-align="end" className="figures">
                  {showNumber(row.points, lang)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
