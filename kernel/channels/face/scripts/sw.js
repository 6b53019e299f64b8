// Keeps the look of the house, one page that says the network is gone, and the pages of dossiers being filled in: those a page
// asks for or that say 'x-sen-keep'. They go when their owner signs out, when nobody is signed in, and with a new edition.
const asked = new URL(self.location.href).searchParams
const cacheName = `sen-${asked.get('edition')}`
const keptName = `sen-kept-${asked.get('edition')}`
const offlinePage = asked.get('page') ?? '/'
const KEPT_MAX = 200
const FRESH_MS = 600_000
const SLOW_MS = 6_000

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName)
      const answer = await fetch(offlinePage, { credentials: 'omit' })
      if (!answer.ok) throw new Error('no offline page')
      const text = await answer.clone().text()
      await cache.put(offlinePage, answer)
      const needed = [...text.matchAll(/(?:href|src)="(\/face\/[^"]+)"/g)].map((found) => found[1])
      await cache.addAll([...new Set([...needed, '/face/drafts.js'])])
      await self.skipWaiting()
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('sen-') && name !== cacheName && name !== keptName) await caches.delete(name)
      await self.clients.claim()
    })(),
  )
})

const bare = (url) => {
  const { origin, pathname } = new URL(url, self.location.origin)
  return origin + pathname
}

async function keepPage(url, answer) {
  if (!answer.ok || answer.redirected || !(answer.headers.get('content-type') ?? '').startsWith('text/html')) return
  const kept = await caches.open(keptName)
  await kept.put(bare(url), answer)
  const keys = await kept.keys()
  for (const key of keys.slice(0, Math.max(0, keys.length - KEPT_MAX))) await kept.delete(key)
}

async function keepAll({ keep, files }) {
  const cache = await caches.open(cacheName)
  for (const file of files ?? []) {
    const { origin, pathname } = new URL(file)
    if (origin === self.location.origin && pathname.startsWith('/face/') && !(await cache.match(file)))
      await cache.add(file)
  }
  const kept = await caches.open(keptName)
  for (const page of keep) {
    const had = await kept.match(bare(page))
    if (had && Date.now() - Date.parse(had.headers.get('date') ?? '') < FRESH_MS) continue
    const answer = await fetch(page, { headers: { accept: 'text/html' }, credentials: 'same-origin' })
    if (answer.headers.has('x-sen-keep')) await keepPage(page, answer)
  }
}

self.addEventListener('message', (event) => {
  const { keep, forget } = event.data ?? {}
  if (forget) event.waitUntil(caches.delete(keptName))
  else if (keep) event.waitUntil(keepAll(event.data).catch(() => {}))
})

const isKept = async (url) => (await (await caches.open(keptName)).match(bare(url))) !== undefined

/** A page kept on this device says so of itself. */
async function fromDevice(url) {
  const kept = await caches.open(keptName)
  const answer = (await kept.match(bare(url))) ?? (await caches.match(offlinePage))
  if (!answer) return Response.error()
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  headers.delete('content-encoding')
  const text = await answer.text()
  return new Response(text.replace('<body ', '<body data-kept="1" '), { status: 200, headers })
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (request.method === 'POST' && request.mode === 'navigate') {
    // A form that could not be sent: the page comes back from this device, where its script still has what was typed.
    event.respondWith(
      fetch(request).catch(async () => {
        const kept = await caches.open(keptName)
        return (await kept.match(bare(url)))
          ? Response.redirect(`${bare(url)}?ngoai-tuyen=1`, 303)
          : fromDevice(offlinePage)
      }),
    )
    return
  }
  if (request.method !== 'GET') return
  if (url.pathname.startsWith('/face/')) {
    event.respondWith(
      (async () => {
        const cache = await caches.open(cacheName)
        const kept = await cache.match(request)
        if (kept) return kept
        const answer = await fetch(request)
        if (answer.ok) await cache.put(request, answer.clone())
        return answer
      })(),
    )
  } else if (request.mode === 'navigate') {
    event.respondWith(
      (async () => {
        const network = fetch(request).then((answer) => {
          if (answer.headers.has('x-sen-keep')) event.waitUntil(keepPage(request.url, answer.clone()))
          return answer
        })
        // A network that is there in name only must not keep her waiting for a page this device has.
        const slow = (await isKept(request.url))
          ? new Promise((_, give) => {
              setTimeout(() => give(new Error('slow')), SLOW_MS)
            })
          : new Promise(() => {})
        return Promise.race([network, slow]).catch(() => fromDevice(request.url))
      })(),
    )
  }
})
