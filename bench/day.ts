/**
 * Claim: 300 officers and 2,000 citizens work at once for ten minutes on a province of 3,000,000 dossiers, and no request fails.
 *
 * Two hosts on one database; half of the people are at each. People think between two requests (officers about 10 s, citizens
 * about 30 s): what is claimed is a day, not a flood. p95 is printed for each thing they do. The crowd, both hosts and the
 * database share the machine's cores. SEN_BENCH_ROWS, SEN_BENCH_SECONDS, SEN_BENCH_HOSTS=1 make a smaller trial, which is said;
 * SEN_BENCH_DATA keeps the province in a folder, and a second run begins with it as it stands.
 */
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Beside, keptFolder, openBeside } from './beside.ts'
import { type Answer, CLOSED, Line } from './load.ts'
import { judge, loadNow, machineLine, quantile, say } from './machine.ts'
import { madeIn, provinceOf, type SignedIn, signedIn } from './many.ts'

const ROWS = Number(process.env.SEN_BENCH_ROWS ?? 3_000_000)
const SECONDS = Number(process.env.SEN_BENCH_SECONDS ?? 600)
const HOSTS = process.env.SEN_BENCH_HOSTS === '1' ? 1 : 2
const OFFICERS = Number(process.env.SEN_BENCH_OFFICERS ?? 300)
const CITIZENS = Number(process.env.SEN_BENCH_CITIZENS ?? 2_000)
/** Mean seconds between two requests of one person. */
const THINK = { officer: 10, citizen: 30 }
/** The longest that 95 of 100 answers may take: what a person feels as at once (ISO 9241-110 practice: about a second). */
const P95_MAX_MS = 1_000

interface Crowd {
  ports: number[]
  seconds: number
  officers: SignedIn[]
  citizens: SignedIn[]
  /** Dossiers to look up: number and id. */
  dossiers: { number: string; id: string }[]
  procedures: { id: string; code: string }[]
}

interface Ended {
  times: Record<string, number[]>
  failed: string[]
  failures: number
  clientMs: number
}

const die = (count: number): number => Math.floor(Math.random() * count)
const oneOf = <T>(list: readonly T[]): T => list[die(list.length)] as T
/** Waits of a Poisson stream, cut so that nobody falls asleep. */
const pause = (mean: number): number => Math.min(-Math.log(1 - Math.random()) * mean, mean * 4) * 1_000

/** The fields of a page's form with answers that fit: hidden ones as they stand, the others by kind. */
export function filledForm(page: string): URLSearchParams {
  const main = page.slice(page.indexOf('<main'))
  const fields = new URLSearchParams()
  const attribute = (tag: string, name: string): string | undefined =>
    new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
  for (const [tag] of main.matchAll(/<input [^>]*>/g)) {
    const name = attribute(tag, 'name')
    const type = attribute(tag, 'type') ?? 'text'
    if (!name || type === 'file') continue
    const value = attribute(tag, 'value') ?? ''
    if (type === 'radio' || type === 'checkbox') {
      if (type === 'checkbox' || !fields.has(name)) fields.append(name, value)
    } else if (type === 'hidden' || value !== '') fields.set(name, value)
    else if (type === 'tel') fields.set(name, '0912345678')
    else if (/date/.test(name)) fields.set(name, '02/09/1990')
    else if (/national_id|so_dinh_danh/.test(name)) fields.set(name, '')
    else if (/year/.test(name)) fields.set(name, '1990')
    else if (attribute(tag, 'inputmode') === 'numeric' || /marriages|copies|count/.test(name)) fields.set(name, '1')
    else if (type === 'text') fields.set(name, 'Nội dung khai')
  }
  for (const [tag, inside] of main.matchAll(/<select [^>]*>([\s\S]*?)<\/select>/g)) {
    const name = attribute(tag.slice(0, tag.indexOf('>')), 'name')
    const chosen = /<option value="([^"]+)"[^>]*selected/.exec(inside ?? '')?.[1]
    const first = /<option value="([^"]+)"/.exec(inside ?? '')?.[1]
    if (name) fields.set(name, chosen ?? first ?? '')
  }
  for (const [tag, text] of main.matchAll(/<textarea [^>]*>([\s\S]*?)<\/textarea>/g)) {
    const name = attribute(tag.slice(0, tag.indexOf('>')), 'name')
    if (name) fields.set(name, text?.trim() || 'Nội dung khai')
  }
  fields.set('act', 'next')
  return fields
}

