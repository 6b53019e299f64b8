import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findProcedure, procedures } from '#province'
import { readingReport, readProcedures } from './procedure-reader.ts'

// The two real files are outside the repository; without them these stories are skipped, and say so.
const shared = join(process.env.SEN_SHARED ?? '../shared', 'data/tthc')
const files = ['tthc_cap_xa.jsonl', 'tthc_cap_tinh.jsonl'].map((name) => join(shared, name))

describe.skipIf(!files.every((file) => existsSync(file)))('the 1,601 real procedures', () => {
  let results: ReturnType<typeof readProcedures> | undefined
  const read = (): ReturnType<typeof readProcedures> => {
    results ??= readProcedures(files.flatMap((file) => readFileSync(file, 'utf8').split('\n')))
    return results
  }

  test('are all read, and the report says how many gave a limit, a fee, papers, results and law', () => {
    const report = readingReport(read())
    expect([report.lines, report.read, report.refused]).toEqual([1601, 1601, 0])
    expect(report.understood).toMatchObject({
      limit: 1538,
      fee: 1366,
      papers: 1570,
      form: 517,
      results: 1526,
      legal_refs: 1567,
      levels: 1601,
      handled_by: 1601,
      applicants: 1601,
      agency: 1371,
      conditions: 522,
    })
    expect(report.readings).toEqual({ limit: 337, fee: 168, papers: 199, legal_refs: 1327, decision: 4, name: 1 })
    expect(report.notUnderstood).toEqual({ steps: 588, legal_refs: 247, fee: 48, limit: 8, results: 3, papers: 1 })
  })

  test('have a limit wherever the file has a usable number, and more only where a note says one', () => {
    const announced = files
      .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
      .map((line): { methods: { time: number | null; unit: string | null }[] } => JSON.parse(line))
      .filter(({ methods }) =>
        methods.some(({ time, unit }) => time !== null && time > 0 && !(unit === 'Khác' && time > 60)),
      )
    const values = read().flatMap((result) => ('read' in result ? [result.read.procedure] : []))
    const withLimit = values.filter((one) => one.methods.some((method) => method.limit !== null))
    expect(announced).toHaveLength(1521)
    expect(withLimit).toHaveLength(1538)
  })

  test('leave no file ending in a form and no document number with letters stuck to it', () => {
    for (const result of read()) {
      if ('refusal' in result) continue
      const { procedure } = result.read
      for (const ref of procedure.legal_refs) expect(ref).toMatch(/^\d+[A-Za-z]?\/\d{4}\/[A-ZĐ]+\d{0,2}(-[A-ZĐg]+)*$/)
      for (const item of procedure.papers.flatMap((one) => one.items)) {
        expect(item.name.length).toBeGreaterThan(0)
        if (item.form !== null) expect(item.form).not.toMatch(/\.(docx?|pdf)$/i)
      }
      for (const applicant of procedure.applicants) {
        expect(applicant.split('(').length).toBe(applicant.split(')').length)
      }
    }
  })

  test('agree with the values of the province: every announced limit and result code stands in the real record', () => {
    const real = new Map(
      read().flatMap((result) =>
        'read' in result ? [[result.read.procedure.code, result.read.procedure] as const] : [],
      ),
    )
    const listedOnly = procedures.filter((one) => !real.has(one.code))
    expect(listedOnly.every((one) => one.confidence === 'assumed')).toBe(true)
    expect(listedOnly).toHaveLength(8)
    for (const ours of procedures) {
      const theirs = real.get(ours.code)
      if (theirs === undefined) continue
      for (const method of ours.methods) {
        if (method.limit_confidence !== 'published') continue
        const limits = theirs.methods.filter((one) => one.channel === method.channel).map((one) => one.limit)
        expect(limits, `${ours.code} ${method.channel}`).toContainEqual(method.limit)
      }
      const codes = theirs.results.map((one) => one.code)
      for (const result of ours.results) if (result.code !== null) expect(codes, ours.code).toContain(result.code)
    }
    expect(findProcedure('1.001193')?.results[0]?.code).toBe('KQ.G15.000031')
  })
})
