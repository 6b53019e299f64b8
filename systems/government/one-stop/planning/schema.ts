import type { Schema } from '#kernel/store'
import { sight } from '#kernel/trust'

/** How long steps took before: the newest working minutes of each step of each procedure in each office. No person is in it. */
export const planningSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'one_stop.step_pace',
      comment: 'Working minutes that steps took, the newest last; gathered at night, read by forecasts and day plans',
      columns: {
        procedure_code: { type: 'text' },
        step: { type: 'text' },
        unit: { type: 'uuid' },
        samples: { type: 'integer[]' },
        p50: { type: 'integer' },
        p80: { type: 'integer' },
        gathered_at: { type: 'timestamptz' },
      },
      primaryKey: ['procedure_code', 'step', 'unit'],
      foreignKeys: { unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] } },
      policies: {
        // Sums over many dossiers: every officer may plan by them.
        read: { for: 'select', using: `${sight.house} or cardinality(${sight.anyReach}) > 0` },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'one_stop.pace_mark',
      comment: 'Until when steps were gathered into step_pace',
      columns: { name: { type: 'text' }, until: { type: 'timestamptz' } },
      primaryKey: ['name'],
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}
