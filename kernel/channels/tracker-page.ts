import { localDate } from '#ground/clock'
import type { Words } from '#ground/text'
import type { RecordType } from '#kernel/records'
import { quote, type Tx } from '#kernel/store'
import { emergencies, isEmergency, type Objection, type TrackedFact } from '#kernel/trust'
import type { Field } from './face/answers.ts'
import { form } from './face/form.ts'
import { attributes, type Html, html } from './face/html.ts'
import {
  breadcrumb,
  button,
  card,
  definitions,
  empty,
  type Happening,
  heading,
  linkButton,
  notice,
  pagination,
  pill,
  timeline,
} from './face/parts.ts'
import { dayText, type Lang, momentText, type Said } from './face/words.ts'
import { factShown } from './record-routes.ts'
import type { Site } from './site.ts'

const w = (vi: string, en: string): Words => ({ vi, en })

/** What a line is, for the reader: the kinds of fact are many, her question is which of these. */
export type LineGroup = 'read' | 'changed' | 'exported' | 'break-glass' | 'account'

const groups: Record<LineGroup, { words: Words; tone: Happening['tone']; icon: Happening['icon'] }> = {
  read: { words: w('Xem', 'Looked at'), tone: 'active', icon: 'eye' },
  changed: { words: w('Thay đổi', 'Changed'), tone: 'good', icon: 'edit' },
  exported: { words: w('Xuất ra tệp', 'Exported'), tone: 'wait', icon: 'download' },
  'break-glass': { words: w('Mở khẩn cấp', 'Emergency opening'), tone: 'bad', icon: 'alert' },
  account: { words: w('Tài khoản', 'Account'), tone: 'neutral', icon: 'lock' },
}

const groupOf = (fact: TrackedFact): LineGroup => {
  if (fact.kind === 'read' || fact.kind === 'revealed') return 'read'
  if (fact.kind === 'exported' || fact.kind === 'export-begun') return 'exported'
  if (fact.kind.startsWith('break-glass')) return 'break-glass'
  return fact.system === 'kernel' && fact.record === 'account' ? 'account' : 'changed'
}

/** What the house itself keeps, and what it does with it, in the reader's words. */
const kernelThings: Record<string, Words> = {
  person: w('thông tin định danh của bạn', 'your entry in the register of people'),
  account: w('tài khoản của bạn', 'your account'),
  objection: w('phản đối của bạn', 'your objection'),
  consent: w('sự đồng ý của bạn', 'your consent'),
  mandate: w('giấy đại diện của bạn', 'your mandate'),
}
const kernelDeeds: Record<string, Words> = {
  'person-entered': w('Ghi vào sổ', 'Entered'),
  'person-corrected': w('Sửa', 'Corrected'),
  'person-named': w('Ghi họ tên theo thẻ căn cước của', 'Name of the card entered for'),
  'identity-checked': w('Kiểm tra thẻ căn cước và xác nhận', 'Card seen, identity confirmed of'),
  'account-opened': w('Mở', 'Opened'),
  registered: w('Đăng ký', 'Registered'),
  'role-ended': w('Kết thúc vai trò của', 'A role ended of'),
  'role-delegated': w('Ủy quyền vai trò của', 'A role delegated of'),
  'acting-began': w('Bắt đầu làm thay bằng', 'Began to act by'),
  'acting-ended': w('Thôi làm thay bằng', 'Ceased to act by'),
  'second-factor-refused': w('Nhập sai bước xác minh thứ hai của', 'A refused second factor of'),
  'password-reset': w('Đặt lại mật khẩu của', 'Password reset of'),
  'password-set': w('Đặt mật khẩu cho', 'Password set for'),
  'password-changed': w('Đổi mật khẩu của', 'Password changed of'),
  'sessions-ended': w('Kết thúc các phiên của', 'Sessions ended of'),
  'proved-again': w('Xác minh lại', 'Proved again'),
  'session-timed-out': w('Hết phiên của', 'A session ran out of'),
  restricted: w('Hạn chế xử lý', 'Processing restricted of'),
  'restriction-lifted': w('Thôi hạn chế xử lý', 'Restriction lifted of'),
  'signed-in': w('Đăng nhập', 'Signed in to'),
  'signed-out': w('Đăng xuất', 'Signed out of'),
  'sign-in-refused': w('Đăng nhập không thành công vào', 'A refused sign-in to'),
  'role-granted': w('Giao vai trò cho', 'A role given to'),
  objected: w('Ghi nhận', 'Took in'),
  'objection-answered': w('Trả lời', 'Answered'),
  'access-reported': w('Lập báo cáo quyền xem của', 'A report of the rights of'),
}

