create schema if not exists "one_stop";

grant usage on schema "one_stop" to sen_app;

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
      and case when roles is null then g.role <> 'administrator' else g.role = any(roles) end
      and g.valid_from <= sen.today() and (g.valid_to is null or g.valid_to >= sen.today()) $$;

revoke all on function sen.reach(text[]) from public;

grant execute on function sen.reach(text[]) to sen_app;

create or replace function sen.refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'the log is append-only: % on % refused', tg_op, tg_table_name using errcode = '42501'; end $$;

revoke all on function sen.refuse_change() from public;

create or replace function sen.fold(value text) returns text language sql immutable strict parallel safe as
$$ select btrim(regexp_replace(translate(normalize(value, nfc), e' nhticgaoumlrdyekbvspxqjwfz0123456789.,-/đàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵABCDEFGHIJKLMNOPQRSTUVWXYZĐÐðƉÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝäåçëîïñöûüÿĀāĂĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƠƯǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ\u0009\u000a\u000b\u000c\u000d\u0085\u00a0     　', e' nhticgaoumlrdyekbvspxqjwfz0123456789.,-/daaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyabcdefghijklmnopqrstuvwxyzddddaaaaaaceeeeiiiinooooouuuuyaaceiinouuyaaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiijjkkllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuwwyyyzzzzzzouaaiioouuuuuuuuuuaaaaggkkoooojggnnaaaaaaeeeeiiiioooorrrruuuusstthhaaeeooooooooyyaabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyaaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy             '), ' +', ' ', 'g'), ' ') $$;

revoke all on function sen.fold(text) from public;

grant execute on function sen.fold(text) to sen_app;

create or replace function sen.add_job(task text, payload json, job_key text, run_at timestamptz, max_attempts integer) returns void
language sql security definer set search_path = pg_catalog as
$$ select graphile_worker.add_job(task, payload, run_at => run_at, max_attempts => max_attempts, job_key => job_key, job_key_mode => 'replace') $$;

revoke all on function sen.add_job(text,json,text,timestamptz,integer) from public;

grant execute on function sen.add_job(text,json,text,timestamptz,integer) to sen_app;

create table "one_stop"."dossier" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
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
  "reason" text,
  "result_number" text,
  "result_note" text,
  "results" jsonb,
  "receiver" text,
  "rating" text,
  "rating_note" text,
  "search" text generated always as (sen.fold(coalesce("number"::text, '') || ' ' || coalesce("procedure_code"::text, '') || ' ' || coalesce("procedure_name"::text, '') || ' ' || coalesce("applicant_name"::text, '') || ' ' || coalesce("applicant_national_id"::text, '') || ' ' || coalesce("applicant_phone"::text, ''))) stored,
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

alter table "one_stop"."dossier" add constraint "dossier_supplement_count_max_check" check ("supplement_count" <= 1);

alter table "one_stop"."dossier" add constraint "dossier_reason_length_check" check (char_length("reason") <= 2000);

alter table "one_stop"."dossier" add constraint "dossier_result_number_length_check" check (char_length("result_number") <= 100);

alter table "one_stop"."dossier" add constraint "dossier_result_note_length_check" check (char_length("result_note") <= 1000);

alter table "one_stop"."dossier" add constraint "dossier_results_many_check" check (jsonb_array_length("results") <= 10);

alter table "one_stop"."dossier" add constraint "dossier_receiver_length_check" check (char_length("receiver") <= 200);

alter table "one_stop"."dossier" add constraint "dossier_rating_choice_check" check ("rating" in ('very-satisfied', 'satisfied', 'dissatisfied'));

alter table "one_stop"."dossier" add constraint "dossier_rating_note_length_check" check (char_length("rating_note") <= 1000);

create index "dossier_procedure_idx" on "one_stop"."dossier" using btree ("procedure");

create index "dossier_applicant_idx" on "one_stop"."dossier" using btree ("applicant");

create index "dossier_sort_received_at_idx" on "one_stop"."dossier" using btree ("received_at" desc nulls last, id desc);

create index "dossier_unit_received_at_idx" on "one_stop"."dossier" using btree (unit, "received_at" desc nulls last, id desc);

