import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import {
  AppLink,
  call,
  Failure,
  Loading,
  query,
  showDate,
  showNumber,
  ToneBadge,
  useLanguage,
  type Words,
} from '#kernel/channels/officer'
import type { DutyShown } from '../../quality/rows.ts'
import './quality.css'

interface DutiesPage {
  today: string
  duties: DutyShown[]
  count: number
  late: number
  unknown: number
}

const w = (vi: string, en: string): Words => ({ vi, en })
const text = {
  title: w('Công bố, công khai thủ tục: việc còn phải làm', 'Announcing and making public: still to be done'),
  tableOf: w('Bảng', 'Table'),
  none: w('Không còn thủ tục nào chờ công bố hoặc chờ công khai.', 'Nothing waits to be announced or made public.'),
  unknown: w(
    '{n} thủ tục chưa biết ngày công bố hoặc công khai; ghi ngày vào sổ thì mục 1.1, 1.2 mới tính được.',
    '{n} procedures have no known day; items 1.1 and 1.2 count them once it is entered.',
  ),
  register: w('Mở sổ công bố', 'Open the register'),
  code: w('Mã', 'Code'),
  what: w('Thủ tục', 'Procedure'),
  duty: w('Phải làm', 'To do'),
  by: w('Chậm nhất', 'By'),
  decide: w('Ký công bố', 'Decide'),
  list: w('Niêm yết, công khai', 'Make public'),
  late: w('Quá hạn', 'Late'),
  soon: w('Trong hạn', 'In time'),
  more: w('Còn {n} việc nữa trong sổ.', '{n} more in the register.'),
}

/** What would be late tomorrow, before it is: announcements that wait for a decision, decisions that wait to be made public. */
export function Duties({ scope }: { scope?: string }) {
  const { say, lang } = useLanguage()
  const id = useId()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['one-stop', 'quality-announcements', scope ?? ''],
    queryFn: ({ signal }) => call<DutiesPage>(`/api/v1/one-stop/quality/announcements${query({ scope })}`, { signal }),
  })
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="quality-duties-head">
        <Title order={2} size="h5" id={id}>
          {say(text.title)}
        </Title>
        <AppLink link="/officer/records/one-stop/announcement">{say(text.register)}</AppLink>
      </div>
      {isPending ? (
        <Loading lines={2} />
      ) : error ? (
        <Failure reason={error} retry={() => void refetch()} />
      ) : (
        <>
          {data.duties.length === 0 ? <p className="nothing">{say(text.none)}</p> : null}
          {data.duties.length > 0 ? <Table duties={data.duties} /> : null}
          {data.count > data.duties.length ? (
            <p className="quality-faint">
              {say(text.more).replace('{n}', showNumber(data.count - data.duties.length, lang))}
            </p>
          ) : null}
          {data.unknown > 0 ? (
            <p className="quality-unsure quality-duties-unknown">
              {say(text.unknown).replace('{n}', showNumber(data.unknown, lang))}
            </p>
          ) : null}
        </>
      )}
    </section>
  )
}

function Table({ duties }: { duties: readonly DutyShown[] }) {
  const { say } = useLanguage()
  const name = `${say(text.tableOf)}: ${say(text.title)}`
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="inner-scroll quality-duties" tabIndex={0} aria-label={name}>
        <table className="inner">
          <thead>
            <tr>
              <th scope="col">{say(text.by)}</th>
              <th scope="col">{say(text.duty)}</th>
              <th scope="col">{say(text.code)}</th>
              <th scope="col">{say(text.what)}</th>
            </tr>
          </thead>
          <tbody>
            {duties.map((duty) => (
              <tr key={duty.id}>
                <td className="figures">
                  {showDate(duty.by)}{' '}
                  <ToneBadge tone={duty.late ? 'bad' : 'wait'} label={say(duty.late ? text.late : text.soon)} />
                </td>
                <td>{say(text[duty.what])}</td>
                <th scope="row" className="figures">
                  <AppLink link={duty.link}>{duty.number}</AppLink>
                </th>
                <td>
                  {duty.title}
                  <small className="quality-faint quality-block">
                    {[duty.kind ? say(duty.kind) : null, duty.reference].filter((part) => part).join(' · ')}
                  </small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
