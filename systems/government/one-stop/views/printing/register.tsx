import { Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconFileSpreadsheet, IconFileTypeDocx, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  AppLink,
  type Column,
  call,
  DateInput,
  DenseTable,
  Empty,
  Failure,
  Loading,
  query,
  Refusal,
  showDate,
  showInstant,
  showNumber,
  useLanguage,
} from '#kernel/channels/officer'
import type { Centre, RegisterLine } from '../../printing/register.ts'
import type { printingLimits } from '../../printing/rules.ts'
import { printingWords as w } from '../../printing/words.ts'
import { type Status, statuses } from '../../rules.ts'
import { statusWords } from '../../words.ts'
import './printing.css'

/** The same lines as they come over the wire. */
type Line = Omit<RegisterLine, 'receivedAt' | 'dueAt' | 'returnedAt'> & {
  receivedAt: string
  dueAt: string | null
  returnedAt: string | null
}
interface Page {
  asked: Asked
  centres: Centre[]
  whole: boolean
  lines: Line[]
  next: string | null
  count: number
  limits: typeof printingLimits
}
interface Asked {
  from: string
  to: string
  centre: string | null
  procedure: string | null
  status: Status | null
}

const PATH = '/api/v1/one-stop/printing/register'
const day = (instant: string | null): string => (instant ? (showInstant(instant).split(' ')[0] ?? '') : '')

/** Mẫu 07: the register of a centre over a period, to read, to print, and to print papers of chosen dossiers. */
export default function RegisterPage() {
  const { say } = useLanguage()
  const [asked, setAsked] = useState<Partial<Asked>>({})
  const [after, setAfter] = useState<string | null>(null)
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery({
    queryKey: ['register', asked, after],
    queryFn: ({ signal }) => call<Page>(`${PATH}${query({ ...asked, after })}`, { signal }),
    placeholderData: (before) => before,
  })
  return (
    <Stack gap="md">
      <div>
        <Title order={1} size="h3">
          {say(w.register)}
        </Title>
        <Text c="dimmed">{say(w.registerLead)}</Text>
      </div>
      {data ? (
        <Ask
          key={JSON.stringify(data.asked)}
          page={data}
          show={(next) => {
            setAfter(null)
            setAsked(next)
          }}
        />
      ) : null}
      {isPending ? (
        <Loading lines={10} />
      ) : error ? (
        data ? (
          <Refusal reason={error} />
        ) : (
          <Failure reason={error} retry={() => void refetch()} />
        )
      ) : data ? (
        <div aria-busy={isPlaceholderData}>
          <Lines
            key={`${JSON.stringify(data.asked)}${after ?? ''}`}
            page={data}
            first={after === null}
            go={(mark) => setAfter(mark)}
          />
        </div>
      ) : null}
    </Stack>
  )
}

/** What the register is about. */
function Ask({ page, show }: { page: Page; show: (asked: Partial<Asked>) => void }) {
  const { say } = useLanguage()
  const [draft, setDraft] = useState<Asked>(page.asked)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    show(draft)
  }
  return (
    <form className="panel register-ask" onSubmit={submit}>
      <DateInput label={say(w.from)} value={draft.from} onChange={(from) => setDraft({ ...draft, from: from ?? '' })} />
      <DateInput label={say(w.to)} value={draft.to} onChange={(to) => setDraft({ ...draft, to: to ?? '' })} />
      <NativeSelect
        label={say(w.centre)}
        value={draft.centre ?? ''}
        onChange={(event) => setDraft({ ...draft, centre: event.currentTarget.value || null })}
        data={[
          ...(page.whole ? [{ value: '', label: say(w.everywhere) }] : []),
          ...page.centres.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      <TextInput
        label={say(w.procedure)}
        placeholder="1.001193"
        maxLength={20}
        value={draft.procedure ?? ''}
        onChange={(event) => setDraft({ ...draft, procedure: event.currentTarget.value.trim() || null })}
      />
      <NativeSelect
        label={say(w.status)}
        value={draft.status ?? ''}
        onChange={(event) =>
          setDraft({ ...draft, status: statuses.find((one) => one === event.currentTarget.value) ?? null })
        }
        data={[
          { value: '', label: say(w.any) },
          ...statuses.map((one) => ({ value: one, label: say(statusWords[one]) })),
        ]}
      />
      <Button type="submit">{say(w.show)}</Button>
    </form>
  )
}

/** The register as files; a purpose first. */
function Print({ page }: { page: Page }) {
  const { say } = useLanguage()
  const [purpose, setPurpose] = useState('')
  const { purposeMin, purposeMax } = page.limits
  const ready = [...purpose.trim()].length >= purposeMin
  const href = (format: string) => `${PATH}/${format}${query({ ...page.asked, purpose: purpose.trim() })}`
  const link = (format: string) =>
    ready ? ({ component: 'a', href: href(format) } as const) : ({ disabled: true } as const)
  return (
    <div className="panel register-print">
      <TextInput
        label={say(w.purpose)}
        description={say(w.purposeHelp)}
        maxLength={purposeMax}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      <div>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} />}
            {...link('pdf')}
            {...(ready ? { target: '_blank', rel: 'noreferrer' } : {})}
          >
            {say(w.print)}
          </Button>
          <Button variant="default" leftSection={<IconFileTypeDocx size={16} />} {...link('docx')}>
            {say(w.word)}
          </Button>
          <Button variant="default" leftSection={<IconFileSpreadsheet size={16} />} {...link('xlsx')}>
            {say(w.sheet)}
          </Button>
        </Group>
        <Text size="xs" c="dimmed" mt={4} role="status">
          {ready ? '\u00a0' : say(w.purposeShort).replace('{n}', String(purposeMin))}
        </Text>
      </div>
    </div>
  )
}

