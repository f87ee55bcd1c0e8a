// Parts of a streamed answer as events of the responses wire.
import type {
  AssistantPart,
  ChatRequest,
  Citation,
  JsonObject,
  JsonValue,
  KitError,
  PartEncoder,
  ReasoningPart,
  StartPart,
  StreamPart,
  Usage,
  VendorData,
} from '@kit/core';
import { encodeError } from '../encode-error.ts';
import { dataOf } from '../opaque.ts';
import { encodeResponsesUsage, endOf, itemIds, responseHead } from './encode-response.ts';
import {
  annotation,
  callItem,
  encodeItem,
  messageItem,
  type NewItemId,
  reasoningItem,
  refusalIn,
  textBlock,
  wire,
} from './items.ts';

interface OpenItem {
  readonly kind: 'text' | 'reasoning';
  readonly output: number;
  /** Index of the part that it shows. */
  readonly part: number | undefined;
  readonly id: string;
  text: string;
  citations: Citation[];
  vendor: VendorData | undefined;
}

interface OpenCall {
  readonly output: number;
  readonly id: string;
  readonly part: number | undefined;
  told: string;
}

export function responsesStreamEncoder(request: ChatRequest): PartEncoder {
  return new ResponsesStreamEncoder(request);
}

class ResponsesStreamEncoder implements PartEncoder {
  readonly #request: ChatRequest;
  #text = '';
  #sequence = 0;
  #start: StartPart = { type: 'start' };
  #head: JsonObject | undefined;
  #newId: NewItemId = itemIds('');
  #items: JsonObject[] = [];
  #outputs = 0;
  #open: OpenItem | undefined;
  readonly #calls = new Map<string, OpenCall>();
  #usage: Usage | undefined;

  constructor(request: ChatRequest) {
    this.#request = request;
  }

  parts(batch: readonly StreamPart[]): string {
    // One answer is all that this wire has.
    for (const part of batch) if (!('choice' in part) || !part.choice) this.#add(part);
    return this.#taken();
  }

  /** The wire has no end marker: `response.completed` was the last word. */
  end(): string {
    return '';
  }

  error(error: KitError): string {
    const { error: told } = encodeError(error).body as { error: JsonObject };
    this.#emit({ type: 'error', ...told });
    return this.#taken();
  }

