import { Alert, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { AppLink, call, Empty, Failure, Loading, showInstant, useLanguage } from '#kernel/channels/officer'
import type { DayOfWork } from '../../planning/plan.ts'
import { planningWords as w } from '../../planning/words.ts'
import { fill, spoken } from './time.ts'
import './planning.css'

const REFRESH_MS = 60_000
/** '08:45' of '20/11/2026 08:45'. */
const clockTime = (text: string): string => showInstant(text).split(' ').at(-1) ?? ''

/** Today's work of the officer, laid out by what must be begun first. */
export default function DayPage() {
  const { say, lang } = useLanguage()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['tasks', 'day'],
    queryFn: ({ signal }) => call<DayOfWork>('/api/v1/one-stop/planning/day', { signal }),
    refetchInterval: REFRESH_MS,
  })
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const groups = [
    [w.today, data.rows.filter((row) => row.when === 'today')],
    [w.later, data.rows.filter((row) => row.when === 'later')],
  ] as const
  return (
    <Stack gap="md">
      <div>
        <Title order={1} size="h3">
          {say(w.day)}
        </Title>
        <Text c="dimmed">{say(w.dayLead)}</Text>
      </div>
      {data.rows.length === 0 ? (
        <div className="panel">
          <Empty text={say(w.noWork)} />
        </div>
      ) : (
        <Text>
          {fill(w.room, lang, {
            free: spoken(data.availableMinutes, lang),
            need: spoken(data.neededMinutes, lang),
            n: data.rows.length,
          })}
        </Text>
      )}
      {data.overflow > 0 ? (
        <Alert color="red" variant="light">
          {fill(w.overflow, lang, { n: data.overflow })}
        </Alert>
      ) : null}
      {groups.map(([title, rows]) =>
        rows.length === 0 ? null : (
          <section key={title.vi}>
            <Title order={2} size="h5" mb="xs">
              {say(title)} ({rows.length})
            </Title>
            <ol className="day-rows">
              {rows.map((row) => {
                const work = data.works[row.id]
                if (!work) return null
                const slack = row.slackMinutes
                return (
                  <li key={row.id} className="day-row" data-press={slack !== null && slack <= 0}>
                    <div className="figures">
                      {row.from && row.to ? (
                        <strong>
                          {clockTime(row.from)} – {clockTime(row.to)}
                        </strong>
                      ) : (
                        <span className="day-later">{say(w.later)}</span>
                      )}
                      <small>{spoken(work.minutes, lang)}</small>
                    </div>
                    <div>
                      <AppLink link={`/officer/cases/one-stop/dossier/${work.recordId}`}>
                        <strong className="figures">{work.number}</strong>
                      </AppLink>
                      <span className="day-title">{work.title}</span>
                      <small>
                        {say(work.step)}
                        {work.free ? ` · ${say(w.free)}` : null}
                      </small>
                      <small>{work.seen > 0 ? fill(w.seen, lang, { n: work.seen }) : say(w.byLimit)}</small>
                    </div>
                    <div>
                      <span>
                        {slack === null
                          ? say(w.noPress)
                          : slack < 0
                            ? fill(w.tooLate, lang, { time: spoken(slack, lang) })
                            : `${say(w.slack)} ${spoken(slack, lang)}`}
                      </span>
                      {work.caseDueAt ? (
                        <small className="figures">
                          {say(w.due)}: {showInstant(work.caseDueAt)}
                        </small>
                      ) : null}
                    </div>
                  </li>
                )
              })}
            </ol>
          </section>
        ),
      )}
    </Stack>
  )
}
