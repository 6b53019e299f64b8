import { Alert, Button, NumberInput, Textarea, Title } from '@mantine/core'
import { IconDeviceFloppy, IconRefresh, IconSend } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import {
  call,
  Dialog,
  Failure,
  Loading,
  post,
  Refusal,
  Refused,
  showDate,
  showInstant,
  showMoney,
  ToneBadge,
  told,
  useKeys,
  useLanguage,
  type ViewProps,
} from '#kernel/channels/officer'
import type { ReportJson, ReportLineJson } from '../shape.ts'
import { reportStateWords } from '../words.ts'
import { AppLinkBack, Files, Panel, useWords } from './parts.tsx'

const texts = ['general', 'obstacles', 'next_year', 'proposals'] as const
type Draft = Pick<ReportJson, (typeof texts)[number]> & { lines: ReportLineJson[] }
const draftOf = (report: ReportJson): Draft => ({
  general: report.general,
  obstacles: report.obstacles,
  next_year: report.next_year,
  proposals: report.proposals,
  lines: report.lines,
})

/** The yearly report of one unit: figures are there already, words are its own. */
export default function ReportScreen({ params }: ViewProps) {
  const id = params.id ?? ''
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['plan', 'report', id],
    queryFn: ({ signal }) => call<ReportJson>(`/api/v1/plan/reports/${id}`, { signal }),
    refetchOnWindowFocus: false,
  })
  if (isPending) return <Loading lines={14} />
  if (!data) return <Failure reason={error} retry={() => void refetch()} />
  return <ReportForm report={data} />
}

