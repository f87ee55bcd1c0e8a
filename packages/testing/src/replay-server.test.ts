import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { refusedURL } from './closed-port.ts';
import { type Fault, randomFaults } from './faults.ts';
import { type ReplayServer, type ReplayServerOptions, replayServer } from './replay-server.ts';

const servers: ReplayServer[] = [];
async function start(options: ReplayServerOptions): Promise<ReplayServer> {
  const server = await replayServer(options);
  servers.push(server);
  return server;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const event = (text: string) => `data: ${JSON.stringify({ text })}\n\n`;
const threeEvents = { headers: { 'content-type': 'text/event-stream' }, text: event('a') + event('b') + event('c') };

/** Reads a body as it comes: what had arrived before it broke, and whether it broke. */
async function readBody(response: Response): Promise<{ text: string; broke: boolean; pieces: number }> {
  const decoder = new TextDecoder();
  let text = '';
  let pieces = 0;
  try {
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(piece, { stream: true });
      pieces++;
    }
    return { text, broke: false, pieces };
  } catch {
    return { text, broke: true, pieces };
  }
}

describe('a replay server', () => {
  it('answers what was recorded: status, headers, body', async () => {
    const server = await start({
      exchanges: [
        {
          response: {
            status: 429,
            headers: { 'Retry-After': '3', 'content-length': '999', 'content-encoding': 'br' },
            body: { error: 'slow' },
          },
        },
        { text: 'plain', headers: { 'content-type': 'text/plain' } },
        { base64: 'AAEC', headers: { 'content-type': 'audio/wav' } },
      ],
    });
    const first = await fetch(server.url);
    expect([first.status, first.headers.get('retry-after'), first.headers.get('content-type')]).toEqual([
      429,
      '3',
      'application/json',
    ]);
    expect(await first.json()).toEqual({ error: 'slow' });
    expect(await (await fetch(server.url)).text()).toBe('plain');
    const sound = await fetch(server.url);
    expect([...new Uint8Array(await sound.arrayBuffer())]).toEqual([0, 1, 2]);
    // All were used: the last one again.
    expect((await fetch(server.url)).headers.get('content-type')).toBe('audio/wav');
  });

  it('finds the exchange that is for the request, in the order of the recording', async () => {
    const to = (url: string, body: string, method = 'POST') => ({ request: { method, url }, response: { body } });
    const server = await start({
      exchanges: [
        to('https://api.example.com/v1/chat', 'first chat'),
        to('https://api.example.com/v1/models', 'models', 'GET'),
        to('https://api.example.com/v1/chat', 'second chat'),
      ],
    });
    const ask = async (path: string, method: string) => (await fetch(server.url + path, { method })).json();
    expect(await ask('/v1/models', 'GET')).toBe('models');
    expect(await ask('/chat', 'POST')).toBe('first chat');
    expect(await ask('/prefix/v1/chat', 'POST')).toBe('second chat');
    expect(server.unexpected).toEqual([]);
    const unknown = await fetch(`${server.url}/v1/files`, { method: 'GET' });
    expect(unknown.status).toBe(501);
    expect(server.unexpected.map(({ path }) => path)).toEqual(['/v1/files']);
  });

  it('answers by a function, and by exchanges where it has no answer', async () => {
    const server = await start({
      answer: ({ path, json }) => (path === '/echo' ? { body: json() } : undefined),
      exchanges: [{ body: 'else' }],
    });
    const echoed = await fetch(`${server.url}/echo`, { method: 'POST', body: '{"a":1}' });
    expect(await echoed.json()).toEqual({ a: 1 });
    expect(await (await fetch(server.url)).json()).toBe('else');
  });

  it('remembers requests whole', async () => {
    const server = await start({ exchanges: [{ body: 1 }] });
    await fetch(`${server.url}/v1/chat?key=x&n=2`, { method: 'POST', body: '{"é":1}', headers: { 'X-One': '1' } });
    const [request] = server.requests;
    expect(request).toMatchObject({ index: 0, method: 'POST', path: '/v1/chat', aborted: false });
    expect([request?.query.get('key'), request?.query.get('n'), request?.headers['x-one']]).toEqual(['x', '2', '1']);
    expect([request?.json(), request?.text()]).toEqual([{ é: 1 }, '{"é":1}']);
    expect((await request?.closed)?.at).toBeGreaterThanOrEqual(request?.receivedAt ?? Infinity);
    expect(await server.received(1)).toBe(request);
  });

  it('writes a stream in the chunks that are asked for', async () => {
    for (const chunking of ['whole', 'event', 'recorded', 'bytes:3'] as const) {
      const server = await start({ exchanges: [{ ...threeEvents, chunkLengths: [5, 6] }], chunking, pauseMs: 3 });
      const { text, pieces } = await readBody(await fetch(server.url));
      expect(text).toBe(threeEvents.text);
      // Under load the client may find two of them in one read.
      if (chunking === 'whole') expect(pieces).toBe(1);
      else expect(pieces).toBeGreaterThan(1);
    }
  });

  it('sees when a client leaves, and at once', async () => {
    const server = await start({
      exchanges: [threeEvents],
      chunking: 'event',
      faults: [{ type: 'hang', afterEvents: 1 }],
    });
    const controller = new AbortController();
    const response = await fetch(server.url, { signal: controller.signal });
    const reading = readBody(response);
    const request = await server.received(1);
    expect(request.closedAt).toBeUndefined();
    const leftAt = performance.timeOrigin + performance.now();
    controller.abort();
    const { at, aborted } = await request.closed;
    expect(at - leftAt).toBeLessThan(100);
    expect([aborted, request.aborted, request.closedAt]).toEqual([true, true, at]);
    expect((await reading).broke).toBe(true);
  });

  it('can refuse connections and take them again at the same place', async () => {
    const server = await start({ exchanges: [{ body: 1 }] });
    await fetch(server.url);
    await server.refuse();
    await expect(fetch(server.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await server.refuse();
    await server.accept();
    expect((await fetch(server.url)).status).toBe(200);
    expect(server.connections).toBeGreaterThan(0);
    await server.close();
    expect(server.connections).toBe(0);
  });

  it('tells what it was not given', async () => {
    await expect(replayServer({})).rejects.toMatchObject({ code: 'config', field: 'exchanges' });
  });

  it('answers 500 when the answer function fails', async () => {
    const server = await start({
      answer: () => {
        throw new Error('no answer today');
      },
    });
    const response = await fetch(server.url);
    expect([response.status, await response.text()]).toEqual([500, 'The test server failed: Error: no answer today']);
  });

  it('outlives a client that goes away while it asks', async () => {
    const server = await start({ exchanges: [{ body: 1 }] });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.resetAndDestroy();
    expect((await fetch(server.url)).status).toBe(200);
  });
});

describe('faults', () => {
  const meet = async (fault: Fault, options: Partial<ReplayServerOptions> = {}) => {
    const server = await start({ exchanges: [threeEvents], chunking: 'event', ...options, faults: [fault] });
    return { server, response: fetch(server.url) };
  };

  it('status: an error with its headers and body', async () => {
    const { response } = await meet({ type: 'status', status: 429, retryAfterMs: 6_100 });
    expect([(await response).status, (await response).headers.get('retry-after')]).toEqual([429, '7']);
    expect(await (await response).json()).toEqual({ error: { message: 'Injected fault: rate-limit.' } });
    const html = await (
      await meet({ type: 'status', status: 502, body: '<html>', headers: { 'content-type': 'text/html' } })
    ).response;
    expect([html.status, html.headers.get('content-type'), await html.text()]).toEqual([502, 'text/html', '<html>']);
    const json = await (await meet({ type: 'status', status: 418, body: { odd: true } })).response;
    expect(await json.json()).toEqual({ odd: true });
  });

  it('hang: no headers, or headers and silence', async () => {
    const { server, response } = await meet({ type: 'hang' });
    const outcome = await Promise.race([
      response.then(
        () => 'answered',
        () => 'failed',
      ),
      new Promise((resolve) => setTimeout(resolve, 60, 'silent')),
    ]);
    expect(outcome).toBe('silent');
    await server.close();
    await expect(response).rejects.toThrow();
    const late = await meet({ type: 'hang', after: 'headers' });
    expect((await late.response).status).toBe(200);
    expect(
      await Promise.race([readBody(await late.response), new Promise((resolve) => setTimeout(resolve, 60, 'silent'))]),
    ).toBe('silent');
  });

  it('slow: headers at once, the first event late', async () => {
    const { response } = await meet({ type: 'slow', delayMs: 300 });
    const began = performance.now();
    const answer = await response;
    expect(performance.now() - began).toBeLessThan(250);
    expect((await readBody(answer)).text).toBe(threeEvents.text);
    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
  });

  it('cut: after events, bytes or the headers', async () => {
    expect(await readBody(await (await meet({ type: 'cut' })).response)).toMatchObject({
      text: event('a'),
      broke: true,
    });
    expect(await readBody(await (await meet({ type: 'cut', afterEvents: 2 })).response)).toMatchObject({
      text: event('a') + event('b'),
      broke: true,
    });
    expect(await readBody(await (await meet({ type: 'cut', afterBytes: 7 })).response)).toMatchObject({
      text: 'data: {',
      broke: true,
    });
    expect(await readBody(await (await meet({ type: 'cut', after: 'headers' })).response)).toMatchObject({
      text: '',
      broke: true,
    });
    // Past the end it strikes at the end: the last chunk never comes.
    expect(await readBody(await (await meet({ type: 'cut', afterEvents: 99 })).response)).toMatchObject({
      text: threeEvents.text,
      broke: true,
    });
  });

  it('cut: counts the events of a body that is written whole', async () => {
    const { response } = await meet({ type: 'cut', afterEvents: 2 }, { chunking: 'whole' });
    expect(await readBody(await response)).toMatchObject({ text: event('a') + event('b'), broke: true });
  });

  it('reset: a broken connection', async () => {
    await expect((await meet({ type: 'reset' })).response).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await readBody(await (await meet({ type: 'reset', afterEvents: 1 })).response)).toMatchObject({
      broke: true,
    });
  });

  it('malformed: nonsense in between', async () => {
    expect((await readBody(await (await meet({ type: 'malformed' })).response)).text).toBe(
      `${event('a')}data: {"broken":\n\n${event('b')}${event('c')}`,
    );
    const own = await (await meet({ type: 'malformed', text: '<html>', after: 'headers' })).response;
    expect((await readBody(own)).text).toBe(`<html>${threeEvents.text}`);
  });

  it('error-event: a failure inside of a 200, which ends it', async () => {
    const answer = await (await meet({ type: 'error-event' })).response;
    expect(answer.status).toBe(200);
    expect((await readBody(answer)).text).toBe(
      'data: {"error":{"message":"Injected fault: overloaded.","type":"server_error","code":"overloaded"}}\n\n',
    );
    const own = await (await meet({ type: 'error-event', text: 'event: error\ndata: {}\n\n', afterEvents: 1 }))
      .response;
    expect((await readBody(own)).text).toBe(`${event('a')}event: error\ndata: {}\n\n`);
  });

  it('drip: a body in small writes', async () => {
    const { response } = await meet({ type: 'drip', pauseMs: 1, bytes: 10 });
    const { text, pieces } = await readBody(await response);
    expect(text).toBe(threeEvents.text);
    expect(pieces).toBeGreaterThanOrEqual(6);
  });

  it('come to the requests they are planned for, and can be changed on the way', async () => {
    const server = await start({ exchanges: [{ body: 1 }], faults: [{ status: 500 }, undefined] });
    const status = async (path = '/') => (await fetch(server.url + path)).status;
    expect([await status(), await status(), await status()]).toEqual([500, 200, 200]);
    server.faults.always({ type: 'status', status: 503 });
    server.faults.always({ type: 'status', status: 404 }, ({ path }) => path === '/lost');
    server.faults.next(undefined, { type: 'status', status: 429 });
    expect([await status(), await status(), await status(), await status('/lost')]).toEqual([200, 429, 503, 404]);
    server.faults.clear();
    expect(await status()).toBe(200);
  });

  it('can come by chance, the same each time', async () => {
    const statuses = async () => {
      const faults = randomFaults({
        probability: 0.5,
        seed: 4,
        faults: [
          { type: 'status', status: 500 },
          { type: 'status', status: 429 },
        ],
      });
      const server = await start({ exchanges: [{ body: 1 }], faults });
      const seen: number[] = [];
      for (let at = 0; at < 20; at++) seen.push((await fetch(server.url)).status);
      return seen;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 429, 500]));
    expect(await statuses()).toEqual(first);
  });

  it('refusedURL: nobody listens there', async () => {
    await expect(fetch(await refusedURL())).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