create index "dossier_subject_received_at_idx" on "one_stop"."dossier" using btree ("applicant", "received_at" desc nulls last, id desc);

create index "dossier_sort_due_at_idx" on "one_stop"."dossier" using btree ("due_at" desc nulls last, id desc);

create index "dossier_unit_due_at_idx" on "one_stop"."dossier" using btree (unit, "due_at" desc nulls last, id desc);

create index "dossier_subject_due_at_idx" on "one_stop"."dossier" using btree ("applicant", "due_at" desc nulls last, id desc);

create index "dossier_search_idx" on "one_stop"."dossier" using gin (search gin_trgm_ops);

create index "dossier_unit_status_idx" on "one_stop"."dossier" using btree (unit, status, received_at desc nulls last, id desc);

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

alter table "one_stop"."draft" add constraint "draft_page_min_check" check ("page" >= 0);

alter table "one_stop"."draft" add constraint "draft_page_max_check" check ("page" <= 40);

alter table "one_stop"."draft" add constraint "draft_sequence_min_check" check ("sequence" >= 0);

alter table "one_stop"."draft" add constraint "draft_tab_length_check" check (char_length("tab") <= 60);

create index "draft_procedure_idx" on "one_stop"."draft" using btree ("procedure");

create index "draft_dossier_idx" on "one_stop"."draft" using btree ("dossier");

create index "draft_sort_saved_at_idx" on "one_stop"."draft" using btree ("saved_at" desc nulls last, id desc);

create index "draft_unit_saved_at_idx" on "one_stop"."draft" using btree (unit, "saved_at" desc nulls last, id desc);

revoke all on "one_stop"."draft" from sen_app;

grant select, insert, update on "one_stop"."draft" to sen_app;

comment on table "one_stop"."draft" is 'Bản nháp';

create table "one_stop"."intake" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
  "procedure" uuid not null,
  "national_id" text not null,
  "full_name" text not null,
  "phone" text,
  "address" text,
  "content" text,
  "channel" text default 'in-person' not null,
  "delivery" text default 'counter' not null,
  "papers" jsonb,
  "scans" jsonb,
  "account_is_theirs" text,
  "accept_now" boolean default true not null,
  "number" text,
  "dossier" uuid,
  "search" text generated always as (sen.fold(coalesce("full_name"::text, '') || ' ' || coalesce("number"::text, ''))) stored,
  primary key ("id")
) with (fillfactor = 85);

alter table "one_stop"."intake" enable row level security;

alter table "one_stop"."intake" force row level security;

alter table "one_stop"."intake" add constraint "intake_full_name_length_check" check (char_length("full_name") <= 200);

alter table "one_stop"."intake" add constraint "intake_address_length_check" check (char_length("address") <= 500);

alter table "one_stop"."intake" add constraint "intake_content_length_check" check (char_length("content") <= 4000);

alter table "one_stop"."intake" add constraint "intake_channel_choice_check" check ("channel" in ('in-person', 'post'));

alter table "one_stop"."intake" add constraint "intake_delivery_choice_check" check ("delivery" in ('counter', 'post', 'electronic'));

alter table "one_stop"."intake" add constraint "intake_papers_many_check" check (jsonb_array_length("papers") <= 60);

alter table "one_stop"."intake" add constraint "intake_scans_many_check" check (jsonb_array_length("scans") <= 20);

alter table "one_stop"."intake" add constraint "intake_account_is_theirs_choice_check" check ("account_is_theirs" in ('yes', 'no'));

alter table "one_stop"."intake" add constraint "intake_number_length_check" check (char_length("number") <= 40);

create index "intake_procedure_idx" on "one_stop"."intake" using btree ("procedure");

create index "intake_dossier_idx" on "one_stop"."intake" using btree ("dossier");

create index "intake_sort_created_at_idx" on "one_stop"."intake" using btree ("created_at" desc nulls last, id desc);

create index "intake_unit_created_at_idx" on "one_stop"."intake" using btree (unit, "created_at" desc nulls last, id desc);

create index "intake_search_idx" on "one_stop"."intake" using gin (search gin_trgm_ops);

