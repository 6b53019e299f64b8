import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { assert, Bug } from '#ground/refusal'
import { type Database, house, quote, type Tx } from '#kernel/store'
import { writeFact } from './fact.ts'

/**
 * Secrets that must be read again (a TOTP seed, a client's secret) are sealed before they reach the database: a dump without
 * the key ring opens nothing. What only has to be recognised (passwords, tokens, recovery codes) is hashed instead.
 */
export interface KeyRing {
  /** Id of the key new values are sealed with. */
  current(): string
  /** 32 bytes, or undefined for a key that is not in the ring. */
  find(id: string): Buffer | undefined
  ids(): string[]
}

const KEY_BYTES = 32
/** NIST SP 800-38D: 96 bits, random; a key is good for 2^32 values, far more than a province seals. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const PREFIX = 'sealed1'
const KEYS_MAX = 100
const BATCH = 200

interface RingFile {
  current: string
  keys: Record<string, { key: string; since: string }>
}

const newId = (): string => randomBytes(6).toString('hex')

function ringOf(file: RingFile): { current: string; keys: Map<string, Buffer> } {
  const keys = new Map<string, Buffer>()
  for (const [id, { key }] of Object.entries(file.keys)) {
    const bytes = Buffer.from(key, 'base64url')
    assert(bytes.length === KEY_BYTES, `key ${id} of the key ring is not ${KEY_BYTES} bytes long`)
    keys.set(id, bytes)
  }
  assert(keys.has(file.current), 'the current key is not in the key ring')
  return { current: file.current, keys }
}

const newFile = (): RingFile => {
  const id = newId()
  return {
    current: id,
    keys: { [id]: { key: randomBytes(KEY_BYTES).toString('base64url'), since: new Date().toISOString() } },
  }
}

/** A ring that lives as long as the process: for tests and for tools that seal nothing worth keeping. */
export function memoryKeyRing(): KeyRing {
  const { current, keys } = ringOf(newFile())
  return { current: () => current, find: (id) => keys.get(id), ids: () => [...keys.keys()] }
}

const readFile = (path: string): RingFile => JSON.parse(readFileSync(path, 'utf8')) as RingFile

/**
 * The ring of an installation, in a file of mode 0600 that is made when it is not there. The file is looked at again when it
 * has changed, so a running house follows a rotation made by a command beside it.
 */
export function openKeyRing(path: string): KeyRing {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let ring: { current: string; keys: Map<string, Buffer> }
  let mark = ''
  const look = () => {
    const { mtimeMs, size, ino } = statSync(path)
    const now = `${mtimeMs}:${size}:${ino}`
    if (now === mark) return
    ring = ringOf(readFile(path))
    mark = now
  }
  try {
    look()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    // Two processes at once: the first file linked stays, the other's is thrown away.
    const fresh = `${path}.${process.pid}.new`
    writeFileSync(fresh, `${JSON.stringify(newFile(), null, 2)}\n`, { mode: 0o600 })
    try {
      linkSync(fresh, path)
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
    } finally {
      rmSync(fresh)
    }
    look()
  }
  return {
    current() {
      look()
      return ring.current
    },
    find(id) {
      if (!ring.keys.has(id)) look()
      return ring.keys.get(id)
    },
    ids() {
      look()
      return [...ring.keys.keys()]
    },
  }
}

/** Adds a key to the ring's file and makes it the current one; `drop` takes keys out that seal nothing any more. Answers the current id. */
export function changeKeyRing(path: string, change: { add?: boolean; drop?: readonly string[] }): string {
  const file = readFile(path)
  if (change.add) {
    const id = newId()
    assert(Object.keys(file.keys).length < KEYS_MAX, `the key ring holds ${KEYS_MAX} keys: drop old ones first`)
    file.keys[id] = { key: randomBytes(KEY_BYTES).toString('base64url'), since: new Date().toISOString() }
    file.current = id
  }
  for (const id of change.drop ?? []) {
    assert(id !== file.current, 'the current key cannot be dropped')
    delete file.keys[id]
  }
  const fresh = `${path}.${process.pid}.new`
  writeFileSync(fresh, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 })
  renameSync(fresh, path)
  return file.current
}

/** The ring this database was opened with. */
export function keysOf(lender: { lent(name: string): unknown }): KeyRing {
  const ring = lender.lent('keys')
  assert(ring, 'no key ring is lent to this database: the host lends it as "keys"')
  return ring as KeyRing
}

/** Says where a sealed value belongs, so that it opens nowhere else: a row's seed copied into another row is refused. */
export const secretContext = (table: string, column: string, id: string): string => `${table}.${column}:${id}`

