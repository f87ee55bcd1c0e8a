// Chats in the second contract, complete and streamed.
import { user } from '@kit/core';
import { type ChatExchange, sampleSchema, sampleTool } from '@kit/testing';
import { answeringModel, answerOfV2, counted, model } from './wire.ts';

export const chatsOfV2: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200 },
    sent: {
      model,
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      model_options: { max_tokens: 200 },
    },
    ...answerOfV2([{ text: 'Hello there' }], 'stop'),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: counted,
      meta: { requestedModel: model, model: answeringModel },
    },
  },
  {
    name: 'a call, with the state of its tools',
    features: ['tools'],
    request: { model, messages: [user('What time is it in Rome?')], tools: [sampleTool], toolChoice: 'required' },
    sent: {
      tools: [{ functions: { specifications: [{ name: 'clock' }] } }],
      tool_config: { mode: 'forced', function_name: 'clock' },
    },
    ...answerOfV2([{ function_call: { name: 'clock', arguments: { zone: 'Rome' } } }], 'function_call', 'state-1'),
    result: {
      text: '',
      toolCalls: [{ name: 'clock', arguments: '{"zone":"Rome"}', input: { zone: 'Rome' } }],
      finishReason: 'tool-calls',
    },
    echoed: ['state-1', 'Rome'],
  },
  {
    name: 'thoughts',
    features: ['reasoning'],
    request: { model: 'GigaChat-2-Reasoning', messages: [user('Think.')], reasoning: { effort: 'high' } },
    sent: { model_options: { reasoning: { effort: 'high' } } },
    ...answerOfV2([{ reasoning: 'One and one.' }, { text: 'It is two.' }], 'stop'),
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
    sent: { messages: [{ role: 'user', content: [{ text: 'What colour?' }, { files: [{ id: 'file-1' }] }] }] },
    ...answerOfV2([{ text: 'Red' }], 'stop'),
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
    sent: { model_options: { response_format: { type: 'json_schema', schema: sampleSchema, strict: true } } },
    ...answerOfV2([{ text: '{"city":"Rome"}' }], 'stop'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources of a search',
    features: ['citations'],
    request: { model, messages: [user('Who won?')], tools: [{ type: 'hosted', name: 'web_search' }] },
    sent: { tools: [{ web_search: {} }] },
    ...answerOfV2(
      [{ text: 'Oslo won.', inline_data: { sources: { 1: { url: 'https://news.example/1', title: 'News' } } } }],
      'stop',
    ),
    result: { text: 'Oslo won.', citations: [{ url: 'https://news.example/1', title: 'News' }] },
  },
  {
    name: 'log probabilities',
    features: ['logprobs'],
    request: { model, messages: [user('Hi')], logprobs: 1 },
    sent: { model_options: { top_logprobs: 1 } },
    ...answerOfV2(
      [
        {
          text: 'Hello',
          logprobs: [{ chosen: { token: 'Hello', logprob: -0.1 }, top: [{ token: 'Hello', logprob: -0.1 }] }],
        },
      ],
      'stop',
    ),
    result: { text: 'Hello' },
  },
  {
    name: 'a refusal',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answerOfV2([{ text: 'Let us speak of something else.' }], 'blacklist'),
    result: { finishReason: 'content-filter', rawFinishReason: 'blacklist' },
  },
];
