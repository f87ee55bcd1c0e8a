import { describe, expect, test } from 'vitest';
import { bodyOf, codec, reply } from '../testing/codec.ts';
import { completeTransformer } from './complete.ts';
import { moderateTransformer } from './moderate.ts';

describe('moderation', () => {
  const { encode, decode } = moderateTransformer();
  test('texts get a verdict each, a list of parts one', () => {
    expect(bodyOf(encode({ model: 'm', input: ['a', 'b'] }, codec()))).toEqual({ model: 'm', input: ['a', 'b'] });
    expect(bodyOf(encode({ input: 'a' }, codec()))).toEqual({ input: 'a' });
    expect(
      bodyOf(
        encode(
          {
            input: [
              [
                { type: 'text', text: 'a' },
                { type: 'image', source: { url: 'https://x' } },
              ],
            ],
          },
          codec(),
        ),
      ),
    ).toEqual({
      input: [
        { type: 'text', text: 'a' },
        { type: 'image_url', image_url: { url: 'https://x' } },
      ],
    });
    expect(() => encode({ input: [[{ type: 'text', text: 'a' }], 'b'] }, codec())).toThrow('one list');
    expect(() => encode({ input: [[{ type: 'audio', source: { url: 'x' } }]] }, codec())).toThrow('text and images');
  });

  test('verdicts are read, with scores where there are any', () => {
    expect(
      decode(
        reply({
          id: 'modr-1',
          model: 'omni',
          results: [
            {
              flagged: true,
              categories: { 'self-harm/intent': true, hate: false },
              category_scores: { hate: 0.1, x: 'y' },
            },
            { categories: { a: true } },
          ],
        }),
        undefined,
        codec(),
      ),
    ).toEqual({
      results: [
        { flagged: true, categories: { 'self-harm/intent': true, hate: false }, scores: { hate: 0.1 } },
        { flagged: true, categories: { a: true } },
      ],
      meta: { model: 'omni', responseId: 'modr-1' },
    });
    expect(() => decode(reply({ error: 'boom' }), undefined, codec())).toThrow('boom');
    expect(() => decode(reply({}), undefined, codec())).toThrow('verdict');
  });
});

describe('completions', () => {
  test('a prompt with a gap', () => {
    const { encode } = completeTransformer();
    expect(bodyOf(encode({ model: 'm', prompt: 'a', suffix: 'b', maxTokens: 3, stop: ['x'], n: 2 }, codec()))).toEqual({
      model: 'm',
      prompt: 'a',
      suffix: 'b',
      max_tokens: 3,
      stop: ['x'],
      n: 2,
    });
    expect(
      completeTransformer({ fields: { seed: 'random_seed', n: false } }).encode(
        { prompt: 'a', seed: 1, n: 2 },
        codec(),
      ),
    ).toMatchObject({ wire: { body: { value: { random_seed: 1 } } }, warnings: [{ feature: 'n' }] });
  });

  test('all texts are read', () => {
    const { decode } = completeTransformer();
    expect(
      decode(
        reply({
          id: 'cmpl-1',
          model: 'm',
          choices: [
            { text: 'a', finish_reason: 'length' },
            { message: { content: 'b' }, finish_reason: 'stop' },
          ],
          usage: { prompt_tokens: 1, completion_tokens: 2 },
        }),
        undefined,
        codec(),
      ),
    ).toMatchObject({
      text: 'a',
      finishReason: 'length',
      rawFinishReason: 'length',
      choices: [
        { text: 'a', finishReason: 'length' },
        { text: 'b', finishReason: 'stop' },
      ],
      usage: { inputTokens: 1 },
      meta: { model: 'm', responseId: 'cmpl-1' },
    });
    expect(() => decode(reply({ error: { message: 'boom' } }), undefined, codec())).toThrow('boom');
    expect(() => decode(reply({ choices: [] }), undefined, codec())).toThrow('no completion');
  });
});
