import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconFile, IconTrash, IconUpload, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { announce } from './announce.tsx'
import { type FieldMeta, type FileRef, type StoredFile, upload } from './api.ts'
import { showSize } from './format.ts'
import { useLanguage } from './language.tsx'
import { useSentence } from './states.tsx'
import { filesOf } from './value.tsx'

type Sending = { key: number; name: string; part: number; failed?: string; cancel: () => void }

/** Files of a record: chosen, dropped or pasted; sent at once with progress; the value names them. */
export function FilesInput({
  field,
  title,
  value,
  error,
  onChange,
  onUploading,
}: {
  field: FieldMeta
  title: ReactNode
  value: unknown
  error?: string
  onChange: (files: FileRef[]) => void
  onUploading?: (running: boolean) => void
}) {
  const { t, lang } = useLanguage()
  const sentence = useSentence()
  const files = filesOf(value)
  const latest = useRef(files)
  latest.current = files
  const [sending, setSending] = useState<Sending[]>([])
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const nextKey = useRef(0)
  const titleId = useId()
  const room = field.max === undefined ? Number.POSITIVE_INFINITY : field.max - files.length - sending.length
  const running = sending.some((one) => !one.failed)

  // biome-ignore lint/correctness/useExhaustiveDependencies: told only when it changes
  useEffect(() => {
    onUploading?.(running)
  }, [running])

  function add(list: Iterable<File>) {
    for (const file of [...list].slice(0, Math.max(room, 0))) {
      const key = nextKey.current++
      const update = (changes: Partial<Sending>) =>
        setSending((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)))
      const drop = () => setSending((all) => all.filter((one) => one.key !== key))
      const { done, cancel } = upload<StoredFile>('/api/v1/files', file, (part) => update({ part }))
      setSending((all) => [...all, { key, name: file.name, part: 0, cancel }])
      done.then(
        (stored) => {
          drop()
          latest.current = [
            ...latest.current,
            { file: stored.id, name: stored.name, kind: stored.kind, size: stored.size },
          ]
          onChange(latest.current)
          announce(file.name)
        },
        (reason: unknown) => {
          if (reason instanceof DOMException && reason.name === 'AbortError') drop()
          else update({ failed: sentence(reason), cancel: drop })
        },
      )
    }
  }

  return (
    <fieldset
      className="files-input"
      aria-labelledby={titleId}
      disabled={field.readonly}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        add(event.dataTransfer.files)
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length) add(event.clipboardData.files)
      }}
    >
      <legend id={titleId}>
        {title}
        {field.required ? <span aria-hidden="true"> *</span> : null}
      </legend>
      <ul className="file-rows">
        {files.map((file) => (
          <li key={file.file}>
            <IconFile size={18} aria-hidden="true" />
            <a href={`/api/v1/files/${file.file}`} target="_blank" rel="noreferrer">
              {file.name}
            </a>
            <small className="figures">{file.size ? showSize(file.size, lang) : ''}</small>
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t('removeFile', { name: file.name })}
              onClick={() => onChange(files.filter((one) => one.file !== file.file))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
        {sending.map((one) => (
          <li key={one.key} data-failed={one.failed ? true : undefined}>
            <IconUpload size={18} aria-hidden="true" />
            <span className="file-sending">
              {one.failed
                ? `${one.name}: ${one.failed}`
                : t('uploading', { name: one.name, part: Math.round(one.part * 100) })}
              {one.failed ? null : <Progress value={one.part * 100} size="sm" aria-label={one.name} />}
            </span>
            <ActionIcon variant="subtle" aria-label={t('cancelUpload', { name: one.name })} onClick={one.cancel}>
              <IconX size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <div className="file-add">
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconUpload size={14} />}
          disabled={room <= 0}
          onClick={() => picker.current?.click()}
        >
          {t('addFiles')}
        </Button>
        <span className="nothing">{room <= 0 ? t('tooManyFiles', { max: field.max ?? 0 }) : t('dropFiles')}</span>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            add(event.currentTarget.files ?? [])
            event.currentTarget.value = ''
          }}
        />
      </div>
      {error ? (
        <p className="field-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
