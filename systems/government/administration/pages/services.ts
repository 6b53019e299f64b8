import {
  actions,
  button,
  card,
  csrfField,
  dayText,
  definitions,
  empty,
  type Field,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  type Option,
  pill,
  type Said,
  say,
  table,
} from '#kernel/channels'
import type { Scope, ServiceAccount } from '#kernel/trust'
import { type Content, deskPage, type Link } from '../desk.ts'
import { deskWords, serviceWords } from '../words.ts'

export const servicesLink: Link = { href: '/quan-tri/dich-vu', words: deskWords.serviceAccounts }
export const serviceHref = (id: string): string => `/quan-tri/dich-vu/${id}`

export interface ScopeChoice {
  system: string
  thing: string
  title: { vi: string; en: string }
}

/** What may be chosen for each scope. */
export const accessOptions: readonly Option[] = [
  { value: 'none', words: serviceWords.nothing },
  { value: 'read', words: serviceWords.read },
  { value: 'write', words: serviceWords.readAndWrite },
]

/** The form's name of a scope. */
export const scopeName = (one: Pick<Scope, 'system' | 'thing'>): string => `scope_${one.system}__${one.thing}`

export const serviceFields = (choices: readonly ScopeChoice[], opening: boolean): readonly Field[] => [
  ...(opening
    ? ([
        { name: 'name', kind: 'text', label: serviceWords.programName, required: true, max: 100 },
        {
          name: 'purpose',
          kind: 'text',
          label: serviceWords.programPurpose,
          required: true,
          max: 500,
          lines: 2,
        },
        { name: 'owner', kind: 'ref', label: serviceWords.owningUnit, required: true },
      ] satisfies Field[])
    : []),
  ...choices.map(
    (one): Field => ({
      name: scopeName(one),
      kind: 'ref',
      label: one.title,
    }),
  ),
  {
    name: 'networks',
    kind: 'text',
    label: serviceWords.fromNetworks,
    help: serviceWords.networksHelp,
    max: 1_500,
    lines: 3,
  },
]

export const scopeWords = (scope: Scope, choices: readonly ScopeChoice[], lang: Lang): string => {
  const known = choices.find((one) => one.system === scope.system && one.thing === scope.thing)
  const access = scope.access === 'read' ? serviceWords.reads : serviceWords.readsAndWrites
  return `${known?.title[lang] ?? `${scope.system}/${scope.thing}`}: ${access[lang]}`
}

const live = (service: ServiceAccount, today: string) =>
  service.tokens.filter((token) => token.withdrawn_at === null && token.expires_on >= today)

export function servicesPage(rows: readonly ServiceAccount[], today: string, done: Said | null, lang: Lang): Content {
  return deskPage(
    {
      title: deskWords.serviceAccounts,
      lead: serviceWords.about,
      done,
      body: html`${actions(linkButton({ words: serviceWords.openAServiceAccount, href: '/quan-tri/dich-vu/moi', tone: 'primary', icon: 'plus' }, lang))}
${table(
  {
    caption: deskWords.serviceAccounts,
    hideCaption: true,
    columns: [
      { words: deskWords.thingName },
      { words: serviceWords.owner },
      { words: serviceWords.tokenUntil },
      { words: serviceWords.lastUsed },
      { words: deskWords.state },
    ],
    rows: rows.map((one) => {
      const tokens = live(one, today)
      const last = one.tokens
        .map((token) => token.last_used_at)
        .filter((at): at is Date => at !== null)
        .sort((a, b) => b.getTime() - a.getTime())[0]
      return [
        html`<a href="${serviceHref(one.id)}">${one.name}</a>`,
        one.owner_name,
        tokens.length === 0 ? '—' : tokens.map((token) => dayText(token.expires_on, lang)).join(', '),
        last ? momentText(last, lang) : '—',
        one.disabled_at
          ? pill({ tone: 'bad', words: serviceWords.off }, lang)
          : pill({ tone: 'good', words: serviceWords.on }, lang),
      ]
    }),
    empty: empty({ title: serviceWords.noServiceAccountsYet }, lang),
  },
  lang,
)}`,
    },
    lang,
  )
}

