import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { refusals } from '#ground/refusal'
import { changeRow, codeLists, createRow, listRows, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getRoot, realmOf, writeFact } from '#kernel/trust'
import { procedureCodePattern, provinceUnitCode } from '#province'
import { Procedure } from '../records.ts'
import { limitFor } from '../rules.ts'
import { type CheckAgainst, checkDesign, type Problem } from './check.ts'
import { defaultDesign } from './defaults.ts'
import { readDesign, readProcedureFacts } from './read.ts'
import { ProcedureDesign } from './records.ts'
import type { Design, DesignProcedure } from './shape.ts'

/** Refusals of the editor of procedures. */
export const refuse = refusals('builder', {
  'province-only': {
    kind: 'forbidden',
    vi: 'Chỉ quản trị cấp tỉnh dựng được thủ tục, vì thủ tục dùng chung cho mọi xã, phường.',
    en: 'Only an administrator of the province builds procedures, because every commune runs them.',
  },
  'no-edition': {
    kind: 'missing',
    vi: 'Không có bản thiết kế này. Hãy mở lại từ danh sách thủ tục.',
    en: 'There is no such edition. Open it again from the list of procedures.',
  },
  'no-procedure': {
    kind: 'missing',
    vi: 'Không có thủ tục mã "{code}". Hãy tìm lại, hoặc tạo thủ tục mới.',
    en: 'There is no procedure “{code}”. Search again, or create a new one.',
  },
  code: {
    kind: 'invalid',
    vi: 'Mã thủ tục "{code}" có dạng n.nnnnnn (ví dụ 1.001193), hoặc {province}.nnnnnn cho thủ tục đặc thù của tỉnh.',
    en: 'A procedure code such as “{code}” is n.nnnnnn (1.001193), or {province}.nnnnnn for the province’s own.',
  },
  'code-taken': {
    kind: 'conflict',
    vi: 'Mã {code} đã là thủ tục "{name}". Hãy mở thủ tục đó, hoặc dùng mã khác.',
    en: 'Code {code} already is “{name}”. Open that procedure, or use another code.',
  },
  'draft-exists': {
    kind: 'conflict',
    vi: 'Thủ tục {code} đang có bản nháp lần {edition}. Hãy sửa tiếp bản đó, hoặc bỏ đi rồi tạo lại.',
    en: 'Procedure {code} already has a draft, edition {edition}. Go on with it, or discard it first.',
  },
  'too-many-editions': {
    kind: 'too-many',
    vi: 'Thủ tục {code} đã có {max} lần, không thêm được nữa.',
    en: 'Procedure {code} has {max} editions; no more can be added.',
  },
  'not-a-draft': {
    kind: 'conflict',
    vi: 'Lần {edition} đã công bố hoặc đã bỏ, không sửa được. Hãy tạo bản nháp mới từ nó.',
    en: 'Edition {edition} is published or discarded and cannot be changed. Begin a new draft from it.',
  },
  stale: {
    kind: 'conflict',
    vi: 'Bản nháp vừa được lưu ở nơi khác (bản {theirs}, bạn đang giữ bản {yours}). Hãy tải lại để không ghi đè.',
    en: 'The draft was just saved elsewhere (version {theirs}, you hold {yours}). Reload so that nothing is overwritten.',
  },
  title: {
    kind: 'invalid',
    vi: 'Tên gọi của bản thiết kế dài 1 đến 300 ký tự.',
    en: 'The title of the edition has 1 to 300 characters.',
  },
  'not-a-design': {
    kind: 'invalid',
    vi: 'Tệp này không phải bản thiết kế thủ tục của Sen. Hãy chọn tệp đã xuất từ trình dựng thủ tục.',
    en: 'This file is not a procedure design of Sen. Choose one exported from the builder.',
  },
})

/** An edition as it is kept; its content has the shape of a design because only `readDesign` lets one in. */
export type EditionRow = Omit<Row<typeof ProcedureDesign>, 'content'> & { content: Design }
export type ProcedureRow = Row<typeof Procedure>

const EDITIONS_MAX = 200
const LIST_ROWS = 40
const NEW_CODE = new RegExp(`^(?:\\d|${provinceUnitCode})\\.\\d{6}$`)

