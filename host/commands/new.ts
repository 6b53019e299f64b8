import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { refusals } from '#ground/refusal'
import { reserved } from '#kernel/system'
import { roles } from '#province'
import { command, needed, refuseUsage } from './command.ts'
import { drawnIn, filesOf, type NewField, type NewSystem } from './new-files.ts'
import { root } from './place.ts'

const refuse = refusals('new', {
  'bad-name': {
    kind: 'invalid',
    vi: 'Tên "{name}" không dùng được: chỉ chữ thường a–z, chữ số và gạch nối, bắt đầu bằng chữ cái, tối đa 30 ký tự, và không phải utils, helpers, manager, service, base, common. Ví dụ: found-things.',
    en: 'The name "{name}" cannot be used: lower-case letters, digits and hyphens, 30 at most, and a noun. Example: found-things.',
  },
  'bad-part': {
    kind: 'invalid',
    vi: 'Không có phần "{part}" của đề án. Các phần: {parts}.',
    en: 'The plan has no part "{part}". Parts: {parts}.',
  },
  'name-taken': {
    kind: 'conflict',
    vi: 'Đã có hệ thống "{name}" ở systems/{where}. Hãy chọn tên khác.',
    en: 'There is a system "{name}" already, in systems/{where}. Choose another name.',
  },
  'name-reserved': {
    kind: 'conflict',
    vi: 'Tên "{name}" là từ của nhân hoặc của cơ sở dữ liệu. Hãy chọn tên khác.',
    en: 'The name "{name}" belongs to the kernel or to the database. Choose another.',
  },
  'bad-field': {
    kind: 'invalid',
    vi: 'Trường "{text}" không hiểu được. Hãy ghi tên:loại:nhãn:label, ví dụ found_on:date:Ngày nhặt được:Found on. Loại: {kinds}; với lựa chọn: status:choice=moi|xong:Tình trạng:Status.',
    en: 'The field "{text}" is not understood. Write name:kind:nhãn:label. Kinds: {kinds}; a choice: status:choice=new|done:Tình trạng:Status.',
  },
  'first-field': {
    kind: 'invalid',
    vi: 'Trường đầu tiên đặt tên cho mỗi dòng nên phải là loại text.',
    en: 'The first field names every row, so it must be a text.',
  },
  'field-twice': { kind: 'invalid', vi: 'Trường "{name}" có hai lần.', en: 'The field "{name}" is there twice.' },
  'too-many-fields': {
    kind: 'too-large',
    vi: 'Tối đa {max} trường khi bắt đầu; thêm tiếp trong records.ts.',
    en: 'At most {max} fields to begin with; add more in records.ts.',
  },
  'field-reserved': {
    kind: 'invalid',
    vi: 'Trường "{name}" đã có sẵn ở mọi bản ghi hoặc là từ của ngôn ngữ. Hãy chọn tên khác.',
    en: 'Every record has the field "{name}" already, or it is a word of the language. Choose another name.',
  },
  'unknown-role': {
    kind: 'invalid',
    vi: 'Không có vai trò "{role}". Các vai trò: {known}.',
    en: 'There is no role "{role}". Known: {known}.',
  },
  'bad-words': {
    kind: 'invalid',
    vi: 'Chữ "{text}" dài quá {max} ký tự hoặc có xuống dòng. Hãy viết ngắn lại.',
    en: 'The text "{text}" is longer than {max} characters or has more than one line.',
  },
})

const PARTS = ['infrastructure', 'data', 'government', 'society', 'security'] as const
const KINDS: readonly NewField['kind'][] = [
  'text',
  'richtext',
  'number',
  'money',
  'date',
  'instant',
  'yesno',
  'place',
  'choice',
]
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME_MAX = 30
const TEXT_MAX = 120
const FIELDS_MAX = 30
/** Names of PostgreSQL's own schemas and of ours, and words under which anything can hide. */
const TAKEN = new Set(['sen', 'public', 'graphile-worker', 'information-schema', 'host', 'ground', 'province'])
const EMPTY = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'service', 'base', 'common', 'misc', 'v2'])
const COLUMNS = new Set([
  'id',
  'unit',
  'version',
  'sample',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'search',
  'labels',
])

function nameOf(text: string): string {
  const last = text.split('-').at(-1) ?? ''
  if (!NAME.test(text) || text.length > NAME_MAX || EMPTY.has(last))
    throw refuse['bad-name']({ name: text.slice(0, 60) })
  return text
}

