import { createContext, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { apiKey, failure, prediction, served, succeeded } from '../tests/served.ts';
import { replicate } from './index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const messages = [user('Hi')];

describe('replicate()', () => {
  it('sends its token as a bearer token', async () => {
    const { ai, server } = await served(succeeded(['Hello']));
    await ai.chat({ messages });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
  });

  it('takes the token from REPLICATE_API_TOKEN, and says so where there is none', async () => {
    const { ai, server } = await served(succeeded(['Hello']), { apiKey: undefined });
    expect(await failure(ai.chat({ messages }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('REPLICATE_API_TOKEN'),
    });
    vi.stubEnv('REPLICATE_API_TOKEN', 'r8_from_environment');
    await ai.chat({ messages });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer r8_from_environment');
  });

  it.each([
    [{ waitSeconds: 61 }, 'waitSeconds'],
    [{ pollMs: 0 }, 'pollMs'],
    [{ inputSchemas: 'always' }, 'inputSchemas'],
    [{ download: 1 }, 'download'],
    [{ downloads: true }, 'downloads'],
  ])('refuses %j and names the option', (options, field) => {
    expect(() => replicate(options as never)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('has a catalogue', async () => {
    const catalogue = await replicate({ apiKey }).catalogue?.();
    expect(catalogue?.models.find(({ id }) => id === 'openai/gpt-5')).toMatchObject({ kind: 'chat' });
  });

  it('shows requests without sending them, and without the token', async () => {
    const shown = await replicate({ apiKey, model: 'meta/llama-3' }).inspect?.({
      operation: 'chat',
      request: { messages },
      context: createContext(),
    } as never);
    expect(shown).toMatchObject({
      method: 'POST',
      url: 'https://api.replicate.com/v1/models/meta/llama-3/predictions',
      headers: { prefer: 'wait=5' },
    });
    expect(JSON.stringify(shown)).not.toContain(apiKey);
    // @ts-expect-error Replicate has no rerank of one shape: see replicatePredict.
    await expect(async () => pipeline(replicate({ apiKey })).rerank({})).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('failures of requests', () => {
  const problem = (status: number, detail: string) => ({ title: 'A problem', detail, status });

  it.each([
    [400, problem(400, 'Invalid JSON.'), 'invalid-request'],
    [401, problem(401, 'You did not pass a valid authentication token'), 'authentication'],
    [402, problem(402, 'You have insufficient credit to run this model.'), 'billing'],
    [403, problem(403, 'You do not have permission to perform this action.'), 'permission'],
    [
      422,
      { ...problem(422, '- input: prompt is required\n'), invalid_fields: [{ type: 'required', field: 'input' }] },
      'invalid-request',
    ],
    [422, problem(422, 'The specified version does not exist (or perhaps you lack permission)'), 'invalid-request'],
    [429, problem(429, 'Request was throttled. Your rate limit resets in ~30s.'), 'rate-limit'],
    [500, problem(500, 'Internal server error.'), 'server'],
    [502, '<html><title>Bad gateway</title></html>', 'server'],
  ])('with status %i (%j) are %s', async (status, body, code) => {
    const { ai } = await served(typeof body === 'string' ? { status, text: body } : { status, body });
    expect(await failure(ai.chat({ messages }))).toMatchObject({
      code,
      status,
      provider: 'replicate',
      operation: 'chat',
    });
  });

  it('tell how long to wait, in a header or in words', async () => {
    const body = problem(429, 'Request was throttled. Your rate limit for creating predictions resets in ~30s.');
    const words = await served({ status: 429, body });
    expect((await failure(words.ai.chat({ messages }))).retryAfterMs).toBe(30_000);
    const header = await served({ status: 429, body, headers: { 'retry-after': '7' } });
    expect((await failure(header.ai.chat({ messages }))).retryAfterMs).toBe(7_000);
  });

  it('never show the token', async () => {
    const { ai } = await served({ status: 401, body: problem(401, `The token ${apiKey} is not valid`) });
    const error = await failure(ai.chat({ messages }));
    expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.vendor)} ${error.stack}`).not.toContain(
      apiKey,
    );
  });
});

describe('predictions without a result', () => {
  it.each([
    ['failed', 'Prediction failed: NSFW content detected. Try running it again.', { code: 'content-filter' }],
    [
      'failed',
      'The input or output was flagged as sensitive. Please try again with different inputs. (E005)',
      { code: 'content-filter' },
    ],
    ['failed', 'CUDA out of memory. Tried to allocate 20.00 MiB', { code: 'server', retry: 'same' }],
    ['failed', 'Prediction interrupted; please retry (code: PA)', { code: 'server', retry: 'same' }],
    ['failed', 'Director: unexpected error handling prediction (E8765)', { code: 'server', retry: 'same' }],
    ['failed', 'division by zero', { code: 'server', retry: 'other-provider' }],
    ['failed', null, { code: 'server' }],
    ['canceled', null, { code: 'aborted', retry: 'never' }],
    ['aborted', null, { code: 'aborted', retry: 'never' }],
  ])('%s (%s) are %j', async (status, error, expected) => {
    const { ai } = await served(prediction({ status, error }));
    expect(await failure(ai.chat({ messages }))).toMatchObject({
      ...expected,
      provider: 'replicate',
      operation: 'chat',
    });
    expect(await failure(ai.image({ model: 'a/b', prompt: 'x' }))).toMatchObject({ ...expected, operation: 'image' });
  });
});

describe('what lives at the vendor', () => {
  it('models: the official ones, a collection, a search, or all of them page by page', async () => {
    const model = (name: string) => ({ owner: 'acme', name, description: 'A model.' });
    const { ai, asked, server } = await served(({ path, query }, url) => {
      if (path === '/models' && !query.has('cursor'))
        return { body: { results: [model('a')], next: `${url}/models?cursor=abc` } };
      if (path === '/models') return { body: { results: [model('b')], next: null } };
      if (path === '/search') return { body: { models: [{ model: model('found'), metadata: {} }] } };
      return { body: { slug: 'x', models: [model('one'), model('two'), null, { name: 'nobody' }] } };
    });
    expect((await ai.models()).models).toMatchObject([{ id: 'acme/one', provider: 'replicate' }, { id: 'acme/two' }]);
    expect((await ai.models({ limit: 1, vendor: { replicate: { collection: 'text-to-image' } } })).models).toHaveLength(
      1,
    );
    expect((await ai.models({ vendor: { replicate: { query: 'cats' } } })).models).toMatchObject([
      { id: 'acme/found' },
    ]);
    expect((await ai.models({ vendor: { replicate: { all: true } } })).models.map(({ id }) => id)).toEqual([
      'acme/a',
      'acme/b',
    ]);
    expect(asked()).toEqual([
      'GET /collections/official',
      'GET /collections/text-to-image',
      'GET /search',
      'GET /models',
      'GET /models',
    ]);
    expect(server.requests[2]?.query.get('query')).toBe('cats');
  });

  it('files: uploaded, listed, looked up, deleted', async () => {
    const row = {
      id: 'f1',
      name: 'a.txt',
      content_type: 'text/plain',
      size: 2,
      created_at: '2026-11-01T10:00:00.000Z',
      expires_at: '2026-11-02T10:00:00.000Z',
      urls: { get: 'https://api.replicate.com/v1/files/f1' },
    };
    const { ai, asked, server } = await served(({ method, path }) => {
      if (method === 'DELETE') return { status: 204 };
      return { body: path === '/files' && method === 'GET' ? { results: [row], next: null } : row };
    });
    const data = new TextEncoder().encode('hi');
    const vendor = { replicate: { metadata: { for: 'a test' } } };
    const { file } = await ai.files({ action: 'upload', data, mediaType: 'text/plain', name: 'a.txt', vendor });
    expect(file).toMatchObject({
      id: 'f1',
      name: 'a.txt',
      bytes: 2,
      mediaType: 'text/plain',
      url: row.urls.get,
      status: 'ready',
    });
    expect(server.requests[0]?.text()).toMatch(
      /name="content"; filename="a.txt"[\s\S]*hi[\s\S]*name="metadata"[\s\S]*{"for":"a test"}/,
    );
    expect((await ai.files({ action: 'list' })).files).toMatchObject([{ id: 'f1' }]);
    expect((await ai.files({ action: 'get', id: 'f1' })).file.expiresAt).toBe(Date.parse(row.expires_at));
    expect(await ai.files({ action: 'delete', id: 'f1' })).toMatchObject({ id: 'f1', deleted: true });
    expect(await failure(ai.files({ action: 'content', id: 'f1' }))).toMatchObject({ code: 'unsupported' });
    expect(asked()).toEqual(['POST /files', 'GET /files', 'GET /files/f1', 'DELETE /files/f1']);
  });

  it('health: the account of the token', async () => {
    const { ai, asked } = await served({ body: { type: 'user', username: 'x' } });
    expect(await ai.health()).toMatchObject({ status: 'ok' });
    expect(asked()).toEqual(['GET /account']);
    const down = await served({ status: 503, text: 'no' });
    expect(await down.ai.health()).toMatchObject({ status: 'degraded' });
  });
});
