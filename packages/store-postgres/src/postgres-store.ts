// The store in PostgreSQL: shared by every process that has the same database and schema.
import { createHash } from 'node:crypto';
import { checkOptions, type JsonValue, KitError, systemEnvironment } from '@kit/core';
import { type Lease, outageGuard, type Reserved, type Store, type Take } from '@kit/store';
import { type Connection, connect, type RunQuery } from './connection.ts';
import { postgresSchema, quoted, SCHEMA_VERSION } from './schema.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database`. */
  readonly url?: string;
  /** A client or pool of your own instead: runs one query. It is not closed with the store. */
  readonly query?: RunQuery;
  /** Schema that holds the tables and functions. Default `kit`. */
  readonly schema?: string;
  /** Makes the schema at first use. Default true; with false run `postgresSchema()` yourself. */
  readonly setup?: boolean;
  /** Longest time that an operation may take, in milliseconds. Default 1,000; the setup may take ten times as long. */
  readonly timeoutMs?: number;
  /** Connections at most, with `url`. Default 10. */
  readonly connections?: number;
}

/** How often this process deletes what has expired. */
const SWEEP_EVERY_MS = 60_000;

/**
 * A store in PostgreSQL 13 or later. Connects when it is first used.
 *
 * @example
 * const store = postgresStore({ url: process.env.DATABASE_URL });
 * const ai = pipeline(openai()).use(budget({ limit: 100, period: 'month', key: 'tenant', store }));
 *
 * @throws KitError `config` for a wrong option. Operations reject with `store-unavailable` when the server is away.
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  checkOptions('postgresStore()', options, {
    url: postgresURL,
    query: 'function',
    schema: 'string',
    setup: 'boolean',
    timeoutMs: 'positive',
    connections: 'positive',
  });
  const { url, query, schema = 'kit', setup = true, timeoutMs = 1_000, connections = 10 } = options;
  if ((url === undefined) === (query === undefined)) {
    throw new KitError(
      'config',
      'postgresStore(): give either `url` (postgres://…) or `query`, a client of your own.',
      {
        field: 'url',
      },
    );
  }
  const connection: Connection = query
    ? { query, close: async () => {} }
    : connect(url as string, { timeoutMs, connections });
  const environment = systemEnvironment;
  const guarded = outageGuard({ store: 'postgres', timeoutMs, environment, isAnswer });
  const guardedSetup = outageGuard({ store: 'postgres', timeoutMs: timeoutMs * 10, environment });
  const s = quoted(schema);
  let ready: Promise<void> | undefined;
  let sweptAtMs = environment.monotonicMs();

  const prepare = (): Promise<void> => {
    ready ??= guardedSetup(() => prepareSchema(connection.query, schema, setup)).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
  const sweep = () => {
    if (environment.monotonicMs() - sweptAtMs < SWEEP_EVERY_MS) return;
    sweptAtMs = environment.monotonicMs();
    // What it does not delete now it deletes later.
    guarded(() => connection.query(`select ${s}.sweep()`, [])).catch(() => {});
  };
  const rows = async (text: string, ...values: unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    await prepare();
    const { rows: found } = await guarded(() => connection.query(text, values));
    sweep();
    return found;
  };
  const value = async (text: string, ...values: unknown[]) => Object.values((await rows(text, ...values))[0] ?? {})[0];

  return {
    name: 'postgres',
    shared: true,
    async get(key) {
      const found = await value(
        `select value from ${s}.entries where key = $1 and expires_at > ${s}.moment()`,
        plain(key),
      );
      return typeof found === 'string' ? (JSON.parse(found) as JsonValue) : undefined;
    },
    async set(key, given, { ttlMs, ifAbsent = false }) {
      const set = await rows(
        `insert into ${s}.entries as e (key, value, expires_at) values ($1, $2, ${s}.moment() + $3::bigint)
         on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at
         where not $4::boolean or e.expires_at <= ${s}.moment() returning 1`,
        ...[plain(key), JSON.stringify(given), Math.ceil(ttlMs), ifAbsent],
      );
      return set.length > 0;
    },
    async delete(key) {
      const deleted = await value(
        `delete from ${s}.entries where key = $1 returning expires_at > ${s}.moment()`,
        plain(key),
      );
      return deleted === true;
    },
    async add(key, amount, { ttlMs }) {
      const sum = await value(
        `insert into ${s}.entries as e (key, value, expires_at) values ($1, $2::bigint::text, ${s}.moment() + $3::bigint)
         on conflict (key) do update set
           value = case when e.expires_at <= ${s}.moment() then excluded.value
             else (e.value::bigint + excluded.value::bigint)::text end,
           expires_at = case when e.expires_at <= ${s}.moment() then excluded.expires_at else e.expires_at end
         returning value`,
        ...[plain(key), amount, Math.ceil(ttlMs)],
      );
      return Number(sum);
    },
    async reserve({ id, takes, leaseMs, onLapse, gates = [], force = false }) {
      const asked = { id, takes: takes.map(row), lease: leaseMs, gates: gates.map(plain), force };
      const charge = onLapse === 'charge';
      const reserved = (await value(`select ${s}.reserve($1)`, JSON.stringify({ ...asked, charge }))) as Reserved;
      if (reserved.granted) return reserved;
      const keys = [...takes.map(({ key }) => key), ...gates];
      return { ...reserved, key: keys.find((key) => plain(key) === reserved.key) ?? reserved.key };
    },
    async settle({ id, takes, at, actual }) {
      const used = takes.map((take, index) => ({ ...row(take), used: actual[index] ?? take.amount }));
      return (await value(`select ${s}.settle($1)`, JSON.stringify({ id, at, takes: used }))) === true;
    },
    async renew(leases: readonly Lease[], leaseMs) {
      const takes = leases.flatMap(({ id, takes: held }) =>
        held.filter(({ kind }) => kind !== 'window').map(({ key }) => ({ key: plain(key), id })),
      );
      await rows(`select ${s}.renew($1)`, JSON.stringify({ takes, lease: leaseMs }));
    },
    async measure(meter) {
      const { kind, key, span } = row({ ...meter, amount: 0, limit: 0 });
      const [found] = await rows(`select used, held from ${s}.read($1, $2, $3::bigint)`, kind, key, span);
      return { used: Number(found?.used ?? 0), held: Number(found?.held ?? 0) };
    },
    close: () => connection.close(),
  };
}

/** Makes the schema where it is missing or older. */
async function prepareSchema(query: RunQuery, schema: string, setup: boolean): Promise<void> {
  const version = await query(`select ${quoted(schema)}.version() as version`, []).then(
    ({ rows }) => Number(rows[0]?.version),
    (error: { code?: string }) => {
      // No such schema, no such function; anything else is a failure.
      if (error.code === '3F000' || error.code === '42883') return 0;
      throw error;
    },
  );
  if (version >= SCHEMA_VERSION) return;
  if (!setup) throw new Error(`the schema "${schema}" is missing or old: run what postgresSchema() answers`);
  await query(postgresSchema(schema));
}

