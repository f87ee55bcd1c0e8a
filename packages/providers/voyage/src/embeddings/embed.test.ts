import { inspect, pipeline } from '@kit/core';
import { bytesToBase64, float32ToBase64 } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { failure, list, served } from '../../tests/served.ts';
import { voyage } from '../index.ts';

describe('a request for embeddings', () => {
  it('asks for base64, and names neither a number format nor what nobody asked for', async () => {
    const { ai, body, server } = await served([list([1, 2])]);
    await ai.embed({ input: 'hello' });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/embeddings' });
    expect(body()).toEqual({ model: 'voyage-4', input: ['hello'], encoding_format: 'base64' });
  });

  it('says purpose, size, number format and truncation in the words of Voyage', async () => {
    const { ai, body } = await served([list([1], [2])]);
    const request = {
      input: ['a', 'b'],
      inputType: 'document',
      dimensions: 256,
      encoding: 'int8',
      truncate: 'none',
    } as const;
    const { warnings } = await ai.embed(request);
    expect(body()).toMatchObject({
      input_type: 'document',
      output_dimension: 256,
      output_dtype: 'int8',
      truncation: false,
    });
    expect(warnings).toEqual([]);
  });

  it('tells what Voyage cannot do instead of dropping it', async () => {
    const { ai, body } = await served([list([1])]);
    const { warnings } = await ai.embed({ input: 'a', inputType: 'clustering', truncate: 'start', user: 'u-1' });
    expect(warnings.map(({ feature }) => feature).sort()).toEqual(['inputType', 'truncate', 'user']);
    expect(body()).toEqual({ model: 'voyage-4', input: ['a'], truncation: true, encoding_format: 'base64' });
  });

  it('is refused under `strict` before anything is sent', async () => {
    const { ai, server } = await served([list([1])]);
    const error = await failure(ai.embed({ input: 'a', inputType: 'clustering' }, { strict: true }));
    expect(error).toMatchObject({ code: 'unsupported', field: 'inputType' });
    expect(server.requests).toHaveLength(0);
  });

  it('takes fields that only Voyage has, last', async () => {
    const { ai, body } = await served([list([1])]);
    await ai.embed({ input: 'a', vendor: { voyage: { encoding_format: null, truncation: false } } });
    expect(body()).toMatchObject({ encoding_format: null, truncation: false });
  });

  it('names a number format that nobody has', async () => {
    const { ai, server } = await served([list([1])]);
    const error = await failure(ai.embed({ input: 'a', encoding: 'float16' as never }));
    expect(error).toMatchObject({ code: 'invalid-request', field: 'encoding' });
    expect(server.requests).toHaveLength(0);
  });

  it('can be looked at without being sent', async () => {
    const shown = await inspect(pipeline(voyage({ apiKey: 'pa-secret-0123456789' })), 'embed', {
      model: 'voyage-4',
      input: 'a',
    });
    expect(shown).toMatchObject({
      method: 'POST',
      url: 'https://api.voyageai.com/v1/embeddings',
      body: { input: ['a'] },
    });
    expect(JSON.stringify(shown)).not.toContain('pa-secret-0123456789');
  });
});

describe('vectors', () => {
  const bytes = (...values: number[]) => bytesToBase64(Uint8Array.from(values));

  it.each([
    ['float', float32ToBase64([0.5, -2]), [0.5, -2]],
    ['int8', bytes(255, 1), [-1, 1]],
    ['binary', bytes(128, 127), [-128, 127]],
    ['uint8', bytes(255, 1), [255, 1]],
    ['ubinary', bytes(255, 0), [255, 0]],
  ] as const)('are read from base64 of %s', async (encoding, packed, expected) => {
    const { ai } = await served([list(packed)]);
    expect((await ai.embed({ input: 'a', encoding })).embeddings).toEqual([expected]);
  });

  it('are read as plain numbers too, in the order of their index', async () => {
    const data = [
      { embedding: [2], index: 1 },
      { embedding: [1], index: 0 },
    ];
    const { ai } = await served([{ body: { data, model: 'voyage-4-x', usage: { total_tokens: 5 } } }]);
    const { embeddings, usage, meta } = await ai.embed({ input: ['a', 'b'] });
    expect(embeddings).toEqual([[1], [2]]);
    expect(usage).toMatchObject({ state: 'reported', inputTokens: 5, raw: { total_tokens: 5 } });
    expect(meta).toMatchObject({ model: 'voyage-4-x', requestedModel: 'voyage-4' });
  });

  it('that are missing are an error, not a shift', async () => {
    const { ai } = await served([list([1])]);
    expect(await failure(ai.embed({ input: ['a', 'b'] }))).toMatchObject({ code: 'invalid-response' });
  });

  it.each([{}, { data: null }, { data: [{ index: 0 }] }, { data: [{ embedding: '%%%', index: 0 }] }, 7])(
    'cannot be read from %j',
    async (body) => {
      const { ai } = await served([{ body }]);
      expect(await failure(ai.embed({ input: 'a' }))).toMatchObject({ code: 'invalid-response' });
    },
  );

  it('cost what the list says', async () => {
    const { ai } = await served([
      { body: { data: [{ embedding: [1], index: 0 }], usage: { total_tokens: 1_000_000 } } },
    ]);
    expect((await ai.embed({ input: 'a', model: 'voyage-3.5' })).cost).toMatchObject({ amount: 0.06, currency: 'USD' });
  });

  it('bring a hint of the vendor as a warning', async () => {
    const { ai } = await served([
      { ...list([1]), headers: { 'x-api-warning': 'Add a payment method.', 'x-request-id': 'r-1' } },
    ]);
    const { warnings, meta } = await ai.embed({ input: 'a' });
    expect(warnings).toEqual([{ feature: 'vendor', detail: 'Add a payment method.' }]);
    expect(meta.requestId).toBe('r-1');
  });
});

