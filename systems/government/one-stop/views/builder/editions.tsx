import { Badge, Button, Group } from '@mantine/core'
import { IconArrowsDiff, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  AppLink,
  call,
  Failure,
  Loading,
  post,
  query,
  showDate,
  showInstant,
  useLanguage,
} from '#kernel/channels/officer'
import type { Difference } from '../../design/compare.ts'
import { Pick, useWords } from './parts.tsx'
import { SureDialog } from './publish.tsx'
import { DOOR, type EditionLine, type ProcedureAnswer } from './state.ts'
import { type Word, words } from './words.ts'

/** Where an edition stands today, in words. */
export function standing(edition: EditionLine, today: string): { word: Word; tone: string } {
  if (edition.state === 'draft') return { word: 'draft', tone: 'orange' }
  if (edition.state === 'withdrawn') return { word: edition.publishedAt ? 'withdrawn' : 'discarded', tone: 'gray' }
  if ((edition.validFrom ?? '') > today) return { word: 'upcoming', tone: 'orange' }
  if (edition.validTo !== null && edition.validTo < today) return { word: 'ended', tone: 'gray' }
  return { word: 'published', tone: 'delta' }
}

/** All editions of a procedure, with what can be done with each. */
export function EditionsTable({
  procedure,
  here,
  changed,
  begin,
}: {
  procedure: ProcedureAnswer
  /** The edition that is open. */
  here?: string
  changed: () => void
  begin?: (from: string) => void
}) {
  const t = useWords()
  const { editions, today, code } = procedure
  const [asking, setAsking] = useState<{ edition: EditionLine; act: 'discard' | 'withdraw' } | null>(null)
  const [pair, setPair] = useState<{ from: string; to: string } | null>(() => {
    const open = editions.find((one) => one.id === here)
    const before = editions.find((one) => one.state === 'published' && one.id !== here)
    return open && before ? { from: before.id, to: open.id } : null
  })
  if (editions.length === 0) return <p className="nothing">{t('noEditions')}</p>
  return (
    <>
      <div className="inner-scroll">
        <table className="inner builder-editions">
          <thead>
            <tr>
              <th scope="col">{t('edition')}</th>
              <th scope="col">{t('stateOf')}</th>
              <th scope="col">{t('inForce')}</th>
              <th scope="col">{t('decision')}</th>
              <th scope="col">{t('changedBy')}</th>
              <th scope="col">
                <span className="for-readers">{t('open')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {editions.map((edition) => {
              const { word, tone } = standing(edition, today)
              return (
                <tr key={edition.id} data-here={edition.id === here || undefined}>
                  <th scope="row" className="figures">
                    {edition.edition}
                  </th>
                  <td>
                    <Badge variant="light" color={tone}>
                      {t(word)}
                    </Badge>
                  </td>
                  <td className="figures">
                    {edition.validFrom ? showDate(edition.validFrom) : '—'}
                    {edition.validTo ? ` – ${showDate(edition.validTo)}` : ''}
                  </td>
                  <td>
                    {edition.decision ?? '—'}
                    {edition.decidedOn ? <small> · {showDate(edition.decidedOn)}</small> : null}
                  </td>
                  <td>
                    {edition.by ?? '—'} <small className="figures">{showInstant(edition.updatedAt)}</small>
                  </td>
                  <td>
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      {edition.id === here ? null : (
                        <AppLink link={`/officer/desk/one-stop/builder/${code}/${edition.id}`} className="quiet-link">
                          {t('open')}
                        </AppLink>
                      )}
                      {edition.state === 'draft' ? (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="red"
                          onClick={() => setAsking({ edition, act: 'discard' })}
                        >
                          {t('discard')}
                        </Button>
                      ) : null}
                      {word === 'published' || word === 'upcoming' ? (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="red"
                          onClick={() => setAsking({ edition, act: 'withdraw' })}
                        >
                          {t('withdraw')}
                        </Button>
                      ) : null}
                      {begin && edition.state !== 'draft' && !editions.some((one) => one.state === 'draft') ? (
                        <Button size="compact-xs" variant="subtle" onClick={() => begin(edition.id)}>
                          {t('newDraft')}
                        </Button>
                      ) : null}
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        component="a"
                        href={`${DOOR}/editions/${edition.id}/file`}
                        leftSection={<IconDownload size={13} />}
                      >
                        {t('export')}
                      </Button>
                    </Group>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <Group align="end" mt="md">
        <Pick
          label={t('compareWith')}
          value={pair?.from ?? ''}
          empty={t('theDefault')}
          data={editions.map((one) => ({ value: one.id, label: t('editionN', { n: one.edition }) }))}
          onChange={(from) => setPair({ from, to: pair?.to ?? here ?? editions[0]?.id ?? '' })}
        />
        <Pick
          label={t('edition')}
          value={pair?.to ?? here ?? editions[0]?.id ?? ''}
          data={editions.map((one) => ({ value: one.id, label: t('editionN', { n: one.edition }) }))}
          onChange={(to) => setPair({ from: pair?.from ?? '', to })}
        />
        {pair ? null : (
          <Button
            variant="default"
            leftSection={<IconArrowsDiff size={16} />}
            onClick={() => setPair({ from: '', to: here ?? editions[0]?.id ?? '' })}
          >
            {t('compare')}
          </Button>
        )}
      </Group>
      {pair ? <Compare key={`${pair.from}.${pair.to}`} from={pair.from} to={pair.to} /> : null}
      {asking ? (
        <SureDialog
          title={t(asking.act)}
          text={t(asking.act === 'discard' ? 'discardSure' : 'withdrawSure')}
          act={t(asking.act)}
          reasoned={asking.act === 'withdraw'}
          close={() => setAsking(null)}
          work={async (reason) => {
            await post(`${DOOR}/editions/${asking.edition.id}/${asking.act}`, {
              version: asking.edition.version,
              reason,
            })
            setAsking(null)
            changed()
          }}
        />
      ) : null}
    </>
  )
}

/** What differs between two editions, line by line in words. */
function Compare({ from, to }: { from: string; to: string }) {
  const t = useWords()
  const { say } = useLanguage()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['builder', 'compare', from, to],
    queryFn: ({ signal }) => call<{ differences: Difference[] }>(`${DOOR}/compare${query({ from, to })}`, { signal }),
    gcTime: 0,
  })
  if (isPending) return <Loading lines={4} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  if (data.differences.length === 0) return <p className="nothing">{t('nothingChanged')}</p>
  return (
    <div className="inner-scroll">
      <table className="inner builder-compare">
        <caption className="for-readers">{t('compare')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('where')}</th>
            <th scope="col">{t('what')}</th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {data.differences.map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: differences have no identity but their order
            <tr key={at}>
              <th scope="row">
                <small>{say(words[one.part])}</small> {say(one.where)}
              </th>
              <td>{one.what ? say(one.what) : ''}</td>
              <td data-side="before">{one.before ? say(one.before) : ''}</td>
              <td data-side="after">{one.after ? say(one.after) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
