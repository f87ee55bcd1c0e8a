// What fal does otherwise, item by item of its documents.
import { assistant, createContext, pipeline, user } from '@kit/core';
import { credentialPool } from '@kit/http';
import { type ExchangeResponse, failureOf, type ReceivedRequest, served, sseReply } from '@kit/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FalOptions, fal } from './index.ts';

const flux = 'fal-ai/flux/dev';
const picture = { url: 'https://v3.fal.media/a.png', content_type: 'image/png' };
const drawn = { body: { images: [picture] } };
const serving = (answers: Parameters<typeof served>[1], more: FalOptions = {}) =>
  served((at) => fal({ ...at, mode: 'sync', pollMs: 1, ...more }), answers);

afterEach(() => void vi.unstubAllEnvs());

/** A queue in which work is done at the second look; `result` is what is fetched then. */
function queue(result: ExchangeResponse, looks: readonly ExchangeResponse[] = []) {
  const seen = { looks: 0 };
  const answer = ({ method, path }: ReceivedRequest): ExchangeResponse => {
    if (method === 'POST') return { body: { request_id: 'r-1', status: 'IN_QUEUE', queue_position: 2 } };
    if (method === 'PUT') return { status: 202, body: { status: 'CANCELLATION_REQUESTED' } };
    if (!path.endsWith('/status')) return result;
    return looks[seen.looks++] ?? { body: { status: 'COMPLETED', metrics: { inference_time: 1 } } };
  };
  return answer;
}

describe('a key', () => {
  it.each(['FAL_KEY', 'FAL_API_KEY'])('is sent as `Key`, and may come from %s', async (name) => {
    await using vended = await serving([drawn]);
    vi.stubEnv(name, 'id:from-environment');
    await using ai = pipeline(fal({ baseURL: vended.server.url, mode: 'sync' }));
    await ai.image({ model: flux, prompt: 'a' });
    expect(vended.request().headers.authorization).toBe('Key id:from-environment');
  });

  it('may come in two parts', async () => {
    await using vended = await serving([drawn]);
    vi.stubEnv('FAL_KEY_ID', 'id');
    vi.stubEnv('FAL_KEY_SECRET', 'secret');
    await using ai = pipeline(fal({ baseURL: vended.server.url, mode: 'sync' }));
    await ai.image({ model: flux, prompt: 'a' });
    expect(vended.request().headers.authorization).toBe('Key id:secret');
  });

  it('is asked for by the name of its variable', async () => {
    await using ai = pipeline(fal());
    expect(await failureOf(ai.image({ model: flux, prompt: 'a' }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('FAL_KEY'),
    });
  });

  it('that is wrong is told without being shown', async () => {
    await using vended = await serving([{ status: 401, body: { detail: 'test-key is no key' } }]);
    const error = await failureOf(vended.ai.image({ model: flux, prompt: 'a' }));
    expect(error.code).toBe('authentication');
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('test-key');
  });

  it('of a pool is the same for all requests of one job', async () => {
    const members = [{ apiKey: 'first-key' }, { apiKey: 'second-key' }];
    await using vended = await serving(queue(drawn), { mode: 'queue', apiKey: credentialPool({ members }) });
    await vended.ai.image({ model: flux, prompt: 'a' });
    await vended.ai.image({ model: flux, prompt: 'a' });
    const keys = vended.server.requests.map(({ headers }) => headers.authorization);
    expect(keys).toEqual([...Array(3).fill('Key first-key'), ...Array(3).fill('Key second-key')]);
  });
});

describe('a host', () => {
  const urlOf = async (operation: string, request: object) =>
    (await fal({ apiKey: 'k' }).inspect?.({ operation, request, context: createContext() } as never))?.url;

  it('is the queue, the place to run, or the place of files', async () => {
    expect(await urlOf('image', { model: flux, prompt: 'a' })).toBe('https://queue.fal.run/fal-ai/flux/dev');
    expect(await urlOf('stream', { model: 'fal-ai/llava-next', messages: [user('a')] })).toBe(
      'https://fal.run/fal-ai/llava-next/stream',
    );
    expect(await urlOf('falToken', { apps: ['flux'] })).toBe('https://rest.fal.ai/tokens/');
  });
});

describe('the queue', () => {
  it('knows work by owner and alias: what stands below is dropped', async () => {
    await using vended = await serving(queue(drawn, [{ status: 202, body: { status: 'IN_PROGRESS' } }]), {
      mode: 'queue',
    });
    const { images } = await vended.ai.image({ model: flux, prompt: 'a' });
    expect(images).toEqual([{ url: picture.url, mediaType: 'image/png' }]);
    expect(vended.server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /fal-ai/flux/dev',
      'GET /fal-ai/flux/requests/r-1/status',
      'GET /fal-ai/flux/requests/r-1/status',
      'GET /fal-ai/flux/requests/r-1',
    ]);
  });

  it.each([
    ['workflows/acme/story', '/workflows/acme/story/requests/r-1'],
    ['comfy/acme/portrait/v2', '/comfy/acme/portrait/requests/r-1'],
    ['wizper', '/fal-ai/wizper/requests/r-1'],
  ])('knows %s too', async (model, path) => {
    await using vended = await serving(queue({ body: { text: 'Hi' } }), { mode: 'queue' });
    await vended.ai.transcribe({ model, audio: { url: 'https://x.example/a.mp3' } });
    expect(vended.request().path).toBe(path);
  });

  it('may say that it is done before its result is there', async () => {
    let fetched = 0;
    const early = queue(drawn);
    await using vended = await serving(
      (request) => {
        if (request.method === 'GET' && !request.path.endsWith('/status') && fetched++ === 0)
          return { status: 400, body: { detail: 'Request is still in progress' } };
        return early(request);
      },
      { mode: 'queue' },
    );
    expect((await vended.ai.image({ model: flux, prompt: 'a' })).images).toHaveLength(1);
  });

  it('tells the failure of a run with its result', async () => {
    const failed = {
      status: 422,
      body: { detail: [{ loc: ['body'], msg: 'Flagged.', type: 'content_policy_violation' }] },
    };
    await using vended = await serving(queue(failed), { mode: 'queue' });
    expect(await failureOf(vended.ai.image({ model: flux, prompt: 'a' }))).toMatchObject({
      code: 'content-filter',
      status: 422,
    });
  });

  it('may tell it with the status alone', async () => {
    const looks = [{ body: { status: 'COMPLETED', error: 'Request timed out', error_type: 'request_timeout' } }];
    await using vended = await serving(queue(drawn, looks), { mode: 'queue' });
    expect(await failureOf(vended.ai.image({ model: flux, prompt: 'a' }))).toMatchObject({ code: 'timeout' });
  });

  it('is left by an abort', async () => {
    const waiting = Array.from({ length: 1_000 }, () => ({ body: { status: 'IN_PROGRESS' } }));
    await using vended = await serving(queue(drawn, waiting), { mode: 'queue' });
    const controller = new AbortController();
    const running = vended.ai.image({ model: flux, prompt: 'a' }, { signal: controller.signal });
    await expect.poll(() => vended.server.requests.length).toBeGreaterThan(2);
    controller.abort();
    expect(await failureOf(running)).toMatchObject({ code: 'aborted' });
    await expect
      .poll(() => vended.server.requests.at(-1))
      .toMatchObject({ method: 'PUT', path: '/fal-ai/flux/requests/r-1/cancel' });
  });
});

