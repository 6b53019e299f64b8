import { formatDate, type LocalDate } from '#ground/clock'
import { type Html, html, type Lang } from '#kernel/channels'
import { barOf, placeIn } from '../rules.ts'
import { pageWords as p } from './words.ts'

const WIDTH = 400
const HEIGHT = 38
const BAR_TOP = 17
const BAR_HEIGHT = 12

export interface GanttLine {
  from_year: number
  to_year: number
  progress: number
  milestones: readonly { title: string; due: LocalDate; done_on: LocalDate | null }[]
}

const fill = (text: string, facts: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (slot, name: string) => String(facts[name] ?? slot))

/**
 * One content between the first and the last year as an SVG: its period, its progress in it, its milestones, today. Drawn on the
 * server, without script; the same words stand in `aria-label` and each diamond has its title.
 */
export function ganttBar(line: GanttLine, first: number, last: number, today: LocalDate, lang: Lang): Html {
  const x = (part: number): number => Math.round(part * WIDTH * 10) / 10
  const { left, width } = barOf(line, first, last)
  const years = Array.from({ length: last - first + 1 }, (_, place) => first + place)
  const facts = { from: line.from_year, to: line.to_year, progress: line.progress }
  const label =
    line.from_year === line.to_year ? fill(p.bar[lang].replace('{from}–', ''), facts) : fill(p.bar[lang], facts)
  return html`<svg class="gantt" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${years.map(
    (year, place) =>
      html`<text class="gantt-year" x="${x(place / years.length) + 3}" y="11">${year}</text>${place > 0 ? html`<line class="gantt-grid" x1="${x(place / years.length)}" x2="${x(place / years.length)}" y1="0" y2="${HEIGHT}"/>` : null}`,
  )}<rect class="gantt-period" x="${x(left)}" y="${BAR_TOP}" width="${x(width)}" height="${BAR_HEIGHT}" rx="3"/>${
    line.progress > 0
      ? html`<rect class="gantt-progress" x="${x(left)}" y="${BAR_TOP}" width="${x((width * line.progress) / 100)}" height="${BAR_HEIGHT}" rx="3"/>`
      : null
  }${line.milestones.map((one) => {
    const at = x(placeIn(one.due, first, last))
    const y = BAR_TOP + BAR_HEIGHT / 2
    const state = one.done_on !== null ? 'done' : one.due < today ? 'late' : 'open'
    return html`<path class="gantt-milestone gantt-${state}" d="M${at} ${y - 8}l8 8-8 8-8-8z"><title>${one.title} (${formatDate(one.due)})</title></path>`
  })}<line class="gantt-today" x1="${x(placeIn(today, first, last))}" x2="${x(placeIn(today, first, last))}" y1="2" y2="${HEIGHT - 2}"/></svg>`
}
