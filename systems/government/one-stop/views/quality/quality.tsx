import { Button, Group, SegmentedControl, Select, Stack, Title } from '@mantine/core'
import {
  IconArrowDownRight,
  IconArrowUpRight,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconEqual,
  IconListSearch,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId, useState } from 'react'
import {
  call,
  Failure,
  type Lang,
  Loading,
  query,
  showInstant,
  showNumber,
  type Tone,
  ToneBadge,
  today,
  useLanguage,
  type Words,
} from '#kernel/channels/officer'
import { earlierOf, findPeriod, periodBefore, periodOf, speakLabel, speakPeriod } from '../../quality/rules.ts'
import type { IndexScore, ItemScore, Lever, PeriodKind } from '../../quality/shape.ts'
import { besidePoints, confidenceWords } from '../../quality/words.ts'
import { Duties } from './duties.tsx'
import { type Behind, RowsDialog } from './rows.tsx'
import { Trend } from './trend.tsx'
import './quality.css'

interface Place {
  agency: { id: string; code: string; name: string; short_name: string; kind: string }
  rank: number | null
  before: number | null
  total: number
  counted: number
  share: number | null
  label: IndexScore['label']
  groups: { code: string; score: number; counted: number }[]
  late: number
  dossiers: number
}

interface IndexPage {
  period: { key: string; kind: PeriodKind; from: string; to: string }
  asOf: string
  open: boolean
  index: IndexScore
  levers: Lever[]
  trend: { period: string; share: number | null; total: number }[]
  communes: Place[]
  others: Place[]
  ranked: { communes: number; others: number }
  scope: string
  name: string
  province: boolean
  agencies: { id: string; short_name: string; kind: string }[]
}

const w = (vi: string, en: string): Words => ({ vi, en })
const text = {
  tableOf: w('Bảng', 'Table'),
  title: w('Chỉ số 766', 'Index 766'),
  lead: w(
    'Chất lượng phục vụ người dân, doanh nghiệp theo Quyết định 766/QĐ-TTg, tính từ từng hồ sơ.',
    'Quality of service by Decision 766/QĐ-TTg, counted from the dossiers themselves.',
  ),
  month: w('Tháng', 'Month'),
  quarter: w('Quý', 'Quarter'),
  year: w('Năm', 'Year'),
  kind: w('Kỳ', 'Period'),
  before: w('Kỳ trước', 'Earlier'),
  after: w('Kỳ sau', 'Later'),
  whose: w('Cơ quan', 'Agency'),
  whole: w('Toàn tỉnh', 'The whole province'),
  communes: w('Xã, phường', 'Communes'),
  others: w('Sở, ngành', 'Departments'),
  share: w('Điểm quy đổi', 'Points of 100'),
  of: w('trên', 'of'),
  points: w('điểm áp dụng', 'points that apply'),
  groups: w('Sáu nhóm', 'Six groups'),
  items: w('Từng mục', 'Items'),
  item: w('Mục', 'Item'),
  figure: w('Số liệu', 'Figure'),
  score: w('Điểm', 'Points'),
  leftOut: w('Không tính', 'Left out'),
  info: w('Để biết', 'For information'),
  fullAt: w('đủ điểm từ', 'full from'),
  behind: w('Xem hồ sơ', 'See the rows'),
  levers: w('Làm gì để tăng điểm nhiều nhất', 'What would move it most'),
  noLevers: w('Mọi mục đang áp dụng đều đã đạt điểm tối đa.', 'Every item that applies has all its points.'),
  trend: w('Diễn biến', 'Trend'),
  ranking: w('Xếp hạng', 'Ranking'),
  rank: w('Hạng', 'Place'),
  ofRanked: w('trên {n} đơn vị có hồ sơ', 'of {n} with dossiers'),
  label: w('Xếp loại', 'Label'),
  late: w('Quá hạn', 'Late'),
  unranked: w('Chưa có hồ sơ', 'No dossiers'),
  report: w('Báo cáo', 'Report'),
  asOf: w('Số liệu đến {at}', 'Counted to {at}'),
  open: w('kỳ chưa kết thúc', 'the period is still running'),
  days: w('ngày', 'days'),
  nothing: w('không có', 'none'),
  more: w('thêm', 'more'),
  unknown: w('chưa biết ngày', 'without a known day'),
  source: w('Nguồn', 'Source'),
  partlyAssumed: w('có mục giả định', 'partly assumed'),
}

const tones: Record<string, Tone> = {
  excellent: 'good',
  good: 'good',
  fair: 'active',
  average: 'wait',
  weak: 'bad',
  none: 'neutral',
}
const two = (value: number, lang: Lang): string =>
  value.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** The index of one agency or of the province: six groups, what stands behind each figure, what to do, and the places. */
