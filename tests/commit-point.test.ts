// The commit point, for every vendor, on real sockets: what fails before the first content is a rejection, and a fallback
// answers with nothing seen; what fails after it is thrown by the iterator.
import type { ServerResponse } from 'node:http';
import {
  type CallOptions,
  createContext,
  KitError,
  type Operation,
  type PartOf,
  type Provider,
  pipeline,
  target,
  user,
} from '@kit/core';
import { fallback } from '@kit/plugin-router';
import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, loopbackServer } from './loopback-server.ts';
import { type VendorWire, vendorWires } from './vendor-wires.ts';

const apiKey = 'test-key-0000000000000000';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(answer: (response: ServerResponse) => void): Promise<LoopbackServer> {
  const server = await loopbackServer((_request, response) => answer(response));
  closers.push(server.close);
  return server;
}

function streaming(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(text);
}

/** Calls the handler itself, as a middleware would. */
function open(provider: Provider<'stream'>, wire: VendorWire, options: CallOptions = {}) {
  const context = createContext(options);
  return provider.handlers.stream({
    operation: 'stream',
    request: { model: wire.model, messages: [user('Hi')] },
    context,
  });
}

async function failure(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KitError);
  return error as KitError;
}

interface Fault {
  readonly name: string;
  readonly codes: (wire: VendorWire) => readonly string[];
  readonly answer: (wire: VendorWire) => (response: ServerResponse) => void;
  readonly deadlines?: CallOptions['deadlines'];
}

const status = (code: number, body: object) => () => (response: ServerResponse) => {
  response.writeHead(code, { 'content-type': 'application/json', 'retry-after': '7' });
  response.end(JSON.stringify(body));
};

const faults: readonly Fault[] = [
  {
    name: 'a 401',
    codes: () => ['authentication'],
    answer: status(401, { error: { type: 'authentication_error', message: 'no', code: 'invalid_api_key' } }),
  },
  {
    name: 'a 404',
    codes: () => ['not-found'],
    answer: status(404, { error: { type: 'not_found_error', message: 'no such model' } }),
  },
  {
    name: 'a 429',
    codes: () => ['rate-limit'],
    answer: status(429, { error: { type: 'rate_limit_error', message: 'slow down', status: 'RESOURCE_EXHAUSTED' } }),
  },
  { name: 'a 500', codes: () => ['server'], answer: status(500, { error: { type: 'api_error', message: 'oops' } }) },
  {
    name: 'a 529',
    codes: () => ['overloaded'],
    answer: status(529, { error: { type: 'overloaded_error', message: 'busy' } }),
  },
  {
    name: 'an error event in a 200',
    codes: (wire) => [wire.errorEvent.code],
    answer: (wire) => (response) => {
      streaming(response, wire.preamble + wire.errorEvent.text);
      response.end();
    },
  },
  {
    name: 'a preamble and then silence',
    codes: () => ['timeout'],
    deadlines: { firstPart: 150 },
    answer: (wire) => (response) => streaming(response, wire.preamble),
  },
  { name: 'no headers at all', codes: () => ['timeout'], deadlines: { firstPart: 150 }, answer: () => () => {} },
  {
    name: 'a cut before the first content',
    codes: () => ['network', 'invalid-response'],
    answer: (wire) => (response) => {
      streaming(response, wire.preamble);
      setTimeout(() => response.destroy(), 20);
    },
  },
  {
    name: 'an end before the first content',
    codes: () => ['invalid-response'],
    answer: (wire) => (response) => {
      streaming(response, wire.preamble);
      response.end();
    },
  },
];

