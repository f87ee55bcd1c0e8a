// Chats: predictions of language models, complete and streamed.
import { image, system, user } from '@kit/core';
import { type ChatExchange, samplePicture } from '@kit/testing';
import { answer, counted, model, prediction, succeeded } from './wire.ts';

const llama = 'meta/meta-llama-3-8b-instruct';

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200 },
    sent: { input: { prompt: 'Hi', max_completion_tokens: 200 } },
    ...answer('p-hello', ['Hello', ' there']),
    result: {
      text: 'Hello there',
      // Nothing says why a model stopped.
      finishReason: 'stop',
      rawFinishReason: 'succeeded',
      usage: counted,
      meta: { requestedModel: model, model, responseId: 'p-hello' },
    },
  },
  {
    name: 'by the names of another family',
    request: {
      model: llama,
      messages: [system('Be brief.'), user('Hi')],
      maxTokens: 5,
      topK: 40,
      stop: ['END', 'STOP'],
      seed: 1,
    },
    sent: {
      input: {
        system_prompt: 'Be brief.',
        prompt: 'Hi',
        max_tokens: 5,
        top_k: 40,
        stop_sequences: 'END,STOP',
        seed: 1,
      },
    },
    ...answer('p-llama', ['Hi', '.'], llama),
    result: { text: 'Hi.' },
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
    sent: { input: { prompt: 'What colour?', image_input: [`data:image/png;base64,${samplePicture}`] } },
    ...answer('p-picture', ['Red']),
    result: { text: 'Red' },
  },
  {
    name: 'one that takes longer than its request is held open',
    request: { model, messages: [user('Think.')], reasoning: { effort: 'high' } },
    sent: { input: { reasoning_effort: 'high' } },
    reply: [
      { request: { url: `/models/${model}/predictions` }, response: prediction('p-long') },
      {
        request: { method: 'GET', url: '/predictions/p-long' },
        response: prediction('p-long', { status: 'processing' }),
      },
      { request: { method: 'GET', url: '/predictions/p-long' }, response: succeeded('p-long', ['It is', ' two.']) },
    ],
    stream: answer('p-long', ['It is', ' two.']).stream,
    result: { text: 'It is two.', usage: counted },
  },
];
