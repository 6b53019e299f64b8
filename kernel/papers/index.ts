export { type BlobLimits, type Blobs, type Kept, openBlobs, type Sending } from './blobs.ts'
export { closeCodes, type ReadCode, readCodes } from './codes.ts'
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
export { joinLimits, joinPdfs } from './join.ts'
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
export {
  closeWord,
  type Letter,
  type LetterBlock,
  type LetterField,
  type LetterSigner,
  letterPdf,
  letterWord,
  placeDate,
} from './letter.ts'
export {
  closeOcr,
  isBlank,
  ocrLimits,
  type PageRead,
  type PaperRead,
  type ReadWord,
  readPaper,
  readPicture,
} from './ocr.ts'
export { type PaperPage, type PaperPdf, paperPdf } from './ocr-pdf.ts'
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
