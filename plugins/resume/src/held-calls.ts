// Hands tool calls out whole: one that breaks off was never seen.
import type { StreamPart } from '@kit/core';

export class HeldCalls {
  /** Everything from the first piece of a call that is not complete. */
  #held: StreamPart[] = [];
  readonly #open = new Set<string>();

  pass(batch: readonly StreamPart[]): readonly StreamPart[] {
    if (this.#held.length === 0 && !batch.some(isPiece)) return batch;
    const out: StreamPart[] = [];
    for (const part of batch) {
      if (isPiece(part)) this.#open.add(part.id);
      else if (part.type === 'tool-call') this.#open.delete(part.id);
      this.#held.push(part);
      // The end of the answer says that nothing more will come.
      if (this.#open.size > 0 && part.type !== 'choice-end' && part.type !== 'finish') continue;
      out.push(...this.#held);
      this.#held = [];
      this.#open.clear();
    }
    return out;
  }

  /** What of the held is no tool call; the pieces are dropped. */
  release(): readonly StreamPart[] {
    const held = this.#held.filter((part) => !isPiece(part) && part.type !== 'tool-call');
    this.#held = [];
    this.#open.clear();
    return held;
  }
}

const isPiece = (part: StreamPart) => part.type === 'tool-call-start' || part.type === 'tool-call-delta';
