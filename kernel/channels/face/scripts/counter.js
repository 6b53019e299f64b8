// How many letters are left, said aloud only when few are.
const vi = document.documentElement.lang !== 'en'
for (const area of document.querySelectorAll('[data-count]')) {
  const max = Number(area.dataset.count)
  const words = document.createElement('p')
  const spoken = document.createElement('p')
  words.className = 'count'
  words.setAttribute('aria-hidden', 'true')
  spoken.className = 'unseen'
  spoken.setAttribute('role', 'status')
  area.after(words, spoken)
  let wait = 0
  const tell = () => {
    const left = max - [...area.value].length
    const text = vi ? `Còn ${left.toLocaleString('vi')} ký tự` : `${left.toLocaleString('en')} characters left`
    words.textContent = text
    clearTimeout(wait)
    if (left < max * 0.1)
      wait = setTimeout(() => {
        spoken.textContent = text
      }, 1000)
  }
  area.addEventListener('input', tell)
  tell()
}
