/**
 * The sealed log as anybody can check it: a Merkle tree over facts (RFC 6962 section 2, the same tree as RFC 9162 section 2),
 * heads signed with Ed25519, and proofs. Nothing here needs a server or a database, and nothing is imported: the browser runs
 * this file as it is. Hashing and the check of a signature are the browser's own (WebCrypto, in Node too).
 */

/** Bytes of our own memory: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>

/** SHA-256, by whoever has it. */
export type Hash = (bytes: Bytes) => Bytes | Promise<Bytes>

/** SHA-256 of WebCrypto; a page needs https or localhost for it. */
export const webHash: Hash = async (bytes) => new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes))

const HASH_BYTES = 32
const encoder = new TextEncoder()

function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const LEAF = new Uint8Array([0])
const NODE = new Uint8Array([1])

/** Hash of a leaf: SHA-256(0x00 || entry). RFC 6962 section 2.1. */
export const leafHash = async (entry: Uint8Array, hash: Hash = webHash): Promise<Bytes> => hash(joined(LEAF, entry))

/** Hash of a node: SHA-256(0x01 || left || right). RFC 6962 section 2.1. */
export const nodeHash = async (left: Uint8Array, right: Uint8Array, hash: Hash = webHash): Promise<Bytes> =>
  hash(joined(NODE, left, right))

/** The root of a tree without leaves: SHA-256 of nothing. */
export const emptyRoot = async (hash: Hash = webHash): Promise<Bytes> => hash(new Uint8Array(0))

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

// Sizes go beyond 32 bits, so no operator on bits: halves and remainders of whole numbers below 2^53 are exact.
const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1
const isSize = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0

/**
 * The root that a leaf and its audit path lead to, or null when the path cannot belong to that place in a tree of that size.
 * RFC 9162 section 2.1.3.2.
 */
export async function rootOfPath(
  place: { leaf: Uint8Array; index: number; size: number; path: readonly Uint8Array[] },
  hash: Hash = webHash,
): Promise<Uint8Array | null> {
  if (!isSize(place.index) || !isSize(place.size) || place.index >= place.size) return null
  let at = place.index
  let last = place.size - 1
  let root = place.leaf
  for (const sibling of place.path) {
    if (last === 0 || sibling.length !== HASH_BYTES) return null
    if (isOdd(at) || at === last) {
      root = await nodeHash(sibling, root, hash)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else root = await nodeHash(root, sibling, hash)
    at = half(at)
    last = half(last)
  }
  return last === 0 ? root : null
}

/** True when the leaf stands at `index` of the tree of `size` leaves with this root. */
export async function checkInclusion(
  claim: { leaf: Uint8Array; index: number; size: number; path: readonly Uint8Array[]; root: Uint8Array },
  hash: Hash = webHash,
): Promise<boolean> {
  const root = await rootOfPath(claim, hash)
  return root !== null && same(root, claim.root)
}

/** True when the tree of `second` leaves only grew out of the tree of `first` leaves. RFC 9162 section 2.1.4.2. */
export async function checkConsistency(
  claim: {
    first: number
    second: number
    firstRoot: Uint8Array
    secondRoot: Uint8Array
    path: readonly Uint8Array[]
  },
  hash: Hash = webHash,
): Promise<boolean> {
  const { first, second, firstRoot, secondRoot } = claim
  if (!isSize(first) || !isSize(second) || first > second) return false
  if (claim.path.some((node) => node.length !== HASH_BYTES)) return false
  if (first === second) return claim.path.length === 0 && same(firstRoot, secondRoot)
  if (first === 0) return claim.path.length === 0 && same(firstRoot, await emptyRoot(hash))
  if (claim.path.length === 0) return false
  let at = first - 1
  let last = second - 1
  while (isOdd(at)) {
    at = half(at)
    last = half(last)
  }
  // A whole sub-tree of 2^n leaves is its own starting point and is not repeated in the path.
  const path = at === 0 ? [firstRoot, ...claim.path] : claim.path
  let one = path[0] as Uint8Array
  let two = one
  for (const node of path.slice(1)) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      one = await nodeHash(node, one, hash)
      two = await nodeHash(node, two, hash)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else two = await nodeHash(two, node, hash)
    at = half(at)
    last = half(last)
  }
  return last === 0 && same(one, firstRoot) && same(two, secondRoot)
}

/**
 * A fact as it is sealed: every column of the log but the number of the writing transaction, which a restore changes.
 * `at` is UTC with microseconds ('2026-10-05T01:00:00.000000Z'). `data` is the JSON of the fact; when it holds a number that a
 * double cannot carry exactly, `data_text` with PostgreSQL's own text of it stands in its place.
 */
