import { inspect, pipeline } from '@kit/core';
import { afterEach, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { fakeServer, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import type { ShownOperation } from './definition.ts';
import { httpProvider } from './http-provider.ts';
import { loadedOperation } from './loaded-operation.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const operation: ShownOperation<'models'> = {
  async handle(call, exchange) {
    const reply = await exchange.send(call, { method: 'GET', path: '/models' });
    return { models: [], meta: exchange.meta(call.context, reply), warnings: [] };
  },
  inspect: () => ({ method: 'GET', path: '/models' }),
};

async function vendor(load: () => Promise<ShownOperation<'models'>>) {
  const server = await fakeServer((_, response) => json(response, 200, {}));
  const provider = httpProvider({
    id: 'fake',
    name: 'Fake',
    baseURL: server.url,
    auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
    operations: { models: loadedOperation(load) },
  });
  const ai = pipeline(provider);
  open.push(server, ai);
  return { server, ai, provider };
}

it('is loaded by the first call, once', async () => {
  let loads = 0;
  const { server, ai } = await vendor(async () => {
    loads++;
    return operation;
  });
  expect(loads).toBe(0);
  await ai.models({});
  await ai.models({});
  expect(loads).toBe(1);
  expect(server.requests.map(({ url }) => url)).toEqual(['/models', '/models']);
});

it('is shown without being sent', async () => {
  const { server, provider } = await vendor(async () => operation);
  expect(await inspect(provider, 'models', {})).toMatchObject({ method: 'GET', url: `${server.url}/models` });
  expect(server.requests).toEqual([]);
});

it('is loaded anew where the first attempt failed, which the call is told', async () => {
  let loads = 0;
  const { ai } = await vendor(async () => {
    if (++loads === 1) throw new Error('The chunk is gone.');
    return operation;
  });
  expect(await failed(ai.models({}))).toMatchObject({ message: expect.stringContaining('The chunk is gone.') });
  expect((await ai.models({})).models).toEqual([]);
});
