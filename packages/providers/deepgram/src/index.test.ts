import { createContext, pipeline } from '@kit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { apiKey, failure, served, transcript } from '../tests/served.ts';
import { deepgram } from './index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const audio = { url: 'https://example.com/a.wav' };

describe('deepgram()', () => {
  it('offers speech in both directions and nothing else', async () => {
    const ai = pipeline(deepgram({ apiKey }));
    expect(Object.keys(ai.handlers)).toEqual([
      'transcribe',
      'transcribeStream',
      'speech',
      'speechStream',
      'models',
      'health',
      'deepgramGrant',
      'deepgramRead',
    ]);
    // @ts-expect-error Deepgram has no chat.
    await expect(async () => ai.chat({ messages: [] })).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('sends its key as a token', async () => {
    const { ai, server } = await served(transcript('hi'));
    await ai.transcribe({ model: 'nova-3', audio });
    expect(server.requests[0]?.headers.authorization).toBe(`Token ${apiKey}`);
  });

  it('sends tokens that were granted as bearer tokens', async () => {
    const { ai, server } = await served(transcript('hi'), { apiKey: undefined, accessToken: async () => 'a.jwt' });
    await ai.transcribe({ model: 'nova-3', audio });
    await ai.transcribe({ model: 'nova-3', audio }, { credentials: { accessToken: 'another.jwt' } });
    await ai.transcribe({ model: 'nova-3', audio }, { credentials: { apiKey: 'of-this-call' } });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer a.jwt',
      'Bearer another.jwt',
      'Token of-this-call',
    ]);
  });

  it('takes the key from DEEPGRAM_API_KEY, and says so where there is none', async () => {
    const { ai, server } = await served(transcript('hi'), { apiKey: undefined });
    expect(await failure(ai.transcribe({ model: 'nova-3', audio }))).toMatchObject({
      code: 'authentication',
      message: expect.stringContaining('DEEPGRAM_API_KEY'),
    });
    vi.stubEnv('DEEPGRAM_API_KEY', 'from-environment');
    await ai.transcribe({ model: 'nova-3', audio });
    expect(server.requests[0]?.headers.authorization).toBe('Token from-environment');
  });

  it.each([
    [{ smartFormat: 'yes' }, 'smartFormat'],
    [{ smartformat: true }, 'smartformat'],
    [{ accessToken: '' }, 'accessToken'],
    [{ WebSocket: {} }, 'WebSocket'],
  ])('refuses %j and names the option', (options, field) => {
    expect(() => deepgram(options as never)).toThrow(expect.objectContaining({ code: 'config', field }));
  });

  it('has a catalogue with prices by the second', async () => {
    const catalogue = await deepgram({ apiKey }).catalogue?.();
    expect(catalogue?.models.find(({ id }) => id === 'nova-3')).toMatchObject({
      kind: 'transcription',
      price: { perSecond: 0.00007167 },
    });
  });
});

