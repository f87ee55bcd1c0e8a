import { describe, expect, test } from 'vitest';
import { codec, reply } from '../testing/codec.ts';
import { batchBody, batchLine, batchRow, readBatchLines } from './batches.ts';
import { fileInfo, filePage, uploadForm } from './files.ts';
import { modelsTransformer } from './models.ts';

describe('the list of models', () => {
  const list = (body: unknown, limit?: number) =>
    modelsTransformer({ row: ({ kind }) => (typeof kind === 'string' ? { kind } : {}) }).decode(
      reply(body),
      { limit },
      codec(),
    ).models;
  test('rows of several servers', () => {
    expect(
      list({
        data: [
          { id: 'gpt-6', created: 1700000000, owned_by: 'openai', shutdown_date: '2027-01-01' },
          { id: 'local', max_model_len: 4096, created: 0, kind: 'chat' },
          { name: 'named', context_length: 8, max_output_tokens: 4, display_name: 'Named' },
          { nothing: 1 },
        ],
      }),
    ).toEqual([
      { id: 'gpt-6', provider: 'mine', released: '2023-11-14', ownedBy: 'openai', deprecated: '2027-01-01' },
      { id: 'local', provider: 'mine', contextWindow: 4096, kind: 'chat' },
      { id: 'named', provider: 'mine', name: 'Named', contextWindow: 8, maxOutput: 4 },
    ]);
    expect(list([{ id: 'a' }, { id: 'b' }], 1)).toHaveLength(1);
    expect(list({ models: [{ id: 'a', created: 1e300 }] })).toEqual([{ id: 'a', provider: 'mine' }]);
    expect(modelsTransformer().encode({ limit: 3 }, codec())).toMatchObject({
      wire: { method: 'GET' },
      state: { limit: 3 },
    });
  });
  test('a failure is thrown, no list is no answer', () => {
    expect(() => list({ error: { message: 'boom' } })).toThrow('boom');
    expect(() => list({})).toThrow('no list');
  });
});

describe('files', () => {
  test('an upload is a form', () => {
    const data = new Uint8Array([1]);
    expect(
      uploadForm({ action: 'upload', data, mediaType: 'application/pdf' }, 'user_data', {
        'expires_after[seconds]': 60,
        note: 'x',
      }),
    ).toEqual([
      { name: 'purpose', value: 'user_data' },
      { name: 'expires_after[seconds]', value: '60' },
      { name: 'note', value: 'x' },
      { name: 'file', data, fileName: 'file.pdf', mediaType: 'application/pdf' },
    ]);
  });
  test('rows and pages', () => {
    expect(
      fileInfo({
        id: 'file-1',
        bytes: 3,
        filename: 'a',
        purpose: 'batch',
        created_at: 1,
        expires_at: 2,
        status: 'processed',
      }),
    ).toEqual({
      id: 'file-1',
      bytes: 3,
      name: 'a',
      purpose: 'batch',
      createdAt: 1000,
      expiresAt: 2000,
      status: 'ready',
    });
    expect(fileInfo({ id: 'f', status: 'error' })?.status).toBe('failed');
    expect(fileInfo({ id: 'f', status: 'pending' })?.status).toBe('processing');
    expect(fileInfo(null)).toBeUndefined();
    expect(filePage({ data: [{ id: 'a' }, { id: 'b' }], has_more: true })).toMatchObject({ after: 'b' });
    expect(filePage({ data: [{ id: 'a' }], has_more: true, last_id: 'z' }).after).toBe('z');
    expect(filePage({ data: [], has_more: false })).toEqual({ files: [], after: undefined });
  });
});

describe('batches', () => {
  test('lines in, a job to watch', () => {
    expect(JSON.parse(batchLine('a', '/v1/responses', { model: 'm' }))).toEqual({
      custom_id: 'a',
      method: 'POST',
      url: '/v1/responses',
      body: { model: 'm' },
    });
    expect(batchBody('file-1', '/v1/responses', { k: 'v' }, { output_expires_after: { seconds: 1 } })).toEqual({
      input_file_id: 'file-1',
      endpoint: '/v1/responses',
      completion_window: '24h',
      metadata: { k: 'v' },
      output_expires_after: { seconds: 1 },
    });
    expect(
      batchRow({
        id: 'b',
        status: 'in_progress',
        endpoint: '/v1/embeddings',
        created_at: 1,
        request_counts: { total: 4, completed: 1, failed: 1 },
      }),
    ).toMatchObject({
      state: 'running',
      rawState: 'in_progress',
      progress: 0.5,
      counts: { total: 4, succeeded: 1, failed: 1 },
      createdAt: 1000,
    });
    expect(
      batchRow({ id: 'b', status: 'completed', output_file_id: 'o', error_file_id: 'e', completed_at: 2 }),
    ).toMatchObject({ state: 'succeeded', outputFileId: 'o', errorFileId: 'e', endedAt: 2000 });
    expect(
      batchRow({ id: 'b', status: 'failed', errors: { data: [{ message: 'line 1 is no JSON' }] } }).error?.message,
    ).toContain('line 1');
    expect(batchRow({ id: 'b', status: 'novel' }).state).toBe('running');
    expect(batchRow({ job: { id: 'b', status: 'VALIDATING', created_at: '1970-01-01T00:00:02Z' } })).toMatchObject({
      id: 'b',
      state: 'queued',
      rawState: 'VALIDATING',
      createdAt: 2_000,
    });
    expect(() => batchRow({})).toThrow('no batch');
  });
  test('lines out, in any order', () => {
    expect(
      readBatchLines(
        [
          '{"custom_id":"a","response":{"status_code":200,"body":{"x":1}},"error":null}',
          '',
          'no json',
          '{"custom_id":"b","response":null,"error":{"code":"batch_expired"}}',
          '{"custom_id":"c"}',
        ].join('\n'),
      ),
    ).toEqual([
      { id: 'a', status: 200, body: { x: 1 } },
      { id: 'b', status: 500, body: { error: { code: 'batch_expired' } } },
      { id: 'c', status: 200, body: null },
    ]);
  });
});
