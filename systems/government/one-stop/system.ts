import { system } from '#kernel/system'

export default system({
  name: 'one-stop',
  title: { vi: 'Một cửa điện tử', en: 'One-stop shop' },
  planRow: 'III.2b',
  owner: 'Văn phòng Ủy ban nhân dân tỉnh',
  uses: [],
  about: {
    vi: 'Từ nộp hồ sơ thủ tục hành chính đến kết quả nằm trong kho giấy tờ của người dân.',
    en: 'From filing an administrative procedure to a result in the citizen’s store.',
  },
})
