import { pipeline } from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { type Answer, fakeServer, json } from '../../testing/fake-vendor.ts';
import { bearerAuth } from '../auth/bearer.ts';
import { httpProvider } from '../http-provider.ts';
import { videoOperation } from './video-operation.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

type Task = { id?: string; state: 'running' | 'succeeded' | 'failed'; url?: string };
const taskOf = (reply: { json(): unknown }) => reply.json() as Task;

async function served(answer: Answer) {
  const server = await fakeServer(answer);
  const ai = pipeline(
    httpProvider({
      id: 'fake',
      name: 'Fake',
      baseURL: server.url,
      auth: bearerAuth({ apiKey: 'sk-fake-0123456789abcdef', owner: 'Fake' }),
      operations: {
        video: videoOperation({
          start({ model, prompt, seed }, _, warnings) {
            if (seed !== undefined) warnings.push({ feature: 'seed', detail: 'Left out.' });
            return { path: '/videos', body: { type: 'json', value: { model, prompt } as never } };
          },
          idOf: (reply) => taskOf(reply).id,
          look: (id) => ({ method: 'GET', path: `/videos/${id}` }),
          statusOf: (reply) => ({ state: taskOf(reply).state }),
          videosOf: (reply) => [{ url: taskOf(reply).url }],
          cancel: (id) => ({ method: 'DELETE', path: `/videos/${id}` }),
        }),
      },
    }),
  );
  open.push(server, ai);
  return { server, ai };
}

describe('a video', () => {
  it('is a job that is looked at until it is done', async () => {
    let looks = 0;
    const { ai } = await served(({ method }, response) => {
      if (method === 'POST') return json(response, 200, { id: 't1' });
      looks++;
      return json(response, 200, looks === 1 ? { state: 'running' } : { state: 'succeeded', url: 'https://v/1' });
    });
    const job = await ai.video({ model: 'm', prompt: 'A fox', seed: 1 });
    expect(job.warnings).toMatchObject([{ feature: 'seed' }]);
    expect(await job.wait({ pollMs: 1 })).toEqual({ videos: [{ url: 'https://v/1' }] });
    expect(await (await ai.video({ attach: 't1' })).results()).toEqual({ videos: [{ url: 'https://v/1' }] });
  });

  it('can be stopped', async () => {
    const { ai, server } = await served((_, response) => json(response, 200, { id: 't1' }));
    await (await ai.video({ attach: 't1' })).cancel();
    expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', url: '/videos/t1' });
  });

  it('needs an id', async () => {
    const { ai } = await served((_, response) => json(response, 200, {}));
    expect(await failed(ai.video({ model: 'm', prompt: 'A fox' }))).toMatchObject({ code: 'invalid-response' });
  });
});
