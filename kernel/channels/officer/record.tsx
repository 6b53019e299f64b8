import { Alert, Button, Group, SegmentedControl, Stack, Table, Tabs, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconPencil, IconSubtask } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useBlocker, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { announce, told } from './announce.tsx'
import { type Comment, call, patch, post, type RecordMeta, Refused, type Row } from './api.ts'
import { changesOf, type Draft, defaultsOf, mergeDraft, problemsOf, same } from './check.ts'
import { Comments } from './comments.tsx'
import { Dialog } from './dialog.tsx'
import { FieldInputs } from './form.tsx'
import { Gist } from './gist.tsx'
import { useKeys } from './keys.tsx'
import { useLanguage } from './language.tsx'
import { EmergencyDoor } from './masked.tsx'
import { useFreshen } from './moves.tsx'
import { caseField, OpenedCard, type OpenedCase, openedCase } from './opened.tsx'
import type { Search } from './routes.tsx'
import { SampleMark } from './sample.tsx'
import { findRecord, findSystem, useMeta } from './session.tsx'
import { Failure, Forbidden, Loading, Missing, Refusal } from './states.tsx'
import { RecordTimeline } from './timeline.tsx'
import { FieldValue } from './value.tsx'

function useRecord(): { meta: RecordMeta | undefined; pending: boolean; error: Error | null; retry: () => void } {
  const { system = '', record = '' } = useParams({ strict: false })
  const { data, isPending, error, refetch } = useMeta()
  return { meta: findRecord(data, system, record), pending: isPending, error, retry: () => void refetch() }
}

function Crumbs({ meta, children }: { meta: RecordMeta; children: ReactNode }) {
  const { t, say } = useLanguage()
  return (
    <nav className="crumbs" aria-label={t('backToList')}>
      <IconArrowLeft size={14} aria-hidden="true" />
      <Link to="/records/$system/$record" params={{ system: meta.system, record: meta.name }} search={{}}>
        {say(meta.plural)}
      </Link>
      <span aria-hidden="true">/</span>
      <span>{children}</span>
    </nav>
  )
}

/** Asks before typed work is thrown away, by a link, by Back, or by closing the tab. */
function LeaveGuard({ dirty }: { dirty: () => boolean }) {
  const { t } = useLanguage()
  const blocker = useBlocker({ shouldBlockFn: dirty, enableBeforeUnload: dirty, withResolver: true })
  if (blocker.status !== 'blocked') return null
  return (
    <Dialog title={t('leaveTitle')} close={blocker.reset}>
      <Text>{t('leaveText')}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" color="red" onClick={blocker.proceed}>
          {t('leave')}
        </Button>
        <Button data-autofocus onClick={blocker.reset}>
          {t('stay')}
        </Button>
      </Group>
    </Dialog>
  )
}

/** Puts the cursor on the first field that needs attention. */
function focusProblem(problems: Record<string, string>): void {
  const name = Object.keys(problems)[0]?.split('.')[0]
  const cell = name ? document.querySelector(`[data-field="${CSS.escape(name)}"]`) : null
  cell?.querySelector<HTMLElement>('input:not([type=hidden]):not([aria-hidden]), textarea, button')?.focus()
}

export function NewRecordPage() {
  const { meta, pending, error, retry } = useRecord()
  const { data: whole } = useMeta()
  const search: Search = useSearch({ strict: false })
  const [round, setRound] = useState(0)
  const [saved, setSaved] = useState<{ opened: OpenedCase; alone: boolean } | null>(null)
  if (pending) return <Loading />
  if (error) return <Failure reason={error} retry={retry} />
  if (!meta) return <Missing />
  if (!meta.access.create) return <Forbidden />
  // What becomes a case is typed one after another, whatever the road that led here.
  const counter = search.counter === '1' || caseField(whole, meta) !== undefined
  const next = () => {
    setSaved(null)
    setRound(round + 1)
  }
  return (
    <Stack gap="md" maw={1080}>
      {saved ? <OpenedCard key={saved.opened.id} opened={saved.opened} alone={saved.alone} onNext={next} /> : null}
      {saved?.alone ? null : (
        <NewRecord
          key={round}
          meta={meta}
          counter={counter}
          onOpened={(opened, alone) => {
            setSaved({ opened, alone })
            if (!alone) setRound(round + 1)
            scrollTo({ top: 0 })
          }}
        />
      )}
    </Stack>
  )
}

