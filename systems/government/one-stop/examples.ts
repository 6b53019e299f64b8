import { addDays, formatDate, instantAt, localDate, weekday } from '#ground/clock'
import { move } from '#kernel/cases'
import { changeRow, getRow } from '#kernel/records'
import { type Actor, type Database, house } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { enterPerson, findActor } from '#kernel/trust'
import { demoPeople } from '#province'
import { Handling } from './cases.ts'
import { payExample } from './fees/examples.ts'
import { type Filing, fileDossier, findProcedure } from './filing.ts'
import { loadBundleExample } from './life/examples.ts'
import { loadAnnouncementExamples } from './quality/examples.ts'
import { Dossier } from './records.ts'

/** One good, one bad, one odd: what tests, the demonstration and the documentation all speak of. */
export const good = {
  procedure: '1.001193',
  national_id: '087194900001',
  full_name: 'Nguyễn Thị Ngọc Lan',
  content: 'Đăng ký khai sinh cho con',
}
export const bad = {
  procedure: '1.001193',
  national_id: '08719490000',
  full_name: '',
  content: 'Thiếu một chữ số và họ tên',
}
export const odd = {
  procedure: '2.000815',
  national_id: '087050900009',
  full_name: 'H’Y Đắc Ê Ban',
  content: 'Chứng thực 30 bản; tên có dấu nháy và chữ Đ',
}

type Stage =
  | 'filed'
  | 'accepted'
  | 'handled'
  | 'reviewed'
  | 'signed'
  | 'finished'
  | 'returned'
  | 'supplement'
  | 'rejected'
const STAGES: Stage[] = [
  'returned',
  'returned',
  'returned',
  'finished',
  'signed',
  'reviewed',
  'handled',
  'accepted',
  'filed',
  'supplement',
  'rejected',
  'filed',
]
const PROCEDURES = ['1.001193', '1.000656', '1.000894', '1.004873', '2.000635', '2.000815', '1.001612', '1.011607']
const WARDS = [
  { commune: '29869', tail: 'caolanh' },
  { commune: '28261', tail: 'mytho' },
]
const PER_WARD = 24

/** A working morning `days` days ago. */
function morning(now: Date, days: number, minute: number): Date {
  let day = addDays(localDate(now), -days)
  while (weekday(day) > 5) day = addDays(day, -1)
  return instantAt(day, minute)
}

/** Demonstration dossiers in every stage, made through the same doors as real ones and marked as samples. */
export const loadExamples: Load = async (database: Database, { log }) => {
  await loadOnce(database, 'one-stop:examples', { version: 1, PER_WARD }, async () => {
    const now = database.clock.now()
    let made = 0
    for (const ward of WARDS) {
      const staff = await database.transaction(house, async (tx) => {
        const found: Record<string, Actor> = {}
        for (const post of ['motcua', 'thuly', 'truongphong', 'lanhdao', 'vanthu']) {
          const account = await tx.one<{ id: string }>('select id from sen.account where login = $1', [
            `${post}.${ward.tail}`,
          ])
          const actor = account && (await findActor(tx, account.id))
          if (actor) found[post] = actor
        }
        return found
      })
      if (Object.keys(staff).length < 5) continue
      for (let i = 0; i < PER_WARD; i++) {
        const stage = STAGES[i % STAGES.length] as Stage
        const days = stage === 'filed' ? 0 : 1 + ((i * 5) % 17)
        await example(database, staff, ward.commune, i, stage, now, days)
        made++
      }
    }
    log(`Hồ sơ mẫu: ${made}`)
  })
  await loadBundleExample(database, log)
  await loadAnnouncementExamples(database, log)
}

/** What the sample applicant declared; a birth names the child, so that its certificate can be typeset. */
function declared(
  code: string,
  procedure: string,
  applicant: string,
  day: string,
): Pick<Filing, 'answers' | 'answered'> {
  if (code !== '1.001193') {
    const content = `Đề nghị giải quyết: ${procedure}`
    return { answers: { content }, answered: [{ label: 'Nội dung đề nghị', value: content }] }
  }
  const child = `${applicant.split(' ')[0]} Minh Khôi`
  const born = addDays(day, -12)
  return {
    answers: {
      child_name: child,
      child_birth_date: born,
      child_sex: 'male',
      child_ethnicity: 'Kinh',
      child_nationality: 'Việt Nam',
      child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
      child_home_town: 'Đồng Tháp',
      mother_name: applicant,
    },
    answered: [
      { label: 'Họ và tên trẻ', value: child },
      { label: 'Ngày sinh', value: formatDate(born) },
      { label: 'Nơi sinh', value: 'Bệnh viện Đa khoa Đồng Tháp' },
      { label: 'Họ và tên mẹ', value: applicant },
    ],
  }
}

