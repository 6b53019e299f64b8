import { Kbd, Table, Title } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Words } from './api.ts'
import { Dialog } from './dialog.tsx'
import { houseMap, keyCaps, type ShortcutGroup } from './keymap.ts'
import { useLanguage } from './language.tsx'
import { useSession } from './session.tsx'
import { viewsBySystem, viewsFor } from './views.ts'
import type { WordKey } from './words.ts'

export type Keymap = Record<string, (event: KeyboardEvent) => void>

/** 'k', 'ctrl+k', 'ctrl+shift+enter' … as the keymaps write them. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string {
  const plain = event.key.length === 1
  const shift = event.shiftKey && !plain ? 'shift+' : ''
  const ctrl = event.ctrlKey || event.metaKey ? 'ctrl+' : ''
  return `${ctrl}${event.altKey ? 'alt+' : ''}${shift}${event.key.toLowerCase()}`
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select')
}

/**
 * Keys that act on the page. Plain letters are silent while someone types or a dialog or menu is open; combinations
 * with Ctrl always work when `always` says so.
 */
export function useKeys(keymap: Keymap, { always = false }: { always?: boolean } = {}): void {
  const current = useRef(keymap)
  current.current = keymap
  useEffect(() => {
    let prefix = ''
    let forget: ReturnType<typeof setTimeout> | undefined
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (!always && (typing(event.target) || document.querySelector('[role=dialog],[role=menu]'))) return
      const name = keyName(event)
      // Enter and Space on a link or a button belong to it.
      if (
        (name === 'enter' || name === ' ') &&
        event.target instanceof HTMLElement &&
        event.target.closest('a,button,summary')
      )
        return
      const action = current.current[prefix ? `${prefix} ${name}` : name]
      if (action) {
        event.preventDefault()
        prefix = ''
        action(event)
        return
      }
      clearTimeout(forget)
      prefix = Object.keys(current.current).some((one) => one.startsWith(`${name} `)) ? name : ''
      if (prefix)
        forget = setTimeout(() => {
          prefix = ''
        }, 1200)
    }
    document.addEventListener('keydown', listen)
    return () => {
      clearTimeout(forget)
      document.removeEventListener('keydown', listen)
    }
  }, [always])
}

/** Shortcuts of the screens that are open now, for the help. */
const shown = new Set<ShortcutGroup>()
const listeners = new Set<() => void>()
let standing: readonly ShortcutGroup[] = []
const tell = () => {
  standing = [...shown]
  for (const listener of listeners) listener()
}

/**
 * Shortcuts of a screen, in force and in the help (?) for as long as it is open. `run` goes by the same `press` as the
 * group names; a group that is `always` works while somebody types and in dialogs.
 */
export function useShortcuts(group: ShortcutGroup, run: Keymap): void {
  useKeys(run, { always: group.always === true })
  useEffect(() => {
    shown.add(group)
    tell()
    return () => {
      shown.delete(group)
      tell()
    }
  }, [group])
}

const useShown = (): readonly ShortcutGroup[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => standing,
  )

/** Screens of systems that are reached by g and a letter, as far as this officer finds them in the navigation. */
function useScreens(): { press: string; system: string; path: string; title: Words }[] {
  const { me } = useSession()
  const roles = me?.roles.map((one) => one.role) ?? []
  return [...viewsBySystem.keys()].flatMap((system) =>
    viewsFor(system, roles).flatMap((view) =>
      view.key ? [{ press: `g ${view.key}`, system, path: view.path, title: view.title }] : [],
    ),
  )
}

function Group({ title, keys }: { title: string; keys: readonly { presses: readonly string[]; label: string }[] }) {
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      <Table verticalSpacing={4} withRowBorders={false}>
        <Table.Tbody>
          {keys.map(({ presses, label }) => (
            <Table.Tr key={presses.join(' ')}>
              <Table.Th scope="row" className="keys-cell">
                {presses
                  .flatMap((press) => keyCaps(press))
                  .map((cap) => (
                    <Kbd key={cap} mr={4}>
                      {cap}
                    </Kbd>
                  ))}
              </Table.Th>
              <Table.Td>{label}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

/** The help of the keyboard: what holds everywhere, on this screen, in tables and on a case. Binds the keys that lead to screens, too. */
export function KeysHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const { t, say } = useLanguage()
  const router = useRouter()
  const screens = useScreens()
  const groups = useShown()
  useKeys(
    Object.fromEntries(
      screens.map((one) => [
        one.press,
        () =>
          void router.navigate({
            to: '/desk/$system/$',
            params: { system: one.system, _splat: one.path },
            search: {},
          }),
      ]),
    ),
  )
  // '?' is a letter where somebody types; this works there, too.
  const [asked, setAsked] = useState(false)
  useKeys({ 'ctrl+/': () => setAsked(true) }, { always: true })
  const leave = () => {
    setAsked(false)
    close()
  }
  if (!opened && !asked) return null
  return (
    <Dialog title={t('keysTitle')} close={leave} size="xl">
      <div className="keys-columns">
        {groups.map((group) => (
          <Group
            key={group.title.vi}
            title={say(group.title)}
            keys={group.keys.map((one) => ({ presses: [one.press], label: say(one.label) }))}
          />
        ))}
        {houseMap.map((group) => (
          <Group
            key={group.title}
            title={t(group.title)}
            keys={[
              ...linesOf(group.keys).map(([presses, label]) => ({ presses, label: t(label) })),
              ...(group.frame ? screens.map((one) => ({ presses: [one.press], label: say(one.title) })) : []),
            ]}
          />
        ))}
      </div>
    </Dialog>
  )
}

/** Keys that do two halves of one thing (down, up) stand on one line. */
function linesOf(keys: readonly [string, WordKey][]): [string[], WordKey][] {
  const lines = new Map<WordKey, string[]>()
  for (const [press, label] of keys) lines.set(label, [...(lines.get(label) ?? []), press])
  return [...lines].map(([label, presses]) => [presses, label])
}

/** Puts the cursor in the page's search box, when it has one. */
export function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('input[data-search]')
  box?.focus()
  box?.select()
  return Boolean(box)
}
