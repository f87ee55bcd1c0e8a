// In what Mistral differs from OpenAI. Fields that it does not know are answered with 422.
import type { FilePart, JsonObject } from '@kit/core';
import { compatibleDialect, mistralCallId, type OpenaiDialect } from '@kit/transformer-openai';
import { formatDataUrl, isRecord } from '@kit/wire';
import { chatRules, modelFacts } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      seed: 'random_seed',
      user: false,
      logprobs: false,
      topLogprobs: false,
      metadata: 'metadata',
      serviceTier: 'service_tier',
      promptCacheKey: 'prompt_cache_key',
    },
    // Usage comes in the last chunk without being asked for.
    streamUsage: false,
    body: withPrefix,
    names: false,
    audio: 'string',
    filePart: documentPart,
    toolResultMedia: true,
    toolResultName: true,
    toolCallId: mistralCallId,
    emptyContent: 'empty',
    requiredWord: 'any',
    strictTools: true,
    strictOutput: true,
    reasoningEfforts: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
    reasoningReplay: 'thinking-parts',
    rules: chatRules,
  },
  complete: { path: '/fim/completions', fields: { seed: 'random_seed', n: false, user: false } },
  embed: {
    dimensions: 'output_dimension',
    encodingFormat: 'base64',
    numberFormat: (encoding) => ({ output_dtype: encoding }),
    user: false,
  },
  transcribe: {
    translatePath: false,
    fields: { prompt: false, keywords: 'context_bias' },
    urlField: 'file_url',
    fileIdField: 'file_id',
    // Asked for by `timestamp_granularities` alone.
    timestampFormat: undefined,
    diarize: { diarize: true },
  },
  speech: {
    fields: { voice: 'voice_id', speed: false, instructions: false },
    eventsRequest: { stream: true },
    inJson: true,
  },
  models: { row: modelFacts },
});

/** Documents are links, data URLs or uploaded files, each a part of its own kind. */
function documentPart({ source, name }: FilePart): JsonObject | undefined {
  if ('fileId' in source) return { type: 'file', file_id: source.fileId };
  const url = 'url' in source ? source.url : formatDataUrl(source.mediaType, source.data);
  return { type: 'document_url', document_url: url, ...(name !== undefined && { document_name: name }) };
}

/** An answer whose beginning the caller has written: without the mark, a last message of the assistant is a 400. */
function withPrefix(body: JsonObject): JsonObject {
  const messages = body.messages as readonly JsonObject[];
  const last = messages.at(-1);
  if (!isRecord(last) || last.role !== 'assistant' || last.tool_calls !== undefined) return body;
  return { ...body, messages: [...messages.slice(0, -1), { ...last, prefix: true }] };
}
