import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pino, { type DestinationStream, type Logger } from 'pino'
import { localDate } from '#ground/clock'
import { UNSHOWN } from '#ground/text'
import { hideObject, hideText } from './hidden.ts'

/** TCVN 11930:2017 wants logs kept for months; a year and a month for every level, so that nobody has to ask which. */
const DAYS_USUAL = 400
const DAYS_MIN = 30
const BYTES_USUAL = 50 * 1_048_576
const LOOK_MS = 30_000

const UNSHOWN_ALL = new RegExp(UNSHOWN, 'g')

/** What never stands in a log, whatever its name is bound to. */
const REDACTED = [
  'password',
  'secret',
  'token',
  'csrf',
  'cookie',
  'authorization',
  'passphrase',
  'otp',
  'code_verifier',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/**
 * The process log: JSON lines without personal data. Keys that hold secrets are cut out by name; whatever text is left goes
 * through `hideText`, since messages of drivers quote what people typed.
 */
export function openLog(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      redact: { paths: REDACTED, censor: '•' },
      formatters: { log: (line) => hideObject(line) },
      hooks: {
        // JSON writes line ends and escape codes as \n and \u001b by itself; letters that turn the direction of writing it leaves.
        streamWrite: (line) =>
          line.replace(UNSHOWN_ALL, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
        logMethod(given, method) {
          method.apply(
            this,
            given.map((one) => (typeof one === 'string' ? hideText(one) : one)) as Parameters<typeof method>,
          )
        },
      },
    },
    destination,
  )
}

export interface LogFile {
  destination: DestinationStream
  /** Looks at size and day now; answers the name of the file set aside, if any. */
  look(now?: Date): Promise<string | undefined>
  close(): void
}

/**
 * A file that is set aside, packed and named by its day when it has grown or the day has turned, and deleted after
 * `daysMax` days. Names: sen-2026-10-05.log.gz, sen-2026-10-05.2.log.gz …
 */
export async function openLogFile(
  path: string,
  limits: { bytesMax?: number; daysMax?: number; failed?: (error: Error) => void } = {},
): Promise<LogFile> {
  const bytesMax = limits.bytesMax ?? BYTES_USUAL
  const daysMax = Math.max(DAYS_MIN, limits.daysMax ?? DAYS_USUAL)
  const destination = pino.destination({ dest: path, mkdir: true, sync: false, mode: 0o600 })
  const folder = dirname(path)
  const stem = basename(path, '.log')
  let day = await stat(path).then(
    (found) => localDate(found.size > 0 ? found.mtime : new Date()),
    () => localDate(new Date()),
  )
  const mine = new RegExp(`^${stem.replaceAll(/[^\w-]/g, '\\$&')}-(\\d{4}-\\d\\d-\\d\\d)(?:\\.(\\d+))?\\.log(\\.gz)?$`)

  async function pack(name: string): Promise<void> {
    const from = join(folder, name)
    const making = `${from}.gz.part`
    await pipeline(createReadStream(from), createGzip(), createWriteStream(making, { mode: 0o600 }))
    await rename(making, `${from}.gz`)
    await rm(from)
  }

  async function look(now = new Date()): Promise<string | undefined> {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    const today = localDate(now)
    let aside: string | undefined
    if (size > 0 && (size >= bytesMax || today !== day)) {
      const there = await readdir(folder)
      const serial = there.filter((name) => mine.exec(name)?.[1] === day).length
      aside = `${stem}-${day}${serial > 0 ? `.${serial + 1}` : ''}.log`
      await rename(path, join(folder, aside))
      // lines still under way go to the file set aside; what comes after, to a new one
      destination.reopen()
      await new Promise<void>((next) => destination.once('ready', () => next()))
      await pack(aside)
      aside += '.gz'
    }
    day = today
    const oldest = localDate(new Date(now.getTime() - daysMax * 86_400_000))
    for (const name of await readdir(folder)) {
      const found = mine.exec(name)
      if (found?.[1] && found[1] < oldest) await rm(join(folder, name), { force: true })
      // a turn that was killed between renaming and packing
      else if (found && !found[3] && name !== aside) await pack(name).catch(() => undefined)
    }
    return aside
  }
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    look()
      .catch((error: Error) => limits.failed?.(error))
      .finally(() => {
        isLooking = false
      })
  }, LOOK_MS).unref()
  return { destination, look, close: () => clearInterval(timer) }
}

/** SEN_LOG_DAYS and SEN_LOG_MB, within what makes sense. */
export function logLimits(environment: NodeJS.ProcessEnv): { bytesMax: number; daysMax: number } {
  const number = (text: string | undefined, usual: number, least: number, most: number) => {
    const value = Number(text ?? usual)
    return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual
  }
  return {
    bytesMax: number(environment.SEN_LOG_MB, 50, 1, 10_000) * 1_048_576,
    daysMax: number(environment.SEN_LOG_DAYS, DAYS_USUAL, DAYS_MIN, 4_000),
  }
}
