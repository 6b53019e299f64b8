import type { Words } from './api.ts'
import type { WordKey } from './words.ts'

/** One line of the help: what is pressed, as keymaps write it ('g v', 'ctrl+enter', 'alt+t'), and what it does. */
export interface Shortcut {
  press: string
  label: Words
}

/** Shortcuts that hold in one place. Two places that are never open together may use the same key. */
export interface ShortcutGroup {
  title: Words
  /** Works while somebody types, so it must not be a plain letter. */
  always?: boolean
  keys: readonly Shortcut[]
}

/** The shortcuts of the frame and of the kernel's own screens, in the order of the help. */
export const houseMap: readonly { title: WordKey; frame?: true; keys: readonly [string, WordKey][] }[] = [
  {
    title: 'keysEverywhere',
    frame: true,
    keys: [
      ['ctrl+k', 'keyPalette'],
      ['/', 'keySearch'],
      ['g v', 'keyGoMine'],
      ['g h', 'keyGoUnit'],
      ['g b', 'keyGoBoards'],
      ['g d', 'keyGoMap'],
      ['?', 'keyHelp'],
      ['ctrl+/', 'keyHelp'],
    ],
  },
  {
    title: 'keysTables',
    keys: [
      ['j', 'keyMove'],
      ['k', 'keyMove'],
      ['enter', 'keyOpen'],
      ['x', 'keySelect'],
      ['a', 'keyTake'],
      ['m', 'keyMoves'],
      ['n', 'keyNew'],
    ],
  },
  {
    title: 'keysCase',
    keys: [
      ['m', 'keyMoves'],
      ['a', 'keyTake'],
      ['c', 'keyComment'],
      ['ctrl+enter', 'keySave'],
      ['ctrl+shift+enter', 'keySaveNext'],
    ],
  },
]

/** What every desk browser keeps for itself on Windows and Linux: a page that used these would lose them or break them. */
const BROWSER = new Set([
  ...'ctrl+t ctrl+w ctrl+n ctrl+shift+n ctrl+l ctrl+d ctrl+f ctrl+r ctrl+p ctrl+s ctrl+o ctrl+j ctrl+h ctrl+u ctrl+tab'.split(
    ' ',
  ),
  ...'alt+d alt+e alt+f alt+home alt+arrowleft alt+arrowright f1 f3 f5 f6 f11 f12'.split(' '),
])

const inMap = (press: string): string => press.toLowerCase()

/**
 * What is wrong with shortcuts that are in force together: one key for two things, a key that is also the first of a pair
 * ('g' beside 'g v'), one the browser keeps, a plain letter that should work while somebody types. Empty when all is well.
 */
export function clashes(frame: readonly string[], own: ShortcutGroup): string[] {
  const found: string[] = []
  const seen = new Map<string, string>(frame.map((press) => [inMap(press), 'khung ứng dụng']))
  for (const { press, label } of own.keys) {
    const key = inMap(press)
    const other = seen.get(key)
    if (other) found.push(`${press}: ${label.vi} – ${other}`)
    for (const known of seen.keys())
      if (known.startsWith(`${key} `) || key.startsWith(`${known} `)) found.push(`${press} – ${known}`)
    if (BROWSER.has(key)) found.push(`${press}: ${label.vi} – trình duyệt`)
    if (own.always && !/^(ctrl|alt)\+|^f\d+$|^escape$/.test(key)) found.push(`${press}: ${label.vi} – chữ đang gõ`)
    seen.set(key, label.vi)
  }
  return found
}

/** The keys of the frame, which are in force on every screen. */
export const frameKeys = (): string[] =>
  houseMap.filter((one) => one.frame).flatMap((one) => one.keys.map(([press]) => press))

const names: Record<string, string> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Delete',
  arrowup: '↑',
  arrowdown: '↓',
}

/** 'ctrl+shift+enter' as the keys of a keyboard: Ctrl, Shift, Enter. */
export const keyCaps = (press: string): string[] =>
  press
    .split(/[ +]/)
    .map((part) => names[part] ?? (part.length === 1 && press.includes('+') ? part.toUpperCase() : part))
