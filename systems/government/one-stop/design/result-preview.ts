import sharp from 'sharp'
import { localDate } from '#ground/clock'
import { refusals } from '#ground/refusal'
import { drawPdf, type Letter, letterPdf } from '#kernel/papers'
import { codeLists } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { communeFullName, findCommune, provinceName } from '#province'
import { resultLetter } from '../forms.ts'
import { fillResult } from '../results/rules.ts'
import { type EditionRow, factsOf } from './editions.ts'
import { askedAnswers, fieldsOf } from './rules.ts'
import type { Trial } from './test-run.ts'

/** The result of a trial as it would be typeset: answers from the preview, examples for what only a real dossier knows. */

export const refuse = refusals('result-preview', {
  none: {
    kind: 'invalid',
    vi: 'Thiết kế này chưa có mẫu kết quả. Hãy soạn ở thẻ Kết quả.',
    en: 'This design has no template of a result. Write one under Result.',
  },
})

const WIDTH_PX = 900
const PIXELS_MAX = 4_000_000
const PAGES_SHOWN_MAX = 5

/** A dossier that nobody filed: its name and number are those of the examples of the house. */
const example = {
  number: 'H20.29869-000000-0000',
  name: 'Nguyễn Văn Mẫu',
  national_id: '082190000000',
  address: 'Số 1, đường Hoa Sen, phường Cao Lãnh',
  phone: '0900000000',
} as const

/** The result of an edition for one trial, as a letter marked as a sample; `unknown` and `empty` are names that stay open. */
export async function letterOf(
  tx: Tx,
  edition: EditionRow,
  trial: Trial,
): Promise<{ letter: Letter; unknown: string[]; empty: string[] }> {
  const template = edition.content.result
  if (!template) throw refuse.none({}, 'result')
  const facts = await factsOf(tx, edition.procedure_code)
  const commune = trial.commune === null ? undefined : findCommune(trial.commune)
  const place = commune ? communeFullName(commune) : `tỉnh ${provinceName.vi}`
  const agency = `Ủy ban nhân dân ${place}`
  const on = localDate(tx.now)
  const lists = await codeLists(tx)
  const filled = fillResult(template, {
    fields: [...fieldsOf(edition.content).values()],
    answers: askedAnswers(edition.content, trial.answers),
    known: {
      'dossier.number': example.number,
      'dossier.received_on': on,
      'dossier.accepted_on': on,
      'procedure.name': edition.content.procedure?.name ?? facts?.name ?? edition.title,
      'procedure.code': edition.procedure_code,
      'applicant.name': example.name,
      'applicant.national_id': example.national_id,
      'applicant.address': example.address,
      'applicant.phone': example.phone,
      'agency.name': agency,
      'agency.place': commune?.name ?? provinceName.vi,
      date: on,
    },
    labels: Object.fromEntries(
      [...lists].map(([name, values]) => [name, Object.fromEntries(values.map((one) => [one.value, one.label.vi]))]),
    ),
  })
  return {
    letter: resultLetter({
      agency: {
        ...(commune ? { parent: `Tỉnh ${provinceName.vi}` } : {}),
        name: agency,
        place: commune?.name ?? provinceName.vi,
      },
      on,
      at: tx.now,
      kind: filled.kind,
      subject: filled.subject,
      ...(filled.articles.length > 0 ? { authority: 'CHỦ TỊCH ỦY BAN NHÂN DÂN' } : {}),
      bases: filled.bases,
      articles: filled.articles.map((text) => text.split('\n')),
      paragraphs: filled.paragraphs,
      receivers: filled.receivers,
      signer: { above: filled.signer, name: '' },
      sample: true,
    }),
    unknown: filled.unknown,
    empty: filled.empty,
  }
}

/** A letter as pictures of its pages and as a file, both as data the screen shows without asking again. */
export async function pictures(made: {
  letter: Letter
  unknown: string[]
  empty: string[]
}): Promise<{ pages: string[]; pdf: string; unknown: string[]; empty: string[] }> {
  const pdf = await letterPdf(made.letter)
  const pages: string[] = []
  for (let page = 1; page <= PAGES_SHOWN_MAX; page++) {
    const drawn = await drawPdf(pdf, { name: 'Kết quả mẫu', page, width: WIDTH_PX, pixelsMax: PIXELS_MAX })
    if (!drawn) break
    const picture = await sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } })
      .flatten()
      .png({ palette: true, colours: 32 })
      .toBuffer()
    pages.push(picture.toString('base64'))
  }
  return { pages, pdf: Buffer.from(pdf).toString('base64'), unknown: made.unknown, empty: made.empty }
}
