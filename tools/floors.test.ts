// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources of the fake houses are plain strings
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Breach, explainBreach, findBreaches, listFolders, readModule } from './floors.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A small whole house that breaks nothing: two rooms, two systems, a host, a tool, a test. */
const house: Record<string, string> = {
  'ground/refusal.ts': 'export const refusals = (scope: string) => scope\n',
  'ground/text.ts':
    "import { refusals } from './refusal.ts'\nexport const text = refusals('text')\nexport type Words = { vi: string; en: string }\n",
  'ground/text.test.ts':
    "import { readFileSync } from 'node:fs'\nimport { expect, test } from 'vitest'\nimport { text } from './text.ts'\ntest('x', () => expect(readFileSync).not.toBe(text))\n",
  'kernel/store/WHY.md': 'One database.\n',
  'kernel/store/index.ts': "export { quote } from './table.ts'\nexport type { Tx } from './table.ts'\n",
  'kernel/store/table.ts':
    "import pg from 'pg'\nimport { text } from '#ground/text'\nexport const quote = (name: string) => [pg, text, name].join()\nexport type Tx = { query(sql: string): void }\n",
  'kernel/channels/WHY.md': 'How people reach it.\n',
  'kernel/channels/index.ts': "export * from './site.ts'\n",
  'kernel/channels/site.ts':
    "import { quote } from '#kernel/store'\nexport type Site = { name: string }\nexport const site = quote('a')\n",
  'kernel/channels/tokens.css': ':root { --lotus: #c8386f }\n',
  'kernel/channels/officer/main.tsx':
    "import '../tokens.css'\nimport type { Words } from '#ground/text'\nimport { text } from '#ground/text'\nimport type { Site } from '../site.ts'\nimport { list } from './list.tsx'\nexport const page = (words: Words, site: Site) => <b>{[text, list, words.vi, site.name]}</b>\n",
  'kernel/channels/officer/list.tsx': 'export const list = <i>1</i>\n',
  'kernel/testing/WHY.md': 'The kite club.\n',
  'kernel/testing/index.ts': "export { story } from './story.ts'\n",
  'kernel/testing/story.ts': "import { site } from '#kernel/channels'\nexport const story = () => site\n",
  'kernel/store/table.test.ts':
    "import { test } from 'vitest'\nimport { story } from '#kernel/testing'\ntest('x', () => void story())\n",
  'province/index.ts': "import { text } from '#ground/text'\nexport const communes = [text]\n",
  'systems/government/one-stop/README.md': 'For citizens.\n',
  'systems/government/one-stop/system.ts': "export default { name: 'one-stop', uses: ['feedback'] }\n",
  'systems/government/one-stop/rules.ts':
    "import { communes } from '#province'\nimport { report } from '#systems/government/feedback'\nimport { quote, type Tx } from '#kernel/store'\nconst COLUMNS = 'id, name'\nexport const find = (tx: Tx, name: string) => tx.query(`select ${COLUMNS} from ${quote(name)} where ${report ? 'a' : 'b'} = ${communes.length === 0 ? '1' : '2'}`)\n",
  'systems/government/feedback/README.md': 'For everybody.\n',
  'systems/government/feedback/system.ts': "export default { name: 'feedback', uses: [] }\n",
  'systems/government/feedback/index.ts': "export const report = 'feedback'\n",
  'host/start.ts':
    "import { site } from '#kernel/channels'\nimport { communes } from '#province'\nimport { report } from '#systems/government/feedback'\nimport { web } from '../tools/web.ts'\nexport const open = [site, communes, report, web]\n",
  'tools/web.ts':
    "import { site } from '../kernel/channels/site.ts'\nimport { story } from '#kernel/testing'\nexport const web = [site, story]\n",
}

