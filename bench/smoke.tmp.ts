import { openBeside } from './beside.ts'
import { runLoad } from './load.ts'
const b = await openBeside('smoke')
console.log(b.port, b.postgres, b.superuser)
const h = await b.signIn('quantri')
const t = await b.trace(() => b.get('/api/v1/one-stop/step?limit=50', h))
console.log(t.map((s) => s.sql.slice(0, 100)))
const c0 = await b.cpu()
console.log(await runLoad({ kind: 'http', port: b.port, method: 'GET', path: '/api/v1/one-stop/step?limit=5', headers: h, status: 200, concurrency: 4, seconds: 2 }))
const c1 = await b.cpu()
console.log(c0, c1)
console.log((await b.explain(t))[0])
await b.close()
