// Every plugin, as one layer of a stack: the lists that the tests of this folder go through. A new plugin gets an entry here.
import { defineProvider, type Environment, type Middleware, type Provider, pipeline, target } from '@kit/core';
import { type AuditRecord, audit } from '@kit/plugin-audit';
import { batcher } from '@kit/plugin-batcher';
import { breaker } from '@kit/plugin-breaker';
import { budget } from '@kit/plugin-budget';
import { cache } from '@kit/plugin-cache';
import { semanticCache } from '@kit/plugin-cache/semantic';
import { guard, patterns, personalData } from '@kit/plugin-guard';
import { health } from '@kit/plugin-health';
import { type LogEntry, log } from '@kit/plugin-log';
import { metrics } from '@kit/plugin-metrics';
import { otel } from '@kit/plugin-otel';
import { ratelimit } from '@kit/plugin-ratelimit';
import { resume } from '@kit/plugin-resume';
import { retry } from '@kit/plugin-retry';
import { balance, fallback, hedge, router } from '@kit/plugin-router';
import { timeout } from '@kit/plugin-timeout';
import { seededRandom } from '@kit/testing';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

export type Vendor = Provider<'chat' | 'stream' | 'embed'>;

/** A plugin's layer, made for one stack. */
export interface Layer {
  /** The plugin around what answers `vendor`: middleware has one inside, combinators have it as each of two targets. */
  around(vendor: () => Vendor): Vendor;
  /** For plugins that are middleware: two of them stand in one pipeline. */
  readonly middleware?: Middleware;
  /** All tokens that it has counted. */
  readonly tokens?: () => number | Promise<number>;
  /** Of two of its kind only the inner one counts. */
  readonly leavesCountingToInner?: boolean;
  /** Tokens that it holds while a call goes on. */
  readonly reserved?: () => number | Promise<number>;
  /** Timers that stay while it is not closed. */
  readonly lastingTimers?: number;
  /** It may ask twice for one answer, so requests and tokens are more than the answers say. */
  readonly asksTwice?: boolean;
  /** It goes on with streams that break, by asking again. */
  readonly resumes?: boolean;
}

export type MakeLayer = (environment: Environment) => Layer;

/** Makes a layer out of middleware. */
const layered =
  (make: () => Omit<Layer, 'around'> & { readonly middleware: Middleware }): MakeLayer =>
  (environment) => {
    const made = make();
    return { ...made, around: (vendor) => pipeline(vendor(), { environment }).use(made.middleware) };
  };

/** Makes a layer out of a combinator, with two targets. */
const combining =
  (combine: (first: Vendor, second: Vendor) => Vendor, about: Pick<Layer, 'asksTwice'> = {}): MakeLayer =>
  () => ({
    ...about,
    around: (vendor) => combine(target(vendor(), { id: 'first' }), target(vendor(), { id: 'second' })),
  });

/** Embeds texts so that no two of them are alike. */
const unlike = defineProvider({
  id: 'unlike',
  operations: {
    embed: async ({ input }) => {
      const [text] = [input].flat();
      const random = seededRandom(Number.parseInt(String(text).replace(/\D/g, ''), 10));
      return { embeddings: [Array.from({ length: 32 }, () => random() - 0.5)] };
    },
  },
});

/** Limits are far away, pauses short, and circuits stay closed: what is looked at is how layers stand each other. */
export const middleware = {
  retry: layered(() => ({ middleware: retry({ attempts: 2, baseDelayMs: 1 }) })),
  timeout: layered(() => ({ middleware: timeout({ firstPart: '20s', idle: '20s', total: '30s' }) })),
  breaker: layered(() => ({ middleware: breaker({ consecutiveFailures: 1_000, minCalls: 1_000 }) })),
  cache: layered(() => ({ middleware: cache() })),
  'semantic cache': layered(() => ({ middleware: semanticCache({ embed: unlike }) })),
  resume: layered(() => ({ middleware: resume({ max: 1 }), resumes: true })),
  ratelimit: layered(() => ({
    middleware: ratelimit({ concurrency: 8, requestsPerMinute: 10_000, tokensPerMinute: 10_000_000 }),
  })),
  budget: layered(() => {
    const middleware = budget({ limit: 1_000_000, period: 'total', unit: 'tokens' });
    const status = () => middleware.status();
    return {
      middleware,
      tokens: async () => (await status()).spent,
      reserved: async () => (await status()).reserved,
    };
  }),
  metrics: layered(() => {
    const middleware = metrics();
    const tokens = () =>
      middleware
        .snapshot()
        .series.reduce((sum, series) => sum + (series.tokens.input ?? 0) + (series.tokens.output ?? 0), 0);
    return { middleware, tokens };
  }),
  otel: layered(() => {
    const exporter = new InMemorySpanExporter();
    const spans = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    return {
      middleware: otel({ tracer: spans.getTracer('stack') }),
      leavesCountingToInner: true,
      tokens: () =>
        exporter
          .getFinishedSpans()
          .reduce(
            (sum, { attributes }) =>
              sum +
              Number(attributes['gen_ai.usage.input_tokens'] ?? 0) +
              Number(attributes['gen_ai.usage.output_tokens'] ?? 0),
            0,
          ),
    };
  }),
  log: layered(() => {
    const entries: LogEntry[] = [];
    return {
      middleware: log({ to: (entry) => void entries.push(entry) }),
      tokens: () => entries.reduce((sum, { usage }) => sum + tokensIn(usage), 0),
    };
  }),
  audit: layered(() => {
    const kept: AuditRecord[] = [];
    const middleware = audit({
      sink: {
        name: 'memory',
        append: async (records) => {
          kept.push(...records);
        },
      },
    });
    return { middleware, tokens: () => kept.reduce((sum, record) => sum + tokensIn(record), 0) };
  }),
  guard: layered(() => ({
    middleware: guard({ input: [personalData()], output: [patterns({ 'a project name': 'bluebird' })] }),
  })),
  batcher: layered(() => ({ middleware: batcher({ windowMs: 1 }) })),
  health: layered(() => ({ middleware: health(async () => {}, { refuse: true }), lastingTimers: 1 })),
} satisfies Readonly<Record<string, MakeLayer>>;

export const combinators = {
  fallback: combining((first, second) => fallback(first, second)),
  balance: combining((first, second) => balance(first, second, { strategy: 'round-robin' })),
  hedge: combining((first, second) => hedge(first, second, { delayMs: 15_000 })),
  'hedge at once': combining((first, second) => hedge(first, second, { delayMs: 1, maxShare: 1 }), {
    asksTwice: true,
  }),
  router: combining((first, second) =>
    router({ targets: { first, second }, rules: [{ name: 'all', use: ['second', 'first'] }] }),
  ),
} satisfies Readonly<Record<string, MakeLayer>>;

export const layers: Readonly<Record<string, MakeLayer>> = { ...middleware, ...combinators };

function tokensIn(usage: unknown): number {
  const { inputTokens = 0, outputTokens = 0 } = (usage ?? {}) as { inputTokens?: number; outputTokens?: number };
  return inputTokens + outputTokens;
}
