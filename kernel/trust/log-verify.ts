import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Certificate } from 'pkijs'
import { headBytes, type SealedFact, successionBytes } from '#ground/merkle'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { monthOf } from './fact-file.ts'
import { leafOfFact } from './sealed-fact.ts'
import { checkStamp } from './time-stamp.ts'
import { Edge, type Place, sha256 } from './tree.ts'

export interface LeafLine {
  index: number
  seq: number
  hash: Buffer
}
export interface HeadLine {
  number: number
  size: number
  timestamp: number
  root: Buffer
  key: string
  signature: Buffer
}
export interface KeyLine {
  id: string
  publicKey: Buffer
  from: number
  previous: string | null
  vouched: Buffer | null
  reason: string | null
}
export interface StampLine {
  head: number
  by: string
  token: Buffer
}
export interface FoundFact {
  fact: SealedFact
  /** Its place as claimed; null when nothing claims one. */
  index: number | null
  /** 'table', or the name of a file. */
  where: string
  /** Of the file, where there is one. */
  month: string | null
}

/** A log as it lies somewhere: in a database with its archived files, or in an exported folder. */
export interface LogSource {
  keys(): Promise<KeyLine[]>
  leaves(): AsyncIterable<LeafLine>
  facts(): AsyncIterable<FoundFact>
  heads(): AsyncIterable<HeadLine>
  stamps(): AsyncIterable<StampLine>
  /** Kept sub-trees of one level with index from ≤ index < to; only where there are any. */
  nodes?(level: number, from: number, to: number): Promise<Map<number, Buffer>>
  /** Facts up to this number without a place were added behind the log's back; null when every fact has to have one. */
  floor(): number | null
  /** What was found wrong while reading. */
  problems(): readonly Finding[]
}

