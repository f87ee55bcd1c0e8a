// Chats that every server of this wire has, complete and streamed.
import { image, user } from '@kit/core';
import type { ChatExchange } from '../conformance/manifest.ts';
import { samplePicture, sampleSchema, sampleTool } from '../conformance/samples.ts';
import { askedCall, type OpenaiSaid, openaiAnswer, openaiCall, openaiUsage } from './answer.ts';

/** What a vendor calls things. */
export interface OpenaiChatNames {
  /** Default `acme/chat-8b`. */
  readonly model?: string;
  /** Field of the limit. Default `max_tokens`. */
  readonly maxTokens?: string;
  /** What the vendor calls these in `finish_reason`, if not `stop`, `length`, `tool_calls`, `content_filter`. */
  readonly finish?: Partial<Readonly<Record<'stop' | 'length' | 'tool_calls' | 'content_filter', string>>>;
}

/** The chats of this wire. */
export type OpenaiChat =
  | 'plainText'
  | 'toolCalls'
  | 'stoppedToolCall'
  | 'picture'
  | 'object'
  | 'json'
  | 'logprobs'
  | 'refusal'
  | 'limit';

/**
 * Exchanges for a manifest's `chats`, by name: `chats: Object.values(openaiChats())`, or those that the vendor has:
 * `const { plainText, limit, toolCalls } = openaiChats({ model })`. The first must be `plainText`.
 */
export function openaiChats({
  model = 'acme/chat-8b',
  maxTokens = 'max_tokens',
  finish = {},
}: OpenaiChatNames = {}): Readonly<Record<OpenaiChat, ChatExchange & { readonly sent?: object }>> {
  const word = (reason: keyof typeof finish) => finish[reason] ?? reason;
  const answer = (said: OpenaiSaid, reason: keyof typeof finish) => openaiAnswer({ model, ...said }, word(reason));
  return {
    plainText: {
      name: 'plain text',
      request: { model, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
      sent: { model, messages: [{ role: 'user', content: 'Hi' }], [maxTokens]: 200, temperature: 0.5 },
      ...answer({ content: 'Hello there' }, 'stop'),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        rawFinishReason: word('stop'),
        usage: openaiUsage,
        meta: { requestedModel: model, model, responseId: 'chatcmpl-1' },
      },
    },
    toolCalls: {
      name: 'parallel tool calls',
      features: ['tools', 'parallel-tools'],
      request: { model, messages: [user('What time is it in Rome and in Oslo?')], tools: [sampleTool] },
      sent: { tools: [{ type: 'function', function: { name: 'clock', parameters: sampleTool.parameters } }] },
      ...answer({ calls: [openaiCall('call_1', 'Rome'), openaiCall('call_2', 'Oslo')] }, 'tool_calls'),
      result: {
        text: '',
        toolCalls: [askedCall('call_1', 'Rome'), askedCall('call_2', 'Oslo')],
        finishReason: 'tool-calls',
        rawFinishReason: word('tool_calls'),
      },
      echoed: ['call_1', 'call_2'],
    },
    stoppedToolCall: {
      name: 'a tool call that ends with "stop"',
      features: ['tools'],
      request: { model, messages: [user('What time is it in Rome?')], tools: [sampleTool] },
      ...answer({ calls: [openaiCall('call_1', 'Rome')] }, 'stop'),
      result: { toolCalls: [askedCall('call_1', 'Rome')], finishReason: 'tool-calls', rawFinishReason: word('stop') },
      echoed: ['call_1'],
    },
    picture: {
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
    object: {
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
    json: {
      name: 'any JSON',
      features: ['json'],
      request: { model, messages: [user('Where is the Colosseum? In JSON.')], output: { type: 'json' } },
      sent: { response_format: { type: 'json_object' } },
      ...answer({ content: '{"city":"Rome"}' }, 'stop'),
      result: { text: '{"city":"Rome"}' },
    },
    logprobs: {
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
    refusal: {
      name: 'a refusal',
      features: ['refusal'],
      request: { model, messages: [user('Something bad')] },
      ...answer({ content: '' }, 'content_filter'),
      result: { text: '', finishReason: 'content-filter', rawFinishReason: word('content_filter') },
    },
    limit: {
      name: 'the limit',
      request: { model, messages: [user('Count.')], maxTokens: 5 },
      ...answer({ content: '1, 2, 3' }, 'length'),
      result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: word('length') },
    },
  };
}

/** Thoughts under the server's own name, asked for in its own words. */
export function openaiThoughts({
  model = 'acme/chat-8b',
  field,
  sent,
  echoed,
  effort = 'high',
}: ThinkingNames): ChatExchange {
  return {
    name: 'thoughts',
    features: ['reasoning'],
    request: { model, messages: [user('Think.')], reasoning: { effort } },
    sent,
    ...openaiAnswer({ model, thoughts: { [field]: 'One and one.' }, content: 'It is two.' }, 'stop'),
    result: { text: 'It is two.', reasoning: 'One and one.' },
    ...(echoed && { echoed: ['One and one.'] }),
  };
}

export interface ThinkingNames {
  readonly model?: string;
  /** Where thoughts stand in messages and deltas. */
  readonly field: string;
  /** How they are asked for. */
  readonly sent: object;
  /** True where they go back with the next turn. */
  readonly echoed: boolean;
  /** The effort that is asked for. Default `high`. */
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high';
}
