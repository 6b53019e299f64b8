import { command, refuseUsage } from './command.ts'

export default command({
  name: 'start',
  about: {
    vi: 'Mở cửa: chạy cả tỉnh, như "npm start". Dừng bằng Ctrl-C.',
    en: 'Runs the province, as "npm start" does. Stop with Ctrl-C.',
  },
  usage: ['start'],
  options: {},
  async work(_values, names) {
    if (names[0] !== undefined) throw refuseUsage['not-understood']({ said: names[0], name: 'start' })
    await import('../start.ts')
    return undefined
  },
})
