// Parts of a streamed answer as chunks of a chat completion.
import type {
  ChatRequest,
  JsonObject,
  JsonValue,
  KitError,
  PartEncoder,
  StartPart,
  StreamPart,
  Usage,
} from '@kit/core';
import { systemEnvironment } from '@kit/core';
import { isRecord } from '@kit/wire';
import { base64Of, isData, urlOf } from '../../request/media.ts';
import { encodeError } from '../encode-error.ts';
import { dataOf } from '../opaque.ts';
import {
  encodeChatUsage,
  encodeCitation,
  encodeFinishReason,
  encodeLogprob,
  encodeToolCall,
  reasoningDetails,
  refusalOf,
} from './encode-response.ts';

const wire = 'openai-chat';

interface OpenCall {
  readonly index: number;
  readonly choice: number;
  told: number;
}

export function chatStreamEncoder(request: ChatRequest): PartEncoder {
  return new ChatStreamEncoder(request);
}

class ChatStreamEncoder implements PartEncoder {
  readonly #request: ChatRequest;
  readonly #wantsUsage: boolean;
  readonly #created = Math.floor(systemEnvironment.now() / 1000);
  #head: JsonObject | undefined;
  #start: StartPart = { type: 'start' };
  #usage: Usage | undefined;
  /** Choices whose first delta, with the role, is out. */
  readonly #begun = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #calls = new Map<string, OpenCall>();
  readonly #callCounts = new Map<number, number>();
  #text = '';

  constructor(request: ChatRequest) {
    this.#request = request;
    const options = request.vendor?.[wire]?.stream_options;
    this.#wantsUsage = isRecord(options) && options.include_usage === true;
  }

  parts(batch: readonly StreamPart[]): string {
    for (const part of batch) this.#add(part);
    return this.#taken();
  }

  end(): string {
    return 'data: [DONE]\n\n';
  }

  error(error: KitError): string {
    return `data: ${JSON.stringify(encodeError(error).body)}\n\n`;
  }

  #taken(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  #add(part: StreamPart): void {
    const choice = 'choice' in part ? (part.choice ?? 0) : 0;
    switch (part.type) {
      case 'start':
        this.#start = part;
        return;
      case 'usage':
        this.#usage = part.usage;
        return;
      case 'text':
        return this.#delta(choice, { content: part.text });
      case 'reasoning':
        if (part.text !== '') this.#delta(choice, { reasoning_content: part.text });
        return;
      case 'block-end': {
        const details = reasoningDetails(part.vendor);
        if (details.length > 0) this.#delta(choice, { reasoning_content: '', reasoning_details: details });
        return;
      }
      case 'tool-call-start':
        this.#openCall(part, choice);
        return;
      case 'tool-call-delta': {
        const call = this.#calls.get(part.id);
        if (call) this.#tell(call, part.delta);
        return;
      }
      case 'tool-call':
        return this.#completeCall(part, choice);
      case 'citation':
        return this.#delta(choice, { annotations: [encodeCitation(part.citation, 0)] });
      case 'file':
        return this.#file(part, choice);
      case 'vendor': {
        const refusal = refusalOf(dataOf(part.vendor, wire));
        if (refusal !== undefined) this.#delta(choice, { refusal });
        return;
      }
      case 'logprobs':
        return this.#chunk([
          {
            index: choice,
            delta: {},
            logprobs: { content: part.logprobs.map(encodeLogprob), refusal: null },
            finish_reason: null,
          },
        ]);
      case 'choice-end': {
        const own = dataOf(part.vendor, wire);
        if (own) this.#delta(choice, own);
        return this.#endChoice(choice, encodeFinishReason(part.finishReason, part.rawFinishReason));
      }
      case 'finish': {
        if (!this.#ended.has(0)) this.#endChoice(0, encodeFinishReason(part.finishReason, part.rawFinishReason));
        const usage = part.usage ?? this.#usage;
        if (this.#wantsUsage && usage) this.#chunk([], { usage: encodeChatUsage(usage) });
        return;
      }
      default: // what this wire has no chunk for
    }
  }

  #delta(choice: number, delta: JsonObject): void {
    const role = this.#begun.has(choice) ? undefined : { role: 'assistant' };
    this.#begun.add(choice);
    this.#chunk([{ index: choice, delta: { ...role, ...delta }, logprobs: null, finish_reason: null }]);
  }

  #endChoice(choice: number, reason: string): void {
    if (this.#ended.has(choice)) return;
    this.#ended.add(choice);
    const role = this.#begun.has(choice) ? undefined : { role: 'assistant', content: '' };
    this.#chunk([{ index: choice, delta: { ...role }, logprobs: null, finish_reason: reason }]);
  }

  #openCall({ id, name }: { readonly id: string; readonly name: string }, choice: number, more?: JsonObject): OpenCall {
    const known = this.#calls.get(id);
    if (known) return known;
    const index = this.#callCounts.get(choice) ?? 0;
    this.#callCounts.set(choice, index + 1);
    const call: OpenCall = { index, choice, told: 0 };
    this.#calls.set(id, call);
    this.#delta(choice, { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' }, ...more }] });
    return call;
  }

  #tell(call: OpenCall, text: string): void {
    if (text === '') return;
    call.told += text.length;
    this.#delta(call.choice, { tool_calls: [{ index: call.index, function: { arguments: text } }] });
  }

  #completeCall(part: Extract<StreamPart, { type: 'tool-call' }>, choice: number): void {
    const known = this.#calls.get(part.id);
    const { function: _, custom, id: __, type, ...own } = encodeToolCall(part);
    if (type === 'custom' && !known) {
      const index = this.#callCounts.get(choice) ?? 0;
      this.#callCounts.set(choice, index + 1);
      this.#calls.set(part.id, { index, choice, told: part.arguments.length });
      return this.#delta(choice, { tool_calls: [{ index, id: part.id, type, custom, ...own }] });
    }
    const call = known ?? this.#openCall(part, choice);
    // A call that was told whole brings its arguments only now.
    if (call.told === 0) this.#tell(call, part.arguments);
    if (Object.keys(own).length > 0 || type === 'custom') {
      this.#delta(call.choice, {
        tool_calls: [{ index: call.index, ...(type === 'custom' && { custom: {} }), ...own }],
      });
    }
  }

  #file({ file }: Extract<StreamPart, { type: 'file' }>, choice: number): void {
    if (file.type === 'image')
      this.#delta(choice, { images: [{ type: 'image_url', image_url: { url: urlOf(file.source) ?? '' } }] });
    else if (file.type === 'audio') {
      const id = dataOf(file.vendor, wire)?.id;
      const data = isData(file.source) ? base64Of(file.source) : '';
      this.#delta(choice, {
        audio: { ...(typeof id === 'string' && { id }), data, transcript: file.transcript ?? '' },
      });
    }
  }

  #chunk(choices: readonly JsonValue[], more?: JsonObject): void {
    this.#head ??= this.#makeHead();
    this.#text += `data: ${JSON.stringify({ ...this.#head, choices, ...more })}\n\n`;
  }

  #makeHead(): JsonObject {
    const { responseId, model, meta } = this.#start;
    const tier = meta?.serviceTier;
    return {
      id: responseId ?? meta?.responseId ?? `chatcmpl-${systemEnvironment.id()}`,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: model ?? meta?.model ?? this.#request.model ?? '',
      ...(tier !== undefined && { service_tier: tier }),
    };
  }
}
