// In what deep search differs from OpenAI's chat completions.
import type { FilePart, ImagePart, JsonObject } from '@kit/core';
import type { ChatDialect } from '@kit/transformer-openai';
import { dataUrlToBase64, formatDataUrl, isRecord } from '@kit/wire';

export const dialect: ChatDialect = {
  fields: {
    // The search decides how long it writes and how it samples.
    maxTokens: false,
    temperature: false,
    topP: false,
    stop: false,
    seed: false,
    presencePenalty: false,
    frequencyPenalty: false,
    n: false,
    logprobs: false,
    topLogprobs: false,
    parallelToolCalls: false,
    user: false,
    metadata: false,
    serviceTier: false,
    promptCacheKey: false,
  },
  tools: false,
  streamUsage: false,
  names: false,
  audio: false,
  cacheMarks: false,
  imagePart,
  filePart,
  strictOutput: false,
  jsonMode: false,
  body: bareSchema,
  reasoningEfforts: ['low', 'medium', 'high'],
  reasoningBudget: true,
  reasoningRequest: ({ budgetTokens }, effort) => ({
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(budgetTokens !== undefined && { budget_tokens: budgetTokens }),
  }),
  // Thoughts whose type is not told stand between tags in the text.
  thinkTags: {},
  metaFields: ['visitedURLs', 'readURLs', 'numURLs'],
};

/** `{ type: 'image', image: 'data:…' }`, or a link in its place. */
function imagePart({ source }: ImagePart): JsonObject | undefined {
  if ('fileId' in source) return undefined;
  return { type: 'image', image: 'url' in source ? source.url : formatDataUrl(source.mediaType, source.data) };
}

function filePart({ source }: FilePart): JsonObject | undefined {
  if ('data' in source)
    return { type: 'file', data: formatDataUrl(source.mediaType, source.data), mimeType: source.mediaType };
  const inline = 'url' in source ? dataUrlToBase64(source.url) : undefined;
  if (inline) return { type: 'file', data: formatDataUrl(inline.mediaType, inline.base64), mimeType: inline.mediaType };
  return 'url' in source
    ? { type: 'file', data: source.url, mimeType: source.mediaType ?? 'application/octet-stream' }
    : undefined;
}

/** The schema stands in the wrapper's place. */
function bareSchema(body: JsonObject): JsonObject {
  const format = body.response_format;
  const wrapper = isRecord(format) ? format.json_schema : undefined;
  if (!isRecord(wrapper) || !isRecord(wrapper.schema)) return body;
  return { ...body, response_format: { type: 'json_schema', json_schema: wrapper.schema as JsonObject } };
}
