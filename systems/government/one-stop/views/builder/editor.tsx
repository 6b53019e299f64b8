import { Alert, Badge, Button, Group, Switch, Tabs, Title } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconRefresh } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  AppLink,
  announce,
  call,
  Failure,
  Loading,
  patch,
  Refusal,
  Refused,
  useKeys,
  useLanguage,
  type ViewProps,
} from '#kernel/channels/officer'
import type { Problem } from '../../design/check.ts'
import { hoursOf } from '../../design/rules.ts'
import type { Design } from '../../design/shape.ts'
import { EditionsTable } from './editions.tsx'
import { FormTab } from './form-tab.tsx'
import { useTables } from './list.tsx'
import { FeesTab, PapersTab } from './papers-tab.tsx'
import { type Editing, EditingContext, Tool, useWords } from './parts.tsx'
import { useProcedure } from './procedure.tsx'
import { ProcedureTab } from './procedure-tab.tsx'
import { PublishDialog } from './publish.tsx'
import { ResultTab } from './result-tab.tsx'
import { StagesTab } from './stages-tab.tsx'
import {
  begun,
  DOOR,
  type EditionAnswer,
  edited,
  type History,
  type Part,
  type ProcedureAnswer,
  parts,
  redone,
  type Tables,
  undone,
} from './state.ts'
import { TrialTab } from './trial-tab.tsx'
import './builder.css'

const SAVE_AFTER_MS = 900
const isPart = (text: unknown): text is Part => parts.some((part) => part === text)

