import { system } from '#kernel/system'

export default system({
  name: 'administration',
  title: { vi: 'Quản trị', en: 'Administration' },
  planRow: 'V',
  owner: 'Sở Khoa học và Công nghệ',
  uses: [],
  about: {
    vi: 'Đơn vị, con người, vai trò, ủy quyền, tài khoản dịch vụ, danh mục và lịch: mỗi thay đổi đều xem trước tác động.',
    en: 'Units, people, roles, delegations, service accounts, code lists and calendars; every change is shown before it is done.',
  },
})
