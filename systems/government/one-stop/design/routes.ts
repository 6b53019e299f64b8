import type { FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import type { Http, Site } from '#kernel/channels'
import { codeLists } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { communeFullName, communes, departmentCodes, findUnit, roles } from '#province'
import { compareDesigns } from './compare.ts'
import { dayAfterWorkingDays } from './days.ts'
import { defaultDesign } from './defaults.ts'
import {
  againstOf,
  announcedFacts,
  beginEdition,
  type DraftFrom,
  discardEdition,
  exportEdition,
  factsOf,
  getEdition,
  listProcedures,
  problemsOf,
  proceduresEditions,
  readDesignFile,
  refuse,
  requireProvince,
  saveEdition,
} from './editions.ts'
import { changeExample, copyExample, keepExample, listExamples, removeExample, runAll } from './example.ts'
import { expectedOf, outcomeOf } from './expected.ts'
import {
  type Announcing,
  announcementRuleOn,
  planPublishing,
  provinceCalendar,
  publishDesign,
  withdrawDesign,
} from './publish.ts'
import { readDesign } from './read.ts'
import { letterOf, pictures } from './result-preview.ts'
import { exampleLimits } from './shape.ts'
import { testRun, trialOf } from './test-run.ts'
import { unitRuleWords } from './words.ts'

type Params = Record<string, string | undefined>
const param = (request: FastifyRequest, name: string): string => (request.params as Params)[name] ?? ''
const asked = (request: FastifyRequest, name: string, max = 200): string | undefined => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' && value !== '' ? value.slice(0, max) : undefined
}
const bodyOf = (request: FastifyRequest): Record<string, unknown> =>
  typeof request.body === 'object' && request.body !== null && !Array.isArray(request.body)
    ? (request.body as Record<string, unknown>)
    : {}
const text = (value: unknown, max = 200): string => (typeof value === 'string' ? value.slice(0, max) : '')
const whole = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : -1)

/** Offices of a step beside those of every commune: departments, and bodies of their own. */
const unitRules = () => [
  ...Object.entries(unitRuleWords).map(([value, label]) => ({ value, label })),
  ...departmentCodes.flatMap((code) => {
    const unit = findUnit(code)
    return unit ? [{ value: `department:${code}`, label: { vi: unit.name, en: unit.name } }] : []
  }),
]

const announcingOf = (body: Record<string, unknown>): Announcing => ({
  decision: text(body.decision, 300),
  decidedOn: text(body.decided_on, 10),
  listedOn: text(body.listed_on, 10),
  validFrom: text(body.valid_from, 10),
})

function startOf(body: Record<string, unknown>): DraftFrom {
  switch (body.from) {
    case 'edition':
      return { from: 'edition', edition: text(body.edition, 36) }
    case 'procedure':
      return { from: 'procedure', source: text(body.source, 20) }
    case 'empty':
      return { from: 'empty' }
    default:
      return { from: 'default' }
  }
}

