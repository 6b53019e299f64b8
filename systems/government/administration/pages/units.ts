import {
  actions,
  button,
  card,
  csrfField,
  dayText,
  definitions,
  empty,
  type Field,
  form,
  type Html,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  type Option,
  type Piece,
  pill,
  type Said,
  say,
  searchBox,
  table,
} from '#kernel/channels'
import type { PlannedChange, RoleGrant, UnitChange, UnitEffects } from '#kernel/trust'
import { type Content, deskPage, type Link, t } from '../desk.ts'
import { roleTitle, unitKinds } from '../rules.ts'

export interface UnitLine {
  id: string
  code: string
  name: string
  short_name: string
  kind: string
  parent: string | null
  valid_from: string
  valid_to: string | null
  people: number
}

const unitsLink: Link = { href: '/quan-tri/don-vi', words: t('Đơn vị', 'Units') }
const kindWords = new Map(unitKinds.map((one) => [one.value, one.label]))
const kindOf = (kind: string, lang: Lang): string => kindWords.get(kind)?.[lang] ?? kind

const period = (from: string, to: string | null, lang: Lang): string =>
  `${dayText(from, lang)} – ${to ? dayText(to, lang) : '…'}`

export const changeTitles: Record<UnitChange['kind'], { vi: string; en: string }> = {
  rename: t('Đổi tên', 'Rename'),
  move: t('Chuyển về đơn vị khác', 'Move under another unit'),
  open: t('Thành lập', 'Open'),
  close: t('Giải thể', 'Close'),
  merge: t('Sáp nhập', 'Merge'),
  split: t('Chia tách', 'Split'),
}
export const changePaths: Record<Exclude<UnitChange['kind'], 'open'>, string> = {
  rename: 'doi-ten',
  move: 'chuyen',
  close: 'giai-the',
  merge: 'sap-nhap',
  split: 'chia-tach',
}
const stateWords: Record<PlannedChange['state'], { words: Said; tone: 'good' | 'wait' | 'neutral' | 'bad' }> = {
  done: { words: t('đã có hiệu lực', 'in force'), tone: 'good' },
  waiting: { words: t('chờ đến ngày', 'waits for its day'), tone: 'wait' },
  cancelled: { words: t('đã hủy', 'cancelled'), tone: 'neutral' },
  refused: { words: t('không thực hiện được', 'could not be done'), tone: 'bad' },
}

function leaf(unit: UnitLine, lang: Lang): Html {
  return html`<a href="/quan-tri/don-vi/${unit.id}">${unit.name}</a><span class="hint">${unit.code}${unit.people > 0 ? ` · ${unit.people} ${lang === 'vi' ? 'người' : 'people'}` : ''}${unit.valid_to ? ` · ${lang === 'vi' ? 'đến' : 'until'} ${dayText(unit.valid_to, lang)}` : ''}</span>`
}

