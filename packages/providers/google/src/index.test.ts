import { inspect as show } from 'node:util';
import { inspect, isKitError, type KitError, pipeline, user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { type ExchangeResponse, type ReceivedRequest, type ReplayServer, replayServer } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type GoogleOptions, google } from './index.ts';

const canary = 'AIzaSyCanary0123456789abcdefghijklmnop';
let server: ReplayServer | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

/** A vendor that answers by path, and a pipeline that asks it. */
async function vendor(
  answer: (request: ReceivedRequest, server: ReplayServer) => ExchangeResponse | undefined,
  options: GoogleOptions = {},
) {
  const started: ReplayServer = await replayServer({ answer: (request) => answer(request, started) });
  server = started;
  return {
    server: started,
    ai: pipeline(google({ apiKey: canary, baseURL: `${started.url}/v1beta`, model: 'gemini-3.8-flash', ...options })),
  };
}

const said = (
  text: string,
  more: object = {},
  usage: object = { promptTokenCount: 2, candidatesTokenCount: 3, totalTokenCount: 5 },
) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP', index: 0, ...more }],
  usageMetadata: usage,
  modelVersion: 'gemini-3.8-flash',
  responseId: 'r1',
});
const sse = (...events: object[]): ExchangeResponse => ({
  headers: { 'content-type': 'text/event-stream' },
  text: events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''),
});
const failure = async (call: Promise<unknown>): Promise<KitError> => {
  try {
    await call;
  } catch (error) {
    if (isKitError(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('the key', () => {
  it('goes into its header and nowhere else', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: said('Hi') }));
    const { text, usage, cost, meta } = await ai.chat({ messages: [user('Hello')] });
    expect(text).toBe('Hi');
    expect(usage).toMatchObject({ inputTokens: 2, outputTokens: 3 });
    expect(meta).toMatchObject({ provider: 'google', model: 'gemini-3.8-flash', responseId: 'r1', status: 200 });
    expect(cost === undefined || cost.amount > 0).toBe(true);
    const [request] = seen.requests;
    expect(request?.path).toBe('/v1beta/models/gemini-3.8-flash:generateContent');
    expect(request?.headers['x-goog-api-key']).toBe(canary);
    expect(String(request?.query)).not.toContain(canary);
  });

  it.each(['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'])('may come from %s', async (name) => {
    vi.stubEnv(name, canary);
    const { ai, server: seen } = await vendor(() => ({ body: said('Hi') }), { apiKey: undefined });
    await ai.chat({ messages: [user('Hello')] });
    expect(seen.requests[0]?.headers['x-goog-api-key']).toBe(canary);
  });

  it('that is missing is told before anything is sent', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: said('Hi') }), { apiKey: undefined });
    const error = await failure(ai.chat({ messages: [user('Hello')] }));
    expect(error).toMatchObject({
      code: 'authentication',
      message: expect.stringMatching(/apiKey.*GOOGLE_API_KEY.*GEMINI_API_KEY/),
    });
    expect(seen.requests).toHaveLength(0);
  });

  it('is in no error and no inspection', async () => {
    const body = {
      error: {
        code: 400,
        message: `API key not valid: ${canary}.`,
        status: 'INVALID_ARGUMENT',
        details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
      },
    };
    const { ai } = await vendor(() => ({ status: 400, body }));
    const error = await failure(ai.chat({ messages: [user('Hello')] }));
    expect(error).toMatchObject({ code: 'authentication', status: 400, retry: 'other-provider' });
    const shown = await inspect(ai, 'chat', { messages: [user('Hello')] });
    for (const seen of [
      JSON.stringify(error),
      show(error, { depth: 9, showHidden: true }),
      error.message,
      show(shown, { depth: 9 }),
      JSON.stringify(shown),
    ])
      expect(seen).not.toContain(canary);
  });

  it('may be one of a pool', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: said('Hi') }), {
      apiKey: credentialPool({ keys: [`${canary}1`, `${canary}2`] }),
    });
    await ai.chat({ messages: [user('a')] });
    await ai.chat({ messages: [user('b')] });
    expect(new Set(seen.requests.map(({ headers }) => headers['x-goog-api-key'])).size).toBe(2);
  });
});

