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
  numberText,
  type Option,
  type Piece,
  pagination,
  pill,
  type Said,
  say,
  searchBox,
  table,
} from '#kernel/channels'
import { type RoleGrant, type RoleRequest, stateOf } from '#kernel/trust'
import type { AccountRow } from '../accounts.ts'
import { type Content, deskPage, type Link } from '../desk.ts'
import { officerRoles, roleTitle } from '../rules.ts'
import { SEEN_MAX, type SeenLine } from '../sight.ts'
import { accountWords, both, deskWords } from '../words.ts'

export const accountsLink: Link = { href: '/quan-tri/tai-khoan', words: deskWords.peopleAndAccounts }
export const accountHref = (id: string): string => `/quan-tri/tai-khoan/${id}`

const grantState = {
  now: { words: accountWords.inForce, tone: 'good' },
  future: { words: deskWords.toCome, tone: 'wait' },
  past: { words: deskWords.over, tone: 'neutral' },
} as const

export function accountsPage(
  data: {
    rows: readonly AccountRow[]
    next: string | null
    q: string
    kind: string
    after: string
    all: boolean
    waiting: number
    done: Said | null
  },
  lang: Lang,
): Content {
  const href = (after: string): string => {
    const asked = new URLSearchParams({ q: data.q, loai: data.kind, sau: after })
    return `/quan-tri/tai-khoan?${asked}`
  }
  return deskPage(
    {
      title: deskWords.peopleAndAccounts,
      done: data.done,
      body: html`${searchBox(
        {
          id: 'tim-tai-khoan',
          action: '/quan-tri/tai-khoan',
          value: data.q,
          label: accountWords.findByNameOrLogin,
          filters: [
            {
              name: 'loai',
              words: accountWords.kind,
              options: [
                { value: 'officers', words: accountWords.officers },
                ...(data.all ? [{ value: 'citizens', words: accountWords.citizens }] : []),
                { value: 'locked', words: accountWords.locked },
              ],
              value: data.kind === 'officers' ? '' : data.kind,
            },
          ],
          clear: '/quan-tri/tai-khoan',
        },
        lang,
      )}
${actions(
  linkButton(
    {
      words: accountWords.openOfficer,
      href: '/quan-tri/tai-khoan/moi',
      tone: 'primary',
      icon: 'plus',
    },
    lang,
  ),
  linkButton({ words: accountWords.importFromFile, href: '/quan-tri/nhap-nguoi', icon: 'upload' }, lang),
  data.waiting > 0
    ? linkButton(
        {
          words: accountWords.requestsWaiting(data.waiting),
          href: '/quan-tri/de-nghi',
          icon: 'alert',
        },
        lang,
      )
    : null,
)}
${table(
  {
    caption: accountWords.accounts,
    hideCaption: true,
    columns: [
      { words: deskWords.name },
      { words: deskWords.login },
      { words: accountWords.rolesInForce, numeric: true },
      { words: deskWords.state },
    ],
    rows: data.rows.map((one) => [
      html`<a href="${accountHref(one.id)}">${one.name}</a>`,
      html`<code>${one.login}</code>`,
      numberText(one.roles, lang),
      stateOfAccount(one, lang),
    ]),
    empty: empty({ title: accountWords.noAccountMatches, icon: 'users' }, lang),
  },
  lang,
)}
${pagination({ newer: data.after ? '/quan-tri/tai-khoan' : null, older: data.next ? href(data.next) : null }, lang)}`,
    },
    lang,
  )
}

function stateOfAccount(account: AccountRow, lang: Lang): Html {
  if (account.disabled_at) return pill({ tone: 'bad', words: deskWords.locked, icon: 'lock' }, lang)
  if (!account.has_password) return pill({ tone: 'wait', words: accountWords.noPasswordYet }, lang)
  return pill({ tone: 'good', words: accountWords.inUse }, lang)
}

export interface AccountData {
  account: AccountRow
  grants: readonly RoleGrant[]
  sessions: number
  factors: readonly string[]
  mayManage: boolean
  /** Units whose roles the looker may decide about. */
  mine: (unit: string) => boolean
  tasks: number
  today: string
  csrf: string
  code: { code: string; expiresAt: Date } | null
  publicUrl: string
  done: Said | null
  error: Said | null
}

const small = (
  action: string,
  words: Said,
  csrf: string,
  lang: Lang,
  tone: 'plain' | 'danger' = 'plain',
  act = 'preview',
): Html =>
  html`<form method="post" action="${action}">${csrfField(csrf)}${button({ words, tone, name: 'act', value: act }, lang)}</form>`

