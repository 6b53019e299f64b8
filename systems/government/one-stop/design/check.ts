import type { Words } from '#ground/text'
import type { Limit } from '#ground/working-time'
import { findRole, findUnit, isUnitRule } from '#province'
import { fillResult } from '../results/rules.ts'
import { conditionFields, fieldsOf, findingsOf, hoursOf, hoursThrough, isFinding } from './rules.ts'
import type { Condition, Design, DesignField, DesignStep, Prefill } from './shape.ts'
import { designLimits, FOUND, findingKinds } from './shape.ts'

/** Something that is wrong with a design, and the place of it: 'pages/0/fields/2/when'. An error keeps it from being published. */
export interface Problem {
  level: 'error' | 'warning'
  part: 'procedure' | 'form' | 'papers' | 'fees' | 'stages' | 'result'
  at: string
  words: Words
}

/** What a design is checked against beside itself. Absent: that rule is not asked. */
export interface CheckAgainst {
  /** The announced limit of the procedure on the channel with the shortest one. */
  limit?: Limit
  /** Names of the code lists of the province. */
  codes?: ReadonlySet<string>
  /** Codes of the dated fee rules in force for the procedure. */
  feeCodes?: ReadonlySet<string>
  /** The procedure is not announced yet: the design must say what it is. */
  fresh?: boolean
}

const w = (vi: string, en: string): Words => ({ vi, en })
const NAME = /^[a-z][a-z0-9_]{0,39}$/
const KEY = /^[a-z][a-z0-9-]{0,39}$/
const CUTOFF = /^([01]\d|2[0-3]):[0-5]\d$/

/** The kinds of unit in which a rule of the province ends. */
function unitKindsOf(rule: string): readonly string[] {
  const fixed: Record<string, readonly string[]> = {
    'receiving-centre': ['commune-one-stop', 'province-one-stop'],
    'returning-centre': ['commune-one-stop', 'province-one-stop'],
    'commune-leaders': ['commune'],
    'commune-office': ['commune-office'],
    'commune-economy': ['commune-economy'],
    'commune-culture': ['commune-culture'],
    'province-leaders': ['province'],
    'land-registry': ['land-registry'],
    'tax-agency': ['vertical-agency'],
  }
  const kind = findUnit(rule.slice('department:'.length))?.kind
  return fixed[rule] ?? (kind ? [kind] : [])
}

type Report = (level: Problem['level'], part: Problem['part'], at: string, words: Words) => void

/**
 * Everything wrong with a design, in the order of its tabs; empty when it can be published as it is. Pure: the same answer for
 * the same values, whoever asks.
 */
export function checkDesign(design: Design, against: CheckAgainst = {}): Problem[] {
  const problems: Problem[] = []
  const report: Report = (level, part, at, words) => void problems.push({ level, part, at, words })
  checkProcedure(design, against, report)
  checkForm(design, against, report)
  checkPapers(design, report)
  checkFees(design, against, report)
  checkStages(design, against, report)
  checkResult(design, report)
  if (new TextEncoder().encode(JSON.stringify(design)).length > designLimits.bytesMax)
    report(
      'error',
      'form',
      '',
      w(`Thiết kế quá lớn, tối đa ${designLimits.bytesMax / 1000} kB.`, 'The design is too large.'),
    )
  return problems
}

