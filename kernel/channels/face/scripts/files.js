// A field for files in the language of the page: the browser's own control speaks the browser's. It stays in its place,
// invisible above a drawn one: its label, the keyboard, pressing and dropping remain its own.
const vi = document.documentElement.lang !== 'en'
const say = vi
  ? {
      one: 'Chọn tệp',
      photo: 'Chọn tệp hoặc chụp ảnh',
      none: 'Chưa chọn tệp nào',
      drop: 'hoặc thả tệp vào đây',
      many: (n) => `${n} tệp: `,
    }
  : {
      one: 'Choose a file',
      photo: 'Choose a file or take a photo',
      none: 'No file chosen',
      drop: 'or drop files here',
      many: (n) => `${n} files: `,
    }
const span = (className, textContent) => Object.assign(document.createElement('span'), { className, textContent })

for (const input of document.querySelectorAll('input[type=file]')) {
  const box = span('file-pick', '')
  const photo = /image|jpg|^$/.test(input.accept)
  const button = span('button file-pick-button', photo ? say.photo : say.one)
  const names = span('file-pick-names', '')
  // What is sent at once stands in a list of its own; here its field only says that it takes more.
  const sent = input.closest('[data-upload]') !== null
  const tell = () => {
    const files = [...input.files]
    names.classList.toggle('file-pick-drop', sent)
    if (sent) names.textContent = say.drop
    else if (files.length === 0) names.textContent = say.none
    else
      names.textContent = (files.length > 1 ? say.many(files.length) : '') + files.map((file) => file.name).join(', ')
  }
  button.setAttribute('aria-hidden', 'true')
  // The names are read out when they change; the empty state is the control's own to tell.
  names.setAttribute('aria-live', 'polite')
  input.before(box)
  box.append(input, button, names)
  tell()
  input.addEventListener('change', tell)
  input.form?.addEventListener('reset', () => setTimeout(tell))
  for (const name of ['dragover', 'dragleave', 'drop'])
    box.addEventListener(name, () => box.toggleAttribute('data-over', name === 'dragover'))
}
