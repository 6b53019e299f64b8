/**
 * What an auditor asks of the tree before she looks at the house: known weaknesses of the packages, the bill of materials with
 * its licences, secrets in the files and in their history, and whether the lock file says of every package what it must be.
 * `npm run audit` (or `node tools/audit.ts`). Ends with 0 when all was checked and is well, 1 when something is wrong, 3 when
 * nothing is wrong but something could not be checked: that is no success, and must not be taken for one.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export interface Verdict {
  name: string
  state: 'well' | 'wrong' | 'not-checked'
  /** What is wrong, or why it was not checked; one a line. */
  lines: string[]
  /** What was looked at, in a few words. */
  seen: string
}

const verdict = (name: string, lines: string[], seen: string): Verdict => ({
  name,
  state: lines.length === 0 ? 'well' : 'wrong',
  lines,
  seen,
})

// ------------------------------------------------------------------------------------------- known weaknesses

interface AuditAnswer {
  error?: { code?: string; summary?: string }
  message?: string
  vulnerabilities?: Record<string, { name: string; severity: string; range: string; via: unknown[] }>
  metadata?: { dependencies?: { total?: number } }
}
const SEVERE = ['moderate', 'high', 'critical']

/** Reads what `npm audit --json` said. An answer that is none (a registry that does not offer it) is "not checked". */
export function readAudit(text: string): Verdict {
  const name = 'known weaknesses of packages (npm audit)'
  const none = (why: string): Verdict => ({ name, state: 'not-checked', lines: [why], seen: '' })
  let answer: AuditAnswer
  try {
    answer = JSON.parse(text) as AuditAnswer
  } catch {
    return none('npm gave no answer that can be read')
  }
  if (answer.error || !answer.metadata || !answer.vulnerabilities)
    return none(
      `the registry does not answer: ${(answer.error?.summary || answer.message || 'no reason given').replace(/https?:\/\/\S+/g, '…').slice(0, 160)}`,
    )
  const found = Object.values(answer.vulnerabilities).filter((one) => SEVERE.includes(one.severity))
  return verdict(
    name,
    found.map((one) => `${one.name} ${one.range}: ${one.severity}`),
    `${answer.metadata.dependencies?.total ?? 0} packages`,
  )
}

// ------------------------------------------------------------------------------------------- bill of materials

export interface Component {
  name: string
  version: string
  type: string
  purl: string
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
  hashes?: { alg: string; content: string }[]
}
export interface Bill {
  bomFormat?: string
  specVersion?: string
  serialNumber?: string
  metadata?: { timestamp?: string; component?: { name?: string } }
  components?: Partial<Component>[]
  dependencies?: { ref?: string }[]
}
export interface Lock {
  lockfileVersion?: number
  packages?: Record<
    string,
    {
      version?: string
      resolved?: string
      integrity?: string
      optional?: boolean
      link?: boolean
      os?: string[]
      cpu?: string[]
      libc?: string[]
    }
  >
}

/** Licences a State may pass on: docs/dependencies.md says so, this list is held to. */
export const LICENCES = new Set([
  ...['0BSD', 'Apache-2.0', 'Artistic-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC-BY-3.0', 'CC-BY-4.0'],
  ...['CC0-1.0', 'ISC', 'MIT', 'MIT-0', 'MPL-2.0', 'OFL-1.1', 'PostgreSQL', 'Python-2.0', 'Unlicense', 'WTFPL', 'Zlib'],
])

/** Packages whose licence is told elsewhere than where npm reads it, or is fit for the way it is used; each with its reason. */
const EXCEPTIONS: Record<string, string> = {
  buffers: 'declares none; comes with exceljs (unzipper, binary): open, see docs/decisions/017',
  chainsaw: 'declares "MIT/X11", which is MIT under a name SPDX does not know; comes with exceljs',
}
/** libvips is used as a shared library, unchanged and replaceable: what the LGPL asks for. */
const isLibvips = (name: string): boolean => /^@img\/sharp-libvips-/.test(name)

