/** Drawings of the pages of sign-in and security. They only draw: what is allowed is decided by the routes. */
import type { Words } from '#ground/text'
import type { FactorShown, ProofMethod, SessionShown, SignInMethod } from '#kernel/trust'
import { attributes, type Html, html, type Piece } from './face/html.ts'
import { icon } from './face/icons.ts'
import {
  breadcrumb,
  button,
  card,
  csrfField,
  heading,
  linkButton,
  notice,
  passwordField,
  pill,
  qrFigure,
} from './face/parts.ts'
import { type Lang, momentText, type Said, say } from './face/words.ts'

export interface Shown {
  title: Words
  body: Html
}
export type Errors = Readonly<Record<string, Said>>

const t = (vi: string, en: string): Words => ({ vi, en })

export const methodWords: Record<SignInMethod, Words> = {
  pwd: t('mật khẩu', 'password'),
  otp: t('mã gửi cho bạn', 'code sent to you'),
  totp: t('ứng dụng tạo mã', 'authenticator'),
  passkey: t('khóa truy cập', 'passkey'),
  recovery: t('mã dự phòng', 'recovery code'),
  upstream: t('hệ thống định danh khác', 'another identity provider'),
}

const crumbs = (lang: Lang, last?: Words): Html =>
  breadcrumb(
    [
      { href: '/', words: t('Trang chủ', 'Home') },
      ...(last ? [{ href: '/toi/bao-mat', words: t('Bảo mật', 'Security') }] : []),
      { href: '', words: last ?? t('Bảo mật', 'Security') },
    ],
    lang,
  )

/** One line of typing that is none of the declared fields: a code, a name. */
function typed(
  f: {
    id: string
    name: string
    label: Said
    hint?: Said
    error?: Said | undefined
    value?: string
    numeric?: boolean
    autocomplete?: string
    max: number
    type?: string
    focus?: boolean
  },
  lang: Lang,
): Html {
  const described = [f.hint && `${f.id}-hint`, f.error && `${f.id}-error`].filter(Boolean).join(' ')
  return html`<div class="${['field', f.error && 'field-wrong']}"><label for="${f.id}">${say(f.label, lang)}</label>${f.hint ? html`<p class="hint" id="${f.id}-hint">${say(f.hint, lang)}</p>` : null}${f.error ? html`<p class="error" id="${f.id}-error">${icon('stop')}<span><span class="unseen">${lang === 'vi' ? 'Lỗi' : 'Error'}: </span>${say(f.error, lang)}</span></p>` : null}<input ${attributes({ id: f.id, name: f.name, type: f.type ?? 'text', inputmode: f.numeric ? 'numeric' : null, autocomplete: f.autocomplete ?? 'off', autocapitalize: 'none', spellcheck: 'false', required: true, maxlength: f.max, value: f.value ?? '', autofocus: f.focus, class: f.numeric ? 'code-input' : null, 'aria-invalid': f.error ? 'true' : null, 'aria-describedby': described || null })}></div>`
}

const errorNotice = (errors: Errors | undefined, lang: Lang): Html | null => {
  const [first] = Object.values(errors ?? {})
  return first ? notice({ tone: 'error', title: first, live: true }, lang) : null
}

/** A button that a script gives its work; without a script, or where the browser knows no passkeys, it is not shown. */
export function passkeyButton(
  p: {
    kind: 'sign-in' | 'second' | 'prove' | 'register'
    csrf: string
    next: string
    words: Words
    tone?: 'primary' | 'plain'
    wide?: boolean
  },
  lang: Lang,
): Html {
  return html`<div class="passkey" data-passkey="${p.kind}" data-csrf="${p.csrf}" data-next="${p.next}" hidden><p class="passkey-said" role="alert" hidden></p><button ${attributes({ type: 'button', class: ['button', `button-${p.tone ?? 'plain'}`, (p.wide ?? true) && 'button-wide'] })}>${icon('lock')}<span>${say(p.words, lang)}</span></button></div>`
}

