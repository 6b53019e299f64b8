import { localDate } from '#ground/clock'
import type { Letter } from '#kernel/papers'
import type { Tx } from '#kernel/store'
import { instantWords } from '../forms/words.ts'
import type { DossierRow } from './issued.ts'
import { agencyOf, deskOf, isSample } from './office.ts'
import { handOvers, timeliness, type Work } from './rules.ts'
import { outcomeNotes, timelinessWords } from './words.ts'

type TaskFound = {
  id: string
  from_task: string | null
  unit_name: string
  step: string
  assignee_name: string | null
  opened_at: Date
  taken_at: Date | null
  done_at: Date | null
  done_by_name: string | null
  due_at: Date | null
  outcome: string | null
}

const TASKS_MAX = 200
const TASKS = `select t.id, t.from_task, u.name as unit_name, t.step, t.assignee_name, t.opened_at, t.taken_at, t.done_at, t.done_by_name, t.due_at, t.outcome
  from sen.task t join sen.unit u on u.id = t.unit
 where t.record_id = $1 and t.system = 'one-stop' and t.record = 'dossier' order by t.opened_at, t.id limit ${TASKS_MAX}`

/**
 * Mẫu 06, Phiếu kiểm soát quá trình giải quyết hồ sơ, from the pieces of work of the case: nobody fills it in by hand. The
 * caller has read the dossier under the actor's own sight.
 */
export async function controlLetter(tx: Tx, dossier: DossierRow): Promise<Letter> {
  const found = await tx.asHouse(() => tx.query<TaskFound>(TASKS, [dossier.id]))
  const works: Work[] = found.map((task) => ({
    id: task.id,
    from: task.from_task,
    unit: task.unit_name,
    step: task.step,
    person: task.assignee_name,
    openedAt: task.opened_at,
    takenAt: task.taken_at,
    doneAt: task.done_at,
    doneBy: task.done_by_name,
    dueAt: task.due_at,
    outcome: task.outcome,
  }))
  const rows = handOvers(
    works,
    dossier.representative_name ?? dossier.applicant_name,
    outcomeNotes,
    dossier.returned_at ? { at: dossier.returned_at, receiver: dossier.receiver ?? dossier.applicant_name } : null,
  )
  const office = await deskOf(tx, dossier)
  const agency = await agencyOf(tx, dossier)
  const handling = [...new Set(works.map((work) => work.unit))]
  const ended = dossier.finished_at ? timeliness(dossier.finished_at, dossier.due_at) : null
  return {
    title: `Phiếu kiểm soát ${dossier.number}`,
    organ: { ...(office.parent ? { parent: office.parent } : {}), name: office.name, place: office.place },
    number: null,
    on: localDate(tx.now),
    at: tx.now,
    kind: 'Phiếu kiểm soát quá trình giải quyết hồ sơ',
    subject: `Mã hồ sơ: ${dossier.number}`,
    form: 'Mẫu số 06, Thông tư 03/2025/TT-VPCP',
    size: 12,
    landscape: true,
    blocks: [
      {
        fields: [
          { label: 'Thủ tục hành chính', value: `${dossier.procedure_name} (mã ${dossier.procedure_code})` },
          { label: 'Cơ quan (bộ phận) giải quyết hồ sơ', value: agency.name },
          { label: 'Cơ quan, bộ phận tham gia', value: handling.join('; ') },
          [
            {
              label: 'Thời gian tiếp nhận',
              value: dossier.accepted_at ? instantWords(dossier.accepted_at) : 'chưa tiếp nhận',
            },
            { label: 'Thời gian hẹn trả', value: dossier.due_at ? instantWords(dossier.due_at) : null },
          ],
          {
            label: 'Hẹn trả lần đầu, trước khi gia hạn',
            value: dossier.former_due_at ? instantWords(dossier.former_due_at) : null,
          },
          {
            label: 'Kết thúc giải quyết',
            value: dossier.finished_at
              ? `${instantWords(dossier.finished_at)}${ended ? ` (${timelinessWords[ended].toLowerCase()})` : ''}`
              : null,
          },
        ],
      },
      {
        table: {
          columns: [
            { title: 'STT', width: 11, align: 'center' },
            { title: 'Tên cơ quan, bộ phận' },
            { title: 'Thời gian giao, nhận hồ sơ', width: 50 },
            { title: 'Người giao, người nhận', width: 46 },
            { title: 'Kết quả giải quyết hồ sơ', width: 28, align: 'center' },
            { title: 'Ghi chú', width: 34 },
          ],
          rows: rows.map((row, place) => [
            String(place + 1),
            `Giao: ${row.giver.unit}\nNhận: ${row.taker.unit}`,
            instantWords(row.at) + (row.takenAt ? `\nNhận việc: ${instantWords(row.takenAt)}` : ''),
            `Giao: ${row.giver.person || '…'}\nNhận: ${row.taker.person || '…'}`,
            row.result ? timelinessWords[row.result] : '',
            row.note ?? '',
          ]),
          size: 10.5,
        },
      },
      {
        paragraph:
          'Giờ giao, giờ nhận, người giao, người nhận do hệ thống ghi khi chuyển việc; mỗi lần chuyển có trong nhật ký của hồ sơ và thay cho chữ ký giao nhận.',
        italic: true,
        indent: false,
      },
    ],
    sample: isSample(tx, dossier),
  }
}
