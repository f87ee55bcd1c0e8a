import { user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { describe, expect, it } from 'vitest';
import { failure, prediction, type Script, served, succeeded, until } from '../../tests/served.ts';

const messages = [user('Hi')];
const version = 'a'.repeat(64);

/** A prediction that is done after so many looks. */
const slow = (looks: number): Script => {
  let seen = 0;
  return ({ method }) => {
    if (method === 'POST') return prediction();
    return ++seen < looks ? prediction({ status: 'processing' }) : succeeded(['do', 'ne']);
  };
};

describe('a model', () => {
  it.each([
    ['meta/llama-3', '/models/meta/llama-3/predictions', undefined],
    [`meta/llama-3:${version}`, '/predictions', `meta/llama-3:${version}`],
    [version, '/predictions', version],
    ['deployments/acme/mine', '/deployments/acme/mine/predictions', undefined],
  ])('named %s is run at %s', async (model, path, sent) => {
    const { ai, asked, body } = await served(succeeded(['Hello']));
    await ai.chat({ model, messages });
    expect(asked()).toEqual([`POST ${path}`]);
    expect(body().version).toBe(sent);
  });

  it.each(['llama', 'a/b/c', '../x/y', 'a//b', ''])('named "%s" is none', async (model) => {
    const { ai, server } = await served(succeeded(['Hello']));
    expect(await failure(ai.chat({ model, messages }))).toMatchObject({ code: 'invalid-request', field: 'model' });
    expect(server.requests).toEqual([]);
  });

  it('that is not official is run by its newest version, which is remembered', async () => {
    const { ai, asked, body } = await served(({ method, path }) => {
      if (path.startsWith('/models/') && method === 'POST')
        return { status: 404, body: { detail: 'Not found.', status: 404 } };
      if (method === 'GET') return { body: { latest_version: { id: version } } };
      return succeeded(['Hello']);
    });
    expect((await ai.chat({ model: 'acme/mine', messages })).text).toBe('Hello');
    await ai.chat({ model: 'acme/mine', messages });
    expect(asked()).toEqual([
      'POST /models/acme/mine/predictions',
      'GET /models/acme/mine',
      'POST /predictions',
      'POST /predictions',
    ]);
    expect(body(2).version).toBe(version);
  });

  it('that does not exist is not found', async () => {
    const { ai, asked } = await served({ status: 404, body: { detail: 'The requested resource could not be found.' } });
    expect(await failure(ai.chat({ model: 'acme/none', messages }))).toMatchObject({ code: 'not-found', status: 404 });
    expect(asked()).toEqual(['POST /models/acme/none/predictions', 'GET /models/acme/none']);
  });
});

describe('waiting', () => {
  it('is held open for a while, then asks again until the end', async () => {
    const { ai, asked, server } = await served(slow(3));
    const result = await ai.chat({ messages });
    expect(result).toMatchObject({
      text: 'done',
      meta: { responseId: 'p1', vendor: { status: 'succeeded', version: 'hidden' } },
    });
    expect(server.requests[0]?.headers.prefer).toBe('wait=5');
    expect(asked().slice(1)).toEqual(Array(3).fill('GET /predictions/p1'));
  });

  it('goes on though there is output already', async () => {
    const { ai } = await served(({ method }) =>
      method === 'POST' ? prediction({ status: 'processing', output: ['ha'] }) : succeeded(['ha', 'lf']),
    );
    expect((await ai.chat({ messages })).text).toBe('half');
  });

  it('is as long as the provider or the request says', async () => {
    const { ai, server, body } = await served(succeeded(['x']), { waitSeconds: 0 });
    await ai.chat({ messages });
    await ai.chat({
      messages,
      vendor: {
        replicate: {
          wait: 30,
          cancel_after: '5m',
          webhook: 'https://example.com/hook',
          webhook_events_filter: ['completed'],
        },
      },
    });
    await ai.chat({ messages }, { deadlines: { total: 90_000 } });
    expect(server.requests.map(({ headers }) => [headers.prefer, headers['cancel-after']])).toEqual([
      [undefined, undefined],
      ['wait=30', '5m'],
      [undefined, '90s'],
    ]);
    expect(body(1)).toMatchObject({ webhook: 'https://example.com/hook', webhook_events_filter: ['completed'] });
    expect(Object.keys(body(1))).toEqual(['input', 'webhook', 'webhook_events_filter']);
  });

  it('that is aborted cancels the prediction', async () => {
    const { ai, asked } = await served(slow(1e9));
    const controller = new AbortController();
    const lost = failure(ai.chat({ messages }, { signal: controller.signal }));
    await until(() => asked().length > 2);
    controller.abort('enough');
    expect(await lost).toMatchObject({ code: 'aborted', cause: 'enough' });
    await until(() => asked().includes('POST /predictions/p1/cancel'));
  });

  it('that takes too long cancels the prediction', async () => {
    const { ai, asked } = await served(slow(1e9));
    expect(await failure(ai.chat({ messages }, { deadlines: { total: 60 } }))).toMatchObject({ code: 'timeout' });
    await until(() => asked().includes('POST /predictions/p1/cancel'));
  });

  it('outlasts a look or two that fail', async () => {
    let looks = 0;
    const { ai } = await served(({ method }) => {
      if (method === 'POST') return prediction();
      return ++looks < 3 ? { status: 502, text: 'no' } : succeeded(['x']);
    });
    expect((await ai.chat({ messages })).text).toBe('x');
  });

  it('that cannot ask any more is an error, and cancels the prediction', async () => {
    const { ai, asked } = await served(({ method }) =>
      method === 'POST' ? prediction() : { status: 500, text: 'no' },
    );
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'server' });
    await until(() => asked().includes('POST /predictions/p1/cancel'));
    expect(asked().filter((line) => line === 'GET /predictions/p1')).toHaveLength(3);
  });

  it('asks with the key that started the prediction', async () => {
    const apiKey = credentialPool({ keys: ['r8_first_0000000001', 'r8_second_000000002'] });
    const { ai, server } = await served(
      (request) =>
        request.path === '/files'
          ? { body: { urls: { get: 'https://a/f' } } }
          : request.method === 'POST'
            ? prediction()
            : succeeded(['https://a/1.png']),
      { apiKey, waitSeconds: 0 },
    );
    await ai.chat({ messages });
    await ai.image({
      model: 'stability-ai/sdxl',
      prompt: 'x',
      images: [{ data: new Uint8Array(300_000), mediaType: 'image/png' }],
    });
    const keys = server.requests.map(({ headers }) => headers.authorization);
    const at = server.requests.findIndex(({ path }) => path === '/files');
    expect(new Set(keys.slice(0, at)).size).toBe(1);
    expect(new Set(keys.slice(at)).size).toBe(1);
    expect(keys[at]).not.toBe(keys[0]);
  });

  it('keeps patches to the request that starts the prediction', async () => {
    const { ai, body } = await served(slow(2));
    expect((await ai.chat({ messages }, { patch: { '/input/top_k': 7 } })).text).toBe('done');
    expect(body()).toMatchObject({ input: { top_k: 7 } });
  });
});

