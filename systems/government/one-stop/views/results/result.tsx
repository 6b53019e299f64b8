import { Alert, Anchor, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconCheck, IconEdit, IconGitCompare } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import {
  call,
  Dialog,
  Failure,
  Loading,
  type PanelProps,
  post,
  Refusal,
  Refused,
  showInstant,
  ToneBadge,
  told,
  useLanguage,
} from '#kernel/channels/officer'
import { differences, GAP, gapsIn, type ResultText, resultLimits } from '../../results/rules.ts'
import {
  approvalWords,
  type ResultState,
  resultDraftWords,
  resultStateWords,
  panelWords as w,
} from '../../results/words.ts'
import './results.css'

interface Edition extends ResultText {
  edition: number
  state: ResultState
  notes: string | null
  at: string
  approvals: { step: ResultState; at: string; by: string; remark: string | null }[]
}
interface Panel {
  number: string
  open: boolean
  editions: Edition[]
  proposal: (ResultText & { unknown: string[]; empty: string[]; general: boolean }) | null
  may: { draft: boolean; review: boolean; approve: boolean; sendBack: boolean }
}

/** Birth registration has a certificate of its own, set from what was declared (Luật Hộ tịch 2014, Điều 14). */
const CERTIFICATES: readonly string[] = ['1.001193']
const tones: Record<ResultState, 'active' | 'good' | 'bad' | 'wait'> = {
  drafted: 'active',
  reviewed: 'wait',
  approved: 'good',
  'sent-back': 'bad',
}
const door = (id: string, act = '') => `/api/v1/one-stop/results/${id}${act}`

/** The result of a dossier on its way: drafted, reviewed, approved; each edition to see, to compare, to print. */
export default function ResultPanel({ row }: PanelProps) {
  const { say } = useLanguage()
  const client = useQueryClient()
  const key = ['case', 'result', row.id, row.version]
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call<Panel>(door(row.id), { signal }),
  })
  const [editing, setEditing] = useState(false)
  const [comparing, setComparing] = useState(false)
  const [sending, setSending] = useState(false)
  const act = useMutation({
    mutationFn: ({ name, body }: { name: string; body: object }) => post<Panel>(door(row.id, `/${name}`), body),
    onSuccess: (panel, { name }) => {
      client.setQueryData(key, panel)
      void client.invalidateQueries({ queryKey: ['case', 'one-stop', 'dossier', row.id] })
      setEditing(false)
      setSending(false)
      told(say({ draft: w.saved, review: w.reviewed, approve: w.approved, 'send-back': w.sentBack }[name] ?? w.saved))
    },
  })
  if (CERTIFICATES.includes(String(row.procedure_code))) return <Text size="sm">{say(w.certificate)}</Text>
  if (isPending) return <Loading lines={5} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const [last, before] = data.editions
  const shown: ResultText | null = last ?? data.proposal
  if (editing && shown)
    return (
      <Editor
        text={shown}
        approved={last?.state === 'approved'}
        saving={act.isPending}
        reason={act.error}
        cancel={() => {
          act.reset()
          setEditing(false)
        }}
        save={(text) => act.mutate({ name: 'draft', body: { ...text, edition: last?.edition ?? 0 } })}
      />
    )
  return (
    <Stack gap="sm">
      {!data.open ? <Text size="sm">{say(w.closed)}</Text> : null}
      {last ? (
        <Group gap="xs">
          <Text fw={600}>{say(w.edition).replace('{n}', String(last.edition))}</Text>
          <ToneBadge tone={tones[last.state]} label={say(resultStateWords[last.state])} />
        </Group>
      ) : data.proposal ? (
        <Text size="sm">
          {say(w.none)} {data.proposal.general ? say(w.general) : ''}
        </Text>
      ) : null}
      {!last && data.proposal && data.proposal.unknown.length > 0 ? (
        <Alert color="red" variant="light">
          {say(w.unknown).replace('{names}', data.proposal.unknown.join(', '))}
        </Alert>
      ) : null}
      {!last && data.proposal && data.proposal.empty.length > 0 ? (
        <Alert color="orange" variant="light">
          {say(w.empty).replace('{names}', data.proposal.empty.join(', '))}
        </Alert>
      ) : null}
      {last?.state === 'sent-back' && last.notes ? (
        <Alert color="red" variant="light" title={say(w.remark)}>
          {last.notes}
        </Alert>
      ) : null}
      {shown ? <Reading text={shown} /> : null}
      <Refusal reason={act.error}>
        {act.error instanceof Refused && act.error.code === 'result.stale' ? (
          <Button size="xs" variant="default" mt="xs" onClick={() => void refetch()}>
            ↻
          </Button>
        ) : null}
      </Refusal>
      <Group gap="xs">
        {data.may.approve && last ? (
          <Button
            leftSection={<IconCheck size={16} />}
            loading={act.isPending}
            onClick={() => act.mutate({ name: 'approve', body: { edition: last.edition } })}
          >
            {say(w.approve)}
          </Button>
        ) : null}
        {data.may.review && last ? (
          <Button
            leftSection={<IconCheck size={16} />}
            loading={act.isPending}
            onClick={() => act.mutate({ name: 'review', body: { edition: last.edition } })}
          >
            {say(w.review)}
          </Button>
        ) : null}
        {data.may.sendBack ? (
          <Button variant="default" onClick={() => setSending(true)}>
            {say(w.sendBack)}
          </Button>
        ) : null}
        {data.may.draft ? (
          <Button variant="default" leftSection={<IconEdit size={16} />} onClick={() => setEditing(true)}>
            {say(last ? w.edit : w.write)}
          </Button>
        ) : null}
        {last && before ? (
          <Button variant="default" leftSection={<IconGitCompare size={16} />} onClick={() => setComparing(true)}>
            {say(w.compare)}
          </Button>
        ) : null}
        {last ? (
          <>
            <Anchor size="sm" href={door(row.id, `/${last.edition}/pdf`)} target="_blank" rel="noreferrer">
              {say(w.preview)}
            </Anchor>
            <Anchor size="sm" href={door(row.id, `/${last.edition}/docx`)}>
              {say(w.word)}
            </Anchor>
          </>
        ) : null}
      </Group>
      {data.editions.length > 0 ? <Chain editions={data.editions} /> : null}
      {comparing && last && before ? <Compare before={before} after={last} close={() => setComparing(false)} /> : null}
      {sending && last ? (
        <SendBack
          saving={act.isPending}
          reason={act.error}
          close={() => {
            act.reset()
            setSending(false)
          }}
          send={(remark) => act.mutate({ name: 'send-back', body: { edition: last.edition, remark } })}
        />
      ) : null}
    </Stack>
  )
}

