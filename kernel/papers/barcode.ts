import sharp from 'sharp'
import { Bug } from '#ground/refusal'

/**
 * Widths of bars and spaces, in modules, of the 107 symbols of Code 128 (ISO/IEC 15417, table 1); the last is the stop with
 * its closing bar.
 */
export const code128Widths: readonly string[] =
  `212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
   123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
   232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
   313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
   111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
   111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
   114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112`.split(/\s+/)

const START_B = 104
const STOP = 106
const SUM_MODULUS = 103
/** A hand scanner reads about this many letters at the width of a sheet. */
export const barcodeLettersMax = 40
/** Empty modules at either end, without which no scanner finds the beginning. */
const QUIET = 10
const HEIGHT = 40

/** The symbols of a text in code set B, with start, check sum and stop. Bug for what is not printable ASCII. */
export function code128(text: string): number[] {
  if (!/^[ -~]+$/.test(text) || text.length > barcodeLettersMax)
    throw new Bug(`a barcode holds 1 to ${barcodeLettersMax} letters of ASCII`)
  const values = [...text].map((letter) => letter.charCodeAt(0) - 32)
  const sum = values.reduce((total, value, place) => total + value * (place + 1), START_B) % SUM_MODULUS
  return [START_B, ...values, sum, STOP]
}

/** The dark stretches of a text's bars, from left to right, and the width of all with its quiet zones, in modules. */
function barsOf(text: string): { bars: { at: number; width: number }[]; modules: number } {
  const bars: { at: number; width: number }[] = []
  let at = QUIET
  for (const symbol of code128(text))
    for (const [place, letter] of [...(code128Widths[symbol] ?? '')].entries()) {
      const width = Number(letter)
      if (place % 2 === 0) bars.push({ at, width })
      at += width
    }
  return { bars, modules: at + QUIET }
}

/** Code 128 as an SVG document, black on white: a number that a hand scanner at a counter reads. One module is one unit wide. */
export function barcodeSvg(text: string): { svg: string; modules: number } {
  const { bars, modules } = barsOf(text)
  const path = bars.map(({ at, width }) => `M${at} 0h${width}v${HEIGHT}h-${width}z`).join('')
  return {
    modules,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${modules} ${HEIGHT}" width="${modules}" height="${HEIGHT}" shape-rendering="crispEdges"><rect width="${modules}" height="${HEIGHT}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`,
  }
}

/** The same as a PNG, `scale` pixels a module, for files that take no drawing. */
export async function barcodePng(text: string, scale = 4): Promise<{ png: Buffer; modules: number }> {
  const { bars, modules } = barsOf(text)
  const row = Buffer.alloc(modules * scale, 255)
  for (const { at, width } of bars) row.fill(0, at * scale, (at + width) * scale)
  const rows = Buffer.concat(Array.from({ length: HEIGHT * scale }, () => row))
  const raw = { width: modules * scale, height: HEIGHT * scale, channels: 1 as const }
  return { png: await sharp(rows, { raw }).png({ palette: true }).toBuffer(), modules }
}
