create schema if not exists "administration";

grant usage on schema "administration" to sen_app;

create schema if not exists "one_stop";

grant usage on schema "one_stop" to sen_app;

create schema if not exists "personal_data";

grant usage on schema "personal_data" to sen_app;

create schema if not exists "plan";

grant usage on schema "plan" to sen_app;

create schema if not exists "sen";

grant usage on schema "sen" to sen_app;

create or replace function sen.is_house() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('sen.kind', true), '') = 'system' $$;

revoke all on function sen.is_house() from public;

grant execute on function sen.is_house() to sen_app;

create or replace function sen.me() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('sen.account', true), '')::uuid $$;

revoke all on function sen.me() from public;

grant execute on function sen.me() to sen_app;

create or replace function sen.my_person() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('sen.person', true), '')::uuid $$;

revoke all on function sen.my_person() from public;

grant execute on function sen.my_person() to sen_app;

create or replace function sen.today() returns date language sql stable parallel safe as
$$ select (coalesce(nullif(current_setting('sen.at', true), '')::timestamptz, now()) at time zone 'Asia/Ho_Chi_Minh')::date $$;

revoke all on function sen.today() from public;

grant execute on function sen.today() to sen_app;

create or replace function sen.reach(roles text[]) returns uuid[] language sql stable parallel safe as
$$ select coalesce(array_agg(distinct c.descendant), '{}')
     from sen.role_grant g join sen.unit_closure c on c.ancestor = g.unit
    where g.account = nullif(current_setting('sen.account', true), '')::uuid
      and case when roles is null then g.role <> all('{administrator,auditor,data-protection-officer}') else g.role = any(roles) end
      and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) $$;

revoke all on function sen.reach(text[]) from public;

grant execute on function sen.reach(text[]) to sen_app;

create or replace function sen.refuse_change() returns trigger language plpgsql as
$$ begin
  -- The one exception: a sealed fact that lies in an archived file, see sen.remove_archived_facts.
  if tg_op = 'DELETE' and tg_table_schema = 'sen' and tg_table_name = 'fact' and coalesce(current_setting('sen.removing', true), '') <> '' then
    if sen.may_remove_fact(old.seq, old.at) then return old; end if;
  end if;
  raise exception 'the log is append-only: % on % refused', tg_op, tg_table_name using errcode = '42501';
end $$;

revoke all on function sen.refuse_change() from public;

create or replace function sen.may_remove_fact(fact_seq bigint, fact_at timestamptz) returns boolean language sql stable as
$$ select exists (
     select from sen.log_archive a join sen.log_leaf l on l.seq = fact_seq
      where a.month || '/' || a.part = current_setting('sen.removing', true)
        and to_char(fact_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM') = a.month
        and l.index between a.index_min and a.index_max) $$;

revoke all on function sen.may_remove_fact(bigint,timestamptz) from public;

create or replace function sen.remove_archived_facts(of_month text, of_part integer, index_from bigint, index_to bigint, by_name text, told_at timestamptz) returns bigint language plpgsql as
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
end $$;

revoke all on function sen.remove_archived_facts(text,integer,bigint,bigint,text,timestamptz) from public;

create or replace function sen.facts_about_me(before bigint, how_many integer, from_at timestamptz, to_at timestamptz, of_unit uuid, own_too boolean)
returns table (seq bigint, at timestamptz, kind text, system text, record text, record_id uuid, unit uuid, actor uuid, actor_name text, actor_unit uuid, purpose text, data jsonb, own boolean)
language sql stable security definer set search_path = pg_catalog as
$$ with mine as materialized (
     select f.seq, f.at, f.kind, f.system, f.record, f.record_id, f.unit, f.actor, f.actor_name, f.actor_unit, f.purpose, f.data,
            coalesce(f.actor = nullif(current_setting('sen.account', true), '')::uuid, false)
              or (f.actor is null and f.record = 'account' and f.kind in ('signed-in', 'signed-out', 'proved-again', 'session-timed-out')) as own
       from sen.fact f where f.subjects @> array[nullif(current_setting('sen.person', true), '')::uuid])
   select mine.* from mine
    where mine.seq < before and (from_at is null or mine.at >= from_at) and (to_at is null or mine.at < to_at)
      and (of_unit is null or mine.actor_unit = of_unit) and (own_too or not mine.own)
    order by mine.seq desc limit how_many $$;

revoke all on function sen.facts_about_me(bigint,integer,timestamptz,timestamptz,uuid,boolean) from public;

grant execute on function sen.facts_about_me(bigint,integer,timestamptz,timestamptz,uuid,boolean) to sen_app;

create or replace function sen.has_consent(who uuid, what text) returns boolean language sql stable as
$$ select coalesce((
     select c.given and t.valid_from <= sen.today() and (t.valid_to is null or t.valid_to >= sen.today())
            and not exists (select from sen.restriction r where r.person = who and r.until is null)
       from sen.consent c join sen.consent_text t on t.purpose = c.purpose and t.version = c.version
      where c.person = who and c.purpose = what order by c.seq desc limit 1), false) $$;

revoke all on function sen.has_consent(uuid,text) from public;

grant execute on function sen.has_consent(uuid,text) to sen_app;

create or replace function sen.heir(unit uuid) returns uuid language sql stable as
$$ with recursive line as (
     select u.id, u.valid_to, 0 as steps from sen.unit u where u.id = $1
     union all
     select u.id, u.valid_to, line.steps + 1 from line join sen.unit_succession s on s.predecessor = line.id and s.heir join sen.unit u on u.id = s.successor
      where line.valid_to < sen.today() and line.steps < 20
   ) select id from line where valid_to is null or valid_to >= sen.today() order by steps limit 1 $$;

revoke all on function sen.heir(uuid) from public;

grant execute on function sen.heir(uuid) to sen_app;

create or replace function sen.unit_name_on(unit uuid, day date) returns text language sql stable as
$$ select coalesce((select v.name from sen.unit_version v where v.unit = $1 and v.since <= $2 order by v.since desc limit 1),
                   (select u.name from sen.unit u where u.id = $1)) $$;

revoke all on function sen.unit_name_on(uuid,date) from public;

grant execute on function sen.unit_name_on(uuid,date) to sen_app;

create or replace function sen.fold(value text) returns text language sql immutable strict parallel safe as
$$ select btrim(regexp_replace(translate(normalize(value, nfc), e' nhticgaoumlrdyekbvspxqjwfz0123456789.,-/đàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵABCDEFGHIJKLMNOPQRSTUVWXYZĐÐðƉÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝäåçëîïñöûüÿĀāĂĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƠƯǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ\u0009\u000a\u000b\u000c\u000d\u0085\u00a0     　', e' nhticgaoumlrdyekbvspxqjwfz0123456789.,-/daaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyabcdefghijklmnopqrstuvwxyzddddaaaaaaceeeeiiiinooooouuuuyaaceiinouuyaaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiijjkkllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuwwyyyzzzzzzouaaiioouuuuuuuuuuaaaaggkkoooojggnnaaaaaaeeeeiiiioooorrrruuuusstthhaaeeooooooooyyaabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy             '), ' +', ' ', 'g'), ' ') $$;

revoke all on function sen.fold(text) from public;

grant execute on function sen.fold(text) to sen_app;

create or replace function sen.tones(value text) returns text language sql immutable strict parallel safe as
$$ select translate(lower(normalize(value, nfd)), e'\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b\u0111\u0110', '2143568799') $$;

revoke all on function sen.tones(text) from public;

grant execute on function sen.tones(text) to sen_app;

create or replace function sen.add_job(task text, payload json, job_key text, run_at timestamptz, max_attempts integer) returns void
language sql security definer set search_path = pg_catalog as
$$ select graphile_worker.add_job(task, payload, run_at => run_at, max_attempts => max_attempts, job_key => job_key, job_key_mode => 'replace') $$;

revoke all on function sen.add_job(text,json,text,timestamptz,integer) from public;

grant execute on function sen.add_job(text,json,text,timestamptz,integer) to sen_app;

create table "administration"."invitation" (
  "code_hash" bytea not null,
  "account" uuid not null,
  "made_at" timestamptz not null,
  "made_by" uuid,
  "expires_at" timestamptz not null,
  "used_at" timestamptz,
  primary key ("code_hash")
) with (fillfactor = 85);

alter table "administration"."invitation" enable row level security;

alter table "administration"."invitation" force row level security;

create index "invitation_account_idx" on "administration"."invitation" using btree (account);

revoke all on "administration"."invitation" from sen_app;

grant select, insert, update on "administration"."invitation" to sen_app;

comment on table "administration"."invitation" is 'One-time codes by which an officer sets her own password; only the SHA-256 is kept';

create table "administration"."people_import" (
  "id" uuid not null,
  "file_name" text not null,
  "sha256" text not null,
  "state" text not null,
  "made_at" timestamptz not null,
  "made_by" uuid not null,
  "made_by_name" text not null,
  "rows" integer not null,
  "done" integer default 0 not null,
  "ended_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "administration"."people_import" enable row level security;

alter table "administration"."people_import" force row level security;

alter table "administration"."people_import" add constraint "people_import_state_check" check (state in ('checking', 'checked', 'running', 'done'));

create index "people_import_made_by_idx" on "administration"."people_import" using btree (made_by, made_at);

create index "people_import_open_idx" on "administration"."people_import" using btree (made_at) where state in ('checking', 'running');

revoke all on "administration"."people_import" from sen_app;

grant select, insert, update on "administration"."people_import" to sen_app;

comment on table "administration"."people_import" is 'A file of people, accounts and roles: checked, then run in the name of who sent it';

create table "administration"."people_import_line" (
  "import" uuid not null,
  "line" integer not null,
  "cells" jsonb not null,
  "outcome" text,
  "why_vi" text,
  "why_en" text,
  primary key ("import", "line")
) with (fillfactor = 85);

alter table "administration"."people_import_line" enable row level security;

alter table "administration"."people_import_line" force row level security;

alter table "administration"."people_import_line" add constraint "people_import_line_outcome_check" check (outcome in ('new-account', 'role-given', 'changed', 'unchanged', 'asked', 'refused'));

create index "people_import_line_outcome_idx" on "administration"."people_import_line" using btree (import, outcome, line);

revoke all on "administration"."people_import_line" from sen_app;

grant select, insert, update on "administration"."people_import_line" to sen_app;

comment on table "administration"."people_import_line" is 'One row of such a file, what will become of it and what became of it';

create table "one_stop"."announcement" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("procedure_code"::text, '') || ' ' || coalesce("procedure_name"::text, '') || ' ' || coalesce("reference"::text, '') || ' ' || coalesce("decision"::text, '')) || e'\n ' || sen.tones(coalesce("procedure_code"::text, '') || ' ' || coalesce("procedure_name"::text, '') || ' ' || coalesce("reference"::text, '') || ' ' || coalesce("decision"::text, ''))) stored,
  "procedure_code" text not null,
  "procedure_name" text,
  "level" text,
  "ministry" text,
  "kind" text not null,
  "reference" text not null,
  "law_from" date,
  "decision" text,
  "decided_on" date,
  "decided_unknown" boolean default false not null,
  "listed_on" date,
  "listed_unknown" boolean default false not null,
  "source" text,
  "note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."announcement" enable row level security;

alter table "one_stop"."announcement" force row level security;

alter table "one_stop"."announcement" add constraint "announcement_key_key" unique nulls not distinct ("procedure_code", "reference");

alter table "one_stop"."announcement" add constraint "announcement_listed_after_decided_check" check (listed_on is null or decided_on is null or listed_on >= decided_on);

alter table "one_stop"."announcement" add constraint "announcement_decided_or_unknown_check" check (decided_on is null or not decided_unknown);

alter table "one_stop"."announcement" add constraint "announcement_listed_or_unknown_check" check (listed_on is null or not listed_unknown);

alter table "one_stop"."announcement" add constraint "announcement_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."announcement" add constraint "announcement_procedure_name_length_check" check (char_length("procedure_name") <= 1000);

alter table "one_stop"."announcement" add constraint "announcement_level_choice_check" check ("level" in ('commune', 'province', 'both'));

alter table "one_stop"."announcement" add constraint "announcement_ministry_length_check" check (char_length("ministry") <= 200);

alter table "one_stop"."announcement" add constraint "announcement_kind_choice_check" check ("kind" in ('new', 'amended', 'replaced', 'abolished'));

alter table "one_stop"."announcement" add constraint "announcement_reference_length_check" check (char_length("reference") <= 300);

alter table "one_stop"."announcement" add constraint "announcement_decision_length_check" check (char_length("decision") <= 200);

alter table "one_stop"."announcement" add constraint "announcement_source_length_check" check (char_length("source") <= 500);

alter table "one_stop"."announcement" add constraint "announcement_note_length_check" check (char_length("note") <= 2000);

create index "announcement_sort_law_from_idx" on "one_stop"."announcement" using btree ("law_from" desc nulls last, id desc);

create index "announcement_unit_law_from_idx" on "one_stop"."announcement" using btree (unit, "law_from" desc nulls last, id desc);

create index "announcement_sort_decided_on_idx" on "one_stop"."announcement" using btree ("decided_on" desc nulls last, id desc);

create index "announcement_unit_decided_on_idx" on "one_stop"."announcement" using btree (unit, "decided_on" desc nulls last, id desc);

create index "announcement_sort_procedure_code_idx" on "one_stop"."announcement" using btree ("procedure_code" desc nulls last, id desc);

create index "announcement_unit_procedure_code_idx" on "one_stop"."announcement" using btree (unit, "procedure_code" desc nulls last, id desc);

create index "announcement_search_idx" on "one_stop"."announcement" using gin (unit, search gin_trgm_ops);

create index "announcement_law_idx" on "one_stop"."announcement" using btree (law_from);

revoke all on "one_stop"."announcement" from sen_app;

grant select, insert, update on "one_stop"."announcement" to sen_app;

comment on table "one_stop"."announcement" is 'Công bố thủ tục';

create table "one_stop"."bill" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("reference"::text, '') || ' ' || coalesce("dossier_number"::text, '')) || e'\n ' || sen.tones(coalesce("reference"::text, '') || ' ' || coalesce("dossier_number"::text, ''))) stored,
  "reference" text not null,
  "dossier" uuid not null,
  "dossier_number" text not null,
  "procedure_code" text not null,
  "applicant" uuid not null,
  "occasion" text not null,
  "round" bigint not null,
  "copies" bigint default 1 not null,
  "pages" bigint default 1 not null,
  "cases" jsonb,
  "lines" jsonb,
  "amount" bigint,
  "exempted" bigint,
  "due" bigint,
  "state" text not null,
  "opened_at" timestamptz not null,
  "settled_at" timestamptz,
  "paid_by" text,
  "receipt" uuid,
  "outside_receipt" text,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."bill" enable row level security;

alter table "one_stop"."bill" force row level security;

alter table "one_stop"."bill" add constraint "bill_round_key" unique nulls not distinct ("dossier", "round");

alter table "one_stop"."bill" add constraint "bill_reference_key" unique nulls not distinct ("reference");

alter table "one_stop"."bill" add constraint "bill_reference_length_check" check (char_length("reference") <= 30);

alter table "one_stop"."bill" add constraint "bill_dossier_number_length_check" check (char_length("dossier_number") <= 40);

alter table "one_stop"."bill" add constraint "bill_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."bill" add constraint "bill_occasion_choice_check" check ("occasion" in ('filing', 'return', 'duty'));

alter table "one_stop"."bill" add constraint "bill_round_min_check" check ("round" >= 1);

alter table "one_stop"."bill" add constraint "bill_round_max_check" check ("round" <= 99);

alter table "one_stop"."bill" add constraint "bill_copies_min_check" check ("copies" >= 1);

alter table "one_stop"."bill" add constraint "bill_copies_max_check" check ("copies" <= 500);

alter table "one_stop"."bill" add constraint "bill_pages_min_check" check ("pages" >= 1);

alter table "one_stop"."bill" add constraint "bill_pages_max_check" check ("pages" <= 2000);

alter table "one_stop"."bill" add constraint "bill_amount_min_check" check ("amount" >= 0);

alter table "one_stop"."bill" add constraint "bill_amount_max_check" check ("amount" <= 1000000000000000);

alter table "one_stop"."bill" add constraint "bill_exempted_min_check" check ("exempted" >= 0);

alter table "one_stop"."bill" add constraint "bill_exempted_max_check" check ("exempted" <= 1000000000000000);

alter table "one_stop"."bill" add constraint "bill_due_min_check" check ("due" >= 0);

alter table "one_stop"."bill" add constraint "bill_due_max_check" check ("due" <= 1000000000000000);

alter table "one_stop"."bill" add constraint "bill_state_choice_check" check ("state" in ('unpriced', 'awaiting', 'settled', 'void', 'refunded'));

alter table "one_stop"."bill" add constraint "bill_paid_by_choice_check" check ("paid_by" in ('cash', 'transfer', 'card', 'online'));

alter table "one_stop"."bill" add constraint "bill_outside_receipt_length_check" check (char_length("outside_receipt") <= 100);

alter table "one_stop"."bill" add constraint "bill_units_many_check" check (cardinality("units") <= 20);

create index "bill_dossier_idx" on "one_stop"."bill" using btree ("dossier");

create index "bill_applicant_idx" on "one_stop"."bill" using btree ("applicant");

create index "bill_receipt_idx" on "one_stop"."bill" using btree ("receipt");

create index "bill_sort_opened_at_idx" on "one_stop"."bill" using btree ("opened_at" desc nulls last, id desc);

create index "bill_unit_opened_at_idx" on "one_stop"."bill" using btree (unit, "opened_at" desc nulls last, id desc);

create index "bill_subject_opened_at_idx" on "one_stop"."bill" using btree ("applicant", "opened_at" desc nulls last, id desc);

create index "bill_sort_settled_at_idx" on "one_stop"."bill" using btree ("settled_at" desc nulls last, id desc);

create index "bill_unit_settled_at_idx" on "one_stop"."bill" using btree (unit, "settled_at" desc nulls last, id desc);

create index "bill_subject_settled_at_idx" on "one_stop"."bill" using btree ("applicant", "settled_at" desc nulls last, id desc);

create index "bill_search_idx" on "one_stop"."bill" using gin (unit, search gin_trgm_ops);

create index "bill_unit_settled_idx" on "one_stop"."bill" using btree (unit, settled_at);

revoke all on "one_stop"."bill" from sen_app;

grant select, insert, update on "one_stop"."bill" to sen_app;

comment on table "one_stop"."bill" is 'Khoản phải nộp';

create table "one_stop"."calling_rule" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "valid_from" date not null,
  "valid_to" date,
  "priority_run_max" bigint not null,
  "calls_max" bigint not null,
  "return_minutes_max" bigint not null,
  "usual_minutes" bigint not null,
  "early_minutes_max" bigint not null,
  "late_minutes_max" bigint not null,
  "slot_minutes" bigint not null,
  "places_a_slot_max" bigint not null,
  "days_ahead_max" bigint not null,
  "tickets_a_day_max" bigint not null,
  "source" text not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."calling_rule" enable row level security;

alter table "one_stop"."calling_rule" force row level security;

alter table "one_stop"."calling_rule" add constraint "calling_rule_key_key" unique nulls not distinct ("valid_from");

