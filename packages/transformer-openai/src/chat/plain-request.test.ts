import type { ChatRequest } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChatDialect, compatibleChat } from '../dialect/chat-dialect.ts';
import { ask, codec } from '../testing/codec.ts';
import { isPlainRequest } from './plain-request.ts';
import { plainChatTransformer } from './plain-wire.ts';
import { chatStreamWire } from './stream-wire.ts';
import { chatStreamTransformer, chatTransformer } from './transformer.ts';

const dialects: Readonly<Record<string, ChatDialect>> = {
  openai: {},
  compatible: compatibleChat,
  'one system message, in turns': { systemPlace: 'first', alternating: true, systemRole: 'developer' },
  'text alone, no names': { plainText: true, names: false, emptyContent: 'omit', prefillField: 'prefix' },
  'reasoning in every message': { reasoningReplay: 'reasoning_content', reasoningReplayAlways: true },
};

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const message = fc.record({
  role: fc.constantFrom('system', 'user', 'assistant'),
  content: fc.string({ maxLength: 8 }),
  name: optional(fc.constantFrom('Ada', 'Bob')),
});
const plain = fc.record({
  messages: fc.array(message, { minLength: 1, maxLength: 5 }),
  maxTokens: optional(fc.nat()),
  temperature: optional(fc.constantFrom(0, 0.5)),
  topK: optional(fc.nat()),
  stop: optional(fc.array(fc.string(), { maxLength: 6 })),
  n: optional(fc.constantFrom(1, 2)),
  logprobs: optional(fc.constantFrom(true, false, 3, 30)),
  promptCache: optional(fc.record({ key: fc.string(), ttl: fc.string() })),
  user: optional(fc.string()),
});

describe('a plain request is encoded alike with and without what rich ones need', () => {
  test.each(Object.entries(dialects))('%s', (_, dialect) => {
    fc.assert(
      fc.property(plain, (given) => {
        const request = ask(given as Partial<ChatRequest>);
        expect(isPlainRequest(request)).toBe(true);
        expect(plainChatTransformer(dialect).encode(request, codec())).toEqual(
          chatTransformer(dialect).encode(request, codec()),
        );
        expect(chatStreamWire(dialect).encode(request, codec())).toEqual(
          chatStreamTransformer(dialect).encode(request, codec()),
        );
      }),
    );
  });
});

test.each([
  { tools: [] },
  { output: { type: 'json' } },
  { reasoning: { effort: 'low' } },
  { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
  { messages: [{ role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', content: '' }] }] },
  { messages: [{ role: 'assistant', content: 'Hi', vendor: { origin: { wire: 'openai-chat' }, data: {} } }] },
] as Partial<ChatRequest>[])('not plain: %j', (rich) => {
  expect(isPlainRequest(ask(rich))).toBe(false);
});
