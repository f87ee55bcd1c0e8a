import {
  type Call,
  type CallOptions,
  createContext,
  type JobState,
  type JobStatus,
  KitError,
  pipeline,
} from '@kit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { failed } from '../../testing/failed.ts';
import { fakeServer, fakeVendor, json } from '../../testing/fake-vendor.ts';
import { virtualEnvironment } from '../../testing/virtual-environment.ts';
import type { Exchange, HandledOperation, JobDefinition } from '../definition.ts';
import { httpProvider } from '../http-provider.ts';
import { createJob } from './job.ts';
import { collectPages } from './pagination.ts';
import { poll } from './polling.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

describe('poll', () => {
  it('looks at once, then with pauses that grow to their bound', async () => {
    const environment = virtualEnvironment();
    const looks: number[] = [];
    const found = poll(
      createContext({}, environment),
      () => {
        looks.push(environment.monotonicMs());
        return Promise.resolve(looks.length === 6 ? 'found' : undefined);
      },
      { pollMs: 1_000, maxPollMs: 3_000 },
    );
    await environment.advance(60_000);
    expect(await found).toBe('found');
    expect(looks).toEqual([0, 1_000, 2_500, 4_750, 7_750, 10_750]);
  });

  it('ends with the call', async () => {
    const environment = virtualEnvironment();
    const context = createContext({}, environment);
    const lost = failed(poll(context, () => Promise.resolve(undefined)));
    await environment.advance(100);
    context.scope.cancel('enough');
    expect(await lost).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(environment.timers).toBe(0);
  });
});

describe('a job', () => {
  function bench(
    states: JobState[],
    { deadlines, ...change }: Partial<JobDefinition<string>> & Pick<CallOptions, 'deadlines'> = {},
  ) {
    const environment = virtualEnvironment();
    const asked: string[] = [];
    const definition: JobDefinition<string> = {
      id: 'job-1',
      status: (_, context) => {
        asked.push(`status ${context.tenant}`);
        const state = (states.length > 1 ? states.shift() : states[0]) as JobState;
        return Promise.resolve({ state, progress: 0.5 });
      },
      results: () => Promise.resolve('the results'),
      cancel: () => {
        asked.push('cancel');
        return Promise.resolve();
      },
      ...change,
    };
    const context = createContext({ tenant: 'acme', ...(deadlines && { deadlines }) }, environment);
    const call = { operation: 'batch', request: { attach: 'job-1' }, context } as unknown as Call;
    const exchange = { provider: 'fake' } as Exchange;
    return { job: createJob(exchange, call, definition), environment, asked, context };
  }

  it('is waited for with growing pauses, and tells its progress', async () => {
    const { job, environment, asked } = bench(['queued', 'running', 'succeeded']);
    const seen: JobStatus[] = [];
    const done = job.wait({ onProgress: (status) => seen.push(status) });
    await environment.advance(10_000);
    expect(await done).toBe('the results');
    expect(seen.map(({ state }) => state)).toEqual(['queued', 'running', 'succeeded']);
    expect(asked).toEqual(['status acme', 'status acme', 'status acme']);
  });

  it('outlives the call that made it', async () => {
    const { job, context } = bench(['succeeded']);
    context.scope.close();
    expect(await job.status()).toEqual({ state: 'succeeded', progress: 0.5 });
    expect(await job.results()).toBe('the results');
  });

  it('has no results before its end', async () => {
    const { job } = bench(['running']);
    expect(await failed(job.results())).toMatchObject({
      code: 'invalid-request',
      provider: 'fake',
      operation: 'batch',
    });
  });

  it.each([
    ['failed', { code: 'server', retry: 'never' }],
    ['cancelled', { code: 'aborted' }],
    ['expired', { code: 'timeout', retry: 'same' }],
  ] as const)('that %s is an error', async (state, expected) => {
    const { job } = bench([state]);
    expect(await failed(job.wait())).toMatchObject(expected);
  });

  it("brings the vendor's own error", async () => {
    const { job } = bench([], {
      status: () => Promise.resolve({ state: 'failed', error: new KitError('quota', 'Used up.') }),
    });
    expect(await failed(job.wait())).toMatchObject({
      code: 'quota',
      message: 'Used up.',
      provider: 'fake',
      operation: 'batch',
    });
  });

  it('stops being waited for after a time, and goes on', async () => {
    const { job, environment, asked } = bench(['running'], { onAbort: 'cancel' });
    const lost = failed(job.wait({ timeoutMs: 5_000 }));
    await environment.advance(6_000);
    expect(await lost).toMatchObject({ code: 'timeout' });
    expect(asked).not.toContain('cancel');
    expect(environment.timers).toBe(0);
  });

  it('is waited for as long as it takes: the total deadline of its call is for each exchange', async () => {
    const { job, environment } = bench([...Array.from({ length: 9 }, () => 'running' as const), 'succeeded'], {
      deadlines: { total: 2_000 },
    });
    const done = job.wait();
    await environment.advance(600_000);
    expect(await done).toBe('the results');
    expect(environment.timers).toBe(0);

    const hanging = bench([], {
      deadlines: { total: 2_000 },
      status: (_, { scope }) => new Promise((_resolve, reject) => scope.onCancel(reject)),
    });
    const lost = failed(hanging.job.wait());
    await hanging.environment.advance(2_000);
    expect(await lost).toMatchObject({ code: 'timeout', phase: 'total' });
  });

  it('is looked at again where a look failed; the third failure in a row ends the waiting', async () => {
    const blip = new KitError('network', 'The connection was reset.');
    const looking = (...looks: (JobState | KitError)[]) =>
      bench([], {
        status: () => {
          const seen = looks.length > 1 ? looks.shift() : looks[0];
          return seen instanceof KitError ? Promise.reject(seen) : Promise.resolve({ state: seen as JobState });
        },
      });
    const lucky = looking('running', blip, blip, 'running', blip, 'succeeded');
    const done = lucky.job.wait();
    await lucky.environment.advance(60_000);
    expect(await done).toBe('the results');
    const unlucky = looking('running', blip);
    const lost = failed(unlucky.job.wait());
    await unlucky.environment.advance(60_000);
    expect(await lost).toBe(blip);
  });

  it.each(['cancel', 'detach'] as const)('is to %s when the waiting is aborted', async (onAbort) => {
    const { job, environment, asked } = bench(['running'], { onAbort });
    const controller = new AbortController();
    const lost = failed(job.wait({ signal: controller.signal }));
    await environment.advance(100);
    controller.abort('enough');
    expect(await lost).toMatchObject({ code: 'aborted', cause: 'enough' });
    expect(asked.includes('cancel')).toBe(onAbort === 'cancel');
  });

  it('can be cancelled where the vendor can', async () => {
    const { job, asked } = bench(['running']);
    await job.cancel();
    expect(asked).toEqual(['cancel']);
    const { cancel: _, ...without } = { cancel: undefined };
    expect(
      await failed(
        bench(['running'], { ...without, cancel: undefined } as Partial<JobDefinition<string>>).job.cancel(),
      ),
    ).toMatchObject({ code: 'unsupported' });
  });

  it('can be written down', () => {
    expect(JSON.parse(JSON.stringify(bench(['running']).job))).toEqual({
      id: 'job-1',
      provider: 'fake',
      operation: 'batch',
    });
  });
});