describe('long lists', () => {
  const answerEach = (body: Record<string, unknown>) =>
    list(...(body.input as string[]).map((text) => [Number(text.split(' ')[0])]));

  it('go out in pieces of 128 and come back whole, in order', async () => {
    const { ai, server } = await served(answerEach);
    const input = Array.from({ length: 300 }, (_, at) => String(at));
    const { embeddings, usage, meta } = await ai.embed({ input });
    expect(server.requests.map((request) => (request.json() as { input: string[] }).input.length).sort()).toEqual([
      128, 128, 44,
    ]);
    expect(embeddings).toEqual(input.map((text) => [Number(text)]));
    expect(usage).toMatchObject({ inputTokens: 600 });
    expect(meta.attempts).toHaveLength(3);
  });

  it('are cut by their tokens as well', async () => {
    const { ai, server } = await served(answerEach);
    // About 30,000 tokens each, where the model takes 120,000 at once.
    const input = Array.from({ length: 4 }, (_, at) => `${at} ${'word '.repeat(24_000)}`);
    const { embeddings } = await ai.embed({ model: 'voyage-3-large', input });
    expect(server.requests).toHaveLength(2);
    expect(embeddings).toEqual([[0], [1], [2], [3]]);
  });

  it('are cut as the option says', async () => {
    const { ai, server } = await served(answerEach, { batchSize: 2 });
    await ai.embed({ input: ['1', '2', '3'] });
    expect(server.requests).toHaveLength(2);
  });

  it('fail as a whole when a piece fails, and ask for no more', async () => {
    const { ai, server } = await served(
      (body, at) => (at === 0 ? { status: 401, body: { detail: 'Provided API key is invalid.' } } : answerEach(body)),
      { batchSize: 1 },
    );
    const error = await failure(ai.embed({ input: Array.from({ length: 40 }, (_, at) => String(at)) }));
    expect(error.code).toBe('authentication');
    expect(server.requests.length).toBeLessThan(12);
  });
});

describe('an abort', () => {
  it('ends all pieces of a long list at once', async () => {
    const { ai, server } = await served([list([1])], { batchSize: 1 });
    server.faults.always({ type: 'hang' });
    const controller = new AbortController();
    const failing = failure(ai.embed({ input: ['1', '2', '3', '4', '5', '6'] }, { signal: controller.signal }));
    await server.received(4);
    const abortedAt = performance.timeOrigin + performance.now();
    controller.abort();
    expect((await failing).code).toBe('aborted');
    const ends = await Promise.all(server.requests.map(({ closed }) => closed));
    expect(ends).toHaveLength(4);
    for (const { at, aborted } of ends) {
      expect(aborted).toBe(true);
      expect(at - abortedAt).toBeLessThan(50);
    }
  });
});

