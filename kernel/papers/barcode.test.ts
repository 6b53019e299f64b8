import sharp from 'sharp'
import { expect, test } from 'vitest'
import { barcodePng, barcodeSvg, code128, code128Widths } from './barcode.ts'
import { drawPdf } from './pdf.ts'
import { typeset } from './typeset.ts'

test('the table is that of the standard: eleven modules each, bars of an even number, no two alike', () => {
  expect(code128Widths).toHaveLength(107)
  expect(new Set(code128Widths).size).toBe(107)
  for (const widths of code128Widths.slice(0, 106)) {
    const modules = [...widths].map(Number)
    expect(modules).toHaveLength(6)
    expect(modules.reduce((sum, one) => sum + one, 0)).toBe(11)
    expect(((modules[0] as number) + (modules[2] as number) + (modules[4] as number)) % 2).toBe(0)
  }
})

test('the check sum is the published one', () => {
  // The text that textbooks repeat: 54 when it begins in code set A, one more in B.
  expect(code128('PJJ123C').at(-2)).toBe(55)
  expect(() => code128('Hồ sơ')).toThrow()
  expect(() => code128('')).toThrow()
})

/** Reads the symbols back from a row of pixels, as a scanner does: by the widths of what is dark and what is light. */
function scan(row: Uint8Array): string {
  const runs: number[] = []
  let last = row[0] as number
  let length = 0
  for (const pixel of row) {
    if (pixel > 127 === last > 127) length++
    else {
      runs.push(length)
      length = 1
    }
    last = pixel
  }
  const stop = runs.slice(-7)
  const module = stop.reduce((sum, one) => sum + one, 0) / 13
  const widths = runs.slice(1).map((run) => Math.round(run / module))
  expect(code128Widths.indexOf(widths.slice(-7).join(''))).toBe(106)
  const symbols: number[] = []
  for (let at = 0; at < widths.length - 7; at += 6)
    symbols.push(code128Widths.indexOf(widths.slice(at, at + 6).join('')))
  expect(symbols[0]).toBe(104)
  return String.fromCharCode(...symbols.slice(1, -1).map((value) => value + 32))
}

test.each(['H20.126.01-260209-0007', 'A', '~ !09zZ'])('%s is read back from its picture', async (text) => {
  const { png } = await barcodePng(text)
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
  const middle = Math.floor(info.height / 2) * info.width
  expect(scan(data.subarray(middle, middle + info.width))).toBe(text)
})

test('and from a drawn page', async () => {
  const text = 'H20.126.01-260209-0007'
  const { svg } = barcodeSvg(text)
  const pdf = await typeset(
    '#let data = json(bytes(sys.inputs.data))\n#set page(width: 200mm, height: 40mm, margin: 20mm)\n#image(bytes(data.svg), format: "svg", width: 100mm, height: 10mm, fit: "stretch")',
    { svg },
    { title: 'Mã vạch' },
  )
  const page = await drawPdf(pdf, { name: 'ma-vach.pdf', page: 1, width: 2_400, pixelsMax: 4_000_000 })
  const row = Math.round(((20 + 4) / 40) * (page?.height ?? 0)) * (page?.width ?? 0) * 4
  const line = Uint8Array.from({ length: page?.width ?? 0 }, (_, x) => page?.data[row + x * 4] ?? 255)
  expect(scan(line)).toBe(text)
})