/** The second step of signing in, or a step-up: the same ways, asked for with other words. */
export function proofPage(
  p: {
    kind: 'second' | 'prove'
    action: string
    csrf: string
    next: string
    methods: readonly ProofMethod[]
    errors?: Errors
    /** The way that was tried last, so that it stays open. */
    tried?: string | undefined
    lead: Words
    title: Words
    leave: { href: string; words: Words }
  },
  lang: Lang,
): Shown {
  const has = (method: ProofMethod) => p.methods.includes(method)
  const hidden = (method: ProofMethod) =>
    html`${csrfField(p.csrf)}<input type="hidden" name="next" value="${p.next}"><input type="hidden" name="method" value="${method}">`
  const wrong = (method: ProofMethod) => (p.tried === method ? p.errors?.code : undefined)
  const parts: Html[] = []
  if (has('passkey'))
    parts.push(
      passkeyButton(
        {
          kind: p.kind,
          csrf: p.csrf,
          next: p.next,
          words: t('Dùng khóa truy cập', 'Use a passkey'),
          tone: p.methods[0] === 'passkey' ? 'primary' : 'plain',
        },
        lang,
      ),
      html`<noscript><p class="hint">${lang === 'vi' ? 'Khóa truy cập cần trình duyệt bật JavaScript.' : 'Passkeys need JavaScript.'}</p></noscript>`,
    )
  if (has('totp'))
    parts.push(
      html`<form class="form" method="post" novalidate action="${p.action}">${hidden('totp')}${typed(
        {
          id: 'code',
          name: 'code',
          label: t('Mã 6 số trong ứng dụng tạo mã', '6-digit code of your authenticator'),
          error: wrong('totp'),
          numeric: true,
          autocomplete: 'one-time-code',
          max: 12,
          focus: p.tried !== 'recovery',
        },
        lang,
      )}${button({ words: t('Xác nhận', 'Confirm'), tone: 'primary', wide: true }, lang)}</form>`,
    )
  if (has('password'))
    parts.push(
      html`<form class="form" method="post" novalidate action="${p.action}">${hidden('password')}${passwordField(
        {
          id: 'prove-password',
          name: 'code',
          label: t('Mật khẩu đang dùng', 'Current password'),
          ...(wrong('password') ? { error: wrong('password') as Said } : {}),
        },
        lang,
      )}${button({ words: t('Xác nhận', 'Confirm'), tone: 'primary', wide: true }, lang)}</form>`,
    )
  if (has('recovery')) {
    const tried = p.tried === 'recovery'
    parts.push(
      html`<details class="other-way" ?open=${tried || p.methods.length === 1}><summary>${lang === 'vi' ? 'Không có điện thoại hay khóa bên mình? Dùng mã dự phòng' : 'No phone or key with you? Use a recovery code'}</summary><form class="form" method="post" novalidate action="${p.action}">${hidden('recovery')}${typed(
        {
          id: 'recovery',
          name: 'code',
          label: t('Mã dự phòng', 'Recovery code'),
          hint: t('Dạng xxxx-xxxx-xxxx-xxxx, mỗi mã dùng một lần', 'As xxxx-xxxx-xxxx-xxxx, each good once'),
          error: wrong('recovery'),
          max: 40,
        },
        lang,
      )}${button({ words: t('Dùng mã dự phòng', 'Use the recovery code'), tone: has('totp') ? 'plain' : 'primary', wide: true }, lang)}</form></details>`,
    )
  }
  if (parts.length === 0)
    parts.push(
      notice(
        {
          tone: 'warn',
          body: t(
            'Tài khoản này không có mật khẩu hay lớp bảo vệ nào ở đây. Hãy đăng xuất rồi đăng nhập lại theo cách bạn vẫn dùng.',
            'This account has no password or factor here. Sign out and sign in again the way you usually do.',
          )[lang],
        },
        lang,
      ),
    )
  const body = html`${heading({ title: p.title, lead: p.lead }, lang)}${errorNotice(p.errors, lang)}${card({ body: html`<div class="proofs">${parts}</div>` }, lang)}<p><a href="${p.leave.href}">${say(p.leave.words, lang)}</a></p>`
  return { title: p.title, body }
}

