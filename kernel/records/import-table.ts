import type { Table } from '#kernel/store'
import { sight } from '#kernel/trust'

/** One run of an import: where it stands, so that it can be watched, cancelled and taken up again. */
export const importTable: Table = {
  name: 'sen.import',
  comment: 'Runs of imports',
  columns: {
    id: { type: 'uuid' },
    system: { type: 'text' },
    record: { type: 'text' },
    unit: { type: 'uuid' },
    file_name: { type: 'text' },
    /** Path of the received file, absolute or below the directory given to the run. */
    file_path: { type: 'text' },
    /** False for a file that was only received to be imported: it is deleted when the run has ended. */
    keep_file: { type: 'boolean', default: 'false' },
    format: { type: 'text' },
    /** Name of the reader of a foreign shape, when there is one. */
    reader: { type: 'text', nullable: true },
    mode: { type: 'text' },
    state: { type: 'text' },
    /** What became of each column of the file: [{ column, field }], field null when it was left out. */
    columns: { type: 'jsonb', nullable: true },
    /** Rows in the file; known when it has been read to its end. */
    total: { type: 'integer', nullable: true },
    /** Rows of the file that are behind us: a run that is taken up again goes on after them. */
    done: { type: 'integer', default: '0' },
    created: { type: 'integer', default: '0' },
    changed: { type: 'integer', default: '0' },
    unchanged: { type: 'integer', default: '0' },
    failed: { type: 'integer', default: '0' },
    reason: { type: 'text', nullable: true },
    /** Token of the run that is at work: only its holder may go on, so two can never write the same rows. */
    runner: { type: 'uuid', nullable: true },
    /** Starts since the last batch that was written; a run that never gets on is given up. */
    tries: { type: 'integer', default: '0' },
    progress_at: { type: 'timestamptz', nullable: true },
    by: { type: 'uuid', nullable: true },
    created_at: { type: 'timestamptz' },
    started_at: { type: 'timestamptz', nullable: true },
    ended_at: { type: 'timestamptz', nullable: true },
  },
  primaryKey: ['id'],
  checks: {
    state: "state in ('waiting', 'running', 'done', 'failed', 'cancelled')",
    mode: "mode in ('check', 'run')",
  },
  indexes: { by: { on: 'by, created_at desc' }, open: { on: 'progress_at', where: "state in ('waiting', 'running')" } },
  policies: {
    read: { for: 'select', using: `${sight.house} or by = ${sight.me}` },
    create: { for: 'insert', check: `${sight.house} or by = ${sight.me}` },
    change: { for: 'update', using: `${sight.house} or by = ${sight.me}`, check: `${sight.house} or by = ${sight.me}` },
  },
  grants: ['select', 'insert', 'update'],
}

/** Rows of a file that were not taken, each with its reason. A table of its own: ten thousand of them are not rewritten with every batch. */
export const importErrorTable: Table = {
  name: 'sen.import_error',
  comment: 'Rows of imported files that were refused',
  columns: {
    import: { type: 'uuid' },
    seq: { type: 'integer' },
    row: { type: 'integer' },
    column: { type: 'text' },
    value: { type: 'text' },
    code: { type: 'text' },
    message: { type: 'text' },
  },
  primaryKey: ['import', 'seq'],
  foreignKeys: { import: { columns: ['import'], table: 'sen.import', references: ['id'], onDelete: 'cascade' } },
  policies: {
    // The import below it is under row-level security itself: who does not see the run, sees none of its rows.
    read: { for: 'select', using: '"import" in (select id from sen.import)' },
    write: { for: 'insert', check: '"import" in (select id from sen.import)' },
  },
  grants: ['select', 'insert'],
}
