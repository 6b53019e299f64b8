/**
 * The floors of the house, checked. Folders are floors: a file may look at its own floor and down, never up, and only through
 * doors. `node tools/floors.ts` reads every file of the tree and answers 1 when one breach is found; each line says where,
 * which rule, and what to do.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, posix, resolve } from 'node:path'
import { parseSync } from 'vite'

/** Kernel rooms from low to high: a room may open the rooms before it. */
export const ROOMS = ['store', 'trust', 'records', 'papers', 'cases', 'channels', 'system', 'testing'] as const

/** Never part of the house: packages, data, what is built. */
const OUTSIDE = new Set(['node_modules', '.git', '.build', 'data', 'coverage'])
const CODE = new Set(['.ts', '.tsx', '.js', '.mjs', '.jsx'])
const TEXT = new Set([
  ...CODE,
  '.css',
  '.html',
  '.typ',
  '.md',
  '.json',
  '.sql',
  '.txt',
  '.yml',
  '.yaml',
  '.sh',
  '.svg',
  '.toml',
  '',
])
const FILE_BYTES_MAX = 4_000_000

/** What a name must not end in: words under which anything can hide. */
const EMPTY_NAMES = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'manager',
  'service',
  'base',
  'common',
  'misc',
  'v2',
])

/** Rooms that write SQL text from declared names; elsewhere every piece put into SQL must show that it is quoted. */
const SQL_ROOMS = new Set(['kernel/store', 'kernel/trust', 'kernel/records', 'kernel/cases', 'kernel/testing'])
const QUOTING = new Set(['quote', 'literal', 'escapeLiteral', 'escapeIdentifier', 'param'])

export type Rule =
  | 'unreadable'
  | 'upward'
  | 'around-a-door'
  | 'no-such-door'
  | 'undeclared-use'
  | 'ground-imports-nothing'
  | 'testing-in-the-product'
  | 'officer-runs-in-a-browser'
  | 'door-holds-code'
  | 'unknown-room'
  | 'kernel-names-a-system'
  | 'no-why'
  | 'architecture'
  | 'name'
  | 'word'
  | 'place'
  | 'sql'
  | 'outgoing'
  | 'compare'
  | 'dependency'
  | 'glossary'

/** One thing that is not as the floors want it. `line` counts from 1; 0 means the file or folder as a whole. */
export interface Breach {
  file: string
  line: number
  rule: Rule
  words: string
}

/** A node of the syntax tree, as far as this file looks at it (ESTree with TypeScript). */
export interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/** One place where a file names another: import, re-export, import(), an import type, or new URL('./x', import.meta.url). */
export interface Import {
  specifier: string
  line: number
  /** Nothing of it is left when types are stripped. */
  typeOnly: boolean
}

export interface Module {
  program: Node
  comments: { value: string; line: number }[]
  imports: Import[]
  lineOf: (offset: number) => number
  /** First syntax error, if the file cannot be read. */
  error?: { message: string; line: number }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
const isNamed = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === 'Identifier' && node.name === name

/** Calls `visit` for every node below `node`, itself included. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node)) {
    if (isNode(value)) walk(value, visit)
    else if (Array.isArray(value)) for (const one of value) if (isNode(one)) walk(one, visit)
  }
}

const textOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral' || (node.expressions as Node[]).length > 0) return undefined
  return ((node.quasis as Node[])[0]?.value as { cooked?: string } | undefined)?.cooked
}

/** Reads one file of TypeScript or JavaScript with the parser of the web build; types stay in the tree. */
export function readModule(file: string, source: string): Module {
  const starts = [0]
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  const lineOf = (offset: number): number => {
    let [low, high] = [0, starts.length]
    while (low + 1 < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
  const parsed = parseSync(posix.basename(file), source)
  const program = parsed.program as unknown as Node
  const imports: Import[] = []
  const add = (specifier: string | undefined, node: Node, typeOnly: boolean) => {
    if (specifier !== undefined) imports.push({ specifier, line: lineOf(node.start), typeOnly })
  }
  walk(program, (node) => {
    switch (node.type) {
      case 'ImportDeclaration': {
        const names = node.specifiers as Node[]
        add(
          textOf(node.source),
          node,
          node.importKind === 'type' || (names.length > 0 && names.every((name) => name.importKind === 'type')),
        )
        break
      }
      case 'ExportAllDeclaration':
        add(textOf(node.source), node, node.exportKind === 'type')
        break
      case 'ExportNamedDeclaration': {
        const names = node.specifiers as Node[]
        add(
          textOf(node.source),
          node,
          node.exportKind === 'type' || (names.length > 0 && names.every((name) => name.exportKind === 'type')),
        )
        break
      }
      case 'ImportExpression':
        add(textOf(node.source), node, false)
        break
      case 'TSImportType':
        add(textOf(node.source), node, true)
        break
      case 'NewExpression': {
        const [first, second] = node.arguments as Node[]
        const besideUs =
          second?.type === 'MemberExpression' &&
          isNode(second.object) &&
          second.object.type === 'MetaProperty' &&
          isNamed(second.property, 'url')
        const address = textOf(first)
        // '..' and folders are places to read data from, not modules
        if (isNamed(node.callee, 'URL') && besideUs && address && CODE.has(extname(address))) add(address, node, false)
      }
    }
  })
  const [wrong] = parsed.errors
  const error = wrong && { message: wrong.message, line: lineOf(wrong.labels[0]?.start ?? 0) }
  return {
    program,
    comments: parsed.comments.map((comment) => ({ value: comment.value, line: lineOf(comment.start) })),
    imports,
    lineOf,
    ...(error === undefined ? {} : { error }),
  }
}

/** Every file of the tree below `root`, as 'kernel/store/index.ts', sorted; without packages, data and builds. */
export function listFiles(root: string): string[] {
  const found: string[] = []
  const look = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (
        (folder === '' && OUTSIDE.has(entry.name)) ||
        entry.name === 'node_modules' ||
        entry.name === '.DS_Store' ||
        entry.name.endsWith('.log')
      )
        continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) look(path)
      else if (entry.isFile()) found.push(path)
    }
  }
  look('')
  return found.sort()
}

