import sharp from 'sharp'
import { drawPdf, typeset } from '#kernel/papers'

const template = `#import "/page.typ": *
#set page(paper: "a4", margin: 2cm)
#set text(font: "Tinos", size: 13pt)
#let data = json(bytes(sys.inputs.data))
#align(center)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*]
#align(center)[*Độc lập - Tự do - Hạnh phúc*]
#v(12pt)
#if data.title != "" { align(center, text(15pt, weight: "bold", data.title)) }
#for line in data.lines [#line

]`

/**
 * A sheet as a scanner would give it, typeset so that every word is known: for tests and for the demonstration. PNG or JPEG
 * at `dpi`, or the PDF itself.
 */
export async function sheet(
  title: string,
  lines: readonly string[],
  options: { as?: 'png' | 'jpeg' | 'pdf'; dpi?: number } = {},
): Promise<Buffer> {
  const { as = 'png', dpi = 200 } = options
  const pdf = await typeset(template, { title, lines: [...lines] }, { title: title || 'trang', at: new Date(0) })
  if (as === 'pdf') return Buffer.from(pdf)
  const drawn = await drawPdf(pdf, { name: title, page: 1, width: Math.round(8.27 * dpi), pixelsMax: 40_000_000 })
  if (!drawn) throw new Error('the sheet was not drawn')
  const picture = sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } })
    .flatten()
    .greyscale()
    .withMetadata({ density: dpi })
  return as === 'png' ? picture.png().toBuffer() : picture.jpeg({ quality: 80 }).toBuffer()
}
