import { addDays, localDate } from '#ground/clock'
import type { Words } from '#ground/text'
import { dayText, empty, type Http, html, numberText, say, table } from '#kernel/channels'
import type { Tx } from '#kernel/store'
import { realmOf } from '#kernel/trust'
import { type Desk, deskPage, deskRoles, looking } from './desk.ts'
import { roleTitle } from './rules.ts'
import { countWords, deskWords, homeWords } from './words.ts'

type Count = (tx: Tx, realm: { all: boolean; units: string[] }) => Promise<{ n: number; words: Words } | null>

interface Card {
  href: string
  title: Words
  about: Words
  roles: readonly string[]
  count?: Count
}

const admin = ['administrator']
const auditors = ['administrator', 'auditor']
const dpo = ['data-protection-officer']

const one =
  (sql: string, words: Words): Count =>
  async (tx, realm) => {
    const today = localDate(tx.now)
    const row = await tx.one<{ n: number }>(sql, [realm.all, realm.units, today, addDays(today, 31)])
    return row && row.n > 0 ? { n: row.n, words } : null
  }

/** Every page by which the house is looked after, whoever built it; one that is not there is not shown. */
const cards: readonly Card[] = [
  {
    href: '/quan-tri/don-vi',
    title: deskWords.units,
    about: homeWords.unitsAbout,
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.unit_change where state = 'waiting' and ($1 or units && $2::uuid[]) and $3::date is not null and $4::date is not null`,
      countWords.changes,
    ),
  },
  {
    href: '/quan-tri/tai-khoan',
    title: deskWords.peopleAndAccounts,
    about: homeWords.accountsAbout,
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.account a where a.disabled_at is not null and a.kind = 'person' and $3::date is not null and $4::date is not null
          and ($1 or exists (select from sen.role_grant g where g.account = a.id and g.unit = any($2::uuid[])))`,
      countWords.locked,
    ),
  },
  {
    href: '/quan-tri/sap-het-han',
    title: homeWords.ending,
    about: homeWords.endingAbout,
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.role_grant where valid_from <= $3 and valid_to between $3 and $4 and delegation is null and ($1 or unit = any($2::uuid[]))`,
      countWords.ending,
    ),
  },
  {
    href: '/quan-tri/de-nghi',
    title: homeWords.requests,
    about: homeWords.requestsAbout,
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.role_request where state = 'waiting' and $1 and $2::uuid[] is not null and $3::date is not null and $4::date is not null`,
      countWords.requests,
    ),
  },
  {
    href: '/quan-tri/uy-quyen',
    title: deskWords.delegations,
    about: homeWords.delegationsAbout,
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.delegation d where recalled_at is null and since <= $3 and until >= $3 and $4::date is not null
          and ($1 or exists (select from sen.role_grant g where g.delegation = d.id and g.unit = any($2::uuid[])))`,
      countWords.delegations,
    ),
  },
  {
    href: '/quan-tri/dich-vu',
    title: deskWords.serviceAccounts,
    about: homeWords.servicesAbout,
    roles: admin,
    count: one(
      `select count(*)::int as n from sen.service_token t join sen.service_account s on s.account = t.account where t.withdrawn_at is null and t.expires_on between $3 and $4 and ($1 or s.owner = any($2::uuid[]))`,
      countWords.tokens,
    ),
  },
  {
    href: '/quan-tri/nhap-nguoi',
    title: deskWords.bulkImport,
    about: homeWords.importAbout,
    roles: admin,
  },
  {
    href: '/quan-tri/ung-dung',
    title: homeWords.clients,
    about: homeWords.clientsAbout,
    roles: admin,
  },
  {
    href: '/quan-tri/danh-muc',
    title: homeWords.lists,
    about: homeWords.listsAbout,
    roles: admin,
  },
  {
    href: '/quan-tri/lich',
    title: homeWords.calendars,
    about: homeWords.calendarsAbout,
    roles: admin,
  },
  {
    href: '/quan-tri/he-thong',
    title: homeWords.switches,
    about: homeWords.switchesAbout,
    roles: admin,
  },
  {
    href: '/quan-tri/nhat-ky',
    title: homeWords.log,
    about: homeWords.logAbout,
    roles: auditors,
  },
  {
    href: '/quan-tri/quyen-xem',
    title: homeWords.access,
    about: homeWords.accessAbout,
    roles: [...auditors, ...dpo],
  },
  {
    href: '/quan-tri/mo-khan-cap',
    title: homeWords.breakGlass,
    about: homeWords.breakGlassAbout,
    roles: [...auditors, ...dpo],
  },
  {
    href: '/quan-tri/du-lieu-ca-nhan',
    title: homeWords.personalData,
    about: homeWords.personalDataAbout,
    roles: [...dpo, ...auditors],
  },
  {
    href: '/quan-tri/van-hanh',
    title: homeWords.operations,
    about: homeWords.operationsAbout,
    roles: auditors,
  },
]

export function homeRoutes(desk: Desk, http: Http): void {
  http.app.get(
    '/quan-tri',
    { config: { access: 'officer', roles: deskRoles }, schema: { hide: true } },
    async (request, reply) => {
      const held = new Set(request.actor.roles.map((grant) => grant.role))
      const there = new Set(http.routes.filter((route) => route.method === 'GET').map((route) => route.url))
      const shown = cards.filter((card) => there.has(card.href) && card.roles.some((role) => held.has(role)))
      const counts = await desk.look(request, async (tx) => {
        const realm = await realmOf(tx)
        const found = new Map<string, { n: number; words: Words }>()
        await tx.asHouse(async () => {
          for (const card of shown) {
            const count = await card.count?.(tx, { all: realm.all, units: [...realm.units] })
            if (count) found.set(card.href, count)
          }
        })
        return found
      })
      const content = deskPage(
        {
          title: deskWords.administration,
          top: true,
          lead: homeWords.everyChangeShown,
          body: html`<nav class="desk-cards" aria-label="${say(homeWords.pages, request.lang)}">${shown.map((card) => {
            const count = counts.get(card.href)
            return html`<a href="${card.href}"><strong>${card.title[request.lang]}</strong><span class="hint">${card.about[request.lang]}</span>${count ? html`<span class="desk-count">${numberText(count.n, request.lang)} ${count.words[request.lang]}</span>` : null}</a>`
          })}</nav>`,
        },
        request.lang,
      )
      return desk.show(request, reply, content)
    },
  )

  http.app.get('/quan-tri/sap-het-han', looking, async (request, reply) => {
    const rows = await desk.look(request, async (tx) => {
      const realm = await realmOf(tx)
      const today = localDate(tx.now)
      return tx.asHouse(() =>
        tx.query<{
          id: string
          account: string
          name: string
          role: string
          unit: string
          unit_name: string
          valid_to: string
        }>(
          `select g.id, g.account, a.name, g.role, g.unit, u.name as unit_name, g.valid_to from sen.role_grant g join sen.account a on a.id = g.account join sen.unit u on u.id = g.unit
            where g.valid_from <= $3 and g.valid_to between $3 and $4 and g.delegation is null and ($1 or g.unit = any($2::uuid[])) order by g.valid_to, a.name limit 500`,
          [realm.all, [...realm.units], today, addDays(today, 31)],
        ),
      )
    })
    return desk.show(
      request,
      reply,
      deskPage(
        {
          title: homeWords.ending,
          body: table(
            {
              caption: homeWords.endingAbout,
              hideCaption: true,
              columns: [
                { words: deskWords.person },
                { words: deskWords.role },
                { words: deskWords.unit },
                { words: deskWords.lastDay },
                { words: homeWords.extend },
              ],
              rows: rows.map((row) => [
                html`<a href="/quan-tri/tai-khoan/${row.account}">${row.name}</a>`,
                roleTitle(row.role, request.lang),
                row.unit_name,
                dayText(row.valid_to, request.lang),
                html`<a href="/quan-tri/vai-tro/${row.id}">${say(homeWords.changeEnd, request.lang)}<span class="unseen"> ${row.name}</span></a>`,
              ]),
              empty: empty({ title: homeWords.noneEnding, icon: 'check' }, request.lang),
            },
            request.lang,
          ),
        },
        request.lang,
      ),
    )
  })
}
