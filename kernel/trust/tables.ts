import type { Policy, Routine, Schema, Table } from '#kernel/store'

/**
 * Roles that look after the house, its log and its rules, and not into people's cases: they reach what names them and
 * nothing else. A task is theirs when it was opened for their role.
 */
export const APART = ['administrator', 'auditor', 'data-protection-officer']

/** SQL of who is looking. Written as sub-selects so that PostgreSQL evaluates them once a statement, not once a row. */
export const sight = {
  house: '(select sen.is_house())',
  me: '(select sen.me())',
  myPerson: '(select sen.my_person())',
  /** Units under which the actor holds one of the roles today, as an array. */
  reach: (roles: readonly string[]) => `(select sen.reach('{${roles.join(',')}}'))::uuid[]`,
  holds: (roles: readonly string[]) => `(select cardinality(sen.reach('{${roles.join(',')}}')) > 0)`,
  /**
   * Whether a role is held over one unit: for a row being written, where looking up that unit costs less than gathering all
   * that a role at the top reaches. `column` must name its table, since the tables looked into have a unit of their own.
   */
  holdsOver: (roles: readonly string[], column: string) =>
    `exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = ${column} ` +
    `and held.account = (select sen.me()) and held.role = any('{${roles.join(',')}}') and held.valid_from <= (select sen.today()) ` +
    'and (held.valid_to is null or held.valid_to >= (select sen.today())))',
  anyReach: '(select sen.reach(null))::uuid[]',
  /** A row of a task opened for one of the roles that stand apart from cases, held over its unit. */
  apart: APART.map((role) => `(role = '${role}' and unit = any((select sen.reach('{${role}}'))::uuid[]))`).join(' or '),
}

/** Policies that let only the house's own sight do these things. */
export const houseOnly = (kinds: Policy['for'][]): Record<string, Policy> =>
  Object.fromEntries(
    kinds.map((kind) => [
      `house_${kind}`,
      {
        for: kind,
        ...(kind === 'insert' ? {} : { using: sight.house }),
        ...(kind === 'insert' || kind === 'update' ? { check: sight.house } : {}),
      },
    ]),
  )

const routines: Routine[] = [
  {
    name: 'sen.is_house()',
    definition: `create or replace function sen.is_house() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('sen.kind', true), '') = 'system' $$`,
  },
  {
    name: 'sen.me()',
    definition: `create or replace function sen.me() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('sen.account', true), '')::uuid $$`,
  },
  {
    name: 'sen.my_person()',
    definition: `create or replace function sen.my_person() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('sen.person', true), '')::uuid $$`,
  },
  {
    name: 'sen.today()',
    definition: `create or replace function sen.today() returns date language sql stable parallel safe as
$$ select (coalesce(nullif(current_setting('sen.at', true), '')::timestamptz, now()) at time zone 'Asia/Ho_Chi_Minh')::date $$`,
  },
  {
    // With null: every role but the administrator's, who looks after the house and not into people's cases.
    // Security invoker: a person may read her own grants, so nothing has to be lent to this function.
    name: 'sen.reach(text[])',
    definition: `create or replace function sen.reach(roles text[]) returns uuid[] language sql stable parallel safe as
$$ select coalesce(array_agg(distinct c.descendant), '{}')
     from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit
    where g.account = nullif(current_setting('sen.account', true), '')::uuid
      and case when roles is null then g.role <> all('{${APART.join(',')}}') else g.role = any(roles) end
      and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) $$`,
  },
  {
    name: 'sen.refuse_change()',
    callable: false,
    definition: `create or replace function sen.refuse_change() returns trigger language plpgsql as
$$ begin
  -- The one exception: a sealed fact that lies in an archived file, see sen.remove_archived_facts.
  if tg_op = 'DELETE' and tg_table_schema = 'sen' and tg_table_name = 'fact' and coalesce(current_setting('sen.removing', true), '') <> '' then
    if sen.may_remove_fact(old.seq, old.at) then return old; end if;
  end if;
  raise exception 'the log is append-only: % on % refused', tg_op, tg_table_name using errcode = '42501';
end $$`,
  },
]

const unit: Table = {
  name: 'sen.unit',
  comment: 'Units of the province with dates: a merged or renamed unit keeps its row, old papers keep their maker',
  columns: {
    id: { type: 'uuid' },
    code: { type: 'text' },
    name: { type: 'text' },
    short_name: { type: 'text' },
    kind: { type: 'text' },
    parent: { type: 'uuid', nullable: true },
    commune: { type: 'text', nullable: true },
    calendar: { type: 'text' },
    office_code: { type: 'text', nullable: true },
    provisional: { type: 'boolean', default: 'false' },
    valid_from: { type: 'date' },
    valid_to: { type: 'date', nullable: true },
    /** When it was last changed in the house: values loaded later leave it alone. */
    changed_on: { type: 'date', nullable: true },
  },
  primaryKey: ['id'],
  unique: { code: ['code', 'valid_from'] },
  checks: { period: 'valid_to is null or valid_to >= valid_from' },
  foreignKeys: { parent: { columns: ['parent'], table: 'sen.unit', references: ['id'] } },
  indexes: { parent: { on: 'parent' }, commune: { on: 'commune' } },
  policies: { read: { for: 'select', using: 'true' }, ...houseOnly(['insert', 'update']) },
  grants: ['select', 'insert', 'update'],
}

