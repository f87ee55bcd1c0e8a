// Chats that every server of this wire has, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import { answer, asked, call, counted, model } from './wire.ts';

export const plainText: ChatExchange = {
  name: 'plain text',
  request: { model, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
  sent: { model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 200, temperature: 0.5 },
  ...answer({ content: 'Hello there' }, 'stop'),
  result: {
    text: 'Hello there',
    finishReason: 'stop',
    rawFinishReason: 'stop',
    usage: counted,
    meta: { requestedModel: model, model, responseId: 'chatcmpl-1' },
  },
};

export const commonChats: readonly ChatExchange[] = [
  plainText,
  {
    name: 'parallel tool calls',
    features: ['tools', 'parallel-tools'],
    request: { model, messages: [user('What time is it in Rome and in Oslo?')], tools: [sampleTool] },
    sent: { tools: [{ type: 'function', function: { name: 'clock', parameters: sampleTool.parameters } }] },
    ...answer({ calls: [call('call_1', 'Rome'), call('call_2', 'Oslo')] }, 'tool_calls'),
    result: {
      text: '',
      toolCalls: [asked('call_1', 'Rome'), asked('call_2', 'Oslo')],
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_calls',
    },
    echoed: ['call_1', 'call_2'],
  },
  {
    name: 'a tool call that ends with "stop"',
    features: ['tools'],
    request: { model, messages: [user('What time is it in Rome?')], tools: [sampleTool] },
    ...answer({ calls: [call('call_1', 'Rome')] }, 'stop'),
    result: { toolCalls: [asked('call_1', 'Rome')], finishReason: 'tool-calls', rawFinishReason: 'stop' },
    echoed: ['call_1'],
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model,
      messages: [
        user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
      ],
    },
    sent: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: `data:image/png;base64,${samplePicture}` } },
            { type: 'text', text: 'What colour?' },
          ],
        },
      ],
    },
    ...answer({ content: 'Red' }, 'stop'),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', name: 'place', schema: sampleSchema },
    },
    sent: { response_format: { type: 'json_schema', json_schema: { name: 'place', schema: sampleSchema } } },
    ...answer({ content: '{"city":"Rome"}' }, 'stop'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'log probabilities',
    features: ['logprobs'],
    request: { model, messages: [user('Hi')], logprobs: 1 },
    sent: { logprobs: true, top_logprobs: 1 },
    ...answer(
      {
        content: 'Hello',
        logprobs: [
          { token: 'He', logprob: -0.1, bytes: null, top_logprobs: [{ token: 'He', logprob: -0.1, bytes: null }] },
          { token: 'llo', logprob: -0.2, bytes: null, top_logprobs: [] },
        ],
      },
      'stop',
    ),
    result: { text: 'Hello' },
  },
  {
    name: 'a refusal',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answer({ content: '' }, 'content_filter'),
    result: { text: '', finishReason: 'content-filter', rawFinishReason: 'content_filter' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer({ content: '1, 2, 3' }, 'length'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'length' },
  },
];

/** Thoughts under the server's own name, asked for in its own words. */
export function thinkingChat({ field, sent, echoed }: ThinkingNames): ChatExchange {
  return {
    name: 'thoughts',
    features: ['reasoning'],
    request: { model, messages: [user('Think.')], reasoning: { effort: 'high' } },
    sent,
    ...answer({ thoughts: { [field]: 'One and one.' }, content: 'It is two.' }, 'stop'),
    result: { text: 'It is two.', reasoning: 'One and one.' },
    ...(echoed && { echoed: ['One and one.'] }),
  };
}

export interface ThinkingNames {
  /** Where thoughts stand in messages and deltas. */
  readonly field: string;
  /** How they are asked for. */
  readonly sent: object;
  /** True where they go back with the next turn. */
  readonly echoed: boolean;
}
