import ExcelJS from 'exceljs'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUuid } from '#ground/ids'
import { Refusal, refusals } from '#ground/refusal'
import {
  csvLine,
  type FurtherSight,
  maskText,
  type RecordType,
  refuseRow,
  type SightReport,
  whatSees,
  whoSees,
} from '#kernel/records'
import { quote, type Tx } from '#kernel/store'
import { APART, deviceName, findActor, writeFact } from '#kernel/trust'
import {
  accessPage,
  accessTitle,
  type Choice,
  type PersonReport,
  ruleText,
  whatSeesPage,
  whoSeesPage,
  whyText,
} from './access-page.ts'
import { refuseChannel } from './refusals.ts'
import { sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'

const refuseAccess = refusals('access-report', {
  'no-account': {
    kind: 'missing',
    vi: 'Không có tài khoản nào tên "{login}", hoặc tài khoản đó ngoài đơn vị bạn phụ trách.',
    en: 'There is no account "{login}", or it lies outside the units you look after.',
  },
})

/** Who may ask: the roles that look after rights, over the units they hold them in. */
const overseers = ['administrator', 'auditor', 'data-protection-officer'] as const
const SHEETS = ['/face/sight.css']
/** Accounts in one downloaded file. */
const FILE_ROWS_MAX = 10_000
const SESSIONS_MAX = 50

/**
 * Beside the declared rules, an officer in whose units a task of a case lies reads its record on the page of the case.
 * The mirror of `handles` in cases.
 */
const caseSight: FurtherSight = {
  name: 'case',
  sql: `select g.account, g.role, g.unit as held, c.descendant as reaches, g.valid_from, g.valid_to, g.delegated_from
          from sen.task t join sen.unit_closure c on c.descendant = t.unit join sen.role_grant g on g.unit = c.ancestor
         where t.record_id = $1 and (g.role <> all('{${APART.join(',')}}') or g.role = t.role) and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())`,
}

const textOf = (request: FastifyRequest, name: string, max = 400): string => {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, max).trim() : ''
}