function checkProcedure(design: Design, against: CheckAgainst, report: Report): void {
  const { procedure } = design
  if (design.cutoff !== null && !CUTOFF.test(design.cutoff))
    report('error', 'procedure', 'cutoff', w('Giờ chốt nhận có dạng 15:00.', 'The cut-off is written as 15:00.'))
  if (!procedure) {
    if (against.fresh)
      report(
        'error',
        'procedure',
        'procedure',
        w(
          'Thủ tục mới: hãy ghi tên, lĩnh vực, cấp và thời hạn.',
          'A new procedure: say its name, sector, level and limit.',
        ),
      )
    return
  }
  const blank = (name: 'name' | 'sector' | 'resultName', vi: string, en: string) => {
    if (procedure[name].trim() === '') report('error', 'procedure', `procedure/${name}`, w(vi, en))
  }
  blank('name', 'Hãy ghi tên thủ tục.', 'Give the procedure a name.')
  blank('sector', 'Hãy ghi lĩnh vực.', 'Name the sector.')
  blank('resultName', 'Hãy ghi tên kết quả người dân nhận.', 'Name what the applicant receives.')
  if (procedure.channels.length === 0)
    report(
      'error',
      'procedure',
      'procedure/channels',
      w('Hãy chọn ít nhất một cách nộp.', 'Choose at least one way to file.'),
    )
  else if (!procedure.channels.includes('online'))
    report(
      'warning',
      'procedure',
      'procedure/channels',
      w(
        'Không nhận trực tuyến thì phải nêu lý do công khai (Nghị định 224/2026/NĐ-CP, Điều 14).',
        'Not taking it online needs a published reason (Decree 224/2026/NĐ-CP, art. 14).',
      ),
    )
  if (!(procedure.limit.amount > 0))
    report('error', 'procedure', 'procedure/limit', w('Hãy ghi thời hạn giải quyết.', 'Say the time limit.'))
  if (procedure.legalRefs.length === 0)
    report('warning', 'procedure', 'procedure/legalRefs', w('Chưa ghi căn cứ pháp lý.', 'No legal basis is given.'))
}

function checkForm(design: Design, against: CheckAgainst, report: Report): void {
  if (design.pages.length === 0)
    report('error', 'form', 'pages', w('Biểu mẫu chưa có trang nào.', 'The form has no page.'))
  const all = fieldsOf(design)
  const asked = new Map<string, DesignField>()
  const names = new Set<string>()
  const pages = new Set<string>()
  design.pages.forEach((page, p) => {
    const here = `pages/${p}`
    if (!KEY.test(page.name.replaceAll('_', '-')))
      report(
        'error',
        'form',
        `${here}/name`,
        w(
          'Tên trang gồm chữ thường không dấu, số và gạch nối.',
          'A page name is lower-case letters, digits and hyphens.',
        ),
      )
    if (pages.has(page.name))
      report(
        'error',
        'form',
        `${here}/name`,
        w(`Hai trang cùng tên "${page.name}".`, `Two pages are named “${page.name}”.`),
      )
    pages.add(page.name)
    if (page.title.vi.trim() === '')
      report('error', 'form', `${here}/title`, w('Trang chưa có tiêu đề.', 'The page has no title.'))
    if (page.fields.length === 0)
      report(
        'error',
        'form',
        here,
        w(`Trang "${page.title.vi}" chưa có câu hỏi nào.`, `The page “${page.title.en}” asks nothing.`),
      )
    checkCondition(page.when, asked, all, 'form', `${here}/when`, report)
    page.fields.forEach((field, f) => {
      const at = `${here}/fields/${f}`
      if (names.has(field.name))
        report(
          'error',
          'form',
          `${at}/name`,
          w(`Hai ô cùng mã "${field.name}". Mỗi ô cần một mã riêng.`, `Two fields are named “${field.name}”.`),
        )
      names.add(field.name)
      checkField(field, at, asked, all, against, report)
      asked.set(field.name, field)
    })
  })
}

