import { Select, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AppLink, call, Empty, Failure, Loading, showMoney, useLanguage } from '#kernel/channels/officer'
import { type Money, percent } from '../rules.ts'
import type { MoneyJson } from '../shape.ts'
import { sourceWords } from '../words.ts'
import { Panel, Scroll, useWords } from './parts.tsx'

/** Money by source, by year and by content, as far as the looker may see it. */
export default function MoneyScreen() {
  const s = useWords()
  const { say } = useLanguage()
  const [year, setYear] = useState<string | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'money', year],
    queryFn: ({ signal }) => call<MoneyJson>(`/api/v1/plan/money${year ? `?year=${year}` : ''}`, { signal }),
  })
  if (isPending) return <Loading lines={10} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  const title = s('Kinh phí', 'Money')
  return (
    <div className="plan-stack">
      <div className="plan-head">
        <Title order={1} size="h3">
          {title}
        </Title>
        <div className="plan-tools">
          <Select
            label={s('Năm', 'Year')}
            placeholder={s('Mọi năm', 'All years')}
            clearable
            value={year}
            onChange={setYear}
            data={data.years.map(String)}
          />
        </div>
      </div>
      {data.byLine.length === 0 ? (
        <div className="panel">
          <Empty text={s('Chưa có dòng kinh phí nào mà bạn được xem.', 'No budget line that you may see.')} />
        </div>
      ) : (
        <>
          <Panel title={s('Theo nguồn', 'By source')}>
            <Rows
              label={s('Theo nguồn', 'By source')}
              head={s('Nguồn vốn', 'Source')}
              rows={data.bySource.map((one) => ({
                key: one.source,
                name: say(sourceWords[one.source]),
                money: one.money,
              }))}
              sum
            />
          </Panel>
          <Panel title={s('Theo năm', 'By year')}>
            <Rows
              label={s('Theo năm', 'By year')}
              head={s('Năm', 'Year')}
              rows={data.byYear.map((one) => ({ key: String(one.year), name: String(one.year), money: one.money }))}
            />
          </Panel>
          <Panel title={s('Theo nội dung', 'By content')}>
            <Rows
              label={s('Theo nội dung', 'By content')}
              head={s('Nội dung', 'Content')}
              rows={data.byLine.map((one) => ({
                key: one.code,
                name: `${one.code} ${one.content}`,
                link: `/officer/desk/plan/lines/${one.code}`,
                money: one.money,
              }))}
            />
          </Panel>
        </>
      )}
    </div>
  )
}

function Rows({
  label,
  head,
  rows,
  sum = false,
}: {
  label: string
  head: string
  rows: readonly { key: string; name: string; link?: string; money: Money }[]
  sum?: boolean
}) {
  const s = useWords()
  const { lang } = useLanguage()
  const most = Math.max(1, ...rows.map(({ money }) => Math.max(money.planned, money.allocated, money.spent)))
  const total = rows.reduce(
    (all, { money }) => ({
      planned: all.planned + money.planned,
      allocated: all.allocated + money.allocated,
      spent: all.spent + money.spent,
    }),
    { planned: 0, allocated: 0, spent: 0 },
  )
  const cells = (money: Money) => (
    <>
      <td data-align="end" className="figures">
        {showMoney(money.planned, lang)}
      </td>
      <td data-align="end" className="figures">
        {showMoney(money.allocated, lang)}
      </td>
      <td data-align="end" className="figures">
        {showMoney(money.spent, lang)}
      </td>
      <td data-align="end" className="figures">
        {money.allocated === 0 ? '–' : `${percent(money.spent, money.allocated)} %`}
      </td>
    </>
  )
  return (
    <Scroll label={label}>
      <table className="inner">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{s('Giải ngân trên bố trí', 'Spent of allocated')}</th>
            <th scope="col" data-align="end">
              {s('Kế hoạch', 'Planned')}
            </th>
            <th scope="col" data-align="end">
              {s('Đã bố trí', 'Allocated')}
            </th>
            <th scope="col" data-align="end">
              {s('Đã giải ngân', 'Spent')}
            </th>
            <th scope="col" data-align="end">
              {s('Tỷ lệ', 'Share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, link, money }) => (
            <tr key={key}>
              <th scope="row">{link ? <AppLink link={link}>{name}</AppLink> : name}</th>
              <td>
                <svg className="money-bar" viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">
                  <rect className="money-allocated" x={0} y={1} width={(money.allocated / most) * 199} height={10} />
                  <rect className="money-spent" x={0} y={1} width={(money.spent / most) * 199} height={10} />
                </svg>
              </td>
              {cells(money)}
            </tr>
          ))}
          {sum ? (
            <tr>
              <th scope="row">
                <strong>{s('Tổng số', 'Total')}</strong>
              </th>
              <td />
              {cells(total)}
            </tr>
          ) : null}
        </tbody>
      </table>
    </Scroll>
  )
}
