import type { EmbedRequest } from '@kit/core';
import { float32ToBase64 } from '@kit/wire';
import { describe, expect, test } from 'vitest';
import type { EmbedDialect } from '../dialect/media-dialects.ts';
import { bodyOf, codec, reply } from '../testing/codec.ts';
import { embedTransformer } from './embed.ts';

const encode = (request: EmbedRequest, dialect: EmbedDialect = {}) =>
  embedTransformer(dialect).encode(request, codec());
const decode = (body: unknown, dialect: EmbedDialect = {}) =>
  embedTransformer(dialect).decode(reply(body), { encoding: undefined }, codec());

describe('embeddings', () => {
  test('vectors travel as base64 unless the server knows floats alone', () => {
    expect(bodyOf(encode({ model: 'm', input: 'a', dimensions: 3, user: 'u' }))).toEqual({
      model: 'm',
      input: ['a'],
      dimensions: 3,
      user: 'u',
      encoding_format: 'base64',
    });
    expect(bodyOf(encode({ model: 'm', input: ['a', 'b'] }, { encodingFormat: undefined }))).toEqual({
      model: 'm',
      input: ['a', 'b'],
    });
  });

  test('a vendor may say what they cost', () => {
    const cost = { amount: 0.5, currency: 'USD', source: 'vendor', includesLostAttempts: false } as const;
    const body = { data: [{ embedding: [1] }], usage: { prompt_tokens: 1, cost: 0.5 } };
    expect(decode(body, { cost: (usage) => (usage.cost === 0.5 ? cost : undefined) }).cost).toEqual(cost);
    expect(decode(body)).not.toHaveProperty('cost');
  });

  test('vectors are ordered by index and decoded from base64', () => {
    const { embeddings, usage, meta } = decode({
      model: 'm',
      data: [
        { index: 1, embedding: [3, 4] },
        { index: 0, embedding: float32ToBase64([1, 0.5]) },
      ],
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
    expect(embeddings).toEqual([
      [1, 0.5],
      [3, 4],
    ]);
    expect(usage).toMatchObject({ inputTokens: 2 });
    expect(meta).toEqual({ model: 'm' });
  });

  test('a total alone counts, tokens of the rows too', () => {
    expect(decode({ data: [], usage: { prompt_tokens: 0, total_tokens: 7 } }).usage?.inputTokens).toBe(7);
    expect(
      decode({
        data: [
          { embedding: [1], usage: { prompt_tokens: 2 } },
          { embedding: [2], usage: { prompt_tokens: 3 } },
        ],
      }).usage?.inputTokens,
    ).toBe(5);
    expect(decode({ data: [[1, 2]] })).toEqual({ embeddings: [[1, 2]], meta: {} });
  });

  test('what OpenAI has no field for is told', () => {
    const { warnings } = encode(
      { model: 'm', input: 'a', inputType: 'query', truncate: 'end', encoding: 'int8', dimensions: 1, user: 'u' },
      { dimensions: false, user: false },
    );
    expect(warnings.map(({ feature }) => feature)).toEqual(['dimensions', 'encoding', 'inputType', 'truncate', 'user']);
  });

  test('a dialect has its own names', () => {
    expect(
      bodyOf(
        encode(
          { model: 'm', input: 'a', inputType: 'query', truncate: 'end', encoding: 'int8', dimensions: 1 },
          {
            dimensions: 'output_dimension',
            numberFormat: (encoding) => ({ output_dtype: encoding }),
            inputType: (type) => ({ input_type: type }),
            truncate: () => ({ truncate: true }),
          },
        ),
      ),
    ).toEqual({
      model: 'm',
      input: ['a'],
      output_dimension: 1,
      output_dtype: 'int8',
      input_type: 'query',
      truncate: true,
    });
    expect(decode({ data: [{ embedding: 'AQI=' }] }, { decodeVector: () => [7] }).embeddings).toEqual([[7]]);
  });

  test('parts of text are joined, media are refused unless the dialect writes them', () => {
    const image = { type: 'image' as const, source: { url: 'https://x' } };
    expect(
      bodyOf(
        encode({
          model: 'm',
          input: [
            [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          ],
        }),
      ).input,
    ).toEqual(['a\nb']);
    expect(() => encode({ model: 'm', input: [[image]] })).toThrow('media');
    expect(bodyOf(encode({ model: 'm', input: [[image]] }, { input: () => ({ image: 1 }) })).input).toEqual([
      { image: 1 },
    ]);
  });

  test('failures in a 200 and replies without vectors are thrown', () => {
    expect(() => decode({ error: { message: 'boom' } })).toThrow('boom');
    expect(() => decode({})).toThrow('vectors');
  });
});
