/**
 * A province of millions of dossiers by set-based SQL, as the owner: one commune has 160,000, the other 101 share the rest
 * evenly. Names, procedures, states and papers have the shape and the skew of real ones; all rows are marked as samples.
 */
import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { communeOneStopCode, communes } from '#province'

export const bigCommune = '29869'
export const usualCommune = '28261'

const SHARE_OF_BIG = 0.16
const PEOPLE = 50_000
/** Three years. */
const SECONDS_OF_WORK = 95_000_000

/** What the officers of a busy centre have not finished: one dossier in ten. */
const OPEN_SHARE = 0.1

const words = {
  families: [
    ...Array<string>(32).fill('Nguyễn'),
    ...Array<string>(11).fill('Trần'),
    ...Array<string>(9).fill('Lê'),
    ...Array<string>(6).fill('Phạm'),
    ...[
      'Huỳnh',
      'Huỳnh',
      'Huỳnh',
      'Võ',
      'Võ',
      'Võ',
      'Phan',
      'Trương',
      'Bùi',
      'Đặng',
      'Đỗ',
      'Ngô',
      'Hồ',
      'Dương',
      'Mai',
    ],
  ],
  middles: ['Văn', 'Thị', 'Hữu', 'Minh', 'Thị Ngọc', 'Thanh', 'Thị Kim', 'Tấn', 'Thị Mỹ', 'Quốc'],
  givens: [
    'An',
    'Bình',
    'Dũng',
    'Đạt',
    'Hải',
    'Hạnh',
    'Hoa',
    'Hùng',
    'Hương',
    'Khoa',
    'Lan',
    'Linh',
    'Lộc',
    'Mai',
    'Nghĩa',
    'Nhung',
    'Phát',
    'Phúc',
    'Tâm',
    'Thảo',
    'Thịnh',
    'Trâm',
    'Tuấn',
    'Vinh',
    'Yến',
  ],
}

/** A number in [0, k) that depends on n and a seed only. */
const die = (seed: number, k: string | number): string => `((hashint8extended(n, ${seed}) & 2147483647) % ${k})`
const oneOf = (list: string, seed: number): string => `(${list})[1 + ${die(seed, `cardinality(${list})`)}]`

/** Runs `work` without the table's indexes, then builds them again: three times faster for a million rows. */
async function withoutIndexes(owner: pg.Pool, table: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await owner.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
      where i.indrelid = $1::regclass and not i.indisunique and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  )
  for (const { name } of rows) await owner.query(`drop index ${name}`)
  await work()
  const client = await owner.connect()
  try {
    await client.query("set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 2")
    for (const { definition } of rows) await client.query(definition)
  } finally {
    client.release(true)
  }
}

export interface Filled {
  dossiers: number
  tasks: number
  inBig: number
  inUsual: number
  seconds: number
  bytes: string
}

const OFFICERS = 5_000
/** Of a centre's officers so many stand at the counter; the rest handle, review, sign and stamp. */
const POSTS = [
  'one-stop-officer',
  'one-stop-officer',
  'handler',
  'handler',
  'handler',
  'section-head',
  'leader',
  'clerk',
]

/** 5,000 officers over the communes, each with a role in the centre, and accounts of citizens; none has a password: they are signed in by `signedIn`. */
async function fillAccounts(owner: pg.Pool, citizens: number): Promise<void> {
  await owner.query(
    `create table bench.officer as select n as who, uuidv7() as id, ${die(41, 102)} as place, 1 + ((n - 1) % ${POSTS.length}) as post from generate_series(1::bigint, ${OFFICERS}) as n`,
  )
  await owner.query(
    `insert into sen.account (id, login, name, password_hash, sample, created_at)
     select id, 'bench.officer.' || who, 'Cán bộ ' || who, null, true, now() from bench.officer`,
  )
  await owner.query(
    `insert into sen.role_grant (id, account, role, unit, valid_from)
     select uuidv7(), o.id, ($1::text[])[o.post], c.unit, date '2025-07-01' from bench.officer o join bench.centre c using (place)`,
    [POSTS],
  )
  await owner.query(
    `insert into sen.account (id, login, name, password_hash, person, sample, created_at)
     select uuidv7(), 'bench.citizen.' || who, full_name, null, id, true, now() from bench.person where who <= $1`,
    [citizens],
  )
  await owner.query('analyze sen.account, sen.role_grant')
}

