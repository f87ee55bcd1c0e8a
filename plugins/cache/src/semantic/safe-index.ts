// An index that never fails a call: what it cannot answer in time is a miss, what it cannot keep is not kept.
import type { Environment, EventHub } from '@kit/core';
import { isPromise, within } from '../cache-store.ts';
import type { Neighbour, VectorIndex, VectorItem } from './vector-index.ts';

export interface Place {
  readonly environment: Environment;
  readonly events: EventHub;
}

export class SafeIndex {
  readonly #index: VectorIndex;
  readonly #timeoutMs: number;

  constructor(index: VectorIndex, timeoutMs: number) {
    this.#index = index;
    this.#timeoutMs = timeoutMs;
  }

  /** The most similar first, whatever order the index has. */
  async nearest(partition: string, vector: Float32Array, k: number, place: Place): Promise<readonly Neighbour[]> {
    try {
      const found = this.#index.nearest(partition, vector, k);
      const near = isPromise(found) ? await within(found, this.#timeoutMs, place.environment) : found;
      return near.toSorted((one, other) => other.similarity - one.similarity);
    } catch (error) {
      warn('The vector index could not be searched', error, place);
      return [];
    }
  }

  add(partition: string, item: VectorItem, place: Place): void {
    this.#change((index) => index.add(partition, item), place);
  }

  remove(partition: string, id: string, place: Place): void {
    this.#change((index) => index.remove(partition, id), place);
  }

  /** Nobody waits for it. */
  #change(change: (index: VectorIndex) => unknown, place: Place): void {
    const failed = (error: unknown) => warn('The vector index could not be changed', error, place);
    try {
      const changed = change(this.#index);
      if (isPromise(changed)) changed.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** Says what failed, not with which words: errors of stores hold addresses and passwords. */
export function warn(what: string, error: unknown, { events }: Pick<Place, 'events'>): void {
  const { name, code } = (error ?? {}) as { name?: string; code?: unknown };
  const reason = typeof code === 'string' ? code : (name ?? typeof error);
  const detail = `${what} (${reason}); the call goes on without it.`;
  events.emit('warning', { warning: { feature: 'semantic-cache', detail } });
}
