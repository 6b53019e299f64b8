import { Button, Title } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef } from 'react'
import {
  AppLink,
  call,
  Empty,
  Failure,
  Loading,
  query,
  showInstant,
  useLanguage,
  type Words,
} from '#kernel/channels/officer'
import type { BoardPart, BoardRow } from '../../monitor/board.ts'

const w = (vi: string, en: string): Words => ({ vi, en })
const text = {
  tableOf: w('Bảng', 'Table'),
  open: w('Hồ sơ đang giải quyết', 'Open dossiers'),
  late: w('Hồ sơ quá hạn', 'Late dossiers'),
  soon: w('Hồ sơ sắp đến hạn', 'Dossiers about to be late'),
  waiting: w('Hồ sơ chờ người dân', 'Dossiers waiting for the applicant'),
  today: w('Hồ sơ nhận hôm nay', 'Dossiers received today'),
  number: w('Mã hồ sơ', 'Number'),
  what: w('Thủ tục', 'Procedure'),
  who: w('Đang ở', 'With'),
  due: w('Hẹn trả', 'Due'),
  free: w('chưa ai nhận', 'nobody has taken it'),
  more: w('Xem thêm', 'More'),
  none: w('Không có hồ sơ nào mà bạn được xem.', 'No dossier that you may see.'),
  close: w('Đóng danh sách', 'Close the list'),
}

/** The dossiers behind a number, the nearest due time first, a page at a time. */
export function MonitorRows({
  asked,
  close,
}: {
  asked: { agency?: string | undefined; unit?: string | undefined; officer?: string | undefined; part: BoardPart }
  close: () => void
}) {
  const { say } = useLanguage()
  const tableOf = (title: string): string => `${say(text.tableOf)}: ${title}`
  const id = useId()
  const head = useRef<HTMLHeadingElement>(null)
  const { data, error, isPending, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['one-stop', 'monitor-rows', asked],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      call<{ rows: BoardRow[]; next: string | null }>(
        `/api/v1/one-stop/monitor/rows${query({ ...asked, after: pageParam })}`,
        { signal },
      ),
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const place = [asked.agency, asked.unit, asked.officer, asked.part].join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another place for the reader
  useEffect(() => head.current?.focus(), [place])
  const rows = data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="monitor-head">
        <Title order={2} size="h5" id={id} ref={head} tabIndex={-1}>
          {say(text[asked.part])}
        </Title>
        <Button variant="default" size="xs" leftSection={<IconX size={14} aria-hidden="true" />} onClick={close}>
          {say(text.close)}
        </Button>
      </div>
      {isPending ? (
        <Loading lines={6} />
      ) : error ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : rows.length === 0 ? (
        <Empty text={say(text.none)} />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <section className="inner-scroll monitor-scroll" tabIndex={0} aria-label={tableOf(say(text[asked.part]))}>
            <table className="inner">
              <thead>
                <tr>
                  <th scope="col">{say(text.number)}</th>
                  <th scope="col">{say(text.what)}</th>
                  <th scope="col">{say(text.who)}</th>
                  <th scope="col">{say(text.due)}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row" className="figures">
                      <AppLink link={row.link}>{row.number}</AppLink>
                    </th>
                    <td>
                      {row.title}
                      <small className="monitor-faint monitor-block">{row.agency ?? ''}</small>
                    </td>
                    <td>
                      {row.unit ?? '–'}
                      {row.step ? (
                        <small className="monitor-faint monitor-block">
                          {say(row.step)}, {row.officer ?? say(text.free)}
                        </small>
                      ) : null}
                    </td>
                    <td className="figures">{row.due ? showInstant(row.due) : '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          {hasNextPage ? (
            <Button variant="default" mt="sm" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {say(text.more)}
            </Button>
          ) : null}
        </>
      )}
    </section>
  )
}
