import type { FastifyRequest } from 'fastify'
import { type Http, type Site, sendPage } from '#kernel/channels'
import type { Tx } from '#kernel/store'
import { billsOf } from './bills.ts'
import { payPage } from './pages.ts'
import { findAccount, slipPdf } from './papers.ts'
import { refuse } from './refusals.ts'
import { getPayable, payableOf } from './till.ts'

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
      const payable = await payableOf(tx, dossier)
      const [bill] = await billsOf(tx, dossier.id)
      return { payable, account: (bill && (await findAccount(tx, bill.unit))) ?? null }
    })
    return sendPage(site, request, reply, payPage(data, request.lang))
  })

  app.get('/ho-so/:number/nop-tien/:paper', mine, async (request, reply) => {
    const reference = paramOf(request, 'paper').replace(/\.pdf$/, '')
    const pdf = await look(request, async (tx) => {
      const dossier = await getPayable(tx, paramOf(request, 'number'))
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
