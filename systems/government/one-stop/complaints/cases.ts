import { localDate } from '#ground/clock'
import type { Limit } from '#ground/working-time'
import { type Context, flow } from '#kernel/cases'
import { type Input, text } from '#kernel/records'
import { Complaint } from './records.ts'
import { refuseComplaint } from './refusals.ts'
import { type ComplaintLimit, complaintLimitOn } from './rules.ts'
import { complaintWords, flowWords as w } from './words.ts'

type ComplaintContext = Context<typeof Complaint>
/** Keeps the literal types of a patch. */
const patch = (values: Input<typeof Complaint>): Input<typeof Complaint> => values

function limitOf(what: ComplaintLimit['what'], at: Date): Limit {
  const found = complaintLimitOn(what, localDate(at))
  if (!found) throw refuseComplaint['no-limit']({ date: localDate(at) })
  return found.limit
}

const tell = (ctx: ComplaintContext, title: { vi: string; en: string }, body: string): Promise<number> =>
  ctx.notify(
    { person: ctx.record.sender },
    {
      title,
      body: { vi: body.slice(0, 500), en: body.slice(0, 500) },
      link: `/phan-anh/${ctx.record.number}`,
      key: `${ctx.record.id}:${ctx.move}:${ctx.record.version}`,
    },
  )

/** Whoever is complained of does not answer: behaviour and lateness go to the leader of the agency, the rest to the centre. */
const answerer = (record: { kind: string; agency: string | null; unit: string }): { role: string; unit: string } =>
  ['behaviour', 'lateness', 'requirement'].includes(record.kind) && record.agency
    ? { role: 'leader', unit: record.agency }
    : { role: 'centre-head', unit: record.unit }

const heads = ['assignee', { role: ['centre-head', 'leader', 'section-head'], at: 'task' }] as const

