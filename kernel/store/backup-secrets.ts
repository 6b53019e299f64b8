/** The installation's secrets inside a backup: one sealed file that opens by a passphrase and by nothing else. */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { refuseBackup as refuse } from './backup-refusals.ts'
import { readTar, writeTar } from './tar.ts'

const stretch = promisify(scrypt) as (secret: string, salt: Buffer, length: number, options: object) => Promise<Buffer>

/** OWASP's advice for scrypt: N = 2^17, r = 8, p = 1; 128 MiB and about half a second a try. */
const COST = { N: 131_072, r: 8, p: 1, maxmem: 256 * 1_048_576 }
const MAGIC = Buffer.from('SENSEAL1')
export const PASSPHRASE_MIN = 12
const SECRETS_BYTES_MAX = 16 * 1_048_576

async function gather(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > SECRETS_BYTES_MAX) throw new Error('the folder of secrets is larger than secrets are')
    all.push(chunk)
  }
  return Buffer.concat(all)
}

async function* filesOf(
  folder: string,
  at = '',
): AsyncGenerator<{ name: string; size: number; folder?: boolean; content?: Buffer[] }> {
  for (const entry of (await readdir(join(folder, at), { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const name = at === '' ? entry.name : `${at}/${entry.name}`
    if (entry.isDirectory()) {
      yield { name, size: 0, folder: true }
      yield* filesOf(folder, name)
    } else if (entry.isFile()) {
      const content = await readFile(join(folder, name))
      yield { name, size: content.length, content: [content] }
    }
  }
}

/** AES-256-GCM over a tar of the folder, the key stretched from the passphrase by scrypt. Refuses passphrase-short. */
export async function sealFolder(folder: string, passphrase: string): Promise<Buffer> {
  if (passphrase.length < PASSPHRASE_MIN) throw refuse['passphrase-short']({ min: PASSPHRASE_MIN })
  const plain = await gather(writeTar(filesOf(folder)))
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase.normalize('NFC'), salt, 32, COST), nonce)
  cipher.setAAD(MAGIC)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([MAGIC, salt, nonce, cipher.getAuthTag(), sealed])
}

/** Opens what sealFolder sealed into `folder`, files 0600. Refuses passphrase when it does not open. */
export async function openSealed(sealed: Buffer, passphrase: string, folder: string, name: string): Promise<number> {
  let plain: Buffer
  try {
    if (!sealed.subarray(0, 8).equals(MAGIC)) throw new Error('not sealed by us')
    const key = await stretch(passphrase.normalize('NFC'), sealed.subarray(8, 24), 32, COST)
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(24, 36), { authTagLength: 16 })
    decipher.setAAD(MAGIC)
    decipher.setAuthTag(sealed.subarray(36, 52))
    plain = Buffer.concat([decipher.update(sealed.subarray(52)), decipher.final()])
  } catch {
    throw refuse.passphrase({ name })
  }
  let count = 0
  await mkdir(folder, { recursive: true, mode: 0o700 })
  async function* whole(): AsyncGenerator<Buffer> {
    yield plain
  }
  for await (const entry of readTar(whole())) {
    if (entry.folder) await mkdir(join(folder, entry.name), { recursive: true, mode: 0o700 })
    else {
      await writeFile(join(folder, entry.name), await gather(entry.content), { mode: 0o600 })
      count++
    }
  }
  return count
}

/** The passphrase of backups from a file of its own (never from the command line); undefined when none is set. */
export async function readPassphrase(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = environment.SEN_BACKUP_PASSPHRASE_FILE
  if (!path) return undefined
  await stat(path)
  const text = (await readFile(path, 'utf8')).trim()
  if (text.length < PASSPHRASE_MIN) throw refuse['passphrase-short']({ min: PASSPHRASE_MIN })
  return text
}
