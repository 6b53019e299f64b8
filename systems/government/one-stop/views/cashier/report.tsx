import { Alert, Button, Group, Select, Stack, Table, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconFileTypePdf, IconFileTypeXls } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import {
  AppLink,
  call,
  DateInput,
  Empty,
  Failure,
  Loading,
  query,
  showInstant,
  showMoney,
  showNumber,
  today,
  useLanguage,
} from '#kernel/channels/officer'
import { methodWords } from '../../fees/words.ts'
import { DOOR, type Report, type TillState } from './shape.ts'
import { breakWords, words } from './words.ts'
import './cashier.css'

/** What a centre took on a day, by fee and by method, held against the dossiers. */
export default function DayReportView() {
  const { lang, say } = useLanguage()
  // The house says which day it is: the clock of a counter's machine may be wrong.
  const [day, setDay] = useState<string | null>(null)
  const [unit, setUnit] = useState<string | null>(null)
  const state = useQuery({
    queryKey: ['till'],
    queryFn: ({ signal }) => call<TillState>(`${DOOR}/state`, { signal }),
  })
  const report = useQuery({
    queryKey: ['till-report', day, unit],
    queryFn: ({ signal }) => call<Report>(`${DOOR}/report${query({ day, unit })}`, { signal }),
    placeholderData: (before) => before,
  })
  const data = report.data
  const asked = query({ day: day ?? data?.day, unit })
  return (
    <Stack gap="md">
      <div>
        <nav className="crumbs" aria-label={say(words.title)}>
          <AppLink link="/officer/desk/one-stop/cashier">{say(words.title)}</AppLink>
          <span aria-hidden="true">/</span>
          <span>{say(words.report)}</span>
        </nav>
        <Group justify="space-between" align="flex-end">
          <Title order={1} size="h3">
            {say(words.report)}
          </Title>
          <Group gap="xs" align="flex-end">
            {(state.data?.tills.length ?? 0) > 1 ? (
              <Select
                label={say(words.centre)}
                data={(state.data?.tills ?? []).map((till) => ({ value: till.id, label: till.name }))}
                value={unit ?? state.data?.tills[0]?.id ?? null}
                onChange={setUnit}
                allowDeselect={false}
                searchable
              />
            ) : null}
            <DateInput
              label={say(words.day)}
              value={day ?? data?.day ?? today()}
              onChange={(value) => value && setDay(value)}
            />
            <Button
              component="a"
              href={`${DOOR}/report/pdf${asked}`}
              variant="default"
              leftSection={<IconFileTypePdf size={18} />}
            >
              PDF
            </Button>
            <Button
              component="a"
              href={`${DOOR}/report/xlsx${asked}`}
              variant="default"
              leftSection={<IconFileTypeXls size={18} />}
            >
              XLSX
            </Button>
          </Group>
        </Group>
      </div>
      {report.isPending ? <Loading /> : null}
      {report.error ? <Failure reason={report.error} retry={() => void report.refetch()} /> : null}
      {data && !report.error ? (
        <>
          <dl className="till-figures">
            <Figure label={say(words.issued)}>
              {showNumber(data.numbers.issued, lang)}
              {data.numbers.cancelled > 0 ? ` (−${data.numbers.cancelled})` : ''}
            </Figure>
            <Figure label={say(words.taken)}>{showMoney(data.taken, lang)}</Figure>
            <Figure label={say(words.refunded)}>{showMoney(data.refunded, lang)}</Figure>
            <Figure label={say(words.net)}>{showMoney(data.taken - data.refunded, lang)}</Figure>
          </dl>
          {data.breaks.length === 0 ? (
            <Alert color="delta" icon={<IconCircleCheck />}>
              {say(words.reconciled)}
            </Alert>
          ) : (
            <Alert
              color="red"
              icon={<IconAlertTriangle />}
              title={say(words.breaks).replace('{n}', String(data.breaks.length))}
            >
              <ul>
                {data.breaks.map((one) => (
                  <li key={`${one.what}${one.about}`}>
                    {say(breakWords[one.what])}: {one.about}
                  </li>
                ))}
              </ul>
            </Alert>
          )}
          {data.fees.length === 0 ? (
            <div className="panel">
              <Empty text={say(words.noMoney)} />
            </div>
          ) : (
            <>
              <Part
                title={say(words.byFee)}
                heads={[
                  say(words.procedure),
                  say(words.item),
                  say(words.quantity),
                  say(words.amount),
                  say(words.exempted),
                  say(words.taken),
                  say(words.refunded),
                ]}
                left={2}
                rows={data.fees.map((fee) => [
                  fee.procedure,
                  fee.name,
                  showNumber(fee.count, lang),
                  showMoney(fee.amount, lang),
                  showMoney(fee.exempted, lang),
                  showMoney(fee.due, lang),
                  showMoney(fee.refunded, lang),
                ])}
              />
              <Part
                title={say(words.byMethod)}
                heads={[say(words.method), say(words.issued), say(words.taken), say(words.refunded)]}
                left={1}
                rows={data.methods.map((one) => [
                  say(methodWords[one.method]),
                  showNumber(one.receipts, lang),
                  showMoney(one.taken, lang),
                  showMoney(one.refunded, lang),
                ])}
              />
            </>
          )}
          {data.shifts.length > 0 ? (
            <Part
              title={say(words.shifts)}
              heads={[
                say(words.cashierName),
                say(words.opened),
                say(words.closed),
                say(words.expected),
                say(words.counted),
                say(words.difference),
                say(words.explanation),
              ]}
              left={3}
              rows={data.shifts.map((shift) => [
                shift.cashier,
                showInstant(shift.opened),
                shift.closed ? showInstant(shift.closed) : say(words.stillOpen),
                shift.expected === null ? '–' : showMoney(shift.expected, lang),
                shift.counted === null ? '–' : showMoney(shift.counted, lang),
                shift.difference === null ? '–' : showMoney(shift.difference, lang),
                shift.explanation ?? '',
              ])}
            />
          ) : null}
        </>
      ) : null}
    </Stack>
  )
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Part({
  title,
  heads,
  rows,
  left,
}: {
  title: string
  heads: readonly string[]
  rows: readonly (readonly string[])[]
  /** So many columns stand at the left; the rest are figures. */
  left: number
}) {
  const { say } = useLanguage()
  const table = say(words.tableOf).replace('{what}', title)
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb={6}>
        {title}
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="panel panel-flush till-wide" tabIndex={0} aria-label={table}>
        <Table className="dense">
          <Table.Thead>
            <Table.Tr>
              {heads.map((head, place) => (
                <Table.Th key={head} data-align={place < left ? undefined : 'end'}>
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.join('|')}>
                {row.map((cell, place) => (
                  <Table.Td
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                    key={place}
                    // On a phone a row is a card: what it is about stands first, each figure under its name.
                    data-label={heads[place]}
                    data-lead={place === 0 || undefined}
                    data-align={place < left ? undefined : 'end'}
                    className={place < left ? undefined : 'figures'}
                  >
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </section>
  )
}
