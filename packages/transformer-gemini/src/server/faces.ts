// The faces of this wire's operations, for gateways and simulators.
import type {
  ChatRequest,
  CountTokensRequest,
  CountTokensResponse,
  JsonObject,
  Model,
  ModelsResponse,
  Operation,
  RequestOf,
  ServerFace,
  ServerRequestOptions,
  StreamServerFace,
} from '@kit/core';
import { isRecord } from '@kit/wire';
import { decodeChatRequest } from './decode-request.ts';
import { embedFace } from './embed-face.ts';
import { encodeChatResponse } from './encode-response.ts';
import { camelized, recordAt } from './spelling.ts';
import { arrayEncoder, sseEncoder } from './stream-encoder.ts';

/** `:generateContent`, and `:streamGenerateContent?alt=sse`. */
export const chatFace: StreamServerFace<'chat'> = {
  streamType: 'text/event-stream',
  decodeRequest: decodeChatRequest,
  encodeResponse: encodeChatResponse,
  streamEncoder: () => sseEncoder(),
};

/** `:streamGenerateContent` without `alt=sse`: a JSON array in pieces. */
export const chatArrayFace: StreamServerFace<'chat'> = {
  ...chatFace,
  streamType: 'application/json',
  streamEncoder: () => arrayEncoder(),
};

/** `:countTokens`, with contents alone or a whole request. */
export const countTokensFace: ServerFace<'countTokens'> = {
  decodeRequest: decodeCountRequest,
  encodeResponse: ({ inputTokens }: CountTokensResponse): JsonObject => ({ totalTokens: inputTokens }),
};

function decodeCountRequest(body: unknown, options: ServerRequestOptions = {}): CountTokensRequest {
  const { generateContentRequest } = recordAt(body, 'request');
  const whole = isRecord(generateContentRequest) ? camelized(generateContentRequest) : body;
  return decodeChatRequest(whole, options);
}

/** `GET /models`: everything on one page. */
export const modelsFace: ServerFace<'models'> = {
  decodeRequest: () => ({}),
  encodeResponse: ({ models }: ModelsResponse): JsonObject => ({ models: models.map(encodeModel) }),
};

/** One entry of the list, and the reply of `GET /models/{id}`. */
export function encodeModel({ id, name, contextWindow, maxInput, maxOutput, kind, capabilities }: Model): JsonObject {
  const inputTokenLimit = maxInput ?? contextWindow;
  return {
    name: `models/${id}`,
    displayName: name ?? id,
    ...(inputTokenLimit !== undefined && { inputTokenLimit }),
    ...(maxOutput !== undefined && { outputTokenLimit: maxOutput }),
    supportedGenerationMethods:
      kind === 'embedding' ? ['embedContent', 'batchEmbedContents', 'countTokens'] : ['generateContent', 'countTokens'],
    ...(capabilities?.includes('reasoning') && { thinking: true }),
  };
}

/** Any request of this wire → the unified one; `operation` says which (chat if absent). */
export function decodeRequest(
  body: unknown,
  options: ServerRequestOptions & { readonly operation: 'embed' },
): RequestOf<'embed'>;
export function decodeRequest(
  body: unknown,
  options?: ServerRequestOptions & { readonly operation?: 'chat' | 'stream' | 'countTokens' },
): ChatRequest;
export function decodeRequest(body: unknown, options?: ServerRequestOptions): RequestOf<Operation>;
export function decodeRequest(body: unknown, options: ServerRequestOptions = {}): RequestOf<Operation> {
  if (options.operation === 'embed') return embedFace.decodeRequest(body, options);
  return options.operation === 'countTokens'
    ? countTokensFace.decodeRequest(body, options)
    : decodeChatRequest(body, options);
}
