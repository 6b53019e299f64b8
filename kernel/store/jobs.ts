import { makeWorkerUtils, type Runner, run } from 'graphile-worker'
import { refusals } from '#ground/refusal'
import type { Database, Tx } from './database.ts'
import { span } from './span.ts'
import { literal, type Routine } from './table.ts'

export const refuseJob = refusals('jobs', {
  unknown: { kind: 'invalid', vi: 'Không có việc nền tên "{name}".', en: 'There is no job named "{name}".' },
})

/** Work done outside a request. It may run twice (after a crash), so a handler must be able to find that its work is done. */
export interface Job<P = unknown> {
  name: string
  /** Tries before it is given up and shown in /readyz; waits grow exponentially. */
  triesMax?: number
  /** Cron pattern, UTC, for a job on a schedule. */
  every?: string
  run(database: Database, payload: P, signal: AbortSignal): Promise<void>
}

/** Lets the application's role add jobs in its own transactions without owning the queue. */
export const jobRoutines: Routine[] = [
  {
    name: 'sen.add_job(text,json,text,timestamptz,integer)',
    definition: `create or replace function sen.add_job(task text, payload json, job_key text, run_at timestamptz, max_attempts integer) returns void
language sql security definer set search_path = pg_catalog as
$$ select graphile_worker.add_job(task, payload, run_at => run_at, max_attempts => max_attempts, job_key => job_key, job_key_mode => 'replace') $$`,
  },
]

/** Puts a job into the queue in the same transaction: it exists if and only if the transaction commits. `key` replaces a waiting job of the same key. */
export async function enqueue(
  tx: Tx,
  name: string,
  payload: unknown,
  options: { key?: string; at?: Date; triesMax?: number } = {},
): Promise<void> {
  await tx.query('select sen.add_job($1, $2, $3, $4, $5)', [
    name,
    JSON.stringify(payload ?? {}),
    options.key ?? null,
    options.at ?? null,
    options.triesMax ?? 12,
  ])
}

/** Creates or updates the queue's own tables. Runs before the house's migrations, which refer to them. */
export async function migrateJobs(database: Database): Promise<void> {
  const tools = await makeWorkerUtils({ pgPool: database.owner, logger: quiet })
  try {
    await tools.migrate()
  } finally {
    await tools.release()
  }
}

// graphile-worker's own logger prints payloads of failing jobs, which may hold personal data.
const quiet = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  scope: () => quiet,
} as unknown as NonNullable<Parameters<typeof run>[0]['logger']>

export interface Workers {
  stop(): Promise<void>
}

/** Runs jobs inside this process, `atOnceMax` at a time. Stopping waits for running jobs and puts the rest back. */
export async function startJobs(
  database: Database,
  jobs: readonly Job[],
  options: { atOnceMax?: number; failed?: (name: string, error: unknown) => void } = {},
): Promise<Workers> {
  const taskList: Record<
    string,
    (payload: unknown, helpers: { abortSignal?: AbortSignal | undefined }) => Promise<void>
  > = {}
  for (const job of jobs) {
    taskList[job.name] = async (payload, helpers) => {
      try {
        await span(`job ${job.name}`, { 'sen.job': job.name }, () =>
          job.run(database, payload, helpers.abortSignal ?? new AbortController().signal),
        )
      } catch (error) {
        options.failed?.(job.name, error)
        throw error
      }
    }
  }
  const crontab = jobs
    .filter((job) => job.every)
    .map((job) => `${job.every} ${job.name} ?max=${job.triesMax ?? 3}&jobKey=${job.name}`)
    .join('\n')
  const runner: Runner = await run({
    pgPool: database.owner,
    taskList: taskList as NonNullable<Parameters<typeof run>[0]['taskList']>,
    crontab,
    concurrency: options.atOnceMax ?? 4,
    noHandleSignals: true,
    pollInterval: 2_000,
    logger: quiet,
  })
  runner.promise.catch((error: unknown) => options.failed?.('runner', error))
  return { stop: () => runner.stop().catch(() => undefined) }
}

/** How the queue stands: waiting past their time and given up. Used by /readyz and /metrics. */
export async function queueState(database: Database): Promise<{ waiting: number; late: number; givenUp: number }> {
  const { rows } = await database.owner.query<{ waiting: number; late: number; given_up: number }>(
    `select count(*) filter (where attempts < max_attempts)::int as waiting,
            count(*) filter (where attempts < max_attempts and locked_at is null and run_at < now() - ${literal('5 minutes')}::interval)::int as late,
            count(*) filter (where attempts >= max_attempts)::int as given_up
       from graphile_worker._private_jobs`,
  )
  const row = rows[0]
  return { waiting: row?.waiting ?? 0, late: row?.late ?? 0, givenUp: row?.given_up ?? 0 }
}
