// In what Maritaca differs from OpenAI.
import type { JsonObject } from '@kit/core';
import { compatibleDialect, type OpenaiDialect } from '@kit/transformer-openai';
import { type JsonRecord, numberOf, recordOf } from '@kit/wire';
import { chatRules } from './capabilities.ts';

export const dialect: OpenaiDialect = compatibleDialect({
  chat: {
    fields: {
      serviceTier: 'service_tier',
      // Not documented.
      seed: false,
      logprobs: false,
      topLogprobs: false,
      parallelToolCalls: false,
      user: false,
    },
    names: false,
    // Documents and pictures are read letter by letter before the model sees them.
    files: 'inline',
    imageDetail: false,
    audio: false,
    toolChoices: ['none', 'auto', 'required'],
    jsonMode: 'schema',
    strictOutput: true,
    reasoningRequest: false,
    metaFields: ['system_fingerprint', 'extracted_files'],
    body: withOwnTools,
    rules: chatRules,
  },
  responses: { fields: { user: false, serviceTier: 'service_tier' }, reasoningEfforts: [] },
  models: { row: (row: JsonRecord) => limits(recordOf(row.top_provider)) },
});

/** Tools that Maritaca runs are switches of the request: `{ type: 'web_search' }` becomes `web_search: true`. */
function withOwnTools({ tools, ...body }: JsonObject): JsonObject {
  const listed = (tools ?? []) as readonly JsonObject[];
  const functions = listed.filter(({ type }) => type === 'function');
  const switches = listed.flatMap(({ type }) => (type === 'function' ? [] : [[String(type), true] as const]));
  return { ...body, ...(functions.length > 0 && { tools: functions }), ...Object.fromEntries(switches) };
}

function limits(row: JsonRecord | undefined): { readonly maxOutput?: number } {
  const maxOutput = numberOf(row?.max_completion_tokens);
  return maxOutput === undefined ? {} : { maxOutput };
}
