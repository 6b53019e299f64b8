/**
 * Takes the pictures of the README and of the guides: `node tools/screenshots.ts [name…]` opens the whole house on a throw-away
 * database with its examples for each walk of tools/screenshots/, at a fixed hour, walks through it in a real Chromium and
 * writes docs/images/*.png. Names narrow what is written; a walk without one of them is left out. The pictures of the
 * procedure builder are taken by its own browser test (SEN_PICTURES=1). Nothing of it goes to a database or a folder in use.
 */
import { resolve } from 'node:path'
import { closePdf, closeTypeset } from '#kernel/papers'
import { endTestPostgres } from '#kernel/testing'
import { openAlbum, type Walk } from './screenshots/album.ts'
import { counterWalks } from './screenshots/counter.ts'
import { firstDossier } from './screenshots/first-dossier.ts'
import { steering } from './screenshots/steering.ts'
import { buildWebWhenStale } from './web.ts'

const walks: readonly Walk[] = [firstDossier, steering, ...counterWalks]

const wanted = new Set(process.argv.slice(2))
const unknown = [...wanted].filter((name) => !walks.some((one) => one.pictures.includes(name)))
if (unknown.length > 0) throw new Error(`no walk takes ${unknown.join(', ')}`)

try {
  await buildWebWhenStale({ root: resolve(import.meta.dirname, '..'), log: () => undefined })
  for (const one of walks) {
    if (wanted.size > 0 && !one.pictures.some((name) => wanted.has(name))) continue
    const album = await openAlbum(one, wanted)
    try {
      await one.walk(album)
    } finally {
      await album.close()
    }
  }
} finally {
  await closePdf()
  await closeTypeset()
  await endTestPostgres()
}
