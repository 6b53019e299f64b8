import { localDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { notify } from '#kernel/cases'
import { attachFiles } from '#kernel/papers'
import { changeRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getUnitByCode } from '#kernel/trust'
import { type Bundle, communeOneStopCode, findBundle, getUnitByRule } from '#province'
import { countPapers, type FiledPaper, type Filing, fileDossier, getProcedure, unmarkedPaper } from '../filing.ts'
import { Dossier } from '../records.ts'
import { refuse } from '../refusals.ts'
import { dropBills } from './money.ts'

type DossierRow = Row<typeof Dossier>

/**
 * One filing of several procedures: what `Filing` says, once, for all of them. A paper goes to the procedure whose key it
 * names, else to the first; later ones receive the results of those before.
 */
export interface BundleFiling
  extends Pick<
    Filing,
    | 'channel'
    | 'applicant'
    | 'answers'
    | 'answered'
    | 'delivery'
    | 'deliveryAddress'
    | 'receivedAt'
    | 'returnTo'
    | 'representative'
    | 'identityLinked'
    | 'claim'
    | 'sample'
  > {
  /** 'khai-sinh' (province/bundles.ts). */
  bundle: string
  /** Five digits of the commune that settles what a commune settles. */
  commune: string
  papers: readonly (FiledPaper & { member?: string })[]
  /** Id of the first dossier, so that sending the same draft twice makes one filing. */
  id?: string
}

/** The filing of several procedures in force today. Refuses 'one-stop.no-such-bundle'. */
export function getBundle(tx: Tx, code: string): Bundle {
  const bundle = findBundle(code, localDate(tx.now))
  if (!bundle) throw refuse['no-such-bundle']({ code: code.slice(0, 40) })
  return bundle
}

/**
 * Files several procedures at once: a dossier each, with its own number, clock and result, in their order. Those that need the
 * result of another wait for it; the others begin now. All in the caller's transaction, or none.
 *
 * Refuses 'one-stop.no-such-bundle', 'one-stop.no-such-procedure' and what fileDossier refuses.
 */
export async function fileBundle(tx: Tx, filing: BundleFiling): Promise<DossierRow[]> {
  const { bundle: code, commune, papers, id, ...shared } = filing
  const bundle = getBundle(tx, code)
  const centre = communeOneStopCode(commune)
  const places = { receivingCentre: centre, returningCentre: centre, commune }
  const together = uuidv7(tx.now)
  const filed = new Map<string, DossierRow>()
  for (const [i, member] of bundle.members.entries()) {
    const waitsFor = member.after === null ? null : filed.get(member.after)
    const agency =
      member.agency === 'commune' ? null : (await getUnitByCode(tx, getUnitByRule(member.agency, places))).id
    const dossier = await fileDossier(tx, {
      ...shared,
      procedure: await getProcedure(tx, member.procedure),
      commune,
      papers: papers
        .filter((paper) => (paper.member ?? bundle.members[0]?.key) === member.key)
        .map(({ member: _key, ...paper }) => paper),
      bundle: {
        id: together,
        place: i + 1,
        member: `${bundle.code}/${member.key}`,
        name: member.name.vi,
        agency,
        limit: member.limit,
        waitsFor: waitsFor?.id ?? null,
      },
      ...(i === 0 && id ? { id } : {}),
    })
    filed.set(member.key, dossier)
  }
  return [...filed.values()]
}

/** All dossiers of a filing, in their order; the reader's own sight decides which. Empty for a dossier filed alone. */
export async function dossiersOfBundle(tx: Tx, dossier: Pick<DossierRow, 'bundle'>): Promise<DossierRow[]> {
  if (dossier.bundle === null) return []
  return tx.query<DossierRow>('select * from one_stop.dossier where bundle = $1 order by bundle_place', [
    dossier.bundle,
  ])
}

const waitingFor = (tx: Tx, dossier: string): Promise<DossierRow[]> =>
  tx.query<DossierRow>(
    "select * from one_stop.dossier where waits_for = $1 and status = 'registered' order by bundle_place for update",
    [dossier],
  )

const papersMax = 60
const rowsMax = 200

/**
 * The result of a dossier exists: those that waited for it begin. They receive its result as papers and its number among what
 * was declared; their own time counts from now. Needs the house's sight.
 */
export async function beginWaiting(
  tx: Tx,
  finished: DossierRow,
  begin: (row: DossierRow) => Promise<void>,
): Promise<number> {
  const waiting = await waitingFor(tx, finished.id)
  for (const dossier of waiting) {
    const files = await attachFiles(
      tx,
      (finished.results ?? []).map((file) => file.file),
      { system: 'one-stop', record: 'dossier', recordId: dossier.id, unit: dossier.unit },
    )
    const carried = files.map((file) => ({
      ...unmarkedPaper,
      name: `Kết quả: ${finished.procedure_name}`.slice(0, 2_000),
      origin: 'electronic' as const,
      count: 1,
      file: file.id,
      file_name: file.name,
      digitised: 'reused' as const,
      reused_kind: 'result' as const,
    }))
    const papers = [...(dossier.papers ?? []), ...carried].slice(0, papersMax)
    const said = [finished.result_number, finished.result_note].filter(Boolean).join(' – ')
    const row = await changeRow(
      tx,
      Dossier,
      dossier.id,
      dossier.version,
      {
        waits_for: null,
        received_at: tx.now,
        accepted_at: tx.now,
        status: 'received',
        papers,
        ...countPapers(papers),
        answered: [
          ...(dossier.answered ?? []),
          { label: `Kết quả ${finished.procedure_name}`.slice(0, 200), value: said.slice(0, 4_000) || finished.number },
        ].slice(0, rowsMax),
        answers: {
          ...((dossier.answers ?? {}) as Record<string, unknown>),
          carried: {
            ...(((dossier.answers ?? {}) as Record<string, unknown>).carried as object | undefined),
            [finished.bundle_member?.split('/')[1] ?? String(finished.bundle_place)]: {
              dossier: finished.number,
              result: finished.result_number,
              note: finished.result_note,
            },
          },
        },
      },
      { fact: 'accept', data: { from: 'registered', to: 'received', after: finished.number } },
    )
    await begin(row)
  }
  return waiting.length
}

/**
 * A dossier ended without a result: those that waited for it end too, each with the reason, and what waited for them.
 * `issue` makes the paper that says so. Needs the house's sight.
 */
export async function endWaiting(
  tx: Tx,
  ended: DossierRow,
  issue: (row: DossierRow) => Promise<unknown>,
): Promise<number> {
  const withdrawn = ended.status === 'withdrawn'
  let count = 0
  for (const dossier of await waitingFor(tx, ended.id)) {
    const how = withdrawn ? 'đã được rút' : ended.status === 'rejected' ? 'không được tiếp nhận' : 'đã dừng giải quyết'
    const reason = `Hồ sơ liên thông ${ended.number} (${ended.procedure_name}) ${how}${ended.reason ? `: ${ended.reason}` : ''}`
    const row = await changeRow(
      tx,
      Dossier,
      dossier.id,
      dossier.version,
      {
        status: withdrawn ? 'withdrawn' : 'stopped',
        reason: reason.slice(0, 2_000),
        finished_at: tx.now,
        finance_state: await dropBills(tx, dossier),
      },
      { fact: withdrawn ? 'withdraw' : 'stop', data: { after: ended.number } },
    )
    await issue(row)
    await notify(
      tx,
      { person: row.applicant },
      {
        title: {
          vi: `Hồ sơ ${row.number} dừng theo hồ sơ ${ended.number}`,
          en: `Dossier ${row.number} ends with ${ended.number}`,
        },
        body: { vi: reason.slice(0, 500), en: reason.slice(0, 500) },
        link: `/ho-so/${row.number}`,
        key: `${row.id}:ended`,
      },
    )
    count += 1 + (await endWaiting(tx, row, issue))
  }
  return count
}
