// Claude through InvokeModel: Anthropic's own body, its events one by one in an AWS event stream.
import {
  type ChatRequest,
  type CodecContext,
  KitError,
  type OperationDeclaration,
  type PartDecoder,
  type StreamPart,
  type StreamTransformer,
  type Transformer,
} from '@kit/core';
import { type AnswerState, chatTransformer, messagesDecoder, streamTransformer } from '@kit/transformer-anthropic';
import { base64ToBytes, parseJson, recordOf, stringOf } from '@kit/wire';
import { isClaude } from '../capabilities.ts';
import { messageReader } from '../event-stream.ts';
import { type BaseModels, foundationModel, modelPath } from '../model-id.ts';
import { streamFailure } from '../stream-failure.ts';
import { invokeDialect } from './dialect.ts';

export interface InvokeOperations {
  readonly chat: OperationDeclaration<'chat'>;
  readonly stream: OperationDeclaration<'stream'>;
}

export function invokeOperations(baseModels: BaseModels | undefined): InvokeOperations {
  const dialect = invokeDialect(baseModels);
  const whole = chatTransformer(dialect);
  const streamed = streamTransformer(dialect);
  const chat: Transformer<'chat', AnswerState> = {
    decode: whole.decode,
    encode: (request, context) => {
      checkClaude(request, baseModels);
      return whole.encode(request, context);
    },
  };
  const stream: StreamTransformer<'stream', AnswerState> = {
    framing: 'bytes',
    encode: (request, context) => {
      checkClaude(request, baseModels);
      return streamed.encode(request, context);
    },
    decoder: (state, context) => new InvokeStreamDecoder(state, context),
  };
  return {
    chat: {
      endpoint: { path: ({ model }) => modelPath(model, 'invoke'), headers: { accept: 'application/json' } },
      transformer: chat as Transformer<'chat'>,
    },
    stream: {
      endpoint: {
        path: ({ model }) => modelPath(model, 'invoke-with-response-stream'),
        headers: { accept: 'application/vnd.amazon.eventstream' },
      },
      streamTransformer: stream as StreamTransformer<'stream'>,
    },
  };
}

/** @throws KitError `unsupported` for models with a body of their own. */
function checkClaude({ model = '' }: ChatRequest, baseModels: BaseModels | undefined): void {
  if (isClaude(foundationModel(model, baseModels))) return;
  throw new KitError(
    'unsupported',
    `\`api: 'invoke'\` speaks Anthropic's body; "${model}" is no Claude model. Leave \`api\` out: Converse serves all models. (Where the id does not say that it is Claude, name it in \`baseModels\`.)`,
    { field: 'model' },
  );
}

/** Messages of type `chunk` hold one event each, as base64. */
class InvokeStreamDecoder implements PartDecoder<StreamPart> {
  readonly #context: CodecContext;
  readonly #reader = messageReader();
  readonly #events: PartDecoder<StreamPart>;

  constructor(state: AnswerState, context: CodecContext) {
    this.#context = context;
    this.#events = messagesDecoder(state, context);
  }

  get done(): boolean {
    return this.#events.done;
  }

  get finished(): boolean {
    return this.#events.finished;
  }

  event(data: string | Uint8Array, out: StreamPart[]): void {
    if (typeof data === 'string') return;
    for (const message of this.#reader.push(data)) {
      if (message.kind !== 'event') throw streamFailure(message, this.#context);
      const bytes = base64ToBytes(stringOf(recordOf(parseJson(message.payload))?.bytes) ?? '');
      if (!bytes || bytes.length === 0 || this.done) continue;
      const event = new TextDecoder().decode(bytes);
      if (this.#context.raw) out.push({ type: 'raw', data: event });
      this.#events.event(event, out);
    }
  }

  end(out: StreamPart[]): boolean {
    return this.#events.end(out);
  }
}