describe('a handled operation', () => {
  it('makes its exchanges through the provider: signed, recorded, with meta', async () => {
    let state = 'running';
    const server = await fakeServer((seen, response) => {
      if (seen.url === '/batches')
        return json(response, 200, { id: 'b1' }, { 'x-request-id': 'req-1', 'x-ratelimit-remaining-requests': '3' });
      if (seen.url === '/batches/b1') return json(response, 200, { state });
      if (seen.url === '/batches/b1/results') return json(response, 200, [{ id: 'x', text: 'done' }]);
      return json(response, 404, { error: { message: `Nothing at ${seen.url}` } });
    });
    const batch: HandledOperation<'batch'> = {
      inspect: () => ({ path: '/batches', body: { type: 'json', value: {} } }),
      async handle(call, exchange) {
        if (!('requests' in call.request))
          throw exchange.codec(call as never).failure({ status: 404, body: { message: 'No such batch' } });
        const reply = await exchange.send(call as never, {
          path: '/batches',
          body: { type: 'json', value: { count: call.request.requests.length } },
        });
        return exchange.job(call as unknown as Call, {
          id: (reply.json() as { id: string }).id,
          reply,
          pollMs: 5,
          status: async (inner, context) => ({
            state: (
              (await inner.send({ operation: 'batch', context }, { method: 'GET', path: '/batches/b1' })).json() as {
                state: JobState;
              }
            ).state,
          }),
          results: async (inner, context) => {
            const results = await inner.send(
              { operation: 'batch', context },
              { method: 'GET', path: '/batches/b1/results' },
            );
            return (results.json() as { id: string }[]).map(({ id }) => ({ id, error: new KitError('server', 'x') }));
          },
          cancel: async (inner, context) =>
            void (await inner.send({ operation: 'batch', context }, { method: 'POST', path: '/nowhere' })),
        });
      },
    };
    const definition = { ...fakeVendor(), operations: { batch } };
    const ai = pipeline(httpProvider<'batch'>(definition as never, { baseURL: server.url, model: 'm' }));
    open.push(server, ai);
    const requests = [{ id: 'x', request: { messages: [{ role: 'user' as const, content: 'Hi' }] } }];
    const job = await ai.batch({ requests });
    expect(job.meta).toMatchObject({
      provider: 'fake',
      requestId: 'req-1',
      status: 200,
      credential: 'key …cdef',
      rateLimit: { limits: [{ name: 'requests', remaining: 3 }] },
      attempts: [{ outcome: 'complete', operation: 'batch' }],
    });
    expect(await job.status()).toEqual({ state: 'running' });
    setTimeout(() => {
      state = 'succeeded';
    }, 20);
    expect(await job.wait()).toMatchObject([{ id: 'x' }]);
    expect(await failed(job.cancel())).toMatchObject({ code: 'not-found', message: 'Fake: Nothing at /nowhere' });
    expect(server.requests.every(({ headers }) => headers.authorization === 'Bearer sk-fake-0123456789abcdef')).toBe(
      true,
    );
    expect(await failed(ai.batch({ attach: 'gone' }))).toMatchObject({
      code: 'not-found',
      provider: 'fake',
      operation: 'batch',
      message: 'Fake: No such batch',
    });
    const shown = await ai.inspect?.({ operation: 'batch', request: { requests }, context: createContext() } as never);
    expect(shown).toMatchObject({
      method: 'POST',
      url: `${server.url}/batches`,
      headers: { authorization: 'Bearer ***' },
    });
  });

  it('runs declared operations whole, several if it likes', async () => {
    const server = await fakeServer((seen, response) =>
      json(response, 200, { text: `answer to ${(JSON.parse(seen.body) as { prompt: string }).prompt}` }),
    );
    const { chat } = fakeVendor().operations;
    const twice: HandledOperation<'chat'> = {
      async handle(call, exchange) {
        await exchange.run(call, chat as never);
        return exchange.run(call, chat as never);
      },
    };
    const ai = pipeline(
      httpProvider({ ...fakeVendor(), operations: { chat: twice } } as never, { baseURL: server.url, model: 'm' }),
    ) as unknown as {
      chat(request: object): Promise<{ text: string; meta: { attempts: unknown[] } }>;
      close(): Promise<void>;
      inspect?(call: object): Promise<unknown>;
    };
    open.push(server, ai);
    const { text, meta } = await ai.chat({ messages: [{ role: 'user', content: 'x' }] });
    expect(text).toBe('answer to x');
    expect(meta.attempts).toHaveLength(2);
    expect(
      await failed(
        ai.inspect?.({
          operation: 'chat',
          request: { messages: [{ role: 'user', content: 'x' }] },
          context: createContext(),
        }) as Promise<unknown>,
      ),
    ).toMatchObject({ code: 'unsupported' });
  });
});