export interface SealedFact {
  format: 'sen-fact/1'
  seq: number
  at: string
  kind: string
  system: string
  record: string | null
  record_id: string | null
  unit: string | null
  actor: string | null
  actor_name: string
  actor_unit: string | null
  subjects: readonly string[] | null
  purpose: string | null
  request: string | null
  data?: unknown
  data_text?: string
}

/** JSON in one form only: no blanks, keys in order, numbers and strings as ECMAScript writes them. RFC 8785. */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number without end is not JSON')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is not JSON`)
  const members = value as Record<string, unknown>
  const lines: string[] = []
  for (const key of Object.keys(members).sort())
    if (members[key] !== undefined) lines.push(`${JSON.stringify(key)}:${canonicalText(members[key])}`)
  return `{${lines.join(',')}}`
}

/** The entry of a fact in the tree: its canonical JSON in UTF-8. The leaf is leafHash of this. */
export const factBytes = (fact: SealedFact): Bytes => encoder.encode(canonicalText(fact))

/** How a tree head stands in the world. `timestamp` is in milliseconds since 1970; `key` names the key by the SHA-256 of its SPKI. */
export interface SignedHead {
  size: number
  timestamp: number
  /** 64 hex digits. */
  root: string
  /** 64 hex digits. */
  key: string
  /** Base64 of the 64 bytes of Ed25519. */
  signature: string
}

/**
 * The bytes that are signed: TreeHeadSignature of RFC 6962 section 3.5, that is version v1 (0), signature type tree_hash (1),
 * timestamp and tree size as uint64, root hash; 50 bytes.
 */
export function headBytes(head: { size: number; timestamp: number; root: Uint8Array }): Bytes {
  const bytes = new Uint8Array(18 + HASH_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 0)
  view.setUint8(1, 1)
  view.setBigUint64(2, BigInt(head.timestamp))
  view.setBigUint64(10, BigInt(head.size))
  bytes.set(head.root, 18)
  return bytes
}

/**
 * The bytes that the old key signs when a new one takes over: 'sen-log-key/1', the id of the old key (32 bytes), the instant in
 * milliseconds as uint64, the SPKI of the new key.
 */
export function successionBytes(old: Uint8Array, timestamp: number, publicKey: Uint8Array): Bytes {
  const instant = new Uint8Array(8)
  new DataView(instant.buffer).setBigUint64(0, BigInt(timestamp))
  return joined(encoder.encode('sen-log-key/1'), old, instant, publicKey)
}

/** Everything a stranger needs to see that a fact stands in the log: no more is asked of the house. */
export interface FactProof {
  fact: SealedFact
  /** 64 hex digits: leafHash of factBytes(fact). */
  leaf: string
  /** Place in the tree, from 0. */
  index: number
  size: number
  /** Audit path from the leaf upward, 64 hex digits each. */
  path: string[]
  head: SignedHead
  /** Base64 of the SubjectPublicKeyInfo (DER) of the key that signed the head. */
  publicKey: string
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The bytes, or null when this is not hex. */
export function fromHex(text: string): Bytes | null {
  if (!/^([0-9a-f]{2})*$/i.test(text)) return null
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** The bytes, or null when this is not base64. */
export function fromBase64(text: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return null
  }
}

/** Ed25519 by WebCrypto; `spki` is the public key as SubjectPublicKeyInfo. Throws where the browser does not know Ed25519. */
export async function checkSignature(spki: Bytes, signature: Bytes, signed: Bytes): Promise<boolean> {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('spki', spki, { name: 'Ed25519' }, false, ['verify'])
  return subtle.verify({ name: 'Ed25519' }, key, signature, signed)
}

/** One thing that was looked at, with the answer in words. */
export interface ProofStep {
  name: 'shape' | 'leaf' | 'path' | 'key' | 'signature'
  ok: boolean
  vi: string
  en: string
}

export interface ProofVerdict {
  /** Every step held. */
  ok: boolean
  steps: ProofStep[]
}

const PATH_MAX = 64

function isHash(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text)
}

function isProof(value: unknown): value is FactProof {
  const proof = value as Partial<FactProof> | null
  const head = proof?.head as Partial<SignedHead> | undefined
  return (
    typeof proof === 'object' &&
    typeof proof?.fact === 'object' &&
    proof.fact !== null &&
    (proof.fact as Partial<SealedFact>).format === 'sen-fact/1' &&
    isHash(proof.leaf) &&
    isSize(proof.index) &&
    isSize(proof.size) &&
    Array.isArray(proof.path) &&
    proof.path.length <= PATH_MAX &&
    proof.path.every(isHash) &&
    typeof proof.publicKey === 'string' &&
    typeof head === 'object' &&
    head !== null &&
    isSize(head.size) &&
    isSize(head.timestamp) &&
    isHash(head.root) &&
    isHash(head.key) &&
    typeof head.signature === 'string'
  )
}

