// Batches: JSON lines in the body of the request, a job to watch, JSON lines in a file.
import {
  type BatchItem,
  type BatchJob,
  type BatchRequest,
  type Call,
  type CallContext,
  type ChatResponse,
  type Decoded,
  type EmbedResponse,
  isKitError,
  type JobState,
  type JobStatus,
  type JsonValue,
  KitError,
  type RequestOf,
  type Transformer,
  toKitError,
  type WireReply,
} from '@kit/core';
import type { Exchange } from '@kit/http';
import { arrayOf, isRecord, type JsonRecord, numberOf, parseJson, recordOf, stringOf } from '@kit/wire';
import { chatTransformer } from './chat/contract.ts';
import { v1 } from './v1/contract.ts';

type Start = Exclude<BatchRequest, { readonly attach: string }>;
type Kind = 'chat' | 'embed';

/** Batches speak the first contract, whatever chats do. */
export async function runBatch(
  call: Call<'batch'>,
  exchange: Exchange,
  defaultModel: string | undefined,
): Promise<BatchJob> {
  const { request } = call;
  return 'attach' in request
    ? job(call, request.attach, request.operation ?? 'chat', exchange)
    : start(call, request, defaultModel, exchange);
}

async function transformerFor(kind: Kind): Promise<Transformer<Kind>> {
  if (kind === 'chat') return chatTransformer(v1) as unknown as Transformer<Kind>;
  const { embedTransformer } = await import('@kit/transformer-openai/media');
  return embedTransformer({
    dimensions: false,
    encodingFormat: undefined,
    user: false,
  }) as unknown as Transformer<Kind>;
}

async function start(
  call: Call<'batch'>,
  request: Start,
  defaultModel: string | undefined,
  exchange: Exchange,
): Promise<BatchJob> {
  const kind = request.operation ?? 'chat';
  const transformer = await transformerFor(kind);
  const lines = request.requests.map(({ id, request: one }, index) => {
    const model = one.model ?? request.model ?? defaultModel;
    const field = `requests[${index}].request.model`;
    if (model === undefined) throw new KitError('invalid-request', `batch: \`${field}\` is required.`, { field });
    const filled = { ...one, model } as RequestOf<Kind>;
    const { wire, warnings } = transformer.encode(
      filled,
      exchange.codec({ operation: kind, context: call.context, request: filled }),
    );
    const [warning] = warnings;
    if (warning && call.context.strict)
      throw new KitError('unsupported', `batch: requests[${index}]: ${warning.feature}: ${warning.detail}`, {
        field: warning.feature,
      });
    return JSON.stringify({ id, request: wire.body?.type === 'json' ? wire.body.value : {} });
  });
  const reply = await exchange.send(call, {
    path: '/batches',
    query: { method: kind === 'chat' ? 'chat_completions' : 'embedder' },
    body: {
      type: 'bytes',
      data: new TextEncoder().encode(`${lines.join('\n')}\n`),
      mediaType: 'application/octet-stream',
    },
  });
  const id = stringOf(rowIn(reply.json())?.id);
  if (id === undefined)
    throw new KitError('invalid-response', 'The reply holds no batch.', { provider: exchange.provider });
  return job(call, id, kind, exchange, reply);
}

function job(call: Call<'batch'>, id: string, kind: Kind, exchange: Exchange, reply?: WireReply): BatchJob {
  const look = async (asking: Exchange, context: CallContext): Promise<JsonRecord> => {
    const row = rowIn(
      (
        await asking.send({ operation: 'batch', context }, { method: 'GET', path: '/batches', query: { batch_id: id } })
      ).json(),
      id,
    );
    if (!row) throw new KitError('not-found', `There is no batch ${id}.`, { provider: asking.provider });
    return row;
  };
  return exchange.job<readonly BatchItem[]>(call as unknown as Call, {
    id,
    ...(reply && { reply }),
    pollMs: 5_000,
    maxPollMs: 60_000,
    onAbort: 'detach',
    status: async (asking, context) => statusOf(await look(asking, context)),
    results: async (asking, context) => results(await look(asking, context), kind, asking, context),
  });
}

