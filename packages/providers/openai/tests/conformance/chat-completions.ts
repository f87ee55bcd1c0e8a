// Chats over chat completions, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, type ExchangeResponse, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import { dataEvents, model } from './wire.ts';

const known = { id: 'chatcmpl-1', created: 1_794_960_000, model, service_tier: 'default', system_fingerprint: 'fp_1' };
const usage = {
  prompt_tokens: 1_210,
  completion_tokens: 50,
  total_tokens: 1_260,
  prompt_tokens_details: { cached_tokens: 1_024, cache_write_tokens: 128, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 32,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
};
/** Cached and written tokens are inside of the input total, thoughts inside of the output total. */
const counted = {
  state: 'reported',
  inputTokens: 1_210,
  outputTokens: 50,
  inputDetails: { uncached: 58, cacheRead: 1_024, cacheWrite: 128 },
  outputDetails: { reasoning: 32 },
};

const reply = (message: object, finishReason: string, more: object = {}): ExchangeResponse => ({
  body: {
    ...known,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, refusal: null, annotations: [], ...message },
        logprobs: null,
        finish_reason: finishReason,
        ...more,
      },
    ],
    usage,
  },
});

export const chunk = (delta: object, finishReason: string | null = null, more: object = {}) => ({
  ...known,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason, ...more }],
  usage: null,
  obfuscation: 'aB3x',
});
const usageChunk = { ...known, object: 'chat.completion.chunk', choices: [], usage };

const stream = (...chunks: readonly object[]): ExchangeResponse =>
  dataEvents(chunk({ role: 'assistant', content: '', refusal: null }), ...chunks, usageChunk, '[DONE]');

const callPiece = (index: number, piece: object) => chunk({ tool_calls: [{ index, ...piece }] });
const call = (id: string, zone: string) => ({
  id,
  type: 'function',
  function: { name: 'clock', arguments: `{"zone":"${zone}"}` },
});
const inPieces = (index: number, id: string, zone: string) => [
  callPiece(index, { id, type: 'function', function: { name: 'clock', arguments: '' } }),
  callPiece(index, { function: { arguments: '{"zone":' } }),
  callPiece(index, { function: { arguments: `"${zone}"}` } }),
];
const asked = (id: string, zone: string) => ({ id, name: 'clock', arguments: `{"zone":"${zone}"}`, input: { zone } });
const tokens = [
  { token: 'He', logprob: -0.1, bytes: [72, 101], top_logprobs: [{ token: 'He', logprob: -0.1, bytes: [72, 101] }] },
  { token: 'llo', logprob: -0.2, bytes: null, top_logprobs: [] },
];

export const chatCompletions: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200 },
    sent: { model, messages: [{ role: 'user', content: 'Hi' }], max_completion_tokens: 200 },
    reply: reply({ content: 'Hello there' }, 'stop'),
    stream: stream(chunk({ content: 'Hello' }), chunk({ content: ' there' }), chunk({}, 'stop')),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: counted,
      meta: { requestedModel: model, model, responseId: 'chatcmpl-1', serviceTier: 'default' },
    },
  },
  {
    name: 'a tool call',
    features: ['tools'],
    request: { model, messages: [user('What time is it in Rome?')], tools: [sampleTool], toolChoice: 'auto' },
    sent: {
      tools: [{ type: 'function', function: { name: 'clock', parameters: sampleTool.parameters } }],
      tool_choice: 'auto',
    },
    reply: reply({ tool_calls: [call('call_1', 'Europe/Rome')] }, 'tool_calls'),
    stream: stream(...inPieces(0, 'call_1', 'Europe/Rome'), chunk({}, 'tool_calls')),
    result: {
      text: '',
      toolCalls: [asked('call_1', 'Europe/Rome')],
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_calls',
    },
    echoed: ['call_1'],
  },
  {
    name: 'parallel calls of a forced tool',
    features: ['tools', 'parallel-tools'],
    // A forced tool historically finishes with "stop".
    request: { model, messages: [user('And in Paris and Oslo?')], tools: [sampleTool], toolChoice: { name: 'clock' } },
    sent: { tool_choice: { type: 'function', function: { name: 'clock' } } },
    reply: reply({ tool_calls: [call('call_1', 'Europe/Paris'), call('call_2', 'Europe/Oslo')] }, 'stop'),
    stream: stream(
      ...inPieces(0, 'call_1', 'Europe/Paris'),
      ...inPieces(1, 'call_2', 'Europe/Oslo'),
      chunk({}, 'stop'),
    ),
    result: {
      toolCalls: [asked('call_1', 'Europe/Paris'), asked('call_2', 'Europe/Oslo')],
      finishReason: 'tool-calls',
    },
    echoed: ['call_1', 'call_2'],
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model,
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
    reply: reply({ content: 'Red' }, 'stop'),
    stream: stream(chunk({ content: 'Red' }), chunk({}, 'stop')),
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
    sent: {
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema: sampleSchema, strict: true } },
    },
    reply: reply({ content: '{"city":"Rome"}' }, 'stop'),
    stream: stream(chunk({ content: '{"city":' }), chunk({ content: '"Rome"}' }), chunk({}, 'stop')),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources',
    features: ['citations'],
    request: { model, messages: [user('Who won?')] },
    reply: reply(
      {
        content: 'Oslo won.',
        annotations: [
          {
            type: 'url_citation',
            url_citation: { url: 'https://news.example/1', title: 'News', start_index: 0, end_index: 9 },
          },
        ],
      },
      'stop',
    ),
    stream: stream(
      chunk({ content: 'Oslo won.' }),
      chunk({
        annotations: [
          {
            type: 'url_citation',
            url_citation: { url: 'https://news.example/1', title: 'News', start_index: 0, end_index: 9 },
          },
        ],
      }),
      chunk({}, 'stop'),
    ),
    result: { text: 'Oslo won.', citations: [{ url: 'https://news.example/1', title: 'News', start: 0, end: 9 }] },
  },
  {
    name: 'log probabilities',
    features: ['logprobs'],
    request: { model, messages: [user('Hi')], logprobs: 1, reasoning: { effort: 'none' } },
    sent: { logprobs: true, top_logprobs: 1, reasoning_effort: 'none' },
    reply: reply({ content: 'Hello' }, 'stop', { logprobs: { content: tokens, refusal: null } }),
    stream: stream(
      chunk({ content: 'He' }, null, { logprobs: { content: [tokens[0]], refusal: null } }),
      chunk({ content: 'llo' }, null, { logprobs: { content: [tokens[1]], refusal: null } }),
      chunk({}, 'stop'),
    ),
    result: { text: 'Hello' },
  },
  {
    name: 'a refusal',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    reply: reply({ refusal: 'I cannot help with that.' }, 'stop'),
    stream: stream(chunk({ refusal: 'I cannot help ' }), chunk({ refusal: 'with that.' }), chunk({}, 'stop')),
    result: { text: '', finishReason: 'content-filter', rawFinishReason: 'stop' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    reply: reply({ content: '1, 2, 3' }, 'length'),
    stream: stream(chunk({ content: '1, 2' }), chunk({ content: ', 3' }), chunk({}, 'length')),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'length' },
  },
];