/** Refuses everybody but administrators of the whole province. */
export async function requireProvince(tx: Tx): Promise<void> {
  if (!(await realmOf(tx)).all) throw refuse['province-only']()
}

/** One edition with its content; refuses one that is not there. */
export async function getEdition(tx: Tx, id: string): Promise<EditionRow> {
  const row = isUuid(id) ? await tx.one<EditionRow>('select * from one_stop.design where id = $1', [id]) : undefined
  if (!row) throw refuse['no-edition']()
  return row
}

/** All editions of a procedure, newest first, held until the transaction ends so that two do not publish at once. */
export async function lockEditions(tx: Tx, code: string): Promise<EditionRow[]> {
  return tx.asHouse(async () => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended('one-stop/design/' || $1, 0))", [code])
    return tx.query<EditionRow>('select * from one_stop.design where procedure_code = $1 order by edition desc', [code])
  })
}

/** The newest row of the catalogue for a code: in force, to come, or ended. Null when the code is not in it. */
export async function factsOf(tx: Tx, code: string): Promise<ProcedureRow | null> {
  return (
    (await tx.one<ProcedureRow>(
      'select * from one_stop.procedure where code = $1 and (valid_to is null or valid_to >= valid_from) order by valid_from desc limit 1',
      [code],
    )) ?? null
  )
}

/** What a design of this procedure is checked against. */
export async function againstOf(tx: Tx, facts: ProcedureRow | null): Promise<CheckAgainst> {
  const codes = new Set((await codeLists(tx)).keys())
  if (!facts) return { codes, fresh: true }
  const methods = facts.methods ?? []
  const limits = methods.map((method) => limitFor({ methods }, method.channel)).filter((one) => one.announced)
  const first = limits[0]
  const day = localDate(tx.now)
  const rules = await tx.query<{ code: string }>(
    'select distinct code from one_stop.fee_rule where procedure_code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)',
    [facts.code, day],
  )
  const feeCodes = new Set(rules.map((rule) => rule.code))
  return first ? { codes, feeCodes, limit: first.limit } : { codes, feeCodes }
}

/** An edition without its content. */
export interface EditionShown {
  id: string
  version: number
  edition: number
  title: string
  state: EditionRow['state']
  origin: EditionRow['origin']
  validFrom: string | null
  validTo: string | null
  decision: string | null
  decidedOn: string | null
  listedOn: string | null
  publishedAt: Date | null
  updatedAt: Date
  by: string | null
  note: string | null
}

const SHOWN = `d.id, d.version, d.edition, d.title, d.state, d.origin, d.valid_from as "validFrom", d.valid_to as "validTo", d.decision,
 d.decided_on as "decidedOn", d.listed_on as "listedOn", d.published_at as "publishedAt", d.updated_at as "updatedAt", d.note`

/** A procedure in the builder's list. */
export interface ProcedureShown {
  code: string
  name: string
  sector: string
  level: string
  fileable: boolean
  inForce: { id: string; edition: number; validFrom: string | null } | null
  upcoming: { id: string; edition: number; validFrom: string | null } | null
  draft: { id: string; edition: number; updatedAt: Date } | null
}

/** Where the editions of some procedures stand today. */
async function standings(
  tx: Tx,
  codes: readonly string[],
): Promise<Map<string, Pick<ProcedureShown, 'inForce' | 'upcoming' | 'draft'>>> {
  const today = localDate(tx.now)
  const rows = await tx.query<{
    code: string
    id: string
    edition: number
    state: string
    from: string | null
    to: string | null
    at: Date
  }>(
    `select procedure_code as code, id, edition, state, valid_from as "from", valid_to as "to", updated_at as at
       from one_stop.design where procedure_code = any($1) and state <> 'withdrawn' and (valid_to is null or valid_to >= $2) order by edition`,
    [codes, today],
  )
  const found = new Map<string, Pick<ProcedureShown, 'inForce' | 'upcoming' | 'draft'>>()
  for (const row of rows) {
    const one = found.get(row.code) ?? { inForce: null, upcoming: null, draft: null }
    const { id, edition } = row
    if (row.state === 'draft') one.draft = { id, edition, updatedAt: row.at }
    else if ((row.from ?? '') > today) one.upcoming = { id, edition, validFrom: row.from }
    else one.inForce = { id, edition, validFrom: row.from }
    found.set(row.code, one)
  }
  return found
}

