import type { ProcedureValue } from '../procedure.ts'
import { business } from './business.ts'
import { certifications } from './certification.ts'
import { civilStatus } from './civil-status.ts'
import { landAndBuilding } from './land-and-building.ts'
import { social } from './social.ts'

/** The common procedures of a commune counter, as values of our own. */
export const procedures: ProcedureValue[] = [
  ...civilStatus,
  ...certifications,
  ...business,
  ...landAndBuilding,
  ...social,
]

const byCode = new Map(procedures.map((value) => [value.code, value]))

/** The procedure with this code among the values of the province, or undefined. */
export function findProcedure(code: string): ProcedureValue | undefined {
  return byCode.get(code)
}