/** Where a file lives: how high, and which room or system (`unit`) it must not leave except through a door. */
interface Place {
  height: number
  unit: string
}

const GROUND = 0
const PROVINCE = 100
const SYSTEMS = 200
const HOST = 300
const TOOLS = 400

/** The place of a path in the tree; undefined for papers and pictures that belong to no floor. */
function placeOf(path: string): Place | undefined {
  const [floor, second, third, fourth] = path.split('/')
  switch (floor) {
    case 'ground':
      return { height: GROUND, unit: 'ground' }
    case 'kernel': {
      const room = ROOMS.indexOf(second as (typeof ROOMS)[number])
      return { height: room < 0 ? ROOMS.length + 1 : room + 1, unit: `kernel/${second}` }
    }
    case 'province':
      return { height: PROVINCE, unit: 'province' }
    case 'systems':
      return third === undefined || fourth === undefined
        ? undefined
        : { height: SYSTEMS, unit: `systems/${second}/${third}` }
    case 'host':
      return { height: HOST, unit: 'host' }
    case 'tools':
    case 'bench':
      return { height: TOOLS, unit: floor }
  }
  // settings at the root: vite.config.ts and its like
  return second === undefined ? { height: TOOLS, unit: 'root' } : undefined
}

const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)
/** A story of a system, or one told in a browser, is told in the whole house; a room of the kernel is tested on the kite club. */
const mayOpenHost = (file: string): boolean =>
  isTest(file) && (/^(?:systems|province)\//.test(file) || /\.browser\.test\.tsx?$/.test(file))
/** Screens of systems are built into the officer's application. */
const isView = (path: string): boolean => /^systems\/[^/]+\/[^/]+\/views\//.test(path)
const isOfficer = (path: string): boolean => path.startsWith('kernel/channels/officer/') || isView(path)
/** The door of the officer's application, for the screens of systems only. */
const OFFICER_DOOR = '#kernel/channels/officer'
/** Files of a system that decide or say and touch nothing: a screen of the same system may run them. */
const isPure = (path: string): boolean => /\/(?:rules|shape|words)\.ts$/.test(path)
const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

/** The names a system's `uses` holds, read from its system.ts without running it. */
function usesOf(root: string, unit: string): string[] {
  const path = join(root, unit, 'system.ts')
  if (!isFile(path)) return []
  const names: string[] = []
  walk(readModule(path, readFileSync(path, 'utf8')).program, (node) => {
    if (node.type !== 'Property' || !(isNamed(node.key, 'uses') || textOf(node.key) === 'uses')) return
    let value = node.value
    while (isNode(value) && (value.type === 'TSAsExpression' || value.type === 'TSSatisfiesExpression'))
      value = value.expression
    if (!isNode(value) || value.type !== 'ArrayExpression') return
    for (const one of value.elements as (Node | null)[]) {
      const name = textOf(one)
      if (name !== undefined) names.push(name)
    }
  })
  return names
}

/** Where an import leads: a place in the tree, a package, or a door that does not exist. */
type Target =
  | { kind: 'inside'; path: string; door: boolean }
  | { kind: 'package'; name: string }
  | { kind: 'no-door' }
  | { kind: 'around'; door: string }

function targetOf(file: string, specifier: string): Target {
  const bare = specifier.split('?')[0] as string
  if (bare === OFFICER_DOOR && isView(file))
    return { kind: 'inside', path: 'kernel/channels/officer/index.ts', door: true }
  if (bare.startsWith('.')) return { kind: 'inside', path: posix.join(posix.dirname(file), bare), door: false }
  if (!bare.startsWith('#')) return { kind: 'package', name: bare }
  const parts = bare.slice(1).split('/')
  switch (parts[0]) {
    case 'ground':
      return parts.length === 2 ? { kind: 'inside', path: `ground/${parts[1]}.ts`, door: true } : { kind: 'no-door' }
    case 'kernel':
      if (parts.length === 2) return { kind: 'inside', path: `kernel/${parts[1]}/index.ts`, door: true }
      return parts.length > 2 ? { kind: 'around', door: `#kernel/${parts[1]}` } : { kind: 'no-door' }
    case 'systems':
      if (parts.length === 3) return { kind: 'inside', path: `systems/${parts[1]}/${parts[2]}/index.ts`, door: true }
      return parts.length > 3 ? { kind: 'around', door: `#systems/${parts[1]}/${parts[2]}` } : { kind: 'no-door' }
    case 'province':
      return parts.length === 1
        ? { kind: 'inside', path: 'province/index.ts', door: true }
        : { kind: 'around', door: '#province' }
    case 'host':
      return parts.length === 1
        ? { kind: 'inside', path: 'host/index.ts', door: true }
        : { kind: 'around', door: '#host' }
  }
  return { kind: 'no-door' }
}

const doorOf = (unit: string): string =>
  unit === 'ground' ? '#ground/…' : unit === 'tools' || unit === 'bench' ? unit : `#${unit}`
const floorName = (place: Place): string => place.unit

type Report = (line: number, rule: Rule, words: string) => void

function checkImports(
  root: string,
  file: string,
  module: Module,
  uses: (unit: string) => string[],
  report: Report,
): void {
  const from = placeOf(file)
  if (!from) return
  const test = isTest(file)
  const anywhere = from.height === TOOLS
  for (const { specifier, line, typeOnly } of module.imports) {
    const target = targetOf(file, specifier)
    if (target.kind === 'package') {
      if (from.height === GROUND && !test) {
        report(
          line,
          'ground-imports-nothing',
          `ground runs in the browser too and imports nothing, not even '${target.name}': write it here, or move the file up to a kernel room`,
        )
      }
      if (isOfficer(file) && !test && target.name.startsWith('node:')) {
        report(
          line,
          'officer-runs-in-a-browser',
          `the officer's application has no '${target.name}': do it on the server and ask through the API`,
        )
      }
      continue
    }
    if (target.kind === 'no-door') {
      report(
        line,
        'no-such-door',
        `'${specifier}' is no door: use #ground/file, #kernel/room, #systems/part/name, #province or (in a test) #host`,
      )
      continue
    }
    if (target.kind === 'around') {
      report(
        line,
        'around-a-door',
        `'${specifier}' goes past a door: import from '${target.door}' and let that door export what is needed`,
      )
      continue
    }
    const to = placeOf(target.path)
    if (target.path.startsWith('../')) {
      report(
        line,
        'around-a-door',
        `'${specifier}' leaves the house: copy nothing in from outside, add a package or a file of ours`,
      )
      continue
    }
    if (!isFile(join(root, target.path)) && (target.door || CODE.has(extname(target.path)))) {
      report(
        line,
        'no-such-door',
        `'${specifier}' leads to ${target.path}, which is not there: ${target.door ? 'make the door or use another' : 'mend the path'}`,
      )
      continue
    }
    if (anywhere || !to) continue
    const own = to.unit === from.unit
    if (isView(file) && own && isPure(target.path)) continue
    if (isOfficer(file) && !test && !checkOfficer(file, specifier, target.path, typeOnly, line, report)) continue
    if (!own && to.unit === 'kernel/testing') {
      // the host hands stories a whole house, and makes it in a file of that name
      if (!test && !/^host\/test-[\w-]+\.ts$/.test(file))
        report(
          line,
          'testing-in-the-product',
          'only tests, bench and tools open #kernel/testing: move what the product needs down to the room it belongs to',
        )
      else if (!target.door)
        report(line, 'around-a-door', `'${specifier}' goes past a door: import from '#kernel/testing'`)
      continue
    }
    if (target.path === 'host/index.ts' && mayOpenHost(file)) continue
    if (to.height > from.height && !(from.height === HOST && to.unit === 'tools')) {
      report(
        line,
        'upward',
        `${floorName(from)} may not look up at ${floorName(to)}: move the shared fact down a floor, or let ${floorName(to)} hand it in`,
      )
      continue
    }
    if (from.height === GROUND && target.door) {
      report(
        line,
        'ground-imports-nothing',
        `inside ground import './${posix.basename(target.path)}': the browser build knows no doors here`,
      )
      continue
    }
    if (own || to.unit === 'tools') continue
    if (!target.door) {
      report(line, 'around-a-door', `'${specifier}' goes past a door: import from '${doorOf(to.unit)}'`)
      continue
    }
    if (from.height === SYSTEMS && to.height === SYSTEMS) {
      const [, part, name] = to.unit.split('/')
      const named = uses(from.unit)
      if (!named.includes(name as string) && !named.includes(`${part}/${name}`)) {
        report(
          line,
          'undeclared-use',
          `${from.unit} opens ${to.unit} without saying so: add '${name}' to \`uses\` in ${from.unit}/system.ts`,
        )
      }
    }
  }
}

/** True when the other rules still have to look at this import. */
function checkOfficer(
  file: string,
  specifier: string,
  path: string,
  typeOnly: boolean,
  line: number,
  report: Report,
): boolean {
  if (isOfficer(path) || path.startsWith('ground/') || typeOnly) return true
  // styles of its own room hold no code
  if (path.startsWith('kernel/channels/') && extname(path) === '.css') return false
  report(
    line,
    'officer-runs-in-a-browser',
    `${posix.basename(file)} runs in a browser and may import #ground, its own files, and only types from elsewhere: make '${specifier}' \`import type\`, or ask through the API`,
  )
  return false
}

/** A kernel door holds re-exports only: what is in it would belong to no noun. */
function checkDoor(file: string, module: Module, report: Report): void {
  if (!/^kernel\/[^/]+\/index\.ts$/.test(file)) return
  for (const node of module.program.body as Node[]) {
    const passesOn =
      (node.type === 'ExportNamedDeclaration' && isNode(node.source)) ||
      node.type === 'ExportAllDeclaration' ||
      node.type === 'EmptyStatement'
    if (!passesOn)
      report(
        module.lineOf(node.start),
        'door-holds-code',
        'a door only re-exports: move this into a file named by its noun',
      )
  }
}

/** What leaves tests out of a run, and of what. */
const LEFT_OUT = new Set(['only', 'skip', 'todo'])
const TELLING = ['test', 'it', 'describe', 'suite']

/** Names of fixed parts of SQL: constants, and limits, which are numbers (`rowsMax`). */
const CONSTANT = /^[A-Z][A-Z0-9_]*$/
const LIMIT = /[a-z](?:Max|Min)$/

/** Whether what is put into SQL text shows that it is quoted: quote(…), literal(…), an UPPER_CASE constant, or a choice of such texts. */
function isQuoted(node: unknown, named: (name: string) => Node | undefined, depth = 0): boolean {
  if (!isNode(node) || depth > 6) return false
  const again = (other: unknown) => isQuoted(other, named, depth + 1)
  switch (node.type) {
    case 'Literal':
      return true
    case 'TemplateLiteral':
      return (node.expressions as Node[]).every(again)
    case 'BinaryExpression':
      return again(node.left) && again(node.right)
    case 'ConditionalExpression':
      return again(node.consequent) && again(node.alternate)
    case 'LogicalExpression':
      return again(node.right) && again(node.left)
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return again(node.expression)
    case 'Identifier': {
      if (CONSTANT.test(node.name as string) || LIMIT.test(node.name as string)) return true
      const value = named(node.name as string)
      return value !== undefined && again(value)
    }
    case 'MemberExpression': {
      if (node.computed !== true && LIMIT.test((node.property as Node).name as string)) return true
      let root: unknown = node
      while (isNode(root) && root.type === 'MemberExpression') root = root.object
      return isNode(root) && root.type === 'Identifier' && CONSTANT.test(root.name as string)
    }
    case 'CallExpression': {
      const callee = node.callee as Node
      const name = callee.type === 'MemberExpression' ? (callee.property as Node).name : callee.name
      if (QUOTING.has(name as string)) return true
      // names.map(quote).join(', ')
      if (name === 'join' && callee.type === 'MemberExpression') {
        const list = callee.object as Node
        const [mapper] =
          list.type === 'CallExpression' &&
          isNode(list.callee) &&
          list.callee.type === 'MemberExpression' &&
          isNamed(list.callee.property, 'map')
            ? (list.arguments as Node[])
            : []
        if (mapper?.type === 'Identifier') return QUOTING.has(mapper.name as string)
        if (mapper?.type === 'ArrowFunctionExpression' && mapper.expression === true) return again(mapper.body)
        return isNamed(list, 'COLUMNS')
      }
      return false
    }
  }
  return false
}

/** Names of what must not be guessed letter by letter. A hash of content is not one: everybody may know it. */
const GUESSABLE = /(?:^|[a-z_])(?:token|secret|csrf|mac|hmac|otp|verifier|apikey)$|^signature$/i

/** Secrets are compared in a time that tells nothing of where they differ: timingSafeEqual, sameSecret, sameToken. */
function checkCompare(file: string, module: Module, report: Report): void {
  const place = placeOf(file)
  if (!place || place.height >= TOOLS || isTest(file) || isOfficer(file)) return
  const nameOf = (node: unknown): string => {
    if (!isNode(node)) return ''
    if (node.type === 'Identifier') return node.name as string
    if (node.type === 'MemberExpression' && node.computed !== true) return nameOf(node.property)
    return node.type === 'AwaitExpression' || node.type === 'TSNonNullExpression' || node.type === 'TSAsExpression'
      ? nameOf(node.argument ?? node.expression)
      : ''
  }
  const isFixed = (node: unknown): boolean =>
    isNode(node) &&
    (node.type === 'Literal' ||
      node.type === 'UnaryExpression' ||
      isNamed(node, 'undefined') ||
      (node.type === 'TemplateLiteral' && (node.expressions as Node[]).length === 0))
  walk(module.program, (node) => {
    if (node.type !== 'BinaryExpression' || !['===', '!==', '==', '!='].includes(node.operator as string)) return
    const [left, right] = [node.left, node.right]
    if (isFixed(left) || isFixed(right)) return
    const name = [left, right].map(nameOf).find((one) => GUESSABLE.test(one))
    if (name !== undefined)
      report(
        module.lineOf(node.start),
        'compare',
        `'${name}' is compared letter by letter, and the time it takes tells how far a guess was right: use timingSafeEqual`,
      )
  })
}

/** Modules that call other machines; a server of ours is made with them too, so `net` counts only where it connects. */
const CALLING = /^(?:node:)?(?:https?|http2|tls|dgram)$|^undici$/
/** Files that call out on purpose: the guard itself, and the virus scanner and the time server the operator names. */
const CALLS_OUT = new Set(['kernel/trust/outgoing.ts', 'kernel/papers/scan.ts', 'host/here.ts'])

/** The house asks other machines in one way only, which looks at where the call goes (kernel/trust/outgoing.ts). */
function checkOutgoing(file: string, module: Module, report: Report): void {
  const place = placeOf(file)
  const browser =
    isOfficer(file) || file.startsWith('kernel/channels/face/scripts/') || /^systems\/[^/]+\/[^/]+\/assets\//.test(file)
  if (!place || place.height >= TOOLS || isTest(file) || browser || CALLS_OUT.has(file)) return
  const say = (line: number, what: string) =>
    report(line, 'outgoing', `${what} calls another machine unguarded: use outgoing() of #kernel/trust`)
  walk(module.program, (node) => {
    if (node.type === 'ImportDeclaration' && node.importKind !== 'type') {
      const name = textOf(node.source) ?? ''
      const values = (node.specifiers as Node[]).filter((one) => one.importKind !== 'type')
      const connects = values.some((one) =>
        ['connect', 'createConnection', 'Socket'].includes(String((one.imported as Node | undefined)?.name)),
      )
      if ((CALLING.test(name) && values.length > 0) || (/^(?:node:)?net$/.test(name) && connects))
        say(module.lineOf(node.start), `'${name}'`)
    }
    if (node.type === 'CallExpression') {
      const callee = node.callee as Node
      const globally =
        callee.type === 'MemberExpression' && isNamed(callee.object, 'globalThis') && isNamed(callee.property, 'fetch')
      if (isNamed(callee, 'fetch') || globally) say(module.lineOf(node.start), 'fetch()')
    }
    if (node.type === 'NewExpression' && ['WebSocket', 'EventSource'].some((name) => isNamed(node.callee, name)))
      say(module.lineOf(node.start), 'a live connection')
  })
}

function checkSyntax(file: string, module: Module, report: Report): void {
  const at = (node: Node) => module.lineOf(node.start)
  const place = placeOf(file)
  const sqlChecked = place !== undefined && place.height < TOOLS && !isTest(file) && !SQL_ROOMS.has(place.unit)
  // const names given one value in this file; a name given two is not believed
  const values = new Map<string, Node | null>()
  if (sqlChecked) {
    walk(module.program, (node) => {
      if (node.type !== 'VariableDeclaration') return
      for (const one of node.declarations as Node[]) {
        if (!isNode(one.id) || one.id.type !== 'Identifier' || !isNode(one.init)) continue
        const name = one.id.name as string
        values.set(name, node.kind === 'const' && !values.has(name) ? one.init : null)
      }
    })
  }
  const named = (name: string): Node | undefined => values.get(name) ?? undefined
  walk(module.program, (node) => {
    if (node.type === 'TSAnyKeyword')
      report(at(node), 'word', '`any` switches the compiler off: say the type, or `unknown` and look at it')
    if (node.type === 'MemberExpression') {
      const method = (node.property as Node).name as string
      const root = (of: unknown): unknown => (isNode(of) && of.type === 'MemberExpression' ? root(of.object) : of)
      const owner = root(node)
      if (LEFT_OUT.has(method) && TELLING.some((name) => isNamed(owner, name))) {
        report(
          at(node),
          'word',
          `.${method} leaves tests out of the run: run one file from the command line, delete what no longer holds`,
        )
      }
    }
    if (node.type !== 'CallExpression') return
    const callee = node.callee as Node
    if (callee.type !== 'MemberExpression') return
    const method = (callee.property as Node).name as string
    if (sqlChecked && (method === 'query' || method === 'one')) {
      let first: unknown = (node.arguments as Node[])[0]
      if (isNode(first) && first.type === 'Identifier') first = named(first.name as string) ?? first
      const assembled =
        isNode(first) &&
        ((first.type === 'TemplateLiteral' && (first.expressions as Node[]).length > 0) ||
          first.type === 'BinaryExpression')
      if (assembled && !isQuoted(first, named)) {
        report(
          at(node),
          'sql',
          'a value is put into SQL text: pass it as a parameter ($1), names through quote(), fixed parts as an UPPER_CASE constant',
        )
      }
    }
  })
  for (const comment of module.comments) {
    if (/\b(?:TODO|FIXME|XXX)\b/.test(comment.value))
      report(comment.line, 'word', 'TODO and FIXME stay forever: do it, or write down the limit in the README')
    // a test may expect the compiler to refuse; nothing else may
    const silencing = isTest(file) ? /@ts-(?:ignore|nocheck)/ : /@ts-(?:ignore|nocheck|expect-error)/
    if (silencing.test(comment.value)) report(comment.line, 'word', '@ts-… silences the compiler: make the type right')
  }
}

/** Places of one machine, and where one machine gets its packages. Split so that this file does not name them either. */
const MACHINE = /(?<![\w.:/\-$}])\/(?:work|root|home\/\w+|Users\/\w+|tmp|var\/folders)\/[\w.]/
const REGISTRY = new RegExp(
  `https?://[^\\s'"\`)]*(?:regis${''}try\\.|npm${''}js\\.org|npm${''}mirror|artifac${''}tory|verdac${''}cio|/nexus/)`,
  'i',
)

