// Batches: many requests for one model at half the price, answered within a day. Requests and answers travel inline.
import {
  type BatchItem,
  type ChatRequest,
  type CodecContext,
  type EmbedRequest,
  type JsonValue,
  type ResponseMeta,
  toKitError,
  type Warning,
  type WireRequest,
} from '@kit/core';
import { arrayOf, type JsonRecord, recordOf, stringOf } from '@kit/wire';
import { decodeChatBody } from './chat/decode-response.ts';
import { encodeChatRequest } from './chat/encode-request.ts';
import { toolNames } from './chat/tool-names.ts';
import { usageOf } from './chat/usage.ts';
import { type GeminiDialect, methodPath, modelName, rulesFor } from './dialect.ts';
import { embedBatchItem } from './embeddings.ts';
import { operationFailure } from './operations-resource.ts';

export interface EncodedBatch {
  readonly wire: WireRequest;
  readonly warnings: readonly Warning[];
}

interface BatchOptions {
  readonly model: string;
  readonly displayName: string;
  readonly vendor?: Readonly<Record<string, JsonValue | undefined>> | undefined;
}

export function encodeChatBatch(
  requests: readonly { readonly id: string; readonly request: ChatRequest }[],
  options: BatchOptions,
  context: CodecContext,
  dialect: GeminiDialect,
): EncodedBatch {
  const encoded = requests.map(({ id, request }) => ({
    id,
    ...encodeChatRequest({ ...request, model: options.model }, context, dialect),
  }));
  const items = encoded.map(({ id, body }) => ({ request: body as JsonValue, metadata: { key: id } }));
  return batchOf('batchGenerateContent', items, encoded, options, dialect);
}

export function encodeEmbedBatch(
  requests: readonly { readonly id: string; readonly request: EmbedRequest }[],
  options: BatchOptions,
  context: CodecContext,
  dialect: GeminiDialect,
): EncodedBatch {
  const encoded = requests.map(({ id, request }) => ({
    id,
    ...embedBatchItem({ ...request, model: options.model }, context, dialect),
  }));
  const items = encoded.map(({ id, body }) => ({ request: body, metadata: { key: id } }));
  return batchOf('asyncBatchEmbedContent', items, encoded, options, dialect);
}

function batchOf(
  method: string,
  items: readonly JsonValue[],
  encoded: readonly { readonly id: string; readonly warnings: readonly Warning[] }[],
  { model, displayName, vendor }: BatchOptions,
  dialect: GeminiDialect,
): EncodedBatch {
  const batch = {
    model: modelName(dialect, model),
    displayName,
    inputConfig: { requests: { requests: items } },
    ...vendor,
  };
  return {
    wire: { method: 'POST', path: methodPath(dialect, model, method), body: { type: 'json', value: { batch } } },
    warnings: encoded.flatMap(({ id, warnings }) =>
      warnings.map(({ feature, detail }) => ({ feature: `requests[${id}].${feature}`, detail })),
    ),
  };
}

/** What a finished batch's operation holds: its answers, or the file with them (one JSON object a line). */
export function batchOutput(body: unknown): { readonly answers?: readonly unknown[]; readonly file?: string } {
  const operation = recordOf(body);
  for (const place of [recordOf(operation?.response), recordOf(recordOf(operation?.metadata)?.output)]) {
    const inlined = place?.inlinedResponses;
    const list = Array.isArray(inlined) ? inlined : recordOf(inlined)?.inlinedResponses;
    if (Array.isArray(list)) return { answers: list };
    const file = stringOf(place?.responsesFile);
    if (file !== undefined) return { file };
  }
  return {};
}

/** One answer of a batch. Its place stands in for a key that is missing: answers come in the order of the requests. */
export function decodeBatchAnswer(
  answer: unknown,
  at: number,
  context: CodecContext,
  dialect: GeminiDialect,
  meta: ResponseMeta,
): BatchItem {
  const record = recordOf(answer) ?? {};
  const id = stringOf(recordOf(record.metadata)?.key) ?? stringOf(record.key) ?? String(at);
  const failure = recordOf(record.error) ?? recordOf(recordOf(record.status)?.error);
  if (failure) return { id, error: operationFailure(failure, context) };
  const response = recordOf(record.response) ?? record;
  if (response.embedding !== undefined) return { id, response: embedding(response, meta) };
  const state = { names: toolNames(rulesFor(dialect, undefined).nameLength) };
  try {
    const { meta: told, ...chat } = decodeChatBody(response, state, context);
    return { id, response: { warnings: [], ...chat, meta: { ...meta, ...told } } };
  } catch (thrown) {
    // An answer that is none is this request's failure, and not the batch's.
    return { id, error: toKitError(thrown, 'invalid-response') };
  }
}

function embedding(response: JsonRecord, meta: ResponseMeta) {
  const usage = usageOf(recordOf(response.usageMetadata));
  return {
    embeddings: [arrayOf(recordOf(response.embedding)?.values) as number[]],
    ...(usage && { usage }),
    meta,
    warnings: [],
  };
}
