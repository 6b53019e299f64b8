import QRCode from 'qrcode'
import { Bug } from '#ground/refusal'

/** A QR holds at most this many bytes at level M (ISO/IEC 18004, version 40-M), and a phone reads far fewer with ease. */
export const qrBytesMax = 1_000

function check(text: string): void {
  const bytes = Buffer.byteLength(text)
  if (bytes === 0 || bytes > qrBytesMax) throw new Bug(`a QR holds 1 to ${qrBytesMax} bytes, not ${bytes}`)
}

/** A QR code (error level M, quiet zone of 2 modules) as an SVG document, black on white. Text is UTF-8. */
export async function qrSvg(text: string): Promise<string> {
  check(text)
  return QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
}

/** The same as a PNG `width` pixels wide. */
export async function qrPng(text: string, width = 480): Promise<Buffer> {
  check(text)
  return QRCode.toBuffer(text, { type: 'png', errorCorrectionLevel: 'M', margin: 2, width: Math.min(width, 2_000) })
}
