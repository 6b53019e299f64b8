import { useParams } from '@tanstack/react-router'
import { type ComponentType, lazy, Suspense, useEffect } from 'react'
import type { Row } from './api.ts'
import { useLanguage } from './language.tsx'
import { Loading, Missing } from './states.tsx'
import { type CasePanel, findView, type OfficerView, type PanelProps, type ViewProps } from './views.ts'

/** Each screen is made lazy once: a new lazy component at every drawing would throw its state away. */
const opened = new Map<OfficerView, ComponentType<ViewProps>>()
function screenOf(view: OfficerView): ComponentType<ViewProps> {
  const known = opened.get(view)
  if (known) return known
  const made = lazy(view.load)
  opened.set(view, made)
  return made
}

/** The frame of a screen that a system brings. */
export function DeskPage() {
  const { system = '', _splat = '' } = useParams({ strict: false })
  const { lang, say } = useLanguage()
  const found = findView(system, _splat)
  const title = found ? say(found.view.title) : ''
  useEffect(() => {
    if (title) document.title = `${title} · Sen`
  }, [title])
  if (!found) return <Missing />
  const Screen = screenOf(found.view)
  return (
    <Suspense fallback={<Loading />}>
      <Screen key={`${system}/${_splat}`} params={found.params} lang={lang} />
    </Suspense>
  )
}

const panels = new Map<CasePanel, ComponentType<PanelProps>>()
function drawnBy(panel: CasePanel): ComponentType<PanelProps> {
  const known = panels.get(panel)
  if (known) return known
  const made = lazy(panel.load)
  panels.set(panel, made)
  return made
}

/** The inside of a panel that a system adds to the page of a case. */
export function PanelBody({ panel, row }: { panel: CasePanel; row: Row }) {
  const { lang } = useLanguage()
  const Drawn = drawnBy(panel)
  return (
    <Suspense fallback={<Loading lines={3} />}>
      <Drawn row={row} lang={lang} />
    </Suspense>
  )
}
