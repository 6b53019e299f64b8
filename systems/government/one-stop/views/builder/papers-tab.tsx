import { Button, Checkbox, NumberInput, Textarea, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { showMoney, useLanguage } from '#kernel/channels/officer'
import { fieldsOf } from '../../design/rules.ts'
import type { DesignFee, DesignPaper } from '../../design/shape.ts'
import { speakCondition } from '../../design/words.ts'
import { ConditionInput } from './conditions.tsx'
import { LinesInput, Mark, Pick, Tool, useEditing, useMarks, useWords, useWrong } from './parts.tsx'
import { replaced, shifted, without } from './state.ts'
import { words } from './words.ts'

/** Opens the part a problem points at. */
function useShown(prefix: string) {
  const { shown } = useEditing()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const at = new RegExp(`^${prefix}/(\\d+)`).exec(shown ?? '')?.[1]
    const part = at === undefined ? undefined : list.current?.querySelectorAll('details')[Number(at)]
    if (!part) return
    part.open = true
    part.scrollIntoView({ block: 'center' })
    part.querySelector<HTMLElement>('input, textarea')?.focus()
  }, [shown, prefix])
  return list
}

const nextCode = (prefix: string, taken: readonly string[]): string => {
  for (let i = taken.length + 1; ; i++) {
    const code = `${prefix}.${String(i).padStart(2, '0')}`
    if (!taken.includes(code)) return code
  }
}

function Order({ at, count, move, drop }: { at: number; count: number; move: (to: number) => void; drop: () => void }) {
  const t = useWords()
  const { readOnly } = useEditing()
  return (
    <div className="builder-tools">
      <Tool label={t('up')} disabled={readOnly || at === 0} onClick={() => move(at - 1)}>
        <IconArrowUp size={16} />
      </Tool>
      <Tool label={t('down')} disabled={readOnly || at === count - 1} onClick={() => move(at + 2)}>
        <IconArrowDown size={16} />
      </Tool>
      <Tool label={t('remove')} danger disabled={readOnly} onClick={drop}>
        <IconTrash size={16} />
      </Tool>
    </div>
  )
}

