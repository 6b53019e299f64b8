import { createHash } from 'node:crypto'
import { addMonths, formatInstant, localDate } from '#ground/clock'
import { type Context, flow, type Sight } from '#kernel/cases'
import {
  aboutOf,
  type ErasureLine,
  type Input,
  instant,
  number,
  planErasure,
  type RecordType,
  type Row,
  text,
  whatGoes,
} from '#kernel/records'
import { enqueue, type Tx } from '#kernel/store'
import { findPersonByNationalId, liftRestriction, listConsents, restrict, withdrawConsent } from '#kernel/trust'
import { correctPerson } from './correcting.ts'
import { issueAssessment, issueBreachReport } from './documents.ts'
import { Assessment, Breach, type ErasurePlan, officerRole, Request } from './records.ts'
import { refuse } from './refusals.ts'
import { type Correctable, isToldInTime, limitOf } from './rules.ts'
import { getTerm } from './terms.ts'
import {
  assessmentStatusWords,
  assessmentWords,
  breachStatusWords,
  kindWords,
  outcomeWords,
  statusWords,
  w,
} from './words.ts'

type RequestContext = Context<typeof Request>
type RequestSight = Sight<typeof Request>

const officer = [{ role: officerRole, at: 'unit' as const }]
/** Keeps the literal types of a patch. */
const patch = (values: Input<typeof Request>): Input<typeof Request> => values
const breachPatch = (values: Input<typeof Breach>): Input<typeof Breach> => values
const assessmentPatch = (values: Input<typeof Assessment>): Input<typeof Assessment> => values

/** Job that makes copies and erases: see jobs.ts. */
export const CARRY_OUT_JOB = 'personal-data-carry-out'

/** Every record of the house, lent by it: this system reaches into no other's tables by name. */
export function typesOf(tx: Pick<Tx, 'lent'>): RecordType[] {
  const types = tx.lent('types') as ReadonlyMap<string, RecordType> | undefined
  return types ? [...types.values()] : []
}

export const requestLink = (id: string): string => `/toi/du-lieu/yeu-cau/${id}`

async function tell(ctx: RequestContext, title: ReturnType<typeof w>, body: ReturnType<typeof w>): Promise<void> {
  await ctx.notify(
    { person: ctx.record.asker },
    {
      title,
      body,
      link: requestLink(ctx.record.id),
      key: `personal-data:${ctx.record.id}:${ctx.move}:${ctx.now.toISOString()}`,
    },
  )
}

/** SHA-256 of what would go: the deed must match the preview to the row. */
export const planHash = (lines: readonly ErasureLine[]): string =>
  createHash('sha256')
    .update(JSON.stringify(whatGoes(lines).map((line) => [line.system, line.record, line.outcome, line.count])))
    .digest('hex')

/** What erasing would do for this request now. Rules of time are asked as of the day it was received, so that waiting changes nothing. */
export async function planFor(
  run: Parameters<typeof planErasure>[0],
  types: readonly RecordType[],
  request: Pick<Row<typeof Request>, 'asker' | 'received_at'>,
): Promise<ErasureLine[]> {
  const about = await aboutOf(run, request.asker)
  return about ? planErasure(run, types, about, request.received_at) : []
}

/** Real time that is left of a limit, as a limit of hours: the task's own clock ends with the case's. */
const hoursUntil = (now: Date, until: Date) => ({
  amount: Math.max(1, Math.floor((until.getTime() - now.getTime()) / 3_600_000)),
  unit: 'calendar-hour' as const,
})

const mustBeKnown = (ctx: RequestSight): void => {
  if (ctx.record.identity === 'unchecked' && !(ctx.data.identity_note as string | null)?.trim())
    throw refuse['identity-unchecked']({}, 'identity_note')
}

