import { ActionIcon, Button, JsonInput, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { FieldMeta } from './api.ts'
import { blank, type Draft, defaultsOf } from './check.ts'
import { DateInput, InstantInput } from './date.tsx'
import { FilesInput } from './files.tsx'
import { useLanguage } from './language.tsx'
import { PlaceInput } from './point.tsx'
import { RefInput, RefsInput } from './ref.tsx'
import { FieldValue, PersonalMark, titlesOf, wide } from './value.tsx'

const SHORT_TEXT_LENGTH_MAX = 60
const LINE_LENGTH_MAX = 300
const LONG_TEXT_LENGTH_MIN = 1_000

/** Twelfths of the form's width that a field wants: a number is not given the room of an address. */
function spanOf(field: FieldMeta): 3 | 6 | 12 {
  if (wide(field) || field.kind === 'place' || field.kind === 'refs') return 12
  switch (field.kind) {
    case 'period':
      return 6
    case 'ref':
      return field.required ? 12 : 6
    case 'text':
      if (field.max === undefined) return 6
      return field.max <= SHORT_TEXT_LENGTH_MAX ? 3 : field.max <= LINE_LENGTH_MAX ? 6 : 12
    default:
      return 3
  }
}

type Props = {
  fields: FieldMeta[]
  draft: Draft
  problems: Record<string, string>
  /** Titles of the rows that references point at, as the row gave them. */
  labels: Record<string, unknown>
  onChange: (draft: Draft) => void
  /** One column, as in a dialog. */
  narrow?: boolean
  onUploading?: (running: boolean) => void
}

/** Every field of a declaration with the control of its kind, in the declared order. */
export function FieldInputs({ fields, draft, problems, labels, onChange, narrow = false, onUploading }: Props) {
  return (
    <div className="form-grid" data-narrow={narrow || undefined}>
      {fields
        .filter((field) => field.kind !== 'computed')
        .map((field) => (
          <div key={field.name} className="form-cell" data-span={spanOf(field)} data-field={field.name}>
            <FieldInput
              field={field}
              value={draft[field.name]}
              error={problems[field.name]}
              problems={problems}
              label={labels[field.name]}
              onUploading={onUploading}
              onChange={(value) => onChange({ ...draft, [field.name]: value })}
            />
          </div>
        ))}
    </div>
  )
}

/** Identifiers written in digits only: a phone shows its number pad. */
const digits = new Set(['nationalId', 'phone'])

type InputProps = {
  field: FieldMeta
  value: unknown
  error?: string
  problems: Record<string, string>
  label?: unknown
  onChange: (value: unknown) => void
  onUploading?: (running: boolean) => void
  /** Inside a table of rows the column head is the label. */
  bare?: string
}

function FieldInput({ field, value, error, problems, label, onChange, onUploading, bare }: InputProps) {
  const { t, say } = useLanguage()
  const title: ReactNode = field.personal ? (
    <>
      {say(field.label)} <PersonalMark field={field} />
    </>
  ) : (
    say(field.label)
  )
  const common = {
    ...(bare ? { 'aria-label': bare } : { label: title, description: field.help ? say(field.help) : undefined }),
    error,
    required: field.required,
    withAsterisk: field.required,
    disabled: field.readonly,
    size: bare ? ('xs' as const) : ('sm' as const),
  }
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value)

  switch (field.kind) {
    case 'richtext':
      return (
        <Textarea
          {...common}
          autosize
          minRows={bare ? 1 : 3}
          maxRows={16}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
    case 'money':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : text}
          onChange={(next) => onChange(next === '' ? null : typeof next === 'number' ? next : Number(next))}
          thousandSeparator="."
          decimalSeparator=","
          decimalScale={field.kind === 'money' ? 0 : field.decimals}
          allowDecimal={field.kind !== 'money' && field.decimals !== 0}
          suffix={field.kind === 'money' ? ' ₫' : field.unit ? ` ${field.unit}` : undefined}
          hideControls
        />
      )
    case 'date':
      return <DateInput {...common} value={text} onChange={onChange} />
    case 'instant':
      return <InstantInput {...common} value={text} onChange={onChange} />
    case 'period': {
      const period = (value ?? {}) as { from?: string | null; to?: string | null }
      const name = bare ?? say(field.label)
      const set = (part: 'from' | 'to') => (next: string | null | undefined) => {
        if (next === undefined) return onChange(undefined)
        const whole = { ...period, [part]: next }
        onChange(whole.from || whole.to ? whole : null)
      }
      return (
        <div className="filter-pair">
          <DateInput {...common} label={t('fieldFrom', { name })} value={period.from ?? ''} onChange={set('from')} />
          <DateInput
            {...common}
            label={t('fieldTo', { name })}
            error={undefined}
            value={period.to ?? ''}
            onChange={set('to')}
          />
        </div>
      )
    }
    case 'choice': {
      const choices = field.choices ?? []
      return (
        <Select
          {...common}
          data={choices.map((one) => ({ value: one.value, label: say(one.label) }))}
          value={text || null}
          onChange={onChange}
          searchable={choices.length > 6}
          clearable={!field.required && field.default === undefined}
          clearButtonProps={{ 'aria-label': t('remove') }}
          allowDeselect={!field.required}
          nothingFoundMessage={t('refNone')}
        />
      )
    }
    case 'yesno':
      return (
        <Switch
          label={bare ? undefined : title}
          aria-label={bare}
          description={!bare && field.help ? say(field.help) : undefined}
          error={error}
          disabled={field.readonly}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          mt={bare ? 0 : 22}
        />
      )
    case 'ref':
      return (
        <RefInput
          {...common}
          target={field.ref ?? ''}
          value={text || null}
          title={text ? titlesOf(label, [text])[0] : undefined}
          onChange={(id) => onChange(id)}
        />
      )
    case 'refs': {
      const ids = Array.isArray(value) ? value.map(String) : []
      return (
        <RefsInput {...common} target={field.ref ?? ''} value={ids} titles={titlesOf(label, ids)} onChange={onChange} />
      )
    }
    case 'files':
      return (
        <FilesInput
          field={field}
          title={title}
          value={value}
          error={error}
          onChange={onChange}
          onUploading={onUploading}
        />
      )
    case 'place':
      return <PlaceInput {...common} value={value} onChange={onChange} />
    case 'rows':
      return <RowsInput field={field} value={value} error={error} problems={problems} onChange={onChange} />
    case 'json':
      return <JsonField common={common} value={value} onChange={onChange} />
    case 'computed':
      return <FieldValue field={field} row={{ id: '', version: 0, [field.name]: value }} />
    case 'text':
      if (!bare && (field.max ?? 0) >= LONG_TEXT_LENGTH_MIN)
        return (
          <Textarea
            {...common}
            autosize
            minRows={2}
            maxRows={12}
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )
      return (
        <TextInput
          {...common}
          value={text}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          value={text}
          inputMode={field.kind === 'identifier' && digits.has(field.identifier ?? '') ? 'numeric' : undefined}
          autoComplete="off"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

function JsonField({
  common,
  value,
  onChange,
}: {
  common: { label?: ReactNode; error?: string; required: boolean; disabled: boolean }
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState(() =>
    value === null || value === undefined ? '' : JSON.stringify(value, null, 2),
  )
  return (
    <JsonInput
      {...common}
      value={typed}
      autosize
      minRows={3}
      maxRows={20}
      formatOnBlur
      validationError={t('badJson')}
      onChange={(next) => {
        setTyped(next)
        if (next.trim() === '') return onChange(null)
        try {
          onChange(JSON.parse(next))
        } catch {
          onChange(undefined)
        }
      }}
    />
  )
}

/** A new line begins with the defaults and with the choices and numbers of the line before: papers come in kinds. */
function nextRow(fields: FieldMeta[], before: Draft | undefined): Draft {
  return {
    ...defaultsOf(fields),
    ...Object.fromEntries(
      fields
        .filter((field) => before && ['choice', 'number', 'yesno'].includes(field.kind) && !blank(before[field.name]))
        .map((field) => [field.name, before?.[field.name]]),
    ),
  }
}

function RowsInput({
  field,
  value,
  error,
  problems,
  onChange,
}: {
  field: FieldMeta
  value: unknown
  error?: string
  problems: Record<string, string>
  onChange: (rows: Draft[]) => void
}) {
  const { t, say } = useLanguage()
  const rows = Array.isArray(value) ? (value as Draft[]) : []
  const fields = field.fields ?? []
  const full = field.max !== undefined && rows.length >= field.max
  const body = useRef<HTMLTableSectionElement>(null)
  return (
    <fieldset className="rows-input" disabled={field.readonly}>
      <legend>
        {say(field.label)}
        {field.required ? <span aria-hidden="true"> *</span> : null} <PersonalMark field={field} />
      </legend>
      {rows.length ? (
        <div className="inner-scroll">
          <table className="inner inner-edit">
            <thead>
              <tr>
                <th scope="col">#</th>
                {fields.map((one) => (
                  <th key={one.name} scope="col" data-kind={one.kind}>
                    {say(one.label)}
                    {one.required ? ' *' : ''}
                  </th>
                ))}
                <th scope="col">
                  <span className="for-readers">{t('remove')}</span>
                </th>
              </tr>
            </thead>
            <tbody ref={body}>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a field have no identity but their order
                <tr key={index}>
                  <td className="figures">{index + 1}</td>
                  {fields.map((one) => (
                    <td key={one.name}>
                      <FieldInput
                        field={one}
                        value={row[one.name]}
                        error={problems[`${field.name}.${index}.${one.name}`]}
                        problems={problems}
                        bare={`${say(one.label)}, ${t('rowNumber', { n: index + 1 })}`}
                        onChange={(next) =>
                          onChange(rows.map((old, at) => (at === index ? { ...old, [one.name]: next } : old)))
                        }
                      />
                    </td>
                  ))}
                  <td>
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      aria-label={`${t('remove')} ${t('rowNumber', { n: index + 1 })}`}
                      onClick={() => onChange(rows.filter((_, at) => at !== index))}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p className="nothing">{t('noRows')}</p>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} />}
        disabled={full}
        onClick={() => {
          onChange([...rows, nextRow(fields, rows.at(-1))])
          // The hand is on the keyboard: the new line is where it goes on.
          requestAnimationFrame(() =>
            body.current?.rows[rows.length]?.querySelector<HTMLElement>('input, textarea')?.focus(),
          )
        }}
      >
        {t('addRow')}
      </Button>
      {error ? (
        <p className="field-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
