import type { Limit } from '#ground/working-time'
import type { ProcedureValue } from '../procedure.ts'
import {
  copyOf,
  fee,
  form,
  free,
  identity,
  ifAny,
  type ProcedureDraft,
  paper,
  papers,
  procedure,
  sameDay,
  shown,
  ways,
  workingDays,
} from './build.ts'

const basis = ['23/2015/NĐ-CP', '07/2025/NĐ-CP', '280/2025/NĐ-CP', '18/2026/NĐ-CP', '226/2016/TT-BTC']
const dayNote =
  'Cổng không ghi thời hạn; lấy "trong ngày, nhận sau 15 giờ thì trả ngày làm việc tiếp theo" theo Nghị định 23/2015/NĐ-CP, Điều 7.'
const twoDayNote = 'Cổng không ghi thời hạn; lấy 02 ngày làm việc theo Nghị định 23/2015/NĐ-CP, Điều 37.'

type Draft = Omit<ProcedureDraft, 'sector' | 'ministry' | 'legal_refs'>

function certification(draft: Draft): ProcedureValue {
  return procedure({
    sector: 'Chứng thực',
    ministry: 'Bộ Tư pháp',
    decision: '858/QĐ-BTP',
    applicants: ['Công dân Việt Nam', 'Tổ chức (không bao gồm doanh nghiệp, HTX)', 'Doanh nghiệp', 'Người nước ngoài'],
    legal_refs: basis,
    ...draft,
  })
}

const atCounter = { channels: ['in-person' as const], confidence: 'assumed' as const }

/** A transaction certified at the commune: 2 working days unless a day is enough. */
function transaction(
  code: string,
  name: string,
  draft: string,
  result: string,
  kq: string,
  vnd: number,
  per: string,
  limit: Limit,
): ProcedureValue {
  return certification({
    code,
    name,
    methods: ways(limit, fee(vnd, `${vnd.toLocaleString('de-DE')} đồng mỗi ${per}`), { confidence: 'assumed' }),
    papers: papers(
      paper(draft),
      ifAny('Giấy chứng nhận quyền sở hữu, quyền sử dụng hoặc giấy tờ thay thế đối với tài sản phải đăng ký', {
        copy: 1,
      }),
      identity,
    ),
    results: [{ name: result, code: kq }],
    confidence: 'assumed',
    note: twoDayNote,
  })
}

