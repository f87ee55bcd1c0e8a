// What the breakers of several processes tell one another: that a circuit is open, and for how long. It only ever widens.
import type { Environment, EventHub, KitError } from '@kit/core';
import { toKitError } from '@kit/core';
import { type OutageReport, outageReport, type Store } from '@kit/store';
import type { Circuit } from './circuit.ts';

export interface SharingOptions {
  readonly store: Store;
  readonly name: string;
  readonly everyMs: number;
  readonly environment: Environment;
}

/** Less than this is not worth a transition: one's own circuit ends that much before what was told of it. */
const SLIGHT_MS = 100;

/**
 * An open circuit is a key that is there for as long as it is open, by the store's clock. No call waits for the store, and
 * a store that is away changes nothing: each process goes by what it sees itself (fail-open).
 */
export class SharedCircuits {
  readonly #options: SharingOptions;
  readonly #report: OutageReport;

  constructor(options: SharingOptions) {
    const { store, environment } = options;
    this.#options = options;
    this.#report = outageReport({ plugin: 'breaker', store: store.name, choice: 'open' }, () =>
      environment.monotonicMs(),
    );
  }

  /** Asks, if it is time, whether the circuit is open elsewhere; `widen` hears for how many milliseconds. */
  look(circuit: Circuit, nowMs: number, events: EventHub, widen: (forMs: number) => void): void {
    if (nowMs - circuit.lookedAtMs < this.#options.everyMs) return;
    circuit.lookedAtMs = nowMs;
    this.#remainingMs(circuit).then(
      (remainingMs) => {
        this.#report.back(events);
        if (remainingMs >= SLIGHT_MS) widen(remainingMs);
      },
      (thrown: unknown) => this.#report.away(unavailable(thrown), events),
    );
  }

  /** This process's circuit has opened. */
  opened(circuit: Circuit, forMs: number, events: EventHub): void {
    this.#tell(circuit, Math.ceil(forMs)).then(
      () => this.#report.back(events),
      (thrown: unknown) => this.#report.away(unavailable(thrown), events),
    );
  }

  async #tell(circuit: Circuit, ttlMs: number): Promise<void> {
    // Somebody's longer word stays.
    if ((await this.#remainingMs(circuit)) >= ttlMs) return;
    await this.#options.store.set(this.#keyOf(circuit), true, { ttlMs });
  }

  /** How long the key will be there. A reservation that takes nothing is refused for so long as its gate is there. */
  async #remainingMs(circuit: Circuit): Promise<number> {
    const { store, environment } = this.#options;
    const gates = [this.#keyOf(circuit)];
    const reserved = await store.reserve({ id: environment.id(), takes: [], leaseMs: 1_000, gates });
    return reserved.granted ? 0 : (reserved.waitMs ?? 0);
  }

  #keyOf({ key }: Circuit): string {
    return `${this.#options.name}/${key}`;
  }
}

const unavailable = (thrown: unknown): KitError => toKitError(thrown, 'store-unavailable');