/** Whether an SPDX expression (SPDX 2.3, annex D) lets us pass the package on: OR needs one side, AND both. */
export function isAllowed(expression: string, allowed: ReadonlySet<string> = LICENCES): boolean {
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? []
  let at = 0
  const one = (): boolean => {
    if (words[at] !== '(') return allowed.has(words[at++] ?? '')
    at++
    const inside = either()
    at++
    return inside
  }
  const both = (): boolean => {
    let good = one()
    while (words[at]?.toUpperCase() === 'AND' || words[at]?.toUpperCase() === 'WITH') {
      const exception = words[at++]?.toUpperCase() === 'WITH'
      if (exception) at++
      else good = one() && good
    }
    return good
  }
  const either = (): boolean => {
    let good = both()
    while (words[at]?.toUpperCase() === 'OR') {
      at++
      good = both() || good
    }
    return good
  }
  const good = either()
  return good && at >= words.length && words.length > 0
}

/** The bill has what CycloneDX 1.5 requires, and names every package that is installed by the lock file. */
export function checkBill(bill: Bill, lock: Lock, installed: (path: string) => boolean): Verdict {
  const lines: string[] = []
  if (bill.bomFormat !== 'CycloneDX') lines.push('bomFormat is not CycloneDX')
  if (!/^1\.\d+$/.test(bill.specVersion ?? '')) lines.push('no specVersion')
  if (!/^urn:uuid:[0-9a-f-]{36}$/.test(bill.serialNumber ?? '')) lines.push('no serialNumber')
  if (!bill.metadata?.timestamp || !bill.metadata.component?.name) lines.push('no metadata of what the bill is of')
  const components = bill.components ?? []
  if (components.length === 0) lines.push('no components')
  if ((bill.dependencies ?? []).length === 0) lines.push('no dependencies')
  for (const one of components)
    if (!one.name || !one.version || !one.type || !/^pkg:npm\//.test(one.purl ?? ''))
      lines.push(`incomplete: ${one.name ?? '?'} ${one.version ?? '?'}`)
  const named = new Set(components.map((one) => `${one.name}@${one.version}`))
  for (const [path, one] of Object.entries(lock.packages ?? {})) {
    if (path === '' || one.link || !installed(path)) continue
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!named.has(`${name}@${one.version}`)) lines.push(`installed and not in the bill: ${name}@${one.version}`)
  }
  return verdict('bill of materials (CycloneDX)', lines, `${components.length} components`)
}

/** Every component has a licence of the list, or is an exception with a reason. */
export function checkLicences(bill: Bill): Verdict {
  const lines: string[] = []
  const counts = new Map<string, number>()
  for (const one of bill.components ?? []) {
    const said = (one.licenses ?? []).map((each) => each.expression ?? each.license?.id ?? each.license?.name ?? '')
    for (const each of said) counts.set(each, (counts.get(each) ?? 0) + 1)
    if (EXCEPTIONS[one.name ?? ''] || isLibvips(one.name ?? '')) continue
    if (said.length === 0) lines.push(`${one.name}@${one.version}: no licence`)
    else if (!said.every((each) => isAllowed(each)))
      lines.push(`${one.name}@${one.version}: ${said.join(', ')} is not on the list`)
  }
  const most = [...counts].sort((a, b) => b[1] - a[1]).map(([licence, count]) => `${licence} ${count}`)
  const excepted = (bill.components ?? []).flatMap((one) =>
    EXCEPTIONS[one.name ?? ''] ? [`${one.name} (${EXCEPTIONS[one.name ?? '']})`] : [],
  )
  return verdict('licences', lines, [...most, ...excepted].join(', '))
}

// ------------------------------------------------------------------------------------------- lock file

/** Every package of the lock file is fixed by a hash; only what no machine of this kind installs may lack it. */
export function checkLock(lock: Lock, manifest: { dependencies?: object; devDependencies?: object }): Verdict {
  const lines: string[] = []
  if ((lock.lockfileVersion ?? 0) < 3) lines.push('the lock file is older than version 3')
  const entries = Object.entries(lock.packages ?? {}).filter(([path, one]) => path !== '' && !one.link)
  let foreign = 0
  for (const [path, one] of entries) {
    if (one.integrity) {
      if (!/^sha512-[A-Za-z0-9+/]{86}==/.test(one.integrity)) lines.push(`${path}: the hash is not SHA-512`)
    } else if (one.optional && (one.os ?? one.cpu ?? one.libc)) foreign++
    else lines.push(`${path}: no hash`)
    if (one.resolved && !/^https:\/\//.test(one.resolved)) lines.push(`${path}: not fetched over https`)
  }
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(version))) lines.push(`${name}: ${version} is no exact version`)
    else if (lock.packages?.[`node_modules/${name}`]?.version !== version)
      lines.push(`${name}: the lock file has another version`)
  }
  return verdict(
    'lock file',
    lines,
    `${entries.length} packages, ${foreign} of other machines without a hash (optional, never installed here)`,
  )
}