export function accountPage(data: AccountData, lang: Lang): Content {
  const { account, code, csrf } = data
  const href = accountHref(account.id)
  return deskPage(
    {
      title: account.name,
      way: [accountsLink],
      done: data.done,
      error: data.error,
      body: html`${
        code
          ? notice(
              {
                tone: 'good',
                live: true,
                title: accountWords.codeShownOnce,
                body: html`<p class="secret"><code>${code.code}</code></p><p>${say(
                  accountWords.handOverInPerson(
                    data.publicUrl,
                    both((lang) => momentText(code.expiresAt, lang)),
                  ),
                  lang,
                )}</p>`,
              },
              lang,
            )
          : null
      }<div class="desk-two"><div class="stack">${card(
        {
          title: deskWords.roles,
          icon: 'users',
          body: table(
            {
              caption: accountWords.rolesOverTime,
              hideCaption: true,
              columns: [
                { words: deskWords.role },
                { words: deskWords.unit },
                { words: deskWords.period },
                { words: deskWords.state },
                { words: accountWords.change },
              ],
              rows: data.grants.map((one) => {
                const state = stateOf(one, data.today)
                return [
                  html`${roleTitle(one.role, lang)}${one.delegator ? html`<br><span class="hint">${accountWords.delegatedFor[lang]} ${one.delegator}</span>` : null}`,
                  html`<a href="/quan-tri/don-vi/${one.unit}">${one.unit_name}</a>`,
                  html`<span class="period">${dayText(one.valid_from, lang)} – ${one.valid_to ? dayText(one.valid_to, lang) : '…'}</span>`,
                  pill(grantState[state], lang),
                  state !== 'past' && data.mine(one.unit)
                    ? html`<a href="/quan-tri/vai-tro/${one.id}">${accountWords.changeOrEnd[lang]}<span class="unseen"> ${roleTitle(one.role, lang)}, ${one.unit_name}</span></a>`
                    : null,
                ]
              }),
              empty: empty({ title: accountWords.noRolesYet, icon: 'users' }, lang),
            },
            lang,
          ),
          foot: actions(
            linkButton({ words: deskWords.giveARole, href: `${href}/vai-tro`, tone: 'primary', icon: 'plus' }, lang),
            linkButton({ words: accountWords.transfer, href: `${href}/chuyen` }, lang),
            linkButton({ words: accountWords.writeADelegation, href: `${href}/uy-quyen` }, lang),
            linkButton({ words: accountWords.leaveOfService, href: `${href}/nghi` }, lang),
          ),
        },
        lang,
      )}</div><div class="stack">${card(
        {
          title: accountWords.account,
          icon: 'user',
          body: definitions(
            [
              [deskWords.login, html`<code>${account.login}</code>`],
              [accountWords.mail, account.email],
              [deskWords.state, stateOfAccount(account, lang)],
              [accountWords.opened, momentText(account.created_at, lang)],
              [accountWords.openSessions, String(data.sessions)],
              [
                accountWords.secondFactors,
                data.factors.length === 0 ? accountWords.none[lang] : data.factors.join(', '),
              ],
              [accountWords.tasksInHand, String(data.tasks)],
            ],
            lang,
          ),
        },
        lang,
      )}${
        data.mayManage
          ? card(
              {
                title: accountWords.act,
                icon: 'lock',
                body: html`<p class="hint">${say(accountWords.nobodySetsForAnother, lang)}</p>${actions(
                  small(`${href}/ma`, accountWords.makeAPasswordCode, csrf, lang, 'plain', 'confirm'),
                  small(`${href}/ket-thuc-phien`, accountWords.endSessions, csrf, lang),
                  data.factors.length > 0
                    ? small(`${href}/lop-hai`, accountWords.removeSecondFactors, csrf, lang, 'danger')
                    : null,
                  account.disabled_at
                    ? small(`${href}/khoa`, accountWords.unlock, csrf, lang)
                    : small(`${href}/khoa`, accountWords.lock, csrf, lang, 'danger'),
                )}`,
              },
              lang,
            )
          : null
      }</div></div>`,
    },
    lang,
  )
}

/** Before and after, as asked of the database under that person's own rights. */
export function sightBody(name: string, lines: readonly SeenLine[], day: string, lang: Lang): Html {
  const n = (value: number) => (value > SEEN_MAX ? `> ${numberText(SEEN_MAX, lang)}` : numberText(value, lang))
  return html`<section><h2>${say(
    accountWords.seesAfter(
      both((lang) => dayText(day, lang)),
      name,
    ),
    lang,
  )}</h2>${table(
    {
      caption: accountWords.beforeAndAfter,
      hideCaption: true,
      columns: [
        { words: accountWords.what },
        { words: accountWords.now, numeric: true },
        { words: accountWords.after, numeric: true },
      ],
      rows: lines.map((one) => [
        one.title[lang],
        n(one.before),
        one.before === one.after ? n(one.after) : html`<strong>${n(one.after)}</strong>`,
      ]),
      empty: html`<p>${say(accountWords.seesNothing, lang)}</p>`,
    },
    lang,
  )}</section>`
}

export const effectList = (items: readonly Piece[]): Html =>
  html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

