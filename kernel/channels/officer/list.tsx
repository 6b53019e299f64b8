import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Group,
  Menu,
  Popover,
  Stack,
  Text,
  TextInput,
  Title,
  Tooltip,
} from '@mantine/core'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import {
  IconBookmark,
  IconColumns,
  IconDownload,
  IconFilter,
  IconFilterOff,
  IconKeyboard,
  IconPlus,
  IconSearch,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useRouter, useRouterState, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { announce } from './announce.tsx'
import { call, type FieldMeta, type FlowMeta, type Page, post, query, type RecordMeta, type Row } from './api.ts'
import { FilterControl } from './filters.tsx'
import { showCount } from './format.ts'
import { useKeys } from './keys.tsx'
import { useLanguage } from './language.tsx'
import { askedOf, type ListQuery, readListQuery, type View, writeListQuery } from './place.ts'
import type { Search } from './routes.tsx'
import { SampleMark } from './sample.tsx'
import { findRecord, findSystem, useMeta, useSession } from './session.tsx'
import { Empty, Failure, Loading, Missing, Refusal } from './states.tsx'
import { type Column, DenseTable } from './table.tsx'
import { FieldValue } from './value.tsx'
import { words } from './words.ts'

const PAGE_ROWS = 50

export function ListPage() {
  const { system = '', record = '' } = useParams({ strict: false })
  const { data: meta, error, isPending, refetch } = useMeta()
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const found = findRecord(meta, system, record)
  if (!found) return <Missing />
  const flow = findSystem(meta, system)?.flows.find((one) => one.name === found.flow)
  return <List key={found.path} meta={found} flow={flow} systemTitle={findSystem(meta, system)?.title} />
}

/** Where a row opens: the case page when work is done on it, else the record page. */
export function useOpenRow(meta: RecordMeta): (row: { id: string }) => void {
  const navigate = useNavigate()
  return (row) => {
    const params = { system: meta.system, record: meta.name, id: row.id }
    void navigate({ to: meta.flow ? '/cases/$system/$record/$id' : '/records/$system/$record/$id', params, search: {} })
  }
}

const standingField = (name: string, label: FieldMeta['label']): FieldMeta => ({
  name,
  kind: 'instant',
  label,
  required: false,
  readonly: true,
  searchable: false,
  sortable: true,
})
/** What every row has beside its own fields, for lists that ask for it. */
const standing: Record<string, FieldMeta> = {
  created_at: standingField('created_at', words.createdAt),
  updated_at: standingField('updated_at', words.updatedAt),
}

function List({ meta, flow, systemTitle }: { meta: RecordMeta; flow?: FlowMeta; systemTitle?: RecordMeta['title'] }) {
  const { t, say, lang } = useLanguage()
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const trail = useRouterState({ select: (state) => state.location.state.trail })
  const list = useMemo(() => readListQuery(search, meta), [search, meta])
  const [hiddenList, setHidden] = useLocalStorage<string[]>({
    key: `sen.columns ${meta.system}/${meta.name}`,
    defaultValue: [],
    getInitialValueInEffect: false,
  })
  const hidden = useMemo(() => new Set(hiddenList), [hiddenList])
  const [filtersOpen, setFiltersOpen] = useState(Object.keys(list.filters).length > 0)
  const [active, setActive] = useState(-1)
  const openRow = useOpenRow(meta)

  const asked = askedOf(list)
  const { data, error, isPending, isFetching, refetch, isPlaceholderData } = useQuery({
    queryKey: ['list', meta.path, asked],
    queryFn: ({ signal }) => call<Page<Row>>(`${meta.path}${query({ ...asked, limit: PAGE_ROWS })}`, { signal }),
    placeholderData: keepPreviousData,
  })

  const params = { system: meta.system, record: meta.name }
  const go = (next: ListQuery, steps: string[] = [], replace = false) => {
    setActive(-1)
    void navigate({
      to: '/records/$system/$record',
      params,
      search: writeListQuery(next, meta),
      state: { trail: steps },
      replace,
    })
  }
  const change = (changes: Partial<ListQuery>, replace = false) => go({ ...list, after: '', ...changes }, [], replace)

  const columns = useMemo<Column<Row>[]>(() => {
    const shown = meta.list.columns
      .map((name) => meta.fields.find((field) => field.name === name) ?? standing[name])
      .filter((field): field is FieldMeta => Boolean(field))
    return shown.map((field, index) => ({
      id: field.name,
      title: say(field.label),
      sort: meta.list.sorts.includes(field.name) ? field.name : undefined,
      align: field.kind === 'money' || field.kind === 'number' ? 'end' : undefined,
      lead: field.name === meta.titleField || (index === 0 && !meta.list.columns.includes(meta.titleField)),
      wide: field.name === meta.titleField,
      cell: (row) =>
        field.name === meta.titleField || index === 0 ? (
          <>
            <Link
              to={meta.flow ? '/cases/$system/$record/$id' : '/records/$system/$record/$id'}
              params={{ system: meta.system, record: meta.name, id: row.id }}
              search={{}}
              className="row-link"
            >
              <FieldValue field={field} row={row} flow={flow} short />
            </Link>
            {index === 0 && row.sample ? <SampleMark /> : null}
          </>
        ) : (
          <FieldValue field={field} row={row} flow={flow} short />
        ),
    }))
  }, [meta, flow, say])

  const rows = data?.rows ?? []
  useKeys({
    j: () => setActive(Math.min(active + 1, rows.length - 1)),
    k: () => setActive(Math.max(active - 1, 0)),
    enter: () => {
      const row = rows[active]
      if (row) openRow(row)
    },
    n: () => {
      if (meta.access.create) void router.navigate({ to: '/records/$system/$record/new', params, search: {} })
    },
  })

  const count = data ? t('rowCount', { n: showCount(data.count, lang) }) : ''
  useEffect(() => {
    if (count && !isPlaceholderData) announce(count)
  }, [count, isPlaceholderData])

  const filtered = Boolean(list.q) || Object.keys(list.filters).length > 0
  const filterFields = meta.list.filters
    .map((name) => meta.fields.find((field) => field.name === name))
    .filter((field): field is FieldMeta => Boolean(field))
  const page = (trail?.length ?? (list.after ? 1 : 0)) + 1

  return (
    <Stack gap="sm" className="fill">
      <Group justify="space-between" align="flex-end" wrap="wrap" gap="xs">
        <div>
          <Text size="xs" c="dimmed">
            {say(systemTitle)}
          </Text>
          <Title order={1} size="h3">
            {say(meta.plural)}
          </Title>
        </div>
        <Group gap="xs">
          {meta.access.import ? (
            <Button
              variant="default"
              leftSection={<IconUpload size={16} />}
              onClick={() => void navigate({ to: '/records/$system/$record/import', params, search: {} })}
            >
              {t('import')}
            </Button>
          ) : null}
          {meta.access.create ? (
            <>
              {meta.flow ? (
                <Tooltip label={t('counterHelp')}>
                  <Button
                    variant="default"
                    leftSection={<IconKeyboard size={16} />}
                    onClick={() =>
                      void navigate({ to: '/records/$system/$record/new', params, search: { counter: '1' } })
                    }
                  >
                    {t('counter')}
                  </Button>
                </Tooltip>
              ) : null}
              <Button
                color="lotus"
                leftSection={<IconPlus size={16} />}
                onClick={() => void navigate({ to: '/records/$system/$record/new', params, search: {} })}
              >
                {t('create')}
              </Button>
            </>
          ) : null}
        </Group>
      </Group>

      <Group gap="xs" wrap="wrap" className="tools">
        <SearchBox
          key={meta.path}
          value={list.q}
          label={t('searchList', { name: say(meta.plural).toLowerCase() })}
          onChange={(q) => change({ q }, true)}
        />
        {filterFields.length ? (
          <Button
            variant={filtersOpen ? 'light' : 'default'}
            leftSection={<IconFilter size={16} />}
            aria-expanded={filtersOpen}
            onClick={() => setFiltersOpen(!filtersOpen)}
            rightSection={
              Object.keys(list.filters).length ? (
                <Badge size="sm" circle>
                  {Object.keys(list.filters).length}
                </Badge>
              ) : undefined
            }
          >
            {t('filters')}
          </Button>
        ) : null}
        <Checkbox
          label={t('wholeSight')}
          checked={list.scope === 'all'}
          onChange={(event) => change({ scope: event.currentTarget.checked ? 'all' : 'own' })}
        />
        <ViewsMenu
          meta={meta}
          current={{ search: writeListQuery({ ...list, after: '' }, meta), hidden: hiddenList }}
          apply={({ content }) => {
            setHidden(content.hidden ?? [])
            void navigate({ to: '/records/$system/$record', params, search: content.search ?? {} })
          }}
        />
        <Popover position="bottom-end" shadow="md" trapFocus>
          <Popover.Target>
            <Button variant="default" leftSection={<IconColumns size={16} />}>
              {t('columns')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('columns')}>
            <Stack gap={8}>
              {columns.map((column) => (
                <Checkbox
                  key={column.id}
                  label={column.title}
                  disabled={column.lead}
                  checked={!hidden.has(column.id)}
                  onChange={() =>
                    setHidden(
                      hidden.has(column.id)
                        ? hiddenList.filter((one) => one !== column.id)
                        : [...hiddenList, column.id],
                    )
                  }
                />
              ))}
            </Stack>
          </Popover.Dropdown>
        </Popover>
        {meta.access.export ? <ExportMenu meta={meta} list={list} /> : null}
      </Group>

      {filtersOpen ? (
        <search className="filters panel" aria-label={t('filters')}>
          {filterFields.map((field) => (
            <FilterControl
              key={field.name}
              field={field}
              flow={flow}
              filters={list.filters}
              onChange={(changes) => {
                const filters = { ...list.filters, ...changes }
                for (const [name, value] of Object.entries(filters)) if (!value) delete filters[name]
                change({ filters })
              }}
            />
          ))}
          {filtered ? (
            <Button
              size="xs"
              variant="subtle"
              leftSection={<IconFilterOff size={14} />}
              className="filters-clear"
              onClick={() => change({ q: '', filters: {} })}
            >
              {t('clearFilters')}
            </Button>
          ) : null}
        </search>
      ) : null}

      {isPending ? (
        <Loading lines={12} />
      ) : error && !data ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : rows.length === 0 ? (
        <div className="panel">
          <Empty text={filtered ? t('emptyFilter') : t('emptyList', { name: say(meta.title).toLowerCase() })}>
            {filtered ? (
              <Button variant="default" onClick={() => change({ q: '', filters: {} })}>
                {t('clearFilters')}
              </Button>
            ) : null}
            {list.scope === 'own' ? (
              <Button variant="default" onClick={() => change({ scope: 'all' })}>
                {t('lookBeyond')}
              </Button>
            ) : null}
          </Empty>
        </div>
      ) : (
        <DenseTable
          caption={say(meta.plural)}
          columns={columns}
          rows={rows}
          hidden={hidden}
          sort={list.sort}
          onSort={(sort) => change({ sort })}
          active={active}
          onActive={setActive}
          onOpen={openRow}
          busy={isFetching && isPlaceholderData}
        />
      )}

      <nav className="paging" aria-label={t('paging')}>
        <Text size="sm" c="dimmed" className="figures">
          {count}
          {page > 1 ? ` · ${t('pageOf', { n: page })}` : ''}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            disabled={!list.after}
            onClick={() => {
              const steps = trail ?? []
              go({ ...list, after: steps.at(-1) ?? '' }, steps.slice(0, -1))
            }}
          >
            ← {t('previous')}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!data?.next || isPlaceholderData}
            onClick={() => {
              if (data?.next) go({ ...list, after: data.next }, [...(trail ?? []), list.after])
            }}
          >
            {t('next')} →
          </Button>
        </Group>
      </nav>
    </Stack>
  )
}

