import { Alert, Button, Group, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { IconDeviceTv, IconPlayerPause, IconPlayerPlay, IconSpeakerphone, IconTicket } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  AppLink,
  announce,
  call,
  Dialog,
  Empty,
  Failure,
  Loading,
  post,
  query,
  Refusal,
  ToneBadge,
  told,
  useKeys,
  useLanguage,
  type Words,
} from '#kernel/channels/officer'
import type { TicketAct, TicketState } from '../../tickets/rules.ts'
import { counterStateWords, ticketStateWords } from '../../tickets/words.ts'
import './calling.css'

interface ShownTicket {
  id: string
  number: string
  state: TicketState
  rank: number
  kind: Words
  service: string
  calls: number
  queuedAt: string
  acts: TicketAct[]
}
interface ShownCounter {
  id: string
  number: number
  name: Words
  services: string[]
  priority: boolean
  state: 'closed' | 'open' | 'paused'
  officer: string | null
  mine: boolean
}
interface Hall {
  at: string
  given?: string
  desks: { id: string; name: string; place: string }[]
  desk: string
  place: string
  counters: ShownCounter[]
  current: (ShownTicket & { dossier: { id: string; number: string; procedure_name: string } | null }) | null
  waiting: ShownTicket[]
  skipped: ShownTicket[]
  services: { code: string; name: Words }[]
  kinds: { code: string; rank: number; name: Words }[]
  hall: {
    waiting: number
    longestMinutes: number | null
    averageWaitMinutes: number | null
    averageServiceMinutes: number | null
    finished: number
  } | null
  rule: { callsMax: number; priorityRunMax: number }
}

const w = (vi: string, en: string): Words => ({ vi, en })
const words = {
  title: w('Gọi số', 'Calling'),
  centre: w('Trung tâm', 'Centre'),
  screen: w('Màn hình sảnh', 'Hall screen'),
  kiosk: w('Máy lấy số', 'Kiosk'),
  choose: w('Chọn quầy để bắt đầu', 'Choose your counter'),
  counter: w('Quầy {number}', 'Counter {number}'),
  open: w('Mở quầy', 'Open'),
  pause: w('Tạm dừng', 'Pause'),
  resume: w('Tiếp tục', 'Resume'),
  close: w('Đóng quầy', 'Close'),
  next: w('Gọi số tiếp theo', 'Call next'),
  again: w('Gọi lại', 'Call again'),
  serve: w('Phục vụ', 'Serve'),
  finish: w('Xong', 'Finish'),
  skip: w('Qua lượt', 'Pass over'),
  transfer: w('Chuyển quầy', 'Hand over'),
  link: w('Gắn hồ sơ', 'Tie to a dossier'),
  restore: w('Đưa lại hàng chờ', 'Back to the queue'),
  nobody: w('Chưa gọi ai. Bấm N để gọi số tiếp theo.', 'Nobody is called. Press N for the next.'),
  waiting: w('Đang chờ', 'Waiting'),
  list: w('Danh sách chờ', 'Queue'),
  empty: w('Không còn ai chờ.', 'Nobody waits.'),
  passed: w('Đã qua lượt', 'Passed over'),
  number: w('Số', 'Number'),
  service: w('Việc', 'For'),
  kind: w('Diện', 'Kind'),
  since: w('Chờ', 'Waited'),
  minutes: w('{n} phút', '{n} min'),
  longest: w('Chờ lâu nhất', 'Longest'),
  average: w('Chờ TB', 'Average'),
  each: w('Mỗi lượt', 'Each takes'),
  finished: w('Đã xong', 'Finished'),
  calls: w('Đã gọi {n}/{max} lần', 'Called {n} of {max}'),
  give: w('Cấp số', 'Give a number'),
  given: w('Đã cấp số {number}', 'Number {number} was given'),
  toCounter: w('Chuyển đến', 'Hand to'),
  dossier: w('Mã hồ sơ', 'Dossier number'),
  priority: w('Ưu tiên', 'Priority'),
  fair: w(
    'Ưu tiên được gọi trước; sau {n} lượt ưu tiên liên tiếp thì gọi một lượt thường.',
    'Priority goes first; after {n} in a row one ordinary number is called.',
  ),
  called: w('Đang gọi số {number}', 'Calling number {number}'),
}

const DOOR = '/api/v1/one-stop/calling'
const EVERY_MS = 5_000

const minutesSince = (from: string, at: string): number =>
  Math.max(0, Math.floor((Date.parse(at) - Date.parse(from)) / 60_000))

