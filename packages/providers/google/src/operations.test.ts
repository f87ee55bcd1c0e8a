import { createContext, inspect, isKitError, pipeline, user } from '@kit/core';
import { type ExchangeResponse, type ReceivedRequest, type ReplayServer, replayServer } from '@kit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { google } from './index.ts';
import { catalogue } from './models.ts';

let server: ReplayServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function vendor(answer: (request: ReceivedRequest, url: string) => ExchangeResponse | undefined) {
  const started: ReplayServer = await replayServer({ answer: (request) => answer(request, started.url) });
  server = started;
  return {
    server: started,
    ai: pipeline(google({ apiKey: 'test', baseURL: `${started.url}/v1beta`, model: 'gemini-3.8-flash' })),
  };
}

const code = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (isKitError(error) ? error.code : String(error)),
  );
const png = { inlineData: { mimeType: 'image/png', data: 'AQID' } };

describe('embeddings', () => {
  const vectors = (request: ReceivedRequest): ExchangeResponse => {
    const { requests } = request.json() as { requests?: { content: { parts: { text: string }[] } }[] };
    return {
      body: requests
        ? { embeddings: requests.map(({ content }) => ({ values: [Number(content.parts[0]?.text)] })) }
        : { embedding: { values: [0] }, usageMetadata: { promptTokenCount: 1 } },
    };
  };

  it('of many inputs are several requests and one answer, in order', async () => {
    const { ai, server: seen } = await vendor(vectors);
    const input = Array.from({ length: 230 }, (_, at) => String(at));
    const { embeddings } = await ai.embed({ model: 'gemini-embedding-001', input });
    expect(embeddings.map(([value]) => value)).toEqual(input.map(Number));
    expect(seen.requests.map((request) => (request.json() as { requests: unknown[] }).requests.length)).toEqual([
      100, 100, 30,
    ]);
    const shown = await inspect(ai, 'embed', { model: 'gemini-embedding-001', input });
    expect((shown.body as { requests: unknown[] }).requests).toHaveLength(100);
  });

  it('of one input are one', async () => {
    const { ai, server: seen } = await vendor(vectors);
    expect(await ai.embed({ model: 'gemini-embedding-001', input: 'x' })).toMatchObject({
      embeddings: [[0]],
      usage: { inputTokens: 1 },
    });
    expect(seen.requests[0]?.path).toBe('/v1beta/models/gemini-embedding-001:embedContent');
    expect((await inspect(ai, 'embed', { model: 'gemini-embedding-001', input: 'x' })).url).toContain(':embedContent');
  });
});

