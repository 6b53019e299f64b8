#!/usr/bin/env node
/**
 * `npx sen <command>`. Plain JavaScript for whatever Node (20 or newer) the machine has: the house itself runs on the Node 24
 * that package-lock.json pins, so an older one hands over to it before anything else is read.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pinned = join(root, 'node_modules', '.bin', 'node')

/** Runs this very file again on the pinned Node and ends as it ends. */
function handOver() {
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches the child from the terminal by itself; we only wait for it to finish its work
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('error', (error) => {
    console.error(`Không chạy được Node 24 của Sen (${error.message}). Hãy chạy: npm ci`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}

if (!existsSync(pinned) || !existsSync(join(root, 'node_modules', 'pg'))) {
  console.error(`Chưa có các gói phần mềm của Sen. Hãy chạy "npm ci" trong thư mục ${root} rồi thử lại.`)
  process.exitCode = 1
} else if (Number.parseInt(process.versions.node, 10) < 24) {
  handOver()
} else {
  // What was read once is not compiled again; where the folder cannot be written it is compiled as ever.
  module.enableCompileCache(join(root, '.build', 'compiled'))
  const { runCommand } = await import('./commands/index.ts')
  process.exitCode = await runCommand(process.argv.slice(2))
}
