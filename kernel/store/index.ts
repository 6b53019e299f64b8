export { copyRows } from './copy.ts'
export { type Actor, Database, type DatabaseOptions, house, refuseStore, stranger, type Tx } from './database.ts'
export { type Connection, type Engine, endEngine, givenDatabase, startEngine } from './engine.ts'
export { enqueue, type Job, jobRoutines, migrateJobs, queueState, refuseJob, startJobs, type Workers } from './jobs.ts'
export { drift, ensureAppRole, migrate, type Plan, refuseMigration } from './migration.ts'
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
