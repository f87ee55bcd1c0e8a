import { describe, expect, it } from 'vitest';
import { batchOutput, decodeBatchAnswer, encodeChatBatch, encodeEmbedBatch } from './batches.ts';
import { decodeFile, encodeUploadBytes, encodeUploadStart, fileName, uploadAddress } from './files.ts';
import { decodeModelsPage, encodeModelsPage } from './models.ts';
import { operationStatus } from './operations-resource.ts';
import { codecContext } from './testing/codec-context.ts';
import { decodeVideos, encodeVideo } from './videos.ts';

const context = codecContext();
const meta = { provider: 'google', timings: {}, attempts: [] };

describe('models', () => {
  it('are asked for page by page', () => {
    expect(encodeModelsPage()).toEqual({ method: 'GET', path: '/models', query: { pageSize: '1000' } });
    expect(encodeModelsPage('next', 5)).toEqual({
      method: 'GET',
      path: '/models',
      query: { pageSize: '5', pageToken: 'next' },
    });
  });

  it('are read with their limits and kinds', () => {
    const model = (name: string, ...supportedGenerationMethods: string[]) => ({ name, supportedGenerationMethods });
    const { models, nextPageToken } = decodeModelsPage({
      models: [
        {
          name: 'models/gemini-3.8-flash',
          displayName: 'Gemini 3.8 Flash',
          inputTokenLimit: 1048576,
          outputTokenLimit: 65536,
          supportedGenerationMethods: ['generateContent'],
          thinking: true,
        },
        model('models/gemini-embedding-001', 'embedContent'),
        model('models/imagen-4.0-generate-001', 'predict'),
        model('models/veo-3', 'predictLongRunning'),
        model('models/gemini-2.5-flash-preview-tts', 'generateContent'),
        model('models/gemini-2.5-flash-image', 'generateContent'),
        model('models/gemini-live', 'bidiGenerateContent'),
        model('models/odd'),
        null,
        {},
      ],
      publisherModels: [{ name: 'publishers/google/models/gemini-x' }],
      nextPageToken: 'next',
    });
    expect(models[0]).toEqual({
      id: 'gemini-3.8-flash',
      name: 'Gemini 3.8 Flash',
      kind: 'chat',
      contextWindow: 1048576,
      maxInput: 1048576,
      maxOutput: 65536,
      capabilities: ['reasoning'],
      methods: ['generateContent'],
    });
    expect(models.slice(1).map(({ id, kind }) => [id, kind])).toEqual([
      ['gemini-embedding-001', 'embedding'],
      ['imagen-4.0-generate-001', 'image'],
      ['veo-3', 'video'],
      ['gemini-2.5-flash-preview-tts', 'speech'],
      ['gemini-2.5-flash-image', 'image'],
      ['gemini-live', 'realtime'],
      ['odd', undefined],
      ['gemini-x', undefined],
    ]);
    expect(nextPageToken).toBe('next');
    expect(decodeModelsPage('odd')).toEqual({ models: [] });
  });
});

describe('files', () => {
  const data = new Uint8Array([1, 2, 3]);

  it('are announced and then brought', () => {
    expect(encodeUploadStart('https://host/v1beta', { data, mediaType: 'application/pdf', name: 'a.pdf' })).toEqual({
      method: 'POST',
      url: 'https://host/upload/v1beta/files',
      headers: {
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-type': 'application/pdf',
        'x-goog-upload-header-content-length': '3',
      },
      body: { type: 'json', value: { file: { display_name: 'a.pdf' } } },
    });
    expect(uploadAddress({ headers: { 'x-goog-upload-url': 'https://host/there' } } as never)).toBe(
      'https://host/there',
    );
    expect(encodeUploadBytes('https://host/there', { data, mediaType: 'application/pdf' })).toEqual({
      method: 'POST',
      url: 'https://host/there',
      headers: { 'x-goog-upload-offset': '0', 'x-goog-upload-command': 'upload, finalize' },
      body: { type: 'bytes', data, mediaType: 'application/pdf' },
    });
  });

  it('may be streams, at servers with other paths', () => {
    const stream = (async function* () {
      yield data;
    })();
    const start = encodeUploadStart('http://127.0.0.1:1/c1', { data: stream, mediaType: 'text/plain' });
    expect(start.url).toBe('http://127.0.0.1:1/c1/upload/files');
    expect(start.headers).not.toHaveProperty('x-goog-upload-header-content-length');
    expect(start.body).toEqual({ type: 'json', value: { file: {} } });
    expect(encodeUploadBytes('http://x', { data: stream, mediaType: 'text/plain' }).body).toEqual({
      type: 'stream',
      data: stream,
      mediaType: 'text/plain',
    });
  });

  it('are read, bare or wrapped', () => {
    const file = {
      name: 'files/lyz',
      displayName: 'a.pdf',
      mimeType: 'application/pdf',
      sizeBytes: '14560',
      createTime: '2026-06-17T14:13:00.159379Z',
      expirationTime: '2026-06-19T14:12:59.403313302Z',
      uri: 'https://host/v1beta/files/lyz',
      state: 'ACTIVE',
    };
    expect(decodeFile({ file })).toEqual({
      id: 'files/lyz',
      name: 'a.pdf',
      bytes: 14560,
      mediaType: 'application/pdf',
      createdAt: Date.UTC(2026, 5, 17, 14, 13, 0, 159),
      expiresAt: Date.UTC(2026, 5, 19, 14, 12, 59, 403),
      status: 'ready',
      url: 'https://host/v1beta/files/lyz',
    });
    expect(decodeFile({ name: 'files/x', state: 'PROCESSING' })).toEqual({ id: 'files/x', status: 'processing' });
    expect(decodeFile({ name: 'files/x', state: 'NEW' })).toEqual({ id: 'files/x' });
    expect(decodeFile({})).toBeUndefined();
  });

  it('have one name', () => {
    expect([fileName('files/a'), fileName('a'), fileName('https://host/v1beta/files/a'), fileName('a?b')]).toEqual([
      'files/a',
      'files/a',
      'files/a',
      'files/a%3Fb',
    ]);
  });
});

