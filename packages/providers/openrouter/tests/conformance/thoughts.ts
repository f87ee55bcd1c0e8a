// A chat with thoughts: their details come in fragments, and go back as the whole reply has them.
import { user } from '@kit/core';
import { type ChatExchange, sseReply } from '@kit/testing';

const model = 'anthropic/claude-opus-5';
const usage = { prompt_tokens: 10, completion_tokens: 45, total_tokens: 55, cost: 0.0012 };
const detail = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
const known = { id: 'gen-1', created: 1_794_960_000, model, provider: 'Anthropic' };
const chunk = (delta: object, more: object = {}) => ({
  ...known,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { role: 'assistant', content: '', ...delta }, finish_reason: null, ...more }],
});

export const thoughts: ChatExchange = {
  name: 'thoughts',
  features: ['reasoning'],
  request: { model, messages: [user('Think.')], reasoning: { effort: 'high' } },
  sent: { reasoning: { effort: 'high' } },
  reply: {
    body: {
      ...known,
      object: 'chat.completion',
      usage,
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          native_finish_reason: 'end_turn',
          message: {
            role: 'assistant',
            content: 'It is two.',
            reasoning: 'One and one.',
            reasoning_details: [{ ...detail, text: 'One and one.', signature: 'c2lnbmF0dXJl' }],
          },
        },
      ],
    },
  },
  stream: {
    ...sseReply(
      chunk({ reasoning: 'One and', reasoning_details: [{ ...detail, text: 'One and' }] }),
      chunk({ reasoning: ' one.', reasoning_details: [{ ...detail, text: ' one.' }] }),
      chunk({ reasoning_details: [{ ...detail, signature: 'c2lnbmF0dXJl' }] }),
      chunk({ content: 'It is' }),
      chunk({ content: ' two.' }),
      chunk({}, { finish_reason: 'stop', native_finish_reason: 'end_turn' }),
      { ...chunk({}), choices: [], usage },
      '[DONE]',
    ),
  },
  result: {
    text: 'It is two.',
    reasoning: 'One and one.',
    usage: { inputTokens: 10, outputTokens: 45 },
    cost: { amount: 0.0012, currency: 'USD', source: 'vendor', includesLostAttempts: false },
  },
  echoed: ['One and one.', 'c2lnbmF0dXJl'],
};
