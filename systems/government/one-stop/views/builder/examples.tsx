import { Badge, Button, Checkbox, Group, NumberInput, Textarea, TextInput } from '@mantine/core'
import { IconChecks, IconCopy, IconDeviceMobile, IconPencil, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  announce,
  call,
  Dialog,
  Failure,
  Loading,
  patch,
  post,
  Refusal,
  Refused,
  showInstant,
  showMoney,
  showNumber,
  told,
  useLanguage,
} from '#kernel/channels/officer'
import type { ExampleRun, ExampleShown } from '../../design/example.ts'
import { fieldsOf } from '../../design/rules.ts'
import type { ExampleExpected } from '../../design/shape.ts'
import { exampleLimits } from '../../design/shape.ts'
import { Pick, Tool, useEditing, useWords } from './parts.tsx'
import { SureDialog } from './publish.tsx'
import { DOOR, type ExamplesAnswer, type RunsAnswer } from './state.ts'
import { words } from './words.ts'

/** What is kept of a trial: the same on the wire, as the door takes it. */
export interface TrialBody {
  answers: Record<string, unknown>
  findings: Record<string, unknown>
  papers: readonly string[] | null
  channel: string
  commune: string
  at?: string
}

const KEY = (code: string) => ['builder', 'examples', code]

/** The examples of a procedure: run all of them on this edition, open, change, copy, delete. */
export function ExamplesPanel({
  id,
  code,
  saved,
  open,
}: {
  id: string
  code: string
  /** Waits until what was typed is kept: examples run on what the server knows. */
  saved: () => Promise<void>
  open: (example: ExampleShown) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const client = useQueryClient()
  const [runs, setRuns] = useState<ReadonlyMap<string, ExampleRun> | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [changing, setChanging] = useState<ExampleShown | null>(null)
  const [deleting, setDeleting] = useState<ExampleShown | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEY(code),
    queryFn: ({ signal }) => call<ExamplesAnswer>(`${DOOR}/procedures/${code}/examples`, { signal }),
  })
  const freshen = () => client.invalidateQueries({ queryKey: KEY(code) })
  const act = async (work: () => Promise<void>) => {
    setBusy(true)
    setFailure(null)
    try {
      await work()
    } catch (reason) {
      setFailure(reason)
    } finally {
      setBusy(false)
    }
  }
  const runAll = () =>
    act(async () => {
      await saved()
      const answer = await post<RunsAnswer>(`${DOOR}/editions/${id}/examples/run`)
      setRuns(new Map(answer.runs.map((run) => [run.id, run])))
      announce(summary(answer.runs.length, answer.passed))
    })
  const summary = (n: number, passed: number) => (passed === n ? t('allPassed', { n }) : t('somePassed', { n, passed }))
  if (isPending) return <Loading lines={3} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const { examples, max } = data
  const ran = examples.filter((example) => runs?.has(example.id))
  const passed = ran.filter((example) => runs?.get(example.id)?.passed).length
  return (
    <section className="panel builder-examples" aria-label={t('examples')}>
      <div className="builder-examples-head">
        <h2>
          {t('examples')} <small className="figures">{t('examplesCount', { n: examples.length, max })}</small>
        </h2>
        {examples.length > 0 ? (
          <Button variant="light" leftSection={<IconChecks size={16} />} loading={busy} onClick={() => void runAll()}>
            {t('runAll')}
          </Button>
        ) : null}
      </div>
      {examples.length === 0 ? <p className="nothing">{t('noExamples')}</p> : null}
      {ran.length > 0 ? (
        <p className="builder-verdict" data-passed={passed === ran.length || undefined} role="status">
          {summary(ran.length, passed)}
        </p>
      ) : null}
      <Refusal reason={failure} />
      <ul className="builder-example-list">
        {examples.map((example) => {
          const run = runs?.get(example.id)
          return (
            <li key={example.id}>
              <div className="builder-example-line">
                <Badge variant="light" color={run ? (run.passed ? 'delta' : 'red') : 'gray'}>
                  {t(run ? (run.passed ? 'passed' : 'notPassed') : 'notRun')}
                </Badge>
                <strong>{example.name}</strong>
                <Group gap={2} wrap="nowrap" className="builder-example-tools">
                  <Tool label={`${t('openExample')}: ${example.name}`} onClick={() => open(example)}>
                    <IconDeviceMobile size={16} />
                  </Tool>
                  <Tool label={`${t('edit')}: ${example.name}`} onClick={() => setChanging(example)}>
                    <IconPencil size={16} />
                  </Tool>
                  <Tool
                    label={`${t('copy')}: ${example.name}`}
                    disabled={busy || examples.length >= max}
                    onClick={() =>
                      void act(async () => {
                        await post(`${DOOR}/examples/${example.id}/copy`)
                        await freshen()
                      })
                    }
                  >
                    <IconCopy size={16} />
                  </Tool>
                  <Tool label={`${t('remove')}: ${example.name}`} danger onClick={() => setDeleting(example)}>
                    <IconTrash size={16} />
                  </Tool>
                </Group>
              </div>
              <ExampleFacts example={example} />
              {run && !run.passed ? (
                <ul className="builder-differences">
                  {run.misfits.map((misfit) => (
                    <li key={misfit.at}>{say(misfit.words)}</li>
                  ))}
                  {run.differences.map((difference) => (
                    <li key={difference.what}>{say(difference.words)}</li>
                  ))}
                </ul>
              ) : null}
            </li>
          )
        })}
      </ul>
      {changing ? (
        <ExampleDialog
          example={changing}
          close={() => setChanging(null)}
          done={async () => {
            setChanging(null)
            setRuns(null)
            await freshen()
          }}
        />
      ) : null}
      {deleting ? (
        <SureDialog
          title={t('remove')}
          text={t('deleteSure', { name: deleting.name })}
          act={t('remove')}
          close={() => setDeleting(null)}
          work={async () => {
            await post(`${DOOR}/examples/${deleting.id}/remove`, { version: deleting.version })
            setDeleting(null)
            await freshen()
          }}
        />
      ) : null}
    </section>
  )
}

