import { join } from 'node:path'
import { localDate } from '#ground/clock'
import {
  chooseBackup,
  Database,
  drift,
  migrate,
  readPassphrase,
  refuseBackup,
  restoreBackup,
  startEngine,
} from '#kernel/store'
import { logInDatabase, verifyLog } from '#kernel/trust'
import { command, dataDirOf, needed, refuseUsage } from './command.ts'
import { root } from './place.ts'

/** '2026-10-05T08:00:00+07:00', with a zone: an instant without one is somebody's guess. */
function instantOf(text: string): Date {
  const at = new Date(text)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(at.getTime()))
    throw refuseBackup['bad-instant']({ text: text.slice(0, 60) })
  return at
}

const vietnamese = (at: Date): string =>
  `${localDate(at)} ${new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', timeStyle: 'medium' }).format(at)}`

export default command({
  name: 'restore',
  about: {
    vi: 'Khôi phục cả tỉnh từ bản sao lưu vào một thư mục dữ liệu trống, tới đúng thời điểm chọn.',
    en: 'Brings the whole province back from a backup into an empty data directory, to the chosen instant.',
  },
  usage: [
    'restore /mnt/sao-luu',
    'restore /mnt/sao-luu --at 2026-10-05T08:00:00+07:00',
    'restore /mnt/sao-luu --base 20261004T190000Z',
  ],
  options: {
    at: {
      type: 'string',
      value: 'INSTANT',
      about: {
        vi: 'Mọi việc đã xác nhận tới thời điểm này, không có gì sau đó',
        en: 'All that was acknowledged until then and nothing later',
      },
    },
    base: {
      type: 'string',
      value: 'NAME',
      about: { vi: 'Bắt đầu từ đúng bản này (xem: npx sen backup --list)', en: 'Begins with this copy' },
    },
    'without-secrets': {
      type: 'boolean',
      about: {
        vi: 'Không mở phần bí mật; người khôi phục tự đặt lại data/secrets',
        en: 'Leaves the secrets sealed; whoever restores brings data/secrets',
      },
    },
  },
  more: {
    vi: 'Không bao giờ ghi đè: thư mục dữ liệu (SEN_DATA) phải trống hoặc chưa có. Bản hỏng một byte hay thiếu một đoạn nhật ký được gọi tên và bị từ chối. Sau đó mở như thường: npm start. Thư đã gửi và việc nền đã chạy sau thời điểm ấy có thể chạy lại.',
    en: 'Never overwrites: the data directory (SEN_DATA) must be empty or absent. A copy with one flipped byte or one missing log segment is named and refused. Then open as ever: npm start. Mails and jobs after that instant may run again.',
  },
  async work(values, names, { say, environment }) {
    const from = needed(names[0], 'thư mục sao lưu (DIR)', 'restore')
    if (names[1] !== undefined) throw refuseUsage['not-understood']({ said: names[1].slice(0, 60), name: 'restore' })
    if (environment.DATABASE_URL) {
      const kept = await chooseBackup(from, values.base === undefined ? {} : { base: values.base })
      if (kept.manifest.kind === 'physical') throw refuseBackup['given-database']()
    }
    const at = values.at === undefined ? undefined : instantOf(values.at)
    const dataDir = dataDirOf(environment, root)
    const passphrase = await readPassphrase(environment)
    const stop = new AbortController()
    const cancel = () => stop.abort()
    process.once('SIGINT', cancel)
    try {
      const restored = await restoreBackup({
        from,
        dataDir,
        ...(at ? { at } : {}),
        ...(values.base === undefined ? {} : { base: values.base }),
        ...(passphrase ? { passphrase } : {}),
        withoutSecrets: values['without-secrets'] ?? false,
        progress: (step) => say(`  ${step}`),
        signal: stop.signal,
      })
      say(`Đã khôi phục vào ${dataDir} từ bản ${restored.base} sau ${(restored.milliseconds / 1_000).toFixed(1)} giây.`)
      say(
        `  tệp hồ sơ: ${restored.blobs.count}; bí mật: ${restored.secrets === 'opened' ? 'đã mở' : restored.secrets === 'none' ? 'bản sao không có' : 'KHÔNG có trong bản này, hãy đặt bản ngoại tuyến vào data/secrets trước khi mở'}`,
      )
      if (restored.blobs.missing.length > 0)
        say(`  ! ${restored.blobs.missing.length} tệp đến sau bản sao bị hỏng, không lấy lại được`)
      if (restored.kind === 'files') {
        say('  cơ sở dữ liệu không nằm trong bản này.')
        return 0
      }
      say(
        `  tới thời điểm: ${at ? `${vietnamese(at)} (yêu cầu)` : 'hết nhật ký'}; giao dịch cuối cùng lấy lại: ${restored.lastCommit ? vietnamese(restored.lastCommit) : 'trong chính bản sao'}`,
      )
      return (await look(dataDir, restored.said, say)) ? 0 : 1
    } finally {
      process.removeListener('SIGINT', cancel)
    }
  },
})

