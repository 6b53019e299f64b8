import { Button, SegmentedControl, Stack, Switch, Title } from '@mantine/core'
import { IconArrowLeft, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId, useMemo, useState } from 'react'
import {
  CommuneMap,
  call,
  Empty,
  Failure,
  Loading,
  post,
  query,
  Refusal,
  showInstant,
  showNumber,
  told,
  useCommunes,
  useLanguage,
  type Words,
} from '#kernel/channels/officer'
import type { BoardPart, MonitorBoard, UnitWork } from '../../monitor/board.ts'
import { Duties } from '../quality/duties.tsx'
import { MonitorRows } from './rows.tsx'
import './monitor.css'

const w = (vi: string, en: string): Words => ({ vi, en })
const text = {
  tableOf: w('Bảng', 'Table'),
  title: w('Giám sát trực tiếp', 'Live monitor'),
  at: w('Cập nhật lúc {at}, tự làm mới mỗi 20 giây', 'As of {at}, refreshed every 20 seconds'),
  paused: w('Cập nhật lúc {at}, đang dừng làm mới', 'As of {at}, refreshing is paused'),
  pause: w('Dừng làm mới', 'Pause'),
  go: w('Tiếp tục làm mới', 'Go on'),
  open: w('Đang giải quyết', 'Open'),
  late: w('Quá hạn', 'Late'),
  soon: w('Sắp đến hạn', 'About to be late'),
  soonNote: w('trước {at}', 'before {at}'),
  waiting: w('Chờ người dân', 'Waiting for the applicant'),
  today: w('Nhận hôm nay', 'Received today'),
  finished: w('Xong hôm nay', 'Finished today'),
  online: w('Nộp trực tuyến, 30 ngày', 'Filed online, 30 days'),
  ofOpen: w('{share} % số đang giải quyết', '{share} % of what is open'),
  map: w('Tỷ lệ hồ sơ quá hạn theo xã, phường', 'Share of late dossiers by commune'),
  mapTable: w('Bản đồ hay bảng', 'Map or table'),
  asMap: w('Bản đồ', 'Map'),
  asTable: w('Bảng', 'Table'),
  agencies: w('Cơ quan', 'Agencies'),
  agency: w('Cơ quan', 'Agency'),
  noAgencies: w('Không có cơ quan nào đang giải quyết hồ sơ.', 'No agency has open dossiers.'),
  stuck: w('Bước đang tắc', 'Where work is stuck'),
  noStuck: w('Không có bước nào quá hạn.', 'No step is late.'),
  step: w('Bước', 'Step'),
  unit: w('Đơn vị', 'Unit'),
  oldest: w('Trễ từ', 'Late since'),
  counters: w('Quầy đông nhất hôm nay', 'Busiest counters today'),
  counter: w('Trung tâm', 'Centre'),
  waitingNow: w('Đang chờ', 'Waiting now'),
  average: w('Chờ trung bình', 'Average wait'),
  longest: w('Chờ lâu nhất', 'Longest wait'),
  minutes: w('phút', 'min'),
  noTickets: w(
    'Hôm nay chưa quầy nào phát số xếp hàng, nên không có thời gian chờ; chỉ đếm hồ sơ nhận hôm nay.',
    'No queue ticket was given out today, so there are no waiting times; only dossiers received today are counted.',
  ),
  noCounters: w('Chưa quầy nào nhận hồ sơ hôm nay.', 'No counter has received anything today.'),
  back: w('Về toàn cảnh', 'Back to the whole'),
  units: w('Đơn vị và cán bộ đang giữ việc', 'Units and officers that hold work'),
  noUnits: w('Không có việc nào đang mở.', 'No open work.'),
  officer: w('Cán bộ', 'Officer'),
  free: w('Chưa ai nhận', 'Nobody has taken it'),
  letter: w('Nhận thư tổng hợp mỗi sáng thứ Hai', 'Send me the letter each Monday morning'),
  letterOn: w('Đã bật thư hằng tuần', 'The weekly letter is on'),
  letterOff: w('Đã tắt thư hằng tuần', 'The weekly letter is off'),
  none: w('không có', 'none'),
}

