import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, KitError, pipeline, Scope, type Transport, type TransportRequest, user } from '@kit/core';
import { nodeTransport } from '@kit/http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme } from '../../tests/conformance/acme.ts';
import { refusedURL } from '../closed-port.ts';
import { type ReplayServer, type ReplayServerOptions, replayServer } from '../replay-server.ts';
import { type Cassette, type CassetteOptions, cassette } from './cassette.ts';
import type { CassetteStore } from './cassette-file.ts';
import { cassetteExchanges } from './cassette-format.ts';

const canary = 'sk-cassette-canary-0a1b2c3d4e5f6a7b';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function vendor(options: ReplayServerOptions): Promise<ReplayServer> {
  const server = await replayServer(options);
  closers.push(server.close);
  return server;
}

function tape(options: Omit<CassetteOptions, 'file'>, transport?: Transport): Cassette {
  const made = cassette(transport, options);
  closers.push(made.close);
  return made;
}

interface MemoryStore extends CassetteStore {
  text: string | undefined;
}

function memoryStore(text?: string): MemoryStore {
  return {
    text,
    read() {
      return Promise.resolve(this.text);
    },
    write(written) {
      this.text = written;
      return Promise.resolve();
    },
  };
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}): TransportRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The pieces of a body, in the reads in which they came. */
async function pieces(body: ByteSource): Promise<string[]> {
  const read: string[] = [];
  for (;;) {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const bytes = body.read(wake);
    if (bytes === null) return read;
    if (bytes) read.push(new TextDecoder().decode(bytes));
    else await woken;
  }
}

async function ask(transport: Transport, request: TransportRequest) {
  const { status, headers, body } = await transport(request, { scope: new Scope() });
  return { status, headers, text: (await pieces(body)).join('') };
}

const rejected = async (promise: Promise<unknown>): Promise<KitError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KitError);
  return error as KitError;
};

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const events = [
  event({ id: 'a1' }),
  event({ text: 'Hel' }),
  event({ text: 'lo' }),
  event({ finish: 'stop' }),
  'data: [DONE]\n\n',
];
const stream = { headers: { 'content-type': 'text/event-stream' }, text: events.join('') };

