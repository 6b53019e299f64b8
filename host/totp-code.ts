import { Secret, TOTP } from 'otpauth'

/** The code an authenticator application shows at an instant for a seed as it is typed: groups of Base32. For tests. */
export const typedCode = (seed: string, at: Date): string =>
  new TOTP({ secret: Secret.fromBase32(seed.replace(/\s+/g, '')) }).generate({ timestamp: at.getTime() })