function checkField(
  field: DesignField,
  at: string,
  asked: ReadonlyMap<string, DesignField>,
  all: ReadonlyMap<string, DesignField>,
  against: CheckAgainst,
  report: Report,
  inner = false,
): void {
  const wrong = (part: string, vi: string, en: string) => report('error', 'form', `${at}/${part}`, w(vi, en))
  const label = field.label.vi.trim() || field.name
  if (!NAME.test(field.name))
    wrong(
      'name',
      `Mã ô "${field.name}" chỉ gồm chữ thường không dấu, số, gạch dưới, tối đa 40 ký tự.`,
      `The name “${field.name}” may hold lower-case letters, digits and underscores only.`,
    )
  if (field.label.vi.trim() === '') wrong('label', 'Ô này chưa có câu hỏi.', 'This field has no label.')
  if (field.min !== undefined && field.max !== undefined && field.min > field.max)
    wrong('min', `"${label}": số nhỏ nhất lớn hơn số lớn nhất.`, `“${label}”: the least is above the most.`)
  if (field.kind === 'choice' || field.kind === 'many') {
    const values = (field.choices ?? []).map((choice) => choice.value)
    if (field.codes !== undefined) {
      if (against.codes && field.codes !== 'communes' && !against.codes.has(field.codes))
        wrong('codes', `Không có danh mục "${field.codes}".`, `There is no code list “${field.codes}”.`)
    } else if (values.length < 2)
      wrong('choices', `"${label}": cần ít nhất hai lựa chọn.`, `“${label}”: give at least two choices.`)
    if (new Set(values).size < values.length || values.includes(''))
      wrong(
        'choices',
        `"${label}": mỗi lựa chọn cần một mã riêng, không để trống.`,
        `“${label}”: each choice needs a value of its own.`,
      )
    if ((field.choices ?? []).some((choice) => choice.label.vi.trim() === ''))
      wrong('choices', `"${label}": có lựa chọn chưa ghi chữ.`, `“${label}”: a choice has no label.`)
  }
  if (field.kind === 'identifier' && !field.identifier)
    wrong('identifier', `"${label}": hãy chọn loại số định danh.`, `“${label}”: choose the kind of identifier.`)
  if (field.kind === 'identifier' && field.personal === undefined)
    report(
      'warning',
      'form',
      `${at}/personal`,
      w(`"${label}" là dữ liệu cá nhân, hãy đánh dấu.`, `“${label}” is personal data: mark it.`),
    )
  if (field.kind === 'rows') {
    if (inner) wrong('kind', 'Bảng không chứa bảng khác.', 'A table cannot hold a table.')
    if ((field.fields ?? []).length === 0)
      wrong('fields', `Bảng "${label}" chưa có cột nào.`, `The table “${label}” has no column.`)
    const columns = new Set<string>()
    for (const [i, column] of (field.fields ?? []).entries()) {
      if (columns.has(column.name))
        wrong(`fields/${i}/name`, `Hai cột cùng mã "${column.name}".`, `Two columns are named “${column.name}”.`)
      columns.add(column.name)
      if (column.kind === 'files') wrong(`fields/${i}/kind`, 'Cột của bảng không nhận tệp.', 'A column takes no files.')
      const before = new Map([...asked, ...(field.fields ?? []).slice(0, i).map((one) => [one.name, one] as const)])
      const around = new Map([...all, ...(field.fields ?? []).map((one) => [one.name, one] as const)])
      checkCondition(column.when, before, around, 'form', `${at}/fields/${i}/when`, report)
      checkField(column, `${at}/fields/${i}`, new Map(), new Map(), against, report, true)
    }
  }
  if (!inner) checkCondition(field.when, asked, all, 'form', `${at}/when`, report)
  if (field.prefill) checkPrefill(field, field.prefill, label, wrong)
  field.checks?.forEach((check, i) => {
    const part = `checks/${i}`
    if (check.check === 'filled-when') checkCondition(check.when, all, all, 'form', `${at}/${part}`, report)
    else if (check.check === 'year') {
      if (field.kind !== 'text')
        wrong(part, `"${label}": năm được hỏi bằng ô chữ.`, `“${label}”: a year is asked in a text.`)
    } else if ('years' in check || check.check === 'not-future' || check.check === 'not-past') {
      if (field.kind !== 'date')
        wrong(part, `"${label}": phép kiểm này chỉ dùng cho ngày.`, `“${label}”: this check is for dates.`)
    } else if ('field' in check) {
      const other = all.get(check.field)
      if (!other)
        wrong(
          part,
          `"${label}": phép kiểm hỏi ô "${check.field}" không có trong biểu mẫu.`,
          `“${label}”: the check asks for “${check.field}”, which is not in the form.`,
        )
      else if (other.kind !== field.kind)
        wrong(part, `"${label}": chỉ so với ô cùng loại.`, `“${label}”: compare with a field of the same kind.`)
      else if (check.field === field.name)
        wrong(part, `"${label}": ô không so với chính nó.`, `“${label}”: a field is not compared with itself.`)
      else if (
        (check.check === 'after' || check.check === 'not-before') &&
        !['date', 'number', 'money'].includes(field.kind)
      )
        wrong(part, `"${label}": chỉ so trước sau với ngày và số.`, `“${label}”: only dates and numbers have an order.`)
    } else if (field.kind !== 'text')
      wrong(part, `"${label}": phép kiểm ký tự chỉ dùng cho chữ.`, `“${label}”: this check is for text.`)
  })
}

