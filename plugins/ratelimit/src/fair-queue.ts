// Who is next: by priority, then in turn among those who wait, with a place now and then for whoever waits longest.

export interface Queued {
  /** Higher comes first. */
  readonly priority: number;
  /** Whose call it is: those of one priority take turns. */
  readonly flow: string;
}

/** Every tenth place goes to whoever waits longest, whatever the priority: nobody waits for ever. */
const TENTH = 10;

export class FairQueue<T extends Queued> {
  /** By priority, then by flow; the flow at the front is the one whose turn it is. */
  readonly #turns = new Map<number, Map<string, Set<T>>>();
  /** Highest first. */
  #priorities: number[] = [];
  /** In the order of their arrival. */
  readonly #arrivals = new Set<T>();
  #served = 0;

  get size(): number {
    return this.#arrivals.size;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#arrivals.values();
  }

  push(entry: T): void {
    const { priority, flow } = entry;
    let flows = this.#turns.get(priority);
    if (!flows) {
      flows = new Map();
      this.#turns.set(priority, flows);
      this.#priorities = [...this.#turns.keys()].sort((left, right) => right - left);
    }
    const waiting = flows.get(flow);
    if (waiting) waiting.add(entry);
    else flows.set(flow, new Set([entry]));
    this.#arrivals.add(entry);
  }

  /** The next one that may go; stays in the queue. */
  peek(mayGo: (entry: T) => boolean): T | undefined {
    if (this.#served % TENTH === TENTH - 1) return first(this.#arrivals, mayGo);
    for (const priority of this.#priorities) {
      for (const waiting of this.#turns.get(priority)?.values() ?? []) {
        const entry = first(waiting, mayGo);
        if (entry) return entry;
      }
    }
    return undefined;
  }

  /** Takes one out. Whose turn was `served` goes to the end of the line. */
  remove(entry: T, served = false): void {
    if (!this.#arrivals.delete(entry)) return;
    const { priority, flow } = entry;
    const flows = this.#turns.get(priority) as Map<string, Set<T>>;
    const waiting = flows.get(flow) as Set<T>;
    waiting.delete(entry);
    if (served) {
      this.#served++;
      flows.delete(flow);
      if (waiting.size > 0) flows.set(flow, waiting);
    } else if (waiting.size === 0) flows.delete(flow);
    if (flows.size > 0) return;
    this.#turns.delete(priority);
    this.#priorities = this.#priorities.filter((other) => other !== priority);
  }
}

function first<T>(entries: Iterable<T>, mayGo: (entry: T) => boolean): T | undefined {
  for (const entry of entries) if (mayGo(entry)) return entry;
  return undefined;
}
