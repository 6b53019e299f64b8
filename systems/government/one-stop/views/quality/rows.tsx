import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import {
  AppLink,
  call,
  Dialog,
  Empty,
  Failure,
  Loading,
  query,
  showDate,
  showInstant,
  ToneBadge,
  useLanguage,
  type Words,
} from '#kernel/channels/officer'
import type { FigureRows } from '../../quality/rows.ts'

/** Which figure is opened, and which of its rows. */
export interface Behind {
  code: string
  title: Words
  part: 'missed' | 'met' | 'all' | 'unknown'
}

const w = (vi: string, en: string): Words => ({ vi, en })
const text = {
  missed: w('Không đạt', 'Not met'),
  met: w('Đạt', 'Met'),
  all: w('Tất cả', 'All'),
  unknown: w('Chưa biết', 'Not known'),
  law: w('Hiệu lực', 'In force'),
  decided: w('Ngày ký', 'Decided'),
  listed: w('Công khai', 'Made public'),
  part: w('Xem phần nào', 'Which part'),
  number: w('Mã', 'Number'),
  what: w('Việc', 'What'),
  at: w('Nhận', 'Received'),
  due: w('Hạn', 'Due'),
  ended: w('Xong', 'Ended'),
  why: w('Kết quả', 'Outcome'),
  more: w('Xem thêm', 'More'),
  none: w('Không có dòng nào mà bạn được xem.', 'No row that you may see.'),
}

const when = (value: string | null): string =>
  value === null ? '–' : value.includes('T') ? showInstant(value) : showDate(value)

/** The rows behind a figure, a page at a time, as far as the looker may see them. */
export function RowsDialog({
  behind,
  asked,
  close,
  choose,
}: {
  behind: Behind
  asked: { period: string; scope: string }
  close: () => void
  choose: (part: Behind['part']) => void
}) {
  const { say } = useLanguage()
  const named = `${behind.code} ${say(text[behind.part])}`
  const { data, error, isPending, fetchNextPage, hasNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
    queryKey: ['one-stop', 'quality-rows', asked, behind.code, behind.part],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      call<FigureRows>(
        `/api/v1/one-stop/quality/rows${query({ ...asked, item: behind.code, part: behind.part, after: pageParam })}`,
        { signal },
      ),
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = data?.pages.flatMap((page) => page.rows) ?? []
  const isOfDays = behind.code === '1.1' || behind.code === '1.2'
  const parts: readonly Behind['part'][] = isOfDays ? ['missed', 'unknown', 'met', 'all'] : ['missed', 'met', 'all']
  const [began, ended] =
    behind.code === '1.1'
      ? [text.law, text.decided]
      : behind.code === '1.2'
        ? [text.decided, text.listed]
        : [text.at, text.ended]
  return (
    <Dialog title={`${behind.code} ${say(behind.title)}`} close={close} size="xl">
      <SegmentedControl
        aria-label={say(text.part)}
        value={behind.part}
        onChange={(part) => choose(part as Behind['part'])}
        data={parts.map((part) => ({ value: part, label: say(text[part]) }))}
        mb="sm"
      />
      {isPending ? (
        <Loading lines={6} />
      ) : error ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : rows.length === 0 ? (
        <Empty text={say(text.none)} />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <section className="inner-scroll quality-rows" tabIndex={0} aria-label={named}>
            <table className="inner">
              <thead>
                <tr>
                  <th scope="col">{say(text.number)}</th>
                  <th scope="col">{say(text.what)}</th>
                  <th scope="col">{say(began)}</th>
                  <th scope="col">{say(text.due)}</th>
                  <th scope="col">{say(ended)}</th>
                  <th scope="col">{say(text.why)}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id + row.at}>
                    <th scope="row" className="figures">
                      <AppLink link={row.link}>{row.number}</AppLink>
                    </th>
                    <td>
                      {row.title}
                      {row.agency ? <small className="quality-faint quality-block">{row.agency}</small> : null}
                    </td>
                    <td className="figures">{when(row.at)}</td>
                    <td className="figures">{when(row.due)}</td>
                    <td className="figures">{when(row.ended)}</td>
                    <td>
                      <ToneBadge
                        tone={row.met ? 'good' : row.met === null ? 'wait' : 'bad'}
                        label={row.met ? say(text.met) : row.why ? say(row.why) : say(text.missed)}
                      />
                    </td>
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
    </Dialog>
  )
}
