// Passkeys: the server's options to the authenticator, its answer back. Also: show a password, print codes.
const vi = document.documentElement.lang !== 'en'
const words = vi
  ? {
      refused: 'Chưa xác nhận được. Hãy thử lại, hoặc dùng cách khác.',
      known: 'Khóa này đã có trong tài khoản.',
      offline: 'Không kết nối được máy chủ. Hãy thử lại.',
      show: 'Hiện mật khẩu',
      hide: 'Ẩn mật khẩu',
    }
  : {
      refused: 'That did not work. Try again, or use another way.',
      known: 'This key belongs to the account already.',
      offline: 'The server cannot be reached. Try again.',
      show: 'Show password',
      hide: 'Hide password',
    }
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
const doors = {
  'sign-in': { ask: '/api/v1/sign-in/passkey/options', give: '/api/v1/sign-in/passkey' },
  second: { ask: '/api/v1/sign-in/passkey/options', give: '/api/v1/sign-in/second' },
  prove: { ask: '/api/v1/prove/passkey', give: '/api/v1/prove' },
  register: { ask: '/api/v1/passkeys/options', give: '/api/v1/passkeys' },
}
async function send(path, csrf, body) {
  let answer
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-csrf': csrf },
      body: JSON.stringify(body),
      credentials: 'same-origin',
    })
  } catch {
    throw new Error(words.offline)
  }
  const json = await answer.json().catch(() => ({}))
  if (!answer.ok) throw Object.assign(new Error(json.error?.message ?? words.refused), { code: json.error?.code })
  return json
}
async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
    },
  })
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  }
}
async function sign(options) {
  const signed = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
    },
  })
  return {
    id: signed.id,
    rawId: text(signed.rawId),
    type: signed.type,
    clientExtensionResults: signed.getClientExtensionResults(),
    response: {
      clientDataJSON: text(signed.response.clientDataJSON),
      authenticatorData: text(signed.response.authenticatorData),
      signature: text(signed.response.signature),
      userHandle: signed.response.userHandle ? text(signed.response.userHandle) : undefined,
    },
  }
}
if (window.PublicKeyCredential && isSecureContext) {
  for (const none of document.querySelectorAll('[data-passkey-none]')) none.hidden = true
  for (const box of document.querySelectorAll('[data-passkey]')) {
    const door = doors[box.dataset.passkey]
    const knob = box.querySelector('button')
    const said = box.querySelector('[role=alert]')
    box.hidden = false
    knob.addEventListener('click', async () => {
      knob.disabled = true
      said.hidden = true
      try {
        const options = await send(door.ask, box.dataset.csrf, {})
        const response = box.dataset.passkey === 'register' ? await make(options) : await sign(options)
        const name = document.querySelector('#name')?.value
        const answer = await send(door.give, box.dataset.csrf, { method: 'passkey', response, name })
        location.assign(box.dataset.next || answer.home || '/')
      } catch (failed) {
        const known = failed.name === 'InvalidStateError'
        said.textContent = known ? words.known : failed instanceof DOMException ? words.refused : failed.message
        said.hidden = false
        knob.disabled = false
        knob.focus()
      }
    })
  }
}
for (const input of document.querySelectorAll('input[type=password]')) {
  const toggle = document.createElement('button')
  toggle.type = 'button'
  toggle.className = 'button button-quiet password-show'
  toggle.textContent = words.show
  toggle.setAttribute('aria-controls', input.id)
  toggle.setAttribute('aria-pressed', 'false')
  toggle.addEventListener('click', () => {
    const hidden = input.type === 'password'
    input.type = hidden ? 'text' : 'password'
    toggle.textContent = hidden ? words.hide : words.show
    toggle.setAttribute('aria-pressed', String(hidden))
  })
  // A password shown is not sent as one: browsers must not keep it as a line of text.
  input.form?.addEventListener('submit', () => {
    input.type = 'password'
  })
  input.after(toggle)
}
for (const print of document.querySelectorAll('[data-print]')) {
  print.hidden = false
  print.addEventListener('click', () => window.print())
}
