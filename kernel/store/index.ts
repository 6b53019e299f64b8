export {
  type BackupOptions,
  checkBackup,
  copyBlob,
  type Kept,
  listBackups,
  type Manifest,
  makeBackup,
  type Pruned,
  placeBackups,
  pruneBackups,
} from './backup.ts'
export { refuseBackup } from './backup-refusals.ts'
export { readPassphrase } from './backup-secrets.ts'
export { copyRows } from './copy.ts'
export { type Actor, Database, type DatabaseOptions, house, refuseStore, stranger, type Tx } from './database.ts'
export { type Connection, type Engine, endEngine, givenDatabase, startEngine } from './engine.ts'
export { enqueue, type Job, jobRoutines, migrateJobs, queueState, refuseJob, startJobs, type Workers } from './jobs.ts'
export { drift, ensureAppRole, migrate, type Plan, refuseMigration } from './migration.ts'
export { chooseBackup, type Restored, type RestoreOptions, restoreBackup } from './restore.ts'
export { beginSpan, isTraced, type OpenSpan, type SpanFacts, setTracing, span, type Tracing } from './span.ts'
export {
  type Column,
  difference,
  type ForeignKey,
  type Grant,
  type Index,
  literal,
  type Policy,
  quote,
  type Routine,
  type Schema,
  type Step,
  shortName,
  type Table,
} from './table.ts'
export { inTurn } from './turn.ts'
export { endShipping, openShipping, readState, type Shipping, type ShippingState } from './wal.ts'
