// Batches: many requests for one model, answered within a day at half the price.
import { type BatchItem, type BatchJob, type BatchRequest, type Call, KitError, type WireReply } from '@kit/core';
import type { Exchange, HandledOperation, JobDefinition } from '@kit/http';
import {
  batchOutput,
  decodeBatchAnswer,
  type EncodedBatch,
  encodeChatBatch,
  encodeEmbedBatch,
  operationStatus,
} from '@kit/transformer-gemini';
import { recordOf, stringOf } from '@kit/wire';
import { googleDialect } from './dialect.ts';
import { download } from './files.ts';

type NewBatch = Exclude<BatchRequest, { attach: string }>;

export const batchOperation: HandledOperation<'batch'> = {
  async handle(call, exchange) {
    const { request } = call;
    if ('attach' in request) return jobOf(call, exchange, request.attach);
    const { wire, warnings } = encode(request, call, exchange);
    exchange.checked(call, warnings);
    const reply = await exchange.send(call, wire);
    const id = stringOf(recordOf(reply.json())?.name);
    if (id === undefined)
      throw new KitError('invalid-response', 'The reply names no batch.', {
        provider: exchange.provider,
        operation: 'batch',
      });
    return jobOf(call, exchange, id, { reply, warnings });
  },
};

function encode(request: NewBatch, call: Call<'batch'>, exchange: Exchange): EncodedBatch {
  const model = modelOf(request);
  const codec = exchange.codec({ ...call, request: { model } });
  const vendor = request.vendor?.[exchange.provider] ?? request.vendor?.google ?? request.vendor?.gemini;
  const options = { model, displayName: request.metadata?.name ?? `kit-${call.context.requestId}`, vendor };
  if (request.operation === 'embed') return encodeEmbedBatch(request.requests, options, codec, googleDialect);
  return encodeChatBatch(request.requests, options, codec, googleDialect);
}

/** The model is in the path: all requests of a batch are for the same one. */
function modelOf({ model, requests }: NewBatch): string {
  const models = new Set(
    (requests as readonly { readonly request: { readonly model?: string } }[]).map(
      ({ request }) => request.model ?? model,
    ),
  );
  const [only] = models;
  if (models.size === 1 && only !== undefined) return only;
  const message =
    models.size > 1
      ? `A batch is for one model, these requests name ${models.size}.`
      : 'A batch needs a `model`, of its own or in its requests.';
  throw new KitError('invalid-request', message, { operation: 'batch', field: 'model' });
}

function jobOf(
  call: Call<'batch'>,
  exchange: Exchange,
  id: string,
  made: Pick<JobDefinition<unknown>, 'reply' | 'warnings'> = {},
): BatchJob {
  const path = `/${resourceName(id)}`;
  return exchange.job<readonly BatchItem[]>(call, {
    id,
    ...made,
    pollMs: 5_000,
    maxPollMs: 60_000,
    async status(running, context) {
      const asked = { operation: 'batch' as const, context };
      const answer = await running.send(asked, { method: 'GET', path });
      return operationStatus(answer.json(), running.codec(asked));
    },
    async results(running, context) {
      const asked = { operation: 'batch' as const, context };
      const answer = await running.send(asked, { method: 'GET', path });
      const { answers, file } = batchOutput(answer.json());
      const list = answers ?? (file === undefined ? [] : lines(await download(asked, file, running)));
      const meta = running.meta(context, answer);
      return list.map((item, at) => decodeBatchAnswer(item, at, running.codec(asked), googleDialect, meta));
    },
    async cancel(running, context) {
      await running.send(
        { operation: 'batch', context },
        { method: 'POST', path: `${path}:cancel`, body: { type: 'json', value: {} } },
      );
    },
  });
}

/** `batches/abc`, however it was given. */
function resourceName(id: string): string {
  return `batches/${encodeURIComponent(id.slice(id.lastIndexOf('/') + 1))}`;
}

function lines(reply: WireReply): unknown[] {
  return reply
    .text()
    .split('\n')
    .flatMap((line) => {
      if (line.trim() === '') return [];
      try {
        return [JSON.parse(line)];
      } catch {
        throw new KitError('invalid-response', 'A line of the batch results is no JSON.', { operation: 'batch' });
      }
    });
}
