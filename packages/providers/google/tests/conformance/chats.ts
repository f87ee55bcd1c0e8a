// Chats over generateContent, complete and streamed.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleTool } from '@kit/testing';
import { answer, counted, model } from './wire.ts';

const call = (zone: string, more: object = {}) => ({
  functionCall: { id: `call-${zone}`, name: 'clock', args: { zone } },
  ...more,
});
const asked = (zone: string) => ({ id: `call-${zone}`, name: 'clock', input: { zone } });
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } as const;

export const chats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
    sent: {
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      generationConfig: { maxOutputTokens: 200, temperature: 0.5 },
    },
    ...answer([{ text: 'Hello there' }], 'STOP'),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'STOP',
      usage: counted,
      meta: { requestedModel: model, model, responseId: 'r-1' },
    },
  },
  {
    name: 'thoughts and a signed call',
    features: ['tools', 'reasoning'],
    request: { model, messages: [user('What time is it in Rome?')], tools: [sampleTool], reasoning: { effort: 'low' } },
    sent: {
      tools: [{ functionDeclarations: [{ name: 'clock', parametersJsonSchema: sampleTool.parameters }] }],
      generationConfig: { thinkingConfig: { thinkingLevel: 'low', includeThoughts: true } },
    },
    ...answer(
      [{ text: 'The clock knows.', thought: true }, call('Rome', { thoughtSignature: 'CiQBsigned==' })],
      'STOP',
    ),
    result: { text: '', reasoning: 'The clock knows.', toolCalls: [asked('Rome')], finishReason: 'tool-calls' },
    echoed: ['CiQBsigned==', 'call-Rome'],
  },
  {
    name: 'parallel calls, the first one signed',
    features: ['tools', 'parallel-tools'],
    request: { model, messages: [user('And in Paris and Oslo?')], tools: [sampleTool], toolChoice: { name: 'clock' } },
    sent: { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['clock'] } } },
    ...answer([call('Paris', { thoughtSignature: 'CiQBparallel==' }), call('Oslo')], 'STOP'),
    result: { toolCalls: [asked('Paris'), asked('Oslo')], finishReason: 'tool-calls' },
    echoed: ['CiQBparallel==', 'call-Paris', 'call-Oslo'],
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
      contents: [
        {
          role: 'user',
          parts: [{ inlineData: { mimeType: 'image/png', data: samplePicture } }, { text: 'What colour?' }],
        },
      ],
    },
    ...answer([{ text: 'Red' }], 'STOP'),
    result: { text: 'Red', finishReason: 'stop' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: { model, messages: [user('Where is the Colosseum?')], output: { type: 'json-schema', schema } },
    sent: { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } },
    ...answer([{ text: '{"city":"Rome"}' }], 'STOP'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'sources',
    features: ['citations'],
    request: { model, messages: [user('Who won?')], tools: [{ type: 'hosted', name: 'googleSearch' }] },
    sent: { tools: [{ googleSearch: {} }] },
    ...answer([{ text: 'Oslo won.' }], 'STOP', {
      groundingMetadata: {
        webSearchQueries: ['who won'],
        groundingChunks: [{ web: { uri: 'https://news.example/1', title: 'News' } }],
        groundingSupports: [{ segment: { startIndex: 0, endIndex: 9, text: 'Oslo won.' }, groundingChunkIndices: [0] }],
      },
    }),
    result: { text: 'Oslo won.', citations: [{ url: 'https://news.example/1', title: 'News', start: 0, end: 9 }] },
  },
  {
    name: 'a filtered answer',
    features: ['refusal'],
    request: { model, messages: [user('Something bad')] },
    ...answer([], 'SAFETY'),
    result: { text: '', finishReason: 'content-filter', rawFinishReason: 'SAFETY' },
  },
  {
    name: 'the limit',
    request: { model, messages: [user('Count.')], maxTokens: 5 },
    ...answer([{ text: '1, 2, 3' }], 'MAX_TOKENS'),
    result: { text: '1, 2, 3', finishReason: 'length', rawFinishReason: 'MAX_TOKENS' },
  },
];