function wordOf(text: string): string {
  const word = text.normalize('NFC').trim()
  // it is put between quotes, into a comment and into a table of Markdown
  if (word === '' || word.length > TEXT_MAX || /[\n\r|]|\*\//.test(word))
    throw refuse['bad-words']({ text: text.slice(0, 60), max: TEXT_MAX })
  return word
}

function fieldOf(text: string): NewField {
  const [name = '', said = 'text', vi, en] = text.split(':').map((part) => part.trim())
  const [kind, values] = said.split('=')
  const known = KINDS.find((one) => one === kind)
  const choices = (values ?? '').split('|').filter(Boolean)
  const choice = known === 'choice'
  const fits = choice
    ? choices.length > 1 && choices.every((one) => NAME.test(one)) && new Set(choices).size === choices.length
    : values === undefined
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) || name.length > NAME_MAX || !known || !fits) {
    throw refuse['bad-field']({ text: text.slice(0, 80), kinds: KINDS.join(', ') })
  }
  if (COLUMNS.has(name)) throw refuse['field-reserved']({ name })
  const plain = name.replaceAll('_', ' ')
  const label = { vi: wordOf(vi || plain), en: wordOf(en || vi || plain) }
  return { name, kind: known, label, choices }
}

/** The folder of a system of this name, wherever it lies. */
function findSystem(name: string): string | undefined {
  for (const part of readdirSync(join(root, 'systems'), { withFileTypes: true })) {
    if (part.isDirectory() && existsSync(join(root, 'systems', part.name, name))) return `${part.name}/${name}`
  }
  return undefined
}

function checkPlace(text: string): { part: string; name: string } {
  const [part = '', name = '', ...more] = text.split('/')
  if (name === '' || more.length > 0) throw refuse['bad-name']({ name: text.slice(0, 60) })
  if (!PARTS.some((one) => one === part)) throw refuse['bad-part']({ part: part.slice(0, 60), parts: PARTS.join(', ') })
  nameOf(name)
  if (reserved.has(name) || TAKEN.has(name) || name.startsWith('pg-')) throw refuse['name-reserved']({ name })
  const where = findSystem(name)
  if (where) throw refuse['name-taken']({ name, where })
  return { part, name }
}

