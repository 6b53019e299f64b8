import { Button, Checkbox, Menu, NumberInput, TextInput } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowsSplit2,
  IconArrowUp,
  IconCopy,
  IconGripVertical,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { announce, useLanguage } from '#kernel/channels/officer'
import type { DesignField, DesignPage, FieldCheck, Prefill } from '../../design/shape.ts'
import { applicantFields, fieldKinds } from '../../design/shape.ts'
import { checkWords, fieldKindWords, patternWords, prefillWords } from '../../design/words.ts'
import { ConditionInput } from './conditions.tsx'
import { Mark, Pick, Tool, useEditing, useMarks, useWords, useWrong, WordsInput } from './parts.tsx'
import { PhonePreview } from './preview.tsx'
import { nameFrom, namesOf, newField, newPage, renamed, replaced, shifted, without } from './state.ts'
import { identifierWords, words } from './words.ts'

/** What is being edited: a page, or a field of it. */
interface Chosen {
  page: number
  field: number | null
}

/** The form: its pages and questions, what is said of the chosen one, and the phone that fills it in. */
export function FormTab() {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly, shown } = useEditing()
  const [chosen, setChosen] = useState<Chosen | null>(design.pages.length > 0 ? { page: 0, field: null } : null)
  useEffect(() => {
    const at = /^pages\/(\d+)(?:\/fields\/(\d+))?/.exec(shown ?? '')
    if (at) setChosen({ page: Number(at[1]), field: at[2] === undefined ? null : Number(at[2]) })
  }, [shown])
  const page = chosen ? design.pages[chosen.page] : undefined
  const field = page && chosen && chosen.field !== null ? page.fields[chosen.field] : undefined

  const addPage = () => {
    const title = words.newPage
    edit({ ...design, pages: [...design.pages, newPage(design, title)] })
    setChosen({ page: design.pages.length, field: null })
    announce(say(title))
  }
  return (
    <div className="builder-form">
      <section className="panel builder-outline" aria-label={t('pages')}>
        <h2>{t('pages')}</h2>
        {design.pages.length === 0 ? <p className="nothing">{t('emptyForm')}</p> : null}
        <Outline chosen={chosen} choose={setChosen} />
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={readOnly}
          onClick={addPage}
        >
          {t('addPage')}
        </Button>
      </section>
      <section
        className="panel builder-properties"
        aria-label={field ? say(field.label) : page ? say(page.title) : t('form')}
      >
        {page && chosen ? (
          field && chosen.field !== null ? (
            <FieldProperties
              key={`${chosen.page}.${chosen.field}`}
              at={chosen.page}
              place={chosen.field}
              field={field}
              choose={setChosen}
            />
          ) : (
            <PageProperties key={chosen.page} at={chosen.page} page={page} choose={setChosen} />
          )
        ) : (
          <p className="nothing">{t('pickOne')}</p>
        )}
      </section>
      <section className="builder-preview" aria-label={t('preview')}>
        <h2>{t('preview')}</h2>
        <p className="nothing">{t('previewLead')}</p>
        <PhonePreview at={chosen?.page} />
      </section>
    </div>
  )
}

