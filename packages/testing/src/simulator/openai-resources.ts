// OpenAI's files and batches, simulated.
import { KitError } from '@kit/core';
import { isRecord } from '@kit/wire';
import { type Answer, jsonAnswer } from '../answer.ts';
import { dispatchItem } from './dispatch.ts';
import { type StoredBatch, type StoredFile, storeUpload } from './stored-files.ts';
import type { Route, SimulatedWire } from './wire.ts';
import { jsonBody, type WireCall } from './world.ts';

const seconds = (ms: number) => Math.floor(ms / 1_000);

function fileRow({ id, name, bytes, purpose, createdAt }: StoredFile) {
  return {
    id,
    object: 'file',
    bytes: bytes.length,
    created_at: seconds(createdAt),
    expires_at: null,
    filename: name,
    purpose,
    status: 'processed',
    status_details: null,
  };
}

const page = (data: readonly { readonly id: string }[]) => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: false,
});

export const openaiFileRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/files',
    answer: async (call) => jsonAnswer(200, fileRow(await storeUpload(call, 'file-'))),
  },
  {
    method: 'GET',
    path: '/files',
    answer: ({ world, received }) => {
      const purpose = received.query.get('purpose');
      return jsonAnswer(
        200,
        page(
          world.files
            .list()
            .filter((file) => !purpose || file.purpose === purpose)
            .map(fileRow),
        ),
      );
    },
  },
  { method: 'GET', path: '/files/:id', answer: ({ world }, { id }) => jsonAnswer(200, fileRow(world.files.get(id))) },
  {
    method: 'GET',
    path: '/files/:id/content',
    answer: ({ world }, { id }) => ({
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: [world.files.get(id).bytes],
    }),
  },
  {
    method: 'DELETE',
    path: '/files/:id',
    answer: ({ world }, { id }) => {
      world.files.remove(id);
      return jsonAnswer(200, { id, object: 'file', deleted: true });
    },
  },
];

/** A day, after which a batch would expire. */
const daySeconds = 86_400;

function batchRow({ id, state, total, failed, createdAt, asked }: StoredBatch) {
  const at = seconds(createdAt);
  const ended = state === 'ended';
  return {
    id,
    object: 'batch',
    ...asked,
    errors: null,
    status: ended ? 'completed' : state === 'cancelled' ? 'cancelled' : 'in_progress',
    output_file_id: ended ? `${id}_output` : null,
    error_file_id: ended && failed > 0 ? `${id}_errors` : null,
    created_at: at,
    in_progress_at: at,
    expires_at: at + daySeconds,
    finalizing_at: ended ? at : null,
    completed_at: ended ? at : null,
    failed_at: null,
    expired_at: null,
    cancelling_at: null,
    cancelled_at: state === 'cancelled' ? at : null,
    request_counts: { total, completed: ended ? total - failed : 0, failed: ended ? failed : 0 },
  };
}

async function createBatch(wire: SimulatedWire, call: WireCall): Promise<Answer> {
  const { world, received } = call;
  const asked = jsonBody({ received });
  if (!isRecord(asked) || typeof asked.input_file_id !== 'string')
    throw new KitError('invalid-request', 'input_file_id is required.', { field: 'input_file_id' });
  const { input_file_id, endpoint, completion_window, metadata = null } = asked;
  const lines = new TextDecoder()
    .decode(world.files.get(input_file_id).bytes)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const results: string[] = [];
  const errors: string[] = [];
  for (const line of lines) {
    const { custom_id, url, body } = JSON.parse(line) as { custom_id: string; url: string; body: unknown };
    const { status, body: answered } = await dispatchItem(wire, call, url.replace(/^\/v1(?=\/)/, ''), body);
    const response = { status_code: status, request_id: world.newId('req_'), body: answered };
    (status === 200 ? results : errors).push(
      JSON.stringify({ id: world.newId('batch_req_'), custom_id, response, error: null }),
    );
  }
  const batch: StoredBatch = {
    id: world.newId('batch_'),
    createdAt: Date.now(),
    total: lines.length,
    failed: errors.length,
    results: '',
    state: 'running',
    asked: { endpoint, input_file_id, completion_window, metadata },
  };
  const store = (kind: string, rows: readonly string[]) =>
    world.files.add({
      id: `${batch.id}_${kind}`,
      name: `${batch.id}_${kind}.jsonl`,
      mediaType: 'application/jsonl',
      purpose: 'batch_output',
      createdAt: batch.createdAt,
      // The vendor promises no order.
      bytes: new TextEncoder().encode(
        rows
          .toReversed()
          .map((row) => `${row}\n`)
          .join(''),
      ),
    });
  store('output', results);
  if (errors.length > 0) store('errors', errors);
  return jsonAnswer(200, batchRow(world.batches.add(batch)));
}

export function openaiBatchRoutes(wire: () => SimulatedWire): readonly Route[] {
  return [
    { method: 'POST', path: '/batches', answer: (call) => createBatch(wire(), call) },
    {
      method: 'GET',
      path: '/batches',
      answer: ({ world }) => jsonAnswer(200, page(world.batches.list().map(batchRow))),
    },
    {
      method: 'GET',
      path: '/batches/:id',
      answer: ({ world }, { id }) => {
        const batch = world.batches.get(id);
        const row = batchRow(batch);
        if (batch.state === 'running') batch.state = 'ended';
        return jsonAnswer(200, row);
      },
    },
    {
      method: 'POST',
      path: '/batches/:id/cancel',
      answer: ({ world }, { id }) => {
        const batch = world.batches.get(id);
        batch.state = 'cancelled';
        return jsonAnswer(200, batchRow(batch));
      },
    },
  ];
}