export default command({
  name: 'new',
  about: {
    vi: 'Tạo khung một hệ thống mới, với một bài thử đỏ nói phải viết gì tiếp.',
    en: 'Makes a small new system, with a red test that says what to write next.',
  },
  usage: [
    'new                (hỏi từng điều / asks)',
    'new society/found-things --title-vi "Đồ nhặt được" --title-en "Found things" --plan-row – --owner "Ủy ban nhân dân cấp xã" --record thing --field name:text:Tên:Name --field found_on:date:Ngày:Day',
  ],
  options: {
    'title-vi': { type: 'string', about: { vi: 'Tên hệ thống', en: 'Title in Vietnamese' } },
    'title-en': { type: 'string', about: { vi: 'Tên tiếng Anh', en: 'Title in English' } },
    'plan-row': {
      type: 'string',
      value: 'ROW',
      about: { vi: 'Dòng trong đề án (III.2b), hoặc – nếu không có', en: 'Row of the plan, or – for none' },
    },
    owner: { type: 'string', about: { vi: 'Cơ quan chủ trì', en: 'The agency that answers for it' } },
    record: {
      type: 'string',
      value: 'NAME',
      about: { vi: 'Tên bản ghi đầu tiên, tiếng Anh', en: 'Name of the first record' },
    },
    'record-title-vi': {
      type: 'string',
      about: { vi: 'Tên bản ghi, mặc định như hệ thống', en: 'Its title in Vietnamese' },
    },
    'record-title-en': { type: 'string', about: { vi: 'Tên bản ghi bằng tiếng Anh', en: 'Its title in English' } },
    role: {
      type: 'string',
      value: 'ROLE',
      about: { vi: 'Vai trò đọc và ghi, mặc định clerk (văn thư)', en: 'Who reads and writes; default clerk' },
    },
    field: {
      type: 'string',
      multiple: true,
      value: 'NAME:KIND:NHÃN:LABEL',
      about: { vi: `Một trường; dùng nhiều lần. Loại: ${KINDS.join(', ')}`, en: 'One field; repeatable' },
    },
  },
  async work(values, names, { say }) {
    if (names[1] !== undefined) throw refuseUsage['not-understood']({ said: names[1].slice(0, 60), name: 'new' })
    const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
    const ask = async (
      given: string | undefined,
      question: string,
      option: string,
      otherwise?: string,
    ): Promise<string> => {
      if (given !== undefined) return given
      if (!terminal) return needed(otherwise, option, 'new')
      const answer = (
        await terminal.question(`${question}${otherwise === undefined ? '' : ` [${otherwise}]`}: `)
      ).trim()
      return needed(answer || otherwise, option, 'new')
    }
    try {
      const place = checkPlace(
        await ask(names[0], `Phần/tên (${PARTS.join(', ')}), vd. society/found-things`, 'phần/tên'),
      )
      const titleVi = wordOf(await ask(values['title-vi'], 'Tên tiếng Việt', '--title-vi'))
      const titleEn = wordOf(await ask(values['title-en'], 'Tên tiếng Anh (title in English)', '--title-en'))
      const planRow = wordOf(await ask(values['plan-row'], 'Dòng trong đề án', '--plan-row', '–'))
      const owner = wordOf(await ask(values.owner, 'Cơ quan chủ trì', '--owner'))
      const record = nameOf(await ask(values.record, 'Bản ghi đầu tiên (tiếng Anh, vd. thing)', '--record'))
      if (record === 'import' || record === 'export' || record === 'words' || record === 'record')
        throw refuse['name-reserved']({ name: record })
      const recordTitle = {
        vi: wordOf(await ask(values['record-title-vi'], 'Bản ghi ấy tiếng Việt là', '--record-title-vi', titleVi)),
        en: wordOf(await ask(values['record-title-en'], 'Bản ghi ấy tiếng Anh là', '--record-title-en', titleEn)),
      }
      const known = roles.filter((one) => one.at.length > 0)
      const role = await ask(
        values.role,
        `Vai trò đọc và ghi (${known.map((one) => one.name).join(', ')})`,
        '--role',
        'clerk',
      )
      if (!known.some((one) => one.name === role))
        throw refuse['unknown-role']({ role: role.slice(0, 60), known: known.map((one) => one.name).join(', ') })
      const fields = (values.field ?? []).map(fieldOf)
      while (terminal && values.field === undefined) {
        const text = (
          await terminal.question(`Trường thứ ${fields.length + 1} (tên:loại:nhãn:label; để trống là xong): `)
        ).trim()
        if (text === '') break
        fields.push(fieldOf(text))
      }
      if (fields.length === 0) fields.push(fieldOf('name:text:Tên:Name'))
      if (fields.length > FIELDS_MAX) throw refuse['too-many-fields']({ max: FIELDS_MAX })
      if (fields[0]?.kind !== 'text') throw refuse['first-field']()
      const twice = fields.find((field, at) => fields.findIndex((one) => one.name === field.name) !== at)
      if (twice) throw refuse['field-twice']({ name: twice.name })
      await make(
        { ...place, title: { vi: titleVi, en: titleEn }, planRow, owner, record, recordTitle, role, fields },
        say,
      )
      return 0
    } finally {
      terminal?.close()
    }
  },
})

async function make(it: NewSystem, say: (line: string) => void): Promise<void> {
  const folder = `systems/${it.part}/${it.name}`
  for (const [path, content] of Object.entries(filesOf(it))) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    // never over something that is there
    await writeFile(join(root, path), content, { flag: 'wx' })
    say(`  ${path}`)
  }
  const drawing = join(root, 'ARCHITECTURE.md')
  if (existsSync(drawing)) {
    const source = readFileSync(drawing, 'utf8')
    const parts = {
      infrastructure: 'digital infrastructure',
      data: 'digital data',
      government: 'digital government',
      society: 'digital economy and society',
      security: 'safety and artificial intelligence',
    }
    const part = parts[it.part as keyof typeof parts] ?? it.part
    const after = drawnIn(source, [
      { path: `systems/${it.part}`, idea: part },
      { path: folder, idea: `${it.title.en.toLowerCase()} (just begun)` },
    ])
    if (after !== source) await writeFile(drawing, after)
  }
  const biome = join(root, 'node_modules', '.bin', 'biome')
  if (existsSync(biome)) spawnSync(biome, ['check', '--write', folder], { cwd: root, stdio: 'ignore' })
  say(`Đã tạo ${folder}. Việc tiếp theo:`)
  say(`  npm test -- unit ${folder}      một bài đỏ nói phải viết gì`)
  say('  node tools/golden.ts --write map schema      bản đồ và lược đồ có thêm hệ thống này')
  say('  CONTRIBUTING.md      một hệ thống trong nửa giờ')
}