const prefillKinds: Record<string, readonly string[]> = {
  full_name: ['text'],
  national_id: ['identifier', 'text'],
  birth_date: ['date'],
  sex: ['choice'],
  phone: ['identifier', 'text'],
  email: ['identifier', 'text'],
  address: ['text', 'place'],
  commune: ['text', 'choice', 'place'],
  tax_code: ['identifier', 'text'],
}
const identifierOf: Record<string, string> = {
  national_id: 'nationalId',
  phone: 'phone',
  email: 'email',
  tax_code: 'taxCode',
}

function checkPrefill(
  field: DesignField,
  prefill: Prefill,
  label: string,
  wrong: (part: string, vi: string, en: string) => void,
): void {
  const no = () =>
    wrong(
      'prefill',
      `"${label}": giá trị điền sẵn không hợp với loại ô.`,
      `“${label}”: what is filled in does not fit the kind.`,
    )
  if (prefill.from === 'today') {
    if (field.kind !== 'date') no()
  } else if (prefill.from === 'value') {
    if (!fits(field, prefill.value)) no()
  } else if (!(prefillKinds[prefill.field] ?? []).includes(field.kind)) no()
  else if (field.kind === 'identifier' && field.identifier !== identifierOf[prefill.field]) no()
  else if (
    prefill.field === 'sex' &&
    !['male', 'female'].every((value) => field.choices?.some((choice) => choice.value === value))
  )
    wrong(
      'prefill',
      `"${label}": để điền giới tính, hai lựa chọn mang mã male và female.`,
      `“${label}”: to fill in the sex the choices are male and female.`,
    )
}

/** May the answer of a field be this value? */
function fits(field: DesignField, value: unknown): boolean {
  switch (field.kind) {
    case 'number':
    case 'money':
      return typeof value === 'number'
    case 'yesno':
      return typeof value === 'boolean'
    case 'choice':
    case 'many':
      return (
        typeof value === 'string' &&
        (field.codes !== undefined || (field.choices ?? []).some((choice) => choice.value === value))
      )
    case 'rows':
    case 'files':
    case 'period':
    case 'place':
      return false
    default:
      return typeof value === 'string'
  }
}

