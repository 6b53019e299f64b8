import { Button, Stack, Title } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { FlowMeta, RecordMeta, Row } from './api.ts'
import { gistOf } from './gist.ts'
import { useLanguage } from './language.tsx'
import { FieldRows, FieldValue, PersonalMark } from './value.tsx'

/** A record as a reader wants it: what matters, its tables, and the rest folded away. */
export function Gist({
  meta,
  row,
  flow,
  order = 3,
}: {
  meta: RecordMeta
  row: Row
  flow?: FlowMeta
  /** Level of the headings inside: one below what stands above. */
  order?: 2 | 3
}) {
  const { t, say } = useLanguage()
  const [whole, setWhole] = useState(false)
  const restId = useId()
  const gist = gistOf(meta, row, flow, [meta.titleField])
  return (
    <Stack gap="md">
      <FieldRows fields={gist.main} row={row} flow={flow} path={meta.path} />
      {gist.long.map((field) => (
        <div key={field.name}>
          <Title order={order} size="h6" mb={6}>
            {say(field.label)} <PersonalMark field={field} />
          </Title>
          <FieldValue field={field} row={row} flow={flow} path={meta.path} />
        </div>
      ))}
      {gist.rest.length ? (
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            ml={-8}
            aria-expanded={whole}
            aria-controls={restId}
            rightSection={<IconChevronDown size={14} style={whole ? { transform: 'rotate(180deg)' } : undefined} />}
            onClick={() => setWhole(!whole)}
          >
            {whole ? t('fewerFields') : t('moreFields', { n: gist.rest.length })}
          </Button>
          <div id={restId} className="gist-rest" hidden={!whole}>
            {whole ? <FieldRows fields={gist.rest} row={row} flow={flow} path={meta.path} /> : null}
          </div>
        </div>
      ) : null}
    </Stack>
  )
}
