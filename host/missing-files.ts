import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from 'pg'

/** Files that rows name and the store does not have, or has otherwise than their hash says; at most `linesMax` of them. */
export async function missingFiles(owner: Pool, dataDir: string, linesMax = 1_000): Promise<string[]> {
  const missing: string[] = []
  let after = ''
  for (;;) {
    const { rows } = await owner.query<{ sha256: string }>(
      'select distinct sha256 from sen.file where sha256 > $1 order by sha256 limit 1000',
      [after],
    )
    for (const { sha256 } of rows) {
      const hash = createHash('sha256')
      try {
        const path = join(dataDir, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
        for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
        if (hash.digest('hex') !== sha256) missing.push(sha256)
      } catch {
        missing.push(sha256)
      }
      if (missing.length >= linesMax) return missing
    }
    const last = rows.at(-1)
    if (!last) return missing
    after = last.sha256
  }
}