/** Six hundred units: open what is near the top, leave the rest folded; a search shows what it found as a list. */
export function unitsPage(
  data: { units: readonly UnitLine[]; q: string; ended: boolean; waiting: number; mayOpen: boolean; done: Said | null },
  lang: Lang,
): Content {
  const children = new Map<string | null, UnitLine[]>()
  const known = new Set(data.units.map((unit) => unit.id))
  for (const unit of data.units) {
    const parent = unit.parent !== null && known.has(unit.parent) ? unit.parent : null
    children.set(parent, [...(children.get(parent) ?? []), unit])
  }
  const branch = (units: readonly UnitLine[], depth: number): Html =>
    html`<ul>${units.map((unit) => {
      const below = children.get(unit.id) ?? []
      return below.length === 0
        ? html`<li><span class="leaf">${leaf(unit, lang)}</span></li>`
        : html`<li><span class="leaf">${leaf(unit, lang)}</span><details ?open=${depth === 0 && below.length > 0}><summary><span class="hint">${below.length} ${lang === 'vi' ? 'đơn vị trực thuộc' : 'units below'}<span class="unseen"> ${unit.name}</span></span></summary>${branch(below, depth + 1)}</details></li>`
    })}</ul>`
  return deskPage(
    {
      title: t('Đơn vị', 'Units'),
      lead: t(
        'Cây đơn vị của tỉnh. Mọi thay đổi có ngày hiệu lực, được xem trước, và giữ lại lịch sử.',
        'The units of the province. Every change has its day, is shown before it is done, and keeps the history.',
      ),
      done: data.done,
      body: html`${searchBox(
        {
          id: 'tim-don-vi',
          action: '/quan-tri/don-vi',
          value: data.q,
          label: t('Tìm theo tên hoặc mã đơn vị', 'Find by name or code'),
          filters: [
            {
              name: 'het',
              words: t('Đơn vị đã kết thúc', 'Units that have ended'),
              options: [{ value: '1', words: t('Hiện cả', 'Show them too') }],
              value: data.ended ? '1' : '',
            },
          ],
          clear: '/quan-tri/don-vi',
        },
        lang,
      )}
${actions(
  data.mayOpen
    ? linkButton(
        { words: t('Thành lập đơn vị', 'Open a unit'), href: '/quan-tri/don-vi/moi', tone: 'primary', icon: 'plus' },
        lang,
      )
    : null,
  linkButton(
    {
      words: t(`Các thay đổi (${data.waiting} đang chờ)`, `Changes (${data.waiting} waiting)`),
      href: '/quan-tri/thay-doi-don-vi',
      icon: 'clock',
    },
    lang,
  ),
)}
${
  data.units.length === 0
    ? empty({ title: t('Không có đơn vị nào khớp.', 'No unit matches.') }, lang)
    : data.q !== ''
      ? html`<ul class="tree">${data.units.map((unit) => html`<li><span class="leaf">${leaf(unit, lang)}</span></li>`)}</ul>`
      : html`<div class="tree">${branch(children.get(null) ?? [], 0)}</div>`
}`,
    },
    lang,
  )
}

export interface UnitPageData {
  unit: UnitLine & { calendar: string; commune: string | null }
  parents: { id: string; name: string }[]
  children: UnitLine[]
  holders: (RoleGrant & { login: string; name: string; disabled: boolean })[]
  work: { what: { vi: string; en: string }; count: number }[]
  history: { on: string; what: string; name: string; place: string | null }[]
  changes: PlannedChange[]
  may: boolean
  today: string
}

const capital = (words: { vi: string; en: string }) =>
  t(words.vi.charAt(0).toUpperCase() + words.vi.slice(1), words.en.charAt(0).toUpperCase() + words.en.slice(1))

const historyWords: Record<string, { vi: string; en: string }> = {
  named: t('Mang tên', 'Called'),
  'took-over': t('Nhận sáp nhập', 'Took over'),
  'taken-over': t('Sáp nhập vào', 'Merged into'),
  'split-off': t('Chia tách với', 'Split with'),
}