/** Longest key that an index takes as it is, in characters of up to four bytes. */
const LONGEST_KEY = 500;

/** The key as PostgreSQL can keep it: its text has no NUL and no half of a pair, its indexes no long values. */
function plain(key: string): string {
  const text = key.replaceAll('\0', '\u2400').replace(/\p{Surrogate}/gu, '\ufffd');
  if (text.length <= LONGEST_KEY) return text;
  return `${text.slice(0, LONGEST_KEY)}…${createHash('sha256').update(text).digest('hex')}`;
}

/** What the server itself says has a severity. A server that shuts down says so, and is gone. */
const isAnswer = (thrown: unknown) => {
  const { severity, code } = (thrown ?? {}) as { severity?: unknown; code?: unknown };
  return severity === 'ERROR' && !String(code).startsWith('57P');
};

const row = (take: Take) => ({
  kind: take.kind,
  key: plain(take.key),
  amount: take.amount,
  limit: take.limit,
  span: take.kind === 'level' ? 0 : Math.ceil(take.spanMs),
});

/** Never shown back: it may hold a password. */
function postgresURL(value: unknown): string | undefined {
  const expected = 'a URL such as postgres://127.0.0.1:5432/postgres';
  if (typeof value !== 'string' || !/^postgres(ql)?:\/\//.test(value)) return expected;
  return URL.canParse(value) ? undefined : expected;
}
