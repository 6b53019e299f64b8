import { Button, Checkbox, Menu, NumberInput, Progress } from '@mantine/core'
import {
  IconArrowLeft,
  IconArrowNarrowRight,
  IconArrowRight,
  IconArrowsSplit2,
  IconClipboardCheck,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { announce, showNumber, useLanguage } from '#kernel/channels/officer'
import { conditionFields, hoursThrough } from '../../design/rules.ts'
import type { DesignStage, DesignStep } from '../../design/shape.ts'
import { stepKinds } from '../../design/shape.ts'
import { speakCondition, stepKindWords } from '../../design/words.ts'
import { ConditionInput } from './conditions.tsx'
import { FindingsEditor } from './findings.tsx'
import { Mark, named, Pick, Tool, useEditing, useMarks, useWords, useWrong, WordsInput } from './parts.tsx'
import { askableAt, keyFrom, newStep, replaced, shifted, without } from './state.ts'
import { words } from './words.ts'

interface Chosen {
  stage: number
  step: number | null
}

/** The order of work, drawn: stages from left to right, the steps of one stage under one another because they run side by side. */
export function StagesTab() {
  const t = useWords()
  const { say, lang } = useLanguage()
  const { design, edit, readOnly, tables, level, announcedHours, shown } = useEditing()
  const mark = useMarks()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const dragged = useRef<Chosen | null>(null)
  const board = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const at = /^stages\/(\d+)(?:\/steps\/(\d+))?/.exec(shown ?? '')
    if (at) setChosen({ stage: Number(at[1]), step: at[2] === undefined ? null : Number(at[2]) })
  }, [shown])
  const { stages } = design
  const keys = new Set(stages.flatMap((stage) => stage.steps.map((step) => step.key)))
  const hours = hoursThrough(design)
  const over = announcedHours !== null && hours > announcedHours
  const fields = conditionFields(design)
  const put = (next: readonly DesignStage[], tag = '') => edit({ ...design, stages: next }, tag)
  const focusOn = (next: Chosen) =>
    requestAnimationFrame(() =>
      board.current
        ?.querySelector<HTMLElement>(`[data-at="${next.stage}${next.step === null ? '' : `.${next.step}`}"]`)
        ?.focus(),
    )
  const go = (next: Chosen) => {
    setChosen(next)
    focusOn(next)
  }
  const moveStage = (from: number, to: number) => {
    put(shifted(stages, from, to))
    go({ stage: to > from ? to - 1 : to, step: null })
  }
  const moveStep = (from: Chosen, to: Chosen) => {
    const moved = from.step === null ? undefined : stages[from.stage]?.steps[from.step]
    if (!moved || from.step === null || to.step === null || !stages[to.stage]) return
    if (from.stage === to.stage) {
      const stage = stages[from.stage] as DesignStage
      put(replaced(stages, from.stage, { ...stage, steps: shifted(stage.steps, from.step, to.step) }))
      go({ stage: to.stage, step: to.step > from.step ? to.step - 1 : to.step })
      return
    }
    const place = to.step
    put(
      stages.map((stage, at) =>
        at === from.stage
          ? { ...stage, steps: without(stage.steps, from.step as number) }
          : at === to.stage
            ? { ...stage, steps: [...stage.steps.slice(0, place), moved, ...stage.steps.slice(place)] }
            : stage,
      ),
    )
    go(to)
    announce(t('stage', { n: to.stage + 1 }))
  }
  /** Arrows walk over the cards; with Alt they take the card along. Delete removes it. */
  const onKey = (event: KeyboardEvent, here: Chosen) => {
    const steps = stages[here.stage]?.steps.length ?? 0
    const side = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    const down = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (event.key === 'Delete' && !readOnly) {
      event.preventDefault()
      if (here.step !== null) dropStep(here)
      return
    }
    if (side === 0 && down === 0) return
    event.preventDefault()
    if (event.altKey && !readOnly) {
      if (here.step === null) {
        const to = side < 0 ? here.stage - 1 : here.stage + 2
        if (side !== 0 && to >= 0 && to <= stages.length) moveStage(here.stage, to)
      } else if (side !== 0)
        moveStep(here, { stage: here.stage + side, step: stages[here.stage + side]?.steps.length ?? 0 })
      else if (down < 0 && here.step > 0) moveStep(here, { stage: here.stage, step: here.step - 1 })
      else if (down > 0 && here.step < steps - 1) moveStep(here, { stage: here.stage, step: here.step + 2 })
      return
    }
    if (side !== 0 && stages[here.stage + side]) {
      const there = stages[here.stage + side]?.steps.length ?? 0
      go({ stage: here.stage + side, step: here.step === null || there === 0 ? null : Math.min(here.step, there - 1) })
    } else if (down !== 0) {
      const to = (here.step ?? -1) + down
      if (to >= -1 && to < steps) go({ stage: here.stage, step: to < 0 ? null : to })
    }
  }
  const dropStep = (here: Chosen) => {
    const stage = stages[here.stage]
    if (!stage || here.step === null) return
    put(replaced(stages, here.stage, { ...stage, steps: without(stage.steps, here.step) }))
    go({ stage: here.stage, step: here.step > 0 ? here.step - 1 : null })
  }
  const addStage = () => {
    const key = keyFrom(words.newStage.vi, new Set(stages.map((stage) => stage.key)))
    const stage: DesignStage = { key, name: words.newStage, steps: [] }
    // A new stage goes before the return of the result, which stays the last.
    const last = stages.at(-1)?.steps.some((step) => step.kind === 'return') ? stages.length - 1 : stages.length
    put([...stages.slice(0, last), stage, ...stages.slice(last)])
    setChosen({ stage: last, step: null })
  }
  const stage = chosen ? stages[chosen.stage] : undefined
  const step = stage && chosen && chosen.step !== null ? stage.steps[chosen.step] : undefined
  return (
    <div className="builder-stages">
      <div className="builder-hours" data-over={over || undefined}>
        <strong className="figures">
          {announcedHours === null
            ? t('hoursNoLimit', { n: showNumber(hours, lang) })
            : t('hoursTotal', { n: showNumber(hours, lang), max: showNumber(announcedHours, lang) })}
        </strong>
        {over && announcedHours !== null ? (
          <span>{t('hoursOver', { n: showNumber(hours - announcedHours, lang) })}</span>
        ) : null}
        {announcedHours === null ? null : (
          <Progress
            value={Math.min(100, (hours / Math.max(announcedHours, 0.1)) * 100)}
            color={over ? 'red' : 'delta'}
            aria-label={t('hoursTotal', { n: showNumber(hours, lang), max: showNumber(announcedHours, lang) })}
          />
        )}
        <p className="nothing">{t('stagesLead')}</p>
      </div>
      {stages.length === 0 ? <p className="nothing">{t('emptyStages')}</p> : null}
      <ol className="builder-board" ref={board} aria-label={t('stages')}>
        {stages.map((one, s) => (
          <li
            key={one.key}
            className="builder-stage"
            data-chosen={chosen?.stage === s && chosen.step === null ? true : undefined}
            draggable={!readOnly}
            onDragStart={() => {
              dragged.current = { stage: s, step: null }
            }}
            onDragOver={(event) => {
              if (dragged.current) event.preventDefault()
            }}
            onDrop={(event) => {
              event.preventDefault()
              const from = dragged.current
              dragged.current = null
              if (!from) return
              if (from.step === null) moveStage(from.stage, s)
              else moveStep(from, { stage: s, step: one.steps.length })
            }}
          >
            <button
              type="button"
              className="builder-stage-name"
              data-at={String(s)}
              aria-current={chosen?.stage === s && chosen.step === null ? 'true' : undefined}
              onClick={() => setChosen({ stage: s, step: null })}
              onKeyDown={(event) => onKey(event, { stage: s, step: null })}
            >
              <small>{t('stage', { n: s + 1 })}</small>
              <strong>{say(one.name)}</strong>
              {one.steps.length > 1 ? (
                <small>{one.steps.every((inner) => inner.when) ? t('branch') : t('sideBySide')}</small>
              ) : null}
              <Mark level={mark(`stages/${s}`)} />
            </button>
            <ul>
              {one.steps.map((inner, i) => (
                <li
                  key={inner.key}
                  draggable={!readOnly}
                  onDragStart={(event) => {
                    event.stopPropagation()
                    dragged.current = { stage: s, step: i }
                  }}
                  onDragOver={(event) => {
                    if (dragged.current?.step !== null) event.preventDefault()
                  }}
                  onDrop={(event) => {
                    const from = dragged.current
                    if (!from || from.step === null) return
                    event.preventDefault()
                    event.stopPropagation()
                    dragged.current = null
                    moveStep(from, { stage: s, step: i })
                  }}
                >
                  <button
                    type="button"
                    className="builder-step"
                    data-at={`${s}.${i}`}
                    data-kind={inner.kind}
                    data-chosen={chosen?.stage === s && chosen.step === i ? true : undefined}
                    aria-current={chosen?.stage === s && chosen.step === i ? 'true' : undefined}
                    onClick={() => setChosen({ stage: s, step: i })}
                    onKeyDown={(event) => onKey(event, { stage: s, step: i })}
                  >
                    <span className="builder-step-head">
                      <em>{say(stepKindWords[inner.kind])}</em>
                      <span className="figures">
                        {inner.limitHours === null ? '—' : `${showNumber(inner.limitHours, lang)} ${t('hours')}`}
                      </span>
                    </span>
                    <strong>{say(inner.name)}</strong>
                    <small>{named(tables.roles, inner.role, say)}</small>
                    <small>{named(tables.units, inner.unit, say)}</small>
                    {inner.when ? (
                      <small className="builder-branch">
                        <IconArrowsSplit2 size={13} aria-hidden="true" /> {say(speakCondition(inner.when, fields))}
                      </small>
                    ) : null}
                    {inner.findings ? (
                      <small className="builder-asks">
                        <IconClipboardCheck size={13} aria-hidden="true" />{' '}
                        {inner.findings.map((field) => say(field.label)).join(' · ')}
                      </small>
                    ) : null}
                    <Mark level={mark(`stages/${s}/steps/${i}`)} />
                  </button>
                </li>
              ))}
            </ul>
            <AddStep
              stage={one}
              add={(kind) => {
                put(
                  replaced(stages, s, {
                    ...one,
                    steps: [...one.steps, newStep(kind, stepKindWords[kind], level, keys)],
                  }),
                )
                setChosen({ stage: s, step: one.steps.length })
              }}
            />
            {s < stages.length - 1 ? <IconArrowNarrowRight className="builder-arrow" aria-hidden="true" /> : null}
          </li>
        ))}
        <li className="builder-stage-new">
          <Button variant="default" leftSection={<IconPlus size={16} />} disabled={readOnly} onClick={addStage}>
            {t('addStage')}
          </Button>
        </li>
      </ol>
      {stage && chosen ? (
        <section className="panel builder-properties" aria-label={say(step?.name ?? stage.name)}>
          {step && chosen.step !== null ? (
            <StepProperties
              key={`${chosen.stage}.${chosen.step}`}
              at={chosen.stage}
              place={chosen.step}
              step={step}
              drop={() => dropStep(chosen)}
              moveTo={(to) => moveStep(chosen, { stage: to, step: stages[to]?.steps.length ?? 0 })}
            />
          ) : (
            <StageProperties
              key={chosen.stage}
              at={chosen.stage}
              stage={stage}
              move={(to) => moveStage(chosen.stage, to)}
              drop={() => {
                put(without(stages, chosen.stage))
                setChosen(null)
              }}
            />
          )}
        </section>
      ) : null}
    </div>
  )
}

