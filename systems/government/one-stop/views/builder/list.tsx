import { Badge, Button, Group, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { AppLink, call, Empty, Failure, Loading, query, showDate, useKeys, useLanguage } from '#kernel/channels/officer'
import type { ProcedureShown } from '../../design/editions.ts'
import { BeginDialog, type Begun, TakeDialog } from './begin.tsx'
import { Pick, useWords } from './parts.tsx'
import { DOOR, type Tables } from './state.ts'
import { words } from './words.ts'
import './builder.css'

interface Answer {
  fresh: ProcedureShown[]
  rows: ProcedureShown[]
  next: string | null
}

export const useTables = () =>
  useQuery({
    queryKey: ['builder', 'tables'],
    queryFn: ({ signal }) => call<Tables>(`${DOOR}/tables`, { signal }),
    staleTime: 5 * 60_000,
  })

/** Every procedure of the province, by what it runs, and the drafts under way. */
export default function BuilderList() {
  const t = useWords()
  const navigate = useNavigate()
  const [q, setQ] = useState('')
  const [asked] = useDebouncedValue(q.trim(), 250)
  const [only, setOnly] = useState('')
  const [dialog, setDialog] = useState<'create' | 'take' | null>(null)
  const { data: tables } = useTables()
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['builder', 'procedures', asked, only],
    queryFn: ({ signal, pageParam }) =>
      call<Answer>(`${DOOR}/procedures${query({ q: asked, only, after: pageParam })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  useKeys({ n: () => setDialog('create') })
  const begun = (made: Begun) =>
    void navigate({
      to: '/desk/$system/$',
      params: { system: 'one-stop', _splat: `builder/${made.code}/${made.id}` },
      search: {},
    })
  const rows = data?.pages.flatMap((page) => [...page.fresh, ...page.rows]) ?? []
  return (
    <div className="builder">
      <Group justify="space-between" align="start">
        <div>
          <Title order={1} size="h3">
            {t('title')}
          </Title>
          <p className="nothing">{t('lead')}</p>
        </div>
        <Group gap="xs">
          <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={() => setDialog('take')}>
            {t('take')}
          </Button>
          <Button color="lotus" leftSection={<IconPlus size={16} />} onClick={() => setDialog('create')}>
            {t('create')}
          </Button>
        </Group>
      </Group>
      <Group className="builder-filters" align="end">
        <TextInput
          className="builder-find"
          aria-label={t('search')}
          placeholder={t('search')}
          type="search"
          data-search
          leftSection={<IconSearch size={16} />}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <Pick
          bare
          label={t('filter')}
          value={only}
          empty={t('all')}
          data={[
            { value: 'drafts', label: words.drafts },
            { value: 'built', label: words.built },
          ]}
          onChange={setOnly}
        />
      </Group>
      {isPending ? (
        <Loading />
      ) : error ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : rows.length === 0 ? (
        <div className="panel">
          <Empty text={t('none')} />
        </div>
      ) : (
        <ul className="builder-list panel">
          {rows.map((row) => (
            <ProcedureLine key={row.code} row={row} />
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
      {dialog === 'create' ? (
        <BeginDialog sectors={tables?.sectors ?? []} close={() => setDialog(null)} begun={begun} />
      ) : null}
      {dialog === 'take' ? <TakeDialog close={() => setDialog(null)} begun={begun} /> : null}
    </div>
  )
}

function ProcedureLine({ row }: { row: ProcedureShown }) {
  const t = useWords()
  const { say } = useLanguage()
  const at = `/officer/desk/one-stop/builder/${row.code}`
  return (
    <li>
      <AppLink link={at} className="builder-list-name">
        {row.name}
      </AppLink>
      <span className="builder-list-facts">
        <span className="figures">{row.code}</span>
        <span>{row.sector}</span>
        <span>{say(row.level === 'commune' ? words.commune : words.province)}</span>
      </span>
      <span className="builder-list-marks">
        <Badge variant="light" color={row.inForce ? 'delta' : 'gray'}>
          {row.inForce
            ? `${t('running')}: ${t('editionN', { n: row.inForce.edition })}`
            : row.fileable
              ? `${t('running')}: ${t('byDefault')}`
              : t(row.draft || row.upcoming ? 'notListed' : 'elsewhere')}
        </Badge>
        {row.upcoming ? (
          <Badge variant="light" color="orange">
            {t('editionN', { n: row.upcoming.edition })}{' '}
            {row.upcoming.validFrom ? t('from', { day: showDate(row.upcoming.validFrom) }) : ''}
          </Badge>
        ) : null}
        {row.draft ? (
          <AppLink link={`${at}/${row.draft.id}`} className="quiet-link">
            {t('draftN', { n: row.draft.edition })}
          </AppLink>
        ) : null}
      </span>
    </li>
  )
}
