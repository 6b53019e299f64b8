import { Alert, Badge, Button, Group, Menu, Select, Stack, Text, Title } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCheck,
  IconChevronDown,
  IconHandGrab,
  IconLock,
  IconPencil,
  IconPlayerPause,
  IconUserShare,
} from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { told } from './announce.tsx'
import { type CaseView, call, type Move, post, Refused, type Task } from './api.ts'
import { ClockMark, StateBadge } from './clock.tsx'
import { Comments } from './comments.tsx'
import { PanelBody } from './desk.tsx'
import { Dialog } from './dialog.tsx'
import { showInstant } from './format.ts'
import { subtitleOf } from './gist.ts'
import { Gist } from './gist.tsx'
import { useKeys } from './keys.tsx'
import { useLanguage } from './language.tsx'
import { EmergencyDoor } from './masked.tsx'
import { MoveDialog, useFreshen, type Whole } from './moves.tsx'
import { Papers } from './papers.tsx'
import { SampleMark } from './sample.tsx'
import { useSession } from './session.tsx'
import { Failure, Loading, Refusal } from './states.tsx'
import { TimelineRows } from './timeline.tsx'
import { panelsOf } from './views.ts'

const REFRESH_MS = 15_000

/** Everything about one case on one page. */
export function CasePage() {
  const { system = '', record = '', id = '' } = useParams({ strict: false })
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['case', system, record, id],
    queryFn: ({ signal }) => call<CaseView>(`/api/v1/cases/${system}/${record}/${id}`, { signal }),
    refetchInterval: REFRESH_MS,
  })
  if (isPending) return <Loading lines={14} />
  if (!data)
    return (
      <Failure
        reason={error}
        retry={() => void refetch()}
        missing={<EmergencyDoor system={system} record={record} id={id} />}
      />
    )
  return <Case key={id} view={data} />
}

function Panel({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <Group justify="space-between" mb="xs" className="panel-head">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        {action}
      </Group>
      {children}
    </section>
  )
}

