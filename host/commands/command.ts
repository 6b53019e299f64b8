import { resolve } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Refusal, refusals } from '#ground/refusal'
import type { Words } from '#ground/text'

/** What was typed is not a command; the exit code is 2. */
export const refuseUsage = refusals('usage', {
  'unknown-command': {
    kind: 'invalid',
    vi: 'Không có lệnh "{name}". Hãy xem các lệnh bằng: npx sen --help',
    en: 'There is no command "{name}". See them with: npx sen --help',
  },
  'not-understood': {
    kind: 'invalid',
    vi: 'Không hiểu phần "{said}" của lệnh. Hãy xem cách dùng bằng: npx sen {name} --help',
    en: 'The part "{said}" of the command is not understood. See: npx sen {name} --help',
  },
  'no-value': {
    kind: 'invalid',
    vi: 'Tùy chọn "{said}" thiếu giá trị đi kèm, hoặc không nhận giá trị. Hãy xem cách dùng bằng: npx sen {name} --help',
    en: 'The option "{said}" lacks its value, or takes none. See: npx sen {name} --help',
  },
  'part-missing': {
    kind: 'invalid',
    vi: 'Lệnh còn thiếu: {part}. Hãy xem cách dùng bằng: npx sen {name} --help',
    en: 'The command lacks: {part}. See: npx sen {name} --help',
  },
})

export interface Option {
  type: 'string' | 'boolean'
  multiple?: boolean
  /** What stands for the value in the help: 'FILE'. */
  value?: string
  about: Words
}

type Options = Record<string, Option>
export type ValuesOf<O extends Options> = {
  [K in keyof O]?: O[K] extends { multiple: true } ? string[] : O[K]['type'] extends 'boolean' ? boolean : string
}

/** What a command is given to work with, so that a test can hand in its own. */
export interface Surroundings {
  say: (line: string) => void
  environment: NodeJS.ProcessEnv
}

export interface Command {
  name: string
  about: Words
  /** Ways to write it, after `npx sen `. */
  usage: readonly string[]
  /** What else a person must know. */
  more?: Words
  options: Options
  /** Answers the exit code: 0 done, 1 refused; undefined when the process goes on by itself. */
  run(words: readonly string[], around: Surroundings): Promise<number | undefined>
}

/** Declares a command; its options are read before `work` sees them. */
export function command<const O extends Options>(
  head: Omit<Command, 'run' | 'options'> & {
    options: O
    work(values: ValuesOf<O>, names: string[], around: Surroundings): Promise<number | undefined>
  },
): Command {
  const { work, ...rest } = head
  return {
    ...rest,
    async run(words, around) {
      if (words.includes('--help') || words.includes('-h')) {
        around.say(helpOf(head))
        return 0
      }
      const { values, positionals } = read(head.name, words, head.options)
      return work(values as ValuesOf<O>, positionals, around)
    },
  }
}

function read(name: string, words: readonly string[], options: Options): { values: unknown; positionals: string[] } {
  const config: ParseArgsConfig['options'] = {}
  for (const [option, { type, multiple }] of Object.entries(options)) {
    config[option] = { type, ...(multiple ? { multiple } : {}) }
  }
  try {
    return parseArgs({ args: [...words], options: config, allowPositionals: true, strict: true })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error
    const said = /'(-[^' ]*)/.exec(message)?.[1] ?? message
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') throw refuseUsage['no-value']({ said, name })
    throw refuseUsage['not-understood']({ said, name })
  }
}

/** The help of one command: Vietnamese first, English below it. */
export function helpOf(head: Omit<Command, 'run'>): string {
  const lines = [head.about.vi, head.about.en, '', 'Cách dùng / Usage:']
  for (const usage of head.usage) lines.push(`  npx sen ${usage}`)
  const options = Object.entries(head.options)
  if (options.length > 0) {
    lines.push('', 'Tùy chọn / Options:')
    const left = options.map(
      ([name, option]) => `--${name}${option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : ''}`,
    )
    const width = Math.max(...left.map((one) => one.length)) + 2
    for (const [at, [, option]] of options.entries()) {
      lines.push(`  ${(left[at] ?? '').padEnd(width)}${option.about.vi}`, `  ${''.padEnd(width)}${option.about.en}`)
    }
  }
  if (head.more) lines.push('', head.more.vi, '', head.more.en)
  lines.push('', 'Mã thoát / Exit codes: 0 xong (done) · 1 bị từ chối (refused) · 2 gõ sai (wrong usage)')
  return lines.join('\n')
}

/** The value, or a refusal that names what is missing. */
export function needed<T>(value: T | undefined, part: string, name: string): T {
  if (value === undefined || value === '') throw refuseUsage['part-missing']({ part, name })
  return value
}

export const isWrongUsage = (error: unknown): boolean => error instanceof Refusal && error.code.startsWith('usage.')

/** Where the data of this installation lie: SEN_DATA, else `data` in the tree. */
export const dataDirOf = (environment: NodeJS.ProcessEnv, root: string): string =>
  resolve(environment.SEN_DATA ?? resolve(root, 'data'))
