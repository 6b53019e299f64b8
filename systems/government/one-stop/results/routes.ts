import type { FastifyRequest } from 'fastify'
import type { Http, Site } from '#kernel/channels'
import { letterPdf, letterWord } from '#kernel/papers'
import { getRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { DossierRow } from '../printing/issued.ts'
import { sendPaper } from '../printing/routes.ts'
import { Dossier, dossierRoles } from '../records.ts'
import { refuseResult } from './refusals.ts'
import {
  approveResult,
  canWorkOn,
  editionsOf,
  letterOfDraft,
  mayAct,
  needsReview,
  proposeResult,
  type ResultDraftRow,
  readResultText,
  reviewResult,
  saveResult,
  sendBackResult,
  textOfDraft,
} from './result-draft.ts'

const paramsOf = (request: FastifyRequest): Record<string, string> => request.params as Record<string, string>
const bodyOf = (request: FastifyRequest): Record<string, unknown> =>
  typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {}
const editionOf = (value: unknown): number => {
  const edition = Number(value)
  return Number.isSafeInteger(edition) && edition >= 0 ? edition : 0
}

const shown = (draft: ResultDraftRow) => ({
  edition: draft.edition,
  state: draft.state,
  ...textOfDraft(draft),
  validTo: draft.valid_to,
  notes: draft.notes,
  at: draft.created_at,
  approvals: (draft.approvals ?? []).map(({ step, at, by, remark }) => ({ step, at, by, remark })),
})

/** Drafting, reviewing and approving the text of a result. Every answer is the panel as it stands afterwards. */
export function resultRoutes(site: Site, http: Http): void {
  const { app } = http
  const { database } = site
  const tags = ['results']
  const officer = { access: 'officer' as const, roles: dossierRoles }
  const path = '/api/v1/one-stop/results/:id'

  const panel = async (tx: Tx, dossier: DossierRow) => {
    const editions = await editionsOf(tx, dossier.id)
    const [last] = editions
    const open = canWorkOn(dossier)
    const mine = last !== undefined && last.drafted_by === tx.actor.account
    const [draft, review, approve] = open
      ? [await mayAct(tx, dossier, 'draft'), await mayAct(tx, dossier, 'review'), await mayAct(tx, dossier, 'approve')]
      : [false, false, false]
    const reviewed = needsReview(dossier)
    return {
      number: dossier.number,
      open,
      editions: editions.map(shown),
      // Only who may write is shown what the template would make of it.
      proposal: draft ? await proposeResult(tx, dossier) : null,
      may: {
        draft,
        review: review && reviewed && last?.state === 'drafted' && !mine,
        approve: approve && !mine && (last?.state === 'reviewed' || (last?.state === 'drafted' && !reviewed)),
        sendBack:
          last !== undefined &&
          ((last.state === 'drafted' && reviewed && review) ||
            (last.state === 'drafted' && !reviewed && approve) ||
            ((last.state === 'reviewed' || last.state === 'approved') && approve)),
      },
    }
  }
  const withDossier = <T>(
    request: FastifyRequest,
    work: (tx: Tx, dossier: DossierRow) => Promise<T>,
    purpose = 'soạn, duyệt kết quả',
  ): Promise<T> =>
    database.transaction(request.actor, async (tx) =>
      work(tx, await getRow(tx, Dossier, paramsOf(request).id ?? '', purpose)),
    )

  app.get(path, { config: officer, schema: { tags, summary: 'Dự thảo kết quả của hồ sơ' } }, async (request) =>
    withDossier(request, panel, 'xem dự thảo kết quả'),
  )

  app.post(
    `${path}/draft`,
    { config: officer, schema: { tags, summary: 'Lưu dự thảo kết quả thành bản mới' } },
    async (request) =>
      withDossier(request, async (tx, dossier) => {
        const body = bodyOf(request)
        await saveResult(tx, dossier, editionOf(body.edition), readResultText(body, request.lang))
        return panel(tx, dossier)
      }),
  )

  app.post(
    `${path}/review`,
    { config: officer, schema: { tags, summary: 'Trưởng phòng kiểm tra, đồng ý' } },
    async (request) =>
      withDossier(request, async (tx, dossier) => {
        await reviewResult(tx, dossier, editionOf(bodyOf(request).edition))
        return panel(tx, dossier)
      }),
  )

  app.post(
    `${path}/approve`,
    { config: officer, schema: { tags, summary: 'Lãnh đạo phê duyệt kết quả' } },
    async (request) =>
      withDossier(request, async (tx, dossier) => {
        await approveResult(tx, dossier, editionOf(bodyOf(request).edition))
        return panel(tx, dossier)
      }),
  )

  app.post(
    `${path}/send-back`,
    { config: officer, schema: { tags, summary: 'Trả lại dự thảo kèm ý kiến' } },
    async (request) =>
      withDossier(request, async (tx, dossier) => {
        const { edition, remark } = bodyOf(request)
        await sendBackResult(tx, dossier, editionOf(edition), typeof remark === 'string' ? remark : '')
        return panel(tx, dossier)
      }),
  )

  app.get(
    `${path}/:edition/:format`,
    { config: officer, schema: { tags, summary: 'Xem trước một bản dự thảo, PDF hoặc DOCX' } },
    async (request, reply) => {
      const { edition, format } = paramsOf(request)
      if (format !== 'pdf' && format !== 'docx') throw refuseResult['no-edition']({ edition: edition ?? '' })
      const { letter, number } = await withDossier(
        request,
        async (tx, dossier) => {
          const draft = (await editionsOf(tx, dossier.id)).find((one) => one.edition === editionOf(edition))
          if (!draft) throw refuseResult['no-edition']({ edition: String(editionOf(edition)) })
          return { letter: await letterOfDraft(tx, dossier, textOfDraft(draft), null), number: dossier.number }
        },
        'xem trước kết quả',
      )
      const bytes = format === 'pdf' ? await letterPdf(letter) : await letterWord(letter)
      return sendPaper(reply, { bytes, name: `du-thao-${number}-ban-${editionOf(edition)}.${format}`, format })
    },
  )
}
