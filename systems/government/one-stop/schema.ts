import type { Schema } from '#kernel/store'
import { monitorSchema } from './monitor/schema.ts'
import { planningSchema } from './planning/schema.ts'
import { qualitySchema } from './quality/schema.ts'

const parts = [planningSchema, qualitySchema, monitorSchema]

/** Tables of this system that are no records: sums and marks of the house. */
export const schema: Schema = {
  tables: parts.flatMap((part) => part.tables),
  routines: parts.flatMap((part) => part.routines),
}
