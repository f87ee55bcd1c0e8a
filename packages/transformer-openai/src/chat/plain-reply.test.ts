import type { ChatResponse, Decoded } from '@kit/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChatDialect, compatibleChat } from '../dialect/chat-dialect.ts';
import { ask, codec, reply } from '../testing/codec.ts';
import { plainChatTransformer } from './plain-wire.ts';
import { chatTransformer } from './transformer.ts';

const dialects: Readonly<Record<string, ChatDialect>> = {
  openai: {},
  compatible: compatibleChat,
  'fields that become meta': { metaFields: ['system_fingerprint', 'x_groq', 'citations', 'service_tier'] },
  'sources and failures that become meta as well': {
    metaFields: ['error', 'error_code', 'type', 'base_resp', 'search_results', 'x_groq', 'prompt'],
  },
  'what choices and messages carry': { choiceMeta: ['filter'], messageEcho: ['reasoning_content', 'extra'] },
  'sources in messages': {
    messageCitations: ({ extra }) => (typeof extra === 'string' && extra !== '' ? [{ title: extra }] : []),
  },
  'filters and warnings': {
    isFiltered: ({ filter }) => filter === 'yes',
    replyWarnings: ({ created }) => (created === 7 ? [{ feature: 'created', detail: 'seven' }] : []),
  },
  'thoughts between tags': { thinkTags: {} },
  'a price of its own': {
    cost: ({ cost }, { id }) =>
      typeof cost === 'number' && id !== 'free'
        ? { amount: cost, currency: 'USD', source: 'vendor', includesLostAttempts: false }
        : undefined,
    finishReasons: { done: 'stop' },
    reasoningTokens: 'beside',
  },
};

const withJunk = <T>(value: fc.Arbitrary<T>, junk: readonly unknown[] = [null, '', [], {}, 0, false, 'x', ['x']]) =>
  fc.option(fc.oneof({ weight: 4, arbitrary: value }, fc.constantFrom(...junk)), { nil: undefined });
