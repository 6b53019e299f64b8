import { ActionIcon, Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { IconPrinter, IconX } from '@tabler/icons-react'
import { showMoney, ToneBadge, useCommunes, useLanguage } from '#kernel/channels/officer'
import { placeScreenWords, intakeScreenWords as w } from '../../scanning/words.ts'
import { channelWords, deliveryWords } from '../../words.ts'
import { type Choice, type Draft, fitOf, isLacking, type Line, noClaim } from './arrange.ts'
import type { ScanShown, StoredShown } from './shape.ts'
import { percent, put, shortName } from './text.ts'

/** One dossier being put together: what it asks, where each paper comes from, what is missing. */
export function DossierCard({
  draft,
  lines,
  scans,
  stored,
  usedElsewhere,
  change,
  remove,
}: {
  draft: Draft
  lines: readonly Line[]
  scans: readonly ScanShown[]
  stored: readonly StoredShown[]
  usedElsewhere: ReadonlySet<string>
  change: (patch: Partial<Draft>) => void
  remove: () => void
}) {
  const { say, lang } = useLanguage()
  const { procedure } = draft
  const { amount, words } = procedure.fee
  const choose = (code: string, choice: Choice) => change({ chosen: { ...draft.chosen, [code]: choice } })
  const lacking = lines.filter(isLacking).length
  const titleId = `dossier-${draft.key}`
  return (
    <section className="panel intake-dossier" aria-labelledby={titleId} data-refused={draft.refused ? true : undefined}>
      <div className="intake-dossier-head">
        <div>
          <h3 id={titleId}>{procedure.name}</h3>
          <p className="nothing">
            <span className="figures">{procedure.code}</span> · {say(w.fee)}:{' '}
            {amount === null ? (words ?? say(w.feeUnknown)) : amount === 0 ? say(w.free) : showMoney(amount, lang)}
          </p>
          {lines.length > 0 ? (
            <a
              className="intake-separators"
              href={`/api/v1/one-stop/separators/${encodeURIComponent(procedure.code)}`}
              target="_blank"
              rel="noreferrer"
            >
              <IconPrinter size={14} aria-hidden="true" /> {say(w.separators)}
            </a>
          ) : null}
        </div>
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={say(put(w.removeDossier, { name: procedure.name }))}
          onClick={remove}
        >
          <IconX size={18} />
        </ActionIcon>
      </div>
      {draft.refused ? (
        <p className="field-error" role="alert">
          {draft.refused}
        </p>
      ) : null}
      <div className="intake-dossier-fields">
        <TextInput
          label={say(w.content)}
          value={draft.content}
          maxLength={4_000}
          onChange={(event) => change({ content: event.currentTarget.value })}
        />
        <NativeSelect
          label={say(w.delivery)}
          value={draft.delivery}
          onChange={(event) => change({ delivery: event.currentTarget.value as Draft['delivery'] })}
          data={(['counter', 'post', 'electronic'] as const).map((value) => ({
            value,
            label: say(deliveryWords[value]),
          }))}
        />
        <NumberInput
          label={say(w.copies)}
          value={draft.copies}
          min={1}
          max={1_000}
          allowDecimal={false}
          onChange={(value) => change({ copies: typeof value === 'number' && value >= 1 ? value : 1 })}
        />
        {procedure.channels.length > 1 ? (
          <NativeSelect
            label={say(w.channel)}
            value={draft.channel}
            onChange={(event) => change({ channel: event.currentTarget.value as Draft['channel'] })}
            data={procedure.channels.map((value) => ({ value, label: say(channelWords[value]) }))}
          />
        ) : null}
      </div>
      <ClaimInput draft={draft} scans={scans} usedElsewhere={usedElsewhere} lines={lines} change={change} />
      {lines.length > 0 ? (
        <table className="intake-papers">
          <thead>
            <tr>
              <th scope="col">{say(w.paper)}</th>
              <th scope="col">{say(w.taken)}</th>
              <th scope="col">{say(w.mark)}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <PaperLine
                key={line.component.code}
                line={line}
                scans={scans}
                stored={stored}
                usedElsewhere={usedElsewhere}
                choose={(choice) => choose(line.component.code, choice)}
              />
            ))}
          </tbody>
        </table>
      ) : null}
      {lacking > 0 ? <p className="nothing">{`${say(w.lacking)}: ${lacking}`}</p> : null}
    </section>
  )
}