function ReportForm({ report }: { report: ReportJson }) {
  const s = useWords()
  const { say } = useLanguage()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => draftOf(report))
  const [returning, setReturning] = useState(false)
  const path = `/api/v1/plan/reports/${report.id}`
  const dirty = JSON.stringify(draft) !== JSON.stringify(draftOf(report))
  // What came from the server replaces the draft only when it is newer than what is typed here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a new text
  useEffect(() => setDraft(draftOf(report)), [report.version])
  const keep = (next: ReportJson) => client.setQueryData(['plan', 'report', report.id], next)

  const save = useMutation({
    mutationFn: () => post<ReportJson>(`${path}/content`, { version: report.version, ...draft }),
    onSuccess: (next) => {
      keep(next)
      told(s('Đã lưu báo cáo.', 'Saved.'))
    },
  })
  const figures = useMutation({
    mutationFn: async () => {
      if (dirty) await post(`${path}/content`, { version: report.version, ...draft })
      return post<ReportJson>(`${path}/figures`)
    },
    onSuccess: (next) => {
      keep(next)
      told(s('Đã lấy lại số liệu; lời đã viết được giữ.', 'Figures taken again; what you wrote is kept.'))
    },
  })
  const move = useMutation({
    mutationFn: async ({ name, data }: { name: string; data?: Record<string, unknown> }) => {
      if (dirty) await post(`${path}/content`, { version: report.version, ...draft })
      await post(`/api/v1/cases/plan/report/${report.id}/move`, { move: name, data: data ?? {} })
    },
    onSuccess: async () => {
      setReturning(false)
      await client.invalidateQueries({ queryKey: ['plan'] })
      told(s('Đã chuyển báo cáo.', 'Done.'))
    },
  })
  useKeys({ 'ctrl+s': () => report.mayWrite && dirty && save.mutate() }, { always: true })

  const set = (code: string, patch: Partial<ReportLineJson>) =>
    setDraft({ ...draft, lines: draft.lines.map((line) => (line.code === code ? { ...line, ...patch } : line)) })
  const labels: Record<(typeof texts)[number], string> = {
    general: s('Tình hình chung', 'General'),
    obstacles: s('Khó khăn, vướng mắc', 'Difficulties'),
    next_year: s('Nhiệm vụ năm sau', 'Next year'),
    proposals: s('Đề xuất, kiến nghị', 'Proposals'),
  }
  const locked = !report.mayWrite
  const reason = save.error ?? figures.error ?? move.error
  const wrong = (name: string): string | undefined => (reason instanceof Refused ? reason.fields[name] : undefined)
  return (
    <div className="plan-stack">
      <div>
        <AppLinkBack link="/officer/desk/plan/reports" words={s('Báo cáo năm', 'Yearly reports')} />
        <div className="plan-head">
          <div>
            <Title order={1} size="h3">
              {report.title}
            </Title>
            <p className="plan-note">
              <ToneBadge
                tone={report.status === 'accepted' ? 'good' : report.status === 'returned' ? 'bad' : 'active'}
                label={say(reportStateWords[report.status])}
              />{' '}
              {s('Hạn', 'Due')} {showDate(report.due_on)}
              {report.submitted_on ? ` · ${s('gửi', 'in')} ${showDate(report.submitted_on)}` : ''}
              {report.late ? ` · ${s('trễ', 'late')}` : ''}
              {report.prefilled_at
                ? ` · ${s('số liệu lấy lúc', 'figures of')} ${showInstant(report.prefilled_at)}`
                : ''}
            </p>
          </div>
          <Files path={`${path}/document`} />
        </div>
      </div>
      {report.reason && report.status === 'returned' ? (
        <Alert color="orange" variant="light" title={s('Đầu mối trả lại', 'Sent back')}>
          {report.reason}
        </Alert>
      ) : null}
      <Refusal reason={reason} />
      <Panel title={labels.general}>
        <Words
          name="general"
          label={labels.general}
          draft={draft}
          locked={locked}
          wrong={wrong('general')}
          change={setDraft}
        />
      </Panel>
      <Panel
        title={s(`Kết quả ${report.lines.length} nội dung`, `Results of ${report.lines.length} contents`)}
        action={
          locked ? null : (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconRefresh size={14} />}
              loading={figures.isPending}
              onClick={() => figures.mutate()}
            >
              {s('Lấy lại số liệu', 'Take figures again')}
            </Button>
          )
        }
      >
        {draft.lines.map((line, place) =>
          locked ? (
            <SaidLine key={line.code} line={line} />
          ) : (
            <LineForm
              key={line.code}
              line={line}
              wrong={wrong(`lines.${place}.done`)}
              set={(patch) => set(line.code, patch)}
            />
          ),
        )}
      </Panel>
      {(['obstacles', 'next_year', 'proposals'] as const).map((name) => (
        <Panel key={name} title={labels[name]}>
          <Words name={name} label={labels[name]} draft={draft} locked={locked} wrong={wrong(name)} change={setDraft} />
        </Panel>
      ))}
      {report.mayWrite ? (
        <div className="plan-save">
          <Button
            variant="default"
            leftSection={<IconDeviceFloppy size={16} />}
            disabled={!dirty}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {s('Lưu', 'Save')} (Ctrl S)
          </Button>
          <Button
            color="lotus"
            leftSection={<IconSend size={16} />}
            loading={move.isPending}
            onClick={() => move.mutate({ name: 'submit' })}
          >
            {s('Gửi báo cáo', 'Hand in')}
          </Button>
          {dirty ? <span className="plan-note">{s('Có phần chưa lưu.', 'Not saved yet.')}</span> : null}
        </div>
      ) : null}
      {report.mayReview ? (
        <div className="plan-save">
          <Button loading={move.isPending} onClick={() => move.mutate({ name: 'accept' })}>
            {s('Duyệt', 'Accept')}
          </Button>
          <Button variant="default" onClick={() => setReturning(true)}>
            {s('Trả lại', 'Send back')}
          </Button>
        </div>
      ) : null}
      {returning ? (
        <SendBack
          close={() => setReturning(false)}
          send={(text) => move.mutate({ name: 'send-back', data: { reason: text } })}
        />
      ) : null}
    </div>
  )
}

const amount = (value: string | number): number | null => (value === '' ? null : Number(value))

