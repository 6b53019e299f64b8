import { ActionIcon, Button, Group, Indicator, Popover, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { call, type Notice, type NoticePage, post, query } from './api.ts'
import { showInstant } from './format.ts'
import { useLanguage } from './language.tsx'
import { AppLink } from './link.tsx'
import { Empty, Failure, Loading } from './states.tsx'

const first = { queryKey: ['notices', ''], refetchInterval: 30_000 }

function useNotices(after = '') {
  return useQuery({
    ...first,
    queryKey: ['notices', after],
    queryFn: ({ signal }) => call<NoticePage>(`/api/v1/notices${query({ after })}`, { signal }),
  })
}

function NoticeRows({ rows, opened }: { rows: Notice[]; opened?: () => void }) {
  const { t, say } = useLanguage()
  const client = useQueryClient()
  const read = useMutation({
    mutationFn: (id: string) => post(`/api/v1/notices/${id}/read`),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  })
  return (
    <ul className="notice-rows">
      {rows.map((one) => (
        <li key={one.id}>
          <NoticeRow
            notice={one}
            onOpen={() => {
              if (!one.readAt) read.mutate(one.id)
              opened?.()
            }}
          >
            <Text size="sm" fw={one.readAt ? 400 : 600}>
              {one.readAt ? null : <span className="unread-dot" aria-hidden="true" />}
              {say(one.title)}
              {one.readAt ? null : <span className="for-readers"> ({t('unread')})</span>}
            </Text>
            <Text size="sm" lineClamp={2}>
              {say(one.body)}
            </Text>
            <Text size="xs" c="dimmed">
              {showInstant(one.at)}
            </Text>
          </NoticeRow>
        </li>
      ))}
    </ul>
  )
}

/** A notice that leads somewhere is a link, so it opens in a new tab as any other; one that does not is read where it is. */
function NoticeRow({ notice, onOpen, children }: { notice: Notice; onOpen: () => void; children: ReactNode }) {
  if (!notice.link)
    return (
      <UnstyledButton className="notice-row" onClick={onOpen}>
        {children}
      </UnstyledButton>
    )
  return (
    <AppLink link={notice.link} className="notice-row" onClick={onOpen}>
      {children}
    </AppLink>
  )
}

function useReadAll() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => post('/api/v1/notices/read-all'),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  })
}

export function NoticeBell() {
  const { t } = useLanguage()
  const [opened, setOpened] = useState(false)
  const { data } = useNotices()
  const readAll = useReadAll()
  const unread = data?.unread ?? 0
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} shadow="md" trapFocus>
      <Indicator label={unread > 99 ? '99+' : unread} size={16} disabled={unread === 0} color="lotus" offset={5}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            size="lg"
            onClick={() => setOpened((now) => !now)}
            aria-label={unread ? t('unreadNotices', { n: unread }) : t('notices')}
          >
            <IconBell size={20} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={t('notices')} p={0}>
        <Group justify="space-between" p="xs" pl="sm">
          <Text fw={600}>{t('notices')}</Text>
          <Button size="compact-xs" variant="subtle" disabled={unread === 0} onClick={() => readAll.mutate()}>
            {t('readAll')}
          </Button>
        </Group>
        <div className="notice-scroll">
          {data?.rows.length ? (
            <NoticeRows rows={data.rows.slice(0, 12)} opened={() => setOpened(false)} />
          ) : (
            <Text p="md" c="dimmed" ta="center" size="sm">
              {t('noNotices')}
            </Text>
          )}
        </div>
        <Group justify="center" p="xs">
          <Link to="/notices" onClick={() => setOpened(false)} className="quiet-link">
            {t('allNotices')}
          </Link>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}

export function NoticesPage() {
  const { t } = useLanguage()
  const [trail, setTrail] = useState<string[]>([''])
  const { data, error, isPending, refetch } = useNotices(trail.at(-1))
  const readAll = useReadAll()
  return (
    <Stack gap="md" maw={760}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('notices')}
        </Title>
        <Button variant="default" disabled={!data?.unread} onClick={() => readAll.mutate()}>
          {t('readAll')}
        </Button>
      </Group>
      {isPending ? (
        <Loading />
      ) : error ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : data.rows.length === 0 ? (
        <Empty text={t('noNotices')} />
      ) : (
        <div className="panel panel-flush">
          <NoticeRows rows={data.rows} />
        </div>
      )}
      <Group>
        <Button variant="default" disabled={trail.length < 2} onClick={() => setTrail(trail.slice(0, -1))}>
          {t('previous')}
        </Button>
        <Button
          variant="default"
          disabled={!data?.next}
          onClick={() => {
            if (data?.next) setTrail([...trail, data.next])
          }}
        >
          {t('next')}
        </Button>
      </Group>
    </Stack>
  )
}