/** A line as the tracker gives it. */
export interface TrackedLine {
  seq: number
  at: Date
  group: LineGroup
  kind: string
  /** The whole sentence: what was done, with what. */
  what: Words
  actor: { name: string; unit: string | null }
  record: { system: string; name: string; id: string | null; title: string | null } | null
  purpose: string | null
  own: boolean
  objection: TrackedFact['objection']
  emergency: { kind: Words; reason: string; verdict: string | null; note: string | null } | null
}

/** Names of the rows behind lines, where the reader may see them: number and what it is about, by id. */
async function titlesOf(site: Site, tx: Tx, facts: readonly TrackedFact[]): Promise<Map<string, string>> {
  const titles = new Map<string, string>()
  const byType = new Map<RecordType, Set<string>>()
  for (const fact of facts) {
    const type = fact.record_id ? site.types.get(`${fact.system}/${fact.record}`) : undefined
    if (!type || !fact.record_id) continue
    const ids = byType.get(type) ?? new Set()
    byType.set(type, ids.add(fact.record_id))
  }
  for (const [type, ids] of byType) {
    // Beside the title, the first other text of the list that is nobody's name: a dossier's procedure.
    const second = type.list.columns.find((name) => {
      const spec = type.fields[name]?.spec
      return name !== type.titleField && spec?.kind === 'text' && !spec.personal
    })
    const rows = await tx.query<{ id: string; title: string | null; about: string | null }>(
      `select id, ${quote(type.titleField)}::text as title, ${second ? quote(second) : 'null'}::text as about from ${quote(type.table)} where id = any($1::uuid[])`,
      [[...ids]],
    )
    for (const row of rows) titles.set(row.id, [row.title, row.about].filter(Boolean).join(' · '))
  }
  return titles
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function sentence(site: Site, fact: TrackedFact, title: string | undefined): Words {
  const type = site.types.get(`${fact.system}/${fact.record}`)
  const data = fact.data ?? {}
  if (!type) {
    const thing = kernelThings[fact.record ?? ''] ?? w('dữ liệu của bạn', 'your data')
    const deed =
      kernelDeeds[fact.kind] ??
      (fact.kind === 'read' ? w('Xem', 'Looked at') : w(`Việc "${fact.kind}" với`, `“${fact.kind}” on`))
    return { vi: `${deed.vi} ${thing.vi}`, en: `${deed.en} ${thing.en}` }
  }
  const named = (lang: Lang): string => {
    const thing = lower(type.words.title[lang])
    return title ? `${thing} ${title}` : thing
  }
  const many = typeof data.rows === 'number' ? data.rows : 0
  if (fact.kind === 'read' && !fact.record_id)
    return {
      vi: `Xem danh sách ${lower(type.words.plural.vi)} (${many} dòng, trong đó có của bạn)`,
      en: `Looked at a list of ${lower(type.words.plural.en)} (${many} rows, yours among them)`,
    }
  if (fact.kind === 'exported')
    return {
      vi: `Xuất ${lower(type.words.plural.vi)} ra tệp ${String(data.format ?? '').toUpperCase()}, trong đó có của bạn`,
      en: `Exported ${lower(type.words.plural.en)} to a file (${String(data.format ?? '').toUpperCase()}), yours among them`,
    }
  if (fact.kind === 'revealed') {
    const field = type.words.fields[String(data.field)] ?? w(String(data.field), String(data.field))
    return {
      vi: `Xem đầy đủ "${field.vi}" của ${named('vi')}`,
      en: `Looked at the whole “${field.en}” of ${named('en')}`,
    }
  }
  const usual: Record<string, Words> = {
    read: w('Xem', 'Looked at'),
    'break-glass': w('Mở khẩn cấp', 'Opened in an emergency:'),
    'break-glass-reviewed': w('Xem xét lần mở khẩn cấp', 'Reviewed the emergency opening of'),
  }
  const deed = usual[fact.kind] ?? factShown(site, type, fact).words
  // 'Nộp hồ sơ' says already what it was: its number follows, not the word again.
  const said = (lang: Lang): string => {
    const thing = lower(type.words.title[lang])
    const known = deed[lang].toLowerCase().endsWith(thing)
    return `${deed[lang]} ${known ? (title ?? '') : named(lang)}`.trim()
  }
  return { vi: said('vi'), en: said('en') }
}

/** Lines as they are shown, with the names of rows the reader may see. */
export async function linesOf(site: Site, tx: Tx, facts: readonly TrackedFact[]): Promise<TrackedLine[]> {
  const titles = await titlesOf(site, tx, facts)
  return facts.map((fact) => {
    const title = fact.record_id ? titles.get(fact.record_id) : undefined
    return {
      seq: fact.seq,
      at: fact.at,
      group: groupOf(fact),
      kind: fact.kind,
      what: sentence(site, fact, title),
      // Name and unit are shown, no login and no id: who acts for the State answers by name; more is not needed for that.
      actor: { name: fact.actor_name, unit: fact.actor_unit_name },
      record: fact.record ? { system: fact.system, name: fact.record, id: fact.record_id, title: title ?? null } : null,
      purpose: fact.purpose,
      own: fact.own,
      objection: fact.objection,
      emergency: fact.emergency
        ? {
            kind: isEmergency(fact.emergency.emergency) ? emergencies[fact.emergency.emergency] : w('', ''),
            reason: fact.emergency.reason,
            verdict: fact.emergency.verdict,
            note: fact.emergency.note,
          }
        : null,
    }
  })
}

const words = {
  title: w('Ai đã xem dữ liệu của tôi', 'Who looked at my data'),
  lead: w(
    'Mỗi lần cán bộ xem, sửa hay xuất dữ liệu của bạn đều được ghi vào nhật ký không xóa được. Bạn tự xem của mình thì không ghi.',
    'Every time an officer looks at, changes or exports your data, a log that cannot be erased says so. Your own looks leave no mark.',
  ),
  month: w('Tháng', 'Month'),
  unit: w('Đơn vị', 'Unit'),
  all: w('Tất cả', 'All'),
  own: w('Cả việc do chính tôi làm', 'What I did myself as well'),
  filter: w('Lọc', 'Filter'),
  none: w('Chưa có ai xem dữ liệu của bạn', 'Nobody has looked at your data'),
  noneHere: w('Không có dòng nào khớp bộ lọc', 'No line matches the filter'),
  noneBody: w(
    'Khi có cán bộ mở hồ sơ của bạn, tên, đơn vị, thời điểm và mục đích sẽ hiện ở đây.',
    'When an officer opens your dossier, name, unit, time and purpose appear here.',
  ),
  purpose: w('Mục đích', 'Purpose'),
  house: w('Hệ thống tự làm', 'The house itself'),
  details: w('Chi tiết', 'Details'),
  proof: w('Tải bằng chứng', 'Download the proof'),
  proofWhy: w(
    'Tệp bằng chứng cho thấy dòng này nằm trong nhật ký đã niêm phong. Bạn, hoặc bất cứ ai bạn đưa tệp cho, có thể kiểm tại trang Kiểm chứng, kể cả khi đã ngắt mạng.',
    'The file proves that this line stands in the sealed log. You, or anybody you hand it to, can check it on the verification page, also without a network.',
  ),
  proofHolds: w(
    'Tệp có mã số nội bộ của người và hồ sơ liên quan, không có họ tên hay số định danh của bạn.',
    'The file holds internal ids of people and dossiers, not your name or number.',
  ),
  verify: w('Trang Kiểm chứng', 'Verification page'),
  wrong: w('Việc xem này không đúng?', 'Was this not right?'),
  wrongLead: w(
    'Hãy ghi vì sao. Phản đối được gửi tới người phụ trách bảo vệ dữ liệu cá nhân, trả lời trong 2 ngày làm việc.',
    'Say why. The data protection officer gets it and answers within two working days.',
  ),
  text: w('Vì sao việc này không đúng', 'Why this was not right'),
  send: w('Gửi phản đối', 'Send'),
  sent: w('Đã gửi phản đối', 'Your objection was sent'),
  waiting: w('Đang chờ trả lời', 'Waiting for an answer'),
  answered: w('Đã trả lời', 'Answered'),
  right: w('Việc xem là đúng', 'The look was right'),
  wrongly: w('Việc xem là không đúng', 'The look was not right'),
  who: w('Ai', 'Who'),
  ofUnit: w('Đơn vị', 'Unit'),
  when: w('Lúc', 'When'),
  kind: w('Loại việc', 'Kind'),
  record: w('Hồ sơ, bản ghi', 'Record'),
  number: w('Số thứ tự trong nhật ký', 'Number in the log'),
  emergency: w('Tình huống khẩn cấp', 'Emergency'),
  reason: w('Lý do cán bộ ghi', 'Reason given'),
  review: w('Kết luận xem xét', 'Review'),
  unreviewed: w('Đang chờ xem xét', 'Waiting for review'),
  justified: w('Chính đáng', 'Justified'),
  notJustified: w('Không chính đáng', 'Not justified'),
  acting: w('Bạn đang xem thay cho người khác', 'You are looking for somebody else'),
}
export const trackerTitle = words.title

const monthText = (month: string, lang: Lang): string => {
  const [year, number] = month.split('-')
  return lang === 'vi' ? `Tháng ${Number(number)}/${year}` : `${number}/${year}`
}

const verdictWords = (verdict: string | null): Words =>
  verdict === null ? words.unreviewed : verdict === 'justified' ? words.justified : words.notJustified

export interface TrackerAsked {
  month: string
  unit: string
  own: boolean
  before: number | null
}

const hrefOf = (asked: TrackerAsked, before: number | null): string => {
  const query = new URLSearchParams()
  if (asked.month) query.set('thang', asked.month)
  if (asked.unit) query.set('don-vi', asked.unit)
  if (asked.own) query.set('ca-toi', '1')
  if (before) query.set('truoc', String(before))
  const text = query.toString()
  return `/toi/ai-da-xem${text ? `?${text}` : ''}`
}

function filters(
  asked: TrackerAsked,
  choices: { months: readonly string[]; units: readonly { id: string; name: string }[] },
  lang: Lang,
): Html {
  const select = (
    id: string,
    name: string,
    label: Words,
    options: readonly (readonly [string, Said])[],
    value: string,
  ) =>
    html`<div class="field"><label for="${id}">${label[lang]}</label><select id="${id}" name="${name}"><option value="">${words.all[lang]}</option>${options.map(
      ([key, said]) =>
        html`<option ${attributes({ value: key, selected: key === value })}>${typeof said === 'string' ? said : said[lang]}</option>`,
    )}</select></div>`
  return html`<form class="seen-filters" method="get" action="/toi/ai-da-xem">${select(
    'month',
    'thang',
    words.month,
    choices.months.map((month) => [month, monthText(month, lang)] as const),
    asked.month,
  )}${select(
    'unit',
    'don-vi',
    words.unit,
    choices.units.map((unit) => [unit.id, unit.name] as const),
    asked.unit,
  )}<div class="choice"><input ${attributes({ type: 'checkbox', id: 'own', name: 'ca-toi', value: '1', checked: asked.own })}><label for="own">${words.own[lang]}</label></div>${button({ words: words.filter, tone: 'plain' }, lang)}</form>`
}

/** The tracker: by day, newest first. */
export function trackerPage(
  data: {
    lines: readonly TrackedLine[]
    next: number | null
    asked: TrackerAsked
    choices: { months: readonly string[]; units: readonly { id: string; name: string }[] }
  },
  lang: Lang,
): Html {
  const { lines, asked } = data
  const days = new Map<string, TrackedLine[]>()
  for (const line of lines) {
    const day = localDate(line.at)
    const list = days.get(day)
    if (list) list.push(line)
    else days.set(day, [line])
  }
  const narrowed = asked.month !== '' || asked.unit !== ''
  return html`${heading({ title: words.title, lead: words.lead, beside: linkButton({ words: words.verify, href: '/kiem-chung', tone: 'quiet', icon: 'check' }, lang) }, lang)}
${filters(asked, data.choices, lang)}
${
  lines.length === 0
    ? empty({ title: narrowed ? words.noneHere : words.none, body: words.noneBody, icon: 'eye' }, lang)
    : [...days].map(
        ([day, list]) =>
          html`<section class="seen-day"><h2>${dayText(day, lang)}</h2>${timeline(
            list.map((line) => {
              const look = groups[line.group]
              return {
                at: line.at,
                title: line.what[lang],
                by: actorText(line, lang),
                tone: look.tone ?? 'neutral',
                ...(look.icon ? { icon: look.icon } : {}),
                body: html`${line.purpose ? html`<p>${words.purpose[lang]}: ${line.purpose}</p>` : null}${
                  line.emergency
                    ? html`<p>${words.reason[lang]}: ${line.emergency.reason}</p><p>${pill({ tone: line.emergency.verdict === null ? 'wait' : line.emergency.verdict === 'justified' ? 'good' : 'bad', words: verdictWords(line.emergency.verdict) }, lang)}</p>`
                    : null
                }${
                  line.objection
                    ? html`<p>${pill({ tone: line.objection.answered_at ? 'good' : 'wait', words: line.objection.answered_at ? words.answered : words.waiting }, lang)}</p>`
                    : null
                }<p class="seen-links"><a href="/toi/ai-da-xem/${line.seq}">${words.details[lang]}<span class="unseen">: ${line.what[lang]}, ${momentText(line.at, lang)}</span></a><a href="/toi/ai-da-xem/${line.seq}/bang-chung">${words.proof[lang]}<span class="unseen">: ${line.what[lang]}, ${momentText(line.at, lang)}</span></a></p>`,
              }
            }),
            lang,
          )}</section>`,
      )
}
${pagination({ newer: asked.before ? hrefOf(asked, null) : null, older: data.next ? hrefOf(asked, data.next) : null }, lang)}`
}

const actorText = (line: TrackedLine, lang: Lang): string =>
  line.actor.unit
    ? `${line.actor.name} · ${line.actor.unit}`
    : line.actor.name === 'Sen'
      ? words.house[lang]
      : line.actor.name

export const objectionField: Field = {
  name: 'text',
  kind: 'text',
  label: words.text,
  required: true,
  max: 2_000,
  lines: 4,
}

/** One line with everything said about it, its proof, and the form to object. */
export function trackedFactPage(
  data: {
    line: TrackedLine
    csrf: string
    sent: boolean
    values?: Record<string, unknown>
    errors?: Record<string, Said>
  },
  lang: Lang,
): Html {
  const { line } = data
  const { objection, emergency } = line
  return html`${breadcrumb(
    [
      { href: '/toi/ai-da-xem', words: words.title },
      { href: '', words: momentText(line.at, lang) },
    ],
    lang,
  )}
${heading({ title: line.what[lang] }, lang)}
${data.sent ? notice({ tone: 'good', title: words.sent, live: true }, lang) : null}
${card(
  {
    body: definitions(
      [
        [words.who, line.actor.name],
        [words.ofUnit, line.actor.unit],
        [words.when, html`<time datetime="${line.at.toISOString()}">${momentText(line.at, lang)}</time>`],
        [words.kind, groups[line.group].words[lang]],
        [words.record, line.record?.title ?? null],
        [words.purpose, line.purpose],
        ...(emergency
          ? ([
              [words.emergency, emergency.kind[lang]],
              [words.reason, emergency.reason],
              [words.review, `${verdictWords(emergency.verdict)[lang]}${emergency.note ? `. ${emergency.note}` : ''}`],
            ] as const)
          : []),
        [words.number, String(line.seq)],
      ],
      lang,
    ),
  },
  lang,
)}
${card(
  {
    title: words.proof,
    icon: 'download',
    body: html`<p>${words.proofWhy[lang]}</p><p class="hint">${words.proofHolds[lang]}</p><div class="actions">${linkButton({ words: words.proof, href: `/toi/ai-da-xem/${line.seq}/bang-chung`, icon: 'download' }, lang)}${linkButton({ words: words.verify, href: '/kiem-chung', tone: 'quiet' }, lang)}</div>`,
  },
  lang,
)}
${
  objection
    ? card(
        {
          title: words.wrong,
          body: html`<p>${pill({ tone: objection.answered_at ? 'good' : 'wait', words: objection.answered_at ? words.answered : words.waiting }, lang)}</p>${
            objection.answer
              ? html`<p><strong>${objection.outcome === 'right' ? words.right[lang] : words.wrongly[lang]}</strong></p><p class="as-typed">${objection.answer}</p>`
              : null
          }`,
        },
        lang,
      )
    : line.own
      ? null
      : card(
          {
            title: words.wrong,
            body: html`<p>${words.wrongLead[lang]}</p>${form(
              {
                id: 'phan-doi',
                action: `/toi/ai-da-xem/${line.seq}`,
                fields: [objectionField],
                values: data.values ?? {},
                ...(data.errors ? { errors: data.errors } : {}),
                csrf: data.csrf,
                submit: { name: 'object', words: words.send },
              },
              lang,
            )}`,
          },
          lang,
        )
}`
}

/** A proof that is not there yet. */
export function unsealedPage(seq: number, message: string, lang: Lang): Html {
  return html`${heading({ title: words.proof }, lang)}${notice({ tone: 'info', title: message, live: true }, lang)}<div class="actions">${linkButton({ words: words.proof, href: `/toi/ai-da-xem/${seq}/bang-chung`, icon: 'download' }, lang)}${linkButton({ words: words.details, href: `/toi/ai-da-xem/${seq}`, tone: 'quiet' }, lang)}</div>`
}

const answerWords = {
  title: w('Phản đối của người dân', 'Objections of citizens'),
  lead: w(
    'Người dân cho rằng một lần xem hay sửa dữ liệu của mình là không đúng. Trả lời trong 2 ngày làm việc; câu trả lời hiện ở trang của người dân.',
    'Citizens who hold that a look at their data was not right. Answer within two working days; they read the answer.',
  ),
  none: w('Không có phản đối nào đang chờ', 'No objection is waiting'),
  done: w('Đã trả lời', 'Answered'),
  outcome: w('Kết luận', 'Finding'),
  right: w('Việc xem, sửa là đúng', 'The act was right'),
  wrong: w('Việc xem, sửa là không đúng', 'The act was not right'),
  answer: w('Trả lời người dân', 'Answer to the citizen'),
  send: w('Gửi trả lời', 'Send the answer'),
  due: w('Hạn trả lời', 'Due'),
  by: w('Người làm', 'Done by'),
  citizen: w('Người phản đối', 'Citizen'),
  said: w('Nội dung phản đối', 'What is objected'),
  saved: w('Đã trả lời phản đối', 'The objection was answered'),
}
export const objectionsTitle = answerWords.title

export const answerFields: readonly Field[] = [
  {
    name: 'outcome',
    kind: 'choice',
    label: answerWords.outcome,
    required: true,
    choices: [
      { value: 'right', label: answerWords.right },
      { value: 'wrong', label: answerWords.wrong },
    ],
  },
  { name: 'answer', kind: 'text', label: answerWords.answer, required: true, max: 2_000, lines: 4 },
]

/** What the data protection officer has to answer. */
export function objectionsPage(
  data: {
    waiting: readonly { objection: Objection; what: Words }[]
    done: readonly { objection: Objection; what: Words }[]
    now: Date
    csrf: string
    saved: boolean
    /** The form that came back, by objection. */
    again?: { id: string; values: Record<string, unknown>; errors: Record<string, Said> }
  },
  lang: Lang,
): Html {
  const facts = ({ objection: one, what }: { objection: Objection; what: Words }) =>
    definitions(
      [
        [answerWords.citizen, one.person_name],
        [answerWords.said, one.text],
        [words.record, what[lang]],
        [answerWords.by, `${one.actor_name ?? ''} · ${one.unit_name}`],
        [words.when, one.fact_at ? momentText(one.fact_at, lang) : null],
        [words.purpose, one.fact_purpose],
      ],
      lang,
    )
  return html`${heading({ title: answerWords.title, lead: answerWords.lead }, lang)}
${data.saved ? notice({ tone: 'good', title: answerWords.saved, live: true }, lang) : null}
${
  data.waiting.length === 0
    ? empty({ title: answerWords.none, icon: 'check' }, lang)
    : data.waiting.map((item) => {
        const { objection: one } = item
        const late = one.due_at < data.now
        return html`<section class="card" id="p-${one.id}"><h2 class="card-title"><span>${momentText(one.at, lang)}</span></h2><div class="card-body"><p>${pill({ tone: late ? 'bad' : 'wait', icon: 'clock', words: `${answerWords.due[lang]}: ${momentText(one.due_at, lang)}` }, lang)}</p>${facts(item)}${form(
          {
            id: `tra-loi-${one.id}`,
            action: `/quan-tri/phan-doi/${one.id}`,
            fields: answerFields,
            values: data.again?.id === one.id ? data.again.values : {},
            ...(data.again?.id === one.id ? { errors: data.again.errors } : {}),
            csrf: data.csrf,
            submit: { name: 'answer', words: answerWords.send },
          },
          lang,
        )}</div></section>`
      })
}
${
  data.done.length > 0
    ? html`<h2>${answerWords.done[lang]}</h2>${data.done.map((item) => card({ body: html`${facts(item)}<p><strong>${item.objection.outcome === 'right' ? answerWords.right[lang] : answerWords.wrong[lang]}</strong></p><p class="as-typed">${item.objection.answer}</p><p class="hint">${item.objection.answerer_name}, ${item.objection.answered_at ? momentText(item.objection.answered_at, lang) : ''}</p>` }, lang))}`
    : null
}`
}
