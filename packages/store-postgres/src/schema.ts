// What runs inside PostgreSQL: four tables, and a function for each operation that has to be atomic.
import { LAPSED_KEPT_MS, WINDOW_SLOTS } from '@kit/store';

/** Raised with every change of the functions, so that an older schema is brought up to date. */
export const SCHEMA_VERSION = 1;

/** A schema's name as an identifier. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * The SQL that makes the schema, to be run by somebody who may (with `setup: false` the store does not). It changes nothing
 * where it was run before.
 */
export function postgresSchema(name = 'kit'): string {
  const s = quoted(name);
  const text = `'${name.replaceAll("'", "''")}'`;
  return `
-- One at a time: several processes may start at once.
select pg_advisory_xact_lock(hashtextextended('kit store setup', 0));
create schema if not exists ${s};
create table if not exists ${s}.entries (key text primary key, value text not null, expires_at bigint not null);
create table if not exists ${s}.slots (
  key text, slot bigint, amount bigint not null, expires_at bigint not null, primary key (key, slot));
create table if not exists ${s}.totals (key text primary key, used bigint not null, expires_at bigint not null);
create table if not exists ${s}.leases (
  key text, id text, kind text not null, amount bigint not null, charge boolean not null,
  lapsed boolean not null default false, expires_at bigint not null, primary key (key, id));
create index if not exists entries_expiry on ${s}.entries (expires_at);
create index if not exists slots_expiry on ${s}.slots (expires_at);
create index if not exists totals_expiry on ${s}.totals (expires_at);
create index if not exists leases_expiry on ${s}.leases (expires_at);

-- Milliseconds since the epoch, of this moment, not of the transaction's start: it may have waited for a lock.
create or replace function ${s}.moment() returns bigint language sql volatile as $f$
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint $f$;

-- Whoever works on a key works alone. In one order everywhere: nobody waits for each other.
create or replace function ${s}.lock_keys(takes jsonb) returns void language plpgsql as $f$
declare number bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'the kit store needs the isolation level read committed';
  end if;
  for number in
    select distinct hashtextextended(${text} || '/' || (take->>'key'), 0) from jsonb_array_elements(takes) take order by 1
  loop
    perform pg_advisory_xact_lock(number);
  end loop;
end $f$;

create or replace function ${s}.add_used(a_key text, more bigint, lives_until bigint) returns void language sql as $f$
  insert into ${s}.totals as t (key, used, expires_at) values (a_key, more, lives_until)
  on conflict (key) do update set used = t.used + excluded.used, expires_at = greatest(t.expires_at, excluded.expires_at) $f$;

create or replace function ${s}.add_slot(a_key text, span bigint, a_slot bigint, more bigint) returns void language sql as $f$
  insert into ${s}.slots as w (key, slot, amount, expires_at)
  values (a_key, a_slot, more, ceil((a_slot + ${WINDOW_SLOTS} + 1) * span / ${WINDOW_SLOTS}.0)::bigint)
  on conflict (key, slot) do update set amount = w.amount + excluded.amount $f$;

create or replace function ${s}.slot_at(ms bigint, span bigint) returns bigint language sql immutable as $f$
  select floor(ms * ${WINDOW_SLOTS} / span::numeric)::bigint $f$;

-- Leases whose time is over no longer count. Those of totals may still be settled for a while.
create or replace function ${s}.lapse(a_key text, now_ms bigint) returns void language plpgsql as $f$
declare gone record;
begin
  delete from ${s}.leases where key = a_key and expires_at <= now_ms and (lapsed or kind = 'level');
  for gone in
    update ${s}.leases set lapsed = true, expires_at = now_ms + ${LAPSED_KEPT_MS}
    where key = a_key and expires_at <= now_ms returning amount, charge
  loop
    if gone.charge then perform ${s}.add_used(a_key, gone.amount, now_ms + ${LAPSED_KEPT_MS}); end if;
  end loop;
end $f$;

create or replace function ${s}.measure(a_kind text, a_key text, span bigint, now_ms bigint, out used bigint, out held bigint)
language plpgsql as $f$
begin
  held := 0;
  if a_kind = 'window' then
    select coalesce(sum(amount), 0) into used from ${s}.slots
    where key = a_key and slot >= ${s}.slot_at(now_ms, span) - ${WINDOW_SLOTS};
    return;
  end if;
  perform ${s}.lapse(a_key, now_ms);
  select coalesce(sum(amount), 0) into held from ${s}.leases where key = a_key and not lapsed;
  select coalesce(sum(t.used), 0) into used from ${s}.totals t where key = a_key and expires_at > now_ms;
end $f$;

create or replace function ${s}.read(a_kind text, a_key text, span bigint, out used bigint, out held bigint)
language plpgsql as $f$
begin
  perform ${s}.lock_keys(jsonb_build_array(jsonb_build_object('key', a_key)));
  select m.used, m.held into used, held from ${s}.measure(a_kind, a_key, span, ${s}.moment()) m;
end $f$;

-- Milliseconds until the amount fits; null if it never does.
create or replace function ${s}.window_wait(a_key text, span bigint, amount_ bigint, limit_ bigint, now_ms bigint)
returns bigint language sql as $f$
  select greatest(1, ceil((min(slot) + ${WINDOW_SLOTS} + 1) * span / ${WINDOW_SLOTS}.0)::bigint - now_ms) from (
    select slot, sum(amount) over (order by slot) as freed, sum(amount) over () as total from ${s}.slots
    where key = a_key and slot >= ${s}.slot_at(now_ms, span) - ${WINDOW_SLOTS}) w
  where amount_ <= limit_ and freed >= total + amount_ - limit_ having count(*) > 0 $f$;

create or replace function ${s}.reserve(p jsonb) returns jsonb language plpgsql as $f$
declare
  now_ms bigint; gate record; take record; used_ bigint; held_ bigint; wait bigint; worst jsonb; known boolean := false;
begin
  perform ${s}.lock_keys(p->'takes');
  now_ms := ${s}.moment();
  if not (p->>'force')::boolean then
    for gate in
      select key, expires_at - now_ms as wait from ${s}.entries
      where key in (select jsonb_array_elements_text(p->'gates')) and expires_at > now_ms
    loop
      if worst is null or gate.wait > (worst->>'waitMs')::bigint then
        worst := jsonb_build_object('granted', false, 'key', gate.key, 'waitMs', gate.wait, 'used', 0, 'held', 0);
      end if;
    end loop;
  end if;
  for take in
    select * from jsonb_to_recordset(p->'takes') as t(kind text, key text, amount bigint, "limit" bigint, span bigint)
  loop
    select m.used, m.held into used_, held_ from ${s}.measure(take.kind, take.key, take.span, now_ms) m;
    known := known or exists (select from ${s}.leases where key = take.key and id = p->>'id');
    continue when (p->>'force')::boolean or used_ + held_ + take.amount <= take."limit";
    wait := case take.kind when 'total' then take.span
      when 'window' then ${s}.window_wait(take.key, take.span, take.amount, take."limit", now_ms) end;
    if worst is null or coalesce(wait, -1) > coalesce((worst->>'waitMs')::bigint, -1) then
      worst := jsonb_build_object('granted', false, 'key', take.key, 'waitMs', wait, 'used', used_, 'held', held_);
    end if;
  end loop;
  if known then return jsonb_build_object('granted', true, 'at', now_ms); end if;
  if worst is not null then return jsonb_strip_nulls(worst); end if;
  for take in
    select * from jsonb_to_recordset(p->'takes') as t(kind text, key text, amount bigint, "limit" bigint, span bigint)
  loop
    if take.kind = 'window' then
      perform ${s}.add_slot(take.key, take.span, ${s}.slot_at(now_ms, take.span), take.amount);
      continue;
    end if;
    insert into ${s}.leases (key, id, kind, amount, charge, expires_at)
    values (take.key, p->>'id', take.kind, take.amount, (p->>'charge')::boolean, now_ms + (p->>'lease')::bigint);
    if take.kind = 'total' then perform ${s}.add_used(take.key, 0, now_ms + take.span + ${LAPSED_KEPT_MS}); end if;
  end loop;
  return jsonb_build_object('granted', true, 'at', now_ms);
end $f$;

create or replace function ${s}.settle(p jsonb) returns boolean language plpgsql as $f$
declare now_ms bigint; take record; lease ${s}.leases; leased boolean := false; known boolean := false;
begin
  perform ${s}.lock_keys(p->'takes');
  now_ms := ${s}.moment();
  for take in select * from jsonb_to_recordset(p->'takes') as t(kind text, key text) loop
    continue when take.kind = 'window';
    leased := true;
    perform ${s}.lapse(take.key, now_ms);
    known := known or exists (select from ${s}.leases where key = take.key and id = p->>'id');
  end loop;
  if leased and not known then return false; end if;
  for take in
    select * from jsonb_to_recordset(p->'takes') as t(kind text, key text, amount bigint, used bigint, span bigint)
  loop
    if take.kind = 'window' then
      if take.used > take.amount then
        perform ${s}.add_slot(take.key, take.span, ${s}.slot_at(now_ms, take.span), take.used - take.amount);
      else
        update ${s}.slots set amount = greatest(0, amount - (take.amount - take.used))
        where key = take.key and slot = ${s}.slot_at((p->>'at')::bigint, take.span);
      end if;
      continue;
    end if;
    delete from ${s}.leases where key = take.key and id = p->>'id' returning * into lease;
    continue when lease.key is null or take.kind <> 'total';
    perform ${s}.add_used(
      take.key, take.used - case when lease.lapsed and lease.charge then lease.amount else 0 end, now_ms + ${LAPSED_KEPT_MS});
  end loop;
  return true;
end $f$;

-- A lapsed lease lives again: its holder was only cut off.
create or replace function ${s}.renew(p jsonb) returns void language plpgsql as $f$
declare now_ms bigint; take record; lease ${s}.leases;
begin
  perform ${s}.lock_keys(p->'takes');
  now_ms := ${s}.moment();
  for take in select * from jsonb_to_recordset(p->'takes') as t(key text, id text) loop
    perform ${s}.lapse(take.key, now_ms);
    select * into lease from ${s}.leases where key = take.key and id = take.id;
    continue when lease.key is null;
    if lease.lapsed and lease.charge then perform ${s}.add_used(take.key, -lease.amount, now_ms + ${LAPSED_KEPT_MS}); end if;
    update ${s}.leases set lapsed = false, expires_at = now_ms + (p->>'lease')::bigint where key = take.key and id = take.id;
  end loop;
end $f$;

-- Deletes what has expired, a bounded amount at a time; leaves alone what somebody works on.
create or replace function ${s}.sweep() returns void language plpgsql as $f$
declare now_ms bigint := ${s}.moment(); a_key text;
begin
  for a_key in select distinct key from (select key from ${s}.leases where expires_at <= now_ms limit 500) l loop
    if pg_try_advisory_xact_lock(hashtextextended(${text} || '/' || a_key, 0)) then perform ${s}.lapse(a_key, now_ms); end if;
  end loop;
  delete from ${s}.entries where ctid = any(array(select ctid from ${s}.entries where expires_at <= now_ms limit 5000));
  delete from ${s}.slots where ctid = any(array(select ctid from ${s}.slots where expires_at <= now_ms limit 5000));
  delete from ${s}.totals where ctid = any(array(select ctid from ${s}.totals where expires_at <= now_ms limit 5000))
    and expires_at <= now_ms;
end $f$;

create or replace function ${s}.version() returns integer language sql immutable as 'select ${SCHEMA_VERSION}';
`;
}
