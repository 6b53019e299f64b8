import { createWriteStream } from 'node:fs'
import { mkdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { uuidv7 } from '#ground/ids'
import { cancelImport, errorsFile, exportRows, getImport, refuseRow, startImport } from '#kernel/records'
import { enqueue } from '#kernel/store'
import { pathOf, readListQuery } from './record-routes.ts'
import { refuseChannel } from './refusals.ts'
import type { Site } from './site.ts'

const mayRole = (request: FastifyRequest, roles: readonly string[] | undefined): boolean =>
  (roles ?? []).length > 0 && request.actor.roles.some((grant) => roles?.includes(grant.role))

/** Whole tables in and out: import with progress and a file of row errors, export in four formats. */
export function transferRoutes(site: Site, app: FastifyInstance): void {
  for (const type of site.types.values()) {
    const path = pathOf(type)
    const tags = [type.system]
    const title = type.words.title.vi

    app.get(
      `${path}/export`,
      { config: { access: 'officer' }, schema: { tags, summary: `Xuất: ${title}` } },
      async (request, reply) => {
        if (!mayRole(request, type.access.export))
          throw refuseRow.forbidden({
            act: request.lang === 'vi' ? 'xuất' : 'export',
            title: type.words.title[request.lang].toLowerCase(),
          })
        const { format: asked, purpose } = request.query as { format?: string; purpose?: string }
        const format = asked === 'xlsx' || asked === 'ndjson' || asked === 'geojson' ? asked : 'csv'
        const made = await exportRows(site.database, request.actor, type, {
          ...readListQuery(request.query as Record<string, unknown>),
          format,
          purpose: purpose?.slice(0, 200) ?? 'xuất dữ liệu',
          types: site.types,
        })
        // A failure cuts the stream short for the reader; here it is told to whoever watches the log.
        made.done.catch((error: unknown) =>
          site.log.error({ request: request.id, error: { message: (error as Error).message } }, 'export failed'),
        )
        return reply
          .type(made.contentType)
          .header('content-disposition', `attachment; filename="${type.name}.${format}"`)
          .send(made.stream)
      },
    )

    app.post(
      `${path}/import`,
      { config: { access: 'officer' }, schema: { tags, summary: `Nhập: ${title}`, consumes: ['multipart/form-data'] } },
      async (request, reply) => {
        if (!mayRole(request, type.access.import))
          throw refuseRow.forbidden({
            act: request.lang === 'vi' ? 'nhập' : 'import',
            title: type.words.title[request.lang].toLowerCase(),
          })
        const part = await request.file({ limits: { files: 1, fileSize: IMPORT_BYTES_MAX } })
        if (!part) throw refuseChannel['bad-body']({ reason: 'thiếu tệp' })
        const folder = join(site.dataDir, 'imports')
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const filePath = join(folder, uuidv7())
        await pipeline(part.file, createWriteStream(filePath, { mode: 0o600, flush: true }))
        if (part.file.truncated) {
          await unlink(filePath)
          throw refuseChannel['body-too-large']({ max: `${IMPORT_BYTES_MAX / 1_048_576} MB` })
        }
        const mode = (request.query as { mode?: string }).mode === 'check' ? 'check' : 'run'
        const id = await site.database.transaction(request.actor, async (tx) => {
          const started = await startImport(tx, type, { filePath, fileName: part.filename, mode })
          await enqueue(tx, 'import', { id: started }, { key: `import:${started}` })
          return started
        })
        return reply.status(202).send({ id })
      },
    )
  }

  app.get(
    '/api/v1/imports/:id',
    { config: { access: 'officer' }, schema: { tags: ['imports'], summary: 'Tiến độ nhập' } },
    async (request) =>
      site.database.transaction(request.actor, (tx) => getImport(tx, (request.params as { id: string }).id)),
  )
  app.get(
    '/api/v1/imports/:id/errors',
    { config: { access: 'officer' }, schema: { tags: ['imports'], summary: 'Tệp dòng lỗi' } },
    async (request, reply) => {
      const text = await site.database.transaction(request.actor, (tx) =>
        errorsFile(tx, (request.params as { id: string }).id),
      )
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="loi-nhap.csv"')
        .send(text)
    },
  )
  app.post(
    '/api/v1/imports/:id/cancel',
    { config: { access: 'officer' }, schema: { tags: ['imports'], summary: 'Dừng nhập' } },
    async (request) =>
      site.database.transaction(request.actor, (tx) => cancelImport(tx, (request.params as { id: string }).id)),
  )
}

const IMPORT_BYTES_MAX = 200 * 1_048_576
