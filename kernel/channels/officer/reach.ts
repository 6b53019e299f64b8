import { useSyncExternalStore } from 'react'

/** Whether the server answered the last request: a network card may be up while the house is not. */
let reached = true
const listeners = new Set<() => void>()

export function noteReach(now: boolean): void {
  if (now === reached) return
  reached = now
  for (const listener of listeners) listener()
}

export function useReach(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => reached,
  )
}
