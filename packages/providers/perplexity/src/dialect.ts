// In what Perplexity differs from OpenAI.
import type { Cost, EmbedRequest, FilePart, JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { bytesToBase64, int8FromBase64, type JsonRecord, numberOf, recordOf, uint8FromBase64 } from '@kit/wire';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      topK: 'top_k',
      // In the schema at most, and without effect.
      seed: false,
      stop: false,
      n: false,
      logprobs: false,
      topLogprobs: false,
      user: false,
    },
    // Every chunk brings it.
    streamUsage: false,
    // Other orders of turns are a 400.
    systemPlace: 'first',
    alternating: true,
    names: false,
    imageDetail: false,
    audio: false,
    videos: true,
    filePart: documentPart,
    tools: false,
    jsonMode: 'schema',
    metaFields: ['images', 'related_questions'],
    cost: totalCost,
    rules: chatRules,
  },
  responses: { path: '/v1/responses', fields: { user: false }, cost: totalCost },
  embed: {
    path: '/v1/embeddings',
    // There are no floats: whole numbers of eight bits, or bits.
    encodingFormat: 'base64_int8',
    numberFormat,
    decodeVector: (text, { encoding }) =>
      encoding === 'ubinary' || encoding === 'uint8' ? uint8FromBase64(text) : int8FromBase64(text),
    user: false,
    cost: totalCost,
  },
  models: { path: '/v1/models' },
});

/** A link, or the bare base64 without `data:` before it. */
function documentPart({ source, name }: FilePart): JsonObject | undefined {
  if ('fileId' in source) return undefined;
  const url = 'url' in source ? bare(source.url) : encoded(source.data);
  return { type: 'file_url', file_url: { url }, ...(name !== undefined && { file_name: name }) };
}

const bare = (url: string) => url.replace(/^data:[^,]*;base64,/i, '');
const encoded = (data: Uint8Array | string) => (typeof data === 'string' ? data : bytesToBase64(data));

function numberFormat(encoding: NonNullable<EmbedRequest['encoding']>): JsonObject | undefined {
  if (encoding === 'int8') return { encoding_format: 'base64_int8' };
  return encoding === 'binary' || encoding === 'ubinary' ? { encoding_format: 'base64_binary' } : undefined;
}

/** `usage.cost.total_cost` in USD: tokens, searches and the request itself. */
function totalCost(usage: JsonRecord): Cost | undefined {
  const told = recordOf(usage.cost);
  const amount = numberOf(told?.total_cost);
  if (amount === undefined) return undefined;
  const breakdown: Record<string, number> = {};
  for (const [name, value] of Object.entries(told ?? {})) {
    const part = numberOf(value);
    if (part !== undefined && name !== 'total_cost') breakdown[name.replace(/_cost$/, '')] = part;
  }
  return { amount, currency: 'USD', source: 'vendor', includesLostAttempts: false, breakdown };
}