alter table "one_stop"."calling_rule" add constraint "calling_rule_priority_run_max_min_check" check ("priority_run_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_priority_run_max_max_check" check ("priority_run_max" <= 10);

alter table "one_stop"."calling_rule" add constraint "calling_rule_calls_max_min_check" check ("calls_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_calls_max_max_check" check ("calls_max" <= 10);

alter table "one_stop"."calling_rule" add constraint "calling_rule_return_minutes_max_min_check" check ("return_minutes_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_return_minutes_max_max_check" check ("return_minutes_max" <= 240);

alter table "one_stop"."calling_rule" add constraint "calling_rule_usual_minutes_min_check" check ("usual_minutes" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_usual_minutes_max_check" check ("usual_minutes" <= 120);

alter table "one_stop"."calling_rule" add constraint "calling_rule_early_minutes_max_min_check" check ("early_minutes_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_early_minutes_max_max_check" check ("early_minutes_max" <= 240);

alter table "one_stop"."calling_rule" add constraint "calling_rule_late_minutes_max_min_check" check ("late_minutes_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_late_minutes_max_max_check" check ("late_minutes_max" <= 240);

alter table "one_stop"."calling_rule" add constraint "calling_rule_slot_minutes_min_check" check ("slot_minutes" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_slot_minutes_max_check" check ("slot_minutes" <= 240);

alter table "one_stop"."calling_rule" add constraint "calling_rule_places_a_slot_max_min_check" check ("places_a_slot_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_places_a_slot_max_max_check" check ("places_a_slot_max" <= 100);

alter table "one_stop"."calling_rule" add constraint "calling_rule_days_ahead_max_min_check" check ("days_ahead_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_days_ahead_max_max_check" check ("days_ahead_max" <= 90);

alter table "one_stop"."calling_rule" add constraint "calling_rule_tickets_a_day_max_min_check" check ("tickets_a_day_max" >= 1);

alter table "one_stop"."calling_rule" add constraint "calling_rule_tickets_a_day_max_max_check" check ("tickets_a_day_max" <= 5000);

alter table "one_stop"."calling_rule" add constraint "calling_rule_source_length_check" check (char_length("source") <= 500);

create index "calling_rule_sort_valid_from_idx" on "one_stop"."calling_rule" using btree ("valid_from" desc nulls last, id desc);

create index "calling_rule_unit_valid_from_idx" on "one_stop"."calling_rule" using btree (unit, "valid_from" desc nulls last, id desc);

revoke all on "one_stop"."calling_rule" from sen_app;

grant select, insert, update on "one_stop"."calling_rule" to sen_app;

comment on table "one_stop"."calling_rule" is 'Quy tắc gọi số';

create table "one_stop"."collection_account" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "centre" text not null,
  "bank" text not null,
  "bank_name" text not null,
  "account" text not null,
  "holder" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."collection_account" enable row level security;

alter table "one_stop"."collection_account" force row level security;

alter table "one_stop"."collection_account" add constraint "collection_account_key_key" unique nulls not distinct ("centre", "valid_from");

alter table "one_stop"."collection_account" add constraint "collection_account_bank_digits_check" check (bank ~ '^[0-9]{6}$');

alter table "one_stop"."collection_account" add constraint "collection_account_account_letters_check" check (account ~ '^[0-9A-Za-z]{1,19}$');

alter table "one_stop"."collection_account" add constraint "collection_account_centre_length_check" check (char_length("centre") <= 60);

alter table "one_stop"."collection_account" add constraint "collection_account_bank_length_check" check (char_length("bank") <= 6);

alter table "one_stop"."collection_account" add constraint "collection_account_bank_name_length_check" check (char_length("bank_name") <= 100);

alter table "one_stop"."collection_account" add constraint "collection_account_account_length_check" check (char_length("account") <= 19);

alter table "one_stop"."collection_account" add constraint "collection_account_holder_length_check" check (char_length("holder") <= 100);

alter table "one_stop"."collection_account" add constraint "collection_account_source_length_check" check (char_length("source") <= 500);

create index "collection_account_sort_centre_idx" on "one_stop"."collection_account" using btree ("centre" desc nulls last, id desc);

create index "collection_account_unit_centre_idx" on "one_stop"."collection_account" using btree (unit, "centre" desc nulls last, id desc);

create index "collection_account_sort_valid_from_idx" on "one_stop"."collection_account" using btree ("valid_from" desc nulls last, id desc);

create index "collection_account_unit_valid_from_idx" on "one_stop"."collection_account" using btree (unit, "valid_from" desc nulls last, id desc);

revoke all on "one_stop"."collection_account" from sen_app;

grant select, insert, update on "one_stop"."collection_account" to sen_app;

comment on table "one_stop"."collection_account" is 'Tài khoản thu';

create table "one_stop"."complaint" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("number"::text, '') || ' ' || coalesce("dossier_number"::text, '') || ' ' || coalesce("detail"::text, '')) || e'\n ' || sen.tones(coalesce("number"::text, '') || ' ' || coalesce("dossier_number"::text, '') || ' ' || coalesce("detail"::text, ''))) stored,
  "number" text not null,
  "dossier" uuid,
  "dossier_number" text,
  "procedure_code" text,
  "sender" uuid not null,
  "sender_name" text not null,
  "sender_phone" text,
  "kind" text not null,
  "detail" text not null,
  "attached" jsonb,
  "state" text default 'received' not null,
  "agency" uuid,
  "units" uuid[],
  "received_at" timestamptz not null,
  "due_at" timestamptz,
  "answered_at" timestamptz,
  "answer" text,
  "published_at" timestamptz,
  "public_question" text,
  "public_answer" text,
  "asked_for" text,
  "supplied" text,
  "refused_for" text,
  "satisfaction" text,
  "satisfaction_note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."complaint" enable row level security;

alter table "one_stop"."complaint" force row level security;

alter table "one_stop"."complaint" add constraint "complaint_number_key" unique nulls not distinct ("number");

alter table "one_stop"."complaint" add constraint "complaint_number_length_check" check (char_length("number") <= 40);

alter table "one_stop"."complaint" add constraint "complaint_dossier_number_length_check" check (char_length("dossier_number") <= 40);

alter table "one_stop"."complaint" add constraint "complaint_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."complaint" add constraint "complaint_sender_name_length_check" check (char_length("sender_name") <= 200);

alter table "one_stop"."complaint" add constraint "complaint_sender_phone_length_check" check (char_length("sender_phone") <= 20);

alter table "one_stop"."complaint" add constraint "complaint_kind_choice_check" check ("kind" in ('behaviour', 'lateness', 'requirement', 'fault', 'proposal', 'other'));

alter table "one_stop"."complaint" add constraint "complaint_detail_length_check" check (char_length("detail") <= 4000);

alter table "one_stop"."complaint" add constraint "complaint_attached_many_check" check (jsonb_array_length("attached") <= 5);

alter table "one_stop"."complaint" add constraint "complaint_state_choice_check" check ("state" in ('received', 'handling', 'answered', 'published', 'refused'));

alter table "one_stop"."complaint" add constraint "complaint_units_many_check" check (cardinality("units") <= 20);

alter table "one_stop"."complaint" add constraint "complaint_answer_length_check" check (char_length("answer") <= 8000);

alter table "one_stop"."complaint" add constraint "complaint_public_question_length_check" check (char_length("public_question") <= 2000);

alter table "one_stop"."complaint" add constraint "complaint_public_answer_length_check" check (char_length("public_answer") <= 8000);

alter table "one_stop"."complaint" add constraint "complaint_asked_for_length_check" check (char_length("asked_for") <= 2000);

alter table "one_stop"."complaint" add constraint "complaint_supplied_length_check" check (char_length("supplied") <= 4000);

alter table "one_stop"."complaint" add constraint "complaint_refused_for_length_check" check (char_length("refused_for") <= 2000);

alter table "one_stop"."complaint" add constraint "complaint_satisfaction_choice_check" check ("satisfaction" in ('very-satisfied', 'satisfied', 'dissatisfied'));

alter table "one_stop"."complaint" add constraint "complaint_satisfaction_note_length_check" check (char_length("satisfaction_note") <= 1000);

create index "complaint_dossier_idx" on "one_stop"."complaint" using btree ("dossier");

create index "complaint_sender_idx" on "one_stop"."complaint" using btree ("sender");

create index "complaint_agency_idx" on "one_stop"."complaint" using btree ("agency");

create index "complaint_sort_received_at_idx" on "one_stop"."complaint" using btree ("received_at" desc nulls last, id desc);

create index "complaint_unit_received_at_idx" on "one_stop"."complaint" using btree (unit, "received_at" desc nulls last, id desc);

create index "complaint_subject_received_at_idx" on "one_stop"."complaint" using btree ("sender", "received_at" desc nulls last, id desc);

create index "complaint_sort_due_at_idx" on "one_stop"."complaint" using btree ("due_at" desc nulls last, id desc);

create index "complaint_unit_due_at_idx" on "one_stop"."complaint" using btree (unit, "due_at" desc nulls last, id desc);

create index "complaint_subject_due_at_idx" on "one_stop"."complaint" using btree ("sender", "due_at" desc nulls last, id desc);

create index "complaint_search_idx" on "one_stop"."complaint" using gin (unit, search gin_trgm_ops);

create index "complaint_agency_received_idx" on "one_stop"."complaint" using btree (agency, received_at);

revoke all on "one_stop"."complaint" from sen_app;

grant select, insert, update on "one_stop"."complaint" to sen_app;

comment on table "one_stop"."complaint" is 'Phản ánh, kiến nghị';

create table "one_stop"."counter" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "centre" text not null,
  "number" bigint not null,
  "name_vi" text not null,
  "name_en" text not null,
  "services" jsonb,
  "priority" boolean default false not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  "state" text default 'closed' not null,
  "officer" uuid,
  "officer_name" text,
  "since" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."counter" enable row level security;

alter table "one_stop"."counter" force row level security;

alter table "one_stop"."counter" add constraint "counter_key_key" unique nulls not distinct ("centre", "number", "valid_from");

alter table "one_stop"."counter" add constraint "counter_centre_length_check" check (char_length("centre") <= 60);

alter table "one_stop"."counter" add constraint "counter_number_min_check" check ("number" >= 1);

alter table "one_stop"."counter" add constraint "counter_number_max_check" check ("number" <= 99);

alter table "one_stop"."counter" add constraint "counter_name_vi_length_check" check (char_length("name_vi") <= 200);

alter table "one_stop"."counter" add constraint "counter_name_en_length_check" check (char_length("name_en") <= 200);

alter table "one_stop"."counter" add constraint "counter_source_length_check" check (char_length("source") <= 500);

alter table "one_stop"."counter" add constraint "counter_state_choice_check" check ("state" in ('closed', 'open', 'paused'));

alter table "one_stop"."counter" add constraint "counter_officer_name_length_check" check (char_length("officer_name") <= 200);

create index "counter_officer_idx" on "one_stop"."counter" using btree ("officer");

create index "counter_sort_centre_idx" on "one_stop"."counter" using btree ("centre" desc nulls last, id desc);

create index "counter_unit_centre_idx" on "one_stop"."counter" using btree (unit, "centre" desc nulls last, id desc);

create index "counter_sort_number_idx" on "one_stop"."counter" using btree ("number" desc nulls last, id desc);

create index "counter_unit_number_idx" on "one_stop"."counter" using btree (unit, "number" desc nulls last, id desc);

revoke all on "one_stop"."counter" from sen_app;

grant select, insert, update on "one_stop"."counter" to sen_app;

comment on table "one_stop"."counter" is 'Quầy giao dịch';

create table "one_stop"."design" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("procedure_code"::text, '') || ' ' || coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("procedure_code"::text, '') || ' ' || coalesce("title"::text, ''))) stored,
  "procedure_code" text not null,
  "edition" bigint not null,
  "title" text not null,
  "state" text default 'draft' not null,
  "origin" text default 'administrator' not null,
  "content" jsonb not null,
  "valid_from" date,
  "valid_to" date,
  "decision" text,
  "decided_on" date,
  "listed_on" date,
  "published_at" timestamptz,
  "note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."design" enable row level security;

alter table "one_stop"."design" force row level security;

alter table "one_stop"."design" add constraint "design_key_key" unique nulls not distinct ("procedure_code", "edition");

alter table "one_stop"."design" add constraint "design_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."design" add constraint "design_edition_min_check" check ("edition" >= 1);

alter table "one_stop"."design" add constraint "design_edition_max_check" check ("edition" <= 9999);

alter table "one_stop"."design" add constraint "design_title_length_check" check (char_length("title") <= 300);

alter table "one_stop"."design" add constraint "design_state_choice_check" check ("state" in ('draft', 'published', 'withdrawn'));

alter table "one_stop"."design" add constraint "design_origin_choice_check" check ("origin" in ('default', 'province', 'administrator'));

alter table "one_stop"."design" add constraint "design_decision_length_check" check (char_length("decision") <= 200);

alter table "one_stop"."design" add constraint "design_note_length_check" check (char_length("note") <= 2000);

create index "design_sort_procedure_code_idx" on "one_stop"."design" using btree ("procedure_code" desc nulls last, id desc);

create index "design_unit_procedure_code_idx" on "one_stop"."design" using btree (unit, "procedure_code" desc nulls last, id desc);

create index "design_sort_valid_from_idx" on "one_stop"."design" using btree ("valid_from" desc nulls last, id desc);

create index "design_unit_valid_from_idx" on "one_stop"."design" using btree (unit, "valid_from" desc nulls last, id desc);

create index "design_search_idx" on "one_stop"."design" using gin (unit, search gin_trgm_ops);

create index "design_in_force_idx" on "one_stop"."design" using btree (procedure_code, valid_from desc) where state = 'published';

revoke all on "one_stop"."design" from sen_app;

grant select, insert, update on "one_stop"."design" to sen_app;

comment on table "one_stop"."design" is 'Thiết kế thủ tục';

create table "one_stop"."design_example" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("procedure_code"::text, '') || ' ' || coalesce("name"::text, '')) || e'\n ' || sen.tones(coalesce("procedure_code"::text, '') || ' ' || coalesce("name"::text, ''))) stored,
  "procedure_code" text not null,
  "name" text not null,
  "note" text,
  "content" jsonb not null,
  "expected" jsonb not null,
  "valid_from" date not null,
  "valid_to" date,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."design_example" enable row level security;

alter table "one_stop"."design_example" force row level security;

alter table "one_stop"."design_example" add constraint "design_example_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."design_example" add constraint "design_example_name_length_check" check (char_length("name") <= 120);

alter table "one_stop"."design_example" add constraint "design_example_note_length_check" check (char_length("note") <= 1000);

create index "design_example_sort_procedure_code_idx" on "one_stop"."design_example" using btree ("procedure_code" desc nulls last, id desc);

create index "design_example_unit_procedure_code_idx" on "one_stop"."design_example" using btree (unit, "procedure_code" desc nulls last, id desc);

create index "design_example_sort_valid_from_idx" on "one_stop"."design_example" using btree ("valid_from" desc nulls last, id desc);

create index "design_example_unit_valid_from_idx" on "one_stop"."design_example" using btree (unit, "valid_from" desc nulls last, id desc);

create index "design_example_search_idx" on "one_stop"."design_example" using gin (unit, search gin_trgm_ops);

create index "design_example_in_force_idx" on "one_stop"."design_example" using btree (procedure_code, valid_from);

revoke all on "one_stop"."design_example" from sen_app;

grant select, insert, update on "one_stop"."design_example" to sen_app;

comment on table "one_stop"."design_example" is 'Ví dụ của thủ tục';

create table "one_stop"."dossier" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("number"::text, '') || ' ' || coalesce("procedure_code"::text, '') || ' ' || coalesce("procedure_name"::text, '') || ' ' || coalesce("applicant_name"::text, '') || ' ' || coalesce("applicant_national_id"::text, '') || ' ' || coalesce("applicant_phone"::text, '')) || e'\n ' || sen.tones(coalesce("number"::text, '') || ' ' || coalesce("procedure_code"::text, '') || ' ' || coalesce("procedure_name"::text, '') || ' ' || coalesce("applicant_name"::text, '') || ' ' || coalesce("applicant_national_id"::text, '') || ' ' || coalesce("applicant_phone"::text, ''))) stored,
  "number" text not null,
  "procedure" uuid not null,
  "procedure_code" text not null,
  "procedure_name" text not null,
  "status" text default 'registered' not null,
  "finance_state" text default 'none' not null,
  "delivery_state" text default 'waiting' not null,
  "sync_state" text default 'waiting' not null,
  "channel" text not null,
  "applicant" uuid not null,
  "applicant_name" text not null,
  "applicant_national_id" text,
  "applicant_phone" text,
  "applicant_email" text,
  "applicant_address" text,
  "commune" text,
  "agency" uuid,
  "received_unit" uuid,
  "returning_unit" uuid,
  "representative" uuid,
  "representative_name" text,
  "representative_paper" text,
  "bundle" text,
  "bundle_place" bigint,
  "bundle_member" text,
  "waits_for" uuid,
  "design" uuid,
  "units" uuid[],
  "received_at" timestamptz not null,
  "accepted_at" timestamptz,
  "due_at" timestamptz,
  "finished_at" timestamptz,
  "returned_at" timestamptz,
  "limit" jsonb,
  "answers" jsonb,
  "answered" jsonb,
  "papers" jsonb,
  "fee" bigint,
  "fee_note" text,
  "delivery" text default 'electronic' not null,
  "delivery_address" text,
  "steps" jsonb,
  "step_position" bigint,
  "supplement" jsonb,
  "supplement_count" bigint default 0 not null,
  "apology" jsonb,
  "former_due_at" timestamptz,
  "paid_at" timestamptz,
  "paid_online" boolean default false not null,
  "papers_count" bigint default 0 not null,
  "papers_digitised" bigint default 0 not null,
  "papers_reused" bigint default 0 not null,
  "result_electronic" boolean default false not null,
  "identity_linked" boolean default false not null,
  "synced_at" timestamptz,
  "store_synced_at" timestamptz,
  "reason" text,
  "result_number" text,
  "result_note" text,
  "results" jsonb,
  "receiver" text,
  "rating" text,
  "rating_note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."dossier" enable row level security;

alter table "one_stop"."dossier" force row level security;

alter table "one_stop"."dossier" add constraint "dossier_number_key" unique nulls not distinct ("number");

alter table "one_stop"."dossier" add constraint "dossier_number_length_check" check (char_length("number") <= 40);

alter table "one_stop"."dossier" add constraint "dossier_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."dossier" add constraint "dossier_procedure_name_length_check" check (char_length("procedure_name") <= 1000);

alter table "one_stop"."dossier" add constraint "dossier_status_choice_check" check ("status" in ('registered', 'received', 'rejected', 'processing', 'supplement-asked', 'financial-duty', 'withdrawn', 'stopped', 'finished', 'returned'));

alter table "one_stop"."dossier" add constraint "dossier_finance_state_choice_check" check ("finance_state" in ('none', 'awaiting', 'paid', 'refunded'));

alter table "one_stop"."dossier" add constraint "dossier_delivery_state_choice_check" check ("delivery_state" in ('waiting', 'ready', 'delivered'));

alter table "one_stop"."dossier" add constraint "dossier_sync_state_choice_check" check ("sync_state" in ('waiting', 'sent', 'failed', 'confirmed'));

alter table "one_stop"."dossier" add constraint "dossier_channel_choice_check" check ("channel" in ('online', 'in-person', 'post'));

alter table "one_stop"."dossier" add constraint "dossier_applicant_name_length_check" check (char_length("applicant_name") <= 200);

alter table "one_stop"."dossier" add constraint "dossier_applicant_address_length_check" check (char_length("applicant_address") <= 500);

alter table "one_stop"."dossier" add constraint "dossier_commune_length_check" check (char_length("commune") <= 5);

alter table "one_stop"."dossier" add constraint "dossier_representative_name_length_check" check (char_length("representative_name") <= 200);

alter table "one_stop"."dossier" add constraint "dossier_representative_paper_length_check" check (char_length("representative_paper") <= 500);

alter table "one_stop"."dossier" add constraint "dossier_bundle_length_check" check (char_length("bundle") <= 36);

alter table "one_stop"."dossier" add constraint "dossier_bundle_place_min_check" check ("bundle_place" >= 1);

alter table "one_stop"."dossier" add constraint "dossier_bundle_place_max_check" check ("bundle_place" <= 10);

alter table "one_stop"."dossier" add constraint "dossier_bundle_member_length_check" check (char_length("bundle_member") <= 80);

alter table "one_stop"."dossier" add constraint "dossier_units_many_check" check (cardinality("units") <= 60);

alter table "one_stop"."dossier" add constraint "dossier_answered_many_check" check (jsonb_array_length("answered") <= 200);

alter table "one_stop"."dossier" add constraint "dossier_papers_many_check" check (jsonb_array_length("papers") <= 60);

alter table "one_stop"."dossier" add constraint "dossier_fee_min_check" check ("fee" >= 0);

alter table "one_stop"."dossier" add constraint "dossier_fee_max_check" check ("fee" <= 1000000000000000);

alter table "one_stop"."dossier" add constraint "dossier_fee_note_length_check" check (char_length("fee_note") <= 1000);

alter table "one_stop"."dossier" add constraint "dossier_delivery_choice_check" check ("delivery" in ('counter', 'post', 'electronic'));

alter table "one_stop"."dossier" add constraint "dossier_delivery_address_length_check" check (char_length("delivery_address") <= 500);

alter table "one_stop"."dossier" add constraint "dossier_step_position_min_check" check ("step_position" >= 0);

alter table "one_stop"."dossier" add constraint "dossier_step_position_max_check" check ("step_position" <= 60);

alter table "one_stop"."dossier" add constraint "dossier_supplement_count_min_check" check ("supplement_count" >= 0);

alter table "one_stop"."dossier" add constraint "dossier_supplement_count_max_check" check ("supplement_count" <= 20);

alter table "one_stop"."dossier" add constraint "dossier_papers_count_min_check" check ("papers_count" >= 0);

alter table "one_stop"."dossier" add constraint "dossier_papers_count_max_check" check ("papers_count" <= 100);

alter table "one_stop"."dossier" add constraint "dossier_papers_digitised_min_check" check ("papers_digitised" >= 0);

alter table "one_stop"."dossier" add constraint "dossier_papers_digitised_max_check" check ("papers_digitised" <= 100);

alter table "one_stop"."dossier" add constraint "dossier_papers_reused_min_check" check ("papers_reused" >= 0);

alter table "one_stop"."dossier" add constraint "dossier_papers_reused_max_check" check ("papers_reused" <= 100);

alter table "one_stop"."dossier" add constraint "dossier_reason_length_check" check (char_length("reason") <= 2000);

alter table "one_stop"."dossier" add constraint "dossier_result_number_length_check" check (char_length("result_number") <= 100);

alter table "one_stop"."dossier" add constraint "dossier_result_note_length_check" check (char_length("result_note") <= 1000);

alter table "one_stop"."dossier" add constraint "dossier_results_many_check" check (jsonb_array_length("results") <= 10);

alter table "one_stop"."dossier" add constraint "dossier_receiver_length_check" check (char_length("receiver") <= 200);

alter table "one_stop"."dossier" add constraint "dossier_rating_choice_check" check ("rating" in ('very-satisfied', 'satisfied', 'dissatisfied'));

alter table "one_stop"."dossier" add constraint "dossier_rating_note_length_check" check (char_length("rating_note") <= 1000);

create index "dossier_procedure_idx" on "one_stop"."dossier" using btree ("procedure");

create index "dossier_applicant_idx" on "one_stop"."dossier" using btree ("applicant");

create index "dossier_agency_idx" on "one_stop"."dossier" using btree ("agency");

create index "dossier_received_unit_idx" on "one_stop"."dossier" using btree ("received_unit");

create index "dossier_returning_unit_idx" on "one_stop"."dossier" using btree ("returning_unit");

create index "dossier_representative_idx" on "one_stop"."dossier" using btree (representative, received_at desc, id desc) where representative is not null;

create index "dossier_waits_for_idx" on "one_stop"."dossier" using btree ("waits_for");

create index "dossier_design_idx" on "one_stop"."dossier" using btree ("design");

create index "dossier_sort_received_at_idx" on "one_stop"."dossier" using btree ("received_at" desc nulls last, id desc);

create index "dossier_unit_received_at_idx" on "one_stop"."dossier" using btree (unit, "received_at" desc nulls last, id desc);

create index "dossier_subject_received_at_idx" on "one_stop"."dossier" using btree ("applicant", "received_at" desc nulls last, id desc);

create index "dossier_sort_due_at_idx" on "one_stop"."dossier" using btree ("due_at" desc nulls last, id desc);

create index "dossier_unit_due_at_idx" on "one_stop"."dossier" using btree (unit, "due_at" desc nulls last, id desc);

create index "dossier_subject_due_at_idx" on "one_stop"."dossier" using btree ("applicant", "due_at" desc nulls last, id desc);

create index "dossier_search_idx" on "one_stop"."dossier" using gin (unit, search gin_trgm_ops);

create index "dossier_unit_status_idx" on "one_stop"."dossier" using btree (unit, status, received_at desc nulls last, id desc);

create index "dossier_agency_finished_idx" on "one_stop"."dossier" using btree (agency, finished_at);

create index "dossier_finished_idx" on "one_stop"."dossier" using btree (finished_at);

create index "dossier_bundle_idx" on "one_stop"."dossier" using btree (bundle) where bundle is not null;

create index "dossier_register_idx" on "one_stop"."dossier" using btree (received_unit, received_at, id);

create index "dossier_waits_idx" on "one_stop"."dossier" using btree (waits_for) where waits_for is not null;

revoke all on "one_stop"."dossier" from sen_app;

grant select, insert, update on "one_stop"."dossier" to sen_app;

comment on table "one_stop"."dossier" is 'Hồ sơ';

create table "one_stop"."draft" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "procedure" uuid not null,
  "procedure_code" text not null,
  "procedure_name" text not null,
  "bundle" text,
  "editions" jsonb,
  "page" bigint default 0 not null,
  "answers" jsonb,
  "papers" jsonb,
  "sequence" bigint default 0 not null,
  "tab" text,
  "saved_at" timestamptz not null,
  "dossier" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."draft" enable row level security;

alter table "one_stop"."draft" force row level security;

alter table "one_stop"."draft" add constraint "draft_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."draft" add constraint "draft_procedure_name_length_check" check (char_length("procedure_name") <= 1000);

alter table "one_stop"."draft" add constraint "draft_bundle_length_check" check (char_length("bundle") <= 40);

alter table "one_stop"."draft" add constraint "draft_page_min_check" check ("page" >= 0);

alter table "one_stop"."draft" add constraint "draft_page_max_check" check ("page" <= 40);

alter table "one_stop"."draft" add constraint "draft_sequence_min_check" check ("sequence" >= 0);

alter table "one_stop"."draft" add constraint "draft_tab_length_check" check (char_length("tab") <= 60);

create index "draft_procedure_idx" on "one_stop"."draft" using btree ("procedure");

create index "draft_dossier_idx" on "one_stop"."draft" using btree ("dossier");

create index "draft_sort_saved_at_idx" on "one_stop"."draft" using btree ("saved_at" desc nulls last, id desc);

create index "draft_unit_saved_at_idx" on "one_stop"."draft" using btree (unit, "saved_at" desc nulls last, id desc);

create index "draft_begun_idx" on "one_stop"."draft" using btree (created_by, saved_at desc, id desc) where dossier is null;

revoke all on "one_stop"."draft" from sen_app;

grant select, insert, update on "one_stop"."draft" to sen_app;

comment on table "one_stop"."draft" is 'Bản nháp';

create table "one_stop"."fee_claim" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "dossier" uuid not null,
  "person" uuid not null,
  "exemption" text not null,
  "evidence" text,
  "evidence_file" uuid,
  "state" text default 'claimed' not null,
  "checked_by" text,
  "checked_at" timestamptz,
  "reason" text,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."fee_claim" enable row level security;

alter table "one_stop"."fee_claim" force row level security;

alter table "one_stop"."fee_claim" add constraint "fee_claim_once_key" unique nulls not distinct ("dossier", "exemption");

alter table "one_stop"."fee_claim" add constraint "fee_claim_exemption_length_check" check (char_length("exemption") <= 40);

alter table "one_stop"."fee_claim" add constraint "fee_claim_evidence_length_check" check (char_length("evidence") <= 500);

alter table "one_stop"."fee_claim" add constraint "fee_claim_state_choice_check" check ("state" in ('claimed', 'confirmed', 'refused'));

alter table "one_stop"."fee_claim" add constraint "fee_claim_checked_by_length_check" check (char_length("checked_by") <= 200);

alter table "one_stop"."fee_claim" add constraint "fee_claim_reason_length_check" check (char_length("reason") <= 1000);

alter table "one_stop"."fee_claim" add constraint "fee_claim_units_many_check" check (cardinality("units") <= 20);

create index "fee_claim_dossier_idx" on "one_stop"."fee_claim" using btree ("dossier");

create index "fee_claim_person_idx" on "one_stop"."fee_claim" using btree ("person");

create index "fee_claim_evidence_file_idx" on "one_stop"."fee_claim" using btree ("evidence_file");

create index "fee_claim_sort_created_at_idx" on "one_stop"."fee_claim" using btree ("created_at" desc nulls last, id desc);

create index "fee_claim_unit_created_at_idx" on "one_stop"."fee_claim" using btree (unit, "created_at" desc nulls last, id desc);

create index "fee_claim_subject_created_at_idx" on "one_stop"."fee_claim" using btree ("person", "created_at" desc nulls last, id desc);

revoke all on "one_stop"."fee_claim" from sen_app;

grant select, insert, update on "one_stop"."fee_claim" to sen_app;

comment on table "one_stop"."fee_claim" is 'Đề nghị miễn, giảm';

create table "one_stop"."fee_exemption" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("name_vi"::text, '')) || e'\n ' || sen.tones(coalesce("name_vi"::text, ''))) stored,
  "code" text not null,
  "name_vi" text not null,
  "name_en" text not null,
  "percent" bigint not null,
  "procedures" jsonb,
  "sectors" jsonb,
  "channels" jsonb,
  "kinds" jsonb,
  "evidence_vi" text not null,
  "evidence_en" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  "confidence" text default 'published' not null,
  "note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."fee_exemption" enable row level security;

alter table "one_stop"."fee_exemption" force row level security;

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_key_key" unique nulls not distinct ("code", "valid_from");

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_code_length_check" check (char_length("code") <= 40);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_name_vi_length_check" check (char_length("name_vi") <= 200);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_name_en_length_check" check (char_length("name_en") <= 200);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_percent_min_check" check ("percent" >= 1);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_percent_max_check" check ("percent" <= 100);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_evidence_vi_length_check" check (char_length("evidence_vi") <= 500);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_evidence_en_length_check" check (char_length("evidence_en") <= 500);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_source_length_check" check (char_length("source") <= 500);

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_confidence_choice_check" check ("confidence" in ('published', 'read', 'assumed'));

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_note_length_check" check (char_length("note") <= 1000);

create index "fee_exemption_sort_code_idx" on "one_stop"."fee_exemption" using btree ("code" desc nulls last, id desc);

create index "fee_exemption_unit_code_idx" on "one_stop"."fee_exemption" using btree (unit, "code" desc nulls last, id desc);

create index "fee_exemption_sort_valid_from_idx" on "one_stop"."fee_exemption" using btree ("valid_from" desc nulls last, id desc);

create index "fee_exemption_unit_valid_from_idx" on "one_stop"."fee_exemption" using btree (unit, "valid_from" desc nulls last, id desc);

create index "fee_exemption_search_idx" on "one_stop"."fee_exemption" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."fee_exemption" from sen_app;

grant select, insert, update on "one_stop"."fee_exemption" to sen_app;

comment on table "one_stop"."fee_exemption" is 'Diện miễn, giảm';

create table "one_stop"."fee_rule" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("procedure_code"::text, '') || ' ' || coalesce("name"::text, '')) || e'\n ' || sen.tones(coalesce("procedure_code"::text, '') || ' ' || coalesce("name"::text, ''))) stored,
  "procedure_code" text not null,
  "channel" text default 'any' not null,
  "code" text not null,
  "name" text not null,
  "kind" text not null,
  "case" text,
  "amount" bigint,
  "per" text default 'dossier' not null,
  "next_from" bigint,
  "next_amount" bigint,
  "amount_max" bigint,
  "collect" text default 'filing' not null,
  "by_council" boolean default false not null,
  "text" text,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  "confidence" text default 'published' not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."fee_rule" enable row level security;

alter table "one_stop"."fee_rule" force row level security;

alter table "one_stop"."fee_rule" add constraint "fee_rule_key_key" unique nulls not distinct ("procedure_code", "channel", "code", "valid_from");

alter table "one_stop"."fee_rule" add constraint "fee_rule_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."fee_rule" add constraint "fee_rule_channel_choice_check" check ("channel" in ('any', 'online', 'in-person', 'post'));

alter table "one_stop"."fee_rule" add constraint "fee_rule_code_length_check" check (char_length("code") <= 12);

alter table "one_stop"."fee_rule" add constraint "fee_rule_name_length_check" check (char_length("name") <= 200);

alter table "one_stop"."fee_rule" add constraint "fee_rule_kind_choice_check" check ("kind" in ('fee', 'charge'));

alter table "one_stop"."fee_rule" add constraint "fee_rule_case_length_check" check (char_length("case") <= 500);

alter table "one_stop"."fee_rule" add constraint "fee_rule_amount_min_check" check ("amount" >= 0);

alter table "one_stop"."fee_rule" add constraint "fee_rule_amount_max_check" check ("amount" <= 1000000000);

alter table "one_stop"."fee_rule" add constraint "fee_rule_per_choice_check" check ("per" in ('dossier', 'copy', 'page'));

alter table "one_stop"."fee_rule" add constraint "fee_rule_next_from_min_check" check ("next_from" >= 2);

alter table "one_stop"."fee_rule" add constraint "fee_rule_next_from_max_check" check ("next_from" <= 1000);

alter table "one_stop"."fee_rule" add constraint "fee_rule_next_amount_min_check" check ("next_amount" >= 0);

alter table "one_stop"."fee_rule" add constraint "fee_rule_next_amount_max_check" check ("next_amount" <= 1000000000);

alter table "one_stop"."fee_rule" add constraint "fee_rule_amount_max_min_check" check ("amount_max" >= 0);

alter table "one_stop"."fee_rule" add constraint "fee_rule_amount_max_max_check" check ("amount_max" <= 1000000000);

alter table "one_stop"."fee_rule" add constraint "fee_rule_collect_choice_check" check ("collect" in ('filing', 'return'));

alter table "one_stop"."fee_rule" add constraint "fee_rule_text_length_check" check (char_length("text") <= 1000);

alter table "one_stop"."fee_rule" add constraint "fee_rule_source_length_check" check (char_length("source") <= 500);

alter table "one_stop"."fee_rule" add constraint "fee_rule_confidence_choice_check" check ("confidence" in ('published', 'read', 'assumed'));

create index "fee_rule_sort_procedure_code_idx" on "one_stop"."fee_rule" using btree ("procedure_code" desc nulls last, id desc);

create index "fee_rule_unit_procedure_code_idx" on "one_stop"."fee_rule" using btree (unit, "procedure_code" desc nulls last, id desc);

create index "fee_rule_sort_valid_from_idx" on "one_stop"."fee_rule" using btree ("valid_from" desc nulls last, id desc);

create index "fee_rule_unit_valid_from_idx" on "one_stop"."fee_rule" using btree (unit, "valid_from" desc nulls last, id desc);

create index "fee_rule_search_idx" on "one_stop"."fee_rule" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."fee_rule" from sen_app;

grant select, insert, update on "one_stop"."fee_rule" to sen_app;

comment on table "one_stop"."fee_rule" is 'Mức phí, lệ phí';

create table "one_stop"."intake" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("full_name"::text, '') || ' ' || coalesce("number"::text, '')) || e'\n ' || sen.tones(coalesce("full_name"::text, '') || ' ' || coalesce("number"::text, ''))) stored,
  "procedure" uuid not null,
  "national_id" text not null,
  "full_name" text not null,
  "phone" text,
  "address" text,
  "content" text,
  "channel" text default 'in-person' not null,
  "delivery" text default 'counter' not null,
  "delivery_address" text,
  "settling" text,
  "returning" text,
  "representative_name" text,
  "representative_national_id" text,
  "copies" bigint,
  "representative_paper" text,
  "papers" jsonb,
  "scans" jsonb,
  "account_is_theirs" text,
  "birth_date" date,
  "sex" text,
  "read_from" text,
  "fee_claim" text,
  "fee_ground" text,
  "fee_ground_files" uuid[],
  "accept_now" boolean default true not null,
  "number" text,
  "dossier" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."intake" enable row level security;

alter table "one_stop"."intake" force row level security;

alter table "one_stop"."intake" add constraint "intake_full_name_length_check" check (char_length("full_name") <= 200);

alter table "one_stop"."intake" add constraint "intake_address_length_check" check (char_length("address") <= 500);

alter table "one_stop"."intake" add constraint "intake_content_length_check" check (char_length("content") <= 4000);

alter table "one_stop"."intake" add constraint "intake_channel_choice_check" check ("channel" in ('in-person', 'post'));

alter table "one_stop"."intake" add constraint "intake_delivery_choice_check" check ("delivery" in ('counter', 'post', 'electronic'));

alter table "one_stop"."intake" add constraint "intake_delivery_address_length_check" check (char_length("delivery_address") <= 500);

alter table "one_stop"."intake" add constraint "intake_representative_name_length_check" check (char_length("representative_name") <= 200);

alter table "one_stop"."intake" add constraint "intake_copies_min_check" check ("copies" >= 1);

alter table "one_stop"."intake" add constraint "intake_copies_max_check" check ("copies" <= 1000);

alter table "one_stop"."intake" add constraint "intake_representative_paper_length_check" check (char_length("representative_paper") <= 500);

alter table "one_stop"."intake" add constraint "intake_papers_many_check" check (jsonb_array_length("papers") <= 60);

alter table "one_stop"."intake" add constraint "intake_scans_many_check" check (jsonb_array_length("scans") <= 20);

alter table "one_stop"."intake" add constraint "intake_account_is_theirs_choice_check" check ("account_is_theirs" in ('yes', 'no'));

alter table "one_stop"."intake" add constraint "intake_sex_choice_check" check ("sex" in ('male', 'female'));

alter table "one_stop"."intake" add constraint "intake_read_from_choice_check" check ("read_from" in ('typed', 'card-code'));

alter table "one_stop"."intake" add constraint "intake_fee_claim_length_check" check (char_length("fee_claim") <= 40);

alter table "one_stop"."intake" add constraint "intake_fee_ground_length_check" check (char_length("fee_ground") <= 500);

alter table "one_stop"."intake" add constraint "intake_fee_ground_files_many_check" check (cardinality("fee_ground_files") <= 3);

alter table "one_stop"."intake" add constraint "intake_number_length_check" check (char_length("number") <= 40);

create index "intake_procedure_idx" on "one_stop"."intake" using btree ("procedure");

create index "intake_dossier_idx" on "one_stop"."intake" using btree ("dossier");

create index "intake_sort_created_at_idx" on "one_stop"."intake" using btree ("created_at" desc nulls last, id desc);

create index "intake_unit_created_at_idx" on "one_stop"."intake" using btree (unit, "created_at" desc nulls last, id desc);

create index "intake_search_idx" on "one_stop"."intake" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."intake" from sen_app;

grant select, insert, update on "one_stop"."intake" to sen_app;

comment on table "one_stop"."intake" is 'Tiếp nhận tại quầy';

create table "one_stop"."issued_form" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("dossier_number"::text, '')) || e'\n ' || sen.tones(coalesce("dossier_number"::text, ''))) stored,
  "dossier" uuid not null,
  "dossier_number" text not null,
  "applicant" uuid not null,
  "form" text not null,
  "letter" jsonb not null,
  "file" uuid not null,
  "issued_at" timestamptz not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."issued_form" enable row level security;

alter table "one_stop"."issued_form" force row level security;

alter table "one_stop"."issued_form" add constraint "issued_form_dossier_number_length_check" check (char_length("dossier_number") <= 40);

alter table "one_stop"."issued_form" add constraint "issued_form_form_choice_check" check ("form" in ('01', '02', '03', '04', '05'));

create index "issued_form_dossier_idx" on "one_stop"."issued_form" using btree (dossier, issued_at);

create index "issued_form_applicant_idx" on "one_stop"."issued_form" using btree ("applicant");

create index "issued_form_file_idx" on "one_stop"."issued_form" using btree ("file");

create index "issued_form_sort_issued_at_idx" on "one_stop"."issued_form" using btree ("issued_at" desc nulls last, id desc);

create index "issued_form_unit_issued_at_idx" on "one_stop"."issued_form" using btree (unit, "issued_at" desc nulls last, id desc);

create index "issued_form_subject_issued_at_idx" on "one_stop"."issued_form" using btree ("applicant", "issued_at" desc nulls last, id desc);

create index "issued_form_search_idx" on "one_stop"."issued_form" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."issued_form" from sen_app;

grant select, insert, update on "one_stop"."issued_form" to sen_app;

comment on table "one_stop"."issued_form" is 'Biểu mẫu đã cấp';

create table "one_stop"."late_alert" (
  "dossier" uuid not null,
  "level" text not null,
  "at" timestamptz not null,
  "told" integer default 0 not null,
  primary key ("dossier", "level")
);

alter table "one_stop"."late_alert" enable row level security;

alter table "one_stop"."late_alert" force row level security;

revoke all on "one_stop"."late_alert" from sen_app;

grant select, insert on "one_stop"."late_alert" to sen_app;

comment on table "one_stop"."late_alert" is 'Warnings to heads of units: one for each dossier and level';

create table "one_stop"."letter_choice" (
  "account" uuid not null,
  "wanted" boolean not null,
  "changed_at" timestamptz not null,
  primary key ("account")
) with (fillfactor = 85);

alter table "one_stop"."letter_choice" enable row level security;

alter table "one_stop"."letter_choice" force row level security;

revoke all on "one_stop"."letter_choice" from sen_app;

grant select, insert, update on "one_stop"."letter_choice" to sen_app;

comment on table "one_stop"."letter_choice" is 'Who does not want the weekly letter; without a row it is sent';

create table "one_stop"."letter_sent" (
  "week" date not null,
  "account" uuid not null,
  "at" timestamptz not null,
  primary key ("week", "account")
);

alter table "one_stop"."letter_sent" enable row level security;

