export type { ChoroplethParts, Geometry, Places } from './choropleth.ts'
export { choropleth, classOf, quantiles, shapesOf, simplify } from './choropleth.ts'
