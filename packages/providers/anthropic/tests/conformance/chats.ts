// Chats over messages, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleTool } from '@kit/testing';
import { answer, counted, model } from './wire.ts';

const call = (id: string, input: object) => ({ type: 'tool_use', id, name: 'clock', input });
const asked = (id: string, input: object) => ({ id, name: 'clock', input });
const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200 },
    sent: { model, max_tokens: 200, messages: [{ role: 'user', content: 'Hi' }] },
    ...answer([{ type: 'text', text: 'Hello there' }], 'end_turn'),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: counted,
      meta: { requestedModel: model, model, responseId: 'msg_1', serviceTier: 'standard' },
    },
  },
  {
    name: 'thoughts and a tool call',
    features: ['tools', 'reasoning'],
    request: { model, messages: [user('What time is it in Rome?')], tools: [sampleTool], reasoning: { effort: 'low' } },
    sent: {
      thinking: { type: 'adaptive' },
      output_config: { effort: 'low' },
      tools: [{ name: 'clock', input_schema: sampleTool.parameters }],
    },
    ...answer(
      [
        { type: 'thinking', thinking: 'The clock knows.', signature: 'EqQBCkgIARABGAIiQsignature==' },
        { type: 'redacted_thinking', data: 'EmwKAhgBEgyredacted==' },
        { type: 'text', text: 'Let me look.' },
        call('toolu_1', { zone: 'Europe/Rome' }),
      ],
      'tool_use',
    ),
    result: {
      text: 'Let me look.',
      reasoning: 'The clock knows.',
      toolCalls: [asked('toolu_1', { zone: 'Europe/Rome' })],
      finishReason: 'tool-calls',
    },
    echoed: ['EqQBCkgIARABGAIiQsignature==', 'EmwKAhgBEgyredacted==', 'toolu_1'],
  },
  {
    name: 'parallel calls, one without arguments',
    features: ['tools', 'parallel-tools'],
    request: { model, messages: [user('And in Paris and here?')], tools: [sampleTool], parallelToolCalls: true },
    ...answer([call('toolu_1', { zone: 'Europe/Paris' }), call('toolu_2', {})], 'tool_use'),
    result: {
      toolCalls: [asked('toolu_1', { zone: 'Europe/Paris' }), asked('toolu_2', {})],
      finishReason: 'tool-calls',
    },
    echoed: ['toolu_1', 'toolu_2'],
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
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: samplePicture } },
            { type: 'text', text: 'What colour?' },
          ],
        },
      ],
    },
    ...answer([{ type: 'text', text: 'Red' }], 'end_turn'),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: { model, messages: [user('Where is the Colosseum?')], output: { type: 'json-schema', schema } },
    sent: { output_config: { format: { type: 'json_schema', schema } } },
    ...answer([{ type: 'text', text: '{"city":"Rome"}' }], 'end_turn'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources',
    features: ['citations'],
    request: {
      model,
      messages: [
        user([
          { type: 'file', source: { data: 'T3NsbyB3b24u', mediaType: 'text/plain' }, name: 'News', citations: true },
          { type: 'text', text: 'Who won?' },
        ]),
      ],
    },
    sent: {
      messages: [
        {
          role: 'user',
          content: [{ type: 'document', title: 'News', citations: { enabled: true } }, { type: 'text' }],
        },
      ],
    },
    ...answer(
      [
        { type: 'text', text: 'They say ' },
        {
          type: 'text',
          text: 'Oslo won.',
          citations: [
            {
              type: 'char_location',
              cited_text: 'Oslo won.',
              document_index: 0,
              document_title: 'News',
              start_char_index: 0,
              end_char_index: 9,
            },
          ],
        },
      ],
      'end_turn',
    ),
    result: {
      text: 'They say Oslo won.',
      citations: [
        { quote: 'Oslo won.', title: 'News', documentIndex: 0, location: { unit: 'character', start: 0, end: 9 } },
      ],
    },
  },
  {
    name: 'a refusal',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answer([], 'refusal', { stop_details: { type: 'refusal', category: 'bio', explanation: 'No.' } }),
    result: { text: '', finishReason: 'content-filter', rawFinishReason: 'refusal' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer([{ type: 'text', text: '1, 2, 3' }], 'max_tokens'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'max_tokens' },
  },
  {
    name: "the vendor's own tool, which wants to go on",
    request: { model, messages: [user('Search for it.')], tools: [{ type: 'hosted', name: 'web_search_20250305' }] },
    sent: { tools: [{ type: 'web_search_20250305' }] },
    ...answer(
      [
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'it' } },
        {
          type: 'web_search_tool_result',
          tool_use_id: 'srvtoolu_1',
          content: [
            {
              type: 'web_search_result',
              url: 'https://news.example/1',
              title: 'News',
              encrypted_content: 'EqgfCioencrypted==',
              page_age: null,
            },
          ],
        },
        { type: 'text', text: 'Found it.' },
      ],
      'pause_turn',
    ),
    result: { text: 'Found it.', toolCalls: [], finishReason: 'other', rawFinishReason: 'pause_turn' },
    echoed: ['srvtoolu_1', 'EqgfCioencrypted=='],
  },
];
