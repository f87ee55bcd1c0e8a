// A canary for a key: whatever goes wrong, it is in no error, no log, no inspection.
import { inspect as show } from 'node:util';
import { inspect, KitError, pipeline, user } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loopbackServer } from './loopback-server.ts';
import { vendorWires } from './vendor-wires.ts';

const canary = 'sk-canary-8f3e2d1c0b9a7f6e5d4c3b2a';

/** Everything that a person or a logger could see of a value. */
function everySight(value: unknown): string {
  const own =
    value instanceof Error
      ? Object.getOwnPropertyNames(value).map((name) => show((value as never)[name], { depth: 8 }))
      : [];
  return [String(value), JSON.stringify(value), show(value, { depth: 8, showHidden: true }), ...own].join('\n');
}

const logs = ['log', 'info', 'warn', 'error', 'debug'] as const;

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(vendorWires.map((wire) => [wire.name, wire] as const))('%s', (_name, wire) => {
  const request = { model: wire.model, messages: [user('Hi')] };

  it.each([
    [
      'a vendor that quotes the key',
      401,
      (key: string) => ({
        error: {
          type: 'authentication_error',
          message: `Incorrect API key provided: ${key}.`,
          code: 'invalid_api_key',
        },
      }),
    ],
    ['a vendor that fails', 500, () => ({ error: { message: 'oops' } })],
    ['a vendor that answers nonsense', 200, () => 'nonsense'],
  ] as const)('%s', async (_what, status, body) => {
    const printed = logs.map((name) => vi.spyOn(console, name).mockImplementation(() => {}));
    const server = await loopbackServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body(canary) === 'string' ? '<html>' : JSON.stringify(body(canary)));
    });
    const ai = pipeline(wire.make({ baseURL: server.url, apiKey: canary }));
    for (const call of [ai.chat(request), ai.stream(request).ready()]) {
      const error = await call.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(KitError);
      expect(everySight(error)).not.toContain(canary);
      expect(everySight((error as KitError).cause)).not.toContain(canary);
    }
    // The request itself did carry it.
    expect(show(server.requests[0]?.rawHeaders)).toContain(canary);
    for (const spy of printed) expect(show(spy.mock.calls)).not.toContain(canary);
    await server.close();
  });

  it('is not shown by inspect, nor by the provider', async () => {
    const provider = wire.make({ baseURL: 'http://127.0.0.1:9', apiKey: canary });
    expect(everySight(await inspect(provider, 'chat', request))).not.toContain(canary);
    expect(everySight(provider)).not.toContain(canary);
    expect(everySight(pipeline(provider))).not.toContain(canary);
  });

  it('is not sent to another endpoint', async () => {
    const seen: string[] = [];
    const server = await loopbackServer((incoming, response) => {
      seen.push(...incoming.rawHeaders, incoming.url ?? '');
      response.writeHead(500).end();
    });
    const ai = pipeline(wire.make({ baseURL: 'http://127.0.0.1:9', apiKey: canary }));
    await ai.chat(request, { baseURL: server.url }).catch(() => {});
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.join('\n')).not.toContain(canary);
    await server.close();
  });
});
