import { Badge, Button, TextInput } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { DateInput, post, Refusal, showInstant, showMoney, showNumber, useLanguage } from '#kernel/channels/officer'
import type { TrialResult, TrialStep } from '../../design/test-run.ts'
import { Pick, useEditing, useWords } from './parts.tsx'
import { PhonePreview } from './preview.tsx'
import { DOOR } from './state.ts'
import { words } from './words.ts'

/** Instants come over the wire as texts. */
type Wired<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Wired<U>[]
    : T extends object
      ? { [K in keyof T]: Wired<T[K]> }
      : T
type Answer = Wired<TrialResult>

/** What would become of one dossier with the answers of the phone: by the real calendars, and nothing is written. */
export function TrialTab({ id, saved }: { id: string; saved: () => Promise<void> }) {
  const t = useWords()
  const { say, lang } = useLanguage()
  const { answers, tables, level } = useEditing()
  const [channel, setChannel] = useState<'online' | 'in-person' | 'post'>('online')
  const [commune, setCommune] = useState('29869')
  const [day, setDay] = useState('')
  const [time, setTime] = useState('08:00')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const run = async () => {
    setBusy(true)
    setFailure(null)
    try {
      await saved()
      setAnswer(
        await post<Answer>(`${DOOR}/editions/${id}/trial`, {
          answers,
          channel,
          commune,
          ...(day ? { at: `${day}T${/^\d\d:\d\d$/.test(time) ? time : '08:00'}:00+07:00` } : {}),
        }),
      )
    } catch (reason) {
      setFailure(reason)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="builder-trial">
      <section className="builder-preview" aria-label={t('preview')}>
        <h2>{t('preview')}</h2>
        <PhonePreview />
      </section>
      <div className="builder-trial-side">
        <section className="panel" aria-label={t('trial')}>
          <p className="nothing">{t('trialLead')}</p>
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
          <Button mt="sm" leftSection={<IconPlayerPlay size={16} />} loading={busy} onClick={() => void run()}>
            {t('run')}
          </Button>
          <Refusal reason={failure} />
        </section>
        {answer ? (
          <section className="panel builder-outcome" aria-label={t('result')} aria-live="polite">
            <p className="builder-promise">
              <span>
                {t('promised')}: <strong className="figures">{showInstant(answer.promisedAt)}</strong>
              </span>
              <span>
                {t('done')}: <strong className="figures">{showInstant(answer.doneAt)}</strong>
              </span>
              <Badge color={answer.inTime ? 'delta' : 'red'} variant="light">
                {t(answer.inTime ? 'inTime' : 'late')}
              </Badge>
            </p>
            {Object.keys(answer.wrong).length > 0 ? (
              <div className="builder-wrong">
                <strong>{t('wrong', { n: Object.keys(answer.wrong).length })}</strong>
                <ul>
                  {Object.entries(answer.wrong).map(([path, wrong]) => (
                    <li key={path}>{say(wrong)}</li>
                  ))}
                </ul>
              </div>
            ) : null}
            <h3>{t('stages')}</h3>
            <ol className="builder-timeline">
              {answer.stages.map((stage) => (
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
            {answer.fees.length === 0 ? <p className="nothing">{t('free')}</p> : null}
            <ul className="builder-plain">
              {answer.fees.map((fee) => (
                <li key={fee.code}>
                  {fee.name}
                  {fee.count > 1 ? ` × ${showNumber(fee.count, lang)}` : ''}:{' '}
                  <strong className="figures">
                    {fee.amount === null ? t('byCouncil') : showMoney(fee.amount, lang)}
                  </strong>
                </li>
              ))}
            </ul>
            <h3>{t('needed')}</h3>
            {answer.papers.length === 0 ? <p className="nothing">{t('nothingNeeded')}</p> : null}
            <ul className="builder-plain">
              {answer.papers.map((paper) => (
                <li key={paper.code}>
                  {paper.name}
                  {paper.required ? ' *' : ''}
                </li>
              ))}
            </ul>
            <h3>{t('asked')}</h3>
            <dl className="builder-answers">
              {answer.pages.flatMap((page) =>
                page.fields.map((field) => (
                  <div key={field.name}>
                    <dt>{say(field.label)}</dt>
                    <dd>{field.said ? say(field.said) : <span className="nothing">{t('unanswered')}</span>}</dd>
                  </div>
                )),
              )}
            </dl>
          </section>
        ) : null}
      </div>
    </div>
  )
}

function TrialStepLine({ step }: { step: Wired<TrialStep> }) {
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
    </li>
  )
}
