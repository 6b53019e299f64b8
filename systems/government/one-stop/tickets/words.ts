import type { Words } from '#ground/text'

const w = (vi: string, en: string): Words => ({ vi, en })

export const ticketStateWords = {
  booked: w('Đã hẹn', 'Booked'),
  waiting: w('Đang chờ', 'Waiting'),
  called: w('Đang gọi', 'Called'),
  serving: w('Đang phục vụ', 'Being served'),
  finished: w('Đã xong', 'Finished'),
  skipped: w('Đã qua lượt', 'Passed over'),
  left: w('Không đến', 'Did not come'),
}

export const counterStateWords = {
  closed: w('Đóng', 'Closed'),
  open: w('Đang mở', 'Open'),
  paused: w('Tạm dừng', 'Paused'),
}

export const counterWords = {
  title: w('Quầy giao dịch', 'Counter'),
  plural: w('Quầy giao dịch', 'Counters'),
  fields: {
    centre: w('Mã Trung tâm', 'Centre code'),
    number: w('Quầy số', 'Number'),
    name_vi: w('Tên quầy', 'Name (Vietnamese)'),
    name_en: w('Tên tiếng Anh', 'Name (English)'),
    services: w('Nhận việc', 'Services'),
    priority: w('Quầy ưu tiên', 'Priority counter'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Căn cứ', 'Source'),
    state: w('Tình trạng', 'State'),
    officer: w('Cán bộ ngồi quầy', 'Officer'),
    officer_name: w('Tên cán bộ', 'Name of the officer'),
    since: w('Từ lúc', 'Since'),
  },
  choices: { state: counterStateWords },
}

export const ticketKindWords = {
  title: w('Loại lượt', 'Ticket kind'),
  plural: w('Loại lượt', 'Ticket kinds'),
  fields: {
    code: w('Mã', 'Code'),
    letter: w('Chữ đầu số', 'Letter'),
    name_vi: w('Tên', 'Name (Vietnamese)'),
    name_en: w('Tên tiếng Anh', 'Name (English)'),
    rank: w('Thứ bậc (1 là ưu tiên)', 'Rank (1 is priority)'),
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    source: w('Căn cứ', 'Source'),
  },
}

export const callingRuleWords = {
  title: w('Quy tắc gọi số', 'Calling rule'),
  plural: w('Quy tắc gọi số', 'Calling rules'),
  fields: {
    valid_from: w('Hiệu lực từ', 'In force from'),
    valid_to: w('Hiệu lực đến', 'In force to'),
    priority_run_max: w('Số lượt ưu tiên liên tiếp tối đa', 'Priority tickets in a row'),
    calls_max: w('Số lần gọi tối đa', 'Calls of one number'),
    return_minutes_max: w('Được quay lại trong (phút)', 'May come back within (minutes)'),
    usual_minutes: w('Thời gian thường lệ (phút)', 'Usual time (minutes)'),
    early_minutes_max: w('Đến sớm tối đa (phút)', 'Early at most (minutes)'),
    late_minutes_max: w('Giữ chỗ sau giờ hẹn (phút)', 'Held after the time (minutes)'),
    slot_minutes: w('Một khung hẹn (phút)', 'One slot (minutes)'),
    places_a_slot_max: w('Chỗ một khung', 'Places a slot'),
    days_ahead_max: w('Hẹn trước tối đa (ngày)', 'Booked ahead at most (days)'),
    tickets_a_day_max: w('Số lượt một ngày', 'Tickets a day'),
    source: w('Căn cứ', 'Source'),
  },
}

export const ticketWords = {
  title: w('Lượt chờ', 'Ticket'),
  plural: w('Lượt chờ', 'Tickets'),
  fields: {
    number: w('Số thứ tự', 'Number'),
    day: w('Ngày', 'Day'),
    place: w('Thứ tự trong ngày', 'Place of the day'),
    kind: w('Loại lượt', 'Kind'),
    rank: w('Thứ bậc', 'Rank'),
    service: w('Việc', 'Service'),
    state: w('Tình trạng', 'State'),
    source: w('Lấy số tại', 'Taken at'),
    counter: w('Quầy', 'Counter'),
    wanted: w('Chuyển đến quầy', 'Handed to'),
    calls: w('Số lần gọi', 'Calls'),
    code: w('Mã riêng', 'Code'),
    holder: w('Người hẹn', 'Booked by'),
    dossier: w('Hồ sơ', 'Dossier'),
    officer: w('Cán bộ phục vụ', 'Officer'),
    booked_for: w('Hẹn lúc', 'Booked for'),
    queued_at: w('Vào hàng lúc', 'Queued at'),
    taken_at: w('Lấy số lúc', 'Taken at'),
    called_at: w('Gọi lúc', 'Called at'),
    last_called_at: w('Gọi gần nhất lúc', 'Last called at'),
    served_at: w('Phục vụ từ', 'Served from'),
    skipped_at: w('Qua lượt lúc', 'Passed over at'),
    finished_at: w('Xong lúc', 'Finished at'),
  },
  choices: {
    state: ticketStateWords,
    source: {
      kiosk: w('Máy lấy số', 'Kiosk'),
      phone: w('Điện thoại', 'Telephone'),
      desk: w('Quầy', 'Counter'),
    },
  },
}
