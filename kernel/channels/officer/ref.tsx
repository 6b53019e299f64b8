import { Loader, type MantineSize, MultiSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { fold } from '#ground/text'
import { call, type Page, query, type Row } from './api.ts'
import { useLanguage } from './language.tsx'
import { findRecord, useMeta } from './session.tsx'

type Common = {
  label?: ReactNode
  'aria-label'?: string
  description?: ReactNode
  error?: ReactNode
  required?: boolean
  disabled?: boolean
  size?: MantineSize
  placeholder?: string
  id?: string
  /** 'system/record' */
  target: string
}

/** Rows of the referred record that fit what is typed; the server finds them without diacritics. */
function useFound(target: string, typed: string, wanted: boolean) {
  const { data: meta } = useMeta()
  const [system = '', record = ''] = target.split('/')
  const found = findRecord(meta, system, record)
  const [asked] = useDebouncedValue(typed, 250)
  // Units are rows of the kernel: every officer may look them up. Other kernel rows have no list of their own.
  const path = found?.path ?? (target === 'kernel/unit' ? '/api/v1/units' : null)
  const { data, isFetching } = useQuery({
    queryKey: ['ref', path, asked],
    queryFn: ({ signal }) => call<Pick<Page<Row>, 'rows'>>(`${path}${query({ q: asked, limit: 20 })}`, { signal }),
    enabled: wanted && path !== null,
    staleTime: 30_000,
    placeholderData: (before) => before,
  })
  const options = useMemo(() => {
    // A code before the name: the list's first text that is not the title.
    const code = found?.list.columns.find(
      (name) => name !== found.titleField && found.fields.some((one) => one.name === name && one.kind === 'text'),
    )
    const wanted = fold(asked)
    const rank = (option: { name: string }) => {
      const name = fold(option.name)
      return wanted === '' ? 0 : name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2
    }
    return (data?.rows ?? [])
      .map((row) => {
        const name = String(row[found?.titleField ?? 'title'] ?? row.name ?? row.code ?? row.id)
        const mark = code ? row[code] : found ? undefined : row.code
        return { value: row.id, name, code: mark ? String(mark) : '', label: mark ? `${mark} · ${name}` : name }
      })
      .sort((a, b) => rank(a) - rank(b))
  }, [data, found, asked])
  return { options, isFetching }
}

/** One reference, found by typing. */
export function RefInput({
  target,
  value,
  title,
  onChange,
  ...rest
}: Common & { value: string | null; title?: string; onChange: (id: string | null, title?: string) => void }) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState('')
  const [opened, setOpened] = useState(false)
  const [picked, setPicked] = useState<{ value: string; label: string } | null>(null)
  const current = value ? (picked?.value === value ? picked : { value, label: title ?? value.slice(0, 8) }) : null
  const { options, isFetching } = useFound(target, typed === current?.label ? '' : typed, opened)
  const data = current && !options.some((one) => one.value === current.value) ? [current, ...options] : options
  return (
    <Select
      {...rest}
      data={data}
      value={value}
      onChange={(id, option) => {
        setPicked(option ?? null)
        onChange(id, option?.label)
      }}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpened(true)}
      // The server has already searched, with its own rules.
      filter={({ options: all }) => all}
      renderOption={({ option }) => <Option option={option} />}
      openOnFocus={false}
      // Beside its box, inside the page's landmark; only in a scrolling table would it be cut off.
      comboboxProps={{ withinPortal: rest.label === undefined }}
      searchable
      clearable={!rest.required}
      clearButtonProps={{ 'aria-label': t('remove') }}
      nothingFoundMessage={isFetching ? t('loading') : t('refNone')}
      rightSection={isFetching && opened ? <Loader size={14} /> : undefined}
      placeholder={rest.placeholder ?? t('refHint')}
    />
  )
}

/** A row to choose: its code set apart from its name. */
function Option({ option }: { option: { label: string } }) {
  const { code, name = option.label } = option as { code?: string; name?: string; label: string }
  return (
    <span className="ref-option">
      {code ? <span className="ref-code figures">{code}</span> : null}
      <span>{name}</span>
    </span>
  )
}

/** Many references. */
export function RefsInput({
  target,
  value,
  titles,
  onChange,
  ...rest
}: Common & { value: string[]; titles: string[]; onChange: (ids: string[]) => void }) {
  const { t } = useLanguage()
  const [typed, setTyped] = useState('')
  const [opened, setOpened] = useState(false)
  const [known, setKnown] = useState<Record<string, string>>({})
  const { options, isFetching } = useFound(target, typed, opened)
  const chosen = value.map((id, index) => ({
    value: id,
    label: known[id] ?? options.find((one) => one.value === id)?.label ?? titles[index] ?? id.slice(0, 8),
  }))
  const data = [...chosen, ...options.filter((one) => !value.includes(one.value))]
  return (
    <MultiSelect
      {...rest}
      data={data}
      value={value}
      onChange={(ids) => {
        setKnown({ ...known, ...Object.fromEntries(data.map((one) => [one.value, one.label])) })
        onChange(ids)
      }}
      onSearchChange={setTyped}
      onDropdownOpen={() => setOpened(true)}
      filter={({ options: all }) => all}
      searchable
      nothingFoundMessage={isFetching ? t('loading') : t('refNone')}
      placeholder={value.length ? undefined : t('refHint')}
    />
  )
}