describe('long-running operations', () => {
  it.each([
    [{ metadata: { state: 'BATCH_STATE_PENDING' } }, 'queued'],
    [{ metadata: { state: 'BATCH_STATE_RUNNING' } }, 'running'],
    [{ metadata: { state: 'BATCH_STATE_SUCCEEDED' }, done: true }, 'succeeded'],
    [{ metadata: { state: 'JOB_STATE_CANCELLED' } }, 'cancelled'],
    [{ state: 'JOB_STATE_EXPIRED' }, 'expired'],
    [{ metadata: { state: 'BATCH_STATE_FAILED' } }, 'failed'],
    [{ name: 'x' }, 'running'],
    [{ done: true, response: {} }, 'succeeded'],
    [{ done: true, error: { code: 1 } }, 'cancelled'],
    [{ done: true, error: { code: 13, message: 'x' } }, 'failed'],
    [null, 'running'],
  ])('%j is %s', (body, state) => {
    expect(operationStatus(body, context).state).toBe(state);
  });

  it('tell times, counts and what went wrong', () => {
    const metadata = {
      state: 'BATCH_STATE_RUNNING',
      createTime: '2026-08-19T14:34:12Z',
      endTime: '2026-08-19T15:34:12Z',
      batchStats: { requestCount: '5', successfulRequestCount: '3', failedRequestCount: '1' },
      progressPercent: 40,
    };
    expect(operationStatus({ metadata }, context)).toEqual({
      state: 'running',
      rawState: 'BATCH_STATE_RUNNING',
      progress: 0.4,
      counts: { total: 5, succeeded: 3, failed: 1 },
      createdAt: Date.UTC(2026, 7, 19, 14, 34, 12),
      endedAt: Date.UTC(2026, 7, 19, 15, 34, 12),
    });
    expect(operationStatus({ done: true, error: { code: 8, message: 'Out of quota.' } }, context).error).toMatchObject({
      code: 'rate-limit',
      message: 'Out of quota.',
      status: 429,
    });
    expect(
      operationStatus({ done: true, error: { code: 503, status: 'UNAVAILABLE', message: 'x' } }, context).error,
    ).toMatchObject({ code: 'overloaded' });
    expect(operationStatus({ done: true, error: {} }, context).error).toMatchObject({ code: 'server' });
  });
});

