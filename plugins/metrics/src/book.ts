// Everything that one metrics() has counted.
import { type Attempt, type Call, type Environment, type EventHub, type KitEvent, systemEnvironment } from '@kit/core';
import { CountedAttempts } from './counted-attempts.ts';
import { type Series, SeriesTable } from './series.ts';
import { type EventCount, type MetricsSnapshot, seriesSnapshot } from './snapshot.ts';

/** Lost races whose end is awaited before their tokens can be counted. */
const MOST_PENDING = 1000;

interface PendingAttempt {
  readonly attempt: Attempt;
  readonly key: string | undefined;
}

export class Book {
  readonly #maxSeries: number;
  readonly key: ((call: Call) => string | undefined) | undefined;
  readonly series: SeriesTable;
  #environment: Environment = systemEnvironment;
  #since: number | undefined;
  readonly #events = new Map<string, { event: string; provider: string; count: number }>();
  readonly #hubs = new Map<EventHub, () => void>();
  /** A hub tells also what its children tell, and pipelines share providers: each event counts once. */
  readonly #heard = new WeakSet<KitEvent>();
  readonly counted = new CountedAttempts();
  #pending: PendingAttempt[] = [];

  constructor(maxSeries: number, key: ((call: Call) => string | undefined) | undefined) {
    this.#maxSeries = maxSeries;
    this.key = key;
    this.series = new SeriesTable(maxSeries);
  }

  listen(hub: EventHub, environment: Environment): void {
    this.#environment = environment;
    this.#since ??= environment.now();
    if (!this.#hubs.has(hub))
      this.#hubs.set(
        hub,
        hub.on('*', (event) => this.#hear(event)),
      );
  }

  #hear(event: KitEvent): void {
    if (this.#heard.has(event)) return;
    this.#heard.add(event);
    const provider = event.provider ?? '';
    const name = `${event.type}\n${provider}`;
    let entry = this.#events.get(name);
    if (!entry) {
      if (this.#events.size >= this.#maxSeries) return;
      this.#events.set(name, (entry = { event: event.type, provider, count: 0 }));
    }
    entry.count += 1;
  }

  /** Tokens and money of an attempt, at whoever it was made. Not before it is over. */
  spent(attempt: Attempt, key: string | undefined): void {
    if (attempt.outcome === 'pending') {
      if (this.#pending.length >= MOST_PENDING) this.#sweep();
      if (this.#pending.length < MOST_PENDING) this.#pending.push({ attempt, key });
      return;
    }
    const { operation, provider, model = '', credential = '' } = attempt;
    const series = this.series.find(operation, provider, model, key ?? credential);
    series.attempts += 1;
    series.spent(attempt.usage, attempt.cost);
  }

  #sweep(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const entry of pending) {
      if (entry.attempt.outcome === 'pending') this.#pending.push(entry);
      else this.spent(entry.attempt, entry.key);
    }
  }

  read<T>(show: (series: readonly Series[], events: readonly EventCount[]) => T): T {
    this.#sweep();
    return show(
      this.series.all(),
      [...this.#events.values()].map((entry) => ({ ...entry })),
    );
  }

  snapshot(): MetricsSnapshot {
    const at = this.#environment.now();
    return this.read((series, events) => ({
      since: this.#since ?? at,
      at,
      series: series.map(seriesSnapshot),
      events,
    }));
  }

  reset(): void {
    this.#sweep();
    for (const series of this.series.all()) series.reset();
    this.#events.clear();
    this.#since = this.#environment.now();
  }

  close(): void {
    for (const leave of this.#hubs.values()) leave();
    this.#hubs.clear();
  }
}
