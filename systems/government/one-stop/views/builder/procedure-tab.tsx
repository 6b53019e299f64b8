import { Button, Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core'
import type { DesignProcedure } from '../../design/shape.ts'
import { LinesInput, Pick, useEditing, useWords, useWrong } from './parts.tsx'
import { limitUnits, words } from './words.ts'

export const blankProcedure: DesignProcedure = {
  name: '',
  sector: '',
  ministry: null,
  level: 'commune',
  channels: ['online', 'in-person'],
  limit: { amount: 5, unit: 'working-day' },
  applicants: ['Công dân Việt Nam'],
  legalRefs: [],
  conditions: null,
  resultName: '',
}

/** What is announced of a procedure; used by the tab and by the dialog that begins a new one. */
export function ProcedureInputs({
  value,
  sectors,
  onChange,
  disabled = false,
  error = () => undefined,
  brief = false,
}: {
  value: DesignProcedure
  sectors: readonly string[]
  onChange: (next: DesignProcedure, tag?: string) => void
  disabled?: boolean
  error?: (at: string) => string | undefined
  /** Only what a beginning needs. */
  brief?: boolean
}) {
  const t = useWords()
  return (
    <>
      <Textarea
        label={t('name')}
        autosize
        minRows={1}
        required
        disabled={disabled}
        value={value.name}
        error={error('procedure/name')}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value }, 'name')}
      />
      <div className="builder-pair">
        <TextInput
          label={t('sector')}
          required
          list="builder-sectors"
          disabled={disabled}
          value={value.sector}
          error={error('procedure/sector')}
          onChange={(event) => onChange({ ...value, sector: event.currentTarget.value }, 'sector')}
        />
        <datalist id="builder-sectors">
          {sectors.map((sector) => (
            <option key={sector} value={sector} />
          ))}
        </datalist>
        <Pick
          label={t('level')}
          readOnly={disabled}
          value={value.level}
          data={[
            { value: 'commune', label: words.commune },
            { value: 'province', label: words.province },
          ]}
          onChange={(level) => onChange({ ...value, level: level as DesignProcedure['level'] })}
        />
        <NumberInput
          label={t('limit')}
          hideControls
          min={0}
          max={2_000}
          disabled={disabled}
          value={value.limit.amount}
          error={error('procedure/limit')}
          onChange={(next) => onChange({ ...value, limit: { ...value.limit, amount: Number(next) || 0 } }, 'limit')}
        />
        <Pick
          label={t('limitUnit')}
          readOnly={disabled}
          value={value.limit.unit}
          data={limitUnits}
          onChange={(unit) =>
            onChange({ ...value, limit: { ...value.limit, unit: unit as DesignProcedure['limit']['unit'] } })
          }
        />
      </div>
      <TextInput
        label={t('resultName')}
        required
        disabled={disabled}
        value={value.resultName}
        error={error('procedure/resultName')}
        onChange={(event) => onChange({ ...value, resultName: event.currentTarget.value }, 'result')}
      />
      {brief ? null : (
        <>
          <fieldset className="builder-ticks" disabled={disabled}>
            <legend>{t('channels')}</legend>
            {(['online', 'in-person', 'post'] as const).map((channel) => (
              <Checkbox
                key={channel}
                label={t(channel)}
                checked={value.channels.includes(channel)}
                onChange={(event) =>
                  onChange({
                    ...value,
                    channels: event.currentTarget.checked
                      ? [...value.channels, channel]
                      : value.channels.filter((one) => one !== channel),
                  })
                }
              />
            ))}
            {error('procedure/channels') ? <p className="field-error">{error('procedure/channels')}</p> : null}
          </fieldset>
          <TextInput
            label={t('ministry')}
            disabled={disabled}
            value={value.ministry ?? ''}
            onChange={(event) => onChange({ ...value, ministry: event.currentTarget.value || null }, 'ministry')}
          />
          <LinesInput
            label={t('applicants')}
            rows={2}
            disabled={disabled}
            value={value.applicants}
            onChange={(applicants) => onChange({ ...value, applicants }, 'applicants')}
          />
          <LinesInput
            label={t('legalRefs')}
            rows={2}
            disabled={disabled}
            value={value.legalRefs}
            error={error('procedure/legalRefs')}
            onChange={(legalRefs) => onChange({ ...value, legalRefs }, 'refs')}
          />
          <Textarea
            label={t('conditions')}
            autosize
            minRows={2}
            maxRows={12}
            disabled={disabled}
            value={value.conditions ?? ''}
            onChange={(event) => onChange({ ...value, conditions: event.currentTarget.value || null }, 'conditions')}
          />
        </>
      )}
    </>
  )
}

/** What the procedure itself is. An existing one stays as it was announced until somebody says that it changes. */
export function ProcedureTab({ announced }: { announced: DesignProcedure | null }) {
  const t = useWords()
  const { design, edit, readOnly, tables } = useEditing()
  const wrong = useWrong()
  const value = design.procedure ?? announced ?? blankProcedure
  const changing = design.procedure !== undefined
  return (
    <div className="panel builder-facts">
      {announced ? (
        <Checkbox
          label={t('changesFacts')}
          description={t('changesFactsHelp')}
          checked={changing}
          disabled={readOnly}
          onChange={(event) => {
            const { procedure: _was, ...bare } = design
            edit(event.currentTarget.checked ? { ...design, procedure: announced } : bare)
          }}
        />
      ) : null}
      <ProcedureInputs
        value={value}
        sectors={tables.sectors}
        disabled={readOnly || (announced !== null && !changing)}
        error={wrong}
        onChange={(procedure, tag) => edit({ ...design, procedure }, tag && `procedure-${tag}`)}
      />
      <TextInput
        label={t('cutoff')}
        placeholder="15:00"
        disabled={readOnly}
        w={280}
        value={design.cutoff ?? ''}
        error={wrong('cutoff')}
        onChange={(event) => edit({ ...design, cutoff: event.currentTarget.value || null }, 'cutoff')}
      />
      {announced && changing && !readOnly ? (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            const { procedure: _was, ...bare } = design
            edit(bare)
          }}
        >
          {t('asAnnounced')}
        </Button>
      ) : null}
    </div>
  )
}