/** Pages with their questions. A thing is moved by dragging its grip, by Alt and the arrows, or by the buttons beside its form. */
function Outline({ chosen, choose }: { chosen: Chosen | null; choose: (next: Chosen) => void }) {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly } = useEditing()
  const mark = useMarks()
  const dragged = useRef<Chosen | null>(null)
  const list = useRef<HTMLOListElement>(null)

  const focusOn = (next: Chosen) =>
    requestAnimationFrame(() =>
      list.current
        ?.querySelector<HTMLElement>(`[data-at="${next.page}${next.field === null ? '' : `.${next.field}`}"]`)
        ?.focus(),
    )
  const movePage = (from: number, to: number) => {
    edit({ ...design, pages: shifted(design.pages, from, to) })
    const next = { page: to > from ? to - 1 : to, field: null }
    choose(next)
    focusOn(next)
  }
  const moveField = (from: Chosen, to: Chosen) => {
    const moved = from.field === null ? undefined : design.pages[from.page]?.fields[from.field]
    if (!moved || from.field === null || to.field === null) return
    if (from.page === to.page) {
      const page = design.pages[from.page] as DesignPage
      edit({
        ...design,
        pages: replaced(design.pages, from.page, { ...page, fields: shifted(page.fields, from.field, to.field) }),
      })
      const next = { page: to.page, field: to.field > from.field ? to.field - 1 : to.field }
      choose(next)
      focusOn(next)
      return
    }
    const place = to.field
    edit({
      ...design,
      pages: design.pages.map((page, at) =>
        at === from.page
          ? { ...page, fields: without(page.fields, from.field as number) }
          : at === to.page
            ? { ...page, fields: [...page.fields.slice(0, place), moved, ...page.fields.slice(place)] }
            : page,
      ),
    })
    choose(to)
    focusOn(to)
  }
  /** Alt and an arrow: past the end of a page a question goes on to the next one. */
  const onKey = (event: KeyboardEvent, here: Chosen) => {
    if (!event.altKey || readOnly || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const up = event.key === 'ArrowUp'
    if (here.field === null) {
      const to = up ? here.page - 1 : here.page + 2
      if (to >= 0 && to <= design.pages.length) movePage(here.page, to)
      return
    }
    const fields = design.pages[here.page]?.fields.length ?? 0
    if (up && here.field > 0) moveField(here, { page: here.page, field: here.field - 1 })
    else if (!up && here.field < fields - 1) moveField(here, { page: here.page, field: here.field + 2 })
    else if (up && here.page > 0)
      moveField(here, { page: here.page - 1, field: design.pages[here.page - 1]?.fields.length ?? 0 })
    else if (!up && here.page < design.pages.length - 1) moveField(here, { page: here.page + 1, field: 0 })
  }
  /** What makes a line of the outline something that is dragged, and dropped upon. */
  const dragging = (here: Chosen) => ({
    draggable: !readOnly,
    onDragStart: (event: DragEvent) => {
      event.stopPropagation()
      dragged.current = here
      event.dataTransfer.effectAllowed = 'move'
    },
    onDragEnd: () => {
      dragged.current = null
    },
    onDragOver: (event: DragEvent) => {
      if (dragged.current) event.preventDefault()
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      drop(here)
    },
  })
  const drop = (to: Chosen) => {
    const from = dragged.current
    dragged.current = null
    if (!from) return
    if (from.field === null) movePage(from.page, to.page)
    else moveField(from, { page: to.page, field: to.field ?? design.pages[to.page]?.fields.length ?? 0 })
  }
  const row = (
    here: Chosen,
    label: string,
    level: 'error' | 'warning' | undefined,
    kind: string | null,
    conditional: boolean,
  ) => (
    <div
      className="builder-line"
      data-page={here.field === null ? true : undefined}
      data-chosen={chosen?.page === here.page && chosen.field === here.field ? true : undefined}
    >
      {readOnly ? null : (
        <span className="builder-grip" title={t('drag')}>
          <IconGripVertical size={14} aria-hidden="true" />
        </span>
      )}
      <button
        type="button"
        data-at={`${here.page}${here.field === null ? '' : `.${here.field}`}`}
        aria-current={chosen?.page === here.page && chosen.field === here.field ? 'true' : undefined}
        onClick={() => choose(here)}
        onKeyDown={(event) => onKey(event, here)}
      >
        <span className="builder-label">{label}</span>
        {kind ? <small>{kind}</small> : null}
        {conditional ? <IconArrowsSplit2 size={14} aria-label={t('when')} /> : null}
        <Mark level={level} />
      </button>
    </div>
  )
  return (
    <ol className="builder-pages" ref={list}>
      {design.pages.map((page, p) => (
        <li key={page.name} {...dragging({ page: p, field: null })}>
          {row(
            { page: p, field: null },
            `${p + 1}. ${say(page.title)}`,
            mark(`pages/${p}`),
            null,
            page.when !== undefined,
          )}
          <ol>
            {page.fields.map((field, f) => (
              <li key={field.name} {...dragging({ page: p, field: f })}>
                {row(
                  { page: p, field: f },
                  `${say(field.label) || field.name}${field.required ? ' *' : ''}`,
                  mark(`pages/${p}/fields/${f}`),
                  say(fieldKindWords[field.kind]),
                  field.when !== undefined,
                )}
              </li>
            ))}
          </ol>
          {page.fields.length === 0 ? <p className="nothing">{t('emptyPage')}</p> : null}
          <AddField
            page={p}
            added={(place) => {
              choose({ page: p, field: place })
            }}
          />
        </li>
      ))}
    </ol>
  )
}

