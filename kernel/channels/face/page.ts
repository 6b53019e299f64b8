/** The whole document around a body: header, navigation, ribbon, footer. No inline script, no inline style, no outside request. */
import type { Words } from '#ground/text'
import { assetUrl, edition, type ScriptName } from './assets.ts'
import { attributes, type Html, html } from './html.ts'
import { type IconName, icon, lotus } from './icons.ts'
import type { Theme } from './tokens.ts'
import { type Lang, type Said, say } from './words.ts'

export type Link = { href: string; words: Said; icon?: IconName }

/** Where the fixed doors of the face lie. The host may lay them elsewhere. */
export type Paths = { home: string; signIn: string; signOut: string; notices: string; offline: string }
export const usualPaths: Paths = {
  home: '/',
  signIn: '/dang-nhap',
  signOut: '/dang-xuat',
  notices: '/thong-bao',
  offline: '/ngoai-tuyen',
}

/** Whose house it is. The kernel names no place: these values come from the host. */
export type House = {
  /** 'Sen' */
  name: string
  /** The name of the place as it stands beside the mark. */
  place: Words
  /** Who answers for the site, in the footer. */
  owner?: Words
  hotline?: { number: string; words: Words }
  /** The main navigation, at most five. Default `usualNav`. */
  nav?: readonly Link[]
  /** What the account menu offers beside signing out. */
  account?: readonly Link[]
  footer?: readonly Link[]
  paths?: Partial<Paths>
}

export const usualNav: readonly Link[] = [
  { href: '/thu-tuc', words: { vi: 'Thủ tục', en: 'Services' }, icon: 'list' },
  { href: '/tra-cuu', words: { vi: 'Tra cứu', en: 'Look up' }, icon: 'search' },
  { href: '/ho-so', words: { vi: 'Hồ sơ của tôi', en: 'My dossiers' }, icon: 'folder' },
  { href: '/giay-to', words: { vi: 'Kho giấy tờ', en: 'My papers' }, icon: 'wallet' },
]

/** Who is looking; null for a stranger. `unread` counts notices. */
export type Visitor = {
  name: string
  unread: number
  links?: readonly Link[]
  /** Opaque mark of the account: what a device keeps belongs to it. */
  key?: string
} | null

export type PageParts = {
  title: Said
  lang: Lang
  house: House
  user: Visitor
  /** Path and query of this page: marks the navigation, carries on through language switch and sign-in. */
  path: string
  csrf: string
  body: Html
  scripts?: readonly ScriptName[]
  /** Wide pages (maps, tables, the gallery) instead of the one column. */
  wide?: boolean
  /** Demonstration data: says so on every page. */
  sample?: boolean
  /** From the cookie `sen_theme`; absent: what the system prefers. */
  theme?: Theme
  description?: Said
  /** Stands below the navigation of every page: whom the reader acts for. */
  ribbon?: Html
  /** Style sheets beside the one of the face: paths of assets. */
  sheets?: readonly string[]
}

const w = {
  skip: { vi: 'Bỏ qua, đến nội dung chính', en: 'Skip to main content' },
  nav: { vi: 'Chính', en: 'Main' },
  options: { vi: 'Tùy chọn và tài khoản', en: 'Options and account' },
  home: { vi: 'Trang chủ', en: 'Home' },
  signIn: { vi: 'Đăng nhập', en: 'Sign in' },
  signOut: { vi: 'Đăng xuất', en: 'Sign out' },
  account: { vi: 'Tài khoản', en: 'Account' },
  notices: { vi: 'Thông báo', en: 'Notices' },
  unread: { vi: 'chưa đọc', en: 'unread' },
  theme: { vi: 'Đổi nền sáng, tối', en: 'Switch light and dark' },
  sample: {
    vi: 'Dữ liệu mẫu. Bản chạy thử, hồ sơ nộp ở đây không có giá trị pháp lý.',
    en: 'Sample data. This is a trial copy; what is filed here has no legal effect.',
  },
  offline: {
    vi: 'Đang mất mạng. Những gì đã nhập vẫn còn trên máy và sẽ được lưu khi có mạng lại.',
    en: 'You are offline. What you typed stays on this device and is saved when the network returns.',
  },
} satisfies Record<string, Words>

/** The same page in the other language: path and query kept, `lang` replaced. */
export function inLanguage(path: string, lang: Lang): string {
  const url = new URL(path, 'http://house.invalid')
  url.searchParams.set('lang', lang)
  return `${url.pathname.replace(/^\/{2,}/, '/')}${url.search}`
}