/** What can be wrong, in words. `{slots}` are filled from the finding. */
const kinds = {
  changed: {
    vi: 'Sự việc số {seq} đã bị SỬA sau khi niêm phong ({where}).',
    en: 'Fact {seq} was CHANGED after it was sealed ({where}).',
  },
  missing: {
    vi: 'Sự việc số {seq} đã bị XÓA: có lá ở vị trí {index} nhưng không còn nội dung.',
    en: 'Fact {seq} is MISSING: its leaf stands at place {index}.',
  },
  added: {
    vi: 'Sự việc số {seq} bị THÊM VÀO sau lưng nhật ký: không có lá nào của nó ({where}).',
    en: 'Fact {seq} was ADDED behind the log’s back: no leaf of it exists ({where}).',
  },
  reordered: {
    vi: 'Thứ tự đã bị ĐỔI: {what}.',
    en: 'The order was CHANGED: {what}.',
  },
  swapped: {
    vi: 'Sự việc số {seq} và số {other} đã bị TRÁO {columns} cho nhau.',
    en: 'Facts {seq} and {other} had {columns} SWAPPED.',
  },
  duplicate: {
    vi: 'Sự việc số {seq} có HAI BẢN ({where}).',
    en: 'Fact {seq} is there TWICE ({where}).',
  },
  'duplicate-leaf': {
    vi: 'Số {seq} đứng ở HAI LÁ (một ở vị trí {index}).',
    en: 'The number {seq} stands in TWO LEAVES (one at place {index}).',
  },
  'missing-leaf': { vi: 'Thiếu lá ở vị trí {index}.', en: 'The leaf at place {index} is missing.' },
  'unsigned-leaves': {
    vi: 'Có {count} lá sau dấu cuối cùng, không dấu nào ký: bị thêm vào, hoặc các dấu sau đã bị xóa.',
    en: '{count} leaves follow the last head and no head signs them: added, or later heads were removed.',
  },
  truncated: {
    vi: 'ĐUÔI nhật ký đã bị CẮT: dấu số {head} ký {size} lá, chỉ còn {count}.',
    en: 'The TAIL of the log was CUT: head {head} signs {size} leaves, {count} are left.',
  },
  rewritten: {
    vi: 'Sự việc đã bị VIẾT LẠI cùng với lá: các lá ở vị trí {from}–{to} không cho ra gốc đã ký ở dấu số {head} (sự việc số {seqs}).',
    en: 'Facts were REWRITTEN together with their leaves: places {from}–{to} do not give the root signed in head {head} (facts {seqs}).',
  },
  'changed-node': {
    vi: 'Nút tầng {level}, vị trí {index} không khớp các lá dưới nó.',
    en: 'The node of level {level}, place {index} does not fit the leaves below it.',
  },
  'changed-head': {
    vi: 'Dấu số {head} ({size} lá) đã bị SỬA: chữ ký không khớp nội dung và gốc không khớp các lá.',
    en: 'Head {head} ({size} leaves) was CHANGED: neither its signature nor its root fits.',
  },
  'bad-signature': {
    vi: 'CHỮ KÝ của dấu số {head} ({size} lá) sai.',
    en: 'The SIGNATURE of head {head} ({size} leaves) is wrong.',
  },
  'unknown-key': {
    vi: 'Dấu số {head} mang khóa LẠ {key}, không có trong danh sách khóa.',
    en: 'Head {head} names an UNKNOWN KEY {key}.',
  },
  'key-out-of-time': {
    vi: 'Dấu số {head} ký bằng khóa {key} ngoài thời gian khóa ấy có hiệu lực.',
    en: 'Head {head} is signed by key {key} outside its time.',
  },
  'changed-key': {
    vi: 'Khóa {key} đã bị SỬA: mã khóa không phải SHA-256 của khóa công khai.',
    en: 'Key {key} was CHANGED: its id is not the SHA-256 of the public key.',
  },
  'key-not-vouched': {
    vi: 'Khóa {key} không được khóa trước bảo đảm.',
    en: 'Key {key} is not vouched for by the one before it.',
  },
  forked: {
    vi: 'Nhật ký có HAI NHÁNH: dấu số {head} ({size} lá) được ký đúng nhưng cho một cây khác.',
    en: 'The log is FORKED: head {head} ({size} leaves) is rightly signed, but over another tree.',
  },
  'missing-head': {
    vi: 'Thiếu dấu số {head}.',
    en: 'Head {head} is missing.',
  },
  'head-order': {
    vi: 'Dấu số {head} không lớn hơn dấu trước nó về số lá hoặc thời điểm.',
    en: 'Head {head} does not follow the one before it in size or time.',
  },
  'wrong-month': {
    vi: 'Sự việc số {seq} thuộc tháng {month} nhưng nằm trong tệp {where}.',
    en: 'Fact {seq} belongs to {month} but lies in {where}.',
  },
  unreadable: {
    vi: 'Không đọc được {where}: {reason}.',
    en: '{where} cannot be read: {reason}.',
  },
  'file-changed': {
    vi: 'Tệp {where} không còn như lúc ghi (SHA-256 khác).',
    en: 'The file {where} is not as it was written (another SHA-256).',
  },
  'file-missing': { vi: 'Thiếu tệp {where}.', en: 'The file {where} is missing.' },
  'bad-stamp': {
    vi: 'Dấu thời gian của {by} cho dấu số {head} không đúng: {reason}.',
    en: 'The time stamp of {by} over head {head} is wrong: {reason}.',
  },
  'stamp-without-head': {
    vi: 'Có dấu thời gian của {by} cho dấu số {head}, nhưng dấu ấy không còn: đuôi nhật ký đã bị cắt hoặc viết lại.',
    en: 'There is a time stamp of {by} over head {head}, which is gone: the tail was cut or written anew.',
  },
  'witness-differs': {
    vi: 'Dấu giữ ở ngoài ({size} lá, gốc {root}) KHÔNG KHỚP: nhật ký đã bị viết lại hoặc cắt đuôi.',
    en: 'The head kept outside ({size} leaves, root {root}) DOES NOT FIT: the log was rewritten or cut.',
  },
  empty: { vi: 'Không có dấu niêm phong nào.', en: 'There is no head at all.' },
} satisfies Record<string, Words>

export type FindingCode = keyof typeof kinds