/** The doors of the builder. All are of administrators of the province; what binds others asks for a fresh proof. */
export function builderRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const tags = ['one-stop']
  const config = { access: 'officer' as const, roles: ['administrator'] }
  const door = (summary: string) => ({ config, schema: { tags, summary } })
  const grave = (summary: string) => ({ config: { ...config, fresh: true }, schema: { tags, summary } })
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const act = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work)

  app.get('/api/v1/one-stop/builder/tables', door('Vai trò, đơn vị, danh mục để dựng thủ tục'), async (request) =>
    look(request, async (tx) => {
      await requireProvince(tx)
      return {
        roles: roles
          .filter(
            (role) =>
              role.at.length > 0 &&
              !['administrator', 'auditor', 'data-protection-officer', 'province-monitor'].includes(role.name),
          )
          .map((role) => ({ value: role.name, label: role.title })),
        units: unitRules(),
        codes: [...(await codeLists(tx))].map(([name, values]) => ({ name, values })),
        communes: communes.map((commune) => ({ value: commune.code, label: communeFullName(commune) })),
        sectors: (
          await tx.query<{ sector: string }>(
            'select distinct sector from one_stop.procedure where fileable order by sector limit 500',
          )
        ).map((row) => row.sector),
      }
    }),
  )

  app.get('/api/v1/one-stop/builder/procedures', door('Thủ tục và các lần thiết kế'), async (request) =>
    look(request, (tx) => {
      const only = asked(request, 'only')
      return listProcedures(tx, {
        ...(asked(request, 'q') ? { q: asked(request, 'q') as string } : {}),
        ...(asked(request, 'after', 500) ? { after: asked(request, 'after', 500) as string } : {}),
        ...(only === 'drafts' || only === 'built' ? { only } : {}),
      })
    }),
  )

  app.get('/api/v1/one-stop/builder/procedures/:code', door('Một thủ tục và các lần thiết kế'), async (request) =>
    look(request, async (tx) => {
      const { facts, editions } = await proceduresEditions(tx, param(request, 'code'))
      const rule = announcementRuleOn(localDate(tx.now))
      const calendar = await provinceCalendar(tx)
      const today = localDate(tx.now)
      return {
        code: facts?.code ?? param(request, 'code'),
        name: facts?.name ?? editions[0]?.title ?? '',
        sector: facts?.sector ?? null,
        announced: facts ? announcedFacts(facts) : null,
        editions,
        today,
        rule: rule
          ? {
              ...rule,
              earliest: dayAfterWorkingDays(calendar, today, rule.workingDaysBeforeMin),
              listedBy: dayAfterWorkingDays(calendar, today, rule.workingDaysToListMax),
            }
          : null,
      }
    }),
  )

  app.post('/api/v1/one-stop/builder/editions', door('Bắt đầu một bản nháp'), async (request, reply) => {
    const body = bodyOf(request)
    const made = await act(request, (tx) =>
      beginEdition(tx, {
        code: text(body.code, 20),
        ...(body.procedure === undefined ? {} : { procedure: body.procedure }),
        start: startOf(body),
      }),
    )
    return reply
      .status(201)
      .send({ id: made.id, version: made.version, code: made.procedure_code, edition: made.edition })
  })

  app.post('/api/v1/one-stop/builder/files', door('Nhập bản thiết kế từ tệp'), async (request, reply) => {
    const body = bodyOf(request)
    const file = readDesignFile(body.file)
    const code = text(body.code, 20) || file.code
    const made = await act(request, async (tx) => {
      const known = await factsOf(tx, code)
      if (!known && !file.procedure) throw refuse['no-procedure']({ code }, 'code')
      return beginEdition(tx, {
        code,
        ...(known ? {} : { procedure: file.procedure }),
        start: { from: 'file', content: file.content, title: file.title },
      })
    })
    return reply
      .status(201)
      .send({ id: made.id, version: made.version, code: made.procedure_code, edition: made.edition })
  })

  app.get('/api/v1/one-stop/builder/editions/:id', door('Một lần thiết kế với nội dung'), async (request) =>
    look(request, async (tx) => {
      await requireProvince(tx)
      const edition = await getEdition(tx, param(request, 'id'))
      const facts = await factsOf(tx, edition.procedure_code)
      const against = await againstOf(tx, facts)
      return {
        id: edition.id,
        version: edition.version,
        code: edition.procedure_code,
        edition: edition.edition,
        title: edition.title,
        state: edition.state,
        origin: edition.origin,
        validFrom: edition.valid_from,
        validTo: edition.valid_to,
        content: edition.content,
        announced: facts ? announcedFacts(facts) : null,
        limit: against.limit ?? null,
        problems: await problemsOf(tx, edition),
      }
    }),
  )

  app.patch('/api/v1/one-stop/builder/editions/:id', door('Lưu bản nháp'), async (request) => {
    const body = bodyOf(request)
    return act(request, (tx) =>
      saveEdition(tx, param(request, 'id'), whole(body.version), {
        ...(typeof body.title === 'string' ? { title: body.title } : {}),
        ...(body.content === undefined ? {} : { content: body.content }),
      }),
    )
  })

  app.post('/api/v1/one-stop/builder/editions/:id/discard', door('Bỏ bản nháp'), async (request) => {
    await act(request, (tx) => discardEdition(tx, param(request, 'id'), whole(bodyOf(request).version)))
    return { done: true }
  })

  app.get('/api/v1/one-stop/builder/editions/:id/file', door('Xuất bản thiết kế thành tệp'), async (request, reply) => {
    const file = await look(request, (tx) => exportEdition(tx, param(request, 'id')))
    return reply
      .header('content-disposition', `attachment; filename="thiet-ke-${file.code}-lan-${file.edition}.json"`)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(file, null, 2))
  })

  app.get('/api/v1/one-stop/builder/compare', door('So sánh hai lần thiết kế'), async (request) =>
    look(request, async (tx) => {
      await requireProvince(tx)
      const after = await getEdition(tx, asked(request, 'to') ?? '')
      const from = asked(request, 'from')
      const facts = await factsOf(tx, after.procedure_code)
      // Without an edition before, what it replaces is the default.
      const before = from
        ? (await getEdition(tx, from)).content
        : facts
          ? defaultDesign(facts)
          : readDesign(after.content)
      return { differences: compareDesigns(before, after.content) }
    }),
  )

  app.post('/api/v1/one-stop/builder/editions/:id/trial', door('Chạy thử một hồ sơ'), async (request) =>
    look(request, async (tx) => {
      await requireProvince(tx)
      const edition = await getEdition(tx, param(request, 'id'))
      const body = bodyOf(request)
      const ran = await testRun(tx, edition.content, await trialOf(tx, edition, body))
      // What an example kept of it would expect goes with it: the screen proposes it.
      return { ...ran, expected: expectedOf(outcomeOf(ran)) }
    }),
  )

  app.get('/api/v1/one-stop/builder/procedures/:code/examples', door('Ví dụ của một thủ tục'), async (request) =>
    look(request, async (tx) => ({
      max: exampleLimits.perProcedureMax,
      examples: await listExamples(tx, param(request, 'code')),
    })),
  )

  app.post(
    '/api/v1/one-stop/builder/editions/:id/examples',
    door('Lưu lần chạy thử thành ví dụ'),
    async (request, reply) => {
      const kept = await act(request, (tx) => keepExample(tx, param(request, 'id'), bodyOf(request)))
      return reply.status(201).send(kept)
    },
  )

  app.post('/api/v1/one-stop/builder/editions/:id/examples/run', door('Chạy tất cả ví dụ'), async (request) =>
    look(request, (tx) => runAll(tx, param(request, 'id'))),
  )

  app.patch('/api/v1/one-stop/builder/examples/:id', door('Sửa ví dụ'), async (request) => {
    const body = bodyOf(request)
    return act(request, (tx) => changeExample(tx, param(request, 'id'), whole(body.version), body))
  })

  app.post('/api/v1/one-stop/builder/examples/:id/copy', door('Nhân đôi ví dụ'), async (request, reply) => {
    const copied = await act(request, (tx) => copyExample(tx, param(request, 'id'), bodyOf(request).name))
    return reply.status(201).send(copied)
  })

  app.post('/api/v1/one-stop/builder/examples/:id/remove', door('Xóa ví dụ'), async (request) => {
    await act(request, (tx) => removeExample(tx, param(request, 'id'), whole(bodyOf(request).version)))
    return { done: true }
  })

  app.post('/api/v1/one-stop/builder/editions/:id/result', door('Xem trước kết quả đã soạn'), async (request) => {
    const body = bodyOf(request)
    const letter = await look(request, async (tx) => {
      await requireProvince(tx)
      const edition = await getEdition(tx, param(request, 'id'))
      return letterOf(tx, edition, await trialOf(tx, edition, body))
    })
    return pictures(letter)
  })

  app.post('/api/v1/one-stop/builder/editions/:id/plan', door('Công bố sẽ làm gì'), async (request) =>
    look(request, (tx) => planPublishing(tx, param(request, 'id'), announcingOf(bodyOf(request)))),
  )

  app.post('/api/v1/one-stop/builder/editions/:id/publish', grave('Công bố một lần thiết kế'), async (request) => {
    const body = bodyOf(request)
    const accepted = Array.isArray(body.accepted)
      ? body.accepted.filter((one): one is string => typeof one === 'string')
      : []
    const published = await act(request, (tx) =>
      publishDesign(tx, param(request, 'id'), whole(body.version), announcingOf(body), accepted),
    )
    return { id: published.id, version: published.version, validFrom: published.valid_from }
  })

  app.post('/api/v1/one-stop/builder/editions/:id/withdraw', grave('Thu hồi một lần thiết kế'), async (request) => {
    const body = bodyOf(request)
    const withdrawn = await act(request, (tx) =>
      withdrawDesign(tx, param(request, 'id'), whole(body.version), text(body.reason, 2_000)),
    )
    return { id: withdrawn.id, version: withdrawn.version }
  })
}