describe('options', () => {
  it('that are not known are told with the nearest', () => {
    expect(() => google({ apiKeys: 'x' } as never)).toThrow(
      expect.objectContaining({ code: 'config', field: 'apiKeys', message: expect.stringContaining('`apiKey`') }),
    );
    expect(() => google({ continue: 'yes' } as never)).toThrow(
      expect.objectContaining({ code: 'config', field: 'continue' }),
    );
  });

  it('and the environment say where the API lives', async () => {
    const url = async (options: GoogleOptions = {}) =>
      (await inspect(pipeline(google({ apiKey: canary, ...options })), 'chat', { model: 'm', messages: [user('x')] }))
        .url;
    expect(await url()).toBe('https://generativelanguage.googleapis.com/v1beta/models/m:generateContent');
    expect(await url({ apiVersion: 'v1' })).toBe(
      'https://generativelanguage.googleapis.com/v1/models/m:generateContent',
    );
    vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'https://proxy.example/');
    vi.stubEnv('GOOGLE_GENAI_API_VERSION', 'v1alpha');
    expect(await url()).toBe('https://proxy.example/v1alpha/models/m:generateContent');
    expect(await url({ baseURL: 'https://other.example/x' })).toBe('https://other.example/x/models/m:generateContent');
  });

  it('of a model are needed for calls that go to one', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: {} }), { model: undefined });
    expect(await failure(ai.chat({ messages: [user('x')] }))).toMatchObject({
      code: 'invalid-request',
      field: 'model',
    });
    expect(await failure(ai.video({ prompt: 'x' }))).toMatchObject({ code: 'invalid-request', field: 'model' });
    expect(await failure(ai.batch({ requests: [{ id: '1', request: { messages: [user('x')] } }] }))).toMatchObject({
      code: 'invalid-request',
      field: 'model',
    });
    expect(seen.requests).toHaveLength(0);
  });
});

describe('what the models refuse here', () => {
  it('is left out with a warning, or refused under strict', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: said('Hi') }));
    const request = { model: 'gemini-2.5-flash', messages: [user('x')], presencePenalty: 1 };
    expect((await ai.chat(request)).warnings).toEqual([expect.objectContaining({ feature: 'presencePenalty' })]);
    expect(seen.requests[0]?.json()).not.toHaveProperty('generationConfig');
    expect(await failure(ai.chat(request, { strict: true }))).toMatchObject({
      code: 'unsupported',
      field: 'presencePenalty',
    });
    expect(seen.requests).toHaveLength(1);
    await ai.chat({ ...request, model: 'gemini-3.8-flash' });
    expect(seen.requests[1]?.json()).toMatchObject({ generationConfig: { presencePenalty: 1 } });
  });
});

describe('streams', () => {
  it('are asked for as events, and read as an array where that is what comes', async () => {
    const { ai, server: seen } = await vendor(({ index }) =>
      index === 0
        ? sse(said('Hel', { finishReason: undefined }), said('lo'))
        : { body: [said('Hel', { finishReason: undefined }), said('lo')] },
    );
    for (let round = 0; round < 2; round++)
      expect((await ai.stream({ messages: [user('x')] }).response).text).toBe('Hello');
    expect(seen.requests[0]).toMatchObject({ path: '/v1beta/models/gemini-3.8-flash:streamGenerateContent' });
    expect(seen.requests[0]?.query.get('alt')).toBe('sse');
  });

  it('that are cut short are errors', async () => {
    const { ai } = await vendor(() => sse(said('Hel', { finishReason: undefined })));
    expect(await failure(ai.stream({ messages: [user('x')] }).response)).toMatchObject({
      code: 'invalid-response',
      partial: expect.objectContaining({ text: 'Hel' }),
    });
  });
});

describe('failures', () => {
  it('say when to come back', async () => {
    const body = {
      error: {
        code: 429,
        message: 'Slow down.',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '48s' }],
      },
    };
    const { ai } = await vendor(() => ({ status: 429, body: [body] }));
    expect(await failure(ai.chat({ messages: [user('x')] }))).toMatchObject({
      code: 'rate-limit',
      status: 429,
      retryAfterMs: 48_000,
    });
    expect(await failure(ai.stream({ messages: [user('x')] }).ready())).toMatchObject({
      code: 'rate-limit',
      status: 429,
      retryAfterMs: 48_000,
    });
  });
});