/** Doors beside the password on the sign-in page. */
export function otherDoors(
  p: { csrf: string; next: string; codes: boolean },
  lang: Lang,
): { passkey: Html; links: Html } {
  const next = encodeURIComponent(p.next)
  return {
    passkey: html`<div class="passkey-first">${passkeyButton({ kind: 'sign-in', csrf: p.csrf, next: p.next, words: t('Đăng nhập bằng khóa truy cập', 'Sign in with a passkey') }, lang)}</div>`,
    links: html`<ul class="plain-links"><li><a href="/quen-mat-khau">${lang === 'vi' ? 'Quên mật khẩu?' : 'Forgot your password?'}</a></li>${p.codes ? html`<li><a href="/dang-nhap/ma?next=${next}">${lang === 'vi' ? 'Đăng nhập bằng mã gửi đến bạn' : 'Sign in with a code sent to you'}</a></li>` : null}</ul>`,
  }
}

const factorKind: Record<FactorShown['kind'], Words> = {
  totp: t('Ứng dụng tạo mã', 'Authenticator application'),
  passkey: t('Khóa truy cập', 'Passkey'),
}

const post = (action: string, csrf: string, fields: Record<string, string>, inside: Piece): Html =>
  html`<form method="post" action="${action}">${csrfField(csrf)}${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${inside}</form>`

export interface SecurityShown {
  csrf: string
  session: string
  sessions: readonly SessionShown[]
  factors: readonly FactorShown[]
  recoveryCodes: number
  contacts: { email: string | null; emailProved: boolean; phone: string | null; phoneProved: boolean }
  sends: { email: boolean; phone: boolean }
  must: boolean
  said?: Words | undefined
}