describe('falRun', () => {
  it('posts its result where that is wanted, and can be taken up again', async () => {
    const looks = [{ body: { status: 'IN_QUEUE', queue_position: 3, logs: [{ message: 'waits' }] } }];
    await using vended = await serving(queue({ body: { answer: 42 } }, looks));
    const job = await vended.ai.falRun({
      model: flux,
      input: { prompt: 'a' },
      webhookURL: 'https://x.example/hook',
      startTimeoutSeconds: 30,
    });
    expect(vended.request().query.get('fal_webhook')).toBe('https://x.example/hook');
    expect(vended.request().headers).toMatchObject({ 'x-fal-request-timeout': '30' });
    expect(await job.status()).toMatchObject({ state: 'queued', rawState: 'IN_QUEUE', logs: 'waits' });
    const again = await vended.ai.falRun({ attach: job.id });
    expect(await again.wait()).toEqual({ requestId: 'r-1', output: { answer: 42 } });
  });

  it('can be cancelled, also too late', async () => {
    await using vended = await serving((request) =>
      request.method === 'PUT' ? { status: 400, body: { status: 'ALREADY_COMPLETED' } } : queue(drawn)(request),
    );
    const job = await vended.ai.falRun({ model: flux, input: {} });
    await job.cancel();
    expect(vended.request()).toMatchObject({ method: 'PUT', path: '/fal-ai/flux/requests/r-1/cancel' });
  });

  it('needs an input, or a job', async () => {
    await using ai = pipeline(fal({ apiKey: 'k' }));
    expect(await failureOf(ai.falRun({ model: flux } as never))).toMatchObject({ field: 'input' });
    expect(await failureOf(ai.falRun({ attach: 'r-1' }))).toMatchObject({ field: 'attach' });
  });
});

