// A chat with thoughts: the content is a list, and may change from text to list within one stream.
import { user } from '@kit/core';
import { type ChatExchange, sseReply } from '@kit/testing';

const model = 'mistral-small-latest';
const usage = { prompt_tokens: 10, total_tokens: 55, completion_tokens: 45 };
const thinking = (text: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }] });
const known = { id: '53ab90efbbf547e983998d180a4f8356', created: 1_794_960_000, model };
const chunk = (delta: object, more: object = {}) => ({
  ...known,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});

export const thoughts: ChatExchange = {
  name: 'thoughts',
  features: ['reasoning'],
  request: { model, messages: [user('Think.')], reasoning: { effort: 'high' } },
  sent: { reasoning_effort: 'high' },
  reply: {
    body: {
      ...known,
      object: 'chat.completion',
      usage,
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: {
            role: 'assistant',
            tool_calls: null,
            content: [thinking('One and one.'), { type: 'text', text: 'It is two.' }],
          },
        },
      ],
    },
  },
  stream: sseReply(
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: [thinking('One and')] }),
    chunk({ content: [thinking(' one.')] }),
    chunk({ content: [{ type: 'text', text: 'It is' }] }),
    chunk({ content: ' two.' }),
    { ...chunk({ content: '' }, { finish_reason: 'stop' }), usage },
    '[DONE]',
  ),
  result: { text: 'It is two.', reasoning: 'One and one.', usage: { inputTokens: 10, outputTokens: 45 } },
  echoed: ['One and one.'],
};