alter table "one_stop"."letter_sent" force row level security;

revoke all on "one_stop"."letter_sent" from sen_app;

grant select, insert on "one_stop"."letter_sent" to sen_app;

comment on table "one_stop"."letter_sent" is 'Weekly letters already on their way: marked before they are sent, so a crash never sends one twice';

create table "one_stop"."pace_mark" (
  "name" text not null,
  "until" timestamptz not null,
  primary key ("name")
) with (fillfactor = 85);

alter table "one_stop"."pace_mark" enable row level security;

alter table "one_stop"."pace_mark" force row level security;

revoke all on "one_stop"."pace_mark" from sen_app;

grant select, insert, update on "one_stop"."pace_mark" to sen_app;

comment on table "one_stop"."pace_mark" is 'Until when steps were gathered into step_pace';

create table "one_stop"."pile" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "procedure" uuid not null,
  "procedure_name" text not null,
  "state" text default 'waiting' not null,
  "lines" jsonb,
  "lines_count" bigint default 0 not null,
  "done_count" bigint default 0 not null,
  "refused_count" bigint default 0 not null,
  "accept_now" boolean default true not null,
  "ended_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."pile" enable row level security;

alter table "one_stop"."pile" force row level security;

alter table "one_stop"."pile" add constraint "pile_procedure_name_length_check" check (char_length("procedure_name") <= 1000);

alter table "one_stop"."pile" add constraint "pile_state_choice_check" check ("state" in ('waiting', 'running', 'done', 'cancelled'));

alter table "one_stop"."pile" add constraint "pile_lines_count_min_check" check ("lines_count" >= 0);

alter table "one_stop"."pile" add constraint "pile_lines_count_max_check" check ("lines_count" <= 1000);

alter table "one_stop"."pile" add constraint "pile_done_count_min_check" check ("done_count" >= 0);

alter table "one_stop"."pile" add constraint "pile_done_count_max_check" check ("done_count" <= 1000);

alter table "one_stop"."pile" add constraint "pile_refused_count_min_check" check ("refused_count" >= 0);

alter table "one_stop"."pile" add constraint "pile_refused_count_max_check" check ("refused_count" <= 1000);

create index "pile_procedure_idx" on "one_stop"."pile" using btree ("procedure");

create index "pile_sort_created_at_idx" on "one_stop"."pile" using btree ("created_at" desc nulls last, id desc);

create index "pile_unit_created_at_idx" on "one_stop"."pile" using btree (unit, "created_at" desc nulls last, id desc);

revoke all on "one_stop"."pile" from sen_app;

grant select, insert, update on "one_stop"."pile" to sen_app;

comment on table "one_stop"."pile" is 'Xấp hồ sơ';

create table "one_stop"."procedure" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("code"::text, '') || ' ' || coalesce("name"::text, '') || ' ' || coalesce("sector"::text, '')) || e'\n ' || sen.tones(coalesce("code"::text, '') || ' ' || coalesce("name"::text, '') || ' ' || coalesce("sector"::text, ''))) stored,
  "code" text not null,
  "name" text not null,
  "sector" text not null,
  "ministry" text,
  "level" text not null,
  "levels" jsonb,
  "handled_by" text not null,
  "fileable" boolean default false not null,
  "core" boolean default false not null,
  "online" boolean default false not null,
  "decision" text,
  "kind" text,
  "applicants" jsonb,
  "agency" text,
  "methods" jsonb,
  "papers" jsonb,
  "conditions" text,
  "results" jsonb,
  "legal_refs" jsonb,
  "cutoff" text,
  "url" text,
  "decided_on" date,
  "listed_on" date,
  "valid_from" date not null,
  "valid_to" date,
  "source" text,
  "confidence" text,
  "note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."procedure" enable row level security;

alter table "one_stop"."procedure" force row level security;

alter table "one_stop"."procedure" add constraint "procedure_key_key" unique nulls not distinct ("code", "valid_from");

alter table "one_stop"."procedure" add constraint "procedure_code_length_check" check (char_length("code") <= 20);

alter table "one_stop"."procedure" add constraint "procedure_name_length_check" check (char_length("name") <= 1000);

alter table "one_stop"."procedure" add constraint "procedure_sector_length_check" check (char_length("sector") <= 300);

alter table "one_stop"."procedure" add constraint "procedure_ministry_length_check" check (char_length("ministry") <= 200);

alter table "one_stop"."procedure" add constraint "procedure_level_choice_check" check ("level" in ('commune', 'province', 'ministry', 'other'));

alter table "one_stop"."procedure" add constraint "procedure_handled_by_length_check" check (char_length("handled_by") <= 60);

alter table "one_stop"."procedure" add constraint "procedure_decision_length_check" check (char_length("decision") <= 300);

alter table "one_stop"."procedure" add constraint "procedure_kind_length_check" check (char_length("kind") <= 200);

alter table "one_stop"."procedure" add constraint "procedure_agency_length_check" check (char_length("agency") <= 2000);

alter table "one_stop"."procedure" add constraint "procedure_conditions_length_check" check (char_length("conditions") <= 20000);

alter table "one_stop"."procedure" add constraint "procedure_cutoff_length_check" check (char_length("cutoff") <= 5);

alter table "one_stop"."procedure" add constraint "procedure_url_length_check" check (char_length("url") <= 500);

alter table "one_stop"."procedure" add constraint "procedure_source_length_check" check (char_length("source") <= 500);

alter table "one_stop"."procedure" add constraint "procedure_confidence_choice_check" check ("confidence" in ('published', 'read', 'assumed'));

alter table "one_stop"."procedure" add constraint "procedure_note_length_check" check (char_length("note") <= 4000);

create index "procedure_sort_code_idx" on "one_stop"."procedure" using btree ("code" desc nulls last, id desc);

create index "procedure_unit_code_idx" on "one_stop"."procedure" using btree (unit, "code" desc nulls last, id desc);

create index "procedure_sort_sector_idx" on "one_stop"."procedure" using btree ("sector" desc nulls last, id desc);

create index "procedure_unit_sector_idx" on "one_stop"."procedure" using btree (unit, "sector" desc nulls last, id desc);

create index "procedure_sort_name_idx" on "one_stop"."procedure" using btree ("name" desc nulls last, id desc);

create index "procedure_unit_name_idx" on "one_stop"."procedure" using btree (unit, "name" desc nulls last, id desc);

create index "procedure_search_idx" on "one_stop"."procedure" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."procedure" from sen_app;

grant select, insert, update on "one_stop"."procedure" to sen_app;

comment on table "one_stop"."procedure" is 'Thủ tục hành chính';

create table "one_stop"."quality_month" (
  "month" date not null,
  "agency" uuid not null,
  "procedure_code" text not null,
  "received" bigint default 0 not null,
  "received_synced" bigint default 0 not null,
  "received_online" bigint default 0 not null,
  "received_linked" bigint default 0 not null,
  "with_papers" bigint default 0 not null,
  "digitised" bigint default 0 not null,
  "reused" bigint default 0 not null,
  "paid" bigint default 0 not null,
  "paid_online" bigint default 0 not null,
  "settled" bigint default 0 not null,
  "settled_late" bigint default 0 not null,
  "settled_unhappy" bigint default 0 not null,
  "resulted" bigint default 0 not null,
  "resulted_electronic" bigint default 0 not null,
  "resulted_stored" bigint default 0 not null,
  "handling_minutes" bigint default 0 not null,
  "complaints" bigint default 0 not null,
  "complaints_late" bigint default 0 not null,
  "complaints_rated" bigint default 0 not null,
  "complaints_satisfied" bigint default 0 not null,
  "open" bigint default 0 not null,
  "open_late" bigint default 0 not null,
  "complaints_open" bigint default 0 not null,
  "complaints_open_late" bigint default 0 not null,
  primary key ("month", "agency", "procedure_code")
);

alter table "one_stop"."quality_month" enable row level security;

alter table "one_stop"."quality_month" force row level security;

revoke all on "one_stop"."quality_month" from sen_app;

grant select, insert, delete on "one_stop"."quality_month" to sen_app;

comment on table "one_stop"."quality_month" is 'Chỉ số 766: what was counted in a closed month, by agency and procedure; made from the dossiers and never the other way';

create table "one_stop"."quality_state" (
  "month" date not null,
  "counted_at" timestamptz not null,
  primary key ("month")
) with (fillfactor = 85);

alter table "one_stop"."quality_state" enable row level security;

alter table "one_stop"."quality_state" force row level security;

revoke all on "one_stop"."quality_state" from sen_app;

grant select, insert, update on "one_stop"."quality_state" to sen_app;

comment on table "one_stop"."quality_state" is 'Which months were counted, and when';

create table "one_stop"."receipt" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("number"::text, '') || ' ' || coalesce("payer_name"::text, '') || ' ' || coalesce("slip"::text, '')) || e'\n ' || sen.tones(coalesce("number"::text, '') || ' ' || coalesce("payer_name"::text, '') || ' ' || coalesce("slip"::text, ''))) stored,
  "number" text not null,
  "series" text not null,
  "payment_key" text not null,
  "shift" uuid,
  "cashier" uuid,
  "cashier_name" text not null,
  "issued_at" timestamptz not null,
  "payer" uuid,
  "payer_name" text not null,
  "method" text not null,
  "slip" text,
  "total" bigint not null,
  "lines" jsonb,
  "dossiers" uuid[],
  "state" text default 'issued' not null,
  "cancelled_at" timestamptz,
  "cancelled_by" text,
  "cancel_reason" text,
  "refund_method" text,
  "refund_shift" uuid,
  "reprints" bigint default 0 not null,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."receipt" enable row level security;

alter table "one_stop"."receipt" force row level security;

alter table "one_stop"."receipt" add constraint "receipt_number_key" unique nulls not distinct ("number");

alter table "one_stop"."receipt" add constraint "receipt_payment_key_key" unique nulls not distinct ("payment_key");

alter table "one_stop"."receipt" add constraint "receipt_number_length_check" check (char_length("number") <= 40);

alter table "one_stop"."receipt" add constraint "receipt_series_length_check" check (char_length("series") <= 40);

alter table "one_stop"."receipt" add constraint "receipt_payment_key_length_check" check (char_length("payment_key") <= 100);

alter table "one_stop"."receipt" add constraint "receipt_cashier_name_length_check" check (char_length("cashier_name") <= 200);

alter table "one_stop"."receipt" add constraint "receipt_payer_name_length_check" check (char_length("payer_name") <= 200);

alter table "one_stop"."receipt" add constraint "receipt_method_choice_check" check ("method" in ('cash', 'transfer', 'card', 'online'));

alter table "one_stop"."receipt" add constraint "receipt_slip_length_check" check (char_length("slip") <= 100);

alter table "one_stop"."receipt" add constraint "receipt_total_min_check" check ("total" >= 0);

alter table "one_stop"."receipt" add constraint "receipt_total_max_check" check ("total" <= 1000000000000000);

alter table "one_stop"."receipt" add constraint "receipt_dossiers_many_check" check (cardinality("dossiers") <= 20);

alter table "one_stop"."receipt" add constraint "receipt_state_choice_check" check ("state" in ('issued', 'cancelled'));

alter table "one_stop"."receipt" add constraint "receipt_cancelled_by_length_check" check (char_length("cancelled_by") <= 200);

alter table "one_stop"."receipt" add constraint "receipt_cancel_reason_length_check" check (char_length("cancel_reason") <= 1000);

alter table "one_stop"."receipt" add constraint "receipt_refund_method_choice_check" check ("refund_method" in ('cash', 'transfer', 'card'));

alter table "one_stop"."receipt" add constraint "receipt_reprints_min_check" check ("reprints" >= 0);

alter table "one_stop"."receipt" add constraint "receipt_reprints_max_check" check ("reprints" <= 100);

alter table "one_stop"."receipt" add constraint "receipt_units_many_check" check (cardinality("units") <= 20);

create index "receipt_shift_idx" on "one_stop"."receipt" using btree ("shift");

create index "receipt_cashier_idx" on "one_stop"."receipt" using btree ("cashier");

create index "receipt_payer_idx" on "one_stop"."receipt" using btree ("payer");

create index "receipt_refund_shift_idx" on "one_stop"."receipt" using btree ("refund_shift");

create index "receipt_sort_issued_at_idx" on "one_stop"."receipt" using btree ("issued_at" desc nulls last, id desc);

create index "receipt_unit_issued_at_idx" on "one_stop"."receipt" using btree (unit, "issued_at" desc nulls last, id desc);

create index "receipt_subject_issued_at_idx" on "one_stop"."receipt" using btree ("payer", "issued_at" desc nulls last, id desc);

create index "receipt_search_idx" on "one_stop"."receipt" using gin (unit, search gin_trgm_ops);

create index "receipt_unit_cancelled_idx" on "one_stop"."receipt" using btree (unit, cancelled_at) where cancelled_at is not null;

revoke all on "one_stop"."receipt" from sen_app;

grant select, insert, update on "one_stop"."receipt" to sen_app;

comment on table "one_stop"."receipt" is 'Biên lai thu phí, lệ phí';

create table "one_stop"."result_draft" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("dossier_number"::text, '')) || e'\n ' || sen.tones(coalesce("dossier_number"::text, ''))) stored,
  "dossier" uuid not null,
  "dossier_number" text not null,
  "applicant" uuid not null,
  "edition" bigint not null,
  "kind" text not null,
  "subject" text not null,
  "bases" jsonb,
  "articles" jsonb,
  "paragraphs" jsonb,
  "receivers" jsonb,
  "signer" jsonb,
  "valid_to" date,
  "state" text default 'drafted' not null,
  "notes" text,
  "approvals" jsonb,
  "drafted_by" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."result_draft" enable row level security;

alter table "one_stop"."result_draft" force row level security;

alter table "one_stop"."result_draft" add constraint "result_draft_key_key" unique nulls not distinct ("dossier", "edition");

alter table "one_stop"."result_draft" add constraint "result_draft_dossier_number_length_check" check (char_length("dossier_number") <= 40);

alter table "one_stop"."result_draft" add constraint "result_draft_edition_min_check" check ("edition" >= 1);

alter table "one_stop"."result_draft" add constraint "result_draft_edition_max_check" check ("edition" <= 50);

alter table "one_stop"."result_draft" add constraint "result_draft_kind_length_check" check (char_length("kind") <= 100);

alter table "one_stop"."result_draft" add constraint "result_draft_subject_length_check" check (char_length("subject") <= 500);

alter table "one_stop"."result_draft" add constraint "result_draft_state_choice_check" check ("state" in ('drafted', 'reviewed', 'approved', 'sent-back'));

alter table "one_stop"."result_draft" add constraint "result_draft_notes_length_check" check (char_length("notes") <= 2000);

create index "result_draft_dossier_idx" on "one_stop"."result_draft" using btree ("dossier");

create index "result_draft_applicant_idx" on "one_stop"."result_draft" using btree ("applicant");

create index "result_draft_drafted_by_idx" on "one_stop"."result_draft" using btree ("drafted_by");

create index "result_draft_sort_created_at_idx" on "one_stop"."result_draft" using btree ("created_at" desc nulls last, id desc);

create index "result_draft_unit_created_at_idx" on "one_stop"."result_draft" using btree (unit, "created_at" desc nulls last, id desc);

create index "result_draft_subject_created_at_idx" on "one_stop"."result_draft" using btree ("applicant", "created_at" desc nulls last, id desc);

create index "result_draft_search_idx" on "one_stop"."result_draft" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."result_draft" from sen_app;

grant select, insert, update on "one_stop"."result_draft" to sen_app;

comment on table "one_stop"."result_draft" is 'Dự thảo kết quả';

create table "one_stop"."scan" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "name" text not null,
  "origin" text not null,
  "source_mark" text,
  "state" text default 'waiting' not null,
  "reason" text,
  "sheets" jsonb,
  "sheets_count" bigint default 0 not null,
  "notes" jsonb,
  "head" text,
  "component" text,
  "component_name" text,
  "score" numeric,
  "chosen" boolean default false not null,
  "printed_number" text,
  "goes_on" text,
  "codes" jsonb,
  "covers" jsonb,
  "cards" jsonb,
  "for_dossier" uuid,
  "for_number" text,
  "kept_whole" boolean default false not null,
  "dossier" uuid,
  "arrived_at" timestamptz not null,
  "settled_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."scan" enable row level security;

alter table "one_stop"."scan" force row level security;

alter table "one_stop"."scan" add constraint "scan_source_key" unique nulls not distinct ("created_by", "source_mark");

alter table "one_stop"."scan" add constraint "scan_name_length_check" check (char_length("name") <= 200);

alter table "one_stop"."scan" add constraint "scan_origin_choice_check" check ("origin" in ('folder', 'upload'));

alter table "one_stop"."scan" add constraint "scan_source_mark_length_check" check (char_length("source_mark") <= 400);

alter table "one_stop"."scan" add constraint "scan_state_choice_check" check ("state" in ('waiting', 'reading', 'read', 'failed', 'used', 'joined', 'discarded'));

alter table "one_stop"."scan" add constraint "scan_reason_length_check" check (char_length("reason") <= 1000);

alter table "one_stop"."scan" add constraint "scan_sheets_count_min_check" check ("sheets_count" >= 0);

alter table "one_stop"."scan" add constraint "scan_sheets_count_max_check" check ("sheets_count" <= 500);

alter table "one_stop"."scan" add constraint "scan_head_length_check" check (char_length("head") <= 2000);

alter table "one_stop"."scan" add constraint "scan_component_length_check" check (char_length("component") <= 60);

alter table "one_stop"."scan" add constraint "scan_component_name_length_check" check (char_length("component_name") <= 500);

alter table "one_stop"."scan" add constraint "scan_score_min_check" check ("score" >= 0);

alter table "one_stop"."scan" add constraint "scan_score_max_check" check ("score" <= 1);

alter table "one_stop"."scan" add constraint "scan_printed_number_length_check" check (char_length("printed_number") <= 40);

alter table "one_stop"."scan" add constraint "scan_goes_on_length_check" check (char_length("goes_on") <= 36);

alter table "one_stop"."scan" add constraint "scan_for_number_length_check" check (char_length("for_number") <= 40);

create index "scan_for_dossier_idx" on "one_stop"."scan" using btree ("for_dossier");

create index "scan_dossier_idx" on "one_stop"."scan" using btree ("dossier");

create index "scan_sort_arrived_at_idx" on "one_stop"."scan" using btree ("arrived_at" desc nulls last, id desc);

create index "scan_unit_arrived_at_idx" on "one_stop"."scan" using btree (unit, "arrived_at" desc nulls last, id desc);

create index "scan_tray_idx" on "one_stop"."scan" using btree (created_by, arrived_at) where settled_at is null;

revoke all on "one_stop"."scan" from sen_app;

grant select, insert, update on "one_stop"."scan" to sen_app;

comment on table "one_stop"."scan" is 'Giấy tờ trong khay';

create table "one_stop"."share" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "owner" uuid not null,
  "papers" uuid[] not null,
  "purpose" text not null,
  "code_hash" text not null,
  "expires_at" timestamptz not null,
  "opened_at" timestamptz,
  "opened_by" text,
  "opened_from" text,
  "viewer_hash" text,
  "view_until" timestamptz,
  "views" bigint default 0 not null,
  "revoked_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."share" enable row level security;

alter table "one_stop"."share" force row level security;

alter table "one_stop"."share" add constraint "share_code_hash_key" unique nulls not distinct ("code_hash");

alter table "one_stop"."share" add constraint "share_papers_many_check" check (cardinality("papers") <= 10);

alter table "one_stop"."share" add constraint "share_purpose_length_check" check (char_length("purpose") <= 300);

alter table "one_stop"."share" add constraint "share_code_hash_length_check" check (char_length("code_hash") <= 64);

alter table "one_stop"."share" add constraint "share_opened_by_length_check" check (char_length("opened_by") <= 200);

alter table "one_stop"."share" add constraint "share_opened_from_length_check" check (char_length("opened_from") <= 60);

alter table "one_stop"."share" add constraint "share_viewer_hash_length_check" check (char_length("viewer_hash") <= 64);

alter table "one_stop"."share" add constraint "share_views_min_check" check ("views" >= 0);

alter table "one_stop"."share" add constraint "share_views_max_check" check ("views" <= 10000);

create index "share_owner_idx" on "one_stop"."share" using btree ("owner");

create unique index "share_viewer_hash_unique_idx" on "one_stop"."share" using btree ("viewer_hash") where "viewer_hash" is not null;

create index "share_sort_expires_at_idx" on "one_stop"."share" using btree ("expires_at" desc nulls last, id desc);

create index "share_unit_expires_at_idx" on "one_stop"."share" using btree (unit, "expires_at" desc nulls last, id desc);

create index "share_subject_expires_at_idx" on "one_stop"."share" using btree ("owner", "expires_at" desc nulls last, id desc);

revoke all on "one_stop"."share" from sen_app;

grant select, insert, update on "one_stop"."share" to sen_app;

comment on table "one_stop"."share" is 'Lần chia sẻ giấy tờ';

create table "one_stop"."shift" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "cashier" uuid not null,
  "cashier_name" text not null,
  "state" text default 'open' not null,
  "opened_at" timestamptz not null,
  "opening_cash" bigint not null,
  "closed_at" timestamptz,
  "counts" jsonb,
  "expected" bigint,
  "counted" bigint,
  "difference" bigint,
  "explanation" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."shift" enable row level security;

alter table "one_stop"."shift" force row level security;

alter table "one_stop"."shift" add constraint "shift_cashier_name_length_check" check (char_length("cashier_name") <= 200);

alter table "one_stop"."shift" add constraint "shift_state_choice_check" check ("state" in ('open', 'closed'));

alter table "one_stop"."shift" add constraint "shift_opening_cash_min_check" check ("opening_cash" >= 0);

alter table "one_stop"."shift" add constraint "shift_opening_cash_max_check" check ("opening_cash" <= 1000000000);

alter table "one_stop"."shift" add constraint "shift_expected_min_check" check ("expected" >= 0);

alter table "one_stop"."shift" add constraint "shift_expected_max_check" check ("expected" <= 1000000000000000);

alter table "one_stop"."shift" add constraint "shift_counted_min_check" check ("counted" >= 0);

alter table "one_stop"."shift" add constraint "shift_counted_max_check" check ("counted" <= 1000000000000000);

alter table "one_stop"."shift" add constraint "shift_difference_min_check" check ("difference" >= -1000000000000);

alter table "one_stop"."shift" add constraint "shift_difference_max_check" check ("difference" <= 1000000000000);

alter table "one_stop"."shift" add constraint "shift_explanation_length_check" check (char_length("explanation") <= 1000);

create index "shift_cashier_idx" on "one_stop"."shift" using btree ("cashier");

create index "shift_sort_opened_at_idx" on "one_stop"."shift" using btree ("opened_at" desc nulls last, id desc);

create index "shift_unit_opened_at_idx" on "one_stop"."shift" using btree (unit, "opened_at" desc nulls last, id desc);

create unique index "shift_one_open_idx" on "one_stop"."shift" using btree (cashier) where state = 'open';

revoke all on "one_stop"."shift" from sen_app;

grant select, insert, update on "one_stop"."shift" to sen_app;

comment on table "one_stop"."shift" is 'Ca thu ngân';

create table "one_stop"."step" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("procedure"::text, '') || ' ' || coalesce("name_vi"::text, '')) || e'\n ' || sen.tones(coalesce("procedure"::text, '') || ' ' || coalesce("name_vi"::text, ''))) stored,
  "procedure" text not null,
  "position" bigint not null,
  "kind" text not null,
  "name_vi" text not null,
  "name_en" text not null,
  "role" text not null,
  "unit_rule" text not null,
  "limit_hours" numeric,
  "valid_from" date not null,
  "valid_to" date,
  "source" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."step" enable row level security;

alter table "one_stop"."step" force row level security;

alter table "one_stop"."step" add constraint "step_key_key" unique nulls not distinct ("procedure", "position", "valid_from");

alter table "one_stop"."step" add constraint "step_procedure_length_check" check (char_length("procedure") <= 20);

alter table "one_stop"."step" add constraint "step_position_min_check" check ("position" >= 1);

alter table "one_stop"."step" add constraint "step_position_max_check" check ("position" <= 40);

alter table "one_stop"."step" add constraint "step_kind_choice_check" check ("kind" in ('receive', 'handle', 'review', 'sign', 'stamp', 'duty', 'return'));

alter table "one_stop"."step" add constraint "step_name_vi_length_check" check (char_length("name_vi") <= 200);

alter table "one_stop"."step" add constraint "step_name_en_length_check" check (char_length("name_en") <= 200);

alter table "one_stop"."step" add constraint "step_role_length_check" check (char_length("role") <= 60);

alter table "one_stop"."step" add constraint "step_unit_rule_length_check" check (char_length("unit_rule") <= 100);

alter table "one_stop"."step" add constraint "step_limit_hours_min_check" check ("limit_hours" >= 0.5);

alter table "one_stop"."step" add constraint "step_limit_hours_max_check" check ("limit_hours" <= 2000);

alter table "one_stop"."step" add constraint "step_source_length_check" check (char_length("source") <= 500);

create index "step_sort_procedure_idx" on "one_stop"."step" using btree ("procedure" desc nulls last, id desc);

create index "step_unit_procedure_idx" on "one_stop"."step" using btree (unit, "procedure" desc nulls last, id desc);

create index "step_sort_position_idx" on "one_stop"."step" using btree ("position" desc nulls last, id desc);

create index "step_unit_position_idx" on "one_stop"."step" using btree (unit, "position" desc nulls last, id desc);

create index "step_search_idx" on "one_stop"."step" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."step" from sen_app;

grant select, insert, update on "one_stop"."step" to sen_app;

comment on table "one_stop"."step" is 'Bước xử lý';

create table "one_stop"."step_pace" (
  "procedure_code" text not null,
  "step" text not null,
  "unit" uuid not null,
  "samples" integer[] not null,
  "p50" integer not null,
  "p80" integer not null,
  "gathered_at" timestamptz not null,
  primary key ("procedure_code", "step", "unit")
) with (fillfactor = 85);

alter table "one_stop"."step_pace" enable row level security;

alter table "one_stop"."step_pace" force row level security;

revoke all on "one_stop"."step_pace" from sen_app;

grant select, insert, update on "one_stop"."step_pace" to sen_app;

comment on table "one_stop"."step_pace" is 'Working minutes that steps took, the newest last; gathered at night, read by forecasts and day plans';

create table "one_stop"."stored_paper" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("name"::text, '') || ' ' || coalesce("number"::text, '') || ' ' || coalesce("issuer"::text, '')) || e'\n ' || sen.tones(coalesce("name"::text, '') || ' ' || coalesce("number"::text, '') || ' ' || coalesce("issuer"::text, ''))) stored,
  "owner" uuid not null,
  "name" text not null,
  "number" text,
  "issued_on" date not null,
  "issuer" text not null,
  "expires_on" date,
  "result_code" text,
  "procedure_code" text,
  "dossier" uuid,
  "file" uuid not null,
  "sha256" text not null,
  "made_as" text default 'result' not null,
  "paper_code" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."stored_paper" enable row level security;

alter table "one_stop"."stored_paper" force row level security;

alter table "one_stop"."stored_paper" add constraint "stored_paper_name_length_check" check (char_length("name") <= 500);

alter table "one_stop"."stored_paper" add constraint "stored_paper_number_length_check" check (char_length("number") <= 100);

alter table "one_stop"."stored_paper" add constraint "stored_paper_issuer_length_check" check (char_length("issuer") <= 300);

alter table "one_stop"."stored_paper" add constraint "stored_paper_result_code_length_check" check (char_length("result_code") <= 60);

alter table "one_stop"."stored_paper" add constraint "stored_paper_procedure_code_length_check" check (char_length("procedure_code") <= 20);

alter table "one_stop"."stored_paper" add constraint "stored_paper_sha256_length_check" check (char_length("sha256") <= 64);

alter table "one_stop"."stored_paper" add constraint "stored_paper_made_as_choice_check" check ("made_as" in ('result', 'digitised'));

alter table "one_stop"."stored_paper" add constraint "stored_paper_paper_code_length_check" check (char_length("paper_code") <= 60);

create index "stored_paper_owner_idx" on "one_stop"."stored_paper" using btree ("owner");

create index "stored_paper_dossier_idx" on "one_stop"."stored_paper" using btree ("dossier");

create index "stored_paper_file_idx" on "one_stop"."stored_paper" using btree ("file");

create index "stored_paper_sort_issued_on_idx" on "one_stop"."stored_paper" using btree ("issued_on" desc nulls last, id desc);

create index "stored_paper_unit_issued_on_idx" on "one_stop"."stored_paper" using btree (unit, "issued_on" desc nulls last, id desc);

create index "stored_paper_subject_issued_on_idx" on "one_stop"."stored_paper" using btree ("owner", "issued_on" desc nulls last, id desc);

create index "stored_paper_search_idx" on "one_stop"."stored_paper" using gin (unit, search gin_trgm_ops);

revoke all on "one_stop"."stored_paper" from sen_app;

grant select, insert, update on "one_stop"."stored_paper" to sen_app;

comment on table "one_stop"."stored_paper" is 'Giấy tờ trong kho';

create table "one_stop"."ticket" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("number"::text, '')) || e'\n ' || sen.tones(coalesce("number"::text, ''))) stored,
  "number" text,
  "day" date not null,
  "place" bigint,
  "kind" text not null,
  "rank" bigint not null,
  "service" text not null,
  "state" text default 'waiting' not null,
  "source" text not null,
  "counter" uuid,
  "wanted" uuid,
  "calls" bigint default 0 not null,
  "code" text not null,
  "holder" uuid,
  "dossier" uuid,
  "officer" uuid,
  "booked_for" timestamptz,
  "queued_at" timestamptz,
  "taken_at" timestamptz not null,
  "called_at" timestamptz,
  "last_called_at" timestamptz,
  "served_at" timestamptz,
  "skipped_at" timestamptz,
  "finished_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."ticket" enable row level security;

alter table "one_stop"."ticket" force row level security;

alter table "one_stop"."ticket" add constraint "ticket_code_key" unique nulls not distinct ("code");

alter table "one_stop"."ticket" add constraint "ticket_number_length_check" check (char_length("number") <= 8);

alter table "one_stop"."ticket" add constraint "ticket_place_min_check" check ("place" >= 1);

alter table "one_stop"."ticket" add constraint "ticket_place_max_check" check ("place" <= 99999);

alter table "one_stop"."ticket" add constraint "ticket_kind_length_check" check (char_length("kind") <= 40);

alter table "one_stop"."ticket" add constraint "ticket_rank_min_check" check ("rank" >= 1);

alter table "one_stop"."ticket" add constraint "ticket_rank_max_check" check ("rank" <= 2);

alter table "one_stop"."ticket" add constraint "ticket_service_length_check" check (char_length("service") <= 40);