function isHere(path: string, href: string): boolean {
  const at = path.split(/[?#]/)[0] ?? ''
  return at === href || at.startsWith(`${href}/`)
}

/**
 * The document, from doctype to the end. Send it with
 * `Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;
 * connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'`.
 */
export function page(parts: PageParts): Html {
  const { lang, house, user, path } = parts
  const s = (said: Said) => say(said, lang)
  const paths = { ...usualPaths, ...house.paths }
  const other: Lang = lang === 'vi' ? 'en' : 'vi'
  const title = s(parts.title)
  const name = `${house.name} · ${s(house.place)}`
  // Wherever a page takes files, the field speaks its language. Text from outside cannot look like this: its quotes are escaped.
  const takesFiles = parts.body.toString().includes('type="file"')
  const usual: ScriptName[] = ['theme', 'offline', ...(takesFiles ? (['files'] as const) : [])]
  const scripts: ScriptName[] = [...new Set<ScriptName>([...usual, ...(parts.scripts ?? [])])]
  const sheets = [...(takesFiles ? ['/face/files.css'] : []), ...(parts.sheets ?? [])]
  const nav = house.nav ?? usualNav
  return html`<!doctype html>
<html ${attributes({ lang, 'data-theme': parts.theme })}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === '' ? name : `${title} · ${name}`}</title>
${parts.description ? html`<meta name="description" content="${s(parts.description)}">` : null}
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#0B5D57">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0C1714">
<meta name="format-detection" content="telephone=no">
<link rel="preload" href="/face/fonts/be-vietnam-pro-vietnamese-400-normal.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/face/fonts/be-vietnam-pro-latin-400-normal.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${assetUrl('/face/face.css')}">
${sheets.map((sheet) => html`<link rel="stylesheet" href="${assetUrl(sheet)}">`)}
<link rel="icon" href="${assetUrl('/face/lotus.svg')}" type="image/svg+xml">
<link rel="manifest" href="/manifest.webmanifest">
${scripts.map((script) => html`<script type="module" src="${assetUrl(`/face/${script}.js`)}"></script>\n`)}</head>
<body ${attributes({ 'data-edition': edition, 'data-offline-page': paths.offline, 'data-who': user?.key })}>
<a class="skip" href="#main">${s(w.skip)}</a>
<header class="top">
${parts.sample ? html`<p class="ribbon">${icon('info')}<span>${s(w.sample)}</span></p>` : null}
<div class="top-row">
<a class="brand" href="${paths.home}">${lotus()}<span class="brand-name">${house.name}</span><span class="brand-place"><span class="brand-dot"> · </span>${s(house.place)}</span></a>
<nav class="tools" aria-label="${s(w.options)}">
<a class="tool tool-lang" href="${inLanguage(path, other)}" lang="${other}" hreflang="${other}"><abbr title="${other === 'en' ? 'English' : 'Tiếng Việt'}">${other.toUpperCase()}</abbr></a>
<button class="tool" type="button" data-theme-switch hidden>${icon('moon')}<span class="unseen">${s(w.theme)}</span></button>
${
  user
    ? html`<a class="tool" href="${paths.notices}">${icon('bell')}<span class="unseen">${s(w.notices)}</span>${
        user.unread > 0
          ? html`<span class="badge">${user.unread > 99 ? '99+' : user.unread}<span class="unseen"> ${s(w.unread)}</span></span>`
          : null
      }</a>
<details class="menu">
<summary class="tool tool-account">${icon('user')}<span class="tool-name"><span class="unseen">${s(w.account)}: </span>${user.name}</span></summary>
<div class="menu-list">
<p class="menu-who">${user.name}</p>
${[...(user.links ?? []), ...(house.account ?? [])].map(
  (link) => html`<a href="${link.href}">${icon(link.icon ?? 'right')}${s(link.words)}</a>`,
)}
<form method="post" action="${paths.signOut}" data-forget-drafts><input type="hidden" name="csrf" value="${parts.csrf}"><button type="submit">${icon('exit')}${s(w.signOut)}</button></form>
</div>
</details>`
    : html`<a class="tool tool-account" href="${paths.signIn}?next=${encodeURIComponent(path)}">${icon('user')}<span class="tool-name">${s(w.signIn)}</span></a>`
}
</nav>
</div>
<nav class="nav" aria-label="${s(w.nav)}"><ul>
${nav.map(
  (link) =>
    html`<li><a ${attributes({ href: link.href, 'aria-current': isHere(path, link.href) ? 'page' : null })}>${link.icon ? icon(link.icon) : null}<span>${s(link.words)}</span></a></li>\n`,
)}</ul></nav>
<p class="offline-bar" role="status" data-offline-bar hidden>${icon('offline')}<span>${s(w.offline)}</span></p>
${parts.ribbon}</header>
<main id="main" ${attributes({ class: parts.wide ? 'main main-wide' : 'main', tabindex: '-1' })}>
${parts.body}
</main>
<footer class="foot">
<div class="foot-in">
<p class="foot-name">${lotus()}<span><strong>${house.name}</strong> · ${s(house.place)}</span></p>
${house.owner ? html`<p>${s(house.owner)}</p>` : null}
${
  house.hotline
    ? html`<p>${s(house.hotline.words)}: <a href="tel:${house.hotline.number.replace(/[^\d+]/g, '')}">${house.hotline.number}</a></p>`
    : null
}
${
  house.footer && house.footer.length > 0
    ? html`<ul class="foot-links">${house.footer.map((link) => html`<li><a href="${link.href}">${s(link.words)}</a></li>`)}</ul>`
    : null
}
</div>
</footer>
</body>
</html>
`
}

/** The web application manifest, so that the face can be put on a phone's first screen. Serve as application/manifest+json. */
export function manifest(house: House, lang: Lang): string {
  const paths = { ...usualPaths, ...house.paths }
  return JSON.stringify({
    name: `${house.name} · ${say(house.place, lang)}`,
    short_name: house.name,
    lang,
    start_url: paths.home,
    scope: '/',
    display: 'standalone',
    background_color: '#FBF9F4',
    theme_color: '#0B5D57',
    icons: [{ src: assetUrl('/face/lotus.svg'), sizes: 'any', type: 'image/svg+xml' }],
  })
}
