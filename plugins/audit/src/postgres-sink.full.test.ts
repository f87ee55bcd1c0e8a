// Against a real PostgreSQL: records are there, once each, and nobody changes them.
import { postgresURL, skipped } from '@kit/store-testing';
import { describe, expect, it } from 'vitest';
import type { AuditRecord } from './audit-record.ts';
import { postgresSink } from './postgres-sink.ts';

const record = (id: string): AuditRecord => ({
  id,
  at: Date.UTC(2026, 0, 2),
  event: 'end',
  requestId: 'r',
  actor: { id: "ann'; drop table x" },
  tenant: 'acme',
  operation: 'chat',
  provider: 'openai',
  outcome: 'complete',
});

describe.skipIf(!postgresURL)(skipped('the PostgreSQL sink', 'PostgreSQL', postgresURL), () => {
  it('is set up once by many, takes records twice without doubling them, and lets nobody change them', async () => {
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: postgresURL as string });
    const table = `kit "audit" ${Date.now()}`;
    const name = `"${table.replaceAll('"', '""')}"`;
    try {
      const sinks = Array.from({ length: 6 }, () => postgresSink({ pool, table }));
      await Promise.all(sinks.map((sink, index) => sink.append([record(`id-${index}`), record('same')])));
      const { rows } = await pool.query(
        `select id, at, actor, record->>'provider' as provider from ${name} order by id`,
      );
      expect(rows.map(({ id }) => id)).toEqual(['id-0', 'id-1', 'id-2', 'id-3', 'id-4', 'id-5', 'same']);
      expect(rows[0]).toMatchObject({ at: new Date('2026-01-02'), actor: "ann'; drop table x", provider: 'openai' });
      for (const change of [`update ${name} set actor = 'x'`, `delete from ${name}`, `truncate ${name}`])
        await expect(pool.query(change)).rejects.toThrow('audit records are not changed');
    } finally {
      await pool.query(`drop table if exists ${name}`);
      await pool.end();
    }
  });
});
