import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { refusals } from '#ground/refusal'
import type { ExportFormat } from '#kernel/records'
import { getRoot } from '#kernel/trust'
import { command, needed, refuseUsage } from './command.ts'
import { operator } from './place.ts'

const refuse = refusals('hand-out', {
  unknown: {
    kind: 'invalid',
    vi: 'Không có loại bản ghi "{name}". Có thể xuất: {known}.',
    en: 'There is no record "{name}". These can be exported: {known}.',
  },
  'unknown-format': {
    kind: 'invalid',
    vi: 'Không có định dạng "{format}". Hãy chọn csv, xlsx, ndjson hoặc geojson.',
    en: 'There is no format "{format}". Choose csv, xlsx, ndjson or geojson.',
  },
  'file-there': {
    kind: 'conflict',
    vi: 'Tệp "{path}" đã có. Hãy chọn tên khác, hoặc thêm --replace để ghi đè.',
    en: 'The file "{path}" is there already. Choose another name, or add --replace.',
  },
})

const formats: readonly ExportFormat[] = ['csv', 'xlsx', 'ndjson', 'geojson']

export default command({
  name: 'export',
  about: { vi: 'Xuất mọi dòng của một loại bản ghi ra tệp.', en: 'Writes every row of a record into a file.' },
  usage: ['export HỆ-THỐNG/BẢN-GHI --out FILE [--format csv|xlsx|ndjson|geojson] [--purpose "…"] [--replace]'],
  options: {
    out: { type: 'string', value: 'FILE', about: { vi: 'Tệp sẽ ghi', en: 'The file to write' } },
    format: {
      type: 'string',
      value: 'FORMAT',
      about: { vi: 'csv, xlsx, ndjson hoặc geojson; mặc định theo đuôi tệp', en: 'Default by the ending of the file' },
    },
    purpose: {
      type: 'string',
      value: 'TEXT',
      about: {
        vi: 'Mục đích; không có thì dữ liệu cá nhân được bỏ ra ngoài',
        en: 'Why; without it personal data are left out',
      },
    },
    replace: { type: 'boolean', about: { vi: 'Ghi đè tệp đã có', en: 'Overwrites a file that is there' } },
  },
  more: {
    vi: 'Mỗi lần xuất được ghi vào nhật ký; xuất dữ liệu cá nhân thì người có dữ liệu thấy được việc ấy và mục đích.',
    en: 'Every export is written in the log; whose personal data were in it can see that, and the purpose.',
  },
  async work(values, names, around) {
    const name = needed(names[0], 'hệ-thống/bản-ghi', 'export')
    if (names[1] !== undefined) throw refuseUsage['not-understood']({ said: names[1].slice(0, 60), name: 'export' })
    const out = resolve(needed(values.out, '--out FILE', 'export'))
    const asked = values.format ?? out.toLowerCase().split('.').at(-1) ?? ''
    const format = formats.find((one) => one === asked)
    if (!format) throw refuse['unknown-format']({ format: asked.slice(0, 20) })
    if (!values.replace && (await stat(out).catch(() => undefined))) throw refuse['file-there']({ path: out })
    // read only now: help and refusals of what was typed come at once
    const [{ exportRows }, { typesOf }, { openForCommand }] = await Promise.all([
      import('#kernel/records'),
      import('../open.ts'),
      import('./store.ts'),
    ])
    const opened = await openForCommand(around)
    const half = `${out}.part-${process.pid}`
    try {
      const { database, systems } = opened
      const types = typesOf(systems)
      const type = types.get(name)
      if (!type) throw refuse.unknown({ name: name.slice(0, 60), known: [...types.keys()].join(', ') })
      const root = await database.transaction(operator(), (tx) => getRoot(tx))
      const purpose = values.purpose?.trim().slice(0, 200)
      const made = await exportRows(database, { ...operator(), unit: root.id }, type, {
        format,
        types,
        ...(purpose ? { purpose } : {}),
      })
      // Beside its place first: a half-written file must not look like a whole one
      await Promise.all([pipeline(made.stream, createWriteStream(half, { mode: 0o600, flush: true })), made.done])
      await rename(half, out)
      around.say(
        `Đã xuất ${await made.done} dòng vào ${out}${purpose ? '' : ' (không có dữ liệu cá nhân; cần thì thêm --purpose)'}.`,
      )
      return 0
    } finally {
      await rm(half, { force: true })
      await opened.close()
    }
  },
})