/** Procedures by name, code or sector, 40 a page; those being built that the catalogue does not know yet come first. */
export async function listProcedures(
  tx: Tx,
  asked: { q?: string; after?: string; only?: 'drafts' | 'built' },
): Promise<{ fresh: ProcedureShown[]; rows: ProcedureShown[]; next: string | null }> {
  await requireProvince(tx)
  const today = localDate(tx.now)
  const fresh = asked.after
    ? []
    : await tx.query<{ code: string; title: string; sector: string | null; level: string | null }>(
        `select distinct on (d.procedure_code) d.procedure_code as code, d.title, d.content->'procedure'->>'sector' as sector, d.content->'procedure'->>'level' as level
           from one_stop.design d where d.state = 'draft' and not exists (select from one_stop.procedure p where p.code = d.procedure_code)
            and ($1::text is null or d.search like '%' || sen.fold($1) || '%' or d.procedure_code = $1) order by d.procedure_code, d.edition desc limit 100`,
        [asked.q ?? null],
      )
  const codes =
    asked.only === undefined
      ? null
      : (
          await tx.query<{ code: string }>(
            "select distinct procedure_code as code from one_stop.design where state = case when $1 then 'draft' else 'published' end order by 1 limit 500",
            [asked.only === 'drafts'],
          )
        ).map((row) => row.code)
  const page =
    codes?.length === 0
      ? { rows: [], next: null }
      : await listRows(tx, Procedure, {
          ...(asked.q ? { q: asked.q } : {}),
          ...(asked.after ? { after: asked.after } : {}),
          ...(codes ? { filters: { code: codes } } : {}),
          sort: 'sector',
          limit: LIST_ROWS,
          count: false,
        })
  const rows = page.rows.filter((row) => row.valid_to === null || row.valid_to >= today)
  const known = await standings(tx, [...rows.map((row) => row.code), ...fresh.map((row) => row.code)])
  const nothing = { inForce: null, upcoming: null, draft: null }
  return {
    fresh: fresh.map((row) => ({
      code: row.code,
      name: row.title,
      sector: row.sector ?? '',
      level: row.level ?? 'commune',
      fileable: false,
      ...(known.get(row.code) ?? nothing),
    })),
    rows: rows.map((row) => ({
      code: row.code,
      name: row.name,
      sector: row.sector,
      level: row.level,
      fileable: row.fileable ?? false,
      ...(known.get(row.code) ?? nothing),
    })),
    next: page.next,
  }
}

/** A procedure with all its editions, newest first. */
export async function proceduresEditions(
  tx: Tx,
  code: string,
): Promise<{ facts: ProcedureRow | null; editions: EditionShown[] }> {
  await requireProvince(tx)
  const facts = await factsOf(tx, code)
  const editions = await tx.query<EditionShown>(
    `select ${SHOWN}, a.name as by from one_stop.design d left join sen.account a on a.id = d.updated_by where d.procedure_code = $1 order by d.edition desc limit ${EDITIONS_MAX}`,
    [code.slice(0, 20)],
  )
  if (!facts && editions.length === 0) throw refuse['no-procedure']({ code: code.slice(0, 20) })
  return { facts, editions }
}

/** What an existing row of the catalogue announces, as a design writes it: where an administrator begins to change it. */
export function announcedFacts(row: ProcedureRow): DesignProcedure {
  const methods = row.methods ?? []
  const channels = (['online', 'in-person', 'post'] as const).filter((channel) =>
    methods.some((method) => method.channel === channel),
  )
  return {
    name: row.name,
    sector: row.sector,
    ministry: row.ministry,
    level: (row.levels ?? []).includes('commune') ? 'commune' : 'province',
    channels: channels.length > 0 ? channels : ['online', 'in-person', 'post'],
    limit: limitFor({ methods }, channels[0] ?? 'online').limit,
    applicants: row.applicants ?? [],
    legalRefs: row.legal_refs ?? [],
    conditions: row.conditions,
    resultName: row.results?.[0]?.name ?? '',
  }
}

/** A design with nothing in it but what must be there. */
export const emptyDesign = (procedure?: DesignProcedure): Design => ({
  ...(procedure ? { procedure } : {}),
  pages: [],
  papers: [],
  fees: [],
  stages: [],
  result: null,
  cutoff: null,
})

