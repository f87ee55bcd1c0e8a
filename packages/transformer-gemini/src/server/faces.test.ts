import { type ChatResponse, chatResponse, KitError, type StreamPart } from '@kit/core';
import { describe, expect, it } from 'vitest';
import { geminiErrors } from '../errors.ts';
import { decodeChat, folded, streamParts } from '../testing/codec-context.ts';
import {
  chatArrayFace,
  chatFace,
  countTokensFace,
  decodeRequest,
  embedFace,
  encodeError,
  modelsFace,
} from './index.ts';

const meta = { provider: 'x', model: 'm', responseId: 'r', timings: {}, attempts: [] };
const request = { messages: [{ role: 'user' as const, content: 'x' }] };
const response = (message: ChatResponse['message'], more: object = {}) =>
  chatResponse({ choices: [{ message, finishReason: 'stop' }], meta, ...more });

describe('an answer', () => {
  it('is written as this wire has it', () => {
    const answer = response(
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Hello' },
          { type: 'tool-call', id: 'a', name: 'f', arguments: '{"x":1}', input: { x: 1 } },
          { type: 'tool-call', id: 'b', name: 'g', arguments: '{oops', invalid: 'no JSON' },
          { type: 'image', source: { url: 'data:image/png;base64,AQ==' } },
          { type: 'file', source: { fileId: 'file-1' } },
          { type: 'audio', source: { data: new Uint8Array([1]), mediaType: 'audio/wav' } },
          {
            type: 'hosted-tool-call',
            id: 'h',
            name: 'web_search',
            vendor: { origin: { wire: 'anthropic' }, data: {} },
          },
          { type: 'text', text: '' },
        ],
      },
      {
        usage: {
          state: 'reported',
          inputTokens: 10,
          outputTokens: 5,
          inputDetails: { uncached: 8, cacheRead: 2 },
          outputDetails: { text: 1, reasoning: 2, image: 2 },
          inputModalities: { text: 10 },
        },
      },
    );
    expect(chatFace.encodeResponse(answer, request)).toEqual({
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { text: 'Hm.', thought: true },
              { text: 'Hello' },
              { functionCall: { id: 'a', name: 'f', args: { x: 1 } } },
              { functionCall: { id: 'b', name: 'g', args: { arguments: '{oops' } } },
              { inlineData: { mimeType: 'image/png', data: 'AQ==' } },
              { fileData: { fileUri: 'file-1' } },
              { inlineData: { mimeType: 'audio/wav', data: 'AQ==' } },
            ],
          },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: {
        promptTokenCount: 10,
        candidatesTokenCount: 3,
        thoughtsTokenCount: 2,
        cachedContentTokenCount: 2,
        totalTokenCount: 15,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 10 }],
        candidatesTokensDetails: [
          { modality: 'IMAGE', tokenCount: 2 },
          { modality: 'TEXT', tokenCount: 1 },
        ],
      },
      modelVersion: 'm',
      responseId: 'r',
    });
  });

  it.each([
    ['stop', undefined, 'STOP'],
    ['tool-calls', 'tool_calls', 'STOP'],
    ['length', 'max_tokens', 'MAX_TOKENS'],
    ['length', 'CONTINUATION', 'CONTINUATION'],
    ['content-filter', 'refusal', 'SAFETY'],
    ['content-filter', 'RECITATION', 'RECITATION'],
    ['error', undefined, 'MALFORMED_FUNCTION_CALL'],
    ['other', 'LANGUAGE', 'LANGUAGE'],
    ['stop', 'MAX_TOKENS', 'STOP'],
  ] as const)('that ended with %s (%s) says %s', (finishReason, rawFinishReason, word) => {
    const answer = chatResponse({
      choices: [{ message: { role: 'assistant', content: 'x' }, finishReason, rawFinishReason }],
      meta,
    });
    expect(chatFace.encodeResponse(answer, request)).toMatchObject({ candidates: [{ finishReason: word }] });
  });

  it('brings citations of other vendors as grounding, in bytes', () => {
    const answer = response({
      role: 'assistant',
      content: [
        { type: 'text', text: 'Ä ' },
        {
          type: 'text',
          text: 'é b',
          citations: [{ url: 'https://a.example', title: 'A', start: 2, end: 3 }, { url: 'https://b.example' }],
        },
      ],
    });
    const wire = chatFace.encodeResponse(answer, request);
    expect(wire).toMatchObject({
      candidates: [
        {
          groundingMetadata: {
            groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { web: { uri: 'https://b.example' } }],
            groundingSupports: [{ segment: { startIndex: 6, endIndex: 7, text: 'b' }, groundingChunkIndices: [0] }],
          },
        },
      ],
    });
    expect(decodeChat(wire).citations).toMatchObject([{ url: 'https://a.example', start: 4, end: 5 }]);
  });

  it('of this wire passes through with all that was said of it', () => {
    const wire = {
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { text: 'Hi', thoughtSignature: 's' },
              { functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 't' },
              { executableCode: { code: '1' } },
            ],
          },
          finishReason: 'STOP',
          index: 0,
          groundingMetadata: { webSearchQueries: ['q'] },
          logprobsResult: {
            chosenCandidates: [{ token: 'Hi', logProbability: -1 }],
            topCandidates: [{ candidates: [{ token: 'Ho', logProbability: -2 }] }],
          },
        },
      ],
      modelVersion: 'm',
      responseId: 'r',
    };
    const { meta: told, ...decoded } = decodeChat(wire);
    expect(chatFace.encodeResponse({ ...decoded, warnings: [], meta: { ...meta, ...told } }, request)).toEqual(wire);
  });

  it('to a blocked prompt has no candidate', () => {
    const wire = {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 2, totalTokenCount: 2 },
    };
    const { meta: told, ...decoded } = decodeChat(wire);
    expect(
      chatFace.encodeResponse(
        { ...decoded, warnings: [], meta: { provider: 'x', timings: {}, attempts: [], ...told } },
        request,
      ),
    ).toEqual(wire);
  });
});

