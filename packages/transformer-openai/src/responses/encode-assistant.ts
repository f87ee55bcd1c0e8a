// An answer on its way back. Items of this very place are replayed as they came, with ids, phases and encrypted
// thoughts; text and calls from elsewhere go as plain items.
import type {
  AssistantMessage,
  AssistantPart,
  HostedToolCallPart,
  ImagePart,
  JsonObject,
  JsonValue,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  VendorPart,
} from '@kit/core';
import type { JsonRecord } from '@kit/wire';
import { placeOf } from '../chat/encode-content.ts';
import { warn } from '../request/body.ts';
import { base64Of, isData } from '../request/media.ts';
import { type InputEncoding, ownData } from './encode-content.ts';

interface MessageItem {
  readonly id: JsonValue | undefined;
  readonly item: JsonObject;
  readonly content: JsonObject[];
}

export function encodeAssistantItems(message: AssistantMessage, at: string, encoding: InputEncoding): JsonObject[] {
  const { content, name } = message;
  if (name !== undefined)
    warn(encoding.warnings, `${at}.name`, 'Messages cannot carry a name over the responses wire; left out.');
  if (typeof content === 'string')
    return content === ''
      ? []
      : [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: content, annotations: [] }] }];
  const writer = new AssistantWriter(at, encoding);
  for (const [index, part] of content.entries()) writer.add(part, `${at}.content[${index}]`);
  return writer.items();
}

class AssistantWriter {
  readonly #at: string;
  readonly #encoding: InputEncoding;
  readonly #items: JsonObject[] = [];
  readonly #hosted = new Set<string>();
  #open: MessageItem | undefined;

  constructor(at: string, encoding: InputEncoding) {
    this.#at = at;
    this.#encoding = encoding;
  }

  /** Thoughts without the item that they led to are refused: "reasoning item without its required following item". */
  items(): JsonObject[] {
    while (this.#items.at(-1)?.type === 'reasoning') {
      this.#items.pop();
      warn(
        this.#encoding.warnings,
        this.#at,
        'Reasoning without the answer that it led to cannot be sent back; left out.',
      );
    }
    return this.#items;
  }

  add(part: AssistantPart, at: string): void {
    switch (part.type) {
      case 'text':
        return this.#text(part);
      case 'reasoning':
        return this.#reasoning(part, at);
      case 'tool-call':
        return this.#call(part);
      case 'hosted-tool-call':
        return this.#hostedCall(part, at);
      case 'tool-result':
        // A hosted tool's result stands in the item of its call.
        if (!this.#hosted.has(part.toolCallId))
          warn(
            this.#encoding.warnings,
            at,
            'Results of hosted tools can only be sent back to where they came from; left out.',
          );
        return;
      case 'vendor':
        return this.#vendor(part, at);
      case 'image':
        return this.#image(part, at);
      default:
        warn(
          this.#encoding.warnings,
          at,
          `A ${part.type} part of an assistant message cannot be sent over the responses wire; left out.`,
        );
    }
  }

  #push(item: JsonObject): void {
    this.#open = undefined;
    this.#items.push(item);
  }

  /** Parts of one message item stay together; plain neighbours form one message too. */
  #content(block: JsonObject, data: JsonRecord | undefined): void {
    const id = data?.id as JsonValue | undefined;
    if (!this.#open || this.#open.id !== id) {
      const content: JsonObject[] = [];
      const { type: _, refusal: __, ...known } = (data ?? {}) as JsonObject;
      const item: JsonObject = { type: 'message', role: 'assistant', ...known, content };
      this.#items.push(item);
      this.#open = { id, item, content };
    }
    this.#open.content.push(block);
  }

  #text(part: TextPart): void {
    const data = ownData(part.vendor, this.#encoding);
    // Without data of ours (another vendor's, or none) the text itself is all there is to send.
    const annotations = data ? (part.citations ?? []).flatMap(({ raw }) => (raw === undefined ? [] : [raw])) : [];
    this.#content({ type: 'output_text', text: part.text, annotations }, data);
  }

  #reasoning(part: ReasoningPart, at: string): void {
    const { vendor } = part;
    if (!vendor) return;
    const data = ownData(vendor, this.#encoding);
    if (!data)
      return warn(
        this.#encoding.warnings,
        at,
        `Reasoning from ${placeOf(vendor.origin)} cannot be replayed here; left out.`,
      );
    // Nothing was stored, nothing was encrypted: the vendor could not find it again.
    if (!this.#encoding.stored && typeof data.encrypted_content !== 'string') return;
    this.#push({ summary: [], ...(data as JsonObject), type: 'reasoning' });
  }

  #call(part: ToolCallPart): void {
    const { names } = this.#encoding;
    const { type, ...data } = (ownData(part.vendor, this.#encoding) ?? {}) as JsonObject;
    const name = names.toWire(part.name);
    if (type === 'custom_tool_call' || type === 'custom')
      this.#push({ type: 'custom_tool_call', call_id: part.id, name, input: part.arguments, ...data });
    else
      this.#push({
        type: 'function_call',
        call_id: part.id,
        name,
        arguments: part.arguments.trim() === '' ? '{}' : part.arguments,
        ...data,
      });
  }

  #hostedCall(part: HostedToolCallPart, at: string): void {
    const data = ownData(part.vendor, this.#encoding);
    if (!data)
      return warn(
        this.#encoding.warnings,
        at,
        'Calls of hosted tools can only be sent back to where they came from; left out.',
      );
    this.#hosted.add(part.id);
    this.#push(data as JsonObject);
  }

  #vendor(part: VendorPart, at: string): void {
    const data = ownData(part.vendor, this.#encoding) as JsonObject | undefined;
    if (!data)
      return warn(this.#encoding.warnings, at, `A block of ${part.vendor.origin.wire} cannot be sent here; left out.`);
    if (data.type === 'refusal') this.#content({ type: 'refusal', refusal: data.refusal }, data);
    else this.#push(data);
  }

  /** An image that the vendor made: its call's item, with the picture as the result. */
  #image(part: ImagePart, at: string): void {
    const data = ownData(part.vendor, this.#encoding) as JsonObject | undefined;
    if (!data || !isData(part.source))
      return warn(
        this.#encoding.warnings,
        at,
        'Images of an answer can only be sent back to where they came from; left out.',
      );
    this.#push({ ...data, result: base64Of(part.source) });
  }
}
