// Records on their way to a sink: in order, in batches, one at a time, again after a failure, bounded.
import { type CancelTimer, type Environment, KitError, toKitError } from '@kit/core';
import type { AuditRecord } from './audit-record.ts';
import type { AuditSink } from './audit-sink.ts';

const LARGEST_BATCH = 100;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export interface Outage {
  readonly sink: string;
  readonly pending: number;
  readonly lost: number;
  readonly error: KitError;
}

interface Waiting {
  readonly record: AuditRecord;
  readonly written: (failure?: KitError) => void;
}

const nobody = () => {};

export class RecordQueue {
  readonly #sink: AuditSink;
  readonly #maxPending: number;
  readonly #onOutage: (outage: Outage) => void;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #isBusy = false;
  #stopTimer: CancelTimer | undefined;
  #failures = 0;
  #lost = 0;
  #error: KitError | undefined;

  constructor(sink: AuditSink, maxPending: number, onOutage: (outage: Outage) => void) {
    this.#sink = sink;
    this.#maxPending = maxPending;
    this.#onOutage = onOutage;
  }

  /** Why the sink does not take records at present; undefined while it does. */
  get outage(): KitError | undefined {
    return this.#error;
  }

  push(record: AuditRecord, environment: Environment, written: Waiting['written'] = nobody): void {
    if (this.#waiting.length >= this.#maxPending) {
      this.#lost += 1;
      written(new KitError('store-unavailable', 'The audit queue is full.'));
      return;
    }
    this.#waiting.push({ record, written });
    if (!this.#stopTimer) this.#write(environment);
  }

  /** Writes one record and waits for the first try. Answers why that failed; the record stays in the queue. */
  writeNow(record: AuditRecord, environment: Environment): Promise<KitError | undefined> {
    return new Promise((resolve) => this.push(record, environment, resolve));
  }

  /** Tries once more what is left. @throws KitError `store-unavailable` that says how many records are lost. */
  async close(environment: Environment): Promise<void> {
    this.#stopWaiting();
    while (this.#waiting.length > 0) {
      this.#write(environment);
      await this.#writing;
      if (this.#error) break;
    }
    this.#stopWaiting();
    await this.#sink.close?.();
    const left = this.#waiting.length;
    if (left === 0) return;
    const message = `${left} audit records could not be written to ${this.#sink.name}: ${this.#error?.message}`;
    throw new KitError('store-unavailable', message, { cause: this.#error });
  }

  #stopWaiting(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #write(environment: Environment): void {
    if (!this.#isBusy) this.#writing = this.#writeAll(environment);
  }

  async #writeAll(environment: Environment): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, LARGEST_BATCH);
      try {
        await this.#sink.append(batch.map(({ record }) => record));
      } catch (thrown) {
        return this.#failed(toKitError(thrown, 'store-unavailable'), batch, environment);
      }
      this.#waiting.splice(0, batch.length);
      this.#failures = 0;
      this.#error = undefined;
      for (const { written } of batch) written();
    }
    this.#isBusy = false;
  }

  #failed(error: KitError, batch: readonly Waiting[], environment: Environment): void {
    const known = new KitError('store-unavailable', `The audit sink ${this.#sink.name} failed: ${error.message}`, {
      cause: error,
    });
    this.#error = known;
    this.#isBusy = false;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#stopTimer = environment.setTimer(pauseMs, () => {
      this.#stopTimer = undefined;
      this.#write(environment);
    });
    // Whoever waits is told of the first failure; the record itself stays in the queue.
    for (const { written } of batch) written(known);
    this.#onOutage({ sink: this.#sink.name, pending: this.#waiting.length, lost: this.#lost, error: known });
  }
}