alter table "one_stop"."ticket" add constraint "ticket_state_choice_check" check ("state" in ('booked', 'waiting', 'called', 'serving', 'finished', 'skipped', 'left'));

alter table "one_stop"."ticket" add constraint "ticket_source_choice_check" check ("source" in ('kiosk', 'phone', 'desk'));

alter table "one_stop"."ticket" add constraint "ticket_calls_min_check" check ("calls" >= 0);

alter table "one_stop"."ticket" add constraint "ticket_calls_max_check" check ("calls" <= 100);

alter table "one_stop"."ticket" add constraint "ticket_code_length_check" check (char_length("code") <= 20);

create index "ticket_counter_idx" on "one_stop"."ticket" using btree ("counter");

create index "ticket_wanted_idx" on "one_stop"."ticket" using btree ("wanted");

create index "ticket_holder_idx" on "one_stop"."ticket" using btree ("holder");

create index "ticket_dossier_idx" on "one_stop"."ticket" using btree ("dossier");

create index "ticket_officer_idx" on "one_stop"."ticket" using btree ("officer");

create index "ticket_sort_taken_at_idx" on "one_stop"."ticket" using btree ("taken_at" desc nulls last, id desc);

create index "ticket_unit_taken_at_idx" on "one_stop"."ticket" using btree (unit, "taken_at" desc nulls last, id desc);

create index "ticket_subject_taken_at_idx" on "one_stop"."ticket" using btree ("holder", "taken_at" desc nulls last, id desc);

create index "ticket_search_idx" on "one_stop"."ticket" using gin (unit, search gin_trgm_ops);

create index "ticket_unit_day_idx" on "one_stop"."ticket" using btree (unit, day, state);

create unique index "ticket_place_idx" on "one_stop"."ticket" using btree (unit, day, place) where place is not null;

create index "ticket_counter_day_idx" on "one_stop"."ticket" using btree (counter, day, last_called_at desc);

revoke all on "one_stop"."ticket" from sen_app;

grant select, insert, update on "one_stop"."ticket" to sen_app;

comment on table "one_stop"."ticket" is 'Lượt chờ';

create table "one_stop"."ticket_kind" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "code" text not null,
  "letter" text not null,
  "name_vi" text not null,
  "name_en" text not null,
  "rank" bigint not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."ticket_kind" enable row level security;

alter table "one_stop"."ticket_kind" force row level security;

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_key_key" unique nulls not distinct ("code", "valid_from");

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_letter_upper_check" check (letter ~ '^[A-Z]$');

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_code_length_check" check (char_length("code") <= 40);

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_letter_length_check" check (char_length("letter") <= 1);

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_name_vi_length_check" check (char_length("name_vi") <= 200);

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_name_en_length_check" check (char_length("name_en") <= 200);

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_rank_min_check" check ("rank" >= 1);

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_rank_max_check" check ("rank" <= 2);

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_source_length_check" check (char_length("source") <= 500);

create index "ticket_kind_sort_rank_idx" on "one_stop"."ticket_kind" using btree ("rank" desc nulls last, id desc);

create index "ticket_kind_unit_rank_idx" on "one_stop"."ticket_kind" using btree (unit, "rank" desc nulls last, id desc);

create index "ticket_kind_sort_code_idx" on "one_stop"."ticket_kind" using btree ("code" desc nulls last, id desc);

create index "ticket_kind_unit_code_idx" on "one_stop"."ticket_kind" using btree (unit, "code" desc nulls last, id desc);

revoke all on "one_stop"."ticket_kind" from sen_app;

grant select, insert, update on "one_stop"."ticket_kind" to sen_app;

comment on table "one_stop"."ticket_kind" is 'Loại lượt';

create table "personal_data"."assessment" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, ''))) stored,
  "title" text not null,
  "edition" bigint default 1 not null,
  "former" uuid,
  "status" text default 'draft' not null,
  "controller" text not null,
  "officer" text not null,
  "contact" text,
  "first_processing_on" date not null,
  "send_due_on" date,
  "register" jsonb,
  "processings" jsonb,
  "necessity" text,
  "transfers" text,
  "risks" text,
  "measures" text,
  "rest" text,
  "sent_on" date,
  "sent_number" text,
  "sent_late" boolean,
  primary key ("id")
) with (fillfactor = 85);

alter table "personal_data"."assessment" enable row level security;

alter table "personal_data"."assessment" force row level security;

alter table "personal_data"."assessment" add constraint "assessment_title_length_check" check (char_length("title") <= 300);

alter table "personal_data"."assessment" add constraint "assessment_edition_min_check" check ("edition" >= 1);

alter table "personal_data"."assessment" add constraint "assessment_edition_max_check" check ("edition" <= 1000);

alter table "personal_data"."assessment" add constraint "assessment_status_choice_check" check ("status" in ('draft', 'sent'));

alter table "personal_data"."assessment" add constraint "assessment_controller_length_check" check (char_length("controller") <= 300);

alter table "personal_data"."assessment" add constraint "assessment_officer_length_check" check (char_length("officer") <= 200);

alter table "personal_data"."assessment" add constraint "assessment_contact_length_check" check (char_length("contact") <= 300);

alter table "personal_data"."assessment" add constraint "assessment_processings_many_check" check (jsonb_array_length("processings") <= 300);

alter table "personal_data"."assessment" add constraint "assessment_necessity_length_check" check (char_length("necessity") <= 10000);

alter table "personal_data"."assessment" add constraint "assessment_transfers_length_check" check (char_length("transfers") <= 10000);

alter table "personal_data"."assessment" add constraint "assessment_risks_length_check" check (char_length("risks") <= 20000);

alter table "personal_data"."assessment" add constraint "assessment_measures_length_check" check (char_length("measures") <= 20000);

alter table "personal_data"."assessment" add constraint "assessment_rest_length_check" check (char_length("rest") <= 10000);

alter table "personal_data"."assessment" add constraint "assessment_sent_number_length_check" check (char_length("sent_number") <= 100);

create index "assessment_former_idx" on "personal_data"."assessment" using btree ("former");

create index "assessment_sort_first_processing_on_idx" on "personal_data"."assessment" using btree ("first_processing_on" desc nulls last, id desc);

create index "assessment_unit_first_processing_on_idx" on "personal_data"."assessment" using btree (unit, "first_processing_on" desc nulls last, id desc);

create index "assessment_sort_send_due_on_idx" on "personal_data"."assessment" using btree ("send_due_on" desc nulls last, id desc);

create index "assessment_unit_send_due_on_idx" on "personal_data"."assessment" using btree (unit, "send_due_on" desc nulls last, id desc);

create index "assessment_sort_created_at_idx" on "personal_data"."assessment" using btree ("created_at" desc nulls last, id desc);

create index "assessment_unit_created_at_idx" on "personal_data"."assessment" using btree (unit, "created_at" desc nulls last, id desc);

create index "assessment_search_idx" on "personal_data"."assessment" using gin (unit, search gin_trgm_ops);

revoke all on "personal_data"."assessment" from sen_app;

grant select, insert, update on "personal_data"."assessment" to sen_app;

comment on table "personal_data"."assessment" is 'Hồ sơ đánh giá tác động xử lý dữ liệu';

create table "personal_data"."breach" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("number"::text, '') || ' ' || coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("number"::text, '') || ' ' || coalesce("title"::text, ''))) stored,
  "number" text,
  "title" text not null,
  "status" text default 'found' not null,
  "found_at" timestamptz not null,
  "happened_from" date,
  "happened_to" date,
  "cause" text not null,
  "story" text not null,
  "data_kinds" text not null,
  "people_count" bigint,
  "affected" jsonb,
  "harm" text,
  "measures" text,
  "contact" text,
  "report_due_at" timestamptz,
  "reported_at" timestamptz,
  "report_late" boolean,
  "late_reason" text,
  "report_number" text,
  "told_at" timestamptz,
  "told_count" bigint,
  "closed_at" timestamptz,
  "keep_until" date,
  primary key ("id")
) with (fillfactor = 85);

alter table "personal_data"."breach" enable row level security;

alter table "personal_data"."breach" force row level security;

alter table "personal_data"."breach" add constraint "breach_number_length_check" check (char_length("number") <= 40);

alter table "personal_data"."breach" add constraint "breach_title_length_check" check (char_length("title") <= 300);

alter table "personal_data"."breach" add constraint "breach_status_choice_check" check ("status" in ('found', 'assessed', 'reported', 'closed'));

alter table "personal_data"."breach" add constraint "breach_cause_choice_check" check ("cause" in ('leak', 'intrusion', 'loss', 'misuse', 'mistake'));

alter table "personal_data"."breach" add constraint "breach_story_length_check" check (char_length("story") <= 10000);

alter table "personal_data"."breach" add constraint "breach_data_kinds_length_check" check (char_length("data_kinds") <= 1000);

alter table "personal_data"."breach" add constraint "breach_people_count_min_check" check ("people_count" >= 0);

alter table "personal_data"."breach" add constraint "breach_people_count_max_check" check ("people_count" <= 10000000);

alter table "personal_data"."breach" add constraint "breach_affected_many_check" check (jsonb_array_length("affected") <= 1000);

alter table "personal_data"."breach" add constraint "breach_harm_length_check" check (char_length("harm") <= 4000);

alter table "personal_data"."breach" add constraint "breach_measures_length_check" check (char_length("measures") <= 4000);

alter table "personal_data"."breach" add constraint "breach_contact_length_check" check (char_length("contact") <= 300);

alter table "personal_data"."breach" add constraint "breach_late_reason_length_check" check (char_length("late_reason") <= 1000);

alter table "personal_data"."breach" add constraint "breach_report_number_length_check" check (char_length("report_number") <= 100);

alter table "personal_data"."breach" add constraint "breach_told_count_min_check" check ("told_count" >= 0);

create unique index "breach_number_unique_idx" on "personal_data"."breach" using btree ("number") where "number" is not null;

create index "breach_sort_found_at_idx" on "personal_data"."breach" using btree ("found_at" desc nulls last, id desc);

create index "breach_unit_found_at_idx" on "personal_data"."breach" using btree (unit, "found_at" desc nulls last, id desc);

create index "breach_sort_report_due_at_idx" on "personal_data"."breach" using btree ("report_due_at" desc nulls last, id desc);

create index "breach_unit_report_due_at_idx" on "personal_data"."breach" using btree (unit, "report_due_at" desc nulls last, id desc);

create index "breach_search_idx" on "personal_data"."breach" using gin (unit, search gin_trgm_ops);

revoke all on "personal_data"."breach" from sen_app;

grant select, insert, update on "personal_data"."breach" to sen_app;

comment on table "personal_data"."breach" is 'Hồ sơ vi phạm bảo vệ dữ liệu';

create table "personal_data"."request" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("number"::text, '') || ' ' || coalesce("asker_name"::text, '')) || e'\n ' || sen.tones(coalesce("number"::text, '') || ' ' || coalesce("asker_name"::text, ''))) stored,
  "number" text not null,
  "kind" text not null,
  "status" text default 'received' not null,
  "asker" uuid not null,
  "asker_name" text not null,
  "identity" text not null,
  "identity_note" text,
  "content" text,
  "corrections" jsonb,
  "received_at" timestamptz not null,
  "answer_due_at" timestamptz not null,
  "due_at" timestamptz not null,
  "term_source" text not null,
  "answered_at" timestamptz,
  "closed_at" timestamptz,
  "executed_at" timestamptz,
  "plan" jsonb,
  "plan_lines" jsonb,
  "outcome" text,
  "reason" text,
  "basis" text,
  "results" jsonb,
  "results_until" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "personal_data"."request" enable row level security;

alter table "personal_data"."request" force row level security;

alter table "personal_data"."request" add constraint "request_number_key" unique nulls not distinct ("number");

alter table "personal_data"."request" add constraint "request_number_length_check" check (char_length("number") <= 40);

alter table "personal_data"."request" add constraint "request_kind_choice_check" check ("kind" in ('see', 'correct', 'export', 'restrict', 'erase', 'object', 'withdraw'));

alter table "personal_data"."request" add constraint "request_status_choice_check" check ("status" in ('received', 'processing', 'executing', 'restricted', 'answered', 'refused', 'withdrawn'));

alter table "personal_data"."request" add constraint "request_asker_name_length_check" check (char_length("asker_name") <= 200);

alter table "personal_data"."request" add constraint "request_identity_choice_check" check ("identity" in ('checked', 'unchecked'));

alter table "personal_data"."request" add constraint "request_identity_note_length_check" check (char_length("identity_note") <= 500);

alter table "personal_data"."request" add constraint "request_content_length_check" check (char_length("content") <= 4000);

alter table "personal_data"."request" add constraint "request_corrections_many_check" check (jsonb_array_length("corrections") <= 10);

alter table "personal_data"."request" add constraint "request_term_source_length_check" check (char_length("term_source") <= 500);

alter table "personal_data"."request" add constraint "request_plan_lines_many_check" check (jsonb_array_length("plan_lines") <= 200);

alter table "personal_data"."request" add constraint "request_outcome_length_check" check (char_length("outcome") <= 4000);

alter table "personal_data"."request" add constraint "request_reason_length_check" check (char_length("reason") <= 2000);

alter table "personal_data"."request" add constraint "request_basis_length_check" check (char_length("basis") <= 500);

create index "request_asker_idx" on "personal_data"."request" using btree ("asker");

create index "request_sort_received_at_idx" on "personal_data"."request" using btree ("received_at" desc nulls last, id desc);

create index "request_unit_received_at_idx" on "personal_data"."request" using btree (unit, "received_at" desc nulls last, id desc);

create index "request_subject_received_at_idx" on "personal_data"."request" using btree ("asker", "received_at" desc nulls last, id desc);

create index "request_sort_due_at_idx" on "personal_data"."request" using btree ("due_at" desc nulls last, id desc);

create index "request_unit_due_at_idx" on "personal_data"."request" using btree (unit, "due_at" desc nulls last, id desc);

create index "request_subject_due_at_idx" on "personal_data"."request" using btree ("asker", "due_at" desc nulls last, id desc);

create index "request_search_idx" on "personal_data"."request" using gin (unit, search gin_trgm_ops);

revoke all on "personal_data"."request" from sen_app;

grant select, insert, update on "personal_data"."request" to sen_app;

comment on table "personal_data"."request" is 'Yêu cầu về dữ liệu cá nhân';

create table "personal_data"."term" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("source"::text, '')) || e'\n ' || sen.tones(coalesce("source"::text, ''))) stored,
  "what" text not null,
  "of" text not null,
  "amount" bigint not null,
  "measure" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  "confidence" text not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "personal_data"."term" enable row level security;

alter table "personal_data"."term" force row level security;

alter table "personal_data"."term" add constraint "term_key_key" unique nulls not distinct ("what", "of", "valid_from");

alter table "personal_data"."term" add constraint "term_what_choice_check" check ("what" in ('answer', 'finish', 'extend', 'copy-kept', 'breach-report', 'breach-kept', 'assessment-sent'));

alter table "personal_data"."term" add constraint "term_of_choice_check" check ("of" in ('see', 'correct', 'export', 'restrict', 'erase', 'object', 'withdraw', '*'));

alter table "personal_data"."term" add constraint "term_amount_min_check" check ("amount" >= 1);

alter table "personal_data"."term" add constraint "term_amount_max_check" check ("amount" <= 10000);

alter table "personal_data"."term" add constraint "term_measure_choice_check" check ("measure" in ('working-hour', 'working-day', 'calendar-day', 'calendar-hour', 'month', 'same-day'));

alter table "personal_data"."term" add constraint "term_source_length_check" check (char_length("source") <= 500);

alter table "personal_data"."term" add constraint "term_confidence_choice_check" check ("confidence" in ('published', 'read', 'assumed'));

create index "term_sort_what_idx" on "personal_data"."term" using btree ("what" desc nulls last, id desc);

create index "term_unit_what_idx" on "personal_data"."term" using btree (unit, "what" desc nulls last, id desc);

create index "term_sort_valid_from_idx" on "personal_data"."term" using btree ("valid_from" desc nulls last, id desc);

create index "term_unit_valid_from_idx" on "personal_data"."term" using btree (unit, "valid_from" desc nulls last, id desc);

create index "term_search_idx" on "personal_data"."term" using gin (unit, search gin_trgm_ops);

revoke all on "personal_data"."term" from sen_app;

grant select, insert, update on "personal_data"."term" to sen_app;

comment on table "personal_data"."term" is 'Thời hạn theo luật';

create table "plan"."approval" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '') || ' ' || coalesce("number"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, '') || ' ' || coalesce("number"::text, ''))) stored,
  "line" uuid not null,
  "title" text not null,
  "content" text not null,
  "amount" bigint,
  "authority" text default 'people-committee' not null,
  "files" jsonb,
  "status" text default 'asked' not null,
  "asked_on" date,
  "opinion" text,
  "number" text,
  "decided_on" date,
  "decided_by" text,
  "conclusion" text,
  "focal" uuid,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."approval" enable row level security;

alter table "plan"."approval" force row level security;

alter table "plan"."approval" add constraint "approval_title_length_check" check (char_length("title") <= 300);

alter table "plan"."approval" add constraint "approval_content_length_check" check (char_length("content") <= 10000);

alter table "plan"."approval" add constraint "approval_amount_min_check" check ("amount" >= 0);

alter table "plan"."approval" add constraint "approval_amount_max_check" check ("amount" <= 1000000000000000);

alter table "plan"."approval" add constraint "approval_authority_choice_check" check ("authority" in ('people-committee', 'people-council', 'department', 'ministry'));

alter table "plan"."approval" add constraint "approval_files_many_check" check (jsonb_array_length("files") <= 10);

alter table "plan"."approval" add constraint "approval_status_choice_check" check ("status" in ('asked', 'submitted', 'returned', 'approved', 'refused', 'withdrawn'));

alter table "plan"."approval" add constraint "approval_opinion_length_check" check (char_length("opinion") <= 4000);

alter table "plan"."approval" add constraint "approval_number_length_check" check (char_length("number") <= 100);

alter table "plan"."approval" add constraint "approval_decided_by_length_check" check (char_length("decided_by") <= 200);

alter table "plan"."approval" add constraint "approval_conclusion_length_check" check (char_length("conclusion") <= 4000);

alter table "plan"."approval" add constraint "approval_units_many_check" check (cardinality("units") <= 300);

create index "approval_line_idx" on "plan"."approval" using btree ("line");

create index "approval_focal_idx" on "plan"."approval" using btree ("focal");

create index "approval_sort_asked_on_idx" on "plan"."approval" using btree ("asked_on" desc nulls last, id desc);

create index "approval_unit_asked_on_idx" on "plan"."approval" using btree (unit, "asked_on" desc nulls last, id desc);

create index "approval_sort_decided_on_idx" on "plan"."approval" using btree ("decided_on" desc nulls last, id desc);

create index "approval_unit_decided_on_idx" on "plan"."approval" using btree (unit, "decided_on" desc nulls last, id desc);

create index "approval_search_idx" on "plan"."approval" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."approval" from sen_app;

grant select, insert, update on "plan"."approval" to sen_app;

comment on table "plan"."approval" is 'Chấp thuận chủ trương';

create table "plan"."budget" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "line" uuid not null,
  "year" bigint not null,
  "source" text not null,
  "spender" uuid not null,
  "planned" bigint default 0 not null,
  "allocated" bigint default 0 not null,
  "spent" bigint default 0 not null,
  "document" text,
  "note" text,
  "focal" uuid,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."budget" enable row level security;

alter table "plan"."budget" force row level security;

alter table "plan"."budget" add constraint "budget_key_key" unique nulls not distinct ("line", "year", "source", "spender");

alter table "plan"."budget" add constraint "budget_within_allocation_check" check (source <> 'state-budget' or spent <= allocated);

alter table "plan"."budget" add constraint "budget_year_min_check" check ("year" >= 2020);

alter table "plan"."budget" add constraint "budget_year_max_check" check ("year" <= 2060);

alter table "plan"."budget" add constraint "budget_source_choice_check" check ("source" in ('state-budget', 'sponsorship', 'socialised', 'integrated', 'other'));

alter table "plan"."budget" add constraint "budget_planned_min_check" check ("planned" >= 0);

alter table "plan"."budget" add constraint "budget_planned_max_check" check ("planned" <= 1000000000000000);

alter table "plan"."budget" add constraint "budget_allocated_min_check" check ("allocated" >= 0);

alter table "plan"."budget" add constraint "budget_allocated_max_check" check ("allocated" <= 1000000000000000);

alter table "plan"."budget" add constraint "budget_spent_min_check" check ("spent" >= 0);

alter table "plan"."budget" add constraint "budget_spent_max_check" check ("spent" <= 1000000000000000);

alter table "plan"."budget" add constraint "budget_document_length_check" check (char_length("document") <= 300);

alter table "plan"."budget" add constraint "budget_note_length_check" check (char_length("note") <= 1000);

alter table "plan"."budget" add constraint "budget_units_many_check" check (cardinality("units") <= 300);

create index "budget_line_idx" on "plan"."budget" using btree ("line");

create index "budget_spender_idx" on "plan"."budget" using btree ("spender");

create index "budget_focal_idx" on "plan"."budget" using btree ("focal");

create index "budget_sort_year_idx" on "plan"."budget" using btree ("year" desc nulls last, id desc);

create index "budget_unit_year_idx" on "plan"."budget" using btree (unit, "year" desc nulls last, id desc);

create index "budget_sort_planned_idx" on "plan"."budget" using btree ("planned" desc nulls last, id desc);

create index "budget_unit_planned_idx" on "plan"."budget" using btree (unit, "planned" desc nulls last, id desc);

revoke all on "plan"."budget" from sen_app;

grant select, insert, update on "plan"."budget" to sen_app;

comment on table "plan"."budget" is 'Dòng kinh phí';

create table "plan"."evidence" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, ''))) stored,
  "line" uuid not null,
  "milestone" uuid,
  "title" text not null,
  "kind" text not null,
  "files" jsonb,
  "url" text,
  "system" text,
  "note" text,
  "open" boolean default false not null,
  "focal" uuid,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."evidence" enable row level security;

alter table "plan"."evidence" force row level security;

alter table "plan"."evidence" add constraint "evidence_https_check" check (url is null or url ~ '^https://[^[:space:]]+$');

alter table "plan"."evidence" add constraint "evidence_system_name_check" check (system is null or system ~ '^[a-z][a-z0-9-]*$');

alter table "plan"."evidence" add constraint "evidence_title_length_check" check (char_length("title") <= 300);

alter table "plan"."evidence" add constraint "evidence_kind_choice_check" check ("kind" in ('file', 'link', 'system'));

alter table "plan"."evidence" add constraint "evidence_files_many_check" check (jsonb_array_length("files") <= 10);

alter table "plan"."evidence" add constraint "evidence_url_length_check" check (char_length("url") <= 500);

alter table "plan"."evidence" add constraint "evidence_system_length_check" check (char_length("system") <= 60);

alter table "plan"."evidence" add constraint "evidence_note_length_check" check (char_length("note") <= 2000);

alter table "plan"."evidence" add constraint "evidence_units_many_check" check (cardinality("units") <= 300);

create index "evidence_line_idx" on "plan"."evidence" using btree ("line");

create index "evidence_milestone_idx" on "plan"."evidence" using btree ("milestone");

create index "evidence_focal_idx" on "plan"."evidence" using btree ("focal");

create index "evidence_sort_created_at_idx" on "plan"."evidence" using btree ("created_at" desc nulls last, id desc);

create index "evidence_unit_created_at_idx" on "plan"."evidence" using btree (unit, "created_at" desc nulls last, id desc);

create index "evidence_search_idx" on "plan"."evidence" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."evidence" from sen_app;

grant select, insert, update on "plan"."evidence" to sen_app;

comment on table "plan"."evidence" is 'Minh chứng';

create table "plan"."indicator" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("code"::text, '') || ' ' || coalesce("name"::text, '')) || e'\n ' || sen.tones(coalesce("code"::text, '') || ' ' || coalesce("name"::text, ''))) stored,
  "edition" text not null,
  "code" text not null,
  "position" bigint not null,
  "main" text not null,
  "pillar" text not null,
  "name" text not null,
  "name_en" text,
  "points" numeric not null,
  "points_known" boolean default false not null,
  "formula" text not null,
  "steps" jsonb,
  "live" text,
  "owner" uuid,
  "effort" bigint default 3 not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  "confidence" text not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."indicator" enable row level security;

alter table "plan"."indicator" force row level security;

alter table "plan"."indicator" add constraint "indicator_key_key" unique nulls not distinct ("edition", "code");

alter table "plan"."indicator" add constraint "indicator_edition_length_check" check (char_length("edition") <= 40);

alter table "plan"."indicator" add constraint "indicator_code_length_check" check (char_length("code") <= 20);

alter table "plan"."indicator" add constraint "indicator_position_min_check" check ("position" >= 1);

alter table "plan"."indicator" add constraint "indicator_position_max_check" check ("position" <= 999);

alter table "plan"."indicator" add constraint "indicator_main_length_check" check (char_length("main") <= 20);

alter table "plan"."indicator" add constraint "indicator_pillar_choice_check" check ("pillar" in ('foundation', 'government', 'economy', 'society'));

alter table "plan"."indicator" add constraint "indicator_name_length_check" check (char_length("name") <= 300);

alter table "plan"."indicator" add constraint "indicator_name_en_length_check" check (char_length("name_en") <= 300);

alter table "plan"."indicator" add constraint "indicator_points_min_check" check ("points" >= 0);

alter table "plan"."indicator" add constraint "indicator_points_max_check" check ("points" <= 1000);

alter table "plan"."indicator" add constraint "indicator_formula_choice_check" check ("formula" in ('ratio', 'steps', 'yes-no', 'entered'));

alter table "plan"."indicator" add constraint "indicator_steps_many_check" check (jsonb_array_length("steps") <= 12);

alter table "plan"."indicator" add constraint "indicator_live_length_check" check (char_length("live") <= 60);

alter table "plan"."indicator" add constraint "indicator_effort_min_check" check ("effort" >= 1);

alter table "plan"."indicator" add constraint "indicator_effort_max_check" check ("effort" <= 5);

alter table "plan"."indicator" add constraint "indicator_source_length_check" check (char_length("source") <= 500);

alter table "plan"."indicator" add constraint "indicator_confidence_choice_check" check ("confidence" in ('published', 'ours', 'unknown'));

create index "indicator_owner_idx" on "plan"."indicator" using btree ("owner");

create index "indicator_sort_position_idx" on "plan"."indicator" using btree ("position" desc nulls last, id desc);

create index "indicator_unit_position_idx" on "plan"."indicator" using btree (unit, "position" desc nulls last, id desc);

create index "indicator_sort_points_idx" on "plan"."indicator" using btree ("points" desc nulls last, id desc);

create index "indicator_unit_points_idx" on "plan"."indicator" using btree (unit, "points" desc nulls last, id desc);

create index "indicator_search_idx" on "plan"."indicator" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."indicator" from sen_app;

grant select, insert, update on "plan"."indicator" to sen_app;

comment on table "plan"."indicator" is 'Chỉ tiêu DTI';

create table "plan"."line" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("code"::text, '') || ' ' || coalesce("field"::text, '') || ' ' || coalesce("content"::text, '')) || e'\n ' || sen.tones(coalesce("code"::text, '') || ' ' || coalesce("field"::text, '') || ' ' || coalesce("content"::text, ''))) stored,
  "code" text not null,
  "position" bigint not null,
  "part" text not null,
  "field" text not null,
  "field_en" text,
  "content" text not null,
  "content_en" text,
  "from_year" bigint not null,
  "to_year" bigint not null,
  "status" text default 'not-started' not null,
  "progress" bigint default 0 not null,
  "summary" text,
  "progress_on" date,
  "done_on" date,
  "partner" uuid,
  "units" uuid[],
  "units_text" text not null,
  "units_text_en" text,
  "systems" jsonb,
  "source" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."line" enable row level security;

alter table "plan"."line" force row level security;

alter table "plan"."line" add constraint "line_key_key" unique nulls not distinct ("code");

alter table "plan"."line" add constraint "line_period_check" check (from_year <= to_year);

alter table "plan"."line" add constraint "line_code_length_check" check (char_length("code") <= 20);

alter table "plan"."line" add constraint "line_position_min_check" check ("position" >= 1);

alter table "plan"."line" add constraint "line_position_max_check" check ("position" <= 999);

alter table "plan"."line" add constraint "line_part_choice_check" check ("part" in ('I', 'II', 'III', 'IV', 'V'));

alter table "plan"."line" add constraint "line_field_length_check" check (char_length("field") <= 200);

alter table "plan"."line" add constraint "line_field_en_length_check" check (char_length("field_en") <= 200);

alter table "plan"."line" add constraint "line_content_length_check" check (char_length("content") <= 1000);

alter table "plan"."line" add constraint "line_content_en_length_check" check (char_length("content_en") <= 1000);

alter table "plan"."line" add constraint "line_from_year_min_check" check ("from_year" >= 2020);

alter table "plan"."line" add constraint "line_from_year_max_check" check ("from_year" <= 2060);

alter table "plan"."line" add constraint "line_to_year_min_check" check ("to_year" >= 2020);

alter table "plan"."line" add constraint "line_to_year_max_check" check ("to_year" <= 2060);

alter table "plan"."line" add constraint "line_status_choice_check" check ("status" in ('not-started', 'preparing', 'running', 'paused', 'done', 'dropped'));

alter table "plan"."line" add constraint "line_progress_min_check" check ("progress" >= 0);

alter table "plan"."line" add constraint "line_progress_max_check" check ("progress" <= 100);

alter table "plan"."line" add constraint "line_summary_length_check" check (char_length("summary") <= 4000);

alter table "plan"."line" add constraint "line_units_many_check" check (cardinality("units") <= 300);

alter table "plan"."line" add constraint "line_units_text_length_check" check (char_length("units_text") <= 1000);

alter table "plan"."line" add constraint "line_units_text_en_length_check" check (char_length("units_text_en") <= 1000);

alter table "plan"."line" add constraint "line_source_length_check" check (char_length("source") <= 500);

create index "line_partner_idx" on "plan"."line" using btree ("partner");

create index "line_sort_position_idx" on "plan"."line" using btree ("position" desc nulls last, id desc);

create index "line_unit_position_idx" on "plan"."line" using btree (unit, "position" desc nulls last, id desc);

create index "line_sort_progress_idx" on "plan"."line" using btree ("progress" desc nulls last, id desc);

create index "line_unit_progress_idx" on "plan"."line" using btree (unit, "progress" desc nulls last, id desc);

create index "line_sort_to_year_idx" on "plan"."line" using btree ("to_year" desc nulls last, id desc);

create index "line_unit_to_year_idx" on "plan"."line" using btree (unit, "to_year" desc nulls last, id desc);

create index "line_search_idx" on "plan"."line" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."line" from sen_app;

grant select, insert, update on "plan"."line" to sen_app;

