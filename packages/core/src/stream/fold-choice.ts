// Folds the parts of one choice into its message: blocks in the order of their first part.
import type { ChatChoice, FinishReason, TokenLogprob } from '../model/chat.ts';
import type { AssistantPart, Citation, ToolCallPart } from '../model/messages.ts';
import type { VendorData } from '../model/origin.ts';
import type { BlockEnd, ToolCallComplete } from '../model/stream-parts.ts';

interface Block {
  readonly type: AssistantPart['type'];
  readonly index: number | undefined;
  /** Text, or a tool call's arguments so far. */
  text: string;
  /** Pieces of the text since it was made one, and its length then. */
  pieces: number;
  flatLength: number;
  /** What looking into the text has found: kept, so that the look is not optimized away. */
  look: number;
  /** The finished part, for blocks that arrive whole. */
  part: AssistantPart | undefined;
  citations: Citation[] | undefined;
  vendor: VendorData | undefined;
  /** A tool call whose end has not come. */
  call: { readonly id: string; readonly name: string } | undefined;
}

/** Text is made one after so many pieces, and when it has grown by a quarter. */
const MOST_PIECES = 16;
const GROWTH = 1.25;

/** Up to so many blocks are looked through. */
const FEW = 8;

const nameOf = ({ type, index }: Pick<Block, 'type' | 'index'>) => `${type} ${index}`;

/** How the answer ended: told for the choice, or for the whole stream. */
export interface ChoiceFinish {
  readonly finishReason: FinishReason;
  readonly rawFinishReason?: string | undefined;
}

export class ChoiceFold {
  readonly index: number;
  readonly #blocks: Block[] = [];
  /** By type and index, once there are many: some streams begin a new block with every part. */
  #named: Map<string, Block> | undefined;
  /** The block that a part without an index belongs to. */
  #last: Block | undefined;
  #finish: ChoiceFinish | undefined;
  #vendor: VendorData | undefined;
  #logprobs: TokenLogprob[] | undefined;

  constructor(index: number) {
    this.index = index;
  }