/** From a complaint to a published answer: refused within 2 working days, more asked within 5, answered within 15, published within 2. */
export const Complaining = flow('one-stop/complaining', Complaint, {
  title: w.title,
  stateField: 'state',
  numberField: 'number',
  dueField: 'due_at',
  escalateTo: 'leader',
  states: {
    received: { label: complaintWords.choices.state.received, tone: 'active' },
    handling: { label: complaintWords.choices.state.handling, tone: 'active' },
    answered: { label: complaintWords.choices.state.answered, tone: 'good' },
    published: { label: complaintWords.choices.state.published, tone: 'good', end: true },
    refused: { label: complaintWords.choices.state.refused, tone: 'bad', end: true },
  },
  steps: w.steps,
  clocks: { whole: w.clocks.answer, triage: w.clocks.triage, publish: w.clocks.publish },

  async begin(ctx) {
    const due = await ctx.clocks.start('whole', { limit: limitOf('answer', ctx.now), rules: { lastHourRule: true } })
    await ctx.set({ due_at: due })
    await ctx.openTask({
      step: 'triage',
      role: 'centre-head',
      unit: ctx.record.unit,
      title: complaintWords.choices.kind[ctx.record.kind].vi,
      limit: limitOf('refuse', ctx.now),
      rules: { lastHourRule: true },
    })
    await ctx.notify(
      { role: 'centre-head', unit: ctx.record.unit },
      {
        title: { vi: `Phản ánh mới ${ctx.record.number}`, en: `New complaint ${ctx.record.number}` },
        link: `/officer/cases/one-stop/complaint/${ctx.record.id}`,
        key: `${ctx.record.id}:new`,
      },
    )
  },

  moves: {
    accept: {
      from: ['received'],
      to: 'handling',
      who: heads,
      label: w.accept,
      tone: 'primary',
      step: ['triage'],
      async effect(ctx) {
        await ctx.closeTasks({ outcome: 'accept' })
        const { role, unit } = answerer(ctx.record)
        const units = ctx.record.units ?? []
        if (!units.includes(unit)) await ctx.set({ units: [...units, unit] })
        await ctx.openTask({
          step: 'answer',
          role,
          unit,
          title: complaintWords.choices.kind[ctx.record.kind].vi,
          limit: null,
        })
        await tell(
          ctx,
          { vi: `Đã tiếp nhận phản ánh ${ctx.record.number}`, en: `Complaint ${ctx.record.number} is accepted` },
          complaintWords.choices.kind[ctx.record.kind].vi,
        )
      },
    },

    refuse: {
      from: ['received', 'handling'],
      to: 'refused',
      who: heads,
      label: w.refuse,
      tone: 'danger',
      recall: false,
      fields: { reason: text({ max: 2_000 }).required() },
      labels: { reason: w.reason },
      set: (ctx) => patch({ refused_for: ctx.data.reason as string }),
      async effect(ctx) {
        await tell(
          ctx,
          { vi: `Phản ánh ${ctx.record.number} không được tiếp nhận`, en: `Complaint ${ctx.record.number} is refused` },
          ctx.data.reason as string,
        )
      },
    },

    /** Once; the time the sender takes is not the agency's. */
    ask: {
      from: ['handling'],
      to: 'handling',
      who: heads,
      label: w.ask,
      step: ['answer'],
      once: true,
      recall: false,
      keepsTask: true,
      fields: { question: text({ max: 2_000 }).required() },
      labels: { question: w.question },
      set: (ctx) => patch({ asked_for: ctx.data.question as string, due_at: null }),
      async effect(ctx) {
        await ctx.clocks.pause('whole')
        await tell(
          ctx,
          { vi: `Phản ánh ${ctx.record.number} cần làm rõ`, en: `Complaint ${ctx.record.number} must be made clear` },
          ctx.data.question as string,
        )
      },
    },

    supply: {
      from: ['handling'],
      to: 'handling',
      who: ['subject'],
      label: w.supply,
      tone: 'primary',
      recall: false,
      fields: { supplied: text({ max: 4_000 }).required() },
      labels: { supplied: complaintWords.fields.supplied },
      guard: (ctx) => {
        if (!ctx.record.asked_for || ctx.record.supplied) throw refuseComplaint['not-asked']()
      },
      keepsTask: true,
      set: (ctx) => patch({ supplied: ctx.data.supplied as string }),
      async effect(ctx) {
        const due = await ctx.clocks.resume('whole')
        await ctx.set({ due_at: due })
      },
    },

    answer: {
      from: ['handling'],
      to: 'answered',
      who: heads,
      label: w.answer,
      tone: 'primary',
      step: ['answer'],
      recall: false,
      fields: { answer: text({ max: 8_000 }).required() },
      labels: { answer: w.answerField },
      set: (ctx) => patch({ answer: ctx.data.answer as string, answered_at: ctx.now }),
      async effect(ctx) {
        await ctx.closeTasks({ outcome: 'answer' })
        await ctx.clocks.stop('whole')
        await ctx.openTask({
          step: 'publish',
          role: 'centre-head',
          unit: ctx.record.unit,
          title: complaintWords.choices.kind[ctx.record.kind].vi,
          limit: limitOf('publish', ctx.now),
          rules: { lastHourRule: true },
        })
        await tell(
          ctx,
          { vi: `Đã trả lời phản ánh ${ctx.record.number}`, en: `Complaint ${ctx.record.number} is answered` },
          ctx.data.answer as string,
        )
      },
    },

    /** What stands on the public page is written anew: the sender's words name people. */
    publish: {
      from: ['answered'],
      to: 'published',
      who: heads,
      label: w.publish,
      tone: 'primary',
      step: ['publish'],
      recall: false,
      fields: { question: text({ max: 2_000 }).required(), answer: text({ max: 8_000 }).required() },
      labels: { question: w.publicQuestion, answer: w.publicAnswer },
      guard: (ctx) => {
        const said = `${ctx.data.question as string} ${ctx.data.answer as string}`
        if (said.includes(ctx.record.sender_name)) throw refuseComplaint['names-sender']()
      },
      set: (ctx) =>
        patch({
          published_at: ctx.now,
          public_question: ctx.data.question as string,
          public_answer: ctx.data.answer as string,
        }),
    },
  },
})
