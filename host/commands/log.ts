import { join, resolve } from 'node:path'
import { Refusal } from '#ground/refusal'
import {
  archiveLog,
  exportLog,
  listArchives,
  listKeys,
  removeArchived,
  rotateKey,
  sealAll,
  sealKeysIn,
  sealState,
} from '#kernel/trust'
import { command, needed, refuseUsage } from './command.ts'
import { operator } from './place.ts'

const WAYS = ['state', 'export', 'archive', 'rotate-key'] as const

export default command({
  name: 'log',
  about: {
    vi: 'Nhật ký niêm phong: xem tình trạng, xuất, lưu trữ tháng cũ ra tệp, đổi khóa ký.',
    en: 'The sealed log: its state, export, archive of old months, rotation of the signing key.',
  },
  usage: [
    'log state',
    'log export THƯ-MỤC',
    'log archive --before 2026-01 [--remove]',
    'log rotate-key [--keep-old] [--lost "lý do"]',
  ],
  options: {
    before: {
      type: 'string',
      value: 'YYYY-MM',
      about: { vi: 'Lưu trữ các tháng trước tháng này', en: 'Archives the months before this one' },
    },
    remove: {
      type: 'boolean',
      about: {
        vi: 'Sau khi ghi tệp, xóa khỏi bảng những sự việc đã nằm trong tệp (vẫn kiểm được)',
        en: 'Then removes from the table what lies in the files (it stays verifiable)',
      },
    },
    lost: {
      type: 'string',
      value: 'TEXT',
      about: {
        vi: 'Khóa cũ đã mất hẳn: nêu lý do; khóa mới khi ấy không được khóa cũ ký',
        en: 'The old key is lost for good: say why; then it cannot sign the new one',
      },
    },
    'keep-old': {
      type: 'boolean',
      about: { vi: 'Không hủy khóa riêng cũ', en: 'Does not destroy the old private key' },
    },
  },
  more: {
    vi: 'Kiểm tra bản xuất hay cơ sở dữ liệu bằng: npx sen verify-log. Mọi việc ở đây đều được ghi vào chính nhật ký.',
    en: 'Verify with: npx sen verify-log. Everything done here is written in the log itself.',
  },
  async work(values, names, around) {
    const way = WAYS.find((one) => one === names[0])
    if (!way)
      throw names[0] === undefined
        ? refuseUsage['part-missing']({ part: WAYS.join(' | '), name: 'log' })
        : refuseUsage['not-understood']({ said: names[0].slice(0, 60), name: 'log' })
    const more = names[way === 'export' ? 2 : 1]
    if (more !== undefined) throw refuseUsage['not-understood']({ said: more.slice(0, 60), name: 'log' })
    const folder = way === 'export' ? resolve(needed(names[1], 'THƯ-MỤC', 'log')) : ''
    const before = way === 'archive' ? needed(values.before, '--before YYYY-MM', 'log') : ''
    const { openForCommand } = await import('./store.ts')
    const { database, dataDir, close } = await openForCommand(around)
    const { say } = around
    const logDir = join(dataDir, 'log')
    const keys = sealKeysIn(join(dataDir, 'secrets', 'log-keys'))
    const actor = operator()
    try {
      if (way === 'state') {
        const state = await sealState(database)
        say(`Đã niêm phong ${state.size} sự việc; đang chờ ${state.unsealed}.`)
        say(`Dấu gần nhất: ${state.lastHeadAt?.toISOString() ?? 'chưa có'}.`)
        await database.transaction(actor, async (tx) => {
          for (const key of await listKeys(tx))
            say(
              `Khóa ${key.id} từ ${key.from.toISOString()}${key.to ? ` đến ${key.to.toISOString()}` : ' (đang dùng)'}`,
            )
          for (const one of await listArchives(tx))
            say(`Tháng ${one.month}: ${one.file}, ${one.facts} sự việc, còn ${one.kept} trong bảng`)
        })
      } else if (way === 'export') {
        // What waits is sealed first, so that the export is complete; a running house does it within seconds anyway.
        await sealAll(database, keys).catch((error: unknown) => {
          // Without the private key here, what was sealed elsewhere is exported all the same.
          if (!(error instanceof Refusal)) throw error
          say(error.say('vi'))
        })
        const done = await exportLog(database, { folder, actor, logDir })
        say(`Đã xuất ${done.size} sự việc (${done.months.length} tháng) và ${done.heads} dấu vào ${folder}.`)
        if (done.lost > 0)
          say(`Thiếu nội dung của ${done.lost} sự việc: tệp lưu trữ không còn. Hãy chạy npx sen verify-log.`)
        say(`Kiểm tra: npx sen verify-log ${folder}`)
        return done.lost > 0 ? 1 : 0
      } else if (way === 'archive') {
        await sealAll(database, keys)
        const done = await archiveLog(database, { before, folder: logDir, actor })
        for (const one of done) say(`Tháng ${one.month}: ${one.facts} sự việc vào ${join(logDir, one.file)}`)
        if (done.length === 0) say('Không có tháng nào cần lưu trữ thêm.')
        if (values.remove) {
          const removed = await removeArchived(database, { before, folder: logDir, actor })
          say(`Đã đưa ${removed} sự việc ra khỏi bảng; tệp lưu trữ nay là bản duy nhất, hãy sao lưu thư mục ${logDir}.`)
        }
      } else {
        const done = await rotateKey(database, keys, {
          actor,
          ...(values.lost === undefined ? {} : { lost: values.lost.slice(0, 500) }),
          ...(values['keep-old'] ? { keepOld: true } : {}),
        })
        say(
          `Khóa mới: ${done.after}${done.before ? `\nKhóa cũ:  ${done.before}${values['keep-old'] ? '' : ' (khóa riêng đã hủy)'}` : ''}`,
        )
        say('Công bố mã khóa mới cho những nơi giữ dấu; trang /nhat-ky đã có.')
        await sealAll(database, keys)
      }
      return 0
    } finally {
      await close()
    }
  },
})