/** From a question about one's data to an answer (Luật 91/2025/QH15, Điều 4; Nghị định 356/2025/NĐ-CP). */
export const Answering = flow('personal-data/answering', Request, {
  title: w('Trả lời yêu cầu về dữ liệu cá nhân', 'Answering a personal data request'),
  stateField: 'status',
  numberField: 'number',
  states: {
    received: { label: statusWords.received, tone: 'active' },
    processing: { label: statusWords.processing, tone: 'active' },
    executing: { label: statusWords.executing, tone: 'wait' },
    restricted: { label: statusWords.restricted, tone: 'wait' },
    answered: { label: statusWords.answered, tone: 'good', end: true },
    refused: { label: statusWords.refused, tone: 'bad', end: true },
    withdrawn: { label: w('Người yêu cầu rút', 'Withdrawn'), tone: 'neutral', end: true },
  },
  steps: {
    answer: w('Phản hồi người yêu cầu', 'Answer the asker'),
    'carry-out': w('Thực hiện yêu cầu', 'Carry it out'),
  },
  clocks: {
    answer: w('Phản hồi', 'Answer'),
    whole: w('Thực hiện xong', 'Carry out'),
  },

  async begin(ctx) {
    const answer = limitOf(await getTerm(ctx.tx, 'answer', ctx.record.kind))
    await ctx.clocks.start('answer', { limit: answer })
    await ctx.clocks.start('whole', { limit: limitOf(await getTerm(ctx.tx, 'finish', ctx.record.kind)) })
    await ctx.openTask({
      step: 'answer',
      role: officerRole,
      unit: ctx.record.unit,
      title: `${kindWords[ctx.record.kind].vi} – ${ctx.record.asker_name}`,
      limit: answer,
    })
  },

  moves: {
    accept: {
      from: ['received'],
      to: 'processing',
      who: officer,
      label: w('Phản hồi: sẽ thực hiện', 'Answer: it will be done'),
      tone: 'primary',
      fields: { identity_note: text({ max: 500 }) },
      labels: { identity_note: w('Đã kiểm tra danh tính bằng', 'Identity checked by') },
      recall: false,
      guard: mustBeKnown,
      set: (ctx) =>
        patch({
          answered_at: ctx.now,
          identity: 'checked',
          identity_note: (ctx.data.identity_note as string | null) ?? ctx.record.identity_note,
        }),
      async effect(ctx) {
        await ctx.clocks.stop('answer')
        // Answered on her own page it is made on the case itself: the task of answering ends all the same.
        await ctx.closeTasks({ steps: ['answer'] })
        await ctx.openTask({
          step: 'carry-out',
          role: officerRole,
          unit: ctx.record.unit,
          title: `${kindWords[ctx.record.kind].vi} – ${ctx.record.asker_name}`,
          limit: hoursUntil(ctx.now, ctx.record.due_at),
          assignee: ctx.task?.assignee ?? null,
        })
        await tell(
          ctx,
          w(`Yêu cầu ${ctx.record.number} đang được thực hiện`, `Request ${ctx.record.number} is being carried out`),
          w(
            `${kindWords[ctx.record.kind].vi}: thực hiện xong chậm nhất ${formatInstant(ctx.record.due_at)}.`,
            `${kindWords[ctx.record.kind].en}: done by ${formatInstant(ctx.record.due_at)} at the latest.`,
          ),
        )
      },
    },

    /** The officer sees, before anything is done, what would go and what stays and why. */
    preview: {
      from: ['processing'],
      to: 'processing',
      who: officer,
      label: w('Xem trước việc xóa', 'Preview the erasing'),
      keepsTask: true,
      recall: false,
      guard: (ctx) => {
        if (ctx.record.kind !== 'erase') throw refuse['nothing-to-preview']()
      },
      async effect(ctx) {
        const lines = await planFor(ctx.tx, typesOf(ctx.tx), ctx.record)
        const plan: ErasurePlan = { at: ctx.now.toISOString(), hash: planHash(lines), lines: [...lines] }
        await ctx.set(
          patch({
            plan,
            plan_lines: lines.map((line) => ({
              what: line.title.vi,
              outcome: outcomeWords[line.outcome].vi,
              count: line.count,
              why: line.why.vi,
            })),
          }),
        )
      },
    },

    'carry-out': {
      from: ['processing'],
      to: (ctx) =>
        ctx.record.kind === 'restrict'
          ? 'restricted'
          : ['see', 'export', 'erase'].includes(ctx.record.kind)
            ? 'executing'
            : 'answered',
      who: officer,
      label: w('Thực hiện', 'Carry out'),
      tone: 'primary',
      confirm: w(
        'Thực hiện yêu cầu này? Việc xóa đúng như bản xem trước và không lấy lại được.',
        'Carry this request out? Erasing does what the preview says and cannot be undone.',
      ),
      fields: { outcome: text({ max: 4_000 }) },
      labels: { outcome: w('Câu trả lời cho người yêu cầu', 'Answer to the asker') },
      // The task stays open while the job runs: what is in hand is not erased from under it.
      keepsTask: true,
      recall: false,
      async guard(ctx) {
        const { record } = ctx
        if (record.kind === 'erase' && !record.plan) throw refuse['preview-first']()
        if (record.kind === 'object' && !(ctx.data.outcome as string | null)?.trim())
          throw refuse['answer-missing']({}, 'outcome')
      },
      set: (ctx) =>
        patch({
          outcome: (ctx.data.outcome as string | null) ?? null,
          ...(['see', 'export', 'erase'].includes(ctx.record.kind) ? {} : { closed_at: ctx.now }),
        }),
      async effect(ctx) {
        const { tx, record } = ctx
        const said = record.outcome
        switch (record.kind) {
          case 'correct': {
            const changed = await correctPerson(
              tx,
              record.asker,
              (record.corrections ?? []).map((one) => ({ field: one.field as Correctable, value: one.value })),
              record.number,
            )
            await ctx.set(
              patch({
                outcome: said ?? `Đã sửa ${changed} mục trong sổ người. Giá trị trước khi sửa được lưu trong lịch sử.`,
              }),
            )
            break
          }
          case 'restrict':
            await restrict(tx, record.asker, record.id)
            await ctx.closeTasks()
            await ctx.clocks.stop()
            await ctx.set(
              patch({
                closed_at: null,
                outcome:
                  said ??
                  'Từ nay dữ liệu của bạn không nằm trong bản xuất nào và không dùng cho việc cần sự đồng ý. Hồ sơ đang giải quyết theo luật vẫn tiếp tục.',
              }),
            )
            break
          case 'withdraw': {
            const purposes = [...new Set((await listConsents(tx, record.asker)).map((one) => one.purpose))]
            let count = 0
            for (const purpose of purposes) if (await withdrawConsent(tx, record.asker, purpose, 'request')) count++
            await ctx.set(patch({ outcome: said ?? `Đã rút ${count} sự đồng ý. Việc xử lý dựa vào đó dừng ngay.` }))
            break
          }
          case 'see':
          case 'export':
          case 'erase':
            await enqueue(tx, CARRY_OUT_JOB, { request: record.id }, { key: `${CARRY_OUT_JOB}:${record.id}` })
            return
          case 'object':
            break
        }
        await tell(
          ctx,
          w(`Đã thực hiện yêu cầu ${record.number}`, `Request ${record.number} was carried out`),
          w(ctx.record.outcome ?? '', ctx.record.outcome ?? ''),
        )
      },
    },

    /** Made by the job when it is done. */
    finish: {
      from: ['executing'],
      to: 'answered',
      who: ['house'],
      label: w('Đã thực hiện xong', 'Done'),
      set: (ctx) => patch({ closed_at: ctx.now }),
      async effect(ctx) {
        await tell(
          ctx,
          w(`Đã thực hiện yêu cầu ${ctx.record.number}`, `Request ${ctx.record.number} was carried out`),
          w(ctx.record.outcome ?? 'Mời bạn xem kết quả.', ctx.record.outcome ?? 'See the result.'),
        )
      },
    },

    /** What would go is no longer what was previewed: the officer looks again. */
    'hand-back': {
      from: ['executing'],
      to: 'processing',
      who: ['house'],
      label: w('Trả lại để xem trước', 'Hand back'),
      set: () => patch({ plan: null, plan_lines: null }),
      async effect(ctx) {
        await ctx.notify(
          { role: officerRole, unit: ctx.record.unit },
          {
            title: w(
              `${ctx.record.number}: dữ liệu đã thay đổi sau khi xem trước`,
              `${ctx.record.number}: the data changed after the preview`,
            ),
            body: w('Chưa xóa gì. Hãy xem trước lần nữa.', 'Nothing was erased. Preview it again.'),
            link: `/quan-tri/du-lieu-ca-nhan/yeu-cau/${ctx.record.id}`,
            key: `personal-data:${ctx.record.id}:hand-back:${ctx.now.toISOString()}`,
          },
        )
      },
    },

    extend: {
      from: ['received', 'processing'],
      to: (ctx) => ctx.record.status as 'received' | 'processing',
      who: officer,
      label: w('Gia hạn', 'Extend'),
      once: true,
      keepsTask: true,
      recall: false,
      fields: { reason: text({ max: 1_000, min: 3 }).required() },
      labels: { reason: w('Vì sao cần thêm thời gian', 'Why more time is needed') },
      async effect(ctx) {
        const finish = await getTerm(ctx.tx, 'finish', ctx.record.kind)
        const more = await getTerm(ctx.tx, 'extend', ctx.record.kind)
        const due = await ctx.clocks.start('whole', {
          limit: { amount: finish.amount + more.amount, unit: finish.measure },
          at: ctx.record.received_at,
        })
        await ctx.set(patch({ due_at: due }))
        await tell(
          ctx,
          w(`Yêu cầu ${ctx.record.number} được gia hạn`, `Request ${ctx.record.number} takes longer`),
          w(
            `${ctx.data.reason as string} Hạn mới: ${formatInstant(due)}.`,
            `${ctx.data.reason as string} New limit: ${formatInstant(due)}.`,
          ),
        )
      },
    },

    refuse: {
      from: ['received', 'processing'],
      to: 'refused',
      who: officer,
      label: w('Từ chối có lý do', 'Refuse with a reason'),
      tone: 'danger',
      confirm: w('Từ chối yêu cầu này?', 'Refuse this request?'),
      fields: {
        reason: text({ max: 2_000, min: 10 }).required(),
        basis: text({ max: 500, min: 5 }).required(),
      },
      labels: {
        reason: w('Lý do, để người yêu cầu hiểu', 'Reason, in words the asker understands'),
        basis: w('Căn cứ pháp lý (văn bản, điều)', 'Legal basis (text, article)'),
      },
      recall: false,
      set: (ctx) =>
        patch({
          reason: ctx.data.reason as string,
          basis: ctx.data.basis as string,
          answered_at: ctx.record.answered_at ?? ctx.now,
          closed_at: ctx.now,
        }),
      async effect(ctx) {
        await tell(
          ctx,
          w(`Yêu cầu ${ctx.record.number} không thực hiện được`, `Request ${ctx.record.number} cannot be carried out`),
          w(`${ctx.record.reason} Căn cứ: ${ctx.record.basis}.`, `${ctx.record.reason} Basis: ${ctx.record.basis}.`),
        )
      },
    },

    withdraw: {
      from: ['received', 'processing'],
      to: 'withdrawn',
      who: ['subject'],
      label: w('Rút yêu cầu', 'Withdraw the request'),
      confirm: w('Rút yêu cầu này?', 'Withdraw this request?'),
      set: (ctx) => patch({ closed_at: ctx.now }),
    },

    lift: {
      from: ['restricted'],
      to: 'answered',
      who: ['subject', ...officer],
      label: w('Gỡ hạn chế xử lý', 'Lift the restriction'),
      confirm: w('Gỡ hạn chế? Dữ liệu được dùng trở lại như trước.', 'Lift it? The data are used again as before.'),
      set: (ctx) => patch({ closed_at: ctx.now }),
      async effect(ctx) {
        await liftRestriction(ctx.tx, ctx.record.asker)
      },
    },
  },
})

