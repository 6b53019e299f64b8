import { Tooltip } from '@mantine/core'
import { IconFile, IconLock, IconShieldLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { FieldMeta, FileRef, FlowMeta, Row } from './api.ts'
import { blank } from './check.ts'
import { StateBadge } from './clock.tsx'
import { showDate, showInstant, showMoney, showNumber } from './format.ts'
import { broad, isState } from './gist.ts'
import { useLanguage } from './language.tsx'
import { isMasked, MaskedValue } from './masked.tsx'
import { findRecord, useMeta } from './session.tsx'

/** The files of a field's value. */
export function filesOf(value: unknown): FileRef[] {
  if (!Array.isArray(value)) return []
  return value.filter((one): one is FileRef => typeof one === 'object' && one !== null && 'file' in one)
}

/** [longitude, latitude] of a GeoJSON point, or nothing. */
export function pointOf(value: unknown): [number, number] | undefined {
  if (typeof value !== 'object' || value === null || !('coordinates' in value)) return undefined
  const at = (value as { coordinates: unknown }).coordinates
  if (!Array.isArray(at) || typeof at[0] !== 'number' || typeof at[1] !== 'number') return undefined
  return [at[0], at[1]]
}

/** Titles of what a reference points at, in the order of its ids; what may not be seen shows the start of its id. */
export function titlesOf(label: unknown, ids: string[]): string[] {
  const titles = Array.isArray(label) ? label : [label]
  return ids.map((id, index) => (typeof titles[index] === 'string' ? titles[index] : id.slice(0, 8)))
}

/**
 * One field of one row, to be read. `short` keeps it to one line for tables. `path` is the record's API: with it a value
 * shown in part gets its eye.
 */
export function FieldValue({
  field,
  row,
  flow,
  short = false,
  path,
}: {
  field: FieldMeta
  row: Row
  flow?: FlowMeta
  short?: boolean
  path?: string
}) {
  const { t, say, lang } = useLanguage()
  const { data: meta } = useMeta()
  const value = row[field.name]
  if (isMasked(field, row) && !short && path)
    return (
      <MaskedValue
        field={field}
        row={row}
        path={path}
        draw={(shown) => <FieldValue field={field} row={{ ...shown, _masked: [] }} flow={flow} />}
      />
    )
  if (isMasked(field, row) && value === null) return <span className="figures">••••</span>
  const nothing = <span className="nothing">{short ? '–' : t('notFilled')}</span>
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return nothing
  if (flow && isState(field, flow) && typeof value === 'string') return <StateBadge flow={flow} state={value} />
  switch (field.kind) {
    case 'date':
      return <span className="figures">{showDate(String(value))}</span>
    case 'instant':
      return <span className="figures">{showInstant(String(value))}</span>
    case 'period': {
      const { from, to } = value as { from?: string | null; to?: string | null }
      return (
        <span className="figures">
          {from ? showDate(from) : '…'} – {to ? showDate(to) : '…'}
        </span>
      )
    }
    case 'money':
      return <span className="figures">{showMoney(Number(value), lang)}</span>
    case 'number':
      return (
        <span className="figures">
          {showNumber(Number(value), lang)}
          {field.unit ? ` ${field.unit}` : ''}
        </span>
      )
    case 'yesno':
      return value ? t('yes') : t('no')
    case 'choice': {
      const chosen = Array.isArray(value) ? value : [value]
      return (
        <>
          {chosen
            .map((one) => {
              const choice = field.choices?.find((option) => option.value === one)
              return choice ? say(choice.label) : String(one)
            })
            .join(', ')}
        </>
      )
    }
    case 'ref':
    case 'refs': {
      const ids = Array.isArray(value) ? value.map(String) : [String(value)]
      return <References field={field} ids={ids} titles={titlesOf(row._labels?.[field.name], ids)} short={short} />
    }
    case 'files': {
      const files = filesOf(value)
      if (short) return <span className="figures">{files.length}</span>
      return (
        <ul className="file-links">
          {files.map((file) => (
            <li key={file.file}>
              <a href={`/api/v1/files/${file.file}`} target="_blank" rel="noreferrer">
                <IconFile size={16} aria-hidden="true" /> {file.name}
              </a>
            </li>
          ))}
        </ul>
      )
    }
    case 'place': {
      const at = pointOf(value)
      if (!at) return <>{(value as { type?: string }).type ?? nothing}</>
      return (
        <span className="figures">
          {at[1].toFixed(5)}, {at[0].toFixed(5)}
        </span>
      )
    }
    case 'rows': {
      const rows = value as Record<string, unknown>[]
      if (short) return <span className="figures">{rows.length}</span>
      return <RowsValue field={field} rows={rows} />
    }
    case 'json':
      return short ? <span className="one-line">{JSON.stringify(value)}</span> : <Structure value={value} />
    case 'richtext':
      return short ? <span className="one-line">{String(value)}</span> : <div className="prose">{String(value)}</div>
    case 'identifier':
      return <span className="figures">{String(value)}</span>
    case 'text': {
      // A role is kept by its name and shown by its title.
      const role = typeof value === 'string' ? meta?.roles[value] : undefined
      if (role) return <span title={String(value)}>{say(role)}</span>
      return short ? <span className="one-line">{String(value)}</span> : String(value)
    }
    default:
      if (typeof value === 'object') return <span className="one-line">{JSON.stringify(value)}</span>
      if (typeof value === 'number') return <span className="figures">{showNumber(value, lang)}</span>
      return short ? <span className="one-line">{String(value)}</span> : String(value)
  }
}

/** What a reference points at, followed where the person may look at it. */
function References({
  field,
  ids,
  titles,
  short,
}: {
  field: FieldMeta
  ids: string[]
  titles: string[]
  short: boolean
}) {
  const { t } = useLanguage()
  const { data: meta } = useMeta()
  if (field.ref === 'kernel/file')
    return (
      <span className="file-links">
        {ids.map((id) => (
          <a key={id} href={`/api/v1/files/${id}`} target="_blank" rel="noreferrer">
            <IconFile size={16} aria-hidden="true" /> {t('openPaper')}
          </a>
        ))}
      </span>
    )
  const [system = '', record = ''] = (field.ref ?? '').split('/')
  const target = short ? undefined : findRecord(meta, system, record)
  if (!target) return <>{titles.join(', ')}</>
  return (
    <>
      {ids.map((id, index) => (
        <span key={id}>
          {index > 0 ? ', ' : ''}
          <Link
            to={target.flow ? '/cases/$system/$record/$id' : '/records/$system/$record/$id'}
            params={{ system, record, id }}
            search={{}}
          >
            {titles[index]}
          </Link>
        </span>
      ))}
    </>
  )
}

const plain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** A value without a declaration of its own, set out by its shape; only the deepest of it stays as written. */
function Structure({ value, depth = 0 }: { value: unknown; depth?: number }) {
  const { t } = useLanguage()
  if (typeof value === 'boolean') return <>{value ? t('yes') : t('no')}</>
  if (plain(value)) return <>{value ?? '–'}</>
  if (depth > 3) return <pre className="json">{JSON.stringify(value, null, 2)}</pre>
  if (Array.isArray(value)) {
    if (value.length === 0) return <>–</>
    return (
      <ul className="structure-list">
        {value.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items of a list have no identity but their order
          <li key={index}>
            <Structure value={one} depth={depth + 1} />
          </li>
        ))}
      </ul>
    )
  }
  return (
    <dl className="structure">
      {Object.entries(value as Record<string, unknown>)
        .filter(([, inner]) => inner !== null && inner !== undefined && inner !== '')
        .map(([name, inner]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Structure value={inner} depth={depth + 1} />
            </dd>
          </div>
        ))}
    </dl>
  )
}

