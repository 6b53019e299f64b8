import { Button, Group, Text } from '@mantine/core'
import { IconArrowRight, IconCircleCheck, IconFolderOpen, IconPrinter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { announce } from './announce.tsx'
import { type CaseView, call, type FieldMeta, type Meta, type RecordMeta, type Row } from './api.ts'
import type { Draft } from './check.ts'
import { ClockMark } from './clock.tsx'
import { showInstant } from './format.ts'
import { subtitleOf } from './gist.ts'
import { useLanguage } from './language.tsx'
import { findRecord } from './session.tsx'
import { filesOf } from './value.tsx'

/** A case that has just come into being, and which files were brought in with it. */
export type OpenedCase = { system: string; record: string; id: string; title: string; brought: string[] }

/** The field by which a record says which case it became: a reference only the house fills, to a record that work is done on. */
export function caseField(whole: Meta | undefined, meta: RecordMeta): FieldMeta | undefined {
  return meta.fields.find((field) => {
    if (field.kind !== 'ref' || !field.readonly) return false
    const [system = '', record = ''] = (field.ref ?? '').split('/')
    return findRecord(whole, system, record)?.flow !== undefined
  })
}

/** The case that a saved row is, or became. */
export function openedCase(whole: Meta | undefined, meta: RecordMeta, row: Row, draft: Draft): OpenedCase | undefined {
  const brought = meta.fields
    .filter((field) => field.kind === 'files')
    .flatMap((field) => filesOf(draft[field.name]).map((file) => file.file))
  const field = caseField(whole, meta)
  const id = field ? row[field.name] : meta.flow ? row.id : undefined
  if (typeof id !== 'string') return undefined
  const [system, record] = field ? (field.ref ?? '').split('/') : [meta.system, meta.name]
  if (!system || !record) return undefined
  const title = row._labels?.[field?.name ?? ''] ?? row.number ?? row[meta.titleField] ?? ''
  return { system, record, id, title: String(title), brought }
}

/** The number that the person at the counter waits for, her receipt, and the way to the next one. */
export function OpenedCard({ opened, alone, onNext }: { opened: OpenedCase; alone: boolean; onNext: () => void }) {
  const { t } = useLanguage()
  const navigate = useNavigate()
  const params = { system: opened.system, record: opened.record, id: opened.id }
  const { data: view } = useQuery({
    queryKey: ['case', opened.system, opened.record, opened.id],
    queryFn: ({ signal }) => call<CaseView>(`/api/v1/cases/${opened.system}/${opened.record}/${opened.id}`, { signal }),
  })
  const next = useRef<HTMLButtonElement>(null)
  const number = view ? String(view.record[view.meta.titleField] ?? opened.title) : opened.title
  useEffect(() => {
    if (alone) next.current?.focus()
  }, [alone])
  // The number is said aloud as it is shown: at the counter somebody is waiting to write it down.
  useEffect(() => announce(`${t('caseOpened')}: ${opened.title}`), [opened.title, t])
  const issued = (view?.papers ?? []).filter((paper) => !opened.brought.includes(paper.file))
  const clock = view?.clocks.find((one) => one.dueAt && one.state !== 'none' && !one.endedAt)
  return (
    <section className="opened panel" aria-label={t('caseOpened')}>
      <IconCircleCheck size={32} stroke={1.6} aria-hidden="true" className="opened-mark" />
      <div className="opened-text">
        <Text size="sm" c="dimmed">
          {t('caseOpened')}
        </Text>
        {alone ? (
          <h1 className="opened-number figures">{number}</h1>
        ) : (
          <p className="opened-number figures">{number}</p>
        )}
        {view ? <p className="opened-what">{subtitleOf(view.meta, view.record).join(' · ')}</p> : null}
        {clock?.dueAt ? (
          <Text size="sm">
            <ClockMark clock={clock} /> <span className="figures">({t('due', { at: showInstant(clock.dueAt) })})</span>
          </Text>
        ) : null}
        <Group gap="xs" className="opened-ways">
          {issued.map((paper) => (
            <Button
              key={paper.id}
              component="a"
              href={paper.url}
              target="_blank"
              rel="noreferrer"
              variant="default"
              leftSection={<IconPrinter size={16} />}
            >
              {t('printPaper', { name: paperName(paper.name, opened.title) })}
            </Button>
          ))}
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} />}
            onClick={() => void navigate({ to: '/cases/$system/$record/$id', params, search: {} })}
          >
            {t('openCaseNow')}
          </Button>
          {alone ? (
            <Button ref={next} color="lotus" rightSection={<IconArrowRight size={16} />} onClick={onNext}>
              {t('nextOne')}
            </Button>
          ) : null}
        </Group>
      </div>
    </section>
  )
}

/** “Giấy tiếp nhận H20….pdf” → “giấy tiếp nhận”: the number stands above it already. */
function paperName(file: string, number: string): string {
  const name =
    file
      .replace(/\.[a-z0-9]{2,5}$/i, '')
      .replace(number, '')
      .trim() || file
  return name.charAt(0).toLowerCase() + name.slice(1)
}
