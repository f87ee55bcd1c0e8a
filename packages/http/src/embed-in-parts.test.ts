import { inspect, type OperationDeclaration, pipeline } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { type Answer, fakeServer, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import { embedInParts } from './embed-in-parts.ts';
import { httpProvider } from './http-provider.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const lengths: OperationDeclaration<'embed'> = {
  load: async () => ({
    endpoint: { path: '/embed' },
    transformer: {
      encode: ({ input }) => ({
        wire: { body: { type: 'json', value: input as string[] } },
        warnings: [],
        state: null,
      }),
      decode: (reply) => ({
        embeddings: (reply.json() as string[]).map((text) => [text.length]),
        usage: { state: 'reported', inputTokens: 1 },
      }),
    },
  }),
};

async function served(answer: Answer = ({ body }, response) => json(response, 200, JSON.parse(body))) {
  const server = await fakeServer(answer);
  const provider = httpProvider({
    id: 'fake',
    name: 'Fake',
    baseURL: server.url,
    auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
    operations: { embed: embedInParts(lengths, (model) => (model === 'small' ? 1 : 2)) },
  });
  const ai = pipeline(provider);
  open.push(server, ai);
  return { server, provider, ai };
}

describe('embeddings in parts', () => {
  it('come in the order of the inputs, with usage added up', async () => {
    const { ai, server } = await served();
    const { embeddings, usage } = await ai.embed({ model: 'm', input: ['a', 'bb', 'ccc', 'dddd', 'eeeee'] });
    expect(embeddings).toEqual([[1], [2], [3], [4], [5]]);
    expect(usage).toMatchObject({ inputTokens: 3 });
    expect(server.requests).toHaveLength(3);
  });

  it('are as large as the model takes', async () => {
    const { ai, server } = await served();
    await ai.embed({ model: 'small', input: ['a', 'b'] });
    await ai.embed({ model: 'm', input: ['a', 'b'] });
    expect(server.requests).toHaveLength(3);
  });

  it('fail together', async () => {
    const { ai } = await served(({ body }, response) =>
      body.includes('bad') ? json(response, 400, { error: 'bad' }) : json(response, 200, JSON.parse(body)),
    );
    const call = ai.embed({ model: 'm', input: ['a', 'b', 'bad', 'c'] });
    expect(await failed(call)).toMatchObject({ code: 'invalid-request' });
  });

  it('show their first request', async () => {
    const { provider } = await served();
    const shown = await inspect(provider, 'embed', { model: 'm', input: ['a', 'b', 'c'] });
    expect(shown).toMatchObject({ url: expect.stringMatching(/\/embed$/), body: ['a', 'b'] });
  });
});
