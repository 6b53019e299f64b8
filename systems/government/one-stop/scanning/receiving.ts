import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import { fold, type Words } from '#ground/text'
import { filesOfRecord } from '#kernel/papers'
import { createRow, findRow, type Input, InvalidInput, listRows, type Row, readInput } from '#kernel/records'
import { type Actor, type Database, enqueue, house, type Tx } from '#kernel/store'
import { findActor, findPersonByNationalId, findUncheckedAccount, findUnit } from '#kernel/trust'
import { designInForce } from '../design/find.ts'
import { claimableFor, feesFor } from '../fees/bills.ts'
import { getProcedure } from '../filing.ts'
import { Intake, Procedure } from '../records.ts'
import { limitFor } from '../rules.ts'
import { deskOf } from './folder.ts'
import { kindAsked, paperKindsOn, trayLimits } from './kinds.ts'
import { Pile, type PileLine } from './records.ts'
import { refuse } from './refusals.ts'
import type { Component } from './rules.ts'
import { type Reusable, reusablePapers, reuse } from './store.ts'
import { enterScan, type FinishedScan, finishScan, settleUsed } from './tray.ts'

type ProcedureRow = Row<typeof Procedure>

/** The job that makes the dossiers of a pile. */
export const PILE_JOB = 'one-stop-pile'

/** The papers a procedure asks for on a day, with their codes: of the published design, else of what the portal announces. */
export async function componentsOf(tx: Tx, procedure: ProcedureRow, day: string): Promise<Component[]> {
  const kinds = paperKindsOn(day)
  const design = await designInForce(tx, procedure.code, day)
  const used = new Set<string>()
  const taken = (code: string): string | undefined => {
    if (code === '' || used.has(code)) return undefined
    used.add(code)
    return code
  }
  if (design && design.content.papers.length > 0)
    return design.content.papers.map((paper): Component => {
      const kind = kindAsked(paper.name, kinds)
      // A code that is only the place in the list means something within this procedure alone.
      const placed = /^\d+-\d+$/.test(paper.code)
      const code = taken(placed ? (kind?.code ?? '') : paper.code) ?? `TP.${procedure.code}.${paper.code}`
      return {
        code,
        name: paper.name,
        required: paper.required && paper.when === undefined,
        original: paper.original,
        copy: paper.copy,
        kind: paper.present ? 'present' : 'submit',
        case: null,
        titles: [...(kind?.titles ?? []), ...(paper.form ? [paper.form] : [])],
        reuse: [...new Set([...(placed ? [] : [paper.code]), ...(paper.reuse ?? []), ...(kind ? [kind.code] : [])])],
      }
    })
  return announcedComponents(procedure, kinds)
}

/** The papers as the portal announces them; a known kind gives its code, the rest are counted within the procedure. */
export function announcedComponents(
  procedure: Pick<ProcedureRow, 'code' | 'papers'>,
  kinds: ReturnType<typeof paperKindsOn>,
): Component[] {
  const found: Component[] = []
  const taken = new Set<string>()
  for (const [at, one] of (procedure.papers ?? []).entries()) {
    for (const [line, item] of one.items.entries()) {
      if (item.kind === 'remark') continue
      const kind = kindAsked(item.name, kinds)
      const own = `TP.${procedure.code}.${at + 1}.${line + 1}`
      const code = kind && !taken.has(kind.code) ? kind.code : own
      taken.add(code)
      found.push({
        code,
        name: item.name,
        required: item.required && one.case === null,
        original: item.original,
        copy: item.copy,
        kind: item.kind,
        case: one.case,
        titles: [...(kind?.titles ?? []), ...(item.form ? [item.form] : [])],
        reuse: kind ? [kind.code] : [],
      })
    }
  }
  return found.slice(0, trayLimits.papersADossierMax)
}

