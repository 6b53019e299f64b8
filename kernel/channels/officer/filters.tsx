import { MultiSelect, NumberInput, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { FieldMeta, FlowMeta } from './api.ts'
import { DateInput } from './date.tsx'
import { useLanguage } from './language.tsx'
import { RefInput } from './ref.tsx'

type Props = {
  field: FieldMeta
  flow?: FlowMeta
  filters: Record<string, string>
  onChange: (changes: Record<string, string>) => void
}

/** The filter control that fits the kind of a field. */
export function FilterControl({ field, flow, filters, onChange }: Props) {
  const { t, say } = useLanguage()
  const name = `f.${field.name}`
  const label = say(field.label)
  const value = filters[name] ?? ''
  const set = (next: string) => onChange({ [name]: next })

  if (field.kind === 'choice') {
    const data = field.choices?.length
      ? field.choices.map((one) => ({ value: one.value, label: say(one.label) }))
      : (flow?.states ?? []).map((one) => ({ value: one.name, label: say(one.label) }))
    return (
      <MultiSelect
        label={label}
        data={data}
        value={value ? value.split(',') : []}
        onChange={(next) => set(next.join(','))}
        placeholder={value ? undefined : t('any')}
        searchable={data.length > 8}
        clearable
        clearButtonProps={{ 'aria-label': t('clearFilters') }}
        size="xs"
      />
    )
  }
  switch (field.kind) {
    case 'yesno':
      return (
        <div className="filter-group">
          <span className="filter-label" id={`${name}-label`}>
            {label}
          </span>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-labelledby={`${name}-label`}
            value={value}
            onChange={set}
            data={[
              { value: '', label: t('any') },
              { value: 'true', label: t('yes') },
              { value: 'false', label: t('no') },
            ]}
          />
        </div>
      )
    case 'date':
    case 'instant':
    case 'period':
      return (
        <div className="filter-pair">
          <DateInput
            size="xs"
            label={t('fieldFrom', { name: label })}
            value={filters[`${name}.from`] ?? ''}
            onChange={(next) => onChange({ [`${name}.from`]: next ?? '' })}
          />
          <DateInput
            size="xs"
            label={t('fieldTo', { name: label })}
            value={filters[`${name}.to`] ?? ''}
            onChange={(next) => onChange({ [`${name}.to`]: next ?? '' })}
          />
        </div>
      )
    case 'number':
    case 'money':
      return (
        <div className="filter-pair">
          <NumberFilter
            label={t('fieldFrom', { name: label })}
            value={filters[`${name}.from`] ?? ''}
            onChange={(next) => onChange({ [`${name}.from`]: next })}
          />
          <NumberFilter
            label={t('fieldTo', { name: label })}
            value={filters[`${name}.to`] ?? ''}
            onChange={(next) => onChange({ [`${name}.to`]: next })}
          />
        </div>
      )
    case 'ref':
    case 'refs':
      return (
        <RefInput
          size="xs"
          label={label}
          target={field.ref ?? ''}
          value={value || null}
          title={value ? value.slice(0, 8) : undefined}
          onChange={(next) => set(next ?? '')}
          placeholder={t('any')}
        />
      )
    default:
      return <TextFilter label={label} value={value} onChange={set} />
  }
}

function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (next: string) => void }) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState(value)
  const tell = useDebouncedCallback(onChange, 350)
  useEffect(() => setTyped(value), [value])
  return (
    <TextInput
      size="xs"
      label={label}
      value={typed}
      placeholder={t('any')}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value.trim())
      }}
    />
  )
}

function NumberFilter({ label, value, onChange }: { label: string; value: string; onChange: (next: string) => void }) {
  const [typed, setTyped] = useState<string | number>(value)
  const tell = useDebouncedCallback(onChange, 350)
  useEffect(() => setTyped(value), [value])
  return (
    <NumberInput
      size="xs"
      label={label}
      value={typed}
      hideControls
      thousandSeparator="."
      decimalSeparator=","
      onChange={(next) => {
        setTyped(next)
        tell(String(next))
      }}
    />
  )
}

/** The flow and step filters of the queues. */
export function StepFilter({
  flows,
  flow,
  step,
  onChange,
}: {
  flows: FlowMeta[]
  flow: string
  step: string
  onChange: (changes: { flow: string; step: string }) => void
}) {
  const { t, say } = useLanguage()
  const chosen = flows.find((one) => one.name === flow)
  return (
    <>
      <Select
        size="xs"
        aria-label={t('filterFlow')}
        placeholder={t('filterFlow')}
        data={flows.map((one) => ({ value: one.name, label: say(one.title) }))}
        value={flow || null}
        onChange={(next) => onChange({ flow: next ?? '', step: '' })}
        clearable
        clearButtonProps={{ 'aria-label': t('clearFilters') }}
        searchable={flows.length > 8}
      />
      <Select
        size="xs"
        aria-label={t('filterStep')}
        placeholder={t('filterStep')}
        disabled={!chosen}
        data={(chosen?.states ?? [])
          .filter((one) => !one.end)
          .map((one) => ({ value: one.name, label: say(one.label) }))}
        value={step || null}
        onChange={(next) => onChange({ flow, step: next ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': t('clearFilters') }}
      />
    </>
  )
}
