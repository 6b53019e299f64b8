import { Button, Switch, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  AppLink,
  call,
  Empty,
  Failure,
  Loading,
  showDate,
  showInstant,
  ToneBadge,
  useLanguage,
  useSession,
} from '#kernel/channels/officer'
import { FOCAL, PARTNER, REPORTER } from '../rules.ts'
import type { ObstacleJson } from '../shape.ts'
import { Scroll, useWords } from './parts.tsx'

/** What stands in the way: sent by units and the partner, answered by the focal department. */
export default function Obstacles() {
  const s = useWords()
  const { say } = useLanguage()
  const { me } = useSession()
  const [all, setAll] = useState(false)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'obstacles'],
    queryFn: ({ signal }) => call<{ rows: ObstacleJson[] }>('/api/v1/plan/obstacles', { signal }),
  })
  if (isPending) return <Loading lines={8} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  const shown = data.rows.filter((row) => all || !['closed', 'withdrawn'].includes(row.status))
  const writes = me?.roles.some((one) => [REPORTER, PARTNER, FOCAL].includes(one.role))
  return (
    <div className="plan-stack">
      <div className="plan-head">
        <Title order={1} size="h3">
          {s('Vướng mắc', 'Obstacles')}
        </Title>
        <div className="plan-tools">
          <Switch
            label={s('Cả việc đã xong', 'Settled ones too')}
            checked={all}
            onChange={(event) => setAll(event.currentTarget.checked)}
          />
          {writes ? (
            <Button component="a" href="/officer/records/plan/obstacle/new" leftSection={<IconPlus size={16} />}>
              {s('Gửi vướng mắc', 'Send an obstacle')}
            </Button>
          ) : null}
        </div>
      </div>
      <div className="panel">
        {shown.length === 0 ? (
          <Empty text={s('Không có vướng mắc nào đang chờ.', 'No obstacle is waiting.')} />
        ) : (
          <Scroll label={s('Vướng mắc', 'Obstacles')}>
            <table className="inner">
              <thead>
                <tr>
                  <th scope="col">{s('Vướng mắc', 'Obstacle')}</th>
                  <th scope="col">{s('Nội dung', 'Content')}</th>
                  <th scope="col">{s('Đơn vị', 'Unit')}</th>
                  <th scope="col">{s('Trạng thái', 'State')}</th>
                  <th scope="col">{s('Gửi', 'Sent')}</th>
                  <th scope="col">{s('Hạn trả lời', 'Answer due')}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <AppLink link={`/officer/cases/plan/obstacle/${row.id}`}>{row.title}</AppLink>
                      <span className="plan-note">{row.wanted}</span>
                    </th>
                    <td>
                      <AppLink link={`/officer/desk/plan/lines/${row.code}`}>{row.code}</AppLink>
                    </td>
                    <td>{row.unit}</td>
                    <td>
                      <ToneBadge
                        tone={
                          row.late
                            ? 'bad'
                            : ['answered', 'closed'].includes(row.status)
                              ? 'good'
                              : row.status === 'more-asked'
                                ? 'wait'
                                : 'active'
                        }
                        label={row.late ? s('Quá hạn trả lời', 'Answer overdue') : say(row.state)}
                      />
                    </td>
                    <td className="figures">{row.sent_on ? showDate(row.sent_on) : '–'}</td>
                    <td className="figures">
                      {row.answered_at
                        ? `${s('đã trả lời', 'answered')} ${showInstant(row.answered_at)}`
                        : row.answer_due_at
                          ? showInstant(row.answer_due_at)
                          : '–'}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </div>
    </div>
  )
}
