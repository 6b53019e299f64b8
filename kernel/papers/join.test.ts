import { expect, test } from 'vitest'
import { joinPdfs } from './join.ts'
import { drawPdf, readPdf } from './pdf.ts'
import { typeset } from './typeset.ts'

const at = new Date('2026-10-05T01:00:00Z')
const of = (words: string, size: string) =>
  typeset(
    `#set page(${size})\n#set text(font: "Tinos")\n#let data = json(bytes(sys.inputs.data))\n#data.words #pagebreak() #data.words tiếp theo`,
    { words },
    { title: words, at },
  )

test('pages follow one another as they stand in their files, each at its own size', async () => {
  const joined = await joinPdfs(
    [
      { name: 'a.pdf', bytes: await of('Giấy thứ nhất', 'paper: "a4"'), pages: 2 },
      { name: 'b.pdf', bytes: await of('Sổ nằm ngang', 'paper: "a4", flipped: true'), pages: 2 },
    ],
    'In gộp',
    at,
  )
  expect((await readPdf(joined)).map((page) => page.trim())).toEqual([
    'Giấy thứ nhất',
    'Giấy thứ nhất tiếp theo',
    'Sổ nằm ngang',
    'Sổ nằm ngang tiếp theo',
  ])
  const sizes = []
  for (const page of [1, 3]) {
    const drawn = await drawPdf(joined, { name: 'in-gop.pdf', page, width: 400, pixelsMax: 1_000_000 })
    sizes.push((drawn?.height ?? 0) > (drawn?.width ?? 0))
  }
  expect(sizes).toEqual([true, false])
})

test('too many pages and a broken file are refused by name', async () => {
  const one = { name: 'a.pdf', bytes: await of('Một', 'paper: "a5"'), pages: 2 }
  await expect(
    joinPdfs(
      Array.from({ length: 301 }, () => one),
      'In gộp',
      at,
    ),
  ).rejects.toMatchObject({ code: 'papers.too-many-pages' })
  const broken = { name: 'hong.pdf', bytes: Buffer.from('%PDF-1.7\nkhông phải tệp PDF'), pages: 1 }
  await expect(joinPdfs([broken], 'In gộp', at)).rejects.toMatchObject({ code: 'papers.damaged' })
})
