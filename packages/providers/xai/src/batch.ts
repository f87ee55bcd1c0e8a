// Batches: made empty, filled with requests, read page by page.
import {
  type BatchItem,
  type BatchJob,
  type BatchRequest,
  type Call,
  type CallContext,
  type ChatResponse,
  isKitError,
  type JobStatus,
  type JsonObject,
  type JsonValue,
  KitError,
  toKitError,
  vendorOptions,
  type Warning,
  type WireReply,
} from '@kit/core';
import { collectPages, type Exchange, type HandledOperation } from '@kit/http';
import { arrayOf, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { dialect } from './dialect.ts';

/** Requests that are added at once. */
const pageSize = 100;

type Start = Exclude<BatchRequest, { readonly attach: string }>;

const wire = async () => (await import('@kit/transformer-openai/chat')).chatTransformer(dialect.chat);

export function batchOperation(model: string | undefined): HandledOperation<'batch'> {
  return {
    async handle(call, exchange) {
      const { request } = call;
      if ('attach' in request) return jobOf(call, exchange, request.attach);
      const warnings: Warning[] = [];
      const rows = await encoded(call, request, { model: request.model ?? model, exchange, warnings });
      const own = vendorOptions(request.vendor, exchange.codec(call), 'xai') as JsonObject | undefined;
      const name = request.metadata?.name ?? `kit-${call.context.environment.id()}`;
      const reply = await exchange.send(call, { path: '/batches', body: { type: 'json', value: { name, ...own } } });
      const id = idOf(reply);
      const path = `${pathOf(id)}/requests`;
      for (let at = 0; at < rows.length; at += pageSize) {
        const value = { batch_requests: rows.slice(at, at + pageSize) };
        await exchange.send(call, { path, body: { type: 'json', value } });
      }
      return jobOf(call, exchange, id, { reply, warnings });
    },
  };
}

const pathOf = (id: string) => `/batches/${encodeURIComponent(id)}`;

function idOf(reply: WireReply): string {
  const row = recordOf(reply.json());
  const id = stringOf(row?.batch_id) ?? stringOf(row?.id);
  if (id === undefined) throw new KitError('invalid-response', 'The reply holds no batch.');
  return id;
}

interface Writing {
  readonly model: string | undefined;
  readonly exchange: Exchange;
  readonly warnings: Warning[];
}

async function encoded(
  call: Call<'batch'>,
  request: Start,
  { model, exchange, warnings }: Writing,
): Promise<JsonObject[]> {
  if (request.operation === 'embed')
    throw new KitError('unsupported', 'batch: xAI has no embeddings.', { field: 'operation' });
  const transformer = await wire();
  return request.requests.map(({ id, request: one }, index) => {
    const filled = one.model === undefined ? { ...one, model } : one;
    const at = `requests[${index}]`;
    if (filled.model === undefined)
      throw new KitError('invalid-request', `batch: \`${at}.request.model\` is required.`, {
        field: `${at}.request.model`,
      });
    const codec = exchange.codec({ operation: 'batch', context: call.context, request: filled });
    const { wire: asked, warnings: told } = transformer.encode(filled, codec);
    for (const { feature, detail } of exchange.checked(call, told))
      warnings.push({ feature: `${at}.${feature}`, detail });
    const body = asked.body?.type === 'json' ? asked.body.value : {};
    return { batch_request_id: id, batch_request: { chat_get_completion: body as JsonValue } };
  });
}

function jobOf(
  call: Call<'batch'>,
  exchange: Exchange,
  id: string,
  made: { readonly reply?: WireReply; readonly warnings?: readonly Warning[] } = {},
): BatchJob {
  return exchange.job<readonly BatchItem[]>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 5_000,
    maxPollMs: 60_000,
    onAbort: 'detach',
    status: async (asking, context) =>
      statusOf((await asking.send({ operation: 'batch', context }, { method: 'GET', path: pathOf(id) })).json()),
    results: (asking, context) => results(asking, context, id),
    cancel: async (asking, context) => {
      await asking.send({ operation: 'batch', context }, { path: `${pathOf(id)}:cancel` });
    },
  });
}

/** A batch without pending requests is done; a cancelled one still has the answers that were ready. */
function statusOf(body: unknown): JobStatus {
  const counts = recordOf(recordOf(body)?.state) ?? {};
  const count = (name: string) => numberOf(counts[`num_${name}`]) ?? 0;
  const total = count('requests');
  const pending = count('pending');
  const createdAt = Date.parse(stringOf(recordOf(body)?.create_time) ?? '');
  return {
    state: total > 0 && pending === 0 ? 'succeeded' : 'running',
    counts: { total, succeeded: count('success'), failed: count('error') },
    ...(total > 0 && { progress: (total - pending) / total }),
    ...(Number.isFinite(createdAt) && { createdAt }),
  };
}

async function results(exchange: Exchange, context: CallContext, id: string): Promise<readonly BatchItem[]> {
  const transformer = await wire();
  const rows = await collectPages<{ readonly row: JsonRecord; readonly reply: WireReply }>(async (token) => {
    const query = { limit: String(pageSize), pagination_token: token };
    const reply = await exchange.send(
      { operation: 'batch', context },
      { method: 'GET', path: `${pathOf(id)}/results`, query },
    );
    const page = recordOf(reply.json());
    const items = arrayOf(page?.results).flatMap((row) => (recordOf(row) ? [{ row: row as JsonRecord, reply }] : []));
    return { items, next: stringOf(page?.pagination_token) };
  });
  return rows.map(({ row, reply }) => itemOf(row, { transformer, exchange, context, reply }));
}

interface Reading {
  readonly transformer: Awaited<ReturnType<typeof wire>>;
  readonly exchange: Exchange;
  readonly context: CallContext;
  readonly reply: WireReply;
}

/** A request that failed is an item, not the end of the others. */
function itemOf(row: JsonRecord, { transformer, exchange, context, reply }: Reading): BatchItem {
  const id = stringOf(row.batch_request_id) ?? '';
  const result = recordOf(row.batch_result) ?? row;
  const body = recordOf(result.response)?.chat_get_completion;
  const codec = exchange.codec({ operation: 'batch', context, request: { model: recordOf(body)?.model } });
  if (!recordOf(body)) {
    const error = result.error ?? row.error ?? row.error_message ?? 'The request failed.';
    return {
      id,
      error: codec.failure({ body: typeof error === 'string' ? (parseJson(error) ?? { error }) : { error } }),
    };
  }
  try {
    const text = JSON.stringify(body);
    const line: WireReply = { status: 200, headers: {}, bytes: new Uint8Array(), text: () => text, json: () => body };
    const { state } = transformer.encode({ messages: [{ role: 'user', content: '' }] }, codec);
    const { meta, warnings, ...answer } = transformer.decode(line, state, codec);
    const response = { ...answer, meta: { ...exchange.meta(context, reply), ...meta }, warnings: warnings ?? [] };
    return { id, response: response as ChatResponse };
  } catch (thrown) {
    return { id, error: isKitError(thrown) ? thrown : toKitError(thrown, 'invalid-response') };
  }
}
