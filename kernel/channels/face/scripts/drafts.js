// What was typed and not yet saved, kept on this device by account and page. Read and written by the scripts of a page; what the
// server has not confirmed is never thrown away by anything but its owner. A saving door answers POST { savedAt, sequence },
// or 409 when a newer save is held; GET on it says who saved last: { mark, own, as, sequence }.
const PREFIX = 'sen-draft:'
const WHO = 'sen-who'
const DAYS_MAX = 30
const RECORDS_MAX = 400

export const who = () => document.body.dataset.who ?? localStorage.getItem(WHO) ?? ''
/** The page came from this device, not from the server. */
export const isKept = () => document.body.dataset.kept === '1'
const nameOf = (url) => `${PREFIX}${who()}:${url}`

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

export const find = (url) => read(nameOf(url))
export const drop = (url) => {
  localStorage.removeItem(nameOf(url))
  document.dispatchEvent(new Event('sen:kept'))
}
/** Keeps a record; false when the device has no room. */
export function keep(record) {
  try {
    localStorage.setItem(nameOf(record.url), JSON.stringify({ ...record, at: Date.now() }))
    document.dispatchEvent(new Event('sen:kept'))
    return true
  } catch {
    return false
  }
}

/** Everything of this account, oldest first. What is older than a month and saved long ago goes. */
export function all() {
  const mine = `${PREFIX}${who()}:`
  const found = []
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(mine)) continue
    const record = read(key)
    if (!record?.url || (!record.dirty && Date.now() - record.at > DAYS_MAX * 86_400_000)) localStorage.removeItem(key)
    else found.push(record)
  }
  found.sort((a, b) => a.at - b.at)
  const spare = found.filter((record) => !record.dirty)
  for (const record of spare.slice(0, Math.max(0, found.length - RECORDS_MAX))) drop(record.url)
  return found
}

/** Those the server has not got yet. */
export const waiting = () => all().filter((record) => record.dirty)

const tellWorker = (message) => {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.controller?.postMessage(message)
}
export const forgetPages = (pages) => tellWorker({ forget: pages ?? 'all' })
export async function keepPages(pages) {
  if (!('serviceWorker' in navigator)) return
  const files = [...document.querySelectorAll('script[src], link[rel=stylesheet]')].map((one) => one.src || one.href)
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ keep: pages, files })
}

/** Nothing of anybody stays on this device. */
export function wipe() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) || key === WHO) localStorage.removeItem(key)
  forgetPages()
}

/** Of a filing that was sent or deleted. */
export function dropDraft(draft) {
  for (const record of all()) if (record.draft === draft) drop(record.url)
}

/** Another account on this device: what the one before left goes. A page nobody is signed in on shows no kept pages. */
export function settleWho() {
  if (isKept()) return
  const now = document.body.dataset.who
  const before = localStorage.getItem(WHO)
  if (!now) {
    forgetPages()
    return
  }
  if (before && before !== now) wipe()
  localStorage.setItem(WHO, now)
}

/** What the page knows of the last saves: a record that is held by the server is no longer waiting. */
export function confirm(last) {
  for (const [url, [mark, own]] of Object.entries(last)) {
    const record = find(url)
    if (record?.dirty && record.mark === mark && own >= record.sequence) keep({ ...record, dirty: false, state: null })
  }
}

const csrfOf = () => document.querySelector('input[name=csrf]')?.value ?? ''

/**
 * Sends a record. 'saved', 'offline' (try later), 'signed-out', 'conflict' (somebody else saved this page meanwhile; both are
 * kept), 'gone' (the draft is no more; the text is kept until its owner lets it go), 'sent' (it is a dossier), 'refused'.
 */
export async function push(record, tab) {
  // Without a token of the session nothing can be sent from this page; another one will.
  if (csrfOf() === '') return { is: 'offline' }
  const body = new URLSearchParams(record.body)
  for (const [name, value] of Object.entries({
    mark: record.mark ?? '',
    base: String(record.known),
    sequence: String(record.sequence),
    tab,
  }))
    body.set(name, value)
  let answer
  try {
    answer = await fetch(record.url, {
      method: 'POST',
      body,
      headers: { accept: 'application/json', 'x-csrf': csrfOf() },
      redirect: 'error',
    })
    if (answer.status >= 500 || answer.status === 429) return { is: 'offline' }
    if (answer.ok) return { is: 'saved', ...(await answer.json()) }
    if (answer.status === 401 || answer.status === 403) return { is: 'signed-out' }
    if (answer.status === 404) return { is: 'gone' }
    if (answer.status !== 409) return { is: 'refused' }
    const state = await fetch(record.url, { headers: { accept: 'application/json' }, redirect: 'error' })
    if (state.status === 409) return { is: 'sent' }
    if (state.status === 404) return { is: 'gone' }
    if (!state.ok) return { is: 'conflict' }
    const last = await state.json()
    return last.mark === record.mark && last.own >= record.sequence ? { is: 'saved', ...last } : { is: 'conflict' }
  } catch {
    return { is: 'offline' }
  }
}

/** Writes down what became of a push; what was typed meanwhile keeps waiting. */
export function settle(record, outcome) {
  const now = find(record.url)
  if (!now) return
  if (outcome.is === 'sent') dropDraft(record.draft)
  else if (outcome.is === 'saved')
    keep({
      ...now,
      known: Math.max(now.known, outcome.sequence ?? 0),
      dirty: now.sequence > record.sequence,
      state: null,
    })
  else if (outcome.is !== 'offline') keep({ ...now, state: outcome.is })
}
