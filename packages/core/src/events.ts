// Happenings beside the calls: a breaker opens, a key cools down, a token is refreshed, a cache answers.
import type { KitError } from './errors.ts';
import { reportObserverError, reportRejection } from './observer-error.ts';
import type { Warning } from './warnings.ts';

/**
 * All events by name. Open: plugins and third parties add theirs by declaration merging, so that metrics, logs and
 * traces can listen to a plugin without importing it.
 */
export interface KitEvents {
  retry: { readonly attempt: number; readonly delayMs: number; readonly error: KitError };
  fallback: { readonly from: string; readonly to: string; readonly error?: KitError; readonly reason: string };
  hedge: { readonly target: string; readonly delayMs: number };
  'breaker-transition': { readonly key: string; readonly from: string; readonly to: string };
  'key-cooldown': { readonly credential: string; readonly cooldownMs: number; readonly error: KitError };
  'token-refresh': { readonly credential?: string; readonly expiresAt?: number };
  'cache-hit': { readonly hit: 'exact' | 'semantic' | 'shared'; readonly key: string; readonly similarity?: number };
  'cache-miss': { readonly key: string };
  'rate-limited': { readonly key: string; readonly waitMs: number };
  warning: { readonly warning: Warning };
  /** An observer or listener threw; the call was not altered. */
  'observer-error': { readonly name: string; readonly error: unknown };
}

export type EventName = keyof KitEvents;

/** What every event says besides its own fields. */
export interface EventBase {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly provider?: string;
  readonly model?: string;
  readonly operation?: string;
  readonly requestId?: string;
}

export type KitEvent<N extends EventName = EventName> = {
  [K in N]: { readonly type: K } & EventBase & KitEvents[K];
}[N];
export type EventListener<N extends EventName = EventName> = (event: KitEvent<N>) => void;

/** What can be listened to. */
export interface EventSource {
  /** Listens to one kind of event, or to all (`'*'`). Returns how to stop. */
  on<N extends EventName>(name: N | '*', listener: EventListener<N>): () => void;
}

/**
 * A place where events meet. Everything inside (its `children`) is heard too, but only while somebody listens here.
 * A listener that throws is reported as `observer-error` and never reaches the call.
 */
export class EventHub implements EventSource {
  readonly #children: readonly EventSource[];
  readonly #now: () => number;
  #listeners: { name: EventName | '*'; listener: EventListener }[] = [];
  #leaveChildren: (() => void)[] = [];

  constructor(children: readonly (EventSource | undefined)[] = [], now: () => number = () => Date.now()) {
    this.#children = children.filter((child) => child !== undefined);
    this.#now = now;
  }

  /** True if somebody would hear; spares the work of making an event. */
  get heard(): boolean {
    return this.#listeners.length > 0;
  }

  /** True if somebody here listens to this event. */
  hears(name: EventName): boolean {
    return this.#listeners.some((entry) => entry.name === name || entry.name === '*');
  }

  on<N extends EventName>(name: N | '*', listener: EventListener<N>): () => void {
    const entry = { name, listener: listener as unknown as EventListener };
    if (this.#listeners.length === 0) {
      this.#leaveChildren = this.#children.map((child) => child.on('*', (event) => this.#dispatch(event)));
    }
    this.#listeners = [...this.#listeners, entry];
    return () => {
      if (!this.#listeners.includes(entry)) return;
      this.#listeners = this.#listeners.filter((other) => other !== entry);
      if (this.#listeners.length > 0) return;
      for (const leave of this.#leaveChildren) leave();
      this.#leaveChildren = [];
    };
  }

  emit<N extends EventName>(name: N, fields: KitEvents[N] & Partial<EventBase>): void {
    if (this.#listeners.length === 0) return;
    this.#dispatch({ at: this.#now(), ...fields, type: name } as unknown as KitEvent);
  }

  #dispatch(event: KitEvent): void {
    const report = (error: unknown) =>
      // A failing listener of failures would call itself for ever.
      reportObserverError(`a listener to "${event.type}"`, error, event.type === 'observer-error' ? undefined : this);
    for (const { name, listener } of this.#listeners) {
      if (name !== '*' && name !== event.type) continue;
      try {
        reportRejection(listener(event), report);
      } catch (error) {
        report(error);
      }
    }
  }
}
