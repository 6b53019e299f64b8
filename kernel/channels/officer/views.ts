import type { ComponentType } from 'react'
import type { Lang, Row, Words } from './api.ts'

/**
 * One screen a system brings because declared forms, lists and boards cannot say it well. It is opened at
 * `/officer/desk/<system>/<path>`; `:name` in the path is a parameter, handed to the component.
 */
export interface OfficerView {
  /** 'cashier', 'procedures/:code'. */
  path: string
  title: Words
  /** Roles that find it in the navigation; the doors it calls decide what they may do. Absent: every officer. */
  roles?: readonly string[]
  /** Stands in the navigation. Only a path without parameters can. */
  nav?: boolean
  /** A small letter: `g` and it lead here, for who finds it in the navigation. */
  key?: string
  /** Loads the screen when it is first opened. */
  load: () => Promise<{ default: ComponentType<ViewProps> }>
}

export interface ViewProps {
  params: Readonly<Record<string, string>>
  lang: Lang
}

/** A panel a system adds to the page of one of its cases: what only it can draw. Shown to who may open the case. */
export interface CasePanel {
  /** Name of the record: 'dossier'. */
  record: string
  title: Words
  /** Beside the clocks, or among the wide panels. */
  place: 'side' | 'main'
  load: () => Promise<{ default: ComponentType<PanelProps> }>
}

export interface PanelProps {
  /** The record of the case, as the officer may see it. */
  row: Row
  lang: Lang
}

/** What `views/index.ts` of a system exports. Presence is registration, as with everything a system declares. */
interface ViewsModule {
  views: readonly OfficerView[]
  panels?: readonly CasePanel[]
}

const modules = import.meta.glob<ViewsModule>('../../../systems/*/*/views/index.ts', { eager: true })

/** Screens by the name of their system. */
export const viewsBySystem: ReadonlyMap<string, readonly OfficerView[]> = new Map(
  Object.entries(modules).map(([file, module]) => [file.split('/').at(-3) ?? '', module.views]),
)

/** The panels a system adds to the page of a case. */
export function panelsOf(system: string, record: string): CasePanel[] {
  const found = Object.entries(modules).find(([file]) => file.split('/').at(-3) === system)?.[1].panels ?? []
  return found.filter((panel) => panel.record === record)
}

/** The screens of a system that somebody with these roles finds in the navigation. */
export function viewsFor(system: string, roles: readonly string[]): OfficerView[] {
  return (viewsBySystem.get(system) ?? []).filter(
    (view) => view.nav === true && (view.roles === undefined || view.roles.some((role) => roles.includes(role))),
  )
}

/** The screen a path leads to, with its parameters; undefined when the system has none there. */
export function findView(
  system: string,
  path: string,
): { view: OfficerView; params: Record<string, string> } | undefined {
  const said = path.split('/').filter((part) => part !== '')
  for (const view of viewsBySystem.get(system) ?? []) {
    const parts = view.path.split('/')
    if (parts.length !== said.length) continue
    const params: Record<string, string> = {}
    const fits = parts.every((part, place) => {
      const one = said[place] as string
      if (!part.startsWith(':')) return part === one
      params[part.slice(1)] = decodeURIComponent(one)
      return true
    })
    if (fits) return { view, params }
  }
  return undefined
}
