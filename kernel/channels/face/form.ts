/**
 * A form drawn from the declaration of its fields. Everything works by sending the form and coming back: adding a row,
 * putting a file in, saving a draft are submit buttons named `act` (see readAct). Scripts only make it smoother.
 */
import { formatDate, formatMinute, isLocalDate, localDate, minuteOfDay } from '#ground/clock'
import type { IdentifierKindName } from '#ground/ids'
import type { Words } from '#ground/text'
import type { Field } from './answers.ts'
import { attributes, type Html, html, type Piece } from './html.ts'
import { icon } from './icons.ts'
import { type Button, button, csrfField, type FileItem, fileList, type Option } from './parts.ts'
import { dayText, type Lang, momentText, moneyText, numberText, type Said, say, sizeText } from './words.ts'

export type FormParts = {
  /** Unique on the page; goes before every id of the form. */
  id: string
  action: string
  fields: readonly Field[]
  values: Readonly<Record<string, unknown>>
  /** What is wrong, by path: 'birth', 'children.0.name', 'home.commune'; '' is about the form as a whole. */
  errors?: Readonly<Record<string, Said>>
  /** The files behind the ids in the values of `files` fields. */
  files?: Readonly<Record<string, FileItem>>
  /** What `ref`, `refs` fields may be chosen from, by field name; `communes` for every `place`. */
  options?: Readonly<Record<string, readonly Option[]>>
  csrf: string
  /** The button that matters; `name` is the word that comes back as `act`. */
  submit: { name: string; words: Said }
  /** Further buttons: back, save, delete the draft. */
  others?: readonly { name: string; words: Said; tone?: Button['tone']; unchecked?: boolean }[]
  /**
   * Where autosave.js posts the form while it is typed, and the sequence of the draft the server holds. The answer is
   * { savedAt: 'HH:mm', sequence }, or 409 when a newer one is held (see mayReplace).
   */
  autosave?: { url: string; sequence: number; savedAt?: Date | null }
  /** Where upload.js posts one file (field `file`); the answer is { id, name, size }. Absent: files only by the form. */
  uploadUrl?: string
  /** Carried through unseen. */
  hidden?: Readonly<Record<string, string>>
  before?: Piece
  /** Further `data-` attributes of the form, by their names without it: what a script needs to know. */
  data?: Readonly<Record<string, string>>
  /** One question a page: the label is the heading of the page. */
  single?: boolean
}

const w = {
  wrong: { vi: 'Có {n} chỗ cần sửa', en: '{n} things to put right' },
  wrongOne: { vi: 'Có một chỗ cần sửa', en: 'One thing to put right' },
  marked: { vi: 'Dấu * là mục bắt buộc.', en: 'Fields marked * are required.' },
  basic: {
    vi: 'Dữ liệu cá nhân, chỉ người giải quyết hồ sơ được xem.',
    en: 'Personal data, seen only by those who handle your dossier.',
  },
  sensitive: {
    vi: 'Dữ liệu cá nhân nhạy cảm: chỉ người giải quyết được xem và mỗi lần xem đều được ghi lại.',
    en: 'Sensitive personal data: seen only by those who handle it, and every look is logged.',
  },
  date: { vi: 'Ngày/tháng/năm, ví dụ 02/09/1985', en: 'Day/month/year, for example 02/09/1985' },
  time: { vi: 'Giờ', en: 'Time' },
  day: { vi: 'Ngày', en: 'Date' },
  from: { vi: 'Từ ngày', en: 'From' },
  to: { vi: 'Đến ngày', en: 'To' },
  yes: { vi: 'Có', en: 'Yes' },
  no: { vi: 'Không', en: 'No' },
  choose: { vi: 'Hãy chọn…', en: 'Choose…' },
  commune: { vi: 'Xã, phường', en: 'Commune or ward' },
  line: { vi: 'Số nhà, đường, ấp, khóm', en: 'House number, street, hamlet' },
  money: { vi: 'Số đồng, ví dụ 50.000', en: 'Whole đồng, for example 50,000' },
  letters: { vi: 'Tối đa {n} ký tự', en: 'At most {n} characters' },
  addRow: { vi: 'Thêm', en: 'Add' },
  removeRow: { vi: 'Xóa mục này', en: 'Remove this one' },
  noRows: { vi: 'Chưa có mục nào.', en: 'Nothing added yet.' },
  uploadNow: { vi: 'Tải lên', en: 'Upload' },
  pick: { vi: 'Chọn tệp hoặc chụp ảnh', en: 'Choose a file or take a photo' },
  fileHint: { vi: 'Mỗi tệp tối đa {size}; nhiều nhất {n} tệp.', en: 'Each file at most {size}; up to {n} files.' },
  removeFile: { vi: 'Xóa', en: 'Remove' },
  full: { vi: 'Đã đủ số tệp.', en: 'No more files can be added.' },
  saved: { vi: 'Đã lưu lúc', en: 'Saved at' },
  error: { vi: 'Lỗi', en: 'Error' },
  cancel: { vi: 'Hủy', en: 'Cancel' },
} satisfies Record<string, Words>

