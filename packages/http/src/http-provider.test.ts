import { inspect as show } from 'node:util';
import { type Catalogue, inspect, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { type Answer, events, fakeChat, fakeServer, fakeVendor, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import { credentialPool } from './auth/credential-pool.ts';
import { headerAuth } from './auth/header-auth.ts';
import type { HttpProviderDefinition, HttpProviderOptions } from './definition.ts';
import { httpProvider } from './http-provider.ts';

const messages = [user('Hi')];
const hello = { text: 'Hello', model: 'm-1-2026', tokens: [3, 5] };
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function served(
  answer: Answer,
  options: HttpProviderOptions = {},
  change: Partial<HttpProviderDefinition<'chat' | 'stream'>> = {},
) {
  const server = await fakeServer(answer);
  const provider = httpProvider(fakeVendor(change), { baseURL: `${server.url}/v1`, model: 'm-1', ...options });
  const ai = pipeline(provider);
  open.push(server, ai);
  return { server, ai };
}

describe('a complete reply', () => {
  it('brings the decoded answer with meta, usage and the attempt', async () => {
    const { server, ai } = await served((_, response) =>
      json(response, 200, hello, { 'x-request-id': 'req-7', 'x-ratelimit-remaining-requests': '9' }),
    );
    const answer = await ai.chat({ messages });
    expect(answer.text).toBe('Hello');
    expect(answer.usage).toEqual({ state: 'reported', inputTokens: 3, outputTokens: 5 });
    expect(answer.meta).toMatchObject({
      provider: 'fake',
      requestedModel: 'm-1',
      model: 'm-1-2026',
      responseId: 'r1',
      requestId: 'req-7',
      status: 200,
      credential: 'key …cdef',
    });
    expect(answer.meta.rateLimit?.limits).toEqual([{ name: 'requests', remaining: 9 }]);
    expect(answer.meta.attempts).toHaveLength(1);
    expect(answer.meta.attempts[0]).toMatchObject({
      outcome: 'complete',
      status: 200,
      requestId: 'req-7',
      model: 'm-1-2026',
      usage: { inputTokens: 3 },
    });
    expect(answer.meta.timings.totalMs).toBeGreaterThanOrEqual(answer.meta.timings.headersMs as number);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v1/chat',
      body: '{"model":"m-1","prompt":"Hi"}',
    });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-fake-0123456789abcdef',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^kit\//),
    });
  });

  it('goes over one kept connection, call after call', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello));
    for (let call = 0; call < 5; call++) await ai.chat({ messages });
    expect(server.opened()).toBe(1);
  });
});

describe('a streamed reply', () => {
  it('opens at its first content and ends with usage, meta and the attempt', async () => {
    const { ai } = await served((_, response) =>
      events(response, { t: 'Hel' }, { t: 'lo' }, { end: true, tokens: [3, 5] }, '[DONE]'),
    );
    const parts = [];
    for await (const part of ai.stream({ messages })) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'text', 'finish']);
    expect(parts.at(-1)).toMatchObject({
      usage: { inputTokens: 3, outputTokens: 5 },
      meta: { provider: 'fake', responseId: 'r1', attempts: [{ outcome: 'complete' }] },
    });
  });

  it('keeps its connection for the next call', async () => {
    const { server, ai } = await served((_, response) => events(response, { t: 'Hello' }, '[DONE]'));
    for (let call = 0; call < 3; call++) expect((await ai.stream({ messages }).response).text).toBe('Hello');
    expect(server.opened()).toBe(1);
  });
});

const silent = (part: string) =>
  ((_: unknown, response: Parameters<Answer>[1]) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (part) response.write(part);
  }) as Answer;

