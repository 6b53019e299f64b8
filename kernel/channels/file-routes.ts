import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  enterFile,
  type FileRow,
  fileOfRecord,
  findFile,
  kinds,
  type PreviewWidth,
  preview,
  previewWidths,
  refuseFile,
} from '#kernel/papers'
import { findRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { readOneFile } from './request.ts'
import type { Site } from './site.ts'

/** The file if it is the actor's own, or if she may read the record it is attached to. */
export async function readableFile(site: Site, tx: Tx, id: string): Promise<FileRow> {
  const own = await findFile(tx, id)
  if (own) return own
  const attached = await fileOfRecord(tx, id)
  const type = attached && site.types.get(`${attached.system}/${attached.record}`)
  if (!attached || !type || !attached.record_id) throw refuseFile.missing()
  const record = await findRow(tx, type, attached.record_id, `mở tệp ${attached.name}`)
  if (!record) throw refuseFile.missing()
  return attached
}

export function fileShown(file: FileRow) {
  return {
    id: file.id,
    name: file.name,
    kind: file.kind,
    size: file.size,
    sha256: file.sha256,
    pages: file.pages,
    at: file.created_at,
    url: `/api/v1/files/${file.id}`,
    previewUrl:
      kinds[file.kind].label && ['pdf', 'jpeg', 'png', 'webp'].includes(file.kind)
        ? `/api/v1/files/${file.id}/preview`
        : null,
  }
}

/** Receiving files, giving them back, and small pictures of them. */
export function fileRoutes(site: Site, app: FastifyInstance): void {
  app.post(
    '/api/v1/files',
    {
      config: { access: 'signed-in' },
      schema: { tags: ['files'], summary: 'Gửi tệp', consumes: ['multipart/form-data'] },
    },
    async (request, reply) => {
      const kept = await readOneFile(site, request)
      const file = await site.database.transaction(request.actor, (tx) => enterFile(tx, kept))
      return reply.status(201).send(fileShown(file))
    },
  )

  app.get(
    '/api/v1/files/:id',
    { config: { access: 'signed-in' }, schema: { tags: ['files'], summary: 'Tải tệp' } },
    async (request, reply) => {
      const file = await read(site, request)
      const stream = await site.blobs.get(file.sha256)
      // Shown in place only where a browser draws it without running anything; the sandbox holds even then.
      const inline = ['pdf', 'jpeg', 'png', 'webp'].includes(file.kind)
      return reply
        .type(kinds[file.kind].mediaTypes[0])
        .header('content-length', file.size)
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .header(
          'content-disposition',
          `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        )
        .header('cache-control', 'private, no-store')
        .send(stream)
    },
  )

  app.get(
    '/api/v1/files/:id/preview',
    { config: { access: 'signed-in' }, schema: { tags: ['files'], summary: 'Ảnh xem trước' } },
    async (request, reply) => {
      const file = await read(site, request)
      const { width, page } = request.query as { width?: string; page?: string }
      const wanted = previewWidths.find((one) => String(one) === width) ?? (320 as PreviewWidth)
      const drawn = await preview(site.blobs, {
        sha256: file.sha256,
        kind: file.kind,
        name: file.name,
        width: wanted,
        page: Math.max(1, Math.min(50, Number(page) || 1)),
      })
      if (!drawn) throw refuseFile.missing()
      return reply.type(drawn.mediaType).header('cache-control', 'private, no-store').send(drawn.data)
    },
  )
}

async function read(site: Site, request: FastifyRequest): Promise<FileRow> {
  const { id } = request.params as { id: string }
  return site.database.transaction(request.actor, (tx) => readableFile(site, tx, id), { soft: true })
}
