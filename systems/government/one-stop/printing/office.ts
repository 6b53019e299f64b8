import type { Tx } from '#kernel/store'
import { findUnit } from '#kernel/trust'
import { findCommune } from '#province'
import type { Office } from '../forms.ts'
import type { DossierRow } from './issued.ts'

/** The address under which anybody who holds the number can follow the dossier. */
export function followUrl(tx: Tx, dossier: Pick<DossierRow, 'number'>): string {
  return `${String(tx.lent('publicUrl') ?? '')}/tra-cuu?so=${encodeURIComponent(dossier.number)}`
}

/** Papers of a demonstration are marked as such. */
export const isSample = (tx: Tx, dossier: Pick<DossierRow, 'sample'>): boolean =>
  dossier.sample || tx.lent('demo') === true

/** "Ủy ban nhân dân phường Cao Lãnh". */
const committeeOf = (commune: { kind: string; name: string }): string =>
  `Ủy ban nhân dân ${commune.kind} ${commune.name}`

/** The centre of a commune as a form names it; of the province without one. */
export function officeOf(commune: string | null): Office {
  const found = commune === null ? undefined : findCommune(commune)
  return found
    ? { parent: committeeOf(found), name: 'Trung tâm Phục vụ hành chính công', place: found.name }
    : { parent: 'Văn phòng Ủy ban nhân dân tỉnh', name: 'Trung tâm Phục vụ hành chính công tỉnh', place: 'Đồng Tháp' }
}

/** The desk that took the dossier, which need not lie where it is settled (Nghị định 118/2025/NĐ-CP, Điều 7). */
export async function deskOf(tx: Tx, dossier: DossierRow): Promise<Office> {
  if (dossier.received_unit === null || dossier.received_unit === dossier.unit) return officeOf(dossier.commune)
  const unit = await findUnit(tx, dossier.received_unit)
  return officeOf(unit?.commune ?? null)
}

/** The agency that settles a dossier, with the one above it and where it stands. */
export async function agencyOf(tx: Tx, dossier: DossierRow): Promise<Office> {
  const commune = dossier.commune === null ? undefined : findCommune(dossier.commune)
  if (commune) return { name: committeeOf(commune), place: commune.name }
  const unit = dossier.agency === null ? undefined : await findUnit(tx, dossier.agency)
  return unit
    ? { parent: 'Ủy ban nhân dân tỉnh Đồng Tháp', name: unit.name, place: 'Đồng Tháp' }
    : { name: 'Ủy ban nhân dân tỉnh Đồng Tháp', place: 'Đồng Tháp' }
}
