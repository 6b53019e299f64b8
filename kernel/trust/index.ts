export {
  type AccountValue,
  type CitizenValue,
  changePassword,
  checkCitizen,
  checkPassword,
  colleagues,
  findActor,
  findSession,
  findUncheckedAccount,
  grantRole,
  hashPassword,
  lockAccount,
  markChecked,
  openAccount,
  openCitizenAccount,
  refuseAccount,
  registerCitizen,
  type Session,
  signIn,
  signOut,
} from './account.ts'
export { FACT_COLUMNS, type Fact, type FactRow, factValues, markFacts, timeline, writeFact } from './fact.ts'
export { enterPerson, findPerson, findPersonByNationalId, type Person } from './person.ts'
export { trustSchema } from './schema.ts'
export { sight } from './tables.ts'
export {
  findUnit,
  findUnitByCode,
  getRoot,
  getUnitByCode,
  listUnits,
  loadUnits,
  refuseUnit,
  type Unit,
  type UnitValue,
} from './unit.ts'