/** Who says she pays less: by what, shown by what. Asked only where an exemption of today lowers the fee. */
function ClaimInput({
  draft,
  lines,
  scans,
  usedElsewhere,
  change,
}: {
  draft: Draft
  lines: readonly Line[]
  scans: readonly ScanShown[]
  usedElsewhere: ReadonlySet<string>
  change: (patch: Partial<Draft>) => void
}) {
  const { say, lang } = useLanguage()
  const { claim } = draft
  const known = draft.procedure.exemptions.filter((one) => one.channels.includes(draft.channel))
  if (known.length === 0) return null
  const chosen = known.find((one) => one.code === claim.exemption)
  const set = (patch: Partial<Draft['claim']>) => change({ claim: { ...claim, ...patch } })
  const inPapers = new Set(lines.map((line) => line.choice))
  const open = scans.filter(
    (scan) =>
      scan.sheets.length > 0 &&
      scan.state !== 'failed' &&
      (scan.id === claim.scan || (!usedElsewhere.has(scan.id) && !inPapers.has(`scan:${scan.id}`))),
  )
  return (
    <div className="intake-claim" data-open={chosen ? true : undefined}>
      <NativeSelect
        label={say(w.claim)}
        value={chosen ? claim.exemption : ''}
        onChange={(event) =>
          change({
            claim: { ...(event.currentTarget.value === '' ? noClaim : claim), exemption: event.currentTarget.value },
          })
        }
        data={[
          { value: '', label: say(w.claimNone) },
          ...known.map((one) => ({ value: one.code, label: `${one.name[lang]} (−${one.percent} %)` })),
        ]}
      />
      {chosen ? (
        <>
          <TextInput
            label={say(w.claimEvidence)}
            description={say(w.claimEvidenceHelp)}
            value={claim.evidence}
            required
            maxLength={500}
            onChange={(event) => set({ evidence: event.currentTarget.value })}
          />
          <NativeSelect
            label={say(w.claimScan)}
            value={claim.scan}
            onChange={(event) => set({ scan: event.currentTarget.value })}
            data={[
              { value: '', label: say(w.claimOnlySeen) },
              ...open.map((scan) => ({ value: scan.id, label: shortName(scan.componentName ?? scan.name) })),
            ]}
          />
          <p className="nothing">
            {say(put(w.claimNeeds, { evidence: chosen.evidence[lang], source: chosen.source }))} {say(w.claimWaits)}
          </p>
        </>
      ) : null}
    </div>
  )
}

