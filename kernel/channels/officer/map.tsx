import { Alert, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconInfoCircle, IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { fold } from '#ground/text'
import { useBoard, useBoards } from './board.tsx'
import { CommuneMap, useCommunes } from './commune-map.tsx'
import { showNumber } from './format.ts'
import { useLanguage } from './language.tsx'
import type { Search } from './routes.tsx'
import { classBounds, classOf, rampStep } from './scale.ts'
import { Failure, Loading } from './states.tsx'

/** The communes coloured by a figure of a board; the table beside it says the same to keyboards and screen readers. */
export function MapPage() {
  const { t, say, lang } = useLanguage()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const communes = useCommunes()
  const boards = useBoards()
  const [hover, setHover] = useState<string | null>(null)
  const [filter, setFilter] = useState('')
  const [order, setOrder] = useState<'value' | 'name'>('value')
  const layer = search.board ?? '@population'
  const builtIn = layer.startsWith('@')
  const board = useBoard(builtIn ? undefined : layer)

  const layers = [
    { value: '@population', label: t('mapPopulation') },
    { value: '@density', label: t('mapDensity') },
    ...(boards.data ?? []).map((one) => ({ value: one.name, label: say(one.title) })),
  ]
  const { values, title, unit } = useMemo(() => {
    const figures = new Map<string, number>()
    if (builtIn) {
      for (const { properties: one } of communes.data?.features ?? []) {
        if (one.population === null) continue
        if (layer === '@population') figures.set(one.code, one.population)
        else if (one.area_km2) figures.set(one.code, Math.round(one.population / one.area_km2))
      }
      return layer === '@population'
        ? { values: figures, title: t('mapPopulation'), unit: t('people') }
        : { values: figures, title: t('mapDensity'), unit: t('peopleKm2') }
    }
    const shown = board.data?.map
    for (const [code, value] of Object.entries(shown?.values ?? {})) figures.set(code, value)
    return { values: figures, title: shown ? say(shown.title) : '', unit: say(shown?.unit) }
  }, [builtIn, layer, communes.data, board.data, t, say])

  const bounds = useMemo(() => classBounds([...values.values()]), [values])
  const rows = useMemo(() => {
    const wanted = fold(filter)
    return (communes.data?.features ?? [])
      .map((one) => ({ ...one.properties, value: values.get(one.properties.code) }))
      .filter((one) => wanted === '' || fold(one.name).includes(wanted))
      .sort((a, b) =>
        order === 'name'
          ? a.name.localeCompare(b.name, 'vi')
          : (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY),
      )
  }, [communes.data, values, filter, order])

  if (communes.isPending) return <Loading />
  if (!communes.data) return <Failure reason={communes.error} retry={() => void communes.refetch()} />
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end">
        <Title order={1} size="h3">
          {t('map')}
          {title ? `: ${title.toLowerCase()}` : ''}
        </Title>
        <Select
          label={t('mapLayer')}
          data={layers}
          value={layer}
          allowDeselect={false}
          onChange={(next) =>
            void navigate({ to: '/map', search: next && next !== '@population' ? { board: next } : {} })
          }
          w={280}
          searchable={layers.length > 10}
        />
      </Group>
      {communes.data.source === 'hexagons' ? (
        <Alert variant="light" color="delta" icon={<IconInfoCircle />} p="xs">
          {t('mapHexagons')}
        </Alert>
      ) : null}
      {board.error ? <Failure reason={board.error} retry={() => void board.refetch()} /> : null}
      {!builtIn && board.data && values.size === 0 ? <p className="nothing">{t('mapNoValues')}</p> : null}
      <div className="map-columns">
        <div className="map-frame panel-flush panel">
          <CommuneMap
            communes={communes.data}
            values={values}
            unit={unit}
            title={title}
            hover={hover}
            onHover={setHover}
          />
        </div>
        <section className="panel map-table" aria-label={t('table')}>
          <TextInput
            data-search
            size="xs"
            leftSection={<IconSearch size={14} />}
            aria-label={t('findCommune')}
            placeholder={t('findCommune')}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <section className="inner-scroll" tabIndex={0} aria-label={title || t('table')}>
            <table className="inner">
              <thead>
                <tr>
                  <th scope="col" aria-sort={order === 'name' ? 'ascending' : 'none'}>
                    <button type="button" className="plain-button" onClick={() => setOrder('name')}>
                      {t('commune')}
                    </button>
                  </th>
                  <th scope="col" data-align="end" aria-sort={order === 'value' ? 'descending' : 'none'}>
                    <button type="button" className="plain-button" onClick={() => setOrder('value')}>
                      {unit || t('value')}
                    </button>
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((one) => (
                  <tr
                    key={one.code}
                    data-active={one.code === hover || undefined}
                    onMouseEnter={() => setHover(one.code)}
                    onMouseLeave={() => setHover(null)}
                  >
                    <th scope="row">
                      <span
                        className="swatch"
                        data-ramp={one.value === undefined ? 0 : rampStep(classOf(one.value, bounds), bounds.length)}
                        aria-hidden="true"
                      />
                      {one.name}
                    </th>
                    <td data-align="end" className="figures">
                      {one.value === undefined ? '–' : showNumber(one.value, lang)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <Text size="xs" c="dimmed">
            {t('communes', { n: rows.length })}
          </Text>
        </section>
      </div>
    </Stack>
  )
}