const streamed = (parts: readonly StreamPart[], face = chatFace) => {
  const encoder = face.streamEncoder(request);
  return parts.map((part) => encoder.parts([part])).join('') + encoder.end();
};

describe('a streamed answer', () => {
  const parts: StreamPart[] = [
    { type: 'start', responseId: 'r', model: 'm' },
    { type: 'reasoning', text: 'Hm.', index: 0 },
    { type: 'block-end', index: 0, vendor: { origin: { wire: 'gemini' }, data: { thoughtSignature: 's' } } },
    { type: 'text', text: 'Hel', index: 1 },
    { type: 'text', text: 'lo €', index: 1 },
    { type: 'citation', citation: { url: 'https://a.example', start: 0, end: 5 }, index: 1 },
    { type: 'tool-call-start', id: 'a', name: 'f', index: 2 },
    { type: 'tool-call-delta', id: 'a', delta: '{}', index: 2 },
    { type: 'tool-call', id: 'a', name: 'f', arguments: '{}', input: {}, index: 2 },
    { type: 'file', file: { type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } }, index: 3 },
    { type: 'vendor', vendor: { origin: { wire: 'gemini' }, data: { executableCode: {} } }, index: 4 },
    { type: 'vendor', vendor: { origin: { wire: 'other' }, data: {} }, index: 5 },
    { type: 'logprobs', logprobs: [{ token: 'a', logprob: -1 }] },
    { type: 'usage', usage: { state: 'partial', inputTokens: 1 } },
    { type: 'progress', activity: 'x' },
    { type: 'choice-end', choice: 0, finishReason: 'tool-calls' },
    { type: 'finish', finishReason: 'tool-calls', usage: { state: 'reported', inputTokens: 3, outputTokens: 4 } },
  ];

  it.each([
    ['events', chatFace, 'text/event-stream'],
    ['an array', chatArrayFace, 'application/json'],
  ] as const)('is written as %s', (_, face, contentType) => {
    expect(face.streamType).toBe(contentType);
    const { parts: read, complete } = streamParts(streamed(parts, face), { size: 11, contentType });
    expect(complete).toBe(true);
    expect(folded(read)).toMatchObject({
      text: 'Hello €',
      reasoning: 'Hm.',
      finishReason: 'tool-calls',
      toolCalls: [{ id: 'a', name: 'f', input: {} }],
      usage: { inputTokens: 3, outputTokens: 4 },
      citations: [{ url: 'https://a.example', start: 0, end: 5 }],
      meta: { model: 'm', responseId: 'r' },
      choices: [{ logprobs: [{ token: 'a', logprob: -1 }] }],
    });
    expect(folded(read).message.content).toContainEqual({
      type: 'image',
      source: { data: 'AQ==', mediaType: 'image/png' },
    });
  });

  it('puts the parts of one batch into one event', () => {
    const encoder = chatFace.streamEncoder(request);
    expect(
      encoder
        .parts([
          { type: 'text', text: 'a', index: 0 },
          { type: 'reasoning', text: 'b', index: 1 },
        ])
        .match(/^data: /gm),
    ).toHaveLength(1);
    expect(
      encoder
        .parts([
          { type: 'text', text: 'a', choice: 0 },
          { type: 'text', text: 'b', choice: 1 },
        ])
        .match(/^data: /gm),
    ).toHaveLength(2);
  });

  it('keeps choices apart', () => {
    const text = streamed([
      { type: 'text', text: 'A', choice: 0 },
      { type: 'text', text: 'B', choice: 1 },
      { type: 'choice-end', choice: 0, finishReason: 'stop' },
      { type: 'choice-end', choice: 1, finishReason: 'length' },
      { type: 'finish', finishReason: 'stop' },
    ]);
    expect(
      folded(streamParts(text).parts).choices.map(({ text: words, finishReason }) => [words, finishReason]),
    ).toEqual([
      ['A', 'stop'],
      ['B', 'length'],
    ]);
  });

  it('that breaks says why, and so do the array and an empty stream', () => {
    const error = new KitError('overloaded', 'Too many.');
    const encoder = chatFace.streamEncoder(request);
    const text = encoder.parts([{ type: 'text', text: 'Hel' }]) + encoder.error(error);
    expect(() => streamParts(text)).toThrow(expect.objectContaining({ code: 'overloaded', message: 'Too many.' }));
    const array = chatArrayFace.streamEncoder(request);
    expect(JSON.parse(array.parts([{ type: 'text', text: 'Hel' }]) + array.error(error))).toHaveLength(2);
    expect(chatArrayFace.streamEncoder(request).end()).toBe('[]');
  });

  it('of a blocked prompt, and of nothing, is complete', () => {
    const blocked = streamed([
      {
        type: 'choice-end',
        finishReason: 'content-filter',
        vendor: { origin: { wire: 'gemini' }, data: { promptFeedback: { blockReason: 'SAFETY' } } },
      },
      { type: 'finish', finishReason: 'content-filter' },
    ]);
    expect(folded(streamParts(blocked).parts)).toMatchObject({
      finishReason: 'content-filter',
      rawFinishReason: 'SAFETY',
    });
    expect(streamParts(streamed([{ type: 'finish', finishReason: 'stop' }])).complete).toBe(true);
  });
});

