import { Checkbox, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import {
  type ColumnDef,
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { useLanguage } from './language.tsx'

export type Column<R> = {
  id: string
  title: string
  /** Name to sort by when the server can. */
  sort?: string
  align?: 'end'
  /** Kept in the first line of the card on a phone. */
  lead?: boolean
  wide?: boolean
  /** Stays at the right edge while the rest scrolls. */
  pinned?: boolean
  cell: (row: R) => ReactNode
}

type Props<R> = {
  caption: string
  columns: Column<R>[]
  rows: R[]
  /** Column ids not shown. */
  hidden?: ReadonlySet<string>
  sort?: string
  onSort?: (sort: string) => void
  selected?: ReadonlySet<string>
  onSelect?: (ids: Set<string>) => void
  nameOf?: (row: R) => string
  active?: number
  onActive?: (index: number) => void
  onOpen?: (row: R) => void
  toneOf?: (row: R) => string | undefined
  busy?: boolean
}

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })
const none: ReadonlySet<string> = new Set()

/** A dense table with a sticky header on a desk, a stack of cards on a phone; one markup for both. */
export function DenseTable<R extends { id: string }>({
  caption,
  columns,
  rows,
  hidden = none,
  sort,
  onSort,
  selected,
  onSelect,
  nameOf,
  active = -1,
  onActive,
  onOpen,
  toneOf,
  busy = false,
}: Props<R>) {
  const { t } = useLanguage()
  const body = useRef<HTMLTableSectionElement>(null)
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  const definitions = useMemo<ColumnDef<typeof features, R>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.title,
        cell: ({ row }) => column.cell(row.original),
      })),
    [columns],
  )
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => row.id,
    state: {
      columnVisibility: Object.fromEntries([...hidden].map((id) => [id, false])),
      rowSelection: Object.fromEntries([...(selected ?? none)].map((id) => [id, true as const])),
    },
  })

  useEffect(() => {
    if (active < 0) return
    const row = body.current?.rows[active]
    row?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const shown = table.getRowModel().rows
  const all = rows.length > 0 && rows.every((row) => selected?.has(row.id))
  const some = rows.some((row) => selected?.has(row.id))

  function toggle(id: string) {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect?.(next)
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="dense-frame" tabIndex={0} aria-label={caption} aria-busy={busy || undefined}>
      <table className="dense" aria-label={caption}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {onSelect ? (
                <th className="dense-check">
                  <Checkbox
                    size="xs"
                    checked={all}
                    indeterminate={some && !all}
                    onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))}
                    aria-label={t('selectAll')}
                  />
                </th>
              ) : null}
              {group.headers.map((header) => {
                const column = byId.get(header.column.id)
                if (!column) return null
                const way =
                  column.sort && sort
                    ? sort === column.sort
                      ? 'ascending'
                      : sort === `-${column.sort}`
                        ? 'descending'
                        : 'none'
                    : undefined
                return (
                  <th
                    key={header.id}
                    aria-sort={way}
                    data-align={column.align}
                    data-pinned={column.pinned || undefined}
                  >
                    {column.sort && onSort ? (
                      <UnstyledButton
                        className="dense-sort"
                        onClick={() => onSort(way === 'ascending' ? `-${column.sort}` : (column.sort ?? ''))}
                        title={t('sortBy', { name: column.title })}
                      >
                        {column.title}
                        {way === 'ascending' ? (
                          <IconArrowUp size={14} aria-hidden="true" />
                        ) : way === 'descending' ? (
                          <IconArrowDown size={14} aria-hidden="true" />
                        ) : (
                          <IconArrowsSort size={14} aria-hidden="true" className="dense-sort-idle" />
                        )}
                      </UnstyledButton>
                    ) : (
                      column.title
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </thead>
        <tbody ref={body}>
          {shown.map((row, index) => (
            <tr
              key={row.id}
              data-active={index === active || undefined}
              data-selected={selected?.has(row.id) || undefined}
              data-tone={toneOf?.(row.original)}
              onClick={(event) => {
                onActive?.(index)
                const target = event.target
                if (target instanceof Element && !target.closest('a,button,input,label') && !getSelection()?.toString())
                  onOpen?.(row.original)
              }}
            >
              {onSelect ? (
                <td className="dense-check">
                  <Checkbox
                    size="xs"
                    checked={selected?.has(row.id) ?? false}
                    onChange={() => {
                      onActive?.(index)
                      toggle(row.id)
                    }}
                    aria-label={t('selectRow', { name: nameOf?.(row.original) ?? row.id })}
                  />
                </td>
              ) : null}
              {row.getVisibleCells().map((cell) => {
                const column = byId.get(cell.column.id)
                return (
                  <td
                    key={cell.id}
                    data-label={column?.title}
                    data-align={column?.align}
                    data-lead={column?.lead || undefined}
                    data-wide={column?.wide || undefined}
                    data-pinned={column?.pinned || undefined}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
