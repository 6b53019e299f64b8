// Shows and hides the questions of a page as the answers change: the same rule the server goes by, over what stands in the form.
const blank = (value) =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(blank))
const typed = (value) => (value === true ? 'yes' : value === false ? 'no' : String(value))
const numeric = (value, lang) => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return Number.NaN
  const said = value.replace(/\s/g, '')
  const [group, point] = lang === 'en' ? [',', '.'] : ['.', ',']
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`)
  const plain = grouped.test(said) ? said.replaceAll(group, '').replace(point, '.') : said.replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
}

/** Whether a rule holds; answers are as kept by the server, or as typed: texts, lists of texts. */
export function holds(rule, answers, lang = 'vi') {
  if (!rule) return true
  if (rule.all) return rule.all.every((one) => holds(one, answers, lang))
  if (rule.any) return rule.any.some((one) => holds(one, answers, lang))
  const value = answers[rule.field]
  const same = (wanted) => {
    if (Array.isArray(value)) return value.some((one) => typed(one) === typed(wanted))
    if (value === null || value === undefined) return false
    if (typeof wanted === 'number') return numeric(value, lang) === wanted
    return typed(value) === typed(wanted)
  }
  if (rule.is === 'filled') return !blank(value)
  if (rule.is === 'empty') return blank(value)
  if (rule.is === 'equals') return same(rule.value)
  if (rule.is === 'differs') return !same(rule.value)
  if (rule.is === 'one-of') return rule.values.some(same)
  if (rule.is === 'at-least') return numeric(value, lang) >= rule.value
  return numeric(value, lang) <= rule.value
}

function answersIn(form) {
  const answers = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string') continue
    const [first, second, third] = name.split('.')
    if (third !== undefined) continue
    const box = form.querySelector(`[name="${CSS.escape(name)}"]`)
    if (second !== undefined) {
      if (/^\d+$/.test(second)) answers[first] = [...(answers[first] ?? []), second]
      else answers[first] = { ...answers[first], [second]: value }
    } else if (box?.type === 'checkbox' || box?.closest('.upload')) answers[name] = [...(answers[name] ?? []), value]
    else answers[name] = value
  }
  return answers
}

function watch(form) {
  const boxes = [...form.querySelectorAll('[data-when]')].map((box) => ({ box, rule: JSON.parse(box.dataset.when) }))
  const known = JSON.parse(form.dataset.conditions)
  const shown = form.elements.asked
  const nameOf = (box) =>
    box
      .querySelector('[name]')
      ?.name.split('.')[0]
      .replace(/\.new$/, '')
  const settle = () => {
    const answers = { ...known, ...answersIn(form) }
    const asked = []
    // In the order of the page: what is hidden counts as not answered for what comes after it.
    for (const { box, rule } of boxes) {
      const now = holds(rule, answers, document.documentElement.lang)
      const name = nameOf(box)
      box.hidden = !now
      if (now) asked.push(name)
      else delete answers[name]
    }
    if (shown) shown.value = asked.join(',')
  }
  form.addEventListener('input', settle)
  form.addEventListener('change', settle)
  form.addEventListener('sen:filled', settle)
  settle()
}

if (typeof document !== 'undefined') for (const form of document.querySelectorAll('form[data-conditions]')) watch(form)