const unitClosure: Table = {
  name: 'sen.unit_closure',
  comment: 'Every unit with every unit above it and itself, so that reach is one index look-up',
  columns: { ancestor: { type: 'uuid' }, descendant: { type: 'uuid' } },
  primaryKey: ['ancestor', 'descendant'],
  foreignKeys: {
    ancestor: { columns: ['ancestor'], table: 'sen.unit', references: ['id'], onDelete: 'cascade' },
    descendant: { columns: ['descendant'], table: 'sen.unit', references: ['id'], onDelete: 'cascade' },
  },
  policies: { read: { for: 'select', using: 'true' }, ...houseOnly(['insert', 'delete']) },
  grants: ['select', 'insert', 'delete'],
}

const person: Table = {
  name: 'sen.person',
  comment: 'People and organisations known to the house',
  columns: {
    id: { type: 'uuid' },
    kind: { type: 'text', default: "'citizen'" },
    full_name: { type: 'text' },
    birth_date: { type: 'date', nullable: true },
    sex: { type: 'text', nullable: true },
    national_id: { type: 'text', nullable: true },
    tax_code: { type: 'text', nullable: true },
    phone: { type: 'text', nullable: true },
    email: { type: 'text', nullable: true },
    commune: { type: 'text', nullable: true },
    address: { type: 'text', nullable: true },
    sample: { type: 'boolean', default: 'false' },
    created_at: { type: 'timestamptz', default: 'now()' },
  },
  primaryKey: ['id'],
  checks: { kind: "kind in ('citizen', 'enterprise', 'household-business')", sex: "sex in ('male', 'female')" },
  indexes: {
    national_id: { on: 'national_id', unique: true, where: 'national_id is not null' },
    tax_code: { on: 'tax_code', unique: true, where: "tax_code is not null and kind <> 'citizen'" },
  },
  policies: {
    read: { for: 'select', using: `${sight.house} or id = ${sight.myPerson}` },
    ...houseOnly(['insert']),
    change: {
      for: 'update',
      using: `${sight.house} or id = ${sight.myPerson}`,
      check: `${sight.house} or id = ${sight.myPerson}`,
    },
  },
  grants: ['select', 'insert', 'update'],
}

const account: Table = {
  name: 'sen.account',
  columns: {
    id: { type: 'uuid' },
    login: { type: 'text' },
    name: { type: 'text' },
    kind: { type: 'text', default: "'person'" },
    person: { type: 'uuid', nullable: true },
    email: { type: 'text', nullable: true },
    email_verified_at: { type: 'timestamptz', nullable: true },
    phone: { type: 'text', nullable: true },
    phone_verified_at: { type: 'timestamptz', nullable: true },
    password_hash: { type: 'text', nullable: true },
    lang: { type: 'text', default: "'vi'" },
    // Refused sign-ins since the last that succeeded: told to the owner when she comes in. Locks live in sen.sign_in_attempt.
    failed_count: { type: 'integer', default: '0' },
    // Until when strangers' devices must wait: shown to administrators.
    locked_until: { type: 'timestamptz', nullable: true },
    disabled_at: { type: 'timestamptz', nullable: true },
    sample: { type: 'boolean', default: 'false' },
    created_at: { type: 'timestamptz', default: 'now()' },
  },
  primaryKey: ['id'],
  unique: { login: ['login'] },
  checks: {
    kind: "kind in ('person', 'service')",
    lang: "lang in ('vi', 'en')",
    login: "login = lower(login) and login <> ''",
  },
  foreignKeys: { person: { columns: ['person'], table: 'sen.person', references: ['id'] } },
  indexes: { person: { on: 'person' } },
  policies: {
    read: { for: 'select', using: `${sight.house} or id = ${sight.me}` },
    ...houseOnly(['insert', 'update']),
  },
  grants: ['select', 'insert', 'update'],
}

