import { randomBytes, timingSafeEqual } from 'node:crypto'
import { fromBER, Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  ExtKeyUsage,
  id_ContentType_SignedData,
  id_eContentType_TSTInfo,
  id_sha256,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import { refusals } from '#ground/refusal'
import { sha256 } from './tree.ts'

export const refuseStamp = refusals('time-stamp', {
  refused: {
    kind: 'unavailable',
    vi: 'Máy chủ cấp dấu thời gian không cấp dấu (trạng thái {status}: {reason}). Hãy hỏi đơn vị vận hành máy chủ ấy.',
    en: 'The time-stamping authority refused (status {status}: {reason}). Ask whoever runs it.',
  },
  unreadable: {
    kind: 'unavailable',
    vi: 'Không đọc được dấu thời gian: {reason}.',
    en: 'The time stamp cannot be read: {reason}.',
  },
  'for-other-data': {
    kind: 'conflict',
    vi: 'Dấu thời gian này được cấp cho dữ liệu khác.',
    en: 'The time stamp is for other data.',
  },
  'bad-signature': {
    kind: 'conflict',
    vi: 'Chữ ký của dấu thời gian không đúng: {reason}.',
    en: 'The signature of the time stamp is wrong: {reason}.',
  },
})

const EKU_TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const EKU = '2.5.29.37'

const memory = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

/** A request for a stamp over `data`, RFC 3161 section 2.4.1: SHA-256 imprint, a nonce, the authority's certificate asked for. */
export function stampRequest(data: Uint8Array): { body: Buffer; nonce: Buffer } {
  const nonce = randomBytes(8)
  // A nonce is a positive INTEGER without a leading zero byte.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: id_sha256 }),
      hashedMessage: new OctetString({ valueHex: memory(sha256(data)) }),
    }),
    nonce: new Integer({ valueHex: memory(nonce) }),
    certReq: true,
  })
  return { body: Buffer.from(request.toSchema().toBER()), nonce }
}

function signedDataOf(token: Uint8Array): { signed: SignedData; info: TSTInfo } {
  try {
    const read = fromBER(memory(token))
    if (read.offset === -1) throw new Error('not DER')
    const content = new ContentInfo({ schema: read.result })
    if (content.contentType !== id_ContentType_SignedData) throw new Error('not SignedData')
    const signed = new SignedData({ schema: content.content })
    if (signed.encapContentInfo.eContentType !== id_eContentType_TSTInfo || !signed.encapContentInfo.eContent)
      throw new Error('not TSTInfo')
    return { signed, info: TSTInfo.fromBER(signed.encapContentInfo.eContent.getValue()) }
  } catch (error) {
    throw refuseStamp.unreadable({ reason: (error as Error).message.slice(0, 200) })
  }
}

/** The token out of an authority's answer (DER of TimeStampResp), looked at: granted, for this data, with this nonce. */
export async function readStamp(answer: Uint8Array, data: Uint8Array, nonce: Buffer): Promise<Buffer> {
  let response: TimeStampResp
  try {
    response = TimeStampResp.fromBER(memory(answer))
  } catch (error) {
    throw refuseStamp.unreadable({ reason: (error as Error).message.slice(0, 200) })
  }
  const status = Number(response.status.status)
  // 0 granted, 1 granted with modifications: RFC 3161 section 2.4.2
  if ((status !== 0 && status !== 1) || !response.timeStampToken)
    throw refuseStamp.refused({
      status,
      reason:
        response.status.statusStrings
          ?.map((text) => text.valueBlock.value)
          .join(' ')
          .slice(0, 200) ?? '',
    })
  const token = Buffer.from(response.timeStampToken.toSchema().toBER())
  const { info } = signedDataOf(token)
  if (!info.nonce || !Buffer.from(info.nonce.valueBlock.valueHexView).equals(nonce))
    throw refuseStamp['for-other-data']()
  await checkStamp(token, data)
  return token
}

export interface Stamp {
  /** When the authority says it saw the data. */
  at: Date
  /** Name of the authority's certificate. */
  by: string
  /** The certificate leads to one of the anchors given; null when none was given. */
  isTrusted: boolean | null
}

/** Certificates in PEM text. */
export function certificatesOf(pem: string): Certificate[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g)].map((match) =>
    Certificate.fromBER(memory(Buffer.from((match[1] ?? '').replaceAll(/\s/g, ''), 'base64'))),
  )
}

/**
 * Checks a token (DER of ContentInfo) as RFC 3161 section 2.4.2 asks: imprint of this data, signature of the one signer, whose
 * certificate is for time-stamping only; and with `anchors` that the certificate leads to one of them at the stamped instant.
 */
export async function checkStamp(
  token: Uint8Array,
  data: Uint8Array,
  anchors: readonly Certificate[] = [],
): Promise<Stamp> {
  const { signed, info } = signedDataOf(token)
  const imprint = Buffer.from(info.messageImprint.hashedMessage.valueBlock.valueHexView)
  const wanted = sha256(data)
  if (
    info.messageImprint.hashAlgorithm.algorithmId !== id_sha256 ||
    imprint.length !== wanted.length ||
    !timingSafeEqual(imprint, wanted)
  )
    throw refuseStamp['for-other-data']()
  if (signed.signerInfos.length !== 1) throw refuseStamp['bad-signature']({ reason: 'one signer is wanted' })
  const look = async (checkChain: boolean) =>
    signed.verify({
      signer: 0,
      data: memory(data),
      extendedMode: true,
      checkChain,
      trustedCerts: [...anchors],
    })
  let signer: Certificate
  try {
    const seen = await look(false)
    if (!seen.signatureVerified || !seen.signerCertificate) throw new Error('the signature does not fit')
    signer = seen.signerCertificate
  } catch (error) {
    throw refuseStamp['bad-signature']({ reason: (error as Error).message.slice(0, 200) })
  }
  const usage = signer.extensions?.find((extension) => extension.extnID === EKU)?.parsedValue
  if (!(usage instanceof ExtKeyUsage) || !usage.keyPurposes.includes(EKU_TIME_STAMPING))
    throw refuseStamp['bad-signature']({ reason: 'the certificate is not for time-stamping' })
  let isTrusted: boolean | null = null
  if (anchors.length > 0) {
    isTrusted = await look(true).then(
      (seen) => Boolean(seen.signerCertificateVerified),
      () => false,
    )
  }
  const by = signer.subject.typesAndValues
    .map((part) => String(part.value.valueBlock.value))
    .reverse()
    .join(', ')
  return { at: info.genTime, by, isTrusted }
}
