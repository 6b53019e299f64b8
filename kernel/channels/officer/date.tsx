import { ActionIcon, type MantineSize, TextInput } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { readDate, readInstant, showDate, showInstant } from './format.ts'
import { useLanguage } from './language.tsx'

type Props = {
  label?: ReactNode
  'aria-label'?: string
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  disabled?: boolean
  size?: MantineSize
  id?: string
  value: string
  /** undefined when what is typed is no date: the form then refuses to save. */
  onChange: (value: string | null | undefined) => void
}

/** A day typed as dd/mm/yyyy, because a counter officer types faster than any calendar opens. Value: 'YYYY-MM-DD'. */
export function DateInput({ value, onChange, ...rest }: Props) {
  return (
    <Typed
      value={value}
      onChange={onChange}
      show={showDate}
      read={readDate}
      hint="dd/mm/yyyy"
      wrong="badDate"
      calendar
      {...rest}
    />
  )
}

/** A moment typed as dd/mm/yyyy hh:mm at +07:00. Value: ISO instant. */
export function InstantInput({ value, onChange, ...rest }: Props) {
  return (
    <Typed
      value={value}
      onChange={onChange}
      show={showInstant}
      read={readInstant}
      hint="dd/mm/yyyy hh:mm"
      wrong="badInstant"
      {...rest}
    />
  )
}

function Typed({
  value,
  onChange,
  show,
  read,
  hint,
  wrong,
  calendar = false,
  error,
  ...rest
}: Props & {
  show: (value: string) => string
  read: (typed: string) => string | undefined
  hint: string
  wrong: 'badDate' | 'badInstant'
  calendar?: boolean
}) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState(value ? show(value) : '')
  const [bad, setBad] = useState(false)
  const sent = useRef(value)
  const native = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Only a change from outside rewrites the box: what the person is typing stays as typed.
    if (value === sent.current) return
    sent.current = value
    setTyped(value ? show(value) : '')
    setBad(false)
  }, [value, show])

  function settle(text: string, leaving: boolean) {
    if (text.trim() === '') {
      setBad(false)
      sent.current = ''
      onChange(null)
      return
    }
    const found = read(text)
    if (found) {
      setBad(false)
      sent.current = found
      if (leaving) setTyped(show(found))
      onChange(found)
    } else if (leaving) {
      setBad(true)
      onChange(undefined)
    }
  }
  return (
    <TextInput
      {...rest}
      value={typed}
      inputMode="numeric"
      autoComplete="off"
      placeholder={hint}
      error={bad ? t(wrong) : error}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        settle(event.currentTarget.value, false)
      }}
      onBlur={() => settle(typed, true)}
      rightSection={
        calendar ? (
          <span className="calendar">
            <input
              ref={native}
              type="date"
              tabIndex={-1}
              aria-hidden="true"
              className="calendar-native"
              value={value}
              onChange={(event) => {
                if (event.currentTarget.value) {
                  setTyped(show(event.currentTarget.value))
                  settle(show(event.currentTarget.value), true)
                }
              }}
            />
            <ActionIcon
              variant="subtle"
              size="sm"
              tabIndex={-1}
              disabled={rest.disabled}
              aria-label={t('showCalendar')}
              onClick={() => native.current?.showPicker()}
            >
              <IconCalendar size={16} />
            </ActionIcon>
          </span>
        ) : null
      }
    />
  )
}
