import { assert } from '#ground/refusal'
import type { Charged, Exemption, FeeLine, FeePrice, Reckoning } from './shape.ts'

/** What `count` units of one kind cost: each the same, or cheaper from a certain one on, never above the bound. */
export function priceOf(
  price: Pick<FeePrice, 'amount' | 'next_from' | 'next_amount' | 'amount_max'>,
  count: number,
): number | null {
  if (price.amount === null) return null
  const full = price.next_from === null ? count : Math.min(count, price.next_from - 1)
  const sum = full * price.amount + (count - full) * (price.next_amount ?? price.amount)
  return price.amount_max === null ? sum : Math.min(sum, price.amount_max)
}

/** The whole of one price: pages are of each copy, and the bound is for each copy. */
function charged(price: FeePrice, copies: number, pages: number): { count: number; amount: number | null } {
  if (price.count !== undefined) return { count: price.count, amount: priceOf(price, price.count) }
  if (price.per === 'dossier') return { count: 1, amount: priceOf(price, 1) }
  if (price.per === 'copy') return { count: copies, amount: priceOf(price, copies) }
  const one = priceOf(price, pages)
  return { count: copies * pages, amount: one === null ? null : one * copies }
}

const covers = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value)

/** Does an exemption lower this line at all? */
export function applies(
  exemption: Exemption,
  line: Pick<FeeLine, 'kind'>,
  of: Pick<Charged, 'procedure' | 'sector' | 'channel'>,
): boolean {
  return (
    covers(exemption.procedures, of.procedure) &&
    covers(exemption.sectors, of.sector) &&
    covers(exemption.channels, of.channel) &&
    covers(exemption.kinds, line.kind)
  )
}

/** Those of the exemptions that would lower something of what is charged. What costs nothing cannot cost less. */
export const lowering = (
  exemptions: readonly Exemption[],
  lines: readonly Pick<FeeLine, 'kind' | 'amount'>[],
  of: Pick<Charged, 'procedure' | 'sector' | 'channel'>,
): Exemption[] => exemptions.filter((one) => lines.some((line) => line.amount !== 0 && applies(one, line, of)))

/**
 * What a dossier costs, line by line (Luật Phí và lệ phí 97/2015/QH13, Điều 10: exemptions do not add up, the one that takes
 * most off counts). A claim lowers a line only when it is confirmed and names its evidence. Prices of one `code` stem that
 * differ by case exclude one another: the case chosen, else the lowest known, because promising more than is owed cannot be
 * taken back. Pure; rounds what is taken off down to whole đồng, so nobody is charged a part of one.
 */
export function reckonFees(prices: readonly FeePrice[], exemptions: readonly Exemption[], of: Charged): Reckoning {
  assert(of.copies >= 1 && of.pages >= 1, 'fees are reckoned for at least one copy of one page')
  const groups = new Map<string, FeePrice[]>()
  for (const price of prices) {
    // 'LP' and 'LP2' are cases of one fee as the portal announces it; the fees of a design stand each for itself.
    const stem = price.count === undefined ? price.code.replace(/(?<=\p{L})\d+$/u, '') : ` ${price.code}`
    groups.set(stem, [...(groups.get(stem) ?? []), price])
  }
  const lines: FeeLine[] = []
  const others: Reckoning['others'] = []
  for (const group of groups.values()) {
    const chosen =
      group.find((price) => of.cases?.includes(price.code)) ??
      [...group].sort((a, b) => (a.amount ?? Number.POSITIVE_INFINITY) - (b.amount ?? Number.POSITIVE_INFINITY) || 0)[0]
    if (!chosen) continue
    for (const other of group)
      if (other !== chosen) others.push({ code: other.code, case: other.case ?? other.text, amount: other.amount })
    const { count, amount } = charged(chosen, of.copies, of.pages)
    const best = of.claims
      .filter((claim) => claim.state === 'confirmed' && (claim.evidence ?? '').trim() !== '')
      .flatMap((claim) => exemptions.filter((one) => one.code === claim.exemption && applies(one, chosen, of)))
      .sort((a, b) => b.percent - a.percent)[0]
    const exempted = best && amount !== null ? Math.floor((amount * best.percent) / 100) : 0
    // An amount nobody knows and nobody has to pay is known after all.
    const whole = best?.percent === 100 && amount === null ? 0 : amount
    lines.push({
      code: chosen.code,
      name: chosen.name,
      kind: chosen.kind,
      case: chosen.case,
      per: chosen.per,
      count,
      amount: whole,
      exempted,
      due: whole === null ? null : whole - exempted,
      exemption: best ? { code: best.code, name: best.name, percent: best.percent, source: best.source } : null,
      collect: chosen.collect,
      byCouncil: chosen.by_council,
      text: chosen.text,
      source: chosen.source,
    })
  }
  const known = lines.filter((line) => line.amount !== null)
  return {
    lines,
    others,
    amount: known.length > 0 ? known.reduce((sum, line) => sum + (line.amount ?? 0), 0) : null,
    due: known.length > 0 ? known.reduce((sum, line) => sum + (line.due ?? 0), 0) : null,
    unpriced: known.length < lines.length,
    pending: of.claims.filter((claim) => claim.state === 'claimed').map((claim) => claim.exemption),
  }
}
