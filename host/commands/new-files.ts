import type { Words } from '#ground/text'

/** A field of the record a new system begins with. */
export interface NewField {
  name: string
  kind: 'text' | 'richtext' | 'number' | 'money' | 'date' | 'instant' | 'yesno' | 'place' | 'choice'
  label: Words
  /** Of a choice. */
  choices: readonly string[]
}

/** Everything `npx sen new` asks. */
export interface NewSystem {
  part: string
  name: string
  title: Words
  planRow: string
  owner: string
  record: string
  recordTitle: Words
  /** Who reads and writes it, in the unit where she holds the role. */
  role: string
  /** The first is a text and names the row. */
  fields: readonly NewField[]
}

const q = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const words = ({ vi, en }: Words): string => `{ vi: ${q(vi)}, en: ${q(en)} }`
/** 'found-thing' as the name of a value: FoundThing. */
const valueName = (name: string): string =>
  name
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('')
const wordsName = (name: string): string =>
  `${valueName(name).slice(0, 1).toLowerCase()}${valueName(name).slice(1)}Words`

function fieldOf(field: NewField, first: boolean): string {
  switch (field.kind) {
    case 'text':
      return first ? 'text({ max: 200 }).required().searchable()' : 'text({ max: 500 }).searchable()'
    case 'richtext':
      return 'richtext({ max: 4_000 })'
    case 'number':
      return 'number({ min: 0, max: 1_000_000 })'
    case 'choice':
      return `choice(${field.choices.map(q).join(', ')})`
    default:
      return `${field.kind}()`
  }
}

const sortable = (field: NewField): boolean => !['richtext', 'yesno', 'place', 'choice'].includes(field.kind)

function systemFile(it: NewSystem): string {
  return `import { system } from '#kernel/system'

export default system({
  name: ${q(it.name)},
  title: ${words(it.title)},
  planRow: ${q(it.planRow)},
  owner: ${q(it.owner)},
  uses: [],
  about: { vi: ${q(`${it.title.vi}: hệ thống vừa bắt đầu, câu chuyện chưa kể.`)}, en: ${q(`${it.title.en}: just begun, its story is not told yet.`)} },
})
`
}

function recordsFile(it: NewSystem): string {
  const kinds = [...new Set(it.fields.map((field) => field.kind))].sort()
  const title = it.fields[0]?.name ?? 'name'
  const columns = it.fields.filter((field) => !['richtext', 'place'].includes(field.kind)).map((field) => q(field.name))
  const filters = it.fields
    .filter((field) => ['choice', 'yesno', 'date'].includes(field.kind))
    .map((field) => q(field.name))
  const sorts = [...it.fields.filter(sortable).map((field) => q(field.name)), "'created_at'"]
  return `import { ${[...kinds, 'record'].sort().join(', ')} } from '#kernel/records'
import { ${wordsName(it.record)} } from './words.ts'

/** ${it.recordTitle.en} (${it.recordTitle.vi}). */
export const ${valueName(it.record)} = record(${q(`${it.name}/${it.record}`)}, {
  words: ${wordsName(it.record)},
  fields: {
${it.fields.map((field, at) => `    ${field.name}: ${fieldOf(field, at === 0)},`).join('\n')}
  },
  titleField: ${q(title)},
  access: {
    read: [{ role: [${q(it.role)}] }],
    create: [{ role: [${q(it.role)}] }],
    change: [{ role: [${q(it.role)}] }],
    import: [${q(it.role)}],
    export: [${q(it.role)}],
  },
  list: {
    columns: [${columns.join(', ')}],
    sorts: [${sorts.join(', ')}],
    defaultSort: '-created_at',
    filters: [${filters.join(', ')}],
  },
})
`
}

function wordsFile(it: NewSystem): string {
  const choices = it.fields.filter((field) => field.kind === 'choice')
  const shown = (value: string): string => value.replaceAll('-', ' ')
  return `/** Every text a person sees in this system, Vietnamese first. */
export const ${wordsName(it.record)} = {
  title: ${words(it.recordTitle)},
  plural: ${words(it.recordTitle)},
  fields: {
${it.fields.map((field) => `    ${field.name}: ${words(field.label)},`).join('\n')}
  },${
    choices.length === 0
      ? ''
      : `
  choices: {
${choices.map((field) => `    ${field.name}: {\n${field.choices.map((value) => `      ${q(value)}: ${words({ vi: shown(value), en: shown(value) })},`).join('\n')}\n    },`).join('\n')}
  },`
  }
}
`
}

function exampleOf(field: NewField, first: boolean, odd: boolean): string {
  switch (field.kind) {
    case 'text':
      return first
        ? q(odd ? `${field.label.vi} có "dấu nháy" & dấu <` : 'Ví dụ đầu tiên')
        : q('Đường Nguyễn Huệ, phường Mỹ Tho')
    case 'richtext':
      return q('Mô tả ngắn.')
    case 'number':
      return odd ? '0' : '12'
    case 'money':
      return odd ? '0' : '150_000'
    case 'date':
      return q(odd ? '2028-02-29' : '2026-03-02')
    case 'instant':
      return `new Date('2026-03-02T08:00:00+07:00')`
    case 'yesno':
      return odd ? 'false' : 'true'
    case 'place':
      return `{ type: 'Point', coordinates: [106.36, 10.36] }`
    case 'choice':
      return q((odd ? field.choices.at(-1) : field.choices[0]) ?? '')
  }
}

