// Chats in the first contract, complete and streamed.
import { user } from '@kit/core';
import { type ChatExchange, sampleSchema, sampleTool } from '@kit/testing';
import { answer, answeringModel, counted, model } from './wire.ts';

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
    sent: { model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 200, temperature: 0.5 },
    ...answer({ text: 'Hello there, Привет!' }, 'stop'),
    result: {
      text: 'Hello there, Привет!',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: counted,
      meta: { requestedModel: model, model: answeringModel },
    },
  },
  {
    name: 'a call, with the state of its functions',
    features: ['tools'],
    request: {
      model,
      messages: [user('What time is it in Rome?')],
      tools: [sampleTool],
      toolChoice: { name: 'clock' },
    },
    sent: {
      functions: [{ name: 'clock', parameters: { type: 'object', properties: { zone: { type: 'string' } } } }],
      function_call: { name: 'clock' },
    },
    ...answer({ call: { name: 'clock', arguments: { zone: 'Rome' } }, stateId: 'state-1' }, 'function_call'),
    // The vendor has no ids of calls: one is made.
    result: {
      text: '',
      toolCalls: [{ name: 'clock', arguments: '{"zone":"Rome"}', input: { zone: 'Rome' } }],
      finishReason: 'tool-calls',
      rawFinishReason: 'function_call',
    },
    echoed: ['state-1', 'Rome'],
  },
  {
    name: 'thoughts',
    features: ['reasoning'],
    request: { model: 'GigaChat-2-Reasoning', messages: [user('Think.')], reasoning: { effort: 'high' } },
    sent: { reasoning_effort: 'high' },
    ...answer({ reasoning: 'One and one.', text: 'It is two.' }, 'stop'),
    result: { text: 'It is two.', reasoning: 'One and one.' },
  },
  {
    name: 'a picture that was uploaded',
    features: ['vision'],
    request: {
      model,
      messages: [
        user([
          { type: 'image', source: { fileId: 'file-1' } },
          { type: 'text', text: 'What colour?' },
        ]),
      ],
    },
    sent: { messages: [{ role: 'user', content: 'What colour?', attachments: ['file-1'] }] },
    ...answer({ text: 'Red' }, 'stop'),
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
    sent: { response_format: { type: 'json_schema', schema: sampleSchema, strict: true } },
    ...answer({ text: '{"city":"Rome"}' }, 'stop'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'a refusal',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answer({ text: 'Let us speak of something else.' }, 'blacklist'),
    result: { finishReason: 'content-filter', rawFinishReason: 'blacklist' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer({ text: '1, 2, 3' }, 'length'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'length' },
  },
];