/** One person at one kept connection. */
class Person {
  readonly #line: Line
  readonly #headers: string
  readonly #ended: Ended
  readonly #place: number
  draft: string | undefined

  constructor(port: number, who: SignedIn | null, place: number, ended: Ended) {
    this.#line = new Line(port)
    this.#ended = ended
    this.#place = place
    // everybody sits at an address of her own, as in life
    const address = `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}`
    this.#headers =
      `x-forwarded-for: ${address}\r\naccept: text/html,application/json\r\n` +
      (who ? `cookie: ${who.cookie}\r\nx-csrf: ${who.csrf}\r\n` : '')
  }

  /** One request; an answer that is neither good nor a refusal the story expects is a failure. */
  async ask(
    what: string,
    method: string,
    path: string,
    body?: string | URLSearchParams,
    expected: readonly number[] = [200],
  ): Promise<Answer | undefined> {
    const began = performance.now()
    const send = (): Promise<Answer> =>
      this.#line.ask(
        method,
        path,
        this.#headers,
        body === undefined ? undefined : body.toString(),
        body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json',
      )
    try {
      // As browsers do: a kept connection that the house closed while the request was on its way is opened anew (RFC 9112 9.3.1).
      const answer = await (method === 'GET'
        ? send().catch((error: Error) => {
            if (error.message !== CLOSED) throw error
            return send()
          })
        : send())
      this.#ended.times[what] ??= []
      this.#ended.times[what]?.push(performance.now() - began)
      if (expected.includes(answer.status)) return answer
      this.#fail(`${what}: ${method} ${path.slice(0, 80)} answered ${answer.status}: ${answer.body.slice(-300)}`)
    } catch (error) {
      this.#fail(`${what}: ${(error as Error).message}`)
    }
    return undefined
  }

  #fail(words: string): void {
    this.#ended.failures++
    if (this.#ended.failed.length < 20) this.#ended.failed.push(`(${this.#place}) ${words}`)
  }

  close(): void {
    this.#line.close()
  }
}

type Row = { id: string; version: number; recordId: string; number: string | null; moves?: { name: string }[] }

/** What an officer at a counter does next. */
async function officerTurn(person: Person, crowd: Crowd): Promise<void> {
  const turn = Math.random()
  const dossier = oneOf(crowd.dossiers)
  if (turn < 0.35) {
    await person.ask('officer: her queue', 'GET', '/api/v1/tasks?scope=unit&limit=50')
  } else if (turn < 0.5) {
    await person.ask('officer: list of dossiers', 'GET', '/api/v1/one-stop/dossier?limit=50')
  } else if (turn < 0.7) {
    const queue = await person.ask('officer: her queue', 'GET', '/api/v1/tasks?scope=unit&limit=20')
    const rows = queue ? (JSON.parse(queue.body) as { rows: Row[] }).rows : []
    if (rows.length > 0)
      await person.ask('officer: opens a case', 'GET', `/api/v1/cases/one-stop/dossier/${oneOf(rows).recordId}`)
  } else if (turn < 0.8) {
    // at a counter it is mostly a paper of the house's own centre; a stranger's number is looked for among all letters
    const queue = await person.ask('officer: her queue', 'GET', '/api/v1/tasks?scope=unit&limit=20')
    const rows = queue ? (JSON.parse(queue.body) as { rows: Row[] }).rows : []
    const near = Math.random() < 0.8 && rows.length > 0 ? oneOf(rows).number : null
    await person.ask(
      near ? 'officer: looks for a number' : 'officer: looks for a stranger’s',
      'GET',
      `/api/v1/one-stop/dossier?limit=20&q=${encodeURIComponent(near ?? dossier.number)}`,
    )
  } else if (turn < 0.9) {
    const queue = await person.ask('officer: her queue', 'GET', '/api/v1/tasks?scope=unit&limit=50')
    const rows = queue ? (JSON.parse(queue.body) as { rows: Row[] }).rows : []
    const task = rows.length > 0 ? oneOf(rows) : undefined
    const move = task?.moves?.find((one) => one.name === 'accept' || one.name === 'forward')
    // 409 and 422: a colleague was quicker, or the step asks for more; a person sees that and goes on
    if (task && move)
      await person.ask(
        `officer: ${move.name}s`,
        'POST',
        `/api/v1/tasks/${task.id}/move`,
        JSON.stringify({ move: move.name, version: task.version, data: {} }),
        [200, 403, 404, 409, 422],
      )
  } else {
    const national = `0${10 + die(80)}${1 + die(2)}${String(70 + die(30)).padStart(2, '0')}${String(die(1_000_000)).padStart(6, '0')}`
    const procedure = oneOf(crowd.procedures)
    await person.ask(
      'officer: takes a dossier in',
      'POST',
      '/api/v1/one-stop/intake',
      JSON.stringify({
        procedure: procedure.id,
        national_id: national,
        full_name: 'Người nộp tại quầy',
        content: 'Nộp tại quầy trong giờ cao điểm',
        accept_now: true,
      }),
      [201, 422],
    )
  }
}

