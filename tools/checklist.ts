/**
 * The auditor's tables below docs/kiem-dinh, checked against the tree: every line says one of four things, names proof that is
 * there, and says what is open when it is not met whole. `node tools/checklist.ts` answers 1 when a table claims what is not so.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export interface Line {
  file: string
  line: number
  id: string
  want: string
  state: string
  proof: string[]
  open: string
}

const STATES = ['đạt', 'một phần', 'chưa', 'không áp dụng', 'tổ chức']

/** How many lines of level 1 and 2 each section of OWASP ASVS 5.0.0 has; 253 in all. */
export const ASVS: Readonly<Record<string, readonly number[]>> = {
  '1.1': [1, 2],
  '1.2': [1, 2, 3, 4, 5, 6, 7, 8, 9],
  '1.3': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  '1.4': [1, 2, 3],
  '1.5': [1, 2],
  '2.1': [1, 2, 3],
  '2.2': [1, 2, 3],
  '2.3': [1, 2, 3, 4],
  '2.4': [1],
  '3.2': [1, 2],
  '3.3': [1, 2, 3, 4],
  '3.4': [1, 2, 3, 4, 5, 6],
  '3.5': [1, 2, 3, 4, 5],
  '3.7': [1, 2],
  '4.1': [1, 2, 3],
  '4.2': [1],
  '4.3': [1, 2],
  '4.4': [1, 2, 3, 4],
  '5.1': [1],
  '5.2': [1, 2, 3],
  '5.3': [1, 2],
  '5.4': [1, 2, 3],
  '6.1': [1, 2, 3],
  '6.2': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  '6.3': [1, 2, 3, 4],
  '6.4': [1, 2, 3, 4],
  '6.5': [1, 2, 3, 4, 5],
  '6.6': [1, 2, 3],
  '6.8': [1, 2, 3, 4],
  '7.1': [1, 2, 3],
  '7.2': [1, 2, 3, 4],
  '7.3': [1, 2],
  '7.4': [1, 2, 3, 4, 5],
  '7.5': [1, 2],
  '7.6': [1, 2],
  '8.1': [1, 2],
  '8.2': [1, 2, 3],
  '8.3': [1],
  '8.4': [1],
  '9.1': [1, 2, 3],
  '9.2': [1, 2, 3, 4],
  '10.1': [1, 2],
  '10.2': [1, 2],
  '10.3': [1, 2, 3, 4],
  '10.4': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  '10.5': [1, 2, 3, 4, 5],
  '10.6': [1, 2],
  '10.7': [1, 2, 3],
  '11.1': [1, 2],
  '11.2': [1, 2, 3],
  '11.3': [1, 2, 3],
  '11.4': [1, 2, 3, 4],
  '11.5': [1],
  '11.6': [1],
  '12.1': [1, 2, 3],
  '12.2': [1, 2],
  '12.3': [1, 2, 3, 4],
  '13.1': [1],
  '13.2': [1, 2, 3, 4, 5],
  '13.3': [1, 2],
  '13.4': [1, 2, 3, 4, 5],
  '14.1': [1, 2],
  '14.2': [1, 2, 3, 4],
  '14.3': [1, 2, 3],
  '15.1': [1, 2, 3],
  '15.2': [1, 2, 3],
  '15.3': [1, 2, 3, 4, 5, 6, 7],
  '16.1': [1],
  '16.2': [1, 2, 3, 4, 5],
  '16.3': [1, 2, 3, 4],
  '16.4': [1, 2, 3],
  '16.5': [1, 2, 3],
  '17.1': [1],
  '17.2': [1, 2, 3, 4],
  '17.3': [1, 2],
}

/** The lines of a table: number, level or group, what is wanted, state, proof, what is open. */
export function readLines(file: string, text: string): Line[] {
  return text.split('\n').flatMap((row, index) => {
    const cells = row.split('|').map((cell) => cell.trim())
    if (cells.length !== 8 || !/^[\dA-Z][\w.]*$/.test(cells[1] ?? '')) return []
    const [, id = '', , want = '', state = '', proof = '', open = ''] = cells
    return [
      {
        file,
        line: index + 1,
        id,
        want,
        state,
        proof: [...proof.matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? ''),
        open,
      },
    ]
  })
}

/** What is wrong with the lines, each as 'file:line words'. `isThere` tells of a path in the tree. */
export function checkLines(
  lines: readonly Line[],
  isThere: (path: string) => boolean,
  wanted?: readonly string[],
): string[] {
  const wrong: string[] = []
  const seen = new Set<string>()
  for (const one of lines) {
    const say = (words: string) => wrong.push(`${one.file}:${one.line} ${one.id}: ${words}`)
    if (seen.has(one.id)) say('is there twice')
    seen.add(one.id)
    if (!STATES.includes(one.state)) say(`'${one.state}' is none of ${STATES.join(', ')}`)
    if (one.want === '') say('says not what is wanted')
    for (const path of one.proof) if (!isThere(path)) say(`${path} is not in the tree`)
    if (one.state === 'đạt' && one.proof.length === 0) say('claims to be met and names no proof')
    if (one.state === 'đạt' && one.open !== '') say('claims to be met and says what is open')
    if (one.state !== 'đạt' && one.open === '') say('is not met whole and does not say what is open')
  }
  for (const id of wanted ?? []) if (!seen.has(id)) wrong.push(`${lines[0]?.file ?? 'table'}: ${id} is missing`)
  if (wanted)
    for (const id of seen)
      if (!wanted.includes(id))
        wrong.push(`${lines[0]?.file ?? 'table'}: ${id} is no line of the standard at this level`)
  return wrong
}

export const asvsIds = (): string[] =>
  Object.entries(ASVS).flatMap(([section, numbers]) => numbers.map((number) => `${section}.${number}`))

/** Everything wrong in the tables of the tree below `root`. */
export function checkTables(root: string): { wrong: string[]; lines: Line[] } {
  const folder = join(root, 'docs', 'kiem-dinh')
  const all: Line[] = []
  const wrong: string[] = []
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()) {
    const file = `docs/kiem-dinh/${name}`
    const lines = readLines(file, readFileSync(join(folder, name), 'utf8'))
    if (lines.length === 0) wrong.push(`${file}: holds no line`)
    wrong.push(...checkLines(lines, (path) => existsSync(join(root, path)), name === 'asvs.md' ? asvsIds() : undefined))
    all.push(...lines)
  }
  return { wrong, lines: all }
}

if (import.meta.main) {
  const { wrong, lines } = checkTables(resolve(dirname(import.meta.filename), '..'))
  for (const one of wrong) console.error(one)
  const counts = new Map<string, number>()
  for (const { state } of lines) counts.set(state, (counts.get(state) ?? 0) + 1)
  console.log(
    `checklist: ${lines.length} lines; ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}; ${wrong.length} to put right`,
  )
  process.exitCode = wrong.length === 0 ? 0 : 1
}