describe('a cassette', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cassette-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('records a provider’s calls once and plays them offline, streams in their pieces', async () => {
    const file = join(folder, 'deep', 'chat.json');
    const server = await vendor({
      answer: (request) =>
        (request.json() as { stream: boolean }).stream ? stream : { body: { id: 'a1', text: 'Hello', finish: 'stop' } },
      chunking: 'event',
      pauseMs: 5,
    });
    const calls = async (transport: Transport, baseURL: string) => {
      const ai = pipeline(acme({ baseURL, apiKey: canary, transport }));
      const request = { model: 'acme-1', messages: [user('Hi')] };
      const texts: string[] = [(await ai.chat(request)).text];
      for await (const part of ai.stream(request)) if (part.type === 'text') texts.push(part.text);
      return texts;
    };
    const recording = cassette({ file });
    expect(await calls(recording, server.url)).toEqual(['Hello', 'Hel', 'lo']);
    await recording.close();
    const written = await readFile(file, 'utf8');
    expect(written).not.toContain(canary);
    expect(JSON.parse(written)).toMatchObject({
      format: 'kit-cassette/1',
      exchanges: [
        {
          request: {
            method: 'POST',
            url: `${server.url}/chat`,
            headers: { 'content-type': 'application/json' },
            body: { model: 'acme-1', messages: [{ content: 'Hi', role: 'user' }], stream: false },
          },
          response: { status: 200, text: '{"id":"a1","text":"Hello","finish":"stop"}' },
        },
        { response: { lines: stream.text.split('\n'), chunkLengths: events.map(({ length }) => length) } },
      ],
    });

    await server.close();
    const playing = cassette({ file, mode: 'replay' });
    expect(await calls(playing, 'https://api.acme.example')).toEqual(['Hello', 'Hel', 'lo']);
    expect(playing.unused).toEqual([]);
    await playing.close();
  });

  it('in `auto` records what is not there yet, and only then', async () => {
    const server = await vendor({ exchanges: [{ body: 'first' }, { body: 'second' }, { body: 'third' }] });
    const store = memoryStore();
    const one = tape({ store });
    expect((await ask(one, post(server.url, { n: 1 }))).text).toBe('"first"');
    await one.close();
    const two = tape({ store });
    expect((await ask(two, post(server.url, { n: 1 }))).text).toBe('"first"');
    expect(server.requests).toHaveLength(1);
    expect((await rejected(ask(two, post(server.url, { n: 2 })))).code).toBe('config');
    const three = tape({ store, strict: false });
    expect((await ask(three, post(server.url, { n: 2 }))).text).toBe('"second"');
    expect((await ask(three, post(server.url, { n: 1 }))).text).toBe('"first"');
    await three.close();
    const four = tape({ store, mode: 'replay' });
    expect((await ask(four, post(server.url, { n: 2 }))).text).toBe('"second"');
    const five = tape({ store, mode: 'record' });
    expect((await ask(five, post(server.url, { n: 1 }))).text).toBe('"third"');
    await five.close();
    expect(JSON.parse(store.text as string).exchanges).toHaveLength(1);
  });

  it('answers equal requests in their order: a refusal, and then an answer', async () => {
    const refusal = {
      status: 429,
      headers: { 'retry-after': '2', 'x-ratelimit-remaining-tokens': '0' },
      body: { error: 'slow' },
    };
    const server = await vendor({ exchanges: [refusal, { body: 'ok' }] });
    const store = memoryStore();
    const recording = tape({ store });
    for (let at = 0; at < 2; at++) await ask(recording, post(server.url, {}));
    await recording.close();
    const playing = tape({ store, mode: 'replay' });
    expect(await ask(playing, post(server.url, {}))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '2', 'x-ratelimit-remaining-tokens': '0' },
    });
    expect(playing.unused).toHaveLength(1);
    expect(await ask(playing, post(server.url, {}))).toMatchObject({ status: 200, text: '"ok"' });
    expect((await rejected(ask(playing, post(server.url, {})))).message).toContain('all were played');
    const lenient = tape({ store, mode: 'replay', strict: false });
    for (const text of ['{"error":"slow"}', '"ok"', '"ok"'])
      expect((await ask(lenient, post(server.url, {}))).text).toBe(text);
  });

  it('finds requests by method, path, query and body, whatever the order of keys and whoever the host', async () => {
    const server = await vendor({ exchanges: [{ body: 'yes' }] });
    const store = memoryStore();
    const recording = tape({ store });
    await ask(recording, post(`${server.url}/v1/x?b=2&a=1`, { one: { a: 1, b: 2 }, two: [1, 2] }));
    await recording.close();
    const play = (request: TransportRequest) => ask(tape({ store, mode: 'replay' }), request);
    expect((await play(post('https://other.example/v1/x?a=1&b=2', { two: [1, 2], one: { b: 2, a: 1 } }))).text).toBe(
      '"yes"',
    );
    for (const url of ['https://x.example/v1/x?a=1&b=3', 'https://x.example/v1/y?a=1&b=2'])
      await rejected(play(post(url, { two: [1, 2], one: { b: 2, a: 1 } })));
    await rejected(play(post('https://x.example/v1/x?a=1&b=2', { two: [2, 1], one: { b: 2, a: 1 } })));
  });

  it('ignores fields that change from run to run', async () => {
    const server = await vendor({ exchanges: [{ body: 'yes' }] });
    const store = memoryStore();
    const body = (run: number) => ({ metadata: { run, team: 'a' }, items: [{ id: run, text: 'x' }] });
    const recording = tape({ store });
    await ask(recording, post(server.url, body(1)));
    await recording.close();
    const ignore = ['/metadata/run', '/items/*/id'];
    expect((await ask(tape({ store, mode: 'replay', ignore }), post(server.url, body(2)))).text).toBe('"yes"');
    await rejected(ask(tape({ store, mode: 'replay' }), post(server.url, body(2))));
  });

  it('knows forms by what is in them, and bodies that are streamed', async () => {
    const server = await vendor({ answer: () => ({ body: 'stored' }) });
    const store = memoryStore();
    const form = (boundary: string, content: string): TransportRequest => ({
      method: 'POST',
      url: `${server.url}/files`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: new TextEncoder().encode(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"\r\n\r\n${content}\r\n--${boundary}--\r\n`,
      ),
    });
    const streamed = (): TransportRequest => ({
      method: 'POST',
      url: `${server.url}/audio`,
      headers: { 'content-type': 'audio/wav' },
      body: (async function* () {
        yield new Uint8Array(20_000).fill(200);
        yield new Uint8Array(1);
      })(),
    });
    const recording = tape({ store });
    await ask(recording, form('b-1', 'notes'));
    await ask(recording, streamed());
    await recording.close();
    expect(server.requests[1]?.body).toHaveLength(20_001);
    expect(JSON.parse(store.text as string).exchanges[1].request).toMatchObject({
      bytes: 20_001,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const play = (request: TransportRequest) => ask(tape({ store, mode: 'replay' }), request);
    expect((await play(form('b-2', 'notes'))).text).toBe('"stored"');
    expect((await play(streamed())).text).toBe('"stored"');
    await rejected(play(form('b-2', 'other notes')));
  });
});

