// How Gemini answers on Vertex, complete and in pieces.
import { image, user } from '@kit/core';
import { type ChatExchange, type ExchangeResponse, samplePicture, sampleSchema, sampleTool } from '@kit/testing';

export const gemini = 'gemini-3.8-flash';

/** Cached tokens are inside the prompt's; thoughts are beside the candidates'. */
const usage = {
  promptTokenCount: 1_210,
  cachedContentTokenCount: 1_024,
  candidatesTokenCount: 18,
  thoughtsTokenCount: 32,
  totalTokenCount: 1_260,
  trafficType: 'ON_DEMAND',
};

const chunk = (candidate: object) => ({
  candidates: [{ index: 0, ...candidate }],
  usageMetadata: usage,
  modelVersion: gemini,
  responseId: 'r-1',
  createTime: '2026-11-21T10:00:00Z',
});
const content = (parts: readonly object[]) => ({ content: { role: 'model', parts } });

/** Texts come in two pieces; calls and pictures come whole. */
function halves(part: { readonly text?: string }): object[] {
  const { text, ...others } = part;
  if (text === undefined || text.length < 6) return [part];
  return [
    { ...others, text: text.slice(0, 5) },
    { ...others, text: text.slice(5) },
  ];
}

export function geminiAnswer(
  parts: readonly object[],
  finishReason: string,
): { readonly reply: ExchangeResponse; readonly stream: ExchangeResponse } {
  const pieces = [
    ...parts.flatMap(halves).map((part) => chunk(content([part]))),
    chunk({ ...content([{ text: '' }]), finishReason }),
  ];
  return {
    reply: { body: chunk({ ...content(parts), finishReason }) },
    stream: {
      headers: { 'content-type': 'text/event-stream' },
      text: pieces.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`).join(''),
    },
  };
}

const call = (zone: string, more: object = {}) => ({ functionCall: { name: 'clock', args: { zone } }, ...more });

export const geminiChats: readonly ChatExchange[] = [
  {
    name: 'plain text',
    request: { model: gemini, messages: [user('Hi')], maxTokens: 200, temperature: 0.5 },
    sent: {
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      generationConfig: { maxOutputTokens: 200, temperature: 0.5 },
    },
    ...geminiAnswer([{ text: 'Hello there' }], 'STOP'),
    result: {
      text: 'Hello there',
      finishReason: 'stop',
      rawFinishReason: 'STOP',
      usage: {
        inputTokens: 1_210,
        outputTokens: 50,
        inputDetails: { uncached: 186, cacheRead: 1_024 },
        outputDetails: { text: 18, reasoning: 32 },
      },
      meta: { requestedModel: gemini, model: gemini, responseId: 'r-1' },
    },
  },
  {
    name: 'thoughts and a signed call',
    features: ['tools', 'reasoning'],
    request: {
      model: gemini,
      messages: [user('What time is it in Rome?')],
      tools: [sampleTool],
      reasoning: { effort: 'low' },
    },
    sent: { generationConfig: { thinkingConfig: { thinkingLevel: 'low', includeThoughts: true } } },
    ...geminiAnswer(
      [{ text: 'The clock knows.', thought: true }, call('Rome', { thoughtSignature: 'CiQBsigned==' })],
      'STOP',
    ),
    result: { text: '', reasoning: 'The clock knows.', finishReason: 'tool-calls' },
    echoed: ['CiQBsigned=='],
  },
  {
    name: 'a picture',
    features: ['vision'],
    request: {
      model: gemini,
      messages: [
        user([image({ data: samplePicture, mediaType: 'image/png' }), { type: 'text', text: 'What colour?' }]),
      ],
    },
    sent: {
      contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: samplePicture } }, { text: 'What colour?' }] }],
    },
    ...geminiAnswer([{ text: 'Red' }], 'STOP'),
    result: { text: 'Red' },
  },
  {
    name: 'an object by its schema',
    features: ['json-schema'],
    request: {
      model: gemini,
      messages: [user('Where is the Colosseum?')],
      output: { type: 'json-schema', schema: sampleSchema },
      metadata: { team: 'a' },
    },
    sent: { generationConfig: { responseMimeType: 'application/json' }, labels: { team: 'a' } },
    ...geminiAnswer([{ text: '{"city":"Rome"}' }], 'STOP'),
    result: { text: '{"city":"Rome"}' },
  },
  {
    name: 'a filtered answer',
    features: ['refusal'],
    request: { model: gemini, messages: [user('Something bad')] },
    ...geminiAnswer([], 'SAFETY'),
    result: { text: '', finishReason: 'content-filter', rawFinishReason: 'SAFETY' },
  },
];

const told = (code: number, status: string, message: string) => ({
  status: code,
  body: { error: { code, message, status } },
});

export const geminiFailures = [
  {
    name: '400',
    reply: told(400, 'INVALID_ARGUMENT', 'Invalid value at contents.'),
    code: 'invalid-request',
    retry: 'never',
  },
  {
    name: '400 in a list',
    reply: { status: 400, body: [told(400, 'INVALID_ARGUMENT', 'Invalid value at contents.').body] },
    code: 'invalid-request',
  },
  {
    name: '400 too long',
    reply: told(
      400,
      'INVALID_ARGUMENT',
      'The input token count (9000) exceeds the maximum number of tokens allowed (8192).',
    ),
    code: 'context-length',
  },
  {
    name: '401',
    reply: told(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    code: 'authentication',
  },
  {
    name: '403',
    reply: told(403, 'PERMISSION_DENIED', "Permission 'aiplatform.endpoints.predict' denied."),
    code: 'permission',
  },
  { name: '404', reply: told(404, 'NOT_FOUND', 'Publisher Model `x` not found.'), code: 'not-found' },
  {
    name: '429',
    reply: told(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted. Please try again later.'),
    code: 'rate-limit',
  },
  { name: '500', reply: told(500, 'INTERNAL', 'Internal error.'), code: 'server' },
  { name: '503', reply: told(503, 'UNAVAILABLE', 'The model is overloaded.'), code: 'overloaded' },
  { name: '504', reply: told(504, 'DEADLINE_EXCEEDED', 'Deadline exceeded.'), code: 'timeout' },
] as const;

export const geminiStreamFailures = [
  {
    name: 'an accident',
    event: `data: ${JSON.stringify({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } })}\r\n\r\n`,
    code: 'overloaded',
  },
] as const;
