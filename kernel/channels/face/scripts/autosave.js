// Saves a form while it is typed. One save at a time, numbered upwards: an older one can never replace a newer one. Everything
// typed stands on this device first, so a lost network, a reload or a closed browser loses nothing; what the server has
// confirmed stays as a copy until the form is sent, because pages kept for later are older than it.
import { drop, dropDraft, find, isKept, keep, keepPages, push, settle } from './drafts.js'

const vi = document.documentElement.lang !== 'en'
const say = {
  saving: vi ? 'Đang lưu…' : 'Saving…',
  saved: (at) => (vi ? `Đã lưu lúc ${at}` : `Saved at ${at}`),
  waiting: vi
    ? 'Chưa lưu được vì mất mạng. Bản nháp vẫn còn trên máy này.'
    : 'Offline: the draft is kept on this device.',
  full: vi
    ? 'Máy này hết chỗ giữ bản nháp. Hãy chờ có mạng rồi gõ tiếp.'
    : 'This device has no room for the draft. Wait for the network.',
  stale: vi
    ? 'Bản nháp này đã được sửa ở nơi khác. Phần bạn gõ vẫn còn trên máy này; hãy tải lại trang để chọn.'
    : 'This draft was changed elsewhere. What you typed is kept here; reload the page to choose.',
  lost: vi
    ? 'Phiên đăng nhập đã hết. Phần bạn gõ vẫn còn trên máy này; hãy đăng nhập lại để lưu tiếp.'
    : 'Your session has ended. What you typed is kept here; sign in again to save it.',
  gone: vi
    ? 'Bản nháp này không còn trên hệ thống. Phần bạn gõ vẫn còn trên máy này.'
    : 'This draft is no longer in the house. What you typed is kept here.',
  refused: vi ? 'Chưa lưu được. Hãy bấm nút bên dưới để gửi.' : 'Could not be saved. Use the buttons below.',
  restored: vi ? 'Đã lấy lại phần bạn gõ trên máy này.' : 'What you typed on this device is back.',
  needs: vi
    ? 'Việc này cần có mạng. Phần bạn gõ vẫn còn trên máy này.'
    : 'This needs the network. What you typed is kept on this device.',
  old: vi
    ? 'Trang này là bản giữ trên máy vì đang mất mạng. Bạn điền tiếp được; phần điền sẽ được lưu khi có mạng.'
    : 'This page was kept on your device because the network is gone. Go on; it is saved when the network returns.',
  notSent: vi
    ? 'Chưa gửi được vì mất mạng. Hồ sơ còn nguyên; khi có mạng, hãy bấm gửi lại.'
    : 'Not sent: the network is gone. Nothing is lost; send again when it returns.',
  two: vi ? 'Trang này có hai bản khác nhau' : 'There are two versions of this page',
  twoBody: vi
    ? 'Trong lúc máy này mất mạng, trang đã được sửa ở thiết bị khác. Cả hai bản đều còn; hãy chọn bản đúng.'
    : 'While this device was offline the page was changed on another. Both are kept; choose the right one.',
  here: vi ? 'Trên máy này' : 'On this device',
  there: vi ? 'Ở thiết bị khác' : 'On the other device',
  useHere: vi ? 'Dùng bản trên máy này' : 'Use the one on this device',
  useThere: vi ? 'Giữ bản ở thiết bị khác' : 'Keep the one of the other device',
  none: vi ? '(để trống)' : '(empty)',
}
const tab = Math.random().toString(36).slice(2, 12)
const pauseMs = 1500
const retryMs = [2000, 5000, 15000, 60000]
const HIDDEN = ['csrf', 'mark', 'base', 'asked', 've', 'act', 'sequence']
const TURN = 'sen-turn'

const make = (tag, more, ...inside) => {
  const made = Object.assign(document.createElement(tag), more)
  made.append(...inside)
  return made
}

function typedIn(form) {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && name !== 'csrf') body.append(name, value)
  return body
}

/** Puts what was typed back into the fields that stand on the page. */
function fillIn(form, body) {
  const typed = new URLSearchParams(body)
  for (const input of form.elements) {
    const { name, type } = input
    if (!name || HIDDEN.includes(name) || type === 'file' || input.tagName === 'BUTTON') continue
    if (type === 'radio' || type === 'checkbox') input.checked = typed.getAll(name).includes(input.value)
    else if (type !== 'hidden' && typed.has(name)) input.value = typed.get(name)
  }
  form.dispatchEvent(new Event('sen:filled'))
}

