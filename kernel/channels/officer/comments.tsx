import { Button, Group, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { told } from './announce.tsx'
import { type Comment, post } from './api.ts'
import { showInstant } from './format.ts'
import { useLanguage } from './language.tsx'
import { Refusal } from './states.tsx'

/** Talk between officers about one record; plain text, in the order it was written. */
export function Comments({ path, id, comments }: { path: string; id: string; comments: Comment[] }) {
  const { t } = useLanguage()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => post(`${path}/${id}/comments`, { text: text.trim() }),
    onSuccess: async () => {
      setText('')
      await Promise.all(['case', 'comments', 'timeline'].map((key) => client.invalidateQueries({ queryKey: [key] })))
      told(t('commentSent'))
    },
  })
  function submit(event?: FormEvent) {
    event?.preventDefault()
    if (text.trim() && !send.isPending) send.mutate()
  }
  return (
    <>
      {comments.length === 0 ? <p className="nothing">{t('noComments')}</p> : null}
      <ul className="comments">
        {comments.map((one) => (
          <li key={one.id}>
            <small>
              <strong>{one.by.name}</strong>
              {one.by.unit ? ` · ${one.by.unit}` : ''} ·{' '}
              <time dateTime={one.at} className="figures">
                {showInstant(one.at)}
              </time>
            </small>
            <div className="prose">{one.text}</div>
          </li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <Textarea
          id="comment"
          label={t('writeComment')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
        <Refusal reason={send.error} />
        <Group justify="flex-end" mt="xs">
          <Button type="submit" size="xs" variant="light" loading={send.isPending} disabled={!text.trim()}>
            {t('sendComment')}
          </Button>
        </Group>
      </form>
    </>
  )
}
