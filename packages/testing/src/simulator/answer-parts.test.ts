import { type ChatRequest, type StreamPart, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { foldSpoken, speak, tokensOf } from './answer-parts.ts';
import type { BrainAnswer } from './brain.ts';
import { textVector } from './deterministic-vectors.ts';

const options = { model: 'm', responseId: 'r1', newId: () => 'call_1' };
const spoken = (answer: BrainAnswer, request: Partial<ChatRequest> = {}) => {
  const said = speak({ messages: [user('Hi')], ...request }, answer, options);
  return { parts: said.batches.flat(), response: foldSpoken(said, 'simulator') };
};

describe('speak', () => {
  it('says an answer token by token, with one start and one finish', () => {
    const { parts, response } = spoken({ reasoning: 'Well then.', text: 'Hello to you' });
    expect(parts.map(({ type }) => type)).toEqual([
      'start',
      'reasoning',
      'reasoning',
      'block-end',
      'text',
      'text',
      'text',
      'block-end',
      'choice-end',
      'finish',
    ]);
    expect(response).toMatchObject({ text: 'Hello to you', reasoning: 'Well then.', finishReason: 'stop' });
    expect(response.usage).toMatchObject({ outputTokens: 5, outputDetails: { text: 3, reasoning: 2 } });
    expect(response.usage?.inputTokens).toBeGreaterThan(0);
  });

  it('calls tools, with broken arguments too', () => {
    const { response } = spoken({
      toolCalls: [
        { name: 'a', input: { x: 1 } },
        { name: 'b', arguments: '{"x', id: 'own' },
      ],
    });
    expect(response.toolCalls).toMatchObject([
      { id: 'call_1', name: 'a', arguments: '{"x":1}', input: { x: 1 } },
      { id: 'own', name: 'b', arguments: '{"x' },
    ]);
    expect(response.toolCalls[1]?.invalid).toBeDefined();
    expect(response.finishReason).toBe('tool-calls');
  });

  it('keeps to the bounds of the request', () => {
    expect(spoken({ text: 'one two three four' }, { maxTokens: 2 }).response).toMatchObject({
      text: 'one two',
      finishReason: 'length',
    });
    expect(spoken({ reasoning: 'one two three', text: 'x' }, { maxTokens: 2 }).response).toMatchObject({
      text: '',
      finishReason: 'length',
    });
    expect(spoken({ text: 'one two' }, { maxTokens: 2 }).response).toMatchObject({
      text: 'one two',
      finishReason: 'stop',
    });
    expect(spoken({ text: 'a END b STOP c' }, { stop: ['STOP', 'END'] }).response.text).toBe('a ');
    expect(spoken({ text: 'a' }, { n: 2 }).response.choices.map(({ text, index }) => [index, text])).toEqual([
      [0, 'a'],
      [1, 'a'],
    ]);
  });

  it('says what it is told about the end, the usage and the sources', () => {
    const usage = { state: 'reported', inputTokens: 1, outputTokens: 2 } as const;
    const { response } = spoken({
      text: 'x',
      finishReason: 'content-filter',
      usage,
      citations: [{ url: 'https://example.com' }],
    });
    expect(response).toMatchObject({
      finishReason: 'content-filter',
      usage,
      citations: [{ url: 'https://example.com' }],
    });
  });

  it('has the parts of every token in a batch of their own', () => {
    const { batches } = speak({ messages: [user('Hi')] }, { text: 'a b' }, options);
    const texts = batches.filter((batch): batch is StreamPart[] => batch[0]?.type === 'text');
    expect(texts).toHaveLength(2);
  });
});

describe('tokensOf', () => {
  it.each(['', 'a', '  a  b ', 'a\nb', 'extraordinarily', 'ü 漢字', ' '])('loses nothing of %j', (text) => {
    expect(tokensOf(text).join('')).toBe(text);
  });
});

describe('textVector', () => {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  it('is the same for the same text, of length 1, and near for texts that share words', () => {
    const cat = textVector('The cat sleeps', 64);
    expect(textVector('The cat sleeps', 64)).toEqual(cat);
    expect(dot(cat, cat)).toBeCloseTo(1, 4);
    expect(dot(cat, textVector('the cat sleeps now', 64))).toBeGreaterThan(0.7);
    expect(dot(cat, textVector('quarterly revenue', 64))).toBeLessThan(0.5);
    expect(textVector('', 3)).toHaveLength(3);
  });
});
