import { readFileSync } from 'node:fs'
import { uuidv7 } from '#ground/ids'
import { assert } from '#ground/refusal'
import { createRow } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getUnitByCode } from '#kernel/trust'
import type { AnnouncementKind } from './announcing.ts'
import { Announcement } from './records.ts'

/** The 200 dossiers of hand-set.csv and the 24 announcements of hand-announcements.csv (working: hand-set.md), put into a house for the tests of the index. */

type Cells = Record<string, string>

const readCells = (name: string): Cells[] => {
  const [head = '', ...lines] = readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const columns = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, place) => [columns[place] as string, cell])))
}

/** Lines of the table of classes, by column. */
export const readClasses = (): Cells[] => readCells('./hand-set.csv')
/** Lines of the table of announcements (items 1.1 and 1.2), by column. */
export const readAnnouncementCells = (): Cells[] => readCells('./hand-announcements.csv')

/** The 24 announcements of hand-announcements.csv, as the register keeps them. */
async function putHandAnnouncements(tx: Tx, unit: string): Promise<void> {
  for (const row of readAnnouncementCells())
    await createRow(
      tx,
      Announcement,
      {
        procedure_code: row.code as string,
        procedure_name: `Thủ tục ${row.key}`,
        level: row.level as 'commune' | 'province' | 'both',
        ministry: row.ministry as string,
        kind: row.kind as AnnouncementKind,
        reference: `${row.key}/2026/TT-BTP`,
        law_from: row.law_from || null,
        decision: row.decided_on ? `${row.key?.slice(1)}/QĐ-UBND` : null,
        decided_on: row.decided_on || null,
        decided_unknown: row.decided_unknown === 'yes',
        listed_on: row.listed_on || null,
        listed_unknown: row.listed_unknown === 'yes',
      },
      { unit, sample: true },
    )
}

export const handAgencies = {
  A: { agency: 'H20.x29869', centre: 'H20.x29869.mc' },
  B: { agency: 'H20.x28261', centre: 'H20.x28261.mc' },
  C: { agency: 'H20.x28249', centre: 'H20.x28249.mc' },
  D: { agency: 'H20.stp', centre: 'H20.vp.pvhcc' },
} as const

const full = {
  methods: [{ channel: 'in-person', limit: { amount: 5, unit: 'working-day' }, fee_vnd: 0, fee_text: null }],
  papers: [{ name: 'Thông thường', items: [{ name: 'Tờ khai' }] }],
}
const withFee = [{ channel: 'in-person', limit: { amount: 5, unit: 'working-day' }, fee_vnd: 8_000, fee_text: null }]

const procedures = [
  {
    key: 'P1',
    code: '9.000001',
    levels: ['commune'],
    ministry: 'Bộ Tư pháp',
    online: true,
    ...full,
    from: '2026-08-03',
    decided: '2026-07-20',
    listed: '2026-07-24',
  },
  {
    key: 'P2',
    code: '2.000815',
    levels: ['commune'],
    ministry: 'Bộ Tư pháp',
    online: true,
    ...full,
    methods: withFee,
    from: '2025-07-02',
    decided: null,
    listed: null,
  },
  {
    key: 'P3',
    code: '9.000003',
    levels: ['commune'],
    ministry: 'Bộ Tư pháp',
    online: false,
    ...full,
    methods: withFee,
    papers: [],
    from: '2026-08-28',
    decided: '2026-08-24',
    listed: '2026-09-04',
  },
  {
    key: 'P4',
    code: '9.000004',
    levels: ['commune'],
    ministry: 'Bộ Tư pháp',
    online: true,
    ...full,
    from: '2026-09-01',
    decided: '2026-08-10',
    listed: '2026-08-17',
  },
  {
    key: 'P5',
    code: '9.000005',
    levels: ['province'],
    ministry: 'Bộ Tư pháp',
    online: true,
    ...full,
    methods: withFee,
    from: '2025-07-02',
    decided: null,
    listed: null,
  },
  {
    key: 'P6',
    code: '9.000006',
    levels: ['province'],
    ministry: 'Bộ Tư pháp',
    online: false,
    ...full,
    from: '2025-07-02',
    decided: null,
    listed: null,
  },
  {
    key: 'P7',
    code: '9.000007',
    levels: ['province'],
    ministry: 'Bộ Xây dựng',
    online: true,
    ...full,
    from: '2025-07-02',
    decided: null,
    listed: null,
  },
] as const

const complaints = [
  {
    who: 'A',
    of: 'A2',
    received: '2026-09-03',
    due: '2026-09-24',
    answered: '2026-09-20',
    satisfaction: 'satisfied',
    state: 'answered',
  },
  {
    who: 'A',
    of: null,
    received: '2026-09-07',
    due: '2026-09-28',
    answered: '2026-09-29',
    satisfaction: 'dissatisfied',
    state: 'answered',
  },
  {
    who: 'C',
    of: null,
    received: '2026-09-10',
    due: '2026-10-01',
    answered: null,
    satisfaction: null,
    state: 'received',
  },
  {
    who: 'C',
    of: null,
    received: '2026-09-11',
    due: '2026-10-02',
    answered: null,
    satisfaction: null,
    state: 'refused',
  },
] as const

/** Ten in the morning of a day, as an instant; empty stays empty. */
const ten = (day: string | undefined): string | null => (day ? `${day}T10:00:00+07:00` : null)

