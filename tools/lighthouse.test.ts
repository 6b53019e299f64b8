import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { floors, type PageScore, publicPages, scoresFile } from './lighthouse.ts'

const scores = JSON.parse(readFileSync(scoresFile, 'utf8')) as Record<string, PageScore>

test('public pages are those a stranger opens without an id', () => {
  const route = (method: string, url: string, access: string) => ({ method, url, access })
  expect(
    publicPages([
      route('GET', '/', 'public'),
      route('GET', '/thu-tuc', 'public'),
      route('GET', '/thu-tuc/:code', 'public'),
      route('POST', '/tra-cuu', 'public'),
      route('GET', '/ho-so', 'signed-in'),
      route('GET', '/api/v1/me', 'public'),
      route('GET', '/face/face.css', 'public'),
    ]),
  ).toEqual(['/', '/thu-tuc', '/thu-tuc/1.001193'])
})

test('every public page was visited, and none lies under the floor', () => {
  const routes = readFileSync(join(resolve(import.meta.dirname, '..'), 'golden', 'routes.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [method = '', url = '', access = ''] = line.split(/\s+/)
      return { method, url, access }
    })
  const problems: string[] = []
  for (const page of publicPages(routes)) {
    const one = scores[page]
    if (!one) {
      problems.push(`${page}: not visited; run node tools/lighthouse.ts --write ${page}`)
      continue
    }
    if (one.performance < floors.performance) problems.push(`${page}: performance ${one.performance}`)
    if (one.accessibility < floors.accessibility) problems.push(`${page}: accessibility ${one.accessibility}`)
    if (one.practices < floors.practices) problems.push(`${page}: practices ${one.practices}`)
    if (one.scriptKb > floors.scriptKb) problems.push(`${page}: ${one.scriptKb} kB of script`)
    if (one.axe.length > 0) problems.push(`${page}: axe finds ${one.axe.join(', ')}`)
  }
  expect(problems).toEqual([])
})
