import { formatInstant, localDate } from '#ground/clock'
import { type Limit, speakLimit } from '#ground/working-time'
import { addComment, type Context, calendarOfUnit, flow, type Sight, startCase } from '#kernel/cases'
import { attachFiles, findFile } from '#kernel/papers'
import {
  choice,
  createRow,
  type FileRef,
  files,
  type Input,
  instant,
  money,
  type Row,
  text,
  yesno,
} from '#kernel/records'
import { findUnit } from '#kernel/trust'
import { communeFullName, findCommune } from '#province'
import { findDesign } from './design/find.ts'
import { closeDuty, openDuty, refuseUnpaid } from './fees/bills.ts'
import { issueApology, issueReceipt, issueRejection, issueResult, issueStop, issueSupplement } from './issue.ts'
import { checkPromise } from './life/apology.ts'
import { beginWaiting, endWaiting } from './life/bundle.ts'
import { asksOf, foundBy } from './life/findings.ts'
import { dropBills } from './life/money.ts'
import { complete, isLast, left, sendBack, stageAfter, stageBefore, stepOf, withheld } from './life/plan.ts'
import { resolveSteps } from './life/steps.ts'
import { Dossier, type DossierStep, StoredPaper, type Supplement } from './records.ts'
import { refuse } from './refusals.ts'
import { cutoffMinute, timeLimitOn, warningSharesOn } from './rules.ts'
import { keepDigitised } from './scanning/store.ts'
import { deliveryWords, statusWords } from './words.ts'

type DossierContext = Context<typeof Dossier>
type DossierSight = Sight<typeof Dossier>

const w = (vi: string, en: string) => ({ vi, en })
/** Keeps the literal types of a patch. */
const patch = (values: Input<typeof Dossier>): Input<typeof Dossier> => values

type Plan = readonly DossierStep[]
const planOf = (dossier: Row<typeof Dossier>): Plan => dossier.steps ?? []

/** Opens the tasks of steps that are done side by side in the queues of their offices, and lets these see the dossier. */
async function openSteps(ctx: DossierContext, steps: Plan, assignee: string | null = null): Promise<void> {
  const units = ctx.record.units ?? []
  const joined = [...new Set([...units, ...steps.map((step) => step.unit)])]
  await ctx.set({
    step_position: steps[0]?.position ?? ctx.record.step_position,
    ...(joined.length > units.length ? { units: joined } : {}),
  })
  for (const step of steps) {
    await ctx.openTask({
      step: step.kind,
      title: ctx.record.procedure_name,
      label: step.name,
      role: step.role,
      unit: step.unit,
      position: step.position,
      ...(step.key ? { key: step.key } : {}),
      without: withheld(planOf(ctx.record), step),
      ...asksOf(step),
      limit: step.limitHours === null ? null : { amount: step.limitHours, unit: 'working-hour' },
      rules: { lastHourRule: false },
      assignee: steps.length === 1 ? assignee : null,
    })
  }
}

/** The step whose task this is, among those of the present stage. */
const ownStep = (of: DossierSight | DossierContext): DossierStep | undefined =>
  of.task ? stepOf(planOf(of.record), of.record.step_position, of.task) : undefined

/** Colleagues' steps of the present stage that are still open, beside the mover's own. */
function besides(of: DossierSight | DossierContext): DossierStep[] {
  const own = ownStep(of)
  return left(planOf(of.record), of.record.step_position).filter((step) => step !== own)
}

/** The plan as it will be when the mover's step is done, with what she found. */
function planAfter(of: DossierSight | DossierContext): { plan: Plan; opens: Plan } {
  const plan = planOf(of.record)
  const own = ownStep(of)
  return own ? complete(plan, own, of.now.toISOString(), foundBy(own, of.data)) : { plan, opens: [] }
}

/**
 * A dossier is taken on: the clock of the whole starts by the last-hour rule and the procedure's cut-off, its plan is laid out
 * and its first stage opens. By an officer of the counter, or by the house when it follows another of its filing.
 */
