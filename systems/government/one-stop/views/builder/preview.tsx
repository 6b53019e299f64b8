import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { DateInput, showMoney, today, useLanguage } from '#kernel/channels/officer'
import type { Applicant } from '../../design/rules.ts'
import {
  askedAnswers,
  askedPages,
  feesIn,
  fieldsOf,
  isKnown,
  papersIn,
  prefilled,
  wrongIn,
} from '../../design/rules.ts'
import type { DesignField } from '../../design/shape.ts'
import { useEditing, useWords } from './parts.tsx'
import { replaced, without } from './state.ts'

/** Who fills in the preview: nobody real. */
export const somebody: Applicant = {
  full_name: 'Nguyễn Văn Mẫu',
  national_id: '082190000001',
  birth_date: '1990-05-20',
  sex: 'male',
  phone: '0900000000',
  email: 'mau@example.vn',
  address: 'Số 1, đường Hoa Sen, phường Cao Lãnh',
  commune: '29869',
  tax_code: null,
}

type Answers = Record<string, unknown>

/** The form as a citizen meets it on a phone, run by the same rules that judge a filing. `at`: the page that is being edited. */
export function PhonePreview({ at }: { at?: number }) {
  const t = useWords()
  const { say, lang } = useLanguage()
  const { design, answers, answer } = useEditing()
  const [place, setPlace] = useState(0)
  const [told, setTold] = useState(false)
  // Only what the form knows beforehand; typed answers lie over it.
  const all: Answers = { ...prefilled(design, somebody, today()), ...answers }
  const pages = askedPages(design, all)
  const asked = askedAnswers(design, all)
  // The phone turns when another page is edited, not at each answer.
  const places = useRef(pages)
  places.current = pages
  useEffect(() => {
    const found = places.current.findIndex((page) => page.at === at)
    if (found >= 0) setPlace(found)
  }, [at])
  const here = pages[Math.min(place, pages.length)]
  const wrong = here && told ? wrongIn(here.fields, asked, today(), fieldsOf(design)) : {}
  const set = (name: string, value: unknown) => answer({ ...answers, [name]: value })
  const fees = feesIn(design, asked, 'online')
  const papers = papersIn(design, asked)
  return (
    <div className="phone">
      <div className="phone-screen">
        {here ? (
          <>
            <p className="phone-step">{t('step', { n: place + 1, max: pages.length + 1 })}</p>
            <h3>{say(here.page.title)}</h3>
            {here.page.lead ? <p className="phone-lead">{say(here.page.lead)}</p> : null}
            {here.fields.map((field) => (
              <PhoneField
                key={field.name}
                field={field}
                value={all[field.name]}
                wrong={wrong}
                path={field.name}
                known={isKnown(field, all[field.name], somebody)}
                set={(value) => set(field.name, value)}
              />
            ))}
          </>
        ) : (
          <>
            <p className="phone-step">{t('step', { n: pages.length + 1, max: pages.length + 1 })}</p>
            <h3>{t('summary')}</h3>
            <h4>{t('needed')}</h4>
            {papers.length === 0 ? <p>{t('nothingNeeded')}</p> : null}
            <ul>
              {papers.map((paper) => (
                <li key={paper.code}>
                  {paper.name}
                  {paper.required ? ' *' : ''}
                </li>
              ))}
            </ul>
            <h4>{t('toPay')}</h4>
            {fees.length === 0 ? <p>{t('free')}</p> : null}
            <ul>
              {fees.map((fee) => (
                <li key={fee.code}>
                  {fee.name}: {fee.amount === null ? t('byCouncil') : showMoney(fee.amount, lang)}
                </li>
              ))}
            </ul>
          </>
        )}
        <div className="phone-acts">
          {place > 0 ? (
            <Button variant="default" onClick={() => setPlace(Math.max(0, Math.min(place, pages.length) - 1))}>
              {t('previous')}
            </Button>
          ) : null}
          {here ? (
            <Button
              color="lotus"
              onClick={() => {
                const errors = wrongIn(here.fields, asked, today(), fieldsOf(design))
                setTold(Object.keys(errors).length > 0)
                if (Object.keys(errors).length === 0) setPlace(place + 1)
              }}
            >
              {t('next')}
            </Button>
          ) : (
            <Button
              variant="default"
              onClick={() => {
                answer({})
                setPlace(0)
                setTold(false)
              }}
            >
              {t('restart')}
            </Button>
          )}
        </div>
      </div>
    </div>
  )
}

