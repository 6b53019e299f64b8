import { readFileSync } from 'node:fs'
import { localDate } from '#ground/clock'
import { nfc } from '#ground/text'
import { qrSvg, typeset } from '#kernel/papers'
import type { Tx } from '#kernel/store'
import { findUnit } from '#kernel/trust'
import { getProcedure } from '../filing.ts'
import { separatorText } from './codes.ts'
import { deskOf } from './folder.ts'
import { trayLimits } from './kinds.ts'
import { componentsOf } from './receiving.ts'
import { refuse } from './refusals.ts'

const template = readFileSync(new URL('./separator.typ', import.meta.url), 'utf8')

/** What is printed on the separators of a procedure. */
export interface Separators {
  office: string
  procedure: { code: string; name: string }
  sheets: { code: string; name: string }[]
  at: Date
}

/**
 * The separator sheets of a procedure: one for each paper it asks for today, or for those chosen by code. Refuses
 * scanning.no-separators when there are none.
 */
export async function separatorsOf(tx: Tx, code: string, chosen: readonly string[] = []): Promise<Separators> {
  const procedure = await getProcedure(tx, code)
  const components = await componentsOf(tx, procedure, localDate(tx.now))
  const sheets = components
    .filter((one) => chosen.length === 0 || chosen.includes(one.code))
    .slice(0, trayLimits.papersADossierMax)
    .map(({ code, name }) => ({ code, name: name.length > 300 ? `${name.slice(0, 299)}…` : name }))
  if (sheets.length === 0) throw refuse['no-separators']()
  const unit = deskOf(tx.actor)
  return {
    office: (unit ? (await findUnit(tx, unit))?.name : undefined) ?? '',
    procedure: { code: procedure.code, name: procedure.name },
    sheets,
    at: tx.now,
  }
}

/** The sheets as a PDF of A4, one page each. Outside any transaction: it sets pages. */
export async function separatorPdf({ office, procedure, sheets, at }: Separators): Promise<Uint8Array> {
  const drawn = []
  for (const { code, name } of sheets)
    drawn.push({ code, name: nfc(name), qr: await qrSvg(separatorText(procedure.code, code)) })
  return typeset(
    template,
    { office: nfc(office), procedure: { code: procedure.code, name: nfc(procedure.name) }, sheets: drawn },
    { title: `Phiếu phân tách ${procedure.code}`, at },
  )
}
