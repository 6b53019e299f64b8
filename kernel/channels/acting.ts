import type { FastifyRequest } from 'fastify'
import { refuseMandate } from '#kernel/trust'
import { type Html, html } from './face/html.ts'
import { button, csrfField } from './face/parts.ts'
import type { Lang } from './face/words.ts'

/** Back to one's own name, from wherever she is. */
const backForm = (csrf: string, lang: Lang): Html =>
  html`<form method="post" action="/toi/dai-dien/tro-ve">${csrfField(csrf)}${button({ words: { vi: 'Trở về tên của tôi', en: 'Back to my own name' } }, lang)}</form>`

/** The ribbon on every page while a session acts for somebody, or null. */
export function actingRibbon(request: FastifyRequest): Html | null {
  const acting = request.session?.acting
  if (!acting) return null
  const { lang } = request
  return html`<div class="acting"><p>${{ vi: 'Đang làm thay cho:', en: 'Acting for:' }[lang]} <strong>${acting.name}</strong></p>${backForm(request.csrf, lang)}</div>`
}

/** Refuses what lies outside of the systems a mandate names. */
export function checkMandate(request: FastifyRequest): void {
  const acting = request.session?.acting
  const { system } = request.routeOptions.config
  if (acting?.systems && system && !acting.systems.includes(system))
    throw refuseMandate['out-of-scope']({ name: acting.name })
}
