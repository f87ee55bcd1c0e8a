// A target with what is learned of it while it is used.
import {
  type Call,
  type Handler,
  type KitError,
  type KitEvent,
  type Operation,
  type Outcome,
  observe,
  type ResponseMeta,
  type TargetInfo,
} from '@kit/core';
import type { Member } from '../members.ts';
import type { ModelLookup } from '../model-lookup.ts';
import { modelAsked, modelAt, type Place } from '../place.ts';
import type { Step } from '../route.ts';
import { BreakerSigns } from './breaker-signs.ts';
import type { HealthSigns } from './health-score.ts';
import { implicates } from './implicates.ts';
import { RecentAverage, RecentRate } from './recent.ts';

/** Providers that are remembered as having answered through one target. */
const MOST_ANSWERERS = 16;

/** What a strategy sees of a target besides its measures. */
export interface BalanceCandidate {
  readonly info: TargetInfo;
  /** Calls under way; streams until they end. */
  readonly inFlight: number;
}

export class Candidate implements Place, BalanceCandidate {
  readonly member: Member;
  readonly info: TargetInfo;
  readonly models: ModelLookup;
  inFlight = 0;
  readonly #latency = new Map<Operation, RecentAverage>();
  readonly #rate = new RecentRate();
  readonly #breakers = new BreakerSigns();
  #status: HealthSigns['status'];
  #restsUntilMs = 0;
  readonly #answerers = new Set<string>();
  readonly #steps = new Map<Operation, Step>();
  readonly #leave: (() => void) | undefined;

  constructor({ member, info, models }: Place) {
    this.member = member;
    this.info = info;
    this.models = models;
    this.#answerers.add(member.id);
    this.#leave = member.events?.on('*', (event) => this.#hear(event));
  }

  close(): void {
    this.#leave?.();
  }

  /** The target's handler, with an eye on how it does. */
  stepOf<K extends Operation>(operation: K): Step<K> {
    const known = this.#steps.get(operation);
    if (known) return known as unknown as Step<K>;
    const handler = this.member.handlers[operation] as unknown as Handler<K>;
    const made = { place: this, handler: observe(handler, (call) => this.#begin(call)) };
    this.#steps.set(operation, made as unknown as Step);
    return made;
  }

  /** Milliseconds until an answer began, of late; undefined if nothing is known. */
  latencyMs(operation: Operation, nowMs: number): number | undefined {
    return this.#latency.get(operation)?.at(nowMs);
  }

  signs(call: Call, nowMs: number): HealthSigns {
    return {
      ...(this.#status && { status: this.#status }),
      breaker: this.#breakers.at(this.modelOf(call), nowMs),
      successRate: this.#rate.at(nowMs),
    };
  }

  /** True while it has asked to be left alone, or has as much to do as it may. */
  isBusy(nowMs: number): boolean {
    return nowMs < this.#restsUntilMs || this.inFlight >= (this.info.limits?.concurrency ?? Number.POSITIVE_INFINITY);
  }

  modelOf({ request }: Call): string | undefined {
    return modelAt(this, modelAsked(request));
  }

  /** True if a provider of this instance id is known to answer through here. */
  answersAs(provider: string): boolean {
    return this.#answerers.has(provider);
  }

  #begin<K extends Operation>(call: Call<K>) {
    const { environment } = call.context;
    const startedAtMs = environment.monotonicMs();
    let began = false;
    this.inFlight++;
    return {
      committed: (meta: ResponseMeta | undefined) => {
        began = true;
        const nowMs = environment.monotonicMs();
        this.#timed(call.operation, nowMs - startedAtMs, nowMs);
        this.#answered(meta, nowMs, environment.now());
        this.#breakers.passed(this.modelOf(call as unknown as Call));
      },
      settled: (outcome: Outcome<K>) => {
        this.inFlight--;
        const nowMs = environment.monotonicMs();
        if (outcome.status === 'complete') this.#rate.add(true, nowMs);
        else if (outcome.status === 'failed') {
          this.#failed(call as unknown as Call, outcome.error, nowMs);
          // A failure that took long is no sign of speed; one that came at once is none either.
          const known = this.latencyMs(call.operation, nowMs) ?? 0;
          if (!began && nowMs - startedAtMs > known) this.#timed(call.operation, nowMs - startedAtMs, nowMs);
        }
      },
    };
  }

  #timed(operation: Operation, durationMs: number, nowMs: number): void {
    let average = this.#latency.get(operation);
    if (!average) {
      average = new RecentAverage();
      this.#latency.set(operation, average);
    }
    average.add(durationMs, nowMs);
  }

  #answered(meta: ResponseMeta | undefined, nowMs: number, now: number): void {
    if (!meta) return;
    if (!this.#answerers.has(meta.provider) && this.#answerers.size < MOST_ANSWERERS)
      this.#answerers.add(meta.provider);
    for (const { remaining, resetAt } of meta.rateLimit?.limits ?? []) {
      if (remaining === 0 && resetAt !== undefined) this.#rest(nowMs + resetAt - now);
    }
  }

  #failed(call: Call, error: KitError, nowMs: number): void {
    if (!implicates(error, call)) return;
    const { code, retryAfterMs } = error;
    if (code === 'circuit-open') return this.#breakers.refused(this.modelOf(call), nowMs, retryAfterMs);
    // One that has enough to do is not ill.
    if (code !== 'queue-full') this.#rate.add(false, nowMs);
    if (retryAfterMs !== undefined) this.#rest(nowMs + retryAfterMs);
  }

  #rest(untilMs: number): void {
    this.#restsUntilMs = Math.max(this.#restsUntilMs, untilMs);
  }

  /** Plugins further in tell of themselves by events. */
  #hear(event: KitEvent): void {
    if (event.type === 'breaker-transition') this.#breakers.heard(event.key, event.to, event.model);
    const { type, to } = event as { readonly type: string; readonly to?: unknown };
    if (type === 'health-transition' && (to === 'ok' || to === 'degraded' || to === 'down')) this.#status = to;
  }
}