const bound = (id: string, context: string): Buffer => Buffer.from(`${PREFIX}:${id}:${context}`, 'utf8')

/** AES-256-GCM under the ring's current key: `sealed1:<key id>:<base64url of nonce, ciphertext, tag>`. `context` is bound as additional data. */
export function sealSecret(keys: KeyRing, plain: string | Buffer, context: string): string {
  const id = keys.current()
  const key = keys.find(id)
  assert(key, 'the current key is not in the key ring')
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(bound(id, context))
  const body = Buffer.concat([cipher.update(plain as string, 'utf8'), cipher.final()])
  return `${PREFIX}:${id}:${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')}`
}

/** Opens what sealSecret sealed for the same context. A changed value, another context or a missing key is a Bug: nobody's typing leads there. */
export function openSecret(keys: KeyRing, sealed: string, context: string): Buffer {
  const [prefix, id = '', text = ''] = sealed.split(':')
  if (prefix !== PREFIX) throw new Bug('a value was to be opened that was never sealed')
  const key = keys.find(id)
  if (!key) throw new Bug(`a sealed value needs the key ${id.slice(0, 20)}, which is not in the key ring`)
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Bug('a sealed value is cut short')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(bound(id, context))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    throw new Bug('a sealed value does not open: it was changed, or belongs elsewhere')
  }
}

/** Which key sealed a value. */
export const sealedBy = (sealed: string): string | undefined => {
  const [prefix, id] = sealed.split(':')
  return prefix === PREFIX ? id : undefined
}

/**
 * A keyed mark of a short text (a code of six digits): somebody with a dump alone cannot try all of them. `<key id>:<hex>`.
 * The key is derived, so that marks and seals never share one (RFC 5869).
 */
export function markSecret(keys: KeyRing, plain: string, context: string, id: string = keys.current()): string {
  const key = keys.find(id)
  assert(key, 'the key of a mark is not in the key ring')
  const derived = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'sen mark', KEY_BYTES))
  return `${id}:${createHmac('sha256', derived).update(`${context}\n${plain}`).digest('hex')}`
}

/** A column that holds sealed values; its context is secretContext(table, column, id). */
export interface SecretColumn {
  table: string
  column: string
  /** The uuid or text column that names the row in the context. */
  id: string
}

/** Every sealed column of the house: whoever adds one adds it here, or a rotation leaves it behind. */
export const secretColumns: readonly SecretColumn[] = [
  { table: 'sen.factor', column: 'secret', id: 'id' },
  { table: 'sen.client', column: 'secret', id: 'id' },
  { table: 'sen.oidc_key', column: 'secret', id: 'kid' },
]

/**
 * Seals every declared secret anew under the current key, in batches of their own transaction. It can be stopped and run again
 * at any time: what is left is what another key sealed. Answers how many values were sealed anew, and which keys still seal one.
 */
export async function rotateSecrets(
  database: Database,
  columns: readonly SecretColumn[] = secretColumns,
): Promise<{ changed: number; used: string[] }> {
  let changed = 0
  const used = new Set<string>()
  for (const { table, column, id } of columns) {
    for (;;) {
      const count = await database.transaction(house, (tx) => sealAgain(tx, { table, column, id }))
      changed += count
      if (count === 0) break
    }
    const rows = await database.transaction(house, (tx) =>
      tx.query<{ key: string }>(
        `select distinct split_part(${quote(column)}, ':', 2) as key from ${quote(table)} where ${quote(column)} is not null`,
      ),
    )
    for (const row of rows) used.add(row.key)
  }
  if (changed > 0)
    await database.transaction(house, async (tx) =>
      writeFact(tx, { kind: 'secrets-rotated', system: 'kernel', data: { changed, key: keysOf(tx).current() } }),
    )
  return { changed, used: [...used] }
}

async function sealAgain(tx: Tx, { table, column, id }: SecretColumn): Promise<number> {
  const keys = keysOf(tx)
  const rows = await tx.query<{ id: string; sealed: string }>(
    `select ${quote(id)}::text as id, ${quote(column)} as sealed from ${quote(table)}
      where ${quote(column)} is not null and split_part(${quote(column)}, ':', 2) <> $1
      order by ${quote(id)} limit ${BATCH} for update`,
    [keys.current()],
  )
  for (const row of rows) {
    const context = secretContext(table, column, row.id)
    await tx.query(
      `update ${quote(table)} set ${quote(column)} = $2 where ${quote(id)}::text = $1 and ${quote(column)} = $3`,
      [row.id, sealSecret(keys, openSecret(keys, row.sealed, context), context), row.sealed],
    )
  }
  return rows.length
}
