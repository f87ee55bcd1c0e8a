// All limits of one ratelimit(): a lane for each key, and what is learned of each vendor.
import { type Call, type Environment, KitError } from '@kit/core';
import { callKey } from '@kit/store';
import { type Admission, admission } from './admission.ts';
import { estimateCall } from './estimate-call.ts';
import { FairQueue } from './fair-queue.ts';
import { Lane } from './lane.ts';
import { LearnedLimits } from './learned-limits.ts';
import { LimitedCall } from './limited-call.ts';
import { type LimitTake, limitNames, limitsTokens, type RateLimits, takesOf } from './limits.ts';
import { checkLimits, type RatelimitOptions } from './ratelimit-options.ts';

/** So many keys keep their lane when nobody is in it: most will be back at once. */
const FEW_LANES = 100;
/** Keys whose vendor's limits are remembered at most; the oldest are forgotten. */
const MOST_LEARNED = 10_000;

const nothing: readonly LimitTake[] = [];

/** What is known of the calls of one key to one model. */
interface Place {
  readonly key: string;
  readonly provider: string;
  readonly model: string;
  readonly learned: LearnedLimits | undefined;
  readonly gate: string;
}

export class Limiter {
  readonly #options: RatelimitOptions;
  readonly #environment: Environment;
  readonly #admission: Admission;
  /** False: there is only what is learned. */
  readonly #limits: boolean;
  readonly #lanes = new Map<string, Lane>();
  readonly #learned = new Map<string, LearnedLimits>();
  /** Mostly the next call is for the same: joining names would be a good part of the work. */
  #latest: Place | undefined;

  constructor(options: RatelimitOptions, environment: Environment) {
    const { store, outage = 'open', leaseMs = 30_000, limitsFor } = options;
    this.#options = options;
    this.#environment = environment;
    this.#admission = admission({ store, outage, leaseMs, environment });
    this.#limits = limitsFor !== undefined || limitNames.some((name) => options[name] !== undefined);
  }

  close(): Promise<void> {
    return this.#admission.close();
  }

  /** The call's observer: at once, or as soon as it may go. @throws KitError `rate-limit`, `queue-full` … */
  readonly enter = (call: Call, provider: string): LimitedCall | Promise<LimitedCall> => {
    const { key: by = 'provider', name = 'ratelimit', fairBy = ['tenant', 'user'] } = this.#options;
    const key = callKey(by, call, provider);
    const { model = '' } = (call.request ?? {}) as { readonly model?: string };
    const { learned, gate } = this.#placeOf(key, provider, model);
    const limits = this.#limits ? this.#limitsOf(call) : undefined;
    // Long prompts take long to estimate.
    const tokens = limits && limitsTokens(limits) ? this.#tokensOf(call) : 0;
    const limited = new LimitedCall({
      call,
      provider,
      key,
      takes: limits ? takesOf(limits, `${name}/${key}`, tokens) : nothing,
      tokens,
      learned,
      gate,
      admission: this.#admission,
      environment: this.#environment,
      fairBy,
      priority: this.#priorityOf(call),
    });
    const isQuiet = this.#lanes.get(key)?.idle ?? true;
    if (!limits && !this.#admission.shared && isQuiet && limited.vendorWaitMs() <= 0) {
      limited.goes();
      return limited.passed();
    }
    return this.#laneOf(key)
      .enter(limited)
      .then(
        (lease) => {
          const startedAtMs = this.#environment.monotonicMs();
          return limited.passed(lease, () => this.#leave(key, startedAtMs));
        },
        (error: unknown) => {
          this.#forget(key);
          throw error;
        },
      );
  };

  #tokensOf(call: Call): number {
    const { tokens } = this.#options;
    if (tokens) return checkedTokens(tokens(call));
    const { input, output } = estimateCall(call);
    return input + output;
  }

  #limitsOf(call: Call): RateLimits {
    const own = this.#options.limitsFor?.(call);
    return own ? checkLimits(own) : this.#options;
  }

  #priorityOf(call: Call): number {
    const { priority } = this.#options;
    const wanted = priority ? priority(call) : call.context.hints?.priority;
    return typeof wanted === 'number' && Number.isFinite(wanted) ? wanted : 0;
  }

  #laneOf(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (!lane) {
      const { queue = {}, store } = this.#options;
      const { size = 1_000, maxWaitMs = 30_000 } = queue || {};
      lane = new Lane({
        environment: this.#environment,
        queue: new FairQueue(),
        patience: queue ? { size, maxWaitMs } : undefined,
        blind: store !== undefined,
      });
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #leave(key: string, startedAtMs: number): void {
    this.#lanes.get(key)?.left(this.#environment.monotonicMs() - startedAtMs);
    this.#forget(key);
  }

  #forget(key: string): void {
    if (this.#lanes.size > FEW_LANES && this.#lanes.get(key)?.idle) this.#lanes.delete(key);
  }

  #placeOf(key: string, provider: string, model: string): Place {
    const latest = this.#latest;
    if (latest?.key === key && latest.provider === provider && latest.model === model) return latest;
    const { name = 'ratelimit' } = this.#options;
    const learned = this.#learnedOf(`${key}\n${provider}\n${model}`);
    this.#latest = { key, provider, model, learned, gate: `${name}/gate/${key}/${model}` };
    return this.#latest;
  }

  #learnedOf(key: string): LearnedLimits | undefined {
    const { learn = {} } = this.#options;
    if (!learn) return undefined;
    let learned = this.#learned.get(key);
    if (learned) return learned;
    learned = new LearnedLimits(learn.threshold ?? 0.8);
    this.#learned.set(key, learned);
    if (this.#learned.size > MOST_LEARNED) this.#learned.delete(this.#learned.keys().next().value as string);
    return learned;
  }
}

/** `Infinity` is more than any window: the call takes the whole one. */
function checkedTokens(tokens: number): number {
  if (tokens >= 0) return tokens;
  throw new KitError('config', `ratelimit(): \`tokens\` must answer a number, 0 or more. Got ${tokens}.`, {
    field: 'tokens',
  });
}