const labelOf = (form, name) => {
  const box = form.querySelector(`[name="${CSS.escape(name)}"]`)
  const words =
    box?.closest('fieldset')?.querySelector('legend') ?? (box?.id ? form.querySelector(`label[for="${box.id}"]`) : null)
  return (words?.textContent ?? name).replace(/\*\s*$/, '').trim()
}
const spoken = (form, name, values) => {
  const words = values
    .filter((value) => value !== '')
    .map((value) => {
      const box = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find((one) => one.value === value)
      const option = box?.tagName === 'SELECT' ? box.selectedOptions[0] : null
      const label =
        box?.id && (box.type === 'radio' || box.type === 'checkbox')
          ? form.querySelector(`label[for="${box.id}"]`)
          : null
      return (option ?? label)?.textContent?.trim() ?? value
    })
  return words.length > 0 ? words.join(', ') : say.none
}

/** The names whose values differ between what stands in the form and what was kept. */
function differing(form, body) {
  const here = typedIn(form)
  const kept = new URLSearchParams(body)
  const names = [...new Set([...here.keys(), ...kept.keys()])].filter((name) => !HIDDEN.includes(name))
  return names.filter((name) => JSON.stringify(here.getAll(name)) !== JSON.stringify(kept.getAll(name)))
}

function watch(form) {
  const url = form.dataset.autosave
  const words = form.querySelector('[data-saved]')
  const fresh = {
    url,
    href: location.pathname,
    name: form.dataset.name ?? document.title,
    page: form.dataset.page ?? '',
    draft: form.dataset.draft ?? url,
    mark: form.elements.mark?.value ?? null,
    known: Number(form.elements.base?.value ?? form.dataset.sequence ?? 0),
    sequence: Number(form.dataset.sequence ?? 0),
  }
  let record = fresh
  let timer = 0
  let tries = 0
  let busy = false
  let over = false

  const tell = (text, state) => {
    if (!words) return
    words.textContent = text
    words.dataset.state = state
  }
  const later = (ms) => {
    clearTimeout(timer)
    timer = setTimeout(save, ms)
  }
  /** Everything typed, on this device, under a new number. */
  const note = () => {
    record = {
      ...record,
      ...find(url),
      ...idOf(record),
      body: typedIn(form).toString(),
      sequence: record.sequence + 1,
      dirty: true,
    }
    if (!keep(record)) tell(say.full, 'wait')
  }
  const idOf = ({ mark, known }) => ({ mark, known })

  async function save() {
    if (busy || over || !find(url)?.dirty) return
    busy = true
    const sending = find(url)
    tell(say.saving, 'busy')
    const outcome = await push(sending, tab)
    busy = false
    settle(sending, outcome)
    record = { ...record, known: find(url)?.known ?? record.known }
    if (outcome.is === 'saved') {
      tries = 0
      tell(say.saved(outcome.savedAt), 'saved')
      if (find(url)?.dirty) later(pauseMs)
    } else if (outcome.is === 'offline') {
      tell(say.waiting, 'wait')
      later(retryMs[Math.min(tries++, retryMs.length - 1)])
    } else if (outcome.is === 'refused') tell(say.refused, 'wait')
    else {
      over = true
      tell({ conflict: say.stale, 'signed-out': say.lost, gone: say.gone }[outcome.is] ?? say.stale, 'wait')
    }
  }

  function choose(left) {
    const names = differing(form, left.body)
    if (names.length === 0) {
      drop(url)
      return
    }
    const kept = new URLSearchParams(left.body)
    const here = typedIn(form)
    const list = make('dl', {})
    for (const name of names.slice(0, 30)) {
      const theirs = spoken(form, name, here.getAll(name))
      const mine = kept.getAll(name)
      list.append(
        make(
          'div',
          {},
          make('dt', { textContent: labelOf(form, name) }),
          make('dd', { textContent: `${say.here}: ${spoken(form, name, mine)}` }),
          make('dd', { textContent: `${say.there}: ${theirs}` }),
        ),
      )
    }
    const use = make('button', { type: 'button', className: 'button button-primary', textContent: say.useHere })
    const leave = make('button', { type: 'button', className: 'button button-plain', textContent: say.useThere })
    const box = make(
      'section',
      { className: 'notice notice-warn kept' },
      make(
        'div',
        { className: 'notice-in' },
        make('p', { className: 'notice-title', textContent: say.two }),
        make('p', { textContent: say.twoBody }),
        list,
        make('div', { className: 'actions' }, use, leave),
      ),
    )
    box.setAttribute('role', 'alert')
    box.dataset.conflict = ''
    use.addEventListener('click', () => {
      fillIn(form, left.body)
      drop(url)
      note()
      box.remove()
      later(0)
    })
    leave.addEventListener('click', () => {
      drop(url)
      box.remove()
      form.querySelector('input:not([type=hidden]), textarea, select')?.focus()
    })
    form.before(box)
  }

  const left = find(url)
  if (isKept()) {
    tell(say.old, 'wait')
    if (left) {
      record = { ...fresh, ...left }
      fillIn(form, left.body)
      tell(left.dirty ? say.waiting : say.old, 'wait')
    }
    turn()
    later(left?.dirty ? 0 : retryMs[0])
  } else if (left?.dirty) {
    const [mark, own, as] = lastOf(form)[url] ?? [null, 0, 0]
    const plain = !form.elements.mark && left.known !== fresh.known
    if (mark && mark === left.mark && own >= left.sequence) drop(url)
    else if (plain || (mark && mark !== left.mark && as > left.known)) choose(left)
    else {
      fillIn(form, left.body)
      note()
      tell(say.restored, 'busy')
      later(0)
    }
  } else drop(url)

  /** A page that could not be sent comes back from this device; the button pressed then still leads on. */
  function turn() {
    if (!new URLSearchParams(location.search).has('ngoai-tuyen')) return
    const act = sessionStorage.getItem(TURN)
    sessionStorage.removeItem(TURN)
    if (act === 'next' && form.dataset.next) location.replace(form.dataset.next)
    else if (act === 'back' && form.dataset.back) location.replace(form.dataset.back)
    else tell(say.needs, 'wait')
  }

  form.addEventListener('input', () => {
    note()
    later(pauseMs)
  })
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    const act = event.submitter?.value ?? 'next'
    note()
    // The page that is sent is the newest save of this rendering; the house answers by this number.
    let number = form.elements.sequence
    if (!number) {
      number = make('input', { type: 'hidden', name: 'sequence' })
      form.append(number)
    }
    number.value = String(record.sequence)
    if (navigator.onLine) {
      over = true
      sessionStorage.setItem(TURN, act)
      return
    }
    event.preventDefault()
    if (act === 'next' && form.dataset.next) location.assign(form.dataset.next)
    else if (act === 'back' && form.dataset.back) location.assign(form.dataset.back)
    else tell(act === 'save' ? say.waiting : say.needs, 'wait')
  })
  addEventListener('online', () => later(0))
  addEventListener('pageshow', (event) => {
    if (event.persisted) over = false
  })
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save()
  })
}

