import type { Policy, Routine, Schema, Table } from '#kernel/store'
import { sight } from './tables.ts'

/** Leaves, nodes, heads and keys are published anyway; only the house adds to them, and nobody changes them. */
const published: Record<string, Policy> = {
  read: { for: 'select', using: 'true' },
  house_insert: { for: 'insert', check: sight.house },
}
const inside: Record<string, Policy> = {
  read: { for: 'select', using: sight.house },
  house_insert: { for: 'insert', check: sight.house },
}

/** Advisory locks: one process makes a head at a time, one writes archives. */
export const SEAL_LOCK = 7_305_822
export const ARCHIVE_LOCK = 7_305_823

const tables: Table[] = [
  {
    name: 'sen.log_leaf',
    comment:
      'Leaves of the sealed log in their order: SHA-256(0x00 || canonical bytes of the fact), RFC 6962 section 2.1',
    columns: { index: { type: 'bigint' }, seq: { type: 'bigint' }, hash: { type: 'bytea' } },
    primaryKey: ['index'],
    unique: { seq: ['seq'] },
    // Eight bytes find a leaf as surely as thirty-two and take a third of the room.
    indexes: { hash: { on: 'substring(hash, 1, 8)' } },
    policies: published,
    grants: ['select', 'insert'],
    appendOnly: true,
  },
  {
    name: 'sen.log_node',
    comment: 'Full sub-trees of 16, 256, 4096 … leaves (levels 4, 8, 12 …)',
    columns: { level: { type: 'integer' }, index: { type: 'bigint' }, hash: { type: 'bytea' } },
    primaryKey: ['level', 'index'],
    policies: published,
    grants: ['select', 'insert'],
    appendOnly: true,
  },
  {
    name: 'sen.log_key',
    comment:
      'Public keys of the log; each but the first is signed by the one before it. A key holds until the next one begins',
    columns: {
      id: { type: 'text' },
      public_key: { type: 'bytea' },
      from_ms: { type: 'bigint' },
      previous: { type: 'text', nullable: true },
      vouched: { type: 'bytea', nullable: true },
      reason: { type: 'text', nullable: true },
    },
    primaryKey: ['id'],
    unique: { from: ['from_ms'] },
    foreignKeys: { previous: { columns: ['previous'], table: 'sen.log_key', references: ['id'] } },
    policies: published,
    grants: ['select', 'insert'],
    appendOnly: true,
  },
  {
    name: 'sen.log_head',
    comment: 'Signed tree heads, RFC 6962 section 3.5; floor, seq_max and xid_next tell the next sealing where to look',
    columns: {
      number: { type: 'bigint' },
      size: { type: 'bigint' },
      timestamp_ms: { type: 'bigint' },
      root: { type: 'bytea' },
      key: { type: 'text' },
      signature: { type: 'bytea' },
      /** Every fact up to this seq is sealed or will never be. */
      floor: { type: 'bigint' },
      seq_max: { type: 'bigint' },
      xid_next: { type: 'xid8' },
    },
    primaryKey: ['number'],
    unique: { timestamp: ['timestamp_ms'] },
    foreignKeys: { key: { columns: ['key'], table: 'sen.log_key', references: ['id'] } },
    indexes: { size: { on: 'size' } },
    policies: published,
    grants: ['select', 'insert'],
    appendOnly: true,
  },
  {
    name: 'sen.log_witness',
    comment: 'Heads as they left the house: mailed to somebody, or time-stamped (RFC 3161 token)',
    columns: {
      id: { type: 'uuid' },
      head: { type: 'bigint' },
      kind: { type: 'text' },
      at: { type: 'timestamptz' },
      by: { type: 'text' },
      token: { type: 'bytea', nullable: true },
    },
    primaryKey: ['id'],
    checks: { kind: "kind in ('mail', 'time-stamp')" },
    foreignKeys: { head: { columns: ['head'], table: 'sen.log_head', references: ['number'] } },
    indexes: { kind: { on: 'kind, at' } },
    policies: inside,
    grants: ['select', 'insert'],
    appendOnly: true,
  },
  {
    name: 'sen.log_archive',
    comment: 'Months of sealed facts written to files; blocks are [first index, byte offset] of each gzip member',
    columns: {
      month: { type: 'text' },
      part: { type: 'integer' },
      file: { type: 'text' },
      sha256: { type: 'bytea' },
      facts: { type: 'bigint' },
      index_min: { type: 'bigint' },
      index_max: { type: 'bigint' },
      size: { type: 'bigint' },
      blocks: { type: 'jsonb' },
      at: { type: 'timestamptz' },
    },
    primaryKey: ['month', 'part'],
    checks: { month: "month ~ '^[0-9]{4}-[0-9]{2}$'" },
    policies: inside,
    grants: ['select', 'insert'],
    appendOnly: true,
  },
  {
    name: 'sen.log_removal',
    comment: 'Archived facts that left the table, as sen.remove_archived_facts took them',
    columns: {
      id: { type: 'bigint', identity: true },
      month: { type: 'text' },
      part: { type: 'integer' },
      facts: { type: 'bigint' },
      at: { type: 'timestamptz' },
    },
    primaryKey: ['id'],
    foreignKeys: {
      archive: { columns: ['month', 'part'], table: 'sen.log_archive', references: ['month', 'part'] },
    },
    policies: { read: { for: 'select', using: sight.house } },
    grants: ['select'],
    appendOnly: true,
  },
]

const routines: Routine[] = [
  {
    // Asked by the append-only trigger alone, for each row: only what lies sealed in an archived file may leave the table.
    name: 'sen.may_remove_fact(bigint,timestamptz)',
    callable: false,
    definition: `create or replace function sen.may_remove_fact(fact_seq bigint, fact_at timestamptz) returns boolean language sql stable as
$$ select exists (
     select from sen.log_archive a join sen.log_leaf l on l.seq = fact_seq
      where a.month || '/' || a.part = current_setting('sen.removing', true)
        and to_char(fact_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') = a.month
        and l.index between a.index_min and a.index_max) $$`,
  },
  {
    // The one way by which facts leave the table: archived ones, by the owner, told in the log itself. The application's role
    // may not call it and has no right to delete.
    name: 'sen.remove_archived_facts(text,integer,bigint,bigint,text,timestamptz)',
    callable: false,
    definition: `create or replace function sen.remove_archived_facts(of_month text, of_part integer, index_from bigint, index_to bigint, by_name text, told_at timestamptz) returns bigint language plpgsql as
$$ declare removed bigint;
begin
  perform set_config('sen.removing', of_month || '/' || of_part, true);
  delete from sen.fact f using sen.log_leaf l
   where l.index >= index_from and l.index < index_to and f.seq = l.seq
     and to_char(f.at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') = of_month;
  get diagnostics removed = row_count;
  perform set_config('sen.removing', '', true);
  if removed > 0 then
    insert into sen.log_removal (month, part, facts, at) values (of_month, of_part, removed, told_at);
    insert into sen.fact (at, kind, system, record, actor_name, data)
    values (told_at, 'log-facts-removed', 'trust', 'log', by_name,
            jsonb_build_object('month', of_month, 'part', of_part, 'facts', removed, 'from', index_from, 'to', index_to));
  end if;
  return removed;
end $$`,
  },
]

export const logSchema: Schema = { tables, routines }
