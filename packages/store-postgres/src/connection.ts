// The connections to PostgreSQL: a pool, made at first use.
import type { Pool } from 'pg';

/** Runs one query: several statements if it has no values. */
export type RunQuery = (
  text: string,
  values?: unknown[],
) => Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;

export interface Connection {
  readonly query: RunQuery;
  close(): Promise<void>;
}

export function connect(
  url: string,
  { timeoutMs, connections }: { readonly timeoutMs: number; readonly connections: number },
): Connection {
  let pool: Promise<Pool> | undefined;
  let closed = false;

  const open = async (): Promise<Pool> => {
    // Loaded when it is first used: a process that never limits anything does not pay for it.
    const { default: pg } = await import('pg');
    const opened = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: timeoutMs,
      // A connection whose answer did not come in time is given up. The setup takes longest.
      query_timeout: timeoutMs * 10,
      application_name: 'kit',
      // Idle connections do not keep a process alive.
      allowExitOnIdle: true,
    });
    // Told by the query that fails; without a listener it would end the process.
    opened.on('error', () => {});
    return opened;
  };

  return {
    async query(text, values) {
      if (closed) throw new Error('it is closed');
      pool ??= open();
      const result = await (await pool).query(text, values);
      return result;
    },
    async close() {
      closed = true;
      const opened = await pool?.catch(() => undefined);
      await opened?.end();
    },
  };
}
