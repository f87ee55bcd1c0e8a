// 12,000 calls through a stack of plugins while one request in five meets a fault, over real sockets: every call ends in an
// answer or one typed error, all who count come to the same figures, and nothing is left.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { errorCodes } from '@kit/core';
import { type Fault, type ReceivedRequest, randomFaults, type Simulator, simulator } from '@kit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultKind, faultKinds } from './fault-kinds.ts';
import type { FaultRunPlan, FaultRunReport, RecordedAttempt, RecordedCall, RoundReport } from './fault-run-report.ts';

const answer = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');
const usage = { inputTokens: 11, outputTokens: 7 };
const kindOf = new Map<Fault, FaultKind>(faultKinds.map((kind) => [kind.fault, kind]));

/** A vendor with faults by chance, and which request met which. */
async function faultyVendor(seed: number) {
  const plan = randomFaults({ probability: 0.2, faults: faultKinds.map(({ fault }) => fault), seed });
  const met = new Map<number, FaultKind>();
  const server = await simulator({
    brain: () => ({ text: answer, usage: { state: 'reported', ...usage } }),
    faults: (request) => {
      const fault = typeof plan === 'function' ? plan(request) : undefined;
      const kind = fault && kindOf.get(fault);
      if (kind) met.set(request.index, kind);
      return fault;
    },
  });
  return { server, met };
}
type FaultyVendor = Awaited<ReturnType<typeof faultyVendor>>;

async function faultRun(plan: FaultRunPlan): Promise<FaultRunReport> {
  const script = fileURLToPath(new URL('fault-run.ts', import.meta.url));
  const flags = ['--expose-gc', '--conditions=@kit/source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, script, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const calls: RecordedCall[] = [];
  const rounds: RoundReport[] = [];
  const told: Record<string, unknown> = { calls, rounds };
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind = ''] = line.split(' ', 1);
    const value: unknown = JSON.parse(line.slice(kind.length + 1));
    if (kind === 'call') calls.push(value as RecordedCall);
    else if (kind === 'round') rounds.push(value as RoundReport);
    else told[kind] = value;
  }
  return told as unknown as FaultRunReport;
}

const sum = <T>(all: readonly T[], of: (one: T) => number) => all.reduce((total, one) => total + of(one), 0);

function countBy<T>(all: readonly T[], key: (one: T) => string, times: (one: T) => number = () => 1) {
  const counts: Record<string, number> = {};
  for (const one of all) counts[key(one)] = (counts[key(one)] ?? 0) + times(one);
  return counts;
}

const shapes = ['over the fallback', 'around each target'] as const;

