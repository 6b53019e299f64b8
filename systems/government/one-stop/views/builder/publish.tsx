import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { DateInput, Dialog, post, Refusal, Refused, showDate, told, useLanguage } from '#kernel/channels/officer'
import type { PublishingPlan } from '../../design/publish.ts'
import { useWords } from './parts.tsx'
import { DOOR, type ProcedureAnswer } from './state.ts'

/** Announces a draft: the decision, its dates, what will happen, and what has to be known first. */
export function PublishDialog({
  id,
  edition,
  version,
  procedure,
  errors,
  close,
  done,
}: {
  id: string
  edition: number
  version: number
  procedure: ProcedureAnswer
  /** How many problems keep it from being published. */
  errors: number
  close: () => void
  done: () => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const { rule, today } = procedure
  const [typed, setTyped] = useState<{
    decision: string
    decided_on: string | undefined
    listed_on: string | undefined
    valid_from: string | undefined
  }>({ decision: '', decided_on: today, listed_on: today, valid_from: rule?.earliest ?? today })
  const [plan, setPlan] = useState<PublishingPlan | null>(null)
  const [accepted, setAccepted] = useState<string[]>([])
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const set = (more: Partial<typeof typed>) => {
    setTyped({ ...typed, ...more })
    setPlan(null)
    setFailure(null)
  }
  useEffect(() => {
    // What was accepted belongs to the dates it was said of.
    if (plan === null) setAccepted([])
  }, [plan])
  const wrong = failure instanceof Refused ? failure.fields : {}
  const ask = async (work: () => Promise<void>) => {
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
  const body = { ...typed, decision: typed.decision.trim() }
  return (
    <Dialog title={t('publishTitle', { n: edition })} close={close} size="lg">
      {errors > 0 ? (
        <p className="field-error" role="alert">
          {t('hasErrors', { n: errors })}
        </p>
      ) : null}
      {rule ? (
        <p className="nothing">
          {t('rule', {
            before: rule.workingDaysBeforeMin,
            list: rule.workingDaysToListMax,
            earliest: showDate(rule.earliest),
            source: rule.source,
          })}
        </p>
      ) : null}
      <form
        className="builder-dialog"
        onSubmit={(event) => {
          event.preventDefault()
          void ask(async () => {
            if (plan) {
              const published = await post<{ validFrom: string }>(`${DOOR}/editions/${id}/publish`, {
                ...body,
                version,
                accepted,
              })
              told(t('publishedDone', { day: showDate(published.validFrom) }))
              done()
              return
            }
            setPlan(await post<PublishingPlan>(`${DOOR}/editions/${id}/plan`, body))
          })
        }}
      >
        <div className="builder-pair builder-dates">
          <TextInput
            label={t('decisionNumber')}
            placeholder="1234/QĐ-UBND"
            required
            data-autofocus
            value={typed.decision}
            error={wrong.decision}
            onChange={(event) => set({ decision: event.currentTarget.value })}
          />
          <DateInput
            label={t('decidedOn')}
            required
            value={typed.decided_on ?? ''}
            error={wrong.decided_on}
            onChange={(next) => set({ decided_on: next ?? undefined })}
          />
          <DateInput
            label={t('listedOn')}
            required
            value={typed.listed_on ?? ''}
            error={wrong.listed_on}
            onChange={(next) => set({ listed_on: next ?? undefined })}
          />
          <DateInput
            label={t('validFrom')}
            required
            value={typed.valid_from ?? ''}
            error={wrong.valid_from}
            onChange={(next) => set({ valid_from: next ?? undefined })}
          />
        </div>
        <Refusal reason={failure} told={['decision', 'decided_on', 'listed_on', 'valid_from']} />
        {plan ? (
          <div className="builder-plan" role="status">
            <h3>{t('will')}</h3>
            <ul>
              {plan.effects.map((effect) => (
                <li key={effect.vi}>{say(effect)}</li>
              ))}
            </ul>
            {plan.warnings.map((warning) => (
              <div className="builder-warning" key={warning.code}>
                <p>{say(warning.words)}</p>
                <Checkbox
                  label={t('iKnow')}
                  checked={accepted.includes(warning.code)}
                  onChange={(event) =>
                    setAccepted(
                      event.currentTarget.checked
                        ? [...accepted, warning.code]
                        : accepted.filter((one) => one !== warning.code),
                    )
                  }
                />
              </div>
            ))}
          </div>
        ) : null}
        <div className="builder-acts">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            color="lotus"
            loading={busy}
            disabled={errors > 0 || plan?.warnings.some((one) => !accepted.includes(one.code)) === true}
          >
            {t(plan ? 'publish' : 'show')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Asks once more before something that is not done twice; with a reason when one is kept. */
export function SureDialog({
  title,
  text,
  act,
  reasoned = false,
  close,
  work,
}: {
  title: string
  text: string
  act: string
  reasoned?: boolean
  close: () => void
  work: (reason: string) => Promise<void>
}) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={title} close={close}>
      <form
        className="builder-dialog"
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          setFailure(null)
          work(reason)
            .catch(setFailure)
            .finally(() => setBusy(false))
        }}
      >
        <p>{text}</p>
        {reasoned ? (
          <Textarea
            label={t('reason')}
            required
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
        <Refusal reason={failure} />
        <div className="builder-acts">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="red" loading={busy}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