/** Writes the good house with some files changed, added, or (null) left out, and gives what the checker says. */
function breaches(changes: Record<string, string | null> = {}, architecture?: string): Breach[] {
  const root = mkdtempSync(join(tmpdir(), 'floors-'))
  made.push(root)
  const files = Object.entries({ ...house, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null)
  const drawing = listFolders(files.map(([name]) => name)).map((folder) => `- \`${folder}/\` — what it is for`)
  for (const [name, content] of [...files, ['ARCHITECTURE.md', architecture ?? drawing.join('\n')] as const]) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
  return findBreaches(root)
}

/** The one breach of a change, as 'file:line rule'; fails when there is none or more than one. */
function theBreach(changes: Record<string, string | null>): string {
  const found = breaches(changes)
  expect(found.map(explainBreach)).toHaveLength(1)
  const [one] = found
  expect(one?.words.length).toBeGreaterThan(20)
  return `${one?.file}:${one?.line} ${one?.rule}`
}

test('a house that keeps the floors has nothing to put right', () => {
  expect(breaches().map(explainBreach)).toEqual([])
})

describe('upward', () => {
  test.each([
    [
      'the kernel at the province',
      'kernel/store/far.ts',
      "import { communes } from '#province'\nexport const far = communes\n",
    ],
    [
      'a lower room at a higher one',
      'kernel/store/far.ts',
      "import { site } from '#kernel/channels'\nexport const far = site\n",
    ],
    [
      'even for a type',
      'kernel/store/far.ts',
      "import type { Site } from '#kernel/channels'\nexport type Far = Site\n",
    ],
    ['even for a type in passing', 'kernel/store/far.ts', "export type Far = import('#kernel/channels').Site\n"],
    ['even later', 'kernel/store/far.ts', "export const far = () => import('#kernel/channels')\n"],
    ['by passing it on', 'kernel/store/far.ts', "export { site } from '#kernel/channels'\n"],
    [
      'the province at a system',
      'province/far.ts',
      "import { report } from '#systems/government/feedback'\nexport const far = report\n",
    ],
    [
      'a system at the host',
      'systems/government/feedback/far.ts',
      "import { open } from '../../../host/start.ts'\nexport const far = open\n",
    ],
    [
      'the product at bench and tools',
      'kernel/store/far.ts',
      "import { web } from '../../tools/web.ts'\nexport const far = web\n",
    ],
    ['ground at the kernel', 'ground/far.ts', "import { quote } from '#kernel/store'\nexport const far = quote\n"],
    [
      'a test of a room at the province',
      'kernel/store/far.test.ts',
      "import { communes } from '#province'\nexport const far = communes\n",
    ],
  ])('%s', (_name, file, source) => {
    expect(theBreach({ [file]: source })).toBe(`${file}:1 upward`)
  })
})

describe('doors', () => {
  test.each([
    [
      'a relative path out of a room',
      'kernel/channels/far.ts',
      "import { quote } from '../store/table.ts'\nexport const far = quote\n",
    ],
    [
      'the same for a type',
      'kernel/channels/far.ts',
      "import type { Tx } from '../store/table.ts'\nexport type Far = Tx\n",
    ],
    [
      'deep below a door',
      'kernel/channels/far.ts',
      "import { quote } from '#kernel/store/table.ts'\nexport const far = quote\n",
    ],
    [
      'a worker of another room',
      'kernel/channels/far.ts',
      "export const far = new URL('../store/table.ts', import.meta.url)\n",
    ],
    [
      'into the ground by path',
      'kernel/channels/far.ts',
      "import { text } from '../../ground/text.ts'\nexport const far = text\n",
    ],
    [
      'into another system by path',
      'systems/government/one-stop/far.ts',
      "import { report } from '../feedback/index.ts'\nexport const far = report\n",
    ],
    [
      'the host into a system',
      'host/far.ts',
      "import { find } from '../systems/government/one-stop/rules.ts'\nexport const far = find\n",
    ],
    ['out of the house', 'host/far.ts', "import { far } from '../../elsewhere/far.ts'\nexport const near = far\n"],
    [
      'a test past the door of testing',
      'kernel/store/far.test.ts',
      "import { story } from '../testing/story.ts'\nexport const far = story\n",
    ],
  ])('around: %s', (_name, file, source) => {
    expect(theBreach({ [file]: source })).toBe(`${file}:1 around-a-door`)
  })

  test.each([
    ['a door nobody made', "import { far } from '#kernel/streams'\nexport const near = far\n"],
    ['a system without a door', "import { find } from '#systems/government/one-stop'\nexport const far = find\n"],
    ['no such kind of door', "import { far } from '#tools/web'\nexport const near = far\n"],
    ['a file that is not there', "import { far } from './missing.ts'\nexport const near = far\n"],
  ])('no such door: %s', (_name, source) => {
    expect(theBreach({ 'host/far.ts': source })).toBe('host/far.ts:1 no-such-door')
  })

  test('a system that opens another says so in `uses`, by name or by folder', () => {
    const silent = {
      'systems/government/one-stop/system.ts': "export default { name: 'one-stop', uses: [] as const }\n",
    }
    expect(theBreach(silent)).toBe('systems/government/one-stop/rules.ts:2 undeclared-use')
    expect(
      breaches({
        'systems/government/one-stop/system.ts': "export default { uses: ['government/feedback'] as const }\n",
      }),
    ).toEqual([])
  })

  test('a door of the kernel holds re-exports and nothing else', () => {
    const source = "import { quote } from './table.ts'\nexport { quote }\n"
    expect(breaches({ 'kernel/store/index.ts': source }).map((one) => `${one.line} ${one.rule}`)).toEqual([
      '1 door-holds-code',
      '2 door-holds-code',
    ])
    expect(theBreach({ 'kernel/store/index.ts': `${house['kernel/store/index.ts']}export const more = 1\n` })).toBe(
      'kernel/store/index.ts:3 door-holds-code',
    )
  })

  test('stories of systems and of the browser are told in the whole house', () => {
    const host = {
      'host/index.ts': "export { site } from './test-site.ts'\n",
      'host/test-site.ts': "import { story } from '#kernel/testing'\nexport const site = story\n",
    }
    const source = "import { site } from '#host'\nexport const told = site\n"
    const file = (name: string) => ({ ...host, [name]: source })
    expect(
      breaches({
        ...file('systems/government/feedback/story.test.ts'),
        'kernel/channels/officer/a.browser.test.ts': source,
      }),
    ).toEqual([])
    expect(theBreach(file('kernel/store/far.test.ts'))).toBe('kernel/store/far.test.ts:1 upward')
    expect(theBreach(file('systems/government/feedback/far.ts'))).toBe('systems/government/feedback/far.ts:1 upward')
    expect(
      theBreach({
        ...host,
        'province/far.test.ts': "import { site } from '#host/test-site.ts'\nexport const a = site\n",
      }),
    ).toBe('province/far.test.ts:1 around-a-door')
  })

  test('only tests, bench and tools open #kernel/testing', () => {
    const source = "import { story } from '#kernel/testing'\nexport const told = story\n"
    expect(theBreach({ 'systems/government/feedback/told.ts': source })).toBe(
      'systems/government/feedback/told.ts:1 testing-in-the-product',
    )
    expect(
      breaches({
        'systems/government/feedback/told.test.ts': source,
        'bench/told.ts': source,
        'kernel/channels/officer/told.browser.test.ts': source,
      }),
    ).toEqual([])
  })
})

test('ground imports nothing: no builtin, no package; its tests may', () => {
  expect(theBreach({ 'ground/far.ts': "import { join } from 'node:path'\nexport const far = join\n" })).toBe(
    'ground/far.ts:1 ground-imports-nothing',
  )
  expect(theBreach({ 'ground/far.ts': "// why\nimport pg from 'pg'\nexport const far = pg\n" })).toBe(
    'ground/far.ts:2 ground-imports-nothing',
  )
  expect(theBreach({ 'ground/far.ts': "import { text } from '#ground/text'\nexport const far = text\n" })).toBe(
    'ground/far.ts:1 ground-imports-nothing',
  )
})

describe("the officer's application runs in a browser", () => {
  const file = 'kernel/channels/officer/far.ts'
  test.each([
    ['the server side of its own room', "import { site } from '../site.ts'\nexport const far = site\n"],
    ['another room', "import { quote } from '#kernel/store'\nexport const far = quote\n"],
    ['a builtin', "import { join } from 'node:path'\nexport const far = join\n"],
  ])('refused: %s', (_name, source) => {
    expect(theBreach({ [file]: source })).toBe(`${file}:1 officer-runs-in-a-browser`)
  })

  test('types from elsewhere leave nothing behind and are welcome', () => {
    expect(
      breaches({
        [file]:
          "import type { Tx } from '#kernel/store'\nimport { type Site } from '../site.ts'\nexport type Far = [Tx, Site]\n",
      }),
    ).toEqual([])
  })
})

describe('the kernel never names a system', () => {
  test.each([
    ['in a string', "export const far = 'one-stop/dossier'\n"],
    ['as a table', "export const far = 'one_stop.dossier'\n"],
    ['in a comment', "/** As 'government/one-stop'. */\nexport const far = 1\n"],
    ['of one word, as a whole string', "export const far = 'feedback'\n"],
  ])('%s', (_name, source) => {
    expect(theBreach({ 'kernel/store/far.ts': source })).toBe('kernel/store/far.ts:1 kernel-names-a-system')
  })

  test('an ordinary word that is also a system is no name in a sentence', () => {
    expect(
      breaches({
        'kernel/store/far.ts':
          '// The person gets feedback at once.\nexport const far = `waits for feedback of the disk`\n',
      }),
    ).toEqual([])
  })
})

describe('papers that go with a folder', () => {
  test.each([
    ['a room without WHY.md', 'kernel/store/WHY.md', 'kernel/store:0 no-why'],
    ['a system without README.md', 'systems/government/feedback/README.md', 'systems/government/feedback:0 no-why'],
    [
      'a system that does not declare itself',
      'systems/government/feedback/system.ts',
      'systems/government/feedback:0 no-why',
    ],
  ])('%s', (_name, file, expected) => {
    expect(theBreach({ [file]: null })).toBe(expected)
  })

  test('a room that has no height', () => {
    const room = {
      'kernel/weather/WHY.md': 'Rain.\n',
      'kernel/weather/index.ts': "export { rain } from './rain.ts'\n",
      'kernel/weather/rain.ts': 'export const rain = 1\n',
    }
    expect(theBreach(room)).toBe('kernel/weather:0 unknown-room')
  })

  test('ARCHITECTURE.md has one line for every folder and none for a folder that is gone', () => {
    const rules = (text: string) => breaches({}, text).map((one) => `${one.file}:${one.line} ${one.words.slice(0, 24)}`)
    const folders = listFolders(Object.keys(house))
    const whole = folders.map((folder) => `| \`${folder}/\` | an idea |`)
    expect(rules(whole.join('\n'))).toEqual([])
    expect(rules(whole.filter((line) => !line.includes('`kernel/store/`')).join('\n'))).toEqual([
      'kernel/store:0 ARCHITECTURE.md has no l',
    ])
    expect(rules([...whole, '- `kernel/gone/` — was here'].join('\n'))).toEqual([
      `ARCHITECTURE.md:${whole.length + 1} \`kernel/gone/\` is not in`,
    ])
    expect(rules([...whole, '- `host/` — again'].join('\n'))).toEqual([
      `ARCHITECTURE.md:${whole.length + 1} \`host/\` has a line alrea`,
    ])
    expect(rules(whole.map((line) => (line.includes('`host/`') ? '- `host/`' : line)).join('\n'))).toEqual([
      `ARCHITECTURE.md:${folders.indexOf('host') + 1} say in a few words what `,
    ])
  })
})

test('every package has a line that says what for, and every such line a package', () => {
  const line = (name: string) => `| \`${name}\` | what for | why | MIT | ours |\n`
  const asked = { 'package.json': JSON.stringify({ dependencies: { pg: '1' }, devDependencies: { '@a/b': '1' } }) }
  const told = (text: string) =>
    breaches({ ...asked, 'docs/dependencies.md': text }).map(
      (one) => `${one.file}:${one.line} ${one.rule} ${one.words.split(' ')[0]}`,
    )
  expect(told(line('pg') + line('@a/b'))).toEqual([])
  expect(told(line('pg'))).toEqual(["package.json:0 dependency '@a/b'"])
  expect(told(line('pg') + line('@a/b') + line('gone'))).toEqual(["docs/dependencies.md:3 dependency 'gone'"])
  expect(breaches(asked).map((one) => one.rule)).toEqual(['dependency', 'dependency'])
})

test('the glossary binds words that are used, each once', () => {
  const told = (...names: string[]) =>
    breaches({
      'GLOSSARY.md': `Say \`anything\`.\n${names.map((name) => `| hồ sơ | \`${name}\` | \`not-looked-at\` |\n`).join('')}`,
    }).map((one) => `${one.line} ${one.rule}`)
  expect(told('communes', 'one-stop', 'Words')).toEqual([])
  expect(told('commune')).toEqual(['2 glossary'])
  expect(told('communes', 'communes')).toEqual(['3 glossary'])
})

describe('names and words', () => {
  test.each([
    'utils.ts',
    'string-helpers.ts',
    'case-manager.ts',
    'mail_service.ts',
    'base.ts',
    'common.test.ts',
    'form-v2.ts',
  ])('%s says nothing', (name) => {
    expect(theBreach({ [`host/${name}`]: 'export const far = 1\n' })).toBe(`host/${name}:0 name`)
  })

  test('a word that only begins so is a noun like others', () => {
    expect(
      breaches({ 'host/service-account.ts': 'export const far = 1\n', 'host/database.ts': 'export const near = 1\n' }),
    ).toEqual([])
  })

  const promise = ['TO', 'DO'].join('')
  const repair = ['FIX', 'ME'].join('')
  const silence = ['@ts', 'ignore'].join('-')
  const expectError = ['@ts', 'expect', 'error'].join('-')
  test.each([
    ['a promise in a comment', 'host/far.ts', `export const far = 1\n// ${promise}: later\n`],
    ['another', 'host/far.ts', `export const far = 1\n/* ${repair} */\n`],
    ['a promise in a style', 'host/far.css', `b { color: red }\n/* ${promise} */\n`],
    ['a switched-off compiler', 'host/far.ts', 'export const a = 1\nexport const far = a as any\n'],
    ['a silenced compiler', 'host/far.ts', `export const a = 1\n// ${silence}\nexport const far: string = a\n`],
    [
      'an expected error outside a test',
      'host/far.ts',
      `export const a = 1\n// ${expectError}\nexport const far: string = a\n`,
    ],
    ['the only test', 'host/far.test.ts', "import { test } from 'vitest'\ntest.only('a', () => {})\n"],
    [
      'a test left out',
      'host/far.test.ts',
      "import { describe } from 'vitest'\ndescribe.skip.each([1])('a', () => {})\n",
    ],
  ])('%s', (_name, file, source) => {
    const [first] = breaches({ [file]: source })
    expect(`${first?.file}:${first?.line} ${first?.rule}`).toBe(`${file}:2 word`)
  })

  test('the same letters mean nothing in a text, and other things may be skipped', () => {
    expect(
      breaches({
        'host/far.ts': `export const far = '${promise} as any .only('\nexport const near = [1].values().drop(1)\nexport const skip = (s: { skip(n: number): number }) => s.skip(1)\n`,
      }),
    ).toEqual([])
    expect(breaches({ 'host/far.test.ts': `// ${expectError}\nexport const far: string = 1\n` })).toEqual([])
  })

  test('a file that cannot be read is said, not passed over', () => {
    expect(theBreach({ 'host/far.ts': 'export const a = 1\nexport const = 2\n' })).toBe('host/far.ts:2 unreadable')
  })
})