/** Where and when it is filed, and what is expected of it, in one line each. */
function ExampleFacts({ example }: { example: ExampleShown }) {
  const t = useWords()
  const { lang } = useLanguage()
  const { tables } = useEditing()
  const { content, expected } = example
  const place = tables.communes.find((one) => one.value === content.commune)?.label
  const wanted = [
    t(expected.end).toLocaleLowerCase(lang),
    ...(expected.fee === null
      ? []
      : [expected.fee === 0 ? t('free').toLocaleLowerCase(lang) : showMoney(expected.fee, lang)]),
    ...(expected.hours === null ? [] : [t('hoursAll', { n: showNumber(expected.hours, lang) })]),
    ...(expected.dueDays === null ? [] : [t('dueDays', { n: expected.dueDays })]),
    ...(expected.steps === null ? [] : [t('stepsShort', { n: expected.steps.length })]),
  ]
  return (
    <>
      {example.note ? <p className="builder-example-note">{example.note}</p> : null}
      <p className="builder-example-facts">
        <span>{t(content.channel)}</span>
        {place ? <span>{place}</span> : null}
        <span className="figures">{showInstant(content.at)}</span>
      </p>
      <p className="builder-example-facts">
        <span>
          {t('expects')}: {wanted.join(', ')}
        </span>
      </p>
    </>
  )
}

