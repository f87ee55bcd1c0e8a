import { describe, expect, it } from 'vitest';
import { user } from './message-helpers.ts';
import { checkRequest } from './requests.ts';
import { takesModel } from './takes-model.ts';

const messages = [user('Hi')];
const chat = (more: object) => ({ messages, ...more });
const talk = (message: unknown) => ({ messages: [user('Hi'), message] });
const result = (...content: unknown[]) =>
  talk({ role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', content }] });
const tool = { name: 'weather', parameters: { type: 'object' } };

describe('a wrong request is refused with the field and what was expected', () => {
  it.each<[operation: string, field: string, message: string, request: unknown]>([
    ['chat', 'request', 'chat: `request` must be an object. Got nothing.', undefined],
    ['chat', 'request', 'chat: `request` must be an object. Got an array.', [user('Hi')]],
    ['chat', 'messages', 'chat: `messages` is required: a non-empty array of messages.', {}],
    [
      'chat',
      'messages',
      'chat: `messages` must be a non-empty array of messages. Got an empty array.',
      { messages: [] },
    ],
    [
      'stream',
      'messages',
      'stream: `messages` must be a non-empty array of messages. Got a string.',
      { messages: 'Hi' },
    ],
    ['chat', 'messages[1]', 'chat: `messages[1]` must be a message with `role` and `content`.', talk('Hi')],
    [
      'chat',
      'messages[1].role',
      'chat: `messages[1].role` must be one of system, user, assistant, tool.',
      talk({ role: 'human', content: 'x' }),
    ],
    [
      'chat',
      'messages[1].role',
      'chat: `messages[1].role` must be one of system, user, assistant, tool.',
      talk({ role: 'toString', content: 'x' }),
    ],
    [
      'chat',
      'messages[1].content',
      'chat: `messages[1].content` must be a string or an array of parts.',
      talk({ role: 'user' }),
    ],
    [
      'chat',
      'messages[1].content',
      'chat: `messages[1].content` must be an array of tool-result parts (see toolResult()).',
      talk({ role: 'tool', content: '5' }),
    ],
    [
      'chat',
      'messages[1].content[0].type',
      'chat: `messages[1].content[0].type` must be one of text in a system message.',
      talk({ role: 'system', content: [{ type: 'image' }] }),
    ],
    [
      'chat',
      'messages[1].content[1].type',
      'chat: `messages[1].content[1].type` must be one of text, image, audio, file, vendor in a user message.',
      talk({ role: 'user', content: [{ type: 'text', text: 'x' }, null] }),
    ],
    [
      'chat',
      'messages[1].content[0].text',
      'chat: `messages[1].content[0].text` must be a string.',
      talk({ role: 'user', content: [{ type: 'text' }] }),
    ],
    [
      'chat',
      'messages[1].content[0].source',
      'chat: `messages[1].content[0].source` must be { url }, { data, mediaType } or { fileId }.',
      talk({ role: 'user', content: [{ type: 'image' }] }),
    ],
    [
      'chat',
      'messages[1].content[0].source.mediaType',
      'chat: `messages[1].content[0].source.mediaType` must be a media type such as "image/png".',
      talk({ role: 'user', content: [{ type: 'image', source: { data: 'x' } }] }),
    ],
    [
      'chat',
      'messages[1].content[0].arguments',
      'chat: `messages[1].content[0].arguments` must be JSON text (a string).',
      talk({ role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'f', arguments: {} }] }),
    ],
    [
      'chat',
      'messages[1].content[0].id',
      'chat: `messages[1].content[0].id` must be a string.',
      talk({ role: 'assistant', content: [{ type: 'tool-call' }] }),
    ],
    [
      'chat',
      'messages[1].content[0].name',
      'chat: `messages[1].content[0].name` must be a non-empty string.',
      talk({ role: 'assistant', content: [{ type: 'hosted-tool-call', id: '1' }] }),
    ],
    [
      'chat',
      'messages[1].content[0].toolCallId',
      'chat: `messages[1].content[0].toolCallId` must be the id of the call it answers (a string).',
      talk({ role: 'tool', content: [{ type: 'tool-result', content: 'x' }] }),
    ],
    [
      'chat',
      'messages[1].content[0].content',
      'chat: `messages[1].content[0].content` must be a string or an array of parts.',
      talk({ role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', content: {} }] }),
    ],
    ['chat', 'maxtokens', 'chat: unknown field `maxtokens`. Did you mean `maxTokens`?', chat({ maxtokens: 5 })],
    [
      'chat',
      'thinking',
      'chat: unknown field `thinking`. What only one vendor has goes into `vendor` or the call option `patch`.',
      chat({ thinking: {} }),
    ],
    [
      'chat',
      'constructor',
      'chat: unknown field `constructor`. What only one vendor has goes into `vendor` or the call option `patch`.',
      chat({ constructor: 1 }),
    ],
    [
      'chat',
      'temperature',
      'chat: `temperature` must be a finite number. Got the number NaN.',
      chat({ temperature: Number.NaN }),
    ],
    [
      'chat',
      'maxTokens',
      'chat: `maxTokens` must be a whole number, 0 or more. Got the number 1.5.',
      chat({ maxTokens: 1.5 }),
    ],
    ['chat', 'n', 'chat: `n` must be a whole number, 1 or more. Got the number 0.', chat({ n: 0 })],
    ['chat', 'stop', 'chat: `stop` must be a string or an array of strings. Got an array.', chat({ stop: [1] })],
    [
      'chat',
      'logprobs',
      'chat: `logprobs` must be true, false or a number of alternatives. Got a string.',
      chat({ logprobs: 'yes' }),
    ],
    ['chat', 'model', 'chat: `model` must be a non-empty string. Got an empty string.', chat({ model: '' })],
    ['chat', 'metadata', 'chat: `metadata` must be an object. Got null.', chat({ metadata: null })],
    ['chat', 'tools', 'chat: `tools` must be an array of tools. Got an object.', chat({ tools: tool })],
    [
      'chat',
      'tools[0]',
      'chat: `tools[0]` must be a tool such as { name, description, parameters }.',
      chat({ tools: [function weather() {}] }),
    ],
    [
      'chat',
      'tools[0]',
      'chat: `tools[0]` must be its `definition`: whoever defines tools that run has to run them, too.',
      chat({ tools: [{ name: 'weather', definition: tool }] }),
    ],
    [
      'chat',
      'tools[0].cache',
      'chat: `tools[0].cache` must be true, false or { ttl }.',
      chat({ tools: [{ ...tool, cache: null }] }),
    ],
    [
      'chat',
      'output.name',
      'chat: `output.name` must be a string.',
      chat({ output: { type: 'json-schema', schema: {}, name: 5 } }),
    ],
    [
      'embed',
      'vendor.openai',
      "embed: `vendor.openai` must be an object of that vendor's fields.",
      { input: 'x', vendor: { openai: 5 } },
    ],
    [
      'chat',
      'messages[1].content[0].content[1].type',
      'chat: `messages[1].content[0].content[1].type` must be one of text, image, audio, file, json, vendor in a tool result.',
      result({ type: 'text', text: 'x' }, null),
    ],
    [
      'chat',
      'messages[1].content[0].content[0].text',
      'chat: `messages[1].content[0].content[0].text` must be a string.',
      result({ type: 'text' }),
    ],
    [
      'chat',
      'messages[1].content[0].content[0].source',
      'chat: `messages[1].content[0].content[0].source` must be { url }, { data, mediaType } or { fileId }.',
      result({ type: 'file', path: 'a.txt' }),
    ],
    [
      'chat',
      'messages[1].content[0].content[0].value',
      'chat: `messages[1].content[0].content[0].value` must be a JSON value.',
      result({ type: 'json' }),
    ],
    [
      'chat',
      'messages[1].content[0].toolName',
      'chat: `messages[1].content[0].toolName` must be a non-empty string.',
      talk({ role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', toolName: 5, content: 'x' }] }),
    ],
    [
      'chat',
      'messages[1].content[0].detail',
      'chat: `messages[1].content[0].detail` must be a string.',
      talk({ role: 'user', content: [{ type: 'image', source: { url: 'u' }, detail: 5 }] }),
    ],
    [
      'chat',
      'messages[1].content[0].cache.ttl',
      'chat: `messages[1].content[0].cache.ttl` must be a string.',
      talk({ role: 'user', content: [{ type: 'text', text: 'x', cache: { ttl: 300 } }] }),
    ],
    ['chat', 'promptCache.ttl', 'chat: `promptCache.ttl` must be a string.', chat({ promptCache: { ttl: 300 } })],
    [
      'chat',
      'reasoning.budgetTokens',
      'chat: `reasoning.budgetTokens` must be a whole number, 0 or more.',
      chat({ reasoning: { budgetTokens: '1000' } }),
    ],
    [
      'chat',
      'messages[1].content[0].vendor',
      'chat: `messages[1].content[0].vendor` must be { origin, data }.',
      talk({ role: 'assistant', content: [{ type: 'reasoning', text: 'x', vendor: { data: 'x' } }] }),
    ],
    [
      'chat',
      'messages[1].content[0].vendor',
      'chat: `messages[1].content[0].vendor` must be { origin, data }.',
      talk({ role: 'assistant', content: [{ type: 'vendor' }] }),
    ],
    ['chat', 'tools[0].name', 'chat: `tools[0].name` must be a non-empty string.', chat({ tools: [{}] })],
    ['chat', 'tools[0].name', 'chat: `tools[0].name` must be a non-empty string.', chat({ tools: [null] })],
    [
      'chat',
      'tools[0].type',
      'chat: `tools[0].type` must be "function" or "hosted".',
      chat({ tools: [{ name: 'x', type: 'web' }] }),
    ],
    [
      'chat',
      'tools[0].parameters',
      'chat: `tools[0].parameters` must be a JSON Schema object.',
      chat({ tools: [{ name: 'x', parameters: 'string' }] }),
    ],
    [
      'chat',
      'tools[1].name',
      'chat: `tools[1].name` must be unique among the tools; "weather" is there twice.',
      chat({ tools: [tool, tool] }),
    ],
    [
      'chat',
      'toolChoice',
      'chat: `toolChoice` must be "auto", "none", "required" or { name }. Got a string.',
      chat({ toolChoice: 'any' }),
    ],
    [
      'chat',
      'output',
      'chat: `output` must be { type: "text" }, { type: "json" } or { type: "json-schema", schema }. Got a string.',
      chat({ output: 'json' }),
    ],
    [
      'chat',
      'output',
      'chat: `output` must be { type: "json-schema", schema: <JSON Schema object> }. Got an object.',
      chat({ output: { type: 'json-schema' } }),
    ],
    ['complete', 'prompt', 'complete: `prompt` is required: a string.', {}],
    [
      'embed',
      'input',
      'embed: `input` must be a string, or a non-empty array of strings or part lists. Got an empty array.',
      { input: [] },
    ],
    [
      'embed',
      'dimensions',
      'embed: `dimensions` must be a whole number, 1 or more. Got the number 0.',
      { input: 'x', dimensions: 0 },
    ],
    ['rerank', 'documents', 'rerank: `documents` is required: a non-empty array.', { query: 'x' }],
    [
      'image',
      'mask.mediaType',
      'image: `mask.mediaType` must be a media type such as "image/png".',
      { prompt: 'x', mask: { data: 'x' } },
    ],
    ['speech', 'input', 'speech: `input` must be a non-empty string. Got an empty string.', { input: '' }],
    [
      'transcribe',
      'audio',
      'transcribe: `audio` must be bytes (a Uint8Array) or an async iterable of them, or a source such as { url } or { data, mediaType }. Got a string.',
      { audio: 'file.mp3' },
    ],
    [
      'parse',
      'source',
      'parse: `source` must be { url }, { data, mediaType } or { fileId }. Got a string.',
      { source: 'a.pdf' },
    ],
    ['video', 'prompt', 'video: `prompt` is required: a string.', {}],
    [
      'batch',
      'requests',
      'batch: `requests` must be a non-empty array of { id, request }. Got an empty array.',
      { requests: [] },
    ],
    ['batch', 'requests[0].id', 'batch: `requests[0].id` must be a non-empty string.', { requests: [{ request: {} }] }],
    [
      'batch',
      'requests[1].id',
      'batch: `requests[1].id` must be unique in the batch; "a" is there twice.',
      {
        requests: [
          { id: 'a', request: {} },
          { id: 'a', request: {} },
        ],
      },
    ],
    ['batch', 'requests[0].request', 'batch: `requests[0].request` must be a request.', { requests: [{ id: 'a' }] }],
    [
      'batch',
      'requests',
      'batch: unknown field `requests`. What only one vendor has goes into `vendor` or the call option `patch`.',
      { attach: 'job', requests: [] },
    ],
    ['files', 'action', 'files: `action` is required: one of "upload", "list", "get", "delete", "content".', {}],
    [
      'files',
      'action',
      'files: `action` must be one of "upload", "list", "get", "delete", "content". Got a string.',
      { action: 'put' },
    ],
    [
      'files',
      'data',
      'files: `data` must be bytes (a Uint8Array) or an async iterable of them. Got a string.',
      { action: 'upload', data: 'x', mediaType: 'text/plain' },
    ],
    ['files', 'id', 'files: `id` is required: a non-empty string.', { action: 'delete' }],
    ['models', 'limit', 'models: `limit` must be a whole number, 0 or more. Got the number -1.', { limit: -1 }],
    [
      'voices',
      'action',
      'voices: `action` must be one of "list", "get", "clone", "delete". Got a string.',
      { action: 'steal' },
    ],
    ['health', 'modle', 'health: unknown field `modle`. Did you mean `model`?', { modle: 'x' }],
  ])('%s: %s', (operation, field, message, request) => {
    let thrown: unknown;
    try {
      checkRequest(operation, request);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'invalid-request', message, field, operation });
  });

  it('never quotes what stands in the request', () => {
    const secret = 'canary';
    for (const request of [
      { messages: secret },
      talk({ role: secret, content: secret }),
      chat({ tools: secret, user: { secret } }),
    ]) {
      expect(() => checkRequest('chat', request)).not.toThrow(/canary/);
      expect(() => checkRequest('chat', request)).toThrow();
    }
  });
});

describe('a right request passes', () => {
  async function* bytes() {
    yield new Uint8Array(1);
  }

  it.each<[operation: string, request: object]>([
    [
      'chat',
      chat({
        temperature: undefined,
        stop: ['a'],
        n: 2,
        logprobs: 3,
        maxTokens: 0,
        toolChoice: { name: 'weather' },
        tools: [tool, { type: 'hosted', name: 'web_search' }, { type: 'hosted', name: 'web_search' }],
      }),
    ],
    [
      'chat',
      chat({
        output: { type: 'json-schema', schema: {} },
        vendor: { openai: { store: false } },
        reasoning: { effort: 'low' },
      }),
    ],
    [
      'stream',
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          {
            role: 'user',
            content: [
              { type: 'image', source: { url: 'https://x/y.png' } },
              { type: 'file', source: { fileId: 'f' } },
              { type: 'audio', source: { data: new Uint8Array(1), mediaType: 'audio/wav' } },
            ],
          },
          {
            role: 'assistant',
            content: [
              { type: 'reasoning', text: '' },
              { type: 'tool-call', id: '1', name: 'f', arguments: '{}' },
              { type: 'vendor', vendor: { origin: { wire: 'w' }, data: 1 } },
            ],
          },
          {
            role: 'tool',
            content: [
              { type: 'tool-result', toolCallId: '1', content: 'ok' },
              { type: 'tool-result', toolCallId: '2', content: [{ type: 'json', value: 1 }] },
            ],
          },
        ],
      },
    ],
    ['embed', { input: ['a', [{ type: 'text', text: 'b' }]], dimensions: 3 }],
    ['transcribe', { audio: new Uint8Array(1) }],
    ['transcribe', { audio: bytes() }],
    ['transcribeStream', { audio: { url: 'https://x/y.mp3' } }],
    ['files', { action: 'upload', data: bytes(), mediaType: 'text/plain' }],
    ['files', { action: 'list', limit: 3 }],
    ['files', { action: 'content', id: 'f' }],
    ['batch', { requests: [{ id: 'a', request: chat({}) }], operation: 'chat' }],
    ['batch', { attach: 'job-1', operation: 'embed' }],
    ['video', { attach: 'job-1', model: 'm' }],
    ['models', {}],
    ['health', { model: 'm' }],
  ])('%s %#', (operation, request) => {
    expect(() => checkRequest(operation, request)).not.toThrow();
  });

  it("of a third party's operation, whatever it is called", () => {
    expect(() => checkRequest('toString', { anything: 1 })).not.toThrow();
    expect(() => checkRequest('translate', null)).toThrow('must be an object');
  });
});

it('knows the operations whose requests name no model', () => {
  expect(['chat', 'files', 'models', 'voices', 'batch', 'translate'].filter(takesModel)).toEqual([
    'chat',
    'batch',
    'translate',
  ]);
});
