import { Button, Title } from '@mantine/core'
import { IconFileText, IconFileTypePdf } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { AppLink, useLanguage } from '#kernel/channels/officer'
import { barOf, placeIn } from '../rules.ts'
import './plan.css'

/** Both languages where they are used: `s('Năm', 'Year')`. */
export function useWords(): (vi: string, en: string) => string {
  const { lang } = useLanguage()
  return (vi, en) => (lang === 'vi' ? vi : en)
}

export function Panel({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="plan-panel-head">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        {action}
      </div>
      {children}
    </section>
  )
}

/** A table that scrolls by itself and can be reached by keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  const s = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="inner-scroll" tabIndex={0} aria-label={`${s('Bảng', 'Table')}: ${label}`}>
      {children}
    </section>
  )
}

/** The two files of a document; `path` is its door without the ending. */
export function Files({ path, query = '' }: { path: string; query?: string }) {
  return (
    <div className="plan-files">
      <Button
        component="a"
        variant="default"
        size="compact-sm"
        leftSection={<IconFileTypePdf size={16} />}
        href={`${path}.pdf${query}`}
        target="_blank"
        rel="noreferrer"
      >
        PDF
      </Button>
      <Button
        component="a"
        variant="default"
        size="compact-sm"
        leftSection={<IconFileText size={16} />}
        href={`${path}.docx${query}`}
      >
        DOCX
      </Button>
    </div>
  )
}

const WIDTH = 600
const HEIGHT = 30

/** A content in the years: period, progress, milestones, today. The words are in `label`. */
export function Bar({
  line,
  first,
  last,
  today,
  label,
}: {
  line: {
    from_year: number
    to_year: number
    progress: number
    milestones: readonly { id: string; title: string; due: string; done_on: string | null }[]
  }
  first: number
  last: number
  today: string
  label: string
}) {
  const { left, width } = barOf(line, first, last)
  const years = Array.from({ length: last - first + 1 }, (_, place) => first + place)
  const x = (part: number) => Math.round(part * WIDTH * 10) / 10
  const now = x(placeIn(today, first, last))
  return (
    <svg className="gantt" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {years.slice(1).map((year, place) => (
        <line
          key={year}
          className="gantt-grid"
          x1={x((place + 1) / years.length)}
          x2={x((place + 1) / years.length)}
          y1={0}
          y2={HEIGHT}
        />
      ))}
      <rect className="gantt-period" x={x(left)} y={8} width={x(width)} height={14} rx={3} />
      {line.progress > 0 ? (
        <rect
          className="gantt-progress"
          x={x(left)}
          y={8}
          width={x((width * line.progress) / 100)}
          height={14}
          rx={3}
        />
      ) : null}
      {line.milestones.map((one) => (
        <path
          key={one.id}
          className={`gantt-milestone gantt-${one.done_on !== null ? 'done' : one.due < today ? 'late' : 'open'}`}
          d={`M${x(placeIn(one.due, first, last))} 7l8 8-8 8-8-8z`}
        >
          <title>{one.title}</title>
        </path>
      ))}
      <line className="gantt-today" x1={now} x2={now} y1={1} y2={HEIGHT - 1} />
    </svg>
  )
}

/** The years above the bars, in the same scale. */
export function Years({ first, last }: { first: number; last: number }) {
  return (
    <span className="gantt-years" aria-hidden="true">
      {Array.from({ length: last - first + 1 }, (_, place) => first + place).map((year) => (
        <span key={year}>{year}</span>
      ))}
    </span>
  )
}

/** The way back, above a title. */
export function AppLinkBack({ link, words }: { link: string; words: string }) {
  return (
    <nav className="crumbs" aria-label={words}>
      <AppLink link={link}>{words}</AppLink>
    </nav>
  )
}