revoke all on "one_stop"."intake" from sen_app;

grant select, insert, update on "one_stop"."intake" to sen_app;

comment on table "one_stop"."intake" is 'Tiếp nhận tại quầy';

create table "one_stop"."procedure" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
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
  "valid_from" date not null,
  "valid_to" date,
  "source" text,
  "confidence" text,
  "note" text,
  "search" text generated always as (sen.fold(coalesce("code"::text, '') || ' ' || coalesce("name"::text, '') || ' ' || coalesce("sector"::text, ''))) stored,
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

create index "procedure_search_idx" on "one_stop"."procedure" using gin (search gin_trgm_ops);

revoke all on "one_stop"."procedure" from sen_app;

grant select, insert, update on "one_stop"."procedure" to sen_app;

comment on table "one_stop"."procedure" is 'Thủ tục hành chính';

create table "one_stop"."step" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
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
  "search" text generated always as (sen.fold(coalesce("procedure"::text, '') || ' ' || coalesce("name_vi"::text, ''))) stored,
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

create index "step_search_idx" on "one_stop"."step" using gin (search gin_trgm_ops);

revoke all on "one_stop"."step" from sen_app;

grant select, insert, update on "one_stop"."step" to sen_app;

comment on table "one_stop"."step" is 'Bước xử lý';