/** Components of the common procedures, for telling papers that come before a procedure is chosen. */
export async function commonComponents(tx: Tx): Promise<Component[]> {
  const day = localDate(tx.now)
  const rows = await tx.query<Pick<ProcedureRow, 'code' | 'papers'>>(
    'select code, papers from one_stop.procedure where core and fileable and valid_from <= $1 and (valid_to is null or valid_to >= $1) order by code limit 150',
    [day],
  )
  const kinds = paperKindsOn(day)
  // The same declaration is asked for by several procedures: one stands for all until a procedure is chosen.
  const found = new Map<string, Component>()
  for (const one of rows.flatMap((row) => announcedComponents(row, kinds)))
    if (one.code.startsWith('TP.') && !found.has(fold(one.name))) found.set(fold(one.name), one)
  return [...found.values()]
}

/** A procedure as the counter sees it. */
export interface CounterProcedure {
  id: string
  code: string
  name: string
  sector: string
  level: string | null
}

const shownProcedure = (row: ProcedureRow): CounterProcedure => ({
  id: row.id,
  code: row.code,
  name: row.name,
  sector: row.sector,
  level: row.level,
})

/** Procedures that can be filed at the actor's counter and fit what is typed, at most twelve. */
export async function findProcedures(tx: Tx, q: string): Promise<CounterProcedure[]> {
  const unit = await deskUnit(tx)
  const page = await listRows(tx, Procedure, {
    ...(q.trim() ? { q: q.trim().slice(0, 200) } : {}),
    filters: { fileable: ['true'], ...(q.trim() ? {} : { core: ['true'] }) },
    limit: 40,
    count: false,
  })
  const today = localDate(tx.now)
  return page.rows
    .filter((row) => row.valid_from <= today && (row.valid_to === null || row.valid_to >= today))
    .filter((row) => {
      const methods = row.methods ?? []
      return methods.length === 0 || methods.some((method) => method.channel !== 'online')
    })
    .filter((row) => unit.commune === null || (row.levels ?? []).includes('commune'))
    .slice(0, 12)
    .map(shownProcedure)
}

/** A procedure with what it asks and costs at a counter. */
export async function procedureAtCounter(tx: Tx, code: string, copies = 1) {
  const procedure = await getProcedure(tx, code)
  const day = localDate(tx.now)
  const methods = procedure.methods ?? []
  const channels = (['in-person', 'post'] as const).filter(
    (channel) => methods.length === 0 || methods.some((method) => method.channel === channel),
  )
  const channel = channels[0] ?? 'in-person'
  const fees = await feesFor(tx, { procedure, channel, copies })
  const exemptions = new Map<string, ClaimableShown>()
  for (const by of channels)
    for (const one of await claimableFor(tx, { procedure, channel: by }, fees)) {
      const { code, name, percent, evidence, source } = one
      const known = exemptions.get(code)
      exemptions.set(code, { code, name, percent, evidence, source, channels: [...(known?.channels ?? []), by] })
    }
  return {
    ...shownProcedure(procedure),
    components: await componentsOf(tx, procedure, day),
    channels,
    limit: limitFor({ methods }, channel),
    fee: { amount: fees.unpriced ? null : fees.due, words: fees.words },
    exemptions: [...exemptions.values()],
  }
}

/** An exemption of today that may be claimed for a procedure at a counter, by what it is received. */
interface ClaimableShown {
  code: string
  name: Words
  percent: number
  evidence: Words
  source: string
  channels: ('in-person' | 'post')[]
}

async function deskUnit(tx: Tx): Promise<{ id: string; commune: string | null; name: string }> {
  const id = deskOf(tx.actor)
  const unit = id ? await findUnit(tx, id) : undefined
  if (!unit) throw refuse['no-desk']()
  return { id: unit.id, commune: unit.commune, name: unit.name }
}

/** Who stands at the counter, by the number of her card. */
export interface KnownPerson {
  id: string
  full_name: string
  national_id: string
  birth_date: string | null
  phone: string | null
  address: string | null
  /** An account registered online bears this number and nobody has seen a card for it. */
  unchecked: boolean
  papers: Reusable[]
}

