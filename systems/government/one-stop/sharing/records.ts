import { instant, number, record, ref, refs, text } from '#kernel/records'
import { sharingLimits } from './rules.ts'
import { shareWords } from './words.ts'

/** One time a citizen let somebody see papers of her store: by a code that opens once. The code itself is not kept. */
export const Share = record('one-stop/share', {
  words: shareWords,
  fields: {
    owner: ref('kernel/person').required().readonly(),
    papers: refs('one-stop/stored-paper', { max: sharingLimits.papersMax }).required().readonly(),
    purpose: text({ max: 300 }).required().readonly().personal('basic'),
    code_hash: text({ max: 64 }).required().readonly().unique(),
    expires_at: instant().required().readonly(),
    opened_at: instant().readonly(),
    opened_by: text({ max: 200 }).readonly().personal('basic'),
    /** The network, not the address: enough to know her own office from a stranger. */
    opened_from: text({ max: 60 }).readonly(),
    viewer_hash: text({ max: 64 }).readonly().unique(),
    view_until: instant().readonly(),
    views: number({ min: 0, max: 10_000 }).default(0).readonly(),
    revoked_at: instant().readonly(),
  },
  titleField: 'purpose',
  subject: 'owner',
  processing: {
    purpose: {
      vi: 'Cho người bạn chọn xem giấy tờ trong kho của bạn, một lần, có hạn, và cho bạn biết ai đã xem.',
      en: 'To let whom you choose see papers of your store once, for a time, and to tell you who did.',
    },
    basis: { law: 'Luật 91/2025/QH15', article: 'Điều 9', kind: 'consent' },
    subjects: { vi: 'Chủ giấy tờ và người mở mã', en: 'Owners of papers and whoever opens a code' },
    recipients: [{ vi: 'Người mà chủ giấy tờ đưa mã', en: 'Whomever the owner gives the code' }],
    retention: {
      years: 2,
      after: 'expires_at',
      ends: 'erase',
      basis: 'Quy ước của nền tảng: đủ để chủ giấy tờ đối chiếu ai đã xem.',
    },
    onRequest: 'erase',
  },
  access: { read: ['subject'], create: ['house'], change: ['house'] },
  list: {
    columns: ['purpose', 'expires_at', 'opened_at', 'opened_by'],
    sorts: ['expires_at'],
    defaultSort: '-expires_at',
    filters: [],
  },
})