const lastOf = (form) => JSON.parse(form.dataset.last ?? '{}')

for (const form of document.querySelectorAll('form[data-last]')) {
  const pages = (form.dataset.pages ?? '').split(' ').filter(Boolean)
  if (!isKept() && pages.length > 0) keepPages(pages).catch(() => {})
}
for (const form of document.querySelectorAll('form[data-autosave]')) watch(form)

// The last page: what is sent must be what was typed, so nothing may still be waiting on this device.
for (const form of document.querySelectorAll('form[data-sends]')) {
  const words = make('p', { className: 'saved' })
  words.setAttribute('role', 'status')
  form.append(words)
  if (isKept()) words.textContent = new URLSearchParams(location.search).has('ngoai-tuyen') ? say.notSent : say.old
  form.addEventListener('submit', (event) => {
    const act = event.submitter?.value
    if (!navigator.onLine) {
      event.preventDefault()
      if (act === 'back' && form.dataset.back) location.assign(form.dataset.back)
      else words.textContent = act === 'send' ? say.notSent : say.needs
    } else if (act === 'send') sessionStorage.setItem('sen-sent', form.dataset.sends)
  })
}
const sent = sessionStorage.getItem('sen-sent')
if (sent && !isKept() && !document.querySelector(`form[data-sends="${CSS.escape(sent)}"]`)) {
  sessionStorage.removeItem('sen-sent')
  dropDraft(sent)
}
