// Says when the network is gone, keeps the offline page, and forgets drafts when a person signs out.
const bar = document.querySelector('[data-offline-bar]')
const tell = () => {
  if (bar) bar.hidden = navigator.onLine
}
addEventListener('online', tell)
addEventListener('offline', tell)
tell()

for (const form of document.querySelectorAll('form[data-forget-drafts]')) {
  form.addEventListener('submit', () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith('sen-draft:')) localStorage.removeItem(key)
  })
}

const { edition, offlinePage } = document.body.dataset
if ('serviceWorker' in navigator && edition && offlinePage) {
  navigator.serviceWorker.register(`/sw.js?edition=${edition}&page=${encodeURIComponent(offlinePage)}`).catch(() => {})
}
