// Chats over the second version of the wire, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import { answer, counted, model } from './wire.ts';

const call = (id: string, zone: string) => ({ id, name: 'clock', arguments: JSON.stringify({ zone }) });
const asked = (id: string, zone: string) => ({ ...call(id, zone), input: { zone } });

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200, topP: 0.9, topK: 40, stop: ['END'], seed: 1 },
    sent: {
      model,
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 200,
      p: 0.9,
      k: 40,
      stop_sequences: ['END'],
      seed: 1,
    },
    ...answer({ text: 'Hello there' }, 'COMPLETE'),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'COMPLETE',
      usage: counted,
      meta: { requestedModel: model, model, responseId: 'r-1' },
    },
  },
  {
    name: 'a plan and tool calls',
    features: ['tools', 'parallel-tools', 'reasoning'],
    request: {
      model,
      messages: [user('What time is it in Rome and in Oslo?')],
      tools: [sampleTool],
      toolChoice: 'required',
    },
    sent: {
      tools: [{ type: 'function', function: { name: 'clock', parameters: sampleTool.parameters } }],
      tool_choice: 'REQUIRED',
    },
    ...answer({ plan: 'I will look at two clocks.', calls: [call('c1', 'Rome'), call('c2', 'Oslo')] }, 'TOOL_CALL'),
    result: {
      text: '',
      reasoning: 'I will look at two clocks.',
      toolCalls: [asked('c1', 'Rome'), asked('c2', 'Oslo')],
      finishReason: 'tool-calls',
      rawFinishReason: 'TOOL_CALL',
    },
    echoed: ['I will look at two clocks.', 'c1', 'c2'],
  },
  {
    name: 'thoughts',
    features: ['reasoning'],
    request: { model, messages: [user('Think.')], reasoning: { budgetTokens: 500 } },
    sent: { thinking: { type: 'enabled', token_budget: 500 } },
    ...answer({ thinking: 'One and one.', text: 'It is two.' }, 'COMPLETE'),
    result: { text: 'It is two.', reasoning: 'One and one.' },
    echoed: ['One and one.'],
  },
  {
    name: 'a tool without parameters, called with nothing',
    features: ['tools'],
    request: { model, messages: [user('Now?')], tools: [{ name: 'now' }] },
    sent: { tools: [{ function: { name: 'now', parameters: { type: 'object', properties: {} } } }] },
    ...answer({ calls: [{ id: 'c1', name: 'now', arguments: '' }] }, 'TOOL_CALL'),
    result: { toolCalls: [{ id: 'c1', name: 'now', arguments: '{}', input: {} }], finishReason: 'tool-calls' },
    echoed: ['c1'],
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model: 'command-a-vision-07-2025',
      messages: [
        user([
          image({ data: samplePicture, mediaType: 'image/png' }, { detail: 'low' }),
          { type: 'text', text: 'What colour?' },
        ]),
      ],
    },
    sent: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: `data:image/png;base64,${samplePicture}`, detail: 'low' } },
            { type: 'text', text: 'What colour?' },
          ],
        },
      ],
    },
    ...answer({ text: 'Red' }, 'COMPLETE'),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model,
      messages: [user('Where is the Colosseum?')],
      output: {
        type: 'json-schema',
        schema: { type: 'object', properties: sampleSchema.properties, required: ['city'] },
      },
    },
    sent: { response_format: { type: 'json_object', json_schema: { properties: sampleSchema.properties } } },
    ...answer({ text: '{"city":"Rome"}' }, 'COMPLETE'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'JSON',
    features: ['json'],
    request: { model, messages: [user('Where is the Colosseum, as JSON?')], output: { type: 'json' } },
    sent: { response_format: { type: 'json_object' } },
    ...answer({ text: '{"city":"Rome"}' }, 'COMPLETE'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources',
    features: ['citations'],
    request: {
      model,
      messages: [user('Who won?')],
      vendor: { cohere: { documents: [{ id: 'news', data: { title: 'News', snippet: 'Oslo won.' } }] } },
    },
    sent: { documents: [{ id: 'news', data: { title: 'News', snippet: 'Oslo won.' } }] },
    ...answer(
      {
        text: 'Oslo won.',
        citations: [
          {
            start: 0,
            end: 4,
            text: 'Oslo',
            sources: [{ type: 'document', id: 'news', document: { id: 'news', title: 'News', snippet: 'Oslo won.' } }],
            content_index: 0,
            type: 'TEXT_CONTENT',
          },
        ],
      },
      'COMPLETE',
    ),
    result: {
      text: 'Oslo won.',
      citations: [{ title: 'News', quote: 'Oslo won.', documentId: 'news', documentIndex: 0, start: 0, end: 4 }],
    },
  },
  {
    name: 'log probabilities',
    features: ['logprobs'],
    request: { model, messages: [user('Hi')], logprobs: true },
    sent: { logprobs: true },
    ...answer(
      {
        text: 'Hello',
        logprobs: [
          { text: 'He', token_ids: [1], logprobs: [-0.1] },
          { text: 'llo', token_ids: [2, 3], logprobs: [-0.2, -0.3] },
        ],
      },
      'COMPLETE',
    ),
    result: { text: 'Hello' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer({ text: '1, 2, 3' }, 'MAX_TOKENS'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'MAX_TOKENS' },
  },
];
