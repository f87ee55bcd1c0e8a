// Batches: chat requests by the thousand, within a day, at half the price.
import {
  type BatchItem,
  type BatchJob,
  type BatchRequest,
  type ChatRequest,
  type ChatResponse,
  type Decoded,
  KitError,
  type Warning,
  type WireReply,
} from '@kit/core';
import type { Exchange, HandledOperation, JobDefinition } from '@kit/http';
import {
  type AnswerState,
  decodeBatch,
  decodeBatchResults,
  encodeBatch,
  encodeBatchCancel,
  encodeBatchResults,
  encodeBatchStatus,
} from '@kit/transformer-anthropic';
import type { AnthropicOwnDialect } from './dialect.ts';

type BatchCall = Parameters<HandledOperation<'batch'>['handle']>[0];
type NewBatch = Extract<BatchRequest, { readonly operation?: 'chat'; readonly requests: unknown }>;

export function batchOperation(dialect: AnthropicOwnDialect): HandledOperation<'batch'> {
  return {
    inspect: ({ request }, codec) =>
      'attach' in request
        ? encodeBatchStatus(request.attach, dialect)
        : encodeBatch(itemsOf(request), codec, dialect).wire,
    async handle(call, exchange): Promise<BatchJob> {
      const { request } = call;
      if ('attach' in request)
        return exchange.job(call, jobOf(call, dialect, { id: request.attach, states: new Map() }));
      const { wire, states, warnings } = encodeBatch(itemsOf(request), exchange.codec(call), dialect);
      const all = [
        ...warnings,
        ...(request.metadata
          ? [{ feature: 'metadata', detail: 'Batches have no metadata here; it was left out.' }]
          : []),
      ];
      exchange.checked(call, all);
      const reply = await exchange.send(call, wire);
      return exchange.job(call, jobOf(call, dialect, { id: decodeBatch(reply).id, states, reply, warnings: all }));
    },
  };
}

/** @throws KitError `unsupported` for anything but chat requests, `invalid-request` for one without a model. */
function itemsOf(
  request: Exclude<BatchRequest, { readonly attach: string }>,
): { readonly id: string; readonly request: ChatRequest }[] {
  if (request.operation === 'embed')
    throw new KitError('unsupported', 'Anthropic has no embeddings, and no batches of them.', { field: 'operation' });
  const { requests, model } = request as NewBatch;
  return requests.map(({ id, request: item }, at) => {
    const own = item.model ?? model;
    if (own === undefined)
      throw new KitError(
        'invalid-request',
        `batch: \`requests[${at}].request.model\` is required, or a \`model\` for all.`,
        { field: `requests[${at}].request.model` },
      );
    return { id, request: { ...item, model: own } };
  });
}

interface KnownBatch {
  readonly id: string;
  readonly states: ReadonlyMap<string, AnswerState>;
  readonly reply?: WireReply;
  readonly warnings?: readonly Warning[];
}

function jobOf(
  call: BatchCall,
  dialect: AnthropicOwnDialect,
  { id, states, reply, warnings }: KnownBatch,
): JobDefinition<readonly BatchItem[]> {
  return {
    id,
    ...(reply && { reply }),
    ...(warnings && { warnings }),
    // The vendor asks for ten seconds between two looks.
    pollMs: 10_000,
    maxPollMs: 60_000,
    status: async (exchange, context) =>
      decodeBatch(await exchange.send({ operation: 'batch', context }, encodeBatchStatus(id, dialect))).status,
    async results(exchange, context) {
      const lines = await exchange.send({ operation: 'batch', context }, encodeBatchResults(id, dialect));
      return decodeBatchResults(lines.text(), states, exchange.codec(call), (decoded) => completed(decoded, exchange));
    },
    cancel: async (exchange, context) =>
      void (await exchange.send({ operation: 'batch', context }, encodeBatchCancel(id, dialect))),
  };
}

/** One answer of a batch; its cost is left open, since catalogues price single requests. */
function completed({ meta, warnings = [], ...decoded }: Decoded<ChatResponse>, { provider }: Exchange): ChatResponse {
  return { ...decoded, warnings, meta: { provider, timings: {}, attempts: [], ...meta } };
}
