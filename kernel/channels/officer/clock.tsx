import { IconAlarm, IconClock, IconClockExclamation, IconClockPause, IconMinus } from '@tabler/icons-react'
import type { Clock, FlowMeta, Tone } from './api.ts'
import { useLanguage } from './language.tsx'

const marks = {
  ok: IconClock,
  warn: IconClockExclamation,
  late: IconAlarm,
  paused: IconClockPause,
  none: IconMinus,
}

/** A legal clock in words, with a shape and a colour beside them: no one sign stands alone. */
export function ClockMark({ clock }: { clock: Clock }) {
  const { t, say } = useLanguage()
  const Mark = marks[clock.state]
  return (
    <span className="clock" data-state={clock.state}>
      <Mark size={16} stroke={1.8} aria-hidden="true" />
      <span>{clock.state === 'none' ? t('clockNone') : say(clock.words)}</span>
    </span>
  )
}

export function ToneBadge({ tone, label }: { tone: Tone; label: string }) {
  return (
    <span className="tone" data-tone={tone}>
      <span className="tone-dot" aria-hidden="true" />
      {label}
    </span>
  )
}

/** The state of a record in its flow, in the flow's own words. */
export function StateBadge({ flow, state }: { flow: FlowMeta | undefined; state: string }) {
  const { say } = useLanguage()
  const found = flow?.states.find((one) => one.name === state)
  return <ToneBadge tone={found?.tone ?? 'neutral'} label={found ? say(found.label) : state} />
}
