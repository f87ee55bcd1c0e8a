// From single checks to a state: one check that fails is no outage, and one that succeeds is no recovery.

/** What one check found. */
export type HealthVerdict = 'ok' | 'degraded' | 'down';

/** `unknown` until the first check that says something. */
export type HealthState = HealthVerdict | 'unknown';

export interface HealthThresholds {
  /** Checks in a row that have to fail before it is `down`, or be less than ok before it is `degraded`. */
  readonly failures: number;
  /** Checks in a row that have to be ok before it is `ok` again. */
  readonly successes: number;
}

export class HealthRecord {
  readonly #thresholds: HealthThresholds;
  state: HealthState = 'unknown';
  /** Checks in a row that found it down. */
  failures = 0;
  #lessThanOk = 0;
  #ok = 0;

  constructor(thresholds: HealthThresholds) {
    this.#thresholds = thresholds;
  }

  add(verdict: HealthVerdict): void {
    this.failures = verdict === 'down' ? this.failures + 1 : 0;
    this.#lessThanOk = verdict === 'ok' ? 0 : this.#lessThanOk + 1;
    this.#ok = verdict === 'ok' ? this.#ok + 1 : 0;
    this.state = this.#next(verdict);
  }

  #next(verdict: HealthVerdict): HealthState {
    const { failures, successes } = this.#thresholds;
    if (this.failures >= failures) return 'down';
    switch (this.state) {
      case 'unknown':
        // The first answer is as good as any; silence may be a slip.
        return verdict === 'down' ? 'unknown' : verdict;
      case 'ok':
        return this.#lessThanOk >= failures ? 'degraded' : 'ok';
      case 'degraded':
        return this.#ok >= successes ? 'ok' : 'degraded';
      case 'down':
        if (verdict === 'down') return 'down';
        // It answers again: recovering, until it has done so often enough.
        return this.#ok >= successes ? 'ok' : 'degraded';
    }
  }
}