function NewRecord({
  meta,
  counter,
  onOpened,
}: {
  meta: RecordMeta
  counter: boolean
  onOpened: (opened: OpenedCase, alone: boolean) => void
}) {
  const { t, say } = useLanguage()
  const navigate = useNavigate()
  const freshen = useFreshen()
  const { data: whole } = useMeta()
  const fields = meta.fields.filter((field) => !field.readonly && field.kind !== 'computed')
  const [first] = useState<Draft>(() => defaultsOf(fields))
  const [draft, setDraft] = useState<Draft>(first)
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [uploading, setUploading] = useState(false)
  const saved = useRef(false)

  useEffect(() => {
    document.querySelector<HTMLElement>('.form-grid input:not([type=hidden]), .form-grid textarea')?.focus()
  }, [])

  const save = useMutation({
    mutationFn: (_next: boolean) => post<Row>(meta.path, changesOf(fields, {}, draft)),
    onSuccess: async (row, next) => {
      saved.current = true
      const title = String(row[meta.titleField] ?? row.number ?? say(meta.title))
      await freshen()
      const opened = openedCase(whole, meta, row, draft)
      if (opened && (counter || next)) return onOpened(opened, !next)
      told(t('savedAs', { name: title }))
      void navigate({
        to: meta.flow ? '/cases/$system/$record/$id' : '/records/$system/$record/$id',
        params: { system: meta.system, record: meta.name, id: row.id },
        search: {},
      })
    },
    onError: (reason) => {
      if (reason instanceof Refused) {
        setProblems(reason.fields)
        focusProblem(reason.fields)
      }
    },
  })
  function submit(next: boolean) {
    if (save.isPending || uploading) return
    const found = problemsOf(fields, draft, t)
    setProblems(found)
    if (Object.keys(found).length) {
      announce(t('fixFields', { n: Object.keys(found).length }))
      focusProblem(found)
      return
    }
    save.mutate(next)
  }
  useKeys({ 'ctrl+enter': () => submit(false), 'ctrl+shift+enter': () => submit(true) }, { always: true })
  const dirty = () => !saved.current && Object.entries(draft).some(([name, value]) => !same(value, first[name]))

  return (
    <form
      noValidate
      onKeyDown={counter ? enterNext : undefined}
      onSubmit={(event) => {
        event.preventDefault()
        submit(false)
      }}
    >
      <Stack gap="md">
        <div>
          <Crumbs meta={meta}>{t('create')}</Crumbs>
          <Title order={1} size="h3">
            {counter ? say(meta.title) : t('newRecord', { name: say(meta.title) })}
          </Title>
          {counter ? (
            <Text size="sm" c="dimmed" visibleFrom="sm">
              {t('enterNext')} · {t('counterHelp')}
            </Text>
          ) : null}
        </div>
        <div className="panel">
          <FieldInputs
            fields={fields}
            draft={draft}
            problems={problems}
            labels={{}}
            onUploading={setUploading}
            onChange={(next) => {
              setDraft(next)
              setProblems(stillWrong(problems, draft, next))
            }}
          />
        </div>
        <Refusal reason={save.error} told={fields.map((field) => field.name)} />
        <SaveBar problems={problems} uploading={uploading}>
          <Button
            variant="default"
            onClick={() =>
              void navigate({
                to: '/records/$system/$record',
                params: { system: meta.system, record: meta.name },
                search: {},
              })
            }
          >
            {t('cancel')}
          </Button>
          {counter ? (
            <Button variant="light" onClick={() => submit(true)} disabled={uploading} loading={save.isPending}>
              {t('saveNext')}
            </Button>
          ) : null}
          <Button type="submit" color="lotus" disabled={uploading} loading={save.isPending}>
            {t('save')}
          </Button>
        </SaveBar>
      </Stack>
      <LeaveGuard dirty={dirty} />
    </form>
  )
}

/**
 * At the counter Enter leads to the next field: card readers end what they type with it, and a half-filled form must not
 * be sent by one. Lists that are open and long texts keep their Enter.
 */
function enterNext(event: KeyboardEvent<HTMLFormElement>): void {
  const { target } = event
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return
  if (!(target instanceof HTMLInputElement) || target.type === 'submit' || target.type === 'file') return
  event.preventDefault()
  const inputs = [
    ...event.currentTarget.querySelectorAll<HTMLElement>(
      '.form-grid input:not([type=hidden]):not([type=file]):not([tabindex="-1"]):not(:disabled), .form-grid textarea:not([aria-hidden]), .save-bar [type=submit]',
    ),
  ]
  inputs[inputs.indexOf(target) + 1]?.focus()
}

/** A problem goes away as soon as its field is touched. */
function stillWrong(problems: Record<string, string>, before: Draft, after: Draft): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).filter(([name]) => {
      const top = name.split('.')[0] ?? name
      return before[top] === after[top]
    }),
  )
}

