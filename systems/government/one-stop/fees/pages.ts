import { formatMoney } from '#ground/money'
import {
  card,
  definitions,
  empty,
  fees,
  heading,
  html,
  type Lang,
  linkButton,
  moneyText,
  notice,
  pill,
  qrFigure,
} from '#kernel/channels'
import { fill } from '../page-words.ts'
import type { PageContent } from '../pages/content.ts'
import type { AccountRow } from './papers.ts'
import type { Payable } from './till.ts'
import { billStateWords, occasionWords } from './words.ts'

const w = (vi: string, en: string) => ({ vi, en })
const words = {
  title: w('Nộp phí, lệ phí', 'Pay fees'),
  back: w('Về hồ sơ', 'Back to the dossier'),
  none: w('Hồ sơ này không có khoản nào phải nộp.', 'Nothing is due for this dossier.'),
  how: w(
    'Quét mã bằng ứng dụng ngân hàng, hoặc nộp tại quầy thu phí của Trung tâm. Số tiền và nội dung đã điền sẵn trong mã; xin giữ nguyên nội dung.',
    'Scan the code with a banking app, or pay at the counter. Amount and message are in the code; please keep the message.',
  ),
  counter: w(
    'Nộp tại quầy thu phí của Trung tâm. Đọc mã hồ sơ hoặc đưa phiếu báo nộp.',
    'Pay at the cashier of the centre: tell the dossier number or show the payment slip.',
  ),
  confirm: w(
    'Chuyển khoản được ghi nhận khi Trung tâm đối chiếu với ngân hàng, nên trang này có thể đổi chậm hơn lúc bạn chuyển.',
    'A transfer is noted when the centre has held it against the bank, so this page may change later than you paid.',
  ),
  slip: w('Tải phiếu báo nộp (PDF)', 'Payment slip (PDF)'),
  qr: w('Mã QR chuyển khoản ngân hàng', 'QR code of the bank transfer'),
  reference: w('Nội dung chuyển khoản', 'Message'),
  bank: w('Ngân hàng, Kho bạc', 'Bank'),
  account: w('Số tài khoản', 'Account'),
  holder: w('Chủ tài khoản', 'Holder'),
  less: w('Được miễn, giảm {percent}%: {name}', '{percent}% off: {name}'),
  pending: w(
    'Đề nghị miễn, giảm ({name}) đang chờ cán bộ xét. Chưa cần nộp; Trung tâm sẽ báo số tiền.',
    'Your claim ({name}) is being judged. Nothing need be paid yet; the centre tells the amount.',
  ),
  waits: w('Chờ xét miễn, giảm', 'Claim to be judged'),
  granted: w('Đề nghị miễn, giảm được chấp nhận: {name}.', 'Your claim was accepted: {name}.'),
  refused: w(
    'Đề nghị miễn, giảm không được chấp nhận: {name}. Lý do: {reason}',
    'Your claim was not accepted: {name}. Reason: {reason}',
  ),
  unpriced: w(
    'Mức thu theo nghị quyết của HĐND tỉnh, cán bộ sẽ báo số tiền.',
    'The amount follows a resolution of the People’s Council; an officer will tell it.',
  ),
}

const claimSaid = { claimed: 'pending', confirmed: 'granted', refused: 'refused' } as const

/** What a dossier has to pay, with the QR of each bill. The number of the account is shown beside it, for who types. */
export function payPage(data: { payable: Payable; account: AccountRow | null }, lang: Lang): PageContent {
  const { payable, account } = data
  const open = payable.bills.filter((bill) => bill.state !== 'void')
  // What is claimed may lower the bill: who paid now might have to be paid back. A duty is set elsewhere and waits for nobody.
  const waits = payable.claims.some((claim) => claim.state === 'claimed')
  const judged = payable.claims.map((claim) =>
    notice(
      {
        tone: claim.state === 'confirmed' ? 'good' : 'warn',
        body: fill(words[claimSaid[claim.state]], { name: claim.name[lang], reason: claim.reason ?? '' })[lang],
      },
      lang,
    ),
  )
  return {
    title: words.title,
    body: html`${heading({ title: words.title, above: payable.number, lead: payable.procedure.name }, lang)}
${judged}
${
  open.length === 0
    ? empty({ title: words.none, icon: 'check' }, lang)
    : open.map((bill) =>
        card(
          {
            title: occasionWords[bill.occasion],
            body: html`<p>${pill({ tone: bill.state === 'settled' ? 'good' : 'wait', words: waits && bill.state === 'awaiting' && bill.occasion !== 'duty' ? words.waits : billStateWords[bill.state] }, lang)}</p>${
              bill.state === 'unpriced'
                ? html`<p>${words.unpriced[lang]}</p>`
                : fees(
                    bill.lines.map((line) => ({
                      words: line.name,
                      amount: line.due ?? 0,
                      ...(line.exemption
                        ? {
                            note: words.less[lang]
                              .replace('{percent}', String(line.exemption.percent))
                              .replace('{name}', line.exemption.name[lang]),
                          }
                        : {}),
                    })),
                    lang,
                  )
            }${
              bill.state === 'awaiting' && !(waits && bill.occasion !== 'duty')
                ? html`<p>${bill.qr ? words.how[lang] : words.counter[lang]}</p>${
                    bill.qr && account
                      ? html`${qrFigure({ text: bill.qr, label: words.qr, caption: formatMoney(bill.due ?? 0) }, lang)}${definitions(
                          [
                            [words.bank, account.bank_name],
                            [words.account, account.account],
                            [words.holder, account.holder],
                            [words.reference, html`<strong>${bill.reference}</strong>`],
                            [w('Số tiền', 'Amount'), moneyText(bill.due ?? 0, lang)],
                          ],
                          lang,
                        )}<p class="hint">${words.confirm[lang]}</p>`
                      : null
                  }<p>${linkButton(
                    {
                      words: words.slip,
                      href: `/ho-so/${payable.number}/nop-tien/${bill.reference}.pdf`,
                      tone: 'plain',
                      icon: 'download',
                    },
                    lang,
                  )}</p>`
                : null
            }`,
          },
          lang,
        ),
      )
}<p>${linkButton({ words: words.back, href: `/ho-so/${payable.number}`, tone: 'quiet' }, lang)}</p>`,
  }
}