const fromField: Field = { name: 'from', kind: 'date', label: deskWords.from, required: true }
const toField: Field = {
  name: 'to',
  kind: 'date',
  label: deskWords.until,
  help: accountWords.emptyForGood,
}
export const roleOptions: readonly Option[] = officerRoles.map((role) => ({ value: role.name, words: role.title }))
const roleField: Field = { name: 'role', kind: 'ref', label: deskWords.role, required: true }
const unitField: Field = { name: 'unit', kind: 'ref', label: accountWords.inTheUnit, required: true }

export const fields = {
  open: [
    { name: 'name', kind: 'text', label: accountWords.fullName, required: true, max: 200 },
    {
      name: 'login',
      kind: 'text',
      label: deskWords.login,
      help: accountWords.loginHelp,
      required: true,
      max: 60,
    },
    { name: 'email', kind: 'identifier', identifier: 'email', label: accountWords.officialMail },
    {
      name: 'national_id',
      kind: 'identifier',
      identifier: 'nationalId',
      label: accountWords.personalNumber,
      help: accountWords.personalNumberHelp,
    },
    { ...roleField, required: false, label: accountWords.firstRoleOptional },
    { ...unitField, required: false },
    { ...fromField, required: false },
    toField,
  ],
  give: [roleField, unitField, fromField, toField],
  end: [
    {
      name: 'how',
      kind: 'choice',
      label: deskWords.change,
      required: true,
      choices: [
        { value: 'now', label: accountWords.endNow },
        { value: 'day', label: accountWords.setTheLastDay },
        { value: 'none', label: accountWords.forGood },
      ],
    },
    { name: 'to', kind: 'date', label: deskWords.lastDay },
  ],
  transfer: [
    { name: 'from', kind: 'ref', label: accountWords.leaves, required: true },
    { ...unitField, name: 'to', label: accountWords.joins },
    { ...roleField, label: accountWords.inTheRoleOf },
    { name: 'on', kind: 'date', label: deskWords.from, required: true },
    {
      name: 'taker',
      kind: 'ref',
      label: accountWords.taker,
      help: accountWords.takerHelp,
    },
  ],
  leave: [
    { name: 'on', kind: 'date', label: accountWords.lastDayOfWork, required: true },
    {
      name: 'taker',
      kind: 'ref',
      label: accountWords.taker,
      help: accountWords.takerHelp,
    },
  ],
} as const satisfies Record<string, readonly Field[]>

export function askPage(
  data: {
    title: Said
    lead?: Said
    way: readonly Link[]
    fields: readonly Field[]
    values: Readonly<Record<string, unknown>>
    errors: Readonly<Record<string, Said>>
    options: Readonly<Record<string, readonly Option[]>>
    csrf: string
    action: string
    before?: Piece
    submit?: Said
  },
  lang: Lang,
): Content {
  return deskPage(
    {
      title: data.title,
      lead: data.lead ?? deskWords.shownBeforeDone,
      way: data.way,
      body: html`${data.before}${card(
        {
          body: form(
            {
              id: 'phieu',
              action: data.action,
              fields: data.fields,
              values: data.values,
              errors: data.errors,
              options: data.options,
              csrf: data.csrf,
              submit: { name: 'preview', words: data.submit ?? deskWords.preview },
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

export function requestsPage(
  rows: readonly RoleRequest[],
  me: string | null,
  csrf: string,
  done: Said | null,
  lang: Lang,
): Content {
  return deskPage(
    {
      title: accountWords.requestsTitle,
      lead: accountWords.requestsAbout,
      way: [accountsLink],
      done,
      body: table(
        {
          caption: accountWords.requests,
          hideCaption: true,
          columns: [
            { words: accountWords.for },
            { words: deskWords.role },
            { words: deskWords.period },
            { words: accountWords.askedBy },
            { words: accountWords.decide },
          ],
          rows: rows.map((one) => [
            html`<a href="${accountHref(one.account)}">${one.account_name}</a>`,
            html`${roleTitle(one.role, lang)}<br><span class="hint">${one.unit_name}</span>`,
            html`<span class="period">${dayText(one.valid_from, lang)} – ${one.valid_to ? dayText(one.valid_to, lang) : '…'}</span>`,
            html`${one.asked_by_name}<br><span class="hint">${momentText(one.asked_at, lang)}</span>`,
            me === one.account
              ? html`<span class="hint">${say(accountWords.notByReceiver, lang)}</span>`
              : html`<form method="post" action="/quan-tri/de-nghi/${one.id}" class="inline-form">${csrfField(csrf)}${
                  me === one.asked_by
                    ? html`<span class="hint">${say(accountWords.anotherConfirms, lang)}</span>`
                    : button(
                        {
                          words: accountWords.confirm,
                          about: one.account_name,
                          tone: 'primary',
                          name: 'act',
                          value: 'yes',
                        },
                        lang,
                      )
                }${button({ words: accountWords.decline, about: one.account_name, name: 'act', value: 'no' }, lang)}</form>`,
          ]),
          empty: empty({ title: accountWords.nothingWaits, icon: 'check' }, lang),
        },
        lang,
      ),
    },
    lang,
  )
}
