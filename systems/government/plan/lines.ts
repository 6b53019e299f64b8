import { type LocalDate, localDate } from '#ground/clock'
import type { Words } from '#ground/text'
import type { Site } from '#kernel/channels'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { Budget, Line, Milestone } from './records.ts'
import { type Health, healthOf, type Money } from './rules.ts'
import { courseLimits } from './terms.ts'
import { plannedSystemWords } from './words.ts'

export type LineRow = Row<typeof Line>
export type MilestoneRow = Row<typeof Milestone>
export type BudgetRow = Row<typeof Budget>

/** Most rows of one kind that a page or a report of the plan takes in; forty contents stay far below. */
export const ROWS_MAX = 5_000

export interface LineShown {
  row: LineRow
  milestones: MilestoneRow[]
  health: Health
}

/** All contents in the order of the appendix with their milestones and how each stands today. Public figures only. */
export async function readLines(tx: Tx, today: LocalDate = localDate(tx.now)): Promise<LineShown[]> {
  const limits = await courseLimits(tx)
  const rows = await tx.query<LineRow>(`select * from plan.line order by position, code limit ${ROWS_MAX}`)
  const milestones = await tx.query<MilestoneRow>(`select * from plan.milestone order by due, id limit ${ROWS_MAX}`)
  return rows.map((row) => {
    const own = milestones.filter((one) => one.line === row.id)
    return { row, milestones: own, health: healthOf(row, own, today, limits) }
  })
}

export type SystemState = 'on' | 'off' | 'absent'

/** A system that fulfils a content, as it stands in this house now. Asked before a transaction, never inside one. */
export async function systemStates(
  site: Site,
): Promise<(folder: string) => { name: string; title: Words | null; state: SystemState }> {
  const off = await site.switches.now()
  return (folder) => {
    const name = folder.split('/').at(-1) ?? folder
    const found = site.systems.find((system) => system.name === name)
    return {
      name,
      title: found?.title ?? plannedSystemWords[name] ?? null,
      state: !found ? 'absent' : off.has(name) ? 'off' : 'on',
    }
  }
}

/** Money of a row as plain figures. */
export const moneyOf = (row: Money): Money => ({ planned: row.planned, allocated: row.allocated, spent: row.spent })
