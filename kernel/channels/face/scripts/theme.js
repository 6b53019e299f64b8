// Light or dark by hand. The choice is a cookie, so the server draws the next page right from the start.
const root = document.documentElement
const prefersDark = matchMedia('(prefers-color-scheme: dark)')
const isDark = () => (root.dataset.theme ?? (prefersDark.matches ? 'dark' : 'light')) === 'dark'

for (const button of document.querySelectorAll('[data-theme-switch]')) {
  const tell = () => button.setAttribute('aria-pressed', String(isDark()))
  button.hidden = false
  tell()
  prefersDark.addEventListener('change', tell)
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark'
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in phones we serve.
    document.cookie = `sen_theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`
    tell()
  })
}

// A menu closes when one looks elsewhere.
document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false
  }
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    menu.open = false
    menu.querySelector('summary')?.focus()
  }
})

// What went wrong is read first.
document.querySelector('.summary')?.focus()
