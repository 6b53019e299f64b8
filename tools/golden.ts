/**
 * The shape of the house in three machine-written, human-reviewed files: golden/map.txt (folders, doors and what they hand
 * out), golden/schema.sql (every table, policy and function as the empty database gets them), golden/routes.txt (every route
 * and who may knock). `node tools/golden.ts` compares and answers 1 when they differ; `--write` writes them. Names after it
 * choose parts: `node tools/golden.ts --write map schema`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, resolve } from 'node:path'
import { listFiles, listFolders, type Node, readModule } from './floors.ts'

const house = resolve(dirname(import.meta.filename), '..')

const isDoor = (file: string): boolean =>
  /^(?:ground\/[^/]+\.ts|kernel\/[^/]+\/index\.ts|province\/index\.ts|host\/index\.ts|systems\/[^/]+\/[^/]+\/index\.ts)$/.test(
    file,
  ) && !file.endsWith('.test.ts')

const doorName = (file: string): string => `#${file.replace(/\/index\.ts$/, '').replace(/\.ts$/, '')}`

const nameOf = (node: Node | null | undefined): string => String(node?.name ?? node?.value ?? '')

/** Names a pattern binds: `const { a, b: [c] } = …`. */
function bound(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [nameOf(pattern)]
    case 'ObjectPattern':
      return (pattern.properties as Node[]).flatMap((one) =>
        bound((one.type === 'Property' ? one.value : one.argument) as Node),
      )
    case 'ArrayPattern':
      return (pattern.elements as (Node | null)[]).flatMap((one) => (one ? bound(one) : []))
    case 'AssignmentPattern':
      return bound(pattern.left as Node)
  }
  return []
}

/** What a file hands out, as 'name' or 'type Name', sorted; `export *` is followed. */
export function exportsOf(root: string, file: string, seen: ReadonlySet<string> = new Set()): string[] {
  if (seen.has(file) || !existsSync(join(root, file))) return []
  const found = new Set<string>()
  const module = readModule(file, readFileSync(join(root, file), 'utf8'))
  for (const node of module.program.body as Node[]) {
    if (node.type === 'ExportDefaultDeclaration') found.add('default')
    if (node.type === 'ExportAllDeclaration') {
      const from = nameOf(node.source as Node)
      if (node.exported) found.add(nameOf(node.exported as Node))
      else if (from.startsWith('.'))
        for (const name of exportsOf(root, posix.join(posix.dirname(file), from), new Set([...seen, file]))) {
          // `export *` leaves the default behind
          if (name !== 'default') found.add(name)
        }
      else found.add(`* of ${from}`)
    }
    if (node.type !== 'ExportNamedDeclaration') continue
    const type = (one: Node) => node.exportKind === 'type' || one.exportKind === 'type'
    for (const one of node.specifiers as Node[]) found.add(`${type(one) ? 'type ' : ''}${nameOf(one.exported as Node)}`)
    const declared = node.declaration as Node | null
    if (!declared) continue
    if (declared.type === 'VariableDeclaration')
      for (const one of declared.declarations as Node[]) for (const name of bound(one.id as Node)) found.add(name)
    else found.add(`${/^TS(?:Interface|TypeAlias)/.test(declared.type) ? 'type ' : ''}${nameOf(declared.id as Node)}`)
  }
  const bare = (name: string) => name.replace(/^type /, '')
  return [...found].sort((a, b) => (bare(a) < bare(b) ? -1 : bare(a) > bare(b) ? 1 : 0))
}

/** Folders of the tree, then every door with what it hands out. */
export function writeMap(root: string): string {
  const files = listFiles(root)
  const lines = ['# Folders']
  lines.push(...listFolders(files.filter((file) => !file.startsWith('golden/'))).map((folder) => `${folder}/`))
  for (const file of files.filter(isDoor)) lines.push('', `# ${doorName(file)}`, ...exportsOf(root, file))
  return `${lines.join('\n')}\n`
}