const REFRESH_MS = 20_000
type Search = { agency?: string; unit?: string; officer?: string; part?: BoardPart; letter?: string }

/** The province as it stands now; every number leads on: to an agency, its units and officers, the dossier. */
export default function MonitorView() {
  const { say, lang } = useLanguage()
  const search = useSearch({ strict: false }) as Search
  const navigate = useNavigate()
  const [live, setLive] = useState(true)
  const go = (next: Search) => void navigate({ to: '.', search: next as never })
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['one-stop', 'monitor'],
    queryFn: ({ signal }) => call<MonitorBoard & { letter: boolean }>('/api/v1/one-stop/monitor', { signal }),
    refetchInterval: live ? REFRESH_MS : false,
  })
  if (isPending) return <Loading />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  const chosen = data.agencies.find((one) => one.agency === search.agency)
  const sums = chosen ?? data.totals
  const onlineShare = sums.received === 0 ? null : Math.round((sums.online * 1_000) / sums.received) / 10
  const number = (value: number) => showNumber(value, lang)
  const cards: { part: BoardPart | null; label: string; value: string; note?: string; tone?: string }[] = [
    { part: 'open', label: say(text.open), value: number(sums.open) },
    {
      part: 'late',
      label: say(text.late),
      value: number(sums.late),
      tone: sums.late > 0 ? 'bad' : 'good',
      ...(sums.lateShare === null ? {} : { note: say(text.ofOpen).replace('{share}', number(sums.lateShare)) }),
    },
    {
      part: 'soon',
      label: say(text.soon),
      value: number(sums.soon),
      note: say(text.soonNote).replace('{at}', showInstant(data.soonUntil)),
      ...(sums.soon > 0 ? { tone: 'wait' } : {}),
    },
    { part: 'waiting', label: say(text.waiting), value: number(sums.waiting) },
    { part: 'today', label: say(text.today), value: number(sums.received_today) },
    { part: null, label: say(text.finished), value: number(sums.finished_today) },
    { part: null, label: say(text.online), value: onlineShare === null ? say(text.none) : `${number(onlineShare)} %` },
  ]
  return (
    <Stack gap="md" className="monitor">
      <div className="monitor-head">
        <div>
          <Title order={1} size="h3">
            {say(text.title)}
          </Title>
          <p className="monitor-faint">
            {chosen?.name ?? data.name}. {say(live ? text.at : text.paused).replace('{at}', showInstant(data.at))}
          </p>
        </div>
        <div className="monitor-tools">
          {chosen ? (
            <Button
              variant="default"
              leftSection={<IconArrowLeft size={16} aria-hidden="true" />}
              onClick={() => go({})}
            >
              {say(text.back)}
            </Button>
          ) : null}
          <Button
            variant="default"
            aria-pressed={!live}
            leftSection={
              live ? <IconPlayerPause size={16} aria-hidden="true" /> : <IconPlayerPlay size={16} aria-hidden="true" />
            }
            onClick={() => setLive(!live)}
          >
            {say(live ? text.pause : text.go)}
          </Button>
        </div>
      </div>

      <ul className="numbers">
        {cards.map((card) => (
          <li key={card.label}>
            {card.part ? (
              <button
                type="button"
                className="number panel monitor-number"
                data-tone={card.tone}
                aria-pressed={search.part === card.part && !search.unit}
                onClick={() =>
                  go({ ...(chosen ? { agency: chosen.agency } : {}), ...(card.part ? { part: card.part } : {}) })
                }
              >
                <span className="number-label">{card.label}</span>
                <span className="number-value">{card.value}</span>
                <span className="monitor-faint">{card.note ?? '\u00a0'}</span>
              </button>
            ) : (
              <div className="number panel">
                <span className="number-label">{card.label}</span>
                <span className="number-value">{card.value}</span>
                <span className="monitor-faint">{'\u00a0'}</span>
              </div>
            )}
          </li>
        ))}
      </ul>

      {search.part ? (
        <MonitorRows
          asked={{ agency: search.agency, unit: search.unit, officer: search.officer, part: search.part }}
          close={() => go(chosen ? { agency: chosen.agency } : {})}
        />
      ) : null}

      {chosen ? (
        <Units
          agency={chosen.agency}
          open={(unit, officer, part) => go({ agency: chosen.agency, unit, officer, part })}
        />
      ) : (
        <>
          {data.agencies.length > 1 ? <Agencies board={data} choose={(agency) => go({ agency })} /> : null}
          {data.agencies.length === 1 && data.agencies[0] ? (
            <Units
              agency={data.agencies[0].agency}
              open={(unit, officer, part) => go({ agency: data.agencies[0]?.agency, unit, officer, part })}
            />
          ) : null}
        </>
      )}

      <div className="monitor-columns">
        <StuckSteps board={data} agency={chosen?.agency} open={(agency, unit) => go({ agency, unit, part: 'late' })} />
        <Counters board={data} agency={chosen?.agency} />
      </div>
      <Duties scope={chosen?.agency} />
      <LetterChoice wanted={data.letter} asked={search.letter === '1'} />
    </Stack>
  )
}