describe('places of one machine', () => {
  const path = (...parts: string[]) => ['', ...parts].join('/')
  const address = (...parts: string[]) => `https://${parts.join('')}/pg`
  test.each([
    ['a working tree', path('work', 'main', 'x')],
    ['a home', path('home', 'lan', 'sen')],
    ['a temporary file', path('tmp', 'sen.sock')],
    ['a registry', address('regis', 'try.', 'npm', 'js.org')],
    ['a private registry', address('npm.', 'artifac', 'tory.example')],
  ])('%s', (_name, place) => {
    expect(theBreach({ 'host/far.ts': `export const far = '${place}'\n` })).toBe('host/far.ts:1 place')
    expect(theBreach({ 'host/far.md': `line\nsee ${place}\n` })).toBe('host/far.md:2 place')
  })

  test('addresses of the house are no places', () => {
    expect(
      breaches({
        'host/far.ts': `export const far = ['/work', '/tra-cuu/work/1', '${path('tmp')}', 'https://dichvucong.gov.vn/home/a/b']\n`,
      }),
    ).toEqual([])
  })
})

describe('calls to the outside', () => {
  const file = 'kernel/store/table.ts'
  const kept = 'export const quote = 1\nexport type Tx = string\n'

  test.each([
    ['fetch', "export const a = () => fetch('https://x.example')\n"],
    ['fetch by its long name', "export const a = () => globalThis.fetch('https://x.example')\n"],
    ['http', "import { request } from 'node:http'\nexport const a = request\n"],
    ['https without its prefix', "import https from 'https'\nexport const a = https\n"],
    ['undici', "import { request } from 'undici'\nexport const a = request\n"],
    ['a socket', "import { connect } from 'node:net'\nexport const a = connect\n"],
    ['a live connection', "export const a = () => new WebSocket('wss://x.example')\n"],
  ])('refused: %s', (_name, source) => {
    expect(theBreach({ [file]: source + kept })).toMatch(/^kernel\/store\/table\.ts:1 outgoing$/)
  })

  test.each([
    ['types alone', file, "import type { Server } from 'node:http'\nexport type A = Server\n"],
    ['a server', file, "import { createServer } from 'node:net'\nexport const a = createServer\n"],
    ['the guard itself', 'kernel/trust/outgoing.ts', "import { request } from 'undici'\nexport const a = request\n"],
    ['a tool', 'tools/web.ts', "export const web = () => fetch('https://x.example')\n"],
    ['a test', 'kernel/store/far.test.ts', "export const far = () => fetch('https://x.example')\n"],
    ['the browser', 'kernel/channels/officer/list.tsx', "export const list = () => fetch('/api/v1/me')\n"],
  ])('welcome: %s', (_name, place, source) => {
    const room: Record<string, string> = place.startsWith('kernel/trust/')
      ? { 'kernel/trust/WHY.md': 'Who acts.\n', 'kernel/trust/index.ts': "export * from './outgoing.ts'\n" }
      : {}
    expect(breaches({ ...room, [place]: source + (place === file ? kept : '') }).map(explainBreach)).toEqual([])
  })
})

