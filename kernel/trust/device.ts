import type { Words } from '#ground/text'

/** Looked for in this order: Edge, Opera and others say "Chrome" too, and Chrome says "Safari". */
const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Microsoft Edge'],
  [/\bOPR\/|\bOPiOS\//, 'Opera'],
  [/\bcoc_coc_browser\//i, 'Cốc Cốc'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bZalo\b/i, 'Zalo'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/**
 * What a user agent says of itself, in words a person knows; a browser may say what it likes, so this is a reminder to its
 * owner and never a proof.
 */
export function deviceName(agent: string | undefined): Words {
  const text = agent ?? ''
  const browser = browsers.find(([rule]) => rule.test(text))?.[1]
  const system = systems.find(([rule]) => rule.test(text))?.[1]
  if (browser && system) return { vi: `${browser} trên ${system}`, en: `${browser} on ${system}` }
  const only = browser ?? system
  return only ? { vi: only, en: only } : { vi: 'Thiết bị không rõ', en: 'Unknown device' }
}