/** What a citizen does next: looks around, follows her dossier, fills a form page by page. */
async function citizenTurn(person: Person, crowd: Crowd): Promise<void> {
  const turn = Math.random()
  const procedure = oneOf(crowd.procedures)
  if (turn < 0.15) await person.ask('citizen: first page', 'GET', '/')
  else if (turn < 0.3)
    await person.ask(
      'citizen: looks for a procedure',
      'GET',
      `/thu-tuc?q=${oneOf(['khai sinh', 'dat dai', 'chung thuc', 'ket hon', 'kinh doanh'])}`.replace(' ', '+'),
    )
  else if (turn < 0.45) await person.ask('citizen: reads a procedure', 'GET', `/thu-tuc/${procedure.code}`)
  else if (turn < 0.6) await person.ask('citizen: her dossiers', 'GET', '/ho-so')
  else if (turn < 0.7)
    await person.ask(
      'citizen: follows a number',
      'GET',
      `/tra-cuu?so=${encodeURIComponent(oneOf(crowd.dossiers).number)}`,
    )
  else if (person.draft) {
    const page = await person.ask(
      'citizen: opens a page of a form',
      'GET',
      person.draft,
      undefined,
      [200, 303, 404, 409],
    )
    if (page?.status !== 200) {
      person.draft = undefined
      return
    }
    // 422: the page asks for what a made-up answer does not give; it comes back with words
    const sent = await person.ask(
      'citizen: sends a page of a form',
      'POST',
      person.draft,
      filledForm(page.body),
      [303, 409, 422],
    )
    const next = /\r\nlocation: ([^\r]*)/i.exec(sent?.head ?? '')?.[1]
    person.draft = sent?.status === 303 && next?.startsWith('/nop/') ? next : undefined
  } else {
    const form = await person.ask(
      'citizen: begins a form',
      'GET',
      `/nop/${procedure.code}`,
      undefined,
      [200, 303, 409, 422, 429],
    )
    const csrf = /name="csrf" value="([^"]*)"/.exec(form?.body ?? '')?.[1]
    if (!csrf) return
    const begun = await person.ask(
      'citizen: begins a form',
      'POST',
      `/nop/${procedure.code}`,
      new URLSearchParams({ csrf }),
      [200, 303, 409, 422, 429],
    )
    person.draft = /\r\nlocation: (\/nop\/[^\r]*)/i.exec(begun?.head ?? '')?.[1]
  }
}

/** The crowd, in a process of its own. */
async function crowdOf(crowd: Crowd): Promise<Ended> {
  const ended: Ended = { times: {}, failed: [], failures: 0, clientMs: 0 }
  const cpu = process.cpuUsage()
  const until = performance.now() + crowd.seconds * 1_000
  const live = async (
    who: SignedIn | null,
    place: number,
    mean: number,
    turn: (person: Person, crowd: Crowd) => Promise<void>,
  ): Promise<void> => {
    const person = new Person(crowd.ports[place % crowd.ports.length] as number, who, place + 1, ended)
    // nobody comes at the same instant
    await sleep(Math.min(Math.random() * mean * 1_000, crowd.seconds * 500))
    while (performance.now() < until) {
      await turn(person, crowd)
      await sleep(Math.max(0, Math.min(pause(mean), until - performance.now())))
    }
    person.close()
  }
  await Promise.all([
    ...crowd.officers.map((who, place) => live(who, place, THINK.officer, officerTurn)),
    ...crowd.citizens.map((who, place) => live(who, 10_000 + place, THINK.citizen, citizenTurn)),
  ])
  const used = process.cpuUsage(cpu)
  ended.clientMs = (used.user + used.system) / 1_000
  return ended
}