const REPORT_HOURS_UNIT = 'calendar-hour'

/** Luật 91/2025/QH15, Điều 23: the authority hears of a breach within 72 hours of its being found, by day and night. */
export const BreachHandling = flow('personal-data/breach-handling', Breach, {
  title: w('Xử lý vi phạm bảo vệ dữ liệu', 'Handling a breach'),
  stateField: 'status',
  numberField: 'number',
  states: {
    found: { label: breachStatusWords.found, tone: 'bad' },
    assessed: { label: breachStatusWords.assessed, tone: 'wait' },
    reported: { label: breachStatusWords.reported, tone: 'active' },
    closed: { label: breachStatusWords.closed, tone: 'good', end: true },
  },
  steps: { report: w('Thông báo cơ quan chuyên trách', 'Report to the authority') },
  clocks: { report: w('Thông báo trong 72 giờ', 'Report within 72 hours') },

  async begin(ctx) {
    const term = await getTerm(ctx.tx, 'breach-report')
    const limit = limitOf(term)
    const due = await ctx.clocks.start('report', { limit, at: ctx.record.found_at })
    await ctx.set(breachPatch({ report_due_at: due }))
    await ctx.openTask({
      step: 'report',
      role: officerRole,
      unit: ctx.record.unit,
      limit:
        due > ctx.now
          ? { amount: Math.max(1, hoursUntil(ctx.now, due).amount), unit: REPORT_HOURS_UNIT }
          : { amount: 1, unit: REPORT_HOURS_UNIT },
    })
    await ctx.notify(
      { role: officerRole, unit: ctx.record.unit },
      {
        title: w(`Vi phạm mới: ${ctx.record.title}`, `New breach: ${ctx.record.title}`),
        body: w(`Thông báo cơ quan chuyên trách trước ${formatInstant(due)}.`, `Report before ${formatInstant(due)}.`),
        link: `/officer/cases/personal-data/breach/${ctx.record.id}`,
        key: `breach:${ctx.record.id}`,
      },
    )
  },

  moves: {
    assess: {
      from: ['found'],
      to: 'assessed',
      who: officer,
      label: w('Đánh giá', 'Assess'),
      tone: 'primary',
      fields: {
        people_count: number({ min: 0, max: 10_000_000 }).required(),
        harm: text({ max: 4_000, min: 3 }).required(),
        measures: text({ max: 4_000, min: 3 }).required(),
      },
      labels: {
        people_count: w('Số người bị ảnh hưởng', 'People affected'),
        harm: w('Hậu quả có thể có', 'Possible harm'),
        measures: w('Biện pháp đã và sẽ làm', 'Measures'),
      },
      keepsTask: true,
      recall: false,
      set: (ctx) =>
        breachPatch({
          people_count: ctx.data.people_count as number,
          harm: ctx.data.harm as string,
          measures: ctx.data.measures as string,
        }),
    },

    report: {
      from: ['assessed'],
      to: 'reported',
      who: officer,
      label: w('Đã thông báo cơ quan chuyên trách', 'Reported to the authority'),
      tone: 'primary',
      fields: {
        report_number: text({ max: 100, min: 1 }).required(),
        reported_at: instant(),
        late_reason: text({ max: 1_000 }),
      },
      labels: {
        report_number: w('Số văn bản', 'Number of the letter'),
        reported_at: w('Gửi lúc (để trống: bây giờ)', 'Sent at (empty: now)'),
        late_reason: w('Lý do trễ, nếu trễ', 'Why late, if it is'),
      },
      recall: false,
      async guard(ctx) {
        const told = (ctx.data.reported_at as Date | null) ?? ctx.now
        if (told > ctx.now || told < ctx.record.found_at) throw refuse['found-later']({}, 'reported_at')
        const hours = (await getTerm(ctx.tx, 'breach-report')).amount
        if (!isToldInTime(ctx.record.found_at, told, hours) && !(ctx.data.late_reason as string | null)?.trim())
          throw refuse['late-reason-missing'](
            { due: ctx.record.report_due_at ? formatInstant(ctx.record.report_due_at) : '' },
            'late_reason',
          )
      },
      set: (ctx) =>
        breachPatch({
          report_number: ctx.data.report_number as string,
          reported_at: (ctx.data.reported_at as Date | null) ?? ctx.now,
          late_reason: ctx.data.late_reason as string | null,
        }),
      async effect(ctx) {
        const hours = (await getTerm(ctx.tx, 'breach-report')).amount
        const told = ctx.record.reported_at ?? ctx.now
        await ctx.set(breachPatch({ report_late: !isToldInTime(ctx.record.found_at, told, hours) }))
        await ctx.clocks.stop('report')
        await issueBreachReport(ctx.tx, ctx.record)
      },
    },

    /** Writes to everybody on the list who has an account; the others are told on paper. */
    'tell-people': {
      from: ['found', 'assessed', 'reported'],
      to: (ctx) => ctx.record.status as 'found' | 'assessed' | 'reported',
      who: officer,
      label: w('Báo cho người bị ảnh hưởng', 'Tell the people affected'),
      keepsTask: true,
      recall: false,
      fields: { message: text({ max: 1_500, min: 20 }).required() },
      labels: { message: w('Nội dung: chuyện gì đã xảy ra, nên làm gì', 'What happened, and what to do') },
      guard: (ctx) => {
        if ((ctx.record.affected ?? []).length === 0) throw refuse['nobody-affected']()
      },
      async effect(ctx) {
        let count = 0
        for (const { national_id } of ctx.record.affected ?? []) {
          const person = await findPersonByNationalId(ctx.tx, national_id, 'báo người bị ảnh hưởng bởi vi phạm dữ liệu')
          if (!person) continue
          count += await ctx.notify(
            { person: person.id },
            {
              title: w('Dữ liệu cá nhân của bạn có thể đã bị ảnh hưởng', 'Your personal data may be affected'),
              body: w(ctx.data.message as string, ctx.data.message as string),
              link: '/toi/du-lieu',
              key: `breach:${ctx.record.id}:${ctx.now.toISOString()}`,
            },
          )
        }
        await ctx.set(breachPatch({ told_at: ctx.now, told_count: (ctx.record.told_count ?? 0) + count }))
      },
    },

    close: {
      from: ['reported'],
      to: 'closed',
      who: officer,
      label: w('Đóng hồ sơ', 'Close'),
      confirm: w(
        'Đóng hồ sơ vi phạm? Hồ sơ được giữ ít nhất 5 năm.',
        'Close the file? It is kept at least five years.',
      ),
      recall: false,
      async effect(ctx) {
        const kept = await getTerm(ctx.tx, 'breach-kept')
        await ctx.set(
          breachPatch({
            closed_at: ctx.now,
            keep_until: addMonths(localDate(ctx.now), kept.measure === 'month' ? kept.amount : 60),
          }),
        )
      },
    },
  },
})

