// Prompt-cache marks: `cache_control` on blocks, within the wire's limits.
import type { CacheMark } from '@kit/core';
import type { Block } from '../wire-names.ts';
import type { Notes } from './notes.ts';

const mostMarks = 4;
const lifetimes: ReadonlySet<string> = new Set(['5m', '1h']);

/** Gathers the marked blocks of a request in the order of the prompt: tools, system, messages. */
export class CacheMarks {
  readonly #blocks: Block[] = [];
  readonly #notes: Notes;

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** Marks the block if the part asks for it. */
  mark(block: Block, cache: boolean | CacheMark | undefined): Block {
    if (cache !== undefined && cache !== false)
      block.cache_control = cacheControl(cache === true ? undefined : cache.ttl, this.#notes);
    return this.note(block);
  }

  /** Counts a block that already carries a mark. */
  note(block: Block): Block {
    if (block.cache_control !== undefined) this.#blocks.push(block);
    return block;
  }

  /**
   * Holds the marks to the limit: the last ones stay, since each covers what the ones before it do. Longer lifetimes
   * must come first. `reserved`: marks that the request has elsewhere.
   */
  settle(reserved: number): void {
    const spare = this.#blocks.length - (mostMarks - reserved);
    if (spare > 0) {
      for (const block of this.#blocks.splice(0, spare)) delete block.cache_control;
      this.#notes.warn(
        'cache',
        `At most ${mostMarks} cache marks are taken; the first ${spare} of ${spare + mostMarks - reserved} were left out.`,
      );
    }
    let short = false;
    for (const block of this.#blocks) {
      const control = block.cache_control as Block;
      if (control.ttl !== '1h') short = true;
      else if (short) {
        block.cache_control = { ...control, ttl: '5m' };
        this.#notes.warn(
          'cache.ttl',
          'Marks of one hour must stand before those of five minutes; a later one became "5m".',
        );
      }
    }
  }
}

/** The wire's object for a mark. */
export function cacheControl(ttl: string | undefined, notes: Notes): Block {
  if (ttl === undefined) return { type: 'ephemeral' };
  if (lifetimes.has(ttl)) return { type: 'ephemeral', ttl };
  notes.warn('cache.ttl', `The lifetime "${ttl}" is not known ("5m" or "1h" are); the default was used.`);
  return { type: 'ephemeral' };
}
