import { pipeline } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { apiKey, failure, list, served } from '../tests/served.ts';
import { voyage } from './index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('voyage()', () => {
  it('offers embeddings, reranking and health, and nothing else', async () => {
    const ai = pipeline(voyage({ apiKey }));
    expect(Object.keys(ai.handlers)).toEqual(['embed', 'rerank', 'health']);
    // @ts-expect-error Voyage has no chat.
    const missing = await failure(Promise.resolve().then(() => ai.chat({ messages: [] })));
    expect(missing).toMatchObject({ code: 'unsupported', message: expect.stringContaining('embed, rerank') });
  });

  it('sends its key as a bearer token', async () => {
    const { ai, server } = await served([list([1])]);
    await ai.embed({ input: 'a' });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
  });

  it('takes the key from VOYAGE_API_KEY, and says so where there is none', async () => {
    const { server } = await served([list([1])]);
    const ai = pipeline(voyage({ baseURL: server.url, model: 'voyage-4' }));
    expect(await failure(ai.embed({ input: 'a' }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('VOYAGE_API_KEY'),
    });
    vi.stubEnv('VOYAGE_API_KEY', 'pa-from-environment');
    await ai.embed({ input: 'a' });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer pa-from-environment');
    await ai.close();
  });

  it('asks the host of MongoDB for keys of Atlas', async () => {
    const url = async (options: Parameters<typeof voyage>[0]) =>
      (
        await voyage(options).inspect?.({
          operation: 'rerank',
          request: { model: 'rerank-2', query: 'q', documents: ['a'] },
          context: (await import('@kit/core')).createContext(),
        } as never)
      )?.url;
    expect(await url({ apiKey: 'al-0123456789' })).toBe('https://ai.mongodb.com/v1/rerank');
    expect(await url({ apiKey: 'pa-0123456789' })).toBe('https://api.voyageai.com/v1/rerank');
  });

  it.each([
    [{ batchSize: 0 }, 'batchSize'],
    [{ batchsize: 5 }, 'batchsize'],
    [{ apiKey: '' }, 'apiKey'],
    [{ baseURL: 'nowhere' }, 'baseURL'],
  ])('refuses %j and names the option', (options, field) => {
    expect(() => voyage(options as never)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('has a catalogue', async () => {
    const catalogue = await voyage({ apiKey }).catalogue?.();
    expect(catalogue?.models.find(({ id }) => id === 'voyage-3.5')).toMatchObject({
      kind: 'embedding',
      price: { input: 0.06 },
    });
  });
});

describe('failures', () => {
  it.each([
    [400, "Model nonexistent is not supported. Supported models are ['voyage-4'].", 'not-found'],
    [
      400,
      'Request to model failed. The max allowed tokens per submitted batch is 120000. Your batch has 130000 tokens.',
      'invalid-request',
    ],
    [400, "Argument 'user' is not supported by our API.", 'invalid-request'],
    [400, 'The input exceeds the maximum context length of the model.', 'context-length'],
    [401, 'Provided API key is invalid.', 'authentication'],
    [403, 'Your IP address is not allowed.', 'permission'],
    [
      429,
      'You have not yet added your payment method in the billing page and will have reduced rate limits of 3 RPM.',
      'rate-limit',
    ],
    [500, 'Internal error.', 'server'],
    [502, 'Bad gateway.', 'server'],
    [503, 'Unavailable.', 'overloaded'],
    [504, 'Timed out.', 'timeout'],
  ])('with status %i (%s) are %s', async (status, detail, code) => {
    const { ai } = await served([{ status, body: { detail } }]);
    expect(await failure(ai.embed({ input: 'a' }))).toMatchObject({
      code,
      status,
      provider: 'voyage',
      operation: 'embed',
      model: 'voyage-4',
    });
  });

  it('never show the key', async () => {
    const { ai } = await served([{ status: 401, body: { detail: `The key ${apiKey} is invalid.` } }]);
    const error = await failure(ai.embed({ input: 'a' }));
    expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.vendor)} ${error.stack}`).not.toContain(
      apiKey,
    );
  });
});
