import { system } from '#kernel/system'

export default system({
  name: 'personal-data',
  title: { vi: 'Bảo vệ dữ liệu cá nhân', en: 'Personal data protection' },
  planRow: 'V',
  owner: 'Sở Khoa học và Công nghệ',
  uses: [],
  about: {
    vi: 'Người dân biết tỉnh giữ gì về mình và vì sao, đồng ý hay rút lại, yêu cầu xem, sửa, nhận bản sao, hạn chế, xóa; có hạn và có người trả lời.',
    en: 'People know what the province keeps of them and why, consent or withdraw, ask to see, correct, copy, restrict, erase; with a time limit and somebody who answers.',
  },
})
