import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

export const complaintWords = {
  title: w('Phản ánh, kiến nghị', 'Complaint'),
  plural: w('Phản ánh, kiến nghị', 'Complaints'),
  fields: {
    number: w('Mã phản ánh', 'Number'),
    dossier: w('Hồ sơ', 'Dossier'),
    dossier_number: w('Mã hồ sơ', 'Dossier number'),
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    sender: w('Người gửi', 'Sender'),
    sender_name: w('Họ tên người gửi', 'Name of the sender'),
    sender_phone: w('Số điện thoại', 'Telephone'),
    kind: w('Về việc', 'About'),
    detail: w('Nội dung', 'Detail'),
    attached: w('Tệp kèm theo', 'Attached files'),
    state: w('Tình trạng', 'State'),
    agency: w('Cơ quan', 'Agency'),
    units: w('Đơn vị liên quan', 'Units'),
    received_at: w('Nhận lúc', 'Received at'),
    due_at: w('Hạn trả lời', 'Due'),
    answered_at: w('Trả lời lúc', 'Answered at'),
    answer: w('Nội dung trả lời', 'Answer'),
    published_at: w('Công khai lúc', 'Published at'),
    refused_for: w('Lý do không tiếp nhận', 'Refused for'),
    satisfaction: w('Mức hài lòng', 'Satisfaction'),
    satisfaction_note: w('Ý kiến thêm', 'Further opinion'),
  },
  choices: {
    kind: {
      behaviour: w('Thái độ, tác phong', 'Behaviour'),
      lateness: w('Chậm giải quyết', 'Lateness'),
      requirement: w('Yêu cầu ngoài quy định', 'A demand outside the rules'),
      fault: w('Lỗi hệ thống', 'A fault of the system'),
      proposal: w('Kiến nghị về quy định', 'A proposal on rules'),
      other: w('Việc khác', 'Other'),
    },
    state: {
      received: w('Mới nhận', 'Received'),
      handling: w('Đang giải quyết', 'Being handled'),
      answered: w('Đã trả lời', 'Answered'),
      published: w('Đã công khai', 'Published'),
      refused: w('Không tiếp nhận', 'Refused'),
    },
    satisfaction: {
      'very-satisfied': w('Rất hài lòng', 'Very satisfied'),
      satisfied: w('Hài lòng', 'Satisfied'),
      dissatisfied: w('Không hài lòng', 'Dissatisfied'),
    },
  },
}