function Lines({ page, first, go }: { page: Page; first: boolean; go: (mark: string | null) => void }) {
  const { say, lang } = useLanguage()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const { lines, next, count, limits } = page
  if (lines.length === 0)
    return (
      <div className="panel">
        <Empty text={say(w.none)} />
      </div>
    )
  const most = limits.registerRowsMax.xlsx
  const batch = (what: string) => `/api/v1/one-stop/printing/batch/${what}${query({ ids: [...chosen].join(',') })}`
  const columns: Column<Line>[] = [
    {
      id: 'number',
      title: say(w.number),
      lead: true,
      cell: (line) => (
        <>
          <AppLink link={`/officer/cases/one-stop/dossier/${line.id}`} className="figures">
            {line.number}
          </AppLink>
          <small>{line.procedure}</small>
        </>
      ),
    },
    { id: 'name', title: say(w.name), cell: (line) => line.name },
    {
      id: 'contact',
      title: say(w.contact),
      cell: (line) => (
        <>
          {line.address}
          <small className="figures">{line.phone}</small>
        </>
      ),
    },
    { id: 'agency', title: say(w.agency), cell: (line) => line.agency },
    {
      id: 'days',
      title: say(w.days),
      cell: (line) => (
        <dl className="register-days">
          {(
            [
              [w.received, line.receivedAt],
              [w.due, line.dueAt],
              [w.returned, line.returnedAt],
            ] as const
          ).map(([word, at]) => (
            <div key={word.vi}>
              <dt>{say(word)}</dt>
              <dd className="figures">{day(at) || '–'}</dd>
            </div>
          ))}
        </dl>
      ),
    },
    {
      id: 'delivery',
      title: say(w.delivery),
      cell: (line) => (
        <>
          {line.delivery}
          {line.note ? <small>{line.note}</small> : null}
        </>
      ),
    },
  ]
  return (
    <Stack gap="md">
      <Print page={page} />
      <div className="register-foot">
        <Text fw={600} role="status">
          {say(count > most ? w.countMore : w.count).replace('{n}', showNumber(Math.min(count, most), lang))}
          {' · '}
          {showDate(page.asked.from)} – {showDate(page.asked.to)}
        </Text>
        {chosen.size > 0 ? (
          <Group gap="xs">
            <Text size="sm">{say(w.chosen).replace('{n}', String(chosen.size))}</Text>
            <Button
              size="xs"
              variant="default"
              component="a"
              href={batch('receipts')}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconPrinter size={14} />}
            >
              {say(w.batchReceipts)}
            </Button>
            <Button
              size="xs"
              variant="default"
              component="a"
              href={batch('results')}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconPrinter size={14} />}
            >
              {say(w.batchResults)}
            </Button>
            <Button size="xs" variant="subtle" onClick={() => setChosen(new Set())}>
              {say(w.unchoose)}
            </Button>
          </Group>
        ) : null}
      </div>
      <div className="register-frame">
        <DenseTable
          caption={say(w.register)}
          columns={columns}
          rows={lines}
          selected={chosen}
          onSelect={setChosen}
          nameOf={(line) => say(w.dossier).replace('{number}', line.number)}
        />
      </div>
      {next || !first ? (
        <Group gap="xs" justify="flex-end">
          <Button variant="default" size="xs" disabled={first} onClick={() => go(null)}>
            ← {say(w.newer)}
          </Button>
          <Button variant="default" size="xs" disabled={!next} onClick={() => go(next)}>
            {say(w.older)} →
          </Button>
        </Group>
      ) : null}
    </Stack>
  )
}
