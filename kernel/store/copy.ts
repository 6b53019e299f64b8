import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from } from 'pg-copy-streams'
import type { Database } from './database.ts'
import { quote } from './table.ts'

/** One value as COPY's text format writes it (PostgreSQL manual, COPY, "Text Format"). */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  const text =
    value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}

/** Lines gathered before they are handed to the socket. */
const CHUNK_ROWS = 500

/**
 * Puts many rows into a table as fast as PostgreSQL takes them, all or nothing. COPY does not work below row-level security,
 * so this runs as the owner: only for the house's own work (measurements from the broker, a takeover), never for a request.
 * Returns how many rows went in. Back-pressure comes from the iterable: it is asked for more only when the last was taken.
 */
export async function copyRows(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
): Promise<number> {
  let count = 0
  async function* lines(): AsyncGenerator<string> {
    let chunk: string[] = []
    for await (const row of rows) {
      chunk.push(`${row.map(cell).join('\t')}\n`)
      count++
      if (chunk.length >= CHUNK_ROWS) {
        yield chunk.join('')
        chunk = []
      }
    }
    if (chunk.length > 0) yield chunk.join('')
  }
  const client = await database.owner.connect()
  let broken: Error | undefined
  try {
    const sink = client.query(from(`copy ${quote(table)} (${columns.map(quote).join(', ')}) from stdin`))
    await pipeline(Readable.from(lines(), { objectMode: true }), sink)
    return count
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // A copy cut short leaves the connection in the middle of a message: it is not used again.
    client.release(broken)
  }
}
