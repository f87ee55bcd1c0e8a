// How calls ended that the store could not be told: they wait, and it is told again.
import { type CancelTimer, type Environment, type KitError, toKitError } from '@kit/core';
import { LAPSED_KEPT_MS, type Settlement, type Store } from './store.ts';

/** Endings that wait at most; beyond them the oldest is given up. */
const MOST_WAITING = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Ending {
  readonly settlement: Settlement;
  /** It was never reserved: that comes first, once. */
  unreserved: boolean;
  readonly givenUpAt: number;
}

export interface LateEndingsOptions {
  readonly store: Store;
  readonly environment: Environment;
  readonly leaseMs: number;
  /** `lost`: endings that were given up. */
  readonly trouble: (error: KitError, lost: number) => void;
}

/** A settlement counts once however often it is said, so it is said until it is heard, or for as long as it could be. */
export class LateEndings {
  readonly #options: LateEndingsOptions;
  readonly #waiting: Ending[] = [];
  #pauseMs = FIRST_PAUSE_MS;
  #stopPause: CancelTimer | undefined;
  #telling: Promise<void> | undefined;
  #closed = false;

  constructor(options: LateEndingsOptions) {
    this.#options = options;
  }

  /** `unreserved`: for what happened without a lease. */
  add(settlement: Settlement, unreserved = false): void {
    const { store, environment } = this.#options;
    const givenUpAt = environment.monotonicMs() + LAPSED_KEPT_MS;
    this.#waiting.push({ settlement, unreserved, givenUpAt });
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.#lose(1, `More than ${MOST_WAITING} endings wait for the ${store.name} store: the oldest was given up.`);
    }
    this.#tellLater();
  }

  /** Tries at once. */
  tell(): Promise<void> {
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
      this.#tellLater();
    });
    return this.#telling;
  }

  /** Tries once more; what cannot be told then is given up. */
  async close(): Promise<void> {
    await this.#telling;
    if (this.#waiting.length > 0) await this.tell();
    this.#closed = true;
    this.#stopPause?.();
    const { length } = this.#waiting;
    if (length > 0) this.#lose(length, `The ${this.#options.store.name} store was not told how ${length} calls ended.`);
  }

  #tellLater(): void {
    if (this.#stopPause || this.#waiting.length === 0 || this.#closed) return;
    this.#stopPause = this.#options.environment.setTimer(this.#pauseMs, () => {
      this.#stopPause = undefined;
      void this.tell();
    });
  }

  async #tellAll(): Promise<void> {
    for (let ending = this.#waiting[0]; ending; ending = this.#waiting[0]) {
      let told = true;
      try {
        await this.#tellOne(ending);
      } catch (thrown) {
        told = false;
        if (this.#options.environment.monotonicMs() >= ending.givenUpAt) {
          this.#options.trouble(toKitError(thrown, 'store-unavailable'), 1);
          told = true;
        }
      }
      if (this.#waiting[0] === ending) {
        this.#waiting.shift();
        // One that the store never takes must not hold up the others.
        if (!told) this.#waiting.push(ending);
      }
      this.#pauseMs = told ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
      if (!told) return;
    }
  }

  async #tellOne(ending: Ending): Promise<void> {
    const { store, leaseMs } = this.#options;
    const { settlement } = ending;
    if (ending.unreserved) {
      const { id, takes } = settlement;
      await store.reserve({ id, takes, leaseMs, force: true, onLapse: 'charge' });
      ending.unreserved = false;
    }
    await store.settle(settlement);
  }

  #lose(lost: number, message: string): void {
    this.#options.trouble(toKitError(new Error(message), 'store-unavailable'), lost);
  }
}