/** What a number alone tells: whether somebody bears it, and the first letters of her name to compare with the card. */
export interface PersonAnswer {
  known: boolean
  hint: string | null
  person: KnownPerson | null
}

/**
 * Who stands at the counter. The number alone says only whether she is known: a number can be guessed, and nobody may leaf
 * through the register. With the name as the card has it, what is known is filled in with the papers of her store. The look
 * is in the log with its purpose. Refuses scanning.no-desk.
 */
export async function personAtCounter(tx: Tx, number: string, name: string): Promise<PersonAnswer> {
  await deskUnit(tx)
  const person = await findPersonByNationalId(tx, number, 'tiếp nhận hồ sơ tại quầy')
  if (!person) return { known: false, hint: null, person: null }
  const hint = person.full_name
    .split(/\s+/)
    .map((word) => `${[...word][0] ?? ''}…`)
    .join(' ')
  if (fold(name) !== fold(person.full_name)) return { known: true, hint, person: null }
  const unchecked = await tx.asHouse(() => findUncheckedAccount(tx, person.id))
  return {
    known: true,
    hint,
    person: {
      id: person.id,
      full_name: person.full_name,
      national_id: number,
      birth_date: person.birth_date,
      phone: person.phone,
      address: person.address,
      unchecked: Boolean(unchecked),
      papers: await reusablePapers(tx, person.id, localDate(tx.now)),
    },
  }
}

/** One paper of one dossier as received: from the tray, from the store, or on paper only. */
export interface ReceivedPaper {
  code: string
  name: string
  origin: 'original' | 'copy' | 'electronic'
  count: number
  scan?: string
  stored?: string
}

/** One dossier as received over the counter. `more` are further fields of the receipt (place of settling, of return, representative). */
export interface Receipt {
  procedure: string
  content: string
  channel: 'in-person' | 'post'
  delivery: 'counter' | 'post' | 'electronic'
  papers: readonly ReceivedPaper[]
  accept: boolean
  /** Copies asked for; a fee may be counted by them. */
  copies?: number
  /** She says she pays less: by what, on what paper, and scans of it from the tray. They stay with the claim. */
  claim?: { exemption: string; evidence: string; scans: readonly string[] }
  more?: Readonly<Record<string, unknown>>
}

export interface Applicant {
  national_id: string
  full_name: string
  phone: string
  address: string
  account_is_theirs: 'yes' | 'no' | null
  birth_date: string | null
  sex: 'male' | 'female' | null
  /** Read from the code of a scanned card: then somebody must have held the card beside it. Nothing is believed from a code. */
  read_from: 'typed' | 'card-code'
  card_seen: boolean
  /** Said at the counter: papers may be taken from the store. */
  consent: boolean
}

export interface Received {
  number: string
  dossier: string
  /** Accepted at once, or held for a look. */
  accepted: boolean
  /** The file of Mẫu 01, when it was accepted at once. */
  receipt: string | null
  papers: { digitised: number; reused: number; lacking: string[] }
  /** An exemption was claimed and waits to be judged. */
  claimed: boolean
}

/** Scans that a claim may rest on: both sides and one more, as online. */
const CLAIM_SCANS_MAX = 3

/**
 * Receives one dossier of one applicant: papers of the tray become named files, papers of the store are taken with consent,
 * the receipt (`Intake`) is written and the dossier with its number follows from it, all in one transaction. `along` is done
 * in the same transaction. Refuses what the receipt, the tray and the filing refuse.
 */
