export { findSystems, type Load, type LoadOptions, type System, type SystemHead, system } from './system.ts'
export { loadOnce, loadSchema } from './loaded.ts'
