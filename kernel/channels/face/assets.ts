/**
 * The files the citizen's pages ask for, all from this house: one style sheet, a few scripts, the letters, the mark.
 * The server mounts `assets` as they stand; every address a page writes carries the hash of its content, so a browser
 * may keep it for a year and still never show an old one.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Bug } from '#ground/refusal'
import { lotusFile } from './icons.ts'
import { verifyScript } from './verify-script.ts'

export type Asset = {
  /** Where the server answers, without the query. */
  path: string
  /** The Content-Type. */
  type: string
  body: Buffer
  /** First 10 hex digits of the SHA-256 of the body; pages ask for `path?v=hash`. */
  hash: string
  /** The Cache-Control. The service worker alone must be asked for anew each time. */
  cache: string
}

const kept = 'public, max-age=31536000, immutable'
const found = new Map<string, Asset>()
function add(path: string, type: string, body: Buffer, cache = kept): void {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  found.set(path, { path, type, body, hash, cache })
}
const own = (name: string) => readFileSync(new URL(name, import.meta.url))

for (const weight of [400, 500, 600, 700]) {
  for (const letters of ['vietnamese', 'latin']) {
    const name = `be-vietnam-pro-${letters}-${weight}-normal.woff2`
    const file = fileURLToPath(import.meta.resolve(`@fontsource/be-vietnam-pro/files/${name}`))
    add(`/face/fonts/${name}`, 'font/woff2', readFileSync(file))
  }
}
/** Blank lines and comments do not travel. */
const lean = (css: string) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .replace(/\n+/g, '\n')
    .replace(/ \{\n/g, '{')
    .replace(/;\n\}/g, '}')
    .trim()
const sheet = lean(`${own('../tokens.css').toString('utf8')}\n${own('face.css').toString('utf8')}`)
add('/face/face.css', 'text/css; charset=utf-8', Buffer.from(sheet))
add('/face/desk.css', 'text/css; charset=utf-8', Buffer.from(lean(own('desk.css').toString('utf8'))))
add('/face/log.css', 'text/css; charset=utf-8', Buffer.from(lean(own('log.css').toString('utf8'))))
add('/face/gallery.css', 'text/css; charset=utf-8', Buffer.from(lean(own('gallery.css').toString('utf8'))))
add('/face/reference.css', 'text/css; charset=utf-8', Buffer.from(lean(own('reference.css').toString('utf8'))))
add('/face/federation.css', 'text/css; charset=utf-8', Buffer.from(lean(own('federation.css').toString('utf8'))))
add('/face/sight.css', 'text/css; charset=utf-8', Buffer.from(lean(own('sight.css').toString('utf8'))))
add('/face/files.css', 'text/css; charset=utf-8', Buffer.from(lean(own('files.css').toString('utf8'))))
add('/face/security.css', 'text/css; charset=utf-8', Buffer.from(lean(own('security.css').toString('utf8'))))
add('/face/operations.css', 'text/css; charset=utf-8', Buffer.from(lean(own('operations.css').toString('utf8'))))
add('/face/lotus.svg', 'image/svg+xml', Buffer.from(lotusFile))

/** The enhancements a page may ask for; `theme` and `offline` come with every page, `files` with every field for files. */
export const scriptNames = ['theme', 'offline', 'files', 'autosave', 'upload', 'counter', 'sign-in'] as const
/** A script of a system is named 'system/file'. */
export type ScriptName = (typeof scriptNames)[number] | 'verify' | `${string}/${string}`
/** Whole-line comments and indents do not travel; our scripts have no text of several lines that could be harmed. */
const leanScript = (text: string) =>
  Buffer.from(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//'))
      .join('\n'),
  )
const ownScript = (name: string) => leanScript(own(`scripts/${name}.js`).toString('utf8'))
for (const name of scriptNames) add(`/face/${name}.js`, 'text/javascript; charset=utf-8', ownScript(name))
// Imported by the scripts of a page under this one name, so it must be asked for anew each time.
add('/face/drafts.js', 'text/javascript; charset=utf-8', ownScript('drafts'), 'no-cache')
add('/face/verify.js', 'text/javascript; charset=utf-8', Buffer.from(verifyScript()))
add('/sw.js', 'text/javascript; charset=utf-8', ownScript('sw'), 'no-cache')

/** Every file, by its path. `/sw.js` lies at the root because a service worker rules only what lies below it. */
export const assets: ReadonlyMap<string, Asset> = found

/** The address a page writes for an asset: '/face/face.css' → '/face/face.css?v=0f3a…'. */
export function assetUrl(path: string): string {
  const asset = found.get(path)
  if (!asset) throw new Bug(`no such asset: ${path}`)
  return `${path}?v=${asset.hash}`
}

const oneWord = () =>
  createHash('sha256')
    .update([...found.values()].map((a) => a.hash).join())
    .digest('hex')
    .slice(0, 10)

/** One word for this edition of all assets: names the caches of the service worker. */
export let edition = oneWord()

/**
 * Adds the style sheets and scripts that a system keeps in its folder `assets`: a.css is then '/face/system/a.css', and a.js
 * the script named 'system/a'. Adding the same folder again changes nothing; must be done before the routes are opened.
 */
export function addAssets(system: string, folder: string): void {
  for (const name of readdirSync(folder).sort()) {
    const text = () => readFileSync(join(folder, name), 'utf8')
    if (name.endsWith('.css')) add(`/face/${system}/${name}`, 'text/css; charset=utf-8', Buffer.from(lean(text())))
    else if (name.endsWith('.js')) add(`/face/${system}/${name}`, 'text/javascript; charset=utf-8', leanScript(text()))
  }
  edition = oneWord()
}
