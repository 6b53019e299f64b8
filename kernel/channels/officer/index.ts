/** The door for screens that systems bring (`systems/part/name/views`): what is here is kept, what is not may change. */
export { announce, told } from './announce.tsx'
export {
  type Board,
  type CaseView,
  type Clock,
  call,
  type FieldMeta,
  type FileRef,
  type Lang,
  type Page,
  patch,
  post,
  query,
  Refused,
  type Row,
  type Series,
  type StoredFile,
  type Tone,
  upload,
  type Words,
} from './api.ts'
export { ClockMark, ToneBadge } from './clock.tsx'
export { CommuneMap, useCommunes } from './commune-map.tsx'
export { DateInput } from './date.tsx'
export { Dialog } from './dialog.tsx'
export { FilesInput } from './files.tsx'
export { FieldInputs } from './form.tsx'
export { readDate, showDate, showInstant, showMoney, showNumber, showSize, today } from './format.ts'
export { clashes, frameKeys, type Shortcut, type ShortcutGroup } from './keymap.ts'
export { useKeys, useShortcuts } from './keys.tsx'
export { useLanguage } from './language.tsx'
export { AppLink } from './link.tsx'
export { useSession } from './session.tsx'
export { Empty, Failure, Loading, Missing, Refusal, useSentence } from './states.tsx'
export { type Column, DenseTable } from './table.tsx'
export type { CasePanel, OfficerView, PanelProps, ViewProps } from './views.ts'
