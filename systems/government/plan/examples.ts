import { addDays, localDate } from '#ground/clock'
import { move, startCase } from '#kernel/cases'
import { createRow, type Row } from '#kernel/records'
import { type Actor, type Database, house, type Tx } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { findActor } from '#kernel/trust'
import { Approving, Carrying, Untangling } from './cases.ts'
import { indicatorsOf } from './dti/index-year.ts'
import { Approval, Budget, Evidence, type Line, Milestone, Obstacle, Peer, Risk, Score } from './records.ts'

/** One good, one bad, one odd obstacle: what tests, the demonstration and the guides all speak of. */
export const good = {
  line: 'III.2b',
  title: 'Kho kết quả điện tử chưa đồng bộ với Cổng Dịch vụ công quốc gia',
  content: 'Kết quả đã ký số từ ngày 10/9 chưa hiện trên tài khoản công dân của Cổng quốc gia.',
  wanted: 'Đề nghị Sở Khoa học và Công nghệ làm việc với đơn vị vận hành trục LGSP.',
}
export const bad = { line: 'III.2b', title: 'Chậm', content: 'Chậm', wanted: '' }
export const odd = {
  line: 'II.3',
  title: 'Đơn vị không được phân công vẫn gửi vướng mắc về nội dung này',
  content: 'Phường Cao Lãnh không thực hiện nội dung của Hội đồng nhân dân tỉnh.',
  wanted: 'Bị từ chối kèm lý do.',
}

const sample = { sample: true }
const million = 1_000_000

interface Course {
  code: string
  progress: number
  summary: string
  approved: { title: string; number: string; decided_on: string; amount: number } | null
  milestones: [title: string, due: string, done_on: string | null, owner: string | null][]
  budget: [
    year: number,
    source: 'state-budget' | 'sponsorship' | 'socialised' | 'integrated',
    planned: number,
    allocated: number,
    spent: number,
  ][]
  risk?: [title: string, likelihood: number, impact: number, action: string]
}

