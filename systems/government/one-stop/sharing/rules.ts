/** Limits of sharing: what grows has an end. Minutes, papers, rows. */
export const sharingLimits = {
  papersMax: 10,
  openSharesMax: 20,
  /** How long papers stay open to whoever opened the code. */
  viewMinutes: 30,
  listMax: 50,
  opensAMinuteMax: 10,
} as const

/** How long a code may be good, in minutes. */
export const codeMinutes = ['10', '60', '1440', '4320'] as const
export type CodeMinutes = (typeof codeMinutes)[number]

/** Crockford's letters: none that is taken for another when it is read out (I, L, O, U are left out). */
export const CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const CODE_LENGTH = 10

/** The code as typed by somebody, brought to the letters it is made of; null when it cannot be a code. */
export function readCode(typed: string): string | null {
  const plain = typed
    .toUpperCase()
    .replace(/[\s.\-–]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  return plain.length === CODE_LENGTH && [...plain].every((letter) => CODE_LETTERS.includes(letter)) ? plain : null
}

/** '7K3M2PQ8RX' → '7K3M2-PQ8RX'. */
export const showCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`

export type ShareState = 'waiting' | 'viewing' | 'ended' | 'expired' | 'revoked'

/** Where a share stands at an instant. */
export function shareState(
  share: { expires_at: Date; opened_at: Date | null; view_until: Date | null; revoked_at: Date | null },
  now: Date,
): ShareState {
  if (share.revoked_at) return 'revoked'
  if (share.opened_at) return share.view_until && share.view_until > now ? 'viewing' : 'ended'
  return share.expires_at > now ? 'waiting' : 'expired'
}
