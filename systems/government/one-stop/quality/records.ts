import { choice, date, record, text, yesno } from '#kernel/records'
import { announcementKinds } from './announcing.ts'
import { announcementWords } from './words.ts'

const keepers = ['administrator', 'province-monitor']

/**
 * One procedure announced by one decision, with the days that items 1.1 and 1.2 ask: when the law is in force, when the
 * province decided, when it was made public. Written when an edition is published, by hand, or by import.
 */
export const Announcement = record('one-stop/announcement', {
  words: announcementWords,
  fields: {
    procedure_code: text({ max: 20 }).required().searchable().open(),
    /** Said here only for what the catalogue does not hold yet, or no more. */
    procedure_name: text({ max: 1_000 }).searchable().open(),
    level: choice('commune', 'province', 'both').open(),
    ministry: text({ max: 200 }).open(),
    kind: choice(...announcementKinds)
      .required()
      .open(),
    /** The legal document, or the ministry's decision, that makes the province announce. */
    reference: text({ max: 300 }).required().searchable().open(),
    law_from: date().open(),
    decision: text({ max: 200 }).searchable().open(),
    decided_on: date().open(),
    decided_unknown: yesno().default(false).open(),
    listed_on: date().open(),
    listed_unknown: yesno().default(false).open(),
    source: text({ max: 500 }),
    note: text({ max: 2_000 }),
  },
  titleField: 'reference',
  key: ['procedure_code', 'reference'],
  checks: {
    listed_after_decided: 'listed_on is null or decided_on is null or listed_on >= decided_on',
    decided_or_unknown: 'decided_on is null or not decided_unknown',
    listed_or_unknown: 'listed_on is null or not listed_unknown',
  },
  indexes: { law: { on: 'law_from' } },
  access: {
    read: ['everyone'],
    create: ['house', { role: keepers }],
    change: ['house', { role: keepers }],
    import: keepers,
    export: [...keepers, 'centre-head', 'leader'],
  },
  list: {
    columns: ['procedure_code', 'kind', 'reference', 'law_from', 'decided_on', 'listed_on'],
    sorts: ['law_from', 'decided_on', 'procedure_code'],
    defaultSort: '-law_from',
    filters: ['procedure_code', 'kind', 'law_from', 'decided_on', 'decided_unknown', 'listed_unknown'],
  },
})
