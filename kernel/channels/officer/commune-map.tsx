import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { type Communes, call } from './api.ts'
import { showNumber } from './format.ts'
import { useLanguage } from './language.tsx'
import { classBounds, rampStep } from './scale.ts'
import { Loading } from './states.tsx'

const Choropleth = lazy(() => import('./choropleth.tsx').then((module) => ({ default: module.Choropleth })))

export function useCommunes() {
  return useQuery({
    queryKey: ['communes'],
    queryFn: ({ signal }) => call<Communes>('/api/v1/map/communes', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/**
 * The communes coloured by a figure, with the commune under the pointer in words and a legend. Fills its frame. `names` says what
 * the figures mean where they are states and no quantities, lowest first: each has its colour and its line in the legend.
 */
export function CommuneMap({
  communes,
  values,
  unit,
  names,
  title,
  hover,
  onHover,
}: {
  communes: Communes
  values: ReadonlyMap<string, number>
  unit: string
  names?: readonly { value: number; label: string }[]
  title: string
  hover: string | null
  onHover: (code: string | null) => void
}) {
  const { t, lang } = useLanguage()
  const bounds = useMemo(
    () => (names ? names.map((one) => one.value) : classBounds([...values.values()])),
    [values, names],
  )
  const shown = hover ? communes.features.find((one) => one.properties.code === hover)?.properties : undefined
  const value = shown ? values.get(shown.code) : undefined
  return (
    <>
      <Suspense fallback={<Loading />}>
        <Choropleth
          communes={communes}
          values={values}
          bounds={bounds}
          hover={hover}
          onHover={onHover}
          label={t('mapAria', { name: title })}
        />
      </Suspense>
      <div className="map-note" aria-hidden="true">
        {shown ? (
          <>
            <strong>{shown.name}</strong>{' '}
            {value === undefined
              ? t('mapNoValue')
              : (names?.find((one) => one.value === value)?.label ??
                `${showNumber(value, lang)}${unit ? ` ${unit}` : ''}`)}
          </>
        ) : (
          <span>{t('communes', { n: communes.features.length })}</span>
        )}
      </div>
      <div className="legend">
        <strong>{unit || t('legend')}</strong>
        <ul>
          {bounds.map((bound, index) => (
            <li key={bound}>
              <span className="swatch" data-ramp={rampStep(index, bounds.length)} aria-hidden="true" />
              {names?.[index]?.label ?? legendText(bounds, index, values, (one) => showNumber(one, lang))}
            </li>
          ))}
          {communes.features.some((one) => !values.has(one.properties.code)) ? (
            <li>
              <span className="swatch" data-ramp="0" aria-hidden="true" />
              {t('mapNoValue')}
            </li>
          ) : null}
        </ul>
      </div>
    </>
  )
}

/** Whole figures are said as what the class holds (“3 – 5”), not as a bound that belongs to the class before. */
function legendText(
  bounds: number[],
  index: number,
  values: ReadonlyMap<string, number>,
  show: (value: number) => string,
): string {
  const high = bounds[index] ?? 0
  const low = Math.min(
    ...[...values.values()].filter((one) => one <= high && (index === 0 || one > (bounds[index - 1] ?? 0))),
  )
  return low === high ? show(high) : `${show(low)} – ${show(high)}`
}
