// Says when the network is gone and what this device keeps, sends what was typed when it returns, and forgets everything when a
// person signs out or another one signs in.
import { confirm, forgetPages, isKept, push, settle, settleWho, waiting, wipe } from './drafts.js'

const vi = document.documentElement.lang !== 'en'
const say = {
  keeps: (n) => (vi ? `Đang giữ trên máy này ${n} hồ sơ:` : `Kept on this device, ${n} dossiers:`),
  pages: (n) => (vi ? `${n} trang` : n === 1 ? '1 page' : `${n} pages`),
  saved: (n) => (vi ? `Có mạng lại: đã lưu ${n} hồ sơ điền khi mất mạng.` : `Back online: ${n} dossiers were saved.`),
  look: vi ? 'có bản khác ở thiết bị khác, hãy mở để chọn' : 'changed on another device, open it to choose',
  gone: vi ? 'không còn trên hệ thống' : 'no longer in the house',
  lost: vi ? 'hãy đăng nhập lại để lưu' : 'sign in again to save',
  refused: vi ? 'chưa lưu được, hãy mở để xem' : 'could not be saved, open it',
}
const bar = document.querySelector('[data-offline-bar]')
const words = bar?.querySelector('span')
const usual = words?.textContent ?? ''
const tab = Math.random().toString(36).slice(2, 12)
const againMs = 15_000
const AWAY = 'sen-away'
let told = ''
let drawn = ''

const stateWords = (records) =>
  ({ conflict: say.look, gone: say.gone, 'signed-out': say.lost, refused: say.refused })[
    records.find((record) => record.state)?.state
  ]

/** The dossiers that wait on this device, each with where to go on. */
function list() {
  const drafts = new Map()
  for (const record of waiting()) drafts.set(record.draft, [...(drafts.get(record.draft) ?? []), record])
  if (drafts.size === 0) return null
  const items = []
  for (const records of drafts.values()) {
    const link = document.createElement('a')
    link.href = (records.find((record) => record.state) ?? records.at(-1)).href
    link.textContent = records[0].name
    items.push(items.length > 0 ? '; ' : ' ', link, ` (${stateWords(records) ?? say.pages(records.length)})`)
  }
  return { count: drafts.size, items }
}

function tell() {
  if (!bar) return
  const away = !navigator.onLine || isKept()
  const kept = list()
  const needed = kept && [...waiting()].some((record) => record.state)
  bar.hidden = !away && !told && !needed
  if (bar.hidden) {
    drawn = ''
    return
  }
  // Said once: a reader would hear every repetition, and a link must not vanish under the finger.
  const now = JSON.stringify([away, told, needed, kept?.items.map((item) => item.textContent ?? item)])
  if (now === drawn) return
  drawn = now
  words.replaceChildren(away ? usual : told)
  if (kept && (away || needed)) {
    words.append(` ${say.keeps(kept.count)}`, ...kept.items, '.')
  }
}

/** Sends what waits; the form that is open on this page sends its own. */
async function send() {
  const open = new Set([...document.querySelectorAll('form[data-autosave]')].map((form) => form.dataset.autosave))
  const saved = new Set()
  for (const record of waiting()) {
    if (record.state === 'conflict' || record.state === 'gone' || open.has(record.url)) continue
    const outcome = await push(record, tab)
    if (outcome.is === 'offline') break
    settle(record, outcome)
    if (outcome.is === 'saved') saved.add(record.draft)
  }
  // Only who was away is told; a save that was on its way when the page was turned is nothing to tell.
  if (saved.size > 0 && sessionStorage.getItem(AWAY)) {
    sessionStorage.removeItem(AWAY)
    told = say.saved(saved.size)
  }
  tell()
}

let sending = false
async function sendOnce() {
  if (sending || !navigator.onLine || waiting().length === 0) return
  sending = true
  await send().finally(() => {
    sending = false
  })
}

settleWho()
// Before anything is sent: what the page says the house has is not sent again.
if (!isKept()) for (const form of document.querySelectorAll('form[data-last]')) confirm(JSON.parse(form.dataset.last))
if (!navigator.onLine || isKept()) sessionStorage.setItem(AWAY, '1')
tell()
sendOnce()
addEventListener('online', () => {
  // A kept page without a form to go on with gives way to the real one, when the house truly answers: devices report a
  // network that leads nowhere, and a reload would take away the link that was just followed.
  if (isKept() && !document.querySelector('form[data-autosave]')) {
    fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(
      () => location.reload(),
      () => {},
    )
  }
  tell()
  sendOnce()
})
addEventListener('offline', () => {
  sessionStorage.setItem(AWAY, '1')
  told = ''
  tell()
})
addEventListener('storage', tell)
document.addEventListener('sen:kept', tell)
setInterval(sendOnce, againMs)

for (const form of document.querySelectorAll('form[data-forget-drafts]')) {
  form.addEventListener('submit', () => {
    wipe()
    forgetPages()
  })
}

const { edition, offlinePage } = document.body.dataset
if ('serviceWorker' in navigator && edition && offlinePage) {
  navigator.serviceWorker.register(`/sw.js?edition=${edition}&page=${encodeURIComponent(offlinePage)}`).catch(() => {})
}