function checkCondition(
  condition: Condition | undefined,
  asked: ReadonlyMap<string, DesignField>,
  all: ReadonlyMap<string, DesignField>,
  part: Problem['part'],
  at: string,
  report: Report,
  depth = 1,
): void {
  if (!condition) return
  const wrong = (vi: string, en: string) => report('error', part, at, w(vi, en))
  if (depth > designLimits.conditionDepthMax) {
    wrong(`Điều kiện lồng quá ${designLimits.conditionDepthMax} lớp.`, 'The condition is nested too deep.')
    return
  }
  if ('all' in condition || 'any' in condition) {
    const inner = 'all' in condition ? condition.all : condition.any
    if (inner.length === 0) wrong('Điều kiện còn trống.', 'The condition is empty.')
    for (const one of inner) checkCondition(one, asked, all, part, at, report, depth + 1)
    return
  }
  if (condition.field === '') {
    wrong('Điều kiện chưa chọn ô để hỏi.', 'The condition asks about no field.')
    return
  }
  const field = all.get(condition.field)
  if (!field) {
    if (isFinding(condition.field))
      wrong(
        part === 'stages'
          ? `Điều kiện hỏi kết luận "${condition.field.slice(FOUND.length)}" mà không bước nào ghi.`
          : 'Chỉ bước của quy trình mới hỏi được kết luận của cán bộ.',
        part === 'stages'
          ? `The condition asks for the finding “${condition.field.slice(FOUND.length)}”, which no step records.`
          : 'Only steps may ask what an officer found.',
      )
    else
      wrong(
        `Điều kiện hỏi ô "${condition.field}" không có trong biểu mẫu.`,
        `The condition asks about “${condition.field}”, which is not in the form.`,
      )
    return
  }
  const label = field.label.vi || field.name
  if (!asked.has(condition.field) && isFinding(condition.field)) {
    wrong(
      `Điều kiện hỏi kết luận "${label}" của một bước không phải lúc nào cũng xong trước. Chỉ hỏi được kết luận của bước không có điều kiện, ở giai đoạn trước.`,
      `The condition asks for the finding “${label}” of a step that is not always done before. Ask only for findings of steps without a condition, in an earlier stage.`,
    )
    return
  }
  if (!asked.has(condition.field)) {
    wrong(
      `Điều kiện hỏi "${label}", ô này đứng sau. Chỉ hỏi được ô đứng trước.`,
      `The condition asks about “${label}”, which comes later.`,
    )
    return
  }
  const values =
    condition.is === 'equals' || condition.is === 'differs'
      ? [condition.value]
      : condition.is === 'one-of'
        ? condition.values
        : []
  if (condition.is === 'one-of' && values.length === 0)
    wrong(`Điều kiện về "${label}" chưa chọn giá trị nào.`, `The condition on “${label}” names no value.`)
  if (condition.is === 'at-least' || condition.is === 'at-most') {
    if (field.kind !== 'number' && field.kind !== 'money')
      wrong(`"${label}" không phải số nên không so lớn nhỏ được.`, `“${label}” is no number.`)
  } else if (values.some((value) => !fits(field, value)))
    wrong(`Giá trị trong điều kiện không phải câu trả lời của "${label}".`, `The value is no answer to “${label}”.`)
}

function checkPapers(design: Design, report: Report): void {
  const all = fieldsOf(design)
  const codes = new Set<string>()
  design.papers.forEach((paper, i) => {
    const at = `papers/${i}`
    const name = paper.name.trim()
    if (name === '') report('error', 'papers', `${at}/name`, w('Giấy tờ chưa có tên.', 'A paper has no name.'))
    if (paper.code.trim() === '' || codes.has(paper.code))
      report(
        'error',
        'papers',
        `${at}/code`,
        w(`"${name}": mã thành phần trống hoặc trùng.`, `“${name}”: its code is empty or taken.`),
      )
    codes.add(paper.code)
    if (paper.original + paper.copy === 0 && !paper.answered)
      report(
        'warning',
        'papers',
        `${at}/original`,
        w(`"${name}": chưa ghi số bản chính, bản sao.`, `“${name}”: how many originals or copies?`),
      )
    checkCondition(paper.when, all, all, 'papers', `${at}/when`, report)
  })
}