  text(type: 'text' | 'reasoning', index: number | undefined, text: string): void {
    append(this.#blockFor(type, index), text);
  }

  startCall(index: number | undefined, id: string, name: string): void {
    let block = this.#blockFor('tool-call', index);
    // Vendors that give every call the index 0 are told apart by the ids.
    if (block.call && block.call.id !== id) block = this.#push('tool-call', index);
    block.call = { id, name };
  }

  callDelta(index: number | undefined, id: string, delta: string): void {
    const block = this.#openCall(id) ?? this.#blockFor('tool-call', index);
    // A piece whose start never came is not lost.
    block.call ??= { id, name: '' };
    append(block, delta);
  }

  /** True if the call came in pieces before. */
  completeCall({ index, id, name, arguments: text, input, invalid, vendor }: ToolCallComplete): boolean {
    const part: ToolCallPart = {
      type: 'tool-call',
      id,
      name,
      arguments: text,
      ...(input !== undefined && { input }),
      ...(invalid !== undefined && { invalid }),
      ...(vendor && { vendor }),
    };
    const open = this.#openCall(id);
    if (open) open.part = part;
    else this.whole(index, part);
    return open !== undefined;
  }

  /** A block that arrives in one piece. */
  whole(index: number | undefined, part: AssistantPart): void {
    this.#push(part.type, index).part = part;
  }

  citation(index: number | undefined, citation: Citation): void {
    const texts = this.#blocks.filter((block) => block.type === 'text');
    const named = index === undefined ? undefined : texts.find((block) => block.index === index);
    const block = named ?? texts.at(-1) ?? this.#blockFor('text', index);
    block.citations ??= [];
    block.citations.push(citation);
  }

  /** A block is over; its opaque token comes with its end. */
  endBlock({ index, vendor, text }: BlockEnd): void {
    const block = index === undefined ? this.#last : this.#blocks.findLast((candidate) => candidate.index === index);
    // A block without a word (a redacted thought, a signature alone) still has its place.
    if (text !== undefined && block && !block.part) block.text = text;
    if (vendor && block) block.vendor = vendor;
    else if (vendor) this.whole(index, { type: 'vendor', vendor });
    if (!block || block === this.#last) this.#last = undefined;
  }

  logprobs(logprobs: readonly TokenLogprob[]): void {
    this.#logprobs ??= [];
    for (const logprob of logprobs) this.#logprobs.push(logprob);
  }

  end(finish: ChoiceFinish, vendor: VendorData | undefined): void {
    this.#finish = finish;
    this.#vendor = vendor ?? this.#vendor;
  }

  result(
    whole: ChoiceFinish | undefined,
  ): Pick<ChatChoice, 'index' | 'message' | 'finishReason' | 'rawFinishReason' | 'logprobs'> {
    const { finishReason, rawFinishReason } = this.#finish ?? whole ?? { finishReason: 'other' as const };
    const content: AssistantPart[] = [];
    for (const block of this.#blocks) {
      const part = readBlock(block);
      if (part) content.push(part);
    }
    return {
      index: this.index,
      message: this.#vendor ? { role: 'assistant', content, vendor: this.#vendor } : { role: 'assistant', content },
      finishReason,
      ...(rawFinishReason !== undefined && { rawFinishReason }),
      ...(this.#logprobs && { logprobs: [...this.#logprobs] }),
    };
  }

  #push(type: Block['type'], index: number | undefined): Block {
    const block: Block = {
      type,
      index,
      text: '',
      pieces: 0,
      flatLength: 0,
      look: 0,
      part: undefined,
      citations: undefined,
      vendor: undefined,
      call: undefined,
    };
    this.#blocks.push(block);
    this.#named?.set(nameOf(block), block);
    this.#last = block;
    return block;
  }

  #blockFor(type: Block['type'], index: number | undefined): Block {
    const last = this.#last;
    if (last && last.type === type && last.index === index && !last.part) return last;
    if (index === undefined) return this.#push(type, index);
    const known = this.#find(type, index);
    if (!known || known.part) return this.#push(type, index);
    this.#last = known;
    return known;
  }

  /** The last one of its type and index: streams go back and forth between blocks. */
  #find(type: Block['type'], index: number): Block | undefined {
    if (this.#blocks.length <= FEW)
      return this.#blocks.findLast((block) => block.index === index && block.type === type);
    this.#named ??= new Map(this.#blocks.map((block) => [nameOf(block), block]));
    return this.#named.get(nameOf({ type, index }));
  }

  #openCall(id: string): Block | undefined {
    const last = this.#last;
    if (last?.call?.id === id && !last.part) return last;
    return this.#blocks.findLast((block) => block.call?.id === id && !block.part);
  }
}

// The engine keeps every piece of a concatenation, with a node for it, until somebody looks into the text: ten times the
// memory of a long answer, which every collection has to go through. Looking into it now and then costs less.
function append(block: Block, piece: string): void {
  block.text += piece;
  if (++block.pieces < MOST_PIECES || block.text.length < block.flatLength * GROWTH) return;
  block.pieces = 0;
  block.flatLength = block.text.length;
  block.look = block.text.charCodeAt(0);
}

function readBlock({ type, text, part, citations, vendor, call }: Block): AssistantPart | undefined {
  if (part) return vendor ? ({ ...part, vendor } as AssistantPart) : part;
  const opaque = vendor && { vendor };
  if (type === 'text') {
    if (text === '' && !vendor && !citations) return undefined;
    return { type, text, ...(citations && { citations: [...citations] }), ...opaque };
  }
  if (type === 'reasoning') return text === '' && !vendor ? undefined : { type, text, ...opaque };
  // A tool call that was cut off: shown as it is, marked as not to be run.
  const invalid = 'The stream ended before the arguments were complete.';
  return type === 'tool-call' && call ? { type, ...call, arguments: text, invalid, ...opaque } : undefined;
}