describe('batches', () => {
  const options = { model: 'gemini-3.8-flash', displayName: 'b1' };

  it('of chats hold whole requests', () => {
    const { wire, warnings } = encodeChatBatch(
      [{ id: 'one', request: { messages: [{ role: 'user', content: 'x' }], user: 'u' } }],
      options,
      context,
      {},
    );
    expect(wire).toEqual({
      method: 'POST',
      path: '/models/gemini-3.8-flash:batchGenerateContent',
      body: {
        type: 'json',
        value: {
          batch: {
            model: 'models/gemini-3.8-flash',
            displayName: 'b1',
            inputConfig: {
              requests: {
                requests: [
                  { request: { contents: [{ role: 'user', parts: [{ text: 'x' }] }] }, metadata: { key: 'one' } },
                ],
              },
            },
          },
        },
      },
    });
    expect(warnings).toEqual([expect.objectContaining({ feature: 'requests[one].user' })]);
  });

  it('of embeddings hold one input each', () => {
    const { wire } = encodeEmbedBatch(
      [{ id: 'one', request: { input: 'x', dimensions: 3 } }],
      { ...options, model: 'gemini-embedding-001', vendor: { priority: '5' } },
      context,
      {},
    );
    expect(wire).toMatchObject({
      path: '/models/gemini-embedding-001:asyncBatchEmbedContent',
      body: {
        value: {
          batch: {
            priority: '5',
            inputConfig: {
              requests: {
                requests: [
                  {
                    request: {
                      model: 'models/gemini-embedding-001',
                      content: { parts: [{ text: 'x' }] },
                      outputDimensionality: 3,
                    },
                    metadata: { key: 'one' },
                  },
                ],
              },
            },
          },
        },
      },
    });
  });

  it('end with answers, or with a file of them', () => {
    expect(batchOutput({ response: { inlinedResponses: { inlinedResponses: [1] } } })).toEqual({ answers: [1] });
    expect(batchOutput({ response: { inlinedResponses: [2] } })).toEqual({ answers: [2] });
    expect(batchOutput({ metadata: { output: { inlinedResponses: { inlinedResponses: [3] } } } })).toEqual({
      answers: [3],
    });
    expect(batchOutput({ response: { responsesFile: 'files/out' } })).toEqual({ file: 'files/out' });
    expect(batchOutput({})).toEqual({});
  });

  it('settle one by one', () => {
    const answer = (value: unknown, at = 4) => decodeBatchAnswer(value, at, context, {}, meta);
    expect(
      answer({
        metadata: { key: 'one' },
        response: { candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] },
      }),
    ).toMatchObject({ id: 'one', response: { text: 'hi', meta: { provider: 'google' } } });
    expect(answer({ key: 'two', error: { code: 3, message: 'bad' } })).toMatchObject({
      id: 'two',
      error: { code: 'invalid-request', message: 'bad' },
    });
    expect(
      answer({ response: { embedding: { values: [1, 2] }, usageMetadata: { promptTokenCount: 2 } } }),
    ).toMatchObject({ id: '4', response: { embeddings: [[1, 2]], usage: { inputTokens: 2 } } });
    expect(answer(null)).toMatchObject({ id: '4', error: { code: 'invalid-response' } });
  });
});

describe('videos', () => {
  it('are started with a prompt and perhaps an image', () => {
    const { wire, warnings } = encodeVideo(
      {
        model: 'veo-3.1',
        prompt: 'A cat',
        image: { data: new Uint8Array([1]), mediaType: 'image/png' },
        durationSeconds: 8,
        aspectRatio: '16:9',
        resolution: '720p',
        negativePrompt: 'dogs',
        seed: 1,
        vendor: { google: { parameters: { personGeneration: 'allow_all' } } },
      },
      context,
      {},
    );
    expect(wire).toMatchObject({
      path: '/models/veo-3.1:predictLongRunning',
      body: {
        value: {
          instances: [{ prompt: 'A cat', image: { bytesBase64Encoded: 'AQ==', mimeType: 'image/png' } }],
          parameters: {
            durationSeconds: 8,
            aspectRatio: '16:9',
            resolution: '720p',
            negativePrompt: 'dogs',
            seed: 1,
            personGeneration: 'allow_all',
          },
        },
      },
    });
    expect(warnings).toEqual([]);
    const image = (source: never) =>
      (
        encodeVideo({ model: 'v', prompt: 'x', image: source }, context, {}).wire.body as unknown as {
          value: { instances: { image?: unknown }[] };
        }
      ).value.instances[0]?.image;
    expect(image({ url: 'data:image/png;base64,AQ==' } as never)).toEqual({
      bytesBase64Encoded: 'AQ==',
      mimeType: 'image/png',
    });
    expect(image({ url: 'gs://b/x.png', mediaType: 'image/png' } as never)).toEqual({
      gcsUri: 'gs://b/x.png',
      mimeType: 'image/png',
    });
    expect(image({ data: 'AQ==', mediaType: 'image/png' } as never)).toEqual({
      bytesBase64Encoded: 'AQ==',
      mimeType: 'image/png',
    });
    expect(
      encodeVideo({ model: 'v', prompt: 'x', image: { url: 'https://x.example/a.png' } }, context, {}).warnings,
    ).toEqual([expect.objectContaining({ feature: 'image' })]);
  });

  it('end with links or bytes', () => {
    const ended = (generateVideoResponse: object) =>
      decodeVideos({ done: true, response: { generateVideoResponse } }, { provider: 'google' });
    expect(ended({ generatedSamples: [{ video: { uri: 'https://host/v1beta/files/a:download?alt=media' } }] })).toEqual(
      { videos: [{ url: 'https://host/v1beta/files/a:download?alt=media', mediaType: 'video/mp4' }] },
    );
    expect(ended({ generatedSamples: [{ video: { encodedVideo: 'AQ==', mimeType: 'video/webm' } }, {}] })).toEqual({
      videos: [{ data: new Uint8Array([1]), mediaType: 'video/webm' }],
    });
    expect(() => ended({ raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['Faces.'] })).toThrow(
      expect.objectContaining({ code: 'content-filter', message: 'Faces.' }),
    );
    expect(() => ended({})).toThrow(expect.objectContaining({ code: 'invalid-response' }));
  });
});
