// Health checks of a provider against a real server that fails, goes away, and comes back.
import { pipeline } from '@kit/core';
import { bearerAuth, healthOperation, httpProvider } from '@kit/http';
import { simulator } from '@kit/testing';
import { expect, it } from 'vitest';
import { health } from './health.ts';

const vendorAt = (baseURL: string) =>
  httpProvider({
    id: 'vendor',
    name: 'Vendor',
    baseURL,
    auth: bearerAuth({ apiKey: 'any', environment: [], owner: 'Vendor' }),
    operations: { health: healthOperation({ ask: { method: 'GET', path: '/models' } }) },
  });

it('health() follows a vendor by its own health operation, over a socket', async () => {
  await using server = await simulator();
  const vendor = vendorAt(server.openaiURL);
  const changes: string[] = [];
  const checks = health(vendor, {
    intervalMs: 40,
    recheckMs: 20,
    timeoutMs: 5_000,
    failures: 2,
    onChange: ({ from, to }) => changes.push(`${from} → ${to}`),
  });
  const ai = pipeline(vendor).use(checks);
  expect((await ai.health()).status).toBe('ok');
  await expect.poll(() => checks.status.state).toBe('ok');
  expect(server.requests.map(({ path }) => path)).toContain('/openai/v1/models');

  server.faults.always({ status: 503 });
  await expect.poll(() => checks.status.state).toBe('degraded');
  server.faults.always({ status: 500 });
  await expect.poll(() => checks.status.state).toBe('down');
  expect(checks.status.detail).not.toBe('');
  server.faults.clear();
  await expect.poll(() => checks.status.state).toBe('ok');
  expect(changes).toEqual(['unknown → ok', 'ok → degraded', 'degraded → down', 'down → degraded', 'degraded → ok']);

  // A check that hangs is ended with the pipeline, and its socket closed.
  const asked = server.requests.length;
  server.faults.always({ type: 'hang' });
  const hanging = await server.received(asked + 1);
  await ai.close();
  expect(await hanging.closed).toMatchObject({ aborted: true });
});

it('health() says why nobody is there', async () => {
  const server = await simulator();
  await server.close();
  const checks = health(vendorAt(server.openaiURL), { failures: 1 });
  expect(await checks.check()).toMatchObject({ state: 'down', detail: expect.stringMatching(/connect|refused/i) });
});
