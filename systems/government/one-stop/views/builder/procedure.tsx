import { Button, Group, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { AppLink, call, Failure, Loading, type ViewProps } from '#kernel/channels/officer'
import { BeginDialog, type Begun } from './begin.tsx'
import { EditionsTable } from './editions.tsx'
import { useTables } from './list.tsx'
import { useWords } from './parts.tsx'
import { DOOR, type ProcedureAnswer } from './state.ts'
import './builder.css'

export const useProcedure = (code: string) =>
  useQuery({
    queryKey: ['builder', 'procedure', code],
    queryFn: ({ signal }) => call<ProcedureAnswer>(`${DOOR}/procedures/${encodeURIComponent(code)}`, { signal }),
  })

/** One procedure: its editions, and the way to a new one. */
export default function BuilderProcedure({ params }: ViewProps) {
  const t = useWords()
  const navigate = useNavigate()
  const code = params.code ?? ''
  const { data, error, isPending, refetch } = useProcedure(code)
  const { data: tables } = useTables()
  const [from, setFrom] = useState<string | null>(null)
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const draft = data.editions.find((one) => one.state === 'draft')
  const begun = (made: Begun) =>
    void navigate({
      to: '/desk/$system/$',
      params: { system: 'one-stop', _splat: `builder/${made.code}/${made.id}` },
      search: {},
    })
  return (
    <div className="builder">
      <AppLink link="/officer/desk/one-stop/builder" className="quiet-link">
        ← {t('back')}
      </AppLink>
      <Group justify="space-between" align="start">
        <div>
          <Title order={1} size="h3">
            {data.name}
          </Title>
          <p className="nothing">
            <span className="figures">{data.code}</span> {data.sector ? `· ${data.sector}` : ''}
          </p>
        </div>
        {draft ? null : (
          <Button color="lotus" leftSection={<IconPlus size={16} />} onClick={() => setFrom('default')}>
            {t('newDraft')}
          </Button>
        )}
      </Group>
      <section className="panel" aria-label={t('editions')}>
        <EditionsTable procedure={data} changed={() => void refetch()} begin={setFrom} />
      </section>
      {from ? (
        <BeginDialog
          code={code}
          editions={data.editions}
          edition={from}
          sectors={tables?.sectors ?? []}
          close={() => setFrom(null)}
          begun={begun}
        />
      ) : null}
    </div>
  )
}