function checkText(file: string, source: string, systems: readonly string[], report: Report): void {
  const kernel = file.startsWith('kernel/') || file.startsWith('ground/')
  const names = kernel ? systems.flatMap(naming) : []
  const inCode = CODE.has(extname(file))
  const inStyle =
    extname(file) === '.css' || extname(file) === '.typ' || extname(file) === '.html' || extname(file) === '.sql'
  const lock = file === 'package-lock.json'
  for (const [index, line] of source.split('\n').entries()) {
    if (line.length > 20_000) continue
    if (MACHINE.test(line))
      report(
        index + 1,
        'place',
        'this names a place on one machine: take it from the settings, or make it below tmpdir()',
      )
    if (REGISTRY.test(line) && !(lock && /"(?:url|homepage)":/.test(line)))
      report(index + 1, 'place', 'this names where one machine gets its packages: leave that to the settings of npm')
    const named = names.find(({ pattern }) => pattern.test(line))
    if (named)
      report(
        index + 1,
        'kernel-names-a-system',
        `the kernel knows no system, not even '${named.name}' in a comment: speak of the kite club of kernel/testing, or let the system hand it in`,
      )
    if (inStyle && !inCode && /\b(?:TODO|FIXME)\b/.test(line))
      report(index + 1, 'word', 'TODO and FIXME stay forever: do it, or write down the limit in the README')
  }
}

