import { localDate } from '#ground/clock'
import { changeRow, type RecordType, type Row, whenCreated } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit } from '#kernel/trust'
import { Approval, Budget, Evidence, Line, Milestone, Obstacle, Risk, Score } from './records.ts'
import { refuse } from './refusals.ts'
import { evidenceKindWords } from './words.ts'

type LineRow = Row<typeof Line>

/** The content a row hangs on; it must be there. */
const lineOf = async (tx: Tx, id: string): Promise<LineRow> => {
  const row = await tx.one<LineRow>('select * from plan.line where id = $1', [id])
  if (!row) throw refuse['no-such-line']({ code: id }, 'line')
  return row
}

/** Only who has a part in a content writes about it: its units, the partner, the focal department (and the house). */
async function mustHavePart(tx: Tx, line: LineRow, unit: string): Promise<void> {
  if (tx.actor.kind === 'system' || unit === line.unit || unit === line.partner || line.units?.includes(unit)) return
  // Sở Tài chính enters money for every content.
  if (tx.actor.roles.some((grant) => grant.role === 'plan-finance' && grant.unit === unit)) return
  const name = (await findUnit(tx, unit))?.name ?? ''
  throw refuse['not-responsible']({ unit: name, code: line.code }, 'line')
}

/** Gives a row the sight of its content. */
async function settle(
  tx: Tx,
  type: typeof Approval | typeof Budget | typeof Risk | typeof Obstacle | typeof Evidence,
  row: { id: string; version: number; unit: string; line: string },
  more: Record<string, unknown> = {},
): Promise<void> {
  const line = await lineOf(tx, row.line)
  await mustHavePart(tx, line, row.unit)
  await tx.asHouse(() =>
    changeRow(tx, type as RecordType, row.id, row.version, {
      focal: line.unit,
      units: line.units ?? [],
      ...more,
    } as never),
  )
}

whenCreated(Approval, (tx, row) => settle(tx, Approval, row, { asked_on: localDate(tx.now) }))
whenCreated(Risk, (tx, row) => settle(tx, Risk, row))
whenCreated(Obstacle, (tx, row) => settle(tx, Obstacle, row, { sent_on: localDate(tx.now) }))
whenCreated(Budget, (tx, row) => settle(tx, Budget, row))

whenCreated(Evidence, async (tx, row) => {
  const given = { file: (row.files ?? []).length > 0, link: Boolean(row.url), system: Boolean(row.system) }[row.kind]
  const what = {
    file: { vi: 'ít nhất một tệp', en: 'at least one file' },
    link: { vi: 'đường dẫn https', en: 'an https link' },
    system: { vi: 'tên hệ thống', en: 'the name of a system' },
  }[row.kind]
  const { lang } = tx.actor
  if (!given) throw refuse['evidence-empty']({ kind: evidenceKindWords[row.kind][lang], what: what[lang] }, 'kind')
  await settle(tx, Evidence, row)
})

whenCreated(Milestone, async (tx, row) => {
  const line = await lineOf(tx, row.line)
  const owner = row.owner
  if (owner && owner !== line.unit && owner !== line.partner && !line.units?.includes(owner))
    throw refuse['owner-outside']({ code: line.code }, 'owner')
})

/** The code stands in lists; the indicator itself may be renamed. */
whenCreated(Score, async (tx, row) => {
  const indicator = await tx.one<{ code: string; owner: string | null }>(
    'select code, owner from plan.indicator where id = $1',
    [row.indicator],
  )
  await tx.asHouse(() =>
    changeRow(tx, Score, row.id, row.version, {
      code: indicator?.code ?? null,
      owner: row.owner ?? indicator?.owner ?? null,
    }),
  )
})

/** A content that people add begins as the appendix's do: with its unit as the only responsible one. */
whenCreated(Line, async (tx, row) => {
  if ((row.units ?? []).length > 0) return
  await tx.asHouse(() => changeRow(tx, Line, row.id, row.version, { units: [row.unit] }))
})
