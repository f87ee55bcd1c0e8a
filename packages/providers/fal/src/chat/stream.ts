// stream: events with all that was said so far; what is new in each is handed out.
import type {
  CodecContext,
  Cost,
  OperationDeclaration,
  PartDecoder,
  StreamPart,
  StreamTransformer,
  Usage,
} from '@kit/core';
import { parseJson, recordOf, stringOf } from '@kit/wire';
import { modelPath } from '../endpoint-id.ts';
import type { FalSettings } from '../settings.ts';
import { encodeChat } from './encode-chat.ts';
import { chatCost, chatUsage } from './usage.ts';

export function streamOperation({ runURL }: FalSettings): OperationDeclaration<'stream'> {
  const streamTransformer: StreamTransformer<'stream'> = {
    framing: 'sse',
    encode(request, context) {
      const { model, input, warnings } = encodeChat(request, context);
      return {
        wire: { path: `${modelPath(model)}/stream`, body: { type: 'json', value: input } },
        warnings,
        state: undefined,
      };
    },
    decoder: (_state, context) => new SnapshotDecoder(context),
  };
  return { endpoint: { path: '/', baseURL: runURL }, streamTransformer };
}

type Block = 'text' | 'reasoning';

class SnapshotDecoder implements PartDecoder<StreamPart> {
  readonly done = false;
  readonly #context: CodecContext;
  readonly #said: Record<Block, string> = { text: '', reasoning: '' };
  readonly #order: Block[] = [];
  #started = false;
  #partial = false;
  #usage: Usage | undefined;
  #cost: Cost | undefined;

  constructor(context: CodecContext) {
    this.#context = context;
  }

  get finished(): boolean {
    return this.#started && !this.#partial;
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    const value = parseJson(typeof data === 'string' ? data : new TextDecoder().decode(data));
    if (value !== undefined) this.json(value, out);
  }

  json(value: unknown, out: StreamPart[]): void {
    const snapshot = recordOf(value);
    if (!snapshot) return;
    if (snapshot.error || snapshot.detail) throw this.#context.failure({ body: snapshot });
    // Whoever says neither text nor thoughts is no model.
    if (stringOf(snapshot.output) === undefined && stringOf(snapshot.reasoning) === undefined) return;
    if (!this.#started) out.push({ type: 'start' });
    this.#started = true;
    // The last one says that it is no part any more; models that never say it end with their stream.
    this.#partial = snapshot.partial === true;
    this.#grow('reasoning', stringOf(snapshot.reasoning), out);
    this.#grow('text', stringOf(snapshot.output), out);
    this.#usage = chatUsage(snapshot.usage) ?? this.#usage;
    this.#cost = chatCost(snapshot.usage) ?? this.#cost;
  }

  /** What is not all over again is taken for a piece. */
  #grow(block: Block, whole: string | undefined, out: StreamPart[]): void {
    const before = this.#said[block];
    if (!whole || before.startsWith(whole)) return;
    const isGrown = whole.startsWith(before);
    const text = isGrown ? whole.slice(before.length) : whole;
    this.#said[block] = isGrown ? whole : before + whole;
    if (!this.#order.includes(block)) this.#order.push(block);
    out.push({ type: block, text, choice: 0, index: this.#order.indexOf(block) });
  }

  end(out: StreamPart[]): boolean {
    if (!this.finished) return false;
    out.push({ type: 'choice-end', finishReason: 'stop' });
    out.push({
      type: 'finish',
      finishReason: 'stop',
      ...(this.#usage && { usage: this.#usage }),
      ...(this.#cost && { cost: this.#cost }),
    });
    return true;
  }
}