/** Everything about one's own sign-in on one page. */
export function securityPage(p: SecurityShown, lang: Lang): Shown {
  const title = t('Bảo mật tài khoản', 'Account security')
  const vi = lang === 'vi'
  const when = (at: Date | null) => (at ? momentText(at, lang) : vi ? 'chưa dùng' : 'not used yet')
  const contact = (channel: 'email' | 'phone') => {
    const value = channel === 'email' ? p.contacts.email : p.contacts.phone
    const proved = channel === 'email' ? p.contacts.emailProved : p.contacts.phoneProved
    const off = !p.sends[channel]
    return html`<li class="line"><div class="line-in"><p class="line-title">${channel === 'email' ? (vi ? 'Thư điện tử' : 'E-mail') : vi ? 'Điện thoại' : 'Telephone'}: ${value ?? (vi ? 'chưa có' : 'none')}</p><p class="line-note">${
      proved
        ? pill({ tone: 'good', words: t('đã xác nhận', 'confirmed') }, lang)
        : value
          ? pill({ tone: 'wait', words: t('chưa xác nhận', 'not confirmed') }, lang)
          : null
    }${off && !proved ? html` <span>${channel === 'email' ? (vi ? 'Nơi này chưa gửi được thư.' : 'Mail cannot be sent from here yet.') : vi ? 'Nơi này chưa gửi được tin nhắn.' : 'Text messages cannot be sent from here yet.'}</span>` : null}</p></div>${off ? null : linkButton({ words: proved ? t('Đổi', 'Change') : value ? t('Xác nhận', 'Confirm') : t('Thêm', 'Add'), href: `/toi/bao-mat/lien-he?kenh=${channel}`, tone: 'plain' }, lang)}</li>`
  }
  const others = p.sessions.filter((one) => one.id !== p.session).length
  const body = html`${crumbs(lang)}${heading({ title, lead: t('Mật khẩu, lớp bảo vệ thứ hai và những thiết bị đang đăng nhập.', 'Your password, second factor and the devices signed in.') }, lang)}${p.said ? notice({ tone: 'good', title: p.said, live: true }, lang) : null}
${card(
  {
    title: t('Lớp bảo vệ thứ hai', 'Second factor'),
    icon: 'lock',
    body: html`${
      p.factors.length === 0
        ? html`<p>${vi ? 'Chưa có. Có lớp này, người biết mật khẩu của bạn vẫn không vào được.' : 'None yet. With one, somebody who knows your password still cannot get in.'}</p>`
        : html`<ul class="lines">${p.factors.map(
            (one) =>
              html`<li class="line"><div class="line-in"><p class="line-title">${one.name}</p><p class="line-note">${factorKind[one.kind][lang]}${one.backedUp ? (vi ? ' · đồng bộ giữa các thiết bị' : ' · synced between devices') : null} · ${vi ? 'thêm' : 'added'} ${when(one.createdAt)} · ${vi ? 'dùng lần cuối' : 'last used'}: ${when(one.usedAt)}</p></div>${linkButton({ words: t('Xóa', 'Remove'), href: `/toi/bao-mat/xoa-lop?id=${one.id}`, tone: 'quiet' }, lang)}</li>`,
          )}</ul>`
    }${
      p.factors.length > 0
        ? p.recoveryCodes === 0
          ? notice(
              {
                tone: 'warn',
                body: t(
                  'Chưa có mã dự phòng. Mất điện thoại hay khóa thì bạn sẽ không vào được.',
                  'There are no recovery codes. If you lose your phone or key you cannot get in.',
                )[lang],
              },
              lang,
            )
          : html`<p>${vi ? `Còn ${p.recoveryCodes} mã dự phòng chưa dùng.` : `${p.recoveryCodes} recovery codes are left.`}</p>`
        : null
    }<div class="actions">${linkButton({ words: t('Thêm ứng dụng tạo mã', 'Add an authenticator'), href: '/toi/bao-mat/ung-dung', tone: p.must && p.factors.length === 0 ? 'primary' : 'plain', icon: 'phone' }, lang)}${linkButton({ words: t('Thêm khóa truy cập', 'Add a passkey'), href: '/toi/bao-mat/khoa', tone: 'plain', icon: 'lock' }, lang)}${p.factors.length > 0 ? linkButton({ words: t('Tạo mã dự phòng', 'Make recovery codes'), href: '/toi/bao-mat/ma-du-phong', tone: 'plain', icon: 'print' }, lang) : null}</div>`,
  },
  lang,
)}
${card(
  {
    title: t('Mật khẩu và liên hệ', 'Password and contact'),
    icon: 'user',
    body: html`<ul class="lines"><li class="line"><div class="line-in"><p class="line-title">${vi ? 'Mật khẩu' : 'Password'}</p></div>${linkButton({ words: t('Đổi mật khẩu', 'Change it'), href: '/toi/bao-mat/mat-khau', tone: 'plain' }, lang)}</li>${contact('email')}${contact('phone')}</ul><p class="hint">${vi ? 'Địa chỉ đã xác nhận dùng để đặt lại mật khẩu và đăng nhập làm việc đơn giản.' : 'A confirmed address is used to set a new password and to sign in for simple things.'}</p>`,
  },
  lang,
)}
${card(
  {
    title: t('Thiết bị đang đăng nhập', 'Devices signed in'),
    icon: 'list',
    body: html`<ul class="lines">${p.sessions.map((one) => {
      const here = one.id === p.session
      const how = one.methods.map((method) => methodWords[method][lang]).join(' + ')
      return html`<li class="line"><div class="line-in"><p class="line-title">${one.device[lang]}${here ? html` ${pill({ tone: 'good', words: t('thiết bị này', 'this device') }, lang)}` : null}</p><p class="line-note">${vi ? 'Hoạt động' : 'Active'} ${momentText(one.seenAt, lang)} · ${vi ? 'đăng nhập' : 'signed in'} ${momentText(one.createdAt, lang)}${how ? ` · ${how}` : null}<br>${vi ? 'Địa chỉ mạng' : 'Network address'} ${one.address ?? (vi ? 'không rõ' : 'unknown')} · ${vi ? 'vị trí: không rõ' : 'place: unknown'}</p></div>${
        here
          ? null
          : post(
              '/toi/bao-mat/phien',
              p.csrf,
              { act: 'end', session: one.id },
              button({ words: t('Đăng xuất', 'Sign out'), about: one.device, tone: 'quiet' }, lang),
            )
      }</li>`
    })}</ul>${others > 0 ? post('/toi/bao-mat/phien', p.csrf, { act: 'end-others' }, html`<div class="actions">${button({ words: t(`Đăng xuất ${others} thiết bị khác`, `Sign out ${others} other devices`), tone: 'danger' }, lang)}</div>`) : null}`,
  },
  lang,
)}`
  return { title, body }
}