export function unitPage(data: UnitPageData, lang: Lang): Content {
  const { unit } = data
  const ended = unit.valid_to !== null && unit.valid_to < data.today
  return deskPage(
    {
      title: unit.name,
      way: [unitsLink, ...data.parents.map((one) => ({ href: `/quan-tri/don-vi/${one.id}`, words: one.name }))],
      body: html`<div class="desk-two"><div class="stack">
${ended ? notice({ tone: 'info', title: t(`Đơn vị này đã kết thúc ngày ${dayText(unit.valid_to ?? '', 'vi')}. Hồ sơ cũ vẫn mang tên này.`, `This unit ended on ${dayText(unit.valid_to ?? '', 'en')}. Old records keep its name.`) }, lang) : null}
${card(
  {
    title: t('Người và vai trò hôm nay', 'People and roles today'),
    icon: 'users',
    body: table(
      {
        caption: t('Người và vai trò hôm nay', 'People and roles today'),
        hideCaption: true,
        columns: [
          { words: t('Người', 'Person') },
          { words: t('Vai trò', 'Role') },
          { words: t('Từ – đến', 'From – to') },
        ],
        rows: data.holders.map((one) => [
          html`<a href="/quan-tri/tai-khoan/${one.account}">${one.name}</a>${one.disabled ? html` ${pill({ tone: 'bad', words: t('đã khóa', 'locked') }, lang)}` : null}`,
          html`${roleTitle(one.role, lang)}${one.delegator ? html` <span class="hint">${lang === 'vi' ? 'thay' : 'for'} ${one.delegator}</span>` : null}`,
          period(one.valid_from, one.valid_to, lang),
        ]),
        empty: empty({ title: t('Chưa ai giữ vai trò ở đây.', 'Nobody holds a role here.'), icon: 'users' }, lang),
      },
      lang,
    ),
  },
  lang,
)}
${
  data.children.length > 0
    ? card(
        {
          title: t('Đơn vị trực thuộc', 'Units below'),
          icon: 'list',
          body: html`<ul class="tree">${data.children.map((one) => html`<li><span class="leaf">${leaf(one, lang)}</span></li>`)}</ul>`,
        },
        lang,
      )
    : null
}
${
  data.changes.length > 0
    ? card(
        {
          title: t('Quyết định về đơn vị này', 'Decisions about this unit'),
          icon: 'file',
          body: changesTable(data.changes, '', lang),
        },
        lang,
      )
    : null
}
</div><div class="stack">
${card(
  {
    title: t('Thông tin', 'Facts'),
    icon: 'info',
    body: definitions(
      [
        [t('Mã', 'Code'), unit.code],
        [t('Tên gọi tắt', 'Short name'), unit.short_name],
        [t('Loại', 'Kind'), kindOf(unit.kind, lang)],
        [t('Hiệu lực', 'In force'), period(unit.valid_from, unit.valid_to, lang)],
        ...data.work.map((one) => [capital(one.what), String(one.count)] as const),
      ],
      lang,
    ),
  },
  lang,
)}
${
  data.may && !ended
    ? card(
        {
          title: t('Thay đổi', 'Change'),
          icon: 'edit',
          body: actions(
            ...(Object.keys(changePaths) as (keyof typeof changePaths)[]).map((kind) =>
              linkButton({ words: changeTitles[kind], href: `/quan-tri/don-vi/${unit.id}/${changePaths[kind]}` }, lang),
            ),
            linkButton(
              { words: t('Thêm đơn vị trực thuộc', 'Open a unit below'), href: `/quan-tri/don-vi/moi?duoi=${unit.id}` },
              lang,
            ),
          ),
        },
        lang,
      )
    : null
}
${card(
  {
    title: t('Lịch sử', 'History'),
    icon: 'clock',
    body:
      data.history.length === 0
        ? html`<p class="hint">${say(t(`Từ ngày ${dayText(unit.valid_from, 'vi')}, chưa thay đổi lần nào.`, `Since ${dayText(unit.valid_from, 'en')}, unchanged.`), lang)}</p>`
        : html`<ol class="history">${data.history.map(
            (one) =>
              html`<li><strong>${dayText(one.on, lang)}</strong> · ${historyWords[one.what]?.[lang] ?? one.what}: ${one.name}${one.place ? html` <span class="hint">(${lang === 'vi' ? 'thuộc' : 'below'} ${one.place})</span>` : null}</li>`,
          )}</ol>`,
  },
  lang,
)}
</div></div>`,
    },
    lang,
  )
}

