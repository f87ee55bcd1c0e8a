// Deep search: thoughts come first, with a type of their own, and their end is told like an end.
import { user } from '@kit/core';
import { type ChatExchange, sampleSchema, sseReply } from '@kit/testing';

const model = 'jina-deepsearch-v1';
const known = { id: '1794960000', created: 1_794_960_000, model, system_fingerprint: 'fp_1' };
const usage = { prompt_tokens: 40, completion_tokens: 60, total_tokens: 100 };
const visited = { visitedURLs: ['https://example.com/a'], readURLs: ['https://example.com/a'], numURLs: 12 };
const annotation = {
  type: 'url_citation',
  url_citation: { title: 'A', exactQuote: 'the sky', url: 'https://example.com/a', dateTime: '2026-01-01' },
};

const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  ...known,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  ...more,
});

const answer = (content: string, more: object = {}) => ({
  reply: {
    body: {
      ...known,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content, ...more }, logprobs: null, finish_reason: 'stop' }],
      usage,
      ...visited,
    },
  },
});

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')] },
    sent: { model, messages: [{ role: 'user', content: 'Hi' }] },
    ...answer('Hello there', { type: 'text' }),
    stream: sseReply(
      chunk({ role: 'assistant' }),
      chunk({ content: 'Hello', type: 'text' }),
      chunk({ content: ' there', type: 'text' }),
      chunk({ content: '', type: 'text' }, 'stop', { usage, ...visited }),
      '[DONE]',
    ),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      usage: { inputTokens: 40, outputTokens: 60 },
      meta: { model, responseId: '1794960000' },
    },
  },
  {
    name: 'thoughts, an answer and its sources',
    features: ['reasoning', 'citations'],
    request: { model, messages: [user('Why is the sky blue?')], reasoning: { effort: 'low', budgetTokens: 900 } },
    sent: { reasoning_effort: 'low', budget_tokens: 900 },
    ...answer('<think>I look.</think>Because.', { annotations: [annotation] }),
    stream: sseReply(
      chunk({ role: 'assistant', content: '<think>', type: 'think' }),
      chunk({ content: 'I look.', type: 'think', url: 'https://example.com/a' }),
      chunk({ content: '</think>', type: 'think' }, 'thinking_end'),
      chunk({ content: 'Because.', type: 'text', annotations: [annotation] }, 'stop', { usage, ...visited }),
      '[DONE]',
    ),
    result: { text: 'Because.', reasoning: 'I look.', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', name: 'place', schema: sampleSchema },
    },
    sent: { response_format: { type: 'json_schema', json_schema: sampleSchema } },
    ...answer('{"city":"Rome"}', { type: 'json' }),
    stream: sseReply(
      chunk({ content: '{"city":"Rome"}', type: 'json' }),
      chunk({ content: '', type: 'json' }, 'stop', { usage, ...visited }),
      '[DONE]',
    ),
    result: { text: '{"city":"Rome"}', finishReason: 'stop' },
  },
];
