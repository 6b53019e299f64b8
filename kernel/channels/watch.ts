import { localDate } from '#ground/clock'
import { notify } from '#kernel/cases'
import { type Database, house, type Job, queueState, type Tx } from '#kernel/store'
import {
  type Alert,
  alertRulesOn,
  beat,
  type Condition,
  forgetOldRefusals,
  type HostRow,
  listHosts,
  refusedSignIns,
  type Severity,
  sealState,
  settleAlerts,
} from '#kernel/trust'
import { type Lang, numberText } from './face/words.ts'
import type { Site } from './site.ts'

/** Where the operator looks. */
export const OPERATIONS_PATH = '/quan-tri/van-hanh'
const BEAT_MS = 10_000
/** A host that has just opened has had no time to make its first copy. */
const FIRST_COPY_MINUTES = 30

/** How copies of the house stand, as a host sees it. */
export interface BackupFace {
  to: string | null
  newest: { name: string; finishedAt: string; bytes: number; secrets: string } | null
  count: number
  freeBytes: number | null
  sameDisk: boolean
  broken: string[]
  shipping: {
    coveredTo: string | null
    behindBytes: number
    error: string | null
    brokenAt: string | null
    shippedAt: string | null
  } | null
}

/** What a host says of itself with every beat; read by the watch of whichever host holds it, so it works from the rows alone. */
export interface HostState {
  node: string
  memoryMb: number
  draining: boolean
  disks: { name: string; freeBytes: number; allBytes: number }[]
  backup: BackupFace | null
  /** This machine's clock against the database's, in seconds. */
  clockSeconds: number | null
  /** Against a time server, where one is set. */
  ntpSeconds: number | null
  certificates: { name: string; notAfter: string | null }[]
  /** Age of the files in data/secrets: names and days, never content. */
  keys: { name: string; madeAt: string }[]
}

/** This process among the hosts of the house. */
export interface Host {
  name: string
  startedAt: Date
  version: string
  /** True once it was told to close: /readyz says so and balancers send no more. */
  draining: boolean
  state(): Promise<HostState>
}

/** Says now and then that this host lives, and once that it leaves. */
export function startHeart(site: Site): { stop(): Promise<void>; beat(): Promise<void> } {
  let stopped = false
  const once = async (leaving = false): Promise<void> => {
    const state = await site.host.state()
    await site.database.transaction(
      house,
      (tx) =>
        beat(tx, {
          name: site.host.name,
          pid: process.pid,
          startedAt: site.host.startedAt,
          version: site.host.version,
          state,
          leaving,
        }),
      { soft: true },
    )
  }
  const quietly = (): void => {
    void once().catch((error: unknown) => {
      if (!stopped) site.log.warn({ error: { message: (error as Error).message } }, 'no heartbeat')
    })
  }
  quietly()
  const timer = setInterval(quietly, BEAT_MS).unref()
  return {
    beat: () => once(),
    async stop() {
      stopped = true
      clearInterval(timer)
      await once(true).catch(() => undefined)
    },
  }
}

/** Room on a disk: '77,0 GB', '812 MB'. */
export function roomText(bytes: number, lang: Lang): string {
  if (bytes < 1_000_000) return `${numberText(Math.round(bytes / 1_000), lang)} kB`
  return bytes < 1_000_000_000
    ? `${numberText(Math.round(bytes / 1_000_000), lang)} MB`
    : `${numberText(Math.round(bytes / 100_000_000) / 10, lang)} GB`
}

const gib = (bytes: number): number => bytes / 1_073_741_824
const isHere = (row: HostRow): boolean => row.leftAt === null
const stateOf = (row: HostRow): HostState => row.state as unknown as HostState

/**
 * Looks at everything that may be wrong and answers what is, with the rules that could be looked at. Works from the database
 * alone, so it does not matter which host does it.
 */
