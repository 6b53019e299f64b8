import { ActionIcon, Button, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { announce } from './announce.tsx'
import { type FieldMeta, post, type Row } from './api.ts'
import { Dialog } from './dialog.tsx'
import { useLanguage } from './language.tsx'
import { findRecord, useMeta } from './session.tsx'
import { Refusal } from './states.tsx'

const PURPOSE_MIN = 10
const PURPOSE_MAX = 200

/** The way to a row that may not be seen, where the house allows one in an emergency. */
export function EmergencyDoor({ system, record, id }: { system: string; record: string; id: string }) {
  const { t } = useLanguage()
  const { data: meta } = useMeta()
  if (!findRecord(meta, system, record)?.breakGlass) return null
  const query = new URLSearchParams({ type: `${system}/${record}`, name: id })
  return (
    <Button component="a" href={`/mo-khan-cap?${query.toString()}`} variant="light" color="red">
      {t('breakGlass')}
    </Button>
  )
}

/** Does this field of the row hold more than is shown? */
export function isMasked(field: FieldMeta, row: Row): boolean {
  return Array.isArray(row._masked) && row._masked.includes(field.name)
}

/**
 * A value shown in part, with an eye that asks for the whole: the purpose is written down and the person concerned can
 * read it. What was shown is covered again when the screen is left.
 */
export function MaskedValue({
  field,
  row,
  path,
  draw,
}: {
  field: FieldMeta
  row: Row
  /** The record's API. */
  path: string
  draw: (row: Row) => ReactNode
}) {
  const { t, say } = useLanguage()
  const [asking, setAsking] = useState(false)
  const [whole, setWhole] = useState<{ value: unknown } | null>(null)
  if (whole)
    return (
      <span className="masked">
        {draw({ ...row, [field.name]: whole.value, _masked: [] })}
        <Tooltip label={t('maskAgain')}>
          <ActionIcon
            variant="subtle"
            size="sm"
            onClick={() => setWhole(null)}
            aria-label={`${t('maskAgain')}: ${say(field.label)}`}
          >
            <IconEyeOff size={16} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </span>
    )
  return (
    <span className="masked">
      {row[field.name] === null ? (
        <span className="figures" title={t('maskedWhy')}>
          ••••••
        </span>
      ) : (
        draw(row)
      )}
      <Tooltip label={t('reveal')}>
        <ActionIcon
          variant="subtle"
          size="sm"
          onClick={() => setAsking(true)}
          aria-label={`${t('reveal')}: ${say(field.label)}`}
        >
          <IconEye size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
      {asking ? (
        <RevealDialog
          field={field}
          path={`${path}/${row.id}/reveal`}
          close={() => setAsking(false)}
          shown={(value) => {
            setAsking(false)
            setWhole({ value })
            announce(t('revealed', { name: say(field.label) }))
          }}
        />
      ) : null}
    </span>
  )
}

function RevealDialog({
  field,
  path,
  close,
  shown,
}: {
  field: FieldMeta
  path: string
  close: () => void
  shown: (value: unknown) => void
}) {
  const { t, say } = useLanguage()
  const [purpose, setPurpose] = useState('')
  const reveal = useMutation({
    mutationFn: () => post<{ value: unknown }>(path, { field: field.name, purpose: purpose.trim() }),
    onSuccess: (answer) => shown(answer.value),
  })
  const enough = purpose.trim().length >= PURPOSE_MIN
  return (
    <Dialog title={t('revealTitle', { name: say(field.label) })} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (enough && !reveal.isPending) reveal.mutate()
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t('revealWhy')}</Text>
          <Refusal reason={reveal.error} />
          <TextInput
            data-autofocus
            label={t('revealPurpose')}
            description={t('revealPurposeHelp', { n: PURPOSE_MIN })}
            value={purpose}
            maxLength={PURPOSE_MAX}
            onChange={(event) => setPurpose(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="lotus" disabled={!enough} loading={reveal.isPending}>
              {t('reveal')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
