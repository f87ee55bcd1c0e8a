// Batches: requests as a file of JSON lines, a job to watch, answers line by line.
import {
  type BatchItem,
  type BatchJob,
  type BatchRequest,
  type Call,
  type CallContext,
  type ChatResponse,
  type CodecContext,
  type Decoded,
  type EmbedResponse,
  isKitError,
  type JsonObject,
  type JsonValue,
  KitError,
  type RequestOf,
  type ResponseMeta,
  type Transformer,
  toKitError,
  vendorOptions,
  type Warning,
  type WireReply,
} from '@kit/core';
import type { Exchange, JobDefinition } from '@kit/http';
import type { OpenaiDialect } from '../dialect/dialect.ts';
import type { BatchAsk, BatchDialect, BatchOptions } from './batch-operation.ts';
import { type BatchLine, type BatchRow, batchBody, batchLine, batchRow, readBatchLines } from './batches.ts';
import { uploadForm } from './files.ts';

type Kind = 'chat' | 'embed';
type Api = NonNullable<BatchOptions['api']>;
type Start = Exclude<BatchRequest, { readonly attach: string }>;

/** What the two kinds of batch need of their wire. */
interface BatchWire {
  readonly endpoint: string;
  readonly transformer: Transformer<Kind>;
}

/** Starts a batch, or takes up one that was started before. */
export function runBatch(call: Call<'batch'>, exchange: Exchange, options: BatchOptions): BatchJob | Promise<BatchJob> {
  const { dialect, batches = {} } = options;
  return 'attach' in call.request
    ? job(call, call.request.attach, { dialect, batches, exchange })
    : start(call, call.request, options, exchange);
}

/** The wire is loaded when it is needed: a program without batches never reads it. */
async function wireFor(endpoint: string, dialect: OpenaiDialect): Promise<BatchWire> {
  if (endpoint.endsWith('/embeddings')) {
    const { embedTransformer } = await import('../media/embed.ts');
    return { endpoint, transformer: embedTransformer(dialect.embed) as unknown as Transformer<Kind> };
  }
  if (endpoint.endsWith('/responses')) {
    const { responsesTransformer } = await import('../responses/transformer.ts');
    return { endpoint, transformer: responsesTransformer(dialect.responses) as unknown as Transformer<Kind> };
  }
  const { chatTransformer } = await import('../chat/transformer.ts');
  return { endpoint, transformer: chatTransformer(dialect.chat) as unknown as Transformer<Kind> };
}

const endpointFor = (kind: Kind, api: Api) =>
  kind === 'embed' ? '/v1/embeddings' : api === 'responses' ? '/v1/responses' : '/v1/chat/completions';

async function start(
  call: Call<'batch'>,
  request: Start,
  { dialect, api = 'chat', model, batches = {} }: BatchOptions,
  exchange: Exchange,
): Promise<BatchJob> {
  const { path = '/batches', body: bodyOf = openaiBody, row = batchRow } = batches;
  const wire = await wireFor(endpointFor(request.operation ?? 'chat', api), dialect);
  const warnings: Warning[] = [];
  const models = new Set<string>();
  const writing = { model: request.model ?? model, line: batches.line ?? batchLine, exchange, warnings, models };
  const lines = jsonLines(call, request, wire, writing);
  const upload = (batches.upload ?? openaiUpload)({
    action: 'upload',
    data: lines,
    mediaType: 'application/jsonl',
    name: 'batch.jsonl',
  });
  const file = (await exchange.send(call, upload)).json() as { id?: unknown } | null;
  if (typeof file?.id !== 'string')
    throw new KitError('invalid-response', 'The batch could not be started: its upload has no id.');
  const own = vendorOptions(request.vendor, exchange.codec(call), 'openai') as JsonObject | undefined;
  const { metadata } = request;
  const body = bodyOf({ fileId: file.id, endpoint: wire.endpoint, models: [...models], metadata, own });
  const reply = await exchange.send(call, { path, body: { type: 'json', value: body } });
  return job(call, row(reply.json()).id, { dialect, batches, exchange }, { reply, warnings });
}

const openaiUpload: NonNullable<BatchDialect['upload']> = (upload) => ({
  path: '/files',
  body: { type: 'form', fields: uploadForm(upload, 'batch') },
});

const openaiBody = ({ fileId, endpoint, metadata, own }: BatchAsk) => batchBody(fileId, endpoint, metadata, own);

interface BatchWriting {
  readonly model: string | undefined;
  readonly line: NonNullable<BatchDialect['line']>;
  readonly exchange: Exchange;
  readonly warnings: Warning[];
  readonly models: Set<string>;
}

