import { house, type Job } from '#kernel/store'
import { closeDay } from './queue.ts'

/** Every night after closing: numbers nobody came for are let go, counters left open are closed. */
export const ticketClosingJob: Job = {
  name: 'one-stop-ticket-closing',
  every: '23 17 * * *',
  async run(database) {
    await database.transaction(house, closeDay)
  },
}