function changesTable(changes: readonly PlannedChange[], csrf: string, lang: Lang): Html {
  return table(
    {
      caption: t('Các thay đổi của cây đơn vị', 'Changes of the unit tree'),
      hideCaption: true,
      columns: [
        { words: t('Hiệu lực', 'On') },
        { words: t('Việc', 'What') },
        { words: t('Căn cứ', 'Decision') },
        { words: t('Tình trạng', 'State') },
        { words: t('Người quyết định', 'By') },
        ...(csrf === '' ? [] : [{ words: t('Hủy', 'Cancel') }]),
      ],
      rows: changes.map((one) => [
        dayText(one.on, lang),
        html`${changeTitles[one.kind][lang]}: ${gist(one)}`,
        one.decision,
        html`${pill(stateWords[one.state], lang)}${one.why ? html`<br><span class="hint">${one.why}</span>` : null}`,
        html`${one.made_by_name}<br><span class="hint">${momentText(one.made_at, lang)}</span>`,
        ...(csrf === ''
          ? []
          : [
              one.state === 'waiting'
                ? html`<form method="post" action="/quan-tri/thay-doi-don-vi/${one.id}/huy">${csrfField(csrf)}${button({ words: t('Hủy thay đổi', 'Cancel it'), about: gist(one), tone: 'danger' }, lang)}</form>`
                : null,
            ]),
      ]),
      empty: empty({ title: t('Chưa có thay đổi nào.', 'No changes.') }, lang),
    },
    lang,
  )
}

/** One line about a change, from what it did or will do. */
function gist(change: PlannedChange): string {
  const names = (change.effects?.units ?? []).map((unit) =>
    unit.what === 'renamed'
      ? `${unit.from} → ${unit.to}`
      : unit.what === 'moved'
        ? `${unit.name} → ${unit.to}`
        : unit.name,
  )
  return [...new Set(names)].slice(0, 4).join('; ')
}

export function changesPage(changes: readonly PlannedChange[], csrf: string, done: Said | null, lang: Lang): Content {
  return deskPage(
    {
      title: t('Thay đổi của cây đơn vị', 'Changes of the unit tree'),
      lead: t(
        'Thay đổi chờ đến ngày thì hủy được. Đã có hiệu lực thì chỉ có thể làm một thay đổi mới.',
        'A change that waits can be cancelled. One in force is undone by another change.',
      ),
      way: [unitsLink],
      done,
      body: changesTable(changes, csrf, lang),
    },
    lang,
  )
}

const list = (items: readonly Piece[]): Html => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

const why: Record<string, { vi: string; en: string }> = {
  privileged: t(
    'vai trò quản trị, kiểm toán không tự chuyển: phải giao lại',
    'privileged roles are not carried over: give them anew',
  ),
  own: t(
    'vai trò của chính người quyết định không tự chuyển: nhờ quản trị khác giao lại',
    'not to whoever decides: another administrator gives it anew',
  ),
  'not-here': t('vai trò này không có ở loại đơn vị mới', 'this role does not exist in that kind of unit'),
  held: t('đã giữ vai trò đó ở đơn vị mới', 'holds that role there already'),
}

/** The exact effects of a change, in words. */
export function effectsBody(effects: UnitEffects, on: string, lang: Lang): Html {
  const what = {
    renamed: t('Đổi tên', 'Renamed'),
    moved: t('Chuyển', 'Moved'),
    opened: t('Thành lập', 'Opened'),
    closed: t('Kết thúc', 'Ended'),
  }
  return html`<p><strong>${say(t(`Hiệu lực từ ngày ${dayText(on, 'vi')}`, `In force from ${dayText(on, 'en')}`), lang)}</strong></p>
<section><h2>${say(t('Đơn vị', 'Units'), lang)} (${effects.units.length})</h2>${list(
    effects.units.map(
      (one) =>
        html`${what[one.what][lang]}: <strong>${one.what === 'renamed' ? one.from : one.name}</strong>${one.to ? html` → <strong>${one.to}</strong>` : null}`,
    ),
  )}</section>
<section><h2>${say(t('Vai trò', 'Roles'), lang)} (${effects.roles.length})</h2>${
    effects.roles.length === 0
      ? html`<p>${say(t('Không ai mất hoặc nhận vai trò.', 'Nobody loses or gains a role.'), lang)}</p>`
      : table(
          {
            caption: t('Ai mất, ai nhận vai trò nào', 'Who loses and gains which role'),
            hideCaption: true,
            columns: [
              { words: t('Người', 'Person') },
              { words: t('Vai trò', 'Role') },
              { words: t('Thôi ở', 'Ends at') },
              { words: t('Nhận ở', 'Begins at') },
            ],
            rows: effects.roles.map((one) => [
              one.name,
              roleTitle(one.role, lang),
              one.loses ?? '—',
              one.gains ?? html`<span class="hint">${one.why ? why[one.why]?.[lang] : '—'}</span>`,
            ]),
          },
          lang,
        )
  }</section>
${
  effects.reach.length > 0
    ? html`<section><h2>${say(t('Ai xem được đơn vị này', 'Who reaches the unit'), lang)}</h2>${list(
        effects.reach.map(
          (one) =>
            html`${one.name} (${roleTitle(one.role, lang)}, ${one.at}): ${one.gains ? say(t('từ nay xem được', 'gains sight'), lang) : say(t('không còn xem được', 'loses sight'), lang)}`,
        ),
      )}</section>`
    : null
}
<section><h2>${say(t('Việc và hồ sơ', 'Work and records'), lang)}</h2>${
    effects.work.length === 0
      ? html`<p>${say(t('Không có việc đang mở phải chuyển.', 'No open work has to move.'), lang)}</p>`
      : list(
          effects.work.map(
            (one) => html`<strong>${one.count}</strong> ${one.what[lang]}: ${one.from} → <strong>${one.to}</strong>`,
          ),
        )
  }${list(
    effects.readable.map((one) =>
      say(
        t(
          `Hồ sơ, giấy tờ cũ giữ tên "${one.name}"; người của "${one.by}" xem được.`,
          `Old records keep the name “${one.name}”; the people of “${one.by}” can read them.`,
        ),
        lang,
      ),
    ),
  )}</section>`
}

