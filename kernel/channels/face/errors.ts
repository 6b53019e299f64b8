/** Pages for what was not done: what happened, what to do next, and a reference to give when asking for help. */
import type { Words } from '#ground/text'
import { type Html, html } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { type House, type PageParts, page, usualPaths } from './page.ts'
import { actions, linkButton } from './parts.ts'
import { type Lang, type Said, say } from './words.ts'

export type Problem = {
  /** The HTTP status, or 'offline' for the page the service worker keeps. */
  status: number | 'offline'
  /** The refusal's own sentence, when there is one. Never the text of a bug. */
  message?: Said
  /** Under which it stands in the log. */
  reference?: string
  /** Seconds after which it may be tried again. */
  retryAfter?: number
  /** Where the person came from, to try again. A path of this house. */
  back?: string
  /** Whether something was sent: a page that was only asked for has nothing typed to look over. Default: it was. */
  sent?: boolean
}

type Look = { icon: IconName; title: Words; next: Words; way: 'back' | 'home' | 'sign-in' | 'again' }
const looks: Record<string, Look> = {
  400: {
    icon: 'alert',
    title: { vi: 'Thông tin gửi lên chưa đúng', en: 'What was sent is not right' },
    next: {
      vi: 'Hãy quay lại, kiểm tra những chỗ được báo rồi gửi lại. Những gì đã nhập vẫn còn.',
      en: 'Go back, check what is marked and send again. What you typed is still there.',
    },
    way: 'back',
  },
  401: {
    icon: 'lock',
    title: { vi: 'Cần đăng nhập', en: 'Sign in first' },
    next: {
      vi: 'Phiên làm việc đã hết hoặc bạn chưa đăng nhập. Đăng nhập xong sẽ trở lại đúng trang này.',
      en: 'Your session has ended or you are not signed in. You will come back to this page.',
    },
    way: 'sign-in',
  },
  403: {
    icon: 'lock',
    title: { vi: 'Bạn không có quyền xem trang này', en: 'You may not see this page' },
    next: {
      vi: 'Trang này dành cho người khác hoặc cho cơ quan khác. Nếu đây là hồ sơ của bạn, hãy kiểm tra lại tài khoản đang đăng nhập.',
      en: 'This page belongs to someone else or to another office. If it is your dossier, check which account you are signed in with.',
    },
    way: 'home',
  },
  404: {
    icon: 'search',
    title: { vi: 'Không tìm thấy trang này', en: 'Page not found' },
    next: {
      vi: 'Địa chỉ có thể đã gõ sai, hoặc nội dung đã chuyển đi. Hãy về trang chủ hoặc tra cứu theo tên.',
      en: 'The address may be mistyped, or the content has moved. Go to the home page or look it up by name.',
    },
    way: 'home',
  },
  409: {
    icon: 'users',
    title: { vi: 'Vừa có người sửa nội dung này', en: 'Someone has just changed this' },
    next: {
      vi: 'Để không ghi đè lên nhau, thay đổi của bạn chưa được lưu. Hãy tải lại để xem bản mới nhất rồi sửa tiếp.',
      en: 'So that nothing is overwritten, your change was not saved. Reload to see the latest and change it again.',
    },
    way: 'again',
  },
  410: {
    icon: 'folder',
    title: { vi: 'Nội dung này không còn nữa', en: 'This is no longer here' },
    next: {
      vi: 'Nội dung đã được gỡ hoặc đã hết hạn. Hãy về trang chủ để tìm nội dung thay thế.',
      en: 'It has been withdrawn or has expired. Go to the home page to find what replaces it.',
    },
    way: 'home',
  },
  413: {
    icon: 'file',
    title: { vi: 'Tệp gửi lên quá lớn', en: 'The file is too large' },
    next: {
      vi: 'Hãy chụp lại với cỡ ảnh nhỏ hơn hoặc nén tệp, rồi gửi lại.',
      en: 'Take the photo at a smaller size or compress the file, then send it again.',
    },
    way: 'back',
  },
  415: {
    icon: 'file',
    title: { vi: 'Loại tệp này chưa nhận được', en: 'This kind of file is not accepted' },
    next: {
      vi: 'Hãy gửi ảnh JPG, PNG hoặc tệp PDF.',
      en: 'Send a JPG or PNG picture or a PDF.',
    },
    way: 'back',
  },
  429: {
    icon: 'clock',
    title: { vi: 'Thao tác quá nhanh', en: 'Too many requests' },
    next: {
      vi: 'Hãy đợi một lát rồi thử lại. Không cần gửi nhiều lần, hồ sơ đã gửi vẫn được giữ.',
      en: 'Wait a moment and try again. There is no need to send twice; what was sent is kept.',
    },
    way: 'again',
  },
  500: {
    icon: 'stop',
    title: { vi: 'Hệ thống gặp lỗi', en: 'Something went wrong on our side' },
    next: {
      vi: 'Lỗi này là của hệ thống, không phải của bạn, và đã được báo cho người trực. Hãy thử lại sau ít phút.',
      en: 'This is our fault, not yours, and those on duty have been told. Try again in a few minutes.',
    },
    way: 'again',
  },
  503: {
    icon: 'pause',
    title: { vi: 'Hệ thống đang tạm ngừng', en: 'The service is paused' },
    next: {
      vi: 'Hệ thống đang bảo trì hoặc quá tải. Hồ sơ đã nộp không bị ảnh hưởng. Hãy thử lại sau ít phút.',
      en: 'It is being maintained or is overloaded. Dossiers already filed are not affected. Try again in a few minutes.',
    },
    way: 'again',
  },
  offline: {
    icon: 'offline',
    title: { vi: 'Đang mất mạng', en: 'You are offline' },
    next: {
      vi: 'Trang này cần có mạng. Bản nháp đã nhập vẫn còn trên máy và sẽ tự lưu khi có mạng lại.',
      en: 'This page needs the network. Your draft stays on this device and is saved when the network returns.',
    },
    way: 'again',
  },
}

