import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { call, query, type Timeline, type TimelineItem } from './api.ts'
import { showInstant } from './format.ts'
import { useLanguage } from './language.tsx'
import { Failure, Loading } from './states.tsx'

/** What happened, newest first: who, from where, when, in words. */
export function TimelineRows({ items }: { items: TimelineItem[] }) {
  const { t, say } = useLanguage()
  if (items.length === 0) return <p className="nothing">{t('noTimeline')}</p>
  return (
    <ol className="timeline">
      {items.map((item) => (
        <li key={item.seq}>
          <span className="timeline-dot" data-kind={item.kind} aria-hidden="true" />
          <div>
            <span className="timeline-words">{say(item.words)}</span>
            {item.details?.map((detail) => (
              <span key={`${say(detail.label)} ${say(detail.text)}`} className="timeline-detail">
                {detail.label ? `${say(detail.label)}: ` : ''}
                {say(detail.text)}
              </span>
            ))}
            <small>
              {item.actor ? (
                <>
                  {item.actor.name}
                  {item.actor.unit ? ` · ${item.actor.unit}` : ''}
                  {' · '}
                </>
              ) : null}
              <time dateTime={item.at} className="figures">
                {showInstant(item.at)}
              </time>
            </small>
          </div>
        </li>
      ))}
    </ol>
  )
}

/** The history of one record, page by page. */
export function RecordTimeline({ path, id }: { path: string; id: string }) {
  const { t } = useLanguage()
  const { data, error, isPending, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['timeline', path, id],
    queryFn: ({ pageParam, signal }) =>
      call<Timeline>(`${path}/${id}/timeline${query({ after: pageParam })}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
  if (isPending) return <Loading lines={4} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  return (
    <>
      <TimelineRows items={data.pages.flatMap((page) => page.items)} />
      {hasNextPage ? (
        <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  )
}