describe('before the commit point every failure is a rejection with a typed error', () => {
  it.each([
    [
      'a status',
      (_: unknown, response) =>
        json(response, 429, { error: { message: 'Slow down.' } }, { 'retry-after': '2', 'x-request-id': 'r9' }),
      { code: 'rate-limit', status: 429, retryAfterMs: 2000, requestId: 'r9', message: 'Fake: Slow down.' },
    ],
    [
      'an error event inside a 200',
      (_: unknown, response) => events(response, { error: { message: 'Overloaded', code: 529 } }),
      { code: 'overloaded', status: 200 },
    ],
    [
      'an error event after a mere start',
      (_: unknown, response) => events(response, {}, { error: { message: 'Too many requests' } }),
      { code: 'rate-limit' },
    ],
    [
      'a stream that ends without its end',
      (_: unknown, response) => events(response, {}),
      { code: 'invalid-response' },
    ],
    [
      'a cut',
      (_: unknown, response) => void response.writeHead(200).write('da', () => response.destroy()),
      { code: 'network' },
    ],
    [
      'a decoder that gives up',
      (_: unknown, response) => events(response, '{"t":}'),
      { code: 'invalid-response', retry: 'same' },
    ],
  ] as [string, Answer, object][])('%s', async (_, answer, expected) => {
    const { ai } = await served(answer);
    const error = await failed(ai.stream({ messages }).ready());
    expect(error).toMatchObject({ provider: 'fake', operation: 'stream', model: 'm-1', ...expected });
    expect(error.attempts).toMatchObject([{ outcome: 'failed' }]);
  });

  it.each([
    ['cut', 'content-length: 100\r\n\r\n{"err', 'destroy'],
    ['silent', 'content-length: 100\r\n\r\n{"err', 'hang'],
    ['compressed in a way that nobody asked for', 'content-encoding: zstd\r\ncontent-length: 3\r\n\r\nabc', 'hang'],
    ['compressed badly', 'content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc', 'hang'],
  ])('a status whose explanation is %s', async (_, rest, then) => {
    const { ai } = await served((_seen, response) => {
      const { socket } = response;
      socket?.write(`HTTP/1.1 429 Too Many Requests\r\nretry-after: 2\r\n${rest}`);
      if (then === 'destroy') setTimeout(() => socket?.destroy(), 10);
    });
    const error = await failed(ai.stream({ messages }, { deadlines: { idle: 100 } }).ready());
    expect(error).toMatchObject({ code: 'rate-limit', status: 429, retryAfterMs: 2_000 });
  });

  it('silence, ended by the first-part deadline, which closes the socket', async () => {
    const { server, ai } = await served(silent(''));
    const error = await failed(ai.stream({ messages }, { deadlines: { firstPart: 60 } }).ready());
    expect(error).toMatchObject({ code: 'timeout', phase: 'first-part' });
    await server.socketClosed();
  });

  it('a preamble and then silence alike', async () => {
    const { server, ai } = await served(silent('data: {}\n\n'));
    expect(await failed(ai.stream({ messages }, { deadlines: { firstPart: 60 } }).ready())).toMatchObject({
      code: 'timeout',
      phase: 'first-part',
    });
    await server.socketClosed();
  });

  it('a refused connection', async () => {
    const { server, ai } = await served(silent(''));
    await server.close();
    expect(await failed(ai.stream({ messages }).ready())).toMatchObject({ code: 'network', provider: 'fake' });
  });
});

describe('after the commit point', () => {
  it('the iterator throws what broke the stream, after what had arrived', async () => {
    const { ai } = await served(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"t":"Hel"}\n\n');
      setTimeout(() => response.write('data: {"t":"lo"}\n\ndata: {"error":{"message":"Overloaded"}}\n\n'), 20);
    });
    const stream = ai.stream({ messages });
    await stream.ready();
    const texts: string[] = [];
    const error = await failed(
      (async () => {
        for await (const part of stream) if (part.type === 'text') texts.push(part.text);
      })(),
    );
    expect(texts).toEqual(['Hel', 'lo']);
    expect(error).toMatchObject({ code: 'overloaded', partial: { text: 'Hello' } });
  });

  it('an abort closes the socket at once and accounts for what had arrived', async () => {
    const { server, ai } = await served(silent('data: {"t":"Hello there"}\n\n'));
    const controller = new AbortController();
    const stream = ai.stream({ messages }, { signal: controller.signal });
    const reading = failed(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    await stream.ready();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const abortedAtMs = performance.now();
    controller.abort('enough');
    await server.socketClosed();
    expect(performance.now() - abortedAtMs).toBeLessThan(50);
    const error = await reading;
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(error.attempts[0]).toMatchObject({ outcome: 'cancelled', usage: { state: 'estimated', outputTokens: 3 } });
  });

  it('leaving the loop closes the socket', async () => {
    const { server, ai } = await served(silent('data: {"t":"a"}\n\ndata: {"t":"b"}\n\n'));
    for await (const part of ai.stream({ messages })) if (part.type === 'text') break;
    await server.socketClosed();
  });
});

