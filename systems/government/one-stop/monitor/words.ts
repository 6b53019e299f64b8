import type { Words } from '#ground/text'
import type { AlertLevel } from './rules.ts'

const w = (vi: string, en: string): Words => ({ vi, en })

/** What a head is told of one dossier (or, without a number, of how many more there are: `name`). */
export function alertWords(
  level: AlertLevel['level'],
  number: string | null,
  name: string,
  due: string,
): { title: Words; body?: Words } {
  const title: Record<AlertLevel['level'], [Words, Words]> = {
    soon: [
      w(`Hồ sơ ${number} sắp đến hạn`, `Dossier ${number} is about to be late`),
      w(`Và ${name} hồ sơ khác sắp đến hạn`, `And ${name} more about to be late`),
    ],
    late: [
      w(`Hồ sơ ${number} đã quá hạn`, `Dossier ${number} is late`),
      w(`Và ${name} hồ sơ khác đã quá hạn`, `And ${name} more are late`),
    ],
    'long-late': [
      w(`Hồ sơ ${number} quá hạn lâu ngày`, `Dossier ${number} has been late for long`),
      w(`Và ${name} hồ sơ khác quá hạn lâu ngày`, `And ${name} more have been late for long`),
    ],
  }
  const [one, many] = title[level]
  return number === null ? { title: many } : { title: one, body: w(`${name}. Hẹn trả ${due}.`, `${name}. Due ${due}.`) }
}

export const digestWords = (late: number, soon: number): { title: Words; body: Words } => ({
  title: w(`Sáng nay: ${late} hồ sơ quá hạn, ${soon} sắp đến hạn`, `This morning: ${late} late, ${soon} about to be`),
  body: w(
    'Sắp đến hạn là phải trả trước khi hết ngày làm việc kế tiếp.',
    'About to be late: due before the end of the next working day.',
  ),
})
