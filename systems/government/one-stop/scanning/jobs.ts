import type { Database, Job } from '#kernel/store'
import { sortPile } from './covers.ts'
import { clearOldOriginals, takeAll } from './folder.ts'
import { commonComponents, PILE_JOB, runPile } from './receiving.ts'
import { clearOldTrays, READ_JOB, readScan } from './tray.ts'

/** Looks into the folders of all counters; a counter whose screen is open is looked at more often by the screen itself. */
export const scanFolderJob: Job = {
  name: 'one-stop-scan-folders',
  every: '* * * * *',
  async run(database, _payload, signal) {
    await takeAll(database, signal)
  },
}

/** What is done with a paper that has come: its codes first, which may part it, then its print. */
export async function readArrived(database: Database, id: string, signal?: AbortSignal): Promise<void> {
  await sortPile(database, id, signal)
  await readScan(database, id, commonComponents, signal)
}

/** Reads one paper. */
export const scanReadJob: Job = {
  name: READ_JOB,
  async run(database, payload, signal) {
    await readArrived(database, (payload as { id: string }).id, signal)
  },
}

/** Makes the dossiers of a pile. */
export const pileJob: Job = {
  name: PILE_JOB,
  async run(database, payload, signal) {
    await runPile(database, (payload as { id: string }).id, signal)
  },
}

/** Clears what has lain too long, at night. */
export const scanClearingJob: Job = {
  name: 'one-stop-scan-clearing',
  every: '41 19 * * *',
  async run(database) {
    await clearOldTrays(database)
    await clearOldOriginals(database)
  },
}
