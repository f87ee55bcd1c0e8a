import { type JobState, KitError, pipeline } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { fakeServer, json } from '../../testing/fake-vendor.ts';
import { bearerAuth } from '../auth/bearer.ts';
import { httpProvider } from '../http-provider.ts';
import { finishedTask } from './finished-task.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function waiting(...states: (JobState | 503)[]) {
  const server = await fakeServer((_, response) => {
    const state = states.shift();
    json(response, state === 503 ? 503 : 200, { state });
  });
  const ai = pipeline(
    httpProvider({
      id: 'fake',
      name: 'Fake',
      baseURL: server.url,
      auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
      operations: {
        image: {
          async handle(call, exchange) {
            const reply = await finishedTask(call, exchange, {
              look: { method: 'GET', path: '/tasks/1' },
              statusOf(reply) {
                const { state } = reply.json() as { state: JobState };
                return state === 'failed' ? { state, error: new KitError('content-filter', 'Not that.') } : { state };
              },
            });
            return { images: [], meta: exchange.meta(call.context, reply), warnings: [] };
          },
        },
      },
    }),
  );
  open.push(server, ai);
  return { server, run: () => ai.image({ model: 'm', prompt: 'A fox' }) };
}

describe('a task that a call waits for', () => {
  it('is looked at until it is done', async () => {
    const { server, run } = await waiting('queued', 'succeeded');
    expect(await run()).toMatchObject({ images: [] });
    expect(server.requests).toHaveLength(2);
  });

  it('is looked at again where a look failed', async () => {
    const { server, run } = await waiting(503, 'succeeded');
    expect(await run()).toMatchObject({ images: [] });
    expect(server.requests).toHaveLength(2);
  });

  it('tells why it failed, or that it was given up', async () => {
    expect(await failed((await waiting('failed')).run())).toMatchObject({ code: 'content-filter' });
    expect(await failed((await waiting('cancelled')).run())).toMatchObject({ code: 'server' });
  });
});
