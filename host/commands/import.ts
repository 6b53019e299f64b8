import { command, needed, refuseUsage } from './command.ts'

export default command({
  name: 'import',
  about: {
    vi: 'Nhập dữ liệu từ tệp; chạy lại không làm trùng.',
    en: 'Takes in data from a file; running it again doubles nothing.',
  },
  usage: [
    'import --list',
    'import procedures FILE.jsonl [--check]',
    'import boundaries FILE.geojson',
    'import HỆ-THỐNG/BẢN-GHI FILE.(csv|xlsx|json|ndjson|geojson) [--unit CODE] [--check]',
  ],
  options: {
    list: { type: 'boolean', about: { vi: 'Kể các loại dữ liệu nhập được', en: 'Says what can be imported' } },
    check: {
      type: 'boolean',
      about: { vi: 'Đọc và thử tất cả nhưng không ghi gì', en: 'Reads and tries everything, writes nothing' },
    },
    unit: {
      type: 'string',
      value: 'CODE',
      about: {
        vi: 'Đơn vị của những dòng không nói đơn vị; mặc định cấp tỉnh',
        en: 'Unit of rows that name none; default the province',
      },
    },
  },
  more: {
    vi: 'Dòng sai không cản dòng khác: nó được kể tên, kèm cách sửa, trong tệp báo cáo ở <thư mục dữ liệu>/reports, và mã thoát là 1. Dừng giữa chừng (Ctrl-C, mất điện) rồi chạy lại đúng lệnh thì đi tiếp từ chỗ dở. Lệnh chạy được cả khi Sen đang chạy.',
    en: 'A bad row stops no other: it is named, with what to do, in the report below <data>/reports, and the exit code is 1. Stopped half-way (Ctrl-C, power) and run again, it goes on where it was. It works while Sen runs, too.',
  },
  async work(values, names, around) {
    // read only when something is done: help and refusals of what was typed come at once
    const intake = () => import('./intake.ts')
    if (values.list) {
      await (await intake()).tellImports(around.say)
      return 0
    }
    const name = needed(names[0], 'loại dữ liệu (xem: npx sen import --list)', 'import')
    const path = needed(names[1], 'FILE', 'import')
    if (names[2] !== undefined) throw refuseUsage['not-understood']({ said: names[2].slice(0, 60), name: 'import' })
    return (await intake()).importFile(name, path, values, around)
  },
})
