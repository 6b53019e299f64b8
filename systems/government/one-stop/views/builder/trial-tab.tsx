import { Badge, Button, Checkbox, TextInput } from '@mantine/core'
import { IconBookmark, IconPlayerPlay } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { localDate } from '#ground/clock'
import {
  announce,
  DateInput,
  post,
  Refusal,
  showInstant,
  showMoney,
  showNumber,
  today,
  useLanguage,
} from '#kernel/channels/officer'
import type { ExampleShown } from '../../design/example.ts'
import { askedAnswers, papersIn, prefilled } from '../../design/rules.ts'
import { FOUND } from '../../design/shape.ts'
import { ExampleDialog, ExamplesPanel, type TrialBody } from './examples.tsx'
import { FindingsInputs } from './findings.tsx'
import { Pick, useEditing, useWords } from './parts.tsx'
import { PhonePreview, somebody } from './preview.tsx'
import { DOOR, type TrialAnswer } from './state.ts'
import { words } from './words.ts'

const TIME = /^([01]?\d|2[0-3]):[0-5]\d$/
const HANOI_MS = 7 * 3_600_000
/** The time of day of an instant in the province, 'HH:MM'. */
const clockOf = (at: Date): string => new Date(at.getTime() + HANOI_MS).toISOString().slice(11, 16)

/** What would become of one dossier with the answers of the phone: by the real calendars, and no dossier is made. */
export function TrialTab({ id, code, saved }: { id: string; code: string; saved: () => Promise<void> }) {
  const t = useWords()
  const { say } = useLanguage()
  const client = useQueryClient()
  const { design, answers, answer: setAnswers, tables, level } = useEditing()
  const [channel, setChannel] = useState<'online' | 'in-person' | 'post'>('online')
  const [commune, setCommune] = useState('29869')
  const [day, setDay] = useState('')
  const [time, setTime] = useState('08:00')
  const [papers, setPapers] = useState<readonly string[] | null>(null)
  const [findings, setFindings] = useState<Record<string, unknown>>({})
  const [opened, setOpened] = useState<ExampleShown | null>(null)
  const [keeping, setKeeping] = useState<'new' | 'opened' | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [answer, setAnswer] = useState<TrialAnswer | null>(null)
  // What stands on the phone is what is tried, with what it knew beforehand.
  const said = { ...prefilled(design, somebody, today()), ...answers }
  const wanted = papersIn(design, askedAnswers(design, said))
  const body: TrialBody = {
    answers: said,
    findings,
    papers,
    channel,
    commune,
    ...(day ? { at: `${day}T${(TIME.test(time) ? time : '08:00').padStart(5, '0')}:00+07:00` } : {}),
  }
  const run = async (then?: () => void) => {
    setBusy(true)
    setFailure(null)
    try {
      await saved()
      setAnswer(await post<TrialAnswer>(`${DOOR}/editions/${id}/trial`, body))
      then?.()
    } catch (reason) {
      setFailure(reason)
    } finally {
      setBusy(false)
    }
  }
  /** Puts an example on the phone: what it does not answer stays unanswered, whatever is known of the applicant. */
  const open = (example: ExampleShown) => {
    const { content } = example
    const blank = Object.fromEntries(design.pages.flatMap((page) => page.fields.map((field) => [field.name, null])))
    const at = new Date(content.at)
    setAnswers({ ...blank, ...content.answers })
    setFindings({ ...content.findings })
    setPapers(content.papers)
    setChannel(content.channel)
    if (content.commune) setCommune(content.commune)
    setDay(localDate(at))
    setTime(clockOf(at))
    setOpened(example)
    setAnswer(null)
    announce(t('opened', { name: example.name }))
  }
  const foundWrong = Object.fromEntries(
    Object.entries(answer?.wrong ?? {}).flatMap(([path, wrong]) =>
      path.startsWith(FOUND) ? [[path.slice(FOUND.length), say(wrong)]] : [],
    ),
  )
  return (
    <div className="builder-trial">
      <section className="builder-preview" aria-label={t('preview')}>
        <h2>{t('preview')}</h2>
        <PhonePreview />
      </section>
      <div className="builder-trial-side">
        <section className="panel" aria-label={t('trial')}>
          <p className="nothing">{t('trialLead')}</p>
          {opened ? (
            <p className="builder-opened">
              {t('opened', { name: opened.name })}{' '}
              <Button size="compact-xs" variant="subtle" onClick={() => setOpened(null)}>
                {t('leave')}
              </Button>
            </p>
          ) : null}
          <div className="builder-pair">
            <Pick
              label={t('way')}
              value={channel}
              data={(['online', 'in-person', 'post'] as const).map((one) => ({ value: one, label: words[one] }))}
              onChange={(next) => setChannel(next as typeof channel)}
            />
            {level === 'commune' ? (
              <Pick label={t('place')} value={commune} data={tables.communes} onChange={setCommune} />
            ) : null}
            <DateInput label={t('day')} value={day} onChange={(next) => setDay(next ?? '')} />
            <TextInput
              label={t('time')}
              placeholder="08:00"
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
          </div>
          {wanted.length > 0 ? (
            <fieldset className="builder-condition">
              <legend>{t('handedIn')}</legend>
              {wanted.map((paper) => (
                <Checkbox
                  key={paper.code}
                  size="xs"
                  label={`${paper.name}${paper.required ? ' *' : ''}`}
                  checked={papers === null || papers.includes(paper.code)}
                  onChange={(event) => {
                    const all = papers ?? wanted.map((one) => one.code)
                    const rest = all.filter((one) => one !== paper.code)
                    setPapers(event.currentTarget.checked ? [...rest, paper.code] : rest)
                  }}
                />
              ))}
            </fieldset>
          ) : null}
          <FindingsInputs design={design} value={findings} wrong={foundWrong} onChange={setFindings} />
          <div className="builder-tools builder-trial-acts">
            <Button leftSection={<IconPlayerPlay size={16} />} loading={busy} onClick={() => void run()}>
              {t('run')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconBookmark size={16} />}
              disabled={busy}
              onClick={() => void run(() => setKeeping('new'))}
            >
              {t('keep')}
            </Button>
            {opened ? (
              <Button variant="default" disabled={busy} onClick={() => void run(() => setKeeping('opened'))}>
                {t('keepInto', { name: opened.name })}
              </Button>
            ) : null}
          </div>
          <Refusal reason={failure} />
        </section>
        {answer ? <Outcome came={answer} /> : null}
        <ExamplesPanel id={id} code={code} saved={saved} open={open} />
      </div>
      {keeping && answer ? (
        <ExampleDialog
          edition={id}
          body={body}
          came={answer.expected}
          {...(keeping === 'opened' && opened ? { example: opened } : {})}
          close={() => setKeeping(null)}
          done={async (kept) => {
            setKeeping(null)
            setOpened(kept)
            await client.invalidateQueries({ queryKey: ['builder', 'examples', code] })
          }}
        />
      ) : null}
    </div>
  )
}

