/**
 * Runs the benches and writes bench/RESULTS.md: `node bench/run.ts [name…]`. With names, the sections of the others stay as
 * they were written. A bench that loses a claim ends with status 1, and so does this.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadNow, machineLine, say } from './machine.ts'

/** From the quick to the long. */
const BENCHES = ['working-time', 'start', 'create', 'move', 'list', 'index-766', 'seal', 'trace', 'directus', 'day']
const MINUTES_MAX = 30
const RESULTS = join(import.meta.dirname, 'RESULTS.md')

const verdictOf = (line: string): 'BROKEN' | 'not measured' | 'holds' | undefined =>
  /\bBROKEN$/.test(line)
    ? 'BROKEN'
    : /: not measured$/.test(line)
      ? 'not measured'
      : /\bholds$/.test(line)
        ? 'holds'
        : undefined

function run(name: string): Promise<{ output: string; ended: number }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: MINUTES_MAX * 60_000,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        output += part.toString('utf8')
        process.stdout.write(part)
      })
    }
    child.once('close', (status) => done({ output, ended: status ?? 1 }))
  })
}

/** The sections written before, by name. */
function written(): Map<string, string> {
  const text = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : ''
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .filter((section) => !section.startsWith('Verdicts'))
      .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1).trim()]),
  )
}

function write(sections: Map<string, string>): void {
  const ordered = BENCHES.filter((name) => sections.has(name))
  const lines = ordered.flatMap((name) =>
    (sections.get(name) ?? '').split('\n').map((line) => ({ name, line: line.trim() })),
  )
  const table = (['BROKEN', 'not measured', 'holds'] as const).flatMap((verdict) =>
    lines
      .filter(({ line }) => verdictOf(line) === verdict)
      .map(({ name, line }) => `| ${verdict} | ${name} | ${line.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')} |`),
  )
  const text = [
    '# What was measured',
    '',
    'Machine-written by `node bench/run.ts`; do not edit. The lost ones first. A load above the number of cores means that others',
    'worked on the machine while this was measured: then ratios within one run still say something, milliseconds do not.',
    '',
    '## Verdicts',
    '',
    '| verdict | bench | what |',
    '| --- | --- | --- |',
    ...table,
    '',
    ...ordered.flatMap((name) => [`## ${name}`, '', sections.get(name) ?? '', '']),
  ].join('\n')
  writeFileSync(RESULTS, text)
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !BENCHES.includes(name))
if (unknown.length > 0) {
  say(`no bench named ${unknown.join(', ')}; there are ${BENCHES.join(', ')}`)
  process.exit(2)
}
const sections = written()
for (const name of asked.length > 0 ? asked : BENCHES) {
  say(`\n== ${name}`)
  const began = { at: new Date().toISOString().slice(0, 16), load: loadNow() }
  const { output, ended } = await run(name)
  if (ended !== 0) process.exitCode = 1
  const plain = output.trimEnd().replaceAll(/ +$/gm, '')
  const broke = ended !== 0 && !plain.split('\n').some((line) => verdictOf(line) === 'BROKEN')
  sections.set(
    name,
    [
      `${machineLine()}. Begun ${began.at}Z, load ${began.load}; ended with status ${ended}, load ${loadNow()}.`,
      '',
      '```text',
      plain,
      ...(broke ? [`${name} did not end as it should: BROKEN`] : []),
      '```',
    ].join('\n'),
  )
  write(sections)
}
