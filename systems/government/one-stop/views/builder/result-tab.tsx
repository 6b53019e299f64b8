import { Button, Menu, NumberInput, Textarea, TextInput } from '@mantine/core'
import { IconBraces, IconEye } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { post, Refusal, useLanguage } from '#kernel/channels/officer'
import type { DesignResult } from '../../design/shape.ts'
import { knownNames } from '../../results/words.ts'
import { LinesInput, useEditing, useWords, useWrong } from './parts.tsx'
import { DOOR } from './state.ts'

const blank: DesignResult = {
  kind: 'Giấy xác nhận',
  subject: '',
  bases: [],
  paragraphs: [],
  articles: [],
  receivers: ['{{applicant.name}}', 'Lưu: VT, hồ sơ'],
  signer: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
  validYears: null,
  code: null,
}

type Lines = 'bases' | 'paragraphs' | 'articles' | 'receivers' | 'signer'
interface Shown {
  pages: string[]
  pdf: string
  unknown: string[]
  empty: string[]
}

/** The text of the result, with placeholders chosen from a list, and the document it makes. */
export function ResultTab({ id, saved }: { id: string; saved: () => Promise<void> }) {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly, answers, shown } = useEditing()
  const wrong = useWrong()
  const { result } = design
  /** The box the cursor was in last: a placeholder goes there. */
  const last = useRef<{ box: HTMLInputElement | HTMLTextAreaElement; key: 'subject' | Lines } | null>(null)
  const form = useRef<HTMLDivElement>(null)
  const [document, setDocument] = useState<Shown | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const key = /^result\/(\w+)/.exec(shown ?? '')?.[1]
    if (key)
      form.current?.querySelector<HTMLElement>(`[data-key="${key}"] input, [data-key="${key}"] textarea`)?.focus()
  }, [shown])
  if (!result)
    return (
      <div className="panel">
        <p className="nothing">{t('noResult')}</p>
        <Button variant="default" disabled={readOnly} onClick={() => edit({ ...design, result: blank })}>
          {t('addResult')}
        </Button>
      </div>
    )
  const put = (next: DesignResult, tag = '') => edit({ ...design, result: next }, tag && `result-${tag}`)
  const insert = (name: string) => {
    const box = last.current?.box ?? null
    const key: 'subject' | Lines = last.current?.key ?? 'paragraphs'
    const mark = `{{${name}}}`
    const text = box ? box.value : key === 'subject' ? result.subject : result[key].join('\n')
    const at = box?.selectionStart ?? text.length
    const next = `${text.slice(0, at)}${mark}${text.slice(box?.selectionEnd ?? at)}`
    put(
      key === 'subject'
        ? { ...result, subject: next }
        : {
            ...result,
            [key]: next
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          },
    )
    requestAnimationFrame(() => {
      box?.focus()
      box?.setSelectionRange(at + mark.length, at + mark.length)
    })
  }
  const linesOf = (key: Lines, rows: number) => (
    <div data-key={key}>
      <LinesInput
        label={t(key)}
        rows={rows}
        disabled={readOnly}
        value={result[key]}
        error={
          result[key].map((_, at) => wrong(`result/${key}/${at}`)).find((one) => one !== undefined) ??
          wrong(`result/${key}`)
        }
        onFocus={(box) => {
          last.current = { box, key }
        }}
        onChange={(next) => put({ ...result, [key]: next }, key)}
      />
    </div>
  )
  const show = async () => {
    setBusy(true)
    setFailure(null)
    try {
      await saved()
      setDocument(await post<Shown>(`${DOOR}/editions/${id}/result`, { answers }))
    } catch (reason) {
      setFailure(reason)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="builder-result" ref={form}>
      <section className="panel">
        <div className="builder-tools">
          <Menu position="bottom-start" withinPortal>
            <Menu.Target>
              <Button variant="default" size="compact-sm" leftSection={<IconBraces size={15} />} disabled={readOnly}>
                {t('insert')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className="builder-menu">
              <Menu.Label>{t('fromForm')}</Menu.Label>
              {design.pages
                .flatMap((page) => page.fields)
                .filter((field) => field.kind !== 'files')
                .map((field) => (
                  <Menu.Item key={field.name} onClick={() => insert(field.name)}>
                    {say(field.label)}
                  </Menu.Item>
                ))}
              <Menu.Label>{t('fromDossier')}</Menu.Label>
              {Object.entries(knownNames).map(([name, label]) => (
                <Menu.Item key={name} onClick={() => insert(name)}>
                  {say(label)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            disabled={readOnly}
            onClick={() => {
              edit({ ...design, result: null })
              setDocument(null)
            }}
          >
            {t('dropResult')}
          </Button>
        </div>
        <div className="builder-pair">
          <div data-key="kind">
            <TextInput
              label={t('docKind')}
              disabled={readOnly}
              value={result.kind}
              error={wrong('result/kind')}
              onChange={(event) => put({ ...result, kind: event.currentTarget.value }, 'kind')}
            />
          </div>
          <NumberInput
            label={t('validYears')}
            hideControls
            min={1}
            max={100}
            disabled={readOnly}
            value={result.validYears ?? ''}
            onChange={(next) => put({ ...result, validYears: next === '' ? null : Number(next) }, 'years')}
          />
        </div>
        <div data-key="subject">
          <Textarea
            label={t('subject')}
            autosize
            minRows={1}
            disabled={readOnly}
            value={result.subject}
            error={wrong('result/subject')}
            onFocus={(event) => {
              last.current = { box: event.currentTarget, key: 'subject' }
            }}
            onChange={(event) => put({ ...result, subject: event.currentTarget.value }, 'subject')}
          />
        </div>
        {linesOf('bases', 2)}
        {linesOf('paragraphs', 4)}
        {linesOf('articles', 2)}
        <div className="builder-pair">
          {linesOf('receivers', 2)}
          {linesOf('signer', 2)}
        </div>
        <TextInput
          label={t('resultCode')}
          disabled={readOnly}
          value={result.code ?? ''}
          onChange={(event) => put({ ...result, code: event.currentTarget.value || null }, 'code')}
        />
      </section>
      <section className="builder-document" aria-label={t('showResult')}>
        <div className="builder-tools">
          <Button leftSection={<IconEye size={16} />} loading={busy} onClick={() => void show()}>
            {t('showResult')}
          </Button>
          {document ? (
            <Button
              component="a"
              variant="default"
              href={`data:application/pdf;base64,${document.pdf}`}
              download="ket-qua-mau.pdf"
            >
              {t('pdf')}
            </Button>
          ) : null}
        </div>
        <Refusal reason={failure} />
        {document && document.empty.length > 0 ? (
          <p className="nothing">{t('gaps', { names: document.empty.map((name) => `{{${name}}}`).join(', ') })}</p>
        ) : null}
        {document?.pages.map((page, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pages of one document have no identity but their order
          <img key={at} src={`data:image/png;base64,${page}`} alt={t('resultPage', { n: at + 1 })} />
        ))}
      </section>
    </div>
  )
}