comment on table "plan"."line" is 'Nội dung kế hoạch';

create table "plan"."milestone" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, ''))) stored,
  "line" uuid not null,
  "title" text not null,
  "due" date not null,
  "weight" bigint default 1 not null,
  "owner" uuid,
  "done_on" date,
  "result" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."milestone" enable row level security;

alter table "plan"."milestone" force row level security;

alter table "plan"."milestone" add constraint "milestone_title_length_check" check (char_length("title") <= 300);

alter table "plan"."milestone" add constraint "milestone_weight_min_check" check ("weight" >= 1);

alter table "plan"."milestone" add constraint "milestone_weight_max_check" check ("weight" <= 100);

alter table "plan"."milestone" add constraint "milestone_result_length_check" check (char_length("result") <= 2000);

create index "milestone_line_idx" on "plan"."milestone" using btree ("line");

create index "milestone_owner_idx" on "plan"."milestone" using btree ("owner");

create index "milestone_sort_due_idx" on "plan"."milestone" using btree ("due" desc nulls last, id desc);

create index "milestone_unit_due_idx" on "plan"."milestone" using btree (unit, "due" desc nulls last, id desc);

create index "milestone_sort_done_on_idx" on "plan"."milestone" using btree ("done_on" desc nulls last, id desc);

create index "milestone_unit_done_on_idx" on "plan"."milestone" using btree (unit, "done_on" desc nulls last, id desc);

create index "milestone_search_idx" on "plan"."milestone" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."milestone" from sen_app;

grant select, insert, update on "plan"."milestone" to sen_app;

comment on table "plan"."milestone" is 'Mốc';

create table "plan"."obstacle" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, ''))) stored,
  "line" uuid not null,
  "title" text not null,
  "content" text not null,
  "wanted" text not null,
  "files" jsonb,
  "status" text default 'sent' not null,
  "sent_on" date,
  "answer_due_at" timestamptz,
  "answer" text,
  "answered_at" timestamptz,
  "forwarded_to" text,
  "question" text,
  "focal" uuid,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."obstacle" enable row level security;

alter table "plan"."obstacle" force row level security;

alter table "plan"."obstacle" add constraint "obstacle_title_length_check" check (char_length("title") <= 300);

alter table "plan"."obstacle" add constraint "obstacle_content_length_check" check (char_length("content") <= 10000);

alter table "plan"."obstacle" add constraint "obstacle_wanted_length_check" check (char_length("wanted") <= 2000);

alter table "plan"."obstacle" add constraint "obstacle_files_many_check" check (jsonb_array_length("files") <= 10);

alter table "plan"."obstacle" add constraint "obstacle_status_choice_check" check ("status" in ('sent', 'forwarded', 'more-asked', 'answered', 'closed', 'withdrawn'));

alter table "plan"."obstacle" add constraint "obstacle_answer_length_check" check (char_length("answer") <= 10000);

alter table "plan"."obstacle" add constraint "obstacle_forwarded_to_length_check" check (char_length("forwarded_to") <= 300);

alter table "plan"."obstacle" add constraint "obstacle_question_length_check" check (char_length("question") <= 2000);

alter table "plan"."obstacle" add constraint "obstacle_units_many_check" check (cardinality("units") <= 300);

create index "obstacle_line_idx" on "plan"."obstacle" using btree ("line");

create index "obstacle_focal_idx" on "plan"."obstacle" using btree ("focal");

create index "obstacle_sort_sent_on_idx" on "plan"."obstacle" using btree ("sent_on" desc nulls last, id desc);

create index "obstacle_unit_sent_on_idx" on "plan"."obstacle" using btree (unit, "sent_on" desc nulls last, id desc);

create index "obstacle_sort_answer_due_at_idx" on "plan"."obstacle" using btree ("answer_due_at" desc nulls last, id desc);

create index "obstacle_unit_answer_due_at_idx" on "plan"."obstacle" using btree (unit, "answer_due_at" desc nulls last, id desc);

create index "obstacle_search_idx" on "plan"."obstacle" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."obstacle" from sen_app;

grant select, insert, update on "plan"."obstacle" to sen_app;

comment on table "plan"."obstacle" is 'Vướng mắc';

create table "plan"."peer" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("province"::text, '')) || e'\n ' || sen.tones(coalesce("province"::text, ''))) stored,
  "province" text not null,
  "year" bigint not null,
  "points" numeric not null,
  "source" text not null,
  "link" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."peer" enable row level security;

alter table "plan"."peer" force row level security;

alter table "plan"."peer" add constraint "peer_key_key" unique nulls not distinct ("province", "year");

alter table "plan"."peer" add constraint "peer_https_check" check (link is null or link ~ '^https://[^[:space:]]+$');

alter table "plan"."peer" add constraint "peer_province_length_check" check (char_length("province") <= 100);

alter table "plan"."peer" add constraint "peer_year_min_check" check ("year" >= 2020);

alter table "plan"."peer" add constraint "peer_year_max_check" check ("year" <= 2060);

alter table "plan"."peer" add constraint "peer_points_min_check" check ("points" >= 0);

alter table "plan"."peer" add constraint "peer_points_max_check" check ("points" <= 1000);

alter table "plan"."peer" add constraint "peer_source_length_check" check (char_length("source") <= 500);

alter table "plan"."peer" add constraint "peer_link_length_check" check (char_length("link") <= 500);

create index "peer_sort_points_idx" on "plan"."peer" using btree ("points" desc nulls last, id desc);

create index "peer_unit_points_idx" on "plan"."peer" using btree (unit, "points" desc nulls last, id desc);

create index "peer_sort_year_idx" on "plan"."peer" using btree ("year" desc nulls last, id desc);

create index "peer_unit_year_idx" on "plan"."peer" using btree (unit, "year" desc nulls last, id desc);

create index "peer_search_idx" on "plan"."peer" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."peer" from sen_app;

grant select, insert, update on "plan"."peer" to sen_app;

comment on table "plan"."peer" is 'Điểm DTI của tỉnh khác';

create table "plan"."province_report" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '') || ' ' || coalesce("number"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, '') || ' ' || coalesce("number"::text, ''))) stored,
  "title" text not null,
  "year" bigint not null,
  "status" text default 'drafting' not null,
  "gathered" jsonb,
  "gathered_at" timestamptz,
  "edits" jsonb,
  "number" text,
  "issued_on" date,
  "signer" text,
  "focal" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."province_report" enable row level security;

alter table "plan"."province_report" force row level security;

alter table "plan"."province_report" add constraint "province_report_key_key" unique nulls not distinct ("year");

alter table "plan"."province_report" add constraint "province_report_title_length_check" check (char_length("title") <= 300);

alter table "plan"."province_report" add constraint "province_report_year_min_check" check ("year" >= 2020);

alter table "plan"."province_report" add constraint "province_report_year_max_check" check ("year" <= 2060);

alter table "plan"."province_report" add constraint "province_report_status_choice_check" check ("status" in ('drafting', 'submitted', 'issued'));

alter table "plan"."province_report" add constraint "province_report_number_length_check" check (char_length("number") <= 100);

alter table "plan"."province_report" add constraint "province_report_signer_length_check" check (char_length("signer") <= 200);

create index "province_report_focal_idx" on "plan"."province_report" using btree ("focal");

create index "province_report_sort_year_idx" on "plan"."province_report" using btree ("year" desc nulls last, id desc);

create index "province_report_unit_year_idx" on "plan"."province_report" using btree (unit, "year" desc nulls last, id desc);

create index "province_report_search_idx" on "plan"."province_report" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."province_report" from sen_app;

grant select, insert, update on "plan"."province_report" to sen_app;

comment on table "plan"."province_report" is 'Báo cáo tổng hợp của tỉnh';

create table "plan"."report" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, ''))) stored,
  "title" text not null,
  "year" bigint not null,
  "kind" text not null,
  "status" text default 'draft' not null,
  "general" text,
  "lines" jsonb,
  "obstacles" text,
  "proposals" text,
  "next_year" text,
  "due_on" date not null,
  "submitted_on" date,
  "late" boolean,
  "reason" text,
  "accepted_on" date,
  "prefilled_at" timestamptz,
  "focal" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."report" enable row level security;

alter table "plan"."report" force row level security;

alter table "plan"."report" add constraint "report_unit_year_key" unique nulls not distinct ("unit", "year");

alter table "plan"."report" add constraint "report_title_length_check" check (char_length("title") <= 300);

alter table "plan"."report" add constraint "report_year_min_check" check ("year" >= 2020);

alter table "plan"."report" add constraint "report_year_max_check" check ("year" <= 2060);

alter table "plan"."report" add constraint "report_kind_choice_check" check ("kind" in ('unit', 'partner'));

alter table "plan"."report" add constraint "report_status_choice_check" check ("status" in ('draft', 'submitted', 'returned', 'accepted'));

alter table "plan"."report" add constraint "report_general_length_check" check (char_length("general") <= 10000);

alter table "plan"."report" add constraint "report_lines_many_check" check (jsonb_array_length("lines") <= 60);

alter table "plan"."report" add constraint "report_obstacles_length_check" check (char_length("obstacles") <= 10000);

alter table "plan"."report" add constraint "report_proposals_length_check" check (char_length("proposals") <= 10000);

alter table "plan"."report" add constraint "report_next_year_length_check" check (char_length("next_year") <= 10000);

alter table "plan"."report" add constraint "report_reason_length_check" check (char_length("reason") <= 2000);

create index "report_focal_idx" on "plan"."report" using btree ("focal");

create index "report_sort_year_idx" on "plan"."report" using btree ("year" desc nulls last, id desc);

create index "report_unit_year_idx" on "plan"."report" using btree (unit, "year" desc nulls last, id desc);

create index "report_sort_due_on_idx" on "plan"."report" using btree ("due_on" desc nulls last, id desc);

create index "report_unit_due_on_idx" on "plan"."report" using btree (unit, "due_on" desc nulls last, id desc);

create index "report_sort_submitted_on_idx" on "plan"."report" using btree ("submitted_on" desc nulls last, id desc);

create index "report_unit_submitted_on_idx" on "plan"."report" using btree (unit, "submitted_on" desc nulls last, id desc);

create index "report_search_idx" on "plan"."report" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."report" from sen_app;

grant select, insert, update on "plan"."report" to sen_app;

comment on table "plan"."report" is 'Báo cáo năm của đơn vị';

create table "plan"."risk" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("title"::text, '')) || e'\n ' || sen.tones(coalesce("title"::text, ''))) stored,
  "line" uuid not null,
  "title" text not null,
  "likelihood" bigint not null,
  "impact" bigint not null,
  "weighting" integer generated always as ((likelihood * impact)::integer) stored,
  "response" text not null,
  "action" text,
  "owner" uuid,
  "review_on" date,
  "status" text default 'open' not null,
  "focal" uuid,
  "units" uuid[],
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."risk" enable row level security;

alter table "plan"."risk" force row level security;

alter table "plan"."risk" add constraint "risk_title_length_check" check (char_length("title") <= 300);

alter table "plan"."risk" add constraint "risk_likelihood_min_check" check ("likelihood" >= 1);

alter table "plan"."risk" add constraint "risk_likelihood_max_check" check ("likelihood" <= 5);

alter table "plan"."risk" add constraint "risk_impact_min_check" check ("impact" >= 1);

alter table "plan"."risk" add constraint "risk_impact_max_check" check ("impact" <= 5);

alter table "plan"."risk" add constraint "risk_response_choice_check" check ("response" in ('avoid', 'reduce', 'transfer', 'accept'));

alter table "plan"."risk" add constraint "risk_action_length_check" check (char_length("action") <= 2000);

alter table "plan"."risk" add constraint "risk_status_choice_check" check ("status" in ('open', 'closed'));

alter table "plan"."risk" add constraint "risk_units_many_check" check (cardinality("units") <= 300);

create index "risk_line_idx" on "plan"."risk" using btree ("line");

create index "risk_owner_idx" on "plan"."risk" using btree ("owner");

create index "risk_focal_idx" on "plan"."risk" using btree ("focal");

create index "risk_sort_weighting_idx" on "plan"."risk" using btree ("weighting" desc nulls last, id desc);

create index "risk_unit_weighting_idx" on "plan"."risk" using btree (unit, "weighting" desc nulls last, id desc);

create index "risk_sort_review_on_idx" on "plan"."risk" using btree ("review_on" desc nulls last, id desc);

create index "risk_unit_review_on_idx" on "plan"."risk" using btree (unit, "review_on" desc nulls last, id desc);

create index "risk_search_idx" on "plan"."risk" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."risk" from sen_app;

grant select, insert, update on "plan"."risk" to sen_app;

comment on table "plan"."risk" is 'Rủi ro';

create table "plan"."score" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("code"::text, '')) || e'\n ' || sen.tones(coalesce("code"::text, ''))) stored,
  "indicator" uuid not null,
  "code" text,
  "year" bigint not null,
  "numerator" numeric,
  "denominator" numeric,
  "reached" numeric,
  "verified" numeric,
  "origin" text default 'entered' not null,
  "taken_at" timestamptz,
  "explanation" text,
  "evidence" jsonb,
  "link" text,
  "owner" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."score" enable row level security;

alter table "plan"."score" force row level security;

alter table "plan"."score" add constraint "score_key_key" unique nulls not distinct ("indicator", "year");

alter table "plan"."score" add constraint "score_part_of_whole_check" check (denominator is null or numerator is null or numerator <= denominator);

alter table "plan"."score" add constraint "score_https_check" check (link is null or link ~ '^https://[^[:space:]]+$');

alter table "plan"."score" add constraint "score_code_length_check" check (char_length("code") <= 20);

alter table "plan"."score" add constraint "score_year_min_check" check ("year" >= 2020);

alter table "plan"."score" add constraint "score_year_max_check" check ("year" <= 2060);

alter table "plan"."score" add constraint "score_numerator_min_check" check ("numerator" >= 0);

alter table "plan"."score" add constraint "score_numerator_max_check" check ("numerator" <= 1000000000000);

alter table "plan"."score" add constraint "score_denominator_min_check" check ("denominator" >= 0);

alter table "plan"."score" add constraint "score_denominator_max_check" check ("denominator" <= 1000000000000);

alter table "plan"."score" add constraint "score_reached_min_check" check ("reached" >= 0);

alter table "plan"."score" add constraint "score_reached_max_check" check ("reached" <= 1000000);

alter table "plan"."score" add constraint "score_verified_min_check" check ("verified" >= 0);

alter table "plan"."score" add constraint "score_verified_max_check" check ("verified" <= 1000);

alter table "plan"."score" add constraint "score_origin_choice_check" check ("origin" in ('entered', 'house'));

alter table "plan"."score" add constraint "score_explanation_length_check" check (char_length("explanation") <= 4000);

alter table "plan"."score" add constraint "score_evidence_many_check" check (jsonb_array_length("evidence") <= 10);

alter table "plan"."score" add constraint "score_link_length_check" check (char_length("link") <= 500);

create index "score_indicator_idx" on "plan"."score" using btree ("indicator");

create index "score_owner_idx" on "plan"."score" using btree ("owner");

create index "score_sort_year_idx" on "plan"."score" using btree ("year" desc nulls last, id desc);

create index "score_unit_year_idx" on "plan"."score" using btree (unit, "year" desc nulls last, id desc);

create index "score_sort_code_idx" on "plan"."score" using btree ("code" desc nulls last, id desc);

create index "score_unit_code_idx" on "plan"."score" using btree (unit, "code" desc nulls last, id desc);

create index "score_search_idx" on "plan"."score" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."score" from sen_app;

grant select, insert, update on "plan"."score" to sen_app;

comment on table "plan"."score" is 'Điểm DTI';

create table "plan"."term" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "search" text generated always as (' ' || sen.fold(coalesce("source"::text, '')) || e'\n ' || sen.tones(coalesce("source"::text, ''))) stored,
  "what" text not null,
  "value" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  "confidence" text not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "plan"."term" enable row level security;

alter table "plan"."term" force row level security;

alter table "plan"."term" add constraint "term_key_key" unique nulls not distinct ("what", "valid_from");

alter table "plan"."term" add constraint "term_value_shape_check" check (case when what in ('report-due', 'report-remind') then value ~ '^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' when what = 'reminder-days' then value ~ '^[0-9]{1,3}(,[0-9]{1,3}){0,11}$' else value ~ '^[0-9]{1,4}$' end);

alter table "plan"."term" add constraint "term_what_choice_check" check ("what" in ('report-due', 'report-remind', 'reminder-days', 'obstacle-answer', 'returned-report', 'behind', 'soon'));

alter table "plan"."term" add constraint "term_value_length_check" check (char_length("value") <= 60);

alter table "plan"."term" add constraint "term_source_length_check" check (char_length("source") <= 500);

alter table "plan"."term" add constraint "term_confidence_choice_check" check ("confidence" in ('published', 'assumed'));

create index "term_sort_what_idx" on "plan"."term" using btree ("what" desc nulls last, id desc);

create index "term_unit_what_idx" on "plan"."term" using btree (unit, "what" desc nulls last, id desc);

create index "term_sort_valid_from_idx" on "plan"."term" using btree ("valid_from" desc nulls last, id desc);

create index "term_unit_valid_from_idx" on "plan"."term" using btree (unit, "valid_from" desc nulls last, id desc);

create index "term_search_idx" on "plan"."term" using gin (unit, search gin_trgm_ops);

revoke all on "plan"."term" from sen_app;

grant select, insert, update on "plan"."term" to sen_app;

comment on table "plan"."term" is 'Quy tắc có hiệu lực theo ngày';