describe('embeddings', () => {
  it('of one input and of several are answered alike', () => {
    const one = decodeRequest(
      { content: { parts: [{ text: 'a' }] }, task_type: 'RETRIEVAL_QUERY', outputDimensionality: 3, title: 'T' },
      { operation: 'embed', model: 'm' },
    );
    expect(one).toEqual({
      model: 'm',
      input: 'a',
      inputType: 'query',
      dimensions: 3,
      vendor: { gemini: { title: 'T' } },
    });
    expect(embedFace.encodeResponse({ embeddings: [[1]], meta, warnings: [] }, one)).toEqual({
      embedding: { values: [1] },
    });
    const many = embedFace.decodeRequest({
      requests: [
        { model: 'models/m', content: { parts: [{ text: 'a' }] }, taskType: 'OTHER' },
        { model: 'models/m', content: { parts: [{ text: 'b' }] }, taskType: 'OTHER' },
      ],
    });
    expect(many).toEqual({ model: 'm', input: ['a', 'b'], inputType: 'OTHER' });
    expect(
      embedFace.encodeResponse(
        { embeddings: [[1], [2]], usage: { state: 'reported', inputTokens: 2 }, meta, warnings: [] },
        many,
      ),
    ).toEqual({
      embeddings: [{ values: [1] }, { values: [2] }],
      usageMetadata: { promptTokenCount: 2, totalTokenCount: 2 },
    });
  });

  it('of images are lists of parts', () => {
    expect(
      embedFace.decodeRequest({ content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'AQ==' } }] } }),
    ).toEqual({ input: [[{ type: 'image', source: { data: 'AQ==', mediaType: 'image/png' } }]] });
  });

  it.each([
    [{ requests: [] }, 'requests'],
    [{}, 'content'],
    [{ content: { parts: [] } }, 'content.parts'],
    [{ content: { parts: [{ odd: 1 }] } }, 'content.parts[0]'],
    [
      { requests: [{ content: { parts: [{ text: 'a' }] }, taskType: 'A' }, { content: { parts: [{ text: 'b' }] } }] },
      'requests[].taskType',
    ],
  ])('%j is refused by its field', (body, field) => {
    expect(() => embedFace.decodeRequest(body)).toThrow(expect.objectContaining({ code: 'invalid-request', field }));
  });
});

