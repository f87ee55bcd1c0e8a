// The calls of one key: they go when there is room, and wait in a fair order when there is not.
import { type CancelTimer, type Environment, type KitError, timeoutError } from '@kit/core';
import type { KeptLease, Refusal } from '@kit/store';
import type { FairQueue } from './fair-queue.ts';
import { type Reason, refused } from './refused.ts';

/** A call that wants to go. */
export interface Candidate {
  readonly priority: number;
  readonly flow: string;
  /** Milliseconds that its vendor should be left alone. */
  vendorWaitMs(): number;
  reserve(): Promise<KeptLease | Refusal>;
  /** It is about to go: its vendor's limits are taken from. */
  goes(): void;
  /** It does not go after all; gives back what it may have taken from the store. */
  staysBehind(lease?: KeptLease): void;
  /** It has to wait; about how long, if that is known. */
  waits(waitMs: number | undefined): void;
  /** For its errors. */
  reason(refusal: Refusal): Reason;
  readonly queueDeadlineMs: number | undefined;
  onCancel(listener: (reason: KitError) => void): () => void;
}

export interface LaneOptions {
  readonly environment: Environment;
  readonly queue: FairQueue<Waiting>;
  /** Undefined: nobody waits. */
  readonly patience: { readonly size: number; readonly maxWaitMs: number } | undefined;
  /** True if places may become free without this lane hearing of it. */
  readonly blind: boolean;
}

export interface Waiting {
  readonly priority: number;
  readonly flow: string;
  readonly candidate: Candidate;
  readonly untilMs: number;
  go(lease: KeptLease): void;
  fail(error: unknown): void;
  /** True once it goes, has failed or was left. */
  over: boolean;
  refusal: Refusal;
}

/** How often a lane looks for places that others may have left. */
const LOOK_AGAIN_MS = 50;

export class Lane {
  readonly #options: LaneOptions;
  #timer: { readonly dueMs: number; readonly stop: CancelTimer } | undefined;
  #pumping = false;
  #again = false;
  /** Calls under way. */
  #running = 0;
  /** How long calls take, a moving average: what to tell those for whom there is no place. */
  #averageMs = 1_000;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** True if nothing would be lost with it. */
  get idle(): boolean {
    return this.#running === 0 && this.#options.queue.size === 0 && !this.#pumping;
  }

  /** Resolves when the call may go. @throws KitError `rate-limit`, `queue-full`, or how it ended while it waited */
  async enter(candidate: Candidate): Promise<KeptLease> {
    // A lane with a call on its way in is not idle.
    this.#running++;
    try {
      return await this.#enter(candidate);
    } catch (error) {
      this.#running--;
      throw error;
    }
  }

  /** A call has ended and given back what it held. */
  left(afterMs: number): void {
    this.#running--;
    this.#averageMs += (afterMs - this.#averageMs) / 8;
    if (this.#options.queue.size > 0) this.#pump();
  }

  async #enter(candidate: Candidate): Promise<KeptLease> {
    const { queue } = this.#options;
    // Whoever waits was here before.
    if (queue.size > 0) return this.#wait(candidate, undefined);
    const refusal = vendorRefusal(candidate);
    if (refusal) return this.#wait(candidate, refusal);
    const reserved = await take(candidate);
    return reserved.granted ? reserved : this.#wait(candidate, reserved);
  }

