// Batches: requests to one model are queued by `run?queueRequest=true`; the same address tells how they are.
import {
  type BatchItem,
  type BatchRequest,
  type Call,
  type CallContext,
  type ChatRequest,
  type EmbedRequest,
  isKitError,
  type JobStatus,
  type JsonObject,
  type JsonValue,
  KitError,
  type ResponseMeta,
  toKitError,
  type Warning,
} from '@kit/core';
import type { Exchange, HandledOperation } from '@kit/http';
import { arrayOf, numberOf, recordOf, stringOf } from '@kit/wire';
import { runPath } from '../endpoint.ts';
import { resultOf } from './envelope.ts';

type Start = Exclude<BatchRequest, { readonly attach: string }>;

const query = { queueRequest: 'true' };
const encoder = new TextEncoder();

/** Job ids name the model too, without which nobody finds the requests: `<model>#<request_id>`. */
export function runBatch(defaultModel: string | undefined): HandledOperation<'batch'> {
  return {
    async handle(call, exchange) {
      const { request } = call;
      if ('attach' in request) return jobFor(call, exchange, request.attach, request.operation ?? 'chat');
      const model = modelOf(request, defaultModel);
      const warnings: Warning[] = [];
      const requests: JsonObject[] = [];
      for (const [index, { id, request: one }] of request.requests.entries()) {
        const body = await bodyOf(request.operation ?? 'chat', { ...one, model }, call, exchange, (warning) =>
          warnings.push({ ...warning, feature: `requests[${index}].${warning.feature}` }),
        );
        requests.push({ ...body, external_reference: id });
      }
      const wire = { path: runPath(model), query, body: { type: 'json', value: { requests } } } as const;
      const reply = await exchange.send(call, wire);
      const id = stringOf(recordOf(resultOf(reply.json()))?.request_id);
      if (id === undefined) throw new KitError('invalid-response', 'The batch could not be started: it has no id.');
      return jobFor(call, exchange, `${model}#${id}`, request.operation ?? 'chat', { reply, warnings });
    },
  };
}

/** All requests of a batch go to one model. */
function modelOf({ requests, model }: Start, defaultModel: string | undefined): string {
  const named = new Set(requests.map(({ request }) => request.model ?? model ?? defaultModel));
  const [only] = named;
  if (named.size !== 1 || only === undefined)
    throw new KitError('invalid-request', 'batch: all requests must name the same model.', { field: 'requests' });
  return only;
}

async function bodyOf(
  kind: 'chat' | 'embed',
  request: ChatRequest | EmbedRequest,
  call: Call<'batch'>,
  exchange: Exchange,
  warn: (warning: Warning) => void,
): Promise<JsonObject> {
  if (kind === 'embed') return { text: (request as EmbedRequest).input as JsonValue };
  const { nativeChat } = await import('./chat.ts');
  const codec = exchange.codec({ operation: 'batch', context: call.context, request });
  const { wire, warnings } = nativeChat.chat.transformer.encode(request as ChatRequest, codec);
  for (const warning of exchange.checked(call, warnings)) warn(warning);
  return (wire.body?.type === 'json' ? wire.body.value : {}) as JsonObject;
}

function jobFor(call: Call<'batch'>, exchange: Exchange, id: string, kind: 'chat' | 'embed', made: object = {}) {
  const at = id.lastIndexOf('#');
  const model = id.slice(0, at);
  const look = async (asking: Exchange, context: CallContext) => {
    const body = { type: 'json', value: { request_id: id.slice(at + 1) } } as const;
    const reply = await asking.send({ operation: 'batch', context }, { path: runPath(model), query, body });
    return { reply, result: recordOf(resultOf(reply.json())) ?? {} };
  };
  return exchange.job<readonly BatchItem[]>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 5_000,
    maxPollMs: 60_000,
    onAbort: 'detach',
    status: async (asking, context) => statusOf((await look(asking, context)).result),
    results: async (asking, context) => {
      const { reply, result } = await look(asking, context);
      const meta = asking.meta(context, reply, { model, requestedModel: model });
      const codec = asking.codec({ operation: 'batch', context, request: { model } });
      const rows = arrayOf(result.responses)
        .map(recordOf)
        .filter((row) => row !== undefined);
      const { nativeChat } = await import('./chat.ts');
      return rows.map((row, index): BatchItem => {
        const own = stringOf(row.external_reference) ?? String(row.id ?? index);
        if (row.success === false || row.error !== undefined) {
          return { id: own, error: codec.failure({ status: numberOf(row.status) ?? 200, body: row }) };
        }
        try {
          const body = row.result;
          const text = JSON.stringify(body ?? null);
          const answer = { status: 200, headers: {}, bytes: encoder.encode(text), text: () => text, json: () => body };
          if (kind === 'embed') return { id: own, response: { embeddings: vectorsOf(body), meta, warnings: [] } };
          const { state } = nativeChat.chat.transformer.encode({ model, messages: [] }, codec);
          const { meta: told, warnings, ...rest } = nativeChat.chat.transformer.decode(answer, state, codec);
          const known: ResponseMeta = { ...meta, ...told };
          return { id: own, response: { ...rest, meta: known, warnings: warnings ?? [] } };
        } catch (thrown) {
          return { id: own, error: isKitError(thrown) ? thrown : toKitError(thrown, 'invalid-response') };
        }
      });
    },
  });
}

const vectorsOf = (body: unknown) => arrayOf(recordOf(body)?.data) as unknown as readonly (readonly number[])[];

const states: Readonly<Record<string, JobStatus['state']>> = {
  queued: 'queued',
  running: 'running',
  completed: 'succeeded',
  failed: 'failed',
};

/** Answers are there as soon as there is no word of waiting. */
function statusOf({ status, responses }: Readonly<Record<string, unknown>>): JobStatus {
  const rawState = stringOf(status);
  if (Array.isArray(responses)) return { state: 'succeeded', ...(rawState !== undefined && { rawState }) };
  return { state: states[rawState ?? ''] ?? 'running', ...(rawState !== undefined && { rawState }) };
}
