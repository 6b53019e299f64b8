import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { webStamp } from './web.ts'

test('the stamp follows the sources by content, and tests are not sources', () => {
  const root = mkdtempSync(join(tmpdir(), 'sen-web-'))
  try {
    const officer = join(root, 'kernel/channels/officer')
    mkdirSync(officer, { recursive: true })
    writeFileSync(join(officer, 'main.tsx'), 'one')
    writeFileSync(join(root, 'package-lock.json'), '{}')
    const first = webStamp(root)
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    writeFileSync(join(officer, 'main.tsx'), 'one')
    writeFileSync(join(officer, 'main.test.ts'), 'a test')
    expect(webStamp(root)).toBe(first)
    writeFileSync(join(officer, 'main.tsx'), 'two')
    const second = webStamp(root)
    expect(second).not.toBe(first)
    writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3}')
    expect(webStamp(root)).not.toBe(second)
  } finally {
    rmSync(root, { recursive: true })
  }
})
