import { localDate } from '#ground/clock'
import { type Limit, speakLimit } from '#ground/working-time'
import { type Context, flow, type Sight } from '#kernel/cases'
import { attachFiles, findFile } from '#kernel/papers'
import { choice, createRow, type FileRef, files, type Input, money, type Row, text, yesno } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, getUnitByCode } from '#kernel/trust'
import {
  communeFullName,
  communeOneStopCode,
  findCommune,
  getUnitByRule,
  isUnitRule,
  provinceOneStopCode,
  ruleAtProvince,
} from '#province'
import { issueReceipt, issueRejection, issueResult, issueSupplement } from './issue.ts'
import { Dossier, type DossierStep, type Step, StoredPaper, type Supplement } from './records.ts'
import { refuse } from './refusals.ts'
import { acceptanceLimit, cutoffMinute, stepsOn, supplementLimit } from './rules.ts'
import { deliveryWords, statusWords } from './words.ts'

type DossierContext = Context<typeof Dossier>
type DossierSight = Sight<typeof Dossier>

const w = (vi: string, en: string) => ({ vi, en })
/** Keeps the literal types of a patch. */
const patch = (values: Input<typeof Dossier>): Input<typeof Dossier> => values

/** The steps in force on the day of acceptance, each with the unit it falls to. The dossier keeps them: a later change of the rows does not move it. */
async function resolveSteps(tx: Tx, dossier: Row<typeof Dossier>, day: string): Promise<DossierStep[]> {
  const rows = await tx.query<Row<typeof Step>>(
    'select * from one_stop.step where procedure in ($1, $2) order by position',
    [dossier.procedure_code, '*'],
  )
  const chosen = stepsOn(
    rows.map((row) => ({ ...row, order: row.position })),
    dossier.procedure_code,
    day,
  )
  const centre = dossier.commune === null ? provinceOneStopCode : communeOneStopCode(dossier.commune)
  const places = { receivingCentre: centre, returningCentre: centre, commune: dossier.commune }
  const procedure = await tx.one<{ ministry: string | null }>('select ministry from one_stop.procedure where id = $1', [
    dossier.procedure,
  ])
  const steps: DossierStep[] = []
  for (const row of chosen) {
    if (!isUnitRule(row.unit_rule)) continue
    const unit = await getUnitByCode(
      tx,
      getUnitByRule(
        dossier.commune === null ? ruleAtProvince(row.unit_rule, procedure?.ministry ?? null) : row.unit_rule,
        places,
      ),
    )
    steps.push({
      position: row.position,
      kind: row.kind,
      name: { vi: row.name_vi, en: row.name_en },
      role: row.role,
      unit: unit.id,
      limitHours: row.limit_hours,
    })
  }
  return steps
}

const stepAt = (dossier: Row<typeof Dossier>, position: number | null): DossierStep | undefined =>
  (dossier.steps ?? []).find((step) => step.position === position)
const stepAfter = (dossier: Row<typeof Dossier>, position: number | null): DossierStep | undefined =>
  (dossier.steps ?? []).find((step) => step.position > (position ?? 0))
const stepBefore = (dossier: Row<typeof Dossier>, position: number | null): DossierStep | undefined =>
  (dossier.steps ?? []).filter((step) => step.position < (position ?? 0)).at(-1)

/** Opens the task of a step in its officer's queue and lets its unit see the dossier. */
async function openStep(ctx: DossierContext, step: DossierStep, assignee: string | null = null): Promise<void> {
  const units = ctx.record.units ?? []
  await ctx.set({
    step_position: step.position,
    ...(units.includes(step.unit) ? {} : { units: [...units, step.unit] }),
  })
  await ctx.openTask({
    step: step.kind,
    title: ctx.record.procedure_name,
    label: step.name,
    role: step.role,
    unit: step.unit,
    position: step.position,
    limit: step.limitHours === null ? null : { amount: step.limitHours, unit: 'working-hour' },
    rules: { lastHourRule: false },
    assignee,
  })
}

