import { addDays, formatDate, instantAt, localDate, weekday } from '#ground/clock'
import { move } from '#kernel/cases'
import { type Actor, type Database, house } from '#kernel/store'
import { loadOnce } from '#kernel/system'
import { enterPerson, findActor } from '#kernel/trust'
import { demoPeople, findBundle } from '#province'
import { Handling } from '../cases.ts'
import { centreFor, type FiledPaper } from '../filing.ts'
import { fileBundle } from './bundle.ts'

const BUNDLE = 'khai-sinh'
/** The parents live in Phường Cao Lãnh; the child was born far from there and the father files where they are, in Mỹ Tho. */
const HOME = '29869'
const AWAY = '28261'
const HOUR_MS = 3_600_000

/** Who does the step of a kind in the ward that settles it, in order. */
const wardOrder = [
  ['motcua.mytho', 'accept', 0.3],
  ['motcua.mytho', 'forward', 0.2],
  ['thuly.caolanh', 'forward', 0.7],
  ['truongphong.caolanh', 'forward', 0.5],
  ['lanhdao.caolanh', 'forward', 0.5],
] as const

const paper = (name: string, member?: string): FiledPaper & { member?: string } => ({
  name,
  origin: 'original',
  count: 1,
  file: null,
  file_name: null,
  digitised: 'no',
  ...(member ? { member } : {}),
})

/** The last working day at least so many days ago, at seven thirty. */
function morning(now: Date, days: number): Date {
  let day = addDays(localDate(now), -days)
  while (weekday(day) > 5) day = addDays(day, -1)
  return instantAt(day, 7 * 60 + 30)
}

/**
 * One interlinked filing of a birth, filed by the father far from home: the certificate is there, the police are at work on the
 * residence, and social insurance has just been handed the card. Made through the same doors as real ones.
 */
export async function loadBundleExample(database: Database, log: (line: string) => void): Promise<void> {
  await loadOnce(database, 'one-stop:example-bundle', { version: 1 }, async () => {
    const now = database.clock.now()
    let at = morning(now, 7)
    if (!findBundle(BUNDLE, localDate(at))) return
    const actors = new Map<string, Actor>()
    await database.transaction(house, async (tx) => {
      for (const login of [
        'motcua.mytho',
        'thuly.caolanh',
        'truongphong.caolanh',
        'lanhdao.caolanh',
        'vanthu.caolanh',
        'thuly.congan',
      ]) {
        const account = await tx.one<{ id: string }>('select id from sen.account where login = $1', [login])
        const actor = account && (await findActor(tx, account.id))
        if (actor) actors.set(login, actor)
      }
    })
    const mother = demoPeople.find((one) => one.sex === 'female' && one.commune === HOME)
    const father = demoPeople.find((one) => one.sex === 'male' && one.commune === HOME)
    if (actors.size < 6 || !mother || !father) return
    const born = addDays(localDate(at), -9)
    const child = `${father.full_name.split(' ')[0]} Gia Hân`
    const dossiers = await database.transaction(
      house,
      async (tx) => {
        const enter = (one: typeof mother) => enterPerson(tx, { ...one, kind: 'citizen', tax_code: null, sample: true })
        return fileBundle(tx, {
          bundle: BUNDLE,
          commune: HOME,
          channel: 'in-person',
          applicant: { ...mother, id: await enter(mother) },
          representative: {
            id: await enter(father),
            full_name: father.full_name,
            paper: 'Giấy chứng nhận kết hôn số 61/2024, UBND phường Cao Lãnh',
          },
          receivedAt: (await centreFor(tx, AWAY)).id,
          answers: {
            child_name: child,
            child_birth_date: born,
            child_sex: 'female',
            child_ethnicity: 'Kinh',
            child_nationality: 'Việt Nam',
            child_birth_place: 'Bệnh viện Phụ sản Tiền Giang, phường Mỹ Tho',
            child_home_town: 'Đồng Tháp',
            mother_name: mother.full_name,
            mother_residence: 'Khóm 3, phường Cao Lãnh',
            father_name: father.full_name,
          },
          answered: [
            { label: 'Họ và tên trẻ', value: child },
            { label: 'Ngày sinh', value: formatDate(born) },
            { label: 'Nơi sinh', value: 'Bệnh viện Phụ sản Tiền Giang, phường Mỹ Tho' },
            { label: 'Họ và tên mẹ', value: mother.full_name },
            { label: 'Họ và tên cha', value: father.full_name },
          ],
          papers: [
            paper('Tờ khai đăng ký khai sinh'),
            paper('Giấy chứng sinh'),
            paper('Tờ khai thay đổi thông tin cư trú (Mẫu CT01)', 'residence'),
            paper('Tờ khai tham gia bảo hiểm y tế', 'insurance'),
          ],
          delivery: 'counter',
          sample: true,
        })
      },
      { at },
    )
    const [birth, residence] = dossiers
    if (!birth || !residence) return
    const make = async (id: string, login: string, name: string, hours: number, data: Record<string, unknown> = {}) => {
      at = new Date(Math.min(at.getTime() + hours * HOUR_MS, now.getTime()))
      await database.transaction(
        actors.get(login) as Actor,
        async (tx) => {
          const task = await tx.one<{ id: string }>(
            'select id from sen.task where record_id = $1 and done_at is null order by opened_at desc limit 1',
            [id],
          )
          await move(tx, Handling, { ...(task ? { taskId: task.id } : { recordId: id }), move: name as never, data })
        },
        { at },
      )
    }
    for (const [login, name, hours] of wardOrder) await make(birth.id, login, name, hours)
    await make(birth.id, 'vanthu.caolanh', 'finish', 0.5, {
      result_number: `118/${localDate(at).slice(0, 4)}`,
      result_note: 'Đã đăng ký khai sinh.',
      typeset: true,
    })
    // Two days later the police of the ward have looked at it; its head has not signed.
    await make(residence.id, 'thuly.congan', 'forward', 49)
    log(`Hồ sơ liên thông mẫu: ${dossiers.map((one) => one.number).join(', ')}`)
  })
}