describe('an unexpected request', () => {
  it('is told with what differs, and without a secret', async () => {
    const server = await vendor({ exchanges: [{ body: 'yes' }] });
    const store = memoryStore();
    const recording = tape({ store });
    await ask(recording, post(`${server.url}/v1/chat`, { model: 'a', messages: [{ content: 'Hi' }], temperature: 1 }));
    await recording.close();
    const playing = tape({ store, mode: 'replay' });
    const error = await rejected(
      ask(
        playing,
        post(
          `${server.url}/v1/chat`,
          { model: 'a', messages: [{ content: `Ho ${canary}` }], seed: 7 },
          { authorization: `Bearer ${canary}` },
        ),
      ),
    );
    expect(error).toMatchObject({ code: 'config', retry: 'never' });
    expect(error.message).toBe(
      'The cassette has no recording of this POST /v1/chat. The body of the nearest of 1 differs at /messages/0/content, /temperature, /seed.',
    );
    const { message } = error.cause as Error;
    expect(message).toContain('/temperature: recorded 1, asked nothing');
    expect(message).toContain('/messages/0/content: recorded "Hi", asked "Ho ');
    expect(`${error.message}${message}`).not.toContain(canary);

    const elsewhere = await rejected(ask(playing, post(`${server.url}/v1/embed`, {})));
    expect(elsewhere.message).toBe('The cassette has no recording of POST /v1/embed. It has POST /v1/chat.');
  });

  it('reaches the caller of a provider as it is', async () => {
    const store = memoryStore('{"format":"kit-cassette/1","exchanges":[]}');
    const ai = pipeline(acme({ baseURL: 'https://api.acme.example', apiKey: canary, transport: tape({ store }) }));
    const error = await rejected(ai.chat({ model: 'acme-1', messages: [user('Hi')] }));
    expect(error).toMatchObject({ code: 'config', provider: 'acme', message: expect.stringContaining('none at all') });
  });
});