function PaperLine({
  line,
  scans,
  stored,
  usedElsewhere,
  choose,
}: {
  line: Line
  scans: readonly ScanShown[]
  stored: readonly StoredShown[]
  usedElsewhere: ReadonlySet<string>
  choose: (choice: Choice) => void
}) {
  const { say } = useLanguage()
  const { component, choice, suggestion } = line
  const own = choice.startsWith('scan:') ? choice.slice(5) : ''
  const open = scans.filter((scan) => scan.state !== 'failed' && (scan.id === own || !usedElsewhere.has(scan.id)))
  const kept = stored.filter((paper) => component.reuse.includes(paper.code))
  const label = (scan: ScanShown): string => {
    const fit = fitOf(scan, component)
    return `${shortName(scan.componentName ?? scan.name)}${fit > 0 ? ` · ${percent(fit)} %` : ''}`
  }
  const suggested = suggestion && scans.find((scan) => scan.id === suggestion.scan)
  return (
    <tr data-lacking={isLacking(line) || undefined}>
      <th scope="row">
        {component.name}
        {component.required && component.kind === 'submit' ? <span aria-hidden="true"> *</span> : null}
        {component.case ? <span className="nothing"> {component.case}</span> : null}
      </th>
      <td>
        <NativeSelect
          size="xs"
          aria-label={`${say(w.taken)}: ${component.name}`}
          value={choice}
          onChange={(event) => choose(event.currentTarget.value as Choice)}
        >
          <option value="">{say(w.none)}</option>
          <option value="paper">{say(w.onPaper)}</option>
          {open.length > 0 ? (
            <optgroup label={say(w.fromTray)}>
              {open.map((scan) => (
                <option key={scan.id} value={`scan:${scan.id}`}>
                  {label(scan)}
                </option>
              ))}
            </optgroup>
          ) : null}
          {kept.length > 0 ? (
            <optgroup label={say(w.fromStore)}>
              {kept.map((paper) => (
                <option key={paper.id} value={`stored:${paper.id}`}>
                  {paper.name}
                </option>
              ))}
            </optgroup>
          ) : null}
        </NativeSelect>
      </td>
      <td className="intake-mark">
        {choice.startsWith('scan:') ? (
          <ToneBadge
            tone="good"
            label={line.score === null ? say(w.byHand) : say(put(w.matched, { percent: percent(line.score) }))}
          />
        ) : choice.startsWith('stored:') ? (
          <ToneBadge tone="good" label={say(w.reused)} />
        ) : choice === 'paper' ? (
          <ToneBadge tone="neutral" label={say(w.received)} />
        ) : suggested && suggestion ? (
          <Button variant="light" size="compact-xs" onClick={() => choose(`scan:${suggestion.scan}`)}>
            {say(put(w.suggested, { name: shortName(suggested.name), percent: percent(suggestion.score) }))}
          </Button>
        ) : line.stored ? (
          <ToneBadge tone="active" label={say(w.inStore)} />
        ) : isLacking(line) ? (
          <ToneBadge tone="bad" label={say(w.lacking)} />
        ) : (
          <span className="nothing">{say(component.kind === 'present' ? w.notNeeded : w.optional)}</span>
        )}
      </td>
    </tr>
  )
}

export interface Places {
  settling: string
  returning: string
  representative_name: string
  representative_national_id: string
  representative_paper: string
}

export const noPlaces: Places = {
  settling: '',
  returning: '',
  representative_name: '',
  representative_national_id: '',
  representative_paper: '',
}

/** Another settling commune, another place of return, somebody who files in the applicant's place. Closed until it is needed. */
export function PlacesInput({ places, change }: { places: Places; change: (patch: Partial<Places>) => void }) {
  const { say } = useLanguage()
  const { data } = useCommunes()
  const w = placeScreenWords
  const communes = [
    { value: '', label: say(w.here) },
    ...(data?.features ?? [])
      .map(({ properties }) => ({ value: properties.code, label: properties.name }))
      .sort((a, b) => a.label.localeCompare(b.label, 'vi')),
  ]
  const text = (name: keyof Places, label: string) => (
    <TextInput label={label} value={places[name]} onChange={(event) => change({ [name]: event.currentTarget.value })} />
  )
  return (
    <details className="intake-places">
      <summary>{say(w.more)}</summary>
      <div className="intake-fields">
        <NativeSelect
          label={say(w.settling)}
          value={places.settling}
          onChange={(event) => change({ settling: event.currentTarget.value })}
          data={communes}
        />
        <NativeSelect
          label={say(w.returning)}
          value={places.returning}
          onChange={(event) => change({ returning: event.currentTarget.value })}
          data={communes}
        />
        {text('representative_name', say(w.representative))}
        {text('representative_national_id', say(w.representativeId))}
        {text('representative_paper', say(w.representativePaper))}
      </div>
    </details>
  )
}
