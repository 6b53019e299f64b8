import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examine } from './kinds.ts'
import { type Letter, letterPdf, letterWord, placeDate } from './letter.ts'
import { readPdf } from './pdf.ts'

const letter: Letter = {
  title: 'Báo cáo thử',
  organ: { parent: 'Ủy ban nhân dân tỉnh Đồng Tháp', name: 'Sở Khoa học và Công nghệ', place: 'Đồng Tháp' },
  number: '15/BC-SKHCN',
  on: '2026-02-05',
  at: new Date('2026-02-05T03:00:00Z'),
  kind: 'Báo cáo',
  subject: 'Kết quả thực hiện Kế hoạch năm 2026',
  blocks: [
    { heading: 'I. KẾT QUẢ' },
    { paragraph: 'Đã hoàn thành <b>ba</b> & một nội dung #panic("x").' },
    { list: ['Mục thứ nhất', 'Mục thứ hai'] },
    {
      table: {
        columns: [{ title: 'STT', width: 12, align: 'center' }, { title: 'Nội dung' }],
        rows: [
          ['1', 'Đường truyền'],
          ['2', { bold: 'Tổng' }],
        ],
      },
    },
  ],
  receivers: ['Như trên', 'Lưu: VT'],
  signer: { above: ['KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC'], name: 'Nguyễn Văn A' },
  sample: false,
}

test.each([
  ['2026-02-05', 'Đồng Tháp, ngày 05 tháng 02 năm 2026'],
  ['2026-11-22', 'Đồng Tháp, ngày 22 tháng 11 năm 2026'],
  ['2026-03-09', 'Đồng Tháp, ngày 09 tháng 3 năm 2026'],
])('%s is written as Nghị định 30 writes it', (on, words) => {
  expect(placeDate('Đồng Tháp', on)).toBe(words)
})

test('one value, two files that say the same', async () => {
  const pdf = await letterPdf(letter)
  expect(Buffer.from(pdf).toString('latin1')).toContain('<pdfaid:part>2</pdfaid:part>')
  const said = (await readPdf(pdf)).join('\n')
  for (const words of ['15/BC-SKHCN', 'ngày 05 tháng 02 năm 2026', '#panic("x")', 'Đường truyền', 'Nguyễn Văn A'])
    expect(said).toContain(words)
  const word = await letterWord(letter)
  const folder = mkdtempSync(join(tmpdir(), 'sen-letter-'))
  const file = join(folder, 'bao-cao.docx')
  writeFileSync(file, word)
  expect((await examine(file, { name: 'bao-cao.docx', size: word.length })).kind).toBe('docx')
  rmSync(folder, { recursive: true })
})