function tell(
  ctx: DossierContext,
  title: { vi: string; en: string },
  body?: { vi: string; en: string },
): Promise<number> {
  return ctx.notify(
    { person: ctx.record.applicant },
    {
      title,
      ...(body ? { body } : {}),
      link: `/ho-so/${ctx.record.number}`,
      key: `${ctx.record.id}:${ctx.move}:${ctx.record.version}`,
    },
  )
}

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
const worker = [
  'assignee',
  { role: ['one-stop-officer', 'handler', 'section-head', 'leader', 'clerk'], at: 'task' },
] as const
const counterOfDossier = { role: ['one-stop-officer', 'centre-head'], at: 'unit' } as const
const counter = [{ role: ['one-stop-officer', 'centre-head'], at: 'task' }, counterOfDossier] as const

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

  async begin(ctx) {
    await ctx.clocks.start('acceptance', { limit: acceptanceLimit, rules: { lastHourRule: true } })
    await ctx.openTask({
      step: 'receive',
      title: ctx.record.procedure_name,
      label: w('Kiểm tra và tiếp nhận hồ sơ', 'Check and accept the dossier'),
      role: 'one-stop-officer',
      unit: ctx.record.unit,
      position: 0,
      limit: acceptanceLimit,
      rules: { lastHourRule: true },
    })
    await ctx.notify(
      { person: ctx.record.applicant },
      {
        title: w(`Đã nhận hồ sơ ${ctx.record.number}`, `Dossier ${ctx.record.number} has arrived`),
        body: w(
          'Cán bộ sẽ trả lời việc tiếp nhận trong 08 giờ làm việc.',
          'An officer answers within 8 working hours.',
        ),
        link: `/ho-so/${ctx.record.number}`,
        key: `${ctx.record.id}:filed`,
      },
    )
    await ctx.notify(
      { role: 'one-stop-officer', unit: ctx.record.unit },
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
      who: counter,
      label: w('Tiếp nhận', 'Accept'),
      tone: 'primary',
      // The receipt is in the applicant's hands.
      recall: false,
      guard: (ctx) => {
        if (ctx.record.status === 'supplement-asked' && !supplementOf(ctx.record)?.answeredAt)
          throw refuse['not-supplied']()
      },
      set: (ctx) => patch({ accepted_at: ctx.now }),
      async effect(ctx) {
        const { tx } = ctx
        const procedure = await tx.one<{ cutoff: string | null }>(
          'select cutoff from one_stop.procedure where id = $1',
          [ctx.record.procedure],
        )
        const limit = ctx.record.limit as Limit | null
        if (!limit) throw refuse['no-office']()
        const cutoff = cutoffMinute({ cutoff: procedure?.cutoff ?? null })
        const due = await ctx.clocks.start('whole', {
          limit: { amount: limit.amount, unit: limit.unit },
          rules: { lastHourRule: true, ...(cutoff === undefined ? {} : { cutoffMinute: cutoff }) },
        })
        await ctx.clocks.stop('acceptance')
        const steps = await resolveSteps(tx, ctx.record, localDate(ctx.now))
        const first = steps[0]
        await ctx.set({ due_at: due, steps, step_position: first?.position ?? 0 })
        await ctx.closeTasks({ outcome: 'accept' })
        if (first) await openStep(ctx, first, tx.actor.account)
        await issueReceipt(tx, ctx.record, tx.actor.name)
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã được tiếp nhận`, `Dossier ${ctx.record.number} is accepted`),
          w(`Thời hạn giải quyết: ${speakLimit(limit).vi}.`, `Time limit: ${speakLimit(limit).en}.`),
        )
      },
    },

    /** Mẫu 03. */
    reject: {
      from: ['registered', 'supplement-asked'],
      to: 'rejected',
      who: counter,
      label: w('Từ chối tiếp nhận', 'Reject'),
      tone: 'danger',
      recall: false,
      confirm: w(
        'Từ chối tiếp nhận hồ sơ này? Người nộp nhận phiếu từ chối nêu lý do.',
        'Reject this dossier? The applicant receives a slip with the reason.',
      ),
      fields: { ...reasonField, basis: text({ max: 500 }).required() },
      labels: { ...reasonLabel, basis: w('Căn cứ pháp lý', 'Legal basis') },
      set: (ctx) => patch({ reason: ctx.data.reason as string, finished_at: ctx.now }),
      async effect(ctx) {
        await issueRejection(ctx.tx, ctx.record, ctx.tx.actor.name, ctx.data.basis as string)
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
      who: [...worker, ...counter],
      label: w('Yêu cầu bổ sung', 'Ask for a supplement'),
      recall: false,
      fields: { items: text({ max: 2_000 }).required(), ...reasonField },
      labels: { items: w('Giấy tờ, nội dung cần bổ sung', 'What is to be supplied'), ...reasonLabel },
      guard: (ctx) => {
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
        const until = await ctx.clocks.start('supplement', { limit: supplementLimit, rules: { lastHourRule: true } })
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
      who: ['subject', counterOfDossier],
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
            })),
          ].slice(0, 60),
        })
        await ctx.clocks.stop('supplement')
        if (supplement.during === 'processing') {
          const due = await ctx.clocks.restart('whole')
          await ctx.set({ due_at: due })
          const step = stepAt(ctx.record, ctx.record.step_position)
          if (step) await openStep(ctx, step)
        } else {
          await ctx.clocks.start('acceptance', { limit: acceptanceLimit, rules: { lastHourRule: true } })
          await ctx.openTask({
            step: 'receive',
            title: ctx.record.procedure_name,
            label: w('Kiểm tra giấy tờ bổ sung', 'Check the supplement'),
            role: 'one-stop-officer',
            unit: ctx.record.unit,
            position: 0,
            limit: acceptanceLimit,
            rules: { lastHourRule: true },
          })
        }
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
      set: (ctx) => patch({ reason: 'Quá 15 ngày làm việc không nộp bổ sung', finished_at: ctx.now }),
      async effect(ctx) {
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã đóng`, `Dossier ${ctx.record.number} is closed`),
          w('Đã quá 15 ngày làm việc không nhận được giấy tờ bổ sung.', 'No supplement came within 15 working days.'),
        )
      },
    },

    forward: {
      from: ['received', 'processing'],
      to: 'processing',
      who: worker,
      label: w('Chuyển bước tiếp', 'Forward'),
      tone: 'primary',
      step: ['receive', 'handle', 'review', 'sign', 'duty'],
      fields: { files: files({ max: 10 }) },
      labels: { files: w('Tệp kèm theo', 'Attached files') },
      guard: async (ctx) => {
        const next = stepAfter(ctx.record, ctx.record.step_position)
        if (!next || next.kind === 'return') throw refuse['last-step']()
        await ownFiles(ctx, 'files')
      },
      async effect(ctx) {
        const next = stepAfter(ctx.record, ctx.record.step_position) as DossierStep
        await attach(ctx, (ctx.data.files as FileRef[] | null) ?? [])
        await ctx.closeTasks({ outcome: 'forward' })
        await openStep(ctx, next)
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
        if (!stepBefore(ctx.record, ctx.record.step_position)) throw refuse['first-step']()
      },
      async effect(ctx) {
        const before = stepBefore(ctx.record, ctx.record.step_position) as DossierStep
        await ctx.closeTasks({ outcome: 'send-back' })
        await openStep(ctx, before)
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
      who: [...worker, counterOfDossier],
      label: w('Xác nhận đã nộp tiền', 'Confirm payment'),
      tone: 'primary',
      fields: { receipt: text({ max: 100 }).required() },
      labels: { receipt: w('Số chứng từ nộp tiền', 'Receipt number') },
      keepsTask: true,
      set: () => patch({ finance_state: 'paid' }),
      async effect(ctx) {
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
      step: ['stamp', 'sign'],
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
        const next = stepAfter(ctx.record, ctx.record.step_position)
        if (next && next.kind !== 'return') throw refuse['last-step']()
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
        })
        const procedure = await tx.one<{ results: { name: string; code: string | null }[] | null }>(
          'select results from one_stop.procedure where id = $1',
          [ctx.record.procedure],
        )
        // The agency issues, whichever of its rooms pressed the button.
        const commune = ctx.record.commune === null ? undefined : findCommune(ctx.record.commune)
        const signing = (ctx.record.steps ?? []).find((step) => step.kind === 'sign')
        const unit = await findUnit(tx, signing?.unit ?? ctx.task?.unit ?? ctx.record.unit)
        const issuer = commune ? `Ủy ban nhân dân ${communeFullName(commune)}` : (unit?.name ?? '')
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
        const back = (ctx.record.steps ?? []).find((step) => step.kind === 'return')
        if (back) await openStep(ctx, back)
        else
          await ctx.openTask({
            step: 'return',
            title: ctx.record.procedure_name,
            label: w('Trả kết quả', 'Return the result'),
            role: 'one-stop-officer',
            unit: ctx.record.unit,
            position: 99,
            limit: null,
          })
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
      who: counter,
      label: w('Trả kết quả', 'Return the result'),
      tone: 'primary',
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
      who: ['subject', counterOfDossier],
      label: w('Rút hồ sơ', 'Withdraw'),
      tone: 'danger',
      confirm: w('Rút hồ sơ? Việc giải quyết sẽ dừng lại.', 'Withdraw the dossier? Handling stops.'),
      fields: reasonField,
      labels: reasonLabel,
      guard: (ctx) => {
        if (ctx.record.finished_at) throw refuse['decision-made']()
      },
      set: (ctx) => patch({ reason: ctx.data.reason as string, finished_at: ctx.now }),
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
        await tell(
          ctx,
          w(`Hồ sơ ${ctx.record.number} đã dừng giải quyết`, `Dossier ${ctx.record.number} is stopped`),
          w(ctx.data.reason as string, ctx.data.reason as string),
        )
      },
    },
  },
})
