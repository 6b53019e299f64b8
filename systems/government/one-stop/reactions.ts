import { fold } from '#ground/text'
import { move } from '#kernel/cases'
import { changeRow, findRow, type Row, whenCreated } from '#kernel/records'
import type { Tx } from '#kernel/store'
import {
  enterPerson,
  findPersonByNationalId,
  findUncheckedAccount,
  findUnit,
  lockAccount,
  markChecked,
  settleName,
  whenUnitEnds,
} from '#kernel/trust'
import { Handling } from './cases.ts'
import { claimAtCounter } from './fees/bills.ts'
import { centreFor, type FiledPaper, type Filing, fileDossier } from './filing.ts'
import './quality/announcements.ts'
import { Intake, Procedure } from './records.ts'
import { refuse } from './refusals.ts'

const plain = (name: string): string => fold(name).replace(/\s+/g, ' ').trim()

/**
 * A number with one digit wrong is somebody else's: her store would show a stranger's dossier. So the name on the card must be
 * the register's. Of her name the refusal shows first letters only: nobody leafs through the register by guessing numbers.
 */
function refuseAnotherName(known: { full_name: string } | undefined, name: string, field: string): void {
  if (!known || plain(known.full_name) === plain(name)) return
  const hint = known.full_name
    .split(/\s+/)
    .map((word) => `${[...word][0] ?? ''}…`)
    .join(' ')
  throw refuse['another-name']({ hint }, field)
}

/** Who files for another, entered in the register when new; she shows her paper of authority (Điều 15). */
async function representativeOf(tx: Tx, intake: Row<typeof Intake>): Promise<Filing['representative']> {
  const { representative_name: name, representative_national_id: number, representative_paper: paper } = intake
  if (!name && !number && !paper) return null
  if (!name || !number || !paper) throw refuse['representative-paper']({}, 'representative_paper')
  const known = await findPersonByNationalId(tx, number, 'tiếp nhận hồ sơ nộp thay tại quầy')
  refuseAnotherName(known, name, 'representative_national_id')
  const id =
    known?.id ??
    (await enterPerson(tx, {
      kind: 'citizen',
      full_name: name,
      birth_date: null,
      sex: null,
      national_id: number,
      tax_code: null,
      phone: null,
      email: null,
      commune: null,
      address: null,
      sample: intake.sample,
    }))
  return { id, full_name: known?.full_name ?? name, paper }
}

