/** The parts pages are built of. Each says its meaning in words as well as in colour and shape, and works without a script. */

import QRCode from 'qrcode'
import type { Words } from '#ground/text'
import { attributes, type Html, html, type Piece } from './html.ts'
import { type IconName, icon } from './icons.ts'
import type { Link } from './page.ts'
import { type Lang, momentText, moneyText, numberText, type Said, say, sizeText } from './words.ts'

/** The five tones a state may have; the same as the tones of a flow's states. */
export type Tone = 'neutral' | 'active' | 'good' | 'bad' | 'wait'
const toneIcon: Record<Tone, IconName> = { neutral: 'dot', active: 'right', good: 'check', bad: 'cross', wait: 'clock' }

const w = {
  here: { vi: 'Bạn đang ở đây', en: 'You are here' },
  step: { vi: 'Bước', en: 'Step' },
  of: { vi: 'trên', en: 'of' },
  done: { vi: 'đã xong', en: 'done' },
  now: { vi: 'đang làm', en: 'now' },
  pages: { vi: 'Trang', en: 'Pages' },
  newer: { vi: 'Mới hơn', en: 'Newer' },
  older: { vi: 'Cũ hơn', en: 'Older' },
  search: { vi: 'Tìm', en: 'Search' },
  filters: { vi: 'Lọc kết quả', en: 'Filter results' },
  all: { vi: 'Tất cả', en: 'All' },
  apply: { vi: 'Áp dụng', en: 'Apply' },
  clear: { vi: 'Bỏ lọc', en: 'Clear filters' },
  total: { vi: 'Tổng cộng', en: 'Total' },
  remove: { vi: 'Xóa', en: 'Remove' },
  open: { vi: 'Mở', en: 'Open' },
  stars: { vi: 'sao', en: 'stars' },
  star: { vi: 'sao', en: 'star' },
  login: { vi: 'Số định danh hoặc tên đăng nhập', en: 'Personal number or user name' },
  password: { vi: 'Mật khẩu', en: 'Password' },
  signIn: { vi: 'Đăng nhập', en: 'Sign in' },
  noAccount: { vi: 'Chưa có tài khoản?', en: 'No account yet?' },
  register: { vi: 'Đăng ký', en: 'Register' },
  or: { vi: 'hoặc', en: 'or' },
  info: { vi: 'Thông tin', en: 'Information' },
  good: { vi: 'Thành công', en: 'Success' },
  warn: { vi: 'Lưu ý', en: 'Take care' },
  error: { vi: 'Lỗi', en: 'Error' },
  loading: { vi: 'Đang tải…', en: 'Loading…' },
} satisfies Record<string, Words>

/** `primary` is the one action that matters on a page; `danger` takes something away. */
export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger'
export type Button = {
  words: Said
  tone?: ButtonTone
  name?: string
  value?: string
  icon?: IconName
  /** id of the form when the button stands outside it. */
  form?: string
  off?: boolean
  /** Spans the column. */
  wide?: boolean
  /** Said to screen readers when the words alone do not tell which thing is meant. */
  about?: Said
  /** Sends the form without the browser's own checks (saving a draft, adding a row). */
  unchecked?: boolean
}
const buttonClass = (tone: ButtonTone = 'plain', wide?: boolean) => ['button', `button-${tone}`, wide && 'button-wide']

export function button(b: Button, lang: Lang): Html {
  const about = b.about ? html`<span class="unseen"> ${say(b.about, lang)}</span>` : null
  return html`<button ${attributes({
    type: 'submit',
    class: buttonClass(b.tone, b.wide),
    name: b.name,
    value: b.value,
    form: b.form,
    disabled: b.off,
    formnovalidate: b.unchecked,
  })}>${b.icon ? icon(b.icon) : null}<span>${say(b.words, lang)}${about}</span></button>`
}

export function linkButton(
  b: { words: Said; href: string; tone?: ButtonTone; icon?: IconName; wide?: boolean; download?: boolean },
  lang: Lang,
): Html {
  return html`<a ${attributes({ class: buttonClass(b.tone, b.wide), href: b.href, download: b.download })}>${b.icon ? icon(b.icon) : null}<span>${say(b.words, lang)}</span></a>`
}

