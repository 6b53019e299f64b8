import { Button, Group, Progress, Switch, Table, Textarea, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { AppLink, announce, call, post, Refusal, ToneBadge, useLanguage, useShortcuts } from '#kernel/channels/officer'
import { readPile } from '../../scanning/rules.ts'
import { pileStateWords, intakeScreenWords as w } from '../../scanning/words.ts'
import { AddProcedure } from './intake.tsx'
import type { PileShown, ProcedureShown } from './shape.ts'
import { pileKeys } from './shortcuts.ts'
import { put } from './text.ts'
import './intake.css'

/** As the server holds it (scanning/kinds.ts, trayLimits.pileRowsMax); it refuses what is longer. */
const ROWS_MAX = 500
const POLL_MS = 800

/** Many applicants of one procedure, as with certified copies: a pasted list, each line a dossier of its own. */
export default function PileScreen() {
  const { say } = useLanguage()
  const [procedure, setProcedure] = useState<ProcedureShown | null>(null)
  const [text, setText] = useState('')
  const [accept, setAccept] = useState(true)
  const [id, setId] = useState<string | null>(null)
  const [refused, setRefused] = useState<unknown>(null)
  const [corrected, setCorrected] = useState<Record<number, { national_id?: string; full_name?: string }>>({})
  const search = useRef<HTMLInputElement>(null)
  const read = useMemo(() => readPile(text, ROWS_MAX), [text])
  const { data: pile, refetch } = useQuery({
    queryKey: ['one-stop', 'pile', id],
    queryFn: ({ signal }) => call<PileShown>(`/api/v1/one-stop/receiving/piles/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: (one) =>
      one.state.data && ['done', 'cancelled'].includes(one.state.data.state) ? false : POLL_MS,
  })
  const attempt = async (work: () => Promise<unknown>) => {
    setRefused(null)
    try {
      await work()
    } catch (reason) {
      setRefused(reason)
    }
  }
  const begin = () =>
    attempt(async () => {
      if (!procedure || read.rows.length === 0 || id !== null) return
      const made = await post<PileShown>('/api/v1/one-stop/receiving/piles', { procedure: procedure.id, text, accept })
      setId(made.id)
      announce(say(put(w.pileBegin, { count: made.linesCount })))
    })
  const on = (word: 'cancel' | 'resume', body: unknown = {}) =>
    attempt(async () => {
      await post<PileShown>(`/api/v1/one-stop/receiving/piles/${id}/${word}`, body)
      setCorrected({})
      await refetch()
    })
  const fresh = () => {
    setId(null)
    setText('')
    setCorrected({})
    setRefused(null)
    search.current?.focus()
  }
  useShortcuts(pileKeys, { 'ctrl+enter': () => void begin(), 'alt+n': fresh })

  const done = pile ? pile.doneCount + pile.refusedCount : 0
  const fixes = Object.entries(corrected).map(([at, line]) => ({ at: Number(at), ...line }))
  return (
    <div className="intake-pile">
      <header className="intake-head">
        <div>
          <Title order={1} size="h3">
            {say(w.pileTitle)}
          </Title>
          <p className="nothing">{say(w.pileLead)}</p>
        </div>
        <AppLink link="/officer/desk/one-stop/intake" className="quiet-link">
          {say(w.title)}
        </AppLink>
      </header>
      {id === null ? (
        <section className="panel">
          {procedure ? (
            <p className="intake-chosen">
              <strong>{procedure.name}</strong> <span className="figures">{procedure.code}</span>
            </p>
          ) : null}
          <AddProcedure inputRef={search} label={say(w.pileProcedure)} add={(_code, found) => setProcedure(found)} />
          <Textarea
            mt="sm"
            label={say(w.pileText)}
            description={say(w.pileHelp)}
            value={text}
            autosize
            minRows={8}
            maxRows={20}
            spellCheck={false}
            onChange={(event) => setText(event.currentTarget.value)}
            classNames={{ input: 'intake-pile-text' }}
          />
          <p className="nothing" aria-live="polite">
            {say(put(w.pileRead, { count: read.rows.length }))}
            {read.wrong.length > 0 ? (
              <span className="field-error">
                {' '}
                · {say(put(w.pileWrong, { lines: read.wrong.slice(0, 20).join(', ') }))}
              </span>
            ) : null}
          </p>
          <Switch checked={accept} onChange={(event) => setAccept(event.currentTarget.checked)} label={say(w.accept)} />
          <Refusal reason={refused} />
          <Group mt="md">
            <Button color="lotus" disabled={!procedure || read.rows.length === 0} onClick={() => void begin()}>
              {say(put(w.pileBegin, { count: read.rows.length }))}
            </Button>
          </Group>
        </section>
      ) : (
        <section className="panel" aria-labelledby="pile-title">
          <h2 id="pile-title">{pile?.procedureName ?? procedure?.name}</h2>
          {pile ? (
            <>
              <p aria-live="polite">
                <ToneBadge
                  tone={pile.state === 'done' ? 'good' : pile.state === 'cancelled' ? 'neutral' : 'wait'}
                  label={say(pileStateWords[pile.state])}
                />{' '}
                {say(put(w.pileProgress, { done: pile.doneCount, all: pile.linesCount, refused: pile.refusedCount }))}
              </p>
              <Progress
                value={(100 * done) / Math.max(1, pile.linesCount)}
                aria-label={say(
                  put(w.pileProgress, { done: pile.doneCount, all: pile.linesCount, refused: pile.refusedCount }),
                )}
              />
              <Group my="sm">
                {pile.state === 'waiting' || pile.state === 'running' ? (
                  <Button variant="default" onClick={() => void on('cancel')}>
                    {say(w.pileCancel)}
                  </Button>
                ) : null}
                {pile.state === 'cancelled' ? (
                  <Button onClick={() => void on('resume')}>{say(w.pileResume)}</Button>
                ) : null}
                {pile.state === 'done' && pile.refusedCount > 0 ? (
                  <Button disabled={fixes.length === 0} onClick={() => void on('resume', { lines: fixes })}>
                    {say(w.pileAgain)}
                  </Button>
                ) : null}
                {pile.state === 'done' || pile.state === 'cancelled' ? (
                  <Button variant="default" onClick={fresh}>
                    {say(w.pileNew)}
                  </Button>
                ) : null}
              </Group>
              <Refusal reason={refused} />
              <div className="intake-pile-frame">
                <Table verticalSpacing={4}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th scope="col">{say(w.line)}</Table.Th>
                      <Table.Th scope="col">{say(w.card)}</Table.Th>
                      <Table.Th scope="col">{say(w.fullName)}</Table.Th>
                      <Table.Th scope="col">{say(w.outcome)}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {pile.lines.map((line, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place in the pile
                      <Table.Tr key={at}>
                        <Table.Td className="figures">{at + 1}</Table.Td>
                        <Table.Td className="figures">
                          {line.refused ? (
                            <TextInput
                              size="xs"
                              aria-label={`${say(w.card)} ${at + 1}`}
                              value={corrected[at]?.national_id ?? line.national_id}
                              onChange={(event) => {
                                const value = event.currentTarget.value
                                setCorrected((all) => ({ ...all, [at]: { ...all[at], national_id: value } }))
                              }}
                            />
                          ) : (
                            line.national_id
                          )}
                        </Table.Td>
                        <Table.Td>
                          {line.refused ? (
                            <TextInput
                              size="xs"
                              aria-label={`${say(w.fullName)} ${at + 1}`}
                              value={corrected[at]?.full_name ?? line.full_name}
                              onChange={(event) => {
                                const value = event.currentTarget.value
                                setCorrected((all) => ({ ...all, [at]: { ...all[at], full_name: value } }))
                              }}
                            />
                          ) : (
                            line.full_name
                          )}
                        </Table.Td>
                        <Table.Td>
                          {line.number ? (
                            <AppLink link={`/officer/cases/one-stop/dossier/${line.dossier}`} className="figures">
                              {line.number}
                            </AppLink>
                          ) : line.refused ? (
                            <span className="field-error">{line.refused}</span>
                          ) : (
                            <span className="nothing">{say(w.waiting)}</span>
                          )}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </div>
            </>
          ) : null}
        </section>
      )}
    </div>
  )
}
