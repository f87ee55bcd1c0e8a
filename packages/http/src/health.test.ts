import { inspect, KitError, pipeline } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { type Answer, fakeServer, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import type { ApiKey } from './definition.ts';
import { type HealthProbe, healthOperation } from './health.ts';
import { httpProvider } from './http-provider.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function served(answer: Answer, probe: Partial<HealthProbe> = {}, apiKey: ApiKey = 'sk-fake-0123456789abcdef') {
  const server = await fakeServer(answer);
  const ai = pipeline(
    httpProvider({
      id: 'fake',
      name: 'Fake',
      baseURL: server.url,
      auth: bearerAuth({ apiKey, owner: 'Fake' }),
      operations: { health: healthOperation({ ask: { method: 'GET', path: '/state' }, ...probe }) },
    }),
  );
  open.push(server, ai);
  return { server, ai };
}

describe('health', () => {
  it('is ok, with how long it took and what the vendor said', async () => {
    const { ai } = await served((_, response) => json(response, 200, { version: '2' }, { 'x-request-id': 'r1' }), {
      read: (reply) => (reply.json() as { version: string }).version,
    });
    expect(await ai.health()).toEqual({
      status: 'ok',
      latencyMs: expect.any(Number),
      detail: '2',
      meta: expect.objectContaining({ provider: 'fake', status: 200, requestId: 'r1' }),
      warnings: [],
    });
  });

  it.each([
    ['degraded', 'too fast', 429, {}],
    ['degraded', 'overloaded', 503, {}],
    ['down', 'broken', 500, {}],
    ['down', 'a wrong key', 401, {}],
    ['down', 'no money', 402, {}],
    ['down', 'a request that the vendor refuses, field and all', 400, { error: { message: 'No.', param: 'x' } }],
  ] as const)('is %s, with the reason: %s', async (status, _why, told, body) => {
    const { ai } = await served((_, response) => json(response, told, body, { 'x-request-id': 'r1' }));
    expect(await ai.health()).toMatchObject({
      status,
      detail: expect.stringMatching(/./),
      meta: { provider: 'fake', status: told, requestId: 'r1', attempts: [{ outcome: 'failed' }] },
    });
  });

  it('may be asked of another host, and shows so; `otherwise` is not', async () => {
    const other = await fakeServer((_, response) => json(response, 404, {}));
    open.push(other);
    const probe = { baseURL: `${other.url}/v2`, otherwise: { method: 'GET', path: '/models' } };
    const { ai, server } = await served((_, response) => json(response, 200, {}), probe);
    expect(await inspect(ai, 'health', {})).toMatchObject({ method: 'GET', url: `${other.url}/v2/state` });
    expect(await ai.health()).toMatchObject({ status: 'ok' });
    expect(other.requests.map(({ url }) => url)).toEqual(['/v2/state']);
    expect(server.requests.map(({ url }) => url)).toEqual(['/models']);
  });

  it('is down behind the page of a proxy', async () => {
    const { ai } = await served((_, response) => response.end('<html>Sign in</html>'));
    expect(await ai.health()).toMatchObject({ status: 'down', detail: expect.stringContaining('no JSON') });
  });

  it('is down where nobody listens, or nobody answers in time', async () => {
    const { ai, server } = await served(() => {});
    expect(await ai.health({}, { deadlines: { headers: 30 } })).toMatchObject({ status: 'down' });
    await server.close();
    expect(await ai.health()).toMatchObject({ status: 'down', meta: { attempts: [{ outcome: 'failed' }] } });
  });

  it('asks elsewhere where there is nothing at the first place', async () => {
    const { ai, server } = await served(({ url }, response) => json(response, url === '/else' ? 200 : 404, {}), {
      otherwise: { method: 'GET', path: '/else' },
    });
    expect((await ai.health()).status).toBe('ok');
    expect(server.requests.map(({ url }) => url)).toEqual(['/state', '/else']);
  });

  it("throws what is the caller's: an abort, a missing key, a configuration that cannot work", async () => {
    const well: Answer = (_, response) => json(response, 200, {});
    const { ai } = await served(well);
    const aborted = await failed(ai.health({}, { signal: AbortSignal.abort('later') }));
    expect([aborted.code, aborted.cause]).toEqual(['aborted', 'later']);
    const keyless = await served(well, {}, () => '');
    expect(await failed(keyless.ai.health())).toMatchObject({ code: 'authentication', field: 'apiKey' });
    const nowhere = await served(well, {
      ask: () => {
        throw new KitError('config', 'No such place.');
      },
    });
    expect((await failed(nowhere.ai.health())).code).toBe('config');
  });

  it('does not hide what went wrong in the code itself', async () => {
    const { ai } = await served((_, response) => json(response, 200, {}), {
      read: () => {
        throw new TypeError('a slip');
      },
    });
    await expect(ai.health()).rejects.toThrow('a slip');
  });
});
