export * from './bundles.ts'
export * from './calendars.ts'
export * from './codes.ts'
export * from './communes.ts'
export * from './counters.ts'
export * from './demonstration.ts'
export * from './dti.ts'
export * from './exemptions.ts'
export * from './fees.ts'
export * from './hexagons.ts'
export * from './house.ts'
export * from './offices.ts'
export * from './people.ts'
export * from './plan.ts'
export * from './procedure.ts'
export * from './procedures/index.ts'
export * from './roles.ts'
export * from './steps.ts'
export { type HexagonTile, hexagonTiles, type TilePlace, touching } from './tile-map.ts'
export {
  type DossierPlaces,
  departmentOf,
  getUnitByRule,
  isUnitRule,
  placesIn,
  ruleAtProvince,
  type UnitRule,
} from './unit-rules.ts'
export * from './units.ts'