const fill = (words: Words, lang: Lang, facts: Record<string, string | number>) =>
  words[lang].replace(/\{(\w+)\}/g, (slot, name: string) => String(facts[name] ?? slot))

/** How a phone should ask for an identifier. No `pattern`: the server's words say better what is wrong. */
const identifierLook: Partial<
  Record<IdentifierKindName, { inputmode?: string; autocomplete?: string; type?: string; max: number; hint?: Words }>
> = {
  nationalId: {
    inputmode: 'numeric',
    max: 15,
    hint: { vi: '12 chữ số, in ở mặt trước thẻ căn cước', en: '12 digits, on the front of the identity card' },
  },
  citizenIdOld: { inputmode: 'numeric', max: 12, hint: { vi: '9 chữ số', en: '9 digits' } },
  taxCode: {
    inputmode: 'numeric',
    max: 16,
    hint: { vi: '10 số, 13 số hoặc số định danh cá nhân', en: '10 or 13 digits, or the personal number' },
  },
  phone: {
    inputmode: 'tel',
    autocomplete: 'tel',
    type: 'tel',
    max: 20,
    hint: { vi: 'Ví dụ 0912 345 678', en: 'For example 0912 345 678' },
  },
  email: { inputmode: 'email', autocomplete: 'email', type: 'email', max: 254 },
  insuranceCode: { inputmode: 'numeric', max: 12, hint: { vi: '10 chữ số', en: '10 digits' } },
  healthCard: { max: 20 },
  postalCode: { inputmode: 'numeric', autocomplete: 'postal-code', max: 8 },
  communeCode: { inputmode: 'numeric', max: 8 },
  gtin: { inputmode: 'numeric', max: 16 },
}

/** The id of the control a path stands in; error links point at it. */
export function fieldId(form: string, path: string): string {
  return `${form}-${path.replaceAll('.', '-')}`
}

/** The path whose control an error belongs to: groups have their first control. */
function errorTarget(path: string, fields: readonly Field[]): string {
  const field = fields.find((f) => f.name === path)
  if (!field) return path
  if (field.kind === 'place') return `${path}.commune`
  if (field.kind === 'period') return `${path}.from`
  if (field.kind === 'instant') return `${path}.date`
  if (field.kind === 'choice' && isRadio(field)) return `${path}.${field.choices?.[0]?.value ?? ''}`
  if (field.kind === 'yesno') return `${path}.yes`
  return path
}
const isRadio = (field: Field) => (field.choices?.length ?? 0) <= 6

/** What is wrong, gathered at the top with a link to each place; takes the focus when the page is shown. */
export function errorSummary(parts: Pick<FormParts, 'id' | 'fields' | 'errors'>, lang: Lang): Html | null {
  const found = Object.entries(parts.errors ?? {})
  if (found.length === 0) return null
  return html`<div class="summary" role="alert" tabindex="-1" id="${parts.id}-errors" autofocus><h2>${icon('stop')}<span>${found.length === 1 ? w.wrongOne[lang] : fill(w.wrong, lang, { n: found.length })}</span></h2><ul>${found.map(
    ([path, words]) =>
      path === ''
        ? html`<li>${say(words, lang)}</li>`
        : html`<li><a href="#${fieldId(parts.id, errorTarget(path, parts.fields))}">${say(words, lang)}</a></li>`,
  )}</ul></div>`
}