/** For those whose roles demand it: what to set up before anything else. */
export function mustPage(lang: Lang): Shown {
  const title = t('Cần thêm lớp bảo vệ thứ hai', 'A second factor is required')
  const body = html`${heading(
    {
      title,
      lead: t(
        'Vai trò của bạn mở được việc quan trọng của cả tỉnh, nên chỉ mật khẩu là chưa đủ. Cài một trong hai cách dưới đây rồi làm việc tiếp; mất chừng hai phút.',
        'Your role opens what matters to the whole province, so a password alone is not enough. Set up one of these two; it takes two minutes.',
      ),
    },
    lang,
  )}${card({ title: t('Ứng dụng tạo mã trên điện thoại', 'An authenticator on your phone'), icon: 'phone', body: html`<p>${t('Dùng được với mọi ứng dụng theo chuẩn TOTP. Điện thoại không cần mạng.', 'Any application that knows TOTP will do. The phone needs no network.')[lang]}</p>${linkButton({ words: t('Cài ứng dụng tạo mã', 'Set up an authenticator'), href: '/toi/bao-mat/ung-dung', tone: 'primary', wide: true }, lang)}` }, lang)}${card({ title: t('Khóa truy cập', 'A passkey'), icon: 'lock', body: html`<p>${t('Vân tay, khuôn mặt hoặc mã PIN của máy, hay khóa USB. Không ai lừa lấy được như mật khẩu.', 'Fingerprint, face or PIN of your device, or a USB key. It cannot be phished as a password can.')[lang]}</p>${linkButton({ words: t('Cài khóa truy cập', 'Set up a passkey'), href: '/toi/bao-mat/khoa', tone: 'plain', wide: true }, lang)}` }, lang)}`
  return { title, body }
}

export function totpPage(
  p: { csrf: string; id: string; uri: string; secret: string; name?: string; errors?: Errors },
  lang: Lang,
): Shown {
  const title = t('Cài ứng dụng tạo mã', 'Set up an authenticator')
  const vi = lang === 'vi'
  const body = html`${crumbs(lang, title)}${heading({ title }, lang)}${errorNotice(p.errors, lang)}${card(
    {
      body: html`<ol class="numbered"><li>${vi ? 'Mở ứng dụng tạo mã trên điện thoại (ứng dụng nào theo chuẩn TOTP cũng được), chọn thêm tài khoản.' : 'Open an authenticator on your phone (any that knows TOTP) and choose to add an account.'}</li><li>${vi ? 'Quét hình dưới đây. Nếu mở trang này ngay trên điện thoại, hãy nhập chuỗi ký tự.' : 'Scan the picture. If this page is on the phone itself, type the letters.'}</li></ol>${qrFigure({ text: p.uri, label: t('Mã QR chứa khóa của ứng dụng tạo mã', 'QR code with the key for the authenticator') }, lang)}<p class="setup-key"><code>${p.secret}</code></p><p><a href="${p.uri}">${vi ? 'Mở trong ứng dụng trên máy này' : 'Open in an application on this device'}</a></p><form class="form" method="post" novalidate action="/toi/bao-mat/ung-dung">${csrfField(p.csrf)}<input type="hidden" name="id" value="${p.id}">${typed(
        {
          id: 'name',
          name: 'name',
          label: t('Đặt tên để nhận ra', 'A name to recognise it by'),
          value: p.name ?? (vi ? 'Điện thoại của tôi' : 'My phone'),
          max: 60,
          error: p.errors?.name,
        },
        lang,
      )}${typed(
        {
          id: 'code',
          name: 'code',
          label: t('Mã 6 số đang hiện trong ứng dụng', 'The 6-digit code it shows now'),
          numeric: true,
          autocomplete: 'one-time-code',
          max: 12,
          error: p.errors?.code,
          focus: p.errors?.code !== undefined,
        },
        lang,
      )}<div class="actions actions-end">${button({ words: t('Hoàn tất', 'Finish'), tone: 'primary' }, lang)}${linkButton({ words: t('Để sau', 'Later'), href: '/toi/bao-mat' }, lang)}</div></form>`,
    },
    lang,
  )}`
  return { title, body }
}

