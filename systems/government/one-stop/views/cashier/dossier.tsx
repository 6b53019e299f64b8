import { ActionIcon, Button, NumberInput, Select, Table, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { post, Refusal, showInstant, showMoney, showNumber, ToneBadge, useLanguage } from '#kernel/channels/officer'
import { billStateWords, occasionWords, perWords } from '../../fees/words.ts'
import { ClaimCheck } from './claim.tsx'
import { DOOR, type Payable, type ShownBill } from './shape.ts'
import { words } from './words.ts'

const tones = { unpriced: 'wait', awaiting: 'active', settled: 'good', void: 'neutral', refunded: 'neutral' } as const

/** One dossier on the desk: its bills, what they are counted by, and who pays less. */
export function DossierFees({
  payable,
  changed,
  remove,
}: {
  payable: Payable
  changed: (fresh: Payable) => void
  remove: () => void
}) {
  const { say } = useLanguage()
  const act = useMutation({
    mutationFn: ({ path, body }: { path: 'fees' | 'claim'; body: unknown }) =>
      post<Payable>(`${DOOR}/dossier/${encodeURIComponent(payable.number)}/${path}`, body),
    onSuccess: changed,
  })
  const live = payable.bills.filter((bill) => bill.state !== 'void' || bill.lines.some((line) => line.exempted > 0))
  const open = payable.bills.some((bill) => bill.state === 'awaiting' || bill.state === 'unpriced')
  return (
    <article className="panel till-dossier" aria-label={payable.number}>
      <div className="till-head">
        <div>
          <h2>
            {payable.number} · {payable.applicant}
          </h2>
          <p>{payable.procedure.name}</p>
        </div>
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={remove}
          aria-label={say(words.remove).replace('{number}', payable.number)}
        >
          <IconX size={18} />
        </ActionIcon>
      </div>
      {live.length === 0 ? <Text c="dimmed">{say(words.nothingDue)}</Text> : null}
      {live.map((bill) => (
        <BillLines
          key={bill.reference}
          bill={bill}
          busy={act.isPending}
          reckon={(body) => act.mutate({ path: 'fees', body })}
        />
      ))}
      {payable.feeNote && open ? <p className="till-less">{payable.feeNote}</p> : null}
      {payable.claims.map((claim) => (
        <ClaimCheck
          key={claim.id}
          claim={claim}
          busy={act.isPending}
          settle={(verdict) => act.mutate({ path: 'claim', body: { claim: claim.id, ...verdict } })}
        />
      ))}
      {open && payable.exemptions.length > 0 ? (
        <ExemptionForm
          payable={payable}
          busy={act.isPending}
          apply={(exemption, evidence) => act.mutate({ path: 'claim', body: { exemption, evidence, confirmed: true } })}
        />
      ) : null}
      <Refusal reason={act.error} />
    </article>
  )
}

function BillLines({
  bill,
  busy,
  reckon,
}: {
  bill: ShownBill
  busy: boolean
  reckon: (body: { copies?: number; pages?: number; amounts?: { code: string; amount: number }[] }) => void
}) {
  const { lang, say } = useLanguage()
  const [copies, setCopies] = useState<number | string>(bill.copies)
  const [pages, setPages] = useState<number | string>(bill.pages)
  const [amount, setAmount] = useState<number | string>('')
  const open = bill.state === 'awaiting' || bill.state === 'unpriced'
  const counted = bill.lines.some((line) => line.per !== 'dossier')
  const paged = bill.lines.some((line) => line.per === 'page')
  const unpriced = bill.lines.find((line) => line.amount === null)
  return (
    <section aria-label={say(occasionWords[bill.occasion])}>
      <div className="till-wide">
        <Table className="dense" mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                {say(occasionWords[bill.occasion])}{' '}
                <ToneBadge tone={tones[bill.state]} label={say(billStateWords[bill.state])} />
              </Table.Th>
              <Table.Th ta="right">{say(words.quantity)}</Table.Th>
              <Table.Th ta="right">{say(words.amount)}</Table.Th>
              <Table.Th ta="right">{say(words.exempted)}</Table.Th>
              <Table.Th ta="right">{say(words.due)}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {bill.lines.map((line) => (
              <Table.Tr key={line.code}>
                <Table.Td>
                  {line.name}
                  {line.exemption ? (
                    <small className="till-less">
                      {' '}
                      {say(line.exemption.name)} −{line.exemption.percent} %
                    </small>
                  ) : null}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {showNumber(line.count, lang)} {say(perWords[line.per])}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {line.amount === null ? '–' : showMoney(line.amount, lang)}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {line.exempted === 0 ? '–' : showMoney(line.exempted, lang)}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  <strong>{line.due === null ? '–' : showMoney(line.due, lang)}</strong>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {bill.state === 'settled' && bill.settledAt ? (
        <p className="till-less">
          {say(words.paidAlready)} {showInstant(bill.settledAt)}
        </p>
      ) : null}
      {open && unpriced ? (
        <form
          className="till-row"
          onSubmit={(event) => {
            event.preventDefault()
            if (amount !== '') reckon({ amounts: [{ code: unpriced.code, amount: Number(amount) }] })
          }}
        >
          <NumberInput
            className="till-grow"
            label={say(words.unit).replace('{per}', say(perWords[unpriced.per]))}
            value={amount}
            onChange={setAmount}
            thousandSeparator="."
            decimalSeparator=","
            allowNegative={false}
            allowDecimal={false}
            hideControls
            required
          />
          <Button type="submit" variant="default" loading={busy}>
            {say(words.reckon)}
          </Button>
        </form>
      ) : null}
      {open && counted && !unpriced ? (
        <form
          className="till-row"
          onSubmit={(event) => {
            event.preventDefault()
            reckon({ copies: Number(copies) || 1, pages: Number(pages) || 1 })
          }}
        >
          <NumberInput
            className="till-number"
            label={say(words.copies)}
            value={copies}
            onChange={setCopies}
            min={1}
            max={500}
            allowDecimal={false}
          />
          {paged ? (
            <NumberInput
              className="till-number"
              label={say(words.pages)}
              value={pages}
              onChange={setPages}
              min={1}
              max={2_000}
              allowDecimal={false}
            />
          ) : null}
          <Button type="submit" variant="default" loading={busy}>
            {say(words.reckon)}
          </Button>
        </form>
      ) : null}
    </section>
  )
}

function ExemptionForm({
  payable,
  busy,
  apply,
}: {
  payable: Payable
  busy: boolean
  apply: (exemption: string, evidence: string) => void
}) {
  const { say } = useLanguage()
  const [code, setCode] = useState<string | null>(null)
  const [evidence, setEvidence] = useState('')
  const chosen = payable.exemptions.find((one) => one.code === code)
  return (
    <form
      className="till-row"
      onSubmit={(event) => {
        event.preventDefault()
        if (code) apply(code, evidence)
      }}
    >
      <Select
        className="till-grow"
        label={say(words.exemptions)}
        data={payable.exemptions.map((one) => ({ value: one.code, label: `${say(one.name)} (−${one.percent} %)` }))}
        value={code}
        onChange={setCode}
        clearable
        searchable
      />
      {chosen ? (
        <>
          <TextInput
            className="till-grow"
            label={say(words.evidence)}
            description={`${say(chosen.evidence)}. ${chosen.source}`}
            value={evidence}
            required
            maxLength={500}
            onChange={(event) => setEvidence(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={busy}>
            {say(words.apply)}
          </Button>
        </>
      ) : null}
    </form>
  )
}