function TrialStepLine({ step }: { step: TrialAnswer['stages'][number]['steps'][number] }) {
  const t = useWords()
  const { say } = useLanguage()
  return (
    <li data-passed={step.passed || undefined}>
      <span>
        {say(step.name)} · {step.unit}
      </span>
      <span className="figures">
        {step.passed ? t('skipped') : step.due ? t('until', { time: showInstant(step.due) }) : t('waits')}
      </span>
      {step.why ? <small>{say(step.why)}</small> : null}
      {step.findings.map((field) => (
        <small key={field.name}>
          {say(field.label)}: {field.said ? <strong>{say(field.said)}</strong> : t('notFound')}
        </small>
      ))}
    </li>
  )
}

/** What came out, from the end it comes to down to each answer. */
function Outcome({ came }: { came: TrialAnswer }) {
  const t = useWords()
  const { say, lang } = useLanguage()
  return (
    <section className="panel builder-outcome" aria-label={t('result')} aria-live="polite">
      <p className="builder-promise">
        <Badge color={came.end === 'granted' ? 'delta' : 'red'} variant="light">
          {t(came.end)}
        </Badge>
        <span>
          {t('promised')}: <strong className="figures">{showInstant(came.promisedAt)}</strong>
        </span>
        <span>
          {t('done')}: <strong className="figures">{showInstant(came.doneAt)}</strong> (
          {t('hoursAll', { n: showNumber(came.hours, lang) })})
        </span>
        <Badge color={came.inTime ? 'delta' : 'red'} variant="light">
          {t(came.inTime ? 'inTime' : 'late')}
        </Badge>
      </p>
      {Object.keys(came.wrong).length > 0 ? (
        <div className="builder-wrong">
          <strong>{t('wrong', { n: Object.keys(came.wrong).length })}</strong>
          <ul>
            {Object.entries(came.wrong).map(([path, wrong]) => (
              <li key={path}>{say(wrong)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {came.missing.length > 0 ? (
        <p className="builder-wrong">{t('missing', { names: came.missing.map((paper) => paper.name).join('; ') })}</p>
      ) : null}
      <h3>{t('stages')}</h3>
      <ol className="builder-timeline">
        {came.stages.map((stage) => (
          <li key={stage.key}>
            <strong>{say(stage.name)}</strong>
            <ul>
              {stage.steps.map((step) => (
                <TrialStepLine key={step.key} step={step} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      <h3>{t('toPay')}</h3>
      {came.fees.length === 0 ? <p className="nothing">{t('free')}</p> : null}
      <ul className="builder-plain">
        {came.fees.map((fee) => (
          <li key={fee.code}>
            {fee.name}
            {fee.count > 1 ? ` × ${showNumber(fee.count, lang)}` : ''}:{' '}
            <strong className="figures">{fee.amount === null ? t('byCouncil') : showMoney(fee.amount, lang)}</strong>
          </li>
        ))}
      </ul>
      <h3>{t('needed')}</h3>
      {came.papers.length === 0 ? <p className="nothing">{t('nothingNeeded')}</p> : null}
      <ul className="builder-plain">
        {came.papers.map((paper) => (
          <li key={paper.code}>
            {paper.name}
            {paper.required ? ' *' : ''}
          </li>
        ))}
      </ul>
      <h3>{t('asked')}</h3>
      <dl className="builder-answers">
        {came.pages.flatMap((page) =>
          page.fields.map((field) => (
            <div key={field.name}>
              <dt>{say(field.label)}</dt>
              <dd>{field.said ? say(field.said) : <span className="nothing">{t('unanswered')}</span>}</dd>
            </div>
          )),
        )}
      </dl>
    </section>
  )
}
