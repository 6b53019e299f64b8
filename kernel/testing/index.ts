export { type FalseClock, falseClock } from './false-clock.ts'
export {
  LAUGHS,
  nestedZip,
  onePagePdf,
  pdfOf,
  pdfStream,
  pngDeclaring,
  sheetXml,
  wordFile,
  workbookFile,
  type ZipPart,
  zipFile,
} from './hostile-files.ts'
export { openTestHouse, poolAs, type TestAccount, type TestHouse, type TestHouseOptions } from './house.ts'
export { Flight, Kite, kiteAccounts, kiteClub, kiteExamples, kitePassword, kiteUnits } from './kite-club.ts'
export { createFromTemplate, dropTestDatabase, endTestPostgres, testDatabaseUrl } from './postgres.ts'
export { type Answer, type Inject, type Story, story, tell, type Visitor, visitor } from './story.ts'
export { wordText } from './word-text.ts'
