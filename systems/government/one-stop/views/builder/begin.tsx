import { Button, FileInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Dialog, post, Refusal, Refused } from '#kernel/channels/officer'
import type { DesignProcedure } from '../../design/shape.ts'
import { Pick, useWords } from './parts.tsx'
import { blankProcedure, ProcedureInputs } from './procedure-tab.tsx'
import { DOOR, type EditionLine } from './state.ts'
import { words } from './words.ts'

export interface Begun {
  id: string
  code: string
}
const FILE_BYTES_MAX = 1_000_000

/** Begins a draft: of a new procedure with what is announced of it, or of one that is there. */
export function BeginDialog({
  code: known,
  editions = [],
  edition,
  sectors,
  close,
  begun,
}: {
  /** The procedure; absent: a new one. */
  code?: string
  editions?: readonly EditionLine[]
  /** Chosen beforehand. */
  edition?: string
  sectors: readonly string[]
  close: () => void
  begun: (made: Begun) => void
}) {
  const t = useWords()
  const [code, setCode] = useState('')
  const [procedure, setProcedure] = useState<DesignProcedure>(blankProcedure)
  const [start, setStart] = useState(edition ?? 'default')
  const [source, setSource] = useState('')
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const wrong = failure instanceof Refused ? failure.fields : {}
  return (
    <Dialog title={t(known ? 'newDraft' : 'create')} close={close} size="lg">
      <form
        className="builder-dialog"
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          setFailure(null)
          const from = ['default', 'empty', 'procedure'].includes(start)
            ? { from: start, source }
            : { from: 'edition', edition: start }
          post<Begun>(`${DOOR}/editions`, { code: known ?? code.trim(), ...(known ? {} : { procedure }), ...from })
            .then(begun)
            .catch(setFailure)
            .finally(() => setBusy(false))
        }}
      >
        {known ? null : (
          <>
            <TextInput
              label={t('newCode')}
              description={t('newCodeHelp')}
              required
              data-autofocus
              value={code}
              error={wrong.code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <ProcedureInputs value={procedure} sectors={sectors} onChange={setProcedure} brief />
          </>
        )}
        <div className="builder-pair">
          <Pick
            label={t('startFrom')}
            value={start}
            data={[
              { value: 'default', label: words.startDefault },
              ...editions.map((one) => ({ value: one.id, label: t('startEdition', { n: one.edition }) })),
              { value: 'procedure', label: words.startProcedure },
              { value: 'empty', label: words.startEmpty },
            ]}
            onChange={setStart}
          />
          {start === 'procedure' ? (
            <TextInput
              label={t('sourceCode')}
              required
              value={source}
              error={wrong.source}
              onChange={(event) => setSource(event.currentTarget.value)}
            />
          ) : null}
        </div>
        <Refusal reason={failure} told={['code', 'source']} />
        <div className="builder-acts">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="lotus" loading={busy}>
            {t('begin')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Takes in a design that another install exported. */
export function TakeDialog({ close, begun }: { close: () => void; begun: (made: Begun) => void }) {
  const t = useWords()
  const [file, setFile] = useState<File | null>(null)
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState<unknown>(null)
  const [unread, setUnread] = useState(false)
  const [busy, setBusy] = useState(false)
  const take = async () => {
    setBusy(true)
    setFailure(null)
    setUnread(false)
    try {
      let content: unknown
      try {
        if (!file || file.size > FILE_BYTES_MAX) throw new Error('no design')
        content = JSON.parse(await file.text())
      } catch {
        setUnread(true)
        return
      }
      begun(await post<Begun>(`${DOOR}/files`, { file: content, code: code.trim() }))
    } catch (reason) {
      setFailure(reason)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t('take')} close={close}>
      <form
        className="builder-dialog"
        onSubmit={(event) => {
          event.preventDefault()
          void take()
        }}
      >
        <FileInput
          label={t('file')}
          accept="application/json,.json"
          required
          value={file}
          error={unread ? t('badFile') : undefined}
          onChange={setFile}
        />
        <TextInput label={t('fileCode')} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <Refusal reason={failure} />
        <div className="builder-acts">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" color="lotus" loading={busy} disabled={!file}>
            {t('take')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