describe('comparing secrets', () => {
  const file = 'kernel/store/table.ts'
  const kept = 'export const quote = 1\nexport type Tx = string\n'

  test.each([
    ['a token', 'export const a = (token: string, given: string) => token === given\n'],
    [
      'a secret of something',
      'export const a = (one: { clientSecret: string }, given: string) => given !== one.clientSecret\n',
    ],
    ['a header', 'export const a = (headers: { csrf: string }, csrf: string) => headers.csrf == csrf\n'],
    ['a signature', 'export const a = (signature: string, given: string) => `v1=${given}` === signature\n'],
  ])('refused: %s', (_name, source) => {
    expect(theBreach({ [file]: source + kept })).toBe('kernel/store/table.ts:1 compare')
  })

  test.each([
    ['with nothing', file, 'export const a = (token?: string) => token === undefined || token === null\n'],
    ['with a word', file, "export const a = (token: string) => token === '' || typeof token === 'string'\n"],
    ['their lengths', file, 'export const a = (token: string, given: string) => token.length === given.length\n'],
    ['hashes of content', file, 'export const a = (sha256: string, given: string) => sha256 === given\n'],
    ['in a test', 'kernel/store/far.test.ts', 'export const a = (token: string, given: string) => token === given\n'],
  ])('welcome: %s', (_name, place, source) => {
    expect(breaches({ [place]: source + (place === file ? kept : '') }).map(explainBreach)).toEqual([])
  })
})