/**
 * Puts the set into a house, as the house. What a demonstration left is moved into a year nobody asks for; the catalogue is
 * exactly the seven procedures of the table, the register the 24 announcements. Answers the ids of dossiers by class.
 */
export async function putHandSet(tx: Tx): Promise<Map<string, string[]>> {
  await tx.query(
    "update one_stop.dossier set received_at = '2022-08-01', accepted_at = null, due_at = null, finished_at = '2022-08-02', returned_at = null, paid_at = null, updated_at = $1",
    [tx.now],
  )
  await tx.query("update one_stop.procedure set fileable = false, valid_to = greatest(valid_from, date '2025-06-30')")
  await tx.query(
    "update one_stop.announcement set law_from = '2022-08-01', decided_on = '2022-07-01', decided_unknown = false, listed_on = '2022-07-04', listed_unknown = false",
  )
  const root = await getUnitByCode(tx, 'H20')
  const ids = new Map<string, string>()
  for (const one of procedures) {
    const id = uuidv7(tx.now)
    ids.set(one.key, id)
    await tx.query(
      `insert into one_stop.procedure (id, unit, created_at, updated_at, code, name, sector, ministry, level, levels, handled_by, fileable, online, applicants, agency, methods, papers, decided_on, listed_on, valid_from)
       values ($1, $2, $3, $3, $4, $5, 'Thử', $6, $7, $8, 'local-government', true, $9, '["Công dân"]', $10, $11, $12, $13, $14, $15)`,
      [
        id,
        root.id,
        tx.now,
        one.code,
        `Thủ tục ${one.key}`,
        one.ministry,
        one.levels[0],
        JSON.stringify(one.levels),
        one.online,
        one.key === 'P7' ? null : 'Cơ quan giải quyết',
        JSON.stringify(one.methods),
        JSON.stringify(one.papers),
        one.decided,
        one.listed,
        one.from,
      ],
    )
  }
  await putHandAnnouncements(tx, root.id)
  const applicant = await tx.one<{ id: string }>('select id from sen.person order by id limit 1')
  assert(applicant, 'the house has a person')
  const units = new Map<string, { agency: string; centre: string }>()
  for (const [key, codes] of Object.entries(handAgencies))
    units.set(key, {
      agency: (await getUnitByCode(tx, codes.agency)).id,
      centre: (await getUnitByCode(tx, codes.centre)).id,
    })
  const made = new Map<string, string[]>()
  for (const row of readClasses()) {
    const name = row.class as string
    const at = units.get(row.agency as string)
    assert(at, `class ${name} names an agency`)
    const list: string[] = []
    made.set(name, list)
    for (let i = 1; i <= Number(row.n); i++) {
      const id = uuidv7(tx.now)
      list.push(id)
      await tx.query(
        `insert into one_stop.dossier (id, unit, sample, created_at, updated_at, number, procedure, procedure_code, procedure_name, status, channel, applicant, applicant_name, agency, units,
           received_at, accepted_at, due_at, finished_at, returned_at, fee, paid_at, paid_online, papers_count, papers_digitised, papers_reused, result_electronic, store_synced_at, synced_at,
           identity_linked, supplement_count, apology, former_due_at, rating)
         values ($1, $2, true, $3, $3, $4, $5, $6, $7, $8, $9, $10, 'Người nộp thử', $11, array[$2::uuid, $11::uuid], $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)`,
        [
          id,
          at.centre,
          tx.now,
          `THU-${name}-${String(i).padStart(3, '0')}`,
          ids.get(row.procedure as string),
          procedures.find((one) => one.key === row.procedure)?.code,
          `Thủ tục ${row.procedure}`,
          row.status,
          row.channel,
          applicant.id,
          at.agency,
          ten(row.received),
          ten(row.accepted),
          ten(row.due),
          ten(row.finished),
          row.status === 'returned' ? ten(row.finished) : null,
          row.paid ? 8_000 : 0,
          row.paid ? ten(row.received) : null,
          row.paid === 'online',
          Number(row.papers),
          Number(row.digitised),
          Number(row.reused),
          row.electronic === 'yes',
          row.stored === 'yes' ? ten(row.finished) : null,
          row.synced === 'yes' ? ten(row.received) : null,
          row.linked === 'yes',
          Number(row.supplements),
          row.apology
            ? JSON.stringify({
                at: ten(row.apology),
                by: 'x',
                reason: 'x',
                formerDue: ten(row.former_due),
                newDue: ten(row.due),
              })
            : null,
          ten(row.former_due),
          row.rating || null,
        ],
      )
    }
  }
  for (const [place, one] of complaints.entries()) {
    const at = units.get(one.who)
    assert(at, 'a complaint has an agency')
    await tx.query(
      `insert into one_stop.complaint (id, unit, sample, created_at, updated_at, number, dossier, procedure_code, sender, sender_name, kind, detail, state, agency, received_at, due_at, answered_at, satisfaction)
       values ($1, $2, true, $3, $3, $4, $5, $6, $7, 'Người gửi thử', 'lateness', 'Chậm', $8, $9, $10, $11, $12, $13)`,
      [
        uuidv7(tx.now),
        at.agency,
        tx.now,
        `PA-${place + 1}`,
        one.of ? made.get(one.of)?.[0] : null,
        '9.000001',
        applicant.id,
        one.state,
        at.agency,
        ten(one.received),
        ten(one.due),
        one.answered ? ten(one.answered) : null,
        one.satisfaction,
      ],
    )
  }
  return made
}
