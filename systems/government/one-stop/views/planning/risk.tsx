import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { AppLink, call, Empty, Failure, Loading, showInstant, ToneBadge, useLanguage } from '#kernel/channels/officer'
import type { AtRisk } from '../../planning/plan.ts'
import { planningWords as w } from '../../planning/words.ts'
import { fill, spoken } from './time.ts'
import './planning.css'

const tones = { 'on-time': 'good', 'at-risk': 'wait', 'likely-late': 'bad', late: 'bad', unknown: 'neutral' } as const

/** Dossiers that will be late if nothing changes, for those who can still change it. */
export default function RiskPage() {
  const { say, lang } = useLanguage()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['one-stop', 'at-risk'],
    queryFn: ({ signal }) =>
      call<{ rows: AtRisk[]; looked: number; more: boolean }>('/api/v1/one-stop/planning/at-risk', { signal }),
    refetchInterval: 120_000,
  })
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  return (
    <Stack gap="md">
      <div>
        <Title order={1} size="h3">
          {say(w.risk)}
        </Title>
        <Text c="dimmed">{say(w.riskLead)}</Text>
      </div>
      {data.rows.length === 0 ? (
        <div className="panel">
          <Empty text={fill(w.noRisk, lang, { n: data.looked })} />
        </div>
      ) : (
        <div className="panel">
          <Text size="sm" mb="xs">
            {fill(data.more ? w.lookedMore : w.looked, lang, { n: data.looked })}
          </Text>
          <div className="time-scroll">
            <table className="time-table">
              <thead>
                <tr>
                  {[w.number, w.present, w.due, w.outlookHead, w.spare].map((head) => (
                    <th key={head.vi} scope="col">
                      {say(head)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <tr key={row.id}>
                    <td>
                      <AppLink link={`/officer/cases/one-stop/dossier/${row.id}`}>
                        <span className="figures">{row.number}</span>
                      </AppLink>
                      <Text size="xs" c="dimmed">
                        {row.procedure}
                      </Text>
                    </td>
                    <td>
                      {row.step ? say(row.step) : '–'}
                      <Text size="xs" c="dimmed">
                        {row.unit}
                      </Text>
                    </td>
                    <td className="figures">{showInstant(row.dueAt)}</td>
                    <td>
                      <ToneBadge tone={tones[row.forecast.outlook]} label={say(w.outlook[row.forecast.outlook])} />
                    </td>
                    <td className="figures">
                      {fill(row.forecast.spareMinutes < 0 ? w.shortBy : w.leftBy, lang, {
                        time: spoken(row.forecast.spareMinutes, lang),
                      })}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </Stack>
  )
}
