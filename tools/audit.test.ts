import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Bill,
  checkBill,
  checkLicences,
  checkLock,
  exitCodeOf,
  findSecrets,
  isAllowed,
  type Lock,
  readAudit,
  scanFiles,
  scanHistory,
} from './audit.ts'

// Secrets of these tests are put together when they run, so that no scan finds one in this file.
const planted: [string, string][] = [
  [
    'a private key',
    ['-----BEGIN PRIVATE', ' KEY-----\n', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n'].join(''),
  ],
  ['a password in an address', ['postgres://sen:', 'k3Jq9zPx2Lm', '@db.tinh.vn/sen'].join('')],
  ['a key of a cloud', ['AK', 'IA', 'Z7Q2M9X4K1B8V3N6'].join('')],
  ['a token of a forge', ['gh', 'p_', 'a9Xk2Lq8Zt4Wn6Rv1Yc3Bm5Jd7Fg0Hs2'].join('')],
  [
    'a hash of a password',
    ['$argon2id$v=19', '$m=19456,t=2,p=1', '$c2FsdHNhbHRzYWx0c2FsdA', '$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo'].join(''),
  ],
  [
    'a value under the name of a secret',
    `const client_${'secret'} = "${['Zk8xQ2vT', '7mLp4RwY', '9bNc3HdJ'].join('')}"`,
  ],
]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('secrets', () => {
  test.each(planted)('%s is found in a file, by its line, and not repeated', (kind, text) => {
    writeFileSync(join(folder, 'a.ts'), `export const a = 1\n\n${text}\n`)
    const found = scanFiles(folder, ['a.ts'])
    expect(found.state).toBe('wrong')
    expect(found.lines).toEqual([`a.ts:3: ${kind}`])
  })

  test('and in the history, though it was taken out again', () => {
    const [, text] = planted[1] as [string, string]
    const log = `commit 0123456789abcdef\n\n--- a/x.ts\n+++ /dev/null\n-${text}\ncommit fedcba9876543210\n\n--- /dev/null\n+++ b/x.ts\n+${text}\n`
    expect(scanHistory(log)).toMatchObject({
      state: 'wrong',
      lines: ['fedcba9876 x.ts: a password in an address'],
      seen: '2 commits',
    })
  })

  test.each([
    'const password = process.env.SEN_PASSWORD',
    "password: 'hoa-sen-dong-thap'",
    "const token = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
    'smtp://user:password@host:587',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code that puts a password in, not a password
    'postgres://${user}:${password}@host/db',
    'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
  ])('%s is none', (text) => {
    expect(findSecrets(text)).toEqual([])
  })
})

describe('licences', () => {
  const bill = (licence: string): Bill => ({
    components: [{ name: 'kite', version: '1.0.0', licenses: [{ expression: licence }] }],
  })
  test.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND OFL-1.1', true],
    ['Apache-2.0 WITH LLVM-exception', true],
    ['GPL-3.0-only', false],
    ['MIT AND GPL-3.0-only', false],
    ['(GPL-2.0-only OR AGPL-3.0-only)', false],
    ['SSPL-1.0', false],
    ['UNLICENSED', false],
    ['', false],
    ['MIT AND', false],
  ])('%s: %s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed)
    expect(checkLicences(bill(expression)).state).toBe(allowed ? 'well' : 'wrong')
  })

  test('a package without one is wrong, unless it is named with a reason', () => {
    expect(checkLicences({ components: [{ name: 'kite', version: '1.0.0' }] }).lines).toEqual([
      'kite@1.0.0: no licence',
    ])
    expect(checkLicences({ components: [{ name: 'chainsaw', version: '0.1.0' }] }).state).toBe('well')
  })
})

const hash = `sha512-${'A'.repeat(86)}==`
const lock: Lock = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/kite': { version: '1.0.0', resolved: 'https://packages.example/kite.tgz', integrity: hash },
    'node_modules/kite-win32': { version: '1.0.0', optional: true, os: ['win32'] },
  },
}
const bill: Bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: 'urn:uuid:b0985430-aa1e-43f3-96ab-6d98cd0029c1',
  metadata: { timestamp: '2026-11-21T00:00:00Z', component: { name: 'sen' } },
  components: [{ name: 'kite', version: '1.0.0', type: 'library', purl: 'pkg:npm/kite@1.0.0' }],
  dependencies: [{ ref: 'kite@1.0.0' }],
}

