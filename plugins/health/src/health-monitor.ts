// Checks one subject again and again: one timer, one check at a time, until it is closed.
import { type CancelTimer, type Environment, EventHub, type Provider, systemEnvironment } from '@kit/core';
import type { HealthOptions } from './health-options.ts';
import { HealthRecord, type HealthState } from './health-state.ts';
import { ask, type CheckResult } from './health-subject.ts';

/** What is known. */
export interface HealthStatus {
  readonly state: HealthState;
  /** Since when, in milliseconds since the epoch; undefined before the first check. */
  readonly since?: number;
  /** When the last check was over. */
  readonly checkedAt?: number;
  /** How long the last check took. */
  readonly latencyMs?: number;
  /** What the last check said about itself, mostly why it failed. */
  readonly detail?: string;
  /** Checks in a row that found it down. */
  readonly failures: number;
}

/** Pipelines that hear of the checks at most; the oldest go first. */
const MOST_LISTENERS = 100;

export class HealthMonitor {
  readonly provider: Provider<'health'>;
  readonly events: EventHub;
  readonly #options: HealthOptions;
  readonly #id: string;
  readonly #record: HealthRecord;
  readonly #pipelines = new Set<EventHub>();
  #environment: Environment | undefined;
  #status: HealthStatus = { state: 'unknown', failures: 0 };
  #checking: Promise<HealthStatus> | undefined;
  #abort: AbortController | undefined;
  #stopTimer: CancelTimer | undefined;
  #nextAtMs: number | undefined;
  #running = false;
  #closed = false;

  constructor(provider: Provider<'health'>, options: HealthOptions) {
    const { failures = 3, successes = 2, environment, onChange, onCheck } = options;
    this.provider = provider;
    this.#options = options;
    this.#id = options.id ?? provider.id;
    this.#environment = environment;
    this.#record = new HealthRecord({ failures, successes });
    this.events = new EventHub([], () => this.#clock.now());
    if (onChange) this.events.on('health-transition', onChange);
    if (onCheck) this.events.on('health-check', onCheck);
  }

  get status(): HealthStatus {
    return this.#status;
  }

  /** Milliseconds until the next check; undefined while one is under way or none is planned. */
  get nextInMs(): number | undefined {
    return this.#nextAtMs === undefined ? undefined : Math.max(0, this.#nextAtMs - this.#clock.monotonicMs());
  }

  /** Begins to check, at once and from then on; harmless when it has begun. */
  start(environment?: Environment): void {
    if (this.#running || this.#closed) return;
    this.#environment ??= environment;
    this.#running = true;
    void this.check();
  }

  /** A pipeline that is to hear of the checks. */
  tell(events: EventHub): void {
    this.#pipelines.add(events);
    if (this.#pipelines.size > MOST_LISTENERS)
      this.#pipelines.delete(this.#pipelines.values().next().value as EventHub);
  }

  /** Checks now, or joins the check that is under way. Never rejects. */
  check(): Promise<HealthStatus> {
    if (this.#closed) return Promise.resolve(this.#status);
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** Ends the check that is under way, and all that were to come. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#plan(undefined);
    this.#abort?.abort(new Error('The health checks were closed.'));
    await this.#checking;
  }

  get #clock(): Environment {
    return this.#environment ?? systemEnvironment;
  }

  async #check(): Promise<HealthStatus> {
    this.#plan(undefined);
    const { model, timeoutMs = 10_000, slowMs } = this.#options;
    const abort = new AbortController();
    this.#abort = abort;
    const environment = this.#clock;
    const result = await ask(this.provider, { environment, model, timeoutMs, slowMs, signal: abort.signal });
    this.#abort = undefined;
    if (this.#closed) return this.#status;
    this.#note(result);
    if (this.#running) this.#plan(this.#pauseMs(result));
    return this.#status;
  }

  #note(result: CheckResult): void {
    const { status, ...about } = result;
    const from = this.#record.state;
    this.#record.add(status);
    const { state, failures } = this.#record;
    const checkedAt = this.#clock.now();
    const since = state === from ? (this.#status.since ?? checkedAt) : checkedAt;
    this.#status = { state, since, checkedAt, failures, ...about };
    this.#emit('health-check', { status, state, ...about });
    if (state !== from) this.#emit('health-transition', { from, to: state, ...about });
  }

  readonly #emit: EventHub['emit'] = (name, fields) => {
    const { model } = this.#options;
    const told = { ...fields, provider: this.#id, ...(model !== undefined && { model }) };
    this.events.emit(name, told);
    for (const events of this.#pipelines) events.emit(name, told);
  };

  /** A tenth more or less, so that many processes do not ask at one moment. */
  #pauseMs({ status }: CheckResult): number {
    const { intervalMs = 30_000, recheckMs = Math.min(5_000, intervalMs) } = this.#options;
    const isWell = status === 'ok' && this.#status.state === 'ok';
    return (isWell ? intervalMs : recheckMs) * (0.9 + this.#clock.random() / 5);
  }

  #plan(delayMs: number | undefined): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#nextAtMs = undefined;
    if (delayMs === undefined) return;
    this.#nextAtMs = this.#clock.monotonicMs() + delayMs;
    this.#stopTimer = this.#clock.setTimer(delayMs, this.#due);
  }

  readonly #due = (): void => void this.check();
}