function RowsValue({ field, rows }: { field: FieldMeta; rows: Record<string, unknown>[] }) {
  const { say } = useLanguage()
  // A column that no row fills says nothing.
  const fields = (field.fields ?? []).filter((one) => rows.some((row) => !blank(row[one.name])))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="inner-scroll" tabIndex={0} aria-label={say(field.label)}>
      <table className="inner">
        <thead>
          <tr>
            {fields.map((one) => (
              <th key={one.name} scope="col">
                {say(one.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a field have no identity but their order
            <tr key={index}>
              {fields.map((one) => (
                <td key={one.name}>
                  {blank(row[one.name]) ? (
                    <span className="nothing">–</span>
                  ) : (
                    <FieldValue field={one} row={{ id: '', version: 0, ...row }} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Says that a field holds personal data, with the reason to look twice. */
export function PersonalMark({ field }: { field: FieldMeta }) {
  const { t } = useLanguage()
  if (!field.personal) return null
  const sensitive = field.personal === 'sensitive'
  const label = sensitive ? t('personalSensitive') : t('personalBasic')
  return (
    <Tooltip label={`${label}. ${t('personalWhy')}`} multiline maw={280}>
      <span className="personal" data-sensitive={sensitive || undefined}>
        {sensitive ? <IconShieldLock size={12} aria-hidden="true" /> : <IconLock size={12} aria-hidden="true" />}
        {sensitive ? label : <span className="for-readers">{label}</span>}
      </span>
    </Tooltip>
  )
}

/** The fields of a row as a list of names and values. */
export function FieldRows({
  fields,
  row,
  flow,
  path,
}: {
  fields: FieldMeta[]
  row: Row
  flow?: FlowMeta
  path?: string
}) {
  const { say } = useLanguage()
  return (
    <dl className="field-rows">
      {fields.map((field) => (
        <div key={field.name} className="field-row" data-wide={broad(field, row) || undefined}>
          <dt>
            {say(field.label)} <PersonalMark field={field} />
          </dt>
          <dd>
            <FieldValue field={field} row={row} flow={flow} path={path} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Kinds that need the whole width. */
export function wide(field: FieldMeta): boolean {
  return ['richtext', 'rows', 'files', 'json'].includes(field.kind)
}