/** Buttons in a row, wrapping on a phone; the first is the one that matters. */
export function actions(...buttons: Piece[]): Html {
  return html`<div class="actions">${buttons}</div>`
}

/** The head of a page: h1, a word above it, a lead below, something beside it. */
export function heading(h: { title: Said; above?: Said; lead?: Said; beside?: Piece }, lang: Lang): Html {
  return html`<div class="heading">${h.above ? html`<p class="above">${say(h.above, lang)}</p>` : null}<h1>${say(h.title, lang)}</h1>${h.lead ? html`<p class="lead">${say(h.lead, lang)}</p>` : null}${h.beside ? html`<div class="beside">${h.beside}</div>` : null}</div>`
}

export function card(
  c: { title?: Said; level?: 2 | 3; body: Piece; foot?: Piece; icon?: IconName; tone?: 'plain' | 'structure' },
  lang: Lang,
): Html {
  const words = c.title ? html`${c.icon ? icon(c.icon) : null}<span>${say(c.title, lang)}</span>` : null
  const title = words
    ? c.level === 3
      ? html`<h3 class="card-title">${words}</h3>`
      : html`<h2 class="card-title">${words}</h2>`
    : null
  return html`<section class="${['card', c.tone === 'structure' && 'card-structure']}">${title}<div class="card-body">${c.body}</div>${c.foot ? html`<div class="card-foot">${c.foot}</div>` : null}</section>`
}

export type NoticeTone = 'info' | 'good' | 'warn' | 'error'
const noticeIcon: Record<NoticeTone, IconName> = { info: 'info', good: 'check', warn: 'alert', error: 'stop' }
/** `live` makes a screen reader say it at once: for what happened just now, not for standing remarks. */
export function notice(
  n: { tone: NoticeTone; title?: Said; body?: Piece; actions?: Piece; live?: boolean },
  lang: Lang,
): Html {
  const role = n.live ? (n.tone === 'error' ? 'alert' : 'status') : null
  return html`<div ${attributes({ class: ['notice', `notice-${n.tone}`], role })}>${icon(noticeIcon[n.tone])}<div class="notice-in"><span class="unseen">${say(w[n.tone], lang)}: </span>${n.title ? html`<p class="notice-title">${say(n.title, lang)}</p>` : null}${n.body ? html`<div>${n.body}</div>` : null}${n.actions ? html`<div class="actions">${n.actions}</div>` : null}</div></div>`
}

/** The way here; the last link is this page. */
export function breadcrumb(links: readonly Link[], lang: Lang, name?: Said): Html {
  return html`<nav class="crumbs" aria-label="${say(name ?? w.here, lang)}"><ol>${links.map((link, i) =>
    i === links.length - 1
      ? html`<li><span aria-current="page">${say(link.words, lang)}</span></li>`
      : html`<li><a href="${link.href}">${say(link.words, lang)}</a></li>`,
  )}</ol></nav>`
}

/** Where a form of several pages stands; `at` counts from 0. */
export function steps(s: { steps: readonly Said[]; at: number }, lang: Lang): Html {
  const count = s.steps.length
  return html`<div class="steps"><p class="steps-now"><strong>${say(w.step, lang)} ${s.at + 1} ${say(w.of, lang)} ${count}</strong><span>${say(s.steps[s.at] ?? '', lang)}</span></p><ol class="steps-list">${s.steps.map(
    (step, i) => {
      const state = i < s.at ? 'done' : i === s.at ? 'now' : 'next'
      return html`<li ${attributes({ class: `step step-${state}`, 'aria-current': state === 'now' ? 'step' : null })}><span class="step-mark">${state === 'done' ? icon('check') : i + 1}</span><span class="step-words">${say(step, lang)}${state === 'done' ? html`<span class="unseen">, ${say(w.done, lang)}</span>` : null}</span></li>`
    },
  )}</ol></div>`
}