export function form(parts: FormParts, lang: Lang): Html {
  const withFiles = parts.fields.some((f) => f.kind === 'files')
  const auto = parts.autosave
  return html`${errorSummary(parts, lang)}<form ${attributes({
    class: 'form',
    id: parts.id,
    method: 'post',
    action: parts.action,
    enctype: withFiles ? 'multipart/form-data' : null,
    novalidate: true,
    'data-autosave': auto?.url,
    'data-sequence': auto ? String(auto.sequence) : null,
    ...Object.fromEntries(Object.entries(parts.data ?? {}).map(([name, value]) => [`data-${name}`, value])),
  })}>${csrfField(parts.csrf)}${Object.entries(parts.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="usual" type="submit" name="act" value="${parts.submit.name}" tabindex="-1" aria-hidden="true"></button>${parts.before}${parts.fields.some((f) => f.required) && !parts.single ? html`<p class="hint">${w.marked[lang]}</p>` : null}${formFields(parts, lang)}${
    auto
      ? html`<p class="saved" role="status" data-saved>${auto.savedAt ? html`${icon('check')}<span>${w.saved[lang]} ${formatMinute(minuteOfDay(auto.savedAt))}</span>` : null}</p>`
      : null
  }<div class="actions actions-end">${button({ words: parts.submit.words, tone: 'primary', name: 'act', value: parts.submit.name }, lang)}${(parts.others ?? []).map((other) => button({ words: other.words, tone: other.tone ?? 'plain', name: 'act', value: other.name, unchecked: other.unchecked }, lang))}</div></form>`
}

/** The fields of a form, those that depend on an answer in a box of their own that a script may show and hide. */
export function formFields(parts: Pick<FormParts, 'fields'> & Asked, lang: Lang): Html {
  return html`${parts.fields.map((f) => (f.when ? html`<div data-when="${f.when.rule}" ?hidden=${!f.when.now}>${field(f, parts, lang)}</div>` : field(f, parts, lang)))}`
}

type Asked = Pick<FormParts, 'id' | 'values' | 'errors' | 'files' | 'options' | 'uploadUrl' | 'single'>