describe('the end of a stream', () => {
  it('is the marker: what follows is not awaited', async () => {
    const { ai } = await served(
      silent('data: {"t":"a"}\n\ndata: {"tokens":[1,2]}\n\ndata: [DONE]\n\ndata: {"t":"never"}\n\n'),
    );
    const startedAtMs = performance.now();
    const answer = await ai.stream({ messages }).response;
    expect(answer).toMatchObject({ text: 'a', usage: { outputTokens: 2 } });
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });

  it('takes a complete JSON reply to a stream request for one event', async () => {
    const { ai } = await served((_, response) => json(response, 200, { t: 'whole', end: true }));
    expect((await ai.stream({ messages }).response).text).toBe('whole');
  });

  it('takes an error told as JSON in a 200 for an error', async () => {
    const { ai } = await served((_, response) =>
      json(response, 200, { error: { message: 'No such model', code: 404 } }),
    );
    expect(await failed(ai.stream({ messages }).ready())).toMatchObject({ code: 'not-found' });
  });
});

describe('what is sent', () => {
  it('is what inspect shows, the credential and other secrets replaced', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello), {
      headers: { 'X-Proxy-Token': 'tok-123456789', 'x-team': 'blue' },
    });
    const shown = await inspect(
      ai,
      'chat',
      { messages },
      { query: { trace: '1', api_key: 'hidden-key' }, headers: { 'x-extra': 'e' } },
    );
    expect(server.requests).toHaveLength(0);
    expect(shown).toEqual({
      method: 'POST',
      url: `${server.url}/v1/chat?trace=1&api_key=***`,
      warnings: [],
      headers: {
        accept: '*/*',
        'accept-encoding': 'gzip, br',
        'content-type': 'application/json',
        'user-agent': expect.any(String),
        authorization: 'Bearer ***',
        'x-proxy-token': '***',
        'x-team': 'blue',
        'x-extra': 'e',
      },
      body: { model: 'm-1', prompt: 'Hi' },
    });
    await ai.chat({ messages }, { query: { trace: '1', api_key: 'hidden-key' }, headers: { 'x-extra': 'e' } });
    const { host: _, connection: __, 'content-length': ___, ...headers } = server.requests[0]?.headers ?? {};
    expect(Object.keys(headers).sort()).toEqual(Object.keys(shown.headers).sort());
    expect(server.requests[0]).toMatchObject({
      url: '/v1/chat?trace=1&api_key=hidden-key',
      body: JSON.stringify(shown.body),
    });
  });

  it('can be shown without a key', async () => {
    const provider = httpProvider(fakeVendor({ auth: bearerAuth({ environment: ['NO_SUCH_KEY'] }) }), { model: 'm' });
    expect((await inspect(provider, 'chat', { messages })).headers.authorization).toBeUndefined();
  });

  it('carries the patch of the call', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello));
    await ai.chat({ messages }, { patch: { '/thinking/budget': 100, '/prompt': undefined, '/list': [1] } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ model: 'm-1', thinking: { budget: 100 }, list: [1] });
    expect(await failed(ai.chat({ messages }, { patch: { thinking: 1 } }))).toMatchObject({
      code: 'invalid-request',
      field: 'patch',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('asks for events and no compression where it streams', async () => {
    const { server, ai } = await served((_, response) => events(response, { t: 'x' }, '[DONE]'));
    await ai.stream({ messages }).response;
    expect(server.requests[0]?.headers).toMatchObject({
      accept: 'text/event-stream, */*',
      'accept-encoding': 'identity',
    });
  });
});