/** How a system is named: 'part/name' anywhere; a name of two words anywhere; a name of one word only as a whole string. */
function naming(system: string): { name: string; pattern: RegExp }[] {
  const name = system.split('/')[1] as string
  const whole = { name, pattern: new RegExp(`(?<![\\w-])${system}(?![\\w-])`) }
  if (!name.includes('-')) return [whole, { name, pattern: new RegExp(`['"\`/]${name}['"\`/]`) }]
  return [whole, { name, pattern: new RegExp(`(?<![\\w-])${name.replaceAll('-', '[-_]')}(?![\\w-])`) }]
}

function checkName(path: string, report: Report): void {
  for (const part of path.split('/')) {
    const stem = part.replace(/^\.+/, '').split('.')[0] as string
    const last = stem.toLowerCase().split(/[-_]/).at(-1) as string
    if (EMPTY_NAMES.has(last)) report(0, 'name', `'${part}' says nothing an officer could say: name the idea it holds`)
  }
}

/** Folders of the tree that hold a file, and every folder above them. */
export function listFolders(files: readonly string[]): string[] {
  const found = new Set<string>()
  for (const file of files)
    for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) found.add(folder)
  return [...found].sort()
}

/** Lines of ARCHITECTURE.md that begin with a folder: `kernel/store/` and then its idea. */
function readArchitecture(source: string): { folder: string; line: number; idea: string }[] {
  return source.split('\n').flatMap((text, index) => {
    const match = /^\s*(?:[-*|]\s*)?`([\w.@-]+(?:\/[\w.@-]+)*)\/`\s*(.*)$/.exec(text)
    return match
      ? [
          {
            folder: match[1] as string,
            line: index + 1,
            idea: (match[2] as string).replace(/^[|—–:\s-]+|[|\s]+$/g, ''),
          },
        ]
      : []
  })
}