export function passkeyPage(p: { csrf: string; next: string; name: string }, lang: Lang): Shown {
  const title = t('Cài khóa truy cập', 'Set up a passkey')
  const vi = lang === 'vi'
  const body = html`${crumbs(lang, title)}${heading({ title, lead: t('Máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN của bạn. Những thứ ấy ở lại trên máy; chúng tôi chỉ giữ một khóa công khai.', 'Your device will ask for your fingerprint, face or PIN. Those stay on it; only a public key is kept here.') }, lang)}${card(
    {
      body: html`<div class="form"><div class="field"><label for="name">${vi ? 'Đặt tên để nhận ra' : 'A name to recognise it by'}</label><input id="name" name="name" type="text" maxlength="60" value="${p.name}" autocomplete="off"></div>${passkeyButton({ kind: 'register', csrf: p.csrf, next: p.next, words: t('Tạo khóa truy cập', 'Make the passkey'), tone: 'primary' }, lang)}<p class="hint passkey-none" data-passkey-none>${vi ? 'Trình duyệt này chưa dùng được khóa truy cập ở đây (cần JavaScript và kết nối https). Hãy dùng ứng dụng tạo mã.' : 'This browser cannot use passkeys here (they need JavaScript and https). Use an authenticator instead.'}</p></div>`,
    },
    lang,
  )}<p><a href="/toi/bao-mat">${vi ? 'Quay lại trang Bảo mật' : 'Back to security'}</a></p>`
  return { title, body }
}

