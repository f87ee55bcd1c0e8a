// The client of a fault run: a process of its own that makes many calls through a stack of plugins and writes down how each of
// them ended, what its metrics counted, and what was left. The servers are elsewhere: see fault-run.full.test.ts.
import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type Attempt, defineMiddleware, KitError, pipeline, type Trace, target, user } from '@kit/core';
import { breaker } from '@kit/plugin-breaker';
import { cache } from '@kit/plugin-cache';
import { metrics } from '@kit/plugin-metrics';
import { ratelimit } from '@kit/plugin-ratelimit';
import { retry } from '@kit/plugin-retry';
import { fallback } from '@kit/plugin-router';
import { timeout } from '@kit/plugin-timeout';
import { anthropic } from '@kit/provider-anthropic';
import { openai } from '@kit/provider-openai';
import { seededRandom } from '@kit/testing';
import { countingEnvironment } from './counting-environment.ts';
import type { FaultRunPlan, RecordedAttempt, RecordedCall, RoundReport } from './fault-run-report.ts';

const plan = JSON.parse(process.argv[2] as string) as FaultRunPlan;
const random = seededRandom(plan.seed);
const environment = countingEnvironment();

/** Every call's own record of its attempts, by the call's id. */
const traces = new Map<string, Trace>();
const keepTraces = defineMiddleware({
  name: 'keep-traces',
  every: (next) => (call) => {
    traces.set(call.context.requestId, call.context.trace);
    return next(call);
  },
});

const measured = metrics();
const first = openai({ apiKey: 'any', baseURL: plan.openaiURL, model: 'gpt-6-luna' });
const second = anthropic({ apiKey: 'any', baseURL: plan.anthropicURL, model: 'claude-haiku-4-5' });
const resilience = () => [
  retry({ baseDelayMs: 5 }),
  breaker({ consecutiveFailures: 2, openMs: 50 }),
  timeout({ headers: '1s', firstPart: '1s', idle: '1s', total: '10s' }),
];
const outside = [
  keepTraces,
  measured,
  // Full before the first round is over, so that memory can be compared.
  cache({ maxBytes: 200_000 }),
  ratelimit({ concurrency: plan.concurrency - 4, tokensPerMinute: 100_000_000 }),
];
const ai =
  plan.shape === 'over the fallback'
    ? pipeline(fallback(target(first, { id: 'first' }), target(second, { id: 'second' })), { environment }).use(
        ...outside,
        ...resilience(),
      )
    : pipeline(
        fallback(
          target(pipeline(first, { environment }).use(...resilience()), { id: 'first' }),
          target(pipeline(second, { environment }).use(...resilience()), { id: 'second' }),
        ),
        { environment },
      ).use(...outside);
const events: Record<string, number> = {};
ai.on('*', ({ type }) => {
  events[type] = (events[type] ?? 0) + 1;
});

const write = (kind: string, value: unknown) => process.stdout.write(`${kind} ${JSON.stringify(value)}\n`);

let calls = 0;
/** One for all calls that nobody aborts, as a server has one for its shutdown. */
const shutdown = new AbortController();

/** Makes a call, and answers how it ended for its caller. */
async function makeCall(): Promise<Omit<RecordedCall, 'attempts'>> {
  const id = `call-${++calls}`;
  const streamed = random() < 0.5;
  const chance = random();
  const leaves = streamed && chance < 0.03;
  const aborts = !leaves && chance < 0.07;
  // A third of the questions have been asked before, some of them at this moment. Who goes asks alone: the attempts of a
  // shared call stand in the trace of whoever asked first.
  const isKnown = random() < 0.33 && !leaves && !aborts;
  const question = isKnown ? `Known question ${Math.floor(random() * 12)}` : `Question ${calls}`;
  const request = { messages: [user(question)] };
  const own = aborts ? new AbortController() : undefined;
  const stopTimer = own && environment.setTimer(random() * 40, () => own.abort());
  const options = { signal: own?.signal ?? shutdown.signal, requestId: id, headers: { 'x-request-id': id } };
  const operation = streamed ? 'stream' : 'chat';
  try {
    if (!streamed) {
      const { text, meta } = await ai.chat(request, options);
      return { id, operation, ending: text === plan.answer ? 'complete' : 'wrong-text', cache: meta.cache?.hit };
    }
    const stream = ai.stream(request, options);
    let text = '';
    for await (const part of stream) {
      if (part.type === 'text') text += part.text;
      if (leaves && text !== '') return { id, operation, ending: 'abandoned', cache: stream.meta?.cache?.hit };
    }
    const ending = text === plan.answer ? 'complete' : 'wrong-text';
    return { id, operation, ending, cache: stream.meta?.cache?.hit };
  } catch (error) {
    if (!(error instanceof KitError)) return { id, operation, ending: `not a KitError: ${String(error)}` };
    return { id, operation, ending: error.code === 'aborted' ? 'cancelled' : error.code };
  } finally {
    stopTimer?.();
  }
}

const recorded = ({ provider, operation, outcome, error, usage, cost }: Attempt): RecordedAttempt => ({
  provider,
  operation,
  outcome,
  code: error?.code,
  inputTokens: usage?.inputTokens ?? 0,
  outputTokens: usage?.outputTokens ?? 0,
  cost: cost?.amount ?? 0,
});

/** So many calls, a bounded number of them at a time. */
async function round(): Promise<RoundReport> {
  let left = plan.callsPerRound;
  const ended: Omit<RecordedCall, 'attempts'>[] = [];
  const worker = async () => {
    while (left-- > 0) ended.push(await makeCall());
  };
  await Promise.all(Array.from({ length: plan.concurrency }, worker));
  // What was left or aborted ends at once, but not in the same turn.
  await wait(100);
  for (const call of ended) write('call', { ...call, attempts: traces.get(call.id)?.attempts.map(recorded) ?? [] });
  traces.clear();
  ended.length = 0;
  return {
    heapBytes: await heapBytes(),
    pendingTimers: environment.pendingTimers,
    listeners: getEventListeners(shutdown.signal, 'abort').length,
  };
}

async function heapBytes(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    globalThis.gc?.();
    await wait(20);
  }
  return process.memoryUsage().heapUsed;
}

for (let at = 0; at < plan.rounds; at++) write('round', await round());
write('metrics', measured.snapshot());
write('events', events);
await ai.close();
await wait(100);
write('left', {
  timers: environment.pendingTimers,
  resources: process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name)),
});