describe('a mistake is told before anything is sent', () => {
  it('a missing model, with the option that would help', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello), {
      model: undefined,
    } as HttpProviderOptions);
    expect(await failed(ai.chat({ messages }))).toMatchObject({
      code: 'invalid-request',
      field: 'model',
      message: expect.stringContaining('option `model` of fake'),
    });
    expect(server.requests).toHaveLength(0);
  });

  it('no model where the vendor needs none', async () => {
    const { ai } = await served(
      (_, response) => json(response, 200, hello),
      { model: undefined } as HttpProviderOptions,
      { modelOptional: ['chat'] },
    );
    expect((await ai.chat({ messages })).text).toBe('Hello');
  });

  it('a missing key, with the option and the variable', async () => {
    const { server, ai } = await served(
      (_, response) => json(response, 200, hello),
      {},
      { auth: bearerAuth({ environment: ['FAKE_KEY_UNSET'], owner: 'Fake' }) },
    );
    const error = await failed(ai.chat({ messages }));
    expect(error).toMatchObject({ code: 'authentication', provider: 'fake' });
    expect(error.message).toBe(
      'Fake needs a key: set the option `apiKey`, the environment variable FAKE_KEY_UNSET or the call option `credentials`.',
    );
    expect(server.requests).toHaveLength(0);
  });

  it('a wrong base URL', async () => {
    expect(() => httpProvider(fakeVendor({ baseURL: 'ftp://x' }))).toThrow(/baseURL/);
    expect(() => httpProvider(fakeVendor({ baseURL: 'nonsense' }))).toThrow(/baseURL/);
    const { ai } = await served((_, response) => json(response, 200, hello));
    expect(await failed(ai.chat({ messages }, { baseURL: 'nonsense' }))).toMatchObject({ field: 'baseURL' });
  });

  it('under strict, anything that the vendor cannot do', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello));
    const error = await failed(ai.chat({ messages, topK: 3 }, { strict: true }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'topK', provider: 'fake' });
    expect(server.requests).toHaveLength(0);
    expect((await ai.chat({ messages, topK: 3 })).warnings).toEqual([{ feature: 'topK', detail: expect.any(String) }]);
  });

  it('without strict it is a warning right after the start of a stream', async () => {
    const { ai } = await served((_, response) => events(response, { t: 'x' }, '[DONE]'));
    const parts = [];
    for await (const part of ai.stream({ messages, topK: 3 })) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual(['start', 'warning', 'text', 'finish']);
    expect((await ai.stream({ messages, topK: 3 }).response).warnings).toHaveLength(1);
  });
});

describe('credentials', () => {
  const canary = 'sk-canary-0123456789abcdefghij';

  it('of the house never go to another endpoint, nor do its headers', async () => {
    const { ai } = await served(
      (_, response) => json(response, 200, hello),
      { headers: { 'x-portal-key': canary } },
      { auth: bearerAuth({ apiKey: canary }) },
    );
    const foreign = await fakeServer((_, response) => json(response, 200, hello));
    open.push(foreign);
    await ai.chat({ messages }, { baseURL: foreign.url });
    await ai.chat({ messages }, { baseURL: foreign.url, credentials: { apiKey: 'sk-of-the-caller-000000' } });
    expect(await failed(ai.chat({ messages }, { baseURL: foreign.url, credentials: { other: 'x' } }))).toMatchObject({
      code: 'authentication',
    });
    expect(foreign.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer sk-of-the-caller-000000',
    ]);
    expect(JSON.stringify(foreign.requests)).not.toContain(canary);
  });

  it('of the call replace those of the house', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello));
    const { meta } = await ai.chat({ messages }, { credentials: { apiKey: 'sk-of-the-caller-00wxyz' } });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer sk-of-the-caller-00wxyz');
    expect(meta.credential).toBe('key …wxyz');
  });

  it('are in no error, log, inspection, or printed object, not even when the vendor quotes them', async () => {
    const { ai } = await served(
      (_, response) =>
        json(response, 401, { error: { message: `Incorrect API key provided: ${canary}.`, key: canary } }),
      { headers: { 'x-second-key': `second-${canary}` } },
      { auth: headerAuth({ header: 'X-Api-Key', apiKey: canary }) },
    );
    const error = await failed(ai.chat({ messages }));
    expect(error).toMatchObject({
      code: 'authentication',
      message: 'Fake: Incorrect API key provided: ***.',
      credential: 'key …ghij',
    });
    const shown = await inspect(ai, 'chat', { messages });
    for (const text of [
      error.message,
      error.stack,
      JSON.stringify(error),
      show(error, { depth: 9, showHidden: true }),
      JSON.stringify(error.vendor),
      JSON.stringify(shown),
      show(ai, { depth: 9 }),
      JSON.stringify(error.attempts),
    ]) {
      expect(text).not.toContain('canary');
    }
  });
});