describe('images', () => {
  const drawn = {
    candidates: [{ content: { parts: [png] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 10 },
  };

  it('are drawn one a request', async () => {
    const { ai, server: seen } = await vendor(() => ({ body: drawn }));
    const { images, usage } = await ai.image({ model: 'gemini-2.5-flash-image', prompt: 'x', n: 3 });
    expect(images).toHaveLength(3);
    expect(usage).toMatchObject({ inputTokens: 3, outputTokens: 30 });
    expect(seen.requests).toHaveLength(3);
    expect((await inspect(ai, 'image', { model: 'gemini-2.5-flash-image', prompt: 'x' })).url).toContain(
      ':generateContent',
    );
  });

  it('of Imagen come together', async () => {
    const { ai, server: seen } = await vendor(() => ({
      body: { predictions: [{ bytesBase64Encoded: 'AQID' }, { bytesBase64Encoded: 'AQID' }] },
    }));
    expect((await ai.image({ model: 'imagen-4.0-generate-001', prompt: 'x', n: 2 })).images).toHaveLength(2);
    expect(seen.requests).toHaveLength(1);
  });
});

describe('sound', () => {
  it('is spoken and written down', async () => {
    const { ai } = await vendor(({ index }) => ({
      body: {
        candidates: [
          {
            content: {
              parts: [
                index === 0 ? { inlineData: { mimeType: 'audio/L16;rate=24000', data: 'AAA=' } } : { text: 'Hello.' },
              ],
            },
            finishReason: 'STOP',
          },
        ],
      },
    }));
    const { audio } = await ai.speech({ model: 'gemini-2.5-flash-preview-tts', input: 'Hello.', voice: 'Kore' });
    expect(audio).toMatchObject({ mediaType: 'audio/wav', sampleRate: 24_000 });
    expect((await ai.transcribe({ audio: audio.data as Uint8Array })).text).toBe('Hello.');
  });
});

describe('token counts', () => {
  it('are the vendor’s', async () => {
    const { ai } = await vendor(() => ({ body: { totalTokens: 7 } }));
    expect(await ai.countTokens({ messages: [user('x')] })).toMatchObject({ inputTokens: 7 });
  });
});

describe('models', () => {
  it('are collected over all pages', async () => {
    const { ai, server: seen } = await vendor(({ query }) => ({
      body:
        query.get('pageToken') === null
          ? { models: [{ name: 'models/a' }], nextPageToken: 'p2' }
          : { models: [{ name: 'models/b' }] },
    }));
    const { models, meta } = await ai.models();
    expect(models.map(({ id, provider }) => [id, provider])).toEqual([
      ['a', 'google'],
      ['b', 'google'],
    ]);
    expect(meta).toMatchObject({ provider: 'google', status: 200 });
    expect(seen.requests.map(({ query }) => query.get('pageToken'))).toEqual([null, 'p2']);
    expect((await ai.models({ limit: 1 })).models).toHaveLength(1);
    expect((await inspect(ai, 'models', {})).url).toContain('/models?pageSize=1000');
  });

  it('are known without asking, with prices', async () => {
    expect(catalogue.provider).toBe('google');
    expect(catalogue.models.find(({ id }) => id === 'gemini-2.5-flash')?.price?.input).toBeGreaterThan(0);
    expect(await google({ apiKey: 'x' }).catalogue?.()).toBe(catalogue);
  });
});

describe('health', () => {
  it('is ok, degraded or down, and down too with a bad key', async () => {
    const statuses = [200, 503, 500, 401];
    const { ai } = await vendor(({ index }) => ({
      status: statuses[index] as number,
      body: statuses[index] === 200 ? { models: [] } : { error: { message: 'x' } },
    }));
    expect(await ai.health()).toMatchObject({ status: 'ok', latencyMs: expect.any(Number) });
    expect(await ai.health()).toMatchObject({ status: 'degraded' });
    expect(await ai.health()).toMatchObject({ status: 'down', detail: expect.any(String) });
    expect(await ai.health()).toMatchObject({ status: 'down', meta: { status: 401 } });
    expect((await inspect(ai, 'health', {})).url).toContain('pageSize=1');
  });
});

describe('files', () => {
  const file = { name: 'files/abc', displayName: 'a.txt', state: 'ACTIVE', uri: 'https://host/v1beta/files/abc' };
  const answer = ({ method, path, headers, query }: ReceivedRequest, url: string): ExchangeResponse => {
    if (path === '/upload/v1beta/files')
      return { headers: { 'x-goog-upload-url': `${url}/there?upload_id=1` }, body: {} };
    if (path === '/there') return { body: { file: { ...file, sizeBytes: headers['content-length'] } } };
    if (path === '/download/v1beta/files/abc:download')
      return { headers: { 'content-type': 'text/plain' }, text: query.get('alt') ?? '' };
    if (path === '/v1beta/files')
      return {
        body:
          query.get('pageToken') === null
            ? { files: [file], nextPageToken: 'p2' }
            : { files: [{ ...file, name: 'files/def' }] },
      };
    return { body: method === 'DELETE' ? {} : file };
  };

  it('are uploaded in two steps', async () => {
    const { ai, server: seen } = await vendor(answer);
    const { file: uploaded, warnings } = await ai.files({
      action: 'upload',
      data: new TextEncoder().encode('hello'),
      mediaType: 'text/plain',
      name: 'a.txt',
      purpose: 'vision',
    });
    expect(uploaded).toMatchObject({
      id: 'files/abc',
      status: 'ready',
      bytes: 5,
      url: 'https://host/v1beta/files/abc',
    });
    expect(warnings).toEqual([expect.objectContaining({ feature: 'purpose' })]);
    const [start, bytes] = seen.requests;
    expect(start?.headers).toMatchObject({
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': '5',
      'x-goog-api-key': 'test',
    });
    expect(start?.json()).toEqual({ file: { display_name: 'a.txt' } });
    expect(bytes?.headers).toMatchObject({ 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' });
    expect(bytes?.text()).toBe('hello');
  });

  it('are listed, looked at, fetched and deleted', async () => {
    const { ai } = await vendor(answer);
    expect((await ai.files({ action: 'list' })).files.map(({ id }) => id)).toEqual(['files/abc', 'files/def']);
    expect((await ai.files({ action: 'list', limit: 1 })).files).toHaveLength(1);
    expect((await ai.files({ action: 'get', id: 'abc' })).file.id).toBe('files/abc');
    expect(
      new TextDecoder().decode(
        (await ai.files({ action: 'content', id: 'https://host/v1beta/files/abc:download?alt=media' })).data,
      ),
    ).toBe('media');
    expect(await ai.files({ action: 'delete', id: 'files/abc' })).toMatchObject({ id: 'files/abc', deleted: true });
  });

  it('that come to nothing are errors', async () => {
    const { ai } = await vendor(() => ({ body: {} }));
    expect(await code(ai.files({ action: 'upload', data: new Uint8Array(), mediaType: 'text/plain' }))).toBe(
      'invalid-response',
    );
    expect(await code(ai.files({ action: 'get', id: 'x' }))).toBe('invalid-response');
  });

  it('can be inspected', async () => {
    const ai = pipeline(google({ apiKey: 'x' }));
    expect((await inspect(ai, 'files', { action: 'list' })).url).toContain('/files');
    expect(await inspect(ai, 'files', { action: 'delete', id: 'abc' })).toMatchObject({
      method: 'DELETE',
      url: expect.stringContaining('/files/abc'),
    });
    expect(
      (await inspect(ai, 'files', { action: 'upload', data: new Uint8Array(), mediaType: 'text/plain' })).url,
    ).toContain('/upload/files');
  });
});

describe('batches', () => {
  const name = 'batches/b1';
  const requests = [
    { id: 'one', request: { messages: [user('x')] } },
    { id: 'two', request: { messages: [user('y')] } },
  ];
  const done = {
    name,
    done: true,
    metadata: { state: 'BATCH_STATE_SUCCEEDED' },
    response: {
      inlinedResponses: {
        inlinedResponses: [
          { metadata: { key: 'two' }, error: { code: 3, message: 'bad' } },
          {
            metadata: { key: 'one' },
            response: { candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] },
          },
        ],
      },
    },
  };

  it('are started, watched and read', async () => {
    const { ai, server: seen } = await vendor(({ method, path, index }) => {
      if (path.endsWith(':batchGenerateContent')) return { body: { name, metadata: { state: 'BATCH_STATE_PENDING' } } };
      if (method === 'POST') return { body: {} };
      return {
        body:
          index < 2 ? { name, metadata: { state: 'BATCH_STATE_RUNNING', batchStats: { requestCount: '2' } } } : done,
      };
    });
    const job = await ai.batch({ requests });
    expect(job.toJSON()).toEqual({ id: name, provider: 'google', operation: 'batch' });
    const items = await job.wait({ pollMs: 5 });
    expect(items.map(({ id, error }) => [id, error?.code])).toEqual([
      ['two', 'invalid-request'],
      ['one', undefined],
    ]);
    expect(items[1]?.response).toMatchObject({ text: 'hi' });
    expect(await job.status()).toMatchObject({ state: 'succeeded' });
    await job.cancel();
    expect(seen.requests.at(-1)?.path).toBe('/v1beta/batches/b1:cancel');
  });

  it('can be taken up elsewhere, and may answer in a file', async () => {
    const line = JSON.stringify({ key: 'one', response: { candidates: [{ content: { parts: [{ text: 'hi' }] } }] } });
    const { ai } = await vendor(({ path }) =>
      path.endsWith(':download')
        ? { text: `${line}\n\n` }
        : { body: { done: true, response: { responsesFile: 'files/out' } } },
    );
    const items = await (await ai.batch({ attach: name })).results();
    expect(items).toMatchObject([{ id: 'one', response: { text: 'hi' } }]);
  });

  it('embed too', async () => {
    const { ai, server: seen } = await vendor(({ path }) => ({
      body: path.endsWith(':asyncBatchEmbedContent')
        ? { name }
        : {
            done: true,
            response: { inlinedResponses: { inlinedResponses: [{ response: { embedding: { values: [1] } } }] } },
          },
    }));
    const job = await ai.batch({
      operation: 'embed',
      model: 'gemini-embedding-001',
      requests: [{ id: '0', request: { input: 'x' } }],
    });
    expect(await job.results()).toMatchObject([{ id: '0', response: { embeddings: [[1]] } }]);
    expect(seen.requests[0]?.path).toContain('gemini-embedding-001:asyncBatchEmbedContent');
  });

  it('are for one model, and say what they cannot do', async () => {
    const { ai } = await vendor(() => ({ body: {} }));
    const mixed = [
      { id: '1', request: { model: 'a', messages: [user('x')] } },
      { id: '2', request: { model: 'b', messages: [user('x')] } },
    ];
    expect(await code(ai.batch({ requests: mixed }))).toBe('invalid-request');
    expect(await code(ai.batch({ requests }))).toBe('invalid-response');
    expect(
      await code(
        ai.batch({ requests: [{ id: '1', request: { messages: [user('x')], user: 'u' } }] }, { strict: true }),
      ),
    ).toBe('unsupported');
  });
});

describe('videos', () => {
  const name = 'models/veo-3.1/operations/o1';

  it('are started, watched and found', async () => {
    const { ai } = await vendor(({ method, path, index }) => {
      if (method === 'POST') return { body: { name } };
      expect(path).toBe(`/v1beta/${name}`);
      return {
        body:
          index < 2
            ? { name }
            : {
                name,
                done: true,
                response: { generateVideoResponse: { generatedSamples: [{ video: { uri: 'https://host/v' } }] } },
              },
      };
    });
    const job = await ai.video({ model: 'veo-3.1', prompt: 'A cat', image: { url: 'https://x.example/a.png' } });
    expect(job.warnings).toEqual([expect.objectContaining({ feature: 'image' })]);
    expect(await job.wait({ pollMs: 5 })).toEqual({ videos: [{ url: 'https://host/v', mediaType: 'video/mp4' }] });
    expect(await (await ai.video({ attach: name })).status()).toMatchObject({ state: 'succeeded' });
  });

  it('that fail say why', async () => {
    const { ai } = await vendor(({ method }) => ({
      body: method === 'POST' ? { name } : { done: true, error: { code: 8, message: 'Enough for today.' } },
    }));
    expect(await code((await ai.video({ model: 'veo-3.1', prompt: 'x' })).wait({ pollMs: 5 }))).toBe('rate-limit');
    const { ai: odd } = await vendor(() => ({ body: {} }));
    expect(await code(odd.video({ model: 'veo-3.1', prompt: 'x' }))).toBe('invalid-response');
    expect((await inspect(odd, 'video', { model: 'veo-3.1', prompt: 'x' })).url).toContain(':predictLongRunning');
    expect((await inspect(odd, 'video', { attach: name })).method).toBe('GET');
  });
});

describe('the provider', () => {
  it('closes, and offers what Google has', async () => {
    const provider = google({ apiKey: 'x' });
    expect(Object.keys(provider.handlers).sort()).toEqual([
      'batch',
      'chat',
      'countTokens',
      'embed',
      'files',
      'health',
      'image',
      'models',
      'speech',
      'stream',
      'transcribe',
      'video',
    ]);
    await provider.close?.();
    await expect(
      provider.handlers.models({ operation: 'models', request: {}, context: createContext() }),
    ).rejects.toThrow();
  });
});