describe('contextual models', () => {
  const nested = (...documents: readonly (readonly unknown[])[]) => ({
    body: {
      object: 'list',
      data: documents.map((chunks, index) => ({
        object: 'list',
        index,
        data: chunks.map((chunk, at) => ({ index: at, ...(chunk as object) })),
      })),
      model: 'voyage-context-3',
      usage: { total_tokens: 9 },
    },
  });

  it('take a document as a list of chunks and answer a vector for each', async () => {
    const { ai, body, server } = await served([nested([{ embedding: [1] }, { embedding: [2] }], [{ embedding: [3] }])]);
    const document = [
      { type: 'text', text: 'first chunk' },
      { type: 'text', text: 'second chunk' },
    ] as const;
    const { embeddings, meta } = await ai.embed({
      model: 'voyage-context-3',
      input: [document, 'alone'],
      inputType: 'document',
    });
    expect(server.requests[0]?.path).toBe('/contextualizedembeddings');
    expect(body()).toMatchObject({ inputs: [['first chunk', 'second chunk'], ['alone']], input_type: 'document' });
    expect(embeddings).toEqual([[1], [2], [3]]);
    expect(meta.vendor).toEqual({ documents: [2, 1] });
  });

  it('may let the vendor cut documents into chunks', async () => {
    const { ai } = await served([
      nested([
        { embedding: [1], text: 'a' },
        { embedding: [2], text: 'b' },
      ]),
    ]);
    const vendor = { voyage: { enable_auto_chunking: true, chunk_size: 128 } };
    const { embeddings, meta } = await ai.embed({
      model: 'voyage-context-4',
      input: 'ab',
      inputType: 'document',
      vendor,
    });
    expect(embeddings).toEqual([[1], [2]]);
    expect(meta.vendor).toEqual({ documents: [2], chunks: [['a', 'b']] });
  });

  it('keep the documents apart when their list is sent in pieces', async () => {
    const { ai } = await served(
      (body) =>
        nested(...(body.inputs as string[][]).map((chunks) => chunks.map((text) => ({ embedding: [Number(text)] })))),
      { batchSize: 1 },
    );
    const chunks = [
      { type: 'text', text: '1' },
      { type: 'text', text: '2' },
    ] as const;
    const { embeddings, meta } = await ai.embed({ model: 'voyage-context-3', input: [chunks, '3'] });
    expect(embeddings).toEqual([[1], [2], [3]]);
    expect(meta.vendor).toEqual({ documents: [2, 1] });
  });

  it('cannot cut what is too long, and embed text alone', async () => {
    const { ai } = await served([nested([{ embedding: [1] }])]);
    const picture = { type: 'image', source: { url: 'https://example.com/a.png' } } as const;
    const { warnings } = await ai.embed({
      model: 'voyage-context-3',
      input: [[{ type: 'text', text: 'a' }, picture]],
      truncate: 'end',
    });
    expect(warnings.map(({ feature }) => feature)).toEqual(['input[0]', 'truncate']);
  });
});

describe('multimodal models', () => {
  it('take texts, images and videos in one input', async () => {
    const { ai, body, server } = await served([list([1], [2])]);
    const parts = [
      { type: 'text', text: 'a banana' },
      { type: 'image', source: { url: 'https://example.com/a.png' } },
      { type: 'image', source: { data: Uint8Array.of(1, 2, 3), mediaType: 'image/png' } },
      { type: 'file', source: { url: 'https://example.com/a.mp4', mediaType: 'video/mp4' } },
      { type: 'file', source: { data: 'AQID', mediaType: 'video/mp4' } },
    ] as const;
    await ai.embed({ model: 'voyage-multimodal-3.5', input: ['plain', parts] });
    expect(server.requests[0]?.path).toBe('/multimodalembeddings');
    expect(body()).toEqual({
      model: 'voyage-multimodal-3.5',
      inputs: [
        { content: [{ type: 'text', text: 'plain' }] },
        {
          content: [
            { type: 'text', text: 'a banana' },
            { type: 'image_url', image_url: 'https://example.com/a.png' },
            { type: 'image_base64', image_base64: 'data:image/png;base64,AQID' },
            { type: 'video_url', video_url: 'https://example.com/a.mp4' },
            { type: 'video_base64', video_base64: 'data:video/mp4;base64,AQID' },
          ],
        },
      ],
    });
  });

  it('tell texts apart from pixels', async () => {
    const usage = { text_tokens: 5, image_pixels: 2_000_000, total_tokens: 3576 };
    const { ai } = await served([{ body: { data: [{ embedding: [1], index: 0 }], usage } }]);
    const { usage: counted } = await ai.embed({ model: 'voyage-multimodal-3', input: 'a' });
    expect(counted).toMatchObject({ inputTokens: 3576, inputModalities: { text: 5, image: 3571 }, raw: usage });
  });

  it('embed no sounds and no stored files', async () => {
    const { ai } = await served([list([1])]);
    const parts = [
      { type: 'text', text: 'a' },
      { type: 'audio', source: { url: 'https://example.com/a.mp3' } },
      { type: 'image', source: { fileId: 'f-1' } },
    ] as const;
    const { warnings } = await ai.embed({ model: 'voyage-multimodal-3', input: [parts] });
    expect(warnings.map(({ feature }) => feature)).toEqual(['input[0][1]', 'input[0][2]']);
  });
});
