import pg from 'pg'

/** 'SEN' and a counter: whoever changes the shape or the values of the database waits for its turn. */
const TURN_LOCK = 0x53454e03

/**
 * Runs `work` while no other host does so on the same database: hosts that start at once migrate and load values one after
 * the other instead of meeting in the catalogue. The lock dies with its connection, so a host that is killed holds up nobody.
 */
export async function inTurn<T>(connection: pg.ClientConfig, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...connection, application_name: 'sen turn', statement_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [TURN_LOCK])
    return await work()
  } finally {
    await client.end().catch(() => undefined)
  }
}
