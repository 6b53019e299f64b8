export {
  code,
  choice,
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
export { InvalidInput, parseField, type ReadOptions, readInput, refuseInput } from './input.ts'
export { LIST_MAX, labelsOf, type ListQuery, listRows, type Page, refuseList } from './list.ts'
export { type Access, type Fields, type Input, type RecordOptions, type RecordType, type RecordWords, type Row, record, type Standard, type Values, type Who } from './record.ts'
export { canonical, type ChangeOptions, type CreateOptions, changeRow, createRow, explain, findRow, getRow, isPersonal, masked, noteReading, refuseRow, subjectOf, toColumn } from './row.ts'
export { recordsSchema, sightOf, tableFor } from './schema.ts'
export { schemaOf } from './json-schema.ts'
export { type FieldMeta, metaOf, type RecordMeta } from './meta.ts'
