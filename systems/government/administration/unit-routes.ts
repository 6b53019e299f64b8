import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import type { Refusal } from '#ground/refusal'
import { fold } from '#ground/text'
import { type Field, type Form, type Http, type Option, readAnswers, type Said, statusOf } from '#kernel/channels'
import type { Tx } from '#kernel/store'
import {
  cancelUnitChange,
  decideUnitChange,
  holdersIn,
  type NewUnit,
  previewUnitChange,
  realmOf,
  type UnitChange,
  unitChanges,
  unitHistory,
  within,
  workIn,
} from '#kernel/trust'
import { confirmPage, type Desk, doing, idOf, looking, param, query, refusable, said, textOf } from './desk.ts'
import {
  changeFields,
  changePage,
  changePaths,
  changesPage,
  effectsBody,
  PARTS,
  type UnitLine,
  unitPage,
  unitsPage,
} from './pages/units.ts'
import { refuse } from './refusals.ts'
import { options } from './rules.ts'
import { both, changeDoneWords, changeTitles, deskWords, unitKinds, unitWords } from './words.ts'

const LINES = `select u.id, u.code, u.name, u.short_name, u.kind, u.parent, u.valid_from, u.valid_to, u.calendar, u.commune,
   (select count(distinct g.account)::int from sen.role_grant g where g.unit = u.id and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())) as people
  from sen.unit u`
type Line = UnitLine & { calendar: string; commune: string | null }

async function getUnit(tx: Tx, id: string): Promise<Line> {
  const unit = await tx.asHouse(() => tx.one<Line>(`${LINES} where u.id = $1`, [idOf(id)]))
  if (!unit) throw refuse['no-unit']()
  const realm = await realmOf(tx)
  if (!within(realm, unit.id)) throw refuse['not-yours']()
  return unit
}

/** Units the actor administers that are in force, as options: those of the kind wanted first. */
export async function unitOptions(tx: Tx, first?: string): Promise<Option[]> {
  const realm = await realmOf(tx)
  const units = await tx.query<{ id: string; code: string; name: string; kind: string }>(
    'select id, code, name, kind from sen.unit where valid_to is null or valid_to >= sen.today() order by code',
  )
  const mine = units.filter((unit) => within(realm, unit.id))
  return [...mine.filter((unit) => unit.kind === first), ...mine.filter((unit) => unit.kind !== first)].map((unit) => ({
    value: unit.id,
    words: `${unit.name} (${unit.code})`,
  }))
}

/** Reads the form of a change; what is wrong with single fields comes back as errors. */
function readChange(
  kind: UnitChange['kind'],
  unit: Line | null,
  values: Record<string, unknown>,
  people: readonly Option[],
): UnitChange {
  const text = (name: string): string => textOf(values, name)
  const made = (code: string, name: string, short: string): NewUnit => ({
    code: text(code),
    name: text(name),
    shortName: text(short),
  })
  const id = unit?.id ?? ''
  switch (kind) {
    case 'rename':
      return { kind, unit: id, name: text('name'), shortName: text('short_name') }
    case 'move':
      return { kind, unit: id, parent: text('parent') }
    case 'close':
      return { kind, unit: id }
    case 'open':
      return {
        kind,
        parent: text('parent'),
        new: made('code', 'name', 'short_name'),
        unitKind: unitKinds.some((one) => one.value === text('kind')) ? text('kind') : 'department',
        calendar: unit?.calendar ?? 'office',
        commune: unit?.commune ?? null,
      }
    case 'merge':
      return {
        kind,
        units: [id, text('with')].filter((one) => one !== ''),
        into: text('into') !== '' ? text('into') : made('code', 'name', 'short_name'),
        together: values.together === true,
      }
    case 'split': {
      const parts = Array.from({ length: PARTS }, (_, i) => ({
        ...made(`code_${i}`, `name_${i}`, `short_${i}`),
        people: people.map((one) => one.value).filter((person) => text(`person_${person}`) === String(i)),
      }))
      const heir = text('heir')
      return {
        kind,
        unit: id,
        parts: parts.filter((part) => part.code !== '' || part.name !== '' || part.people.length > 0),
        heir: heir === 'stay' || heir === '' ? null : (parts[Number(heir)]?.code ?? ''),
      }
    }
  }
}

