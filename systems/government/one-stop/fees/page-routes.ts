import type { FastifyRequest } from 'fastify'
import { type Http, type Site, sendPage } from '#kernel/channels'
import type { Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import type { Dossier } from '../records.ts'
import { billsOf } from './bills.ts'
import { payPage } from './pages.ts'
import { findAccount, slipPdf } from './papers.ts'
import { tillRoles } from './records.ts'
import { refuse } from './refusals.ts'
import { getPayable, payableOf } from './till.ts'

/** Bills and claims say why somebody pays less: this page is for her, or who filed in her place, and for who takes the money. */
async function getOwn(tx: Tx, dossier: Row<typeof Dossier>): Promise<Row<typeof Dossier>> {
  const { person } = tx.actor
  if (person !== null && [dossier.applicant, dossier.representative].includes(person)) return dossier
  const taking = await tx.one<{ yes: boolean }>('select $1::uuid[] && sen.reach($2::text[]) as yes', [
    [...new Set([dossier.unit, dossier.received_unit, dossier.returning_unit].filter((id) => id !== null))],
    [...tillRoles],
  ])
  if (!taking?.yes) throw refuse['no-dossier']({ number: dossier.number })
  return dossier
}

/** What the applicant sees of money: what is due, the QR, the slip. Her dossier and nobody else's, by the sight of the dossier. */
export function payRoutes(site: Site, http: Http): void {
  const { app } = http
  const mine = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  const look = <T>(request: FastifyRequest, work: (tx: Tx) => Promise<T>): Promise<T> =>
    site.database.transaction(request.actor, work, { soft: true })
  const paramOf = (request: FastifyRequest, name: string) => (request.params as Record<string, string>)[name] ?? ''

  app.get('/ho-so/:number/nop-tien', mine, async (request, reply) => {
    const data = await look(request, async (tx) => {
      const dossier = await getPayable(tx, paramOf(request, 'number'))
      const payable = await payableOf(tx, await getOwn(tx, dossier))
      const [bill] = await billsOf(tx, dossier.id)
      return { payable, account: (bill && (await findAccount(tx, bill.unit))) ?? null }
    })
    return sendPage(site, request, reply, payPage(data, request.lang))
  })

  app.get('/ho-so/:number/nop-tien/:paper', mine, async (request, reply) => {
    const reference = paramOf(request, 'paper').replace(/\.pdf$/, '')
    const pdf = await look(request, async (tx) => {
      const dossier = await getOwn(tx, await getPayable(tx, paramOf(request, 'number')))
      const bill = (await billsOf(tx, dossier.id)).find((one) => one.reference === reference)
      if (bill?.state !== 'awaiting') throw refuse['no-bill']({ reference: reference.slice(0, 30) })
      return slipPdf(tx, dossier, bill)
    })
    return reply
      .type('application/pdf')
      .header('content-disposition', `inline; filename="phieu-bao-nop-${reference.replace(/[^0-9A-Z]/g, '')}.pdf"`)
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(pdf))
  })
}