/** Names a trial and says what must become of it; keeps it as a new example, or into one that is there. */
export function ExampleDialog({
  edition,
  body,
  came,
  example,
  close,
  done,
}: {
  /** The edition on which a new example is kept. */
  edition?: string
  /** What the trial was; absent: only name, note and what is expected change. */
  body?: TrialBody
  /** What came out of the trial. */
  came?: ExampleExpected
  /** The one that is changed. */
  example?: ExampleShown
  close: () => void
  done: (kept: ExampleShown) => void | Promise<void>
}) {
  const t = useWords()
  const { say } = useLanguage()
  const { design } = useEditing()
  const [name, setName] = useState(example?.name ?? '')
  const [note, setNote] = useState(example?.note ?? '')
  const [expected, setExpected] = useState<ExampleExpected>(
    example?.expected ??
      came ?? { end: 'granted', refusedFor: null, fee: null, hours: null, dueDays: null, steps: null },
  )
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const wrong = failure instanceof Refused ? failure.fields : {}
  const steps = design.stages.flatMap((stage) => stage.steps)
  const reasons = expected.refusedFor ?? came?.refusedFor ?? example?.expected.refusedFor ?? null
  const granted = expected.end === 'granted'
  const fields = fieldsOf(design)
  const reason = (path: string) => {
    const code = /^paper:(.*)$/.exec(path)?.[1]
    if (code !== undefined) return design.papers.find((paper) => paper.code === code)?.name ?? code
    const field = fields.get(path.split('.')[0] ?? path)
    return field ? say(field.label) : path
  }
  const amount = (key: 'fee' | 'hours' | 'dueDays', label: string, decimals: number) => (
    <NumberInput
      label={label}
      hideControls
      min={0}
      decimalScale={decimals}
      decimalSeparator=","
      thousandSeparator="."
      value={expected[key] ?? ''}
      onChange={(next) => setExpected({ ...expected, [key]: next === '' ? null : Number(next) })}
    />
  )
  return (
    <Dialog title={example ? `${t('edit')}: ${example.name}` : t('keep')} close={close} size="lg">
      <form
        className="builder-dialog"
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          setFailure(null)
          const whole = { ...(body ?? {}), name, note, expected }
          const sent = example
            ? patch<ExampleShown>(`${DOOR}/examples/${example.id}`, { ...whole, version: example.version })
            : post<ExampleShown>(`${DOOR}/editions/${edition}/examples`, whole)
          sent
            .then(async (kept) => {
              told(t('kept', { name: kept.name }))
              await done(kept)
            })
            .catch(setFailure)
            .finally(() => setBusy(false))
        }}
      >
        <TextInput
          label={t('exampleName')}
          required
          data-autofocus
          maxLength={exampleLimits.nameLengthMax}
          value={name}
          error={wrong.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Textarea
          label={t('exampleNote')}
          autosize
          minRows={1}
          maxRows={5}
          maxLength={exampleLimits.noteLengthMax}
          value={note}
          error={wrong.note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <p className="nothing">{t('nobodys')}</p>
        <fieldset className="builder-condition">
          <legend>{t('expectedTitle')}</legend>
          <p className="nothing">{t('expectedHelp')}</p>
          <div className="builder-pair builder-dates">
            <Pick
              label={t('endOf')}
              value={expected.end}
              data={[
                { value: 'granted', label: words.granted },
                { value: 'refused', label: words.refused },
              ]}
              onChange={(end) => setExpected({ ...expected, end: end as ExampleExpected['end'] })}
            />
            {amount('fee', t('feeAll'), 0)}
            {amount('hours', t('hoursOf'), 1)}
            {amount('dueDays', t('daysOf'), 0)}
          </div>
          {!granted && reasons && reasons.length > 0 ? (
            <Checkbox
              label={t('checkReasons', { reasons: reasons.map(reason).join(', ') })}
              checked={expected.refusedFor !== null}
              onChange={(event) =>
                setExpected({ ...expected, refusedFor: event.currentTarget.checked ? reasons : null })
              }
            />
          ) : null}
          <Checkbox
            label={t('checkSteps')}
            checked={expected.steps !== null}
            onChange={(event) =>
              setExpected({
                ...expected,
                steps: event.currentTarget.checked ? (came?.steps ?? steps.map((step) => step.key)) : null,
              })
            }
          />
          {expected.steps === null ? null : (
            <fieldset className="builder-ticks">
              <legend className="for-readers">{t('checkSteps')}</legend>
              {steps.map((step) => (
                <label key={step.key}>
                  <input
                    type="checkbox"
                    checked={expected.steps?.includes(step.key) ?? false}
                    onChange={(event) => {
                      const on = event.currentTarget.checked
                      const chosen = steps
                        .map((one) => one.key)
                        .filter((key) => (key === step.key ? on : expected.steps?.includes(key)))
                      setExpected({ ...expected, steps: chosen })
                    }}
                  />
                  {say(step.name)}
                </label>
              ))}
            </fieldset>
          )}
          {came && example ? (
            <Button size="compact-sm" variant="default" onClick={() => setExpected(came)}>
              {t('asRun')}
            </Button>
          ) : null}
        </fieldset>
        <Refusal reason={failure} told={['name', 'note']} />
        <div className="builder-acts">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="lotus" loading={busy}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
