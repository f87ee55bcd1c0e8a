// Turns the parts of a continuation into parts of the answer that it continues.
import type { BlockEnd, CitationDelta, StreamPart, TextDelta } from '@kit/core';
import type { Arrived } from './arrived.ts';
import { type OverlapBounds, OverlapCut } from './overlap-cut.ts';

type Numbered = Extract<StreamPart, { index?: number }>;

export class JoinedParts {
  readonly #cut: OverlapCut;
  readonly #freeIndex: number;
  readonly #openText: { readonly index: number | undefined } | undefined;
  /** Length of the block that goes on: where citations count from. */
  readonly #offset: number;
  /** The continuation's first text block, once it is there: it is the one that goes on. */
  #first: { readonly index: number | undefined; over: boolean } | undefined;

  /** `said` is the text of the block that goes on; empty if there is none. */
  constructor(arrived: Arrived, said: string, bounds: OverlapBounds) {
    this.#cut = new OverlapCut(said, bounds);
    this.#freeIndex = arrived.freeIndex;
    this.#openText = said === '' ? undefined : arrived.openText;
    this.#offset = said.length;
  }

  /** Everything but `start`, `usage` and `finish`, which are the stream's own. */
  take(part: StreamPart, out: StreamPart[]): void {
    switch (part.type) {
      case 'text':
        return this.#text(part, out);
      case 'block-end':
        return this.#end(part, out);
      case 'citation':
        out.push(this.#citation(part));
        return;
      case 'warning':
      case 'progress':
      case 'raw':
      case 'resumed':
        out.push(part);
        return;
      case 'choice-end':
        this.flush(out);
        out.push(part);
        return;
      default:
        this.#other(part, out);
    }
  }

  /** What was held back because it might have been a repetition. */
  flush(out: StreamPart[]): void {
    if (!this.#first) return;
    const text = this.#cut.end();
    if (text !== '') out.push(this.#placed({ type: 'text', text }, this.#first.index));
  }

  #text(part: TextDelta, out: StreamPart[]): void {
    this.#first ??= { index: part.index, over: false };
    if (!this.#isFirst(part.index)) {
      this.#other(part, out);
      return;
    }
    const text = this.#cut.push(part.text);
    if (text !== '') out.push(this.#placed({ ...part, text }, part.index));
  }

  #end(part: BlockEnd, out: StreamPart[]): void {
    if (!this.#first || !this.#isFirst(part.index)) {
      out.push(this.#renumbered(part));
      return;
    }
    this.flush(out);
    this.#first.over = true;
    if (!this.#openText) {
      out.push(this.#renumbered(part));
      return;
    }
    // What the vendor says of its half is not true of the whole: its text, its token.
    const { text: _text, vendor: _vendor, ...end } = part;
    out.push(this.#placed(end, part.index));
  }

  #citation(part: CitationDelta): StreamPart {
    if (!this.#openText || !this.#isFirst(part.index)) return this.#renumbered(part);
    const { citation } = part;
    const moved = (at: number | undefined) => (at === undefined ? undefined : at + this.#offset);
    const { start = undefined, end = undefined } = { start: moved(citation.start), end: moved(citation.end) };
    const placed = { ...citation, ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
    return this.#placed({ ...part, citation: placed }, part.index);
  }

  /** Any other block: it ends what could be a repetition. */
  #other(part: StreamPart, out: StreamPart[]): void {
    if (part.type !== 'reasoning') {
      this.flush(out);
      if (this.#first && part.type !== 'logprobs') this.#first.over ||= this.#first.index === undefined;
    }
    out.push('index' in part ? this.#renumbered(part as Numbered) : part);
  }

  #isFirst(index: number | undefined): boolean {
    return this.#first !== undefined && !this.#first.over && this.#first.index === index;
  }

  #placed(part: Numbered, index: number | undefined): StreamPart {
    if (!this.#openText) return this.#renumbered({ ...part, ...(index !== undefined && { index }) });
    const { index: _, ...rest } = part;
    const open = this.#openText.index;
    return (open === undefined ? rest : { ...rest, index: open }) as StreamPart;
  }

  #renumbered(part: Numbered): StreamPart {
    return part.index === undefined ? part : ({ ...part, index: part.index + this.#freeIndex } as StreamPart);
  }
}
