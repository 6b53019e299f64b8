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
import { type Content, deskPage, type Link } from '../desk.ts'
import { roleTitle } from '../rules.ts'
import {
  both,
  changeTitles,
  deskWords,
  effectWords,
  historyWords,
  notCarriedWords,
  unitKinds,
  unitWords,
} from '../words.ts'

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

const unitsLink: Link = { href: '/quan-tri/don-vi', words: deskWords.units }
const kindWords = new Map(unitKinds.map((one) => [one.value, one.label]))
const kindOf = (kind: string, lang: Lang): string => kindWords.get(kind)?.[lang] ?? kind

const period = (from: string, to: string | null, lang: Lang): Html =>
  html`<span class="period">${dayText(from, lang)} – ${to ? dayText(to, lang) : '…'}</span>`

export const changePaths: Record<Exclude<UnitChange['kind'], 'open'>, string> = {
  rename: 'doi-ten',
  move: 'chuyen',
  close: 'giai-the',
  merge: 'sap-nhap',
  split: 'chia-tach',
}
const stateWords: Record<PlannedChange['state'], { words: Said; tone: 'good' | 'wait' | 'neutral' | 'bad' }> = {
  done: { words: unitWords.inForce, tone: 'good' },
  waiting: { words: unitWords.waitsForItsDay, tone: 'wait' },
  cancelled: { words: unitWords.cancelled, tone: 'neutral' },
  refused: { words: unitWords.couldNotBeDone, tone: 'bad' },
}

function leaf(unit: UnitLine, lang: Lang): Html {
  return html`<a href="/quan-tri/don-vi/${unit.id}">${unit.name}</a><span class="hint">${unit.code}${unit.people > 0 ? ` · ${unit.people} ${unitWords.people[lang]}` : ''}${unit.valid_to ? ` · ${unitWords.until[lang]} ${dayText(unit.valid_to, lang)}` : ''}</span>`
}