const rarely = (...values: readonly unknown[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, fc.constantFrom(null, '', [], {}, ...values));

const message = fc.record({
  role: fc.constant('assistant'),
  content: withJunk(fc.constantFrom('Hello', '<think>a</think>b', '{"a":1}'), [
    null,
    '',
    [{ type: 'text', text: 'a' }],
    { type: 'text', text: 'b' },
  ]),
  refusal: rarely('No.'),
  reasoning_content: rarely('Hm.', 7),
  reasoning: rarely('So.', ['So.']),
  reasoning_details: rarely([{ text: 'a' }]),
  tool_calls: rarely([{ id: '1', type: 'function', function: { name: 'f', arguments: '{}' } }]),
  function_call: rarely({ name: 'f', arguments: '{}' }),
  annotations: rarely([{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }]),
  images: rarely([{ image_url: { url: 'data:image/png;base64,AA==' } }]),
  audio: rarely({ id: 'a', data: 'AA==' }),
  extra: rarely('more'),
  finish_reason: rarely('stop'),
});
const choice = fc.record({
  index: withJunk(fc.constant(0), [1, null, '0']),
  message,
  finish_reason: withJunk(fc.constantFrom('stop', 'length', 'content_filter', 'tool_calls', 'done'), [
    null,
    '',
    'null',
  ]),
  delta: rarely({ content: 'delta' }),
  messages: rarely([{ content: 'b' }]),
  text: rarely('old'),
  logprobs: rarely({ content: [{ token: 'a', logprob: -1, top_logprobs: [] }] }),
  filter: rarely('yes', { hate: false }),
  seed: rarely(5),
  usage: rarely({ prompt_tokens: 1, completion_tokens: 1 }),
});
const usage = fc.record({
  prompt_tokens: withJunk(fc.nat(9)),
  completion_tokens: withJunk(fc.nat(9)),
  total_tokens: withJunk(fc.nat(20)),
  cost: withJunk(fc.constant(0.5)),
  prompt_tokens_details: rarely({ cached_tokens: 2 }),
  completion_tokens_details: rarely({ reasoning_tokens: 3, audio_tokens: 1 }),
  num_search_queries: rarely(2),
});
const body = fc.record({
  id: withJunk(fc.constantFrom('chatcmpl-1', 'free')),
  object: withJunk(fc.constant('chat.completion'), ['error', 'chat.completion.chunk', null]),
  created: withJunk(fc.constantFrom(1, 7)),
  model: withJunk(fc.constant('gpt-6-sol')),
  model_id: rarely('other'),
  choices: fc.oneof(
    { weight: 6, arbitrary: fc.tuple(choice) },
    fc.constantFrom([], null, [null]),
    fc.tuple(choice, choice),
  ),
  usage: withJunk(usage, [null, [], 'x']),
  service_tier: withJunk(fc.constant('default')),
  system_fingerprint: withJunk(fc.constant('fp_1')),
  x_groq: rarely({ id: 'req_1' }, { usage: { prompt_tokens: 5, completion_tokens: 6 } }),
  citations: rarely(['https://a.example']),
  search_results: rarely([{ url: 'https://b.example' }]),
  error: rarely({ message: 'broken', code: 500 }, 'broken'),
  type: rarely('error'),
  error_code: rarely(336003),
  detail: rarely('no'),
  base_resp: rarely({ status_code: 1004, status_msg: 'no' }, { status_code: 0 }),
  prompt: rarely([{ text: 'Hi' }]),
});

const state = (dialect: ChatDialect) => plainChatTransformer(dialect).encode(ask(), codec()).state;

/** What the plain decoder reads, after the whole one was found to read the same. */
function readAlike(given: unknown, dialect: ChatDialect): Decoded<ChatResponse> | undefined {
  const plain = plainChatTransformer(dialect).decode(reply(given), state(dialect), codec());
  if (plain) expect(plain).toEqual(chatTransformer(dialect).decode(reply(given), state(dialect), codec()));
  return plain;
}

const simple = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-6-sol',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hello', refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 9,
    completion_tokens: 3,
    total_tokens: 12,
    prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  },
  service_tier: 'default',
};

describe('what the plain decoder reads, the whole one reads alike', () => {
  test.each(Object.entries(dialects))('%s', (_, dialect) => {
    let read = 0;
    fc.assert(
      fc.property(body, (given) => {
        if (readAlike(given, dialect)) read++;
      }),
      { numRuns: 1_000 },
    );
    if (!dialect.thinkTags) expect(read).toBeGreaterThan(0);
  });
});

test('an answer of text is read', () => {
  expect(readAlike(simple, {})).toMatchObject({
    text: 'Hello',
    finishReason: 'stop',
    rawFinishReason: 'stop',
    usage: { inputTokens: 9, outputTokens: 3 },
    meta: { responseId: 'chatcmpl-1', model: 'gpt-6-sol', serviceTier: 'default' },
  });
});

test.each([
  ['an unknown field', { ...simple, note: 'new' }],
  ['a failure', { ...simple, error: { message: 'broken' } }],
  ['usage that is none', { ...simple, usage: null }],
  ['two answers', { ...simple, choices: [...simple.choices, ...simple.choices] }],
  ['a call', { ...simple, choices: [{ ...simple.choices[0], message: { role: 'assistant', tool_calls: [{}] } }] }],
  ['no reason for its end', { ...simple, choices: [{ ...simple.choices[0], finish_reason: null }] }],
  ['a list', [simple]],
])('left to the whole decoder: %s', (_, given) => {
  expect(readAlike(given, {})).toBeUndefined();
});

test('sources are left to the whole decoder, also where they become meta', () => {
  const dialect = { metaFields: ['citations'] };
  expect(readAlike({ ...simple, citations: ['https://a.example'] }, dialect)).toBeUndefined();
});
