import { Button, Checkbox, Group, Select, Stack, Table, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
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
  ToneBadge,
  told,
  useLanguage,
} from '#kernel/channels/officer'
import { payMethods } from '../../fees/shape.ts'
import { methodWords, receiptWords } from '../../fees/words.ts'
import { DOOR, type ShownReceipt } from './shape.ts'
import { words } from './words.ts'

/** The receipts of a day: print again (marked), and for the head of the centre, cancel. */
export function Receipts({ day, head }: { day: string; head: boolean }) {
  const { lang, say } = useLanguage()
  const client = useQueryClient()
  const [cancelling, setCancelling] = useState<ShownReceipt | null>(null)
  const list = useQuery({
    queryKey: ['till-receipts', day],
    queryFn: ({ signal }) => call<{ rows: ShownReceipt[] }>(`${DOOR}/receipts${query({ day })}`, { signal }),
  })
  const reprint = useMutation({
    mutationFn: (receipt: ShownReceipt) =>
      post<{ reprints: number; url: string }>(`${DOOR}/receipt/${receipt.id}/reprint`),
    onSuccess: (answer) => {
      told(say(words.reprinted).replace('{n}', String(answer.reprints)))
      window.open(answer.url, '_blank', 'noopener')
      void client.invalidateQueries({ queryKey: ['till-receipts'] })
    },
  })
  if (list.isPending) return <Loading />
  if (!list.data) return <Failure reason={list.error} retry={() => void list.refetch()} />
  if (list.data.rows.length === 0)
    return (
      <div className="panel">
        <Empty text={say(words.noReceipts)} />
      </div>
    )
  return (
    <div className="panel panel-flush till-wide">
      <Refusal reason={reprint.error} />
      <Table className="dense" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say(words.receipt)}</Table.Th>
            <Table.Th>{say(words.at)}</Table.Th>
            <Table.Th>{say(words.payer)}</Table.Th>
            <Table.Th>{say(words.method)}</Table.Th>
            <Table.Th data-align="end">{say(words.sum)}</Table.Th>
            <Table.Th>
              <span className="for-readers">{say(words.print)}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data.rows.map((receipt) => (
            <Table.Tr key={receipt.id}>
              <Table.Td className="figures" data-label={say(words.receipt)} data-lead>
                <a href={`${DOOR}/receipt/${receipt.id}/paper`} target="_blank" rel="noopener">
                  {receipt.number}
                </a>
                {receipt.state === 'cancelled' ? (
                  <Text size="xs" c="dimmed">
                    {say(words.cancelled).replace('{reason}', receipt.reason ?? '')}
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td className="figures" data-label={say(words.at)}>
                {showInstant(receipt.issuedAt)}
              </Table.Td>
              <Table.Td data-label={say(words.payer)}>{receipt.payer}</Table.Td>
              <Table.Td data-label={say(words.method)}>{say(methodWords[receipt.method])}</Table.Td>
              <Table.Td data-align="end" data-label={say(words.sum)} className="figures">
                {showMoney(receipt.total, lang)}
              </Table.Td>
              <Table.Td>
                <Group gap={6} justify="flex-end" wrap="nowrap">
                  {receipt.state === 'cancelled' ? (
                    <ToneBadge tone="bad" label={say(receiptWords.choices.state.cancelled)} />
                  ) : null}
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => reprint.mutate(receipt)}
                    aria-label={`${say(words.reprint)} ${receipt.number}`}
                  >
                    {say(words.reprint)}
                  </Button>
                  {head && receipt.state === 'issued' ? (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="red"
                      onClick={() => setCancelling(receipt)}
                      aria-label={`${say(words.cancel)} ${receipt.number}`}
                    >
                      {say(words.cancel)}
                    </Button>
                  ) : null}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {cancelling ? (
        <CancelReceipt
          receipt={cancelling}
          close={() => setCancelling(null)}
          cancelled={() => {
            setCancelling(null)
            void client.invalidateQueries({ queryKey: ['till-receipts'] })
            void client.invalidateQueries({ queryKey: ['till'] })
          }}
        />
      ) : null}
    </div>
  )
}

function CancelReceipt({
  receipt,
  close,
  cancelled,
}: {
  receipt: ShownReceipt
  close: () => void
  cancelled: () => void
}) {
  const { say } = useLanguage()
  const [reason, setReason] = useState('')
  const [refund, setRefund] = useState<string>(receipt.method === 'online' ? 'transfer' : receipt.method)
  const [again, setAgain] = useState(false)
  const cancel = useMutation({
    mutationFn: () => post(`${DOOR}/receipt/${receipt.id}/cancel`, { reason, refund, again }),
    onSuccess: cancelled,
  })
  return (
    <Dialog title={say(words.cancelTitle).replace('{number}', receipt.number)} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          cancel.mutate()
        }}
      >
        <Stack gap="sm">
          <Textarea
            label={say(words.reason)}
            value={reason}
            required
            data-autofocus
            maxLength={1_000}
            autosize
            minRows={2}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Select
            label={say(words.refund)}
            data={payMethods.map((one) => ({ value: one, label: say(methodWords[one]) }))}
            value={refund}
            onChange={(value) => setRefund(value ?? 'cash')}
            allowDeselect={false}
          />
          <Checkbox
            label={say(words.collectAgain)}
            checked={again}
            onChange={(event) => setAgain(event.currentTarget.checked)}
          />
          <Refusal reason={cancel.error} />
          <Group justify="flex-end">
            <Button type="submit" color="red" loading={cancel.isPending}>
              {say(words.cancelDo)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