export function pill(p: { tone: Tone; words: Said; icon?: IconName }, lang: Lang): Html {
  return html`<span class="pill pill-${p.tone}">${icon(p.icon ?? toneIcon[p.tone])}<span>${say(p.words, lang)}</span></span>`
}

export type ClockState = 'ok' | 'warn' | 'late' | 'paused' | 'none'
const clockLook: Record<ClockState, { tone: Tone; icon: IconName }> = {
  ok: { tone: 'active', icon: 'clock' },
  warn: { tone: 'wait', icon: 'alert' },
  late: { tone: 'bad', icon: 'stop' },
  paused: { tone: 'neutral', icon: 'pause' },
  none: { tone: 'neutral', icon: 'minus' },
}
/** The clock in words, as a case gives it: { state, words: 'còn 5 giờ làm việc' }. */
export function clockWords(clock: { state: ClockState; words: Said }, lang: Lang): Html {
  const look = clockLook[clock.state]
  return pill({ tone: look.tone, icon: look.icon, words: clock.words }, lang)
}

/** Names and what they hold. A row with nothing in it shows a dash. */
export function definitions(rows: readonly (readonly [Said, Piece])[], lang: Lang): Html {
  return html`<dl class="defs">${rows.map(
    ([name, value]) =>
      html`<div><dt>${say(name, lang)}</dt><dd>${value === null || value === undefined || value === '' ? '—' : value}</dd></div>`,
  )}</dl>`
}

export type Column = { words: Said; numeric?: boolean }
/** A table that becomes a stack of cards on a phone; the roles keep it a table for screen readers there. The first column heads its row. */
export function table(
  t: {
    caption: Said
    columns: readonly Column[]
    rows: readonly (readonly Piece[])[]
    empty?: Html
    hideCaption?: boolean
  },
  lang: Lang,
): Html {
  if (t.rows.length === 0 && t.empty) return t.empty
  const names = t.columns.map((c) => say(c.words, lang))
  return html`<table class="table" role="table"><caption ${attributes({ class: t.hideCaption ? 'unseen' : null })}>${say(t.caption, lang)}</caption><thead role="rowgroup"><tr role="row">${t.columns.map(
    (c, i) =>
      html`<th ${attributes({ scope: 'col', role: 'columnheader', class: c.numeric ? 'numeric' : null })}>${names[i]}</th>`,
  )}</tr></thead><tbody role="rowgroup">${t.rows.map(
    (row) =>
      html`<tr role="row">${row.map((cell, i) =>
        i === 0
          ? html`<th scope="row" role="rowheader">${cell}</th>`
          : html`<td ${attributes({ role: 'cell', 'data-name': names[i] ?? '', class: t.columns[i]?.numeric ? 'numeric' : null })}><span class="cell">${cell}</span></td>`,
      )}</tr>`,
  )}</tbody></table>`
}

/** Nothing here yet: why, and what can be done about it. */
export function empty(e: { title: Said; body?: Said; action?: Piece; icon?: IconName }, lang: Lang): Html {
  return html`<div class="empty">${icon(e.icon ?? 'folder')}<p class="empty-title">${say(e.title, lang)}</p>${e.body ? html`<p>${say(e.body, lang)}</p>` : null}${e.action ? html`<div class="actions">${e.action}</div>` : null}</div>`
}

/** Shapes of what is coming. For screens that a script fills; a page drawn by the server needs none. */
export function loading(l: { words?: Said; lines?: number }, lang: Lang): Html {
  return html`<div class="loading" role="status"><span class="unseen">${say(l.words ?? w.loading, lang)}</span>${Array.from({ length: l.lines ?? 3 }, () => html`<span class="loading-line"></span>`)}</div>`
}

/** Long work, honest about how far it is; `cancel` is a button or a small form. */
export function progress(p: { words: Said; value: number; max: number; cancel?: Piece; id: string }, lang: Lang): Html {
  const percent = p.max > 0 ? Math.min(100, Math.floor((100 * p.value) / p.max)) : 0
  return html`<div class="progress"><label for="${p.id}">${say(p.words, lang)}</label><progress id="${p.id}" max="${p.max}" value="${p.value}">${percent} %</progress><span class="progress-words">${numberText(percent, lang)} %</span>${p.cancel}</div>`
}

