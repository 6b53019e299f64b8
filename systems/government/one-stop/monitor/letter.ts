import { addDays, formatDate, formatInstant, instantAt, type LocalDate, localDate } from '#ground/clock'
import { html, type Mailer, openMailer, raw } from '#kernel/channels'
import { type Actor, type Database, house, type Job, type Tx } from '#kernel/store'
import { findActor } from '#kernel/trust'
import { everyUnit } from '../quality/counts.ts'
import { sightOf, watchRoles } from '../quality/scope.ts'
import { AGENCY, OPEN } from './board.ts'
import { lateShare, mondayOf } from './rules.ts'

/** The weekly letter to leaders: what became better or worse, and the ten that have been late for longest. */

const WORSE_MAX = 5
const LATE_MAX = 10
/** Where mail leads back to when the house was not told its address. */
const NO_ADDRESS = 'http://localhost'

interface WeekSums {
  agency: string
  open: number
  late: number
  late_before: number
  finished: number
  finished_late: number
  finished_before: number
  finished_late_before: number
}

/** Of every agency: what stands late now and stood late a week ago, and what was finished in the last week and the one before. */
const WEEK = `
  select ${AGENCY} as agency,
         count(*) filter (where ${OPEN})::int as open,
         count(*) filter (where ${OPEN} and d.due_at < $1)::int as late,
         count(*) filter (where d.due_at < $2 and d.received_at < $2 and (d.finished_at is null or d.finished_at >= $2) and (d.returned_at is null or d.returned_at >= $2 or d.finished_at >= $2))::int as late_before,
         count(*) filter (where d.finished_at >= $2 and d.status in ('finished', 'returned'))::int as finished,
         count(*) filter (where d.finished_at >= $2 and d.status in ('finished', 'returned') and d.finished_at > d.due_at)::int as finished_late,
         count(*) filter (where d.finished_at >= $3 and d.finished_at < $2 and d.status in ('finished', 'returned'))::int as finished_before,
         count(*) filter (where d.finished_at >= $3 and d.finished_at < $2 and d.status in ('finished', 'returned') and d.finished_at > d.due_at)::int as finished_late_before
    from one_stop.dossier d join sen.unit u on u.id = d.unit
   where (d.agency = any($4::uuid[]) or d.agency is null) and (d.finished_at is null or d.finished_at >= $3)
   group by 1`

const LONGEST = `
  select d.id, d.number, d.procedure_name, a.short_name as agency, d.due_at
    from one_stop.dossier d join sen.unit u on u.id = d.unit left join sen.unit a on a.id = ${AGENCY}
   where (d.agency = any($2::uuid[]) or (d.agency is null and coalesce(u.parent, d.unit) = any($2::uuid[]))) and ${OPEN} and d.due_at < $1
   order by d.due_at, d.id limit ${LATE_MAX}`

export interface Letter {
  subject: string
  text: string
  html: string
}

const share = (late: number, whole: number): string => {
  const rate = lateShare(whole - late, whole)
  return rate === null ? 'chưa có hồ sơ xong' : `${String(rate).replace('.', ',')} %`
}
const signed = (n: number): string => (n > 0 ? `+${n}` : String(n))

interface Late {
  id: string
  number: string
  procedure_name: string
  agency: string | null
  due_at: Date
}

