// The hall's screen, the kiosk and the phone look again by themselves. Without this file they do so by reloading.

const EVERY_MS = 5000
const BACK_MS = 20000
const IDLE_MS = 60000

// ------------------------------------------------------------------------------------------------ hall screen
const board = document.querySelector('[data-board]')
let spoken = board?.querySelector('[data-call]')?.dataset.call ?? ''
let sound = false

// One short chime, made here: no file, no voice needed.
function chime() {
  const Context = window.AudioContext ?? window.webkitAudioContext
  if (!Context) return
  const audio = new Context()
  for (const [place, pitch] of [659, 523].entries()) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.2, audio.currentTime + place * 0.35)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + place * 0.35 + 0.6)
    tone.connect(volume).connect(audio.destination)
    tone.start(audio.currentTime + place * 0.35)
    tone.stop(audio.currentTime + place * 0.35 + 0.6)
  }
  setTimeout(() => audio.close(), 2000)
}

function say(text) {
  chime()
  const voice = window.speechSynthesis?.getVoices().find((one) => one.lang.startsWith(document.documentElement.lang))
  if (!voice || text === '') return
  const words = new SpeechSynthesisUtterance(text)
  words.voice = voice
  words.rate = 0.9
  setTimeout(() => window.speechSynthesis.speak(words), 900)
}

async function lookAtBoard() {
  try {
    const answer = await fetch(board.dataset.board, { headers: { accept: 'text/html' } })
    if (!answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').body.firstElementChild
    const now = board.firstElementChild
    if (!fresh || !now) return
    const call = fresh.dataset.call ?? ''
    const line = now.querySelector('.board-call')
    const coming = fresh.querySelector('.board-call')
    // The live line stays the same element, so that a reader speaks it only when its words change.
    if (line && coming && line.textContent === coming.textContent) coming.replaceWith(line)
    else if (line && coming) {
      line.textContent = coming.textContent
      line.dataset.spoken = coming.dataset.spoken ?? ''
      coming.replaceWith(line)
    }
    now.replaceChildren(...fresh.children)
    now.dataset.call = call
    if (call !== '' && call !== spoken) {
      now.classList.remove('board-fresh')
      requestAnimationFrame(() => now.classList.add('board-fresh'))
      if (sound) say(line?.dataset.spoken ?? '')
    }
    spoken = call
    document.body.classList.remove('hall-lost')
  } catch {
    document.body.classList.add('hall-lost')
  }
}

if (board) {
  setInterval(lookAtBoard, EVERY_MS)
  const clock = document.querySelector('[data-clock]')
  const tick = () => {
    clock.textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'Asia/Ho_Chi_Minh',
    }).format(new Date())
  }
  if (clock) {
    clock.hidden = false
    tick()
    setInterval(tick, 10_000)
  }
  const button = document.querySelector('[data-sound]')
  if (button) {
    button.hidden = false
    button.addEventListener('click', () => {
      sound = true
      button.remove()
      chime()
    })
  }
}

// ------------------------------------------------------------------------------------------------------ phone
const ticket = document.querySelector('[data-ticket]')
if (ticket && ['waiting', 'called', 'serving', 'skipped'].includes(ticket.dataset.state)) {
  setInterval(async () => {
    if (document.hidden) return
    try {
      const answer = await fetch(ticket.dataset.ticket, { headers: { accept: 'application/json' } })
      if (!answer.ok) return
      const { state, html } = await answer.json()
      if (state !== ticket.dataset.state) {
        if (state === 'called') navigator.vibrate?.([300, 150, 300])
        // Buttons and labels belong to the state: the page is drawn anew by the server.
        location.reload()
        return
      }
      const place = ticket.querySelector('[data-standing]')
      const fresh = new DOMParser().parseFromString(html, 'text/html').body
      if (place && place.textContent !== fresh.textContent) place.replaceChildren(...fresh.childNodes)
    } catch {
      // No network: what is shown stays, the next look comes by itself.
    }
  }, EVERY_MS)
}

// ------------------------------------------------------------------------------------------------------ kiosk
const { back, kiosk } = document.body.dataset
if (back) {
  const print = document.querySelector('[data-print]')
  if (print) {
    print.hidden = false
    print.addEventListener('click', () => window.print())
  }
  setTimeout(() => location.assign(back), BACK_MS)
}
if (kiosk) {
  // A choice half made by somebody who walked away is not left for the next person.
  let idle
  const wait = () => {
    clearTimeout(idle)
    idle = setTimeout(() => location.assign(`/lay-so/${kiosk}?tai-cho=1&lang=vi`), IDLE_MS)
  }
  for (const sign of ['pointerdown', 'keydown']) document.addEventListener(sign, wait)
  wait()
}
