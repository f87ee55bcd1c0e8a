// One operation's place in the semantic cache: what is asked, where its like is found, what is kept.
import type { Call, CallContext, WrapPoint } from '@kit/core';
import { type CallMode, callMode } from '../cache-hint.ts';
import { type KeySpace, surroundings } from '../cache-key.ts';
import { canonical } from '../canonical.ts';
import { digest } from '../digest.ts';
import { type Entry, type Kept, readEntry, writeEntry } from '../entry.ts';
import type { Served } from '../served.ts';
import { isWorthKeeping, type Standard } from '../storable.ts';
import { type Asked, askedIn } from './asked.ts';
import type { Embedder } from './embedding.ts';
import { literalWords } from './literal-words.ts';
import { type Place, type SafeIndex, warn } from './safe-index.ts';

/** How many neighbours are looked at: some may be over, or not what was asked. */
const NEIGHBOURS = 8;

export interface SemanticShelfOptions extends Standard {
  readonly index: SafeIndex;
  readonly threshold: number;
  readonly same: ((asked: string, kept: string) => boolean | Promise<boolean>) | undefined;
  readonly ttlMs: number;
  readonly maxEntryBytes: number;
  readonly maxTextLength: number;
}

type ChatOperation = 'chat' | 'stream';

/** A call whose meaning is known. */
export interface Question {
  readonly call: Call<ChatOperation>;
  readonly mode: CallMode;
  readonly text: string;
  readonly vector: Float32Array;
  /** Everything but the text, and where the vector comes from. */
  readonly partition: string;
  readonly id: string;
  /** Entries that a refreshed answer replaces. */
  replaces: readonly string[];
}

/** What a hit says in `meta.cache`. */
export type SemanticHit = Served & { readonly similarity: number };

export interface Found {
  readonly entry: Entry;
  readonly hit: SemanticHit;
}

export class SemanticShelf {
  readonly #options: SemanticShelfOptions;
  readonly #embed: Embedder;
  readonly #space: KeySpace;
  readonly #at: WrapPoint<ChatOperation>;

  constructor(options: SemanticShelfOptions, embed: Embedder, space: KeySpace, at: WrapPoint<ChatOperation>) {
    this.#options = options;
    this.#embed = embed;
    this.#space = space;
    this.#at = at;
  }

  /** Undefined for calls that the cache has nothing to do with, or whose meaning could not be had. */
  async question(call: Call<ChatOperation>): Promise<Question | undefined> {
    const mode = callMode(call.context);
    if (mode.mode === 'bypass') return undefined;
    const asked = askedIn(call.request, this.#options.maxTextLength);
    const frame = asked && this.#frame(asked, call);
    if (!asked || frame === undefined) return undefined;
    try {
      const { vector, space } = await this.#embed(asked.text, call.context);
      const partition = digest(`${frame}${canonical(space)}`);
      const id = digest(`${partition} ${asked.text}`);
      return { call, mode, text: asked.text, vector, partition, id, replaces: [] };
    } catch (error) {
      call.context.scope.throwIfCancelled();
      warn('The question could not be embedded', error, this.#at);
      return undefined;
    }
  }

  /** Everything that has to be equal. Undefined if it cannot be written down. */
  #frame({ text, frame }: Asked, call: Call<ChatOperation>): string | undefined {
    return canonical(['semantic-v1', frame, literalWords(text), surroundings(call as unknown as Call, this.#space)]);
  }

  async find(question: Question): Promise<Found | undefined> {
    const { threshold, index } = this.#options;
    const { call, mode, vector, partition } = question;
    const { environment, scope } = call.context;
    const place = this.#place(call.context);
    const near = await index.nearest(partition, vector, NEIGHBOURS, place);
    scope.throwIfCancelled();
    // The same words mean the same, however they are rounded.
    const similar = near.filter(({ id, similarity }) => similarity >= threshold || id === question.id);
    if (mode.mode === 'refresh') {
      question.replaces = similar.map(({ id }) => id).filter((id) => id !== question.id);
      return undefined;
    }
    for (const { id, similarity, entry: text } of similar) {
      const entry = readEntry(text);
      const now = environment.now();
      if (!entry || entry.expiresAt <= now) index.remove(partition, id, place);
      else if (await this.#isSame(question.text, entry)) {
        scope.throwIfCancelled();
        const ageMs = Math.max(0, now - entry.storedAt);
        // Rounding may make the cosine of equals a little more than 1.
        return { entry, hit: { hit: 'semantic', similarity: Math.min(1, similarity), ageMs, key: id } };
      }
    }
    return undefined;
  }

  async #isSame(text: string, { kept: { asked } }: Entry): Promise<boolean> {
    const { same } = this.#options;
    if (!same || asked === text) return true;
    if (asked === undefined) return false;
    try {
      return await same(text, asked);
    } catch (error) {
      warn('`same` could not say whether two questions are one', error, this.#at);
      return false;
    }
  }

  /** Keeps an answer if it is worth it, can be written down and is not too large. */
  keep(question: Question, result: unknown, kept: () => Kept): void {
    const { index, maxEntryBytes, same } = this.#options;
    const { call, mode, text, vector, partition, id, replaces } = question;
    if (!isWorthKeeping(result, call as unknown as Call, this.#options, this.#at.events)) return;
    const place = this.#place(call.context);
    const storedAt = place.environment.now();
    const ttlMs = mode.ttlMs ?? this.#options.ttlMs;
    const answer = same ? { ...kept(), asked: text } : kept();
    const entry = writeEntry({ kept: answer, storedAt, expiresAt: storedAt + ttlMs });
    if (entry === undefined || 2 * entry.length > maxEntryBytes) return;
    for (const other of replaces) index.remove(partition, other, place);
    index.add(partition, { id, vector, entry, ttlMs }, place);
  }

  tellHit({ call }: Question, { hit, key = '', similarity }: SemanticHit): void {
    const { events } = this.#at;
    const fields = { ...this.#about(call), hit, key, similarity };
    if (events.heard) events.emit('cache-hit', fields);
  }

  tellMiss({ call, id }: Question): void {
    const { events } = this.#at;
    if (events.heard) events.emit('cache-miss', { ...this.#about(call), key: id });
  }

  #place({ environment }: CallContext): Place {
    return { environment, events: this.#at.events };
  }

  #about({ request: { model }, context: { requestId } }: Call<ChatOperation>) {
    const { provider, operation } = this.#at;
    return { operation, provider: provider.id, requestId, ...(model !== undefined && { model }) };
  }
}
