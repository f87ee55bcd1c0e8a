// The breaker against a model of its machine, written apart from it: any run of calls and time leads both through the same
// transitions. The model keeps every result it has seen and looks at nothing of the code but its options.
import { chatResponse, defineProvider, type ErrorCode, KitError, pipeline, type StreamPart, user } from '@kit/core';
import { type VirtualEnvironment, virtualEnvironment } from '@kit/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaker } from './breaker.ts';
import { Circuit, type CircuitPolicy } from './circuit.ts';

type State = 'closed' | 'open' | 'half-open';
type End = 'success' | 'failure' | 'bad-request' | 'abort' | 'leave';

interface Running {
  readonly startedMs: number;
  /** Transitions that there had been when it began. */
  readonly era: number;
}

/** The machine as its documentation describes it. */
class Model {
  readonly policy: CircuitPolicy;
  nowMs = 0;
  state: State = 'closed';
  transitions: string[] = [];
  /** Every result since the last transition. */
  results: { readonly beganMs: number; readonly atMs: number; readonly failed: boolean }[] = [];
  openUntilMs = 0;
  openedInARow = 0;
  probes: Running[] = [];
  probesSucceeded = 0;
  running: Running[] = [];

  constructor(policy: CircuitPolicy) {
    this.policy = policy;
  }

  go(to: State): void {
    this.transitions.push(`${this.state} → ${to}`);
    Object.assign(this, { state: to, results: [], probes: [], probesSucceeded: 0 });
  }

  /** True if a call may go. */
  begin(): boolean {
    if (this.state === 'open' && this.nowMs >= this.openUntilMs) this.go('half-open');
    if (this.state === 'open') return false;
    const call = { startedMs: this.nowMs, era: this.transitions.length };
    if (this.state === 'half-open') {
      this.probes = this.probes.filter(({ startedMs }) => this.nowMs - startedMs < this.policy.openMs);
      if (this.probes.length >= this.policy.probes) return false;
      this.probes.push(call);
    }
    this.running.push(call);
    return true;
  }

  end(index: number, end: End): void {
    const [call] = this.running.splice(index, 1) as [Running];
    if (call.era !== this.transitions.length) return;
    this.probes = this.probes.filter((probe) => probe !== call);
    if (end === 'success') this.succeed(call.startedMs);
    if (end === 'failure') this.fail(call.startedMs);
  }

  succeed(beganMs: number): void {
    if (this.state === 'closed') return void this.results.push({ beganMs, atMs: this.nowMs, failed: false });
    this.probesSucceeded++;
    if (this.probesSucceeded < this.policy.successes) return;
    this.openedInARow = 0;
    this.go('closed');
  }

  fail(beganMs: number): void {
    const { openMs, maxOpenMs } = this.policy;
    if (this.state === 'closed') {
      this.results.push({ beganMs, atMs: this.nowMs, failed: true });
      if (!this.isTooMuch()) return;
    }
    this.openUntilMs = this.nowMs + Math.min(maxOpenMs, openMs * 2 ** this.openedInARow);
    this.openedInARow++;
    this.go('open');
  }

  isTooMuch(): boolean {
    const { consecutiveFailures, failureRate, minCalls, windowMs } = this.policy;
    const lastSuccess = this.results.findLastIndex(({ failed }) => !failed);
    const succeededMs = this.results[lastSuccess]?.atMs ?? 0;
    const inARow = this.results.slice(lastSuccess + 1).filter(({ beganMs }) => beganMs >= succeededMs);
    if (consecutiveFailures !== false && inARow.length >= consecutiveFailures) return true;
    // The window is the tenth under way and the nine before it.
    const tenth = (atMs: number) => Math.floor(atMs / (windowMs / 10));
    const counted = this.results.filter(({ atMs }) => tenth(this.nowMs) - tenth(atMs) < 10);
    const failed = counted.filter((result) => result.failed).length;
    return failureRate !== false && counted.length >= minCalls && failed >= failureRate * counted.length;
  }
}

