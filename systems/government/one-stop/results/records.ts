import { choice, date, json, number, record, ref, text } from '#kernel/records'
import { resultLimits } from './rules.ts'
import { type ResultState, resultDraftWords, resultStates } from './words.ts'

/** One act on an edition: who, when, at which step, and what was remarked. */
export interface Approval {
  step: ResultState
  at: string
  by: string
  account: string | null
  remark: string | null
}

/** One edition of the text of a result, before it is issued. A change makes the next edition; what was approved stays as it was. */
export const ResultDraft = record('one-stop/result-draft', {
  words: resultDraftWords,
  fields: {
    dossier: ref('one-stop/dossier').required().readonly(),
    dossier_number: text({ max: 40 }).required().readonly().searchable(),
    applicant: ref('kernel/person').required().readonly(),
    edition: number({ min: 1, max: resultLimits.editionsMax }).required().readonly(),
    kind: text({ max: resultLimits.kindMax }).required().readonly(),
    // Names and circumstances of whoever asked stand in it.
    subject: text({ max: resultLimits.subjectMax }).required().readonly().personal('basic'),
    bases: json<string[]>().readonly(),
    articles: json<string[]>().readonly().personal('sensitive'),
    paragraphs: json<string[]>().readonly().personal('sensitive'),
    receivers: json<string[]>().readonly().personal('basic'),
    signer: json<string[]>().readonly(),
    valid_to: date().readonly(),
    state: choice(...resultStates)
      .default('drafted')
      .readonly(),
    notes: text({ max: resultLimits.remarkMax }).readonly(),
    approvals: json<Approval[]>().readonly(),
    drafted_by: ref('kernel/account').readonly(),
  },
  titleField: 'dossier_number',
  key: ['dossier', 'edition'],
  subject: 'applicant',
  processing: {
    purpose: {
      vi: 'Soạn, kiểm tra và phê duyệt nội dung kết quả giải quyết hồ sơ của bạn.',
      en: 'To draft, review and approve the text of the result of your dossier.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP; Nghị định 30/2020/NĐ-CP', article: 'Điều 20', kind: 'law' },
    subjects: { vi: 'Người nộp hồ sơ và người được nêu trong kết quả', en: 'Applicants and those named in the result' },
    recipients: [],
    retention: {
      years: null,
      after: 'created',
      ends: 'keep',
      basis: 'Luật Lưu trữ 33/2024/QH15; TT 13/2023/TT-BNV: bản thảo lưu cùng hồ sơ giải quyết.',
    },
    measures: {
      vi: 'Chỉ cán bộ xem được hồ sơ mở được, qua trang hồ sơ; mỗi lần xem được ghi nhật ký.',
      en: 'Open only to officers who may see the dossier, through its page; every look is logged.',
    },
  },
  // Reached through the dossier, which decides who may look and logs it. A draft is no result: the applicant sees what is issued.
  access: { read: ['house'], create: ['house'], change: ['house'] },
  list: {
    columns: ['dossier_number', 'edition', 'state', 'created_at'],
    sorts: ['created_at'],
    defaultSort: '-created_at',
    filters: ['state'],
  },
})