export async function receive(
  database: Database,
  actor: Actor,
  applicant: Applicant,
  receipt: Receipt,
  along?: (tx: Tx, received: Received) => Promise<void>,
): Promise<Received> {
  const named = await database.transaction(actor, async (tx) => {
    const procedure = await findRow(tx, Procedure, receipt.procedure)
    const components = procedure ? await componentsOf(tx, procedure, localDate(tx.now)) : []
    return new Map(components.map((one) => [one.code, one]))
  })
  if (applicant.read_from === 'card-code' && !applicant.card_seen) throw refuse['card-unseen']({}, 'card_seen')
  const papers = receipt.papers.slice(0, trayLimits.papersADossierMax)
  const { claim } = receipt
  const evidence: FinishedScan[] = []
  for (const scan of claim?.scans.slice(0, CLAIM_SCANS_MAX) ?? [])
    evidence.push(await finishScan(database, actor, scan, { code: 'MG', name: 'Giấy tờ chứng minh miễn, giảm' }))
  const finished = new Map<ReceivedPaper, FinishedScan>()
  for (const paper of papers)
    if (paper.scan)
      finished.set(paper, await finishScan(database, actor, paper.scan, { code: paper.code, name: paper.name }))
  return database.transaction(actor, async (tx) => {
    const unit = await deskUnit(tx)
    const person = papers.some((paper) => paper.stored)
      ? await findPersonByNationalId(tx, applicant.national_id, 'dùng lại giấy tờ trong kho')
      : undefined
    const lines = []
    for (const paper of papers) {
      const component = named.get(paper.code)
      const line = {
        name: (component?.name ?? paper.name).slice(0, 2_000),
        origin: paper.origin,
        count: paper.count,
        code: paper.code.slice(0, 60),
        file: null as string | null,
        file_name: null as string | null,
        digitised: 'no' as 'no' | 'yes' | 'reused',
        reused_from: null as string | null,
        reused_kind: null as 'paper' | 'result' | null,
      }
      const scan = finished.get(paper)
      if (scan) {
        const file = await enterScan(tx, scan)
        Object.assign(line, { file: file.id, file_name: file.name, digitised: 'yes' })
      } else if (paper.stored) {
        if (!person || !component) throw refuse['not-reusable']({ name: paper.name })
        const taken = await reuse(tx, paper.stored, { person: person.id, consent: applicant.consent, component })
        Object.assign(line, {
          origin: 'electronic',
          file: taken.file.id,
          file_name: taken.file.name,
          digitised: 'reused',
          reused_from: taken.stored,
          reused_kind: taken.kind,
        })
      }
      lines.push(line)
    }
    const proofs: string[] = []
    for (const one of evidence) proofs.push((await enterScan(tx, one)).id)
    const values = readInput(Intake, {
      procedure: receipt.procedure,
      national_id: applicant.national_id,
      full_name: applicant.full_name,
      phone: applicant.phone || null,
      address: applicant.address || null,
      content: receipt.content || null,
      channel: receipt.channel,
      delivery: receipt.delivery,
      papers: lines,
      account_is_theirs: applicant.account_is_theirs,
      birth_date: applicant.birth_date,
      sex: applicant.sex,
      read_from: applicant.read_from,
      ...(claim ? { fee_claim: claim.exemption, fee_ground: claim.evidence || null, fee_ground_files: proofs } : {}),
      accept_now: receipt.accept,
      ...(receipt.copies ? { copies: receipt.copies } : {}),
      ...receipt.more,
    })
    const row = await createRow(tx, Intake, values as Input<typeof Intake>, { unit: unit.id })
    const dossier = row.dossier as string
    await settleUsed(tx, [...finished.values(), ...evidence], dossier)
    const there = new Set(lines.map((line) => line.code))
    const made = receipt.accept ? await filesOfRecord(tx, dossier) : []
    const received: Received = {
      number: row.number as string,
      dossier,
      accepted: receipt.accept,
      receipt: made.find((file) => file.kind === 'pdf' && file.name.startsWith('Giấy tiếp nhận'))?.id ?? null,
      papers: {
        digitised: lines.filter((line) => line.digitised === 'yes').length,
        reused: lines.filter((line) => line.digitised === 'reused').length,
        lacking: [...named.values()]
          .filter((one) => one.required && one.kind === 'submit' && !there.has(one.code))
          .map((one) => one.name),
      },
      claimed: claim !== undefined,
    }
    await along?.(tx, received)
    return received
  })
}

