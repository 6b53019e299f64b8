import { fold, type Words } from '#ground/text'
import { isEmpty } from './rules.ts'
import type { Condition, Design, DesignField, DesignPage, DesignPaper, FieldCheck } from './shape.ts'

/**
 * Several procedures filed on one form: what they ask in common is asked once, the rest keeps its place under the name of its
 * procedure, and each gets its own answers back when the filing is sent.
 */

/** One procedure of a filing. */
export interface JoinPart {
  /** 'birth'; unique in the filing. */
  key: string
  title: Words
  design: Pick<Design, 'pages' | 'papers'>
  /** Questions that another, earlier one answers: own name → name in the joined form; null is answered by nobody and not asked. */
  same?: Readonly<Record<string, string | null>>
  /** Codes of results that an earlier part of the filing brings, so that their papers need not be handed in. */
  brought?: readonly string[]
}

export interface JoinedForm {
  pages: readonly DesignPage[]
  papers: readonly DesignPaper[]
  /** For each part: own name of a field → its name in the joined form, own code of a paper → its code there. */
  parts: readonly { key: string; fields: ReadonlyMap<string, string>; papers: ReadonlyMap<string, string> }[]
}

const NAME_MAX = 40

function inOther(condition: Condition, names: ReadonlyMap<string, string>): Condition {
  if ('all' in condition) return { all: condition.all.map((one) => inOther(one, names)) }
  if ('any' in condition) return { any: condition.any.map((one) => inOther(one, names)) }
  return { ...condition, field: names.get(condition.field) ?? condition.field }
}

function checkIn(check: FieldCheck, names: ReadonlyMap<string, string>): FieldCheck {
  if (check.check === 'filled-when') return { ...check, when: inOther(check.when, names) }
  if ('field' in check) return { ...check, field: names.get(check.field) ?? check.field }
  return check
}

/** The same question: asked in the same words, answered in the same way, and under the same condition. */
const alike = (a: DesignField, b: DesignField): boolean =>
  a.kind === b.kind &&
  fold(a.label.vi) === fold(b.label.vi) &&
  JSON.stringify(a.choices ?? null) === JSON.stringify(b.choices ?? null) &&
  JSON.stringify(a.when ?? null) === JSON.stringify(b.when ?? null)

/** Joins the forms in their order; the first part keeps its names. Pure. */
export function joinForms(parts: readonly JoinPart[]): JoinedForm {
  const pages: DesignPage[] = []
  const papers: DesignPaper[] = []
  const asked = new Map<string, DesignField>()
  const pageNames = new Set<string>()
  const maps: JoinedForm['parts'][number][] = []
  for (const part of parts) {
    const fields = new Map<string, string>()
    const codes = new Map<string, string>()
    for (const page of part.design.pages) {
      const own: DesignField[] = []
      for (const field of page.fields) {
        const same = part.same && Object.hasOwn(part.same, field.name) ? part.same[field.name] : undefined
        if (same === null) continue
        if (same !== undefined && asked.has(same)) {
          fields.set(field.name, same)
          continue
        }
        const before = asked.get(field.name)
        if (before && alike(before, field)) {
          fields.set(field.name, field.name)
          continue
        }
        const name = before ? `${field.name}_${part.key}`.slice(0, NAME_MAX) : field.name
        fields.set(field.name, name)
        const moved: DesignField = {
          ...field,
          name,
          ...(field.when ? { when: inOther(field.when, fields) } : {}),
          ...(field.checks ? { checks: field.checks.map((check) => checkIn(check, fields)) } : {}),
        }
        asked.set(name, moved)
        own.push(moved)
      }
      if (own.length === 0) continue
      const name = pageNames.has(page.name) ? `${part.key}-${page.name}`.slice(0, NAME_MAX) : page.name
      pageNames.add(name)
      pages.push({
        ...page,
        name,
        ...(pages.length > 0 && part !== parts[0]
          ? { title: { vi: `${page.title.vi} (${part.title.vi})`, en: `${page.title.en} (${part.title.en})` } }
          : {}),
        ...(page.when ? { when: inOther(page.when, fields) } : {}),
        fields: own,
      })
    }
    for (const paper of part.design.papers) {
      if ((paper.reuse ?? []).some((code) => part.brought?.includes(code))) continue
      const when = paper.when ? inOther(paper.when, fields) : undefined
      const before = papers.find(
        (one) =>
          fold(one.name) === fold(paper.name) && JSON.stringify(one.when ?? null) === JSON.stringify(when ?? null),
      )
      if (before) {
        codes.set(paper.code, before.code)
        continue
      }
      const code = part === parts[0] ? paper.code : `${part.key}-${paper.code}`
      codes.set(paper.code, code)
      papers.push({ ...paper, code, ...(when ? { when } : {}) })
    }
    maps.push({ key: part.key, fields, papers: codes })
  }
  return { pages, papers, parts: maps }
}

/** The answers of one part under its own names; what nobody answered is left out. */
export function answersOfPart(
  part: JoinedForm['parts'][number],
  answers: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const own: Record<string, unknown> = {}
  for (const [name, joined] of part.fields) if (!isEmpty(answers[joined])) own[name] = answers[joined]
  return own
}