/** The default by level and limit for a procedure that is not announced yet. */
export function defaultFor(code: string, facts: DesignProcedure): Design {
  const made = defaultDesign({
    code,
    name: facts.name,
    sector: facts.sector,
    ministry: facts.ministry,
    levels: [facts.level],
    applicants: [...facts.applicants],
    methods: facts.channels.map((channel) => ({
      channel,
      limit: facts.limit,
      limit_confidence: 'published' as const,
      fee_vnd: 0,
      fee_text: 'Không thu',
      fee_by_council: false,
      note: null,
    })),
    papers: [],
    results: [{ name: facts.resultName, code: null }],
    legal_refs: [...facts.legalRefs],
    cutoff: null,
  })
  return { ...made, procedure: facts }
}

/** From what a draft begins. */
export type DraftFrom =
  | { from: 'default' | 'empty' }
  /** An edition of this or of another procedure. */
  | { from: 'edition'; edition: string }
  /** What another procedure runs by today. */
  | { from: 'procedure'; source: string }
  /** A design that came as a file. */
  | { from: 'file'; content: Design; title: string }

/**
 * Begins a draft of a procedure; one at a time. With `procedure` it is one that the catalogue does not know yet. Answers the new
 * edition.
 */
export async function beginEdition(
  tx: Tx,
  asked: { code: string; procedure?: unknown; start: DraftFrom },
): Promise<EditionRow> {
  await requireProvince(tx)
  const code = asked.code.trim().toUpperCase()
  const row = await factsOf(tx, code)
  const typed = asked.procedure === undefined ? undefined : readProcedureFacts(asked.procedure)
  if (typed && row) throw refuse['code-taken']({ code, name: row.name }, 'code')
  if (!row && !(procedureCodePattern.test(code) || NEW_CODE.test(code)))
    throw refuse.code({ code: code.slice(0, 20), province: provinceUnitCode }, 'code')
  const editions = await lockEditions(tx, code)
  if (!row && !typed && editions.length === 0) throw refuse['no-procedure']({ code: code.slice(0, 20) })
  const open = editions.find((one) => one.state === 'draft')
  if (open) throw refuse['draft-exists']({ code, edition: open.edition, id: open.id })
  if (editions.length >= EDITIONS_MAX) throw refuse['too-many-editions']({ code, max: EDITIONS_MAX })
  const facts = typed ?? (row ? undefined : editions.find((one) => one.content.procedure)?.content.procedure)
  const content = await contentFrom(tx, code, row, facts, asked.start)
  const name = content.procedure?.name ?? row?.name ?? asked.code
  return (await tx.asHouse(async () =>
    createRow(
      tx,
      ProcedureDesign,
      {
        procedure_code: code,
        edition: (editions[0]?.edition ?? 0) + 1,
        title: [...name].slice(0, 300).join('') || code,
        origin: 'administrator',
        content: readDesign(content),
      },
      { unit: (await getRoot(tx)).id, fact: 'begun', data: { from: asked.start.from } },
    ),
  )) as EditionRow
}

async function contentFrom(
  tx: Tx,
  code: string,
  row: ProcedureRow | null,
  facts: DesignProcedure | undefined,
  start: DraftFrom,
): Promise<Design> {
  const bare = (content: Design): Design => {
    const { procedure: _other, ...rest } = content
    return facts ? { ...rest, procedure: facts } : rest
  }
  switch (start.from) {
    case 'empty':
      return emptyDesign(facts)
    case 'default':
      return facts ? defaultFor(code, facts) : row ? defaultDesign(row) : emptyDesign()
    case 'edition': {
      const source = await getEdition(tx, start.edition)
      // Of the same procedure it may say what was announced; of another it lends form and stages only.
      return source.procedure_code === code ? source.content : bare(source.content)
    }
    case 'procedure': {
      const source = await factsOf(tx, start.source.trim())
      if (!source) throw refuse['no-procedure']({ code: start.source.slice(0, 20) }, 'source')
      const running = await tx.one<{ content: Design }>(
        "select content from one_stop.design where procedure_code = $1 and state = 'published' and valid_from <= $2 and (valid_to is null or valid_to >= $2) order by valid_from desc limit 1",
        [source.code, localDate(tx.now)],
      )
      return bare(running?.content ?? defaultDesign(source))
    }
    case 'file':
      return row ? bare(start.content) : facts ? { ...start.content, procedure: facts } : start.content
  }
}

