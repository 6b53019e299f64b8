import { Modal, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useState } from 'react'
import { fold } from '#ground/text'
import { call, query, type TaskPage, type Words } from './api.ts'
import { useLanguage } from './language.tsx'
import { useMeta, useSession } from './session.tsx'
import { viewsFor } from './views.ts'

export type Command = { id: string; label: string; icon?: ReactNode; run: () => void }
type Entry = Command & { group: string; hint?: string }
type Found = {
  system: string
  record: string
  title: Words
  flow: boolean
  rows: { id: string; title: string; more: string[] }[]
}

/** Ctrl+K: one box that finds screens, cases by number or name, and commands. */
export function Palette({ opened, close, commands }: { opened: boolean; close: () => void; commands: Command[] }) {
  const { t } = useLanguage()
  return (
    <Modal.Root opened={opened} onClose={close} size="lg" yOffset="10vh">
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content aria-label={t('palette')}>
        <PaletteBox close={close} commands={commands} />
      </Modal.Content>
    </Modal.Root>
  )
}

function PaletteBox({ close, commands }: { close: () => void; commands: Command[] }) {
  const { t, say } = useLanguage()
  const { data: meta } = useMeta()
  const { me } = useSession()
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [asked] = useDebouncedValue(typed.trim(), 200)
  const listId = useId()
  const { data: work } = useQuery({
    queryKey: ['tasks', 'palette', asked],
    queryFn: ({ signal }) => call<TaskPage>(`/api/v1/tasks${query({ scope: 'all', q: asked, limit: 6 })}`, { signal }),
    enabled: asked.length >= 2,
  })
  const { data: everything } = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => call<{ found: Found[] }>(`/api/v1/search${query({ q: asked })}`, { signal }),
    enabled: asked.length >= 2,
    staleTime: 10_000,
  })

  const entries = useMemo<Entry[]>(() => {
    const wanted = fold(typed)
    const fits = (label: string) => wanted === '' || wanted.split(' ').every((word) => fold(label).includes(word))
    const go: Entry[] = [
      {
        id: 'mine',
        label: t('mine'),
        group: t('paletteGo'),
        run: () => void router.navigate({ to: '/queue/$scope', params: { scope: 'mine' }, search: {} }),
      },
      {
        id: 'unit',
        label: t('unitQueue'),
        group: t('paletteGo'),
        run: () => void router.navigate({ to: '/queue/$scope', params: { scope: 'unit' }, search: {} }),
      },
      { id: 'boards', label: t('boards'), group: t('paletteGo'), run: () => void router.navigate({ to: '/boards' }) },
      { id: 'map', label: t('map'), group: t('paletteGo'), run: () => void router.navigate({ to: '/map' }) },
      {
        id: 'notices',
        label: t('notices'),
        group: t('paletteGo'),
        run: () => void router.navigate({ to: '/notices' }),
      },
    ]
    const searches: Entry[] = []
    const roles = me?.roles.map((one) => one.role) ?? []
    for (const system of meta?.systems ?? [])
      for (const view of viewsFor(system.name, roles))
        go.push({
          id: `view ${system.name}/${view.path}`,
          label: say(view.title),
          hint: say(system.title),
          group: t('paletteScreens'),
          run: () =>
            void router.navigate({
              to: '/desk/$system/$',
              params: { system: system.name, _splat: view.path },
              search: {},
            }),
        })
    for (const system of meta?.systems ?? [])
      for (const record of system.records) {
        const params = { system: system.name, record: record.name }
        go.push({
          id: `list ${record.path}`,
          label: say(record.plural),
          hint: say(system.title),
          group: t('paletteGo'),
          run: () => void router.navigate({ to: '/records/$system/$record', params, search: {} }),
        })
        if (record.access.create)
          go.push({
            id: `new ${record.path}`,
            label: t('newOf', { name: say(record.title) }),
            hint: say(system.title),
            group: t('paletteCommands'),
            run: () => void router.navigate({ to: '/records/$system/$record/new', params, search: {} }),
          })
        if (typed.trim().length >= 2)
          searches.push({
            id: `search ${record.path}`,
            label: t('searchIn', { q: typed.trim(), name: say(record.plural) }),
            group: t('search'),
            run: () =>
              void router.navigate({
                to: '/records/$system/$record',
                params,
                search: { q: typed.trim(), scope: 'all' },
              }),
          })
      }
    const cases: Entry[] = (asked.length >= 2 ? (work?.rows ?? []) : []).map((task) => ({
      id: `task ${task.id}`,
      label: `${task.number} · ${task.title}`,
      hint: say(task.stepLabel),
      group: t('paletteWork'),
      run: () =>
        void router.navigate({
          to: '/cases/$system/$record/$id',
          params: { system: task.system, record: task.record, id: task.recordId },
          search: {},
        }),
    }))
    // A case that is somebody's work stands above already.
    const working = new Set((work?.rows ?? []).map((task) => task.recordId))
    const rows: Entry[] = (asked.length >= 2 ? (everything?.found ?? []) : []).flatMap((kind) =>
      kind.rows
        .filter((row) => !working.has(row.id))
        .map((row) => ({
          id: `row ${kind.system}/${kind.record}/${row.id}`,
          label: row.title,
          hint: [say(kind.title), ...row.more].join(' · '),
          group: t('paletteFound'),
          run: () =>
            void router.navigate({
              to: kind.flow ? '/cases/$system/$record/$id' : '/records/$system/$record/$id',
              params: { system: kind.system, record: kind.record, id: row.id },
              search: {},
            }),
        })),
    )
    const orders: Entry[] = commands.map((one) => ({ ...one, group: t('paletteCommands') }))
    const found = [
      ...go.filter((one) => fits(`${one.label} ${one.hint ?? ''}`)),
      ...orders.filter((one) => fits(one.label)),
    ]
    found.sort((a, b) => Number(a.group === t('paletteCommands')) - Number(b.group === t('paletteCommands')))
    return [...cases, ...rows.slice(0, 20), ...found.slice(0, 24), ...searches.slice(0, 5)]
  }, [typed, asked, work, everything, me, meta, commands, router, t, say])

  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [at, listId])

  function choose(entry: Entry | undefined) {
    if (!entry) return
    close()
    entry.run()
  }
  function steer(event: KeyboardEvent) {
    const last = entries.length - 1
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, last))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter') choose(entries[at])
    else return
    event.preventDefault()
  }

  return (
    <div className="palette">
      <TextInput
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={steer}
        placeholder={t('paletteHint')}
        aria-label={t('palette')}
        leftSection={<IconSearch size={18} />}
        size="md"
        variant="unstyled"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={entries.length ? `${listId}-${at}` : undefined}
        className="palette-input"
      />
      <div role="listbox" id={listId} aria-label={t('palette')} className="palette-list">
        {entries.map((entry, index) => (
          <div key={entry.id} role="presentation">
            {entries[index - 1]?.group === entry.group ? null : (
              <div role="presentation" className="palette-group">
                {entry.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box above steers the list with the arrow keys */}
            <div
              role="option"
              tabIndex={-1}
              id={`${listId}-${index}`}
              aria-selected={index === at}
              className="palette-entry"
              onClick={() => choose(entry)}
              onMouseMove={() => setAt(index)}
            >
              <span>{entry.label}</span>
              {entry.hint ? <span className="palette-hint">{entry.hint}</span> : null}
            </div>
          </div>
        ))}
      </div>
      {entries.length === 0 ? (
        <Text p="md" c="dimmed" ta="center">
          {t('paletteNone', { q: typed })}
        </Text>
      ) : null}
    </div>
  )
}
