// The plugins that are measured: idle, as they stand in a pipeline where all is well, and at work.
import { type ChatRequest, type Middleware, type Pipeline, pipeline, user } from '@kit/core';
import { audit } from '@kit/plugin-audit';
import { batcher } from '@kit/plugin-batcher';
import { breaker } from '@kit/plugin-breaker';
import { budget } from '@kit/plugin-budget';
import { cache } from '@kit/plugin-cache';
import { guard, patterns, personalData } from '@kit/plugin-guard';
import { health } from '@kit/plugin-health';
import { log } from '@kit/plugin-log';
import { metrics } from '@kit/plugin-metrics';
import { otel } from '@kit/plugin-otel';
import { ratelimit } from '@kit/plugin-ratelimit';
import { resume } from '@kit/plugin-resume';
import { retry } from '@kit/plugin-retry';
import { timeout } from '@kit/plugin-timeout';
import { type MemoryVendorOptions, memoryVendor } from './memory-vendor.ts';

/** What is asked, again and again. */
export const question: ChatRequest = { model: 'm', messages: [user('Hello! What can you do for me?')] };

export type Plugins = Readonly<Record<string, () => Middleware>>;

/**
 * Ten plugins with nothing to do but to be there: no tracer is registered, the log writes failures only, nobody checks
 * contents, the cache keeps embeddings, this caller has no limit, the vendor has not said how much is left, nothing fails.
 */
export const idle: Plugins = {
  metrics: () => metrics(),
  otel: () => otel(),
  log: () => log({ level: 'error', to: nothing }),
  guard: () => guard(),
  cache: () => cache({ operations: { chat: false, stream: false } }),
  budget: () => budget({ limit: () => undefined, period: 'day' }),
  ratelimit: () => ratelimit(),
  retry: () => retry(),
  breaker: () => breaker(),
  timeout: () => timeout({ firstPart: '20s', idle: '20s' }),
};

/** Plugins with something to do for every call. */
export const atWork: Plugins = {
  'log of every call': () => log({ to: nothing }),
  audit: () => audit({ sink: { name: 'nowhere', append: async () => {} } }),
  'guard with two checks': () =>
    guard({ input: [personalData()], output: [personalData(), patterns({ secret: 'bluebird' })] }),
  'cache, missing': () => cache({ vary: () => ++asked }),
  'cache, answering': () => cache(),
  'budget with a limit': () => budget({ limit: 1e9, period: 'day', unit: 'tokens' }),
  'ratelimit with three limits': () =>
    ratelimit({ concurrency: 100, requestsPerMinute: 1_000_000_000, tokensPerMinute: 1_000_000_000 }),
  'timeout with a total': () => timeout({ total: '10m' }),
  'timeout with a drip': () => timeout({ drip: { windowMs: 10_000, minParts: 1 } }),
  'resume, of what does not break': () => resume(),
  health: () => health(async () => {}, { intervalMs: 3_600_000 }),
  batcher: () => batcher(),
};

let asked = 0;
const nothing = () => {};

export const ten = 'all ten of them';

export type Chatting = Pipeline<'chat' | 'stream'>;

/** A vendor in memory with these plugins around it, the first outermost. */
export function through(plugins: readonly (() => Middleware)[], options: MemoryVendorOptions = {}): Chatting {
  return pipeline(memoryVendor(options)).use(...plugins.map((make) => make()));
}

/** A pipeline for each of them alone. */
export const each = (plugins: Plugins, options: MemoryVendorOptions = {}): Readonly<Record<string, Chatting>> =>
  Object.fromEntries(Object.entries(plugins).map(([name, make]) => [name, through([make], options)]));