function checkFees(design: Design, against: CheckAgainst, report: Report): void {
  const all = fieldsOf(design)
  const codes = new Set<string>()
  design.fees.forEach((fee, i) => {
    const at = `fees/${i}`
    const name = fee.name.trim()
    if (name === '') report('error', 'fees', `${at}/name`, w('Khoản thu chưa có tên.', 'A fee has no name.'))
    if (fee.code.trim() === '' || codes.has(fee.code))
      report(
        'error',
        'fees',
        `${at}/code`,
        w(`"${name}": mã khoản thu trống hoặc trùng.`, `“${name}”: its code is empty or taken.`),
      )
    codes.add(fee.code)
    // A design may charge what no rule knows yet; whoever publishes it should know that she does.
    if (against.feeCodes && fee.code.trim() !== '' && !against.feeCodes.has(fee.code))
      report(
        'warning',
        'fees',
        `${at}/code`,
        w(
          `"${name}": mã khoản thu "${fee.code}" không có trong các mức thu đang hiệu lực của thủ tục. Hãy đối chiếu nghị quyết.`,
          `“${name}”: no fee rule in force knows the code “${fee.code}”. Check it against the resolution.`,
        ),
      )
    checkCondition(fee.when, all, all, 'fees', `${at}/when`, report)
    const counted = fee.count ?? (fee.per === 'copy' ? 'copies' : 'pages')
    if (fee.per !== 'dossier' && all.get(counted)?.kind !== 'number')
      report(
        'error',
        'fees',
        `${at}/count`,
        w(
          `"${name}": số lượng phải lấy từ một ô số của biểu mẫu.`,
          `“${name}”: the count comes from a number of the form.`,
        ),
      )
  })
}