/** The papers to hand in, each with when it is needed. */
export function PapersTab() {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly } = useEditing()
  const wrong = useWrong()
  const mark = useMarks()
  const list = useShown('papers')
  const [opened, setOpened] = useState<number | null>(null)
  const fields = design.pages.flatMap((page) => page.fields)
  const put = (at: number, paper: DesignPaper, tag = '') =>
    edit({ ...design, papers: replaced(design.papers, at, paper) }, tag && `paper-${at}-${tag}`)
  return (
    <div className="builder-cards" ref={list}>
      {design.papers.length === 0 ? <p className="nothing">{t('noPapers')}</p> : null}
      {design.papers.map((paper, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the code is typed here, so it cannot be the identity
        <details className="panel builder-card" key={at} open={opened === at || undefined}>
          <summary>
            <span>{paper.name || t('newPaper')}</span>
            <small>
              {[
                paper.required ? t('mustHave') : '',
                paper.when ? say(speakCondition(paper.when, fieldsOf(design))) : '',
              ]
                .filter((one) => one !== '')
                .join(' · ')}
            </small>
            <Mark level={mark(`papers/${at}`)} />
          </summary>
          <Order
            at={at}
            count={design.papers.length}
            move={(to) => edit({ ...design, papers: shifted(design.papers, at, to) })}
            drop={() => {
              setOpened(null)
              edit({ ...design, papers: without(design.papers, at) })
            }}
          />
          <Textarea
            label={t('paperName')}
            autosize
            minRows={1}
            disabled={readOnly}
            value={paper.name}
            error={wrong(`papers/${at}/name`)}
            onChange={(event) => put(at, { ...paper, name: event.currentTarget.value }, 'name')}
          />
          <div className="builder-pair">
            <TextInput
              label={t('paperCode')}
              disabled={readOnly}
              value={paper.code}
              error={wrong(`papers/${at}/code`)}
              onChange={(event) => put(at, { ...paper, code: event.currentTarget.value }, 'code')}
            />
            <TextInput
              label={t('paperForm')}
              disabled={readOnly}
              value={paper.form ?? ''}
              onChange={(event) => put(at, { ...paper, form: event.currentTarget.value || null }, 'form')}
            />
            <NumberInput
              label={t('original')}
              hideControls
              min={0}
              max={100}
              disabled={readOnly}
              value={paper.original}
              error={wrong(`papers/${at}/original`)}
              onChange={(next) => put(at, { ...paper, original: Number(next) || 0 }, 'original')}
            />
            <NumberInput
              label={t('copies')}
              hideControls
              min={0}
              max={100}
              disabled={readOnly}
              value={paper.copy}
              onChange={(next) => put(at, { ...paper, copy: Number(next) || 0 }, 'copy')}
            />
          </div>
          <Checkbox
            label={t('mustHave')}
            checked={paper.required}
            disabled={readOnly}
            onChange={(event) => put(at, { ...paper, required: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('answered')}
            checked={paper.answered === true}
            disabled={readOnly}
            onChange={(event) => put(at, { ...paper, answered: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('present')}
            checked={paper.present === true}
            disabled={readOnly}
            onChange={(event) => put(at, { ...paper, present: event.currentTarget.checked })}
          />
          <LinesInput
            label={t('reuse')}
            rows={1}
            disabled={readOnly}
            value={paper.reuse ?? []}
            onChange={(reuse) => {
              const { reuse: _was, ...bare } = paper
              put(at, reuse.length > 0 ? { ...bare, reuse } : bare, 'reuse')
            }}
          />
          <ConditionInput
            label="whenPaper"
            value={paper.when}
            fields={fields}
            error={wrong(`papers/${at}/when`)}
            onChange={(when) => {
              const { when: _was, ...bare } = paper
              put(at, when ? { ...bare, when } : bare, 'when')
            }}
          />
        </details>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        disabled={readOnly}
        onClick={() => {
          setOpened(design.papers.length)
          edit({
            ...design,
            papers: [
              ...design.papers,
              {
                code: nextCode(
                  'TP',
                  design.papers.map((one) => one.code),
                ),
                name: words.newPaper.vi,
                form: null,
                original: 1,
                copy: 0,
                required: true,
              },
            ],
          })
        }}
      >
        {t('addPaper')}
      </Button>
    </div>
  )
}

/** What is to be paid; exemptions are rows of the province, not of a design. */
export function FeesTab() {
  const t = useWords()
  const { lang } = useLanguage()
  const { design, edit, readOnly } = useEditing()
  const wrong = useWrong()
  const mark = useMarks()
  const list = useShown('fees')
  const [opened, setOpened] = useState<number | null>(null)
  const fields = design.pages.flatMap((page) => page.fields)
  const put = (at: number, fee: DesignFee, tag = '') =>
    edit({ ...design, fees: replaced(design.fees, at, fee) }, tag && `fee-${at}-${tag}`)
  return (
    <div className="builder-cards" ref={list}>
      {design.fees.length === 0 ? <p className="nothing">{t('noFees')}</p> : null}
      {design.fees.map((fee, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the code is typed here, so it cannot be the identity
        <details className="panel builder-card" key={at} open={opened === at || undefined}>
          <summary>
            <span>{fee.name || t('newFee')}</span>
            <small className="figures">{showMoney(fee.amount, lang)}</small>
            <Mark level={mark(`fees/${at}`)} />
          </summary>
          <Order
            at={at}
            count={design.fees.length}
            move={(to) => edit({ ...design, fees: shifted(design.fees, at, to) })}
            drop={() => {
              setOpened(null)
              edit({ ...design, fees: without(design.fees, at) })
            }}
          />
          <div className="builder-pair">
            <TextInput
              label={t('feeName')}
              disabled={readOnly}
              value={fee.name}
              error={wrong(`fees/${at}/name`)}
              onChange={(event) => put(at, { ...fee, name: event.currentTarget.value }, 'name')}
            />
            <NumberInput
              label={t('amount')}
              hideControls
              min={0}
              thousandSeparator="."
              decimalSeparator=","
              allowDecimal={false}
              disabled={readOnly}
              value={fee.amount}
              onChange={(next) => put(at, { ...fee, amount: Number(next) || 0 }, 'amount')}
            />
            <TextInput
              label={t('feeCode')}
              disabled={readOnly}
              value={fee.code}
              error={wrong(`fees/${at}/code`)}
              onChange={(event) => put(at, { ...fee, code: event.currentTarget.value }, 'code')}
            />
            <Pick
              label={t('feeKind')}
              readOnly={readOnly}
              value={fee.kind}
              data={[
                { value: 'fee', label: words.fee },
                { value: 'charge', label: words.charge },
              ]}
              onChange={(kind) => put(at, { ...fee, kind: kind as DesignFee['kind'] })}
            />
            <Pick
              label={t('per')}
              readOnly={readOnly}
              value={fee.per}
              data={[
                { value: 'dossier', label: words.dossier },
                { value: 'copy', label: words.perCopy },
                { value: 'page', label: words.page },
              ]}
              onChange={(per) => {
                const { count: _was, ...bare } = fee
                const number = fields.find((field) => field.kind === 'number')
                put(at, {
                  ...bare,
                  per: per as DesignFee['per'],
                  ...(per !== 'dossier' && number ? { count: number.name } : {}),
                })
              }}
            />
            {fee.per === 'dossier' ? null : (
              <Pick
                label={t('count')}
                readOnly={readOnly}
                value={fee.count ?? ''}
                empty={t('chooseField')}
                error={wrong(`fees/${at}/count`)}
                data={fields
                  .filter((field) => field.kind === 'number')
                  .map((field) => ({ value: field.name, label: field.label }))}
                onChange={(count) => put(at, { ...fee, count })}
              />
            )}
            <Pick
              label={t('feeChannel')}
              readOnly={readOnly}
              value={fee.channel ?? ''}
              empty={t('anyChannel')}
              data={(['online', 'in-person', 'post'] as const).map((one) => ({ value: one, label: words[one] }))}
              onChange={(channel) => {
                const { channel: _was, ...bare } = fee
                put(at, channel === '' ? bare : { ...bare, channel: channel as NonNullable<DesignFee['channel']> })
              }}
            />
            <Pick
              label={t('collect')}
              readOnly={readOnly}
              value={fee.collect}
              data={[
                { value: 'filing', label: words.filing },
                { value: 'return', label: words.return },
              ]}
              onChange={(collect) => put(at, { ...fee, collect: collect as DesignFee['collect'] })}
            />
          </div>
          <Checkbox
            label={t('byCouncil')}
            checked={fee.byCouncil === true}
            disabled={readOnly}
            onChange={(event) => put(at, { ...fee, byCouncil: event.currentTarget.checked })}
          />
          <ConditionInput
            label="whenFee"
            value={fee.when}
            fields={fields}
            error={wrong(`fees/${at}/when`)}
            onChange={(when) => {
              const { when: _was, ...bare } = fee
              put(at, when ? { ...bare, when } : bare, 'when')
            }}
          />
        </details>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        disabled={readOnly}
        onClick={() => {
          setOpened(design.fees.length)
          edit({
            ...design,
            fees: [
              ...design.fees,
              {
                code: nextCode(
                  'LP',
                  design.fees.map((one) => one.code),
                ),
                name: words.newFee.vi,
                kind: 'charge',
                amount: 0,
                per: 'dossier',
                collect: 'filing',
              },
            ],
          })
        }}
      >
        {t('addFee')}
      </Button>
    </div>
  )
}