create table "sen"."account" (
  "id" uuid not null,
  "login" text not null,
  "name" text not null,
  "kind" text default 'person' not null,
  "person" uuid,
  "email" text,
  "email_verified_at" timestamptz,
  "phone" text,
  "phone_verified_at" timestamptz,
  "password_hash" text,
  "lang" text default 'vi' not null,
  "failed_count" integer default 0 not null,
  "locked_until" timestamptz,
  "disabled_at" timestamptz,
  "sample" boolean default false not null,
  "created_at" timestamptz default now() not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."account" enable row level security;

alter table "sen"."account" force row level security;

alter table "sen"."account" add constraint "account_login_key" unique nulls not distinct ("login");

alter table "sen"."account" add constraint "account_kind_check" check (kind in ('person', 'service'));

alter table "sen"."account" add constraint "account_lang_check" check (lang in ('vi', 'en'));

alter table "sen"."account" add constraint "account_login_check" check (login = lower(login) and login <> '');

create index "account_person_idx" on "sen"."account" using btree (person);

revoke all on "sen"."account" from sen_app;

grant select, insert, update on "sen"."account" to sen_app;

create table "sen"."alert" (
  "id" uuid not null,
  "rule" text not null,
  "key" text not null,
  "severity" text not null,
  "state" text default 'open' not null,
  "title_vi" text not null,
  "title_en" text not null,
  "body_vi" text not null,
  "body_en" text not null,
  "facts" jsonb not null,
  "opened_at" timestamptz not null,
  "last_at" timestamptz not null,
  "count" integer default 1 not null,
  "acknowledged_at" timestamptz,
  "acknowledged_by" uuid,
  "closed_at" timestamptz,
  "closed_by" uuid,
  "note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."alert" enable row level security;

alter table "sen"."alert" force row level security;

alter table "sen"."alert" add constraint "alert_severity_check" check (severity in ('warning', 'critical'));

alter table "sen"."alert" add constraint "alert_state_check" check (state in ('open', 'acknowledged', 'closed'));

alter table "sen"."alert" add constraint "alert_closed_check" check ((state = 'closed') = (closed_at is not null));

create unique index "alert_standing_idx" on "sen"."alert" using btree (rule, key) where state <> 'closed';

create index "alert_opened_idx" on "sen"."alert" using btree (opened_at desc, id);

revoke all on "sen"."alert" from sen_app;

grant select, insert, update on "sen"."alert" to sen_app;

comment on table "sen"."alert" is 'What is or was wrong with the house: one open row for a condition, however long it lasts';

create table "sen"."alert_rule" (
  "name" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "values" jsonb not null,
  "source" text not null,
  primary key ("name", "valid_from")
) with (fillfactor = 85);

alter table "sen"."alert_rule" enable row level security;

alter table "sen"."alert_rule" force row level security;

alter table "sen"."alert_rule" add constraint "alert_rule_period_check" check (valid_to is null or valid_to >= valid_from);

revoke all on "sen"."alert_rule" from sen_app;

grant select, insert, update on "sen"."alert_rule" to sen_app;

comment on table "sen"."alert_rule" is 'Thresholds of alerts with their days; without a row in force the usual one of the sources holds';

create table "sen"."boundary" (
  "code" text not null,
  "shape" jsonb not null,
  "source" text not null,
  "imported_at" timestamptz not null,
  primary key ("code")
) with (fillfactor = 85);

alter table "sen"."boundary" enable row level security;

alter table "sen"."boundary" force row level security;

revoke all on "sen"."boundary" from sen_app;

grant select, insert, update on "sen"."boundary" to sen_app;

comment on table "sen"."boundary" is 'Imported outlines of communes; without them maps are drawn as hexagon tiles and say so';

create table "sen"."break_glass" (
  "id" uuid not null,
  "at" timestamptz not null,
  "until" timestamptz not null,
  "account" uuid not null,
  "account_name" text not null,
  "account_unit" uuid,
  "system" text not null,
  "record" text not null,
  "record_id" uuid not null,
  "title" text not null,
  "unit" uuid not null,
  "subjects" uuid[] not null,
  "emergency" text not null,
  "reason" text not null,
  "reviewers" text[] not null,
  "due_at" timestamptz not null,
  "reviewed_at" timestamptz,
  "reviewed_by" uuid,
  "reviewer_name" text,
  "verdict" text,
  "note" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."break_glass" enable row level security;

alter table "sen"."break_glass" force row level security;

alter table "sen"."break_glass" add constraint "break_glass_emergency_check" check (emergency in ('life', 'disaster', 'authority', 'absence'));

alter table "sen"."break_glass" add constraint "break_glass_reason_check" check (char_length(reason) between 20 and 1000);

alter table "sen"."break_glass" add constraint "break_glass_verdict_check" check (verdict in ('justified', 'not-justified'));

alter table "sen"."break_glass" add constraint "break_glass_reviewed_check" check ((reviewed_at is null) = (verdict is null) and (reviewed_at is null) = (reviewed_by is null));

create index "break_glass_account_idx" on "sen"."break_glass" using btree (account, at);

create index "break_glass_record_idx" on "sen"."break_glass" using btree (record_id, until);

create index "break_glass_waiting_idx" on "sen"."break_glass" using btree (unit, due_at) where reviewed_at is null;

revoke all on "sen"."break_glass" from sen_app;

grant select, insert, update on "sen"."break_glass" to sen_app;

comment on table "sen"."break_glass" is 'Rows opened in an emergency by who may not see them, with the reason and what the reviewer said of it';

create table "sen"."calendar" (
  "name" text not null,
  "stamp" text not null,
  "changed_at" timestamptz not null,
  primary key ("name")
) with (fillfactor = 85);

alter table "sen"."calendar" enable row level security;

alter table "sen"."calendar" force row level security;

revoke all on "sen"."calendar" from sen_app;

grant select, insert, update on "sen"."calendar" to sen_app;

comment on table "sen"."calendar" is 'Working calendars; the stamp is the hash of their rows, so that a compiled one is known to be fresh';

create table "sen"."calendar_day" (
  "scope" text not null,
  "date" date not null,
  "kind" text not null,
  "note_vi" text not null,
  "note_en" text not null,
  "document" text not null,
  "swapped_with" date,
  "announced" boolean default false not null,
  "former" jsonb,
  primary key ("scope", "date")
) with (fillfactor = 85);

alter table "sen"."calendar_day" enable row level security;

alter table "sen"."calendar_day" force row level security;

alter table "sen"."calendar_day" add constraint "calendar_day_kind_check" check (kind in ('holiday', 'makeup', 'swap_off', 'swap_work', 'rest'));

revoke all on "sen"."calendar_day" from sen_app;

grant select, insert, update, delete on "sen"."calendar_day" to sen_app;

comment on table "sen"."calendar_day" is 'Days that are not what their weekday says; scope ''*'' or the name of a calendar';

create table "sen"."calendar_session" (
  "calendar" text not null,
  "weekday" integer not null,
  "start_minute" integer not null,
  "end_minute" integer not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text not null,
  primary key ("calendar", "weekday", "start_minute", "valid_from")
) with (fillfactor = 85);

alter table "sen"."calendar_session" enable row level security;

alter table "sen"."calendar_session" force row level security;

alter table "sen"."calendar_session" add constraint "calendar_session_weekday_check" check (weekday between 1 and 7);

alter table "sen"."calendar_session" add constraint "calendar_session_minutes_check" check (start_minute >= 0 and start_minute < end_minute and end_minute <= 1440);

alter table "sen"."calendar_session" add constraint "calendar_session_period_check" check (valid_to is null or valid_to >= valid_from);

revoke all on "sen"."calendar_session" from sen_app;

grant select, insert, update, delete on "sen"."calendar_session" to sen_app;

comment on table "sen"."calendar_session" is 'Working sessions of a weekday (1 Monday … 7 Sunday), minutes since midnight, dated';

create table "sen"."case_clock" (
  "record_id" uuid not null,
  "name" text not null,
  "system" text not null,
  "flow" text not null,
  "record" text not null,
  "unit" uuid not null,
  "title" text not null,
  "number" text,
  "head_role" text,
  "calendar" text not null,
  "clock" jsonb not null,
  "warn_minutes" integer,
  "warnings" jsonb,
  "due_at" timestamptz,
  "warn_at" timestamptz,
  "paused_at" timestamptz,
  "ended_at" timestamptz,
  "warned_at" timestamptz,
  "late_at" timestamptz,
  "tried_at" timestamptz,
  primary key ("record_id", "name")
) with (fillfactor = 85);

alter table "sen"."case_clock" enable row level security;

alter table "sen"."case_clock" force row level security;

create index "case_clock_warn_idx" on "sen"."case_clock" using btree (warn_at) where ended_at is null and warned_at is null;

create index "case_clock_late_idx" on "sen"."case_clock" using btree (due_at) where ended_at is null and late_at is null;

create index "case_clock_unit_idx" on "sen"."case_clock" using btree (unit, due_at) where ended_at is null;

revoke all on "sen"."case_clock" from sen_app;

grant select, insert, update, delete on "sen"."case_clock" to sen_app;

comment on table "sen"."case_clock" is 'Limits of a whole case: solving, acceptance, waiting for a supplement';

create table "sen"."case_move" (
  "id" uuid not null,
  "system" text not null,
  "flow" text not null,
  "record" text not null,
  "record_id" uuid not null,
  "unit" uuid not null,
  "move" text not null,
  "once" boolean not null,
  "from_state" text not null,
  "to_state" text not null,
  "task" uuid,
  "version_before" integer not null,
  "version_after" integer not null,
  "recallable" boolean not null,
  "before" jsonb not null,
  "at" timestamptz not null,
  "by" uuid,
  "by_name" text not null,
  "recalled_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."case_move" enable row level security;

alter table "sen"."case_move" force row level security;

create index "case_move_record_idx" on "sen"."case_move" using btree (record_id, at, id);

create unique index "case_move_once_idx" on "sen"."case_move" using btree (record_id, flow, move) where once and recalled_at is null;

revoke all on "sen"."case_move" from sen_app;

grant select, insert, update on "sen"."case_move" to sen_app;

comment on table "sen"."case_move" is 'Moves made on a case, with what is needed to take the last one back';

create table "sen"."client" (
  "id" uuid not null,
  "name" text not null,
  "unit" uuid,
  "kind" text not null,
  "auth" text not null,
  "redirect_uris" text[] default '{}' not null,
  "post_logout_uris" text[] default '{}' not null,
  "backchannel_logout_uri" text,
  "scopes" text[] default '{}' not null,
  "secret" text,
  "secret_at" timestamptz,
  "jwks" jsonb,
  "subject_salt" text not null,
  "first_party" boolean default false not null,
  "account" uuid,
  "contact" text,
  "version" integer default 1 not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "disabled_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."client" enable row level security;

alter table "sen"."client" force row level security;

alter table "sen"."client" add constraint "client_kind_check" check (kind in ('web', 'browser', 'machine'));

alter table "sen"."client" add constraint "client_auth_check" check (auth in ('secret', 'key', 'none'));

alter table "sen"."client" add constraint "client_keeps_check" check ((kind = 'browser') = (auth = 'none') and (auth = 'secret') = (secret is not null));

alter table "sen"."client" add constraint "client_machine_check" check (kind <> 'machine' or account is not null);

create index "client_account_idx" on "sen"."client" using btree (account);

revoke all on "sen"."client" from sen_app;

grant select, insert, update on "sen"."client" to sen_app;

comment on table "sen"."client" is 'Systems that sign people in through this house; their secrets are sealed';

create table "sen"."client_grant" (
  "id" uuid not null,
  "account" uuid not null,
  "client" uuid not null,
  "scopes" text[] not null,
  "granted_at" timestamptz not null,
  "used_at" timestamptz,
  "withdrawn_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."client_grant" enable row level security;

alter table "sen"."client_grant" force row level security;

create unique index "client_grant_live_idx" on "sen"."client_grant" using btree (account, client) where withdrawn_at is null;

create index "client_grant_client_idx" on "sen"."client_grant" using btree (client);

revoke all on "sen"."client_grant" from sen_app;

grant select, insert, update on "sen"."client_grant" to sen_app;

comment on table "sen"."client_grant" is 'What each person agreed to tell each connected system; withdrawn ones stay, with the day';

create table "sen"."code" (
  "list" text not null,
  "value" text not null,
  "label_vi" text not null,
  "label_en" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text,
  "position" integer default 0 not null,
  primary key ("list", "value", "valid_from")
) with (fillfactor = 85);

alter table "sen"."code" enable row level security;

alter table "sen"."code" force row level security;

revoke all on "sen"."code" from sen_app;

grant select, insert, update on "sen"."code" to sen_app;

comment on table "sen"."code" is 'Dated code lists';

create table "sen"."comment" (
  "id" uuid not null,
  "system" text not null,
  "record" text not null,
  "record_id" uuid not null,
  "unit" uuid not null,
  "author" uuid,
  "author_name" text not null,
  "at" timestamptz not null,
  "text" text not null,
  primary key ("id")
);

alter table "sen"."comment" enable row level security;

alter table "sen"."comment" force row level security;

alter table "sen"."comment" add constraint "comment_text_length_check" check (char_length(text) between 1 and 4000);

create index "comment_record_idx" on "sen"."comment" using btree (record_id, at, id);

revoke all on "sen"."comment" from sen_app;

grant select, insert on "sen"."comment" to sen_app;

comment on table "sen"."comment" is 'What officers say to each other about a case; never shown to the applicant';

create table "sen"."consent" (
  "seq" bigint generated always as identity not null,
  "person" uuid not null,
  "purpose" text not null,
  "version" integer not null,
  "text_hash" text not null,
  "given" boolean not null,
  "at" timestamptz not null,
  "by" uuid,
  "how" text not null,
  primary key ("seq")
);

alter table "sen"."consent" enable row level security;

alter table "sen"."consent" force row level security;

alter table "sen"."consent" add constraint "consent_how_check" check (how in ('page', 'request', 'counter'));

create index "consent_person_idx" on "sen"."consent" using btree (person, purpose, seq desc);

create trigger "consent_append_only" before update or delete on "sen"."consent" for each row execute function sen.refuse_change();

create trigger "consent_no_truncate" before truncate on "sen"."consent" for each statement execute function sen.refuse_change();

revoke all on "sen"."consent" from sen_app;

grant select, insert on "sen"."consent" to sen_app;

comment on table "sen"."consent" is 'Consents given and withdrawn; the newest row of a person and a purpose is what holds';

create table "sen"."consent_text" (
  "purpose" text not null,
  "version" integer not null,
  "valid_from" date not null,
  "valid_to" date,
  "title_vi" text not null,
  "title_en" text not null,
  "text_vi" text not null,
  "text_en" text not null,
  "hash" text not null,
  "source" text not null,
  primary key ("purpose", "version")
) with (fillfactor = 85);

alter table "sen"."consent_text" enable row level security;

alter table "sen"."consent_text" force row level security;

alter table "sen"."consent_text" add constraint "consent_text_period_check" check (valid_to is null or valid_to >= valid_from);

revoke all on "sen"."consent_text" from sen_app;

grant select, insert, update on "sen"."consent_text" to sen_app;

comment on table "sen"."consent_text" is 'What people are asked to consent to: one purpose, one version, from–to; the hash proves what was read';

create table "sen"."counter" (
  "book" text not null,
  "day" date not null,
  "value" integer not null,
  primary key ("book", "day")
) with (fillfactor = 85);

alter table "sen"."counter" enable row level security;

alter table "sen"."counter" force row level security;

revoke all on "sen"."counter" from sen_app;

grant select, insert, update on "sen"."counter" to sen_app;

comment on table "sen"."counter" is 'The last number given in a book on a day (or in a year, under its first day)';

create table "sen"."delegation" (
  "id" uuid not null,
  "from_account" uuid not null,
  "to_account" uuid not null,
  "since" date not null,
  "until" date not null,
  "reason" text not null,
  "decision" text not null,
  "made_at" timestamptz not null,
  "made_by" uuid,
  "recalled_at" timestamptz,
  "recalled_by" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."delegation" enable row level security;

alter table "sen"."delegation" force row level security;

alter table "sen"."delegation" add constraint "delegation_period_check" check (until >= since);

alter table "sen"."delegation" add constraint "delegation_two_check" check (from_account <> to_account);

create index "delegation_from_account_idx" on "sen"."delegation" using btree (from_account, since);

create index "delegation_to_account_idx" on "sen"."delegation" using btree (to_account, since);

revoke all on "sen"."delegation" from sen_app;

grant select, insert, update on "sen"."delegation" to sen_app;

comment on table "sen"."delegation" is 'Roles of somebody who is away, held by a colleague from a day to a day; the rows in force are grants marked with it';

create table "sen"."fact" (
  "seq" bigint generated always as identity not null,
  "at" timestamptz not null,
  "transaction" xid8 default pg_current_xact_id() not null,
  "kind" text not null,
  "system" text not null,
  "record" text,
  "record_id" uuid,
  "unit" uuid,
  "actor" uuid,
  "actor_name" text not null,
  "actor_unit" uuid,
  "subjects" uuid[],
  "purpose" text,
  "request" text,
  "data" jsonb,
  primary key ("seq")
);

alter table "sen"."fact" enable row level security;

alter table "sen"."fact" force row level security;

create index "fact_record_idx" on "sen"."fact" using btree (record_id, seq) where record_id is not null;

create index "fact_subjects_idx" on "sen"."fact" using gin (subjects) where subjects is not null;

create index "fact_at_idx" on "sen"."fact" using brin (at);

create trigger "fact_append_only" before update or delete on "sen"."fact" for each row execute function sen.refuse_change();

create trigger "fact_no_truncate" before truncate on "sen"."fact" for each statement execute function sen.refuse_change();

revoke all on "sen"."fact" from sen_app;

grant select, insert on "sen"."fact" to sen_app;

comment on table "sen"."fact" is 'Append-only log: every change and every reading of personal data, in the transaction that did it';

create table "sen"."factor" (
  "id" uuid not null,
  "account" uuid not null,
  "kind" text not null,
  "name" text not null,
  "secret" text,
  "last_step" bigint,
  "credential" text,
  "public_key" bytea,
  "sign_count" bigint default 0 not null,
  "transports" text[] default '{}' not null,
  "backed_up" boolean default false not null,
  "created_at" timestamptz not null,
  "confirmed_at" timestamptz,
  "used_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."factor" enable row level security;

alter table "sen"."factor" force row level security;

alter table "sen"."factor" add constraint "factor_kind_check" check ((kind = 'totp' and secret is not null) or (kind = 'passkey' and credential is not null and public_key is not null));

create index "factor_account_idx" on "sen"."factor" using btree (account);

create unique index "factor_credential_idx" on "sen"."factor" using btree (credential) where credential is not null;

revoke all on "sen"."factor" from sen_app;

grant select, insert, update, delete on "sen"."factor" to sen_app;

comment on table "sen"."factor" is 'Second factors of an account: authenticator applications (seed sealed) and passkeys (public key only)';

create table "sen"."file" (
  "id" uuid not null,
  "sha256" text not null,
  "name" text not null,
  "kind" text not null,
  "size" bigint not null,
  "pages" integer,
  "system" text,
  "record" text,
  "record_id" uuid,
  "unit" uuid,
  "created_at" timestamptz not null,
  "created_by" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."file" enable row level security;

alter table "sen"."file" force row level security;

alter table "sen"."file" add constraint "file_sha256_check" check (sha256 ~ '^[0-9a-f]{64}$');

alter table "sen"."file" add constraint "file_size_check" check (size >= 0);

create index "file_record_idx" on "sen"."file" using btree (record_id) where record_id is not null;

create index "file_sender_idx" on "sen"."file" using btree (created_by, created_at desc);

create index "file_content_idx" on "sen"."file" using btree (sha256);

revoke all on "sen"."file" from sen_app;

grant select, insert, update on "sen"."file" to sen_app;

comment on table "sen"."file" is 'Files by content; what they are attached to decides who may read them';

create table "sen"."history" (
  "record_id" uuid not null,
  "version" integer not null,
  "system" text not null,
  "record" text not null,
  "unit" uuid,
  "at" timestamptz not null,
  "by" uuid,
  "row" jsonb not null,
  primary key ("record_id", "version")
);

alter table "sen"."history" enable row level security;

alter table "sen"."history" force row level security;

revoke all on "sen"."history" from sen_app;

grant select, insert on "sen"."history" to sen_app;

comment on table "sen"."history" is 'Former versions of rows; erasable, unlike the log, which names changes without copying personal data';

create table "sen"."host" (
  "name" text not null,
  "pid" integer not null,
  "started_at" timestamptz not null,
  "seen_at" timestamptz not null,
  "left_at" timestamptz,
  "version" text not null,
  "state" jsonb not null,
  primary key ("name")
) with (fillfactor = 85);

alter table "sen"."host" enable row level security;

alter table "sen"."host" force row level security;

revoke all on "sen"."host" from sen_app;

grant select, insert, update, delete on "sen"."host" to sen_app;

comment on table "sen"."host" is 'Heartbeats of the processes that serve this database';

create table "sen"."identity" (
  "provider" text not null,
  "subject" text not null,
  "account" uuid not null,
  "level" integer not null,
  "linked_at" timestamptz not null,
  "used_at" timestamptz not null,
  primary key ("provider", "subject")
) with (fillfactor = 85);

alter table "sen"."identity" enable row level security;

alter table "sen"."identity" force row level security;

alter table "sen"."identity" add constraint "identity_account_key" unique nulls not distinct ("provider", "account");

alter table "sen"."identity" add constraint "identity_level_check" check (level in (1, 2));

revoke all on "sen"."identity" from sen_app;

grant select, insert, update, delete on "sen"."identity" to sen_app;

comment on table "sen"."identity" is 'Electronic identities of other providers linked to accounts';

create table "sen"."import" (
  "id" uuid not null,
  "system" text not null,
  "record" text not null,
  "unit" uuid not null,
  "file_name" text not null,
  "file_path" text not null,
  "keep_file" boolean default false not null,
  "format" text not null,
  "reader" text,
  "mode" text not null,
  "state" text not null,
  "columns" jsonb,
  "total" integer,
  "done" integer default 0 not null,
  "created" integer default 0 not null,
  "changed" integer default 0 not null,
  "unchanged" integer default 0 not null,
  "failed" integer default 0 not null,
  "reason" text,
  "runner" uuid,
  "tries" integer default 0 not null,
  "progress_at" timestamptz,
  "by" uuid,
  "created_at" timestamptz not null,
  "started_at" timestamptz,
  "ended_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."import" enable row level security;

alter table "sen"."import" force row level security;

alter table "sen"."import" add constraint "import_state_check" check (state in ('waiting', 'running', 'done', 'failed', 'cancelled'));

alter table "sen"."import" add constraint "import_mode_check" check (mode in ('check', 'run'));

create index "import_by_idx" on "sen"."import" using btree (by, created_at desc);

create index "import_open_idx" on "sen"."import" using btree (progress_at) where state in ('waiting', 'running');

revoke all on "sen"."import" from sen_app;

grant select, insert, update on "sen"."import" to sen_app;

comment on table "sen"."import" is 'Runs of imports';

create table "sen"."import_error" (
  "import" uuid not null,
  "seq" integer not null,
  "row" integer not null,
  "column" text not null,
  "value" text not null,
  "code" text not null,
  "message" text not null,
  primary key ("import", "seq")
);

alter table "sen"."import_error" enable row level security;

alter table "sen"."import_error" force row level security;

revoke all on "sen"."import_error" from sen_app;

grant select, insert on "sen"."import_error" to sen_app;

comment on table "sen"."import_error" is 'Rows of imported files that were refused';

create table "sen"."known_device" (
  "token_hash" bytea not null,
  "account" uuid not null,
  "name" text not null,
  "created_at" timestamptz not null,
  "seen_at" timestamptz not null,
  "expires_at" timestamptz not null,
  primary key ("token_hash", "account")
) with (fillfactor = 85);

alter table "sen"."known_device" enable row level security;

alter table "sen"."known_device" force row level security;

create index "known_device_account_idx" on "sen"."known_device" using btree (account);

create index "known_device_expires_idx" on "sen"."known_device" using btree (expires_at);

revoke all on "sen"."known_device" from sen_app;

grant select, insert, update, delete on "sen"."known_device" to sen_app;

comment on table "sen"."known_device" is 'Browsers an account has signed in from: hash of a random cookie, so that its owner is not shut out by strangers who guess';

create table "sen"."loaded" (
  "name" text not null,
  "hash" text not null,
  "at" timestamptz not null,
  primary key ("name")
) with (fillfactor = 85);

alter table "sen"."loaded" enable row level security;

alter table "sen"."loaded" force row level security;

revoke all on "sen"."loaded" from sen_app;

grant select, insert, update on "sen"."loaded" to sen_app;

comment on table "sen"."loaded" is 'Values loaded from the province, by the hash of their content';

create table "sen"."log_archive" (
  "month" text not null,
  "part" integer not null,
  "file" text not null,
  "sha256" bytea not null,
  "facts" bigint not null,
  "index_min" bigint not null,
  "index_max" bigint not null,
  "size" bigint not null,
  "blocks" jsonb not null,
  "at" timestamptz not null,
  primary key ("month", "part")
);

alter table "sen"."log_archive" enable row level security;

alter table "sen"."log_archive" force row level security;

alter table "sen"."log_archive" add constraint "log_archive_month_check" check (month ~ '^[0-9]{4}-[0-9]{2}$');

create trigger "log_archive_append_only" before update or delete on "sen"."log_archive" for each row execute function sen.refuse_change();

create trigger "log_archive_no_truncate" before truncate on "sen"."log_archive" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_archive" from sen_app;

grant select, insert on "sen"."log_archive" to sen_app;

comment on table "sen"."log_archive" is 'Months of sealed facts written to files; blocks are [first index, byte offset] of each gzip member';

create table "sen"."log_head" (
  "number" bigint not null,
  "size" bigint not null,
  "timestamp_ms" bigint not null,
  "root" bytea not null,
  "key" text not null,
  "signature" bytea not null,
  "floor" bigint not null,
  "seq_max" bigint not null,
  "xid_next" xid8 not null,
  primary key ("number")
);

alter table "sen"."log_head" enable row level security;

alter table "sen"."log_head" force row level security;

alter table "sen"."log_head" add constraint "log_head_timestamp_key" unique nulls not distinct ("timestamp_ms");

create index "log_head_size_idx" on "sen"."log_head" using btree (size);

create trigger "log_head_append_only" before update or delete on "sen"."log_head" for each row execute function sen.refuse_change();

create trigger "log_head_no_truncate" before truncate on "sen"."log_head" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_head" from sen_app;

grant select, insert on "sen"."log_head" to sen_app;

comment on table "sen"."log_head" is 'Signed tree heads, RFC 6962 section 3.5; floor, seq_max and xid_next tell the next sealing where to look';

create table "sen"."log_key" (
  "id" text not null,
  "public_key" bytea not null,
  "from_ms" bigint not null,
  "previous" text,
  "vouched" bytea,
  "reason" text,
  primary key ("id")
);

alter table "sen"."log_key" enable row level security;

alter table "sen"."log_key" force row level security;

alter table "sen"."log_key" add constraint "log_key_from_key" unique nulls not distinct ("from_ms");

create trigger "log_key_append_only" before update or delete on "sen"."log_key" for each row execute function sen.refuse_change();

create trigger "log_key_no_truncate" before truncate on "sen"."log_key" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_key" from sen_app;

grant select, insert on "sen"."log_key" to sen_app;

comment on table "sen"."log_key" is 'Public keys of the log; each but the first is signed by the one before it. A key holds until the next one begins';

create table "sen"."log_leaf" (
  "index" bigint not null,
  "seq" bigint not null,
  "hash" bytea not null,
  primary key ("index")
);

alter table "sen"."log_leaf" enable row level security;

alter table "sen"."log_leaf" force row level security;

alter table "sen"."log_leaf" add constraint "log_leaf_seq_key" unique nulls not distinct ("seq");

create index "log_leaf_hash_idx" on "sen"."log_leaf" using btree (substring(hash, 1, 8));

create trigger "log_leaf_append_only" before update or delete on "sen"."log_leaf" for each row execute function sen.refuse_change();

create trigger "log_leaf_no_truncate" before truncate on "sen"."log_leaf" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_leaf" from sen_app;

grant select, insert on "sen"."log_leaf" to sen_app;

comment on table "sen"."log_leaf" is 'Leaves of the sealed log in their order: SHA-256(0x00 || canonical bytes of the fact), RFC 6962 section 2.1';

create table "sen"."log_node" (
  "level" integer not null,
  "index" bigint not null,
  "hash" bytea not null,
  primary key ("level", "index")
);

alter table "sen"."log_node" enable row level security;

alter table "sen"."log_node" force row level security;

create trigger "log_node_append_only" before update or delete on "sen"."log_node" for each row execute function sen.refuse_change();

create trigger "log_node_no_truncate" before truncate on "sen"."log_node" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_node" from sen_app;

grant select, insert on "sen"."log_node" to sen_app;

comment on table "sen"."log_node" is 'Full sub-trees of 16, 256, 4096 … leaves (levels 4, 8, 12 …)';

create table "sen"."log_removal" (
  "id" bigint generated always as identity not null,
  "month" text not null,
  "part" integer not null,
  "facts" bigint not null,
  "at" timestamptz not null,
  primary key ("id")
);

alter table "sen"."log_removal" enable row level security;

alter table "sen"."log_removal" force row level security;

create trigger "log_removal_append_only" before update or delete on "sen"."log_removal" for each row execute function sen.refuse_change();

create trigger "log_removal_no_truncate" before truncate on "sen"."log_removal" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_removal" from sen_app;

grant select on "sen"."log_removal" to sen_app;

comment on table "sen"."log_removal" is 'Archived facts that left the table, as sen.remove_archived_facts took them';

create table "sen"."log_witness" (
  "id" uuid not null,
  "head" bigint not null,
  "kind" text not null,
  "at" timestamptz not null,
  "by" text not null,
  "token" bytea,
  primary key ("id")
);

alter table "sen"."log_witness" enable row level security;

alter table "sen"."log_witness" force row level security;

alter table "sen"."log_witness" add constraint "log_witness_kind_check" check (kind in ('mail', 'time-stamp'));

create index "log_witness_kind_idx" on "sen"."log_witness" using btree (kind, at);

create trigger "log_witness_append_only" before update or delete on "sen"."log_witness" for each row execute function sen.refuse_change();

create trigger "log_witness_no_truncate" before truncate on "sen"."log_witness" for each statement execute function sen.refuse_change();

revoke all on "sen"."log_witness" from sen_app;

grant select, insert on "sen"."log_witness" to sen_app;

comment on table "sen"."log_witness" is 'Heads as they left the house: mailed to somebody, or time-stamped (RFC 3161 token)';

create table "sen"."mandate" (
  "id" uuid not null,
  "representative" uuid not null,
  "represented" uuid,
  "asked_number" text,
  "asked_name" text,
  "asked_kind" text,
  "kind" text not null,
  "scope" text,
  "systems" text[],
  "valid_from" date not null,
  "valid_to" date,
  "evidence_number" text not null,
  "evidence_file" uuid,
  "state" text not null,
  "unit" uuid,
  "asked_by" uuid,
  "asked_at" timestamptz not null,
  "checked_by" uuid,
  "checked_at" timestamptz,
  "reason" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."mandate" enable row level security;

alter table "sen"."mandate" force row level security;

alter table "sen"."mandate" add constraint "mandate_kind_check" check (kind in ('legal-representative', 'authorised', 'guardian', 'parent'));

alter table "sen"."mandate" add constraint "mandate_state_check" check (state in ('asked', 'in-force', 'refused', 'revoked'));

alter table "sen"."mandate" add constraint "mandate_period_check" check (valid_to is null or valid_to >= valid_from);

alter table "sen"."mandate" add constraint "mandate_two_check" check (representative <> represented);

alter table "sen"."mandate" add constraint "mandate_checked_check" check (state in ('asked', 'revoked') or checked_by is not null);

alter table "sen"."mandate" add constraint "mandate_known_check" check (represented is not null or state in ('asked', 'refused', 'revoked'));

create index "mandate_representative_idx" on "sen"."mandate" using btree (representative);

create index "mandate_represented_idx" on "sen"."mandate" using btree (represented);

create index "mandate_unit_idx" on "sen"."mandate" using btree (unit);

create index "mandate_asked_idx" on "sen"."mandate" using btree (asked_at) where state = 'asked';

revoke all on "sen"."mandate" from sen_app;

grant select, insert, update on "sen"."mandate" to sen_app;

comment on table "sen"."mandate" is 'Who may act for whom, by which paper, from when to when; never deleted';

create table "sen"."notice" (
  "id" uuid not null,
  "account" uuid not null,
  "at" timestamptz not null,
  "title_vi" text not null,
  "title_en" text not null,
  "body_vi" text,
  "body_en" text,
  "link" text,
  "key" text not null,
  "read_at" timestamptz,
  "mailed_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."notice" enable row level security;

alter table "sen"."notice" force row level security;

alter table "sen"."notice" add constraint "notice_key_key" unique nulls not distinct ("account", "key");

create index "notice_account_idx" on "sen"."notice" using btree (account, id desc);

create index "notice_unread_idx" on "sen"."notice" using btree (account) where read_at is null;

create index "notice_unmailed_idx" on "sen"."notice" using btree (at) where mailed_at is null;

revoke all on "sen"."notice" from sen_app;

grant select, insert, update on "sen"."notice" to sen_app;

comment on table "sen"."notice" is 'What one account is told';

create table "sen"."objection" (
  "id" uuid not null,
  "at" timestamptz not null,
  "person" uuid not null,
  "account" uuid not null,
  "seq" bigint not null,
  "unit" uuid not null,
  "text" text not null,
  "due_at" timestamptz not null,
  "answered_at" timestamptz,
  "answered_by" uuid,
  "answerer_name" text,
  "outcome" text,
  "answer" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."objection" enable row level security;

alter table "sen"."objection" force row level security;

alter table "sen"."objection" add constraint "objection_once_key" unique nulls not distinct ("person", "seq");

alter table "sen"."objection" add constraint "objection_text_check" check (char_length(text) between 10 and 2000);

alter table "sen"."objection" add constraint "objection_outcome_check" check (outcome in ('right', 'wrong'));

alter table "sen"."objection" add constraint "objection_answered_check" check ((answered_at is null) = (outcome is null) and (answered_at is null) = (answer is null));

create index "objection_waiting_idx" on "sen"."objection" using btree (unit, due_at) where answered_at is null;

revoke all on "sen"."objection" from sen_app;

grant select, insert, update on "sen"."objection" to sen_app;

comment on table "sen"."objection" is 'A person says that somebody should not have looked at or changed her data; answered by the data protection officer';

create table "sen"."oidc_key" (
  "kid" text not null,
  "alg" text not null,
  "secret" text not null,
  "created_at" timestamptz not null,
  "signs_from" timestamptz not null,
  "retired_at" timestamptz,
  primary key ("kid")
) with (fillfactor = 85);

alter table "sen"."oidc_key" enable row level security;

alter table "sen"."oidc_key" force row level security;

alter table "sen"."oidc_key" add constraint "oidc_key_alg_check" check (alg in ('RS256', 'ES256', 'cookie'));

revoke all on "sen"."oidc_key" from sen_app;

grant select, insert, update, delete on "sen"."oidc_key" to sen_app;

comment on table "sen"."oidc_key" is 'Keys the provider signs with, sealed; a retired one is published until what it signed has ended';

create table "sen"."oidc_model" (
  "model" text not null,
  "id_hash" bytea not null,
  "payload" jsonb not null,
  "account" uuid,
  "client" uuid,
  "grant_hash" bytea,
  "uid" text,
  "session" uuid,
  "consumed_at" timestamptz,
  "expires_at" timestamptz not null,
  primary key ("model", "id_hash")
) with (fillfactor = 85);

alter table "sen"."oidc_model" enable row level security;

alter table "sen"."oidc_model" force row level security;

create index "oidc_model_grant_idx" on "sen"."oidc_model" using btree (grant_hash) where grant_hash is not null;

create index "oidc_model_uid_idx" on "sen"."oidc_model" using btree (uid) where uid is not null;

create index "oidc_model_account_idx" on "sen"."oidc_model" using btree (account, client) where account is not null;

create index "oidc_model_client_idx" on "sen"."oidc_model" using btree (client) where client is not null;

create index "oidc_model_expires_idx" on "sen"."oidc_model" using btree (expires_at);

revoke all on "sen"."oidc_model" from sen_app;

grant select, insert, update, delete on "sen"."oidc_model" to sen_app;

comment on table "sen"."oidc_model" is 'What the sign-in provider remembers: codes, tokens, sessions. Rows are found by the hash of what the bearer holds';

create table "sen"."one_time_code" (
  "token_hash" bytea not null,
  "purpose" text not null,
  "account" uuid,
  "channel" text not null,
  "target" text,
  "mark" text not null,
  "tries" integer default 0 not null,
  "created_at" timestamptz not null,
  "expires_at" timestamptz not null,
  primary key ("token_hash")
) with (fillfactor = 85);

alter table "sen"."one_time_code" enable row level security;

alter table "sen"."one_time_code" force row level security;

alter table "sen"."one_time_code" add constraint "one_time_code_purpose_check" check (purpose in ('contact', 'password', 'sign-in'));

alter table "sen"."one_time_code" add constraint "one_time_code_channel_check" check (channel in ('email', 'phone'));

create index "one_time_code_account_idx" on "sen"."one_time_code" using btree (account);

create index "one_time_code_expires_idx" on "sen"."one_time_code" using btree (expires_at);

revoke all on "sen"."one_time_code" from sen_app;

grant select, insert, update, delete on "sen"."one_time_code" to sen_app;

comment on table "sen"."one_time_code" is 'Codes of six digits sent by mail or telephone: a keyed mark only, five minutes, five tries. Without an account: asked for a login that cannot be sent one';

create table "sen"."passkey_challenge" (
  "challenge" text not null,
  "purpose" text not null,
  "account" uuid,
  "expires_at" timestamptz not null,
  primary key ("challenge")
) with (fillfactor = 85);

alter table "sen"."passkey_challenge" enable row level security;

alter table "sen"."passkey_challenge" force row level security;

alter table "sen"."passkey_challenge" add constraint "passkey_challenge_purpose_check" check (purpose in ('register', 'sign-in', 'prove'));

create index "passkey_challenge_expires_idx" on "sen"."passkey_challenge" using btree (expires_at);

revoke all on "sen"."passkey_challenge" from sen_app;

grant select, insert, update, delete on "sen"."passkey_challenge" to sen_app;

comment on table "sen"."passkey_challenge" is 'Challenges given to browsers, each taken back once (WebAuthn 13.4.3)';

create table "sen"."pending_sign_in" (
  "token_hash" bytea not null,
  "account" uuid not null,
  "methods" text[] not null,
  "device" text,
  "tries" integer default 0 not null,
  "created_at" timestamptz not null,
  "expires_at" timestamptz not null,
  primary key ("token_hash")
) with (fillfactor = 85);

alter table "sen"."pending_sign_in" enable row level security;

alter table "sen"."pending_sign_in" force row level security;

create index "pending_sign_in_account_idx" on "sen"."pending_sign_in" using btree (account);

create index "pending_sign_in_expires_idx" on "sen"."pending_sign_in" using btree (expires_at);

revoke all on "sen"."pending_sign_in" from sen_app;

grant select, insert, update, delete on "sen"."pending_sign_in" to sen_app;

comment on table "sen"."pending_sign_in" is 'Somebody who gave the right password and owes the second factor; the hash of a cookie, five minutes, five tries';

create table "sen"."person" (
  "id" uuid not null,
  "kind" text default 'citizen' not null,
  "full_name" text not null,
  "birth_date" date,
  "sex" text,
  "national_id" text,
  "tax_code" text,
  "phone" text,
  "email" text,
  "commune" text,
  "address" text,
  "sample" boolean default false not null,
  "created_at" timestamptz default now() not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."person" enable row level security;

alter table "sen"."person" force row level security;

alter table "sen"."person" add constraint "person_kind_check" check (kind in ('citizen', 'enterprise', 'household-business'));

alter table "sen"."person" add constraint "person_sex_check" check (sex in ('male', 'female'));

create unique index "person_national_id_idx" on "sen"."person" using btree (national_id) where national_id is not null;

create unique index "person_tax_code_idx" on "sen"."person" using btree (tax_code) where tax_code is not null and kind <> 'citizen';

revoke all on "sen"."person" from sen_app;

grant select, insert, update on "sen"."person" to sen_app;

comment on table "sen"."person" is 'People and organisations known to the house';

create table "sen"."recovery_code" (
  "id" uuid not null,
  "account" uuid not null,
  "code_hash" bytea not null,
  "created_at" timestamptz not null,
  "used_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."recovery_code" enable row level security;

alter table "sen"."recovery_code" force row level security;

alter table "sen"."recovery_code" add constraint "recovery_code_code_key" unique nulls not distinct ("account", "code_hash");

revoke all on "sen"."recovery_code" from sen_app;

grant select, insert, update, delete on "sen"."recovery_code" to sen_app;

comment on table "sen"."recovery_code" is 'SHA-256 of codes of 80 random bits, each good once';

create table "sen"."restriction" (
  "id" uuid not null,
  "person" uuid not null,
  "since" timestamptz not null,
  "until" timestamptz,
  "request" uuid,
  "set_by" uuid,
  "lifted_by" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."restriction" enable row level security;

alter table "sen"."restriction" force row level security;

create unique index "restriction_open_idx" on "sen"."restriction" using btree (person) where until is null;

revoke all on "sen"."restriction" from sen_app;

grant select, insert, update on "sen"."restriction" to sen_app;

comment on table "sen"."restriction" is 'People whose data may be processed only as a law commands; one open row a person';

create table "sen"."role_grant" (
  "id" uuid not null,
  "account" uuid not null,
  "role" text not null,
  "unit" uuid not null,
  "valid_from" date not null,
  "valid_to" date,
  "granted_by" uuid,
  "delegated_from" uuid,
  "delegation" uuid,
  "stands_for" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."role_grant" enable row level security;

alter table "sen"."role_grant" force row level security;

alter table "sen"."role_grant" add constraint "role_grant_grant_key" unique nulls not distinct ("account", "role", "unit", "valid_from");

alter table "sen"."role_grant" add constraint "role_grant_period_check" check (valid_to is null or valid_to >= valid_from - 1);

create index "role_grant_unit_idx" on "sen"."role_grant" using btree (unit, role);

create index "role_grant_stands_for_idx" on "sen"."role_grant" using btree (stands_for) where stands_for is not null;

revoke all on "sen"."role_grant" from sen_app;

grant select, insert, update on "sen"."role_grant" to sen_app;

comment on table "sen"."role_grant" is 'A role given to an account in a unit, from–to; it reaches every unit below';

create table "sen"."role_request" (
  "id" uuid not null,
  "account" uuid not null,
  "role" text not null,
  "unit" uuid not null,
  "valid_from" date not null,
  "valid_to" date,
  "asked_by" uuid,
  "asked_by_name" text not null,
  "asked_at" timestamptz not null,
  "state" text not null,
  "settled_by" uuid,
  "settled_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."role_request" enable row level security;

alter table "sen"."role_request" force row level security;

alter table "sen"."role_request" add constraint "role_request_state_check" check (state in ('waiting', 'confirmed', 'declined'));

alter table "sen"."role_request" add constraint "role_request_two_check" check (state <> 'confirmed' or (settled_by is not null and settled_by is distinct from asked_by and settled_by <> account));

create index "role_request_waiting_idx" on "sen"."role_request" using btree (asked_at) where state = 'waiting';

revoke all on "sen"."role_request" from sen_app;

grant select, insert, update on "sen"."role_request" to sen_app;

comment on table "sen"."role_request" is 'The role of administrator, asked for by one and confirmed by another';

create table "sen"."saved_view" (
  "id" uuid not null,
  "account" uuid not null,
  "place" text not null,
  "name" text not null,
  "content" jsonb not null,
  "shared_unit" uuid,
  "saved_at" timestamptz not null,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."saved_view" enable row level security;

alter table "sen"."saved_view" force row level security;

alter table "sen"."saved_view" add constraint "saved_view_name_key" unique nulls not distinct ("account", "place", "name");

create index "saved_view_shared_idx" on "sen"."saved_view" using btree (place, shared_unit) where shared_unit is not null;

revoke all on "sen"."saved_view" from sen_app;

grant select, insert, update, delete on "sen"."saved_view" to sen_app;

comment on table "sen"."saved_view" is 'Kept ways of looking at a list: filters, order, columns; a shared one is read by the officers of a unit';

create table "sen"."service_account" (
  "account" uuid not null,
  "owner" uuid not null,
  "purpose" text not null,
  "networks" text[] not null,
  "calls_a_minute" integer not null,
  primary key ("account")
) with (fillfactor = 85);

alter table "sen"."service_account" enable row level security;

alter table "sen"."service_account" force row level security;

alter table "sen"."service_account" add constraint "service_account_calls_check" check (calls_a_minute between 1 and 100000);

revoke all on "sen"."service_account" from sen_app;

grant select, insert, update on "sen"."service_account" to sen_app;

comment on table "sen"."service_account" is 'What a service account is for, who answers for it, from where it may call';

create table "sen"."service_scope" (
  "account" uuid not null,
  "system" text not null,
  "thing" text not null,
  "access" text not null,
  primary key ("account", "system", "thing", "access")
) with (fillfactor = 85);

alter table "sen"."service_scope" enable row level security;

alter table "sen"."service_scope" force row level security;

alter table "sen"."service_scope" add constraint "service_scope_access_check" check (access in ('read', 'write'));

revoke all on "sen"."service_scope" from sen_app;

grant select, insert, update, delete on "sen"."service_scope" to sen_app;

comment on table "sen"."service_scope" is 'What a service account may call; nothing else';

create table "sen"."service_token" (
  "id" uuid not null,
  "account" uuid not null,
  "prefix" text not null,
  "token_hash" bytea not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "expires_on" date not null,
  "last_used_at" timestamptz,
  "withdrawn_at" timestamptz,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."service_token" enable row level security;

alter table "sen"."service_token" force row level security;

alter table "sen"."service_token" add constraint "service_token_token_hash_key" unique nulls not distinct ("token_hash");

create index "service_token_account_idx" on "sen"."service_token" using btree (account);

revoke all on "sen"."service_token" from sen_app;

grant select, insert, update on "sen"."service_token" to sen_app;

comment on table "sen"."service_token" is 'Only the SHA-256 of a token is kept; the prefix tells people which one is meant';

create table "sen"."session" (
  "token_hash" bytea not null,
  "id" uuid default gen_random_uuid() not null,
  "account" uuid not null,
  "csrf" text not null,
  "device" text,
  "ip" text,
  "methods" text[] default '{}' not null,
  "assurance" text default 'one-factor' not null,
  "proved_at" timestamptz,
  "acting_for" uuid,
  "known_device" bytea,
  "created_at" timestamptz not null,
  "seen_at" timestamptz not null,
  "expires_at" timestamptz not null,
  primary key ("token_hash")
) with (fillfactor = 85);

alter table "sen"."session" enable row level security;

alter table "sen"."session" force row level security;

alter table "sen"."session" add constraint "session_id_key" unique nulls not distinct ("id");

alter table "sen"."session" add constraint "session_assurance_check" check (assurance in ('one-factor', 'two-factor'));

create index "session_account_idx" on "sen"."session" using btree (account);

create index "session_expires_idx" on "sen"."session" using btree (expires_at);

revoke all on "sen"."session" from sen_app;

grant select, insert, update, delete on "sen"."session" to sen_app;

comment on table "sen"."session" is 'Only the SHA-256 of a session token is kept: a stolen dump opens no door';

create table "sen"."sign_in_attempt" (
  "subject" text not null,
  "place" text not null,
  "count" integer not null,
  "blocked_until" timestamptz,
  "last_at" timestamptz not null,
  primary key ("subject", "place")
) with (fillfactor = 85);

alter table "sen"."sign_in_attempt" enable row level security;

alter table "sen"."sign_in_attempt" force row level security;

create index "sign_in_attempt_last_idx" on "sen"."sign_in_attempt" using btree (last_at);

revoke all on "sen"."sign_in_attempt" from sen_app;

grant select, insert, update, delete on "sen"."sign_in_attempt" to sen_app;

comment on table "sen"."sign_in_attempt" is 'Refused tries, by what was tried (a hash of the login) and from where; unknown logins are counted like known ones';

create table "sen"."sign_in_refusal" (
  "id" uuid not null,
  "at" timestamptz not null,
  "network" text not null,
  "account" uuid,
  primary key ("id")
);

alter table "sen"."sign_in_refusal" enable row level security;

alter table "sen"."sign_in_refusal" force row level security;

create index "sign_in_refusal_at_idx" on "sen"."sign_in_refusal" using btree (at);

revoke all on "sen"."sign_in_refusal" from sen_app;

grant select, insert, delete on "sen"."sign_in_refusal" to sen_app;

comment on table "sen"."sign_in_refusal" is 'Refused sign-ins by network (the last part of the address is cut off) and account, for a month';

create table "sen"."switched_off" (
  "system" text not null,
  "since" timestamptz not null,
  "until" timestamptz,
  "reason" text not null,
  "by_name" text not null,
  primary key ("system")
) with (fillfactor = 85);

alter table "sen"."switched_off" enable row level security;

alter table "sen"."switched_off" force row level security;

alter table "sen"."switched_off" add constraint "switched_off_reason_check" check (char_length(reason) between 1 and 500);

alter table "sen"."switched_off" add constraint "switched_off_until_check" check (until is null or until > since);

revoke all on "sen"."switched_off" from sen_app;

grant select, insert, update, delete on "sen"."switched_off" to sen_app;

comment on table "sen"."switched_off" is 'Systems switched off by an administrator; those the province does not run at all are values of the province';

create table "sen"."task" (
  "id" uuid not null,
  "version" integer default 1 not null,
  "system" text not null,
  "flow" text not null,
  "record" text not null,
  "record_id" uuid not null,
  "record_unit" uuid not null,
  "state" text not null,
  "title" text not null,
  "number" text,
  "step" text not null,
  "step_vi" text not null,
  "step_en" text not null,
  "position" integer,
  "key" text,
  "without" text[],
  "asks" jsonb,
  "unit" uuid not null,
  "role" text not null,
  "head_role" text,
  "assignee" uuid,
  "assignee_name" text,
  "taken_at" timestamptz,
  "opened_at" timestamptz not null,
  "opened_by" uuid,
  "opened_by_move" uuid,
  "from_task" uuid,
  "calendar" text not null,
  "clock" jsonb,
  "warn_minutes" integer,
  "warnings" jsonb,
  "due_at" timestamptz,
  "warn_at" timestamptz,
  "paused_at" timestamptz,
  "warned_at" timestamptz,
  "escalated_at" timestamptz,
  "done_at" timestamptz,
  "done_by" uuid,
  "done_by_name" text,
  "outcome" text,
  "search" text generated always as (sen.fold(title || ' ' || coalesce(number, ''))) stored,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."task" enable row level security;

alter table "sen"."task" force row level security;

alter table "sen"."task" add constraint "task_assignee_check" check ((assignee is null) = (assignee_name is null));

alter table "sen"."task" add constraint "task_done_check" check ((done_at is null) = (outcome is null));

create index "task_unit_idx" on "sen"."task" using btree (unit, due_at, id, role, assignee, warn_at) where done_at is null;

create index "task_free_idx" on "sen"."task" using btree (unit, role, due_at, id) where done_at is null and assignee is null;

create index "task_assignee_idx" on "sen"."task" using btree (assignee, due_at, id) where done_at is null;

create index "task_due_idx" on "sen"."task" using btree (due_at, id) where done_at is null;

create index "task_record_idx" on "sen"."task" using btree (record_id, opened_at, id);

create index "task_open_idx" on "sen"."task" using btree (record_id) where done_at is null;

create index "task_warn_idx" on "sen"."task" using btree (warn_at) where done_at is null and warned_at is null;

create index "task_late_idx" on "sen"."task" using btree (due_at) where done_at is null and escalated_at is null;

create index "task_search_idx" on "sen"."task" using gin (search gin_trgm_ops) where done_at is null;

revoke all on "sen"."task" from sen_app;

grant select, insert, update on "sen"."task" to sen_app;

comment on table "sen"."task" is 'One piece of work for one role in one unit, with its clock';

create table "sen"."unit" (
  "id" uuid not null,
  "code" text not null,
  "name" text not null,
  "short_name" text not null,
  "kind" text not null,
  "parent" uuid,
  "commune" text,
  "calendar" text not null,
  "office_code" text,
  "provisional" boolean default false not null,
  "valid_from" date not null,
  "valid_to" date,
  "changed_on" date,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."unit" enable row level security;

alter table "sen"."unit" force row level security;

alter table "sen"."unit" add constraint "unit_code_key" unique nulls not distinct ("code", "valid_from");

alter table "sen"."unit" add constraint "unit_period_check" check (valid_to is null or valid_to >= valid_from);

create index "unit_parent_idx" on "sen"."unit" using btree (parent);

create index "unit_commune_idx" on "sen"."unit" using btree (commune);

revoke all on "sen"."unit" from sen_app;

grant select, insert, update on "sen"."unit" to sen_app;

comment on table "sen"."unit" is 'Units of the province with dates: a merged or renamed unit keeps its row, old papers keep their maker';

create table "sen"."unit_change" (
  "id" uuid not null,
  "kind" text not null,
  "change" jsonb not null,
  "on" date not null,
  "decision" text not null,
  "state" text not null,
  "effects" jsonb,
  "units" uuid[] not null,
  "made_at" timestamptz not null,
  "made_by" uuid,
  "made_by_name" text not null,
  "done_at" timestamptz,
  "why" text,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."unit_change" enable row level security;

alter table "sen"."unit_change" force row level security;

alter table "sen"."unit_change" add constraint "unit_change_kind_check" check (kind in ('rename', 'move', 'open', 'close', 'merge', 'split'));

alter table "sen"."unit_change" add constraint "unit_change_state_check" check (state in ('waiting', 'done', 'cancelled', 'refused'));

create index "unit_change_waiting_idx" on "sen"."unit_change" using btree ("on") where state = 'waiting';

create index "unit_change_units_idx" on "sen"."unit_change" using gin (units);

revoke all on "sen"."unit_change" from sen_app;

grant select, insert, update on "sen"."unit_change" to sen_app;

comment on table "sen"."unit_change" is 'Decided changes of the unit tree: waiting for their day, done, cancelled, or refused when the day came';

create table "sen"."unit_closure" (
  "ancestor" uuid not null,
  "descendant" uuid not null,
  primary key ("ancestor", "descendant")
);

alter table "sen"."unit_closure" enable row level security;

alter table "sen"."unit_closure" force row level security;

revoke all on "sen"."unit_closure" from sen_app;

grant select, insert, delete on "sen"."unit_closure" to sen_app;

comment on table "sen"."unit_closure" is 'Every unit with every unit above it and itself, so that reach is one index look-up';

create table "sen"."unit_succession" (
  "predecessor" uuid not null,
  "successor" uuid not null,
  "since" date not null,
  "heir" boolean not null,
  "change" uuid not null,
  primary key ("predecessor", "successor")
) with (fillfactor = 85);

alter table "sen"."unit_succession" enable row level security;

alter table "sen"."unit_succession" force row level security;

alter table "sen"."unit_succession" add constraint "unit_succession_two_check" check (predecessor <> successor);

create unique index "unit_succession_heir_idx" on "sen"."unit_succession" using btree (predecessor) where heir;

create index "unit_succession_successor_idx" on "sen"."unit_succession" using btree (successor);

revoke all on "sen"."unit_succession" from sen_app;

grant select, insert, update on "sen"."unit_succession" to sen_app;

comment on table "sen"."unit_succession" is 'Who took over from a unit that was merged or split; the heir has its open work and reads its records';

create table "sen"."unit_version" (
  "unit" uuid not null,
  "since" date not null,
  "name" text not null,
  "short_name" text not null,
  "parent" uuid,
  "change" uuid not null,
  primary key ("unit", "since")
) with (fillfactor = 85);

alter table "sen"."unit_version" enable row level security;

alter table "sen"."unit_version" force row level security;

revoke all on "sen"."unit_version" from sen_app;

grant select, insert, update on "sen"."unit_version" to sen_app;

comment on table "sen"."unit_version" is 'What a unit was called and where it stood, from a day on; written when it first changes';

create table "sen"."upstream_attempt" (
  "browser_hash" bytea not null,
  "state" text not null,
  "nonce" text not null,
  "verifier" text not null,
  "next" text not null,
  "expires_at" timestamptz not null,
  primary key ("browser_hash")
);

alter table "sen"."upstream_attempt" enable row level security;

alter table "sen"."upstream_attempt" force row level security;

create index "upstream_attempt_expires_idx" on "sen"."upstream_attempt" using btree (expires_at);

revoke all on "sen"."upstream_attempt" from sen_app;

grant select, insert, delete on "sen"."upstream_attempt" to sen_app;

comment on table "sen"."upstream_attempt" is 'Sign-ins that went to another provider and have not come back; each comes back once, to the browser it left';

create table "sen"."upstream_permit" (
  "account" uuid not null,
  "permitted_by" uuid,
  "permitted_at" timestamptz not null,
  primary key ("account")
);

alter table "sen"."upstream_permit" enable row level security;

alter table "sen"."upstream_permit" force row level security;

revoke all on "sen"."upstream_permit" from sen_app;

grant select, insert, delete on "sen"."upstream_permit" to sen_app;

comment on table "sen"."upstream_permit" is 'Accounts of officers that an administrator lets in by an electronic identity';

alter table "administration"."invitation" add constraint "invitation_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "administration"."people_import" add constraint "people_import_made_by_fkey" foreign key ("made_by") references "sen"."account" ("id") on delete restrict;

alter table "administration"."people_import_line" add constraint "people_import_line_import_fkey" foreign key ("import") references "administration"."people_import" ("id") on delete cascade;

alter table "one_stop"."announcement" add constraint "announcement_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."bill" add constraint "bill_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."bill" add constraint "bill_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."bill" add constraint "bill_applicant_fkey" foreign key ("applicant") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."bill" add constraint "bill_receipt_fkey" foreign key ("receipt") references "one_stop"."receipt" ("id") on delete restrict;

alter table "one_stop"."calling_rule" add constraint "calling_rule_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."collection_account" add constraint "collection_account_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."complaint" add constraint "complaint_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."complaint" add constraint "complaint_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."complaint" add constraint "complaint_sender_fkey" foreign key ("sender") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."complaint" add constraint "complaint_agency_fkey" foreign key ("agency") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."counter" add constraint "counter_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."counter" add constraint "counter_officer_fkey" foreign key ("officer") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."design" add constraint "design_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."design_example" add constraint "design_example_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_applicant_fkey" foreign key ("applicant") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_agency_fkey" foreign key ("agency") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_received_unit_fkey" foreign key ("received_unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_returning_unit_fkey" foreign key ("returning_unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_representative_fkey" foreign key ("representative") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_waits_for_fkey" foreign key ("waits_for") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_design_fkey" foreign key ("design") references "one_stop"."design" ("id") on delete restrict;

alter table "one_stop"."draft" add constraint "draft_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."draft" add constraint "draft_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."draft" add constraint "draft_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."fee_claim" add constraint "fee_claim_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."fee_claim" add constraint "fee_claim_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."fee_claim" add constraint "fee_claim_person_fkey" foreign key ("person") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."fee_claim" add constraint "fee_claim_evidence_file_fkey" foreign key ("evidence_file") references "sen"."file" ("id") on delete restrict;

alter table "one_stop"."fee_exemption" add constraint "fee_exemption_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."fee_rule" add constraint "fee_rule_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."intake" add constraint "intake_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."intake" add constraint "intake_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."intake" add constraint "intake_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."issued_form" add constraint "issued_form_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."issued_form" add constraint "issued_form_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."issued_form" add constraint "issued_form_applicant_fkey" foreign key ("applicant") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."issued_form" add constraint "issued_form_file_fkey" foreign key ("file") references "sen"."file" ("id") on delete restrict;

alter table "one_stop"."late_alert" add constraint "late_alert_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete cascade;

alter table "one_stop"."letter_choice" add constraint "letter_choice_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."letter_sent" add constraint "letter_sent_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."pile" add constraint "pile_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."pile" add constraint "pile_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."procedure" add constraint "procedure_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."quality_month" add constraint "quality_month_agency_fkey" foreign key ("agency") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."receipt" add constraint "receipt_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."receipt" add constraint "receipt_shift_fkey" foreign key ("shift") references "one_stop"."shift" ("id") on delete restrict;

alter table "one_stop"."receipt" add constraint "receipt_cashier_fkey" foreign key ("cashier") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."receipt" add constraint "receipt_payer_fkey" foreign key ("payer") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."receipt" add constraint "receipt_refund_shift_fkey" foreign key ("refund_shift") references "one_stop"."shift" ("id") on delete restrict;

alter table "one_stop"."result_draft" add constraint "result_draft_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."result_draft" add constraint "result_draft_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."result_draft" add constraint "result_draft_applicant_fkey" foreign key ("applicant") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."result_draft" add constraint "result_draft_drafted_by_fkey" foreign key ("drafted_by") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."scan" add constraint "scan_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."scan" add constraint "scan_for_dossier_fkey" foreign key ("for_dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."scan" add constraint "scan_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."share" add constraint "share_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."share" add constraint "share_owner_fkey" foreign key ("owner") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."shift" add constraint "shift_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."shift" add constraint "shift_cashier_fkey" foreign key ("cashier") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."step" add constraint "step_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."step_pace" add constraint "step_pace_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_owner_fkey" foreign key ("owner") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_file_fkey" foreign key ("file") references "sen"."file" ("id") on delete restrict;

alter table "one_stop"."ticket" add constraint "ticket_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."ticket" add constraint "ticket_counter_fkey" foreign key ("counter") references "one_stop"."counter" ("id") on delete restrict;

alter table "one_stop"."ticket" add constraint "ticket_wanted_fkey" foreign key ("wanted") references "one_stop"."counter" ("id") on delete restrict;

alter table "one_stop"."ticket" add constraint "ticket_holder_fkey" foreign key ("holder") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."ticket" add constraint "ticket_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."ticket" add constraint "ticket_officer_fkey" foreign key ("officer") references "sen"."account" ("id") on delete restrict;

alter table "one_stop"."ticket_kind" add constraint "ticket_kind_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "personal_data"."assessment" add constraint "assessment_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "personal_data"."assessment" add constraint "assessment_former_fkey" foreign key ("former") references "personal_data"."assessment" ("id") on delete restrict;

alter table "personal_data"."breach" add constraint "breach_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "personal_data"."request" add constraint "request_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "personal_data"."request" add constraint "request_asker_fkey" foreign key ("asker") references "sen"."person" ("id") on delete restrict;

alter table "personal_data"."term" add constraint "term_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."approval" add constraint "approval_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."approval" add constraint "approval_line_fkey" foreign key ("line") references "plan"."line" ("id") on delete restrict;

alter table "plan"."approval" add constraint "approval_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."budget" add constraint "budget_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."budget" add constraint "budget_line_fkey" foreign key ("line") references "plan"."line" ("id") on delete restrict;

alter table "plan"."budget" add constraint "budget_spender_fkey" foreign key ("spender") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."budget" add constraint "budget_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."evidence" add constraint "evidence_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."evidence" add constraint "evidence_line_fkey" foreign key ("line") references "plan"."line" ("id") on delete restrict;

alter table "plan"."evidence" add constraint "evidence_milestone_fkey" foreign key ("milestone") references "plan"."milestone" ("id") on delete restrict;

alter table "plan"."evidence" add constraint "evidence_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."indicator" add constraint "indicator_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."indicator" add constraint "indicator_owner_fkey" foreign key ("owner") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."line" add constraint "line_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."line" add constraint "line_partner_fkey" foreign key ("partner") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."milestone" add constraint "milestone_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."milestone" add constraint "milestone_line_fkey" foreign key ("line") references "plan"."line" ("id") on delete restrict;

alter table "plan"."milestone" add constraint "milestone_owner_fkey" foreign key ("owner") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."obstacle" add constraint "obstacle_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."obstacle" add constraint "obstacle_line_fkey" foreign key ("line") references "plan"."line" ("id") on delete restrict;

alter table "plan"."obstacle" add constraint "obstacle_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."peer" add constraint "peer_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."province_report" add constraint "province_report_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."province_report" add constraint "province_report_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."report" add constraint "report_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."report" add constraint "report_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."risk" add constraint "risk_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."risk" add constraint "risk_line_fkey" foreign key ("line") references "plan"."line" ("id") on delete restrict;

alter table "plan"."risk" add constraint "risk_owner_fkey" foreign key ("owner") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."risk" add constraint "risk_focal_fkey" foreign key ("focal") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."score" add constraint "score_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."score" add constraint "score_indicator_fkey" foreign key ("indicator") references "plan"."indicator" ("id") on delete restrict;

alter table "plan"."score" add constraint "score_owner_fkey" foreign key ("owner") references "sen"."unit" ("id") on delete restrict;

alter table "plan"."term" add constraint "term_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."account" add constraint "account_person_fkey" foreign key ("person") references "sen"."person" ("id") on delete restrict;

alter table "sen"."break_glass" add constraint "break_glass_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."break_glass" add constraint "break_glass_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."client" add constraint "client_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."client" add constraint "client_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."client_grant" add constraint "client_grant_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."client_grant" add constraint "client_grant_client_fkey" foreign key ("client") references "sen"."client" ("id") on delete restrict;

alter table "sen"."consent" add constraint "consent_person_fkey" foreign key ("person") references "sen"."person" ("id") on delete restrict;

alter table "sen"."consent" add constraint "consent_text_fkey" foreign key ("purpose", "version") references "sen"."consent_text" ("purpose", "version") on delete restrict;

alter table "sen"."delegation" add constraint "delegation_from_account_fkey" foreign key ("from_account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."delegation" add constraint "delegation_to_account_fkey" foreign key ("to_account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."factor" add constraint "factor_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."identity" add constraint "identity_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."import_error" add constraint "import_error_import_fkey" foreign key ("import") references "sen"."import" ("id") on delete cascade;

alter table "sen"."known_device" add constraint "known_device_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."log_head" add constraint "log_head_key_fkey" foreign key ("key") references "sen"."log_key" ("id") on delete restrict;

alter table "sen"."log_key" add constraint "log_key_previous_fkey" foreign key ("previous") references "sen"."log_key" ("id") on delete restrict;

alter table "sen"."log_removal" add constraint "log_removal_archive_fkey" foreign key ("month", "part") references "sen"."log_archive" ("month", "part") on delete restrict;

alter table "sen"."log_witness" add constraint "log_witness_head_fkey" foreign key ("head") references "sen"."log_head" ("number") on delete restrict;

alter table "sen"."mandate" add constraint "mandate_representative_fkey" foreign key ("representative") references "sen"."person" ("id") on delete restrict;

alter table "sen"."mandate" add constraint "mandate_represented_fkey" foreign key ("represented") references "sen"."person" ("id") on delete restrict;

alter table "sen"."notice" add constraint "notice_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."objection" add constraint "objection_person_fkey" foreign key ("person") references "sen"."person" ("id") on delete restrict;

alter table "sen"."objection" add constraint "objection_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."one_time_code" add constraint "one_time_code_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."passkey_challenge" add constraint "passkey_challenge_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."pending_sign_in" add constraint "pending_sign_in_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."recovery_code" add constraint "recovery_code_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."restriction" add constraint "restriction_person_fkey" foreign key ("person") references "sen"."person" ("id") on delete restrict;

alter table "sen"."role_grant" add constraint "role_grant_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."role_grant" add constraint "role_grant_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."role_request" add constraint "role_request_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."role_request" add constraint "role_request_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."saved_view" add constraint "saved_view_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."saved_view" add constraint "saved_view_shared_unit_fkey" foreign key ("shared_unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."service_account" add constraint "service_account_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."service_account" add constraint "service_account_owner_fkey" foreign key ("owner") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."service_scope" add constraint "service_scope_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."service_token" add constraint "service_token_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."session" add constraint "session_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."session" add constraint "session_acting_for_fkey" foreign key ("acting_for") references "sen"."person" ("id") on delete restrict;

alter table "sen"."task" add constraint "task_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."task" add constraint "task_assignee_fkey" foreign key ("assignee") references "sen"."account" ("id") on delete restrict;

alter table "sen"."unit" add constraint "unit_parent_fkey" foreign key ("parent") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."unit_closure" add constraint "unit_closure_ancestor_fkey" foreign key ("ancestor") references "sen"."unit" ("id") on delete cascade;

alter table "sen"."unit_closure" add constraint "unit_closure_descendant_fkey" foreign key ("descendant") references "sen"."unit" ("id") on delete cascade;

alter table "sen"."unit_succession" add constraint "unit_succession_predecessor_fkey" foreign key ("predecessor") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."unit_succession" add constraint "unit_succession_successor_fkey" foreign key ("successor") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."unit_version" add constraint "unit_version_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."upstream_permit" add constraint "upstream_permit_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

create policy "invitation_read" on "administration"."invitation" for select to sen_app using ((select sen.is_house()));

create policy "invitation_add" on "administration"."invitation" for insert to sen_app with check ((select sen.is_house()));

create policy "invitation_change" on "administration"."invitation" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "people_import_read" on "administration"."people_import" for select to sen_app using ((select sen.is_house()));

create policy "people_import_add" on "administration"."people_import" for insert to sen_app with check ((select sen.is_house()));

create policy "people_import_change" on "administration"."people_import" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "people_import_line_read" on "administration"."people_import_line" for select to sen_app using ((select sen.is_house()));

create policy "people_import_line_add" on "administration"."people_import_line" for insert to sen_app with check ((select sen.is_house()));

create policy "people_import_line_change" on "administration"."people_import_line" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "announcement_read" on "one_stop"."announcement" for select to sen_app using ((select sen.is_house()) or true);

create policy "announcement_create" on "one_stop"."announcement" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "announcement"."unit" and held.account = (select sen.me()) and held.role = any('{administrator,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "announcement_change" on "one_stop"."announcement" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator,province-monitor}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "announcement"."unit" and held.account = (select sen.me()) and held.role = any('{administrator,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "bill_read" on "one_stop"."bill" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[]) or "units" && (select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[] or "applicant" = (select sen.my_person()));

create policy "bill_create" on "one_stop"."bill" for insert to sen_app with check ((select sen.is_house()));

create policy "bill_change" on "one_stop"."bill" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "bill"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head,leader,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[] or "applicant" = (select sen.my_person()));

create policy "calling_rule_read" on "one_stop"."calling_rule" for select to sen_app using ((select sen.is_house()) or true);

create policy "calling_rule_create" on "one_stop"."calling_rule" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "calling_rule"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "calling_rule_change" on "one_stop"."calling_rule" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "calling_rule"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "collection_account_read" on "one_stop"."collection_account" for select to sen_app using ((select sen.is_house()) or true);

create policy "collection_account_create" on "one_stop"."collection_account" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "collection_account"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "collection_account_change" on "one_stop"."collection_account" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "collection_account"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "complaint_read" on "one_stop"."complaint" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{centre-head,leader,section-head,province-monitor}'))::uuid[]) or "units" && (select sen.reach('{centre-head,leader,section-head,province-monitor}'))::uuid[] or "sender" = (select sen.my_person()));

create policy "complaint_create" on "one_stop"."complaint" for insert to sen_app with check ((select sen.is_house()));

create policy "complaint_change" on "one_stop"."complaint" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "complaint"."unit" and held.account = (select sen.me()) and held.role = any('{centre-head,leader,section-head,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{centre-head,leader,section-head,province-monitor}'))::uuid[] or "sender" = (select sen.my_person()));

create policy "counter_read" on "one_stop"."counter" for select to sen_app using ((select sen.is_house()) or (select sen.me()) is not null);

create policy "counter_create" on "one_stop"."counter" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "counter"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "counter_change" on "one_stop"."counter" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "counter"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select sen.me()) is not null);

create policy "design_read" on "one_stop"."design" for select to sen_app using ((select sen.is_house()) or (select sen.me()) is not null);

create policy "design_create" on "one_stop"."design" for insert to sen_app with check ((select sen.is_house()));

create policy "design_change" on "one_stop"."design" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or (select sen.me()) is not null);

create policy "design_example_read" on "one_stop"."design_example" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[]));

create policy "design_example_create" on "one_stop"."design_example" for insert to sen_app with check ((select sen.is_house()));

create policy "design_example_change" on "one_stop"."design_example" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "design_example"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "dossier_read" on "one_stop"."dossier" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}'))::uuid[]) or "units" && (select sen.reach('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}'))::uuid[] or "applicant" = (select sen.my_person()) or "representative" = (select sen.my_person()));

create policy "dossier_create" on "one_stop"."dossier" for insert to sen_app with check ((select sen.is_house()));

create policy "dossier_change" on "one_stop"."dossier" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "dossier"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}'))::uuid[] or "applicant" = (select sen.my_person()) or "representative" = (select sen.my_person()));

create policy "draft_read" on "one_stop"."draft" for select to sen_app using ((select sen.is_house()) or created_by = (select sen.me()));

create policy "draft_create" on "one_stop"."draft" for insert to sen_app with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "draft_change" on "one_stop"."draft" for update to sen_app using ((select sen.is_house()) or created_by = (select sen.me())) with check ((select sen.is_house()) or created_by = (select sen.me()) or created_by = (select sen.me()));

create policy "fee_claim_read" on "one_stop"."fee_claim" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head}'))::uuid[]) or "units" && (select sen.reach('{one-stop-officer,centre-head}'))::uuid[] or "person" = (select sen.my_person()));

create policy "fee_claim_create" on "one_stop"."fee_claim" for insert to sen_app with check ((select sen.is_house()));

create policy "fee_claim_change" on "one_stop"."fee_claim" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "fee_claim"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{one-stop-officer,centre-head}'))::uuid[] or "person" = (select sen.my_person()));

create policy "fee_exemption_read" on "one_stop"."fee_exemption" for select to sen_app using ((select sen.is_house()) or true);

create policy "fee_exemption_create" on "one_stop"."fee_exemption" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "fee_exemption"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "fee_exemption_change" on "one_stop"."fee_exemption" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "fee_exemption"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "fee_rule_read" on "one_stop"."fee_rule" for select to sen_app using ((select sen.is_house()) or true);

create policy "fee_rule_create" on "one_stop"."fee_rule" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "fee_rule"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "fee_rule_change" on "one_stop"."fee_rule" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "fee_rule"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "intake_read" on "one_stop"."intake" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head}'))::uuid[]));

create policy "intake_create" on "one_stop"."intake" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "intake"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "intake_change" on "one_stop"."intake" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "intake"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "issued_form_read" on "one_stop"."issued_form" for select to sen_app using ((select sen.is_house()) or "applicant" = (select sen.my_person()));

create policy "issued_form_create" on "one_stop"."issued_form" for insert to sen_app with check ((select sen.is_house()));

create policy "issued_form_change" on "one_stop"."issued_form" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or "applicant" = (select sen.my_person()));

create policy "late_alert_read" on "one_stop"."late_alert" for select to sen_app using ((select sen.is_house()));

create policy "late_alert_add" on "one_stop"."late_alert" for insert to sen_app with check ((select sen.is_house()));

create policy "letter_choice_read" on "one_stop"."letter_choice" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "letter_choice_add" on "one_stop"."letter_choice" for insert to sen_app with check ((select sen.is_house()) or account = (select sen.me()));

create policy "letter_choice_change" on "one_stop"."letter_choice" for update to sen_app using ((select sen.is_house()) or account = (select sen.me())) with check ((select sen.is_house()) or account = (select sen.me()));

create policy "letter_sent_read" on "one_stop"."letter_sent" for select to sen_app using ((select sen.is_house()));

create policy "letter_sent_add" on "one_stop"."letter_sent" for insert to sen_app with check ((select sen.is_house()));

create policy "pace_mark_read" on "one_stop"."pace_mark" for select to sen_app using ((select sen.is_house()));

create policy "pace_mark_add" on "one_stop"."pace_mark" for insert to sen_app with check ((select sen.is_house()));

create policy "pace_mark_change" on "one_stop"."pace_mark" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "pile_read" on "one_stop"."pile" for select to sen_app using ((select sen.is_house()) or created_by = (select sen.me()));

create policy "pile_create" on "one_stop"."pile" for insert to sen_app with check ((select sen.is_house()));

create policy "pile_change" on "one_stop"."pile" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "procedure_read" on "one_stop"."procedure" for select to sen_app using ((select sen.is_house()) or true);

create policy "procedure_create" on "one_stop"."procedure" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "procedure"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "procedure_change" on "one_stop"."procedure" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "procedure"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "quality_month_read" on "one_stop"."quality_month" for select to sen_app using ((select sen.is_house()));

create policy "quality_month_add" on "one_stop"."quality_month" for insert to sen_app with check ((select sen.is_house()));

create policy "quality_month_remove" on "one_stop"."quality_month" for delete to sen_app using ((select sen.is_house()));

create policy "quality_state_read" on "one_stop"."quality_state" for select to sen_app using ((select sen.is_house()));

create policy "quality_state_add" on "one_stop"."quality_state" for insert to sen_app with check ((select sen.is_house()));

create policy "quality_state_change" on "one_stop"."quality_state" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "receipt_read" on "one_stop"."receipt" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[]) or "units" && (select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[] or "payer" = (select sen.my_person()));

create policy "receipt_create" on "one_stop"."receipt" for insert to sen_app with check ((select sen.is_house()));

create policy "receipt_change" on "one_stop"."receipt" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "receipt"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head,leader,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[] or "payer" = (select sen.my_person()));

create policy "result_draft_read" on "one_stop"."result_draft" for select to sen_app using ((select sen.is_house()));

create policy "result_draft_create" on "one_stop"."result_draft" for insert to sen_app with check ((select sen.is_house()));

create policy "result_draft_change" on "one_stop"."result_draft" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "scan_read" on "one_stop"."scan" for select to sen_app using ((select sen.is_house()) or created_by = (select sen.me()));

create policy "scan_create" on "one_stop"."scan" for insert to sen_app with check ((select sen.is_house()));

create policy "scan_change" on "one_stop"."scan" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "share_read" on "one_stop"."share" for select to sen_app using ((select sen.is_house()) or "owner" = (select sen.my_person()));

create policy "share_create" on "one_stop"."share" for insert to sen_app with check ((select sen.is_house()));

create policy "share_change" on "one_stop"."share" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or "owner" = (select sen.my_person()));

create policy "shift_read" on "one_stop"."shift" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[]));

create policy "shift_create" on "one_stop"."shift" for insert to sen_app with check ((select sen.is_house()));

create policy "shift_change" on "one_stop"."shift" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "shift"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head,leader,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "step_read" on "one_stop"."step" for select to sen_app using ((select sen.is_house()) or (select sen.me()) is not null);

create policy "step_create" on "one_stop"."step" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "step"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "step_change" on "one_stop"."step" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "step"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select sen.me()) is not null);

create policy "step_pace_read" on "one_stop"."step_pace" for select to sen_app using ((select sen.is_house()) or cardinality((select sen.reach(null))::uuid[]) > 0);

create policy "step_pace_add" on "one_stop"."step_pace" for insert to sen_app with check ((select sen.is_house()));

create policy "step_pace_change" on "one_stop"."step_pace" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "stored_paper_read" on "one_stop"."stored_paper" for select to sen_app using ((select sen.is_house()) or "owner" = (select sen.my_person()));

create policy "stored_paper_create" on "one_stop"."stored_paper" for insert to sen_app with check ((select sen.is_house()));

create policy "stored_paper_change" on "one_stop"."stored_paper" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or "owner" = (select sen.my_person()));

create policy "ticket_read" on "one_stop"."ticket" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head,leader,province-monitor}'))::uuid[]) or "holder" = (select sen.my_person()));

create policy "ticket_create" on "one_stop"."ticket" for insert to sen_app with check ((select sen.is_house()));

create policy "ticket_change" on "one_stop"."ticket" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "ticket"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head,leader,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "holder" = (select sen.my_person()));

create policy "ticket_kind_read" on "one_stop"."ticket_kind" for select to sen_app using ((select sen.is_house()) or true);

create policy "ticket_kind_create" on "one_stop"."ticket_kind" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "ticket_kind"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "ticket_kind_change" on "one_stop"."ticket_kind" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "ticket_kind"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "assessment_read" on "personal_data"."assessment" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{data-protection-officer}'))::uuid[]));

create policy "assessment_create" on "personal_data"."assessment" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "assessment"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "assessment_change" on "personal_data"."assessment" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{data-protection-officer}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "assessment"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "assessment"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "breach_read" on "personal_data"."breach" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{data-protection-officer}'))::uuid[]));

create policy "breach_create" on "personal_data"."breach" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "breach"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "breach_change" on "personal_data"."breach" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{data-protection-officer}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "breach"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "breach"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "request_read" on "personal_data"."request" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{data-protection-officer}'))::uuid[]) or "asker" = (select sen.my_person()));

create policy "request_create" on "personal_data"."request" for insert to sen_app with check ((select sen.is_house()));

create policy "request_change" on "personal_data"."request" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "request"."unit" and held.account = (select sen.me()) and held.role = any('{data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "asker" = (select sen.my_person()));

create policy "term_read" on "personal_data"."term" for select to sen_app using ((select sen.is_house()) or true);

create policy "term_create" on "personal_data"."term" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "term"."unit" and held.account = (select sen.me()) and held.role = any('{administrator,data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "term_change" on "personal_data"."term" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator,data-protection-officer}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "term"."unit" and held.account = (select sen.me()) and held.role = any('{administrator,data-protection-officer}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "approval_read" on "plan"."approval" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or "focal" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]));

create policy "approval_create" on "plan"."approval" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "approval"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "approval_change" on "plan"."approval" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "approval"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "approval"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "budget_read" on "plan"."budget" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or "focal" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]) or (select cardinality(sen.reach('{plan-finance}')) > 0));