export function unitRoutes(desk: Desk, http: Http): void {
  const { app } = http

  app.get('/quan-tri/don-vi', looking, async (request, reply) => {
    const q = query(request, 'q')
    const ended = query(request, 'het') === '1'
    const data = await desk.look(request, async (tx) => {
      const realm = await realmOf(tx)
      const all = await tx.asHouse(() =>
        tx.query<UnitLine>(
          `${LINES} where $1 or u.valid_to is null or u.valid_to >= sen.today() order by u.code limit 5000`,
          [ended],
        ),
      )
      const words = fold(q).split(/\s+/).filter(Boolean)
      const waiting = await unitChanges(tx, { state: 'waiting', limit: 200 })
      return {
        units: all.filter(
          (unit) =>
            within(realm, unit.id) && words.every((word) => `${fold(unit.name)} ${fold(unit.code)}`.includes(word)),
        ),
        waiting: waiting.filter((one) => one.units.some((unit) => within(realm, unit))).length,
      }
    })
    const done = query(request, 'xong') === '' ? null : unitWords.done
    return desk.show(request, reply, unitsPage({ ...data, q, ended, mayOpen: true, done }, request.lang))
  })

  app.get('/quan-tri/thay-doi-don-vi', looking, async (request, reply) => {
    const changes = await desk.look(request, async (tx) => {
      const realm = await realmOf(tx)
      return (await unitChanges(tx, { limit: 200 })).filter((one) => one.units.some((unit) => within(realm, unit)))
    })
    return desk.show(
      request,
      reply,
      changesPage(changes, request.csrf, changeDoneWords[query(request, 'xong')] ?? null, request.lang),
    )
  })

  app.post('/quan-tri/thay-doi-don-vi/:id/huy', doing, async (request, reply) => {
    await desk.form(request)
    await desk.act(request, (tx) => cancelUnitChange(tx, param(request, 'id')))
    return reply.redirect('/quan-tri/thay-doi-don-vi?xong=huy', 303)
  })

  app.get('/quan-tri/don-vi/:unit', looking, async (request, reply) => {
    const data = await desk.look(request, async (tx) => {
      const unit = await getUnit(tx, param(request, 'unit'))
      const realm = await realmOf(tx)
      return tx.asHouse(async () => ({
        unit,
        parents: await tx.query<{ id: string; name: string }>(
          `with recursive up as (select parent, 0 as n from sen.unit where id = $1 union all select u.parent, n + 1 from up join sen.unit u on u.id = up.parent where n < 10)
           select u.id, u.name from up join sen.unit u on u.id = up.parent order by n desc`,
          [unit.id],
        ),
        children: await tx.query<UnitLine>(
          `${LINES} where u.parent = $1 and (u.valid_to is null or u.valid_to >= sen.today()) order by u.code limit 500`,
          [unit.id],
        ),
        holders: await holdersIn(tx, unit.id, localDate(tx.now)),
        services: new Set(
          (
            await tx.query<{ account: string }>(
              'select s.account from sen.service_account s join sen.role_grant g on g.account = s.account where g.unit = $1',
              [unit.id],
            )
          ).map((row) => row.account),
        ),
        work: await workIn(tx, unit.id),
        history: await unitHistory(tx, unit.id),
        changes: await unitChanges(tx, { unit: unit.id, limit: 20 }),
        may: realm.all || (unit.parent !== null && realm.units.has(unit.parent)),
        today: localDate(tx.now),
      }))
    })
    return desk.show(request, reply, unitPage(data, request.lang))
  })

  const ask = async (
    request: FastifyRequest,
    reply: FastifyReply,
    kind: UnitChange['kind'],
    given: { values?: Record<string, unknown>; errors?: Record<string, Said> } = {},
  ): Promise<FastifyReply> => {
    const data = await desk.look(request, async (tx) => {
      const unit = kind === 'open' ? null : await getUnit(tx, param(request, 'unit'))
      const people = unit ? await peopleOf(tx, unit.id) : []
      const units = ['move', 'merge', 'open'].includes(kind) ? await unitOptions(tx, unit?.kind) : []
      return {
        unit,
        people,
        fields: changeFields(kind, people),
        options: {
          parent: units,
          into: units.filter((one) => one.value !== unit?.id),
          with: units.filter((one) => one.value !== unit?.id),
          kind: unitKinds.map((one) => ({ value: one.value, words: one.label })),
        },
        waiting: unit ? (await unitChanges(tx, { unit: unit.id, state: 'waiting' })).length : 0,
        today: localDate(tx.now),
      }
    })
    const start: Record<string, unknown> = {
      on: data.today,
      ...(kind === 'rename' ? { name: data.unit?.name, short_name: data.unit?.short_name } : {}),
      ...(kind === 'open' ? { parent: query(request, 'duoi') } : {}),
      ...(kind === 'merge' ? { together: true } : {}),
      ...(kind === 'split'
        ? { heir: 'stay', ...Object.fromEntries(data.people.map((one) => [`person_${one.value}`, 'stay'])) }
        : {}),
    }
    return desk.show(
      request,
      reply,
      changePage(
        {
          ...data,
          kind,
          values: given.values ?? start,
          errors: given.errors ?? {},
          csrf: request.csrf,
          action: request.url.split('?')[0] ?? '',
        },
        request.lang,
      ),
      reply.statusCode,
    )
  }

  const peopleOf = async (tx: Tx, unit: string): Promise<Option[]> => {
    const holders = await tx.asHouse(() => holdersIn(tx, unit, localDate(tx.now)))
    return [...new Map(holders.map((one) => [one.account, one])).values()]
      .slice(0, 60)
      .map((one) => ({ value: one.account, words: one.name }))
  }

  const post = async (
    request: FastifyRequest,
    reply: FastifyReply,
    kind: UnitChange['kind'],
  ): Promise<FastifyReply> => {
    const sent: Form = await desk.form(request)
    const { unit, people } = await desk.look(request, async (tx) => {
      const found = kind === 'open' ? null : await getUnit(tx, param(request, 'unit'))
      return { unit: found, people: found ? await peopleOf(tx, found.id) : [] }
    })
    const fields: readonly Field[] = changeFields(kind, people)
    const { values, errors } = readAnswers(fields, Object.fromEntries(sent.fields), {
      lang: request.lang,
      complete: true,
    })
    if (Object.keys(errors).length > 0) return ask(request, reply.status(statusOf.invalid), kind, { values, errors })
    const change = readChange(kind, unit, values, people)
    const on = textOf(values, 'on')
    const decision = textOf(values, 'decision')
    const again = (refusal: Refusal) => {
      const known = fields.some((field) => field.name === refusal.field)
      return ask(request, reply.status(statusOf[refusal.kind]), kind, {
        values,
        errors: { [known ? (refusal.field ?? '') : '']: said(refusal) },
      })
    }
    return refusable(async () => {
      if (sent.get('act') === 'confirm') {
        const done = await desk.act(request, (tx) => decideUnitChange(tx, change, on, decision, options))
        return reply.redirect(`/quan-tri/thay-doi-don-vi?xong=${done.state === 'done' ? 'xong' : 'cho'}`, 303)
      }
      const effects = await desk.look(request, (tx) => previewUnitChange(tx, change, on, decision, options))
      const back = unit ? `/quan-tri/don-vi/${unit.id}` : '/quan-tri/don-vi'
      return desk.show(
        request,
        reply,
        confirmPage(
          {
            title: unitWords.previewOf(both((lang) => changeTitles[kind][lang].toLowerCase())),
            way: [
              { href: '/quan-tri/don-vi', words: deskWords.units },
              ...(unit ? [{ href: back, words: unit.name }] : []),
            ],
            effects: effectsBody(effects, on, request.lang),
            action: request.url.split('?')[0] ?? '',
            back,
            csrf: request.csrf,
            hidden: sent,
            submit: unitWords.confirmChange(both((lang) => changeTitles[kind][lang].toLowerCase())),
            danger: ['close', 'merge', 'split'].includes(kind),
          },
          request.lang,
        ),
      )
    }, again)
  }

  app.get('/quan-tri/don-vi/moi', looking, (request, reply) => ask(request, reply, 'open'))
  app.post('/quan-tri/don-vi/moi', doing, (request, reply) => post(request, reply, 'open'))
  for (const [kind, path] of Object.entries(changePaths) as [keyof typeof changePaths, string][]) {
    app.get(`/quan-tri/don-vi/:unit/${path}`, looking, (request, reply) => ask(request, reply, kind))
    app.post(`/quan-tri/don-vi/:unit/${path}`, doing, (request, reply) => post(request, reply, kind))
  }
}
