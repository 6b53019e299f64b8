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

/** One saved way of looking at a list. Kept on this device until the server keeps them. */
export type View = { name: string; search: Search; hidden: string[] }

const key = (meta: RecordMeta): string => `sen.views ${meta.system}/${meta.name}`
const VIEWS_MAX = 30

export function readViews(meta: RecordMeta): View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(meta)) ?? '[]')
    return Array.isArray(kept) ? (kept as View[]).slice(0, VIEWS_MAX) : []
  } catch {
    return []
  }
}

export function writeViews(meta: RecordMeta, views: View[]): void {
  localStorage.setItem(key(meta), JSON.stringify(views.slice(0, VIEWS_MAX)))
}
