import Fastify, { type FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { compileWhenAsked } from './late-schemas.ts'

const customOptions = { strict: false, removeAdditional: false, coerceTypes: true } as const
const body = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', maxLength: 5 }, wings: { type: 'integer', minimum: 1 } },
} as const
const querystring = { type: 'object', properties: { far: { type: 'boolean' }, page: { type: 'integer' } } } as const

/** A server with two doors, whose schemas are compiled at once, or late. */
function server(late: boolean, seen: unknown[] = []): FastifyInstance {
  const app = Fastify({
    ajv: {
      customOptions,
      onCreate(ajv) {
        ajv.compile = new Proxy(ajv.compile, {
          apply(compile, _self, given) {
            seen.push(given[0])
            return Reflect.apply(compile, ajv, given)
          },
        })
        if (late) compileWhenAsked(ajv)
      },
    },
  })
  app.post('/kites', { schema: { body, querystring } }, async (request) => [request.body, request.query])
  app.get('/kites', { schema: { querystring } }, async (request) => request.query)
  return app
}

const asked: [string, object][] = [
  ['/kites', { name: 'rồng' }],
  ['/kites', { name: 'rồng', wings: '3' }],
  ['/kites?far=true&page=2', { name: 'rồng', wings: 0 }],
  ['/kites?page=two', { name: 'rồng' }],
  ['/kites', { wings: 1 }],
  ['/kites', { name: 'diều sáo' }],
  ['/kites', { name: 'rồng', wings: 1 }],
]

test('late or at once, the same is taken, read and refused in the same words, time after time', async () => {
  const [once, late] = [server(false), server(true)]
  const statuses: number[] = []
  for (const [url, payload] of [...asked, ...asked]) {
    const [first, second] = await Promise.all([once, late].map((app) => app.inject({ method: 'POST', url, payload })))
    expect([second?.statusCode, second?.body], url).toEqual([first?.statusCode, first?.body])
    statuses.push(Number(second?.statusCode))
  }
  expect(statuses.slice(0, asked.length)).toEqual([200, 200, 400, 400, 400, 400, 200])
  expect((await late.inject('/kites?far=false&page=7')).json()).toEqual({ far: false, page: 7 })
})

test('a schema is compiled by the first request that needs it, and once', async () => {
  const seen: unknown[] = []
  const app = server(true, seen)
  await app.ready()
  expect(seen).toEqual([])
  for (let i = 0; i < 3; i++) await app.inject('/kites?page=1')
  expect(seen).toEqual([querystring])
  for (let i = 0; i < 3; i++) await app.inject({ method: 'POST', url: '/kites', payload: { name: 'rồng' } })
  expect(seen.filter((schema) => schema === body)).toHaveLength(1)
})

test('a schema that cannot be compiled fails the request, not the ones beside it', async () => {
  const app = server(true)
  app.get('/broken', { schema: { querystring: { $ref: '#/nowhere' } } }, async () => 'never')
  expect((await app.inject('/broken')).statusCode).toBe(500)
  expect((await app.inject('/kites')).statusCode).toBe(200)
})