export function SearchBox({ value, label, onChange }: { value: string; label: string; onChange: (q: string) => void }) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState(value)
  const tell = useDebouncedCallback(onChange, 300)
  useEffect(() => setTyped((now) => (now.trim() === value ? now : value)), [value])
  return (
    <TextInput
      type="search"
      data-search
      aria-label={label}
      placeholder={`${label}  ( / )`}
      leftSection={<IconSearch size={16} />}
      value={typed}
      maxLength={200}
      className="search-box"
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value.trim())
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // A search box would empty itself, and the answer to that would come when the next screen is already open.
        event.preventDefault()
        event.currentTarget.blur()
      }}
      title={t('keySearch')}
    />
  )
}

function ExportMenu({ meta, list }: { meta: RecordMeta; list: ListQuery }) {
  const { t } = useLanguage()
  const formats = ['xlsx', 'csv', 'ndjson', ...(meta.fields.some((field) => field.kind === 'place') ? ['geojson'] : [])]
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('exportNote')}</Menu.Label>
        {formats.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            download
            href={`${meta.path}/export${query({ ...askedOf({ ...list, after: '' }), format })}`}
          >
            {format === 'xlsx' ? 'Excel (.xlsx)' : format === 'geojson' ? 'GeoJSON' : format.toUpperCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function ViewsMenu({
  meta,
  current,
  apply,
}: {
  meta: RecordMeta
  current: View['content']
  apply: (view: View) => void
}) {
  const { t } = useLanguage()
  const { me } = useSession()
  const client = useQueryClient()
  const [opened, setOpened] = useState(false)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const place = `${meta.system}/${meta.name}`
  const key = ['views', place]
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call<{ rows: View[] }>(`/api/v1/views${query({ place })}`, { signal }),
    enabled: opened,
    staleTime: 60_000,
  })
  const unit = me?.roles[0]?.unit
  const save = useMutation({
    mutationFn: (wanted: string) =>
      post<{ rows: View[] }>('/api/v1/views', {
        place,
        name: wanted,
        content: current,
        unit: shared ? (unit?.id ?? null) : null,
      }),
    onSuccess: (answer) => {
      client.setQueryData(key, answer)
      setName('')
      announce(t('saved'))
    },
  })
  const remove = useMutation({
    mutationFn: (view: View) => call<void>(`/api/v1/views/${view.id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  })
  const views = data?.rows ?? []
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" width={320} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconBookmark size={16} />} onClick={() => setOpened(!opened)}>
          {t('views')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('views')}>
        <Stack gap="xs">
          <Refusal reason={error ?? save.error ?? remove.error} />
          {data && views.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('noViews')}
            </Text>
          ) : null}
          {views.map((view) => (
            <Group key={view.id} gap={4} wrap="nowrap">
              <Button
                variant="subtle"
                size="compact-sm"
                flex={1}
                justify="flex-start"
                onClick={() => {
                  setOpened(false)
                  apply(view)
                }}
              >
                {view.name}
                {view.mine ? (view.shared ? ` · ${t('viewShared')}` : '') : ` · ${view.by}`}
              </Button>
              {view.mine ? (
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={t('deleteView', { name: view.name })}
                  onClick={() => remove.mutate(view)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              ) : null}
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (name.trim()) save.mutate(name.trim())
            }}
          >
            <Stack gap="xs">
              <Group gap={4} wrap="nowrap" align="flex-end">
                <TextInput
                  size="xs"
                  flex={1}
                  label={t('saveView')}
                  placeholder={t('viewName')}
                  maxLength={60}
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                <Button size="xs" type="submit" variant="default" disabled={!name.trim()} loading={save.isPending}>
                  {t('save')}
                </Button>
              </Group>
              {unit ? (
                <Checkbox
                  size="xs"
                  label={t('viewShare', { name: unit.name })}
                  checked={shared}
                  onChange={(event) => setShared(event.currentTarget.checked)}
                />
              ) : null}
            </Stack>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
