import { describe, expect, test } from 'vitest'
import { type Field, readAnswers } from './answers.ts'
import { answerSummary, type FormParts, form, mayReplace } from './form.ts'

const words = (vi: string) => ({ vi, en: vi })
const fields: Field[] = [
  {
    name: 'name',
    kind: 'text',
    label: words('Họ và tên'),
    required: true,
    max: 100,
    autocomplete: 'name',
    help: words('Như trên giấy khai sinh'),
    personal: 'basic',
  },
  { name: 'birth', kind: 'date', label: words('Ngày sinh'), required: true },
  {
    name: 'kin',
    kind: 'choice',
    label: words('Quan hệ'),
    choices: ['a', 'b', 'c'].map((value) => ({ value, label: words(value) })),
  },
  {
    name: 'job',
    kind: 'choice',
    label: words('Nghề'),
    choices: Array.from({ length: 7 }, (_, i) => ({ value: `j${i}`, label: words(`j${i}`) })),
  },
  { name: 'home', kind: 'place', label: words('Nơi ở') },
  { name: 'note', kind: 'text', lines: 4, max: 500, label: words('Ghi chú') },
  { name: 'price', kind: 'money', label: words('Giá') },
  { name: 'stay', kind: 'period', label: words('Thời gian') },
  { name: 'at', kind: 'instant', label: words('Hẹn') },
  { name: 'ok', kind: 'yesno', label: words('Đồng ý') },
  {
    name: 'kids',
    kind: 'rows',
    max: 2,
    label: words('Con'),
    fields: [{ name: 'name', kind: 'text', label: words('Tên'), required: true }],
  },
  { name: 'photos', kind: 'files', max: 2, label: words('Ảnh') },
]
const values = {
  name: '"><script>alert(1)</script>',
  birth: '1985-09-02',
  kin: 'b',
  job: 'j3',
  home: { commune: '29869', line: 'Số 12' },
  note: '\nbắt đầu bằng dòng trống',
  price: 50_000,
  stay: { from: '2026-11-01', to: '2026-12-01' },
  at: new Date('2026-11-20T03:32:00Z'),
  ok: false,
  kids: [{ name: 'An' }],
  photos: ['f1'],
}
const parts: FormParts = {
  id: 'f',
  action: '/ho-so',
  fields,
  values,
  files: { f1: { id: 'f1', name: 'a.jpg', size: 1_800_000 } },
  options: { communes: [{ value: '29869', words: 'Phường Cao Lãnh' }] },
  csrf: 'tok',
  submit: { name: 'send', words: words('Nộp') },
}
const drawn = (more: Partial<FormParts> = {}) => form({ ...parts, ...more }, 'vi').toString()
const unread = (t: string) =>
  t
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** What a browser would send: a plain reader of our own regular markup. */
function sent(page: string): Record<string, string[]> {
  const body: Record<string, string[]> = {}
  const add = (name: string | undefined, value: string) => {
    if (name !== undefined) body[name] = [...(body[name] ?? []), unread(value)]
  }
  const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
  for (const [tag] of page.matchAll(/<input [^>]*>/g)) {
    const type = attribute(tag, 'type')
    if (type === 'file' || (/radio|checkbox/.test(type ?? '') && !/ checked/.test(tag))) continue
    add(attribute(tag, 'name'), attribute(tag, 'value') ?? '')
  }
  for (const [, tag = '', text = ''] of page.matchAll(/(<textarea [^>]*>)\n([^<]*)<\/textarea>/g))
    add(attribute(tag, 'name'), text)
  for (const [, tag = '', inside = ''] of page.matchAll(/(<select [^>]*>)(.*?)<\/select>/gs))
    add(attribute(tag, 'name'), /<option value="([^"]*)" selected>/.exec(inside)?.[1] ?? '')
  return body
}

describe('a form', () => {
  test('what is drawn and sent back unchanged is what was there', () => {
    const { values: read, errors } = readAnswers(fields, sent(drawn()), { lang: 'vi', complete: true })
    expect(errors).toEqual({})
    expect(read).toEqual({ ...values, note: 'bắt đầu bằng dòng trống' })
  })
  test('every control has a label, every id is one', () => {
    const page = drawn()
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1])
    expect(new Set(ids).size).toBe(ids.length)
    for (const [tag] of page.matchAll(/<(?:input|select|textarea) [^>]*>/g)) {
      if (/type="hidden"/.test(tag)) continue
      const id = / id="([^"]+)"/.exec(tag)?.[1]
      expect(page).toContain(`<label for="${id}">`)
    }
    for (const [, list = ''] of page.matchAll(/aria-describedby="([^"]+)"/g))
      for (const id of list.split(' ')) expect(ids).toContain(id)
  })
  test('few choices are radio buttons, many are a list', () => {
    const page = drawn()
    expect(page.match(/type="radio" [^>]*name="kin"|name="kin"[^>]*type="radio"|id="f-kin-[abc]"/g)?.length).toBe(3)
    expect(page).toMatch(/<select [^>]*name="job"/)
  })
  test('errors are gathered on top, linked, said at the control, and no script of a person runs', () => {
    const page = drawn({
      errors: { name: '<b>sai</b>', 'kids.0.name': 'Thiếu tên', home: 'Thiếu nơi ở', kin: 'Chọn một' },
    })
    expect(page).toContain('Có 4 chỗ cần sửa')
    for (const id of ['f-name', 'f-kids-0-name', 'f-home-commune', 'f-kin-a']) {
      expect(page).toContain(`<a href="#${id}">`)
      expect(page).toMatch(new RegExp(` id="${id}"`))
    }
    expect(page).toMatch(
      /<input id="f-name"[^>]*aria-invalid="true" aria-describedby="f-name-error f-name-help f-name-personal"/,
    )
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<b>sai')
  })
  test('Enter presses the button that matters, not the first that removes a row', () => {
    const first = /<button [^>]*name="act" value="([^"]+)"/.exec(drawn())
    expect(first?.[1]).toBe('send')
  })
  test('the number of rows and files is kept', () => {
    expect(drawn()).toContain('value="row-add:kids"')
    expect(drawn({ values: { ...values, kids: [{}, {}] } })).not.toContain('value="row-add:kids"')
    expect(drawn({ values: { ...values, photos: ['f1', 'f2'] } })).toMatch(/class="upload-pick" hidden/)
  })
  test('the summary shows words, not codes', () => {
    const page = answerSummary({ ...parts, changeHref: (f) => `/ho-so/${f.name}` }, 'vi').toString()
    for (const text of [
      '02/09/1985',
      'Số 12, Phường Cao Lãnh',
      '50.000 đồng',
      '10:32 ngày 20/11/2026',
      '01/11/2026 – 01/12/2026',
      'href="/ho-so/stay"',
    ])
      expect(page).toContain(text)
    expect(page).not.toContain('<script>alert')
  })
})

test('an older draft never replaces a newer one', () => {
  expect(mayReplace(null, { sequence: 1, tab: 'a' })).toBe(true)
  expect(mayReplace({ sequence: 3, tab: 'a' }, { sequence: 4, tab: 'a' })).toBe(true)
  expect(mayReplace({ sequence: 3, tab: 'a' }, { sequence: 3, tab: 'a' })).toBe(true)
  expect(mayReplace({ sequence: 3, tab: 'a' }, { sequence: 2, tab: 'a' })).toBe(false)
  expect(mayReplace({ sequence: 3, tab: 'a' }, { sequence: 3, tab: 'b' })).toBe(false)
})
