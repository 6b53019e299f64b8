import type { RecordMeta } from './api.ts'
import type { Search } from './routes.tsx'

/** What a list's address says: the API's own parameters, written in the address bar of the page. */
export type ListQuery = {
  q: string
  sort: string
  after: string
  scope: 'own' | 'all'
  filters: Record<string, string>
}

/** Reads the address; a filter of a field that the list does not offer is dropped, not sent. */
export function readListQuery(search: Search, meta: RecordMeta): ListQuery {
  const filters: Record<string, string> = {}
  for (const [name, value] of Object.entries(search)) {
    const parts = /^f\.([^.]+)(\.from|\.to)?$/.exec(name)
    if (parts?.[1] && meta.list.filters.includes(parts[1]) && value) filters[name] = value
  }
  const sort = search.sort ?? ''
  const sortable = meta.list.sorts.includes(sort.replace(/^-/, ''))
  return {
    q: search.q ?? '',
    sort: sortable ? sort : meta.list.defaultSort,
    after: search.after ?? '',
    scope: search.scope === 'all' ? 'all' : 'own',
    filters,
  }
}

/** Writes the address; what equals the default is left out so that addresses stay short. */
export function writeListQuery(list: ListQuery, meta: RecordMeta): Search {
  const search: Search = {}
  if (list.q) search.q = list.q
  for (const [name, value] of Object.entries(list.filters)) if (value) search[name] = value
  if (list.scope === 'all') search.scope = 'all'
  if (list.sort && list.sort !== meta.list.defaultSort) search.sort = list.sort
  if (list.after) search.after = list.after
  return search
}

/** The same as parameters of the API. */
export function askedOf(list: ListQuery): Record<string, string> {
  return { q: list.q, ...list.filters, sort: list.sort, after: list.after, scope: list.scope === 'all' ? 'all' : '' }
}

/** One saved way of looking at a list, kept on the server. A colleague's shared view can be used, not changed. */
export type View = {
  id: string
  name: string
  content: { search: Search; hidden: string[] }
  mine: boolean
  by: string
  shared: boolean
}
