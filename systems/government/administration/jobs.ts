import { house, type Job } from '#kernel/store'
import { capDelegations, carryOutUnitChanges } from '#kernel/trust'
import { runPeopleImport, waitingImports } from './people-import.ts'
import { options } from './rules.ts'

/** Changes of units come into force on their day: looked for every ten minutes, so that a house that slept over midnight catches up. */
export const unitChangesJob: Job = {
  name: 'unit-changes',
  every: '*/10 * * * *',
  async run(database) {
    await carryOutUnitChanges(database, options)
    await database.transaction(house, capDelegations)
  },
}

/** Carries on imports of people; one that a crash cut off goes on at the row after the last it finished. */
export const peopleImportJob: Job<{ id?: string }> = {
  name: 'people-import',
  every: '* * * * *',
  async run(database, payload, signal) {
    for (const id of payload.id ? [payload.id] : await waitingImports(database)) {
      if (signal.aborted) return
      await runPeopleImport(database, id, signal)
    }
  },
}
