import { canonical, changeRow, createRow, type Input, type Row } from '#kernel/records'
import { type Database, house, type Tx } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { getUnitByCode } from '#kernel/trust'
import { dtiEditions, planAgreement, planLines } from '#province'
import { Indicator, Line, Term } from './records.ts'
import { terms } from './rules.ts'

async function idsOf(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ code: string; id: string }>('select code, id from sen.unit where code = any($1)', [
    codes,
  ])
  return new Map(rows.map((row) => [row.code, row.id]))
}

/** The forty contents. What people have written since (state, progress, further units) stays. */
async function loadLines(tx: Tx): Promise<number> {
  const focal = await getUnitByCode(tx, planAgreement.focal)
  const ids = await idsOf(tx, [...new Set(planLines.flatMap((line) => [...line.units, line.partner]))])
  const known = new Map((await tx.query<Row<typeof Line>>('select * from plan.line')).map((row) => [row.code, row]))
  let written = 0
  for (const [place, line] of planLines.entries()) {
    const words: Input<typeof Line> = {
      position: place + 1,
      part: line.part,
      field: line.field.vi,
      field_en: line.field.en,
      content: line.content.vi,
      content_en: line.content.en,
      from_year: line.from,
      to_year: line.to,
      units_text: line.unitsText.vi,
      units_text_en: line.unitsText.en,
      systems: [...line.systems],
      source: planAgreement.source,
    }
    const row = known.get(line.code)
    if (!row) {
      await createRow(
        tx,
        Line,
        {
          code: line.code,
          ...words,
          partner: ids.get(line.partner) ?? null,
          units: line.units.flatMap((code) => ids.get(code) ?? []),
        },
        { unit: focal.id },
      )
      written++
    } else if (
      Object.entries(words).some(
        ([name, value]) => canonical((row as unknown as Record<string, unknown>)[name] ?? null) !== canonical(value),
      )
    ) {
      await changeRow(tx, Line, row.id, row.version, words)
      written++
    }
  }
  return written
}

async function loadIndicators(tx: Tx): Promise<void> {
  const focal = await getUnitByCode(tx, planAgreement.focal)
  const known = new Set(
    (await tx.query<{ key: string }>("select edition || '|' || code as key from plan.indicator")).map((row) => row.key),
  )
  for (const edition of dtiEditions) {
    const pillars = new Map(edition.mains.map((main) => [main.code, main.pillar]))
    for (const [place, item] of edition.items.entries()) {
      // A row an officer has put right (the official name, the official points) is hers.
      if (known.has(`${edition.name}|${item.code}`)) continue
      await createRow(
        tx,
        Indicator,
        {
          edition: edition.name,
          code: item.code,
          position: place + 1,
          main: item.main,
          pillar: pillars.get(item.main) ?? 'foundation',
          name: item.name?.vi ?? `Chỉ tiêu ${item.code} (chưa có tên chính thức)`,
          name_en: item.name?.en ?? `Indicator ${item.code} (official name not known)`,
          points: item.points,
          points_known: item.pointsKnown,
          formula: item.formula,
          steps: [...item.steps],
          live: item.live,
          valid_from: edition.valid_from,
          valid_to: edition.valid_to,
          source: edition.source,
          confidence: item.confidence,
        },
        { unit: focal.id },
      )
    }
  }
}

/** The plan, its rules and the index as dated rows. */
export const load: Load = async (database: Database, { log }) => {
  await loadOnce(database, 'plan:terms', terms, () =>
    database.transaction(house, async (tx) => {
      const focal = await getUnitByCode(tx, planAgreement.focal)
      const known = new Set(
        (
          await tx.query<{ key: string }>(
            "select what || '|' || to_char(valid_from, 'YYYY-MM-DD') as key from plan.term",
          )
        ).map((row) => row.key),
      )
      for (const term of terms)
        if (!known.has(`${term.what}|${term.valid_from}`)) await createRow(tx, Term, term, { unit: focal.id })
    }),
  )
  await loadOnce(database, 'plan:lines', { planLines, planAgreement }, async () => {
    const count = await database.transaction(house, loadLines)
    log(`Kế hoạch hợp tác: ${count} nội dung mới hoặc thay đổi`)
  })
  await loadOnce(database, 'plan:indicators', dtiEditions, () => database.transaction(house, loadIndicators))
}