const w = {
  reference: { vi: 'Mã tra cứu', en: 'Reference' },
  quote: { vi: 'Khi cần hỗ trợ, hãy đọc mã này.', en: 'Give this when you ask for help.' },
  wait: { vi: 'Có thể thử lại sau {n} giây.', en: 'You can try again in {n} seconds.' },
  home: { vi: 'Về trang chủ', en: 'Go to the home page' },
  back: { vi: 'Quay lại', en: 'Go back' },
  again: { vi: 'Thử lại', en: 'Try again' },
  signIn: { vi: 'Đăng nhập', en: 'Sign in' },
  call: { vi: 'Gọi', en: 'Call' },
} satisfies Record<string, Words>

/** A refusal that says itself why it was not done: whoever reads it need not be told of a change by another. */
const notDone: Look = {
  icon: 'alert',
  title: { vi: 'Chưa thực hiện được', en: 'This could not be done' },
  next: { vi: 'Chưa có gì thay đổi. Hãy làm theo hướng dẫn trên.', en: 'Nothing has changed. Do as it says above.' },
  way: 'home',
}
/** A page that was only asked for: nobody typed anything that could be wrong. */
const notOpened: Look = {
  icon: 'alert',
  title: { vi: 'Chưa mở được trang này', en: 'This page cannot be opened' },
  next: { vi: 'Hãy quay lại trang trước hoặc về trang chủ.', en: 'Go back to the page before or to the home page.' },
  way: 'home',
}

function lookOf({ status, message, sent = true }: Problem): Look {
  if (status === 409 && message) return notDone
  if ((status === 400 || status === 422) && message && !sent) return notOpened
  const exact = looks[String(status)]
  if (exact) return exact
  const near = typeof status !== 'number' || status >= 500 ? looks[500] : looks[400]
  return near as Look
}

/** The body of a refusal's page. `path` is the page that was asked for. */
export function problemBody(problem: Problem, house: House, path: string, lang: Lang): Html {
  const look = lookOf(problem)
  const paths = { ...usualPaths, ...house.paths }
  const ways = {
    home: { words: w.home, href: paths.home },
    back: { words: w.back, href: problem.back ?? path },
    again: { words: w.again, href: problem.back ?? path },
    'sign-in': { words: w.signIn, href: `${paths.signIn}?next=${encodeURIComponent(path)}` },
  }
  const way = ways[look.way]
  return html`<div class="problem">${icon(look.icon)}<h1>${look.title[lang]}</h1>${problem.message ? html`<p class="lead">${say(problem.message, lang)}</p>` : null}<p>${look.next[lang]}</p>${
    problem.retryAfter ? html`<p>${w.wait[lang].replace('{n}', String(Math.ceil(problem.retryAfter)))}</p>` : null
  }${actions(
    linkButton({ ...way, tone: 'primary' }, lang),
    look.way === 'home' ? null : linkButton({ words: w.home, href: paths.home }, lang),
    house.hotline && typeof problem.status === 'number' && problem.status >= 500
      ? linkButton(
          {
            words: `${w.call[lang]} ${house.hotline.number}`,
            href: `tel:${house.hotline.number.replace(/[^\d+]/g, '')}`,
            icon: 'phone',
          },
          lang,
        )
      : null,
  )}${problem.reference ? html`<p class="reference">${w.reference[lang]}: <code>${problem.reference}</code><br>${w.quote[lang]}</p>` : null}</div>`
}

/** The whole page of a refusal. */
export function problemPage(problem: Problem, around: Omit<PageParts, 'title' | 'body'>): Html {
  return page({
    ...around,
    title: lookOf(problem).title,
    body: problemBody(problem, around.house, around.path, around.lang),
  })
}

/** The page the service worker keeps for when there is no network: the same for everyone, so it names nobody. */
export function offlinePage(house: House, lang: Lang): Html {
  const { home } = { ...usualPaths, ...house.paths }
  return problemPage({ status: 'offline', back: home }, { lang, house, user: null, path: home, csrf: '' })
}
