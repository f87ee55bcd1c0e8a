// Chats over `run`, complete and streamed: an envelope around `{ response }`, events with `{ response }`.
import { image, user } from '@kit/core';
import { type ChatExchange, samplePicture, sampleSchema, sampleTool, sseReply } from '@kit/testing';

export const nativeModel = '@cf/meta/llama-3.3-70b-instruct-fp8-fast';
const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
const counted = { state: 'reported', inputTokens: 12, outputTokens: 3 };
const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const call = { name: 'clock', arguments: { zone: 'Rome' } };

export const enveloped = (result: unknown) => ({ result, success: true, errors: [], messages: [] });

/** `p` is padding. The last event has the usage, and may have a call of nothing. */
const streamed = (pieces: readonly object[]) =>
  sseReply(
    ...pieces.map((piece) => ({ ...piece, p: 'abdefgh', usage: zeros })),
    { response: '', tool_calls: [{ id: null, name: null, arguments: '' }], usage },
    '[DONE]',
  );
const words = (first: string, second: string) => ({
  reply: { body: enveloped({ response: first + second, usage }) },
  stream: streamed([{ response: first }, { response: second }]),
});

export const nativeChats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model: nativeModel, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
    sent: { messages: [{ role: 'user', content: 'Hi' }], max_tokens: 200, temperature: 0.5 },
    ...words('Hello ', 'there'),
    result: { text: 'Hello there', finishReason: 'stop', usage: counted },
  },
  {
    name: 'a flat call with an object',
    features: ['tools'],
    request: { model: nativeModel, messages: [user('What time is it in Rome?')], tools: [sampleTool] },
    sent: { tools: [{ type: 'function', function: { name: 'clock' } }] },
    reply: { body: enveloped({ response: null, tool_calls: [call], usage }) },
    stream: streamed([{ tool_calls: [call] }]),
    result: {
      text: '',
      toolCalls: [{ name: 'clock', arguments: '{"zone":"Rome"}', input: { zone: 'Rome' } }],
      finishReason: 'tool-calls',
    },
  },
  {
    name: "OpenAI's choices at the same address",
    request: { model: '@cf/zai-org/glm-4.7-flash', messages: [user('Hi')] },
    sent: { max_tokens: 4096 },
    reply: {
      body: enveloped({
        id: 'chatcmpl-1',
        choices: [
          { index: 0, message: { role: 'assistant', reasoning_content: 'Hm.', content: 'Yes' }, finish_reason: 'stop' },
        ],
        usage,
      }),
    },
    stream: sseReply(
      { id: 'chatcmpl-1', choices: [{ index: 0, delta: { reasoning_content: 'Hm.' }, finish_reason: null }] },
      { id: 'chatcmpl-1', choices: [{ index: 0, delta: { content: 'Yes' }, finish_reason: 'stop' }], usage },
      '[DONE]',
    ),
    result: { text: 'Yes', reasoning: 'Hm.', usage: counted },
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model: nativeModel,
      messages: [
        user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
      ],
    },
    sent: {
      messages: [
        {
          content: [
            { type: 'image_url', image_url: { url: `data:image/png;base64,${samplePicture}` } },
            { type: 'text' },
          ],
        },
      ],
    },
    ...words('R', 'ed'),
    result: { text: 'Red' },
  },
  {
    name: 'an object by its schema, answered as an object',
    features: ['json-schema'],
    request: {
      model: nativeModel,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', schema: sampleSchema },
    },
    sent: { response_format: { type: 'json_schema', json_schema: sampleSchema } },
    reply: { body: enveloped({ response: { city: 'Rome' }, usage }) },
    result: { text: '{"city":"Rome"}' },
  },
];
