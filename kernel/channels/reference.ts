import type { Words } from '#ground/text'
import { type Html, html } from './face/html.ts'
import { card, heading, linkButton, table } from './face/parts.ts'
import type { Lang } from './face/words.ts'

/** As much of an OpenAPI 3.1 document as the page shows. */
export interface ApiDocument {
  paths?: Record<string, Record<string, ApiOperation>>
}
interface ApiOperation {
  tags?: string[]
  summary?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: ApiSchema }[]
  requestBody?: { content?: Record<string, { schema?: ApiSchema }> }
}
interface ApiSchema {
  type?: string | string[]
  title?: string
  description?: string
  enum?: unknown[]
  format?: string
  maxLength?: number
  properties?: Record<string, ApiSchema>
  required?: string[]
  items?: ApiSchema
  anyOf?: ApiSchema[]
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete']
const CHOICES_MAX = 12

/** A schema in a word or two: "text", "list of object", "one of a, b". */
function typeWords(schema: ApiSchema | undefined, lang: Lang): string {
  if (!schema) return ''
  if (schema.enum) {
    const shown = schema.enum.slice(0, CHOICES_MAX).map(String).join(', ')
    const more = schema.enum.length > CHOICES_MAX ? ', …' : ''
    return `${{ vi: 'một trong', en: 'one of' }[lang]}: ${shown}${more}`
  }
  if (schema.anyOf) return schema.anyOf.map((one) => typeWords(one, lang)).join(' | ')
  const types = [schema.type ?? 'any'].flat()
  const named = types.map((type) =>
    type === 'array' ? `array<${schema.items ? typeWords(schema.items, lang) : 'any'}>` : type,
  )
  const bounds = [schema.format, schema.maxLength === undefined ? undefined : `≤ ${schema.maxLength}`].filter(Boolean)
  return [named.join(' | '), ...bounds].join(', ')
}

const columns: readonly { words: Words }[] = [
  { words: { vi: 'Tên', en: 'Name' } },
  { words: { vi: 'Ở đâu', en: 'Where' } },
  { words: { vi: 'Kiểu', en: 'Type' } },
  { words: { vi: 'Nghĩa', en: 'Meaning' } },
]

function operation(path: string, method: string, one: ApiOperation, lang: Lang): Html {
  const content = Object.entries(one.requestBody?.content ?? {})
  const body = content[0]?.[1].schema
  const rows = [
    ...(one.parameters ?? []).map((parameter) => [
      html`<code>${parameter.name}</code>${parameter.required ? ' *' : ''}`,
      parameter.in,
      typeWords(parameter.schema, lang),
      parameter.description ?? '',
    ]),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) => [
      html`<code>${name}</code>${body?.required?.includes(name) ? ' *' : ''}`,
      'body',
      typeWords(schema, lang),
      schema.title ?? schema.description ?? '',
    ]),
  ]
  return html`<details class="api-door"><summary><span class="api-method">${method.toUpperCase()}</span> <code>${path}</code> <span class="api-summary">${one.summary ?? ''}</span></summary>${
    content[0] ? html`<p class="hint">Content-Type: <code>${content[0][0]}</code></p>` : null
  }${
    rows.length > 0
      ? table({ caption: { vi: 'Tham số và trường', en: 'Parameters and fields' }, columns, rows }, lang)
      : html`<p>${{ vi: 'Không cần tham số.', en: 'No parameters.' }[lang]}</p>`
  }</details>`
}

/**
 * The readable page of the API: every door of /openapi.json by its subject, without a script. What it does not do is send
 * requests: for that any OpenAPI program takes the document.
 */
export function referencePage(document: ApiDocument, lang: Lang): { title: Words; body: Html } {
  const title = { vi: 'Tài liệu API', en: 'API reference' }
  const groups = new Map<string, Html[]>()
  for (const [path, methods] of Object.entries(document.paths ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const method of METHODS) {
      const one = methods[method]
      if (!one) continue
      const tag = one.tags?.[0] ?? { vi: 'khác', en: 'other' }[lang]
      groups.set(tag, [...(groups.get(tag) ?? []), operation(path, method, one, lang)])
    }
  const body = html`${heading(
    {
      title,
      lead: {
        vi: 'Mọi cửa của nền tảng theo OpenAPI 3.1. Lỗi có dạng { error: { code, message, field, facts } }. Yêu cầu làm thay đổi dữ liệu mang phiên đăng nhập và dấu x-csrf lấy từ /api/v1/me.',
        en: 'Every door of the platform by OpenAPI 3.1. Errors have the shape { error: { code, message, field, facts } }. Requests that change something carry a session and the x-csrf token of /api/v1/me.',
      },
    },
    lang,
  )}
<div class="actions">${linkButton({ words: { vi: 'Tải openapi.json', en: 'Download openapi.json' }, href: '/openapi.json' }, lang)}</div>
${[...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, doors]) => card({ title: { vi: tag, en: tag }, body: html`${doors}` }, lang))}`
  return { title, body }
}
