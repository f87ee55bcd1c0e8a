// In what xAI differs from OpenAI.
import type { Cost, FilePart, JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { type JsonRecord, numberOf } from '@kit/wire';
import type { SchemaSubset } from '@kit/wire/json-schema';
import { chatRules, responsesRules } from './capabilities.ts';
import { imageWire } from './image.ts';
import { speechWire, transcriptWire } from './voice.ts';

/** Schemas without lengths, patterns and `allOf`. */
const schema: SchemaSubset = {
  name: 'xAI',
  keywords: new Set([
    '$schema',
    '$ref',
    '$defs',
    'type',
    'title',
    'description',
    'enum',
    'const',
    'default',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'anyOf',
    'oneOf',
    'format',
    'multipleOf',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
  ]),
  refs: 'keep',
};

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      maxTokens: 'max_completion_tokens',
      serviceTier: 'service_tier',
      // Becomes a header.
      promptCacheKey: 'prompt_cache_key',
    },
    maxTopLogprobs: 8,
    audio: false,
    filePart: uploadedFile,
    strictTools: true,
    strictOutput: true,
    schema,
    cost: ticks,
    rules: chatRules,
  },
  responses: {
    fields: { promptCacheKey: 'prompt_cache_key', serviceTier: 'service_tier' },
    store: false,
    encryptedReasoning: true,
    strict: true,
    schema,
    // Its own tools are told as calls of custom tools, which nobody else has here.
    isHostedCall: ({ type }) => type === 'custom_tool_call',
    cost: ticks,
    rules: responsesRules,
  },
  image: { ...imageWire, cost: ticks },
  speech: speechWire,
  transcribe: transcriptWire,
});

/** Files are named by their id; their bytes go over `files` first. */
function uploadedFile({ source }: FilePart): JsonObject | undefined {
  return 'fileId' in source ? { type: 'file', file: { file_id: source.fileId } } : undefined;
}

/** `cost_in_usd_ticks`: ten thousand million to the dollar. */
export function ticks(usage: JsonRecord): Cost | undefined {
  const amount = numberOf(usage.cost_in_usd_ticks);
  if (amount === undefined) return undefined;
  return { amount: amount / 1e10, currency: 'USD', source: 'vendor', includesLostAttempts: false };
}
