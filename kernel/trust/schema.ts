import type { Schema } from '#kernel/store'
import { coreSchema } from './tables.ts'

/** Each part lies beside the code that reads and writes its tables. */
const parts: readonly Schema[] = [coreSchema]

/** Every table and routine of this room. */
export const trustSchema: Schema = {
  tables: parts.flatMap((part) => part.tables),
  routines: parts.flatMap((part) => part.routines),
}
