import type { FastifyRequest } from 'fastify'
import type { Http, Site } from '#kernel/channels'
import { writeFact } from '#kernel/trust'
import { refuseQuality } from '../quality/refusals.ts'
import { sightOf, watchRoles } from '../quality/scope.ts'
import { type BoardPart, boardOf, boardParts, boardRows, readProvince, unitsOf } from './board.ts'
import { chooseLetter, wantsLetter } from './letter.ts'

/** A board left open asks three times a minute; somebody who looks around asks more. */
const LOOKS_A_MINUTE_MAX = 120

const textOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined
}

/** Doors of the live monitor. What a looker may see is settled by her own sight before the province’s sums are read. */
export function monitorRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const config = {
    access: 'officer' as const,
    roles: [...watchRoles],
    rateLimit: { max: LOOKS_A_MINUTE_MAX, timeWindow: 60_000 },
  }
  const tags = ['monitor']

  app.get(
    '/api/v1/one-stop/monitor',
    { config, schema: { tags, summary: 'Giám sát trực tiếp: đang giải quyết, quá hạn, sắp đến hạn, nơi đang tắc' } },
    async (request) => {
      const { sight, letter } = await database.transaction(
        request.actor,
        async (tx) => ({ sight: await sightOf(tx), letter: await wantsLetter(tx) }),
        { soft: true },
      )
      if (sight.agencies.length === 0) throw refuseQuality['not-your-scope']()
      // Read after, not within: it begins a transaction of its own.
      return { ...boardOf(await readProvince(database), sight), letter }
    },
  )

  app.get(
    '/api/v1/one-stop/monitor/units',
    { config, schema: { tags, summary: 'Đơn vị và cán bộ đang giữ việc của một cơ quan' } },
    async (request) =>
      database.transaction(
        request.actor,
        async (tx) => {
          const sight = await sightOf(tx)
          const agency = sight.agencies.find((one) => one.id === textOf(request, 'agency'))
          if (!agency) throw refuseQuality['not-your-scope']()
          return { agency: { id: agency.id, name: agency.name }, units: await unitsOf(tx, agency) }
        },
        { soft: true },
      ),
  )

  app.get(
    '/api/v1/one-stop/monitor/rows',
    { config, schema: { tags, summary: 'Hồ sơ sau một con số của bảng giám sát' } },
    async (request) =>
      database.transaction(
        request.actor,
        async (tx) => {
          const sight = await sightOf(tx)
          const asked = textOf(request, 'agency')
          const agency = asked ? sight.agencies.find((one) => one.id === asked) : undefined
          if (asked && !agency) throw refuseQuality['not-your-scope']()
          const said = textOf(request, 'part')
          const part: BoardPart = boardParts.find((one) => one === said) ?? 'open'
          return boardRows(tx, {
            agencies: agency ? [agency.id] : sight.province ? null : sight.agencies.map((one) => one.id),
            part,
            unit: textOf(request, 'unit'),
            officer: textOf(request, 'officer'),
            after: textOf(request, 'after'),
          })
        },
        { soft: true },
      ),
  )

  app.post(
    '/api/v1/one-stop/monitor/letter',
    { config, schema: { tags, summary: 'Nhận hoặc thôi nhận thư hằng tuần' } },
    async (request) =>
      database.transaction(request.actor, async (tx) => {
        const wanted = (request.body as { wanted?: unknown } | null)?.wanted === true
        await chooseLetter(tx, wanted)
        writeFact(tx, { kind: 'letter-chosen', system: 'one-stop', record: 'letter', data: { wanted } })
        return { wanted }
      }),
  )
}
