// Anthropic's files and message batches, simulated.
import { KitError } from '@kit/core';
import { isRecord } from '@kit/wire';
import { type Answer, jsonAnswer } from '../answer.ts';
import { dispatchItem } from './dispatch.ts';
import { type StoredBatch, type StoredFile, storeUpload } from './stored-files.ts';
import type { Route, SimulatedWire } from './wire.ts';
import { jsonBody, type WireCall } from './world.ts';

const time = (ms: number) => new Date(ms).toISOString();

function fileRow({ id, name, mediaType, bytes, createdAt }: StoredFile) {
  return {
    type: 'file',
    id,
    filename: name,
    mime_type: mediaType,
    size_bytes: bytes.length,
    created_at: time(createdAt),
    downloadable: true,
  };
}

const page = (data: readonly { readonly id: string }[]) => ({
  data,
  has_more: false,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
});

export const anthropicFileRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/files',
    answer: async (call) => jsonAnswer(200, fileRow(await storeUpload(call, 'file_'))),
  },
  { method: 'GET', path: '/files', answer: ({ world }) => jsonAnswer(200, page(world.files.list().map(fileRow))) },
  { method: 'GET', path: '/files/:id', answer: ({ world }, { id }) => jsonAnswer(200, fileRow(world.files.get(id))) },
  {
    method: 'GET',
    path: '/files/:id/content',
    answer: ({ world }, { id }) => {
      const { bytes, mediaType } = world.files.get(id);
      return { status: 200, headers: { 'content-type': mediaType }, body: [bytes] };
    },
  },
  {
    method: 'DELETE',
    path: '/files/:id',
    answer: ({ world }, { id }) => {
      world.files.remove(id);
      return jsonAnswer(200, { type: 'file_deleted', id });
    },
  },
];

/** A day, after which a batch would expire. */
const dayMs = 86_400_000;

function batchRow({ id, state, total, failed, createdAt }: StoredBatch, { received, path }: WireCall) {
  const ended = state !== 'running';
  const base = `http://${received.headers.host}${received.path.slice(0, received.path.length - path.length)}`;
  const succeeded = state === 'ended' ? total - failed : 0;
  return {
    id,
    type: 'message_batch',
    processing_status: ended ? 'ended' : 'in_progress',
    request_counts: {
      processing: ended ? 0 : total,
      succeeded,
      errored: state === 'ended' ? failed : 0,
      canceled: state === 'cancelled' ? total : 0,
      expired: 0,
    },
    created_at: time(createdAt),
    expires_at: time(createdAt + dayMs),
    ended_at: ended ? time(createdAt) : null,
    archived_at: null,
    cancel_initiated_at: state === 'cancelled' ? time(createdAt) : null,
    results_url: ended ? `${base}/messages/batches/${id}/results` : null,
  };
}

async function createBatch(wire: SimulatedWire, call: WireCall): Promise<Answer> {
  const { world, received } = call;
  const body = jsonBody({ received });
  const requests = isRecord(body) ? body.requests : undefined;
  if (!Array.isArray(requests) || requests.length === 0)
    throw new KitError('invalid-request', 'requests: Field required', { field: 'requests' });
  const lines: string[] = [];
  let failed = 0;
  for (const { custom_id, params } of requests as { custom_id: string; params: unknown }[]) {
    const { status, body } = await dispatchItem(wire, call, '/messages', params);
    if (status !== 200) failed++;
    const result = status === 200 ? { type: 'succeeded', message: body } : { type: 'errored', error: body };
    lines.push(JSON.stringify({ custom_id, result }));
  }
  const batch: StoredBatch = {
    id: world.newId('msgbatch_'),
    createdAt: Date.now(),
    total: lines.length,
    failed,
    asked: {},
    state: 'running',
    // The vendor promises no order.
    results: `${lines.toReversed().join('\n')}\n`,
  };
  return jsonAnswer(200, batchRow(world.batches.add(batch), call));
}

export function anthropicBatchRoutes(wire: () => SimulatedWire): readonly Route[] {
  const look = (call: WireCall, id: string | undefined): Answer => {
    const batch = call.world.batches.get(id);
    const row = batchRow(batch, call);
    if (batch.state === 'running') batch.state = 'ended';
    return jsonAnswer(200, row);
  };
  return [
    { method: 'POST', path: '/messages/batches', answer: (call) => createBatch(wire(), call) },
    {
      method: 'GET',
      path: '/messages/batches',
      answer: (call) => jsonAnswer(200, page(call.world.batches.list().map((batch) => batchRow(batch, call)))),
    },
    { method: 'GET', path: '/messages/batches/:id', answer: (call, { id }) => look(call, id) },
    {
      method: 'POST',
      path: '/messages/batches/:id/cancel',
      answer: (call, { id }) => {
        const batch = call.world.batches.get(id);
        batch.state = 'cancelled';
        return jsonAnswer(200, batchRow(batch, call));
      },
    },
    {
      method: 'GET',
      path: '/messages/batches/:id/results',
      answer: ({ world }, { id }) => {
        const { state, results } = world.batches.get(id);
        if (state === 'running')
          throw new KitError('invalid-request', 'The batch has not ended: it has no results yet.');
        const text = state === 'cancelled' ? '' : results;
        return {
          status: 200,
          headers: { 'content-type': 'application/x-jsonl' },
          body: [new TextEncoder().encode(text)],
        };
      },
    },
    {
      method: 'DELETE',
      path: '/messages/batches/:id',
      answer: ({ world }, { id }) => {
        world.batches.remove(id);
        return jsonAnswer(200, { type: 'message_batch_deleted', id });
      },
    },
  ];
}