export interface Finding extends Words {
  code: FindingCode
  facts: Record<string, string | number>
}

const fill = (text: string, facts: Finding['facts']): string =>
  text.replaceAll(/\{(\w+)\}/g, (slot, name: string) => String(facts[name] ?? slot))

export function finding(code: FindingCode, facts: Finding['facts'] = {}): Finding {
  return { code, facts, vi: fill(kinds[code].vi, facts), en: fill(kinds[code].en, facts) }
}

export interface LogVerdict {
  ok: boolean
  /** Leaves, facts that were read, heads, time stamps looked at. */
  leaves: number
  facts: number
  heads: number
  stamps: number
  /** Facts that are not sealed yet: no fault. */
  unsealed: number
  findings: Finding[]
  /** Findings beyond the hundred that are listed of each kind. */
  more: number
  /** Nothing wrong, but worth knowing. */
  remarks: Words[]
  /** The newest head that held, for comparing with one kept outside. */
  newest: { number: number; size: number; root: string } | null
}

const LISTED_A_KIND_MAX = 100
const COMPARED_FOR_SWAP_MAX = 60
const CHUNK = 65_536
const GAP_MAX = 1_000_000

/** Hashes by index without one array of everything: grows by chunks, 40 bytes a leaf. */
class Leaves {
  readonly #hashes: Buffer[] = []
  readonly #seqs: Float64Array[] = []
  count = 0