describe('a pool of credentials', () => {
  const pooled = (strategy: 'failover' | 'least-used') =>
    credentialPool({
      members: [
        { apiKey: 'key-a', label: 'a' },
        { apiKey: 'key-b', label: 'b' },
      ],
      strategy,
    });

  it('learns from failures, also from those told in a stream', async () => {
    const apiKey = pooled('failover');
    const { server, ai } = await served(
      (seen, response) =>
        seen.headers.authorization === 'Bearer key-a'
          ? events(response, { error: { message: 'Too many requests' } })
          : events(response, { t: 'from b' }, '[DONE]'),
      {},
      { auth: bearerAuth({ apiKey }) },
    );
    expect(await failed(ai.stream({ messages }).ready())).toMatchObject({ code: 'rate-limit', credential: 'a' });
    expect(apiKey.stats.map(({ state }) => state)).toEqual(['cooling', 'ready']);
    const answer = await ai.stream({ messages }).response;
    expect([answer.text, answer.meta.credential]).toEqual(['from b', 'b']);
    expect(server.requests).toHaveLength(2);
  });

  it('counts a stream as under way until it has ended or was left', async () => {
    const apiKey = pooled('least-used');
    const { ai } = await served(silent('data: {"t":"a"}\n\n'), {}, { auth: bearerAuth({ apiKey }) });
    const stream = ai.stream({ messages });
    await stream.ready();
    expect(apiKey.stats.map(({ underWay }) => underWay)).toEqual([1, 0]);
    await stream.cancel();
    expect(apiKey.stats).toMatchObject([{ underWay: 0, state: 'ready' }, { underWay: 0 }]);
  });

  it('gives back what was borrowed for a request that was never sent', async () => {
    const apiKey = pooled('least-used');
    const { ai } = await served((_, response) => json(response, 200, hello), {}, { auth: bearerAuth({ apiKey }) });
    await failed(ai.chat({ messages, topK: 1 }, { strict: true }));
    await inspect(ai, 'chat', { messages });
    expect(apiKey.stats).toMatchObject([
      { underWay: 0, state: 'ready' },
      { underWay: 0, state: 'ready' },
    ]);
  });
});

describe('cost', () => {
  const catalogue: Catalogue = {
    provider: 'fake',
    asOf: '2026-11-01',
    models: [{ id: 'm-1', price: { input: 1_000, output: 2_000 } }],
  };

  it('comes from the catalogue, which is loaded beside the first request', async () => {
    let loads = 0;
    const { ai } = await served(
      (_, response) => json(response, 200, hello),
      {},
      {
        catalogue: () => {
          loads++;
          return Promise.resolve(catalogue);
        },
      },
    );
    expect(loads).toBe(0);
    const { cost, meta } = await ai.chat({ messages });
    expect(cost).toMatchObject({ amount: expect.closeTo((3 * 1_000 + 5 * 2_000) / 1_000_000), source: 'catalogue' });
    expect(meta.attempts[0]?.cost).toEqual(cost);
    await ai.chat({ messages });
    expect(loads).toBe(1);
  });

  it('of a stream stands in its finish', async () => {
    const { ai } = await served(
      (_, response) => events(response, { t: 'x' }, { tokens: [3, 5] }, '[DONE]'),
      {},
      { catalogue: () => Promise.resolve(catalogue) },
    );
    expect((await ai.stream({ messages }).response).cost).toMatchObject({ amount: expect.closeTo(0.013) });
  });

  it('is unknown where the catalogue cannot be loaded, or does not know the model', async () => {
    const broken = await served(
      (_, response) => json(response, 200, hello),
      {},
      { catalogue: () => Promise.reject(new Error('no')) },
    );
    expect((await broken.ai.chat({ messages })).cost).toBeUndefined();
    const other = await served(
      (_, response) => json(response, 200, hello),
      { model: 'm-9' },
      { catalogue: () => Promise.resolve(catalogue) },
    );
    expect((await other.ai.chat({ messages })).cost).toBeUndefined();
  });
});