describe('what is recorded', () => {
  it('has no credential, cookie or name of an account, wherever they stood', async () => {
    const basic = Buffer.from(`user:${canary}-basic`).toString('base64');
    const server = await vendor({
      answer: ({ query }) => ({
        headers: {
          'content-type': 'text/event-stream',
          'set-cookie': `session=${canary}-cookie`,
          'openai-organization': 'org-canaryAbCdEf123456',
          'anthropic-organization-id': 'canary-organization',
          'cf-ray': 'canary-ray',
          'x-goog-upload-url': `http://127.0.0.1:1/upload?upload_id=${canary}-upload&kind=a`,
          'x-request-id': 'req-1',
        },
        text:
          event({
            quoted: `Incorrect API key: ${query.get('key')} (${canary}).`,
            access_token: `${canary}-token`,
            expires_in: 3,
          }) +
          event({
            organization: 'org-canaryAbCdEf123456',
            org_id: 'canary-4711-org',
            note: 'Bearer canary0123456789abcdef',
            secret: 'canary\\"quoted',
          }) +
          event({ text: 'The organization Acme is an organization.', organization: 'NASA' }),
      }),
      chunking: 'bytes:50',
    });
    const store = memoryStore();
    const recording = tape({ store, secrets: ['Mr Canary'] });
    await ask(
      recording,
      post(
        `${server.url.replace('//', '//me:canary-password@')}/v1?key=canary-query-key&page_token=p2`,
        { api_key: canary, prompt: `Mr Canary says ${basic} and ${canary}`, client_secret: 'canary secret' },
        {
          authorization: `Basic ${basic}`,
          'x-api-key': canary,
          cookie: 'canary=1',
          'openai-organization': 'canary-org',
          'anthropic-version': '2026-10-21',
        },
      ),
    );
    await recording.close();
    const text = store.text as string;
    expect(text).not.toMatch(/canary/i);
    expect(text).not.toContain(basic);
    const [{ request, response }] = JSON.parse(text).exchanges;
    expect(request.headers).toEqual({ 'anthropic-version': '2026-10-21', 'content-type': 'application/json' });
    expect(request.url).toContain('key=***&page_token=p2');
    expect(response.headers).toEqual({
      'content-type': 'text/event-stream',
      'x-goog-upload-url': 'http://127.0.0.1:1/upload?kind=a&upload_id=***',
      'x-request-id': 'req-1',
    });
    expect(text).toContain('The organization Acme is an organization.');
    expect(text).toContain('NASA');
    // The pieces are as long as they were.
    const bytes = response.lines.join('\n').length;
    expect(response.chunkLengths.reduce((sum: number, length: number) => sum + length, 0)).toBe(bytes);
  });

  it('plays for a request that has another credential', async () => {
    const server = await vendor({ exchanges: [{ body: 'yes' }] });
    const store = memoryStore();
    const ask2 = (transport: Transport, key: string) =>
      ask(transport, post(`${server.url}/v1?key=${key}`, { api_key: key, q: 1 }, { authorization: `Bearer ${key}` }));
    const recording = tape({ store });
    await ask2(recording, canary);
    await recording.close();
    expect((await ask2(tape({ store, mode: 'replay' }), canary.replace('0a1b', '9z8y'))).text).toBe('"yes"');
  });

  it('is bytes where it is no text', async () => {
    const sound = Buffer.from([0, 255, 10, 200]);
    const server = await vendor({
      exchanges: [{ headers: { 'content-type': 'audio/mpeg' }, base64: sound.toString('base64') }],
    });
    const store = memoryStore();
    const recording = tape({ store });
    await ask(recording, post(server.url, {}));
    await recording.close();
    const { body } = await tape({ store, mode: 'replay' })(post(server.url, {}), { scope: new Scope() });
    expect(body.read(() => {})).toEqual(new Uint8Array(sound));
    expect(JSON.parse(store.text as string).exchanges[0].response.base64).toBe(sound.toString('base64'));
  });

  it('can be served by a replay server, and broken there', async () => {
    const server = await vendor({ exchanges: [stream], chunking: 'event' });
    const store = memoryStore();
    const recording = tape({ store });
    await ask(recording, post(`${server.url}/chat`, {}));
    await recording.close();
    const again = await vendor({
      exchanges: cassetteExchanges(store.text as string),
      faults: [{ type: 'cut', afterEvents: 2 }],
    });
    const { body } = await tape({ store: memoryStore() })(post(`${again.url}/chat`, {}), { scope: new Scope() });
    expect((await rejected(pieces(body))).code).toBe('network');
    expect((await ask(nodeTransport(), post(`${again.url}/chat`, {}))).text).toBe(stream.text);
  });
});