export async function findConditions(
  database: Database,
  tx: Tx,
): Promise<{ conditions: Condition[]; looked: string[] }> {
  const rules = await alertRulesOn(tx, localDate(tx.now))
  const conditions: Condition[] = []
  const looked: string[] = []
  const add = (
    rule: string,
    key: string,
    severity: Severity,
    vi: [string, string],
    en: [string, string],
    facts: Condition['facts'],
  ) => conditions.push({ rule, key, severity, title: { vi: vi[0], en: en[0] }, body: { vi: vi[1], en: en[1] }, facts })
  const limitOf = (rule: string, name: string): number => rules.get(rule)?.values[name] ?? Number.POSITIVE_INFINITY
  const under = async (names: readonly string[], look: () => void | Promise<void>): Promise<void> => {
    if (!names.some((name) => rules.has(name))) return
    await look()
    looked.push(...names)
  }

  await under(['sign-in-refused', 'sign-in-refused-account', 'sign-in-refused-network'], async () => {
    const minutes = (rule: string) => Math.min(60, limitOf(rule, 'windowMinutes'))
    const found = await refusedSignIns(tx, {
      all: minutes('sign-in-refused'),
      account: minutes('sign-in-refused-account'),
      network: minutes('sign-in-refused-network'),
    })
    if (found.all >= limitOf('sign-in-refused', 'countMax'))
      add(
        'sign-in-refused',
        '',
        'critical',
        [
          'Nhiều lần đăng nhập bị từ chối',
          `${found.all} lần trong ${minutes('sign-in-refused')} phút trên toàn hệ thống. Hãy xem mạng nào gửi tới và chặn ở tường lửa nếu là tấn công dò mật khẩu.`,
        ],
        [
          'Many refused sign-ins',
          `${found.all} within ${minutes('sign-in-refused')} minutes over the whole house. See which networks they come from and block them if passwords are being guessed.`,
        ],
        { count: found.all },
      )
    for (const { account, count } of found.accounts)
      if (count >= limitOf('sign-in-refused-account', 'countMax'))
        add(
          'sign-in-refused-account',
          account,
          'warning',
          [
            'Một tài khoản bị thử mật khẩu nhiều lần',
            `${count} lần trong ${minutes('sign-in-refused-account')} phút (mã tài khoản ${account}). Hãy hỏi chủ tài khoản qua kênh khác; nếu không phải người ấy thì khóa hoặc đặt lại mật khẩu.`,
          ],
          [
            'An account is being tried',
            `${count} times within ${minutes('sign-in-refused-account')} minutes (account id ${account}). Ask its owner by another way; lock it or set a new password if it was not her.`,
          ],
          { count },
        )
    for (const { network, count } of found.networks)
      if (count >= limitOf('sign-in-refused-network', 'countMax'))
        add(
          'sign-in-refused-network',
          network,
          'critical',
          [
            'Một mạng thử đăng nhập nhiều lần',
            `${count} lần trong ${minutes('sign-in-refused-network')} phút từ mạng ${network.replace(/^net:/, '')}. Hãy chặn ở tường lửa nếu không phải mạng của cơ quan.`,
          ],
          [
            'A network tries to sign in again and again',
            `${count} times within ${minutes('sign-in-refused-network')} minutes from network ${network.replace(/^net:/, '')}. Block it unless it is an office.`,
          ],
          { count },
        )
  })

  await under(['log-unsealed'], async () => {
    const seal = await sealState(database)
    const age = seal.oldestUnsealedAt ? (tx.now.getTime() - seal.oldestUnsealedAt.getTime()) / 1_000 : 0
    if (age > limitOf('log-unsealed', 'ageSecondsMax'))
      add(
        'log-unsealed',
        '',
        'critical',
        [
          'Nhật ký chưa được niêm phong',
          `${seal.unsealed} sự việc chờ niêm phong, cũ nhất đã ${Math.round(age)} giây. Hãy xem tiến trình niêm phong và khóa ký (npx sen doctor); việc ghi hồ sơ không bị ảnh hưởng.`,
        ],
        [
          'The log is not sealed',
          `${seal.unsealed} facts wait to be sealed, the oldest for ${Math.round(age)} seconds. Look at the sealer and its key (npx sen doctor); writing goes on.`,
        ],
        { unsealed: seal.unsealed, ageSeconds: Math.round(age) },
      )
  })

  await under(['jobs-given-up', 'jobs-late'], async () => {
    const queue = await queueState(database)
    if (queue.givenUp > limitOf('jobs-given-up', 'countMax'))
      add(
        'jobs-given-up',
        '',
        'warning',
        [
          'Có việc nền bị bỏ',
          `${queue.givenUp} việc đã thử đủ số lần mà không xong. Lý do ở nhật ký tiến trình (job failed); npx sen doctor nói cách chạy lại.`,
        ],
        [
          'Jobs were given up',
          `${queue.givenUp} jobs failed as often as they may. Why is in the process log (job failed); npx sen doctor says how to run them again.`,
        ],
        { count: queue.givenUp },
      )
    if (queue.late > limitOf('jobs-late', 'countMax'))
      add(
        'jobs-late',
        '',
        'warning',
        ['Việc nền bị dồn', `${queue.late} việc đã trễ hơn 5 phút. Hãy xem tải của máy và nhật ký tiến trình.`],
        [
          'Jobs pile up',
          `${queue.late} jobs are more than 5 minutes late. Look at the machine's load and the process log.`,
        ],
        { count: queue.late },
      )
  })

  const hosts = await listHosts(tx)
  await under(['host-gone'], () => {
    for (const row of hosts.filter(isHere)) {
      const silent = (tx.now.getTime() - row.seenAt.getTime()) / 1_000
      if (silent > limitOf('host-gone', 'silentSecondsMax'))
        add(
          'host-gone',
          row.name,
          'critical',
          [
            'Một tiến trình Sen im lặng',
            `${row.name} không báo gì đã ${Math.round(silent)} giây và không chào khi rời đi. Hãy xem máy ấy; các tiến trình khác vẫn phục vụ.`,
          ],
          [
            'A host is silent',
            `${row.name} has said nothing for ${Math.round(silent)} seconds and did not say good-bye. Look at that machine; the others serve on.`,
          ],
          { silentSeconds: Math.round(silent) },
        )
    }
  })
  const alive = hosts.filter((row) => isHere(row) && tx.now.getTime() - row.seenAt.getTime() < 5 * 60_000)

  await under(['disk-low'], () => {
    for (const row of alive)
      for (const disk of stateOf(row).disks ?? [])
        if (gib(disk.freeBytes) < limitOf('disk-low', 'freeGibMin'))
          add(
            'disk-low',
            `${row.name} ${disk.name}`,
            gib(disk.freeBytes) < limitOf('disk-low', 'criticalGibMin') ? 'critical' : 'warning',
            [
              'Ổ đĩa sắp đầy',
              `${disk.name} của ${row.name} còn ${roomText(disk.freeBytes, 'vi')} trên ${roomText(disk.allBytes, 'vi')}. Hãy dọn hoặc nới ổ trước khi hệ thống ngừng nhận ghi.`,
            ],
            [
              'A disk is nearly full',
              `${disk.name} of ${row.name} has ${roomText(disk.freeBytes, 'en')} of ${roomText(disk.allBytes, 'en')} left. Free or enlarge it before writing stops.`,
            ],
            { freeBytes: disk.freeBytes },
          )
  })

  await under(['backup-old'], () => backupConditions(tx, alive, limitOf, add))

  await under(['key-expires'], () => {
    for (const row of alive) {
      for (const one of stateOf(row).certificates ?? []) {
        const days = one.notAfter ? (Date.parse(one.notAfter) - tx.now.getTime()) / 86_400_000 : -1
        if (days < limitOf('key-expires', 'daysMin'))
          add(
            'key-expires',
            `certificate ${one.name}`,
            days < 7 ? 'critical' : 'warning',
            [
              'Chứng thư sắp hết hạn',
              one.notAfter
                ? `Chứng thư ${one.name} hết hạn ngày ${localDate(new Date(one.notAfter))}. Hãy gia hạn theo nghi lễ khóa.`
                : `Không đọc được chứng thư ${one.name}.`,
            ],
            [
              'A certificate expires',
              one.notAfter
                ? `Certificate ${one.name} ends on ${localDate(new Date(one.notAfter))}. Renew it by the key ceremony.`
                : `Certificate ${one.name} cannot be read.`,
            ],
            { days: Math.floor(days) },
          )
      }
      for (const one of stateOf(row).keys ?? []) {
        const days = (tx.now.getTime() - Date.parse(one.madeAt)) / 86_400_000
        if (days > limitOf('key-expires', 'keyAgeDaysMax'))
          add(
            'key-expires',
            `key ${one.name}`,
            'warning',
            [
              'Khóa đã lâu chưa thay',
              `Tệp khóa ${one.name} đã ${Math.floor(days)} ngày. Hãy thay theo docs/guides/nghi-le-khoa.md.`,
            ],
            [
              'A key is old',
              `The key file ${one.name} is ${Math.floor(days)} days old. Rotate it by docs/guides/nghi-le-khoa.md.`,
            ],
            { days: Math.floor(days) },
          )
      }
    }
  })

  await under(['clock-drift'], () => {
    for (const row of alive) {
      const { clockSeconds, ntpSeconds } = stateOf(row)
      const apart = Math.max(Math.abs(clockSeconds ?? 0), Math.abs(ntpSeconds ?? 0))
      if (apart > limitOf('clock-drift', 'secondsMax'))
        add(
          'clock-drift',
          row.name,
          'warning',
          [
            'Đồng hồ máy chạy lệch',
            `${row.name} lệch ${apart.toFixed(1)} giây. Hãy bật đồng bộ giờ (chrony, systemd-timesyncd): thời hạn và nhật ký dựa vào giờ này.`,
          ],
          [
            'A clock drifts',
            `${row.name} is ${apart.toFixed(1)} seconds off. Switch time synchronisation on: deadlines and the log stand on it.`,
          ],
          { seconds: Math.round(apart * 10) / 10 },
        )
    }
  })
  return { conditions, looked }
}

