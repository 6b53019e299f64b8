import { Button, Group, Select, Textarea, Title } from '@mantine/core'
import { IconEdit, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  AppLink,
  call,
  Empty,
  Failure,
  Loading,
  post,
  Refusal,
  showDate,
  showInstant,
  ToneBadge,
  told,
  useLanguage,
  useSession,
} from '#kernel/channels/officer'
import { FOCAL } from '../rules.ts'
import type { YearlyJson } from '../shape.ts'
import { provinceReportStateWords } from '../words.ts'
import { Files, Panel, useWords } from './parts.tsx'

/** The report of the province: gathered from what is there, words put right by hand and kept apart. */
export default function Yearly() {
  const [year, setYear] = useState<string | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'yearly', year],
    queryFn: ({ signal }) => call<YearlyJson>(`/api/v1/plan/yearly${year ? `?year=${year}` : ''}`, { signal }),
  })
  if (isPending) return <Loading lines={12} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return <YearlyPage key={data.year} data={data} setYear={setYear} />
}

function YearlyPage({ data, setYear }: { data: YearlyJson; setYear: (year: string | null) => void }) {
  const s = useWords()
  const { say } = useLanguage()
  const { me } = useSession()
  const client = useQueryClient()
  const focal = me?.roles.some((one) => one.role === FOCAL) ?? false
  const { report } = data
  const keep = (_next: YearlyJson) => client.invalidateQueries({ queryKey: ['plan', 'yearly'] })
  const gather = useMutation({
    mutationFn: () => post<YearlyJson>(`/api/v1/plan/yearly/${data.year}/gather`),
    onSuccess: async (next) => {
      await keep(next)
      told(s('Đã tổng hợp; phần lời đã sửa được giữ nguyên.', 'Gathered; edited words are kept.'))
    },
  })
  const editable = focal && report?.status === 'drafting'
  return (
    <div className="plan-stack">
      <div className="plan-head">
        <div>
          <Title order={1} size="h3">
            {s(`Báo cáo tổng hợp năm ${data.year}`, `Report of the province, ${data.year}`)}
          </Title>
          {report ? (
            <p className="plan-note">
              <ToneBadge
                tone={report.status === 'issued' ? 'good' : 'active'}
                label={say(provinceReportStateWords[report.status])}
              />{' '}
              {report.gathered_at ? `${s('tổng hợp lúc', 'gathered')} ${showInstant(report.gathered_at)}` : ''}
              {report.number ? ` · ${report.number}` : ''}
              {report.issued_on ? ` · ${showDate(report.issued_on)}` : ''}
            </p>
          ) : null}
        </div>
        <div className="plan-tools">
          <Select
            label={s('Năm', 'Year')}
            value={String(data.year)}
            onChange={setYear}
            data={data.years.map(String)}
            allowDeselect={false}
          />
          {focal && (!report || report.status === 'drafting') ? (
            <Button leftSection={<IconRefresh size={16} />} loading={gather.isPending} onClick={() => gather.mutate()}>
              {report ? s('Tổng hợp lại', 'Gather again') : s('Tổng hợp', 'Gather')}
            </Button>
          ) : null}
          {report ? (
            <Button component="a" variant="default" href={`/officer/cases/plan/province-report/${report.id}`}>
              {s('Trình, ban hành', 'Submit, issue')}
            </Button>
          ) : null}
        </div>
      </div>
      <Refusal reason={gather.error} />
      {report ? (
        <>
          <div className="panel">
            <Group justify="space-between">
              <span>
                {s(
                  `${report.counts.lines} nội dung, ${report.counts.reports} đơn vị phải báo cáo, ${report.counts.accepted} báo cáo đã duyệt được gộp.`,
                  `${report.counts.lines} contents, ${report.counts.reports} reports owed, ${report.counts.accepted} accepted and gathered.`,
                )}
              </span>
              <Files path={`/api/v1/plan/yearly/${data.year}/document`} />
            </Group>
            {report.counts.missing.length > 0 ? (
              <details>
                <summary>
                  {s(
                    `${report.counts.missing.length} đơn vị chưa gửi`,
                    `${report.counts.missing.length} have not reported`,
                  )}
                </summary>
                <p className="plan-note">{report.counts.missing.join('; ')}</p>
              </details>
            ) : null}
            <AppLink link="/officer/desk/plan/reports" className="quiet-link">
              {s('Xem báo cáo các đơn vị', 'See the reports of the units')}
            </AppLink>
          </div>
          {report.sections.map((section) => (
            <SectionPanel key={section.section} year={data.year} section={section} editable={editable} keep={keep} />
          ))}
        </>
      ) : (
        <div className="panel">
          <Empty
            text={s(
              'Chưa tổng hợp. Bấm "Tổng hợp" để gộp tiến độ, kinh phí, vướng mắc và báo cáo đã duyệt; không phải gõ lại.',
              'Nothing gathered yet. Press “Gather”: progress, money, obstacles and accepted reports come together, nothing is retyped.',
            )}
          />
        </div>
      )}
    </div>
  )
}

