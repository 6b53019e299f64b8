import { Button, Checkbox, Group, Kbd, NativeSelect, Radio, Select, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCheck, IconPrinter, IconUserPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { nationalIdWarnings } from '#ground/ids'
import {
  AppLink,
  announce,
  call,
  DateInput,
  post,
  query,
  Refusal,
  ToneBadge,
  useLanguage,
  useShortcuts,
  type Words,
} from '#kernel/channels/officer'
import { type Card, readCard } from '../../scanning/rules.ts'
import { intakeScreenWords as w } from '../../scanning/words.ts'
import { arrange, type Draft, type Line, noClaim } from './arrange.ts'
import { DossierCard, noPlaces, type Places, PlacesInput } from './dossier.tsx'
import type { CounterProcedure, PersonAnswer, ProcedureShown, ReceivedShown, Tray } from './shape.ts'
import { intakeKeys } from './shortcuts.ts'
import { put } from './text.ts'
import { TrayPanel } from './tray.tsx'
import './intake.css'

/** How often the tray is asked: a scanner's paper shows within as many milliseconds. */
const TRAY_MS = 2_500

interface Applicant {
  national_id: string
  full_name: string
  phone: string
  address: string
  account_is_theirs: 'yes' | 'no' | ''
  birth_date: string | null
  sex: 'male' | 'female' | ''
  read_from: 'typed' | 'card-code'
  card_seen: boolean
  consent: boolean
}
const nobody: Applicant = {
  national_id: '',
  full_name: '',
  phone: '',
  address: '',
  account_is_theirs: '',
  birth_date: null,
  sex: '',
  read_from: 'typed',
  card_seen: false,
  consent: false,
}

/** One applicant after another, by keyboard: card, procedures, papers from the scanner, accepted, next. */
export default function Intake() {
  const { say } = useLanguage()
  const client = useQueryClient()
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [applicant, setApplicant] = useState<Applicant>(nobody)
  const [found, setFound] = useState<PersonAnswer | null>(null)
  const known = found?.person ?? null
  const [wrongCard, setWrongCard] = useState('')
  const [wrongDate, setWrongDate] = useState(false)
  /** The card was read from a scan, not held under the reader of the counter. */
  const [scanned, setScanned] = useState(false)
  const [places, setPlaces] = useState<Places>(noPlaces)
  const [drafts, setDrafts] = useState<readonly Draft[]>([])
  const [done, setDone] = useState<readonly ReceivedShown[]>([])
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [refused, setRefused] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const nextKey = useRef(1)
  const printed = useRef(0)
  const looked = useRef('')
  const card = useRef<HTMLInputElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const seen = useRef<HTMLInputElement>(null)
  const sendOn = useRef<(() => void) | null>(null)
  const trayList = useRef<HTMLUListElement>(null)

  const {
    data: tray,
    error: trayError,
    refetch: retryTray,
  } = useQuery({
    queryKey: ['one-stop', 'tray'],
    queryFn: ({ signal }) => call<Tray>('/api/v1/one-stop/tray', { signal }),
    refetchInterval: TRAY_MS,
  })
  const scans = tray?.scans ?? []
  const stored = known?.papers ?? []
  const arranged = useMemo(
    () => arrange(drafts, tray?.scans ?? [], known?.papers ?? [], applicant.consent),
    [drafts, tray, known, applicant.consent],
  )
  const used = new Map<string, string>()
  for (const lines of arranged.values())
    for (const line of lines) if (line.choice.startsWith('scan:')) used.set(line.choice.slice(5), line.component.name)

  const takeTray = (fresh: Tray) =>
    client.setQueryData<Tray>(['one-stop', 'tray'], (before) => ({
      ...fresh,
      scanner: fresh.scanner ?? before?.scanner ?? null,
    }))

  async function lookUp(text: string, name = '', from?: Card) {
    const read = from ?? readCard(text)
    const number = read?.national_id ?? text.replace(/[\s.]/g, '')
    setWrongCard('')
    setRefused(null)
    looked.current = number
    if (!/^\d{12}$/.test(number)) {
      setWrongCard(say(w.notCard))
      return
    }
    const full_name = read?.full_name ?? name
    try {
      const answer = await post<PersonAnswer>('/api/v1/one-stop/receiving/person', { national_id: number, full_name })
      const { person } = answer
      setFound(answer)
      setTyped(number)
      // What the card in hand says goes before what was known.
      setApplicant((before) => ({
        ...(before.national_id === number ? before : nobody),
        national_id: number,
        full_name: full_name || (person?.full_name ?? ''),
        phone: (before.national_id === number && before.phone) || (person?.phone ?? ''),
        address: read?.address ?? ((before.national_id === number && before.address) || (person?.address ?? '')),
        birth_date:
          read?.birth_date ?? (before.national_id === number ? before.birth_date : null) ?? person?.birth_date ?? null,
        sex: read?.sex ?? (before.national_id === number ? before.sex : ''),
        // Who holds a card under the reader has it in hand; of a scan somebody must say so.
        ...(read ? { read_from: 'card-code' as const, card_seen: from === undefined } : {}),
      }))
      if (read) setScanned(from !== undefined)
      setWrongDate(false)
      setProblems({})
      announce(say(!answer.known ? w.fresh : person ? w.known : put(w.knownHint, { hint: answer.hint ?? '' })))
      if (from) {
        setTimeout(() => seen.current?.focus())
        return
      }
      // The cursor is led on from the card; whoever has gone elsewhere meanwhile stays there.
      if (document.activeElement !== card.current) return
      if (read || person) search.current?.focus()
      else document.querySelector<HTMLInputElement>('[data-field=full_name] input')?.focus()
    } catch (reason) {
      setRefused(reason)
    }
  }

  const change = (key: number, patch: Partial<Draft>) =>
    setDrafts((all) => all.map((draft) => (draft.key === key ? { ...draft, refused: null, ...patch } : draft)))

  async function add(code: string) {
    setRefused(null)
    setDone([])
    try {
      const procedure = await call<CounterProcedure>(
        `/api/v1/one-stop/receiving/procedures/${encodeURIComponent(code)}`,
      )
      setDrafts((all) => [
        ...all,
        {
          key: nextKey.current++,
          procedure,
          content: '',
          delivery: 'counter',
          channel: procedure.channels[0] ?? 'in-person',
          copies: 1,
          chosen: {},
          claim: noClaim,
          refused: null,
        },
      ])
      announce(procedure.name)
    } catch (reason) {
      setRefused(reason)
    }
  }

  const papersOf = (lines: readonly Line[]) =>
    lines.flatMap(({ component, choice }) => {
      if (choice === '') return []
      const paper = {
        code: component.code,
        name: component.name,
        origin: component.original > 0 || component.copy === 0 ? 'original' : 'copy',
        count: Math.max(1, component.original || component.copy),
      }
      const [kind, id] = choice.split(':')
      return [
        kind === 'scan'
          ? { ...paper, scan: id }
          : kind === 'stored'
            ? { ...paper, origin: 'electronic', stored: id }
            : paper,
      ]
    })

  function next() {
    setTyped('')
    setApplicant(nobody)
    setFound(null)
    setPlaces(noPlaces)
    setDrafts([])
    setDone([])
    setProblems({})
    setRefused(null)
    setWrongCard('')
    setWrongDate(false)
    setScanned(false)
    printed.current = 0
    looked.current = ''
    card.current?.focus()
  }

  async function receive(accept: boolean, goOn = false) {
    if (busy || wrongDate) return
    if (scanned && !applicant.card_seen) {
      setProblems({ card_seen: say(w.cardUnseen) })
      seen.current?.focus()
      return
    }
    setBusy(true)
    setRefused(null)
    setProblems({})
    try {
      const { results } = await post<{ results: ReceivedShown[] }>('/api/v1/one-stop/receiving', {
        applicant: {
          ...applicant,
          national_id: applicant.national_id || typed,
          account_is_theirs: applicant.account_is_theirs || null,
          sex: applicant.sex || null,
        },
        dossiers: drafts.map((draft) => ({
          procedure: draft.procedure.id,
          content: draft.content,
          delivery: draft.delivery,
          channel: draft.channel,
          copies: draft.copies,
          accept,
          ...places,
          ...(draft.claim.exemption === ''
            ? {}
            : {
                claim: {
                  exemption: draft.claim.exemption,
                  evidence: draft.claim.evidence,
                  scans: draft.claim.scan === '' ? [] : [draft.claim.scan],
                },
              }),
          papers: papersOf(arranged.get(draft.key) ?? []),
        })),
      })
      const made = results.filter((one) => one.ok)
      const fields: Record<string, string> = {}
      for (const one of results)
        for (const field of one.fields ?? []) fields[field.field.split('.')[0] ?? ''] = field.message
      setProblems(fields)
      setDone(made)
      setDrafts((all) =>
        all.flatMap((draft, at) => (results[at]?.ok ? [] : [{ ...draft, refused: results[at]?.message ?? null }])),
      )
      announce(
        made.length === results.length
          ? say(put(w.done, { count: made.length }))
          : say(put(w.refusedCount, { count: results.length - made.length })),
      )
      void client.invalidateQueries({ queryKey: ['one-stop', 'tray'] })
      void client.invalidateQueries({ queryKey: ['tasks'] })
      if (goOn && made.length === results.length) {
        next()
        setDone(made)
      } else if (fields.national_id) card.current?.focus()
    } catch (reason) {
      setRefused(reason)
    } finally {
      setBusy(false)
    }
  }

  function print() {
    const receipts = done.filter((one) => one.receipt)
    const one = receipts[printed.current % Math.max(1, receipts.length)]
    if (!one?.receipt) return
    printed.current++
    window.open(`/api/v1/files/${one.receipt}`, '_blank', 'noopener')
  }

  useShortcuts(intakeKeys, {
    'alt+s': () => card.current?.focus(),
    'alt+t': () => search.current?.focus(),
    'alt+y': () =>
      setDrafts((all) =>
        all.map((draft) => ({
          ...draft,
          chosen: {
            ...draft.chosen,
            ...Object.fromEntries(
              (arranged.get(draft.key) ?? []).flatMap((line) =>
                line.suggestion ? [[line.component.code, `scan:${line.suggestion.scan}` as const]] : [],
              ),
            ),
          },
        })),
      ),
    'alt+k': () => trayList.current?.querySelector<HTMLElement>('li.scan')?.focus(),
    'alt+j': () => sendOn.current?.(),
    'ctrl+enter': () => void receive(true),
    'ctrl+shift+enter': () => void receive(true, true),
    'alt+g': () => void receive(false),
    'alt+p': print,
    'alt+n': next,
    'alt+x': () =>
      void router.navigate({ to: '/desk/$system/$', params: { system: 'one-stop', _splat: 'pile' }, search: {} }),
  })

  // Where number and birth disagree on a card, the officer looks twice; a number in the making says nothing.
  const doubts =
    applicant.read_from === 'card-code' && /^\d{12}$/.test(applicant.national_id)
      ? doubtsOf(applicant.national_id, applicant.birth_date, applicant.sex)
      : []

  const elsewhere = (key: number): ReadonlySet<string> =>
    new Set(
      [...arranged].flatMap(([other, lines]) =>
        other === key
          ? []
          : [
              ...lines.flatMap((line) => (line.choice.startsWith('scan:') ? [line.choice.slice(5)] : [])),
              ...drafts.flatMap((draft) => (draft.key === other && draft.claim.scan !== '' ? [draft.claim.scan] : [])),
            ],
      ),
    )
  const set = (patch: Partial<Applicant>) => setApplicant((before) => ({ ...before, ...patch }))
  const field = (
    name: 'full_name' | 'phone' | 'address',
    label: string,
    more: { inputMode?: 'tel'; required?: boolean } = {},
  ) => (
    <div data-field={name} data-wide={name === 'address' || undefined}>
      <TextInput
        label={label}
        value={applicant[name]}
        error={problems[name]}
        maxLength={name === 'address' ? 500 : 200}
        autoComplete="off"
        onChange={(event) => set({ [name]: event.currentTarget.value })}
        onBlur={
          name === 'full_name' && found?.known && !known && applicant.full_name.trim() !== ''
            ? () => void lookUp(applicant.national_id, applicant.full_name.trim())
            : undefined
        }
        {...more}
      />
    </div>
  )

  return (
    <div className="intake">
      <div className="intake-main">
        <header className="intake-head">
          <div>
            <Title order={1} size="h3">
              {say(w.title)}
            </Title>
            <p className="nothing">{say(w.lead)}</p>
          </div>
          <AppLink link="/officer/desk/one-stop/pile" className="quiet-link">
            {say(w.pileTitle)}
          </AppLink>
        </header>
        {done.length > 0 ? <Done key={done[0]?.dossier} done={done} print={print} next={next} /> : null}
        <section className="panel" aria-labelledby="applicant-title">
          <h2 id="applicant-title">{say(w.applicant)}</h2>
          <div className="intake-fields">
            <div data-field="national_id" data-wide>
              <TextInput
                ref={card}
                label={say(w.card)}
                description={say(w.cardHelp)}
                value={typed}
                error={wrongCard || problems.national_id}
                required
                autoFocus
                data-autofocus
                autoComplete="off"
                spellCheck={false}
                maxLength={2_000}
                onChange={(event) => {
                  setTyped(event.currentTarget.value)
                  setWrongCard('')
                }}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || event.ctrlKey || event.nativeEvent.isComposing) return
                  event.preventDefault()
                  void lookUp(event.currentTarget.value)
                }}
                onBlur={() => {
                  const number = typed.replace(/[\s.]/g, '')
                  if (/^\d{12}$/.test(number) && number !== looked.current) void lookUp(number)
                }}
              />
            </div>
            {found === null ? null : (
              <p className="intake-known">
                <ToneBadge
                  tone={known ? 'good' : found.known ? 'wait' : 'neutral'}
                  label={say(known ? w.known : found.known ? put(w.knownHint, { hint: found.hint ?? '' }) : w.fresh)}
                />
              </p>
            )}
            {field('full_name', say(w.fullName), { required: true })}
            {field('phone', say(w.phone), { inputMode: 'tel' })}
            {field('address', say(w.address))}
            <DateInput
              label={say(w.birthDate)}
              value={applicant.birth_date ?? ''}
              error={problems.birth_date}
              onChange={(value) => {
                setWrongDate(value === undefined)
                if (value !== undefined) set({ birth_date: value })
              }}
            />
            <NativeSelect
              label={say(w.sex)}
              value={applicant.sex}
              onChange={(event) => set({ sex: event.currentTarget.value as Applicant['sex'] })}
              data={[
                { value: '', label: say(w.sexUnsaid) },
                { value: 'male', label: say(w.male) },
                { value: 'female', label: say(w.female) },
              ]}
            />
          </div>
          {applicant.read_from === 'card-code' ? (
            <div className="intake-source">
              <ToneBadge
                tone={applicant.card_seen ? 'good' : 'wait'}
                label={say(scanned ? w.fromScannedCode : w.fromCode)}
              />
              {doubts.map((doubt) => (
                <p key={doubt.vi} className="intake-doubt">
                  {say(doubt)}
                </p>
              ))}
              {scanned ? (
                <Checkbox
                  ref={seen}
                  checked={applicant.card_seen}
                  error={problems.card_seen}
                  label={say(w.cardSeen)}
                  onChange={(event) => {
                    set({ card_seen: event.currentTarget.checked })
                    setProblems({})
                  }}
                />
              ) : null}
            </div>
          ) : null}
          {known?.unchecked ? (
            <Radio.Group
              label={say(w.unchecked)}
              value={applicant.account_is_theirs}
              error={problems.account_is_theirs}
              onChange={(value) => set({ account_is_theirs: value as Applicant['account_is_theirs'] })}
              mt="sm"
            >
              <Group mt={4}>
                <Radio value="yes" label={say(w.uncheckedYes)} />
                <Radio value="no" label={say(w.uncheckedNo)} />
              </Group>
            </Radio.Group>
          ) : null}
          {stored.length > 0 ? (
            <Checkbox
              mt="sm"
              checked={applicant.consent}
              onChange={(event) => set({ consent: event.currentTarget.checked })}
              label={`${say(w.consent)}: ${stored.map((paper) => paper.name).join(', ')}`}
            />
          ) : null}
          <PlacesInput places={places} change={(patch) => setPlaces((before) => ({ ...before, ...patch }))} />
        </section>
        <section aria-labelledby="dossiers-title" className="intake-dossiers">
          <h2 id="dossiers-title">{say(w.dossiers)}</h2>
          <AddProcedure inputRef={search} add={(code) => void add(code)} />
          {drafts.length === 0 && done.length === 0 ? <p className="nothing">{say(w.noDossier)}</p> : null}
          {drafts.map((draft) => (
            <DossierCard
              key={draft.key}
              draft={draft}
              lines={arranged.get(draft.key) ?? []}
              scans={scans}
              stored={stored}
              usedElsewhere={elsewhere(draft.key)}
              change={(patch) => change(draft.key, patch)}
              remove={() => setDrafts((all) => all.filter((one) => one.key !== draft.key))}
            />
          ))}
        </section>
        <Refusal reason={refused} />
        <div className="intake-acts">
          <Button
            color="lotus"
            loading={busy}
            disabled={drafts.length === 0}
            leftSection={<IconCheck size={18} />}
            onClick={() => void receive(true)}
          >
            {say(w.accept)}
            <Keys press={['Ctrl', 'Enter']} />
          </Button>
          <Button variant="default" disabled={drafts.length === 0 || busy} onClick={() => void receive(true, true)}>
            {say(w.acceptNext)}
          </Button>
          <Button variant="default" disabled={drafts.length === 0 || busy} onClick={() => void receive(false)}>
            {say(w.hold)}
          </Button>
        </div>
      </div>
      <TrayPanel
        tray={tray}
        error={trayError}
        retry={() => void retryTray()}
        used={used}
        take={takeTray}
        first={trayList}
        sending={sendOn}
        fill={(found) => void lookUp(found.national_id, '', found)}
      />
    </div>
  )
}

