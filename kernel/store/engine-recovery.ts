/** Rolls an unpacked copy of a cluster forward to an instant and puts it in its place, or leaves nothing. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Words } from '#ground/text'
import { refuseBackup } from './backup-refusals.ts'
import { checkVersion, connect, listenTo, spawnServer, waitReady, writeSettings } from './engine.ts'
import { placeBinaries, type ServerUser } from './engine-binaries.ts'
import { checkSpace, getRunningUser, makePrivate, type Place, placeCluster } from './engine-place.ts'
import { findLockFile, findServed, isAlive, stopServer, waitUntil } from './engine-process.ts'
import { refuse } from './engine-refusals.ts'
import { putFile } from './engine-settings.ts'

export interface Recovery {
  /** Directory of the province's data; must hold no cluster yet. */
  dataDir: string
  /** The copy's name, for refusals. */
  name: string
  /** Recover up to this instant, everything committed at it included; absent: to the end of the log there is. */
  at?: Date
  /** Unpacks the cluster into `data` and gives its files to `user`; puts the log into `pg_wal`. */
  fill(data: string, user: ServerUser | undefined): Promise<void>
  /** Where the log breaks off although more of it is there. */
  hole?: { path: string; segment: string; until: Date }
  progress?: (words: Words) => void
  log?: (line: string) => void
}

const port = 5432
const phrase = { vi: 'Đang đưa dữ liệu tới thời điểm đã chọn', en: 'Rolling the data forward to the chosen instant' }

/**
 * The whole log to be replayed lies in `pg_wal` before the server starts, so `restore_command` has nothing to give: no shell,
 * no quoting of paths. The cluster gets the name PostgreSQL is started under only when it has recovered, was stopped cleanly
 * and is on a timeline of its own. Refuses backup.recovery-failed, too-late, wal-missing and what an engine's start refuses.
 */
export async function recoverCluster(given: Recovery): Promise<{ lastCommit: Date | null; version: string }> {
  const say = given.log ?? (() => undefined)
  getRunningUser()
  const place = placeCluster(given.dataDir, say)
  if (!place.first) throw refuse['data-unfinished']({ path: place.data })
  checkSpace(place.home, true)
  const binaries = placeBinaries(place.user, place.shelter, say)
  const making = join(place.home, `postgres.making-${process.pid}`)
  rmSync(making, { recursive: true, force: true })
  makePrivate(making, place.user)
  const there: Place = { ...place, data: making }
  try {
    await given.fill(making, place.user)
    checkVersion(making)
    for (const name of ['recovery.signal', 'standby.signal']) rmSync(join(making, name), { force: true })
    writeSettings(
      there,
      {},
      {
        restore_command: 'false',
        recovery_target_timeline: 'latest',
        recovery_target_action: 'promote',
        hot_standby: false,
        // Nothing of the recovery itself needs the log a second time.
        max_slot_wal_keep_size: '-1',
        // Zone names are not known yet when the settings are read; an offset is.
        ...(given.at ? { recovery_target_time: given.at.toISOString().replace('T', ' ').replace('Z', '+00') } : {}),
      },
    )
    putFile(making, 'recovery.signal', '', place.user)
    given.progress?.(phrase)
    const heard = listenTo(there)
    const { child, left } = spawnServer(there, binaries)
    const gone = (): boolean => left() !== undefined
    const ready =
      (await waitUntil(() => gone() || findLockFile(making)?.pid === child.pid, 30_000)) &&
      !gone() &&
      (await waitReady(making, gone, () => undefined)) &&
      child.pid !== undefined
    if (!ready) {
      await waitUntil(() => findServed(making).length === 0, 3_000)
      if (child.pid !== undefined && !gone()) await stopServer(child.pid, making)
      throw explain(heard(), given)
    }
    try {
      const client = await connect(
        { host: place.socket, port, user: 'postgres', database: 'postgres', ssl: false },
        there,
      )
      try {
        await waitUntilPromoted(client)
        const { rows } = await client.query<{ last: Date | null; version: string; done: boolean }>(
          `select pg_last_xact_replay_timestamp() as last, not pg_is_in_recovery() as done,
                  split_part(current_setting('server_version'), ' ', 1) as version`,
        )
        const said = rows[0]
        if (!said?.done) throw refuseBackup['recovery-failed']({ name: given.name, reason: heard().slice(-400) })
        await client.query('checkpoint')
        return await settle(client, { lastCommit: said.last, version: said.version })
      } finally {
        await client.end().catch(() => undefined)
      }
    } finally {
      if (child.pid !== undefined && isAlive(child.pid)) await stopServer(child.pid, making)
    }
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    throw error
  }

  async function settle<T>(client: { end(): Promise<void> }, answer: T): Promise<T> {
    await client.end()
    const lock = findLockFile(making)
    if (lock) await stopServer(lock.pid, making)
    if (existsSync(place.data) && readdirSync(place.data).length === 0) rmSync(place.data, { recursive: true })
    renameSync(making, place.data)
    place.leaveNote()
    return answer
  }
}

/** With `promote` the server opens a moment before it has left recovery. */
async function waitUntilPromoted(client: { query(sql: string): Promise<{ rows: unknown[] }> }): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { rows } = await client.query('select pg_is_in_recovery() as still')
    if (!(rows[0] as { still: boolean } | undefined)?.still) return
    await new Promise((next) => setTimeout(next, 50))
  }
}

function explain(words: string, given: Recovery): Error {
  const last = /last completed transaction was at log time (\S+ \S+)/.exec(words)?.[1]
  if (/recovery ended before configured recovery target was reached/.test(words) && given.at) {
    if (given.hole)
      return refuseBackup['wal-missing']({
        path: given.hole.path,
        segment: given.hole.segment,
        until: last ?? given.hole.until.toISOString(),
      })
    return refuseBackup['too-late']({ at: given.at.toISOString(), last: last ?? 'không rõ' })
  }
  const said = words
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|LOG: {2}(invalid|unrecognized|could not)|HINT/.test(line))
  const reason = (said.length > 0 ? said : words.trim().split('\n')).slice(-3).join(' ').slice(0, 600)
  return refuseBackup['recovery-failed']({ name: given.name, reason })
}