function checkStages(design: Design, against: CheckAgainst, report: Report): void {
  const wrong = (at: string, vi: string, en: string, level: Problem['level'] = 'error') =>
    report(level, 'stages', at, w(vi, en))
  const form = fieldsOf(design)
  const all = conditionFields(design)
  // What is surely known when a stage begins: the form, and the findings of steps that are always done before it.
  const asked = new Map(form)
  const found = new Set<string>()
  const { stages } = design
  if (stages.length === 0) {
    wrong('stages', 'Quy trình chưa có giai đoạn nào.', 'There is no stage.')
    return
  }
  const keys = new Set<string>()
  const steps: { step: DesignStep; stage: number; at: string }[] = []
  stages.forEach((stage, s) => {
    const at = `stages/${s}`
    if (stage.name.vi.trim() === '') wrong(`${at}/name`, 'Giai đoạn chưa có tên.', 'The stage has no name.')
    if (stage.steps.length === 0)
      wrong(at, `Giai đoạn "${stage.name.vi}" chưa có bước nào.`, `The stage “${stage.name.en}” has no step.`)
    if (stages.findIndex((one) => one.key === stage.key) !== s || !KEY.test(stage.key))
      wrong(`${at}/key`, `Mã giai đoạn "${stage.key}" trùng hoặc sai.`, `The key “${stage.key}” is taken or malformed.`)
    stage.steps.forEach((step, i) => {
      const here = `${at}/steps/${i}`
      steps.push({ step, stage: s, at: here })
      if (keys.has(step.key) || !KEY.test(step.key))
        wrong(`${here}/key`, `Mã bước "${step.key}" trùng hoặc sai.`, `The key “${step.key}” is taken or malformed.`)
      keys.add(step.key)
      if (step.name.vi.trim() === '') wrong(`${here}/name`, 'Bước chưa có tên.', 'The step has no name.')
      const role = findRole(step.role)
      const unitKnown = isUnitRule(step.unit)
      if (!role || role.at.length === 0)
        wrong(
          `${here}/role`,
          `"${step.name.vi}": không có vai trò "${step.role}".`,
          `“${step.name.en}”: there is no role “${step.role}”.`,
        )
      if (!unitKnown)
        wrong(
          `${here}/unit`,
          `"${step.name.vi}": không có đơn vị "${step.unit}".`,
          `“${step.name.en}”: there is no unit “${step.unit}”.`,
        )
      else if (
        role &&
        role.at.length > 0 &&
        !unitKindsOf(step.unit).some((kind) => (role.at as readonly string[]).includes(kind))
      )
        wrong(
          `${here}/role`,
          `"${step.name.vi}": vai trò "${role.title.vi}" không có ở đơn vị này, sẽ không ai nhận việc.`,
          `“${step.name.en}”: nobody holds “${role.title.en}” in that unit.`,
        )
      if (step.limitHours !== null && !(step.limitHours > 0))
        wrong(
          `${here}/limitHours`,
          `"${step.name.vi}": số giờ phải lớn hơn 0.`,
          `“${step.name.en}”: hours must be above nought.`,
        )
      checkCondition(step.when, asked, all, 'stages', `${here}/when`, report)
      checkFindings(step, here, found, report)
    })
    for (const step of stage.steps)
      if (!step.when)
        for (const [name, field] of findingsOf({ stages: [{ ...stage, steps: [step] }] })) asked.set(name, field)
    if (
      stage.steps.length > 1 &&
      stage.steps.every((step) => step.when) &&
      new Set(stage.steps.map((step) => JSON.stringify(step.when))).size < stage.steps.length
    )
      wrong(
        at,
        `Giai đoạn "${stage.name.vi}": hai nhánh có cùng điều kiện.`,
        `Two branches of “${stage.name.en}” have the same condition.`,
        'warning',
      )
  })
  const firstStage = stages[0]
  if (firstStage && !firstStage.steps.some((step) => step.kind === 'receive' && !step.when))
    wrong('stages/0', 'Giai đoạn đầu phải có bước tiếp nhận.', 'The first stage must receive the dossier.')
  const returns = steps.filter(({ step }) => step.kind === 'return')
  const last = returns.at(-1)
  if (!last)
    wrong(
      'stages',
      'Quy trình phải kết thúc bằng bước trả kết quả.',
      'The order of work must end by returning the result.',
    )
  else if (returns.length > 1)
    wrong(last.at, 'Chỉ có một bước trả kết quả.', 'There is one step that returns the result.')
  else if (last.stage !== stages.length - 1 || (stages.at(-1)?.steps.length ?? 0) > 1)
    wrong(
      last.at,
      'Trả kết quả là việc cuối cùng, đứng một mình ở giai đoạn cuối.',
      'Returning the result comes last and alone.',
    )
  if (last?.step.when)
    wrong(`${last.at}/when`, 'Trả kết quả luôn phải làm, không có điều kiện.', 'The result is always returned.')
  const signs = steps.filter(({ step }) => step.kind === 'sign')
  for (const stamp of steps.filter(({ step }) => step.kind === 'stamp'))
    if (!signs.some((sign) => sign.stage < stamp.stage))
      wrong(stamp.at, 'Đóng dấu phải sau khi ký.', 'The stamp comes after the signature.')
  if (signs.length === 0)
    wrong(
      'stages',
      'Chưa có bước ký: kết quả sẽ không có người ký.',
      'Nobody signs the result.',
      design.result ? 'error' : 'warning',
    )
  else if (signs.every(({ step }) => step.when))
    wrong(
      signs[0]?.at ?? 'stages',
      'Mọi bước ký đều có điều kiện: có hồ sơ sẽ không ai ký.',
      'Every signature is conditional: some dossiers will not be signed.',
      'warning',
    )
  const limit = design.procedure?.limit ?? against.limit
  if (limit) {
    const [through, whole] = [hoursThrough(design), hoursOf(limit)]
    if (through > whole)
      wrong(
        'stages',
        `Các bước cộng lại ${through} giờ làm việc, quá thời hạn công bố ${whole} giờ.`,
        `The steps take ${through} working hours, over the announced ${whole}.`,
      )
  }
  if (steps.every(({ step }) => step.limitHours === null))
    wrong('stages', 'Chưa bước nào có thời hạn.', 'No step has a limit.')
}

