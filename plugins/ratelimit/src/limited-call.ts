// One call on its way through the limits: what it wants, why it waits, and what it has taken in the end.
import {
  type Attempt,
  type Call,
  deadlineMs,
  type Environment,
  type KitError,
  type Outcome,
  type ResponseMeta,
} from '@kit/core';
import { callKey, type KeptLease, type KeyBy, type Refusal } from '@kit/store';
import type { Admission } from './admission.ts';
import { estimateCall, type TokenEstimate } from './estimate-call.ts';
import type { Candidate } from './lane.ts';
import type { LearnedLimits, Progress } from './learned-limits.ts';
import type { LimitTake } from './limits.ts';
import type { Reason } from './refused.ts';
import { settledAmounts } from './settled-amounts.ts';

/** What a call meets on its way. */
export interface CallPlan {
  readonly call: Call;
  readonly provider: string;
  readonly key: string;
  readonly takes: readonly LimitTake[];
  /** Tokens that are reserved. */
  readonly tokens: number;
  readonly learned: LearnedLimits | undefined;
  /** Name of the gate that the vendor's 429s shut for everybody. */
  readonly gate: string;
  readonly admission: Admission;
  readonly environment: Environment;
  readonly fairBy: KeyBy;
  readonly priority: number;
}

/** While nothing is known of a vendor's limits, nothing need be estimated. */
const unknown: TokenEstimate = { input: 0, output: 0 };

/** A candidate while it waits, an observer once it goes. */
export class LimitedCall implements Candidate {
  readonly #plan: CallPlan;
  #estimate: TokenEstimate | undefined;
  #progress: Progress | undefined;
  #taken: TokenEstimate = unknown;
  #lease: KeptLease | undefined;
  #left: (() => void) | undefined;
  #attemptsBefore = 0;
  #meta: ResponseMeta | undefined;

  constructor(plan: CallPlan) {
    this.#plan = plan;
  }

  get priority(): number {
    return this.#plan.priority;
  }

  get flow(): string {
    const { fairBy, call, provider } = this.#plan;
    return callKey(fairBy, call, provider);
  }

  get queueDeadlineMs(): number | undefined {
    return deadlineMs(this.#plan.call.context.deadlines, 'queue');
  }

  onCancel(listener: (reason: KitError) => void): () => void {
    return this.#plan.call.context.scope.onCancel(listener);
  }

  vendorWaitMs(): number {
    const { learned, environment } = this.#plan;
    return learned?.knows ? learned.waitMs(this.#estimated, environment.monotonicMs()) : 0;
  }

  goes(): void {
    const { learned, environment } = this.#plan;
    if (!learned) return;
    this.#taken = learned.knows ? this.#estimated : unknown;
    this.#progress = learned.admit(this.#taken, environment.monotonicMs());
  }

  staysBehind(lease?: KeptLease): void {
    this.#plan.learned?.withdraw(this.#taken);
    void lease?.settle(this.#plan.takes.map(() => 0));
  }

  reserve(): Promise<KeptLease | Refusal> {
    const { admission, takes, learned, gate, call } = this.#plan;
    const gates = learned && admission.shared ? [gate] : undefined;
    return admission.reserve({ takes, gates }, call.context.events);
  }

  waits(waitMs = 0): void {
    const { call, key, provider } = this.#plan;
    const { context, operation } = call;
    context.events?.emit('rate-limited', {
      key,
      waitMs,
      operation,
      provider,
      requestId: context.requestId,
      ...this.#model,
    });
  }

  reason({ key }: Refusal): Reason {
    const { takes, call, provider } = this.#plan;
    const take = takes.find((one) => one.key === key);
    const known = { provider, operation: call.operation, ...this.#model };
    return { limit: take?.limitName ?? 'vendor', amount: take?.limit, key: this.#plan.key, known };
  }

  /** From here on it observes. `left` is called when it has ended and what it held is free. */
  passed(lease?: KeptLease, left?: () => void): this {
    this.#lease = lease;
    this.#left = left;
    this.#attemptsBefore = this.#plan.call.context.trace.attempts.length;
    return this;
  }

  committed(meta: ResponseMeta | undefined): void {
    const { learned, environment } = this.#plan;
    this.#meta = meta;
    if (meta?.rateLimit && !meta.cache && this.#progress) learned?.learn(meta.rateLimit, this.#progress, environment);
  }

  settled(outcome: Outcome): void {
    const { takes, tokens, call } = this.#plan;
    if (outcome.status !== 'complete') this.#heed(outcome.error);
    const lease = this.#lease;
    if (!lease) return;
    const attempts: readonly Attempt[] = call.context.trace.attempts.slice(this.#attemptsBefore);
    void lease.settle(settledAmounts({ takes, outcome, meta: this.#meta, attempts, tokens })).then(this.#left);
  }

  /** A vendor's 429 that says for how long is for all calls of the key, here and elsewhere. */
  #heed({ code, retry, retryAfterMs }: KitError): void {
    const { learned, admission, gate, environment } = this.#plan;
    // Where another credential may help, the others need not wait.
    if (!learned || code !== 'rate-limit' || retry !== 'same' || !retryAfterMs) return;
    learned.block(environment.monotonicMs() + retryAfterMs);
    admission.shut(gate, retryAfterMs);
  }

  get #estimated(): TokenEstimate {
    return (this.#estimate ??= estimateCall(this.#plan.call));
  }

  get #model() {
    const { model } = (this.#plan.call.request ?? {}) as { readonly model?: string };
    return model === undefined ? undefined : { model };
  }
}
