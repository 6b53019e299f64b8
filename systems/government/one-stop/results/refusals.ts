import { refusals } from '#ground/refusal'

export const refuseResult = refusals('result', {
  'not-drafted': {
    kind: 'conflict',
    vi: 'Hồ sơ {number} chưa có dự thảo kết quả. Người thụ lý soạn ở khung "Kết quả", trưởng phòng kiểm tra, lãnh đạo phê duyệt, rồi mới hoàn thành bằng mẫu được.',
    en: 'Dossier {number} has no drafted result. It is drafted in the panel “Result”, reviewed and approved before it can be finished from the template.',
  },
  'not-approved': {
    kind: 'conflict',
    vi: 'Dự thảo kết quả (bản {edition}) của hồ sơ {number} chưa được phê duyệt: {state}. Hãy chờ phê duyệt, hoặc đính kèm tệp kết quả đã ký.',
    en: 'The result draft (edition {edition}) of dossier {number} is not approved: {state}. Wait for the approval, or attach a signed result.',
  },
  'not-yours': {
    kind: 'forbidden',
    vi: 'Việc "{act}" dành cho {who} của đơn vị trong quy trình hồ sơ này.',
    en: '“{act}” is for the {who} of a unit in the order of work of this dossier.',
  },
  'own-draft': {
    kind: 'conflict',
    vi: 'Bạn là người soạn bản này nên không tự kiểm tra hoặc phê duyệt được. Hãy chuyển cho người khác.',
    en: 'You drafted this edition and cannot review or approve it yourself. Somebody else has to.',
  },
  'wrong-state': {
    kind: 'conflict',
    vi: 'Bản {edition} đang ở trạng thái "{state}" nên không {act} được. Hãy tải lại để xem bản mới nhất.',
    en: 'Edition {edition} is “{state}”: it cannot be {act}. Reload to see the newest.',
  },
  stale: {
    kind: 'conflict',
    vi: 'Đã có bản {newest}, bạn đang giữ bản {yours}. Hãy tải lại, so hai bản rồi sửa tiếp; chưa có gì bị ghi đè.',
    en: 'There is an edition {newest}, you hold {yours}. Reload, compare and go on; nothing was overwritten.',
  },
  unfilled: {
    kind: 'invalid',
    vi: 'Dự thảo còn chỗ chưa điền: {names}. Hãy điền hoặc bỏ đi rồi chuyển duyệt.',
    en: 'The draft still has gaps: {names}. Fill or remove them before it goes on.',
  },
  'no-remark': {
    kind: 'invalid',
    vi: 'Hãy ghi ý kiến trả lại, để người soạn biết phải sửa gì.',
    en: 'Say what has to be changed when you send a draft back.',
  },
  'too-many-editions': {
    kind: 'too-large',
    vi: 'Một hồ sơ có nhiều nhất {max} bản dự thảo. Hãy hoàn thành bằng bản đã có hoặc đính kèm tệp kết quả.',
    en: 'A dossier has at most {max} editions of a draft. Finish with one of them or attach a file.',
  },
  'too-long': {
    kind: 'too-large',
    vi: '"{label}" quá dài hoặc quá nhiều mục: nhiều nhất {itemsMax} mục, mỗi mục {lettersMax} ký tự.',
    en: '“{label}” is too long: at most {itemsMax} items of {lettersMax} letters.',
  },
  missing: {
    kind: 'invalid',
    vi: 'Dự thảo thiếu "{label}". Hãy điền rồi lưu lại.',
    en: 'The draft lacks “{label}”. Fill it in and save again.',
  },
  closed: {
    kind: 'conflict',
    vi: 'Hồ sơ {number} không ở bước đang giải quyết, nên không soạn hay duyệt kết quả được.',
    en: 'Dossier {number} is not being handled: its result can be neither drafted nor approved.',
  },
  'no-edition': {
    kind: 'missing',
    vi: 'Hồ sơ này không có bản dự thảo số {edition}.',
    en: 'This dossier has no edition {edition} of a draft.',
  },
})
