// budget: what is spent stays within what may be.
import {
  type Call,
  type Catalogue,
  type Environment,
  type Handler,
  KitError,
  type Middleware,
  type Observer,
  type Operation,
  type Outcome,
  observe,
  type ResponseMeta,
  systemEnvironment,
  type WrapPoint,
} from '@kit/core';
import { callKey, type Refusal, type Take } from '@kit/store';
import { type Account, openAccount } from './account.ts';
import { type BudgetOptions, checkBudgetOptions } from './budget-options.ts';
import { type PeriodNow, periodClock } from './period.ts';
import { modelOf, type PriceList, priceList } from './price-list.ts';
import { checkedAmount, estimateCall } from './reservation.ts';
import { spentBy } from './spent.ts';
import { fromWhole, shown, toWhole } from './unit.ts';

declare module '@kit/core' {
  interface KitEvents {
    /** A budget is used up to its `warnAt`. Once for each key and period. Amounts are in the budget's unit. */
    'budget-warning': { readonly key: string; readonly spent: number; readonly limit: number; readonly unit: string };
    /** A call was refused. */
    'budget-exceeded': { readonly key: string; readonly spent: number; readonly limit: number; readonly unit: string };
  }
}

export interface Budget extends Middleware {
  /**
   * What a key has spent in the period that runs. Keys read as `tenant=acme` or `tenant=acme/project=p1`; none for the one
   * budget of all calls.
   * @throws KitError `store-unavailable`
   */
  status(key?: string): Promise<BudgetStatus>;
}

export interface BudgetStatus {
  /** In the budget's unit. */
  readonly spent: number;
  /** Held for calls under way. */
  readonly reserved: number;
  /** Milliseconds since the epoch at which it begins anew; undefined for a `total`. */
  readonly resetAt?: number;
}

/**
 * Keeps spending within a budget for each tenant, project or anything else of a call. What a call will cost is reserved
 * before it is made and settled with what it did cost, lost attempts included, for complete and streamed replies alike.
 * What a process that dies had reserved is free again by itself. Refuses with `budget-exceeded`.
 *
 * @example
 * const ai = pipeline(openai()).use(budget({ limit: 50, period: 'month', key: 'tenant', store }), retry());
 *
 * @throws KitError `config` for a wrong option.
 */
export function budget(options: BudgetOptions): Budget {
  checkBudgetOptions(options);
  const counted = options.operations && new Set(options.operations);
  let opened: Ledger | undefined;
  return {
    name: 'budget',
    wrap<K extends Operation>(next: Handler<K>, at: WrapPoint<K>): Handler<K> {
      if (counted ? !counted.has(at.operation) : notCounted.has(at.operation)) return next;
      opened ??= new Ledger(options, at.environment);
      const { enter } = opened;
      const prices = (options.unit ?? 'USD') === 'USD' ? pricesFrom(at.catalogue, options.prices) : undefined;
      return async (call) => {
        const passage = await enter(call as unknown as Call, at.provider.id, prices);
        return passage ? observe(next, () => passage as unknown as Observer<K>)(call) : next(call);
      };
    },
    // Before the first call nothing is spent from here, but others may have.
    status: (key = '') => (opened ?? new Ledger(options, systemEnvironment)).status(key),
    close: async () => opened?.close(),
  };
}

/** Operations that cost nothing by themselves, and jobs, whose cost is known when nobody here sees them any more. */
const notCounted: ReadonlySet<string> = new Set([
  'models',
  'health',
  'files',
  'voices',
  'countTokens',
  'batch',
  'video',
]);

/** How long a budget that never begins anew is remembered without being used. */
const TOTAL_KEPT_MS = 400 * 86_400_000;
/** What others have reserved is soon free again, or spent. */
const LOOK_AGAIN_MS = 1_000;
/** Keys of which it is remembered that they were warned about. */
const MOST_WARNED = 10_000;

interface Passage {
  committed(meta: ResponseMeta | undefined): void;
  settled(outcome: Outcome): void;
}

class Ledger {
  readonly #options: BudgetOptions;
  readonly #environment: Environment;
  readonly #account: Account;
  readonly #period: (nowMs: number) => PeriodNow;
  readonly #warned = new Set<string>();

  constructor(options: BudgetOptions, environment: Environment) {
    const { store, outage = 'closed', lapsed = 'release', leaseMs = 60_000 } = options;
    this.#options = options;
    this.#environment = environment;
    this.#period = periodClock(options.period);
    this.#account = openAccount({ store, outage, lapsed, leaseMs, environment });
  }

