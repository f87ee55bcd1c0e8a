import { assistant, estimateInputTokens, type Message, system, toolResult, user } from '@kit/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conversations, torn } from '../../testing/conversations.ts';
import { trimMessages, trimming } from './trim.ts';
import { outline } from './units.ts';

/** About ten tokens each. */
const words = (label: string) => `${label} ${'x'.repeat(24 - label.length - 1)}`;
const call = (id: string) => assistant([{ type: 'tool-call', id, name: 'look', arguments: '{}' }]);

describe('trimMessages', () => {
  it('leaves a conversation alone that is short enough', () => {
    const messages = [system('s'), user('hi')];
    expect(trimMessages(messages, { maxInputTokens: 100 })).toBe(messages);
  });

  it('drops the oldest exchanges and keeps the system message', () => {
    const messages = [
      system('s'),
      user(words('u1')),
      assistant(words('a1')),
      user(words('u2')),
      assistant(words('a2')),
      user(words('u3')),
    ];
    const tokens = estimateInputTokens({ messages });
    const kept = trimMessages(messages, { maxInputTokens: tokens - 1, toTokens: tokens - 1 });
    expect(kept).toEqual([messages[0], ...messages.slice(3)]);
  });

  it('goes down to toTokens once it has to, so that the prefix stays the same for a while', () => {
    const messages = Array.from({ length: 20 }, (_, at) => user(words(`u${at}`)));
    const tokens = estimateInputTokens({ messages });
    expect(trimMessages(messages, { maxInputTokens: tokens - 1 })).toHaveLength(14);
    expect(trimMessages(messages, { maxInputTokens: tokens - 1, toTokens: tokens / 2 })).toHaveLength(10);
  });

  it('drops the older steps of the last exchange and keeps what the user asked', () => {
    const steps = ['a', 'b', 'c'].flatMap((id) => [call(id), toolResult({ id }, words(id))]);
    const messages = [user('the task'), ...steps];
    const kept = trimMessages(messages, { maxInputTokens: 40, toTokens: 40 });
    expect(kept).toEqual([messages[0], ...steps.slice(4)]);
  });

  it('keeps the last user message and the newest step, even where they are too long', () => {
    const messages = [user(words('old')), user(words('task')), call('a'), toolResult({ id: 'a' }, words('a'))];
    expect(trimMessages(messages, { maxInputTokens: 1 })).toEqual(messages.slice(1));
  });

  it('keeps a call with results that come after another message', () => {
    const messages = [user('1'), call('a'), user('hurry'), toolResult({ id: 'a' }, 'done'), user('2')];
    expect(outline(messages).units.map((unit) => unit.messages.length)).toEqual([1, 3, 1]);
  });

  it('counts the tools', () => {
    const messages = [user(words('u1')), user(words('u2'))];
    const tools = [{ name: 'tool', description: 'x'.repeat(400) }];
    expect(trimMessages(messages, { maxInputTokens: 50 })).toBe(messages);
    expect(trimMessages(messages, { maxInputTokens: 50, tools })).toHaveLength(1);
  });

  it.each([[{}], [{ maxInputTokens: 0 }], [{ maxInputTokens: 10, toTokens: -1 }], [{ maxInputTokens: Number.NaN }]])(
    'refuses the limits %o',
    (limits) => {
      expect(() => trimMessages([user('hi')], limits as never)).toThrow(expect.objectContaining({ code: 'config' }));
      expect(() => trimming(limits as never)).toThrow(expect.objectContaining({ code: 'config' }));
    },
  );
});

describe('trimMessages, of any conversation', () => {
  const limits = fc.integer({ min: 1, max: 1_000 });
  const roles = (messages: readonly Message[]) => messages.map(({ role }) => role);

  it('never tears a call from its result', () => {
    fc.assert(
      fc.property(conversations, limits, (messages, maxInputTokens) => {
        expect(torn(trimMessages(messages, { maxInputTokens, toTokens: maxInputTokens }))).toEqual([]);
      }),
    );
  });

  it('keeps the system message, the last user message, the newest message, and their order', () => {
    fc.assert(
      fc.property(conversations, limits, (messages, maxInputTokens) => {
        const kept = trimMessages(messages, { maxInputTokens });
        expect(kept.filter(({ role }) => role === 'system')).toEqual(messages.filter(({ role }) => role === 'system'));
        expect(kept).toContain(messages.findLast(({ role }) => role === 'user'));
        expect(kept.at(-1)).toBe(messages.at(-1));
        expect(roles(kept).find((role) => role !== 'system')).toBe('user');
        const places = kept.map((message) => messages.indexOf(message));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
  });

  it('is short enough, or as short as it may become', () => {
    fc.assert(
      fc.property(conversations, limits, (messages, maxInputTokens) => {
        const kept = trimMessages(messages, { maxInputTokens, toTokens: maxInputTokens });
        const { units } = outline(kept);
        const isShort = estimateInputTokens({ messages: kept }) <= maxInputTokens;
        expect(isShort || units.length <= 2).toBe(true);
      }),
    );
  });
});
