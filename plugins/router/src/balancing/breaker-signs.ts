// What circuit breakers inside a target have let be known: by their events, and by refusing calls.
import type { HealthSigns } from './health-score.ts';

type BreakerState = NonNullable<HealthSigns['breaker']>;

/** An open breaker that says nothing more is asked again after this time: it may let a probe through. */
const RECHECK_MS = 30_000;
/** Breakers that are remembered for one target; the oldest go first. */
const MOST_KEYS = 64;

interface Sign {
  state: BreakerState;
  readonly model: string | undefined;
  /** When an open one may be asked again; set at the next look, which knows the clock. */
  recheckAtMs: number | undefined;
}

export class BreakerSigns {
  readonly #signs = new Map<string, Sign>();

  /** A breaker told of a transition. */
  heard(key: string, to: string, model: string | undefined): void {
    this.#signs.delete(key);
    if (to !== 'open' && to !== 'half-open') return;
    this.#signs.set(key, { state: to, model, recheckAtMs: undefined });
    if (this.#signs.size > MOST_KEYS) this.#signs.delete(this.#signs.keys().next().value as string);
  }

  /** A breaker refused a call. */
  refused(model: string | undefined, nowMs: number, retryAfterMs = RECHECK_MS): void {
    const key = `refused ${model ?? ''}`;
    this.heard(key, 'open', model);
    (this.#signs.get(key) as Sign).recheckAtMs = nowMs + retryAfterMs;
  }

  /** A call got through. */
  passed(model: string | undefined): void {
    if (this.#signs.size === 0) return;
    this.#signs.delete(`refused ${model ?? ''}`);
  }

  /** The worst state that concerns calls of this model. */
  at(model: string | undefined, nowMs: number): BreakerState {
    let worst: BreakerState = 'closed';
    for (const sign of this.#signs.values()) {
      if (sign.model !== undefined && model !== undefined && sign.model !== model) continue;
      sign.recheckAtMs ??= nowMs + RECHECK_MS;
      if (sign.state === 'open' && nowMs < sign.recheckAtMs) return 'open';
      worst = 'half-open';
    }
    return worst;
  }
}
