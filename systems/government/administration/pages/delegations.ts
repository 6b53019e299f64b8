import {
  button,
  csrfField,
  dayText,
  empty,
  type Field,
  type Html,
  html,
  type Lang,
  linkButton,
  pill,
  type Said,
  say,
  table,
} from '#kernel/channels'
import type { Delegation } from '#kernel/trust'
import { type Content, deskPage, t } from '../desk.ts'
import { roleTitle } from '../rules.ts'

export const delegationTitle = t('Ủy quyền khi vắng mặt', 'Delegation while away')

export const delegationFields = (
  roles: readonly { value: string; label: { vi: string; en: string } }[],
): readonly Field[] => [
  { name: 'to', kind: 'ref', label: t('Người thay', 'Who stands in'), required: true },
  ...roles.map(
    (role): Field => ({
      name: `grant_${role.value}`,
      kind: 'yesno',
      label: t(`Ủy quyền: ${role.label.vi}`, `Delegate: ${role.label.en}`),
      required: true,
    }),
  ),
  { name: 'since', kind: 'date', label: t('Từ ngày', 'From'), required: true },
  { name: 'until', kind: 'date', label: t('Đến hết ngày', 'Until the end of'), required: true },
  { name: 'reason', kind: 'text', label: t('Lý do vắng', 'Reason'), required: true, max: 500, lines: 2 },
  {
    name: 'decision',
    kind: 'text',
    label: t('Số văn bản ủy quyền', 'Number of the delegation paper'),
    required: true,
    max: 100,
  },
]

function state(one: Delegation, today: string): { words: Said; tone: 'good' | 'wait' | 'neutral' } {
  if (one.recalled_at) return { words: t('đã thu hồi', 'recalled'), tone: 'neutral' }
  if (one.until < today) return { words: t('đã kết thúc', 'over'), tone: 'neutral' }
  return one.since > today
    ? { words: t('sắp đến', 'to come'), tone: 'wait' }
    : { words: t('đang hiệu lực', 'in force'), tone: 'good' }
}

export function delegationsTable(
  rows: readonly Delegation[],
  data: { csrf: string; base: string; mayRecall: (one: Delegation) => boolean; today: string },
  lang: Lang,
): Html {
  return table(
    {
      caption: delegationTitle,
      hideCaption: true,
      columns: [
        { words: t('Người vắng', 'Away') },
        { words: t('Người thay', 'Stands in') },
        { words: t('Vai trò', 'Roles') },
        { words: t('Từ – đến', 'From – to') },
        { words: t('Lý do, văn bản', 'Reason, paper') },
        { words: t('Tình trạng', 'State') },
        { words: t('Thu hồi', 'Recall') },
      ],
      rows: rows.map((one) => [
        one.from_name,
        one.to_name,
        one.roles.map(
          (role) => html`<div>${roleTitle(role.role, lang)} <span class="hint">${role.unit_name}</span></div>`,
        ),
        `${dayText(one.since, lang)} – ${dayText(one.until, lang)}`,
        html`${one.reason}<br><span class="hint">${one.decision}</span>`,
        pill(state(one, data.today), lang),
        one.recalled_at === null && one.until >= data.today && data.mayRecall(one)
          ? html`<form method="post" action="${data.base}/${one.id}/thu-hoi">${csrfField(data.csrf)}${button({ words: t('Thu hồi ngay', 'Recall now'), about: `${one.from_name} → ${one.to_name}`, tone: 'danger' }, lang)}</form>`
          : null,
      ]),
      empty: empty({ title: t('Chưa có ủy quyền nào.', 'No delegations yet.'), icon: 'users' }, lang),
    },
    lang,
  )
}

export function delegationsPage(
  rows: readonly Delegation[],
  data: { csrf: string; today: string; done: Said | null },
  lang: Lang,
): Content {
  return deskPage(
    {
      title: t('Ủy quyền', 'Delegations'),
      lead: t(
        'Ai đang làm thay ai, đến ngày nào. Ủy quyền kết thúc theo ngày, khi thu hồi, hoặc khi vai trò gốc kết thúc.',
        'Who stands in for whom, until when. A delegation ends by its day, by recall, or with the role it rests on.',
      ),
      done: data.done,
      beside: linkButton(
        { words: t('Ghi ủy quyền thay người vắng', 'Write one down for somebody away'), href: '/quan-tri/tai-khoan' },
        lang,
      ),
      body: delegationsTable(rows, { ...data, base: '/quan-tri/uy-quyen', mayRecall: () => true }, lang),
    },
    lang,
  )
}

/** What the deputy will be able to do, before it is given. */
export function delegationEffects(
  value: { from: string; to: string; roles: readonly string[]; since: string; until: string },
  lang: Lang,
): Html {
  return html`<ul>
<li>${say(t(`Từ ${dayText(value.since, 'vi')} đến hết ${dayText(value.until, 'vi')}, ${value.to} giữ thêm: ${value.roles.join('; ')}.`, `From ${dayText(value.since, 'en')} until ${dayText(value.until, 'en')} ${value.to} also holds: ${value.roles.join('; ')}.`), lang)}</li>
<li>${say(t(`Việc ${value.to} làm theo ủy quyền ghi "(thay ${value.from})" trong hồ sơ và nhật ký.`, `What ${value.to} does by it is marked “(thay ${value.from})” in case and log.`), lang)}</li>
<li>${say(t(`${value.from} vẫn giữ vai trò của mình; thu hồi lúc nào cũng được.`, `${value.from} keeps her own role and can recall at any time.`), lang)}</li>
<li>${say(t('Không ủy quyền tiếp được cho người khác.', 'It cannot be delegated on.'), lang)}</li></ul>`
}