async function example(
  database: Database,
  staff: Record<string, Actor>,
  commune: string,
  i: number,
  stage: Stage,
  now: Date,
  days: number,
): Promise<void> {
  const code = PROCEDURES[i % PROCEDURES.length] as string
  const value = demoPeople[(i * 7) % demoPeople.length]
  if (!value) return
  // Today's dossiers came in some minutes ago, so that nothing is dated later than now.
  let at =
    days === 0 ? new Date(now.getTime() - (PER_WARD - i + 1) * 60_000) : morning(now, days, 7 * 60 + 15 + (i % 8) * 20)
  const online = i % 3 !== 0
  const filed = await database.transaction(
    house,
    async (tx) => {
      const person = await enterPerson(tx, { ...value, kind: 'citizen', tax_code: null, sample: true })
      const procedure = await findProcedure(tx, code, now)
      if (!procedure?.fileable) return undefined
      const open = (procedure.methods ?? []).map((method) => method.channel)
      const channel = online && open.includes('online') ? 'online' : 'in-person'
      const filing: Filing = {
        procedure,
        channel,
        commune,
        applicant: { ...value, id: person },
        ...declared(code, procedure.name, value.full_name, localDate(at)),
        papers: [
          {
            name: 'Tờ khai theo mẫu',
            origin: channel === 'online' ? 'electronic' : 'original',
            count: 1,
            file: null,
            file_name: null,
            digitised: 'no',
          },
        ],
        delivery: channel === 'online' ? 'electronic' : 'counter',
        sample: true,
      }
      return fileDossier(tx, filing)
    },
    { at },
  )
  if (!filed || stage === 'filed') return
  const make = async (
    post: string,
    name: keyof (typeof Handling)['moves'] & string,
    hours: number,
    data: Record<string, unknown> = {},
  ) => {
    at = new Date(Math.min(at.getTime() + hours * 3_600_000, now.getTime()))
    await database.transaction(
      staff[post] as Actor,
      async (tx) => {
        const task = await tx.one<{ id: string }>(
          'select id from sen.task where record_id = $1 and done_at is null order by opened_at desc limit 1',
          [filed.id],
        )
        await move(tx, Handling, {
          ...(task ? { taskId: task.id } : { recordId: filed.id }),
          move: name as never,
          data,
        })
      },
      { at },
    )
  }
  if (stage === 'rejected')
    return make('motcua', 'reject', 1, {
      reason: 'Hồ sơ không thuộc thẩm quyền của phường',
      basis: 'Điều 17 Nghị định 118/2025/NĐ-CP',
    })
  if (stage === 'supplement')
    return make('motcua', 'ask-supplement', 1, {
      items: 'Bản chụp giấy tờ tùy thân còn hạn',
      reason: 'Giấy tờ đã nộp hết hạn',
    })
  const order: [Stage, string, string, number][] = [
    ['accepted', 'motcua', 'accept', 0.5],
    ['accepted', 'motcua', 'forward', 0.25],
    ['handled', 'thuly', 'forward', 1],
    ['reviewed', 'truongphong', 'forward', 0.5],
    ['signed', 'lanhdao', 'forward', 0.5],
    ['finished', 'vanthu', 'finish', 0.5],
    ['returned', 'motcua', 'return', 1],
  ]
  const reached = ['accepted', 'handled', 'reviewed', 'signed', 'finished', 'returned']
  for (const [until, post, name, hours] of order) {
    if (reached.indexOf(until) > reached.indexOf(stage)) break
    const row = await database.transaction(house, (tx) => getRow(tx, Dossier, filed.id))
    const next = (row.steps ?? []).find((step) => step.position > (row.step_position ?? 0))
    // Procedures with fewer steps reach the stamp sooner.
    if (name === 'forward' && next?.kind === 'return') continue
    const step = (row.steps ?? []).find((one) => one.position === row.step_position)
    const who =
      name === 'forward' && step
        ? ({ receive: 'motcua', handle: 'thuly', review: 'truongphong', sign: 'lanhdao', stamp: 'vanthu' }[
            step.kind as string
          ] ?? post)
        : post
    if (name === 'finish' && step?.kind !== 'stamp' && step?.kind !== 'sign') break
    if (name === 'return') await database.transaction(house, (tx) => payExample(tx, filed.id), { at })
    await make(
      who,
      name as never,
      hours,
      name === 'finish'
        ? {
            result_number: `${100 + i}/${localDate(at).slice(0, 4)}`,
            result_note: 'Đã giải quyết theo đề nghị.',
            typeset: true,
          }
        : name === 'return'
          ? { delivery: 'counter' }
          : {},
    )
  }
  if (stage === 'returned') {
    await database.transaction(
      house,
      async (tx) => {
        const row = await getRow(tx, Dossier, filed.id)
        if (row.status === 'returned')
          await changeRow(
            tx,
            Dossier,
            row.id,
            row.version,
            { rating: i % 5 === 0 ? 'satisfied' : 'very-satisfied' },
            { fact: 'rated' },
          )
      },
      { at },
    )
  }
}