/** The statements that make the declared schema in an empty database; no database is asked. */
export async function writeSchema(): Promise<string> {
  const { difference } = await import('#kernel/store')
  const { declaredSchema, systemsOfHouse } = await import('../host/open.ts')
  const declared = declaredSchema(await systemsOfHouse())
  // a module's exports come by name from Node and as written from Vitest: tables stand by name here
  const tables = declared.tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const steps = difference({ tables: [], routines: [] }, { tables, routines: declared.routines })
  return `${steps.map((step) => `${step.sql.trim().replace(/;$/, '')};`).join('\n\n')}\n`
}

/** Every route of the whole house, from a house opened on a throw-away PostgreSQL without demonstration data or jobs. */
export async function writeRoutes(): Promise<string> {
  const { openHouse } = await import('../host/open.ts')
  const { endTestPostgres, testDatabaseUrl } = await import('#kernel/testing')
  const dataDir = mkdtempSync(join(tmpdir(), 'sen-golden-'))
  try {
    const opened = await openHouse({
      dataDir,
      databaseUrl: await testDatabaseUrl('golden'),
      listen: false,
      demo: false,
      jobs: false,
      environment: { SEN_LOG: 'silent' },
      progress: () => undefined,
    })
    try {
      const lines = opened.http.routes.map(
        (route) => `${route.method.padEnd(6)} ${route.url.padEnd(64)} ${route.access}`,
      )
      return `${[...new Set(lines)].sort((a, b) => (a.slice(7) < b.slice(7) ? -1 : a.slice(7) > b.slice(7) ? 1 : a < b ? -1 : 1)).join('\n')}\n`
    } finally {
      await opened.close()
    }
  } finally {
    await endTestPostgres()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Lines that left ('-') and came ('+') between two texts, each run headed by the line number in the second. */
export function compareLines(before: string, after: string): string[] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  // length of the longest common run of lines from (i, j) on; the golden files have some thousand lines
  const width = right.length + 1
  const longest = new Uint32Array((left.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] as number
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--)
      longest[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const lines: string[] = []
  let [i, j, inRun] = [0, 0, false]
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      i++
      j++
      inRun = false
      continue
    }
    if (!inRun) lines.push(`@ ${head + j + 1}`)
    inRun = true
    if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) lines.push(`- ${left[i++]}`)
    else lines.push(`+ ${right[j++]}`)
  }
  return lines
}

/** The golden files and what writes each. */
export const parts = {
  map: { file: 'golden/map.txt', write: async () => writeMap(house) },
  schema: { file: 'golden/schema.sql', write: writeSchema },
  routes: { file: 'golden/routes.txt', write: writeRoutes },
} as const

export type Part = keyof typeof parts
const isPart = (name: string): name is Part => name in parts

/** What differs between the golden file and the house as it is; empty when they agree. */
export async function findDrift(part: Part): Promise<string[]> {
  const path = join(house, parts[part].file)
  return compareLines(existsSync(path) ? readFileSync(path, 'utf8') : '', await parts[part].write())
}

if (import.meta.main) {
  const given = process.argv.slice(2).filter((word) => !word.startsWith('--'))
  const unknown = given.find((name) => !isPart(name))
  if (unknown !== undefined) {
    console.error(`golden: there is no part '${unknown}': map, schema, routes`)
    process.exit(2)
  }
  const chosen = given.length > 0 ? given.filter(isPart) : (Object.keys(parts) as Part[])
  for (const part of chosen) {
    const { file } = parts[part]
    if (process.argv.includes('--write')) {
      const text = await parts[part].write()
      mkdirSync(join(house, 'golden'), { recursive: true })
      writeFileSync(join(house, file), text)
      console.log(`golden: wrote ${file}, ${text.split('\n').length - 1} lines`)
      continue
    }
    const drift = await findDrift(part)
    if (drift.length === 0) {
      console.log(`golden: ${file} agrees`)
      continue
    }
    console.error(`golden: ${file} differs from the house:`)
    for (const line of drift.slice(0, 200)) console.error(line)
    if (drift.length > 200) console.error(`… ${drift.length - 200} lines more`)
    console.error(`If this is meant: node tools/golden.ts --write ${part}, and let a person read the difference.`)
    process.exitCode = 1
  }
}