function backupConditions(
  tx: Tx,
  alive: readonly HostRow[],
  limitOf: (rule: string, name: string) => number,
  add: (
    rule: string,
    key: string,
    severity: Severity,
    vi: [string, string],
    en: [string, string],
    facts: Condition['facts'],
  ) => void,
): void {
  const told = alive.map((row) => ({ row, backup: stateOf(row).backup })).filter((one) => one.backup?.to)
  if (told.length === 0) return
  const finished =
    told
      .map((one) => one.backup?.newest?.finishedAt ?? '')
      .sort()
      .at(-1) ?? ''
  const hours = finished === '' ? null : (tx.now.getTime() - Date.parse(finished)) / 3_600_000
  const openMinutes = Math.max(...told.map((one) => (tx.now.getTime() - one.row.startedAt.getTime()) / 60_000))
  if (hours === null ? openMinutes > FIRST_COPY_MINUTES : hours > limitOf('backup-old', 'ageHoursMax'))
    add(
      'backup-old',
      'copy',
      'critical',
      [
        'Bản sao lưu đã cũ',
        hours === null
          ? 'Chưa có bản sao lưu trọn vẹn nào dùng được. Hãy chạy: npx sen backup, và xem nơi cất còn chỗ không.'
          : `Bản sao lưu mới nhất đã ${Math.round(hours)} giờ. Hãy chạy: npx sen backup, và xem vì sao việc hằng đêm không xong.`,
      ],
      [
        'The backup is old',
        hours === null
          ? 'There is no whole backup that can be used. Run: npx sen backup, and see whether its place has room.'
          : `The newest backup is ${Math.round(hours)} hours old. Run: npx sen backup, and see why the nightly one failed.`,
      ],
      { hours: hours === null ? null : Math.round(hours) },
    )
  for (const { row, backup } of told) {
    const shipping = backup?.shipping
    if (!shipping) continue
    const covered = shipping.coveredTo ? (tx.now.getTime() - Date.parse(shipping.coveredTo)) / 60_000 : null
    if (shipping.error && (covered === null || covered > limitOf('backup-old', 'behindMinutesMax')))
      add(
        'backup-old',
        `shipping ${row.name}`,
        'critical',
        [
          'Nhật ký ghi trước không chép ra được',
          `Chưa chép được ${roomText(shipping.behindBytes, 'vi')} (${shipping.error.slice(0, 200)}). Hãy xem nơi cất bản sao lưu: mất máy lúc này là mất phần chưa chép.`,
        ],
        [
          'The log is not shipped',
          `${roomText(shipping.behindBytes, 'en')} wait (${shipping.error.slice(0, 200)}). Look at the place of backups: what is not shipped is lost with the machine.`,
        ],
        { behindBytes: shipping.behindBytes },
      )
    if (shipping.brokenAt && (finished === '' || finished < shipping.brokenAt))
      add(
        'backup-old',
        `chain ${row.name}`,
        'critical',
        [
          'Chuỗi khôi phục bị đứt',
          `Lúc ${shipping.brokenAt} PostgreSQL đã bỏ phần nhật ký chưa kịp chép để khỏi đầy ổ đĩa. Chưa khôi phục tới thời điểm sau đó được cho tới khi có bản sao mới.`,
        ],
        [
          'The chain of instants is broken',
          `At ${shipping.brokenAt} PostgreSQL let go of log that was not shipped, lest the disk fill up. Later instants can be restored only from the next whole copy on.`,
        ],
        { brokenAt: shipping.brokenAt },
      )
  }
}

/** One look: alerts opened and closed, administrators told of what is new. */
export async function watchOnce(database: Database): Promise<{ opened: Alert[]; closed: Alert[] }> {
  return database.transaction(house, async (tx) => {
    const { conditions, looked } = await findConditions(database, tx)
    const settled = await settleAlerts(tx, conditions, looked)
    if (settled.opened.length > 0) {
      const administrators = await tx.query<{ account: string }>(
        `select distinct g.account from sen.role_grant g join sen.account a on a.id = g.account
          where g.role = 'administrator' and a.disabled_at is null and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) limit 200`,
      )
      const accounts = administrators.map((one) => one.account)
      for (const alert of settled.opened)
        await notify(
          tx,
          { accounts },
          { title: alert.title, body: alert.body, link: OPERATIONS_PATH, key: `alert:${alert.id}` },
        )
    }
    await forgetOldRefusals(tx)
    return settled
  })
}

/** Every minute, on whichever host takes it. */
export const watchJob: Job = {
  name: 'watch',
  every: '* * * * *',
  triesMax: 2,
  async run(database) {
    await watchOnce(database)
  },
}
