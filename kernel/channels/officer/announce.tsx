import { notifications } from '@mantine/notifications'
import { useSyncExternalStore } from 'react'
import { credentials } from './api.ts'
import { words } from './words.ts'

let said = ''
const listeners = new Set<() => void>()

/** Tells a screen reader what just changed, without moving anything on the screen. */
export function announce(text: string): void {
  // The same sentence twice must be read twice: a trailing space makes it new.
  said = said === text ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

export function LiveRegion() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => said,
  )
  return (
    <div className="for-readers" role="status" aria-live="polite">
      {text}
    </div>
  )
}

/** A short note in the corner that something was done; also read aloud. */
export function told(message: string): void {
  notifications.show({
    message,
    color: 'delta',
    autoClose: 4000,
    withCloseButton: true,
    closeButtonProps: { 'aria-label': words.close[credentials.lang] },
  })
  announce(message)
}
