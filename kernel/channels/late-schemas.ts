import type { FastifyServerOptions } from 'fastify'

type Ajv = Parameters<NonNullable<NonNullable<FastifyServerOptions['ajv']>['onCreate']>>[0]

/**
 * Has each schema compiled by the first request that needs it: all of them together took two thirds of the processor time in
 * which a house opens, and most doors are never knocked at. What it gives up: a schema that cannot be compiled is found by the
 * first request and not at the start; host/doors.test.ts sends one to every door.
 */
export function compileWhenAsked(ajv: Ajv): void {
  ajv.compile = new Proxy(ajv.compile, {
    apply(compile, _self, given) {
      let compiled: ReturnType<Ajv['compile']> | undefined
      const get = (): ReturnType<Ajv['compile']> => {
        const found: ReturnType<Ajv['compile']> = compiled ?? Reflect.apply(compile, ajv, given)
        compiled = found
        return found
      }
      // stands for the compiled one: everything asked of it, its last errors too, is asked of that
      return new Proxy(compile, {
        apply: (_target, self, values) => Reflect.apply(get(), self, values),
        get: (_target, name) => Reflect.get(get(), name),
      })
    },
  })
}