export default function QualityView() {
  const { say, lang } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const search = useSearch({ strict: false }) as { period?: string; scope?: string }
  const navigate = useNavigate()
  const [behind, setBehind] = useState<Behind | null>(null)
  const asked = { period: search.period, scope: search.scope }
  const choose = (next: { period?: string; scope?: string }) =>
    void navigate({ to: '.', search: { ...asked, ...next } as never, replace: true })
  const { data, error, isPending, isFetching, refetch } = useQuery({
    queryKey: ['one-stop', 'quality', asked],
    queryFn: ({ signal }) => call<IndexPage>(`/api/v1/one-stop/quality${query(asked)}`, { signal }),
    placeholderData: keepPreviousData,
  })
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  // The house says which day it is: a badly set computer must not ask for a period that has not begun.
  const day = today(new Date(data.asOf))
  const period = findPeriod(search.period ?? data.period.key) ?? periodOf('month', day)
  const later = periodBefore(period, -1)
  const report = (format: string) =>
    `/api/v1/one-stop/quality/report${query({ period: period.key, scope: data.scope, format })}`
  const options = [
    ...(data.province ? [{ value: 'province', label: say(text.whole) }] : []),
    ...data.agencies.map((one) => ({ value: one.id, label: one.short_name })),
  ]
  const own = [...data.communes, ...data.others].find((one) => one.agency.id === data.scope)
  const peers = own ? (own.agency.kind === 'commune' ? data.ranked.communes : data.ranked.others) : 0
  return (
    <Stack gap="md" className="quality" aria-busy={isFetching}>
      <div>
        <Title order={1} size="h3">
          {say(text.title)}
        </Title>
        <p className="quality-lead">{say(text.lead)}</p>
      </div>

      <div className="quality-bar">
        <SegmentedControl
          aria-label={say(text.kind)}
          value={period.kind}
          onChange={(kind) => choose({ period: periodOf(kind as PeriodKind, earlierOf(period.to, day)).key })}
          data={(['month', 'quarter', 'year'] as const).map((kind) => ({ value: kind, label: say(text[kind]) }))}
        />
        <Group gap={4} wrap="nowrap">
          <Button
            variant="default"
            px="xs"
            aria-label={say(text.before)}
            disabled={!findPeriod(periodBefore(period).key)}
            onClick={() => choose({ period: periodBefore(period).key })}
          >
            <IconChevronLeft size={18} aria-hidden="true" />
          </Button>
          <strong className="quality-period" aria-live="polite">
            {say(speakPeriod(period))}
          </strong>
          <Button
            variant="default"
            px="xs"
            aria-label={say(text.after)}
            disabled={later.from > day}
            onClick={() => choose({ period: later.key })}
          >
            <IconChevronRight size={18} aria-hidden="true" />
          </Button>
        </Group>
        {options.length > 1 ? (
          <Select
            className="quality-scope"
            aria-label={say(text.whose)}
            data={options}
            value={data.scope}
            searchable
            allowDeselect={false}
            limit={200}
            onChange={(scope) => (scope ? choose({ scope }) : undefined)}
          />
        ) : null}
        <nav aria-label={say(text.report)} className="quality-report">
          {['pdf', 'docx', 'xlsx'].map((format) => (
            <Button
              key={format}
              component="a"
              href={report(format)}
              variant="default"
              size="sm"
              leftSection={<IconDownload size={16} aria-hidden="true" />}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </nav>
      </div>

      <section className="panel quality-head" aria-label={`${data.name}, ${say(speakPeriod(period))}`}>
        <div className="quality-sum">
          <h2>{data.name}</h2>
          <p className="quality-share">
            <strong className="figures">{data.index.share === null ? '–' : two(data.index.share, lang)}</strong>
            <span>{say(text.share)}</span>
          </p>
          <ToneBadge tone={tones[data.index.label ?? 'none'] ?? 'neutral'} label={say(speakLabel(data.index.label))} />
          <p className="quality-faint figures">
            {two(data.index.total, lang)} {say(text.of)} {showNumber(data.index.counted, lang)} {say(text.points)}
          </p>
          {own?.rank ? (
            <p>
              {say(text.rank)} <strong className="figures">{own.rank}</strong>{' '}
              {say(text.ofRanked).replace('{n}', String(peers))}
            </p>
          ) : null}
          <p className="quality-faint">
            {say(text.asOf).replace('{at}', showInstant(data.asOf))}
            {data.open ? `; ${say(text.open)}` : ''}
          </p>
        </div>
        <ul className="quality-groups" aria-label={say(text.groups)}>
          {data.index.groups.map((group) => (
            <li key={group.code}>
              <span className="quality-group-name">{say(group.title)}</span>
              <span className="figures">
                <strong>{group.counted === 0 ? '–' : two(group.score, lang)}</strong>
                <small> / {showNumber(group.counted === 0 ? group.points : group.counted, lang)}</small>
                {group.items.some((item) => item.confidence === 'assumed') ? (
                  <small className="quality-assumed">{say(text.partlyAssumed)}</small>
                ) : null}
              </span>
              <Meter part={group.counted === 0 ? 0 : group.score / group.counted} />
            </li>
          ))}
        </ul>
      </section>

      <div className="quality-columns">
        <section className="panel" aria-labelledby="quality-levers">
          <Title order={2} size="h5" id="quality-levers" mb="xs">
            {say(text.levers)}
          </Title>
          {data.levers.length === 0 ? (
            <p className="nothing">{say(text.noLevers)}</p>
          ) : (
            <ol className="quality-levers">
              {data.levers.slice(0, 6).map((lever) => (
                <li key={lever.code}>
                  <span className="quality-gain figures">+{two(lever.gainAll, lang)}</span>
                  <span>
                    <strong>
                      {lever.code} {say(lever.title)}
                    </strong>
                    <br />
                    {say(lever.words)}{' '}
                    <button
                      type="button"
                      className="quality-open"
                      aria-label={`${say(text.behind)}: ${lever.code}`}
                      onClick={() => setBehind({ code: lever.code, title: lever.title, part: 'missed' })}
                    >
                      {say(text.behind)}
                    </button>
                  </span>
                </li>
              ))}
            </ol>
          )}
        </section>
        <section className="panel" aria-labelledby="quality-trend">
          <Title order={2} size="h5" id="quality-trend" mb="xs">
            {say(text.trend)}
          </Title>
          <Trend points={data.trend} lang={lang} />
        </section>
      </div>

      <Duties scope={data.scope} />

      <section className="panel" aria-labelledby="quality-items">
        <Title order={2} size="h5" id="quality-items" mb="xs">
          {say(text.items)}
        </Title>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <section className="inner-scroll" tabIndex={0} aria-label={tableOf(say(text.items))}>
          <table className="inner quality-items">
            <thead>
              <tr>
                <th scope="col">{say(text.item)}</th>
                <th scope="col">{say(text.figure)}</th>
                <th scope="col" data-align="end">
                  {say(text.score)}
                </th>
              </tr>
            </thead>
            {data.index.groups.map((group) => (
              <tbody key={group.code}>
                <tr className="quality-group">
                  <th scope="rowgroup" colSpan={2}>
                    {say(group.title)}
                  </th>
                  <td data-align="end" className="figures">
                    {group.counted === 0 ? '–' : two(group.score, lang)} / {showNumber(group.points, lang)}
                  </td>
                </tr>
                {group.items.map((item) => (
                  <Item
                    key={item.code}
                    item={item}
                    open={(part) => setBehind({ code: item.code, title: item.title, part })}
                  />
                ))}
              </tbody>
            ))}
          </table>
        </section>
      </section>

      {data.communes.length + data.others.length > 1 ? (
        <div className="quality-columns">
          <Places
            title={say(text.communes)}
            rows={data.communes}
            scope={data.scope}
            choose={(scope) => choose({ scope })}
          />
          <Places
            title={say(text.others)}
            rows={data.others}
            scope={data.scope}
            choose={(scope) => choose({ scope })}
          />
        </div>
      ) : null}

      {behind ? (
        <RowsDialog
          behind={behind}
          asked={{ period: period.key, scope: data.scope }}
          close={() => setBehind(null)}
          choose={(part) => setBehind({ ...behind, part })}
        />
      ) : null}
    </Stack>
  )
}

/** A part of a whole as a bar; the number stands beside it, so readers are spared the bar. */
function Meter({ part }: { part: number }) {
  return (
    <span className="quality-meter" aria-hidden="true">
      <span style={{ inlineSize: `${Math.round(Math.max(0, Math.min(1, part)) * 100)}%` }} />
    </span>
  )
}

function figureWords(item: ItemScore, say: (words: Words) => string, lang: Lang): string {
  if (item.rate === null) return say(text.nothing)
  if (item.figure === 'average-time')
    return `${item.rate.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 })} ${say(text.days)}`
  const percent = `${(item.rate * 100).toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 2 })} %`
  return item.figure === 'satisfied'
    ? percent
    : `${showNumber(item.met, lang)} / ${showNumber(item.of, lang)} (${percent})`
}

function Item({ item, open }: { item: ItemScore; open: (part: Behind['part']) => void }) {
  const { say, lang } = useLanguage()
  const missed = item.of - item.met
  const beside = besidePoints[item.confidence]
  return (
    <tr>
      <th scope="row">
        <span className="quality-code figures">{item.code}</span> {say(item.title)}
        {item.target ? (
          <small className="quality-faint">
            {' '}
            ({say(text.fullAt)} {item.target} %)
          </small>
        ) : null}
        {item.confidence !== 'published' ? (
          <small className="quality-unsure">
            {say(confidenceWords[item.confidence])}. {item.note ? say(item.note) : ''} {say(text.source)}: {item.source}
            .
          </small>
        ) : item.note ? (
          <small className="quality-faint quality-block">{say(item.note)}</small>
        ) : null}
        {item.reason ? <small className="quality-reason">{say(item.reason)}</small> : null}
        {item.doubt ? <small className="quality-unsure">{say(item.doubt)}</small> : null}
      </th>
      <td>
        {item.of > 0 ? (
          <button
            type="button"
            className="quality-open figures"
            aria-label={`${item.code}: ${figureWords(item, say, lang)}. ${say(text.behind)}`}
            onClick={() => open(missed > 0 && item.figure !== 'average-time' ? 'missed' : 'all')}
          >
            {figureWords(item, say, lang)}
            <IconListSearch size={15} aria-hidden="true" />
          </button>
        ) : (
          <span className="quality-faint">{figureWords(item, say, lang)}</span>
        )}
        {item.unknown ? (
          <button
            type="button"
            className="quality-open quality-unknown figures"
            aria-label={`${item.code}: ${showNumber(item.unknown, lang)} ${say(text.unknown)}. ${say(text.behind)}`}
            onClick={() => open('unknown')}
          >
            {showNumber(item.unknown, lang)} {say(text.unknown)}
          </button>
        ) : null}
        {item.score !== null && item.points > 0 ? <Meter part={item.score / item.points} /> : null}
      </td>
      <td data-align="end" className="figures">
        {item.points === 0 ? (
          <span className="quality-faint">{say(text.info)}</span>
        ) : item.score === null ? (
          <span className="quality-faint">{say(text.leftOut)}</span>
        ) : (
          <>
            <strong>{two(item.score, lang)}</strong>
            <small className="quality-faint"> / {item.points}</small>
          </>
        )}
        {item.points > 0 && beside ? <small className="quality-assumed">{say(beside)}</small> : null}
      </td>
    </tr>
  )
}

function Places({
  title,
  rows,
  scope,
  choose,
}: {
  title: string
  rows: readonly Place[]
  scope: string
  choose: (scope: string) => void
}) {
  const { say, lang } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const id = useId()
  if (rows.length === 0) return null
  return (
    <section className="panel" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {say(text.ranking)}: {title}
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="inner-scroll quality-places" tabIndex={0} aria-label={tableOf(title)}>
        <table className="inner">
          <thead>
            <tr>
              <th scope="col" data-align="end">
                {say(text.rank)}
              </th>
              <th scope="col">{say(text.whose)}</th>
              <th scope="col" data-align="end">
                {say(text.share)}
              </th>
              <th scope="col">{say(text.label)}</th>
              <th scope="col" data-align="end">
                {say(text.late)}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.agency.id} data-active={row.agency.id === scope || undefined}>
                <td data-align="end" className="figures">
                  {row.rank ?? '–'} <Change row={row} />
                </td>
                <th scope="row">
                  <button type="button" className="quality-open" onClick={() => choose(row.agency.id)}>
                    {row.agency.short_name}
                  </button>
                </th>
                <td data-align="end" className="figures">
                  {row.share === null ? '–' : two(row.share, lang)}
                </td>
                <td>
                  {row.rank === null ? (
                    <span className="quality-faint">{say(text.unranked)}</span>
                  ) : (
                    say(speakLabel(row.label))
                  )}
                </td>
                <td data-align="end" className="figures">
                  {row.rank === null ? '–' : `${showNumber(row.late, lang)}/${showNumber(row.dossiers, lang)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

/** Up, down or as it was, against the period before; said to readers in words. */
function Change({ row }: { row: Place }) {
  const { say } = useLanguage()
  if (row.rank === null || row.before === null) return null
  const by = row.before - row.rank
  const words =
    by === 0
      ? w('giữ nguyên', 'as before')
      : by > 0
        ? w(`tăng ${by} bậc`, `up ${by}`)
        : w(`giảm ${-by} bậc`, `down ${-by}`)
  const Mark = by === 0 ? IconEqual : by > 0 ? IconArrowUpRight : IconArrowDownRight
  return (
    <span className="quality-change" data-by={Math.sign(by)} title={say(words)}>
      <Mark size={14} aria-hidden="true" />
      <span className="for-readers">{say(words)}</span>
    </span>
  )
}