describe('replicatePredict', () => {
  it('runs any model as a job, and tells how it goes', async () => {
    const { ai, asked, body } = await served(({ method }) =>
      method === 'POST'
        ? prediction()
        : prediction({
            status: 'succeeded',
            output: { answer: 42 },
            logs: 'step 1',
            metrics: { predict_time: 2, image_count: 3 },
            completed_at: '2026-11-01T10:00:09.000Z',
          }),
    );
    const job = await ai.replicatePredict({ model: 'acme/odd', input: { question: 'six times seven' } });
    expect(job.toJSON()).toEqual({ id: 'p1', provider: 'replicate', operation: 'replicatePredict' });
    const logs: unknown[] = [];
    const done = await job.wait({ onProgress: (status) => logs.push([status.rawState, status.logs]) });
    expect(done).toMatchObject({
      id: 'p1',
      status: 'succeeded',
      output: { answer: 42 },
      usage: { units: { images: 3 } },
    });
    expect(logs).toEqual([['succeeded', 'step 1']]);
    expect(body().input).toEqual({ question: 'six times seven' });
    expect(asked()[0]).toBe('POST /models/acme/odd/predictions');
  });

  it('takes up one that was started before, and cancels it', async () => {
    const { ai, asked } = await served(() => prediction({ status: 'processing' }));
    const job = await ai.replicatePredict({ attach: 'p7' });
    expect(await job.status()).toMatchObject({
      state: 'running',
      rawState: 'processing',
      createdAt: Date.parse('2026-11-01T10:00:00Z'),
    });
    expect(await failure(job.results())).toMatchObject({ code: 'invalid-request' });
    await job.cancel();
    expect(asked()).toEqual(['GET /predictions/p7', 'GET /predictions/p7', 'POST /predictions/p7/cancel']);
  });

  it('cancels one whose waiter gives up', async () => {
    const { ai, asked } = await served(() => prediction({ status: 'processing' }));
    const job = await ai.replicatePredict({ model: 'a/b', input: {} });
    const controller = new AbortController();
    const lost = failure(job.wait({ signal: controller.signal }));
    await until(() => asked().length > 1);
    controller.abort();
    expect(await lost).toMatchObject({ code: 'aborted' });
    expect(asked()).toContain('POST /predictions/p1/cancel');
  });

  it('brings the failure of one that failed', async () => {
    const { ai } = await served(prediction({ status: 'failed', error: 'NSFW content detected' }));
    const job = await ai.replicatePredict({ model: 'a/b', input: {} });
    expect(await failure(job.wait())).toMatchObject({ code: 'content-filter', operation: 'replicatePredict' });
  });

  it.each([
    [{ model: 'a/b' }, 'input'],
    [{ model: 'a/b', input: [] }, 'input'],
    [{ attach: '' }, 'attach'],
    [{ model: 'a/b', input: {}, inputs: {} }, 'inputs'],
  ])('refuses %j', async (request, field) => {
    const { ai } = await served(succeeded('x'));
    expect(await failure(ai.replicatePredict(request as never))).toMatchObject({ code: 'invalid-request', field });
  });
});

describe('a prediction', () => {
  it.each([{}, [], 'text', { id: 5 }])('that is none is an invalid response: %j', async (body) => {
    const { ai } = await served({ body });
    expect(await failure(ai.chat({ messages }))).toMatchObject({ code: 'invalid-response' });
  });

  it.each([
    { metrics: null, urls: null, logs: null, error: undefined },
    { metrics: 'fast', urls: [], model: 7, created_at: 'yesterday' },
  ])('is read whatever is odd: %j', async (more) => {
    const { ai } = await served(succeeded('x', more));
    expect((await ai.chat({ messages })).text).toBe('x');
  });
});
