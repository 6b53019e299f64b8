// Saves a form while it is typed. One save at a time, numbered upwards: an older one can never replace a newer one.
// Without a network the draft waits on this device and goes out when the network is back.
const vi = document.documentElement.lang !== 'en'
const say = {
  saving: vi ? 'Đang lưu…' : 'Saving…',
  saved: (at) => (vi ? `Đã lưu lúc ${at}` : `Saved at ${at}`),
  waiting: vi
    ? 'Chưa lưu được vì mất mạng. Bản nháp vẫn còn trên máy này.'
    : 'Offline: the draft is kept on this device.',
  stale: vi
    ? 'Bản nháp này đã được sửa ở nơi khác. Hãy tải lại trang.'
    : 'This draft was changed elsewhere. Reload the page.',
  lost: vi
    ? 'Phiên đăng nhập đã hết. Hãy đăng nhập lại để lưu tiếp.'
    : 'Your session has ended. Sign in again to save.',
  refused: vi ? 'Chưa lưu được. Hãy bấm nút bên dưới để gửi.' : 'Could not be saved. Use the buttons below.',
}
const tab = Math.random().toString(36).slice(2, 12)
const pauseMs = 1500
const retryMs = [2000, 5000, 15000, 60000]

for (const form of document.querySelectorAll('form[data-autosave]')) {
  const url = form.dataset.autosave
  const key = `sen-draft:${url}`
  const words = form.querySelector('[data-saved]')
  let sequence = Number(form.dataset.sequence ?? 0)
  let timer = 0
  let tries = 0
  let changed = false
  let busy = false
  let over = false

  const tell = (text, state) => {
    if (!words) return
    words.textContent = text
    words.dataset.state = state
  }
  const answers = () => {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form))
      if (typeof value === 'string' && name !== 'csrf') body.append(name, value)
    return body
  }
  const later = (ms) => {
    clearTimeout(timer)
    timer = setTimeout(save, ms)
  }
  // The same number goes out again when its answer was lost, so a save is never counted twice.
  let pending = null

  async function save() {
    if (busy || over || (!changed && !pending)) return
    busy = true
    if (changed || !pending) {
      pending = { body: answers(), sequence: ++sequence }
      changed = false
    }
    tell(say.saving, 'busy')
    try {
      const body = new URLSearchParams(pending.body)
      body.set('sequence', String(pending.sequence))
      body.set('tab', tab)
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: { accept: 'application/json', 'x-csrf': form.elements.csrf?.value ?? '' },
        redirect: 'error',
      })
      if (answer.status === 409 || answer.status === 401 || answer.status === 403) {
        over = true
        tell(answer.status === 409 ? say.stale : say.lost, 'wait')
      } else if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status))
      else if (!answer.ok) {
        pending = null
        tell(say.refused, 'wait')
      } else {
        const { savedAt } = await answer.json()
        pending = null
        tries = 0
        localStorage.removeItem(key)
        tell(say.saved(savedAt), 'saved')
      }
    } catch {
      localStorage.setItem(
        key,
        JSON.stringify({ base: Number(form.dataset.sequence ?? 0), body: answers().toString() }),
      )
      tell(say.waiting, 'wait')
      later(retryMs[Math.min(tries++, retryMs.length - 1)])
    } finally {
      busy = false
      if (changed && !over) later(pauseMs)
    }
  }

  // A draft left on this device comes back, if the server's has not moved on meanwhile.
  try {
    const left = JSON.parse(localStorage.getItem(key) ?? 'null')
    if (left && left.base === sequence) {
      for (const [name, value] of new URLSearchParams(left.body)) {
        for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
          if (input.type === 'radio' || input.type === 'checkbox') input.checked ||= input.value === value
          else if (input.type !== 'hidden' && input.type !== 'file' && input.tagName !== 'BUTTON') input.value = value
        }
      }
      changed = true
      later(0)
    } else if (left) localStorage.removeItem(key)
  } catch {
    localStorage.removeItem(key)
  }

  form.addEventListener('input', () => {
    changed = true
    later(pauseMs)
  })
  form.addEventListener('submit', () => {
    over = true
    clearTimeout(timer)
    localStorage.removeItem(key)
  })
  addEventListener('online', () => later(0))
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save()
  })
}
