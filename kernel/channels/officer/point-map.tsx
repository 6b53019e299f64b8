import { Button, Group, Text } from '@mantine/core'
import { Marker } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { useCommunes } from './commune-map.tsx'
import { bareStyle, canDraw, extent, GroundMap, NavigationControl, token } from './ground-map.ts'
import { useLanguage } from './language.tsx'
import { Failure, Loading } from './states.tsx'

const five = (degrees: number): number => Math.round(degrees * 1e5) / 1e5

/** Picks one point over the outlines of the communes; five decimals are about one metre. */
export function PointMap({ at, choose }: { at?: [number, number]; choose: (at: [number, number]) => void }) {
  const { t } = useLanguage()
  const { data, error, isPending, refetch } = useCommunes()
  const frame = useRef<HTMLDivElement>(null)
  const [picked, setPicked] = useState<[number, number] | undefined>(at)
  const [able] = useState(canDraw)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is made once; the marker follows by itself
  useEffect(() => {
    if (!data || !frame.current || !able) return
    const map = new GroundMap({
      container: frame.current,
      style: bareStyle(data),
      bounds: extent(data),
      fitBoundsOptions: { padding: 16 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
    })
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
    const marker = new Marker({ color: token('--sen-action'), draggable: true })
    const put = (lng: number, lat: number) => {
      marker.setLngLat([lng, lat]).addTo(map)
      setPicked([five(lng), five(lat)])
    }
    if (at) {
      marker.setLngLat(at).addTo(map)
      map.jumpTo({ center: at, zoom: 11 })
    }
    map.on('click', (event) => put(event.lngLat.lng, event.lngLat.lat))
    marker.on('dragend', () => put(marker.getLngLat().lng, marker.getLngLat().lat))
    map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      put(map.getCenter().lng, map.getCenter().lat)
    })
    return () => map.remove()
  }, [data, able])

  if (isPending) return <Loading lines={6} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  if (!able) return <Text>{t('noWebgl')}</Text>
  return (
    <>
      <div ref={frame} className="map map-pick" />
      <Group justify="space-between" mt="sm">
        <Text size="sm" className="figures" role="status">
          {picked ? `${picked[1]}, ${picked[0]}` : ''}
        </Text>
        <Button color="lotus" disabled={!picked} onClick={() => picked && choose(picked)}>
          {t('usePlace')}
        </Button>
      </Group>
    </>
  )
}
