import { assistant, type Call, type ChatRequest, createContext, system, user } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { conversationKey } from './conversation-key.ts';

const long = 'You are a helpful assistant of the Acme company. '.repeat(120);

function keyOf(request: Partial<ChatRequest>, options: Parameters<typeof createContext>[0] = {}): string | undefined {
  const call = { operation: 'chat', request: { messages: [], ...request }, context: createContext(options) };
  return conversationKey(call as Call, 1_024);
}

describe('the key of a conversation', () => {
  const opening = [system(long), user('Hello')];

  it('stays the same from turn to turn', () => {
    const key = keyOf({ messages: opening });
    expect(key).toBeDefined();
    expect(keyOf({ messages: [...opening, assistant('Hi.'), user('And now?')] })).toBe(key);
  });

  it('tells conversations with the same system prompt apart', () => {
    const keys = Array.from({ length: 1_000 }, (_, at) => keyOf({ messages: [system(long), user(`Hello ${at}`)] }));
    expect(new Set(keys).size).toBe(1_000);
  });

  it('tells tenants apart', () => {
    expect(keyOf({ messages: opening }, { tenant: 'a' })).not.toBe(keyOf({ messages: opening }, { tenant: 'b' }));
  });

  it('is not there where nothing would be cached', () => {
    expect(keyOf({ messages: [system('Be brief.'), user('Hello')] })).toBeUndefined();
  });

  it('is there for a short prefix that the caller marks, names, or follows by many tools', () => {
    const short = [user('Hello')];
    const marked = [user([{ type: 'text', text: 'Hello', cache: true }])];
    const tools = Array.from({ length: 12 }, (_, at) => ({ name: `tool${at}` }));
    expect(keyOf({ messages: marked })).toBeDefined();
    expect(keyOf({ messages: short, tools })).toBeDefined();
    expect(keyOf({ messages: short, promptCache: { key: 'k' } })).toBe(
      keyOf({ messages: marked, promptCache: { key: 'k' } }),
    );
    expect(keyOf({ messages: short }, { hints: { conversation: 'c' } })).toBeDefined();
    expect(keyOf({ messages: short }, { hints: { conversation: 7 } })).toBeUndefined();
  });

  it('does not read megabytes', () => {
    const image = { type: 'image', source: { data: 'A'.repeat(20_000_000), mediaType: 'image/png' } } as const;
    const text = { type: 'text', text: long.repeat(2_000) } as const;
    // The machine may be busy: the quickest of five.
    const tookMs = Array.from({ length: 5 }, () => {
      const begun = performance.now();
      expect(keyOf({ messages: [user([image, text])] })).toBeDefined();
      return performance.now() - begun;
    });
    expect(Math.min(...tookMs)).toBeLessThan(50);
  });
});
