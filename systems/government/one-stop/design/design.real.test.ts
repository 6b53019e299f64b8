import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openTestSite } from '#host'
import { move } from '#kernel/cases'
import { createRow } from '#kernel/records'
import { type Actor, house, type Tx } from '#kernel/store'
import { falseClock } from '#kernel/testing'
import { findActor, getRoot, grantRole } from '#kernel/trust'
import { isUnitRule, type ProcedureValue, workingHoursOf } from '#province'
import { Handling } from '../cases.ts'
import {
  beginDraft,
  enterChosen,
  filingNames,
  filingPages,
  formOf,
  getDraft,
  paperSlots,
  saveDraft,
  sendDraft,
  slotsToUpload,
  unfinished,
} from '../drafting.ts'
import { payExample } from '../fees/examples.ts'
import { readProcedures } from '../procedure-reader.ts'
import { Procedure } from '../records.ts'
import { limitFor } from '../rules.ts'
import { procedureRow } from '../values.ts'
import { checkDesign } from './check.ts'
import { defaultDesign } from './defaults.ts'
import { askedAnswers, askedPages, papersIn, wrongIn } from './rules.ts'
import { someAnswers } from './some-answers.ts'

// The two real files are outside the repository; without them these stories are skipped, and say so.
const shared = join(process.env.SEN_SHARED ?? '../shared', 'data/tthc')
const files = ['tthc_cap_xa.jsonl', 'tthc_cap_tinh.jsonl'].map((name) => join(shared, name))
const today = '2026-11-24'

describe.skipIf(!files.every((file) => existsSync(file)))('default designs of the 1,601 real procedures', () => {
  let values: ProcedureValue[] | undefined
  const read = (): ProcedureValue[] => {
    values ??= readProcedures(files.flatMap((file) => readFileSync(file, 'utf8').split('\n'))).flatMap((result) =>
      'read' in result ? [result.read.procedure] : [],
    )
    return values
  }

  test('each has a design that could be published as it stands', () => {
    const wrong = read().flatMap((value) => {
      const design = defaultDesign({ ...value, levels: value.levels })
      return checkDesign(design, { codes: new Set(['civil.ethnicity']) })
        .filter((problem) => problem.level === 'error')
        .map((problem) => `${value.code} ${problem.at}: ${problem.words.vi}`)
    })
    expect(read()).toHaveLength(1601)
    expect(wrong).toEqual([])
  })

  test('the hours of the stages add up to the announced limit, each falls to a unit that exists', () => {
    for (const value of read()) {
      const design = defaultDesign(value)
      const { limit } = limitFor({ methods: value.methods }, 'online')
      const hours = design.stages.flatMap((stage) => stage.steps).reduce((sum, step) => sum + (step.limitHours ?? 0), 0)
      expect(hours, value.code).toBe(workingHoursOf(limit))
      for (const step of design.stages.flatMap((stage) => stage.steps)) {
        expect(isUnitRule(step.unit), `${value.code} ${step.unit}`).toBe(true)
        if (step.limitHours !== null) expect(step.limitHours, value.code).toBeGreaterThanOrEqual(0.5)
      }
    }
  })

  test('each can be filled in: the answers of a generated person are complete, and no name is taken by filing itself', () => {
    const counted = { pages: 0, fields: 0, papers: 0, general: 0 }
    for (const value of read()) {
      const design = defaultDesign(value)
      const names = design.pages.flatMap((page) => page.fields.map((field) => field.name))
      expect(
        names.filter((name) => filingNames.includes(name)),
        value.code,
      ).toEqual([])
      const answers = someAnswers(design, today)
      const asked = askedAnswers(design, answers)
      const pages = askedPages(design, answers)
      const wrong = pages.flatMap((page) => Object.entries(wrongIn(page.fields, asked, today)))
      expect(wrong, value.code).toEqual([])
      counted.pages += pages.length
      counted.fields += Object.keys(asked).length
      counted.papers += papersIn(design, asked).length
      if (design.pages.length === 1) counted.general++
    }
    // Most ask more than the bare matter: a form suited to the sector, to who asks, to what was issued before.
    expect(counted.general).toBeLessThan(160)
    expect(counted.fields / read().length).toBeGreaterThan(8)
  })

  test('sixty of different sectors and levels are filed by a citizen on their form and moved to the end', async () => {
    const sample = sampled(
      read().filter(
        (value) =>
          value.handled_by === 'local-government' &&
          (value.levels.includes('commune') || value.levels.includes('province')) &&
          value.methods.some((method) => method.channel === 'online'),
      ),
    )
    expect(sample).toHaveLength(60)
    expect(new Set(sample.map((value) => value.sector)).size).toBeGreaterThan(30)
    expect(sample.filter((value) => !value.levels.includes('commune')).length).toBeGreaterThan(10)
    const site = await openTestSite({ clock: falseClock('2026-10-05T08:00:00+07:00') })
    try {
      const { database } = site.house
      const lan = await database.transaction(house, async (tx) => {
        const account = await tx.one<{ id: string }>("select id from sen.account where login = 'lan'")
        const actor = await findActor(tx, account?.id ?? '')
        const root = await getRoot(tx)
        for (const value of sample) {
          const known = await tx.one('select 1 from one_stop.procedure where code = $1', [value.code])
          if (!known) await createRow(tx, Procedure, procedureRow(value), { unit: root.id })
        }
        return actor as Actor
      })
      const ends: Record<string, number> = {}
      for (const value of sample) {
        const number = await database.transaction(lan, (tx) => fileOne(tx, value.code))
        const status = await handle((actor, work) => database.transaction(actor, work), number)
        ends[status] = (ends[status] ?? 0) + 1
      }
      expect(ends).toEqual({ returned: 60 })
    } finally {
      await site.close()
    }
  })
})

