// falStream: any model that streams, with its own input: each event is its output so far, or a piece of it.
import type { CodecContext, JsonValue, OperationDeclaration, PartDecoder, StreamTransformer } from '@kit/core';
import { recordOf } from '@kit/wire';
import { modelPath } from './endpoint-id.ts';
import type { FalStreamPart, FalStreamRequest } from './own-operations.ts';
import { checkedInput } from './run.ts';
import type { FalSettings } from './settings.ts';

export function outputStreamOperation({ runURL }: FalSettings): OperationDeclaration<'falStream'> {
  const streamTransformer: StreamTransformer<'falStream'> = {
    framing: 'sse',
    encode({ model, input }: FalStreamRequest) {
      const value = checkedInput('falStream', input);
      return {
        wire: { path: `${modelPath(model)}/stream`, body: { type: 'json', value } },
        warnings: [],
        state: undefined,
      };
    },
    decoder: (_state, context) => new OutputDecoder(context),
  };
  return { endpoint: { path: '/', baseURL: runURL }, streamTransformer };
}

class OutputDecoder implements PartDecoder<FalStreamPart> {
  readonly done = false;
  readonly finished = false;
  readonly #context: CodecContext;
  #started = false;
  #partial = false;

  constructor(context: CodecContext) {
    this.#context = context;
  }

  /** What is no JSON is no output. */
  event(): void {}

  json(value: unknown, out: FalStreamPart[]): void {
    const told = recordOf(value);
    if (told?.error || told?.detail) throw this.#context.failure({ body: told });
    if (!this.#started) out.push({ type: 'start' });
    this.#started = true;
    this.#partial = told?.partial === true;
    out.push({ type: 'output', output: value as JsonValue });
  }

  /** The body's end is the stream's, unless its last word said that it was none. */
  end(out: FalStreamPart[]): boolean {
    if (!this.#started || this.#partial) return false;
    out.push({ type: 'finish' });
    return true;
  }
}
