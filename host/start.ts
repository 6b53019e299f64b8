import { existsSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '#ground/refusal'
import { logLimits, openLog, openLogFile } from './log.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const began = performance.now()
const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Numbers in the environment that make no sense stop the start with a sentence, not a stack. */
function portOf(text: string | undefined): number {
  const port = Number(text ?? 3000)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  say(`PORT="${text}" không phải một số cổng (1–65535). Ví dụ: PORT=3000 npm start`)
  process.exit(2)
}

const port = portOf(process.env.PORT)
const dataDir = resolve(process.env.SEN_DATA ?? join(root, 'data'))
process.title = 'sen'
// What was read once is not compiled again; where the folder cannot be written it is compiled as ever.
enableCompileCache(join(root, '.build', 'compiled'))

try {
  say('Sen đang mở cửa…')
  if (process.env.SEN_WEB !== '0') {
    const { buildWebWhenStale } = await import('../tools/web.ts')
    await buildWebWhenStale({ root, log: say })
  }
  const file = await openLogFile(process.env.SEN_LOG_FILE ?? join(dataDir, 'sen.log'), logLimits(process.env))
  const log = openLog(process.env.SEN_LOG ?? 'info', file.destination)
  // read only now: the cache serves what is read after it was opened
  const { openTraces } = await import('./trace.ts')
  const { openHouse } = await import('./open.ts')
  const traces = await openTraces(process.env)
  const house = await openHouse({
    dataDir,
    ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}),
    port,
    log,
    progress: (line) => say(`  ${line}`),
  })
  say(`\nSen đã mở tại http://localhost:${port} sau ${((performance.now() - began) / 1000).toFixed(1)} giây`)
  say(
    `  Người dân: http://localhost:${port}/      Cán bộ: http://localhost:${port}/officer/      API: http://localhost:${port}/api`,
  )
  if (house.site.demo) {
    say(`  Tài khoản dùng thử (mật khẩu chung: ${house.site.demoPassword})`)
    for (const account of house.site.demoAccounts)
      say(`    ${account.login.padEnd(22)} ${account.name.padEnd(26)} ${account.role.vi}`)
    say('  Dữ liệu mẫu: tắt bằng SEN_DEMO=0. Dừng: Ctrl-C.')
  }
  // a house that is killed one day does not compile all of it again either
  flushCompileCache()
  // Time for a balancer to see /readyz say no before connections are refused; a demonstration has no balancer.
  const wanted = Number(process.env.SEN_DRAIN_SECONDS ?? (house.site.demo ? 0 : 5))
  const drainSeconds = Number.isFinite(wanted) ? Math.min(300, Math.max(0, wanted)) : 5
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    say(`\n${signal}: đang làm nốt việc dở rồi đóng cửa…`)
    const seconds = signal === 'SIGTERM' ? drainSeconds : 0
    const hurry = setTimeout(() => process.exit(1), (seconds + 25) * 1_000)
    const drained = seconds > 0 ? house.drain(seconds * 1_000) : Promise.resolve()
    drained
      .then(() => house.close())
      .then(() => traces?.close())
      .then(
        () => {
          clearTimeout(hurry)
          say('Đã đóng cửa.')
          process.exit(0)
        },
        (error: unknown) => {
          say(`Đóng cửa chưa trọn: ${(error as Error).message}`)
          process.exit(1)
        },
      )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
} catch (error) {
  if (error instanceof Refusal) say(`\nChưa mở được: ${error.say('vi')}`)
  else {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      say(
        `\nChưa mở được: cổng ${port} đang có chương trình khác dùng. Hãy dừng nó, hoặc chạy: PORT=${port + 1} npm start`,
      )
    else
      say(
        `\nChưa mở được: ${message}\nHãy chạy "npx sen doctor" để xem máy thiếu gì${existsSync(dataDir) ? '' : ' (thư mục dữ liệu chưa có)'}.\n${(error as Error).stack ?? ''}`,
      )
  }
  process.exit(1)
}
