import type { Policy, Schema } from '#kernel/store'
import { sight } from '#kernel/trust'

const houseOnly: Record<string, Policy> = {
  read: { for: 'select', using: sight.house },
  add: { for: 'insert', check: sight.house },
  change: { for: 'update', using: sight.house, check: sight.house },
}

export const schema: Schema = {
  routines: [],
  tables: [
    {
      name: 'administration.invitation',
      comment: 'One-time codes by which an officer sets her own password; only the SHA-256 is kept',
      columns: {
        code_hash: { type: 'bytea' },
        account: { type: 'uuid' },
        made_at: { type: 'timestamptz' },
        made_by: { type: 'uuid', nullable: true },
        expires_at: { type: 'timestamptz' },
        used_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['code_hash'],
      foreignKeys: { account: { columns: ['account'], table: 'sen.account', references: ['id'] } },
      indexes: { account: { on: 'account' } },
      policies: houseOnly,
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'administration.people_import',
      comment: 'A file of people, accounts and roles: checked, then run in the name of who sent it',
      columns: {
        id: { type: 'uuid' },
        file_name: { type: 'text' },
        sha256: { type: 'text' },
        state: { type: 'text' },
        made_at: { type: 'timestamptz' },
        made_by: { type: 'uuid' },
        made_by_name: { type: 'text' },
        rows: { type: 'integer' },
        done: { type: 'integer', default: '0' },
        ended_at: { type: 'timestamptz', nullable: true },
      },
      primaryKey: ['id'],
      checks: { state: "state in ('checking', 'checked', 'running', 'done')" },
      foreignKeys: { made_by: { columns: ['made_by'], table: 'sen.account', references: ['id'] } },
      indexes: {
        made_by: { on: 'made_by, made_at' },
        open: { on: 'made_at', where: "state in ('checking', 'running')" },
      },
      policies: houseOnly,
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'administration.people_import_line',
      comment: 'One row of such a file, what will become of it and what became of it',
      columns: {
        import: { type: 'uuid' },
        line: { type: 'integer' },
        cells: { type: 'jsonb' },
        outcome: { type: 'text', nullable: true },
        why_vi: { type: 'text', nullable: true },
        why_en: { type: 'text', nullable: true },
      },
      primaryKey: ['import', 'line'],
      checks: {
        outcome: "outcome in ('new-account', 'role-given', 'changed', 'unchanged', 'asked', 'refused')",
      },
      foreignKeys: {
        import: { columns: ['import'], table: 'administration.people_import', references: ['id'], onDelete: 'cascade' },
      },
      indexes: { outcome: { on: 'import, outcome, line' } },
      policies: houseOnly,
      grants: ['select', 'insert', 'update'],
    },
  ],
}
