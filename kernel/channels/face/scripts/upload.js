// Sends files as soon as they are chosen: looks at the size first, shows how far it is, can be cancelled.
const vi = document.documentElement.lang !== 'en'
const say = {
  big: (name, limit) =>
    vi ? `Tệp "${name}" quá ${limit}. Hãy chụp lại hoặc nén nhỏ hơn.` : `“${name}” is over ${limit}. Make it smaller.`,
  failed: (name) => (vi ? `Chưa tải lên được "${name}". Hãy thử lại.` : `“${name}” could not be uploaded. Try again.`),
  done: (name) => (vi ? `Đã tải lên "${name}".` : `“${name}” uploaded.`),
  removed: (name) => (vi ? `Đã xóa "${name}".` : `“${name}” removed.`),
}
const shown = (count, most) => count.toLocaleString(vi ? 'vi' : 'en', { maximumFractionDigits: most })
const size = (bytes) => (bytes < 1e6 ? `${shown(Math.ceil(bytes / 1e3), 0)} kB` : `${shown(bytes / 1e6, 1)} MB`)
const make = (tag, more, ...inside) => {
  const made = Object.assign(document.createElement(tag), more)
  made.append(...inside)
  return made
}

for (const box of document.querySelectorAll('[data-upload]')) {
  const form = box.closest('form')
  const input = box.querySelector('input[type=file]')
  const list = box.querySelector('.files')
  const pick = box.querySelector('.upload-pick')
  const full = box.querySelector('[data-full]')
  const max = Number(box.dataset.max)
  const sizeMax = Number(box.dataset.size ?? Infinity)
  const status = make('p', { className: 'unseen' })
  status.setAttribute('role', 'status')
  box.append(status)
  pick.querySelector('button').hidden = true

  const count = () => list.querySelectorAll('li:not([data-wrong])').length
  const settle = () => {
    pick.hidden = count() >= max
    full.hidden = count() < max
    form.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const quiet = (text, act) => {
    const button = make('button', { type: 'button', className: 'button button-quiet', textContent: text })
    button.addEventListener('click', act)
    return button
  }
  const remove = (item, name) => {
    item.remove()
    status.textContent = say.removed(name)
    settle()
    input.focus()
  }
  for (const item of list.querySelectorAll('li')) {
    item.querySelector('button')?.addEventListener('click', (event) => {
      event.preventDefault()
      remove(item, item.querySelector('.files-in')?.firstElementChild?.textContent ?? '')
    })
  }

  const send = (file) => {
    const note = make('span', { className: 'files-note', textContent: size(file.size) })
    const item = make('li', {}, make('div', { className: 'files-in' }, make('span', { textContent: file.name }), note))
    list.append(item)
    if (file.size > sizeMax) {
      item.dataset.wrong = 'size'
      note.textContent = say.big(file.name, size(sizeMax))
      status.textContent = note.textContent
      item.append(quiet(box.dataset.remove, () => item.remove()))
      return
    }
    const bar = make('progress', { max: 100, value: 0 })
    bar.setAttribute('aria-label', file.name)
    const request = new XMLHttpRequest()
    const cancel = quiet(box.dataset.cancel, () => request.abort())
    item.append(cancel, bar)
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total
    })
    const fail = () => {
      let words = say.failed(file.name)
      try {
        words = JSON.parse(request.responseText).error.message
      } catch {}
      item.dataset.wrong = 'failed'
      note.textContent = words
      status.textContent = words
      bar.remove()
      cancel.replaceWith(quiet(box.dataset.remove, () => item.remove()))
      settle()
    }
    request.addEventListener('load', () => {
      if (request.status >= 300) return fail()
      const { id } = JSON.parse(request.responseText)
      item.append(make('input', { type: 'hidden', name: box.dataset.name, value: id }))
      bar.remove()
      cancel.replaceWith(quiet(box.dataset.remove, () => remove(item, file.name)))
      status.textContent = say.done(file.name)
      settle()
    })
    request.addEventListener('error', fail)
    request.addEventListener('abort', () => {
      item.remove()
      settle()
    })
    request.open('POST', box.dataset.upload)
    request.setRequestHeader('x-csrf', form.elements.csrf?.value ?? '')
    const body = new FormData()
    body.append('file', file)
    request.send(body)
  }

  input.addEventListener('change', () => {
    for (const file of [...input.files].slice(0, Math.max(0, max - count()))) send(file)
    input.value = ''
    settle()
  })
}
