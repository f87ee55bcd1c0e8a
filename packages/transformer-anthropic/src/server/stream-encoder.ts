// Parts of a streamed answer as this wire's events.
import type {
  ChatRequest,
  ChoiceEnd,
  FinishPart,
  JsonValue,
  KitError,
  PartEncoder,
  StartPart,
  StreamPart,
  Usage,
  VendorData,
} from '@kit/core';
import { encodeCitation } from '../messages/citations.ts';
import { encodeFinishReason } from '../messages/finish-reason.ts';
import type { Block } from '../wire-names.ts';
import { carrier, encodePart, ownMembers, signatureOf } from './encode-blocks.ts';
import { encodeError } from './encode-error.ts';
import { closing, messageHead } from './encode-response.ts';
import { encodeUsage } from './encode-usage.ts';

/** A block that the client has been told of and that has not ended. */
interface OpenBlock {
  readonly index: number;
  readonly kind: 'text' | 'reasoning' | 'tool';
  /** Index of the part it shows. */
  readonly part: number | undefined;
  readonly callId?: string;
  /** Length of the arguments that were told. */
  told: number;
}

export function messagesStreamEncoder(request: ChatRequest): PartEncoder {
  return new MessagesStreamEncoder(request);
}

/** Text and thoughts follow one another; calls stay open side by side until each is complete. */
class MessagesStreamEncoder implements PartEncoder {
  readonly #request: ChatRequest;
  #text = '';
  #start: StartPart = { type: 'start' };
  #begun = false;
  #usage: Usage | undefined;
  #blocks = 0;
  #current: OpenBlock | undefined;
  readonly #calls = new Map<string, OpenBlock>();
  #toolCalls = 0;
  #message: Block = {};

  constructor(request: ChatRequest) {
    this.#request = request;
  }

  parts(batch: readonly StreamPart[]): string {
    for (const part of batch) if (!('choice' in part) || !part.choice) this.#add(part);
    return this.#taken();
  }

  end(): string {
    this.#begin();
    this.#emit({ type: 'message_stop' });
    return this.#taken();
  }

  error(error: KitError): string {
    this.#emit(encodeError(error).body as Block & { type: string });
    return this.#taken();
  }

