import { type Database, house } from '#kernel/store'
import { loadOnce } from '#kernel/system'
import { enterPerson, getUnitByCode, grantRole, hashPassword, openAccount } from '#kernel/trust'
import { demoAccounts, demoPassword, demoPeople } from '#province'

/** Puts in the demonstration people and accounts, all marked as samples. Running it again adds nothing. */
export async function loadDemo(database: Database): Promise<void> {
  await loadOnce(database, 'demo-people', { demoPeople, demoAccounts }, async () => {
    const passwordHash = await hashPassword(demoPassword)
    await database.transaction(house, async (tx) => {
      const person = (value: (typeof demoPeople)[number]) =>
        enterPerson(tx, { ...value, kind: 'citizen', tax_code: null, sample: true })
      for (const value of demoPeople) await person(value)
      for (const value of demoAccounts) {
        const known = await tx.one<{ id: string }>('select id from sen.account where login = $1', [value.login])
        const account =
          known?.id ??
          (await openAccount(
            tx,
            {
              login: value.login,
              name: value.full_name,
              password: demoPassword,
              person: await person(value.person),
              email: value.email,
              sample: true,
            },
            passwordHash,
          ))
        for (const grant of value.roles) {
          const unit = await getUnitByCode(tx, grant.unit)
          await grantRole(tx, { account, role: grant.role, unit: unit.id, from: '2025-07-01' })
        }
      }
    })
  })
}
