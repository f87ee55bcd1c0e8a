// What a provider's catalogue says of a model: loaded once, when somebody needs it.
import type { Model } from '@kit/core';
import type { Member } from './members.ts';

export class ModelLookup {
  readonly #member: Member;
  #loading: Promise<void> | undefined;
  #models: ReadonlyMap<string, Model> | undefined;

  constructor(member: Member) {
    this.#member = member;
  }

  get loaded(): boolean {
    return this.#models !== undefined;
  }

  /** Never rejects: a catalogue that cannot be loaded knows nothing, and is asked again by the next who needs it. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Undefined for unknown models, and until the catalogue is loaded. */
  find(id: string | undefined): Model | undefined {
    return id === undefined ? undefined : this.#models?.get(id);
  }

  async #load(): Promise<void> {
    try {
      const catalogue = await this.#member.catalogue?.();
      this.#models = new Map((catalogue?.models ?? []).map((model) => [model.id, model]));
    } catch {
      this.#loading = undefined;
    }
  }
}