/** Somebody signed in: what her browser sends with every request. */
export interface SignedIn {
  cookie: string
  csrf: string
}

/** Sessions of accounts by login pattern, written as the house writes them: only the hash of a token is kept. */
export async function signedIn(owner: pg.Pool, pattern: string, count: number, role?: string): Promise<SignedIn[]> {
  const { rows } = await owner.query<{ id: string }>(
    `select a.id from sen.account a where a.login like $1 and ($3::text is null or exists (select from sen.role_grant g where g.account = a.id and g.role = $3)) order by a.id limit $2`,
    [pattern, count, role ?? null],
  )
  const made = rows.map(({ id }) => ({
    id,
    token: randomBytes(32).toString('base64url'),
    csrf: randomBytes(24).toString('base64url'),
  }))
  await owner.query(
    `insert into sen.session (token_hash, id, account, csrf, device, ip, methods, assurance, proved_at, created_at, seen_at, expires_at)
     select decode(s.hash, 'hex'), gen_random_uuid(), s.id::uuid, s.csrf, 'bench', '127.0.0.0/24', '{pwd}', 'one-factor', now(), now(), now(), now() + interval '12 hours'
       from jsonb_to_recordset($1::jsonb) as s(id text, hash text, csrf text)`,
    [
      JSON.stringify(
        made.map(({ id, token, csrf }) => ({ id, csrf, hash: createHash('sha256').update(token).digest('hex') })),
      ),
    ],
  )
  return made.map(({ token, csrf }) => ({ cookie: `sen_session=${token}`, csrf }))
}

/** How long it took, for the line that says what was measured. */
export const madeIn = ({ seconds }: Filled): string =>
  seconds === 0 ? 'made by an earlier run, with what was done in it since' : `made in ${seconds.toFixed(0)} s`

/**
 * Fills an empty house: `count` dossiers, a tenth of them open with one task each, 5,000 officers and as many accounts of
 * citizens as asked. A house filled by an earlier run stays as it is (0 seconds).
 */
export async function provinceOf(owner: pg.Pool, count: number, citizens = 2_000): Promise<Filled> {
  const { rows } = await owner.query<{ there: boolean }>("select to_regclass('bench.officer') is not null as there")
  if (rows[0]?.there) return counted(owner, 0)
  const filled = await fillProvince(owner, count)
  await fillAccounts(owner, citizens)
  return filled
}