/** Who can see a row and why; what a person can see. */
export function accessRoutes(site: Site, app: FastifyInstance): void {
  const { database } = site
  const config = { access: 'officer' as const, roles: [...overseers] }
  const tags = ['access']
  const types: readonly Choice[] = [...site.types.values()].map((type) => ({
    path: `${type.system}/${type.name}`,
    title: type.words.title,
  }))
  const cases = new Set([...site.flows.values()].map((flow) => flow.record.table))
  const typeOf = (path: string): RecordType => {
    const type = site.types.get(path)
    if (!type) throw refuseChannel['no-such-page']()
    return type
  }
  const choiceOf = (type: RecordType): Choice => ({ path: `${type.system}/${type.name}`, title: type.words.title })

  /** The row by id or by its printed name, if it lies below a unit the asker looks after. */
  const rowAsked = async (tx: Tx, type: RecordType, name: string): Promise<string> => {
    const row = await tx.asHouse(() =>
      tx.one<{ id: string; unit: string }>(
        `select id, unit from ${quote(type.table)} where ${isUuid(name) ? 'id = $1::uuid' : `${quote(type.titleField)} = $1`} limit 1`,
        [name],
      ),
    )
    const reach = await tx.one<{ reached: boolean }>('select $1::uuid = any(sen.reach($2::text[])) as reached', [
      row?.unit ?? null,
      [...overseers],
    ])
    if (!row || !reach?.reached) throw refuseRow.missing({ title: type.words.title[tx.actor.lang].toLowerCase() })
    return row.id
  }

  const reportRow = (
    request: FastifyRequest,
    asked: { type: RecordType; name: string; after?: string; limit?: number },
  ): Promise<SightReport> =>
    database.transaction(request.actor, async (tx) => {
      const { type } = asked
      const id = await rowAsked(tx, type, asked.name)
      const report = await whoSees(tx, type, id, {
        ...(asked.after ? { after: asked.after } : {}),
        ...(asked.limit ? { limit: asked.limit } : {}),
        further: cases.has(type.table) ? [caseSight] : [],
      })
      writeFact(tx, {
        kind: 'access-reported',
        system: type.system,
        record: type.name,
        recordId: id,
        unit: report.unit,
        data: { accounts: report.count },
      })
      // An officer answers for what she may see by name; that a citizen sees her own row needs no name of hers.
      return {
        ...report,
        readers: report.readers.map((reader) =>
          reader.officer || reader.kind === 'service'
            ? reader
            : { ...reader, name: maskText('name', reader.name) ?? '' },
        ),
      }
    })

  const reportPerson = async (request: FastifyRequest, login: string): Promise<PersonReport> => {
    const found = await database.transaction(request.actor, async (tx) => {
      const account = await tx.asHouse(() =>
        tx.one<{
          id: string
          login: string
          name: string
          kind: 'person' | 'service'
          person: string | null
          disabled_at: Date | null
        }>('select id, login, name, kind, person, disabled_at from sen.account where login = $1', [
          login.toLowerCase(),
        ]),
      )
      // Somebody with a role is looked after where she holds it; a citizen only from the top.
      const mine = account
        ? await tx.one<{ mine: boolean }>(
            `select exists (select from sen.unit u where u.parent is null and u.id = any(reached.units)) or
                    exists (select from unnest($1::uuid[]) as held(unit) where held.unit = any(reached.units)) as mine
               from (select sen.reach($2::text[]) as units) as reached`,
            [
              (
                await tx.asHouse(() =>
                  tx.query<{ unit: string }>('select unit from sen.role_grant where account = $1', [account.id]),
                )
              ).map((row) => row.unit),
              [...overseers],
            ],
          )
        : undefined
      if (!account || !mine?.mine) throw refuseAccess['no-account']({ login: login.slice(0, 60) }, 'login')
      writeFact(tx, {
        kind: 'access-reported',
        system: 'kernel',
        record: 'account',
        recordId: account.id,
        subjects: [account.person],
      })
      return tx.asHouse(async () => ({
        account,
        actor: await findActor(tx, account.id),
        roles: await tx.query<PersonReport['roles'][number]>(
          `select g.role, u.name as unit, g.valid_from as "from", g.valid_to as "to", principal.name as delegated_from,
                  g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) as today
             from sen.role_grant g join sen.unit u on u.id = g.unit left join sen.account principal on principal.id = g.delegated_from
            where g.account = $1 order by today desc, g.valid_from desc limit 200`,
          [account.id],
        ),
        sessions: await tx.query<{ device: string | null; seen_at: Date; expires_at: Date }>(
          `select device, seen_at, expires_at from sen.session where account = $1 and expires_at > $2 order by seen_at desc limit ${SESSIONS_MAX}`,
          [account.id, tx.now],
        ),
        scopes: await tx.query<PersonReport['scopes'][number]>(
          'select system, thing, access from sen.service_scope where account = $1 order by system, thing, access',
          [account.id],
        ),
        openings:
          (
            await tx.one<{ count: number }>(
              "select count(*)::int as count from sen.break_glass where account = $1 and at > $2::timestamptz - interval '30 days'",
              [account.id, tx.now],
            )
          )?.count ?? 0,
      }))
    })
    // As that account, in a transaction of its own: PostgreSQL itself counts what she would see.
    const { actor } = found
    const sees = actor
      ? await database.transaction(actor, (tx) => whatSees(tx, site.types.values()), { soft: true })
      : []
    return {
      account: found.account.id,
      login: found.account.login,
      name: found.account.name,
      kind: found.account.kind,
      off: found.account.disabled_at !== null,
      roles: found.roles,
      sessions: found.sessions.map((one) => ({ ...one, device: one.device ? deviceName(one.device) : null })),
      scopes: found.scopes,
      openings: found.openings,
      sees: sees.map((one) => ({
        title: typeOf(`${one.system}/${one.record}`).words.plural,
        path: `${one.system}/${one.record}`,
        rows: one.rows,
        rules: one.rules.map((rule) => ({
          ...rule,
          at: rule.at
            ? (typeOf(`${one.system}/${one.record}`).words.fields[rule.at] ?? { vi: rule.at, en: rule.at })
            : null,
        })),
      })),
    }
  }

  /** A refusal about what was asked comes back on the page where it was asked. */
  const again = (
    request: FastifyRequest,
    reply: FastifyReply,
    error: unknown,
    asked: { type: string; row: string; login: string; at: 'row' | 'login' },
  ) => {
    if (!(error instanceof Refusal) || error.kind !== 'missing') throw error
    return sendPage(site, request, reply.status(statusOf[error.kind]), {
      title: accessTitle,
      body: accessPage({ ...asked, types, error: { at: asked.at, words: error.say(request.lang) } }, request.lang),
      sheets: SHEETS,
    })
  }

  app.get('/quan-tri/quyen-xem', { config, schema: { hide: true } }, async (request, reply) =>
    sendPage(site, request, reply, {
      title: accessTitle,
      body: accessPage({ types, type: textOf(request, 'loai'), row: textOf(request, 'ma'), login: '' }, request.lang),
      sheets: SHEETS,
    }),
  )

  app.get('/quan-tri/quyen-xem/ban-ghi', { config, schema: { hide: true } }, async (request, reply) => {
    const path = textOf(request, 'loai')
    const name = textOf(request, 'ma')
    const format = textOf(request, 'dinh-dang')
    try {
      const type = typeOf(path)
      const after = textOf(request, 'sau')
      if (format === 'csv' || format === 'xlsx') {
        const report = await reportRow(request, { type, name, limit: FILE_ROWS_MAX })
        const { lang } = request
        const lines = report.readers.flatMap((reader) =>
          reader.grants.map((grant) => [
            reader.name,
            reader.kind,
            grant.rule,
            grant.role ? (site.roles[grant.role]?.[lang] ?? grant.role) : '',
            grant.held ?? '',
            grant.reaches ?? '',
            grant.valid_from ?? '',
            grant.valid_to ?? '',
            whyText(grant, site.roles, lang),
          ]),
        )
        return sendTable(reply, format, `quyen-xem-${type.name}`, HEADS_ROW, lines)
      }
      const report = await reportRow(request, { type, name, ...(after ? { after } : {}) })
      return sendPage(site, request, reply, {
        title: accessTitle,
        body: whoSeesPage({ report, type: choiceOf(type), roles: site.roles, after }, request.lang),
        sheets: SHEETS,
        wide: true,
      })
    } catch (error) {
      return again(request, reply, error, { type: path, row: name, login: '', at: 'row' })
    }
  })

  app.get('/quan-tri/quyen-xem/nguoi', { config, schema: { hide: true } }, async (request, reply) => {
    const login = textOf(request, 'tai-khoan')
    const format = textOf(request, 'dinh-dang')
    try {
      const report = await reportPerson(request, login)
      const { lang } = request
      if (format === 'csv' || format === 'xlsx') {
        const lines = [
          ...report.sees
            .filter((one) => one.rows.value > 0)
            .flatMap((one) =>
              one.rules.map((rule) => ['xem', one.title[lang], ruleText(rule, site.roles, lang), rule.value, '', '']),
            ),
          ...report.roles.map((one) => [
            'vai trò',
            site.roles[one.role]?.[lang] ?? one.role,
            one.unit,
            one.today ? 1 : 0,
            one.from,
            one.to ?? '',
          ]),
          ...report.scopes.map((one) => ['phạm vi', `${one.system}/${one.thing}`, one.access, '', '', '']),
        ]
        return sendTable(reply, format, `quyen-cua-${report.login}`, HEADS_PERSON, lines)
      }
      return sendPage(site, request, reply, {
        title: accessTitle,
        body: whatSeesPage({ report, roles: site.roles }, lang),
        sheets: SHEETS,
        wide: true,
      })
    } catch (error) {
      return again(request, reply, error, { type: '', row: '', login, at: 'login' })
    }
  })

  app.get(
    '/api/v1/access/record',
    { config, schema: { tags, summary: 'Ai xem được bản ghi này, và vì sao' } },
    async (request) => {
      const after = textOf(request, 'after')
      return reportRow(request, {
        type: typeOf(textOf(request, 'record')),
        name: textOf(request, 'id') || textOf(request, 'number'),
        ...(after ? { after } : {}),
      })
    },
  )

  app.get(
    '/api/v1/access/account',
    { config, schema: { tags, summary: 'Tài khoản này xem được gì' } },
    async (request) => reportPerson(request, textOf(request, 'login')),
  )
}

const HEADS_ROW = ['Tài khoản', 'Loại', 'Quy tắc', 'Vai trò', 'Giữ tại', 'Tới đơn vị', 'Từ', 'Đến', 'Vì sao']
const HEADS_PERSON = ['Mục', 'Tên', 'Theo', 'Số', 'Từ', 'Đến']

/** A small table as a file; formulas are never let through. */
async function sendTable(
  reply: FastifyReply,
  format: 'csv' | 'xlsx',
  name: string,
  heads: readonly string[],
  lines: readonly (readonly (string | number)[])[],
): Promise<FastifyReply> {
  const fileName = `${name.replace(/[^a-z0-9.-]+/gi, '-')}.${format}`
  reply.header('content-disposition', `attachment; filename="${fileName}"`)
  if (format === 'csv')
    return reply
      .type('text/csv; charset=utf-8')
      .send(`\ufeff${csvLine(heads)}${lines.map((line) => csvLine(line)).join('')}`)
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('Quyền xem', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.addRow([...heads]).font = { bold: true }
  // Text is written as text: a cell that begins with '=' stays what was typed.
  for (const line of lines) sheet.addRow([...line])
  return reply
    .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    .send(Buffer.from(await book.xlsx.writeBuffer()))
}