const said = (name: ProofStep['name'], ok: boolean, good: [string, string], bad: [string, string]): ProofStep => ({
  name,
  ok,
  vi: (ok ? good : bad)[0],
  en: (ok ? good : bad)[1],
})

/**
 * Checks a proof with nothing but the proof: the fact gives the leaf, leaf and path give the root, the root is the one that was
 * signed. `keys` are public keys (base64 SPKI) known from elsewhere, for instance from the published page or an earlier mail;
 * without them the proof shows only that whoever holds the named key signed it. Never throws on what it is given.
 */
export async function checkProof(proof: unknown, options: { keys?: readonly string[] } = {}): Promise<ProofVerdict> {
  const steps: ProofStep[] = []
  const verdict = (): ProofVerdict => ({ ok: steps.every((step) => step.ok), steps })
  if (!isProof(proof)) {
    steps.push(
      said(
        'shape',
        false,
        ['', ''],
        [
          'Tệp này không phải một bằng chứng của nhật ký, hoặc đã bị cắt xén.',
          'This is not a proof of the log, or a part of it is missing.',
        ],
      ),
    )
    return verdict()
  }
  // A fact nested beyond reason cannot be written down, hence was not: no leaf is like it.
  const leaf = await Promise.resolve()
    .then(() => leafHash(factBytes(proof.fact)))
    .catch(() => new Uint8Array(0))
  steps.push(
    said(
      'leaf',
      toHex(leaf) === proof.leaf,
      [
        'Dấu vân tay tính từ nội dung sự việc đúng với dấu ghi trong bằng chứng.',
        'The fact gives the leaf that is claimed.',
      ],
      ['Nội dung sự việc đã bị sửa: dấu vân tay tính lại không khớp.', 'The fact was changed: it gives another leaf.'],
    ),
  )
  const root = fromHex(proof.head.root) as Bytes
  const path = proof.path.map((node) => fromHex(node) as Bytes)
  const included =
    proof.size === proof.head.size && (await checkInclusion({ leaf, index: proof.index, size: proof.size, path, root }))
  steps.push(
    said(
      'path',
      included,
      [
        `Sự việc đứng ở vị trí ${proof.index + 1} trong ${proof.size} sự việc đã niêm phong.`,
        `The fact stands at place ${proof.index + 1} of ${proof.size} sealed facts.`,
      ],
      [
        'Đường dẫn từ sự việc đến dấu niêm phong không khớp: sự việc này không nằm trong nhật ký đã ký.',
        'The path does not lead to the signed root: the fact is not in the log that was signed.',
      ],
    ),
  )
  const spki = fromBase64(proof.publicKey)
  const signature = fromBase64(proof.head.signature)
  const isNamed = spki !== null && toHex(await webHash(spki)) === proof.head.key
  const isKnown = !options.keys || options.keys.includes(proof.publicKey)
  steps.push(
    said(
      'key',
      isNamed && isKnown,
      options.keys
        ? ['Khóa ký là khóa đã công bố.', 'The key is one of those published.']
        : ['Khóa ký đúng với mã khóa ghi trong dấu niêm phong.', 'The key is the one the head names.'],
      isNamed
        ? ['Khóa ký không có trong danh sách khóa đã công bố.', 'The key is not one of those published.']
        : ['Khóa ký không đúng với mã khóa ghi trong dấu niêm phong.', 'The key is not the one the head names.'],
    ),
  )
  let signed = false
  let unable = false
  if (spki && signature?.length === 64) {
    try {
      signed = await checkSignature(spki, signature, headBytes({ ...proof.head, root }))
    } catch (error) {
      unable = (error as Error).name === 'NotSupportedError'
    }
  }
  steps.push(
    said(
      'signature',
      signed,
      ['Chữ ký trên dấu niêm phong đúng.', 'The signature of the head is right.'],
      unable
        ? [
            'Trình duyệt này chưa kiểm được chữ ký Ed25519. Hãy mở trang bằng bản mới hơn của Chrome, Firefox, Edge hoặc Safari.',
            'This browser cannot check Ed25519. Open the page with a newer Chrome, Firefox, Edge or Safari.',
          ]
        : ['Chữ ký trên dấu niêm phong sai: dấu này không do khóa đã nêu ký.', 'The signature of the head is wrong.'],
    ),
  )
  return verdict()
}
