import { daysBetween, formatDate, instantAt, localDate } from '#ground/clock'
import type { Limit } from '#ground/working-time'
import { type Context, flow, type Patch, type Sight } from '#kernel/cases'
import { date, number, refs, richtext, text } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, getRoot } from '#kernel/trust'
import { Approval, Line, Obstacle, ProvinceReport, Report } from './records.ts'
import { refuse } from './refusals.ts'
import { APPROVER, FOCAL, isInTime, PARTNER, REPORTER, unsaid } from './rules.ts'
import { amountOf } from './terms.ts'
import {
  approvalStateWords,
  obstacleStateWords,
  provinceReportStateWords,
  reportStateWords,
  statusWords,
  w,
} from './words.ts'

const focalAtTask = [{ role: FOCAL, at: 'task' as const }]
/** Whoever writes for the unit a row belongs to. */
const own = [{ role: [REPORTER, PARTNER, FOCAL], at: 'unit' as const }]

/** The role that writes for a unit: the partner has its own. */
async function writerOf(tx: Tx, unit: string): Promise<string> {
  const found = await tx.asHouse(() => tx.one<{ kind: string }>('select kind from sen.unit where id = $1', [unit]))
  return found?.kind === 'partner' ? PARTNER : REPORTER
}
const unitName = async (tx: Tx, unit: string): Promise<string> => (await findUnit(tx, unit))?.name ?? ''
const lineCode = async (tx: Tx, line: string): Promise<string> =>
  (await tx.one<{ code: string }>('select code from plan.line where id = $1', [line]))?.code ?? ''

// ------------------------------------------------------------------------------------- carrying a content out

const linePatch = (patch: Patch<typeof Line>): Patch<typeof Line> => patch