// ------------------------------------------------------------------------------------------- secrets

/** Kinds of secrets by their own look; the value is the first group. */
const PATTERNS: readonly [string, RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n?([A-Za-z0-9+/=\s]{40,})/],
  ['a password in an address', /\b[a-z][a-z0-9+.-]*:\/\/[\w.%+-]+:([^\s@/'"`<>${}]{6,})@[\w.-]+/],
  ['a key of a cloud', /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/],
  ['a token of a forge', /\b((?:ghp|gho|ghs|ghr|github_pat|glpat)[_-][A-Za-z0-9_]{20,})\b/],
  ['a signed token', /\b(eyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,})/],
  ['a hash of a password', /(\$argon2id\$v=\d+\$[\w=,]+\$[A-Za-z0-9+/]{16,}\$[A-Za-z0-9+/]{20,})/],
  [
    'a value under the name of a secret',
    /(?:password|passwd|secret|token|api_?key|private_?key|client_secret)["']?\s*[:=]\s*["'`]([A-Za-z0-9+/_=-]{24,})["'`]/i,
  ],
]
/** Letters of a made-up word repeat themselves; those of a key do not. Bits a letter (Shannon). */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
const ENTROPY_MIN = 3.6
/** Words of an example: a value that says it is none. */
const EXAMPLE = /example|changeme|mat-khau|password|secret|xxxx|test|senx|demo|vi-du|hoa-sen/i

/** Secrets in a text, as 'kind'; the value itself is never given back. */
export function findSecrets(text: string): { line: number; kind: string }[] {
  const found: { line: number; kind: string }[] = []
  for (const [kind, pattern] of PATTERNS)
    for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
      const value = match[1] ?? ''
      const certain = kind === 'a private key' || kind === 'a hash of a password'
      if (!certain && (EXAMPLE.test(value) || entropyOf(value) < Math.min(ENTROPY_MIN, 0.85 * Math.log2(value.length))))
        continue
      found.push({ line: text.slice(0, match.index).split('\n').length, kind })
    }
  return found.sort((a, b) => a.line - b.line)
}

const FILE_BYTES_MAX = 3_000_000
const root = resolve(dirname(import.meta.filename), '..')

function run(program: string, args: string[], input?: string): { status: number; out: string; err: string } {
  const made = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  })
  return { status: made.status ?? 1, out: made.stdout ?? '', err: made.stderr ?? String(made.error ?? '') }
}

/** Our patterns over the files given, by their names below `folder`. */
export function scanFiles(folder: string, files: readonly string[]): Verdict {
  const lines: string[] = []
  for (const file of files) {
    const bytes = readFileSync(join(folder, file))
    // Pictures and fonts hold no text; the lock file holds hashes, which are not secrets.
    if (bytes.length > FILE_BYTES_MAX || bytes.includes(0) || file === 'package-lock.json') continue
    for (const { line, kind } of findSecrets(bytes.toString('utf8'))) lines.push(`${file}:${line}: ${kind}`)
  }
  return verdict('secrets in the tree (own patterns)', lines, `${files.length} files`)
}

/** The same over what was ever added, from `git log -p`: a secret taken out again is still told to whoever clones. */
export function scanHistory(log: string): Verdict {
  const lines = new Set<string>()
  let [commit, file, commits] = ['', '', 0]
  let added: string[] = []
  const look = () => {
    if (file !== 'package-lock.json' && added.length > 0)
      for (const { kind } of findSecrets(added.join('\n'))) lines.add(`${commit.slice(0, 10)} ${file}: ${kind}`)
    added = []
  }
  for (const line of log.split('\n')) {
    if (line.startsWith('commit ')) {
      look()
      commit = line.slice(7)
      commits++
    } else if (line.startsWith('+++ ')) {
      look()
      file = line.replace(/^\+\+\+ (?:b\/)?/, '')
    } else if (line.startsWith('+')) added.push(line.slice(1))
  }
  look()
  return verdict('secrets in the history (own patterns)', [...lines], `${commits} commits`)
}

/** Secretlint with its recommended rules over the files given. */
function secretlint(files: readonly string[]): Verdict {
  const name = 'secrets in the tree (secretlint)'
  const rules = JSON.stringify({ rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] })
  const program = join(root, 'node_modules', '.bin', 'secretlint')
  const { out, err, status } = run(program, ['--format', 'json', '--no-glob', '--secretlintrcJSON', rules, ...files])
  if (status > 1) return { name, state: 'not-checked', lines: [err.trim().split('\n')[0] ?? ''], seen: '' }
  const said =
    out.trim() === ''
      ? []
      : (JSON.parse(out) as { filePath: string; messages: { message: string; loc: { start: { line: number } } }[] }[])
  const lines = said.flatMap((one) =>
    one.messages.map(
      ({ message, loc }) => `${one.filePath.replace(`${root}/`, '')}:${loc.start.line}: ${message.slice(0, 120)}`,
    ),
  )
  return verdict(name, lines, `${files.length} files`)
}

/** What the whole comes to: 0 well, 1 wrong, 3 not all was checked. */
export const exitCodeOf = (verdicts: readonly Verdict[]): 0 | 1 | 3 =>
  verdicts.some((one) => one.state === 'wrong') ? 1 : verdicts.some((one) => one.state === 'not-checked') ? 3 : 0

function audit(): Verdict[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
  }
  const verdicts = [readAudit(run('npm', ['audit', '--json']).out)]
  const made = run('npm', ['sbom', '--sbom-format', 'cyclonedx'])
  let bill: Bill | undefined
  try {
    bill = JSON.parse(made.out) as Bill
  } catch {
    verdicts.push({
      name: 'bill of materials (CycloneDX)',
      state: 'not-checked',
      lines: [made.err.split('\n')[0] ?? ''],
      seen: '',
    })
  }
  if (bill) {
    // npm names the whole by the folder it lies in.
    if (bill.metadata?.component) bill.metadata.component.name = manifest.name
    const folder = join(root, '.build')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`)
    const there = (path: string) => {
      try {
        return readFileSync(join(root, path, 'package.json')).length > 0
      } catch {
        return false
      }
    }
    verdicts.push(checkBill(bill, lock, there), checkLicences(bill))
  }
  verdicts.push(checkLock(lock, manifest))
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  if (listed.status !== 0) {
    verdicts.push({ name: 'secrets', state: 'not-checked', lines: ['this is no clone of git'], seen: '' })
    return verdicts
  }
  const files = listed.out.split('\0').filter((file) => {
    try {
      return file !== '' && readFileSync(join(root, file)).length > 0
    } catch {
      return false
    }
  })
  verdicts.push(scanFiles(root, files), secretlint(files))
  const log = run('git', ['log', '--all', '-p', '--unified=0', '--no-color', '--no-ext-diff', '--no-renames'])
  verdicts.push(
    log.status === 0
      ? scanHistory(log.out)
      : {
          name: 'secrets in the history (own patterns)',
          state: 'not-checked',
          lines: [log.err.split('\n')[0] ?? ''],
          seen: '',
        },
  )
  return verdicts
}

if (import.meta.main) {
  const verdicts = audit()
  const sign = { well: '✓', wrong: '✗', 'not-checked': '?' } as const
  for (const { name, state, lines, seen } of verdicts) {
    const words = state === 'not-checked' ? 'NOT CHECKED' : seen
    console.log(`${sign[state]} ${name}${words ? ` · ${words}` : ''}`)
    for (const line of lines) console.log(`    ${line}`)
  }
  const code = exitCodeOf(verdicts)
  console.log(
    code === 0
      ? 'audit: all checked, nothing wrong'
      : code === 1
        ? 'audit: something is wrong'
        : 'audit: nothing wrong in what was checked, but NOT ALL was checked (exit 3)',
  )
  process.exitCode = code
}