create policy "budget_create" on "plan"."budget" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "budget"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner,plan-finance}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "budget_change" on "plan"."budget" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "focal" = any((select sen.reach('{plan-focal}'))::uuid[]) or (select cardinality(sen.reach('{plan-finance}')) > 0)) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "budget"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "budget"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select cardinality(sen.reach('{plan-finance}')) > 0) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "budget"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "budget"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select cardinality(sen.reach('{plan-finance}')) > 0));

create policy "evidence_read" on "plan"."evidence" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or "focal" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]));

create policy "evidence_create" on "plan"."evidence" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "evidence"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "evidence_change" on "plan"."evidence" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "focal" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "evidence"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "evidence"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "evidence"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "evidence"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "indicator_read" on "plan"."indicator" for select to sen_app using ((select sen.is_house()) or true);

create policy "indicator_create" on "plan"."indicator" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "indicator"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "indicator_change" on "plan"."indicator" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "indicator"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "line_read" on "plan"."line" for select to sen_app using ((select sen.is_house()) or true);

create policy "line_create" on "plan"."line" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "line"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "line_change" on "plan"."line" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "line"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "milestone_read" on "plan"."milestone" for select to sen_app using ((select sen.is_house()) or true);

create policy "milestone_create" on "plan"."milestone" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "milestone"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "milestone_change" on "plan"."milestone" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "milestone"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "obstacle_read" on "plan"."obstacle" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or "focal" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]));