async function takeOn(ctx: DossierContext): Promise<void> {
  const { tx } = ctx
  const procedure = await tx.one<{ cutoff: string | null }>('select cutoff from one_stop.procedure where id = $1', [
    ctx.record.procedure,
  ])
  const design = ctx.record.design === null ? undefined : await findDesign(tx, ctx.record.design)
  const limit = ctx.record.limit as Limit | null
  if (!limit) throw refuse['no-office']()
  const cutoff = cutoffMinute({ cutoff: design ? design.content.cutoff : (procedure?.cutoff ?? null) })
  const due = await ctx.clocks.start('whole', {
    limit: { amount: limit.amount, unit: limit.unit },
    rules: { lastHourRule: true, ...(cutoff === undefined ? {} : { cutoffMinute: cutoff }) },
  })
  const steps = await resolveSteps(tx, ctx.record, localDate(ctx.now))
  const first = stageAfter(steps, 0)
  await ctx.set({ due_at: due, steps, step_position: first[0]?.position ?? 0 })
  await ctx.closeTasks({ outcome: 'accept' })
  await openSteps(ctx, first, tx.actor.account)
  await issueReceipt(tx, ctx.record, tx.actor.name)
  await keepDigitised(tx, ctx.record)
  await tell(
    ctx,
    w(`Hồ sơ ${ctx.record.number} đã được tiếp nhận`, `Dossier ${ctx.record.number} is accepted`),
    w(`Thời hạn giải quyết: ${speakLimit(limit).vi}.`, `Time limit: ${speakLimit(limit).en}.`),
  )
}

/** Where a dossier is received; dossiers of before did not say. */
const receivingUnit = (dossier: Row<typeof Dossier>): string => dossier.received_unit ?? dossier.unit

/** Puts the check of what came in into the receiving counter's queue, with its own clock. */
async function openCheck(ctx: DossierContext, label: { vi: string; en: string }): Promise<void> {
  const limit = timeLimitOn('acceptance', localDate(ctx.now))
  const unit = receivingUnit(ctx.record)
  await ctx.clocks.start('acceptance', { limit, rules: { lastHourRule: true }, unit })
  await ctx.openTask({
    step: 'receive',
    title: ctx.record.procedure_name,
    label,
    role: 'one-stop-officer',
    unit,
    position: 0,
    limit,
    rules: { lastHourRule: true },
  })
}

/** What waits for this dossier's result, begins. */
const beginNext = (ctx: DossierContext): Promise<number> =>
  beginWaiting(ctx.tx, ctx.record, async (row) => {
    await startCase(ctx.tx, Handling, row)
  })

/** It ends without a result: the paper that says so (Mẫu 05, or none where another form says it), and what waited for it ends too. */
async function endWithout(ctx: DossierContext, form: 'stop' | 'other'): Promise<void> {
  await ctx.set({ finance_state: await dropBills(ctx.tx, ctx.record) })
  if (form === 'stop') await issueStop(ctx.tx, ctx.record, ctx.tx.actor.name)
  await endWaiting(ctx.tx, ctx.record, (row) => issueStop(ctx.tx, row, ctx.tx.actor.name))
}

/** Nothing is done with a dossier that waits for another of its filing. */
async function refuseWaiting(of: DossierSight): Promise<void> {
  const { waits_for: first } = of.record
  if (first === null) return
  const before = await of.tx.asHouse(() =>
    of.tx.one<{ number: string }>('select number from one_stop.dossier where id = $1', [first]),
  )
  throw refuse['bundle-waits']({ number: before?.number ?? '' })
}

/** Keeps the reason of an officer where her colleagues read it; the applicant does not. */
const remark = (ctx: DossierContext, words: string) => addComment(ctx.tx, Dossier, ctx.record.id, words)

/** Tells the applicant, and who filed in her place. */
async function tell(
  ctx: DossierContext,
  title: { vi: string; en: string },
  body?: { vi: string; en: string },
): Promise<void> {
  for (const person of [ctx.record.applicant, ctx.record.representative]) {
    if (person === null) continue
    await ctx.notify(
      { person },
      {
        title,
        ...(body ? { body } : {}),
        link: `/ho-so/${ctx.record.number}`,
        key: `${ctx.record.id}:${ctx.move}:${ctx.record.version}`,
      },
    )
  }
}

