// Stacks that hostile callers are let loose on: combinators over two vendors, alone and with the plugins that hold on to a
// call while it goes on (places, tokens, shared answers, text that is looked at).
import {
  defineProvider,
  type Environment,
  KitError,
  type Middleware,
  type Pipeline,
  type Provider,
  pipeline,
  sleep,
  target,
} from '@kit/core';
import { audit } from '@kit/plugin-audit';
import { batcher } from '@kit/plugin-batcher';
import { breaker } from '@kit/plugin-breaker';
import { budget } from '@kit/plugin-budget';
import { type CacheStore, cache } from '@kit/plugin-cache';
import { semanticCache } from '@kit/plugin-cache/semantic';
import { check, guard, patterns } from '@kit/plugin-guard';
import { log } from '@kit/plugin-log';
import { metrics } from '@kit/plugin-metrics';
import { ratelimit } from '@kit/plugin-ratelimit';
import { resume } from '@kit/plugin-resume';
import { retry } from '@kit/plugin-retry';
import { balance, fallback, hedge } from '@kit/plugin-router';
import { timeout } from '@kit/plugin-timeout';
import type { FlappingStore } from './flapping-store.ts';

export type HostileProvider = Provider<'chat' | 'stream'>;

/** What a stack is made of. */
export interface StackParts {
  readonly first: HostileProvider;
  readonly second: HostileProvider;
  readonly environment: Environment;
  readonly store: FlappingStore['store'];
  /** An observer inside of the others. */
  readonly inner: Middleware;
  pipe(provider: HostileProvider): Pipeline<'chat' | 'stream'>;
}

export interface HostileStack {
  readonly make: (parts: StackParts) => HostileProvider;
  /** It takes leases of the store that it is given, which flaps. */
  readonly leases?: 'in a store that flaps' | 'in a store that is calm';
}

/** Short, so that equal questions are asked anew. */
const entryTtlMs = 60;

/** So long that what nobody gives back is still held in the end. */
const longLeaseMs = 3_600_000;

const farAway = { limit: 1e9, unit: 'tokens', period: 'day' } as const;

/** Answers misses, late, and keeps nothing. */
function lateCacheStore(environment: Environment): CacheStore {
  const late = () => sleep(environment.random() * 700, environment);
  return {
    async get() {
      await late();
      if (environment.random() < 0.3) throw new Error('The cache is away.');
      return undefined;
    },
    async set() {
      await late();
      throw new Error('The cache is full.');
    },
  };
}

/** Fails one time in five. */
const embedder = (environment: Environment): Pipeline<'embed'> =>
  pipeline(
    defineProvider({
      id: 'embedder',
      operations: {
        async embed({ input }) {
          await sleep(environment.random() * 50, environment);
          if (environment.random() < 0.2) throw new KitError('server', 'No embedding today.');
          return { embeddings: [input].flat().map((text) => [String(text).charCodeAt(1), 1]) };
        },
      },
    }),
    { environment },
  );

export const hostileStacks: Readonly<Record<string, HostileStack>> = {
  'a hedge': { make: ({ first, second }) => hedge(first, second, { delayMs: 30, maxShare: 1 }) },
  'a hedge over three': {
    make: ({ first, second }) =>
      hedge(first, second, target(first, { id: 'first again' }), { delayMs: 10, maxShare: 1 }),
  },
  'a fallback': { make: ({ first, second }) => fallback(first, second, { codes: { 'content-filter': true } }) },
  'a balance': {
    make: ({ first, second }) =>
      balance(target(first, { limits: { concurrency: 2 } }), target(second, { weight: 2 }), {
        strategy: 'lowest-latency',
      }),
  },
  'a cache that lets equal calls share': {
    make: ({ first, second, pipe }) =>
      pipe(fallback(first, second)).use(cache({ singleFlight: true, ttl: entryTtlMs })),
  },
  'a cache on a late store': {
    make: ({ first, second, environment, pipe }) =>
      pipe(fallback(first, second)).use(cache({ namespace: 'late', store: lateCacheStore(environment) })),
  },
  'a semantic cache': {
    make: ({ first, second, environment, pipe }) =>
      pipe(fallback(first, second)).use(
        cache({ ttl: entryTtlMs }),
        semanticCache({ threshold: 0.999, ttl: entryTtlMs, embed: embedder(environment).use(batcher()) }),
      ),
  },
  'a breaker': {
    make: ({ first, second, pipe }) =>
      fallback(pipe(first).use(breaker({ consecutiveFailures: 2, openMs: 100 })), second),
  },
  'a guard': {
    make: ({ first, second, pipe }) =>
      pipe(fallback(first, second)).use(
        guard({
          output: [
            patterns({ 'a project name': 'bluebird' }),
            check({ name: 'asks', window: Number.POSITIVE_INFINITY, find: async () => [] }),
          ],
        }),
      ),
  },
  'a resume': {
    make: ({ first, second, pipe }) => pipe(fallback(first, second)).use(resume(), timeout({ total: 300, idle: 25 })),
  },
  'those who write down': {
    make: ({ first, second, environment, pipe }) =>
      pipe(fallback(first, second)).use(
        metrics(),
        log({ to: () => {} }),
        audit({
          sink: {
            name: 'failing',
            async append() {
              await sleep(5, environment);
              if (environment.random() < 0.3) throw new Error('The disk is full.');
            },
          },
        }),
        cache({ ttl: entryTtlMs }),
      ),
  },
  'limits that go on without their store': {
    leases: 'in a store that flaps',
    make: ({ first, second, store, pipe }) =>
      pipe(fallback(pipe(first).use(breaker({ store, consecutiveFailures: 3, openMs: 100 })), second)).use(
        ratelimit({ concurrency: 16, requestsPerSecond: 40, store, queue: { maxWaitMs: 500 } }),
        budget({ ...farAway, store, outage: 'open' }),
      ),
  },
  'limits that refuse without their store': {
    leases: 'in a store that flaps',
    make: ({ first, second, store, pipe }) =>
      pipe(fallback(first, second)).use(
        ratelimit({ concurrency: 16, store, outage: 'closed' }),
        budget({ ...farAway, store }),
      ),
  },
  everything: {
    leases: 'in a store that is calm',
    make: ({ first, second, store, inner, pipe }) => {
      const tried = pipe(first).use(
        retry({ baseDelayMs: 10 }),
        timeout({ total: 200, firstPart: 80 }),
        breaker({ consecutiveFailures: 3, openMs: 100 }),
      );
      return pipe(hedge(tried, second, { delayMs: 40, maxShare: 1 })).use(
        cache({ ttl: entryTtlMs }),
        ratelimit({ concurrency: 5, tokensPerMinute: 1_000_000, store, leaseMs: longLeaseMs }),
        budget({ ...farAway, store, leaseMs: longLeaseMs }),
        inner,
        resume({ toolCalls: 'hold' }),
      );
    },
  },
};