function SaveBar({
  problems,
  uploading,
  children,
}: {
  problems: Record<string, string>
  uploading: boolean
  children: ReactNode
}) {
  const { t } = useLanguage()
  const wrong = Object.keys(problems).length
  return (
    <div className="save-bar">
      <Text size="sm" c={wrong ? 'red' : 'dimmed'} role={wrong ? 'alert' : undefined}>
        {wrong ? t('fixFields', { n: wrong }) : uploading ? t('uploadsRunning') : ''}
      </Text>
      <Group gap="xs">{children}</Group>
    </div>
  )
}

export function RecordPage() {
  const { id = '' } = useParams({ strict: false })
  const { meta, pending, error, retry } = useRecord()
  const row = useQuery({
    queryKey: ['row', meta?.path, id],
    queryFn: ({ signal }) => call<Row>(`${meta?.path}/${id}`, { signal }),
    enabled: Boolean(meta),
  })
  if (pending) return <Loading />
  if (error) return <Failure reason={error} retry={retry} />
  if (!meta) return <Missing />
  if (row.isPending) return <Loading />
  if (!row.data)
    return (
      <Failure
        reason={row.error}
        retry={() => void row.refetch()}
        missing={<EmergencyDoor system={meta.system} record={meta.name} id={id} />}
      />
    )
  return <RecordView key={row.data.id} meta={meta} row={row.data} />
}

