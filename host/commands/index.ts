import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { type Command, isWrongUsage, refuseUsage, type Surroundings } from './command.ts'

/** The commands in the order an operator meets them; each is read only when it is called. */
const commands: Record<string, { about: Words; open: () => Promise<{ default: Command }> }> = {
  start: { about: { vi: 'Mở cửa: chạy cả tỉnh', en: 'Runs the province' }, open: () => import('./start.ts') },
  doctor: {
    about: { vi: 'Khám máy và cây mã nguồn', en: 'Says what is wrong and what to type' },
    open: () => import('./doctor.ts'),
  },
  user: {
    about: { vi: 'Thêm, xem, khóa tài khoản', en: 'Adds, lists, locks accounts' },
    open: () => import('./user.ts'),
  },
  migrate: {
    about: { vi: 'Nâng cấp cơ sở dữ liệu', en: 'Brings the database to the declared schema' },
    open: () => import('./migrate.ts'),
  },
  backup: {
    about: { vi: 'Sao lưu, kiểm tra, liệt kê bản sao', en: 'Copies the province, checks copies' },
    open: () => import('./backup.ts'),
  },
  restore: {
    about: { vi: 'Khôi phục tới một thời điểm', en: 'Brings it back to an instant' },
    open: () => import('./restore.ts'),
  },
  import: { about: { vi: 'Nhập dữ liệu từ tệp', en: 'Takes in a file' }, open: () => import('./import.ts') },
  export: { about: { vi: 'Xuất dữ liệu ra tệp', en: 'Hands out a file' }, open: () => import('./export.ts') },
  keys: {
    about: { vi: 'Thay khóa niêm bí mật', en: 'Replaces the key that seals secrets' },
    open: () => import('./keys.ts'),
  },
  log: {
    about: { vi: 'Nhật ký niêm phong: xuất, lưu trữ, đổi khóa', en: 'The sealed log: export, archive, keys' },
    open: () => import('./log.ts'),
  },
  'verify-log': {
    about: { vi: 'Kiểm tra nhật ký niêm phong', en: 'Verifies the sealed log' },
    open: () => import('./verify-log.ts'),
  },
  new: { about: { vi: 'Tạo khung một hệ thống mới', en: 'Makes a new, red system' }, open: () => import('./new.ts') },
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2
  return [
    'Sen: nền tảng số mở của một tỉnh. (An open digital platform for a whole province.)',
    '',
    'Cách dùng / Usage: npx sen <lệnh/command> [--help]',
    '',
    ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}${about.vi} — ${about.en}`),
    '',
    'Biến môi trường / Environment:',
    '  SEN_DATA      thư mục dữ liệu, mặc định ./data (data directory)',
    '  DATABASE_URL  PostgreSQL có sẵn thay cho bản đi kèm (an existing PostgreSQL instead of the bundled one)',
    '  SEN_DEMO=0    không nạp dữ liệu mẫu: cho triển khai thật (no sample data: a real installation)',
    '  PORT          cổng, mặc định 3000 (port)',
  ].join('\n')
}

/**
 * Runs one command and answers its exit code: 0 done, 1 refused, 2 wrong usage. A refusal is said in its own Vietnamese
 * sentence, without a stack; only a fault of ours shows one. Undefined when the process goes on by itself (`start`).
 */
export async function runCommand(
  words: readonly string[],
  around?: Partial<Surroundings>,
): Promise<number | undefined> {
  const say = around?.say ?? ((line: string) => void process.stdout.write(`${line}\n`))
  const complain = around?.say ?? ((line: string) => void process.stderr.write(`${line}\n`))
  const [name, ...rest] = words
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      say(overview())
      return name === undefined ? 2 : 0
    }
    const known = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!known) throw refuseUsage['unknown-command']({ name: name.slice(0, 60) })
    const { default: command } = await known.open()
    return await command.run(rest, { say, environment: around?.environment ?? process.env })
  } catch (error) {
    if (error instanceof Refusal) {
      complain(error.say('vi'))
      return isWrongUsage(error) ? 2 : 1
    }
    const { code, message, path } = error as NodeJS.ErrnoException
    if (
      path !== undefined &&
      code !== undefined &&
      ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENOSPC', 'EROFS'].includes(code)
    ) {
      complain(`Không mở được "${path}" (${code}). Hãy kiểm tra đường dẫn, quyền và chỗ trống trên ổ đĩa.`)
      return 1
    }
    complain(`Lệnh gặp lỗi của Sen, không phải của bạn: ${message}\n${(error as Error).stack ?? ''}`)
    return 1
  }
}