/** Everything the editor needs to draw one edition. */
export async function problemsOf(tx: Tx, edition: EditionRow): Promise<Problem[]> {
  return checkDesign(edition.content, await againstOf(tx, await factsOf(tx, edition.procedure_code)))
}

/**
 * Keeps what was typed. The log says that a draft was saved and how large it is, not each of its letters: what counts is what
 * is published, and that is kept whole. Refuses an edition that is no draft and a version that is no longer the present one.
 */
export async function saveEdition(
  tx: Tx,
  id: string,
  version: number,
  patch: { title?: string; content?: unknown },
): Promise<{ version: number; problems: Problem[] }> {
  await requireProvince(tx)
  const held = await tx.asHouse(() =>
    isUuid(id)
      ? tx.one<EditionRow>('select * from one_stop.design where id = $1 for update', [id])
      : Promise.resolve(undefined),
  )
  if (!held) throw refuse['no-edition']()
  if (held.state !== 'draft') throw refuse['not-a-draft']({ edition: held.edition })
  if (held.version !== version) throw refuse.stale({ theirs: held.version, yours: version })
  const title = patch.title === undefined ? held.title : patch.title.normalize('NFC').trim()
  if (title === '' || [...title].length > 300) throw refuse.title({}, 'title')
  const content = patch.content === undefined ? held.content : readDesign(patch.content)
  const saved = await tx.asHouse(() =>
    tx.one<{ version: number }>(
      `update one_stop.design set version = version + 1, title = $2, content = $3, updated_at = $4, updated_by = $5
        where id = $1 returning version`,
      [id, title, JSON.stringify(content), tx.now, tx.actor.account],
    ),
  )
  writeFact(tx, {
    kind: 'draft-saved',
    system: 'one-stop',
    record: 'design',
    recordId: id,
    unit: held.unit,
    subjects: [],
    data: { version: saved?.version ?? 0, fields: content.pages.reduce((sum, page) => sum + page.fields.length, 0) },
  })
  return { version: saved?.version ?? version, problems: await problemsOf(tx, { ...held, title, content }) }
}

/** Throws a draft away: it stays in the list as withdrawn, so that nothing anybody made is lost without a trace. */
export async function discardEdition(tx: Tx, id: string, version: number): Promise<void> {
  await requireProvince(tx)
  const edition = await getEdition(tx, id)
  if (edition.state !== 'draft') throw refuse['not-a-draft']({ edition: edition.edition })
  await tx.asHouse(() => changeRow(tx, ProcedureDesign, id, version, { state: 'withdrawn' }, { fact: 'discarded' }))
}

const FORMAT = 'sen.procedure-design'

/** A design as a file, for another province or for keeping. Holds nothing of any person. */
export interface DesignFile {
  format: typeof FORMAT
  version: 1
  code: string
  edition: number
  title: string
  procedure: DesignProcedure | null
  exportedAt: string
  content: Design
}

/** An edition as a file that `readDesignFile` of any install takes in. */
export async function exportEdition(tx: Tx, id: string): Promise<DesignFile> {
  await requireProvince(tx)
  const edition = await getEdition(tx, id)
  const row = await factsOf(tx, edition.procedure_code)
  return {
    format: FORMAT,
    version: 1,
    code: edition.procedure_code,
    edition: edition.edition,
    title: edition.title,
    procedure: edition.content.procedure ?? (row ? announcedFacts(row) : null),
    exportedAt: tx.now.toISOString(),
    content: edition.content,
  }
}

/** Reads a file of `exportEdition`; refuses anything else, by the place that is wrong. */
export function readDesignFile(value: unknown): {
  code: string
  title: string
  procedure: DesignProcedure | null
  content: Design
} {
  const file = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  if (file.format !== FORMAT || file.version !== 1 || typeof file.code !== 'string')
    throw refuse['not-a-design']({}, 'file')
  return {
    code: file.code.slice(0, 20),
    title: typeof file.title === 'string' ? file.title.slice(0, 300) : file.code,
    procedure: file.procedure === null || file.procedure === undefined ? null : readProcedureFacts(file.procedure),
    content: readDesign(file.content),
  }
}