/** The letter of one looker, in text and in HTML. Names nobody: numbers, procedures and agencies only. */
export function writeLetter(of: {
  week: LocalDate
  at: Date
  name: string
  sums: readonly WeekSums[]
  names: ReadonlyMap<string, string>
  late: readonly Late[]
  publicUrl: string
}): Letter {
  const add = (field: Exclude<keyof WeekSums, 'agency'>) => of.sums.reduce((sum, row) => sum + row[field], 0)
  const late = add('late')
  const before = add('late_before')
  const worse = of.sums
    .filter((row) => row.late > row.late_before)
    .sort((a, b) => b.late - b.late_before - (a.late - a.late_before) || b.late - a.late)
    .slice(0, WORSE_MAX)
  const href = (path: string) => new URL(path, of.publicUrl).href
  const board = href('/officer/desk/one-stop/monitor')
  const stop = href('/officer/desk/one-stop/monitor?letter=1')
  const subject = `Hồ sơ tuần ${formatDate(of.week)}: ${late} quá hạn (${signed(late - before)}) – ${of.name}`
  const facts: [string, string][] = [
    ['Đang giải quyết', String(add('open'))],
    ['Quá hạn', `${late} (tuần trước ${before}, ${signed(late - before)})`],
    ['Xong trong tuần', `${add('finished')} (tuần trước ${add('finished_before')})`],
    [
      'Đúng hạn trong tuần',
      `${share(add('finished_late'), add('finished'))} (tuần trước ${share(add('finished_late_before'), add('finished_before'))})`,
    ],
  ]
  const nameOf = (row: WeekSums) => of.names.get(row.agency) ?? 'Cơ quan khác'
  const worseWords = worse.map((row) => `${nameOf(row)}: ${row.late} quá hạn, tuần trước ${row.late_before}`)
  const text = [
    `${of.name}: tình hình giải quyết hồ sơ, số liệu đến ${formatInstant(of.at)}.`,
    '',
    ...facts.map(([label, value]) => `${label}: ${value}`),
    '',
    'Xấu đi so với tuần trước',
    ...(worseWords.length > 0 ? worseWords.map((line) => `- ${line}`) : ['- Không có đơn vị nào.']),
    '',
    'Quá hạn lâu nhất',
    ...(of.late.length > 0
      ? of.late.flatMap((row) => [
          `- ${row.number}, ${row.procedure_name} (${row.agency ?? ''}), hẹn trả ${formatInstant(row.due_at)}`,
          `  ${href(`/officer/cases/one-stop/dossier/${row.id}`)}`,
        ])
      : ['- Không có hồ sơ nào.']),
    '',
    `Bảng giám sát: ${board}`,
    `Không muốn nhận thư này nữa: ${stop}`,
  ].join('\n')
  // Programs that show mail drop style sheets: what must look like something says it on the element.
  const cell = 'padding:6px 12px 6px 0;border-bottom:1px solid #e2dbcc;vertical-align:top'
  const body = html`<!doctype html>
<html lang="vi">
  <head><meta charset="utf-8"><title>${subject}</title></head>
  <body>
    <h1>${of.name}</h1>
    <p>Tình hình giải quyết hồ sơ, số liệu đến ${formatInstant(of.at)}.</p>
    <table>${facts.map(([label, value]) => html`<tr><th align="left">${label}</th><td>${value}</td></tr>`)}</table>
    <h2>Xấu đi so với tuần trước</h2>
    ${worseWords.length > 0 ? html`<ul>${worseWords.map((line) => html`<li>${line}</li>`)}</ul>` : html`<p>Không có đơn vị nào.</p>`}
    <h2>Quá hạn lâu nhất</h2>
    ${
      of.late.length > 0
        ? html`<ol>${of.late.map(
            (row) =>
              html`<li><a href="${href(`/officer/cases/one-stop/dossier/${row.id}`)}">${row.number}</a>, ${row.procedure_name} (${row.agency ?? ''}), hẹn trả ${formatInstant(row.due_at)}</li>`,
          )}</ol>`
        : html`<p>Không có hồ sơ nào.</p>`
    }
    <p><a href="${board}">Mở bảng giám sát</a></p>
    <p><small>Thư gửi mỗi sáng thứ Hai cho lãnh đạo. <a href="${stop}">Không nhận thư này nữa</a>.</small></p>
  </body>
</html>`
  const styled = raw(
    body
      .toString()
      .replaceAll('<th align="left">', `<th align="left" style="${cell}">`)
      .replaceAll('<td>', `<td style="${cell}">`)
      .replace('<table>', '<table style="border-collapse:collapse;width:100%">')
      .replaceAll('<h1>', '<h1 style="margin:0 0 4px;font-size:22px;line-height:1.3;color:#0b5d57">')
      .replaceAll('<h2>', '<h2 style="margin:24px 0 8px;font-size:17px;line-height:1.3">')
      .replaceAll('<li>', '<li style="margin:0 0 6px">')
      .replaceAll(/<a href="([^"]*)">/g, '<a href="$1" style="color:#0b5d57">')
      .replace(
        '<body>',
        '<body style="font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#14231f;max-width:640px;margin:0 auto;padding:16px">',
      ),
  )
  return { subject, text, html: styled.toString() }
}

/** Sums of every agency, read once for all letters of a morning. */
async function readWeek(tx: Tx): Promise<{ sums: WeekSums[]; names: Map<string, string> }> {
  const day = localDate(tx.now)
  const monday = mondayOf(day)
  // On a Monday morning the week that is told of ended last night.
  const start = monday === day ? addDays(monday, -7) : monday
  const sums = await tx.query<WeekSums>(WEEK, [
    tx.now,
    instantAt(start, 0),
    instantAt(addDays(start, -7), 0),
    await everyUnit(tx),
  ])
  const names = await tx.query<{ id: string; short_name: string }>('select id, short_name from sen.unit')
  return { sums, names: new Map(names.map((row) => [row.id, row.short_name])) }
}

