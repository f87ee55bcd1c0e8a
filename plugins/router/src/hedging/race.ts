// One call asked of several targets, each a while after the one before; the first answer wins, the others are cancelled.
import {
  type Call,
  deriveContext,
  KitError,
  type Operation,
  PartStream,
  type ResultOf,
  type Scope,
  toKitError,
} from '@kit/core';
import type { Step } from '../route.ts';

export interface RaceRules<K extends Operation> {
  readonly steps: readonly Step<K>[];
  /** Milliseconds after which the next one is asked while no answer has begun. */
  readonly delayMs: number;
  /** Asked when that time has come: false calls it off. */
  mayAsk(step: Step<K>): boolean;
  /** An answer began, so many milliseconds from the start. */
  answered(durationMs: number): void;
  /** All is over; `winner` had the answer. Only if more than one was asked. */
  settled(winner: Step<K>): void;
}

/** How the call ends. */
interface RaceEnd<K extends Operation> {
  resolve(result: ResultOf<K>): void;
  reject(error: unknown): void;
}

interface Racer {
  readonly at: number;
  readonly scope: Scope;
}

export function race<K extends Operation>(call: Call<K>, rules: RaceRules<K>): Promise<ResultOf<K>> {
  return new Promise((resolve, reject) => new Race(call, rules, { resolve, reject }).start());
}

class Race<K extends Operation> {
  readonly #call: Call<K>;
  readonly #rules: RaceRules<K>;
  readonly #end: RaceEnd<K>;
  readonly #startedAtMs: number;
  readonly #racers: Racer[] = [];
  readonly #running = new Set<Racer>();
  readonly #failures: unknown[] = [];
  #stopTimer: (() => void) | undefined;
  #over = false;
  /** Called when the last loser has ended. */
  #lastEnded: (() => void) | undefined;

  constructor(call: Call<K>, rules: RaceRules<K>, end: RaceEnd<K>) {
    this.#call = call;
    this.#rules = rules;
    this.#end = end;
    this.#startedAtMs = call.context.environment.monotonicMs();
  }

  start(): void {
    const { context } = this.#call;
    const at = this.#racers.length;
    const { handler, place } = this.#rules.steps[at] as Step<K>;
    const racer = { at, scope: context.scope.fork() };
    this.#racers.push(racer);
    this.#running.add(racer);
    this.#armTimer();
    const own = deriveContext(context, { scope: racer.scope, target: place.info.id });
    let answer: Promise<ResultOf<K>>;
    try {
      answer = handler({ ...this.#call, context: own });
    } catch (thrown) {
      answer = Promise.reject(thrown);
    }
    answer.then(
      (result) => this.#answered(racer, result),
      (thrown) => this.#failed(racer, thrown),
    );
  }

  #armTimer(): void {
    const next = this.#rules.steps[this.#racers.length];
    this.#stopTimer = next && this.#call.context.environment.setTimer(this.#rules.delayMs, () => this.#late(next));
  }

  #late(next: Step<K>): void {
    this.#stopTimer = undefined;
    if (!this.#call.context.scope.closed && this.#rules.mayAsk(next)) this.start();
  }

  #answered(racer: Racer, result: ResultOf<K>): void {
    this.#running.delete(racer);
    if (this.#over) return this.#discard(racer, result);
    this.#over = true;
    this.#stopTimer?.();
    this.#rules.answered(this.#call.context.environment.monotonicMs() - this.#startedAtMs);
    // A stream's socket belongs to its scope until the stream ends.
    if (result instanceof PartStream) result.observe({ settled: () => racer.scope.close() });
    else racer.scope.close();
    for (const other of this.#running) other.scope.cancel(outrun());
    if (this.#racers.length === 1) return this.#end.resolve(result);
    this.#whenLosersEnded(() => {
      this.#rules.settled(this.#rules.steps[racer.at] as Step<K>);
      this.#end.resolve(result);
    });
  }

  /** Too late: it answered before it heard that it had lost. */
  #discard(racer: Racer, result: ResultOf<K>): void {
    if (result instanceof PartStream) void result.cancel(outrun());
    racer.scope.close();
    this.#ended();
  }

  #failed(racer: Racer, thrown: unknown): void {
    this.#running.delete(racer);
    racer.scope.close();
    if (this.#over) return this.#ended();
    this.#failures[racer.at] = thrown;
    if (this.#running.size > 0) return;
    this.#over = true;
    this.#stopTimer?.();
    this.#end.reject(this.#verdict());
  }

  /** The first target's error, with the attempts of all. */
  #verdict(): unknown {
    const [first] = this.#failures;
    if (this.#racers.length === 1) return first;
    const { attempts } = this.#call.context.trace;
    const error = toKitError(first);
    const { code, message, partial, vendor, cause } = error;
    return new KitError(code, message, { ...error, attempts, partial, vendor, cause });
  }

  #ended(): void {
    if (this.#running.size === 0) this.#lastEnded?.();
  }

  /**
   * A loser that is cancelled says in the trace what it used, within the same turn: the answer waits for that, but not
   * for one that does not listen.
   */
  #whenLosersEnded(run: () => void): void {
    if (this.#running.size === 0) return run();
    const goOn = () => {
      this.#lastEnded = undefined;
      stopTimer();
      run();
    };
    const stopTimer = this.#call.context.environment.setTimer(0, goOn);
    this.#lastEnded = goOn;
  }
}

function outrun(): KitError {
  return new KitError('aborted', 'Another target answered first.');
}