/** A receipt over the counter becomes a dossier with its number, and is accepted at once unless the officer wants to check first. */
whenCreated(Intake, async (tx, intake) => {
  const procedure = await findRow(tx, Procedure, intake.procedure)
  if (!procedure) throw refuse['no-such-procedure']({ code: intake.procedure }, 'procedure')
  const unit = await findUnit(tx, intake.unit)
  const known = await findPersonByNationalId(tx, intake.national_id, 'tiếp nhận hồ sơ tại quầy')
  const person =
    known?.id ??
    (await enterPerson(tx, {
      kind: 'citizen',
      full_name: intake.full_name,
      birth_date: intake.birth_date,
      sex: intake.sex,
      national_id: intake.national_id,
      tax_code: null,
      phone: intake.phone,
      email: null,
      commune: unit?.commune ?? null,
      address: intake.address,
      sample: intake.sample,
    }))
  // Whoever registered this number online first must not get at what is filed here until somebody has seen a card.
  await tx.asHouse(async () => {
    const unchecked = await findUncheckedAccount(tx, person)
    // A name that somebody typed online, unseen, is no name to hold the card against.
    if (!unchecked) return refuseAnotherName(known, intake.full_name, 'national_id')
    if (intake.account_is_theirs === 'yes') markChecked(tx, unchecked, person)
    else if (intake.account_is_theirs === 'no') await lockAccount(tx, unchecked, true)
    else throw refuse['account-unchecked']({}, 'account_is_theirs')
    await settleName(tx, person, intake.full_name, intake.account_is_theirs === 'yes')
  })
  if (intake.delivery === 'post' && !intake.delivery_address) throw refuse['post-address']({}, 'delivery_address')
  const papers: FiledPaper[] = [
    ...(intake.papers ?? []).map((paper) => ({
      name: paper.name,
      origin: paper.origin,
      count: paper.count,
      file: paper.file ?? null,
      file_name: paper.file_name ?? null,
      digitised: paper.digitised ?? 'no',
      code: paper.code ?? null,
      digitised_by: paper.digitised === 'yes' ? tx.actor.name : null,
      reused_from: paper.reused_from ?? null,
      reused_kind: paper.reused_kind ?? null,
    })),
    ...(intake.scans ?? []).map((scan) => ({
      name: scan.name,
      origin: 'electronic' as const,
      count: 1,
      file: scan.file,
      file_name: scan.name,
      digitised: 'yes' as const,
    })),
  ]
  const commune = intake.settling ?? unit?.commune ?? null
  const dossier = await fileDossier(tx, {
    procedure,
    channel: intake.channel,
    commune,
    // Received here whoever settles it (Nghị định 118/2025/NĐ-CP, Điều 7–8).
    receivedAt: intake.unit,
    returnTo: intake.returning ? (await centreFor(tx, intake.returning)).id : intake.unit,
    representative: await representativeOf(tx, intake),
    applicant: {
      id: person,
      full_name: intake.full_name,
      national_id: intake.national_id,
      phone: intake.phone ?? known?.phone ?? null,
      email: known?.email ?? null,
      address: intake.address ?? known?.address ?? null,
    },
    answers: { content: intake.content },
    answered: intake.content ? [{ label: 'Nội dung đề nghị', value: intake.content }] : [],
    papers,
    delivery: intake.delivery,
    ...(intake.copies ? { copies: intake.copies } : {}),
    claim: await claimAtCounter(tx, { procedure, channel: intake.channel, copies: intake.copies ?? undefined }, intake),
    deliveryAddress: intake.delivery === 'post' ? intake.delivery_address : null,
    sample: intake.sample,
  })
  await tx.asHouse(() =>
    changeRow(tx, Intake, intake.id, intake.version, { number: dossier.number, dossier: dossier.id }),
  )
  if (intake.accept_now) await move(tx, Handling, { recordId: dossier.id, move: 'accept' })
})

// A unit that ends hands over the steps still to come; those done stay where they were done. Whoever takes over an open
// task must see its dossier.
whenUnitEnds({
  what: { vi: 'hồ sơ còn bước phải làm', en: 'dossiers with steps to come' },
  table: 'one_stop.dossier',
  count: async (tx, unit) =>
    (
      await tx.one<{ n: number }>(
        `select count(*)::int as n from one_stop.dossier where finished_at is null and status <> all('{rejected,withdrawn,stopped}')
            and (unit = $1 or steps @> jsonb_build_array(jsonb_build_object('unit', $1::text)))`,
        [unit],
      )
    )?.n ?? 0,
  async run(tx, from, to, of) {
    await tx.query(
      `update one_stop.dossier d set units = coalesce(d.units, '{}') || $1::uuid where not coalesce(d.units, '{}') @> array[$1::uuid]
          and d.id in (select t.record_id from sen.task t where t.unit = $1 and t.done_at is null and t.system = 'one-stop')`,
      [to],
    )
    if (of) return 0
    const moved = await tx.query(
      `update one_stop.dossier d set steps = (
          select jsonb_agg(case when s.step ->> 'unit' = $1::text and s.step -> 'done' is null and (s.step ->> 'position')::int >= coalesce(d.step_position, 0)
             then jsonb_set(s.step, '{unit}', to_jsonb($2::text)) else s.step end order by s.place)
            from jsonb_array_elements(d.steps) with ordinality as s(step, place))
        where d.finished_at is null and d.status <> all('{rejected,withdrawn,stopped}')
          and d.steps @> jsonb_build_array(jsonb_build_object('unit', $1::text)) returning 1`,
      [from, to],
    )
    return moved.length
  },
})
