// How a server is spoken to of which nothing is known but that it imitates OpenAI, and how differences lie on top of that.
import { type ChatDialect, compatibleChat } from './chat-dialect.ts';
import type { OpenaiDialect } from './dialect.ts';
import type { EmbedDialect } from './media-dialects.ts';
import type { ResponsesDialect } from './responses-dialect.ts';

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

/**
 * The dialect of a server that imitates OpenAI: what every imitator takes (`max_tokens`, `user`, floats, nothing that was
 * not asked for), with the server's own differences on top, from the general to the particular. `fields` are joined name
 * by name, `rules` are all asked; whatever else a later layer says replaces what an earlier one said.
 */
export function compatibleDialect(...differences: readonly (OpenaiDialect | undefined)[]): OpenaiDialect {
  return differences.reduce<OpenaiDialect>((under, over) => (over ? merged(under, over) : under), unknownServer);
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