function PhoneField({
  field,
  value,
  wrong,
  path,
  known = false,
  set,
}: {
  field: DesignField
  value: unknown
  wrong: Readonly<Record<string, { vi: string; en: string }>>
  path: string
  known?: boolean
  set: (value: unknown) => void
}) {
  const t = useWords()
  const { say } = useLanguage()
  const id = useId()
  const { tables } = useEditing()
  const error = wrong[path] ?? wrong[`${path}.commune`] ?? wrong[`${path}.from`] ?? wrong[`${path}.to`]
  const label = (
    <>
      {say(field.label)}
      {field.required ? <span aria-hidden="true"> *</span> : null}
    </>
  )
  const choices = field.codes
    ? field.codes === 'communes'
      ? tables.communes.map((one) => ({ value: one.value, label: { vi: one.label, en: one.label } }))
      : (tables.codes.find((one) => one.name === field.codes)?.values ?? [])
    : (field.choices ?? [])
  const text = value === null || value === undefined ? '' : String(value)
  const common = { id, 'aria-invalid': error ? true : undefined, 'aria-describedby': error ? `${id}-e` : undefined }
  const ticks = (
    kind: 'radio' | 'checkbox',
    options: readonly { value: string; label: string }[],
    on: (value: string) => boolean,
    flip: (value: string, on: boolean) => void,
  ) => (
    <fieldset className="phone-ticks">
      <legend>{label}</legend>
      {field.help ? <p className="phone-help">{say(field.help)}</p> : null}
      {options.map((one) => (
        <label key={one.value}>
          <input
            type={kind}
            name={id}
            checked={on(one.value)}
            onChange={(event) => flip(one.value, event.currentTarget.checked)}
          />
          {one.label}
        </label>
      ))}
    </fieldset>
  )
  let control: ReactNode
  let whole = false
  if (field.kind === 'yesno') {
    whole = true
    control = ticks(
      'radio',
      [
        { value: 'yes', label: t('yes') },
        { value: 'no', label: t('no') },
      ],
      (one) => (one === 'yes' ? value === true : value === false),
      (one) => set(one === 'yes'),
    )
  } else if (field.kind === 'choice' && choices.length <= 6) {
    whole = true
    control = ticks(
      'radio',
      choices.map((one) => ({ value: one.value, label: say(one.label) })),
      (one) => value === one,
      (one) => set(one),
    )
  } else if (field.kind === 'many') {
    whole = true
    const list = Array.isArray(value) ? value.map(String) : []
    control = ticks(
      'checkbox',
      choices.map((one) => ({ value: one.value, label: say(one.label) })),
      (one) => list.includes(one),
      (one, on) => set(on ? [...list, one] : list.filter((old) => old !== one)),
    )
  } else if (field.kind === 'choice')
    control = (
      <select {...common} value={text} onChange={(event) => set(event.currentTarget.value || null)}>
        <option value="">{t('choose')}</option>
        {choices.map((one) => (
          <option key={one.value} value={one.value}>
            {say(one.label)}
          </option>
        ))}
      </select>
    )
  else if (field.kind === 'number' || field.kind === 'money')
    control = (
      <span className="phone-unit">
        <input
          {...common}
          inputMode="decimal"
          value={text}
          onChange={(event) => {
            const typed = event.currentTarget.value.trim()
            const read = Number(typed.replace(',', '.'))
            set(typed === '' ? null : Number.isFinite(read) && !/[.,]$/.test(typed) ? read : typed)
          }}
        />
        {field.kind === 'money' ? 'đồng' : field.unit}
      </span>
    )
  else if (field.kind === 'date') control = <DateInput id={id} value={text} onChange={(next) => set(next ?? null)} />
  else if (field.kind === 'period') {
    whole = true
    const period = (value ?? {}) as { from?: string | null; to?: string | null }
    control = (
      <fieldset className="phone-ticks">
        <legend>{label}</legend>
        {(['from', 'to'] as const).map((end) => (
          <DateInput
            key={end}
            label={t(end === 'from' ? 'fromDay' : 'toDay')}
            value={period[end] ?? ''}
            onChange={(next) => set({ ...period, [end]: next ?? null })}
          />
        ))}
      </fieldset>
    )
  } else if (field.kind === 'place') {
    whole = true
    const where = (value ?? {}) as { commune?: string | null; line?: string | null }
    control = (
      <fieldset className="phone-ticks">
        <legend>{label}</legend>
        <label>
          {t('commune')}
          <select
            value={where.commune ?? ''}
            onChange={(event) => set({ ...where, commune: event.currentTarget.value || null })}
          >
            <option value="">{t('choose')}</option>
            {tables.communes.map((one) => (
              <option key={one.value} value={one.value}>
                {one.label}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('line')}
          <input
            value={where.line ?? ''}
            onChange={(event) => set({ ...where, line: event.currentTarget.value || null })}
          />
        </label>
      </fieldset>
    )
  } else if (field.kind === 'rows') {
    whole = true
    const rows = Array.isArray(value) ? (value as Answers[]) : []
    control = (
      <fieldset className="phone-ticks">
        <legend>{label}</legend>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their order
          <div className="phone-card" key={at}>
            <strong>{t('rowN', { n: at + 1 })}</strong>
            {(field.fields ?? []).map((column) => (
              <PhoneField
                key={column.name}
                field={column}
                value={row[column.name]}
                wrong={wrong}
                path={`${path}.${at}.${column.name}`}
                set={(next) => set(replaced(rows, at, { ...row, [column.name]: next }))}
              />
            ))}
            <button type="button" className="phone-plain" onClick={() => set(without(rows, at))}>
              {t('remove')} {t('rowN', { n: at + 1 })}
            </button>
          </div>
        ))}
        <button type="button" className="phone-plain" onClick={() => set([...rows, {}])}>
          {t('addRow')}
        </button>
      </fieldset>
    )
  } else if (field.kind === 'files') {
    whole = true
    const list = Array.isArray(value) ? value : []
    control = (
      <fieldset className="phone-ticks">
        <legend>{label}</legend>
        <button
          type="button"
          className="phone-plain"
          onClick={() => set([...list, { name: `tep-${list.length + 1}.pdf` }])}
        >
          {t('chooseFile')}
        </button>
        {list.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: files of a preview are all alike
          <span key={at}>{String((one as { name?: string }).name ?? '')}</span>
        ))}
      </fieldset>
    )
  } else if ((field.lines ?? 1) > 1)
    control = (
      <textarea
        {...common}
        rows={field.lines}
        value={text}
        onChange={(event) => set(event.currentTarget.value || null)}
      />
    )
  else control = <input {...common} value={text} onChange={(event) => set(event.currentTarget.value || null)} />
  return (
    <div className="phone-field" data-wrong={error ? true : undefined}>
      {whole ? null : (
        <>
          <label htmlFor={id}>{label}</label>
          {field.help ? <p className="phone-help">{say(field.help)}</p> : null}
        </>
      )}
      {control}
      {known ? <p className="phone-known">{t('known')}</p> : null}
      {error ? (
        <p className="phone-error" id={`${id}-e`}>
          {say(error)}
        </p>
      ) : null}
    </div>
  )
}