/** A text with its gaps marked, so that nobody has to look for them. */
function Marked({ text }: { text: string }) {
  const parts = text.split(/(\{\{[^{}]*\}\}|…{2,})/u)
  return parts.map((part, place) =>
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in its order
      <mark key={place} className="result-gap">
        {part}
      </mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in its order
      <Fragment key={place}>{part}</Fragment>
    ),
  )
}

/** The text as it will stand on paper, without its frame. */
function Reading({ text }: { text: ResultText }) {
  return (
    <div className="result-text">
      <p className="result-head">
        <Marked text={text.kind.toLocaleUpperCase('vi')} />
        {'\n'}
        <Marked text={text.subject} />
      </p>
      {text.bases.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in its order
        <p key={place} className="result-base">
          <Marked text={one} />
        </p>
      ))}
      {text.articles.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in its order
        <p key={place}>
          <strong>Điều {place + 1}.</strong> <Marked text={one} />
        </p>
      ))}
      {text.paragraphs.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, in its order
        <p key={place}>
          <Marked text={one} />
        </p>
      ))}
      <p>
        <small>
          {text.receivers.join('; ')}
          {text.signer.length > 0 ? ` — ${text.signer.join(' / ')}` : ''}
        </small>
      </p>
    </div>
  )
}

const joined = (list: readonly string[], gap: string): string => list.join(gap)
const parted = (text: string, gap: RegExp): string[] =>
  text
    .split(gap)
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** The text in boxes: one item a line, articles parted by empty lines. */
function Editor({
  text,
  approved,
  saving,
  reason,
  cancel,
  save,
}: {
  text: ResultText
  approved: boolean
  saving: boolean
  reason: unknown
  cancel: () => void
  save: (text: ResultText) => void
}) {
  const { say } = useLanguage()
  const labels = resultDraftWords.fields
  const [kind, setKind] = useState(text.kind)
  const [subject, setSubject] = useState(text.subject)
  const [bases, setBases] = useState(joined(text.bases, '\n'))
  const [articles, setArticles] = useState(joined(text.articles, '\n\n'))
  const [paragraphs, setParagraphs] = useState(joined(text.paragraphs, '\n'))
  const [receivers, setReceivers] = useState(joined(text.receivers, '\n'))
  const [signer, setSigner] = useState(joined(text.signer, '\n'))
  const made: ResultText = {
    kind,
    subject,
    bases: parted(bases, /\n/),
    articles: parted(articles, /\n\s*\n/),
    paragraphs: parted(paragraphs, /\n/),
    receivers: parted(receivers, /\n/),
    signer: parted(signer, /\n/),
  }
  const gaps = gapsIn(made)
  const wrong = reason instanceof Refused ? reason.fields : {}
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save(made)
      }}
    >
      <Stack gap="sm">
        {approved ? (
          <Alert color="orange" variant="light">
            {say(w.changedNeeds)}
          </Alert>
        ) : null}
        <TextInput
          label={say(labels.kind)}
          value={kind}
          maxLength={resultLimits.kindMax}
          error={wrong.kind}
          data-autofocus
          onChange={(event) => setKind(event.currentTarget.value)}
        />
        <Textarea
          label={say(labels.subject)}
          autosize
          minRows={1}
          maxLength={resultLimits.subjectMax}
          value={subject}
          error={wrong.subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Textarea
          label={say(labels.bases)}
          description={say(w.lines)}
          autosize
          minRows={2}
          value={bases}
          error={wrong.bases}
          onChange={(event) => setBases(event.currentTarget.value)}
        />
        <Textarea
          label={say(labels.articles)}
          description={say(w.articlesHelp)}
          autosize
          minRows={2}
          value={articles}
          error={wrong.articles}
          onChange={(event) => setArticles(event.currentTarget.value)}
        />
        <Textarea
          label={say(labels.paragraphs)}
          description={say(w.lines)}
          autosize
          minRows={4}
          value={paragraphs}
          error={wrong.paragraphs}
          onChange={(event) => setParagraphs(event.currentTarget.value)}
        />
        <Group grow align="flex-start">
          <Textarea
            label={say(labels.receivers)}
            description={say(w.lines)}
            autosize
            minRows={2}
            value={receivers}
            error={wrong.receivers}
            onChange={(event) => setReceivers(event.currentTarget.value)}
          />
          <Textarea
            label={say(labels.signer)}
            description={say(w.lines)}
            autosize
            minRows={2}
            value={signer}
            error={wrong.signer}
            onChange={(event) => setSigner(event.currentTarget.value)}
          />
        </Group>
        {gaps.length > 0 ? (
          <Alert color="orange" variant="light" role="status">
            {gaps.filter((gap) => gap !== GAP).length > 0
              ? say(w.unknown).replace('{names}', gaps.filter((gap) => gap !== GAP).join(', '))
              : say(w.gaps)}
          </Alert>
        ) : null}
        <Refusal reason={reason} told={Object.keys(wrong)} />
        <Group gap="xs">
          <Button type="submit" loading={saving}>
            {say(w.save)}
          </Button>
          <Button variant="default" onClick={cancel}>
            {say(w.cancel)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Who did what with which edition, the newest first. */
function Chain({ editions }: { editions: readonly Edition[] }) {
  const { say } = useLanguage()
  return (
    <details>
      <summary>
        {say(w.history)} ({editions.length})
      </summary>
      <ol className="result-chain">
        {editions.flatMap((one) =>
          one.approvals.toReversed().map((approval) => (
            <li key={`${one.edition}${approval.step}${approval.at}`} data-step={approval.step}>
              {say(w.edition).replace('{n}', String(one.edition))}: {say(approvalWords[approval.step])} · {approval.by}
              <br />
              <small className="figures">{showInstant(approval.at)}</small>
              {approval.remark ? <p>{approval.remark}</p> : null}
            </li>
          )),
        )}
      </ol>
    </details>
  )
}

function Compare({ before, after, close }: { before: Edition; after: Edition; close: () => void }) {
  const { say } = useLanguage()
  const found = differences(before, after)
  return (
    <Dialog
      title={say(w.compareTitle).replace('{n}', String(after.edition)).replace('{before}', String(before.edition))}
      close={close}
      size="xl"
    >
      {found.length === 0 ? (
        <Text>{say(w.same)}</Text>
      ) : (
        <table className="result-compare">
          <thead>
            <tr>
              <th scope="col">{say(w.before)}</th>
              <th scope="col">{say(w.after)}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <Fragment key={`${one.field}${one.place}${one.before ?? ''}${one.after ?? ''}`}>
                <tr>
                  <th scope="rowgroup" colSpan={2}>
                    {say(resultDraftWords.fields[one.field])}
                  </th>
                </tr>
                <tr>
                  <td>{one.before === null ? null : <del>{one.before}</del>}</td>
                  <td>{one.after === null ? null : <ins>{one.after}</ins>}</td>
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  )
}

function SendBack({
  saving,
  reason,
  close,
  send,
}: {
  saving: boolean
  reason: unknown
  close: () => void
  send: (remark: string) => void
}) {
  const { say } = useLanguage()
  const [remark, setRemark] = useState('')
  return (
    <Dialog title={say(w.sendBack)} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send(remark)
        }}
      >
        <Stack gap="sm">
          <Textarea
            label={say(w.remark)}
            required
            autosize
            minRows={3}
            maxLength={resultLimits.remarkMax}
            data-autofocus
            value={remark}
            onChange={(event) => setRemark(event.currentTarget.value)}
          />
          <Refusal reason={reason} />
          <Button type="submit" loading={saving}>
            {say(w.sendBack)}
          </Button>
        </Stack>
      </form>
    </Dialog>
  )
}
