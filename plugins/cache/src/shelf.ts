// What all handlers of one cache have in common: where entries are found, kept, and told of.
import {
  type Call,
  type CallContext,
  deriveContext,
  type Environment,
  type Handler,
  type KitEvents,
  type Operation,
  type ResultOf,
  type WrapPoint,
} from '@kit/core';
import { type CallMode, callMode } from './cache-hint.ts';
import { cacheKey, type KeySpace } from './cache-key.ts';
import { isPromise, type SafeStore } from './cache-store.ts';
import { type Entry, type Kept, readEntry, writeEntry } from './entry.ts';
import { Flight } from './flight.ts';
import { isWorthKeeping, type Standard } from './storable.ts';

export interface ShelfOptions extends Standard {
  readonly store: SafeStore;
  readonly maxEntryBytes: number;
  readonly singleFlight: boolean;
  /** Calls under way, by key; shared by all handlers of one cache. */
  readonly flights: Map<string, Flight<unknown>>;
}

/** A call that the cache has to do with. */
export interface Question<K extends Operation> {
  readonly call: Call<K>;
  readonly key: string;
  /** Key of those that can be one call: what ends it has to be equal, too. */
  readonly flight: string;
  readonly mode: CallMode;
}

/** One operation's place in the cache. */
export class Shelf<K extends Operation> {
  readonly options: ShelfOptions;
  readonly at: WrapPoint<K>;
  readonly #ttlMs: number;
  readonly #space: KeySpace;

  constructor(options: ShelfOptions, at: WrapPoint<K>, ttlMs: number, space: KeySpace) {
    this.options = options;
    this.at = at;
    this.#ttlMs = ttlMs;
    this.#space = space;
  }

  /** Undefined for calls that the cache has nothing to do with. */
  question(call: Call<K>): Question<K> | undefined {
    const mode = callMode(call.context);
    if (mode.mode === 'bypass') return undefined;
    const key = cacheKey(call as unknown as Call, this.#space);
    return key === undefined ? undefined : { call, key, flight: flightKey(key, call.context), mode };
  }

  /** No promise where the store needs none: a hit in memory waits for nothing. */
  find({ key, mode, call }: Question<K>): Entry | undefined | Promise<Entry | undefined> {
    if (mode.mode === 'refresh') return undefined;
    const { environment } = call.context;
    const text = this.options.store.read(key, { environment, events: this.at.events });
    return isPromise(text) ? text.then((late) => freshEntry(late, environment)) : freshEntry(text, environment);
  }

  /** Keeps an answer if it is worth it, can be written down and is not too large. */
  keep({ key, mode, call }: Question<K>, result: unknown, kept: () => Kept): void {
    const { store, maxEntryBytes } = this.options;
    if (!isWorthKeeping(result, call as unknown as Call, this.options, this.at.events)) return;
    const { environment } = call.context;
    const ttlMs = mode.ttlMs ?? this.#ttlMs;
    const storedAt = environment.now();
    const text = writeEntry({ kept: kept(), storedAt, expiresAt: storedAt + ttlMs });
    if (text === undefined || 2 * text.length > maxEntryBytes) return;
    store.write(key, text, ttlMs, { environment, events: this.at.events });
  }

  /** The call under way that this one can join. */
  flying<T>({ flight, mode }: Question<K>): Flight<T> | undefined {
    return mode.mode === 'refresh' ? undefined : (this.options.flights.get(flight) as Flight<T> | undefined);
  }

  /** Asks the vendor in a scope that others can share. */
  takeOff<T>(
    { call, flight: key }: Question<K>,
    next: Handler<K>,
    begun: (result: ResultOf<K>, flight: Flight<T>) => T,
  ): Flight<T> {
    const { flights, singleFlight } = this.options;
    const flight = new Flight<T>(call.context, () => {
      if (flights.get(key) === (flight as Flight<unknown>)) flights.delete(key);
    });
    if (singleFlight) flights.set(key, flight as Flight<unknown>);
    const context = deriveContext(call.context, { scope: flight.scope });
    const asked = async () => next({ ...call, context });
    flight.start(asked().then((result) => begun(result, flight)));
    return flight;
  }

  tellHit(question: Question<K>, hit: KitEvents['cache-hit']['hit']): void {
    const { events } = this.at;
    if (events.heard) events.emit('cache-hit', { ...this.#about(question), hit });
  }

  tellMiss(question: Question<K>): void {
    const { events } = this.at;
    if (events.heard) events.emit('cache-miss', this.#about(question));
  }

  #about({ key, call }: Question<K>) {
    const { provider, operation } = this.at;
    const { model } = (call.request ?? {}) as { model?: string };
    return { key, operation, provider: provider.id, requestId: call.context.requestId, ...(model && { model }) };
  }
}

/** Each call's `total` ends itself alone. Its other deadlines, and when its answer begins, are the vendor's call's. */
function flightKey(key: string, { deadlines, commit }: CallContext): string {
  if (!deadlines && commit === undefined) return key;
  const { total: _, ...others } = deadlines ?? {};
  return `${key} ${JSON.stringify([others, commit])}`;
}

/** Undefined for an entry that is over: a store may be late with forgetting. */
function freshEntry(text: string | undefined, environment: Environment): Entry | undefined {
  const entry = text === undefined ? undefined : readEntry(text);
  return entry && entry.expiresAt > environment.now() ? entry : undefined;
}
