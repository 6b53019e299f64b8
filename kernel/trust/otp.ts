import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { Words } from '#ground/text'
import { type Database, enqueue, house, type Tx } from '#kernel/store'
import { type AccountRow, changePassword, findAccountByLogin, loginKept } from './account.ts'
import { refuseAccount } from './account-refusals.ts'
import { chargeTry, hashOf, networkOf, subjectOf, type Visit } from './attempt.ts'
import { writeFact } from './fact.ts'
import { checkPassword, hashPassword } from './password.ts'
import { keysOf, markSecret, openSecret, sealedBy, sealSecret } from './secret.ts'
import { isKnownDevice, openSession, type Session, tellOwner } from './session.ts'

export type CodePurpose = 'contact' | 'password' | 'sign-in'
export type CodeChannel = 'email' | 'phone'

/** NIST SP 800-63B: a code of six digits, good for minutes, a few tries. */
const MINUTES = 5
const TRIES_MAX = 5
/** Codes for one login from one place in a quarter of an hour, from everywhere in an hour, and from one network in an hour. */
const SENT_HERE_MAX = 3
const SENT_HERE_MINUTES = 15
const SENT_TARGET_MAX = 10
const SENT_NETWORK_MAX = 20
const SENT_MINUTES = 60

export const channelWords: Record<CodeChannel, Words> = {
  email: { vi: 'thư điện tử', en: 'e-mail' },
  phone: { vi: 'tin nhắn điện thoại', en: 'text message' },
}

const MESSAGE_CONTEXT = 'sen.message'

/** A message to one address, for the job that sends it; sealed, because the queue is a table like any other. */
export interface Message {
  channel: CodeChannel
  to: string
  subject: string
  text: string
  /** Not sent any more after this instant (milliseconds). */
  until: number
}

async function enqueueMessage(tx: Tx, message: Message | null): Promise<void> {
  // With nobody to write to the job is put in all the same: the answer takes as long.
  const text = JSON.stringify(message ?? { channel: 'email', to: '', subject: '', text: '0'.repeat(200), until: 0 })
  await enqueue(tx, 'message', { sealed: sealSecret(keysOf(tx), text, MESSAGE_CONTEXT) }, { triesMax: 3 })
}

/** Opens the payload of a message job; undefined when its key was taken out of the ring meanwhile: then it is too old to be sent. */
export function openMessage(tx: Tx, payload: unknown): Message | undefined {
  const { sealed } = payload as { sealed: string }
  if (!keysOf(tx).find(sealedBy(sealed) ?? '')) return undefined
  return JSON.parse(openSecret(keysOf(tx), sealed, MESSAGE_CONTEXT).toString('utf8')) as Message
}

const purposeWords: Record<CodePurpose, Words> = {
  contact: { vi: 'xác nhận địa chỉ liên hệ', en: 'confirm your contact' },
  password: { vi: 'đặt lại mật khẩu', en: 'set a new password' },
  'sign-in': { vi: 'đăng nhập', en: 'sign in' },
}

function codeMessage(purpose: CodePurpose, code: string, lang: 'vi' | 'en'): { subject: string; text: string } {
  const words = purposeWords[purpose][lang]
  return lang === 'vi'
    ? {
        subject: `Mã ${words}: ${code}`,
        text: `${code} là mã để ${words} trên Sen, dùng trong ${MINUTES} phút. Không đưa mã này cho bất kỳ ai, kể cả người tự xưng là cán bộ. Nếu bạn không yêu cầu, hãy bỏ qua tin này.`,
      }
    : {
        subject: `Code to ${words}: ${code}`,
        text: `${code} is your code to ${words} on Sen, good for ${MINUTES} minutes. Give it to nobody, not even to somebody who says to be an officer. If you did not ask for it, ignore this message.`,
      }
}

interface NewCode {
  purpose: CodePurpose
  channel: CodeChannel
  /** Who gets it, or null: then nobody does, and nothing outside shows it. */
  account: Pick<AccountRow, 'id' | 'lang'> | null
  to: string | null
  /** What is counted. */
  name: string
}