create policy "obstacle_create" on "plan"."obstacle" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "obstacle"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "obstacle_change" on "plan"."obstacle" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "obstacle"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "obstacle"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "peer_read" on "plan"."peer" for select to sen_app using ((select sen.is_house()) or true);

create policy "peer_create" on "plan"."peer" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "peer"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "peer_change" on "plan"."peer" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "peer"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "province_report_read" on "plan"."province_report" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal}'))::uuid[]) or "focal" = any((select sen.reach('{province-monitor,plan-approver}'))::uuid[]));

create policy "province_report_create" on "plan"."province_report" for insert to sen_app with check ((select sen.is_house()));

create policy "province_report_change" on "plan"."province_report" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "province_report"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "province_report"."focal" and held.account = (select sen.me()) and held.role = any('{province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "report_read" on "plan"."report" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner,leader}'))::uuid[]) or "focal" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]));

create policy "report_create" on "plan"."report" for insert to sen_app with check ((select sen.is_house()));

create policy "report_change" on "plan"."report" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "report"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner,leader}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "report"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "risk_read" on "plan"."risk" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or "focal" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]));

create policy "risk_create" on "plan"."risk" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "risk"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "risk_change" on "plan"."risk" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,plan-reporter,plan-partner}'))::uuid[]) or "focal" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "risk"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "risk"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "risk"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,plan-reporter,plan-partner}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{plan-reporter,leader}'))::uuid[] or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "risk"."focal" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "score_read" on "plan"."score" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal,province-monitor,plan-approver}'))::uuid[]) or "owner" = any((select sen.reach('{plan-reporter}'))::uuid[]));

create policy "score_create" on "plan"."score" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "score"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "score_change" on "plan"."score" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{plan-focal}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "score"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "score"."unit" and held.account = (select sen.me()) and held.role = any('{plan-focal,province-monitor,plan-approver}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "score"."owner" and held.account = (select sen.me()) and held.role = any('{plan-reporter}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "term_read" on "plan"."term" for select to sen_app using ((select sen.is_house()) or true);

create policy "term_create" on "plan"."term" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "term"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select cardinality(sen.reach('{plan-focal}')) > 0));

create policy "term_change" on "plan"."term" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[]) or (select cardinality(sen.reach('{plan-focal}')) > 0)) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "term"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select cardinality(sen.reach('{plan-focal}')) > 0) or true);

create policy "account_read" on "sen"."account" for select to sen_app using ((select sen.is_house()) or id = (select sen.me()));

create policy "account_house_insert" on "sen"."account" for insert to sen_app with check ((select sen.is_house()));

create policy "account_house_update" on "sen"."account" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "alert_read" on "sen"."alert" for select to sen_app using ((select sen.is_house()) or (select cardinality(sen.reach('{administrator,auditor}')) > 0));

create policy "alert_add" on "sen"."alert" for insert to sen_app with check ((select sen.is_house()));

create policy "alert_change" on "sen"."alert" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "alert_rule_read" on "sen"."alert_rule" for select to sen_app using ((select sen.is_house()) or (select cardinality(sen.reach('{administrator,auditor}')) > 0));

create policy "alert_rule_add" on "sen"."alert_rule" for insert to sen_app with check ((select sen.is_house()));

create policy "alert_rule_change" on "sen"."alert_rule" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "boundary_read" on "sen"."boundary" for select to sen_app using (true);

create policy "boundary_add" on "sen"."boundary" for insert to sen_app with check ((select sen.is_house()));

create policy "boundary_change" on "sen"."boundary" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "break_glass_read" on "sen"."break_glass" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()) or (select sen.my_person()) = any(subjects) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit
  where below.descendant = break_glass.unit and held.account = (select sen.me()) and held.role = any(break_glass.reviewers)
    and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "break_glass_write" on "sen"."break_glass" for insert to sen_app with check ((select sen.is_house()));

create policy "break_glass_change" on "sen"."break_glass" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "calendar_read" on "sen"."calendar" for select to sen_app using (true);

create policy "calendar_house_insert" on "sen"."calendar" for insert to sen_app with check ((select sen.is_house()));

create policy "calendar_house_update" on "sen"."calendar" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "calendar_day_read" on "sen"."calendar_day" for select to sen_app using (true);

create policy "calendar_day_house_insert" on "sen"."calendar_day" for insert to sen_app with check ((select sen.is_house()));

create policy "calendar_day_house_update" on "sen"."calendar_day" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "calendar_day_house_delete" on "sen"."calendar_day" for delete to sen_app using ((select sen.is_house()));

create policy "calendar_session_read" on "sen"."calendar_session" for select to sen_app using (true);

create policy "calendar_session_house_insert" on "sen"."calendar_session" for insert to sen_app with check ((select sen.is_house()));

create policy "calendar_session_house_update" on "sen"."calendar_session" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "calendar_session_house_delete" on "sen"."calendar_session" for delete to sen_app using ((select sen.is_house()));

create policy "case_clock_read" on "sen"."case_clock" for select to sen_app using ((select sen.is_house()) or unit = any((select sen.reach(null))::uuid[]));

create policy "case_clock_house_insert" on "sen"."case_clock" for insert to sen_app with check ((select sen.is_house()));

create policy "case_clock_house_update" on "sen"."case_clock" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "case_clock_house_delete" on "sen"."case_clock" for delete to sen_app using ((select sen.is_house()));

create policy "case_move_read" on "sen"."case_move" for select to sen_app using ((select sen.is_house()) or unit = any((select sen.reach(null))::uuid[]) or exists (select from sen.task t where t.record_id = case_move.record_id));

create policy "case_move_house_insert" on "sen"."case_move" for insert to sen_app with check ((select sen.is_house()));

create policy "case_move_house_update" on "sen"."case_move" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "client_read" on "sen"."client" for select to sen_app using ((select sen.is_house()) or (select cardinality(sen.reach('{administrator}')) > 0));

create policy "client_add" on "sen"."client" for insert to sen_app with check ((select sen.is_house()) or (select cardinality(sen.reach('{administrator}')) > 0));

create policy "client_change" on "sen"."client" for update to sen_app using ((select sen.is_house()) or (select cardinality(sen.reach('{administrator}')) > 0)) with check ((select sen.is_house()) or (select cardinality(sen.reach('{administrator}')) > 0));

create policy "client_grant_read" on "sen"."client_grant" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "client_grant_add" on "sen"."client_grant" for insert to sen_app with check ((select sen.is_house()) or account = (select sen.me()));

create policy "client_grant_change" on "sen"."client_grant" for update to sen_app using ((select sen.is_house()) or account = (select sen.me())) with check ((select sen.is_house()) or account = (select sen.me()));

create policy "code_read" on "sen"."code" for select to sen_app using (true);

create policy "code_write" on "sen"."code" for insert to sen_app with check ((select sen.is_house()));

create policy "code_change" on "sen"."code" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "comment_read" on "sen"."comment" for select to sen_app using ((select sen.is_house()) or unit = any((select sen.reach(null))::uuid[]));

create policy "comment_house_insert" on "sen"."comment" for insert to sen_app with check ((select sen.is_house()));

create policy "consent_read" on "sen"."consent" for select to sen_app using ((select sen.is_house()) or person = (select sen.my_person()));

create policy "consent_add" on "sen"."consent" for insert to sen_app with check ((select sen.is_house()) or person = (select sen.my_person()));

create policy "consent_text_read" on "sen"."consent_text" for select to sen_app using (true);

create policy "consent_text_add" on "sen"."consent_text" for insert to sen_app with check ((select sen.is_house()));

create policy "consent_text_end" on "sen"."consent_text" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "counter_house_select" on "sen"."counter" for select to sen_app using ((select sen.is_house()));

create policy "counter_house_insert" on "sen"."counter" for insert to sen_app with check ((select sen.is_house()));

create policy "counter_house_update" on "sen"."counter" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "delegation_read" on "sen"."delegation" for select to sen_app using ((select sen.is_house()) or from_account = (select sen.me()) or to_account = (select sen.me()));

create policy "delegation_add" on "sen"."delegation" for insert to sen_app with check ((select sen.is_house()));

create policy "delegation_change" on "sen"."delegation" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "fact_read" on "sen"."fact" for select to sen_app using ((select sen.is_house()) or (select sen.my_person()) = any(subjects) or unit = any((select sen.reach(null))::uuid[]));

create policy "fact_write" on "sen"."fact" for insert to sen_app with check ((select sen.is_house()) or actor is not distinct from (select sen.me()));

create policy "factor_house_select" on "sen"."factor" for select to sen_app using ((select sen.is_house()));

create policy "factor_house_insert" on "sen"."factor" for insert to sen_app with check ((select sen.is_house()));

create policy "factor_house_update" on "sen"."factor" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "factor_house_delete" on "sen"."factor" for delete to sen_app using ((select sen.is_house()));

create policy "file_read" on "sen"."file" for select to sen_app using ((select sen.is_house()) or created_by = (select sen.me()));

create policy "file_add" on "sen"."file" for insert to sen_app with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "file_attach" on "sen"."file" for update to sen_app using ((select sen.is_house()) or created_by = (select sen.me())) with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "history_read" on "sen"."history" for select to sen_app using ((select sen.is_house()));

create policy "history_write" on "sen"."history" for insert to sen_app with check (true);

create policy "host_read" on "sen"."host" for select to sen_app using ((select sen.is_house()) or (select cardinality(sen.reach('{administrator,auditor}')) > 0));

create policy "host_add" on "sen"."host" for insert to sen_app with check ((select sen.is_house()));

create policy "host_change" on "sen"."host" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "host_end" on "sen"."host" for delete to sen_app using ((select sen.is_house()));

create policy "identity_read" on "sen"."identity" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "identity_house_insert" on "sen"."identity" for insert to sen_app with check ((select sen.is_house()));

create policy "identity_house_update" on "sen"."identity" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "identity_house_delete" on "sen"."identity" for delete to sen_app using ((select sen.is_house()));

create policy "import_read" on "sen"."import" for select to sen_app using ((select sen.is_house()) or by = (select sen.me()));

create policy "import_create" on "sen"."import" for insert to sen_app with check ((select sen.is_house()) or by = (select sen.me()));

create policy "import_change" on "sen"."import" for update to sen_app using ((select sen.is_house()) or by = (select sen.me())) with check ((select sen.is_house()) or by = (select sen.me()));

create policy "import_error_read" on "sen"."import_error" for select to sen_app using ("import" in (select id from sen.import));

create policy "import_error_write" on "sen"."import_error" for insert to sen_app with check ("import" in (select id from sen.import));

create policy "known_device_house_select" on "sen"."known_device" for select to sen_app using ((select sen.is_house()));

create policy "known_device_house_insert" on "sen"."known_device" for insert to sen_app with check ((select sen.is_house()));

create policy "known_device_house_update" on "sen"."known_device" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "known_device_house_delete" on "sen"."known_device" for delete to sen_app using ((select sen.is_house()));

create policy "loaded_read" on "sen"."loaded" for select to sen_app using ((select sen.is_house()));

create policy "loaded_add" on "sen"."loaded" for insert to sen_app with check ((select sen.is_house()));

create policy "loaded_change" on "sen"."loaded" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "log_archive_read" on "sen"."log_archive" for select to sen_app using ((select sen.is_house()));

create policy "log_archive_house_insert" on "sen"."log_archive" for insert to sen_app with check ((select sen.is_house()));

create policy "log_head_read" on "sen"."log_head" for select to sen_app using (true);

create policy "log_head_house_insert" on "sen"."log_head" for insert to sen_app with check ((select sen.is_house()));

create policy "log_key_read" on "sen"."log_key" for select to sen_app using (true);

create policy "log_key_house_insert" on "sen"."log_key" for insert to sen_app with check ((select sen.is_house()));

create policy "log_leaf_read" on "sen"."log_leaf" for select to sen_app using (true);

create policy "log_leaf_house_insert" on "sen"."log_leaf" for insert to sen_app with check ((select sen.is_house()));

create policy "log_node_read" on "sen"."log_node" for select to sen_app using (true);

create policy "log_node_house_insert" on "sen"."log_node" for insert to sen_app with check ((select sen.is_house()));

create policy "log_removal_read" on "sen"."log_removal" for select to sen_app using ((select sen.is_house()));

create policy "log_witness_read" on "sen"."log_witness" for select to sen_app using ((select sen.is_house()));

create policy "log_witness_house_insert" on "sen"."log_witness" for insert to sen_app with check ((select sen.is_house()));

create policy "mandate_read" on "sen"."mandate" for select to sen_app using ((select sen.is_house()) or representative = (select sen.my_person()) or represented = (select sen.my_person()) or asked_by = (select sen.me()));

create policy "mandate_add" on "sen"."mandate" for insert to sen_app with check ((select sen.is_house()));

create policy "mandate_change" on "sen"."mandate" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "notice_read" on "sen"."notice" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "notice_change" on "sen"."notice" for update to sen_app using ((select sen.is_house()) or account = (select sen.me())) with check ((select sen.is_house()) or account = (select sen.me()));

create policy "notice_house_insert" on "sen"."notice" for insert to sen_app with check ((select sen.is_house()));

create policy "objection_read" on "sen"."objection" for select to sen_app using ((select sen.is_house()) or person = (select sen.my_person()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit
  where below.descendant = objection.unit and held.account = (select sen.me()) and held.role = any('{data-protection-officer}')
    and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "objection_write" on "sen"."objection" for insert to sen_app with check ((select sen.is_house()));

create policy "objection_change" on "sen"."objection" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "oidc_key_house_select" on "sen"."oidc_key" for select to sen_app using ((select sen.is_house()));

create policy "oidc_key_house_insert" on "sen"."oidc_key" for insert to sen_app with check ((select sen.is_house()));

create policy "oidc_key_house_update" on "sen"."oidc_key" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "oidc_key_house_delete" on "sen"."oidc_key" for delete to sen_app using ((select sen.is_house()));

create policy "oidc_model_house_select" on "sen"."oidc_model" for select to sen_app using ((select sen.is_house()));

create policy "oidc_model_house_insert" on "sen"."oidc_model" for insert to sen_app with check ((select sen.is_house()));

create policy "oidc_model_house_update" on "sen"."oidc_model" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "oidc_model_house_delete" on "sen"."oidc_model" for delete to sen_app using ((select sen.is_house()));

create policy "one_time_code_house_select" on "sen"."one_time_code" for select to sen_app using ((select sen.is_house()));

create policy "one_time_code_house_insert" on "sen"."one_time_code" for insert to sen_app with check ((select sen.is_house()));

create policy "one_time_code_house_update" on "sen"."one_time_code" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "one_time_code_house_delete" on "sen"."one_time_code" for delete to sen_app using ((select sen.is_house()));

create policy "passkey_challenge_house_select" on "sen"."passkey_challenge" for select to sen_app using ((select sen.is_house()));

create policy "passkey_challenge_house_insert" on "sen"."passkey_challenge" for insert to sen_app with check ((select sen.is_house()));

create policy "passkey_challenge_house_update" on "sen"."passkey_challenge" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "passkey_challenge_house_delete" on "sen"."passkey_challenge" for delete to sen_app using ((select sen.is_house()));

create policy "pending_sign_in_house_select" on "sen"."pending_sign_in" for select to sen_app using ((select sen.is_house()));

create policy "pending_sign_in_house_insert" on "sen"."pending_sign_in" for insert to sen_app with check ((select sen.is_house()));

create policy "pending_sign_in_house_update" on "sen"."pending_sign_in" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "pending_sign_in_house_delete" on "sen"."pending_sign_in" for delete to sen_app using ((select sen.is_house()));

create policy "person_read" on "sen"."person" for select to sen_app using ((select sen.is_house()) or id = (select sen.my_person()));

create policy "person_house_insert" on "sen"."person" for insert to sen_app with check ((select sen.is_house()));

create policy "person_change" on "sen"."person" for update to sen_app using ((select sen.is_house()) or id = (select sen.my_person())) with check ((select sen.is_house()) or id = (select sen.my_person()));

create policy "recovery_code_house_select" on "sen"."recovery_code" for select to sen_app using ((select sen.is_house()));

create policy "recovery_code_house_insert" on "sen"."recovery_code" for insert to sen_app with check ((select sen.is_house()));

create policy "recovery_code_house_update" on "sen"."recovery_code" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "recovery_code_house_delete" on "sen"."recovery_code" for delete to sen_app using ((select sen.is_house()));

create policy "restriction_read" on "sen"."restriction" for select to sen_app using ((select sen.is_house()) or person = (select sen.my_person()));

create policy "restriction_add" on "sen"."restriction" for insert to sen_app with check ((select sen.is_house()));

create policy "restriction_end" on "sen"."restriction" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "role_grant_read" on "sen"."role_grant" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "role_grant_house_insert" on "sen"."role_grant" for insert to sen_app with check ((select sen.is_house()));

create policy "role_grant_house_update" on "sen"."role_grant" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "role_request_read" on "sen"."role_request" for select to sen_app using ((select sen.is_house()));

create policy "role_request_add" on "sen"."role_request" for insert to sen_app with check ((select sen.is_house()));

create policy "role_request_change" on "sen"."role_request" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "saved_view_read" on "sen"."saved_view" for select to sen_app using (account = (select sen.me()) or shared_unit = any((select sen.reach(null))::uuid[]));

create policy "saved_view_add" on "sen"."saved_view" for insert to sen_app with check (account = (select sen.me()));

create policy "saved_view_change" on "sen"."saved_view" for update to sen_app using (account = (select sen.me())) with check (account = (select sen.me()));

create policy "saved_view_remove" on "sen"."saved_view" for delete to sen_app using (account = (select sen.me()));

create policy "service_account_read" on "sen"."service_account" for select to sen_app using ((select sen.is_house()));

create policy "service_account_add" on "sen"."service_account" for insert to sen_app with check ((select sen.is_house()));

create policy "service_account_change" on "sen"."service_account" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "service_scope_read" on "sen"."service_scope" for select to sen_app using ((select sen.is_house()));

create policy "service_scope_add" on "sen"."service_scope" for insert to sen_app with check ((select sen.is_house()));

create policy "service_scope_change" on "sen"."service_scope" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "service_scope_drop" on "sen"."service_scope" for delete to sen_app using ((select sen.is_house()));

create policy "service_token_read" on "sen"."service_token" for select to sen_app using ((select sen.is_house()));

create policy "service_token_add" on "sen"."service_token" for insert to sen_app with check ((select sen.is_house()));

create policy "service_token_change" on "sen"."service_token" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "session_house_select" on "sen"."session" for select to sen_app using ((select sen.is_house()));

create policy "session_house_insert" on "sen"."session" for insert to sen_app with check ((select sen.is_house()));

create policy "session_house_update" on "sen"."session" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "session_house_delete" on "sen"."session" for delete to sen_app using ((select sen.is_house()));

create policy "sign_in_attempt_house_select" on "sen"."sign_in_attempt" for select to sen_app using ((select sen.is_house()));

create policy "sign_in_attempt_house_insert" on "sen"."sign_in_attempt" for insert to sen_app with check ((select sen.is_house()));

create policy "sign_in_attempt_house_update" on "sen"."sign_in_attempt" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "sign_in_attempt_house_delete" on "sen"."sign_in_attempt" for delete to sen_app using ((select sen.is_house()));

create policy "sign_in_refusal_read" on "sen"."sign_in_refusal" for select to sen_app using ((select sen.is_house()));

create policy "sign_in_refusal_add" on "sen"."sign_in_refusal" for insert to sen_app with check ((select sen.is_house()));

create policy "sign_in_refusal_end" on "sen"."sign_in_refusal" for delete to sen_app using ((select sen.is_house()));

create policy "switched_off_read" on "sen"."switched_off" for select to sen_app using (true);

create policy "switched_off_add" on "sen"."switched_off" for insert to sen_app with check ((select sen.is_house()));

create policy "switched_off_change" on "sen"."switched_off" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "switched_off_remove" on "sen"."switched_off" for delete to sen_app using ((select sen.is_house()));

create policy "task_read" on "sen"."task" for select to sen_app using ((select sen.is_house()) or unit = any((select sen.reach(null))::uuid[]) or assignee = (select sen.me()) or (role = 'administrator' and unit = any((select sen.reach('{administrator}'))::uuid[])) or (role = 'auditor' and unit = any((select sen.reach('{auditor}'))::uuid[])) or (role = 'data-protection-officer' and unit = any((select sen.reach('{data-protection-officer}'))::uuid[])));

create policy "task_house_insert" on "sen"."task" for insert to sen_app with check ((select sen.is_house()));

create policy "task_house_update" on "sen"."task" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "unit_read" on "sen"."unit" for select to sen_app using (true);

create policy "unit_house_insert" on "sen"."unit" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_house_update" on "sen"."unit" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "unit_change_read" on "sen"."unit_change" for select to sen_app using ((select sen.is_house()));

create policy "unit_change_house_insert" on "sen"."unit_change" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_change_house_update" on "sen"."unit_change" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "unit_closure_read" on "sen"."unit_closure" for select to sen_app using (true);

create policy "unit_closure_house_insert" on "sen"."unit_closure" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_closure_house_delete" on "sen"."unit_closure" for delete to sen_app using ((select sen.is_house()));

create policy "unit_succession_read" on "sen"."unit_succession" for select to sen_app using (true);

create policy "unit_succession_house_insert" on "sen"."unit_succession" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_succession_house_update" on "sen"."unit_succession" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "unit_version_read" on "sen"."unit_version" for select to sen_app using (true);

create policy "unit_version_house_insert" on "sen"."unit_version" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_version_house_update" on "sen"."unit_version" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "upstream_attempt_house_select" on "sen"."upstream_attempt" for select to sen_app using ((select sen.is_house()));

create policy "upstream_attempt_house_insert" on "sen"."upstream_attempt" for insert to sen_app with check ((select sen.is_house()));

create policy "upstream_attempt_house_delete" on "sen"."upstream_attempt" for delete to sen_app using ((select sen.is_house()));

create policy "upstream_permit_house_select" on "sen"."upstream_permit" for select to sen_app using ((select sen.is_house()));

create policy "upstream_permit_house_insert" on "sen"."upstream_permit" for insert to sen_app with check ((select sen.is_house()));

create policy "upstream_permit_house_delete" on "sen"."upstream_permit" for delete to sen_app using ((select sen.is_house()));
