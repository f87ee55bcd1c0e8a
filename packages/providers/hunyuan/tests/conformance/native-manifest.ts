// Hunyuan over the cloud's own API, as the conformance suite sees it.
import { image, user } from '@kit/core';
import { type ConformanceManifest, samplePicture, sampleTool } from '@kit/testing';
import type { HunyuanNativeOperation } from '../../src/index.ts';
import { enveloped, nativeAnswer, nativeUsage } from './native-wire.ts';

const model = 'hunyuan-a13b';
const asking = (more: object) => ({ model, messages: [user('Hi')], ...more });
const call = (id: string, zone: string) => ({ id, name: 'clock', arguments: `{"zone":"${zone}"}` });
const asked = (id: string, zone: string) => ({ ...call(id, zone), input: { zone } });
/** Told inside of a 200. */
const told = (Code: string, Message: string) => enveloped({ Error: { Code, Message } });

export const nativeManifest: ConformanceManifest<HunyuanNativeOperation> = {
  chats: [
    {
      name: 'plain text',
      request: asking({ temperature: 0.5 }),
      sent: { Model: model, Messages: [{ Role: 'user', Content: 'Hi' }], Temperature: 0.5 },
      ...nativeAnswer({ content: 'Hello there' }, 'stop'),
      result: {
        text: 'Hello there',
        finishReason: 'stop',
        rawFinishReason: 'stop',
        usage: nativeUsage,
        meta: { requestedModel: model, responseId: 'chat-1' },
      },
    },
    {
      name: 'parallel tool calls',
      features: ['tools', 'parallel-tools'],
      request: asking({ messages: [user('What time is it in Rome and in Oslo?')], tools: [sampleTool] }),
      sent: {
        Tools: [{ Type: 'function', Function: { Name: 'clock', Parameters: JSON.stringify(sampleTool.parameters) } }],
      },
      ...nativeAnswer({ calls: [call('call_1', 'Rome'), call('call_2', 'Oslo')] }, 'tool_calls'),
      result: { toolCalls: [asked('call_1', 'Rome'), asked('call_2', 'Oslo')], finishReason: 'tool-calls' },
      echoed: ['call_1', 'call_2'],
    },
    {
      name: 'thoughts',
      features: ['reasoning'],
      request: asking({ messages: [user('Think.')], reasoning: { effort: 'high' } }),
      sent: { EnableThinking: true },
      ...nativeAnswer({ thoughts: 'One and one.', content: 'It is two.' }, 'stop'),
      result: { text: 'It is two.', reasoning: 'One and one.' },
      echoed: ['One and one.'],
    },
    {
      name: 'a picture',
      features: ['vision'],
      request: {
        model: 'hunyuan-vision',
        messages: [
          user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
        ],
      },
      sent: {
        Messages: [
          {
            Role: 'user',
            Contents: [
              { Type: 'image_url', ImageUrl: { Url: `data:image/png;base64,${samplePicture}` } },
              { Type: 'text', Text: 'What colour?' },
            ],
          },
        ],
      },
      ...nativeAnswer({ content: 'Red' }, 'stop'),
      result: { text: 'Red' },
    },
    {
      name: 'a refusal',
      features: ['refusal'],
      request: asking({ messages: [user('Something bad')] }),
      ...nativeAnswer({}, 'sensitive'),
      result: { text: '', finishReason: 'content-filter', rawFinishReason: 'sensitive' },
    },
  ],
  operations: {
    embed: [
      {
        name: 'two texts, out of order',
        request: { input: ['one', 'two'] },
        sent: { InputList: ['one', 'two'] },
        reply: enveloped({
          Data: [
            { Embedding: [0.25, 0.75], Index: 1, Object: 'embedding' },
            { Embedding: [0.5, -1], Index: 0, Object: 'embedding' },
          ],
          Usage: { PromptTokens: 3, TotalTokens: 3 },
        }),
        result: {
          embeddings: [
            [0.5, -1],
            [0.25, 0.75],
          ],
          usage: { inputTokens: 3 },
        },
      },
    ],
    countTokens: [
      {
        name: 'of a question',
        request: asking({}),
        sent: { Prompt: 'Hi' },
        reply: enveloped({ TokenCount: 2, CharacterCount: 2, Tokens: ['H', 'i'] }),
        result: { inputTokens: 2, meta: { requestId: 'request-1' } },
      },
    ],
    image: [
      {
        name: 'while one waits',
        request: { prompt: 'A fox', size: '1024x1024' },
        sent: { Prompt: 'A fox', Resolution: '1024:1024', RspImgType: 'url' },
        reply: enveloped({ ResultImage: 'https://cdn.example/fox.jpg' }),
        result: { images: [{ url: 'https://cdn.example/fox.jpg' }] },
      },
      {
        name: 'a task',
        request: { model: 'hunyuan-image', prompt: 'A wolf', seed: 7 },
        sent: { Prompt: 'A wolf', Seed: 7 },
        reply: [
          enveloped({ JobId: 'job-1' }),
          enveloped({ JobStatusCode: '5', ResultImage: ['https://cdn.example/wolf.jpg'] }),
        ],
        result: { images: [{ url: 'https://cdn.example/wolf.jpg' }] },
      },
    ],
    health: [{ name: 'counts a word', request: {}, reply: enveloped({ TokenCount: 1 }), result: { status: 'ok' } }],
  },
  errors: [
    { name: 'a key', reply: told('AuthFailure.SecretIdNotFound', 'Not found.'), code: 'authentication' },
    { name: 'a signature', reply: told('AuthFailure.SignatureFailure', 'Wrong.'), code: 'authentication' },
    {
      name: 'a clock',
      reply: told('AuthFailure.SignatureExpire', 'Expired.'),
      code: 'authentication',
      retry: 'same',
    },
    { name: 'not allowed', reply: told('UnauthorizedOperation', 'No.'), code: 'permission' },
    { name: 'no resources', reply: told('FailedOperation.ResourcePackExhausted', 'Empty.'), code: 'quota' },
    { name: 'too fast', reply: told('RequestLimitExceeded', 'Too fast.'), code: 'rate-limit' },
    { name: 'too many', reply: told('FailedOperation.EngineServerLimitExceeded', 'Many.'), code: 'rate-limit' },
    { name: 'too slow', reply: told('FailedOperation.EngineRequestTimeout', 'Slow.'), code: 'timeout' },
    { name: 'broken', reply: told('InternalError', 'It broke.'), code: 'server' },
    { name: 'wrong', reply: told('InvalidParameterValue.Model', 'No such model.'), code: 'invalid-request' },
    { name: 'illegal', reply: told('OperationDenied.TextIllegalDetected', 'Not that.'), code: 'content-filter' },
    {
      name: '502 a page of a proxy',
      reply: { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' },
      code: 'server',
    },
  ],
  streamErrors: [
    {
      name: 'a message',
      event: `data: ${JSON.stringify({ ErrorMsg: { Code: 4001, Msg: 'It broke.' } })}\n\n`,
      code: 'server',
    },
    {
      name: 'an envelope',
      event: `data: ${JSON.stringify({ Response: { Error: { Code: 'LimitExceeded', Message: 'Too fast.' } } })}\n\n`,
      code: 'rate-limit',
    },
  ],
  cannot: [
    { feature: 'maxTokens', operation: 'chat', request: asking({ maxTokens: 5 }) },
    { feature: 'output', operation: 'chat', request: asking({ output: { type: 'json' } }) },
    { feature: 'presencePenalty', operation: 'stream', request: asking({ presencePenalty: 1 }) },
    { feature: 'dimensions', operation: 'embed', request: { input: 'a', dimensions: 5 } },
    { feature: 'tools', operation: 'countTokens', request: asking({ tools: [sampleTool] }) },
    { feature: 'quality', operation: 'image', request: { prompt: 'A fox', quality: 'hd' } },
  ],
};