describe.each(shapes)('metrics, cache and ratelimit; retry, breaker and timeout %s of two vendors', (shape) => {
  let first: FaultyVendor;
  let second: FaultyVendor;
  let report: FaultRunReport;
  let attempts: readonly RecordedAttempt[];
  const plan = { shape, rounds: 6, callsPerRound: 2_000, concurrency: 32, seed: 3, answer };

  beforeAll(async () => {
    first = await faultyVendor(1);
    second = await faultyVendor(2);
    const urls = { openaiURL: first.server.openaiURL, anthropicURL: second.server.anthropicURL };
    report = await faultRun({ ...plan, ...urls });
    attempts = report.calls.flatMap((call) => call.attempts);
  }, 240_000);
  afterAll(async () => {
    await first?.server.close();
    await second?.server.close();
  });

  const servers = (): readonly Simulator[] => [first.server, second.server];

  /** Each request with the attempt that made it; attempts that were cancelled before the server had their request have none. */
  function exchanges() {
    const byCall = new Map<string, { readonly received: ReceivedRequest; readonly kind: FaultKind | undefined }[]>();
    for (const { server, met } of [first, second]) {
      for (const received of server.requests) {
        const id = received.headers['x-request-id'] ?? '';
        byCall.set(id, [...(byCall.get(id) ?? []), { received, kind: met.get(received.index) }]);
      }
    }
    return report.calls.map((call) => {
      const seen = (byCall.get(call.id) ?? []).toSorted((a, b) => a.received.receivedAt - b.received.receivedAt);
      return { call, seen };
    });
  }

  it('ends every call in an answer or one typed error', () => {
    expect(report.calls).toHaveLength(plan.rounds * plan.callsPerRound);
    const endings = countBy(report.calls, ({ ending }) => ending);
    const known = new Set<string>(['complete', 'cancelled', 'abandoned', ...errorCodes]);
    expect(Object.keys(endings).filter((ending) => !known.has(ending))).toEqual([]);
    // One call in twenty is aborted or left. Of the others a stream that breaks in its middle, and a bad request, are not repaired.
    // On a slow machine more of them time out, and then a breaker refuses the next ones: that is its work, and no answer lost.
    const { complete = 0, timeout = 0 } = endings;
    expect(complete + timeout + (endings['circuit-open'] ?? 0)).toBeGreaterThan(0.85 * report.calls.length);
    expect(complete).toBeGreaterThan(0.6 * report.calls.length);
  });

  it('meets every kind of fault, and each attempt ends as its fault says', () => {
    const met = new Set<string>();
    let unexpected = 0;
    for (const { call, seen } of exchanges()) {
      const unseen = call.attempts.slice(seen.length);
      expect(unseen.filter(({ outcome }) => outcome !== 'cancelled')).toEqual([]);
      for (const [index, { kind }] of seen.entries()) {
        const { outcome, code } = call.attempts[index] as RecordedAttempt;
        if (kind) met.add(`${call.operation} ${JSON.stringify(kind.fault)}`);
        // The caller's own end came before the fault's.
        if (outcome === 'cancelled' || outcome === 'abandoned') continue;
        const ending = code ?? outcome;
        const expected = kind?.[call.operation] ?? 'complete';
        // The machine may be slow.
        if (ending === 'timeout' && expected !== 'timeout') unexpected++;
        else expect([call.id, kind?.fault, ending]).toEqual([call.id, kind?.fault, expected]);
      }
    }
    expect(met.size).toBe(2 * faultKinds.length);
    expect(unexpected).toBeLessThan(0.01 * attempts.length);
  });

  it('counts in its metrics what its callers count', () => {
    const { series, events } = report.metrics;
    const outcomes = series.flatMap(({ operation, outcomes: own }) =>
      Object.entries(own).map(([outcome, count]) => ({ operation, outcome, count })),
    );
    expect(
      countBy(
        outcomes,
        ({ operation, outcome }) => `${operation} ${outcome}`,
        ({ count }) => count,
      ),
    ).toEqual(countBy(report.calls, ({ operation, ending }) => `${operation} ${ending}`));
    expect(sum(series, ({ calls }) => calls)).toBe(report.calls.length);
    expect(sum(series, ({ openStreams }) => openStreams)).toBe(0);
    const where = ({ provider, operation }: { provider: string; operation: string }) => `${provider} ${operation}`;
    const counted = series.filter((one) => one.attempts > 0);
    expect(countBy(counted, where, (one) => one.attempts)).toEqual(countBy(attempts, where));
    expect(countBy(counted, where, ({ tokens }) => tokens.input ?? 0)).toEqual(
      countBy(attempts, where, ({ inputTokens }) => inputTokens),
    );
    expect(countBy(counted, where, ({ tokens }) => tokens.output ?? 0)).toEqual(
      countBy(attempts, where, ({ outputTokens }) => outputTokens),
    );
    expect(sum(series, ({ cost }) => cost.USD ?? 0)).toBeCloseTo(
      sum(attempts, ({ cost }) => cost),
      9,
    );
    expect(
      countBy(
        events,
        ({ event }) => event,
        ({ count }) => count,
      ),
    ).toEqual(report.events);
  });

  it('counts in its metrics what the servers saw', () => {
    const vendors = { openai: first.server, anthropic: second.server };
    const unseen = exchanges().flatMap(({ call, seen }) => call.attempts.slice(seen.length));
    for (const [provider, server] of Object.entries(vendors)) {
      const own = report.metrics.series.filter((one) => one.provider === provider);
      const neverSent = unseen.filter((attempt) => attempt.provider === provider).length;
      expect(sum(own, (one) => one.attempts)).toBe(server.requests.length + neverSent);
    }
    // What was answered to the end is what was told to be used, and nobody else was charged for a whole answer.
    const whole = attempts.filter(({ outcome }) => outcome === 'complete');
    expect(sum(whole, ({ inputTokens }) => inputTokens)).toBe(whole.length * usage.inputTokens);
    expect(sum(whole, ({ outputTokens }) => outputTokens)).toBe(whole.length * usage.outputTokens);
    expect(whole.every(({ cost }) => cost > 0)).toBe(true);
  });

  it('answers from the cache without asking anybody', () => {
    const hits = report.calls.filter(({ cache }) => cache !== undefined);
    expect(hits.length).toBeGreaterThan(500);
    expect(hits.flatMap((call) => call.attempts)).toEqual([]);
    // A stream that another call shares may break: then it was a hit, and is a failure.
    expect(report.events['cache-hit']).toBeGreaterThanOrEqual(hits.length);
  });

  it('had work for each of its plugins', () => {
    expect(Object.keys(report.events)).toEqual(
      expect.arrayContaining(['retry', 'fallback', 'rate-limited', 'cache-hit', 'cache-miss']),
    );
    // What a fallback has repaired is no failure: a breaker over it has work only where several go wrong in a row.
    if (shape === 'around each target') expect(report.events).toHaveProperty('breaker-transition');
    expect(attempts.filter(({ code }) => code === 'timeout').length).toBeGreaterThan(0);
  });

  it('leaves no listener, timer or socket', () => {
    expect(report.rounds.map(({ listeners }) => listeners)).toEqual(report.rounds.map(() => 0));
    expect(report.rounds.map(({ pendingTimers }) => pendingTimers)).toEqual(report.rounds.map(() => 0));
    expect(report.left).toEqual({ timers: 0, resources: [] });
    for (const server of servers()) {
      expect(server.connections).toBe(0);
      expect(server.requests.filter(({ closedAt }) => closedAt === undefined)).toEqual([]);
    }
  });

  it('keeps its heap flat: after the first round it grows by a tenth at most in five more', () => {
    const [warm = 0, ...later] = report.rounds.map(({ heapBytes }) => heapBytes);
    expect(later).toHaveLength(5);
    expect(Math.max(...later)).toBeLessThan(1.1 * warm);
  });
});
