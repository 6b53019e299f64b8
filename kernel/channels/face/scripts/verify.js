import { checkProof, fromBase64, toHex, webHash } from '#ground/merkle'

// Checks a proof in this browser alone: after the page has come, nothing is asked of anybody.
const place = document.querySelector('[data-verify]')
const lang = document.documentElement.lang === 'en' ? 'en' : 'vi'
const say = (vi, en) => (lang === 'en' ? en : vi)
const FILE_BYTES_MAX = 1_000_000

const stepNames = {
  shape: say('Đọc tệp', 'Reading the file'),
  fact: say('Sự việc', 'The fact'),
  leaf: say('Tính dấu vân tay của sự việc', 'The leaf of the fact'),
  path: say('Đường dẫn tới dấu niêm phong', 'The path to the sealed root'),
  key: say('Khóa ký', 'The key'),
  signature: say('Chữ ký trên dấu niêm phong', 'The signature of the head'),
}

const deeds = {
  read: say('đã xem', 'looked at'),
  revealed: say('đã xem đầy đủ một trường của', 'looked at a whole field of'),
  exported: say('đã xuất ra tệp', 'exported'),
  created: say('đã tạo', 'created'),
  changed: say('đã sửa', 'changed'),
  filed: say('đã nộp', 'filed'),
  'break-glass': say('đã mở khẩn cấp', 'opened in an emergency'),
}

const part = (name, text, more = {}) => {
  const node = document.createElement(name)
  if (text !== undefined) node.textContent = text
  for (const [key, value] of Object.entries(more)) node.setAttribute(key, value)
  return node
}

const moment = (text) => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return String(text)
  return at.toLocaleString(lang === 'en' ? 'en-GB' : 'vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' })
}

// The fact as a sentence; what it says is only as good as the steps below it.
const sentence = (fact) => {
  const deed = deeds[fact.kind] ?? say(`đã làm việc "${fact.kind}" với`, `did “${fact.kind}” to`)
  const thing = [fact.system, fact.record].filter(Boolean).join('/') + (fact.record_id ? ` ${fact.record_id}` : '')
  const why = fact.purpose ? say(`; mục đích: ${fact.purpose}`, `; purpose: ${fact.purpose}`) : ''
  return say(
    `Lúc ${moment(fact.at)}, ${fact.actor_name} ${deed} ${thing}${why}.`,
    `On ${moment(fact.at)}, ${fact.actor_name} ${deed} ${thing}${why}.`,
  )
}

const grouped = (hex) => hex.replace(/(.{4})(?=.)/g, '$1 ')

const details = {
  leaf: (proof) => [proof.leaf],
  path: (proof) => [
    say(`Qua ${proof.path.length} nút tới gốc của cây:`, `By ${proof.path.length} nodes to the root:`),
    proof.head.root,
  ],
  signature: (proof) => [
    say(`Niêm phong lúc ${moment(proof.head.timestamp)}.`, `Sealed on ${moment(proof.head.timestamp)}.`),
  ],
}

async function keyLines(proof) {
  const bytes = typeof proof.publicKey === 'string' ? fromBase64(proof.publicKey) : null
  return [
    say(
      'Dấu vân tay của khóa, hãy so với bản đã công bố:',
      'Fingerprint of the key, to compare with the published one:',
    ),
    bytes ? grouped(toHex(await webHash(bytes))) : '—',
  ]
}

async function show(text) {
  const result = place.querySelector('[data-verify-result]')
  result.replaceChildren()
  let proof
  try {
    proof = JSON.parse(text)
  } catch {
    proof = null
  }
  const keys = JSON.parse(place.dataset.keys || '[]')
  const verdict = await checkProof(proof, keys.length > 0 ? { keys } : {})
  const list = part('ol', undefined, { class: 'proof-steps' })
  const add = (name, ok, words, lines = []) => {
    const item = part('li', undefined, { 'data-step': name, 'data-ok': ok ? 'yes' : 'no' })
    const mark = ok ? say('Đúng', 'Right') : say('SAI', 'WRONG')
    item.append(part('strong', `${mark}: ${stepNames[name]}`), part('span', words))
    for (const line of lines) item.append(part('p', line, { class: 'fingerprint' }))
    list.append(item)
  }
  const readable = proof && typeof proof === 'object' && proof.fact && verdict.steps[0]?.name !== 'shape'
  for (const step of verdict.steps) {
    const lines = !readable ? [] : step.name === 'key' ? await keyLines(proof) : (details[step.name]?.(proof) ?? [])
    add(step.name, step.ok, step[lang], lines)
  }
  const failed = verdict.steps.find((step) => !step.ok)
  const head = part('div', undefined, {
    class: `notice ${verdict.ok ? 'notice-good' : 'notice-error'}`,
    role: verdict.ok ? 'status' : 'alert',
    'data-verdict': verdict.ok ? 'right' : failed.name,
  })
  const inside = part('div', undefined, { class: 'notice-in' })
  inside.append(
    part(
      'p',
      verdict.ok
        ? say(
            'Bằng chứng đúng: sự việc dưới đây nằm trong nhật ký đã niêm phong.',
            'The proof is right: the fact below stands in the sealed log.',
          )
        : say(
            `Bằng chứng KHÔNG đúng, sai ở bước "${stepNames[failed.name]}".`,
            `The proof is NOT right: it fails at “${stepNames[failed.name]}”.`,
          ),
      { class: 'notice-title' },
    ),
  )
  if (readable) inside.append(part('p', sentence(proof.fact), { 'data-verify-fact': '' }))
  head.append(inside)
  result.append(head, list)
  result.scrollIntoView({ block: 'nearest' })
}

async function showFile(file) {
  const box = place.querySelector('textarea')
  if (file.size > FILE_BYTES_MAX) {
    await show('')
    return
  }
  box.value = await file.text()
  await show(box.value)
}

if (place) {
  place.hidden = false
  const drop = place.querySelector('[data-verify-drop]')
  place.querySelector('input[type=file]').addEventListener('change', (event) => {
    const [file] = event.target.files
    if (file) showFile(file)
  })
  place.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault()
    show(place.querySelector('textarea').value)
  })
  for (const name of ['dragover', 'dragleave', 'drop'])
    drop.addEventListener(name, (event) => {
      event.preventDefault()
      drop.toggleAttribute('data-over', name === 'dragover')
      const [file] = name === 'drop' ? event.dataTransfer.files : []
      if (file) showFile(file)
    })
}
