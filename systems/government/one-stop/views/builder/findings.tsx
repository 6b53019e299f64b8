import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import { DateInput, useLanguage } from '#kernel/channels/officer'
import { findingsOf } from '../../design/rules.ts'
import type { Design, DesignField } from '../../design/shape.ts'
import { designLimits, FOUND, findingKinds } from '../../design/shape.ts'
import { fieldKindWords } from '../../design/words.ts'
import { LinesInput, Pick, Tool, useEditing, useWords, useWrong } from './parts.tsx'
import { choicesFrom, newFinding, replaced, withFindings, without } from './state.ts'

/** What the officer of a step is asked when she passes the dossier on: later branches follow it. */
export function FindingsEditor({ at, place }: { at: number; place: number }) {
  const t = useWords()
  const { design, edit, readOnly, english } = useEditing()
  const wrong = useWrong()
  const box = useRef<HTMLFieldSetElement>(null)
  const list = design.stages[at]?.steps[place]?.findings ?? []
  const path = `stages/${at}/steps/${place}/findings`
  const put = (next: readonly DesignField[], tag = '') =>
    edit(withFindings(design, at, place, next), tag && `${path}/${tag}`)
  const relabel = (n: number, field: DesignField, vi: string) => {
    const follows = field.label.en === field.label.vi || field.label.en === ''
    put(replaced(list, n, { ...field, label: { vi, en: follows ? vi : field.label.en } }), `label-${n}`)
  }
  return (
    <fieldset className="builder-condition" disabled={readOnly} ref={box} data-wrong={wrong(path) ? true : undefined}>
      <legend>{t('findings')}</legend>
      <p className="nothing">{t('findingsLead')}</p>
      {list.map((field, n) => {
        const error = wrong(`${path}/${n}`) ?? wrong(`${path}/${n}/name`) ?? wrong(`${path}/${n}/label`)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings are typed in place; their names follow their labels
          <div className="builder-finding" key={n}>
            <div className="builder-row">
              <TextInput
                aria-label={t('findingN', { n: n + 1 })}
                size="xs"
                value={field.label.vi}
                error={error}
                onChange={(event) => relabel(n, field, event.currentTarget.value)}
              />
              <Pick
                bare
                label={`${t('kind')}: ${t('findingN', { n: n + 1 })}`}
                value={field.kind}
                data={findingKinds.map((kind) => ({ value: kind, label: fieldKindWords[kind] }))}
                onChange={(kind) =>
                  put(
                    replaced(list, n, {
                      ...newFinding(kind as DesignField['kind'], field.label, []),
                      name: field.name,
                    }),
                  )
                }
              />
              <Tool
                label={`${t('remove')}: ${t('findingN', { n: n + 1 })}`}
                danger
                onClick={() => put(without(list, n))}
              >
                <IconTrash size={16} />
              </Tool>
            </div>
            {english ? (
              <TextInput
                aria-label={`${t('findingN', { n: n + 1 })} (English)`}
                size="xs"
                lang="en"
                value={field.label.en}
                onChange={(event) =>
                  put(
                    replaced(list, n, { ...field, label: { ...field.label, en: event.currentTarget.value } }),
                    `en-${n}`,
                  )
                }
              />
            ) : null}
            {field.kind === 'choice' ? (
              <LinesInput
                label={t('findingChoices')}
                rows={2}
                disabled={readOnly}
                error={wrong(`${path}/${n}/choices`)}
                value={(field.choices ?? []).map((one) => one.label.vi)}
                onChange={(lines) =>
                  put(replaced(list, n, { ...field, choices: choicesFrom(field.choices ?? [], lines) }), `choices-${n}`)
                }
              />
            ) : null}
            <div className="builder-finding-more">
              <Checkbox
                size="xs"
                label={t('required')}
                checked={field.required === true}
                onChange={(event) => put(replaced(list, n, { ...field, required: event.currentTarget.checked }))}
              />
              {field.kind === 'number' ? (
                <>
                  {(['min', 'max'] as const).map((end) => (
                    <NumberInput
                      key={end}
                      size="xs"
                      label={t(end)}
                      hideControls
                      value={field[end] ?? ''}
                      error={wrong(`${path}/${n}/${end}`)}
                      onChange={(next) => {
                        const { [end]: _was, ...rest } = field
                        put(replaced(list, n, next === '' ? rest : { ...rest, [end]: Number(next) }), `${end}-${n}`)
                      }}
                    />
                  ))}
                  <TextInput
                    size="xs"
                    label={t('unit')}
                    value={field.unit ?? ''}
                    onChange={(event) => {
                      const { unit: _was, ...rest } = field
                      const unit = event.currentTarget.value
                      put(replaced(list, n, unit === '' ? rest : { ...rest, unit }), `unit-${n}`)
                    }}
                  />
                </>
              ) : null}
            </div>
          </div>
        )
      })}
      {list.length < designLimits.findingsMax ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => {
            const label = { vi: t('newFinding'), en: t('newFinding') }
            put([
              ...list,
              newFinding(
                'yesno',
                label,
                [...findingsOf(design).keys()].map((name) => name.slice(FOUND.length)),
              ),
            ])
            requestAnimationFrame(() => {
              const rows = box.current?.querySelectorAll<HTMLElement>('.builder-finding')
              const input = rows?.[rows.length - 1]?.querySelector('input')
              input?.focus()
              input?.select()
            })
          }}
        >
          {t('addFinding')}
        </Button>
      ) : (
        <p className="nothing">{t('findingsFull', { n: designLimits.findingsMax })}</p>
      )}
      {wrong(path) ? (
        <p className="field-error" role="alert">
          {wrong(path)}
        </p>
      ) : null}
    </fieldset>
  )
}

