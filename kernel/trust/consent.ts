import { createHash } from 'node:crypto'
import { refusals } from '#ground/refusal'
import type { Words } from '#ground/text'
import type { Schema, Tx } from '#kernel/store'
import { writeFact } from './fact.ts'
import { isRestricted } from './restriction.ts'
import { sight } from './tables.ts'

/**
 * Consent as Luật 91/2025/QH15, Điều 9 wants it: for one purpose, explicit, provable, and as easily withdrawn as given.
 * Texts are dated rows with a hash; giving and withdrawing are rows that are added and never changed.
 */
export const refuseConsent = refusals('consent', {
  'no-such-purpose': {
    kind: 'missing',
    vi: 'Hiện không có việc nào tên "{purpose}" cần bạn đồng ý. Hãy tải lại trang.',
    en: 'Nothing named "{purpose}" asks for your consent now. Reload the page.',
  },
  'text-changed': {
    kind: 'conflict',
    vi: 'Nội dung xin đồng ý vừa thay đổi. Hãy đọc bản mới rồi quyết định; chưa có gì được ghi.',
    en: 'The text you were shown has just changed. Read the new one and decide; nothing was recorded.',
  },
  'no-person': {
    kind: 'forbidden',
    vi: 'Tài khoản này chưa gắn với một người nên không có dữ liệu cá nhân để đồng ý.',
    en: 'This account is not tied to a person, so there is nothing to consent to.',
  },
  restricted: {
    kind: 'conflict',
    vi: 'Dữ liệu của bạn đang được hạn chế xử lý theo yêu cầu của bạn. Hãy gỡ hạn chế trước khi đồng ý.',
    en: 'Processing of your data is restricted at your request. Lift the restriction before you consent.',
  },
})

