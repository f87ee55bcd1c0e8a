// How a server of which nothing is known is spoken to, and how a preset's and the caller's own differences lie on top.
import type { ChatRequest } from '@kit/core';
import {
  type ChatDialect,
  type ChatRules,
  compatibleChat,
  type EmbedDialect,
  type OpenaiDialect,
  type ResponsesDialect,
} from '@kit/transformer-openai';

/** Nothing that was not asked for is sent: strict servers refuse fields that they do not know. */
const chat: ChatDialect = { ...compatibleChat, strictOutput: false };

/** Base64 is unknown to many. */
const embed: EmbedDialect = { encodingFormat: 'float' };

/** Imitators of the responses wire keep nothing and encrypt nothing. */
const responses: ResponsesDialect = {
  fields: { user: 'user', serviceTier: false, promptCacheKey: false, metadata: false },
  store: undefined,
  encryptedReasoning: false,
  minOutputTokens: 1,
  cacheMarks: false,
  maxToolName: undefined,
  strict: false,
};

const unknownServer: OpenaiDialect = { chat, embed, responses };

/** The dialects from the general to the particular; the last word is the caller's. */
export function dialectOf(...dialects: readonly (OpenaiDialect | undefined)[]): OpenaiDialect {
  return dialects.reduce<OpenaiDialect>((under, over) => (over ? merged(under, over) : under), unknownServer);
}

function merged(under: OpenaiDialect, over: OpenaiDialect): OpenaiDialect {
  const all: Record<string, object> = { ...under };
  for (const [operation, differences] of Object.entries(over) as [keyof OpenaiDialect, Layer | undefined][]) {
    if (differences) all[operation] = layered((under[operation] ?? {}) as Layer, differences);
  }
  return all as OpenaiDialect;
}

/** What the dialects of all operations have in common, as far as merging goes. */
interface Layer {
  readonly fields?: object;
  readonly rules?: (model: string, request: never) => object | undefined;
}

function layered(under: Layer, over: Layer): Layer {
  const fields = under.fields && over.fields ? { fields: { ...under.fields, ...over.fields } } : undefined;
  const rules = under.rules && over.rules ? { rules: bothRules(under.rules, over.rules) } : undefined;
  return { ...under, ...over, ...fields, ...rules };
}

function bothRules(under: NonNullable<Layer['rules']>, over: NonNullable<Layer['rules']>): NonNullable<Layer['rules']> {
  return (model, request) => layered((under(model, request) ?? {}) as Layer, (over(model, request) ?? {}) as Layer);
}

/** What is learned of a server while it is used: remembered by the provider, asked with each request. */
export interface Learned {
  /** `stream_options` was refused. */
  noStreamOptions: boolean;
}

/** The dialect with what was learned of its server. */
export function learning(dialect: OpenaiDialect, learned: Learned): OpenaiDialect {
  const rules = (_model: string, _request: ChatRequest): ChatRules | undefined =>
    learned.noStreamOptions ? { streamUsage: false } : undefined;
  return merged(dialect, { chat: { rules } });
}