/** Certification (chứng thực) at the commune. */
export const certifications: ProcedureValue[] = [
  certification({
    code: '2.000815',
    name: 'Chứng thực bản sao từ bản chính giấy tờ, văn bản',
    decision: '3152/QĐ-BTP',
    methods: ways(
      sameDay,
      fee(2000, '2.000 đồng mỗi trang; từ trang thứ ba 1.000 đồng mỗi trang, tối đa 200.000 đồng mỗi bản'),
      atCounter,
    ),
    papers: papers(
      shown('Bản chính giấy tờ, văn bản làm cơ sở chứng thực'),
      ifAny('Bản sao cần chứng thực', { original: 0, copy: 1 }),
    ),
    results: [{ name: 'Bản sao được chứng thực từ bản chính', code: 'KQ.G15.000021' }],
    cutoff: '15:00',
    confidence: 'assumed',
    note: dayNote,
  }),
  certification({
    code: '2.000908',
    name: 'Cấp bản sao từ sổ gốc',
    levels: ['ministry', 'province', 'commune', 'other'],
    agency: 'Cơ quan, tổ chức đang quản lý sổ gốc',
    methods: ways(workingDays(1), free),
    papers: papers(
      shown('Căn cước điện tử, thẻ căn cước, hộ chiếu hoặc giấy tờ tương đương'),
      ifAny('Giấy tờ chứng minh quan hệ với người được cấp bản chính, khi người yêu cầu không phải là người đó'),
    ),
    results: [{ name: 'Bản sao được cấp từ sổ gốc', code: 'KQ.G15.000020' }],
    cutoff: '15:00',
    note: 'Nhận sau 15 giờ thì trả ngày làm việc tiếp theo; các bước 02, 03, 02, 01 giờ.',
  }),
  certification({
    code: '2.000884',
    name: 'Chứng thực chữ ký trong các giấy tờ, văn bản',
    methods: ways(sameDay, fee(10_000, '10.000 đồng mỗi trường hợp'), atCounter),
    papers: papers(paper('Giấy tờ, văn bản sẽ ký'), identity),
    results: [{ name: 'Giấy tờ, văn bản được chứng thực chữ ký hoặc điểm chỉ', code: 'KQ.G15.000022' }],
    cutoff: '15:00',
    confidence: 'assumed',
    note: dayNote,
  }),
  certification({
    code: '2.001008',
    name: 'Chứng thực chữ ký người dịch không phải là cộng tác viên dịch thuật',
    methods: ways(sameDay, fee(10_000, '10.000 đồng mỗi trường hợp'), atCounter),
    papers: papers(
      paper('Bản dịch đính kèm giấy tờ, văn bản cần dịch'),
      paper('Bằng cử nhân ngoại ngữ trở lên về thứ tiếng cần dịch, hoặc bằng đại học học bằng thứ tiếng đó', {
        copy: 1,
      }),
      identity,
    ),
    results: [{ name: 'Giấy tờ, văn bản được chứng thực chữ ký người dịch', code: 'KQ.G15.000026' }],
    cutoff: '15:00',
    confidence: 'assumed',
    note: dayNote,
  }),
  certification({
    code: '2.000942',
    name: 'Cấp bản sao có chứng thực từ bản chính giao dịch đã được chứng thực',
    methods: ways(sameDay, fee(2000, '2.000 đồng mỗi trang; từ trang thứ ba 1.000 đồng mỗi trang'), atCounter),
    papers: papers(identity, form('Giấy yêu cầu cấp bản sao giao dịch')),
    results: [{ name: 'Bản sao giao dịch có chứng thực', code: null }],
    cutoff: '15:00',
    confidence: 'assumed',
    note: dayNote,
  }),
  transaction(
    '2.001035',
    'Chứng thực giao dịch liên quan đến tài sản là động sản, quyền sử dụng đất, nhà ở',
    'Dự thảo giao dịch',
    'Giao dịch được chứng thực',
    'KQ.G15.000023',
    50_000,
    'giao dịch',
    workingDays(2),
  ),
  transaction(
    '2.000913',
    'Chứng thực việc sửa đổi, bổ sung, hủy bỏ giao dịch',
    'Dự thảo giao dịch sửa đổi, bổ sung, hủy bỏ, kèm giao dịch đã được chứng thực',
    'Giao dịch được chứng thực',
    'KQ.G15.000023',
    30_000,
    'giao dịch',
    workingDays(2),
  ),
  transaction(
    '2.001406',
    'Chứng thực văn bản phân chia di sản là động sản, quyền sử dụng đất, nhà ở',
    'Dự thảo văn bản phân chia di sản',
    'Văn bản phân chia di sản được chứng thực',
    'KQ.G15.000027',
    50_000,
    'văn bản',
    workingDays(2),
  ),
  transaction(
    '2.001016',
    'Chứng thực văn bản từ chối nhận di sản',
    'Dự thảo văn bản từ chối nhận di sản',
    'Văn bản từ chối nhận di sản được chứng thực',
    'KQ.G15.000030',
    50_000,
    'văn bản',
    workingDays(2),
  ),
  transaction(
    '2.001019',
    'Chứng thực di chúc',
    'Dự thảo di chúc',
    'Di chúc được chứng thực',
    'KQ.G15.000029',
    50_000,
    'di chúc',
    workingDays(2),
  ),
  certification({
    code: '2.000927',
    name: 'Sửa lỗi sai sót trong giao dịch đã được chứng thực',
    methods: ways(sameDay, fee(25_000, '25.000 đồng mỗi giao dịch'), { confidence: 'assumed' }),
    papers: papers(
      paper('Giao dịch đã được chứng thực'),
      paper('Văn bản thỏa thuận về việc sửa lỗi sai sót'),
      copyOf('Giấy tờ chứng minh nội dung cần sửa'),
    ),
    results: [{ name: 'Giao dịch được sửa lỗi sai sót', code: 'KQ.G15.000024' }],
    cutoff: '15:00',
    confidence: 'assumed',
    note: dayNote,
  }),
]