/** Made up for the trial copy; every row says that it is a sample. */
const courses: readonly Course[] = [
  {
    code: 'III.2b',
    progress: 70,
    summary: 'Hệ thống một cửa chạy tại 102 xã, phường; màn hình giám sát dịch vụ công đang chạy thử.',
    approved: {
      title: 'Nâng cấp hệ thống một cửa và giám sát dịch vụ công',
      number: '318/QĐ-UBND-HC',
      decided_on: '2026-03-12',
      amount: 4_200 * million,
    },
    milestones: [
      ['Chạy thử tại hai phường', '2026-05-31', '2026-05-27', 'H20.vp'],
      ['Mở cho 102 xã, phường', '2026-08-31', '2026-09-04', 'H20.vp'],
      ['Nghiệm thu màn hình giám sát', '2026-12-20', null, 'H20.vp'],
    ],
    budget: [
      [2026, 'state-budget', 4_200 * million, 4_000 * million, 2_650 * million],
      [2026, 'socialised', 600 * million, 600 * million, 300 * million],
    ],
    risk: [
      'Cổng Dịch vụ công quốc gia đổi giao diện kết nối giữa năm',
      3,
      4,
      'Giữ lớp kết nối tách riêng, thử mỗi bản mới trước khi chuyển.',
    ],
  },
  {
    code: 'I.1a',
    progress: 35,
    summary: 'Đã khảo sát đường truyền của 102 xã, phường; đang nâng băng thông đợt một.',
    approved: {
      title: 'Nâng cấp mạng truyền số liệu chuyên dùng giai đoạn 1',
      number: '402/QĐ-UBND-HC',
      decided_on: '2026-04-02',
      amount: 9_800 * million,
    },
    milestones: [
      ['Khảo sát hiện trạng', '2026-06-30', '2026-06-25', 'H20.skhcn'],
      ['Nâng băng thông 40 xã, phường', '2026-09-30', null, 'VNPT.dt'],
      ['Nâng băng thông 62 xã, phường còn lại', '2027-06-30', null, 'VNPT.dt'],
    ],
    budget: [
      [2026, 'state-budget', 5_000 * million, 4_500 * million, 1_900 * million],
      [2027, 'state-budget', 4_800 * million, 0, 0],
    ],
    risk: ['Thiết bị đầu cuối về chậm', 4, 4, 'Đặt trước thiết bị cho đợt hai; dùng tạm thiết bị dự phòng của VNPT.'],
  },
  {
    code: 'IV.3a',
    progress: 20,
    summary: 'Bệnh viện tuyến tỉnh đang thí điểm bệnh án điện tử tại hai khoa.',
    approved: {
      title: 'Thí điểm bệnh án điện tử',
      number: '511/QĐ-UBND-HC',
      decided_on: '2026-05-18',
      amount: 3_000 * million,
    },
    milestones: [
      ['Thí điểm hai khoa', '2026-10-31', null, 'H20.syt'],
      ['Công bố bệnh án điện tử tại bệnh viện tỉnh', '2027-09-30', null, 'H20.syt'],
    ],
    budget: [
      [2026, 'integrated', 1_200 * million, 1_200 * million, 450 * million],
      [2026, 'sponsorship', 500 * million, 500 * million, 500 * million],
    ],
  },
  {
    code: 'V.5',
    progress: 45,
    summary: 'Đã mở 14 lớp an toàn thông tin cho 1.120 cán bộ.',
    approved: {
      title: 'Đào tạo an toàn thông tin và AI năm 2026',
      number: '277/QĐ-UBND-HC',
      decided_on: '2026-02-27',
      amount: 800 * million,
    },
    milestones: [
      ['Lớp cho cán bộ chuyên trách', '2026-06-30', '2026-06-19', 'H20.skhcn'],
      ['Diễn tập thực chiến', '2026-11-20', null, 'VNPT.dt'],
    ],
    budget: [[2026, 'state-budget', 800 * million, 800 * million, 520 * million]],
  },
  {
    code: 'II.4',
    progress: 30,
    summary: 'Đang nhập dữ liệu hộ chăn nuôi; 61 xã, phường đã xong.',
    approved: {
      title: 'Nhập dữ liệu chăn nuôi, thú y',
      number: '365/QĐ-UBND-HC',
      decided_on: '2026-03-25',
      amount: 950 * million,
    },
    milestones: [
      ['Nhập dữ liệu hộ chăn nuôi', '2026-08-15', null, 'H20.snnmt'],
      ['Kết nối cơ sở dữ liệu quốc gia', '2026-12-31', null, 'H20.snnmt'],
    ],
    budget: [[2026, 'state-budget', 950 * million, 700 * million, 410 * million]],
    risk: ['Số liệu tổng đàn của xã và thống kê lệch nhau', 4, 3, 'Đối chiếu theo quý với Thống kê tỉnh.'],
  },
]

/** Made-up provinces: no real one's points are written down without its source. */
const peerPoints: readonly [string, number][] = [
  ['Tỉnh mẫu A', 792.4],
  ['Tỉnh mẫu B', 748.1],
  ['Tỉnh mẫu C', 706.6],
  ['Tỉnh mẫu D', 661.3],
  ['Tỉnh mẫu Đ', 590.2],
  ['Tỉnh mẫu E', 512.8],
]

async function act(database: Database, login: string): Promise<Actor | undefined> {
  return database.transaction(house, async (tx) => {
    const account = await tx.one<{ id: string }>('select id from sen.account where login = $1 and sample', [login])
    return account ? findActor(tx, account.id) : undefined
  })
}

const lineOf = async (tx: Tx, code: string): Promise<Row<typeof Line> | undefined> =>
  tx.one<Row<typeof Line>>('select * from plan.line where code = $1', [code])

async function loadCourse(tx: Tx, course: Course, unitOf: (code: string) => string | undefined): Promise<void> {
  const line = await lineOf(tx, course.code)
  const focal = line?.unit
  if (!line || !focal) return
  const { approved } = course
  if (approved) {
    const row = await createRow(
      tx,
      Approval,
      {
        line: line.id,
        title: approved.title,
        content: `${approved.title}: số liệu mẫu của bản chạy thử.`,
        amount: approved.amount,
      },
      { unit: focal, ...sample },
    )
    await startCase(tx, Approving, row)
    await move(tx, Approving, {
      recordId: row.id,
      move: 'submit',
      data: { opinion: 'Phù hợp với kế hoạch, đủ căn cứ.' },
    })
    await move(tx, Approving, {
      recordId: row.id,
      move: 'approve',
      data: { number: approved.number, decided_on: approved.decided_on },
    })
  }
  await move(tx, Carrying, { recordId: line.id, move: 'start' })
  await move(tx, Carrying, {
    recordId: line.id,
    move: 'progress',
    data: { progress: course.progress, summary: course.summary },
  })
  for (const [title, due, done_on, owner] of course.milestones)
    await createRow(
      tx,
      Milestone,
      { line: line.id, title, due, done_on, owner: owner ? (unitOf(owner) ?? null) : null },
      { unit: focal, ...sample },
    )
  for (const [year, source, planned, allocated, spent] of course.budget)
    await createRow(
      tx,
      Budget,
      { line: line.id, year, source, spender: line.units?.[0] ?? focal, planned, allocated, spent },
      { unit: focal, ...sample },
    )
  if (course.risk) {
    const [title, likelihood, impact, action] = course.risk
    await createRow(
      tx,
      Risk,
      { line: line.id, title, likelihood, impact, response: 'reduce', action, owner: focal },
      { unit: focal, ...sample },
    )
  }
}