/** Keyset paging: a page knows only what is newer and what is older. */
export function pagination(
  p: { newer?: string | null; older?: string | null; words?: Said; name?: Said },
  lang: Lang,
): Html | null {
  if (!p.newer && !p.older) return null
  return html`<nav class="pages" aria-label="${say(p.name ?? w.pages, lang)}">${p.newer ? html`<a class="button button-plain" rel="prev" href="${p.newer}">${icon('left')}<span>${say(w.newer, lang)}</span></a>` : html`<span></span>`}${p.words ? html`<span class="pages-words">${say(p.words, lang)}</span>` : null}${p.older ? html`<a class="button button-plain" rel="next" href="${p.older}"><span>${say(w.older, lang)}</span>${icon('right')}</a>` : html`<span></span>`}</nav>`
}

export type Option = { value: string; words: Said }
export type Filter = { name: string; words: Said; options: readonly Option[]; value?: string }
/** A GET form: what is asked stands in the address and can be sent to someone. `clear` is the address without filters. */
export function searchBox(
  s: {
    id: string
    action: string
    name?: string
    value?: string
    label: Said
    hint?: Said
    filters?: readonly Filter[]
    clear?: string
  },
  lang: Lang,
): Html {
  const filters = s.filters ?? []
  const chosen = filters.filter((f) => f.value).length
  return html`<form class="search" role="search" aria-label="${say(s.label, lang)}" method="get" action="${s.action}"><label for="${s.id}">${say(s.label, lang)}</label>${s.hint ? html`<p class="hint" id="${s.id}-hint">${say(s.hint, lang)}</p>` : null}<div class="search-row"><input ${attributes({ type: 'search', id: s.id, name: s.name ?? 'q', value: s.value ?? '', maxlength: 200, enterkeyhint: 'search', autocomplete: 'off', 'aria-describedby': s.hint ? `${s.id}-hint` : null })}><button type="submit" class="button button-structure">${icon('search')}<span>${say(w.search, lang)}</span></button></div>${
    filters.length === 0
      ? null
      : html`<details class="filters" ?open=${chosen > 0}><summary>${say(w.filters, lang)}${chosen > 0 ? ` (${chosen})` : ''}</summary><div class="filters-in">${filters.map(
          (f) =>
            html`<div class="field"><label for="${s.id}-${f.name}">${say(f.words, lang)}</label><select id="${s.id}-${f.name}" name="${f.name}"><option value="">${say(w.all, lang)}</option>${f.options.map((o) => html`<option value="${o.value}" ?selected=${o.value === f.value}>${say(o.words, lang)}</option>`)}</select></div>`,
        )}<div class="actions">${button({ words: w.apply }, lang)}${s.clear ? html`<a class="button button-quiet" href="${s.clear}">${say(w.clear, lang)}</a>` : null}</div></div></details>`
  }</form>`
}

/** Links with a title and a remark: procedures, news, services. */
export function linkList(
  items: readonly { href: string; title: Said; note?: Piece; aside?: Piece; icon?: IconName }[],
  lang: Lang,
): Html {
  return html`<ul class="links">${items.map(
    (item) =>
      html`<li>${item.icon ? html`<span class="links-icon">${icon(item.icon)}</span>` : null}<div class="links-in"><a href="${item.href}">${say(item.title, lang)}</a>${item.note ? html`<div class="links-note">${item.note}</div>` : null}${item.aside ? html`<div class="links-aside">${item.aside}</div>` : null}</div>${icon('right')}</li>`,
  )}</ul>`
}

/** The same as tiles, two on a phone: the doors of a home page. */
export function tiles(items: readonly Link[], lang: Lang): Html {
  return html`<ul class="tiles">${items.map((item) => html`<li><a href="${item.href}">${icon(item.icon ?? 'right')}<span>${say(item.words, lang)}</span></a></li>`)}</ul>`
}