function AddField({ page, added }: { page: number; added: (place: number) => void }) {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly } = useEditing()
  const here = design.pages[page] as DesignPage
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={13} />}
          disabled={readOnly}
          aria-label={`${t('addField')}: ${say(here.title)}`}
        >
          {t('addField')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {fieldKinds.map((kind) => (
          <Menu.Item
            key={kind}
            onClick={() => {
              const field = newField(kind, words.newField, namesOf(design))
              edit({ ...design, pages: replaced(design.pages, page, { ...here, fields: [...here.fields, field] }) })
              added(here.fields.length)
            }}
          >
            {say(fieldKindWords[kind])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function PageProperties({ at, page, choose }: { at: number; page: DesignPage; choose: (next: Chosen | null) => void }) {
  const t = useWords()
  const { design, edit, readOnly } = useEditing()
  const wrong = useWrong()
  const put = (next: DesignPage, tag = '') => edit({ ...design, pages: replaced(design.pages, at, next) }, tag)
  const before = design.pages.slice(0, at).flatMap((one) => one.fields)
  const { lead, ...rest } = page
  return (
    <>
      <div className="builder-tools">
        <Tool
          label={t('up')}
          disabled={readOnly || at === 0}
          onClick={() => {
            edit({ ...design, pages: shifted(design.pages, at, at - 1) })
            choose({ page: at - 1, field: null })
          }}
        >
          <IconArrowUp size={16} />
        </Tool>
        <Tool
          label={t('down')}
          disabled={readOnly || at === design.pages.length - 1}
          onClick={() => {
            edit({ ...design, pages: shifted(design.pages, at, at + 2) })
            choose({ page: at + 1, field: null })
          }}
        >
          <IconArrowDown size={16} />
        </Tool>
        <Tool
          label={t('remove')}
          danger
          disabled={readOnly}
          onClick={() => {
            edit({ ...design, pages: without(design.pages, at) })
            choose(design.pages.length > 1 ? { page: Math.max(0, at - 1), field: null } : null)
          }}
        >
          <IconTrash size={16} />
        </Tool>
      </div>
      <WordsInput
        label={t('pageTitle')}
        value={page.title}
        error={wrong(`pages/${at}/title`)}
        onChange={(title) => put({ ...page, title }, `page-title-${at}`)}
      />
      <WordsInput
        label={t('pageLead')}
        lines={2}
        value={lead ?? { vi: '', en: '' }}
        onChange={(next) => put(next.vi === '' && next.en === '' ? rest : { ...page, lead: next }, `page-lead-${at}`)}
      />
      <ConditionInput
        label="when"
        value={page.when}
        fields={before}
        error={wrong(`pages/${at}/when`)}
        onChange={(when) => {
          const { when: _was, ...bare } = page
          put(when ? { ...bare, when } : bare, `page-when-${at}`)
        }}
      />
    </>
  )
}

const withLimits = new Set(['text', 'number', 'money', 'rows', 'files'])

function FieldProperties({
  at,
  place,
  field,
  choose,
}: {
  at: number
  place: number
  field: DesignField
  choose: (next: Chosen | null) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const { design, edit, readOnly } = useEditing()
  const wrong = useWrong()
  const label = useRef<HTMLDivElement>(null)
  const page = design.pages[at] as DesignPage
  const path = `pages/${at}/fields/${place}`
  const fresh = field.label.vi === words.newField.vi
  useEffect(() => {
    // A question that was just added is named first.
    if (!fresh) return
    const box = label.current?.querySelector('input')
    box?.focus()
    box?.select()
  }, [fresh])
  const put = (next: DesignField, tag = '') =>
    edit({ ...design, pages: replaced(design.pages, at, { ...page, fields: replaced(page.fields, place, next) }) }, tag)
  /** A key taken away when it says nothing. */
  const set = <K extends keyof DesignField>(key: K, value: DesignField[K] | undefined, tag = '') => {
    const { [key]: _was, ...bare } = field
    put(value === undefined ? (bare as DesignField) : { ...field, [key]: value }, tag && `${path}/${tag}`)
  }
  const rename = (name: string) => {
    const next = renamed(design, field.name, name)
    edit(next, `${path}/name`)
  }
  const before = [...design.pages.slice(0, at).flatMap((one) => one.fields), ...page.fields.slice(0, place)]
  const others = [...namesOf(design)].filter((name) => name !== field.name)
  const move = (to: number, next: number) => {
    edit({ ...design, pages: replaced(design.pages, at, { ...page, fields: shifted(page.fields, place, to) }) })
    choose({ page: at, field: next })
  }
  return (
    <>
      <div className="builder-tools">
        <Tool label={t('up')} disabled={readOnly || place === 0} onClick={() => move(place - 1, place - 1)}>
          <IconArrowUp size={16} />
        </Tool>
        <Tool
          label={t('down')}
          disabled={readOnly || place === page.fields.length - 1}
          onClick={() => move(place + 2, place + 1)}
        >
          <IconArrowDown size={16} />
        </Tool>
        <Tool
          label={t('copy')}
          disabled={readOnly}
          onClick={() => {
            const twin = { ...field, name: nameFrom(field.label.vi, namesOf(design)) }
            edit({
              ...design,
              pages: replaced(design.pages, at, {
                ...page,
                fields: [...page.fields.slice(0, place + 1), twin, ...page.fields.slice(place + 1)],
              }),
            })
            choose({ page: at, field: place + 1 })
          }}
        >
          <IconCopy size={16} />
        </Tool>
        <Tool
          label={t('remove')}
          danger
          disabled={readOnly}
          onClick={() => {
            edit({ ...design, pages: replaced(design.pages, at, { ...page, fields: without(page.fields, place) }) })
            choose({ page: at, field: place > 0 ? place - 1 : null })
          }}
        >
          <IconTrash size={16} />
        </Tool>
      </div>
      <div ref={label}>
        <WordsInput
          label={t('question')}
          value={field.label}
          error={wrong(`${path}/label`)}
          onChange={(next) => {
            const taken = new Set(others)
            // The name follows the question until somebody writes another.
            const auto = field.name === nameFrom(field.label.vi, taken)
            const name = auto && next.vi.trim() !== '' ? nameFrom(next.vi, taken) : field.name
            const labelled = {
              ...design,
              pages: replaced(design.pages, at, {
                ...page,
                fields: replaced(page.fields, place, { ...field, label: next }),
              }),
            }
            edit(renamed(labelled, field.name, name), `${path}/label`)
          }}
        />
      </div>
      <div className="builder-pair">
        <TextInput
          label={t('fieldName')}
          value={field.name}
          disabled={readOnly}
          error={wrong(`${path}/name`)}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        <Pick
          label={t('kind')}
          value={field.kind}
          readOnly={readOnly}
          data={fieldKinds.map((kind) => ({ value: kind, label: fieldKindWords[kind] }))}
          error={wrong(`${path}/kind`)}
          onChange={(kind) => {
            const made = newField(kind as DesignField['kind'], field.label, new Set())
            const { name, label: kept, help, required, when } = field
            put({
              ...made,
              name,
              label: kept,
              ...(help ? { help } : {}),
              ...(required === undefined ? {} : { required }),
              ...(when ? { when } : {}),
            })
          }}
        />
      </div>
      <Checkbox
        label={t('required')}
        checked={field.required === true}
        disabled={readOnly}
        onChange={(event) => set('required', event.currentTarget.checked || undefined)}
      />
      <WordsInput
        label={t('help')}
        value={field.help ?? { vi: '', en: '' }}
        onChange={(next) => set('help', next.vi === '' && next.en === '' ? undefined : next, 'help')}
      />
      {withLimits.has(field.kind) ? (
        <div className="builder-pair">
          {field.kind === 'number' || field.kind === 'money' || field.kind === 'rows' ? (
            <NumberInput
              label={t('min')}
              hideControls
              disabled={readOnly}
              value={field.min ?? ''}
              error={wrong(`${path}/min`)}
              onChange={(next) => set('min', next === '' ? undefined : Number(next), 'min')}
            />
          ) : null}
          <NumberInput
            label={t(
              field.kind === 'text'
                ? 'maxText'
                : field.kind === 'rows'
                  ? 'maxRows'
                  : field.kind === 'files'
                    ? 'maxFiles'
                    : 'max',
            )}
            hideControls
            disabled={readOnly}
            value={field.max ?? ''}
            onChange={(next) => set('max', next === '' ? undefined : Number(next), 'max')}
          />
          {field.kind === 'number' ? (
            <TextInput
              label={t('unit')}
              disabled={readOnly}
              value={field.unit ?? ''}
              onChange={(event) => set('unit', event.currentTarget.value || undefined, 'unit')}
            />
          ) : null}
          {field.kind === 'text' ? (
            <NumberInput
              label={t('lines')}
              hideControls
              disabled={readOnly}
              min={1}
              max={30}
              value={field.lines ?? ''}
              onChange={(next) => set('lines', next === '' ? undefined : Number(next), 'lines')}
            />
          ) : null}
        </div>
      ) : null}
      {field.kind === 'choice' || field.kind === 'many' ? (
        <Choices field={field} set={set} error={wrong(`${path}/choices`) ?? wrong(`${path}/codes`)} />
      ) : null}
      {field.kind === 'identifier' ? (
        <Pick
          label={t('identifierKind')}
          readOnly={readOnly}
          value={field.identifier ?? ''}
          data={identifierWords}
          onChange={(next) => set('identifier', next as DesignField['identifier'])}
        />
      ) : null}
      {field.kind === 'rows' ? <Columns field={field} set={set} path={path} /> : null}
      <div className="builder-pair">
        <Pick
          label={t('personal')}
          readOnly={readOnly}
          value={field.personal ?? ''}
          empty={t('personalNone')}
          data={[
            { value: 'basic', label: words.basic },
            { value: 'sensitive', label: words.sensitive },
          ]}
          onChange={(next) => set('personal', next === '' ? undefined : (next as 'basic' | 'sensitive'))}
        />
        <PrefillInput field={field} set={set} error={wrong(`${path}/prefill`)} />
      </div>
      <ConditionInput
        label="when"
        value={field.when}
        fields={before}
        error={wrong(`${path}/when`)}
        onChange={(when) => set('when', when, 'when')}
      />
      <Checks
        field={field}
        set={set}
        path={path}
        others={design.pages.flatMap((one) => one.fields).filter((one) => one.name !== field.name)}
        say={say}
      />
    </>
  )
}

type Set = <K extends keyof DesignField>(key: K, value: DesignField[K] | undefined, tag?: string) => void

function Choices({ field, set, error }: { field: DesignField; set: Set; error?: string }) {
  const t = useWords()
  const { tables, readOnly, english } = useEditing()
  const list = field.choices ?? []
  const box = useRef<HTMLFieldSetElement>(null)
  return (
    <fieldset className="builder-condition" disabled={readOnly} ref={box}>
      <legend>{t('choices')}</legend>
      <Pick
        bare
        label={t('list')}
        value={field.codes ?? ''}
        empty={t('ownChoices')}
        data={[
          { value: 'communes', label: { vi: 'Xã, phường của tỉnh', en: 'Communes of the province' } },
          ...tables.codes.map((one) => ({ value: one.name, label: `${t('list')}: ${one.name}` })),
        ]}
        onChange={(next) => set('codes', next === '' ? undefined : next)}
      />
      {field.codes === undefined ? (
        <>
          {list.map((choice, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: choices are typed in place and have no identity but their order
            <div className="builder-row" key={at}>
              <TextInput
                aria-label={t('choiceN', { n: at + 1 })}
                size="xs"
                value={choice.label.vi}
                onChange={(event) => {
                  const vi = event.currentTarget.value
                  const follows = choice.label.en === choice.label.vi || choice.label.en === ''
                  set(
                    'choices',
                    replaced(list, at, { ...choice, label: { vi, en: follows ? vi : choice.label.en } }),
                    `choice-${at}`,
                  )
                }}
              />
              {english ? (
                <TextInput
                  aria-label={`${t('choiceN', { n: at + 1 })} (English)`}
                  size="xs"
                  lang="en"
                  value={choice.label.en}
                  onChange={(event) =>
                    set(
                      'choices',
                      replaced(list, at, { ...choice, label: { ...choice.label, en: event.currentTarget.value } }),
                      `choice-en-${at}`,
                    )
                  }
                />
              ) : null}
              <TextInput
                aria-label={`${t('code')} ${at + 1}`}
                size="xs"
                w={92}
                value={choice.value}
                onChange={(event) =>
                  set(
                    'choices',
                    replaced(list, at, { ...choice, value: event.currentTarget.value }),
                    `choice-value-${at}`,
                  )
                }
              />
              <Tool
                label={`${t('remove')}: ${t('choiceN', { n: at + 1 })}`}
                danger
                onClick={() => set('choices', without(list, at))}
              >
                <IconTrash size={16} />
              </Tool>
            </div>
          ))}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              const name = t('choiceN', { n: list.length + 1 })
              set('choices', [
                ...list,
                { value: nameFrom(name, new Set(list.map((one) => one.value))), label: { vi: name, en: name } },
              ])
              requestAnimationFrame(() => {
                const boxes = box.current?.querySelectorAll<HTMLInputElement>('.builder-row')
                const input = boxes?.[boxes.length - 1]?.querySelector('input')
                input?.focus()
                input?.select()
              })
            }}
          >
            {t('addChoice')}
          </Button>
        </>
      ) : null}
      {error ? (
        <p className="field-error" role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}

const columnKinds = ['text', 'number', 'money', 'date', 'choice', 'yesno', 'identifier'] as const

function Columns({ field, set, path }: { field: DesignField; set: Set; path: string }) {
  const t = useWords()
  const wrong = useWrong()
  const { readOnly } = useEditing()
  const list = field.fields ?? []
  const taken = new Set(list.map((one) => one.name))
  return (
    <fieldset className="builder-condition" disabled={readOnly}>
      <legend>{t('columns')}</legend>
      {list.map((column, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns are typed in place and have no identity but their order
        <div className="builder-row" key={at}>
          <TextInput
            aria-label={t('columnN', { n: at + 1 })}
            size="xs"
            value={column.label.vi}
            error={wrong(`${path}/fields/${at}/label`) ?? wrong(`${path}/fields/${at}/name`)}
            onChange={(event) => {
              const vi = event.currentTarget.value
              const free = new Set([...taken].filter((name) => name !== column.name))
              const follows = column.label.en === column.label.vi || column.label.en === ''
              set(
                'fields',
                replaced(list, at, {
                  ...column,
                  label: { vi, en: follows ? vi : column.label.en },
                  name: vi.trim() === '' ? column.name : nameFrom(vi, free),
                }),
                `column-${at}`,
              )
            }}
          />
          <Pick
            bare
            label={`${t('kind')}: ${t('columnN', { n: at + 1 })}`}
            value={column.kind}
            data={columnKinds.map((kind) => ({ value: kind, label: fieldKindWords[kind] }))}
            onChange={(kind) => {
              const { name, label, required } = column
              set(
                'fields',
                replaced(list, at, {
                  ...newField(kind as DesignField['kind'], label, new Set()),
                  name,
                  ...(required ? { required } : {}),
                }),
              )
            }}
          />
          <Checkbox
            size="xs"
            label={t('required')}
            checked={column.required === true}
            onChange={(event) =>
              set('fields', replaced(list, at, { ...column, required: event.currentTarget.checked }))
            }
          />
          <Tool
            label={`${t('remove')}: ${t('columnN', { n: at + 1 })}`}
            danger
            onClick={() => set('fields', without(list, at))}
          >
            <IconTrash size={16} />
          </Tool>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          const name = t('columnN', { n: list.length + 1 })
          set('fields', [
            ...list,
            { name: nameFrom(name, taken), kind: 'text', label: { vi: name, en: name }, max: 200 },
          ])
        }}
      >
        {t('addColumn')}
      </Button>
    </fieldset>
  )
}

function PrefillInput({ field, set, error }: { field: DesignField; set: Set; error?: string }) {
  const t = useWords()
  const { readOnly } = useEditing()
  const { prefill } = field
  const value = !prefill ? '' : prefill.from === 'applicant' ? prefill.field : prefill.from
  const fixed = (typed: string): Prefill => ({
    from: 'value',
    value:
      field.kind === 'number' || field.kind === 'money'
        ? Number(typed) || 0
        : field.kind === 'yesno'
          ? typed === 'true'
          : typed,
  })
  return (
    <div>
      <Pick
        label={t('prefill')}
        readOnly={readOnly}
        value={value}
        error={error}
        empty={t('prefillNone')}
        data={[
          ...applicantFields.map((name) => ({ value: name, label: prefillWords[name] ?? name })),
          { value: 'today', label: words.prefillToday },
          { value: 'value', label: words.prefillValue },
        ]}
        onChange={(next) =>
          set(
            'prefill',
            next === ''
              ? undefined
              : next === 'today'
                ? { from: 'today' }
                : next === 'value'
                  ? fixed(field.choices?.[0]?.value ?? '')
                  : { from: 'applicant', field: next as (typeof applicantFields)[number] },
          )
        }
      />
      {prefill?.from === 'value' ? (
        field.choices ? (
          <Pick
            bare
            label={t('value')}
            value={String(prefill.value)}
            data={field.choices}
            onChange={(next) => set('prefill', fixed(next))}
          />
        ) : (
          <TextInput
            aria-label={t('value')}
            size="xs"
            disabled={readOnly}
            value={String(prefill.value)}
            onChange={(event) => set('prefill', fixed(event.currentTarget.value), 'prefill')}
          />
        )
      ) : null}
    </div>
  )
}

/** The checks that fit a kind of field. */
function checksFor(kind: DesignField['kind']): FieldCheck['check'][] {
  if (kind === 'date')
    return ['not-future', 'not-past', 'age-at-least', 'age-at-most', 'after', 'not-before', 'equals', 'differs']
  if (kind === 'number' || kind === 'money') return ['after', 'not-before', 'equals', 'differs']
  if (kind === 'text') return ['pattern', 'year', 'equals', 'differs']
  if (kind === 'identifier' || kind === 'choice') return ['equals', 'differs']
  return []
}

function newCheck(check: FieldCheck['check'], other: string): FieldCheck {
  switch (check) {
    case 'age-at-least':
    case 'age-at-most':
      return { check, years: 18 }
    case 'after':
    case 'not-before':
    case 'equals':
    case 'differs':
      return { check, field: other }
    case 'pattern':
      return { check, pattern: 'digits' }
    case 'filled-when':
      return { check, when: { field: other, is: 'filled' } }
    default:
      return { check }
  }
}

function Checks({
  field,
  set,
  path,
  others,
  say,
}: {
  field: DesignField
  set: Set
  path: string
  others: readonly DesignField[]
  say: (words: { vi: string; en: string }) => string
}) {
  const t = useWords()
  const wrong = useWrong()
  const { readOnly } = useEditing()
  const list = field.checks ?? []
  const possible = checksFor(field.kind)
  const alike = others.filter((one) => one.kind === field.kind)
  if (possible.length === 0 && list.length === 0) return null
  const first = alike[0]?.name ?? ''
  const put = (next: readonly FieldCheck[], tag = '') => set('checks', next.length > 0 ? next : undefined, tag)
  return (
    <fieldset className="builder-condition" disabled={readOnly}>
      <legend>{t('checks')}</legend>
      {list.map((check, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: checks have no identity but their order
        <div className="builder-row" key={at}>
          <Pick
            bare
            label={t('checkN', { n: at + 1 })}
            value={check.check}
            error={wrong(`${path}/checks/${at}`)}
            data={[...new Set([check.check, ...possible])].map((one) => ({ value: one, label: checkWords[one] }))}
            onChange={(next) => put(replaced(list, at, newCheck(next as FieldCheck['check'], first)))}
          />
          {'years' in check ? (
            <NumberInput
              aria-label={t('years')}
              size="xs"
              w={80}
              hideControls
              value={check.years}
              onChange={(next) => put(replaced(list, at, { ...check, years: Number(next) || 0 }), `check-${at}`)}
            />
          ) : null}
          {'field' in check ? (
            <Pick
              bare
              label={t('otherField')}
              value={check.field}
              empty={t('chooseField')}
              data={alike.map((one) => ({ value: one.name, label: say(one.label) }))}
              onChange={(next) => put(replaced(list, at, { ...check, field: next }))}
            />
          ) : null}
          {'pattern' in check ? (
            <Pick
              bare
              label={t('value')}
              value={check.pattern}
              data={Object.entries(patternWords).map(([value, label]) => ({ value, label }))}
              onChange={(next) => put(replaced(list, at, { ...check, pattern: next as 'letters' | 'digits' | 'code' }))}
            />
          ) : null}
          <Tool label={`${t('remove')}: ${t('checkN', { n: at + 1 })}`} danger onClick={() => put(without(list, at))}>
            <IconTrash size={16} />
          </Tool>
        </div>
      ))}
      {possible.length > 0 ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => put([...list, newCheck(possible[0] as FieldCheck['check'], first)])}
        >
          {t('addCheck')}
        </Button>
      ) : null}
    </fieldset>
  )
}
