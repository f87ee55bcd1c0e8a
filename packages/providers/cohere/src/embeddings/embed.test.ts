import { float32ToBase64 } from '@kit/wire';
import { describe, expect, it } from 'vitest';
import { failure, served } from '../../tests/served.ts';

const byType = (embeddings: unknown, billed: object = { input_tokens: 4 }) => ({
  body: {
    id: 'e-1',
    response_type: 'embeddings_by_type',
    embeddings,
    meta: { api_version: { version: '2' }, billed_units: billed },
  },
});
const model = 'embed-v4.0';

describe('a request for embeddings', () => {
  it('always names purpose and type', async () => {
    const { ai, body, server } = await served([byType({ float: [[1, 2]] })]);
    const { embeddings, usage, meta, warnings } = await ai.embed({ model, input: 'a' });
    expect(server.requests[0]?.path).toBe('/v2/embed');
    expect(body()).toEqual({ model, input_type: 'search_document', texts: ['a'], embedding_types: ['float'] });
    expect(embeddings).toEqual([[1, 2]]);
    expect(usage).toMatchObject({ inputTokens: 4 });
    expect(meta.responseId).toBe('e-1');
    expect(warnings).toEqual([]);
  });

  it.each([
    ['query', 'search_query', []],
    ['document', 'search_document', []],
    ['classification', 'classification', []],
    ['clustering', 'clustering', []],
    ['similarity', 'clustering', ['inputType']],
    ['code', 'search_document', ['inputType']],
    ['image', 'image', []],
  ])('says %s as %s', async (inputType, word, warned) => {
    const { ai, body } = await served([byType({ float: [[1]] })]);
    const { warnings } = await ai.embed({ model, input: 'a', inputType });
    expect(body().input_type).toBe(word);
    expect(warnings.map(({ feature }) => feature)).toEqual(warned);
  });

  it('says size, type and truncation; the vendor’s own fields come last', async () => {
    const { ai, body } = await served([byType({ int8: [[-1]] })]);
    const { embeddings } = await ai.embed({
      model,
      input: 'a',
      dimensions: 256,
      encoding: 'int8',
      truncate: 'start',
      vendor: { cohere: { max_tokens: 9 } },
    });
    expect(body()).toMatchObject({
      output_dimension: 256,
      embedding_types: ['int8'],
      truncate: 'START',
      max_tokens: 9,
    });
    expect(embeddings).toEqual([[-1]]);
  });

  it('tells what cannot be done', async () => {
    const { ai, body } = await served([byType({ float: [[1]] })]);
    const { warnings } = await ai.embed({ model: 'embed-english-v3.0', input: 'a', dimensions: 256, user: 'u' });
    expect(warnings.map(({ feature }) => feature)).toEqual(['dimensions', 'user']);
    expect(body()).not.toHaveProperty('output_dimension');
    expect(await failure(ai.embed({ model, input: 'a', encoding: 'bits' as never }))).toMatchObject({
      code: 'invalid-request',
      field: 'encoding',
    });
  });
});

describe('images', () => {
  const picture = { type: 'image', source: { data: Uint8Array.of(1), mediaType: 'image/png' } } as const;

  it('go with texts into one input from v4 on', async () => {
    const { ai, body } = await served([
      byType({ float: [[1], [2]] }, { input_tokens: 3, image_tokens: 200, images: 1 }),
    ]);
    const { usage, warnings } = await ai.embed({
      model,
      input: [
        'a',
        [
          { type: 'text', text: 'b' },
          picture,
          { type: 'image', source: { url: 'https://example.com/a.png' } },
          { type: 'audio', source: { url: 'https://example.com/a' } },
          { type: 'image', source: { fileId: 'f' } },
        ],
      ],
    });
    expect(body().inputs).toEqual([
      { content: [{ type: 'text', text: 'a' }] },
      {
        content: [
          { type: 'text', text: 'b' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AQ==' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
        ],
      },
    ]);
    expect(usage).toMatchObject({ inputTokens: 3, inputModalities: { text: 3, image: 200 }, units: { images: 1 } });
    expect(warnings.map(({ feature }) => feature)).toEqual(['input[1][3]', 'input[1][4]']);
  });

  it('go one by one before v4, each by itself', async () => {
    const { ai, server } = await served((body) => byType({ float: [[body.images ? 1 : 2]] }));
    const { embeddings } = await ai.embed({ model: 'embed-multilingual-v3.0', input: [[picture], 'a', [picture]] });
    expect(embeddings).toEqual([[1], [2], [1]]);
    const sent = server.requests.map((request) => request.json() as { images?: string[]; input_type: string });
    expect(sent.map(({ input_type }) => input_type).sort()).toEqual(['image', 'image', 'search_document']);
    expect(
      await failure(ai.embed({ model: 'embed-english-v3.0', input: [[picture, { type: 'text', text: 'a' }]] })),
    ).toMatchObject({ code: 'unsupported', field: 'input[0]' });
  });
});

describe('vectors', () => {
  it('are found by type, also where another came than was asked for, and in base64', async () => {
    const { ai } = await served([
      byType({ uint8: [[9]] }),
      byType({ base64: [float32ToBase64([0.5])] }),
      byType([[1]]),
    ]);
    expect((await ai.embed({ model, input: 'a' })).embeddings).toEqual([[9]]);
    expect((await ai.embed({ model, input: 'a' })).embeddings).toEqual([[0.5]]);
    expect((await ai.embed({ model, input: 'a' })).embeddings).toEqual([[1]]);
  });

  it.each([{}, { float: [] }, { float: [7] }, { base64: ['%%%'] }, null])(
    'cannot be read from %j',
    async (embeddings) => {
      const { ai } = await served([byType(embeddings)]);
      expect(await failure(ai.embed({ model, input: 'a' }))).toMatchObject({ code: 'invalid-response' });
    },
  );

  it('of more than 96 inputs are asked for in pieces', async () => {
    const { ai, server } = await served((body) =>
      byType({ float: (body.texts as string[]).map((text) => [Number(text)]) }),
    );
    const input = Array.from({ length: 200 }, (_, at) => String(at));
    const { embeddings, usage, cost } = await ai.embed({ model, input });
    expect(embeddings).toEqual(input.map((text) => [Number(text)]));
    expect(
      server.requests.map((request) => (request.json() as { texts: string[] }).texts.length).sort((a, b) => a - b),
    ).toEqual([8, 96, 96]);
    expect(usage).toMatchObject({ inputTokens: 12 });
    expect(cost?.amount).toBeCloseTo((12 * 0.12) / 1e6, 12);
  });
});
