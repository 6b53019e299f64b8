import { formatMoney } from '#ground/money'
import type { Words } from '#ground/text'
import { speakLimit } from '#ground/working-time'
import { findRole } from '#province'
import { conditionFields, fieldsOf } from './rules.ts'
import type { Condition, Design, DesignField, DesignStep } from './shape.ts'
import { fieldKindWords, speakCheck, speakCondition, speakNumber, speakPrefill, stepKindWords } from './words.ts'

/** One difference between two editions, in words. `before` is null for what was added, `after` for what was taken away. */
export interface Difference {
  part: 'procedure' | 'form' | 'papers' | 'fees' | 'stages' | 'result'
  /** 'Ô "Ngày sinh"'. */
  where: Words
  /** 'Bắt buộc'; null when the whole thing came or went. */
  what: Words | null
  before: Words | null
  after: Words | null
}

const w = (vi: string, en: string): Words => ({ vi, en })
const plain = (text: string): Words => w(text, text)
const yes = (value: boolean | undefined): Words => (value ? w('Có', 'Yes') : w('Không', 'No'))
const none = w('không có', 'none')
const number = (value: number | undefined | null): Words =>
  value === undefined || value === null ? none : speakNumber(value)
const text = (value: string | undefined | null): Words => (value ? plain(value) : none)

/** What is said of a thing, line by line: only lines that read differently are differences. */
type Line = [what: Words, said: Words]
type Thing = { where: Words; lines: Line[] }

function linesOf(field: DesignField, fields: ReadonlyMap<string, DesignField>): Line[] {
  const codes = field.codes
  return [
    [w('Câu hỏi', 'Label'), field.label],
    [w('Loại', 'Kind'), fieldKindWords[field.kind]],
    [w('Giải thích', 'Help'), field.help ?? none],
    [w('Bắt buộc', 'Required'), yes(field.required)],
    [w('Chỉ hỏi khi', 'Asked when'), speakCondition(field.when, fields)],
    [w('Nhỏ nhất', 'Least'), number(field.min)],
    [w('Lớn nhất', 'Most'), number(field.max)],
    [w('Đơn vị đo', 'Unit'), text(field.unit)],
    [
      w('Lựa chọn', 'Choices'),
      codes
        ? w(`danh mục ${codes}`, `list ${codes}`)
        : w(
            (field.choices ?? []).map((one) => one.label.vi).join('; ') || none.vi,
            (field.choices ?? []).map((one) => one.label.en).join('; ') || none.en,
          ),
    ],
    [w('Loại số định danh', 'Identifier'), text(field.identifier)],
    [
      w('Cột', 'Columns'),
      w(
        (field.fields ?? []).map((one) => `${one.label.vi} (${fieldKindWords[one.kind].vi})`).join('; ') || none.vi,
        (field.fields ?? []).map((one) => `${one.label.en} (${fieldKindWords[one.kind].en})`).join('; ') || none.en,
      ),
    ],
    [
      w('Dữ liệu cá nhân', 'Personal data'),
      field.personal === undefined
        ? none
        : field.personal === 'basic'
          ? w('cơ bản', 'basic')
          : w('nhạy cảm', 'sensitive'),
    ],
    [w('Điền sẵn', 'Filled in with'), field.prefill ? speakPrefill(field.prefill, field) : none],
    [
      w('Kiểm tra', 'Checks'),
      w(
        (field.checks ?? []).map((one) => speakCheck(one, fields).vi).join('; ') || none.vi,
        (field.checks ?? []).map((one) => speakCheck(one, fields).en).join('; ') || none.en,
      ),
    ],
  ]
}

const stepLines = (step: DesignStep, stage: Words, fields: ReadonlyMap<string, DesignField>): Line[] => [
  [w('Giai đoạn', 'Stage'), stage],
  [w('Tên', 'Name'), step.name],
  [w('Việc', 'Work'), stepKindWords[step.kind]],
  [w('Vai trò', 'Role'), findRole(step.role)?.title ?? plain(step.role)],
  [w('Đơn vị', 'Unit'), plain(step.unit)],
  [
    w('Thời hạn', 'Limit'),
    step.limitHours === null
      ? w('không tính giờ', 'not counted')
      : w(`${speakNumber(step.limitHours).vi} giờ làm việc`, `${speakNumber(step.limitHours).en} working hours`),
  ],
  [w('Chỉ làm khi', 'Done when'), speakCondition(step.when, fields)],
  [
    w('Cán bộ ghi nhận', 'Findings'),
    w(
      (step.findings ?? []).map((one) => saidOf(one).vi).join('; ') || none.vi,
      (step.findings ?? []).map((one) => saidOf(one).en).join('; ') || none.en,
    ),
  ],
]

