// Chats of Sonar: every chunk has the text so far, the usage so far and all sources.
import { user } from '@kit/core';
import { type ChatExchange, sseReply } from '@kit/testing';

const model = 'sonar';
const known = { id: '58cb9740', model, created: 1_794_960_000 };
const sources = {
  citations: ['https://example.com/a', 'https://example.com/b'],
  search_results: [
    {
      title: 'A',
      url: 'https://example.com/a',
      date: '2026-01-01',
      last_updated: '2026-02-01',
      snippet: 'a …',
      source: 'web',
    },
    { title: 'B', url: 'https://example.com/b', snippet: 'b …', source: 'web' },
  ],
};
const usage = (completion: number, cost: object) => ({
  prompt_tokens: 8,
  completion_tokens: completion,
  total_tokens: 8 + completion,
  search_context_size: 'low',
  cost,
});
const price = { input_tokens_cost: 0.25, output_tokens_cost: 0.5, request_cost: 0.25, total_cost: 1 };
const chunk = (delta: string, sofar: string, count: number) => ({
  ...known,
  ...sources,
  usage: usage(count, { input_tokens_cost: 0, output_tokens_cost: 0, total_cost: 0 }),
  object: 'chat.completion.chunk',
  choices: [{ index: 0, message: { role: 'assistant', content: sofar }, delta: { role: 'assistant', content: delta } }],
});

export const cited: ChatExchange = {
  name: 'an answer with its sources',
  features: ['citations'],
  request: { model, messages: [user('What is new?')] },
  reply: {
    body: {
      ...known,
      ...sources,
      usage: usage(4, price),
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: 'This.[1][2]' },
          delta: { role: 'assistant', content: '' },
        },
      ],
    },
  },
  // Ends without a marker.
  stream: sseReply(chunk('This', 'This', 1), chunk('.[1]', 'This.[1]', 2), chunk('[2]', 'This.[1][2]', 4), {
    ...known,
    ...sources,
    usage: usage(4, price),
    object: 'chat.completion.done',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: { role: 'assistant', content: 'This.[1][2]' },
        delta: { role: 'assistant', content: '' },
      },
    ],
  }),
  result: {
    text: 'This.[1][2]',
    finishReason: 'stop',
    usage: { inputTokens: 8, outputTokens: 4 },
    cost: {
      amount: 1,
      currency: 'USD',
      source: 'vendor',
      includesLostAttempts: false,
      breakdown: { input_tokens: 0.25, output_tokens: 0.5, request: 0.25 },
    },
    citations: sources.search_results.map((raw) => ({ url: raw.url, title: raw.title, quote: raw.snippet, raw })),
  },
};

const reasoner = 'sonar-reasoning-pro';
const said = (content: string) => ({ index: 0, delta: { role: 'assistant', content }, finish_reason: null });

export const thoughts: ChatExchange = {
  name: 'thoughts before JSON',
  features: ['reasoning'],
  request: { model: reasoner, messages: [user('Think.')], reasoning: { effort: 'medium' } },
  sent: { reasoning_effort: 'medium' },
  reply: {
    body: {
      ...known,
      model: reasoner,
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: '<think>One and one.</think>{"a":2}' },
        },
      ],
    },
  },
  stream: sseReply(
    { ...known, model: reasoner, choices: [said('<thi')] },
    { ...known, model: reasoner, choices: [said('nk>One and one.</think>')] },
    { ...known, model: reasoner, choices: [said('{"a":2}')] },
    { ...known, model: reasoner, choices: [{ ...said(''), finish_reason: 'stop' }] },
  ),
  result: { text: '{"a":2}', reasoning: 'One and one.' },
};