/** From preparation to done. Nothing begins before it was approved in principle: plan, I.2. */
export const Carrying = flow('plan/carrying', Line, {
  title: w('Thực hiện nội dung kế hoạch', 'Carrying out a content'),
  stateField: 'status',
  numberField: 'code',
  states: {
    'not-started': { label: statusWords['not-started'], tone: 'neutral' },
    preparing: { label: statusWords.preparing, tone: 'active' },
    running: { label: statusWords.running, tone: 'active' },
    paused: { label: statusWords.paused, tone: 'wait' },
    done: { label: statusWords.done, tone: 'good', end: true },
    dropped: { label: statusWords.dropped, tone: 'bad', end: true },
  },
  moves: {
    prepare: {
      from: ['not-started'],
      to: 'preparing',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Bắt đầu chuẩn bị', 'Begin to prepare'),
    },
    start: {
      from: ['not-started', 'preparing'],
      to: 'running',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Bắt đầu triển khai', 'Begin'),
      tone: 'primary',
      async guard(ctx) {
        const approved = await ctx.tx.one(
          "select 1 from plan.approval where line = $1 and status = 'approved' limit 1",
          [ctx.record.id],
        )
        if (!approved) throw refuse['not-approved']({ code: ctx.record.code })
      },
    },
    progress: {
      from: ['not-started', 'preparing', 'running', 'paused'],
      to: (ctx) => ctx.record.status,
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Cập nhật tiến độ', 'Update progress'),
      tone: 'primary',
      fields: {
        progress: number({ min: 0, max: 100, unit: '%' }).required(),
        summary: text({ max: 4_000, min: 10 }).required(),
      },
      labels: {
        progress: w('Tiến độ (phần trăm)', 'Progress (percent)'),
        summary: w('Kết quả đến nay (công khai)', 'Results so far (public)'),
      },
      set: (ctx) =>
        linePatch({
          progress: ctx.data.progress as number,
          summary: ctx.data.summary as string,
          progress_on: localDate(ctx.now),
        }),
    },
    assign: {
      from: ['not-started', 'preparing', 'running', 'paused'],
      to: (ctx) => ctx.record.status,
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Sửa phân công', 'Change who is responsible'),
      fields: {
        units: refs('kernel/unit', { max: 300 }).required(),
        units_text: text({ max: 1_000, min: 3 }).required(),
      },
      labels: {
        units: w('Đơn vị thực hiện', 'Responsible units'),
        units_text: w('Phân công, như trong văn bản', 'As the document says it'),
      },
      async guard(ctx) {
        const ids = [...new Set((ctx.data.units as string[] | null) ?? [])]
        const found = await ctx.tx.one<{ count: number }>(
          'select count(*)::int as count from sen.unit where id = any($1::uuid[])',
          [ids],
        )
        if (ids.length === 0 || found?.count !== ids.length) throw refuse['units-unknown']({}, 'units')
      },
      set: (ctx) =>
        linePatch({
          units: [...new Set(ctx.data.units as string[])],
          units_text: ctx.data.units_text as string,
          units_text_en: ctx.data.units_text as string,
        }),
      // What hangs on a content is seen by whoever is responsible for it now.
      async effect(ctx) {
        const values = [ctx.record.id, ctx.record.units ?? []]
        await ctx.tx.query('update plan.approval set units = $2 where line = $1', values)
        await ctx.tx.query('update plan.budget set units = $2 where line = $1', values)
        await ctx.tx.query('update plan.risk set units = $2 where line = $1', values)
        await ctx.tx.query('update plan.obstacle set units = $2 where line = $1', values)
        await ctx.tx.query('update plan.evidence set units = $2 where line = $1', values)
      },
    },
    pause: {
      from: ['preparing', 'running'],
      to: 'paused',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Tạm dừng', 'Pause'),
      fields: { summary: text({ max: 4_000, min: 10 }).required() },
      labels: { summary: w('Lý do (công khai)', 'Why (public)') },
      set: (ctx) => linePatch({ summary: ctx.data.summary as string, progress_on: localDate(ctx.now) }),
    },
    resume: {
      from: ['paused'],
      to: 'running',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Tiếp tục', 'Go on'),
      tone: 'primary',
    },
    finish: {
      from: ['running'],
      to: 'done',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Hoàn thành', 'Done'),
      confirm: w(
        'Ghi nhận nội dung này đã hoàn thành? Sau đó không mở lại.',
        'Record this as done? It is not reopened.',
      ),
      fields: { summary: text({ max: 4_000, min: 10 }).required() },
      labels: { summary: w('Kết quả (công khai)', 'Result (public)') },
      set: (ctx) =>
        linePatch({
          progress: 100,
          summary: ctx.data.summary as string,
          progress_on: localDate(ctx.now),
          done_on: localDate(ctx.now),
        }),
    },
    drop: {
      from: ['not-started', 'preparing', 'running', 'paused'],
      to: 'dropped',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Không triển khai', 'Do not carry out'),
      tone: 'danger',
      confirm: w(
        'Nội dung của kế hoạch mang tính định hướng; ghi nhận không triển khai nội dung này?',
        'The contents are guidance; record that this one is not carried out?',
      ),
      fields: { summary: text({ max: 4_000, min: 10 }).required() },
      labels: { summary: w('Lý do (công khai)', 'Why (public)') },
      set: (ctx) => linePatch({ summary: ctx.data.summary as string, progress_on: localDate(ctx.now) }),
    },
  },
})

// ----------------------------------------------------------------------------------------- approval in principle

const approvalPatch = (patch: Patch<typeof Approval>): Patch<typeof Approval> => patch
type ApprovalContext = Context<typeof Approval>

async function tellAsker(ctx: ApprovalContext, title: ReturnType<typeof w>): Promise<void> {
  await ctx.notify(
    { role: await writerOf(ctx.tx, ctx.record.unit), unit: ctx.record.unit },
    {
      title,
      body: w(ctx.record.title, ctx.record.title),
      link: `/officer/cases/plan/approval/${ctx.record.id}`,
      key: `plan-approval:${ctx.record.id}:${ctx.to}:${ctx.now.toISOString()}`,
    },
  )
}

