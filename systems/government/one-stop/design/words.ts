import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

export const designWords = {
  title: w('Thiết kế thủ tục', 'Procedure design'),
  plural: w('Thiết kế thủ tục', 'Procedure designs'),
  fields: {
    procedure_code: w('Mã thủ tục', 'Procedure code'),
    edition: w('Lần', 'Edition'),
    title: w('Tên gọi', 'Title'),
    state: w('Tình trạng', 'State'),
    origin: w('Nguồn gốc', 'Origin'),
    content: w('Nội dung', 'Content'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    decision: w('Quyết định công bố', 'Announced by'),
    decided_on: w('Ngày công bố', 'Decided on'),
    listed_on: w('Ngày niêm yết, công khai', 'Listed on'),
    published_at: w('Đưa vào dùng lúc', 'Published at'),
    note: w('Ghi chú', 'Note'),
  },
  choices: {
    state: {
      draft: w('Bản nháp', 'Draft'),
      published: w('Đã công bố', 'Published'),
      withdrawn: w('Đã thu hồi', 'Withdrawn'),
    },
    origin: {
      default: w('Mặc định', 'Default'),
      province: w('Giá trị của tỉnh', 'Province'),
      administrator: w('Quản trị viên dựng', 'Built by an administrator'),
    },
  },
}
