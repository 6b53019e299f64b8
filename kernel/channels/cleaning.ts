import { blobsOf } from '#kernel/papers'
import { type Database, house, type Job } from '#kernel/store'
import { sweepSignIn, writeFact } from '#kernel/trust'

/** Files nobody attached to anything are kept so long: a draft may lie open for weeks. */
const LOOSE_FILE_DAYS = 60
/** Read notices are kept so long; unread ones stay. */
const READ_NOTICE_DAYS = 365
const ROWS_A_RUN_MAX = 2_000

/**
 * Every night: sessions that ended, files that were sent and never used, notices read long ago. What belongs to a record is
 * never touched here; its retention is the record's own.
 */
export const cleaningJob: Job = {
  name: 'cleaning',
  every: '17 19 * * *',
  async run(database: Database) {
    await database.transaction(house, async (tx) => {
      const sessions = await tx.query('delete from sen.session where expires_at < $1 returning 1', [tx.now])
      await sweepSignIn(tx)
      // The owner's hand, because the application may not delete files or notices at all.
      const { rows: files } = await database.owner.query<{ sha256: string }>(
        `delete from sen.file where id in (
           select id from sen.file where record_id is null and created_at < $1::timestamptz - make_interval(days => $2) order by created_at limit $3)
         returning sha256`,
        [tx.now, LOOSE_FILE_DAYS, ROWS_A_RUN_MAX],
      )
      const { rows: kept } = await database.owner.query<{ sha256: string }>(
        'select distinct sha256 from sen.file where sha256 = any($1)',
        [files.map((file) => file.sha256)],
      )
      const used = new Set(kept.map((file) => file.sha256))
      const blobs = blobsOf(tx)
      for (const sha256 of new Set(files.map((file) => file.sha256))) if (!used.has(sha256)) await blobs.remove(sha256)
      const notices = await database.owner.query(
        'delete from sen.notice where read_at < $1::timestamptz - make_interval(days => $2)',
        [tx.now, READ_NOTICE_DAYS],
      )
      if (sessions.length + files.length > 0) {
        writeFact(tx, {
          kind: 'cleaned',
          system: 'kernel',
          data: { sessions: sessions.length, files: files.length, notices: notices.rowCount ?? 0 },
        })
      }
    })
  },
}