describe('long answers', () => {
  const piece = (text: string, token?: string) =>
    said(text, token === undefined ? {} : { finishReason: 'CONTINUATION', continuationToken: token });
  const pieces = [piece('One, ', 't1'), piece('two, ', 't2'), piece('three.')];

  it('end at the limit of one request, unless they shall go on', async () => {
    const { ai } = await vendor(() => ({ body: pieces[0] }));
    expect(await ai.chat({ messages: [user('Count.')] })).toMatchObject({
      text: 'One, ',
      finishReason: 'length',
      rawFinishReason: 'CONTINUATION',
    });
  });

  it('go on with the token, and are one', async () => {
    const { ai, server: seen } = await vendor(({ index }) => ({ body: pieces[index] }), { continue: true });
    const response = await ai.chat({ messages: [user('Count.')] });
    expect(response).toMatchObject({
      text: 'One, two, three.',
      finishReason: 'stop',
      usage: { inputTokens: 6, outputTokens: 9 },
    });
    const bodies = seen.requests.map((request) => request.json() as { contents: unknown; continuationToken?: string });
    expect(bodies.map(({ continuationToken }) => continuationToken)).toEqual([undefined, 't1', 't2']);
    expect(bodies[2]?.contents).toEqual(bodies[0]?.contents);
    expect(response.meta.attempts).toHaveLength(3);
  });

  it('go on in one stream, with one start and one finish', async () => {
    const { ai } = await vendor(({ index }) => sse(pieces[index] as object), { continue: true });
    const stream = ai.stream({ messages: [user('Count.')] });
    const types: string[] = [];
    for await (const part of stream) types.push(part.type);
    expect(types.filter((type) => type === 'start' || type === 'finish' || type === 'choice-end')).toEqual([
      'start',
      'choice-end',
      'finish',
    ]);
    expect(await stream.response).toMatchObject({
      text: 'One, two, three.',
      finishReason: 'stop',
      usage: { inputTokens: 6, outputTokens: 9 },
    });
  });

  it('fail as a whole where one request fails', async () => {
    const overloaded = { status: 503, body: { error: { code: 503, message: 'Later.', status: 'UNAVAILABLE' } } };
    const { ai } = await vendor(({ index }) => (index === 0 ? sse(pieces[0] as object) : overloaded), {
      continue: true,
    });
    expect(await failure(ai.stream({ messages: [user('Count.')] }).response)).toMatchObject({
      code: 'overloaded',
      partial: expect.objectContaining({ text: 'One, ' }),
    });
  });

  it('can be inspected all the same', async () => {
    const ai = pipeline(google({ apiKey: canary, continue: true, model: 'gemini-4-argon' }));
    expect((await inspect(ai, 'chat', { messages: [user('x')] })).url).toContain(':generateContent');
    expect((await inspect(ai, 'stream', { messages: [user('x')] })).url).toContain(':streamGenerateContent');
  });
});

describe('links', () => {
  const png = { headers: { 'content-type': 'image/png; charset=x' }, base64: 'AQID' };
  const content = (url: string) => [
    { type: 'text' as const, text: 'What is this?' },
    { type: 'image' as const, source: { url: `${url}/cat.png` } },
    { type: 'file' as const, source: { url: 'https://www.youtube.com/watch?v=abc' } },
    { type: 'image' as const, source: { data: 'AQID', mediaType: 'image/png' } },
  ];
  const partsOf = (request: ReceivedRequest | undefined) =>
    ((request?.json() ?? { contents: [] }) as { contents: { parts: object[] }[] }).contents.flatMap(
      ({ parts }) => parts,
    );

  it('are passed on, unless they shall be fetched', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: said('A cat.') }));
    await ai.chat({ messages: [user(content(seen.url))] });
    expect(seen.requests).toHaveLength(1);
    expect(partsOf(seen.requests[0])[1]).toEqual({
      fileData: { fileUri: `${seen.url}/cat.png`, mimeType: 'image/png' },
    });
  });

  it('are fetched for chats and streams', async () => {
    const { ai, server: seen } = await vendor(
      ({ method, path }) =>
        method === 'GET' ? png : path.includes('stream') ? sse(said('A cat.')) : { body: said('A cat.') },
      { fetchMedia: { allowPrivate: true } },
    );
    const messages = [
      user(content(seen.url)),
      { role: 'assistant' as const, content: [{ type: 'tool-call' as const, id: '1', name: 'f', arguments: '{}' }] },
      {
        role: 'tool' as const,
        content: [
          {
            type: 'tool-result' as const,
            toolCallId: '1',
            content: [{ type: 'image' as const, source: { url: `${seen.url}/dog.png` } }],
          },
          { type: 'tool-result' as const, toolCallId: '1', content: 'x' },
        ],
      },
    ];
    await ai.chat({ messages });
    await ai.stream({ messages }).response;
    const inline = { inlineData: { mimeType: 'image/png', data: 'AQID' } };
    for (const request of seen.requests.filter(({ method }) => method === 'POST')) {
      expect(partsOf(request).slice(0, 4)).toEqual([
        { text: 'What is this?' },
        inline,
        { fileData: { fileUri: 'https://www.youtube.com/watch?v=abc' } },
        inline,
      ]);
      expect(JSON.stringify(partsOf(request)[5])).toContain('AQID');
    }
    expect(
      seen.requests
        .filter(({ method }) => method === 'GET')
        .every(({ headers }) => headers['x-goog-api-key'] === undefined),
    ).toBe(true);
    const shown = await inspect(ai, 'chat', { messages });
    expect(JSON.stringify(shown.body)).toContain('/cat.png');
    expect((await inspect(ai, 'stream', { messages })).url).toContain(':streamGenerateContent');
  });

  it('into a private network are refused', async () => {
    const { ai, server: seen } = await vendor(() => png, { fetchMedia: true });
    expect(await failure(ai.chat({ messages: [user(content(seen.url))] }))).toMatchObject({ code: 'invalid-request' });
    expect(seen.requests).toHaveLength(0);
    expect(() => google({ fetchMedia: 'yes' } as never)).toThrow(
      expect.objectContaining({ code: 'config', field: 'fetchMedia' }),
    );
  });
});