const onField: Field = { name: 'on', kind: 'date', label: t('Ngày hiệu lực', 'Effective day'), required: true }
const decisionField: Field = {
  name: 'decision',
  kind: 'text',
  label: t('Quyết định, căn cứ', 'Decision it rests on'),
  help: t('Số, ngày, cơ quan ban hành', 'Number, day, issuing body'),
  required: true,
  max: 300,
}
const nameFields: readonly Field[] = [
  { name: 'name', kind: 'text', label: t('Tên đầy đủ', 'Full name'), required: true, max: 200 },
  { name: 'short_name', kind: 'text', label: t('Tên gọi tắt', 'Short name'), required: true, max: 80 },
]
const codeField: Field = {
  name: 'code',
  kind: 'text',
  label: t('Mã đơn vị', 'Code'),
  help: t(
    'Chữ không dấu, số, dấu chấm; ví dụ H20.x28261.kt2',
    'Unaccented letters, digits, dots; such as H20.x28261.kt2',
  ),
  required: true,
  max: 60,
}
export const PARTS = 3

/** Questions of each kind of change. Options of `ref` fields come with the page. */
export function changeFields(kind: UnitChange['kind'], people: readonly Option[]): readonly Field[] {
  const last = [onField, decisionField]
  switch (kind) {
    case 'rename':
      return [...nameFields, ...last]
    case 'move':
      return [{ name: 'parent', kind: 'ref', label: t('Chuyển về dưới', 'Move below'), required: true }, ...last]
    case 'close':
      return last
    case 'open':
      return [
        { name: 'parent', kind: 'ref', label: t('Trực thuộc', 'Below'), required: true },
        codeField,
        ...nameFields,
        { name: 'kind', kind: 'ref', label: t('Loại đơn vị', 'Kind'), required: true },
        ...last,
      ]
    case 'merge':
      return [
        {
          name: 'into',
          kind: 'ref',
          label: t('Sáp nhập vào đơn vị đang có', 'Merge into an existing unit'),
          help: t('Để trống nếu lập đơn vị mới ở dưới', 'Leave empty to make a new unit below'),
        },
        { ...codeField, required: false, label: t('Hoặc mã của đơn vị mới', 'Or the code of a new unit') },
        { name: 'name', kind: 'text', label: t('Tên đơn vị mới', 'Name of the new unit'), max: 200 },
        { name: 'short_name', kind: 'text', label: t('Tên gọi tắt của đơn vị mới', 'Its short name'), max: 80 },
        { name: 'with', kind: 'ref', label: t('Cùng sáp nhập với (không bắt buộc)', 'Together with (optional)') },
        {
          name: 'together',
          kind: 'yesno',
          label: t(
            'Các phòng cùng loại bên dưới cũng sáp nhập với nhau',
            'Sections of the same kind below are merged too',
          ),
          required: true,
        },
        ...last,
      ]
    case 'split':
      return [
        ...Array.from({ length: PARTS }, (_, i): Field[] => [
          {
            ...codeField,
            name: `code_${i}`,
            required: i === 0,
            label: t(`Đơn vị mới ${i + 1}: mã`, `New unit ${i + 1}: code`),
          },
          {
            name: `name_${i}`,
            kind: 'text',
            label: t(`Đơn vị mới ${i + 1}: tên`, `New unit ${i + 1}: name`),
            required: i === 0,
            max: 200,
          },
          {
            name: `short_${i}`,
            kind: 'text',
            label: t(`Đơn vị mới ${i + 1}: tên gọi tắt`, `New unit ${i + 1}: short name`),
            required: i === 0,
            max: 80,
          },
        ]).flat(),
        ...people.map(
          (one): Field => ({
            name: `person_${one.value}`,
            kind: 'choice',
            label: t(`${say(one.words, 'vi')} chuyển về`, `${say(one.words, 'en')} goes to`),
            choices: [
              { value: 'stay', label: t('Đơn vị cũ hoặc đơn vị kế thừa', 'The old unit or its heir') },
              ...Array.from({ length: PARTS }, (_, i) => ({
                value: String(i),
                label: t(`Đơn vị mới ${i + 1}`, `New unit ${i + 1}`),
              })),
            ],
          }),
        ),
        {
          name: 'heir',
          kind: 'choice',
          label: t('Đơn vị cũ', 'The old unit'),
          required: true,
          choices: [
            {
              value: 'stay',
              label: t('Tiếp tục hoạt động, giữ hồ sơ và việc chung', 'Goes on and keeps records and common work'),
            },
            ...Array.from({ length: PARTS }, (_, i) => ({
              value: String(i),
              label: t(
                `Giải thể; đơn vị mới ${i + 1} kế thừa hồ sơ và việc`,
                `Ends; new unit ${i + 1} inherits records and work`,
              ),
            })),
          ],
        },
        ...last,
      ]
  }
}

