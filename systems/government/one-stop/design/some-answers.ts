import { addDays, addMonths, type LocalDate } from '#ground/clock'
import { holds } from './rules.ts'
import type { Design, DesignField } from './shape.ts'

/**
 * Answers that a form accepts: what a person might say to every question, the first choice of each. Used to try a design
 * before it is published and to prove that every default one can be filled in.
 */
export function someAnswers(design: Pick<Design, 'pages'>, today: LocalDate): Record<string, unknown> {
  const answers: Record<string, unknown> = {}
  for (const page of design.pages) {
    if (!holds(page.when, answers)) continue
    for (const field of page.fields)
      if (holds(field.when, answers)) answers[field.name] = someAnswer(field, answers, today)
  }
  return answers
}

const identifiers = {
  nationalId: '087194000123',
  taxCode: '1400101396',
  phone: '0912345678',
  email: 'nguoi.dan@example.vn',
  insuranceCode: '8721234567',
  healthCard: 'DN4878721234567',
} as const

/** A day that satisfies the checks of its field: of age, past, after another. */
function someDay(field: DesignField, answers: Readonly<Record<string, unknown>>, today: LocalDate): LocalDate {
  let day = addDays(today, -30)
  for (const check of field.checks ?? []) {
    if (check.check === 'age-at-least') day = addMonths(today, -12 * (check.years + 1))
    if (check.check === 'age-at-most') day = addMonths(today, -6)
    if (check.check === 'not-past') day = addDays(today, 30)
    if (check.check === 'after' || check.check === 'not-before') {
      const other = answers[check.field]
      if (typeof other === 'string' && other >= day) day = addDays(other, 1)
    }
    if (check.check === 'equals' && typeof answers[check.field] === 'string') day = answers[check.field] as string
  }
  return day
}

function someText(field: DesignField, answers: Readonly<Record<string, unknown>>, today: LocalDate): string {
  for (const check of field.checks ?? []) {
    if (check.check === 'year') return String(Number(today.slice(0, 4)) - 20)
    if (check.check === 'pattern') return { letters: 'Nguyễn An', digits: '123', code: 'A-123' }[check.pattern]
    if (check.check === 'equals' && typeof answers[check.field] === 'string') return answers[check.field] as string
  }
  return 'Nội dung thử'.slice(0, field.max ?? 200)
}

function someAnswer(field: DesignField, answers: Readonly<Record<string, unknown>>, today: LocalDate): unknown {
  const least = field.min ?? 0
  switch (field.kind) {
    case 'text':
      return someText(field, answers, today)
    case 'number':
    case 'money':
      return Math.max(least, Math.min(1, field.max ?? 1))
    case 'date':
      return someDay(field, answers, today)
    case 'period':
      return { from: addDays(today, -60), to: addDays(today, -30) }
    case 'choice':
      return field.choices?.[0]?.value ?? null
    case 'many':
      return field.choices?.[0] ? [field.choices[0].value] : []
    case 'yesno':
      return false
    case 'identifier':
      return field.identifier ? identifiers[field.identifier] : 'A-123'
    case 'place':
      return { commune: '29869', line: 'Khóm 2' }
    case 'rows':
      return Array.from({ length: Math.max(least, 1) }, () =>
        Object.fromEntries((field.fields ?? []).map((inner) => [inner.name, someAnswer(inner, answers, today)])),
      )
    case 'files':
      return []
  }
}
