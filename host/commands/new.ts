import { command } from './command.ts'
export default command({ name: 'doctor', about: { vi: '', en: '' }, usage: [], options: {}, work: async () => 0 })
