import type { Schema } from '#kernel/store'
import { sight } from '#kernel/trust'

/** What the monitor said to whom, so that it says it once. */
export const monitorSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'one_stop.late_alert',
      comment: 'Warnings to heads of units: one for each dossier and level',
      columns: {
        dossier: { type: 'uuid' },
        level: { type: 'text' },
        at: { type: 'timestamptz' },
        told: { type: 'integer', default: '0' },
      },
      primaryKey: ['dossier', 'level'],
      foreignKeys: {
        dossier: { columns: ['dossier'], table: 'one_stop.dossier', references: ['id'], onDelete: 'cascade' },
      },
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
      },
      grants: ['select', 'insert'],
    },
    {
      name: 'one_stop.letter_choice',
      comment: 'Who does not want the weekly letter; without a row it is sent',
      columns: { account: { type: 'uuid' }, wanted: { type: 'boolean' }, changed_at: { type: 'timestamptz' } },
      primaryKey: ['account'],
      foreignKeys: { account: { columns: ['account'], table: 'sen.account', references: ['id'] } },
      policies: {
        read: { for: 'select', using: `${sight.house} or account = ${sight.me}` },
        add: { for: 'insert', check: `${sight.house} or account = ${sight.me}` },
        change: {
          for: 'update',
          using: `${sight.house} or account = ${sight.me}`,
          check: `${sight.house} or account = ${sight.me}`,
        },
      },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'one_stop.letter_sent',
      comment: 'Weekly letters already on their way: marked before they are sent, so a crash never sends one twice',
      columns: { week: { type: 'date' }, account: { type: 'uuid' }, at: { type: 'timestamptz' } },
      primaryKey: ['week', 'account'],
      foreignKeys: { account: { columns: ['account'], table: 'sen.account', references: ['id'] } },
      policies: {
        read: { for: 'select', using: sight.house },
        add: { for: 'insert', check: sight.house },
      },
      grants: ['select', 'insert'],
    },
  ],
}
