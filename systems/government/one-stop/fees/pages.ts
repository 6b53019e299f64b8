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
    'Đề nghị miễn, giảm của bạn đang chờ cán bộ kiểm tra. Hãy chờ kết quả trước khi nộp.',
    'Your claim of an exemption is being checked. Wait for it before you pay.',
  ),
  unpriced: w(
    'Mức thu theo nghị quyết của HĐND tỉnh, cán bộ sẽ báo số tiền.',
    'The amount follows a resolution of the People’s Council; an officer will tell it.',
  ),
}

/** What a dossier has to pay, with the QR of each bill. The number of the account is shown beside it, for who types. */
export function payPage(data: { payable: Payable; account: AccountRow | null }, lang: Lang): PageContent {
  const { payable, account } = data
  const open = payable.bills.filter((bill) => bill.state !== 'void')
  return {
    title: words.title,
    body: html`${heading({ title: words.title, above: payable.number, lead: payable.procedure.name }, lang)}
${payable.claims.some((claim) => claim.state === 'claimed') ? notice({ tone: 'warn', body: words.pending[lang] }, lang) : null}
${
  open.length === 0
    ? empty({ title: words.none, icon: 'check' }, lang)
    : open.map((bill) =>
        card(
          {
            title: occasionWords[bill.occasion],
            body: html`<p>${pill({ tone: bill.state === 'settled' ? 'good' : 'wait', words: billStateWords[bill.state] }, lang)}</p>${
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
              bill.state === 'awaiting'
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