function runCrowd(crowd: Crowd): Promise<Ended> {
  return new Promise((done, refuse) => {
    const child = fork(import.meta.filename, ['crowd'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    const patience = setTimeout(() => child.kill('SIGKILL'), (crowd.seconds + 120) * 1_000)
    let answer: Ended | undefined
    child.on('message', (message) => {
      answer = message as Ended
    })
    child.once('exit', () => {
      clearTimeout(patience)
      if (answer) done(answer)
      else refuse(new Error('the crowd went home without an answer'))
    })
    child.send(crowd)
  })
}

export async function run(): Promise<void> {
  process.env.SEN_TRUST_PROXY = '1'
  process.env.SEN_APP_PASSWORD = 'one-password-for-both-hosts'
  const houses: Beside[] = [await openBeside('day', { jobs: true, ...keptFolder() })]
  try {
    const house = houses[0] as Beside
    say(`# day: ${machineLine(house.postgres)}`)
    const filled = await provinceOf(house.owner, ROWS, Math.max(CITIZENS, 2_000))
    say(
      `# ${filled.dossiers} dossiers (${filled.bytes} with indexes), ${filled.tasks} open tasks, 5,000 officers, 102 communes; ${madeIn(filled)}`,
    )
    if (HOSTS === 2) houses.push(await openBeside('day-second', { with: house, dataDir: house.dataDir, jobs: true }))
    const officers = await signedIn(house.owner, 'bench.officer.%', OFFICERS, 'one-stop-officer')
    const citizens = await signedIn(house.owner, 'bench.citizen.%', CITIZENS)
    const { rows: dossiers } = await house.owner.query<{ number: string; id: string }>(
      'select number, id from one_stop.dossier tablesample system ($1) limit 2000',
      [Math.min(100, 400_000 / ROWS)],
    )
    const { rows: procedures } = await house.owner.query<{ id: string; code: string }>(
      `select id, code from one_stop.procedure where fileable and levels @> '["commune"]' and core order by code limit 40`,
    )
    const before = await Promise.all(houses.map((one) => one.cpu()))
    const began = performance.now()
    const ended = await runCrowd({
      ports: houses.map((one) => one.port),
      seconds: SECONDS,
      officers,
      citizens,
      dossiers,
      procedures,
    })
    const seconds = (performance.now() - began) / 1_000
    const after = await Promise.all(houses.map((one) => one.cpu()))
    const all = Object.values(ended.times)
      .flat()
      .sort((a, b) => a - b)
    const server = after.reduce((sum, cpu, place) => sum + cpu.server - (before[place]?.server ?? 0), 0)
    const database = (after[0]?.database ?? 0) - (before[0]?.database ?? 0)
    say(
      `# ${officers.length} officers and ${citizens.length} citizens at ${HOSTS} host${HOSTS === 2 ? 's' : ''} for ${seconds.toFixed(0)} s: ${all.length} requests, ${(all.length / seconds).toFixed(0)}/s; CPU of the hosts ${(server / 10 / seconds).toFixed(0)} %, database ${(database / 10 / seconds).toFixed(0)} %, crowd ${(ended.clientMs / 10 / seconds).toFixed(0)} % of a core; load ${loadNow()} on ${availableParallelism()} cores`,
    )
    for (const [what, times] of Object.entries(ended.times).sort(([a], [b]) => a.localeCompare(b))) {
      times.sort((a, b) => a - b)
      say(
        `  ${what.padEnd(36)} ${String(times.length).padStart(7)} times  p50 ${quantile(times, 0.5).toFixed(0).padStart(5)} ms  p95 ${quantile(times, 0.95).toFixed(0).padStart(5)} ms  p99 ${quantile(times, 0.99).toFixed(0).padStart(5)} ms`,
      )
    }
    for (const words of ended.failed) say(`  failed ${words.replaceAll(/\s+/g, ' ')}`)
    judge({
      what: `all requests of ${officers.length} officers and ${citizens.length} citizens, p95`,
      measured: `${quantile(all, 0.95).toFixed(0)} ms`,
      hold: `${P95_MAX_MS} ms`,
      ratio: quantile(all, 0.95) / P95_MAX_MS,
    })
    judge({
      what: 'requests that failed',
      measured: `${ended.failures} of ${all.length}`,
      hold: '0',
      ratio: ended.failures === 0 ? 0 : 1 + ended.failures,
    })
  } finally {
    for (const one of houses.reverse()) await one.close()
  }
}

if (import.meta.main) {
  if (process.argv[2] === 'crowd')
    process.once('message', async (crowd) => {
      process.send?.(await crowdOf(crowd as Crowd), () => process.exit(0))
    })
  else await run()
}
