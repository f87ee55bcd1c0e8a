// What of an answer has arrived and been handed out: what a continuation goes on from.
import { type AssistantPart, estimateTokens, foldChat, type StreamPart } from '@kit/core';

export class Arrived {
  readonly #fold = foldChat();
  /** Begun and not complete, by id. */
  readonly #openCalls = new Set<string>();
  /** The text block that is being written; undefined if something else came after it. */
  #text: { readonly index: number | undefined } | undefined;
  #thought: { readonly index: number | undefined } | undefined;
  #lastIndex = -1;
  /** Something has been handed out that no second attempt can go on from. */
  settled: 'tool-call' | 'file' | undefined;
  /** The vendor has said how the answer ends. */
  ending: Extract<StreamPart, { type: 'choice-end' }> | undefined;

  add(batch: readonly StreamPart[]): void {
    this.#fold.add(batch);
    for (const part of batch) this.#note(part);
  }

  /** Index of the text block that goes on, wrapped because blocks may have none. */
  get openText(): { readonly index: number | undefined } | undefined {
    return this.#text;
  }

  /** Ends the block of thoughts that broke off with the stream, if there is one. */
  endThought(): readonly StreamPart[] {
    if (!this.#thought) return [];
    const { index } = this.#thought;
    const end: StreamPart = { type: 'block-end', ...(index !== undefined && { index }) };
    this.add([end]);
    return [end];
  }

  /** The first index that no block has. */
  get freeIndex(): number {
    return this.#lastIndex + 1;
  }

  get hasOpenCall(): boolean {
    return this.#openCalls.size > 0;
  }

  /** About how many tokens it took. */
  get tokens(): number {
    const { text, reasoning } = this.#fold.result();
    return estimateTokens(text) + estimateTokens(reasoning);
  }

  /** What can be sent back: text, thoughts that their vendor has signed, and what hosted tools did. */
  content(): readonly AssistantPart[] {
    const { content } = this.#fold.result().message;
    if (typeof content === 'string') return [{ type: 'text', text: content }];
    return content.flatMap((part): AssistantPart[] => {
      // Citations are the vendor's, and a token of a text belongs to the whole of it.
      if (part.type === 'text') return [{ type: 'text', text: part.text }];
      if (part.type === 'reasoning') return part.vendor ? [part] : [];
      return part.type === 'tool-call' ? [] : [part];
    });
  }

  #note(part: StreamPart): void {
    if ('index' in part && part.index !== undefined && part.index > this.#lastIndex) this.#lastIndex = part.index;
    switch (part.type) {
      case 'text':
        if (part.text === '') return;
        this.#thought = undefined;
        if (!this.#text || this.#text.index !== part.index) this.#text = { index: part.index };
        return;
      case 'reasoning':
        if (!this.#thought || this.#thought.index !== part.index) this.#thought = { index: part.index };
        return;
      case 'block-end':
        this.#thought = undefined;
        return;
      case 'tool-call-start':
      case 'tool-call-delta':
        this.#openCalls.add(part.id);
        return;
      case 'tool-call':
        this.#openCalls.delete(part.id);
        this.settled = 'tool-call';
        return;
      case 'file':
        this.settled = 'file';
        return;
      case 'hosted-tool-call':
      case 'tool-result':
      case 'vendor':
        // What comes after it is another block.
        this.#text = undefined;
        return;
      case 'choice-end':
        this.ending = part;
        return;
      default: // nothing that a continuation depends on
    }
  }
}