/** Makes a code and puts its message into the queue. Answers the token under which it is given back. */
async function sendCode(database: Database, make: (tx: Tx) => Promise<NewCode>, visit: Visit): Promise<string> {
  const outcome = await database.transaction(house, async (tx) => {
    const value = await make(tx)
    const subject = subjectOf('code', value.name)
    const known = value.account ? await isKnownDevice(tx, value.account.id, visit.knownDevice) : false
    const place = known
      ? `device:${hashOf(visit.knownDevice ?? '')
          .toString('hex')
          .slice(0, 32)}`
      : networkOf(visit.ip)
    const limits = [
      { subject, place, max: SENT_HERE_MAX, minutes: SENT_HERE_MINUTES },
      { subject, place: 'all', max: SENT_TARGET_MAX, minutes: SENT_MINUTES },
      { subject: 'code:network', place: networkOf(visit.ip), max: SENT_NETWORK_MAX, minutes: SENT_MINUTES },
    ]
    for (const limit of limits) {
      const verdict = await chargeTry(tx, { ...limit, everywhere: false }, limit)
      if (verdict.blocked) return { until: verdict.until }
    }
    const token = randomBytes(32).toString('base64url')
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    const expires = new Date(tx.now.getTime() + MINUTES * 60_000)
    await tx.query(
      'insert into sen.one_time_code (token_hash, purpose, account, channel, target, mark, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        hashOf(token),
        value.purpose,
        value.account?.id ?? null,
        value.channel,
        value.purpose === 'contact' ? value.to : null,
        markSecret(keysOf(tx), code, token),
        tx.now,
        expires,
      ],
    )
    await enqueueMessage(
      tx,
      value.account && value.to
        ? {
            channel: value.channel,
            to: value.to,
            ...codeMessage(value.purpose, code, value.account.lang),
            until: expires.getTime(),
          }
        : null,
    )
    writeFact(tx, {
      kind: 'code-sent',
      system: 'kernel',
      ...(value.account ? { record: 'account', recordId: value.account.id } : {}),
      data: { purpose: value.purpose, channel: value.channel, sent: value.account !== null },
    })
    return { token }
  })
  if (outcome.token === undefined)
    throw refuseAccount['too-many-codes']({
      minutes: Math.max(1, Math.ceil((outcome.until.getTime() - database.clock.now().getTime()) / 60_000)),
    })
  return outcome.token
}

/** Takes a code back: five tries, once. Refuses account.code-expired. */
async function takeSentCode(
  database: Database,
  token: string | undefined,
  purpose: CodePurpose,
  typed: string,
  account?: string,
): Promise<{ account: string; channel: CodeChannel; target: string | null }> {
  const code = typed.replace(/\D/g, '')
  const taken = await database.transaction(house, async (tx) => {
    const row = await tx.one<{ account: string | null; channel: CodeChannel; target: string | null; mark: string }>(
      `update sen.one_time_code set tries = tries + 1
        where token_hash = $1 and purpose = $2 and expires_at > $3 and tries < $4 returning account, channel, target, mark`,
      [hashOf(token ?? ''), purpose, tx.now, TRIES_MAX],
    )
    if (!row || !token) return undefined
    const [key = ''] = row.mark.split(':')
    if (!keysOf(tx).find(key)) return undefined
    const mark = Buffer.from(markSecret(keysOf(tx), code, token, key))
    const kept = Buffer.from(row.mark)
    if (mark.length !== kept.length || !timingSafeEqual(mark, kept) || row.account === null) return undefined
    if (account !== undefined && account !== row.account) return undefined
    await tx.query('delete from sen.one_time_code where token_hash = $1', [hashOf(token)])
    return { account: row.account, channel: row.channel, target: row.target }
  })
  if (!taken) throw refuseAccount['code-expired']({}, 'code')
  return taken
}

/** Whether a code may be sent for this: a citizen's account in use, to an address she has proved to be hers. */
async function reachable(tx: Tx, found: AccountRow | undefined, channel: CodeChannel): Promise<string | null> {
  if (!found || found.disabled_at || found.kind !== 'person') return null
  // Who holds a role signs in by her password and factor, and gets a new password from an administrator.
  const role = await tx.one(
    'select 1 from sen.role_grant where account = $1 and (valid_to is null or valid_to >= sen.today()) limit 1',
    [found.id],
  )
  if (role) return null
  if (channel === 'email') return found.email_verified_at ? found.email : null
  return found.phone_verified_at ? found.phone : null
}

/**
 * Asks for a code to sign in or to set a new password. Says the same, in the same time, whether there is such an account or
 * not. Refuses account.too-many-codes.
 */
