/** The design tokens as values: read from tokens.css, the one place where they are written. */
import { readFileSync } from 'node:fs'

export type Theme = 'light' | 'dark'
export type Tokens = Readonly<Record<string, string>>

const sheet = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8')

function declarations(block: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name, value] of block.matchAll(/--sen-([a-z0-9-]+):\s*([^;]+);/g)) {
    if (name !== undefined && value !== undefined)
      found[name] = value.trim().toUpperCase().startsWith('#') ? value.trim().toUpperCase() : value.trim()
  }
  return found
}

/** Every block of the sheet that a selector opens, in order. Exported for the test that keeps the two dark copies equal. */
export function blocksOf(selector: string): Tokens[] {
  const found: Tokens[] = []
  for (let at = sheet.indexOf(`${selector} {`); at >= 0; at = sheet.indexOf(`${selector} {`, at + 1))
    found.push(declarations(sheet.slice(at, sheet.indexOf('}', at))))
  return found
}

/** The colours of both themes, named without the `--sen-` in front; '#RRGGBB'. */
export const tokens: Readonly<Record<Theme, Tokens>> = {
  light: blocksOf('[data-theme="light"]')[0] ?? {},
  dark: blocksOf('\n[data-theme="dark"]')[0] ?? {},
}

function linear(hex: string): [number, number, number] {
  const part = (from: number) => {
    const c = Number.parseInt(hex.slice(from, from + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

/** Contrast of two '#RRGGBB' colours, 1..21 (WCAG 2.2, definition of contrast ratio). */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, blue] = linear(hex)
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue
  }
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

// Severe colour-vision deficiencies on linear RGB: Machado, Oliveira, Fernandes 2009, table 1, severity 1.0.
const sights = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const
export type Sight = keyof typeof sights
export const sightNames = Object.keys(sights) as Sight[]

/** How far apart two colours look to an eye, in OKLab × 100: 2 is just seen, 10 is plainly different. */
export function difference(a: string, b: string, sight: Sight = 'full'): number {
  const seen = (hex: string) => {
    const rgb = linear(hex)
    const [r, g, blue] = sights[sight].map((row) =>
      Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
    ) as [number, number, number]
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * blue)
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * blue)
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * blue)
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ] as const
  }
  const [x, y] = [seen(a), seen(b)]
  return 100 * Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}

/** A colour that stands on another, and the contrast it must hold: 4.5 for text, 3 for edges and marks (WCAG 1.4.3, 1.4.11). */
export type Pair = { on: string; ink: string; least: number }
const text = (on: string, ...inks: string[]): Pair[] => inks.map((ink) => ({ on, ink, least: 4.5 }))
const edge = (on: string, ...inks: string[]): Pair[] => inks.map((ink) => ({ on, ink, least: 3 }))
const tones = ['good', 'wait', 'bad', 'active', 'neutral']
const written = ['ink', 'ink-soft', 'ink-faint', 'action', 'structure', 'link', ...tones]
const chart = ['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-6']
export const pairs: readonly Pair[] = [
  ...['ground', 'surface'].flatMap((on) => text(on, ...written)),
  ...text('sunken', 'ink', 'ink-soft', 'ink-faint', 'link', 'structure'),
  ...text('action', 'on-action'),
  ...text('action-strong', 'on-action'),
  ...text('action-soft', 'on-action-soft'),
  ...text('structure', 'on-structure'),
  ...text('structure-strong', 'on-structure'),
  ...text('structure-soft', 'on-structure-soft', 'link', 'ink'),
  ...text('bad', 'on-bad'),
  ...text('ribbon', 'on-ribbon'),
  ...tones.flatMap((tone) => [...text(`${tone}-soft`, `on-${tone}-soft`, 'ink'), ...edge(`${tone}-soft`, tone)]),
  ...['ground', 'surface', 'sunken'].flatMap((on) => edge(on, 'line-strong', 'focus')),
  ...edge('focus-gap', 'focus'),
  ...['ground', 'surface'].flatMap((on) => edge(on, ...chart)),
  ...edge('ramp-1', 'ink'),
]