/** Units of one kind below one unit that are still shown one by one. */
const ALIKE_SHOWN_MAX = 12
/** Lines below a top unit that are shown without being asked for. */
const OPEN_MAX = 60

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
  const crowdsOf = (units: readonly UnitLine[]) =>
    [...Map.groupBy(units, (unit) => unit.kind)].filter(
      ([, alike]) => alike.length > ALIKE_SHOWN_MAX && alike.length < units.length,
    )
  const twig = (unit: UnitLine, depth: number): Html => {
    const below = children.get(unit.id) ?? []
    return below.length === 0
      ? html`<li><span class="leaf">${leaf(unit, lang)}</span></li>`
      : html`<li><span class="leaf">${leaf(unit, lang)}</span><details ?open=${depth === 0 && below.length - crowdsOf(below).flatMap(([, alike]) => alike).length <= OPEN_MAX}><summary><span class="hint">${below.length} ${unitWords.countedBelow[lang]}<span class="unseen"> ${unit.name}</span></span></summary>${branch(below, depth + 1)}</details></li>`
  }
  /** Many of a kind below one unit (a hundred communes) are folded under their kind, so that the others are seen. */
  const branch = (units: readonly UnitLine[], depth: number): Html => {
    const crowds = crowdsOf(units)
    const crowded = new Set(crowds.map(([kind]) => kind))
    return html`<ul>${units.filter((unit) => !crowded.has(unit.kind)).map((unit) => twig(unit, depth))}${crowds.map(
      ([kind, alike]) =>
        html`<li><details class="kind"><summary>${kindOf(kind, lang)} (${alike.length})</summary><ul>${alike.map((unit) => twig(unit, depth))}</ul></details></li>`,
    )}</ul>`
  }
  return deskPage(
    {
      title: deskWords.units,
      lead: unitWords.treeAbout,
      done: data.done,
      body: html`${searchBox(
        {
          id: 'tim-don-vi',
          action: '/quan-tri/don-vi',
          value: data.q,
          label: unitWords.findByNameOrCode,
          filters: [
            {
              name: 'het',
              words: unitWords.endedUnits,
              options: [{ value: '1', words: unitWords.showThemToo }],
              value: data.ended ? '1' : '',
            },
          ],
          clear: '/quan-tri/don-vi',
        },
        lang,
      )}
${actions(
  data.mayOpen
    ? linkButton({ words: unitWords.openAUnit, href: '/quan-tri/don-vi/moi', tone: 'primary', icon: 'plus' }, lang)
    : null,
  linkButton(
    {
      words: unitWords.changesWaiting(data.waiting),
      href: '/quan-tri/thay-doi-don-vi',
      icon: 'clock',
    },
    lang,
  ),
)}
${
  data.units.length === 0
    ? empty({ title: unitWords.noUnitMatches }, lang)
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
  /** Which of the holders are programs. */
  services: ReadonlySet<string>
  work: { what: { vi: string; en: string }; count: number }[]
  history: { on: string; what: string; name: string; place: string | null }[]
  changes: PlannedChange[]
  may: boolean
  today: string
}

const capital = (words: { vi: string; en: string }) =>
  both((lang) => words[lang].charAt(0).toUpperCase() + words[lang].slice(1))

export function unitPage(data: UnitPageData, lang: Lang): Content {
  const { unit } = data
  const ended = unit.valid_to !== null && unit.valid_to < data.today
  return deskPage(
    {
      title: unit.name,
      way: [unitsLink, ...data.parents.map((one) => ({ href: `/quan-tri/don-vi/${one.id}`, words: one.name }))],
      body: html`<div class="desk-two"><div class="stack">
${ended ? notice({ tone: 'info', title: unitWords.endedOn(both((lang) => dayText(unit.valid_to ?? '', lang))) }, lang) : null}
${card(
  {
    title: unitWords.peopleAndRolesToday,
    icon: 'users',
    body: table(
      {
        caption: unitWords.peopleAndRolesToday,
        hideCaption: true,
        columns: [{ words: deskWords.person }, { words: deskWords.role }, { words: deskWords.period }],
        rows: data.holders.map((one) => [
          html`<a href="/quan-tri/${data.services.has(one.account) ? 'dich-vu' : 'tai-khoan'}/${one.account}">${one.name}</a>${one.disabled ? html` ${pill({ tone: 'bad', words: deskWords.locked }, lang)}` : null}`,
          html`${roleTitle(one.role, lang)}${one.delegator ? html` <span class="hint">${unitWords.inPlaceOf[lang]} ${one.delegator}</span>` : null}`,
          period(one.valid_from, one.valid_to, lang),
        ]),
        empty: empty({ title: unitWords.noHolders, icon: 'users' }, lang),
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
          title: unitWords.unitsBelow,
          icon: 'list',
          body: html`<ul class="tree">${data.children.map((one) => html`<li><span class="leaf">${leaf(one, lang)}</span></li>`)}</ul>`,
        },
        lang,
      )
    : null
}
</div><div class="stack">
${card(
  {
    title: deskWords.facts,
    icon: 'info',
    body: definitions(
      [
        [deskWords.code, unit.code],
        [unitWords.shortName, unit.short_name],
        [unitWords.kind, kindOf(unit.kind, lang)],
        [deskWords.inForce, period(unit.valid_from, unit.valid_to, lang)],
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
          title: deskWords.change,
          icon: 'edit',
          body: actions(
            ...(Object.keys(changePaths) as (keyof typeof changePaths)[]).map((kind) =>
              linkButton({ words: changeTitles[kind], href: `/quan-tri/don-vi/${unit.id}/${changePaths[kind]}` }, lang),
            ),
            linkButton({ words: unitWords.openAUnitBelow, href: `/quan-tri/don-vi/moi?duoi=${unit.id}` }, lang),
          ),
        },
        lang,
      )
    : null
}
${card(
  {
    title: unitWords.history,
    icon: 'clock',
    body:
      data.history.length === 0
        ? html`<p class="hint">${say(unitWords.unchangedSince(both((lang) => dayText(unit.valid_from, lang))), lang)}</p>`
        : html`<ol class="history">${data.history.map(
            (one) =>
              html`<li><strong>${dayText(one.on, lang)}</strong> · ${historyWords[one.what]?.[lang] ?? one.what}: ${one.name}${one.place ? html` <span class="hint">(${unitWords.belongsTo[lang]} ${one.place})</span>` : null}</li>`,
          )}</ol>`,
  },
  lang,
)}
</div></div>
${
  data.changes.length > 0
    ? card(
        {
          title: unitWords.decisionsAboutThisUnit,
          icon: 'file',
          body: changesTable(data.changes, '', lang),
        },
        lang,
      )
    : null
}`,
    },
    lang,
  )
}

function changesTable(changes: readonly PlannedChange[], csrf: string, lang: Lang): Html {
  return table(
    {
      caption: unitWords.changesOfTree,
      hideCaption: true,
      columns: [
        { words: unitWords.effectiveOn },
        { words: unitWords.what },
        { words: unitWords.decision },
        { words: deskWords.state },
        { words: unitWords.by },
        ...(csrf === '' ? [] : [{ words: unitWords.cancel }]),
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
                ? html`<form method="post" action="/quan-tri/thay-doi-don-vi/${one.id}/huy">${csrfField(csrf)}${button({ words: unitWords.cancelIt, about: gist(one), tone: 'danger' }, lang)}</form>`
                : null,
            ]),
      ]),
      empty: empty({ title: unitWords.noChanges }, lang),
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
      title: unitWords.changesPage,
      lead: unitWords.waitingCanBeCancelled,
      way: [unitsLink],
      done,
      body: changesTable(changes, csrf, lang),
    },
    lang,
  )
}

const list = (items: readonly Piece[]): Html => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`

/** The exact effects of a change, in words. */
export function effectsBody(effects: UnitEffects, on: string, lang: Lang): Html {
  return html`<p><strong>${say(unitWords.inForceFrom(both((lang) => dayText(on, lang))), lang)}</strong></p>
<section><h2>${say(deskWords.units, lang)} (${effects.units.length})</h2>${list(
    effects.units.map(
      (one) =>
        html`${effectWords[one.what][lang]}: <strong>${one.what === 'renamed' ? one.from : one.name}</strong>${one.to ? html` → <strong>${one.to}</strong>` : null}`,
    ),
  )}</section>
<section><h2>${say(deskWords.roles, lang)} (${effects.roles.length})</h2>${
    effects.roles.length === 0
      ? html`<p>${say(unitWords.noRoleMoves, lang)}</p>`
      : table(
          {
            caption: unitWords.whoLosesAndGains,
            hideCaption: true,
            columns: [
              { words: deskWords.person },
              { words: deskWords.role },
              { words: unitWords.endsAt },
              { words: unitWords.beginsAt },
            ],
            rows: effects.roles.map((one) => [
              one.name,
              roleTitle(one.role, lang),
              one.loses ?? '—',
              one.gains ?? html`<span class="hint">${one.why ? notCarriedWords[one.why]?.[lang] : '—'}</span>`,
            ]),
          },
          lang,
        )
  }</section>
${
  effects.reach.length > 0
    ? html`<section><h2>${say(unitWords.whoReachesTheUnit, lang)}</h2>${list(
        effects.reach.map(
          (one) =>
            html`${one.name} (${roleTitle(one.role, lang)}, ${one.at}): ${one.gains ? say(unitWords.gainsSight, lang) : say(unitWords.losesSight, lang)}`,
        ),
      )}</section>`
    : null
}
<section><h2>${say(unitWords.workAndRecords, lang)}</h2>${
    effects.work.length === 0
      ? html`<p>${say(unitWords.noWorkMoves, lang)}</p>`
      : list(
          effects.work.map(
            (one) => html`<strong>${one.count}</strong> ${one.what[lang]}: ${one.from} → <strong>${one.to}</strong>`,
          ),
        )
  }${list(effects.readable.map((one) => say(unitWords.oldRecordsReadBy(one.name, one.by), lang)))}</section>`
}

const onField: Field = { name: 'on', kind: 'date', label: unitWords.effectiveDay, required: true }
const decisionField: Field = {
  name: 'decision',
  kind: 'text',
  label: unitWords.decisionOrBasis,
  help: unitWords.decisionHelp,
  required: true,
  max: 300,
}
const nameFields: readonly Field[] = [
  { name: 'name', kind: 'text', label: unitWords.fullName, required: true, max: 200 },
  { name: 'short_name', kind: 'text', label: unitWords.shortName, required: true, max: 80 },
]
const codeField: Field = {
  name: 'code',
  kind: 'text',
  label: unitWords.unitCode,
  help: unitWords.codeHelp,
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
      return [{ name: 'parent', kind: 'ref', label: unitWords.moveBelow, required: true }, ...last]
    case 'close':
      return last
    case 'open':
      return [
        { name: 'parent', kind: 'ref', label: unitWords.below, required: true },
        codeField,
        ...nameFields,
        { name: 'kind', kind: 'ref', label: unitWords.unitKind, required: true },
        ...last,
      ]
    case 'merge':
      return [
        {
          name: 'into',
          kind: 'ref',
          label: unitWords.mergeIntoExisting,
          help: unitWords.mergeIntoHelp,
        },
        { ...codeField, required: false, label: unitWords.orCodeOfNew },
        { name: 'name', kind: 'text', label: unitWords.nameOfNew, max: 200 },
        { name: 'short_name', kind: 'text', label: unitWords.shortNameOfNew, max: 80 },
        { name: 'with', kind: 'ref', label: unitWords.togetherWith },
        {
          name: 'together',
          kind: 'yesno',
          label: unitWords.sectionsToo,
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
            label: unitWords.newCode(i + 1),
          },
          {
            name: `name_${i}`,
            kind: 'text',
            label: unitWords.newName(i + 1),
            required: i === 0,
            max: 200,
          },
          {
            name: `short_${i}`,
            kind: 'text',
            label: unitWords.newShortName(i + 1),
            required: i === 0,
            max: 80,
          },
        ]).flat(),
        ...people.map(
          (one): Field => ({
            name: `person_${one.value}`,
            kind: 'choice',
            label: unitWords.goesTo(both((lang) => say(one.words, lang))),
            choices: [
              { value: 'stay', label: unitWords.oldOrHeir },
              ...Array.from({ length: PARTS }, (_, i) => ({
                value: String(i),
                label: unitWords.newUnit(i + 1),
              })),
            ],
          }),
        ),
        {
          name: 'heir',
          kind: 'choice',
          label: unitWords.oldUnit,
          required: true,
          choices: [
            {
              value: 'stay',
              label: unitWords.oldGoesOn,
            },
            ...Array.from({ length: PARTS }, (_, i) => ({
              value: String(i),
              label: unitWords.newInherits(i + 1),
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
    ? unitWords.changeOf(
        both((lang) => changeTitles[data.kind][lang]),
        data.unit.name,
      )
    : unitWords.openAUnit
  return deskPage(
    {
      title,
      way: [unitsLink, ...(data.unit ? [{ href: `/quan-tri/don-vi/${data.unit.id}`, words: data.unit.name }] : [])],
      lead: deskWords.shownBeforeDone,
      body: html`${data.waiting > 0 ? notice({ tone: 'warn', title: unitWords.othersWait(data.waiting) }, lang) : null}
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
        submit: { name: 'preview', words: deskWords.preview },
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
