import type { Schema } from '#kernel/store'
import { alertSchema } from './alert.ts'
import { breakGlassSchema } from './break-glass.ts'
import { clientSchema } from './client.ts'
import { consentSchema } from './consent.ts'
import { delegationSchema } from './delegation.ts'
import { factorSchema } from './factor-tables.ts'
import { grantSchema } from './grant.ts'
import { logSchema } from './log-tables.ts'
import { mandateSchema } from './mandate.ts'
import { providerSchema } from './provider-store.ts'
import { restrictionSchema } from './restriction.ts'
import { roleSchema } from './role.ts'
import { serviceSchema } from './service-account.ts'
import { coreSchema } from './tables.ts'
import { trackerSchema } from './tracker.ts'
import { unitSchema } from './unit-change.ts'
import { upstreamSchema } from './upstream.ts'

/** Each part lies beside the code that reads and writes its tables. */
const parts: readonly Schema[] = [
  coreSchema,
  alertSchema,
  logSchema,
  breakGlassSchema,
  trackerSchema,
  consentSchema,
  restrictionSchema,
  factorSchema,
  unitSchema,
  roleSchema,
  delegationSchema,
  serviceSchema,
  clientSchema,
  grantSchema,
  providerSchema,
  mandateSchema,
  upstreamSchema,
]

/** Every table and routine of this room. */
export const trustSchema: Schema = {
  tables: parts.flatMap((part) => part.tables),
  routines: parts.flatMap((part) => part.routines),
}