/** What became of each dossier of one applicant, in the order given: made, or refused with the reason. */
export type ReceivedOrRefused = { received: Received } | { refused: Refusal }

/**
 * Receives several dossiers of one applicant, each in a transaction of its own: one that is refused does not hold back the
 * others. Refuses scanning.nothing-filed and .too-many-dossiers before anything is made.
 */
export async function receiveAll(
  database: Database,
  actor: Actor,
  applicant: Applicant,
  receipts: readonly Receipt[],
): Promise<ReceivedOrRefused[]> {
  if (receipts.length === 0) throw refuse['nothing-filed']()
  if (receipts.length > trayLimits.dossiersAtOnceMax)
    throw refuse['too-many-dossiers']({ max: trayLimits.dossiersAtOnceMax })
  const done: ReceivedOrRefused[] = []
  for (const receipt of receipts) {
    try {
      done.push({ received: await receive(database, actor, applicant, receipt) })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      done.push({ refused: error })
    }
  }
  return done
}

// --------------------------------------------------------------------------------------------------- a pile of applicants

type PileRow = Row<typeof Pile>

/** Begins a pile: its lines are kept, and a job makes the dossiers. Refuses scanning.pile-empty, .pile-too-long, .no-desk. */
export async function beginPile(
  tx: Tx,
  input: { procedure: string; lines: readonly PileLine[]; accept: boolean },
): Promise<PileRow> {
  const unit = await deskUnit(tx)
  const procedure = await findRow(tx, Procedure, input.procedure)
  const { lines } = input
  if (!procedure || lines.length === 0) throw refuse['pile-empty']()
  if (lines.length > trayLimits.pileRowsMax)
    throw refuse['pile-too-long']({ count: lines.length, max: trayLimits.pileRowsMax })
  const row = await tx.asHouse(() =>
    createRow(
      tx,
      Pile,
      {
        procedure: procedure.id,
        procedure_name: procedure.name,
        state: 'waiting',
        lines: [...lines],
        lines_count: lines.length,
        accept_now: input.accept,
      },
      { unit: unit.id, fact: 'begun' },
    ),
  )
  await enqueue(tx, PILE_JOB, { id: row.id }, { key: `${PILE_JOB}:${row.id}`, triesMax: 5 })
  return row
}

/** One's own pile. Refuses scanning.no-pile. */
export async function getPile(tx: Tx, id: string, lock = false): Promise<PileRow> {
  const row = isUuid(id)
    ? await tx.asHouse(() =>
        tx.one<PileRow>(
          lock
            ? 'select * from one_stop.pile where id = $1 and created_by = $2 for update'
            : 'select * from one_stop.pile where id = $1 and created_by = $2',
          [id, tx.actor.account],
        ),
      )
    : undefined
  if (!row) throw refuse['no-pile']()
  return row
}

/** Stops a pile after the line it is at; what is made stays. */
export async function cancelPile(tx: Tx, id: string): Promise<PileRow> {
  const row = await getPile(tx, id, true)
  if (row.state === 'waiting' || row.state === 'running')
    await tx.asHouse(() =>
      tx.query("update one_stop.pile set state = 'cancelled', ended_at = $2, version = version + 1 where id = $1", [
        row.id,
        tx.now,
      ]),
    )
  return getPile(tx, id)
}