/** A finding in one line: "Đất có tranh chấp? (Có hoặc không) *". */
function saidOf(field: DesignField): Words {
  const choices = (field.choices ?? []).map((one) => one.label)
  const kind = fieldKindWords[field.kind]
  const star = field.required ? ' *' : ''
  const inside = (lang: 'vi' | 'en') => (choices.length > 0 ? choices.map((one) => one[lang]).join(', ') : kind[lang])
  return w(`${field.label.vi} (${inside('vi')})${star}`, `${field.label.en} (${inside('en')})${star}`)
}

/** The things of one part of a design by what identifies them from edition to edition. */
type Things = Map<string, Thing>
const when = (condition: Condition | undefined, fields: ReadonlyMap<string, DesignField>): Line => [
  w('Chỉ khi', 'Only when'),
  speakCondition(condition, fields),
]

function thingsOf(design: Design): Record<Difference['part'], Things> {
  const fields = fieldsOf(design)
  const known = conditionFields(design)
  const { procedure, result } = design
  const facts: Line[] = procedure
    ? [
        [w('Tên', 'Name'), plain(procedure.name)],
        [w('Lĩnh vực', 'Sector'), plain(procedure.sector)],
        [
          w('Cấp giải quyết', 'Level'),
          procedure.level === 'commune' ? w('Cấp xã', 'Commune') : w('Cấp tỉnh', 'Province'),
        ],
        [w('Thời hạn', 'Limit'), speakLimit(procedure.limit)],
        [w('Cách nộp', 'Ways to file'), plain(procedure.channels.join(', '))],
        [w('Đối tượng', 'Applicants'), plain(procedure.applicants.join('; '))],
        [w('Căn cứ', 'Legal basis'), plain(procedure.legalRefs.join('; '))],
        [w('Điều kiện', 'Conditions'), text(procedure.conditions)],
        [w('Kết quả', 'Result'), plain(procedure.resultName)],
      ]
    : []
  const form: Things = new Map()
  for (const [place, page] of design.pages.entries()) {
    form.set(`page ${page.name}`, {
      where: w(`Trang "${page.title.vi}"`, `Page “${page.title.en}”`),
      lines: [
        [w('Tiêu đề', 'Title'), page.title],
        [w('Lời dẫn', 'Lead'), page.lead ?? none],
        [w('Thứ tự', 'Place'), plain(String(place + 1))],
        [w('Chỉ hỏi khi', 'Asked when'), speakCondition(page.when, fields)],
        [
          w('Thứ tự các ô', 'Order of the fields'),
          w(
            page.fields.map((field) => field.label.vi).join(' → '),
            page.fields.map((field) => field.label.en).join(' → '),
          ),
        ],
      ],
    })
    for (const field of page.fields)
      form.set(`field ${field.name}`, {
        where: w(`Ô "${field.label.vi}"`, `Field “${field.label.en}”`),
        lines: linesOf(field, fields),
      })
  }
  return {
    procedure: new Map<string, Thing>([
      ...(procedure ? [['facts', { where: w('Thủ tục', 'Procedure'), lines: facts }] as const] : []),
      ['cutoff', { where: w('Giờ chốt nhận', 'Cut-off'), lines: [[w('Giờ', 'Time'), text(design.cutoff)]] }],
    ]),
    form,
    papers: new Map(
      design.papers.map((paper) => [
        paper.code,
        {
          where: w(`Giấy tờ "${paper.name}"`, `Paper “${paper.name}”`),
          lines: [
            [w('Tên', 'Name'), plain(paper.name)],
            [w('Mẫu', 'Form'), text(paper.form)],
            [w('Bản chính, bản sao', 'Originals, copies'), plain(`${paper.original}, ${paper.copy}`)],
            [w('Bắt buộc', 'Required'), yes(paper.required)],
            [w('Tờ khai thay cho giấy', 'Answered by the form'), yes(paper.answered)],
            [w('Dùng lại từ kho', 'Reuse from the store'), text(paper.reuse?.join(', '))],
            when(paper.when, fields),
          ],
        },
      ]),
    ),
    fees: new Map(
      design.fees.map((fee) => [
        fee.code,
        {
          where: w(`Khoản thu "${fee.name}"`, `Fee “${fee.name}”`),
          lines: [
            [w('Tên', 'Name'), plain(fee.name)],
            [w('Loại', 'Kind'), fee.kind === 'fee' ? w('Phí', 'Fee') : w('Lệ phí', 'Charge')],
            [w('Mức', 'Amount'), plain(formatMoney(fee.amount))],
            [
              w('Tính theo', 'For each'),
              { dossier: w('hồ sơ', 'dossier'), copy: w('bản', 'copy'), page: w('trang', 'page') }[fee.per],
            ],
            [w('Cách nộp', 'Way to file'), text(fee.channel)],
            [
              w('Thu khi', 'Collected'),
              fee.collect === 'filing' ? w('nộp hồ sơ', 'on filing') : w('trả kết quả', 'on return'),
            ],
            [w('HĐND tỉnh quyết định', 'Fixed by the council'), yes(fee.byCouncil)],
            when(fee.when, fields),
          ],
        },
      ]),
    ),
    stages: new Map(
      design.stages.flatMap((stage, place) => [
        [
          `stage ${stage.key}`,
          {
            where: w(`Giai đoạn "${stage.name.vi}"`, `Stage “${stage.name.en}”`),
            lines: [
              [w('Tên', 'Name'), stage.name],
              [w('Thứ tự', 'Place'), plain(String(place + 1))],
            ],
          },
        ] as [string, Thing],
        ...stage.steps.map((step): [string, Thing] => [
          `step ${step.key}`,
          { where: w(`Bước "${step.name.vi}"`, `Step “${step.name.en}”`), lines: stepLines(step, stage.name, known) },
        ]),
      ]),
    ),
    result: new Map(
      result
        ? [
            [
              'result',
              {
                where: w('Mẫu kết quả', 'Template of the result'),
                lines: [
                  [w('Loại văn bản', 'Kind'), text(result.kind)],
                  [w('Trích yếu', 'Subject'), text(result.subject)],
                  [w('Căn cứ', 'Bases'), text(result.bases.join('\n'))],
                  [w('Nội dung', 'Text'), text(result.paragraphs.join('\n'))],
                  [w('Các điều', 'Articles'), text(result.articles.join('\n'))],
                  [w('Nơi nhận', 'Receivers'), text(result.receivers.join('; '))],
                  [w('Người ký', 'Signer'), text(result.signer.join(', '))],
                  [w('Hiệu lực (năm)', 'Good for (years)'), number(result.validYears)],
                  [w('Mã kết quả', 'Code'), text(result.code)],
                ],
              },
            ],
          ]
        : [],
    ),
  }
}

/** What changed from one edition to another, in the order a person reads a procedure. Empty: they say the same. */
export function compareDesigns(before: Design, after: Design): Difference[] {
  const [old, now] = [thingsOf(before), thingsOf(after)]
  const found: Difference[] = []
  for (const part of ['procedure', 'form', 'papers', 'fees', 'stages', 'result'] as const) {
    for (const [key, thing] of now[part]) {
      const former = old[part].get(key)
      if (!former) {
        found.push({ part, where: thing.where, what: null, before: null, after: w('thêm mới', 'added') })
        continue
      }
      for (const [i, [what, said]] of thing.lines.entries()) {
        const was = former.lines[i]?.[1] ?? none
        if (was.vi !== said.vi) found.push({ part, where: thing.where, what, before: was, after: said })
      }
    }
    for (const [key, thing] of old[part])
      if (!now[part].has(key))
        found.push({ part, where: thing.where, what: null, before: w('bỏ đi', 'removed'), after: null })
  }
  return found
}
