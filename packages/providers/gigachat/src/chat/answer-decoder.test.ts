// Odd input never throws anything but what the vendor told, and never loses what it held.
import { type CodecContext, foldChat, isKitError, KitError, type StreamPart, systemEnvironment } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v1 } from '../v1/contract.ts';
import { v2 } from '../v2/contract.ts';
import { AnswerDecoder } from './answer-decoder.ts';
import { ImageTags } from './image-tags.ts';

const context: CodecContext = {
  operation: 'stream',
  provider: 'gigachat',
  vendor: 'gigachat',
  origin: { provider: 'gigachat' },
  strict: false,
  raw: false,
  environment: systemEnvironment,
  failure: ({ body }) => new KitError('server', 'told', { vendor: body as never }),
};

/** JSON whose objects often have the fields of the wire. */
const names = [
  'choices',
  'messages',
  'delta',
  'message',
  'content',
  'text',
  'function_call',
  'name',
  'arguments',
  'finish_reason',
  'usage',
  'index',
  'files',
  'id',
  'inline_data',
  'sources',
  'logprobs',
  'tool_execution',
  'reasoning_content',
];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  record: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4 }),
})).value;

describe.each([
  ['v1', v1],
  ['v2', v2],
] as const)('the decoder of %s', (_, { read }) => {
  it('is total', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(json, fc.constantFrom(undefined, 'response.message.delta', 'response.message.done', 'x'))),
        (events) => {
          const decoder = new AnswerDecoder(read, { n: 1 }, context, {});
          const parts: StreamPart[] = [];
          try {
            for (const [event, name] of events) decoder.event(JSON.stringify(event), parts, name);
            decoder.end(parts);
          } catch (error) {
            expect(isKitError(error)).toBe(true);
          }
          const fold = foldChat();
          fold.add(parts);
          fold.result();
          expect(parts.filter(({ type }) => type === 'finish').length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('passes over what is no JSON', () => {
    const decoder = new AnswerDecoder(read, { n: 1 }, context, {});
    const parts: StreamPart[] = [];
    for (const text of ['', '{', 'null', '7', '[]', '"x"']) decoder.event(text, parts);
    expect(parts).toEqual([]);
    expect(decoder.end(parts)).toBe(false);
  });
});

describe('calls in pieces', () => {
  const answer = (...deltas: object[]) => {
    const decoder = new AnswerDecoder(v1.read, { n: 1 }, context, {});
    const parts: StreamPart[] = [];
    for (const delta of deltas) decoder.event(JSON.stringify({ choices: [{ index: 0, delta }] }), parts);
    decoder.event('[DONE]', parts);
    decoder.end(parts);
    const fold = foldChat();
    fold.add(parts);
    return fold.result();
  };
  it('are put together, the same call twice is one, and arguments that are none are told', () => {
    expect(
      answer({ function_call: { name: 'f', arguments: '{"a"' } }, { function_call: { arguments: ':1}' } }).toolCalls,
    ).toMatchObject([{ name: 'f', input: { a: 1 } }]);
    const whole = { function_call: { name: 'f', arguments: { a: 1 } } };
    expect(answer(whole, whole).toolCalls).toHaveLength(1);
    expect(answer({ function_call: { name: 'f', arguments: '{"a"' } }).toolCalls).toMatchObject([
      { invalid: expect.any(String) },
    ]);
    expect(answer({ function_call: { name: 'f' } }).toolCalls).toMatchObject([{ arguments: '{}', input: {} }]);
    expect(answer({ tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '{}' } }] }).toolCalls).toMatchObject([
      { id: 'c1' },
    ]);
  });
});

describe('tags of pictures', () => {
  it('are found however the text is cut', () => {
    const text = 'a < b <img src="f-1" fuse="true"/> and <img alt="x" src="f-2"> <imgx src="no"> <b><img src="f-3"/>';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 }), (cuts) => {
        const tags = new ImageTags();
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const found = places.slice(1).flatMap((end, at) => tags.push(text.slice(places[at], end)));
        expect(found).toEqual(['f-1', 'f-2', 'f-3']);
      }),
    );
  });

  it('that never end are forgotten', () => {
    const tags = new ImageTags();
    expect(tags.push(`<img src="${'x'.repeat(5000)}`)).toEqual([]);
    expect(tags.push('"/>')).toEqual([]);
  });
});
