import { fold } from '#ground/text'
import { findRole, roles } from '#province'

/** Roles an officer may hold, in the order a dossier meets them. */
export const officerRoles = roles.filter((role) => role.at.length > 0)

/** May a role be held in a unit of this kind? The province's table says; a kind it does not name takes none. */
export const fits = (role: string, unitKind: string): boolean =>
  (findRole(role)?.at as readonly string[] | undefined)?.includes(unitKind) ?? false

/** What changes of units and roles ask of the province. */
export const options = { fits }

/** Title of a role in Vietnamese, or its name when the province has none. */
export const roleTitle = (name: string, lang: 'vi' | 'en'): string => findRole(name)?.title[lang] ?? name

/** A role by its name or its Vietnamese title, with or without tones. */
export function readRole(text: string): string | undefined {
  const asked = fold(text.trim())
  return officerRoles.find((role) => role.name === asked || fold(role.title.vi) === asked)?.name
}

/** '31/12/2026', '2026-12-31' or a spreadsheet's date → LocalDate; undefined when it is none; null when empty. */
export function readDay(value: string | Date | undefined): string | null | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10)
  const text = (value ?? '').trim()
  if (text === '') return null
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? undefined
  const iso = match
    ? `${match[3]}-${match[2]?.padStart(2, '0')}-${match[1]?.padStart(2, '0')}`
    : /^\d{4}-\d{2}-\d{2}/.test(text)
      ? text.slice(0, 10)
      : ''
  const date = new Date(`${iso}T00:00:00Z`)
  return iso !== '' && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === iso ? iso : undefined
}

const LOGIN = /^[a-z][a-z0-9._-]{1,59}$/
/** Is this a login an officer may have? A citizen's is her number. */
export const isLogin = (text: string): boolean => LOGIN.test(text)
