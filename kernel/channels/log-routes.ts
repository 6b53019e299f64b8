import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isLocalDate, localDate } from '#ground/clock'
import { factBytes, fromBase64 } from '#ground/merkle'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Tx } from '#kernel/store'
import {
  auditPath,
  consistencyPath,
  type FactProof,
  findLogLine,
  getHead,
  getPathOfLeaf,
  type Head,
  type LogLine,
  type LogQuery,
  listArchives,
  listEntries,
  listHeads,
  listKeys,
  listWitnesses,
  proveFact,
  recentKinds,
  refuseLog,
  sealState,
  searchLog,
  writeFact,
} from '#kernel/trust'
import { deskTitle, factPage, factsPage, headsPage, logDeskPage, logPage, logTitle } from './log-page.ts'
import { refuseChannel } from './refusals.ts'
import { sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'

const refuse = refusals('log', {
  'bad-number': {
    kind: 'invalid',
    vi: 'Tham số "{name}" phải là một số nguyên không âm.',
    en: 'The parameter "{name}" must be a whole number, 0 or more.',
  },
  'bad-hash': {
    kind: 'invalid',
    vi: 'Tham số "hash" phải là 32 byte SHA-256 viết bằng base64.',
    en: 'The parameter "hash" must be the 32 bytes of a SHA-256 in base64.',
  },
})

/** Entries of one answer; RFC 6962 section 4.6 lets a log give fewer than were asked for. */
const ENTRIES_MAX = 1_000
const SHEETS = ['/face/log.css']
const DAYS_SHOWN = 7

const keepers = ['auditor', 'administrator'] as const

function textOf(request: FastifyRequest, name: string): string {
  const value = (request.query as Record<string, unknown>)[name]
  return typeof value === 'string' ? value.slice(0, 100) : ''
}

function numberOf(request: FastifyRequest, name: string): number {
  const text = textOf(request, name)
  const value = Number(text)
  if (!/^\d{1,15}$/.test(text)) throw refuse['bad-number']({ name }, name)
  return value
}

/** DigitallySigned of RFC 5246 section 4.7 with the scheme ed25519 (0x0807): what RFC 6962 calls tree_head_signature. */
const digitallySigned = (signature: string): string =>
  Buffer.concat([Buffer.from([8, 7, 0, 64]), Buffer.from(signature, 'base64')]).toString('base64')

const sth = (head: Head) => ({
  tree_size: head.size,
  timestamp: head.timestamp,
  sha256_root_hash: Buffer.from(head.root, 'hex').toString('base64'),
  tree_head_signature: digitallySigned(head.signature),
  key_id: head.key,
})

/** What a page may show of a fact that is read from a file: nobody's name. */
const lineOfProof = ({ fact, index }: FactProof): LogLine => ({
  seq: fact.seq,
  at: new Date(fact.at),
  kind: fact.kind,
  system: fact.system,
  record: fact.record,
  recordId: fact.record_id,
  unit: null,
  actor: null,
  actorUnit: null,
  subjects: fact.subjects?.length ?? 0,
  index,
})

const isAuditor = (request: FastifyRequest): boolean => request.actor.roles.some((grant) => grant.role === 'auditor')

/** The sealed log over HTTP: answers in the shapes of RFC 6962 section 4, the public page, and the keepers' pages. */
export function logRoutes(site: Site, app: FastifyInstance): void {
  const { database } = site
  const tags = ['log']
  const open = { access: 'public' as const }
  const auditing = { access: 'officer' as const, roles: ['auditor'] }
  const keeping = { access: 'officer' as const, roles: [...keepers] }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    database.transaction(request.actor, work, { soft: true })
  const text = { type: 'string' as const }
  const whole = { type: 'string' as const, pattern: '^[0-9]{1,15}$' }

  app.get(
    '/log/v1/get-sth',
    { config: open, schema: { tags, summary: 'Dấu niêm phong mới nhất (RFC 6962 §4.3)' } },
    async (request) => sth(await look(request, getHead)),
  )

  app.get(
    '/log/v1/get-sth-consistency',
    {
      config: open,
      schema: {
        tags,
        summary: 'Bằng chứng cây sau mọc ra từ cây trước (RFC 6962 §4.4)',
        querystring: { type: 'object', properties: { first: whole, second: whole } },
      },
    },
    async (request) => {
      const [first, second] = [numberOf(request, 'first'), numberOf(request, 'second')]
      const path = await look(request, (tx) => consistencyPath(tx, first, second))
      return { consistency: path.map((node) => node.toString('base64')) }
    },
  )

  app.get(
    '/log/v1/get-proof-by-hash',
    {
      config: open,
      schema: {
        tags,
        summary: 'Vị trí và đường dẫn của một lá (RFC 6962 §4.5)',
        querystring: { type: 'object', properties: { hash: text, tree_size: whole } },
      },
    },
    async (request) => {
      // A plus sign that nobody escaped arrives as a blank.
      const hash = fromBase64(textOf(request, 'hash').replaceAll(' ', '+'))
      if (hash?.length !== 32) throw refuse['bad-hash']({}, 'hash')
      const size = numberOf(request, 'tree_size')
      const { index, path } = await look(request, (tx) => getPathOfLeaf(tx, Buffer.from(hash), size))
      return { leaf_index: index, audit_path: path.map((node) => node.toString('base64')) }
    },
  )

  app.get(
    '/log/v1/get-keys',
    { config: open, schema: { tags, summary: 'Khóa công khai của nhật ký, từ trước đến nay' } },
    async (request) => ({
      keys: (await look(request, listKeys)).map((key) => ({
        key_id: key.id,
        public_key: key.publicKey,
        algorithm: 'Ed25519',
        from: key.from.getTime(),
        to: key.to?.getTime() ?? null,
        previous: key.previous,
        previous_signature: key.vouched,
        reason: key.reason,
      })),
    }),
  )

  app.get(
    '/log/v1/get-entries',
    {
      config: auditing,
      schema: {
        tags,
        summary: 'Nguyên văn các sự việc theo thứ tự của cây, cho kiểm toán viên (RFC 6962 §4.6); "end" tính cả',
        querystring: { type: 'object', properties: { start: whole, end: whole } },
      },
    },
    async (request) => {
      const [start, end] = [numberOf(request, 'start'), numberOf(request, 'end')]
      return database.transaction(request.actor, async (tx) => {
        const { size } = await getHead(tx)
        if (start > end || start >= size) throw refuseLog['no-such-size']({ size: start + 1, sealed: size })
        const to = Math.min(end + 1, start + ENTRIES_MAX, size)
        const entries = await tx.asHouse(() => listEntries(tx, start, to))
        writeFact(tx, {
          kind: 'log-read',
          system: 'trust',
          record: 'log',
          purpose: 'kiểm toán nhật ký',
          data: { from: start, to: start + entries.length },
        })
        return {
          entries: entries.map(({ fact }) => ({
            leaf_input: Buffer.from(factBytes(fact)).toString('base64'),
            extra_data: '',
          })),
        }
      })
    },
  )

  app.get(
    '/log/v1/get-entry-and-proof',
    {
      config: auditing,
      schema: {
        tags,
        summary: 'Nguyên văn một sự việc cùng đường dẫn, cho kiểm toán viên (RFC 6962 §4.8)',
        querystring: { type: 'object', properties: { leaf_index: whole, tree_size: whole } },
      },
    },
    async (request) => {
      const [index, size] = [numberOf(request, 'leaf_index'), numberOf(request, 'tree_size')]
      return database.transaction(request.actor, async (tx) => {
        const { size: sealed } = await getHead(tx)
        if (size < 1 || size > sealed || index >= size) throw refuseLog['no-such-size']({ size, sealed })
        const [entry] = await tx.asHouse(() => listEntries(tx, index, index + 1))
        if (!entry) throw refuseLog['no-such-leaf']({ size })
        const path = await auditPath(tx, index, size)
        writeFact(tx, {
          kind: 'log-read',
          system: 'trust',
          record: 'log',
          purpose: 'kiểm toán nhật ký',
          data: { from: index, to: index + 1 },
        })
        return {
          leaf_input: Buffer.from(factBytes(entry.fact)).toString('base64'),
          extra_data: '',
          audit_path: path.map((node) => node.toString('base64')),
        }
      })
    },
  )

  app.get('/nhat-ky', { config: open, schema: { hide: true } }, async (request, reply) => {
    const shown = await look(request, async (tx) => ({
      heads: await listHeads(tx, { limit: 20 }),
      keys: await listKeys(tx),
    }))
    return sendPage(site, request, reply, {
      title: logTitle,
      body: logPage({ ...shown, publicUrl: site.publicUrl }, request.lang),
      sheets: SHEETS,
    })
  })

  const systems: Record<string, Words> = {
    kernel: { vi: 'Hệ thống lõi', en: 'The house itself' },
    trust: { vi: 'Nhật ký', en: 'The log' },
    ...Object.fromEntries(site.systems.map((one) => [one.name, one.title])),
  }
  const dayBefore = (days: number): string => localDate(new Date(database.clock.now().getTime() - days * 86_400_000))
  const isDay = (day: string): boolean => isLocalDate(day) && day >= '1900-01-01'

  const asked = (request: FastifyRequest): LogQuery => {
    const [from, to] = [textOf(request, 'from'), textOf(request, 'to')]
    const before = Number(textOf(request, 'before'))
    const optional = (name: 'kind' | 'actor' | 'record') => {
      const value = textOf(request, name).trim()
      return value === '' ? {} : { [name]: value }
    }
    return {
      from: isDay(from) ? from : dayBefore(DAYS_SHOWN - 1),
      to: isDay(to) ? to : dayBefore(0),
      ...optional('kind'),
      ...optional('actor'),
      ...optional('record'),
      ...(Number.isSafeInteger(before) && before > 0 ? { before } : {}),
    }
  }

  app.get('/quan-tri/nhat-ky', { config: keeping, schema: { hide: true } }, async (request, reply) => {
    const state = await sealState(database)
    const shown = await look(request, (tx) =>
      tx.asHouse(async () => ({
        heads: await listHeads(tx, { limit: 5 }),
        keys: await listKeys(tx),
        archives: await listArchives(tx),
        witnesses: await listWitnesses(tx, 10),
        kinds: await recentKinds(tx),
      })),
    )
    return sendPage(site, request, reply, {
      title: deskTitle,
      body: logDeskPage({ ...shown, state, now: database.clock.now(), query: asked(request) }, request.lang),
      wide: true,
      sheets: SHEETS,
    })
  })

  app.get('/quan-tri/nhat-ky/dau', { config: keeping, schema: { hide: true } }, async (request, reply) => {
    const before = Number(textOf(request, 'before'))
    const heads = await look(request, (tx) =>
      listHeads(tx, { limit: 51, ...(Number.isSafeInteger(before) && before > 0 ? { before } : {}) }),
    )
    const page = heads.slice(0, 50)
    return sendPage(site, request, reply, {
      title: { vi: 'Mọi dấu niêm phong', en: 'All heads' },
      body: headsPage(
        { heads: page, older: heads.length > 50 ? `/quan-tri/nhat-ky/dau?before=${page.at(-1)?.number}` : null },
        request.lang,
      ),
      wide: true,
      sheets: SHEETS,
    })
  })

  app.get('/quan-tri/nhat-ky/su-viec', { config: keeping, schema: { hide: true } }, async (request, reply) => {
    const query = asked(request)
    const errors: Record<string, Words> = {}
    let status = 200
    const found = await look(request, async (tx) => {
      const kinds = await recentKinds(tx)
      try {
        return { kinds, ...(await searchLog(tx, query)) }
      } catch (error) {
        if (!(error instanceof Refusal) || error.field === undefined) throw error
        errors[error.field] = { vi: error.say('vi'), en: error.say('en') }
        status = statusOf[error.kind]
        return { kinds, lines: [], next: null }
      }
    })
    const again = new URLSearchParams(
      Object.entries({ ...query, before: found.next ?? undefined }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as [string, string]],
      ),
    )
    return sendPage(site, request, reply.status(status), {
      title: { vi: 'Tra cứu sự việc', en: 'Search facts' },
      body: factsPage(
        { ...found, query, errors, systems, older: found.next ? `/quan-tri/nhat-ky/su-viec?${again}` : null },
        request.lang,
      ),
      wide: true,
      sheets: SHEETS,
    })
  })

  const seqOf = (request: FastifyRequest): number => {
    const text_ = (request.params as { seq: string }).seq
    if (!/^\d{1,15}$/.test(text_)) throw refuseChannel['no-such-page']()
    return Number(text_)
  }

  app.get('/quan-tri/nhat-ky/su-viec/:seq', { config: keeping, schema: { hide: true } }, async (request, reply) => {
    const seq = seqOf(request)
    const { line, proof } = await look(request, async (tx) => {
      const made = await tx.asHouse(() => proveFact(tx, seq))
      // A fact whose month went to a file is shown from there.
      return { line: (await findLogLine(tx, seq)) ?? (made ? lineOfProof(made) : undefined), proof: made }
    })
    if (!line) throw refuseChannel['no-such-page']()
    return sendPage(site, request, reply, {
      title: { vi: `Sự việc số ${seq}`, en: `Fact no. ${seq}` },
      body: factPage({ line, proof, mayDownload: isAuditor(request), systems }, request.lang),
      sheets: SHEETS,
    })
  })

  app.get(
    '/quan-tri/nhat-ky/su-viec/:seq/bang-chung.json',
    { config: auditing, schema: { hide: true } },
    async (request, reply) => {
      const seq = seqOf(request)
      const proof = await database.transaction(request.actor, async (tx) => {
        const made = await tx.asHouse(() => proveFact(tx, seq))
        if (!made) throw refuseChannel['no-such-page']()
        writeFact(tx, {
          kind: 'log-read',
          system: 'trust',
          record: 'log',
          purpose: 'kiểm toán nhật ký',
          data: { seq },
        })
        return made
      })
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="bang-chung-${seq}.json"`)
        .send(JSON.stringify(proof, null, 2))
    },
  )
}
