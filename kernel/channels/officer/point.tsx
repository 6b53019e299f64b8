import { Button, Group, Loader, type MantineSize, Text, TextInput } from '@mantine/core'
import { IconMapPin } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { Dialog } from './dialog.tsx'
import { readPoint } from './format.ts'
import { useLanguage } from './language.tsx'
import { pointOf } from './value.tsx'

const PointMap = lazy(() => import('./point-map.tsx').then((module) => ({ default: module.PointMap })))

const show = (value: unknown): string => {
  const at = pointOf(value)
  return at ? `${at[1]}, ${at[0]}` : ''
}

/** A place: typed as coordinates or picked on the map. Value: GeoJSON Point. */
export function PlaceInput({
  value,
  onChange,
  error,
  ...rest
}: {
  label?: ReactNode
  'aria-label'?: string
  description?: ReactNode
  error?: string
  required: boolean
  disabled: boolean
  size: MantineSize
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState(show(value))
  const [bad, setBad] = useState(false)
  const [picking, setPicking] = useState(false)
  const sent = useRef(value)
  useEffect(() => {
    if (value === sent.current || value === undefined) return
    sent.current = value
    setTyped(show(value))
  }, [value])
  const set = (at: [number, number] | null | undefined) => {
    const next = at ? { type: 'Point', coordinates: at } : at
    sent.current = next
    onChange(next)
  }
  return (
    <>
      <Group align="flex-end" gap="xs" wrap="nowrap" className="place-input">
        <TextInput
          {...rest}
          flex={1}
          value={typed}
          placeholder="10.4938, 105.6882"
          error={bad ? t('badPlace') : error}
          onChange={(event) => {
            const text = event.currentTarget.value
            setTyped(text)
            setBad(false)
            const at = text.trim() === '' ? null : readPoint(text)
            set(at)
          }}
          onBlur={() => setBad(typed.trim() !== '' && !readPoint(typed))}
        />
        <Button
          variant="default"
          size={rest.size}
          leftSection={<IconMapPin size={16} />}
          disabled={rest.disabled}
          onClick={() => setPicking(true)}
        >
          {t('pickPlace')}
        </Button>
      </Group>
      {picking ? (
        <Dialog title={t('pickPlaceTitle')} close={() => setPicking(false)} size="xl">
          <Text size="sm" c="dimmed" mb="xs">
            {t('pickPlaceHelp')}
          </Text>
          <Suspense fallback={<Loader />}>
            <PointMap
              at={pointOf(value)}
              choose={(at) => {
                setTyped(`${at[1]}, ${at[0]}`)
                setBad(false)
                set(at)
                setPicking(false)
              }}
            />
          </Suspense>
        </Dialog>
      ) : null}
    </>
  )
}
