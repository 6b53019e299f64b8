import { Refusal, refusals } from '#ground/refusal'
import { command, dataDirOf, refuseUsage } from './command.ts'
import { root } from './place.ts'

const refuse = refusals('migrate', {
  'stop-first': {
    kind: 'conflict',
    vi: 'Sen đang chạy trên thư mục dữ liệu "{path}" (tiến trình {pid}), mà lệnh này cần cơ sở dữ liệu cho riêng mình. Hãy dừng Sen (Ctrl-C ở cửa sổ của nó, hoặc kill {pid}), chạy lại lệnh này, rồi npm start.',
    en: 'Sen runs on the data directory "{path}" (process {pid}) and this command needs the database for itself. Stop it (Ctrl-C, or kill {pid}), run this again, then npm start.',
  },
})

export default command({
  name: 'migrate',
  about: {
    vi: 'Đưa cơ sở dữ liệu về đúng lược đồ mà mã nguồn khai báo; tất cả hoặc không gì cả.',
    en: 'Brings the database to the schema that the sources declare; all or nothing.',
  },
  usage: ['migrate', 'migrate --dry', 'migrate --allow-loss one_stop.draft.tab --allow-loss feedback.report'],
  options: {
    dry: {
      type: 'boolean',
      about: {
        vi: 'Chỉ in các câu lệnh, không thay đổi dữ liệu',
        en: 'Only prints the statements and changes nothing',
      },
    },
    'allow-loss': {
      type: 'string',
      multiple: true,
      value: 'SCHEMA.TABLE[.COLUMN]',
      about: {
        vi: 'Cho phép xóa bảng hoặc cột đang có dữ liệu; dùng được nhiều lần',
        en: 'Lets a table or column that holds data be dropped; repeatable',
      },
    },
  },
  more: {
    vi: 'Bước nào sẽ làm mất dữ liệu mà không được cho phép thì cả lần nâng cấp bị từ chối. "npm start" cũng nâng cấp như vậy, nhưng không bao giờ xóa dữ liệu. Hãy sao lưu trước khi dùng --allow-loss.',
    en: 'A step that would lose data without being allowed refuses the whole migration. "npm start" migrates the same way but never drops data. Make a backup before --allow-loss.',
  },
  async work(values, names, { say, environment }) {
    if (names[0] !== undefined) throw refuseUsage['not-understood']({ said: names[0], name: 'migrate' })
    const allowLoss = values['allow-loss'] ?? []
    for (const what of allowLoss) {
      if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}$/.test(what))
        throw refuseUsage['not-understood']({ said: what, name: 'migrate' })
    }
    const dataDir = dataDirOf(environment, root)
    // read only now: help and refusals of what was typed come at once
    const { openStore, systemsOfHouse } = await import('../open.ts')
    const systems = await systemsOfHouse()
    const databaseUrl = environment.DATABASE_URL
    const dry = values.dry ?? false
    try {
      const { database, engine, plan } = await openStore(
        { dataDir, ...(databaseUrl ? { databaseUrl } : {}), progress: (line) => say(`  ${line}`) },
        systems,
        { allowLoss, dry },
      )
      await database.close()
      await engine?.stop()
      for (const step of plan.steps)
        say(`${step.sql};${step.loses ? `  -- mất dữ liệu / loses data: ${step.loses.what}` : ''}`)
      if (plan.steps.length === 0) say('Cơ sở dữ liệu đã đúng lược đồ, không có gì phải làm.')
      else if (dry)
        say(`${plan.steps.length} câu lệnh sẽ được áp dụng; chưa có gì thay đổi. Áp dụng bằng: npx sen migrate`)
      else say(`Đã áp dụng ${plan.steps.length} câu lệnh.`)
      return 0
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'engine.already-running')) throw error
      throw refuse['stop-first']({ path: dataDir, pid: error.facts.pid ?? '?' })
    }
  },
})