/** Communes on the map by the share that is late, and every agency in a table that leads on. */
function Agencies({ board, choose }: { board: MonitorBoard; choose: (agency: string) => void }) {
  const { say, lang } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const communes = useCommunes()
  const [hover, setHover] = useState<string | null>(null)
  const [view, setView] = useState('map')
  const mapId = useId()
  const listId = useId()
  const values = useMemo(
    () =>
      new Map(
        board.agencies.flatMap((row) => (row.commune && row.lateShare !== null ? [[row.commune, row.lateShare]] : [])),
      ),
    [board.agencies],
  )
  const rows = [...board.agencies]
    .filter((row) => row.open > 0 || row.received > 0)
    .sort((a, b) => b.late - a.late || (b.lateShare ?? 0) - (a.lateShare ?? 0) || b.open - a.open)
  const onMap = board.agencies.some((row) => row.commune)
  return (
    <div className="monitor-columns" data-wide={onMap || undefined}>
      {onMap ? (
        <section className="panel monitor-map-panel" aria-labelledby={mapId}>
          <div className="monitor-head">
            <Title order={2} size="h5" id={mapId}>
              {say(text.map)}
            </Title>
            <SegmentedControl
              size="xs"
              aria-label={say(text.mapTable)}
              value={view}
              onChange={setView}
              data={[
                { value: 'map', label: say(text.asMap) },
                { value: 'table', label: say(text.asTable) },
              ]}
            />
          </div>
          {view === 'map' ? (
            <div className="board-map-frame monitor-map">
              {communes.data ? (
                <CommuneMap
                  communes={communes.data}
                  values={values}
                  unit="%"
                  title={say(text.map)}
                  hover={hover}
                  onHover={setHover}
                />
              ) : (
                <Loading lines={5} />
              )}
            </div>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
            <section className="inner-scroll monitor-scroll" tabIndex={0} aria-label={tableOf(say(text.map))}>
              <table className="inner">
                <thead>
                  <tr>
                    <th scope="col">{say(text.agency)}</th>
                    <th scope="col" data-align="end">
                      %
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {board.agencies
                    .filter((row) => row.commune && row.lateShare !== null)
                    .map((row) => (
                      <tr key={row.agency}>
                        <th scope="row">{row.name}</th>
                        <td data-align="end" className="figures">
                          {showNumber(row.lateShare ?? 0, lang)}
                        </td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </section>
          )}
        </section>
      ) : null}
      <section className="panel" aria-labelledby={listId}>
        <Title order={2} size="h5" id={listId} mb="xs">
          {say(text.agencies)}
        </Title>
        {rows.length === 0 ? (
          <p className="nothing">{say(text.noAgencies)}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <section className="inner-scroll monitor-scroll" tabIndex={0} aria-label={tableOf(say(text.agencies))}>
            <table className="inner">
              <thead>
                <tr>
                  <th scope="col">{say(text.agency)}</th>
                  <th scope="col" data-align="end">
                    {say(text.open)}
                  </th>
                  <th scope="col" data-align="end">
                    {say(text.late)}
                  </th>
                  <th scope="col" data-align="end">
                    {say(text.soon)}
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr
                    key={row.agency}
                    data-active={(row.commune !== null && row.commune === hover) || undefined}
                    onMouseEnter={() => setHover(row.commune)}
                    onMouseLeave={() => setHover(null)}
                  >
                    <th scope="row">
                      <button type="button" className="monitor-open" onClick={() => choose(row.agency)}>
                        {row.name}
                      </button>
                    </th>
                    <td data-align="end" className="figures">
                      {showNumber(row.open, lang)}
                    </td>
                    <td data-align="end" className="figures" data-bad={row.late > 0 || undefined}>
                      {showNumber(row.late, lang)}
                      {row.lateShare !== null && row.late > 0 ? (
                        <small className="monitor-faint"> ({showNumber(row.lateShare, lang)} %)</small>
                      ) : null}
                    </td>
                    <td data-align="end" className="figures">
                      {showNumber(row.soon, lang)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </section>
    </div>
  )
}

function Units({
  agency,
  open,
}: {
  agency: string
  open: (unit: string, officer: string | undefined, part: BoardPart) => void
}) {
  const { say, lang } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const id = useId()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['one-stop', 'monitor-units', agency],
    queryFn: ({ signal }) =>
      call<{ units: UnitWork[] }>(`/api/v1/one-stop/monitor/units${query({ agency })}`, { signal }),
    refetchInterval: REFRESH_MS,
  })
  return (
    <section className="panel" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {say(text.units)}
      </Title>
      {isPending ? (
        <Loading lines={4} />
      ) : error ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : data.units.length === 0 ? (
        <Empty text={say(text.noUnits)} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="inner-scroll" tabIndex={0} aria-label={tableOf(say(text.units))}>
          <table className="inner">
            <thead>
              <tr>
                <th scope="col">{say(text.officer)}</th>
                <th scope="col" data-align="end">
                  {say(text.open)}
                </th>
                <th scope="col" data-align="end">
                  {say(text.late)}
                </th>
              </tr>
            </thead>
            {data.units.map((unit) => (
              <tbody key={unit.unit}>
                <tr className="monitor-group">
                  <th scope="rowgroup">
                    <button type="button" className="monitor-open" onClick={() => open(unit.unit, undefined, 'open')}>
                      {unit.name}
                    </button>
                  </th>
                  <td data-align="end" className="figures">
                    {showNumber(unit.open, lang)}
                  </td>
                  <td data-align="end" className="figures" data-bad={unit.late > 0 || undefined}>
                    {showNumber(unit.late, lang)}
                  </td>
                </tr>
                {unit.officers.map((officer) => (
                  <tr key={officer.account ?? 'free'}>
                    <th scope="row" className="monitor-inside">
                      {officer.account ? (
                        <button
                          type="button"
                          className="monitor-open"
                          onClick={() => open(unit.unit, officer.account ?? undefined, 'open')}
                        >
                          {officer.name}
                        </button>
                      ) : (
                        <span className="monitor-faint">{say(text.free)}</span>
                      )}
                    </th>
                    <td data-align="end" className="figures">
                      {showNumber(officer.open, lang)}
                    </td>
                    <td data-align="end" className="figures" data-bad={officer.late > 0 || undefined}>
                      {showNumber(officer.late, lang)}
                    </td>
                  </tr>
                ))}
              </tbody>
            ))}
          </table>
        </section>
      )}
    </section>
  )
}

function StuckSteps({
  board,
  agency,
  open,
}: {
  board: MonitorBoard
  agency: string | undefined
  open: (agency: string | undefined, unit: string) => void
}) {
  const { say, lang } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const id = useId()
  const rows = board.stuck.filter((row) => agency === undefined || row.agency === agency)
  return (
    <section className="panel" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {say(text.stuck)}
      </Title>
      {rows.length === 0 ? (
        <p className="nothing">{say(text.noStuck)}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="inner-scroll monitor-scroll" tabIndex={0} aria-label={tableOf(say(text.stuck))}>
          <table className="inner">
            <thead>
              <tr>
                <th scope="col">{say(text.unit)}</th>
                <th scope="col">{say(text.step)}</th>
                <th scope="col" data-align="end">
                  {say(text.late)}
                </th>
                <th scope="col">{say(text.oldest)}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.unit} ${row.step.vi}`}>
                  <th scope="row">
                    <button
                      type="button"
                      className="monitor-open"
                      onClick={() => open(row.agency ?? undefined, row.unit)}
                    >
                      {row.unitName}
                    </button>
                  </th>
                  <td>{say(row.step)}</td>
                  <td data-align="end" className="figures" data-bad>
                    {showNumber(row.late, lang)}
                  </td>
                  <td className="figures">{showInstant(row.oldestDue)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function Counters({ board, agency }: { board: MonitorBoard; agency: string | undefined }) {
  const { say, lang } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const id = useId()
  const rows = board.counters
    .filter((row) => agency === undefined || row.agency === agency)
    .filter((row) => row.received_today > 0 || (row.waiting ?? 0) > 0 || row.averageMinutes !== null)
  const minutes = (value: number | null) => (value === null ? '–' : `${showNumber(value, lang)} ${say(text.minutes)}`)
  return (
    <section className="panel" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {say(text.counters)}
      </Title>
      {board.tickets ? null : <p className="monitor-faint">{say(text.noTickets)}</p>}
      {rows.length === 0 ? (
        <p className="nothing">{say(text.noCounters)}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="inner-scroll" tabIndex={0} aria-label={tableOf(say(text.counters))}>
          <table className="inner">
            <thead>
              <tr>
                <th scope="col">{say(text.counter)}</th>
                <th scope="col" data-align="end">
                  {say(text.today)}
                </th>
                {board.tickets ? (
                  <>
                    <th scope="col" data-align="end">
                      {say(text.waitingNow)}
                    </th>
                    <th scope="col" data-align="end">
                      {say(text.average)}
                    </th>
                    <th scope="col" data-align="end">
                      {say(text.longest)}
                    </th>
                  </>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.centre}>
                  <th scope="row">{row.name}</th>
                  <td data-align="end" className="figures">
                    {showNumber(row.received_today, lang)}
                  </td>
                  {board.tickets ? (
                    <>
                      <td data-align="end" className="figures">
                        {showNumber(row.waiting ?? 0, lang)}
                      </td>
                      <td data-align="end" className="figures">
                        {minutes(row.averageMinutes)}
                      </td>
                      <td data-align="end" className="figures">
                        {minutes(row.longestMinutes)}
                      </td>
                    </>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

/** The weekly letter, on or off: where the link in the letter leads. */
function LetterChoice({ wanted, asked }: { wanted: boolean; asked: boolean }) {
  const { say } = useLanguage()
  const client = useQueryClient()
  const choose = useMutation({
    mutationFn: (next: boolean) => post<{ wanted: boolean }>('/api/v1/one-stop/monitor/letter', { wanted: next }),
    onSuccess: async (answer) => {
      await client.invalidateQueries({ queryKey: ['one-stop', 'monitor'] })
      told(say(answer.wanted ? text.letterOn : text.letterOff))
    },
  })
  return (
    <section className="panel monitor-letter" data-asked={asked || undefined} aria-label={say(text.letter)}>
      <Switch
        label={say(text.letter)}
        checked={choose.isPending ? choose.variables : wanted}
        onChange={(event) => choose.mutate(event.currentTarget.checked)}
      />
      <Refusal reason={choose.error} />
    </section>
  )
}