/** One question with its label, help, error and control. `path` is where it stands ('children.0.name'). */
export function field(f: Field, asked: Asked, lang: Lang, path = f.name, value: unknown = asked.values[f.name]): Html {
  const id = fieldId(asked.id, path)
  const wrong = asked.errors?.[path]
  if (f.readonly || f.kind === 'computed')
    return html`<div class="field field-read"><p class="label" id="${id}">${f.label[lang]}</p><p class="read">${shown(f, value, asked, lang)}</p></div>`
  const hint = hintOf(f, lang)
  const describedBy = [
    wrong && `${id}-error`,
    f.mark && `${id}-known`,
    f.help && `${id}-help`,
    hint && `${id}-hint`,
    f.personal && `${id}-personal`,
  ]
  const remarks = html`${f.mark ? html`<p class="known" id="${id}-known">${icon('check')}<span>${f.mark[lang]}</span></p>` : null}${f.help ? html`<p class="hint" id="${id}-help">${f.help[lang]}</p>` : null}${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : null}${f.personal ? html`<p class="personal" id="${id}-personal">${icon('lock')}<span>${w[f.personal][lang]}</span></p>` : null}${wrong ? html`<p class="error" id="${id}-error">${icon('stop')}<span><span class="unseen">${w.error[lang]}: </span>${say(wrong, lang)}</span></p>` : null}`
  const mark = f.required ? html` <span class="required" aria-hidden="true">*</span>` : null
  const box = ['field', wrong && 'field-wrong']
  const common = {
    id,
    name: path,
    required: f.required,
    'aria-invalid': wrong ? 'true' : null,
    'aria-describedby': describedBy.filter((d): d is string => typeof d === 'string' && d !== ''),
  }
  const one = (control: Piece) =>
    html`<div class="${box}">${asked.single ? html`<h1 class="label-wrap"><label for="${id}">${f.label[lang]}${mark}</label></h1>` : html`<label for="${id}">${f.label[lang]}${mark}</label>`}${remarks}${control}</div>`
  const group = (controls: Piece, extra?: Record<string, string>) =>
    html`<fieldset ${attributes({ class: box, 'aria-describedby': common['aria-describedby'], ...extra })}><legend>${asked.single ? html`<h1>${f.label[lang]}${mark}</h1>` : html`${f.label[lang]}${mark}`}</legend>${remarks}${controls}</fieldset>`
  /** A small input inside a group, with its own label and error. */
  const inner = (
    end: string,
    label: string,
    value: string,
    more: Record<string, string | number | boolean | undefined>,
  ) => {
    const at = `${path}.${end}`
    const own = asked.errors?.[at]
    const ownId = fieldId(asked.id, at)
    return html`<div class="${['field', 'field-inner', own && 'field-wrong']}"><label for="${ownId}">${label}</label>${own ? html`<p class="error" id="${ownId}-error">${icon('stop')}<span>${say(own, lang)}</span></p>` : null}<input ${attributes({ id: ownId, name: at, type: 'text', value, 'aria-invalid': own ? 'true' : null, 'aria-describedby': own ? `${ownId}-error` : null, ...more })}></div>`
  }
  const dateLook = {
    inputmode: 'numeric',
    maxlength: 10,
    class: 'short',
    placeholder: lang === 'vi' ? 'nn/tt/nnnn' : 'dd/mm/yyyy',
  }

  switch (f.kind) {
    case 'text':
    case 'richtext':
    case 'json': {
      const text =
        value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value, null, 2)
      const long = f.kind !== 'text' || (f.lines ?? 1) > 1 || (f.max ?? 0) > 300
      if (!long) {
        // Offered, not imposed: what is not in the list may be written too.
        const offered = asked.options?.[f.name]
        return one(
          html`<input ${attributes({ ...common, type: 'text', value: text, maxlength: f.max, autocomplete: f.autocomplete, list: offered ? `${id}-offered` : null, class: (f.max ?? 99) <= 12 ? 'short' : null })}>${offered ? html`<datalist id="${id}-offered">${offered.map((option) => html`<option value="${option.value}">${say(option.words, lang) === option.value ? null : say(option.words, lang)}</option>`)}</datalist>` : null}`,
        )
      }
      // A text area drops a first line break, so one is given to drop.
      return one(
        html`<textarea ${attributes({ ...common, rows: f.lines ?? 5, maxlength: f.max, 'data-count': f.max ? String(f.max) : null, autocomplete: f.autocomplete })}>
${text}</textarea>`,
      )
    }
    case 'number':
    case 'money': {
      const text = typeof value === 'number' ? numberText(value, lang) : typeof value === 'string' ? value : ''
      const unit = f.kind === 'money' ? (lang === 'vi' ? 'đồng' : 'VND') : f.unit ? say(f.unit, lang) : null
      const control = html`<input ${attributes({ ...common, type: 'text', inputmode: f.kind === 'money' ? 'numeric' : 'decimal', value: text, maxlength: 24, autocomplete: 'off', class: 'short' })}>`
      return one(
        unit
          ? html`<div class="with-unit">${control}<span class="unit" aria-hidden="true">${unit}</span></div>`
          : control,
      )
    }
    case 'date':
      return one(
        html`<input ${attributes({ ...common, ...dateLook, type: 'text', value: dateTyped(value), autocomplete: f.autocomplete ?? 'off' })}>`,
      )
    case 'instant': {
      const at = value instanceof Date ? value : null
      const typed = !at && isRecord(value) ? value : {}
      return group(
        html`<div class="side-by-side">${inner('date', w.day[lang], at ? formatDate(localDate(at)) : dateTyped(typed.date), dateLook)}${inner('time', w.time[lang], at ? formatMinute(minuteOfDay(at)) : String(typed.time ?? ''), { inputmode: 'numeric', maxlength: 5, class: 'short', placeholder: '08:30' })}</div>`,
      )
    }
    case 'period': {
      const period = isRecord(value) ? value : {}
      return group(
        html`<div class="side-by-side">${inner('from', w.from[lang], dateTyped(period.from), dateLook)}${inner('to', w.to[lang], dateTyped(period.to), dateLook)}</div>`,
      )
    }
    case 'yesno': {
      const choice = (end: 'yes' | 'no', checked: boolean) =>
        html`<div class="choice"><input ${attributes({ type: 'radio', id: fieldId(asked.id, `${path}.${end}`), name: path, value: end, checked, required: f.required })}><label for="${fieldId(asked.id, `${path}.${end}`)}">${w[end][lang]}</label></div>`
      return group(
        html`<div class="choices choices-row">${choice('yes', value === true)}${choice('no', value === false)}</div>`,
      )
    }
    case 'choice': {
      const choices = f.choices ?? []
      if (isRadio(f))
        return group(
          html`<div class="choices">${choices.map((c) => {
            const own = fieldId(asked.id, `${path}.${c.value}`)
            return html`<div class="choice"><input ${attributes({ type: 'radio', id: own, name: path, value: c.value, checked: c.value === value, required: f.required })}><label for="${own}">${c.label[lang]}</label></div>`
          })}</div>`,
        )
      return one(
        select(
          common,
          choices.map((c) => ({ value: c.value, words: c.label })),
          value,
          lang,
          f.autocomplete,
        ),
      )
    }
    case 'ref': {
      const options = asked.options?.[f.name]
      if (options) return one(select(common, options, value, lang))
      return one(
        html`<input ${attributes({ ...common, type: 'text', value: typeof value === 'string' ? value : '', maxlength: 100, autocomplete: 'off' })}>`,
      )
    }
    case 'refs': {
      const chosen = Array.isArray(value) ? value : []
      return group(
        html`<div class="choices" id="${id}">${(asked.options?.[f.name] ?? []).map((o) => {
          const own = fieldId(asked.id, `${path}.${o.value}`)
          return html`<div class="choice"><input ${attributes({ type: 'checkbox', id: own, name: path, value: o.value, checked: chosen.includes(o.value) })}><label for="${own}">${say(o.words, lang)}</label></div>`
        })}</div>`,
      )
    }
    case 'identifier': {
      const look = f.identifier ? identifierLook[f.identifier] : undefined
      return one(
        html`<input ${attributes({ ...common, type: look?.type ?? 'text', inputmode: look?.inputmode, autocomplete: f.autocomplete ?? look?.autocomplete ?? 'off', value: typeof value === 'string' ? value : '', maxlength: look?.max ?? f.max ?? 60, autocapitalize: 'none', spellcheck: 'false', class: (look?.max ?? 60) <= 20 ? 'medium' : null })}>`,
      )
    }
    case 'place': {
      const place = isRecord(value) ? value : {}
      const at = `${path}.commune`
      const own = asked.errors?.[at]
      const ownId = fieldId(asked.id, at)
      return group(
        html`<div class="${['field', 'field-inner', own && 'field-wrong']}"><label for="${ownId}">${w.commune[lang]}</label>${own ? html`<p class="error" id="${ownId}-error">${icon('stop')}<span>${say(own, lang)}</span></p>` : null}${select({ id: ownId, name: at, required: f.required, 'aria-invalid': own ? 'true' : null, 'aria-describedby': own ? [`${ownId}-error`] : [] }, asked.options?.communes ?? [], place.commune, lang)}</div>${inner('line', w.line[lang], typeof place.line === 'string' ? place.line : '', { maxlength: 300, autocomplete: f.autocomplete ?? 'street-address' })}`,
      )
    }
    case 'rows': {
      const rows = (Array.isArray(value) ? value : []).map((row) => (isRecord(row) ? row : {}))
      const full = rows.length >= (f.max ?? 50)
      return group(
        html`${rows.length === 0 ? html`<p class="hint">${w.noRows[lang]}</p>` : null}${rows.map(
          (row, i) =>
            html`<div class="row" role="group" aria-label="${f.label[lang]} ${i + 1}"><div class="row-head"><span class="row-number">${i + 1}</span>${button({ words: w.removeRow, about: `${i + 1}`, tone: 'quiet', icon: 'trash', name: 'act', value: `row-remove:${path}:${i}`, unchecked: true }, lang)}</div>${(f.fields ?? []).map((inside) => field(inside, { ...asked, single: false }, lang, `${path}.${i}.${inside.name}`, row[inside.name] ?? null))}<input type="hidden" name="${path}.${i}" value=""></div>`,
        )}${full ? null : button({ words: { vi: `${w.addRow.vi} ${lower(f.label.vi)}`, en: `${w.addRow.en} ${lower(f.label.en)}` }, icon: 'plus', name: 'act', value: `row-add:${path}`, unchecked: true }, lang)}`,
        { id },
      )
    }
    case 'files':
      return fileField()
    default:
      return html``
  }

  function fileField(): Html {
    const ids = Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []
    const items = ids.map((fileKey): FileItem => asked.files?.[fileKey] ?? { id: fileKey, name: fileKey, size: 0 })
    const most = f.max ?? 10
    const remove = (item: FileItem) =>
      html`<input type="hidden" name="${path}" value="${item.id}">${button({ words: w.removeFile, about: item.name, tone: 'quiet', icon: 'trash', name: 'act', value: `file-remove:${path}:${item.id}`, unchecked: true }, lang)}`
    return html`<div ${attributes({
      class: [...box, 'upload'],
      'data-upload': asked.uploadUrl ?? false,
      'data-name': path,
      'data-max': String(most),
      'data-size': f.sizeMax ? String(f.sizeMax) : null,
      'data-remove': w.removeFile[lang],
      'data-cancel': w.cancel[lang],
    })}><label for="${id}">${f.label[lang]}${mark}</label>${remarks}${fileList(items, { remove }, lang)}<div ${attributes({ class: 'upload-pick', hidden: items.length >= most })}><input ${attributes({ id, type: 'file', name: `${path}.new`, multiple: most > 1, accept: f.accept, 'aria-invalid': common['aria-invalid'], 'aria-describedby': common['aria-describedby'], 'aria-label': `${f.label[lang]}: ${w.pick[lang]}` })}>${button({ words: w.uploadNow, about: f.label, icon: 'upload', name: 'act', value: `files-add:${path}`, unchecked: true }, lang)}</div><p class="hint" data-full hidden>${w.full[lang]}</p></div>`
  }
}

