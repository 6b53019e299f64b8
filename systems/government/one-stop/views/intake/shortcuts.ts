import type { ShortcutGroup } from '#kernel/channels/officer'
import { intakeScreenWords as w } from '../../scanning/words.ts'

/** The keys of the counter's screen. Plain data: the help draws it, a test looks for clashes. */
export const intakeKeys: ShortcutGroup = {
  title: w.keys,
  always: true,
  keys: [
    { press: 'alt+s', label: w.keyCard },
    { press: 'alt+t', label: w.keyProcedure },
    { press: 'alt+y', label: w.keySuggestions },
    { press: 'alt+k', label: w.keyTray },
    { press: 'alt+j', label: w.keySendOn },
    { press: 'ctrl+enter', label: w.accept },
    { press: 'ctrl+shift+enter', label: w.acceptNext },
    { press: 'alt+g', label: w.hold },
    { press: 'alt+p', label: w.print },
    { press: 'alt+n', label: w.next },
    { press: 'alt+x', label: w.keyPile },
  ],
}

/** The keys of the pile's screen. */
export const pileKeys: ShortcutGroup = {
  title: w.pileTitle,
  always: true,
  keys: [
    { press: 'ctrl+enter', label: w.accept },
    { press: 'alt+n', label: w.pileNew },
  ],
}
