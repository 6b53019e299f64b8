import { type Component, matchComponents, placePapers, SURE } from '../../scanning/rules.ts'
import type { CounterProcedure, ScanShown, StoredShown } from './shape.ts'

/** Where a component's paper comes from: '' not here, 'paper' on paper, 'scan:<id>' of the tray, 'stored:<id>' of the store. */
export type Choice = '' | 'paper' | `scan:${string}` | `stored:${string}`

/** That the applicant says she pays less. `scan`: the paper of the tray that shows it; '' when it was only looked at. */
export interface ClaimDraft {
  exemption: string
  evidence: string
  scan: string
}
export const noClaim: ClaimDraft = { exemption: '', evidence: '', scan: '' }

/** One dossier being put together. `chosen` holds what the officer decided; the rest is proposed. */
export interface Draft {
  key: number
  procedure: CounterProcedure
  content: string
  delivery: 'counter' | 'post' | 'electronic'
  channel: 'in-person' | 'post'
  copies: number
  chosen: Readonly<Record<string, Choice>>
  claim: ClaimDraft
  refused: string | null
}

export interface Line {
  component: Component
  choice: Choice
  /** How sure the proposal is, 0–1; null when the officer chose. */
  score: number | null
  /** A paper that may be this one, not sure enough to be put in place. */
  suggestion: { scan: string; score: number } | null
  /** A paper of the store that serves as this one. */
  stored: StoredShown | null
}

const scanOf = (choice: Choice): string | null => (choice.startsWith('scan:') ? choice.slice(5) : null)

/**
 * Puts the papers of the tray to the components of every dossier of this visit: what the officer chose stays, the surest
 * pairs are put in place, less sure ones are suggested, and what lies in the store is taken when the applicant consented.
 * No scan stands in two places.
 */
export function arrange(
  drafts: readonly Draft[],
  scans: readonly ScanShown[],
  stored: readonly StoredShown[],
  consent: boolean,
): Map<number, Line[]> {
  const used = new Set(
    drafts.flatMap((draft) => [
      ...Object.values(draft.chosen).flatMap((choice) => scanOf(choice) ?? []),
      ...(draft.claim.scan === '' ? [] : [draft.claim.scan]),
    ]),
  )
  const arranged = new Map<number, Line[]>()
  for (const draft of drafts) {
    const components = draft.procedure.components
    const open = components.filter((one) => draft.chosen[one.code] === undefined)
    // What a separator named needs no reading; what a cover sends to a dossier of before is not of this visit.
    const free = scans.filter(
      (scan) =>
        (scan.state === 'read' || (scan.chosen && scan.state !== 'failed')) && !scan.forNumber && !used.has(scan.id),
    )
    const papers = free.map((scan) => ({
      id: scan.id,
      head: scan.head,
      component: scan.chosen ? scan.component : null,
    }))
    const placed = placePapers(papers, open)
    const byCode = new Map([...placed].map(([scan, match]) => [match.code, { scan, score: match.score }]))
    const lines = components.map((component): Line => {
      const fits = stored.find((paper) => component.reuse.includes(paper.code)) ?? null
      const chosen = draft.chosen[component.code]
      if (chosen !== undefined) return { component, choice: chosen, score: null, suggestion: null, stored: fits }
      const match = byCode.get(component.code)
      if (match && match.score >= SURE) {
        used.add(match.scan)
        return { component, choice: `scan:${match.scan}`, score: match.score, suggestion: null, stored: fits }
      }
      if (fits && consent && component.kind === 'submit')
        return { component, choice: `stored:${fits.id}`, score: null, suggestion: null, stored: fits }
      return { component, choice: '', score: null, suggestion: match ?? null, stored: fits }
    })
    arranged.set(draft.key, lines)
  }
  return arranged
}

/** Is this paper still to be asked for? */
export const isLacking = (line: Line): boolean =>
  line.choice === '' && line.component.required && line.component.kind === 'submit'

/** How well a scan fits a component, 0–1, for the list to choose from. */
export const fitOf = (scan: ScanShown, component: Component): number =>
  matchComponents(scan.head, [component])[0]?.score ?? 0
