// Everything in which servers of the responses wire differ, as data. The defaults are OpenAI's own behaviour.
import type { ChatRequest, Cost, JsonObject } from '@kit/core';
import type { JsonRecord } from '@kit/wire';
import type { SchemaSubset } from '@kit/wire/json-schema';
import { overlaid, perRequest } from './overlaid.ts';

/** Request fields that a server or a model may refuse, or call otherwise. */
export type ResponsesField =
  | 'maxTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'topLogprobs'
  | 'parallelToolCalls'
  | 'user'
  | 'metadata'
  | 'serviceTier'
  | 'promptCacheKey';

export type ResponsesFields = Readonly<Record<ResponsesField, string | false>>;

export interface ResponsesFeatures {
  /** Wire id, stamped on opaque data. */
  readonly wire: string;
  readonly fields: ResponsesFields;
  readonly maxTopLogprobs: number;
  /** Smallest `max_output_tokens`; OpenAI 16. */
  readonly minOutputTokens: number;
  /** Fields of every body. What the request says wins. */
  readonly extra: JsonObject | undefined;
  /** Last word on the body. */
  readonly body: ((body: JsonObject, request: ChatRequest) => JsonObject) | undefined;
  readonly systemRole: 'system' | 'developer';
  /**
   * `false`: says `store: false`, since OpenAI keeps what it is not told to forget. `undefined`: the server does not
   * know the field (Groq, DeepSeek are stateless).
   */
  readonly store: false | undefined;
  /** Asks for encrypted reasoning where nothing is stored, so that the next turn can bring it back. */
  readonly encryptedReasoning: boolean;
  readonly images: 'any' | 'data' | false;
  readonly files: boolean;
  /** Whether `prompt_cache_breakpoint` and `prompt_cache_options` are known (gpt-5.6 and later). */
  readonly cacheMarks: boolean;
  readonly maxToolName: number | undefined;
  /** Whether functions and formats say `strict`. OpenAI tries strict mode when it is left out, so it is always said. */
  readonly strict: boolean;
  /** The server's JSON Schema subset for tools and output. */
  readonly schema: SchemaSubset | undefined;
  /** Words for the effort, in rising order; undefined: any word. Empty: the model does not reason. */
  readonly reasoningEfforts: readonly string[] | undefined;
  readonly reasoningSummary: boolean;
  /** A call that the vendor has made itself though it looks like the caller's (xAI reports its tools so). */
  readonly isHostedCall: ((item: JsonRecord) => boolean) | undefined;
  readonly metaFields: readonly string[];
  readonly cost: ((usage: JsonRecord, response: JsonRecord) => Cost | undefined) | undefined;
}

export type ResponsesRules = Partial<Omit<ResponsesFeatures, 'fields'>> & {
  readonly fields?: Partial<ResponsesFields>;
};

export interface ResponsesDialect extends ResponsesRules {
  readonly path?: string;
  readonly rules?: (model: string, request: ChatRequest) => ResponsesRules | undefined;
}

const openaiFields: ResponsesFields = {
  maxTokens: 'max_output_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  topK: false,
  topLogprobs: 'top_logprobs',
  parallelToolCalls: 'parallel_tool_calls',
  user: 'safety_identifier',
  metadata: 'metadata',
  serviceTier: 'service_tier',
  promptCacheKey: 'prompt_cache_key',
};

export const openaiResponsesFeatures: ResponsesFeatures = {
  wire: 'openai-responses',
  fields: openaiFields,
  maxTopLogprobs: 20,
  minOutputTokens: 16,
  extra: undefined,
  body: undefined,
  systemRole: 'system',
  store: false,
  encryptedReasoning: true,
  images: 'any',
  files: true,
  cacheMarks: true,
  maxToolName: 64,
  strict: true,
  schema: undefined,
  reasoningEfforts: undefined,
  reasoningSummary: true,
  isHostedCall: undefined,
  metaFields: ['background', 'conversation', 'moderation'],
  cost: undefined,
};

/** A dialect with its defaults filled in, once. */
function responsesFeatures(dialect: ResponsesDialect): ResponsesFeatures {
  const { path: _, rules: __, fields, ...own } = dialect;
  const features = overlaid(openaiResponsesFeatures, own, ['store']);
  features.fields = { ...openaiFields, ...fields };
  return features;
}

/** Answers the features for each request: the dialect's, and what its rules say of the model. */
export function responsesFeaturesFor(dialect: ResponsesDialect): (request: ChatRequest) => ResponsesFeatures {
  return perRequest(responsesFeatures(dialect), dialect, (base, rules: ResponsesRules) => {
    const features = overlaid(base, rules as Partial<ResponsesFeatures>, ['store']);
    features.fields = rules.fields ? { ...base.fields, ...rules.fields } : base.fields;
    return features;
  });
}
