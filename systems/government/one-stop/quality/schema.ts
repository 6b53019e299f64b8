import type { Column, Schema } from '#kernel/store'
import { sight } from '#kernel/trust'
import { flowMeasures, stockMeasures } from './shape.ts'

const counts: Record<string, Column> = Object.fromEntries(
  [...flowMeasures, ...stockMeasures].map((name) => [name, { type: 'bigint', default: '0' }]),
)

/** Months of the index, kept so that three million dossiers are not counted anew for every look. */
export const qualitySchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'one_stop.quality_month',
      comment:
        'Chỉ số 766: what was counted in a closed month, by agency and procedure; made from the dossiers and never the other way',
      columns: {
        month: { type: 'date' },
        agency: { type: 'uuid' },
        /** '' where a complaint names no procedure. */
        procedure_code: { type: 'text' },
        ...counts,
      },
      primaryKey: ['month', 'agency', 'procedure_code'],
      foreignKeys: { agency: { columns: ['agency'], table: 'sen.unit', references: ['id'] } },
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
        remove: { for: 'delete', using: sight.house },
      },
      grants: ['select', 'insert', 'delete'],
    },
    {
      name: 'one_stop.quality_state',
      comment: 'Which months were counted, and when',
      columns: { month: { type: 'date' }, counted_at: { type: 'timestamptz' } },
      primaryKey: ['month'],
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}
