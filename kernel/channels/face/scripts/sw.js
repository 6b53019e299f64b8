// Keeps the look of the house and one page that says the network is gone. Never a page with anyone's data.
const asked = new URL(self.location.href).searchParams
const cacheName = `sen-${asked.get('edition')}`
const offlinePage = asked.get('page') ?? '/'

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName)
      const answer = await fetch(offlinePage, { credentials: 'omit' })
      if (!answer.ok) throw new Error('no offline page')
      const text = await answer.clone().text()
      await cache.put(offlinePage, answer)
      const needed = [...text.matchAll(/(?:href|src)="(\/face\/[^"]+)"/g)].map((found) => found[1])
      await cache.addAll([...new Set(needed)])
      await self.skipWaiting()
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith('sen-') && name !== cacheName) await caches.delete(name)
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
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
    event.respondWith(fetch(request).catch(async () => (await caches.match(offlinePage)) ?? Response.error()))
  }
})