export function servicePage(
  data: {
    service: ServiceAccount
    choices: readonly ScopeChoice[]
    grants: readonly { id: string; role: string; unit_name: string; valid_from: string; valid_to: string | null }[]
    token: string | null
    csrf: string
    today: string
    tokenField: ReturnType<typeof html>
    roleWords: (role: string) => string
    done: Said | null
    error: Said | null
  },
  lang: Lang,
): Content {
  const { service, csrf } = data
  const href = serviceHref(service.id)
  return deskPage(
    {
      title: service.name,
      way: [servicesLink],
      done: data.done,
      error: data.error,
      body: html`${
        data.token
          ? notice(
              {
                tone: 'good',
                live: true,
                title: serviceWords.tokenShownOnce,
                body: html`<p class="secret"><code>${data.token}</code></p><p><code>Authorization: Bearer ${data.token.slice(0, 13)}…</code></p>`,
              },
              lang,
            )
          : null
      }<div class="desk-two"><div class="stack">${card(
        {
          title: serviceWords.tokens,
          icon: 'lock',
          body: html`${table(
            {
              caption: serviceWords.tokens,
              hideCaption: true,
              columns: [
                { words: serviceWords.token },
                { words: serviceWords.issued },
                { words: serviceWords.until },
                { words: serviceWords.lastUsed },
                { words: serviceWords.withdraw },
              ],
              rows: service.tokens.map((token) => [
                html`<code>sen_${token.prefix}_…</code>`,
                momentText(token.created_at, lang),
                dayText(token.expires_on, lang),
                token.last_used_at ? momentText(token.last_used_at, lang) : '—',
                token.withdrawn_at
                  ? html`<span class="hint">${say(serviceWords.withdrawn, lang)}</span>`
                  : token.expires_on < data.today
                    ? html`<span class="hint">${say(serviceWords.expired, lang)}</span>`
                    : html`<form method="post" action="${href}/ma/${token.id}/thu-hoi">${csrfField(csrf)}${button({ words: serviceWords.withdrawNow, about: token.prefix, tone: 'danger' }, lang)}</form>`,
              ]),
              empty: empty({ title: serviceWords.noTokensYet, icon: 'lock' }, lang),
            },
            lang,
          )}<p class="hint">${say(serviceWords.rotationHelp, lang)}</p>${data.tokenField}`,
        },
        lang,
      )}${card(
        {
          title: serviceWords.rolesOfProgram,
          icon: 'users',
          body:
            data.grants.length === 0
              ? html`<p>${say(serviceWords.noRoles, lang)}</p>`
              : html`<ul>${data.grants.map((one) => html`<li>${data.roleWords(one.role)}, ${one.unit_name} (${dayText(one.valid_from, lang)} – ${one.valid_to ? dayText(one.valid_to, lang) : '…'}) <a href="/quan-tri/dich-vu/${service.id}/vai-tro/${one.id}">${say(serviceWords.end, lang)}<span class="unseen"> ${data.roleWords(one.role)}</span></a></li>`)}</ul>`,
          foot: actions(linkButton({ words: deskWords.giveARole, href: `${href}/vai-tro`, icon: 'plus' }, lang)),
        },
        lang,
      )}</div><div class="stack">${card(
        {
          title: deskWords.facts,
          icon: 'info',
          body: definitions(
            [
              [serviceWords.purpose, service.purpose],
              [serviceWords.owner, service.owner_name],
              [
                serviceWords.scopes,
                html`<ul>${service.scopes.map((scope) => html`<li>${scopeWords(scope, data.choices, lang)}</li>`)}</ul>`,
              ],
              [
                serviceWords.networks,
                service.networks.length === 0 ? serviceWords.anywhere[lang] : service.networks.join(', '),
              ],
              [serviceWords.limit, serviceWords.callsAMinute(service.calls_a_minute)[lang]],
            ],
            lang,
          ),
          foot: actions(
            linkButton({ words: serviceWords.changeScopes, href: `${href}/pham-vi`, icon: 'edit' }, lang),
            html`<form method="post" action="${href}/bat-tat">${csrfField(csrf)}${button(service.disabled_at ? { words: deskWords.switchOn } : { words: serviceWords.switchOffNow, tone: 'danger' }, lang)}</form>`,
          ),
        },
        lang,
      )}</div></div>`,
    },
    lang,
  )
}