/** The input file. Ids have to differ: the answers come in any order. */
function jsonLines(
  call: Call<'batch'>,
  request: Start,
  { endpoint, transformer }: BatchWire,
  { model, line, exchange, warnings, models }: BatchWriting,
): Uint8Array {
  const ids = new Set<string>();
  const lines = request.requests.map(({ id, request: one }, index) => {
    if (ids.has(id))
      throw new KitError(
        'invalid-request',
        `batch: \`requests[${index}].id\` must be unique; "${id}" is there twice.`,
        { field: `requests[${index}].id` },
      );
    ids.add(id);
    const filled = one.model === undefined ? { ...one, model } : one;
    if (filled.model === undefined)
      throw new KitError('invalid-request', `batch: \`requests[${index}].request.model\` is required.`, {
        field: `requests[${index}].request.model`,
      });
    models.add(filled.model);
    const codec = exchange.codec({ operation: call.operation, context: call.context, request: filled });
    const { wire, warnings: told } = transformer.encode(filled as RequestOf<Kind>, codec);
    for (const { feature, detail } of exchange.checked(call, told))
      warnings.push({ feature: `requests[${index}].${feature}`, detail });
    if (wire.body?.type !== 'json')
      throw new KitError('unsupported', `batch: requests[${index}] cannot be written as a line.`);
    return line(id, endpoint, wire.body.value as JsonObject);
  });
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

function job(
  call: Call<'batch'>,
  id: string,
  { dialect, batches, exchange }: { dialect: OpenaiDialect; batches: BatchDialect; exchange: Exchange },
  made: Pick<JobDefinition<unknown>, 'reply' | 'warnings'> = {},
): BatchJob {
  const { path: all = '/batches', row = batchRow } = batches;
  const path = `${all}/${encodeURIComponent(id)}`;
  const look = async (asking: Exchange, context: CallContext): Promise<BatchRow> =>
    row((await asking.send({ operation: 'batch', context }, { method: 'GET', path })).json());
  return exchange.job<readonly BatchItem[]>(call as unknown as Call, {
    id,
    ...made,
    pollMs: 5_000,
    maxPollMs: 60_000,
    onAbort: 'detach',
    // An expired or cancelled batch still has the answers that were ready.
    status: async (asking, context) => {
      const { id: _, endpoint: __, outputFileId, errorFileId, ...status } = await look(asking, context);
      const partly =
        (status.state === 'expired' || status.state === 'cancelled') &&
        (outputFileId !== undefined || errorFileId !== undefined);
      return partly ? { ...status, state: 'succeeded' } : status;
    },
    results: async (asking, context) => results(asking, context, await look(asking, context), dialect),
    cancel: async (asking, context) => {
      await asking.send({ operation: 'batch', context }, { path: `${path}/cancel` });
    },
  });
}

async function results(
  exchange: Exchange,
  context: CallContext,
  row: BatchRow,
  dialect: OpenaiDialect,
): Promise<readonly BatchItem[]> {
  const wire = await wireFor(row.endpoint ?? '/v1/chat/completions', dialect);
  const items: BatchItem[] = [];
  for (const fileId of [row.outputFileId, row.errorFileId]) {
    if (fileId === undefined) continue;
    const reply = await exchange.send(
      { operation: 'batch', context },
      { method: 'GET', path: `/files/${encodeURIComponent(fileId)}/content` },
    );
    for (const line of readBatchLines(reply.text())) items.push(itemOf(line, wire, { exchange, context, reply }));
  }
  return items;
}

/** A line that failed is an item, not the end of the others. */
function itemOf(
  line: BatchLine,
  { transformer }: BatchWire,
  { exchange, context, reply }: { exchange: Exchange; context: CallContext; reply: WireReply },
): BatchItem {
  const model = modelOf(line.body);
  const codec = exchange.codec({ operation: 'batch', context, request: { model } });
  if (line.status >= 400) return { id: line.id, error: codec.failure({ status: line.status, body: line.body }) };
  try {
    const { meta, warnings, ...answer } = decode(line, transformer, codec);
    const known: ResponseMeta = { ...exchange.meta(context, reply), ...meta };
    return {
      id: line.id,
      response: { ...answer, meta: known, warnings: warnings ?? [] } as ChatResponse | EmbedResponse,
    };
  } catch (thrown) {
    return { id: line.id, error: isKitError(thrown) ? thrown : toKitError(thrown, 'invalid-response') };
  }
}

/** A line is decoded like a reply of its own; what its request said (renamed tools) is not known any more. */
function decode(
  { status, body }: BatchLine,
  transformer: Transformer<Kind>,
  codec: CodecContext,
): Decoded<ChatResponse | EmbedResponse> {
  const text = JSON.stringify(body as JsonValue);
  const reply: WireReply = { status, headers: {}, bytes: new Uint8Array(), text: () => text, json: () => body };
  const { state } = transformer.encode(blank as unknown as RequestOf<Kind>, codec);
  return transformer.decode(reply, state, codec);
}

const blank = { messages: [{ role: 'user', content: '' }], input: [''] };

function modelOf(body: unknown): string | undefined {
  const { model } = (body ?? {}) as { model?: unknown };
  return typeof model === 'string' ? model : undefined;
}
