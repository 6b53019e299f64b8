import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { closePdf, readPdf } from './pdf.ts'
import { closeTypeset, typeset, typesetLimits } from './typeset.ts'

afterAll(async () => {
  await closePdf()
  await closeTypeset()
})

const template = `#import "/page.typ": *
#show: sheet
#data.name`

const textOf = async (pdf: Uint8Array) => (await readPdf(pdf)).join(' ').replace(/\s+/g, ' ').trim()

test('PDF/A-2b with title and language, the same bytes for the same data', async () => {
  const options = { title: 'Giấy hẹn số 7', at: new Date('2026-02-09T01:05:00Z') }
  const pdf = await typeset(template, { name: 'Nguyễn Thị Huệ' }, options)
  const plain = Buffer.from(pdf).toString('utf8')
  expect(plain.startsWith('%PDF-1.7')).toBe(true)
  expect(plain).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>')
  expect(plain).toContain('<rdf:li xml:lang="x-default">Giấy hẹn số 7</rdf:li>')
  expect(plain).toContain('<xmp:CreateDate>2026-02-09T01:05:00+00:00</xmp:CreateDate>')
  expect(plain).toMatch(/Tinos/)
  expect(Buffer.compare(pdf, await typeset(template, { name: 'Nguyễn Thị Huệ' }, options))).toBe(0)
})

test('A5 keeps Quốc hiệu on one line', async () => {
  const source = `#import "/page.typ": *
#show: sheet.with(paper: "a5", sample: (mark: "MẪU", note: "Bản mẫu"))
#letterhead(parent: "Tỉnh Đồng Tháp", agency: data.name, number: "01/GM", place-date: "Tân Hồng")
#title-block("Giấy mời")
#signatures([], signature(("Chủ tịch",), name: "Võ Hoàng Yến"))`
  const pdf = await typeset(source, { name: 'Ủy ban nhân dân xã Tân Hồng' }, { title: 'Giấy mời' })
  const [text = ''] = await readPdf(pdf)
  expect(text.split(/\r?\n/)).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')
})

test('all letters of Vietnamese, in both forms of Unicode', async () => {
  const letters = 'ăâđêôơư ĂÂĐÊÔƠƯ áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ'
  expect(await textOf(await typeset(template, { name: letters.normalize('NFD') }, { title: 'x' }))).toBe(letters)
})

describe('data never become source', () => {
  test.each([
    '#panic("x")',
    '\\u{41}',
    '"',
    '#{1+1}',
    '$x$',
    '*đậm*',
    '// hết',
    '/* */',
    '`x`',
    '<nhãn> @nhãn',
    '= Mục',
    '#read("/etc/passwd")',
  ])('%s is printed as it is', async (name) => {
    expect(await textOf(await typeset(template, { name }, { title: name }))).toBe(name)
  })

  test('whatever is typed, a document is made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (name) => {
        expect(await readPdf(await typeset(template, { name }, { title: name }))).toHaveLength(1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('bounds', () => {
  test('a template sees no file and no package, and a broken one is ours', async () => {
    await expect(typeset('#read("/etc/passwd")', {}, { title: 'x' })).rejects.toMatchObject({ name: 'Bug' })
    await expect(typeset('#read("../../../../etc/passwd")', {}, { title: 'x' })).rejects.toMatchObject({ name: 'Bug' })
    await expect(typeset('#import "@preview/cetz:0.3.0": *', {}, { title: 'x' })).rejects.toMatchObject({ name: 'Bug' })
    await expect(typeset('#let x = ', {}, { title: 'x' })).rejects.toMatchObject({ name: 'Bug' })
    await expect(typeset('#text(font: "Không có")[x]', {}, { title: 'x' })).rejects.toMatchObject({ name: 'Bug' })
    expect(await textOf(await typeset(template, { name: 'vẫn chạy' }, { title: 'x' }))).toBe('vẫn chạy')
  })

  test('too much data or too many pages are refused by name', async () => {
    const name = 'a'.repeat(typesetLimits.dataMax)
    await expect(typeset(template, { name }, { title: 'Dài' })).rejects.toMatchObject({
      code: 'papers.form-too-large',
      facts: { title: 'Dài', limit: typesetLimits.dataMax },
    })
    const pages = `#for i in range(${typesetLimits.pagesMax + 1}) { pagebreak() }`
    await expect(typeset(pages, {}, { title: 'Dày' })).rejects.toMatchObject({ code: 'papers.too-many-pages' })
  })
})

test('parts are imported by their path', async () => {
  const source = '#import "/chào.typ": *\n#import "/page.typ": *\n#show: sheet\n#chào(data.name)'
  const parts = { '/chào.typ': '#let chào(x) = [Chào #x]' }
  expect(await textOf(await typeset(source, { name: 'Tám' }, { title: 'x', parts }))).toBe('Chào Tám')
})