interface RealCall {
  readonly end: (end: End) => Promise<void>;
}

/** The breaker in a pipeline, before a vendor whose calls end when and how the test says. */
class Real {
  readonly environment: VirtualEnvironment = virtualEnvironment();
  readonly transitions: string[] = [];
  readonly calls: RealCall[] = [];
  readonly #ends: { readonly resolve: () => void; readonly reject: (error: KitError) => void }[] = [];
  readonly #ai;
  readonly #breaker;

  constructor(policy: CircuitPolicy) {
    const ended = () => new Promise<void>((resolve, reject) => this.#ends.push({ resolve, reject }));
    const choices = [{ message: { role: 'assistant', content: 'Hello' }, finishReason: 'stop' }] as const;
    const vendor = defineProvider({
      id: 'vendor',
      operations: {
        chat: async () => {
          await ended();
          return chatResponse({ choices, meta: { provider: 'vendor', timings: {}, attempts: [] } });
        },
        async *stream(): AsyncGenerator<StreamPart> {
          const end = ended();
          yield { type: 'text', text: 'Hello' };
          await end;
          yield { type: 'finish', finishReason: 'stop' };
        },
      },
    });
    this.#breaker = breaker(policy);
    this.#ai = pipeline(vendor, { environment: this.environment }).use(this.#breaker);
    this.#ai.on('breaker-transition', ({ from, to }) => this.transitions.push(`${from} → ${to}`));
  }

  get state(): State {
    return this.#breaker.states()[0]?.state ?? 'closed';
  }

  /** True if the call went to the vendor. */
  async begin(streamed: boolean): Promise<boolean> {
    const before = this.#ends.length;
    const controller = new AbortController();
    const options = { signal: controller.signal, deadlines: { idle: false, firstPart: false } } as const;
    const request = { model: 'm', messages: [user('Hi')] };
    const stream = streamed ? this.#ai.stream(request, options) : undefined;
    const ended = (stream ? stream.response : this.#ai.chat(request, options)).catch((error: KitError) => error.code);
    await this.environment.settle();
    const end = this.#ends[before];
    if (!end) {
      expect(await ended).toBe('circuit-open');
      return false;
    }
    const fail = (code: ErrorCode) => end.reject(new KitError(code, code));
    const ways: Readonly<Record<End, () => void>> = {
      success: () => end.resolve(),
      failure: () => fail('server'),
      'bad-request': () => fail('invalid-request'),
      abort: () => controller.abort(),
      leave: () => (stream ? void stream[Symbol.asyncDispose]() : controller.abort()),
    };
    this.calls.push({
      end: async (how) => {
        ways[how]();
        await this.environment.advance(0);
        await ended;
      },
    });
    return true;
  }
}

type Command = fc.AsyncCommand<Model, Real, true>;

class Begin implements Command {
  readonly streamed: boolean;
  constructor(streamed: boolean) {
    this.streamed = streamed;
  }
  check = async () => true;
  async run(model: Model, real: Real): Promise<void> {
    expect(await real.begin(this.streamed)).toBe(model.begin());
    agree(model, real);
  }
  toString = () => (this.streamed ? 'a stream begins' : 'a call begins');
}

class Finish implements Command {
  readonly index: number;
  readonly how: End;
  constructor(index: number, how: End) {
    this.index = index;
    this.how = how;
  }
  check = async ({ running }: Readonly<Model>) => running.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const index = this.index % model.running.length;
    const [call] = real.calls.splice(index, 1) as [RealCall];
    await call.end(this.how);
    model.end(index, this.how);
    agree(model, real);
  }
  toString = () => `call ${this.index} ends: ${this.how}`;
}

class Wait implements Command {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = async () => true;
  async run(model: Model, { environment }: Real): Promise<void> {
    await environment.advance(this.ms);
    model.nowMs += this.ms;
  }
  toString = () => `${this.ms} ms pass`;
}

function agree(model: Model, real: Real): void {
  expect(real.transitions).toEqual(model.transitions);
  expect(real.state).toBe(model.state);
}

const policies = fc.record<CircuitPolicy>({
  failureRate: fc.constantFrom<number | false>(false, 0.25, 0.5, 1),
  minCalls: fc.integer({ min: 1, max: 8 }),
  windowMs: fc.constantFrom(1_000, 10_000),
  consecutiveFailures: fc.constantFrom<number | false>(false, 1, 3, 5),
  openMs: fc.constantFrom(500, 2_000),
  maxOpenMs: fc.constantFrom(2_000, 6_000),
  probes: fc.integer({ min: 1, max: 3 }),
  successes: fc.integer({ min: 1, max: 3 }),
});
const ends = fc.oneof(
  { weight: 4, arbitrary: fc.constant<End>('failure') },
  { weight: 3, arbitrary: fc.constant<End>('success') },
  { weight: 2, arbitrary: fc.constantFrom<End>('bad-request', 'abort', 'leave') },
);
const waits = fc.oneof(
  fc.constantFrom(1, 99, 100, 101, 499, 500, 900, 1_000, 2_000, 6_000),
  fc.integer({ min: 0, max: 12_000 }),
);
const commands = fc.commands<Model, Real, true>(
  [
    fc.boolean().map((streamed) => new Begin(streamed)),
    fc.boolean().map((streamed) => new Begin(streamed)),
    fc.tuple(fc.nat(10), ends).map(([index, how]) => new Finish(index, how)),
    fc.tuple(fc.nat(10), ends).map(([index, how]) => new Finish(index, how)),
    waits.map((ms) => new Wait(ms)),
  ],
  { maxCommands: 120, size: '+1' },
);

describe('the machine', () => {
  it('goes through exactly the transitions that are specified, whatever happens', { timeout: 120_000 }, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(policies, commands, async (policy, run) => {
        const model = new Model(policy);
        await fc.asyncModelRun(() => ({ model, real: new Real(policy) }), run);
        for (const transition of model.transitions) seen.add(transition);
      }),
      { numRuns: 500 },
    );
    // The runs have been everywhere.
    expect([...seen].toSorted()).toEqual([
      'closed → open',
      'half-open → closed',
      'half-open → open',
      'open → half-open',
    ]);
  });

