// The circuits of a breaker by key, bounded: those that were not used for long are forgotten.
import { Circuit, type CircuitPolicy } from './circuit.ts';

/** Two generations of so many: a key survives that was used since the last change of generations. */
const MOST = 5_000;

export class RecentCircuits {
  readonly #policy: CircuitPolicy;
  #young = new Map<string, Circuit>();
  #old = new Map<string, Circuit>();

  constructor(policy: CircuitPolicy) {
    this.#policy = policy;
  }

  get(key: string): Circuit {
    return this.#young.get(key) ?? this.#promote(key);
  }

  *[Symbol.iterator](): Iterator<Circuit> {
    yield* this.#young.values();
    for (const circuit of this.#old.values()) if (!this.#young.has(circuit.key)) yield circuit;
  }

  #promote(key: string): Circuit {
    const circuit = this.#old.get(key) ?? new Circuit(key, this.#policy);
    if (this.#young.size >= MOST) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, circuit);
    return circuit;
  }
}