/** How long the applicant had to answer: by the rule of the day she was asked. */
const answerTime = (dossier: Row<typeof Dossier>) =>
  speakLimit(timeLimitOn('supplement', localDate(new Date(supplementOf(dossier)?.at ?? dossier.received_at))))

const supplementOf = (dossier: Row<typeof Dossier>): Supplement | null =>
  (dossier.supplement as Supplement | null) ?? null

/** Files that an effect is going to attach must be the mover's own. */
async function ownFiles(ctx: DossierSight, field: string): Promise<void> {
  for (const file of (ctx.data[field] as FileRef[] | null) ?? []) {
    if (!(await findFile(ctx.tx, file.file))) throw refuse['foreign-file']({ name: file.name }, field)
  }
}

const attach = (ctx: DossierContext, list: readonly FileRef[]) =>
  attachFiles(
    ctx.tx,
    list.map((file) => file.file),
    { system: 'one-stop', record: 'dossier', recordId: ctx.record.id, unit: ctx.record.unit },
  )

const reasonField = { reason: text({ max: 2_000 }).required() }
const reasonLabel = { reason: w('Lý do', 'Reason') }
/** Whose work it is; a head may do what is her section's, nobody what is her head's: who handled it does not review it. */
const worker = [
  'assignee',
  'doer',
  { role: ['section-head', 'leader'], at: 'task', of: ['handler', 'clerk'] },
  { role: 'leader', at: 'task', of: ['section-head'] },
  { role: 'centre-head', at: 'task', of: ['one-stop-officer'] },
] as const
const atCounter = ['one-stop-officer', 'centre-head'] as const
const counterOfDossier = { role: atCounter, at: 'unit' } as const
/** Where it is received, where it is settled, where the result is handed over: three places that may be one (Điều 7–8). */
const receivingCounter = [
  { role: atCounter, at: 'task' },
  { role: atCounter, at: 'received_unit' },
] as const
const returningCounter = [
  { role: atCounter, at: 'task' },
  { role: atCounter, at: 'returning_unit' },
] as const
const anyCounter = [counterOfDossier, ...receivingCounter.slice(1), ...returningCounter.slice(1)] as const
/** The applicant, or who filed in her place. */
const applicants = ['subject', { person: 'representative' }] as const

