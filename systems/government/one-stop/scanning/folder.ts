import type { Stats } from 'node:fs'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { localDate } from '#ground/clock'
import { Refusal } from '#ground/refusal'
import { blobsOf, enterFile } from '#kernel/papers'
import { type Actor, type Database, house, type Tx } from '#kernel/store'
import { findActor } from '#kernel/trust'
import { scanRule, trayLimits } from './kinds.ts'
import { isPassing, isSettled, type Seen } from './rules.ts'
import { noteFailed, putInTray } from './tray.ts'

/** Where what was taken, and what was refused, lies until its time; a scanner never writes there. */
const TAKEN = 'da-nhan'
const REFUSED = 'khong-nhan'
/** Names that are safe as a folder: codes of units and logins are of these letters. */
const SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** The folder of one counter: `<SEN_SCAN>/<centre code>/<login>`. */
export interface ScanFolder {
  path: string
  unit: string
  actor: Actor
}

/** What earlier looks saw, so that a file still being written is not read. Forgotten with the process: then it takes two more looks. */
const seen = new Map<string, Seen>()
const SEEN_MAX = 50_000

/** The root the operator gave as SEN_SCAN; null when no scanner folder is in use. */
export const scanRoot = (tx: Tx): string | null => {
  const root = tx.lent('scanDir')
  return typeof root === 'string' && root !== '' ? root : null
}

/** The centre whose counter an officer sits at: where she holds the role of the one-stop officer or heads the centre. */
export const deskOf = (actor: Actor): string | null =>
  actor.roles.find((one) => one.role === 'one-stop-officer')?.unit ??
  actor.roles.find((one) => one.role === 'centre-head')?.unit ??
  null

/** The folder of an officer's counter, or null when there is none to watch. */
export async function folderOf(tx: Tx, actor: Actor): Promise<ScanFolder | null> {
  const root = scanRoot(tx)
  const unit = deskOf(actor)
  if (root === null || unit === null || actor.account === null) return null
  const row = await tx.asHouse(() =>
    tx.one<{ login: string; code: string }>(
      'select a.login, u.code from sen.account a, sen.unit u where a.id = $1 and u.id = $2',
      [actor.account, unit],
    ),
  )
  if (!row || !SAFE.test(row.login) || !SAFE.test(row.code)) return null
  return { path: join(root, row.code, row.login), unit, actor }
}

/** Every folder under the root that belongs to an officer who holds a one-stop role at that centre today. */
async function folders(database: Database): Promise<ScanFolder[]> {
  const root = await database.transaction(house, async (tx) => scanRoot(tx))
  if (root === null) return []
  const found: ScanFolder[] = []
  for (const centre of await names(root)) {
    for (const login of await names(join(root, centre))) {
      const folder = await database.transaction(house, async (tx) => {
        const account = await tx.one<{ id: string }>('select id from sen.account where login = $1', [login])
        const actor = account && (await findActor(tx, account.id))
        return actor ? folderOf(tx, actor) : null
      })
      if (folder && folder.path === join(root, centre, login)) found.push(folder)
    }
  }
  return found
}

async function names(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((one) => one.isDirectory() && SAFE.test(one.name))
    .map((one) => one.name)
    .slice(0, 1_000)
}

/** Moves an original aside without ever replacing another. */
async function aside(folder: string, name: string, to: string, day: string, mark: number): Promise<void> {
  const place = join(folder, to, day)
  await mkdir(place, { recursive: true })
  await rename(join(folder, name), join(place, `${mark.toString(36)}-${name}`))
}

const markOf = (name: string, stats: Stats): string =>
  `${name.slice(0, 300)}|${stats.size}|${Math.floor(stats.mtimeMs)}`

/**
 * Takes what lies ready in one folder into the tray of its officer: only plain files (no links), whose size and time did not
 * change since an earlier look, at most `filesALookMax`. Each is examined and kept before its original moves aside, so a
 * look that breaks off loses nothing and takes nothing twice. Answers what was taken, refused, and left for the next look.
 */
export async function takeFrom(
  database: Database,
  folder: ScanFolder,
): Promise<{ taken: number; refused: number; waiting: number }> {
  const count = { taken: 0, refused: 0, waiting: 0 }
  const entries = await readdir(folder.path, { withFileTypes: true }).catch(() => [])
  const now = database.clock.now()
  const day = localDate(now)
  const settle = scanRule('settle-seconds', day)
  const files = entries
    .filter((one) => one.isFile() && !isPassing(one.name))
    .map((one) => one.name)
    .sort()
    .slice(0, trayLimits.filesAFolderMax)
  const blobs = await database.transaction(house, async (tx) => blobsOf(tx))
  for (const name of files) {
    const path = join(folder.path, name)
    const stats = await lstat(path).catch(() => undefined)
    if (!stats?.isFile()) continue
    const sight = { size: stats.size, mtimeMs: stats.mtimeMs, atMs: now.getTime() }
    const before = seen.get(path)
    if (!isSettled(before, sight, settle) || count.taken + count.refused >= trayLimits.filesALookMax) {
      count.waiting++
      // The first sight of the same state counts, not the last.
      if (!before || before.size !== sight.size || before.mtimeMs !== sight.mtimeMs) {
        if (seen.size >= SEEN_MAX) seen.clear()
        seen.set(path, sight)
      }
      continue
    }
    const mark = markOf(name, stats)
    try {
      const kept = await blobs.put(createReadStream(path), { name })
      const after = await lstat(path).catch(() => undefined)
      // The scanner wrote on meanwhile: what was read is half a paper, and no row names it.
      if (!after || after.size !== stats.size || after.mtimeMs !== stats.mtimeMs) {
        seen.delete(path)
        count.waiting++
        continue
      }
      await database.transaction(folder.actor, async (tx) => {
        const file = await enterFile(tx, kept)
        await putInTray(tx, file, { origin: 'folder', mark, unit: folder.unit })
      })
      await aside(folder.path, name, TAKEN, day, Math.floor(stats.mtimeMs))
      count.taken++
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // A full tray or a scanner of viruses that is away says nothing about the paper: it stays where it is.
      if (error.kind === 'too-many' || error.kind === 'unavailable') {
        count.waiting++
        continue
      }
      await database.transaction(folder.actor, (tx) => noteFailed(tx, name, mark, folder.unit, error.say('vi')))
      await aside(folder.path, name, REFUSED, day, Math.floor(stats.mtimeMs))
      count.refused++
    }
    seen.delete(path)
  }
  return count
}

/** Looks into every counter's folder. Answers how many papers came. */
export async function takeAll(database: Database, signal?: AbortSignal): Promise<number> {
  let taken = 0
  for (const folder of await folders(database)) {
    if (signal?.aborted) break
    taken += (await takeFrom(database, folder)).taken
  }
  return taken
}

/** Removes originals that lay aside longer than `folder-days-max`; the kept content stays in the store. Answers how many days' folders went. */
export async function clearOldOriginals(database: Database): Promise<number> {
  const today = localDate(database.clock.now())
  const days = scanRule('folder-days-max', today)
  const oldest = localDate(new Date(database.clock.now().getTime() - days * 86_400_000))
  let gone = 0
  for (const folder of await folders(database)) {
    for (const day of await readdir(join(folder.path, TAKEN)).catch(() => [])) {
      // What was refused stays: there the original is the only copy.
      if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day >= oldest) continue
      await rm(join(folder.path, TAKEN, day), { recursive: true, force: true })
      gone++
    }
  }
  return gone
}