/** Luật 91/2025/QH15, Điều 21: the assessment is sent within 60 days of the first processing. */
export const Assessing = flow('personal-data/assessing', Assessment, {
  title: w('Đánh giá tác động xử lý dữ liệu', 'Impact assessment'),
  stateField: 'status',
  states: {
    draft: { label: assessmentStatusWords.draft, tone: 'active' },
    sent: { label: assessmentStatusWords.sent, tone: 'good', end: true },
  },
  steps: { write: w('Lập và gửi hồ sơ', 'Write and send') },
  clocks: { send: w('Gửi trong 60 ngày', 'Send within 60 days') },

  async begin(ctx) {
    const limit = limitOf(await getTerm(ctx.tx, 'assessment-sent'))
    const first = new Date(`${ctx.record.first_processing_on}T00:00:00+07:00`)
    const due = await ctx.clocks.start('send', { limit, at: first, rules: { lastHourRule: false } })
    await ctx.set(assessmentPatch({ send_due_on: localDate(due) }))
    await ctx.openTask({
      step: 'write',
      role: officerRole,
      unit: ctx.record.unit,
      limit: hoursUntil(ctx.now, due),
    })
  },

  moves: {
    send: {
      from: ['draft'],
      to: 'sent',
      who: officer,
      label: w('Đã gửi', 'Sent'),
      tone: 'primary',
      fields: { sent_number: text({ max: 100, min: 1 }).required() },
      labels: { sent_number: w('Số văn bản', 'Number of the letter') },
      recall: false,
      guard: (ctx) => {
        const missing = (['necessity', 'risks', 'measures'] as const).filter((name) => !ctx.record[name]?.trim())
        if (missing.length > 0)
          throw refuse.incomplete({ fields: missing.map((name) => assessmentWords.fields[name].vi).join(', ') })
      },
      set: (ctx) =>
        assessmentPatch({
          sent_number: ctx.data.sent_number as string,
          sent_on: localDate(ctx.now),
          sent_late: ctx.record.send_due_on !== null && localDate(ctx.now) > ctx.record.send_due_on,
        }),
      async effect(ctx) {
        await issueAssessment(ctx.tx, ctx.record)
      },
    },
  },
})
