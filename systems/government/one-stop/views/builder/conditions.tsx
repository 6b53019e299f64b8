import { Button, NumberInput, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useLanguage } from '#kernel/channels/officer'
import { conditionFields } from '../../design/rules.ts'
import type { Condition, DesignField } from '../../design/shape.ts'
import { designLimits } from '../../design/shape.ts'
import { speakCondition } from '../../design/words.ts'
import { Pick, Tool, useEditing, useWords } from './parts.tsx'
import { replaced, without } from './state.ts'
import type { Word } from './words.ts'

type Group = { all: readonly Condition[] } | { any: readonly Condition[] }
type Leaf = Exclude<Condition, Group>

const isGroup = (condition: Condition): condition is Group => 'all' in condition || 'any' in condition
const inside = (group: Group): readonly Condition[] => ('all' in group ? group.all : group.any)
const like = (group: Group, list: readonly Condition[]): Group => ('all' in group ? { all: list } : { any: list })

/** What can be asked of a field of this kind. */
function asksOf(field: DesignField | undefined): Leaf['is'][] {
  switch (field?.kind) {
    case 'choice':
      return ['equals', 'differs', 'one-of', 'filled', 'empty']
    case 'many':
      return ['equals', 'differs', 'one-of', 'filled', 'empty']
    case 'yesno':
      return ['equals']
    case 'number':
    case 'money':
      return ['at-least', 'at-most', 'equals', 'filled', 'empty']
    case 'rows':
    case 'files':
    case 'period':
    case 'place':
      return ['filled', 'empty']
    default:
      return ['filled', 'empty', 'equals', 'differs']
  }
}

const firstValue = (field: DesignField | undefined): string | number | boolean =>
  field?.kind === 'yesno'
    ? true
    : field?.kind === 'number' || field?.kind === 'money'
      ? 0
      : (field?.choices?.[0]?.value ?? '')

function leafOf(field: DesignField | undefined, name: string, is: Leaf['is']): Leaf {
  switch (is) {
    case 'filled':
    case 'empty':
      return { field: name, is }
    case 'equals':
    case 'differs':
      return { field: name, is, value: firstValue(field) }
    case 'one-of':
      return { field: name, is, values: (field?.choices ?? []).slice(0, 2).map((one) => one.value) }
    default:
      return { field: name, is, value: 0 }
  }
}