  put(index: number, seq: number, hash: Buffer): boolean {
    const chunk = Math.floor(index / CHUNK)
    while (this.#hashes.length <= chunk) {
      this.#hashes.push(Buffer.alloc(CHUNK * 32))
      this.#seqs.push(new Float64Array(CHUNK))
    }
    const at = index % CHUNK
    const seqs = this.#seqs[chunk] as Float64Array
    if (seqs[at] !== 0) return false
    seqs[at] = seq
    hash.copy(this.#hashes[chunk] as Buffer, at * 32, 0, 32)
    this.count = Math.max(this.count, index + 1)
    return true
  }

  /** 0 where there is no leaf. */
  seq(index: number): number {
    return this.#seqs[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? 0
  }

  hash(index: number): Buffer {
    const at = (index % CHUNK) * 32
    return (this.#hashes[Math.floor(index / CHUNK)] as Buffer).subarray(at, at + 32)
  }

  duplicates(): Set<number> {
    const all = new Float64Array(this.count)
    for (let i = 0; i < this.count; i++) all[i] = this.seq(i)
    all.sort()
    const found = new Set<number>()
    for (let i = 1; i < all.length && found.size < LISTED_A_KIND_MAX; i++)
      if (all[i] === all[i - 1] && all[i] !== 0) found.add(all[i] as number)
    return found
  }
}

/** One bit a leaf. */
class Marks {
  #bits = new Uint8Array(8_192)
  /** False when it was marked before. */
  mark(index: number): boolean {
    const byte = index >> 3
    if (byte >= this.#bits.length) {
      const wider = new Uint8Array(Math.max(byte + 1, this.#bits.length * 2))
      wider.set(this.#bits)
      this.#bits = wider
    }
    const bit = 1 << (index & 7)
    const before = this.#bits[byte] as number
    this.#bits[byte] = before | bit
    return (before & bit) === 0
  }
  has(index: number): boolean {
    return (((this.#bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1
  }
}

const short = (id: string): string => id.slice(0, 16)

export interface VerifyOptions {
  /** Anchors for the certificates of time stamps. */
  anchors?: readonly Certificate[]
  /** Heads kept outside: from a mail, a picture, a paper. */
  known?: readonly { size: number; root: string }[]
  progress?: (words: Words) => void
}

/**
 * Looks through a whole log: each fact against its leaf, leaves against every signed head, heads against keys, stamps and heads
 * kept outside. Names what is wrong and never stops at the first. Memory: some 40 bytes a leaf.
 */
export async function verifyLog(source: LogSource, options: VerifyOptions = {}): Promise<LogVerdict> {
  const findings: Finding[] = []
  const remarks: Words[] = []
  const told = new Map<FindingCode, number>()
  let more = 0
  const tell = (code: FindingCode, facts: Finding['facts'] = {}): void => {
    const count = (told.get(code) ?? 0) + 1
    told.set(code, count)
    if (count > LISTED_A_KIND_MAX) more++
    else findings.push(finding(code, facts))
  }
  const progress = options.progress ?? (() => undefined)

  const keys = checkKeys(await source.keys(), tell, remarks)

  const leaves = new Leaves()
  let read = 0
  for await (const leaf of source.leaves()) {
    // A made-up place must not make us keep room for everything below it.
    if (leaf.index > read + GAP_MAX) tell('unreadable', { where: `leaf ${leaf.index}`, reason: 'vị trí quá xa' })
    else if (!leaves.put(leaf.index, leaf.seq, leaf.hash)) tell('duplicate-leaf', { seq: leaf.seq, index: leaf.index })
    read++
  }
  for (let index = 0; index < leaves.count; index++) if (leaves.seq(index) === 0) tell('missing-leaf', { index })
  const twice = leaves.duplicates()
  if (twice.size > 0)
    for (let index = 0; index < leaves.count; index++)
      if (twice.delete(leaves.seq(index))) tell('duplicate-leaf', { seq: leaves.seq(index), index })
  progress({ vi: `Đã đọc ${leaves.count} lá.`, en: `${leaves.count} leaves read.` })

  const { count: factCount, unsealed } = await checkFacts(source, leaves, tell)
  progress({ vi: `Đã so ${factCount} sự việc với lá.`, en: `${factCount} facts compared.` })

  const heads: HeadLine[] = []
  for await (const head of source.heads()) heads.push(head)
  heads.sort((a, b) => a.number - b.number)
  const newest = await checkHeads(source, heads, keys, leaves, options.known ?? [], tell)
  progress({ vi: `Đã kiểm ${heads.length} dấu niêm phong.`, en: `${heads.length} heads checked.` })

  let stamps = 0
  const byNumber = new Map(heads.map((head) => [head.number, head]))
  for await (const stamp of source.stamps()) {
    stamps++
    const head = byNumber.get(stamp.head)
    if (!head) {
      tell('stamp-without-head', { head: stamp.head, by: stamp.by })
      continue
    }
    try {
      const seen = await checkStamp(stamp.token, Buffer.concat([headBytes(head), head.signature]), options.anchors)
      if (seen.isTrusted === false)
        tell('bad-stamp', { head: head.number, by: stamp.by, reason: 'chứng thư không dẫn về gốc tin cậy đã cho' })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      tell('bad-stamp', { head: head.number, by: stamp.by, reason: error.say('vi') })
    }
  }
  for (const problem of source.problems()) tell(problem.code, problem.facts)
  return {
    ok: findings.length === 0,
    leaves: leaves.count,
    facts: factCount,
    heads: heads.length,
    stamps,
    unsealed,
    findings,
    more,
    remarks,
    newest,
  }
}

type Tell = (code: FindingCode, facts?: Finding['facts']) => void

interface Key {
  line: KeyLine
  /** Null when the bytes are no key. */
  open: KeyObject | null
  to: number
}

function checkKeys(lines: KeyLine[], tell: Tell, remarks: Words[]): Map<string, Key> {
  const keys = new Map<string, Key>()
  const sorted = [...lines].sort((a, b) => a.from - b.from)
  for (const [i, line] of sorted.entries()) {
    let open: KeyObject | null = null
    try {
      open = createPublicKey({ key: line.publicKey, format: 'der', type: 'spki' })
    } catch {
      // told as a changed key below
    }
    if (open?.asymmetricKeyType !== 'ed25519' || sha256(line.publicKey).toString('hex') !== line.id) {
      tell('changed-key', { key: short(line.id) })
      open = null
    }
    keys.set(line.id, { line, open, to: sorted[i + 1]?.from ?? Number.POSITIVE_INFINITY })
    if (i === 0 && line.previous === null) continue
    const before = sorted[i - 1]
    const old = line.previous === null ? undefined : keys.get(line.previous)
    if (!before || line.previous !== before.id) tell('key-not-vouched', { key: short(line.id) })
    else if (line.vouched === null && line.reason !== null)
      remarks.push({
        vi: `Khóa ${short(line.id)} thay một khóa đã mất ("${line.reason}"): hãy đối chiếu với biên bản đổi khóa.`,
        en: `Key ${short(line.id)} replaced a lost one ("${line.reason}"): compare with the minutes of that act.`,
      })
    else if (
      !old?.open ||
      line.vouched === null ||
      !verify(null, successionBytes(Buffer.from(before.id, 'hex'), line.from, line.publicKey), old.open, line.vouched)
    )
      tell('key-not-vouched', { key: short(line.id) })
  }
  return keys
}

async function checkFacts(source: LogSource, leaves: Leaves, tell: Tell): Promise<{ count: number; unsealed: number }> {
  const inTable = new Marks()
  const inFiles = new Marks()
  const changed: { fact: SealedFact; index: number; where: string }[] = []
  const misplaced: { seq: number; index: number; instead: number }[] = []
  const floor = source.floor()
  let count = 0
  let unsealed = 0
  for await (const { fact, index, where, month } of source.facts()) {
    count++
    if (month !== null && monthOf(fact.at) !== month)
      tell('wrong-month', { seq: fact.seq, month: monthOf(fact.at), where })
    if (index === null) {
      if (floor === null || fact.seq <= floor) tell('added', { seq: fact.seq, where })
      else unsealed++
      continue
    }
    if (leaves.seq(index) === 0) {
      tell('added', { seq: fact.seq, where })
      continue
    }
    if (!(where === 'table' ? inTable : inFiles).mark(index)) {
      tell('duplicate', { seq: fact.seq, where })
      continue
    }
    if (leaves.seq(index) !== fact.seq) {
      misplaced.push({ seq: fact.seq, index, instead: leaves.seq(index) })
      continue
    }
    if (!leafOfFact(fact).equals(leaves.hash(index))) changed.push({ fact, index, where })
  }
  for (const { seq, index, instead } of misplaced)
    tell('reordered', { what: `sự việc số ${seq} đứng ở vị trí ${index}, chỗ của số ${instead}` })
  const settled = tellSwaps(changed, leaves, tell)
  for (const one of changed) if (!settled.has(one.index)) tell('changed', { seq: one.fact.seq, where: one.where })
  for (let index = 0; index < leaves.count; index++)
    if (leaves.seq(index) !== 0 && !inTable.has(index) && !inFiles.has(index))
      tell('missing', { seq: leaves.seq(index), index })
  return { count, unsealed }
}

/** Two changed facts that become right when they give each other back a column were swapped. */
function tellSwaps(changed: readonly { fact: SealedFact; index: number }[], leaves: Leaves, tell: Tell): Set<number> {
  const settled = new Set<number>()
  if (changed.length > COMPARED_FOR_SWAP_MAX) return settled
  const columns = [
    'data',
    'purpose',
    'actor',
    'actor_name',
    'actor_unit',
    'at',
    'kind',
    'record',
    'record_id',
    'unit',
    'subjects',
    'request',
    'system',
  ]
  const take = (to: SealedFact, from: SealedFact, names: readonly string[]): SealedFact => {
    const made: Record<string, unknown> = { ...to }
    for (const name of names) {
      for (const key of name === 'data' ? ['data', 'data_text'] : [name]) {
        const value = (from as unknown as Record<string, unknown>)[key]
        if (value === undefined) delete made[key]
        else made[key] = value
      }
    }
    return made as unknown as SealedFact
  }
  // One column, everything but the number, or who did it.
  const tries = [columns, ['actor', 'actor_name', 'actor_unit'], ...columns.map((name) => [name])]
  for (const [i, a] of changed.entries()) {
    for (const b of changed.slice(i + 1)) {
      if (settled.has(a.index) || settled.has(b.index)) continue
      const names = tries.find(
        (one) =>
          leafOfFact(take(a.fact, b.fact, one)).equals(leaves.hash(a.index)) &&
          leafOfFact(take(b.fact, a.fact, one)).equals(leaves.hash(b.index)),
      )
      if (!names) continue
      settled.add(a.index)
      settled.add(b.index)
      tell('swapped', {
        seq: a.fact.seq,
        other: b.fact.seq,
        columns: names === columns ? 'toàn bộ nội dung' : names.join(', '),
      })
    }
  }
  return settled
}

async function checkHeads(
  source: LogSource,
  heads: readonly HeadLine[],
  keys: ReadonlyMap<string, Key>,
  leaves: Leaves,
  known: readonly { size: number; root: string }[],
  tell: Tell,
): Promise<LogVerdict['newest']> {
  if (heads.length === 0) {
    tell('empty')
    return null
  }
  // Roots at every size that somebody signed or kept, in one walk over the leaves.
  const wanted = new Set([...heads.map((head) => head.size), ...known.map((one) => one.size)])
  const { roots, badNodes } = await walk(source, leaves, wanted, tell)

  const states: { head: HeadLine; fits: boolean; signed: boolean }[] = []
  let before: HeadLine | undefined
  for (const head of heads) {
    const expected = (before?.number ?? 0) + 1
    for (let number = expected; number < Math.min(head.number, expected + LISTED_A_KIND_MAX + 1); number++)
      tell('missing-head', { head: number })
    if (before && (head.size < before.size || head.timestamp <= before.timestamp || head.number === before.number))
      tell('head-order', { head: head.number })
    const key = keys.get(head.key)
    let signed = false
    if (!key) tell('unknown-key', { head: head.number, key: short(head.key) })
    else {
      signed =
        key.open !== null && head.signature.length === 64 && verify(null, headBytes(head), key.open, head.signature)
      if (head.timestamp < key.line.from || head.timestamp >= key.to)
        tell('key-out-of-time', { head: head.number, key: short(head.key) })
    }
    const root = roots.get(head.size)
    const fits = root?.equals(head.root) ?? false
    if (head.size > leaves.count) tell('truncated', { head: head.number, size: head.size, count: leaves.count })
    else if (key && !signed) tell(fits ? 'bad-signature' : 'changed-head', { head: head.number, size: head.size })
    states.push({ head, fits, signed })
    before = head
  }
  const last = heads.at(-1) as HeadLine
  const largest = heads.reduce((most, head) => Math.max(most, head.size), 0)
  if (leaves.count > largest) tell('unsigned-leaves', { count: leaves.count - largest })

  const lastGood = states.findLast((one) => one.fits && one.signed)
  for (const one of states) {
    // A later signed head vouches for all leaves below it: then it is this head that is of another tree.
    if (!one.fits && one.signed && one.head.size <= leaves.count && lastGood && lastGood.head.number > one.head.number)
      tell('forked', { head: one.head.number, size: one.head.size })
  }
  const firstBad = states.find(
    (one) =>
      !one.fits && one.signed && one.head.size <= leaves.count && !(lastGood && lastGood.head.number > one.head.number),
  )
  if (firstBad) tellRewritten(firstBad.head, states, leaves, badNodes, tell)

  for (const one of known) {
    const root = roots.get(one.size)
    if (root?.toString('hex') !== one.root.toLowerCase())
      tell('witness-differs', { size: one.size, root: short(one.root) })
  }
  return lastGood && lastGood.head.number === last.number
    ? { number: last.number, size: last.size, root: last.root.toString('hex') }
    : null
}

/** Walks the leaves once: roots at the wanted sizes, and kept nodes that do not fit. */
async function walk(
  source: LogSource,
  leaves: Leaves,
  wanted: ReadonlySet<number>,
  tell: Tell,
): Promise<{ roots: Map<number, Buffer>; badNodes: Place[] }> {
  const roots = new Map<number, Buffer>()
  const badNodes: Place[] = []
  const edge = new Edge()
  if (wanted.has(0)) roots.set(0, edge.root())
  let made: { place: Place; hash: Buffer }[] = []
  const compare = async (): Promise<void> => {
    if (!source.nodes || made.length === 0) return
    for (const level of new Set(made.map(({ place }) => place.level))) {
      const ours = made.filter(({ place }) => place.level === level)
      const kept = await source.nodes(level, ours[0]?.place.index ?? 0, (ours.at(-1)?.place.index ?? 0) + 1)
      for (const { place, hash } of ours) {
        if (kept.get(place.index)?.equals(hash)) continue
        badNodes.push(place)
        tell('changed-node', { level, index: place.index })
      }
    }
    made = []
  }
  for (let index = 0; index < leaves.count; index++) {
    edge.append(Buffer.from(leaves.hash(index)), (place, hash) => made.push({ place, hash }))
    if (wanted.has(index + 1)) roots.set(index + 1, edge.root())
    if (index % CHUNK === CHUNK - 1) await compare()
  }
  await compare()
  return { roots, badNodes }
}

const TRIES_MAX = 2_000_000

/** The first head that its leaves do not give: says where, and whether putting leaves back in order heals it. */
function tellRewritten(
  bad: HeadLine,
  states: readonly { head: HeadLine; fits: boolean; signed: boolean }[],
  leaves: Leaves,
  badNodes: readonly Place[],
  tell: Tell,
): void {
  const good = states.findLast((one) => one.fits && one.signed && one.head.number < bad.number)
  const from = good?.head.size ?? 0
  const start = new Edge()
  for (let index = 0; index < from; index++) start.append(Buffer.from(leaves.hash(index)))
  const rootWith = (order: readonly number[]): Buffer => {
    const edge = start.copy()
    for (const index of order) edge.append(Buffer.from(leaves.hash(index)))
    return edge.root()
  }
  const batch = Array.from({ length: bad.size - from }, (_, i) => from + i)
  // Facts under one head stand in the order of their numbers.
  const sorted = [...batch].sort((a, b) => leaves.seq(a) - leaves.seq(b))
  if (sorted.some((index, i) => index !== batch[i]) && rootWith(sorted).equals(bad.root)) {
    const moved = batch
      .filter((index, i) => sorted[i] !== index)
      .map((index) => leaves.seq(index))
      .sort((a, b) => a - b)
    tell('reordered', { what: `các lá của sự việc số ${moved.slice(0, 20).join(', ')} đã bị đổi chỗ` })
    return
  }
  // Exchanged with a leaf of a later head: both stand out from their neighbours.
  const standsOut = (index: number): boolean =>
    (index > 0 && leaves.seq(index) < leaves.seq(index - 1)) ||
    (index + 1 < leaves.count && leaves.seq(index) > leaves.seq(index + 1))
  const here = batch.filter(standsOut).slice(0, 60)
  const there: number[] = []
  for (let index = bad.size; index < leaves.count && there.length < 200; index++)
    if (standsOut(index)) there.push(index)
  let tries = Math.floor(TRIES_MAX / Math.max(1, batch.length))
  for (const a of here) {
    for (const b of there) {
      if (tries-- <= 0) break
      if (!rootWith(batch.map((index) => (index === a ? b : index))).equals(bad.root)) continue
      tell('reordered', { what: `lá của sự việc số ${leaves.seq(a)} và số ${leaves.seq(b)} đã bị đổi chỗ` })
      return
    }
  }
  // Kept nodes of sixteen leaves narrow it down, unless they were rewritten too.
  const groups = badNodes.filter((place) => place.level === 4).map((place) => place.index)
  const group = groups.find((index) => index * 16 < bad.size && index * 16 + 16 > from)
  const first = group === undefined ? from : Math.max(from, group * 16)
  const end = group === undefined ? bad.size : Math.min(bad.size, group * 16 + 16)
  const seqs = Array.from({ length: Math.min(16, end - first) }, (_, i) => leaves.seq(first + i))
  tell('rewritten', {
    from: first,
    to: end - 1,
    head: bad.number,
    seqs: `${seqs.join(', ')}${end - first > 16 ? ' …' : ''}`,
  })
}
