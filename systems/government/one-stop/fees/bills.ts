import { localDate } from '#ground/clock'
import { uuidv7 } from '#ground/ids'
import { formatMoney } from '#ground/money'
import { notify } from '#kernel/cases'
import { attachFiles } from '#kernel/papers'
import { changeRow, createRow, findRow, type Input, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { designInForce } from '../design/find.ts'
import { type Answers, feesIn } from '../design/rules.ts'
import { Dossier, type Procedure } from '../records.ts'
import { lowering, reckonFees } from './reckon.ts'
import { Bill, FeeClaim, type FeeExemption, type FeeRule } from './records.ts'
import { refuse } from './refusals.ts'
import {
  type Claim,
  type Exemption,
  type FeeChannel,
  type FeeLine,
  type FeePrice,
  feeLimits,
  type Reckoning,
} from './shape.ts'
import { paymentMessage } from './vietqr.ts'

type DossierRow = Row<typeof Dossier>
type ProcedureRow = Pick<Row<typeof Procedure>, 'code' | 'sector' | 'methods' | 'source'>
export type BillRow = Row<typeof Bill>
export type ClaimRow = Row<typeof FeeClaim>

export interface FeesAsked {
  procedure: ProcedureRow
  channel: FeeChannel
  /** Day whose rules hold; default today. */
  day?: string
  /** What was declared: a published design may ask about it. */
  answers?: Readonly<Record<string, unknown>> | null | undefined
  copies?: number | undefined
  pages?: number | undefined
  cases?: readonly string[] | undefined
  claims?: readonly Claim[]
}

/** What a filing costs: the amount and words for the dossier, and the reckoning for its bill. */
export interface Fees extends Reckoning {
  /** Wording of the fee for who cannot be told an amount. */
  words: string | null
  copies: number
  pages: number
  cases: readonly string[]
}

/** The exemptions in force on a day. */
export async function exemptionsOn(tx: Tx, day: string): Promise<Exemption[]> {
  const rows = await tx.query<Row<typeof FeeExemption>>(
    'select * from one_stop.fee_exemption where valid_from <= $1 and (valid_to is null or valid_to >= $1) order by code',
    [day],
  )
  return rows.map((row) => ({
    code: row.code,
    name: { vi: row.name_vi, en: row.name_en },
    percent: row.percent,
    procedures: row.procedures ?? [],
    sectors: row.sectors ?? [],
    channels: row.channels ?? [],
    kinds: row.kinds ?? [],
    evidence: { vi: row.evidence_vi, en: row.evidence_en },
    source: row.source,
    from: row.valid_from,
    to: row.valid_to,
  }))
}

/** Prices read from what the portal announces, for procedures nobody has written fee rows for. */
function announced(procedure: ProcedureRow, channel: FeeChannel): FeePrice[] {
  const methods = procedure.methods ?? []
  const own = methods.filter((method) => method.channel === channel)
  return (own.length > 0 ? own : methods).map((method, place) => ({
    code: place === 0 ? 'LP' : `LP${place + 1}`,
    name: 'Phí, lệ phí',
    kind: 'fee',
    case: method.note,
    amount: method.fee_vnd,
    per: 'dossier',
    next_from: null,
    next_amount: null,
    amount_max: null,
    collect: 'filing',
    by_council: method.fee_by_council,
    text: method.fee_text,
    source: procedure.source ?? '',
  }))
}

/** The prices in force: of the published design, else the dated rows, else what is announced. */
async function pricesFor(tx: Tx, asked: FeesAsked, day: string): Promise<FeePrice[]> {
  const design = await designInForce(tx, asked.procedure.code, day)
  if (design && design.content.fees.length > 0) {
    // Nobody at a counter types how many: one, unless the officer says otherwise.
    const answers: Answers = { copies: asked.copies ?? 1, pages: asked.pages ?? 1, ...asked.answers } as Answers
    return feesIn(design.content, answers, asked.channel).map((fee) => ({
      code: fee.code,
      name: fee.name,
      kind: fee.kind,
      case: null,
      amount: fee.amount === null ? null : fee.each,
      per: fee.per,
      count: Math.min(fee.count, fee.per === 'page' ? feeLimits.pagesMax : feeLimits.copiesMax),
      next_from: null,
      next_amount: null,
      amount_max: null,
      collect: fee.collect,
      by_council: fee.byCouncil,
      text: null,
      source: 'Thiết kế thủ tục đã công bố',
    }))
  }
  const rows = await tx.query<Row<typeof FeeRule>>(
    `select distinct on (code, channel) * from one_stop.fee_rule where procedure_code = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)
      order by code, channel, valid_from desc`,
    [asked.procedure.code, day],
  )
  const own = rows.filter((row) => row.channel === asked.channel || row.channel === 'any')
  const chosen = own.length > 0 ? own : rows.filter((row) => row.channel === rows[0]?.channel)
  return chosen.length > 0 ? chosen : announced(asked.procedure, asked.channel)
}

/**
 * What a dossier of this procedure costs on a day, by the published design, the dated rows or the announced words. Used by
 * filing, intake and the cashier alike, so that the same dossier is never told two amounts.
 */
export async function feesFor(tx: Tx, asked: FeesAsked): Promise<Fees> {
  const day = asked.day ?? localDate(tx.now)
  const prices = await pricesFor(tx, asked, day)
  const claims = asked.claims ?? []
  const copies = Math.min(asked.copies ?? 1, feeLimits.copiesMax)
  const pages = Math.min(asked.pages ?? 1, feeLimits.pagesMax)
  const reckoning = reckonFees(prices, claims.length > 0 ? await exemptionsOn(tx, day) : [], {
    procedure: asked.procedure.code,
    sector: asked.procedure.sector,
    channel: asked.channel,
    copies,
    pages,
    ...(asked.cases ? { cases: asked.cases } : {}),
    claims,
  })
  return {
    ...reckoning,
    words: prices.find((price) => price.text)?.text ?? null,
    copies,
    pages,
    cases: asked.cases ?? [],
  }
}

/** The exemptions of the day that would lower these fees: what may be claimed for them. */
export async function claimableFor(
  tx: Tx,
  asked: Pick<FeesAsked, 'procedure' | 'channel' | 'day'>,
  fees: Pick<Fees, 'lines'>,
): Promise<Exemption[]> {
  if (fees.lines.every((line) => line.amount === 0)) return []
  return lowering(await exemptionsOn(tx, asked.day ?? localDate(tx.now)), fees.lines, {
    procedure: asked.procedure.code,
    sector: asked.procedure.sector,
    channel: asked.channel,
  })
}

/**
 * What the applicant claims over the counter, as it is filed with her dossier: an exemption of today that lowers a fee of it, and
 * the paper it rests on. Null when she claims none. Refuses 'cashier.claim-unknown' and 'evidence-missing'; nothing is judged here.
 */
export async function claimAtCounter(
  tx: Tx,
  asked: Pick<FeesAsked, 'procedure' | 'channel' | 'copies'>,
  given: { fee_claim: string | null; fee_ground: string | null; fee_ground_files: readonly string[] | null },
): Promise<Claiming | null> {
  const { fee_claim: code, fee_ground: ground } = given
  if (!code) return null
  const known = (await claimableFor(tx, asked, await feesFor(tx, asked))).find((one) => one.code === code)
  if (!known) throw refuse['claim-unknown']({ code: code.slice(0, 40) }, 'fee_claim')
  if (!ground?.trim()) throw refuse['evidence-missing']({ evidence: known.evidence[tx.actor.lang] }, 'fee_ground')
  return { exemption: known.code, evidence: ground.trim(), files: given.fee_ground_files ?? [] }
}

/** What a dossier row says of its fees, to be set when it is filed. */
export function feeColumns(fees: Fees): Pick<Input<typeof Dossier>, 'fee' | 'fee_note' | 'finance_state'> {
  const due = fees.unpriced ? null : fees.due
  // A line that nobody has priced yet does not make the others free.
  return { fee: due, fee_note: fees.words, finance_state: fees.due ? 'awaiting' : 'none' }
}

const unitsOf = (dossier: DossierRow): string[] => [
  ...new Set(
    [dossier.unit, dossier.received_unit, dossier.returning_unit].filter((id): id is string => typeof id === 'string'),
  ),
]

async function createBill(
  tx: Tx,
  dossier: DossierRow,
  values: Pick<Input<typeof Bill>, 'occasion' | 'lines' | 'amount' | 'exempted' | 'due' | 'state'> &
    Partial<Pick<Input<typeof Bill>, 'copies' | 'pages' | 'cases'>>,
): Promise<BillRow> {
  return tx.asHouse(async () => {
    const last = await tx.one<{ round: number }>(
      'select coalesce(max(round), 0)::int as round from one_stop.bill where dossier = $1',
      [dossier.id],
    )
    const round = (last?.round ?? 0) + 1
    return createRow(
      tx,
      Bill,
      {
        ...values,
        reference: paymentMessage(dossier.number, round),
        dossier: dossier.id,
        dossier_number: dossier.number,
        procedure_code: dossier.procedure_code,
        applicant: dossier.applicant,
        round,
        opened_at: tx.now,
        units: unitsOf(dossier),
      },
      { unit: dossier.received_unit ?? dossier.unit, sample: dossier.sample, fact: 'billed' },
    )
  })
}

const sums = (lines: readonly FeeLine[]) => {
  const unpriced = lines.some((line) => line.amount === null)
  return {
    amount: unpriced ? null : lines.reduce((sum, line) => sum + (line.amount ?? 0), 0),
    exempted: lines.reduce((sum, line) => sum + line.exempted, 0),
    due: unpriced ? null : lines.reduce((sum, line) => sum + (line.due ?? 0), 0),
    unpriced,
  }
}

/**
 * Writes the bills of a dossier just filed: one for what is collected on filing, one for what is collected at return. What
 * costs nothing has no bill. Who claims an exemption is asked for no payment until an officer has looked at the claim. The
 * caller has settled who files.
 */
export async function openBills(tx: Tx, dossier: DossierRow, fees: Fees, claimed = false): Promise<BillRow[]> {
  const made: BillRow[] = []
  for (const occasion of ['filing', 'return'] as const) {
    const lines = fees.lines.filter((line) => line.collect === occasion)
    const { unpriced, ...sum } = sums(lines)
    if (lines.length === 0 || (!unpriced && sum.amount === 0)) continue
    made.push(
      await createBill(tx, dossier, {
        occasion,
        lines,
        ...sum,
        state: unpriced ? 'unpriced' : sum.due === 0 ? 'void' : 'awaiting',
        copies: fees.copies,
        pages: fees.pages,
        cases: [...fees.cases],
      }),
    )
  }
  const due = made.filter((bill) => bill.state === 'awaiting' && bill.occasion === 'filing')
  if (dossier.channel !== 'in-person' && !claimed) for (const bill of due) await tellDue(tx, bill)
  return made
}

/** Chờ nộp: the notice leads to the page with the QR of the transfer. */
async function tellDue(tx: Tx, bill: BillRow): Promise<void> {
  const amount = formatMoney(bill.due ?? 0)
  await notify(
    tx,
    { person: bill.applicant },
    {
      title: {
        vi: `Hồ sơ ${bill.dossier_number} chờ nộp ${amount}`,
        en: `Dossier ${bill.dossier_number}: ${amount} to pay`,
      },
      body: {
        vi: 'Quét mã QR bằng ứng dụng ngân hàng, hoặc nộp tại quầy.',
        en: 'Scan the QR with a banking app, or pay at the counter.',
      },
      link: `/ho-so/${bill.dossier_number}/nop-tien`,
      key: `bill:${bill.id}`,
    },
  )
}

/** Nghĩa vụ tài chính: the bill an officer's "ask-payment" makes. A duty is never lowered by our exemptions: who set it did. */
export async function openDuty(tx: Tx, dossier: DossierRow, amount: number, content: string): Promise<BillRow> {
  const bill = await createBill(tx, dossier, {
    occasion: 'duty',
    amount,
    exempted: 0,
    due: amount,
    state: 'awaiting',
    lines: [
      {
        code: 'NVTC',
        name: content,
        kind: 'charge',
        case: null,
        per: 'dossier',
        count: 1,
        amount,
        exempted: 0,
        due: amount,
        exemption: null,
        collect: 'filing',
        byCouncil: false,
        text: null,
        source: 'Thông báo nghĩa vụ tài chính',
      },
    ],
  })
  await tellDue(tx, bill)
  return bill
}

/** A duty paid elsewhere (treasury, bank): the officer confirms it by the number of that paper, and no receipt of ours is made. */
export async function closeDuty(tx: Tx, dossier: Pick<DossierRow, 'id'>, outsideReceipt: string): Promise<void> {
  for (const bill of await billsOf(tx, dossier.id)) {
    if (bill.occasion !== 'duty' || bill.state !== 'awaiting') continue
    await tx.asHouse(() =>
      changeRow(
        tx,
        Bill,
        bill.id,
        bill.version,
        { state: 'settled', settled_at: tx.now, outside_receipt: outsideReceipt },
        { fact: 'settled' },
      ),
    )
  }
}

/** All bills of a dossier, oldest first. The caller has read the dossier under the actor's own sight. */
export async function billsOf(tx: Tx, dossier: string): Promise<BillRow[]> {
  return tx.asHouse(() => tx.query<BillRow>('select * from one_stop.bill where dossier = $1 order by round', [dossier]))
}

export async function claimsOf(tx: Tx, dossier: string): Promise<ClaimRow[]> {
  return tx.asHouse(() =>
    tx.query<ClaimRow>('select * from one_stop.fee_claim where dossier = $1 order by created_at, id', [dossier]),
  )
}

/** The claims of a dossier as the applicant is told of them, each by the name it had on the day of filing. */
export async function claimsTold(
  tx: Tx,
  dossier: DossierRow,
): Promise<{ name: Exemption['name']; state: 'claimed' | 'confirmed' | 'refused'; reason: string | null }[]> {
  const claims = await claimsOf(tx, dossier.id)
  const known = claims.length > 0 ? await exemptionsOn(tx, localDate(dossier.received_at)) : []
  return claims.map(({ exemption, state, reason }) => ({
    name: known.find((one) => one.code === exemption)?.name ?? { vi: exemption, en: exemption },
    state: state ?? 'claimed',
    reason,
  }))
}

export const claimValues = (rows: readonly ClaimRow[]): Claim[] =>
  rows.map((row) => ({ exemption: row.exemption, state: row.state, evidence: row.evidence }))

/** What still has to be paid before the result may be handed over; undefined when nothing has. */
export async function unpaid(
  tx: Tx,
  dossier: Pick<DossierRow, 'id'>,
): Promise<{ due: number; reference: string } | undefined> {
  const row = await tx.asHouse(() =>
    tx.one<{ due: number; reference: string }>(
      "select sum(due)::bigint as due, min(reference) as reference from one_stop.bill where dossier = $1 and state = 'awaiting' having count(*) > 0",
      [dossier.id],
    ),
  )
  return row
}

/** Refuses 'cashier.unpaid-return' while something is due: the guard of returning a result. */
export async function refuseUnpaid(tx: Tx, dossier: Pick<DossierRow, 'id'>): Promise<void> {
  const open = await unpaid(tx, dossier)
  if (open) throw refuse['unpaid-return']({ due: open.due, reference: open.reference })
}

/** Writes into the dossier what its bills say: what is awaited or paid, when and how. */
export async function followFinance(
  tx: Tx,
  dossier: DossierRow,
  fact: string,
  paid?: { at: Date; online: boolean },
): Promise<DossierRow> {
  const bills = await billsOf(tx, dossier.id)
  const open = bills.filter((bill) => bill.state === 'awaiting')
  const state =
    open.length > 0
      ? 'awaiting'
      : bills.some((bill) => bill.state === 'settled')
        ? 'paid'
        : bills.some((bill) => bill.state === 'refunded')
          ? 'refunded'
          : 'none'
  const counted = bills.filter((bill) => ['awaiting', 'settled'].includes(bill.state))
  const unpriced = bills.some((bill) => bill.state === 'unpriced')
  const patch: Input<typeof Dossier> = {
    finance_state: state,
    fee: unpriced && counted.length === 0 ? null : counted.reduce((sum, bill) => sum + (bill.due ?? 0), 0),
    ...(state === 'paid' ? {} : { paid_at: null }),
    ...(state === 'paid' && paid ? { paid_at: paid.at, paid_online: paid.online } : {}),
  }
  return tx.asHouse(async () => {
    const held = await tx.one<DossierRow>('select * from one_stop.dossier where id = $1 for update', [dossier.id])
    if (!held) throw refuse['no-dossier']({ number: dossier.number })
    return changeRow(tx, Dossier, held.id, held.version, patch, { fact, held })
  })
}

/** Reckons the open bills of a dossier anew after copies, pages, case, claims or a given amount have changed. */
export async function rebill(
  tx: Tx,
  dossier: DossierRow,
  change: {
    copies?: number | undefined
    pages?: number | undefined
    cases?: readonly string[] | undefined
    /** Amounts an officer gives for lines that have none, by code; in đồng for one unit. */
    amounts?: Readonly<Record<string, number>> | undefined
  } = {},
): Promise<void> {
  const bills = await billsOf(tx, dossier.id)
  const open = bills.filter((bill) => ['unpriced', 'awaiting', 'void'].includes(bill.state) && bill.occasion !== 'duty')
  if (open.length === 0) return
  const claims = claimValues(await claimsOf(tx, dossier.id))
  const procedure = await tx.one<ProcedureRow>(
    'select code, sector, methods, source from one_stop.procedure where id = $1',
    [dossier.procedure],
  )
  if (!procedure) return
  const day = localDate(dossier.received_at)
  for (const bill of open) {
    const { copies, pages } = { copies: change.copies ?? bill.copies, pages: change.pages ?? bill.pages }
    const asked: FeesAsked = {
      procedure,
      channel: dossier.channel,
      day,
      copies,
      pages,
      cases: change.cases ?? bill.cases ?? [],
      claims,
      answers: dossier.answers,
    }
    const prices = (await pricesFor(tx, asked, day)).map((price) => {
      const before = (bill.lines ?? []).find((line) => line.code === price.code)
      const given = change.amounts?.[price.code] ?? (price.amount === null ? givenBefore(before) : null)
      return price.amount === null && given !== null && given !== undefined
        ? { ...price, amount: given, source: 'Mức do cán bộ nhập theo nghị quyết' }
        : price
    })
    const fees = reckonFees(prices, await exemptionsOn(tx, day), {
      procedure: procedure.code,
      sector: procedure.sector,
      channel: dossier.channel,
      copies,
      pages,
      cases: asked.cases ?? [],
      claims,
    })
    const lines = fees.lines.filter((line) => line.collect === bill.occasion)
    const { unpriced, ...sum } = sums(lines)
    await tx.asHouse(() =>
      changeRow(tx, Bill, bill.id, bill.version, {
        copies,
        pages,
        cases: [...(asked.cases ?? [])],
        lines,
        ...sum,
        state: unpriced ? 'unpriced' : sum.due === 0 ? 'void' : 'awaiting',
      }),
    )
  }
  await followFinance(tx, dossier, 'fees-reckoned')
}

/** The amount of one unit that an officer gave before, so that another change does not lose it. */
function givenBefore(line: FeeLine | undefined): number | null {
  if (!line || line.amount === null || line.count === 0) return null
  return line.source.startsWith('Mức do cán bộ') ? Math.round(line.amount / line.count) : null
}

/** That somebody pays less, as it is said on filing or at the counter. */
export interface Claiming {
  /** Code of the exemption. */
  exemption: string
  /** What is shown for it, in words. */
  evidence: string | null
  /** Ids of files of the actor's own. They are kept with the claim, not among the papers that every office of the dossier reads. */
  files?: readonly string[]
}

/** Records that the applicant says she pays less; nothing is lowered until an officer has seen the evidence. */
export async function claimExemption(tx: Tx, dossier: DossierRow, claim: Claiming): Promise<ClaimRow> {
  const day = localDate(dossier.received_at)
  const known = (await exemptionsOn(tx, day)).find((one) => one.code === claim.exemption)
  if (!known) throw refuse['claim-unknown']({ code: claim.exemption.slice(0, 40) }, 'exemption')
  const id = uuidv7(tx.now)
  const unit = dossier.received_unit ?? dossier.unit
  const files = await attachFiles(tx, claim.files ?? [], {
    system: 'one-stop',
    record: 'fee-claim',
    recordId: id,
    unit,
  })
  return tx.asHouse(() =>
    createRow(
      tx,
      FeeClaim,
      {
        dossier: dossier.id,
        person: dossier.applicant,
        exemption: known.code,
        evidence: claim.evidence,
        evidence_file: files[0]?.id ?? null,
        units: unitsOf(dossier),
      },
      { id, unit, sample: dossier.sample, fact: 'claimed' },
    ),
  )
}

/**
 * An officer of a centre of the dossier confirms a claim on evidence she names, or refuses it with a reason; open bills follow,
 * and who claimed it online hears of it. Refuses 'cashier.claim-unknown', 'own-claim', 'already-checked', 'evidence-missing',
 * 'reason-missing'.
 */
export async function checkClaim(
  tx: Tx,
  dossier: DossierRow,
  id: string,
  verdict: { confirmed: boolean; evidence?: string | null; reason?: string | null },
): Promise<ClaimRow> {
  // By her own sight: a claim is for those who take money at a centre of the dossier, not for all who work on it.
  const claim = await findRow(tx, FeeClaim, id, 'xét đề nghị miễn, giảm')
  if (claim?.dossier !== dossier.id) throw refuse['claim-unknown']({ code: '' })
  if (tx.actor.person !== null && [dossier.applicant, dossier.representative].includes(tx.actor.person))
    throw refuse['own-claim']()
  if (claim.state !== 'claimed') throw refuse['already-checked']()
  const evidence = verdict.evidence?.trim() || claim.evidence
  if (verdict.confirmed && !evidence) {
    const known = (await exemptionsOn(tx, localDate(dossier.received_at))).find((one) => one.code === claim.exemption)
    throw refuse['evidence-missing']({ evidence: known?.evidence[tx.actor.lang] ?? claim.exemption }, 'evidence')
  }
  if (!verdict.confirmed && !verdict.reason?.trim()) throw refuse['reason-missing']({}, 'reason')
  const settled = await tx.asHouse(() =>
    changeRow(
      tx,
      FeeClaim,
      claim.id,
      claim.version,
      {
        state: verdict.confirmed ? 'confirmed' : 'refused',
        evidence: evidence ?? null,
        reason: verdict.confirmed ? null : (verdict.reason ?? null),
        checked_by: tx.actor.name,
        checked_at: tx.now,
      },
      { fact: verdict.confirmed ? 'confirmed' : 'refused' },
    ),
  )
  await rebill(tx, dossier)
  if (claim.created_by !== tx.actor.account) await tellVerdict(tx, dossier, settled)
  return settled
}

/** What became of the claim, why, and what is to pay now. A bill that waited for this answer is asked for here. */
async function tellVerdict(tx: Tx, dossier: DossierRow, claim: ClaimRow): Promise<void> {
  const others = (await claimsOf(tx, dossier.id)).some((one) => one.state === 'claimed')
  const open = (await billsOf(tx, dossier.id)).filter((bill) => bill.state === 'awaiting' && bill.occasion !== 'duty')
  const due = others ? 0 : open.reduce((sum, bill) => sum + (bill.due ?? 0), 0)
  const amount = formatMoney(due)
  const granted = claim.state === 'confirmed'
  const ended = claim.reason?.trim().replace(/[.]*$/, '.')
  const [reason, why] = ended ? [` Lý do: ${ended}`, ` Reason: ${ended}`] : ['', '']
  const pay = due > 0 ? { vi: ` Số tiền cần nộp: ${amount}.`, en: ` To pay: ${amount}.` } : { vi: '', en: '' }
  for (const person of [dossier.applicant, dossier.representative]) {
    if (person === null) continue
    await notify(
      tx,
      { person },
      {
        title: granted
          ? {
              vi: `Hồ sơ ${dossier.number} được miễn, giảm phí`,
              en: `Dossier ${dossier.number}: the exemption is granted`,
            }
          : {
              vi: `Hồ sơ ${dossier.number} không được miễn, giảm phí`,
              en: `Dossier ${dossier.number}: the exemption is not granted`,
            },
        body: {
          vi: `${granted ? 'Cán bộ đã chấp nhận đề nghị của bạn.' : 'Cán bộ không chấp nhận đề nghị của bạn.'}${reason}${pay.vi}`,
          en: `${granted ? 'Your claim was accepted.' : 'Your claim was not accepted.'}${why}${pay.en}`,
        },
        link: due > 0 ? `/ho-so/${dossier.number}/nop-tien` : `/ho-so/${dossier.number}`,
        key: `claim:${claim.id}`,
      },
    )
  }
}
