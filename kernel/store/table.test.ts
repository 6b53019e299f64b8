import { expect, test } from 'vitest'
import { difference, type Schema, type Table } from './table.ts'

const kite = (change: Partial<Table> = {}): Table => ({
  name: 'club.kite',
  columns: {
    id: { type: 'uuid' },
    name: { type: 'text' },
    span: { type: 'integer', nullable: true },
    folded: { type: 'text', generated: 'lower("name")', nullable: true },
  },
  primaryKey: ['id'],
  checks: { span: 'span > 0' },
  indexes: { folded: { on: 'folded' } },
  policies: { change: { for: 'update', using: 'true', check: 'span > 1' } },
  grants: ['select', 'update'],
  ...change,
})
const schema = (...tables: Table[]): Schema => ({ tables, routines: [] })
const sql = (before: Schema, after: Schema): string[] => difference(before, after).map((step) => step.sql)

test('the same declaration plans nothing, also after jsonb has put its keys in another order', () => {
  const shuffled = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(shuffled)
      : value && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, shuffled(inner)]),
          )
        : value
  expect(difference(schema(kite()), schema(kite()))).toEqual([])
  expect(difference(shuffled(schema(kite())) as Schema, schema(kite()))).toEqual([])
})

test('a table from nothing has forced row-level security before it has anything else', () => {
  const steps = sql({ tables: [], routines: [] }, schema(kite()))
  expect(steps[0]).toBe('create schema if not exists "club"')
  expect(steps).toContain('alter table "club"."kite" force row level security')
  expect(steps.at(-1)).toBe(
    'create policy "kite_change" on "club"."kite" for update to sen_app using (true) with check (span > 1)',
  )
})

test('a renamed column is renamed, a dropped one is named as a loss', () => {
  const after = kite({
    columns: {
      id: { type: 'uuid' },
      title: { type: 'text', renamedFrom: 'name' },
      folded: { type: 'text', generated: 'lower("name")', nullable: true },
    },
    checks: {},
  })
  const steps = difference(schema(kite()), schema(after))
  expect(steps.map((step) => step.sql)).toContain('alter table "club"."kite" rename column "name" to "title"')
  expect(steps.flatMap((step) => step.loses?.what ?? [])).toEqual(['club.kite.span'])
})

test('widening a column loses nothing, narrowing it does', () => {
  const wide = kite({ columns: { ...kite().columns, span: { type: 'numeric', nullable: true } } })
  expect(difference(schema(kite()), schema(wide)).some((step) => step.loses)).toBe(false)
  expect(difference(schema(wide), schema(kite())).flatMap((step) => step.loses?.what ?? [])).toEqual(['club.kite.span'])
})

test('a generated column that is made again gets its index back', () => {
  const after = kite({
    columns: { ...kite().columns, folded: { type: 'text', generated: 'upper("name")', nullable: true } },
  })
  const steps = sql(schema(kite()), schema(after))
  const dropped = steps.indexOf('alter table "club"."kite" drop column "folded"')
  const indexed = steps.indexOf('create index "kite_folded_idx" on "club"."kite" using btree (folded)')
  expect(dropped).toBeGreaterThanOrEqual(0)
  expect(indexed).toBeGreaterThan(dropped)
})

test('a changed function makes the columns generated with it again', () => {
  const routine = (body: string) => ({
    name: 'sen.fold(text)',
    definition: `create or replace function sen.fold(value text) returns text language sql immutable as $$ ${body} $$`,
  })
  const table = kite({
    columns: { ...kite().columns, folded: { type: 'text', generated: 'sen.fold("name")', nullable: true } },
  })
  const steps = sql(
    { tables: [table], routines: [routine('select 1')] },
    { tables: [table], routines: [routine('select 2')] },
  )
  expect(steps).toContain('alter table "club"."kite" drop column "folded"')
  expect(steps).toContain(
    'alter table "club"."kite" add column "folded" text generated always as (sen.fold("name")) stored',
  )
})

test('a view comes after its tables, looks with the eyes of the reader, and steps aside for a change below it', () => {
  const view = {
    name: 'club.big',
    definition: 'create or replace view club.big as select id from club.kite where span > 5',
  }
  const made = sql({ tables: [], routines: [] }, { tables: [kite()], routines: [view] })
  expect(made.indexOf(view.definition)).toBeGreaterThan(made.findIndex((step) => step.startsWith('create table')))
  expect(made).toContain('alter view club.big set (security_invoker = true)')
  const wide = kite({ columns: { ...kite().columns, span: { type: 'bigint', nullable: true } } })
  const changed = sql({ tables: [kite()], routines: [view] }, { tables: [wide], routines: [view] })
  expect(changed.indexOf('drop view if exists club.big cascade')).toBeLessThan(
    changed.findIndex((step) => step.includes('type bigint')),
  )
  expect(changed).toContain(view.definition)
})