  it('is only ever widened by what others know: what it refused it refuses still, for at least as long', () => {
    const act = fc.oneof(
      fc.record({ type: fc.constant('begin' as const) }),
      fc.record({ type: fc.constant('end' as const), verdict: fc.constantFrom('success', 'failure', 'neutral') }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 5_000 }) }),
      fc.record({ type: fc.constant('widen' as const), forMs: fc.integer({ min: -1_000, max: 9_000 }) }),
    );
    fc.assert(
      fc.property(policies, fc.array(act, { maxLength: 60 }), (policy, acts) => {
        const circuit = new Circuit('key', policy);
        const running: { era: number; startedMs: number }[] = [];
        let nowMs = 0;
        let toldUntilMs = 0;
        for (const step of acts) {
          if (step.type === 'wait') nowMs += step.ms;
          else if (step.type === 'begin') {
            const refused = circuit.refuses(nowMs) !== undefined;
            if (nowMs < toldUntilMs) expect(refused).toBe(true);
            if (!refused) running.push({ era: circuit.era, startedMs: nowMs });
          } else if (step.type === 'end') {
            const ticket = running.pop();
            if (ticket) circuit.settle(ticket, step.verdict as 'success', nowMs);
          } else {
            const { state, openUntilMs } = circuit;
            circuit.widen(nowMs + step.forMs, nowMs);
            const untilMs = Math.min(nowMs + step.forMs, nowMs + policy.maxOpenMs);
            toldUntilMs = Math.max(toldUntilMs, untilMs);
            expect(circuit.state).toBe(untilMs > nowMs ? 'open' : state);
            expect(circuit.openUntilMs).toBeGreaterThanOrEqual(openUntilMs);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
