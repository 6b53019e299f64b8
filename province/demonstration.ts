import type { Words } from '#ground/text'
import { communeFullName, findCommune } from './communes.ts'
import { houseFace } from './house.ts'
import { type DemoAccount, demoAccounts, demoPassword, type SamplePerson, samplePeople } from './people.ts'
import { findRole } from './roles.ts'
import { findUnit } from './units.ts'

/** The made-up people of a demonstration, besides those of the accounts. */
export const demoPeople: SamplePerson[] = samplePeople(400)

/** What an account may do and where, for the list shown at sign-in. */
function roleWords(account: DemoAccount): Words {
  const [given] = account.roles
  const title = findRole(given?.role ?? 'citizen')?.title ?? { vi: 'Người dùng', en: 'User' }
  const unit = given === undefined ? undefined : findUnit(given.unit)
  const commune = findCommune(unit?.commune ?? (given === undefined ? account.person.commune : ''))
  const place = commune === undefined ? (unit?.short_name ?? '') : communeFullName(commune)
  return place === '' ? title : { vi: `${title.vi}, ${place}`, en: `${title.en}, ${place}` }
}

/** What the house shows of itself, and what a demonstration offers at sign-in. */
export const houseValues = {
  face: houseFace,
  demonstration: {
    accounts: demoAccounts.map((account) => ({
      login: account.login,
      name: account.full_name,
      role: roleWords(account),
    })),
    password: demoPassword,
  },
}
