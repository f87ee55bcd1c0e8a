// What images, speech, transcription and chats have in common: an input, a model that runs in the queue or at once, its output.
import {
  type Call,
  type Decoded,
  type JsonObject,
  KitError,
  type Operation,
  type OperationDeclaration,
  type RequestOf,
  type ResultOf,
  type Transformer,
  type Usage,
  type Warning,
  type WireReply,
} from '@kit/core';
import type { Exchange, ShownOperation } from '@kit/http';
import { type JsonRecord, recordOf } from '@kit/wire';
import { modelPath } from '../endpoint-id.ts';
import type { FalSettings } from '../settings.ts';
import type { Keys } from '../vendor-options.ts';
import { finish, submission, submit } from './queue.ts';

export interface Encoded {
  readonly model: string | undefined;
  readonly input: JsonObject;
  readonly warnings: readonly Warning[];
}

/** One unified operation by a model's input and output. */
export interface ModelOperation<K extends Operation> {
  readonly encode: (request: RequestOf<K>, keys: Keys) => Encoded;
  readonly decode: (output: JsonRecord, request: RequestOf<K>) => Decoded<ResultOf<K>>;
  /** Uploads what is too large for an input. */
  readonly prepare?: (call: Call<K>, exchange: Exchange) => Promise<Call<K>>;
}

export function modelOperation<K extends Operation>(
  operation: ModelOperation<K>,
  settings: FalSettings,
): ShownOperation<K> {
  return {
    async handle(given, exchange) {
      const call = operation.prepare ? await operation.prepare(given, exchange) : given;
      return settings.mode === 'sync'
        ? exchange.run(call, heldOpen(operation, settings))
        : queued(operation, call, exchange, settings);
    },
    inspect({ request }, codec) {
      const { warnings, ...draft } = operation.encode(request, codec);
      return { wire: submission(draft), warnings };
    },
  };
}

/** One request, held open until the model is done. */
function heldOpen<K extends Operation>(
  { encode, decode }: ModelOperation<K>,
  { runURL }: FalSettings,
): OperationDeclaration<K> {
  const transformer: Transformer<K, RequestOf<K>> = {
    encode(request, context) {
      const { model, input, warnings } = encode(request, context);
      return { wire: { path: modelPath(model), body: { type: 'json', value: input } }, warnings, state: request };
    },
    decode: (reply, request, { provider }) =>
      ({ ...decode(outputOf(reply, provider), request), meta: {} }) as Decoded<ResultOf<K>>,
  };
  return { endpoint: { path: '/', baseURL: runURL }, transformer: transformer as Transformer<K> };
}

async function queued<K extends Operation>(
  { encode, decode }: ModelOperation<K>,
  call: Call<K>,
  exchange: Exchange,
  settings: FalSettings,
): Promise<ResultOf<K>> {
  const { model, input, warnings } = encode(call.request, exchange.codec(call));
  exchange.checked(call, warnings);
  const submitted = await submit(call as never, exchange, { model, input }, settings);
  const reply = await finish(submitted, exchange, settings);
  const decoded = decode(outputOf(reply, exchange.provider), call.request) as Decoded<ResultOf<'image'>> & {
    readonly usage?: Usage;
  };
  const cost = await exchange.cost(decoded.usage, model);
  const { model: asked } = call.request as { readonly model?: string };
  const meta = exchange.meta(call.context, reply, {
    ...(asked !== undefined && { requestedModel: asked }),
  });
  return {
    ...decoded,
    ...(cost && { cost }),
    warnings: [...warnings, ...(decoded.warnings ?? [])],
    meta: { ...meta, ...(decoded.meta?.vendor && { vendor: decoded.meta.vendor }) },
  } as unknown as ResultOf<K>;
}

function outputOf(reply: WireReply, provider: string): JsonRecord {
  const output = recordOf(reply.json());
  if (output) return output;
  throw new KitError('invalid-response', 'The model answered no object.', { provider });
}