/** One edition in the editor; asks for everything it needs before it draws. */
export default function BuilderEditor({ params }: ViewProps) {
  const code = params.code ?? ''
  const id = params.id ?? ''
  const { data: tables, error: noTables, refetch: askTables } = useTables()
  const procedure = useProcedure(code)
  const edition = useQuery({
    queryKey: ['builder', 'edition', id],
    queryFn: ({ signal }) => call<EditionAnswer>(`${DOOR}/editions/${id}`, { signal }),
    // The editor holds what is typed: an answer that comes in behind its back would be thrown away.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const failure = noTables ?? procedure.error ?? edition.error
  if (failure)
    return (
      <Failure
        reason={failure}
        retry={() => {
          void askTables()
          void procedure.refetch()
          void edition.refetch()
        }}
      />
    )
  if (!tables || !procedure.data || !edition.data) return <Loading />
  return (
    <Editor
      key={`${edition.data.id}.${edition.dataUpdatedAt}`}
      answer={edition.data}
      tables={tables}
      procedure={procedure.data}
      reload={() => void edition.refetch()}
      changed={() => void procedure.refetch()}
    />
  )
}

type Saving = 'saved' | 'saving' | 'dirty' | 'failed'

/** Keeps what is typed: one request at a time, each with the version the last one answered. */
function useSaving(answer: EditionAnswer, design: Design, readOnly: boolean) {
  const [state, setState] = useState<Saving>('saved')
  const [failure, setFailure] = useState<unknown>(null)
  const [problems, setProblems] = useState<readonly Problem[]>(answer.problems)
  const version = useRef(answer.version)
  const kept = useRef(design)
  const latest = useRef(design)
  const running = useRef<Promise<void> | null>(null)
  latest.current = design
  const save = useCallback(async (): Promise<void> => {
    if (readOnly) return
    // Whoever waits for a save waits for what was typed while another ran, too.
    while (running.current) await running.current
    if (kept.current === latest.current) return
    const content = latest.current
    const work = (async () => {
      setState('saving')
      const saved = await patch<{ version: number; problems: Problem[] }>(`${DOOR}/editions/${answer.id}`, {
        version: version.current,
        content,
      })
      version.current = saved.version
      kept.current = content
      setProblems(saved.problems)
      setFailure(null)
      setState(latest.current === content ? 'saved' : 'dirty')
    })()
    running.current = work.catch(() => undefined)
    try {
      await work
    } catch (reason) {
      setFailure(reason)
      setState('failed')
      throw reason
    } finally {
      running.current = null
    }
    // Typed, or taken back, while that one ran.
    if (kept.current !== latest.current) await save()
  }, [answer.id, readOnly])
  useEffect(() => {
    if (readOnly) return
    if (kept.current === design) {
      // Taken back to what is kept: nothing is left to save.
      if (!running.current) setState('saved')
      return
    }
    setState('dirty')
    const timer = setTimeout(() => void save().catch(() => undefined), SAVE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [design, save, readOnly])
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (kept.current !== latest.current) event.preventDefault()
    }
    addEventListener('beforeunload', leave)
    return () => {
      removeEventListener('beforeunload', leave)
      // Turning to another screen is no reason to lose the last letters.
      void save().catch(() => undefined)
    }
  }, [save])
  return { state, failure, problems, version, save }
}

function Editor({
  answer,
  tables,
  procedure,
  reload,
  changed,
}: {
  answer: EditionAnswer
  tables: Tables
  procedure: ProcedureAnswer
  reload: () => void
  changed: () => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const client = useQueryClient()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { part?: string }
  const part: Part = isPart(search.part) ? search.part : 'form'
  const readOnly = answer.state !== 'draft'
  const [history, setHistory] = useState<History>(() => begun(answer.content))
  const [answers, setAnswers] = useState<Record<string, unknown>>({})
  const [english, setEnglish] = useState(false)
  const [shown, setShown] = useState<string | null>(null)
  const [listing, setListing] = useState(false)
  const [publishing, setPublishing] = useState(false)
  const design = history.now
  const { state, failure, problems, version, save } = useSaving(answer, design, readOnly)
  const turn = useCallback(
    (next: Part) =>
      void navigate({
        to: '.',
        search: (old: Record<string, string>) => ({ ...old, part: next }),
        replace: true,
      } as never),
    [navigate],
  )
  const edit = useCallback(
    (next: Design, tag = '') => {
      if (!readOnly) setHistory((old) => edited(old, next, tag, Date.now()))
    },
    [readOnly],
  )
  const back = () => {
    setHistory(undone)
    announce(t('undo'))
  }
  const again = () => {
    setHistory(redone)
    announce(t('redo'))
  }
  useKeys(
    {
      'ctrl+z': (event) => (event.shiftKey ? again() : back()),
      'ctrl+y': again,
      'ctrl+s': () => void save().catch(() => undefined),
      ...Object.fromEntries(parts.map((one, at) => [`alt+${at + 1}`, () => turn(one)])),
    },
    { always: true },
  )
  const errors = problems.filter((one) => one.level === 'error').length
  const limit = design.procedure?.limit ?? answer.limit
  const editing = useMemo<Editing>(
    () => ({
      design,
      edit,
      readOnly,
      english,
      problems,
      tables,
      level: design.procedure?.level ?? answer.announced?.level ?? 'commune',
      announcedHours: limit ? hoursOf(limit) : null,
      shown,
      answers,
      answer: setAnswers,
    }),
    [design, edit, readOnly, english, problems, tables, answer.announced, limit, shown, answers],
  )
  const partOf = (problem: Problem): Part => problem.part
  return (
    <EditingContext value={editing}>
      <div className="builder">
        <AppLink link={`/officer/desk/one-stop/builder/${answer.code}`} className="quiet-link">
          ← {procedure.name || answer.title}
        </AppLink>
        <div className="builder-head">
          <div>
            <Title order={1} size="h3">
              {design.procedure?.name || procedure.name || answer.title}
            </Title>
            <p className="nothing">
              <span className="figures">{answer.code}</span> · {t('editionN', { n: answer.edition })}
            </p>
          </div>
          <Group gap="xs" className="builder-head-tools">
            {readOnly ? (
              <Badge variant="light" color="gray">
                {t('readOnly')}
              </Badge>
            ) : (
              <>
                <span className="builder-saving" data-state={state} role="status">
                  {t(state)}
                </span>
                <Tool label={t('undo')} disabled={history.past.length === 0} onClick={back}>
                  <IconArrowBackUp size={18} />
                </Tool>
                <Tool label={t('redo')} disabled={history.future.length === 0} onClick={again}>
                  <IconArrowForwardUp size={18} />
                </Tool>
              </>
            )}
            <Switch
              label={t('english')}
              checked={english}
              onChange={(event) => setEnglish(event.currentTarget.checked)}
            />
            <Button
              variant={problems.length > 0 ? 'light' : 'subtle'}
              color={errors > 0 ? 'red' : problems.length > 0 ? 'orange' : 'delta'}
              aria-expanded={listing}
              aria-controls="builder-problems"
              onClick={() => setListing(!listing)}
            >
              {problems.length === 0
                ? t('noProblems')
                : errors > 0
                  ? t('problems', { n: errors })
                  : t('notices', { n: problems.length })}
            </Button>
            {readOnly ? null : (
              <Button
                color="lotus"
                onClick={() => {
                  void save()
                    .then(() => setPublishing(true))
                    .catch(() => undefined)
                }}
              >
                {t('publish')}
              </Button>
            )}
          </Group>
        </div>
        {failure ? (
          <Refusal reason={failure}>
            {failure instanceof Refused && failure.status === 409 ? (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconRefresh size={14} />}
                onClick={() => {
                  void client.removeQueries({ queryKey: ['builder', 'edition', answer.id] })
                  reload()
                }}
              >
                {t('reload')}
              </Button>
            ) : null}
          </Refusal>
        ) : null}
        {listing ? (
          <Alert
            id="builder-problems"
            className="builder-problems"
            title={t('problemsTitle')}
            color={errors > 0 ? 'red' : problems.length > 0 ? 'orange' : 'delta'}
          >
            {problems.length === 0 ? <p>{t('noProblems')}</p> : null}
            <ul>
              {problems.map((problem, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: problems have no identity but their order
                <li key={at}>
                  <button
                    type="button"
                    className="builder-problem"
                    onClick={() => {
                      turn(partOf(problem))
                      setShown(null)
                      // Said again for the same place, it must lead there again.
                      requestAnimationFrame(() => setShown(problem.at))
                    }}
                  >
                    <em data-level={problem.level}>{t(problem.level)}</em> <small>{t(partOf(problem))}</small>{' '}
                    {say(problem.words)}
                  </button>
                </li>
              ))}
            </ul>
          </Alert>
        ) : null}
        <Tabs value={part} onChange={(next) => (isPart(next) ? turn(next) : undefined)} keepMounted={false}>
          <Tabs.List aria-label={t('title')} className="builder-tabs">
            {parts.map((one) => {
              const own = problems.filter((problem) => partOf(problem) === one)
              const bad = own.some((problem) => problem.level === 'error')
              return (
                <Tabs.Tab key={one} value={one}>
                  {t(one)}
                  {own.length > 0 ? (
                    <span className="builder-count" data-level={bad ? 'error' : 'warning'}>
                      {own.length}
                      <span className="for-readers"> {t(bad ? 'error' : 'warning')}</span>
                    </span>
                  ) : null}
                </Tabs.Tab>
              )
            })}
          </Tabs.List>
          <Tabs.Panel value="procedure">
            <ProcedureTab announced={answer.announced} />
          </Tabs.Panel>
          <Tabs.Panel value="form">
            <FormTab />
          </Tabs.Panel>
          <Tabs.Panel value="papers">
            <PapersTab />
          </Tabs.Panel>
          <Tabs.Panel value="fees">
            <FeesTab />
          </Tabs.Panel>
          <Tabs.Panel value="stages">
            <StagesTab />
          </Tabs.Panel>
          <Tabs.Panel value="result">
            <ResultTab id={answer.id} saved={save} />
          </Tabs.Panel>
          <Tabs.Panel value="trial">
            <TrialTab id={answer.id} code={answer.code} saved={save} />
          </Tabs.Panel>
          <Tabs.Panel value="editions">
            <section className="panel" aria-label={t('editions')}>
              <EditionsTable
                procedure={procedure}
                here={answer.id}
                changed={() => {
                  changed()
                  reload()
                }}
              />
            </section>
          </Tabs.Panel>
        </Tabs>
        {publishing ? (
          <PublishDialog
            id={answer.id}
            edition={answer.edition}
            version={version.current}
            procedure={procedure}
            errors={errors}
            close={() => setPublishing(false)}
            done={() => {
              setPublishing(false)
              void client.invalidateQueries({ queryKey: ['builder', 'procedures'] })
              changed()
              reload()
            }}
          />
        ) : null}
      </div>
    </EditingContext>
  )
}