function AddStep({ stage, add }: { stage: DesignStage; add: (kind: DesignStep['kind']) => void }) {
  const t = useWords()
  const { say } = useLanguage()
  const { readOnly } = useEditing()
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} />}
          disabled={readOnly}
          aria-label={`${t('addStep')}: ${say(stage.name)}`}
        >
          {t('addStep')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {stepKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => add(kind)}>
            {say(stepKindWords[kind])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function StageProperties({
  at,
  stage,
  move,
  drop,
}: {
  at: number
  stage: DesignStage
  move: (to: number) => void
  drop: () => void
}) {
  const t = useWords()
  const { design, edit, readOnly } = useEditing()
  const wrong = useWrong()
  return (
    <>
      <div className="builder-tools">
        <Tool label={t('left')} disabled={readOnly || at === 0} onClick={() => move(at - 1)}>
          <IconArrowLeft size={16} />
        </Tool>
        <Tool label={t('right')} disabled={readOnly || at === design.stages.length - 1} onClick={() => move(at + 2)}>
          <IconArrowRight size={16} />
        </Tool>
        <Tool label={t('remove')} danger disabled={readOnly} onClick={drop}>
          <IconTrash size={16} />
        </Tool>
      </div>
      <WordsInput
        label={t('stageName')}
        value={stage.name}
        error={wrong(`stages/${at}/name`) ?? wrong(`stages/${at}`)}
        onChange={(name) => edit({ ...design, stages: replaced(design.stages, at, { ...stage, name }) }, `stage-${at}`)}
      />
    </>
  )
}

function StepProperties({
  at,
  place,
  step,
  drop,
  moveTo,
}: {
  at: number
  place: number
  step: DesignStep
  drop: () => void
  moveTo: (stage: number) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly, tables } = useEditing()
  const wrong = useWrong()
  const stage = design.stages[at] as DesignStage
  const path = `stages/${at}/steps/${place}`
  const put = (next: DesignStep, tag = '') =>
    edit(
      { ...design, stages: replaced(design.stages, at, { ...stage, steps: replaced(stage.steps, place, next) }) },
      tag && `${path}/${tag}`,
    )
  return (
    <>
      <div className="builder-tools">
        <Pick
          bare
          label={t('moveToStage')}
          readOnly={readOnly}
          value={String(at)}
          data={design.stages.map((one, n) => ({ value: String(n), label: `${n + 1}. ${say(one.name)}` }))}
          onChange={(to) => moveTo(Number(to))}
        />
        <Tool label={t('remove')} danger disabled={readOnly} onClick={drop}>
          <IconTrash size={16} />
        </Tool>
      </div>
      {wrong(path) ? (
        <p className="field-error" role="alert">
          {wrong(path)}
        </p>
      ) : null}
      <div className="builder-pair">
        <div>
          <WordsInput
            label={t('stepName')}
            value={step.name}
            error={wrong(`${path}/name`)}
            onChange={(name) => put({ ...step, name }, 'name')}
          />
        </div>
        <Pick
          label={t('stepKind')}
          readOnly={readOnly}
          value={step.kind}
          data={stepKinds.map((kind) => ({ value: kind, label: stepKindWords[kind] }))}
          onChange={(kind) => put({ ...step, kind: kind as DesignStep['kind'] })}
        />
        <Pick
          label={t('role')}
          readOnly={readOnly}
          value={step.role}
          data={tables.roles}
          error={wrong(`${path}/role`)}
          onChange={(role) => put({ ...step, role })}
        />
        <Pick
          label={t('unitRule')}
          readOnly={readOnly}
          value={step.unit}
          data={tables.units}
          error={wrong(`${path}/unit`)}
          onChange={(unit) => put({ ...step, unit })}
        />
        <NumberInput
          label={t('limitHours')}
          hideControls
          min={0}
          decimalScale={1}
          decimalSeparator=","
          disabled={readOnly || step.limitHours === null}
          value={step.limitHours ?? ''}
          error={wrong(`${path}/limitHours`)}
          onChange={(next) => put({ ...step, limitHours: next === '' ? 0 : Number(next) }, 'hours')}
        />
        <Checkbox
          mb={8}
          label={t('uncounted')}
          checked={step.limitHours === null}
          disabled={readOnly}
          onChange={(event) => put({ ...step, limitHours: event.currentTarget.checked ? null : 4 })}
        />
      </div>
      {step.kind === 'return' && !step.findings ? null : <FindingsEditor at={at} place={place} />}
      <ConditionInput
        label="whenStep"
        value={step.when}
        fields={askableAt(design, at, say)}
        error={wrong(`${path}/when`)}
        onChange={(when) => {
          const { when: _was, ...bare } = step
          put(when ? { ...bare, when } : bare, 'when')
        }}
      />
    </>
  )
}
