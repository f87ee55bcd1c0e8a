// Chats over Ollama's own wire, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleSchema, sampleTool } from '@kit/testing';
import { answer, counted, model } from './wire.ts';

const call = (id: string, zone: string) => ({ id, function: { index: 0, name: 'clock', arguments: { zone } } });
const asked = (id: string, zone: string) => ({
  id,
  name: 'clock',
  arguments: JSON.stringify({ zone }),
  input: { zone },
});

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200, temperature: 0.5, stop: 'END' },
    sent: {
      model,
      messages: [{ role: 'user', content: 'Hi' }],
      options: { num_predict: 200, temperature: 0.5, stop: ['END'] },
    },
    ...answer({ content: 'Hello there' }, 'stop'),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: counted,
      meta: { requestedModel: model, model },
    },
  },
  {
    name: 'thoughts and tool calls',
    features: ['tools', 'parallel-tools', 'reasoning'],
    request: {
      model,
      messages: [user('What time is it in Rome and in Oslo?')],
      tools: [sampleTool],
      reasoning: { effort: 'high' },
    },
    sent: {
      tools: [{ type: 'function', function: { name: 'clock', parameters: sampleTool.parameters } }],
      think: 'high',
    },
    ...answer(
      {
        thinking: 'Two clocks, then.',
        content: 'One moment.',
        tool_calls: [call('call_1', 'Rome'), call('call_2', 'Oslo')],
      },
      'stop',
    ),
    // The reason is "stop" although tools are called.
    result: {
      text: 'One moment.',
      reasoning: 'Two clocks, then.',
      toolCalls: [asked('call_1', 'Rome'), asked('call_2', 'Oslo')],
      finishReason: 'tool-calls',
      rawFinishReason: 'stop',
    },
    echoed: ['Rome', 'Oslo'],
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
    sent: { messages: [{ role: 'user', content: 'What colour?', images: [samplePicture] }] },
    ...answer({ content: 'Red' }, 'stop'),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', schema: sampleSchema },
    },
    sent: { format: sampleSchema },
    ...answer({ content: '{"city":"Rome"}' }, 'stop'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'JSON',
    features: ['json'],
    request: { model, messages: [user('Where is the Colosseum, as JSON?')], output: { type: 'json' } },
    sent: { format: 'json' },
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
          { token: 'He', logprob: -0.1, top_logprobs: [{ token: 'He', logprob: -0.1 }] },
          { token: 'llo', logprob: -0.2, top_logprobs: [] },
        ],
      },
      'stop',
    ),
    result: { text: 'Hello' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer({ content: '1, 2, 3' }, 'length'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'length' },
  },
];