function checkFolders(root: string, files: readonly string[], breaches: Breach[]): void {
  const has = new Set(files)
  const folders = listFolders(files)
  const say = (file: string, line: number, rule: Rule, words: string) => void breaches.push({ file, line, rule, words })
  for (const folder of folders) {
    const parts = folder.split('/')
    if (parts[0] === 'kernel' && parts.length === 2) {
      if (!(ROOMS as readonly string[]).includes(parts[1] as string)) {
        say(
          folder,
          0,
          'unknown-room',
          `${parts[1]} is no room of the kernel: name it in ROOMS of tools/floors.ts at its height, with a decision record`,
        )
      }
      if (!has.has(`${folder}/WHY.md`))
        say(folder, 0, 'no-why', 'write WHY.md: the idea of this room, and what it must never do')
      if (!has.has(`${folder}/index.ts`)) say(folder, 0, 'no-such-door', 'a room has a door: index.ts, re-exports only')
    }
    if (parts[0] === 'systems' && parts.length === 3) {
      if (!has.has(`${folder}/README.md`))
        say(folder, 0, 'no-why', 'write README.md: for whom, legal basis, the story, the standards, what is simulated')
      if (!has.has(`${folder}/system.ts`)) say(folder, 0, 'no-why', 'a system declares itself: write system.ts')
    }
  }
  if (!has.has('ARCHITECTURE.md')) {
    say('ARCHITECTURE.md', 0, 'architecture', 'write it: one line a folder, `folder/` and its idea')
    return
  }
  const lines = readArchitecture(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'))
  const seen = new Set<string>()
  for (const { folder, line, idea } of lines) {
    if (seen.has(folder)) say('ARCHITECTURE.md', line, 'architecture', `\`${folder}/\` has a line already: keep one`)
    seen.add(folder)
    if (!existsSync(join(root, folder)))
      say('ARCHITECTURE.md', line, 'architecture', `\`${folder}/\` is not in the tree: delete the line`)
    if (idea === '') say('ARCHITECTURE.md', line, 'architecture', `say in a few words what \`${folder}/\` is`)
  }
  for (const folder of folders) {
    if (!seen.has(folder))
      say(folder, 0, 'architecture', `ARCHITECTURE.md has no line for it: add \`${folder}/\` and its idea`)
  }
}

/** Every identifier that GLOSSARY.md binds (second column of its tables) is used in the code, and bound once. */
function checkGlossary(root: string, files: readonly string[], breaches: Breach[]): void {
  const file = 'GLOSSARY.md'
  if (!isFile(join(root, file))) return
  const code = files
    .filter((name) => /\.tsx?$/.test(name) && (placeOf(name)?.height ?? TOOLS) < TOOLS)
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n')
  const bound = new Set<string>()
  for (const [index, line] of readFileSync(join(root, file), 'utf8').split('\n').entries()) {
    const column = /^\|[^|]*\|([^|]*)\|/.exec(line)?.[1] ?? ''
    for (const [, name] of column.matchAll(/`([^`]+)`/g)) {
      const say = (words: string) => void breaches.push({ file, line: index + 1, rule: 'glossary', words })
      if (bound.has(name as string)) say(`'${name}' is bound already: one idea, one word`)
      bound.add(name as string)
      const used = new RegExp(`(?<![\\w-])${(name as string).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`)
      if (!used.test(code)) say(`no code says '${name}': bind the word that is used, or delete the row`)
    }
  }
}

/** Every package we ask for has a line in docs/dependencies.md that begins with its name, and every line a package. */
function checkDependencies(root: string, breaches: Breach[]): void {
  if (!isFile(join(root, 'package.json'))) return
  const file = 'docs/dependencies.md'
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >
  const names = new Set(
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => Object.keys(wanted[kind] ?? {})),
  )
  const lines = isFile(join(root, file)) ? readFileSync(join(root, file), 'utf8').split('\n') : []
  const told = new Set<string>()
  for (const [index, line] of lines.entries()) {
    const name = /^\|\s*`([^`]+)`\s*\|/.exec(line)?.[1]
    if (name === undefined) continue
    told.add(name)
    if (!names.has(name)) {
      breaches.push({
        file,
        line: index + 1,
        rule: 'dependency',
        words: `'${name}' is not in package.json: delete the line`,
      })
    }
  }
  for (const name of names) {
    if (told.has(name)) continue
    const words = `'${name}' has no line in ${file}: say what for, why this one, its licence, what we would write instead`
    breaches.push({ file: 'package.json', line: 0, rule: 'dependency', words })
  }
}

/** Everything in the tree below `root` that breaks a rule of the floors, in the order of the files. */
export function findBreaches(root: string): Breach[] {
  const files = listFiles(root)
  const breaches: Breach[] = []
  const systems = [
    ...new Set(files.map((file) => /^systems\/([^/]+\/[^/]+)\//.exec(file)?.[1]).filter((name) => name !== undefined)),
  ]
  const known = new Map<string, string[]>()
  const uses = (unit: string): string[] => {
    const names = known.get(unit) ?? usesOf(root, unit)
    known.set(unit, names)
    return names
  }
  checkFolders(root, files, breaches)
  checkDependencies(root, breaches)
  checkGlossary(root, files, breaches)
  for (const file of files) {
    const report: Report = (line, rule, words) => void breaches.push({ file, line, rule, words })
    checkName(file, report)
    const extension = extname(file)
    if (!TEXT.has(extension) || statSync(join(root, file)).size > FILE_BYTES_MAX) continue
    const source = readFileSync(join(root, file), 'utf8')
    checkText(file, source, systems, report)
    if (!CODE.has(extension)) continue
    const module = readModule(file, source)
    if (module.error !== undefined) {
      report(module.error.line, 'unreadable', `the parser stops here: ${module.error.message}`)
      continue
    }
    checkImports(root, file, module, uses, report)
    checkDoor(file, module, report)
    checkSyntax(file, module, report)
    checkOutgoing(file, module, report)
    checkCompare(file, module, report)
  }
  return breaches.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}

/** One breach as a line: where, rule, what to do. */
export const explainBreach = (breach: Breach): string =>
  `${breach.file}${breach.line > 0 ? `:${breach.line}` : ''}  [${breach.rule}]  ${breach.words}`

if (import.meta.main) {
  const root = resolve(dirname(import.meta.filename), '..')
  const breaches = findBreaches(root)
  for (const breach of breaches) console.error(explainBreach(breach))
  console.log(
    breaches.length === 0
      ? `floors: ${listFiles(root).length} files, nothing to say`
      : `floors: ${breaches.length} to put right`,
  )
  process.exitCode = breaches.length === 0 ? 0 : 1
}
