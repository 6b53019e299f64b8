import { choice, date, instant, json, number, record, text } from '#kernel/records'
import type { Design, ExampleContent, ExampleExpected } from './shape.ts'
import { designStates, exampleLimits } from './shape.ts'
import { designWords, exampleWords } from './words.ts'

/** One dated version of how a procedure is run: form, papers, fees, stages, result. Published ones never change. */
export const ProcedureDesign = record('one-stop/design', {
  words: designWords,
  fields: {
    procedure_code: text({ max: 20 }).required().searchable(),
    edition: number({ min: 1, max: 9_999 }).required(),
    title: text({ max: 300 }).required().searchable(),
    state: choice(...designStates).default('draft'),
    /** Made by rule from what the portal announces, written in the province's values, or built by an administrator. */
    origin: choice('default', 'province', 'administrator').default('administrator'),
    content: json<Design>().required(),
    valid_from: date(),
    valid_to: date(),
    /** Quyết định công bố; announced at least five working days before it is in force. */
    decision: text({ max: 200 }),
    decided_on: date(),
    /** Put up at the office and on the portal; at most five working days after the decision. */
    listed_on: date(),
    published_at: instant(),
    note: text({ max: 2_000 }),
  },
  titleField: 'title',
  key: ['procedure_code', 'edition'],
  indexes: { in_force: { on: 'procedure_code, valid_from desc', where: "state = 'published'" } },
  access: {
    read: ['signed-in'],
    // Editions are written by the doors of the builder alone: a published one is never changed by hand.
    create: ['house'],
    change: ['house'],
    export: ['administrator'],
  },
  list: {
    columns: ['procedure_code', 'edition', 'title', 'state', 'valid_from', 'valid_to'],
    sorts: ['procedure_code', 'valid_from'],
    defaultSort: 'procedure_code',
    filters: ['procedure_code', 'state', 'origin'],
  },
})

/**
 * A made-up dossier kept with a procedure: its answers, findings and papers, and what must become of it. Dated like the design:
 * a change ends the one before, so that a former edition is held against the examples of its time.
 */
export const DesignExample = record('one-stop/design-example', {
  words: exampleWords,
  fields: {
    procedure_code: text({ max: 20 }).required().searchable(),
    name: text({ max: exampleLimits.nameLengthMax }).required().searchable(),
    note: text({ max: exampleLimits.noteLengthMax }),
    content: json<ExampleContent>().required(),
    expected: json<ExampleExpected>().required(),
    valid_from: date().required(),
    valid_to: date(),
  },
  titleField: 'name',
  indexes: { in_force: { on: 'procedure_code, valid_from' } },
  access: {
    // Read by those who build: what is typed into a trial is nobody else's business.
    read: [{ role: ['administrator'] }],
    create: ['house'],
    change: ['house'],
  },
  list: {
    columns: ['procedure_code', 'name', 'valid_from', 'valid_to'],
    sorts: ['procedure_code', 'valid_from'],
    defaultSort: 'procedure_code',
    filters: ['procedure_code'],
  },
})