type Control = {
  id: string
  name: string
  required?: boolean
  'aria-invalid': string | null
  'aria-describedby': string[]
}
function select(control: Control, options: readonly Option[], value: unknown, lang: Lang, autocomplete?: string): Html {
  return html`<select ${attributes({ ...control, autocomplete })}><option value="">${w.choose[lang]}</option>${options.map((o) => html`<option value="${o.value}" ?selected=${o.value === value}>${say(o.words, lang)}</option>`)}</select>`
}

function hintOf(f: Field, lang: Lang): string | null {
  if (f.kind === 'date' || f.kind === 'period' || f.kind === 'instant') return w.date[lang]
  if (f.kind === 'money') return w.money[lang]
  if (f.kind === 'identifier') return (f.identifier && identifierLook[f.identifier]?.hint?.[lang]) || null
  if (f.kind === 'files' && f.sizeMax)
    return fill(w.fileHint, lang, { size: sizeText(f.sizeMax, lang), n: f.max ?? 10 })
  if ((f.kind === 'text' || f.kind === 'richtext') && f.max && (f.max > 300 || (f.lines ?? 1) > 1))
    return fill(w.letters, lang, { n: numberText(f.max, lang) })
  return null
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
const dateTyped = (value: unknown) => (typeof value !== 'string' ? '' : isLocalDate(value) ? formatDate(value) : value)

/** A value as words, for a summary before sending and for fields that cannot be changed. */
export function shown(f: Field, value: unknown, asked: Pick<Asked, 'files' | 'options'>, lang: Lang): Piece {
  if (value === null || value === undefined || value === '') return '—'
  const named = (key: unknown, options: readonly Option[] | undefined) => {
    const found = options?.find((o) => o.value === key)
    return found ? say(found.words, lang) : String(key)
  }
  switch (f.kind) {
    case 'date':
      return dayText(String(value), lang)
    case 'instant':
      return value instanceof Date ? momentText(value, lang) : String(value)
    case 'period':
      return isRecord(value)
        ? [value.from, value.to].map((d) => (typeof d === 'string' ? dayText(d, lang) : '…')).join(' – ')
        : '—'
    case 'money':
      return typeof value === 'number' ? moneyText(value, lang) : String(value)
    case 'number':
      return typeof value === 'number'
        ? `${numberText(value, lang)}${f.unit ? ` ${say(f.unit, lang)}` : ''}`
        : String(value)
    case 'yesno':
      return value === true ? w.yes[lang] : w.no[lang]
    case 'choice':
      return named(
        value,
        f.choices?.map((c) => ({ value: c.value, words: c.label })),
      )
    case 'ref':
      return named(value, asked.options?.[f.name])
    case 'refs':
      return Array.isArray(value) && value.length > 0
        ? value.map((v) => named(v, asked.options?.[f.name])).join(', ')
        : '—'
    case 'place':
      return isRecord(value)
        ? [value.line, value.commune ? named(value.commune, asked.options?.communes) : null]
            .filter((p) => typeof p === 'string' && p !== '')
            .join(', ')
        : '—'
    case 'files':
      return Array.isArray(value) && value.length > 0
        ? fileList(
            value.map((key) => asked.files?.[String(key)] ?? { id: String(key), name: String(key), size: 0 }),
            {},
            lang,
          )
        : '—'
    case 'rows':
      return Array.isArray(value) && value.length > 0
        ? html`<ol class="plain">${value.map((row) => html`<li>${(f.fields ?? []).map((inside) => html`<div>${inside.label[lang]}: ${shown(inside, isRecord(row) ? row[inside.name] : null, asked, lang)}</div>`)}</li>`)}</ol>`
        : '—'
    case 'json':
      return typeof value === 'string' ? value : JSON.stringify(value)
    default:
      return html`<span class="as-typed">${String(value)}</span>`
  }
}

/** The summary before sending: every question with its answer and a link back to change it. */
export function answerSummary(
  parts: Pick<FormParts, 'fields' | 'values' | 'files' | 'options'> & {
    changeHref?: (field: Field) => string
    change?: Said
  },
  lang: Lang,
): Html {
  const change = say(parts.change ?? { vi: 'Sửa', en: 'Change' }, lang)
  return html`<dl class="answers">${parts.fields.map(
    (f) =>
      html`<div><dt>${f.label[lang]}</dt><dd>${shown(f, parts.values[f.name], parts, lang)}</dd>${parts.changeHref && !f.readonly && f.kind !== 'computed' ? html`<dd class="answers-change"><a href="${parts.changeHref(f)}">${change}<span class="unseen"> ${f.label[lang]}</span></a></dd>` : null}</div>`,
  )}</dl>`
}

/**
 * Whether a draft that comes in may replace the one that is held. `sequence` counts up in the page, `tab` names the page:
 * the same save sent twice (its answer was lost on the way) is accepted again, an older one or another page's is not.
 */
export function mayReplace(
  held: { sequence: number; tab: string } | null,
  coming: { sequence: number; tab: string },
): boolean {
  if (!held) return true
  return coming.sequence > held.sequence || (coming.sequence === held.sequence && coming.tab === held.tab)
}