describe('failures', () => {
  it.each([
    [
      400,
      { err_code: 'Bad Request', err_msg: 'Bad Request: failed to process audio', request_id: 'r' },
      'invalid-request',
      'failed to process audio',
    ],
    [
      400,
      {
        category: 'INVALID_QUERY_PARAMETER',
        message: 'Illegal combination.',
        details: 'bit_rate is not for wav.',
        request_id: 'r',
      },
      'invalid-request',
      'bit_rate is not for wav.',
    ],
    [
      401,
      { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: 'r' },
      'authentication',
      'Invalid credentials.',
    ],
    [
      402,
      { err_code: 'ASR_PAYMENT_REQUIRED', err_msg: 'Project does not have enough credits.', request_id: 'r' },
      'billing',
      'enough credits',
    ],
    [
      403,
      {
        err_code: 'INSUFFICIENT_PERMISSIONS',
        err_msg: 'Project does not have access to the requested model.',
        request_id: 'r',
      },
      'permission',
      'access',
    ],
    [404, { err_msg: 'Not found.' }, 'not-found', 'Not found.'],
    [
      413,
      { err_code: 'PAYLOAD_TOO_LARGE', err_msg: 'Payload size exceeds limit of 2 MB.', request_id: 'r' },
      'invalid-request',
      'exceeds limit',
    ],
    [
      429,
      { err_code: 'TOO_MANY_REQUESTS', err_msg: 'Too many requests. Please try again later', request_id: 'r' },
      'rate-limit',
      'Too many requests',
    ],
    [
      503,
      { error_code: 'Service Unavailable', err_msg: 'Please try again later', request_id: 'r' },
      'overloaded',
      'try again later',
    ],
    [504, 'upstream timed out', 'timeout', 'upstream timed out'],
    [500, { err_code: 'INTERNAL', request_id: 'r' }, 'server', 'INTERNAL'],
  ])('with status %i (%j) are %s', async (status, body, code, words) => {
    const headers = { 'dg-request-id': 'dg-1' };
    const { ai } = await served(typeof body === 'string' ? { status, text: body, headers } : { status, body, headers });
    const error = await failure(ai.transcribe({ model: 'nova-3', audio }));
    expect(error).toMatchObject({ code, status, provider: 'deepgram', operation: 'transcribe', requestId: 'dg-1' });
    expect(error.message).toContain(words);
  });

  it('never show the key', async () => {
    const { ai } = await served({ status: 401, body: { err_code: 'INVALID_AUTH', err_msg: `Not a key: ${apiKey}` } });
    const error = await failure(ai.transcribe({ model: 'nova-3', audio }));
    expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.vendor)} ${error.stack}`).not.toContain(
      apiKey,
    );
  });
});

describe('what lives at the vendor', () => {
  it('models are listed once, whatever their versions', async () => {
    const { ai, server } = await served({
      body: {
        stt: [
          {
            name: 'general',
            canonical_name: 'nova-3-general',
            architecture: 'nova-3',
            languages: ['en', 'en-US'],
            batch: true,
            streaming: true,
          },
          { name: 'general', canonical_name: 'nova-3-general', architecture: 'nova-3', languages: ['de'], batch: true },
        ],
        tts: [{ name: 'thalia', canonical_name: 'aura-2-thalia-en', languages: ['en'] }, 7],
        languages: {},
      },
    });
    const { models } = await ai.models({ vendor: { deepgram: { include_outdated: true } } });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
    expect(server.requests[0]?.query.get('include_outdated')).toBe('true');
    expect(models).toMatchObject([
      {
        id: 'nova-3-general',
        kind: 'transcription',
        languages: ['en', 'en-US', 'de'],
        capabilities: ['streaming'],
        provider: 'deepgram',
      },
      { id: 'aura-2-thalia-en', kind: 'speech', languages: ['en'] },
    ]);
  });

  it('health asks for the projects of the key', async () => {
    const { ai, server } = await served({ body: { projects: [] } });
    expect(await ai.health()).toMatchObject({ status: 'ok', latencyMs: expect.any(Number) });
    expect(server.requests[0]?.path).toBe('/v1/projects');
    const down = await served({ status: 500, text: 'broken' });
    expect(await down.ai.health()).toMatchObject({ status: 'down', detail: expect.stringContaining('broken') });
    const locked = await served({ status: 401, body: { err_msg: 'no' } });
    expect(await locked.ai.health()).toMatchObject({ status: 'down', meta: { status: 401 } });
  });

  it('grants tokens', async () => {
    const { ai, server } = await served({ body: { access_token: 'a.b.c', expires_in: 30 } });
    expect(await ai.deepgramGrant({ ttlSeconds: 60 })).toMatchObject({ accessToken: 'a.b.c', expiresInSeconds: 30 });
    expect(await ai.deepgramGrant()).toMatchObject({ accessToken: 'a.b.c' });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/auth/grant' });
    expect(server.requests.map((request) => request.json())).toEqual([{ ttl_seconds: 60 }, {}]);
  });

  it('reads texts', async () => {
    const { ai, server, query } = await served({
      body: {
        metadata: {
          request_id: 'r',
          language: 'en',
          summary_info: { model_uuid: 'u', input_tokens: 118, output_tokens: 14 },
        },
        results: { summary: { text: 'About voices.' }, topics: { segments: [{ text: 't', topics: [] }] } },
      },
    });
    const read = await ai.deepgramRead({
      text: 'A long text.',
      summarize: true,
      topics: true,
      vendor: { deepgram: { custom_topic: ['a', 'b'] } },
    });
    expect(read).toMatchObject({
      insights: { summary: 'About voices.', topics: [{ text: 't' }] },
      language: 'en',
      usage: { inputTokens: 118, outputTokens: 14 },
    });
    expect([query('summarize'), query('topics'), query('custom_topic'), query('language')]).toEqual([
      ['true'],
      ['true'],
      ['a', 'b'],
      ['en'],
    ]);
    expect(server.requests[0]?.json()).toEqual({ text: 'A long text.' });
    expect(await failure(ai.deepgramRead({}))).toMatchObject({ code: 'invalid-request', field: 'text' });
  });

  it('shows requests without sending them', async () => {
    const shown = await deepgram({ apiKey, model: 'nova-3' }).inspect?.({
      operation: 'transcribeStream',
      request: { audio: new Uint8Array([1]), language: 'en' },
      context: createContext(),
    } as never);
    expect(shown?.url).toBe(
      'https://api.deepgram.com/v1/listen?model=nova-3&language=en&smart_format=true&interim_results=true',
    );
    expect(shown?.headers.authorization).not.toContain(apiKey);
  });
});