create table "one_stop"."stored_paper" (
  "id" uuid not null,
  "unit" uuid not null,
  "version" integer default 1 not null,
  "sample" boolean default false not null,
  "created_at" timestamptz not null,
  "created_by" uuid,
  "updated_at" timestamptz not null,
  "updated_by" uuid,
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
  "search" text generated always as (sen.fold(coalesce("name"::text, '') || ' ' || coalesce("number"::text, '') || ' ' || coalesce("issuer"::text, ''))) stored,
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

create index "stored_paper_owner_idx" on "one_stop"."stored_paper" using btree ("owner");

create index "stored_paper_dossier_idx" on "one_stop"."stored_paper" using btree ("dossier");

create index "stored_paper_file_idx" on "one_stop"."stored_paper" using btree ("file");

create index "stored_paper_sort_issued_on_idx" on "one_stop"."stored_paper" using btree ("issued_on" desc nulls last, id desc);

create index "stored_paper_unit_issued_on_idx" on "one_stop"."stored_paper" using btree (unit, "issued_on" desc nulls last, id desc);

create index "stored_paper_subject_issued_on_idx" on "one_stop"."stored_paper" using btree ("owner", "issued_on" desc nulls last, id desc);

create index "stored_paper_search_idx" on "one_stop"."stored_paper" using gin (search gin_trgm_ops);

revoke all on "one_stop"."stored_paper" from sen_app;

grant select, insert, update on "one_stop"."stored_paper" to sen_app;

comment on table "one_stop"."stored_paper" is 'Giấy tờ trong kho';

create table "sen"."account" (
  "id" uuid not null,
  "login" text not null,
  "name" text not null,
  "kind" text default 'person' not null,
  "person" uuid,
  "email" text,
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

create table "sen"."code" (
  "list" text not null,
  "value" text not null,
  "label_vi" text not null,
  "label_en" text not null,
  "valid_from" date not null,
  "valid_to" date,
  "source" text,
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

create trigger "fact_append_only" before update or delete on "sen"."fact" for each row execute function sen.refuse_change();

create trigger "fact_no_truncate" before truncate on "sen"."fact" for each statement execute function sen.refuse_change();

revoke all on "sen"."fact" from sen_app;

grant select, insert on "sen"."fact" to sen_app;

comment on table "sen"."fact" is 'Append-only log: every change and every reading of personal data, in the transaction that did it';

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

revoke all on "sen"."person" from sen_app;

grant select, insert, update on "sen"."person" to sen_app;

comment on table "sen"."person" is 'People and organisations known to the house';

create table "sen"."role_grant" (
  "id" uuid not null,
  "account" uuid not null,
  "role" text not null,
  "unit" uuid not null,
  "valid_from" date not null,
  "valid_to" date,
  "granted_by" uuid,
  primary key ("id")
) with (fillfactor = 85);

alter table "sen"."role_grant" enable row level security;

alter table "sen"."role_grant" force row level security;

alter table "sen"."role_grant" add constraint "role_grant_grant_key" unique nulls not distinct ("account", "role", "unit", "valid_from");

alter table "sen"."role_grant" add constraint "role_grant_period_check" check (valid_to is null or valid_to >= valid_from);

create index "role_grant_unit_idx" on "sen"."role_grant" using btree (unit, role);

revoke all on "sen"."role_grant" from sen_app;

grant select, insert, update on "sen"."role_grant" to sen_app;

comment on table "sen"."role_grant" is 'A role given to an account in a unit, from–to; it reaches every unit below';

create table "sen"."session" (
  "token_hash" bytea not null,
  "account" uuid not null,
  "csrf" text not null,
  "device" text,
  "created_at" timestamptz not null,
  "seen_at" timestamptz not null,
  "expires_at" timestamptz not null,
  primary key ("token_hash")
) with (fillfactor = 85);

alter table "sen"."session" enable row level security;

alter table "sen"."session" force row level security;

create index "session_account_idx" on "sen"."session" using btree (account);

create index "session_expires_idx" on "sen"."session" using btree (expires_at);

revoke all on "sen"."session" from sen_app;

grant select, insert, update, delete on "sen"."session" to sen_app;

comment on table "sen"."session" is 'Only the SHA-256 of a session token is kept: a stolen dump opens no door';

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

create index "task_unit_idx" on "sen"."task" using btree (unit, due_at, id) where done_at is null;

create index "task_free_idx" on "sen"."task" using btree (unit, role, due_at, id) where done_at is null and assignee is null;

create index "task_assignee_idx" on "sen"."task" using btree (assignee, due_at, id) where done_at is null;

create index "task_due_idx" on "sen"."task" using btree (due_at, id) where done_at is null;

create index "task_record_idx" on "sen"."task" using btree (record_id, opened_at, id);

create index "task_open_idx" on "sen"."task" using btree (record_id) where done_at is null;

create index "task_warn_idx" on "sen"."task" using btree (warn_at) where done_at is null and warned_at is null;

create index "task_unit_warn_idx" on "sen"."task" using btree (unit, warn_at) where done_at is null;

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

alter table "one_stop"."dossier" add constraint "dossier_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."dossier" add constraint "dossier_applicant_fkey" foreign key ("applicant") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."draft" add constraint "draft_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."draft" add constraint "draft_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."draft" add constraint "draft_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."intake" add constraint "intake_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."intake" add constraint "intake_procedure_fkey" foreign key ("procedure") references "one_stop"."procedure" ("id") on delete restrict;

alter table "one_stop"."intake" add constraint "intake_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."procedure" add constraint "procedure_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."step" add constraint "step_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_owner_fkey" foreign key ("owner") references "sen"."person" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_dossier_fkey" foreign key ("dossier") references "one_stop"."dossier" ("id") on delete restrict;

alter table "one_stop"."stored_paper" add constraint "stored_paper_file_fkey" foreign key ("file") references "sen"."file" ("id") on delete restrict;

alter table "sen"."account" add constraint "account_person_fkey" foreign key ("person") references "sen"."person" ("id") on delete restrict;

alter table "sen"."import_error" add constraint "import_error_import_fkey" foreign key ("import") references "sen"."import" ("id") on delete cascade;

alter table "sen"."notice" add constraint "notice_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."role_grant" add constraint "role_grant_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete restrict;

alter table "sen"."role_grant" add constraint "role_grant_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."session" add constraint "session_account_fkey" foreign key ("account") references "sen"."account" ("id") on delete cascade;

alter table "sen"."task" add constraint "task_unit_fkey" foreign key ("unit") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."task" add constraint "task_assignee_fkey" foreign key ("assignee") references "sen"."account" ("id") on delete restrict;

alter table "sen"."unit" add constraint "unit_parent_fkey" foreign key ("parent") references "sen"."unit" ("id") on delete restrict;

alter table "sen"."unit_closure" add constraint "unit_closure_ancestor_fkey" foreign key ("ancestor") references "sen"."unit" ("id") on delete cascade;

alter table "sen"."unit_closure" add constraint "unit_closure_descendant_fkey" foreign key ("descendant") references "sen"."unit" ("id") on delete cascade;

create policy "dossier_read" on "one_stop"."dossier" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}'))::uuid[]) or "units" && (select sen.reach('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}'))::uuid[] or "applicant" = (select sen.my_person()));

create policy "dossier_create" on "one_stop"."dossier" for insert to sen_app with check ((select sen.is_house()));

create policy "dossier_change" on "one_stop"."dossier" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "dossier"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or "units" && (select sen.reach('{one-stop-officer,centre-head,handler,section-head,leader,clerk,province-monitor}'))::uuid[] or "applicant" = (select sen.my_person()));