function examplesFile(it: NewSystem): string {
  const value = valueName(it.record)
  const rows = (odd: boolean): string =>
    it.fields.map((field, at) => `  ${field.name}: ${exampleOf(field, at === 0, odd)},`).join('\n')
  return `import type { Input } from '#kernel/records'
import { createRow } from '#kernel/records'
import { house } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { getRoot } from '#kernel/trust'
import { ${value} } from './records.ts'

/** One that is right. */
export const good: Input<typeof ${value}> = {
${rows(false)}
}

/** One that must be refused: nobody could find it again. */
export const bad: Input<typeof ${value}> = { ...good, ${it.fields[0]?.name ?? 'name'}: '' }

/** One that looks wrong and is right. */
export const odd: Input<typeof ${value}> = {
${rows(true)}
}

/** Demonstration rows, marked as samples. They are put in once: a later start adds none. */
export const loadExamples: Load = async (database) => {
  await loadOnce(database, ${q(`${it.name}:examples`)}, 'first', () =>
    database.transaction(house, async (tx) => {
      const root = await getRoot(tx)
      for (const values of [good, odd]) await createRow(tx, ${value}, values, { unit: root.id, sample: true })
    }),
  )
}
`
}

function storyFile(it: NewSystem): string {
  const value = valueName(it.record)
  const first = it.fields[0]
  const title = first?.name ?? 'name'
  const next = [
    'Bài thử này đỏ có chủ ý: câu chuyện của hệ thống chưa được kể.',
    `1. records.ts: khai đủ trường, ai thấy, ai ghi. 2. cases.ts: khai trạng thái và bước đi (flow) của ${it.recordTitle.vi.toLowerCase()}.`,
    '3. Thay bài thử này bằng câu chuyện thật: ai làm gì, thấy gì, cái gì bị từ chối và với lời nào. 4. README.md: cho ai, căn cứ pháp lý, phần nào mô phỏng.',
    'Red on purpose: tell the story of this system here, through the doors, with its refusals. See CONTRIBUTING.md.',
  ]
  return `import { expect, test } from 'vitest'
import { createRow, listRows, readInput } from '#kernel/records'
import { openTestHouse } from '#kernel/testing'
import { bad, good, odd } from './examples.ts'
import { ${value} } from './records.ts'

const unit = { name: 'Xã', short_name: 'Xã', kind: 'commune', parent: null, calendar: 'office', valid_from: '2025-07-01' }

test('who holds the role writes and finds it, without tone marks too; who does not sees nothing', async () => {
  const house = await openTestHouse({
    types: [${value}],
    units: [{ ...unit, code: 'a' }],
    accounts: [
      { login: 'lan', name: 'Lan', roles: [{ role: ${q(it.role)}, unit: 'a' }] },
      { login: 'minh', name: 'Minh', roles: [] },
    ],
  })
  try {
    const lan = await house.as('lan')
    const a = await house.unit('a')
    await house.database.transaction(lan, async (tx) => {
      for (const values of [good, odd]) await createRow(tx, ${value}, readInput(${value}, values), { unit: a })
    })
    const found = async (login: string, q?: string) => {
      const actor = await house.as(login)
      const page = await house.database.transaction(actor, (tx) => listRows(tx, ${value}, q === undefined ? {} : { q }))
      return page.rows.map((row) => row.${title})
    }
    expect(await found('lan', 'vi du dau')).toEqual([good.${title}])
    expect((await found('lan')).sort()).toEqual([good.${title}, odd.${title}].sort())
    expect(await found('minh')).toEqual([])
  } finally {
    await house.close()
  }
})

test('the bad example is refused, and the refusal names the field', () => {
  expect(() => readInput(${value}, bad)).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field: ${q(title)} })] }),
  )
})

test('red: the story of ${it.name}', () => {
  expect.fail(
    [
${next.map((line) => `      ${q(line)},`).join('\n')}
    ].join('\\n'),
  )
})
`
}

function readmeFile(it: NewSystem): string {
  return `# ${it.title.vi} (${it.title.en})

Row ${it.planRow} of the plan. Owner: ${it.owner}.

## For whom

Not written yet: who opens it in the morning, and what she gets done.

## Legal basis

Not written yet: the law, decree or decision, with articles and dates.

## The story

Not told yet; \`story.test.ts\` is red until it is.

## Standards, limits, what is simulated

One record, \`${it.record}\`, read and written by the role \`${it.role}\` in its unit. Nothing else exists: no flow, no tasks, no screens of its
own. \`examples.ts\` holds made-up rows.
`
}

/** The files of a new system by their path in the tree. */
export function filesOf(it: NewSystem): Record<string, string> {
  const folder = `systems/${it.part}/${it.name}`
  return {
    [`${folder}/system.ts`]: systemFile(it),
    [`${folder}/records.ts`]: recordsFile(it),
    [`${folder}/words.ts`]: wordsFile(it),
    [`${folder}/examples.ts`]: examplesFile(it),
    [`${folder}/story.test.ts`]: storyFile(it),
    [`${folder}/README.md`]: readmeFile(it),
  }
}

/** ARCHITECTURE.md with a line for every new folder, put where the others of its floor stand; unchanged when it has no such table. */
export function drawnIn(source: string, folders: readonly { path: string; idea: string }[]): string {
  const lines = source.split('\n')
  for (const { path, idea } of folders) {
    const head = `| \`${path}/\` |`
    if (lines.some((line) => line.startsWith(head))) continue
    const before = lines.findLastIndex((line) => {
      const other = /^\| `(systems\/[^`]*?)\/?` \|/.exec(line)?.[1]
      return other !== undefined && (other < path || path.startsWith(`${other}/`))
    })
    const at = before >= 0 ? before : lines.findLastIndex((line) => line.startsWith('| `systems/` |'))
    if (at >= 0) lines.splice(at + 1, 0, `${head} ${idea} |`)
  }
  return lines.join('\n')
}
