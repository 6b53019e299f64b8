import { Kbd, Table, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Dialog } from './dialog.tsx'
import { useLanguage } from './language.tsx'
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

const map: { title: WordKey; keys: [string[], WordKey][] }[] = [
  {
    title: 'keysEverywhere',
    keys: [
      [['Ctrl', 'K'], 'keyPalette'],
      [['/'], 'keySearch'],
      [['g', 'v'], 'keyGoMine'],
      [['g', 'h'], 'keyGoUnit'],
      [['g', 'b'], 'keyGoBoards'],
      [['g', 'd'], 'keyGoMap'],
      [['?'], 'keyHelp'],
    ],
  },
  {
    title: 'keysTables',
    keys: [
      [['j', 'k'], 'keyMove'],
      [['Enter'], 'keyOpen'],
      [['x'], 'keySelect'],
      [['a'], 'keyTake'],
      [['m'], 'keyMoves'],
      [['n'], 'keyNew'],
    ],
  },
  {
    title: 'keysCase',
    keys: [
      [['m'], 'keyMoves'],
      [['a'], 'keyTake'],
      [['c'], 'keyComment'],
      [['Ctrl', 'Enter'], 'keySave'],
      [['Ctrl', 'Shift', 'Enter'], 'keySaveNext'],
    ],
  },
]

export function KeysHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useLanguage()
  if (!opened) return null
  return (
    <Dialog title={t('keysTitle')} close={close} size="lg">
      <div className="keys-columns">
        {map.map((group) => (
          <section key={group.title}>
            <Title order={3} size="h6" mb={4}>
              {t(group.title)}
            </Title>
            <Table verticalSpacing={4} withRowBorders={false}>
              <Table.Tbody>
                {group.keys.map(([keys, label]) => (
                  <Table.Tr key={label}>
                    <Table.Th scope="row" className="keys-cell">
                      {keys.map((one) => (
                        <Kbd key={one} mr={4}>
                          {one}
                        </Kbd>
                      ))}
                    </Table.Th>
                    <Table.Td>{t(label)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** Puts the cursor in the page's search box, when it has one. */
export function focusSearch(): boolean {
  const box = document.querySelector<HTMLInputElement>('input[data-search]')
  box?.focus()
  box?.select()
  return Boolean(box)
}