describe.each(vendorWires.map((wire) => [wire.name, wire] as const))('%s', (_name, wire) => {
  const make = (baseURL: string) => wire.make({ baseURL, apiKey });
  const good = () =>
    serve((response) => {
      streaming(response, wire.preamble + wire.content + wire.end);
      response.end();
    });

  it('answers when nothing is wrong', async () => {
    const { url } = await good();
    const stream = pipeline(make(url)).stream({ model: wire.model, messages: [user('Hi')] });
    const types: string[] = [];
    for await (const part of stream) types.push(part.type);
    expect(types[0]).toBe('start');
    expect(types.at(-1)).toBe('finish');
    expect((await stream.response).text).toBe('Hello');
  });

  describe.each(faults.map((fault) => [fault.name, fault] as const))('with %s', (_fault, fault) => {
    it('rejects with the typed error, and a fallback answers with nothing seen', async () => {
      const bad = await serve(fault.answer(wire));
      const options: CallOptions = fault.deadlines ? { deadlines: fault.deadlines } : {};
      const error = await failure(open(make(bad.url), wire, options));
      expect(fault.codes(wire)).toContain(error.code);
      expect(error.provider).toBe(make(bad.url).id);
      if (error.status === 429) expect(error.retryAfterMs).toBe(7_000);

      const { url } = await good();
      const ai = pipeline(fallback(target(make(bad.url), { id: 'bad' }), target(make(url), { id: 'good' })));
      const stream = ai.stream({ model: wire.model, messages: [user('Hi')] }, options);
      const parts: PartOf<Extract<Operation, 'stream'>>[] = [];
      for await (const part of stream) parts.push(part);
      expect(parts.filter(({ type }) => type === 'start')).toHaveLength(1);
      expect(parts.map((part) => (part.type === 'text' ? part.text : '')).join('')).toBe('Hello');
      const { meta } = await stream.response;
      expect(meta.attempts.map(({ target: id, outcome }) => [id, outcome])).toEqual([
        ['bad', 'failed'],
        ['good', 'complete'],
      ]);
    });
  });

  it('rejects with a network error when the connection is refused', async () => {
    const { url, close } = await loopbackServer(() => {});
    await close();
    expect((await failure(open(make(url), wire))).code).toBe('network');
  });

  it.each([
    ['an error event', (response: ServerResponse) => response.end(wire.errorEvent.text), [wire.errorEvent.code]],
    ['a cut', (response: ServerResponse) => response.destroy(), ['network']],
    ['an end without its marker', (response: ServerResponse) => response.end(), ['invalid-response']],
  ] as const)('after the commit point the iterator throws: %s', async (_what, breakIt, codes) => {
    const { url } = await serve((response) => {
      streaming(response, wire.preamble + wire.content);
      setTimeout(() => breakIt(response), 30);
    });
    const stream = await open(make(url), wire);
    let seen = '';
    const error = await failure(
      (async () => {
        for await (const part of stream) if (part.type === 'text') seen += part.text;
      })(),
    );
    expect(seen).toBe('Hello');
    expect(codes).toContain(error.code);
    expect(error.partial).toMatchObject({ text: 'Hello' });
    const settled = await failure(stream.response);
    expect(settled.code).toBe(error.code);
  });

  it.each([
    ['before the headers', () => {}],
    ['before the first content', (response: ServerResponse) => streaming(response, wire.preamble)],
    ['in mid-stream', (response: ServerResponse) => streaming(response, wire.preamble + wire.content)],
  ] as const)('an abort closes the socket within 50 ms: %s', async (phase, answer) => {
    const server = await serve(answer);
    const controller = new AbortController();
    const stream = pipeline(make(server.url)).stream(
      { model: wire.model, messages: [user('Hi')] },
      { signal: controller.signal },
    );
    const reading = failure(
      (async () => {
        for await (const _part of stream);
      })(),
    );
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(server.requests).toHaveLength(1);
    const closed = server.nextClose();
    const abortedAt = performance.now();
    controller.abort(new Error('changed my mind'));
    expect((await closed) - abortedAt).toBeLessThan(50);
    const error = await reading;
    expect(error.code, phase).toBe('aborted');
    expect((error.cause as Error).message).toBe('changed my mind');
  });

  it('leaving the loop closes the socket within 50 ms', async () => {
    const server = await serve((response) => streaming(response, wire.preamble + wire.content));
    const stream = pipeline(make(server.url)).stream({ model: wire.model, messages: [user('Hi')] });
    let closed: Promise<number> | undefined;
    let leftAt = 0;
    for await (const part of stream) {
      if (part.type !== 'text') continue;
      closed = server.nextClose();
      leftAt = performance.now();
      break;
    }
    expect(((await closed) ?? Number.NaN) - leftAt).toBeLessThan(50);
  });
});
