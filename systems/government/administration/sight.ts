import type { Words } from '#ground/text'
import type { Site } from '#kernel/channels'
import { quote, type Tx } from '#kernel/store'
import { rehearse, seeAs } from '#kernel/trust'
import { accountWords } from './words.ts'

/** Counting stops here: past it a person reads "more than", not a number. */
export const SEEN_MAX = 10_000

export interface SeenLine {
  title: Words
  before: number
  after: number
}

type Who = { account: string; person: string | null; kind: 'person' | 'service' }

/** How many rows of each kind an account sees on a day, asked under its own row-level security. */
async function seen(tx: Tx, site: Site, who: Who, day: string): Promise<Map<string, number>> {
  const types = [...site.types.values()].filter(
    (type) => !type.access.read.includes('everyone') && !type.access.read.includes('signed-in'),
  )
  return seeAs(tx, who, day, async () => {
    const found = new Map<string, number>()
    const count = async (name: string, sql: string, params: unknown[] = []) =>
      void found.set(name, (await tx.one<{ n: number }>(sql, params))?.n ?? 0)
    for (const type of types)
      await count(
        `${type.system}/${type.name}`,
        `select count(*)::int as n from (select from ${quote(type.table)} limit ${SEEN_MAX + 1}) as some_of_them`,
      )
    await count(
      'tasks',
      `select count(*)::int as n from (select from sen.task t where t.done_at is null and (t.assignee = $1 or (t.assignee is null and exists (
         select from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit where g.account = $1 and c.descendant = t.unit and g.role = t.role
            and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())))) limit ${SEEN_MAX + 1}) as some_of_them`,
      [who.account],
    )
    return found
  })
}

/**
 * What an account sees before and after a change of its rights, by making the change, asking the question as that account,
 * and taking both back. `day` is the day the change is in force. Needs the house's sight.
 */
export async function sightChange(
  tx: Tx,
  site: Site,
  who: Who,
  day: string,
  change: () => Promise<unknown>,
): Promise<SeenLine[]> {
  const before = await tx.asHouse(() => seen(tx, site, who, day))
  const after = await rehearse(tx, async () => {
    await change()
    return tx.asHouse(() => seen(tx, site, who, day))
  })
  const titles = new Map([...site.types.values()].map((type) => [`${type.system}/${type.name}`, type.words.plural]))
  return [...before.keys()]
    .map((name) => ({
      title: titles.get(name) ?? accountWords.tasksOpenToHer,
      before: before.get(name) ?? 0,
      after: after.get(name) ?? 0,
    }))
    .filter((line) => line.before > 0 || line.after > 0)
}