function checkFindings(step: DesignStep, here: string, taken: Set<string>, report: Report): void {
  const findings = step.findings ?? []
  if (findings.length === 0) return
  const wrong = (at: string, vi: string, en: string) => report('error', 'stages', `${here}/${at}`, w(vi, en))
  if (step.kind === 'return')
    wrong(
      'findings',
      'Bước trả kết quả không ghi kết luận: sau nó không còn bước nào.',
      'Returning the result asks for no findings: nothing follows it.',
    )
  if (findings.length > designLimits.findingsMax)
    wrong(
      'findings',
      `"${step.name.vi}": tối đa ${designLimits.findingsMax} kết luận.`,
      `“${step.name.en}”: at most ${designLimits.findingsMax} findings.`,
    )
  findings.forEach((field, i) => {
    const at = `findings/${i}`
    if (!findingKinds.some((kind) => kind === field.kind))
      wrong(
        at,
        `"${field.label.vi}": kết luận chỉ là chọn một, có hoặc không, số, hoặc ngày.`,
        `“${field.label.en}”: a finding is a choice, yes or no, a number or a date.`,
      )
    else if (
      field.when ||
      field.prefill ||
      field.codes ||
      (field.checks ?? []).length > 0 ||
      field.fields ||
      field.personal
    )
      wrong(
        at,
        `"${field.label.vi}": kết luận không có điều kiện, điền sẵn, danh mục hay phép kiểm riêng, và không ghi dữ liệu cá nhân vì nhật ký giữ nguyên văn.`,
        `“${field.label.en}”: a finding has no condition, prefill, code list or checks of its own, and no personal data, because the log keeps it as it is.`,
      )
    if ((field.choices ?? []).length > designLimits.findingChoicesMax)
      wrong(
        `${at}/choices`,
        `"${field.label.vi}": kết luận có tối đa ${designLimits.findingChoicesMax} lựa chọn.`,
        `“${field.label.en}”: a finding has at most ${designLimits.findingChoicesMax} choices.`,
      )
    if (taken.has(field.name))
      wrong(
        at,
        `Hai kết luận cùng mã "${field.name}". Mỗi kết luận cần một mã riêng.`,
        `Two findings are named “${field.name}”.`,
      )
    taken.add(field.name)
    checkField(field, `${here}/${at}`, new Map(), new Map(), {}, (level, _part, place, words) =>
      report(level, 'stages', place, words),
    )
  })
}

function checkResult(design: Design, report: Report): void {
  const { result } = design
  if (!result) return
  const wrong = (at: string, vi: string, en: string, level: Problem['level'] = 'error') =>
    report(level, 'result', `result/${at}`, w(vi, en))
  if (result.kind.trim() === '') wrong('kind', 'Hãy ghi loại văn bản của kết quả.', 'Name the kind of document.')
  if (result.subject.trim() === '') wrong('subject', 'Hãy ghi trích yếu của kết quả.', 'Give the result a subject.')
  if (result.paragraphs.length + result.articles.length === 0)
    wrong('paragraphs', 'Kết quả chưa có nội dung.', 'The result has no text.')
  if (result.signer.length === 0) wrong('signer', 'Chưa ghi người ký.', 'Nobody is named to sign.', 'warning')
  const fields = [...fieldsOf(design).values()]
  const blank = { ...result, bases: [], paragraphs: [], articles: [], receivers: [], signer: [] }
  const texts: [string, string][] = [
    ['subject', result.subject],
    ...result.bases.map((text, i): [string, string] => [`bases/${i}`, text]),
    ...result.paragraphs.map((text, i): [string, string] => [`paragraphs/${i}`, text]),
    ...result.articles.map((text, i): [string, string] => [`articles/${i}`, text]),
    ...result.receivers.map((text, i): [string, string] => [`receivers/${i}`, text]),
    ...result.signer.map((text, i): [string, string] => [`signer/${i}`, text]),
  ]
  for (const [at, text] of texts) {
    // Filled by the one reader of templates: what it does not know will not be known on the day.
    for (const name of fillResult({ ...blank, kind: '', subject: text }, { fields, answers: {}, known: {} }).unknown)
      wrong(
        at,
        `Không có "{{${name}}}" trong biểu mẫu hay hồ sơ.`,
        `There is no “{{${name}}}” in the form or the dossier.`,
      )
    if (/\{\{|\}\}/.test(text.replace(/\{\{\s*[a-z][a-z0-9_.]*\s*(?:\|\s*(?:chữ|hoa)\s*)?\}\}/gu, '')))
      wrong(at, 'Có dấu {{ }} chưa đóng hoặc sai cách viết.', 'A placeholder is not closed or malformed.')
  }
}
