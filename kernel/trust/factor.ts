import { isUuid } from '#ground/ids'
import type { Database, Tx } from '#kernel/store'
import { house } from '#kernel/store'
import { refuseAccount } from './account-refusals.ts'
import { writeFact } from './fact.ts'
import { countRecoveryCodes, issueRecoveryCodes, takeRecoveryCode } from './recovery.ts'
import { tellOwner } from './session.ts'
import { takeTotp } from './totp.ts'

/** A way to prove oneself after the password, or instead of it. */
export type ProofMethod = 'password' | 'totp' | 'passkey' | 'recovery'

export interface FactorShown {
  id: string
  kind: 'totp' | 'passkey'
  name: string
  backedUp: boolean
  createdAt: Date
  usedAt: Date | null
}

/** The factors an account has, oldest first. Needs the house's sight. */
export async function listFactors(tx: Tx, account: string): Promise<FactorShown[]> {
  const rows = await tx.query<{
    id: string
    kind: 'totp' | 'passkey'
    name: string
    backed_up: boolean
    created_at: Date
    used_at: Date | null
  }>(
    'select id, kind, name, backed_up, created_at, used_at from sen.factor where account = $1 and confirmed_at is not null order by created_at, id limit 50',
    [account],
  )
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    backedUp: row.backed_up,
    createdAt: row.created_at,
    usedAt: row.used_at,
  }))
}

/** By what an account may take its second step; empty when it has no factor. Needs the house's sight. */
export async function secondFactorsOf(tx: Tx, account: string): Promise<Exclude<ProofMethod, 'password'>[]> {
  const factors = await listFactors(tx, account)
  if (factors.length === 0) return []
  const found: Exclude<ProofMethod, 'password'>[] = []
  if (factors.some((one) => one.kind === 'totp')) found.push('totp')
  if (factors.some((one) => one.kind === 'passkey')) found.push('passkey')
  if ((await countRecoveryCodes(tx, account)) > 0) found.push('recovery')
  return found
}

/** A factor was added: written down, and the owner told. Needs the house's sight. */
export async function factorAdded(tx: Tx, account: string, id: string, kind: 'totp' | 'passkey'): Promise<void> {
  const person = await tx.one<{ person: string | null }>('select person from sen.account where id = $1', [account])
  writeFact(tx, {
    kind: 'factor-added',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person?.person],
    data: { factor: id, kind },
  })
  await tellOwner(
    tx,
    account,
    kind === 'totp'
      ? { vi: 'Đã thêm ứng dụng tạo mã vào tài khoản', en: 'An authenticator application was added to your account' }
      : { vi: 'Đã thêm khóa truy cập vào tài khoản', en: 'A passkey was added to your account' },
    NOT_ME,
  )
}

const NOT_ME = {
  vi: 'Nếu không phải bạn làm, hãy đổi mật khẩu, đăng xuất mọi thiết bị khác và liên hệ người quản trị.',
  en: 'If it was not you, change your password, sign out all other devices and tell an administrator.',
}

/** Ends the setting-up of an application: the code must be of it. Refuses account.wrong-code. Needs the house's sight. */
export async function confirmTotp(tx: Tx, account: string, id: string, name: string, code: string): Promise<void> {
  if (!isUuid(id) || !(await takeTotp(tx, account, code, id))) throw refuseAccount['wrong-code']({}, 'code')
  await tx.query('update sen.factor set name = $2, confirmed_at = $3 where id = $1', [id, name, tx.now])
  await factorAdded(tx, account, id, 'totp')
}

/** Takes a factor away; with the last one its recovery codes go. Refuses one that is not this account's. Needs the house's sight. */
export async function removeFactor(tx: Tx, account: string, id: string): Promise<void> {
  const gone = isUuid(id)
    ? await tx.one<{ kind: string }>('delete from sen.factor where id = $1 and account = $2 returning kind', [
        id,
        account,
      ])
    : undefined
  if (!gone) throw refuseAccount['no-such-factor']()
  await factorsRemoved(tx, account, { factor: id, kind: gone.kind })
  await tellOwner(tx, account, { vi: 'Đã xóa một lớp bảo vệ của tài khoản', en: 'A second factor was removed' }, NOT_ME)
}

/** All factors and codes of an account whose owner lost them; an administrator has seen who she is. Sessions end. Answers how many factors went. Needs the house's sight. */
export async function resetFactors(tx: Tx, account: string): Promise<number> {
  const gone = await tx.query('delete from sen.factor where account = $1 returning 1', [account])
  await tx.query('delete from sen.session where account = $1', [account])
  await tx.query('delete from sen.pending_sign_in where account = $1', [account])
  await factorsRemoved(tx, account, { count: gone.length, reset: true })
  await tellOwner(
    tx,
    account,
    { vi: 'Người quản trị đã xóa các lớp bảo vệ của tài khoản', en: 'An administrator removed your second factors' },
    NOT_ME,
  )
  return gone.length
}

async function factorsRemoved(tx: Tx, account: string, data: Record<string, unknown>): Promise<void> {
  await tx.query(
    'delete from sen.recovery_code r where r.account = $1 and not exists (select from sen.factor f where f.account = $1 and f.confirmed_at is not null)',
    [account],
  )
  const person = await tx.one<{ person: string | null }>('select person from sen.account where id = $1', [account])
  writeFact(tx, {
    kind: 'factor-removed',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person?.person],
    data,
  })
}

/** Ten new recovery codes, shown once. Needs the house's sight. */
export async function renewRecoveryCodes(tx: Tx, account: string): Promise<string[]> {
  const codes = await issueRecoveryCodes(tx, account)
  const person = await tx.one<{ person: string | null }>('select person from sen.account where id = $1', [account])
  writeFact(tx, {
    kind: 'recovery-codes-made',
    system: 'kernel',
    record: 'account',
    recordId: account,
    subjects: [person?.person],
  })
  await tellOwner(tx, account, { vi: 'Đã tạo mã dự phòng mới', en: 'New recovery codes were made' }, NOT_ME)
  return codes
}

/** Takes a typed code of an application or of the recovery sheet. Needs the house's sight. */
export async function takeCode(tx: Tx, account: string, method: 'totp' | 'recovery', code: string): Promise<boolean> {
  if (code.length > 100) return false
  if (method === 'totp') return (await takeTotp(tx, account, code)) !== undefined
  if (!(await takeRecoveryCode(tx, account, code))) return false
  const left = await countRecoveryCodes(tx, account)
  await tellOwner(tx, account, {
    vi: `Đã dùng một mã dự phòng; còn ${left} mã`,
    en: `A recovery code was used; ${left} are left`,
  })
  return true
}

/** Reads in the house's sight what the security page shows. */
export async function factorsOf(
  database: Database,
  account: string,
): Promise<{ factors: FactorShown[]; recoveryCodes: number }> {
  return database.transaction(house, async (tx) => ({
    factors: await listFactors(tx, account),
    recoveryCodes: await countRecoveryCodes(tx, account),
  }))
}