/** Looks the restored database over as it is, without the house: schema, rows of the log, files its rows name. */
async function look(dataDir: string, said: Record<string, unknown>, say: (line: string) => void): Promise<boolean> {
  const { declaredSchema, systemsOfHouse } = await import('../open.ts')
  const { missingFiles } = await import('../missing-files.ts')
  const engine = await startEngine({ dataDir })
  const database = new Database({ app: { ...engine.superuser, user: 'sen_app' }, owner: engine.superuser })
  try {
    const schema = declaredSchema(await systemsOfHouse())
    const { rows } = await database.owner.query<{ facts: number; last: Date | null; dossiers: string | null }>(
      'select count(*)::int as facts, max(at) as last from sen.fact',
    )
    say(`  nhật ký: ${rows[0]?.facts ?? 0} dòng, dòng cuối lúc ${rows[0]?.last ? vietnamese(rows[0].last) : '—'}`)
    const { steps } = await migrate(database.owner, schema, { dry: true })
    const apart = steps.length === 0 ? await drift(database.owner, schema) : []
    say(
      steps.length > 0
        ? `  lược đồ: cũ hơn mã nguồn ${steps.length} bước; npm start sẽ nâng cấp`
        : apart.length > 0
          ? `  ! lược đồ lệch: ${apart.slice(0, 5).join('; ')}`
          : '  lược đồ: đúng như khai báo',
    )
    const missing = await missingFiles(database.owner, dataDir)
    say(
      missing.length === 0
        ? '  tệp: mọi tệp được nhắc tới đều có và đúng mã băm'
        : `  ✗ thiếu hoặc hỏng ${missing.length} tệp: ${missing.slice(0, 3).join(', ')}`,
    )
    const whole = await verifySealed(database, dataDir, said, say)
    return missing.length === 0 && apart.length === 0 && whole
  } finally {
    await database.close()
    await engine.stop()
  }
}

/** The sealed log of the restored house, and whether it goes on from the head that stood when the copy was made. */
async function verifySealed(
  database: Database,
  dataDir: string,
  said: Record<string, unknown>,
  say: (line: string) => void,
): Promise<boolean> {
  const head = said.logHead as { size?: unknown; root?: unknown } | null | undefined
  const root = typeof head?.root === 'string' ? head.root.replace(/^\\x/, '') : ''
  const known = typeof head?.size === 'number' && /^[0-9a-f]{64}$/.test(root) ? [{ size: head.size, root }] : []
  const verdict = await verifyLog(await logInDatabase(database, join(dataDir, 'log')), { known })
  // a house that was copied before its first seal has none; one that had a head must have it again
  if (!verdict.newest && !known[0]) {
    say(`  nhật ký niêm phong: chưa có dấu nào (${verdict.unsealed} sự việc chờ)`)
    return true
  }
  if (verdict.ok && verdict.newest)
    say(
      `  nhật ký niêm phong: nguyên vẹn, ${verdict.leaves} lá${known[0] ? `, nối tiếp dấu ${known[0].size} lá lúc sao lưu` : ''}; ${verdict.unsealed} sự việc chờ niêm phong`,
    )
  else for (const { vi } of verdict.findings.slice(0, 5)) say(`  ✗ ${vi}`)
  return verdict.findings.length === 0
}