  #wait(candidate: Candidate, refusal: Refusal | undefined): Promise<KeptLease> {
    const { patience, queue, environment } = this.#options;
    const told = refusal ?? { granted: false, key: '', used: 0, held: 0 };
    if (!patience || hopeless(told, patience.maxWaitMs)) throw this.#refused(candidate, told);
    if (queue.size >= patience.size)
      throw refused('queue-full', candidate.reason(told), told.waitMs ?? this.#averageMs);
    const { queueDeadlineMs } = candidate;
    const waitAtMostMs = Math.min(patience.maxWaitMs, queueDeadlineMs ?? Number.POSITIVE_INFINITY);
    candidate.waits(told.waitMs);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        if (waiting.over) return;
        waiting.over = true;
        stopTimer();
        forget();
        queue.remove(waiting);
        if (queue.size === 0) this.#stopLooking();
        settle();
      };
      const waiting: Waiting = {
        priority: candidate.priority,
        flow: candidate.flow,
        candidate,
        untilMs: environment.monotonicMs() + waitAtMostMs,
        refusal: told,
        over: false,
        go: (lease) => end(() => resolve(lease)),
        fail: (error) =>
          end(() => {
            reject(error);
            // Whoever stood behind it may want less.
            if (queue.size > 0) this.#pump();
          }),
      };
      let forget = () => {};
      const stopTimer = environment.setTimer(waitAtMostMs, () => {
        const late = waitAtMostMs === queueDeadlineMs ? timeoutError('queue', waitAtMostMs) : undefined;
        waiting.fail(late ?? this.#refused(candidate, waiting.refusal));
      });
      queue.push(waiting);
      forget = candidate.onCancel((reason) => waiting.fail(reason));
      // It asks again, now that whoever leaves will see it waiting.
      if (!waiting.over) this.#pump();
    });
  }

  /** Lets go whoever may, one after the other. */
  #pump(): void {
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    void (async () => {
      do {
        this.#again = false;
        while (this.#options.queue.size > 0 && (await this.#letNextGo()));
      } while (this.#again);
      this.#pumping = false;
    })();
  }

  /** False when the next one has to wait. */
  async #letNextGo(): Promise<boolean> {
    const { queue, environment, patience } = this.#options;
    let vendorWaitMs = Number.POSITIVE_INFINITY;
    const next = queue.peek(({ candidate }) => {
      const waitMs = candidate.vendorWaitMs();
      vendorWaitMs = Math.min(vendorWaitMs, waitMs);
      return waitMs <= 0;
    });
    if (!next) {
      this.#lookAgain(vendorWaitMs);
      return false;
    }
    try {
      const reserved = await take(next.candidate);
      if (reserved.granted) {
        // It may have left meanwhile.
        if (next.over) next.candidate.staysBehind(reserved);
        else {
          queue.remove(next, true);
          next.go(reserved);
        }
        return true;
      }
      next.refusal = reserved;
      if (next.over) return true;
      if (patience && hopeless(reserved, next.untilMs - environment.monotonicMs())) {
        next.fail(this.#refused(next.candidate, reserved));
        return true;
      }
      if (reserved.waitMs !== undefined) this.#lookAgain(reserved.waitMs);
      else if (this.#options.blind) this.#lookAgain(LOOK_AGAIN_MS * (1 + environment.random()));
    } catch (error) {
      next.fail(error);
      return true;
    }
    return false;
  }

  #lookAgain(afterMs: number): void {
    const { environment } = this.#options;
    const dueMs = environment.monotonicMs() + afterMs;
    if (this.#timer && this.#timer.dueMs <= dueMs) return;
    this.#timer?.stop();
    const stop = environment.setTimer(afterMs, () => {
      this.#timer = undefined;
      this.#pump();
    });
    this.#timer = { dueMs, stop };
  }

  #stopLooking(): void {
    this.#timer?.stop();
    this.#timer = undefined;
  }

  #refused(candidate: Candidate, refusal: Refusal): KitError {
    const reason = candidate.reason(refusal);
    const code = reason.limit === 'concurrency' ? 'queue-full' : 'rate-limit';
    return refused(code, reason, refusal.waitMs ?? this.#averageMs);
  }
}

/** True if the wait is known to be too long. */
const hopeless = ({ waitMs }: Refusal, patienceMs: number) => waitMs !== undefined && waitMs > patienceMs;

/** Taken from the vendor's limits before the store answers: calls that come meanwhile see it. */
async function take(candidate: Candidate): Promise<KeptLease | Refusal> {
  candidate.goes();
  try {
    const reserved = await candidate.reserve();
    if (!reserved.granted) candidate.staysBehind();
    return reserved;
  } catch (error) {
    candidate.staysBehind();
    throw error;
  }
}

function vendorRefusal(candidate: Candidate): Refusal | undefined {
  const waitMs = candidate.vendorWaitMs();
  return waitMs > 0 ? { granted: false, key: '', waitMs, used: 0, held: 0 } : undefined;
}
