import { Button, Group, NumberInput, Select, Stack, Text, Textarea, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog, post, Refusal, showMoney, useLanguage } from '#kernel/channels/officer'
import { DOOR, type Till } from './shape.ts'
import { words } from './words.ts'

/** Before anything is collected: what is in the drawer. */
export function OpenShift({ tills, opened }: { tills: readonly Till[]; opened: () => void }) {
  const { say } = useLanguage()
  const [cash, setCash] = useState<number | string>(0)
  const [unit, setUnit] = useState<string | null>(tills[0]?.id ?? null)
  const open = useMutation({
    mutationFn: () => post(`${DOOR}/shift`, { act: 'open', cash: Number(cash) || 0, unit }),
    onSuccess: opened,
  })
  return (
    <section className="panel" aria-labelledby="open-shift">
      <Title order={2} size="h4" id="open-shift">
        {say(words.openTitle)}
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        {say(words.openLead)}
      </Text>
      <form
        className="till-row"
        onSubmit={(event) => {
          event.preventDefault()
          open.mutate()
        }}
      >
        {tills.length > 1 ? (
          <Select
            className="till-grow"
            label={say(words.centre)}
            data={tills.map((till) => ({ value: till.id, label: till.name }))}
            value={unit}
            onChange={setUnit}
            allowDeselect={false}
            searchable
          />
        ) : null}
        <NumberInput
          label={say(words.opening)}
          value={cash}
          onChange={setCash}
          thousandSeparator="."
          decimalSeparator=","
          allowNegative={false}
          allowDecimal={false}
          hideControls
          autoFocus
        />
        <Button type="submit" loading={open.isPending}>
          {say(words.open)}
        </Button>
      </form>
      <Refusal reason={open.error} />
    </section>
  )
}

/** The count that ends a shift: by notes, so that a slip of the finger is seen. */
export function CloseShift({
  expected,
  denominations,
  close,
  closed,
}: {
  expected: number
  denominations: readonly number[]
  close: () => void
  closed: (difference: number) => void
}) {
  const { lang, say } = useLanguage()
  const [counts, setCounts] = useState<Record<string, number>>({})
  const [explanation, setExplanation] = useState('')
  const counted = denominations.reduce((sum, note) => sum + note * (counts[String(note)] ?? 0), 0)
  const difference = counted - expected
  const end = useMutation({
    mutationFn: () =>
      post<{ closed: { difference: number } }>(`${DOOR}/shift`, {
        act: 'close',
        counts,
        explanation: explanation.trim() || null,
      }),
    onSuccess: (answer) => closed(answer.closed.difference),
  })
  return (
    <Dialog title={say(words.closeTitle)} close={close} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          end.mutate()
        }}
      >
        <Stack gap="sm">
          <div className="till-notes">
            {denominations.map((note, place) => (
              <NumberInput
                key={note}
                label={showMoney(note, lang)}
                value={counts[String(note)] ?? ''}
                onChange={(value) => setCounts({ ...counts, [String(note)]: Number(value) || 0 })}
                min={0}
                allowDecimal={false}
                hideControls
                placeholder="0"
                {...(place === 0 ? { 'data-autofocus': true } : {})}
              />
            ))}
          </div>
          <dl className="till-figures">
            <div>
              <dt>{say(words.expected)}</dt>
              <dd>{showMoney(expected, lang)}</dd>
            </div>
            <div>
              <dt>{say(words.counted)}</dt>
              <dd>{showMoney(counted, lang)}</dd>
            </div>
            <div>
              <dt>{say(words.difference)}</dt>
              <dd>{showMoney(difference, lang)}</dd>
            </div>
          </dl>
          {difference !== 0 ? (
            <Textarea
              label={say(words.explanation)}
              value={explanation}
              maxLength={1_000}
              autosize
              minRows={2}
              onChange={(event) => setExplanation(event.currentTarget.value)}
            />
          ) : null}
          <Refusal reason={end.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={end.isPending}>
              {say(words.close)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
