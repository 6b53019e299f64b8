import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { IconArrowRight, IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect, useId, useMemo, useState } from 'react'
import {
  type Board,
  type BoardHead,
  type BoardList,
  type BoardNumber,
  call,
  type Lang,
  type Series,
  type Words,
} from './api.ts'
import { CommuneMap, useCommunes } from './commune-map.tsx'
import { showInstant, showNumber } from './format.ts'
import { useLanguage } from './language.tsx'
import { AppLink } from './link.tsx'
import { findSystem, useMeta } from './session.tsx'
import { Empty, Failure, Loading } from './states.tsx'

const Chart = lazy(() => import('./chart.tsx').then((module) => ({ default: module.Chart })))

export function useBoards() {
  return useQuery({
    queryKey: ['boards'],
    queryFn: ({ signal }) => call<BoardHead[]>('/api/v1/boards', { signal }),
    staleTime: 60_000,
  })
}

export function useBoard(name: string | undefined) {
  return useQuery({
    queryKey: ['board', name],
    queryFn: ({ signal }) => call<Board>(`/api/v1/boards/${name}`, { signal }),
    enabled: Boolean(name),
    refetchInterval: 60_000,
  })
}

export function BoardsPage() {
  const { t, say } = useLanguage()
  const { data, error, isPending, refetch } = useBoards()
  const { data: meta } = useMeta()
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        {t('boards')}
      </Title>
      {data.length === 0 ? (
        <div className="panel">
          <Empty text={t('noBoards')} />
        </div>
      ) : (
        <ul className="board-heads">
          {data.map((board) => (
            <li key={board.name}>
              <Link to="/boards/$name" params={{ name: board.name }} className="board-head panel">
                <IconChartBar size={24} stroke={1.5} aria-hidden="true" />
                <span>
                  <strong>{say(board.title)}</strong>
                  <small>{say(findSystem(meta, board.system)?.title) || board.system}</small>
                </span>
                <IconArrowRight size={18} aria-hidden="true" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  )
}

export function BoardPage() {
  const { t, say } = useLanguage()
  const { name = '' } = useParams({ strict: false })
  const { data, error, isPending, refetch } = useBoard(name)
  if (isPending) return <Loading />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return (
    <Stack gap="md">
      <div>
        <nav className="crumbs" aria-label={t('boards')}>
          <Link to="/boards">{t('boards')}</Link>
          <span aria-hidden="true">/</span>
          <span>{say(data.title)}</span>
        </nav>
        <Group justify="space-between" align="flex-end">
          <Title order={1} size="h3">
            {say(data.title)}
          </Title>
          <Text size="xs" c="dimmed" className="figures">
            {t('boardAt', { at: showInstant(data.at) })}
          </Text>
        </Group>
      </div>
      <ul className="numbers">
        {data.numbers.map((number) => (
          <li key={number.key}>
            <NumberCard number={number} />
          </li>
        ))}
      </ul>
      <div className="charts">
        {data.series.map((series) => (
          <SeriesPanel key={series.key} series={series} />
        ))}
        {data.map ? <MapPanel name={name} map={data.map} /> : null}
      </div>
      {data.lists.map((list, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lists of a board keep their order
        <ListPanel key={index} list={list} />
      ))}
    </Stack>
  )
}

/** The map of a board in its place, drawn when it comes into sight; the same figures as a table on request. */
function MapPanel({ name, map }: { name: string; map: NonNullable<Board['map']> }) {
  const { t, say, lang } = useLanguage()
  const communes = useCommunes()
  const [view, setView] = useState('chart')
  const [hover, setHover] = useState<string | null>(null)
  const { ref, entry } = useIntersection({ rootMargin: '200px' })
  const [seen, setSeen] = useState(false)
  const near = entry?.isIntersecting ?? false
  useEffect(() => {
    if (near) setSeen(true)
  }, [near])
  const id = useId()
  const values = useMemo(() => new Map(Object.entries(map.values)), [map.values])
  const title = say(map.title)
  const unit = say(map.unit)
  const rows = (communes.data?.features ?? [])
    .map((one) => ({ ...one.properties, value: values.get(one.properties.code) }))
    .filter((one) => one.value !== undefined)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  return (
    <section className="panel board-map" aria-labelledby={id} ref={ref}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        <Group gap="sm">
          <Link to="/map" search={{ board: name }} className="quiet-link">
            {t('bigMap')}
          </Link>
          <SegmentedControl
            size="xs"
            value={view}
            onChange={setView}
            aria-label={title}
            data={[
              { value: 'chart', label: t('map') },
              { value: 'table', label: t('table') },
            ]}
          />
        </Group>
      </Group>
      {values.size === 0 ? (
        <p className="nothing">{t('noData')}</p>
      ) : communes.error ? (
        <Failure reason={communes.error} retry={() => void communes.refetch()} />
      ) : view === 'chart' ? (
        <>
          <div className="board-map-frame">
            {seen && communes.data ? (
              <CommuneMap
                communes={communes.data}
                values={values}
                unit={unit}
                title={title}
                hover={hover}
                onHover={setHover}
              />
            ) : (
              <Loading lines={5} />
            )}
          </div>
          {communes.data?.source === 'hexagons' ? (
            <Text size="xs" c="dimmed" mt={6}>
              {t('mapHexagons')}
            </Text>
          ) : null}
        </>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="inner-scroll board-map-frame" tabIndex={0} aria-label={`${t('table')}: ${title}`}>
          <table className="inner">
            <thead>
              <tr>
                <th scope="col">{t('commune')}</th>
                <th scope="col" data-align="end">
                  {unit || t('value')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.code}>
                  <th scope="row">{one.name}</th>
                  <td data-align="end" className="figures">
                    {showNumber(one.value ?? 0, lang)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function NumberCard({ number }: { number: BoardNumber }) {
  const { t, say, lang } = useLanguage()
  const value = typeof number.value === 'number' ? showNumber(number.value, lang) : (number.value ?? '–')
  const body: ReactNode = (
    <>
      <span className="number-label">{say(number.label)}</span>
      <span className="number-value">
        {value}
        {number.unit ? <small> {say(number.unit)}</small> : null}
      </span>
      {number.link ? (
        <span className="number-link">
          {t('seeRows')} <IconArrowRight size={14} aria-hidden="true" />
        </span>
      ) : null}
    </>
  )
  if (!number.link)
    return (
      <div className="number panel" data-tone={number.tone}>
        {body}
      </div>
    )
  return (
    <AppLink link={number.link} className="number panel" tone={number.tone}>
      {body}
    </AppLink>
  )
}

function SeriesPanel({ series }: { series: Series }) {
  const { t, say, lang } = useLanguage()
  const [view, setView] = useState('chart')
  const id = useId()
  const empty = series.categories.length === 0 || series.values.every((one) => one.data.length === 0)
  return (
    <section className="panel" aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5" id={id}>
          {say(series.title)}
        </Title>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label={say(series.title)}
          data={[
            { value: 'chart', label: t('chart') },
            { value: 'table', label: t('table') },
          ]}
        />
      </Group>
      {empty ? (
        <p className="nothing">{t('noData')}</p>
      ) : view === 'chart' ? (
        <div className="chart-frame">
          <Suspense fallback={<Loading lines={5} />}>
            <Chart series={series} />
          </Suspense>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="inner-scroll chart-frame" tabIndex={0} aria-label={`${t('table')}: ${say(series.title)}`}>
          <table className="inner">
            <thead>
              <tr>
                <th scope="col">{t('category')}</th>
                {series.values.map((one) => (
                  <th key={say(one.name)} scope="col" data-align="end">
                    {say(one.name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {series.categories.map((category, index) => (
                <tr key={say(category)}>
                  <th scope="row">{say(category)}</th>
                  {series.values.map((one) => (
                    <td key={say(one.name)} data-align="end" className="figures">
                      {one.data[index] === null || one.data[index] === undefined
                        ? '–'
                        : showNumber(one.data[index], lang)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function ListPanel({ list }: { list: BoardList }) {
  const { t, say, lang } = useLanguage()
  const id = useId()
  const columns = list.columns.map((column): { key: string; label: Words | string } => {
    if (typeof column === 'string') return { key: column, label: column }
    return 'key' in column ? column : { key: column.vi, label: column }
  })
  return (
    <section className="panel board-list" aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {say(list.title)}
      </Title>
      {list.rows.length === 0 ? (
        <p className="nothing">{t('noData')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <section className="inner-scroll" tabIndex={0} aria-label={`${t('table')}: ${say(list.title)}`}>
          <table className="inner">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key} scope="col">
                    {say(column.label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row, index) => {
                const link = Array.isArray(row) ? undefined : row.link
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows of a board have no identity
                  <tr key={index}>
                    {columns.map((column, at) => {
                      const text = showCell(Array.isArray(row) ? row[at] : row[column.key], say, lang)
                      return (
                        <td key={column.key}>
                          {at === 0 && typeof link === 'string' ? <AppLink link={link}>{text}</AppLink> : text}
                        </td>
                      )
                    })}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function showCell(value: unknown, say: (text: Words | string) => string, lang: Lang): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'number') return showNumber(value, lang)
  if (typeof value === 'object') return 'vi' in value ? say(value as Words) : JSON.stringify(value)
  const text = String(value)
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? showInstant(text) : text
}
