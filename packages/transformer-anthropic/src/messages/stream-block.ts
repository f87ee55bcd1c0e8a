// One content block of a stream while it grows.
import type { JsonValue, StreamPart } from '@kit/core';
import { isRecord, type JsonRecord, parseJson, stringOf } from '@kit/wire';
import type { Block } from '../wire-names.ts';
import { decodeCitation } from './citations.ts';
import {
  type BlockScope,
  copyOf,
  decodeBlock,
  isAnswer,
  textVendor,
  thinkingVendor,
  toolCallPart,
} from './decode-block.ts';
import { setOwn } from './vendor-data.ts';

/** `held`: given out whole when it ends (hosted tools, unknown blocks, answers that must be unwrapped first). */
type Kind = 'text' | 'thinking' | 'tool' | 'answer' | 'held';

export class StreamBlock {
  readonly index: number;
  readonly kind: Kind;
  /** The call's id, invented if the vendor gave none. */
  #id = '';
  #name = '';
  /** The block as its start gave it, with what deltas add beside text. */
  readonly #block: Block;
  #json = '';
  #text = '';
  readonly #scope: BlockScope;

  constructor(index: number, start: JsonRecord, scope: BlockScope) {
    this.index = index;
    this.#scope = scope;
    this.#block = copyOf(start);
    this.kind = kindOf(start, scope);
  }

  /** What the start itself brings. */
  open(out: StreamPart[]): void {
    const { index } = this;
    const block = this.#block;
    switch (this.kind) {
      case 'text':
        return this.#addText(stringOf(block.text) ?? '', out);
      case 'thinking':
        // An empty one keeps the place of thoughts that are not shown.
        out.push({ type: 'reasoning', text: stringOf(block.thinking) ?? '', index });
        return;
      case 'tool':
        this.#id = stringOf(block.id) || this.#scope.newId();
        this.#name = this.#scope.state.toolNames.get(String(block.name)) ?? stringOf(block.name) ?? '';
        out.push({ type: 'tool-call-start', id: this.#id, name: this.#name, index });
        return;
      case 'held':
        this.#text = stringOf(block.text) ?? '';
        if (typeof block.name === 'string') out.push({ type: 'progress', activity: block.name });
        return;
      case 'answer':
    }
  }

  delta(delta: JsonRecord, out: StreamPart[]): void {
    switch (delta.type) {
      case 'text_delta':
        return this.#addText(stringOf(delta.text) ?? '', out);
      case 'thinking_delta': {
        const text = stringOf(delta.thinking) ?? '';
        if (text !== '') out.push({ type: 'reasoning', text, index: this.index });
        return;
      }
      case 'input_json_delta':
        return this.#addJson(delta.partial_json, out);
      case 'citations_delta':
        return this.#addCitation(delta.citation, out);
      default:
        return this.#keep(delta);
    }
  }

  /** The block is complete: what was held comes now, and what belongs to the whole. */
  close(out: StreamPart[]): void {
    const { index } = this;
    switch (this.kind) {
      case 'text':
      case 'thinking': {
        const vendor = (this.kind === 'text' ? textVendor : thinkingVendor)(this.#block, this.#scope.origin);
        if (vendor) out.push({ type: 'block-end', index, vendor });
        return;
      }
      case 'tool': {
        const call = toolCallPart({ ...this.#block, id: this.#id }, this.#argumentsText(), this.#scope);
        out.push({ ...call, index });
        return;
      }
      case 'answer': {
        // Deltas have been given out as text; an input that came whole has not.
        const { unwrap } = this.#scope.state;
        const text = this.#argumentsText();
        if (unwrap) out.push({ type: 'text', text: unwrap(text), index });
        else if (this.#json === '') out.push({ type: 'text', text, index });
        return;
      }
      case 'held':
        return this.#closeHeld(out);
    }
  }

  #closeHeld(out: StreamPart[]): void {
    const { index } = this;
    const block = this.#block;
    if (this.#text !== '') block.text = this.#text;
    if (this.#json !== '') block.input = (parseJson(this.#json) ?? this.#json) as JsonValue;
    const part = decodeBlock(block, this.#scope);
    switch (part?.type) {
      case undefined:
        return;
      case 'text':
        out.push({ type: 'text', text: part.text, index });
        for (const citation of part.citations ?? []) out.push({ type: 'citation', citation, index });
        if (part.vendor) out.push({ type: 'block-end', index, vendor: part.vendor });
        return;
      case 'hosted-tool-call':
      case 'vendor':
        out.push({ ...part, index });
        return;
      case 'tool-result':
        out.push({ ...part, hosted: true, index });
        return;
    }
  }

  #addText(text: string, out: StreamPart[]): void {
    if (this.kind === 'held') this.#text += text;
    else if (text !== '') out.push({ type: 'text', text, index: this.index });
  }

  #addJson(piece: unknown, out: StreamPart[]): void {
    const delta = stringOf(piece) ?? '';
    if (delta === '') return;
    this.#json += delta;
    if (this.kind === 'tool') out.push({ type: 'tool-call-delta', id: this.#id, delta, index: this.index });
    else if (this.kind === 'answer' && !this.#scope.state.unwrap)
      out.push({ type: 'text', text: delta, index: this.index });
  }

  #addCitation(raw: unknown, out: StreamPart[]): void {
    const citation = decodeCitation(raw);
    if (!citation) return;
    const known: readonly JsonValue[] = Array.isArray(this.#block.citations) ? this.#block.citations : [];
    this.#block.citations = [...known, raw as JsonValue];
    if (this.kind === 'held') return;
    // Citations come before the text that they support: an empty piece of it begins the block that they belong to.
    if (known.length === 0) out.push({ type: 'text', text: '', index: this.index });
    out.push({ type: 'citation', citation, index: this.index });
  }

  /** Signatures and deltas that are not known: their text members are joined, other members replaced. */
  #keep(delta: JsonRecord): void {
    for (const name in delta) {
      if (name === 'type') continue;
      const value = delta[name];
      if (value === null || value === undefined) continue;
      const before = this.#block[name];
      setOwn(
        this.#block,
        name,
        typeof value === 'string' && typeof before === 'string' ? before + value : (value as JsonValue),
      );
    }
  }

  #argumentsText(): string {
    if (this.#json.trim() !== '') return this.#json;
    const { input } = this.#block;
    if (typeof input === 'string' && input.trim() !== '') return input;
    return isRecord(input) ? JSON.stringify(input) : '{}';
  }
}

function kindOf(start: JsonRecord, { state }: BlockScope): Kind {
  switch (start.type) {
    case 'text':
      return state.unwrap && state.answerTool === undefined ? 'held' : 'text';
    case 'thinking':
      return 'thinking';
    case 'tool_use':
      return isAnswer(start, state) ? 'answer' : 'tool';
    default:
      return 'held';
  }
}

/** The start that a delta without one must have had. */
export function startFor(delta: JsonRecord): JsonRecord | undefined {
  switch (delta.type) {
    case 'text_delta':
    case 'citations_delta':
      return { type: 'text', text: '' };
    case 'thinking_delta':
    case 'signature_delta':
      return { type: 'thinking', thinking: '' };
    case 'input_json_delta':
      return { type: 'tool_use', input: {} };
    default:
      return undefined;
  }
}