create policy "draft_read" on "one_stop"."draft" for select to sen_app using ((select sen.is_house()) or created_by = (select sen.me()));

create policy "draft_create" on "one_stop"."draft" for insert to sen_app with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "draft_change" on "one_stop"."draft" for update to sen_app using ((select sen.is_house()) or created_by = (select sen.me())) with check ((select sen.is_house()) or created_by = (select sen.me()) or created_by = (select sen.me()));

create policy "intake_read" on "one_stop"."intake" for select to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{one-stop-officer,centre-head}'))::uuid[]));

create policy "intake_create" on "one_stop"."intake" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "intake"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "intake_change" on "one_stop"."intake" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "intake"."unit" and held.account = (select sen.me()) and held.role = any('{one-stop-officer,centre-head}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "procedure_read" on "one_stop"."procedure" for select to sen_app using ((select sen.is_house()) or true);

create policy "procedure_create" on "one_stop"."procedure" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "procedure"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "procedure_change" on "one_stop"."procedure" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "procedure"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or true);

create policy "step_read" on "one_stop"."step" for select to sen_app using ((select sen.is_house()) or (select sen.me()) is not null);

create policy "step_create" on "one_stop"."step" for insert to sen_app with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "step"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))));

create policy "step_change" on "one_stop"."step" for update to sen_app using ((select sen.is_house()) or "unit" = any((select sen.reach('{administrator}'))::uuid[])) with check ((select sen.is_house()) or exists (select from sen.role_grant held join sen.unit_closure below on below.ancestor = held.unit where below.descendant = "step"."unit" and held.account = (select sen.me()) and held.role = any('{administrator}') and held.valid_from <= (select sen.today()) and (held.valid_to is null or held.valid_to >= (select sen.today()))) or (select sen.me()) is not null);

create policy "stored_paper_read" on "one_stop"."stored_paper" for select to sen_app using ((select sen.is_house()) or "owner" = (select sen.my_person()));

create policy "stored_paper_create" on "one_stop"."stored_paper" for insert to sen_app with check ((select sen.is_house()));

create policy "stored_paper_change" on "one_stop"."stored_paper" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()) or "owner" = (select sen.my_person()));

create policy "account_read" on "sen"."account" for select to sen_app using ((select sen.is_house()) or id = (select sen.me()));

create policy "account_house_insert" on "sen"."account" for insert to sen_app with check ((select sen.is_house()));

create policy "account_house_update" on "sen"."account" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "boundary_read" on "sen"."boundary" for select to sen_app using (true);

create policy "boundary_add" on "sen"."boundary" for insert to sen_app with check ((select sen.is_house()));

create policy "boundary_change" on "sen"."boundary" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

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

create policy "code_read" on "sen"."code" for select to sen_app using (true);

create policy "code_write" on "sen"."code" for insert to sen_app with check ((select sen.is_house()));

create policy "code_change" on "sen"."code" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "comment_read" on "sen"."comment" for select to sen_app using ((select sen.is_house()) or unit = any((select sen.reach(null))::uuid[]));

create policy "comment_house_insert" on "sen"."comment" for insert to sen_app with check ((select sen.is_house()));

create policy "counter_house_select" on "sen"."counter" for select to sen_app using ((select sen.is_house()));

create policy "counter_house_insert" on "sen"."counter" for insert to sen_app with check ((select sen.is_house()));

