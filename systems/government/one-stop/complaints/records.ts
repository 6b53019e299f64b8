import { choice, files, instant, record, ref, refs, text } from '#kernel/records'
import { complaintStates } from './rules.ts'
import { complaintWords } from './words.ts'

const desk = ['centre-head', 'leader', 'section-head', 'province-monitor'] as const

/** Phản ánh, kiến nghị about the handling of a procedure (Nghị định 118/2025/NĐ-CP; index 766, items 5.2 and 5.3). */
export const Complaint = record('one-stop/complaint', {
  words: complaintWords,
  fields: {
    number: text({ max: 40 }).required().readonly().unique().searchable(),
    dossier: ref('one-stop/dossier').readonly(),
    dossier_number: text({ max: 40 }).readonly().searchable(),
    procedure_code: text({ max: 20 }).readonly(),
    sender: ref('kernel/person').required().readonly(),
    sender_name: text({ max: 200 }).required().readonly().personal('basic'),
    sender_phone: text({ max: 20 })
      .readonly()
      .personal('basic')
      .seenBy('centre-head', 'leader', 'section-head')
      .maskedAs('phone'),
    kind: choice('behaviour', 'lateness', 'requirement', 'fault', 'proposal', 'other').required(),
    detail: text({ max: 4_000 }).required().searchable().personal('basic'),
    attached: files({ max: 5 }).personal('basic'),
    state: choice(...complaintStates)
      .default('received')
      .readonly(),
    /** The agency complained of, or asked. */
    agency: ref('kernel/unit').readonly(),
    units: refs('kernel/unit', { max: 20 }).readonly(),
    received_at: instant().required().readonly(),
    due_at: instant().readonly(),
    answered_at: instant().readonly(),
    answer: text({ max: 8_000 }).readonly(),
    published_at: instant().readonly(),
    /** What everybody may read: question and answer without names, written by whoever publishes. */
    public_question: text({ max: 2_000 }).readonly(),
    public_answer: text({ max: 8_000 }).readonly(),
    /** What more was asked of the sender, and her answer: asked once. */
    asked_for: text({ max: 2_000 }).readonly(),
    supplied: text({ max: 4_000 }).readonly().personal('basic'),
    refused_for: text({ max: 2_000 }).readonly(),
    satisfaction: choice('very-satisfied', 'satisfied', 'dissatisfied').readonly(),
    satisfaction_note: text({ max: 1_000 }).readonly(),
  },
  indexes: { agency_received: { on: 'agency, received_at' } },
  titleField: 'number',
  subject: 'sender',
  processing: {
    purpose: {
      vi: 'Tiếp nhận, giải quyết và trả lời phản ánh, kiến nghị của bạn.',
      en: 'To receive, settle and answer your complaint or proposal.',
    },
    basis: { law: 'Nghị định 118/2025/NĐ-CP; Luật 91/2025/QH15', article: 'Điều 19', kind: 'law' },
    subjects: { vi: 'Người gửi phản ánh, kiến nghị', en: 'Who sends a complaint' },
    recipients: [{ vi: 'Cơ quan được phản ánh và cơ quan cấp trên', en: 'The agency complained of and the one above' }],
    retention: {
      years: 5,
      after: 'answered_at',
      ends: 'keep',
      basis: 'Luật Lưu trữ 33/2024/QH15: theo thời hạn của hồ sơ giải quyết phản ánh, kiến nghị.',
    },
  },
  access: {
    read: [{ role: desk }, { role: desk, at: 'units' }, 'subject'],
    create: ['house'],
    change: ['house'],
    export: ['centre-head', 'province-monitor'],
  },
  list: {
    columns: ['number', 'kind', 'sender_name', 'state', 'received_at', 'due_at'],
    sorts: ['received_at', 'due_at'],
    defaultSort: '-received_at',
    filters: ['state', 'kind', 'received_at', 'due_at', 'satisfaction'],
  },
})