export function recoveryPage(
  p: { csrf: string; left: number; codes?: readonly string[]; login: string; house: string; next: string },
  lang: Lang,
): Shown {
  const title = t('Mã dự phòng', 'Recovery codes')
  const vi = lang === 'vi'
  if (p.codes)
    return {
      title,
      body: html`${crumbs(lang, title)}${heading({ title, lead: t('Mỗi mã thay cho lớp bảo vệ thứ hai một lần, khi mất điện thoại hay khóa. Đây là lần duy nhất các mã này hiện ra.', 'Each stands for your second factor once, when you have lost your phone or key. They are shown this one time only.') }, lang)}${card(
        {
          body: html`<p class="print-only">${p.house} · ${p.login}</p><ol class="recovery-codes">${p.codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>${notice({ tone: 'warn', body: t('Hãy in hoặc chép ra giấy rồi cất nơi an toàn, không chụp để trong điện thoại. Bộ mã trước (nếu có) không còn dùng được.', 'Print them or write them down and keep them safe, not as a photo in the phone. Codes made before are worth nothing now.')[lang] }, lang)}<div class="actions"><button class="button button-primary" type="button" data-print hidden>${icon('print')}<span>${vi ? 'In' : 'Print'}</span></button>${linkButton({ words: t('Đã cất giữ, tiếp tục', 'Kept safe, go on'), href: p.next, tone: 'plain' }, lang)}</div>`,
        },
        lang,
      )}`,
    }
  return {
    title,
    body: html`${crumbs(lang, title)}${heading({ title }, lang)}${card({ body: html`<p>${p.left > 0 ? (vi ? `Bạn còn ${p.left} mã chưa dùng. Tạo bộ mới thì bộ cũ hết tác dụng ngay.` : `${p.left} codes are left. Making new ones ends the old ones at once.`) : vi ? 'Mười mã, mỗi mã dùng một lần, để vào được khi mất điện thoại hay khóa.' : 'Ten codes, each good once, to get in when you have lost your phone or key.'}</p>${post('/toi/bao-mat/ma-du-phong', p.csrf, { act: 'make' }, html`<div class="actions">${button({ words: t('Tạo 10 mã dự phòng', 'Make 10 recovery codes'), tone: 'primary' }, lang)}${linkButton({ words: t('Để sau', 'Later'), href: p.next, tone: 'plain' }, lang)}</div>`)}` }, lang)}`,
  }
}

export const passwordHint = t(
  'Từ 8 ký tự, có chữ và số; hoặc một câu từ 15 ký tự. Được dán từ trình giữ mật khẩu.',
  '8 characters or more with letters and digits, or a phrase of 15. Pasting from a password keeper is fine.',
)

const twoPasswords = (errors: Errors | undefined, lang: Lang): Html =>
  html`${passwordField({ id: 'fresh', name: 'password', label: t('Mật khẩu mới', 'New password'), hint: passwordHint, new: true, ...(errors?.password ? { error: errors.password } : {}) }, lang)}${passwordField({ id: 'again', name: 'password_again', label: t('Nhập lại mật khẩu mới', 'New password again'), new: true, ...(errors?.password_again ? { error: errors.password_again } : {}) }, lang)}`

export function changePasswordPage(p: { csrf: string; errors?: Errors }, lang: Lang): Shown {
  const title = t('Đổi mật khẩu', 'Change your password')
  return {
    title,
    body: html`${crumbs(lang, title)}${heading({ title, lead: t('Đổi xong, mọi thiết bị khác sẽ bị đăng xuất.', 'All other devices are signed out afterwards.') }, lang)}${errorNotice(p.errors, lang)}${card({ body: html`<form class="form" method="post" novalidate action="/toi/bao-mat/mat-khau">${csrfField(p.csrf)}${passwordField({ id: 'old', name: 'old', label: t('Mật khẩu đang dùng', 'Current password'), ...(p.errors?.old ? { error: p.errors.old } : {}) }, lang)}${twoPasswords(p.errors, lang)}<div class="actions actions-end">${button({ words: t('Đổi mật khẩu', 'Change it'), tone: 'primary' }, lang)}${linkButton({ words: t('Hủy', 'Cancel'), href: '/toi/bao-mat' }, lang)}</div></form>` }, lang)}`,
  }
}

export function contactPage(
  p: { csrf: string; channel: 'email' | 'phone'; value: string; errors?: Errors },
  lang: Lang,
): Shown {
  const mail = p.channel === 'email'
  const title = mail
    ? t('Xác nhận thư điện tử', 'Confirm your e-mail')
    : t('Xác nhận số điện thoại', 'Confirm your telephone')
  return {
    title,
    body: html`${crumbs(lang, title)}${heading({ title, lead: t('Chúng tôi gửi một mã 6 số đến đó để biết chắc là của bạn.', 'We send a 6-digit code there to be sure it is yours.') }, lang)}${errorNotice(p.errors, lang)}${card({ body: html`<form class="form" method="post" novalidate action="/toi/bao-mat/lien-he">${csrfField(p.csrf)}<input type="hidden" name="kenh" value="${p.channel}">${typed({ id: 'to', name: 'to', label: mail ? t('Địa chỉ thư điện tử', 'E-mail address') : t('Số điện thoại di động', 'Mobile number'), value: p.value, max: mail ? 254 : 20, type: mail ? 'email' : 'tel', autocomplete: mail ? 'email' : 'tel', error: p.errors?.to }, lang)}<div class="actions actions-end">${button({ words: t('Gửi mã', 'Send the code'), tone: 'primary' }, lang)}${linkButton({ words: t('Hủy', 'Cancel'), href: '/toi/bao-mat' }, lang)}</div></form>` }, lang)}`,
  }
}

/** Where a sent code is typed; with `passwords` a new password, too. */
export function sentCodePage(
  p: {
    csrf: string
    action: string
    title: Words
    lead: Words
    next?: string
    errors?: Errors
    passwords?: boolean
    submit: Words
    again: string
  },
  lang: Lang,
): Shown {
  return {
    title: p.title,
    body: html`${heading({ title: p.title, lead: p.lead }, lang)}${errorNotice(p.errors, lang)}${card({ body: html`<form class="form" method="post" novalidate action="${p.action}">${csrfField(p.csrf)}${p.next ? html`<input type="hidden" name="next" value="${p.next}">` : null}${typed({ id: 'code', name: 'code', label: t('Mã 6 số vừa nhận', 'The 6-digit code'), hint: t('Dùng trong 5 phút', 'Good for 5 minutes'), numeric: true, autocomplete: 'one-time-code', max: 12, error: p.errors?.code, focus: !p.errors || p.errors.code !== undefined }, lang)}${p.passwords ? twoPasswords(p.errors, lang) : null}${button({ words: p.submit, tone: 'primary', wide: true }, lang)}</form>` }, lang)}<p><a href="${p.again}">${lang === 'vi' ? 'Chưa nhận được? Xin mã khác' : 'Nothing came? Ask for another'}</a></p>`,
  }
}

/** Where a code is asked for by login. */
export function askCodePage(
  p: {
    csrf: string
    action: string
    title: Words
    lead: Words
    sends: { email: boolean; phone: boolean }
    next?: string
    login?: string
    errors?: Errors
    more?: Html
  },
  lang: Lang,
): Shown {
  const vi = lang === 'vi'
  const channels = (['email', 'phone'] as const).filter((one) => p.sends[one])
  const words = { email: t('Thư điện tử', 'E-mail'), phone: t('Tin nhắn điện thoại', 'Text message') }
  const body = html`${heading({ title: p.title, lead: p.lead }, lang)}${errorNotice(p.errors, lang)}${card(
    {
      body:
        channels.length === 0
          ? notice(
              {
                tone: 'info',
                body: t(
                  'Nơi này chưa gửi được mã qua thư hay tin nhắn. Hãy mang thẻ căn cước đến Trung tâm Phục vụ hành chính công để được giúp.',
                  'Codes cannot be sent from here yet. Bring your identity card to a public service centre for help.',
                )[lang],
              },
              lang,
            )
          : html`<form class="form" method="post" novalidate action="${p.action}">${csrfField(p.csrf)}${p.next ? html`<input type="hidden" name="next" value="${p.next}">` : null}${typed({ id: 'login', name: 'login', label: t('Số định danh hoặc tên đăng nhập', 'Personal number or user name'), value: p.login ?? '', autocomplete: 'username', max: 100, error: p.errors?.login }, lang)}${
              channels.length === 1
                ? html`<input type="hidden" name="kenh" value="${channels[0]}"><p class="hint">${vi ? 'Mã được gửi qua' : 'The code is sent by'} ${words[channels[0] ?? 'email'][lang].toLowerCase()} ${vi ? 'bạn đã xác nhận' : 'you have confirmed'}${p.sends.phone ? '' : vi ? '. Nơi này chưa gửi được tin nhắn điện thoại.' : '. Text messages cannot be sent from here yet.'}</p>`
                : html`<fieldset class="field"><legend>${vi ? 'Gửi mã qua' : 'Send the code by'}</legend><div class="choices choices-row">${channels.map((one, i) => html`<div class="choice"><input ${attributes({ type: 'radio', id: `kenh-${one}`, name: 'kenh', value: one, checked: i === 0 })}><label for="kenh-${one}">${words[one][lang]}</label></div>`)}</div></fieldset>`
            }${button({ words: t('Gửi mã', 'Send the code'), tone: 'primary', wide: true }, lang)}</form>`,
    },
    lang,
  )}${p.more}<p><a href="/dang-nhap">${vi ? 'Quay lại đăng nhập' : 'Back to sign-in'}</a></p>`
  return { title: p.title, body }
}
