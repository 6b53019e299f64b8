import { Alert, Button, Checkbox, Group, Menu, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconChevronDown, IconHandGrab, IconPlus, IconRefresh } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { announce, told } from './announce.tsx'
import { type BulkAnswer, call, type Move, post, query, type Task, type TaskPage, type TaskScope } from './api.ts'
import { ClockMark } from './clock.tsx'
import { StepFilter } from './filters.tsx'
import { showInstant, showNumber } from './format.ts'
import { useKeys } from './keys.tsx'
import { useLanguage } from './language.tsx'
import { SearchBox } from './list.tsx'
import { MoveDialog, sharedMoves, useFreshen } from './moves.tsx'
import { caseField } from './opened.tsx'
import type { Search } from './routes.tsx'
import { useMeta } from './session.tsx'
import { Empty, Failure, Loading, Missing, useSentence } from './states.tsx'
import { type Column, DenseTable } from './table.tsx'

const scopes: readonly string[] = ['mine', 'unit', 'all'] satisfies TaskScope[]
const PAGE_ROWS = 50
const REFRESH_MS = 15_000

export function QueuePage() {
  const { scope = 'mine' } = useParams({ strict: false })
  return scopes.includes(scope) ? <Queue key={scope} scope={scope as TaskScope} /> : <Missing />
}