/** A text of the report: to be written, or as it was written. */
function Words({
  name,
  label,
  draft,
  locked,
  wrong,
  change,
}: {
  name: (typeof texts)[number]
  label: string
  draft: Draft
  locked: boolean
  wrong: string | undefined
  change: (draft: Draft) => void
}) {
  const s = useWords()
  if (locked)
    return draft[name]?.trim() ? (
      <p className="report-said">{draft[name]}</p>
    ) : (
      <p className="nothing">{s('Không có.', 'Nothing.')}</p>
    )
  return (
    <Textarea
      aria-label={label}
      autosize
      minRows={3}
      error={wrong}
      value={draft[name] ?? ''}
      onChange={(event) => change({ ...draft, [name]: event.currentTarget.value })}
    />
  )
}

/** One content as the unit reported it. */
function SaidLine({ line }: { line: ReportLineJson }) {
  const s = useWords()
  const { lang } = useLanguage()
  return (
    <section className="report-line" aria-label={line.code}>
      <h3>
        <span className="plan-code">{line.code}</span> {line.content}
      </h3>
      {line.done?.trim() ? (
        <p className="report-said">{line.done}</p>
      ) : (
        <p className="nothing">{s('Chưa ghi kết quả.', 'Nothing said yet.')}</p>
      )}
      {line.figures?.trim() ? <p className="report-said">{line.figures}</p> : null}
      <p className="report-numbers">
        {s('Tiến độ', 'Progress')} {line.progress ?? '–'} %
        {(line.planned ?? 0) + (line.spent ?? 0) > 0
          ? ` · ${s('kế hoạch', 'planned')} ${showMoney(line.planned ?? 0, lang)} · ${s('giải ngân', 'spent')} ${showMoney(line.spent ?? 0, lang)}`
          : ''}
      </p>
    </section>
  )
}

function LineForm({
  line,
  wrong,
  set,
}: {
  line: ReportLineJson
  wrong: string | undefined
  set: (patch: Partial<ReportLineJson>) => void
}) {
  const s = useWords()
  const money = { suffix: ' ₫', thousandSeparator: '.', decimalSeparator: ',', hideControls: true } as const
  return (
    <section className="report-line" aria-label={line.code}>
      <h3>
        <span className="plan-code">{line.code}</span> {line.content}
      </h3>
      <Textarea
        label={s('Kết quả', 'Done')}
        autosize
        minRows={2}
        required
        error={wrong}
        value={line.done ?? ''}
        onChange={(event) => set({ done: event.currentTarget.value })}
      />
      <Textarea
        label={s('Số liệu', 'Figures')}
        autosize
        minRows={1}
        mt={8}
        value={line.figures ?? ''}
        onChange={(event) => set({ figures: event.currentTarget.value })}
      />
      <div className="report-cells">
        <NumberInput
          label={s('Tiến độ', 'Progress')}
          suffix=" %"
          min={0}
          max={100}
          hideControls
          value={line.progress ?? ''}
          onChange={(value) => set({ progress: amount(value) })}
        />
        <NumberInput
          label={s('Kế hoạch vốn', 'Planned')}
          {...money}
          value={line.planned ?? ''}
          onChange={(value) => set({ planned: amount(value) })}
        />
        <NumberInput
          label={s('Đã giải ngân', 'Spent')}
          {...money}
          value={line.spent ?? ''}
          onChange={(value) => set({ spent: amount(value) })}
        />
      </div>
    </section>
  )
}

function SendBack({ close, send }: { close: () => void; send: (reason: string) => void }) {
  const s = useWords()
  const [reason, setReason] = useState('')
  return (
    <Dialog title={s('Trả lại báo cáo', 'Send the report back')} close={close}>
      <form
        className="plan-stack"
        onSubmit={(event) => {
          event.preventDefault()
          send(reason)
        }}
      >
        <Textarea
          label={s('Cần sửa gì', 'What must be put right')}
          required
          minLength={10}
          autosize
          minRows={3}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit">{s('Trả lại', 'Send back')}</Button>
      </form>
    </Dialog>
  )
}