/** Leaders with an address who have not said no, and to whom this week's letter is not on its way. */
const READERS = `
  select distinct a.id, a.email from sen.account a join sen.role_grant g on g.account = a.id
   where a.disabled_at is null and a.email is not null and g.role = any($1::text[])
     and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today())
     and not exists (select from one_stop.letter_choice c where c.account = a.id and not c.wanted)
     and not exists (select from one_stop.letter_sent s where s.account = a.id and s.week = $2)
   order by a.id limit 5000`

/**
 * Sends this week's letter to every leader, head of a centre and monitor who has an address and has not refused it. Each is
 * marked before it is sent: a run that is cut short goes on where it stopped and sends nothing twice. Answers how many went out.
 */
export async function sendLetters(
  database: Database,
  mailer: Mailer,
  publicUrl: string,
  signal?: AbortSignal,
): Promise<number> {
  const { week, readers, read } = await database.transaction(
    house,
    async (tx) => {
      const monday = mondayOf(localDate(tx.now))
      return {
        week: monday,
        readers: await tx.query<{ id: string; email: string }>(READERS, [watchRoles, monday]),
        read: await readWeek(tx),
      }
    },
    { soft: true },
  )
  let sent = 0
  for (const reader of readers) {
    if (signal?.aborted) break
    const actor = await database.transaction(house, (tx) => findActor(tx, reader.id), { soft: true })
    if (!actor) continue
    const letter = await letterFor(database, actor, week, read, publicUrl)
    if (!letter) continue
    const mine = await database.transaction(house, (tx) =>
      tx.one(
        'insert into one_stop.letter_sent (week, account, at) values ($1, $2, $3) on conflict do nothing returning account',
        [week, reader.id, tx.now],
      ),
    )
    if (!mine) continue
    await mailer.send(reader.email, letter.subject, letter.text, letter.html)
    sent++
  }
  return sent
}

/** The letter of one account, of what her roles reach today; null when she follows nothing any more. */
async function letterFor(
  database: Database,
  actor: Actor,
  week: LocalDate,
  read: Awaited<ReturnType<typeof readWeek>>,
  publicUrl: string,
): Promise<Letter | null> {
  return database.transaction(
    actor,
    async (tx) => {
      const sight = await sightOf(tx)
      if (sight.agencies.length === 0) return null
      const own = new Set(sight.agencies.map((one) => one.id))
      const late = await tx.asHouse(() =>
        tx.query<Late>(LONGEST, [tx.now, sight.province ? [...read.names.keys()] : [...own]]),
      )
      return writeLetter({
        week,
        at: tx.now,
        name: sight.province ? sight.root.name : (sight.agencies[0]?.name ?? ''),
        sums: sight.province ? read.sums : read.sums.filter((row) => own.has(row.agency)),
        names: read.names,
        late,
        publicUrl,
      })
    },
    { soft: true },
  )
}

/** Does the actor get the letter? Everybody does who has not said no. */
export async function wantsLetter(tx: Tx): Promise<boolean> {
  const row = await tx.one<{ wanted: boolean }>('select wanted from one_stop.letter_choice where account = $1', [
    tx.actor.account,
  ])
  return row?.wanted ?? true
}

/** The actor's own choice; anybody's but her own is out of reach of this statement and of the policy beneath. */
export async function chooseLetter(tx: Tx, wanted: boolean): Promise<void> {
  await tx.query(
    'insert into one_stop.letter_choice (account, wanted, changed_at) values ($1, $2, $3) on conflict (account) do update set wanted = excluded.wanted, changed_at = excluded.changed_at',
    [tx.actor.account, wanted, tx.now],
  )
}

/** Monday 07:00 in Vietnam. Without a mail server nothing is sent and nothing is marked. */
export const weeklyLetterJob: Job = {
  name: 'one-stop-weekly-letter',
  every: '0 0 * * 1',
  async run(database, _payload, signal) {
    const mailer = openMailer(process.env)
    if (!mailer) return
    const publicUrl = await database.transaction(house, async (tx) => tx.lent('publicUrl'), { soft: true })
    await sendLetters(database, mailer, typeof publicUrl === 'string' ? publicUrl : NO_ADDRESS, signal)
  },
}
