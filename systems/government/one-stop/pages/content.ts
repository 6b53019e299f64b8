import type { PageParts } from '#kernel/channels'

/** What a page of ours puts into the document; the rest (language, who looks, theme) comes from the request. */
export type PageContent = Pick<PageParts, 'title' | 'body'> &
  Partial<Pick<PageParts, 'scripts' | 'sheets' | 'wide' | 'description'>>

/** A row of the kind a dossier, draft or paper is listed by on several pages. */
export type { DraftRow, ProcedureRow } from '../drafting.ts'