describe('a picture', () => {
  it.each([
    [flux, { size: '512x256' }, { image_size: { width: 512, height: 256 } }],
    [flux, { size: 'square_hd' }, { image_size: 'square_hd' }],
    [flux, { aspectRatio: '16:9' }, { image_size: 'landscape_16_9' }],
    ['fal-ai/flux-pro/v1.1-ultra', { aspectRatio: '21:9' }, { aspect_ratio: '21:9' }],
    ['fal-ai/flux-pro/kontext', { size: '1024x768' }, { aspect_ratio: '4:3' }],
  ])('of %s with %j', async (model, size, sent) => {
    await using vended = await serving([drawn]);
    await vended.ai.image({ model, prompt: 'a', ...size });
    expect(vended.body()).toEqual({ prompt: 'a', ...sent });
  });

  it('is edited one, or several, as the model takes them', async () => {
    const images = [{ url: 'https://x.example/1.png' }, { url: 'https://x.example/2.png' }];
    await using vended = await serving([drawn]);
    const one = await vended.ai.image({ model: 'fal-ai/flux-pro/kontext', prompt: 'a', images });
    expect(vended.body()).toMatchObject({ image_url: images[0]?.url });
    expect(one.warnings.map(({ feature }) => feature)).toEqual(['images']);
    const mask = { url: 'https://x.example/m.png' };
    await vended.ai.image({ model: 'fal-ai/flux-2/edit', prompt: 'a', images, mask });
    expect(vended.body()).toMatchObject({ image_urls: images.map(({ url }) => url), mask_url: mask.url });
  });

  it('has a tolerance that is a text', async () => {
    await using vended = await serving([drawn]);
    await vended.ai.image({ model: flux, prompt: 'a', vendor: { fal: { safety_tolerance: 5, guidance_scale: 3 } } });
    expect(vended.body()).toEqual({ prompt: 'a', safety_tolerance: '5', guidance_scale: 3 });
  });

  it('that was held back is black, and says so', async () => {
    await using vended = await serving([
      { body: { images: [picture, picture], has_nsfw_concepts: [false, true] } },
      { body: { image: picture, nsfw_content_detected: [false] } },
    ]);
    const { warnings } = await vended.ai.image({ model: flux, prompt: 'a' });
    expect(warnings).toMatchObject([{ feature: 'safety', detail: expect.stringContaining('Image 1') }]);
    expect((await vended.ai.image({ model: flux, prompt: 'a' })).warnings).toEqual([]);
  });

  it('costs what the catalogue says', async () => {
    await using vended = await serving([drawn]);
    const { cost } = await vended.ai.image({ model: 'fal-ai/flux/schnell', prompt: 'a' });
    expect(cost).toMatchObject({ amount: 0.003, source: 'catalogue' });
  });
});

describe('a stream', () => {
  const model = 'fal-ai/llava-next';
  const ask = { model, messages: [user('Hi')] };

  it('tells everything again and again: what is new is handed out', async () => {
    await using vended = await serving([
      sseReply(
        { output: 'A', partial: true },
        { output: 'A f', partial: true },
        { output: 'A f' },
        { output: 'A fox', partial: false },
      ),
    ]);
    const pieces: string[] = [];
    for await (const part of vended.ai.stream(ask)) if (part.type === 'text') pieces.push(part.text);
    expect(pieces).toEqual(['A', ' f', 'ox']);
    expect(vended.request().path).toBe('/fal-ai/llava-next/stream');
  });

  it('of a model that tells pieces loses none', async () => {
    await using vended = await serving([sseReply({ output: 'A f' }, { output: 'ox' })]);
    expect((await vended.ai.stream(ask).response).text).toBe('A fox');
  });

  it('whose last word is a part was cut', async () => {
    await using vended = await serving([sseReply({ output: 'A f', partial: true })]);
    expect(await failureOf(vended.ai.stream(ask).response)).toMatchObject({ code: 'invalid-response' });
  });
});

describe('falStream', () => {
  it('hands out what there is so far; the last is the result', async () => {
    await using vended = await serving([sseReply({ images: [], step: 1 }, { images: [picture] })]);
    const stream = vended.ai.falStream({ model: flux, input: { prompt: 'a' } });
    const seen: unknown[] = [];
    for await (const part of stream) if (part.type === 'output') seen.push(part.output);
    expect(seen).toEqual([{ images: [], step: 1 }, { images: [picture] }]);
    expect(vended.request().path).toBe('/fal-ai/flux/dev/stream');
    expect(await stream.response).toMatchObject({
      output: { images: [picture] },
      meta: { provider: 'fal', attempts: [{ outcome: 'complete' }] },
    });
  });

  it('is an error where it says so, is cut, or says nothing', async () => {
    await using vended = await serving([sseReply({ error: 'It broke.' }), sseReply({ partial: true }), sseReply()]);
    const ask = () => vended.ai.falStream({ model: flux, input: {} }).response;
    expect(await failureOf(ask())).toMatchObject({ code: 'server' });
    expect(await failureOf(ask())).toMatchObject({ code: 'invalid-response' });
    expect(await failureOf(ask())).toMatchObject({ code: 'invalid-response' });
    expect(await failureOf(vended.ai.falStream({ model: flux } as never).response)).toMatchObject({ field: 'input' });
  });
});