/** Trình → thẩm định của đầu mối → cấp có thẩm quyền quyết định. */
export const Approving = flow('plan/approving', Approval, {
  title: w('Chấp thuận chủ trương', 'Approval in principle'),
  stateField: 'status',
  states: {
    asked: { label: approvalStateWords.asked, tone: 'active' },
    submitted: { label: approvalStateWords.submitted, tone: 'active' },
    returned: { label: approvalStateWords.returned, tone: 'wait' },
    approved: { label: approvalStateWords.approved, tone: 'good', end: true },
    refused: { label: approvalStateWords.refused, tone: 'bad', end: true },
    withdrawn: { label: approvalStateWords.withdrawn, tone: 'neutral', end: true },
  },
  steps: {
    appraise: w('Thẩm định', 'Appraise'),
    supply: w('Bổ sung hồ sơ xin chủ trương', 'Add what is missing'),
    decide: w('Quyết định chủ trương', 'Decide'),
  },
  async begin(ctx) {
    await ctx.openTask({ step: 'appraise', role: FOCAL, unit: ctx.record.focal ?? ctx.record.unit })
  },
  moves: {
    submit: {
      from: ['asked'],
      to: 'submitted',
      who: focalAtTask,
      label: w('Trình cấp thẩm quyền', 'Put before the authority'),
      tone: 'primary',
      step: ['appraise'],
      fields: { opinion: text({ max: 4_000, min: 10 }).required() },
      labels: { opinion: w('Ý kiến thẩm định', 'Opinion') },
      set: (ctx) => approvalPatch({ opinion: ctx.data.opinion as string }),
      async effect(ctx) {
        await ctx.openTask({ step: 'decide', role: APPROVER, unit: (await getRoot(ctx.tx)).id })
      },
    },
    'send-back': {
      from: ['asked', 'submitted'],
      to: 'returned',
      who: [...focalAtTask, { role: APPROVER, at: 'task' }],
      label: w('Trả lại bổ sung', 'Send back'),
      fields: { conclusion: text({ max: 4_000, min: 5 }).required() },
      labels: { conclusion: w('Cần bổ sung gì', 'What is missing') },
      set: (ctx) => approvalPatch({ conclusion: ctx.data.conclusion as string }),
      async effect(ctx) {
        await ctx.openTask({ step: 'supply', role: await writerOf(ctx.tx, ctx.record.unit), unit: ctx.record.unit })
        await tellAsker(ctx, w('Hồ sơ xin chủ trương cần bổ sung', 'Your request needs more'))
      },
    },
    supply: {
      from: ['returned'],
      to: 'asked',
      who: own,
      label: w('Gửi lại', 'Send again'),
      tone: 'primary',
      fields: { content: richtext({ max: 10_000 }).required() },
      labels: { content: w('Nội dung sau khi bổ sung', 'The whole content, completed') },
      set: (ctx) => approvalPatch({ content: ctx.data.content as string }),
      async effect(ctx) {
        await ctx.closeTasks()
        await ctx.openTask({ step: 'appraise', role: FOCAL, unit: ctx.record.focal ?? ctx.record.unit })
      },
    },
    approve: {
      from: ['submitted'],
      to: 'approved',
      who: [{ role: APPROVER, at: 'task' }],
      label: w('Chấp thuận', 'Approve'),
      tone: 'primary',
      step: ['decide'],
      fields: {
        number: text({ max: 100, min: 3 }).required(),
        decided_on: date().required(),
        conclusion: text({ max: 4_000 }),
      },
      labels: {
        number: w('Số văn bản', 'Number of the decision'),
        decided_on: w('Ngày văn bản', 'Day of the decision'),
        conclusion: w('Kết luận', 'Conclusion'),
      },
      recall: false,
      guard: (ctx) => {
        if ((ctx.data.decided_on as string) > localDate(ctx.now)) throw refuse['decided-later']({}, 'decided_on')
      },
      set: (ctx) =>
        approvalPatch({
          number: ctx.data.number as string,
          decided_on: ctx.data.decided_on as string,
          decided_by: ctx.tx.actor.name,
          conclusion: ctx.data.conclusion as string | null,
        }),
      async effect(ctx) {
        await tellAsker(ctx, w('Đã chấp thuận chủ trương', 'Approved in principle'))
      },
    },
    refuse: {
      from: ['submitted'],
      to: 'refused',
      who: [{ role: APPROVER, at: 'task' }],
      label: w('Không chấp thuận', 'Refuse'),
      tone: 'danger',
      step: ['decide'],
      fields: { conclusion: text({ max: 4_000, min: 10 }).required() },
      labels: { conclusion: w('Lý do', 'Why') },
      recall: false,
      set: (ctx) =>
        approvalPatch({
          decided_on: localDate(ctx.now),
          decided_by: ctx.tx.actor.name,
          conclusion: ctx.data.conclusion as string,
        }),
      async effect(ctx) {
        await tellAsker(ctx, w('Chủ trương không được chấp thuận', 'Not approved'))
      },
    },
    withdraw: {
      from: ['asked', 'submitted', 'returned'],
      to: 'withdrawn',
      who: own,
      label: w('Rút', 'Withdraw'),
      tone: 'danger',
      confirm: w('Rút đề nghị chấp thuận này?', 'Withdraw this request?'),
    },
  },
})

