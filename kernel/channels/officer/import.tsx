import { Alert, Button, FileInput, Group, Progress, Stack, Stepper, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconDownload, IconFileSpreadsheet } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { announce } from './announce.tsx'
import { call, type ImportJob, post, type RecordMeta, upload } from './api.ts'
import { showNumber, showSize } from './format.ts'
import { useLanguage } from './language.tsx'
import { useFreshen } from './moves.tsx'
import { findRecord, useMeta } from './session.tsx'
import { Failure, Forbidden, Loading, Missing, Refusal } from './states.tsx'

const ended = (job: ImportJob | undefined): boolean => Boolean(job && !['waiting', 'running'].includes(job.state))

export function ImportPage() {
  const { system = '', record = '' } = useParams({ strict: false })
  const { data, error, isPending, refetch } = useMeta()
  if (isPending) return <Loading />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const meta = findRecord(data, system, record)
  if (!meta) return <Missing />
  if (!meta.access.import) return <Forbidden />
  return <Import meta={meta} />
}

/** File → check without writing → run, with progress, cancel, counts and the rows that failed. */
function Import({ meta }: { meta: RecordMeta }) {
  const { t, say, lang } = useLanguage()
  const freshen = useFreshen()
  const [file, setFile] = useState<File | null>(null)
  const [mode, setMode] = useState<'check' | 'run' | null>(null)
  const [jobId, setJobId] = useState<string | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  const sending = useRef<(() => void) | null>(null)

  const { data: job, error: jobError } = useQuery({
    queryKey: ['import', jobId],
    queryFn: ({ signal }) => call<ImportJob>(`/api/v1/imports/${jobId}`, { signal }),
    enabled: jobId !== null,
    refetchInterval: (one) => (ended(one.state.data) ? false : 700),
  })
  const start = useMutation({
    mutationFn: async (wanted: 'check' | 'run') => {
      if (!file) return
      setMode(wanted)
      setJobId(null)
      setSent(0)
      try {
        const { done, cancel } = upload<{ id: string }>(`${meta.path}/import?mode=${wanted}`, file, setSent)
        sending.current = cancel
        setJobId((await done).id)
      } catch (reason) {
        setMode(null)
        if (!(reason instanceof DOMException)) throw reason
      } finally {
        sending.current = null
        setSent(null)
      }
    },
  })
  const cancel = useMutation({ mutationFn: () => post(`/api/v1/imports/${jobId}/cancel`) })

  const finished = ended(job)
  const sentence = !job
    ? ''
    : job.state === 'failed'
      ? t('importFailed')
      : job.state === 'cancelled'
        ? t('importCancelled')
        : job.state === 'done'
          ? mode === 'check'
            ? t('importChecked')
            : t('importDone')
          : mode === 'check'
            ? t('importChecking')
            : t('importRunning')
  // biome-ignore lint/correctness/useExhaustiveDependencies: said and refreshed once, when the job ends
  useEffect(() => {
    if (!finished) return
    announce(sentence)
    if (mode === 'run') void freshen()
  }, [finished])

  const broken = job?.state === 'failed'
  const step =
    mode === null ? 0 : broken ? (mode === 'check' ? 1 : 2) : mode === 'check' ? (finished ? 2 : 1) : finished ? 3 : 2
  const leftOut = (job?.columns ?? []).filter((one) => one.field === null).map((one) => one.column)
  const good = job ? job.created + job.changed : 0
  return (
    <Stack gap="md" maw={820}>
      <div>
        <nav className="crumbs" aria-label={t('backToList')}>
          <Link to="/records/$system/$record" params={{ system: meta.system, record: meta.name }} search={{}}>
            {say(meta.plural)}
          </Link>
          <span aria-hidden="true">/</span>
          <span>{t('import')}</span>
        </nav>
        <Title order={1} size="h3">
          {t('importTitle', { name: say(meta.plural).toLowerCase() })}
        </Title>
      </div>
      <Stepper active={step} size="sm" allowNextStepsSelect={false} className="import-steps">
        <Stepper.Step label={t('importStep1')} />
        <Stepper.Step label={t('importStep2')} />
        <Stepper.Step label={t('importStep3')} />
      </Stepper>
      <div className="panel">
        <Stack>
          <FileInput
            label={t('importFile')}
            description={t('importHelp')}
            placeholder={t('importChoose')}
            leftSection={<IconFileSpreadsheet size={18} />}
            accept=".xlsx,.csv,.json,.ndjson,.geojson"
            value={file}
            disabled={mode !== null && !finished}
            clearable
            clearButtonProps={{ 'aria-label': t('remove') }}
            onChange={(next) => {
              setFile(next)
              setMode(null)
              setJobId(null)
            }}
          />
          {file ? (
            <Text size="sm" c="dimmed">
              {file.name} · {showSize(file.size, lang)}
            </Text>
          ) : null}
          <Refusal reason={start.error ?? jobError ?? cancel.error} />
          {sent !== null && jobId === null ? (
            <div>
              <Text size="sm">{t('importSending', { part: Math.round(sent * 100) })}</Text>
              <Progress value={sent * 100} aria-label={t('importSending', { part: Math.round(sent * 100) })} />
            </div>
          ) : null}
          {job ? (
            <Stack gap="xs">
              {broken ? (
                <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={sentence} role="alert">
                  {job.reason}
                </Alert>
              ) : (
                <Text fw={600}>{sentence}</Text>
              )}
              {leftOut.length ? (
                <Text size="sm" c="dimmed">
                  {t('importLeftOut', { names: leftOut.join(', ') })}
                </Text>
              ) : null}
              {broken && job.done === 0 ? null : (
                <>
                  <Progress
                    value={job.total ? (job.done / job.total) * 100 : finished ? 100 : 0}
                    animated={!finished}
                    aria-label={t('import')}
                    size="lg"
                  />
                  <Text size="sm" c="dimmed" className="figures">
                    {t('importProgress', {
                      done: showNumber(job.done, lang),
                      total: job.total === null ? '…' : showNumber(job.total, lang),
                    })}
                  </Text>
                  <ul className="counts">
                    {(
                      [
                        ['rowsCreated', job.created, 'good'],
                        ['rowsChanged', job.changed, 'active'],
                        ['rowsUnchanged', job.unchanged, 'neutral'],
                        ['rowsFailed', job.failed, 'bad'],
                      ] as const
                    ).map(([label, n, tone]) => (
                      <li key={label} data-tone={n ? tone : 'neutral'}>
                        <strong>{showNumber(n, lang)}</strong> {t(label)}
                      </li>
                    ))}
                  </ul>
                </>
              )}
              {job.failed > 0 && finished ? (
                <Alert color="orange" variant="light">
                  {mode === 'check' ? <Text size="sm">{t('importFix')}</Text> : null}
                  <Button
                    component="a"
                    href={`/api/v1/imports/${job.id}/errors`}
                    download
                    variant="default"
                    size="xs"
                    mt="xs"
                    leftSection={<IconDownload size={14} />}
                  >
                    {t('importErrors')}
                  </Button>
                </Alert>
              ) : null}
            </Stack>
          ) : null}
          <Group justify="flex-end">
            {mode !== null && !finished ? (
              <Button
                variant="default"
                loading={cancel.isPending}
                onClick={() => (sending.current ? sending.current() : cancel.mutate())}
              >
                {t('cancel')}
              </Button>
            ) : null}
            {mode === null ? (
              <Button color="lotus" disabled={!file} onClick={() => start.mutate('check')}>
                {t('importCheck')}
              </Button>
            ) : null}
            {finished ? (
              <Button
                variant="default"
                onClick={() => {
                  setFile(null)
                  setMode(null)
                  setJobId(null)
                }}
              >
                {t('importAgain')}
              </Button>
            ) : null}
            {finished && mode === 'check' && job?.state === 'done' && good > 0 ? (
              <Button color="lotus" onClick={() => start.mutate('run')}>
                {t('importRun', { n: showNumber(good, lang) })}
              </Button>
            ) : null}
          </Group>
        </Stack>
      </div>
    </Stack>
  )
}