/** One procedure after another from every sector in turn, both levels: the same sixty every time. */
function sampled(values: readonly ProcedureValue[]): ProcedureValue[] {
  const sectors = new Map<string, ProcedureValue[]>()
  for (const value of values) {
    const key = `${value.levels.includes('commune')}|${value.sector}`
    sectors.set(key, [...(sectors.get(key) ?? []), value])
  }
  const lists = [...sectors.values()]
  const found: ProcedureValue[] = []
  for (let round = 0; found.length < 60 && round < 10; round++)
    for (const list of lists) if (list[round] && found.length < 60) found.push(list[round] as ProcedureValue)
  return found
}

const pdf =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'
const kept = {
  sha256: createHash('sha256').update(pdf).digest('hex'),
  name: 'giấy tờ.pdf',
  kind: 'application/pdf',
  size: pdf.length,
  pages: 1,
}

/** A draft begun, answered on every page, its papers put in, and sent; answers the number of the dossier. */
async function fileOne(tx: Tx, code: string): Promise<string> {
  const begun = await beginDraft(tx, code)
  const { draft, procedure } = await getDraft(tx, begun.id, true)
  const form = await formOf(tx, draft, procedure)
  const answers = {
    ...someAnswers(form.form, '2026-10-05'),
    phone: '0912345678',
    address: 'Khóm 2',
    delivery: 'electronic',
    ...(procedure.levels?.includes('commune') ? { settling: '29869' } : {}),
  }
  const saving = { at: 1, mark: null, base: 0, sequence: 1, tab: 'test' }
  const answered = await saveDraft(tx, draft, saving, { answers })
  const papers: Record<string, Awaited<ReturnType<typeof enterChosen>>[]> = {}
  for (const slot of slotsToUpload(paperSlots(form, answered)).slice(0, 40))
    if (slot.paper.required) papers[slot.key] = [await enterChosen(tx, { ...kept, known: true } as never)]
  const whole = await saveDraft(tx, answered, { ...saving, sequence: 2 }, { papers })
  expect(unfinished(form, whole, '2026-10-05'), code).toEqual([])
  expect(filingPages(form, whole).filter((page) => page.asked).length).toBeGreaterThan(3)
  return (await sendDraft(tx, draft.id)).number
}

/** Whoever holds the role in the unit of each open task does it, until nothing is open; answers the state it ends in. */
async function handle(
  as: <T>(actor: Actor, work: (tx: Tx) => Promise<T>) => Promise<T>,
  number: string,
): Promise<string> {
  for (let turn = 0; turn < 20; turn++) {
    const state = await as(house, (tx) =>
      tx.one<{ id: string; status: string; delivery_state: string }>(
        'select id, status, delivery_state from one_stop.dossier where number = $1',
        [number],
      ),
    )
    const task = await as(house, (tx) =>
      tx.one<{ id: string; step: string; role: string; unit: string }>(
        'select id, step, role, unit from sen.task where record_id = $1 and done_at is null limit 1',
        [state?.id],
      ),
    )
    if (!task) return state?.status ?? ''
    // Held where nobody of the demonstration sits as well: departments have procedures too.
    const officer = await as(house, async (tx) => {
      const account = (await tx.one<{ id: string }>("select id from sen.account where login = 'tonghop'"))?.id ?? ''
      const actor = await findActor(tx, account)
      if (!actor?.roles.some((one) => one.role === task.role && one.unit === task.unit))
        await grantRole(tx, { account, role: task.role, unit: task.unit, from: '2026-01-01' })
      return (await findActor(tx, account)) as Actor
    })
    if (task.step === 'return') await as(house, (tx) => payExample(tx, state?.id ?? ''))
    await as(officer, async (tx) => {
      if (state?.status === 'registered') return move(tx, Handling, { taskId: task.id, move: 'accept' })
      if (task.step === 'return')
        return move(tx, Handling, {
          taskId: task.id,
          move: 'return',
          data: { delivery: 'electronic', receiver: 'Người nộp' },
        })
      const next = await tx.asHouse(() =>
        tx.one<{ last: boolean }>(
          `select not exists (select 1 from jsonb_array_elements(steps) s where (s ->> 'position')::int > step_position and s ->> 'kind' <> 'return') as last
             from one_stop.dossier where id = $1`,
          [state?.id],
        ),
      )
      if (!next?.last) return move(tx, Handling, { taskId: task.id, move: 'forward' })
      const file = await enterChosen(tx, { ...kept, known: true } as never)
      return move(tx, Handling, {
        taskId: task.id,
        move: 'finish',
        data: {
          result_number: '1/KQ',
          results: [{ file: file.file, name: file.name, kind: 'application/pdf', size: file.size }],
        },
      })
    })
  }
  return 'turning in circles'
}
