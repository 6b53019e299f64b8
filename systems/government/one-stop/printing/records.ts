import { choice, instant, json, record, ref, text } from '#kernel/records'
import { issuedFormWords } from './words.ts'

/**
 * A prescribed form as it was issued: the value it was set from. The PDF that was handed over is kept as a file; from this
 * value the Word file is made, which therefore says the same, whatever happened to the dossier since.
 */
export const IssuedForm = record('one-stop/issued-form', {
  words: issuedFormWords,
  fields: {
    dossier: ref('one-stop/dossier').required().readonly(),
    dossier_number: text({ max: 40 }).required().readonly().searchable(),
    applicant: ref('kernel/person').required().readonly(),
    form: choice('01', '02', '03', '04', '05').required().readonly(),
    letter: json<Record<string, unknown>>().required().readonly().personal('sensitive'),
    file: ref('kernel/file').required().readonly(),
    issued_at: instant().required().readonly(),
  },
  indexes: { dossier: { on: 'dossier, issued_at' } },
  titleField: 'dossier_number',
  subject: 'applicant',
  processing: {
    purpose: {
      vi: 'Giữ giấy tiếp nhận, phiếu yêu cầu, thông báo đã gửi bạn để in lại đúng như đã cấp.',
      en: 'To keep the receipt, requests and notices you were given, so that they can be printed again as issued.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP; Thông tư 03/2025/TT-VPCP', article: 'Phụ lục I', kind: 'law' },
    subjects: { vi: 'Người nộp hồ sơ', en: 'Applicants' },
    recipients: [],
    retention: {
      years: null,
      after: 'issued_at',
      ends: 'keep',
      basis: 'Luật Lưu trữ 33/2024/QH15; TT 13/2023/TT-BNV: theo thời hạn của hồ sơ.',
    },
    measures: {
      vi: 'Chỉ bạn và đơn vị xem được hồ sơ mở được; cán bộ mở qua hồ sơ và được ghi nhật ký.',
      en: 'Open to you and, through the dossier, to those who may see it; every look is logged.',
    },
  },
  // Officers reach it through the dossier, which decides and logs.
  access: { read: ['subject'], create: ['house'], change: ['house'] },
  list: {
    columns: ['dossier_number', 'form', 'issued_at'],
    sorts: ['issued_at'],
    defaultSort: '-issued_at',
    filters: ['form'],
  },
})
