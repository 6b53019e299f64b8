export { loadOnce, loadSchema } from './loaded.ts'
export {
  findSystems,
  type Importer,
  type ImportNote,
  type ImportStudy,
  type Load,
  type LoadOptions,
  reserved,
  type System,
  type SystemHead,
  system,
} from './system.ts'