/** Where the number and what the card says of birth and sex disagree. */
function doubtsOf(number: string, birthDate: string | null, sex: Applicant['sex']): Words[] {
  try {
    return nationalIdWarnings(number, {
      ...(birthDate ? { birthDate } : {}),
      ...(sex === '' ? {} : { sex }),
    })
  } catch {
    // A number that cannot be is refused by the door, with its reason.
    return []
  }
}

function Keys({ press }: { press: readonly string[] }) {
  return (
    <span className="intake-keys" aria-hidden="true">
      {press.map((one) => (
        <Kbd key={one} size="xs">
          {one}
        </Kbd>
      ))}
    </span>
  )
}

/** What was made: numbers, receipts to print, and the way on. */
function Done({ done, print, next }: { done: readonly ReceivedShown[]; print: () => void; next: () => void }) {
  const { say } = useLanguage()
  const place = useRef<HTMLElement>(null)
  // The buttons that were pressed are gone: the cursor goes where the way on is, unless it is with the next person already.
  useEffect(() => {
    if (!document.activeElement?.closest('[data-field=national_id]')) place.current?.focus()
  }, [])
  return (
    <section ref={place} className="panel intake-done" tabIndex={-1} aria-labelledby="done-title">
      <h2 id="done-title">{say(put(w.done, { count: done.length }))}</h2>
      <ul>
        {done.map((one) => (
          <li key={one.dossier}>
            <AppLink link={`/officer/cases/one-stop/dossier/${one.dossier}`} className="figures">
              {one.number}
            </AppLink>{' '}
            {say(one.accepted ? w.doneAccepted : w.doneHeld)}
            {one.papers && one.papers.lacking.length > 0
              ? ` · ${say(put(w.doneLacking, { names: one.papers.lacking.join('; ') }))}`
              : ''}
            {one.claimed ? (
              <>
                {` · ${say(w.claimed)}: `}
                <AppLink link={`/officer/cases/one-stop/dossier/${one.dossier}`}>{say(w.judgeClaim)}</AppLink>
              </>
            ) : null}
            {one.receipt ? (
              <>
                {' · '}
                <a href={`/api/v1/files/${one.receipt}`} target="_blank" rel="noreferrer">
                  {say(w.print)}
                </a>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <Group gap="xs">
        {done.some((one) => one.receipt) ? (
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={print}>
            {say(w.print)}
            <Keys press={['Alt', 'P']} />
          </Button>
        ) : null}
        <Button leftSection={<IconUserPlus size={16} />} onClick={next}>
          {say(w.next)}
          <Keys press={['Alt', 'N']} />
        </Button>
      </Group>
    </section>
  )
}

/** A procedure found by typing; Enter takes the first. */
export function AddProcedure({
  add,
  inputRef,
  label,
}: {
  add: (code: string, procedure: ProcedureShown) => void
  inputRef?: React.RefObject<HTMLInputElement | null>
  label?: string
}) {
  const { say } = useLanguage()
  const [typed, setTyped] = useState('')
  const [opened, setOpened] = useState(false)
  const [asked] = useDebouncedValue(typed, 200)
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['one-stop', 'counter-procedures', asked],
    queryFn: ({ signal }) =>
      call<{ rows: ProcedureShown[] }>(`/api/v1/one-stop/receiving/procedures${query({ q: asked })}`, { signal }),
    placeholderData: (before) => before,
    staleTime: 60_000,
  })
  const rows = data?.rows ?? []
  // Enter pressed before the list has come: taken when it comes, if there can be no doubt.
  const pending = useRef(false)
  const settled = asked === typed && !isPlaceholderData && data !== undefined
  const take = (row: ProcedureShown | undefined) => {
    pending.current = false
    if (!row) return
    add(row.code, row)
    setTyped('')
    setOpened(false)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when the list has come, not at every drawing
  useEffect(() => {
    if (!settled || !pending.current) return
    pending.current = false
    take(rows.length === 1 ? rows[0] : rows.find((row) => row.code === typed.trim()))
  }, [settled, data])
  return (
    <div
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || typed.trim() === '' || event.nativeEvent.isComposing) return
        if (settled && document.querySelector('[role=option][data-combobox-selected]')) return
        event.preventDefault()
        event.stopPropagation()
        if (settled) take(rows[0])
        else pending.current = true
      }}
    >
      <Select
        ref={inputRef}
        label={label ?? say(w.addProcedure)}
        placeholder={say(w.addHint)}
        searchable
        value={null}
        searchValue={typed}
        onSearchChange={(text) => {
          pending.current = false
          setTyped(text)
          setOpened(text !== '')
        }}
        // Closed once a procedure is taken, so that Ctrl+Enter is the page's again and not the list's.
        dropdownOpened={opened}
        onDropdownOpen={() => setOpened(true)}
        onDropdownClose={() => setOpened(false)}
        selectFirstOptionOnChange
        filter={({ options }) => options}
        data={rows.map((row) => ({ value: row.code, label: `${row.name} · ${row.code}` }))}
        onChange={(code) => take(rows.find((row) => row.code === code))}
        maxDropdownHeight={320}
        comboboxProps={{ withinPortal: true }}
      />
    </div>
  )
}
