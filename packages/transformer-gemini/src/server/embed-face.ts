// `:embedContent` and `:batchEmbedContents`, read and answered.
import type {
  EmbedRequest,
  EmbedResponse,
  JsonObject,
  MediaPart,
  ServerFace,
  ServerRequestOptions,
  TextPart,
} from '@kit/core';
import type { JsonRecord } from '@kit/wire';
import { bareModel } from '../dialect.ts';
import { inputTypeOf } from '../embeddings.ts';
import { decodeUserPart } from './decode-parts.ts';
import { encodeUsage } from './encode-answer.ts';
import { invalid, listOf, optionalCount, optionalString, recordAt } from './spelling.ts';

/** A request for one vector has one input, not a list: so is it answered. */
export const embedFace: ServerFace<'embed'> = {
  decodeRequest: decodeEmbedRequest,
  encodeResponse(result: EmbedResponse, request: EmbedRequest): JsonObject {
    const vectors = result.embeddings.map((values) => ({ values }));
    const usageMetadata = encodeUsage(result.usage);
    const isLone = !Array.isArray(request.input) && vectors.length === 1;
    return {
      ...(isLone ? { embedding: vectors[0] } : { embeddings: vectors }),
      ...(usageMetadata && { usageMetadata }),
    };
  },
};

function decodeEmbedRequest(value: unknown, options: ServerRequestOptions = {}): EmbedRequest {
  const body = recordAt(value, 'request');
  const isBatch = body.requests !== undefined;
  const requests = isBatch ? listOf(body.requests).map((item, at) => recordAt(item, `requests[${at}]`)) : [body];
  const [first] = requests;
  if (!first) throw invalid('requests', 'a non-empty list of requests');
  const inputs = requests.map((request, at) => decodeInput(request, isBatch ? `requests[${at}].` : ''));
  const task = sameIn(requests, 'taskType');
  const dimensions = optionalCount(sameIn(requests, 'outputDimensionality'), 'outputDimensionality');
  const model = options.model ?? optionalString(first.model, 'model');
  const inputType = optionalString(task, 'taskType');
  return {
    ...(model !== undefined && { model: bareModel(model) }),
    input: isBatch || inputs.length > 1 ? inputs : loneInput(inputs),
    ...(inputType !== undefined && { inputType: inputTypeOf(inputType) }),
    ...(dimensions !== undefined && { dimensions }),
    ...(first.title !== undefined && { vendor: { gemini: { title: optionalString(first.title, 'title') } } }),
  };
}

type Input = string | (TextPart | MediaPart)[];

/** A text stands alone; parts (images, sounds) need the list around them. */
function loneInput(inputs: readonly Input[]): EmbedRequest['input'] {
  const [only = ''] = inputs;
  return typeof only === 'string' ? only : [only];
}

function decodeInput({ content }: JsonRecord, prefix: string): Input {
  const parts = listOf(recordAt(content, `${prefix}content`).parts).map((part, at) => {
    const field = `${prefix}content.parts[${at}]`;
    const decoded = decodeUserPart(recordAt(part, field), field);
    if (decoded.type === 'vendor') throw invalid(field, 'a text, or data with a media type');
    return decoded;
  });
  const [only] = parts;
  if (!only) throw invalid(`${prefix}content.parts`, 'a non-empty list of parts');
  return parts.length === 1 && only.type === 'text' ? only.text : parts;
}

/** Vectors of one request are of one kind. */
function sameIn(requests: readonly JsonRecord[], field: string): unknown {
  const value = requests[0]?.[field];
  if (requests.some((request) => request[field] !== value))
    throw invalid(`requests[].${field}`, 'the same in all requests');
  return value;
}
