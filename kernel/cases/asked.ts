import { formatDate, isLocalDate } from '#ground/clock'
import { formatNumber } from '#ground/money'
import type { Words } from '#ground/text'
import type { FieldSpec } from '#kernel/records'
import type { Asked, Asks } from './flow.ts'
import type { FieldShown } from './shown.ts'

/** What one task asks beside the fields of its moves: how it is shown, read and told. */

const yes: Words = { vi: 'Có', en: 'Yes' }
const no: Words = { vi: 'Không', en: 'No' }

/** What a move of a task asks beside its own fields; nothing for most. */
export const askedOn = (asks: Asks | null | undefined, move: string): readonly Asked[] =>
  asks?.moves.includes(move) ? asks.fields : []

/** As the readers of fields know it. */
export const specOf = (asked: Asked): FieldSpec => ({
  kind: asked.kind,
  required: asked.required ?? false,
  readonly: false,
  searchable: false,
  unique: false,
  open: false,
  seenBy: [],
  ...(asked.min === undefined ? {} : { min: asked.min }),
  ...(asked.max === undefined ? {} : { max: asked.max }),
  ...(asked.choices ? { values: asked.choices.map((one) => one.value) } : {}),
})

/** As a form draws it. Yes or no is a choice of two: a switch that nobody touched would read as no. */
export function askedShown(asked: Asked): FieldShown {
  const yesno = asked.kind === 'yesno'
  return {
    name: asked.name,
    kind: yesno ? 'choice' : asked.kind,
    label: asked.label,
    required: asked.required ?? false,
    readonly: false,
    searchable: false,
    sortable: false,
    ...(asked.help ? { help: asked.help } : {}),
    ...(asked.min === undefined ? {} : { min: asked.min }),
    ...(asked.max === undefined ? {} : { max: asked.max }),
    ...(asked.unit ? { unit: asked.unit } : {}),
    ...(yesno
      ? {
          choices: [
            { value: 'true', label: yes },
            { value: 'false', label: no },
          ],
        }
      : asked.choices
        ? { choices: [...asked.choices] }
        : {}),
  }
}

/** An answer as the timeline tells it; null when none was given. */
export function askedSaid(asked: Asked, value: unknown): Words | null {
  if (typeof value === 'boolean') return value ? yes : no
  if (typeof value === 'number') {
    const unit = asked.unit ? ` ${asked.unit}` : ''
    const [whole = '', rest] = String(value).split('.')
    const plain = formatNumber(Number(whole))
    return {
      vi: `${plain}${rest ? `,${rest}` : ''}${unit}`,
      en: `${plain.replaceAll('.', ',')}${rest ? `.${rest}` : ''}${unit}`,
    }
  }
  if (typeof value !== 'string' || value === '') return null
  if (asked.kind === 'date' && isLocalDate(value)) return { vi: formatDate(value), en: formatDate(value) }
  return asked.choices?.find((one) => one.value === value)?.label ?? { vi: value, en: value }
}
