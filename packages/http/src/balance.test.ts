import { pipeline } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../testing/failed.ts';
import { type Answer, fakeServer, json } from '../testing/fake-vendor.ts';
import { bearerAuth } from './auth/bearer.ts';
import { balanceOperation } from './balance.ts';
import { httpProvider } from './http-provider.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function served(answer: Answer) {
  const server = await fakeServer(answer);
  const read = (body: unknown) => {
    const { left } = body as { left?: number };
    return left === undefined ? undefined : { available: left > 0, balances: [{ currency: 'EUR', total: left }] };
  };
  const ai = pipeline(
    httpProvider({
      id: 'fake',
      name: 'Fake',
      baseURL: server.url,
      auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
      operations: { balance: balanceOperation({ path: '/left', read }) },
    }),
  );
  open.push(server, ai);
  return { server, ai };
}

describe('balance', () => {
  it('is what the vendor tells', async () => {
    const { ai, server } = await served((_, response) => json(response, 200, { left: 5 }));
    expect(await ai.balance()).toMatchObject({ available: true, balances: [{ currency: 'EUR', total: 5 }] });
    expect(server.requests[0]).toMatchObject({ method: 'GET', url: '/left' });
  });

  it('is missed where the reply holds none', async () => {
    const { ai } = await served((_, response) => json(response, 200, {}));
    expect(await failed(ai.balance())).toMatchObject({ code: 'invalid-response' });
  });
});