// ----------------------------------------------------------------------------------------------------- obstacles

const obstaclePatch = (patch: Patch<typeof Obstacle>): Patch<typeof Obstacle> => patch
type ObstacleContext = Context<typeof Obstacle>

async function tellSender(ctx: ObstacleContext, title: ReturnType<typeof w>, body: string): Promise<void> {
  await ctx.notify(
    { role: await writerOf(ctx.tx, ctx.record.unit), unit: ctx.record.unit },
    {
      title,
      body: w(body, body),
      link: `/officer/cases/plan/obstacle/${ctx.record.id}`,
      key: `plan-obstacle:${ctx.record.id}:${ctx.move}:${ctx.now.toISOString()}`,
    },
  )
}
const answerTask = (ctx: ObstacleContext) =>
  ctx.openTask({ step: 'answer', role: FOCAL, unit: ctx.record.focal ?? ctx.record.unit })

/** A unit says what stands in its way; the focal department answers within working days of a dated rule. */
export const Untangling = flow('plan/untangling', Obstacle, {
  title: w('Tháo gỡ vướng mắc', 'Settling an obstacle'),
  stateField: 'status',
  states: {
    sent: { label: obstacleStateWords.sent, tone: 'active' },
    forwarded: { label: obstacleStateWords.forwarded, tone: 'active' },
    'more-asked': { label: obstacleStateWords['more-asked'], tone: 'wait' },
    answered: { label: obstacleStateWords.answered, tone: 'good' },
    closed: { label: obstacleStateWords.closed, tone: 'good', end: true },
    withdrawn: { label: obstacleStateWords.withdrawn, tone: 'neutral', end: true },
  },
  steps: {
    answer: w('Trả lời vướng mắc', 'Answer'),
    explain: w('Trả lời câu hỏi của đầu mối', 'Answer the question'),
    confirm: w('Xác nhận đã tháo gỡ', 'Confirm that it is settled'),
  },
  // Named 'whole' so that its due instant follows when a day off is announced.
  clocks: { whole: w('Hạn trả lời', 'Answer due') },
  dueField: 'answer_due_at',
  async begin(ctx) {
    const limit: Limit = { amount: await amountOf(ctx.tx, 'obstacle-answer'), unit: 'working-day' }
    const due = await ctx.clocks.start('whole', { limit, unit: ctx.record.focal ?? ctx.record.unit })
    await ctx.set(obstaclePatch({ answer_due_at: due }))
    await ctx.openTask({ step: 'answer', role: FOCAL, unit: ctx.record.focal ?? ctx.record.unit, limit })
    await ctx.notify(
      { role: FOCAL, unit: ctx.record.focal ?? ctx.record.unit },
      {
        title: w('Vướng mắc mới', 'A new obstacle'),
        body: w(
          `${await unitName(ctx.tx, ctx.record.unit)} (${await lineCode(ctx.tx, ctx.record.line)}): ${ctx.record.title}`,
          ctx.record.title,
        ),
        link: `/officer/cases/plan/obstacle/${ctx.record.id}`,
        key: `plan-obstacle:${ctx.record.id}`,
      },
    )
  },
  moves: {
    answer: {
      from: ['sent', 'forwarded'],
      to: 'answered',
      who: focalAtTask,
      label: w('Trả lời', 'Answer'),
      tone: 'primary',
      step: ['answer'],
      fields: { answer: richtext({ max: 10_000 }).required() },
      labels: { answer: w('Nội dung trả lời', 'The answer') },
      recall: false,
      set: (ctx) => obstaclePatch({ answer: ctx.data.answer as string, answered_at: ctx.now }),
      async effect(ctx) {
        await ctx.clocks.stop('whole')
        await ctx.openTask({ step: 'confirm', role: await writerOf(ctx.tx, ctx.record.unit), unit: ctx.record.unit })
        await tellSender(ctx, w('Vướng mắc đã được trả lời', 'Your obstacle is answered'), ctx.record.title)
      },
    },
    ask: {
      from: ['sent', 'forwarded'],
      to: 'more-asked',
      who: focalAtTask,
      label: w('Hỏi thêm', 'Ask for more'),
      step: ['answer'],
      fields: { question: text({ max: 2_000, min: 5 }).required() },
      labels: { question: w('Cần biết thêm gì', 'What must be known') },
      recall: false,
      set: (ctx) => obstaclePatch({ question: ctx.data.question as string }),
      async effect(ctx) {
        await ctx.clocks.pause('whole')
        await ctx.openTask({ step: 'explain', role: await writerOf(ctx.tx, ctx.record.unit), unit: ctx.record.unit })
        await tellSender(ctx, w('Đơn vị đầu mối hỏi thêm', 'More is asked'), ctx.data.question as string)
      },
    },
    explain: {
      from: ['more-asked'],
      to: 'sent',
      who: own,
      label: w('Trả lời câu hỏi', 'Answer the question'),
      tone: 'primary',
      fields: { more: text({ max: 4_000, min: 5 }).required() },
      labels: { more: w('Thông tin thêm', 'What is added') },
      recall: false,
      set: (ctx) =>
        obstaclePatch({
          content: `${ctx.record.content}\n\n${ctx.data.more as string}`.slice(0, 10_000),
          question: null,
        }),
      async effect(ctx) {
        await ctx.closeTasks()
        const due = await ctx.clocks.resume('whole')
        await ctx.set(obstaclePatch({ answer_due_at: due }))
        await answerTask(ctx)
      },
    },
    forward: {
      from: ['sent'],
      to: 'forwarded',
      who: focalAtTask,
      label: w('Chuyển cấp trên hoặc cơ quan khác', 'Pass on'),
      step: ['answer'],
      keepsTask: true,
      fields: { forwarded_to: text({ max: 300, min: 3 }).required() },
      labels: { forwarded_to: w('Chuyển đến (cơ quan, số văn bản)', 'To whom (agency, number)') },
      recall: false,
      set: (ctx) => obstaclePatch({ forwarded_to: ctx.data.forwarded_to as string }),
      async effect(ctx) {
        await tellSender(
          ctx,
          w('Vướng mắc đã được chuyển tiếp', 'Your obstacle was passed on'),
          ctx.data.forwarded_to as string,
        )
      },
    },
    settle: {
      from: ['answered'],
      to: 'closed',
      who: own,
      label: w('Đã tháo gỡ', 'Settled'),
      tone: 'primary',
    },
    reopen: {
      from: ['answered'],
      to: 'sent',
      who: own,
      label: w('Chưa tháo gỡ', 'Not settled'),
      fields: { more: text({ max: 4_000, min: 5 }).required() },
      labels: { more: w('Còn vướng gì', 'What still stands in the way') },
      recall: false,
      set: (ctx) => obstaclePatch({ content: `${ctx.record.content}\n\n${ctx.data.more as string}`.slice(0, 10_000) }),
      async effect(ctx) {
        await ctx.closeTasks()
        const limit: Limit = { amount: await amountOf(ctx.tx, 'obstacle-answer'), unit: 'working-day' }
        const due = await ctx.clocks.start('whole', { limit, unit: ctx.record.focal ?? ctx.record.unit })
        await ctx.set(obstaclePatch({ answer_due_at: due }))
        await answerTask(ctx)
      },
    },
    withdraw: {
      from: ['sent', 'forwarded', 'more-asked', 'answered'],
      to: 'withdrawn',
      who: own,
      label: w('Rút', 'Withdraw'),
      tone: 'danger',
      confirm: w('Rút vướng mắc này?', 'Withdraw this obstacle?'),
    },
  },
})

