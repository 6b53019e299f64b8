import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

/** What the panel of places, representative and linked filing says on the page of a case. */
export const aroundWords = {
  agency: w('Cơ quan giải quyết', 'Settled by'),
  received: w('Nơi tiếp nhận', 'Received at'),
  returning: w('Nơi trả kết quả', 'Handed over at'),
  elsewhere: w('Phi địa giới: nơi nhận hoặc nơi trả khác nơi giải quyết.', 'Received or handed over elsewhere.'),
  here: w('nơi khác', 'elsewhere'),
  filedBy: w('Người nộp thay', 'Filed by'),
  paper: w('Theo giấy tờ', 'On what paper'),
  together: w('Hồ sơ liên thông nộp cùng', 'Filed together'),
  this: w('hồ sơ này', 'this one'),
  waits: w('Chờ hồ sơ trước', 'Waits for another'),
  opens: w('Bạn chưa tham gia giải quyết hồ sơ này', 'You take no part in this one'),
}