/** What officers find on the way of a trial, step by step. */
export function FindingsInputs({
  design,
  value,
  wrong,
  onChange,
}: {
  design: Design
  value: Readonly<Record<string, unknown>>
  wrong: Readonly<Record<string, string>>
  onChange: (next: Record<string, unknown>) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const steps = design.stages.flatMap((stage) => stage.steps.filter((step) => (step.findings ?? []).length > 0))
  if (steps.length === 0) return null
  const set = (name: string, next: unknown) => {
    const { [name]: _was, ...rest } = value
    onChange(next === null || next === undefined || next === '' ? rest : { ...rest, [name]: next })
  }
  return (
    <fieldset className="builder-condition">
      <legend>{t('trialFindings')}</legend>
      {steps.map((step) => (
        <div key={step.key} className="builder-found">
          <strong>{say(step.name)}</strong>
          <div className="builder-pair">
            {(step.findings ?? []).map((field) => {
              const label = `${say(field.label)}${field.required ? ' *' : ''}`
              const now = value[field.name]
              const error = wrong[field.name]
              if (field.kind === 'number')
                return (
                  <NumberInput
                    key={field.name}
                    label={label}
                    hideControls
                    decimalSeparator=","
                    suffix={field.unit ? ` ${field.unit}` : undefined}
                    error={error}
                    value={typeof now === 'number' ? now : ''}
                    onChange={(next) => set(field.name, next === '' ? null : Number(next))}
                  />
                )
              if (field.kind === 'date')
                return (
                  <DateInput
                    key={field.name}
                    label={label}
                    error={error}
                    value={typeof now === 'string' ? now : ''}
                    onChange={(next) => set(field.name, next)}
                  />
                )
              const choices =
                field.kind === 'yesno'
                  ? [
                      { value: 'true', label: t('yes') },
                      { value: 'false', label: t('no') },
                    ]
                  : (field.choices ?? [])
              return (
                <Pick
                  key={field.name}
                  label={label}
                  empty={t('notFound')}
                  error={error}
                  value={now === undefined ? '' : String(now)}
                  data={choices}
                  onChange={(next) => set(field.name, field.kind === 'yesno' && next !== '' ? next === 'true' : next)}
                />
              )
            })}
          </div>
        </div>
      ))}
    </fieldset>
  )
}
