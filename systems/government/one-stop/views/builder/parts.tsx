import { ActionIcon, NativeSelect, Textarea, TextInput, Tooltip } from '@mantine/core'
import { createContext, type ReactNode, useContext, useState } from 'react'
import type { Words } from '#ground/text'
import { useLanguage } from '#kernel/channels/officer'
import type { Problem } from '../../design/check.ts'
import type { Design } from '../../design/shape.ts'
import type { Choice, Tables } from './state.ts'
import { type Word, words } from './words.ts'

/** What every tab of the editor needs: the design, how to change it, and what is wrong with it. */
export interface Editing {
  design: Design
  /** `tag` names what is typed into: letters into one box are one step back. */
  edit: (next: Design, tag?: string) => void
  readOnly: boolean
  english: boolean
  problems: readonly Problem[]
  tables: Tables
  level: 'commune' | 'province'
  announcedHours: number | null
  /** The place a problem asked to be shown: 'pages/0/fields/2'. */
  shown: string | null
  answers: Readonly<Record<string, unknown>>
  answer: (next: Record<string, unknown>) => void
}

export const EditingContext = createContext<Editing | null>(null)
export function useEditing(): Editing {
  const editing = useContext(EditingContext)
  if (!editing) throw new Error('useEditing outside the editor')
  return editing
}

/** A fixed text by key, with its gaps filled. */
export function useWords(): (key: Word, facts?: Record<string, string | number>) => string {
  const { say } = useLanguage()
  return (key, facts = {}) =>
    say(words[key]).replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole))
}

/** Words in both languages: Vietnamese, and English when the editor shows it. */
export function WordsInput({
  label,
  value,
  onChange,
  lines,
  error,
}: {
  label: string
  value: Words
  onChange: (next: Words) => void
  lines?: number
  error?: string
}) {
  const { english, readOnly } = useEditing()
  const Box = lines ? Textarea : TextInput
  const more = lines ? { autosize: true, minRows: lines } : {}
  // While nobody has written English, what is typed in Vietnamese stands for both.
  const follows = value.en === value.vi || value.en === ''
  return (
    <div className="builder-words">
      <Box
        {...more}
        label={label}
        value={value.vi}
        error={error}
        disabled={readOnly}
        onChange={(event: { currentTarget: { value: string } }) => {
          const vi = event.currentTarget.value
          onChange({ vi, en: follows ? vi : value.en })
        }}
      />
      {english ? (
        <Box
          {...more}
          label={`${label} (English)`}
          value={value.en}
          disabled={readOnly}
          lang="en"
          onChange={(event: { currentTarget: { value: string } }) =>
            onChange({ ...value, en: event.currentTarget.value })
          }
        />
      ) : null}
    </div>
  )
}

/** A choice from a short list: the browser's own control, which every keyboard and reader knows. */
export function Pick({
  label,
  value,
  data,
  onChange,
  error,
  bare = false,
  empty,
  readOnly = false,
}: {
  label: string
  value: string
  data: readonly { value: string; label: Words | string }[]
  onChange: (value: string) => void
  error?: string
  /** The label is for readers only. */
  bare?: boolean
  /** What stands first, for nothing chosen. */
  empty?: string
  readOnly?: boolean
}) {
  const { say } = useLanguage()
  return (
    <NativeSelect
      {...(bare ? { 'aria-label': label } : { label })}
      size={bare ? 'xs' : 'sm'}
      error={error}
      value={value}
      disabled={readOnly}
      data={[
        ...(empty === undefined ? [] : [{ value: '', label: empty }]),
        ...data.map((one) => ({ value: one.value, label: typeof one.label === 'string' ? one.label : say(one.label) })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** Many short texts, one a line. The box keeps what is typed, empty lines too, until it is left. */
export function LinesInput({
  label,
  value,
  onChange,
  rows = 3,
  disabled,
  error,
  onFocus,
}: {
  label: string
  value: readonly string[]
  onChange: (next: string[]) => void
  rows?: number
  disabled?: boolean
  error?: string
  onFocus?: (box: HTMLTextAreaElement) => void
}) {
  const joined = value.join('\n')
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Textarea
      label={label}
      autosize
      minRows={rows}
      maxRows={18}
      error={error}
      disabled={disabled}
      value={typed !== null && linesIn(typed).join('\n') === joined ? typed : joined}
      onFocus={(event) => onFocus?.(event.currentTarget)}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(linesIn(event.currentTarget.value))
      }}
    />
  )
}
const linesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** A small button with a picture; its name is read aloud and shown on hover. */
export function Tool({
  label,
  onClick,
  disabled,
  danger,
  children,
}: {
  label: string
  onClick: () => void
  disabled?: boolean
  danger?: boolean
  children: ReactNode
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color={danger ? 'red' : 'delta'}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

/** What is wrong at a place, as one sentence; undefined when nothing is. */
export function useWrong(): (at: string) => string | undefined {
  const { problems } = useEditing()
  const { say } = useLanguage()
  return (at) => {
    const found = problems.find((one) => one.at === at)
    return found ? say(found.words) : undefined
  }
}

/** Problems at a place or inside it, the worst first. */
export function useMarks(): (at: string) => 'error' | 'warning' | undefined {
  const { problems } = useEditing()
  return (at) => {
    const inside = problems.filter((one) => one.at === at || one.at.startsWith(`${at}/`))
    return inside.some((one) => one.level === 'error') ? 'error' : inside.length > 0 ? 'warning' : undefined
  }
}

export function Mark({ level }: { level: 'error' | 'warning' | undefined }) {
  const t = useWords()
  if (!level) return null
  return (
    <span className="builder-mark" data-level={level}>
      <span aria-hidden="true">!</span>
      <span className="for-readers">{t(level)}</span>
    </span>
  )
}

export const named = (choices: readonly Choice[], value: string, say: (words: Words) => string): string => {
  const found = choices.find((one) => one.value === value)
  return found ? say(found.label) : value
}