function RecordView({ meta, row }: { meta: RecordMeta; row: Row }) {
  const { t, say } = useLanguage()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const { data: whole } = useMeta()
  const flow = findSystem(whole, meta.system)?.flows.find((one) => one.name === meta.flow)
  const params = { system: meta.system, record: meta.name, id: row.id }
  const editing = search.edit === '1' && meta.access.change
  const title = String(row[meta.titleField] ?? say(meta.title))
  useEffect(() => {
    document.title = `${title} · Sen`
    return () => {
      document.title = `${t('appName')} · Sen`
    }
  }, [title, t])
  useKeys({
    e: () => {
      if (meta.access.change && !editing) void navigate({ to: '.', search: { edit: '1' } })
    },
  })
  return (
    <Stack gap="md" maw={1080}>
      <Group justify="space-between" align="flex-end">
        <div>
          <Crumbs meta={meta}>{say(meta.title)}</Crumbs>
          <Title order={1} size="h3">
            {title} {row.sample ? <SampleMark /> : null}
          </Title>
        </div>
        <Group gap="xs">
          {meta.flow ? (
            <Button
              variant="default"
              leftSection={<IconSubtask size={16} />}
              onClick={() => void navigate({ to: '/cases/$system/$record/$id', params, search: {} })}
            >
              {t('openCase')}
            </Button>
          ) : null}
          {meta.access.change && !editing ? (
            <Button
              leftSection={<IconPencil size={16} />}
              onClick={() => void navigate({ to: '/records/$system/$record/$id', params, search: { edit: '1' } })}
            >
              {t('edit')}
            </Button>
          ) : null}
        </Group>
      </Group>
      {editing ? (
        <EditRecord meta={meta} row={row} />
      ) : (
        <Tabs defaultValue="details" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="details">{t('details')}</Tabs.Tab>
            <Tabs.Tab value="history">{t('history')}</Tabs.Tab>
            <Tabs.Tab value="comments">{t('comments')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="details" pt="md">
            <div className="panel">
              <Gist meta={meta} row={row} flow={flow} order={2} />
            </div>
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <div className="panel">
              <RecordTimeline path={meta.path} id={row.id} />
            </div>
          </Tabs.Panel>
          <Tabs.Panel value="comments" pt="md">
            <div className="panel">
              <RecordComments path={meta.path} id={row.id} />
            </div>
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  )
}

function RecordComments({ path, id }: { path: string; id: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['comments', path, id],
    queryFn: async ({ signal }) => {
      const answer = await call<Comment[] | { rows: Comment[] }>(`${path}/${id}/comments`, { signal })
      return Array.isArray(answer) ? answer : answer.rows
    },
  })
  if (isPending) return <Loading lines={3} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  return <Comments path={path} id={id} comments={data} />
}

function EditRecord({ meta, row }: { meta: RecordMeta; row: Row }) {
  const { t } = useLanguage()
  const navigate = useNavigate()
  const client = useQueryClient()
  const freshen = useFreshen()
  // The version that was read when editing began; a background refresh must not slip under the person's hands.
  const [base, setBase] = useState(row)
  const [draft, setDraft] = useState<Draft>(() => draftOf(meta, row))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [uploading, setUploading] = useState(false)
  const [clash, setClash] = useState<{ mine: Draft; theirs: Row; names: string[] } | null>(null)
  const saved = useRef(false)
  const editable = meta.fields.filter((field) => !field.readonly)
  const params = { system: meta.system, record: meta.name, id: row.id }
  const leave = () => void navigate({ to: '/records/$system/$record/$id', params, search: {} })

  const save = useMutation({
    mutationFn: async () => {
      const changes = changesOf(meta.fields, base, draft)
      if (Object.keys(changes).length === 0) return base
      return await patch<Row>(`${meta.path}/${row.id}`, { version: base.version, ...changes })
    },
    onSuccess: async (next) => {
      saved.current = true
      client.setQueryData(['row', meta.path, row.id], next)
      told(t('saved'))
      await freshen()
      leave()
    },
    onError: async (reason) => {
      if (!(reason instanceof Refused)) return
      if (reason.stale) {
        const theirs = await call<Row>(`${meta.path}/${row.id}`)
        const merged = mergeDraft(meta.fields, base, draft, theirs)
        setBase(theirs)
        setDraft(merged.draft)
        setClash({ mine: merged.draft, theirs, names: merged.clashes })
      } else {
        setProblems(reason.fields)
        focusProblem(reason.fields)
      }
    },
  })
  function submit() {
    if (save.isPending || uploading) return
    const found = problemsOf(meta.fields, draft, t)
    setProblems(found)
    if (Object.keys(found).length) {
      announce(t('fixFields', { n: Object.keys(found).length }))
      focusProblem(found)
      return
    }
    setClash(null)
    save.mutate()
  }
  useKeys({ 'ctrl+enter': submit, 'ctrl+s': submit }, { always: true })
  const dirty = () => !saved.current && Object.keys(changesOf(meta.fields, base, draft)).length > 0
  const stale = save.error instanceof Refused && save.error.stale

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack gap="md">
        {clash ? (
          <Clash
            meta={meta}
            clash={clash}
            draft={draft}
            choose={(name, value) => setDraft({ ...draft, [name]: value })}
          />
        ) : null}
        <div className="panel">
          <FieldInputs
            fields={editable}
            draft={draft}
            problems={problems}
            labels={base._labels ?? {}}
            onUploading={setUploading}
            onChange={(next) => {
              setDraft(next)
              setProblems(stillWrong(problems, draft, next))
            }}
          />
        </div>
        {stale ? null : <Refusal reason={save.error} told={editable.map((field) => field.name)} />}
        <SaveBar problems={problems} uploading={uploading}>
          <Button variant="default" onClick={leave}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="lotus" disabled={uploading} loading={save.isPending}>
            {t('save')}
          </Button>
        </SaveBar>
      </Stack>
      <LeaveGuard dirty={dirty} />
    </form>
  )
}

function draftOf(meta: RecordMeta, row: Row): Draft {
  return Object.fromEntries(meta.fields.map((field) => [field.name, row[field.name] ?? null]))
}

/** Both versions of every field that both sides changed; the person decides field by field. */
function Clash({
  meta,
  clash,
  draft,
  choose,
}: {
  meta: RecordMeta
  clash: { mine: Draft; theirs: Row; names: string[] }
  draft: Draft
  choose: (name: string, value: unknown) => void
}) {
  const { t, say } = useLanguage()
  const mine: Row = { ...clash.theirs, ...clash.mine }
  const fields = meta.fields.filter((field) => clash.names.includes(field.name))
  return (
    <Alert color="orange" variant="light" title={t('conflictTitle')} role="alert">
      <Text size="sm">{fields.length ? t('conflictText') : t('conflictNone')}</Text>
      {fields.length ? (
        <Table.ScrollContainer minWidth={480}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('field')}</Table.Th>
                <Table.Th>{t('mineColumn')}</Table.Th>
                <Table.Th>{t('theirsColumn')}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {fields.map((field) => (
                <Table.Tr key={field.name}>
                  <Table.Th scope="row">{say(field.label)}</Table.Th>
                  <Table.Td>
                    <FieldValue field={field} row={mine} short />
                  </Table.Td>
                  <Table.Td>
                    <FieldValue field={field} row={clash.theirs} short />
                  </Table.Td>
                  <Table.Td>
                    <SegmentedControl
                      size="xs"
                      aria-label={say(field.label)}
                      value={same(draft[field.name], clash.theirs[field.name]) ? 'theirs' : 'mine'}
                      onChange={(side) =>
                        choose(field.name, side === 'theirs' ? clash.theirs[field.name] : clash.mine[field.name])
                      }
                      data={[
                        { value: 'mine', label: t('keepMine') },
                        { value: 'theirs', label: t('takeTheirs') },
                      ]}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
    </Alert>
  )
}
