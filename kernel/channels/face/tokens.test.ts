import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blocksOf, contrast, difference, pairs, sightNames, tokens } from './tokens.ts'

const sheet = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8')
const themes = ['light', 'dark'] as const

test('contrast of known pairs', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2)
  expect(contrast('#FFFFFF', '#777777')).toBeCloseTo(4.48, 2)
})

test('the brand is the brand', () => {
  expect(tokens.light).toMatchObject({
    action: '#C8386F',
    structure: '#0B5D57',
    ground: '#FBF9F4',
    ink: '#14231F',
  })
})

test('both themes hold the same names, and the two copies of the dark theme are one', () => {
  expect(Object.keys(tokens.light).length).toBeGreaterThan(50)
  expect(Object.keys(tokens.dark)).toEqual(Object.keys(tokens.light))
  expect(blocksOf(':root:not([data-theme="light"])')).toEqual([tokens.dark])
})

describe.each(themes)('%s theme', (theme) => {
  test('every colour holds its contrast on every ground it stands on', () => {
    const weak = pairs
      .map(({ on, ink, least }) => {
        const [a, b] = [tokens[theme][on], tokens[theme][ink]]
        if (a === undefined || b === undefined) throw new Error(`no such colour: ${on} or ${ink}`)
        return { on, ink, least, ratio: contrast(a, b) }
      })
      .filter(({ ratio, least }) => ratio < least)
      .map(({ on, ink, least, ratio }) => `${ink} on ${on}: ${ratio.toFixed(2)} < ${least}`)
    expect(weak).toEqual([])
  })

  test('the chart colours stay apart for every eye', () => {
    const colours = Object.entries(tokens[theme]).filter(([name]) => name.startsWith('chart-'))
    expect(colours).toHaveLength(6)
    for (const sight of sightNames)
      for (const [i, [a, first]] of colours.entries())
        for (const [b, second] of colours.slice(i + 1))
          expect(difference(first, second, sight), `${a} and ${b}, ${sight}`).toBeGreaterThan(10)
  })

  test('the ramp goes one way and each step is seen, for every eye', () => {
    const ramp = [1, 2, 3, 4, 5, 6, 7].map((n) => tokens[theme][`ramp-${n}`] ?? '')
    const against = ramp.map((c) => contrast(c, tokens[theme].surface ?? ''))
    expect(against).toEqual([...against].sort((a, b) => a - b))
    for (const sight of sightNames)
      for (let i = 1; i < ramp.length; i++)
        expect(difference(ramp[i - 1] ?? '', ramp[i] ?? '', sight), `${i} to ${i + 1}, ${sight}`).toBeGreaterThan(5)
  })
})

test('the sheet asks nobody outside', () => {
  expect(sheet).not.toMatch(/https?:|\/\/[a-z]|@import/i)
  for (const [, url] of sheet.matchAll(/url\("([^"]+)"\)/g)) expect(url).toMatch(/^\/face\/fonts\/[a-z0-9-]+\.woff2$/)
})