function Case({ view }: { view: CaseView }) {
  const { t, say } = useLanguage()
  const navigate = useNavigate()
  const freshen = useFreshen()
  const { me } = useSession()
  const { record, meta, flow, tasks } = view
  const [acting, setActing] = useState<{ move: Move; task?: Task } | null>(null)
  const [assigning, setAssigning] = useState<Task | null>(null)
  const [recalling, setRecalling] = useState<Task | null>(null)
  const [movesOpen, setMovesOpen] = useState(false)

  const open = tasks.filter((task) => !task.doneAt)
  // The step with something for me to do speaks for the case.
  const current = open.find((task) => task.moves.length > 0) ?? open[0]
  const number = current?.number || tasks[0]?.number || String(record.number ?? record.code ?? '')
  const title = String(record[meta.titleField] ?? tasks[0]?.title ?? say(meta.title))
  const subtitle = subtitleOf(meta, record)
  const recallable = tasks.find((task) => task.recallable)
  const whole: Whole = {
    system: meta.system,
    record: meta.name,
    id: record.id,
    version: record.version,
    number,
    title: subtitle[0] ?? title,
  }

  useEffect(() => {
    document.title = `${number ? `${number} · ` : ''}${title} · Sen`
    return () => {
      document.title = `${t('appName')} · Sen`
    }
  }, [number, title, t])

  const take = useMutation({
    mutationFn: (task: Task) => post(`/api/v1/tasks/${task.id}/take`, { version: task.version }),
    onSuccess: async () => {
      await freshen()
      told(t('taken', { n: 1 }))
    },
  })
  useKeys({
    m: () => {
      if (others.length) setMovesOpen(true)
      else if (main) setActing(main)
    },
    a: () => {
      if (current && mayTake) take.mutate(current)
    },
    c: () => document.getElementById('comment')?.focus(),
  })

  // Buttons that would only refuse are not offered: taking is for who holds the step's role, handing over also for the head.
  const myRoles = me?.roles.map((one) => one.role) ?? []
  const mayTake = current !== undefined && !current.assignee && myRoles.includes(current.role)
  const mayAssign =
    current !== undefined &&
    (current.assignee?.id === me?.account?.id ||
      myRoles.includes(current.role) ||
      (flow.headRole !== undefined && myRoles.includes(flow.headRole)))

  // A step without a limit of its own stands under the limit of the whole case, as long as that runs.
  const overall = view.clocks.find((clock) => !clock.endedAt && clock.state !== 'none')
  const limiting = current && current.clock.state === 'none' && overall ? overall : current?.clock

  // What the step offers, then what may be done with the case itself; a move that both know is the step's.
  const acts = [
    ...(current?.moves ?? []).map((move) => ({ move, task: current })),
    ...view.moves
      .filter((move) => !current?.moves.some((one) => one.name === move.name))
      .map((move) => ({ move, task: undefined })),
  ]
  // The step's own next move is the one that matters; several moves on the case itself stand side by side, none louder.
  const primary = acts.filter((act) => act.move.tone === 'primary')
  const shown = primary[0]?.task ? primary.slice(0, 1) : primary.slice(0, 2)
  const main = shown[0]
  const others = acts.filter((act) => !shown.includes(act))
  const params = { system: meta.system, record: meta.name }
  const added = (place: 'side' | 'main') =>
    panelsOf(meta.system, meta.name)
      .filter((panel) => panel.place === place)
      .map((panel) => (
        <Panel key={panel.title.vi} title={say(panel.title)}>
          <PanelBody panel={panel} row={record} />
        </Panel>
      ))

  return (
    <div className="case">
      <header className="case-head">
        <nav aria-label={t('caseOf')} className="crumbs">
          <Link to="/records/$system/$record" params={params} search={{}}>
            {say(meta.plural)}
          </Link>
        </nav>
        <div className="case-line">
          <div className="case-title">
            <Title order={1} size="h3">
              <span className="figures">{title}</span> {record.sample ? <SampleMark /> : null}
            </Title>
            {subtitle.length ? <p className="case-subtitle">{subtitle.join(' · ')}</p> : null}
            {view.restricted ? (
              <Alert color="red" variant="light" icon={<IconLock />} className="refusal">
                {t('restricted')}
              </Alert>
            ) : null}
            <div className="case-signs">
              <StateBadge flow={flow} state={view.state} />
              {limiting ? <ClockMark clock={limiting} /> : null}
              {current ? (
                <span className="case-who">
                  {say(current.stepLabel)} · {current.unit.name} · {current.assignee?.name ?? t('nobody')}
                </span>
              ) : null}
            </div>
          </div>
          <Group gap="xs" className="case-moves">
            {current?.inPlaceOf ? (
              <Badge variant="light" color="delta" size="lg" tt="none">
                {t('inPlaceOf', { name: current.inPlaceOf })}
              </Badge>
            ) : null}
            {recallable ? (
              <Button
                variant="default"
                leftSection={<IconArrowBackUp size={16} />}
                onClick={() => setRecalling(recallable)}
              >
                {t('recall')}
              </Button>
            ) : null}
            {current && mayAssign ? (
              <Button variant="default" leftSection={<IconUserShare size={16} />} onClick={() => setAssigning(current)}>
                {t('assign')}
              </Button>
            ) : null}
            {current && mayTake ? (
              <Button
                variant={main ? 'default' : 'light'}
                leftSection={<IconHandGrab size={16} />}
                loading={take.isPending}
                onClick={() => take.mutate(current)}
              >
                {t('take')}
              </Button>
            ) : null}
            {others.length ? (
              <Menu position="bottom-end" opened={movesOpen} onChange={setMovesOpen}>
                <Menu.Target>
                  <Button variant="default" rightSection={<IconChevronDown size={14} />}>
                    {main ? t('otherMoves') : t('moves')}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {others.map((act) => (
                    <Menu.Item
                      key={act.move.name}
                      color={act.move.tone === 'danger' ? 'var(--sen-bad)' : undefined}
                      onClick={() => setActing(act)}
                    >
                      {say(act.move.label)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            ) : null}
            {shown.map((act) => (
              <Button
                key={act.move.name}
                {...(shown.length === 1 ? { color: 'lotus' } : { variant: 'light' })}
                onClick={() => setActing(act)}
              >
                {say(act.move.label)}
              </Button>
            ))}
          </Group>
        </div>
        <Refusal reason={take.error}>
          {take.error instanceof Refused && take.error.stale ? (
            <Button size="xs" variant="default" mt="xs" onClick={() => void freshen()}>
              {t('reloadCase')}
            </Button>
          ) : null}
        </Refusal>
      </header>

      <div className="case-columns">
        <Stack gap="md" className="case-main">
          <Panel
            title={t('caseFields')}
            action={
              meta.access.change ? (
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<IconPencil size={14} />}
                  onClick={() =>
                    void navigate({
                      to: '/records/$system/$record/$id',
                      params: { ...params, id: record.id },
                      search: { edit: '1' },
                    })
                  }
                >
                  {t('edit')}
                </Button>
              ) : null
            }
          >
            <Gist meta={meta} row={record} flow={flow} />
          </Panel>
          <Panel title={`${t('papers')} (${view.papers.length})`}>
            <Papers papers={view.papers} />
          </Panel>
          {added('main')}
          <Panel title={`${t('comments')} (${view.comments.length})`}>
            <Comments path={meta.path} id={record.id} comments={view.comments} />
          </Panel>
        </Stack>
        <Stack gap="md" className="case-side">
          {view.clocks.length ? (
            <Panel title={t('clocks')}>
              <dl className="clock-rows">
                {view.clocks.map((clock) => (
                  <div key={clock.name}>
                    <dt>{say(clock.label)}</dt>
                    <dd>
                      <ClockMark clock={clock} />
                      {clock.dueAt ? (
                        <small className="figures">{t('due', { at: showInstant(clock.dueAt) })}</small>
                      ) : null}
                    </dd>
                  </div>
                ))}
              </dl>
            </Panel>
          ) : null}
          {added('side')}
          <Panel title={t('steps')}>
            <Steps tasks={tasks} underWhole={overall !== undefined} />
          </Panel>
          <Panel title={t('timeline')}>
            <TimelineRows items={view.timeline} />
          </Panel>
        </Stack>
      </div>

      {acting ? (
        <MoveDialog
          move={acting.move}
          {...(acting.task ? { tasks: [acting.task] } : { whole })}
          close={() => setActing(null)}
        />
      ) : null}
      {assigning ? <AssignDialog task={assigning} close={() => setAssigning(null)} /> : null}
      {recalling ? <RecallDialog task={recalling} close={() => setRecalling(null)} /> : null}
    </div>
  )
}

function Steps({ tasks, underWhole }: { tasks: Task[]; underWhole: boolean }) {
  const { t, say } = useLanguage()
  if (tasks.length === 0) return <p className="nothing">{t('noSteps')}</p>
  const ordered = [...tasks].sort((a, b) => a.openedAt.localeCompare(b.openedAt))
  return (
    <ol className="steps">
      {ordered.map((task) => {
        const state = task.doneAt ? 'done' : task.pausedAt ? 'paused' : 'now'
        return (
          <li key={task.id} data-state={state}>
            <span className="step-mark" aria-hidden="true">
              {state === 'done' ? <IconCheck size={14} /> : state === 'paused' ? <IconPlayerPause size={14} /> : null}
            </span>
            <div>
              <strong>{say(task.stepLabel)}</strong>
              <span className="for-readers">
                , {state === 'done' ? t('stepDone') : state === 'paused' ? t('stepPaused') : t('stepNow')}
              </span>
              <small>
                {task.unit.name} · {task.doneBy ?? task.assignee?.name ?? t('nobody')}
              </small>
              <small className="figures">
                {showInstant(task.openedAt)}
                {task.doneAt
                  ? ` → ${showInstant(task.doneAt)}`
                  : task.dueAt
                    ? ` · ${t('due', { at: showInstant(task.dueAt) })}`
                    : ''}
              </small>
              {task.doneAt ? null : task.clock.state === 'none' && underWhole ? (
                <small>{t('underWhole')}</small>
              ) : (
                <ClockMark clock={task.clock} />
              )}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function AssignDialog({ task, close }: { task: Task; close: () => void }) {
  const { t } = useLanguage()
  const freshen = useFreshen()
  const [account, setAccount] = useState<string | null>(null)
  const { data, error, isPending } = useQuery({
    queryKey: ['colleagues', task.id],
    queryFn: ({ signal }) => call<{ id: string; name: string }[]>(`/api/v1/tasks/${task.id}/colleagues`, { signal }),
  })
  const assign = useMutation({
    mutationFn: (to: string | null) => post(`/api/v1/tasks/${task.id}/assign`, { account: to, version: task.version }),
    onSuccess: async (_, to) => {
      await freshen()
      told(to ? t('assigned', { name: data?.find((one) => one.id === to)?.name ?? '' }) : t('released'))
      close()
    },
  })
  return (
    <Dialog title={t('assignTitle')} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (account) assign.mutate(account)
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {task.number} · {task.title}
          </Text>
          <Refusal reason={error ?? assign.error} />
          {data?.length === 0 ? <Text>{t('noColleagues')}</Text> : null}
          <Select
            data-autofocus
            label={t('colleague')}
            data={(data ?? []).map((one) => ({ value: one.id, label: one.name }))}
            value={account}
            onChange={setAccount}
            searchable
            disabled={isPending}
            nothingFoundMessage={t('refNone')}
          />
          <Group justify="flex-end">
            {task.assignee ? (
              <Button variant="subtle" mr="auto" onClick={() => assign.mutate(null)}>
                {t('release')}
              </Button>
            ) : null}
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="lotus" disabled={!account} loading={assign.isPending}>
              {t('assign')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

function RecallDialog({ task, close }: { task: Task; close: () => void }) {
  const { t, say } = useLanguage()
  const freshen = useFreshen()
  const recall = useMutation({
    mutationFn: () => post(`/api/v1/tasks/${task.id}/recall`, { version: task.version }),
    onSuccess: async () => {
      await freshen()
      told(t('recalled'))
      close()
    },
  })
  return (
    <Dialog title={t('recall')} close={close}>
      <Stack>
        <Text>{t('recallAsk', { step: say(task.stepLabel) })}</Text>
        <Refusal reason={recall.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button data-autofocus loading={recall.isPending} onClick={() => recall.mutate()}>
            {t('recall')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
