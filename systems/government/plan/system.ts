import { system } from '#kernel/system'

export default system({
  name: 'plan',
  title: { vi: 'Kế hoạch hợp tác chuyển đổi số, DTI', en: 'Digital cooperation plan, DTI' },
  planRow: 'body',
  owner: 'Sở Khoa học và Công nghệ',
  uses: ['one-stop'],
  about: {
    vi: 'Bốn mươi nội dung hợp tác với VNPT được theo dõi đến chủ trương, kinh phí, mốc, rủi ro, vướng mắc; báo cáo năm của mọi đơn vị gộp thành báo cáo tỉnh; chỉ số DTI và điều gì nâng hạng.',
    en: 'The forty contents of the agreement with VNPT followed through approvals, money, milestones, risks and obstacles; every unit’s yearly report gathered into the province’s; the DTI and what would raise it.',
  },
})
