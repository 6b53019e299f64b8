import { isUuid, uuidv7 } from '#ground/ids'
import { assert, refusals } from '#ground/refusal'
import type { Database, Schema, Tx } from '#kernel/store'
import { sight, writeFact } from '#kernel/trust'
import type { Blobs, Kept } from './blobs.ts'
import type { KindName } from './kinds.ts'

export const refuseFile = refusals('file', {
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy tệp này, hoặc bạn không có quyền xem.',
    en: 'This file does not exist, or you may not see it.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Bạn đã tải lên {count} tệp trong 24 giờ qua, quá giới hạn {max}. Hãy gửi hồ sơ đang làm hoặc quay lại vào ngày mai.',
    en: 'You have sent {count} files in the last 24 hours, more than {max}. Send what you have begun, or come back tomorrow.',
  },
})

/** One sender's files a day: enough for any dossier, too few to fill a disk. */
const FILES_A_DAY_MAX = 300

/** A file known to the house. The bytes lie in the blob store under their hash; a row says whose they are and what for. */
export interface FileRow {
  id: string
  sha256: string
  name: string
  kind: KindName
  size: number
  pages: number | null
  system: string | null
  record: string | null
  record_id: string | null
  unit: string | null
  created_at: Date
  created_by: string | null
}

export const papersSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.file',
      comment: 'Files by content; what they are attached to decides who may read them',
      columns: {
        id: { type: 'uuid' },
        sha256: { type: 'text' },
        name: { type: 'text' },
        kind: { type: 'text' },
        size: { type: 'bigint' },
        pages: { type: 'integer', nullable: true },
        system: { type: 'text', nullable: true },
        record: { type: 'text', nullable: true },
        record_id: { type: 'uuid', nullable: true },
        unit: { type: 'uuid', nullable: true },
        created_at: { type: 'timestamptz' },
        created_by: { type: 'uuid', nullable: true },
      },
      primaryKey: ['id'],
      checks: { sha256: "sha256 ~ '^[0-9a-f]{64}$'", size: 'size >= 0' },
      indexes: {
        record: { on: 'record_id', where: 'record_id is not null' },
        sender: { on: 'created_by, created_at desc' },
        content: { on: 'sha256' },
      },
      policies: {
        read: { for: 'select', using: `${sight.house} or created_by = ${sight.me}` },
        add: { for: 'insert', check: `${sight.house} or created_by = ${sight.me}` },
        attach: {
          for: 'update',
          using: `${sight.house} or created_by = ${sight.me}`,
          check: `${sight.house} or created_by = ${sight.me}`,
        },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** Enters a kept blob as a file of the actor. It belongs to nobody else until it is attached. */
export async function enterFile(tx: Tx, kept: Kept): Promise<FileRow> {
  if (tx.actor.kind === 'person') {
    const sent = await tx.one<{ count: number }>(
      "select count(*)::int as count from sen.file where created_by = $1 and created_at > $2::timestamptz - interval '24 hours'",
      [tx.actor.account, tx.now],
    )
    if (sent && sent.count >= FILES_A_DAY_MAX && tx.actor.roles.length === 0)
      throw refuseFile['too-many']({ count: sent.count, max: FILES_A_DAY_MAX })
  }
  const row = await tx.one<FileRow>(
    'insert into sen.file (id, sha256, name, kind, size, pages, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8) returning *',
    [uuidv7(tx.now), kept.sha256, kept.name, kept.kind, kept.size, kept.pages ?? null, tx.now, tx.actor.account],
  )
  if (!row) throw refuseFile.missing()
  writeFact(tx, {
    kind: 'file-received',
    system: 'kernel',
    record: 'file',
    recordId: row.id,
    unit: tx.actor.unit,
    subjects: [tx.actor.person],
    data: { sha256: row.sha256, kind: row.kind, size: row.size },
  })
  return row
}

/**
 * Attaches the actor's own files to a record; files already attached elsewhere are entered again under the same content,
 * so that a paper reused from the citizen's store keeps its first place.
 */
export async function attachFiles(
  tx: Tx,
  ids: readonly string[],
  to: { system: string; record: string; recordId: string; unit: string },
): Promise<FileRow[]> {
  const attached: FileRow[] = []
  for (const id of ids) {
    const file = await findFile(tx, id)
    if (!file) throw refuseFile.missing()
    if (file.record_id === to.recordId) {
      attached.push(file)
      continue
    }
    const row =
      file.record_id === null && file.created_by === tx.actor.account
        ? await tx.one<FileRow>(
            'update sen.file set system = $2, record = $3, record_id = $4, unit = $5 where id = $1 returning *',
            [id, to.system, to.record, to.recordId, to.unit],
          )
        : await tx.one<FileRow>(
            'insert into sen.file (id, sha256, name, kind, size, pages, system, record, record_id, unit, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *',
            [
              uuidv7(tx.now),
              file.sha256,
              file.name,
              file.kind,
              file.size,
              file.pages,
              to.system,
              to.record,
              to.recordId,
              to.unit,
              tx.now,
              tx.actor.account,
            ],
          )
    if (row) attached.push(row)
  }
  return attached
}

/** A file of the actor's own, by row-level security. Files of a record are found through the record: see fileOfRecord. */
export async function findFile(tx: Tx, id: string): Promise<FileRow | undefined> {
  if (!isUuid(id)) return undefined
  return tx.one<FileRow>('select * from sen.file where id = $1', [id])
}

/** A file whoever's it is; the caller must have read the record it is attached to under the actor's own sight. */
export async function fileOfRecord(tx: Tx, id: string): Promise<FileRow | undefined> {
  if (!isUuid(id)) return undefined
  return tx.asHouse(() => tx.one<FileRow>('select * from sen.file where id = $1 and record_id is not null', [id]))
}

/** All files of a record; the same condition holds. */
export async function filesOfRecord(tx: Tx, recordId: string): Promise<FileRow[]> {
  return tx.asHouse(() =>
    tx.query<FileRow>('select * from sen.file where record_id = $1 order by created_at, id limit 500', [recordId]),
  )
}

/** Lends the blob store to every transaction of this database. */
export function lendBlobs(database: Database, blobs: Blobs): void {
  database.lend('blobs', blobs)
}

export function blobsOf(tx: Tx): Blobs {
  const blobs = tx.lent('blobs')
  assert(blobs, 'the house has lent no blob store')
  return blobs as Blobs
}

/** Keeps bytes made by the house itself (a receipt, a result) as a file of a record. */
export async function keepPaper(
  tx: Tx,
  bytes: Uint8Array,
  name: string,
  to: { system: string; record: string; recordId: string; unit: string },
): Promise<FileRow> {
  const kept = await blobsOf(tx).put(bytes, { name })
  return tx.asHouse(async () => {
    const row = await tx.one<FileRow>(
      'insert into sen.file (id, sha256, name, kind, size, pages, system, record, record_id, unit, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *',
      [
        uuidv7(tx.now),
        kept.sha256,
        kept.name,
        kept.kind,
        kept.size,
        kept.pages ?? null,
        to.system,
        to.record,
        to.recordId,
        to.unit,
        tx.now,
        tx.actor.account,
      ],
    )
    if (!row) throw refuseFile.missing()
    return row
  })
}