function Key({ children }: { children: string }) {
  return (
    <span className="calling-key" aria-hidden="true">
      {children}
    </span>
  )
}

/** The desk of who sits at a counter: every act is one key. */
export default function Calling() {
  const { say } = useLanguage()
  const client = useQueryClient()
  const [unit, setUnit] = useState<string | null>(null)
  const [asking, setAsking] = useState<'transfer' | 'link' | 'give' | null>(null)
  const state = useQuery({
    queryKey: ['calling', unit],
    queryFn: ({ signal }) => call<Hall>(`${DOOR}/state${query({ unit })}`, { signal }),
    refetchInterval: EVERY_MS,
  })
  const act = useMutation({
    mutationFn: ({ path, body }: { path: string; body: unknown }) => post<Hall>(`${DOOR}/${path}`, body),
    onSuccess: (hall) => {
      client.setQueryData(['calling', unit], hall)
      setAsking(null)
      if (hall.given) told(say(words.given).replace('{number}', hall.given))
      else if (hall.current?.state === 'called') announce(say(words.called).replace('{number}', hall.current.number))
    },
    onError: () => void client.invalidateQueries({ queryKey: ['calling'] }),
  })
  const hall = state.data
  const mine = hall?.counters.find((counter) => counter.mine)
  const current = hall?.current ?? null
  const may = (name: TicketAct) => Boolean(current?.acts.includes(name))
  const next = () => {
    if (mine?.state === 'open' && current?.state !== 'called' && !act.isPending)
      act.mutate({ path: 'next', body: { counter: mine.id } })
  }
  const doing = (name: TicketAct, more: Record<string, unknown> = {}) => {
    if (current && may(name) && !act.isPending)
      act.mutate({ path: `ticket/${current.id}`, body: { act: name, ...more } })
  }
  const keep = (counter: ShownCounter, name: 'open' | 'pause' | 'resume' | 'close') =>
    act.mutate({ path: 'counter', body: { counter: counter.id, act: name } })
  useKeys({
    n: next,
    r: () => doing('again'),
    s: () => doing('serve'),
    f: () => doing('finish'),
    x: () => doing('skip'),
    t: () => may('transfer') && setAsking('transfer'),
    l: () => may('link') && setAsking('link'),
    p: () => mine && keep(mine, mine.state === 'paused' ? 'resume' : 'pause'),
  })
  if (state.isPending) return <Loading />
  if (!hall) return <Failure reason={state.error} retry={() => void state.refetch()} />
  const serviceOf = (code: string) => say(hall.services.find((one) => one.code === code)?.name) || code
  const button = (name: TicketAct, label: Words, key: string, more: { primary?: boolean; run?: () => void } = {}) =>
    may(name) ? (
      <Button
        variant={more.primary ? 'filled' : 'default'}
        onClick={more.run ?? (() => doing(name))}
        loading={act.isPending && more.primary}
        aria-keyshortcuts={key}
      >
        {say(label)}
        <Key>{key}</Key>
      </Button>
    ) : null
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <Title order={1} size="h3">
          {say(words.title)}
        </Title>
        <Group gap="xs">
          {hall.desks.length > 1 ? (
            <Select
              aria-label={say(words.centre)}
              data={hall.desks.map((desk) => ({ value: desk.id, label: desk.name }))}
              value={hall.desk}
              onChange={setUnit}
              allowDeselect={false}
              searchable
            />
          ) : null}
          <Button variant="default" leftSection={<IconTicket size={18} />} onClick={() => setAsking('give')}>
            {say(words.give)}
          </Button>
          <Button
            component="a"
            href={`/lay-so/${hall.place}?tai-cho=1`}
            target="_blank"
            rel="noopener"
            variant="default"
          >
            {say(words.kiosk)}
          </Button>
          <Button
            component="a"
            href={`/man-hinh/${hall.place}`}
            target="_blank"
            rel="noopener"
            variant="default"
            leftSection={<IconDeviceTv size={18} />}
          >
            {say(words.screen)}
          </Button>
        </Group>
      </Group>
      <Refusal reason={asking ? null : act.error} />
      <div className="calling">
        <section
          className="panel"
          aria-label={mine ? say(words.counter).replace('{number}', String(mine.number)) : say(words.choose)}
        >
          {mine ? (
            <>
              <Group justify="space-between">
                <div>
                  <Title order={2} size="h4">
                    {say(words.counter).replace('{number}', String(mine.number))}
                  </Title>
                  <Text size="sm" c="dimmed">
                    {say(mine.name)}
                  </Text>
                </div>
                <ToneBadge tone={mine.state === 'open' ? 'good' : 'wait'} label={say(counterStateWords[mine.state])} />
              </Group>
              {current ? (
                <div className="calling-now" data-state={current.state}>
                  <ToneBadge
                    tone={current.state === 'called' ? 'active' : 'good'}
                    label={say(ticketStateWords[current.state])}
                  />
                  <p className="calling-number">{current.number}</p>
                  <strong>{serviceOf(current.service)}</strong>
                  <span>{say(current.kind)}</span>
                  {current.state === 'called' ? (
                    <small>
                      {say(words.calls)
                        .replace('{n}', String(current.calls))
                        .replace('{max}', String(hall.rule.callsMax))}
                    </small>
                  ) : null}
                  {current.dossier ? (
                    <AppLink link={`/officer/cases/one-stop/dossier/${current.dossier.id}`}>
                      {current.dossier.number}
                    </AppLink>
                  ) : null}
                </div>
              ) : (
                <Empty text={say(words.nobody)} />
              )}
              {current?.state === 'called' ? null : (
                <Button
                  fullWidth
                  size="lg"
                  color="lotus"
                  leftSection={<IconSpeakerphone size={22} />}
                  onClick={next}
                  disabled={mine.state !== 'open'}
                  loading={act.isPending}
                  aria-keyshortcuts="n"
                >
                  {say(words.next)}
                  <Key>N</Key>
                </Button>
              )}
              <div className="calling-acts">
                {button('serve', words.serve, 'S', { primary: true })}
                {button('finish', words.finish, 'F')}
                {button('again', words.again, 'R')}
                {button('skip', words.skip, 'X')}
                {button('transfer', words.transfer, 'T', { run: () => setAsking('transfer') })}
                {button('link', words.link, 'L', { run: () => setAsking('link') })}
              </div>
              <Group mt="md" gap="xs">
                <Button
                  variant="subtle"
                  leftSection={mine.state === 'paused' ? <IconPlayerPlay size={18} /> : <IconPlayerPause size={18} />}
                  onClick={() => keep(mine, mine.state === 'paused' ? 'resume' : 'pause')}
                >
                  {say(mine.state === 'paused' ? words.resume : words.pause)}
                  <Key>P</Key>
                </Button>
                <Button variant="subtle" onClick={() => keep(mine, 'close')}>
                  {say(words.close)}
                </Button>
              </Group>
            </>
          ) : (
            <>
              <Title order={2} size="h4" mb="sm">
                {say(words.choose)}
              </Title>
              <ul className="calling-counters">
                {hall.counters.map((counter) => (
                  <li key={counter.id} className="calling-counter">
                    <span>
                      <strong>{say(words.counter).replace('{number}', String(counter.number))}</strong>
                      <small>
                        {say(counter.name)}
                        {counter.officer ? ` · ${counter.officer}` : ''}
                      </small>
                    </span>
                    {counter.state === 'closed' ? (
                      <Button
                        variant="default"
                        onClick={() => keep(counter, 'open')}
                        aria-label={`${say(words.open)} ${counter.number}`}
                      >
                        {say(words.open)}
                      </Button>
                    ) : (
                      <ToneBadge
                        tone={counter.state === 'open' ? 'good' : 'wait'}
                        label={say(counterStateWords[counter.state])}
                      />
                    )}
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
        <section aria-label={say(words.waiting)}>
          <dl className="calling-figures">
            <Figure label={say(words.waiting)}>{hall.waiting.length}</Figure>
            <Figure label={say(words.longest)}>{showMinutes(hall.hall?.longestMinutes, say)}</Figure>
            <Figure label={say(words.average)}>{showMinutes(hall.hall?.averageWaitMinutes, say)}</Figure>
            <Figure label={say(words.each)}>{showMinutes(hall.hall?.averageServiceMinutes, say)}</Figure>
            <Figure label={say(words.finished)}>{hall.hall?.finished ?? 0}</Figure>
          </dl>
          <div className="panel panel-flush">
            {hall.waiting.length === 0 ? (
              <Empty text={say(words.empty)} />
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
              <section className="calling-scroll" tabIndex={0} aria-label={say(words.list)}>
                <Table className="dense" stickyHeader>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{say(words.number)}</Table.Th>
                      <Table.Th>{say(words.service)}</Table.Th>
                      <Table.Th>{say(words.kind)}</Table.Th>
                      <Table.Th data-align="end">{say(words.since)}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {hall.waiting.map((ticket) => (
                      <Table.Tr key={ticket.id}>
                        <Table.Td className="figures" data-label={say(words.number)} data-lead>
                          <strong>{ticket.number}</strong>
                        </Table.Td>
                        <Table.Td data-label={say(words.service)}>{serviceOf(ticket.service)}</Table.Td>
                        <Table.Td data-label={say(words.kind)}>
                          {ticket.rank === 1 ? <ToneBadge tone="active" label={say(ticket.kind)} /> : say(ticket.kind)}
                        </Table.Td>
                        <Table.Td data-align="end" data-label={say(words.since)} className="figures">
                          {say(words.minutes).replace('{n}', String(minutesSince(ticket.queuedAt, hall.at)))}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </section>
            )}
          </div>
          <Text size="xs" c="dimmed" mt={6}>
            {say(words.fair).replace('{n}', String(hall.rule.priorityRunMax))}
          </Text>
          {hall.skipped.length > 0 ? (
            <div className="panel calling-passed">
              <Title order={2} size="h5" mb={6}>
                {say(words.passed)}
              </Title>
              <ul className="calling-counters">
                {hall.skipped.map((ticket) => (
                  <li key={ticket.id} className="calling-counter">
                    <strong className="figures">{ticket.number}</strong>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => act.mutate({ path: `ticket/${ticket.id}`, body: { act: 'restore' } })}
                      aria-label={`${say(words.restore)} ${ticket.number}`}
                    >
                      {say(words.restore)}
                    </Button>
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </section>
      </div>
      {asking === 'transfer' && current ? (
        <Ask title={say(words.transfer)} close={() => setAsking(null)} failure={act.error}>
          <Stack gap="xs">
            {hall.counters
              .filter((counter) => !counter.mine)
              .map((counter) => (
                <Button
                  key={counter.id}
                  variant="default"
                  justify="flex-start"
                  onClick={() => doing('transfer', { counter: counter.id })}
                >
                  {say(words.counter).replace('{number}', String(counter.number))} · {say(counter.name)}
                </Button>
              ))}
          </Stack>
        </Ask>
      ) : null}
      {asking === 'link' && current ? (
        <Ask title={say(words.link)} close={() => setAsking(null)} failure={act.error}>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              doing('link', { dossier: String(new FormData(event.currentTarget).get('dossier') ?? '') })
            }}
          >
            <TextInput name="dossier" label={say(words.dossier)} data-autofocus required maxLength={40} />
            <Button type="submit" mt="md" loading={act.isPending}>
              {say(words.link)}
            </Button>
          </form>
        </Ask>
      ) : null}
      {asking === 'give' ? (
        <Ask title={say(words.give)} close={() => setAsking(null)} failure={act.error}>
          <GiveForm
            hall={hall}
            busy={act.isPending}
            give={(service, kind) => act.mutate({ path: 'give', body: { unit: hall.desk, service, kind } })}
          />
        </Ask>
      ) : null}
    </Stack>
  )
}

const showMinutes = (minutes: number | null | undefined, say: (words: Words) => string): string =>
  minutes === null || minutes === undefined ? '–' : say(words.minutes).replace('{n}', String(Math.round(minutes)))

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Ask({
  title,
  close,
  failure,
  children,
}: {
  title: string
  close: () => void
  failure: unknown
  children: ReactNode
}) {
  return (
    <Dialog title={title} close={close}>
      {failure ? <Refusal reason={failure} /> : null}
      {children}
    </Dialog>
  )
}

function GiveForm({ hall, busy, give }: { hall: Hall; busy: boolean; give: (service: string, kind: string) => void }) {
  const { say } = useLanguage()
  const usual = hall.kinds.find((kind) => kind.rank !== 1)?.code ?? hall.kinds[0]?.code ?? ''
  const [kind, setKind] = useState(usual)
  if (hall.services.length === 0) return <Alert color="orange">{say(words.empty)}</Alert>
  return (
    <Stack gap="sm">
      <Select
        label={say(words.kind)}
        data={hall.kinds.map((one) => ({ value: one.code, label: say(one.name) }))}
        value={kind}
        onChange={(value) => setKind(value ?? usual)}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
      />
      {hall.services.map((service) => (
        <Button
          key={service.code}
          variant="default"
          justify="flex-start"
          disabled={busy}
          onClick={() => give(service.code, kind)}
        >
          {say(service.name)}
        </Button>
      ))}
    </Stack>
  )
}