describe('SQL', () => {
  const file = 'systems/government/feedback/far.ts'
  const head =
    "import { quote, type Tx } from '#kernel/store'\nconst COLUMNS = 'id'\nexport const use = [quote, COLUMNS]\n"
  test.each([
    ['a value in the text', 'export const far = (tx: Tx, id: string) => tx.query(`select 1 where id = ${id}`)\n'],
    ['a text glued together', "export const far = (tx: Tx, id: string) => tx.query('select 1 where id = ' + id)\n"],
    [
      'a text kept in a name first',
      'export const far = (tx: Tx, id: string) => {\n  const sql = `select ${id}`\n  return tx.query(sql)\n}\n',
    ],
    [
      'a name that was not quoted',
      'export const far = (tx: Tx, names: string[]) => tx.query(`select ${names.join()}`)\n',
    ],
    [
      'one good piece, one bad',
      'export const far = (tx: Tx, id: string) => tx.query(`select ${COLUMNS} where id = ${id}`)\n',
    ],
  ])('refused: %s', (_name, source) => {
    expect(theBreach({ [file]: head + source })).toMatch(/far\.ts:[46] sql$/)
    expect(
      breaches({
        'kernel/store/far.ts': `import { quote, type Tx } from './table.ts'\nconst COLUMNS = 'id'\nexport const use = [quote, COLUMNS]\n${source}`,
      }),
    ).toEqual([])
  })

  test.each([
    [
      'a limit',
      'const limits = { rowsMax: 5 }\nexport const far = (tx: Tx) => tx.query(`select ${COLUMNS} limit ${limits.rowsMax}`)\n',
    ],
    ['parameters', "export const far = (tx: Tx) => tx.query('select $1')\n"],
    [
      'quoted names',
      'export const far = (tx: Tx, names: string[]) => tx.query(`select ${names.map(quote).join()} from ${quote(names[0] ?? COLUMNS)}`)\n',
    ],
    [
      'a choice of fixed texts',
      "export const far = (tx: Tx, up: boolean) => {\n  const order = up ? 'asc' : 'desc'\n  return tx.query(`select ${COLUMNS} order by id ${order}`)\n}\n",
    ],
    [
      'a query that is no SQL',
      'export const far = (list: { query(text: () => string): void }, id: string) => list.query(() => `a ${id}`)\n',
    ],
  ])('welcome: %s', (_name, source) => {
    expect(breaches({ [file]: head + source }).map(explainBreach)).toEqual([])
  })
})

test('a module is read with its types, line by line, whatever letters stand before', () => {
  const module = readModule(
    'a.tsx',
    "// Tiếng Việt 𝒜\nimport type { A } from './a.ts'\nimport { type B } from './b.ts'\nexport * from './c.ts'\nexport const d = () => import('./d.ts')\nexport type E = import('./e.ts').E\nexport const f = <p>{new URL('./f.ts', import.meta.url).href}</p>\n",
  )
  expect(module.imports.map((one) => `${one.line} ${one.specifier}${one.typeOnly ? ' type' : ''}`)).toEqual([
    '2 ./a.ts type',
    '3 ./b.ts type',
    '4 ./c.ts',
    '5 ./d.ts',
    '6 ./e.ts type',
    '7 ./f.ts',
  ])
})
