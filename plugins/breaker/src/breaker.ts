// breaker: refuses calls at once while what they would go to is failing.
import {
  type Call,
  type Environment,
  type EventHub,
  type Handler,
  KitError,
  type Middleware,
  type Operation,
  type Outcome,
  observe,
  type WrapPoint,
} from '@kit/core';
import { callKey, type KeyBy } from '@kit/store';
import { type BreakerFailure, type BreakerOptions, checkBreakerOptions, policyOf } from './breaker-options.ts';
import type { Circuit, CircuitState, Ticket, Verdict } from './circuit.ts';
import { implicates } from './implicates.ts';
import { RecentCircuits } from './recent-circuits.ts';
import { SharedCircuits } from './shared-circuits.ts';

/** A circuit as it stands. */
export interface CircuitStatus {
  readonly key: string;
  readonly state: CircuitState;
  /** Calls and failures in the window; both 0 unless it is closed. */
  readonly calls: number;
  readonly failures: number;
  readonly consecutiveFailures: number;
  /** Open: milliseconds until the next call is let through as a probe. */
  readonly probeInMs?: number;
}

export interface Breaker extends Middleware {
  /** The circuits in use, as they stand. Those that were never needed are closed, and not listed. */
  states(): readonly CircuitStatus[];
}

/**
 * A circuit for each provider and model (or any key): closed while all is well; open, so that calls fail at once with
 * `circuit-open`, once too many failed; half-open, with a few probes, when it has been left alone for a while. Only
 * failures of the target count; a stream counts when it ends.
 *
 * @example
 * const ai = pipeline(openai()).use(retry(), breaker({ consecutiveFailures: 5, openMs: 30_000 }));
 *
 * @throws KitError `config` for a wrong option.
 */
export function breaker(options: BreakerOptions = {}): Breaker {
  checkBreakerOptions(options);
  let board: Board | undefined;
  return {
    name: 'breaker',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      // Whether the provider is well must be asked of the provider.
      if (at.operation === 'health') return next;
      board ??= new Board(options, at.environment);
      const { begin } = board;
      const { events } = at;
      const provider = at.provider.id;
      const observed = observe(next, (call) => begin(call as unknown as Call, provider, events));
      // What happens at another address is no sign of this one.
      return (call) => (call.context.baseURL === undefined ? observed(call) : next(call));
    },
    states: () => board?.states() ?? [],
  };
}

/** The circuits of one breaker. */
class Board {
  readonly #options: BreakerOptions;
  readonly #key: KeyBy;
  readonly #keyHasModel: boolean;
  /** True if a call's key is known from its provider and model. */
  readonly #isPlainKey: boolean;
  /** Mostly the next call is for the same, and making a key costs more than counting. */
  #latest: { readonly provider: string; readonly model: string | undefined; readonly key: string } | undefined;
  readonly #environment: Environment;
  readonly #circuits: RecentCircuits;
  readonly #shared: SharedCircuits | undefined;

  constructor(options: BreakerOptions, environment: Environment) {
    const { key = ['provider', 'model'], store, shareEveryMs = 1_000, name = 'breaker' } = options;
    this.#options = options;
    this.#key = key;
    this.#keyHasModel = key === 'model' || (typeof key === 'object' && key.includes('model'));
    this.#isPlainKey = typeof key === 'object' && key.every((part) => part === 'provider' || part === 'model');
    this.#environment = environment;
    this.#circuits = new RecentCircuits(policyOf(options));
    this.#shared = store && new SharedCircuits({ store, name, everyMs: shareEveryMs, environment });
  }

  /** Lets a call go. @throws KitError `circuit-open` if it may not. */
  readonly begin = (call: Call, provider: string, events: EventHub): Passage => {
    const circuit = this.#circuits.get(this.#keyOf(call, provider));
    const nowMs = this.#environment.monotonicMs();
    const passage = new Passage(this, circuit, { call, provider, events, startedMs: nowMs });
    const from = circuit.state;
    const retryAfterMs = circuit.refuses(nowMs);
    if (circuit.state !== from) this.#tell(passage, from);
    this.#shared?.look(circuit, nowMs, events, (forMs) => this.#widen(passage, forMs));
    if (retryAfterMs !== undefined) throw refusal(passage, retryAfterMs);
    passage.era = circuit.era;
    return passage;
  };

