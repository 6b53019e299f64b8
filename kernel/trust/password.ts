import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { fold } from '#ground/text'
import { refuseAccount } from './account-refusals.ts'

/** ASVS 5.0, 6.2.1 (at least 8) and 6.2.9 (64 and more allowed); TCVN 11930 level 3 wants letters and digits. */
const LENGTH_MIN = 8
const LENGTH_MAX = 200
/** From this length a pass phrase needs no digits. */
const PHRASE_LENGTH_MIN = 15
/** OWASP's second choice of argon2id: 19 MiB, two passes. Stronger ones would let a flood of sign-ins take the memory of a small machine. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Verified when a login does not exist, so that the answer takes as long as for one that does. */
let decoy: Promise<string> | undefined

/**
 * Words that stand at the core of the passwords guessed first, folded (no tones, lower case, no blanks), English and
 * Vietnamese: what leaks of passwords have in common, written down from general knowledge, not copied from a leak.
 */
const COMMON = new Set(
  `password pass passwd passw matkhau matkhaumoi matma admin administrator quantri root user login welcome guest test default
  letmein iloveyou loveyou anhyeuem emyeuanh yeuem yeuanh yeuemnhieu iloveu love lovely baby babygirl sunshine princess
  monkey dragon master football baseball superman batman starwars shadow michael jennifer jordan hunter killer flower
  qwerty qwertyuiop qwertyui qwert asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qwer qaz abc abcd abcde abcdef abcdefgh aaa aaaa
  vietnam vietnamese vietnamoi tphcm saigon hanoi hochiminh danang cantho dongthap caolanh sadec tiengiang mytho hongngu
  sen dongthapmuoi congchuc canbo ubnd ubndtinh ubndxa uyban motcua dichvucong hanhchinh nhanvien vanthu ketoan
  khongbiet khongcho khongco chaobanmoi xinchao chaoban chao toilaai toiyeuvietnam toiyeu concho conmeo meo cho
  hoangtu congchua thienthan thienan tinhyeu tinhban hanhphuc giadinh cuocsong bome bame meyeu boyeu yeubame conyeu
  nguyen tran pham hoang huynh phan nguyenvan nguyenthi hung dung tuan linh huong trang thao phuong minh nam lan hoa mai
  samsung iphone nokia apple google facebook zalo viettel mobifone vinaphone gmail yahoo
  secret changeme change temp temporary newpassword mypassword computer internet system server database oracle cisco
  summer winter spring autumn january february march april june july august monday friday hello helloworld whatever trustno
  freedom naruto pokemon pikachu doraemon songoku conan manchester liverpool chelsea arsenal barcelona ronaldo messi realmadrid`
    .split(/\s+/)
    .filter(Boolean),
)
const RUNS = [
  '01234567890123456789',
  '98765432109876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn',
  'qazwsxedcrfvtgbyhnujm',
  '147258369',
  '159753',
  '741852963',
]
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Digits people put behind a word: a run, a year, few, or one repeated. */
const isPlainTail = (tail: string): boolean =>
  tail.length <= 3 ||
  /^(19|20)\d\d$/.test(tail) ||
  /^(\d)\1+$/.test(tail) ||
  /^(\d\d)\1+$/.test(tail) ||
  RUNS.some((run) => run.includes(tail)) ||
  /^(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((19|20)?\d\d)?$/.test(tail)

/**
 * Is this among what is guessed first? A common word with plain digits around it or letters written as digits, a run on the
 * keyboard, one thing repeated, or the login itself.
 */
export function isCommonPassword(password: string, login?: string): boolean {
  const text = fold(password).replace(/\s+/g, '')
  const name = login === undefined ? '' : fold(login).replace(/\s+/g, '')
  if (name.length >= 4 && (text === name || text.replace(name, '').length <= 3)) return true
  // One letter or one short piece over and over.
  if (/^(.{1,4})\1+$/.test(text)) return true
  const pieces = text.replace(/[^a-z0-9]+/g, '')
  if (pieces.length > 0 && RUNS.some((run) => run.includes(pieces))) return true
  const cores = (word: string): string[] => {
    const [, head = '', core = '', tail = ''] = /^([^a-z]*)(.*?)([^a-z]*)$/.exec(word) ?? []
    const digits = (part: string) => part.replace(/\D+/g, '')
    if (digits(head).length > 0 && !isPlainTail(digits(head))) return []
    if (digits(tail).length > 0 && !isPlainTail(digits(tail))) return []
    const letters = core.replace(/[^a-z0-9@$!]/g, '')
    return [letters, letters.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign)]
  }
  const plain = cores(text)
  const spelt = text.replace(/[013457@$!](?=[a-z])/g, (sign) => LEET[sign] ?? sign)
  return [...plain, ...cores(spelt)].some(
    (core) =>
      core.length > 0 &&
      (core.length <= 2 ||
        COMMON.has(core) ||
        (core.length >= 4 && RUNS.some((run) => run.includes(core))) ||
        isTwoWords(core)),
  )
}

/** Two common words in a row are guessed almost as soon as one. */
function isTwoWords(core: string): boolean {
  for (let at = 3; at <= core.length - 3; at++)
    if (COMMON.has(core.slice(0, at)) && COMMON.has(core.slice(at))) return true
  return false
}

/** Refuses a password too short, too long, too simple, or among those guessed first. Any letter, blank or sign is allowed, as typed or pasted. */
export function checkPassword(password: string, login?: string): void {
  const length = [...password].length
  const mixed = /\p{L}/u.test(password) && /\d/.test(password)
  if (length < LENGTH_MIN || length > LENGTH_MAX || !(mixed || length >= PHRASE_LENGTH_MIN))
    throw refuseAccount['weak-password']({ lengthMin: LENGTH_MIN, lengthMax: LENGTH_MAX }, 'password')
  if (isCommonPassword(password, login)) throw refuseAccount['common-password']({}, 'password')
}

/** Slow on purpose: outside of transactions. Refuses a weak password. */
export async function hashPassword(password: string, login?: string): Promise<string> {
  checkPassword(password, login)
  return hash(password.normalize('NFC'), ARGON2)
}

/** Is this the password? Takes as long when there is none to compare with. */
export async function verifyPassword(kept: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hash(randomBytes(16).toString('hex'), ARGON2)
  const right = await verify(kept ?? (await decoy), password.normalize('NFC').slice(0, LENGTH_MAX * 2))
  return right && typeof kept === 'string'
}
