import { Button, Group, Text, Textarea, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  AppLink,
  call,
  DateInput,
  Dialog,
  Failure,
  Loading,
  post,
  Refusal,
  showDate,
  showMoney,
  ToneBadge,
  told,
  useLanguage,
  type ViewProps,
} from '#kernel/channels/officer'
import { healthTones, riskTones } from '../rules.ts'
import type { LinePageJson, MilestoneJson } from '../shape.ts'
import { evidenceKindWords, healthWords, partWords, riskLevelWords, sourceWords, statusWords } from '../words.ts'
import { Bar, Panel, Scroll, useWords, Years } from './parts.tsx'

/** One content with everything that hangs on it. */
export default function LineScreen({ params }: ViewProps) {
  const code = params.code ?? ''
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'line', code],
    queryFn: ({ signal }) => call<LinePageJson>(`/api/v1/plan/lines/${encodeURIComponent(code)}`, { signal }),
  })
  if (isPending) return <Loading lines={14} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return <LinePage data={data} />
}

const NEW = '/officer/records/plan'

function LinePage({ data }: { data: LinePageJson }) {
  const s = useWords()
  const { say, lang } = useLanguage()
  const [finishing, setFinishing] = useState<MilestoneJson | null>(null)
  const { line } = data
  const now = data.today
  const add = (record: string, words: string) =>
    data.writes ? (
      <AppLink link={`${NEW}/${record}/new`} className="quiet-link plan-add">
        <IconPlus size={14} aria-hidden="true" />
        {words}
      </AppLink>
    ) : null
  const state = (one: { state: 'on' | 'off' | 'absent' }) =>
    one.state === 'on' ? (
      <ToneBadge tone="good" label={s('đang chạy', 'running')} />
    ) : one.state === 'off' ? (
      <ToneBadge tone="wait" label={s('đang tắt', 'switched off')} />
    ) : (
      <ToneBadge tone="neutral" label={s('chưa xây dựng', 'not built yet')} />
    )
  return (
    <div className="plan-stack">
      <div>
        <nav className="crumbs" aria-label={s('Các nội dung', 'Contents')}>
          <AppLink link="/officer/desk/plan/lines">{s('Nội dung và tiến độ', 'Contents and progress')}</AppLink>
          <span aria-hidden="true">/</span>
          <span>{say(partWords[line.part])}</span>
        </nav>
        <div className="plan-head">
          <Title order={1} size="h3">
            <span className="plan-code">{line.code}</span> {say(line.content)}
          </Title>
          <div className="plan-tools">
            <Button
              component="a"
              variant={data.focal ? 'filled' : 'default'}
              href={`/officer/cases/plan/line/${line.id}`}
            >
              {data.focal ? s('Cập nhật, lịch sử', 'Update, history') : s('Lịch sử', 'History')}
            </Button>
            <Button
              component="a"
              variant="default"
              href={`/ke-hoach/noi-dung/${line.code}`}
              target="_blank"
              rel="noreferrer"
            >
              {s('Trang công khai', 'Public page')}
            </Button>
          </div>
        </div>
        <Group gap="md" mt={6}>
          <ToneBadge tone={healthTones[line.health]} label={say(healthWords[line.health])} />
          <Text size="sm">{say(statusWords[line.status])}</Text>
          <Text size="sm" className="figures">
            {s('Tiến độ', 'Progress')} {line.progress} % · {s('theo thời gian', 'by time')} {line.expected} %
            {data.milestoneProgress === null ? '' : ` · ${s('theo mốc', 'by milestones')} ${data.milestoneProgress} %`}
          </Text>
        </Group>
      </div>
      <div className="panel">
        <Years first={2026} last={2030} />
        <Bar
          line={line}
          first={2026}
          last={2030}
          today={now}
          label={`${line.from_year}–${line.to_year}, ${s('tiến độ', 'progress')} ${line.progress} %`}
        />
        {line.summary ? <p className="plan-words">{line.summary}</p> : null}
      </div>
      <div className="plan-columns">
        <div className="plan-stack">
          <Panel
            title={s('Mốc tiến độ', 'Milestones')}
            action={data.focal ? add('milestone', s('Thêm mốc', 'Add')) : null}
          >
            {data.milestones.length === 0 ? (
              <p className="nothing">{s('Chưa đặt mốc nào.', 'No milestones yet.')}</p>
            ) : (
              <Scroll label={s('Mốc tiến độ', 'Milestones')}>
                <table className="inner">
                  <thead>
                    <tr>
                      <th scope="col">{s('Mốc', 'Milestone')}</th>
                      <th scope="col">{s('Đơn vị', 'Unit')}</th>
                      <th scope="col">{s('Hạn', 'Due')}</th>
                      <th scope="col">{s('Xong', 'Done')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.milestones.map((one) => (
                      <tr key={one.id}>
                        <th scope="row">
                          {one.title}
                          {one.result ? <span className="plan-note">{one.result}</span> : null}
                        </th>
                        <td>{one.owner?.name ?? '–'}</td>
                        <td className="figures">{showDate(one.due)}</td>
                        <td>
                          {one.done_on ? (
                            <span className="figures">{showDate(one.done_on)}</span>
                          ) : (
                            <>
                              {one.due < now ? <ToneBadge tone="bad" label={s('quá hạn', 'overdue')} /> : null}
                              {one.mayFinish ? (
                                <Button variant="default" size="compact-xs" onClick={() => setFinishing(one)}>
                                  {s('Đã xong', 'Done')}
                                </Button>
                              ) : one.due < now ? null : (
                                '–'
                              )}
                            </>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </Panel>
          <Panel
            title={s('Chấp thuận chủ trương', 'Approvals in principle')}
            action={add('approval', s('Xin chủ trương', 'Ask'))}
          >
            {data.approvals.length === 0 ? (
              <p className="nothing">
                {s(
                  'Chưa có. Nội dung chỉ được triển khai sau khi được chấp thuận chủ trương.',
                  'None. A content begins only once it is approved.',
                )}
              </p>
            ) : (
              <ul className="plan-stack">
                {data.approvals.map((one) => (
                  <li key={one.id}>
                    <AppLink link={`/officer/cases/plan/approval/${one.id}`}>{one.title}</AppLink>
                    <span className="plan-note">
                      {say(one.state)}
                      {one.number ? ` · ${one.number}` : ''}
                      {one.decided_on ? ` · ${showDate(one.decided_on)}` : ''}
                      {one.amount === null ? '' : ` · ${showMoney(one.amount, lang)}`} · {one.unit}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title={s('Kinh phí', 'Money')} action={add('budget', s('Thêm dòng', 'Add'))}>
            {data.budget.length === 0 ? (
              <p className="nothing">{s('Chưa có kinh phí mà bạn được xem.', 'No money that you may see.')}</p>
            ) : (
              <Scroll label={s('Kinh phí', 'Money')}>
                <table className="inner">
                  <thead>
                    <tr>
                      <th scope="col">{s('Năm, nguồn', 'Year, source')}</th>
                      <th scope="col">{s('Đơn vị', 'Unit')}</th>
                      <th scope="col" data-align="end">
                        {s('Kế hoạch', 'Planned')}
                      </th>
                      <th scope="col" data-align="end">
                        {s('Đã bố trí', 'Allocated')}
                      </th>
                      <th scope="col" data-align="end">
                        {s('Đã giải ngân', 'Spent')}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.budget.map((one) => (
                      <tr key={one.id}>
                        <th scope="row">
                          <AppLink link={`${NEW}/budget/${one.id}`}>
                            {one.year} · {say(sourceWords[one.source])}
                          </AppLink>
                        </th>
                        <td>{one.spender}</td>
                        {[one.planned, one.allocated, one.spent].map((amount, place) => (
                          // biome-ignore lint/suspicious/noArrayIndexKey: three columns in a fixed order
                          <td key={place} data-align="end" className="figures">
                            {showMoney(amount, lang)}
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </Panel>
          <Panel title={s('Rủi ro', 'Risks')} action={add('risk', s('Thêm rủi ro', 'Add'))}>
            {data.risks.length === 0 ? (
              <p className="nothing">{s('Chưa ghi rủi ro nào.', 'No risks written down.')}</p>
            ) : (
              <ul className="plan-stack">
                {data.risks.map((one) => (
                  <li key={one.id}>
                    <ToneBadge
                      tone={one.status === 'open' ? riskTones[one.level] : 'neutral'}
                      label={`${say(riskLevelWords[one.level])} (${one.likelihood}×${one.impact})`}
                    />{' '}
                    <AppLink link={`${NEW}/risk/${one.id}`}>{one.title}</AppLink>
                    <span className="plan-note">
                      {say(one.response)}
                      {one.action ? `: ${one.action}` : ''}
                      {one.owner ? ` · ${one.owner}` : ''}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
        <div className="plan-stack">
          <Panel title={s('Phân công', 'Responsible')}>
            <dl className="plan-facts">
              <dt>{s('Lĩnh vực', 'Field')}</dt>
              <dd>{say(line.field)}</dd>
              <dt>{s('Thời gian', 'Period')}</dt>
              <dd>{line.from_year === line.to_year ? line.from_year : `${line.from_year}–${line.to_year}`}</dd>
              <dt>{s('Tỉnh', 'Province')}</dt>
              <dd>
                {say(line.units_text)} ({line.units.length} {s('đơn vị', 'units')})
              </dd>
              <dt>{s('Đối tác', 'Partner')}</dt>
              <dd>{line.partner ?? '–'}</dd>
            </dl>
          </Panel>
          <Panel title={s('Hệ thống của nền tảng', 'Systems of the house')}>
            <ul className="plan-stack">
              {line.systems.map((one) => (
                <li key={one.name}>
                  {one.title ? say(one.title) : one.name} {state(one)}
                </li>
              ))}
            </ul>
            {data.figures.length > 0 ? (
              <dl className="plan-figures">
                {data.figures.map((one) => [
                  <dt key={`${one.label.vi}-name`}>{say(one.label)}</dt>,
                  <dd key={one.label.vi}>{one.value}</dd>,
                ])}
              </dl>
            ) : null}
          </Panel>
          <Panel title={s('Vướng mắc', 'Obstacles')} action={add('obstacle', s('Gửi vướng mắc', 'Send'))}>
            {data.obstacles.length === 0 ? (
              <p className="nothing">{s('Không có vướng mắc mà bạn được xem.', 'No obstacle that you may see.')}</p>
            ) : (
              <ul className="plan-stack">
                {data.obstacles.map((one) => (
                  <li key={one.id}>
                    <AppLink link={`/officer/cases/plan/obstacle/${one.id}`}>{one.title}</AppLink>
                    <span className="plan-note">
                      {one.unit} · {say(one.state)}
                      {one.answer_due_at && one.status === 'sent' ? ` · ${s('hạn', 'due')} ${one.answer_due_at}` : ''}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title={s('Minh chứng', 'Evidence')} action={add('evidence', s('Thêm minh chứng', 'Add'))}>
            {data.evidence.length === 0 ? (
              <p className="nothing">{s('Chưa có minh chứng.', 'No evidence yet.')}</p>
            ) : (
              <ul className="plan-stack">
                {data.evidence.map((one) => (
                  <li key={one.id}>
                    <AppLink link={`${NEW}/evidence/${one.id}`}>{one.title}</AppLink>{' '}
                    {one.system ? (
                      state(one.system)
                    ) : (
                      <Text span size="xs" c="dimmed">
                        {say(evidenceKindWords[one.kind as 'file'])}
                      </Text>
                    )}
                    {one.files.map((file) => (
                      <a
                        key={file.file}
                        className="plan-note"
                        href={`/api/v1/files/${file.file}`}
                        target="_blank"
                        rel="noreferrer"
                      >
                        {file.name}
                      </a>
                    ))}
                    {one.url ? (
                      <a className="plan-note" href={one.url} target="_blank" rel="noreferrer noopener">
                        {one.url}
                      </a>
                    ) : null}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
      {finishing ? (
        <Finish milestone={finishing} code={line.code} on={data.today} close={() => setFinishing(null)} />
      ) : null}
    </div>
  )
}

function Finish({
  milestone,
  code,
  on,
  close,
}: {
  milestone: MilestoneJson
  code: string
  on: string
  close: () => void
}) {
  const s = useWords()
  const client = useQueryClient()
  const [day, setDay] = useState<string | null | undefined>(on)
  const [result, setResult] = useState('')
  const send = useMutation({
    mutationFn: () => post(`/api/v1/plan/milestones/${milestone.id}/done`, { done_on: day, result }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['plan', 'line', code] })
      told(s('Đã ghi nhận mốc hoàn thành.', 'The milestone is recorded as done.'))
      close()
    },
  })
  return (
    <Dialog title={milestone.title} close={close}>
      <form
        className="plan-stack"
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate()
        }}
      >
        <Refusal reason={send.error} />
        <DateInput label={s('Xong ngày', 'Done on')} required value={day ?? ''} onChange={setDay} />
        <Textarea
          label={s('Kết quả (công khai)', 'Result (public)')}
          autosize
          minRows={2}
          value={result}
          onChange={(event) => setResult(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {s('Thôi', 'Cancel')}
          </Button>
          <Button type="submit" disabled={!day} loading={send.isPending}>
            {s('Ghi nhận', 'Record')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