describe('a complete reply that is none', () => {
  it.each([
    ['no JSON', (_: unknown, response) => void response.end('<html>'), { code: 'invalid-response', status: 200 }],
    [
      'a redirect, which is not followed',
      (_: unknown, response) =>
        void response.writeHead(307, { location: 'https://elsewhere.example/path?key=secret' }).end(),
      { code: 'invalid-response', status: 307, message: expect.stringContaining('to https://elsewhere.example.') },
    ],
    [
      'a redirect within the server',
      (_: unknown, response) => void response.writeHead(301, { location: '/v2' }).end(),
      { message: expect.stringContaining('another path of the same server') },
    ],
    [
      'an HTML error page',
      (_: unknown, response) =>
        void response.writeHead(502).end('<html><head><title>502 Bad Gateway</title></head></html>'),
      { code: 'server', status: 502, message: 'Fake: 502 Bad Gateway' },
    ],
    [
      'an empty error',
      (_: unknown, response) => void response.writeHead(503).end(),
      { code: 'overloaded', message: 'Fake: status 503 without a message.' },
    ],
  ] as [string, Answer, object][])('%s', async (_, answer, expected) => {
    const { ai } = await served(answer);
    expect(await failed(ai.chat({ messages }))).toMatchObject({ provider: 'fake', operation: 'chat', ...expected });
  });

  it('a success that tells a failure', async () => {
    const { ai } = await served(
      (_, response) => json(response, 200, { error: 'Too many requests' }),
      {},
      { failsInside: (body) => Boolean((body as { error?: unknown }).error) },
    );
    expect(await failed(ai.chat({ messages }))).toMatchObject({
      code: 'rate-limit',
      status: 200,
      message: 'Fake: Too many requests',
    });
  });

  it('larger than the limit', async () => {
    const { server, ai } = await served((_, response) => void response.write('x'.repeat(10_000)), {
      maxReplyBytes: 1_000,
    });
    expect(await failed(ai.chat({ messages }))).toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('1000 bytes'),
    });
    await server.socketClosed();
  });

  it('stalled in the middle of its body', async () => {
    const { server, ai } = await served((_, response) => void response.writeHead(200).write('{'), {
      deadlines: { idle: 60 },
    });
    expect(await failed(ai.chat({ messages }))).toMatchObject({ code: 'timeout', phase: 'body' });
    await server.socketClosed();
  });

  it("read by the vendor's own table first, then by the general one", async () => {
    const { ai } = await served(
      (_, response) => json(response, 400, { error: { code: 'odd' } }),
      {},
      {
        errors: ({ body }) =>
          (body as { error: { code: string } }).error.code === 'odd'
            ? { code: 'quota', message: 'Used up.', retryAfterMs: 7 }
            : undefined,
      },
    );
    expect(await failed(ai.chat({ messages }))).toMatchObject({
      code: 'quota',
      message: 'Fake: Used up.',
      retryAfterMs: 7,
      retry: 'other-provider',
    });
  });
});

