import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

// `node_modules/.bin/vitest` takes the first node in PATH; the tests must run on the one that runs the province
const pinned = join(import.meta.dirname, 'node_modules', '.bin', 'node')
if (Number.parseInt(process.versions.node, 10) < 24 && existsSync(pinned)) {
  const ran = spawnSync(pinned, process.argv.slice(1), { stdio: 'inherit' })
  process.exit(ran.status ?? 1)
}

const browser = '**/*.browser.test.ts'
const real = '**/*.real.test.ts'
const never = [...configDefaults.exclude, '.build/**', 'data/**']

/**
 * Three kinds of tests: `unit` (the many), `browser` (*.browser.test.ts, Chromium and the web build), `real` (*.real.test.ts,
 * the province's own data). One process for all files of a kind: a process for each file cost 52 s where one costs 2.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // a poll waits for another process, on two cores that everything shares
    expect: { poll: { timeout: 15_000 } },
    globalSetup: ['kernel/testing/postgres.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...never, browser, real] } },
      { extends: true, test: { name: 'browser', include: [browser], exclude: never, testTimeout: 120_000 } },
      { extends: true, test: { name: 'real', include: [real], exclude: never, testTimeout: 600_000 } },
    ],
  },
})
