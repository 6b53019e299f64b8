import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { assets, assetUrl, scriptNames } from './assets.ts'
import { offlinePage, problemPage } from './errors.ts'
import { gallery } from './gallery.ts'
import { html } from './html.ts'
import { type House, inLanguage, manifest, type PageParts, page } from './page.ts'
import { clockWords, definitions, fees, pagination, qrFigure, searchBox, table, timeline } from './parts.ts'

const house: House = {
  name: 'Sen',
  place: { vi: 'Tỉnh Cánh Diều', en: 'Kite Province' },
  hotline: { number: '0277 1022', words: { vi: 'Đường dây nóng', en: 'Hotline' } },
}
const parts: PageParts = {
  title: { vi: 'Thủ tục', en: 'Services' },
  lang: 'vi',
  house,
  user: { name: 'Huệ <b>', unread: 3 },
  path: '/thu-tuc/1.000110?q=a',
  csrf: 'tok"en',
  body: html`<h1>Thủ tục</h1>`,
  sample: true,
}
const drawn = (more: Partial<PageParts> = {}) => page({ ...parts, ...more }).toString()

describe('the document', () => {
  test('nothing a strict policy would block, nothing from outside', () => {
    const full = page({
      ...parts,
      body: gallery(house, 'vi'),
      sheets: ['/face/gallery.css'],
      scripts: [...scriptNames],
    }).toString()
    for (const text of [
      full,
      drawn(),
      drawn({ user: null, lang: 'en' }),
      problemPage({ status: 503, reference: 'r' }, parts).toString(),
    ]) {
      expect(text).not.toMatch(/<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc="\/face\/)[^>]*>|javascript:/i)
      expect(text).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//)
    }
  })
  test('who, where, how many', () => {
    const text = drawn()
    expect(text).toContain('<title>Thủ tục · Sen · Tỉnh Cánh Diều</title>')
    expect(text).toContain('<html lang="vi">')
    expect(text).toContain('Huệ &lt;b&gt;')
    expect(text).toContain('name="csrf" value="tok&quot;en"')
    expect(text).toMatch(/href="\/thu-tuc" aria-current="page"/)
    expect(text.match(/aria-current="page"/g)).toHaveLength(1)
    expect(text).toMatch(/class="badge">3/)
    expect(text).toContain('Dữ liệu mẫu')
    expect(drawn({ sample: false })).not.toContain('Dữ liệu mẫu')
    expect(drawn({ theme: 'dark' })).toContain('<html lang="vi" data-theme="dark">')
    expect(drawn({ user: null })).toContain('href="/dang-nhap?next=%2Fthu-tuc%2F1.000110%3Fq%3Da"')
  })
  test('the other language keeps the place and the question', () => {
    expect(inLanguage('/thu-tuc?q=đất&lang=vi', 'en')).toBe('/thu-tuc?q=%C4%91%E1%BA%A5t&lang=en')
    expect(inLanguage('//evil.example/x', 'en')).toBe('/x?lang=en')
  })
  test('an installable application with its own icon', () => {
    expect(JSON.parse(manifest(house, 'vi'))).toMatchObject({
      short_name: 'Sen',
      start_url: '/',
      display: 'standalone',
    })
  })
})

describe('weights', () => {
  test('style below 30 kB, scripts of every page below 12 kB and all enhancements below 36, each asset addressed by its content', () => {
    const bytes = (path: string) => assets.get(path)?.body.length ?? Number.NaN
    const own = readFileSync(new URL('face.css', import.meta.url), 'utf8').replace(/\n\s*/g, '\n')
    expect(own.length).toBeLessThan(30_000)
    expect(gzipSync(assets.get('/face/face.css')?.body ?? '').length).toBeLessThan(9_000)
    // Passkeys come with the pages of sign-in alone.
    expect(assets.get('/face/sign-in.js')?.body.length ?? 0).toBeLessThan(5_120)
    const sum = (paths: readonly string[]) => paths.reduce((n, path) => n + bytes(path), 0)
    expect(sum(['/face/theme.js', '/face/offline.js', '/face/drafts.js'])).toBeLessThan(12_288)
    const all = [...scriptNames.filter((n) => n !== 'sign-in').map((n) => `/face/${n}.js`), '/face/drafts.js', '/sw.js']
    expect(sum(all)).toBeLessThan(36_864)
    expect(gzipSync(Buffer.concat(all.map((path) => assets.get(path)?.body ?? Buffer.alloc(0)))).length).toBeLessThan(
      12_288,
    )
    expect(assetUrl('/face/face.css')).toMatch(/^\/face\/face\.css\?v=[0-9a-f]{10}$/)
    expect(() => assetUrl('/face/none.css')).toThrow('no such asset')
    expect([...assets.keys()].filter((path) => path.endsWith('.woff2'))).toHaveLength(8)
  })
  test('no class is written that the sheet does not know', () => {
    const sheet = ['face', 'files', 'gallery'].map((name) => `${assets.get(`/face/${name}.css`)?.body}`).join('')
    const text = page({ ...parts, body: gallery(house, 'vi') }).toString()
    const names = new Set([...text.matchAll(/ class="([^"]+)"/g)].flatMap((m) => (m[1] ?? '').split(' ')))
    const unknown = [...names].filter((name) => !new RegExp(`\\.${name}(?![a-z0-9-])`).test(sheet)).sort()
    // These name a part for its script or its reader and need no look of their own.
    expect(unknown).toEqual([
      'field-read',
      'happening-neutral',
      'notice-in',
      'progress-words',
      'read',
      'step-next',
      'steps',
      'upload',
    ])
  })
})

describe('fields for files', () => {
  const own = ['/face/files.css', '/face/files.js'].map((path) => assetUrl(path))
  test('a page that takes files brings the control that speaks its language, and no other page does', () => {
    const taking = drawn({ body: html`<input id="a" type="file" name="a">` })
    for (const url of own) expect(taking).toContain(url)
    for (const url of own) expect(drawn()).not.toContain(url)
  })
  test('words that only look like a field bring nothing', () => {
    const said = drawn({ body: html`<p>${'<input type="file">'}</p>` })
    for (const url of own) expect(said).not.toContain(url)
  })
})

describe('refusals', () => {
  test.each([401, 403, 404, 409, 413, 429, 500, 503] as const)('%i says what to do next', (status) => {
    for (const lang of ['vi', 'en'] as const) {
      const text = problemPage({ status, reference: '0199-ab' }, { ...parts, lang }).toString()
      expect(text).toContain('0199-ab')
      expect(text).toMatch(/class="button button-primary" href="\//)
      expect(text.match(/<h1>/g)).toHaveLength(1)
    }
  })
  test('a refusal that says why is not told as a change by somebody else', () => {
    const message = { vi: 'Nơi này chưa gửi được mã.', en: 'No code can be sent from here.' }
    expect(problemPage({ status: 409, message }, parts).toString()).not.toContain('Vừa có người sửa')
    expect(problemPage({ status: 409, message }, parts).toString()).toContain('<h1>Chưa thực hiện được</h1>')
    expect(problemPage({ status: 409 }, parts).toString()).toContain('<h1>Vừa có người sửa nội dung này</h1>')
  })
  test('who only asked for a page is not told to look over what she typed', () => {
    const message = { vi: 'Thủ tục này không nhận trực tuyến.', en: 'This service is not taken online.' }
    expect(problemPage({ status: 422, message, sent: false }, parts).toString()).not.toContain('kiểm tra những chỗ')
    expect(problemPage({ status: 422, message, sent: true }, parts).toString()).toContain('kiểm tra những chỗ')
  })
  test('an unknown status is ours from 500 up, theirs below', () => {
    expect(problemPage({ status: 502 }, parts).toString()).toContain('Hệ thống gặp lỗi')
    expect(problemPage({ status: 418 }, parts).toString()).toContain('Thông tin gửi lên chưa đúng')
  })
  test('a hostile way back is not followed', () => {
    expect(problemPage({ status: 400, back: 'javascript:alert(1)' }, parts).toString()).not.toContain('javascript:')
  })
  test('the page kept for offline names nobody', () => {
    expect(offlinePage(house, 'vi').toString()).not.toContain('name="csrf"')
  })
})

describe('parts', () => {
  test('a table keeps its roles when it becomes cards', () => {
    const text = table(
      { caption: 'Hồ sơ', columns: [{ words: 'Mã' }, { words: 'Phí', numeric: true }], rows: [['a', 8000]] },
      'vi',
    ).toString()
    expect(text).toContain('<th scope="row" role="rowheader">a</th>')
    expect(text).toContain('<td role="cell" data-name="Phí" class="numeric"><span class="cell">8000</span></td>')
    expect(table({ caption: 'x', columns: [], rows: [], empty: html`<p>trống</p>` }, 'vi').toString()).toBe(
      '<p>trống</p>',
    )
  })
  test('fees add up', () => {
    expect(
      fees(
        [
          { words: 'a', amount: 8000 },
          { words: 'b', amount: 30_000 },
        ],
        'vi',
      ).toString(),
    ).toContain('38.000 đồng')
    expect(fees([], 'vi').toString()).toContain('Không thu phí')
  })
  test('a clock is told in words', () => {
    expect(clockWords({ state: 'late', words: { vi: 'quá hạn 2 ngày', en: '2 days late' } }, 'en').toString()).toMatch(
      /pill-bad.*2 days late/,
    )
  })
  test('paging shows only the ways there are', () => {
    expect(pagination({}, 'vi')).toBeNull()
    const text = pagination({ older: '/x?after=1' }, 'vi')?.toString() ?? ''
    expect(text).toContain('rel="next"')
    expect(text).not.toContain('rel="prev"')
  })
  test('a search keeps what was asked', () => {
    const text = searchBox(
      {
        id: 'q',
        action: '/x',
        label: 'Tìm',
        value: '"a',
        filters: [
          {
            name: 'k',
            words: 'K',
            value: '2',
            options: [
              { value: '1', words: 'một' },
              { value: '2', words: 'hai' },
            ],
          },
        ],
      },
      'vi',
    ).toString()
    expect(text).toContain('value="&quot;a"')
    expect(text).toContain('<option value="2" selected>hai</option>')
    expect(text).toContain('<details class="filters" open>')
  })
  test('times are said in the province and marked for machines', () => {
    const text = timeline([{ at: new Date('2026-11-20T03:32:00Z'), title: 'x' }], 'vi').toString()
    expect(text).toContain('<time datetime="2026-11-20T03:32:00.000Z">10:32 ngày 20/11/2026</time>')
    expect(definitions([['a', null]], 'vi').toString()).toContain('—')
  })
  test('a QR has its quiet zone and its words', () => {
    const text = qrFigure({ text: 'H20.35-261120-0042', label: 'Mã QR', caption: 'H20' }, 'vi').toString()
    expect(text).toMatch(/<svg viewBox="0 0 (\d+) \1" role="img" aria-label="Mã QR"/)
    expect(text).toMatch(/d="M4 4h7v1h-7z/)
  })
})
