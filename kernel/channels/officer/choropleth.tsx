import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Communes } from './api.ts'
import { bareStyle, canDraw, extent, GroundMap, NavigationControl, rings, token } from './ground-map.ts'
import { useLanguage } from './language.tsx'
import { classOf, rampStep } from './scale.ts'

type Props = {
  communes: Communes
  values: ReadonlyMap<string, number>
  bounds: number[]
  hover: string | null
  onHover: (code: string | null) => void
  label: string
}

/** Communes filled by class; drawn by MapLibre, or as plain SVG where the browser has no WebGL. */
export function Choropleth(props: Props) {
  const [able] = useState(canDraw)
  return able ? <Drawn {...props} /> : <Plain {...props} />
}

const step = (value: number | undefined, bounds: number[]): number =>
  value === undefined ? 0 : rampStep(classOf(value, bounds), bounds.length)

function Drawn({ communes, values, bounds, hover, onHover, label }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const map = useRef<GroundMap | null>(null)
  const [ready, setReady] = useState(0)
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const tell = useRef(onHover)
  tell.current = onHover

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of scheme draws the map again with its tokens
  useEffect(() => {
    if (!frame.current) return
    const drawn = new GroundMap({
      container: frame.current,
      style: bareStyle(communes),
      bounds: extent(communes),
      // Room for the legend, where there is room.
      fitBoundsOptions: {
        padding: { top: 56, right: 24, bottom: 24, left: frame.current.clientWidth > 640 ? 170 : 16 },
      },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
    })
    drawn.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    drawn.getCanvas().setAttribute('aria-label', label)
    drawn.on('load', () => setReady((n) => n + 1))
    drawn.on('mousemove', 'communes', (event) => {
      drawn.getCanvas().style.cursor = 'pointer'
      const code = event.features?.[0]?.properties.code
      tell.current(typeof code === 'string' ? code : null)
    })
    drawn.on('mouseleave', 'communes', () => {
      drawn.getCanvas().style.cursor = ''
      tell.current(null)
    })
    map.current = drawn
    return () => {
      map.current = null
      drawn.remove()
    }
  }, [communes, scheme])
  useEffect(() => {
    const drawn = map.current
    if (!drawn?.isStyleLoaded() && !ready) return
    const ramp = [token('--sen-surface'), ...[1, 2, 3, 4, 5, 6, 7].map((n) => token(`--sen-ramp-${n}`))]
    for (const { properties: one } of communes.features)
      drawn?.setFeatureState({ source: 'communes', id: one.code }, { colour: ramp[step(values.get(one.code), bounds)] })
  }, [ready, communes, values, bounds])

  useEffect(() => {
    const drawn = map.current
    if (!drawn || !ready || !hover) return
    drawn.setFeatureState({ source: 'communes', id: hover }, { hover: true })
    return () => {
      // The map may have been taken down between the two.
      if (map.current === drawn) drawn.setFeatureState({ source: 'communes', id: hover }, { hover: false })
    }
  }, [hover, ready])

  return <div ref={frame} className="map" />
}

function Plain({ communes, values, bounds, hover, onHover, label }: Props) {
  const { t } = useLanguage()
  const { paths, box } = useMemo(() => {
    const [west, south, east, north] = extent(communes)
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
    const x = (lng: number) => ((lng - west) * squeeze * 1000).toFixed(1)
    const y = (lat: number) => ((north - lat) * 1000).toFixed(1)
    return {
      box: `-8 -8 ${((east - west) * squeeze * 1000 + 16).toFixed(0)} ${((north - south) * 1000 + 16).toFixed(0)}`,
      paths: communes.features.map((feature) => ({
        code: feature.properties.code,
        d: rings(feature)
          .map((ring) => `M${ring.map(([lng, lat]) => `${x(lng)} ${y(lat)}`).join('L')}Z`)
          .join(''),
      })),
    }
  }, [communes])
  return (
    <div className="map">
      <svg viewBox={box} className="map-plain" role="img" aria-label={label}>
        {paths.map((path) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: hovering only highlights; the table says the same
          <path
            key={path.code}
            d={path.d}
            data-ramp={step(values.get(path.code), bounds)}
            data-active={hover === path.code || undefined}
            onMouseEnter={() => onHover(path.code)}
            onMouseLeave={() => onHover(null)}
          />
        ))}
      </svg>
      <small className="map-plain-note">{t('noWebgl')}</small>
    </div>
  )
}
