import { Alert, Group, Select, Stack, Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { call, Failure, Loading, type PanelProps, showInstant, ToneBadge, useLanguage } from '#kernel/channels/officer'
import type { DossierTime } from '../../planning/plan.ts'
import { planningWords as w } from '../../planning/words.ts'
import { fill, spoken } from './time.ts'
import './planning.css'

const tones = { 'on-time': 'good', 'at-risk': 'wait', 'likely-late': 'bad', late: 'bad', unknown: 'neutral' } as const
/** Narrower, the words would not be read. */
const WIDTH_MIN = 280
const BAR = { top: 26, height: 26 }

/** The time of a dossier as a drawing, in words and in figures; what would happen; what the past says. */
export default function ClockPanel({ row }: PanelProps) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['case', 'one-stop', 'time', row.id, row.version],
    queryFn: ({ signal }) => call<DossierTime>(`/api/v1/one-stop/planning/time/${row.id}`, { signal }),
  })
  if (isPending) return <Loading lines={4} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  return (
    <Stack gap="sm">
      <Drawing time={data} />
      <Sums time={data} />
      {data.forecast ? <Outlook time={data} /> : null}
      {data.whatIf ? <WhatIfs time={data} /> : null}
      <Table time={data} />
    </Stack>
  )
}

function Drawing({ time }: { time: DossierTime }) {
  const { say } = useLanguage()
  const pattern = useId().replace(/\W/g, '')
  // Drawn at the size it has: scaled down, its words would be too small on a telephone.
  const { ref, width } = useElementSize()
  const wide = Math.max(WIDTH_MIN, Math.round(width))
  const instants = [
    ...time.parts.flatMap((part) => [part.from, part.to]),
    ...time.marks.map((mark) => mark.at),
    time.now,
  ]
    .map((text) => Date.parse(text))
    .sort((a, b) => a - b)
  const [first = 0, last = 1] = [instants[0], instants.at(-1)]
  const x = (text: string): number => ((Date.parse(text) - first) / Math.max(1, last - first)) * (wide - 8) + 4
  const open = !time.marks.some((mark) => mark.kind === 'finished')
  // Words that would lie on each other are set in two rows; what still finds no room is in the table.
  const rows = [-1e9, -1e9]
  const marks = time.marks.map((mark) => {
    const at = x(mark.at)
    const row = rows.findIndex((taken) => at - taken > 92)
    if (row >= 0) rows[row] = at
    return { ...mark, x: at, row }
  })
  return (
    <div ref={ref}>
      <svg viewBox={`0 0 ${wide} 92`} className="time-drawing" role="img" aria-label={say(w.time)}>
        <defs>
          <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="var(--sen-chart-3)" opacity="0.35" />
            <rect width="3" height="6" fill="var(--sen-chart-3)" />
          </pattern>
        </defs>
        {time.parts.map((part) => (
          <rect
            key={part.from}
            className="time-part"
            data-kind={part.kind}
            x={x(part.from)}
            y={BAR.top}
            width={Math.max(1.5, x(part.to) - x(part.from))}
            height={BAR.height}
            {...(part.kind === 'citizen' || part.kind === 'payment' ? { style: { fill: `url(#${pattern})` } } : {})}
          >
            <title>{`${say(w.parts[part.kind])}: ${showInstant(part.from)} – ${showInstant(part.to)}`}</title>
          </rect>
        ))}
        {marks.map((mark) => (
          <g key={`${mark.kind} ${mark.at}`}>
            <line
              className={mark.kind === 'due' ? 'time-due' : 'time-mark'}
              x1={mark.x}
              x2={mark.x}
              y1={BAR.top - 6}
              y2={BAR.top + BAR.height + 6}
            />
            {mark.row >= 0 ? (
              <text
                x={mark.x}
                y={mark.row === 0 ? BAR.top + BAR.height + 20 : BAR.top + BAR.height + 36}
                textAnchor={mark.x < 50 ? 'start' : mark.x > wide - 50 ? 'end' : 'middle'}
              >
                {say(w.marks[mark.kind])}
              </text>
            ) : null}
          </g>
        ))}
        {open ? (
          <g>
            <line
              className="time-now"
              x1={x(time.now)}
              x2={x(time.now)}
              y1={BAR.top - 10}
              y2={BAR.top + BAR.height + 4}
            />
            <text
              x={x(time.now)}
              y={BAR.top - 14}
              textAnchor={x(time.now) < 50 ? 'start' : x(time.now) > wide - 50 ? 'end' : 'middle'}
            >
              {say(w.now)}
            </text>
          </g>
        ) : null}
      </svg>
      <ul className="time-keys">
        {[...new Set(time.parts.map((part) => part.kind))].map((kind) => (
          <li key={kind}>
            <svg width="16" height="12" aria-hidden="true">
              <rect
                className="time-part"
                data-kind={kind}
                width="16"
                height="12"
                {...(kind === 'citizen' || kind === 'payment' ? { style: { fill: `url(#${pattern})` } } : {})}
              />
            </svg>
            {say(w.parts[kind])}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Sums({ time }: { time: DossierTime }) {
  const { say, lang } = useLanguage()
  const sums = [
    [w.office, time.totals.office],
    [w.applicant, time.totals.applicant],
    ...(time.totals.late > 0 ? ([[w.lateTotal, time.totals.late]] as const) : []),
  ] as const
  return (
    <dl className="time-sums">
      {sums.map(([label, minutes]) => (
        <div key={label.vi}>
          <dt>{say(label)}</dt>
          <dd>{spoken(minutes, lang)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Outlook({ time }: { time: DossierTime }) {
  const { say, lang } = useLanguage()
  const seen = time.forecast
  if (!seen) return null
  return (
    <section>
      <Group gap="xs">
        <Text fw={600} size="sm">
          {say(w.forecastTitle)}
        </Text>
        <ToneBadge tone={tones[seen.outlook]} label={say(w.outlook[seen.outlook])} />
      </Group>
      {seen.outlook === 'unknown' ? null : (
        <Text size="sm">
          {fill(w.finish, lang, { half: showInstant(seen.finish50), most: showInstant(seen.finish80) })}
        </Text>
      )}
      <div className="time-scroll">
        <table className="time-table">
          <thead>
            <tr>
              <th scope="col">{say(w.step)}</th>
              <th scope="col">{say(w.usual)}</th>
              <th scope="col">{say(w.most)}</th>
            </tr>
          </thead>
          <tbody>
            {seen.steps.map((step, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps of a forecast keep their order
              <tr key={place}>
                <td>
                  {say(step.name)}
                  <Text size="xs" c="dimmed">
                    {step.unit} · {step.pace.count > 0 ? fill(w.seen, lang, { n: step.pace.count }) : say(w.byLimit)}
                  </Text>
                </td>
                <td className="figures">{spoken(step.pace.p50, lang)}</td>
                <td className="figures">{spoken(step.pace.p80, lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function WhatIfs({ time }: { time: DossierTime }) {
  const { say, lang } = useLanguage()
  const rows = time.whatIf ?? []
  const [chosen, setChosen] = useState(String(rows[2]?.days ?? rows[0]?.days ?? 1))
  const row = rows.find((one) => String(one.days) === chosen)
  if (!row) return null
  const days = fill(w.days, lang, { n: row.days })
  const left = fill(row.idleMinutes < 0 ? w.lateBy : w.leftBy, lang, { time: spoken(row.idleMinutes, lang) })
  return (
    <section>
      <Group gap="xs">
        <Text fw={600} size="sm">
          {say(w.ifTitle)}
        </Text>
        <Select
          size="xs"
          w={150}
          aria-label={say(w.ifDays)}
          data={rows.map((one) => ({ value: String(one.days), label: fill(w.days, lang, { n: one.days }) }))}
          value={chosen}
          onChange={(value) => setChosen(value ?? chosen)}
          allowDeselect={false}
        />
      </Group>
      <ul className="time-ifs">
        <li>{fill(w.ifSupplement, lang, { days, at: showInstant(row.supplement) })}</li>
        <li>{fill(w.ifPayment, lang, { days, at: showInstant(row.payment) })}</li>
        <li>{fill(w.ifIdle, lang, { days, left })}</li>
      </ul>
    </section>
  )
}

function Table({ time }: { time: DossierTime }) {
  const { say, lang } = useLanguage()
  return (
    <details>
      <summary>{say(w.asTable)}</summary>
      {time.formerDueAt ? (
        <Alert variant="light" color="yellow" my="xs">
          {say(w.marks.promised)}: {showInstant(time.formerDueAt)}
        </Alert>
      ) : null}
      <div className="time-scroll">
        <table className="time-table">
          <thead>
            <tr>
              {[w.what, w.from, w.to, w.length, w.who, w.why].map((head) => (
                <th key={head.vi} scope="col">
                  {say(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {time.parts.map((part) => (
              <tr key={part.from}>
                <td>{say(w.parts[part.kind])}</td>
                <td className="figures">{showInstant(part.from)}</td>
                <td className="figures">{showInstant(part.to)}</td>
                <td className="figures">{spoken(part.minutes, lang)}</td>
                <td>{part.by ?? '–'}</td>
                <td>{part.why ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