describe('declarations', () => {
  it('that load are loaded once, with the first call', async () => {
    let loads = 0;
    const { ai } = await served(
      (_, response) => json(response, 200, hello),
      {},
      {
        operations: {
          chat: {
            load: () => {
              loads++;
              return Promise.resolve({ endpoint: { path: '/late' }, transformer: fakeChat });
            },
          },
          stream: { handle: () => Promise.reject(new TypeError('a bug')) },
        },
      },
    );
    await Promise.all([ai.chat({ messages }), ai.chat({ messages })]);
    expect((await ai.chat({ messages })).text).toBe('Hello');
    expect(loads).toBe(1);
    expect(await failed(ai.stream({ messages }).ready())).toMatchObject({
      code: 'server',
      message: 'a bug',
      provider: 'fake',
    });
  });

  it('that fail to load are tried again with the next call', async () => {
    let loads = 0;
    const { ai } = await served(
      (_, response) => json(response, 200, hello),
      {},
      {
        operations: {
          chat: {
            load: () =>
              loads++ === 0
                ? Promise.reject(new Error('offline'))
                : Promise.resolve({ endpoint: { path: '/late' }, transformer: fakeChat }),
          },
          stream: { handle: () => Promise.reject(new Error()) },
        },
      },
    );
    expect(await failed(ai.chat({ messages }))).toMatchObject({ message: 'offline' });
    expect((await ai.chat({ messages })).text).toBe('Hello');
  });

  it('may compute their path, set a query and headers, and replace the URL', async () => {
    const { server, ai } = await served(
      (_, response) => json(response, 200, hello),
      {},
      {
        operations: {
          chat: {
            endpoint: {
              path: ({ model }) => `/models/${model}:generate`,
              query: { alt: 'sse' },
              headers: { 'X-Version': '3' },
            },
            transformer: {
              ...fakeChat,
              encode: (request, context) => ({
                ...fakeChat.encode(request, context),
                wire: {
                  query: { extra: 'a b', none: undefined },
                  headers: { 'x-version': undefined, 'x-own': '1' },
                  body: { type: 'json', value: {} },
                },
              }),
            },
          },
          stream: { handle: () => Promise.reject(new Error()) },
        },
      },
    );
    await ai.chat({ messages }, { query: { alt: 'json' } });
    expect(server.requests[0]?.url).toBe('/v1/models/m-1:generate?alt=json&extra=a%20b');
    expect(server.requests[0]?.headers).toMatchObject({ 'x-own': '1' });
    expect(server.requests[0]?.headers['x-version']).toBeUndefined();
  });

  it('may lead to another server, which gets no credential', async () => {
    const foreign = await fakeServer((_, response) => json(response, 200, hello));
    open.push(foreign);
    const { ai } = await served(
      (_, response) => json(response, 200, hello),
      { headers: { 'x-portal': 'p' } },
      {
        operations: {
          chat: {
            endpoint: { path: '/x' },
            transformer: {
              ...fakeChat,
              encode: () => ({
                wire: { method: 'GET', url: `${foreign.url}/signed?sig=1` },
                warnings: [],
                state: undefined,
              }),
            },
          },
          stream: { handle: () => Promise.reject(new Error()) },
        },
      },
    );
    await ai.chat({ messages }, { headers: { 'x-call': 'c' } });
    expect(foreign.requests[0]).toMatchObject({ method: 'GET', url: '/signed?sig=1' });
    for (const name of ['authorization', 'x-portal', 'x-call'])
      expect(foreign.requests[0]?.headers[name]).toBeUndefined();
  });
});

describe('raw', () => {
  it("adds the vendor's body to results and its events to streams", async () => {
    const whole = await served((_, response) => json(response, 200, hello));
    expect((await whole.ai.chat({ messages }, { raw: true })).meta.vendor?.raw).toEqual(hello);
    const streamed = await served((_, response) => events(response, { t: 'x' }, '[DONE]'));
    const parts = [];
    for await (const part of streamed.ai.stream({ messages }, { raw: true })) parts.push(part);
    expect(parts.filter(({ type }) => type === 'raw')).toEqual([
      { type: 'raw', data: '{"t":"x"}' },
      { type: 'raw', data: '[DONE]' },
    ]);
  });
});

describe('closing', () => {
  it('closes the connections that the provider made', async () => {
    const { server, ai } = await served((_, response) => json(response, 200, hello));
    await ai.chat({ messages });
    expect(server.sockets.size).toBe(1);
    await ai.close();
    await server.socketClosed();
    expect(await failed(ai.chat({ messages }))).toMatchObject({ code: 'config' });
  });

  it('works for a provider that was never called', async () => {
    await httpProvider(fakeVendor()).close?.();
  });
});
