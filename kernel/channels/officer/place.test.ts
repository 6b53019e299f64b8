import { expect, test } from 'vitest'
import type { RecordMeta } from './api.ts'
import { query } from './api.ts'
import { askedOf, readListQuery, writeListQuery } from './place.ts'

const meta: RecordMeta = {
  system: 'kites',
  name: 'kite',
  path: '/api/v1/kites/kite',
  title: { vi: 'Diều', en: 'Kite' },
  plural: { vi: 'Diều', en: 'Kites' },
  titleField: 'name',
  fields: [],
  access: { create: true, change: true, import: false, export: false },
  list: { columns: ['name'], sorts: ['made_on'], defaultSort: '-made_on', filters: ['colour', 'made_on'] },
}

test('an address says the whole list and comes back as it was', () => {
  const search = { q: 'rồng', 'f.colour': 'red,blue', 'f.made_on.from': '2026-01-01', sort: 'made_on', after: 'abc' }
  const list = readListQuery(search, meta)
  expect(writeListQuery(list, meta)).toEqual(search)
  expect(query(askedOf(list))).toBe(
    '?q=r%E1%BB%93ng&f.colour=red%2Cblue&f.made_on.from=2026-01-01&sort=made_on&after=abc',
  )
})

test('what the list does not offer is not sent, and defaults are not written', () => {
  const list = readListQuery({ 'f.owner': 'x', 'f.colour.sql': 'y', sort: '-owner', scope: 'own' }, meta)
  expect(list).toEqual({ q: '', sort: '-made_on', after: '', scope: 'own', filters: {} })
  expect(writeListQuery(list, meta)).toEqual({})
})