  #keyOf(call: Call, provider: string): string {
    if (!this.#isPlainKey) return callKey(this.#key, call, provider);
    const model = modelOf(call);
    if (this.#latest?.model !== model || this.#latest?.provider !== provider)
      this.#latest = { provider, model, key: callKey(this.#key, call, provider) };
    return this.#latest.key;
  }

  settle(passage: Passage, ending: Ending): void {
    const { circuit, at } = passage;
    const from = circuit.state;
    const nowMs = this.#environment.monotonicMs();
    let verdict: Verdict = 'neutral';
    try {
      verdict = this.#verdict(ending, at.call);
    } finally {
      // Whatever `counts` does, a probe gives its place back.
      circuit.settle(passage, verdict, nowMs, ending.error?.retryAfterMs);
    }
    if (circuit.state === from) return;
    this.#tell(passage, from);
    if (circuit.state === 'open') this.#shared?.opened(circuit, circuit.openUntilMs - nowMs, at.events);
  }

  states(): CircuitStatus[] {
    const nowMs = this.#environment.monotonicMs();
    return [...this.#circuits].map((circuit) => {
      const { key, state, consecutiveFailures, openUntilMs } = circuit;
      const status = { key, state, ...circuit.counted(nowMs), consecutiveFailures };
      return state === 'open' ? { ...status, probeInMs: Math.max(0, openUntilMs - nowMs) } : status;
    });
  }

  #verdict({ status, error }: Ending, call: Call): Verdict {
    if (status === 'complete') return 'success';
    if (status !== 'failed' || !error) return 'neutral';
    const counts = this.#options.counts?.({ error, call } as BreakerFailure) ?? implicates(error, call);
    return counts ? 'failure' : 'neutral';
  }

  #widen(passage: Passage, forMs: number): void {
    const { circuit } = passage;
    const from = circuit.state;
    const nowMs = this.#environment.monotonicMs();
    circuit.widen(nowMs + forMs, nowMs);
    if (circuit.state !== from) this.#tell(passage, from);
  }

  #tell({ circuit, at: { call, provider, events } }: Passage, from: CircuitState): void {
    if (!events.heard) return;
    const { key, state: to } = circuit;
    const { requestId } = call.context;
    const model = this.#keyHasModel ? modelOf(call) : undefined;
    const about = { provider, operation: call.operation, requestId, ...(model !== undefined && { model }) };
    events.emit('breaker-transition', { key, from, to, ...about });
  }
}

/** What of an outcome counts here, whatever the operation. */
interface Ending {
  readonly status: Outcome['status'];
  readonly error?: KitError | undefined;
}

/** Where a call is, and what it is. */
interface Place {
  readonly call: Call;
  readonly provider: string;
  readonly events: EventHub;
  readonly startedMs: number;
}

/** A call that was let through; observes how it ends. */
class Passage implements Ticket {
  readonly #board: Board;
  readonly circuit: Circuit;
  readonly at: Place;
  era = 0;

  constructor(board: Board, circuit: Circuit, at: Place) {
    this.#board = board;
    this.circuit = circuit;
    this.at = at;
  }

  get startedMs(): number {
    return this.at.startedMs;
  }

  settled(ending: Ending): void {
    this.#board.settle(this, ending);
  }
}

function refusal({ circuit, at: { call, provider } }: Passage, retryAfterMs: number): KitError {
  const { operation, context } = call;
  const why =
    circuit.state === 'open'
      ? `it failed too often, and is left alone for another ${Math.ceil(retryAfterMs)} ms`
      : 'a probe is under way that will tell whether it is well again';
  return new KitError('circuit-open', `Not asked: the circuit "${circuit.key}" is ${circuit.state}: ${why}.`, {
    provider,
    operation,
    model: modelOf(call),
    retryAfterMs,
    attempts: context.trace.attempts,
  });
}

function modelOf({ request }: Call): string | undefined {
  return (request as { readonly model?: string } | undefined)?.model;
}