/** A condition built in words: fields that come before, what is asked of them, joined by "and" or "or", in groups. */
export function ConditionInput({
  label,
  value,
  fields,
  onChange,
  error,
}: {
  label: Word
  value: Condition | undefined
  /** The fields that may be asked, in order. */
  fields: readonly DesignField[]
  onChange: (next: Condition | undefined) => void
  error?: string
}) {
  const t = useWords()
  const { say } = useLanguage()
  const { design, readOnly } = useEditing()
  const group: Group | undefined = value === undefined ? undefined : isGroup(value) ? value : { all: [value] }
  const put = (next: Group) => {
    const list = inside(next)
    const only = list.length === 1 ? list[0] : undefined
    onChange(list.length === 0 ? undefined : only && !isGroup(only) ? only : next)
  }
  return (
    <fieldset className="builder-condition" disabled={readOnly} data-wrong={error ? true : undefined}>
      <legend>{t(label)}</legend>
      {group ? (
        <>
          <p className="builder-sentence">{say(speakCondition(value, conditionFields(design)))}</p>
          <GroupRows group={group} fields={fields} onChange={put} depth={1} />
        </>
      ) : (
        <>
          <p className="nothing">{t('always')}</p>
          {fields.length > 0 ? (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                const field = fields.at(-1)
                onChange(leafOf(field, field?.name ?? '', asksOf(field)[0] ?? 'filled'))
              }}
            >
              {t('addCondition')}
            </Button>
          ) : (
            <p className="nothing">{t('noEarlier')}</p>
          )}
        </>
      )}
      {error ? (
        <p className="field-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}

function GroupRows({
  group,
  fields,
  onChange,
  depth,
}: {
  group: Group
  fields: readonly DesignField[]
  onChange: (next: Group) => void
  depth: number
}) {
  const t = useWords()
  const list = inside(group)
  const first = fields.at(-1)
  return (
    <div className="builder-group">
      {list.length > 1 ? (
        <Pick
          bare
          label={t('when')}
          value={'all' in group ? 'all' : 'any'}
          data={[
            { value: 'all', label: t('allOf') },
            { value: 'any', label: t('anyOf') },
          ]}
          onChange={(next) => onChange(next === 'all' ? { all: list } : { any: list })}
        />
      ) : null}
      {list.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their order
        <div className="builder-row" key={at}>
          {isGroup(one) ? (
            <GroupRows
              group={one}
              fields={fields}
              depth={depth + 1}
              onChange={(next) => onChange(like(group, replaced(list, at, next)))}
            />
          ) : (
            <LeafRow leaf={one} fields={fields} onChange={(next) => onChange(like(group, replaced(list, at, next)))} />
          )}
          <Tool label={t('remove')} danger onClick={() => onChange(like(group, without(list, at)))}>
            <IconTrash size={16} />
          </Tool>
        </div>
      ))}
      <div className="builder-tools">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() =>
            onChange(like(group, [...list, leafOf(first, first?.name ?? '', asksOf(first)[0] ?? 'filled')]))
          }
        >
          {t('addCondition')}
        </Button>
        {depth < designLimits.conditionDepthMax - 1 && list.length > 0 ? (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              const leaf = leafOf(first, first?.name ?? '', asksOf(first)[0] ?? 'filled')
              onChange(like(group, [...list, 'all' in group ? { any: [leaf] } : { all: [leaf] }]))
            }}
          >
            {t('addGroup')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

function LeafRow({
  leaf,
  fields,
  onChange,
}: {
  leaf: Leaf
  fields: readonly DesignField[]
  onChange: (next: Leaf) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const field = fields.find((one) => one.name === leaf.field)
  const asks = asksOf(field)
  return (
    <div className="builder-leaf">
      <Pick
        bare
        label={t('field')}
        empty={field ? undefined : t('chooseField')}
        value={field ? leaf.field : ''}
        data={fields.map((one) => ({ value: one.name, label: say(one.label) || one.name }))}
        onChange={(name) => {
          const next = fields.find((one) => one.name === name)
          onChange(leafOf(next, name, asksOf(next)[0] ?? 'filled'))
        }}
      />
      <Pick
        bare
        label={t('is')}
        value={leaf.is}
        data={(asks.includes(leaf.is) ? asks : [leaf.is, ...asks]).map((one) => ({ value: one, label: t(one) }))}
        onChange={(is) => onChange(leafOf(field, leaf.field, is as Leaf['is']))}
      />
      <LeafValue leaf={leaf} field={field} onChange={onChange} />
    </div>
  )
}

function LeafValue({
  leaf,
  field,
  onChange,
}: {
  leaf: Leaf
  field: DesignField | undefined
  onChange: (next: Leaf) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const { tables } = useEditing()
  const choices = field?.codes
    ? (tables.codes.find((one) => one.name === field.codes)?.values ?? [])
    : (field?.choices ?? [])
  if (leaf.is === 'one-of')
    return (
      <fieldset className="builder-ticks">
        <legend className="for-readers">{t('value')}</legend>
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="checkbox"
              checked={leaf.values.includes(choice.value)}
              onChange={(event) =>
                onChange({
                  ...leaf,
                  values: event.currentTarget.checked
                    ? [...leaf.values, choice.value]
                    : leaf.values.filter((one) => one !== choice.value),
                })
              }
            />
            {say(choice.label)}
          </label>
        ))}
      </fieldset>
    )
  if (!('value' in leaf)) return null
  if (typeof leaf.value === 'number')
    return (
      <NumberInput
        aria-label={t('value')}
        size="xs"
        hideControls
        value={leaf.value}
        onChange={(next) => onChange({ ...leaf, value: Number(next) || 0 })}
      />
    )
  if (typeof leaf.value === 'boolean')
    return (
      <Pick
        bare
        label={t('value')}
        value={String(leaf.value)}
        data={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        onChange={(next) => onChange({ ...leaf, value: next === 'true' } as Leaf)}
      />
    )
  if (choices.length > 0)
    return (
      <Pick
        bare
        label={t('value')}
        value={leaf.value}
        data={choices}
        onChange={(next) => onChange({ ...leaf, value: next } as Leaf)}
      />
    )
  return (
    <TextInput
      aria-label={t('value')}
      size="xs"
      value={leaf.value}
      onChange={(event) => onChange({ ...leaf, value: event.currentTarget.value } as Leaf)}
    />
  )
}