describe('collectPages', () => {
  const paged = (pages: Record<string, { items: number[]; next?: string }>) => {
    const asked: (string | undefined)[] = [];
    return {
      asked,
      fetchPage: (cursor: string | undefined) => {
        asked.push(cursor);
        return Promise.resolve(pages[cursor ?? 'first'] ?? { items: [] });
      },
    };
  };

  it('follows until there is no next one', async () => {
    const { fetchPage, asked } = paged({ first: { items: [1, 2], next: 'b' }, b: { items: [3] } });
    expect(await collectPages(fetchPage)).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'b']);
  });

  it('ends at an empty page, and at one that names itself', async () => {
    expect(
      await collectPages(paged({ first: { items: [1], next: 'b' }, b: { items: [], next: 'c' } }).fetchPage),
    ).toEqual([1]);
    expect(
      await collectPages(paged({ first: { items: [1], next: 'b' }, b: { items: [2], next: 'b' } }).fetchPage),
    ).toEqual([1, 2]);
  });

  it('asks for no more than is wanted', async () => {
    const { fetchPage, asked } = paged({ first: { items: [1, 2], next: 'b' }, b: { items: [3, 4], next: 'c' } });
    expect(await collectPages(fetchPage, { limit: 3 })).toEqual([1, 2, 3]);
    expect(asked).toHaveLength(2);
  });

  it('gives up on a list without an end', async () => {
    let turn = 0;
    expect(
      await failed(collectPages(() => Promise.resolve({ items: [1], next: String(turn++) }), { maxPages: 20 })),
    ).toMatchObject({ code: 'invalid-response' });
    expect(turn).toBe(20);
  });
});