const session: Table = {
  name: 'sen.session',
  comment: 'Only the SHA-256 of a session token is kept: a stolen dump opens no door',
  columns: {
    token_hash: { type: 'bytea' },
    // The name of the session for lists and logs: it opens nothing, and stays while the token changes.
    id: { type: 'uuid', default: 'gen_random_uuid()' },
    account: { type: 'uuid' },
    csrf: { type: 'text' },
    device: { type: 'text', nullable: true },
    // Cut to /24 or /48: enough to recognise one's own network, too little to follow a person.
    ip: { type: 'text', nullable: true },
    methods: { type: 'text[]', default: "'{}'" },
    assurance: { type: 'text', default: "'one-factor'" },
    // When the person last proved herself with the strongest factor she has; empty: never in this session.
    proved_at: { type: 'timestamptz', nullable: true },
    acting_for: { type: 'uuid', nullable: true },
    known_device: { type: 'bytea', nullable: true },
    created_at: { type: 'timestamptz' },
    seen_at: { type: 'timestamptz' },
    expires_at: { type: 'timestamptz' },
  },
  primaryKey: ['token_hash'],
  unique: { id: ['id'] },
  checks: { assurance: "assurance in ('one-factor', 'two-factor')" },
  foreignKeys: {
    account: { columns: ['account'], table: 'sen.account', references: ['id'], onDelete: 'cascade' },
    acting_for: { columns: ['acting_for'], table: 'sen.person', references: ['id'] },
  },
  indexes: { account: { on: 'account' }, expires: { on: 'expires_at' } },
  policies: houseOnly(['select', 'insert', 'update', 'delete']),
  grants: ['select', 'insert', 'update', 'delete'],
}

const roleGrant: Table = {
  name: 'sen.role_grant',
  comment: 'A role given to an account in a unit, from–to; it reaches every unit below',
  columns: {
    id: { type: 'uuid' },
    account: { type: 'uuid' },
    role: { type: 'text' },
    unit: { type: 'uuid' },
    valid_from: { type: 'date' },
    valid_to: { type: 'date', nullable: true },
    granted_by: { type: 'uuid', nullable: true },
    /** Whom the holder stands in for, by which delegation, and the grant of hers this one rests on. */
    delegated_from: { type: 'uuid', nullable: true },
    delegation: { type: 'uuid', nullable: true },
    stands_for: { type: 'uuid', nullable: true },
  },
  primaryKey: ['id'],
  unique: { grant: ['account', 'role', 'unit', 'valid_from'] },
  // One that ends the day before it begins was taken back before it was ever in force: rows of people's rights are never deleted.
  checks: { period: 'valid_to is null or valid_to >= valid_from - 1' },
  foreignKeys: {
    account: { columns: ['account'], table: 'sen.account', references: ['id'] },
    unit: { columns: ['unit'], table: 'sen.unit', references: ['id'] },
  },
  indexes: { unit: { on: 'unit, role' }, stands_for: { on: 'stands_for', where: 'stands_for is not null' } },
  policies: {
    read: { for: 'select', using: `${sight.house} or account = ${sight.me}` },
    ...houseOnly(['insert', 'update']),
  },
  grants: ['select', 'insert', 'update'],
}

/**
 * The log. `transaction` is the writing transaction's id: a sealer takes only facts older than the oldest one still
 * running, so a late commit can never slip in below a sealed head. Seals live in tables of their own.
 */
const fact: Table = {
  name: 'sen.fact',
  comment: 'Append-only log: every change and every reading of personal data, in the transaction that did it',
  columns: {
    seq: { type: 'bigint', identity: true },
    at: { type: 'timestamptz' },
    transaction: { type: 'xid8', default: 'pg_current_xact_id()' },
    kind: { type: 'text' },
    system: { type: 'text' },
    record: { type: 'text', nullable: true },
    record_id: { type: 'uuid', nullable: true },
    unit: { type: 'uuid', nullable: true },
    actor: { type: 'uuid', nullable: true },
    actor_name: { type: 'text' },
    actor_unit: { type: 'uuid', nullable: true },
    subjects: { type: 'uuid[]', nullable: true },
    purpose: { type: 'text', nullable: true },
    request: { type: 'text', nullable: true },
    data: { type: 'jsonb', nullable: true },
  },
  primaryKey: ['seq'],
  indexes: {
    record: { on: 'record_id, seq', where: 'record_id is not null' },
    subjects: { on: 'subjects', using: 'gin', where: 'subjects is not null' },
    // Costs a write next to nothing: one entry for 128 pages.
    at: { on: 'at', using: 'brin' },
  },
  policies: {
    read: {
      for: 'select',
      using: `${sight.house} or ${sight.myPerson} = any(subjects) or unit = any(${sight.anyReach})`,
    },
    write: { for: 'insert', check: `${sight.house} or actor is not distinct from ${sight.me}` },
  },
  grants: ['select', 'insert'],
  appendOnly: true,
}

export const coreSchema: Schema = { tables: [unit, unitClosure, person, account, session, roleGrant, fact], routines }
