// One question, answered at once or by way of the queue.
import {
  type CodecContext,
  deriveContext,
  type JsonObject,
  type JsonValue,
  KitError,
  type Operation,
  type RequestOf,
  type ResultOf,
  type VendorOptions,
  vendorOptions,
  type WireReply,
  type WireRequest,
} from '@kit/core';
import { type Exchange, type HandledOperation, leftOut, poll } from '@kit/http';
import { isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { type Place, pathOf, type Settings } from './options.ts';

type AskingCall = Parameters<Exchange['send']>[0];

/** Notes what an input cannot say. */
export type Warn = (feature: string, detail: string) => void;

/** One unified operation by one endpoint. */
export interface Asked<K extends Operation> {
  readonly endpoint: string | ((request: RequestOf<K>) => string);
  readonly gpu: boolean;
  /** Fields that cannot be said. */
  readonly unsaid?: readonly (keyof RequestOf<K>)[];
  readonly input: (request: RequestOf<K>, warn: Warn) => JsonObject;
  /** What the reply says, without what every result has. @throws KitError for one that says nothing */
  readonly result: (
    body: JsonRecord,
    request: RequestOf<K>,
    codec: CodecContext,
  ) => Omit<ResultOf<K>, 'meta' | 'warnings' | 'cost'>;
}

type Common = { readonly model?: string; readonly vendor?: VendorOptions };

export function asked<K extends Operation>(
  { endpoint, gpu, unsaid = [], input, result }: Asked<K>,
  settings: Settings,
): HandledOperation<K> {
  const encoded = (request: RequestOf<K>, codec: CodecContext) => {
    const { model, vendor } = request as Common;
    const warnings = leftOut(request, unsaid as readonly (keyof RequestOf<K> & string)[]);
    const told = input(request, (feature, detail) => void warnings.push({ feature, detail }));
    const value = { ...told, ...vendorOptions(vendor, codec, 'nlpcloud') } as JsonObject;
    const place: Place = { model, endpoint: typeof endpoint === 'string' ? endpoint : endpoint(request), gpu };
    return { wire: { path: pathOf(settings, place), body: { type: 'json', value } } satisfies WireRequest, warnings };
  };
  return {
    async handle(call, exchange) {
      const codec = exchange.codec(call);
      const { wire, warnings } = encoded(call.request, codec);
      exchange.checked(call, warnings);
      const { reply, body } = await answerOf(call, exchange, wire, settings);
      const told = result(body, call.request, codec);
      const { model } = call.request as Common;
      const cost = await exchange.cost((told as { usage?: never }).usage, model);
      return {
        ...told,
        ...(cost && { cost }),
        meta: exchange.meta(call.context, reply, model === undefined ? {} : { requestedModel: model }),
        warnings,
      } as unknown as ResultOf<K>;
    },
    inspect: (call, codec) => encoded(call.request, codec),
  };
}

export interface Answer {
  readonly reply: WireReply;
  readonly body: JsonRecord;
}

/** Sends a request and, where it went into the queue, asks for its result. @throws KitError for everything else than an object */
export async function answerOf(
  call: AskingCall,
  exchange: Exchange,
  wire: WireRequest,
  settings: Settings,
): Promise<Answer> {
  const reply = await exchange.send(call, wire);
  const first = recordOf(reply.json());
  if (!first) throw new KitError('invalid-response', 'The reply is no object.', { status: reply.status });
  const url = settings.isQueued ? stringOf(first.url) : undefined;
  if (url === undefined) return { reply, body: first };
  // What was patched was the request itself.
  const context = call.context.patch ? deriveContext(call.context, { patch: undefined }) : call.context;
  return poll(
    context,
    async () => {
      const seen = await exchange.send({ ...call, context }, { method: 'GET', url });
      // Nothing yet.
      if (seen.text().trim() === '') return undefined;
      return { reply: seen, body: resultIn(seen, call, exchange) };
    },
    { pollMs: settings.pollMs, maxPollMs: 10_000 },
  );
}

/** `{ http_code, error_detail, content }`, of which the content is JSON in a text. */
function resultIn(reply: WireReply, call: AskingCall, exchange: Exchange): JsonRecord {
  const told = recordOf(reply.json()) ?? {};
  const status = numberOf(told.http_code) ?? 200;
  if (status >= 400 || told.error_detail)
    throw exchange.codec(call).failure({ status, body: { detail: told.error_detail as JsonValue } });
  const content = typeof told.content === 'string' ? parseJson(told.content) : (told.content ?? told);
  if (isRecord(content)) return content;
  throw new KitError('invalid-response', 'The result in the queue is no object.', { status: reply.status });
}
