import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { told } from './announce.tsx'
import { type BulkAnswer, type Move, post, Refused, type Task } from './api.ts'
import { type Draft, defaultsOf, problemsOf } from './check.ts'
import { Dialog } from './dialog.tsx'
import { FieldInputs } from './form.tsx'
import { useLanguage } from './language.tsx'
import { Refusal } from './states.tsx'

/** Everything that shows work is read again at once after an act of one's own. */
export function useFreshen(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await Promise.all(
      ['tasks', 'case', 'list', 'row', 'notices', 'timeline', 'board'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    )
  }
}

/** Moves that every one of these tasks offers: same flow, same name, and asking the same of whoever makes them. */
export function sharedMoves(tasks: Task[]): Move[] {
  const [first, ...rest] = tasks
  if (!first) return []
  return first.moves.filter((move) =>
    rest.every(
      (task) => task.flow === first.flow && task.moves.some((one) => one.name === move.name && asksAlike(one, move)),
    ),
  )
}

/** Steps of procedures ask questions of their own: what one dossier is asked is no answer for another. */
const asksAlike = (a: Move, b: Move): boolean => JSON.stringify(a.fields) === JSON.stringify(b.fields)

/** A case that is moved as a whole, without a task of one's own. */
export type Whole = { system: string; record: string; id: string; version: number; number: string; title: string }

/** Asks for the remark and the fields a move wants, then makes it: one task, many at once, or the case itself. */
export function MoveDialog({
  move,
  tasks = [],
  whole,
  close,
  onRefused,
  onDone,
}: {
  move: Move
  tasks?: Task[]
  whole?: Whole
  close: () => void
  onRefused?: (refused: BulkAnswer['refused']) => void
  onDone?: () => void
}) {
  const { t, say } = useLanguage()
  const freshen = useFreshen()
  const [note, setNote] = useState('')
  const [data, setData] = useState<Draft>(() => defaultsOf(move.fields))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [uploading, setUploading] = useState(false)
  const only = tasks.length === 1 ? tasks[0] : undefined
  const one = whole ?? only

  const act = useMutation({
    mutationFn: async () => {
      const body = { move: move.name, note: note.trim() || undefined, data: move.fields.length ? data : undefined }
      if (whole) {
        await post(`/api/v1/cases/${whole.system}/${whole.record}/${whole.id}/move`, {
          ...body,
          version: whole.version,
        })
        return { done: [whole.id], refused: [] } satisfies BulkAnswer
      }
      if (only) {
        await post(`/api/v1/tasks/${only.id}/move`, { ...body, version: only.version })
        return { done: [only.id], refused: [] } satisfies BulkAnswer
      }
      return await post<BulkAnswer>('/api/v1/tasks/move', { ...body, ids: tasks.map((task) => task.id) })
    },
    onSuccess: async (answer) => {
      await freshen()
      told(one ? t('moveDone', { move: say(move.label) }) : t('bulkDone', { done: answer.done.length }))
      onRefused?.(answer.refused)
      onDone?.()
      close()
    },
    onError: (reason) => {
      if (reason instanceof Refused) setProblems(reason.fields)
    },
  })

  function submit(event?: FormEvent) {
    event?.preventDefault()
    const found = problemsOf(move.fields, data, t)
    setProblems(found)
    if (Object.keys(found).length === 0 && !act.isPending && !uploading) act.mutate()
  }
  const stale = act.error instanceof Refused && act.error.stale

  return (
    <Dialog title={say(move.label)} close={close} size="md">
      <form
        onSubmit={submit}
        noValidate
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {one ? `${one.number} · ${one.title}` : t('moveMany', { n: tasks.length })}
          </Text>
          {move.confirm ? <Text>{say(move.confirm)}</Text> : null}
          <FieldInputs
            fields={move.fields}
            draft={data}
            problems={problems}
            labels={{}}
            onChange={(next) => {
              setData(next)
              // What was told of a field is told no more once it is answered.
              setProblems((old) =>
                Object.fromEntries(Object.entries(old).filter(([name]) => next[name] === data[name])),
              )
            }}
            onUploading={setUploading}
            narrow
          />
          <Textarea
            label={t('note')}
            description={t('noteHelp')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={4000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Refusal reason={act.error} told={move.fields.map((field) => field.name)}>
            {stale ? (
              <Button
                variant="default"
                size="xs"
                mt="xs"
                onClick={() => {
                  void freshen()
                  close()
                }}
              >
                {t('reloadCase')}
              </Button>
            ) : null}
          </Refusal>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              data-autofocus={move.fields.length === 0 || undefined}
              color={move.tone === 'danger' ? 'red' : move.tone === 'primary' ? 'lotus' : undefined}
              loading={act.isPending}
              disabled={uploading}
            >
              {say(move.label)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