export const consentSchema: Schema = {
  routines: [
    {
      // The newest word counts, while the text she read is in force and her data are not restricted. Silence is no.
      name: 'sen.has_consent(uuid,text)',
      definition: `create or replace function sen.has_consent(who uuid, what text) returns boolean language sql stable as
$$ select coalesce((
     select c.given and t.valid_from <= sen.today() and (t.valid_to is null or t.valid_to >= sen.today())
            and not exists (select from sen.restriction r where r.person = who and r.until is null)
       from sen.consent c join sen.consent_text t on t.purpose = c.purpose and t.version = c.version
      where c.person = who and c.purpose = what order by c.seq desc limit 1), false) $$`,
    },
  ],
  tables: [
    {
      name: 'sen.consent_text',
      comment: 'What people are asked to consent to: one purpose, one version, from–to; the hash proves what was read',
      columns: {
        purpose: { type: 'text' },
        version: { type: 'integer' },
        valid_from: { type: 'date' },
        valid_to: { type: 'date', nullable: true },
        title_vi: { type: 'text' },
        title_en: { type: 'text' },
        text_vi: { type: 'text' },
        text_en: { type: 'text' },
        hash: { type: 'text' },
        source: { type: 'text' },
      },
      primaryKey: ['purpose', 'version'],
      checks: { period: 'valid_to is null or valid_to >= valid_from' },
      policies: {
        read: { for: 'select', using: 'true' },
        add: { for: 'insert', check: sight.house },
        // Only the day it ends may be written later; the words are under the hash.
        end: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
    {
      name: 'sen.consent',
      comment: 'Consents given and withdrawn; the newest row of a person and a purpose is what holds',
      columns: {
        /** Two decisions of one instant keep their order. */
        seq: { type: 'bigint', identity: true },
        person: { type: 'uuid' },
        purpose: { type: 'text' },
        version: { type: 'integer' },
        text_hash: { type: 'text' },
        given: { type: 'boolean' },
        at: { type: 'timestamptz' },
        by: { type: 'uuid', nullable: true },
        how: { type: 'text' },
      },
      primaryKey: ['seq'],
      checks: { how: "how in ('page', 'request', 'counter')" },
      foreignKeys: {
        person: { columns: ['person'], table: 'sen.person', references: ['id'] },
        text: { columns: ['purpose', 'version'], table: 'sen.consent_text', references: ['purpose', 'version'] },
      },
      indexes: { person: { on: 'person, purpose, seq desc' } },
      policies: {
        read: { for: 'select', using: `${sight.house} or person = ${sight.myPerson}` },
        add: { for: 'insert', check: `${sight.house} or person = ${sight.myPerson}` },
      },
      grants: ['select', 'insert'],
      appendOnly: true,
    },
  ],
}

/** A text as a system brings it; `valid_to` null: until a later version. */
export interface ConsentTextValue {
  purpose: string
  version: number
  valid_from: string
  valid_to: string | null
  title: Words
  text: Words
  source: string
}

export interface ConsentText extends ConsentTextValue {
  hash: string
}

/** SHA-256, hex, of purpose, version, and both texts: what a consent refers to. */
export const consentHash = (of: Pick<ConsentTextValue, 'purpose' | 'version' | 'text'>): string =>
  createHash('sha256')
    .update(JSON.stringify([of.purpose, of.version, of.text.vi, of.text.en]))
    .digest('hex')

/** Puts texts in, by the house. A version that is known keeps its words; only the day it ends may be set. Returns how many were new. */
export async function loadConsentTexts(tx: Tx, values: readonly ConsentTextValue[]): Promise<number> {
  let added = 0
  for (const value of values) {
    const rows = await tx.query<{ added: boolean }>(
      `insert into sen.consent_text (purpose, version, valid_from, valid_to, title_vi, title_en, text_vi, text_en, hash, source)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (purpose, version) do update set valid_to = excluded.valid_to where consent_text.hash = excluded.hash
       returning (xmax = 0) as added`,
      [
        value.purpose,
        value.version,
        value.valid_from,
        value.valid_to,
        value.title.vi,
        value.title.en,
        value.text.vi,
        value.text.en,
        consentHash(value),
        value.source,
      ],
    )
    if (rows[0]?.added) added++
  }
  return added
}

interface TextRow {
  purpose: string
  version: number
  valid_from: string
  valid_to: string | null
  title_vi: string
  title_en: string
  text_vi: string
  text_en: string
  hash: string
  source: string
}

const textOf = (row: TextRow): ConsentText => ({
  purpose: row.purpose,
  version: row.version,
  valid_from: row.valid_from,
  valid_to: row.valid_to,
  title: { vi: row.title_vi, en: row.title_en },
  text: { vi: row.text_vi, en: row.text_en },
  hash: row.hash,
  source: row.source,
})

/** The texts in force today, the newest version of each purpose. */
export async function consentTexts(tx: Tx): Promise<ConsentText[]> {
  const rows = await tx.query<TextRow>(
    `select distinct on (purpose) * from sen.consent_text
      where valid_from <= sen.today() and (valid_to is null or valid_to >= sen.today()) order by purpose, version desc`,
  )
  return rows.map(textOf)
}

export interface ConsentRow {
  seq: number
  purpose: string
  version: number
  text_hash: string
  given: boolean
  at: Date
  how: 'page' | 'request' | 'counter'
}

/** Everything a person gave and withdrew, newest first; at most 500. Under the actor's sight: her own, or the house's. */
export async function listConsents(tx: Tx, person: string): Promise<ConsentRow[]> {
  return tx.query<ConsentRow>(
    'select seq, purpose, version, text_hash, given, at, how from sen.consent where person = $1 order by seq desc limit 500',
    [person],
  )
}

const LATEST = 'select given, version from sen.consent where person = $1 and purpose = $2 order by seq desc limit 1'

/**
 * Whether a purpose that needs consent may be served for a person now: she gave it, has not withdrawn it, the text she
 * read is still in force, and her data are not restricted. Silence is no. For every place that decides about such a purpose.
 */
export async function hasConsent(tx: Tx, person: string, purpose: string): Promise<boolean> {
  const row = await tx.asHouse(() =>
    tx.one<{ yes: boolean }>('select sen.has_consent($1, $2) as yes', [person, purpose]),
  )
  return row?.yes ?? false
}

async function record(
  tx: Tx,
  person: string,
  text: Pick<ConsentText, 'purpose' | 'version' | 'hash'>,
  given: boolean,
  how: ConsentRow['how'],
): Promise<boolean> {
  return tx.asHouse(async () => {
    // Two clicks at once are one decision.
    await tx.query('select 1 from sen.person where id = $1 for update', [person])
    const latest = await tx.one<{ given: boolean; version: number }>(LATEST, [person, text.purpose])
    if (given ? latest?.given && latest.version === text.version : !latest?.given) return false
    await tx.query(
      'insert into sen.consent (person, purpose, version, text_hash, given, at, by, how) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [person, text.purpose, text.version, text.hash, given, tx.now, tx.actor.account, how],
    )
    writeFact(tx, {
      kind: given ? 'consent-given' : 'consent-withdrawn',
      system: 'kernel',
      record: 'consent',
      recordId: person,
      subjects: [person],
      data: { purpose: text.purpose, version: text.version, textHash: text.hash, how },
    })
    return true
  })
}

/**
 * The actor consents to the version she was shown. False when she had already. Refuses 'consent.no-such-purpose',
 * 'consent.text-changed' (another version is in force), 'consent.no-person', 'consent.restricted'.
 */
export async function giveConsent(tx: Tx, of: { purpose: string; version: number }): Promise<boolean> {
  const { person } = tx.actor
  if (!person) throw refuseConsent['no-person']()
  const text = (await consentTexts(tx)).find((one) => one.purpose === of.purpose)
  if (!text) throw refuseConsent['no-such-purpose']({ purpose: of.purpose.slice(0, 60) })
  if (text.version !== of.version) throw refuseConsent['text-changed']()
  if (await isRestricted(tx, person)) throw refuseConsent.restricted()
  return record(tx, person, text, true, 'page')
}

/**
 * Takes a consent back: by the person herself on the page, or for her when she asked in writing (`how`). False when there was
 * none. Never refused for a purpose that once was: withdrawing is as easy as giving.
 */
export async function withdrawConsent(
  tx: Tx,
  person: string,
  purpose: string,
  how: ConsentRow['how'] = 'page',
): Promise<boolean> {
  if (how === 'page' && tx.actor.person !== person) throw refuseConsent['no-person']()
  return tx.asHouse(async () => {
    const text = await tx.one<{ purpose: string; version: number; hash: string }>(
      `select t.purpose, t.version, t.hash from sen.consent c join sen.consent_text t on t.purpose = c.purpose and t.version = c.version
        where c.person = $1 and c.purpose = $2 order by c.seq desc limit 1`,
      [person, purpose],
    )
    return text ? record(tx, person, text, false, how) : false
  })
}

/** How many people consent to each purpose now: numbers for whoever answers for the purposes. Needs the house's sight. */
export async function consentCounts(tx: Tx): Promise<{ purpose: string; given: number; withdrawn: number }[]> {
  return tx.query(
    `select purpose, count(*) filter (where given)::int as given, count(*) filter (where not given)::int as withdrawn
       from (select distinct on (person, purpose) purpose, given from sen.consent order by person, purpose, seq desc) as latest
      group by purpose order by purpose`,
  )
}
