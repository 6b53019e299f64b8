export {
  csvLine,
  EXPORT_ROWS_MAX,
  type Export,
  type ExportFormat,
  type ExportOptions,
  exportRows,
  refuseExport,
} from './export.ts'
export {
  choice,
  code,
  computed,
  date,
  Field,
  type FieldKind,
  type FieldSpec,
  type FileRef,
  files,
  type Geometry,
  identifier,
  instant,
  json,
  money,
  number,
  type Period,
  period,
  place,
  ref,
  refs,
  richtext,
  rows,
  text,
  yesno,
} from './field.ts'
export {
  cancelImport,
  errorsFile,
  getImport,
  IMPORT_ROWS_MAX,
  type ImportOptions,
  type ImportRun,
  type ImportStart,
  importJob,
  type ReadRow,
  refuseImport,
  runImport,
  startImport,
} from './import.ts'
export { type ImportFormat, refuseFile } from './import-file.ts'
export { InvalidInput, parseField, type ReadOptions, readInput, refuseInput } from './input.ts'
export { schemaOf } from './json-schema.ts'
export { LIST_MAX, type ListQuery, labelsOf, listRows, type Page, refuseList } from './list.ts'
export { type CodeLists, type FieldMeta, metaOf, type RecordMeta } from './meta.ts'
export {
  type Access,
  type Fields,
  type Input,
  type RecordOptions,
  type RecordType,
  type RecordWords,
  type Row,
  record,
  type Standard,
  type Values,
  type Who,
} from './record.ts'
export { checkReferences } from './reference.ts'
export {
  type ChangeOptions,
  type CreateOptions,
  canonical,
  changeRow,
  createRow,
  explain,
  findRow,
  getRow,
  isPersonal,
  masked,
  noteReading,
  refuseRow,
  subjectOf,
  toColumn,
  whenCreated,
} from './row.ts'
export { recordsSchema, sightOf, tableFor } from './schema.ts'
