// Everything beside chat.
import { inspect, isKitError, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { answered, answeredV2, failed, served } from '../tests/served.ts';
import { catalogue } from './models.ts';

const messages = [user('Hi')];

describe('embeddings', () => {
  it('have their usage in each row and nothing to choose', async () => {
    const row = (index: number) => ({ object: 'embedding', index, embedding: [index, 1], usage: { prompt_tokens: 3 } });
    await using vended = await served(() => ({
      body: { object: 'list', model: 'Embeddings', data: [row(1), row(0)] },
    }));
    const answer = await vended.ai.embed({ model: 'Embeddings', input: ['a', 'b'], dimensions: 8, inputType: 'query' });
    expect(vended.body()).toEqual({ model: 'Embeddings', input: ['a', 'b'] });
    expect(answer).toMatchObject({
      embeddings: [
        [0, 1],
        [1, 1],
      ],
      usage: { inputTokens: 6 },
    });
    expect(answer.warnings.map(({ feature }) => feature)).toEqual(['dimensions', 'inputType']);
  });
});

describe('counting tokens', () => {
  it("adds the rows of the conversation's texts", async () => {
    await using vended = await served(() => ({
      body: [
        { object: 'tokens', tokens: 4, characters: 13 },
        { object: 'tokens', tokens: 2, characters: 2 },
      ],
    }));
    const answer = await vended.ai.countTokens({
      messages: [user('Hello, world!'), user('Hi')],
      tools: [{ name: 'f' }],
    });
    expect(vended.body()).toEqual({ model: 'GigaChat-2-Max', input: ['Hello, world!', 'Hi'] });
    expect(answer).toMatchObject({ inputTokens: 6, warnings: [{ feature: 'tools' }] });
    await using odd = await served(() => ({ body: {} }));
    expect((await failed(odd.ai.countTokens({ messages }))).code).toBe('invalid-response');
  });
});

describe('models and health', () => {
  it('come from the same list', async () => {
    const data = [
      { id: 'GigaChat-2', object: 'model', owned_by: 'salutedevices', type: 'chat' },
      { id: 'Embeddings', type: 'embedder' },
      { id: 'GigaCheck', type: 'aicheck' },
    ];
    await using vended = await served(() => ({ headers: { 'x-request-id': 'r-1' }, body: { object: 'list', data } }));
    expect((await vended.ai.models()).models).toMatchObject([
      { id: 'GigaChat-2', kind: 'chat', ownedBy: 'salutedevices' },
      { kind: 'embedding' },
      { kind: 'moderation' },
    ]);
    expect(await vended.ai.health()).toMatchObject({ status: 'ok', meta: { requestId: 'r-1' } });
  });

  it('tell a service that has too much to do from one that is of no use', async () => {
    await using down = await served(() => ({ status: 503, body: {} }));
    expect((await down.ai.health()).status).toBe('degraded');
    await using broken = await served(() => ({ status: 500, body: {} }));
    expect((await broken.ai.health()).status).toBe('down');
    await using closed = await served(() => ({ status: 403, body: {} }));
    expect(await closed.ai.health()).toMatchObject({ status: 'down', meta: { status: 403 } });
  });

  it('are listed offline without prices, which are in roubles', () => {
    expect(catalogue.provider).toBe('gigachat');
    expect(catalogue.models.length).toBeGreaterThan(5);
    expect(catalogue.models.every(({ price }) => price === undefined)).toBe(true);
  });
});

describe('files', () => {
  const row = {
    id: 'f-1',
    object: 'file',
    bytes: 3,
    created_at: 1_700_000_000,
    filename: 'a.jpg',
    purpose: 'general',
    access_policy: 'private',
  };
  it('are uploaded, listed, looked at, fetched and deleted by POST', async () => {
    await using vended = await served(({ method, path }) => {
      if (path.endsWith('/content')) return { headers: { 'content-type': 'image/jpeg' }, base64: 'AQID' };
      if (path.endsWith('/delete')) return { body: { id: 'f-1', deleted: true } };
      return {
        body:
          method === 'GET' && path.endsWith('/files') ? { data: [row, { ...row, id: 'f-2', purpose: 'other' }] } : row,
      };
    });
    const { ai, server } = vended;
    const uploaded = await ai.files({
      action: 'upload',
      data: new Uint8Array([1, 2, 3]),
      mediaType: 'image/jpeg',
      name: 'a.jpg',
    });
    expect(uploaded.file).toEqual({
      id: 'f-1',
      name: 'a.jpg',
      bytes: 3,
      purpose: 'general',
      createdAt: 1_700_000_000_000,
      status: 'ready',
    });
    expect(server.requests.at(-1)?.text()).toMatch(/name="purpose"\r\n\r\ngeneral[\s\S]*filename="a.jpg"/);
    expect((await ai.files({ action: 'list', purpose: 'general' })).files.map(({ id }) => id)).toEqual(['f-1']);
    expect((await ai.files({ action: 'get', id: 'f-1' })).file.id).toBe('f-1');
    const content = await ai.files({ action: 'content', id: 'f-1' });
    expect([[...content.data], content.mediaType]).toEqual([[1, 2, 3], 'image/jpeg']);
    expect(server.requests.at(-1)?.headers.accept).toMatch(/^application\/jpg/);
    expect(await ai.files({ action: 'delete', id: 'f/1' })).toMatchObject({ deleted: true });
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', path: '/api/v1/files/f%2F1/delete' });
  });
});

describe('pictures', () => {
  const jpeg = { headers: { 'content-type': 'image/jpg' }, base64: 'AQID' };
  it('are drawn in a chat and fetched by their file', async () => {
    await using vended = await served(({ path }) =>
      path.endsWith('/content') ? jpeg : answered({ content: '<img src="f-7" fuse="true"/> A fox.' }),
    );
    const answer = await vended.ai.image({
      prompt: 'Нарисуй лису',
      style: 'Ты — Василий Кандинский',
      size: '1024x1024',
      n: 2,
    });
    expect(vended.asked('/api/v1/chat/completions')[0]?.json()).toMatchObject({
      messages: [{ role: 'system', content: 'Ты — Василий Кандинский' }, { role: 'user' }],
      function_call: 'auto',
    });
    expect(vended.asked('/api/v1/files/f-7/content')).toHaveLength(1);
    expect(answer).toMatchObject({
      images: [{ data: 'AQID', mediaType: 'image/jpg' }],
      usage: { inputTokens: 17, units: { images: 1 } },
    });
    expect(answer.warnings.map(({ feature }) => feature)).toEqual(['size', 'n']);
  });

  it('are drawn by a tool of its own in the second contract', async () => {
    const content = [{ files: [{ id: 'f-1', mime: 'image/jpeg', target: 'image' }] }, { text: 'A fox.' }];
    await using vended = await served(({ path }) => (path.endsWith('/content') ? jpeg : answeredV2(content)), {
      contract: 'v2',
    });
    expect((await vended.ai.image({ prompt: 'A fox' })).images).toHaveLength(1);
    expect(vended.asked('/api/v2/chat/completions')[0]?.json()).toMatchObject({
      tools: [{ image_generate: {} }],
      tool_config: { mode: 'forced', tool_name: 'image_generate' },
    });
  });

  it('are shown as the chat that asks for them', async () => {
    await using vended = await served(() => answered({ content: 'Hello' }));
    const shown = await inspect(vended.ai, 'image', { prompt: 'A fox' });
    expect(shown.url).toMatch(/\/api\/v1\/chat\/completions$/);
    expect(shown.body).toMatchObject({ messages: [{ role: 'user', content: 'A fox' }], function_call: 'auto' });
    expect(vended.asked('/api/v1/chat/completions')).toHaveLength(0);
  });

  it('that were not drawn are an error', async () => {
    await using refused = await served(() => answered({ content: 'Не люблю менять тему.' }, 'blacklist'));
    expect((await failed(refused.ai.image({ prompt: 'A fox' }))).code).toBe('content-filter');
    await using chatted = await served(() => answered({ content: 'A fox is an animal.' }));
    expect((await failed(chatted.ai.image({ prompt: 'A fox' }))).code).toBe('invalid-response');
  });
});

describe('batches', () => {
  const row = (status: string, more: object = {}) => ({
    id: 'b-1',
    method: 'chat_completions',
    request_counts: { total: 2, completed: 1, failed: 1 },
    status,
    created_at: 1_700_000_000,
    updated_at: 1_700_000_100,
    ...more,
  });
  const lines = [
    { id: 'a', result: answered().body },
    { id: 'b', error: { status: 422, message: 'Invalid params' } },
  ];

  it('are lines in the body of a request, and lines in a file at the end', async () => {
    let looks = 0;
    await using vended = await served(({ method, path }) => {
      if (path.endsWith('/content')) return { text: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n` };
      if (method === 'POST') return { body: row('created') };
      return { body: { batches: [row(looks++ === 0 ? 'in_progress' : 'completed', { output_file_id: 'f-9' })] } };
    });
    const job = await vended.ai.batch({
      requests: [
        { id: 'a', request: { messages } },
        { id: 'b', request: { messages, model: 'GigaChat-2' } },
      ],
    });
    const [created] = vended.asked('/api/v1/batches');
    expect(created?.query.get('method')).toBe('chat_completions');
    expect(created?.headers['content-type']).toBe('application/octet-stream');
    expect(
      created
        ?.text()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { id: 'a', request: { model: 'GigaChat-2-Max' } },
      { id: 'b', request: { model: 'GigaChat-2' } },
    ]);
    expect(await job.status()).toMatchObject({
      state: 'running',
      rawState: 'in_progress',
      counts: { total: 2, succeeded: 1, failed: 1 },
      progress: 1,
    });
    const items = await job.wait({ pollMs: 10 });
    expect(items[0]).toMatchObject({ id: 'a', response: { text: 'Привет!' } });
    expect(items[1]?.id).toBe('b');
    expect(isKitError(items[1]?.error, 'invalid-request')).toBe(true);
    expect(vended.asked('/api/v1/batches').at(-1)?.query.get('batch_id')).toBe('b-1');
  });

  it('of embeddings are taken up again by another process', async () => {
    const result = { data: [{ index: 0, embedding: [1, 2] }], model: 'Embeddings' };
    await using vended = await served(({ path }) =>
      path.endsWith('/content')
        ? { text: JSON.stringify({ id: 'a', result }) }
        : { body: [row('completed', { output_file_id: 'f-9' })] },
    );
    const job = await vended.ai.batch({ attach: 'b-1', operation: 'embed' });
    expect(await job.wait()).toMatchObject([{ id: 'a', response: { embeddings: [[1, 2]] } }]);
    await expect(job.cancel()).rejects.toMatchObject({ code: 'unsupported' });
    const missing = await vended.ai.batch({ attach: 'b-2' });
    await expect(missing.status()).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('errors', () => {
  it.each([
    [400, { status: 400, message: 'Invalid request' }, 'invalid-request'],
    [401, { status: 401, message: 'Unauthorized' }, 'authentication'],
    [402, { status: 402, message: 'Payment Required' }, 'billing'],
    [403, { status: 403, message: 'Permission denied' }, 'permission'],
    [404, { status: 404, message: 'No such model' }, 'not-found'],
    [413, { status: 413, message: 'Payload too large' }, 'invalid-request'],
    [422, { status: 422, message: 'Invalid params: number of tokens exceeds the context length' }, 'context-length'],
    [422, { status: 422, message: 'system message must be the first message' }, 'invalid-request'],
    [429, { status: 429, message: 'Too Many Requests' }, 'rate-limit'],
    [500, { status: 500, message: 'Internal Server Error' }, 'server'],
    [503, { status: 503, message: 'Service Unavailable' }, 'overloaded'],
  ])('%i with %j', async (status, body, code) => {
    await using vended = await served(() => ({ status, body, headers: { 'x-request-id': 'r-1', 'retry-after': '2' } }));
    const error = await failed(vended.ai.chat({ messages }));
    expect(error).toMatchObject({ code, status, requestId: 'r-1', retryAfterMs: 2000, provider: 'gigachat' });
    expect(error.message).toContain(body.message);
  });
});
