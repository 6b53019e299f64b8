import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** What the officer's page is made of: change any of these and it is built again. */
const SOURCES = [
  'kernel/channels/officer/**/*',
  'kernel/channels/*.css',
  'systems/*/*/views/**/*',
  'systems/*/*/**/{rules,shape,words}.ts',
  'ground/*.ts',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
]

/** SHA-256 over the names and bytes of everything the web build reads; tests are not part of it. */
export function webStamp(root: string): string {
  const hash = createHash('sha256')
  const names = globSync(SOURCES, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts') && !entry.name.endsWith('.test.tsx'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const name of names) {
    hash.update(name.slice(resolve(root).length))
    hash.update('\0')
    hash.update(readFileSync(name))
    hash.update('\0')
  }
  return hash.digest('hex')
}

/**
 * Builds the officer's application into `.build/officer` unless the stamp of the last build still fits.
 * Prints one line through `log`; answers whether it built. A build error is thrown as it is.
 * The new build is made aside and swapped in, so a failed or killed build leaves the old page whole.
 */
export async function buildWebWhenStale({
  root,
  log,
}: {
  root: string
  log: (line: string) => void
}): Promise<{ built: boolean; ms: number }> {
  const started = performance.now()
  const home = join(root, '.build')
  const [out, fresh, stampFile] = [join(home, 'officer'), join(home, 'officer.new'), join(home, 'officer.stamp')]
  const stamp = webStamp(root)
  if (existsSync(join(out, 'index.html')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    const ms = Math.round(performance.now() - started)
    log(`officer web: up to date (checked in ${ms} ms)`)
    return { built: false, ms }
  }
  mkdirSync(home, { recursive: true })
  rmSync(fresh, { recursive: true, force: true })
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh } })
  rmSync(stampFile, { force: true })
  rmSync(out, { recursive: true, force: true })
  renameSync(fresh, out)
  writeFileSync(stampFile, stamp)
  const ms = Math.round(performance.now() - started)
  log(`officer web: built in ${(ms / 1000).toFixed(1)} s`)
  return { built: true, ms }
}

if (import.meta.main) {
  await buildWebWhenStale({ root: resolve(import.meta.dirname, '..'), log: (line) => console.log(line) })
}