  #taken(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #emit(event: JsonObject & { readonly type: string }): void {
    const { type, ...fields } = event;
    this.#text += `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#sequence++, ...fields })}\n\n`;
  }

  #begin(): JsonObject {
    if (this.#head) return this.#head;
    const { responseId, model, meta } = this.#start;
    this.#head = responseHead(
      { ...meta, ...(responseId !== undefined && { responseId }), ...(model !== undefined && { model }) },
      this.#request,
    );
    this.#newId = itemIds(String(this.#head.id));
    const response = { ...this.#head, status: 'in_progress', incomplete_details: null, output: [], usage: null };
    this.#emit({ type: 'response.created', response });
    this.#emit({ type: 'response.in_progress', response });
    return this.#head;
  }

  #add(part: StreamPart): void {
    switch (part.type) {
      case 'start':
        this.#start = part;
        this.#begin();
        return;
      case 'usage':
        this.#usage = part.usage;
        return;
      case 'text':
      case 'reasoning':
        return this.#tell(part.type, part.text, part.index);
      case 'citation':
        return this.#cite(part.citation, part.index);
      case 'tool-call-start':
        this.#openCall(part.id, part.name, part.index);
        return;
      case 'tool-call-delta':
        return this.#tellArguments(part.id, part.delta);
      case 'tool-call':
        return this.#completeCall(part);
      case 'block-end':
        return this.#endBlock(part);
      case 'hosted-tool-call':
      case 'vendor':
        return this.#whole(part);
      case 'file':
        if (part.file.type === 'image') this.#whole(part.file);
        return;
      case 'finish':
        return this.#finish(part);
      default: // what this wire has no event for
    }
  }

  #tell(kind: OpenItem['kind'], text: string, part: number | undefined): void {
    const open = this.#itemFor(kind, part);
    if (text === '') return;
    open.text += text;
    const place = { item_id: open.id, output_index: open.output };
    if (kind === 'text')
      this.#emit({ type: 'response.output_text.delta', ...place, content_index: 0, delta: text, logprobs: [] });
    else this.#emit({ type: 'response.reasoning_summary_text.delta', ...place, summary_index: 0, delta: text });
  }

  #itemFor(kind: OpenItem['kind'], part: number | undefined): OpenItem {
    if (this.#open?.kind === kind && this.#open.part === part) return this.#open;
    this.#close();
    this.#begin();
    const id = this.#newId(kind === 'text' ? 'msg' : 'rs');
    const open: OpenItem = { kind, output: this.#outputs++, part, id, text: '', citations: [], vendor: undefined };
    this.#open = open;
    const item =
      kind === 'text'
        ? { type: 'message', id, status: 'in_progress', role: 'assistant', content: [] }
        : { type: 'reasoning', id, summary: [] };
    this.#emit({ type: 'response.output_item.added', output_index: open.output, item });
    const place = { item_id: id, output_index: open.output };
    if (kind === 'text')
      this.#emit({
        type: 'response.content_part.added',
        ...place,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
      });
    else
      this.#emit({
        type: 'response.reasoning_summary_part.added',
        ...place,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      });
    return open;
  }

  #cite(citation: Citation, part: number | undefined): void {
    const open = this.#itemFor('text', part);
    const place = { item_id: open.id, output_index: open.output, content_index: 0 };
    this.#emit({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation_index: open.citations.length,
      annotation: annotation(citation),
    });
    open.citations.push(citation);
  }

  #endBlock({ index, vendor }: Extract<StreamPart, { type: 'block-end' }>): void {
    const open = this.#open;
    if (!open || (index !== undefined && open.part !== index)) return;
    open.vendor = vendor;
    this.#close();
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { id, output, text, citations, vendor, kind } = open;
    const place = { item_id: id, output_index: output };
    if (kind === 'text') {
      const block = textBlock({ type: 'text', text, citations });
      this.#emit({ type: 'response.output_text.done', ...place, content_index: 0, text, logprobs: [] });
      this.#emit({ type: 'response.content_part.done', ...place, content_index: 0, part: block });
      this.#done(output, messageItem({ ...dataOf(vendor, wire), id }, [block], this.#newId));
      return;
    }
    this.#emit({ type: 'response.reasoning_summary_text.done', ...place, summary_index: 0, text });
    this.#emit({
      type: 'response.reasoning_summary_part.done',
      ...place,
      summary_index: 0,
      part: { type: 'summary_text', text },
    });
    const part: ReasoningPart = { type: 'reasoning', text, ...(vendor && { vendor }) };
    // Clients match the finished item by the id that was announced; the vendor's own came too late for that.
    this.#done(output, { ...reasoningItem(part, () => id), id });
  }

  #done(output: number, item: JsonObject): void {
    this.#items[output] = item;
    this.#emit({ type: 'response.output_item.done', output_index: output, item });
  }

  #openCall(callId: string, name: string, part: number | undefined, custom = false): OpenCall {
    const known = this.#calls.get(callId);
    if (known) return known;
    this.#close();
    this.#begin();
    const call: OpenCall = { output: this.#outputs++, id: this.#newId('fc'), part, told: '' };
    this.#calls.set(callId, call);
    const item = {
      type: custom ? 'custom_tool_call' : 'function_call',
      id: call.id,
      call_id: callId,
      name,
      ...(custom ? { input: '' } : { arguments: '' }),
      status: 'in_progress',
    };
    this.#emit({ type: 'response.output_item.added', output_index: call.output, item });
    return call;
  }

  #tellArguments(callId: string, delta: string): void {
    const call = this.#calls.get(callId);
    if (!call || delta === '') return;
    call.told += delta;
    this.#emit({ type: 'response.function_call_arguments.delta', item_id: call.id, output_index: call.output, delta });
  }

  #completeCall(part: Extract<StreamPart, { type: 'tool-call' }>): void {
    const custom = dataOf(part.vendor, wire)?.type === 'custom_tool_call';
    const call = this.#openCall(part.id, part.name, part.index, custom);
    if (!custom) {
      // A call that was told whole brings its arguments only now.
      if (call.told === '') this.#tellArguments(part.id, part.arguments);
      this.#emit({
        type: 'response.function_call_arguments.done',
        item_id: call.id,
        output_index: call.output,
        name: part.name,
        arguments: part.arguments,
      });
    }
    this.#calls.delete(part.id);
    this.#done(
      call.output,
      callItem(part, () => call.id),
    );
  }

  #whole(part: Extract<StreamPart, { type: 'hosted-tool-call' | 'vendor' }> | AssistantPart): void {
    this.#begin();
    const refusal = part.type === 'vendor' ? refusalIn(part) : undefined;
    const item = refusal === undefined ? encodeItem(part as AssistantPart, this.#newId) : undefined;
    if (refusal === undefined && !item) return;
    this.#close();
    const output = this.#outputs++;
    if (refusal !== undefined) return this.#refuse(refusal, output, part as { vendor: VendorData });
    this.#emit({ type: 'response.output_item.added', output_index: output, item });
    this.#done(output, item as JsonObject);
  }

  #refuse(refusal: string, output: number, { vendor }: { readonly vendor: VendorData }): void {
    const block: JsonValue = { type: 'refusal', refusal };
    const item = messageItem(dataOf(vendor, wire), [block], this.#newId);
    const place = { item_id: item.id, output_index: output, content_index: 0 };
    this.#emit({
      type: 'response.output_item.added',
      output_index: output,
      item: { ...item, status: 'in_progress', content: [] },
    });
    this.#emit({ type: 'response.refusal.delta', ...place, delta: refusal });
    this.#emit({ type: 'response.refusal.done', ...place, refusal });
    this.#done(output, item);
  }

  #finish(part: Extract<StreamPart, { type: 'finish' }>): void {
    const head = this.#begin();
    this.#close();
    const usage = part.usage ?? this.#usage;
    const end = endOf(part.finishReason, part.rawFinishReason);
    const response = {
      ...head,
      ...end,
      output: this.#items.filter(Boolean),
      usage: usage ? encodeResponsesUsage(usage) : null,
    };
    this.#emit({ type: end.status === 'incomplete' ? 'response.incomplete' : 'response.completed', response });
  }
}
