import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

const source = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The types taken out, everything else as it stands. Node says once that this is new to it; nobody has to act on that. */
function plain(typescript: string): string {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return stripTypeScriptTypes(typescript)
  } finally {
    process.emitWarning = emitWarning
  }
}

/**
 * The page's own check of a proof as one file without imports: ground's Merkle tree with its types taken out, then the page's
 * script. One file, so that it also runs inside a page that was saved and is opened without a server.
 */
export function verifyScript(): string {
  const tree = plain(source('../../../ground/merkle.ts'))
  const page = source('scripts/verify.js').replace(/^import .* from '#ground\/merkle'\n/, '')
  return `${tree}\n${page}`
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(\/\/|\/\*\*|\*(\s|\/|$))/.test(line))
    .join('\n')
}
