// Chats that servers of this wire have, complete and streamed.
import { user } from '@kit/core';
import type { ChatExchange } from '../conformance/manifest.ts';
import { sampleTool } from '../conformance/samples.ts';
import { anthropicAnswer, anthropicUsage } from './answer.ts';

const call = (id: string, zone: string) => ({ id, name: 'clock', input: { zone } });
const asked = (id: string, zone: string) => ({ ...call(id, zone), arguments: `{"zone":"${zone}"}` });

/** Exchanges for a manifest's `chats`, by name. The first must be `plainText`. */
export function anthropicChats({ model = 'acme/chat-8b', sent = { type: 'enabled' } as object } = {}) {
  return {
    plainText: {
      name: 'plain text',
      request: { model, messages: [user('Hi')], maxTokens: 200 },
      sent: { model, max_tokens: 200, messages: [{ role: 'user', content: 'Hi' }] },
      ...anthropicAnswer({ model, text: 'Hello there' }, 'end_turn'),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        rawFinishReason: 'end_turn',
        usage: anthropicUsage,
        meta: { requestedModel: model, model, responseId: 'msg_1' },
      },
    },
    toolCalls: {
      name: 'parallel tool calls',
      features: ['tools', 'parallel-tools'],
      request: { model, messages: [user('What time is it in Rome and in Oslo?')], tools: [sampleTool] },
      sent: { tools: [{ name: 'clock', input_schema: sampleTool.parameters }] },
      ...anthropicAnswer({ model, calls: [call('toolu_1', 'Rome'), call('toolu_2', 'Oslo')] }, 'tool_use'),
      result: {
        toolCalls: [asked('toolu_1', 'Rome'), asked('toolu_2', 'Oslo')],
        finishReason: 'tool-calls',
        rawFinishReason: 'tool_use',
      },
      echoed: ['toolu_1', 'toolu_2'],
    },
    thoughts: {
      name: 'thoughts',
      features: ['reasoning'],
      request: { model, messages: [user('Think.')], reasoning: { effort: 'high' } },
      sent: { thinking: sent },
      ...anthropicAnswer(
        { model, thinking: 'One and one.', signature: 'c2lnbmF0dXJl', text: 'It is two.' },
        'end_turn',
      ),
      result: { text: 'It is two.', reasoning: 'One and one.' },
      echoed: ['c2lnbmF0dXJl'],
    },
    limit: {
      name: 'the limit',
      request: { model, messages: [user('Count.')], maxTokens: 5 },
      ...anthropicAnswer({ model, text: '1, 2, 3' }, 'max_tokens'),
      result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'max_tokens' },
    },
  } satisfies Record<string, ChatExchange>;
}
