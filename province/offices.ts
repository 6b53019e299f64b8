import { units } from './units.ts'

/** The number a one-stop centre puts in front of its dossiers. */
export type DossierOffice = {
  /** Code of the one-stop centre in the unit tree. */
  unit: string
  /** `MX1X2.Y1Y2Y3.Z1Z2`, the office part of a dossier code (Thông tư 04/2025/TT-VPCP): H20.101.01. */
  code: string
  valid_from: string
  valid_to: string | null
  provisional: boolean
}

/** Shape of the office part of a dossier code: one letter A–Y and two digits, three digits, two digits. */
export const dossierOfficePattern = /^[A-Y]\d{2}\.\d{3}\.\d{2}$/

/**
 * The provincial centre is 001; the communes are 101–202 in the order of their national codes; `.01` is the first
 * receiving desk of each. The province has not published its sub-codes after the merger: every row is provisional,
 * and a published table replaces it by closing these rows, never by changing them, because dossiers carry them.
 */
export const dossierOffices: DossierOffice[] = units.flatMap((unit) =>
  unit.office_code === null
    ? []
    : [
        {
          unit: unit.code,
          code: unit.office_code,
          valid_from: unit.valid_from,
          valid_to: unit.valid_to,
          provisional: true,
        },
      ],
)

const byUnit = new Map(dossierOffices.map((office) => [office.unit, office]))

/** The dossier office of a one-stop centre (by unit code), or undefined when that unit receives no dossiers. */
export function findDossierOffice(unit: string): DossierOffice | undefined {
  return byUnit.get(unit)
}