export async function requestCode(
  database: Database,
  purpose: 'password' | 'sign-in',
  login: string,
  channel: CodeChannel,
  visit: Visit,
): Promise<string> {
  return sendCode(
    database,
    async (tx) => {
      const found = await findAccountByLogin(tx, login)
      const to = await reachable(tx, found, channel)
      return { purpose, channel, account: to && found ? found : null, to, name: loginKept(login) }
    },
    visit,
  )
}

/** Signs in by a sent code: a session of low assurance, see standing.ts of the channels. Refuses account.code-expired. */
export async function signInByCode(
  database: Database,
  token: string | undefined,
  code: string,
  visit: Visit,
): Promise<Session> {
  const { account } = await takeSentCode(database, token, 'sign-in', code)
  return openSession(database, account, { ...visit, methods: ['otp'] })
}

/** Sets a new password by a sent code; every session ends and second factors stay. Refuses weak passwords before the code is looked at. */
export async function resetPassword(
  database: Database,
  token: string | undefined,
  code: string,
  password: string,
): Promise<void> {
  checkPassword(password)
  const { account, channel } = await takeSentCode(database, token, 'password', code)
  const hash = await hashPassword(password)
  await database.transaction(house, async (tx) => {
    await changePassword(tx, account, hash)
    writeFact(tx, { kind: 'password-reset', system: 'kernel', record: 'account', recordId: account, data: { channel } })
    await tellOwner(tx, account, {
      vi: 'Mật khẩu đã được đặt lại bằng mã gửi cho bạn',
      en: 'Your password was set anew by a code sent to you',
    })
  })
}

/** Sends a code to an address or number its owner says is hers. Refuses account.too-many-codes. */
export async function askContact(
  database: Database,
  session: Session,
  channel: CodeChannel,
  to: string,
  visit: Visit,
): Promise<string> {
  return sendCode(
    database,
    async () => ({
      purpose: 'contact',
      channel,
      account: { id: session.actor.account ?? '', lang: session.actor.lang },
      to,
      name: session.login,
    }),
    visit,
  )
}

/** Ends it: from now on the address is proved. An address used before is told that it is no longer. Refuses account.code-expired. */
export async function proveContact(
  database: Database,
  session: Session,
  token: string | undefined,
  code: string,
): Promise<CodeChannel> {
  const { account, channel, target } = await takeSentCode(database, token, 'contact', code, session.actor.account ?? '')
  await database.transaction(house, async (tx) => {
    const before = await tx.one<Pick<AccountRow, 'email' | 'phone' | 'lang'> & Record<string, unknown>>(
      'select email, phone, lang from sen.account where id = $1 for update',
      [account],
    )
    await tx.query(
      channel === 'email'
        ? 'update sen.account set email = $2, email_verified_at = $3 where id = $1'
        : 'update sen.account set phone = $2, phone_verified_at = $3 where id = $1',
      [account, target, tx.now],
    )
    writeFact(tx, {
      kind: 'contact-proved',
      system: 'kernel',
      record: 'account',
      recordId: account,
      subjects: [session.actor.person],
      data: { channel },
    })
    const former = channel === 'email' ? before?.email : before?.phone
    if (!former || former === target) return
    const vi = before?.lang !== 'en'
    await enqueueMessage(tx, {
      channel,
      to: former,
      subject: vi ? 'Địa chỉ liên hệ của tài khoản đã đổi' : 'The contact of your account was changed',
      text: vi
        ? 'Tài khoản Sen của bạn không còn dùng địa chỉ này. Nếu không phải bạn đổi, hãy liên hệ Trung tâm Phục vụ hành chính công.'
        : 'Your Sen account no longer uses this address. If it was not you, tell a public service centre.',
      until: tx.now.getTime() + 86_400_000,
    })
  })
  return channel
}

/** What an account has told and proved about how to reach it. */
export async function contactsOf(
  database: Database,
  account: string,
): Promise<{ email: string | null; emailProved: boolean; phone: string | null; phoneProved: boolean }> {
  return database.transaction(house, async (tx) => {
    const row = await tx.one<AccountRow & { person_phone: string | null } & Record<string, unknown>>(
      'select a.*, p.phone as person_phone from sen.account a left join sen.person p on p.id = a.person where a.id = $1',
      [account],
    )
    return {
      email: row?.email ?? null,
      emailProved: row?.email_verified_at != null,
      phone: row?.phone ?? row?.person_phone ?? null,
      phoneProved: row?.phone_verified_at != null,
    }
  })
}