/** The life of a dossier: Nghị định 118/2025/NĐ-CP, Điều 17–22; states are the ten national codes. */
export const Handling = flow('one-stop/handling', Dossier, {
  title: w('Giải quyết hồ sơ', 'Handling a dossier'),
  stateField: 'status',
  numberField: 'number',
  dueField: 'due_at',
  escalateTo: 'leader',
  states: {
    registered: { label: statusWords.registered, tone: 'active' },
    received: { label: statusWords.received, tone: 'active' },
    processing: { label: statusWords.processing, tone: 'active' },
    'supplement-asked': { label: statusWords['supplement-asked'], tone: 'wait' },
    'financial-duty': { label: statusWords['financial-duty'], tone: 'wait' },
    finished: { label: statusWords.finished, tone: 'good' },
    returned: { label: statusWords.returned, tone: 'good', end: true },
    rejected: { label: statusWords.rejected, tone: 'bad', end: true },
    withdrawn: { label: statusWords.withdrawn, tone: 'neutral', end: true },
    stopped: { label: statusWords.stopped, tone: 'bad', end: true },
  },
  clocks: {
    acceptance: w('Trả lời tiếp nhận', 'Answer on acceptance'),
    whole: w('Giải quyết hồ sơ', 'Whole dossier'),
    supplement: w('Chờ bổ sung', 'Waiting for the supplement'),
  },
  whenLate: { supplement: 'close-unanswered' },
  warnAt: warningSharesOn,

  async begin(ctx) {
    // It followed another of its filing and was checked with it: the house has taken it on.
    if (ctx.record.status === 'received') return takeOn(ctx)
    await openCheck(ctx, w('Kiểm tra và tiếp nhận hồ sơ', 'Check and accept the dossier'))
    const limit = speakLimit(timeLimitOn('acceptance', localDate(ctx.now)))
    await tell(
      ctx,
      w(`Đã nhận hồ sơ ${ctx.record.number}`, `Dossier ${ctx.record.number} has arrived`),
      w(
        `Cán bộ sẽ trả lời việc tiếp nhận trong ${limit.vi}.`,
        `An officer answers on its acceptance within ${limit.en}.`,
      ),
    )
    await ctx.notify(
      { role: 'one-stop-officer', unit: receivingUnit(ctx.record) },
      {
        title: w(`Hồ sơ mới ${ctx.record.number}`, `New dossier ${ctx.record.number}`),
        body: w(ctx.record.procedure_name, ctx.record.procedure_name),
        link: `/officer/cases/one-stop/dossier/${ctx.record.id}`,
        key: `${ctx.record.id}:new`,
      },
    )
  },

  moves: {
    /** Mẫu 01: the clock of the whole dossier starts here, by the last-hour rule and the procedure's cut-off. */
    accept: {
      from: ['registered', 'supplement-asked'],
      to: 'received',
      who: receivingCounter,
      label: w('Tiếp nhận', 'Accept'),
      tone: 'primary',
      // The receipt is in the applicant's hands.
      recall: false,
      guard: async (ctx) => {
        await refuseWaiting(ctx)
        if (ctx.record.status === 'supplement-asked' && !supplementOf(ctx.record)?.answeredAt)
          throw refuse['not-supplied']()
      },
      set: (ctx) => patch({ accepted_at: ctx.now }),
      async effect(ctx) {
        await ctx.clocks.stop('acceptance')
        await takeOn(ctx)
      },
    },

    /** Mẫu 03. */
    reject: {
      from: ['registered', 'supplement-asked'],
      to: 'rejected',
      who: receivingCounter,
      label: w('Từ chối tiếp nhận', 'Reject'),
      tone: 'danger',
      recall: false,
      confirm: w(
        'Từ chối tiếp nhận hồ sơ này? Người nộp nhận phiếu từ chối nêu lý do.',
        'Reject this dossier? The applicant receives a slip with the reason.',
      ),
      fields: { ...reasonField, basis: text({ max: 500 }).required() },
      labels: { ...reasonLabel, basis: w('Căn cứ pháp lý', 'Legal basis') },
      guard: refuseWaiting,
      set: (ctx) => patch({ reason: ctx.data.reason as string, finished_at: ctx.now }),
      async effect(ctx) {
        await issueRejection(ctx.tx, ctx.record, ctx.tx.actor.name, ctx.data.basis as string)
        await endWithout(ctx, 'other')
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} không được tiếp nhận`, `Dossier ${ctx.record.number} was not accepted`),
          w(ctx.data.reason as string, ctx.data.reason as string),
        )
      },
    },

    /** Mẫu 02, once (Điều 11). What waits for the citizen is not counted against the officers. */
    'ask-supplement': {
      from: ['registered', 'received', 'processing'],
      to: 'supplement-asked',
      who: [...worker, ...receivingCounter],
      label: w('Yêu cầu bổ sung', 'Ask for a supplement'),
      recall: false,
      fields: { items: text({ max: 2_000 }).required(), ...reasonField },
      labels: { items: w('Giấy tờ, nội dung cần bổ sung', 'What is to be supplied'), ...reasonLabel },
      guard: async (ctx) => {
        await refuseWaiting(ctx)
        if (ctx.record.supplement_count > 0) throw refuse['second-supplement']()
      },
      set: (ctx) =>
        patch({
          supplement_count: 1,
          supplement: {
            at: ctx.now.toISOString(),
            by: ctx.tx.actor.name,
            items: ctx.data.items as string,
            reason: ctx.data.reason as string,
            during: ctx.record.accepted_at === null ? 'intake' : 'processing',
            answeredAt: null,
            answer: null,
          },
          due_at: null,
        }),
      async effect(ctx) {
        await ctx.closeTasks({ outcome: 'ask-supplement' })
        if (ctx.record.accepted_at === null) await ctx.clocks.stop('acceptance')
        else await ctx.clocks.pause('whole')
        const until = await ctx.clocks.start('supplement', {
          limit: timeLimitOn('supplement', localDate(ctx.now)),
          rules: { lastHourRule: true },
        })
        await issueSupplement(ctx.tx, ctx.record, ctx.tx.actor.name, until)
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} cần bổ sung`, `Dossier ${ctx.record.number} needs a supplement`),
          w(ctx.data.items as string, ctx.data.items as string),
        )
      },
    },

    /** The answer of the applicant, online or over the counter. The clock begins again at the whole limit. */
    supply: {
      from: ['supplement-asked'],
      to: (ctx) => (supplementOf(ctx.record)?.during === 'processing' ? 'processing' : 'supplement-asked'),
      who: [...applicants, ...anyCounter],
      label: w('Nộp bổ sung', 'Supply'),
      tone: 'primary',
      fields: { answer: text({ max: 2_000 }).required(), files: files({ max: 20 }) },
      labels: { answer: w('Nội dung bổ sung', 'What is supplied'), files: w('Tệp bổ sung', 'Files') },
      guard: async (ctx) => {
        if (supplementOf(ctx.record)?.answeredAt) throw refuse['already-sent']({ number: ctx.record.number })
        await ownFiles(ctx, 'files')
      },
      async effect(ctx) {
        const supplement = supplementOf(ctx.record) as Supplement
        const added = (ctx.data.files as FileRef[] | null) ?? []
        const attached = await attach(ctx, added)
        await ctx.set({
          supplement: { ...supplement, answeredAt: ctx.now.toISOString(), answer: ctx.data.answer as string },
          papers: [
            ...(ctx.record.papers ?? []),
            ...attached.map((file) => ({
              name: `Bổ sung: ${file.name}`.slice(0, 2_000),
              origin: 'electronic' as const,
              count: 1,
              file: file.id,
              file_name: file.name,
              digitised: 'yes' as const,
              code: null,
              digitised_by: null,
              reused_from: null,
              reused_kind: null,
            })),
          ].slice(0, 60),
        })
        await ctx.clocks.stop('supplement')
        if (supplement.during === 'processing') {
          const due = await ctx.clocks.restart('whole')
          await ctx.set({ due_at: due })
          // What colleagues had done at this stage stays done.
          await openSteps(ctx, left(planOf(ctx.record), ctx.record.step_position))
        } else await openCheck(ctx, w('Kiểm tra giấy tờ bổ sung', 'Check the supplement'))
      },
    },

    'close-unanswered': {
      from: ['supplement-asked'],
      to: 'stopped',
      who: ['house'],
      label: w('Đóng vì quá hạn bổ sung', 'Close: no supplement in time'),
      guard: (ctx) => {
        if (supplementOf(ctx.record)?.answeredAt) throw refuse['already-sent']({ number: ctx.record.number })
      },
      set: (ctx) => patch({ reason: `Quá ${answerTime(ctx.record).vi} không nộp bổ sung`, finished_at: ctx.now }),
      async effect(ctx) {
        const time = answerTime(ctx.record)
        await endWithout(ctx, 'stop')
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã đóng`, `Dossier ${ctx.record.number} is closed`),
          w(`Đã quá ${time.vi} không nhận được giấy tờ bổ sung.`, `No supplement came within ${time.en}.`),
        )
      },
    },

    forward: {
      from: ['received', 'processing'],
      to: 'processing',
      who: worker,
      label: w('Chuyển bước tiếp', 'Forward'),
      tone: 'primary',
      step: ['receive', 'handle', 'review', 'sign', 'stamp', 'duty'],
      fields: { files: files({ max: 10 }) },
      labels: { files: w('Tệp kèm theo', 'Attached files') },
      guard: async (ctx) => {
        if (isLast(planAfter(ctx).plan, ctx.record.step_position) && besides(ctx).length === 0)
          throw refuse['last-step']()
        await ownFiles(ctx, 'files')
      },
      async effect(ctx) {
        await attach(ctx, (ctx.data.files as FileRef[] | null) ?? [])
        if (!ownStep(ctx)) return
        const { plan, opens } = planAfter(ctx)
        await ctx.set({ steps: [...plan] })
        if (opens.length > 0) await openSteps(ctx, opens)
      },
    },

    'send-back': {
      from: ['processing'],
      to: 'processing',
      who: worker,
      label: w('Trả lại bước trước', 'Send back'),
      step: ['handle', 'review', 'sign', 'stamp', 'duty'],
      fields: reasonField,
      labels: reasonLabel,
      guard: (ctx) => {
        if (stageBefore(planOf(ctx.record), ctx.record.step_position).length === 0) throw refuse['first-step']()
      },
      async effect(ctx) {
        const { plan, opens } = sendBack(planOf(ctx.record), ctx.record.step_position)
        // Colleagues at the same stage stop too: what they work on is done again.
        await ctx.closeTasks({ outcome: 'send-back' })
        await ctx.set({ steps: [...plan] })
        await openSteps(ctx, opens)
        await remark(ctx, `Trả lại bước trước: ${ctx.data.reason as string}`)
      },
    },

    /** Mẫu 04: before the limit runs out or after, once, to a working hour not farther than the rule allows. */
    apologise: {
      from: ['received', 'processing'],
      to: (ctx) => ctx.record.status ?? 'processing',
      who: [...worker, counterOfDossier],
      label: w('Xin lỗi và hẹn lại', 'Apologise and reschedule'),
      once: true,
      keepsTask: true,
      recall: false,
      fields: { new_due: instant().required(), ...reasonField },
      labels: { new_due: w('Ngày giờ hẹn mới', 'New date and time'), ...reasonLabel },
      guard: async (ctx) => {
        const { due_at: former } = ctx.record
        const limit = ctx.record.limit as Limit | null
        if (former === null || limit === null) throw refuse['not-accepted']()
        const calendar = await (await calendarOfUnit(ctx.tx, ctx.record.unit)).get()
        checkPromise(calendar, { former, limit, now: ctx.now, promise: ctx.data.new_due as Date }, 'new_due')
      },
      set: (ctx) =>
        patch({
          due_at: ctx.data.new_due as Date,
          former_due_at: ctx.record.due_at,
          apology: {
            at: ctx.now.toISOString(),
            by: ctx.tx.actor.name,
            reason: ctx.data.reason as string,
            formerDue: ctx.record.due_at?.toISOString() ?? '',
            newDue: (ctx.data.new_due as Date).toISOString(),
          },
        }),
      async effect(ctx) {
        await ctx.clocks.reschedule('whole', ctx.data.new_due as Date)
        await issueApology(ctx.tx, ctx.record, ctx.tx.actor.name)
        const due = formatInstant(ctx.data.new_due as Date)
        await tell(
          ctx,
          w(`Xin lỗi, hồ sơ ${ctx.record.number} hẹn lại`, `Apology: dossier ${ctx.record.number} has a new date`),
          w(
            `Hẹn trả lúc ${due}. Lý do: ${ctx.data.reason as string}`,
            `New date: ${due}. ${ctx.data.reason as string}`,
          ),
        )
      },
    },

    /** The duty of the citizen stops the clock (NĐ 118/2025: the time of paying is not the agency's). */
    'ask-payment': {
      from: ['processing'],
      to: 'financial-duty',
      who: worker,
      label: w('Thông báo nghĩa vụ tài chính', 'Ask for payment'),
      tone: 'primary',
      step: ['duty', 'handle'],
      fields: {
        amount: money({ min: 1_000, max: 1_000_000_000_000 }).required(),
        content: text({ max: 500 }).required(),
      },
      labels: { amount: w('Số tiền (đồng)', 'Amount (đồng)'), content: w('Nội dung thu', 'What for') },
      keepsTask: true,
      set: (ctx) =>
        patch({
          finance_state: 'awaiting',
          fee: ctx.data.amount as number,
          fee_note: ctx.data.content as string,
          due_at: null,
        }),
      async effect(ctx) {
        await ctx.clocks.pause()
        await openDuty(ctx.tx, ctx.record, ctx.data.amount as number, ctx.data.content as string)
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number}: thông báo nộp tiền`, `Dossier ${ctx.record.number}: payment is due`),
          w(
            `${ctx.data.content as string}: ${(ctx.data.amount as number).toLocaleString('vi-VN')} đồng`,
            `${ctx.data.content as string}: ${ctx.data.amount as number} đồng`,
          ),
        )
      },
    },

    'confirm-payment': {
      from: ['financial-duty'],
      to: 'processing',
      // The house: a payment told through the door of payments goes on by itself.
      who: [...worker, counterOfDossier, { role: ['one-stop-officer', 'centre-head'], at: 'units' }, 'house'],
      label: w('Xác nhận đã nộp tiền', 'Confirm payment'),
      tone: 'primary',
      fields: { receipt: text({ max: 100 }).required() },
      labels: { receipt: w('Số chứng từ nộp tiền', 'Receipt number') },
      keepsTask: true,
      set: (ctx) => patch({ finance_state: 'paid', paid_at: ctx.record.paid_at ?? ctx.now }),
      async effect(ctx) {
        await closeDuty(ctx.tx, ctx.record, ctx.data.receipt as string)
        const due = await ctx.clocks.resume()
        await ctx.set({ due_at: due })
      },
    },

    /** The result exists: as a file, or typeset by the house. It goes to the citizen's store in the same transaction. */
    finish: {
      from: ['processing'],
      to: 'finished',
      who: worker,
      label: w('Hoàn thành, có kết quả', 'Finish with a result'),
      tone: 'primary',
      step: ['receive', 'handle', 'review', 'sign', 'stamp', 'duty'],
      recall: false,
      fields: {
        result_number: text({ max: 100 }).required(),
        result_note: text({ max: 1_000 }),
        results: files({ max: 10 }),
        typeset: yesno(),
      },
      labels: {
        result_number: w('Số kết quả', 'Result number'),
        result_note: w('Trích yếu', 'Summary'),
        results: w('Tệp kết quả', 'Result files'),
        typeset: w('Soạn kết quả theo mẫu', 'Typeset from the template'),
      },
      guard: async (ctx) => {
        if (!isLast(planAfter(ctx).plan, ctx.record.step_position)) throw refuse['not-last-step']()
        const open = besides(ctx)
        if (open.length > 0) throw refuse['siblings-open']({ names: open.map((step) => step.name.vi).join(', ') })
        const given = (ctx.data.results as FileRef[] | null) ?? []
        if (given.length === 0 && ctx.data.typeset !== true) throw refuse['result-missing']({}, 'results')
        await ownFiles(ctx, 'results')
      },
      set: (ctx) =>
        patch({
          finished_at: ctx.now,
          delivery_state: 'ready',
          result_number: ctx.data.result_number as string,
          result_note: (ctx.data.result_note as string | null) ?? null,
        }),
      async effect(ctx) {
        const { tx } = ctx
        const attached = await attach(ctx, (ctx.data.results as FileRef[] | null) ?? [])
        if (ctx.data.typeset === true) attached.push(await issueResult(tx, ctx.record, tx.actor.name))
        await ctx.set({
          results: attached.map((file) => ({ file: file.id, name: file.name, kind: file.kind, size: file.size })),
          result_electronic: attached.length > 0,
          ...(ownStep(ctx) ? { steps: [...planAfter(ctx).plan] } : {}),
        })
        const procedure = await tx.one<{ results: { name: string; code: string | null }[] | null }>(
          'select results from one_stop.procedure where id = $1',
          [ctx.record.procedure],
        )
        // The agency issues, whichever of its rooms pressed the button.
        const commune = ctx.record.commune === null ? undefined : findCommune(ctx.record.commune)
        const signing = planOf(ctx.record).find((step) => step.kind === 'sign')
        const unit = await findUnit(tx, signing?.unit ?? ctx.task?.unit ?? ctx.record.unit)
        const agency = ctx.record.agency === null ? undefined : await findUnit(tx, ctx.record.agency)
        const issuer =
          agency?.kind === 'vertical-agency'
            ? agency.name
            : commune
              ? `Ủy ban nhân dân ${communeFullName(commune)}`
              : (unit?.name ?? '')
        for (const file of attached) {
          await createRow(
            tx,
            StoredPaper,
            {
              owner: ctx.record.applicant,
              name: procedure?.results?.[0]?.name ?? ctx.record.procedure_name,
              number: ctx.record.result_number,
              issued_on: localDate(ctx.now),
              issuer,
              result_code: procedure?.results?.[0]?.code ?? null,
              procedure_code: ctx.record.procedure_code,
              dossier: ctx.record.id,
              file: file.id,
              sha256: file.sha256,
            },
            { unit: ctx.record.unit, sample: ctx.record.sample },
          )
        }
        await ctx.closeTasks({ outcome: 'finish' })
        await ctx.clocks.stop()
        const back = planOf(ctx.record).filter((step) => step.kind === 'return')
        if (back.length > 0) await openSteps(ctx, back)
        else
          await ctx.openTask({
            step: 'return',
            title: ctx.record.procedure_name,
            label: w('Trả kết quả', 'Return the result'),
            role: 'one-stop-officer',
            unit: ctx.record.returning_unit ?? ctx.record.unit,
            position: 99,
            limit: null,
          })
        await beginNext(ctx)
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã có kết quả`, `Dossier ${ctx.record.number} has a result`),
          w('Kết quả điện tử đã nằm trong kho giấy tờ của bạn.', 'The electronic result is in your store.'),
        )
      },
    },

    return: {
      from: ['finished'],
      to: 'returned',
      who: returningCounter,
      label: w('Trả kết quả', 'Return the result'),
      tone: 'primary',
      guard: (ctx) => refuseUnpaid(ctx.tx, ctx.record),
      fields: { delivery: choice('counter', 'post', 'electronic').required(), receiver: text({ max: 200 }) },
      labels: { delivery: w('Cách trả', 'How'), receiver: w('Người nhận', 'Receiver') },
      choices: { delivery: deliveryWords },
      set: (ctx) =>
        patch({
          returned_at: ctx.now,
          delivery_state: 'delivered',
          delivery: ctx.data.delivery as Row<typeof Dossier>['delivery'],
          receiver: (ctx.data.receiver as string | null) ?? ctx.record.applicant_name,
        }),
      async effect(ctx) {
        // Asking her to rate is not needed to settle her dossier: it waits for her consent, see jobs.ts.
        await tell(
          ctx,
          w(`Đã trả kết quả hồ sơ ${ctx.record.number}`, `The result of ${ctx.record.number} was returned`),
          w('Kết quả còn trong kho giấy tờ của bạn.', 'The result stays in your store.'),
        )
      },
    },

    /** Điều 21: at the applicant's own request, while there is no decision. */
    withdraw: {
      from: ['registered', 'received', 'processing', 'supplement-asked', 'financial-duty'],
      to: 'withdrawn',
      who: [...applicants, ...anyCounter],
      label: w('Rút hồ sơ', 'Withdraw'),
      tone: 'danger',
      confirm: w('Rút hồ sơ? Việc giải quyết sẽ dừng lại.', 'Withdraw the dossier? Handling stops.'),
      fields: reasonField,
      labels: reasonLabel,
      guard: (ctx) => {
        if (ctx.record.finished_at) throw refuse['decision-made']()
      },
      set: (ctx) => patch({ reason: ctx.data.reason as string, finished_at: ctx.now }),
      async effect(ctx) {
        await endWithout(ctx, 'stop')
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã được rút`, `Dossier ${ctx.record.number} is withdrawn`),
          w('Thông báo dừng giải quyết nằm trong trang hồ sơ.', 'The notice that handling stopped is on its page.'),
        )
      },
    },

    stop: {
      from: ['received', 'processing', 'supplement-asked', 'financial-duty'],
      to: 'stopped',
      who: worker,
      label: w('Dừng giải quyết', 'Stop'),
      tone: 'danger',
      confirm: w('Dừng giải quyết hồ sơ này?', 'Stop handling this dossier?'),
      fields: reasonField,
      labels: reasonLabel,
      set: (ctx) => patch({ reason: ctx.data.reason as string, finished_at: ctx.now }),
      async effect(ctx) {
        await endWithout(ctx, 'stop')
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã dừng giải quyết`, `Dossier ${ctx.record.number} is stopped`),
          w(ctx.data.reason as string, ctx.data.reason as string),
        )
      },
    },
  },
})

export { Complaining } from './complaints/cases.ts'