/** Four years of made-up scores that grow a little each year, verified but for the last. */
async function loadScores(tx: Tx): Promise<void> {
  const last = Number(localDate(tx.now).slice(0, 4))
  for (let year = last - 4; year <= last; year++) {
    for (const [place, indicator] of (await indicatorsOf(tx, Math.max(year, 2022))).entries()) {
      // What the house computes itself, and what has no official name, is left open in the present year.
      if (indicator.confidence === 'unknown' || (year === last && indicator.live)) continue
      const grown = (year - last + 4) * 4
      const share = Math.min(98, 38 + ((place * 37) % 41) + grown)
      const values =
        indicator.formula === 'ratio'
          ? { numerator: share, denominator: 100 }
          : indicator.formula === 'steps'
            ? { reached: Math.min(4, 1 + Math.floor(grown / 5)) }
            : { reached: share > 55 ? 1 : 0 }
      const reached =
        'reached' in values
          ? values.reached === 1 && indicator.formula === 'yes-no'
            ? indicator.points
            : 0
          : (share / 100) * indicator.points
      await createRow(
        tx,
        Score,
        {
          indicator: indicator.id,
          year,
          ...values,
          ...(year < last && indicator.formula !== 'steps' ? { verified: Math.round(reached * 90) / 100 } : {}),
        },
        { unit: indicator.unit, ...sample },
      )
    }
    for (const [province, points] of peerPoints)
      await createRow(
        tx,
        Peer,
        {
          province,
          year,
          points: Math.round((points - (last - year) * 21) * 10) / 10,
          source: 'Số liệu mẫu của bản chạy thử, không phải điểm của tỉnh nào',
        },
        { unit: (await indicatorsOf(tx, last))[0]?.unit ?? '', ...sample },
      )
  }
}

/** A plan under way, so that its screens are not empty in a demonstration. */
export const loadExamples: Load = async (database: Database, { log }) => {
  await loadOnce(database, 'plan:examples', { version: 1, courses, good }, async () => {
    await database.transaction(house, async (tx) => {
      const units = new Map(
        (await tx.query<{ code: string; id: string }>('select code, id from sen.unit')).map((row) => [
          row.code,
          row.id,
        ]),
      )
      for (const course of courses) await loadCourse(tx, course, (code) => units.get(code))
      const shop = await lineOf(tx, 'III.2b')
      if (shop)
        await createRow(
          tx,
          Evidence,
          { line: shop.id, title: 'Hệ thống một cửa của nền tảng', kind: 'system', system: 'one-stop', open: true },
          { unit: shop.unit, ...sample },
        )
      const review = await tx.one<{ id: string }>(
        "select r.id from plan.risk r join plan.line l on l.id = r.line where l.code = 'I.1a' limit 1",
      )
      if (review)
        await tx.query('update plan.risk set review_on = $2 where id = $1', [review.id, addDays(localDate(tx.now), 30)])
      await loadScores(tx)
    })
    const officer = await act(database, 'baocao.skhcn')
    if (officer)
      await database.transaction(officer, async (tx) => {
        const line = await lineOf(tx, good.line)
        if (!line) return
        const row = await createRow(
          tx,
          Obstacle,
          { line: line.id, title: good.title, content: good.content, wanted: good.wanted },
          sample,
        )
        await startCase(tx, Untangling, row)
      })
    log(`Kế hoạch hợp tác: dữ liệu mẫu cho ${courses.length} nội dung`)
  })
}