// -------------------------------------------------------------------------------------------------- yearly report

const reportPatch = (patch: Patch<typeof Report>): Patch<typeof Report> => patch
type ReportContext = Context<typeof Report>

/** Until the end of a day, as a limit a task can carry. */
function untilEndOf(day: string, now: Date): Limit {
  const hours = Math.floor((instantAt(day, 24 * 60 - 1).getTime() - now.getTime()) / 3_600_000)
  return { amount: Math.max(1, hours), unit: 'calendar-hour' }
}

async function writeTask(ctx: ReportContext, limit: Limit): Promise<void> {
  await ctx.openTask({
    step: 'write',
    role: ctx.record.kind === 'partner' ? PARTNER : REPORTER,
    unit: ctx.record.unit,
    limit,
  })
}

const mustBeSaid = (ctx: Sight<typeof Report>): void => {
  const codes = unsaid(ctx.record.lines ?? [])
  if (codes.length > 0)
    throw refuse['report-unsaid']({ count: codes.length, codes: codes.slice(0, 12).join(', ') }, 'lines')
}

/** Written by the unit, reviewed by the focal department: plan, IV.3 and IV.4a. */
export const Reporting = flow('plan/reporting', Report, {
  title: w('Báo cáo năm', 'Yearly report'),
  stateField: 'status',
  states: {
    draft: { label: reportStateWords.draft, tone: 'wait' },
    submitted: { label: reportStateWords.submitted, tone: 'active' },
    returned: { label: reportStateWords.returned, tone: 'bad' },
    accepted: { label: reportStateWords.accepted, tone: 'good', end: true },
  },
  steps: { write: w('Viết và gửi báo cáo', 'Write and hand in'), review: w('Duyệt báo cáo', 'Review') },
  async begin(ctx) {
    await writeTask(ctx, untilEndOf(ctx.record.due_on, ctx.now))
  },
  moves: {
    submit: {
      from: ['draft', 'returned'],
      to: 'submitted',
      who: [{ role: [REPORTER, PARTNER], at: 'unit' }],
      label: w('Gửi báo cáo', 'Hand in'),
      tone: 'primary',
      recall: false,
      guard: mustBeSaid,
      set: (ctx) =>
        reportPatch({
          submitted_on: ctx.record.submitted_on ?? localDate(ctx.now),
          // A report sent back was in time when it first came in time.
          late: !isInTime(ctx.record.submitted_on ?? localDate(ctx.now), ctx.record.due_on),
          reason: null,
        }),
      async effect(ctx) {
        await ctx.closeTasks()
        await ctx.openTask({ step: 'review', role: FOCAL, unit: ctx.record.focal ?? ctx.record.unit })
      },
    },
    'send-back': {
      from: ['submitted'],
      to: 'returned',
      who: [{ role: FOCAL, at: 'focal' }],
      label: w('Trả lại', 'Send back'),
      fields: { reason: text({ max: 2_000, min: 10 }).required() },
      labels: { reason: w('Cần sửa gì', 'What must be put right') },
      recall: false,
      set: (ctx) => reportPatch({ reason: ctx.data.reason as string }),
      async effect(ctx) {
        await ctx.closeTasks()
        const days = await amountOf(ctx.tx, 'returned-report')
        await writeTask(ctx, { amount: days, unit: 'working-day' })
        await ctx.notify(
          { role: ctx.record.kind === 'partner' ? PARTNER : REPORTER, unit: ctx.record.unit },
          {
            title: w('Báo cáo năm bị trả lại', 'Your yearly report was sent back'),
            body: w(ctx.data.reason as string, ctx.data.reason as string),
            link: `/officer/desk/plan/reports/${ctx.record.id}`,
            key: `plan-report-back:${ctx.record.id}:${ctx.now.toISOString()}`,
          },
        )
      },
    },
    accept: {
      from: ['submitted'],
      to: 'accepted',
      who: [{ role: FOCAL, at: 'focal' }],
      label: w('Duyệt', 'Accept'),
      tone: 'primary',
      recall: false,
      set: (ctx) => reportPatch({ accepted_on: localDate(ctx.now) }),
    },
  },
})

