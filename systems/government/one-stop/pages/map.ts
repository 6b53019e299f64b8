import { choropleth, heading, html, type Lang, numberText, type Places } from '#kernel/channels'
import { fill, mapWords as w } from '../page-words.ts'
import type { PageContent } from './content.ts'

export interface MapData {
  places: Places
  communes: readonly { code: string; area_km2: number; population: number }[]
}

/** People per km² of every commune, as a drawing and as a table. */
export function mapPage(data: MapData, lang: Lang): PageContent {
  const density = Object.fromEntries(
    data.communes.map((commune) => [commune.code, Math.round(commune.population / commune.area_km2)]),
  )
  const people = data.communes.reduce((sum, commune) => sum + commune.population, 0)
  const area = data.communes.reduce((sum, commune) => sum + commune.area_km2, 0)
  const lead = fill(w.lead, {
    n: data.communes.length,
    people: numberText(people, lang),
    area: numberText(Math.round(area), lang),
  })
  const body = html`${heading({ title: w.title, lead }, lang)}
${choropleth(data.places, density, { id: 'mat-do', title: w.density, unit: w.unit, table: 'folded' }, lang)}
<p class="hint">${w.source[lang]}</p>`
  return { title: w.title, body, wide: true }
}
