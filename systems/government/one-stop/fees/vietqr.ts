import { assert } from '#ground/refusal'

/**
 * A transfer as a QR by EMVCo merchant-presented mode, the way Vietnamese banks read it (VietQR): tag, two digits of length,
 * value. Made without any network. Facts: 38 = the bank and account, 53 = 704 (đồng), 54 = amount, 62.08 = what it is for,
 * 63 = CRC-16/CCITT-FALSE over everything before it and its own tag and length.
 */

/** Whose account; `bank` is the six-digit BIN. */
export interface Payee {
  bank: string
  account: string
}

const NAPAS = 'A000000727'
const BY_ACCOUNT = 'QRIBFTTA'
const DONG = '704'
/** What banks show of the message; longer ones are cut by some of them. */
export const MESSAGE_MAX = 25

/** CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF, not reflected; four upper-case hex digits. */
export function crc16(text: string): string {
  let crc = 0xffff
  for (const byte of Buffer.from(text, 'utf8')) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

function field(tag: string, value: string): string {
  assert(/^\d{2}$/.test(tag) && value.length >= 1 && value.length <= 99, `VietQR field ${tag} does not fit`)
  return `${tag}${String(value.length).padStart(2, '0')}${value}`
}

/** The text of the QR. `amount` in đồng makes it a one-time (dynamic) code; without it the payer types the amount. */
export function vietQr(payee: Payee, amount: number | null, message: string): string {
  assert(/^\d{6}$/.test(payee.bank) && /^[0-9A-Za-z]{1,19}$/.test(payee.account), 'VietQR: no such bank account')
  assert(amount === null || (Number.isSafeInteger(amount) && amount > 0), 'VietQR: an amount is whole đồng')
  assert(/^[0-9A-Za-z ]{1,25}$/.test(message), 'VietQR: the message is letters, digits and blanks')
  const account = field('00', payee.bank) + field('01', payee.account)
  const whole =
    field('00', '01') +
    field('01', amount === null ? '11' : '12') +
    field('38', field('00', NAPAS) + field('01', account) + field('02', BY_ACCOUNT)) +
    field('53', DONG) +
    (amount === null ? '' : field('54', String(amount))) +
    field('58', 'VN') +
    field('62', field('08', message))
  return `${whole}6304${crc16(`${whole}6304`)}`
}

export interface ReadQr {
  payee: Payee
  amount: number | null
  message: string | null
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (let at = 0; at + 4 <= text.length; ) {
    const digits = text.slice(at + 2, at + 4)
    // From outside: "-4" would be read for ever.
    if (!/^\d\d$/.test(digits)) break
    const length = Number(digits)
    fields.set(text.slice(at, at + 2), text.slice(at + 4, at + 4 + length))
    at += 4 + length
  }
  return fields
}

/** Reads such a code back; undefined when the check sum is wrong or it is no transfer to an account. */
export function readVietQr(text: string): ReadQr | undefined {
  if (text.length < 8 || text.slice(-8, -4) !== '6304' || crc16(text.slice(0, -4)) !== text.slice(-4)) return undefined
  const fields = fieldsOf(text)
  const to = fieldsOf(fields.get('38') ?? '')
  const account = fieldsOf(to.get('01') ?? '')
  const [bank, number] = [account.get('00'), account.get('01')]
  if (to.get('00') !== NAPAS || !bank || !number) return undefined
  const amount = fields.get('54')
  return {
    payee: { bank, account: number },
    amount: amount === undefined ? null : Number(amount),
    message: fieldsOf(fields.get('62') ?? '').get('08') ?? null,
  }
}

/** A dossier number and the round of payment as a message: 'H20.101.01-261005-0001', 2 → 'H20101012610050001P2'. */
export function paymentMessage(number: string, round: number): string {
  const end = `P${round}`
  return (
    number
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .slice(0, MESSAGE_MAX - end.length) + end
  )
}
