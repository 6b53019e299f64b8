import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attributes, escapeText, Html, html, isSafeUrl, join, raw, refusedUrl } from './html.ts'

const read = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#96;', '`')
    .replaceAll('&amp;', '&')

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</textarea><script>alert(1)</script>',
  '</title><svg/onload=alert(1)>',
  '<!--><img src=x onerror=alert(1)>',
  '&lt;script&gt;',
  '`-alert(1)-`',
  'a\0b<b>',
  '<a href="javascript:alert(1)">',
  '{{constructor.constructor("alert(1)")()}}',
]

describe('text and attributes', () => {
  test('a value can be read back whole and cannot open a tag or close an attribute', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...hostile),
      fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '`', '&', '=', ' ', '/', 'a', '-', '!', ';', '#', 'ế') }),
    )
    fc.assert(
      fc.property(value, value, (a, b) => {
        const out = html`<p title="${a}" data-x='${b}'>${b}</p><textarea>
${a}</textarea>`.toString()
        const found =
          /^<p title="([^"<>]*)" data-x='([^'<>]*)'>([^<>"']*)<\/p><textarea>\n([^<>"']*)<\/textarea>$/.exec(out)
        expect(found).not.toBeNull()
        const seen = (t: string) => t.replaceAll('\0', '�')
        expect(read(found?.[1] ?? '')).toBe(seen(a))
        expect(read(found?.[2] ?? '')).toBe(seen(b))
        expect(read(found?.[3] ?? '')).toBe(seen(b))
        expect(read(found?.[4] ?? '')).toBe(seen(a))
      }),
      { numRuns: 500 },
    )
  })

  test('attributes() is as tight as the template', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (v) => {
        const out = html`<b ${attributes({ title: v, hidden: true, id: null })}>x</b>`.toString()
        expect(out).toMatch(/^<b title="[^"<>]*" hidden>x<\/b>$/)
      }),
    )
  })

  test('the known tricks come out as plain text', () => {
    for (const trick of hostile) {
      const out = html`<p>${trick}</p>`.toString()
      expect(out.slice(3, -4)).toBe(escapeText(trick))
      expect(out.match(/</g)?.length).toBe(2)
    }
  })

  test('nothing, no and yes print nothing; lists are joined; Html goes through unharmed', () => {
    expect(html`${null}${undefined}${false}${true}`.toString()).toBe('')
    expect(html`<ul>${['a', '<b>'].map((x) => html`<li>${x}</li>`)}</ul>`.toString()).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    )
    expect(html`<i class="${['a', false && 'b', 'c']}">${0}${12n}</i>`.toString()).toBe('<i class="a c">012</i>')
    expect(join([raw('<hr>'), '<'], ', ').toString()).toBe('<hr>, &lt;')
    expect(html`<input ?checked=${true} ?disabled=${false} name="a">`.toString()).toBe('<input checked  name="a">')
  })

  test('what came as JSON is never markup', () => {
    const forged = JSON.parse('{"text":"<b>","toString":"<b>"}')
    expect(() => html`<p>${forged}</p>`).toThrow('only text')
    expect(() => new Html('<b>', Symbol('html') as never)).toThrow()
  })
})

describe('places where nothing may be put', () => {
  const cases: [string, () => unknown][] = [
    ['script', () => html`<script>${'x'}</script>`],
    ['style', () => html`<style>${'x'}</style>`],
    ['comment', () => html`<!-- ${'x'} -->`],
    ['onclick', () => html`<b onclick="${'x'}"></b>`],
    ['style attribute', () => html`<b style="${'x'}"></b>`],
    ['srcdoc', () => html`<iframe srcdoc="${'x'}"></iframe>`],
    ['no quotes', () => html`<b title=${'x'}></b>`],
    ['tag name', () => html`<${'b'}>`],
    ['text between attributes', () => html`<b ${'onclick=alert(1)'}></b>`],
    ['a name in attributes()', () => attributes({ onclick: 'x' })],
    ['an odd name in attributes()', () => attributes({ 'a b': 'x' })],
    ['an open tag at the end', () => html`<b title="`],
  ]
  test.each(cases)('%s', (_, draw) => {
    expect(draw).toThrow('html template')
  })
})

describe('addresses', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript\r:alert(1)',
    'vbscript:x',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'blob:x',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\n//evil.example',
  ])('%j is refused', (url) => {
    expect(isSafeUrl(url)).toBe(false)
    expect(html`<a href="${url}">x</a>`.toString()).toBe(`<a href="${refusedUrl}">x</a>`)
    expect(html`<form ${attributes({ action: url })}></form>`.toString()).toContain(refusedUrl)
  })
  test.each([
    '/thu-tuc?q=a:b',
    '?lang=en',
    '#main',
    'a/b:c',
    'https://example.vn/a',
    'mailto:a@b.vn',
    'tel:+84277',
    'data:image/png;base64,iVBORw0=',
  ])('%j is kept', (url) => {
    expect(html`<a href="${url}">x</a>`.toString()).toBe(`<a href="${url}">x</a>`)
  })
  test('an address made of pieces is judged whole', () => {
    expect(html`<a href="${'java'}${'script:alert(1)'}">x</a>`.toString()).toContain(refusedUrl)
    expect(html`<a href="/${'/evil.example'}">x</a>`.toString()).toContain(refusedUrl)
    expect(html`<a href="/ho-so/${'a"b'}?x=${1}&amp;y=2">x</a>`.toString()).toBe(
      '<a href="/ho-so/a&quot;b?x=1&amp;y=2">x</a>',
    )
  })
})