describe('endings', () => {
  const record = async (options: ReplayServerOptions, use: (transport: Transport, url: string) => Promise<void>) => {
    const server = await vendor(options);
    const store = memoryStore();
    const recording = tape({ store });
    await use(recording, server.url);
    await recording.close();
    return { url: server.url, playing: tape({ store, mode: 'replay' }), text: store.text as string };
  };

  it('of connections that break are played: after what had come', async () => {
    const breaking = async (transport: Transport, url: string) => {
      const { body } = await transport(post(url, {}), { scope: new Scope() });
      expect((await rejected(pieces(body))).code).toBe('network');
    };
    const { playing, url } = await record(
      { exchanges: [stream], chunking: 'event', faults: [{ type: 'cut', afterEvents: 2 }] },
      breaking,
    );
    await breaking(playing, url);
  });

  it('of connections that are refused are played', async () => {
    const url = await refusedURL();
    const store = memoryStore();
    const recording = tape({ store });
    expect((await rejected(ask(recording, post(url, {})))).code).toBe('network');
    await recording.close();
    expect((await rejected(ask(tape({ store, mode: 'replay' }), post(url, {})))).code).toBe('network');
  });

  it('of readers that left are the end of the recording', async () => {
    const leave = async (transport: Transport, url: string) => {
      const ai = pipeline(acme({ baseURL: url, apiKey: canary, transport }));
      const texts: string[] = [];
      for await (const part of ai.stream({ model: 'acme-1', messages: [user('Hi')] })) {
        if (part.type === 'text') texts.push(part.text);
        if (texts.length === 1) break;
      }
      expect(texts).toEqual(['Hel']);
    };
    const { playing, url, text } = await record(
      { exchanges: [stream], chunking: 'event', faults: [{ type: 'hang', afterEvents: 2 }] },
      leave,
    );
    expect(JSON.parse(text).exchanges[0].response.ended).toBe('left');
    await leave(playing, url);
    const { body } = await tape({ store: memoryStore(text), mode: 'replay', strict: false })(post(`${url}/chat`, {}), {
      scope: new Scope(),
    });
    expect((await rejected(pieces(body))).message).toContain('its reader had left');
  });

  it('of calls that were aborted before an answer are not recorded', async () => {
    const server = await vendor({ exchanges: [{ body: 'late' }], faults: [{ type: 'hang' }] });
    const store = memoryStore();
    const recording = tape({ store });
    const scope = new Scope();
    const running = rejected(recording(post(server.url, {}), { scope }));
    await server.received(1);
    scope.cancel(new Error('enough'));
    expect((await running).code).toBe('aborted');
    await recording.close();
    expect(recording.exchanges).toEqual([]);
  });

  it('of played calls come at once when they are aborted', async () => {
    const store = memoryStore();
    const server = await vendor({ exchanges: [stream], chunking: 'event', pauseMs: 30 });
    const recording = tape({ store, timing: true });
    await ask(recording, post(server.url, {}));
    await recording.close();
    const playing = tape({ store, mode: 'replay', timing: true });
    const scope = new Scope();
    const { body } = await playing(post(server.url, {}), { scope });
    const reading = rejected(pieces(body));
    scope.cancel(new Error('enough'));
    expect(await reading).toMatchObject({ code: 'aborted', cause: new Error('enough') });
    expect((await rejected(playing(post(server.url, {}), { scope }))).code).toBe('aborted');
  });

  it('take their time where it was recorded', async () => {
    const store = memoryStore();
    const server = await vendor({ exchanges: [stream], chunking: 'event', pauseMs: 20 });
    const recording = tape({ store, timing: true });
    await ask(recording, post(server.url, {}));
    await recording.close();
    expect(JSON.parse(store.text as string).exchanges[0].response.pausesMs).toHaveLength(events.length);
    const took = async (options: object) => {
      const startedAt = performance.now();
      const { body } = await tape({ store, mode: 'replay', ...options })(post(server.url, {}), { scope: new Scope() });
      return [(await pieces(body)).length, performance.now() - startedAt] as const;
    };
    const [count, slowMs] = await took({ timing: true });
    expect(count).toBe(events.length);
    expect(slowMs).toBeGreaterThan(60);
    expect((await took({}))[1]).toBeLessThan(40);
    expect((await took({ chunking: 'whole' }))[0]).toBe(1);
  });
});

describe('options', () => {
  it('that are wrong are told', async () => {
    expect(() => cassette({})).toThrow(/either `file` or `store`/);
    expect(() => cassette({ file: 'x', store: memoryStore() })).toThrow(/either/);
    expect(() => cassette({ file: 'x', mod: 'replay' } as never)).toThrow(/mode/);
    expect(() => cassette({ file: 'x', mode: 'play' as never })).toThrow(KitError);
    const missing = cassette({ file: join(tmpdir(), 'no-such-cassette.json'), mode: 'replay' });
    expect((await rejected(ask(missing, post('https://x.example', {})))).message).toContain('no cassette to replay');
    for (const text of ['no json', '{"format":"other"}', 'null']) {
      expect((await rejected(ask(tape({ store: memoryStore(text) }), post('https://x.example', {})))).code).toBe(
        'config',
      );
    }
  });

  it('of a store that fails are told when the cassette is closed', async () => {
    const server = await vendor({ exchanges: [{ body: 'yes' }] });
    const store = { read: async () => undefined, write: () => Promise.reject(new Error('disk full')) };
    const recording = cassette({ store });
    expect((await ask(recording, post(server.url, {}))).text).toBe('"yes"');
    expect((await rejected(recording.close())).cause).toEqual(new Error('disk full'));
  });
});