create policy "counter_house_update" on "sen"."counter" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "fact_read" on "sen"."fact" for select to sen_app using ((select sen.is_house()) or (select sen.my_person()) = any(subjects) or unit = any((select sen.reach(null))::uuid[]));

create policy "fact_write" on "sen"."fact" for insert to sen_app with check ((select sen.is_house()) or actor is not distinct from (select sen.me()));

create policy "file_read" on "sen"."file" for select to sen_app using ((select sen.is_house()) or created_by = (select sen.me()));

create policy "file_add" on "sen"."file" for insert to sen_app with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "file_attach" on "sen"."file" for update to sen_app using ((select sen.is_house()) or created_by = (select sen.me())) with check ((select sen.is_house()) or created_by = (select sen.me()));

create policy "history_read" on "sen"."history" for select to sen_app using ((select sen.is_house()));

create policy "history_write" on "sen"."history" for insert to sen_app with check (true);

create policy "import_read" on "sen"."import" for select to sen_app using ((select sen.is_house()) or by = (select sen.me()));

create policy "import_create" on "sen"."import" for insert to sen_app with check ((select sen.is_house()) or by = (select sen.me()));

create policy "import_change" on "sen"."import" for update to sen_app using ((select sen.is_house()) or by = (select sen.me())) with check ((select sen.is_house()) or by = (select sen.me()));

create policy "import_error_read" on "sen"."import_error" for select to sen_app using ("import" in (select id from sen.import));

create policy "import_error_write" on "sen"."import_error" for insert to sen_app with check ("import" in (select id from sen.import));

create policy "loaded_read" on "sen"."loaded" for select to sen_app using ((select sen.is_house()));

create policy "loaded_add" on "sen"."loaded" for insert to sen_app with check ((select sen.is_house()));

create policy "loaded_change" on "sen"."loaded" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "notice_read" on "sen"."notice" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "notice_change" on "sen"."notice" for update to sen_app using ((select sen.is_house()) or account = (select sen.me())) with check ((select sen.is_house()) or account = (select sen.me()));

create policy "notice_house_insert" on "sen"."notice" for insert to sen_app with check ((select sen.is_house()));

create policy "person_read" on "sen"."person" for select to sen_app using ((select sen.is_house()) or id = (select sen.my_person()));

create policy "person_house_insert" on "sen"."person" for insert to sen_app with check ((select sen.is_house()));

create policy "person_change" on "sen"."person" for update to sen_app using ((select sen.is_house()) or id = (select sen.my_person())) with check ((select sen.is_house()) or id = (select sen.my_person()));

create policy "role_grant_read" on "sen"."role_grant" for select to sen_app using ((select sen.is_house()) or account = (select sen.me()));

create policy "role_grant_house_insert" on "sen"."role_grant" for insert to sen_app with check ((select sen.is_house()));

create policy "role_grant_house_update" on "sen"."role_grant" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "session_house_select" on "sen"."session" for select to sen_app using ((select sen.is_house()));

create policy "session_house_insert" on "sen"."session" for insert to sen_app with check ((select sen.is_house()));

create policy "session_house_update" on "sen"."session" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "session_house_delete" on "sen"."session" for delete to sen_app using ((select sen.is_house()));

create policy "task_read" on "sen"."task" for select to sen_app using ((select sen.is_house()) or unit = any((select sen.reach(null))::uuid[]) or assignee = (select sen.me()));

create policy "task_house_insert" on "sen"."task" for insert to sen_app with check ((select sen.is_house()));

create policy "task_house_update" on "sen"."task" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "unit_read" on "sen"."unit" for select to sen_app using (true);

create policy "unit_house_insert" on "sen"."unit" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_house_update" on "sen"."unit" for update to sen_app using ((select sen.is_house())) with check ((select sen.is_house()));

create policy "unit_closure_read" on "sen"."unit_closure" for select to sen_app using (true);

create policy "unit_closure_house_insert" on "sen"."unit_closure" for insert to sen_app with check ((select sen.is_house()));

create policy "unit_closure_house_delete" on "sen"."unit_closure" for delete to sen_app using ((select sen.is_house()));
