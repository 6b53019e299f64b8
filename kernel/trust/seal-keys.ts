import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refusals } from '#ground/refusal'
import { sha256 } from './tree.ts'

const refuse = refusals('log', {
  'bad-key-file': {
    kind: 'conflict',
    vi: 'Tệp khóa niêm phong {file} không phải khóa Ed25519 mang mã ấy. Hãy khôi phục thư mục secrets từ bản sao lưu.',
    en: 'The file {file} is not the Ed25519 key of that id. Restore the secrets folder from a backup.',
  },
})

/** A key that signs heads, wherever it lies. */
export interface SealKey {
  /** SHA-256 of the SPKI, 64 hex digits. */
  id: string
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer
  /** Ed25519 (RFC 8032, pure): 64 bytes. */
  sign(bytes: Uint8Array): Promise<Buffer>
}

/**
 * Where private keys of the log are kept. This is the door for a module that never gives a key away (PKCS#11, a remote signer):
 * it finds a key by its id, makes one, and destroys one.
 */
export interface SealKeys {
  find(id: string): Promise<SealKey | undefined>
  make(): Promise<SealKey>
  /** Destroys the private half: what it signed stays verifiable, and nobody can sign in its name any more. */
  destroy(id: string): Promise<void>
}

function keyOf(secret: KeyObject): SealKey {
  const publicKey = createPublicKey(secret).export({ type: 'spki', format: 'der' })
  return {
    id: sha256(publicKey).toString('hex'),
    publicKey,
    sign: (bytes) => Promise.resolve(sign(null, bytes, secret)),
  }
}

/** Keys as files of mode 0600 in a folder of mode 0700, `<id>.pem` (PKCS#8). */
export function sealKeysIn(folder: string): SealKeys {
  const known = new Map<string, SealKey>()
  const pathOf = (id: string): string => join(folder, `${id.replaceAll(/[^0-9a-f]/g, '')}.pem`)
  return {
    async find(id) {
      const kept = known.get(id)
      if (kept) return kept
      const file = pathOf(id)
      let pem: string
      try {
        pem = await readFile(file, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
      let key: SealKey | undefined
      try {
        key = keyOf(createPrivateKey(pem))
      } catch {
        // not a key at all: told below
      }
      if (key?.id !== id) throw refuse['bad-key-file']({ file })
      known.set(id, key)
      return key
    },
    async make() {
      const { privateKey } = generateKeyPairSync('ed25519')
      const key = keyOf(privateKey)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = pathOf(key.id)
      await writeFile(`${file}.part`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
      await rename(`${file}.part`, file)
      known.set(key.id, key)
      return key
    },
    async destroy(id) {
      known.delete(id)
      await rm(pathOf(id), { force: true })
    },
  }
}