/** Goes on with a stopped pile, or tries refused lines again as corrected: by place from 0. Lines already made stay made. */
export async function resumePile(
  tx: Tx,
  id: string,
  corrected: ReadonlyMap<number, Partial<PileLine>> = new Map(),
): Promise<PileRow> {
  const row = await getPile(tx, id, true)
  const lines = (row.lines ?? []).map((line, at): PileLine => {
    if (line.number || (!corrected.has(at) && row.state !== 'cancelled')) return line
    const { refused: _refused, ...rest } = line
    return { ...rest, ...corrected.get(at) }
  })
  await tx.asHouse(() =>
    tx.query(
      "update one_stop.pile set state = 'waiting', ended_at = null, lines = $2, refused_count = $3, version = version + 1 where id = $1",
      [row.id, JSON.stringify(lines), lines.filter((line) => line.refused).length],
    ),
  )
  await enqueue(tx, PILE_JOB, { id: row.id }, { key: `${PILE_JOB}:${row.id}`, triesMax: 5 })
  return getPile(tx, id)
}

/** Writes what became of a line; the row is locked, so a line is made once. */
async function markLine(tx: Tx, pile: string, at: number, patch: Partial<PileLine>): Promise<void> {
  await tx.asHouse(() =>
    tx.query(
      `update one_stop.pile set lines = jsonb_set(lines, array[$2::text], (lines -> $2::int) || $3::jsonb),
          done_count = done_count + $4, refused_count = refused_count + $5, version = version + 1, updated_at = $6
        where id = $1 and lines -> $2::int ->> 'number' is null and lines -> $2::int ->> 'refused' is null`,
      [pile, at, JSON.stringify(patch), patch.number ? 1 : 0, patch.refused ? 1 : 0, tx.now],
    ),
  )
}

/**
 * Makes the dossiers of a pile, line after line, each in a transaction of its own and as the officer who began it. A line
 * that is refused keeps the reason; a job that broke off goes on where it stood, for line and dossier are written together.
 */
export async function runPile(database: Database, id: string, signal?: AbortSignal): Promise<void> {
  const begun = await database.transaction(house, async (tx) => {
    const row = await tx.one<PileRow>(
      "update one_stop.pile set state = 'running' where id = $1 and state = any('{waiting,running}') returning *",
      [id],
    )
    const actor = row?.created_by ? await findActor(tx, row.created_by) : undefined
    return row && actor ? { row, actor } : undefined
  })
  if (!begun) return
  const { row, actor } = begun
  const procedure = row.procedure
  for (const [at, first] of (row.lines ?? []).entries()) {
    if (signal?.aborted) return
    if (first.number || first.refused) continue
    const state = await database.transaction(house, (tx) =>
      tx.one<{ state: string }>('select state from one_stop.pile where id = $1', [id]),
    )
    if (state?.state === 'cancelled') return
    try {
      await receive(
        database,
        actor,
        {
          national_id: first.national_id,
          full_name: first.full_name,
          phone: first.phone,
          address: '',
          account_is_theirs: null,
          birth_date: null,
          sex: null,
          read_from: 'typed',
          card_seen: false,
          consent: false,
        },
        {
          procedure,
          content: first.content,
          copies: first.copies,
          channel: 'in-person',
          delivery: 'counter',
          papers: [],
          accept: row.accept_now ?? true,
        },
        async (tx, received) => {
          const known = await tx.asHouse(() =>
            tx.one<{ number: string | null }>(
              "select lines -> $2::int ->> 'number' as number from one_stop.pile where id = $1 for update",
              [id, at],
            ),
          )
          // Two workers on one pile: the second undoes its own dossier and passes on.
          if (known?.number) throw refuse['already-settled']()
          await markLine(tx, id, at, { number: received.number, dossier: received.dossier })
        },
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'scanning.already-settled') continue
      const why = error instanceof InvalidInput ? error.errors : [error]
      await database.transaction(actor, (tx) =>
        markLine(tx, id, at, { refused: why.map((one) => one.say(actor.lang)).join(' ') }),
      )
    }
  }
  await database.transaction(house, (tx) =>
    tx.query(
      "update one_stop.pile set state = 'done', ended_at = $2, version = version + 1 where id = $1 and state = 'running'",
      [id, tx.now],
    ),
  )
}
