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
import { type Content, deskPage } from '../desk.ts'
import { roleTitle } from '../rules.ts'
import { both, delegationWords, deskWords } from '../words.ts'

export const delegationTitle = delegationWords.delegationWhileAway

export const delegationFields = (
  roles: readonly { value: string; label: { vi: string; en: string } }[],
): readonly Field[] => [
  { name: 'to', kind: 'ref', label: delegationWords.deputy, required: true },
  ...roles.map(
    (role): Field => ({
      name: `grant_${role.value}`,
      kind: 'yesno',
      label: delegationWords.delegateRole(role.label),
      required: true,
    }),
  ),
  { name: 'since', kind: 'date', label: deskWords.from, required: true },
  { name: 'until', kind: 'date', label: deskWords.until, required: true },
  { name: 'reason', kind: 'text', label: delegationWords.reason, required: true, max: 500, lines: 2 },
  {
    name: 'decision',
    kind: 'text',
    label: delegationWords.paperNumber,
    required: true,
    max: 100,
  },
]

function state(one: Delegation, today: string): { words: Said; tone: 'good' | 'wait' | 'neutral' } {
  if (one.recalled_at) return { words: delegationWords.recalled, tone: 'neutral' }
  if (one.until < today) return { words: deskWords.over, tone: 'neutral' }
  return one.since > today
    ? { words: deskWords.toCome, tone: 'wait' }
    : { words: delegationWords.inForce, tone: 'good' }
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
        { words: delegationWords.away },
        { words: delegationWords.standsIn },
        { words: deskWords.roles },
        { words: deskWords.period },
        { words: delegationWords.reasonPaper },
        { words: deskWords.state },
        { words: delegationWords.recall },
      ],
      rows: rows.map((one) => [
        one.from_name,
        one.to_name,
        one.roles.map(
          (role) => html`<div>${roleTitle(role.role, lang)} <span class="hint">${role.unit_name}</span></div>`,
        ),
        html`<span class="period">${dayText(one.since, lang)} – ${dayText(one.until, lang)}</span>`,
        html`${one.reason}<br><span class="hint">${one.decision}</span>`,
        pill(state(one, data.today), lang),
        one.recalled_at === null && one.until >= data.today && data.mayRecall(one)
          ? html`<form method="post" action="${data.base}/${one.id}/thu-hoi">${csrfField(data.csrf)}${button({ words: delegationWords.recallNow, about: `${one.from_name} → ${one.to_name}`, tone: 'danger' }, lang)}</form>`
          : null,
      ]),
      empty: empty({ title: delegationWords.noDelegationsYet, icon: 'users' }, lang),
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
      title: deskWords.delegations,
      lead: delegationWords.listAbout,
      done: data.done,
      beside: linkButton({ words: delegationWords.writeForAbsent, href: '/quan-tri/tai-khoan' }, lang),
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
<li>${say(
    delegationWords.alsoHolds(
      both((lang) => dayText(value.since, lang)),
      both((lang) => dayText(value.until, lang)),
      value.to,
      value.roles.join('; '),
    ),
    lang,
  )}</li>
<li>${say(delegationWords.markedAs(value.to, value.from), lang)}</li>
<li>${say(delegationWords.keepsHerRole(value.from), lang)}</li>
<li>${say(delegationWords.notDelegatedOn, lang)}</li></ul>`
}