type SectionJson = NonNullable<YearlyJson['report']>['sections'][number]

function SectionPanel({
  year,
  section,
  editable,
  keep,
}: {
  year: number
  section: SectionJson
  editable: boolean
  keep: (next: YearlyJson) => unknown
}) {
  const s = useWords()
  const { say } = useLanguage()
  const [text, setText] = useState<string | null>(null)
  const send = useMutation({
    mutationFn: (words: string | null) =>
      post<YearlyJson>(`/api/v1/plan/yearly/${year}/words`, { section: section.section, text: words }),
    onSuccess: async (next) => {
      await keep(next)
      setText(null)
      told(s('Đã lưu.', 'Saved.'))
    },
  })
  const title = say(section.title)
  return (
    <Panel
      title={title}
      action={
        editable && text === null ? (
          <Group gap={6}>
            {section.edited ? (
              <Button variant="default" size="compact-sm" loading={send.isPending} onClick={() => send.mutate(null)}>
                {s('Dùng lại lời của hệ thống', 'Use the system’s words again')}
              </Button>
            ) : null}
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconEdit size={14} />}
              onClick={() => setText(section.text)}
              aria-label={s(`Sửa lời: ${title}`, `Edit: ${title}`)}
            >
              {s('Sửa lời', 'Edit')}
            </Button>
          </Group>
        ) : null
      }
    >
      <Refusal reason={send.error} />
      {section.edited ? (
        <p className="plan-note">
          {s(`Lời do ${section.by ?? ''} sửa`, `Words by ${section.by ?? ''}`)}{' '}
          {section.at ? showInstant(section.at) : ''}
        </p>
      ) : null}
      {section.stale ? (
        <div>
          <ToneBadge
            tone="wait"
            label={s('Số liệu đã đổi sau khi sửa lời', 'Figures changed since the words were edited')}
          />
          <details>
            <summary>{s('Xem lời theo số liệu mới', 'See the words by the new figures')}</summary>
            <p className="plan-words">{section.own}</p>
          </details>
        </div>
      ) : null}
      {text === null ? (
        <p className="plan-words">{section.text}</p>
      ) : (
        <form
          className="plan-stack"
          onSubmit={(event) => {
            event.preventDefault()
            send.mutate(text)
          }}
        >
          <Textarea
            aria-label={title}
            autosize
            minRows={6}
            maxRows={24}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
          />
          <Group>
            <Button type="submit" loading={send.isPending} disabled={text.trim() === ''}>
              {s('Lưu lời', 'Save')}
            </Button>
            <Button variant="default" onClick={() => setText(null)}>
              {s('Thôi', 'Cancel')}
            </Button>
          </Group>
        </form>
      )}
    </Panel>
  )
}
