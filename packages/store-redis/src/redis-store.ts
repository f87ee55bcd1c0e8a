// The store in Redis or Valkey: shared by every process that has the same server and prefix.
import { createHash } from 'node:crypto';
import { checkOptions, type JsonValue, KitError, systemEnvironment } from '@kit/core';
import { type Lease, type Meter, outageGuard, type Reserved, type Store } from '@kit/store';
import { type Connection, connect, type SendCommand } from './connection.ts';
import { addScript, measureScript, renewScript, reserveScript, settleScript } from './scripts.ts';

export interface RedisStoreOptions {
  /** `redis://user:password@host:6379/0`, `rediss://…` for TLS. */
  readonly url?: string;
  /** A client of your own instead: sends one command, as an array of its words. It is not closed with the store. */
  readonly send?: SendCommand;
  /**
   * Begins every key. Default `{kit}:`; what is in braces puts all keys into one slot of a cluster, as scripts need it.
   */
  readonly prefix?: string;
  /** Longest time that an operation may take, in milliseconds. Default 1,000; the first connection may take ten times that. */
  readonly timeoutMs?: number;
}

/**
 * A store in Redis (6.2 or later) or Valkey. Connects when it is first used.
 *
 * @example
 * const store = redisStore({ url: process.env.REDIS_URL });
 * const ai = pipeline(openai()).use(ratelimit({ requestsPerMinute: 600, store }));
 *
 * @throws KitError `config` for a wrong option. Operations reject with `store-unavailable` when the server is away.
 */
export function redisStore(options: RedisStoreOptions): Store {
  checkOptions('redisStore()', options, { url: redisURL, send: 'function', prefix: 'string', timeoutMs: 'positive' });
  const { url, send, prefix = '{kit}:', timeoutMs = 1_000 } = options;
  if ((url === undefined) === (send === undefined)) {
    throw new KitError('config', 'redisStore(): give either `url` (redis://…) or `send`, a client of your own.', {
      field: 'url',
    });
  }
  const connection: Connection = send
    ? { open: async () => {}, send, close: async () => {} }
    : connect(url as string, timeoutMs * 10);
  const guarded = outageGuard({ store: 'redis', timeoutMs, environment: systemEnvironment, isAnswer });
  let opened: Promise<unknown> | undefined;
  const operate = async (work: () => Promise<unknown>): Promise<unknown> => {
    await (opened ??= connection.open());
    return guarded(work);
  };
  const command = (...words: string[]) => operate(() => connection.send(words));
  const run = (script: Script, keys: readonly string[], ...values: string[]) =>
    operate(() => evaluate(connection.send, script, keys, values));

  const value = (key: string) => `${prefix}v:${key}`;
  const keysOf = (takes: readonly Meter[]) =>
    takes.flatMap(({ kind, key }) =>
      kind === 'window' ? [`${prefix}w:${key}`] : [`${prefix}m:${key}`, `${prefix}x:${key}`],
    );

  return {
    name: 'redis',
    shared: true,
    async get(key) {
      const found = await command('GET', value(key));
      return typeof found === 'string' ? (JSON.parse(found) as JsonValue) : undefined;
    },
    async set(key, given, { ttlMs, ifAbsent = false }) {
      const words = ['SET', value(key), JSON.stringify(given), 'PX', whole(ttlMs), ...(ifAbsent ? ['NX'] : [])];
      return (await command(...words)) === 'OK';
    },
    delete: async (key) => (await command('DEL', value(key))) === 1,
    add: async (key, amount, { ttlMs }) => Number(await run(scripts.add, [value(key)], whole(amount), whole(ttlMs))),
    async reserve({ id, takes, leaseMs, onLapse, gates = [], force = false }) {
      const wanted = { id, takes: takes.map(shortTake), lease: leaseMs, gates: gates.length, force };
      const asked = JSON.stringify({ ...wanted, charge: onLapse === 'charge' });
      const answer = (await run(scripts.reserve, [...gates.map(value), ...keysOf(takes)], asked)) as (
        | number
        | string
      )[];
      return reservedOf(answer, takes, gates);
    },
    async settle({ id, takes, at, actual }) {
      const used = takes.map(({ amount }, index) => actual[index] ?? amount);
      const asked = JSON.stringify({ id, at, takes: takes.map(shortTake), actual: used });
      return (await run(scripts.settle, keysOf(takes), asked)) === 1;
    },
    async renew(leases: readonly Lease[], leaseMs) {
      const renewals = leases.map(({ id, takes }) => {
        const asked = JSON.stringify({ id, takes: takes.map(shortTake), lease: leaseMs });
        return run(scripts.renew, keysOf(takes), asked);
      });
      await Promise.all(renewals);
    },
    async measure(meter) {
      const asked = JSON.stringify(shortTake({ ...meter, amount: 0, limit: 0 }));
      const [used, held] = (await run(scripts.measure, keysOf([meter]), asked)) as string[];
      return { used: Number(used), held: Number(held) };
    },
    close: () => connection.close(),
  };
}

interface Script {
  readonly source: string;
  readonly sha: string;
}

const scriptOf = (source: string): Script => ({ source, sha: createHash('sha1').update(source).digest('hex') });
const scripts = {
  reserve: scriptOf(reserveScript),
  settle: scriptOf(settleScript),
  renew: scriptOf(renewScript),
  measure: scriptOf(measureScript),
  add: scriptOf(addScript),
};

/** By its hash; with its source only where the server does not know it (yet, or no more since it was started anew). */
async function evaluate(
  send: SendCommand,
  { sha, source }: Script,
  keys: readonly string[],
  values: readonly string[],
) {
  const rest = [String(keys.length), ...keys, ...values];
  try {
    return await send(['EVALSHA', sha, ...rest]);
  } catch (error) {
    if (!String((error as Error | undefined)?.message).includes('NOSCRIPT')) throw error;
    return send(['EVAL', source, ...rest]);
  }
}

const shortTake = (take: Meter & { readonly amount: number; readonly limit: number }) => ({
  kind: take.kind,
  amount: take.amount,
  limit: take.limit,
  span: take.kind === 'level' ? 0 : Math.ceil(take.spanMs),
});

function reservedOf(answer: readonly (number | string)[], takes: readonly Meter[], gates: readonly string[]): Reserved {
  const [granted, where = 0, waitMs = -1, used = 0, held = 0] = answer.map(Number);
  if (granted === 1) return { granted: true, at: where };
  const key = where < 0 ? gates[-where - 1] : takes[where - 1]?.key;
  return { granted: false, key: key ?? '', used, held, ...(waitMs >= 0 && { waitMs }) };
}

/** Every client calls them so: what the server itself says. */
const isAnswer = (thrown: unknown) => (thrown as Error | undefined)?.name === 'ReplyError';

const whole = (number: number) => String(Math.ceil(number));

/** Never shown back: it may hold a password. */
function redisURL(value: unknown): string | undefined {
  const expected = 'a URL such as redis://127.0.0.1:6379';
  if (typeof value !== 'string' || !/^rediss?:\/\//.test(value)) return expected;
  return URL.canParse(value) ? undefined : expected;
}
