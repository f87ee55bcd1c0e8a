import type { Call } from '@kit/core';
import { expect, test } from 'vitest';
import { codec } from '../testing/codec.ts';
import { fileInfo } from './files.ts';
import { filesOperation } from './files-operation.ts';

test('files of a vendor that takes bytes, and calls their content otherwise', async () => {
  const { inspect } = filesOperation({
    contentPath: 'download',
    upload: ({ data, mediaType }) => ({
      path: '/files',
      body: { type: 'bytes', data: data as Uint8Array, mediaType },
    }),
  });
  const shown = (request: object) => inspect?.({ request } as Call<'files'>, codec());
  expect(await shown({ action: 'upload', data: new Uint8Array([1]), mediaType: 'text/plain' })).toMatchObject({
    path: '/files',
    body: { type: 'bytes', mediaType: 'text/plain' },
  });
  expect(await shown({ action: 'content', id: 'f-1' })).toMatchObject({ method: 'GET', path: '/files/f-1/download' });
});

test('a row may have a date, and be completed', () => {
  expect(fileInfo({ id: 'f-1', created_at: '2026-11-20T00:00:00Z', status: 'completed' })).toEqual({
    id: 'f-1',
    createdAt: Date.UTC(2026, 10, 20),
    status: 'ready',
  });
});