export type FileItem = { id: string; name: string; size: number; href?: string; note?: Said }
/** Files already here. `remove` gives each its button (a submit button of the form around it). */
export function fileList(
  files: readonly FileItem[],
  options: { remove?: (file: FileItem) => Piece },
  lang: Lang,
): Html {
  return html`<ul class="files">${files.map(
    (f) =>
      html`<li>${icon('file')}<div class="files-in">${f.href ? html`<a href="${f.href}">${f.name}</a>` : html`<span>${f.name}</span>`}<span class="files-note">${sizeText(f.size, lang)}${f.note ? html` · ${say(f.note, lang)}` : null}</span></div>${options.remove ? options.remove(f) : null}</li>`,
  )}</ul>`
}

export type Happening = { at: Date | null; title: Said; by?: Said; body?: Piece; tone?: Tone; icon?: IconName }
/** What happened, newest first; `at: null` is still to come. */
export function timeline(items: readonly Happening[], lang: Lang): Html {
  return html`<ol class="timeline">${items.map(
    (item) =>
      html`<li class="${['happening', `happening-${item.tone ?? 'neutral'}`, item.at === null && 'happening-next']}"><span class="happening-mark">${icon(item.icon ?? toneIcon[item.tone ?? 'neutral'])}</span><div><p class="happening-title">${say(item.title, lang)}</p>${item.at || item.by ? html`<p class="happening-when">${item.at ? html`<time datetime="${item.at.toISOString()}">${momentText(item.at, lang)}</time>` : null}${item.at && item.by ? ' · ' : null}${item.by ? say(item.by, lang) : null}</p>` : null}${item.body ? html`<div>${item.body}</div>` : null}</div></li>`,
  )}</ol>`
}

/** Fees line by line, in integer đồng, with their sum. */
export function fees(lines: readonly { words: Said; amount: number; note?: Said }[], lang: Lang): Html {
  const sum = lines.reduce((total, line) => total + line.amount, 0)
  return html`<dl class="fees">${lines.map((line) => html`<div><dt>${say(line.words, lang)}${line.note ? html`<span class="fees-note">${say(line.note, lang)}</span>` : null}</dt><dd>${moneyText(line.amount, lang)}</dd></div>`)}<div class="fees-total"><dt>${say(w.total, lang)}</dt><dd>${moneyText(sum, lang)}</dd></div></dl>`
}

/** One to `most` stars as radio buttons. `words` may name each number, from the lowest up. */
export function rating(
  r: { name: string; question: Said; value?: number; most?: number; words?: readonly Said[]; id: string; error?: Said },
  lang: Lang,
): Html {
  const most = r.most ?? r.words?.length ?? 5
  return html`<fieldset ${attributes({ class: ['rating', r.error && 'field-wrong'], 'aria-describedby': r.error ? `${r.id}-error` : null })}><legend>${say(r.question, lang)}</legend>${r.error ? html`<p class="error" id="${r.id}-error">${icon('stop')}<span>${say(r.error, lang)}</span></p>` : null}<div class="rating-row">${Array.from(
    { length: most },
    (_, i) => {
      const n = i + 1
      const words = r.words?.[i] ? say(r.words[i] ?? '', lang) : `${n} ${say(n === 1 ? w.star : w.stars, lang)}`
      return html`<div class="rating-star"><input ${attributes({ type: 'radio', name: r.name, id: `${r.id}-${n}`, value: n, checked: r.value === n })}><label for="${r.id}-${n}">${icon('star')}<span>${words}</span></label></div>`
    },
  )}</div></fieldset>`
}

