// A table in PostgreSQL that refuses changes: a trigger turns every update, delete and truncate away.
import { checkOptions } from '@kit/core';
import type { AuditSink } from './audit-sink.ts';
import { recordText } from './record-text.ts';

/** What is used of a `pg.Pool`. Opened, sized and closed by its owner. */
export interface QueryablePool {
  query(text: string, values?: unknown[]): Promise<unknown>;
}

export interface PostgresSinkOptions {
  readonly pool: QueryablePool;
  /** Default `kit_audit`. Quoted, so that any name is taken literally. */
  readonly table?: string;
  /** Makes table and trigger at first use, if they are not there. Default true; otherwise run `auditSchema()`. */
  readonly setup?: boolean;
}

/**
 * Appends to a table. Records that were written before (a connection that broke after the commit) are left as they are.
 * @throws KitError `config` for a wrong option.
 */
export function postgresSink(options: PostgresSinkOptions): AuditSink {
  checkOptions('postgresSink()', options, { pool: 'object', table: 'string', setup: 'boolean' }, ['pool']);
  const { pool, table = 'kit_audit', setup = true } = options;
  let isReady = !setup;
  return {
    name: 'postgres',
    async append(records) {
      if (!isReady) await pool.query(auditSchema(table));
      isReady = true;
      await pool.query(insertion(table), [`[${records.map(recordText).join(',')}]`]);
    },
  };
}

function insertion(table: string): string {
  return `insert into ${quoted(table)} (id, at, event, actor, tenant, operation, model, outcome, record)
    select r->>'id', to_timestamp((r->>'at')::float8 / 1000), r->>'event', r->'actor'->>'id', r->>'tenant',
      r->>'operation', r->>'model', r->>'outcome', r
    from jsonb_array_elements($1::jsonb) as r
    on conflict (id) do nothing`;
}

/** The statements that make the table and what protects it, for those who set databases up themselves. */
export function auditSchema(table = 'kit_audit'): string {
  const name = quoted(table);
  const refuse = quoted(`${table}_append_only`);
  return `select pg_advisory_xact_lock(hashtext('kit audit'));
    create table if not exists ${name} (
      id text primary key,
      at timestamptz not null,
      event text not null,
      actor text,
      tenant text,
      operation text not null,
      model text,
      outcome text,
      record jsonb not null
    );
    create index if not exists ${quoted(`${table}_at`)} on ${name} (at);
    create or replace function ${refuse}() returns trigger language plpgsql as
      $$ begin raise exception 'audit records are not changed'; end $$;
    create or replace trigger append_only before update or delete or truncate on ${name}
      for each statement execute function ${refuse}();`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
