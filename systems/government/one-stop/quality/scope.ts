import { isUuid } from '#ground/ids'
import type { Tx } from '#kernel/store'
import { getUnitByCode } from '#kernel/trust'
import { provinceUnitCode } from '#province'
import { refuseQuality } from './refusals.ts'

/** Roles that look at the index and at the monitor. */
export const watchRoles = ['province-monitor', 'leader', 'centre-head'] as const

export interface Agency {
  id: string
  code: string
  name: string
  short_name: string
  kind: string
  /** Five digits; null for what is not a commune. */
  commune: string | null
}

/** Whose index: the province as one, or one agency. */
export type Scope = { kind: 'province'; id: string; name: string } | ({ scope: 'agency' } & Agency)

export interface Sight {
  /** The whole province lies within her roles. */
  province: boolean
  root: { id: string; name: string }
  /** Agencies she follows, in the order of their codes. */
  agencies: Agency[]
  /** Every agency there is: for places in a ranking. */
  every: Agency[]
}

/**
 * What the actor follows today: agencies within reach of her roles; a head of a one-stop centre also the agency the centre
 * belongs to, and the head of the provincial centre every agency of the province, whose dossiers lie with her.
 */
export async function sightOf(tx: Tx): Promise<Sight> {
  const root = await getUnitByCode(tx, provinceUnitCode)
  const rows = await tx.query<Agency & { mine: boolean; all: boolean }>(
    `with r as (select sen.reach($1::text[]) as units)
     select u.id, u.code, u.name, u.short_name, u.kind, case when u.kind = 'commune' then u.commune end as commune,
            $2::uuid = any(r.units) as all,
            u.id = any(r.units)
              or exists (select from sen.unit c where c.parent = u.id and c.kind = 'commune-one-stop' and c.id = any(r.units))
              or (u.kind <> 'commune' and exists (select from sen.unit c where c.kind = 'province-one-stop' and c.id = any(r.units))) as mine
       from sen.unit u, r
      where u.kind in ('commune', 'department', 'economic-zone-board', 'province-office')
        and u.valid_from <= sen.today() and (u.valid_to is null or u.valid_to >= sen.today())
      order by u.kind = 'commune', u.code`,
    [watchRoles, root.id],
  )
  const every = rows.map(({ mine: _mine, all: _all, ...agency }) => agency)
  return {
    province: rows[0]?.all ?? false,
    root: { id: root.id, name: root.name },
    agencies: every.filter((_, index) => rows[index]?.mine),
    every,
  }
}

/** The scope asked for: 'province' or the id of an agency; without one the widest she has. Refuses what she does not follow. */
export function getScope(sight: Sight, asked: string | undefined): Scope {
  const province: Scope = { kind: 'province', ...sight.root }
  if (!asked) {
    if (sight.province) return province
    const own = sight.agencies[0]
    if (!own) throw refuseQuality['not-your-scope']()
    return { scope: 'agency', ...own }
  }
  if (asked === 'province') {
    if (!sight.province) throw refuseQuality['not-your-scope']()
    return province
  }
  const found = isUuid(asked) ? sight.agencies.find((one) => one.id === asked) : undefined
  if (!found) throw refuseQuality['not-your-scope']()
  return { scope: 'agency', ...found }
}