  #taken(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #emit(event: Block): void {
    this.#text += `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`;
  }

  #add(part: StreamPart): void {
    switch (part.type) {
      case 'start':
        this.#start = part;
        return;
      case 'usage':
        this.#usage = part.usage;
        return;
      case 'text':
      case 'reasoning':
        return this.#addText(part);
      case 'citation':
        this.#emitDelta(this.#textBlock('text', part.index), {
          type: 'citations_delta',
          citation: encodeCitation(part.citation),
        });
        return;
      case 'tool-call-start':
        this.#openCall(part);
        return;
      case 'tool-call-delta': {
        const block = this.#calls.get(part.id);
        if (block) this.#tellArguments(block, part.delta);
        return;
      }
      case 'tool-call':
        return this.#completeCall(part);
      case 'block-end':
        return this.#endBlock(part);
      case 'hosted-tool-call':
      case 'tool-result':
      case 'vendor':
        return this.#wholeBlocks(encodePart(part));
      case 'progress':
        // Keeps the connection alive while nothing is said.
        if (this.#begun) this.#emit({ type: 'ping' });
        return;
      case 'choice-end':
        this.#message = this.#endOf(part);
        return;
      case 'finish':
        return this.#finish(part);
      default: // what this wire has no event for
    }
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { responseId, model, meta } = this.#start;
    const head = messageHead(
      { responseId: responseId ?? meta?.responseId, model: model ?? meta?.model },
      this.#request,
    );
    const usage = encodeUsage(this.#usage, meta?.serviceTier);
    this.#emit({
      type: 'message_start',
      message: { ...head, content: [], stop_reason: null, stop_sequence: null, usage },
    });
  }

  #open(kind: OpenBlock['kind'], part: number | undefined, start: Block, callId?: string): OpenBlock {
    this.#begin();
    const block: OpenBlock = { index: this.#blocks++, kind, part, told: 0, ...(callId !== undefined && { callId }) };
    this.#emit({ type: 'content_block_start', index: block.index, content_block: start });
    return block;
  }

  #emitDelta(block: OpenBlock, delta: Block): void {
    this.#emit({ type: 'content_block_delta', index: block.index, delta });
  }

  #stop(block: OpenBlock): void {
    this.#emit({ type: 'content_block_stop', index: block.index });
    if (this.#current === block) this.#current = undefined;
  }

  #closeCurrent(): void {
    if (this.#current) this.#stop(this.#current);
  }

  /** The open block of text or thoughts, if the part continues it; otherwise a new one. */
  #textBlock(kind: 'text' | 'reasoning', part: number | undefined): OpenBlock {
    const current = this.#current;
    if (current?.kind === kind && current.part === part) return current;
    this.#closeCurrent();
    const start: Block =
      kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
    this.#current = this.#open(kind, part, start);
    return this.#current;
  }

  #addText({ type, text, index }: Extract<StreamPart, { type: 'text' | 'reasoning' }>): void {
    if (text === '' && type === 'text') return;
    const block = this.#textBlock(type, index);
    if (text !== '')
      this.#emitDelta(
        block,
        type === 'text' ? { type: 'text_delta', text } : { type: 'thinking_delta', thinking: text },
      );
  }

  #openCall({ id, name }: { readonly id: string; readonly name: string }): OpenBlock {
    const known = this.#calls.get(id);
    if (known) return known;
    this.#closeCurrent();
    const block = this.#open('tool', undefined, { type: 'tool_use', id, name, input: {} }, id);
    this.#calls.set(id, block);
    this.#toolCalls++;
    return block;
  }

  #tellArguments(block: OpenBlock, delta: string): void {
    if (delta === '') return;
    block.told += delta.length;
    this.#emitDelta(block, { type: 'input_json_delta', partial_json: delta });
  }

  #completeCall(part: Extract<StreamPart, { type: 'tool-call' }>): void {
    const block = this.#openCall(part);
    // Calls that were told whole bring their arguments only now.
    if (block.told === 0) this.#tellArguments(block, part.arguments);
    this.#calls.delete(part.id);
    this.#stop(block);
    this.#carry(part.vendor);
  }

  #endBlock({ index, vendor }: Extract<StreamPart, { type: 'block-end' }>): void {
    const current = this.#current;
    if (!current || (index !== undefined && current.part !== index)) {
      this.#carry(vendor);
      return;
    }
    if (current.kind === 'reasoning' && vendor)
      this.#emitDelta(current, { type: 'signature_delta', signature: signatureOf(vendor) });
    this.#stop(current);
    if (current.kind === 'text') this.#carry(vendor);
  }

  /** Another vendor's token goes behind the block it belongs to. */
  #carry(vendor: VendorData | undefined): void {
    this.#wholeBlocks(carrier(vendor));
  }

  #wholeBlocks(blocks: readonly Block[]): void {
    for (const block of blocks) {
      this.#closeCurrent();
      const { index } = this.#open('text', undefined, block);
      this.#emit({ type: 'content_block_stop', index });
    }
  }

  #endOf({ vendor }: ChoiceEnd): Block {
    return ownMembers(vendor) ? closing(vendor) : {};
  }

  #finish({ finishReason, rawFinishReason, usage = this.#usage }: FinishPart): void {
    this.#begin();
    this.#closeCurrent();
    for (const block of this.#calls.values()) this.#stop(block);
    this.#calls.clear();
    const stopReason = encodeFinishReason(finishReason, rawFinishReason, this.#toolCalls);
    const { context_management: edits, ...closed } = this.#message;
    this.#emit({
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null, ...closed } as JsonValue,
      usage: encodeUsage(usage),
      ...(edits !== undefined && { context_management: edits }),
    });
  }
}