describe('the lock file', () => {
  const wrong = (change: object, manifest: object = { dependencies: { kite: '1.0.0' } }) =>
    checkLock({ ...lock, packages: { ...lock.packages, ...change } }, manifest).lines
  test('a good one', () => {
    expect(wrong({})).toEqual([])
  })
  test.each<[string, object, string]>([
    ['no hash', { 'node_modules/kite': { version: '1.0.0' } }, 'node_modules/kite: no hash'],
    [
      'an old hash',
      { 'node_modules/kite': { version: '1.0.0', integrity: 'sha1-abc=' } },
      'node_modules/kite: the hash is not SHA-512',
    ],
    [
      'an optional one for every machine',
      { 'node_modules/b': { version: '1.0.0', optional: true } },
      'node_modules/b: no hash',
    ],
    [
      'over http',
      { 'node_modules/b': { version: '1.0.0', integrity: hash, resolved: 'http://a.example/b.tgz' } },
      'node_modules/b: not fetched over https',
    ],
    [
      'another version',
      { 'node_modules/kite': { version: '1.0.1', integrity: hash } },
      'kite: the lock file has another version',
    ],
  ])('%s', (_words, change, line) => {
    expect(wrong(change)).toEqual([line])
  })
  test('a version that is not exact', () => {
    expect(wrong({}, { devDependencies: { kite: '^1.0.0' } })).toEqual(['kite: ^1.0.0 is no exact version'])
  })
})

describe('the bill of materials', () => {
  const lines = (change: Partial<Bill>) =>
    checkBill({ ...bill, ...change }, lock, (path) => !path.endsWith('win32')).lines
  test('a good one', () => {
    expect(lines({})).toEqual([])
  })
  test.each<[string, Partial<Bill>, string]>([
    ['another format', { bomFormat: 'SPDX' }, 'bomFormat is not CycloneDX'],
    ['no version', { specVersion: '' }, 'no specVersion'],
    ['no number', { serialNumber: 'x' }, 'no serialNumber'],
    ['of what', { metadata: {} }, 'no metadata of what the bill is of'],
    [
      'incomplete',
      { components: [...(bill.components ?? []), { name: 'b', version: '1.0.0' }] },
      'incomplete: b 1.0.0',
    ],
    ['no dependencies', { dependencies: [] }, 'no dependencies'],
    [
      'left out',
      { components: [{ name: 'b', version: '1.0.0', type: 'library', purl: 'pkg:npm/b@1.0.0' }] },
      'installed and not in the bill: kite@1.0.0',
    ],
  ])('%s', (_words, change, line) => {
    expect(lines(change)).toEqual([line])
  })
})

describe('known weaknesses', () => {
  const answer = (vulnerabilities: object) =>
    JSON.stringify({ vulnerabilities, metadata: { dependencies: { total: 7 } } })
  test('none, one that matters, one that hardly does', () => {
    expect(readAudit(answer({}))).toMatchObject({ state: 'well', seen: '7 packages' })
    expect(readAudit(answer({ kite: { name: 'kite', severity: 'critical', range: '<2', via: [] } }))).toMatchObject({
      state: 'wrong',
      lines: ['kite <2: critical'],
    })
    expect(readAudit(answer({ kite: { name: 'kite', severity: 'low', range: '<2', via: [] } })).state).toBe('well')
  })

  test('a registry that does not answer is not checked, which is no success', () => {
    const refused = readAudit(JSON.stringify({ message: '405 Method Not Allowed', method: 'POST' }))
    expect(refused).toMatchObject({
      state: 'not-checked',
      lines: ['the registry does not answer: 405 Method Not Allowed'],
    })
    expect(readAudit('').state).toBe('not-checked')
    expect(readAudit('{"error":{"code":"ENOAUDIT","summary":"no"}}').state).toBe('not-checked')
    expect(exitCodeOf([refused, readAudit(answer({}))])).toBe(3)
    expect(exitCodeOf([readAudit(answer({}))])).toBe(0)
    expect(exitCodeOf([refused, checkLicences({ components: [{ name: 'kite', version: '1.0.0' }] })])).toBe(1)
  })
})