  /** Undefined: the call has no limit. @throws KitError `budget-exceeded` */
  readonly enter = async (
    call: Call,
    provider: string,
    loadPrices: (() => Promise<PriceList>) | undefined,
  ): Promise<Passage | undefined> => {
    const { limit: given, key: by = [], unit = 'USD' } = this.#options;
    const limit = typeof given === 'function' ? given(call) : given;
    if (limit === undefined) return undefined;
    const key = callKey(by, call, provider);
    const prices = await loadPrices?.();
    const whole = toWhole(checkedAmount('limit', limit), unit);
    const { amount, input } = estimateCall(call, this.#options, prices, whole);
    const { context, operation } = call;
    const { events, trace } = context;
    const period = this.#period(this.#environment.now());
    const take = this.#take(key, period, amount, whole);
    const lease = await this.#account.reserve(take, events);
    if (!lease.granted) throw this.#refuse(call, { key, provider, take, period }, lease);
    const attemptsBefore = trace.attempts.length;
    let meta: ResponseMeta | undefined;
    return {
      committed: (told) => {
        meta = told;
      },
      settled: (outcome) => {
        const attempts = trace.attempts.slice(attemptsBefore);
        const ended = { unit, reserved: amount, input, attempts, outcome, meta, model: modelOf(call), prices };
        prices?.answered(operation, attempts.at(-1)?.model);
        const settled = lease.settle([spentBy(ended)]);
        if (events?.hears('budget-warning')) void settled.then(() => this.#warn(call, key, take));
      },
    };
  };

  async status(key: string): Promise<BudgetStatus> {
    const { unit = 'USD' } = this.#options;
    const nowMs = this.#environment.now();
    const period = this.#period(nowMs);
    const { used, held } = await this.#account.measure(this.#take(key, period, 0, 0));
    return {
      spent: fromWhole(used, unit),
      reserved: fromWhole(held, unit),
      ...(period.leftMs !== undefined && { resetAt: nowMs + period.leftMs }),
    };
  }

  close(): Promise<void> {
    return this.#account.close();
  }

  #take(key: string, { id, leftMs = TOTAL_KEPT_MS }: PeriodNow, amount: number, limit: number): Take {
    const { name = 'budget', unit = 'USD' } = this.#options;
    return { kind: 'total', key: `${name}/${key}/${unit}/${id}`, amount, limit, spanMs: leftMs };
  }

  #refuse(
    { operation, request, context }: Call,
    { key, provider, take, period }: { key: string; provider: string; take: Take; period: PeriodNow },
    { used, held }: Refusal,
  ): KitError {
    const { unit = 'USD', period: name } = this.#options;
    const { model } = (request ?? {}) as { readonly model?: string };
    const spent = fromWhole(used, unit);
    const limit = fromWhole(take.limit, unit);
    context.events?.emit('budget-exceeded', {
      key,
      spent,
      limit,
      unit,
      operation,
      provider,
      requestId: context.requestId,
    });
    const whose = key === '' ? 'The budget' : `The budget of "${key}"`;
    const state = `${shown(used, unit)} of ${shown(take.limit, unit)} spent (${name}), ${shown(held, unit)} reserved by calls under way`;
    const known = { provider, operation, ...(model !== undefined && { model }) };
    // Others hold what would be enough: it may be free when they have ended.
    if (used + take.amount <= take.limit) {
      const message = `${whose} is reserved for others: ${state}.`;
      return new KitError('budget-exceeded', message, { ...known, retry: 'same', retryAfterMs: LOOK_AGAIN_MS });
    }
    const message = `${whose} does not allow this call (about ${shown(take.amount, unit)}): ${state}.`;
    return new KitError('budget-exceeded', message, {
      ...known,
      ...(period.leftMs !== undefined && { retryAfterMs: period.leftMs }),
    });
  }

  async #warn({ context, operation }: Call, key: string, take: Take): Promise<void> {
    const { warnAt = 0.8, unit = 'USD' } = this.#options;
    if (this.#warned.has(take.key)) return;
    // Whether anybody is warned must not matter to a call that has ended.
    const measured = await this.#account.measure(take).catch(() => undefined);
    if (!measured || measured.used < take.limit * warnAt || this.#warned.has(take.key)) return;
    if (this.#warned.size >= MOST_WARNED) this.#warned.clear();
    this.#warned.add(take.key);
    const [spent, limit] = [fromWhole(measured.used, unit), fromWhole(take.limit, unit)];
    context.events?.emit('budget-warning', { key, spent, limit, unit, operation, requestId: context.requestId });
  }
}

/** Loaded with the first call. A catalogue that cannot be loaded knows no prices, and is asked again. */
function pricesFrom(
  catalogue: (() => Promise<Catalogue>) | undefined,
  own: BudgetOptions['prices'],
): () => Promise<PriceList> {
  let loaded: Promise<PriceList> | undefined;
  const load = async () => {
    try {
      return priceList(await catalogue?.(), own);
    } catch {
      loaded = undefined;
      return priceList(undefined, own);
    }
  };
  return () => (loaded ??= load());
}