describe('counts and models', () => {
  it('are answered', () => {
    expect(countTokensFace.encodeResponse({ inputTokens: 7, meta, warnings: [] }, request)).toEqual({ totalTokens: 7 });
    expect(modelsFace.decodeRequest(undefined)).toEqual({});
    expect(
      modelsFace.encodeResponse(
        {
          models: [
            { id: 'a', maxInput: 5, maxOutput: 2, capabilities: ['reasoning'] },
            { id: 'e', name: 'E', kind: 'embedding', contextWindow: 3 },
          ],
          meta,
          warnings: [],
        },
        {},
      ),
    ).toEqual({
      models: [
        {
          name: 'models/a',
          displayName: 'a',
          inputTokenLimit: 5,
          outputTokenLimit: 2,
          supportedGenerationMethods: ['generateContent', 'countTokens'],
          thinking: true,
        },
        {
          name: 'models/e',
          displayName: 'E',
          inputTokenLimit: 3,
          supportedGenerationMethods: ['embedContent', 'batchEmbedContents', 'countTokens'],
        },
      ],
    });
  });
});

describe('failures', () => {
  it.each([
    'authentication',
    'permission',
    'not-found',
    'invalid-request',
    'context-length',
    'quota',
    'rate-limit',
    'overloaded',
    'server',
    'timeout',
    'aborted',
  ] as const)('%s is read by a client of this wire as what it is', (code) => {
    const { status, body } = encodeError(new KitError(code, 'Because.'));
    expect(geminiErrors({ status, headers: {}, body })).toMatchObject({ code });
  });

  it('say when to come back', () => {
    const { status, body } = encodeError(new KitError('rate-limit', 'Slow down.', { retryAfterMs: 1500 }));
    expect(geminiErrors({ status, headers: {}, body })).toMatchObject({
      code: 'rate-limit',
      retryAfterMs: 1500,
      message: 'Slow down.',
    });
  });

  it('of the gateway itself are its own fault', () => {
    expect(encodeError(new KitError('all-failed', 'x'))).toMatchObject({
      status: 502,
      body: { error: { status: 'INTERNAL' } },
    });
    expect(encodeError(new KitError('config', 'x')).status).toBe(500);
  });
});