export function changePage(
  data: {
    kind: UnitChange['kind']
    unit: UnitLine | null
    fields: readonly Field[]
    values: Readonly<Record<string, unknown>>
    errors: Readonly<Record<string, Said>>
    options: Readonly<Record<string, readonly Option[]>>
    csrf: string
    action: string
    waiting: number
  },
  lang: Lang,
): Content {
  const title = data.unit
    ? t(`${changeTitles[data.kind].vi}: ${data.unit.name}`, `${changeTitles[data.kind].en}: ${data.unit.name}`)
    : t('Thành lập đơn vị', 'Open a unit')
  return deskPage(
    {
      title,
      way: [unitsLink, ...(data.unit ? [{ href: `/quan-tri/don-vi/${data.unit.id}`, words: data.unit.name }] : [])],
      lead: t(
        'Bước sau cho xem chính xác điều gì sẽ thay đổi, trước khi xác nhận.',
        'The next step shows exactly what will change, before you confirm.',
      ),
      body: html`${data.waiting > 0 ? notice({ tone: 'warn', title: t(`Đơn vị này còn ${data.waiting} thay đổi đang chờ đến ngày; xem trước chỉ đúng với cây đơn vị hôm nay.`, `${data.waiting} changes of this unit wait for their day; a preview is right for the tree of today.`) }, lang) : null}
${card(
  {
    body: form(
      {
        id: 'thay-doi',
        action: data.action,
        fields: data.fields,
        values: data.values,
        errors: data.errors,
        options: data.options,
        csrf: data.csrf,
        submit: { name: 'preview', words: t('Xem trước', 'Preview') },
      },
      lang,
    ),
  },
  lang,
)}`,
    },
    lang,
  )
}
