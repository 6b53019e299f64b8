import { Button, Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconCash, IconPrinter, IconReportMoney, IconSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
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
  showInstant,
  showMoney,
  told,
  useKeys,
  useLanguage,
} from '#kernel/channels/officer'
import type { PayMethod } from '../../fees/shape.ts'
import { methodWords } from '../../fees/words.ts'
import { DossierFees } from './dossier.tsx'
import { Receipts } from './receipts.tsx'
import { DOOR, type Found, type Paid, type Payable, type ShownBill, type TillState } from './shape.ts'
import { CloseShift, OpenShift } from './shift.tsx'
import { words } from './words.ts'
import './cashier.css'

const awaiting = (payable: Payable): ShownBill[] => payable.bills.filter((bill) => bill.state === 'awaiting')
/** One payment, one key: a second press or a lost answer pays nothing twice. */
const newKey = (): string => crypto.randomUUID()

/** The cashier's desk: find, check, collect, print; every act by keyboard. */
export default function Cashier() {
  const { lang, say } = useLanguage()
  const client = useQueryClient()
  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [sought, setSought] = useState('')
  const [cart, setCart] = useState<string[]>([])
  const [method, setMethod] = useState<PayMethod>('cash')
  const [given, setGiven] = useState<number | string>('')
  const [slip, setSlip] = useState('')
  const [payer, setPayer] = useState('')
  const [key, setKey] = useState(newKey)
  const [paid, setPaid] = useState<Paid | null>(null)
  const [tab, setTab] = useState<'collect' | 'receipts'>('collect')
  const [closing, setClosing] = useState(false)

  const state = useQuery({
    queryKey: ['till'],
    queryFn: ({ signal }) => call<TillState>(`${DOOR}/state`, { signal }),
    refetchInterval: 60_000,
  })
  const found = useQuery({
    queryKey: ['till-find', sought],
    queryFn: ({ signal }) => call<{ rows: Found[] }>(`${DOOR}/find${query({ q: sought })}`, { signal }),
    enabled: sought !== '',
  })
  const dossiers = useQuery({
    queryKey: ['till-cart', cart],
    queryFn: ({ signal }) =>
      Promise.all(cart.map((number) => call<Payable>(`${DOOR}/dossier/${encodeURIComponent(number)}`, { signal }))),
    placeholderData: (before) => before,
  })
  const shown = (dossiers.data ?? []).filter((one) => cart.includes(one.number))
  const bills = shown.flatMap(awaiting)
  const total = bills.reduce((sum, bill) => sum + (bill.due ?? 0), 0)
  const change = method === 'cash' && given !== '' ? Number(given) - total : null

  const pay = useMutation({
    mutationFn: () =>
      post<Paid>(`${DOOR}/pay`, {
        key,
        bills: bills.map(({ reference, version }) => ({ reference, version })),
        method,
        slip: slip.trim() || null,
        payer: payer.trim() || null,
        given: method === 'cash' && given !== '' ? Number(given) : null,
      }),
    onSuccess: (answer) => {
      setPaid(answer)
      announce(say(words.paidTitle).replace('{sum}', showMoney(answer.receipt.total, lang)))
      void client.invalidateQueries({ queryKey: ['till'] })
      void client.invalidateQueries({ queryKey: ['till-receipts'] })
    },
    onError: () => void client.invalidateQueries({ queryKey: ['till-cart'] }),
  })
  const ready = bills.length > 0 && !pay.isPending && paid === null && (change === null || change >= 0)
  const collect = () => {
    if (ready && tab === 'collect') pay.mutate()
  }
  const afresh = () => {
    setPaid(null)
    setCart([])
    setTyped('')
    setSought('')
    setGiven('')
    setSlip('')
    setPayer('')
    setKey(newKey())
    setMethod('cash')
    pay.reset()
    requestAnimationFrame(() => box.current?.focus())
  }
  const pick = (number: string) => {
    if (!cart.includes(number)) setCart([...cart, number])
    setTyped('')
    setSought('')
    setKey(newKey())
    requestAnimationFrame(() => box.current?.focus())
  }
  useKeys(
    {
      'ctrl+enter': collect,
      'alt+1': () => setMethod('cash'),
      'alt+2': () => setMethod('transfer'),
      'alt+3': () => setMethod('card'),
    },
    { always: true },
  )

  if (state.isPending) return <Loading />
  if (!state.data) return <Failure reason={state.error} retry={() => void state.refetch()} />
  const { shift, tills } = state.data
  const till = tills.find((one) => one.id === shift?.unit) ?? tills[0]
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={1} size="h3">
            {say(words.title)}
          </Title>
          <Text size="sm" c="dimmed">
            {till?.name}
            {shift
              ? ` · ${say(words.shiftSince).replace('{at}', showInstant(shift.openedAt))} · ${say(words.inDrawer).replace('{sum}', showMoney(shift.expected, lang))}`
              : ''}
          </Text>
        </div>
        <Group gap="xs">
          <SegmentedControl
            value={tab}
            onChange={(value) => setTab(value as typeof tab)}
            data={[
              { value: 'collect', label: say(words.collect) },
              { value: 'receipts', label: say(words.receipts) },
            ]}
          />
          <AppLink link="/officer/desk/one-stop/cashier-report" className="till-report-link">
            <IconReportMoney size={18} aria-hidden="true" /> {say(words.report)}
          </AppLink>
          {shift ? (
            <Button variant="default" onClick={() => setClosing(true)}>
              {say(words.close)}
            </Button>
          ) : null}
        </Group>
      </Group>
      {tab === 'receipts' ? <Receipts day={state.data.today} head={tills.some((one) => one.head)} /> : null}
      {tab === 'collect' && !shift ? (
        <OpenShift tills={tills} opened={() => void client.invalidateQueries({ queryKey: ['till'] })} />
      ) : null}
      {tab === 'collect' && shift ? (
        <div className="till">
          <section aria-label={say(words.collect)}>
            <form
              className="till-search"
              onSubmit={(event) => {
                event.preventDefault()
                setSought(typed.trim())
              }}
            >
              <TextInput
                ref={box}
                data-search
                autoFocus
                label={say(words.search)}
                description={say(words.searchHelp)}
                leftSection={<IconSearch size={18} aria-hidden="true" />}
                value={typed}
                maxLength={300}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              <Button type="submit" variant="default" loading={found.isFetching}>
                {say(words.find)}
              </Button>
            </form>
            <Refusal reason={found.error} />
            {sought !== '' && found.data ? (
              found.data.rows.length === 0 ? (
                <Empty text={say(words.nothing)} />
              ) : (
                <ul className="till-found">
                  {found.data.rows.map((row, place) => (
                    <li key={row.number}>
                      <button
                        type="button"
                        className="till-hit"
                        // The first is taken by one more Enter, as a scanner's user expects.
                        ref={place === 0 ? (element) => element?.focus() : undefined}
                        onClick={() => pick(row.number)}
                      >
                        <strong>
                          {row.number} · {row.applicant_name}
                        </strong>
                        <span className="figures">
                          {row.open > 0 && row.due === 0 ? say(words.noAmount) : showMoney(row.due, lang)}
                        </span>
                        <small>{row.procedure_name}</small>
                      </button>
                    </li>
                  ))}
                </ul>
              )
            ) : null}
            <Refusal reason={dossiers.error} />
            {cart.length === 0 && sought === '' ? <Empty text={say(words.start)} /> : null}
            {shown.map((payable) => (
              <DossierFees
                key={payable.number}
                payable={payable}
                changed={(fresh) => {
                  client.setQueryData<Payable[]>(['till-cart', cart], (before) =>
                    (before ?? []).map((one) => (one.number === fresh.number ? fresh : one)),
                  )
                  setKey(newKey())
                }}
                remove={() => {
                  setCart(cart.filter((number) => number !== payable.number))
                  setKey(newKey())
                }}
              />
            ))}
          </section>
          <section className="panel till-side" aria-label={say(words.total)}>
            <p className="till-total">
              <span>{say(words.total)}</span>
              <span className="till-sum">{showMoney(total, lang)}</span>
            </p>
            <Stack gap="sm">
              <Select
                label={say(words.method)}
                data={(['cash', 'transfer', 'card'] as const).map((one, place) => ({
                  value: one,
                  label: `${say(methodWords[one])} (Alt+${place + 1})`,
                }))}
                value={method}
                onChange={(value) => setMethod((value ?? 'cash') as PayMethod)}
                allowDeselect={false}
              />
              {method === 'cash' ? (
                <>
                  <NumberInput
                    label={say(words.given)}
                    value={given}
                    onChange={setGiven}
                    thousandSeparator="."
                    decimalSeparator=","
                    allowNegative={false}
                    allowDecimal={false}
                    hideControls
                  />
                  {change === null ? null : (
                    <p className="till-change" data-short={change < 0 ? '' : undefined} role="status">
                      <span>{say(change < 0 ? words.short : words.change)}</span>
                      <strong>{showMoney(Math.abs(change), lang)}</strong>
                    </p>
                  )}
                </>
              ) : (
                <>
                  <TextInput
                    label={say(method === 'card' ? words.slip : words.transferSlip)}
                    value={slip}
                    required
                    maxLength={100}
                    onChange={(event) => setSlip(event.currentTarget.value)}
                  />
                  {method === 'transfer'
                    ? bills.map((bill) => (
                        <Text key={bill.reference} size="sm" c="dimmed">
                          {say(words.showQr).replace('{reference}', bill.reference)}
                        </Text>
                      ))
                    : null}
                </>
              )}
              <TextInput
                label={say(words.payer)}
                description={say(words.payerHelp)}
                value={payer}
                maxLength={200}
                onChange={(event) => setPayer(event.currentTarget.value)}
              />
              <Refusal reason={pay.error} />
              <Button
                size="md"
                color="lotus"
                leftSection={<IconCash size={20} />}
                onClick={collect}
                disabled={!ready}
                loading={pay.isPending}
                aria-keyshortcuts="Control+Enter"
              >
                {say(words.pay)}
                <span className="till-key" aria-hidden="true">
                  Ctrl ↵
                </span>
              </Button>
            </Stack>
          </section>
        </div>
      ) : null}
      {paid ? (
        <Dialog title={say(words.paidTitle).replace('{sum}', showMoney(paid.receipt.total, lang))} close={afresh}>
          <Stack gap="sm">
            <Text>
              {say(words.receipt)} <strong>{paid.receipt.number}</strong>
            </Text>
            {paid.change > 0 ? (
              <p className="till-change">
                <span>{say(words.change)}</span>
                <strong>{showMoney(paid.change, lang)}</strong>
              </p>
            ) : null}
            <Group>
              {paid.url ? (
                <Button
                  component="a"
                  href={paid.url}
                  target="_blank"
                  rel="noopener"
                  variant="default"
                  leftSection={<IconPrinter size={18} />}
                >
                  {say(words.print)}
                </Button>
              ) : null}
              <Button onClick={afresh} data-autofocus>
                {say(words.again)}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      ) : null}
      {closing && shift ? (
        <CloseShift
          expected={shift.expected}
          denominations={state.data.denominations}
          close={() => setClosing(false)}
          closed={(difference) => {
            setClosing(false)
            told(
              difference === 0
                ? say(words.closedEven)
                : say(words.closedOff).replace('{difference}', showMoney(difference, lang)),
            )
            void client.invalidateQueries({ queryKey: ['till'] })
          }}
        />
      ) : null}
    </Stack>
  )
}