function Queue({ scope }: { scope: TaskScope }) {
  const { t, say, lang } = useLanguage()
  const sentence = useSentence()
  const navigate = useNavigate()
  const freshen = useFreshen()
  const search: Search = useSearch({ strict: false })
  const trail = useRouterState({ select: (state) => state.location.state.trail })
  const { data: meta } = useMeta()
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const [active, setActive] = useState(-1)
  const [acting, setActing] = useState<{ move: Move; tasks: Task[] } | null>(null)
  const [menuOf, setMenuOf] = useState<string | null>(null)
  const [refused, setRefused] = useState<BulkAnswer['refused']>([])

  const asked = {
    scope,
    q: search.q,
    flow: search.flow,
    step: search.step,
    overdue: search.overdue,
    after: search.after,
  }
  const { data, error, isPending, refetch, dataUpdatedAt, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['tasks', asked],
    queryFn: ({ signal }) => call<TaskPage>(`/api/v1/tasks${query({ ...asked, limit: PAGE_ROWS })}`, { signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
  const rows = data?.rows ?? []
  const manyUnits = new Set(rows.map((task) => task.unit.id)).size > 1
  const chosen = rows.filter((task) => selected.has(task.id))

  const change = (changes: Search, steps: string[] = [], replace = false) => {
    setActive(-1)
    setSelected(new Set())
    void navigate({
      to: '/queue/$scope',
      params: { scope },
      search: { ...search, after: '', ...changes },
      state: { trail: steps },
      replace,
    })
  }
  const open = (task: Task) =>
    void navigate({
      to: '/cases/$system/$record/$id',
      params: { system: task.system, record: task.record, id: task.recordId },
      search: {},
    })

  async function take(tasks: Task[]) {
    const failed: BulkAnswer['refused'] = []
    let done = 0
    for (const task of tasks) {
      try {
        await post(`/api/v1/tasks/${task.id}/take`, { version: task.version })
        done += 1
      } catch (reason) {
        failed.push({ id: task.id, error: { code: 'queue.take', message: sentence(reason) } })
      }
    }
    await freshen()
    setRefused(failed)
    setSelected(new Set(failed.map((one) => one.id)))
    if (done) told(t('taken', { n: done }))
  }
  const targets = () => {
    if (chosen.length) return chosen
    const task = rows[active]
    return task ? [task] : []
  }

  useKeys({
    j: () => setActive(Math.min(active + 1, rows.length - 1)),
    k: () => setActive(Math.max(active - 1, 0)),
    arrowdown: () => setActive(Math.min(active + 1, rows.length - 1)),
    arrowup: () => setActive(Math.max(active - 1, 0)),
    enter: () => {
      const task = rows[active]
      if (task) open(task)
    },
    x: () => {
      const task = rows[active]
      if (!task) return
      const next = new Set(selected)
      if (!next.delete(task.id)) next.add(task.id)
      setSelected(next)
      announce(t('selected', { n: next.size }))
    },
    a: () => {
      const tasks = targets()
      if (tasks.length) void take(tasks)
    },
    m: () => {
      if (chosen.length) setMenuOf('many')
      else if (rows[active]) setMenuOf(rows[active].id)
    },
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: read aloud when the cursor moves, not when rows refresh
  useEffect(() => {
    if (active < 0) return
    const task = rows[active]
    if (task) announce(`${task.number}, ${task.title}, ${say(task.clock.words)}`)
  }, [active])

  const start = (move: Move, tasks: Task[]) => {
    setMenuOf(null)
    setActing({ move, tasks })
  }

  const columns = useMemo<Column<Task>[]>(
    () => [
      { id: 'clock', title: t('colClock'), cell: (task) => <ClockMark clock={task.clock} /> },
      { id: 'number', title: t('colNumber'), cell: (task) => <span className="figures one-line">{task.number}</span> },
      {
        id: 'title',
        title: t('colCase'),
        lead: true,
        wide: true,
        cell: (task) => (
          <Link
            to="/cases/$system/$record/$id"
            params={{ system: task.system, record: task.record, id: task.recordId }}
            search={{}}
            className="row-link one-line"
            title={task.title}
          >
            {task.title}
          </Link>
        ),
      },
      { id: 'step', title: t('colStep'), cell: (task) => <span className="one-line">{say(task.stepLabel)}</span> },
      ...(scope === 'mine'
        ? []
        : [
            {
              id: 'assignee',
              title: t('colAssignee'),
              cell: (task: Task) => (
                <span className="one-line">
                  {task.assignee?.name ?? <span className="nothing">{t('nobody')}</span>}
                </span>
              ),
            },
          ]),
      // A queue of one unit need not say so on every line.
      ...(manyUnits
        ? [
            {
              id: 'unit',
              title: t('colUnit'),
              cell: (task: Task) => (
                <span className="one-line" title={task.unit.name}>
                  {task.unit.name}
                </span>
              ),
            },
          ]
        : []),
      {
        id: 'due',
        title: t('colDue'),
        cell: (task) => <span className="figures">{task.dueAt ? showInstant(task.dueAt) : '–'}</span>,
      },
      {
        id: 'opened',
        title: t('colOpened'),
        cell: (task) => <span className="figures">{showInstant(task.openedAt)}</span>,
      },
    ],
    [t, say, scope, manyUnits],
  )
  const actions: Column<Task> = {
    id: 'moves',
    title: t('moves'),
    pinned: true,
    cell: (task) => (
      <Menu
        opened={menuOf === task.id}
        onChange={(opened) => setMenuOf(opened ? task.id : null)}
        position="bottom-end"
        returnFocus
      >
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            rightSection={<IconChevronDown size={12} />}
            aria-label={t('movesOf', { number: task.number })}
          >
            {t('moves')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {task.assignee ? null : (
            <Menu.Item leftSection={<IconHandGrab size={16} />} onClick={() => void take([task])}>
              {t('take')}
            </Menu.Item>
          )}
          {task.moves.map((move) => (
            <Menu.Item
              key={move.name}
              color={move.tone === 'danger' ? 'var(--sen-bad)' : undefined}
              onClick={() => start(move, [task])}
            >
              {say(move.label)}
            </Menu.Item>
          ))}
          {task.moves.length === 0 && task.assignee ? <Menu.Label>{t('noMoves')}</Menu.Label> : null}
        </Menu.Dropdown>
      </Menu>
    ),
  }

  const shared = sharedMoves(chosen)
  const filtered = Boolean(search.q || search.flow || search.step || search.overdue)
  const counts = data?.counts
  // Where new work comes in by hand: what this person may create and what becomes a case.
  const doors = (meta?.systems ?? [])
    .flatMap((system) => system.records)
    .filter((one) => one.access.create && (one.flow !== undefined || caseField(meta, one) !== undefined))
    .slice(0, 2)

  return (
    <Stack gap="sm" className="fill">
      <Group justify="space-between" align="flex-end" gap="xs">
        <div>
          <Title order={1} size="h3">
            {scope === 'mine' ? t('mine') : scope === 'unit' ? t('unitQueue') : t('allQueue')}
          </Title>
          <Text size="xs" c="dimmed">
            {t('byDue')}
            {dataUpdatedAt
              ? ` · ${t('refreshed', { at: showInstant(new Date(dataUpdatedAt).toISOString()).slice(11) })}`
              : ''}
          </Text>
        </div>
        <Group gap="sm" className="queue-head">
          <ul className="counts">
            {counts
              ? (
                  [
                    ['countMine', counts.mine, 'neutral'],
                    ['countUnit', counts.unit, 'neutral'],
                    ['countWarn', counts.warn, 'wait'],
                    ['countLate', counts.late, 'bad'],
                  ] as const
                ).map(([label, n, tone]) => (
                  <li key={label} data-tone={n > 0 ? tone : 'neutral'}>
                    <strong>{showNumber(n, lang)}</strong> {t(label)}
                  </li>
                ))
              : null}
          </ul>
          {doors.map((door) => (
            <Button
              key={door.path}
              color="lotus"
              leftSection={<IconPlus size={16} />}
              onClick={() =>
                void navigate({
                  to: '/records/$system/$record/new',
                  params: { system: door.system, record: door.name },
                  search: { counter: '1' },
                })
              }
            >
              {say(door.title)}
            </Button>
          ))}
        </Group>
      </Group>

      <Group gap="xs" className="tools">
        <SearchBox value={search.q ?? ''} label={t('findWork')} onChange={(q) => change({ q }, [], true)} />
        <StepFilter
          flows={(meta?.systems ?? []).flatMap((system) => system.flows)}
          flow={search.flow ?? ''}
          step={search.step ?? ''}
          onChange={change}
        />
        <Checkbox
          size="sm"
          label={t('onlyLate')}
          checked={search.overdue === 'true'}
          onChange={(event) => change({ overdue: event.currentTarget.checked ? 'true' : '' })}
        />
        <Button
          variant="subtle"
          leftSection={<IconRefresh size={16} />}
          loading={isFetching && !isPlaceholderData && !isPending}
          onClick={() => void refetch()}
          ml="auto"
        >
          {t('refresh')}
        </Button>
      </Group>

      {refused.length ? (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle />}
          role="alert"
          title={t('bulkRefused', { n: refused.length })}
          withCloseButton
          closeButtonLabel={t('close')}
          onClose={() => setRefused([])}
        >
          <ul className="refused-rows">
            {refused.map((one) => (
              <li key={one.id}>
                <strong className="figures">
                  {rows.find((task) => task.id === one.id)?.number ?? one.id.slice(0, 8)}
                </strong>
                {': '}
                {one.error.message}
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}

      {isPending ? (
        <Loading lines={12} />
      ) : error && !data ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : rows.length === 0 ? (
        <div className="panel">
          <Empty text={filtered ? t('emptyFilter') : scope === 'mine' ? t('emptyMine') : t('emptyUnit')}>
            {filtered ? (
              <Button variant="default" onClick={() => change({ q: '', flow: '', step: '', overdue: '' })}>
                {t('clearFilters')}
              </Button>
            ) : scope === 'mine' ? (
              <Button
                variant="default"
                onClick={() => void navigate({ to: '/queue/$scope', params: { scope: 'unit' }, search: {} })}
              >
                {t('goUnit')}
              </Button>
            ) : null}
          </Empty>
        </div>
      ) : (
        <DenseTable
          caption={scope === 'mine' ? t('mine') : t('unitQueue')}
          columns={[...columns, actions]}
          rows={rows}
          selected={selected}
          onSelect={setSelected}
          nameOf={(task) => task.number}
          active={active}
          onActive={setActive}
          onOpen={open}
          toneOf={(task) => (task.clock.state === 'late' ? 'late' : undefined)}
        />
      )}

      {chosen.length ? (
        <section className="bulk" aria-label={t('selected', { n: chosen.length })}>
          <Text fw={600}>{t('selected', { n: chosen.length })}</Text>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconHandGrab size={16} />}
            onClick={() => void take(chosen)}
          >
            {t('take')}
          </Button>
          {shared.length ? (
            <Menu opened={menuOf === 'many'} onChange={(opened) => setMenuOf(opened ? 'many' : null)} position="top">
              <Menu.Target>
                <Button size="xs" color="lotus" rightSection={<IconChevronDown size={14} />}>
                  {t('moves')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {shared.map((move) => (
                  <Menu.Item
                    key={move.name}
                    color={move.tone === 'danger' ? 'var(--sen-bad)' : undefined}
                    onClick={() => start(move, chosen)}
                  >
                    {say(move.label)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          ) : (
            <Text size="sm">{t('noSharedMoves')}</Text>
          )}
          <Button variant="subtle" size="xs" onClick={() => setSelected(new Set())} ml="auto">
            {t('unselect')}
          </Button>
        </section>
      ) : null}

      {search.after || data?.next ? (
        <nav className="paging" aria-label={t('paging')}>
          <Text size="sm" c="dimmed">
            {t('pageOf', { n: (trail?.length ?? 0) + 1 })}
          </Text>
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              disabled={!search.after}
              onClick={() => change({ after: trail?.at(-1) ?? '' }, (trail ?? []).slice(0, -1))}
            >
              ← {t('previous')}
            </Button>
            <Button
              variant="default"
              size="xs"
              disabled={!data?.next}
              onClick={() => {
                if (data?.next) change({ after: data.next }, [...(trail ?? []), search.after ?? ''])
              }}
            >
              {t('next')} →
            </Button>
          </Group>
        </nav>
      ) : null}

      {acting ? (
        <MoveDialog
          move={acting.move}
          tasks={acting.tasks}
          close={() => setActing(null)}
          onRefused={(rest) => {
            setRefused(rest)
            setSelected(new Set(rest.map((one) => one.id)))
          }}
        />
      ) : null}
    </Stack>
  )
}