async function fillProvince(owner: pg.Pool, count: number): Promise<Filled> {
  const began = performance.now()
  // a checkpoint in the middle of the load would write everything twice
  await owner.query("alter system set max_wal_size = '12GB'")
  await owner.query('select pg_reload_conf()')
  const list = (values: string[]): string => `array[${values.map((value) => `'${value}'`).join(',')}]::text[]`
  await owner.query(`create schema bench`)
  await owner.query(
    `create table bench.person as select n as who, uuidv7() as id,
        ${oneOf(list(words.families), 1)} || ' ' || ${oneOf(list(words.middles), 2)} || ' ' || ${oneOf(list(words.givens), 3)} as full_name,
        '087' || ${die(4, 4)} || lpad(${die(5, 100)}::text, 2, '0') || lpad(n::text, 6, '0') as national_id,
        '09' || lpad(${die(6, 100_000_000)}::text, 8, '0') as phone,
        'Số ' || ${die(7, 400)} || ', khóm ' || (1 + ${die(8, 6)}) || ', Đồng Tháp' as address
       from generate_series(1::bigint, ${PEOPLE}) as n`,
  )
  await owner.query('create unique index on bench.person (who)')
  await owner.query(
    `insert into sen.person (id, kind, full_name, national_id, phone, address, sample, created_at)
     select id, 'citizen', full_name, national_id, phone, address, true, now() from bench.person`,
  )
  const centres = communes.map((commune) => ({ commune: commune.code, unit: communeOneStopCode(commune.code) }))
  await owner.query(
    `create table bench.centre as
     select row_number() over (order by c.commune = $2 desc, c.commune) - 1 as place, c.commune, u.id as unit,
            (select array_agg(s.id) from sen.unit s where s.commune = c.commune and s.id <> u.id) as others, u.parent as agency
       from jsonb_to_recordset($1::jsonb) as c(commune text, unit text) join sen.unit u on u.code = c.unit`,
    [JSON.stringify(centres), bigCommune],
  )
  await owner.query('create unique index on bench.centre (place)')
  await owner.query(
    `create table bench.procedure as select row_number() over (order by code) - 1 as place, id, code, name from one_stop.procedure where fileable`,
  )
  await owner.query('analyze bench.person, bench.centre, bench.procedure')
  const { rows } = await owner.query<{ centres: number; procedures: number }>(
    'select (select count(*)::int from bench.centre) as centres, (select count(*)::int from bench.procedure) as procedures',
  )
  const { centres: centreCount, procedures } = rows[0] ?? { centres: 0, procedures: 0 }
  const open = Math.round(count * OPEN_SHARE)
  const percent = Math.round(SHARE_OF_BIG * 100)

  // three years of work, the newest last; what is open is mostly new
  const dossiers = (from: number, to: number): string => `
    insert into one_stop.dossier (id, unit, sample, created_at, updated_at, number, procedure, procedure_code, procedure_name, status, channel, applicant,
      applicant_name, applicant_national_id, applicant_phone, applicant_address, commune, units, received_at, accepted_at, due_at, finished_at, returned_at,
      delivery_state, "limit", answers, answered, papers, fee, steps, step_position, agency, received_unit, returning_unit,
      papers_count, papers_digitised, papers_reused, result_electronic, identity_linked, paid_online, supplement_count, finance_state, paid_at, rating)
    select uuidv7(at - clock_timestamp()), c.unit, true, at, at,
      'H20.' || lpad(c.place::text, 3, '0') || '.01-' || to_char(at, 'YYMMDD') || '-' || lpad(n::text, 7, '0'),
      p.id, p.code, p.name, status, case when ${die(14, 10)} < 7 then 'online' else 'in-person' end, a.id, a.full_name, a.national_id, a.phone, a.address, c.commune,
      array[c.unit] || coalesce(c.others[1:2], '{}'), at,
      case when status <> 'registered' then at + interval '2 hours' end,
      case when status in ('received', 'processing', 'returned') then at + interval '1 day' * (3 + ${die(15, 18)}) end,
      case when status in ('returned', 'rejected', 'withdrawn') then at + interval '1 day' * (1 + ${die(16, 15)}) end,
      case when status = 'returned' then at + interval '1 day' * (2 + ${die(16, 15)}) end,
      case when status = 'returned' then 'delivered' else 'waiting' end,
      '{"unit": "working-day", "amount": 5, "announced": true}',
      jsonb_build_object('parcel', n, 'area_m2', ${die(17, 900)}, 'purpose', 'đất ở'),
      jsonb_build_array(jsonb_build_object('label', 'Thửa đất', 'value', n::text), jsonb_build_object('label', 'Diện tích', 'value', ${die(17, 900)} || ' m²')),
      '[{"name": "Đơn đề nghị theo mẫu", "origin": "electronic", "count": 1, "file": null, "file_name": null, "digitised": "yes"}, {"name": "Giấy tờ chứng minh", "origin": "copy", "count": 1, "file": null, "file_name": null, "digitised": "no"}]',
      ${die(18, 10)} * 50000,
      jsonb_build_array(jsonb_build_object('position', 1, 'kind', 'handle', 'name', jsonb_build_object('vi', 'Thụ lý hồ sơ', 'en', 'Handle'), 'role', 'handler', 'unit', c.unit, 'limitHours', 12),
        jsonb_build_object('position', 2, 'kind', 'sign', 'name', jsonb_build_object('vi', 'Ký', 'en', 'Sign'), 'role', 'leader', 'unit', c.unit, 'limitHours', 4)), 1,
      c.agency, c.unit, c.unit, 2, 1 + ${die(22, 2)}, case when ${die(23, 5)} = 0 then 1 else 0 end, status = 'returned' and ${die(24, 10)} < 9,
      ${die(25, 3)} > 0, status = 'returned' and ${die(26, 10)} < 4, case when ${die(27, 20)} = 0 then 1 else 0 end,
      case when ${die(18, 10)} = 0 then 'none' when status = 'returned' then 'paid' else 'awaiting' end,
      case when status = 'returned' and ${die(18, 10)} > 0 then at + interval '1 hour' end,
      case when status = 'returned' and ${die(28, 3)} = 0 then (array['very-satisfied', 'very-satisfied', 'satisfied', 'dissatisfied'])[1 + ${die(29, 4)}] end
      from (select n, now() - interval '1 second' * (${SECONDS_OF_WORK} / ${count} * (${count} - n)) as at,
              case when n > ${count - open} then (array['registered', 'received', 'processing', 'processing', 'processing', 'supplement-asked'])[1 + ${die(13, 6)}]
                   else (array['returned', 'returned', 'returned', 'returned', 'returned', 'returned', 'returned', 'returned', 'rejected', 'withdrawn'])[1 + ${die(13, 10)}] end as status,
              case when ${die(11, 100)} < ${percent} then 0 else 1 + ${die(12, centreCount - 1)} end as place,
              1 + ${die(19, PEOPLE)} as who, (${die(20, procedures)} * ${die(21, procedures)} / ${procedures}) as what
            from generate_series(${from}::bigint, ${to}) as n) as d
      join bench.centre c using (place) join bench.person a using (who) join bench.procedure p on p.place = d.what`

  // a real clock of eight working hours as the house writes it; only its instants differ. What was due was warned of and told then.
  const tasks = `
    insert into sen.task (id, system, flow, record, record_id, record_unit, state, title, number, step, step_vi, step_en, position, unit, role, head_role,
      opened_at, calendar, clock, warn_minutes, due_at, warn_at, warned_at, escalated_at)
    select uuidv7(), 'one-stop', 'handling', 'dossier', d.id, d.unit, d.status, d.number || ' ' || d.applicant_name, d.number, 'receive', 'Kiểm tra và tiếp nhận hồ sơ',
      'Check and accept the dossier', 0, d.unit, 'one-stop-officer', 'leader', d.received_at, u.calendar,
      jsonb_build_object('limit', jsonb_build_object('amount', 8, 'unit', 'working-hour'), 'rules', jsonb_build_object('lastHourRule', true),
        'startedAt', at_text, 'countedFrom', at_text, 'dueAt', to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'pausedAt', null, 'leftMinutes', null, 'doneAt', null, 'changedAt', at_text, 'restarts', 0),
      240, due, due - interval '4 hours',
      case when due - interval '4 hours' < now() then due - interval '4 hours' end, case when due < now() then due end
      from (select *, to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at_text, received_at + interval '30 days' as due
              from one_stop.dossier where status in ('registered', 'received', 'processing', 'supplement-asked')) as d
      join sen.unit u on u.id = d.unit`

  await withoutIndexes(owner, 'one_stop.dossier', async () => {
    const half = Math.floor(count / 2)
    await Promise.all(
      [
        [1, half],
        [half + 1, count],
      ].map(async ([from = 1, to = 0]) => {
        const client = await owner.connect()
        try {
          // rows that the statement itself joined to their referents need no second look
          await client.query('set session_replication_role = replica; set synchronous_commit = off')
          await client.query(dossiers(from, to))
        } finally {
          client.release(true)
        }
      }),
    )
  })
  await withoutIndexes(owner, 'sen.task', async () => {
    await owner.query(tasks)
  })
  for (const table of ['one_stop.dossier', 'sen.task', 'sen.person', 'sen.unit'])
    await owner.query(`vacuum analyze ${table}`)
  await owner.query('checkpoint')
  return counted(owner, (performance.now() - began) / 1000)
}

async function counted(owner: pg.Pool, seconds: number): Promise<Filled> {
  const { rows } = await owner.query<Omit<Filled, 'seconds'>>(
    `select (select count(*)::int from one_stop.dossier) as dossiers, (select count(*)::int from sen.task where done_at is null) as tasks,
            (select count(*)::int from one_stop.dossier where commune = $1) as "inBig", (select count(*)::int from one_stop.dossier where commune = $2) as "inUsual",
            pg_size_pretty(pg_total_relation_size('one_stop.dossier')) as bytes`,
    [bigCommune, usualCommune],
  )
  return { ...(rows[0] as Omit<Filled, 'seconds'>), seconds }
}