// ---------------------------------------------------------------------------------------- report of the province

const provincePatch = (patch: Patch<typeof ProvinceReport>): Patch<typeof ProvinceReport> => patch

/** Gathered, put before the People's Committee, issued with its number. */
export const Gathering = flow('plan/gathering', ProvinceReport, {
  title: w('Báo cáo tổng hợp của tỉnh', 'Report of the province'),
  stateField: 'status',
  states: {
    drafting: { label: provinceReportStateWords.drafting, tone: 'active' },
    submitted: { label: provinceReportStateWords.submitted, tone: 'active' },
    issued: { label: provinceReportStateWords.issued, tone: 'good', end: true },
  },
  steps: { gather: w('Tổng hợp báo cáo', 'Gather'), issue: w('Ban hành báo cáo', 'Issue') },
  async begin(ctx) {
    await ctx.openTask({ step: 'gather', role: FOCAL, unit: ctx.record.unit })
  },
  moves: {
    submit: {
      from: ['drafting'],
      to: 'submitted',
      who: [{ role: FOCAL, at: 'unit' }],
      label: w('Trình UBND tỉnh', 'Put before the People’s Committee'),
      tone: 'primary',
      guard: (ctx) => {
        if (!ctx.record.gathered) throw refuse['not-gathered']({ year: ctx.record.year })
      },
      async effect(ctx) {
        await ctx.closeTasks()
        await ctx.openTask({ step: 'issue', role: APPROVER, unit: (await getRoot(ctx.tx)).id })
      },
    },
    'send-back': {
      from: ['submitted'],
      to: 'drafting',
      who: [{ role: APPROVER, at: 'task' }],
      label: w('Trả lại để sửa', 'Send back'),
      recall: false,
      async effect(ctx) {
        await ctx.closeTasks()
        await ctx.openTask({ step: 'gather', role: FOCAL, unit: ctx.record.unit })
      },
    },
    issue: {
      from: ['submitted'],
      to: 'issued',
      who: [{ role: APPROVER, at: 'task' }],
      label: w('Ban hành', 'Issue'),
      tone: 'primary',
      recall: false,
      fields: { number: text({ max: 100, min: 3 }).required(), issued_on: date().required() },
      labels: { number: w('Số văn bản', 'Number'), issued_on: w('Ngày ban hành', 'Day') },
      guard: (ctx) => {
        if ((ctx.data.issued_on as string) > localDate(ctx.now)) throw refuse['decided-later']({}, 'issued_on')
      },
      set: (ctx) =>
        provincePatch({
          number: ctx.data.number as string,
          issued_on: ctx.data.issued_on as string,
          signer: ctx.tx.actor.name,
        }),
    },
  },
})

/** "còn 12 ngày", "trễ 3 ngày": for reminders. */
export function dueWords(due: string, today: string): ReturnType<typeof w> {
  const left = daysBetween(today, due)
  if (left < 0) return w(`đã trễ ${-left} ngày (hạn ${formatDate(due)})`, `${-left} days late (due ${formatDate(due)})`)
  if (left === 0) return w('hạn là hôm nay', 'due today')
  return w(`còn ${left} ngày (hạn ${formatDate(due)})`, `${left} days left (due ${formatDate(due)})`)
}
