import { expect, test } from 'vitest'
import { referencePage } from './reference.ts'

const document = {
  paths: {
    '/api/v1/kite': {
      get: {
        tags: ['kite-club'],
        summary: 'Danh sách: Diều',
        parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }],
      },
      post: {
        tags: ['kite-club'],
        summary: 'Thêm: Diều',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['code'],
                properties: {
                  code: { type: 'string', maxLength: 20, title: 'Mã <diều>' },
                  shape: { enum: ['dragon', 'butterfly'] },
                  tails: { type: 'array', items: { type: 'integer' } },
                },
              },
            },
          },
        },
      },
    },
    '/healthz': { get: { summary: 'Còn sống' } },
  },
}

test('every operation is shown with its parameters and fields, escaped', () => {
  const page = referencePage(document, 'vi').body.toString()
  expect(page.match(/<details/g)).toHaveLength(3)
  expect(page).toContain('<code>/api/v1/kite</code>')
  expect(page).toContain('<code>code</code> *')
  expect(page).toContain('string, ≤ 20')
  expect(page).toContain('một trong: dragon, butterfly')
  expect(page).toContain('array&lt;integer&gt;')
  expect(page).toContain('Mã &lt;diều&gt;')
  expect(page).toContain('Không cần tham số.')
  expect(page).not.toMatch(/<script|style=/)
})

test('in English too, and a document without doors is an empty page', () => {
  expect(referencePage(document, 'en').body.toString()).toContain('one of: dragon')
  expect(referencePage({}, 'en').body.toString()).toContain('openapi.json')
})