describe('a chat', () => {
  it('of several turns becomes one prompt, with a warning', async () => {
    await using vended = await serving([{ body: { output: 'Yes.', partial: false } }]);
    const messages = [user('Hi'), assistant('Hello'), user('Sure?')];
    const { warnings } = await vended.ai.chat({ model: 'fal-ai/llava-next', messages });
    expect(vended.body().prompt).toBe('User: Hi\n\nAssistant: Hello\n\nUser: Sure?\n\nAssistant:');
    expect(warnings.map(({ feature }) => feature)).toEqual(['messages']);
  });

  it('with pictures goes to the eyes of the router', async () => {
    await using vended = await serving([{ body: { output: 'Red.', partial: false } }]);
    const source = { url: 'https://x.example/a.png' };
    await vended.ai.chat({
      model: 'openrouter/router:google/gemini-2.5-flash',
      messages: [
        user([
          { type: 'image', source },
          { type: 'text', text: 'What colour?' },
        ]),
      ],
    });
    expect(vended.request().path).toBe('/openrouter/router/vision');
    expect(vended.body()).toEqual({
      prompt: 'What colour?',
      model: 'google/gemini-2.5-flash',
      image_urls: [source.url],
    });
  });

  it('that failed behind the router is an error', async () => {
    await using vended = await serving([{ body: { output: '', error: 'No such model.', partial: false } }]);
    const messages = [user('Hi')];
    expect(await failureOf(vended.ai.chat({ model: 'openrouter/router:x', messages }))).toMatchObject({
      code: 'server',
    });
  });
});

describe('a file', () => {
  const place = (server: () => string) => (request: ReceivedRequest) => {
    if (request.path === '/storage/upload/initiate')
      return { body: { upload_url: `${server()}/place?sig=x`, file_url: 'https://v3.fal.media/big.mp3' } };
    return request.method === 'PUT' ? {} : { body: { text: 'Hi' } };
  };

  it('that is large, or comes in pieces, is uploaded in two steps', async () => {
    let url = '';
    await using vended = await serving(place(() => url));
    url = vended.server.url;
    async function* audio() {
      yield new Uint8Array([1, 2]);
      yield new Uint8Array([3]);
    }
    await vended.ai.transcribe({ model: 'fal-ai/whisper', audio: audio(), mediaType: 'audio/mpeg', fileName: 'a.mp3' });
    expect(vended.body(0)).toEqual({ content_type: 'audio/mpeg', file_name: 'a.mp3' });
    expect([...vended.request(1).body]).toEqual([1, 2, 3]);
    expect(vended.request(1).headers['content-type']).toBe('audio/mpeg');
    expect(vended.body(2)).toMatchObject({ audio_url: 'https://v3.fal.media/big.mp3' });
    await vended.ai.transcribe({ model: 'fal-ai/whisper', audio: new Uint8Array(5 * 1024 * 1024) });
    expect(vended.body()).toMatchObject({ audio_url: 'https://v3.fal.media/big.mp3' });
  });

  it('gets no key where it is put, if that is not fal', async () => {
    await using elsewhere = await serving([{}]);
    await using vended = await serving(place(() => elsewhere.server.url));
    const { file } = await vended.ai.files({ action: 'upload', data: new Uint8Array([1]), mediaType: 'audio/mpeg' });
    expect(file).toMatchObject({ id: 'https://v3.fal.media/big.mp3', bytes: 1, status: 'ready' });
    expect(elsewhere.request()).toMatchObject({ method: 'PUT' });
    expect(elsewhere.request().headers).not.toHaveProperty('authorization');
  });

  it('can only be uploaded', async () => {
    await using ai = pipeline(fal({ apiKey: 'k' }));
    expect(await failureOf(ai.files({ action: 'list' }))).toMatchObject({ code: 'unsupported' });
  });
});

it('a token may come bare', async () => {
  await using vended = await serving([{ body: 'a.b.c' }]);
  expect(await vended.ai.falToken({ apps: ['flux'] })).toMatchObject({ token: 'a.b.c' });
  expect(await failureOf(vended.ai.falToken({ apps: [] }))).toMatchObject({ field: 'apps' });
});

it('a wrong key is no health', async () => {
  await using vended = await serving([{ status: 401, body: { detail: 'Authentication is required.' } }]);
  expect(await vended.ai.health()).toMatchObject({ status: 'down', detail: expect.stringContaining('Authentication') });
});
