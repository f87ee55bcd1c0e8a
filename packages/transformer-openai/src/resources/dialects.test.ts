// Vendors whose files come in numbered pages, and whose batches have words of their own.
import { pipeline, user } from '@kit/core';
import { httpProvider, noAuth } from '@kit/http';
import { describe, expect, test } from 'vitest';
import { batchRow } from './batches.ts';
import { batchOperation, filesOperation } from './index.ts';

/** A provider before a transport that keeps the requests and answers in turn. */
function before(answers: readonly object[]) {
  const asked: { readonly url: string; readonly body: unknown }[] = [];
  const provider = httpProvider<'files' | 'batch'>(
    {
      id: 'acme',
      name: 'Acme',
      baseURL: 'https://api.acme.test/v1',
      auth: noAuth(),
      operations: {
        files: filesOperation({
          pageQuery: ({ after = '0' }) => ({ page: after }),
          nextPage: ({ more }, after = '0') => (more === true ? String(Number(after) + 1) : undefined),
        }),
        batch: batchOperation({
          dialect: {},
          batches: {
            path: '/jobs',
            line: (id, _endpoint, { model: _, ...body }) => JSON.stringify({ id, body }),
            body: ({ fileId, models }) => ({ input: fileId, model: models.join() }),
            row: (body) => batchRow({ ...(body as object), status: 'completed' }),
          },
        }),
      },
    },
    {
      transport: async ({ url, body }) => {
        asked.push({ url, body });
        let text: Uint8Array | null = new TextEncoder().encode(JSON.stringify(answers[asked.length - 1]));
        const read = () => {
          const now = text;
          text = null;
          return now;
        };
        return { status: 200, headers: { 'content-type': 'application/json' }, body: { read, cancel() {} } };
      },
    },
  );
  return { ai: pipeline(provider), asked };
}

describe("a vendor's own pages", () => {
  test('are asked for in its words until there is no next one', async () => {
    const { ai, asked } = before([{ data: [{ id: 'a' }], more: true }, { data: [{ id: 'b' }] }]);
    const { files } = await ai.files({ action: 'list' });
    expect(files.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?page=0', '?page=1']);
  });
});

describe("a vendor's own batches", () => {
  test('have their place, their start and their rows', async () => {
    const { ai, asked } = before([{ id: 'file-1' }, { id: 'job-1' }, { id: 'job-1' }]);
    const requests = [{ id: 'x', request: { model: 'm', messages: [user('Hi')] } }];
    const job = await ai.batch({ requests });
    expect(job.id).toBe('job-1');
    expect(asked[1]).toEqual({ url: 'https://api.acme.test/v1/jobs', body: '{"input":"file-1","model":"m"}' });
    expect(await job.status()).toMatchObject({ state: 'succeeded' });
    expect(asked[2]?.url).toBe('https://api.acme.test/v1/jobs/job-1');
  });
});
