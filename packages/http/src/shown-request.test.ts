import type { CodecContext, OperationDeclaration } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { shownRequest } from './shown-request.ts';

const declared: OperationDeclaration<'models'> = {
  endpoint: { method: 'GET', path: ({ limit } = {}) => `/models/${limit}`, query: { a: '1' } },
  transformer: {
    encode: ({ limit } = {}) => ({
      wire: limit === 2 ? { path: '/elsewhere' } : {},
      warnings: [{ feature: 'limit', detail: 'x' }],
      state: undefined,
    }),
    decode: () => ({ models: [] }),
  },
};
const codec = {} as CodecContext;

describe('the request of a declared operation', () => {
  it('has its endpoint, and what the encoder says', async () => {
    expect(await shownRequest({ load: async () => declared }, { limit: 1 }, codec)).toEqual({
      wire: { method: 'GET', path: '/models/1', query: { a: '1' } },
      warnings: [{ feature: 'limit', detail: 'x' }],
    });
  });

  it('goes where the encoder says', async () => {
    expect((await shownRequest(declared, { limit: 2 }, codec)).wire).toMatchObject({ path: '/elsewhere' });
  });
});