/** The hidden field that proves a form came from a page of ours. The server compares `csrf` with the session's token. */
export function csrfField(csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`
}

/** A password, never shown again: a form that comes back has it empty. `new` is for one being chosen. */
export function passwordField(
  f: { id: string; name: string; label: Said; hint?: Said; error?: Said; new?: boolean },
  lang: Lang,
): Html {
  const describedBy = [f.hint && `${f.id}-hint`, f.error && `${f.id}-error`].filter(Boolean).join(' ')
  return html`<div class="${['field', f.error && 'field-wrong']}"><label for="${f.id}">${say(f.label, lang)}${f.new ? html` <span class="required" aria-hidden="true">*</span>` : null}</label>${f.hint ? html`<p class="hint" id="${f.id}-hint">${say(f.hint, lang)}</p>` : null}${f.error ? html`<p class="error" id="${f.id}-error">${icon('stop')}<span><span class="unseen">${say(w.error, lang)}: </span>${say(f.error, lang)}</span></p>` : null}<input ${attributes({ id: f.id, name: f.name, type: 'password', autocomplete: f.new ? 'new-password' : 'current-password', required: true, maxlength: 200, 'aria-invalid': f.error ? 'true' : null, 'aria-describedby': describedBy || null })}></div>`
}

/** Sign in with a name and a password; `others` are other doors (VNeID). `next` is where to go afterwards. */
export function signInForm(
  f: {
    action: string
    csrf: string
    next: string
    /** Goes before the ids when more than one stands on a page. */
    id?: string
    login?: string
    error?: Said
    others?: readonly Link[]
    help?: Link
    /** Where somebody without an account makes one. */
    register?: string
  },
  lang: Lang,
): Html {
  return html`<form class="form" method="post" action="${f.action}">${csrfField(f.csrf)}<input type="hidden" name="next" value="${f.next}">${f.error ? notice({ tone: 'error', title: f.error, live: true }, lang) : null}${
    f.others && f.others.length > 0
      ? html`${f.others.map((other) => linkButton({ words: other.words, href: other.href, tone: 'plain', wide: true, icon: other.icon ?? 'lock' }, lang))}<p class="or"><span>${say(w.or, lang)}</span></p>`
      : null
  }<div class="field"><label for="${f.id ?? 'sign-in'}-login">${say(w.login, lang)}</label><input ${attributes({ id: `${f.id ?? 'sign-in'}-login`, name: 'login', type: 'text', value: f.login ?? '', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true, maxlength: 100 })}></div>${passwordField({ id: `${f.id ?? 'sign-in'}-password`, name: 'password', label: w.password }, lang)}${button({ words: w.signIn, tone: 'primary', wide: true }, lang)}${f.help ? html`<p><a href="${f.help.href}">${say(f.help.words, lang)}</a></p>` : null}${f.register ? html`<p>${say(w.noAccount, lang)} <a href="${f.register}">${say(w.register, lang)}</a></p>` : null}</form>`
}

/** Asks before something that cannot be taken back. The safe way out is a link, the deed a button. */
export function confirmation(
  c: {
    title: Said
    body: Piece
    action: string
    csrf: string
    yes: Said
    no: Link
    tone?: 'primary' | 'danger'
    hidden?: Record<string, string>
  },
  lang: Lang,
): Html {
  return html`<form class="card confirm" method="post" action="${c.action}">${csrfField(c.csrf)}${Object.entries(c.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<h1>${say(c.title, lang)}</h1><div>${c.body}</div><div class="actions">${button({ words: c.yes, tone: c.tone ?? 'danger' }, lang)}${linkButton({ words: c.no.words, href: c.no.href, tone: 'plain' }, lang)}</div></form>`
}

/**
 * A QR code as a drawing, dark on white in both themes with the quiet zone of four modules (ISO/IEC 18004).
 * `text` at most 1,000 characters; `label` tells a screen reader what scanning it does.
 */
export function qrFigure(q: { text: string; label: Said; caption?: Piece }, lang: Lang): Html {
  const { modules } = QRCode.create(q.text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 8
  let path = ''
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (!modules.get(y, x)) continue
      let run = 1
      while (x + run < modules.size && modules.get(y, x + run)) run++
      path += `M${x + 4} ${y + 4}h${run}v1h-${run}z`
      x += run
    }
  }
  return html`<figure class="qr"><svg viewBox="0 0 ${side} ${side}" role="img" aria-label="${say(q.label, lang)}" shape-rendering="crispEdges"><path fill="#ffffff" d="M0 0h${side}v${side}h-${side}z"/><path fill="#000000" d="${path}"/></svg>${q.caption ? html`<figcaption>${q.caption}</figcaption>` : null}</figure>`
}
