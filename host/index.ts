export { declaredSchema, type House, type HouseOptions, openHouse, openStore, systemsOfHouse, typesOf } from './open.ts'
export { openTestSite, type TestSite } from './test-site.ts'
