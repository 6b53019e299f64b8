import { uuidv7 } from '#ground/ids'
import { fromHex, headBytes } from '#ground/merkle'
import { type Database, house, type Job, type Tx } from '#kernel/store'
import { findHead, type Head } from './log.ts'
import { outgoing } from './outgoing.ts'
import { readStamp, refuseStamp, stampRequest } from './time-stamp.ts'

export interface Witness {
  head: number
  kind: 'mail' | 'time-stamp'
  at: Date
  /** The address mailed to, or that of the authority. */
  by: string
}

/** What left the house, newest first. */
export async function listWitnesses(tx: Tx, limit = 20): Promise<Witness[]> {
  return tx.query<Witness & Record<string, unknown>>(
    'select head, kind, at, by from sen.log_witness order by at desc, id desc limit $1',
    [Math.min(limit, 200)],
  )
}

/** What is stamped: the signed bytes of the head followed by its signature, so that a stamp vouches for both. */
export const stampedBytes = (head: { size: number; timestamp: number; root: string; signature: string }): Buffer =>
  Buffer.concat([
    headBytes({ ...head, root: fromHex(head.root) ?? new Uint8Array(32) }),
    Buffer.from(head.signature, 'base64'),
  ])

/** Addresses of those who keep our heads: 'a@b.vn, c@d.vn'. At most 20. */
export const witnessAddresses = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/[,;\s]+/)
    .filter((one) => /^[^@\s]+@[^@\s]+$/.test(one))
    .slice(0, 20)

/** The mail a witness gets: plain text that says what it is, and what to do with it. */
export function witnessMail(head: Head, publicUrl: string): { subject: string; text: string } {
  const day = new Date(head.timestamp + 7 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  return {
    subject: `Dấu niêm phong nhật ký ${day.slice(0, 10)}: ${head.size} sự việc`,
    text: `Đây là dấu niêm phong mới nhất của nhật ký hệ thống. Hãy giữ thư này, đừng xóa.
Nếu sau này có ai sửa, xóa hay chèn sự việc vào nhật ký, dấu dưới đây sẽ không còn khớp.

Số sự việc : ${head.size}
Thời điểm  : ${day} (giờ Việt Nam; ${head.timestamp} ms)
Gốc cây    : ${head.root}
Khóa ký    : ${head.key}
Chữ ký     : ${head.signature}

Cách kiểm tra, bất cứ lúc nào về sau:
  npx sen verify-log --size ${head.size} --root ${head.root}
hoặc xem ${new URL('/nhat-ky', publicUrl).href}

This is the newest signed head of the log (RFC 6962). Keep this mail. Should anybody change, remove or slip in a fact
later, the root above would no longer fit.
`,
  }
}

/** Marks that a head goes to a witness; false when it went there already. */
async function mark(tx: Tx, head: number, kind: Witness['kind'], by: string, token: Buffer | null): Promise<boolean> {
  const rows = await tx.query(
    `insert into sen.log_witness (id, head, kind, at, by, token)
     select $1, $2, $3, $4, $5, $6 where not exists (select from sen.log_witness where head = $2 and kind = $3 and by = $5) returning 1`,
    [uuidv7(tx.now), head, kind, tx.now, by, token],
  )
  return rows.length > 0
}

/** Sends the newest head to each address once. Marked before it is sent: after a crash one may be missing, tomorrow's follows. */
export async function mailHead(
  database: Database,
  options: { to: readonly string[]; publicUrl: string; send(to: string, subject: string, text: string): Promise<void> },
): Promise<number> {
  let sent = 0
  for (const to of options.to) {
    const head = await database.transaction(house, async (tx) => {
      const newest = await findHead(tx)
      return newest && (await mark(tx, newest.number, 'mail', to, null)) ? newest : undefined
    })
    if (!head) continue
    const { subject, text } = witnessMail(head, options.publicUrl)
    await options.send(to, subject, text)
    sent++
  }
  return sent
}

const ANSWER_BYTES_MAX = 200_000

/** Has the newest head stamped by a time-stamping authority (RFC 3161 over HTTP, section 3.4). False when it is stamped already. */
export async function stampHead(database: Database, options: { url: string }): Promise<boolean> {
  const head = await database.transaction(house, async (tx) => {
    const newest = await findHead(tx)
    const stamped =
      newest &&
      (await tx.one('select 1 from sen.log_witness where head = $1 and kind = $2', [newest.number, 'time-stamp']))
    return stamped ? undefined : newest
  })
  if (!head) return false
  const data = stampedBytes(head)
  const { body, nonce } = stampRequest(data)
  // The operator named this address herself, so an authority inside the network is meant.
  const { hostname, port, protocol } = new URL(options.url)
  const answer = await outgoing(options.url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body,
    bytesMax: ANSWER_BYTES_MAX,
    allow: [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`],
  })
  if (answer.status !== 200) throw refuseStamp.refused({ status: answer.status, reason: 'HTTP' })
  const token = await readStamp(answer.body, data, nonce)
  return database.transaction(house, (tx) => mark(tx, head.number, 'time-stamp', options.url, token))
}

/** The day's witness: mail to those named, a stamp where an authority is named. Times are UTC. */
export function witnessJobs(options: {
  to: readonly string[]
  publicUrl: string
  send?: (to: string, subject: string, text: string) => Promise<void>
  stampUrl?: string
}): Job[] {
  const { send, stampUrl } = options
  const jobs: Job[] = []
  if (send && options.to.length > 0)
    jobs.push({
      name: 'log-mail',
      // 17:05 in Vietnam, at the end of the working day
      every: '5 10 * * *',
      triesMax: 5,
      run: async (database) => void (await mailHead(database, { ...options, send })),
    })
  if (stampUrl)
    jobs.push({
      name: 'log-time-stamp',
      every: '25 * * * *',
      triesMax: 5,
      run: async (database) => void (await stampHead(database, { url: stampUrl })),
    })
  return jobs
}
