import { createRow } from '#kernel/records'
import { type Database, house } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { type ConsentTextValue, getRoot, loadConsentTexts } from '#kernel/trust'
import { Term } from './records.ts'
import { terms } from './rules.ts'
import { w } from './words.ts'

/**
 * What people are asked to consent to. Everything else the province does with their data rests on a law and asks for no
 * tick. The name of a purpose is the word that `hasConsent` is asked with.
 */
export const consentTexts: readonly ConsentTextValue[] = [
  {
    purpose: 'rating-reminder',
    version: 1,
    valid_from: '2026-01-01',
    valid_to: null,
    title: w('Nhắc tôi đánh giá sau khi nhận kết quả', 'Remind me to rate after a result'),
    text: w(
      'Khi một hồ sơ của tôi đã có kết quả mà sau ba ngày tôi chưa đánh giá, hệ thống được dùng mã hồ sơ và tài khoản của tôi để gửi một lời nhắc đánh giá. Không gửi lần thứ hai cho cùng một hồ sơ. Tôi không đồng ý thì vẫn nộp hồ sơ, nhận kết quả và đánh giá như thường.',
      'When a dossier of mine has a result and I have not rated it after three days, the system may use its number and my account to send one reminder. Never a second one for the same dossier. Without my consent I file, receive and rate all the same.',
    ),
    source: 'Nền tảng Sen, bản 1',
  },
  {
    purpose: 'mail-copies',
    version: 1,
    valid_from: '2026-01-01',
    valid_to: null,
    title: w('Gửi bản sao thông báo qua thư điện tử', 'Send me copies of notices by e-mail'),
    text: w(
      'Ngoài thông báo trong tài khoản, hệ thống được gửi bản sao vào địa chỉ thư điện tử tôi đã khai. Thư đi qua nhà cung cấp thư của tôi. Tôi không đồng ý thì vẫn đọc đủ mọi thông báo trong tài khoản.',
      'Besides the notice in my account, a copy may be sent to the e-mail address I gave. It passes through my mail provider. Without my consent I still read every notice in my account.',
    ),
    source: 'Nền tảng Sen, bản 1',
  },
]

/** Limits of the law and texts of consent, as dated rows. */
export const load: Load = async (database: Database) => {
  await loadOnce(database, 'personal-data:terms', terms, () =>
    database.transaction(house, async (tx) => {
      const root = await getRoot(tx)
      const known = new Set(
        (
          await tx.query<{ key: string }>(
            "select what || '|' || of || '|' || to_char(valid_from, 'YYYY-MM-DD') as key from personal_data.term",
          )
        ).map((row) => row.key),
      )
      // A row an officer has changed is hers: only what is not there is added.
      for (const term of terms)
        if (!known.has(`${term.what}|${term.of}|${term.valid_from}`)) await createRow(tx, Term, term, { unit: root.id })
    }),
  )
  await loadOnce(database, 'personal-data:consents', consentTexts, () =>
    database.transaction(house, (tx) => loadConsentTexts(tx, consentTexts)),
  )
}
