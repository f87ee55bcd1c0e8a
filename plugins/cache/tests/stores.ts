// Real databases as stores of the cache: through Keyv where its adapters do, by a few lines of one's own where not. The lines
// are those of the README.
import { DatabaseSync } from 'node:sqlite';
import KeyvPostgres from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import { Pool } from 'pg';
import type { CacheStore } from '../src/index.ts';

export type StoreKind = 'redis' | 'keyv-postgres' | 'postgres' | 'sqlite';

export interface OpenStore {
  readonly store: CacheStore;
  close(): Promise<unknown>;
}

/** `place` is a URL, or a file. */
export function openStore(kind: StoreKind, place: string): OpenStore {
  if (kind === 'redis') return overKeyv(new KeyvRedis({ url: place, socket: { reconnectStrategy: 50 } }));
  if (kind === 'keyv-postgres') return overKeyv(new KeyvPostgres({ uri: place }));
  if (kind === 'sqlite') return overKeyv(sqliteStore(place));
  const pool = new Pool({ connectionString: place });
  // Without a listener, a connection that PostgreSQL closes ends the process.
  pool.on('error', () => {});
  return { store: postgresStore(pool), close: () => pool.end() };
}

/** What fails is thrown, so that the cache can tell of it. */
function overKeyv(adapter: object): OpenStore {
  const keyv = new Keyv({ store: adapter as KeyvStoreAdapter, throwOnErrors: true });
  keyv.on('error', () => {});
  return { store: keyv, close: () => keyv.disconnect() };
}

/** Node's own SQLite: nothing to be compiled. Keyv takes it too. */
function sqliteStore(file: string) {
  const database = new DatabaseSync(file);
  database.exec('pragma busy_timeout = 1000; pragma journal_mode = wal');
  database.exec('create table if not exists cache (key text primary key, value text, expires integer) without rowid');
  const get = database.prepare('select value from cache where key = ? and expires > ?');
  const set = database.prepare('insert or replace into cache values (?, ?, ?)');
  const forget = database.prepare('delete from cache where key = ? or expires <= ?');
  return {
    get: (key: string) => get.get(key, Date.now())?.value,
    set: (key: string, value: string, ttlMs = 86_400_000) => {
      forget.run(key, Date.now());
      set.run(key, value, Date.now() + ttlMs);
    },
    delete: (key: string) => forget.run(key, Date.now()).changes > 0,
    clear: () => database.exec('delete from cache'),
  };
}

function postgresStore(pool: Pool): CacheStore {
  const table = 'create table if not exists answers (key text primary key, value text, expires timestamptz)';
  let isReady = false;
  const ready = async () => {
    if (!isReady) await pool.query(table);
    isReady = true;
  };
  return {
    async get(key) {
      await ready();
      const { rows } = await pool.query('select value from answers where key = $1 and expires > now()', [key]);
      return rows[0]?.value;
    },
    async set(key, value, ttlMs) {
      await ready();
      await pool.query(
        `insert into answers values ($1, $2, now() + $3 * interval '1 ms')
         on conflict (key) do update set value = excluded.value, expires = excluded.expires`,
        [key, value, ttlMs],
      );
    },
  };
}
