export { type BlobLimits, type Blobs, type Kept, openBlobs, type Sending } from './blobs.ts'
export {
  attachFiles,
  blobsOf,
  enterFile,
  type FileRow,
  fileOfRecord,
  filesOfRecord,
  findFile,
  keepPaper,
  lendBlobs,
  papersSchema,
  refuseFile,
} from './file.ts'
export {
  cleanName,
  closeMaps,
  contentLimits,
  type Examined,
  examine,
  type Kind,
  type KindName,
  kindNames,
  kinds,
  sizeWords,
} from './kinds.ts'
export { type Letter, type LetterBlock, letterPdf, letterWord, placeDate } from './letter.ts'
export { closePdf, drawPdf, inspectPdf, pdfLimits, readPdf } from './pdf.ts'
export {
  type Preview,
  type PreviewWanted,
  type PreviewWidth,
  preview,
  previewLimits,
  previewWidths,
} from './previews.ts'
export { qrBytesMax, qrPng, qrSvg } from './qr.ts'
export { openClamd, type Scan, ScanFault, type Scanner, type Verdict } from './scan.ts'
export { closeTypeset, type Printable, type TypesetOptions, typeset, typesetLimits } from './typeset.ts'
