import { localDate } from '#ground/clock'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { findUnit, getUnitByCode } from '#kernel/trust'
import {
  communeOneStopCode,
  type DossierPlaces,
  findBundle,
  getUnitByRule,
  isUnitRule,
  provinceOneStopCode,
  ruleAtProvince,
} from '#province'
import { findDesign, stagesFor } from '../design/find.ts'
import { holds, isFinding, namesIn, settle } from '../design/rules.ts'
import type { Condition, DesignStage, DesignStep } from '../design/shape.ts'
import type { Dossier, DossierStep, Procedure } from '../records.ts'
import { refuse } from '../refusals.ts'
import { layOut } from './plan.ts'

type DossierRow = Row<typeof Dossier>

/** Codes of the centres that receive it and hand over its result, and the settling commune. */
async function placesOf(tx: Tx, dossier: DossierRow): Promise<DossierPlaces> {
  const own = dossier.commune === null ? provinceOneStopCode : communeOneStopCode(dossier.commune)
  const code = async (id: string | null): Promise<string> => (id && (await findUnit(tx, id))?.code) || own
  return {
    receivingCentre: await code(dossier.received_unit ?? dossier.unit),
    returningCentre: await code(dossier.returning_unit ?? dossier.unit),
    commune: dossier.commune,
  }
}

/** What an agency outside does inside a filing of several, as stages of one step each. */
function stagesOfMember(dossier: DossierRow): readonly DesignStage[] | undefined {
  const [code = '', key] = (dossier.bundle_member ?? '').split('/')
  const member = findBundle(code, localDate(dossier.received_at))?.members.find((one) => one.key === key)
  return member?.steps?.map((step, i) => ({
    key: `${key}-${i + 1}`,
    name: step.name,
    steps: [
      {
        key: `${key}-${i + 1}`,
        kind: step.kind,
        name: step.name,
        role: step.role,
        unit: step.unit,
        limitHours: step.limit_hours,
      },
    ],
  }))
}

/**
 * The stages a dossier goes through: of the edition it was filed by, else of the agency outside that settles it in a filing of
 * several, else of what is in force on the day.
 */
async function stagesOf(tx: Tx, dossier: DossierRow, day: string): Promise<readonly DesignStage[]> {
  const filedBy = dossier.design === null ? undefined : await findDesign(tx, dossier.design)
  if (filedBy) return filedBy.content.stages
  const member = stagesOfMember(dossier)
  if (member) return member
  const procedure = await tx.one<Row<typeof Procedure>>('select * from one_stop.procedure where id = $1', [
    dossier.procedure,
  ])
  if (!procedure) throw refuse['no-such-procedure']({ code: dossier.procedure_code })
  return (await stagesFor(tx, procedure, day)).stages
}

/**
 * Whether a step applies, as far as the declared answers say: true, false, or what is left to ask of findings. Over the counter
 * the form is not always asked: questions about fields nobody was asked about count as answered with yes, because work too much
 * is seen and work left out is not.
 */
export function applies(
  dossier: Pick<DossierRow, 'channel' | 'answers'>,
  when: Condition | undefined,
): boolean | Condition {
  if (!when) return true
  const answers = (dossier.answers ?? {}) as Record<string, unknown>
  const declared = namesIn(when).filter((name) => !isFinding(name))
  const asked = dossier.channel === 'online' || declared.some((name) => Object.hasOwn(answers, name))
  return settle(when, (leaf) => (isFinding(leaf.field) ? undefined : !asked || holds(leaf, answers)))
}

/**
 * The steps of a dossier on the day of its acceptance (LocalDate), each with the unit it falls to. The dossier keeps them: a
 * later change of design or rows does not move it. Refuses 'province.*' for a rule that names no unit of this dossier.
 */
export async function resolveSteps(tx: Tx, dossier: DossierRow, day: string): Promise<DossierStep[]> {
  const stages = await stagesOf(tx, dossier, day)
  const procedure = await tx.one<{ ministry: string | null }>('select ministry from one_stop.procedure where id = $1', [
    dossier.procedure,
  ])
  const places = await placesOf(tx, dossier)
  const plan = layOut(
    stages.map((stage) => ({
      name: stage.name,
      steps: stage.steps.flatMap((step): DesignStep[] => {
        const due = isUnitRule(step.unit) && applies(dossier, step.when)
        const { when: _asked, ...bare } = step
        return due === false ? [] : [due === true ? bare : { ...bare, when: due }]
      }),
    })),
  )
  const steps: DossierStep[] = []
  for (const { position, stage, key, kind, name, role, unit, limitHours, when, findings } of plan) {
    if (!isUnitRule(unit)) continue
    const rule = dossier.commune === null ? ruleAtProvince(unit, procedure?.ministry ?? null) : unit
    const { id } = await getUnitByCode(tx, getUnitByRule(rule, places))
    steps.push({
      position,
      key,
      kind,
      name,
      role,
      unit: id,
      limitHours,
      ...(stage ? { stage } : {}),
      ...(when ? { when } : {}),
      ...(findings && findings.length > 0 ? { findings } : {}),
    })
  }
  return steps
}