/** A batch by itself, or in a list of them. */
function rowIn(body: unknown, id?: string): JsonRecord | undefined {
  const record = recordOf(Array.isArray(body) ? { batches: body } : body);
  if (!record) return undefined;
  if (record.id !== undefined) return record;
  const rows = arrayOf(record.batches ?? record.data).filter(isRecord);
  return id === undefined ? rows[0] : rows.find((row) => row.id === id);
}

const states: Readonly<Record<string, JobState>> = {
  created: 'queued',
  in_progress: 'running',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

function statusOf(row: JsonRecord): JobStatus {
  const rawState = stringOf(row.status);
  const counts = recordOf(row.request_counts);
  const [total, succeeded, failed] = [counts?.total, counts?.completed, counts?.failed].map(numberOf);
  const createdAt = numberOf(row.created_at);
  return {
    state: (rawState !== undefined && Object.hasOwn(states, rawState) ? states[rawState] : undefined) ?? 'running',
    ...(rawState !== undefined && { rawState }),
    ...(counts && {
      counts: {
        ...(total !== undefined && { total }),
        ...(succeeded !== undefined && { succeeded }),
        ...(failed !== undefined && { failed }),
      },
    }),
    ...(total ? { progress: ((succeeded ?? 0) + (failed ?? 0)) / total } : {}),
    ...(createdAt !== undefined && { createdAt: createdAt * 1000 }),
  };
}

async function results(
  row: JsonRecord,
  kind: Kind,
  exchange: Exchange,
  context: CallContext,
): Promise<readonly BatchItem[]> {
  const fileId = stringOf(row.output_file_id);
  if (fileId === undefined)
    throw new KitError('invalid-response', 'The batch is done and names no file of results.', {
      provider: exchange.provider,
    });
  const reply = await exchange.send(
    { operation: 'batch', context },
    { method: 'GET', path: `/files/${encodeURIComponent(fileId)}/content` },
  );
  const transformer = await transformerFor(kind);
  return reply
    .text()
    .split('\n')
    .flatMap((line) => {
      const result = recordOf(line.trim() === '' ? undefined : parseJson(line));
      const id = stringOf(result?.id);
      return result && id !== undefined ? [itemOf(id, result, { kind, transformer, exchange, context, reply })] : [];
    });
}

interface Reading {
  readonly kind: Kind;
  readonly transformer: Transformer<Kind>;
  readonly exchange: Exchange;
  readonly context: CallContext;
  readonly reply: WireReply;
}

/** `{ id, result }` or `{ id, error }`: a line that failed is an item, not the end of the others. */
function itemOf(id: string, line: JsonRecord, { kind, transformer, exchange, context, reply }: Reading): BatchItem {
  const body = line.result ?? line.response ?? null;
  const model = stringOf(recordOf(body)?.model);
  const codec = exchange.codec({ operation: kind, context, request: { model } });
  if (line.error !== undefined && line.error !== null) {
    const error = recordOf(line.error);
    return {
      id,
      error: codec.failure({ status: numberOf(error?.status) ?? numberOf(error?.code) ?? 500, body: line.error }),
    };
  }
  try {
    const text = JSON.stringify(body as JsonValue);
    const whole: WireReply = { status: 200, headers: {}, bytes: new Uint8Array(), text: () => text, json: () => body };
    const { meta, warnings, ...answer } = transformer.decode(whole, { n: 1 }, codec) as Decoded<
      ChatResponse | EmbedResponse
    >;
    return {
      id,
      response: { ...answer, meta: { ...exchange.meta(context, reply), ...meta }, warnings: warnings ?? [] } as
        | ChatResponse
        | EmbedResponse,
    };
  } catch (thrown) {
    return { id, error: isKitError(thrown) ? thrown : toKitError(thrown, 'invalid-response') };
  }
}
